/* SPDX-License-Identifier: MIT */
/*
 * Moves of the local search, on days that are alike: what a move leaves is
 * feasible and costs what a recount says, each job is somewhere once, and taken
 * back it is all as it was. And the short pass over plain routes says what the
 * long one does.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "planner/capacity.h"
#include "planner/search_internal.h"

enum { TECHNICIANS = 12, JOBS = 60, PLACES = JOBS + 1 };

/* Alike, from one depot, with room for eleven jobs each. */
static struct plan_problem *new_problem(struct rng *rng, bool wide, bool rested)
{
	struct plan_problem *problem = plan_problem_new();
	uint32_t seconds[PLACES * PLACES];
	int32_t x[PLACES], y[PLACES], ignored;
	const int64_t capacity = 110;

	for (int i = 0; i < PLACES; i++) {
		x[i] = rng_below(rng, 100);
		y[i] = rng_below(rng, 100);
	}
	for (int i = 0; i < PLACES; i++)
		for (int k = 0; k < PLACES; k++)
			seconds[i * PLACES + k] =
			    (uint32_t)(abs(x[i] - x[k]) + abs(y[i] - y[k]));
	assert_int_equal(
	    plan_problem_add_matrix(problem, PLACES, seconds, &ignored, NULL),
	    ERR_OK);
	assert_int_equal(plan_problem_set_amounts(problem, 1, NULL), ERR_OK);
	for (int i = 0; i < TECHNICIANS; i++) {
		struct plan_technician own = PLAN_TECHNICIAN_DEFAULTS;
		struct plan_window when = {500 + 100 * (i % 7), 0};
		struct plan_break rest = {
		    .duration_s = 10 * i, .windows = &when, .window_count = 1};

		own.start_location = own.end_location = 0;
		own.shift_end_s = 2000;
		own.capacity = &capacity;
		own.fixed_cost = 7;
		when.end_s = when.start_s + 40 * (i % 5);
		own.breaks = &rest;
		own.break_count = rested;
		assert_int_equal(
		    plan_problem_add_technician(problem, &own, &ignored, NULL),
		    ERR_OK);
	}
	for (int i = 0; i < JOBS; i++) {
		struct plan_job own = PLAN_JOB_DEFAULTS;
		int64_t amount = 5 + rng_below(rng, 11);
		struct plan_window window;

		window.start_s = rng_below(rng, 1500);
		window.end_s = window.start_s + (wide ? 1000 : 200);
		own.location = i + 1;
		own.service_s = 10;
		own.windows = &window;
		own.window_count = 1;
		own.delivery = &amount;
		assert_int_equal(
		    plan_problem_add_job(problem, &own, &ignored, NULL),
		    ERR_OK);
	}
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	return problem;
}

/* Like a route, but nothing that is worked out. */
struct told {
	int32_t count;
	int32_t jobs[JOBS];
};

static void tell(const struct solution *solution, struct told *told)
{
	memset(told, 0, TECHNICIANS * sizeof(*told));
	for (int i = 0; i < TECHNICIANS; i++) {
		told[i].count = solution->routes[i].count;
		for (int k = 0; k < told[i].count; k++)
			told[i].jobs[k] = solution->routes[i].jobs[k];
	}
}

static void check_route(const struct solution *solution, int32_t technician,
			struct walk *walk)
{
	const struct plan_problem *problem = solution->problem;
	const struct technician *own = &problem->technicians[technician];
	const struct route *route = &solution->routes[technician];
	struct drive drive = {.problem = problem,
			      .technician = technician,
			      .jobs = route->jobs,
			      .count = route->count,
			      .insert_job = PLAN_NONE,
			      .strict = true};
	struct drive_result result;

	assert_true(route->count <= own->max_jobs);
	assert_int_equal(capacity_excess(problem, own->capacity, route->jobs,
					 route->count, PLAN_NONE, 0),
			 0);
	assert_true(walk_drive(walk, &drive, &result));
	for (int32_t i = 0; i < route->count; i++) {
		assert_int_equal(solution->route_of[route->jobs[i]],
				 technician);
		assert_int_equal(solution->position_of[route->jobs[i]], i);
	}
}

static void check(const struct solution *solution, struct walk *walk)
{
	const struct plan_problem *problem = solution->problem;
	int64_t cost = 0;
	int32_t served = 0, used = 0;

	for (int32_t i = 0; i < TECHNICIANS; i++) {
		const struct technician *own = &problem->technicians[i];
		const struct route *route = &solution->routes[i];

		check_route(solution, i, walk);
		served += route->count;
		used += route->count > 0;
		cost +=
		    travel_route_s(problem, own, route->jobs, route->count) *
			own->spec.travel_rate +
		    (route->count > 0 ? own->spec.fixed_cost : 0);
	}
	assert_int_equal(solution->value.cost, cost);
	assert_int_equal(solution->value.absent, JOBS - served);
	assert_int_equal(solution->used, used);
}

static void start(struct search *search, const struct plan_problem *problem,
		  uint64_t seed)
{
	search_init(search, problem, seed, NULL);
	search->until_blink = INT32_MAX;
	for (int32_t i = 0; i < JOBS; i++)
		recreate_insert(search, i);
	solution_keep(&search->solution);
}

static void test_tails(void **state)
{
	struct walk *walk = walk_new();
	int done = 0, undone = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct told before[TECHNICIANS], after[TECHNICIANS];
		struct plan_problem *problem;
		struct search search;
		struct rng rng;

		rng_seed(&rng, seed);
		problem = new_problem(&rng, seed % 2 == 0, false);
		start(&search, problem, seed);
		check(&search.solution, walk);
		for (int i = 0; i < 400; i++) {
			struct objective value = search.solution.value;

			tell(&search.solution, before);
			if (improve_tails(&search, 1e9)) {
				check(&search.solution, walk);
				done++;
				if (rng_below(&rng, 3) > 0) {
					solution_keep(&search.solution);
					continue;
				}
				solution_undo(&search.solution);
				undone++;
			}
			tell(&search.solution, after);
			assert_memory_equal(before, after, sizeof(before));
			assert_int_equal(search.solution.value.cost,
					 value.cost);
			check(&search.solution, walk);
		}
		search_free(&search);
		plan_problem_free(problem);
	}
	assert_true(done > 1000 && undone > 300);
	walk_free(walk);
}

/* Nothing is worse afterwards where nothing may be. */
static void test_tails_get_better(void **state)
{
	int done = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct plan_problem *problem;
		struct search search;
		struct rng rng;

		rng_seed(&rng, seed);
		problem = new_problem(&rng, true, false);
		start(&search, problem, seed);
		for (int i = 0; i < 2000; i++) {
			int64_t cost = search.solution.value.cost;

			if (!improve_tails(&search, 0))
				continue;
			/* A technician more has a price of her own. */
			assert_true(search.solution.value.cost < cost + 7);
			solution_keep(&search.solution);
			done++;
		}
		search_free(&search);
		plan_problem_free(problem);
	}
	assert_true(done > 20);
}

/* The long pass works out the same, and says the same of each place. */
static void go_long(struct plan_problem *problem, int32_t technician,
		    struct route *route, const bool *fits)
{
	for (int32_t job = 0; job < JOBS; job++)
		for (int32_t at = 0; at <= route->count; at++) {
			struct place_travel travel = slack_travel(
			    problem, technician, route, job, at, NULL);

			assert_int_equal(*fits++,
					 slack_fits(problem, technician, route,
						    job, at, &travel));
		}
}

static int32_t ask_all(struct plan_problem *problem, int32_t technician,
		       struct route *route, bool *ret_fits)
{
	int32_t yes = 0;

	for (int32_t job = 0; job < JOBS; job++)
		for (int32_t at = 0; at <= route->count; at++) {
			struct place_travel travel = slack_travel(
			    problem, technician, route, job, at, NULL);

			*ret_fits = slack_fits(problem, technician, route, job,
					       at, &travel);
			yes += *ret_fits++;
		}
	return yes;
}

/* Returns at how many places some job fits. */
static int32_t compare_passes(struct plan_problem *problem, int32_t technician,
			      struct route *route)
{
	struct technician *own = &problem->technicians[technician];
	size_t row = (size_t)own->break_count + 1;
	size_t size = (size_t)(route->count + 1), slots = size * row;
	bool plain = own->plain, rested = own->rested;
	bool fits[JOBS * (JOBS + 1)];
	struct gap gaps[JOBS + 2];
	int64_t times[3][(JOBS + 1) * 2];
	int64_t travel_s = route->travel_s;
	int32_t yes;

	assert_true(route->brief);
	yes = ask_all(problem, technician, route, fits);
	memcpy(times[0], route->ready_s, slots * sizeof(int64_t));
	memcpy(times[1], route->leave_by_s, slots * sizeof(int64_t));
	memcpy(times[2], route->arrive_by_s, slots * sizeof(int64_t));
	memcpy(gaps, route->gaps, (size + 1) * sizeof(*gaps));
	own->plain = own->rested = false;
	assert_true(slack_update(problem, technician, route));
	assert_false(route->brief);
	go_long(problem, technician, route, fits);
	own->plain = plain;
	own->rested = rested;
	assert_int_equal(route->travel_s, travel_s);
	for (size_t i = 0; i < slots; i++) {
		assert_int_equal(route->ready_s[i], times[0][i]);
		assert_int_equal(route->leave_by_s[i], times[1][i]);
		assert_int_equal(route->arrive_by_s[i], times[2][i]);
	}
	for (size_t i = 0; i < size; i++) {
		assert_int_equal(route->gaps[i].earliest_s, gaps[i].earliest_s);
		assert_int_equal(route->gaps[i].latest_s, gaps[i].latest_s);
		assert_int_equal(route->gaps[i].leg_s, gaps[i].leg_s);
		assert_int_equal(route->gaps[i].from, gaps[i].from);
	}
	assert_int_equal(route->gaps[size].from, gaps[size].from);
	return yes;
}

/* After the first plan and after half of each route has left it. */
static void check_passes(bool rested)
{
	int long_ones = 0, fits = 0;

	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct plan_problem *problem;
		struct search search;
		struct solution *solution = &search.solution;
		struct rng rng;

		rng_seed(&rng, seed);
		problem = new_problem(&rng, seed % 2 == 0, rested);
		start(&search, problem, seed);
		for (int32_t i = 0; i < TECHNICIANS; i++) {
			struct route *route = &solution->routes[i];

			assert_true(problem->technicians[i].plain == !rested);
			assert_true(problem->technicians[i].rested == rested);
			assert_true(problem->technicians[i].quick);
			fits += compare_passes(problem, i, route);
			long_ones += route->count > 4;
			solution_remove(solution, i, route->count / 3,
					route->count / 2);
			assert_true(solution_refresh(solution, i));
			fits += compare_passes(problem, i, route);
		}
		search_free(&search);
		plan_problem_free(problem);
	}
	assert_true(long_ones > 100 && fits > 1000);
}

static void test_plain_pass(void **state)
{
	(void)state;
	check_passes(false);
}

static void test_rested_pass(void **state)
{
	(void)state;
	check_passes(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tails),
	    cmocka_unit_test(test_tails_get_better),
	    cmocka_unit_test(test_plain_pass),
	    cmocka_unit_test(test_rested_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
