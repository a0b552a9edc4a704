/* SPDX-License-Identifier: MIT */
/*
 * Places for a job and the visit at the depot on a route that is told by spans
 * (duration.h): each pair of places costs a few joins, and no variant of the
 * route is worked out. The same answer as depot_place.c gives.
 */
#include "planner/depot_place.h"

#include <assert.h>

#include "planner/duration.h"
#include "planner/rules_internal.h"

enum { STOPS_MAX = 32 }; /* longer routes go the other way */

/* A part, and whether it keeps its windows. */
struct part {
	struct span span;
	bool holds;
};

/* The route's jobs without the visit, i from 0 to count; the last of the legs
 * and of `after` is the end. */
struct stops {
	int32_t count;
	struct part before[STOPS_MAX + 1], after[STOPS_MAX + 1];
	struct part job[STOPS_MAX + 1];
	int64_t leg_s[STOPS_MAX + 1];
	/* From the stop before place i, and to the one behind it. */
	int64_t to_job_s[STOPS_MAX + 1], from_job_s[STOPS_MAX + 1];
	int64_t to_depot_s[STOPS_MAX + 1], from_depot_s[STOPS_MAX + 1];
	int64_t job_depot_s, depot_job_s;
	int64_t travel_s; /* without job and visit */
	int64_t base;	  /* what is not told by way and duration */
};

static const struct part anywhere = {{0, -TIME_NEVER / 2, TIME_NEVER / 2},
				     true};

static void add(struct part *part, int64_t travel_s, const struct part *next)
{
	part->holds = part->holds && next->holds &&
		      part->span.early_s + part->span.length_s + travel_s <=
			  next->span.late_s;
	part->span = span_join(part->span, travel_s, next->span);
}

bool depot_spans_apply(const struct depot_query *query)
{
	const struct solution *solution = query->solution;
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[query->technician];
	const struct route *route = &solution->routes[query->technician];
	const struct job *job = &problem->jobs[query->job];

	if (!route->simple || own->spec.duration_rate == 0 || own->metered ||
	    own->spec.overtime_rate > 0 || route->soft_jobs > 0 ||
	    job->spec.due_count > 0 || query->room != ROOM_ENOUGH ||
	    problem->balance_rate > 0 || !duration_is_simple(job) ||
	    job_work(own, job).setup_s > 0 || route->count > STOPS_MAX)
		return false;
	for (int32_t i = 0; i < route->count; i++)
		if (job_work(own, &problem->jobs[route->jobs[i]]).setup_s > 0)
			return false;
	return true;
}

/* The stop behind place i: the job there, or the end. */
static void measure_place(const struct depot_query *query, struct stops *stops,
			  int32_t i, int32_t from, int32_t to)
{
	const struct plan_problem *problem = query->solution->problem;
	const struct technician *own = &problem->technicians[query->technician];
	int32_t here = problem->jobs[query->job].spec.location;

	stops->leg_s[i] = travel_between_s(problem, own, from, to);
	stops->travel_s += stops->leg_s[i];
	stops->to_job_s[i] = travel_between_s(problem, own, from, here);
	stops->from_job_s[i] = travel_between_s(problem, own, here, to);
	stops->to_depot_s[i] =
	    travel_between_s(problem, own, from, problem->depot);
	stops->from_depot_s[i] =
	    travel_between_s(problem, own, problem->depot, to);
}

static void measure(const struct depot_query *query, struct stops *stops)
{
	const struct solution *solution = query->solution;
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[query->technician];
	const struct route *route = &solution->routes[query->technician];
	const struct job *job = &problem->jobs[query->job];
	int32_t from = own->spec.start_location;

	stops->count = 0;
	stops->travel_s = 0;
	stops->job_depot_s =
	    travel_between_s(problem, own, job->spec.location, problem->depot);
	stops->depot_job_s =
	    travel_between_s(problem, own, problem->depot, job->spec.location);
	for (int32_t i = 0; i < route->count; i++) {
		const struct job *next = &problem->jobs[route->jobs[i]];

		if (is_depot(problem, route->jobs[i]))
			continue;
		measure_place(query, stops, stops->count, from,
			      next->spec.location);
		stops->job[stops->count++] = (struct part){
		    duration_span(own, next, route_hold(route, i), from), true};
		from = next->spec.location;
	}
	measure_place(query, stops, stops->count, from, own->spec.end_location);
	if (stops->count == 0) /* nobody set out so far */
		stops->travel_s = 0;
	stops->base =
	    rules_pair_cost(problem, query->technician, query->job) +
	    (stops->travel_s - route->travel_s) * own->spec.travel_rate -
	    route->duration_s * own->spec.duration_rate;
	if (route->count == 0)
		stops->base += own->spec.fixed_cost;
}

static void join_all(const struct technician *own, struct stops *stops)
{
	int32_t n = stops->count;

	stops->before[0] = stops->after[n] = (struct part){
	    {0, own->spec.shift_start_s, own->end_latest_s}, true};
	for (int32_t i = 0; i < n; i++) {
		stops->before[i + 1] = stops->before[i];
		add(&stops->before[i + 1], stops->leg_s[i], &stops->job[i]);
	}
	for (int32_t i = n - 1; i >= 0; i--) {
		stops->after[i] = stops->job[i];
		add(&stops->after[i], stops->leg_s[i + 1],
		    &stops->after[i + 1]);
	}
}

/* What the whole costs if it takes so long. */
static int64_t price_of(const struct depot_query *query,
			const struct stops *stops, int64_t travel_s,
			int64_t length_s)
{
	const struct technician *own =
	    &query->solution->problem->technicians[query->technician];

	return stops->base + travel_s * own->spec.travel_rate +
	       length_s * own->spec.duration_rate;
}

static void offer(struct depot_query *query, const struct stops *stops,
		  const struct part *whole, int64_t travel_s, int32_t at,
		  int32_t visit, bool before)
{
	const struct technician *own =
	    &query->solution->problem->technicians[query->technician];
	int64_t price;

	if (!whole->holds || stops->travel_s + travel_s > own->max_travel_s ||
	    (query->at != PLAN_NONE && query->at != at))
		return;
	price = price_of(query, stops, travel_s, whole->span.length_s);
	if (price >= query->price)
		return;
	query->price = price;
	query->best_at = at;
	query->best_visit = visit;
	query->best_before = before;
}

/* The visit after `visit` of the jobs, then at once or later the job. */
static void price_behind(struct depot_query *query, const struct stops *stops,
			 const struct part *own_part, int32_t visit)
{
	struct part part = stops->before[visit];
	int64_t detour_s;

	add(&part, stops->to_depot_s[visit], &anywhere);
	detour_s = stops->to_depot_s[visit];
	for (int32_t at = visit; at <= stops->count && part.holds; at++) {
		struct part whole = part;
		int64_t to =
		    at == visit ? stops->depot_job_s : stops->to_job_s[at];
		int64_t added = detour_s + to + stops->from_job_s[at] -
				(stops->count > 0 ? stops->leg_s[at] : 0);
		int64_t least =
		    part.span.length_s + to + own_part->span.length_s +
		    stops->from_job_s[at] + stops->after[at].span.length_s;

		/* Without any more waiting. */
		if (price_of(query, stops, added, least) < query->price) {
			add(&whole, to, own_part);
			add(&whole, stops->from_job_s[at], &stops->after[at]);
			offer(query, stops, &whole, added, at, visit, false);
		}
		if (at == stops->count)
			return;
		if (at == visit)
			detour_s += stops->from_depot_s[at] - stops->leg_s[at];
		add(&part,
		    at == visit ? stops->from_depot_s[at] : stops->leg_s[at],
		    &stops->job[at]);
	}
}

/* The job after `at` of the jobs, then at once or later the visit. */
static void price_ahead(struct depot_query *query, const struct stops *stops,
			const struct part *own_part, int32_t at)
{
	struct part part = stops->before[at];
	int64_t detour_s = stops->to_job_s[at];

	add(&part, stops->to_job_s[at], own_part);
	for (int32_t visit = at; visit <= query->lasts_ahead && part.holds;
	     visit++) {
		struct part whole = part;
		int64_t to =
		    visit == at ? stops->job_depot_s : stops->to_depot_s[visit];
		int64_t added = detour_s + to + stops->from_depot_s[visit] -
				(stops->count > 0 ? stops->leg_s[visit] : 0);
		int64_t least = part.span.length_s + to +
				stops->from_depot_s[visit] +
				stops->after[visit].span.length_s;

		if (price_of(query, stops, added, least) < query->price) {
			add(&whole, to, &anywhere);
			add(&whole, stops->from_depot_s[visit],
			    &stops->after[visit]);
			offer(query, stops, &whole, added, at, visit, true);
		}
		if (visit == stops->count)
			return;
		if (visit == at)
			detour_s +=
			    stops->from_job_s[visit] - stops->leg_s[visit];
		add(&part,
		    visit == at ? stops->from_job_s[visit]
				: stops->leg_s[visit],
		    &stops->job[visit]);
	}
}

void depot_spans_price(struct depot_query *query)
{
	const struct plan_problem *problem = query->solution->problem;
	const struct technician *own = &problem->technicians[query->technician];
	const struct job *job = &problem->jobs[query->job];
	struct part own_part = {duration_span(own, job, NULL, PLAN_NONE), true};
	struct stops stops;

	measure(query, &stops);
	join_all(own, &stops);
	for (int32_t visit = 0; visit <= query->lasts; visit++)
		price_behind(query, &stops, &own_part, visit);
	for (int32_t at = 0; at <= query->lasts_ahead; at++)
		price_ahead(query, &stops, &own_part, at);
}
