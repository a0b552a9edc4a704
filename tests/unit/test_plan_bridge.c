/* SPDX-License-Identifier: MIT */
/* The bridge: rows as texts in, what a proposal holds out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "dispatchd/engine/plan_bridge.h"

#define COLUMNS 23
#define DAY 1795420800 /* 2026-11-23 08:00 UTC */

struct rows {
	int count;
	const char *cells[8][COLUMNS];
};

/* Two people; the second has no skill, and is a neighbour's. Shifts of 8 h, one
 * with a hole. */
static const struct rows technicians = {
    2,
    {{"1", "42.3", "-71.1", "42.3", "-71.1", "f"},
     {"2", "42.3", "-71.1", "42.3", "-71.1", "t"}}};
static const struct rows shifts = {3,
				   {{"1", "1795420800", "1795435200"},
				    {"1", "1795438800", "1795449600"},
				    {"2", "1795420800", "1795449600"}}};
static const struct rows breaks = {1,
				   {{"2", "1795431600", "1795438800", "1800"}}};
static const struct rows skills = {1, {{"1", "7", "2", NULL, NULL}}};
/* One day's visits of a crew, so many of them missing; and no visit by hand. */
#define VISITS(crew, missing) crew, "1", missing, NULL, "f", NULL, NULL
#define NO_HAND NULL, NULL, NULL, NULL, NULL
/* 10: needs the skill. 11: has a visit with 2. 12: a crew larger than all.
 * 13: site closed. 14: only for somebody who is not there. 15: anybody. */
static const struct rows jobs = {
    6,
    {{"10", "1", "42.31", "-71.1", "1800", "1", NULL, NULL, NULL, NULL,
      VISITS("1", "1"), NO_HAND, NULL},
     {"11", "3", "42.32", "-71.1", "1800", "3", NULL, NULL, "1795420801", NULL,
      VISITS("1", "0"), NO_HAND, "{1795420800,1795449600}"},
     {"12", "1", "42.3", "-71.1", "1800", "3", NULL, NULL, NULL, NULL,
      VISITS("3", "3"), NO_HAND, NULL},
     {"13", "1", "42.3", "-71.1", "1800", "3", NULL, NULL, NULL, NULL,
      VISITS("1", "1"), NO_HAND, "{}"},
     {"14", "1", "42.3", "-71.1", "1800", "3", NULL, NULL, NULL, NULL,
      VISITS("1", "1"), NO_HAND, NULL},
     {"15", "1", "42.3", "-71.1", "1800", "3", NULL, "1795420000", NULL, NULL,
      VISITS("1", "1"), NO_HAND, NULL}}};
static const struct rows job_skills = {1, {{"10", "7", "2", "GAS"}}};
static const struct rows job_technicians = {
    2, {{"14", "99", "required"}, {"15", "1", "excluded"}}};
/* One fixed visit of 1, one outside of all shifts; one of 2 that may move. */
#define NO_PROMISE NULL, NULL
static const struct rows visits = {3,
				   {{"6", "20", "1", "1795424400", "1795428000",
				     "42.3", "-71.1", "t", "4", NO_PROMISE},
				    {"7", "21", "1", "1795400000", "1795401000",
				     "42.3", "-71.1", "t", "4", NO_PROMISE},
				    {"5", "11", "2", "1795420800", "1795422600",
				     "42.32", "-71.1", "f", "9", NO_PROMISE}}};
static const struct rows none;

static const struct rows *const sets[PLAN_BRIDGE_SET_COUNT] = {
    [PLAN_BRIDGE_TECHNICIANS] = &technicians,
    [PLAN_BRIDGE_SHIFTS] = &shifts,
    [PLAN_BRIDGE_BREAKS] = &breaks,
    [PLAN_BRIDGE_SKILLS] = &skills,
    [PLAN_BRIDGE_JOBS] = &jobs,
    [PLAN_BRIDGE_JOB_SKILLS] = &job_skills,
    [PLAN_BRIDGE_JOB_TECHNICIANS] = &job_technicians,
    [PLAN_BRIDGE_VISITS] = &visits,
    [PLAN_BRIDGE_LINKS] = &none,
    [PLAN_BRIDGE_POLICY] = &none,
    [PLAN_BRIDGE_TOOLS] = &none,
    [PLAN_BRIDGE_PARTS] = &none,
    [PLAN_BRIDGE_JOB_TOOLS] = &none,
    [PLAN_BRIDGE_JOB_PARTS] = &none,
    [PLAN_BRIDGE_TRAVEL] = &none,
    [PLAN_BRIDGE_WAYS] = &none,
};

static const char *field(void *arg, int row, int column)
{
	const struct rows *rows = arg;

	assert_true(column < COLUMNS);
	return rows->cells[row][column];
}

static struct plan_bridge *build_of(const struct rows *const *own, bool pin)
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
					 own[i]->count, field,
					 (void *)(uintptr_t)own[i], NULL),
		    ERR_OK);
	assert_int_equal(plan_bridge_build(bridge, &settings, NULL), ERR_OK);
	return bridge;
}

static struct plan_bridge *build(bool pin)
{
	return build_of(sets, pin);
}

static void test_rows_to_problem(void **state)
{
	struct plan_bridge *bridge = build(false);
	const struct plan_problem *problem = plan_bridge_problem(bridge);

	(void)state;
	/* Each shift is one; each job but 14, of 12 three, and a fixed visit.
	 */
	assert_int_equal(plan_problem_technician_count(problem), 3);
	assert_int_equal(plan_problem_job_count(problem), 8);
	assert_int_equal(plan_problem_common(problem).link_count, 2);
	assert_int_equal(plan_problem_technician(problem, 2)->break_count, 1);
	assert_int_equal(plan_problem_technician(problem, 0)->skill_count, 1);
	/* The fixed visit lies in the first shift of 1. */
	assert_int_equal(plan_problem_job(problem, 0)->pinned_technician, 0);
	assert_int_equal(plan_problem_job(problem, 0)->pinned_start_s,
			 DAY + 3600);
	assert_int_equal(plan_problem_job(problem, 2)->current_technician, 2);
	/* Due before the horizon: a target, no window. */
	assert_int_equal(plan_problem_job(problem, 7)->window_count, 1);
	assert_true(plan_problem_job(problem, 7)->windows[0].end_s >
		    DAY + 86400);
	assert_int_equal(plan_problem_job(problem, 7)->due_count, 1);
	assert_int_equal(plan_problem_job(problem, 7)->excluded_count, 2);
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

/* Rows, limits and a plan; the caller frees the bridge. */
static struct plan_bridge *plan_limited(const struct plan_bridge_limits *limits,
					enum plan_bridge_move move,
					struct plan_bridge_summary *ret_summary)
{
	const struct plan_bridge_settings settings = {
	    .from_s = DAY,
	    .to_s = DAY + 86400,
	    .frozen_until_s = DAY,
	    .speed_kmh = 40,
	    .detour = 1.3,
	    .move = move,
	};
	struct plan_settings how = {.seed = 1, .iterations = 200};
	struct plan_bridge *bridge = plan_bridge_new();
	struct plan *plan;

	for (int i = 0; i < PLAN_BRIDGE_SET_COUNT; i++)
		assert_int_equal(
		    plan_bridge_add_rows(bridge, (enum plan_bridge_set)i,
					 sets[i]->count, field,
					 (void *)(uintptr_t)sets[i], NULL),
		    ERR_OK);
	plan_bridge_limit(bridge, limits);
	assert_int_equal(plan_bridge_build(bridge, &settings, NULL), ERR_OK);
	plan_bridge_initial(bridge, &how.initial, &how.initial_count);
	assert_int_equal(
	    plan_run(plan_bridge_problem(bridge), &how, &plan, NULL), ERR_OK);
	plan_bridge_result(bridge, plan, ret_summary);
	plan_free(plan);
	return bridge;
}

static void test_plans_of_a_part(void **state)
{
	static const int64_t job[] = {15}, jobs_of[] = {10, 11},
			     technician[] = {2};
	const struct {
		struct plan_bridge_limits limits;
		int jobs, added, fixed;
	} cases[] = {
	    {{0}, 6, 2, 1},
	    {{.jobs = job, .job_count = 1}, 1, 1, 2},
	    {{.jobs = jobs_of, .job_count = 2}, 2, 1, 1},
	    {{.keep_visits = true}, 5, 2, 2},
	    /* 15 goes to 2; nobody else has the skill for 10. */
	    {{.technicians = technician, .technician_count = 1}, 6, 1, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct plan_bridge_summary summary;
		struct plan_bridge *bridge = plan_limited(
		    &cases[i].limits, PLAN_BRIDGE_MOVE_FREE, &summary);

		assert_int_equal(summary.jobs, cases[i].jobs);
		assert_int_equal(summary.added, cases[i].added);
		assert_int_equal(summary.fixed, cases[i].fixed);
		plan_bridge_free(bridge);
	}
}

static void test_few_moves_and_totals(void **state)
{
	const struct plan_bridge_limits all = {0};
	struct plan_bridge_summary summary;
	struct plan_bridge *bridge =
	    plan_limited(&all, PLAN_BRIDGE_MOVE_FEW, &summary);
	const struct plan_bridge_totals *before = &summary.before;
	const struct plan_bridge_totals *after = &summary.after;
	struct buf seen = {0}, json = {0};

	(void)state;
	/* 11 is at the site before anybody could be there: it goes later. */
	assert_int_equal(summary.removed, 0);
	assert_int_equal(before->planned, 1);
	assert_int_equal(after->planned, 3);
	assert_int_equal(before->planned + before->unplanned, 6);
	assert_int_equal(after->planned + after->unplanned, 6);
	assert_int_equal(before->service_s, 3600 + 1800);
	assert_int_equal(after->service_s, summary.service_s);
	assert_int_equal(after->travel_s, summary.travel_s);
	assert_true(after->respond.missed >= before->respond.missed);
	assert_true(after->cost_s >= after->travel_s);
	plan_bridge_seen_json(bridge, &seen);
	assert_non_null(strstr(buf_text(&seen), "[6,1,1795424400,1795428000]"));
	plan_bridge_visits_json(bridge, &json);
	assert_non_null(strstr(buf_text(&json), "\"why\":\""));
	assert_non_null(strstr(buf_text(&json), "\"shift_ends\":\"2026-"));
	buf_free(&seen);
	buf_free(&json);
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
	assert_false(plan_bridge_find(bridge, 14, 1, DAY, &job, &technician));
	assert_false(plan_bridge_find(bridge, 11, 99, DAY, &job, &technician));
	plan_bridge_free(bridge);
}

/* --- One technician, in minutes from 8:00 ----------------------------------
 */

enum { NEVER = INT32_MIN };

/* The text of an instant; NULL for NEVER. Good for 64 calls. */
static const char *at(int minutes)
{
	static char texts[64][24];
	static unsigned next;
	char *text = texts[next++ % 64];

	if (minutes == NEVER)
		return NULL;
	snprintf(text, sizeof(texts[0]), "%" PRId64,
		 (int64_t)DAY + minutes * 60);
	return text;
}

static const struct rows alone = {
    1, {{"1", "42.3", "-71.1", "42.3", "-71.1", "f"}}};

/* Two pieces of a day: 8:00 to `first_end`, and from `second_start` on. */
static struct rows pieces(int first_end, int second_start)
{
	return (struct rows){
	    2, {{"1", at(0), at(first_end)}, {"1", at(second_start), at(540)}}};
}

/* All sets empty but the technician and these. */
static struct plan_bridge *build_one(enum plan_bridge_set set,
				     const struct rows *rows,
				     const struct rows *own_shifts)
{
	const struct rows *own[PLAN_BRIDGE_SET_COUNT];

	for (int i = 0; i < PLAN_BRIDGE_SET_COUNT; i++)
		own[i] = &none;
	own[PLAN_BRIDGE_TECHNICIANS] = &alone;
	own[PLAN_BRIDGE_SHIFTS] = own_shifts;
	own[set] = rows;
	return build_of(own, false);
}

/* A certificate that was renewed is two rows of one skill. */
static void test_renewed_certificates(void **state)
{
	static const struct {
		int first_to, first_level, second_from, second_level;
		int from, to, level; /* of the morning, 8:00 to 12:00 */
	} cases[] = {
	    {60, 2, 60, 2, NEVER, NEVER, 2}, /* without a gap: both */
	    {60, 2, 60, 1, NEVER, NEVER, 1}, /* at the lower level */
	    {60, 2, 90, 3, 90, NEVER, 3},    /* a gap: which covers more */
	    {200, 2, 210, 3, NEVER, 200, 2}, /* a gap: the first does */
	    {-60, 2, -60, 1, -60, NEVER, 1}, /* the first is over */
	    {300, 2, 300, 1, NEVER, 300, 2}, /* the second is to come */
	    {-60, 2, 600, 1, NEVER, -60, 2}, /* neither is valid */
	};
	const struct rows one = pieces(240, 300);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char levels[2][12];
		struct rows rows = {
		    2,
		    {{"1", "7", levels[1], at(cases[i].second_from), NULL},
		     {"1", "7", levels[0], NULL, at(cases[i].first_to)}}};
		struct plan_bridge *bridge;
		const struct plan_technician *who;

		snprintf(levels[0], 12, "%d", cases[i].first_level);
		snprintf(levels[1], 12, "%d", cases[i].second_level);
		bridge = build_one(PLAN_BRIDGE_SKILLS, &rows, &one);
		who = plan_problem_technician(plan_bridge_problem(bridge), 0);
		assert_int_equal(who->skill_count, 1);
		assert_int_equal(who->skills[0].level, cases[i].level);
		assert_int_equal(who->skills[0].from_s,
				 cases[i].from == NEVER
				     ? -PLAN_TIME_MAX
				     : DAY + cases[i].from * 60);
		assert_int_equal(who->skills[0].to_s,
				 cases[i].to == NEVER ? PLAN_TIME_MAX
						      : DAY + cases[i].to * 60);
		plan_bridge_free(bridge);
	}
}

/* A break of half an hour between 12:00 and 14:00, and a day with a hole. */
static void test_breaks_beside_holes(void **state)
{
	static const struct {
		int first_end, second_start;
		int shift;	 /* that has the break; -1: none */
		int first, last; /* its start */
	} cases[] = {
	    {360, 480, 0, 240, 330}, /* inside the first piece */
	    {300, 480, 0, 240, 270}, /* cut by its end */
	    {270, 330, 0, 240, 240}, /* both have room: once, the first */
	    {250, 300, 1, 300, 330}, /* the second has more */
	    {180, 240, 1, 240, 330}, /* inside the second piece */
	    {250, 350, -1, 0, 0},    /* the hole is the break */
	    {200, 400, -1, 0, 0},
	};
	const struct rows rows = {1, {{"1", at(240), at(360), "1800"}}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct rows two =
		    pieces(cases[i].first_end, cases[i].second_start);
		struct plan_bridge *bridge =
		    build_one(PLAN_BRIDGE_BREAKS, &rows, &two);

		for (int shift = 0; shift < 2; shift++) {
			const struct plan_technician *who =
			    plan_problem_technician(plan_bridge_problem(bridge),
						    shift);

			assert_int_equal(who->break_count,
					 shift == cases[i].shift);
			if (!who->break_count)
				continue;
			assert_int_equal(who->breaks[0].windows[0].start_s,
					 DAY + cases[i].first * 60);
			assert_int_equal(who->breaks[0].windows[0].end_s,
					 DAY + cases[i].last * 60);
		}
		plan_bridge_free(bridge);
	}
}

/* Fixed visits keep every shift busy that they reach into. */
static void test_visits_over_the_edges(void **state)
{
	static const struct {
		int start, end;
		int count;
		int shift[2], begins[2], lasts[2];
	} cases[] = {
	    {60, 120, 1, {0}, {60}, {60}},		  /* inside */
	    {-30, 60, 1, {0}, {-30}, {90}},		  /* begins before it */
	    {210, 330, 2, {0, 1}, {210, 300}, {120, 30}}, /* over the hole */
	    {250, 330, 1, {1}, {250}, {80}},		  /* from the hole on */
	    {245, 295, 0, {0}, {0}, {0}},		  /* in the hole */
	    {-60, 0, 0, {0}, {0}, {0}},			  /* ends at 8:00 */
	    {540, 600, 0, {0}, {0}, {0}}, /* begins at the end */
	};
	const struct rows two = pieces(240, 300);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rows rows = {
		    1,
		    {{"6", "20", "1", at(cases[i].start), at(cases[i].end),
		      "42.3", "-71.1", "t", "1", NO_PROMISE}}};
		const struct plan_settings how = {.seed = 1, .iterations = 1};
		struct plan_bridge *bridge =
		    build_one(PLAN_BRIDGE_VISITS, &rows, &two);
		const struct plan_problem *problem =
		    plan_bridge_problem(bridge);
		struct plan_bridge_summary summary;
		struct plan *plan;

		assert_int_equal(plan_problem_job_count(problem),
				 cases[i].count);
		for (int k = 0; k < cases[i].count; k++) {
			const struct plan_job *job =
			    plan_problem_job(problem, k);

			assert_int_equal(job->pinned_technician,
					 cases[i].shift[k]);
			assert_int_equal(job->pinned_start_s,
					 DAY + cases[i].begins[k] * 60);
			assert_int_equal(job->service_s,
					 cases[i].lasts[k] * 60);
		}
		assert_int_equal(plan_run(problem, &how, &plan, NULL), ERR_OK);
		plan_bridge_result(bridge, plan, &summary);
		assert_int_equal(summary.fixed, cases[i].count > 0);
		plan_free(plan);
		plan_bridge_free(bridge);
	}
}

/* A job of half an hour; the horizon begins now, at 8:00, and has a day. */
static void test_windows_and_weights(void **state)
{
	enum { END = 1440, NOT = -99999 };
	static const struct {
		const char *priority;
		int earliest, due, respond, resolve;
		int access[4]; /* two windows, or NOT */
		int windows[4];
		int dues, weight;
	} cases[] = {
	    {"1", NEVER, NEVER, NEVER, NEVER, {NOT}, {NOT}, 0, 32},
	    {"5", NEVER, NEVER, NEVER, NEVER, {NOT}, {NOT}, 0, 2},
	    {"3", 60, NEVER, NEVER, NEVER, {NOT}, {60, END, NOT}, 0, 8},
	    /* the customer's window: a target when it has passed */
	    {"3", 60, 120, NEVER, NEVER, {NOT}, {60, 120, NOT}, 0, 16},
	    {"3", NEVER, 0, NEVER, NEVER, {NOT}, {0, 0, NOT}, 0, 16},
	    {"3", NEVER, -1, NEVER, NEVER, {NOT}, {NOT}, 1, 16},
	    /* targets weigh if they fall into the horizon, or before it */
	    {"3", NEVER, NEVER, 60, END, {NOT}, {NOT}, 2, 16},
	    {"3", NEVER, NEVER, NEVER, END, {NOT}, {NOT}, 1, 8},
	    {"3", NEVER, NEVER, -600, NEVER, {NOT}, {NOT}, 1, 16},
	    /* the stay ends before the site closes */
	    {"4", NEVER, NEVER, NEVER, NEVER, {0, 60, NOT}, {0, 30, NOT}, 0, 4},
	    {"4",
	     NEVER,
	     NEVER,
	     NEVER,
	     NEVER,
	     {0, 60, 90, 300},
	     {0, 30, 90, 270},
	     0,
	     4},
	    /* hours that touch are one window */
	    {"4",
	     NEVER,
	     NEVER,
	     NEVER,
	     NEVER,
	     {0, 60, 60, 300},
	     {0, 270, NOT},
	     0,
	     4},
	    /* too short; the customer's window cuts it */
	    {"4",
	     NEVER,
	     NEVER,
	     NEVER,
	     NEVER,
	     {0, 20, 90, 120},
	     {90, 90, NOT},
	     0,
	     4},
	    {"4",
	     100,
	     200,
	     NEVER,
	     NEVER,
	     {0, 60, 90, 300},
	     {100, 200, NOT},
	     0,
	     8},
	};
	const struct rows one = pieces(240, 300);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char access[100] = "{";
		struct rows rows = {
		    1,
		    {{"10", "1", "42.31", "-71.1", "1800", cases[i].priority,
		      at(cases[i].earliest), at(cases[i].due),
		      at(cases[i].respond), at(cases[i].resolve),
		      VISITS("1", "1"), NO_HAND, access}}};
		const int *window = cases[i].windows;
		struct plan_bridge *bridge;
		const struct plan_job *job;
		size_t count = 0;

		for (int k = 0; k < 4 && cases[i].access[k] != NOT; k++)
			snprintf(access + strlen(access), 25, "%s%s",
				 k ? "," : "", at(cases[i].access[k]));
		strcat(access, "}");
		if (cases[i].access[0] == NOT)
			rows.cells[0][COLUMNS - 1] = NULL;
		bridge = build_one(PLAN_BRIDGE_JOBS, &rows, &one);
		job = plan_problem_job(plan_bridge_problem(bridge), 0);
		for (; count < 2 && window[2 * count] != NOT; count++) {
			const struct plan_window *own = &job->windows[count];

			assert_int_equal(own->start_s,
					 DAY + window[2 * count] * 60);
			assert_int_equal(own->end_s,
					 DAY + window[2 * count + 1] * 60);
		}
		/* No limit is a window that is always open. */
		assert_int_equal(job->window_count, count ? count : 1);
		if (!count)
			assert_true(job->windows[0].end_s == PLAN_TIME_MAX);
		assert_int_equal(job->due_count, cases[i].dues);
		assert_int_equal(job->priority, cases[i].weight);
		plan_bridge_free(bridge);
	}
}

/* One job of half an hour with one technician, under a policy. */
static const struct plan_job *build_under(const struct rows *policy,
					  struct plan_bridge **ret_bridge)
{
	static const struct rows job = {
	    1,
	    {{"10", "1", "42.31", "-71.1", "1800", "3", NULL, NULL,
	      "1795430000", NULL, "1", "1", "1", "1", "t", NULL, NULL, NO_HAND,
	      "{1795420800,1795424400}"}}};
	static const struct rows needs = {1, {{"10", "7", "2", "GAS"}}};
	static const struct rows tools = {1, {{"1", "3"}}};
	static const struct rows parts = {1, {{"1", "4", "6"}}};
	static const struct rows job_tools = {1, {{"10", "3", "LADDER"}}};
	static const struct rows job_parts = {1, {{"10", "4", "2", "VALVE"}}};
	const struct rows day = pieces(240, 300);
	const struct rows *own[PLAN_BRIDGE_SET_COUNT];

	for (int i = 0; i < PLAN_BRIDGE_SET_COUNT; i++)
		own[i] = &none;
	own[PLAN_BRIDGE_TECHNICIANS] = &alone;
	own[PLAN_BRIDGE_SHIFTS] = &day;
	own[PLAN_BRIDGE_JOBS] = &job;
	own[PLAN_BRIDGE_JOB_SKILLS] = &needs;
	own[PLAN_BRIDGE_TOOLS] = &tools;
	own[PLAN_BRIDGE_PARTS] = &parts;
	own[PLAN_BRIDGE_JOB_TOOLS] = &job_tools;
	own[PLAN_BRIDGE_JOB_PARTS] = &job_parts;
	own[PLAN_BRIDGE_POLICY] = policy;
	*ret_bridge = build_of(own, false);
	return plan_problem_job(plan_bridge_problem(*ret_bridge), 0);
}

/* What is in the van, and what a policy makes of it all. */
static void test_policy_and_goods(void **state)
{
	static const struct rows strict = {3,
					   {{"respond_rate", "10"},
					    {"overtime_max_s", "1800"},
					    {"of_a_later_year", "1"}}};
	static const struct rows lax = {5,
					{{"off_skill", "1"},
					 {"off_tools", "1"},
					 {"off_parts", "1"},
					 {"off_access", "1"},
					 {"continuity_bonus", "1200"}}};
	const struct plan_technician *who;
	const struct plan_job *job;
	struct plan_bridge *bridge;

	(void)state;
	job = build_under(&strict, &bridge);
	who = plan_problem_technician(plan_bridge_problem(bridge), 0);
	assert_true(job->dues[0].rate == 10LL * PLAN_COST_SECOND);
	assert_int_equal(who->overtime_max_s, 1800);
	assert_int_equal(job->need_count, 1);
	assert_int_equal(job->windows[0].end_s, DAY + 1800);
	assert_int_equal(job->tool_count, 1);
	assert_int_equal(who->tools[0], job->tools[0]);
	assert_int_equal(job->parts[0].amount, 2);
	assert_int_equal(who->parts[0].part, job->parts[0].part);
	assert_string_equal(plan_bridge_skill(bridge, job->tools[0]), "LADDER");
	assert_string_equal(plan_bridge_skill(bridge, job->parts[0].part),
			    "VALVE");
	assert_string_equal(plan_bridge_skill(bridge, 7), "GAS");
	/* Who saw the trouble before is wished for, in both shifts. */
	assert_int_equal(job->preferred_count, 2);
	assert_true(job->preferred[0].bonus == 600LL * PLAN_COST_SECOND);
	plan_bridge_free(bridge);

	job = build_under(&lax, &bridge);
	assert_int_equal(job->need_count, 0);
	assert_int_equal(job->tool_count, 0);
	assert_int_equal(job->part_count, 0);
	assert_true(job->windows[0].end_s == PLAN_TIME_MAX);
	assert_true(job->preferred[0].bonus == 1200LL * PLAN_COST_SECOND);
	plan_bridge_free(bridge);
}

/* Each visit of a neighbour's technician costs. */
static void test_lent(void **state)
{
	static const struct rows policy = {1, {{"neighbour_cost", "1200"}}};
	const struct rows *own[PLAN_BRIDGE_SET_COUNT];
	const struct plan_problem *problem;
	struct plan_bridge *bridge;

	(void)state;
	for (int i = 0; i < PLAN_BRIDGE_SET_COUNT; i++)
		own[i] = &none;
	own[PLAN_BRIDGE_TECHNICIANS] = &technicians;
	own[PLAN_BRIDGE_SHIFTS] = &shifts;
	own[PLAN_BRIDGE_POLICY] = &policy;
	bridge = build_of(own, false);
	problem = plan_bridge_problem(bridge);
	for (int32_t i = 0; i < plan_problem_technician_count(problem); i++) {
		const struct plan_technician *who =
		    plan_problem_technician(problem, i);

		assert_true(who->visit_cost ==
			    (who->id == 2 ? 1200LL * PLAN_COST_SECOND : 0));
	}
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
	    cmocka_unit_test(test_plans_of_a_part),
	    cmocka_unit_test(test_few_moves_and_totals),
	    cmocka_unit_test(test_the_board_as_it_is),
	    cmocka_unit_test(test_renewed_certificates),
	    cmocka_unit_test(test_breaks_beside_holes),
	    cmocka_unit_test(test_visits_over_the_edges),
	    cmocka_unit_test(test_windows_and_weights),
	    cmocka_unit_test(test_policy_and_goods),
	    cmocka_unit_test(test_lent),
	    cmocka_unit_test(test_a_field_that_is_no_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
