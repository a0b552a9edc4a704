/* SPDX-License-Identifier: MIT */
/*
 * Ways that are known: seconds and metres from one place to another, as a road
 * router or experience tells them, for those pairs that somebody asked about.
 * For all others there is an estimate by the great circle, with the pace of
 * the known ways of that length, and a factor of each place (beyond a river all
 * its ways take longer). So a problem of n places needs memory for some n * 30
 * pairs instead of n * n.
 *
 * A place is a cell of a grid of 1e-4 degrees, about 10 m: locations in one
 * cell are one place here.
 */
#ifndef CALLOUT_PLAN_WAYS_H
#define CALLOUT_PLAN_WAYS_H

#include <callout/plan.h>

#define PLAN_WAY_NO_METRES UINT32_MAX

/* From one cell to another. */
struct plan_way {
	int64_t from, to;
	uint32_t seconds;
	uint32_t metres; /* PLAN_WAY_NO_METRES: not told */
};

/* The number of the cell of a point on earth; as SQL's travel_cell(). Not the
 * same for +180 and -180 degrees. */
int64_t plan_ways_cell(double lat, double lon);
/* Its middle. */
void plan_ways_point(int64_t cell, double *ret_lat, double *ret_lon);

struct plan_ways; /* read only: any number of threads may use it */

/* Of ways in any order; the same ones give the same estimates, bit for bit.
 * One from a cell to itself is left out. ERR_INPUT for a pair that is told
 * twice, what is no cell, or too long. The caller frees it by plan_ways_free().
 * O(n log n). */
enum err plan_ways_new(const struct plan_way *ways, size_t count,
		       struct plan_ways **ret_ways,
		       struct err_detail *detail) ERR_MUST_CHECK;
void plan_ways_free(struct plan_ways *ways); /* NULL is accepted */

/* How many are known. */
size_t plan_ways_count(const struct plan_ways *ways);

/* Travel by these ways between points (set_speed() says the rest: within one
 * cell, and everywhere if there are none). Before the first location; a
 * technician's speed_factor counts for them, too. They belong to the problem
 * from now on. NULL: none. */
void plan_problem_take_ways(struct plan_problem *problem,
			    struct plan_ways *ways);

/* Is the way between two locations known, and no estimate? True for one
 * location or cell, false without ways. O(1). */
bool plan_way_is_known(const struct plan_problem *problem, int32_t from,
		       int32_t to);

#endif
