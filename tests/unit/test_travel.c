/* SPDX-License-Identifier: MIT */
/* Travel: known distances, the series beside asin, matrices, speed factors. */
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

static int32_t add_point(struct plan_problem *problem, double lat, double lon)
{
	int32_t location = -1;

	assert_int_equal(
	    plan_problem_add_location(problem, lat, lon, &location, NULL),
	    ERR_OK);
	return location;
}

static int32_t add_technician(struct plan_problem *problem, double factor)
{
	struct plan_technician spec = PLAN_TECHNICIAN_DEFAULTS;
	int32_t index = -1;

	spec.shift_end_s = 3600;
	spec.speed_factor = factor;
	assert_int_equal(
	    plan_problem_add_technician(problem, &spec, &index, NULL), ERR_OK);
	return index;
}

/* Haversine, as anybody would write it. */
static double metres(const double *a, const double *b)
{
	const double rad = 3.14159265358979323846 / 180;
	double u = sin((b[0] - a[0]) * rad / 2);
	double v = sin((b[1] - a[1]) * rad / 2);

	return 2 * 6371008.8 *
	       asin(sqrt(u * u + cos(a[0] * rad) * cos(b[0] * rad) * v * v));
}

static void test_great_circle(void **state)
{
	static const double places[][2] = {{42.3601, -71.0589},
					   {42.3736, -71.1097},
					   {52.52, 13.405},
					   {-33.87, 151.21},
					   {0, 0},
					   {0, 180},
					   {89.9, 10},
					   {52.5201, 13.4051},
					   {52.3, 13.0}};
	enum { COUNT = sizeof(places) / sizeof(*places) };
	struct plan_problem *problem = plan_problem_new();
	int32_t technician;

	(void)state;
	/* One metre a second, without a detour. */
	assert_int_equal(plan_problem_set_speed(problem, 3.6, 1, NULL), ERR_OK);
	for (int i = 0; i < COUNT; i++)
		add_point(problem, places[i][0], places[i][1]);
	technician = add_technician(problem, 1);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	for (int i = 0; i < COUNT; i++)
		for (int k = 0; k < COUNT; k++) {
			int64_t s = plan_travel_s(problem, technician, i, k);

			assert_true(fabs((double)s -
					 metres(places[i], places[k])) <= 1);
			assert_int_equal(
			    s, plan_travel_s(problem, technician, k, i));
		}
	assert_int_equal(plan_travel_s(problem, technician, PLAN_NONE, 1), 0);
	plan_problem_free(problem);
}

static void test_speed_detour_factor(void **state)
{
	struct plan_problem *problem = plan_problem_new();
	int32_t a = add_point(problem, 0, 0), b = add_point(problem, 0, 1);
	int32_t one = add_technician(problem, 1);
	int32_t two = add_technician(problem, 2);
	int64_t slow, fast;

	(void)state;
	assert_int_equal(plan_problem_set_speed(problem, 36, 1.5, NULL),
			 ERR_OK);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	slow = plan_travel_s(problem, one, a, b);
	fast = plan_travel_s(problem, two, a, b);
	assert_int_equal(slow, 16679); /* 111,195 m * 1.5 / 10 m/s */
	assert_int_equal(fast, 8340);
	plan_problem_free(problem);
}

static void test_matrix(void **state)
{
	static const uint32_t seconds[] = {0, 10, 7, 0};
	struct plan_problem *problem = plan_problem_new();
	struct err_detail detail;
	int32_t profile, technician;

	(void)state;
	assert_int_equal(
	    plan_problem_add_matrix(problem, 2, seconds, &profile, NULL),
	    ERR_OK);
	assert_int_equal(
	    plan_problem_add_matrix(problem, 1, seconds, &profile, &detail),
	    ERR_INPUT);
	technician = add_technician(problem, 0.5);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	assert_int_equal(plan_travel_s(problem, technician, 0, 1), 20);
	assert_int_equal(plan_travel_s(problem, technician, 1, 0), 14);
	plan_problem_free(problem);
}

/* Metres and costs beside the seconds; whoever has no metres can neither be
 * limited nor paid by them. */
static void test_arcs(void **state)
{
	static const uint32_t seconds[] = {0, 10, 7, 0};
	static const uint32_t metres[] = {0, 4000000000, 5, 1};
	static const uint32_t cost[] = {3, 0, 8, 0};
	struct plan_technician spec = PLAN_TECHNICIAN_DEFAULTS;
	struct plan_problem *problem = plan_problem_new();
	int32_t first, second, index, paid, plain;
	struct err_detail detail;

	(void)state;
	assert_int_equal(
	    plan_problem_set_arcs(problem, 0, metres, NULL, &detail),
	    ERR_INPUT);
	assert_int_equal(
	    plan_problem_add_matrix(problem, 2, seconds, &first, NULL), ERR_OK);
	assert_int_equal(
	    plan_problem_add_matrix(problem, 2, seconds, &second, NULL),
	    ERR_OK);
	assert_int_equal(
	    plan_problem_set_arcs(problem, first, metres, cost, NULL), ERR_OK);
	assert_int_equal(
	    plan_problem_set_arcs(problem, first, metres, NULL, &detail),
	    ERR_INPUT);
	spec.shift_end_s = 3600;
	spec.speed_factor = 2;
	spec.max_distance_m = 9;
	assert_int_equal(
	    plan_problem_add_technician(problem, &spec, &paid, NULL), ERR_OK);
	spec.profile = second;
	assert_int_equal(
	    plan_problem_add_technician(problem, &spec, &index, &detail),
	    ERR_INPUT);
	assert_string_equal(detail.pointer, "/technicians/1/max_distance");
	spec.max_distance_m = PLAN_TIME_MAX;
	spec.distance_rate = 1;
	assert_int_equal(
	    plan_problem_add_technician(problem, &spec, &index, &detail),
	    ERR_INPUT);
	assert_string_equal(detail.pointer, "/technicians/1/costs");
	spec.distance_rate = 0;
	assert_int_equal(
	    plan_problem_add_technician(problem, &spec, &plain, NULL), ERR_OK);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	assert_int_equal(plan_travel_s(problem, paid, 0, 1), 5);
	assert_int_equal(plan_distance_m(problem, paid, 0, 1), 4000000000);
	assert_int_equal(plan_distance_m(problem, paid, 1, 1), 1);
	assert_int_equal(plan_distance_m(problem, paid, 1, PLAN_NONE), 0);
	assert_int_equal(plan_arc_cost(problem, paid, 1, 0),
			 8 * PLAN_COST_SECOND);
	assert_int_equal(plan_arc_cost(problem, paid, PLAN_NONE, 0), 0);
	assert_int_equal(plan_distance_m(problem, plain, 0, 1), 0);
	assert_int_equal(plan_arc_cost(problem, plain, 0, 1), -1);
	plan_problem_free(problem);
}

/* Metres of the road do not depend on any speed. */
static void test_metres_of_the_road(void **state)
{
	struct plan_problem *problem = plan_problem_new();
	int32_t a = add_point(problem, 0, 0), b = add_point(problem, 0, 1);
	int32_t slow = add_technician(problem, 0.5);
	int32_t fast = add_technician(problem, 2);

	(void)state;
	assert_int_equal(plan_problem_set_speed(problem, 99, 1.5, NULL),
			 ERR_OK);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	assert_int_equal(plan_distance_m(problem, slow, a, b), 166793);
	assert_int_equal(plan_distance_m(problem, fast, b, a), 166793);
	assert_int_equal(plan_distance_m(problem, fast, a, a), 0);
	plan_problem_free(problem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_great_circle),
	    cmocka_unit_test(test_speed_detour_factor),
	    cmocka_unit_test(test_matrix),
	    cmocka_unit_test(test_arcs),
	    cmocka_unit_test(test_metres_of_the_road),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
