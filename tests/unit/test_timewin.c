/* SPDX-License-Identifier: MIT */
/* Time windows: sorted, merged, and the two questions about them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "planner/timewin.h"

static const struct plan_window morning = {100, 200}, noon = {250, 300},
				late = {500, 500};

static void test_sorts_and_merges(void **state)
{
	const struct plan_window windows[] = {
	    late, {240, 260}, noon, morning, {150, 190}};
	struct arena *arena = arena_new();
	struct timewin win;

	(void)state;
	assert_int_equal(timewin_init(&win, windows, 5, arena), -1);
	assert_int_equal(win.count, 3);
	assert_int_equal(win.at[0].start_s, 100);
	assert_int_equal(win.at[0].end_s, 200);
	assert_int_equal(win.at[1].start_s, 240);
	assert_int_equal(win.at[1].end_s, 300);
	assert_int_equal(timewin_last(&win), 500);
	arena_free(arena);
}

static void test_refuses(void **state)
{
	const struct plan_window windows[][2] = {
	    {{1, 2}, {5, 4}},
	    {{1, 2}, {0, PLAN_TIME_MAX + 1}},
	    {{1, 2}, {-PLAN_TIME_MAX - 1, 0}},
	};
	struct arena *arena = arena_new();
	struct timewin win;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(timewin_init(&win, windows[i], 2, arena), 1);
	arena_free(arena);
}

static void test_none_is_always(void **state)
{
	struct arena *arena = arena_new();
	struct timewin win;

	(void)state;
	assert_int_equal(timewin_init(&win, NULL, 0, arena), -1);
	assert_int_equal(timewin_earliest(&win, 7), 7);
	assert_int_equal(timewin_latest(&win, 7), 7);
	arena_free(arena);
}

static void test_earliest_and_latest(void **state)
{
	static const struct {
		int64_t t, earliest, latest;
	} cases[] = {
	    {0, 100, -TIME_NEVER}, {100, 100, 100}, {150, 150, 150},
	    {200, 200, 200},	   {201, 250, 200}, {300, 300, 300},
	    {301, 500, 300},	   {500, 500, 500}, {501, TIME_NEVER, 500},
	};
	const struct plan_window windows[] = {morning, noon, late};
	struct arena *arena = arena_new();
	struct timewin win;

	(void)state;
	assert_int_equal(timewin_init(&win, windows, 3, arena), -1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(timewin_earliest(&win, cases[i].t),
				 cases[i].earliest);
		assert_int_equal(timewin_latest(&win, cases[i].t),
				 cases[i].latest);
	}
	win.relief_s = 600;
	assert_int_equal(timewin_earliest(&win, 550), 550);
	assert_int_equal(timewin_earliest(&win, 601), TIME_NEVER);
	assert_int_equal(timewin_latest(&win, 900), 600);
	assert_int_equal(timewin_latest(&win, 450), 300);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sorts_and_merges),
	    cmocka_unit_test(test_refuses),
	    cmocka_unit_test(test_none_is_always),
	    cmocka_unit_test(test_earliest_and_latest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
