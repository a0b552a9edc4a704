/* SPDX-License-Identifier: MIT */
/*
 * Jobs of a live board come and go, and are put on routes and off them.
 */
#include "planner/live_internal.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/depot.h"

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
		if (travel->ways != NULL)
			travel->places = xrealloc(travel->places,
						  (size_t)travel->capacity *
						      sizeof(*travel->places));
	}
	travel_set_point(travel, lat, lon);
	*ret_location = travel->count++;
	return ERR_OK;
}

static struct live_chunk *chunk_to_fill(struct plan_live *live)
{
	if (live->chunk == NULL || live->chunk->added == LIVE_CHUNK_JOBS) {
		live->chunk = xcalloc(1, sizeof(*live->chunk));
		live->chunk->arena = arena_new();
	}
	return live->chunk;
}

static int32_t place_for_job(struct plan_live *live)
{
	if (live->gone_count == 0)
		live_make_room(live, live->problem.job_count * 3 / 2 +
					 LIVE_CHUNK_JOBS);
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
	live_drop_chunk(live, live->chunk_of[job]);
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
