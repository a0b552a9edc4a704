/* SPDX-License-Identifier: MIT */
/*
 * Too many wrong codes from one address: ten in one go, then one a minute.
 * Shared by all loops of a process. An IPv6 client is its /64.
 */
#ifndef MOBILE_SYNC_SESSION_THROTTLE_H
#define MOBILE_SYNC_SESSION_THROTTLE_H

#include <stdint.h>

struct throttle;

enum { THROTTLE_BURST = 10, THROTTLE_STEP_S = 60 };

struct throttle *throttle_new(void);
/* NULL is accepted. */
void throttle_free(struct throttle *throttle);

/* Seconds until this address may try; 0: now. */
int throttle_wait_s(struct throttle *throttle, const char *address,
		    int64_t now_us);
/* It failed. */
void throttle_count(struct throttle *throttle, const char *address,
		    int64_t now_us);

#endif
