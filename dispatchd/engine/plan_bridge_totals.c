/* SPDX-License-Identifier: MIT */
/*
 * What a day comes to, before and after a plan: the same count of both, of the
 * visits in their order, so that the two can be compared. Before: where visits
 * are now; after: the steps of the plan.
 */
#include <assert.h>
#include <stdlib.h>

#include "dispatchd/engine/plan_bridge_internal.h"

/* A target that is kept by less than this is at risk. */
#define RISK_S 1800

/* --- places -----------------------------------------------------------------
 */

static void place_add(struct bridge_places *places, int32_t index,
		      int32_t shift, int64_t start_s, int64_t end_s)
{
	places->all[places->count++] = (struct bridge_place){
	    .index = index, .shift = shift, .start_s = start_s, .end_s = end_s};
}

static int compare_places(const void *a, const void *b)
{
	const struct bridge_place *x = a, *y = b;

	if (x->shift != y->shift)
		return x->shift < y->shift ? -1 : 1;
	if (x->start_s != y->start_s)
		return x->start_s < y->start_s ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static int64_t way_s(const struct plan_bridge *bridge, int32_t shift,
		     int32_t from, int32_t to)
{
	return plan_travel_s(bridge->problem, shift, from, to);
}

/* Where one comes from, or goes to: the neighbour on the same day, or home. */
static int32_t place_beside(const struct plan_bridge *bridge,
			    const struct bridge_places *places, int32_t i,
			    int32_t step)
{
	int32_t shift = places->all[i].shift, other = i + step;
	const struct plan_technician *technician =
	    plan_problem_technician(bridge->problem, shift);

	if (other >= 0 && other < places->count &&
	    places->all[other].shift == shift)
		return plan_problem_job(bridge->problem,
					places->all[other].index)
		    ->location;
	return step < 0 ? technician->start_location : technician->end_location;
}

/* Ways, and what each visit adds to them. */
static void drive(const struct plan_bridge *bridge,
		  struct bridge_places *places)
{
	if (places->count)
		qsort(places->all, (size_t)places->count, sizeof(*places->all),
		      compare_places);
	for (int32_t i = 0; i < places->count; i++) {
		struct bridge_place *place = &places->all[i];
		int32_t at =
		    plan_problem_job(bridge->problem, place->index)->location;
		int32_t from = place_beside(bridge, places, i, -1);
		int32_t to = place_beside(bridge, places, i, 1);

		place->way_s = way_s(bridge, place->shift, from, at);
		place->onward_s = way_s(bridge, place->shift, at, to);
		place->detour_s = place->way_s + place->onward_s -
				  way_s(bridge, place->shift, from, to);
		places->of[place->index] = i;
	}
}

static void places_init(struct plan_bridge *bridge,
			struct bridge_places *places)
{
	size_t room = (size_t)bridge->stay_count;

	places->count = 0;
	places->all = arena_calloc(bridge->arena, room, sizeof(*places->all));
	places->of = arena_calloc(bridge->arena, room, sizeof(*places->of));
	for (int32_t i = 0; i < bridge->stay_count; i++)
		places->of[i] = PLAN_NONE;
}

void bridge_places_before(struct plan_bridge *bridge,
			  struct bridge_places *ret_places)
{
	places_init(bridge, ret_places);
	for (int32_t i = 0; i < bridge->stay_count; i++) {
		const struct bridge_stay *stay = bridge->stays[i];
		const struct plan_job *job =
		    plan_problem_job(bridge->problem, i);

		if (job->pinned_technician != PLAN_NONE)
			place_add(ret_places, i, job->pinned_technician,
				  job->pinned_start_s,
				  job->pinned_start_s + job->service_s);
		else if (stay->visit && job->current_technician != PLAN_NONE)
			place_add(ret_places, i, job->current_technician,
				  stay->visit->start_s, stay->visit->end_s);
	}
	drive(bridge, ret_places);
}

void bridge_places_after(struct plan_bridge *bridge, const struct plan *plan,
			 struct bridge_places *ret_places)
{
	places_init(bridge, ret_places);
	for (int32_t shift = 0; shift < bridge->shift_count; shift++) {
		const struct plan_route *route = plan_route(plan, shift);

		for (size_t i = 0; i < route->step_count; i++) {
			const struct plan_step *step = &route->steps[i];
			int64_t start_s = step->arrival_s + step->waiting_s;

			if (step->kind == PLAN_STEP_JOB)
				place_add(ret_places, step->job, shift, start_s,
					  start_s + step->setup_s +
					      step->service_s);
		}
	}
	drive(bridge, ret_places);
}

const struct bridge_place *bridge_place_of(const struct bridge_places *places,
					   int32_t index)
{
	int32_t i = index == PLAN_NONE ? PLAN_NONE : places->of[index];

	return i == PLAN_NONE ? NULL : &places->all[i];
}

/* --- totals -----------------------------------------------------------------
 */

static double lateness_of(const struct plan_job *job,
			  const struct bridge_place *place)
{
	double cost = 0;

	for (size_t i = 0; i < job->due_count; i++) {
		const struct plan_due *due = &job->dues[i];
		int64_t at_s =
		    due->of == PLAN_DUE_START ? place->start_s : place->end_s;

		if (at_s > due->at_s)
			cost += (double)due->rate * (double)(at_s - due->at_s);
	}
	for (size_t i = 0; i < job->preferred_count; i++) {
		if (job->preferred[i].technician == place->shift)
			cost -= (double)job->preferred[i].bonus;
	}
	return cost;
}

static void count_days(const struct plan_bridge *bridge,
		       const struct bridge_places *places,
		       struct plan_bridge_totals *totals)
{
	double cost = 0;

	for (int32_t i = 0; i < places->count; i++) {
		const struct bridge_place *place = &places->all[i];
		const struct plan_technician *technician =
		    plan_problem_technician(bridge->problem, place->shift);
		bool last = i + 1 == places->count ||
			    places->all[i + 1].shift != place->shift;
		int64_t over_s =
		    place->end_s + place->onward_s - technician->shift_end_s;

		totals->service_s += place->end_s - place->start_s;
		totals->travel_s += place->way_s + (last ? place->onward_s : 0);
		if (last && over_s > 0) {
			totals->overtime_s += over_s;
			cost +=
			    (double)technician->overtime_rate * (double)over_s;
		}
		cost += lateness_of(
		    plan_problem_job(bridge->problem, place->index), place);
	}
	totals->cost_s = (int64_t)(cost / PLAN_COST_SECOND) + totals->travel_s;
}

/* One promise of a job that is begun or ended at `at_s`, or by nobody. */
static void count_target(const struct plan_bridge *bridge, bool planned,
			 int64_t at_s, int64_t due_s,
			 struct plan_bridge_target *target)
{
	int64_t now_s = bridge->settings.frozen_until_s;

	if (due_s == BRIDGE_NO_TIME)
		return;
	if (!planned)
		at_s = due_s < now_s ? due_s + 1 : due_s;
	if (!planned && due_s >= bridge->settings.to_s)
		return;
	target->missed += at_s > due_s;
	target->at_risk += at_s <= due_s && at_s > due_s - RISK_S;
}

static void count_job(const struct plan_bridge *bridge,
		      const struct bridge_job *job,
		      const struct bridge_places *places,
		      struct plan_bridge_totals *totals)
{
	int64_t first_s = INT64_MAX, last_s = INT64_MIN;
	bool whole = job->stay_count > 0;

	for (int32_t i = 0; i < job->stay_count; i++) {
		const struct bridge_stay *stay = &job->stays[i];
		const struct bridge_place *place =
		    bridge_place_of(places, stay->index);
		/* One that stands outside of all shifts is planned, too. */
		bool kept = stay->visit && stay->index == PLAN_NONE;
		int64_t start_s = place	 ? place->start_s
				  : kept ? stay->visit->start_s
					 : INT64_MAX;
		int64_t end_s = place  ? place->end_s
				: kept ? stay->visit->end_s
				       : INT64_MIN;

		whole = whole && (place || kept);
		first_s = start_s < first_s ? start_s : first_s;
		last_s = end_s > last_s ? end_s : last_s;
	}
	totals->planned += whole;
	totals->unplanned += !whole;
	count_target(bridge, first_s != INT64_MAX, first_s,
		     job->row->respond_due_s, &totals->respond);
	count_target(bridge, whole, last_s, job->row->resolve_due_s,
		     &totals->resolve);
}

void bridge_count_totals(const struct plan_bridge *bridge,
			 const struct bridge_places *places, int64_t shift_s,
			 struct plan_bridge_totals *ret_totals)
{
	*ret_totals = (struct plan_bridge_totals){0};
	count_days(bridge, places, ret_totals);
	for (int32_t i = 0; i < bridge->job_count; i++) {
		if (bridge->jobs[i].row)
			count_job(bridge, &bridge->jobs[i], places, ret_totals);
	}
	if (shift_s > 0)
		ret_totals->utilisation =
		    (double)(ret_totals->service_s + ret_totals->travel_s) /
		    (double)shift_s;
}

void bridge_totals_json(const struct plan_bridge_totals *totals,
			struct buf *buf)
{
	buf_printf(buf,
		   "{\"planned\":%d,\"unplanned\":%d,"
		   "\"respond\":{\"at_risk\":%d,\"missed\":%d},"
		   "\"resolve\":{\"at_risk\":%d,\"missed\":%d},",
		   (int)totals->planned, (int)totals->unplanned,
		   (int)totals->respond.at_risk, (int)totals->respond.missed,
		   (int)totals->resolve.at_risk, (int)totals->resolve.missed);
	buf_printf(buf,
		   "\"travel_s\":%lld,\"service_s\":%lld,\"overtime_s\":%lld,"
		   "\"utilisation\":%.4f,\"cost\":%lld}",
		   (long long)totals->travel_s, (long long)totals->service_s,
		   (long long)totals->overtime_s, totals->utilisation,
		   (long long)totals->cost_s);
}
