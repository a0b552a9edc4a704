/* SPDX-License-Identifier: MIT */
/*
 * What a desk asks of a live board of 15 days and 1,000 persons (15,000 shifts,
 * 75,000 visits): CPU time. usage: live_days_bench [PERSONS [DAYS]]
 *
 * Persons live at random in a square of 150 km; each shift has five visits near
 * home. Asked are windows over 14 days, the best place of a job that has a
 * window on one of them, candidates of one day, what a newcomer moves, and an
 * emergency. The last line is the worst ratio of what was measured to what is
 * wanted.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <callout/plan_live.h>
#include <callout/plan_repair.h>

#include "planner/rng.h"

enum {
	DAY = 86400,
	HOUR = 3600,
	VISITS = 5,
	SKILLS = 10,
	TIMES = 200,
	OFFERED = 14 * 4
};

struct bench {
	struct plan_problem *problem;
	struct plan_live *live;
	struct rng rng;
	int32_t persons, days;
	double worst;
};

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* `want_us` is for the 95th of a hundred. */
static void tell(struct bench *bench, const char *what, double *us, int count,
		 double want_us)
{
	double at;

	qsort(us, (size_t)count, sizeof(*us), compare);
	at = us[(int)((count - 1) * .95)];
	printf("%-44s p50 %9.1f  p95 %9.1f  max %9.1f us  wanted %9.1f  "
	       "ratio %.3f\n",
	       what, us[count / 2], at, us[count - 1], want_us, at / want_us);
	fflush(stdout);
	if (at / want_us > bench->worst)
		bench->worst = at / want_us;
}

/* --- The board --- */

static void must(enum err err)
{
	if (err != ERR_OK)
		abort();
}

static int32_t place(struct bench *bench, double lat, double lon, double range)
{
	int32_t location;

	must(plan_problem_add_location(
	    bench->problem, lat + (rng_unit(&bench->rng) - .5) * range,
	    lon + (rng_unit(&bench->rng) - .5) * range, &location, NULL));
	return location;
}

/* Somebody with two skills, all of her shifts. */
static void add_person(struct bench *bench, int32_t person, double lat,
		       double lon)
{
	struct plan_skill skills[2];
	struct plan_technician who = PLAN_TECHNICIAN_DEFAULTS;
	int32_t ignored;

	for (int i = 0; i < 2; i++)
		skills[i] = (struct plan_skill){
		    (person + i * (1 + person % 7)) % SKILLS, 1, -PLAN_TIME_MAX,
		    PLAN_TIME_MAX};
	who.id = who.person = person;
	who.start_location = who.end_location = place(bench, lat, lon, 0);
	who.skills = skills;
	who.skill_count = 2;
	who.overtime_max_s = HOUR;
	who.overtime_rate = PLAN_COST_SECOND;
	for (int32_t day = 0; day < bench->days; day++) {
		who.shift_start_s = (int64_t)day * DAY + 8 * HOUR;
		who.shift_end_s = (int64_t)day * DAY + 17 * HOUR;
		must(plan_problem_add_technician(bench->problem, &who, &ignored,
						 NULL));
	}
}

static void add_visits(struct bench *bench, int32_t person, double lat,
		       double lon)
{
	for (int32_t i = 0; i < bench->days * VISITS; i++) {
		int64_t day_s = (int64_t)(i / VISITS) * DAY;
		struct plan_window window = {day_s + 8 * HOUR,
					     day_s + 16 * HOUR};
		struct plan_due due = {PLAN_DUE_START, day_s + 14 * HOUR,
				       PLAN_COST_SECOND};
		struct plan_need need = {person % SKILLS, 1};
		struct plan_job job = PLAN_JOB_DEFAULTS;
		int32_t ignored;

		job.id = i;
		job.location = place(bench, lat, lon, .2);
		job.service_s = 45 * 60;
		job.priority = 10;
		job.windows = &window;
		job.window_count = 1;
		job.needs = &need;
		job.need_count = 1;
		job.dues = &due;
		job.due_count = i % 3 == 0;
		must(
		    plan_problem_add_job(bench->problem, &job, &ignored, NULL));
	}
}

static void open_bench(struct bench *bench)
{
	double *at = xcalloc((size_t)bench->persons * 2, sizeof(*at));
	double begun = now_us();

	bench->problem = plan_problem_new();
	for (int32_t i = 0; i < bench->persons; i++) {
		at[2 * i] = 50 + 1.35 * rng_unit(&bench->rng);
		at[2 * i + 1] = 10 + 2.1 * rng_unit(&bench->rng);
		add_person(bench, i, at[2 * i], at[2 * i + 1]);
	}
	for (int32_t i = 0; i < bench->persons; i++)
		add_visits(bench, i, at[2 * i], at[2 * i + 1]);
	free(at);
	must(plan_problem_finish(bench->problem, NULL));
	bench->live = plan_live_new(bench->problem, NULL);
	for (int32_t i = 0; i < plan_problem_job_count(bench->problem); i++)
		plan_live_assign(bench->live, i, i / VISITS, PLAN_NONE,
				 PLAN_ANY_TIME);
	printf(
	    "%" PRId32 " shifts, %" PRId32 " visits, board made in %.1f ms\n",
	    plan_problem_technician_count(bench->problem),
	    plan_problem_job_count(bench->problem), (now_us() - begun) / 1000);
}

/* A job somewhere; without windows. */
static struct plan_job some_job(struct bench *bench, struct plan_need *need)
{
	struct plan_job job = PLAN_JOB_DEFAULTS;

	*need = (struct plan_need){rng_below(&bench->rng, SKILLS), 1};
	job.location =
	    plan_problem_job(
		bench->problem,
		rng_below(&bench->rng, plan_problem_job_count(bench->problem)))
		->location;
	job.service_s = 45 * 60;
	job.priority = 10;
	job.needs = need;
	job.need_count = 1;
	return job;
}

/* --- Questions --- */

static void bench_slots(struct bench *bench)
{
	struct plan_window windows[OFFERED];
	struct plan_slot slots[OFFERED];
	int feasible = 0;
	double us[TIMES];

	for (int i = 0; i < OFFERED; i++) {
		int64_t from_s = (1 + i / 4) * DAY + (8 + i % 4 * 2) * HOUR;

		windows[i] = (struct plan_window){from_s, from_s + 2 * HOUR};
	}
	for (int i = 0; i < TIMES; i++) {
		struct plan_need need;
		struct plan_job job = some_job(bench, &need);
		double begun = now_us();

		must(plan_live_slots(bench->live, &job, windows, OFFERED, slots,
				     NULL));
		us[i] = now_us() - begun;
		for (int k = 0; k < OFFERED; k++)
			feasible += slots[k].feasible;
	}
	printf("slots: %d of %d feasible\n", feasible, TIMES * OFFERED);
	tell(bench, "56 windows over 14 days", us, TIMES, 100000);
}

static void bench_best(struct bench *bench)
{
	double us[TIMES];
	int found = 0;

	for (int i = 0; i < TIMES; i++) {
		int64_t day_s = rng_below(&bench->rng, bench->days) * DAY;
		struct plan_window window = {day_s + 9 * HOUR,
					     day_s + 15 * HOUR};
		struct plan_evaluation best;
		struct plan_need need;
		struct plan_job job = some_job(bench, &need);
		double begun;
		int32_t index;

		job.windows = &window;
		job.window_count = 1;
		must(plan_live_add_job(bench->live, &job, &index, NULL));
		begun = now_us();
		found +=
		    plan_live_best(bench->live, index, PLAN_ANY_TIME, &best);
		us[i] = now_us() - begun;
		plan_live_remove_job(bench->live, index);
	}
	printf("best: %d of %d feasible\n", found, TIMES);
	tell(bench, "best place of a job on one day of 15", us, TIMES, 1000);
}

/* All of one day, best first, and what the best of them moves. */
static void bench_candidates(struct bench *bench)
{
	double us[TIMES], effects_us[TIMES];

	for (int i = 0; i < TIMES; i++) {
		int64_t day_s = rng_below(&bench->rng, bench->days) * DAY;
		struct arena *arena = arena_new();
		const struct plan_evaluation *all;
		const struct plan_effect *effects;
		const int32_t *technicians;
		struct plan_need need;
		struct plan_job job = some_job(bench, &need);
		double begun;
		size_t count;
		int32_t index;

		must(plan_live_add_job(bench->live, &job, &index, NULL));
		begun = now_us();
		plan_live_at_work(bench->live, day_s, day_s + DAY - 1, arena,
				  &technicians, &count);
		if (count != (size_t)bench->persons)
			abort();
		plan_live_candidates_of(bench->live, index, PLAN_ANY_TIME,
					technicians, count, arena, &all,
					&count);
		us[i] = now_us() - begun;
		begun = now_us();
		plan_live_effects(bench->live, &all[0], PLAN_ANY_TIME, arena,
				  &effects, &count);
		effects_us[i] = now_us() - begun;
		plan_live_remove_job(bench->live, index);
		arena_free(arena);
	}
	tell(bench, "candidates of one day of 15, ranked", us, TIMES, 10000);
	tell(bench, "what the best of them moves", effects_us, TIMES, 100);
}

/* It is 10:30 of the third day, and somebody must go. */
static void bench_emergency(struct bench *bench)
{
	double us[TIMES], clock_us = now_us();
	int begun_by = 0;

	plan_live_set_clock(bench->live, 2 * DAY + 10 * HOUR + HOUR / 2);
	clock_us = now_us() - clock_us;
	for (int i = 0; i < TIMES; i++) {
		struct plan_emergency asked = {
		    .begin_by_s = 2 * DAY + 14 * HOUR,
		    .wait_rate = PLAN_COST_SECOND,
		    .left_cost = HOUR * PLAN_COST_SECOND};
		const struct plan_rescue *rescues;
		struct arena *arena = arena_new();
		struct plan_need need;
		struct plan_job job = some_job(bench, &need);
		double begun;
		size_t count;

		must(plan_live_add_job(bench->live, &job, &asked.job, NULL));
		begun = now_us();
		plan_live_emergency(bench->live, &asked, arena, &rescues,
				    &count);
		us[i] = now_us() - begun;
		begun_by += count > 0;
		plan_live_remove_job(bench->live, asked.job);
		arena_free(arena);
	}
	printf("emergencies: %d of %d can be served within 3.5 hours\n",
	       begun_by, TIMES);
	tell(bench, "an emergency, at work 1,000", us, TIMES, 20000);
	tell(bench, "the clock set once", &clock_us, 1, 500000);
}

int main(int argc, char **argv)
{
	struct bench bench = {.persons = argc > 1 ? atoi(argv[1]) : 1000,
			      .days = argc > 2 ? atoi(argv[2]) : 15};

	rng_seed(&bench.rng, 1);
	open_bench(&bench);
	bench_slots(&bench);
	bench_best(&bench);
	bench_candidates(&bench);
	bench_emergency(&bench);
	plan_live_free(bench.live);
	plan_problem_free(bench.problem);
	printf("worst ratio to what is wanted: %.3f\n", bench.worst);
	return 0;
}
