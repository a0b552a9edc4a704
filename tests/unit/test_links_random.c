/* SPDX-License-Identifier: MIT */
/*
 * Random days with linked visits: each plan is verified by plain code, each
 * visit may stay where it is, and what a search takes back leaves no trace.
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
#include "tests/planner/line_days.h"
#include "tests/planner/random_problem.h"

/* Where a visit is, it may stay: no rule is broken by asking for just that. */
static void assert_stays(const struct plan_problem *problem,
			 const struct plan *plan, int32_t job, uint64_t seed)
{
	struct line_stay stay = line_stay_of(plan, job);
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

/* --- By chance --- */

static void random_shift(struct rng *rng, struct plan_problem *problem,
			 int32_t i, int32_t days_each)
{
	int32_t start = i % days_each * 1440 + rng_below(rng, 60);
	struct line_shift shift = {
	    .person = days_each > 1 ? i / days_each : PLAN_NONE,
	    .home = rng_below(rng, LINE_PLACES),
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
	line_add_shift(problem, &shift, i);
}

static void random_visit(struct rng *rng, struct plan_problem *problem,
			 int32_t i, int32_t shifts, int32_t days_each)
{
	struct line_visit visit = {
	    .place = rng_below(rng, LINE_PLACES),
	    .service = rng_below(rng, 30),
	    .setup = rng_below(rng, 2) * rng_below(rng, 10),
	    .priority = rng_below(rng, 4),
	    .due = rng_below(rng, 3) == 0 ? 1 + rng_below(rng, 200) : 0,
	    .skill = rng_below(rng, 4) == 0,
	};

	if (rng_below(rng, 3) == 0)
		for (int k = 0; k < LINE_LISTS; k++) {
			visit.windows[k][0] = rng_below(rng, 300 * days_each);
			visit.windows[k][1] = visit.windows[k][0] + 1 +
					      rng_below(rng, 100 * days_each);
		}
	if (rng_below(rng, 12) == 0) {
		visit.pinned_to = 1 + rng_below(rng, shifts);
		visit.pinned_at = rng_below(rng, 2) * rng_below(rng, 200);
	}
	line_add_visit(problem, &visit, i);
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
		link.min_s = rng_below(rng, 30) * LINE_MINUTE;
		link.max_s =
		    rng_below(rng, 2) == 0
			? PLAN_TIME_MAX
			: link.min_s + rng_below(rng, 90) * LINE_MINUTE;
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
	line_add_places(problem);
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
		plan = line_run(problem, seed, 100, seed % 5 == 0 ? 2 : 1);
		line_verify(problem, plan, "random", seed);
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
		a = line_run(problem, seed, 200, 1);
		b = line_run(problem, seed, 200, 1);
		assert_int_equal(plan_totals(a).cost, plan_totals(b).cost);
		for (int32_t i = 0; i < 30; i++) {
			struct line_stay x = line_stay_of(a, i),
					 y = line_stay_of(b, i);

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
	int32_t everybody[LINE_MOST];

	(void)state;
	for (int32_t i = 0; i < LINE_MOST; i++)
		everybody[i] = i;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct plan_problem *problem = random_day(seed, LINE_MOST, 24);
		struct together_choice choice = {everybody, LINE_MOST, NULL,
						 NULL};
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
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_repeatable),
	    cmocka_unit_test(test_undo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
