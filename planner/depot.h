/* SPDX-License-Identifier: MIT */
/*
 * Tools, spare parts, and the depot where a technician gets what she has not
 * got. Tools stay on board; parts are used up in the order of the jobs. Behind
 * the visit at the depot nothing is missing any more, so the one question is
 * which job of a route is the first to lack something.
 *
 * A pinned job has its tools (whoever pinned it has answered for them), and
 * what pinned jobs use up is taken as carried.
 */
#ifndef PLANNER_DEPOT_H
#define PLANNER_DEPOT_H

#include "planner/problem_internal.h"

/* Check and copy the lists of one that is added. */
enum err depot_take_technician(struct plan_problem *problem,
			       struct technician *technician,
			       struct err_detail *detail) ERR_MUST_CHECK;
enum err depot_take_job(struct plan_problem *problem, struct job *job,
			struct err_detail *detail) ERR_MUST_CHECK;
/* At the end of building: the visit itself, and everybody's share of work. */
void depot_prepare(struct plan_problem *problem);

/* How many of the job's tools are not on board at the start. */
int64_t depot_missing_tools(const struct technician *technician,
			    const struct job *job, int32_t *ret_tool);
/* How many parts `jobs` use up beyond what is carried; those of `except` are
 * not there (PLAN_NONE: all are). The part of which most is missing. */
int64_t depot_missing_parts(const struct plan_problem *problem,
			    int32_t technician, const int32_t *jobs,
			    int32_t count, int32_t job, int32_t except,
			    int32_t *ret_part);
/* Could the job be done as the only one, without the depot? */
bool depot_can_do_without(const struct technician *technician,
			  const struct job *job);

/* How many of `jobs` can be done before one lacks something, if nobody drives
 * by the depot; all of them: no need to. */
int32_t depot_lasts(const struct plan_problem *problem, int32_t technician,
		    const int32_t *jobs, int32_t count);

/* Where the visit stands among the jobs; PLAN_NONE if there is none. */
static inline int32_t depot_find(const struct plan_problem *problem,
				 const int32_t *jobs, int32_t count)
{
	for (int32_t i = 0; problem->kits && i < count; i++)
		if (is_depot(problem, jobs[i]))
			return i;
	return PLAN_NONE;
}

/* Where the visit may come, counted among `jobs` without the one that they
 * hold: after so many at the latest. */
int32_t depot_lasts_without(const struct plan_problem *problem,
			    int32_t technician, const int32_t *jobs,
			    int32_t count);
/* The same where one more job comes before it; PLAN_NONE if the job must come
 * behind. Parts of `except` as in depot_missing_parts(). */
int32_t depot_lasts_ahead(const struct plan_problem *problem,
			  int32_t technician, const int32_t *jobs,
			  int32_t count, int32_t job, int32_t except,
			  int32_t lasts);

/* Service and setup, as if the setup were always needed. */
static inline int64_t balance_work_s(const struct technician *technician,
				     const struct job *job)
{
	struct work work = job_work(technician, job);

	return work.service_s + work.setup_s;
}

static inline int64_t balance_cost(const struct plan_problem *problem,
				   const struct technician *technician,
				   int64_t work_s)
{
	int64_t beyond = work_s - technician->share_s;

	return beyond > 0 ? beyond * problem->balance_rate : 0;
}

#endif
