/* SPDX-License-Identifier: MIT */
/*
 * Random problems for the planner's tests: every rule is on or off by a coin,
 * the same seed gives the same problem, and the specs are kept so that an
 * oracle can read them, or that they can be added in another order.
 */
#ifndef TESTS_PLANNER_RANDOM_PROBLEM_H
#define TESTS_PLANNER_RANDOM_PROBLEM_H

#include <callout/plan.h>

enum {
	RANDOM_TECHNICIANS = 40,
	RANDOM_JOBS = 400,
	RANDOM_LISTS = 4,
	RANDOM_LINKS_MAX = 200
};

/* What a random problem may have beside the plain rules of a route. */
enum random_rules {
	RANDOM_PINS = 1,
	RANDOM_KITS = 2,  /* tools, parts, a depot */
	RANDOM_COSTS = 4, /* working time, balance, distances, arc costs */
	RANDOM_TYPES = 8, /* service by type of technician */
	RANDOM_SHIFTS = 16 /* several shifts of one person, links by them */,
	RANDOM_SHIPMENTS = 32,
	/* Crews and gaps. All times are multiples of RANDOM_GRID_S then, so
	 * that an oracle can try every begin. */
	RANDOM_TIMED_LINKS = 64,
	RANDOM_ALL = 127
};
#define RANDOM_GRID_S 1200

struct random_technician {
	struct plan_technician spec;
	struct plan_break breaks[2];
	struct plan_window windows[2][2];
	struct plan_skill skills[RANDOM_LISTS];
	int32_t territories[RANDOM_LISTS];
	int64_t capacity[2];
	int32_t tools[2];
	struct plan_part parts[2];
};

struct random_job {
	struct plan_job spec;
	struct plan_window windows[3];
	struct plan_need needs[2];
	struct plan_due dues[2];
	struct plan_preference preferred[2];
	int32_t lists[2][2]; /* required, excluded */
	int64_t amounts[2][2];
	int32_t tools[2];
	struct plan_part parts[2];
	struct plan_typed_service typed[2];
};

struct random_problem {
	int32_t technician_count, job_count, location_count;
	size_t amounts;
	int64_t frozen_until_s;
	uint32_t *matrix;	 /* or NULL: the points */
	uint32_t *metres, *arcs; /* of the matrix; or NULL */
	int32_t depot;
	int64_t balance_rate;
	struct plan_link links[RANDOM_LINKS_MAX];
	int32_t link_count;
	bool linked[RANDOM_JOBS]; /* the job has one */
	double lat[RANDOM_JOBS + RANDOM_TECHNICIANS];
	double lon[RANDOM_JOBS + RANDOM_TECHNICIANS];
	struct random_technician technicians[RANDOM_TECHNICIANS];
	struct random_job jobs[RANDOM_JOBS];
};

/* A heap object, freed by random_problem_free(). With `pins` some jobs are
 * pinned, at random times too. */
struct random_problem *random_problem_new(uint64_t seed, int32_t technicians,
					  int32_t jobs, bool pins);
/* With those of `rules` (enum random_rules) for which a coin falls so. */
struct random_problem *random_problem_rich(uint64_t seed, int32_t technicians,
					   int32_t jobs, int rules);
void random_problem_free(struct random_problem *random);

/* Add all of it; `order` (may be NULL) says which job comes when. Finished. */
struct plan_problem *random_problem_build(const struct random_problem *random,
					  const int32_t *order);

/* Both in words, on standard error. */
void random_problem_print(const struct random_problem *random,
			  const struct plan_problem *problem,
			  const struct plan *plan);

/* How many problems to try: more where CALLOUT_FULL is set, and not empty. */
int random_count(int modest, int full);

#endif
