/* SPDX-License-Identifier: MIT */
/*
 * The live board's figures on one day (bench/planner/live): CPU time of what a
 * dispatcher asks. usage: live_bench PROBLEM.json [SECONDS [PARTS]]
 *
 * Jobs that come in are made from the day's own: the place of one, the rest of
 * another. PARTS are letters: best, candidates, slots, repair, plain evaluator,
 * explain. The day is planned briefly first. The last line is the worst ratio
 * of what was measured to what is wanted.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <callout/plan_explain.h>
#include <callout/plan_live.h>
#include <callout/plan_repair.h>

#include "cli/plan_vroom.h"
#include "planner/rng.h"

enum { URGENT = 2000, CANDIDATES = 200 };

struct bench {
	const struct plan_problem *problem;
	struct plan *plan;
	struct plan_live *live;
	struct rng rng;
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

/* `want` is for `share` of them; of 0: for the mean. */
static void tell(struct bench *bench, const char *what, double *us, int count,
		 double share, double want_us)
{
	double sum = 0, at;

	qsort(us, (size_t)count, sizeof(*us), compare);
	for (int i = 0; i < count; i++)
		sum += us[i];
	at = share > 0 ? us[(int)((count - 1) * share)] : sum / count;
	printf("%-44s mean %9.1f  p50 %9.1f  p95 %9.1f  p99 %9.1f  max %9.1f "
	       "us  wanted %9.1f  ratio %.3f\n",
	       what, sum / count, us[count / 2], us[(int)((count - 1) * .95)],
	       us[(int)((count - 1) * .99)], us[count - 1], want_us,
	       at / want_us);
	fflush(stdout);
	if (at / want_us > bench->worst)
		bench->worst = at / want_us;
}

/* --- The day --- */

struct budget {
	double end_us, begun_us;
};

static bool keep_going(void *arg, const struct plan_progress *progress,
		       double *ret_spent)
{
	const struct budget *budget = arg;
	double now = now_us();

	(void)progress;
	*ret_spent =
	    (now - budget->begun_us) / (budget->end_us - budget->begun_us);
	return now < budget->end_us;
}

static char *load(const char *name, size_t *ret_length)
{
	FILE *file = fopen(name, "r");
	char *text = NULL;
	size_t room = 0;

	if (file == NULL)
		return NULL;
	*ret_length = 0;
	do {
		room = room * 2 + 65536;
		text = xrealloc(text, room);
		*ret_length +=
		    fread(text + *ret_length, 1, room - *ret_length, file);
	} while (*ret_length == room);
	fclose(file);
	return text;
}

/* A job that nobody planned for. */
static int32_t urgent_job(struct bench *bench)
{
	int32_t jobs = plan_problem_job_count(bench->problem);
	struct plan_job job =
	    *plan_problem_job(bench->problem, rng_below(&bench->rng, jobs));
	int32_t index;

	job.location =
	    plan_problem_job(bench->problem, rng_below(&bench->rng, jobs))
		->location;
	job.priority = 100;
	if (plan_live_add_job(bench->live, &job, &index, NULL) != ERR_OK)
		abort();
	return index;
}

static void bench_best(struct bench *bench)
{
	double *us = xcalloc(URGENT, sizeof(*us));
	int found = 0;

	for (int i = 0; i < URGENT; i++) {
		int32_t job = urgent_job(bench);
		struct plan_evaluation best;
		double begun = now_us();

		found += plan_live_best(bench->live, job, PLAN_ANY_TIME, &best);
		us[i] = now_us() - begun;
		plan_live_remove_job(bench->live, job);
	}
	printf("urgent jobs that fit: %d of %d\n", found, (int)URGENT);
	tell(bench, "best place for an urgent job, all qualified", us, URGENT,
	     .99, 500);
	free(us);
}

static void bench_candidates(struct bench *bench)
{
	double *us = xcalloc(CANDIDATES, sizeof(*us));

	for (int i = 0; i < CANDIDATES; i++) {
		const struct plan_evaluation *all;
		int32_t job = urgent_job(bench);
		struct arena *arena = arena_new();
		char text[200];
		size_t count, said = 0;
		double begun = now_us();

		plan_live_candidates(bench->live, job, PLAN_ANY_TIME, arena,
				     &all, &count);
		/* A page of them in words. */
		for (size_t k = 0; k < count && k < 50; k++)
			for (int rule = 0; rule < PLAN_RULE_COUNT; rule++)
				if (all[k].verdicts[rule].amount > 0)
					said += strlen(plan_verdict_text(
					    &all[k].verdicts[rule], NULL, text,
					    sizeof(text)));
		us[i] = now_us() - begun;
		arena_free(arena);
		plan_live_remove_job(bench->live, job);
	}
	tell(bench, "all candidates ranked, with reasons", us, CANDIDATES, .99,
	     10000);
	free(us);
}

/* Two hours, from each half hour of the shifts on: 15 windows. */
static void bench_slots(struct bench *bench)
{
	enum { OFFERED = 15 };
	const struct plan_technician *who =
	    plan_problem_technician(bench->problem, 0);
	int32_t jobs = plan_problem_job_count(bench->problem);
	struct plan_window windows[OFFERED];
	struct plan_slot slots[OFFERED];
	double *us = xcalloc(URGENT, sizeof(*us));
	int feasible = 0;

	for (int i = 0; i < OFFERED; i++)
		windows[i] =
		    (struct plan_window){who->shift_start_s + i * 1800,
					 who->shift_start_s + i * 1800 + 7200};
	for (int i = 0; i < URGENT; i++) {
		struct plan_job job = *plan_problem_job(
		    bench->problem, rng_below(&bench->rng, jobs));
		double begun;

		job.window_count = 0;
		begun = now_us();
		if (plan_live_slots(bench->live, &job, windows, OFFERED, slots,
				    NULL) != ERR_OK)
			abort();
		us[i] = (now_us() - begun) / OFFERED;
		for (int k = 0; k < OFFERED; k++)
			feasible += slots[k].feasible;
	}
	printf("slots: %d of %d feasible\n", feasible, URGENT * OFFERED);
	tell(bench, "one slot quote, of 15 windows a request", us, URGENT, 0,
	     10);
	free(us);
}

/* Somebody is away all day. Each time the board is put back as it was. */
static void bench_repair(struct bench *bench)
{
	enum { TIMES = 60, VISITS = 8, ITERATIONS = 120 };
	int32_t technicians = plan_problem_technician_count(bench->problem);
	double us[TIMES];
	size_t left = 0;
	int moved = 0, done = 0;

	for (int i = 0; i < 100 * TIMES && done < TIMES; i++) {
		int32_t who = rng_below(&bench->rng, technicians), count;
		struct plan_repair_wish wish = {.technicians = &who,
						.technician_count = 1,
						.max_moves = 4,
						.move_cost =
						    PLAN_COST_SECOND * 600,
						.iterations = ITERATIONS,
						.seed = (uint64_t)i,
						.dry_run = true};
		struct plan_repair_result result;
		struct arena *arena;
		double begun;

		plan_live_route(bench->live, who, &count);
		if (count != VISITS)
			continue;
		arena = arena_new();
		begun = now_us();
		if (plan_live_absence(bench->live, who, 0, PLAN_TIME_MAX,
				      NULL) != ERR_OK)
			abort();
		plan_repair(bench->live, &wish, arena, &result);
		us[done++] = now_us() - begun;
		left += result.left_count;
		moved += result.moved;
		plan_live_presence(bench->live, who);
		arena_free(arena);
	}
	if (done == 0)
		return;
	printf("absences of %d visits: of %d, %zu left over, %d others moved "
	       "(%d tries each)\n",
	       VISITS, done * VISITS, left, moved, ITERATIONS);
	tell(bench, "repair after an absence", us, done, .95, 20000);
}

/* Beside it: the plain evaluator, on the same plan. */
static void bench_plain(struct bench *bench)
{
	double us[5];

	for (int i = 0; i < 5; i++) {
		const struct plan_evaluation *all;
		struct arena *arena = arena_new();
		double begun = now_us();
		size_t count;

		plan_candidates(bench->problem, bench->plan,
				rng_below(&bench->rng, plan_problem_job_count(
							   bench->problem)),
				PLAN_ANY_TIME, arena, &all, &count);
		us[i] = now_us() - begun;
		arena_free(arena);
	}
	qsort(us, 5, sizeof(*us), compare);
	printf("plan_candidates() without a board: median %.1f us\n", us[2]);
}

static void bench_explain(struct bench *bench)
{
	const struct plan_rejection *rejections;
	struct plan_explainer *explainer;
	struct plan_relaxation relaxation;
	size_t count, reasons;
	const int32_t *jobs = plan_unassigned(bench->plan, &count);
	double begun = now_us(), us;
	int fixed = 0;

	explainer = plan_explainer_new(bench->problem, bench->plan, 20);
	count = count > 1500 ? 1500 : count;
	for (size_t i = 0; i < count; i++) {
		plan_explain_unassigned(explainer, jobs[i], &rejections,
					&reasons, &relaxation);
		fixed += relaxation.technician != PLAN_NONE;
	}
	us = (now_us() - begun) * 1500 / (double)(count > 0 ? count : 1);
	printf("explained %zu unassigned jobs, %d with a fix\n", count, fixed);
	tell(bench, "reasons and cheapest fix of 1,500 jobs", &us, 1, 1,
	     500000);
	plan_explainer_free(explainer);
}

int main(int argc, char **argv)
{
	struct vroom_settings settings = {.speed_kmh = 40,
					  .detour = 1.3,
					  .warnings = stderr,
					  .command = "live_bench"};
	struct plan_settings how = {.seed = 1, .keep_going = keep_going};
	struct bench bench = {0};
	struct budget budget;
	struct vroom *vroom;
	size_t length = 0;
	const char *parts = argc > 3 ? argv[3] : "bcsrpe";
	char *text = argc < 2 ? NULL : load(argv[1], &length);

	if (text == NULL ||
	    vroom_read(text, length, &settings, &vroom, NULL) != ERR_OK) {
		fprintf(stderr, "usage: %s PROBLEM.json [SECONDS [PARTS]]\n",
			argv[0]);
		return 2;
	}
	free(text);
	bench.problem = vroom_problem(vroom);
	rng_seed(&bench.rng, 1);
	budget.begun_us = now_us();
	budget.end_us = budget.begun_us + (argc > 2 ? atof(argv[2]) : 5) * 1e6;
	how.arg = &budget;
	if (plan_run(bench.problem, &how, &bench.plan, NULL) != ERR_OK)
		return 1;
	printf("%" PRId32 " jobs, %" PRId32 " technicians, %" PRId32
	       " unassigned\n",
	       plan_problem_job_count(bench.problem),
	       plan_problem_technician_count(bench.problem),
	       plan_totals(bench.plan).unserved);
	budget.begun_us = now_us();
	bench.live = plan_live_new(bench.problem, bench.plan);
	printf("board made in %.1f ms\n", (now_us() - budget.begun_us) / 1000);
	if (strchr(parts, 'b'))
		bench_best(&bench);
	if (strchr(parts, 'c'))
		bench_candidates(&bench);
	if (strchr(parts, 's'))
		bench_slots(&bench);
	if (strchr(parts, 'r'))
		bench_repair(&bench);
	if (strchr(parts, 'p'))
		bench_plain(&bench);
	if (strchr(parts, 'e'))
		bench_explain(&bench);
	plan_live_free(bench.live);
	plan_free(bench.plan);
	vroom_free(vroom);
	printf("worst ratio to what is wanted: %.3f\n", bench.worst);
	return 0;
}
