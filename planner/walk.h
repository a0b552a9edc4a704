/* SPDX-License-Identifier: MIT */
/*
 * The exact walk over one route: when does each stop begin, where do the
 * breaks go, what does lateness cost, and what is broken by how much. It is
 * the only judge of times: the search, the verdicts and the plan's text all
 * come from here.
 *
 * A walk moves forward in stages (start, jobs, end) with labels (time, cost,
 * seconds broken) for every number of breaks already taken; dominated labels
 * are dropped. Waiting never helps, so the earliest time of a label is right.
 */
#ifndef PLANNER_WALK_H
#define PLANNER_WALK_H

#include "planner/problem_internal.h"

/* One leg on the road: leave at t_s with travel_s ahead; breaks split it. */
struct leg {
	int64_t t_s, travel_s;
};

/* The route to walk: `jobs`, with one more put in after `insert_at` of them
 * (insert_job PLAN_NONE: none). */
struct drive {
	const struct plan_problem *problem;
	int32_t technician;
	/* Other relief than the problem's (NULL: that): the technician with
	 * limits of her own, and one number for each of `jobs`. */
	const struct technician *as;
	const int64_t *relief_s;
	const int32_t *jobs;
	const struct hold *holds; /* parallel to jobs; NULL: none */
	/* Travel before each of them, and before the end, if that is known;
	 * without the inserted one. Or NULL. */
	const int64_t *leg_s;
	int32_t count;
	int32_t insert_job, insert_at;
	/* The inserted job is judged as one that is not pinned; it begins at
	 * this time unless it is PLAN_ANY_TIME. */
	int64_t begin_s;
	const int64_t *from_s; /* nor before this (NULL: any) */
	bool strict;	       /* broken rules end the walk */
};

struct drive_result {
	int64_t broken_s; /* beyond relief, all rules of time; 0 if strict */
	int64_t cost;	  /* lateness and overtime */
	int64_t end_s;
	/* Where working time costs (duration_rate): as late as the earliest end
	 * allows, and the stages go by it. Else of no meaning. */
	int64_t start_s;
};

struct break_time {
	int32_t index;			      /* in day_break */
	int64_t arrival_s, begin_s, travel_s; /* travel: of this leg so far */
	int64_t late_s;			      /* beyond relief */
};

/* One stage of the walk that was found best. The last is the end. */
struct stop_time {
	int32_t job;	 /* PLAN_NONE: the end */
	int64_t leave_s; /* the stop before */
	int64_t travel_s;
	int32_t first_break, break_count; /* on the way to it */
	int64_t arrival_s, begin_s, setup_s, service_s, departure_s;
	int64_t late_s;	       /* beyond relief: window, pin or shift */
	int64_t uncertified_s; /* of the stay */
};

struct walk;
struct walk *walk_new(void);
void walk_free(struct walk *walk); /* NULL is accepted */

/* Walk it. False if strict and something is broken. O(jobs * breaks^2). */
bool walk_drive(struct walk *walk, const struct drive *drive,
		struct drive_result *ret_result);

/* Travel to an inserted job, and on. */
struct way {
	int64_t to_s, from_s;
};

/* The same answer for a drive with a job to insert, from a walk over the drive
 * without it, which knows what comes before. False too if more than bound_s is
 * broken, which is seen early. There are no walk_times() after it. Not where
 * working time costs. */
bool walk_drive_on(struct walk *walk, const struct walk *base,
		   const struct drive *drive, const struct way *way,
		   int64_t bound_s, struct drive_result *ret_result);

/* What it left out: after this walk_times() tells of it too. The base must be
 * as it was. */
void walk_complete(struct walk *walk, const struct walk *base);

/* The stages of the last walk that was true, one a job and one for the end.
 * Valid until the next walk. */
const struct stop_time *walk_times(struct walk *walk);

/* Drive one leg with `count` breaks from number `first` on. Returns the time
 * when the technician is there and ready; adds lateness to *broken_s.
 * `ret_breaks` (may be NULL) has room for `count`. */
int64_t walk_leg(const struct technician *technician, struct leg leg,
		 int32_t first, int32_t count, int64_t *broken_s,
		 struct break_time *ret_breaks);

/* The latest start of a leg with these breaks that is there by `by`. Breaks
 * bound the start in two ways, which are inverted one by one from the last:
 * each begins in its window (begin), and the road takes its time (there). */
static inline int64_t walk_leave_by(const struct technician *technician,
				    int64_t by, int64_t travel, int32_t first,
				    int32_t count)
{
	int64_t begin = by, there = by;

	for (int32_t i = first + count - 1; i >= first; i--) {
		const struct day_break *rest = &technician->breaks[i];
		int64_t limit = begin < there ? begin : there;

		begin = timewin_latest(&rest->win, limit - rest->duration_s);
		if (begin == -TIME_NEVER)
			return -TIME_NEVER;
		there -= rest->duration_s;
	}
	there -= travel;
	return begin < there ? begin : there;
}

#endif
