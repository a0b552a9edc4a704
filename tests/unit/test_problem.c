/* SPDX-License-Identifier: MIT */
/* The builder refuses what cannot be, and says where. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>

#include <callout/plan.h>

static const struct plan_window upside_down[] = {{100, 200}, {60, 50}};
static const int32_t unknown[] = {7};
static const struct plan_preference unknown_preference[] = {{7, 1}};
static const struct plan_due bad_due[] = {{PLAN_DUE_END, 0, -1}};
static const struct plan_skill twice[] = {{3, 1, 0, 1}, {3, 2, 0, 1}};
static const struct plan_break bad_break[] = {{1, 60, upside_down, 2}};

static struct plan_problem *new_problem(void)
{
	struct plan_problem *problem = plan_problem_new();
	struct plan_technician spec = PLAN_TECHNICIAN_DEFAULTS;
	int32_t ignored;

	spec.shift_end_s = 3600;
	assert_int_equal(
	    plan_problem_add_location(problem, 1, 1, &ignored, NULL), ERR_OK);
	assert_int_equal(
	    plan_problem_add_technician(problem, &spec, &ignored, NULL),
	    ERR_OK);
	return problem;
}

/* One member is set to nonsense; the pointer names it. */
static void test_jobs_are_refused(void **state)
{
	static const struct {
		const char *pointer;
		struct plan_job job;
	} cases[] = {
#define JOB(...)                          \
	{.location = 0,                   \
	 .territory = PLAN_NONE,          \
	 .pinned_technician = PLAN_NONE,  \
	 .current_technician = PLAN_NONE, \
	 __VA_ARGS__}
	    {"/jobs/0/location", JOB(.setup_s = 0, .need_count = 0, )},
	    {"/jobs/0/setup", JOB(.setup_s = -1)},
	    {"/jobs/0/service", JOB(.service_s = -5)},
	    {"/jobs/0/service", JOB(.service_s = INT64_MAX)},
	    {"/jobs/0/priority", JOB(.priority = -1)},
	    {"/jobs/0/time_windows/1",
	     JOB(.windows = upside_down, .window_count = 2)},
	    {"/jobs/0/required", JOB(.required = unknown, .required_count = 1)},
	    {"/jobs/0/excluded", JOB(.excluded = unknown, .excluded_count = 1)},
	    {"/jobs/0/preferred",
	     JOB(.preferred = unknown_preference, .preferred_count = 1)},
	    {"/jobs/0/due", JOB(.dues = bad_due, .due_count = 1)},
	    {"/jobs/0/pinned/start", JOB(.pinned_start_s = 5)},
	};
	struct plan_problem *problem = new_problem();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct plan_job job = cases[i].job;
		struct err_detail detail = {0};
		int32_t index = -9;

		if (i == 0)
			job.location = 1;
		if (job.pinned_start_s == 0)
			job.pinned_start_s = PLAN_ANY_TIME;
		assert_int_equal(
		    plan_problem_add_job(problem, &job, &index, &detail),
		    ERR_INPUT);
		assert_string_equal(detail.pointer, cases[i].pointer);
		assert_int_equal(index, -9);
	}
	plan_problem_free(problem);
}

static void test_unknown_technicians(void **state)
{
	struct plan_problem *problem = new_problem();
	struct plan_job job = PLAN_JOB_DEFAULTS;
	struct err_detail detail = {0};
	int32_t index;

	(void)state;
	job.pinned_technician = 1;
	assert_int_equal(plan_problem_add_job(problem, &job, &index, &detail),
			 ERR_INPUT);
	assert_string_equal(detail.pointer, "/jobs/0/pinned/vehicle");
	plan_problem_free(problem);
}

static void test_technicians_are_refused(void **state)
{
	static const struct {
		const char *pointer;
		struct plan_technician technician;
	} cases[] = {
#define TECHNICIAN(...)                 \
	{.start_location = PLAN_NONE,   \
	 .end_location = PLAN_NONE,     \
	 .shift_end_s = 100,            \
	 .max_jobs = PLAN_NO_LIMIT,     \
	 .max_travel_s = PLAN_TIME_MAX, \
	 .speed_factor = 1 __VA_ARGS__}
	    {"/technicians/1/time_window", TECHNICIAN(, .shift_start_s = 101)},
	    {"/technicians/1/overtime", TECHNICIAN(, .overtime_max_s = -1)},
	    {"/technicians/1/costs", TECHNICIAN(, .travel_rate = -1)},
	    {"/technicians/1/costs", TECHNICIAN(, .distance_rate = -1)},
	    {"/technicians/1/costs", TECHNICIAN(, .task_rate = -1)},
	    {"/technicians/1/max_distance", TECHNICIAN(, .max_distance_m = -1)},
	    {"/technicians/1/type", TECHNICIAN(, .type = -2)},
	    {"/technicians/1/profile", TECHNICIAN(, .profile = 1)},
	    {"/technicians/1/skills",
	     TECHNICIAN(, .skills = twice, .skill_count = 2)},
	    {"/technicians/1/breaks/0/time_windows/1",
	     TECHNICIAN(, .breaks = bad_break, .break_count = 1)},
	};
	struct plan_problem *problem = new_problem();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct err_detail detail = {0};
		int32_t index = -9;

		assert_int_equal(
		    plan_problem_add_technician(problem, &cases[i].technician,
						&index, &detail),
		    ERR_INPUT);
		assert_string_equal(detail.pointer, cases[i].pointer);
		assert_int_equal(index, -9);
	}
	plan_problem_free(problem);
}

static void test_places_and_speeds_are_refused(void **state)
{
	static const double bad[][2] = {{91, 0},      {-91, 0}, {0, 181},
					{0, -181},    {NAN, 0}, {0, NAN},
					{0, INFINITY}};
	static const double speeds[][2] = {
	    {0, 1}, {1e-300, 1}, {-1, 1}, {NAN, 1}, {40, 0}, {40, INFINITY}};
	struct plan_problem *problem = plan_problem_new();
	int32_t index;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(plan_problem_add_location(problem, bad[i][0],
							   bad[i][1], &index,
							   NULL),
				 ERR_INPUT);
	for (size_t i = 0; i < sizeof(speeds) / sizeof(*speeds); i++)
		assert_int_equal(plan_problem_set_speed(problem, speeds[i][0],
							speeds[i][1], NULL),
				 ERR_INPUT);
	plan_problem_free(problem);
}

/* The costs of one run must fit int64, whatever happens. */
static void test_magnitude(void **state)
{
	const struct plan_due dues[] = {
	    {PLAN_DUE_END, -PLAN_TIME_MAX, 1000000},
	    {PLAN_DUE_END, -PLAN_TIME_MAX, 1000000}};
	struct plan_problem *problem = new_problem();
	struct plan_job job = PLAN_JOB_DEFAULTS;
	int32_t index;

	(void)state;
	job.dues = dues;
	job.due_count = 2;
	assert_int_equal(plan_problem_add_job(problem, &job, &index, NULL),
			 ERR_OK);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_TOO_LARGE);
	plan_problem_free(problem);
}

/* Pinned visits stay, however long they take, and the last is late by all. */
static void test_magnitude_of_pins(void **state)
{
	const struct plan_due due = {PLAN_DUE_END, 0, 900 * PLAN_COST_SECOND};
	static const struct {
		int32_t count;
		int64_t opens_s;
		enum err err;
	} cases[] = {
	    {20, 0, ERR_OK},
	    {3000, 0, ERR_TOO_LARGE},
	    {300, 1000000000000, ERR_TOO_LARGE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct plan_problem *problem = new_problem();
		struct plan_job job = PLAN_JOB_DEFAULTS;
		struct plan_window window = {cases[i].opens_s, PLAN_TIME_MAX};
		int32_t ignored;

		job.location = job.pinned_technician = 0;
		job.service_s = 30 * 86400;
		job.dues = &due;
		job.windows = &window;
		job.due_count = job.window_count = 1;
		for (int32_t k = 0; k < cases[i].count; k++)
			assert_int_equal(
			    plan_problem_add_job(problem, &job, &ignored, NULL),
			    ERR_OK);
		assert_int_equal(plan_problem_finish(problem, NULL),
				 cases[i].err);
		plan_problem_free(problem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_jobs_are_refused),
	    cmocka_unit_test(test_unknown_technicians),
	    cmocka_unit_test(test_technicians_are_refused),
	    cmocka_unit_test(test_places_and_speeds_are_refused),
	    cmocka_unit_test(test_magnitude),
	    cmocka_unit_test(test_magnitude_of_pins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
