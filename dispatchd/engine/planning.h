/* SPDX-License-Identifier: MIT */
/*
 * Planning runs: a proposal that is `running` in the database is loaded on a
 * loop, planned on a thread against a deadline, and written back as `ready`
 * or `failed` by the same loop. A run that its daemon does not finish is
 * failed by whoever reaps next.
 */
#ifndef DISPATCHD_ENGINE_PLANNING_H
#define DISPATCHD_ENGINE_PLANNING_H

#include <stdbool.h>
#include <stdint.h>

/* Runs that wait for a thread, all loops together; more are refused. */
#define PLANNING_QUEUE_MAX 32

struct loop;
struct planning;

/* One per loop. */
struct planning *planning_new(struct loop *loop);
/* After the pools have ended. NULL is accepted. */
void planning_free(struct planning *planning);

/* Does a run of this loop go on? */
bool planning_is_busy(const struct planning *planning);

/* Is there room for one more run? */
bool planning_has_room(const struct planning *planning);
/* Run `proposal` of that territory and horizon (RFC 3339). */
void planning_begin(struct planning *planning, int64_t proposal,
		    int64_t territory, const char *from, const char *to);
/* Stop the run of that proposal, on whatever loop of this daemon it is. */
void planning_stop(struct planning *planning, int64_t proposal);

#endif
