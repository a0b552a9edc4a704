/* SPDX-License-Identifier: MIT */
/*
 * The ETag of a feed: a hash over what its bytes depend on. Each part goes in
 * with its length, so that no two inputs share one stream of bytes.
 */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "dispatchd/feed/caltext_internal.h"

#define HASH_SIZE 16

_Static_assert(CALTEXT_ETAG_SIZE >= 2 * HASH_SIZE + 3, "hex and two quotes");

static void add_bytes(crypto_generichash_state *state, const void *bytes,
		      size_t length)
{
	uint64_t prefix = length;

	crypto_generichash_update(state, (const unsigned char *)&prefix,
				  sizeof(prefix));
	crypto_generichash_update(state, bytes, length);
}

/* Absent and empty are the same text. */
static void add_text(crypto_generichash_state *state, const char *text)
{
	add_bytes(state, text != NULL ? text : "",
		  text != NULL ? strlen(text) : 0);
}

static void add_number(crypto_generichash_state *state, int64_t number)
{
	add_bytes(state, &number, sizeof(number));
}

char *caltext_etag(const struct caltext_etag_input *input,
		   char ret_etag[CALTEXT_ETAG_SIZE])
{
	const struct caltext_feed *feed = input->feed;
	const char *coding = input->coding != NULL ? input->coding : "identity";
	crypto_generichash_state state;
	unsigned char hash[HASH_SIZE];

	assert(feed->zone != NULL);
	crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	add_number(&state, CALTEXT_RENDERER_VERSION);
	add_text(&state, feed->name);
	add_text(&state, feed->color);
	add_text(&state, feed->page_url);
	add_text(&state, feed->source_url);
	add_number(&state, feed->refresh_s);
	add_number(&state, feed->detail);
	add_text(&state, feed->zone->tzid);
	add_bytes(&state, feed->zone->digest, sizeof(feed->zone->digest));
	add_number(&state, input->scope_version);
	add_number(&state, input->window_start_day);
	add_number(&state, input->window_end_day);
	add_text(&state, input->salt);
	add_text(&state, coding);
	crypto_generichash_final(&state, hash, sizeof(hash));

	ret_etag[0] = '"';
	sodium_bin2hex(ret_etag + 1, 2 * HASH_SIZE + 1, hash, sizeof(hash));
	memcpy(ret_etag + 1 + 2 * HASH_SIZE, "\"", 2);
	return ret_etag;
}
