/* SPDX-License-Identifier: MIT */
/*
 * Too many wrong codes from one address: ten in one go, then one a minute.
 * Shared by all loops of a process. An IPv6 client is its /64.
 *
 * A try counts from its beginning, and is given back if it was no wrong code:
 * else a thousand at once would all begin before the first one has failed.
 */
#ifndef MOBILE_SYNC_SESSION_THROTTLE_H
#define MOBILE_SYNC_SESSION_THROTTLE_H

#include <stdint.h>

struct throttle;

enum { THROTTLE_BURST = 10, THROTTLE_STEP_S = 60 };

struct throttle *throttle_new(void);
/* NULL is accepted. */
void throttle_free(struct throttle *throttle);

/* Seconds until this address may try; 0: now, and it counts. */
int throttle_take(struct throttle *throttle, const char *address,
		  int64_t now_us);
/* It was no wrong code. */
void throttle_give_back(struct throttle *throttle, const char *address);

#endif
