/* SPDX-License-Identifier: MIT */
/*
 * The search on middle-sized random problems: always valid by the check, the
 * same for the same seed, pins stay, it stops when told to, and the check
 * itself sees what is wrong.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/planner/random_problem.h"
#include "tests/planner/told.h"

static struct plan *run(const struct plan_problem *problem, uint64_t seed,
			uint64_t iterations)
{
	struct plan_settings settings = {.seed = seed,
					 .iterations = iterations};
	struct plan *plan = NULL;

	assert_int_equal(plan_run(problem, &settings, &plan, NULL), ERR_OK);
	return plan;
}

static void assert_pins_stay(const struct plan_problem *problem,
			     const struct plan *plan)
{
	for (int32_t i = 0; i < plan_problem_job_count(problem); i++) {
		const struct plan_job *job = plan_problem_job(problem, i);
		const struct plan_step *step;
		int32_t technician = PLAN_NONE;

		if (job->pinned_technician == PLAN_NONE)
			continue;
		step = plan_step_of(plan, i, &technician);
		assert_non_null(step);
		assert_int_equal(technician, job->pinned_technician);
		if (job->pinned_start_s != PLAN_ANY_TIME)
			assert_int_equal(step->arrival_s + step->waiting_s,
					 job->pinned_start_s);
	}
}

static void assert_valid(const struct plan_problem *problem,
			 const struct plan *plan, uint64_t seed)
{
	struct arena *arena = arena_new();
	const char *wrong;

	if (!told_check(problem, plan, arena, &wrong, NULL))
		fail_msg("problem %llu: %s", (unsigned long long)seed, wrong);
	arena_free(arena);
}

static void test_valid_and_pins_stay(void **state)
{
	uint64_t count = (uint64_t)random_count(60, 2000);

	(void)state;
	for (uint64_t seed = 1; seed <= count; seed++) {
		struct random_problem *random = random_problem_new(
		    seed, 1 + (int32_t)(seed * 7 % RANDOM_TECHNICIANS),
		    (int32_t)(seed * 31 % 150), true);
		struct plan_problem *problem =
		    random_problem_build(random, NULL);
		struct plan *plan = run(problem, seed, 150);

		assert_valid(problem, plan, seed);
		assert_pins_stay(problem, plan);
		plan_free(plan);
		plan_problem_free(problem);
		random_problem_free(random);
	}
}

/* Two visits at once on the board: behind the second one the clock stands
 * earlier than before it, and a job fits there. */
static void test_overlapping_pins(void **state)
{
	enum { HOUR = 3600, MINUTE = 60 };
	const struct plan_technician defaults = PLAN_TECHNICIAN_DEFAULTS;
	struct plan_technician technician = defaults;
	const struct plan_job any = PLAN_JOB_DEFAULTS;
	const struct plan_window late = {8 * HOUR + 55 * MINUTE, 9 * HOUR};
	struct plan_job jobs[] = {any, any, any};
	struct plan_problem *problem = plan_problem_new();
	struct plan *plan;
	int32_t index;

	(void)state;
	technician.shift_start_s = 8 * HOUR;
	technician.shift_end_s = 16 * HOUR;
	jobs[0].pinned_technician = jobs[1].pinned_technician = 0;
	jobs[0].pinned_start_s = 8 * HOUR + 30 * MINUTE;
	jobs[0].service_s = HOUR;
	jobs[1].pinned_start_s = 8 * HOUR + 45 * MINUTE;
	jobs[1].service_s = 10 * MINUTE;
	jobs[2].windows = &late;
	jobs[2].window_count = 1;
	assert_int_equal(
	    plan_problem_add_technician(problem, &technician, &index, NULL),
	    ERR_OK);
	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    plan_problem_add_job(problem, &jobs[i], &index, NULL),
		    ERR_OK);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	plan = run(problem, 1, 10);
	assert_non_null(plan_step_of(plan, 2, NULL));
	plan_free(plan);
	plan_problem_free(problem);
}

/* Two pins without a time may change places around a third job; where it leaves
 * again, the matrix has no way from the one to the other in time. */
static void test_pins_change_places(void **state)
{
	enum { HOME, A, B, BETWEEN, PLACES };
	const uint32_t seconds[PLACES * PLACES] = {
	    0, 10, 10, 90, 10, 0, 10, 90, 10, 200, 0, 10, 40, 10, 90, 0};
	const int32_t order[] = {1, 2, 0};
	const struct plan_order initial = {0, order, 3};
	struct plan_technician technician = PLAN_TECHNICIAN_DEFAULTS;
	const struct plan_job any = PLAN_JOB_DEFAULTS;
	int32_t ignored;

	(void)state;
	technician.shift_end_s = 1000;
	technician.max_travel_s = 100;
	technician.start_location = technician.end_location = HOME;
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct plan_settings settings = {.seed = seed,
						 .iterations = 60};
		struct plan_problem *problem = plan_problem_new();
		struct plan *plan;

		assert_int_equal(plan_problem_add_matrix(
				     problem, PLACES, seconds, &ignored, NULL),
				 ERR_OK);
		assert_int_equal(plan_problem_add_technician(
				     problem, &technician, &ignored, NULL),
				 ERR_OK);
		for (int32_t place = A; place <= BETWEEN; place++) {
			struct plan_job job = any;

			job.id = job.location = place;
			if (place != BETWEEN)
				job.pinned_technician = 0;
			assert_int_equal(
			    plan_problem_add_job(problem, &job, &ignored, NULL),
			    ERR_OK);
		}
		assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
		if (seed % 2) {
			settings.initial = &initial;
			settings.initial_count = 1;
		}
		assert_int_equal(plan_run(problem, &settings, &plan, NULL),
				 ERR_OK);
		assert_valid(problem, plan, seed);
		assert_int_equal(plan_route(plan, 0)->travel_s, 40);
		plan_free(plan);
		plan_problem_free(problem);
	}
}

static void assert_same_plan(const struct plan_problem *problem,
			     const struct plan *a, const struct plan *b)
{
	for (int32_t i = 0; i < plan_problem_technician_count(problem); i++) {
		const struct plan_route *x = plan_route(a, i);
		const struct plan_route *y = plan_route(b, i);

		assert_int_equal(x->step_count, y->step_count);
		for (size_t k = 0; k < x->step_count; k++) {
			assert_int_equal(x->steps[k].job, y->steps[k].job);
			assert_int_equal(x->steps[k].arrival_s,
					 y->steps[k].arrival_s);
		}
	}
}

static void test_repeatable(void **state)
{
	struct random_problem *random = random_problem_new(77, 20, 150, true);
	struct plan_problem *a = random_problem_build(random, NULL);
	struct plan_problem *b = random_problem_build(random, NULL);
	struct plan *first = run(a, 5, 500), *second = run(b, 5, 500);

	(void)state;
	assert_same_plan(a, first, second);
	plan_free(first);
	plan_free(second);
	plan_problem_free(a);
	plan_problem_free(b);
	random_problem_free(random);
}

struct count {
	uint64_t calls, most;
	int64_t best;
};

static bool count_calls(void *arg, const struct plan_progress *progress,
			double *ret_spent)
{
	struct count *count = arg;

	assert_true(progress->best.priority >= count->best);
	count->best = progress->best.priority;
	*ret_spent = (double)count->calls / (double)count->most;
	return ++count->calls <= count->most;
}

static void test_stops_when_told(void **state)
{
	struct random_problem *random = random_problem_new(3, 10, 60, false);
	struct plan_problem *problem = random_problem_build(random, NULL);
	struct count count = {.most = 9};
	struct plan_settings settings = {
	    .seed = 1, .keep_going = count_calls, .arg = &count};
	struct plan *plan;

	(void)state;
	assert_int_equal(plan_run(problem, &settings, &plan, NULL), ERR_OK);
	assert_int_equal(count.calls, 10);
	assert_valid(problem, plan, 3);
	plan_free(plan);
	/* Told to stop before the first plan is whole; asked no more then. */
	count = (struct count){.most = 0};
	assert_int_equal(plan_run(problem, &settings, &plan, NULL), ERR_OK);
	assert_int_equal(count.calls, 1);
	assert_true(plan_totals(plan).served > 0);
	assert_valid(problem, plan, 3);
	plan_free(plan);
	settings.keep_going = NULL;
	assert_int_equal(plan_run(problem, &settings, &plan, NULL), ERR_INPUT);
	plan_problem_free(problem);
	random_problem_free(random);
}

static void test_empty_problems(void **state)
{
	(void)state;
	for (int32_t technicians = 0; technicians < 2; technicians++)
		for (int32_t jobs = 0; jobs < 3; jobs++) {
			struct plan_problem *problem = plan_problem_new();
			struct plan_technician who = PLAN_TECHNICIAN_DEFAULTS;
			struct plan_job job = PLAN_JOB_DEFAULTS;
			struct plan *plan;
			int32_t ignored;

			who.shift_end_s = 100;
			for (int i = 0; i < technicians; i++)
				assert_int_equal(
				    plan_problem_add_technician(problem, &who,
								&ignored, NULL),
				    ERR_OK);
			for (int i = 0; i < jobs; i++) {
				job.id = i;
				assert_int_equal(
				    plan_problem_add_job(problem, &job,
							 &ignored, NULL),
				    ERR_OK);
			}
			assert_int_equal(plan_problem_finish(problem, NULL),
					 ERR_OK);
			plan = run(problem, 1, 20);
			assert_int_equal(plan_totals(plan).served,
					 technicians * jobs);
			assert_valid(problem, plan, 0);
			plan_free(plan);
			plan_problem_free(problem);
		}
}

/* A check that finds nothing must be able to find something: tamper with the
 * steps of a valid plan, one field at a time. */
static void test_the_check_sees(void **state)
{
	struct random_problem *random = random_problem_new(11, 4, 30, false);
	struct plan_problem *problem = random_problem_build(random, NULL);
	struct plan *plan = run(problem, 1, 200);
	struct arena *arena = arena_new();
	int tampered = 0;

	(void)state;
	assert_valid(problem, plan, 11);
	for (int32_t i = 0; i < plan_problem_technician_count(problem); i++) {
		const struct plan_route *route = plan_route(plan, i);

		for (size_t k = 1; k < route->step_count; k++) {
			struct plan_step *step =
			    (struct plan_step *)&route->steps[k];
			int64_t *fields[] = {&step->arrival_s, &step->waiting_s,
					     &step->service_s, &step->setup_s,
					     &step->travel_s};

			for (size_t f = 0; f < 5; f++) {
				if (step->kind == PLAN_STEP_END && f != 4)
					continue;
				if (step->kind == PLAN_STEP_BREAK && f == 3)
					continue;
				*fields[f] -= 1;
				assert_false(told_check(problem, plan, arena,
							NULL, NULL));
				*fields[f] += 1;
				tampered++;
			}
		}
	}
	assert_true(tampered > 40);
	assert_valid(problem, plan, 11);
	arena_free(arena);
	plan_free(plan);
	plan_problem_free(problem);
	random_problem_free(random);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_valid_and_pins_stay),
	    cmocka_unit_test(test_overlapping_pins),
	    cmocka_unit_test(test_pins_change_places),
	    cmocka_unit_test(test_repeatable),
	    cmocka_unit_test(test_stops_when_told),
	    cmocka_unit_test(test_empty_problems),
	    cmocka_unit_test(test_the_check_sees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
