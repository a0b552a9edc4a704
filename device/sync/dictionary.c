/* SPDX-License-Identifier: MIT */
/* The dictionary that answers are compressed with: GET /dictionary/{hash}. It
 * saves bytes, and nothing depends on it. */
#include <string.h>

#include <sodium.h>

#include <callout/text.h>

#include "device/sync/sync_internal.h"

enum err sync_read_dictionary(struct device *device, struct arena *arena,
			      struct link_dictionary *ret_dictionary,
			      struct err_detail *detail)
{
	return store_read_dictionary(device->store, arena,
				     &ret_dictionary->hash,
				     &ret_dictionary->text, detail);
}

/* Whole, and what the hash says. */
static bool is_it(const struct link_answer *answer, const char *hash)
{
	unsigned char bytes[crypto_hash_sha256_BYTES];
	char own[2 * sizeof(bytes) + 1];
	const struct buf *body = &answer->body;

	if (answer->status != 200 || answer->cut || body->length == 0 ||
	    memchr(body->data, '\0', body->length))
		return false;
	crypto_hash_sha256(bytes, (const unsigned char *)body->data,
			   body->length);
	text_hex(bytes, sizeof(bytes), own);
	return !strcmp(own, hash);
}

void sync_fetch_dictionary(struct device *device, const char *server,
			   const char *hash)
{
	struct err_detail unused = {0};
	struct link_answer answer;
	struct buf path = {0};
	enum err err;

	buf_printf(&path, "/dictionary/%s", hash);
	err = link_ask(
	    device_link(device, server),
	    &(struct link_request){.method = "GET", .path = buf_text(&path)},
	    &answer, &unused);
	if (!err && is_it(&answer, hash))
		err = store_keep_dictionary(device->store, hash,
					    buf_text(&answer.body), &unused);
	/* Another time, then. */
	(void)err;
	link_answer_free(&answer);
	buf_free(&path);
}
