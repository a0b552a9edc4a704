/* SPDX-License-Identifier: MIT */
/*
 * The bridge against an oracle: small random organisations with crews, jobs of
 * several days, jobs that follow others, and visits that are there already. The
 * rows of the proposal are read back as text, and what they come to is checked
 * by plain code of its own: it knows the organisation, not the planner.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <callout/text.h>

#include "dispatchd/engine/plan_bridge.h"

#define DAY 1795420800 /* 2026-11-23 08:00 UTC, in minutes 0 */
enum {
	DAYS = 3,
	PEOPLE = 5,
	JOBS = 9,
	VISITS = 40,
	ORGANISATIONS = 250,
	NEVER = INT32_MIN,
	DAY_MIN = 1440,
};

/* --- An organisation, in minutes from DAY --------------------------------- */

struct visit {
	int job, technician, start, end;
	bool fixed, gone;
	int linked; /* -1: it did not change */
};

struct job {
	int crew, days, minutes, earliest, due;
	int skill, level; /* 0: none */
	int excluded, required;
	int after, min, max;
	int missing;
	bool told; /* nobody got it */
};

struct world {
	unsigned seed;
	int people, jobs, visits;
	int shifts[PEOPLE][DAYS][2][2]; /* pieces; end 0: none */
	int level[PEOPLE][3];		/* of skills 1 and 2; 0: none */
	struct job job[JOBS];
	struct visit visit[VISITS];
};

static int draw(struct world *world, int below)
{
	world->seed = world->seed * 1103515245u + 12345u;
	return (int)(world->seed >> 16 & 0x7fff) % below;
}

static bool chance(struct world *world, int percent)
{
	return draw(world, 100) < percent;
}

static void draw_people(struct world *world)
{
	world->people = 2 + draw(world, PEOPLE - 1);
	for (int p = 0; p < world->people; p++) {
		for (int d = 0; d < DAYS; d++) {
			int(*pieces)[2] = world->shifts[p][d];

			memset(pieces, 0, sizeof(world->shifts[p][d]));
			if (chance(world, 10))
				continue;
			pieces[0][0] = d * DAY_MIN;
			pieces[0][1] = d * DAY_MIN + 540;
			if (chance(world, 20)) {
				pieces[0][1] = d * DAY_MIN + 240;
				pieces[1][0] = d * DAY_MIN + 300;
				pieces[1][1] = d * DAY_MIN + 540;
			}
		}
		for (int s = 1; s < 3; s++)
			world->level[p][s] =
			    chance(world, 70) ? 1 + draw(world, 3) : 0;
	}
}

static bool is_free(const struct world *world, int technician, int start,
		    int end)
{
	for (int i = 0; i < world->visits; i++) {
		const struct visit *visit = &world->visit[i];

		if (visit->technician == technician && !visit->gone &&
		    start < visit->end && end > visit->start)
			return false;
	}
	return true;
}

static bool is_on(const struct world *world, int job, int technician)
{
	for (int i = 0; i < world->visits; i++) {
		if (world->visit[i].job == job && !world->visit[i].gone &&
		    world->visit[i].technician == technician)
			return true;
	}
	return false;
}

/* What is there already: a part of a crew, or all days of somebody. */
static void draw_visits(struct world *world, int job)
{
	struct job *own = &world->job[job];
	int wanted = 1 + draw(world, own->crew);
	bool fixed = chance(world, 40);
	int start = draw(world, 420);

	if (own->days > 1)
		wanted = own->crew;
	for (int p = 0; p < world->people && wanted > 0; p++) {
		bool fits = !is_on(world, job, p);

		for (int d = 0; d < own->days; d++)
			fits =
			    fits && is_free(world, p, d * DAY_MIN + start,
					    d * DAY_MIN + start + own->minutes);
		if (!fits || chance(world, 30))
			continue;
		for (int d = 0; d < own->days; d++) {
			world->visit[world->visits++] = (struct visit){
			    .job = job,
			    .technician = p,
			    .start = d * DAY_MIN + start,
			    .end = d * DAY_MIN + start + own->minutes,
			    .fixed = fixed,
			    .linked = -1};
			own->missing--;
		}
		wanted--;
	}
	/* The rows never have a part of a job of several days. */
	if (own->days > 1 && own->missing > 0)
		while (world->visits > 0 &&
		       world->visit[world->visits - 1].job == job) {
			world->visits--;
			own->missing++;
		}
}

static void draw_job(struct world *world, int index)
{
	struct job *job = &world->job[index];

	*job = (struct job){.crew = chance(world, 50)	? 1
				    : chance(world, 70) ? 2
							: 3,
			    .days = chance(world, 80) ? 1 : 2,
			    .minutes = 30 + 15 * draw(world, 8),
			    .earliest = NEVER,
			    .due = NEVER,
			    .excluded = -1,
			    .required = -1,
			    .after = -1};
	job->missing = job->crew * job->days;
	if (chance(world, 40)) {
		job->skill = 1 + draw(world, 2);
		job->level = 1 + draw(world, 3);
	}
	if (chance(world, 20))
		job->earliest = draw(world, 2 * DAY_MIN);
	if (chance(world, 20))
		job->due = (job->earliest == NEVER ? 0 : job->earliest) + 60 +
			   draw(world, DAY_MIN);
	if (chance(world, 15))
		job->excluded = draw(world, world->people);
	if (chance(world, 15))
		job->required = draw(world, world->people);
	if (index && chance(world, 35)) {
		job->after = draw(world, index);
		job->min = draw(world, 240);
		job->max = chance(world, 50)
			       ? NEVER
			       : job->min + 120 + draw(world, 2 * DAY_MIN);
	}
	if (chance(world, 35))
		draw_visits(world, index);
}

static struct world draw_world(unsigned seed)
{
	struct world world = {.seed = seed * 2654435761u + 1};

	draw_people(&world);
	world.jobs = 3 + draw(&world, JOBS - 2);
	for (int i = 0; i < world.jobs; i++)
		draw_job(&world, i);
	return world;
}

/* --- As rows ---------------------------------------------------------------
 */

#define COLUMNS 23
struct table {
	int count;
	char cells[VISITS][COLUMNS][24]; /* "-": null */
};

static const char *field(void *arg, int row, int column)
{
	const struct table *table = arg;
	const char *cell = table->cells[row][column];

	return strcmp(cell, "-") == 0 ? NULL : cell;
}

/* One row from texts and instants: "%d" numbers, "@" an instant in minutes or
 * null for NEVER, "-" null. */
static void add_row(struct table *table, const char *format, ...)
{
	va_list args;
	int column = 0;

	va_start(args, format);
	for (const char *c = format; *c; c++) {
		char *cell = table->cells[table->count][column];
		int value = *c == '-' ? 0 : va_arg(args, int);

		if (*c == '-' || (*c == '@' && value == NEVER))
			strcpy(cell, "-");
		else if (*c == '@')
			snprintf(cell, 24, "%" PRId64,
				 (int64_t)DAY + value * 60);
		else if (*c == 'b')
			strcpy(cell, value ? "t" : "f");
		else if (*c == 's') /* seconds of so many minutes */
			snprintf(cell, 24, "%d", value * 60);
		else
			snprintf(cell, 24, "%d", value);
		column++;
	}
	va_end(args);
	table->count++;
}

/* Of the visits that are there, or NEVER. */
static int start_of(const struct world *world, int job)
{
	int start = NEVER;

	for (int i = 0; i < world->visits; i++) {
		const struct visit *visit = &world->visit[i];

		if (visit->job == job &&
		    (start == NEVER || visit->start < start))
			start = visit->start;
	}
	return start;
}

static int end_of(const struct world *world, int job)
{
	int end = NEVER;

	for (int i = 0; i < world->visits; i++) {
		const struct visit *visit = &world->visit[i];

		if (visit->job == job && visit->end > end)
			end = visit->end;
	}
	return end;
}

static void job_rows(const struct world *world, struct table *sets)
{
	for (int i = 0; i < world->jobs; i++) {
		const struct job *job = &world->job[i];

		add_row(&sets[PLAN_BRIDGE_JOBS],
			"dddds"
			"d@@--"
			"ddd-b--"
			"-----"
			"-",
			i + 1, 1, 42, 71, job->minutes, 3, job->earliest,
			job->due, job->crew, job->days, job->missing, false);
		if (job->skill)
			add_row(&sets[PLAN_BRIDGE_JOB_SKILLS], "dddd", i + 1,
				job->skill, job->level, job->skill);
		if (job->after >= 0)
			add_row(&sets[PLAN_BRIDGE_LINKS],
				job->max == NEVER ? "dds-@@" : "ddss@@", i + 1,
				job->after + 1, job->min,
				job->max == NEVER ? end_of(world, job->after)
						  : job->max,
				job->max == NEVER ? start_of(world, i)
						  : end_of(world, job->after),
				start_of(world, i));
	}
}

static void relation(struct table *table, int job, int technician,
		     const char *name)
{
	add_row(table, "dd-", job + 1, technician + 1);
	strcpy(table->cells[table->count - 1][2], name);
}

static void all_rows(const struct world *world, struct table *sets)
{
	for (int p = 0; p < world->people; p++) {
		add_row(&sets[PLAN_BRIDGE_TECHNICIANS], "dddddb", p + 1, 42, 71,
			42, 71, 0);
		for (int d = 0; d < DAYS; d++) {
			for (int k = 0; k < 2; k++) {
				const int *piece = world->shifts[p][d][k];

				if (piece[1])
					add_row(&sets[PLAN_BRIDGE_SHIFTS],
						"d@@", p + 1, piece[0],
						piece[1]);
			}
		}
		for (int s = 1; s < 3; s++) {
			if (world->level[p][s])
				add_row(&sets[PLAN_BRIDGE_SKILLS], "ddd--",
					p + 1, s, world->level[p][s]);
		}
	}
	job_rows(world, sets);
	for (int i = 0; i < world->jobs; i++) {
		struct table *people = &sets[PLAN_BRIDGE_JOB_TECHNICIANS];
		const struct job *job = &world->job[i];

		if (job->required >= 0)
			relation(people, i, job->required, "required");
		if (job->excluded >= 0 && job->excluded != job->required)
			relation(people, i, job->excluded, "excluded");
	}
	for (int i = 0; i < world->visits; i++) {
		const struct visit *visit = &world->visit[i];

		add_row(&sets[PLAN_BRIDGE_VISITS], "ddd@@ddbd--", i + 1,
			visit->job + 1, visit->technician + 1, visit->start,
			visit->end, 42, 71, visit->fixed, 1);
	}
}

/* --- The answer, from its text ---------------------------------------------
 */

static bool read_number(const char *row, const char *end, const char *key,
			int *ret_value)
{
	char name[32];
	const char *at;

	snprintf(name, sizeof(name), "\"%s\":", key);
	at = strstr(row, name);
	if (!at || at > end)
		return false;
	*ret_value = atoi(at + strlen(name));
	return true;
}

static int read_minute(const char *row, const char *key)
{
	char name[32], text[32];
	const char *at;
	int64_t us;

	snprintf(name, sizeof(name), "\"%s\":\"", key);
	at = strstr(row, name);
	assert_non_null(at);
	at += strlen(name);
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(at, "\""), at);
	assert_true(text_parse_instant(text, &us));
	return (int)((us / 1000000 - DAY) / 60);
}

/* Take the changes over into the world: it is as if all were accepted. */
static void take_changes(struct world *world, const char *json)
{
	for (const char *row = strchr(json, '{'); row;
	     row = strchr(row + 1, '{')) {
		const char *end = strchr(row, '}');
		struct visit *visit;
		int job, id = 0, technician = 0, linked = 0;

		assert_true(read_number(row, end, "job", &job));
		(void)read_number(row, end, "linked", &linked);
		if (read_number(row, end, "visit", &id)) {
			visit = &world->visit[id - 1];
			assert_int_equal(visit->job, job - 1);
			assert_false(visit->fixed);
		} else {
			visit = &world->visit[world->visits++];
			*visit = (struct visit){.job = job - 1};
			world->job[job - 1].missing--;
		}
		visit->linked = linked;
		if (!read_number(row, end, "technician", &technician)) {
			visit->gone = true;
			continue;
		}
		visit->technician = technician - 1;
		visit->start = read_minute(row, "start");
		visit->end = read_minute(row, "end");
	}
}

static void take_told(struct world *world, const char *json)
{
	const char *list = strstr(json, "\"unassigned\":[");

	assert_non_null(list);
	for (const char *row = strstr(list, "{\"job\":"); row;
	     row = strstr(row + 1, "{\"job\":")) {
		int job;

		assert_true(read_number(row, strchr(row, '}'), "job", &job));
		world->job[job - 1].told = true;
	}
}

/* --- The oracle ------------------------------------------------------------
 */

struct tally {
	int crews, days, followers, completed_crews, told, moved;
};

static int day_of(int minute)
{
	return minute / DAY_MIN;
}

static void check_visit(const struct world *world, const struct visit *visit)
{
	const struct job *job = &world->job[visit->job];
	bool inside = false;

	for (int d = 0; d < DAYS; d++) {
		for (int k = 0; k < 2; k++) {
			const int *piece =
			    world->shifts[visit->technician][d][k];

			inside =
			    inside || (piece[1] && visit->start >= piece[0] &&
				       visit->end <= piece[1]);
		}
	}
	assert_true(inside);
	if (job->skill)
		assert_true(world->level[visit->technician][job->skill] >=
			    job->level);
	assert_true(visit->technician != job->excluded ||
		    job->excluded == job->required);
	if (job->required >= 0 && job->crew == 1)
		assert_int_equal(visit->technician, job->required);
	if (job->earliest != NEVER)
		assert_true(visit->start >= job->earliest);
	assert_int_equal(visit->end - visit->start, job->minutes);
}

/* All of a job's visits that are there in the end. */
static int visits_of(const struct world *world, int job,
		     const struct visit **ret_visits, bool *ret_fixed)
{
	int count = 0;

	*ret_fixed = false;
	for (int i = 0; i < world->visits; i++) {
		const struct visit *visit = &world->visit[i];

		if (visit->job != job || visit->gone)
			continue;
		*ret_fixed = *ret_fixed || visit->fixed;
		ret_visits[count++] = visit;
	}
	return count;
}

static void check_job(const struct world *world, int index, struct tally *tally)
{
	const struct job *job = &world->job[index];
	const struct visit *visits[VISITS];
	bool fixed, has_required = job->required < 0;
	int count = visits_of(world, index, visits, &fixed), changed = 0;
	int linked = -1, first = INT32_MAX;

	tally->told += job->told;
	for (int i = 0; i < count; i++) {
		if (job->told)
			assert_true(visits[i]->fixed);
		if (visits[i]->linked >= 0) {
			check_visit(world, visits[i]);
			if (changed++)
				assert_int_equal(visits[i]->linked, linked);
			linked = visits[i]->linked;
		}
		has_required |= visits[i]->technician == job->required;
		first = visits[i]->start < first ? visits[i]->start : first;
	}
	if (changed > 1)
		assert_true(linked > 0);
	if (job->told || (fixed && !changed))
		return;
	assert_int_equal(job->missing, 0);
	assert_int_equal(count, job->crew * job->days);
	assert_true(has_required || fixed);
	if (job->due != NEVER && job->due >= 0 && !fixed)
		assert_true(first <= job->due);
	for (int i = 0; i < count; i++) {
		int mates = 0, own = 0;

		for (int k = 0; k < count; k++) {
			bool same_day = day_of(visits[i]->start) ==
					day_of(visits[k]->start);
			bool same_person =
			    visits[i]->technician == visits[k]->technician;

			mates += same_day;
			own += same_person;
			if (same_day) {
				assert_int_equal(visits[i]->start,
						 visits[k]->start);
				assert_true(i == k || !same_person);
			}
			if (same_person && visits[i]->start < visits[k]->start)
				assert_true(visits[k]->start - visits[i]->end >=
					    11 * 60);
		}
		assert_int_equal(mates, job->crew);
		assert_int_equal(own, job->days);
	}
	tally->crews += job->crew > 1;
	tally->days += job->days > 1;
	tally->completed_crews += job->crew > 1 && fixed;
}

/* A follower that was planned or moved keeps its gap; and both go in only
 * together. */
static void check_after(const struct world *world, int index,
			struct tally *tally)
{
	const struct job *job = &world->job[index];
	const struct visit *own[VISITS], *before[VISITS];
	int count, before_count, start = INT32_MAX, end = INT32_MIN;
	int linked = -1, before_linked = -1;
	bool fixed, before_fixed;

	if (job->after < 0)
		return;
	count = visits_of(world, index, own, &fixed);
	before_count = visits_of(world, job->after, before, &before_fixed);
	for (int i = 0; i < count; i++) {
		start = own[i]->start < start ? own[i]->start : start;
		linked = own[i]->linked > linked ? own[i]->linked : linked;
	}
	if (!count || job->told || (fixed && before_fixed) ||
	    (fixed && count < job->crew))
		return;
	if (!fixed)
		assert_true(before_count > 0);
	if (!before_count)
		return;
	for (int i = 0; i < before_count; i++) {
		end = before[i]->end > end ? before[i]->end : end;
		before_linked = before[i]->linked > before_linked
				    ? before[i]->linked
				    : before_linked;
	}
	if (linked < 0 && before_linked < 0)
		return;
	if (world->job[job->after].told && !before_fixed)
		return;
	assert_true(start >= end + job->min);
	if (job->max != NEVER)
		assert_true(start <= end + job->max);
	if (linked >= 0 && before_linked >= 0) {
		assert_true(linked > 0);
		assert_int_equal(linked, before_linked);
	}
	tally->followers++;
}

static void check_overlaps(const struct world *world)
{
	for (int i = 0; i < world->visits; i++) {
		const struct visit *a = &world->visit[i];

		for (int k = 0; k < i && !a->gone; k++) {
			const struct visit *b = &world->visit[k];

			if (b->gone || a->technician != b->technician)
				continue;
			assert_true(a->end <= b->start || b->end <= a->start);
		}
	}
}

static void run(unsigned seed, struct tally *tally)
{
	static struct table sets[PLAN_BRIDGE_SET_COUNT];
	struct world world = draw_world(seed);
	const struct plan_bridge_settings settings = {
	    .from_s = DAY,
	    .to_s = DAY + DAYS * 86400,
	    .frozen_until_s = DAY,
	    .speed_kmh = 40,
	    .detour = 1.3,
	};
	const struct plan_settings how = {.seed = seed, .iterations = 60};
	struct plan_bridge *bridge = plan_bridge_new();
	struct plan_bridge_summary summary;
	struct buf visits = {0}, told = {0};
	struct plan *plan;

	memset(sets, 0, sizeof(sets));
	all_rows(&world, sets);
	for (int i = 0; i < PLAN_BRIDGE_SET_COUNT; i++)
		assert_int_equal(
		    plan_bridge_add_rows(bridge, (enum plan_bridge_set)i,
					 sets[i].count, field, &sets[i], NULL),
		    ERR_OK);
	assert_int_equal(plan_bridge_build(bridge, &settings, NULL), ERR_OK);
	assert_int_equal(
	    plan_run(plan_bridge_problem(bridge), &how, &plan, NULL), ERR_OK);
	plan_bridge_result(bridge, plan, &summary);
	plan_free(plan);
	plan_bridge_visits_json(bridge, &visits);
	plan_bridge_summary_json(bridge, &told);
	take_changes(&world, buf_text(&visits));
	take_told(&world, buf_text(&told));
	check_overlaps(&world);
	for (int i = 0; i < world.jobs; i++) {
		check_job(&world, i, tally);
		check_after(&world, i, tally);
	}
	tally->moved += summary.moved;
	buf_free(&visits);
	buf_free(&told);
	plan_bridge_free(bridge);
}

static void test_against_an_oracle(void **state)
{
	struct tally tally = {0};

	(void)state;
	for (unsigned seed = 1; seed <= ORGANISATIONS; seed++) {
		run(seed, &tally);
	}
	/* Nothing was left out of the drawing. */
	assert_true(tally.crews > ORGANISATIONS / 2);
	assert_true(tally.days > ORGANISATIONS / 8);
	assert_true(tally.followers > ORGANISATIONS / 4);
	assert_true(tally.completed_crews > ORGANISATIONS / 25);
	assert_true(tally.told > ORGANISATIONS / 4);
	assert_true(tally.moved > ORGANISATIONS / 25);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_against_an_oracle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
