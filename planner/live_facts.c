/* SPDX-License-Identifier: MIT */
/*
 * What becomes known while the day goes on: pins, how long a visit takes, who
 * is away, and what time it is.
 */
#include <assert.h>

#include "planner/live_internal.h"

void plan_live_pin(struct plan_live *live, int32_t job)
{
	int32_t position = 0;
	int32_t technician = plan_live_technician_of(live, job, &position);

	assert(technician != PLAN_NONE);
	live_set_pin(live, job, technician,
		     live->days[technician].day.times[position].begin_s);
	live_refresh(live, technician);
}

void plan_live_unpin(struct plan_live *live, int32_t job)
{
	int32_t technician = plan_live_technician_of(live, job, NULL);

	live_set_pin(live, job, PLAN_NONE, PLAN_ANY_TIME);
	if (technician != PLAN_NONE)
		live_refresh(live, technician);
}

void plan_live_set_service(struct plan_live *live, int32_t job,
			   int64_t service_s)
{
	int32_t technician = plan_live_technician_of(live, job, NULL);

	assert(service_s >= 0 && service_s <= PLAN_SPAN_MAX);
	live->problem.jobs[job].spec.service_s = service_s;
	stop_prepare(&live->problem, job);
	if (technician != PLAN_NONE)
		live_refresh(live, technician);
}

/* Can the break be taken within these hours? */
static bool holds_break(const struct plan_break *rest, int64_t from_s,
			int64_t to_s)
{
	for (size_t i = 0; i < rest->window_count; i++) {
		int64_t begin = rest->windows[i].start_s;

		begin = begin > from_s ? begin : from_s;
		if (begin <= rest->windows[i].end_s &&
		    begin + rest->duration_s <= to_s)
			return true;
	}
	return false;
}

/* A hole in the shift is a break that begins exactly then. */
static void add_hole(struct plan_live *live, struct plan_technician *spec,
		     int64_t from_s, int64_t to_s)
{
	struct plan_break *breaks =
	    arena_calloc(live->arena, spec->break_count + 1, sizeof(*breaks));
	struct plan_window *at = arena_alloc(live->arena, sizeof(*at));
	size_t kept = 0;

	for (size_t i = 0; i < spec->break_count; i++)
		if (!holds_break(&spec->breaks[i], from_s, to_s))
			breaks[kept++] = spec->breaks[i];
	*at = (struct plan_window){from_s, from_s};
	breaks[kept++] = (struct plan_break){PLAN_NONE, to_s - from_s, at, 1};
	spec->breaks = breaks;
	spec->break_count = kept;
}

enum err plan_live_absence(struct plan_live *live, int32_t technician,
			   int64_t from_s, int64_t to_s,
			   struct err_detail *detail)
{
	struct technician *own = &live->problem.technicians[technician];
	struct plan_technician *spec = &own->spec;
	int64_t end_s = spec->shift_end_s + spec->overtime_max_s;

	if (from_s > to_s)
		return err_set(detail, ERR_INPUT, "/to",
			       "the absence ends before it starts");
	if (to_s >= end_s) {
		if (from_s < spec->shift_start_s)
			from_s = spec->shift_start_s;
		if (from_s < spec->shift_end_s)
			spec->shift_end_s = from_s;
		spec->overtime_max_s = from_s < end_s
					   ? from_s - spec->shift_end_s
					   : spec->overtime_max_s;
	} else if (from_s <= spec->shift_start_s) {
		if (to_s > spec->shift_start_s)
			spec->shift_start_s = to_s;
		if (spec->shift_end_s < spec->shift_start_s) {
			spec->shift_end_s = spec->shift_start_s;
			spec->overtime_max_s = end_s - spec->shift_end_s;
		}
	} else if (spec->break_count >= BREAKS_MAX) {
		return err_set(detail, ERR_INPUT, "/from",
			       "too many breaks and absences in one shift");
	} else {
		add_hole(live, spec, from_s, to_s);
	}
	problem_plan_breaks(&live->problem, own);
	live_refresh(live, technician);
	return ERR_OK;
}

void plan_live_presence(struct plan_live *live, int32_t technician)
{
	struct technician *own = &live->problem.technicians[technician];

	own->spec = live->base->technicians[technician].spec;
	problem_plan_breaks(&live->problem, own);
	live_refresh(live, technician);
}

/* Who waits sets out as late as she can, unless a break comes on the way. */
static bool is_under_way(const struct stop_time *time, int64_t now_s)
{
	int64_t leave_s = time->begin_s - time->travel_s;

	if (time->break_count > 0 || leave_s < time->leave_s)
		leave_s = time->leave_s;
	return leave_s < now_s;
}

static bool is_pinned_for_good(const struct job *job)
{
	return job->timed && !job->held;
}

void plan_live_set_clock(struct plan_live *live, int64_t now_s)
{
	struct plan_problem *problem = &live->problem;

	assert(now_s >= -PLAN_TIME_MAX && now_s <= PLAN_TIME_MAX);
	if (now_s <= problem->frozen_until_s)
		return;
	problem->frozen_until_s = now_s;
	for (int32_t i = 0; i < problem->technician_count; i++) {
		const struct live_day *day = &live->days[i];

		for (int32_t k = 0; k < day->route.count; k++)
			if (!is_depot(problem, day->route.jobs[k]) &&
			    !is_pinned_for_good(
				&problem->jobs[day->route.jobs[k]]) &&
			    is_under_way(&day->day.times[k], now_s))
				live_set_pin(live, day->route.jobs[k], i,
					     day->day.times[k].begin_s);
		problem_plan_breaks(problem, &problem->technicians[i]);
		live_refresh(live, i);
	}
}

void plan_live_set_now(struct plan_live *live, int64_t now_s)
{
	struct plan_problem *problem = &live->problem;

	assert(now_s >= -PLAN_TIME_MAX && now_s <= PLAN_TIME_MAX);
	if (now_s <= problem->frozen_until_s)
		return;
	problem->frozen_until_s = now_s;
	for (int32_t i = 0; i < problem->technician_count; i++) {
		struct technician *own = &problem->technicians[i];

		if (own->spec.shift_start_s >= now_s)
			continue;
		problem_plan_breaks(problem, own);
		live_refresh(live, i);
	}
}
