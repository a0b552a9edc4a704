/* SPDX-License-Identifier: MIT */
/*
 * The planner beside the brute-force oracle, on small random problems with
 * every rule on and off: always valid, never better, and equal in nearly all.
 * CALLOUT_FULL=1 runs many more.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "tests/planner/oracle.h"
#include "tests/planner/told.h"

struct tally {
	int compared, equal, worse, broken_pins;
};

static void fail_problem(uint64_t seed, const char *what,
			 const struct plan_totals *totals,
			 const struct oracle_value *best)
{
	fail_msg("problem %llu: %s: plan %lld/%d/%lld, oracle %lld/%d/%lld",
		 (unsigned long long)seed, what, (long long)totals->priority,
		 (int)totals->served, (long long)totals->cost,
		 (long long)best->priority, (int)best->served,
		 (long long)best->cost);
}

static int compare(const struct plan_totals *totals,
		   const struct oracle_value *best)
{
	if (totals->priority != best->priority)
		return totals->priority > best->priority ? 1 : -1;
	if (totals->served != best->served)
		return totals->served > best->served ? 1 : -1;
	return (totals->cost < best->cost) - (totals->cost > best->cost);
}

static void compare_one(uint64_t seed, struct tally *tally)
{
	struct random_problem *random = random_problem_new(
	    seed, 1 + (int32_t)(seed % 2), 1 + (int32_t)(seed % 6), true);
	struct plan_problem *problem = random_problem_build(random, NULL);
	struct oracle_value best = oracle_solve(random, problem);
	struct plan_settings settings = {.seed = seed, .iterations = 400};
	const char *wrong;
	struct arena *arena = arena_new();
	struct plan_totals totals;
	struct plan *plan;
	int order;

	if (plan_run(problem, &settings, &plan, NULL))
		fail_msg("problem %llu is refused", (unsigned long long)seed);
	totals = plan_totals(plan);
	if (!told_check(problem, plan, arena, &wrong, NULL))
		fail_problem(seed, wrong, &totals, &best);
	order = compare(&totals, &best);
	if (!best.feasible)
		tally->broken_pins++;
	else if (order > 0)
		fail_problem(seed, "better than the optimum", &totals, &best);
	else if (order == 0)
		tally->equal++;
	else
		tally->worse++;
	tally->compared += best.feasible;
	if (best.feasible && order < 0 && getenv("CALLOUT_VERBOSE"))
		print_message("# problem %llu: %lld/%d/%lld, oracle "
			      "%lld/%d/%lld\n",
			      (unsigned long long)seed,
			      (long long)totals.priority, (int)totals.served,
			      (long long)totals.cost, (long long)best.priority,
			      (int)best.served, (long long)best.cost);
	arena_free(arena);
	plan_free(plan);
	plan_problem_free(problem);
	random_problem_free(random);
}

static void test_beside_brute_force(void **state)
{
	uint64_t count = (uint64_t)random_count(600, 20000);
	struct tally tally = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= count; seed++)
		compare_one(seed, &tally);
	print_message("# %d problems: %d optimal, %d worse; %d whose pins "
		      "break rules\n",
		      tally.compared, tally.equal, tally.worse,
		      tally.broken_pins);
	assert_true(tally.compared > (int)count / 2);
	assert_true(tally.worse * 100 <= tally.compared);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_beside_brute_force),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
