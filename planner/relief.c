/* SPDX-License-Identifier: MIT */
/* Relief for a day that is broken already; see relief.h. */
#include "planner/relief.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/capacity.h"
#include "planner/tariff.h"

void relief_clear(const struct plan_problem *problem, struct technician *own)
{
	const struct plan_technician *spec = &own->spec;

	own->end_latest_s = spec->shift_end_s + spec->overtime_max_s;
	own->max_jobs = spec->max_jobs;
	own->max_travel_s = spec->max_travel_s;
	own->max_distance_m = spec->max_distance_m;
	own->slips = false;
	if (own->capacity != NULL)
		memcpy(own->capacity, spec->capacity,
		       problem->amounts * sizeof(*own->capacity));
	for (int32_t i = 0; i < own->break_count; i++)
		own->breaks[i].win.relief_s = -TIME_NEVER;
}

static void relieve_breaks(struct technician *own, const struct stop_time *time)
{
	struct break_time breaks[BREAKS_MAX];
	int64_t broken = 0;

	walk_leg(own, (struct leg){time->leave_s, time->travel_s},
		 time->first_break, time->break_count, &broken, breaks);
	for (int32_t i = 0; i < time->break_count; i++)
		if (breaks[i].late_s > 0)
			own->breaks[breaks[i].index].win.relief_s =
			    breaks[i].begin_s;
}

static void relieve_times(struct technician *own, struct drive *drive,
			  struct walk *walk, int64_t *relief_s)
{
	const struct plan_problem *problem = drive->problem;
	const struct stop_time *times;
	struct drive_result result;
	bool walked = walk_drive(walk, drive, &result);

	assert(walked);
	(void)walked;
	/* What the best walk is late by is what it takes; walks that are strict
	 * and use the relief can do as it did. */
	times = walk_times(walk);
	for (int32_t i = 0; i <= drive->count; i++) {
		bool timed;

		relieve_breaks(own, &times[i]);
		if (times[i].job == PLAN_NONE || times[i].late_s == 0)
			continue;
		timed = problem->jobs[times[i].job].timed;
		relief_s[i] = timed ? times[i].arrival_s : times[i].begin_s;
		own->slips = own->slips || timed;
	}
	if (result.end_s > own->end_latest_s)
		own->end_latest_s = result.end_s;
}

static void relieve_limits(const struct drive *drive, struct technician *own)
{
	int64_t travel_s =
	    travel_route_s(drive->problem, own, drive->jobs, drive->count);

	if (drive->count > own->max_jobs)
		own->max_jobs = drive->count;
	if (travel_s > own->max_travel_s)
		own->max_travel_s = travel_s;
	if (own->metered) {
		int64_t travel_m =
		    tariff_route(drive->problem, own, drive->jobs, drive->count)
			.travel_m;

		if (travel_m > own->max_distance_m)
			own->max_distance_m = travel_m;
	}
	assert(travel_s >= 0);
	for (size_t d = 0; own->capacity != NULL && d < drive->problem->amounts;
	     d++) {
		int64_t peak = capacity_peak(drive->problem, drive->jobs,
					     drive->count, PLAN_NONE, 0, d);

		if (peak > own->capacity[d])
			own->capacity[d] = peak;
	}
}

void relief_grant(const struct plan_problem *problem, int32_t technician,
		  struct technician *own, const int32_t *jobs, int32_t count,
		  struct walk *walk, int64_t *relief_s)
{
	struct drive drive = {.problem = problem,
			      .technician = technician,
			      .as = own,
			      .relief_s = relief_s,
			      .jobs = jobs,
			      .count = count,
			      .insert_job = PLAN_NONE};

	if (count == 0) /* who stays at home breaks nothing */
		return;
	relieve_times(own, &drive, walk, relief_s);
	relieve_limits(&drive, own);
}

static bool is_within_limits(const struct plan_problem *problem,
			     const struct technician *own, const int32_t *jobs,
			     int32_t count)
{
	struct tariff way = tariff_route(problem, own, jobs, count);

	return way.travel_s <= own->max_travel_s &&
	       way.travel_m <= own->max_distance_m && count <= own->max_jobs &&
	       capacity_excess(problem, own->capacity, jobs, count, PLAN_NONE,
			       0) == 0;
}

/* A strict walk knows better than one that trades what breaks. */
static void grant_if_broken(const struct drive *drive, struct technician *own,
			    struct walk *walk, int64_t *relief_s)
{
	struct drive_result result;
	struct drive strict = *drive;

	strict.as = own;
	strict.relief_s = relief_s;
	strict.strict = true;
	if (walk_drive(walk, &strict, &result) &&
	    is_within_limits(drive->problem, own, drive->jobs, drive->count))
		return;
	relief_grant(drive->problem, drive->technician, own, drive->jobs,
		     drive->count, walk, relief_s);
}

/* In the order of the day. */
static void grant_pins(const struct drive *day, struct technician *own,
		       struct walk *walk, int64_t *relief_s)
{
	struct drive pins = *day;
	int32_t *jobs = xcalloc((size_t)day->count, sizeof(*jobs));
	int64_t *pins_s = xcalloc((size_t)day->count, sizeof(*pins_s));

	pins.jobs = jobs;
	pins.count = 0;
	for (int32_t i = 0; i < day->count; i++) {
		const struct job *job = &day->problem->jobs[day->jobs[i]];

		if (!job->pinned || job->held)
			continue;
		jobs[pins.count] = day->jobs[i];
		pins_s[pins.count++] = -TIME_NEVER;
	}
	if (pins.count > 0)
		grant_if_broken(&pins, own, walk, pins_s);
	for (int32_t i = 0, k = 0; i < day->count && k < pins.count; i++)
		if (day->jobs[i] == jobs[k])
			relief_s[i] = pins_s[k++];
	free(pins_s);
	free(jobs);
}

void relief_grant_day(const struct plan_problem *problem, int32_t technician,
		      struct technician *own, const int32_t *jobs,
		      int32_t count, struct walk *walk, int64_t *relief_s)
{
	struct drive day = {.problem = problem,
			    .technician = technician,
			    .jobs = jobs,
			    .count = count,
			    .insert_job = PLAN_NONE};

	relief_clear(problem, own);
	for (int32_t i = 0; i < count; i++)
		relief_s[i] = -TIME_NEVER;
	if (count == 0)
		return;
	grant_pins(&day, own, walk, relief_s);
	grant_if_broken(&day, own, walk, relief_s);
}
