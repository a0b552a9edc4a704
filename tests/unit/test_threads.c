/* SPDX-License-Identifier: MIT */
/*
 * Several threads on one plan: the same plan for the same seed and number of
 * threads, however they are scheduled; the caller is asked on his own thread
 * only, and can stop at any time. And plans that start from another one.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/planner/random_problem.h"
#include "tests/planner/told.h"

enum {
	THREADS_MOST = 4,
	LINKED_RULES =
	    RANDOM_PINS | RANDOM_SHIFTS | RANDOM_SHIPMENTS | RANDOM_TIMED_LINKS,
};

static struct plan *run(const struct plan_problem *problem,
			struct plan_settings settings)
{
	struct plan *plan = NULL;

	assert_int_equal(plan_run(problem, &settings, &plan, NULL), ERR_OK);
	return plan;
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

static bool same_plan(const struct plan_problem *problem, const struct plan *a,
		      const struct plan *b)
{
	for (int32_t i = 0; i < plan_problem_technician_count(problem); i++) {
		const struct plan_route *x = plan_route(a, i);
		const struct plan_route *y = plan_route(b, i);

		if (x->step_count != y->step_count)
			return false;
		for (size_t k = 0; k < x->step_count; k++)
			if (x->steps[k].job != y->steps[k].job ||
			    x->steps[k].arrival_s != y->steps[k].arrival_s)
				return false;
	}
	return true;
}

/* -1, 0, 1 as a is better, equal, worse. */
static int compare_plans(const struct plan *a, const struct plan *b)
{
	struct plan_totals x = plan_totals(a), y = plan_totals(b);

	if (x.priority != y.priority)
		return x.priority > y.priority ? -1 : 1;
	if (x.unserved != y.unserved)
		return x.unserved < y.unserved ? -1 : 1;
	return x.cost < y.cost ? -1 : x.cost > y.cost;
}

/* With and without links; problems that each thread has as a whole, and such
 * as are dealt in parts. */
static struct plan_problem *random_problem(uint64_t seed,
					   struct random_problem **ret_random)
{
	int32_t jobs = seed % 3 == 0 ? 300 + (int32_t)(seed * 37 % 100)
				     : (int32_t)(seed * 37 % 200);

	*ret_random = random_problem_rich(
	    seed, 1 + (int32_t)(seed * 11 % RANDOM_TECHNICIANS), jobs,
	    seed % 2 == 0 ? RANDOM_PINS : LINKED_RULES);
	return random_problem_build(*ret_random, NULL);
}

static void test_valid_and_repeatable(void **state)
{
	uint64_t count = (uint64_t)random_count(6, 400);

	(void)state;
	for (uint64_t seed = 1; seed <= count; seed++) {
		struct random_problem *random;
		struct plan_problem *problem = random_problem(seed, &random);
		struct plan_settings settings = {
		    .seed = seed,
		    .iterations = 500,
		    .threads = 2 + (int32_t)seed % (THREADS_MOST - 1)};
		struct plan *first = run(problem, settings);
		struct plan *second = run(problem, settings);

		assert_valid(problem, first, seed);
		assert_true(same_plan(problem, first, second));
		plan_free(first);
		plan_free(second);
		plan_problem_free(problem);
		random_problem_free(random);
	}
}

/* Long enough for several rounds, so that routes change hands; the last one is
 * cut short. */
static void test_rounds(void **state)
{
	(void)state;
	for (int32_t threads = 2; threads <= THREADS_MOST; threads++)
		for (int parted = 0; parted < 2; parted++) {
			struct random_problem *random = random_problem_rich(
			    5, 30, parted ? 330 : 150, LINKED_RULES);
			struct plan_problem *problem =
			    random_problem_build(random, NULL);
			struct plan_settings settings = {
			    .seed = 9, .iterations = 1201, .threads = threads};
			struct plan *plan = run(problem, settings);

			assert_valid(problem, plan, 5);
			for (int i = random_count(1, 2); i > 0; i--) {
				struct plan *again = run(problem, settings);

				assert_true(same_plan(problem, plan, again));
				plan_free(again);
			}
			plan_free(plan);
			plan_problem_free(problem);
			random_problem_free(random);
		}
}

static void assert_never_worse(const struct plan_problem *problem,
			       uint64_t seed)
{
	static const uint64_t iterations[] = {1,    40,	  300,	700,
					      1100, 1900, 4000, 4100};
	struct plan *before = NULL;

	for (size_t i = 0; i < sizeof(iterations) / sizeof(*iterations); i++) {
		struct plan *plan = run(
		    problem,
		    (struct plan_settings){.seed = seed,
					   .iterations = iterations[i],
					   .threads = 1 + (int32_t)seed % 3});

		if (before != NULL && compare_plans(plan, before) > 0)
			fail_msg("problem %d is worse at %d", (int)seed,
				 (int)iterations[i]);
		plan_free(before);
		before = plan;
	}
	plan_free(before);
}

/* Whatever the number of iterations, a run does what a shorter one does, and
 * more; nothing is done to a plan at the end only. With all rules in turn, by
 * parts and by copies. */
static void test_more_is_never_worse(void **state)
{
	static const int rules[] = {0, RANDOM_PINS, LINKED_RULES,
				    RANDOM_PINS | RANDOM_KITS};
	uint64_t count = (uint64_t)random_count(8, 300);

	(void)state;
	for (uint64_t seed = 1; seed <= count; seed++) {
		int own = rules[seed / 4 % 4];
		int32_t jobs = seed % 4 == 0 ? 310 : 60;
		struct random_problem *random =
		    own == 0 ? random_problem_new(seed, 6, jobs, true)
			     : random_problem_rich(seed, 6, jobs, own);
		struct plan_problem *problem =
		    random_problem_build(random, NULL);

		assert_never_worse(problem, seed);
		plan_problem_free(problem);
		random_problem_free(random);
	}
}

/* More threads than technicians, or than there are jobs for. */
static void test_more_threads_than_work(void **state)
{
	(void)state;
	for (int32_t jobs = 0; jobs < 40; jobs += 13)
		for (int32_t technicians = 1; technicians < 4; technicians++) {
			struct random_problem *random =
			    random_problem_new(1, technicians, jobs, true);
			struct plan_problem *problem =
			    random_problem_build(random, NULL);
			struct plan *plan = run(
			    problem, (struct plan_settings){.iterations = 200,
							    .threads = 256});

			assert_valid(problem, plan, 1);
			plan_free(plan);
			plan_problem_free(problem);
			random_problem_free(random);
		}
}

struct caller {
	pthread_t self;
	int calls, most;
	struct plan_totals best;
};

static bool count_calls(void *arg, const struct plan_progress *progress,
			double *ret_spent)
{
	struct caller *caller = arg;

	assert_true(pthread_equal(caller->self, pthread_self()));
	assert_true(progress->best.priority >= caller->best.priority);
	assert_true(progress->best.served >= 0);
	caller->best = progress->best;
	*ret_spent = (double)caller->calls / caller->most;
	return ++caller->calls <= caller->most;
}

/* Asked no more once he has said stop, whenever that is. */
static void test_stops_when_told(void **state)
{
	static const int most[] = {0, 1, 2, 3, 5, 8, 40, 150};
	struct random_problem *random = random_problem_new(3, 20, 320, true);
	struct plan_problem *problem = random_problem_build(random, NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(most) / sizeof(*most); i++)
		for (int timed = 0; timed < 2; timed++) {
			struct caller caller = {.self = pthread_self(),
						.most = most[i]};
			struct plan *plan = run(
			    problem, (struct plan_settings){
					 .iterations = timed ? 0 : 1000000000,
					 .threads = 3,
					 .keep_going = count_calls,
					 .arg = &caller});

			assert_int_equal(caller.calls, most[i] + 1);
			assert_valid(problem, plan, 3);
			plan_free(plan);
		}
	plan_problem_free(problem);
	random_problem_free(random);
}

/* --- Initial plans --- */

struct orders {
	struct plan_order *at;
	size_t count;
	int32_t *jobs;
};

/* The routes of a plan, as one would give them back. */
static struct orders orders_of(const struct plan_problem *problem,
			       const struct plan *plan)
{
	int32_t technicians = plan_problem_technician_count(problem);
	struct orders orders = {
	    calloc((size_t)technicians + 1, sizeof(*orders.at)), 0,
	    calloc((size_t)plan_problem_job_count(problem) + 1,
		   sizeof(*orders.jobs))};
	int32_t used = 0;

	for (int32_t i = 0; i < technicians; i++) {
		const struct plan_route *route = plan_route(plan, i);
		struct plan_order *order = &orders.at[orders.count++];

		*order = (struct plan_order){.technician = i,
					     .jobs = &orders.jobs[used]};
		for (size_t k = 0; k < route->step_count; k++)
			if (route->steps[k].kind == PLAN_STEP_JOB) {
				orders.jobs[used++] = route->steps[k].job;
				order->count++;
			}
	}
	return orders;
}

static void orders_free(struct orders *orders)
{
	free(orders->at);
	free(orders->jobs);
}

static void with_initial(struct plan_settings *settings,
			 const struct orders *orders)
{
	settings->initial = orders->at;
	settings->initial_count = orders->count;
}

/* One iteration of its own would not get there. */
static void test_initial_is_kept(void **state)
{
	uint64_t count = (uint64_t)random_count(6, 20);

	(void)state;
	for (uint64_t seed = 1; seed <= count; seed++) {
		struct random_problem *random =
		    random_problem_new(seed, 12, 90, true);
		struct plan_problem *problem =
		    random_problem_build(random, NULL);
		struct plan_settings settings = {.seed = 1, .iterations = 2000};
		struct plan *good = run(problem, settings), *plan;
		struct orders orders = orders_of(problem, good);

		settings.iterations = 1;
		settings.threads = 1 + (int32_t)seed % 3;
		with_initial(&settings, &orders);
		plan = run(problem, settings);
		assert_valid(problem, plan, seed);
		assert_true(compare_plans(plan, good) <= 0);
		orders_free(&orders);
		plan_free(good);
		plan_free(plan);
		plan_problem_free(problem);
		random_problem_free(random);
	}
}

/* Routes change hands, turn round, and get the jobs that had no place: few of
 * these days hold. Pins are on the wrong routes, too. */
static void test_initial_is_damaged(void **state)
{
	uint64_t seeds = (uint64_t)random_count(12, 40);

	(void)state;
	for (uint64_t seed = 1; seed <= seeds; seed++) {
		struct random_problem *random = random_problem_rich(
		    seed, 12, 120, seed % 4 < 2 ? RANDOM_PINS : LINKED_RULES);
		struct plan_problem *problem =
		    random_problem_build(random, NULL);
		struct plan_settings settings = {.seed = 1, .iterations = 100};
		struct plan *plan = run(problem, settings);
		struct orders orders = orders_of(problem, plan);
		const int32_t *unassigned;
		size_t count, used = 0;

		unassigned = plan_unassigned(plan, &count);
		for (size_t i = 0; i < orders.count; i++) {
			struct plan_order *order = &orders.at[i];

			order->technician =
			    (order->technician + (int32_t)(seed % 3)) %
			    (int32_t)orders.count;
			used += (size_t)order->count;
			for (int32_t k = 0;
			     seed % 2 == 0 && k < order->count / 2; k++) {
				int32_t *jobs = (int32_t *)order->jobs;
				int32_t swap = jobs[k];

				jobs[k] = jobs[order->count - 1 - k];
				jobs[order->count - 1 - k] = swap;
			}
		}
		/* The last route is at the end of the array. */
		for (size_t i = 0; i < count; i++) {
			orders.jobs[used++] = unassigned[i];
			orders.at[orders.count - 1].count++;
		}
		plan_free(plan);
		with_initial(&settings, &orders);
		settings.threads = 1 + (int32_t)seed % 3;
		plan = run(problem, settings);
		assert_valid(problem, plan, seed);
		orders_free(&orders);
		plan_free(plan);
		plan_problem_free(problem);
		random_problem_free(random);
	}
}

static void test_initial_is_refused(void **state)
{
	static const int32_t twice[] = {1, 2, 1}, unknown[] = {3, 99},
			     below[] = {-1}, fine[] = {1, 2}, other[] = {4, 2};
	static const struct {
		struct plan_order orders[2];
		size_t count;
		const char *pointer;
	} cases[] = {
	    {{{0, twice, 3, NULL}}, 1, "/initial/0/jobs/2"},
	    {{{0, unknown, 2, NULL}}, 1, "/initial/0/jobs/1"},
	    {{{0, below, 1, NULL}}, 1, "/initial/0/jobs/0"},
	    {{{0, fine, 2, NULL}, {1, other, 2, NULL}}, 2, "/initial/1/jobs/1"},
	    {{{0, fine, 2, NULL}, {0, other, 1, NULL}}, 2, "/initial/1"},
	    {{{7, fine, 2, NULL}}, 1, "/initial/0"},
	    {{{-1, fine, 2, NULL}}, 1, "/initial/0"},
	    {{{1, fine, 2, NULL}, {0, other, 1, NULL}}, 2, NULL},
	};
	struct random_problem *random = random_problem_new(3, 4, 20, false);
	struct plan_problem *problem = random_problem_build(random, NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct plan_settings settings = {.iterations = 1,
						 .initial = cases[i].orders,
						 .initial_count =
						     cases[i].count};
		struct err_detail detail = {0};
		struct plan *plan = NULL;
		enum err err = plan_run(problem, &settings, &plan, &detail);

		assert_int_equal(err,
				 cases[i].pointer != NULL ? ERR_INPUT : ERR_OK);
		if (cases[i].pointer != NULL)
			assert_string_equal(detail.pointer, cases[i].pointer);
		plan_free(plan);
	}
	plan_problem_free(problem);
	random_problem_free(random);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_valid_and_repeatable),
	    cmocka_unit_test(test_rounds),
	    cmocka_unit_test(test_more_is_never_worse),
	    cmocka_unit_test(test_more_threads_than_work),
	    cmocka_unit_test(test_stops_when_told),
	    cmocka_unit_test(test_initial_is_kept),
	    cmocka_unit_test(test_initial_is_damaged),
	    cmocka_unit_test(test_initial_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
