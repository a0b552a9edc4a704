/* SPDX-License-Identifier: MIT */
/*
 * Slack of a plain route: no breaks, and jobs with one window and nothing
 * special. What slack.c works out for every number of breaks taken is one
 * number here; a test compares the two.
 */
#include "planner/slack.h"

static bool all_plain(const struct plan_problem *problem,
		      const struct route *route)
{
	for (int32_t i = 0; i < route->count; i++)
		if (!problem->stops[route->jobs[i]].plain)
			return false;
	return true;
}

static void update_forward(const struct plan_problem *problem,
			   const struct technician *technician,
			   struct route *route)
{
	int64_t t = technician->spec.shift_start_s, travel_s = 0;
	int32_t from = technician->spec.start_location;

	for (int32_t i = 0; i < route->count; i++) {
		const struct stop *stop = &problem->stops[route->jobs[i]];
		int64_t leg_s = route->leg_s[i];

		route->ready_s[i] = t;
		route->gaps[i].earliest_s = t;
		route->gaps[i].leg_s = leg_s;
		route->gaps[i].from = from;
		travel_s += leg_s;
		t += leg_s;
		t = t > stop->open_s ? t : stop->open_s;
		t = t <= stop->close_s ? t + stop->service_s : TIME_NEVER;
		from = stop->location;
	}
	route->ready_s[route->count] = t;
	route->gaps[route->count] =
	    (struct gap){.earliest_s = t, .latest_s = TIME_NEVER, .from = from};
	route->gaps[route->count + 1].from = technician->spec.end_location;
	if (route->count > 0) { /* else nobody leaves home */
		travel_s += route->leg_s[route->count];
		route->gaps[route->count].leg_s = route->leg_s[route->count];
	}
	route->travel_s = travel_s;
}

static void update_backward(const struct plan_problem *problem,
			    const struct technician *technician,
			    struct route *route)
{
	int64_t by = technician->end_latest_s;

	route->arrive_by_s[route->count] = by;
	by -= route->leg_s[route->count];
	route->leave_by_s[route->count] = by;
	for (int32_t i = route->count - 1; i >= 0; i--) {
		const struct stop *stop = &problem->stops[route->jobs[i]];

		route->gaps[i].latest_s = by;
		if (by != -TIME_NEVER) {
			by -= stop->service_s;
			by = by < stop->close_s ? by : stop->close_s;
			by = by >= stop->open_s ? by : -TIME_NEVER;
		}
		route->arrive_by_s[i] = by;
		if (by != -TIME_NEVER)
			by -= route->leg_s[i];
		route->leave_by_s[i] = by;
	}
}

bool slack_update_plain(const struct plan_problem *problem,
			const struct technician *technician,
			struct route *route)
{
	if (!technician->plain || !all_plain(problem, route))
		return false;
	update_forward(problem, technician, route);
	update_backward(problem, technician, route);
	return true;
}
