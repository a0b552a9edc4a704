/* SPDX-License-Identifier: MIT */
/*
 * The live board: the problem with what changed, and every technician's day
 * open. A change touches one day, which is then opened anew: a route is short,
 * so there is nothing finer to keep. Jobs that come in get a place in the
 * board's own list of jobs; those of the problem are copied by their heads
 * only, their lists stay where they are.
 */
#include "planner/live_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/plan_internal.h"

/* Limits that relief moves, and breaks that an absence changes. */
static void own_limits(struct plan_live *live, struct technician *own)
{
	struct plan_problem *problem = &live->problem;
	struct day_break *breaks =
	    arena_calloc(live->arena, BREAKS_MAX, sizeof(*breaks));

	memcpy(breaks, own->breaks, (size_t)own->break_count * sizeof(*breaks));
	own->breaks = breaks;
	if (own->capacity == NULL)
		return;
	own->capacity = memcpy(
	    arena_calloc(live->arena, problem->amounts, sizeof(*own->capacity)),
	    own->capacity, problem->amounts * sizeof(*own->capacity));
}

static void copy_problem(struct plan_live *live)
{
	const struct plan_problem *base = live->base;
	struct plan_problem *problem = &live->problem;
	size_t technicians = (size_t)base->technician_count;
	size_t jobs = (size_t)base->job_count;

	*problem = *base;
	problem->technicians =
	    xcalloc(technicians, sizeof(*problem->technicians));
	if (technicians > 0)
		memcpy(problem->technicians, base->technicians,
		       technicians * sizeof(*problem->technicians));
	problem->jobs = xcalloc(jobs + 1, sizeof(*problem->jobs));
	memcpy(problem->jobs, base->jobs, (jobs + 1) * sizeof(*problem->jobs));
	problem->stops = xcalloc(jobs + 1, sizeof(*problem->stops));
	memcpy(problem->stops, base->stops,
	       (jobs + 1) * sizeof(*problem->stops));
	for (size_t i = 0; i < technicians; i++) {
		own_limits(live, &problem->technicians[i]);
		problem->technicians[i].quick = false;
	}
	/* Grown when a place is added. */
	problem->travel.points = NULL;
	problem->travel.capacity = base->travel.count;
	if (base->travel.points != NULL)
		problem->travel.points = memcpy(
		    xcalloc((size_t)base->travel.count,
			    sizeof(*base->travel.points)),
		    base->travel.points,
		    (size_t)base->travel.count * sizeof(*base->travel.points));
	problem->travel.places = NULL;
	if (base->travel.places != NULL)
		problem->travel.places = memcpy(
		    xcalloc((size_t)base->travel.count,
			    sizeof(*base->travel.places)),
		    base->travel.places,
		    (size_t)base->travel.count * sizeof(*base->travel.places));
	/* The lists of neighbours know the first jobs only. */
	problem->near_job_count = problem->near_technician_count = 0;
	problem->near_jobs = problem->near_technicians = NULL;
}

void live_make_room(struct plan_live *live, int32_t room)
{
	struct plan_problem *problem = &live->problem;
	int32_t old = problem->job_count;
	size_t size = (size_t)room + 1;
	struct job visit = problem->jobs[old];

	problem->jobs = xrealloc(problem->jobs, size * sizeof(*problem->jobs));
	problem->stops =
	    xrealloc(problem->stops, size * sizeof(*problem->stops));
	live->route_of =
	    xrealloc(live->route_of, size * sizeof(*live->route_of));
	live->chunk_of =
	    xrealloc(live->chunk_of, size * sizeof(*live->chunk_of));
	live->pin_of = xrealloc(live->pin_of, size * sizeof(*live->pin_of));
	live->share_of =
	    xrealloc(live->share_of, size * sizeof(*live->share_of));
	live->gone = xrealloc(live->gone, size * sizeof(*live->gone));
	/* The lowest is given first. */
	for (int32_t i = room - 1; i >= live->known; i--) {
		live->route_of[i] = PLAN_NONE;
		live->chunk_of[i] = NULL;
		live->pin_of[i] = NULL;
		if (i < old)
			continue;
		problem->jobs[i] =
		    (struct job){.gone = true, .unit = PLAN_NONE};
		live->gone[live->gone_count++] = i;
	}
	live->known = room;
	problem->job_count = room;
	visit.unit = visit.bundle = room;
	problem->jobs[room] = visit;
	stop_prepare(problem, room);
	for (int32_t i = 0; problem->kits && i < problem->technician_count; i++)
		for (int32_t k = 0; k < live->days[i].route.count; k++)
			if (live->days[i].route.jobs[k] == old) {
				live->days[i].route.jobs[k] = room;
				live_reopen(live, i);
			}
}

/* Linked visits stand on the board at their begins. */
static void take_route(struct plan_live *live, int32_t technician,
		       const struct plan *plan)
{
	const struct technician *own = &live->base->technicians[technician];
	int32_t count = own->pinned_count;
	const int32_t *from = own->pinned;
	const struct hold *holds = NULL;
	int32_t *jobs;

	if (plan != NULL) {
		from = plan->routes[technician].jobs;
		count = plan->routes[technician].stop_count;
		holds = plan->routes[technician].holds;
	}
	jobs = xcalloc((size_t)count, sizeof(*jobs));
	for (int32_t i = 0; i < count; i++) {
		if (is_depot(live->base, from[i])) {
			jobs[i] = live->problem.job_count;
			continue;
		}
		jobs[i] = from[i];
		live->route_of[jobs[i]] = technician;
		if (holds == NULL || holds[i].begin_s == PLAN_ANY_TIME)
			continue;
		if (live->problem.jobs[jobs[i]].pinned)
			live_set_pin(live, jobs[i], technician,
				     holds[i].begin_s);
		else
			live_hold(live, jobs[i], technician, holds[i].begin_s);
	}
	live_open_day(live, &live->days[technician], technician, jobs, count,
		      PLAN_NONE);
	live_hours_note(live, technician);
	free(jobs);
}

struct plan_live *plan_live_new(const struct plan_problem *problem,
				const struct plan *plan)
{
	struct plan_live *live = xcalloc(1, sizeof(*live));

	assert(problem->finished);
	assert(plan == NULL || plan->problem == problem);
	live->base = problem;
	live->arena = arena_new();
	live->walk = walk_new();
	live->base_walk = walk_new();
	copy_problem(live);
	live->days =
	    xcalloc((size_t)problem->technician_count, sizeof(*live->days));
	live_hours_open(live);
	live->pinned_s =
	    xcalloc((size_t)problem->technician_count, sizeof(*live->pinned_s));
	live_make_room(live, problem->job_count + LIVE_CHUNK_JOBS);
	for (int32_t i = 0; i < problem->technician_count; i++)
		take_route(live, i, plan);
	return live;
}

void live_drop_chunk(struct plan_live *live, struct live_chunk *chunk)
{
	if (chunk == NULL || --chunk->alive > 0)
		return;
	if (chunk == live->chunk)
		live->chunk = NULL;
	arena_free(chunk->arena);
	free(chunk);
}

void plan_live_free(struct plan_live *live)
{
	if (live == NULL)
		return;
	for (int32_t i = 0; i < live->problem.technician_count; i++)
		live_day_close(&live->days[i]);
	for (int32_t i = 0; i < live->problem.job_count; i++) {
		live_drop_chunk(live, live->chunk_of[i]);
		free(live->pin_of[i]);
	}
	if (live->chunk != NULL) {
		/* Nothing was added to it. */
		arena_free(live->chunk->arena);
		free(live->chunk);
	}
	walk_free(live->walk);
	walk_free(live->base_walk);
	free(live->problem.technicians);
	free(live->problem.jobs);
	free(live->problem.stops);
	free(live->problem.travel.points);
	free(live->problem.travel.places);
	free(live->days);
	free(live->route_of);
	free(live->chunk_of);
	free(live->pin_of);
	live_hours_close(&live->hours);
	free(live->share_of);
	free(live->pinned_s);
	free(live->gone);
	free(live->gaps.all);
	arena_free(live->arena);
	free(live);
}

const struct plan_problem *plan_live_problem(const struct plan_live *live)
{
	return &live->problem;
}

struct plan *plan_live_snapshot(const struct plan_live *live)
{
	struct plan *plan = plan_new(&live->problem);
	struct walk *walk = walk_new();

	for (int32_t i = 0; i < live->problem.technician_count; i++) {
		const struct live_day *day = &live->days[i];

		if (day->day.relieved)
			plan_set_broken_route(plan, walk, i, day->route.jobs,
					      day->route.count);
		else
			plan_set_route(plan, walk, i, day->route.jobs, NULL,
				       day->route.count);
	}
	plan_finish(plan);
	walk_free(walk);
	return plan;
}

bool plan_live_has_job(const struct plan_live *live, int32_t job)
{
	return job >= 0 && job < live->problem.job_count &&
	       !live->problem.jobs[job].gone;
}

int32_t plan_live_technician_of(const struct plan_live *live, int32_t job,
				int32_t *ret_position)
{
	const struct route *route;
	int32_t technician;

	assert(job >= 0 && job < live->problem.job_count);
	technician = live->route_of[job];
	if (technician == PLAN_NONE || ret_position == NULL)
		return technician;
	route = &live->days[technician].route;
	for (int32_t i = 0; i < route->count; i++)
		if (route->jobs[i] == job)
			*ret_position = i;
	return technician;
}

int64_t plan_live_begin_s(const struct plan_live *live, int32_t job)
{
	int32_t position = 0;
	int32_t technician = plan_live_technician_of(live, job, &position);

	return technician == PLAN_NONE
		   ? PLAN_ANY_TIME
		   : live->days[technician].day.times[position].begin_s;
}

const int32_t *plan_live_route(const struct plan_live *live, int32_t technician,
			       int32_t *ret_count)
{
	assert(technician >= 0 && technician < live->problem.technician_count);
	*ret_count = live->days[technician].route.count;
	return live->days[technician].route.jobs;
}
