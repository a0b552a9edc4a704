/* SPDX-License-Identifier: MIT */
/*
 * The planner's plans before the check of `callout check` (cli/plan_verify.h),
 * without the way through JSON. Ids of technicians and of jobs must be their
 * own.
 */
#ifndef TESTS_PLANNER_TOLD_H
#define TESTS_PLANNER_TOLD_H

#include "cli/plan_verify.h"

/* Is the plan valid, and are its times and costs what the check finds, to the
 * thousandth? False: *ret_text (may be NULL) says what is wrong first. */
bool told_check(const struct plan_problem *problem, const struct plan *plan,
		struct arena *arena, const char **ret_text,
		struct verify_result *ret_result);

/* The plan as somebody would tell it. Memory from `arena`; the steps are the
 * caller's to tamper with. */
struct told_plan *told_by(const struct plan_problem *problem,
			  const struct plan *plan, struct arena *arena);

#endif
