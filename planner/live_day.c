/* SPDX-License-Identifier: MIT */
/*
 * One day of a live board: opened anew after each change, with what it breaks
 * by itself granted as relief, so that slack holds for a broken day too.
 */
#include "planner/live_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/relief.h"

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

void live_open_day(struct plan_live *live, struct live_day *day,
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
	live_open_day(live, day, technician, route->jobs, route->count,
		      without);
}

void live_day_open_of(struct plan_live *live, struct live_day *day,
		      int32_t technician, const int32_t *jobs, int32_t count)
{
	memset(day, 0, sizeof(*day));
	live_open_day(live, day, technician, jobs, count, PLAN_NONE);
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

void live_reopen(struct plan_live *live, int32_t technician)
{
	struct live_day *day = &live->days[technician];
	int32_t count = day->route.count;
	int32_t *jobs = xcalloc((size_t)count, sizeof(*jobs));

	if (count > 0)
		memcpy(jobs, day->route.jobs, (size_t)count * sizeof(*jobs));
	day_close(&day->day);
	live_open_day(live, day, technician, jobs, count, PLAN_NONE);
	live_hours_note(live, technician);
	free(jobs);
}

/* What the day breaks by itself is granted to its limits and its jobs, so that
 * slack holds for a broken day too. */
static void relieve(struct plan_live *live, int32_t technician)
{
	struct plan_problem *problem = &live->problem;
	struct technician *own = &problem->technicians[technician];
	const struct route *route = &live->days[technician].route;
	int64_t *relief_s;

	relief_clear(problem, own);
	stops_prepare_technician(problem, own);
	relief_s = xcalloc((size_t)route->count, sizeof(*relief_s));
	relief_grant_day(problem, technician, own, route->jobs, route->count,
			 live->walk, relief_s);
	for (int32_t i = 0; i < route->count; i++) {
		problem->jobs[route->jobs[i]].win.relief_s = relief_s[i];
		stop_prepare(problem, route->jobs[i]);
	}
	free(relief_s);
}

void live_refresh(struct plan_live *live, int32_t technician)
{
	relieve(live, technician);
	live_reopen(live, technician);
}
