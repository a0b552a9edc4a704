/* SPDX-License-Identifier: MIT */
/*
 * Questions to a live board about some of the technicians, about the hours of
 * each, and about what a newcomer moves: each against the same from the whole
 * board, or from the board after the change.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <callout/plan_live.h>

#include "planner/rng.h"
#include "tests/planner/random_problem.h"

enum {
	TECHNICIANS = 6,
	JOBS = 16,
	WORLDS = 600,
	WORLDS_FULL = 8000,
	/* A pin that is moved away leaves its parts behind. */
	WITH_PINS = RANDOM_ALL & ~RANDOM_TIMED_LINKS & ~RANDOM_KITS,
	WITH_KITS = RANDOM_ALL & ~RANDOM_TIMED_LINKS & ~RANDOM_PINS
};

struct world {
	struct random_problem *random;
	struct plan_problem *problem;
	struct plan *plan;
	struct plan_live *live;
	struct arena *arena;
	struct rng rng;
};

static int64_t some_time(struct world *world)
{
	return rng_below(&world->rng, 500) * 60;
}

/* A plan, with something that the plan did not foresee. */
static void open_world(struct world *world, uint64_t seed, int rules)
{
	struct plan_settings settings = {.seed = seed, .iterations = 30};
	int64_t from_s;

	world->random = random_problem_rich(seed, TECHNICIANS, JOBS, rules);
	world->problem = random_problem_build(world->random, NULL);
	assert_int_equal(
	    plan_run(world->problem, &settings, &world->plan, NULL), ERR_OK);
	world->live = plan_live_new(world->problem, world->plan);
	world->arena = arena_new();
	rng_seed(&world->rng, seed);
	for (int32_t i = rng_below(&world->rng, 3); i > 0; i--) {
		int32_t job = rng_below(&world->rng, JOBS);

		plan_live_assign(world->live, job,
				 rng_below(&world->rng, TECHNICIANS), PLAN_NONE,
				 rng_below(&world->rng, 2) ? some_time(world)
							   : PLAN_ANY_TIME);
	}
	from_s = some_time(world);
	if (rng_below(&world->rng, 3) == 0)
		assert_int_equal(
		    plan_live_absence(world->live,
				      rng_below(&world->rng, TECHNICIANS),
				      from_s, from_s + some_time(world), NULL),
		    ERR_OK);
}

static void close_world(struct world *world)
{
	arena_free(world->arena);
	plan_live_free(world->live);
	plan_free(world->plan);
	plan_problem_free(world->problem);
	random_problem_free(world->random);
}

static int64_t asked_time(struct world *world)
{
	return rng_below(&world->rng, 2) ? some_time(world) : PLAN_ANY_TIME;
}

/* --- Some of the technicians --- */

static bool is_in(const int32_t *list, size_t count, int32_t technician)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == technician)
			return true;
	return false;
}

static void compare_some(struct world *world, int32_t job)
{
	const struct plan_evaluation *all, *some;
	int64_t begin_s = asked_time(world);
	int32_t list[TECHNICIANS];
	size_t count = (size_t)rng_below(&world->rng, TECHNICIANS);
	size_t all_count, some_count, k = 0;
	struct plan_evaluation best;

	/* In no order, and twice perhaps. */
	for (size_t i = 0; i < count; i++)
		list[i] = rng_below(&world->rng, TECHNICIANS);
	plan_live_candidates(world->live, job, begin_s, world->arena, &all,
			     &all_count);
	plan_live_candidates_of(world->live, job, begin_s, list, count,
				world->arena, &some, &some_count);
	for (size_t i = 0; i < all_count; i++)
		if (is_in(list, count, all[i].technician)) {
			assert_true(k < some_count);
			assert_memory_equal(&all[i], &some[k++],
					    sizeof(all[i]));
		}
	assert_int_equal(k, some_count);
	assert_int_equal(
	    plan_live_best_of(world->live, job, begin_s, list, count, &best),
	    some_count > 0 && some[0].feasible);
	if (some_count > 0 && some[0].feasible)
		assert_int_equal(best.technician, some[0].technician);
	assert_int_equal(
	    plan_live_best_of(world->live, job, begin_s, NULL, 0, &best),
	    all[0].feasible);
	if (all[0].feasible)
		assert_int_equal(best.technician, all[0].technician);
}

/* The first of each group, wherever its others come. */
static void compare_groups(struct world *world, int32_t job)
{
	const struct plan_evaluation *all, *best;
	int64_t begin_s = asked_time(world);
	int32_t list[TECHNICIANS], groups[TECHNICIANS];
	bool has[3] = {false};
	size_t all_count, best_count, count = 0, k = 0;

	for (int32_t i = 0; i < TECHNICIANS; i++)
		if (rng_below(&world->rng, 4) > 0) {
			list[count] = i;
			groups[count++] = rng_below(&world->rng, 3);
		}
	plan_live_candidates_of(world->live, job, begin_s, list, count,
				world->arena, &all, &all_count);
	plan_live_candidates_by(world->live, job, begin_s, list, count, groups,
				3, world->arena, &best, &best_count);
	for (size_t i = 0; i < all_count; i++) {
		int32_t group = 0;

		for (size_t n = 0; n < count; n++)
			if (list[n] == all[i].technician)
				group = groups[n];
		if (has[group])
			continue;
		has[group] = true;
		assert_true(k < best_count);
		assert_memory_equal(&all[i], &best[k++], sizeof(all[i]));
	}
	assert_int_equal(k, best_count);
	plan_live_candidates_by(world->live, job, begin_s, list, count, NULL, 1,
				world->arena, &best, &best_count);
	assert_int_equal(best_count, count > 0);
	if (count > 0)
		assert_memory_equal(&all[0], &best[0], sizeof(all[0]));
}

static void test_some(void **state)
{
	int count = random_count(WORLDS, WORLDS_FULL);

	(void)state;
	for (int seed = 1; seed <= count; seed++) {
		struct world world;

		open_world(&world, (uint64_t)seed,
			   seed % 2 ? WITH_PINS : WITH_KITS);
		for (int32_t i = 0; i < 4; i++) {
			compare_some(&world, rng_below(&world.rng, JOBS));
			compare_groups(&world, rng_below(&world.rng, JOBS));
		}
		close_world(&world);
	}
}

static int64_t free_begin(struct world *world, struct plan_window *window)
{
	window->start_s = some_time(world);
	window->end_s = window->start_s + some_time(world) / 2;
	return window->start_s;
}

/* The slots of two halves: the better of each is what the whole offers. */
static void test_slots_of_halves(void **state)
{
	enum { WINDOWS = 5 };
	int feasible = 0;

	(void)state;
	for (int seed = 1; seed <= 300; seed++) {
		struct plan_slot slots[3][WINDOWS];
		int64_t cost[3][WINDOWS];
		struct plan_window windows[WINDOWS];
		struct plan_job job = PLAN_JOB_DEFAULTS;
		struct world world;

		open_world(&world, (uint64_t)seed,
			   seed % 2 ? WITH_PINS : WITH_KITS);
		job.location = 0;
		job.service_s = some_time(&world) / 10;
		for (int i = 0; i < WINDOWS; i++)
			free_begin(&world, &windows[i]);
		for (int half = 0; half < 3; half++) {
			const int32_t lists[2][3] = {{0, 2, 4}, {5, 3, 1}};

			assert_int_equal(plan_live_slots_of(
					     world.live, &job, windows, WINDOWS,
					     half < 2 ? lists[half] : NULL, 3,
					     slots[half], NULL),
					 ERR_OK);
			for (int i = 0; i < WINDOWS; i++)
				cost[half][slots[half][i].window] =
				    slots[half][i].feasible
					? slots[half][i].cost
					: INT64_MAX;
		}
		for (int i = 0; i < WINDOWS; i++) {
			assert_int_equal(cost[2][i], cost[0][i] < cost[1][i]
							 ? cost[0][i]
							 : cost[1][i]);
			feasible += cost[2][i] != INT64_MAX;
		}
		close_world(&world);
	}
	assert_in_range(feasible, 100, 1400);
}

/* Linked jobs are judged on the board as on its snapshot. */
static void test_linked(void **state)
{
	int linked = 0, feasible = 0;

	(void)state;
	for (int seed = 1; seed <= 600; seed++) {
		struct world world;
		struct plan *plan;

		open_world(&world, (uint64_t)seed, RANDOM_ALL & ~RANDOM_KITS);
		plan = plan_live_snapshot(world.live);
		for (int32_t i = 0; i < JOBS; i++) {
			int32_t technician = rng_below(&world.rng, TECHNICIANS);
			int64_t begin_s = asked_time(&world);
			struct plan_evaluation own, plain;

			if (!world.random->linked[i])
				continue;
			linked++;
			plan_evaluate(plan_live_problem(world.live), plan, i,
				      technician, begin_s, &plain);
			plan_live_evaluate(world.live, i, technician, begin_s,
					   &own);
			assert_memory_equal(&plain, &own, sizeof(own));
			feasible += own.feasible;
		}
		plan_free(plan);
		close_world(&world);
	}
	assert_true(linked > 1000 && feasible > 100);
}

/* --- Hours --- */

/* Who can begin within these hours is in the list, which is ascending and has
 * not everybody. */
static void test_at_work(void **state)
{
	int listed = 0, begins = 0;

	(void)state;
	for (int seed = 1; seed <= 600; seed++) {
		struct plan_window hours;
		const int32_t *list;
		struct world world;
		size_t count;

		open_world(&world, (uint64_t)seed,
			   seed % 2 ? WITH_PINS : WITH_KITS);
		free_begin(&world, &hours);
		plan_live_at_work(world.live, hours.start_s, hours.end_s,
				  world.arena, &list, &count);
		listed += (int)count;
		for (size_t i = 1; i < count; i++)
			assert_true(list[i - 1] < list[i]);
		for (int32_t i = 0; i < TECHNICIANS; i++) {
			struct plan_evaluation one;

			plan_live_evaluate(world.live, seed % JOBS, i,
					   PLAN_ANY_TIME, &one);
			if (!one.feasible || one.begin_s < hours.start_s ||
			    one.begin_s > hours.end_s)
				continue;
			begins++;
			assert_true(is_in(list, count, i));
		}
		close_world(&world);
	}
	assert_in_range(begins, 60, 3600);
	assert_in_range(listed, 600, 3300);
}

/* --- Effects --- */

struct when {
	int32_t technician;
	int64_t begin_s, end_s, travel_s;
};

/* Of each job, as the board's plan has it. */
static void note_times(const struct plan_live *live, struct when ret_when[JOBS])
{
	struct plan *plan = plan_live_snapshot(live);

	for (int32_t i = 0; i < JOBS; i++)
		ret_when[i] = (struct when){.technician = PLAN_NONE};
	for (int32_t i = 0; i < TECHNICIANS; i++) {
		const struct plan_route *route = plan_route(plan, i);
		int64_t travel_s = 0;

		for (size_t k = 0; k < route->step_count; k++) {
			const struct plan_step *step = &route->steps[k];
			int64_t begin_s = step->arrival_s + step->waiting_s;

			if (step->kind == PLAN_STEP_BREAK)
				continue;
			if (step->kind == PLAN_STEP_JOB)
				ret_when[step->job] = (struct when){
				    i, begin_s,
				    begin_s + step->setup_s + step->service_s,
				    step->travel_s - travel_s};
			travel_s = step->travel_s;
		}
	}
	plan_free(plan);
}

static const struct plan_effect *find(const struct plan_effect *effects,
				      size_t count, int32_t job)
{
	for (size_t i = 0; i < count; i++)
		if (effects[i].job == job)
			return &effects[i];
	return NULL;
}

static void compare_effect(const struct plan_effect *effect,
			   const struct when *before, const struct when *after)
{
	if (effect == NULL) {
		assert_int_equal(before->technician, after->technician);
		assert_int_equal(before->begin_s, after->begin_s);
		assert_int_equal(before->end_s, after->end_s);
		assert_int_equal(before->travel_s, after->travel_s);
		return;
	}
	assert_int_equal(effect->technician, after->technician);
	assert_int_equal(effect->begin_after_s, after->begin_s);
	assert_int_equal(effect->end_after_s, after->end_s);
	assert_int_equal(effect->travel_after_s, after->travel_s);
	if (before->technician == PLAN_NONE) {
		assert_int_equal(effect->begin_before_s, PLAN_ANY_TIME);
		assert_int_equal(effect->travel_before_s, PLAN_ANY_TIME);
		return;
	}
	assert_int_equal(effect->begin_before_s, before->begin_s);
	assert_int_equal(effect->end_before_s, before->end_s);
	assert_int_equal(effect->travel_before_s, before->travel_s);
}

/* Visits at the depot are the planner's to put in, linked ones are judged by
 * others; and only what fits leaves the other limits as they are. */
static bool is_plain(const struct plan_live *live,
		     const struct plan_evaluation *evaluation)
{
	struct plan_common common =
	    plan_problem_common(plan_live_problem(live));

	return evaluation->feasible && common.depot == PLAN_NONE &&
	       common.link_count == 0;
}

/* True: the job could go there, and went. */
static bool go_and_compare(struct world *world, int32_t job, int32_t technician,
			   int64_t begin_s, int *moved)
{
	struct plan_evaluation evaluation;
	const struct plan_effect *effects;
	struct when before[JOBS], after[JOBS];
	size_t count;
	int32_t position;

	plan_live_evaluate(world->live, job, technician, begin_s, &evaluation);
	plan_live_effects(world->live, &evaluation, begin_s, world->arena,
			  &effects, &count);
	assert_true(count > 0);
	assert_int_equal(effects[0].job, job);
	assert_int_equal(effects[0].technician, technician);
	if (!is_plain(world->live, &evaluation))
		return false;
	assert_int_equal(effects[0].position, evaluation.position);
	assert_int_equal(effects[0].begin_after_s, evaluation.begin_s);
	assert_int_equal(effects[0].end_after_s, evaluation.end_s);
	note_times(world->live, before);
	plan_live_assign(world->live, job, technician, evaluation.position,
			 begin_s);
	note_times(world->live, after);
	for (int32_t i = 0; i < JOBS; i++) {
		const struct plan_effect *effect = find(effects, count, i);

		compare_effect(effect, &before[i], &after[i]);
		if (effect == NULL)
			continue;
		*moved += i != job;
		plan_live_technician_of(world->live, i, &position);
		assert_int_equal(effect->position, position);
	}
	return true;
}

static void try_effects(int seed, int *went, int *moved)
{
	struct world world;

	open_world(&world, (uint64_t)seed, seed % 2 ? WITH_PINS : WITH_KITS);
	for (int i = 0; i < 6; i++)
		*went += go_and_compare(&world, rng_below(&world.rng, JOBS),
					rng_below(&world.rng, TECHNICIANS),
					asked_time(&world), moved);
	close_world(&world);
}

static void test_effects(void **state)
{
	/* A pin beyond reach that is reached sooner by way of the newcomer; a
	 * visit that leaves the day which it makes late; a clock that nobody
	 * set out by who is asked for a time. */
	static const int rare[] = {5736, 16129, 65948};
	int count = random_count(WORLDS, WORLDS_FULL), went = 0, moved = 0;

	(void)state;
	for (int seed = 1; seed <= count; seed++)
		try_effects(seed, &went, &moved);
	assert_true(went > count / 4);
	assert_true(moved > count / 4);
	for (size_t i = 0; i < sizeof(rare) / sizeof(rare[0]); i++)
		try_effects(rare[i], &went, &moved);
}

/* A technician paid by the time who cannot be at her pin when it begins, and a
 * job on the way by which she is there sooner. */
static struct plan_problem *pin_beyond_reach(void)
{
	const uint32_t seconds[] = {0, 1000, 300, 100, 0, 300, 100, 300, 0};
	struct plan_technician technician = PLAN_TECHNICIAN_DEFAULTS;
	struct plan_job pin = PLAN_JOB_DEFAULTS, way = PLAN_JOB_DEFAULTS;
	struct plan_problem *problem = plan_problem_new();
	int32_t ignored;

	technician.start_location = technician.end_location = 0;
	technician.shift_end_s = 36000;
	technician.duration_rate = PLAN_COST_SECOND;
	pin.location = 1;
	pin.pinned_technician = 0;
	pin.pinned_start_s = 500;
	pin.service_s = 60;
	way.id = 1;
	way.location = 2;
	way.service_s = 100;
	assert_int_equal(
	    plan_problem_add_matrix(problem, 3, seconds, &ignored, NULL),
	    ERR_OK);
	assert_int_equal(
	    plan_problem_add_technician(problem, &technician, &ignored, NULL),
	    ERR_OK);
	assert_int_equal(plan_problem_add_job(problem, &pin, &ignored, NULL),
			 ERR_OK);
	assert_int_equal(plan_problem_add_job(problem, &way, &ignored, NULL),
			 ERR_OK);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	return problem;
}

/* What the pin alone needs is its limit, on the board as in the plan: no other
 * job makes it narrower. So she leaves as late as the pin would let her. */
static void test_pins_keep_limits(void **state)
{
	struct plan_settings settings = {.seed = 1, .iterations = 20};
	struct plan_problem *problem = pin_beyond_reach();
	struct plan_live *live = plan_live_new(problem, NULL);
	struct plan_evaluation evaluation;
	const struct plan_step *step;
	int32_t technician;
	struct plan *plan;

	(void)state;
	assert_int_equal(plan_run(problem, &settings, &plan, NULL), ERR_OK);
	step = plan_step_of(plan, 1, &technician);
	assert_non_null(step);
	assert_int_equal(step->arrival_s + step->waiting_s, 600);
	plan_live_evaluate(live, 1, 0, PLAN_ANY_TIME, &evaluation);
	assert_true(evaluation.feasible);
	assert_int_equal(evaluation.begin_s, 600);
	plan_live_assign(live, 1, 0, PLAN_NONE, PLAN_ANY_TIME);
	assert_int_equal(plan_live_begin_s(live, 1), 600);
	plan_live_free(live);
	plan_free(plan);
	plan_problem_free(problem);
}

/* The parts are the whole, and none of them is of another rule. */
static void test_parts(void **state)
{
	struct plan_evaluation evaluation = {.cost = 0};
	struct plan_cost_parts parts;

	(void)state;
	for (int i = 0; i < PLAN_RULE_COUNT; i++) {
		evaluation.verdicts[i].cost =
		    plan_rule_info((enum plan_rule)i)->hard ? 0 : 1LL << i;
		evaluation.cost += evaluation.verdicts[i].cost;
	}
	parts = plan_evaluation_parts(&evaluation);
	assert_int_equal(parts.travel, (1LL << PLAN_RULE_TRAVEL) +
					   (1LL << PLAN_RULE_DISTANCE));
	assert_int_equal(parts.lateness, 1LL << PLAN_RULE_DUE);
	assert_int_equal(parts.overtime, 1LL << PLAN_RULE_OVERTIME);
	assert_int_equal(parts.preference, 1LL << PLAN_RULE_PREFERENCE);
	assert_int_equal(parts.move, 1LL << PLAN_RULE_STABILITY);
	assert_int_equal(parts.other, (1LL << PLAN_RULE_TASK) +
					  (1LL << PLAN_RULE_DURATION) +
					  (1LL << PLAN_RULE_BALANCE) +
					  (1LL << PLAN_RULE_FIXED));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_some),
	    cmocka_unit_test(test_slots_of_halves),
	    cmocka_unit_test(test_linked),
	    cmocka_unit_test(test_at_work),
	    cmocka_unit_test(test_effects),
	    cmocka_unit_test(test_pins_keep_limits),
	    cmocka_unit_test(test_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
