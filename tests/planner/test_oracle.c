/* SPDX-License-Identifier: MIT */
/*
 * The planner beside the brute-force oracle, on small random problems with
 * every rule on and off: always valid, never better, and equal in 99.9 %.
 * CALLOUT_FULL=1 runs 100,000; CALLOUT_VERBOSE=1 names those that are worse;
 * CALLOUT_GROUP, CALLOUT_SEED look at one.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/planner/oracle.h"
#include "tests/planner/told.h"

struct group {
	const char *name;
	int rules; /* enum random_rules */
	int modest, full;
	int most_jobs;
};

static const struct group groups[] = {
    {"plain routes", RANDOM_PINS, 400, 30000, 6},
    {"tools and parts", RANDOM_PINS | RANDOM_KITS, 150, 15000, 5},
    {"costs and types", RANDOM_PINS | RANDOM_COSTS | RANDOM_TYPES, 150, 15000,
     5},
    {"shifts and shipments", RANDOM_SHIFTS | RANDOM_SHIPMENTS, 150, 15000, 6},
    {"crews and gaps", RANDOM_TIMED_LINKS, 60, 10000, 4},
    {"all of it", RANDOM_ALL & ~RANDOM_TIMED_LINKS, 100, 14000, 5},
    {"all of it, on a grid", RANDOM_ALL, 20, 1000, 4},
};

struct tally {
	int compared, equal, worse, broken_pins;
};

static struct tally sum;

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

static void count_one(uint64_t seed, const struct plan_totals *totals,
		      const struct oracle_value *best, struct tally *tally)
{
	int order = compare(totals, best);

	if (!best->feasible) {
		tally->broken_pins++;
		return;
	}
	if (order > 0)
		fail_problem(seed, "better than the optimum", totals, best);
	tally->compared++;
	tally->equal += order == 0;
	tally->worse += order < 0;
	if (order < 0 && getenv("CALLOUT_VERBOSE") != NULL)
		print_message("# problem %llu: %lld/%d/%lld, oracle "
			      "%lld/%d/%lld\n",
			      (unsigned long long)seed,
			      (long long)totals->priority, (int)totals->served,
			      (long long)totals->cost,
			      (long long)best->priority, (int)best->served,
			      (long long)best->cost);
}

static void compare_one(uint64_t seed, const struct group *group,
			struct tally *tally)
{
	int32_t most =
	    seed % 101 == 0 ? group->most_jobs + 1 : group->most_jobs;
	struct random_problem *random = random_problem_rich(
	    seed, 1 + (int32_t)(seed % 2 + (seed % 11 == 0)),
	    1 + (int32_t)(seed % (uint64_t)most), group->rules);
	struct plan_problem *problem = random_problem_build(random, NULL);
	struct oracle_value best = oracle_solve(random, problem);
	struct plan_settings settings = {.seed = seed, .iterations = 400};
	struct arena *arena = arena_new();
	struct plan_totals totals;
	struct plan *plan;
	const char *wrong;

	if (plan_run(problem, &settings, &plan, NULL))
		fail_msg("problem %llu is refused", (unsigned long long)seed);
	totals = plan_totals(plan);
	if (getenv("CALLOUT_SEED") != NULL)
		random_problem_print(random, problem, plan);
	if (!told_check(problem, plan, arena, &wrong, NULL))
		fail_problem(seed, wrong, &totals, &best);
	count_one(seed, &totals, &best, tally);
	arena_free(arena);
	plan_free(plan);
	plan_problem_free(problem);
	random_problem_free(random);
}

static void compare_group(void **state)
{
	const struct group *group = *state;
	uint64_t count = (uint64_t)random_count(group->modest, group->full);
	const char *only = getenv("CALLOUT_GROUP"),
		   *one = getenv("CALLOUT_SEED");
	uint64_t first = 1;
	struct tally tally = {0};

	if (only != NULL && strcmp(only, group->name) != 0)
		skip();
	if (one != NULL)
		first = count = strtoull(one, NULL, 10);
	for (uint64_t seed = first; seed <= count; seed++)
		compare_one(seed, group, &tally);
	print_message("# %s: %d problems: %d optimal (%.2f %%), %d worse; %d "
		      "whose pins break rules\n",
		      group->name, tally.compared, tally.equal,
		      100.0 * tally.equal / (tally.compared + !tally.compared),
		      tally.worse, tally.broken_pins);
	if (one != NULL || count == 0)
		return;
	assert_true(tally.compared > (int)count / 2);
	assert_true((tally.worse - 1) * 100 <= tally.compared);
	sum.compared += tally.compared;
	sum.worse += tally.worse;
}

/* Of all together; a few hundred are too few to say it. */
static void test_share(void **state)
{
	(void)state;
	print_message("# %d problems in all, %d worse\n", sum.compared,
		      sum.worse);
	if (sum.compared >= 20000)
		assert_true(sum.worse * 1000 <= sum.compared);
	else
		assert_true((sum.worse - 2) * 200 <= sum.compared);
}

int main(void)
{
	enum { COUNT = sizeof(groups) / sizeof(groups[0]) };
	struct CMUnitTest tests[COUNT + 1] = {[COUNT] =
						  cmocka_unit_test(test_share)};

	for (int i = 0; i < COUNT; i++)
		tests[i] = (struct CMUnitTest){
		    .name = groups[i].name,
		    .test_func = compare_group,
		    .initial_state = (void *)(uintptr_t)&groups[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
