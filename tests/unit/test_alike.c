/* SPDX-License-Identifier: MIT */
/* Technicians who are alike: who is, who is not, and which one stays at home.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "planner/alike.h"

enum { LIKES = 130 }; /* more than two words of bits */

static struct plan_technician technician(void)
{
	struct plan_technician own = PLAN_TECHNICIAN_DEFAULTS;

	own.start_location = own.end_location = 0;
	own.shift_end_s = 30000;
	return own;
}

static void add(struct plan_problem *problem, const struct plan_technician *own)
{
	int32_t ignored;

	assert_int_equal(
	    plan_problem_add_technician(problem, own, &ignored, NULL), ERR_OK);
}

static struct plan_problem *new_problem(void)
{
	struct plan_problem *problem = plan_problem_new();
	const uint32_t seconds[4] = {0, 60, 60, 0};
	int32_t ignored;

	assert_int_equal(
	    plan_problem_add_matrix(problem, 2, seconds, &ignored, NULL),
	    ERR_OK);
	return problem;
}

static void add_job(struct plan_problem *problem, const struct plan_job *job)
{
	int32_t ignored;

	assert_int_equal(plan_problem_add_job(problem, job, &ignored, NULL),
			 ERR_OK);
}

/* Each differs from the first in one thing only. */
static void test_what_tells_them_apart(void **state)
{
	const struct plan_window noon = {10000, 12000};
	const struct plan_break lunch = {
	    .windows = &noon, .window_count = 1, .duration_s = 600};
	const struct plan_skill skill = {.skill = 3, .level = 1};
	const int32_t territory = 4;
	struct plan_problem *problem = new_problem();
	struct plan_job job = PLAN_JOB_DEFAULTS;
	struct plan_technician own[8];
	struct plan_preference preference;
	struct alike alike;
	int32_t last = (int32_t)(sizeof(own) / sizeof(*own)) - 1;

	(void)state;
	for (int i = 0; i <= last; i++)
		own[i] = technician();
	/* 0 and 1 are alike. */
	own[2].shift_end_s++;
	own[3].end_location = 1;
	own[4].breaks = &lunch;
	own[4].break_count = 1;
	own[5].skills = &skill;
	own[5].skill_count = 1;
	own[6].territories = &territory;
	own[6].territory_count = 1;
	for (int i = 0; i <= last; i++)
		add(problem, &own[i]);
	/* A job has the last one by name. */
	preference.technician = last;
	preference.bonus = 5;
	job.location = 1;
	job.preferred = &preference;
	job.preferred_count = 1;
	add_job(problem, &job);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	alike_init(&alike, problem);
	assert_true(alike_same(&alike, 0, 1));
	assert_true(alike_others(&alike, 0));
	assert_true(alike_others(&alike, 1));
	for (int32_t i = 2; i <= last; i++) {
		assert_false(alike_others(&alike, i));
		for (int32_t k = 0; k < i; k++)
			assert_false(alike_same(&alike, i, k));
	}
	alike_free(&alike);
	plan_problem_free(problem);
}

static void test_idle(void **state)
{
	struct plan_problem *problem = new_problem();
	struct plan_technician one = technician(), other = technician();
	struct alike alike;
	bool seen[2 * LIKES] = {false};

	(void)state;
	other.fixed_cost = 1;
	for (int i = 0; i < LIKES; i++) {
		add(problem, &one);
		add(problem, &other);
	}
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	alike_init(&alike, problem);
	assert_int_equal(alike_idle(&alike, 0), PLAN_NONE);
	for (int32_t i = 0; i < 2 * LIKES; i++)
		alike_set_idle(&alike, i, true);
	for (int i = 0; i < LIKES; i++) {
		int32_t idle = alike_idle(&alike, 1);

		/* Of her kind, and another one each time. */
		assert_true(idle >= 0 && idle % 2 == 1);
		assert_false(seen[idle]);
		seen[idle] = true;
		alike_set_idle(&alike, idle, false);
	}
	assert_int_equal(alike_idle(&alike, 1), PLAN_NONE);
	assert_int_not_equal(alike_idle(&alike, 0), PLAN_NONE);
	alike_set_idle(&alike, 2 * 77 + 1, true);
	assert_int_equal(alike_idle(&alike, 1), 2 * 77 + 1);
	alike_free(&alike);
	plan_problem_free(problem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_tells_them_apart),
	    cmocka_unit_test(test_idle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
