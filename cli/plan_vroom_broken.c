/* SPDX-License-Identifier: MIT */
/*
 * What a route breaks, in VROOM's words. Only pinned jobs can force that: they
 * are served where they are pinned, whatever it breaks; a route without them
 * is not looked at.
 */
#include "cli/plan_vroom_internal.h"

#include <inttypes.h>

/* In VROOM's order. */
static const struct {
	unsigned cause;
	const char *name;
} causes[] = {
    {VROOM_LEAD_TIME, "lead_time"},
    {VROOM_DELAY, "delay"},
    {VROOM_LOAD, "load"},
    {VROOM_MAX_TASKS, "max_tasks"},
    {VROOM_SKILLS, "skills"},
    {VROOM_MAX_TRAVEL_TIME, "max_travel_time"},
    {VROOM_MAX_DISTANCE, "max_distance"},
};

void vroom_broken_add(struct vroom_broken *sum, const struct vroom_broken *one)
{
	sum->causes |= one->causes;
	sum->lead_s += one->lead_s;
	sum->delay_s += one->delay_s;
}

static void add_early(struct vroom_broken *broken, int64_t s)
{
	broken->causes |= VROOM_LEAD_TIME;
	broken->lead_s += s;
}

static void add_late(struct vroom_broken *broken, int64_t s)
{
	broken->causes |= VROOM_DELAY;
	broken->delay_s += s;
}

/* How far it is to the nearest of the windows. */
static void check_windows(const struct plan_window *windows, size_t count,
			  int64_t begin_s, struct vroom_broken *broken)
{
	int64_t early = INT64_MAX, late = INT64_MAX;

	for (size_t i = 0; i < count; i++) {
		int64_t before = windows[i].start_s - begin_s;
		int64_t after = begin_s - windows[i].end_s;

		if (before <= 0 && after <= 0)
			return;
		if (before > 0 && before < early)
			early = before;
		if (after > 0 && after < late)
			late = after;
	}
	if (count > 0 && early < late)
		add_early(broken, early);
	else if (count > 0)
		add_late(broken, late);
}

static bool has_skill(const struct plan_technician *who,
		      const struct plan_need *need, int64_t from_s,
		      int64_t to_s)
{
	for (size_t i = 0; i < who->skill_count; i++)
		if (who->skills[i].skill == need->skill)
			return who->skills[i].level >= need->level &&
			       who->skills[i].from_s <= from_s &&
			       who->skills[i].to_s >= to_s;
	return false;
}

static void check_job(const struct plan_technician *who,
		      const struct plan_job *job, const struct plan_step *step,
		      struct vroom_broken *broken)
{
	int64_t begin_s = step->arrival_s + step->waiting_s;
	int64_t end_s = begin_s + step->setup_s + step->service_s;

	check_windows(job->windows, job->window_count, begin_s, broken);
	for (size_t i = 0; i < job->need_count; i++)
		if (!has_skill(who, &job->needs[i], begin_s, end_s))
			broken->causes |= VROOM_SKILLS;
}

struct vroom_broken vroom_broken_step(const struct vroom *vroom,
				      const struct plan_route *route, size_t i,
				      const int64_t *load)
{
	const struct plan_technician *who =
	    plan_problem_technician(vroom->problem, route->technician);
	const struct plan_step *step = &route->steps[i];
	int64_t latest_s = who->shift_end_s + who->overtime_max_s;
	struct vroom_broken broken = {0};

	for (size_t d = 0; who->capacity != NULL && d < vroom->amounts; d++)
		if (load[d] > who->capacity[d])
			broken.causes |= VROOM_LOAD;
	if (step->kind == PLAN_STEP_START &&
	    step->arrival_s < who->shift_start_s)
		add_early(&broken, who->shift_start_s - step->arrival_s);
	if (step->kind == PLAN_STEP_END && step->arrival_s > latest_s)
		add_late(&broken, step->arrival_s - latest_s);
	if (step->kind == PLAN_STEP_JOB)
		check_job(who, plan_problem_job(vroom->problem, step->job),
			  step, &broken);
	if (step->kind == PLAN_STEP_BREAK)
		check_windows(who->breaks[step->break_index].windows,
			      who->breaks[step->break_index].window_count,
			      step->arrival_s + step->waiting_s, &broken);
	return broken;
}

struct vroom_broken vroom_broken_limits(const struct vroom *vroom,
					const struct plan_route *route)
{
	const struct plan_technician *who =
	    plan_problem_technician(vroom->problem, route->technician);
	struct vroom_broken broken = {0};

	if (route->job_count > who->max_jobs)
		broken.causes |= VROOM_MAX_TASKS;
	if (route->travel_s > who->max_travel_s)
		broken.causes |= VROOM_MAX_TRAVEL_TIME;
	if (route->travel_m > who->max_distance_m)
		broken.causes |= VROOM_MAX_DISTANCE;
	return broken;
}

bool vroom_is_forced(const struct vroom *vroom, const struct plan_route *route)
{
	for (size_t i = 0; i < route->step_count; i++)
		if (route->steps[i].kind == PLAN_STEP_JOB &&
		    plan_problem_job(vroom->problem, route->steps[i].job)
			    ->pinned_technician != PLAN_NONE)
			return true;
	return false;
}

void vroom_write_broken(const struct vroom *vroom,
			const struct vroom_broken *broken, struct buf *buf)
{
	bool first = true;

	buf_add_text(buf, ",\"violations\":[");
	for (size_t i = 0; i < sizeof(causes) / sizeof(*causes); i++) {
		unsigned cause = causes[i].cause;

		if ((broken->causes & cause) == 0)
			continue;
		buf_printf(buf, "%s{\"cause\":\"%s\"", first ? "" : ",",
			   causes[i].name);
		first = false;
		if (cause == VROOM_LEAD_TIME || cause == VROOM_DELAY) {
			buf_add_text(buf, ",\"duration\":");
			vroom_write_scaled(vroom->scale,
					   cause == VROOM_DELAY
					       ? broken->delay_s
					       : broken->lead_s,
					   buf);
		}
		buf_add_char(buf, '}');
	}
	buf_add_char(buf, ']');
}
