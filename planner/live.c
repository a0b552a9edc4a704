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
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/capacity.h"
#include "planner/depot.h"
#include "planner/plan_internal.h"
#include "planner/relief.h"

enum { CHUNK_JOBS = 64 };

/* --- One day --- */

static void measure_places(struct live_day *day,
			   const struct plan_problem *problem,
			   int32_t technician)
{
	const struct route *route = &day->route;
	int32_t row = problem->technicians[technician].break_count + 1;

	if (route->count + 1 > day->place_capacity) {
		size_t size;

		day->place_capacity = route->count + 8;
		size = (size_t)day->place_capacity * sizeof(int64_t);
		day->early_s = xrealloc(day->early_s, size);
		day->late_s = xrealloc(day->late_s, size);
	}
	day->room_s = -TIME_NEVER;
	for (int32_t at = 0; at <= route->count; at++) {
		int64_t early = TIME_NEVER;
		int64_t late = slack_late_s(problem, technician, route, at);

		for (int32_t taken = 0; taken < row; taken++)
			if (route->ready_s[at * row + taken] < early)
				early = route->ready_s[at * row + taken];
		day->early_s[at] = early;
		day->late_s[at] = late;
		if (late - early > day->room_s)
			day->room_s = late - early;
	}
}

static bool is_steady(const struct plan_problem *problem, int32_t technician,
		      const struct route *route)
{
	for (int32_t i = 0; i < route->count; i++)
		if (problem->jobs[route->jobs[i]].win.count != 1)
			return false;
	return !problem->technicians[technician].dated;
}

/* The day of these jobs; the order is copied. */
static void open_day(struct plan_live *live, struct live_day *day,
		     int32_t technician, const int32_t *jobs, int32_t count,
		     int32_t without)
{
	const struct plan_problem *problem = &live->problem;
	struct route *route = &day->route;

	day_open(&day->day, problem, technician, jobs, count, without,
		 live->walk);
	if (day->day.count + 1 > route->capacity) {
		route->capacity = day->day.count + 4;
		route->jobs = xrealloc(route->jobs, (size_t)route->capacity *
							sizeof(*route->jobs));
	}
	route->count = day->day.count;
	route->soft_jobs = 0;
	for (int32_t i = 0; i < route->count; i++) {
		route->jobs[i] = day->day.jobs[i];
		route->soft_jobs +=
		    problem->jobs[route->jobs[i]].spec.due_count > 0;
	}
	day->steady = is_steady(problem, technician, route);
	day->plain =
	    live_is_plain_day(problem, technician, route->jobs, route->count);
	slack_measure(problem, technician, route);
	day->day.leg_s = route->leg_s;
	day->slack = slack_update(problem, technician, route) && day->plain &&
		     !day->day.relieved;
	measure_places(day, problem, technician);
}

void live_day_open(struct plan_live *live, struct live_day *day,
		   int32_t technician, int32_t without)
{
	const struct route *route = &live->days[technician].route;

	memset(day, 0, sizeof(*day));
	open_day(live, day, technician, route->jobs, route->count, without);
}

void live_day_open_of(struct plan_live *live, struct live_day *day,
		      int32_t technician, const int32_t *jobs, int32_t count)
{
	memset(day, 0, sizeof(*day));
	open_day(live, day, technician, jobs, count, PLAN_NONE);
}

void live_day_close(struct live_day *day)
{
	day_close(&day->day);
	slack_free(&day->route);
	free(day->early_s);
	free(day->late_s);
}

bool live_light_open(struct plan_live *live, struct live_day *light,
		     int32_t technician)
{
	struct plan_problem *problem = &live->problem;
	struct technician *own = &problem->technicians[technician];
	const struct live_day *day = &live->days[technician];

	stops_prepare_technician(problem, own);
	light->day = day->day;
	light->day.own = *own;
	light->plain = light->slack = true;
	slack_copy(&light->route, &day->route, own->break_count);
	if (!slack_update(problem, technician, &light->route))
		return false;
	measure_places(light, problem, technician);
	return true;
}

void live_light_close(struct live_day *light)
{
	slack_free(&light->route);
	free(light->early_s);
	free(light->late_s);
}

static void reopen(struct plan_live *live, int32_t technician)
{
	struct live_day *day = &live->days[technician];
	int32_t count = day->route.count;
	int32_t *jobs = xcalloc((size_t)count, sizeof(*jobs));

	if (count > 0)
		memcpy(jobs, day->route.jobs, (size_t)count * sizeof(*jobs));
	day_close(&day->day);
	open_day(live, day, technician, jobs, count, PLAN_NONE);
	live_hours_note(live, technician);
	free(jobs);
}

static bool is_far(const struct plan_problem *problem,
		   const struct technician *own, const struct route *route)
{
	struct tariff way =
	    tariff_route(problem, own, route->jobs, route->count);

	return way.travel_s > own->max_travel_s ||
	       way.travel_m > own->max_distance_m;
}

/* What the day breaks by itself is granted to its limits and its jobs, so that
 * slack holds for a broken day too. */
static void relieve(struct plan_live *live, int32_t technician)
{
	struct plan_problem *problem = &live->problem;
	struct technician *own = &problem->technicians[technician];
	const struct route *route = &live->days[technician].route;
	struct drive drive = {.problem = problem,
			      .technician = technician,
			      .jobs = route->jobs,
			      .count = route->count,
			      .insert_job = PLAN_NONE,
			      .strict = true};
	struct drive_result result;
	int64_t *relief_s;

	relief_clear(problem, own);
	stops_prepare_technician(problem, own);
	for (int32_t i = 0; i < route->count; i++)
		problem->jobs[route->jobs[i]].win.relief_s = -TIME_NEVER;
	if (route->count == 0)
		return;
	relief_s = xcalloc((size_t)route->count, sizeof(*relief_s));
	for (int32_t i = 0; i < route->count; i++)
		relief_s[i] = -TIME_NEVER;
	if (!walk_drive(live->walk, &drive, &result) ||
	    is_far(problem, own, route) || route->count > own->max_jobs ||
	    capacity_excess(problem, own->capacity, route->jobs, route->count,
			    PLAN_NONE, 0) > 0)
		relief_grant(problem, technician, own, route->jobs,
			     route->count, live->walk, relief_s);
	for (int32_t i = 0; i < route->count; i++) {
		problem->jobs[route->jobs[i]].win.relief_s = relief_s[i];
		stop_prepare(problem, route->jobs[i]);
	}
	free(relief_s);
}

void live_refresh(struct plan_live *live, int32_t technician)
{
	relieve(live, technician);
	reopen(live, technician);
}

/* --- The board --- */

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
	/* The lists of neighbours know the first jobs only. */
	problem->near_job_count = problem->near_technician_count = 0;
	problem->near_jobs = problem->near_technicians = NULL;
}

/* All places for jobs up to `room` are there, most of them free. The visit at
 * the depot, which is the job behind the last, moves on. */
static void make_room(struct plan_live *live, int32_t room)
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
				reopen(live, i);
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
	open_day(live, &live->days[technician], technician, jobs, count,
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
	make_room(live, problem->job_count + CHUNK_JOBS);
	for (int32_t i = 0; i < problem->technician_count; i++)
		take_route(live, i, plan);
	return live;
}

static void drop_from_chunk(struct plan_live *live, struct live_chunk *chunk)
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
		drop_from_chunk(live, live->chunk_of[i]);
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

const int32_t *plan_live_route(const struct plan_live *live, int32_t technician,
			       int32_t *ret_count)
{
	assert(technician >= 0 && technician < live->problem.technician_count);
	*ret_count = live->days[technician].route.count;
	return live->days[technician].route.jobs;
}

/* --- Jobs come and go --- */

enum err plan_live_add_location(struct plan_live *live, double lat, double lon,
				int32_t *ret_location,
				struct err_detail *detail)
{
	struct travel *travel = &live->problem.travel;

	if (travel->matrix_count > 0)
		return err_set(detail, ERR_INPUT, "",
			       "coordinates beside a matrix: give one of them");
	if (!isfinite(lat) || fabs(lat) > 90 || !isfinite(lon) ||
	    fabs(lon) > 180)
		return err_set(detail, ERR_INPUT, "",
			       "%g, %g is not a point on earth", lat, lon);
	if (travel->count == travel->capacity) {
		travel->capacity = travel->capacity * 3 / 2 + 16;
		travel->points =
		    xrealloc(travel->points, (size_t)travel->capacity *
						 sizeof(*travel->points));
	}
	travel->points[travel->count] = travel_point(lat, lon);
	*ret_location = travel->count++;
	return ERR_OK;
}

static struct live_chunk *chunk_to_fill(struct plan_live *live)
{
	if (live->chunk == NULL || live->chunk->added == CHUNK_JOBS) {
		live->chunk = xcalloc(1, sizeof(*live->chunk));
		live->chunk->arena = arena_new();
	}
	return live->chunk;
}

static int32_t place_for_job(struct plan_live *live)
{
	if (live->gone_count == 0)
		make_room(live, live->problem.job_count * 3 / 2 + CHUNK_JOBS);
	return live->gone[--live->gone_count];
}

void live_put(struct plan_live *live, int32_t job, int32_t technician,
	      int32_t at)
{
	struct route *route = &live->days[technician].route;

	assert(at >= 0 && at <= route->count);
	if (route->count + 1 > route->capacity) {
		route->capacity = route->count + 4;
		route->jobs = xrealloc(route->jobs, (size_t)route->capacity *
							sizeof(*route->jobs));
	}
	memmove(&route->jobs[at + 1], &route->jobs[at],
		(size_t)(route->count - at) * sizeof(*route->jobs));
	route->jobs[at] = job;
	route->count++;
	if (is_depot(&live->problem, job))
		return;
	assert(live->route_of[job] == PLAN_NONE);
	live->route_of[job] = technician;
}

void live_take_at(struct plan_live *live, int32_t technician, int32_t at)
{
	struct route *route = &live->days[technician].route;
	int32_t job = route->jobs[at];

	memmove(&route->jobs[at], &route->jobs[at + 1],
		(size_t)(route->count - at - 1) * sizeof(*route->jobs));
	route->count--;
	if (is_depot(&live->problem, job))
		return;
	live->route_of[job] = PLAN_NONE;
	live->problem.jobs[job].win.relief_s = -TIME_NEVER;
	stop_prepare(&live->problem, job);
}

int32_t live_take(struct plan_live *live, int32_t job)
{
	int32_t position = 0;
	int32_t technician = plan_live_technician_of(live, job, &position);

	if (technician != PLAN_NONE)
		live_take_at(live, technician, position);
	return technician;
}

/* A timed pin has one window, its start. */
void live_set_pin(struct plan_live *live, int32_t job, int32_t technician,
		  int64_t begin_s)
{
	struct job *own = &live->problem.jobs[job];

	own->held = false;
	own->spec.pinned_technician = technician;
	own->spec.pinned_start_s = begin_s;
	own->pinned = technician != PLAN_NONE;
	own->timed = own->pinned && begin_s != PLAN_ANY_TIME;
	own->win = own->open;
	own->win.relief_s = -TIME_NEVER;
	if (own->timed) {
		if (live->pin_of[job] == NULL)
			live->pin_of[job] = xmalloc(sizeof(*live->pin_of[job]));
		*live->pin_of[job] = (struct plan_window){begin_s, begin_s};
		own->win = (struct timewin){live->pin_of[job], 1, -TIME_NEVER};
	}
	stop_prepare(&live->problem, job);
}

static int32_t find_depot(const struct day *day)
{
	return depot_find(day->problem, day->jobs, day->count);
}

void live_hold(struct plan_live *live, int32_t job, int32_t technician,
	       int64_t begin_s)
{
	live_set_pin(live, job, technician, begin_s);
	live->problem.jobs[job].held = true;
}

/* After how many jobs one that is on no route goes best, or breaks least. */
static int32_t best_position(struct plan_live *live, int32_t job,
			     int32_t technician, int64_t begin_s)
{
	struct live_question question;
	struct choice choice;
	int64_t ignored;
	int32_t visit;

	live_question_open(&question, live, job, begin_s);
	if (!live_find_place(&question, technician, INT64_MAX, &choice,
			     &ignored))
		choice = live_find_least_broken(&question, technician);
	visit =
	    choice.visit > 0
		? choice.visit - 1
		: find_depot(&live_question_day(&question, technician)->day);
	live_question_close(&question);
	return choice.at - (visit != PLAN_NONE && visit < choice.at);
}

/* Put it behind so many jobs; beside the depot, before it. */
static void put_behind(struct plan_live *live, int32_t job, int32_t technician,
		       int32_t jobs)
{
	const struct route *route = &live->days[technician].route;
	int32_t visit = depot_find(&live->problem, route->jobs, route->count);

	live_put(live, job, technician,
		 jobs + (visit != PLAN_NONE && visit < jobs));
}

enum err plan_live_add_job(struct plan_live *live, const struct plan_job *job,
			   int32_t *ret_job, struct err_detail *detail)
{
	struct live_chunk *chunk = chunk_to_fill(live);
	struct arena *arena = live->problem.arena;
	struct magnitude_share share;
	struct job own;
	enum err err;
	int32_t index;

	live->problem.arena = chunk->arena;
	err = problem_read_job(&live->problem, job, &own, detail);
	live->problem.arena = arena;
	if (err != ERR_OK ||
	    (err = magnitude_add(&live->problem, &own.spec, live->pinned_s,
				 &share, detail)) != ERR_OK)
		return err;
	chunk->added++;
	chunk->alive++;
	index = place_for_job(live);
	own.unit = own.bundle = index;
	live->problem.jobs[index] = own;
	stop_prepare(&live->problem, index);
	live->problem.unit_count++;
	live->route_of[index] = PLAN_NONE;
	live->chunk_of[index] = chunk;
	live->pin_of[index] = NULL;
	live->share_of[index] =
	    (struct live_share){share, own.spec.pinned_technician};
	if (own.pinned) {
		int32_t technician = own.spec.pinned_technician;
		int64_t start_s = own.spec.pinned_start_s;

		live_set_pin(live, index, PLAN_NONE, PLAN_ANY_TIME);
		put_behind(live, index, technician,
			   best_position(live, index, technician, start_s));
		live_set_pin(live, index, technician, start_s);
		live_refresh(live, technician);
	}
	*ret_job = index;
	return ERR_OK;
}

void plan_live_remove_job(struct plan_live *live, int32_t job)
{
	int32_t technician;

	assert(job >= 0 && job < live->problem.job_count);
	assert(!live->problem.jobs[job].gone);
	technician = live_take(live, job);
	if (technician != PLAN_NONE)
		live_refresh(live, technician);
	if (live->chunk_of[job] != NULL)
		magnitude_remove(&live->problem,
				 live->share_of[job].pinned_technician,
				 live->pinned_s, &live->share_of[job].sum);
	drop_from_chunk(live, live->chunk_of[job]);
	live->chunk_of[job] = NULL;
	free(live->pin_of[job]);
	live->pin_of[job] = NULL;
	live->problem.unit_count -= live->problem.jobs[job].unit == job;
	live->problem.jobs[job] = (struct job){.gone = true, .unit = PLAN_NONE};
	live->gone[live->gone_count++] = job;
}

void plan_live_unassign(struct plan_live *live, int32_t job)
{
	int32_t technician = live_take(live, job);

	if (technician == PLAN_NONE)
		return;
	live_set_pin(live, job, PLAN_NONE, PLAN_ANY_TIME);
	live_refresh(live, technician);
}

void plan_live_assign(struct plan_live *live, int32_t job, int32_t technician,
		      int32_t position, int64_t begin_s)
{
	assert(technician >= 0 && technician < live->problem.technician_count);
	plan_live_unassign(live, job);
	live_set_pin(live, job, PLAN_NONE, PLAN_ANY_TIME);
	if (position == PLAN_NONE)
		position = best_position(live, job, technician, begin_s);
	put_behind(live, job, technician, position);
	if (begin_s != PLAN_ANY_TIME) {
		live_set_pin(live, job, technician, begin_s);
		live->problem.jobs[job].held =
		    live->problem.jobs[job].group != PLAN_NONE;
	}
	live_refresh(live, technician);
}

/* --- Facts --- */

void plan_live_pin(struct plan_live *live, int32_t job)
{
	int32_t position = 0;
	int32_t technician = plan_live_technician_of(live, job, &position);

	assert(technician != PLAN_NONE);
	live_set_pin(live, job, technician,
		     live->days[technician].day.times[position].begin_s);
	live_refresh(live, technician);
}

void plan_live_unpin(struct plan_live *live, int32_t job)
{
	int32_t technician = plan_live_technician_of(live, job, NULL);

	live_set_pin(live, job, PLAN_NONE, PLAN_ANY_TIME);
	if (technician != PLAN_NONE)
		live_refresh(live, technician);
}

void plan_live_set_service(struct plan_live *live, int32_t job,
			   int64_t service_s)
{
	int32_t technician = plan_live_technician_of(live, job, NULL);

	assert(service_s >= 0 && service_s <= PLAN_SPAN_MAX);
	live->problem.jobs[job].spec.service_s = service_s;
	stop_prepare(&live->problem, job);
	if (technician != PLAN_NONE)
		live_refresh(live, technician);
}

/* Can the break be taken within these hours? */
static bool holds_break(const struct plan_break *rest, int64_t from_s,
			int64_t to_s)
{
	for (size_t i = 0; i < rest->window_count; i++) {
		int64_t begin = rest->windows[i].start_s;

		begin = begin > from_s ? begin : from_s;
		if (begin <= rest->windows[i].end_s &&
		    begin + rest->duration_s <= to_s)
			return true;
	}
	return false;
}

/* A hole in the shift is a break that begins exactly then. */
static void add_hole(struct plan_live *live, struct plan_technician *spec,
		     int64_t from_s, int64_t to_s)
{
	struct plan_break *breaks =
	    arena_calloc(live->arena, spec->break_count + 1, sizeof(*breaks));
	struct plan_window *at = arena_alloc(live->arena, sizeof(*at));
	size_t kept = 0;

	for (size_t i = 0; i < spec->break_count; i++)
		if (!holds_break(&spec->breaks[i], from_s, to_s))
			breaks[kept++] = spec->breaks[i];
	*at = (struct plan_window){from_s, from_s};
	breaks[kept++] = (struct plan_break){PLAN_NONE, to_s - from_s, at, 1};
	spec->breaks = breaks;
	spec->break_count = kept;
}

enum err plan_live_absence(struct plan_live *live, int32_t technician,
			   int64_t from_s, int64_t to_s,
			   struct err_detail *detail)
{
	struct technician *own = &live->problem.technicians[technician];
	struct plan_technician *spec = &own->spec;
	int64_t end_s = spec->shift_end_s + spec->overtime_max_s;

	if (from_s > to_s)
		return err_set(detail, ERR_INPUT, "/to",
			       "the absence ends before it starts");
	if (to_s >= end_s) {
		if (from_s < spec->shift_start_s)
			from_s = spec->shift_start_s;
		if (from_s < spec->shift_end_s)
			spec->shift_end_s = from_s;
		spec->overtime_max_s = from_s < end_s
					   ? from_s - spec->shift_end_s
					   : spec->overtime_max_s;
	} else if (from_s <= spec->shift_start_s) {
		if (to_s > spec->shift_start_s)
			spec->shift_start_s = to_s;
		if (spec->shift_end_s < spec->shift_start_s) {
			spec->shift_end_s = spec->shift_start_s;
			spec->overtime_max_s = end_s - spec->shift_end_s;
		}
	} else if (spec->break_count >= BREAKS_MAX) {
		return err_set(detail, ERR_INPUT, "/from",
			       "too many breaks and absences in one shift");
	} else {
		add_hole(live, spec, from_s, to_s);
	}
	problem_plan_breaks(&live->problem, own);
	live_refresh(live, technician);
	return ERR_OK;
}

void plan_live_presence(struct plan_live *live, int32_t technician)
{
	struct technician *own = &live->problem.technicians[technician];

	own->spec = live->base->technicians[technician].spec;
	problem_plan_breaks(&live->problem, own);
	live_refresh(live, technician);
}

/* Who waits sets out as late as she can, unless a break comes on the way. */
static bool is_under_way(const struct stop_time *time, int64_t now_s)
{
	int64_t leave_s = time->begin_s - time->travel_s;

	if (time->break_count > 0 || leave_s < time->leave_s)
		leave_s = time->leave_s;
	return leave_s < now_s;
}

static bool is_pinned_for_good(const struct job *job)
{
	return job->timed && !job->held;
}

void plan_live_set_clock(struct plan_live *live, int64_t now_s)
{
	struct plan_problem *problem = &live->problem;

	assert(now_s >= -PLAN_TIME_MAX && now_s <= PLAN_TIME_MAX);
	if (now_s <= problem->frozen_until_s)
		return;
	problem->frozen_until_s = now_s;
	for (int32_t i = 0; i < problem->technician_count; i++) {
		const struct live_day *day = &live->days[i];

		for (int32_t k = 0; k < day->route.count; k++)
			if (!is_depot(problem, day->route.jobs[k]) &&
			    !is_pinned_for_good(
				&problem->jobs[day->route.jobs[k]]) &&
			    is_under_way(&day->day.times[k], now_s))
				live_set_pin(live, day->route.jobs[k], i,
					     day->day.times[k].begin_s);
		problem_plan_breaks(problem, &problem->technicians[i]);
		live_refresh(live, i);
	}
}

void plan_live_set_now(struct plan_live *live, int64_t now_s)
{
	struct plan_problem *problem = &live->problem;

	assert(now_s >= -PLAN_TIME_MAX && now_s <= PLAN_TIME_MAX);
	if (now_s <= problem->frozen_until_s)
		return;
	problem->frozen_until_s = now_s;
	for (int32_t i = 0; i < problem->technician_count; i++) {
		struct technician *own = &problem->technicians[i];

		if (own->spec.shift_start_s >= now_s)
			continue;
		problem_plan_breaks(problem, own);
		live_refresh(live, i);
	}
}
