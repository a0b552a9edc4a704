/* SPDX-License-Identifier: MIT */
/* The bridge: rows as texts in, what a proposal holds out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "dispatchd/engine/plan_bridge.h"

#define COLUMNS 16
#define DAY 1795420800 /* 2026-11-23 08:00 UTC */

struct rows {
	int count;
	const char *cells[8][COLUMNS];
};

/* Two people; the second has no skill. Shifts of 8 h, one with a hole. */
static const struct rows technicians = {
    2,
    {{"1", "42.3", "-71.1", "42.3", "-71.1"},
     {"2", "42.3", "-71.1", "42.3", "-71.1"}}};
static const struct rows shifts = {3,
				   {{"1", "1795420800", "1795435200"},
				    {"1", "1795438800", "1795449600"},
				    {"2", "1795420800", "1795449600"}}};
static const struct rows breaks = {1,
				   {{"2", "1795431600", "1795438800", "1800"}}};
static const struct rows skills = {1, {{"1", "7", "2", NULL, NULL}}};
/* 10: needs the skill. 11: has a visit with 2. 12: a crew. 13: site closed.
 * 14: only for somebody who is not there. 15: anybody. */
static const struct rows jobs = {
    6,
    {{"10", "1", "42.31", "-71.1", "1800", "1", NULL, NULL, NULL, NULL, "1",
      NULL, NULL, NULL, NULL, NULL},
     {"11", "3", "42.32", "-71.1", "1800", "3", NULL, NULL, "1795420801", NULL,
      "1", "5", "9", "2", "1795420800", "{1795420800,1795449600}"},
     {"12", "1", "42.3", "-71.1", "1800", "3", NULL, NULL, NULL, NULL, "2",
      NULL, NULL, NULL, NULL, NULL},
     {"13", "1", "42.3", "-71.1", "1800", "3", NULL, NULL, NULL, NULL, "1",
      NULL, NULL, NULL, NULL, "{}"},
     {"14", "1", "42.3", "-71.1", "1800", "3", NULL, NULL, NULL, NULL, "1",
      NULL, NULL, NULL, NULL, NULL},
     {"15", "1", "42.3", "-71.1", "1800", "3", NULL, "1795420000", NULL, NULL,
      "1", NULL, NULL, NULL, NULL, NULL}}};
static const struct rows job_skills = {1, {{"10", "7", "2", "GAS"}}};
static const struct rows job_technicians = {
    2, {{"14", "99", "required"}, {"15", "1", "excluded"}}};
/* One fixed visit of 1, one outside of all shifts. */
static const struct rows visits = {
    2,
    {{"6", "20", "1", "1795424400", "1795428000", "42.3", "-71.1", "t"},
     {"7", "21", "1", "1795400000", "1795401000", "42.3", "-71.1", "t"}}};

static const struct rows *const sets[PLAN_BRIDGE_SET_COUNT] = {
    [PLAN_BRIDGE_TECHNICIANS] = &technicians,
    [PLAN_BRIDGE_SHIFTS] = &shifts,
    [PLAN_BRIDGE_BREAKS] = &breaks,
    [PLAN_BRIDGE_SKILLS] = &skills,
    [PLAN_BRIDGE_JOBS] = &jobs,
    [PLAN_BRIDGE_JOB_SKILLS] = &job_skills,
    [PLAN_BRIDGE_JOB_TECHNICIANS] = &job_technicians,
    [PLAN_BRIDGE_VISITS] = &visits,
};

static const char *field(void *arg, int row, int column)
{
	const struct rows *rows = arg;

	assert_true(column < COLUMNS);
	return rows->cells[row][column];
}

static struct plan_bridge *build(bool pin)
{
	const struct plan_bridge_settings settings = {
	    .from_s = DAY,
	    .to_s = DAY + 86400,
	    .frozen_until_s = DAY,
	    .speed_kmh = 40,
	    .detour = 1.3,
	    .pin_visits = pin,
	};
	struct plan_bridge *bridge = plan_bridge_new();

	for (int i = 0; i < PLAN_BRIDGE_SET_COUNT; i++)
		assert_int_equal(
		    plan_bridge_add_rows(bridge, (enum plan_bridge_set)i,
					 sets[i]->count, field,
					 (void *)(uintptr_t)sets[i], NULL),
		    ERR_OK);
	assert_int_equal(plan_bridge_build(bridge, &settings, NULL), ERR_OK);
	return bridge;
}

static void test_rows_to_problem(void **state)
{
	struct plan_bridge *bridge = build(false);
	const struct plan_problem *problem = plan_bridge_problem(bridge);

	(void)state;
	/* Each shift is one; each job but 12 and 14, and one fixed visit. */
	assert_int_equal(plan_problem_technician_count(problem), 3);
	assert_int_equal(plan_problem_job_count(problem), 5);
	assert_int_equal(plan_problem_technician(problem, 2)->break_count, 1);
	assert_int_equal(plan_problem_technician(problem, 0)->skill_count, 1);
	/* The fixed visit lies in the first shift of 1. */
	assert_int_equal(plan_problem_job(problem, 0)->pinned_technician, 0);
	assert_int_equal(plan_problem_job(problem, 0)->pinned_start_s,
			 DAY + 3600);
	assert_int_equal(plan_problem_job(problem, 2)->current_technician, 2);
	/* Due before the horizon: a target, no window. */
	assert_int_equal(plan_problem_job(problem, 4)->window_count, 1);
	assert_true(plan_problem_job(problem, 4)->windows[0].end_s >
		    DAY + 86400);
	assert_int_equal(plan_problem_job(problem, 4)->due_count, 1);
	assert_int_equal(plan_problem_job(problem, 4)->excluded_count, 2);
	/* The most urgent weighs most. */
	assert_true(plan_problem_job(problem, 1)->priority >
		    plan_problem_job(problem, 3)->priority);
	plan_bridge_free(bridge);
}

static void test_plan_to_proposal(void **state)
{
	struct plan_bridge *bridge = build(false);
	const struct plan_settings how = {.seed = 1, .iterations = 200};
	struct plan_bridge_summary summary;
	struct buf visits_json = {0}, summary_json = {0};
	struct plan *plan;

	(void)state;
	assert_int_equal(
	    plan_run(plan_bridge_problem(bridge), &how, &plan, NULL), ERR_OK);
	/* Twice: a result replaces the one before. */
	plan_bridge_result(bridge, plan, &summary);
	plan_bridge_result(bridge, plan, &summary);
	plan_free(plan);
	assert_int_equal(summary.jobs, 6);
	assert_int_equal(summary.planned, 3);
	assert_int_equal(summary.unplanned, 3);
	assert_int_equal(summary.fixed, 1);
	assert_int_equal(summary.technicians, 2);
	assert_int_equal(summary.added, 2);
	assert_int_equal(summary.removed, 0);
	assert_int_equal(summary.moved + summary.kept, 1);
	assert_int_equal(summary.shift_s, 7 * 3600 + 8 * 3600 - 1800);
	assert_int_equal(summary.service_s, 3 * 1800 + 3600);
	assert_true(summary.travel_s > 0 && summary.late >= 1);
	plan_bridge_visits_json(bridge, &visits_json);
	plan_bridge_summary_json(bridge, &summary_json);
	assert_non_null(
	    strstr(buf_text(&visits_json), "{\"op\":\"add\",\"job\":10,"));
	assert_null(strstr(buf_text(&visits_json), "\"job\":20"));
	assert_non_null(
	    strstr(buf_text(&summary_json), "{\"job\":12,\"rule\":\"crew\""));
	assert_non_null(strstr(buf_text(&summary_json),
			       "{\"job\":14,\"rule\":\"required\""));
	assert_non_null(strstr(buf_text(&summary_json), "{\"job\":13,"));
	buf_free(&visits_json);
	buf_free(&summary_json);
	plan_bridge_free(bridge);
}

static void test_the_board_as_it_is(void **state)
{
	struct plan_bridge *bridge = build(true);
	const struct plan_problem *problem = plan_bridge_problem(bridge);
	int32_t job, technician;

	(void)state;
	assert_int_equal(plan_problem_job(problem, 2)->pinned_technician, 2);
	assert_true(
	    plan_bridge_find(bridge, 11, 1, DAY + 20000, &job, &technician));
	assert_int_equal(job, 2);
	assert_int_equal(technician, 1);
	assert_false(plan_bridge_find(bridge, 12, 1, DAY, &job, &technician));
	assert_false(plan_bridge_find(bridge, 11, 99, DAY, &job, &technician));
	plan_bridge_free(bridge);
}

static void test_a_field_that_is_no_number(void **state)
{
	static const struct rows bad = {1, {{"1", "x", "5"}}};
	struct plan_bridge *bridge = plan_bridge_new();
	struct err_detail detail = {0};

	(void)state;
	assert_int_equal(plan_bridge_add_rows(bridge, PLAN_BRIDGE_SHIFTS, 1,
					      field, (void *)(uintptr_t)&bad,
					      &detail),
			 ERR_INTERNAL);
	assert_non_null(strstr(detail.text, "planning_shifts"));
	plan_bridge_free(bridge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows_to_problem),
	    cmocka_unit_test(test_plan_to_proposal),
	    cmocka_unit_test(test_the_board_as_it_is),
	    cmocka_unit_test(test_a_field_that_is_no_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
