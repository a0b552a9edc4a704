/* SPDX-License-Identifier: MIT */
/*
 * Repairs of random boards after random events: what must hold whatever the
 * luck; and a few tables of what is expected of one event.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <callout/plan_repair.h>

#include "planner/rng.h"
#include "tests/planner/random_problem.h"

enum {
	TECHNICIANS = 5,
	JOBS = 20,
	MOST_JOBS = 256,
	WORLDS = 1200,
	WORLDS_FULL = 30000
};

struct world {
	struct random_problem *random;
	struct plan_problem *problem;
	struct plan *plan;
	struct plan_live *live;
	struct rng rng;
	struct arena *arena;
	struct plan_repair_wish wish;
	int32_t jobs[3];
	bool hit[TECHNICIANS]; /* by an event */
	/* Before the repair. */
	int32_t technician_of[MOST_JOBS];
	int64_t begin_s[MOST_JOBS];
	bool pinned[MOST_JOBS];
};

static int64_t some_time(struct world *world)
{
	return rng_below(&world->rng, 500) * 60;
}

static int32_t new_job(struct world *world)
{
	struct plan_job job =
	    world->random->jobs[rng_below(&world->rng, JOBS)].spec;
	int32_t index;

	job.priority = 100;
	job.pinned_technician = PLAN_NONE;
	job.pinned_start_s = PLAN_ANY_TIME;
	assert_int_equal(plan_live_add_job(world->live, &job, &index, NULL),
			 ERR_OK);
	return index;
}

static void happen(struct world *world)
{
	int32_t technician = rng_below(&world->rng, TECHNICIANS), count;
	const int32_t *jobs = plan_live_route(world->live, technician, &count);
	int32_t job =
	    count == 0 ? PLAN_NONE : jobs[rng_below(&world->rng, count)];
	int64_t from_s = some_time(world);

	switch (rng_below(&world->rng, 4)) {
	case 0:
		assert_int_equal(plan_live_absence(world->live, technician,
						   from_s, PLAN_TIME_MAX, NULL),
				 ERR_OK);
		break;
	case 1:
		if (job != PLAN_NONE)
			plan_live_set_service(world->live, job,
					      some_time(world) / 4);
		break;
	case 2:
		if (job != PLAN_NONE)
			plan_live_remove_job(world->live, job);
		break;
	default:
		if (world->wish.job_count < 3)
			world->jobs[world->wish.job_count++] = new_job(world);
		return;
	}
	world->hit[technician] = true;
}

static void note_board(struct world *world)
{
	struct plan *plan = plan_live_snapshot(world->live);
	const struct plan_problem *problem = plan_live_problem(world->live);

	assert_true(plan_problem_job_count(problem) <= MOST_JOBS);
	for (int32_t i = 0; i < plan_problem_job_count(problem); i++) {
		const struct plan_step *step =
		    plan_step_of(plan, i, &world->technician_of[i]);

		world->pinned[i] =
		    plan_problem_job(problem, i)->pinned_technician !=
		    PLAN_NONE;
		if (step == NULL)
			world->technician_of[i] = PLAN_NONE;
		else
			world->begin_s[i] = step->arrival_s + step->waiting_s;
	}
	plan_free(plan);
}

static void open_world(struct world *world, uint64_t seed)
{
	struct plan_settings settings = {.seed = seed, .iterations = 30};

	memset(world, 0, sizeof(*world));
	world->random =
	    random_problem_new(seed, TECHNICIANS, JOBS, seed % 2 == 0);
	world->problem = random_problem_build(world->random, NULL);
	assert_int_equal(
	    plan_run(world->problem, &settings, &world->plan, NULL), ERR_OK);
	world->live = plan_live_new(world->problem, world->plan);
	world->arena = arena_new();
	rng_seed(&world->rng, seed);
	/* The clock happens to all: who has not set out yet, or rests, is later
	 * than was planned. */
	if (seed % 3 == 0) {
		plan_live_set_clock(world->live, some_time(world) / 4);
		for (int i = 0; i < TECHNICIANS; i++)
			world->hit[i] = true;
	}
	world->wish.jobs = world->jobs;
	for (int i = 0; i <= rng_below(&world->rng, 3); i++)
		happen(world);
	world->wish.max_moves = rng_below(&world->rng, 4);
	world->wish.max_drops = seed % 4 == 1 ? rng_below(&world->rng, 3) : 0;
	world->wish.move_cost = PLAN_COST_SECOND * 600;
	world->wish.iterations = (uint64_t)rng_below(&world->rng, 60);
	world->wish.seed = seed;
	note_board(world);
}

static void close_world(struct world *world)
{
	arena_free(world->arena);
	plan_live_free(world->live);
	plan_free(world->plan);
	plan_problem_free(world->problem);
	random_problem_free(world->random);
}

static const struct plan_move *move_of(const struct plan_repair_result *result,
				       int32_t job)
{
	for (size_t i = 0; i < result->move_count; i++)
		if (result->moves[i].job == job)
			return &result->moves[i];
	return NULL;
}

static bool is_left(const struct plan_repair_result *result, int32_t job)
{
	for (size_t i = 0; i < result->left_count; i++)
		if (result->left[i].job == job)
			return true;
	return false;
}

/* Each job is where the moves say, or where it was. */
static void check_job(const struct world *world, const struct plan *plan,
		      const struct plan_repair_result *result, int32_t job)
{
	const struct plan_move *move = move_of(result, job);
	int32_t now = PLAN_NONE, was = world->technician_of[job];
	const struct plan_step *step = plan_step_of(plan, job, &now);
	int64_t begin_s =
	    step == NULL ? PLAN_ANY_TIME : step->arrival_s + step->waiting_s;

	if (move == NULL) {
		assert_int_equal(now, was);
		if (step != NULL)
			assert_int_equal(begin_s, world->begin_s[job]);
		return;
	}
	/* Without a time, a pin holds whom only. */
	if (world->pinned[job])
		assert_int_equal(move->why, PLAN_MOVE_RETIMED);
	assert_int_equal(move->from_technician, was);
	assert_int_equal(move->to_technician, now);
	assert_int_equal(move->to_begin_s, begin_s);
	switch (move->why) {
	case PLAN_MOVE_NEW:
		assert_int_equal(was, PLAN_NONE);
		break;
	case PLAN_MOVE_LEFT:
		assert_true(is_left(result, job));
		assert_true(world->hit[was] || move->for_job != PLAN_NONE);
		break;
	case PLAN_MOVE_DISPLACED:
		assert_true(world->hit[was]);
		assert_int_not_equal(was, now);
		break;
	case PLAN_MOVE_MADE_ROOM:
		assert_int_not_equal(was, now);
		break;
	case PLAN_MOVE_RETIMED:
		assert_int_equal(was, now);
		break;
	}
}

static void check_board(struct world *world,
			const struct plan_repair_result *result)
{
	struct plan *plan = plan_live_snapshot(world->live);
	const struct plan_problem *problem = plan_live_problem(world->live);
	int32_t moved = 0, dropped = 0;

	for (int32_t i = 0; i < plan_problem_job_count(problem); i++)
		if (plan_live_has_job(world->live, i))
			check_job(world, plan, result, i);
	for (size_t i = 0; i < result->move_count; i++) {
		const struct plan_move *move = &result->moves[i];

		moved += move->why == PLAN_MOVE_MADE_ROOM;
		if (move->for_job == PLAN_NONE)
			continue;
		dropped++;
		assert_int_equal(move->why, PLAN_MOVE_LEFT);
		assert_true(plan_problem_job(problem, move->for_job)->priority >
			    plan_problem_job(problem, move->job)->priority);
		assert_int_not_equal(
		    plan_live_technician_of(world->live, move->for_job, NULL),
		    PLAN_NONE);
	}
	assert_int_equal(dropped, result->dropped);
	assert_in_range(dropped, 0, world->wish.max_drops);
	assert_int_equal(moved, result->moved);
	assert_in_range(moved, 0, world->wish.max_moves);
	for (size_t i = 0; i < result->left_count; i++) {
		assert_int_equal(plan_live_technician_of(
				     world->live, result->left[i].job, NULL),
				 PLAN_NONE);
		assert_true(i == 0 ||
			    result->left[i - 1].job < result->left[i].job);
	}
	plan_free(plan);
}

/* Nothing is left to repair: a second one finds no day that is broken. */
static void check_settled(struct world *world)
{
	struct plan_repair_wish wish = {0};
	struct plan_repair_result result;

	plan_repair(world->live, &wish, world->arena, &result);
	assert_int_equal(result.move_count, 0);
	assert_int_equal(result.left_count, 0);
}

static void test_invariants(void **state)
{
	int count = random_count(WORLDS, WORLDS_FULL);
	int moved = 0, displaced = 0, placed = 0, left = 0, dropped = 0;

	(void)state;
	for (int seed = 1; seed <= count; seed++) {
		struct plan_repair_result result;
		struct world world;

		open_world(&world, (uint64_t)seed);
		plan_repair(world.live, &world.wish, world.arena, &result);
		check_board(&world, &result);
		check_settled(&world);
		for (size_t i = 0; i < result.move_count; i++) {
			placed += result.moves[i].why == PLAN_MOVE_NEW;
			displaced += result.moves[i].why == PLAN_MOVE_DISPLACED;
		}
		moved += result.moved;
		dropped += result.dropped;
		left += (int)result.left_count;
		close_world(&world);
	}
	assert_true(dropped > count / 50);
	assert_true(moved > count / 30);
	assert_true(displaced > count / 20);
	assert_true(placed > count / 10);
	assert_true(left > count / 10);
}

static void assert_same_moves(const struct plan_repair_result *a,
			      const struct plan_repair_result *b)
{
	assert_int_equal(a->move_count, b->move_count);
	assert_int_equal(a->left_count, b->left_count);
	assert_int_equal(a->cost_before, b->cost_before);
	assert_int_equal(a->cost_after, b->cost_after);
	for (size_t i = 0; i < a->move_count; i++) {
		assert_int_equal(a->moves[i].job, b->moves[i].job);
		assert_int_equal(a->moves[i].to_technician,
				 b->moves[i].to_technician);
		assert_int_equal(a->moves[i].to_begin_s,
				 b->moves[i].to_begin_s);
		assert_int_equal(a->moves[i].why, b->moves[i].why);
	}
}

/* A dry run changes nothing, and says what the real one does. */
static void test_dry_run(void **state)
{
	(void)state;
	for (int seed = 1; seed <= 300; seed++) {
		struct plan_repair_result dry, real;
		struct plan *before, *after;
		struct world world;

		open_world(&world, (uint64_t)seed);
		before = plan_live_snapshot(world.live);
		world.wish.dry_run = true;
		plan_repair(world.live, &world.wish, world.arena, &dry);
		after = plan_live_snapshot(world.live);
		for (int32_t i = 0; i < TECHNICIANS; i++) {
			const struct plan_route *x = plan_route(before, i);
			const struct plan_route *y = plan_route(after, i);

			assert_int_equal(x->step_count, y->step_count);
			assert_int_equal(x->cost, y->cost);
			for (size_t k = 0; k < x->step_count; k++)
				assert_int_equal(x->steps[k].job,
						 y->steps[k].job);
		}
		plan_free(before);
		plan_free(after);
		world.wish.dry_run = false;
		plan_repair(world.live, &world.wish, world.arena, &real);
		assert_same_moves(&dry, &real);
		close_world(&world);
	}
}

/* --- Tables: two technicians in one street, 60 s between any two places --- */

enum { MINUTE = 60, HOUR = 3600 };

static struct plan_live *street(struct plan_problem **ret_problem,
				int64_t second_ends_s)
{
	uint32_t seconds[16];
	struct plan_technician who = PLAN_TECHNICIAN_DEFAULTS;
	struct plan_problem *problem = plan_problem_new();
	int32_t index;

	for (int i = 0; i < 16; i++)
		seconds[i] = i % 5 == 0 ? 0 : MINUTE;
	assert_int_equal(
	    plan_problem_add_matrix(problem, 4, seconds, &index, NULL), ERR_OK);
	who.start_location = who.end_location = 0;
	who.shift_start_s = 8 * HOUR;
	for (int i = 0; i < 2; i++) {
		who.id = i;
		who.shift_end_s = i == 0 ? 16 * HOUR : second_ends_s;
		assert_int_equal(
		    plan_problem_add_technician(problem, &who, &index, NULL),
		    ERR_OK);
	}
	for (int i = 0; i < 3; i++) {
		struct plan_job job = PLAN_JOB_DEFAULTS;

		job.id = i;
		job.location = i + 1;
		job.service_s = HOUR;
		assert_int_equal(
		    plan_problem_add_job(problem, &job, &index, NULL), ERR_OK);
	}
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	*ret_problem = problem;
	return plan_live_new(problem, NULL);
}

/* She falls ill at 9:30: the second and third visit go to the other one, the
 * first is done. */
static void test_absent(void **state)
{
	struct plan_repair_wish wish = {.max_moves = 0, .iterations = 20};
	struct plan_repair_result result;
	struct arena *arena = arena_new();
	struct plan_problem *problem;
	struct plan_live *live = street(&problem, 16 * HOUR);
	int32_t technician;

	(void)state;
	for (int32_t i = 0; i < 3; i++)
		plan_live_assign(live, i, 0, i, PLAN_ANY_TIME);
	plan_live_set_clock(live, 9 * HOUR);
	assert_int_equal(plan_live_absence(live, 0, 9 * HOUR + 30 * MINUTE,
					   PLAN_TIME_MAX, NULL),
			 ERR_OK);
	plan_repair(live, &wish, arena, &result);
	assert_int_equal(plan_live_technician_of(live, 0, NULL), 0);
	for (int32_t i = 1; i < 3; i++) {
		technician = plan_live_technician_of(live, i, NULL);
		assert_int_equal(technician, 1);
	}
	assert_int_equal(result.move_count, 2);
	assert_int_equal(result.left_count, 0);
	assert_int_equal(result.moved, 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(result.moves[i].why, PLAN_MOVE_DISPLACED);
		assert_int_equal(result.moves[i].verdict.rule, PLAN_RULE_SHIFT);
		assert_true(result.moves[i].verdict.amount > 0);
		assert_true(result.moves[i].to_begin_s >= 9 * HOUR);
	}
	plan_live_free(live);
	plan_problem_free(problem);
	arena_free(arena);
}

/* A new job must begin at once, but the only one who has the time then has a
 * visit there: it may move, or not. The other's shift ends at noon. */
static void make_room(int32_t max_moves, int64_t noon_s, size_t want_left)
{
	struct plan_repair_wish wish = {.iterations = 200, .seed = 3};
	struct plan_window now = {8 * HOUR, 8 * HOUR + 10 * MINUTE};
	struct plan_job job = PLAN_JOB_DEFAULTS;
	struct plan_repair_result result;
	struct arena *arena = arena_new();
	struct plan_problem *problem;
	struct plan_live *live = street(&problem, noon_s);
	int32_t needed[] = {0}, index;

	/* Technician 0 is full to the end of her shift. */
	plan_live_set_service(live, 0, 6 * HOUR);
	plan_live_assign(live, 0, 0, 0, PLAN_ANY_TIME);
	plan_live_assign(live, 1, 0, 1, PLAN_ANY_TIME);
	job.location = 3;
	job.service_s = 30 * MINUTE;
	job.priority = 100;
	job.windows = &now;
	job.window_count = 1;
	job.required = needed;
	job.required_count = 1;
	assert_int_equal(plan_live_add_job(live, &job, &index, NULL), ERR_OK);
	plan_live_set_service(live, 1, 110 * MINUTE);
	wish.jobs = &index;
	wish.job_count = 1;
	wish.max_moves = max_moves;
	plan_repair(live, &wish, arena, &result);
	assert_int_equal(result.left_count, want_left);
	if (want_left > 0) {
		assert_int_equal(result.left[0].job, index);
		assert_int_equal(result.left[0].technician, 0);
		assert_int_equal(result.moved, 0);
	} else {
		assert_int_equal(result.moved, 1);
		assert_int_equal(plan_live_technician_of(live, index, NULL), 0);
		/* One of the two went. */
		assert_int_equal(plan_live_technician_of(live, 0, NULL) +
				     plan_live_technician_of(live, 1, NULL),
				 1);
	}
	plan_live_free(live);
	plan_problem_free(problem);
	arena_free(arena);
}

static void test_make_room(void **state)
{
	(void)state;
	make_room(1, 16 * HOUR, 0);
	make_room(0, 16 * HOUR, 1); /* nobody may move */
	make_room(3, 9 * HOUR, 1);  /* the other has no time for it */
}

/* The promised hour cannot be kept; the wider window can, at its cost. */
static void test_promise(void **state)
{
	struct plan_window told = {10 * HOUR, 10 * HOUR};
	struct plan_window wider = {8 * HOUR, 15 * HOUR};
	struct plan_job job = PLAN_JOB_DEFAULTS;
	struct plan_promise promise = {0, &wider, 1, 5000};
	struct plan_repair_wish wish = {.promises = &promise,
					.promise_count = 1};
	struct plan_repair_result result;
	struct arena *arena = arena_new();
	struct plan_problem *problem;
	struct plan_live *live = street(&problem, 9 * HOUR);

	(void)state;
	job.location = 3;
	job.service_s = HOUR;
	job.windows = &told;
	job.window_count = 1;
	assert_int_equal(plan_live_add_job(live, &job, &promise.job, NULL),
			 ERR_OK);
	plan_live_assign(live, promise.job, 0, 0, PLAN_ANY_TIME);
	assert_int_equal(
	    plan_live_absence(live, 0, 9 * HOUR + 30 * MINUTE, 12 * HOUR, NULL),
	    ERR_OK);
	plan_repair(live, &wish, arena, &result);
	assert_int_equal(result.left_count, 0);
	assert_int_equal(result.move_count, 1);
	assert_true(result.moves[0].promise_broken);
	assert_int_equal(result.moves[0].to_technician, 0);
	assert_true(result.moves[0].to_begin_s != 10 * HOUR);
	plan_live_free(live);
	plan_problem_free(problem);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_invariants), cmocka_unit_test(test_dry_run),
	    cmocka_unit_test(test_absent),     cmocka_unit_test(test_make_room),
	    cmocka_unit_test(test_promise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
