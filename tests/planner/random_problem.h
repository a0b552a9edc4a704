/* SPDX-License-Identifier: MIT */
/*
 * Random problems for the planner's tests: every rule is on or off by a coin,
 * the same seed gives the same problem, and the specs are kept so that an
 * oracle can read them, or that they can be added in another order.
 */
#ifndef TESTS_PLANNER_RANDOM_PROBLEM_H
#define TESTS_PLANNER_RANDOM_PROBLEM_H

#include <callout/plan.h>

enum { RANDOM_TECHNICIANS = 40, RANDOM_JOBS = 400, RANDOM_LISTS = 4 };

struct random_technician {
	struct plan_technician spec;
	struct plan_break breaks[2];
	struct plan_window windows[2][2];
	struct plan_skill skills[RANDOM_LISTS];
	int32_t territories[RANDOM_LISTS];
	int64_t capacity[2];
};

struct random_job {
	struct plan_job spec;
	struct plan_window windows[3];
	struct plan_need needs[2];
	struct plan_due dues[2];
	struct plan_preference preferred[2];
	int32_t lists[2][2]; /* required, excluded */
	int64_t amounts[2][2];
};

struct random_problem {
	int32_t technician_count, job_count, location_count;
	size_t amounts;
	int64_t frozen_until_s;
	uint32_t *matrix; /* or NULL: the points */
	double lat[RANDOM_JOBS + RANDOM_TECHNICIANS];
	double lon[RANDOM_JOBS + RANDOM_TECHNICIANS];
	struct random_technician technicians[RANDOM_TECHNICIANS];
	struct random_job jobs[RANDOM_JOBS];
};

/* A heap object, freed by random_problem_free(). With `pins` some jobs are
 * pinned, at random times too. */
struct random_problem *random_problem_new(uint64_t seed, int32_t technicians,
					  int32_t jobs, bool pins);
void random_problem_free(struct random_problem *random);

/* Add all of it; `order` (may be NULL) says which job comes when. Finished. */
struct plan_problem *random_problem_build(const struct random_problem *random,
					  const int32_t *order);

/* How many problems to try: more where CALLOUT_FULL is set, and not empty. */
int random_count(int modest, int full);

#endif
