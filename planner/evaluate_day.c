/* SPDX-License-Identifier: MIT */
/*
 * One technician's day for the evaluator, and the best place in it for one job.
 * The times come from the walk that the search uses too; what the day breaks
 * already, without the job, is granted to it as relief.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/capacity.h"
#include "planner/depot.h"
#include "planner/evaluate_internal.h"
#include "planner/relief.h"

struct day_stops day_stops_of(const struct day *day, int32_t visit)
{
	const struct plan_problem *problem = day->problem;
	struct day_stops stops = {day->jobs, day->relief_s, day->holds,
				  day->count};
	int32_t count = 0;

	if (visit == 0)
		return stops;
	for (int32_t i = 0; i <= day->count; i++) {
		if (count == visit - 1) {
			day->other_jobs[count] = problem->job_count;
			day->other_holds[count] = HOLD_NONE;
			day->other_relief_s[count++] = -TIME_NEVER;
		}
		if (i == day->count || is_depot(problem, day->jobs[i]))
			continue;
		day->other_jobs[count] = day->jobs[i];
		day->other_holds[count] =
		    day->holds == NULL ? HOLD_NONE : day->holds[i];
		day->other_relief_s[count++] = day->relief_s[i];
	}
	return (struct day_stops){day->other_jobs, day->other_relief_s,
				  day->other_holds, count};
}

/* A walk over the stops, with one more job (or PLAN_NONE) after `at` of them.
 */
static bool drive_stops(const struct day *day, const struct day_stops *stops,
			struct walk *walk, int32_t job, int32_t at,
			int64_t begin_s, bool strict,
			struct drive_result *ret_result)
{
	struct drive drive = {.problem = day->problem,
			      .technician = day->technician,
			      .as = &day->own,
			      .leg_s =
				  stops->jobs == day->jobs ? day->leg_s : NULL,
			      .relief_s = stops->relief_s,
			      .jobs = stops->jobs,
			      .count = stops->count,
			      .holds = stops->holds,
			      .insert_job = job,
			      .insert_at = at,
			      .begin_s = begin_s,
			      .from_s = day->from_s,
			      .strict = strict};

	return walk_drive(walk, &drive, ret_result);
}

/* The day as it is. */
static bool drive_day(const struct day *day, struct walk *walk, bool strict,
		      struct drive_result *ret_result)
{
	struct day_stops stops = day_stops_of(day, 0);

	return drive_stops(day, &stops, walk, PLAN_NONE, 0, 0, strict,
			   ret_result);
}

/* Limits that are the day's to change. */
static void own_limits(struct day *day)
{
	const struct technician *technician =
	    &day->problem->technicians[day->technician];

	assert(technician->break_count <= BREAKS_MAX);
	day->own = *technician;
	for (int32_t i = 0; i < technician->break_count; i++)
		day->breaks[i] = technician->breaks[i];
	day->own.breaks = day->breaks;
	if (technician->capacity == NULL)
		return;
	memcpy(day->capacity, technician->capacity,
	       day->problem->amounts * sizeof(*day->capacity));
	day->own.capacity = day->capacity;
}

/* A pinned job may itself be why the day needs relief: without it, the day is
 * granted what the others need. */
static void relieve_anew(struct day *day, struct walk *walk)
{
	relief_grant_day(day->problem, day->technician, &day->own, day->jobs,
			 day->count, walk, day->relief_s);
}

/* The day as it is. Where a matrix breaks the triangle inequality, it may be
 * broken only now that the job is out. */
static void walk_day(struct day *day, struct walk *walk)
{
	bool walked = drive_day(day, walk, true, &day->result);

	if (!walked) {
		day->relieved = true;
		relief_grant(day->problem, day->technician, &day->own,
			     day->jobs, day->count, walk, day->relief_s);
		walked = drive_day(day, walk, false, &day->result);
	}
	assert(walked);
	day->times = xcalloc((size_t)day->count + 1, sizeof(*day->times));
	memcpy(day->times, walk_times(walk),
	       ((size_t)day->count + 1) * sizeof(*day->times));
}

/* Without the job the visit at the depot may be for nothing. */
static void prepare_kits(struct day *day)
{
	const struct plan_problem *problem = day->problem;
	int32_t visit = depot_find(problem, day->jobs, day->count);
	size_t room = (size_t)day->count + 2;

	day->other_jobs = xcalloc(room, sizeof(*day->other_jobs));
	day->other_holds = xcalloc(room, sizeof(*day->other_holds));
	day->other_relief_s = xcalloc(room, sizeof(*day->other_relief_s));
	if (visit == PLAN_NONE ||
	    depot_lasts(problem, day->technician, day->jobs, day->count) <
		day->count)
		return;
	day->count--;
	for (int32_t i = visit; i < day->count; i++) {
		day->jobs[i] = day->jobs[i + 1];
		if (day->holds != NULL)
			day->holds[i] = day->holds[i + 1];
		day->relief_s[i] = day->relief_s[i + 1];
	}
}

/* Its stops and limits; holds may be NULL. */
static void list_stops(struct day *day, const int32_t *jobs,
		       const struct hold *holds, int32_t count, int32_t without)
{
	const struct plan_problem *problem = day->problem;

	day->last_at = -1;
	own_limits(day);
	day->jobs = xcalloc((size_t)count, sizeof(*day->jobs));
	day->relief_s = xcalloc((size_t)count, sizeof(*day->relief_s));
	if (holds != NULL)
		day->holds = xcalloc((size_t)count, sizeof(*day->holds));
	for (int32_t i = 0; i < count; i++) {
		if (jobs[i] == without)
			continue;
		day->relief_s[day->count] = problem->jobs[jobs[i]].win.relief_s;
		if (holds != NULL)
			day->holds[day->count] = holds[i];
		day->jobs[day->count++] = jobs[i];
	}
	if (problem->kits)
		prepare_kits(day);
	day->tariff = tariff_route(problem, &day->own, day->jobs, day->count);
}

void day_open(struct day *day, const struct plan_problem *problem,
	      int32_t technician, const int32_t *jobs, int32_t count,
	      int32_t without, struct walk *walk)
{
	day_open_held(day, problem, technician, jobs, NULL, count, without,
		      walk);
}

void day_open_held(struct day *day, const struct plan_problem *problem,
		   int32_t technician, const int32_t *jobs,
		   const struct hold *holds, int32_t count, int32_t without,
		   struct walk *walk)
{
	*day = (struct day){.problem = problem, .technician = technician};
	list_stops(day, jobs, holds, count, without);
	if (without != PLAN_NONE &&
	    problem->jobs[without].spec.pinned_technician == technician) {
		day->relieved = true;
		relieve_anew(day, walk);
	}
	if (day->count > 0)
		walk_day(day, walk);
}

void day_open_left(struct day *day, const struct plan_problem *problem,
		   int32_t technician, const int32_t *jobs, int32_t count,
		   int32_t left, struct walk *walk)
{
	*day = (struct day){.problem = problem, .technician = technician};
	list_stops(day, jobs, NULL, count, left);
	relieve_anew(day, walk);
	if (day->count > 0)
		walk_day(day, walk);
}

void day_close(struct day *day)
{
	free(day->jobs);
	free(day->relief_s);
	free(day->other_jobs);
	free(day->other_relief_s);
	free(day->other_holds);
	free(day->holds);
	free(day->times);
}

/* What the visit at the depot adds where it is now. */
static void add_detour(const struct day *day, const struct day_stops *stops,
		       struct tariff *added)
{
	struct tariff now =
	    tariff_route(day->problem, &day->own, stops->jobs, stops->count);

	added->travel_s += now.travel_s - day->tariff.travel_s;
	added->travel_m += now.travel_m - day->tariff.travel_m;
	added->task_s += now.task_s - day->tariff.task_s;
	added->travel_cost += now.travel_cost - day->tariff.travel_cost;
	added->distance_cost += now.distance_cost - day->tariff.distance_cost;
	added->task_cost += now.task_cost - day->tariff.task_cost;
}

bool day_judge_place(const struct day *day, struct walk *walk, int32_t job,
		     int64_t begin_s, bool strict, struct choice *choice)
{
	const struct technician *own = &day->own;
	struct day_stops stops = day_stops_of(day, choice->visit);
	struct drive_result result;

	if (!drive_stops(day, &stops, walk, job, choice->at, begin_s, strict,
			 &result))
		return false;
	choice->added = tariff_place(day->problem, own, stops.jobs, stops.count,
				     job, choice->at);
	if (choice->visit != 0)
		add_detour(day, &stops, &choice->added);
	choice->duration_s = result.end_s - result.start_s;
	choice->broken =
	    result.broken_s +
	    day_over_limit(day->tariff.travel_s + choice->added.travel_s,
			   own->max_travel_s) +
	    day_over_limit(day->tariff.travel_m + choice->added.travel_m,
			   own->max_distance_m) +
	    capacity_excess(day->problem, own->capacity, stops.jobs,
			    stops.count, job, choice->at);
	choice->cost = tariff_cost(&choice->added) + result.cost -
		       day->result.cost +
		       (choice->duration_s - day_duration_s(day)) *
			   own->spec.duration_rate;
	return true;
}

/* Does the job need the visit at the depot, or may it move one? */
static bool is_by_depot(const struct day *day, int32_t job)
{
	const struct plan_problem *problem = day->problem;

	if (!problem->kits || !day->own.by_depot)
		return false;
	return depot_find(problem, day->jobs, day->count) != PLAN_NONE ||
	       depot_missing_tools(&day->own, &problem->jobs[job], NULL) > 0 ||
	       depot_missing_parts(problem, day->technician, day->jobs,
				   day->count, job, job, NULL) > 0;
}

static void choose_among_stops(const struct day *day, struct walk *walk,
			       int32_t job, int64_t begin_s, bool strict,
			       int32_t visit, int32_t first,
			       struct choice *best)
{
	int32_t last = day_stops_of(day, visit).count;

	if (visit == 0 && day->last_at >= 0) {
		first = day->first_at;
		last = day->last_at;
	}
	for (int32_t at = first; at <= last; at++) {
		struct choice choice = {.visit = visit, .at = at};

		if (!day_judge_place(day, walk, job, begin_s, strict, &choice))
			continue;
		if (best->at == PLAN_NONE || choice.broken < best->broken ||
		    (choice.broken == best->broken && choice.cost < best->cost))
			*best = choice;
	}
}

static struct choice choose_among(const struct day *day, struct walk *walk,
				  int32_t job, int64_t begin_s, bool strict)
{
	struct choice best = {.at = PLAN_NONE};
	const struct plan_problem *problem = day->problem;
	int32_t lasts, ahead;

	if (!is_by_depot(day, job)) {
		choose_among_stops(day, walk, job, begin_s, strict, 0, 0,
				   &best);
		return best;
	}
	lasts = depot_lasts_without(problem, day->technician, day->jobs,
				    day->count);
	ahead = depot_lasts_ahead(problem, day->technician, day->jobs,
				  day->count, job, job, lasts);
	for (int32_t visit = 0; visit <= lasts; visit++)
		choose_among_stops(day, walk, job, begin_s, strict, visit + 1,
				   visit <= ahead ? 0 : visit + 1, &best);
	return best;
}

/* The walk that is not strict trades a break's lateness against a window's and
 * has a limit on labels; only the strict one knows for sure that a place is
 * good. The other tells how little is missing where none is. The walk is left
 * at the chosen place. */
struct choice day_choose_place(const struct day *day, struct walk *walk,
			       int32_t job, int64_t begin_s)
{
	struct choice best = choose_among(day, walk, job, begin_s, true);
	bool strict = best.at != PLAN_NONE && best.broken == 0;

	if (!strict)
		best = choose_among(day, walk, job, begin_s, false);
	assert(best.at != PLAN_NONE);
	if (!day_judge_place(day, walk, job, begin_s, strict, &best))
		assert(!"the chosen place was walked before");
	return best;
}
