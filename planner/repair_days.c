/* SPDX-License-Identifier: MIT */
/*
 * Which visits a day cannot hold any more. Pins stay, with relief for what they
 * break by themselves. Visits that are held for the sake of their links go if
 * the pins leave no time for them, and take with them what hangs on them. Of
 * the others the one goes whose leaving helps most, until nothing is broken.
 */
#include <assert.h>
#include <stdlib.h>

#include "planner/capacity.h"
#include "planner/relief.h"
#include "planner/repair_internal.h"

/* Relief was granted somewhere: only then can a day be broken. */
static bool has_relief(const struct plan_live *live, int32_t technician)
{
	const struct plan_problem *problem = &live->problem;
	const struct technician *own = &problem->technicians[technician];
	const struct plan_technician *spec = &own->spec;
	const struct live_day *day = &live->days[technician];

	if (day->day.relieved || own->max_jobs > spec->max_jobs ||
	    own->end_latest_s > spec->shift_end_s + spec->overtime_max_s ||
	    own->max_travel_s > spec->max_travel_s ||
	    own->max_distance_m > spec->max_distance_m)
		return true;
	for (size_t d = 0; own->capacity != NULL && d < problem->amounts; d++)
		if (own->capacity[d] > spec->capacity[d])
			return true;
	for (int32_t i = 0; i < own->break_count; i++)
		if (own->breaks[i].win.relief_s != -TIME_NEVER)
			return true;
	for (int32_t i = 0; i < day->route.count; i++)
		if (problem->jobs[day->route.jobs[i]].win.relief_s !=
		    -TIME_NEVER)
			return true;
	return false;
}

/* The limits of the day as its pins alone need them. live_refresh() makes them
 * those of the whole day again. */
static void relieve_pins(struct plan_live *live, int32_t technician)
{
	struct plan_problem *problem = &live->problem;
	struct technician *own = &problem->technicians[technician];
	const struct route *route = &live->days[technician].route;
	int32_t *pins = xcalloc((size_t)route->count, sizeof(*pins));
	int64_t *relief_s = xcalloc((size_t)route->count, sizeof(*relief_s));
	int32_t count = 0;

	relief_clear(problem, own);
	for (int32_t i = 0; i < route->count; i++) {
		int32_t job = route->jobs[i];

		problem->jobs[job].win.relief_s = -TIME_NEVER;
		if (!problem->jobs[job].pinned || problem->jobs[job].held)
			continue;
		relief_s[count] = -TIME_NEVER;
		pins[count++] = job;
	}
	relief_grant(problem, technician, own, pins, count, live->walk,
		     relief_s);
	for (int32_t i = 0; i < count; i++)
		problem->jobs[pins[i]].win.relief_s = relief_s[i];
	free(relief_s);
	free(pins);
}

static int64_t over(int64_t value, int64_t limit)
{
	return value > limit ? value - limit : 0;
}

/* What these jobs break: seconds, and units that do not fit. */
static int64_t broken_by(const struct plan_live *live, int32_t technician,
			 const int32_t *jobs, int32_t count)
{
	const struct plan_problem *problem = &live->problem;
	const struct technician *own = &problem->technicians[technician];
	struct drive drive = {.problem = problem,
			      .technician = technician,
			      .jobs = jobs,
			      .count = count,
			      .insert_job = PLAN_NONE};
	struct drive_result result;
	struct tariff way;

	if (count == 0)
		return 0;
	drive.strict = true;
	if (walk_drive(live->walk, &drive, &result)) {
		result.broken_s = 0;
	} else {
		drive.strict = false;
		if (!walk_drive(live->walk, &drive, &result))
			assert(!"a walk that is not strict gets through");
		/* A strict walk knows better than one that trades. */
		result.broken_s += result.broken_s == 0;
	}
	way = tariff_route(problem, own, jobs, count);
	return result.broken_s + over(way.travel_s, own->max_travel_s) +
	       over(way.travel_m, own->max_distance_m) +
	       over(count, own->max_jobs) +
	       capacity_excess(problem, own->capacity, jobs, count, PLAN_NONE,
			       0);
}

/* What stands on the day: all of it, or what is pinned or held. Of these the
 * ones that may go. */
enum share { ALL, PINS };

static bool is_of(const struct plan_problem *problem, enum share share,
		  int32_t job)
{
	return share == ALL || problem->jobs[job].pinned;
}

static bool may_go(const struct plan_problem *problem, enum share share,
		   int32_t job)
{
	const struct job *own = &problem->jobs[job];

	return !is_depot(problem, job) &&
	       (share == ALL ? !own->pinned : own->held);
}

/* Without `without` (or PLAN_NONE). */
static int64_t broken_share(const struct plan_live *live, int32_t technician,
			    enum share share, int32_t without)
{
	const struct route *route = &live->days[technician].route;
	int32_t *rest = xcalloc((size_t)route->count, sizeof(*rest));
	int32_t count = 0;
	int64_t broken;

	for (int32_t i = 0; i < route->count; i++)
		if (route->jobs[i] != without &&
		    is_of(&live->problem, share, route->jobs[i]))
			rest[count++] = route->jobs[i];
	broken = broken_by(live, technician, rest, count);
	free(rest);
	return broken;
}

/* What goes rather, of two whose leaving helps alike. */
static bool goes_rather(const struct job *a, const struct job *b)
{
	bool a_linked = a->group != PLAN_NONE, b_linked = b->group != PLAN_NONE;

	if (a_linked != b_linked)
		return b_linked;
	return a->spec.priority <= b->spec.priority;
}

/* The job that should go: with what is left least is broken; of equals one that
 * nothing hangs on, then that of least priority, then the last. PLAN_NONE:
 * there is none. */
static int32_t choose_leaver(const struct plan_live *live, int32_t technician,
			     enum share share)
{
	const struct plan_problem *problem = &live->problem;
	const struct route *route = &live->days[technician].route;
	int64_t least = INT64_MAX;
	int32_t leaver = PLAN_NONE;

	for (int32_t i = 0; i < route->count; i++) {
		int32_t job = route->jobs[i];
		int64_t broken;

		if (!may_go(problem, share, job))
			continue;
		broken = broken_share(live, technician, share, job);
		if (broken > least ||
		    (broken == least &&
		     !goes_rather(&problem->jobs[job], &problem->jobs[leaver])))
			continue;
		least = broken;
		leaver = job;
	}
	return leaver;
}

bool repair_is_broken(struct plan_live *live, int32_t technician)
{
	const struct route *route = &live->days[technician].route;
	bool broken;

	if (!has_relief(live, technician))
		return false;
	relieve_pins(live, technician);
	broken = broken_by(live, technician, route->jobs, route->count) > 0;
	live_refresh(live, technician);
	return broken;
}

static void clear_share(struct repair *repair, int32_t technician,
			enum share share)
{
	const struct plan_live *live = repair->live;

	while (broken_share(live, technician, share, PLAN_NONE) > 0) {
		int32_t job = choose_leaver(live, technician, share);

		if (job == PLAN_NONE)
			return;
		if (live->problem.jobs[job].group != PLAN_NONE)
			repair_take_linked(repair, job);
		else
			repair_take(repair, job, true);
	}
}

void repair_clear_day(struct repair *repair, int32_t technician)
{
	struct plan_live *live = repair->live;

	if (!has_relief(live, technician))
		return;
	/* Relief that is granted anew may also move times. */
	repair_keep(repair, technician);
	relieve_pins(live, technician);
	clear_share(repair, technician, PINS);
	clear_share(repair, technician, ALL);
	live_refresh(live, technician);
}
