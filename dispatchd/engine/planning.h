/* SPDX-License-Identifier: MIT */
/*
 * Planning runs: a proposal that is `running` in the database is claimed by the
 * holder of its territory's lease (leases.h), loaded on its first loop, planned
 * on a thread against a deadline, and written back as `ready` or `failed` by
 * the same loop, under the lease's epoch. Each second the loop tells the
 * database that the run goes on and how far it is, and hears whether somebody
 * cancelled it, by whatever daemon, or another took it over. A run that falls
 * silent has lost its daemon: the next holder begins it anew, once.
 */
#ifndef DISPATCHD_ENGINE_PLANNING_H
#define DISPATCHD_ENGINE_PLANNING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Runs at once in this daemon; more wait in the database. */
#define PLANNING_QUEUE_MAX 32

struct loop;
struct planning;

/* One per loop. */
struct planning *planning_new(struct loop *loop);
/* After the pools have ended. NULL is accepted. */
void planning_free(struct planning *planning);

/* Does a run of this loop go on? */
bool planning_is_busy(const struct planning *planning);

/* Is there room for one more run? On any loop. */
bool planning_has_room(const struct planning *planning);
/* For how many more of this loop? */
int planning_room(const struct planning *planning);

/* What to plan, copied. The proposal is `running` in the database. */
struct planning_wish {
	int64_t proposal, territory, epoch;
	const char *from, *to; /* RFC 3339 */
	int64_t time_ms;       /* 0: the daemon's */
	const char *move;      /* "none", "few" (also NULL), "free" */
	/* Only these; none: all. */
	const int64_t *jobs, *technicians;
	size_t job_count, technician_count;
};
/* A run that goes on under the same epoch goes on; one of another is left to
 * itself, and nothing comes of it. */
void planning_begin(struct planning *planning,
		    const struct planning_wish *wish);
/* Stop the run of that proposal, on whatever loop of this daemon it is. */
void planning_stop(struct planning *planning, int64_t proposal);

#endif
