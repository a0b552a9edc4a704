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

/* depot_spans.c */
bool depot_spans_apply(const struct depot_query *query);
void depot_spans_price(struct depot_query *query);

#endif
