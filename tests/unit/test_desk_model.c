/* SPDX-License-Identifier: MIT */
/*
 * A desk's model that is kept in step through random changes and the clock is
 * the same as one that is loaded from the rows as they are now: every verdict
 * of every job with every shift. The rows are made up here: this file stands in
 * for dispatchd/store/desk_store.c.
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

#include "dispatchd/engine/desk_internal.h"
#include "dispatchd/feed/zones.h"

#define DAY INT64_C(1795410000) /* 2026-11-23 00:00 in New York */
#define HOUR 3600
enum { PEOPLE = 4, DAYS = 3, VISITS = 24, PROBES = 5, COLUMNS = 32 };

/* --- rows --------------------------------------------------------------- */

struct table {
	int count;
	bool null[160][COLUMNS];
	char cells[160][COLUMNS][24];
};

const char *desk_store_field(const struct desk_rows *rows, int row, int column)
{
	const struct table *table = rows->result;

	assert_true(row < table->count && column < COLUMNS);
	return table->null[row][column] ? NULL : table->cells[row][column];
}

int64_t desk_store_int_or(const struct desk_rows *rows, int row, int column,
			  int64_t absent)
{
	const char *text = desk_store_field(rows, row, column);

	return text ? strtoll(text, NULL, 10) : absent;
}

int64_t desk_store_int(const struct desk_rows *rows, int row, int column)
{
	return desk_store_int_or(rows, row, column, 0);
}

double desk_store_double(const struct desk_rows *rows, int row, int column)
{
	return strtod(desk_store_field(rows, row, column), NULL);
}

static const char *field(void *arg, int row, int column)
{
	return desk_store_field(arg, row, column);
}

/* A row of nulls. */
static int add_row(struct table *table)
{
	assert_true(table->count < 160);
	memset(table->null[table->count], 1, sizeof(table->null[0]));
	return table->count++;
}

static void put(struct table *table, int row, int column, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
static void put(struct table *table, int row, int column, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(table->cells[row][column], 24, fmt, args);
	va_end(args);
	table->null[row][column] = false;
}

static void put_int(struct table *table, int row, int column, int64_t value)
{
	put(table, row, column, "%" PRId64, value);
}

/* The column of that name in the query's select list. */
static int column_of(enum plan_bridge_set set, const char *name)
{
	const char *at = plan_bridge_query(set)->sql + strlen("SELECT ");
	size_t length = strlen(name);

	for (int column = 0;; column++) {
		if (!strncmp(at, name, length) &&
		    (at[length] == ',' || at[length] == ' '))
			return column;
		at = strchr(at, ',');
		assert_non_null(at);
		at += 2;
	}
}

static void put_named(struct table *table, enum plan_bridge_set set, int row,
		      const char *name, int64_t value)
{
	put_int(table, row, column_of(set, name), value);
}

/* --- the world ---------------------------------------------------------- */

struct world {
	uint64_t random;
	int64_t now_s;
	struct {
		bool there;
		const char *state;
		int64_t version, technician, start_s, end_s, travel_s;
		int64_t promise_s, en_route_s, on_site_s, ended_s;
		int place;
		bool pinned, tied;
	} visits[VISITS];
	bool told[VISITS]; /* to the model that is kept */
};

static int64_t below(struct world *world, int64_t limit)
{
	world->random =
	    world->random * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (int64_t)((world->random >> 33) % (uint64_t)limit);
}

static void put_place(struct table *table, int row, int lat, int lon, int place)
{
	put(table, row, lat, "%.4f", 42.3 + place % 7 * 0.02);
	put(table, row, lon, "%.4f", -71.1 + place % 5 * 0.03);
}

static struct desk_rows rows_of(const struct table *table, int set)
{
	return (struct desk_rows){
	    .set = set, .count = table->count, .result = table};
}

static void add_visit(const struct world *world, struct table *table, int i)
{
	int row = add_row(table);

	if (!world->visits[i].there) {
		put(table, row, NEWS_KIND, "gone");
		put_int(table, row, NEWS_ID, 100 + i);
		return;
	}
	put(table, row, NEWS_KIND, "visit");
	put_int(table, row, NEWS_ID, 100 + i);
	put_int(table, row, NEWS_VERSION, world->visits[i].version);
	put_int(table, row, NEWS_TECHNICIAN, world->visits[i].technician);
	put(table, row, NEWS_TITLE, "Trouble %d", i);
	put(table, row, NEWS_STATE, "%s", world->visits[i].state);
	put_int(table, row, NEWS_JOB, 200 + i);
	put_int(table, row, NEWS_START_S, world->visits[i].start_s);
	put_int(table, row, NEWS_END_S, world->visits[i].end_s);
	put_int(table, row, NEWS_TRAVEL_S, world->visits[i].travel_s);
	put_place(table, row, NEWS_LAT, NEWS_LON, world->visits[i].place);
	put(table, row, NEWS_PINNED, world->visits[i].pinned ? "t" : "f");
	put(table, row, NEWS_TIED, world->visits[i].tied ? "t" : "f");
	if (world->visits[i].promise_s)
		put_int(table, row, NEWS_PROMISE_TO_S,
			world->visits[i].promise_s);
	put_int(table, row, NEWS_EN_ROUTE_S, world->visits[i].en_route_s);
	put_int(table, row, NEWS_ON_SITE_S, world->visits[i].on_site_s);
	put_int(table, row, NEWS_ENDED_S, world->visits[i].ended_s);
}

/* Visits' jobs are 200 and more; those that are asked about 500 and more. */
static void add_job(struct table *jobs, struct table *skills, int64_t id)
{
	int row = add_row(jobs);
	const enum plan_bridge_set set = PLAN_BRIDGE_JOBS;

	put_named(jobs, set, row, "id", id);
	put_named(jobs, set, row, "version", 1);
	put_place(jobs, row, column_of(set, "lat"), column_of(set, "lon"),
		  (int)(id % 13));
	put_named(jobs, set, row, "duration_s", HOUR - id % 3 * 900);
	put_named(jobs, set, row, "priority", 1 + id % 5);
	put_named(jobs, set, row, "crew_size", 1);
	put_named(jobs, set, row, "days", 1);
	put_named(jobs, set, row, "missing", 0);
	put(jobs, row, column_of(set, "again"), "f");
	if (id % 4 == 0)
		put_named(jobs, set, row, "respond_due_s", DAY + 15 * HOUR);
	if (id % 5 == 0)
		put_named(jobs, set, row, "due_s", DAY + 40 * HOUR);
	row = add_row(skills);
	put_int(skills, row, 0, id);
	put_int(skills, row, 1, 7);
	put_int(skills, row, 2, 1 + id % 2);
	put(skills, row, 3, "gas");
}

static struct plan_bridge *job_rows(const int64_t *ids, int count)
{
	struct plan_bridge *later = plan_bridge_new();
	struct table *jobs = calloc(1, sizeof(*jobs));
	struct table *skills = calloc(1, sizeof(*skills));
	struct desk_rows rows;

	for (int i = 0; i < count; i++)
		add_job(jobs, skills, ids[i]);
	rows = rows_of(jobs, PLAN_BRIDGE_JOBS);
	assert_int_equal(plan_bridge_add_rows(later, PLAN_BRIDGE_JOBS,
					      rows.count, field, &rows, NULL),
			 ERR_OK);
	rows = rows_of(skills, PLAN_BRIDGE_JOB_SKILLS);
	assert_int_equal(plan_bridge_add_rows(later, PLAN_BRIDGE_JOB_SKILLS,
					      rows.count, field, &rows, NULL),
			 ERR_OK);
	free(jobs);
	free(skills);
	return later;
}

static void take_set(struct desk_model *model, const struct table *table,
		     int set)
{
	struct desk_rows rows = rows_of(table, set);

	assert_int_equal(desk_model_take_set(model, &rows, NULL), ERR_OK);
}

/* The last shift of the last technician has a hole. */
static void take_people(struct desk_model *model)
{
	struct table *table = calloc(1, sizeof(*table));
	int row;

	for (int i = 1; i <= PEOPLE; i++) {
		row = add_row(table);
		put_int(table, row, 0, i);
		put_place(table, row, 1, 2, i);
		put_place(table, row, 3, 4, i);
		put(table, row, 5, "f");
	}
	take_set(model, table, PLAN_BRIDGE_TECHNICIANS);
	table->count = 0;
	for (int i = 1; i <= PEOPLE; i++)
		for (int d = 0; d < DAYS; d++) {
			bool hole = i == PEOPLE && d == 0;

			for (int piece = 0; piece <= hole; piece++) {
				row = add_row(table);
				put_int(table, row, 0, i);
				put_int(table, row, 1,
					DAY + (d * 24 + 8 + piece * 5) * HOUR);
				put_int(table, row, 2,
					DAY + (d * 24 + 17 -
					       (hole && !piece ? 5 : 0)) *
						  HOUR);
			}
		}
	take_set(model, table, PLAN_BRIDGE_SHIFTS);
	table->count = 0;
	for (int i = 1; i < PEOPLE; i++) {
		row = add_row(table);
		put_int(table, row, 0, i);
		put_int(table, row, 1, 7);
		put_int(table, row, 2, i);
	}
	take_set(model, table, PLAN_BRIDGE_SKILLS);
	free(table);
}

static struct zones *zones;

static void settle(struct desk_model *model, const struct world *world)
{
	while (model->fresh_count > 0) {
		struct plan_bridge *later;
		int64_t ids[VISITS];
		int count = 0;

		for (size_t i = model->made; i < model->fresh_count; i++)
			if (model->fresh[i])
				ids[count++] = model->fresh[i]->is.job;
		later = job_rows(ids, count);
		assert_int_equal(desk_model_take_jobs(model, later, NULL),
				 ERR_OK);
		plan_bridge_free(later);
	}
	desk_model_settle(model, world->now_s);
}

static struct desk_model *load(const struct world *world)
{
	struct table *table = calloc(1, sizeof(*table));
	struct desk_model *model;
	struct desk_rows rows;
	int row = add_row(table);

	put(table, row, HORIZON_ZONE, "America/New_York");
	put_int(table, row, HORIZON_DAY_S, DAY);
	put_int(table, row, HORIZON_DAY_END_S, DAY + 24 * HOUR);
	put_int(table, row, HORIZON_FROM_S, DAY);
	put_int(table, row, HORIZON_TO_S, DAY + DAYS * 24 * HOUR);
	put(table, row, HORIZON_FROM, "2026-11-23T05:00:00Z");
	put(table, row, HORIZON_TO, "2026-11-26T05:00:00Z");
	rows = rows_of(table, 0);
	assert_int_equal(desk_model_new(1, &rows, zones, &model, NULL), ERR_OK);
	table->count = 0;
	for (int i = 1; i <= PEOPLE; i++) {
		row = add_row(table);
		put(table, row, NEWS_KIND, "scope");
		put(table, row, NEWS_STATE, "technician");
		put_int(table, row, NEWS_ID, 10 + i);
		put_int(table, row, NEWS_VERSION, 1);
		put_int(table, row, NEWS_TECHNICIAN, i);
		put_int(table, row, NEWS_TECHNICIAN_VERSION, 3);
		put(table, row, NEWS_TITLE, "Rita %d", i);
	}
	for (int i = 0; i < VISITS; i++)
		if (world->visits[i].there)
			add_visit(world, table, i);
	rows = rows_of(table, 0);
	desk_model_take_news(model, &rows);
	take_people(model);
	assert_int_equal(desk_model_build(model, 40, 1.3, NULL), ERR_OK);
	settle(model, world);
	assert_false(model->stale);
	free(table);
	return model;
}

static void hear(struct desk_model *model, struct world *world)
{
	struct table *table = calloc(1, sizeof(*table));
	struct desk_rows rows;

	for (int i = 0; i < VISITS; i++)
		if (!world->told[i])
			add_visit(world, table, i);
	rows = rows_of(table, 0);
	desk_model_take_news(model, &rows);
	settle(model, world);
	memset(world->told, 1, sizeof(world->told));
	free(table);
}

/* --- changes ------------------------------------------------------------ */

/* Free ways: the board takes what stands, whether it fits or not. */
static void change(struct world *world)
{
	static const char *const states[] = {
	    "planned", "dispatched", "accepted",  "dispatched", "en_route",
	    "on_site", "paused",     "completed", "hold",	"dispatched",
	};
	int i = (int)below(world, VISITS);
	int64_t day = below(world, 3) ? 0 : below(world, DAYS);
	const char *state = states[below(world, 10)];

	world->told[i] = false;
	world->visits[i].version++;
	world->visits[i].there = below(world, 6) > 0;
	world->visits[i].technician = 1 + below(world, PEOPLE);
	world->visits[i].start_s =
	    DAY + day * 24 * HOUR + 7 * HOUR + below(world, 600) * 60;
	world->visits[i].end_s =
	    world->visits[i].start_s + 1800 + below(world, 4) * 1800;
	world->visits[i].travel_s = below(world, 1800);
	world->visits[i].promise_s =
	    below(world, 4) ? 0 : world->visits[i].start_s + 900;
	world->visits[i].place = (int)below(world, 35);
	world->visits[i].pinned = below(world, 6) == 0;
	world->visits[i].tied = below(world, 9) == 0;
	world->visits[i].state = state;
	world->visits[i].en_route_s = world->visits[i].start_s - 1200;
	world->visits[i].on_site_s =
	    world->visits[i].start_s - 600 + below(world, 1800);
	world->visits[i].ended_s = strcmp(state, "hold")
				       ? world->visits[i].on_site_s + 2700
				       : world->now_s + below(world, 4) * 300;
}

/* --- comparing ---------------------------------------------------------- */

static int64_t who_suffers(const struct desk_model *model, int32_t live)
{
	const struct desk_visit *visit = desk_model_visit_of(model, live);

	return visit ? visit->id : live == PLAN_NONE ? 0 : -1;
}

static void same_verdicts(const struct desk_model *kept,
			  const struct plan_evaluation *a,
			  const struct desk_model *fresh,
			  const struct plan_evaluation *b)
{
	assert_int_equal(a->feasible, b->feasible);
	assert_int_equal(a->position, b->position);
	assert_int_equal(a->arrival_s, b->arrival_s);
	assert_int_equal(a->begin_s, b->begin_s);
	assert_int_equal(a->end_s, b->end_s);
	assert_int_equal(a->cost, b->cost);
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		const struct plan_verdict *x = &a->verdicts[rule];
		const struct plan_verdict *y = &b->verdicts[rule];

		assert_int_equal(x->amount, y->amount);
		assert_int_equal(x->have, y->have);
		assert_int_equal(x->need, y->need);
		assert_int_equal(x->cost, y->cost);
		if (x->amount > 0)
			assert_int_equal(who_suffers(kept, x->job),
					 who_suffers(fresh, y->job));
	}
}

static void open_jobs(struct desk_model *model, const int64_t *ids,
		      struct plan_bridge *later)
{
	assert_int_equal(desk_model_open(model, ids, PROBES, later, NULL),
			 ERR_OK);
}

/* Two of the jobs have a visit perhaps. */
static int compare(struct world *world, struct desk_model *kept,
		   struct desk_model *fresh)
{
	const int64_t ids[PROBES] = {500, 501, 504, 200 + below(world, VISITS),
				     200 + below(world, VISITS)};
	struct plan_bridge *one = job_rows(ids, PROBES);
	struct plan_bridge *two = job_rows(ids, PROBES);
	int32_t shifts =
	    plan_problem_technician_count(plan_bridge_problem(fresh->bridge));
	int feasible = 0;

	open_jobs(kept, ids, one);
	open_jobs(fresh, ids, two);
	for (int i = 0; i < PROBES; i++) {
		const struct desk_job *a = desk_model_job(kept, ids[i]);
		const struct desk_job *b = desk_model_job(fresh, ids[i]);
		int64_t at_s = below(world, 2)
				   ? PLAN_ANY_TIME
				   : DAY + 8 * HOUR + below(world, 200) * 900;

		assert_int_equal(a->visit ? a->visit->id : 0,
				 b->visit ? b->visit->id : 0);
		for (int32_t shift = 0; shift < shifts; shift++) {
			struct plan_evaluation x, y;

			plan_live_evaluate(desk_model_live(kept), a->live,
					   shift, at_s, &x);
			plan_live_evaluate(desk_model_live(fresh), b->live,
					   shift, at_s, &y);
			same_verdicts(kept, &x, fresh, &y);
			feasible += x.feasible;
		}
	}
	desk_model_close(kept);
	desk_model_close(fresh);
	plan_bridge_free(one);
	plan_bridge_free(two);
	return feasible;
}

static void same_seen(const struct desk_model *kept,
		      const struct desk_model *fresh)
{
	for (size_t i = 0; i < PEOPLE; i++) {
		const struct desk_person *a = desk_model_person_at(kept, i);
		const struct desk_person *b = desk_model_person_at(fresh, i);

		assert_int_equal(a->id, b->id);
		assert_int_equal(a->first_shift, b->first_shift);
		assert_int_equal(a->shift_count, b->shift_count);
	}
}

static void test_kept_is_loaded(void **state)
{
	int rounds = getenv("CALLOUT_FULL") ? 20000 : 1000, feasible = 0;
	struct world world = {.random = 1, .now_s = DAY + 6 * HOUR};
	struct desk_model *kept;

	(void)state;
	for (int i = 0; i < VISITS / 2; i++)
		change(&world);
	kept = load(&world);
	memset(world.told, 1, sizeof(world.told));
	for (int round = 0; round < rounds; round++) {
		struct desk_model *fresh;
		int changes = (int)below(&world, 4);

		for (int i = 0; i < changes; i++)
			change(&world);
		/* The clock goes on over the day, then anew with a new model.
		 */
		if (below(&world, 2))
			world.now_s += below(&world, 600);
		if (world.now_s >= DAY + 20 * HOUR) {
			desk_model_free(kept);
			world.now_s = DAY + 6 * HOUR;
			kept = load(&world);
		}
		hear(kept, &world);
		fresh = load(&world);
		same_seen(kept, fresh);
		feasible += compare(&world, kept, fresh);
		desk_model_free(fresh);
	}
	desk_model_free(kept);
	/* Both kinds of answers were there. */
	assert_true(feasible > rounds && feasible < rounds * PROBES * 12);
}

/* --- what stands where -------------------------------------------------- */

static int64_t begin_of(struct desk_model *model, int64_t id)
{
	const struct desk_visit *visit = desk_model_visit(model, id);
	const struct plan_job *job;

	assert_non_null(visit);
	if (visit->shift == PLAN_NONE)
		return 0;
	job = plan_problem_job(plan_live_problem(desk_model_live(model)),
			       visit->live);
	return job->pinned_start_s;
}

static void test_what_is_pinned(void **state)
{
	struct world world = {.random = 1, .now_s = DAY + 6 * HOUR};
	struct desk_model *model;

	(void)state;
	for (int i = 0; i < 4; i++) {
		world.visits[i].there = true;
		world.visits[i].state = "dispatched";
		world.visits[i].version = 1;
		world.visits[i].technician = 1;
		world.visits[i].start_s = DAY + (9 + 2 * i) * HOUR;
		world.visits[i].end_s = DAY + (10 + 2 * i) * HOUR;
		world.visits[i].travel_s = 1200;
		world.visits[i].place = 1;
	}
	world.visits[2].pinned = true;
	model = load(&world);
	assert_int_equal(begin_of(model, 100), PLAN_ANY_TIME);
	assert_int_equal(begin_of(model, 102), DAY + 13 * HOUR);
	assert_int_equal(desk_model_visit(model, 100)->latest_s,
			 DAY + 9 * HOUR + 1800);
	/* She must have set out by now. */
	world.now_s = DAY + 9 * HOUR - 1200;
	hear(model, &world);
	assert_int_equal(begin_of(model, 100), DAY + 9 * HOUR);
	/* There she is; the visit takes longer than an hour. */
	world.visits[0].state = "on_site";
	world.visits[0].on_site_s = DAY + 9 * HOUR + 600;
	world.told[0] = false;
	world.now_s = DAY + 11 * HOUR;
	hear(model, &world);
	assert_int_equal(begin_of(model, 100), DAY + 9 * HOUR + 600);
	/* The next one waits for her, and is not taken for begun. */
	assert_int_equal(begin_of(model, 101), PLAN_ANY_TIME);
	/* Done: the next has begun, as nobody says otherwise. */
	world.visits[0].state = "completed";
	world.visits[0].ended_s = DAY + 11 * HOUR;
	world.told[0] = false;
	hear(model, &world);
	assert_int_equal(begin_of(model, 101), DAY + 11 * HOUR);
	assert_int_equal(desk_model_visit(model, 100)->shift, 0);
	assert_int_equal(desk_model_day_end_s(model, world.now_s),
			 DAY + 24 * HOUR);
	desk_model_free(model);
}

static void test_map(void **state)
{
	static int values[2000];
	struct desk_map map = {0};
	size_t at = 0, count = 0;

	(void)state;
	for (int i = 0; i < 2000; i++)
		desk_map_set(&map, i * INT64_C(37) - 500, &values[i]);
	for (int i = 0; i < 2000; i += 3)
		desk_map_set(&map, i * INT64_C(37) - 500, NULL);
	for (int i = 0; i < 2000; i++)
		assert_ptr_equal(desk_map_get(&map, i * INT64_C(37) - 500),
				 i % 3 ? &values[i] : NULL);
	while (desk_map_next(&map, &at))
		count++;
	assert_int_equal(count, map.count);
	desk_map_free(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_map),
	    cmocka_unit_test(test_what_is_pinned),
	    cmocka_unit_test(test_kept_is_loaded),
	};
	int failed;

	zones = zones_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	zones_free(zones);
	return failed;
}
