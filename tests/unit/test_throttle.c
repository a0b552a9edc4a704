/* SPDX-License-Identifier: MIT */
/* Wrong codes, counted by address on a fake clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "mobile-sync/session/throttle.h"

#define S INT64_C(1000000)

/* As many as may; how many did. */
static int try_often(struct throttle *t, const char *address, int times,
		     int64_t now_us)
{
	int taken = 0;

	for (int i = 0; i < times; i++)
		taken += throttle_take(t, address, now_us) == 0;
	return taken;
}

static void ten_then_one_a_minute(void **state)
{
	struct throttle *t = throttle_new();
	int64_t now = 1000 * S;

	(void)state;
	assert_int_equal(try_often(t, "10.0.0.1", 9, now), 9);
	assert_int_equal(try_often(t, "10.0.0.1", 1000, now), 1);
	assert_in_range(throttle_take(t, "10.0.0.1", now), 60, 61);
	assert_int_equal(throttle_take(t, "10.0.0.2", now), 0);
	now += 61 * S;
	assert_int_equal(throttle_take(t, "10.0.0.1", now), 0);
	assert_in_range(throttle_take(t, "10.0.0.1", now), 59, 61);
	now += 3600 * S;
	assert_int_equal(try_often(t, "10.0.0.1", 11, now), 10);
	throttle_free(t);
}

static void what_was_no_guess_is_given_back(void **state)
{
	struct throttle *t = throttle_new();
	int64_t now = 1000 * S;

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(throttle_take(t, "10.0.0.1", now), 0);
		throttle_give_back(t, "10.0.0.1");
	}
	assert_int_equal(try_often(t, "10.0.0.1", 11, now), 10);
	throttle_give_back(t, "10.0.0.1");
	throttle_give_back(t, "10.0.0.9"); /* who has none */
	assert_int_equal(try_often(t, "10.0.0.1", 11, now), 1);
	throttle_free(t);
}

static void a_net_of_ipv6_is_one_client(void **state)
{
	struct throttle *t = throttle_new();

	(void)state;
	assert_int_equal(try_often(t, "2001:db8:1:2::1", 5, S), 5);
	assert_int_equal(try_often(t, "2001:db8:1:2:ffff::9", 5, S), 5);
	assert_true(throttle_take(t, "2001:db8:1:2::77", S) > 0);
	assert_int_equal(throttle_take(t, "2001:db8:1:3::1", S), 0);
	throttle_free(t);
}

static void a_crowd_does_not_push_out_the_worst(void **state)
{
	struct throttle *t = throttle_new();
	char address[32];

	(void)state;
	assert_int_equal(try_often(t, "10.9.9.9", 20, S), 10);
	for (int i = 0; i < 5000; i++) {
		snprintf(address, sizeof(address), "10.1.%d.%d", i / 250,
			 i % 250);
		assert_int_equal(throttle_take(t, address, S), 0);
	}
	assert_true(throttle_take(t, "10.9.9.9", S) >= 60);
	assert_int_equal(throttle_take(t, "10.2.0.1", S), 0);
	throttle_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ten_then_one_a_minute),
	    cmocka_unit_test(what_was_no_guess_is_given_back),
	    cmocka_unit_test(a_net_of_ipv6_is_one_client),
	    cmocka_unit_test(a_crowd_does_not_push_out_the_worst),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
