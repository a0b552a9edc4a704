/* SPDX-License-Identifier: MIT */
/* Known ways between places that were looked up once: by their numbers. */
#ifndef PLANNER_WAYS_H
#define PLANNER_WAYS_H

#include <callout/plan_ways.h>

struct ways_leg {
	uint32_t seconds, metres;
};

/* The place of a point; PLAN_NONE: no way to it or from it is known. */
int32_t ways_place(const struct plan_ways *ways, double lat, double lon);

/* False: not known. Both are places. */
bool ways_find(const struct plan_ways *ways, int32_t from, int32_t to,
	       struct ways_leg *ret_leg);

/* So many seconds for so many metres of the great circle; either place may be
 * PLAN_NONE. */
double ways_estimate_s(const struct plan_ways *ways, int32_t from, int32_t to,
		       double metres);
/* Metres of the road for one of the great circle. */
double ways_detour(const struct plan_ways *ways);

/* No way is longer, over half the earth. */
double ways_longest_s(const struct plan_ways *ways);
double ways_longest_m(const struct plan_ways *ways);

#endif
