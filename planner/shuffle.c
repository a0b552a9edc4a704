/* SPDX-License-Identifier: MIT */
/*
 * Shuffle: in small problems, assemble a route by lot and see. Insertion of one
 * job after the other cannot go everywhere: where the way by a second job is
 * shorter than the direct one, only both together fit; where two jobs must swap
 * their technicians, each alone has no better place; and a pinned job without a
 * time never leaves its route. Large problems have other ways round; here a few
 * tries an iteration cost little.
 */
#include <string.h>

#include "planner/capacity.h"
#include "planner/depot.h"
#include "planner/search_internal.h"

enum {
	SMALL = 16, /* jobs */
	TRIES = 8,  /* an iteration */
	CHANGES = 3 /* jobs put in, or taken out, at most 2 */
};

/* A route to be: `count` jobs; and those that it gives up. */
struct draft {
	int32_t technician;
	int32_t jobs[SMALL];
	int32_t count;
	int32_t out[CHANGES];
	int32_t out_count;
};

/* Linked jobs and the visit at the depot are not this file's business. */
static bool take_route(const struct search *search, int32_t technician,
		       struct draft *ret_draft)
{
	const struct plan_problem *problem = search->problem;
	const struct route *route = &search->solution.routes[technician];

	*ret_draft =
	    (struct draft){.technician = technician, .count = route->count};
	for (int32_t i = 0; i < route->count; i++) {
		ret_draft->jobs[i] = route->jobs[i];
		if (is_depot(problem, route->jobs[i]) ||
		    problem->jobs[route->jobs[i]].group != PLAN_NONE)
			return false;
	}
	return search->mine[technician];
}

static int32_t pull(struct draft *draft, int32_t at)
{
	int32_t job = draft->jobs[at];

	draft->count--;
	memmove(&draft->jobs[at], &draft->jobs[at + 1],
		(size_t)(draft->count - at) * sizeof(*draft->jobs));
	return job;
}

static void push(struct draft *draft, int32_t at, int32_t job)
{
	memmove(&draft->jobs[at + 1], &draft->jobs[at],
		(size_t)(draft->count - at) * sizeof(*draft->jobs));
	draft->jobs[at] = job;
	draft->count++;
}

static void give_up(struct search *search, struct draft *draft)
{
	int32_t at = rng_below(&search->rng, draft->count);

	if (!search->problem->jobs[draft->jobs[at]].pinned)
		draft->out[draft->out_count++] = pull(draft, at);
}

/* Another job, absent or on another simple route, by lot. */
static int32_t draw_job(struct search *search, const struct draft *draft)
{
	const struct plan_problem *problem = search->problem;
	int32_t job = search->own[rng_below(&search->rng, search->own_count)];
	const struct job *own = &problem->jobs[job];
	struct draft other;

	if (own->pinned || own->group != PLAN_NONE ||
	    search->solution.route_of[job] == draft->technician ||
	    !rules_compatible(&problem->technicians[draft->technician],
			      draft->technician, own))
		return PLAN_NONE;
	if (search->solution.route_of[job] != PLAN_NONE &&
	    !take_route(search, search->solution.route_of[job], &other))
		return PLAN_NONE;
	for (int32_t i = 0; i < draft->count; i++)
		if (draft->jobs[i] == job)
			return PLAN_NONE;
	return job;
}

/* Two at once stand together more often than not. */
static bool take_in(struct search *search, struct draft *draft, int32_t count)
{
	int32_t at = rng_below(&search->rng, draft->count + 1);

	for (int32_t i = 0; i < count; i++) {
		int32_t job = draw_job(search, draft);

		if (job == PLAN_NONE || draft->count == SMALL)
			return false;
		if (rng_below(&search->rng, 4) == 0)
			at = rng_below(&search->rng, draft->count + 1);
		push(draft, at, job);
	}
	return true;
}

/* A job to another place of its route; a pinned one may change its place, but
 * not where what pinned jobs break was measured in this order. */
static bool put_elsewhere(struct search *search, struct draft *draft)
{
	const struct plan_problem *problem = search->problem;
	int32_t job;

	if (draft->count < 2)
		return false;
	job = pull(draft, rng_below(&search->rng, draft->count));
	if (problem->jobs[job].pinned &&
	    problem->technicians[draft->technician].relieved)
		return false;
	push(draft, rng_below(&search->rng, draft->count + 1), job);
	return true;
}

static bool write_draft(struct search *search, struct draft *draft)
{
	int32_t out, in;

	if (!take_route(
		search,
		rng_below(&search->rng, search->problem->technician_count),
		draft))
		return false;
	out = rng_below(&search->rng, CHANGES);
	in = rng_below(&search->rng, CHANGES);
	for (int32_t i = 0; i < out && draft->count > 0; i++)
		give_up(search, draft);
	if (in == 0 && draft->out_count == 0)
		return put_elsewhere(search, draft);
	return take_in(search, draft, in);
}

/* Those that come from other routes leave them. */
static bool make_room(struct search *search, const struct draft *draft)
{
	struct solution *solution = &search->solution;

	for (int32_t i = 0; i < draft->count; i++) {
		int32_t job = draft->jobs[i];
		int32_t from = solution->route_of[job];

		if (from == PLAN_NONE || from == draft->technician)
			continue;
		solution_remove(solution, from, solution->position_of[job], 1);
		if (!solution_refresh(solution, from))
			return false;
	}
	return true;
}

/* Who was given up, and who is absent, look for a place. */
static void call_back(struct search *search, const struct draft *draft)
{
	const struct solution *solution = &search->solution;
	int32_t count = 0;

	search->ruin_stamp = ++search->stamp;
	for (int32_t i = 0; i < solution->absent_count; i++)
		if (search->problem->jobs[solution->absent[i]].group ==
		    PLAN_NONE)
			search->bank[count++] = solution->absent[i];
	for (int32_t i = 0; i < draft->out_count; i++)
		search->banked[draft->out[i]] = search->stamp;
	for (int32_t i = 0; i < count; i++)
		recreate_insert(search, search->bank[i]);
}

int shuffle_tries(const struct search *search)
{
	return search->problem->job_count <= SMALL && search->own_count > 0
		   ? TRIES
		   : 0;
}

bool shuffle_route(struct search *search)
{
	struct draft draft;

	if (!write_draft(search, &draft) || !make_room(search, &draft) ||
	    !solution_change_route(&search->solution, draft.technician,
				   draft.jobs, draft.count))
		return false;
	call_back(search, &draft);
	return true;
}
