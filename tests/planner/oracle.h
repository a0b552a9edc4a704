/* SPDX-License-Identifier: MIT */
/*
 * The brute-force oracle: every assignment, every order and every place for
 * every break of a small problem. It knows the problem's specs and the travel,
 * and nothing else of the planner.
 */
#ifndef TESTS_PLANNER_ORACLE_H
#define TESTS_PLANNER_ORACLE_H

#include "tests/planner/random_problem.h"

struct oracle_value {
	bool feasible; /* false: the pins alone break a rule */
	int64_t priority;
	int32_t served;
	int64_t cost;
};

/* At most 8 jobs and 3 technicians. */
struct oracle_value oracle_solve(const struct random_problem *random,
				 const struct plan_problem *problem);

#endif
