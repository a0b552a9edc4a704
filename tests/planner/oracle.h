/* SPDX-License-Identifier: MIT */
/*
 * The brute-force oracle: every assignment, every order, every place for every
 * break and for the visit at the depot, and every begin of linked jobs on a
 * grid, of a small problem. It knows the problem's specs and the travel, and
 * nothing else of the planner.
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

/* At most 7 jobs and 3 technicians; linked jobs with at most two different
 * begins, on the grid of random_problem.h. */
struct oracle_value oracle_solve(const struct random_problem *random,
				 const struct plan_problem *problem);

#endif
