/* SPDX-License-Identifier: MIT */
/*
 * The header fields of tus from a stranger. What is taken keeps the promises
 * that the rest relies on: an id that is a safe file's name, a sha256 in hex;
 * and written again it is read as the same.
 */
#include "fuzz.h"

#include <string.h>

#include <callout/arena.h>
#include <callout/buf.h>

#include "mobile-sync/session/tus.h"

static void check_metadata(const char *text, struct arena *arena)
{
	struct tus_metadata first, again;
	struct err_detail detail = {0};
	struct buf out = {0};

	if (tus_read_metadata(text, arena, &first, &detail) != ERR_OK) {
		FUZZ_CHECK(detail.rule[0] != '\0');
		return;
	}
	FUZZ_CHECK(blob_is_uid(first.id) && !strchr(first.id, '/'));
	FUZZ_CHECK(strlen(first.sha256) == 64 && first.type != BLOB_UNKNOWN);
	tus_add_metadata(&out, &first);
	FUZZ_CHECK(tus_read_metadata(buf_text(&out), arena, &again, &detail) ==
		   ERR_OK);
	FUZZ_CHECK(!strcmp(first.id, again.id) && first.type == again.type &&
		   !strcmp(first.sha256, again.sha256));
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *text = arena_strndup(arena, (const char *)data, size);
	struct tus_checksum checksum;

	check_metadata(text, arena);
	if (tus_read_checksum(text, &checksum, NULL) == ERR_OK)
		FUZZ_CHECK(checksum.given);
	(void)blob_type_sniff(data, size);
	FUZZ_CHECK(!blob_is_uid(text) || strlen(text) == 36);
	arena_free(arena);
	return 0;
}
