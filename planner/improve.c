/* SPDX-License-Identifier: MIT */
/*
 * Exchange of tails (2-opt*, J.-Y. Potvin and J.-M. Rousseau, "An exchange
 * heuristic for routeing problems with time windows", J. Oper. Res. Soc. 46,
 * 1995): two routes go on where the other one did. Strings of ten jobs cannot
 * do that to routes of fifty. Both routes' slack answers in O(1) whether it is
 * in time, and most exchanges are given up there.
 *
 * Only between technicians who are alike, whose day is plain, and whose jobs
 * nothing ties to one of them; so who serves whom, and until when, stays right
 * whatever the tails are. The solution is the judge of the rest.
 */
#include <assert.h>
#include <math.h>

#include "planner/search_internal.h"

enum { NEAR_MOST = 16 }; /* of a job's neighbours, to be next behind it */

static bool is_loose(const struct search *search, int32_t technician)
{
	const struct plan_problem *problem = search->problem;
	const struct technician *own = &problem->technicians[technician];

	return own->plain && own->quick && own->spec.duration_rate == 0 &&
	       alike_others(&search->solution.alike, technician) &&
	       search->mine[technician];
}

static int64_t way_s(const struct plan_problem *problem, int32_t technician,
		     int32_t from, int32_t to)
{
	return travel_between_s(problem, &problem->technicians[technician],
				from, to);
}

/* What the legs to the new tails add, if both are in time. */
static bool price_tails(const struct search *search, const struct tails *tails,
			int64_t *ret_added_s)
{
	const struct plan_problem *problem = search->problem;
	const struct route *a = &search->solution.routes[tails->technician[0]];
	const struct route *b = &search->solution.routes[tails->technician[1]];
	int32_t i = tails->at[0], k = tails->at[1];
	const struct gap *cut_a = &a->gaps[i], *cut_b = &b->gaps[k];
	int64_t to_a = 0, to_b = 0;

	/* A route that gets empty is not driven. */
	if (i > 0 || k < b->count)
		to_b = way_s(problem, tails->technician[0], cut_a->from,
			     cut_b[1].from);
	if (k > 0 || i < a->count)
		to_a = way_s(problem, tails->technician[0], cut_b->from,
			     cut_a[1].from);
	*ret_added_s = to_a + to_b - cut_a->leg_s - cut_b->leg_s;
	return cut_a->earliest_s + to_b <= b->arrive_by_s[k] &&
	       cut_b->earliest_s + to_a <= a->arrive_by_s[i];
}

/* A random job, and one near it that could be next: of another route, or
 * nobody, who then gets the tail all to herself. */
static bool draw_tails(struct search *search, struct tails *ret_tails)
{
	const struct plan_problem *problem = search->problem;
	const struct solution *solution = &search->solution;
	int32_t job = search->own[rng_below(&search->rng, search->own_count)];
	int32_t most = problem->near_job_count < NEAR_MOST
			   ? problem->near_job_count
			   : NEAR_MOST;
	int32_t draw = rng_below(&search->rng, most + 1) - 1;
	int32_t technician = solution->route_of[job], next, other;

	if (technician == PLAN_NONE || !is_loose(search, technician))
		return false;
	ret_tails->technician[0] = technician;
	ret_tails->at[0] = solution->position_of[job] + 1;
	if (draw < 0) {
		ret_tails->technician[1] = other =
		    alike_idle(&solution->alike, technician);
		ret_tails->at[1] = 0;
		return other != PLAN_NONE && search->mine[other] &&
		       ret_tails->at[0] < solution->routes[technician].count;
	}
	next =
	    problem->near_jobs[(size_t)job * (size_t)problem->near_job_count +
			       (size_t)draw];
	if (next == PLAN_NONE ||
	    (other = solution->route_of[next]) == PLAN_NONE ||
	    other == technician ||
	    !alike_same(&solution->alike, technician, other))
		return false;
	ret_tails->technician[1] = other;
	ret_tails->at[1] = solution->position_of[next];
	return true;
}

bool improve_may(const struct search *search)
{
	const struct plan_problem *problem = search->problem;

	if (problem->kits || problem->group_count > 0)
		return false;
	for (int32_t i = 0; i < problem->technician_count; i++)
		if (is_loose(search, i))
			return true;
	return false;
}

bool improve_tails(struct search *search, double most_cost)
{
	const struct plan_problem *problem = search->problem;
	int64_t added_s;
	struct tails tails;

	if (!draw_tails(search, &tails) ||
	    !price_tails(search, &tails, &added_s))
		return false;
	if ((double)(added_s * problem->technicians[tails.technician[0]]
				   .spec.travel_rate) >= most_cost)
		return false;
	if (solution_swap_tails(&search->solution, &tails))
		return true;
	solution_undo(&search->solution);
	return false;
}
