/* SPDX-License-Identifier: MIT */
/*
 * Is a plan that somebody tells possible, and what does it cost? Rule by rule,
 * by code that shares the problem and the travel times with the planner and
 * nothing else.
 *
 * What pinned jobs force is not held against a plan: their own rules, and the
 * limits of a day as far as its pinned jobs alone break them.
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
	VERIFY_FROZEN,
	VERIFY_SETUP,
	VERIFY_SERVICE,
	VERIFY_TIME_WINDOW,
	VERIFY_PINNED,
	VERIFY_REQUIRED,
	VERIFY_EXCLUDED,
	VERIFY_TERRITORY,
	VERIFY_SKILL,
	VERIFY_LEVEL,
	VERIFY_CERTIFICATE,
	VERIFY_CAPACITY,
	VERIFY_TOOLS,
	VERIFY_PARTS,
	VERIFY_DEPOT,
	VERIFY_MAX_JOBS,
	VERIFY_MAX_TRAVEL,
	VERIFY_MAX_DISTANCE,
	VERIFY_SHIFT,
	VERIFY_BREAK,
	VERIFY_CREW,
	VERIFY_AFTER,
	VERIFY_SAME_PERSON,
	VERIFY_LATER_SHIFT,
	VERIFY_SHIPMENT,
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

/* What a day, or the whole plan, comes to. */
struct verify_sums {
	int64_t cost; /* as the library has it: thousandths of a second */
	int64_t travel_s, service_s, setup_s, waiting_s, overtime_s;
	int64_t travel_m;
};

struct verify_result {
	int64_t priority;
	int32_t assigned, unassigned; /* a job of several visits is one */
	int64_t cost; /* as a time, rounded as in a plan's summary */
	struct verify_sums sums;
	struct verify_sums *days; /* one a technician of the library */
	const struct verify_violation *violations;
	size_t violation_count;
};

/* Everything from `arena`. O(steps log jobs), times the lists of a job. */
void plan_verify(const struct plan_problem *problem,
		 const struct told_plan *plan, struct arena *arena,
		 struct verify_result *ret_result);

#endif
