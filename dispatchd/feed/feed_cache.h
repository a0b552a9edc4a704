/* SPDX-License-Identifier: MIT */
/*
 * What a loop keeps of its calendar feeds, of bounded size: the texts of
 * single entries, by a hash over all that they were made of; and whole feeds,
 * by their link, to be served again as they are (and when the database is
 * away).
 */
#ifndef DISPATCHD_FEED_FEED_CACHE_H
#define DISPATCHD_FEED_FEED_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include <callout/buf.h>

#define FEED_KEY_BYTES 16

struct feed_cache;

struct feed_cache *feed_cache_new(void);
void feed_cache_free(struct feed_cache *cache);

/* The kept text, or NULL; valid until the next change of the cache. */
const struct buf *feed_cache_text(const struct feed_cache *cache,
				  const unsigned char key[FEED_KEY_BYTES]);
/* Keep a copy; what lay in its place is forgotten. */
void feed_cache_keep_text(struct feed_cache *cache,
			  const unsigned char key[FEED_KEY_BYTES],
			  const char *text, size_t length);

struct feed_kept {
	char link[65]; /* sha256 of the link's secret, in hex */
	char etag[64]; /* without quotes */
	char last_modified[40];
	int64_t kept_us; /* clk_monotonic_us() */
	struct buf bytes;
};
const struct feed_kept *feed_cache_feed(const struct feed_cache *cache,
					const char *link);
/* Takes the bytes out of `kept`. */
void feed_cache_keep_feed(struct feed_cache *cache, struct feed_kept *kept);
void feed_cache_drop_feed(struct feed_cache *cache, const char *link);

#endif
