/* SPDX-License-Identifier: MIT */
/*
 * Repair of a live board; see plan_repair.h. First, what does not fit any more
 * leaves its day (repair_days.c). Then everything that has no place is put
 * where it costs least, over all technicians. What is left over, and what could
 * go better, is tried by small ruins near it: a few visits of one to three
 * routes are taken off and all is put back (slack induction by string removals,
 * as in the search, on the scale of one event).
 *
 * Invariants: a job is on a route or in the bank; pinned ones are never taken;
 * `start` has every route that changed, as it was at the beginning, `step` as
 * it was before the last try.
 */
#include "planner/repair_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/depot.h"
#include "planner/ranked.h"
#include "planner/rules_internal.h"

enum { LONGEST_STRING = 3, MOST_STRINGS = 3 };
static const double BLINK_RATE = 0.03;

/* --- Routes as they were --- */

int64_t repair_day_cost(const struct plan_live *live, int32_t technician)
{
	const struct plan_problem *problem = &live->problem;
	const struct day *day = &live->days[technician].day;
	const struct technician *own = &problem->technicians[technician];
	int64_t cost, work_s = 0;

	if (day->count == 0)
		return 0;
	cost =
	    tariff_cost(&day->tariff) + own->spec.fixed_cost + day->result.cost;
	if (own->spec.duration_rate > 0)
		cost += (day->result.end_s - day->result.start_s) *
			own->spec.duration_rate;
	for (int32_t i = 0; i < day->count; i++) {
		const struct job *job = &problem->jobs[day->jobs[i]];

		cost += rules_pair_cost(problem, technician, day->jobs[i]);
		work_s += balance_work_s(own, job);
	}
	return cost + balance_cost(problem, own, work_s);
}

static void keep(struct repair *repair, struct kept_routes *routes,
		 int32_t technician)
{
	const struct live_day *day = &repair->live->days[technician];
	struct kept_route *kept;

	if (routes->stamp_of[technician] == routes->stamp)
		return;
	routes->stamp_of[technician] = routes->stamp;
	if (routes->count == routes->capacity) {
		int32_t more = routes->capacity + 16;

		routes->all =
		    xrealloc(routes->all, (size_t)(routes->capacity + more) *
					      sizeof(*routes->all));
		memset(&routes->all[routes->capacity], 0,
		       (size_t)more * sizeof(*routes->all));
		routes->capacity += more;
	}
	kept = &routes->all[routes->count++];
	kept->technician = technician;
	kept->count = day->route.count;
	kept->jobs = xrealloc(kept->jobs,
			      ((size_t)kept->count + 1) * sizeof(*kept->jobs));
	kept->begin_s = xrealloc(kept->begin_s, ((size_t)kept->count + 1) *
						    sizeof(*kept->begin_s));
	for (int32_t i = 0; i < kept->count; i++) {
		kept->jobs[i] = day->route.jobs[i];
		kept->begin_s[i] = day->day.times[i].begin_s;
	}
	kept->cost = repair_day_cost(repair->live, technician);
}

void repair_keep(struct repair *repair, int32_t technician)
{
	keep(repair, &repair->start, technician);
	keep(repair, &repair->step, technician);
}

static void forget(struct kept_routes *routes)
{
	routes->count = 0;
	routes->stamp++;
}

/* All of them are emptied first: a job may have gone from one to another. */
static void restore(struct repair *repair, const struct kept_routes *routes)
{
	struct plan_live *live = repair->live;

	for (int32_t i = 0; i < routes->count; i++) {
		struct route *route =
		    &live->days[routes->all[i].technician].route;

		while (route->count > 0)
			live_take_at(live, routes->all[i].technician,
				     route->count - 1);
	}
	for (int32_t i = 0; i < routes->count; i++) {
		const struct kept_route *kept = &routes->all[i];

		for (int32_t k = 0; k < kept->count; k++)
			live_put(live, kept->jobs[k], kept->technician, k);
		live_refresh(live, kept->technician);
	}
}

/* --- Loose jobs --- */

static void add_to_bank(struct repair *repair, int32_t job)
{
	if (repair->bank_count == repair->bank_capacity) {
		repair->bank_capacity = repair->bank_capacity * 2 + 32;
		repair->bank =
		    xrealloc(repair->bank, (size_t)repair->bank_capacity *
					       sizeof(*repair->bank));
	}
	repair->bank[repair->bank_count++] = job;
}

struct loose *repair_loosen(struct repair *repair, int32_t job, int32_t from,
			    bool displaced)
{
	struct plan_job *spec = &repair->live->problem.jobs[job].spec;
	struct loose *loose;

	if (repair->loose_of[job] != PLAN_NONE)
		return &repair->loose[repair->loose_of[job]];
	if (repair->loose_count == repair->loose_capacity) {
		repair->loose_capacity = repair->loose_capacity * 2 + 32;
		repair->loose =
		    xrealloc(repair->loose, (size_t)repair->loose_capacity *
						sizeof(*repair->loose));
	}
	repair->loose_of[job] = repair->loose_count;
	loose = &repair->loose[repair->loose_count++];
	*loose = (struct loose){.job = job,
				.from = from,
				.displaced = displaced,
				.because = PLAN_NONE,
				.held_s = PLAN_ANY_TIME,
				.current_technician = spec->current_technician,
				.move_cost = spec->move_cost};
	repair_find_near(repair, loose);
	if (from != PLAN_NONE && !displaced) {
		spec->current_technician = from;
		spec->move_cost = repair->wish->move_cost;
	}
	return loose;
}

void repair_take(struct repair *repair, int32_t job, bool displaced)
{
	int32_t technician = repair->live->route_of[job];

	assert(!repair->live->problem.jobs[job].pinned);
	assert(repair->live->problem.jobs[job].group == PLAN_NONE);
	repair_keep(repair, technician);
	(void)repair_loosen(repair, job, technician, displaced);
	(void)live_take(repair->live, job);
	add_to_bank(repair, job);
}

static void set_windows(struct repair *repair, int32_t job, struct timewin win)
{
	struct job *own = &repair->live->problem.jobs[job];

	own->open = own->win = win;
	own->spec.windows = win.at;
	own->spec.window_count = win.count;
	stop_prepare(&repair->live->problem, job);
}

/* Nobody can come as promised: the wider windows hold from now on. */
static bool give_up_promise(struct repair *repair, struct loose *loose)
{
	const struct plan_repair_wish *wish = repair->wish;
	struct timewin wide;

	for (size_t i = 0; i < wish->promise_count; i++) {
		const struct plan_promise *promise = &wish->promises[i];

		if (promise->job != loose->job || loose->promise != NULL ||
		    timewin_init(&wide, promise->wider, promise->wider_count,
				 repair->live->arena) >= 0)
			continue;
		loose->promise = promise;
		loose->promised = repair->live->problem.jobs[loose->job].open;
		set_windows(repair, loose->job, wide);
		return true;
	}
	return false;
}

static int64_t begin_of(const struct plan_live *live, int32_t job)
{
	int32_t position = 0;
	int32_t technician = plan_live_technician_of(live, job, &position);

	return technician == PLAN_NONE
		   ? PLAN_ANY_TIME
		   : live->days[technician].day.times[position].begin_s;
}

bool repair_breaks_promise(const struct repair *repair,
			   const struct loose *loose)
{
	int64_t begin_s = begin_of(repair->live, loose->job);

	return loose->promise != NULL && begin_s != PLAN_ANY_TIME &&
	       timewin_latest(&loose->promised, begin_s) != begin_s;
}

/* --- Putting back --- */

struct spot {
	int32_t technician, at;
	int64_t cost;
};

static void try_technician(const struct live_question *question,
			   int32_t technician, struct spot *best)
{
	struct plan_evaluation evaluation;
	struct choice choice;
	bool strict;

	if (!live_allows(question, technician))
		return;
	if (live_by_slack(question, technician)) {
		if (live_find_place(question, technician, best->cost, &choice,
				    &best->cost)) {
			best->technician = technician;
			best->at = choice.at;
		}
		return;
	}
	live_evaluate(question, technician, &choice, &strict, &evaluation);
	if (evaluation.feasible && evaluation.cost < best->cost)
		*best = (struct spot){technician, choice.at, evaluation.cost};
}

/* Put a job of the bank where it costs least: of all technicians, or of those
 * near, now and then without one of them. */
bool repair_put(struct repair *repair, const struct loose *loose, bool all)
{
	struct plan_live *live = repair->live;
	int32_t count =
	    all ? live->problem.technician_count : loose->near_count;
	struct spot best = {PLAN_NONE, 0, INT64_MAX};
	struct live_question question;

	live_question_open(&question, live, loose->job, PLAN_ANY_TIME);
	for (int32_t i = 0; i < count; i++)
		if (all || rng_unit(&repair->rng) >= BLINK_RATE)
			try_technician(&question, all ? i : loose->near[i],
				       &best);
	live_question_close(&question);
	if (best.technician == PLAN_NONE)
		return false;
	repair_keep(repair, best.technician);
	live_put(live, loose->job, best.technician, best.at);
	live_refresh(live, best.technician);
	return true;
}

/* Priority over the time that it takes comes first; with luck in between. */
static void sort_bank(struct repair *repair, double noise)
{
	struct ranked *order =
	    xcalloc((size_t)repair->bank_count, sizeof(*order));

	for (int32_t i = 0; i < repair->bank_count; i++) {
		const struct plan_job *spec =
		    &repair->live->problem.jobs[repair->bank[i]].spec;

		order[i].item = repair->bank[i];
		order[i].rank = -(spec->priority + 1.0) *
				(1 + noise * rng_unit(&repair->rng)) /
				(double)(spec->service_s + spec->setup_s + 900);
	}
	qsort(order, (size_t)repair->bank_count, sizeof(*order),
	      ranked_compare);
	for (int32_t i = 0; i < repair->bank_count; i++)
		repair->bank[i] = order[i].item;
	free(order);
}

static void put_all(struct repair *repair, bool all)
{
	int32_t left = 0;

	for (int32_t i = 0; i < repair->bank_count; i++) {
		int32_t job = repair->bank[i];

		if (!repair_put(repair, &repair->loose[repair->loose_of[job]],
				all))
			repair->bank[left++] = job;
	}
	repair->bank_count = left;
}

/* --- Trying something better --- */

/* What the routes of the last try cost more than before it. */
static int64_t added_cost(const struct repair *repair)
{
	int64_t added = 0;

	for (int32_t i = 0; i < repair->step.count; i++)
		added += repair_day_cost(repair->live,
					 repair->step.all[i].technician) -
			 repair->step.all[i].cost;
	return added;
}

static struct aims look(const struct repair *repair)
{
	const struct plan_problem *problem = &repair->live->problem;
	struct aims aims = {.absent = repair->bank_count};

	for (int32_t i = 0; i < repair->bank_count; i++)
		aims.lost += problem->jobs[repair->bank[i]].spec.priority;
	for (int32_t i = 0; i < repair->loose_count; i++)
		if (repair_breaks_promise(repair, &repair->loose[i]))
			aims.cost += repair->loose[i].promise->cost;
	return aims;
}

/* The most urgent of those that have a place and had none, or lost it. */
static int32_t most_urgent(const struct repair *repair)
{
	const struct plan_live *live = repair->live;
	int32_t most = -1;

	for (int32_t i = 0; i < repair->loose_count; i++) {
		const struct loose *loose = &repair->loose[i];
		const struct plan_job *spec =
		    &live->problem.jobs[loose->job].spec;

		if ((loose->from == PLAN_NONE || loose->displaced) &&
		    live->route_of[loose->job] != PLAN_NONE &&
		    spec->priority > most)
			most = spec->priority;
	}
	return most;
}

struct toll repair_toll(const struct repair *repair)
{
	const struct plan_live *live = repair->live;
	struct toll toll = {.fair = true};
	int32_t dropped = -1; /* the most urgent of them */

	for (int32_t i = 0; i < repair->loose_count; i++) {
		const struct loose *loose = &repair->loose[i];
		const struct plan_job *spec =
		    &live->problem.jobs[loose->job].spec;
		int32_t now = live->route_of[loose->job];

		if (loose->from == PLAN_NONE || loose->displaced ||
		    now == loose->from)
			continue;
		toll.moved += now != PLAN_NONE;
		if (now != PLAN_NONE)
			continue;
		toll.dropped++;
		dropped = spec->priority > dropped ? spec->priority : dropped;
	}
	if (toll.dropped > 0)
		toll.fair = dropped < most_urgent(repair);
	return toll;
}

static bool is_allowed(const struct repair *repair)
{
	struct toll toll = repair_toll(repair);

	return toll.moved <= repair->wish->max_moves &&
	       toll.dropped <= repair->wish->max_drops && toll.fair;
}

static int compare_aims(const struct aims *a, const struct aims *b)
{
	if (a->lost != b->lost)
		return a->lost < b->lost ? -1 : 1;
	if (a->absent != b->absent)
		return a->absent < b->absent ? -1 : 1;
	return a->cost < b->cost ? -1 : a->cost > b->cost;
}

/* Where a matrix breaks the triangle inequality, a route may break a rule
 * because a visit left it. */
static bool is_sound(const struct repair *repair)
{
	for (int32_t i = 0; i < repair->step.count; i++)
		if (repair_is_broken(repair->live,
				     repair->step.all[i].technician))
			return false;
	return true;
}

/* A string of visits around a random one, without those that are pinned. */
static void ruin_route(struct repair *repair, int32_t technician)
{
	struct plan_live *live = repair->live;
	const struct route *route = &live->days[technician].route;
	int32_t length = 1 + rng_below(&repair->rng, LONGEST_STRING);
	int32_t at;

	if (route->count == 0)
		return;
	at = rng_below(&repair->rng, route->count);
	for (int32_t i = at; length > 0 && i < route->count; length--) {
		int32_t job = route->jobs[i];

		if (is_depot(&live->problem, job) ||
		    live->problem.jobs[job].pinned ||
		    live->problem.jobs[job].group != PLAN_NONE)
			i++;
		else
			repair_take(repair, job, false);
	}
	live_refresh(live, technician);
}

static void ruin(struct repair *repair)
{
	int32_t strings = 1 + rng_below(&repair->rng, MOST_STRINGS), seed;
	const struct loose *loose;

	if (repair->bank_count > 0 && rng_unit(&repair->rng) < 0.7)
		seed = repair->loose_of[repair->bank[rng_below(
		    &repair->rng, repair->bank_count)]];
	else
		seed = rng_below(&repair->rng, repair->loose_count);
	for (int32_t i = 0; i < strings; i++) {
		double near = rng_unit(&repair->rng);

		loose = &repair->loose[seed];
		if (loose->near_count == 0)
			return;
		ruin_route(
		    repair,
		    loose->near[(int32_t)(near * near * loose->near_count)]);
	}
}

static void improve(struct repair *repair, uint64_t *ret_iterations)
{
	const struct plan_repair_wish *wish = repair->wish;
	struct aims best = look(repair);
	int64_t cost = 0; /* of the routes, above the first */
	int32_t *bank = NULL, bank_count;
	uint64_t i;

	for (i = 0; i < wish->iterations && repair->loose_count > 0; i++) {
		struct aims now;

		if (wish->keep_going != NULL && !wish->keep_going(wish->arg, i))
			break;
		bank_count = repair->bank_count;
		bank = xrealloc(bank, ((size_t)bank_count + 1) * sizeof(*bank));
		if (bank_count > 0)
			memcpy(bank, repair->bank,
			       (size_t)bank_count * sizeof(*bank));
		forget(&repair->step);
		ruin(repair);
		sort_bank(repair, 1);
		put_all(repair, false);
		now = look(repair);
		now.cost += cost + added_cost(repair);
		if (is_allowed(repair) && compare_aims(&now, &best) <= 0 &&
		    is_sound(repair)) {
			cost += added_cost(repair);
			best = now;
			continue;
		}
		restore(repair, &repair->step);
		repair->bank_count = 0;
		for (int32_t k = 0; k < bank_count; k++)
			add_to_bank(repair, bank[k]);
	}
	free(bank);
	*ret_iterations = i;
}

/* --- The whole --- */

static void displace(struct repair *repair)
{
	const struct plan_repair_wish *wish = repair->wish;

	if (wish->technicians == NULL)
		for (int32_t i = 0; i < repair->live->problem.technician_count;
		     i++)
			repair_clear_day(repair, i);
	for (size_t i = 0;
	     wish->technicians != NULL && i < wish->technician_count; i++)
		repair_clear_day(repair, wish->technicians[i]);
}

static void call_new(struct repair *repair)
{
	for (size_t i = 0; i < repair->wish->job_count; i++) {
		int32_t job = repair->wish->jobs[i];

		assert(plan_live_has_job(repair->live, job));
		assert(repair->live->route_of[job] == PLAN_NONE);
		assert(repair->loose_of[job] == PLAN_NONE);
		if (repair->live->problem.jobs[job].group != PLAN_NONE) {
			repair_leave_linked(repair, job);
			continue;
		}
		(void)repair_loosen(repair, job, PLAN_NONE, false);
		add_to_bank(repair, job);
	}
}

static void put_back(struct repair *repair)
{
	bool more = false;

	sort_bank(repair, 0);
	put_all(repair, true);
	for (int32_t i = 0; i < repair->bank_count; i++)
		more |= give_up_promise(
		    repair, &repair->loose[repair->loose_of[repair->bank[i]]]);
	if (more)
		put_all(repair, true);
}

/* A promise that could be kept in the end holds again. */
static void settle(struct repair *repair)
{
	for (int32_t i = 0; i < repair->loose_count; i++) {
		struct loose *loose = &repair->loose[i];
		struct plan_job *spec =
		    &repair->live->problem.jobs[loose->job].spec;

		spec->current_technician = loose->current_technician;
		spec->move_cost = loose->move_cost;
		if (loose->promise != NULL &&
		    (repair->wish->dry_run ||
		     !repair_breaks_promise(repair, loose)))
			set_windows(repair, loose->job, loose->promised);
	}
	if (repair->wish->dry_run) {
		repair_hold_again(repair);
		restore(repair, &repair->start);
	} else
		for (int32_t i = 0; i < repair->start.count; i++)
			live_refresh(repair->live,
				     repair->start.all[i].technician);
}

static void repair_init(struct repair *repair, struct plan_live *live,
			const struct plan_repair_wish *wish)
{
	size_t technicians = (size_t)live->problem.technician_count;
	size_t jobs = (size_t)live->problem.job_count;

	memset(repair, 0, sizeof(*repair));
	repair->live = live;
	repair->wish = wish;
	repair->arena = arena_new();
	rng_seed(&repair->rng, wish->seed);
	repair->marked = xcalloc(technicians, sizeof(*repair->marked));
	repair->start.stamp_of = xcalloc(technicians, sizeof(uint32_t));
	repair->step.stamp_of = xcalloc(technicians, sizeof(uint32_t));
	repair->start.stamp = repair->step.stamp = 1;
	repair->loose_of = xmalloc(jobs * sizeof(*repair->loose_of));
	for (size_t i = 0; i < jobs; i++)
		repair->loose_of[i] = PLAN_NONE;
}

static void free_kept(struct kept_routes *routes)
{
	for (int32_t i = 0; i < routes->capacity; i++) {
		free(routes->all[i].jobs);
		free(routes->all[i].begin_s);
	}
	free(routes->all);
	free(routes->stamp_of);
}

static void repair_free(struct repair *repair)
{
	free_kept(&repair->start);
	free_kept(&repair->step);
	free(repair->loose);
	free(repair->loose_of);
	free(repair->bank);
	free(repair->marked);
	arena_free(repair->arena);
}

void plan_repair(struct plan_live *live, const struct plan_repair_wish *wish,
		 struct arena *arena, struct plan_repair_result *ret_result)
{
	struct plan_repair_result result = {0};
	struct repair repair;
	struct toll toll;

	repair_init(&repair, live, wish);
	displace(&repair);
	call_new(&repair);
	put_back(&repair);
	if (wish->max_drops > 0)
		repair_push(&repair);
	improve(&repair, &result.iterations);
	toll = repair_toll(&repair);
	assert(toll.moved <= wish->max_moves);
	assert(toll.dropped <= wish->max_drops && toll.fair);
	result.moved = toll.moved;
	result.dropped = toll.dropped;
	repair_tell(&repair, arena, &result);
	settle(&repair);
	repair_free(&repair);
	*ret_result = result;
}
