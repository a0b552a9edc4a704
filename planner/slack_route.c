/* SPDX-License-Identifier: MIT */
/* A route's lists: its order, its legs, and room for its slack. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/duration.h"
#include "planner/slack_internal.h"

static void reserve_legs(struct route *route)
{
	if (route->count < route->leg_capacity)
		return;
	route->leg_capacity = route->count * 3 / 2 + 8;
	route->leg_s = xrealloc(route->leg_s, (size_t)route->leg_capacity *
						  sizeof(*route->leg_s));
	route->gaps = xrealloc(route->gaps, ((size_t)route->leg_capacity + 1) *
						sizeof(*route->gaps));
}

static void reserve_holds(struct route *route, int32_t capacity)
{
	if (capacity <= route->hold_capacity)
		return;
	route->hold_capacity = capacity;
	route->holds =
	    xrealloc(route->holds, (size_t)capacity * sizeof(*route->holds));
}

void slack_reserve(struct route *route, size_t slots)
{
	if (slots <= route->slots)
		return;
	route->slots = slots * 3 / 2 + 8;
	route->ready_s =
	    xrealloc(route->ready_s, route->slots * sizeof(*route->ready_s));
	route->leave_by_s = xrealloc(route->leave_by_s,
				     route->slots * sizeof(*route->leave_by_s));
	route->arrive_by_s = xrealloc(
	    route->arrive_by_s, route->slots * sizeof(*route->arrive_by_s));
}

void slack_free(struct route *route)
{
	free(route->jobs);
	free(route->holds);
	free(route->ready_s);
	free(route->leave_by_s);
	free(route->arrive_by_s);
	free(route->leg_s);
	free(route->gaps);
	free(route->spans);
}

static void copy_spans(struct route *to, const struct route *from)
{
	size_t size = 2 * ((size_t)from->count + 1) * sizeof(*to->spans);

	to->simple = from->simple;
	if (!from->simple)
		return;
	if (from->span_capacity > to->span_capacity) {
		to->span_capacity = from->span_capacity;
		to->spans = xrealloc(to->spans, (size_t)from->span_capacity *
						    sizeof(*to->spans));
	}
	memcpy(to->spans, from->spans, size);
}

void slack_copy(struct route *to, const struct route *from, int32_t breaks)
{
	size_t slots = ((size_t)from->count + 1) * ((size_t)breaks + 1);
	size_t times = slots * sizeof(int64_t);
	struct route own = *to;

	if (from->count > own.capacity) {
		own.capacity = from->capacity;
		own.jobs = xrealloc(own.jobs,
				    (size_t)own.capacity * sizeof(*own.jobs));
	}
	own.count = from->count;
	slack_reserve(&own, slots);
	reserve_legs(&own);
	if (from->count > 0)
		memcpy(own.jobs, from->jobs,
		       (size_t)from->count * sizeof(*own.jobs));
	if (from->holds != NULL) {
		reserve_holds(&own, own.capacity + 1);
		memcpy(own.holds, from->holds,
		       (size_t)from->count * sizeof(*own.holds));
	}
	memcpy(own.leg_s, from->leg_s,
	       ((size_t)from->count + 1) * sizeof(*own.leg_s));
	memcpy(own.gaps, from->gaps,
	       ((size_t)from->count + 2) * sizeof(*own.gaps));
	memcpy(own.ready_s, from->ready_s, times);
	memcpy(own.leave_by_s, from->leave_by_s, times);
	memcpy(own.arrive_by_s, from->arrive_by_s, times);
	own.version = from->version;
	own.soft_jobs = from->soft_jobs;
	own.travel_s = from->travel_s;
	own.travel_m = from->travel_m;
	own.way_cost = from->way_cost;
	own.soft_cost = from->soft_cost;
	own.cost = from->cost;
	own.work_s = from->work_s;
	own.duration_s = from->duration_s;
	copy_spans(&own, from);
	memcpy(own.delivery, from->delivery, sizeof(own.delivery));
	memcpy(own.pickup, from->pickup, sizeof(own.pickup));
	own.ships = from->ships;
	own.brief = from->brief;
	*to = own;
}

void slack_put(struct route *route, int32_t job, const struct hold *hold,
	       int32_t at)
{
	assert(at >= 0 && at <= route->count);
	if (route->count == route->capacity) {
		route->capacity = route->count * 3 / 2 + 8;
		route->jobs = xrealloc(route->jobs, (size_t)route->capacity *
							sizeof(*route->jobs));
	}
	memmove(&route->jobs[at + 1], &route->jobs[at],
		(size_t)(route->count - at) * sizeof(*route->jobs));
	route->jobs[at] = job;
	if (route->holds != NULL) {
		reserve_holds(route, route->capacity + 1);
		memmove(&route->holds[at + 1], &route->holds[at],
			(size_t)(route->count - at) * sizeof(*route->holds));
		route->holds[at] = *hold;
	}
	route->count++;
}

void slack_take(struct route *route, int32_t at)
{
	assert(at >= 0 && at < route->count);
	route->count--;
	memmove(&route->jobs[at], &route->jobs[at + 1],
		(size_t)(route->count - at) * sizeof(*route->jobs));
	if (route->holds != NULL)
		memmove(&route->holds[at], &route->holds[at + 1],
			(size_t)(route->count - at) * sizeof(*route->holds));
}

static int64_t leg_before(const struct plan_problem *problem, int32_t index,
			  const struct route *route, int32_t at)
{
	const struct technician *technician = &problem->technicians[index];

	return travel_between_s(
	    problem, technician,
	    step_location_before(problem, technician, route, at),
	    step_location_after(problem, technician, route, at));
}

void slack_measure(const struct plan_problem *problem, int32_t technician,
		   struct route *route)
{
	reserve_legs(route);
	for (int32_t i = 0; i <= route->count; i++)
		route->leg_s[i] = leg_before(problem, technician, route, i);
}

void slack_inserted(const struct plan_problem *problem, int32_t technician,
		    struct route *route, int32_t at)
{
	const struct technician *own = &problem->technicians[technician];

	reserve_legs(route);
	memmove(&route->leg_s[at + 1], &route->leg_s[at],
		(size_t)(route->count - at) * sizeof(*route->leg_s));
	/* The job's own row of a matrix has just been read. */
	route->leg_s[at] =
	    problem->travel.symmetric
		? travel_between_s(
		      problem, own, problem->stops[route->jobs[at]].location,
		      step_location_before(problem, own, route, at))
		: leg_before(problem, technician, route, at);
	route->leg_s[at + 1] = leg_before(problem, technician, route, at + 1);
}

void slack_removed(const struct plan_problem *problem, int32_t technician,
		   struct route *route, int32_t at, int32_t count)
{
	memmove(&route->leg_s[at], &route->leg_s[at + count],
		(size_t)(route->count + 1 - at) * sizeof(*route->leg_s));
	route->leg_s[at] = leg_before(problem, technician, route, at);
}
