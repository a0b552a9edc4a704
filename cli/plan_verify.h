/* SPDX-License-Identifier: MIT */
/*
 * Is a plan that somebody tells possible, and what does it cost? Rule by rule,
 * by code that shares the problem and the travel times with the planner and
 * nothing else.
 */
#ifndef CLI_PLAN_VERIFY_H
#define CLI_PLAN_VERIFY_H

#include <stdbool.h>

#include <callout/plan.h>

#include "cli/plan_told.h"

#define VERIFY_NOBODY INT64_MIN /* no vehicle, no job */

enum verify_rule {
	VERIFY_UNKNOWN,
	VERIFY_ASSIGNED,
	VERIFY_STEPS,
	VERIFY_TRAVEL,
	VERIFY_SETUP,
	VERIFY_SERVICE,
	VERIFY_TIME_WINDOW,
	VERIFY_SKILL,
	VERIFY_CAPACITY,
	VERIFY_MAX_JOBS,
	VERIFY_MAX_TRAVEL,
	VERIFY_SHIFT,
	VERIFY_BREAK,
	VERIFY_TOLD,
	VERIFY_RULE_COUNT
};

struct verify_rule_info {
	const char *name;
	bool timed; /* the amount is a time or a cost, else a number */
};
const struct verify_rule_info *verify_rule_info(enum verify_rule rule);

struct verify_violation {
	enum verify_rule rule;
	int64_t vehicle, job; /* ids, or VERIFY_NOBODY */
	int64_t amount;	      /* how far off; the problem's seconds if timed */
	bool timed;
	const char *text;
};

struct verify_result {
	int64_t priority;
	int32_t assigned, unassigned;
	int64_t cost; /* as a time, rounded as in a plan's summary */
	const struct verify_violation *violations;
	size_t violation_count;
};

/* `amounts`: the numbers that capacities have. Everything from `arena`.
 * O(steps), times the windows and skills of a job. */
void plan_verify(const struct plan_problem *problem, size_t amounts,
		 const struct told_plan *plan, struct arena *arena,
		 struct verify_result *ret_result);

#endif
