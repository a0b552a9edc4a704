/* SPDX-License-Identifier: MIT */
/*
 * What all loops know of the feed: how far each technician's scope is, as the
 * watch (session/watch.h) saw it last, and who waits for it to move. One for
 * the process, behind one lock; each function may be called from any loop.
 *
 *	the watch -> hub_move() -> news in each loop's box -> hub_take()
 */
#ifndef MOBILE_SYNC_SESSION_HUB_H
#define MOBILE_SYNC_SESSION_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hub;

/* What is older than this may not be told as it is. */
#define HUB_FRESH_US 1000000
/* Requests of one device that may wait at once. */
#define HUB_SEATS_MAX 2

struct hub *hub_new(unsigned loops);
void hub_free(struct hub *hub); /* NULL is accepted */

/* --- how far a scope is --- */

struct hub_place {
	int64_t epoch, version;
};

/* Both only grow, and a version counts within its epoch. */
static inline bool hub_is_ahead(const struct hub_place *place,
				const struct hub_place *other)
{
	return place->epoch != other->epoch ? place->epoch > other->epoch
					    : place->version > other->version;
}

/* False: not known, or not surely as the database would say it now, but for
 * the last second. */
bool hub_is_fresh(struct hub *hub, int64_t technician,
		  struct hub_place *ret_place);
/* As it was last seen, however long ago; false: never. */
bool hub_last(struct hub *hub, int64_t technician, struct hub_place *ret_place);
/* Something was committed just now: what the watch asked before does not
 * count as fresh for this technician any more. */
void hub_doubt(struct hub *hub, int64_t technician);

/* --- the watch --- */

struct hub_scope {
	int64_t technician, version;
};

/* What the watch heard to a question that it asked at `asked_us`. */
void hub_move(struct hub *hub, int64_t epoch, int64_t asked_us,
	      const struct hub_scope *scopes, size_t count);
/* Does anybody wait, or has one asked of late? */
bool hub_is_busy(struct hub *hub);

/* --- who waits --- */

/* A seat for a request of this device. If all are taken, the one who sat down
 * first is told to go. */
uint64_t hub_sit(struct hub *hub, unsigned loop, int64_t device,
		 int64_t technician);
void hub_leave(struct hub *hub, int64_t device, uint64_t seat);
/* All that are taken, for /metrics. */
size_t hub_seats(struct hub *hub);

/* --- a loop's box --- */

enum hub_news_kind {
	HUB_MOVED, /* the technician's scope is at `place` */
	HUB_EPOCH, /* all scopes are those of another epoch */
	HUB_GO,	   /* the technician's `seat` is needed */
};

struct hub_news {
	enum hub_news_kind kind;
	int64_t technician;
	struct hub_place place;
	uint64_t seat;
};

/* Readable while there is news. */
int hub_fd(const struct hub *hub, unsigned loop);
/* All of it, in order; free() it. */
struct hub_news *hub_take(struct hub *hub, unsigned loop, size_t *ret_count);

#endif
