/* SPDX-License-Identifier: MIT */
/* Working time of a route; see duration.h. */
#include "planner/duration.h"

#include <assert.h>
#include <stdlib.h>

static bool is_simple_technician(const struct plan_problem *problem,
				 const struct technician *technician)
{
	return technician->break_count == 0 && !technician->dated &&
	       !technician->slips &&
	       problem->frozen_until_s <= technician->spec.shift_start_s;
}

static int32_t location_of(const struct plan_problem *problem,
			   const struct technician *technician,
			   const struct route *route, int32_t at)
{
	return at < 0 ? technician->spec.start_location
		      : problem->jobs[route->jobs[at]].spec.location;
}

static struct span span_at(const struct plan_problem *problem,
			   const struct technician *technician,
			   const struct route *route, int32_t at)
{
	return duration_span(technician, &problem->jobs[route->jobs[at]],
			     route_hold(route, at),
			     location_of(problem, technician, route, at - 1));
}

static void update_spans(const struct plan_problem *problem,
			 const struct technician *technician,
			 struct route *route)
{
	int64_t start = technician->spec.shift_start_s;
	int64_t end = technician->end_latest_s;
	int32_t count = route->count;
	struct span *before, *after;

	if (2 * (count + 1) > route->span_capacity) {
		route->span_capacity = 3 * (count + 1) + 16;
		route->spans =
		    xrealloc(route->spans, (size_t)route->span_capacity *
					       sizeof(*route->spans));
	}
	before = route->spans;
	after = route->spans + count + 1;
	before[0] = after[count] = (struct span){0, start, end};
	for (int32_t i = 0; i < count; i++)
		before[i + 1] =
		    span_join(before[i], route->leg_s[i],
			      span_at(problem, technician, route, i));
	for (int32_t i = count - 1; i >= 0; i--)
		after[i] = span_join(span_at(problem, technician, route, i),
				     route->leg_s[i + 1], after[i + 1]);
	route->duration_s =
	    span_join(before[count], route->leg_s[count], after[count])
		.length_s;
}

void duration_update(const struct plan_problem *problem, int32_t index,
		     struct route *route, struct route *scratch)
{
	const struct technician *technician = &problem->technicians[index];
	bool simple = is_simple_technician(problem, technician);

	for (int32_t i = 0; simple && i < route->count; i++)
		simple = duration_is_simple(&problem->jobs[route->jobs[i]]);
	route->simple = simple;
	if (simple) {
		update_spans(problem, technician, route);
		if (route->count == 0)
			route->duration_s = 0;
		return;
	}
	route->duration_s = 0;
	if (route->count == 0)
		return;
	slack_copy(scratch, route, technician->break_count);
	route->duration_s = slack_duration(problem, index, scratch);
}

static int64_t simple_with(const struct plan_problem *problem,
			   const struct technician *technician,
			   const struct route *route, int32_t job, int32_t at,
			   const struct place_travel *travel)
{
	const struct job *own = &problem->jobs[job];
	struct span rest = duration_after(route)[at];
	struct span all = span_join(
	    duration_before(route)[at], travel->to_s,
	    duration_span(technician, own, NULL,
			  location_of(problem, technician, route, at - 1)));

	/* The setup of the next job depends on where she comes from. */
	if (at < route->count &&
	    job_work(technician, &problem->jobs[route->jobs[at]]).setup_s > 0)
		rest = span_join(
		    duration_span(technician, &problem->jobs[route->jobs[at]],
				  route_hold(route, at), own->spec.location),
		    route->leg_s[at + 1], duration_after(route)[at + 1]);
	return span_join(all, travel->from_s, rest).length_s;
}

int64_t duration_with(const struct plan_problem *problem, int32_t index,
		      const struct route *route, int32_t job, int32_t at,
		      const struct place_travel *travel, struct route *scratch)
{
	const struct technician *technician = &problem->technicians[index];

	assert(at >= 0 && at <= route->count);
	if (route->simple && duration_is_simple(&problem->jobs[job]))
		return simple_with(problem, technician, route, job, at, travel);
	slack_copy(scratch, route, technician->break_count);
	slack_put(scratch, job, &HOLD_NONE, at);
	slack_inserted(problem, index, scratch, at);
	if (!slack_update(problem, index, scratch))
		return INT64_MAX;
	return slack_duration(problem, index, scratch);
}
