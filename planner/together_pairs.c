/* SPDX-License-Identifier: MIT */
/*
 * Places for linked visits whose begin is free: one job alone, or both ends of
 * a shipment at once.
 */
#include "planner/together_internal.h"

#include <assert.h>

enum { BOUNDS = 64 }; /* jobs of a route that pairs are bounded for */

/* --- One job whose time is free --- */

static struct pick free_pick(int32_t job, int32_t technician, int32_t at)
{
	return (struct pick){job, technician, {at, PLAN_NONE, PLAN_ANY_TIME}};
}

bool together_place_free(struct together *together, int32_t job,
			 int32_t technician, int64_t limit,
			 struct pick *ret_pick, int64_t *ret_price)
{
	const struct plan_problem *problem = together->problem;
	struct solution *solution = together->solution;
	const struct route *route = &solution->routes[technician];
	int32_t first, last;
	int64_t best = limit;
	enum room room;
	enum kit kit;

	if (!together_may_have(together, job, technician, &room) ||
	    (kit = solution_kit(solution, technician, job)) == KIT_NONE)
		return false;
	linked_places(solution, job, technician, &first, &last);
	for (int32_t at = first; at <= last; at++) {
		struct place_travel travel;
		struct depot_place by_depot;
		int64_t price;

		if (together_blinks(together))
			continue;
		travel =
		    slack_travel(problem, technician, route, job, at, NULL);
		price = kit == KIT_BY_DEPOT
			    ? solution_price_depot(solution, technician, job,
						   at, room, best, &by_depot)
			    : solution_price(solution, technician, job, at,
					     room, &travel, best);
		if (price < best) {
			best = price;
			*ret_pick = free_pick(job, technician, at);
		}
	}
	*ret_price = best;
	return best < limit;
}

/* --- A shipment --- */

/* With the pickup on the route behind `at` others, the best delivery. The route
 * is then as it was. */
static void try_pair(struct together *together, int32_t pickup,
		     int32_t technician, int32_t at, int64_t *best,
		     struct pick picks[2])
{
	struct solution *solution = together->solution;
	int32_t done = together->done_count;
	int64_t before = solution->value.cost, price, more;
	struct pick first = free_pick(pickup, technician, at), second;

	together_do(together, &first);
	price = solution->value.cost - before;
	if (together_place_free(
		together, together->problem->jobs[pickup].partner, technician,
		*best == INT64_MAX ? *best : *best - price, &second, &more)) {
		*best = price + more;
		picks[0] = first;
		picks[1] = second;
	}
	together_take_back(together, done);
}

/* What the two cost at least, with the pickup behind so many others: beside one
 * another, or with the delivery at the cheapest place behind. */
static void bound_pairs(const struct together *together, int32_t pickup,
			int32_t technician, int64_t *ret_bounds)
{
	const struct plan_problem *problem = together->problem;
	const struct solution *solution = together->solution;
	const struct technician *own = &problem->technicians[technician];
	const struct route *route = &solution->routes[technician];
	int32_t delivery = problem->jobs[pickup].partner;
	int64_t between =
	    travel_between_s(problem, own, problem->jobs[pickup].spec.location,
			     problem->jobs[delivery].spec.location);
	int64_t behind = INT64_MAX;

	for (int32_t at = route->count; at >= 0; at--) {
		struct place_travel to =
		    slack_travel(problem, technician, route, pickup, at, NULL);
		struct place_travel from = slack_travel(
		    problem, technician, route, delivery, at, NULL);
		int64_t first = solution_price_place(
		    solution, technician, route, pickup, at, ROOM_ENOUGH, &to);
		int64_t second =
		    solution_price_place(solution, technician, route, delivery,
					 at, ROOM_ENOUGH, &from);
		/* From the one to the next stop and to the other's place before
		 * it is not driven; between them is. */
		int64_t beside = first + second +
				 (between - to.from_s - from.to_s +
				  (route->count > 0 ? route->leg_s[at] : 0)) *
				     own->spec.travel_rate;

		if (first == INT64_MAX || second == INT64_MAX)
			beside = INT64_MAX;
		ret_bounds[at] = beside;
		if (first != INT64_MAX && behind != INT64_MAX &&
		    first + behind < beside)
			ret_bounds[at] = first + behind;
		if (second < behind)
			behind = second;
	}
}

/* Are the bounds of bound_pairs() what they say? Not where the way is not paid
 * by the second, nor where a stop more on the way may cost less. */
static bool has_bounds(const struct together *together, int32_t technician)
{
	const struct technician *own =
	    &together->problem->technicians[technician];
	const struct route *route = &together->solution->routes[technician];

	return !own->metered && !together->problem->kits &&
	       own->max_travel_s >= PLAN_TIME_MAX && route->count > 0 &&
	       route->count < BOUNDS;
}

bool together_place_pair(struct together *together, int32_t pickup,
			 int32_t technician, int64_t limit,
			 struct pick ret_picks[2], int64_t *ret_price)
{
	const struct plan_problem *problem = together->problem;
	struct solution *solution = together->solution;
	const struct route *route = &solution->routes[technician];
	const struct job *other = &problem->jobs[problem->jobs[pickup].partner];
	bool bounded = has_bounds(together, technician);
	int64_t bounds[BOUNDS], best = limit;
	enum room room;
	enum kit kit;

	if (!together_may_have(together, pickup, technician, &room) ||
	    !rules_compatible(&problem->technicians[technician], technician,
			      other) ||
	    (kit = solution_kit(solution, technician, pickup)) == KIT_NONE)
		return false;
	if (bounded)
		bound_pairs(together, pickup, technician, bounds);
	for (int32_t at = 0; at <= route->count; at++) {
		struct place_travel travel;
		struct depot_place by_depot;

		if ((bounded && bounds[at] >= best) ||
		    together_blinks(together))
			continue;
		travel =
		    slack_travel(problem, technician, route, pickup, at, NULL);
		/* Its goods leave the route again: the room is looked at when
		 * both ends are on it. */
		if ((kit == KIT_BY_DEPOT
			 ? solution_price_depot(solution, technician, pickup,
						at, ROOM_ENOUGH, INT64_MAX,
						&by_depot)
			 : solution_price(solution, technician, pickup, at,
					  ROOM_ENOUGH, &travel, INT64_MAX)) !=
		    INT64_MAX)
			try_pair(together, pickup, technician, at, &best,
				 ret_picks);
	}
	*ret_price = best;
	return best < limit;
}
