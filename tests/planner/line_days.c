/* SPDX-License-Identifier: MIT */
/* Days on a line; see line_days.h. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/planner/line_days.h"
#include "tests/planner/told.h"

void line_add_places(struct plan_problem *problem)
{
	uint32_t *seconds = calloc(LINE_PLACES * LINE_PLACES, sizeof(*seconds));
	int32_t profile;

	assert_non_null(seconds);
	for (int32_t i = 0; i < LINE_PLACES; i++)
		for (int32_t k = 0; k < LINE_PLACES; k++)
			seconds[i * LINE_PLACES + k] =
			    (uint32_t)(abs(i - k) * LINE_MINUTE);
	assert_int_equal(plan_problem_add_matrix(problem, LINE_PLACES, seconds,
						 &profile, NULL),
			 ERR_OK);
	free(seconds);
}

void line_add_shift(struct plan_problem *problem,
		    const struct line_shift *shift, int64_t id)
{
	struct plan_technician spec = PLAN_TECHNICIAN_DEFAULTS;
	struct plan_skill skill = {1, 1, -PLAN_TIME_MAX, PLAN_TIME_MAX};
	struct plan_window rest_at = {shift->rest_from * LINE_MINUTE,
				      shift->rest_to * LINE_MINUTE};
	struct plan_break rest = {1, shift->rest * LINE_MINUTE, &rest_at, 1};
	int64_t capacity = shift->capacity;
	int32_t index;

	spec.id = id;
	spec.person = shift->person;
	spec.start_location = spec.end_location = shift->home;
	spec.shift_start_s = shift->start * LINE_MINUTE;
	spec.shift_end_s = shift->end * LINE_MINUTE;
	spec.breaks = &rest;
	spec.break_count = shift->rest > 0;
	spec.skills = &skill;
	spec.skill_count = shift->skilled;
	if (shift->max_jobs > 0)
		spec.max_jobs = shift->max_jobs;
	if (shift->capacity > 0)
		spec.capacity = &capacity;
	spec.duration_rate = shift->duration_rate;
	spec.overtime_max_s = shift->overtime * LINE_MINUTE;
	spec.overtime_rate = shift->overtime > 0 ? PLAN_COST_SECOND : 0;
	assert_int_equal(
	    plan_problem_add_technician(problem, &spec, &index, NULL), ERR_OK);
}

void line_add_visit(struct plan_problem *problem,
		    const struct line_visit *visit, int64_t id)
{
	struct plan_job spec = PLAN_JOB_DEFAULTS;
	struct plan_need need = {1, 1};
	struct plan_window windows[LINE_LISTS];
	struct plan_due due = {PLAN_DUE_START, visit->due * LINE_MINUTE,
			       PLAN_COST_SECOND};
	int64_t amount = visit->amount;
	int32_t index;

	for (int i = 0; i < LINE_LISTS && visit->windows[i][1] > 0; i++)
		windows[spec.window_count++] =
		    (struct plan_window){visit->windows[i][0] * LINE_MINUTE,
					 visit->windows[i][1] * LINE_MINUTE};
	spec.id = id;
	spec.location = visit->place;
	spec.windows = windows;
	spec.service_s = visit->service * LINE_MINUTE;
	spec.setup_s = visit->setup * LINE_MINUTE;
	spec.priority = visit->priority;
	spec.dues = &due;
	spec.due_count = visit->due > 0;
	spec.needs = &need;
	spec.need_count = visit->skill;
	spec.pinned_technician = visit->pinned_to - 1;
	if (visit->pinned_at > 0)
		spec.pinned_start_s = visit->pinned_at * LINE_MINUTE;
	spec.pickup = &amount;
	assert_int_equal(plan_problem_add_job(problem, &spec, &index, NULL),
			 ERR_OK);
}

enum err line_add_links(struct plan_problem *problem,
			const struct plan_link *links, int32_t count,
			struct err_detail *detail)
{
	for (int32_t i = 0; i < count; i++) {
		struct plan_link link = links[i];
		enum err err;

		link.min_s *= LINE_MINUTE;
		link.max_s =
		    link.max_s == 0 ? PLAN_TIME_MAX : link.max_s * LINE_MINUTE;
		err = plan_problem_add_link(problem, &link, detail);
		if (err != ERR_OK)
			return err;
	}
	return plan_problem_finish(problem, detail);
}

struct plan_problem *line_build(const struct line_day *day)
{
	struct plan_problem *problem = plan_problem_new();

	line_add_places(problem);
	assert_int_equal(plan_problem_set_amounts(problem, 1, NULL), ERR_OK);
	for (int32_t i = 0; i < day->shift_count; i++)
		line_add_shift(problem, &day->shifts[i], i);
	for (int32_t i = 0; i < day->visit_count; i++)
		line_add_visit(problem, &day->visits[i], i);
	assert_int_equal(
	    line_add_links(problem, day->links, day->link_count, NULL), ERR_OK);
	return problem;
}

struct plan *line_run(const struct plan_problem *problem, uint64_t seed,
		      uint64_t iterations, int32_t threads)
{
	struct plan_settings settings = {
	    .seed = seed, .iterations = iterations, .threads = threads};
	struct plan *plan = NULL;

	assert_int_equal(plan_run(problem, &settings, &plan, NULL), ERR_OK);
	return plan;
}

struct line_stay line_stay_of(const struct plan *plan, int32_t job)
{
	struct line_stay stay = {.technician = PLAN_NONE};
	const struct plan_step *step =
	    plan_step_of(plan, job, &stay.technician);

	if (step == NULL)
		return (struct line_stay){.technician = PLAN_NONE};
	stay.begin_s = step->arrival_s + step->waiting_s;
	stay.end_s = stay.begin_s + step->setup_s + step->service_s;
	stay.step = step - plan_route(plan, stay.technician)->steps;
	return stay;
}

static bool same(const struct plan_problem *problem, int32_t a, int32_t b)
{
	int32_t person = plan_problem_technician(problem, a)->person;

	return a == b ||
	       (person != PLAN_NONE &&
		person == plan_problem_technician(problem, b)->person);
}

/* What is wrong with one link; NULL: nothing. */
static const char *judge(const struct plan_problem *problem,
			 const struct plan *plan, const struct plan_link *link)
{
	struct line_stay a = line_stay_of(plan, link->job);
	struct line_stay b = line_stay_of(plan, link->other);
	bool pinned[2] = {
	    plan_problem_job(problem, link->job)->pinned_technician >= 0,
	    plan_problem_job(problem, link->other)->pinned_technician >= 0};
	int64_t gap = b.begin_s - a.end_s;

	if (pinned[0] && pinned[1])
		return NULL;
	if (a.technician == PLAN_NONE || b.technician == PLAN_NONE) {
		if (a.technician == b.technician ||
		    link->kind == PLAN_LINK_SAME_PERSON)
			return NULL;
		if (link->kind == PLAN_LINK_AFTER)
			return a.technician == PLAN_NONE && !pinned[1]
				   ? "what it comes after is not served"
				   : NULL;
		return pinned[a.technician == PLAN_NONE] ? NULL
							 : "half is served";
	}
	switch (link->kind) {
	case PLAN_LINK_TOGETHER:
		return same(problem, a.technician, b.technician)
			   ? "one person twice"
		       : a.begin_s != b.begin_s ? "not at once"
						: NULL;
	case PLAN_LINK_AFTER:
		return gap < link->min_s   ? "too early"
		       : gap > link->max_s ? "too late"
					   : NULL;
	case PLAN_LINK_SAME_PERSON:
		return same(problem, a.technician, b.technician)
			   ? NULL
			   : "two persons";
	case PLAN_LINK_LATER_SHIFT:
		return same(problem, a.technician, b.technician) &&
			       plan_problem_technician(problem, a.technician)
				       ->shift_start_s <
				   plan_problem_technician(problem,
							   b.technician)
				       ->shift_start_s
			   ? NULL
			   : "not in a later shift";
	default:
		return a.technician == b.technician && a.step < b.step
			   ? NULL
			   : "delivered before it was picked up";
	}
}

void line_verify(const struct plan_problem *problem, const struct plan *plan,
		 const char *name, uint64_t seed)
{
	struct plan_common common = plan_problem_common(problem);
	struct arena *arena = arena_new();
	struct verify_result result;
	const char *text = NULL;

	for (size_t i = 0; i < common.link_count; i++) {
		text = judge(problem, plan, &common.links[i]);
		if (text != NULL)
			fail_msg("%s %llu: link %zu: %s", name,
				 (unsigned long long)seed, i, text);
	}
	if (!told_check(problem, plan, arena, &text, &result) &&
	    !(strstr(text, "not complete") || strstr(text, "only one end") ||
	      strstr(text, "comes after is not") ||
	      strstr(text, "not all of its days")))
		fail_msg("%s %llu: %s", name, (unsigned long long)seed, text);
	arena_free(arena);
}
