/* SPDX-License-Identifier: MIT */
/*
 * Tools, parts and the depot, working time and balance: small days that are
 * worked out by hand, and on random ones the search's prices beside the
 * evaluator's, which come from another walk.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "planner/plan_internal.h"
#include "planner/solution.h"
#include "tests/planner/random_problem.h"

enum { MINUTE = 60, HOUR = 3600, PLACES = 6, JOBS = 4 };

/* Six places in a row, ten minutes apart. She lives at 0, the depot is at 2
 * (or there is none), and works from 8:00 to 16:00. */
struct day {
	int depot; /* 0: none */
	struct plan_technician who;
	struct plan_job jobs[JOBS];
	int job_count;
	int64_t balance;
};

static void init_day(struct day *day)
{
	const struct plan_technician who = PLAN_TECHNICIAN_DEFAULTS;

	memset(day, 0, sizeof(*day));
	day->depot = 2;
	day->who = who;
	day->who.start_location = day->who.end_location = 0;
	day->who.shift_start_s = 8 * HOUR;
	day->who.shift_end_s = 16 * HOUR;
}

static struct plan_job *add_job(struct day *day, int32_t place)
{
	const struct plan_job job = PLAN_JOB_DEFAULTS;
	struct plan_job *own = &day->jobs[day->job_count++];

	*own = job;
	own->location = place;
	own->service_s = 10 * MINUTE;
	return own;
}

static struct plan_problem *build_day(const struct day *day)
{
	struct plan_problem *problem = plan_problem_new();
	uint32_t seconds[PLACES * PLACES];
	int32_t ignored;

	for (int i = 0; i < PLACES * PLACES; i++)
		seconds[i] =
		    (uint32_t)(abs(i / PLACES - i % PLACES) * 10 * MINUTE);
	assert_false(
	    plan_problem_add_matrix(problem, PLACES, seconds, &ignored, NULL));
	if (day->depot > 0)
		assert_false(plan_problem_set_depot(problem, day->depot, NULL));
	assert_false(plan_problem_set_balance(problem, day->balance, NULL));
	assert_false(
	    plan_problem_add_technician(problem, &day->who, &ignored, NULL));
	for (int i = 0; i < day->job_count; i++)
		assert_false(plan_problem_add_job(problem, &day->jobs[i],
						  &ignored, NULL));
	assert_false(plan_problem_finish(problem, NULL));
	return problem;
}

/* The stops as letters: jobs a, b, c, the depot D; "" if she stays at home. */
static const char *stops_of(const struct plan *plan, char text[16])
{
	const struct plan_route *route = plan_route(plan, 0);
	size_t length = 0;

	for (size_t i = 0; i < route->step_count; i++)
		if (route->steps[i].kind == PLAN_STEP_DEPOT)
			text[length++] = 'D';
		else if (route->steps[i].kind == PLAN_STEP_JOB)
			text[length++] = (char)('a' + route->steps[i].job);
	text[length] = '\0';
	return text;
}

static struct plan *run(const struct plan_problem *problem)
{
	const struct plan_settings settings = {.seed = 1, .iterations = 300};
	struct plan *plan;

	assert_false(plan_run(problem, &settings, &plan, NULL));
	return plan;
}

static void expect(const struct day *day, const char *stops, int64_t minutes)
{
	struct plan_problem *problem = build_day(day);
	struct plan *plan = run(problem);
	char text[16];

	assert_string_equal(stops_of(plan, text), stops);
	assert_int_equal(plan_totals(plan).cost,
			 minutes * MINUTE * PLAN_COST_SECOND);
	plan_free(plan);
	plan_problem_free(problem);
}

/* By the depot, somewhere. */
static void expect_visit(const struct day *day, int64_t minutes, int32_t served)
{
	struct plan_problem *problem = build_day(day);
	struct plan *plan = run(problem);
	char text[16];

	assert_non_null(strchr(stops_of(plan, text), 'D'));
	assert_int_equal(plan_totals(plan).cost,
			 minutes * MINUTE * PLAN_COST_SECOND);
	assert_int_equal(plan_totals(plan).served, served);
	plan_free(plan);
	plan_problem_free(problem);
}

/* --- The depot --- */

static const int32_t her[] = {0}, saw[] = {3}, saw_twice[] = {3, 3},
		     far_tool[] = {77};
static const struct plan_part one_bolt[] = {{5, 1}}, two_bolts[] = {{5, 2}},
			      three_bolts[] = {{5, 3}};

static void test_tools(void **state)
{
	struct day day;

	(void)state;
	init_day(&day);
	add_job(&day, 1)->tools = saw;
	day.jobs[0].tool_count = 1;
	/* To the depot, back to 1, home. */
	expect(&day, "Da", 40);
	day.who.tools = saw_twice;
	day.who.tool_count = 2;
	expect(&day, "a", 20);
	day.who.tools = far_tool;
	day.who.tool_count = 1;
	expect(&day, "Da", 40);
	day.depot = 0;
	expect(&day, "", 0);
}

static void test_visit_comes_before_the_first_lack(void **state)
{
	struct day day;

	(void)state;
	init_day(&day);
	add_job(&day, 1);
	add_job(&day, 3)->tools = saw;
	day.jobs[1].tool_count = 1;
	/* On the way; the other job has no time to come last. */
	day.jobs[0].windows =
	    &(struct plan_window){8 * HOUR, 8 * HOUR + 30 * MINUTE};
	day.jobs[0].window_count = 1;
	expect(&day, "aDb", 60);
	/* The one that needs it is the first: 0 2 3 1 0. */
	day.jobs[1].windows = &(struct plan_window){8 * HOUR, 9 * HOUR};
	day.jobs[1].window_count = 1;
	day.jobs[0].windows = &(struct plan_window){10 * HOUR, 11 * HOUR};
	expect(&day, "Dba", 60);
}

static void test_parts_are_used_up(void **state)
{
	struct plan_problem *problem;
	struct plan *plan;
	struct day day;

	(void)state;
	init_day(&day);
	day.who.parts = two_bolts;
	day.who.part_count = 1;
	for (int i = 0; i < 2; i++) {
		add_job(&day, 1)->parts = one_bolt;
		day.jobs[i].part_count = 1;
	}
	/* So that only one order of the two is right. */
	day.jobs[0].windows =
	    &(struct plan_window){8 * HOUR, 8 * HOUR + 10 * MINUTE};
	day.jobs[0].window_count = 1;
	expect(&day, "ab", 20);
	/* A third one is too many: 0 1 2 1 0 or 0 2 1 0. */
	add_job(&day, 1)->parts = one_bolt;
	day.jobs[2].part_count = 1;
	expect_visit(&day, 40, 3);
	/* Without the depot two are served. */
	day.depot = 0;
	problem = build_day(&day);
	plan = run(problem);
	assert_int_equal(plan_totals(plan).served, 2);
	plan_free(plan);
	plan_problem_free(problem);
}

static void test_too_many_jobs_are_not_counted_by_the_visit(void **state)
{
	struct day day;

	(void)state;
	init_day(&day);
	day.who.max_jobs = 1;
	add_job(&day, 4)->tools = saw;
	day.jobs[0].tool_count = 1;
	expect(&day, "Da", 80);
}

static void test_pinned_jobs_have_what_they_need(void **state)
{
	struct day day;

	(void)state;
	init_day(&day);
	add_job(&day, 1)->parts = three_bolts;
	day.jobs[0].part_count = 1;
	day.jobs[0].tools = saw;
	day.jobs[0].tool_count = 1;
	day.jobs[0].pinned_technician = 0;
	expect(&day, "a", 20);
	/* Together they use more than there is. */
	add_job(&day, 1)->parts = one_bolt;
	day.jobs[1].part_count = 1;
	expect_visit(&day, 40, 2);
}

/* --- Working time --- */

static void test_starts_as_late_as_it_can(void **state)
{
	struct plan_window noon = {12 * HOUR, 12 * HOUR};
	struct plan_window morning = {8 * HOUR, 9 * HOUR};
	struct plan_window twice[] = {{8 * HOUR, 8 * HOUR},
				      {11 * HOUR, 11 * HOUR}};
	struct day day;

	(void)state;
	init_day(&day);
	day.who.travel_rate = 0;
	day.who.duration_rate = PLAN_COST_SECOND;
	add_job(&day, 3)->windows = &noon;
	day.jobs[0].window_count = 1;
	/* Half an hour each way, ten minutes there. */
	expect(&day, "a", 70);
	/* Ends at 12:40; the first is left for last: begins at 9:00. */
	add_job(&day, 1)->windows = &morning;
	day.jobs[1].window_count = 1;
	expect(&day, "ba", 12 * 60 + 40 - (9 * 60 - 10));
	/* Two windows: of the first day she would be there at 8:10 at best. */
	init_day(&day);
	day.who.travel_rate = 0;
	day.who.duration_rate = PLAN_COST_SECOND;
	add_job(&day, 1)->windows = twice;
	day.jobs[0].window_count = 2;
	expect(&day, "a", 30);
}

static void test_breaks_count_as_working_time(void **state)
{
	struct plan_window noon = {12 * HOUR, 12 * HOUR};
	struct plan_window lunch = {11 * HOUR, 11 * HOUR};
	struct plan_break rest = {1, 30 * MINUTE, &lunch, 1};
	struct day day;

	(void)state;
	init_day(&day);
	day.who.travel_rate = 0;
	day.who.duration_rate = PLAN_COST_SECOND;
	day.who.breaks = &rest;
	day.who.break_count = 1;
	add_job(&day, 3)->windows = &noon;
	day.jobs[0].window_count = 1;
	/* From the break at 11:00 until 12:40. */
	expect(&day, "a", 100);
	/* It is taken on the way home. */
	rest.windows = &(struct plan_window){12 * HOUR, 13 * HOUR};
	expect(&day, "a", 100);
}

/* --- Balance --- */

static void test_work_beyond_the_share_costs(void **state)
{
	struct day day;
	struct plan_problem *problem;
	struct plan *plan;
	int32_t ignored;

	(void)state;
	init_day(&day);
	day.balance = 2 * PLAN_COST_SECOND;
	add_job(&day, 0);
	add_job(&day, 0)->setup_s = 10 * MINUTE;
	/* She has all of the work and half of the shifts. */
	problem = plan_problem_new();
	assert_false(plan_problem_add_matrix(problem, 1, &(uint32_t){0},
					     &ignored, NULL));
	assert_false(plan_problem_set_balance(problem, day.balance, NULL));
	for (int i = 0; i < 2; i++) {
		assert_false(plan_problem_add_technician(problem, &day.who,
							 &ignored, NULL));
		day.jobs[i].required = her;
		day.jobs[i].required_count = 1;
	}
	for (int i = 0; i < 2; i++)
		assert_false(plan_problem_add_job(problem, &day.jobs[i],
						  &ignored, NULL));
	assert_false(plan_problem_finish(problem, NULL));
	plan = run(problem);
	assert_int_equal(plan_totals(plan).served, 2);
	assert_int_equal(plan_totals(plan).cost,
			 2 * 15 * MINUTE * PLAN_COST_SECOND);
	plan_free(plan);
	plan_problem_free(problem);
}

/* --- Verdicts --- */

static void expect_verdict(const struct day *day, enum plan_rule rule,
			   int64_t amount, const char *text)
{
	struct plan_problem *problem = build_day(day);
	struct plan_evaluation evaluation;
	char said[120];

	plan_evaluate(problem, NULL, 0, 0, PLAN_ANY_TIME, &evaluation);
	assert_int_equal(evaluation.verdicts[rule].amount, amount);
	assert_string_equal(plan_verdict_text(&evaluation.verdicts[rule], NULL,
					      said, sizeof(said)),
			    text);
	assert_int_equal(evaluation.feasible,
			 !plan_rule_info(rule)->hard || amount == 0);
	plan_problem_free(problem);
}

static void test_verdicts(void **state)
{
	struct day day;

	(void)state;
	init_day(&day);
	add_job(&day, 1)->tools = saw;
	day.jobs[0].tool_count = 1;
	expect_verdict(&day, PLAN_RULE_TOOLS, 0, "drives by the depot");
	expect_verdict(&day, PLAN_RULE_TRAVEL, 40 * MINUTE,
		       "2400 s more travel");
	day.depot = 0;
	expect_verdict(&day, PLAN_RULE_TOOLS, 1,
		       "has not got tool 3 (0 of 1 tools needed)");
	day.jobs[0].tool_count = 0;
	day.jobs[0].parts = three_bolts;
	day.jobs[0].part_count = 1;
	day.who.parts = one_bolt;
	day.who.part_count = 1;
	expect_verdict(&day, PLAN_RULE_PARTS, 2,
		       "has not got part 5 (2 too few)");
	day.depot = 2;
	expect_verdict(&day, PLAN_RULE_PARTS, 0, "drives by the depot");
	day.who.parts = three_bolts;
	expect_verdict(&day, PLAN_RULE_PARTS, 0, "ok");
	day.who.duration_rate = PLAN_COST_SECOND;
	expect_verdict(&day, PLAN_RULE_DURATION, 30 * MINUTE,
		       "30 min more working time");
}

/* --- What cannot be --- */

static void test_refused(void **state)
{
	static const struct plan_part twice[] = {{5, 1}, {5, 2}},
				      less[] = {{5, -1}};
	struct plan_problem *problem = plan_problem_new();
	struct plan_technician who = PLAN_TECHNICIAN_DEFAULTS;
	struct plan_job job = PLAN_JOB_DEFAULTS;
	struct err_detail detail;
	int32_t ignored;

	(void)state;
	assert_int_equal(plan_problem_set_depot(problem, 0, &detail),
			 ERR_INPUT);
	assert_string_equal(detail.pointer, "/depot");
	assert_int_equal(plan_problem_set_balance(problem, -1, &detail),
			 ERR_INPUT);
	who.parts = twice;
	who.part_count = 2;
	assert_int_equal(
	    plan_problem_add_technician(problem, &who, &ignored, &detail),
	    ERR_INPUT);
	assert_string_equal(detail.pointer, "/technicians/0/parts");
	job.parts = less;
	job.part_count = 1;
	assert_int_equal(plan_problem_add_job(problem, &job, &ignored, &detail),
			 ERR_INPUT);
	assert_string_equal(detail.pointer, "/jobs/0/parts");
	who.part_count = 0;
	who.duration_rate = -1;
	assert_int_equal(
	    plan_problem_add_technician(problem, &who, &ignored, &detail),
	    ERR_INPUT);
	plan_problem_free(problem);
}

/* --- Random days: the search's price is the evaluator's --- */

static int64_t best_price(struct solution *solution, int32_t technician,
			  int32_t job)
{
	const struct plan_problem *problem = solution->problem;
	const struct route *route = &solution->routes[technician];
	enum room room = solution_room(solution, technician, job);
	enum kit kit = solution_kit(solution, technician, job);
	struct depot_place place;
	int64_t best = INT64_MAX;

	if (room == ROOM_NONE || kit == KIT_NONE ||
	    solution_is_full(solution, technician) ||
	    !rules_compatible(&problem->technicians[technician], technician,
			      &problem->jobs[job]))
		return INT64_MAX;
	if (kit == KIT_BY_DEPOT)
		return solution_price_depot(solution, technician, job,
					    PLAN_NONE, room, INT64_MAX, &place);
	for (int32_t at = 0; at <= route->count; at++) {
		struct place_travel travel =
		    slack_travel(problem, technician, route, job, at, NULL);
		int64_t price = solution_price(solution, technician, job, at,
					       room, &travel, INT64_MAX);

		best = price < best ? price : best;
	}
	return best;
}

/* Take the job out, ask both, put it back: the route must cost what was said.
 */
static int compare_job(const struct plan_problem *problem,
		       const struct plan *plan, struct solution *solution,
		       int32_t technician, int32_t job)
{
	struct route *route = &solution->routes[technician];
	struct plan_evaluation evaluation;
	int64_t before, price;

	solution_remove(solution, technician, solution->position_of[job], 1);
	if (!solution_refresh(solution, technician)) {
		solution_undo(solution);
		return 0; /* a matrix that breaks the triangle inequality */
	}
	before = route->cost;
	price = best_price(solution, technician, job);
	solution_undo(solution);
	plan_evaluate(problem, plan, job, technician, PLAN_ANY_TIME,
		      &evaluation);
	assert_true(evaluation.feasible);
	assert_int_equal(price, evaluation.cost);
	assert_true(before + price <= route->cost);
	return 1;
}

static void fill(struct solution *solution, const struct plan *plan)
{
	for (int32_t i = 0; i < solution->problem->technician_count; i++)
		solution_set_route(solution, i, plan->routes[i].jobs, NULL,
				   plan->routes[i].stop_count);
	solution_keep(solution);
}

static int compare_days(uint64_t seed, int *visits)
{
	struct random_problem *random = random_problem_rich(
	    seed, 3, 12, RANDOM_KITS | RANDOM_COSTS | RANDOM_TYPES);
	struct plan_problem *problem = random_problem_build(random, NULL);
	struct plan *plan = run(problem);
	struct solution solution;
	int compared = 0;

	solution_init(&solution, problem);
	fill(&solution, plan);
	for (int32_t i = 0; i < problem->technician_count; i++) {
		*visits += depot_find(problem, plan->routes[i].jobs,
				      plan->routes[i].stop_count) != PLAN_NONE;
		for (int32_t k = 0; k < plan->routes[i].stop_count; k++) {
			int32_t job = plan->routes[i].jobs[k];

			if (!is_depot(problem, job) &&
			    !problem->jobs[job].pinned)
				compared += compare_job(problem, plan,
							&solution, i, job);
		}
	}
	solution_free(&solution);
	plan_free(plan);
	plan_problem_free(problem);
	random_problem_free(random);
	return compared;
}

static void test_search_and_evaluator_agree(void **state)
{
	int count = random_count(60, 2000), compared = 0, visits = 0;

	(void)state;
	for (int seed = 1; seed <= count; seed++)
		compared += compare_days((uint64_t)seed, &visits);
	print_message("# %d jobs, %d visits at the depot\n", compared, visits);
	assert_true(compared > 3 * count && visits > count / 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tools),
	    cmocka_unit_test(test_visit_comes_before_the_first_lack),
	    cmocka_unit_test(test_parts_are_used_up),
	    cmocka_unit_test(test_too_many_jobs_are_not_counted_by_the_visit),
	    cmocka_unit_test(test_pinned_jobs_have_what_they_need),
	    cmocka_unit_test(test_starts_as_late_as_it_can),
	    cmocka_unit_test(test_breaks_count_as_working_time),
	    cmocka_unit_test(test_work_beyond_the_share_costs),
	    cmocka_unit_test(test_verdicts),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_search_and_evaluator_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
