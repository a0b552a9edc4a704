/* SPDX-License-Identifier: MIT */
/*
 * What a job and the visit at the depot cost at least, by their way alone: the
 * travel of every pair of places is a few sums. Most places of the visit are
 * out of the question then (too dear, or no day is long enough) before a
 * variant of the route is worked out.
 */
#include "planner/depot_place.h"

/* The route without the visit; the last of the places is the end. */
static void measure(const struct depot_query *query, struct depot_bound *bound)
{
	const struct solution *solution = query->solution;
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[query->technician];
	const struct route *route = &solution->routes[query->technician];
	int32_t here = problem->jobs[query->job].spec.location;
	int32_t from = own->spec.start_location, n = 0;
	bool symmetric = problem->travel.symmetric, moved = false;

	bound->travel_s = bound->service_s = 0;
	bound->job_depot_s =
	    travel_between_s(problem, own, here, problem->depot);
	bound->depot_job_s =
	    travel_between_s(problem, own, problem->depot, here);
	for (int32_t i = 0; i <= route->count; i++) {
		const struct job *next = NULL;
		int32_t to = own->spec.end_location;
		struct depot_gap *gap = &bound->gaps[n];

		if (i < route->count) {
			next = &problem->jobs[route->jobs[i]];
			if (is_depot(problem, route->jobs[i])) {
				moved = true;
				continue;
			}
			to = next->spec.location;
			bound->service_s += job_work(own, next).service_s;
		}
		gap->leg_s = moved ? travel_between_s(problem, own, from, to)
				   : route->leg_s[i];
		moved = false;
		bound->travel_s += gap->leg_s;
		/* One way is as long as the other: half is known already. */
		gap->to_job_s =
		    symmetric && n > 0
			? bound->gaps[n - 1].from_job_s
			: travel_between_s(problem, own, from, here);
		gap->from_job_s = travel_between_s(problem, own, here, to);
		gap->to_depot_s =
		    symmetric && n > 0
			? bound->gaps[n - 1].from_depot_s
			: travel_between_s(problem, own, from, problem->depot);
		gap->from_depot_s =
		    travel_between_s(problem, own, problem->depot, to);
		from = to;
		n++;
	}
	bound->count = n - 1;
	if (bound->count > 0)
		return;
	bound->travel_s = 0; /* nobody drives it now */
	bound->gaps[0].leg_s = 0;
}

static int64_t job_alone(const struct depot_gap *gap)
{
	return gap->to_job_s + gap->from_job_s - gap->leg_s;
}

/* The least that the job adds, for each place of the visit. */
static void add_job(const struct depot_query *query, struct depot_bound *bound)
{
	int64_t least = INT64_MAX;

	for (int32_t i = bound->count; i >= 0; i--) {
		const struct depot_gap *gap = &bound->gaps[i];
		int64_t beside =
		    bound->depot_job_s + gap->from_job_s - gap->from_depot_s;

		bound->added_s[i] = beside < least ? beside : least;
		if (job_alone(gap) < least)
			least = job_alone(gap);
	}
	least = INT64_MAX;
	for (int32_t i = 0; i <= bound->count && i <= query->lasts_ahead; i++) {
		const struct depot_gap *gap = &bound->gaps[i];
		int64_t beside =
		    gap->to_job_s + bound->job_depot_s - gap->to_depot_s;

		if (beside < bound->added_s[i])
			bound->added_s[i] = beside;
		if (least < bound->added_s[i])
			bound->added_s[i] = least;
		if (job_alone(gap) < least)
			least = job_alone(gap);
	}
}

/* Lateness and overtime are nothing at least, and so is waiting. */
static int64_t least_price(const struct depot_query *query,
			   const struct depot_bound *bound, int64_t travel_s)
{
	const struct solution *solution = query->solution;
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[query->technician];
	const struct route *route = &solution->routes[query->technician];
	const struct job *job = &problem->jobs[query->job];
	int64_t price =
	    solution_base_price(problem, query->technician, route, query->job);

	if (own->metered)
		return -INT64_MAX;
	price += (travel_s - route->travel_s) * own->spec.travel_rate -
		 route->soft_cost;
	if (own->spec.duration_rate > 0)
		price += (travel_s + bound->service_s +
			  job_work(own, job).service_s - route->duration_s) *
			 own->spec.duration_rate;
	if (problem->balance_rate > 0)
		price +=
		    balance_cost(problem, own,
				 route->work_s + balance_work_s(own, job)) -
		    balance_cost(problem, own, route->work_s);
	return price;
}

bool depot_bound_places(const struct depot_query *query,
			struct depot_bound *ret_bound)
{
	const struct solution *solution = query->solution;
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[query->technician];
	const struct job *job = &problem->jobs[query->job];
	int64_t most_s = own->max_travel_s, day_s;

	if (solution->routes[query->technician].count > BOUND_STOPS)
		return false;
	measure(query, ret_bound);
	add_job(query, ret_bound);
	/* The clock may stand where a pinned job is late. */
	day_s = own->end_latest_s - own->spec.shift_start_s -
		ret_bound->service_s - job_work(own, job).service_s;
	if (!own->slips && !own->relieved && day_s < most_s)
		most_s = day_s;
	for (int32_t i = 0; i <= ret_bound->count; i++) {
		const struct depot_gap *gap = &ret_bound->gaps[i];
		int64_t travel_s = ret_bound->travel_s + gap->to_depot_s +
				   gap->from_depot_s - gap->leg_s +
				   ret_bound->added_s[i];

		ret_bound->least[i] =
		    travel_s > most_s ? INT64_MAX
				      : least_price(query, ret_bound, travel_s);
	}
	return true;
}

struct place_travel depot_bound_travel(const struct depot_bound *bound,
				       int32_t visit, int32_t at)
{
	int32_t among = at <= visit ? at : at - 1;
	const struct depot_gap *gap = &bound->gaps[among];
	struct place_travel travel = {gap->to_job_s, gap->from_job_s, 0};
	int64_t leg_s = gap->leg_s;

	if (at == visit) {
		travel.from_s = bound->job_depot_s;
		leg_s = gap->to_depot_s;
	} else if (at == visit + 1) {
		travel.to_s = bound->depot_job_s;
		leg_s = gap->from_depot_s;
	}
	travel.added_s = travel.to_s + travel.from_s - leg_s;
	return travel;
}
