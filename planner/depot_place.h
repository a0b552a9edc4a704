/* SPDX-License-Identifier: MIT */
/* Where may a job go together with the visit at the depot? One question, and
 * its two ways to an answer. */
#ifndef PLANNER_DEPOT_PLACE_H
#define PLANNER_DEPOT_PLACE_H

#include "planner/solution.h"

/* Places are counted among the route's jobs without the visit. */
struct depot_query {
	struct solution *solution;
	int32_t technician, job;
	int32_t at; /* PLAN_NONE: any */
	enum room room;
	/* The visit comes after so many jobs at most, or one lacks something;
	 * the job may come before it if it comes after so many. */
	int32_t lasts, lasts_ahead;
	/* The best so far. */
	int64_t price;
	int32_t best_at, best_visit;
	bool best_before; /* the job comes before the visit */
};

/* depot_bound.c: the way of all pairs of places. */
enum { BOUND_STOPS = 64 }; /* longer routes have no bound */

struct depot_gap {
	int64_t leg_s; /* without job and visit */
	int64_t to_job_s, from_job_s, to_depot_s, from_depot_s;
};

struct depot_bound {
	int32_t count; /* of the route's jobs, without the visit */
	struct depot_gap gaps[BOUND_STOPS + 1];
	int64_t job_depot_s, depot_job_s;
	int64_t travel_s, service_s; /* without job and visit */
	/* By the visit's place: what the job adds to the way at least, and what
	 * both cost at least; INT64_MAX where they do not fit. */
	int64_t added_s[BOUND_STOPS + 1], least[BOUND_STOPS + 1];
};
/* False: the route is too long. */
bool depot_bound_places(const struct depot_query *query,
			struct depot_bound *ret_bound);
/* The job behind `at` stops of the route with the visit behind `visit`. */
struct place_travel depot_bound_travel(const struct depot_bound *bound,
				       int32_t visit, int32_t at);

/* depot_spans.c */
bool depot_spans_apply(const struct depot_query *query);
void depot_spans_price(struct depot_query *query);

#endif
