/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target over the files of folders, as a regression test: TAP, one
 * case a file. The fuzzer itself brings its own main().
 */
#include "fuzz.h"

#include <callout/arena.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static bool replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes;
	long length;
	bool ok;

	if (file == NULL)
		return false;
	fseek(file, 0, SEEK_END);
	length = ftell(file);
	rewind(file);
	bytes = xmalloc(length > 0 ? (size_t)length : 1);
	ok = length >= 0 &&
	     fread(bytes, 1, (size_t)length, file) == (size_t)length;
	fclose(file);
	if (ok)
		LLVMFuzzerTestOneInput(bytes, (size_t)length);
	free(bytes);
	return ok;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	int count = 0, failed = 0;

	for (int i = 1; i < argc; i++) {
		struct dirent **names;
		int n = scandir(argv[i], &names, is_visible, alphasort);

		if (n <= 0) {
			printf("Bail out! no corpus in %s\n", argv[i]);
			return 1;
		}
		for (int k = 0; k < n; k++) {
			char path[4096];
			bool ok;

			snprintf(path, sizeof(path), "%s/%s", argv[i],
				 names[k]->d_name);
			ok = replay_file(path);
			failed += !ok;
			printf("%sok %d - %s\n", ok ? "" : "not ", ++count,
			       names[k]->d_name);
			free(names[k]);
		}
		free(names);
	}
	printf("1..%d\n", count);
	return failed > 0;
}
