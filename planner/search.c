/* SPDX-License-Identifier: MIT */
/*
 * The search: slack induction by string removals (SISR), after J. Christiaens
 * and G. Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing
 * Problems", Transportation Science 54(2), 2020, doi:10.1287/trsc.2019.0914.
 * Names follow the paper: ruin (ruin.c) removes strings of adjacent jobs from
 * routes near a seed (section 5.1), recreate (recreate.c) inserts greedily with
 * blinks (5.2), simulated annealing decides (5.3, here).
 *
 * What differs: jobs may stay absent, and those near the ruin compete again;
 * the order of insertion knows priorities; a job is tried only with technicians
 * who live near or are at work near; aims are compared lexicographically.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/search_internal.h"

enum {
	MEMO_WAYS = 64,	      /* routes remembered for each job */
	MEMOS_MOST = 2000000, /* 32 MB */
};
static const double START_HEAT = 1.0; /* of the mean cost of a leg */
static const double END_HEAT = 0.03;
static const double LOST_START_HEAT = 1.0; /* of the mean priority */
static const double LOST_END_HEAT = 0.01;
/* With fewer iterations for each job than this, what is given up for a while
 * would not come back in time: the heat of lost jobs is less, down to a share.
 */
static const double CALM_BELOW = 50;
static const double CALM_SHARE = 0.3;

/* --- Simulated annealing --- */

/* The level above comes first: a plan that serves more is taken, whatever it
 * costs; one that serves less is taken at that level's own heat. */
static bool accept(struct search *search, double heat)
{
	const struct objective *now = &search->solution.value;
	const struct objective *old = &search->solution.value_before;
	double luck = -log(rng_unit(&search->rng));
	double lost = (double)(now->lost - old->lost);
	double absent = (double)(now->absent - old->absent);

	if (lost != 0 || absent != 0) {
		if (lost < 0 || (lost == 0 && absent < 0))
			return true;
		return lost + absent <
		       luck * search->lost_unit * search->calm *
			   LOST_START_HEAT *
			   pow(LOST_END_HEAT / LOST_START_HEAT, heat);
	}
	return (double)(now->cost - old->cost) <
	       luck * search->cost_unit * START_HEAT *
		   pow(END_HEAT / START_HEAT, heat);
}

/* A mean leg's cost and a mean job's priority: what heat is measured by, so
 * that it fits any city and any scale of priorities. */
static void measure_units(struct search *search)
{
	const struct plan_problem *problem = search->problem;
	const struct solution *solution = &search->solution;
	double legs = 0, cost = 0;

	for (int32_t i = 0; i < problem->technician_count; i++)
		if (solution->routes[i].count > 0) {
			legs += solution->routes[i].count + 1;
			cost += (double)solution->routes[i].way_cost;
		}
	search->cost_unit = legs > 0 && cost > 0 ? cost / legs : 1;
	search->total_priority = 0;
	for (int32_t i = 0; i < problem->job_count; i++)
		search->total_priority += problem->jobs[i].spec.priority;
	search->lost_unit =
	    1 + search->total_priority / fmax(problem->job_count, 1);
}

/* How many iterations there will be is known, or seen from the first ones. */
static void be_calm(struct search *search, double iterations)
{
	double share =
	    sqrt(iterations / search->problem->job_count / CALM_BELOW);

	search->calm = fmin(fmax(share, CALM_SHARE), 1);
}

bool search_may_go_on(const struct search *search,
		      const struct plan_settings *settings, uint64_t iterations,
		      const struct objective *best, double *spent)
{
	struct plan_progress progress = {.iterations = iterations};
	double share = *spent;

	if (settings->keep_going == NULL)
		return true;
	progress.best.priority = (int64_t)search->total_priority - best->lost;
	progress.best.unserved = best->absent;
	progress.best.served = search->problem->unit_count - best->absent;
	progress.best.cost = best->cost;
	if (!settings->keep_going(settings->arg, &progress, &share))
		return false;
	if (settings->iterations == 0)
		*spent = fmin(fmax(share, 0), 1);
	return true;
}

static bool go_on(struct search *search, const struct plan_settings *settings,
		  uint64_t iteration, double *spent)
{
	if (settings->iterations > 0) {
		if (iteration >= settings->iterations)
			return false;
		*spent = (double)iteration / (double)settings->iterations;
	}
	if (iteration % ASK_EVERY != 0)
		return true;
	if (*spent > 0)
		be_calm(search, (double)iteration / *spent);
	return search_may_go_on(search, settings, iteration,
				&search->best_value, spent);
}

static void anneal(struct search *search, const struct plan_settings *settings)
{
	struct solution *solution = &search->solution;
	double spent = 0;

	be_calm(search, (double)settings->iterations);
	for (uint64_t i = 0; go_on(search, settings, i, &spent); i++) {
		ruin_strings(search);
		ruin_call_absent(search);
		recreate_jobs(search);
		if (!accept(search, spent)) {
			solution_undo(solution);
			continue;
		}
		best_note(search);
		solution_keep(solution);
		if (solution_compare(&solution->value, &search->best_value) < 0)
			best_save(search);
	}
}

/* --- A run --- */

static void search_init(struct search *search,
			const struct plan_problem *problem, uint64_t seed)
{
	size_t jobs = (size_t)problem->job_count;
	size_t technicians = (size_t)problem->technician_count;

	memset(search, 0, sizeof(*search));
	search->problem = problem;
	rng_seed(&search->rng, seed);
	search->best = xcalloc(technicians, sizeof(*search->best));
	search->stale = xcalloc(technicians, sizeof(*search->stale));
	search->is_stale = xcalloc(technicians, sizeof(*search->is_stale));
	search->marked = xcalloc(technicians, sizeof(*search->marked));
	search->tried = xcalloc(technicians, sizeof(*search->tried));
	search->bank = xcalloc(jobs, sizeof(*search->bank));
	search->banked = xcalloc(jobs, sizeof(*search->banked));
	search->key = xcalloc(jobs, sizeof(*search->key));
	search->memo_ways = MEMO_WAYS;
	while (search->memo_ways > 4 && jobs * search->memo_ways > MEMOS_MOST)
		search->memo_ways /= 2;
	search->memos =
	    xcalloc(jobs * search->memo_ways, sizeof(*search->memos));
	solution_init(&search->solution, problem);
	for (int32_t i = 0; i < problem->technician_count; i++) {
		search->stale[search->stale_count++] = i;
		search->is_stale[i] = true;
	}
}

static void search_free(struct search *search)
{
	for (int32_t i = 0; i < search->problem->technician_count; i++) {
		free(search->best[i].jobs);
		free(search->best[i].holds);
	}
	solution_free(&search->solution);
	free(search->best);
	free(search->stale);
	free(search->is_stale);
	free(search->marked);
	free(search->tried);
	free(search->bank);
	free(search->banked);
	free(search->key);
	free(search->memos);
}

static struct plan *build_plan(const struct search *search)
{
	const struct plan_problem *problem = search->problem;
	struct plan *plan = plan_new(problem);
	struct walk *walk = walk_new();

	for (int32_t i = 0; i < problem->technician_count; i++)
		plan_set_route(plan, walk, i, search->best[i].jobs,
			       search->best[i].holds, search->best[i].count);
	plan_finish(plan);
	walk_free(walk);
	assert(plan_totals(plan).cost == search->best_value.cost);
	return plan;
}

enum err plan_run(const struct plan_problem *problem,
		  const struct plan_settings *settings, struct plan **ret_plan,
		  struct err_detail *detail)
{
	struct search search;
	bool more;

	assert(problem->finished);
	if (settings->iterations == 0 && settings->keep_going == NULL)
		return err_set(detail, ERR_INPUT, "",
			       "neither iterations nor a time limit");
	if (settings->threads < 0 || settings->threads > 256)
		return err_set(detail, ERR_INPUT, "", "%d threads: 1 to 256",
			       settings->threads);
	search_init(&search, problem, settings->seed);
	measure_units(&search);
	more = construct_plan(&search, settings);
	measure_units(&search);
	best_save(&search);
	if (more && problem->job_count > 0 && problem->technician_count > 0)
		anneal(&search, settings);
	if (more)
		construct_fill(&search);
	*ret_plan = build_plan(&search);
	search_free(&search);
	return ERR_OK;
}
