/* SPDX-License-Identifier: MIT */
/*
 * What boards were told lately: one ring for the process, written by one loop
 * and read by all. Each piece of news has the next number; its id, for clients,
 * is "BOOT.NUMBER", where BOOT is drawn anew at each start. A number that the
 * ring no longer (or does not yet) know is answered by a fresh start; so is one
 * from before it was told where the news begin.
 */
#ifndef DISPATCHD_STREAM_RING_H
#define DISPATCHD_STREAM_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring;

#define RING_ID_SIZE 40 /* of an id's text */

/* At most so many pieces and bytes are kept; the oldest go first. */
struct ring *ring_new(size_t pieces, size_t bytes);
void ring_free(struct ring *ring); /* NULL is accepted */

/* All below may be called from any thread. */

/* From here on nothing is missed. Once, before the first news. */
void ring_begin(struct ring *ring);

/* Add news of a territory; copied. */
void ring_add(struct ring *ring, int64_t territory, const char *text,
	      size_t length);

/* The number of the last piece; 0 before the beginning. */
uint64_t ring_last(struct ring *ring);
/* "BOOT.NUMBER"; returns ret_id. */
char *ring_id(const struct ring *ring, uint64_t number,
	      char ret_id[RING_ID_SIZE]);
/* The number of an id of this ring that can be continued from: nothing after
 * it was forgotten. */
bool ring_find(struct ring *ring, const char *id, uint64_t *ret_number);

struct ring_news {
	uint64_t number;
	int64_t territory;
	const char *text; /* until the callback returns */
	size_t length;
};

/* Every piece after `after`, in order, under the ring's lock: the callback
 * must not call the ring. Returns the last number. False in *ret_whole: some
 * were forgotten meanwhile, and none is told. */
uint64_t ring_read(struct ring *ring, uint64_t after,
		   void (*on_news)(const struct ring_news *news, void *arg),
		   void *arg, bool *ret_whole);

#endif
