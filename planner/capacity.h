/* SPDX-License-Identifier: MIT */
/* What is carried along a route: VROOM's delivery, pickup and capacity. */
#ifndef PLANNER_CAPACITY_H
#define PLANNER_CAPACITY_H

#include "planner/problem_internal.h"

/* The most that is on board in one dimension anywhere on the route `jobs`, with
 * `insert_job` (or PLAN_NONE) after `insert_at` of them. */
int64_t capacity_peak(const struct plan_problem *problem, const int32_t *jobs,
		      int32_t count, int32_t insert_job, int32_t insert_at,
		      size_t dimension);

/* By how much all limits are exceeded together; 0 if all fits. */
int64_t capacity_excess(const struct plan_problem *problem,
			const int64_t *limits, const int32_t *jobs,
			int32_t count, int32_t insert_job, int32_t insert_at);

#endif
