/* SPDX-License-Identifier: MIT */
/*
 * Following the day: in territories whose policy says so, whatever makes the
 * plan not fit any more (a new urgent job, a visit that takes long, somebody
 * who is ill, a cancellation) is answered by a small repair, within the
 * policy. Written at once ('on'), or kept as a proposal ('suggest').
 *
 * There is no queue of events. A look at a territory asks what is wrong now:
 * after its feed has moved, at most a few times a second, and once a minute for
 * what the clock alone makes wrong. What is remembered from look to look only
 * saves work: after a kill the next look says the same.
 *
 *	look: SQL (jobs that nobody has, who is away) -> desk (repair) ->
 *	[desk again, for visits that need another time] -> write -> tell
 */
#ifndef DISPATCHD_ENGINE_FOLLOW_H
#define DISPATCHD_ENGINE_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

struct follow;
struct loop;

/* One a process: on the loop that has the watch. */
struct follow *follow_new(struct loop *loop);
/* After the store and the box have ended. NULL is accepted. */
void follow_free(struct follow *follow);

/* The watch saw that this territory's feed has moved. */
void follow_moved(struct follow *follow, int64_t territory);
/* Is there a territory to be followed? */
bool follow_is_on(const struct follow *follow);

#endif
