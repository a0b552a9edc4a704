/* SPDX-License-Identifier: MIT */
/*
 * The plan: routes as steps with times, made from the walk once the search is
 * over. The search itself knows the order of jobs only.
 */
#include "planner/plan_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/depot.h"
#include "planner/rules_internal.h"
#include "planner/tariff.h"
#include "planner/walk.h"

struct plan *plan_new(const struct plan_problem *problem)
{
	struct plan *plan = xcalloc(1, sizeof(*plan));

	plan->problem = problem;
	plan->arena = arena_new();
	plan->routes =
	    arena_calloc(plan->arena, (size_t)problem->technician_count + 1,
			 sizeof(*plan->routes));
	plan->places = arena_calloc(plan->arena, (size_t)problem->job_count + 1,
				    sizeof(*plan->places));
	for (int32_t i = 0; i < problem->technician_count; i++)
		plan->routes[i].told.technician = i;
	for (int32_t i = 0; i < problem->job_count; i++)
		plan->places[i].technician = PLAN_NONE;
	return plan;
}

void plan_free(struct plan *plan)
{
	if (plan == NULL)
		return;
	arena_free(plan->arena);
	free(plan);
}

/* Nobody waits at the first door: the start is as late as it can be without
 * moving the first job, unless a break comes before. */
static int64_t leave_home(const struct stop_time *first)
{
	int64_t latest = first->begin_s - first->travel_s;

	if (first->break_count > 0 || first->job == PLAN_NONE ||
	    latest < first->leave_s)
		return first->leave_s;
	return latest;
}

/* So much of `whole` as `part` is of `all`. */
static int64_t share(int64_t whole, int64_t part, int64_t all)
{
	return all <= 0 ? whole : whole * part / all;
}

static enum plan_step_kind kind_of(const struct plan_problem *problem,
				   int32_t job)
{
	return job == PLAN_NONE		? PLAN_STEP_END
	       : is_depot(problem, job) ? PLAN_STEP_DEPOT
					: PLAN_STEP_JOB;
}

/* The steps of one leg and the stop it leads to. Returns how many. */
static size_t add_leg(const struct plan_problem *problem, int32_t index,
		      const struct stop_time *time,
		      const struct plan_step *before, struct plan_step *steps)
{
	const struct technician *technician = &problem->technicians[index];
	struct break_time breaks[BREAKS_MAX];
	int32_t from = before->location;
	int32_t to = time->job == PLAN_NONE
			 ? technician->spec.end_location
			 : problem->jobs[time->job].spec.location;
	int64_t leg_m = travel_between_m(problem, technician, from, to);
	int64_t ignored = 0, arrival;
	size_t count = 0;

	arrival =
	    walk_leg(technician, (struct leg){time->leave_s, time->travel_s},
		     time->first_break, time->break_count, &ignored, breaks);
	for (int32_t i = 0; i < time->break_count; i++) {
		const struct day_break *rest =
		    &technician->breaks[breaks[i].index];

		steps[count++] = (struct plan_step){
		    .kind = PLAN_STEP_BREAK,
		    .job = PLAN_NONE,
		    .break_index = rest->index,
		    .location = PLAN_NONE,
		    .arrival_s = breaks[i].arrival_s,
		    .waiting_s = breaks[i].begin_s - breaks[i].arrival_s,
		    .service_s = rest->duration_s,
		    .travel_s = before->travel_s + breaks[i].travel_s,
		    .travel_m =
			before->travel_m +
			share(leg_m, breaks[i].travel_s, time->travel_s),
		};
	}
	/* A pinned job begins when it was pinned, even if the road says that
	 * nobody can be there yet. */
	if (time->job != PLAN_NONE && arrival > time->begin_s)
		arrival = time->begin_s;
	steps[count++] = (struct plan_step){
	    .kind = kind_of(problem, time->job),
	    .job = is_depot(problem, time->job) ? PLAN_NONE : time->job,
	    .break_index = PLAN_NONE,
	    .location = to,
	    .arrival_s = arrival,
	    .waiting_s = time->begin_s - arrival,
	    .setup_s = time->setup_s,
	    .service_s = time->service_s,
	    .travel_s = before->travel_s + time->travel_s,
	    .travel_m = before->travel_m + leg_m,
	};
	return count;
}

/* Cost of the time between leaving home and the end, and of an uneven share of
 * the work. */
static int64_t work_cost(const struct plan_problem *problem,
			 const struct own_route *route)
{
	const struct technician *technician =
	    &problem->technicians[route->told.technician];
	const struct plan_step *steps = route->told.steps;
	const struct plan_step *end = &steps[route->told.step_count - 1];
	int64_t work_s = 0;

	for (int32_t i = 0; i < route->stop_count; i++)
		work_s +=
		    balance_work_s(technician, &problem->jobs[route->jobs[i]]);
	return (end->arrival_s - steps[0].arrival_s) *
		   technician->spec.duration_rate +
	       balance_cost(problem, technician, work_s);
}

static void sum_route(const struct plan_problem *problem,
		      struct own_route *route, int64_t soft_cost)
{
	int32_t index = route->told.technician;
	const struct technician *technician = &problem->technicians[index];
	struct plan_route *told = &route->told;
	const struct plan_step *end = &told->steps[told->step_count - 1];
	struct tariff tariff;

	for (size_t i = 0; i < told->step_count; i++) {
		const struct plan_step *step = &told->steps[i];

		told->waiting_s += step->waiting_s;
		told->setup_s += step->setup_s;
		if (step->kind == PLAN_STEP_JOB) {
			told->service_s += step->service_s;
			told->job_count++;
		}
	}
	told->travel_s = end->travel_s;
	told->travel_m = end->travel_m;
	if (end->arrival_s > technician->spec.shift_end_s)
		told->overtime_s =
		    end->arrival_s - technician->spec.shift_end_s;
	tariff =
	    tariff_route(problem, technician, route->jobs, route->stop_count);
	assert(tariff.travel_s == told->travel_s);
	assert(!technician->metered || tariff.travel_m == told->travel_m);
	told->cost = tariff_cost(&tariff) + technician->spec.fixed_cost +
		     soft_cost + work_cost(problem, route);
	for (int32_t i = 0; i < route->stop_count; i++) {
		told->cost += rules_pair_cost(problem, index, route->jobs[i]);
	}
}

static const struct hold *copy_holds(struct plan *plan,
				     const struct hold *holds, int32_t count)
{
	if (holds == NULL)
		return NULL;
	return memcpy(arena_calloc(plan->arena, (size_t)count, sizeof(*holds)),
		      holds, (size_t)count * sizeof(*holds));
}

static void set_route(struct plan *plan, struct walk *walk, int32_t index,
		      const int32_t *jobs, const struct hold *holds,
		      int32_t count, bool strict)
{
	const struct plan_problem *problem = plan->problem;
	const struct technician *technician = &problem->technicians[index];
	struct drive drive = {.problem = problem,
			      .technician = index,
			      .jobs = jobs,
			      .holds = holds,
			      .count = count,
			      .insert_job = PLAN_NONE,
			      .strict = strict};
	struct own_route *route = &plan->routes[index];
	struct drive_result result = {0};
	const struct stop_time *times;
	struct plan_step *steps, *stop;
	int32_t *own;
	size_t used = 1;
	bool feasible;

	assert(index >= 0 && index < problem->technician_count && count >= 0);
	if (count == 0)
		return;
	feasible = walk_drive(walk, &drive, &result);
	assert(feasible);
	(void)feasible;
	times = walk_times(walk);
	own = arena_calloc(plan->arena, (size_t)count, sizeof(*own));
	memcpy(own, jobs, (size_t)count * sizeof(*own));
	steps = arena_calloc(plan->arena,
			     (size_t)(count + technician->break_count) + 2,
			     sizeof(*steps));
	steps[0] = (struct plan_step){
	    .kind = PLAN_STEP_START,
	    .job = PLAN_NONE,
	    .break_index = PLAN_NONE,
	    .location = technician->spec.start_location,
	    .arrival_s = technician->spec.duration_rate > 0
			     ? result.start_s
			     : leave_home(&times[0]),
	};
	stop = &steps[0];
	/* The walk says when the stop before is left; where breaks go on the
	 * way is found once more by the same function. */
	for (int32_t i = 0; i <= count; i++) {
		struct stop_time time = times[i];

		if (i == 0)
			time.leave_s = steps[0].arrival_s;
		used += add_leg(problem, index, &time, stop, &steps[used]);
		stop = &steps[used - 1];
		if (time.job != PLAN_NONE && !is_depot(problem, time.job))
			plan->places[time.job] =
			    (struct place_of_job){index, (int32_t)used - 1};
	}
	assert(used == (size_t)(count + technician->break_count) + 2);
	route->jobs = own;
	route->stop_count = count;
	route->holds = copy_holds(plan, holds, count);
	route->told.steps = steps;
	route->told.step_count = used;
	sum_route(problem, route, result.cost);
}

/* What links tie to one job is served if all of it is. */
static void count_units(struct plan *plan)
{
	const struct plan_problem *problem = plan->problem;
	bool *lacks = xcalloc((size_t)problem->job_count + 1, sizeof(*lacks));

	for (size_t i = 0; i < plan->unassigned_count; i++)
		lacks[problem->jobs[plan->unassigned[i]].unit] = true;
	for (int32_t i = 0; i < problem->job_count; i++) {
		if (problem->jobs[i].unit != i)
			continue;
		if (lacks[i]) {
			plan->totals.unserved++;
			continue;
		}
		plan->totals.served++;
		plan->totals.priority += problem->jobs[i].spec.priority;
	}
	free(lacks);
}

void plan_set_route(struct plan *plan, struct walk *walk, int32_t index,
		    const int32_t *jobs, const struct hold *holds,
		    int32_t count)
{
	set_route(plan, walk, index, jobs, holds, count, true);
}

void plan_set_broken_route(struct plan *plan, struct walk *walk, int32_t index,
			   const int32_t *jobs, int32_t count)
{
	set_route(plan, walk, index, jobs, NULL, count, false);
}

void plan_finish(struct plan *plan)
{
	const struct plan_problem *problem = plan->problem;
	struct plan_totals *totals = &plan->totals;

	plan->unassigned =
	    arena_calloc(plan->arena, (size_t)problem->job_count + 1,
			 sizeof(*plan->unassigned));
	for (int32_t i = 0; i < problem->job_count; i++) {
		if (plan->places[i].technician == PLAN_NONE &&
		    !problem->jobs[i].gone)
			plan->unassigned[plan->unassigned_count++] = i;
	}
	count_units(plan);
	assert(totals->served + totals->unserved == problem->unit_count);
	for (int32_t i = 0; i < problem->technician_count; i++) {
		const struct plan_route *told = &plan->routes[i].told;

		totals->cost += told->cost;
		totals->travel_s += told->travel_s;
		totals->travel_m += told->travel_m;
		totals->service_s += told->service_s;
		totals->setup_s += told->setup_s;
		totals->waiting_s += told->waiting_s;
		totals->overtime_s += told->overtime_s;
	}
}

struct plan_totals plan_totals(const struct plan *plan)
{
	return plan->totals;
}

const struct plan_route *plan_route(const struct plan *plan, int32_t technician)
{
	assert(technician >= 0 && technician < plan->problem->technician_count);
	return &plan->routes[technician].told;
}

const struct plan_step *plan_step_of(const struct plan *plan, int32_t job,
				     int32_t *ret_technician)
{
	const struct place_of_job *place;

	assert(job >= 0 && job < plan->problem->job_count);
	place = &plan->places[job];
	if (place->technician == PLAN_NONE)
		return NULL;
	if (ret_technician != NULL)
		*ret_technician = place->technician;
	return &plan->routes[place->technician].told.steps[place->step];
}

const int32_t *plan_unassigned(const struct plan *plan, size_t *ret_count)
{
	*ret_count = plan->unassigned_count;
	return plan->unassigned;
}
