/* SPDX-License-Identifier: MIT */
/* A ring of texts behind a lock; see ring.h. */
#include "dispatchd/stream/ring.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <callout/arena.h>
#include <callout/text.h>

struct piece {
	int64_t territory;
	char *text;
	size_t length;
};

struct ring {
	pthread_mutex_t lock;
	char boot[17];
	struct piece *pieces; /* number % size */
	size_t size, bytes, bytes_max;
	/* Kept: first .. last; none if first > last. Both are 0 before the
	 * beginning, which is number 1. */
	uint64_t first, last;
};

struct ring *ring_new(size_t pieces, size_t bytes)
{
	struct ring *ring = xcalloc(1, sizeof(*ring));
	unsigned char boot[8];

	assert(pieces > 0);
	randombytes_buf(boot, sizeof(boot));
	text_hex(boot, sizeof(boot), ring->boot);
	pthread_mutex_init(&ring->lock, NULL);
	ring->pieces = xcalloc(pieces, sizeof(*ring->pieces));
	ring->size = pieces;
	ring->bytes_max = bytes;
	return ring;
}

void ring_begin(struct ring *ring)
{
	pthread_mutex_lock(&ring->lock);
	assert(ring->last == 0);
	ring->first = 2;
	ring->last = 1;
	pthread_mutex_unlock(&ring->lock);
}

static void forget_first(struct ring *ring)
{
	struct piece *piece = &ring->pieces[ring->first % ring->size];

	assert(ring->first <= ring->last);
	ring->bytes -= piece->length;
	free(piece->text);
	*piece = (struct piece){0};
	ring->first++;
}

void ring_free(struct ring *ring)
{
	if (!ring)
		return;
	while (ring->last > 0 && ring->first <= ring->last)
		forget_first(ring);
	pthread_mutex_destroy(&ring->lock);
	free(ring->pieces);
	free(ring);
}

void ring_add(struct ring *ring, int64_t territory, const char *text,
	      size_t length)
{
	char *copy = xmalloc(length + 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	pthread_mutex_lock(&ring->lock);
	assert(ring->last > 0);
	while (ring->first <= ring->last &&
	       (ring->last - ring->first + 1 == ring->size ||
		ring->bytes + length > ring->bytes_max))
		forget_first(ring);
	ring->last++;
	ring->pieces[ring->last % ring->size] =
	    (struct piece){territory, copy, length};
	ring->bytes += length;
	pthread_mutex_unlock(&ring->lock);
}

uint64_t ring_last(struct ring *ring)
{
	uint64_t last;

	pthread_mutex_lock(&ring->lock);
	last = ring->last;
	pthread_mutex_unlock(&ring->lock);
	return last;
}

char *ring_id(const struct ring *ring, uint64_t number,
	      char ret_id[RING_ID_SIZE])
{
	snprintf(ret_id, RING_ID_SIZE, "%s.%" PRIu64, ring->boot, number);
	return ret_id;
}

/* Everything after `number` is still there. */
static bool is_known(const struct ring *ring, uint64_t number)
{
	return number > 0 && number + 1 >= ring->first && number <= ring->last;
}

bool ring_find(struct ring *ring, const char *id, uint64_t *ret_number)
{
	size_t boot = strlen(ring->boot);
	int64_t number;
	bool known;

	if (strncmp(id, ring->boot, boot) != 0 || id[boot] != '.' ||
	    !text_parse_int(id + boot + 1, 0, INT64_MAX, &number))
		return false;
	pthread_mutex_lock(&ring->lock);
	known = is_known(ring, (uint64_t)number);
	pthread_mutex_unlock(&ring->lock);
	if (known)
		*ret_number = (uint64_t)number;
	return known;
}

uint64_t ring_read(struct ring *ring, uint64_t after,
		   void (*on_news)(const struct ring_news *news, void *arg),
		   void *arg, bool *ret_whole)
{
	uint64_t last;

	pthread_mutex_lock(&ring->lock);
	last = ring->last;
	*ret_whole = last == after || is_known(ring, after);
	for (uint64_t number = after + 1; *ret_whole && number <= last;
	     number++) {
		const struct piece *piece = &ring->pieces[number % ring->size];
		const struct ring_news news = {number, piece->territory,
					       piece->text, piece->length};

		on_news(&news, arg);
	}
	pthread_mutex_unlock(&ring->lock);
	return last;
}
