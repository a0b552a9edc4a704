/* SPDX-License-Identifier: MIT */
/*
 * The evaluator: each rule's verdict on a day that is easy to follow, and its
 * agreement with the search on random days.
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

enum { HOUR = 3600, MINUTE = 60 };

/* Four places in a row, half an hour and 30 km apart; the technician lives at 0
 * and works from 8:00 to 16:00. Job 0 is the one in question, at place 1. */
struct day {
	struct plan_technician technician;
	struct plan_job job;
	struct plan_job other; /* pinned at 12:00 at place 3 */
	bool with_other;
	bool amounts;	  /* one dimension of capacity */
	bool priced_arcs; /* a second costs one, at any rate */
};

static const struct plan_skill level_2[] = {{7, 2, -PLAN_TIME_MAX, 10 * HOUR}};
static const struct plan_need needs_2[] = {{7, 2}}, needs_3[] = {{7, 3}},
			      needs_8[] = {{8, 1}};
static const struct plan_window early[] = {{7 * HOUR, 8 * HOUR}};
static const struct plan_window lunch[] = {{12 * HOUR, 13 * HOUR}};
static const struct plan_break rest[] = {{1, 1800, lunch, 1}};
static const int32_t nobody[] = {1}, her[] = {0}, north[] = {2};
static const struct plan_due by_ten[] = {{PLAN_DUE_END, 10 * HOUR, 500}};
static const struct plan_preference liked[] = {{0, 777}};
static const int64_t small[] = {3}, large[] = {5};

static void init_day(struct day *day)
{
	const struct plan_technician technician = PLAN_TECHNICIAN_DEFAULTS;
	const struct plan_job job = PLAN_JOB_DEFAULTS;

	memset(day, 0, sizeof(*day));
	day->technician = technician;
	day->technician.start_location = day->technician.end_location = 0;
	day->technician.shift_start_s = 8 * HOUR;
	day->technician.shift_end_s = 16 * HOUR;
	day->job = day->other = job;
	day->job.location = 1;
	day->job.service_s = HOUR;
	day->other.location = 3;
	day->other.service_s = HOUR;
	day->other.pinned_technician = 0;
	day->other.pinned_start_s = 12 * HOUR;
}

static struct plan_problem *build_day(const struct day *day)
{
	struct plan_problem *problem = plan_problem_new();
	struct plan_technician second = PLAN_TECHNICIAN_DEFAULTS;
	uint32_t seconds[16], metres[16];
	int32_t ignored;

	for (int i = 0; i < 16; i++) {
		seconds[i] = (uint32_t)(abs(i / 4 - i % 4) * 30 * MINUTE);
		metres[i] = (uint32_t)(abs(i / 4 - i % 4) * 30000);
	}
	assert_int_equal(
	    plan_problem_add_matrix(problem, 4, seconds, &ignored, NULL),
	    ERR_OK);
	assert_int_equal(
	    plan_problem_set_arcs(problem, 0, metres,
				  day->priced_arcs ? seconds : NULL, NULL),
	    ERR_OK);
	assert_int_equal(plan_problem_set_amounts(problem, day->amounts, NULL),
			 ERR_OK);
	assert_int_equal(plan_problem_add_technician(problem, &day->technician,
						     &ignored, NULL),
			 ERR_OK);
	assert_int_equal(
	    plan_problem_add_technician(problem, &second, &ignored, NULL),
	    ERR_OK);
	assert_int_equal(
	    plan_problem_add_job(problem, &day->job, &ignored, NULL), ERR_OK);
	if (day->with_other)
		assert_int_equal(
		    plan_problem_add_job(problem, &day->other, &ignored, NULL),
		    ERR_OK);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	return problem;
}

static struct plan_evaluation evaluate_day(const struct day *day,
					   int64_t begin_s)
{
	struct plan_problem *problem = build_day(day);
	struct plan_evaluation evaluation;

	plan_evaluate(problem, NULL, 0, 0, begin_s, &evaluation);
	plan_problem_free(problem);
	return evaluation;
}

/* Exactly this hard rule is broken, by this much, and in these words. */
static void expect_broken(const struct plan_evaluation *evaluation,
			  enum plan_rule broken, int64_t amount,
			  const char *text)
{
	char said[200];

	assert_int_equal(evaluation->feasible, broken == PLAN_RULE_COUNT);
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		const struct plan_verdict *verdict =
		    &evaluation->verdicts[rule];

		assert_int_equal(verdict->rule, rule);
		if (!plan_rule_info((enum plan_rule)rule)->hard)
			continue;
		assert_int_equal(verdict->amount,
				 rule == (int)broken ? amount : 0);
		plan_verdict_text(verdict, NULL, said, sizeof(said));
		assert_string_equal(said, rule == (int)broken ? text : "ok");
	}
}

static void test_fits(void **state)
{
	struct day day;
	struct plan_evaluation evaluation;

	(void)state;
	init_day(&day);
	evaluation = evaluate_day(&day, PLAN_ANY_TIME);
	expect_broken(&evaluation, PLAN_RULE_COUNT, 0, NULL);
	assert_int_equal(evaluation.begin_s, 8 * HOUR + 30 * MINUTE);
	assert_int_equal(evaluation.end_s, 9 * HOUR + 30 * MINUTE);
	assert_int_equal(evaluation.cost, HOUR * PLAN_COST_SECOND);
	evaluation = evaluate_day(&day, 11 * HOUR);
	expect_broken(&evaluation, PLAN_RULE_COUNT, 0, NULL);
	assert_int_equal(evaluation.begin_s, 11 * HOUR);
}

/* --- One hard rule at a time: what is different from init_day() --- */

static void needs(struct day *day, const struct plan_need *need)
{
	day->technician.skills = level_2;
	day->technician.skill_count = 1;
	day->job.needs = need;
	day->job.need_count = 1;
}

static void needs_level_3(struct day *day)
{
	needs(day, needs_3);
}

static void needs_level_2(struct day *day)
{
	needs(day, needs_2);
}

static void needs_skill_8(struct day *day)
{
	needs(day, needs_8);
}

static void for_another(struct day *day)
{
	day->job.required = nobody;
	day->job.required_count = 1;
}

static void without_her(struct day *day)
{
	day->job.excluded = her;
	day->job.excluded_count = 1;
}

static void in_the_south(struct day *day)
{
	day->technician.territories = north;
	day->technician.territory_count = 1;
	day->job.territory = 3;
}

static void begins_early(struct day *day)
{
	day->job.windows = early;
	day->job.window_count = 1;
}

static void as_it_is(struct day *day)
{
	(void)day;
}

static void long_with_lunch(struct day *day)
{
	day->technician.breaks = rest;
	day->technician.break_count = 1;
	day->job.service_s = 90 * MINUTE;
}

static void beside_a_pin(struct day *day)
{
	day->with_other = true;
}

static void only_one_job(struct day *day)
{
	day->with_other = true;
	day->technician.max_jobs = 1;
}

static void short_way(struct day *day)
{
	day->technician.max_travel_s = 50 * MINUTE;
}

/* There and back are 60 km. */
static void short_road(struct day *day)
{
	day->technician.max_distance_m = 50000;
}

static void slow_type(struct day *day)
{
	static const struct plan_typed_service services[] = {
	    {1, 0, 7 * HOUR + 30 * MINUTE}, {0, 0, 60}};

	day->technician.type = 1;
	day->job.typed_services = services;
	day->job.typed_service_count = 2;
}

static void small_van(struct day *day)
{
	day->amounts = true;
	day->technician.capacity = small;
	day->job.pickup = large;
}

static const struct hard_case {
	void (*change)(struct day *day);
	int64_t begin_s;
	enum plan_rule broken; /* PLAN_RULE_COUNT: none */
	int64_t amount;
	const char *text;
} hard_cases[] = {
    {needs_level_3, PLAN_ANY_TIME, PLAN_RULE_LEVEL, 1,
     "needs level 3 of skill 7, has 2"},
    {needs_skill_8, PLAN_ANY_TIME, PLAN_RULE_SKILL, 1, "lacks skill 8"},
    {needs_level_2, PLAN_ANY_TIME, PLAN_RULE_COUNT, 0, NULL},
    {needs_level_2, 9 * HOUR + 30 * MINUTE, PLAN_RULE_CERTIFICATE, 30 * MINUTE,
     "skill 7 is not certified during job 0 (30 min short)"},
    {for_another, PLAN_ANY_TIME, PLAN_RULE_REQUIRED, 1,
     "the job is for other technicians"},
    {without_her, PLAN_ANY_TIME, PLAN_RULE_EXCLUDED, 1,
     "the technician is excluded from the job"},
    {in_the_south, PLAN_ANY_TIME, PLAN_RULE_TERRITORY, 1,
     "does not work in the job's territory"},
    {begins_early, PLAN_ANY_TIME, PLAN_RULE_TIME_WINDOW, 30 * MINUTE,
     "job 0 can begin until 28800 s, would begin at 30600 s (30 min late)"},
    {as_it_is, 14 * HOUR + 50 * MINUTE, PLAN_RULE_SHIFT, 20 * MINUTE,
     "the shift ends at 57600 s, would end at 58800 s (20 min over)"},
    {long_with_lunch, 11 * HOUR + 45 * MINUTE, PLAN_RULE_BREAK, 15 * MINUTE,
     "a break would begin 15 min late"},
    {long_with_lunch, 12 * HOUR + 30 * MINUTE, PLAN_RULE_COUNT, 0, NULL},
    {beside_a_pin, 10 * HOUR + 10 * MINUTE, PLAN_RULE_PINNED, 10 * MINUTE,
     "job 1 is pinned at 43200 s, would begin at 43800 s (10 min late)"},
    {beside_a_pin, PLAN_ANY_TIME, PLAN_RULE_COUNT, 0, NULL},
    {only_one_job, PLAN_ANY_TIME, PLAN_RULE_MAX_JOBS, 1,
     "the limit of jobs is 1, would have 2"},
    {short_way, PLAN_ANY_TIME, PLAN_RULE_MAX_TRAVEL, 10 * MINUTE,
     "would travel 10 min more than allowed"},
    {short_road, PLAN_ANY_TIME, PLAN_RULE_MAX_DISTANCE, 10000,
     "would drive 10000 m more than allowed"},
    {slow_type, PLAN_ANY_TIME, PLAN_RULE_SHIFT, 30 * MINUTE,
     "the shift ends at 57600 s, would end at 59400 s (30 min over)"},
    {small_van, PLAN_ANY_TIME, PLAN_RULE_CAPACITY, 2,
     "carries 2 more than there is room for"},
};

static void test_hard_rules(void **state)
{
	bool seen[PLAN_RULE_COUNT + 1] = {false};

	(void)state;
	for (size_t i = 0; i < sizeof(hard_cases) / sizeof(*hard_cases); i++) {
		const struct hard_case *at = &hard_cases[i];
		struct plan_evaluation evaluation;
		struct day day;

		init_day(&day);
		at->change(&day);
		evaluation = evaluate_day(&day, at->begin_s);
		expect_broken(&evaluation, at->broken, at->amount, at->text);
		seen[at->broken] = true;
	}
	for (int rule = 0; rule <= PLAN_RULE_SHIFT; rule++)
		assert_true(seen[rule]);
}

static void test_asked_times(void **state)
{
	struct plan_evaluation evaluation;
	struct day day;

	(void)state;
	init_day(&day);
	begins_early(&day);
	evaluation = evaluate_day(&day, 9 * HOUR);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_TIME_WINDOW].amount,
			 HOUR);
	init_day(&day);
	day.technician.overtime_max_s = HOUR;
	day.technician.overtime_rate = 100;
	evaluation = evaluate_day(&day, 14 * HOUR + 50 * MINUTE);
	expect_broken(&evaluation, PLAN_RULE_COUNT, 0, NULL);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_OVERTIME].cost,
			 20 * MINUTE * 100);
	evaluation = evaluate_day(&day, 7 * HOUR);
	assert_false(evaluation.feasible);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_SHIFT].amount, HOUR);
	init_day(&day);
	beside_a_pin(&day);
	evaluation = evaluate_day(&day, PLAN_ANY_TIME);
	assert_int_equal(evaluation.position, 0);
	assert_int_equal(evaluation.cost, 0); /* it is on the way */
}

/* What a live board breaks already is not the newcomer's fault. */
static void test_broken_already(void **state)
{
	struct plan_evaluation evaluation;
	struct day day;

	(void)state;
	init_day(&day);
	day.with_other = true;
	day.other.pinned_start_s = 15 * HOUR + 30 * MINUTE; /* ends 18:00 */
	evaluation = evaluate_day(&day, PLAN_ANY_TIME);
	expect_broken(&evaluation, PLAN_RULE_COUNT, 0, NULL);
	day.technician.max_distance_m = 50000; /* the pin needs 180 km */
	evaluation = evaluate_day(&day, PLAN_ANY_TIME);
	expect_broken(&evaluation, PLAN_RULE_COUNT, 0, NULL);
	day.technician.max_distance_m = PLAN_TIME_MAX;
	day.other.pinned_start_s = 8 * HOUR; /* cannot be there yet */
	evaluation = evaluate_day(&day, 8 * HOUR + 30 * MINUTE);
	assert_false(evaluation.feasible);
	evaluation = evaluate_day(&day, PLAN_ANY_TIME);
	expect_broken(&evaluation, PLAN_RULE_COUNT, 0, NULL);
}

static void test_soft_rules(void **state)
{
	struct plan_evaluation evaluation;
	struct day day;

	(void)state;
	init_day(&day);
	day.job.dues = by_ten;
	day.job.due_count = 1;
	day.job.preferred = liked;
	day.job.preferred_count = 1;
	day.job.current_technician = 1;
	day.job.move_cost = 999;
	day.technician.fixed_cost = 5;
	evaluation = evaluate_day(&day, 10 * HOUR);
	assert_true(evaluation.feasible);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_DUE].amount, HOUR);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_DUE].cost, HOUR * 500);
	assert_int_equal(evaluation.cost,
			 HOUR * PLAN_COST_SECOND + HOUR * 500 - 777 + 999 + 5);
}

/* Metres, time at the job, costs of arcs, setup where the next one lies. */
static void test_prices(void **state)
{
	static const struct plan_typed_service services[] = {{4, 60, 120}};
	struct plan_evaluation evaluation;
	struct day day;

	(void)state;
	init_day(&day);
	day.technician.distance_rate = 3;
	day.technician.task_rate = 7;
	day.technician.type = 4;
	day.job.typed_services = services;
	day.job.typed_service_count = 1;
	evaluation = evaluate_day(&day, PLAN_ANY_TIME);
	assert_true(evaluation.feasible);
	assert_int_equal(evaluation.end_s - evaluation.begin_s, 180);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_DISTANCE].amount, 60000);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_DISTANCE].cost, 180000);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_TASK].amount, 180);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_TASK].cost, 1260);
	assert_int_equal(evaluation.cost,
			 HOUR * PLAN_COST_SECOND + 180000 + 1260);
	day.priced_arcs = true;
	day.technician.travel_rate = 1;
	evaluation = evaluate_day(&day, PLAN_ANY_TIME);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_TRAVEL].cost,
			 HOUR * PLAN_COST_SECOND);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_DISTANCE].cost, 0);
	/* At the place of the next one: that one's setup is spared. */
	init_day(&day);
	day.with_other = true;
	day.technician.task_rate = 7;
	day.job.location = 3;
	day.job.service_s = 0;
	day.other.setup_s = 600;
	evaluation = evaluate_day(&day, 11 * HOUR);
	assert_int_equal(evaluation.verdicts[PLAN_RULE_TASK].amount, -600);
	assert_int_equal(evaluation.cost, -4200);
}

static void test_candidates_and_reason(void **state)
{
	const struct plan_evaluation *candidates;
	struct arena *arena = arena_new();
	struct plan_problem *problem;
	struct plan_verdict verdict;
	int32_t technician;
	struct day day;
	size_t count;

	(void)state;
	init_day(&day);
	day.job.needs = needs_2;
	day.job.need_count = 1;
	day.technician.skills = level_2;
	day.technician.skill_count = 1;
	problem = build_day(&day);
	plan_candidates(problem, NULL, 0, PLAN_ANY_TIME, arena, &candidates,
			&count);
	assert_int_equal(count, 2);
	assert_int_equal(candidates[0].technician, 0);
	assert_true(candidates[0].feasible);
	assert_false(candidates[1].feasible);
	assert_false(plan_reason(problem, NULL, 0, &technician, &verdict));
	plan_problem_free(problem);
	day.job.windows = early;
	day.job.window_count = 1;
	problem = build_day(&day);
	assert_true(plan_reason(problem, NULL, 0, &technician, &verdict));
	assert_int_equal(technician, 0);
	assert_int_equal(verdict.rule, PLAN_RULE_TIME_WINDOW);
	plan_problem_free(problem);
	arena_free(arena);
}

/* One technician, whose jobs but the last are pinned at times that seldom make
 * a day without broken rules. */
static struct random_problem *pinned_day(uint64_t seed)
{
	struct random_problem *random =
	    random_problem_new(seed, 1, 1 + (int32_t)(seed % 5), true);
	struct plan_job *spec = NULL;

	for (int32_t i = 0; i < random->job_count; i++) {
		spec = &random->jobs[i].spec;
		if (spec->pinned_technician != PLAN_NONE)
			continue;
		spec->pinned_technician = 0;
		spec->pinned_start_s =
		    (int64_t)(seed * 37 % 400 + 60 * (uint64_t)i) * MINUTE;
	}
	assert_non_null(spec);
	spec->pinned_technician = PLAN_NONE;
	spec->pinned_start_s = PLAN_ANY_TIME;
	return random;
}

/* The search serves the last one exactly if the evaluator lets it in. */
static void agree_once(uint64_t seed, int *served)
{
	struct random_problem *random = pinned_day(seed);
	struct plan_settings settings = {.seed = 1, .iterations = 30};
	struct plan_problem *problem = random_problem_build(random, NULL);
	struct plan_evaluation evaluation;
	int32_t last = random->job_count - 1;
	struct plan *plan;
	size_t unassigned;

	plan_evaluate(problem, NULL, last, 0, PLAN_ANY_TIME, &evaluation);
	assert_int_equal(plan_run(problem, &settings, &plan, NULL), ERR_OK);
	plan_unassigned(plan, &unassigned);
	if ((unassigned == 0) != evaluation.feasible)
		fail_msg("problem %llu: search %zu unassigned, evaluator %d",
			 (unsigned long long)seed, unassigned,
			 evaluation.feasible);
	*served += evaluation.feasible;
	if (last == 0 && evaluation.feasible)
		assert_int_equal(plan_totals(plan).cost, evaluation.cost);
	plan_free(plan);
	plan_problem_free(problem);
	random_problem_free(random);
}

static void test_agrees_with_the_search(void **state)
{
	int count = random_count(2000, 50000), served = 0;

	(void)state;
	for (int seed = 1; seed <= count; seed++)
		agree_once((uint64_t)seed, &served);
	assert_true(served > count / 5 && served < count * 4 / 5);
}

static void assert_same_verdicts(const struct plan_evaluation *x,
				 const struct plan_evaluation *y, uint64_t seed)
{
	if (x->feasible != y->feasible || x->cost != y->cost ||
	    x->begin_s != y->begin_s)
		fail_msg("problem %llu: %d %lld %lld, %d %lld %lld",
			 (unsigned long long)seed, x->feasible,
			 (long long)x->cost, (long long)x->begin_s, y->feasible,
			 (long long)y->cost, (long long)y->begin_s);
	for (int r = 0; r < PLAN_RULE_COUNT; r++)
		assert_int_equal(x->verdicts[r].amount, y->verdicts[r].amount);
}

/* A pin without a time has its place by what the others leave it. */
static void give_all_a_time(struct random_problem *random, uint64_t seed)
{
	for (int32_t i = 0; i < random->job_count - 1; i++)
		if (random->jobs[i].spec.pinned_start_s == PLAN_ANY_TIME)
			random->jobs[i].spec.pinned_start_s =
			    (int64_t)(seed * 71 % 450) * MINUTE;
}

/* A visit that is dragged on the board: that it is on the board already, even
 * where it is what breaks the day, changes no verdict. */
static void test_taken_out_first(void **state)
{
	int count = random_count(1000, 20000);

	(void)state;
	for (int seed = 1; seed <= count; seed++) {
		struct random_problem *random = pinned_day((uint64_t)seed);
		int32_t last = random->job_count - 1;
		struct plan_job *spec = &random->jobs[last].spec;
		struct plan_evaluation out, in;
		struct plan_problem *problem;

		give_all_a_time(random, (uint64_t)seed);
		problem = random_problem_build(random, NULL);
		plan_evaluate(problem, NULL, last, 0, PLAN_ANY_TIME, &out);
		plan_problem_free(problem);
		spec->pinned_technician = 0;
		spec->pinned_start_s = (int64_t)(seed * 53 % 500) * MINUTE;
		problem = random_problem_build(random, NULL);
		plan_evaluate(problem, NULL, last, 0, PLAN_ANY_TIME, &in);
		plan_problem_free(problem);
		assert_same_verdicts(&out, &in, (uint64_t)seed);
		random_problem_free(random);
	}
}

/* What the search put there may be there. */
static void test_agrees_with_the_plan(void **state)
{
	int count = random_count(100, 2000);

	(void)state;
	for (int seed = 1; seed <= count; seed++) {
		struct random_problem *random =
		    random_problem_new((uint64_t)seed, 4, 30, true);
		struct plan_problem *problem =
		    random_problem_build(random, NULL);
		struct plan_settings settings = {.seed = 1, .iterations = 50};
		struct plan *plan;

		assert_int_equal(plan_run(problem, &settings, &plan, NULL),
				 ERR_OK);
		for (int32_t i = 0; i < random->job_count; i++) {
			struct plan_evaluation evaluation;
			int32_t technician;

			if (random->jobs[i].spec.pinned_technician !=
				PLAN_NONE ||
			    !plan_step_of(plan, i, &technician))
				continue;
			plan_evaluate(problem, plan, i, technician,
				      PLAN_ANY_TIME, &evaluation);
			if (!evaluation.feasible)
				fail_msg("problem %d: job %d", seed, (int)i);
		}
		plan_free(plan);
		plan_problem_free(problem);
		random_problem_free(random);
	}
}

/* The verdicts do not depend on the order in which jobs were added. */
static void test_order_of_input(void **state)
{
	enum { JOBS = 6 };
	int32_t order[JOBS];

	(void)state;
	for (int32_t i = 0; i < JOBS; i++)
		order[i] = JOBS - 1 - i;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct random_problem *random =
		    random_problem_new(seed, 2, JOBS, false);
		struct plan_problem *a = random_problem_build(random, NULL);
		struct plan_problem *b = random_problem_build(random, order);

		for (int32_t i = 0; i < JOBS * 2; i++) {
			struct plan_evaluation x, y;

			plan_evaluate(a, NULL, i / 2, i % 2, PLAN_ANY_TIME, &x);
			plan_evaluate(b, NULL, JOBS - 1 - i / 2, i % 2,
				      PLAN_ANY_TIME, &y);
			assert_same_verdicts(&x, &y, seed);
		}
		plan_problem_free(a);
		plan_problem_free(b);
		random_problem_free(random);
	}
}

static void test_the_rule_table(void **state)
{
	(void)state;
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		const struct plan_rule_info *info =
		    plan_rule_info((enum plan_rule)rule);

		assert_non_null(info->name);
		assert_non_null(info->unit);
		assert_non_null(info->help);
		assert_int_equal(info->hard, rule < PLAN_RULE_TRAVEL);
		for (int other = 0; other < rule; other++)
			assert_string_not_equal(
			    info->name,
			    plan_rule_info((enum plan_rule)other)->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fits),
	    cmocka_unit_test(test_hard_rules),
	    cmocka_unit_test(test_asked_times),
	    cmocka_unit_test(test_broken_already),
	    cmocka_unit_test(test_soft_rules),
	    cmocka_unit_test(test_prices),
	    cmocka_unit_test(test_candidates_and_reason),
	    cmocka_unit_test(test_agrees_with_the_search),
	    cmocka_unit_test(test_taken_out_first),
	    cmocka_unit_test(test_agrees_with_the_plan),
	    cmocka_unit_test(test_order_of_input),
	    cmocka_unit_test(test_the_rule_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
