/* SPDX-License-Identifier: MIT */
/*
 * What recreate remembers of a route must never change what it finds: beside
 * each search stands one that has forgotten everything before every insertion,
 * and both must come to the same price. Routes change, come back, and change
 * again, on random problems with every rule on or off.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "planner/search_internal.h"
#include "tests/planner/random_problem.h"

enum { TECHNICIANS = 8, JOBS = 40, STEPS = 600 };

static void start(struct search *search, const struct plan_problem *problem)
{
	search_init(search, problem, 1, NULL);
	search->until_blink = INT32_MAX; /* nothing is overlooked */
	search->try_all = true;
	solution_keep(&search->solution);
}

static void forget(struct search *search)
{
	memset(search->memos, 0,
	       (size_t)search->problem->job_count * search->memo_ways *
		   sizeof(*search->memos));
}

/* The same insertion by both; they may choose among places of one price. */
static bool insert(struct search *search, struct search *forgetful, int32_t job)
{
	struct solution *solution = &search->solution;
	struct solution *other = &forgetful->solution;
	bool done = recreate_insert(search, job);
	int32_t technician = solution->route_of[job];

	forget(forgetful);
	assert_int_equal(recreate_insert(forgetful, job), done);
	assert_int_equal(other->value.cost, solution->value.cost);
	assert_int_equal(other->value.lost, solution->value.lost);
	solution_undo(other);
	if (done)
		solution_insert(other, technician, job,
				solution->position_of[job]);
	assert_int_equal(other->value.cost, solution->value.cost);
	solution_keep(other);
	return done;
}

/* False: what is left would break a rule, and all stays as it was. */
static bool take_out(struct search *search, int32_t technician, int32_t at)
{
	struct solution *solution = &search->solution;

	solution_remove(solution, technician, at, 1);
	if (solution_refresh(solution, technician)) {
		solution_keep(solution);
		return true;
	}
	solution_undo(solution);
	return false;
}

static int run(uint64_t seed)
{
	struct random_problem *random =
	    random_problem_new(seed, TECHNICIANS, JOBS, seed % 2 == 0);
	struct plan_problem *problem = random_problem_build(random, NULL);
	struct search search, forgetful;
	struct rng rng;
	int inserted = 0;

	rng_seed(&rng, seed);
	start(&search, problem);
	start(&forgetful, problem);
	for (int i = 0; i < STEPS; i++) {
		int32_t job = rng_below(&rng, JOBS);
		int32_t technician = search.solution.route_of[job];

		if (problem->jobs[job].pinned)
			continue;
		if (technician != PLAN_NONE) {
			int32_t at = search.solution.position_of[job];

			if (take_out(&search, technician, at))
				assert_true(
				    take_out(&forgetful, technician, at));
			continue;
		}
		/* Some come back: then old routes hold again. */
		if (rng_below(&rng, 3) == 0) {
			recreate_insert(&search, job);
			solution_undo(&search.solution);
		}
		inserted += insert(&search, &forgetful, job);
		solution_keep(&search.solution);
	}
	search_free(&search);
	search_free(&forgetful);
	plan_problem_free(problem);
	random_problem_free(random);
	return inserted;
}

static void test_remembers_right(void **state)
{
	int inserted = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++)
		inserted += run(seed);
	assert_true(inserted > 3000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_remembers_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
