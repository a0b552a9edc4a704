/* SPDX-License-Identifier: MIT */
/*
 * The state of one search; see solution.h.
 *
 * Invariants between two calls: a job is either on one route, where route_of
 * and position_of say, or in `absent`, where absent_at says; value.cost is the
 * sum of the routes' costs; value.lost the priority of the absent. Taking back
 * goes by a log of the touched routes, because a move touches a few of
 * thousands.
 */
#include "planner/solution.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/capacity.h"
#include "planner/depot.h"
#include "planner/duration.h"
#include "planner/rules_internal.h"
#include "planner/tariff.h"

static void refresh_feasible(struct solution *solution, int32_t technician);

static int32_t *filled(int32_t count, int32_t value)
{
	int32_t *array = xcalloc((size_t)count, sizeof(*array));

	for (int32_t i = 0; i < count; i++)
		array[i] = value;
	return array;
}

static void reserve_jobs(struct route *route, int32_t count)
{
	if (count <= route->capacity)
		return;
	route->capacity = count * 3 / 2 + 8;
	route->jobs = xrealloc(route->jobs,
			       (size_t)route->capacity * sizeof(*route->jobs));
	if (route->holds == NULL)
		return;
	route->hold_capacity = route->capacity;
	route->holds = xrealloc(route->holds, (size_t)route->hold_capacity *
						  sizeof(*route->holds));
}

static void set_count(struct solution *solution, int32_t technician,
		      int32_t count)
{
	struct route *route = &solution->routes[technician];

	solution->used += (count > 0) - (route->count > 0);
	route->count = count;
	alike_set_idle(&solution->alike, technician, count == 0);
}

static void add_absent(struct solution *solution, int32_t job)
{
	const struct job *own = &solution->problem->jobs[job];

	if (is_depot(solution->problem, job))
		return;
	assert(solution->absent_at[job] == PLAN_NONE);
	solution->route_of[job] = PLAN_NONE;
	solution->absent_at[job] = solution->absent_count;
	solution->absent[solution->absent_count++] = job;
	if (solution->missing != NULL && solution->missing[own->unit]++ > 0)
		return;
	solution->value.absent++;
	solution->value.lost +=
	    solution->problem->jobs[own->unit].spec.priority;
}

static void drop_absent(struct solution *solution, int32_t job)
{
	int32_t at = solution->absent_at[job];
	int32_t unit = solution->problem->jobs[job].unit;
	int32_t last;

	if (is_depot(solution->problem, job))
		return;
	assert(at != PLAN_NONE);
	last = solution->absent[--solution->absent_count];
	solution->absent[at] = last;
	solution->absent_at[last] = at;
	solution->absent_at[job] = PLAN_NONE;
	if (solution->missing != NULL && --solution->missing[unit] > 0)
		return;
	solution->value.absent--;
	solution->value.lost -= solution->problem->jobs[unit].spec.priority;
}

void solution_init_empty(struct solution *solution,
			 const struct plan_problem *problem)
{
	int32_t jobs = problem->job_count;

	memset(solution, 0, sizeof(*solution));
	solution->problem = problem;
	solution->walk = walk_new();
	alike_init(&solution->alike, problem);
	solution->routes = xcalloc((size_t)problem->technician_count,
				   sizeof(*solution->routes));
	solution->touched = xcalloc((size_t)problem->technician_count,
				    sizeof(*solution->touched));
	/* One more for the visit at the depot, of which nothing is known. */
	solution->route_of = filled(jobs + 1, PLAN_NONE);
	solution->position_of = filled(jobs + 1, 0);
	solution->absent = filled(jobs, PLAN_NONE);
	solution->absent_at = filled(jobs + 1, PLAN_NONE);
	if (problem->group_count > 0)
		solution->missing = filled(jobs, 0);
	solution->round = 1;
}

void solution_init(struct solution *solution,
		   const struct plan_problem *problem)
{
	solution_init_empty(solution, problem);
	for (int32_t i = 0; i < problem->job_count; i++)
		add_absent(solution, i);
	for (int32_t i = 0; i < problem->technician_count; i++) {
		if (problem->clocked)
			solution->routes[i].holds =
			    xcalloc(1, sizeof(*solution->routes[i].holds));
		slack_measure(problem, i, &solution->routes[i]);
		refresh_feasible(solution, i);
		set_count(solution, i, 0);
		solution_set_route(solution, i, problem->technicians[i].pinned,
				   NULL, problem->technicians[i].pinned_count);
		solution_keep(solution);
	}
}

void solution_free(struct solution *solution)
{
	for (int32_t i = 0; i < solution->problem->technician_count; i++)
		slack_free(&solution->routes[i]);
	for (int32_t i = 0; i < solution->log_capacity; i++)
		slack_free(&solution->log[i].route);
	slack_free(&solution->variant);
	slack_free(&solution->scratch);
	depot_variants_free(solution);
	alike_free(&solution->alike);
	walk_free(solution->walk);
	free(solution->routes);
	free(solution->touched);
	free(solution->route_of);
	free(solution->position_of);
	free(solution->absent);
	free(solution->absent_at);
	free(solution->missing);
	free(solution->log);
}

int solution_compare(const struct objective *a, const struct objective *b)
{
	if (a->lost != b->lost)
		return a->lost < b->lost ? -1 : 1;
	if (a->absent != b->absent)
		return a->absent < b->absent ? -1 : 1;
	return a->cost < b->cost ? -1 : a->cost > b->cost;
}

/* Save a route before its first change in this round. */
static void touch(struct solution *solution, int32_t technician)
{
	const struct plan_problem *problem = solution->problem;
	struct saved_route *saved;

	if (solution->touched[technician] == solution->round)
		return;
	solution->touched[technician] = solution->round;
	if (solution->log_count == solution->log_capacity) {
		int32_t more = solution->log_capacity + 16;

		solution->log = xrealloc(
		    solution->log, (size_t)(solution->log_capacity + more) *
				       sizeof(*solution->log));
		memset(&solution->log[solution->log_capacity], 0,
		       (size_t)more * sizeof(*solution->log));
		solution->log_capacity += more;
	}
	saved = &solution->log[solution->log_count++];
	saved->technician = technician;
	slack_copy(&saved->route, &solution->routes[technician],
		   problem->technicians[technician].break_count);
}

/* Lateness and overtime of a route, with one more job or without. */
static int64_t soft_cost(struct solution *solution, int32_t technician,
			 const struct route *route, int32_t job, int32_t at,
			 int64_t begin_s)
{
	struct drive drive = {.problem = solution->problem,
			      .technician = technician,
			      .jobs = route->jobs,
			      .holds = route->holds,
			      .count = route->count,
			      .insert_job = job,
			      .insert_at = at,
			      .begin_s = begin_s,
			      .strict = true};
	struct drive_result result;

	if (!walk_drive(solution->walk, &drive, &result))
		return INT64_MAX;
	return result.cost;
}

/* Can a walk over the route cost anything? Most cannot, and are spared it. */
static bool is_soft(const struct plan_problem *problem, int32_t technician,
		    const struct route *route)
{
	const struct plan_technician *spec =
	    &problem->technicians[technician].spec;

	return route->soft_jobs > 0 || spec->overtime_rate > 0;
}

static void sum_amounts(const struct plan_problem *problem, struct route *route,
			size_t dimension)
{
	int64_t delivery = 0, pickup = 0;

	for (int32_t i = 0; i < route->count; i++) {
		const struct job *job = &problem->jobs[route->jobs[i]];
		const struct plan_job *spec = &job->spec;

		if (spec->delivery != NULL)
			delivery += spec->delivery[dimension];
		if (job->partner != PLAN_NONE)
			route->ships = true;
		else if (spec->pickup != NULL)
			pickup += spec->pickup[dimension];
	}
	route->delivery[dimension] = delivery;
	route->pickup[dimension] = pickup;
}

/* The way's cost, and what the time at the jobs costs: is returned. */
static int64_t meter(const struct plan_problem *problem, int32_t technician,
		     struct route *route)
{
	const struct technician *own = &problem->technicians[technician];
	struct tariff tariff;

	if (!own->metered) {
		route->way_cost = route->travel_s * own->spec.travel_rate;
		return 0;
	}
	tariff = tariff_route(problem, own, route->jobs, route->count);
	route->travel_m = tariff.travel_m;
	route->way_cost = tariff.travel_cost + tariff.distance_cost;
	return tariff.task_cost;
}

bool solution_cost_of(struct solution *solution, int32_t technician,
		      struct route *route)
{
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[technician];
	bool feasible = slack_update(problem, technician, route);
	int64_t task_cost = meter(problem, technician, route);

	feasible = feasible && route->travel_s <= own->max_travel_s &&
		   route->travel_m <= own->max_distance_m;
	route->cost = route->soft_cost = route->work_s = 0;
	route->soft_jobs = 0;
	for (int32_t i = 0; i < route->count; i++) {
		const struct job *job = &problem->jobs[route->jobs[i]];

		route->soft_jobs += job->spec.due_count > 0;
		route->work_s += balance_work_s(own, job);
		route->cost +=
		    rules_pair_cost(problem, technician, route->jobs[i]);
	}
	route->duration_s = 0;
	route->simple = false;
	if (own->spec.duration_rate > 0 && feasible) {
		duration_update(problem, technician, route, &solution->scratch);
		route->cost += route->duration_s * own->spec.duration_rate;
	}
	if (route->count == 0)
		return feasible;
	if (feasible && is_soft(problem, technician, route))
		route->soft_cost = soft_cost(solution, technician, route,
					     PLAN_NONE, 0, PLAN_ANY_TIME);
	route->cost += route->way_cost + task_cost + own->spec.fixed_cost +
		       route->soft_cost +
		       balance_cost(problem, own, route->work_s);
	return feasible;
}

/* Nobody drives by the depot for nothing. */
static void drop_depot(struct solution *solution, int32_t technician)
{
	const struct plan_problem *problem = solution->problem;
	struct route *route = &solution->routes[technician];
	int32_t at = depot_find(problem, route->jobs, route->count);

	if (at == PLAN_NONE || depot_lasts(problem, technician, route->jobs,
					   route->count) < route->count)
		return;
	solution_remove(solution, technician, at, 1);
}

bool solution_refresh(struct solution *solution, int32_t technician)
{
	const struct plan_problem *problem = solution->problem;
	struct route *route = &solution->routes[technician];
	bool feasible;

	if (problem->kits)
		drop_depot(solution, technician);
	route->version = ++solution->versions;
	solution->value.cost -= route->cost;
	feasible = solution_cost_of(solution, technician, route);
	route->ships = false;
	for (size_t d = 0; d < problem->amounts; d++)
		sum_amounts(problem, route, d);
	for (int32_t i = 0; i < route->count; i++)
		solution->position_of[route->jobs[i]] = i;
	solution->value.cost += route->cost;
	return feasible;
}

/* For a route that must be feasible. */
static void refresh_feasible(struct solution *solution, int32_t technician)
{
	if (!solution_refresh(solution, technician))
		assert(!"the route was feasible before");
}

void solution_remove(struct solution *solution, int32_t technician, int32_t at,
		     int32_t count)
{
	struct route *route = &solution->routes[technician];

	assert(at >= 0 && count >= 0 && at + count <= route->count);
	if (count == 0)
		return;
	touch(solution, technician);
	for (int32_t i = at; i < at + count; i++)
		add_absent(solution, route->jobs[i]);
	memmove(&route->jobs[at], &route->jobs[at + count],
		(size_t)(route->count - at - count) * sizeof(*route->jobs));
	if (route->holds != NULL)
		memmove(&route->holds[at], &route->holds[at + count],
			(size_t)(route->count - at - count) *
			    sizeof(*route->holds));
	set_count(solution, technician, route->count - count);
	slack_removed(solution->problem, technician, route, at, count);
}

enum room solution_room(const struct solution *solution, int32_t technician,
			int32_t job)
{
	const struct plan_problem *problem = solution->problem;
	const int64_t *limits = problem->technicians[technician].capacity;
	const struct route *route = &solution->routes[technician];
	const struct plan_job *spec = &problem->jobs[job].spec;
	enum room room = route->ships ? ROOM_PERHAPS : ROOM_ENOUGH;

	if (limits == NULL)
		return ROOM_ENOUGH;
	for (size_t d = 0; d < problem->amounts; d++) {
		int64_t first = route->delivery[d], last = route->pickup[d];

		first += spec->delivery == NULL ? 0 : spec->delivery[d];
		last += spec->pickup == NULL ? 0 : spec->pickup[d];
		if (first > limits[d] || last > limits[d])
			return ROOM_NONE;
		if (first + last > limits[d])
			room = ROOM_PERHAPS;
	}
	return room;
}

int64_t solution_base_price(const struct plan_problem *problem,
			    int32_t technician, const struct route *route,
			    int32_t job)
{
	int64_t fixed = problem->technicians[technician].spec.fixed_cost;

	return (route->count == 0 ? fixed : 0) +
	       rules_pair_cost(problem, technician, job);
}

/* What the place itself costs; INT64_MAX: too far to drive. */
static int64_t way_price(const struct plan_problem *problem, int32_t technician,
			 const struct route *route, int32_t job, int32_t at,
			 const struct place_travel *travel)
{
	const struct technician *own = &problem->technicians[technician];
	int64_t price = solution_base_price(problem, technician, route, job);

	if (problem->balance_rate > 0)
		price +=
		    balance_cost(problem, own,
				 route->work_s +
				     balance_work_s(own, &problem->jobs[job])) -
		    balance_cost(problem, own, route->work_s);
	if (own->metered) {
		struct tariff added = tariff_place(problem, own, route->jobs,
						   route->count, job, at);

		if (route->travel_m + added.travel_m > own->max_distance_m)
			return INT64_MAX;
		return price + tariff_cost(&added);
	}
	return price + travel->added_s * own->spec.travel_rate;
}

int64_t solution_price_place(const struct solution *solution,
			     int32_t technician, const struct route *route,
			     int32_t job, int32_t at, enum room room,
			     const struct place_travel *travel)
{
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[technician];

	if (route->travel_s + travel->added_s > own->max_travel_s ||
	    (room != ROOM_ENOUGH &&
	     capacity_excess(problem, own->capacity, route->jobs, route->count,
			     job, at) > 0))
		return INT64_MAX;
	return way_price(problem, technician, route, job, at, travel);
}

bool solution_begin_is_free(const struct solution *solution, int32_t technician,
			    int32_t job)
{
	const struct plan_problem *problem = solution->problem;

	return problem->technicians[technician].spec.duration_rate == 0 &&
	       problem->jobs[job].spec.due_count == 0 &&
	       !is_soft(problem, technician, &solution->routes[technician]);
}

int64_t solution_price_held(struct solution *solution, int32_t technician,
			    int32_t job, const struct held_place *place)
{
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[technician];
	const struct route *route = &solution->routes[technician];
	struct route *variant = &solution->variant;
	int32_t at = place->at;

	slack_copy(variant, route, own->break_count);
	if (at == PLAN_NONE) {
		at = solution->position_of[job];
		variant->holds[at].begin_s = place->begin_s;
	} else {
		struct hold hold = HOLD_NONE;

		hold.begin_s = place->begin_s;
		if (place->visit_at != PLAN_NONE) {
			int32_t old =
			    depot_find(problem, variant->jobs, variant->count);

			if (old != PLAN_NONE)
				slack_take(variant, old);
			slack_put(variant, problem->job_count, &HOLD_NONE,
				  place->visit_at);
		}
		slack_put(variant, job, &hold, at);
	}
	slack_measure(problem, technician, variant);
	return solution_cost_of(solution, technician, variant)
		   ? variant->cost - route->cost
		   : INT64_MAX;
}

int64_t solution_price_on(struct solution *solution, int32_t technician,
			  const struct route *route, int32_t job, int32_t at,
			  enum room room, const struct place_travel *travel,
			  int64_t limit)
{
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[technician];
	int64_t price = way_price(problem, technician, route, job, at, travel);
	int64_t soft;

	assert(solution->route_of[job] == PLAN_NONE);
	assert(at >= 0 && at <= route->count);
	/* Lateness only adds to it: where the triangle inequality holds, one
	 * more stop makes nobody earlier. */
	if (price >= limit ||
	    route->travel_s + travel->added_s > own->max_travel_s ||
	    !slack_fits(problem, technician, route, job, at, travel))
		return INT64_MAX;
	if (room != ROOM_ENOUGH &&
	    capacity_excess(problem, own->capacity, route->jobs, route->count,
			    job, at) > 0)
		return INT64_MAX;
	if (own->spec.duration_rate > 0)
		price += (duration_with(problem, technician, route, job, at,
					travel, &solution->scratch) -
			  route->duration_s) *
			 own->spec.duration_rate;
	if (is_soft(problem, technician, route) ||
	    problem->jobs[job].spec.due_count > 0) {
		soft = soft_cost(solution, technician, route, job, at,
				 PLAN_ANY_TIME);
		if (soft == INT64_MAX)
			return INT64_MAX;
		price += soft - route->soft_cost;
	}
	return price < limit ? price : INT64_MAX;
}

int64_t solution_price(struct solution *solution, int32_t technician,
		       int32_t job, int32_t at, enum room room,
		       const struct place_travel *travel, int64_t limit)
{
	return solution_price_on(solution, technician,
				 &solution->routes[technician], job, at, room,
				 travel, limit);
}

/* The visit at the depot changes its place, too. */
static void insert_by_depot(struct solution *solution, int32_t technician,
			    int32_t job, int32_t at, const struct hold *hold)
{
	const struct plan_problem *problem = solution->problem;
	struct route *route = &solution->routes[technician];
	int32_t old = depot_find(problem, route->jobs, route->count);
	struct depot_place place;

	/* What is carried goes by the order of the jobs, which is given. */
	if (solution_price_depot(solution, technician, job, at, ROOM_ENOUGH,
				 INT64_MAX, &place) == INT64_MAX)
		assert(!"the job had a place");
	if (old != PLAN_NONE)
		slack_take(route, old);
	slack_put(route, problem->job_count, &HOLD_NONE, place.visit_at);
	slack_put(route, job, hold, place.at_beside);
	slack_measure(problem, technician, route);
}

static void open_route(struct solution *solution, int32_t technician)
{
	touch(solution, technician);
	solution->used += solution->routes[technician].count == 0;
	alike_set_idle(&solution->alike, technician, false);
}

void solution_insert(struct solution *solution, int32_t technician, int32_t job,
		     int32_t at)
{
	struct route *route = &solution->routes[technician];

	assert(at >= 0 && at <= route->count);
	open_route(solution, technician);
	if (solution_kit(solution, technician, job) == KIT_BY_DEPOT) {
		insert_by_depot(solution, technician, job, at, &HOLD_NONE);
	} else {
		slack_put(route, job, &HOLD_NONE, at);
		slack_inserted(solution->problem, technician, route, at);
	}
	drop_absent(solution, job);
	solution->route_of[job] = technician;
	refresh_feasible(solution, technician);
}

void solution_insert_held(struct solution *solution, int32_t technician,
			  int32_t job, const struct held_place *place,
			  const struct hold *hold)
{
	const struct plan_problem *problem = solution->problem;
	struct route *route = &solution->routes[technician];

	open_route(solution, technician);
	if (place->visit_at != PLAN_NONE) {
		int32_t old = depot_find(problem, route->jobs, route->count);

		if (old != PLAN_NONE)
			slack_take(route, old);
		slack_put(route, problem->job_count, &HOLD_NONE,
			  place->visit_at);
	}
	assert(place->at >= 0 && place->at <= route->count);
	slack_put(route, job, hold, place->at);
	slack_measure(problem, technician, route);
	drop_absent(solution, job);
	solution->route_of[job] = technician;
	refresh_feasible(solution, technician);
}

void solution_hold(struct solution *solution, int32_t job,
		   const struct hold *hold)
{
	int32_t technician = solution->route_of[job];
	struct route *route = &solution->routes[technician];

	assert(technician != PLAN_NONE && route->holds != NULL);
	touch(solution, technician);
	route->holds[solution->position_of[job]] = *hold;
	refresh_feasible(solution, technician);
}

static void replace_jobs(struct solution *solution, int32_t technician,
			 const int32_t *jobs, const struct hold *holds,
			 int32_t count)
{
	struct route *route = &solution->routes[technician];

	touch(solution, technician);
	solution_remove(solution, technician, 0, route->count);
	reserve_jobs(route, count);
	for (int32_t i = 0; i < count; i++) {
		route->jobs[i] = jobs[i];
		if (route->holds != NULL)
			route->holds[i] = holds == NULL ? HOLD_NONE : holds[i];
		solution->route_of[jobs[i]] = technician;
		drop_absent(solution, jobs[i]);
	}
	set_count(solution, technician, count);
}

void solution_set_route(struct solution *solution, int32_t technician,
			const int32_t *jobs, const struct hold *holds,
			int32_t count)
{
	replace_jobs(solution, technician, jobs, holds, count);
	slack_measure(solution->problem, technician,
		      &solution->routes[technician]);
	refresh_feasible(solution, technician);
}

/* Its end is brought up to date, when its jobs were changed behind `at`. */
static bool refresh_tail(struct solution *solution, int32_t technician,
			 int32_t count)
{
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[technician];
	struct route *route = &solution->routes[technician];

	set_count(solution, technician, count);
	for (int32_t i = 0; i < count; i++)
		solution->route_of[route->jobs[i]] = technician;
	slack_measure(problem, technician, route);
	return solution_refresh(solution, technician) &&
	       count <= own->max_jobs &&
	       capacity_excess(problem, own->capacity, route->jobs, count,
			       PLAN_NONE, 0) == 0;
}

bool solution_swap_tails(struct solution *solution, const struct tails *tails)
{
	int32_t a = tails->technician[0], b = tails->technician[1];
	struct route *one = &solution->routes[a], *two = &solution->routes[b];
	int32_t ones = one->count - tails->at[0];
	int32_t twos = two->count - tails->at[1];
	bool good;

	assert(a != b && ones >= 0 && twos >= 0);
	assert(one->holds == NULL && two->holds == NULL);
	assert(alike_same(&solution->alike, a, b));
	touch(solution, a);
	touch(solution, b);
	reserve_jobs(one, tails->at[0] + twos);
	reserve_jobs(two, tails->at[1] + twos + ones);
	/* The one's tail waits behind the other's meanwhile. */
	memcpy(&two->jobs[two->count], &one->jobs[tails->at[0]],
	       (size_t)ones * sizeof(*two->jobs));
	memcpy(&one->jobs[tails->at[0]], &two->jobs[tails->at[1]],
	       (size_t)twos * sizeof(*two->jobs));
	memmove(&two->jobs[tails->at[1]], &two->jobs[tails->at[1] + twos],
		(size_t)ones * sizeof(*two->jobs));
	good = refresh_tail(solution, a, tails->at[0] + twos);
	return refresh_tail(solution, b, tails->at[1] + ones) && good;
}

bool solution_change_route(struct solution *solution, int32_t technician,
			   const int32_t *jobs, int32_t count)
{
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[technician];

	if (count > own->max_jobs ||
	    capacity_excess(problem, own->capacity, jobs, count, PLAN_NONE, 0) >
		0 ||
	    (problem->kits &&
	     depot_lasts(problem, technician, jobs, count) < count))
		return false;
	replace_jobs(solution, technician, jobs, NULL, count);
	slack_measure(problem, technician, &solution->routes[technician]);
	return solution_refresh(solution, technician);
}

bool solution_try_route(struct solution *solution, int32_t technician,
			const int32_t *jobs, int32_t count)
{
	assert(solution->log_count == 0);
	if (solution_change_route(solution, technician, jobs, count)) {
		solution_keep(solution);
		return true;
	}
	solution_undo(solution);
	return false;
}

/* --- A part of the problem --- */

void solution_give_route(struct solution *from, struct solution *to,
			 int32_t technician)
{
	struct route *route = &to->routes[technician];
	struct route spare = *route; /* without arrays */

	assert(from->log_count == 0 && to->log_count == 0);
	assert(spare.count == 0 && spare.leg_s == NULL);
	*route = from->routes[technician];
	from->routes[technician] = spare;
	for (int32_t i = 0; i < route->count; i++) {
		from->route_of[route->jobs[i]] = PLAN_NONE;
		to->route_of[route->jobs[i]] = technician;
		to->position_of[route->jobs[i]] = i;
	}
	from->used -= route->count > 0;
	to->used += route->count > 0;
	from->value.cost -= route->cost;
	to->value.cost += route->cost;
	from->value_before = from->value;
	to->value_before = to->value;
	alike_set_idle(&from->alike, technician, false);
	alike_set_idle(&to->alike, technician, route->count == 0);
}

void solution_give_absent(struct solution *from, struct solution *to,
			  int32_t job)
{
	drop_absent(from, job);
	add_absent(to, job);
	from->value_before = from->value;
	to->value_before = to->value;
}

void solution_keep(struct solution *solution)
{
	assert(solution->value.absent >= 0 && solution->value.lost >= 0);
	solution->round++;
	solution->log_count = 0;
	solution->value_before = solution->value;
}

/* All touched routes are emptied first: a job may have moved from one to
 * another. */
void solution_undo(struct solution *solution)
{
	for (int32_t i = 0; i < solution->log_count; i++) {
		const struct route *route =
		    &solution->routes[solution->log[i].technician];

		for (int32_t k = 0; k < route->count; k++)
			add_absent(solution, route->jobs[k]);
	}
	for (int32_t i = 0; i < solution->log_count; i++) {
		struct saved_route *saved = &solution->log[i];
		struct route *route = &solution->routes[saved->technician];
		struct route swap = *route;

		*route = saved->route;
		saved->route = swap;
		solution->used += (route->count > 0) - (swap.count > 0);
		alike_set_idle(&solution->alike, saved->technician,
			       route->count == 0);
		for (int32_t k = 0; k < route->count; k++) {
			drop_absent(solution, route->jobs[k]);
			solution->route_of[route->jobs[k]] = saved->technician;
			solution->position_of[route->jobs[k]] = k;
		}
	}
	assert(solution->value.lost == solution->value_before.lost &&
	       solution->value.absent == solution->value_before.absent);
	solution->value = solution->value_before;
	solution_keep(solution);
}
