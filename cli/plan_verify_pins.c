/* SPDX-License-Identifier: MIT */
/*
 * What a route's pinned jobs would do without the others: the same order, the
 * breaks where the plan has them, everything as early as it can be.
 */
#include "cli/plan_verify_internal.h"

struct alone_drive {
	const struct day *day;
	struct alone *alone;
	int32_t location;
	int64_t free_s; /* since when */
	size_t rest;	/* first of the steps since the last stop */
};

/* The first time at or after t in a window, or t where there is none. */
static int64_t opens(const struct plan_window *windows, size_t count, int64_t t)
{
	int64_t best = INT64_MAX;

	for (size_t i = 0; i < count; i++)
		if (windows[i].end_s >= t) {
			int64_t at =
			    windows[i].start_s > t ? windows[i].start_s : t;

			best = at < best ? at : best;
		}
	return best == INT64_MAX ? t : best;
}

static const struct plan_break *break_of(const struct day *day, int64_t id)
{
	for (size_t i = 0; i < day->who->break_count; i++)
		if (day->who->breaks[i].id == id)
			return &day->who->breaks[i];
	return NULL;
}

/* Drive to the stop of step `to`, with the breaks before it on the way. */
static int64_t drive(struct alone_drive *drive, size_t to, int32_t location)
{
	const struct day *day = drive->day;
	const struct plan_problem *problem = day->verify->problem;
	int64_t t = drive->free_s;
	int64_t left =
	    plan_travel_s(problem, day->technician, drive->location, location);

	drive->alone->travel_s += left;
	drive->alone->travel_m += plan_distance_m(problem, day->technician,
						  drive->location, location);
	for (; drive->rest < to; drive->rest++) {
		const struct told_step *step = &day->route->steps[drive->rest];
		const struct plan_break *own;
		int64_t begin;

		if (step->kind != TOLD_BREAK ||
		    (own = break_of(day, step->id)) == NULL)
			continue;
		begin = opens(own->windows, own->window_count, t);
		left -= begin - t < left ? begin - t : left;
		drive->alone->begin_s[drive->rest] = begin;
		t = begin + own->duration_s;
	}
	drive->location = location;
	return t + left;
}

static void stop(struct alone_drive *own, size_t at, const struct plan_job *job)
{
	bool same = own->location == job->location;
	int64_t arrival = drive(own, at, job->location), setup, service, begin;

	begin = job->pinned_start_s != PLAN_ANY_TIME
		    ? job->pinned_start_s
		    : opens(job->windows, job->window_count, arrival);
	verify_duration(own->day->who, job, &setup, &service);
	own->alone->arrival_s[at] = arrival;
	own->alone->begin_s[at] = begin;
	own->alone->jobs++;
	own->free_s = begin + (same ? 0 : setup) + service;
}

const struct alone *verify_pins_alone(const struct day *day)
{
	size_t count = day->route->step_count;
	struct arena *arena = day->verify->arena;
	struct alone alone = {0}, *ret;
	struct alone_drive own = {.day = day,
				  .alone = &alone,
				  .location = day->who->start_location,
				  .free_s = day->who->shift_start_s};

	alone.arrival_s =
	    arena_calloc(arena, count + 1, sizeof(*alone.arrival_s));
	alone.begin_s = arena_calloc(arena, count + 1, sizeof(*alone.begin_s));
	for (size_t i = 0; i < count; i++) {
		const struct plan_job *job = verify_job_at(day, i);

		if (job != NULL && job->pinned_technician != PLAN_NONE)
			stop(&own, i, job);
	}
	if (alone.jobs == 0)
		return NULL;
	alone.end_s = drive(&own, count, day->who->end_location);
	ret = arena_calloc(arena, 1, sizeof(*ret));
	*ret = alone;
	return ret;
}
