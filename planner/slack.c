/* SPDX-License-Identifier: MIT */
/*
 * Slack of a route: forward earliest, backward latest; see slack.h.
 *
 * Each step of a day is a function from a time to a time that never falls: a
 * leg with breaks is reach(), a stop is depart(). Each has a partner that asks
 * backwards: leave_by() and arrive_by() give the last time that still leads to
 * a wanted one, so that reach(t) <= by exactly if t <= leave_by(by). Composed
 * from the start and from the end they meet at the place of insertion, and one
 * comparison there answers for the whole route.
 */
#include "planner/slack_internal.h"

#include <assert.h>

#include "planner/duration.h"

static void update_forward(const struct plan_problem *problem,
			   const struct technician *technician,
			   struct route *route)
{
	int32_t row = technician->break_count + 1;
	int32_t from = technician->spec.start_location;

	for (int32_t taken = 0; taken < row; taken++)
		route->ready_s[taken] = TIME_NEVER;
	route->ready_s[0] = technician->spec.shift_start_s;
	route->travel_s = 0;
	for (int32_t i = 0; i < route->count; i++) {
		const struct job *job = &problem->jobs[route->jobs[i]];
		int64_t travel = route->leg_s[i];
		int64_t stay = step_stay_s(technician, job, from);
		int64_t *here = &route->ready_s[i * row], *next = here + row;

		for (int32_t taken = 0; taken < row; taken++)
			next[taken] = TIME_NEVER;
		for (int32_t taken = 0; taken < row; taken++) {
			int64_t t;

			if (here[taken] == TIME_NEVER)
				continue;
			t = step_not_frozen(problem, job, here[taken]);
			for (int32_t more = 0; taken + more < row; more++) {
				int64_t there = step_reach(technician, t,
							   travel, taken, more);
				int64_t done =
				    there == TIME_NEVER
					? TIME_NEVER
					: step_depart(technician, job,
						      route_hold(route, i),
						      there, stay);

				if (done < next[taken + more])
					next[taken + more] = done;
			}
		}
		route->travel_s += travel;
		from = job->spec.location;
	}
	if (route->count > 0) /* else nobody leaves home */
		route->travel_s += route->leg_s[route->count];
}

/* The latest arrival at the job after place `at` (or the end) when `taken`
 * breaks are behind, and the stop before is at `from`. */
static int64_t next_arrive_by(const struct plan_problem *problem,
			      const struct technician *technician,
			      const struct route *route, int32_t at,
			      int32_t taken, int32_t from)
{
	int32_t row = technician->break_count + 1;
	const struct job *job;
	struct work work;
	int64_t by;

	if (at == route->count)
		return route->arrive_by_s[at * row + taken];
	job = &problem->jobs[route->jobs[at]];
	work = job_work(technician, job);
	if (work.setup_s == 0 || from != job->spec.location)
		return route->arrive_by_s[at * row + taken];
	by = route->leave_by_s[(at + 1) * row + taken];
	if (by == -TIME_NEVER)
		return by;
	return step_arrive_by(technician, job, route_hold(route, at), by,
			      work.service_s);
}

int64_t slack_late_s(const struct plan_problem *problem, int32_t index,
		     const struct route *route, int32_t at)
{
	const struct technician *technician = &problem->technicians[index];
	int32_t row = technician->break_count + 1;
	int32_t there = step_location_after(problem, technician, route, at);
	int64_t latest = -TIME_NEVER;

	for (int32_t taken = 0; taken < row; taken++) {
		int64_t far = route->arrive_by_s[at * row + taken];
		int64_t same = next_arrive_by(problem, technician, route, at,
					      taken, there);

		latest = far > latest ? far : latest;
		latest = same > latest ? same : latest;
	}
	return latest;
}

/* arrive_by_s of one stage, from leave_by_s of the same. */
static void update_arrive_by(const struct plan_problem *problem,
			     const struct technician *technician,
			     struct route *route, int32_t at)
{
	int32_t row = technician->break_count + 1;
	int64_t *arrive = &route->arrive_by_s[at * row];
	const struct job *job;
	struct work work;

	if (at == route->count) {
		for (int32_t taken = 0; taken < row; taken++)
			arrive[taken] = taken == row - 1
					    ? technician->end_latest_s
					    : -TIME_NEVER;
		return;
	}
	job = &problem->jobs[route->jobs[at]];
	work = job_work(technician, job);
	for (int32_t taken = 0; taken < row; taken++) {
		int64_t by = route->leave_by_s[(at + 1) * row + taken];

		arrive[taken] =
		    by == -TIME_NEVER
			? by
			: step_arrive_by(technician, job, route_hold(route, at),
					 by, work.setup_s + work.service_s);
	}
}

/* The latest departure towards the job after place `at`. Nobody sets out for
 * it before frozen_until, so a latest departure before that is none. */
static int64_t next_leave_by(const struct plan_problem *problem,
			     const struct technician *technician,
			     const struct route *route, int32_t at,
			     int32_t taken, int32_t from, int64_t travel)
{
	int32_t row = technician->break_count + 1;
	int64_t best = -TIME_NEVER;

	for (int32_t more = 0; taken + more < row; more++) {
		int64_t by = next_arrive_by(problem, technician, route, at,
					    taken + more, from);
		int64_t t;

		if (by == -TIME_NEVER)
			continue;
		t = walk_leave_by(technician, by, travel, taken, more);
		if (at < route->count && t < problem->frozen_until_s &&
		    !problem->jobs[route->jobs[at]].pinned)
			t = -TIME_NEVER;
		best = t > best ? t : best;
	}
	return best;
}

int64_t slack_next_leave_by(const struct plan_problem *problem,
			    const struct technician *technician,
			    const struct route *route, int32_t at,
			    int32_t taken, int32_t from, int64_t travel)
{
	return next_leave_by(problem, technician, route, at, taken, from,
			     travel);
}

static void update_backward(const struct plan_problem *problem,
			    const struct technician *technician,
			    struct route *route)
{
	int32_t row = technician->break_count + 1;

	for (int32_t at = route->count; at >= 0; at--) {
		int32_t from =
		    step_location_before(problem, technician, route, at);

		update_arrive_by(problem, technician, route, at);
		for (int32_t taken = 0; taken < row; taken++)
			route->leave_by_s[at * row + taken] =
			    next_leave_by(problem, technician, route, at, taken,
					  from, route->leg_s[at]);
	}
}

static void update_gaps(const struct plan_problem *problem,
			const struct technician *technician,
			struct route *route)
{
	int32_t row = technician->break_count + 1;

	for (int32_t at = 0; at <= route->count; at++) {
		const int64_t *ready = &route->ready_s[at * row];
		const int64_t *leave_by = &route->leave_by_s[(at + 1) * row];
		struct gap *gap = &route->gaps[at];

		gap->from =
		    step_location_before(problem, technician, route, at);
		gap->leg_s = route->count > 0 ? route->leg_s[at] : 0;
		gap->earliest_s = TIME_NEVER;
		gap->latest_s = at < route->count ? -TIME_NEVER : TIME_NEVER;
		for (int32_t taken = 0; taken < row; taken++) {
			if (ready[taken] < gap->earliest_s)
				gap->earliest_s = ready[taken];
			if (at < route->count &&
			    leave_by[taken] > gap->latest_s)
				gap->latest_s = leave_by[taken];
		}
	}
	route->gaps[route->count + 1].from = technician->spec.end_location;
}

bool slack_update(const struct plan_problem *problem, int32_t index,
		  struct route *route)
{
	const struct technician *technician = &problem->technicians[index];
	int32_t row = technician->break_count + 1;

	assert(index >= 0 && index < problem->technician_count);
	assert(route->count >= 0 && route->count <= route->capacity);
	slack_reserve(route, ((size_t)route->count + 1) * (size_t)row);
	route->brief = slack_update_plain(problem, technician, route);
	if (!route->brief) {
		update_forward(problem, technician, route);
		update_backward(problem, technician, route);
		update_gaps(problem, technician, route);
	}
	return route->count == 0 ||
	       route->leave_by_s[0] >= technician->spec.shift_start_s;
}

int64_t slack_duration(const struct plan_problem *problem, int32_t index,
		       struct route *route)
{
	struct technician own = problem->technicians[index];
	int32_t row = own.break_count + 1;
	const int64_t *last = &route->ready_s[route->count * row];

	own.end_latest_s = TIME_NEVER;
	for (int32_t taken = 0; taken < row; taken++) {
		int64_t end = last[taken];

		if (end != TIME_NEVER)
			end = step_reach(&own, end, route->leg_s[route->count],
					 taken, row - 1 - taken);
		if (end < own.end_latest_s)
			own.end_latest_s = end;
	}
	assert(own.end_latest_s < TIME_NEVER);
	update_backward(problem, &own, route);
	assert(route->leave_by_s[0] >= own.spec.shift_start_s);
	return own.end_latest_s - route->leave_by_s[0];
}

struct place_travel slack_travel(const struct plan_problem *problem,
				 int32_t index, const struct route *route,
				 int32_t job, int32_t at,
				 const struct place_travel *before)
{
	const struct technician *technician = &problem->technicians[index];
	int32_t from = step_location_before(problem, technician, route, at);
	int32_t to = step_location_after(problem, technician, route, at);
	int32_t here = problem->jobs[job].spec.location;
	struct place_travel travel;

	/* Both from the job's row, which stays in the cache. */
	if (!problem->travel.symmetric)
		travel.to_s = travel_between_s(problem, technician, from, here);
	else if (before != NULL)
		travel.to_s = before->from_s;
	else
		travel.to_s = travel_between_s(problem, technician, here, from);
	travel.from_s = travel_between_s(problem, technician, here, to);
	travel.added_s = travel.to_s + travel.from_s;
	if (route->count > 0)
		travel.added_s -= route->leg_s[at];
	return travel;
}

bool slack_fits(const struct plan_problem *problem, int32_t index,
		const struct route *route, int32_t job, int32_t at,
		const struct place_travel *travel)
{
	const struct technician *technician = &problem->technicians[index];
	const struct job *insert = &problem->jobs[job];
	int32_t row = technician->break_count + 1;
	int64_t stay;

	assert(at >= 0 && at <= route->count);
	assert((size_t)(route->count + 1) * (size_t)row <= route->slots);
	if (slack_is_plain(problem, technician, route, job))
		return slack_fits_plain(technician, route, &problem->stops[job],
					at, travel);
	stay =
	    step_stay_s(technician, insert,
			step_location_before(problem, technician, route, at));
	for (int32_t taken = 0; taken < row; taken++) {
		int64_t t = route->ready_s[at * row + taken];

		if (t == TIME_NEVER)
			continue;
		t = step_not_frozen(problem, insert, t);
		for (int32_t more = 0; taken + more < row; more++) {
			int64_t there = step_reach(technician, t, travel->to_s,
						   taken, more);
			int64_t done = there == TIME_NEVER
					   ? TIME_NEVER
					   : step_depart(technician, insert,
							 NULL, there, stay);

			if (done != TIME_NEVER &&
			    done <= next_leave_by(problem, technician, route,
						  at, taken + more,
						  insert->spec.location,
						  travel->from_s))
				return true;
		}
	}
	return false;
}
