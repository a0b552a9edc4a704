/* SPDX-License-Identifier: MIT */
/*
 * The live board against the plain evaluator: after any change, every answer is
 * that of plan_evaluate() and plan_candidates() on the board's snapshot, in
 * every field.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <callout/plan_live.h>

#include "planner/rng.h"
#include "tests/planner/random_problem.h"

enum { TECHNICIANS = 4, JOBS = 14, PROBLEMS = 3000, PROBLEMS_FULL = 60000 };

struct world {
	struct random_problem *random;
	struct plan_problem *problem;
	struct plan *plan;
	struct plan_live *live;
	struct rng rng;
	int feasible, broken; /* answers seen */
};

static void open_world(struct world *world, uint64_t seed)
{
	struct plan_settings settings = {.seed = seed, .iterations = 20};

	world->random =
	    random_problem_new(seed, TECHNICIANS, JOBS, seed % 2 == 0);
	world->problem = random_problem_build(world->random, NULL);
	assert_int_equal(
	    plan_run(world->problem, &settings, &world->plan, NULL), ERR_OK);
	world->live =
	    plan_live_new(world->problem, seed % 5 == 0 ? NULL : world->plan);
	rng_seed(&world->rng, seed);
}

static void close_world(struct world *world)
{
	plan_live_free(world->live);
	plan_free(world->plan);
	plan_problem_free(world->problem);
	random_problem_free(world->random);
}

static void assert_same_verdict(const struct plan_verdict *x,
				const struct plan_verdict *y)
{
	assert_int_equal(x->rule, y->rule);
	assert_int_equal(x->amount, y->amount);
	assert_int_equal(x->have, y->have);
	assert_int_equal(x->need, y->need);
	assert_int_equal(x->cost, y->cost);
	assert_int_equal(x->job, y->job);
	assert_int_equal(x->skill, y->skill);
}

static void assert_same(const struct plan_evaluation *x,
			const struct plan_evaluation *y)
{
	assert_int_equal(x->job, y->job);
	assert_int_equal(x->technician, y->technician);
	assert_int_equal(x->feasible, y->feasible);
	assert_int_equal(x->position, y->position);
	assert_int_equal(x->arrival_s, y->arrival_s);
	assert_int_equal(x->begin_s, y->begin_s);
	assert_int_equal(x->end_s, y->end_s);
	assert_int_equal(x->cost, y->cost);
	for (int i = 0; i < PLAN_RULE_COUNT; i++)
		assert_same_verdict(&x->verdicts[i], &y->verdicts[i]);
}

static int64_t some_time(struct world *world)
{
	return rng_below(&world->rng, 500) * 60;
}

static bool is_gone(const struct world *world, int32_t job)
{
	return !plan_live_has_job(world->live, job);
}

/* One job, at one time or any, over all technicians. */
static void compare_job(struct world *world, const struct plan *plan,
			int32_t job, int64_t begin_s)
{
	const struct plan_problem *problem = plan_live_problem(world->live);
	const struct plan_evaluation *all, *own;
	struct arena *arena = arena_new();
	struct plan_evaluation best;
	size_t count, own_count;

	plan_candidates(problem, plan, job, begin_s, arena, &all, &count);
	plan_live_candidates(world->live, job, begin_s, arena, &own,
			     &own_count);
	assert_int_equal(count, own_count);
	for (size_t i = 0; i < count; i++) {
		assert_same(&all[i], &own[i]);
		world->feasible += all[i].feasible;
		world->broken += !all[i].feasible;
	}
	assert_int_equal(plan_live_best(world->live, job, begin_s, &best),
			 all[0].feasible);
	if (all[0].feasible)
		assert_same(&best, &all[0]);
	arena_free(arena);
}

static void compare_all(struct world *world)
{
	struct plan *plan = plan_live_snapshot(world->live);
	int32_t count = plan_problem_job_count(plan_live_problem(world->live));

	for (int32_t i = 0; i < 3; i++) {
		int32_t job = rng_below(&world->rng, count);

		if (is_gone(world, job))
			continue;
		compare_job(world, plan, job, PLAN_ANY_TIME);
		compare_job(world, plan, job, some_time(world));
	}
	plan_free(plan);
}

/* --- Changes --- */

static void add_a_job(struct world *world)
{
	const struct random_problem *random = world->random;
	struct plan_job job = random->jobs[rng_below(&world->rng, JOBS)].spec;
	int32_t index;

	job.id = 5000;
	if (random->matrix == NULL && rng_below(&world->rng, 2) == 0)
		assert_int_equal(
		    plan_live_add_location(world->live, random->lat[0],
					   random->lon[1], &job.location, NULL),
		    ERR_OK);
	if (rng_below(&world->rng, 4) == 0) {
		job.pinned_technician = rng_below(&world->rng, TECHNICIANS);
		job.pinned_start_s = rng_below(&world->rng, 2)
					 ? some_time(world)
					 : PLAN_ANY_TIME;
	}
	assert_int_equal(plan_live_add_job(world->live, &job, &index, NULL),
			 ERR_OK);
	assert_int_equal(
	    plan_problem_job(plan_live_problem(world->live), index)->id, 5000);
}

static void assign(struct world *world, int32_t job)
{
	int32_t technician = rng_below(&world->rng, TECHNICIANS);
	int32_t count, position = PLAN_NONE;

	plan_live_unassign(world->live, job);
	plan_live_route(world->live, technician, &count);
	if (rng_below(&world->rng, 2) == 0)
		position = rng_below(&world->rng, count + 1);
	plan_live_assign(world->live, job, technician, position,
			 rng_below(&world->rng, 3) == 0 ? some_time(world)
							: PLAN_ANY_TIME);
	assert_int_equal(plan_live_technician_of(world->live, job, &count),
			 technician);
	if (position != PLAN_NONE)
		assert_int_equal(count, position);
}

static void change(struct world *world)
{
	struct plan_live *live = world->live;
	int32_t count = plan_problem_job_count(plan_live_problem(live));
	int32_t job = rng_below(&world->rng, count);
	int32_t technician = rng_below(&world->rng, TECHNICIANS);
	int64_t from = some_time(world);
	bool gone = is_gone(world, job);

	switch (rng_below(&world->rng, 9)) {
	case 0:
		add_a_job(world);
		break;
	case 1:
		if (!gone)
			plan_live_remove_job(live, job);
		break;
	case 2:
	case 3:
		if (!gone)
			assign(world, job);
		break;
	case 4:
		if (!gone)
			plan_live_unassign(live, job);
		break;
	case 5:
		if (!gone && plan_live_technician_of(live, job, NULL) >= 0)
			plan_live_pin(live, job);
		else if (!gone)
			plan_live_unpin(live, job);
		break;
	case 6:
		if (!gone)
			plan_live_set_service(live, job,
					      rng_below(&world->rng, 90) * 60);
		break;
	case 7:
		if (rng_below(&world->rng, 4) == 0)
			plan_live_presence(live, technician);
		else
			assert_int_equal(
			    plan_live_absence(live, technician, from,
					      from + some_time(world), NULL),
			    ERR_OK);
		break;
	default:
		plan_live_set_clock(live, from / 4);
		break;
	}
}

static void test_same_as_the_evaluator(void **state)
{
	int count = random_count(PROBLEMS, PROBLEMS_FULL);
	struct world world = {0};

	(void)state;
	for (int seed = 1; seed <= count; seed++) {
		open_world(&world, (uint64_t)seed);
		compare_all(&world);
		for (int i = 0; i < 6; i++) {
			change(&world);
			compare_all(&world);
		}
		close_world(&world);
	}
	/* Both kinds of answers were seen often. */
	assert_true(world.feasible > count * 4);
	assert_true(world.broken > count * 10);
}

/* An untouched board says what the plan that it was made from says. */
static void test_same_as_the_plan(void **state)
{
	struct world world = {0};

	(void)state;
	for (int seed = 1; seed <= 300; seed++) {
		open_world(&world, (uint64_t)seed);
		for (int32_t job = 0; job < JOBS; job++)
			for (int32_t i = 0; i < TECHNICIANS; i++) {
				struct plan_evaluation plain, own;

				plan_evaluate(world.problem,
					      seed % 5 ? world.plan : NULL, job,
					      i, PLAN_ANY_TIME, &plain);
				plan_live_evaluate(world.live, job, i,
						   PLAN_ANY_TIME, &own);
				assert_same(&plain, &own);
			}
		close_world(&world);
	}
}

/* --- Slots --- */

/* What the first candidate says of the job with the window as its own. */
static void compare_slot(struct world *world, const struct plan_job *spec,
			 const struct plan_window *window,
			 const struct plan_slot *slot)
{
	struct plan_job job = *spec;
	struct plan_evaluation best;
	struct plan_window own = *window;
	int32_t index;

	/* One window of the job, or none: the common part is one. */
	if (spec->window_count > 0) {
		if (own.start_s < spec->windows[0].start_s)
			own.start_s = spec->windows[0].start_s;
		if (own.end_s > spec->windows[0].end_s)
			own.end_s = spec->windows[0].end_s;
	}
	if (own.start_s > own.end_s) {
		assert_false(slot->feasible);
		return;
	}
	job.windows = &own;
	job.window_count = 1;
	assert_int_equal(plan_live_add_job(world->live, &job, &index, NULL),
			 ERR_OK);
	assert_int_equal(
	    plan_live_best(world->live, index, PLAN_ANY_TIME, &best),
	    slot->feasible);
	plan_live_remove_job(world->live, index);
	if (!slot->feasible) {
		assert_int_equal(slot->technician, PLAN_NONE);
		return;
	}
	assert_int_equal(slot->technician, best.technician);
	assert_int_equal(slot->position, best.position);
	assert_int_equal(slot->cost, best.cost);
	assert_int_equal(slot->arrival_s, best.arrival_s);
	assert_int_equal(slot->begin_s, best.begin_s);
	assert_int_equal(slot->end_s, best.end_s);
	assert_in_range(slot->begin_s + 1000000, own.start_s + 1000000,
			own.end_s + 1000000);
}

static void test_slots(void **state)
{
	enum { WINDOWS = 6 };
	struct world world = {0};
	int feasible = 0;

	(void)state;
	for (int seed = 1; seed <= 1000; seed++) {
		struct plan_window windows[WINDOWS];
		struct plan_slot slots[WINDOWS];
		struct plan_job job;

		open_world(&world, (uint64_t)seed);
		change(&world);
		job = world.random->jobs[seed % JOBS].spec;
		job.pinned_technician = PLAN_NONE;
		job.pinned_start_s = PLAN_ANY_TIME;
		job.window_count = job.window_count > 0;
		for (int i = 0; i < WINDOWS; i++) {
			windows[i].start_s = some_time(&world);
			windows[i].end_s =
			    windows[i].start_s + some_time(&world) / 3;
		}
		assert_int_equal(plan_live_slots(world.live, &job, windows,
						 WINDOWS, slots, NULL),
				 ERR_OK);
		for (int i = 0; i < WINDOWS; i++) {
			compare_slot(&world, &job, &windows[slots[i].window],
				     &slots[i]);
			feasible += slots[i].feasible;
			if (i > 0 && slots[i].feasible)
				assert_true(slots[i - 1].feasible &&
					    slots[i - 1].cost <= slots[i].cost);
		}
		close_world(&world);
	}
	assert_in_range(feasible, 500, 5500);
}

/* --- Sums --- */

/* One who works an hour, and a visit that waits for the end of time: then all
 * may be late until then. */
static void test_costs_are_bounded(void **state)
{
	const struct plan_window never = {PLAN_TIME_MAX / 2, PLAN_TIME_MAX / 2};
	struct plan_technician who = PLAN_TECHNICIAN_DEFAULTS;
	struct plan_problem *problem = plan_problem_new();
	struct plan_due due = {PLAN_DUE_START, 0, PLAN_RATE_MAX};
	struct plan_job job = PLAN_JOB_DEFAULTS;
	struct err_detail detail;
	struct plan_live *live;
	int32_t index, last = PLAN_NONE;
	int added = 0;

	(void)state;
	assert_int_equal(
	    plan_problem_add_location(problem, 50, 10, &index, NULL), ERR_OK);
	who.start_location = job.location = index;
	who.shift_end_s = 3600;
	assert_int_equal(
	    plan_problem_add_technician(problem, &who, &index, NULL), ERR_OK);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	live = plan_live_new(problem, NULL);
	job.dues = &due;
	job.due_count = 1;
	assert_int_equal(plan_live_add_job(live, &job, &index, NULL), ERR_OK);
	plan_live_remove_job(live, index);
	job.windows = &never;
	job.window_count = 1;
	assert_int_equal(plan_live_add_job(live, &job, &index, &detail),
			 ERR_INPUT);
	assert_non_null(strstr(detail.text, "too large"));
	assert_false(plan_live_has_job(live, 0));
	due.rate = PLAN_COST_SECOND;
	assert_int_equal(plan_live_add_job(live, &job, &index, NULL), ERR_OK);
	/* It is not one job alone. */
	job.window_count = 0;
	while (plan_live_add_job(live, &job, &index, NULL) == ERR_OK &&
	       added++ < 100000)
		last = index;
	assert_in_range(added, 10, 1000);
	plan_live_remove_job(live, last);
	assert_int_equal(plan_live_add_job(live, &job, &index, NULL), ERR_OK);
	assert_int_equal(plan_live_add_job(live, &job, &index, NULL),
			 ERR_INPUT);
	plan_live_free(live);
	plan_problem_free(problem);
}

/* What comes and goes all day leaves no trace in the sum. */
static void test_sums_come_down(void **state)
{
	struct world world = {0};

	(void)state;
	open_world(&world, 4);
	for (int i = 0; i < 200000; i++) {
		struct plan_job job = world.random->jobs[i % JOBS].spec;
		int32_t index;

		job.move_cost = PLAN_COST_MAX;
		job.current_technician = 0;
		if (i % 7 == 0)
			job.pinned_technician = i % TECHNICIANS;
		assert_int_equal(
		    plan_live_add_job(world.live, &job, &index, NULL), ERR_OK);
		plan_live_remove_job(world.live, index);
	}
	close_world(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_costs_are_bounded),
	    cmocka_unit_test(test_sums_come_down),
	    cmocka_unit_test(test_same_as_the_evaluator),
	    cmocka_unit_test(test_same_as_the_plan),
	    cmocka_unit_test(test_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
