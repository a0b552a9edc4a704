/* SPDX-License-Identifier: MIT */
/* What the two halves of the oracle share: all sets of jobs (oracle.c), and
 * one route in one order (oracle_route.c). */
#ifndef TESTS_PLANNER_ORACLE_INTERNAL_H
#define TESTS_PLANNER_ORACLE_INTERNAL_H

#include "tests/planner/oracle.h"

enum {
	MOST_JOBS = 7,
	MOST_TECHNICIANS = 3,
	MOST_STOPS = MOST_JOBS + 1,
	DEPOT = -2, /* a stop that is no job */
	CLOCKS = 2, /* different begins of linked jobs */
	GRID = 36   /* begins that are tried */
};

static const int64_t NEVER = INT64_MAX / 4;

struct oracle {
	const struct random_problem *random;
	const struct plan_problem *problem; /* for travel only */
	int32_t technician;
	/* The breaks that are planned, in order. */
	const struct plan_break *breaks[2];
	int32_t break_count;
	int clock_of[MOST_JOBS]; /* which begin is the job's, or PLAN_NONE */
	int clock_count;
	int32_t shipped[MOST_JOBS]; /* a delivery's pickup, or PLAN_NONE */
	int64_t clock_s[CLOCKS];    /* that are tried now */
	/* [technician][set]: the least cost, for each begin of the clocks that
	 * are in the set. */
	int64_t *cheapest[MOST_TECHNICIANS][1 << MOST_JOBS];
};

static inline const struct plan_technician *who(const struct oracle *oracle)
{
	return &oracle->random->technicians[oracle->technician].spec;
}

static inline const struct plan_job *job_of(const struct oracle *oracle,
					    int32_t job)
{
	return &oracle->random->jobs[job].spec;
}

/* Service and setup for the technician at hand. */
void oracle_work(const struct oracle *oracle, int32_t job, int64_t *ret_setup_s,
		 int64_t *ret_service_s);
/* The least cost of this order with the begins at hand, or NEVER. */
int64_t oracle_price(const struct oracle *oracle, const int32_t *jobs,
		     int32_t count);
void oracle_choose_breaks(struct oracle *oracle);

#endif
