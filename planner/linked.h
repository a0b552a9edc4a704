/* SPDX-License-Identifier: MIT */
/*
 * What links ask of a job, given where and when the jobs that it is tied to
 * stand in a solution. Who is on no route asks nothing.
 */
#ifndef PLANNER_LINKED_H
#define PLANNER_LINKED_H

#include "planner/solution.h"

/* Of a job on a route: when it begins, if that is fixed, else PLAN_ANY_TIME. */
int64_t linked_begin_s(const struct solution *solution, int32_t job);

/* When the job may begin and end. False: it cannot be served, because what it
 * comes after is not, or has no fixed time. */
bool linked_range(const struct solution *solution, int32_t job,
		  struct start_range *ret_range);

/* The same without the rest of its crew: where that moves with it. */
bool linked_range_after(const struct solution *solution, int32_t job,
			struct start_range *ret_range);

/* How it is held when it begins then, there: the end too, where it is not the
 * begin alone that makes it. */
struct hold linked_hold(const struct solution *solution, int32_t job,
			int32_t technician, int64_t begin_s);
/* By link number i of the job: what it comes after, if that is on a route and
 * its end is held; else PLAN_NONE. Its hold follows the job's begin. */
int32_t linked_first(const struct solution *solution, int32_t job, int32_t i);

/* May the technician have it: is it another person than the rest of the crew,
 * the same as on the other days, the one who has the goods? */
bool linked_allows(const struct solution *solution, int32_t job,
		   int32_t technician);

/* Behind how many jobs of the route it may stand, at least and at most. */
void linked_places(const struct solution *solution, int32_t job,
		   int32_t technician, int32_t *ret_first, int32_t *ret_last);

/* Do the members of the group that are on routes keep all links, and are whole
 * things whole? What only pins break is not looked at. */
bool linked_holds(const struct solution *solution, int32_t group);
/* The gaps of one job to others that are on routes. */
bool linked_job_holds(const struct solution *solution, int32_t job);

#endif
