/* SPDX-License-Identifier: MIT */
/*
 * Known ways: what is known is told as it is, what is not is estimated from it,
 * and a plan takes the river into account.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>

#include <callout/plan_live.h>
#include <callout/plan_ways.h>

#include "planner/rng.h"

enum { PLACES = 40 };

static struct plan_ways *make(const struct plan_way *ways, size_t count)
{
	struct plan_ways *made = NULL;

	assert_int_equal(plan_ways_new(ways, count, &made, NULL), ERR_OK);
	assert_non_null(made);
	return made;
}

static int32_t add_point(struct plan_problem *problem, double lat, double lon)
{
	int32_t location = -1;

	assert_int_equal(
	    plan_problem_add_location(problem, lat, lon, &location, NULL),
	    ERR_OK);
	return location;
}

static int32_t add_technician(struct plan_problem *problem, int32_t home,
			      double factor)
{
	struct plan_technician spec = PLAN_TECHNICIAN_DEFAULTS;
	int32_t index = -1;

	spec.start_location = spec.end_location = home;
	spec.shift_end_s = 8 * 3600;
	spec.max_jobs = 1;
	spec.speed_factor = factor;
	assert_int_equal(
	    plan_problem_add_technician(problem, &spec, &index, NULL), ERR_OK);
	return index;
}

static int32_t add_job(struct plan_problem *problem, int32_t location)
{
	struct plan_job spec = PLAN_JOB_DEFAULTS;
	int32_t index = -1;

	spec.location = location;
	spec.service_s = 600;
	assert_int_equal(plan_problem_add_job(problem, &spec, &index, NULL),
			 ERR_OK);
	return index;
}

static void test_cells(void **state)
{
	static const double points[][2] = {
	    {0, 0},	     {90, 180},	       {-90, -180},
	    {42.36, -71.06}, {-33.87, 151.21}, {-0.00001, 0.00004}};
	double lat, lon;

	(void)state;
	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
		int64_t cell = plan_ways_cell(points[i][0], points[i][1]);

		assert_true(cell >= 0);
		plan_ways_point(cell, &lat, &lon);
		assert_true(fabs(lat - points[i][0]) < 0.000051);
		assert_true(fabs(lon - points[i][1]) < 0.000051);
		assert_int_equal(plan_ways_cell(lat, lon), cell);
	}
	/* As SQL's travel_cell(). */
	assert_int_equal(plan_ways_cell(42.36, -71.06), INT64_C(4764962413000));
	assert_int_not_equal(plan_ways_cell(1, 1), plan_ways_cell(1, 1.0001));
}

static void test_refused(void **state)
{
	const int64_t a = plan_ways_cell(52, 13), b = plan_ways_cell(52, 14);
	const struct plan_way twice[] = {
	    {a, b, 1, 1}, {b, a, 1, 1}, {a, b, 1, 1}};
	const struct plan_way far[] = {{a, b, PLAN_SPAN_MAX + 1, 1}};
	const struct plan_way nowhere[] = {{a, -1, 1, 1}};
	const struct plan_way over[] = {{a, INT64_MAX, 1, 1}};
	struct plan_ways *made = NULL;
	struct err_detail detail;

	(void)state;
	assert_int_equal(plan_ways_new(twice, 3, &made, &detail), ERR_INPUT);
	assert_int_equal(plan_ways_new(far, 1, &made, &detail), ERR_INPUT);
	assert_int_equal(plan_ways_new(nowhere, 1, &made, &detail), ERR_INPUT);
	assert_int_equal(plan_ways_new(over, 1, &made, &detail), ERR_INPUT);
	assert_null(made);
}

/* Known ones as they were told, there and back; speed_factor counts. */
static void test_known(void **state)
{
	const int64_t a = plan_ways_cell(52, 13), b = plan_ways_cell(52.01, 13);
	const struct plan_way ways[] = {
	    {a, b, 700, 2500}, {b, a, 800, PLAN_WAY_NO_METRES}, {a, a, 5, 5}};
	struct plan_problem *problem = plan_problem_new();
	struct plan_ways *made = make(ways, 3);
	int32_t here, near, there, one, fast;

	(void)state;
	assert_int_equal(plan_ways_count(made), 2);
	assert_int_equal(plan_problem_set_speed(problem, 36, 1, NULL), ERR_OK);
	plan_problem_take_ways(problem, made);
	here = add_point(problem, 52, 13);
	near = add_point(problem, 52.00004, 13); /* of the same cell */
	there = add_point(problem, 52.01, 13);
	one = add_technician(problem, here, 1);
	fast = add_technician(problem, here, 2);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	assert_int_equal(plan_travel_s(problem, one, here, there), 700);
	assert_int_equal(plan_travel_s(problem, one, near, there), 700);
	assert_int_equal(plan_travel_s(problem, one, there, here), 800);
	assert_int_equal(plan_travel_s(problem, fast, there, here), 400);
	assert_int_equal(plan_travel_s(problem, one, here, here), 0);
	assert_int_equal(plan_travel_s(problem, one, here, near), 0);
	assert_int_equal(plan_distance_m(problem, one, here, there), 2500);
	/* 1,112 m, by the ratio of the way that has metres. */
	assert_in_range(plan_distance_m(problem, one, there, here), 2495, 2505);
	assert_true(plan_way_is_known(problem, here, there));
	assert_true(plan_way_is_known(problem, here, near));
	plan_problem_free(problem);
}

/* None: all as if nothing had been said. */
static void test_none(void **state)
{
	struct plan_problem *with = plan_problem_new();
	struct plan_problem *without = plan_problem_new();

	(void)state;
	plan_problem_take_ways(with, make(NULL, 0));
	plan_problem_take_ways(without, NULL);
	for (int i = 0; i < 3; i++) {
		(void)add_point(with, 52 + 0.3 * i, 13);
		(void)add_point(without, 52 + 0.3 * i, 13);
	}
	(void)add_technician(with, 0, 1);
	(void)add_technician(without, 0, 1);
	assert_int_equal(plan_problem_finish(with, NULL), ERR_OK);
	assert_int_equal(plan_problem_finish(without, NULL), ERR_OK);
	for (int32_t i = 0; i < 3; i++)
		for (int32_t k = 0; k < 3; k++)
			assert_int_equal(plan_travel_s(with, 0, i, k),
					 plan_travel_s(without, 0, i, k));
	assert_false(plan_way_is_known(with, 0, 1));
	plan_problem_free(with);
	plan_problem_free(without);
}

/* --- estimates ------------------------------------------------------------ */

static double lat_of(int place)
{
	return 52 + 0.004 * (place * 7 % PLACES);
}

static double lon_of(int place)
{
	return 13 + 0.006 * (place * 11 % PLACES);
}

static double crow_m(int a, int b)
{
	double y = (lat_of(a) - lat_of(b)) * 111195;
	double x = (lon_of(a) - lon_of(b)) * 111195 * cos(52.08 * M_PI / 180);

	return sqrt(x * x + y * y);
}

/* A minute to park and 12 m/s; the last place is on an island: twice that. */
static double truth_s(int a, int b)
{
	double s = 60 + 1.3 * crow_m(a, b) / 12;

	return a == PLACES - 1 || b == PLACES - 1 ? 2 * s : s;
}

static size_t tell(struct plan_way *ways, uint64_t seed, uint32_t percent)
{
	struct rng rng;
	size_t count = 0;

	rng_seed(&rng, seed);
	for (int i = 0; i < PLACES; i++)
		for (int k = 0; k < PLACES; k++)
			if (i != k && (uint32_t)rng_below(&rng, 100) < percent)
				ways[count++] = (struct plan_way){
				    plan_ways_cell(lat_of(i), lon_of(i)),
				    plan_ways_cell(lat_of(k), lon_of(k)),
				    (uint32_t)truth_s(i, k),
				    (uint32_t)(1.3 * crow_m(i, k))};
	return count;
}

static struct plan_problem *problem_of(struct plan_ways *ways)
{
	struct plan_problem *problem = plan_problem_new();

	plan_problem_take_ways(problem, ways);
	for (int i = 0; i < PLACES; i++)
		(void)add_point(problem, lat_of(i), lon_of(i));
	(void)add_technician(problem, 0, 1);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	return problem;
}

/* Of every third pair, what is said of the others is within a quarter; without
 * them (40 km/h, 1.3) it is not. */
static void test_estimates(void **state)
{
	struct plan_way *ways = calloc(PLACES * PLACES, sizeof(*ways));
	size_t count = tell(ways, 1, 33), unknown = 0;
	struct plan_problem *problem = problem_of(make(ways, count));
	struct plan_problem *plain = problem_of(NULL);
	double off = 0, plain_off = 0, worst = 0;

	(void)state;
	for (int32_t i = 0; i < PLACES; i++)
		for (int32_t k = 0; k < PLACES; k++) {
			double truth = truth_s(i, k);
			double said = (double)plan_travel_s(problem, 0, i, k);
			double by_crow = (double)plan_travel_s(plain, 0, i, k);

			if (i == k || plan_way_is_known(problem, i, k))
				continue;
			unknown++;
			off += fabs(said - truth) / truth;
			plain_off += fabs(by_crow - truth) / truth;
			worst = fmax(worst, fabs(said - truth) / truth);
		}
	assert_int_equal(unknown, PLACES * (PLACES - 1) - count);
	assert_true(off / (double)unknown < 0.08);
	assert_true(plain_off > 2 * off);
	assert_true(worst < 0.5);
	plan_problem_free(problem);
	plan_problem_free(plain);
	free(ways);
}

/* The order in which they are told does not matter, not by a bit. */
static void test_any_order(void **state)
{
	struct plan_way *ways = calloc(PLACES * PLACES, sizeof(*ways));
	size_t count = tell(ways, 2, 20);
	struct plan_problem *first = problem_of(make(ways, count)), *second;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3);
	for (size_t i = count - 1; i > 0; i--) {
		size_t other = (size_t)rng_below(&rng, (int32_t)i + 1);
		struct plan_way swap = ways[i];

		ways[i] = ways[other];
		ways[other] = swap;
	}
	second = problem_of(make(ways, count));
	for (int32_t i = 0; i < PLACES; i++)
		for (int32_t k = 0; k < PLACES; k++) {
			assert_int_equal(plan_travel_s(first, 0, i, k),
					 plan_travel_s(second, 0, i, k));
			assert_int_equal(plan_distance_m(first, 0, i, k),
					 plan_distance_m(second, 0, i, k));
		}
	plan_problem_free(first);
	plan_problem_free(second);
	free(ways);
}

/* --- the river ------------------------------------------------------------ */

/* Two homes, one on each bank, and a job beside each. By the crow the job on
 * the far bank is nearer than the own one; the bridge is an hour away. */
static void test_river(void **state)
{
	static const double spots[4][2] = {
	    {52, 13}, {52, 13.02}, {52, 13.008}, {52, 13.012}};
	static const int banks[4] = {0, 1, 1, 0};
	struct plan_settings settings = {.seed = 1, .iterations = 200};
	struct plan_way ways[12];
	size_t count = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 4; k++)
			if (i != k)
				ways[count++] = (struct plan_way){
				    plan_ways_cell(spots[i][0], spots[i][1]),
				    plan_ways_cell(spots[k][0], spots[k][1]),
				    banks[i] == banks[k] ? 300 : 3600, 5000};
	for (int with = 0; with < 2; with++) {
		struct plan_problem *problem = plan_problem_new();
		struct plan *plan;
		int32_t jobs[2], who;

		if (with)
			plan_problem_take_ways(problem, make(ways, count));
		for (int i = 0; i < 4; i++)
			(void)add_point(problem, spots[i][0], spots[i][1]);
		(void)add_technician(problem, 0, 1);
		(void)add_technician(problem, 1, 1);
		jobs[0] = add_job(problem, 2);
		jobs[1] = add_job(problem, 3);
		assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
		assert_int_equal(plan_run(problem, &settings, &plan, NULL),
				 ERR_OK);
		assert_non_null(plan_step_of(plan, jobs[0], &who));
		assert_int_equal(who, with ? 1 : 0);
		assert_non_null(plan_step_of(plan, jobs[1], &who));
		assert_int_equal(who, with ? 0 : 1);
		if (with)
			assert_int_equal(plan_totals(plan).travel_s, 1200);
		plan_free(plan);
		plan_problem_free(problem);
	}
}

/* A place that comes later is looked up, too. */
static void test_live(void **state)
{
	struct plan_way *ways = calloc(PLACES * PLACES, sizeof(*ways));
	size_t count = tell(ways, 4, 40);
	struct plan_problem *whole = problem_of(make(ways, count));
	struct plan_problem *problem = plan_problem_new();
	struct plan_live *live;

	(void)state;
	plan_problem_take_ways(problem, make(ways, count));
	(void)add_point(problem, lat_of(0), lon_of(0));
	(void)add_technician(problem, 0, 1);
	assert_int_equal(plan_problem_finish(problem, NULL), ERR_OK);
	live = plan_live_new(problem, NULL);
	for (int32_t i = 1; i < PLACES; i++) {
		int32_t location = -1;

		assert_int_equal(plan_live_add_location(live, lat_of(i),
							lon_of(i), &location,
							NULL),
				 ERR_OK);
		assert_int_equal(location, i);
		for (int32_t k = 0; k <= i; k++) {
			const struct plan_problem *now =
			    plan_live_problem(live);

			assert_int_equal(plan_travel_s(now, 0, k, i),
					 plan_travel_s(whole, 0, k, i));
			assert_int_equal(plan_way_is_known(now, k, i),
					 plan_way_is_known(whole, k, i));
		}
	}
	plan_live_free(live);
	plan_problem_free(problem);
	plan_problem_free(whole);
	free(ways);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cells),     cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_known),     cmocka_unit_test(test_none),
	    cmocka_unit_test(test_estimates), cmocka_unit_test(test_any_order),
	    cmocka_unit_test(test_river),     cmocka_unit_test(test_live),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
