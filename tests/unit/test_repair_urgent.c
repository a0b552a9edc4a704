/* SPDX-License-Identifier: MIT */
/*
 * What an urgent job does to a live board: who makes way for it and who goes at
 * once; and what becomes of linked visits whose day cannot hold them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <callout/plan_repair.h>

#include "planner/rng.h"
#include "tests/planner/random_problem.h"

enum { MINUTE = 60, HOUR = 3600, PLACES = 10, PEOPLE = 2 };

/* Two who work from 8 to 16 in a street; 10 minutes from each house to the
 * next. Both start at house 0. */
struct street {
	struct plan_problem *problem;
	struct plan_live *live;
	struct arena *arena;
};

static void add_people(struct plan_problem *problem)
{
	uint32_t seconds[PLACES * PLACES];
	struct plan_technician who = PLAN_TECHNICIAN_DEFAULTS;
	int32_t index;

	for (int i = 0; i < PLACES * PLACES; i++)
		seconds[i] =
		    10 * MINUTE * (uint32_t)abs(i / PLACES - i % PLACES);
	assert_int_equal(
	    plan_problem_add_matrix(problem, PLACES, seconds, &index, NULL),
	    ERR_OK);
	who.start_location = who.end_location = 0;
	who.shift_start_s = 8 * HOUR;
	who.shift_end_s = 16 * HOUR;
	for (int i = 0; i < PEOPLE; i++) {
		who.id = i;
		who.person = i;
		assert_int_equal(
		    plan_problem_add_technician(problem, &who, &index, NULL),
		    ERR_OK);
	}
}

/* `only` this technician, or PLAN_NONE: anybody. */
static void add_job_of(struct plan_problem *problem, int32_t location,
		       int64_t service_s, int32_t priority, int32_t only)
{
	struct plan_job job = PLAN_JOB_DEFAULTS;
	int32_t index;

	job.required = &only;
	job.required_count = only != PLAN_NONE;
	job.location = location;
	job.service_s = service_s;
	job.priority = priority;
	assert_int_equal(plan_problem_add_job(problem, &job, &index, NULL),
			 ERR_OK);
}

static void add_job(struct plan_problem *problem, int32_t location,
		    int64_t service_s, int32_t priority)
{
	add_job_of(problem, location, service_s, priority, PLAN_NONE);
}

static void open_street(struct street *street)
{
	assert_int_equal(plan_problem_finish(street->problem, NULL), ERR_OK);
	street->live = plan_live_new(street->problem, NULL);
	street->arena = arena_new();
}

static void close_street(struct street *street)
{
	plan_live_free(street->live);
	plan_problem_free(street->problem);
	arena_free(street->arena);
}

static const struct plan_move *move_of(const struct plan_repair_result *result,
				       int32_t job)
{
	for (size_t i = 0; i < result->move_count; i++)
		if (result->moves[i].job == job)
			return &result->moves[i];
	return NULL;
}

/* --- Pushing off the day --- */

/* Both are full with four visits of 110 minutes; the urgent one takes two
 * hours, and so do `rows` of theirs. */
static void push(int32_t priority, int32_t max_drops, int64_t service_s,
		 int32_t want_dropped)
{
	struct street street = {.problem = plan_problem_new()};
	struct plan_repair_wish wish = {.max_drops = max_drops, .seed = 1};
	struct plan_repair_result result;
	struct plan_job job = PLAN_JOB_DEFAULTS;
	int32_t index;

	add_people(street.problem);
	for (int i = 0; i < 8; i++)
		add_job(street.problem, 1, 110 * MINUTE, 10 + i);
	open_street(&street);
	for (int i = 0; i < 8; i++)
		plan_live_assign(street.live, i, i / 4, i % 4, PLAN_ANY_TIME);
	job.location = 1;
	job.service_s = service_s;
	job.priority = priority;
	assert_int_equal(plan_live_add_job(street.live, &job, &index, NULL),
			 ERR_OK);
	wish.jobs = &index;
	wish.job_count = 1;
	for (int i = 0; i < 2; i++) {
		wish.iterations = (uint64_t)i * 100;
		wish.dry_run = i == 0;
		plan_repair(street.live, &wish, street.arena, &result);
		assert_int_equal(result.dropped, want_dropped);
	}
	assert_int_equal(result.left_count,
			 want_dropped > 0 ? want_dropped : 1);
	assert_int_equal(result.moved, 0);
	assert_true((plan_live_technician_of(street.live, index, NULL) !=
		     PLAN_NONE) == (want_dropped > 0));
	/* The least urgent go. */
	for (int32_t i = 0; i < want_dropped; i++) {
		const struct plan_move *move = move_of(&result, i);

		assert_non_null(move);
		assert_int_equal(move->why, PLAN_MOVE_LEFT);
		assert_int_equal(move->for_job, index);
		assert_int_equal(move->from_technician, 0);
		assert_true(move->verdict.amount > 0);
		assert_int_equal(result.left[i].job, i);
	}
	close_street(&street);
}

static void test_push(void **state)
{
	(void)state;
	push(100, 0, 110 * MINUTE, 0);
	push(100, 1, 110 * MINUTE, 1);
	push(100, 1, 200 * MINUTE, 0); /* needs two */
	push(100, 2, 200 * MINUTE, 2);
	push(21, 2, 200 * MINUTE, 0); /* they are worth 10 and 11 */
	push(10, 1, 110 * MINUTE, 0); /* no more urgent than any */
	push(11, 1, 110 * MINUTE, 1);
}

/* --- Linked visits --- */

struct set {
	enum plan_link_kind kind;
	int32_t ill; /* technician who goes home at 9 */
	/* Of the two: does it go, and is it the one that could not stay? */
	bool goes[2], is_why[2];
};

/* Visit 0 by technician 0 at 10:00; visit 1 by technician 1, or, one of several
 * days or a shipment, by the same. */
static void displace(const struct set *set)
{
	struct street street = {.problem = plan_problem_new()};
	struct plan_repair_wish wish = {.iterations = 50, .dry_run = true};
	bool same = set->kind == PLAN_LINK_SHIPMENT;
	struct plan_link link = {.kind = set->kind,
				 .job = 0,
				 .other = 1,
				 .min_s = 0,
				 .max_s = 8 * HOUR};
	struct plan_repair_result result;

	add_people(street.problem);
	for (int i = 0; i < 3; i++)
		add_job(street.problem, 1, HOUR, 10);
	assert_int_equal(plan_problem_add_link(street.problem, &link, NULL),
			 ERR_OK);
	open_street(&street);
	plan_live_assign(street.live, 0, 0, PLAN_NONE,
			 same ? PLAN_ANY_TIME : 10 * HOUR);
	plan_live_assign(street.live, 1, same ? 0 : 1, same ? 1 : PLAN_NONE,
			 same				   ? PLAN_ANY_TIME
			 : set->kind == PLAN_LINK_TOGETHER ? 10 * HOUR
							   : 13 * HOUR);
	plan_live_assign(street.live, 2, set->ill, PLAN_NONE, PLAN_ANY_TIME);
	assert_int_equal(plan_live_absence(street.live, set->ill, 8 * HOUR,
					   PLAN_TIME_MAX, NULL),
			 ERR_OK);
	for (int i = 0; i < 2; i++) {
		wish.dry_run = i == 0;
		plan_repair(street.live, &wish, street.arena, &result);
		for (int32_t k = 0; k < 2; k++) {
			const struct plan_move *move = move_of(&result, k);

			assert_true((move != NULL) == set->goes[k]);
			if (move == NULL)
				continue;
			assert_int_equal(move->why, PLAN_MOVE_LEFT);
			assert_true(move->verdict.amount > 0);
			assert_int_equal(move->for_job, PLAN_NONE);
			if (set->is_why[k])
				assert_int_equal(move->verdict.rule,
						 PLAN_RULE_SHIFT);
			else
				assert_int_equal(move->verdict.job, 1 - k);
		}
		/* What is not linked goes to the other. */
		assert_int_equal(move_of(&result, 2)->why, PLAN_MOVE_DISPLACED);
		assert_int_equal(result.left_count,
				 set->goes[0] + set->goes[1]);
		if (i == 0)
			assert_int_equal(
			    plan_live_technician_of(street.live, 0, NULL), 0);
	}
	for (int32_t k = 0; k < 2; k++)
		assert_true((plan_live_technician_of(street.live, k, NULL) ==
			     PLAN_NONE) == set->goes[k]);
	close_street(&street);
}

static void test_linked_sets(void **state)
{
	const struct set sets[] = {
	    {PLAN_LINK_TOGETHER, 0, {true, true}, {true, false}},
	    {PLAN_LINK_TOGETHER, 1, {true, true}, {false, true}},
	    {PLAN_LINK_AFTER, 0, {true, true}, {true, false}},
	    {PLAN_LINK_AFTER, 1, {false, true}, {false, true}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		displace(&sets[i]);
}

/* Who pinned it has decided: it stays, where nobody is. Its mate stays too. */
static void test_pinned_crew_stays(void **state)
{
	struct street street = {.problem = plan_problem_new()};
	struct plan_repair_wish wish = {.iterations = 50};
	struct plan_link link = {PLAN_LINK_TOGETHER, 0, 1, 0, 0};
	struct plan_repair_result result;

	(void)state;
	add_people(street.problem);
	for (int i = 0; i < 2; i++)
		add_job(street.problem, 1, HOUR, 10);
	assert_int_equal(plan_problem_add_link(street.problem, &link, NULL),
			 ERR_OK);
	open_street(&street);
	for (int32_t i = 0; i < 2; i++) {
		plan_live_assign(street.live, i, i, PLAN_NONE, 10 * HOUR);
		plan_live_pin(street.live, i);
	}
	assert_int_equal(
	    plan_live_absence(street.live, 0, 8 * HOUR, PLAN_TIME_MAX, NULL),
	    ERR_OK);
	plan_repair(street.live, &wish, street.arena, &result);
	assert_int_equal(result.move_count, 0);
	assert_int_equal(result.left_count, 0);
	close_street(&street);
}

/* Whatever happens to random boards with links: a set is whole or gone. */
static void check_sets(const struct plan_live *live)
{
	struct plan_common common =
	    plan_problem_common(plan_live_problem(live));

	for (size_t i = 0; i < common.link_count; i++) {
		const struct plan_link *link = &common.links[i];
		bool first =
		    plan_live_technician_of(live, link->job, NULL) != PLAN_NONE;
		bool second = plan_live_technician_of(live, link->other,
						      NULL) != PLAN_NONE;

		if (link->kind == PLAN_LINK_AFTER)
			assert_true(first || !second);
		else if (link->kind != PLAN_LINK_SAME_PERSON)
			assert_true(first == second);
	}
}

static void note_routes(const struct plan_live *live, int32_t *technician_of,
			int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		technician_of[i] = plan_live_technician_of(live, i, NULL);
}

static void test_random_sets(void **state)
{
	enum { TECHNICIANS = 5, JOBS = 18 };
	int gone = 0, count = random_count(400, 10000);

	(void)state;
	for (int seed = 1; seed <= count; seed++) {
		struct plan_settings settings = {.iterations = 40};
		struct plan_repair_wish wish = {.max_moves = 2,
						.max_drops = seed % 3,
						.iterations = 30,
						.dry_run = true};
		struct random_problem *random = random_problem_rich(
		    (uint64_t)seed, TECHNICIANS, JOBS,
		    RANDOM_SHIFTS | RANDOM_SHIPMENTS | RANDOM_TIMED_LINKS);
		struct plan_problem *problem =
		    random_problem_build(random, NULL);
		int32_t before[JOBS], after[JOBS];
		struct plan_repair_result result;
		struct arena *arena = arena_new();
		struct plan_live *live;
		struct plan *plan;

		assert_int_equal(plan_run(problem, &settings, &plan, NULL),
				 ERR_OK);
		live = plan_live_new(problem, plan);
		check_sets(live);
		assert_int_equal(
		    plan_live_absence(
			live, seed % TECHNICIANS,
			plan_problem_technician(problem, seed % TECHNICIANS)
				->shift_start_s +
			    seed % 7 * HOUR / 2,
			PLAN_TIME_MAX, NULL),
		    ERR_OK);
		note_routes(live, before, JOBS);
		plan_repair(live, &wish, arena, &result);
		note_routes(live, after, JOBS);
		assert_memory_equal(before, after, sizeof(before));
		wish.dry_run = false;
		plan_repair(live, &wish, arena, &result);
		check_sets(live);
		note_routes(live, after, JOBS);
		for (int32_t i = 0; i < JOBS; i++) {
			/* Nobody gets a linked one that was another's. */
			if (random->linked[i] && after[i] != PLAN_NONE)
				assert_int_equal(before[i], after[i]);
			gone += random->linked[i] && before[i] != after[i];
		}
		plan_live_free(live);
		plan_free(plan);
		plan_problem_free(problem);
		random_problem_free(random);
		arena_free(arena);
	}
	assert_true(gone > count / 10);
}

/* --- At once --- */

/* It is 9:30. Technician 0 is at house 1 until 10 and has visits of 2 hours at
 * 2 and 3 that are hers; technician 1 is at house 9 until 9:40, and has the
 * rest of the day for herself. */
static void test_emergency(void **state)
{
	struct street street = {.problem = plan_problem_new()};
	struct plan_emergency asked = {.begin_by_s = PLAN_TIME_MAX};
	struct plan_job job = PLAN_JOB_DEFAULTS;
	const struct plan_rescue *rescues;
	struct plan_repair_wish wish = {0};
	struct plan_repair_result result;
	size_t count;

	(void)state;
	add_people(street.problem);
	add_job(street.problem, 1, 110 * MINUTE, 10); /* 8:10 to 10:00 */
	add_job_of(street.problem, 2, 2 * HOUR, 10, 0);
	add_job_of(street.problem, 3, 2 * HOUR, 20, 0);
	add_job(street.problem, 9, 10 * MINUTE, 10); /* 9:30 to 9:40 */
	open_street(&street);
	for (int32_t i = 0; i < 3; i++)
		plan_live_assign(street.live, i, 0, i, PLAN_ANY_TIME);
	plan_live_assign(street.live, 3, 1, 0, PLAN_ANY_TIME);
	plan_live_set_clock(street.live, 9 * HOUR + 30 * MINUTE);
	job.location = 1;
	job.service_s = 3 * HOUR;
	job.priority = 1000;
	assert_int_equal(plan_live_add_job(street.live, &job, &asked.job, NULL),
			 ERR_OK);
	/* The nearest: begins at 10, and one of her visits in the afternoon,
	 * which nobody else can do, is for another day. */
	asked.wait_rate = 1000 * PLAN_COST_SECOND;
	asked.left_cost = HOUR * PLAN_COST_SECOND;
	asked.priority_cost = HOUR * PLAN_COST_SECOND;
	plan_live_emergency(street.live, &asked, street.arena, &rescues,
			    &count);
	assert_int_equal(count, 2);
	assert_int_equal(rescues[0].technician, 0);
	assert_int_equal(rescues[0].position, 1);
	assert_int_equal(rescues[0].begin_s, 10 * HOUR);
	assert_int_equal(rescues[0].displaced, 0);
	assert_int_equal(rescues[0].left, 1);
	assert_int_equal(rescues[0].left_priority, 10);
	assert_int_equal(rescues[1].technician, 1);
	assert_int_equal(rescues[1].position, 1);
	assert_int_equal(rescues[1].begin_s, 11 * HOUR);
	assert_int_equal(rescues[1].travel_s, 80 * MINUTE);
	assert_int_equal(rescues[1].displaced + rescues[1].left, 0);
	assert_true(rescues[0].harm > rescues[1].harm);
	/* Where waiting is cheap, whom it harms least. */
	asked.wait_rate = 1;
	plan_live_emergency(street.live, &asked, street.arena, &rescues,
			    &count);
	assert_int_equal(count, 2);
	assert_int_equal(rescues[0].technician, 1);
	/* Who can be there in time, of those that are asked. */
	asked.begin_by_s = 10 * HOUR + 59 * MINUTE;
	plan_live_emergency(street.live, &asked, street.arena, &rescues,
			    &count);
	assert_int_equal(count, 1);
	plan_live_assign(street.live, asked.job, 0, rescues[0].position,
			 rescues[0].begin_s);
	plan_repair(street.live, &wish, street.arena, &result);
	assert_int_equal(plan_live_technician_of(street.live, asked.job, NULL),
			 0);
	assert_int_equal(plan_live_technician_of(street.live, 0, NULL), 0);
	assert_int_equal(result.left_count, 1);
	assert_int_equal(result.left[0].job, 1);
	close_street(&street);
}

/* Random boards in the middle of the day: nothing changes by asking, no pin
 * moves by sending, and what was told of the others is what happens. */
static void test_random_emergencies(void **state)
{
	enum { TECHNICIANS = 5, JOBS = 20 };
	int sent = 0, displaced = 0, left = 0, count = random_count(300, 6000);

	(void)state;
	for (int seed = 1; seed <= count; seed++) {
		struct plan_settings settings = {.iterations = 40};
		struct plan_emergency asked = {.begin_by_s = PLAN_TIME_MAX,
					       .wait_rate = PLAN_COST_SECOND *
							    (seed % 5)};
		struct random_problem *random = random_problem_new(
		    (uint64_t)seed, TECHNICIANS, JOBS, seed % 2 == 0);
		struct plan_problem *problem =
		    random_problem_build(random, NULL);
		struct plan_job job = random->jobs[seed % JOBS].spec;
		int32_t before[JOBS], after[JOBS], told_left = 0;
		const struct plan_rescue *rescues;
		struct plan_repair_wish wish = {0};
		struct plan_repair_result result;
		struct arena *arena = arena_new();
		struct plan_live *live;
		struct plan *plan;
		size_t rescue_count;

		assert_int_equal(plan_run(problem, &settings, &plan, NULL),
				 ERR_OK);
		live = plan_live_new(problem, plan);
		plan_live_set_clock(live, seed % 300 * MINUTE);
		/* Only what the newcomer breaks is told. */
		plan_repair(live, &wish, arena, &result);
		job.pinned_technician = PLAN_NONE;
		job.pinned_start_s = PLAN_ANY_TIME;
		job.window_count = 0;
		assert_int_equal(
		    plan_live_add_job(live, &job, &asked.job, NULL), ERR_OK);
		note_routes(live, before, JOBS);
		plan_live_emergency(live, &asked, arena, &rescues,
				    &rescue_count);
		note_routes(live, after, JOBS);
		assert_memory_equal(before, after, sizeof(before));
		if (rescue_count > 0) {
			const struct plan_rescue *best = &rescues[0];

			sent++;
			for (size_t i = 1; i < rescue_count; i++)
				assert_true(rescues[i - 1].cost <=
					    rescues[i].cost);
			plan_live_assign(live, asked.job, best->technician,
					 best->position, best->begin_s);
			wish.technicians = &best->technician;
			wish.technician_count = 1;
			plan_repair(live, &wish, arena, &result);
			for (size_t i = 0; i < result.move_count; i++) {
				told_left +=
				    result.moves[i].why == PLAN_MOVE_LEFT;
				assert_false(
				    plan_problem_job(plan_live_problem(live),
						     result.moves[i].job)
					->pinned_start_s != PLAN_ANY_TIME);
			}
			assert_int_equal(told_left, best->left);
			assert_int_equal(
			    plan_live_technician_of(live, asked.job, NULL),
			    best->technician);
			displaced += best->displaced;
			left += best->left;
		}
		plan_live_free(live);
		plan_free(plan);
		plan_problem_free(problem);
		random_problem_free(random);
		arena_free(arena);
	}
	assert_true(sent > count / 3);
	assert_true(displaced > count / 20);
	assert_true(left > count / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_push),
	    cmocka_unit_test(test_linked_sets),
	    cmocka_unit_test(test_pinned_crew_stays),
	    cmocka_unit_test(test_random_sets),
	    cmocka_unit_test(test_emergency),
	    cmocka_unit_test(test_random_emergencies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
