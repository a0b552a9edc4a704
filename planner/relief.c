/* SPDX-License-Identifier: MIT */
/* Relief for a day that is broken already; see relief.h. */
#include "planner/relief.h"

#include <assert.h>
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
