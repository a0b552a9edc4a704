/* SPDX-License-Identifier: MIT */
/*
 * What holds for every plan: the order of the input does not matter to the
 * check and the evaluator, pinned jobs stay, and no sum leaves its type:
 * problems of the largest values are planned at the cost that floating point
 * finds too, or refused.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "planner/rng.h"
#include "tests/planner/random_problem.h"
#include "tests/planner/told.h"

enum { TECHNICIANS = 4, JOBS = 14 };

static const int rule_sets[] = {
    RANDOM_PINS | RANDOM_KITS | RANDOM_COSTS | RANDOM_TYPES,
    RANDOM_PINS | RANDOM_SHIFTS | RANDOM_SHIPMENTS | RANDOM_COSTS,
    RANDOM_PINS | RANDOM_TIMED_LINKS,
};

static struct plan *run(const struct plan_problem *problem, uint64_t seed,
			uint64_t iterations)
{
	struct plan_settings settings = {.seed = seed,
					 .iterations = iterations};
	struct plan *plan;

	if (plan_run(problem, &settings, &plan, NULL))
		fail();
	return plan;
}

/* order[i]: which job is added as the i-th. */
static void draw_order(uint64_t seed, int32_t *order)
{
	struct rng rng;

	rng_seed(&rng, seed);
	for (int32_t i = 0; i < JOBS; i++) {
		int32_t k = rng_below(&rng, i + 1);

		order[i] = order[k];
		order[k] = i;
	}
}

/* --- The order of the input --- */

static void reverse_told(struct told_plan *told)
{
	struct told_route *routes = (struct told_route *)told->routes;
	struct told_absent *absent = (struct told_absent *)told->unassigned;

	for (size_t i = 0; i < told->route_count / 2; i++) {
		struct told_route swap = routes[i];

		routes[i] = routes[told->route_count - 1 - i];
		routes[told->route_count - 1 - i] = swap;
	}
	for (size_t i = 0; i < told->unassigned_count / 2; i++) {
		struct told_absent swap = absent[i];

		absent[i] = absent[told->unassigned_count - 1 - i];
		absent[told->unassigned_count - 1 - i] = swap;
	}
}

static int64_t sum_of_faults(const struct verify_result *result)
{
	int64_t sum = 0;

	for (size_t i = 0; i < result->violation_count; i++)
		sum += (result->violations[i].rule + 1) *
		       (1000 + result->violations[i].amount);
	return sum;
}

/* A plan, and one that is wrong all over. */
static void check_both_ways(struct random_problem *random,
			    const struct plan_problem *problem,
			    const struct plan_problem *other,
			    const struct plan *plan, int64_t late)
{
	struct arena *arena = arena_new();
	struct told_plan *told = told_by(problem, plan, arena);
	struct verify_result a, b;

	(void)random;
	for (size_t i = 0; i < told->route_count; i++)
		for (size_t k = 1; k < told->routes[i].step_count; k++)
			((struct told_step *)&told->routes[i].steps[k])
			    ->arrival_s += late * (int64_t)k;
	plan_verify(problem, told, arena, &a);
	reverse_told(told);
	plan_verify(other, told, arena, &b);
	assert_int_equal(a.violation_count, b.violation_count);
	assert_true(sum_of_faults(&a) == sum_of_faults(&b));
	assert_true(a.sums.cost == b.sums.cost && a.priority == b.priority &&
		    a.assigned == b.assigned);
	assert_true((a.violation_count == 0) == (late == 0) ||
		    told->route_count == 0);
	arena_free(arena);
}

static void evaluate_both_ways(const struct plan_problem *problem,
			       const struct plan_problem *other,
			       const int32_t *order)
{
	for (int32_t i = 0; i < JOBS; i++)
		for (int32_t t = 0; t < TECHNICIANS; t++) {
			struct plan_evaluation a, b;

			plan_evaluate(problem, NULL, order[i], t, PLAN_ANY_TIME,
				      &a);
			plan_evaluate(other, NULL, i, t, PLAN_ANY_TIME, &b);
			assert_int_equal(a.feasible, b.feasible);
			assert_true(!a.feasible || a.cost == b.cost);
		}
}

static void test_order(void **state)
{
	uint64_t count = (uint64_t)random_count(30, 3000);

	(void)state;
	for (uint64_t seed = 1; seed <= count; seed++) {
		struct random_problem *random = random_problem_rich(
		    seed, TECHNICIANS, JOBS, rule_sets[seed % 3]);
		int32_t order[JOBS];
		struct plan_problem *problem, *other;
		struct plan *plan;

		draw_order(seed, order);
		problem = random_problem_build(random, NULL);
		other = random_problem_build(random, order);
		plan = run(problem, seed, 40);
		check_both_ways(random, problem, other, plan, 0);
		check_both_ways(random, problem, other, plan, -7);
		evaluate_both_ways(problem, other, order);
		plan_free(plan);
		plan_problem_free(problem);
		plan_problem_free(other);
		random_problem_free(random);
	}
}

/* --- Pins --- */

static void test_pins_stay(void **state)
{
	uint64_t count = (uint64_t)random_count(60, 5000);
	int pins = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= count; seed++) {
		struct random_problem *random = random_problem_rich(
		    seed, TECHNICIANS, JOBS, rule_sets[seed % 3]);
		struct plan_problem *problem =
		    random_problem_build(random, NULL);
		struct plan *plan = run(problem, seed, 60);

		for (int32_t i = 0; i < JOBS; i++) {
			const struct plan_job *job = &random->jobs[i].spec;
			int32_t technician = PLAN_NONE;
			const struct plan_step *step =
			    plan_step_of(plan, i, &technician);

			if (job->pinned_technician == PLAN_NONE)
				continue;
			pins++;
			assert_int_equal(technician, job->pinned_technician);
			assert_true(job->pinned_start_s == PLAN_ANY_TIME ||
				    job->pinned_start_s ==
					step->arrival_s + step->waiting_s);
		}
		plan_free(plan);
		plan_problem_free(problem);
		random_problem_free(random);
	}
	assert_true(pins > 30);
}

/* --- Large values --- */

enum { MONTH_S = 30 * 86400, DAY_S = 86400 };

static double float_cost(const struct plan_problem *problem,
			 const struct plan *plan)
{
	double cost = 0;

	for (int32_t i = 0; i < plan_problem_technician_count(problem); i++) {
		const struct plan_technician *who =
		    plan_problem_technician(problem, i);
		const struct plan_route *route = plan_route(plan, i);
		const struct plan_step *steps = route->steps;

		if (route->step_count == 0)
			continue;
		cost += (double)who->travel_rate * (double)route->travel_s +
			(double)who->overtime_rate * (double)route->overtime_s +
			(double)who->duration_rate *
			    (double)(steps[route->step_count - 1].arrival_s -
				     steps[0].arrival_s);
		for (size_t k = 0; k < route->step_count; k++) {
			const struct plan_job *job;
			int64_t end;

			if (steps[k].kind != PLAN_STEP_JOB)
				continue;
			job = plan_problem_job(problem, steps[k].job);
			end = steps[k].arrival_s + steps[k].waiting_s +
			      steps[k].setup_s + steps[k].service_s;
			for (size_t d = 0; d < job->due_count; d++)
				if (end > job->dues[d].at_s)
					cost +=
					    (double)(end - job->dues[d].at_s) *
					    (double)job->dues[d].rate;
		}
	}
	return cost;
}

/* A month, as many jobs as there may be, each a month late at `rate`. */
static struct plan_problem *month(int32_t jobs, int64_t rate)
{
	struct plan_problem *problem = plan_problem_new();
	struct plan_technician who = PLAN_TECHNICIAN_DEFAULTS;
	struct plan_due due = {PLAN_DUE_END, 0, rate};
	struct plan_job job = PLAN_JOB_DEFAULTS;
	struct err_detail detail;
	int32_t ignored;

	for (int32_t i = 0; i < 1000; i++)
		assert_int_equal(plan_problem_add_location(problem, i % 30,
							   i / 30, &ignored,
							   &detail),
				 ERR_OK);
	who.shift_end_s = MONTH_S;
	who.start_location = who.end_location = 0;
	who.overtime_rate = rate;
	who.duration_rate = rate;
	who.travel_rate = rate;
	for (int32_t i = 0; i < 40; i++) {
		who.id = i;
		assert_int_equal(plan_problem_add_technician(problem, &who,
							     &ignored, &detail),
				 ERR_OK);
	}
	for (int32_t i = 0; i < jobs; i++) {
		job.id = i;
		job.location = i * 7 % 1000;
		job.service_s = DAY_S;
		job.priority = PLAN_PRIORITY_MAX;
		job.dues = &due;
		job.due_count = 1;
		assert_int_equal(
		    plan_problem_add_job(problem, &job, &ignored, &detail),
		    ERR_OK);
	}
	return problem;
}

static void test_largest(void **state)
{
	int32_t jobs = random_count(20000, PLAN_JOBS_MAX);
	struct plan_problem *problem = month(jobs, PLAN_COST_SECOND);
	struct arena *arena = arena_new();
	struct err_detail detail = {0};
	struct plan_totals totals;
	struct plan *plan;
	const char *wrong;

	(void)state;
	if (plan_problem_finish(problem, &detail))
		fail_msg("%s", detail.text);
	plan = run(problem, 1, 20);
	totals = plan_totals(plan);
	if (!told_check(problem, plan, arena, &wrong, NULL))
		fail_msg("%s", wrong);
	assert_true(totals.served > 500 && totals.cost > 0);
	assert_true(totals.priority ==
		    (int64_t)totals.served * PLAN_PRIORITY_MAX);
	assert_true(fabs(float_cost(problem, plan) - (double)totals.cost) <=
		    1e-9 * (double)totals.cost);
	arena_free(arena);
	plan_free(plan);
	plan_problem_free(problem);
}

static void assert_refused(struct plan_problem *problem)
{
	struct err_detail detail = {0};

	assert_int_equal(plan_problem_finish(problem, &detail), ERR_TOO_LARGE);
	assert_true(strlen(detail.text) > 10);
	plan_problem_free(problem);
}

static void test_too_large(void **state)
{
	struct plan_problem *problem = month(PLAN_JOBS_MAX, 100);
	struct plan_job job = PLAN_JOB_DEFAULTS;
	struct err_detail detail = {0};
	int32_t ignored;

	(void)state;
	job.location = 0;
	assert_int_equal(plan_problem_add_job(problem, &job, &ignored, &detail),
			 ERR_TOO_LARGE);
	assert_true(strlen(detail.text) > 10);
	plan_problem_free(problem);
	assert_refused(month(PLAN_JOBS_MAX, PLAN_RATE_MAX));
}

/* A pin far behind the shift makes overtime that no shift bounds. */
static void test_far_pins(void **state)
{
	(void)state;
	for (int64_t rate = 1; rate <= PLAN_RATE_MAX; rate *= 10) {
		struct plan_problem *problem = month(5, rate);
		struct plan_job job = PLAN_JOB_DEFAULTS;
		struct err_detail detail = {0};
		struct plan *plan;
		int32_t ignored;
		double cost;

		job.location = 3;
		job.pinned_technician = 1;
		job.pinned_start_s = PLAN_TIME_MAX - DAY_S;
		job.id = 77;
		assert_int_equal(
		    plan_problem_add_job(problem, &job, &ignored, &detail),
		    ERR_OK);
		if (plan_problem_finish(problem, &detail) == ERR_OK) {
			plan = run(problem, 1, 20);
			cost = float_cost(problem, plan);
			assert_true(
			    fabs(cost - (double)plan_totals(plan).cost) <=
			    1e-9 * cost);
			plan_free(plan);
		}
		plan_problem_free(problem);
	}
}

/* Setups that nobody needs count for the balance all the same. */
static void test_long_types(void **state)
{
	struct plan_problem *problem = month(5, 1);
	struct plan_typed_service typed = {.setup_s = PLAN_SPAN_MAX};
	struct plan_job job = PLAN_JOB_DEFAULTS;
	struct err_detail detail = {0};
	int32_t ignored;

	(void)state;
	job.location = 0;
	job.typed_services = &typed;
	job.typed_service_count = 1;
	for (int32_t i = 0; i < 20000; i++) {
		job.id = 100 + i;
		assert_int_equal(
		    plan_problem_add_job(problem, &job, &ignored, &detail),
		    ERR_OK);
	}
	assert_int_equal(
	    plan_problem_set_balance(problem, PLAN_RATE_MAX, &detail), ERR_OK);
	assert_refused(problem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order),    cmocka_unit_test(test_pins_stay),
	    cmocka_unit_test(test_largest),  cmocka_unit_test(test_too_large),
	    cmocka_unit_test(test_far_pins), cmocka_unit_test(test_long_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
