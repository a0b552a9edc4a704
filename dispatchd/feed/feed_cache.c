/* SPDX-License-Identifier: MIT */
/* Two direct-mapped tables: keys are hashes already, and a collision costs
 * one rendering. */
#include "dispatchd/feed/feed_cache.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>

#define TEXT_SLOTS 4096
#define TEXT_BYTES_MAX (8U << 10)
#define FEED_SLOTS 512
#define FEEDS_BYTES_MAX (16U << 20)

struct text_slot {
	unsigned char key[FEED_KEY_BYTES];
	struct buf text;
};

struct feed_cache {
	struct text_slot texts[TEXT_SLOTS];
	struct feed_kept feeds[FEED_SLOTS];
	size_t feeds_bytes;
};

struct feed_cache *feed_cache_new(void)
{
	return xcalloc(1, sizeof(struct feed_cache));
}

void feed_cache_free(struct feed_cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; i < TEXT_SLOTS; i++)
		buf_free(&cache->texts[i].text);
	for (size_t i = 0; i < FEED_SLOTS; i++)
		buf_free(&cache->feeds[i].bytes);
	free(cache);
}

static size_t text_slot(const unsigned char *key)
{
	return (key[0] | (size_t)key[1] << 8) % TEXT_SLOTS;
}

const struct buf *feed_cache_text(const struct feed_cache *cache,
				  const unsigned char key[FEED_KEY_BYTES])
{
	const struct text_slot *slot = &cache->texts[text_slot(key)];

	return slot->text.length && !memcmp(slot->key, key, FEED_KEY_BYTES)
		   ? &slot->text
		   : NULL;
}

void feed_cache_keep_text(struct feed_cache *cache,
			  const unsigned char key[FEED_KEY_BYTES],
			  const char *text, size_t length)
{
	struct text_slot *slot = &cache->texts[text_slot(key)];

	if (length > TEXT_BYTES_MAX)
		return;
	buf_free(&slot->text);
	memcpy(slot->key, key, FEED_KEY_BYTES);
	buf_add(&slot->text, text, length);
}

static size_t feed_slot(const char *link)
{
	char digits[5];

	memcpy(digits, link, 4);
	digits[4] = '\0';
	return strtoul(digits, NULL, 16) % FEED_SLOTS;
}

const struct feed_kept *feed_cache_feed(const struct feed_cache *cache,
					const char *link)
{
	const struct feed_kept *kept = &cache->feeds[feed_slot(link)];

	return kept->bytes.length && !strcmp(kept->link, link) ? kept : NULL;
}

static void empty(struct feed_cache *cache, struct feed_kept *kept)
{
	assert(cache->feeds_bytes >= kept->bytes.length);
	cache->feeds_bytes -= kept->bytes.length;
	buf_free(&kept->bytes);
	memset(kept, 0, sizeof(*kept));
}

void feed_cache_keep_feed(struct feed_cache *cache, struct feed_kept *kept)
{
	struct feed_kept *slot = &cache->feeds[feed_slot(kept->link)];

	assert(strlen(kept->link) == 64 && kept->bytes.length > 0);
	empty(cache, slot);
	if (cache->feeds_bytes + kept->bytes.length > FEEDS_BYTES_MAX) {
		buf_free(&kept->bytes);
		return;
	}
	cache->feeds_bytes += kept->bytes.length;
	*slot = *kept;
	memset(&kept->bytes, 0, sizeof(kept->bytes));
}

void feed_cache_drop_feed(struct feed_cache *cache, const char *link)
{
	struct feed_kept *kept = &cache->feeds[feed_slot(link)];

	if (!strcmp(kept->link, link))
		empty(cache, kept);
}
