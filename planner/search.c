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

#include "planner/pool.h"
#include "planner/team.h"

enum {
	MEMO_WAYS = 64,	      /* routes remembered for each job */
	MEMOS_MOST = 2000000, /* 32 MB */
	TAILS_TRIED = 32,     /* for exchange, an iteration */
	CLOSE_MOST = 1000,    /* jobs: each new best plan is closed */
};
/* Of the mean cost of a leg, with this many iterations for each job or more;
 * with fewer it is less, as there is no time to cool down from it. */
static const double START_HEAT = 1.5;
static const double START_HEAT_FROM = 75;
static const double LEAST_START_HEAT = 0.2;
static const double END_HEAT = 0.03;
static const double LOST_START_HEAT = 1.0; /* of the mean priority */
static const double LOST_END_HEAT = 0.01;
/* Where waiting counts, costs are rugged: valleys are deeper. */
static const double WAIT_HEAT = 2;
/* With fewer iterations for each job than this, what is given up for a while
 * would not come back in time: the heat of lost jobs is less, down to a share.
 */
static const double CALM_BELOW = 50;
static const double CALM_SHARE = 0.3;

/* --- Simulated annealing --- */

static double cost_heat(const struct search *search, double spent)
{
	return search->cost_unit * search->start_heat *
	       pow(END_HEAT / search->start_heat, spent);
}

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
	return (double)(now->cost - old->cost) < luck * cost_heat(search, heat);
}

/* What is not spent at the jobs of a route: on the way, and waiting. */
static double leg_costs(const struct search *search, int32_t technician)
{
	const struct route *route = &search->solution.routes[technician];
	int64_t rate =
	    search->problem->technicians[technician].spec.duration_rate;
	double cost = (double)route->way_cost;

	if (rate > 0 && route->duration_s > route->work_s)
		cost += WAIT_HEAT *
			(double)(route->duration_s - route->work_s) *
			(double)rate;
	return cost;
}

void search_add_legs(const struct search *search, double *legs, double *cost)
{
	const struct plan_problem *problem = search->problem;

	for (int32_t i = 0; i < problem->technician_count; i++) {
		const struct route *route = &search->solution.routes[i];

		if (route->count == 0)
			continue;
		*legs += route->count + 1;
		*cost += leg_costs(search, i);
	}
}

/* How many iterations there will be is known, or seen from the first ones. */
void search_be_calm(struct search *search, double iterations)
{
	double each = iterations / search->problem->job_count;
	double share = sqrt(each / CALM_BELOW);

	search->calm = fmin(fmax(share, CALM_SHARE), 1);
	search->start_heat = START_HEAT * fmin(each / START_HEAT_FROM, 1);
	search->start_heat = fmax(search->start_heat, LEAST_START_HEAT);
}

static void decide(struct search *search, double heat)
{
	struct solution *solution = &search->solution;

	if (!accept(search, heat)) {
		solution_undo(solution);
		return;
	}
	best_note(search);
	if (search->pool != NULL)
		pool_note(search->pool, solution);
	solution_keep(solution);
	if (solution_compare(&solution->value, &search->best_value) >= 0)
		return;
	construct_close(search);
	best_save(search);
}

void search_anneal(struct search *search)
{
	int tails = improve_may(search) ? TAILS_TRIED : 0;
	double spent = 0;

	for (uint64_t i = 0; team_may_iterate(search, i, &spent); i++) {
		double least_luck = 3 * cost_heat(search, spent);

		for (int k = shuffle_tries(search); k > 0; k--)
			if (shuffle_route(search))
				decide(search, spent);
			else
				solution_undo(&search->solution);
		ruin_strings(search);
		ruin_call_absent(search);
		recreate_jobs(search);
		decide(search, spent);
		for (int k = 0; k < tails; k++)
			if (improve_tails(search, least_luck))
				decide(search, spent);
	}
}

/* --- A run --- */

/* The first search has everything, and what all share. */
static void init_first(struct search *search)
{
	const struct plan_problem *problem = search->problem;
	size_t jobs = (size_t)problem->job_count;

	solution_init(&search->solution, problem);
	search->best =
	    xcalloc((size_t)problem->technician_count, sizeof(*search->best));
	search->memo_ways = MEMO_WAYS;
	while (search->memo_ways > 4 && jobs * search->memo_ways > MEMOS_MOST)
		search->memo_ways /= 2;
	search->memos =
	    xcalloc(jobs * search->memo_ways, sizeof(*search->memos));
	for (int32_t i = 0; i < problem->technician_count; i++)
		search->mine[i] = true;
	for (int32_t i = 0; i < problem->job_count; i++)
		search->own[i] = i;
	search->own_count = problem->job_count;
}

void search_init(struct search *search, const struct plan_problem *problem,
		 uint64_t seed, const struct search *first)
{
	size_t jobs = (size_t)problem->job_count;
	size_t technicians = (size_t)problem->technician_count;

	memset(search, 0, sizeof(*search));
	search->problem = problem;
	search->regrets = regret_applies(problem);
	search->closes = problem->job_count <= CLOSE_MOST;
	search->save_stamp = 1;
	rng_seed(&search->rng, seed);
	search->own = xcalloc(jobs, sizeof(*search->own));
	search->mine = xcalloc(technicians, sizeof(*search->mine));
	search->stale = xcalloc(technicians, sizeof(*search->stale));
	search->is_stale = xcalloc(technicians, sizeof(*search->is_stale));
	search->marked = xcalloc(technicians, sizeof(*search->marked));
	search->tried = xcalloc(technicians, sizeof(*search->tried));
	search->bank = xcalloc(jobs, sizeof(*search->bank));
	search->banked = xcalloc(jobs, sizeof(*search->banked));
	search->key = xcalloc(jobs, sizeof(*search->key));
	search->absent_in_best = xcalloc(jobs, sizeof(*search->absent_in_best));
	if (problem->group_count > 0)
		search->together = together_new(problem);
	if (first == NULL) {
		init_first(search);
		return;
	}
	solution_init_empty(&search->solution, problem);
	search->shares = true;
	search->best = first->best;
	search->memos = first->memos;
	search->memo_ways = first->memo_ways;
}

void search_free(struct search *search)
{
	if (!search->shares) {
		best_free(search->best, search->problem->technician_count);
		free(search->memos);
	}
	solution_free(&search->solution);
	free(search->own);
	free(search->mine);
	free(search->stale);
	free(search->is_stale);
	free(search->marked);
	free(search->tried);
	free(search->bank);
	free(search->banked);
	free(search->key);
	free(search->absent_in_best);
	together_free(search->together);
	pool_free(search->pool);
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

static enum err check_settings(const struct plan_problem *problem,
			       const struct plan_settings *settings,
			       struct err_detail *detail)
{
	if (settings->iterations == 0 && settings->keep_going == NULL)
		return err_set(detail, ERR_INPUT, "",
			       "neither iterations nor a time limit");
	if (settings->threads < 0 || settings->threads > 256)
		return err_set(detail, ERR_INPUT, "", "%d threads: 1 to 256",
			       settings->threads);
	return initial_check(problem, settings, detail);
}

enum err plan_run(const struct plan_problem *problem,
		  const struct plan_settings *settings, struct plan **ret_plan,
		  struct err_detail *detail)
{
	struct team team;
	enum err err;
	bool more;

	assert(problem->finished);
	if ((err = check_settings(problem, settings, detail)) != ERR_OK)
		return err;
	team_init(&team, problem, settings);
	initial_apply(&team.searches[0], settings);
	more = team_construct(&team);
	if (more)
		team_search(&team);
	team_finish(&team, more);
	*ret_plan = build_plan(&team.searches[0]);
	team_free(&team);
	return ERR_OK;
}
