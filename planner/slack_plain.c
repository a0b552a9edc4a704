/* SPDX-License-Identifier: MIT */
/*
 * Slack of a plain route: no break or one, and jobs with one window and nothing
 * special. What slack.c works out for every number of breaks taken is one
 * number here, or two: with the break still ahead, and behind. A test compares
 * this with what the general pass says.
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

/* --- One break --- */

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Who sets out at t takes the break on this leg; it may split the leg. */
static int64_t reach_rested(const struct technician *technician, int64_t t,
			    int64_t leg_s)
{
	if (t > technician->rest_close_s)
		return TIME_NEVER;
	return technician->rest_s + most(t + leg_s, technician->rest_open_s);
}

/* Its inverse. */
static int64_t leave_rested_by(const struct technician *technician, int64_t by,
			       int64_t leg_s)
{
	by -= technician->rest_s;
	if (by < technician->rest_open_s)
		return -TIME_NEVER;
	return least(by - leg_s, technician->rest_close_s);
}

static int64_t depart(const struct stop *stop, int64_t t)
{
	return t <= stop->close_s ? most(t, stop->open_s) + stop->service_s
				  : TIME_NEVER;
}

static int64_t arrive_by(const struct stop *stop, int64_t by)
{
	if (by == -TIME_NEVER || by - stop->service_s < stop->open_s)
		return -TIME_NEVER;
	return least(by - stop->service_s, stop->close_s);
}

static int64_t leave_by(int64_t by, int64_t leg_s)
{
	return by == -TIME_NEVER ? by : by - leg_s;
}

static void rested_forward(const struct plan_problem *problem,
			   const struct technician *technician,
			   struct route *route)
{
	int64_t ahead = technician->spec.shift_start_s, behind = TIME_NEVER;
	int32_t from = technician->spec.start_location;

	route->travel_s = 0;
	for (int32_t i = 0; i <= route->count; i++) {
		int64_t leg_s = route->count > 0 ? route->leg_s[i] : 0;
		struct gap *gap = &route->gaps[i];
		const struct stop *stop;

		route->ready_s[2 * i] = ahead;
		route->ready_s[2 * i + 1] = behind;
		gap->earliest_s = least(ahead, behind);
		gap->leg_s = leg_s;
		gap->from = from;
		route->travel_s += leg_s;
		if (i == route->count)
			break;
		stop = &problem->stops[route->jobs[i]];
		behind =
		    depart(stop, least(behind + leg_s,
				       reach_rested(technician, ahead, leg_s)));
		ahead = depart(stop, ahead + leg_s);
		from = stop->location;
	}
	route->gaps[route->count].latest_s = TIME_NEVER;
	route->gaps[route->count + 1].from = technician->spec.end_location;
}

static void rested_backward(const struct plan_problem *problem,
			    const struct technician *technician,
			    struct route *route)
{
	int64_t ahead = -TIME_NEVER, behind = technician->end_latest_s;

	for (int32_t i = route->count;; i--) {
		int64_t leg_s = route->leg_s[i];
		const struct stop *stop;

		route->arrive_by_s[2 * i] = ahead;
		route->arrive_by_s[2 * i + 1] = behind;
		ahead = leave_by(ahead, leg_s);
		if (behind != -TIME_NEVER)
			ahead = most(
			    ahead, leave_rested_by(technician, behind, leg_s));
		behind = leave_by(behind, leg_s);
		route->leave_by_s[2 * i] = ahead;
		route->leave_by_s[2 * i + 1] = behind;
		if (i == 0)
			break;
		route->gaps[i - 1].latest_s = most(ahead, behind);
		stop = &problem->stops[route->jobs[i - 1]];
		ahead = arrive_by(stop, ahead);
		behind = arrive_by(stop, behind);
	}
}

/* --- Both --- */

bool slack_fits_plain(const struct technician *technician,
		      const struct route *route, const struct stop *stop,
		      int32_t at, const struct place_travel *travel)
{
	const int64_t *ready = &route->ready_s[at];
	const int64_t *by = &route->arrive_by_s[at];
	int64_t done;

	if (technician->break_count == 0) {
		done = depart(stop, ready[0] + travel->to_s);
		return done != TIME_NEVER && done <= by[0] - travel->from_s;
	}
	ready += at;
	by += at;
	done = depart(stop, ready[0] + travel->to_s);
	if (done != TIME_NEVER &&
	    (done <= by[0] - travel->from_s ||
	     (by[1] != -TIME_NEVER &&
	      done <= leave_rested_by(technician, by[1], travel->from_s))))
		return true;
	done = depart(stop,
		      least(ready[1] + travel->to_s,
			    reach_rested(technician, ready[0], travel->to_s)));
	return done != TIME_NEVER && done <= by[1] - travel->from_s;
}

bool slack_update_plain(const struct plan_problem *problem,
			const struct technician *technician,
			struct route *route)
{
	if (!(technician->plain || technician->rested) ||
	    !all_plain(problem, route))
		return false;
	if (technician->rested) {
		rested_forward(problem, technician, route);
		rested_backward(problem, technician, route);
		return true;
	}
	update_forward(problem, technician, route);
	update_backward(problem, technician, route);
	return true;
}
