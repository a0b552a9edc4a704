/* SPDX-License-Identifier: MIT */
/* What links ask of a job in a solution; see linked.h. */
#include "planner/linked.h"

#include <assert.h>

static const struct plan_link *link_of(const struct plan_problem *problem,
				       const struct job *job, int32_t i)
{
	assert(i >= 0 && i < job->link_count);
	return &problem->links[job->links[i]];
}

int64_t linked_begin_s(const struct solution *solution, int32_t job)
{
	const struct job *own = &solution->problem->jobs[job];

	assert(solution->route_of[job] != PLAN_NONE);
	return own->timed ? own->win.at[0].start_s
			  : solution_held(solution, job).begin_s;
}

/* How long a job on a route takes there. */
static int64_t stay_s(const struct solution *solution, int32_t job)
{
	int32_t technician = solution->route_of[job];

	assert(technician != PLAN_NONE);
	return slack_stay_s(solution->problem, technician,
			    &solution->routes[technician], job,
			    solution->position_of[job]);
}

static void raise(int64_t *limit, int64_t to)
{
	if (*limit < to)
		*limit = to;
}

static void lower(int64_t *limit, int64_t to)
{
	if (*limit > to)
		*limit = to;
}

/* False: what it comes after is not there, or has no time. */
static bool range_by_link(const struct solution *solution, int32_t job,
			  const struct plan_link *link,
			  struct start_range *range)
{
	bool first = link->job == job;
	int32_t partner = first ? link->other : link->job;
	bool there = solution->route_of[partner] != PLAN_NONE;
	int64_t begin =
	    there ? linked_begin_s(solution, partner) : PLAN_ANY_TIME;
	int64_t end;

	if (link->kind == PLAN_LINK_AFTER && !first) {
		if (begin == PLAN_ANY_TIME)
			return false;
		end = begin + stay_s(solution, partner);
		raise(&range->begin_min_s, end + link->min_s);
		lower(&range->begin_max_s, end + link->max_s);
	} else if (begin != PLAN_ANY_TIME && link->kind == PLAN_LINK_AFTER) {
		lower(&range->end_max_s, begin - link->min_s);
		raise(&range->end_min_s, begin - link->max_s);
	}
	return true;
}

bool linked_range_after(const struct solution *solution, int32_t job,
			struct start_range *ret_range)
{
	const struct plan_problem *problem = solution->problem;
	const struct job *own = &problem->jobs[job];

	*ret_range = (struct start_range)START_ANY_TIME;
	for (int32_t i = 0; i < own->link_count; i++)
		if (!range_by_link(solution, job, link_of(problem, own, i),
				   ret_range))
			return false;
	return true;
}

bool linked_range(const struct solution *solution, int32_t job,
		  struct start_range *ret_range)
{
	const struct plan_problem *problem = solution->problem;
	const struct job *own = &problem->jobs[job];
	const struct group *group = &problem->groups[own->group];
	const struct link_class *class = &group->classes[own->class_index];

	if (!linked_range_after(solution, job, ret_range))
		return false;
	for (int32_t i = 0; i < class->count; i++) {
		int32_t mate = group->jobs[class->first + i];
		int64_t begin;

		if (mate == job || solution->route_of[mate] == PLAN_NONE)
			continue;
		begin = linked_begin_s(solution, mate);
		if (begin == PLAN_ANY_TIME)
			continue;
		raise(&ret_range->begin_min_s, begin);
		lower(&ret_range->begin_max_s, begin);
	}
	return true;
}

static bool has_setup(const struct plan_problem *problem, int32_t technician,
		      int32_t job)
{
	return job_work(&problem->technicians[technician], &problem->jobs[job])
		   .setup_s > 0;
}

struct hold linked_hold(const struct solution *solution, int32_t job,
			int32_t technician, int64_t begin_s)
{
	struct hold hold = HOLD_NONE;
	struct start_range range;

	hold.begin_s = begin_s;
	if (begin_s != PLAN_ANY_TIME &&
	    has_setup(solution->problem, technician, job) &&
	    linked_range(solution, job, &range)) {
		hold.end_min_s = range.end_min_s;
		hold.end_max_s = range.end_max_s;
	}
	return hold;
}

int32_t linked_first(const struct solution *solution, int32_t job, int32_t i)
{
	const struct plan_problem *problem = solution->problem;
	const struct plan_link *link = link_of(problem, &problem->jobs[job], i);
	int32_t technician = solution->route_of[link->job];

	if (link->kind != PLAN_LINK_AFTER || link->other != job ||
	    technician == PLAN_NONE ||
	    !has_setup(problem, technician, link->job))
		return PLAN_NONE;
	return link->job;
}

/* --- Who --- */

static bool is_later(const struct plan_problem *problem, int32_t shift,
		     int32_t before)
{
	return problem->technicians[shift].spec.shift_start_s >
	       problem->technicians[before].spec.shift_start_s;
}

static bool link_allows(const struct solution *solution, int32_t job,
			const struct plan_link *link, int32_t technician)
{
	const struct plan_problem *problem = solution->problem;
	bool first = link->job == job;
	int32_t other = solution->route_of[first ? link->other : link->job];

	if (other == PLAN_NONE)
		return true;
	switch (link->kind) {
	case PLAN_LINK_SAME_PERSON:
		return same_person(problem, technician, other);
	case PLAN_LINK_LATER_SHIFT:
		return same_person(problem, technician, other) &&
		       (first ? is_later(problem, other, technician)
			      : is_later(problem, technician, other));
	case PLAN_LINK_SHIPMENT:
		return technician == other;
	default:
		return true;
	}
}

bool linked_allows(const struct solution *solution, int32_t job,
		   int32_t technician)
{
	const struct plan_problem *problem = solution->problem;
	const struct job *own = &problem->jobs[job];
	const struct technician *who = &problem->technicians[technician];
	const struct group *group = &problem->groups[own->group];
	const struct link_class *class = &group->classes[own->class_index];

	if (own->shifts_before > who->shift_rank ||
	    (own->shifts_after > 0 &&
	     own->shifts_after > who->shift_count - 1 - who->shift_rank))
		return false;
	for (int32_t i = 0; i < own->link_count; i++)
		if (!link_allows(solution, job, link_of(problem, own, i),
				 technician))
			return false;
	for (int32_t i = 0; i < class->count; i++) {
		int32_t mate = group->jobs[class->first + i];

		if (mate != job && solution->route_of[mate] != PLAN_NONE &&
		    same_person(problem, technician, solution->route_of[mate]))
			return false;
	}
	return true;
}

void linked_places(const struct solution *solution, int32_t job,
		   int32_t technician, int32_t *ret_first, int32_t *ret_last)
{
	const struct job *own = &solution->problem->jobs[job];

	*ret_first = 0;
	*ret_last = solution->routes[technician].count;
	if (own->partner == PLAN_NONE ||
	    solution->route_of[own->partner] != technician)
		return;
	for (int32_t i = 0; i < own->link_count; i++) {
		const struct plan_link *link =
		    link_of(solution->problem, own, i);

		if (link->kind != PLAN_LINK_SHIPMENT)
			continue;
		if (link->job == job)
			*ret_last = solution->position_of[own->partner];
		else
			*ret_first = solution->position_of[own->partner] + 1;
	}
}

/* --- All of a group --- */

static bool both_pinned(const struct plan_problem *problem, int32_t a,
			int32_t b)
{
	return problem->jobs[a].pinned && problem->jobs[b].pinned;
}

static bool together_holds(const struct solution *solution, int32_t a,
			   int32_t b)
{
	return !same_person(solution->problem, solution->route_of[a],
			    solution->route_of[b]) &&
	       linked_begin_s(solution, a) == linked_begin_s(solution, b);
}

static bool link_holds(const struct solution *solution,
		       const struct plan_link *link)
{
	int32_t a = solution->route_of[link->job];
	int32_t b = solution->route_of[link->other];
	int64_t gap;

	if (both_pinned(solution->problem, link->job, link->other))
		return true;
	if (a == PLAN_NONE || b == PLAN_NONE) {
		int32_t there = a == PLAN_NONE ? link->other : link->job;

		return (a == PLAN_NONE && b == PLAN_NONE) ||
		       solution->problem->jobs[there].pinned ||
		       link->kind == PLAN_LINK_SAME_PERSON ||
		       (link->kind == PLAN_LINK_AFTER && b == PLAN_NONE);
	}
	if (link->kind == PLAN_LINK_TOGETHER)
		return together_holds(solution, link->job, link->other);
	if (link->kind == PLAN_LINK_SHIPMENT)
		return a == b && solution->position_of[link->job] <
				     solution->position_of[link->other];
	if (link->kind != PLAN_LINK_AFTER)
		return link_allows(solution, link->job, link, a);
	if (linked_begin_s(solution, link->job) == PLAN_ANY_TIME ||
	    linked_begin_s(solution, link->other) == PLAN_ANY_TIME)
		return false;
	gap = linked_begin_s(solution, link->other) -
	      linked_begin_s(solution, link->job) - stay_s(solution, link->job);
	return gap >= link->min_s && gap <= link->max_s;
}

bool linked_holds(const struct solution *solution, int32_t group)
{
	const struct plan_problem *problem = solution->problem;
	const struct group *own = &problem->groups[group];

	for (int32_t i = 0; i < own->count; i++) {
		const struct job *job = &problem->jobs[own->jobs[i]];

		for (int32_t k = 0; k < job->link_count; k++)
			if (!link_holds(solution, link_of(problem, job, k)))
				return false;
	}
	return true;
}

bool linked_job_holds(const struct solution *solution, int32_t job)
{
	const struct plan_problem *problem = solution->problem;
	const struct job *own = &problem->jobs[job];

	for (int32_t i = 0; i < own->link_count; i++) {
		const struct plan_link *link = link_of(problem, own, i);

		if (solution->route_of[link->job] != PLAN_NONE &&
		    solution->route_of[link->other] != PLAN_NONE &&
		    link->kind == PLAN_LINK_AFTER &&
		    linked_begin_s(solution, link->job) != PLAN_ANY_TIME &&
		    linked_begin_s(solution, link->other) != PLAN_ANY_TIME &&
		    !link_holds(solution, link))
			return false;
	}
	return true;
}
