/* SPDX-License-Identifier: MIT */
/*
 * What the way of a route costs, and the time at its jobs: by seconds and
 * metres, or by what each arc was said to cost. The search asks here only about
 * technicians of whom more than the seconds count (technician->metered); of
 * the others, nothing but travel_s and travel_cost is worked out.
 */
#ifndef PLANNER_TARIFF_H
#define PLANNER_TARIFF_H

#include "planner/problem_internal.h"

struct tariff {
	int64_t travel_s, travel_m;
	int64_t task_s; /* setup and service */
	int64_t travel_cost, distance_cost, task_cost;
};

/* Of a whole route; nothing if there are no jobs: nobody sets out. */
struct tariff tariff_route(const struct plan_problem *problem,
			   const struct technician *technician,
			   const int32_t *jobs, int32_t count);
/* What `job` adds to it, put in after `at` of the jobs. */
struct tariff tariff_place(const struct plan_problem *problem,
			   const struct technician *technician,
			   const int32_t *jobs, int32_t count, int32_t job,
			   int32_t at);

static inline int64_t tariff_cost(const struct tariff *tariff)
{
	return tariff->travel_cost + tariff->distance_cost + tariff->task_cost;
}

#endif
