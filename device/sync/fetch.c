/* SPDX-License-Identifier: MIT */
/* A picture of a sheet: GET /blob/{uid}. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "device/sync/sync_internal.h"

static bool on_bytes(const char *bytes, size_t length, void *arg)
{
	/* What went wrong is asked when it is closed. */
	return fwrite(bytes, 1, length, arg) == length;
}

static enum err fetch(struct device *device, const char *uid, FILE *file,
		      struct err_detail *detail)
{
	struct arena *arena = arena_new();
	struct link_answer answer;
	struct store_device who;
	struct buf path = {0};
	enum err err = store_read_device(device->store, arena, &who, detail);

	buf_printf(&path, "/blob/%s", uid);
	if (!err) {
		err = sync_ask(device, arena, &who,
			       &(struct link_request){
				   .method = "GET",
				   .path = buf_text(&path),
				   .on_body = on_bytes,
				   .arg = file,
			       },
			       &answer, detail);
		if (!err && answer.status != 200)
			err = sync_refusal(device, &answer, NULL, detail);
		else if (!err && answer.cut)
			err = err_set(detail, ERR_UNAVAILABLE, "",
				      "the picture was cut");
		link_answer_free(&answer);
	}
	buf_free(&path);
	arena_free(arena);
	return err;
}

enum err sync_fetch(struct device *device, const char *uid, const char *path,
		    struct err_detail *detail)
{
	struct sync_tries tries = {0};
	bool good;
	FILE *file;
	enum err err;

	do {
		file = fopen(path, "wbe");
		if (!file)
			return err_set(detail, ERR_INPUT, "", "%.300s: %s",
				       path, strerror(errno));
		err = fetch(device, uid, file, detail);
		good = !ferror(file);
		if ((fclose(file) || !good) && !err)
			err = err_set(detail, ERR_INTERNAL, "",
				      "%.300s could not be written", path);
	} while (err && sync_try_again(device, &tries, err));
	if (err)
		(void)remove(path);
	return err;
}
