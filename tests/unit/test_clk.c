/* SPDX-License-Identifier: MIT */
/* The clock: it can be set, and CALLOUT_NOW moves it and lets it run. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <stdlib.h>

#include <callout/clk.h>

static void test_it_stands_where_it_is_set(void **state)
{
	int64_t real = clk_now_us();

	(void)state;
	assert_true(real > INT64_C(1700000000) * 1000000);
	clk_set_us(5);
	assert_int_equal(clk_now_us(), 5);
	assert_int_equal(clk_now_us(), 5);
	clk_set_us(-1);
	assert_true(clk_now_us() >= real);
}

static void test_monotonic_does_not_follow(void **state)
{
	int64_t before = clk_monotonic_us();

	(void)state;
	clk_set_us(5);
	assert_true(clk_monotonic_us() >= before);
	assert_true(clk_monotonic_us() - before < 60 * 1000000);
	clk_set_us(-1);
}

static void test_the_environment_moves_it(void **state)
{
	const int64_t start = INT64_C(1433161800000000);
	int64_t first, second;

	(void)state;
	setenv("CALLOUT_NOW", "2015-06-01T08:30:00-04:00", 1);
	assert_int_equal(clk_init_from_environment(), 0);
	assert_true(clk_offset_us() < 0);
	first = clk_now_us();
	assert_true(first >= start && first < start + 60 * 1000000);
	do {
		second = clk_now_us();
	} while (second == first);
	assert_true(second > first);

	/* A bad one changes nothing. */
	setenv("CALLOUT_NOW", "yesterday", 1);
	assert_int_equal(clk_init_from_environment(), -1);
	assert_true(clk_now_us() < start + 60 * 1000000);

	unsetenv("CALLOUT_NOW");
	assert_int_equal(clk_init_from_environment(), 0);
	assert_int_equal(clk_offset_us(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_it_stands_where_it_is_set),
	    cmocka_unit_test(test_monotonic_does_not_follow),
	    cmocka_unit_test(test_the_environment_moves_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
