/* SPDX-License-Identifier: MIT */
/*
 * Places for a job with those for the visit at the depot: each variant of the
 * route, with the visit in another place, is worked out once, and the job is
 * priced in all of its places. So whatever else a route must keep (breaks,
 * windows, capacity) is judged by what judges every other insertion.
 */
#include "planner/depot_place.h"

#include <stdlib.h>

/* The route of one technician with the visit in another place. */
struct depot_variant {
	uint64_t version; /* of the route; 0: of none */
	int32_t visit_at;
	bool feasible;
	struct route route;
};

enum { VARIANTS = 1024 }; /* kept; some 2 MB */

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
static bool make_variant(struct solution *solution, int32_t technician,
			 int32_t at, struct route *variant)
{
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[technician];
	int32_t old;

	slack_copy(variant, &solution->routes[technician], own->break_count);
	old = depot_find(problem, variant->jobs, variant->count);
	if (old != PLAN_NONE)
		slack_take(variant, old);
	slack_put(variant, problem->job_count, &HOLD_NONE, at);
	slack_measure(problem, technician, variant);
	return solution_cost_of(solution, technician, variant);
}

/* A variant depends on the route alone, and many jobs ask for it. */
static const struct depot_variant *find_variant(const struct depot_query *query,
						int32_t visit_at)
{
	struct solution *solution = query->solution;
	uint64_t version = solution->routes[query->technician].version;
	struct depot_variant *found;

	if (solution->variants == NULL)
		solution->variants =
		    xcalloc(VARIANTS, sizeof(*solution->variants));
	found = &solution->variants[((uint32_t)query->technician * 31 +
				     (uint32_t)visit_at) %
				    VARIANTS];
	if (found->version == version && found->visit_at == visit_at)
		return found;
	found->version = version;
	found->visit_at = visit_at;
	found->feasible =
	    make_variant(solution, query->technician, visit_at, &found->route);
	return found;
}

void depot_variants_free(struct solution *solution)
{
	for (int i = 0; solution->variants != NULL && i < VARIANTS; i++)
		slack_free(&solution->variants[i].route);
	free(solution->variants);
}

static void price_place(struct depot_query *query,
			const struct depot_bound *bound,
			const struct depot_variant *variant, int32_t at)
{
	struct solution *solution = query->solution;
	const struct plan_problem *problem = solution->problem;
	const struct route *route = &variant->route;
	int64_t extra = route->cost - solution->routes[query->technician].cost;
	struct place_travel travel =
	    bound != NULL ? depot_bound_travel(bound, variant->visit_at, at)
			  : slack_travel(problem, query->technician, route,
					 query->job, at, NULL);
	int64_t price = solution_price_on(
	    solution, query->technician, route, query->job, at, query->room,
	    &travel,
	    query->price == INT64_MAX ? INT64_MAX : query->price - extra);

	if (price == INT64_MAX)
		return;
	query->price = price + extra;
	query->best_before = at <= variant->visit_at;
	query->best_at = query->best_before ? at : at - 1;
	query->best_visit = variant->visit_at;
}

static void price_variant(struct depot_query *query,
			  const struct depot_bound *bound, int32_t visit_at)
{
	const struct plan_problem *problem = query->solution->problem;
	const struct job *job = &problem->jobs[query->job];
	const struct depot_variant *variant = find_variant(query, visit_at);
	int32_t from = visit_at <= query->lasts_ahead ? 0 : visit_at + 1;

	for (int32_t at = from; at <= variant->route.count; at++) {
		enum slack_hope hope = SLACK_PERHAPS;

		if (query->at != PLAN_NONE &&
		    query->at != (at <= visit_at ? at : at - 1))
			continue;
		if (variant->feasible)
			hope = slack_hope(problem, query->technician,
					  &variant->route, job, at);
		if (hope == SLACK_TOO_LATE)
			return;
		if (hope == SLACK_PERHAPS)
			price_place(query, bound, variant, at);
	}
}

/* The least way first: what it costs rules out most of the others. */
static void price_variants(struct depot_query *query)
{
	struct depot_bound bound;

	if (!depot_bound_places(query, &bound)) {
		for (int32_t i = 0; i <= query->lasts; i++)
			price_variant(query, NULL, i);
		return;
	}
	for (;;) {
		int32_t next = PLAN_NONE;
		int64_t least = query->price;

		for (int32_t i = 0; i <= query->lasts; i++)
			if (bound.least[i] < least) {
				least = bound.least[i];
				next = i;
			}
		if (next == PLAN_NONE)
			return;
		price_variant(query, &bound, next);
		bound.least[next] = INT64_MAX;
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
		price_variants(&query);
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
	(void)make_variant(solution, technician, at, &solution->variant);
	*ret_first =
	    at <= depot_lasts_ahead(problem, technician, route->jobs,
				    route->count, job, PLAN_NONE, query.lasts)
		? 0
		: at + 1;
	return true;
}
