/* SPDX-License-Identifier: MIT */
/*
 * Requests of this loop that wait for a technician's scope to move: long-polls
 * and streams. A seat lies in its request; whatever ends the request leaves it
 * first. All on the loop's thread.
 */
#ifndef MOBILE_SYNC_SESSION_LIVE_H
#define MOBILE_SYNC_SESSION_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "mobile-sync/session/hub.h"

struct live;
struct live_seat;
struct loop;

enum live_news {
	LIVE_MOVED,   /* seat->place is the new one */
	LIVE_BEAT,    /* nothing for a while: a sign of life is due */
	LIVE_GO,      /* newer requests of this device have the seats */
	LIVE_REVOKED, /* the device was shut out */
};

/* On LIVE_GO and LIVE_REVOKED the seat must be left. */
typedef void live_fn(struct live_seat *seat, enum live_news news);

struct live_seat {
	int64_t device, technician;
	struct hub_place place; /* that the device knows of */
	live_fn *on_news;
	bool wants_beats;
	/* The room's own: */
	struct live *live; /* NULL: not taken */
	uint64_t number;
	int64_t beat_us;
	LIST_ENTRY(live_seat) link;
};

struct live *live_new(struct loop *loop);
void live_free(struct live *live); /* NULL is accepted */

/* Wait; on_news is never called from inside. */
void live_sit(struct live *live, struct live_seat *seat);
/* Any number of times. */
void live_leave(struct live_seat *seat);
/* A revoked device. */
void live_revoke(struct live *live, int64_t device);

#endif
