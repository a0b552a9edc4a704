/* SPDX-License-Identifier: MIT */
/*
 * Linked visits: what is refused, and small days that were worked out by hand.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/planner/line_days.h"

static const struct line_day days[] = {
    {"a crew of two begins when the farther one is there",
     .shifts = {{LINE_DAY(0, 100), .home = 0}, {LINE_DAY(0, 100), .home = 30}},
     .visits = {{10, 5}, {10, 5}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{LINE_NEVER, 20}, {LINE_NEVER, 20}}, LINE_COUNTS(2, 2, 1)},
    {"a crew needs two persons, not two shifts",
     .shifts = {{.person = 1, .start = 0, .end = 100},
		{.person = 1, .start = 0, .end = 100}},
     .visits = {{10, 5}, {10, 5}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}}, LINE_COUNTS(2, 2, 1)},
    {"a crew in the second window, behind both breaks",
     .shifts = {{LINE_DAY(0, 100), .rest_from = 18, .rest_to = 25, .rest = 20},
		{LINE_DAY(0, 100), .rest_from = 30, .rest_to = 32, .rest = 10}},
     .visits = {{10, 5, .windows = {{15, 30}, {40, 90}}},
		{10, 5, .windows = {{15, 35}, {36, 90}}}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     /* 15 would do for both: the first is there at 10, before her break */
     .expected = {{LINE_NEVER, 15}, {LINE_NEVER, 15}}, LINE_COUNTS(2, 2, 1)},
    {"a crew waits for the break of one",
     .shifts = {{LINE_DAY(0, 100), .rest_from = 5, .rest_to = 8, .rest = 20},
		{LINE_DAY(0, 100)}},
     .visits = {{10, 5}, {10, 5}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     /* five minutes on the road, the break 5..25, five more */
     .expected = {{LINE_NEVER, 30}, {LINE_NEVER, 30}}, LINE_COUNTS(2, 2, 1)},
    {"who is skilled is the one who must be",
     .shifts = {{LINE_DAY(0, 100)},
		{LINE_DAY(0, 100), .home = 5},
		{LINE_DAY(0, 100), .home = 40, .skilled = true}},
     .visits = {{10, 5, .skill = true}, {10, 5}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{2, 30}, {1, 30}}, LINE_COUNTS(3, 2, 1)},
    {"a crew counts once, so two other jobs are worth more",
     .shifts = {{LINE_DAY(0, 31)}, {LINE_DAY(0, 31)}},
     .visits = {{10, 10, .priority = 3},
		{10, 10, .priority = 100},
		{5, 20, .priority = 2},
		{5, 20, .priority = 2}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}, {LINE_NEVER, 5}, {LINE_NEVER, 5}},
     LINE_COUNTS(2, 4, 1)},
    {"a pinned member tells when",
     .shifts = {{LINE_DAY(0, 100)}, {LINE_DAY(0, 100)}},
     .visits = {{10, 5, .pinned_to = 2, .pinned_at = 44}, {10, 5}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{1, 44}, {0, 44}}, LINE_COUNTS(2, 2, 1)},
    {"a pinned member waits for the others",
     .shifts = {{LINE_DAY(0, 100), .home = 10}, {LINE_DAY(20, 100)}},
     .visits = {{10, 5, .pinned_to = 1}, {10, 5}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{0, 30}, {1, 30}}, LINE_COUNTS(2, 2, 1)},
    {"pins that contradict one another are facts",
     .shifts = {{LINE_DAY(0, 100)}, {LINE_DAY(0, 100)}, {LINE_DAY(0, 100)}},
     .visits = {{10, 5, .pinned_to = 1, .pinned_at = 20},
		{10, 5, .pinned_to = 2, .pinned_at = 30},
		{10, 5}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1),
	       LINE_LINK(TOGETHER, .job = 1, .other = 2)},
     .expected = {{0, 20}, {1, 30}, {PLAN_NONE}}, LINE_COUNTS(3, 3, 2)},
    {"two pins of a crew find their time",
     .shifts = {{LINE_DAY(0, 100)}, {LINE_DAY(20, 100)}},
     .visits = {{10, 5, .pinned_to = 1}, {10, 5, .pinned_to = 2}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{0, 30}, {1, 30}}, LINE_COUNTS(2, 2, 1)},
    {"the second visit keeps the least gap", .shifts = {{LINE_DAY(0, 100)}},
     .visits = {{10, 5}, {10, 5}},
     .links = {LINE_LINK(AFTER, .job = 0, .other = 1, .min_s = 30)},
     .expected = {{0, 10}, {0, 45}}, LINE_COUNTS(1, 2, 1)},
    {"the first waits so that the second can follow in time",
     .shifts = {{LINE_DAY(0, 100), .skilled = true}, {LINE_DAY(50, 100)}},
     .visits = {{10, 5, .skill = true}, {12, 5, .windows = {{70, 80}}}},
     .links = {LINE_LINK(AFTER, .job = 0, .other = 1, .max_s = 10)},
     .expected = {{0, 55}, {LINE_NEVER, 70}}, LINE_COUNTS(2, 2, 1)},
    {"the second stays when the first does not fit",
     .shifts = {{LINE_DAY(0, 100)}},
     .visits = {{10, 5, .skill = true}, {10, 5}},
     .links = {LINE_LINK(AFTER, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}}, LINE_COUNTS(1, 2, 1)},
    {"the first is served when the second does not fit",
     .shifts = {{LINE_DAY(0, 100)}},
     .visits = {{10, 5}, {10, 5, .skill = true}},
     .links = {LINE_LINK(AFTER, .job = 0, .other = 1)},
     .expected = {{0, 10}, {PLAN_NONE}}, LINE_COUNTS(1, 2, 1)},
    {"after a setup that only the first needs", .shifts = {{LINE_DAY(0, 100)}},
     .visits = {{10, 5, .setup = 7}, {10, 5, .setup = 7}},
     .links = {LINE_LINK(AFTER, .job = 0, .other = 1, .min_s = 1, .max_s = 1)},
     .expected = {{0, 10}, {0, 23}}, LINE_COUNTS(1, 2, 1)},
    {"after a pin", .shifts = {{LINE_DAY(0, 100)}, {LINE_DAY(0, 100)}},
     .visits = {{10, 5, .pinned_to = 1}, {20, 5, .pinned_to = 2}},
     .links = {LINE_LINK(AFTER, .job = 0, .other = 1, .min_s = 10)},
     .expected = {{0, 10}, {1, 25}}, LINE_COUNTS(2, 2, 1)},
    {"before a pin", .shifts = {{LINE_DAY(0, 100)}, {LINE_DAY(0, 100)}},
     .visits = {{10, 5}, {20, 5, .pinned_to = 2, .pinned_at = 60}},
     .links = {LINE_LINK(AFTER, .job = 0, .other = 1, .min_s = 10,
			 .max_s = 20)},
     .expected = {{LINE_NEVER, 35}, {1, 60}}, LINE_COUNTS(2, 2, 1)},
    {"crew, then crew",
     .shifts = {{LINE_DAY(0, 100)}, {LINE_DAY(0, 100), .home = 20}},
     .visits = {{10, 5}, {10, 5}, {15, 5}, {15, 5}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1),
	       LINE_LINK(TOGETHER, .job = 2, .other = 3),
	       LINE_LINK(AFTER, .job = 0, .other = 2, .min_s = 8)},
     .expected = {{LINE_NEVER, 10},
		  {LINE_NEVER, 10},
		  {LINE_NEVER, 23},
		  {LINE_NEVER, 23}},
     LINE_COUNTS(2, 4, 3)},
    {"one person does both, though each is nearer to another",
     .shifts = {{LINE_DAY(0, 100)}, {LINE_DAY(0, 100), .home = 40}},
     .visits = {{1, 5}, {36, 5}},
     .links = {LINE_LINK(SAME_PERSON, .job = 0, .other = 1)},
     .expected = {{0, LINE_NEVER}, {0, LINE_NEVER}}, LINE_COUNTS(2, 2, 1)},
    {"one of them is served where both would not fit",
     .shifts = {{LINE_DAY(0, 40), .max_jobs = 1},
		{LINE_DAY(0, 40), .max_jobs = 1}},
     .visits = {{5, 5, .priority = 1}, {5, 5, .priority = 2}},
     .links = {LINE_LINK(SAME_PERSON, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {LINE_NEVER, 5}}, LINE_COUNTS(2, 2, 1)},
    {"three days of one person, in order",
     .shifts = {{.person = 7, .start = 0, .end = 50},
		{.person = 8, .start = 0, .end = 50},
		{.person = 7, .start = 200, .end = 250},
		{.person = 8, .start = 200, .end = 250},
		{.person = 8, .start = 100, .end = 150}},
     .visits = {{10, 20}, {10, 20}, {10, 20}},
     .links = {LINE_LINK(LATER_SHIFT, .job = 0, .other = 1),
	       LINE_LINK(LATER_SHIFT, .job = 1, .other = 2)},
     .expected = {{1, 10}, {4, 110}, {3, 210}}, LINE_COUNTS(5, 3, 2)},
    {"three days where she works two: nothing",
     .shifts = {{.person = 7, .start = 0, .end = 50},
		{.person = 7, .start = 100, .end = 150},
		{.person = 8, .start = 200, .end = 250}},
     .visits = {{10, 20}, {10, 20}, {10, 20}},
     .links = {LINE_LINK(LATER_SHIFT, .job = 0, .other = 1),
	       LINE_LINK(LATER_SHIFT, .job = 1, .other = 2)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}, {PLAN_NONE}}, LINE_COUNTS(3, 3, 2)},
    {"the second day follows the pinned first",
     .shifts = {{.person = 7, .start = 0, .end = 50},
		{.person = 7, .start = 100, .end = 150, .home = 20},
		{.person = 7, .start = 200, .end = 250}},
     .visits = {{10, 20, .pinned_to = 2}, {10, 20}},
     .links = {LINE_LINK(LATER_SHIFT, .job = 0, .other = 1)},
     .expected = {{1, 110}, {2, 210}}, LINE_COUNTS(3, 2, 1)},
    {"a crew for two days",
     .shifts = {{.person = 1, .start = 0, .end = 50},
		{.person = 2, .start = 0, .end = 50},
		{.person = 1, .start = 100, .end = 150},
		{.person = 2, .start = 105, .end = 150}},
     .visits = {{10, 20}, {10, 20}, {10, 20}, {10, 20}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1),
	       LINE_LINK(TOGETHER, .job = 2, .other = 3),
	       LINE_LINK(LATER_SHIFT, .job = 0, .other = 2),
	       LINE_LINK(LATER_SHIFT, .job = 1, .other = 3)},
     .expected = {{LINE_NEVER, 10},
		  {LINE_NEVER, 10},
		  {LINE_NEVER, 115},
		  {LINE_NEVER, 115}},
     LINE_COUNTS(4, 4, 4)},
    {"a shipment is delivered behind its pickup",
     .shifts = {{LINE_DAY(0, 100)}}, .visits = {{20, 5, .amount = 1}, {10, 5}},
     .links = {LINE_LINK(SHIPMENT, .job = 0, .other = 1)},
     .expected = {{0, 20}, {0, 35}}, LINE_COUNTS(1, 2, 1)},
    {"two shipments share no room",
     .shifts = {{LINE_DAY(0, 200), .capacity = 1}},
     .visits = {{10, 0, .amount = 1}, {30, 0}, {20, 0, .amount = 1}, {40, 0}},
     .links = {LINE_LINK(SHIPMENT, .job = 0, .other = 1),
	       LINE_LINK(SHIPMENT, .job = 2, .other = 3)},
     /* 0-10-30-20-40-0 */
     .expected = {{0, 10}, {0, 30}, {0, 40}, {0, 60}}, LINE_COUNTS(1, 4, 2)},
    {"two shipments share the room that there is",
     .shifts = {{LINE_DAY(0, 200), .capacity = 2}},
     .visits = {{10, 0, .amount = 1}, {30, 0}, {20, 0, .amount = 1}, {40, 0}},
     .links = {LINE_LINK(SHIPMENT, .job = 0, .other = 1),
	       LINE_LINK(SHIPMENT, .job = 2, .other = 3)},
     /* 0-10-20, then the two in any order */
     .expected = {{0, 10}, {0, LINE_NEVER}, {0, 20}, {0, LINE_NEVER}},
     LINE_COUNTS(1, 4, 2)},
    {"no half of a shipment", .shifts = {{LINE_DAY(0, 100), .max_jobs = 1}},
     .visits = {{20, 5, .amount = 1}, {10, 5}},
     .links = {LINE_LINK(SHIPMENT, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}}, LINE_COUNTS(1, 2, 1)},
    {"too much to carry", .shifts = {{LINE_DAY(0, 100), .capacity = 1}},
     .visits = {{20, 5, .amount = 2}, {10, 5}},
     .links = {LINE_LINK(SHIPMENT, .job = 0, .other = 1)},
     .expected = {{PLAN_NONE}, {PLAN_NONE}}, LINE_COUNTS(1, 2, 1)},
    {"the delivery of a pinned pickup goes with it",
     .shifts = {{LINE_DAY(0, 100)}, {LINE_DAY(0, 100), .home = 10}},
     .visits = {{20, 5, .amount = 1, .pinned_to = 1}, {10, 5}},
     .links = {LINE_LINK(SHIPMENT, .job = 0, .other = 1)},
     .expected = {{0, 20}, {0, 35}}, LINE_COUNTS(2, 2, 1)},
    {"the crew goes first where lateness costs",
     .shifts = {{LINE_DAY(0, 100)}, {LINE_DAY(0, 100)}},
     .visits = {{10, 5, .due = 10}, {10, 5}, {10, 20}, {10, 20}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{LINE_NEVER, 10},
		  {LINE_NEVER, 10},
		  {LINE_NEVER, LINE_NEVER},
		  {LINE_NEVER, LINE_NEVER}},
     LINE_COUNTS(2, 4, 1)},
    {"the crew goes last where the others are due",
     .shifts = {{LINE_DAY(0, 100)}, {LINE_DAY(0, 100)}},
     .visits = {{10, 5}, {10, 5}, {10, 20, .due = 10}, {10, 20, .due = 10}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     .expected = {{LINE_NEVER, 30},
		  {LINE_NEVER, 30},
		  {LINE_NEVER, 10},
		  {LINE_NEVER, 10}},
     LINE_COUNTS(2, 4, 1)},
    {"the crew begins late where working time costs",
     .shifts = {{LINE_DAY(0, 200), .duration_rate = PLAN_COST_SECOND},
		{LINE_DAY(0, 200), .duration_rate = PLAN_COST_SECOND}},
     .visits = {{10, 5},
		{10, 5},
		{10, 5, .windows = {{100, 100}}},
		{10, 5, .windows = {{100, 100}}}},
     .links = {LINE_LINK(TOGETHER, .job = 0, .other = 1)},
     /* 95, just before the others, or 105, just after them */
     .expected = {{LINE_NEVER, LINE_NEVER},
		  {LINE_NEVER, LINE_NEVER},
		  {LINE_NEVER, 100},
		  {LINE_NEVER, 100}},
     LINE_COUNTS(2, 4, 1)},
};

static void test_by_hand(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		const struct line_day *day = &days[i];
		struct plan_problem *problem = line_build(day);
		struct plan *plan = line_run(problem, 1, 200, 1);

		line_verify(problem, plan, day->name, 0);
		for (int32_t k = 0; k < day->visit_count; k++) {
			struct line_stay stay = line_stay_of(plan, k);
			int32_t who = day->expected[k].technician;
			int32_t when = day->expected[k].begin;

			if ((who != LINE_NEVER && who != stay.technician) ||
			    (who == LINE_NEVER &&
			     stay.technician == PLAN_NONE) ||
			    (who != PLAN_NONE && when != LINE_NEVER &&
			     stay.begin_s != when * LINE_MINUTE))
				fail_msg("%s: visit %d: technician %d at %lld, "
					 "not %d at %d",
					 day->name, k, stay.technician,
					 (long long)stay.begin_s / LINE_MINUTE,
					 who, when);
		}
		plan_free(plan);
		plan_problem_free(problem);
	}
}

/* --- What is refused --- */

static void test_refused(void **state)
{
	static const struct {
		const char *pointer;
		struct plan_link links[3];
		int32_t count;
	} cases[] = {
	    {"/links/0", {LINE_LINK(TOGETHER, .job = 0, .other = 9)}, 1},
	    {"/links/0", {LINE_LINK(TOGETHER, .job = -1, .other = 1)}, 1},
	    {"/links/0", {LINE_LINK(TOGETHER, .job = 1, .other = 1)}, 1},
	    {"/links/0", {LINE_LINK(COUNT, .job = 0, .other = 1)}, 1},
	    {"/links/0",
	     {LINE_LINK(AFTER, .job = 0, .other = 1, .min_s = -1)},
	     1},
	    {"/links/0",
	     {LINE_LINK(AFTER, .job = 0, .other = 1, .min_s = 5, .max_s = 4)},
	     1},
	    {"/links/0",
	     {LINE_LINK(AFTER, .job = 0, .other = 1),
	      LINE_LINK(AFTER, .job = 1, .other = 0)},
	     2},
	    {"/links/0",
	     {LINE_LINK(AFTER, .job = 0, .other = 1),
	      LINE_LINK(TOGETHER, .job = 1, .other = 2),
	      LINE_LINK(LATER_SHIFT, .job = 2, .other = 0)},
	     3},
	    {"/links/0",
	     {LINE_LINK(TOGETHER, .job = 0, .other = 1),
	      LINE_LINK(AFTER, .job = 0, .other = 1)},
	     2},
	    {"/links/1",
	     {LINE_LINK(SHIPMENT, .job = 0, .other = 1),
	      LINE_LINK(SHIPMENT, .job = 0, .other = 2)},
	     2},
	    {"/links/1",
	     {LINE_LINK(SHIPMENT, .job = 0, .other = 1),
	      LINE_LINK(SHIPMENT, .job = 2, .other = 1)},
	     2},
	    {"/links/0", {LINE_LINK(SHIPMENT, .job = 1, .other = 3)}, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		static const struct line_shift shift = {LINE_DAY(0, 100)};
		struct plan_problem *problem = plan_problem_new();
		struct err_detail detail = {0};

		line_add_places(problem);
		assert_int_equal(plan_problem_set_amounts(problem, 1, NULL),
				 ERR_OK);
		line_add_shift(problem, &shift, 0);
		for (int32_t k = 0; k < 4; k++)
			line_add_visit(
			    problem,
			    &(struct line_visit){.place = k, .amount = k == 3},
			    k);
		assert_int_equal(line_add_links(problem, cases[i].links,
						cases[i].count, &detail),
				 ERR_INPUT);
		assert_string_equal(detail.pointer, cases[i].pointer);
		plan_problem_free(problem);
	}
}

static void test_too_many_hang_together(void **state)
{
	(void)state;
	for (int32_t jobs = PLAN_LINKED_MAX; jobs <= PLAN_LINKED_MAX + 1;
	     jobs++) {
		static const struct line_shift shift = {LINE_DAY(0, 100)};
		struct plan_problem *problem = plan_problem_new();
		struct plan_link link = LINE_LINK(TOGETHER, .job = 0);

		line_add_places(problem);
		line_add_shift(problem, &shift, 0);
		for (int32_t k = 0; k < jobs; k++)
			line_add_visit(problem,
				       &(struct line_visit){.place = 1}, k);
		for (link.other = 1; link.other < jobs; link.other++)
			assert_int_equal(
			    plan_problem_add_link(problem, &link, NULL),
			    ERR_OK);
		assert_int_equal(plan_problem_finish(problem, NULL),
				 jobs > PLAN_LINKED_MAX ? ERR_INPUT : ERR_OK);
		plan_problem_free(problem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_too_many_hang_together),
	    cmocka_unit_test(test_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
