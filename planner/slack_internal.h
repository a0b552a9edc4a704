/* SPDX-License-Identifier: MIT */
/*
 * The steps of a day as slack.c and its parts take them; see slack.c for the
 * two directions. Inline, because the search does little else.
 */
#ifndef PLANNER_SLACK_INTERNAL_H
#define PLANNER_SLACK_INTERNAL_H

#include "planner/slack.h"
#include "planner/walk.h"

/* slack.c: the latest departure towards the job after place `at`. */
int64_t slack_next_leave_by(const struct plan_problem *problem,
			    const struct technician *technician,
			    const struct route *route, int32_t at,
			    int32_t taken, int32_t from, int64_t travel);
/* slack_route.c: room for the arrays of so many slots, and for the gaps. */
void slack_reserve(struct route *route, size_t slots);

static inline int32_t step_location_before(const struct plan_problem *problem,
					   const struct technician *technician,
					   const struct route *route,
					   int32_t at)
{
	return at == 0 ? technician->spec.start_location
		       : problem->stops[route->jobs[at - 1]].location;
}

static inline int32_t step_location_after(const struct plan_problem *problem,
					  const struct technician *technician,
					  const struct route *route, int32_t at)
{
	return at == route->count ? technician->spec.end_location
				  : problem->stops[route->jobs[at]].location;
}

static inline int64_t step_stay_s(const struct technician *technician,
				  const struct job *job, int32_t from)
{
	struct work work = job_work(technician, job);

	return work.service_s + (from == job->spec.location ? 0 : work.setup_s);
}

/* The same for a visit whose begin or end is held. */
static inline int64_t step_depart_held(const struct technician *technician,
				       const struct job *job,
				       const struct hold *hold, int64_t t,
				       int64_t stay)
{
	int64_t from = -PLAN_TIME_MAX, to = hold->end_max_s;
	int64_t begin = hold->begin_s;

	if (technician->dated && !job->pinned) {
		rules_certified(technician, job, &from, &to);
		to = to < hold->end_max_s ? to : hold->end_max_s;
	}
	if (job->timed) {
		begin = job->win.at[0].start_s;
		if (timewin_earliest(&job->win, t) == TIME_NEVER)
			return TIME_NEVER;
	} else if (t > begin) {
		return TIME_NEVER;
	}
	return begin >= from && begin + stay >= hold->end_min_s &&
		       begin + stay <= to
		   ? begin + stay
		   : TIME_NEVER;
}

static inline bool step_is_held(const struct job *job, const struct hold *hold)
{
	return hold != NULL && (hold->begin_s != PLAN_ANY_TIME || job->timed);
}

/* When a job that is reached at t is done; TIME_NEVER if too late. */
static inline int64_t step_depart(const struct technician *technician,
				  const struct job *job,
				  const struct hold *hold, int64_t t,
				  int64_t stay)
{
	int64_t from, to = PLAN_TIME_MAX, begin;

	if (step_is_held(job, hold))
		return step_depart_held(technician, job, hold, t, stay);
	if (technician->dated && !job->pinned) {
		rules_certified(technician, job, &from, &to);
		t = t < from ? from : t;
	}
	begin = timewin_earliest(&job->win, t);
	if (begin == TIME_NEVER)
		return TIME_NEVER;
	if (job->timed)
		begin = job->win.at[0].start_s;
	return begin + stay <= to ? begin + stay : TIME_NEVER;
}

/* The latest arrival from which the job is done by `by`; its inverse. */
static inline int64_t step_arrive_by(const struct technician *technician,
				     const struct job *job,
				     const struct hold *hold, int64_t by,
				     int64_t stay)
{
	int64_t from, to, begin;

	if (step_is_held(job, hold)) {
		int64_t last = job->timed
				   ? timewin_latest(&job->win, TIME_NEVER)
				   : hold->begin_s;

		return step_depart_held(technician, job, hold, last, stay) <= by
			   ? last
			   : -TIME_NEVER;
	}
	if (job->timed)
		return job->win.at[0].start_s + stay <= by
			   ? timewin_latest(&job->win, TIME_NEVER)
			   : -TIME_NEVER;
	if (technician->dated && !job->pinned) {
		rules_certified(technician, job, &from, &to);
		by = by < to ? by : to;
		begin = timewin_latest(&job->win, by - stay);
		return begin < from ? -TIME_NEVER : begin;
	}
	return timewin_latest(&job->win, by - stay);
}

/* Drive a leg and keep every break's window; TIME_NEVER if one is missed. */
static inline int64_t step_reach(const struct technician *technician, int64_t t,
				 int64_t travel, int32_t first, int32_t count)
{
	int64_t broken = 0, ready;

	if (count == 0)
		return t + travel;
	ready = walk_leg(technician, (struct leg){t, travel}, first, count,
			 &broken, NULL);
	return broken > 0 ? TIME_NEVER : ready;
}

static inline int64_t step_not_frozen(const struct plan_problem *problem,
				      const struct job *job, int64_t t)
{
	if (job->pinned || t >= problem->frozen_until_s)
		return t;
	return problem->frozen_until_s;
}

#endif
