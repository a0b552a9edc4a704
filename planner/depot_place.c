/* SPDX-License-Identifier: MIT */
/*
 * Places for a job with those for the visit at the depot: each variant of the
 * route, with the visit in another place, is worked out once, and the job is
 * priced in all of its places. So whatever else a route must keep (breaks,
 * windows, capacity) is judged by what judges every other insertion.
 */
#include "planner/depot_place.h"

#include <assert.h>

enum kit solution_kit(const struct solution *solution, int32_t technician,
		      int32_t job)
{
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[technician];
	const struct route *route = &solution->routes[technician];

	if (!problem->kits)
		return KIT_ENOUGH;
	if (depot_find(problem, route->jobs, route->count) != PLAN_NONE)
		return KIT_BY_DEPOT;
	if (!problem->jobs[job].kit ||
	    (depot_missing_tools(own, &problem->jobs[job], NULL) == 0 &&
	     depot_missing_parts(problem, technician, route->jobs, route->count,
				 job, PLAN_NONE, NULL) == 0))
		return KIT_ENOUGH;
	return own->by_depot ? KIT_BY_DEPOT : KIT_NONE;
}

/* The route's jobs with the visit after `at` of them. False if that breaks a
 * rule, which the job may mend where a matrix has it that a detour is shorter.
 */
static bool make_variant(const struct depot_query *query, int32_t at)
{
	struct solution *solution = query->solution;
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[query->technician];
	struct route *variant = &solution->variant;
	int32_t old;

	slack_copy(variant, &solution->routes[query->technician],
		   own->break_count);
	old = depot_find(problem, variant->jobs, variant->count);
	if (old != PLAN_NONE)
		slack_take(variant, old);
	slack_put(variant, problem->job_count, &HOLD_NONE, at);
	slack_measure(problem, query->technician, variant);
	return solution_cost_of(solution, query->technician, variant);
}

static void price_variant(struct depot_query *query, int32_t visit_at)
{
	struct solution *solution = query->solution;
	const struct plan_problem *problem = solution->problem;
	const struct route *variant = &solution->variant;
	int64_t extra;
	int32_t from;

	(void)make_variant(query, visit_at);
	extra = variant->cost - solution->routes[query->technician].cost;
	from = visit_at <= query->lasts_ahead ? 0 : visit_at + 1;
	for (int32_t at = from; at <= variant->count; at++) {
		bool before = at <= visit_at;
		int32_t among = before ? at : at - 1;
		struct place_travel travel;
		int64_t limit, price;

		if (query->at != PLAN_NONE && query->at != among)
			continue;
		limit = query->price == INT64_MAX ? INT64_MAX
						  : query->price - extra;
		travel = slack_travel(problem, query->technician, variant,
				      query->job, at, NULL);
		price = solution_price_on(solution, query->technician, variant,
					  query->job, at, query->room, &travel,
					  limit);
		if (price == INT64_MAX)
			continue;
		query->price = price + extra;
		query->best_at = among;
		query->best_visit = visit_at;
		query->best_before = before;
	}
}

int64_t solution_price_depot(struct solution *solution, int32_t technician,
			     int32_t job, int32_t at, enum room room,
			     int64_t limit, struct depot_place *ret_place)
{
	const struct plan_problem *problem = solution->problem;
	const struct route *route = &solution->routes[technician];
	int32_t old = depot_find(problem, route->jobs, route->count);
	struct depot_query query = {.solution = solution,
				    .technician = technician,
				    .job = job,
				    .at = at,
				    .room = room,
				    .price = limit};

	query.lasts =
	    depot_lasts_without(problem, technician, route->jobs, route->count);
	query.lasts_ahead =
	    depot_lasts_ahead(problem, technician, route->jobs, route->count,
			      job, PLAN_NONE, query.lasts);
	if (old != PLAN_NONE && at > old)
		query.at--;
	if (depot_spans_apply(&query))
		depot_spans_price(&query);
	else
		for (int32_t i = 0; i <= query.lasts; i++)
			price_variant(&query, i);
	if (query.price >= limit)
		return INT64_MAX;
	at = query.best_at;
	ret_place->at = at + (old != PLAN_NONE && at > old);
	ret_place->visit_at = query.best_visit;
	ret_place->at_beside = at + !query.best_before;
	return query.price;
}

bool solution_try_depot(struct solution *solution, int32_t technician,
			int32_t job, int32_t at, int32_t *ret_first)
{
	const struct plan_problem *problem = solution->problem;
	const struct route *route = &solution->routes[technician];
	struct depot_query query = {.solution = solution,
				    .technician = technician,
				    .job = job,
				    .at = PLAN_NONE};

	query.lasts =
	    depot_lasts_without(problem, technician, route->jobs, route->count);
	if (at > query.lasts)
		return false;
	make_variant(&query, at);
	*ret_first =
	    at <= depot_lasts_ahead(problem, technician, route->jobs,
				    route->count, job, PLAN_NONE, query.lasts)
		? 0
		: at + 1;
	return true;
}
