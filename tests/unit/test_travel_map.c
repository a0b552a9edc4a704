/* SPDX-License-Identifier: MIT */
/* Which ways are asked for, what is asked, and what counts as an answer. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>

#include <callout/plan_ways.h>

#include "dispatchd/engine/osrm.h"
#include "dispatchd/engine/travel_map.h"

enum { PLACES = 400 };

static double lat_of(int place)
{
	return 52 + 0.0007 * (place * 37 % PLACES);
}

static double lon_of(int place)
{
	return 13 + 0.0011 * (place * 91 % PLACES);
}

/* Each place is asked about once, with 20 others that are near, there and back;
 * no table is too large, no place asks itself. */
static void test_blocks(void **state)
{
	static const size_t tables[] = {10, 20, 50, 100, 399};
	static bool asked[PLACES][PLACES];

	(void)state;
	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++) {
		struct travel_map *map = travel_map_new(tables[t]);
		struct travel_block block;
		size_t sources = 0, blocks = 0;
		int64_t cells[PLACES];

		memset(asked, 0, sizeof(asked));
		for (int i = 0; i < PLACES; i++) {
			cells[i] = plan_ways_cell(lat_of(i), lon_of(i));
			travel_map_add(map, cells[i], false);
		}
		assert_int_equal(travel_map_unknown(map), PLACES);
		for (; travel_map_next(map, &block); blocks++) {
			int at[400];

			assert_in_range(block.count, 2, tables[t]);
			assert_true(block.source_count > 0);
			sources += block.source_count;
			for (size_t i = 0; i < block.count; i++)
				for (at[i] = 0; cells[at[i]] != block.cells[i];)
					at[i]++;
			for (size_t i = 0; i < block.count; i++)
				for (size_t k = 0; k < block.count; k++) {
					bool wanted =
					    block.wanted[i * block.count + k];

					assert_true(!wanted || i != k);
					assert_int_equal(
					    wanted,
					    block.wanted[k * block.count + i]);
					if (wanted)
						asked[at[i]][at[k]] = true;
				}
		}
		assert_int_equal(sources, PLACES);
		assert_int_equal(travel_map_unknown(map), 0);
		if (tables[t] >= 100)
			assert_true(blocks <= PLACES / 2);
		for (int i = 0; i < PLACES; i++) {
			int near = 0, nearest = -1;
			double least = 1e9;

			for (int k = 0; k < PLACES; k++) {
				double y = lat_of(i) - lat_of(k);
				double x = (lon_of(i) - lon_of(k)) *
					   cos(lat_of(i) * M_PI / 180);

				near += asked[i][k];
				if (k == i || hypot(x, y) >= least)
					continue;
				least = hypot(x, y);
				nearest = k;
			}
			assert_true(near >= (tables[t] >= 50 ? 20 : 7));
			assert_true(asked[i][nearest]);
		}
		travel_map_free(map);
	}
}

/* One newcomer: one small table. Few places: all of them. */
static void test_newcomers(void **state)
{
	struct travel_map *map = travel_map_new(100);
	struct travel_block block;

	(void)state;
	for (int i = 0; i < PLACES; i++)
		travel_map_add(map, plan_ways_cell(lat_of(i), lon_of(i)),
			       i != 17);
	assert_true(travel_map_next(map, &block));
	assert_int_equal(block.source_count, 1);
	assert_in_range(block.count, 21, 25);
	assert_false(travel_map_next(map, &block));
	travel_map_free(map);

	map = travel_map_new(10);
	travel_map_add(map, plan_ways_cell(1, 1), false);
	assert_false(travel_map_next(map, &block));
	travel_map_free(map);

	map = travel_map_new(10);
	for (int i = 0; i < 7; i++)
		travel_map_add(map, plan_ways_cell(lat_of(i), lon_of(i)),
			       i > 3);
	assert_true(travel_map_next(map, &block));
	assert_int_equal(block.count, 7);
	assert_int_equal(block.source_count, 4);
	assert_true(block.wanted[6] && block.wanted[6 * 7]);
	assert_false(block.wanted[5 * 7 + 6]); /* both were known */
	assert_false(travel_map_next(map, &block));
	travel_map_free(map);
}

static void test_path(void **state)
{
	const int64_t cells[] = {plan_ways_cell(42.36, -71.06),
				 plan_ways_cell(-0.00004, 13.5)};
	struct buf path = {0};

	(void)state;
	osrm_path(&path, "driving", cells, 2);
	assert_string_equal(buf_text(&path),
			    "/table/v1/driving/-71.0600,42.3600;13.5000,0.0000"
			    "?annotations=duration,distance");
	buf_free(&path);
}

static const struct {
	const char *what;
	int status;
	const char *body;
	enum err err;
	uint32_t seconds[4], metres[4];
} answers[] = {
    {"a whole one",
     200,
     "{\"code\":\"Ok\",\"durations\":[[0,10.4],[20.5,0]],"
     "\"distances\":[[0,99.6],[null,0]],\"sources\":[]}",
     ERR_OK,
     {0, 10, 21, 0},
     {0, 100, OSRM_NO_WAY, 0}},
    {"no way",
     200,
     "{\"code\":\"Ok\",\"durations\":[[0,null],[null,0]]}",
     ERR_OK,
     {0, OSRM_NO_WAY, OSRM_NO_WAY, 0},
     {OSRM_NO_WAY, OSRM_NO_WAY, OSRM_NO_WAY, OSRM_NO_WAY}},
    {"no road near",
     400,
     "{\"code\":\"NoSegment\",\"message\":\"x\"}",
     ERR_CONFLICT,
     {0},
     {0}},
    {"a refusal", 400, "{\"code\":\"TooBig\"}", ERR_UNAVAILABLE, {0}, {0}},
    {"a page", 502, "<html>", ERR_UNAVAILABLE, {0}, {0}},
    {"nothing", 200, "", ERR_UNAVAILABLE, {0}, {0}},
    {"no object", 200, "[1]", ERR_UNAVAILABLE, {0}, {0}},
    {"no code",
     200,
     "{\"durations\":[[0,1],[1,0]]}",
     ERR_UNAVAILABLE,
     {0},
     {0}},
    {"no rows", 200, "{\"code\":\"Ok\"}", ERR_UNAVAILABLE, {0}, {0}},
    {"one row",
     200,
     "{\"code\":\"Ok\",\"durations\":[[0,1]]}",
     ERR_UNAVAILABLE,
     {0},
     {0}},
    {"a short row",
     200,
     "{\"code\":\"Ok\",\"durations\":[[0,1],[0]]}",
     ERR_UNAVAILABLE,
     {0},
     {0}},
    {"a text",
     200,
     "{\"code\":\"Ok\",\"durations\":[[0,\"1\"],[0,0]]}",
     ERR_UNAVAILABLE,
     {0},
     {0}},
    {"less than nothing",
     200,
     "{\"code\":\"Ok\",\"durations\":[[0,-1],[0,0]]}",
     ERR_UNAVAILABLE,
     {0},
     {0}},
    {"months",
     200,
     "{\"code\":\"Ok\",\"durations\":[[0,1e9],[0,0]]}",
     ERR_UNAVAILABLE,
     {0},
     {0}},
    {"bad metres",
     200,
     "{\"code\":\"Ok\",\"durations\":[[0,1],[1,0]],\"distances\":[[0]]}",
     ERR_UNAVAILABLE,
     {0},
     {0}},
};

static void test_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		uint32_t seconds[4] = {7, 7, 7, 7}, metres[4] = {7, 7, 7, 7};
		struct err_detail detail = {0};
		const char *body = answers[i].body;

		if (osrm_read(answers[i].status, body, strlen(body), 2, seconds,
			      metres, &detail) != answers[i].err)
			fail_msg("%s: %s", answers[i].what, detail.text);
		for (int k = 0; k < 4; k++) {
			bool ok = answers[i].err == ERR_OK;

			assert_int_equal(seconds[k],
					 ok ? answers[i].seconds[k] : 7);
			assert_int_equal(metres[k],
					 ok ? answers[i].metres[k] : 7);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_blocks),
	    cmocka_unit_test(test_newcomers),
	    cmocka_unit_test(test_path),
	    cmocka_unit_test(test_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
