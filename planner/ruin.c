/* SPDX-License-Identifier: MIT */
/*
 * Ruin: strings of adjacent jobs leave a few routes near a random job (section
 * 5.1 of the paper, see search.c). What differs: jobs may be absent, and those
 * near the seed compete again for the room that is made.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "planner/search_internal.h"

enum {
	MEAN_REMOVED = 10, /* c-bar: jobs removed per ruin, on average */
	MORE_REMOVED = 15, /* the same, where regret puts them back */
	LONGEST_STRING = 10,
	ABSENT_TRIED = 24, /* per recreate, nearest to the seed */
};
static const double SPLIT_RATE = 0.5;	/* of strings that keep a middle */
static const double SPLIT_DEPTH = 0.01; /* that one more is kept */

static double mean_route_length(const struct search *search)
{
	const struct solution *solution = &search->solution;
	int32_t served = search->own_count - solution->absent_count;

	return solution->used == 0 ? 1 : (double)served / solution->used;
}

static void remove_one(struct search *search, int32_t technician, int32_t at)
{
	struct solution *solution = &search->solution;
	int32_t job = solution->routes[technician].jobs[at];

	if (search->problem->jobs[job].pinned || is_depot(search->problem, job))
		return;
	search->bank[search->bank_count++] = job;
	search->banked[job] = search->stamp;
	solution_remove(solution, technician, at, 1);
}

static void remove_linked(struct search *search, int32_t job);

/* What hangs together with the pins of a route goes. */
static void remove_mates(struct search *search, int32_t technician)
{
	const struct plan_problem *problem = search->problem;
	const struct solution *solution = &search->solution;
	const struct route *route = &solution->routes[technician];

	for (int32_t i = 0; i < route->count; i++) {
		int32_t job = route->jobs[i], index = PLAN_NONE;

		if (!is_depot(problem, job))
			index = problem->jobs[job].group;
		for (int32_t k = 0;
		     index != PLAN_NONE && k < problem->groups[index].count;
		     k++) {
			int32_t mate = problem->groups[index].jobs[k];

			if (mate != job &&
			    solution->route_of[mate] != PLAN_NONE)
				remove_linked(search, mate);
		}
	}
}

/* A pin that needs its setup again, as the stop before it is gone, ends later
 * than those bear that come after it: they go, and it is held by nobody. And
 * where pins changed their places around a job that is gone now, they go back
 * to those in which they are feasible. */
static void release_pins(struct search *search, int32_t technician)
{
	const struct technician *own =
	    &search->problem->technicians[technician];
	struct solution *solution = &search->solution;
	struct route *route = &solution->routes[technician];
	bool any = false;

	for (int32_t i = 0; route->holds != NULL && i < route->count; i++) {
		any = any || memcmp(&route->holds[i], &HOLD_NONE,
				    sizeof(HOLD_NONE)) != 0;
		route->holds[i] = HOLD_NONE;
	}
	if (!solution_refresh(solution, technician))
		solution_set_route(solution, technician, own->pinned, NULL,
				   own->pinned_count);
	if (any)
		remove_mates(search, technician);
}

/* Remove up to `count` jobs from position `at`, but `keep` in the middle stay,
 * and so do pinned ones. */
static void remove_string(struct search *search, int32_t technician, int32_t at,
			  int32_t count, int32_t skip_at, int32_t keep)
{
	struct solution *solution = &search->solution;
	const struct route *route = &solution->routes[technician];

	for (int32_t i = at + count + keep - 1; i >= at; i--)
		if (i < skip_at || i >= skip_at + keep)
			remove_one(search, technician, i);
	if (solution_refresh(solution, technician))
		return;
	/* Without them the way became longer: a matrix may break the triangle
	 * inequality. What is pinned is feasible by its relief. The visit at
	 * the depot goes when the last job does. */
	for (int32_t i = route->count - 1; i >= 0; i--)
		remove_one(search, technician, i);
	if (!solution_refresh(solution, technician))
		release_pins(search, technician);
}

/* A string of `length` jobs that holds `job`, at a random offset; with luck
 * some in its middle are left where they are ("split string"). */
static void ruin_route(struct search *search, int32_t technician, int32_t job,
		       int32_t length)
{
	const struct solution *solution = &search->solution;
	int32_t size = solution->routes[technician].count;
	int32_t position = solution->position_of[job];
	int32_t keep = 0, span, low, high, at;

	assert(position < size && length >= 1 && length <= size);
	assert(solution->routes[technician].jobs[position] == job);
	if (length > 1 && length < size &&
	    rng_unit(&search->rng) < SPLIT_RATE) {
		keep = 1;
		while (length + keep < size &&
		       rng_unit(&search->rng) < SPLIT_DEPTH)
			keep++;
	}
	span = length + keep;
	low = position - span + 1 > 0 ? position - span + 1 : 0;
	high = position < size - span ? position : size - span;
	/* The string must hold the job and stay on the route. */
	assert(low <= high);
	at = low + rng_below(&search->rng, high - low + 1);
	remove_string(search, technician, at, length,
		      at + (keep > 0 ? 1 + rng_below(&search->rng, length) : 0),
		      keep);
}

static int32_t random_between(struct search *search, double low, double high)
{
	return (int32_t)floor(low + rng_unit(&search->rng) * (high - low));
}

/* Take one more job off its route. */
static void remove_linked(struct search *search, int32_t job)
{
	struct solution *solution = &search->solution;
	int32_t technician = solution->route_of[job];
	int32_t at = solution->position_of[job];
	struct hold held;

	if (!search->problem->jobs[job].pinned) {
		remove_string(search, technician, at, 1, 0, 0);
		return;
	}
	/* A pin stays, but it need not begin when the others did. */
	held = solution_held(solution, job);
	if (memcmp(&held, &HOLD_NONE, sizeof(held)) != 0)
		solution_hold(solution, job, &HOLD_NONE);
}

/* Who hangs together with a job that left leaves, too. The bank may grow. */
static void remove_groups(struct search *search)
{
	const struct plan_problem *problem = search->problem;

	for (int32_t i = 0; i < search->bank_count; i++) {
		int32_t index = problem->jobs[search->bank[i]].group;
		const struct group *group = &problem->groups[index];

		for (int32_t k = 0; index != PLAN_NONE && k < group->count; k++)
			if (search->solution.route_of[group->jobs[k]] !=
			    PLAN_NONE)
				remove_linked(search, group->jobs[k]);
	}
}

/* Section 5.1, equations 5 to 9: how many strings, and how long each may be,
 * so that MEAN_REMOVED jobs go on average. */
void ruin_strings(struct search *search)
{
	const struct plan_problem *problem = search->problem;
	struct solution *solution = &search->solution;
	double longest = fmin(LONGEST_STRING, mean_route_length(search));
	double mean = search->regrets ? MORE_REMOVED : MEAN_REMOVED;
	double most = 4.0 * mean / (1 + longest) - 1;
	int32_t strings = random_between(search, 1, fmax(most, 1) + 1);
	const int32_t *near;

	search->seed = search->own[rng_below(&search->rng, search->own_count)];
	search->bank_count = 0;
	search->ruin_stamp = ++search->stamp;
	near = &problem->near_jobs[(size_t)search->seed *
				   (size_t)problem->near_job_count];
	for (int32_t i = -1; i < problem->near_job_count && strings > 0; i++) {
		int32_t job = i < 0 ? search->seed : near[i];
		int32_t technician, length;

		if (job == PLAN_NONE)
			break;
		technician = solution->route_of[job];
		if (technician == PLAN_NONE ||
		    search->marked[technician] == search->stamp)
			continue;
		search->marked[technician] = search->stamp;
		length = random_between(
		    search, 1,
		    fmin(longest, solution->routes[technician].count) + 1);
		ruin_route(search, technician, job, length);
		strings--;
	}
	if (problem->group_count > 0)
		remove_groups(search);
}

/* Absent jobs near the seed compete for the room that was made. */
void ruin_call_absent(struct search *search)
{
	const struct plan_problem *problem = search->problem;
	const struct solution *solution = &search->solution;
	const int32_t *near =
	    &problem->near_jobs[(size_t)search->seed *
				(size_t)problem->near_job_count];
	int32_t called = 0;

	for (int32_t i = -1;
	     i < problem->near_job_count && called < ABSENT_TRIED; i++) {
		int32_t job = i < 0 ? search->seed : near[i];

		if (job == PLAN_NONE)
			break;
		if (solution->absent_at[job] == PLAN_NONE ||
		    search->banked[job] == search->stamp)
			continue;
		search->bank[search->bank_count++] = job;
		called++;
	}
}
