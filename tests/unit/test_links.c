/* SPDX-License-Identifier: MIT */
/*
 * Linked visits: what is refused, small days that were worked out by hand, and
 * random ones whose plans are verified here by plain code. All places lie on a
 * line; from one to the next it is a minute.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "planner/rng.h"
#include "planner/together.h"
#include "tests/planner/random_problem.h"
#include "tests/planner/told.h"

enum { PLACES = 60, MOST = 12, LISTS = 2, MINUTE = 60, NEVER = -1000 };

/* --- Problems in minutes --- */

struct shift {
	int32_t person; /* PLAN_NONE: nobody else's */
	int32_t home, start, end;
	int32_t rest_from, rest_to, rest; /* a break, if rest > 0 */
	int32_t max_jobs;		  /* 0: any number */
	int32_t capacity;		  /* 0: any */
	int32_t duration_rate;
	bool skilled;
	int32_t overtime;
};

struct visit {
	int32_t place, service, setup, priority;
	int32_t windows[LISTS][2]; /* {0, 0}: none */
	int32_t due;		   /* of the begin, PLAN_COST_SECOND a second */
	int32_t pinned_to;	   /* technician + 1; 0: not */
	int32_t pinned_at;	   /* 0: any time */
	int32_t amount;		   /* picked up */
	bool skill;
};

struct day {
	const char *name;
	struct shift shifts[MOST];
	struct visit visits[MOST];
	struct plan_link links[MOST]; /* gaps in minutes */
	/* technician (PLAN_NONE: nobody; NEVER: do not look) and begin */
	struct {
		int32_t technician, begin;
	} expected[MOST];
	int32_t shift_count, visit_count, link_count;
};

static void add_places(struct plan_problem *problem)
{
	uint32_t *seconds = calloc(PLACES * PLACES, sizeof(*seconds));
	int32_t profile;

	assert_non_null(seconds);
	for (int32_t i = 0; i < PLACES; i++)
		for (int32_t k = 0; k < PLACES; k++)
			seconds[i * PLACES + k] =
			    (uint32_t)(abs(i - k) * MINUTE);
	assert_int_equal(
	    plan_problem_add_matrix(problem, PLACES, seconds, &profile, NULL),
	    ERR_OK);
	free(seconds);
}

static void add_shift(struct plan_problem *problem, const struct shift *shift,
		      int64_t id)
{
	struct plan_technician spec = PLAN_TECHNICIAN_DEFAULTS;
	struct plan_skill skill = {1, 1, -PLAN_TIME_MAX, PLAN_TIME_MAX};
	struct plan_window rest_at = {shift->rest_from * MINUTE,
				      shift->rest_to * MINUTE};
	struct plan_break rest = {1, shift->rest * MINUTE, &rest_at, 1};
	int64_t capacity = shift->capacity;
	int32_t index;

	spec.id = id;
	spec.person = shift->person;
	spec.start_location = spec.end_location = shift->home;
	spec.shift_start_s = shift->start * MINUTE;
	spec.shift_end_s = shift->end * MINUTE;
	spec.breaks = &rest;
	spec.break_count = shift->rest > 0;
	spec.skills = &skill;
	spec.skill_count = shift->skilled;
	if (shift->max_jobs > 0)
		spec.max_jobs = shift->max_jobs;
	if (shift->capacity > 0)
		spec.capacity = &capacity;
	spec.duration_rate = shift->duration_rate;
	spec.overtime_max_s = shift->overtime * MINUTE;
	spec.overtime_rate = shift->overtime > 0 ? PLAN_COST_SECOND : 0;
	assert_int_equal(
	    plan_problem_add_technician(problem, &spec, &index, NULL), ERR_OK);
}

static void add_visit(struct plan_problem *problem, const struct visit *visit,
		      int64_t id)
{
	struct plan_job spec = PLAN_JOB_DEFAULTS;
	struct plan_need need = {1, 1};
	struct plan_window windows[LISTS];
	struct plan_due due = {PLAN_DUE_START, visit->due * MINUTE,
			       PLAN_COST_SECOND};
	int64_t amount = visit->amount;
	int32_t index;

	for (int i = 0; i < LISTS && visit->windows[i][1] > 0; i++)
		windows[spec.window_count++] =
		    (struct plan_window){visit->windows[i][0] * MINUTE,
					 visit->windows[i][1] * MINUTE};
	spec.id = id;
	spec.location = visit->place;
	spec.windows = windows;
	spec.service_s = visit->service * MINUTE;
	spec.setup_s = visit->setup * MINUTE;
	spec.priority = visit->priority;
	spec.dues = &due;
	spec.due_count = visit->due > 0;
	spec.needs = &need;
	spec.need_count = visit->skill;
	spec.pinned_technician = visit->pinned_to - 1;
	if (visit->pinned_at > 0)
		spec.pinned_start_s = visit->pinned_at * MINUTE;
	spec.pickup = &amount;
	assert_int_equal(plan_problem_add_job(problem, &spec, &index, NULL),
			 ERR_OK);
}

static enum err add_links(struct plan_problem *problem,
			  const struct plan_link *links, int32_t count,
			  struct err_detail *detail)
{
	for (int32_t i = 0; i < count; i++) {
		struct plan_link link = links[i];
		enum err err;

		link.min_s *= MINUTE;
		link.max_s =
		    link.max_s == 0 ? PLAN_TIME_MAX : link.max_s * MINUTE;
		err = plan_problem_add_link(problem, &link, detail);
		if (err != ERR_OK)
			return err;
	}
	return plan_problem_finish(problem, detail);
}

static struct plan_problem *build(const struct day *day)
{
	struct plan_problem *problem = plan_problem_new();

	add_places(problem);
	assert_int_equal(plan_problem_set_amounts(problem, 1, NULL), ERR_OK);
	for (int32_t i = 0; i < day->shift_count; i++)
		add_shift(problem, &day->shifts[i], i);
	for (int32_t i = 0; i < day->visit_count; i++)
		add_visit(problem, &day->visits[i], i);
	assert_int_equal(add_links(problem, day->links, day->link_count, NULL),
			 ERR_OK);
	return problem;
}

static struct plan *run(const struct plan_problem *problem, uint64_t seed,
			uint64_t iterations, int32_t threads)
{
	struct plan_settings settings = {
	    .seed = seed, .iterations = iterations, .threads = threads};
	struct plan *plan = NULL;

	assert_int_equal(plan_run(problem, &settings, &plan, NULL), ERR_OK);
	return plan;
}

/* --- Plans are verified --- */

struct stay {
	int32_t technician; /* PLAN_NONE: unassigned */
	int64_t begin_s, end_s;
	int64_t step;
};

static struct stay stay_of(const struct plan *plan, int32_t job)
{
	struct stay stay = {.technician = PLAN_NONE};
	const struct plan_step *step =
	    plan_step_of(plan, job, &stay.technician);

	if (step == NULL)
		return (struct stay){.technician = PLAN_NONE};
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
	struct stay a = stay_of(plan, link->job);
	struct stay b = stay_of(plan, link->other);
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

static void verify(const struct plan_problem *problem, const struct plan *plan,
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

/* --- By hand --- */

#define ALONE .person = PLAN_NONE
#define DAY(start_, end_) ALONE, .start = (start_), .end = (end_)
#define LINK(kind_, ...)                               \
	{                                              \
		.kind = PLAN_LINK_##kind_, __VA_ARGS__ \
	}
#define COUNTS(a, b, c) \
	.shift_count = (a), .visit_count = (b), .link_count = (c)

static const struct day days[] = {
    {"a crew of two begins when the farther one is there",
     .shifts = {{DAY(0, 100), .home = 0}, {DAY(0, 100), .home = 30}},
     .visits = {{10, 5}, {10, 5}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{NEVER, 20}, {NEVER, 20}}, COUNTS(2, 2, 1)},
    {"a crew needs two persons, not two shifts",
     .shifts = {{.person = 1, .start = 0, .end = 100},
		{.person = 1, .start = 0, .end = 100}},
     .visits = {{10, 5}, {10, 5}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}}, COUNTS(2, 2, 1)},
    {"a crew in the second window, behind both breaks",
     .shifts = {{DAY(0, 100), .rest_from = 18, .rest_to = 25, .rest = 20},
		{DAY(0, 100), .rest_from = 30, .rest_to = 32, .rest = 10}},
     .visits = {{10, 5, .windows = {{15, 30}, {40, 90}}},
		{10, 5, .windows = {{15, 35}, {36, 90}}}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     /* 15 would do for both: the first is there at 10, before her break */
     .expected = {{NEVER, 15}, {NEVER, 15}}, COUNTS(2, 2, 1)},
    {"a crew waits for the break of one",
     .shifts = {{DAY(0, 100), .rest_from = 5, .rest_to = 8, .rest = 20},
		{DAY(0, 100)}},
     .visits = {{10, 5}, {10, 5}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     /* five minutes on the road, the break 5..25, five more */
     .expected = {{NEVER, 30}, {NEVER, 30}}, COUNTS(2, 2, 1)},
    {"who is skilled is the one who must be",
     .shifts = {{DAY(0, 100)},
		{DAY(0, 100), .home = 5},
		{DAY(0, 100), .home = 40, .skilled = true}},
     .visits = {{10, 5, .skill = true}, {10, 5}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{2, 30}, {1, 30}}, COUNTS(3, 2, 1)},
    {"a crew counts once, so two other jobs are worth more",
     .shifts = {{DAY(0, 31)}, {DAY(0, 31)}},
     .visits = {{10, 10, .priority = 3},
		{10, 10, .priority = 100},
		{5, 20, .priority = 2},
		{5, 20, .priority = 2}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}, {NEVER, 5}, {NEVER, 5}},
     COUNTS(2, 4, 1)},
    {"a pinned member tells when", .shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
     .visits = {{10, 5, .pinned_to = 2, .pinned_at = 44}, {10, 5}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{1, 44}, {0, 44}}, COUNTS(2, 2, 1)},
    {"a pinned member waits for the others",
     .shifts = {{DAY(0, 100), .home = 10}, {DAY(20, 100)}},
     .visits = {{10, 5, .pinned_to = 1}, {10, 5}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{0, 30}, {1, 30}}, COUNTS(2, 2, 1)},
    {"pins that contradict one another are facts",
     .shifts = {{DAY(0, 100)}, {DAY(0, 100)}, {DAY(0, 100)}},
     .visits = {{10, 5, .pinned_to = 1, .pinned_at = 20},
		{10, 5, .pinned_to = 2, .pinned_at = 30},
		{10, 5}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1),
	       LINK(TOGETHER, .job = 1, .other = 2)},
     .expected = {{0, 20}, {1, 30}, {PLAN_NONE}}, COUNTS(3, 3, 2)},
    {"two pins of a crew find their time",
     .shifts = {{DAY(0, 100)}, {DAY(20, 100)}},
     .visits = {{10, 5, .pinned_to = 1}, {10, 5, .pinned_to = 2}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{0, 30}, {1, 30}}, COUNTS(2, 2, 1)},
    {"the second visit keeps the least gap", .shifts = {{DAY(0, 100)}},
     .visits = {{10, 5}, {10, 5}},
     .links = {LINK(AFTER, .job = 0, .other = 1, .min_s = 30)},
     .expected = {{0, 10}, {0, 45}}, COUNTS(1, 2, 1)},
    {"the first waits so that the second can follow in time",
     .shifts = {{DAY(0, 100), .skilled = true}, {DAY(50, 100)}},
     .visits = {{10, 5, .skill = true}, {12, 5, .windows = {{70, 80}}}},
     .links = {LINK(AFTER, .job = 0, .other = 1, .max_s = 10)},
     .expected = {{0, 55}, {NEVER, 70}}, COUNTS(2, 2, 1)},
    {"the second stays when the first does not fit", .shifts = {{DAY(0, 100)}},
     .visits = {{10, 5, .skill = true}, {10, 5}},
     .links = {LINK(AFTER, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}}, COUNTS(1, 2, 1)},
    {"the first is served when the second does not fit",
     .shifts = {{DAY(0, 100)}}, .visits = {{10, 5}, {10, 5, .skill = true}},
     .links = {LINK(AFTER, .job = 0, .other = 1)},
     .expected = {{0, 10}, {PLAN_NONE}}, COUNTS(1, 2, 1)},
    {"after a setup that only the first needs", .shifts = {{DAY(0, 100)}},
     .visits = {{10, 5, .setup = 7}, {10, 5, .setup = 7}},
     .links = {LINK(AFTER, .job = 0, .other = 1, .min_s = 1, .max_s = 1)},
     .expected = {{0, 10}, {0, 23}}, COUNTS(1, 2, 1)},
    {"after a pin", .shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
     .visits = {{10, 5, .pinned_to = 1}, {20, 5, .pinned_to = 2}},
     .links = {LINK(AFTER, .job = 0, .other = 1, .min_s = 10)},
     .expected = {{0, 10}, {1, 25}}, COUNTS(2, 2, 1)},
    {"before a pin", .shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
     .visits = {{10, 5}, {20, 5, .pinned_to = 2, .pinned_at = 60}},
     .links = {LINK(AFTER, .job = 0, .other = 1, .min_s = 10, .max_s = 20)},
     .expected = {{NEVER, 35}, {1, 60}}, COUNTS(2, 2, 1)},
    {"crew, then crew", .shifts = {{DAY(0, 100)}, {DAY(0, 100), .home = 20}},
     .visits = {{10, 5}, {10, 5}, {15, 5}, {15, 5}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1),
	       LINK(TOGETHER, .job = 2, .other = 3),
	       LINK(AFTER, .job = 0, .other = 2, .min_s = 8)},
     .expected = {{NEVER, 10}, {NEVER, 10}, {NEVER, 23}, {NEVER, 23}},
     COUNTS(2, 4, 3)},
    {"one person does both, though each is nearer to another",
     .shifts = {{DAY(0, 100)}, {DAY(0, 100), .home = 40}},
     .visits = {{1, 5}, {36, 5}},
     .links = {LINK(SAME_PERSON, .job = 0, .other = 1)},
     .expected = {{0, NEVER}, {0, NEVER}}, COUNTS(2, 2, 1)},
    {"one of them is served where both would not fit",
     .shifts = {{DAY(0, 40), .max_jobs = 1}, {DAY(0, 40), .max_jobs = 1}},
     .visits = {{5, 5, .priority = 1}, {5, 5, .priority = 2}},
     .links = {LINK(SAME_PERSON, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {NEVER, 5}}, COUNTS(2, 2, 1)},
    {"three days of one person, in order",
     .shifts = {{.person = 7, .start = 0, .end = 50},
		{.person = 8, .start = 0, .end = 50},
		{.person = 7, .start = 200, .end = 250},
		{.person = 8, .start = 200, .end = 250},
		{.person = 8, .start = 100, .end = 150}},
     .visits = {{10, 20}, {10, 20}, {10, 20}},
     .links = {LINK(LATER_SHIFT, .job = 0, .other = 1),
	       LINK(LATER_SHIFT, .job = 1, .other = 2)},
     .expected = {{1, 10}, {4, 110}, {3, 210}}, COUNTS(5, 3, 2)},
    {"three days where she works two: nothing",
     .shifts = {{.person = 7, .start = 0, .end = 50},
		{.person = 7, .start = 100, .end = 150},
		{.person = 8, .start = 200, .end = 250}},
     .visits = {{10, 20}, {10, 20}, {10, 20}},
     .links = {LINK(LATER_SHIFT, .job = 0, .other = 1),
	       LINK(LATER_SHIFT, .job = 1, .other = 2)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}, {PLAN_NONE}}, COUNTS(3, 3, 2)},
    {"the second day follows the pinned first",
     .shifts = {{.person = 7, .start = 0, .end = 50},
		{.person = 7, .start = 100, .end = 150, .home = 20},
		{.person = 7, .start = 200, .end = 250}},
     .visits = {{10, 20, .pinned_to = 2}, {10, 20}},
     .links = {LINK(LATER_SHIFT, .job = 0, .other = 1)},
     .expected = {{1, 110}, {2, 210}}, COUNTS(3, 2, 1)},
    {"a crew for two days",
     .shifts = {{.person = 1, .start = 0, .end = 50},
		{.person = 2, .start = 0, .end = 50},
		{.person = 1, .start = 100, .end = 150},
		{.person = 2, .start = 105, .end = 150}},
     .visits = {{10, 20}, {10, 20}, {10, 20}, {10, 20}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1),
	       LINK(TOGETHER, .job = 2, .other = 3),
	       LINK(LATER_SHIFT, .job = 0, .other = 2),
	       LINK(LATER_SHIFT, .job = 1, .other = 3)},
     .expected = {{NEVER, 10}, {NEVER, 10}, {NEVER, 115}, {NEVER, 115}},
     COUNTS(4, 4, 4)},
    {"a shipment is delivered behind its pickup", .shifts = {{DAY(0, 100)}},
     .visits = {{20, 5, .amount = 1}, {10, 5}},
     .links = {LINK(SHIPMENT, .job = 0, .other = 1)},
     .expected = {{0, 20}, {0, 35}}, COUNTS(1, 2, 1)},
    {"two shipments share no room", .shifts = {{DAY(0, 200), .capacity = 1}},
     .visits = {{10, 0, .amount = 1}, {30, 0}, {20, 0, .amount = 1}, {40, 0}},
     .links = {LINK(SHIPMENT, .job = 0, .other = 1),
	       LINK(SHIPMENT, .job = 2, .other = 3)},
     /* 0-10-30-20-40-0 */
     .expected = {{0, 10}, {0, 30}, {0, 40}, {0, 60}}, COUNTS(1, 4, 2)},
    {"two shipments share the room that there is",
     .shifts = {{DAY(0, 200), .capacity = 2}},
     .visits = {{10, 0, .amount = 1}, {30, 0}, {20, 0, .amount = 1}, {40, 0}},
     .links = {LINK(SHIPMENT, .job = 0, .other = 1),
	       LINK(SHIPMENT, .job = 2, .other = 3)},
     /* 0-10-20, then the two in any order */
     .expected = {{0, 10}, {0, NEVER}, {0, 20}, {0, NEVER}}, COUNTS(1, 4, 2)},
    {"no half of a shipment", .shifts = {{DAY(0, 100), .max_jobs = 1}},
     .visits = {{20, 5, .amount = 1}, {10, 5}},
     .links = {LINK(SHIPMENT, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}}, COUNTS(1, 2, 1)},
    {"too much to carry", .shifts = {{DAY(0, 100), .capacity = 1}},
     .visits = {{20, 5, .amount = 2}, {10, 5}},
     .links = {LINK(SHIPMENT, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}}, COUNTS(1, 2, 1)},
    {"the delivery of a pinned pickup goes with it",
     .shifts = {{DAY(0, 100)}, {DAY(0, 100), .home = 10}},
     .visits = {{20, 5, .amount = 1, .pinned_to = 1}, {10, 5}},
     .links = {LINK(SHIPMENT, .job = 0, .other = 1)},
     .expected = {{0, 20}, {0, 35}}, COUNTS(2, 2, 1)},
    {"the crew goes first where lateness costs",
     .shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
     .visits = {{10, 5, .due = 10}, {10, 5}, {10, 20}, {10, 20}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{NEVER, 10}, {NEVER, 10}, {NEVER, NEVER}, {NEVER, NEVER}},
     COUNTS(2, 4, 1)},
    {"the crew goes last where the others are due",
     .shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
     .visits = {{10, 5}, {10, 5}, {10, 20, .due = 10}, {10, 20, .due = 10}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{NEVER, 30}, {NEVER, 30}, {NEVER, 10}, {NEVER, 10}},
     COUNTS(2, 4, 1)},
    {"the crew begins late where working time costs",
     .shifts = {{DAY(0, 200), .duration_rate = PLAN_COST_SECOND},
		{DAY(0, 200), .duration_rate = PLAN_COST_SECOND}},
     .visits = {{10, 5},
		{10, 5},
		{10, 5, .windows = {{100, 100}}},
		{10, 5, .windows = {{100, 100}}}},
     .links = {LINK(TOGETHER, .job = 0, .other = 1)},
     /* 95, just before the others, or 105, just after them */
     .expected = {{NEVER, NEVER}, {NEVER, NEVER}, {NEVER, 100}, {NEVER, 100}},
     COUNTS(2, 4, 1)},
};

static void test_by_hand(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		const struct day *day = &days[i];
		struct plan_problem *problem = build(day);
		struct plan *plan = run(problem, 1, 200, 1);

		verify(problem, plan, day->name, 0);
		for (int32_t k = 0; k < day->visit_count; k++) {
			struct stay stay = stay_of(plan, k);
			int32_t who = day->expected[k].technician;
			int32_t when = day->expected[k].begin;

			if ((who != NEVER && who != stay.technician) ||
			    (who == NEVER && stay.technician == PLAN_NONE) ||
			    (who != PLAN_NONE && when != NEVER &&
			     stay.begin_s != when * MINUTE))
				fail_msg("%s: visit %d: technician %d at %lld, "
					 "not %d at %d",
					 day->name, k, stay.technician,
					 (long long)stay.begin_s / MINUTE, who,
					 when);
		}
		plan_free(plan);
		plan_problem_free(problem);
	}
}

/* --- Verdicts --- */

/* What one of the rules says of a visit with a technician, once the day is
 * planned (or before, where `bare`: only pins are there). */
static const struct question {
	struct day day;
	bool bare;
	int32_t job, technician, asked; /* begin; 0: any */
	enum plan_rule rule;
	int64_t amount;
	int32_t begin; /* NEVER: do not look */
} questions[] = {
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100), .home = 30}},
      .visits = {{10, 5}, {10, 5}},
      .links = {LINK(TOGETHER, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     true,
     0,
     0,
     0,
     PLAN_RULE_CREW,
     0,
     20},
    {{.shifts = {{DAY(0, 100)}},
      .visits = {{10, 5}, {10, 5}},
      .links = {LINK(TOGETHER, .job = 0, .other = 1)},
      COUNTS(1, 2, 1)},
     false,
     0,
     0,
     0,
     PLAN_RULE_CREW,
     1,
     10},
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100), .home = 30}},
      .visits = {{10, 5}, {10, 5}, {10, 5}, {10, 5}},
      .links = {LINK(TOGETHER, .job = 0, .other = 1),
		LINK(TOGETHER, .job = 1, .other = 2),
		LINK(TOGETHER, .job = 2, .other = 3)},
      COUNTS(2, 4, 3)},
     false,
     0,
     0,
     0,
     PLAN_RULE_CREW,
     2,
     NEVER},
    /* somebody who is in the crew already */
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
      .visits = {{10, 5}, {10, 5, .pinned_to = 1, .pinned_at = 40}},
      .links = {LINK(TOGETHER, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     true,
     0,
     0,
     0,
     PLAN_RULE_CREW,
     1,
     NEVER},
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
      .visits = {{10, 5}, {10, 5, .pinned_to = 1, .pinned_at = 40}},
      .links = {LINK(TOGETHER, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     true,
     0,
     1,
     0,
     PLAN_RULE_CREW,
     0,
     40},
    /* at another time than the rest */
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
      .visits = {{10, 5}, {10, 5, .pinned_to = 1, .pinned_at = 40}},
      .links = {LINK(TOGETHER, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     true,
     0,
     1,
     50,
     PLAN_RULE_CREW,
     1,
     50},
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
      .visits = {{10, 5, .pinned_to = 1, .pinned_at = 40}, {10, 5}},
      .links = {LINK(AFTER, .job = 0, .other = 1, .min_s = 10)},
      COUNTS(2, 2, 1)},
     true,
     1,
     1,
     0,
     PLAN_RULE_AFTER,
     0,
     55},
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
      .visits = {{10, 5, .pinned_to = 1, .pinned_at = 40}, {10, 5}},
      .links = {LINK(AFTER, .job = 0, .other = 1, .min_s = 10)},
      COUNTS(2, 2, 1)},
     true,
     1,
     1,
     50,
     PLAN_RULE_AFTER,
     5 * MINUTE,
     50},
    {{.shifts = {{DAY(0, 100)}, {DAY(60, 100)}},
      .visits = {{10, 5, .pinned_to = 1, .pinned_at = 40}, {10, 5}},
      .links = {LINK(AFTER, .job = 0, .other = 1, .max_s = 10)},
      COUNTS(2, 2, 1)},
     false,
     1,
     1,
     0,
     PLAN_RULE_AFTER,
     15 * MINUTE,
     70},
    {{.shifts = {{DAY(0, 100)}, {DAY(60, 100)}},
      .visits = {{10, 5, .skill = true}, {10, 5}},
      .links = {LINK(AFTER, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     false,
     1,
     1,
     0,
     PLAN_RULE_AFTER,
     1,
     NEVER},
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
      .visits = {{10, 5}, {10, 5, .pinned_to = 1, .pinned_at = 40}},
      .links = {LINK(AFTER, .job = 0, .other = 1, .max_s = 10)},
      COUNTS(2, 2, 1)},
     true,
     0,
     1,
     0,
     PLAN_RULE_AFTER,
     0,
     25},
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
      .visits = {{10, 5}, {10, 5, .pinned_to = 1}},
      .links = {LINK(SAME_PERSON, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     false,
     0,
     1,
     0,
     PLAN_RULE_SAME_PERSON,
     1,
     NEVER},
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
      .visits = {{10, 5}, {10, 5, .pinned_to = 1}},
      .links = {LINK(SAME_PERSON, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     false,
     0,
     0,
     0,
     PLAN_RULE_SAME_PERSON,
     0,
     NEVER},
    {{.shifts = {{.person = 1, .start = 0, .end = 100},
		 {.person = 1, .start = 200, .end = 300}},
      .visits = {{10, 5}, {10, 5}},
      .links = {LINK(LATER_SHIFT, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     true,
     0,
     0,
     0,
     PLAN_RULE_LATER_SHIFT,
     0,
     10},
    {{.shifts = {{.person = 1, .start = 0, .end = 100},
		 {.person = 1, .start = 200, .end = 300}},
      .visits = {{10, 5}, {10, 5}},
      .links = {LINK(LATER_SHIFT, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     true,
     0,
     1,
     0,
     PLAN_RULE_LATER_SHIFT,
     1,
     NEVER},
    {{.shifts = {{.person = 1, .start = 0, .end = 100},
		 {.person = 2, .start = 200, .end = 300}},
      .visits = {{10, 5, .pinned_to = 1}, {10, 5}},
      .links = {LINK(LATER_SHIFT, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     false,
     1,
     1,
     0,
     PLAN_RULE_LATER_SHIFT,
     1,
     NEVER},
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
      .visits = {{10, 5, .pinned_to = 1, .amount = 1}, {20, 5}},
      .links = {LINK(SHIPMENT, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     true,
     1,
     1,
     0,
     PLAN_RULE_SHIPMENT,
     1,
     NEVER},
    {{.shifts = {{DAY(0, 100)}, {DAY(0, 100)}},
      .visits = {{10, 5, .pinned_to = 1, .amount = 1}, {5, 5}},
      .links = {LINK(SHIPMENT, .job = 0, .other = 1)},
      COUNTS(2, 2, 1)},
     true,
     1,
     0,
     0,
     PLAN_RULE_SHIPMENT,
     0,
     20},
    {{.shifts = {{DAY(0, 60)}},
      .visits = {{25, 5, .amount = 1}, {30, 5}},
      .links = {LINK(SHIPMENT, .job = 0, .other = 1)},
      COUNTS(1, 2, 1)},
     false,
     0,
     0,
     0,
     PLAN_RULE_SHIPMENT,
     1,
     NEVER},
    {{.shifts = {{DAY(0, 100), .capacity = 1}},
      .visits = {{10, 0, .amount = 1},
		 {30, 0},
		 {5, 0, .amount = 1, .pinned_to = 1},
		 {8, 0}},
      .links = {LINK(SHIPMENT, .job = 0, .other = 1),
		LINK(SHIPMENT, .job = 2, .other = 3)},
      COUNTS(1, 4, 2)},
     false,
     0,
     0,
     0,
     PLAN_RULE_CAPACITY,
     0,
     NEVER},
};

static void test_verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++) {
		const struct question *question = &questions[i];
		struct plan_problem *problem = build(&question->day);
		struct plan *plan =
		    question->bare ? NULL : run(problem, 1, 200, 1);
		struct plan_evaluation answer;
		const struct plan_verdict *verdict;

		plan_evaluate(problem, plan, question->job,
			      question->technician,
			      question->asked == 0 ? PLAN_ANY_TIME
						   : question->asked * MINUTE,
			      &answer);
		verdict = &answer.verdicts[question->rule];
		if (verdict->amount != question->amount ||
		    (question->begin != NEVER &&
		     answer.begin_s != question->begin * MINUTE) ||
		    (question->amount > 0) == answer.feasible)
			fail_msg("question %zu: amount %lld, begin %lld%s", i,
				 (long long)verdict->amount,
				 (long long)answer.begin_s / MINUTE,
				 answer.feasible ? ", feasible" : "");
		plan_free(plan);
		plan_problem_free(problem);
	}
}

/* Where a visit is, it may stay: no rule is broken by asking for just that. */
static void assert_stays(const struct plan_problem *problem,
			 const struct plan *plan, int32_t job, uint64_t seed)
{
	struct stay stay = stay_of(plan, job);
	struct plan_evaluation answer;

	if (stay.technician == PLAN_NONE ||
	    plan_problem_job(problem, job)->pinned_technician >= 0)
		return;
	plan_evaluate(problem, plan, job, stay.technician, stay.begin_s,
		      &answer);
	for (int rule = PLAN_RULE_CREW; rule <= PLAN_RULE_SHIPMENT; rule++)
		if (answer.verdicts[rule].amount > 0)
			fail_msg("random %llu: job %d may not stay: %s",
				 (unsigned long long)seed, job,
				 plan_rule_info((enum plan_rule)rule)->name);
}

/* --- What is refused --- */

static void test_refused(void **state)
{
	static const struct {
		const char *pointer;
		struct plan_link links[3];
		int32_t count;
	} cases[] = {
	    {"/links/0", {LINK(TOGETHER, .job = 0, .other = 9)}, 1},
	    {"/links/0", {LINK(TOGETHER, .job = -1, .other = 1)}, 1},
	    {"/links/0", {LINK(TOGETHER, .job = 1, .other = 1)}, 1},
	    {"/links/0", {LINK(COUNT, .job = 0, .other = 1)}, 1},
	    {"/links/0", {LINK(AFTER, .job = 0, .other = 1, .min_s = -1)}, 1},
	    {"/links/0",
	     {LINK(AFTER, .job = 0, .other = 1, .min_s = 5, .max_s = 4)},
	     1},
	    {"/links/0",
	     {LINK(AFTER, .job = 0, .other = 1),
	      LINK(AFTER, .job = 1, .other = 0)},
	     2},
	    {"/links/0",
	     {LINK(AFTER, .job = 0, .other = 1),
	      LINK(TOGETHER, .job = 1, .other = 2),
	      LINK(LATER_SHIFT, .job = 2, .other = 0)},
	     3},
	    {"/links/0",
	     {LINK(TOGETHER, .job = 0, .other = 1),
	      LINK(AFTER, .job = 0, .other = 1)},
	     2},
	    {"/links/1",
	     {LINK(SHIPMENT, .job = 0, .other = 1),
	      LINK(SHIPMENT, .job = 0, .other = 2)},
	     2},
	    {"/links/1",
	     {LINK(SHIPMENT, .job = 0, .other = 1),
	      LINK(SHIPMENT, .job = 2, .other = 1)},
	     2},
	    {"/links/0", {LINK(SHIPMENT, .job = 1, .other = 3)}, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		static const struct shift shift = {DAY(0, 100)};
		struct plan_problem *problem = plan_problem_new();
		struct err_detail detail = {0};

		add_places(problem);
		assert_int_equal(plan_problem_set_amounts(problem, 1, NULL),
				 ERR_OK);
		add_shift(problem, &shift, 0);
		for (int32_t k = 0; k < 4; k++)
			add_visit(problem,
				  &(struct visit){.place = k, .amount = k == 3},
				  k);
		assert_int_equal(
		    add_links(problem, cases[i].links, cases[i].count, &detail),
		    ERR_INPUT);
		assert_string_equal(detail.pointer, cases[i].pointer);
		plan_problem_free(problem);
	}
}

static void test_too_many_hang_together(void **state)
{
	(void)state;
	for (int32_t jobs = PLAN_LINKED_MAX; jobs <= PLAN_LINKED_MAX + 1;
	     jobs++) {
		static const struct shift shift = {DAY(0, 100)};
		struct plan_problem *problem = plan_problem_new();
		struct plan_link link = LINK(TOGETHER, .job = 0);

		add_places(problem);
		add_shift(problem, &shift, 0);
		for (int32_t k = 0; k < jobs; k++)
			add_visit(problem, &(struct visit){.place = 1}, k);
		for (link.other = 1; link.other < jobs; link.other++)
			assert_int_equal(
			    plan_problem_add_link(problem, &link, NULL),
			    ERR_OK);
		assert_int_equal(plan_problem_finish(problem, NULL),
				 jobs > PLAN_LINKED_MAX ? ERR_INPUT : ERR_OK);
		plan_problem_free(problem);
	}
}

/* --- By chance --- */

static void random_shift(struct rng *rng, struct plan_problem *problem,
			 int32_t i, int32_t days_each)
{
	int32_t start = i % days_each * 1440 + rng_below(rng, 60);
	struct shift shift = {
	    .person = days_each > 1 ? i / days_each : PLAN_NONE,
	    .home = rng_below(rng, PLACES),
	    .start = start,
	    .end = start + 120 + rng_below(rng, 240),
	    .rest = rng_below(rng, 2) * (5 + rng_below(rng, 30)),
	    .max_jobs = rng_below(rng, 5) == 0 ? 4 : 0,
	    .capacity = rng_below(rng, 2) * (1 + rng_below(rng, 4)),
	    .skilled = rng_below(rng, 2) == 0,
	    .overtime = rng_below(rng, 3) * 20,
	    .duration_rate = rng_below(rng, 4) == 0 ? PLAN_COST_SECOND / 2 : 0,
	};

	shift.rest_from = start + 60 + rng_below(rng, 60);
	shift.rest_to = shift.rest_from + rng_below(rng, 60);
	add_shift(problem, &shift, i);
}

static void random_visit(struct rng *rng, struct plan_problem *problem,
			 int32_t i, int32_t shifts, int32_t days_each)
{
	struct visit visit = {
	    .place = rng_below(rng, PLACES),
	    .service = rng_below(rng, 30),
	    .setup = rng_below(rng, 2) * rng_below(rng, 10),
	    .priority = rng_below(rng, 4),
	    .due = rng_below(rng, 3) == 0 ? 1 + rng_below(rng, 200) : 0,
	    .skill = rng_below(rng, 4) == 0,
	};

	if (rng_below(rng, 3) == 0)
		for (int k = 0; k < LISTS; k++) {
			visit.windows[k][0] = rng_below(rng, 300 * days_each);
			visit.windows[k][1] = visit.windows[k][0] + 1 +
					      rng_below(rng, 100 * days_each);
		}
	if (rng_below(rng, 12) == 0) {
		visit.pinned_to = 1 + rng_below(rng, shifts);
		visit.pinned_at = rng_below(rng, 2) * rng_below(rng, 200);
	}
	add_visit(problem, &visit, i);
}

static void random_links(struct rng *rng, struct plan_problem *problem,
			 int32_t jobs)
{
	for (int32_t i = 0; i + 1 < jobs; i++) {
		struct plan_link link = {
		    .kind =
			(enum plan_link_kind)rng_below(rng, PLAN_LINK_COUNT),
		    .job = i,
		    .other =
			i + 1 +
			rng_below(rng, jobs - i - 1 < 3 ? jobs - i - 1 : 3)};

		if (rng_below(rng, 2) == 0)
			continue;
		link.min_s = rng_below(rng, 30) * MINUTE;
		link.max_s = rng_below(rng, 2) == 0
				 ? PLAN_TIME_MAX
				 : link.min_s + rng_below(rng, 90) * MINUTE;
		assert_int_equal(plan_problem_add_link(problem, &link, NULL),
				 ERR_OK);
	}
}

/* NULL: the links that were drawn cannot be. */
static struct plan_problem *random_day(uint64_t seed, int32_t shifts,
				       int32_t jobs)
{
	struct plan_problem *problem = plan_problem_new();
	struct rng rng;
	int32_t days_each;

	rng_seed(&rng, seed);
	days_each = 1 + rng_below(&rng, 3);
	add_places(problem);
	assert_int_equal(plan_problem_set_amounts(problem, 1, NULL), ERR_OK);
	for (int32_t i = 0; i < shifts; i++)
		random_shift(&rng, problem, i, days_each);
	for (int32_t i = 0; i < jobs; i++)
		random_visit(&rng, problem, i, shifts, days_each);
	random_links(&rng, problem, jobs);
	if (plan_problem_finish(problem, NULL) == ERR_OK)
		return problem;
	plan_problem_free(problem);
	return NULL;
}

static void test_random(void **state)
{
	uint64_t count = (uint64_t)random_count(150, 20000);
	int64_t served = 0, tried = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= count; seed++) {
		struct plan_problem *problem = random_day(
		    seed, 1 + (int32_t)(seed % 12), (int32_t)(seed % 37));
		struct plan *plan;

		if (problem == NULL)
			continue;
		plan = run(problem, seed, 100, seed % 5 == 0 ? 2 : 1);
		verify(problem, plan, "random", seed);
		for (int32_t i = 0; i < plan_problem_job_count(problem); i++)
			assert_stays(problem, plan, i, seed);
		served += plan_totals(plan).served;
		tried += plan_problem_job_count(problem);
		plan_free(plan);
		plan_problem_free(problem);
	}
	print_message("# %lld of %lld visits served\n", (long long)served,
		      (long long)tried);
	assert_true(served * 4 > tried);
}

static void test_repeatable(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 8; seed++) {
		struct plan_problem *problem = random_day(seed, 8, 30);
		struct plan *a, *b;

		if (problem == NULL)
			continue;
		a = run(problem, seed, 200, 1);
		b = run(problem, seed, 200, 1);
		assert_int_equal(plan_totals(a).cost, plan_totals(b).cost);
		for (int32_t i = 0; i < 30; i++) {
			struct stay x = stay_of(a, i), y = stay_of(b, i);

			assert_int_equal(x.technician, y.technician);
			assert_int_equal(x.begin_s, y.begin_s);
		}
		plan_free(a);
		plan_free(b);
		plan_problem_free(problem);
	}
}

/* --- Undo --- */

struct copy {
	struct route *routes;
	struct objective value;
	int32_t absent;
};

static void copy_all(const struct solution *solution, struct copy *ret_copy)
{
	int32_t count = solution->problem->technician_count;

	ret_copy->routes = calloc((size_t)count, sizeof(*ret_copy->routes));
	assert_non_null(ret_copy->routes);
	for (int32_t i = 0; i < count; i++)
		slack_copy(&ret_copy->routes[i], &solution->routes[i],
			   solution->problem->technicians[i].break_count);
	ret_copy->value = solution->value;
	ret_copy->absent = solution->absent_count;
}

static void assert_as_before(const struct solution *solution, struct copy *copy)
{
	for (int32_t i = 0; i < solution->problem->technician_count; i++) {
		const struct route *now = &solution->routes[i];
		struct route *old = &copy->routes[i];

		assert_int_equal(now->count, old->count);
		assert_int_equal(now->version, old->version);
		assert_int_equal(now->cost, old->cost);
		for (int32_t k = 0; k < now->count; k++) {
			assert_int_equal(now->jobs[k], old->jobs[k]);
			if (now->holds != NULL)
				assert_memory_equal(&now->holds[k],
						    &old->holds[k],
						    sizeof(*now->holds));
		}
		slack_free(old);
	}
	assert_int_equal(solution->value.lost, copy->value.lost);
	assert_int_equal(solution->value.absent, copy->value.absent);
	assert_int_equal(solution->value.cost, copy->value.cost);
	assert_int_equal(solution->absent_count, copy->absent);
	free(copy->routes);
}

/* Each group goes in and is taken back, then it goes in to stay. */
static void test_undo(void **state)
{
	int32_t everybody[MOST];

	(void)state;
	for (int32_t i = 0; i < MOST; i++)
		everybody[i] = i;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct plan_problem *problem = random_day(seed, MOST, 24);
		struct together_choice choice = {everybody, MOST, NULL, NULL};
		struct together *together;
		struct solution solution;

		if (problem == NULL)
			continue;
		together = together_new(problem);
		solution_init(&solution, problem);
		for (int32_t i = 0; i < problem->group_count; i++) {
			struct copy copy;

			copy_all(&solution, &copy);
			together_insert(together, &solution, i, &choice);
			solution_undo(&solution);
			assert_as_before(&solution, &copy);
			together_begin_round(together);
			together_insert(together, &solution, i, &choice);
			assert_true(linked_holds(&solution, i));
			solution_keep(&solution);
		}
		solution_free(&solution);
		together_free(together);
		plan_problem_free(problem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_too_many_hang_together),
	    cmocka_unit_test(test_by_hand),
	    cmocka_unit_test(test_verdicts),
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_repeatable),
	    cmocka_unit_test(test_undo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
