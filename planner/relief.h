/* SPDX-License-Identifier: MIT */
/*
 * Relief: how far a day that is broken already moves its own limits.
 *
 * A board of live visits is full of days that break a rule: a pin stays where
 * it is, even one that nobody can reach in time. What such a day breaks by
 * itself must not forbid every further job, so each limit that it breaks is
 * moved to what it needs, and no further. With that, a route is feasible
 * exactly if nothing gets worse at any stop.
 */
#ifndef PLANNER_RELIEF_H
#define PLANNER_RELIEF_H

#include "planner/walk.h"

/* Limits as the technician has them of herself. `own` may be a copy of the
 * problem's, but its breaks and capacity must be the caller's to change. */
void relief_clear(const struct plan_problem *problem, struct technician *own);

/* Move the limits of `own`, where they are broken, to what `jobs` in this order
 * need. relief_s[i] (count of them) is how late job i may be (see struct
 * timewin): in, what it may be already, -TIME_NEVER for none; out, raised. */
void relief_grant(const struct plan_problem *problem, int32_t technician,
		  struct technician *own, const int32_t *jobs, int32_t count,
		  struct walk *walk, int64_t *relief_s);

/* The limits of a whole day, from those that the technician has of herself:
 * first as wide as its pinned jobs need them alone, which no other job narrows
 * by standing on the way, then as all of `jobs` need them. relief_s: out. */
void relief_grant_day(const struct plan_problem *problem, int32_t technician,
		      struct technician *own, const int32_t *jobs,
		      int32_t count, struct walk *walk, int64_t *relief_s);

#endif
