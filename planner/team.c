/* SPDX-License-Identifier: MIT */
/*
 * The team at work; see team.h. Threads meet at two points only: `begin`, where
 * they wait for a task, and `end`, where the caller's thread waits for the
 * last of them. While it waits there it is woken now and then by those who
 * work, to ask the caller: a pure room has no clock to wait by.
 */
#include "planner/team.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/pool.h"

enum {
	ASK_EVERY = 32,	      /* iterations: keep_going() */
	ROUND_AT_LEAST = 500, /* iterations of each search */
	JOBS_PER_SEARCH = 8,  /* at least: no more searches than that */
	PARTS_FROM = 300,     /* jobs; below, each search has a copy of all */
	COPY_ROUNDS = 10,
	FIRST_LEG = 5, /* iterations for each job */
	CYCLES = 4,    /* annealings, where there is a pool */
	CYCLE_ROUNDS = 2,
};
/* Of a cooling that all but the first of these leave out, and of the time that
 * is left for the end. */
static const double CYCLE_START = 0.4;
static const double CYCLES_SHARE = 0.95;

/* --- Asking the caller --- */

static const struct objective *best_value(const struct team *team)
{
	return team->count == 1 ? &team->searches[0].best_value
				: &team->best_value;
}

/* On the caller's thread only. */
static bool ask(struct team *team, uint64_t iterations,
		const struct objective *best)
{
	const struct plan_settings *settings = team->settings;
	struct plan_progress progress = {.iterations = iterations};
	double share = team->spent;

	if (settings->keep_going == NULL)
		return true;
	progress.best.priority = team->total_priority - best->lost;
	progress.best.unserved = best->absent;
	progress.best.served = team->problem->unit_count - best->absent;
	progress.best.cost = best->cost;
	if (!settings->keep_going(settings->arg, &progress, &share)) {
		atomic_store(&team->stopped, true);
		return false;
	}
	if (settings->iterations == 0) {
		team->spent = fmin(fmax(share, 0), 1);
		atomic_store(&team->spent_ppb, (unsigned)(team->spent * 1e9));
	}
	return true;
}

/* On the caller's thread: the first search, and those who got none. */
static bool is_at_home(const struct search *search)
{
	return search->index == 0 || search->index > search->team->thread_count;
}

static bool is_parted(const struct team *team)
{
	return team->count > 1 && !team->copies;
}

static bool is_stopped(struct team *team)
{
	return atomic_load_explicit(&team->stopped, memory_order_relaxed);
}

/* A sign of life for who waits at the end. */
static void poke(struct team *team)
{
	if (!atomic_load_explicit(&team->awaited, memory_order_relaxed))
		return;
	pthread_mutex_lock(&team->lock);
	pthread_cond_signal(&team->end);
	pthread_mutex_unlock(&team->lock);
}

/* Every so often, from within a search. */
static bool check_in(struct search *search, uint64_t iterations,
		     const struct objective *best)
{
	struct team *team = search->team;

	if (is_at_home(search))
		return ask(team, iterations, best);
	poke(team);
	return !is_stopped(team);
}

bool team_may_construct(struct search *search)
{
	struct team *team = search->team;

	return check_in(search, 0,
			team->count == 1 ? &search->solution.value
					 : best_value(team));
}

static bool is_pooled(const struct team *team)
{
	return team->searches[0].pool != NULL;
}

/* Where routes are collected, several annealings find more different ones than
 * one long one does. */
static double cool_in_cycles(double spent)
{
	double cycles = fmin(spent / CYCLES_SHARE, 1) * CYCLES;
	double number = fmin(floor(cycles), CYCLES - 1);
	double share = cycles - number;

	return number > 0 ? CYCLE_START + (1 - CYCLE_START) * share : share;
}

/* By the iterations, if they were given, else by the caller's clock; then the
 * first search ends the round for all. */
bool team_may_iterate(struct search *search, uint64_t i, double *ret_spent)
{
	struct team *team = search->team;
	uint64_t total = team->settings->iterations;
	uint64_t done = team->iterations + i * (uint64_t)team->count;

	search->iterations = i;
	if (is_stopped(team))
		return false;
	if (total > 0) {
		if (i >= team->quota)
			return false;
		*ret_spent = fmin((double)(done - team->leg_first) /
				      (double)team->leg_length,
				  1);
	} else if (is_at_home(search)) {
		if (i >= team->quota || team->spent >= team->spent_at_end) {
			atomic_store(&team->over, true);
			return false;
		}
		*ret_spent = team->spent;
	} else {
		if (atomic_load_explicit(&team->over, memory_order_relaxed))
			return false;
		*ret_spent = atomic_load_explicit(&team->spent_ppb,
						  memory_order_relaxed) *
			     1e-9;
	}
	if (i % ASK_EVERY != 0) {
		if (is_pooled(team))
			*ret_spent = cool_in_cycles(*ret_spent);
		return true;
	}
	if (*ret_spent > 0 && total == 0)
		search_be_calm(search, (double)done / *ret_spent);
	if (is_pooled(team))
		*ret_spent = cool_in_cycles(*ret_spent);
	return check_in(search, done, best_value(team));
}

/* --- Threads --- */

static void wait_for_task(struct team *team, uint64_t *number)
{
	while (team->task_number == *number)
		pthread_cond_wait(&team->begin, &team->lock);
	*number = team->task_number;
}

static void *work(void *arg)
{
	struct team *team = arg;
	struct search *search;
	uint64_t number = 0;

	pthread_mutex_lock(&team->lock);
	search = &team->searches[team->next_index++];
	for (;;) {
		void (*task)(struct search * search);

		wait_for_task(team, &number);
		if ((task = team->task) == NULL)
			break;
		pthread_mutex_unlock(&team->lock);
		task(search);
		pthread_mutex_lock(&team->lock);
		team->busy--;
		pthread_cond_signal(&team->end);
	}
	pthread_mutex_unlock(&team->lock);
	return NULL;
}

static void begin_task(struct team *team, void (*task)(struct search *search))
{
	pthread_mutex_lock(&team->lock);
	team->task = task;
	team->busy = team->thread_count;
	team->task_number++;
	pthread_cond_broadcast(&team->begin);
	pthread_mutex_unlock(&team->lock);
}

static void wait_for_end(struct team *team)
{
	pthread_mutex_lock(&team->lock);
	atomic_store(&team->awaited, true);
	while (team->busy > 0) {
		pthread_cond_wait(&team->end, &team->lock);
		if (is_stopped(team))
			continue;
		pthread_mutex_unlock(&team->lock);
		ask(team, team->iterations, best_value(team));
		pthread_mutex_lock(&team->lock);
	}
	atomic_store(&team->awaited, false);
	pthread_mutex_unlock(&team->lock);
}

/* Every search does this, and all have done it on return. Where the system
 * gave fewer threads, the first does the others' share too: the result is the
 * same. */
static void do_all(struct team *team, void (*task)(struct search *search))
{
	atomic_store(&team->over, false);
	if (team->thread_count > 0)
		begin_task(team, task);
	task(&team->searches[0]);
	for (int32_t i = 1 + team->thread_count; i < team->count; i++)
		task(&team->searches[i]);
	if (team->thread_count > 0)
		wait_for_end(team);
}

static void start_threads(struct team *team)
{
	pthread_mutex_init(&team->lock, NULL);
	pthread_cond_init(&team->begin, NULL);
	pthread_cond_init(&team->end, NULL);
	team->next_index = 1;
	team->threads = xcalloc((size_t)team->count, sizeof(*team->threads));
	while (team->thread_count < team->count - 1 &&
	       pthread_create(&team->threads[team->thread_count], NULL, work,
			      team) == 0)
		team->thread_count++;
}

static void end_threads(struct team *team)
{
	begin_task(team, NULL);
	for (int32_t i = 0; i < team->thread_count; i++)
		pthread_join(team->threads[i], NULL);
	pthread_mutex_destroy(&team->lock);
	pthread_cond_destroy(&team->begin);
	pthread_cond_destroy(&team->end);
	free(team->threads);
}

/* --- The whole --- */

/* More searches than this could not be kept apart. */
static int32_t count_searches(const struct plan_problem *problem,
			      int32_t threads)
{
	int32_t most = problem->job_count / JOBS_PER_SEARCH;

	if (most > problem->technician_count)
		most = problem->technician_count;
	if (threads > most)
		threads = most;
	return threads > 1 ? threads : 1;
}

void team_init(struct team *team, const struct plan_problem *problem,
	       const struct plan_settings *settings)
{
	memset(team, 0, sizeof(*team));
	team->problem = problem;
	team->settings = settings;
	team->count = count_searches(problem, settings->threads);
	team->copies = team->count > 1 && problem->job_count < PARTS_FROM;
	rng_seed(&team->rng, ~settings->seed);
	for (int32_t i = 0; i < problem->job_count; i++)
		if (problem->jobs[i].unit == i)
			team->total_priority += problem->jobs[i].spec.priority;
	team->searches = xcalloc((size_t)team->count, sizeof(*team->searches));
	for (int32_t i = 0; i < team->count; i++) {
		struct search *search = &team->searches[i];

		search_init(search, problem,
			    settings->seed ^ (uint64_t)i * 0xd1342543de82ef95u,
			    i == 0 || team->copies ? NULL : &team->searches[0]);
		search->team = team;
		/* Where iterations are counted, it would have to come to the
		 * same for every number of them: see next_leg(). */
		if (settings->iterations == 0 && pool_applies(problem))
			search->pool = pool_new(problem);
		search->index = i;
		/* No two routes ever have the same version: memos. */
		search->solution.versions += (uint64_t)i << 40;
	}
	team->best_value = team->searches[0].solution.value;
	team->owner =
	    xcalloc((size_t)problem->technician_count, sizeof(*team->owner));
	if (is_parted(team))
		team->best = xcalloc((size_t)problem->technician_count,
				     sizeof(*team->best));
	start_threads(team);
}

void team_free(struct team *team)
{
	end_threads(team);
	for (int32_t i = team->count - 1; i >= 0; i--)
		search_free(&team->searches[i]);
	best_free(team->best, team->problem->technician_count);
	free(team->owner);
	free(team->searches);
}

static void add_value(struct objective *sum, const struct objective *value)
{
	sum->lost += value->lost;
	sum->absent += value->absent;
	sum->cost += value->cost;
}

/* A mean leg's cost and a mean job's priority: what heat is measured by, so
 * that it fits any city and any scale of priorities. */
static void measure_units(struct team *team)
{
	const struct plan_problem *problem = team->problem;
	double legs = 0, cost = 0;

	for (int32_t i = 0; i < team->count; i++)
		search_add_legs(&team->searches[i], &legs, &cost);
	for (int32_t i = 0; i < team->count; i++) {
		struct search *search = &team->searches[i];

		search->cost_unit = legs > 0 && cost > 0 ? cost / legs : 1;
		search->total_priority = (double)team->total_priority;
		search->lost_unit =
		    1 + search->total_priority / fmax(problem->job_count, 1);
	}
}

static void save_best(struct team *team, const struct objective *value)
{
	team->best_value = *value;
	for (int32_t i = 0; i < team->problem->technician_count; i++) {
		const struct snapshot *from = &team->searches[0].best[i];

		best_copy_route(&team->best[i], from->jobs, from->holds,
				from->count);
	}
}

/* The best of each part make a plan: all aims are sums over the parts, and
 * comparing one aim after the other agrees with adding. */
static struct objective join_best(const struct team *team)
{
	struct objective sum = team->searches[0].best_value;

	for (int32_t i = 1; i < team->count; i++)
		add_value(&sum, &team->searches[i].best_value);
	return sum;
}

/* Whose routes go together better than those of the best plan? Who has that
 * goes on from there. */
static void recombine(struct team *team)
{
	struct search *best =
	    &team->searches[copies_best(team) - team->searches];

	for (int32_t i = 0; i < team->count; i++)
		if (&team->searches[i] != best)
			pool_merge(best->pool, team->searches[i].pool);
	pool_recombine(best->pool, best);
}

/* What the round has found. */
static void end_round(struct team *team)
{
	struct objective value;

	if (is_pooled(team) && !is_stopped(team))
		recombine(team);
	if (team->copies) {
		team->best_value = copies_best(team)->best_value;
		if (!is_pooled(team) || team->rounds % CYCLE_ROUNDS == 0)
			copies_follow(team, copies_leader(team));
	} else if (is_parted(team)) {
		value = join_best(team);
		if (solution_compare(&value, &team->best_value) < 0)
			save_best(team, &value);
	}
}

static void swap_best(struct team *team)
{
	struct snapshot *best = team->searches[0].best;

	for (int32_t i = 0; i < team->count; i++)
		team->searches[i].best = team->best;
	team->best = best;
}

/* One search gets everything, and the best plan; the solution is behind. */
static void gather(struct team *team)
{
	struct search *first = &team->searches[0];

	if (team->copies) {
		struct search *from =
		    &team->searches[copies_best(team) - first];
		struct snapshot *best = first->best;

		first->best = from->best;
		from->best = best;
	} else {
		parts_gather(team);
		swap_best(team);
	}
	first->best_value = team->best_value;
	best_forget(first);
}

/* Where iterations are counted, more of them must not give a worse plan: then
 * there is nothing to do at the end which was not done to each best plan. */
static bool is_closed(const struct team *team)
{
	return team->settings->iterations > 0 && team->searches[0].closes;
}

static void copy_routes(struct snapshot *to, const struct solution *solution)
{
	for (int32_t i = 0; i < solution->problem->technician_count; i++) {
		const struct route *route = &solution->routes[i];

		best_copy_route(&to[i], route->jobs, route->holds,
				route->count);
	}
}

/* A job that is absent in one part may fit into another one. All parts are in
 * one hand for that; the current plan comes back afterwards. */
static void close_parts(struct team *team)
{
	struct search *first = &team->searches[0];
	size_t technicians = (size_t)team->problem->technician_count;
	struct snapshot *current, *best;

	if (!is_parted(team) || !is_closed(team) || is_stopped(team) ||
	    team->best_value.absent == 0)
		return;
	gather(team);
	current = xcalloc(technicians, sizeof(*current));
	copy_routes(current, &first->solution);
	construct_fill(first);
	construct_tighten(first);
	team->best_value = first->best_value;
	best = first->best;
	first->best = current;
	best_forget(first);
	best_restore(first);
	first->best = best;
	swap_best(team);
	best_free(current, team->problem->technician_count);
}

static void construct_task(struct search *search)
{
	if (construct_plan(search))
		construct_close(search);
	best_start(search);
}

bool team_construct(struct team *team)
{
	struct objective value;

	measure_units(team);
	if (is_parted(team))
		parts_deal(team);
	do_all(team, construct_task);
	measure_units(team);
	if (is_parted(team)) {
		value = join_best(team);
		save_best(team, &value);
		close_parts(team);
	} else {
		end_round(team);
	}
	return !is_stopped(team);
}

static void anneal_task(struct search *search)
{
	if (is_parted(search->team)) {
		parts_list(search);
		search->save_stamp++; /* what is absent here was dealt anew */
		construct_close(search);
		best_start(search);
	}
	search->iterations = 0;
	if (search->own_count > 0)
		search_anneal(search);
}

/* So long that dealing costs little beside it, and borders still move often.
 * A round that `total` cuts short is not whole. */
static uint64_t next_quota(const struct team *team, uint64_t total)
{
	uint64_t end, left;
	uint64_t count = (uint64_t)team->count;
	uint64_t quota = (uint64_t)team->problem->job_count / 2;

	if (total == 0 && !is_parted(team))
		return UINT64_MAX;
	if (team->copies)
		quota = team->leg_length / (count * COPY_ROUNDS);
	if (quota < ROUND_AT_LEAST)
		quota = ROUND_AT_LEAST;
	if (total == 0)
		return quota;
	end = team->leg_first + team->leg_length;
	left = ((end < total ? end : total) - team->iterations + count - 1) /
	       count;
	return count == 1 || left < quota ? left : quota;
}

/* Back to the best plan of all. */
static void return_to_best(struct team *team)
{
	struct search *first = &team->searches[0];

	if (is_parted(team)) {
		gather(team);
		best_restore(first);
		swap_best(team);
		return;
	}
	first = &team->searches[copies_best(team) - first];
	best_restore(first);
	copies_follow(team, first);
}

/* Where iterations are counted, what a run does must not depend on how many
 * there will be: then a longer run does what a shorter one does, and more, and
 * is never worse. So it anneals in legs, each from the best plan of those
 * before it and twice as long; see docs/ARCHITECTURE.md for what that costs. By
 * the clock there is one leg, up to the end. */
static void next_leg(struct team *team)
{
	uint64_t total = team->settings->iterations;
	bool first = team->leg_length == 0;

	if (total == 0 || team->iterations < team->leg_first + team->leg_length)
		return;
	team->leg_first += team->leg_length;
	team->leg_length = first
			       ? (uint64_t)team->problem->job_count * FIRST_LEG
			       : team->leg_length * 2;
	if (!first)
		return_to_best(team);
	for (int32_t i = 0; i < team->count; i++)
		search_be_calm(&team->searches[i], (double)team->leg_length);
}

void team_search(struct team *team)
{
	const struct plan_problem *problem = team->problem;
	uint64_t total = team->settings->iterations;
	bool whole;

	if (problem->job_count == 0 || problem->technician_count == 0)
		return;
	for (int32_t i = 0; i < team->count; i++)
		search_be_calm(&team->searches[i], 0);
	while (!is_stopped(team) && (total == 0 || team->iterations < total)) {
		next_leg(team);
		if (is_parted(team))
			parts_deal(team);
		team->quota = next_quota(team, total);
		whole =
		    total > 0 && team->quota == next_quota(team, UINT64_MAX);
		team->rounds++;
		team->spent_at_end =
		    is_pooled(team)
			? CYCLES_SHARE * team->rounds / (CYCLES * CYCLE_ROUNDS)
		    : team->copies ? team->spent + 1.0 / COPY_ROUNDS
				   : 2;
		do_all(team, anneal_task);
		for (int32_t i = 0; i < team->count; i++)
			team->iterations += team->searches[i].iterations;
		end_round(team);
		if (whole)
			close_parts(team);
	}
}

void team_finish(struct team *team, bool fill)
{
	struct search *first = &team->searches[0];

	if (team->count > 1)
		gather(team);
	if (is_closed(team) && !is_stopped(team))
		return;
	if (fill)
		construct_fill(first);
	construct_tighten(first);
}
