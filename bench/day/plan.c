/* SPDX-License-Identifier: MIT */
/* The day's plan: made in the morning, and by one of the ways kept right. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <callout/plan_repair.h>

#include "bench/day/replay_internal.h"

/* A second later than promised costs as much as so many of driving. */
#define LATE_RATE (4 * PLAN_COST_SECOND)
/* Plans aim at so much before the promise: ways and stays differ from what was
 * planned. */
#define MARGIN_S 1800
#define MOVE_COST (INT64_C(600) * PLAN_COST_SECOND)
#define OVERTIME_MAX_S 1800
#define OVERTIME_RATE (2 * PLAN_COST_SECOND)
#define TOLERANCE_S 1800 /* of a visit's time: no move */
#define DROPS_MAX 3	 /* less urgent visits, for an urgent job */
#define FILL_MAX 8	 /* jobs to fill a gap, at most */

static void must(enum err err, const struct err_detail *detail)
{
	if (err == ERR_OK)
		return;
	fprintf(stderr, "day: %s %s\n", detail->pointer, detail->text);
	exit(1);
}

static bool is_live(const struct day *day)
{
	return day->way == WAY_FOLLOW && day->live;
}

/* --- The problem --- */

static void add_worker(struct day *day, const struct worker *worker)
{
	const struct technician *own =
	    &day->town->technicians[worker->technician];
	const struct plan_window noon = {day->midnight_s + BREAK_FROM_S,
					 day->midnight_s + BREAK_TO_S};
	const struct plan_break lunch = {0, BREAK_S, &noon, 1};
	struct plan_technician technician = PLAN_TECHNICIAN_DEFAULTS;
	struct plan_skill skills[SKILLS_MAX];
	struct err_detail detail = {0};
	int32_t location, index;

	for (int32_t skill = 0; skill < SKILLS_MAX; skill++)
		if (own->skills >> skill & 1)
			skills[technician.skill_count++] = (struct plan_skill){
			    skill, 1, -PLAN_TIME_MAX, PLAN_TIME_MAX};
	must(plan_problem_add_location(day->problem, own->lat, own->lon,
				       &location, &detail),
	     &detail);
	technician.id = worker->technician;
	technician.skills = skills;
	technician.start_location = technician.end_location = location;
	technician.shift_start_s = day->midnight_s + own->starts_s;
	technician.shift_end_s = day->midnight_s + own->ends_s;
	technician.overtime_max_s = OVERTIME_MAX_S;
	technician.overtime_rate = OVERTIME_RATE;
	technician.breaks = &lunch;
	technician.break_count = 1;
	must(plan_problem_add_technician(day->problem, &technician, &index,
					 &detail),
	     &detail);
	assert(&day->workers[index] == worker);
}

/* 1..5 to 32..2, doubled when the promise falls due today. */
static int32_t weight_of(const struct day *day, const struct job *job)
{
	int32_t weight = 1 << (6 - job->request->priority);

	return job->due_s < day->midnight_s + DAY_S ? weight * 2 : weight;
}

/* Everything but the place; window and due are the caller's. */
static struct plan_job spec_of(const struct day *day, int32_t job,
			       struct plan_need *need,
			       struct plan_window *window, struct plan_due *due)
{
	const struct job *own = &day->town->jobs[job];
	struct plan_job spec = PLAN_JOB_DEFAULTS;

	*need = (struct plan_need){own->request->skill, 1};
	*window = (struct plan_window){own->not_before_s, PLAN_TIME_MAX};
	*due =
	    (struct plan_due){PLAN_DUE_START, own->due_s - MARGIN_S, LATE_RATE};
	spec.id = job;
	spec.service_s = own->service_s;
	spec.priority = weight_of(day, own);
	spec.needs = need;
	spec.need_count = 1;
	spec.windows = window;
	spec.window_count = 1;
	spec.dues = due;
	spec.due_count = own->visits == 0;
	return spec;
}

static void know(struct day *day, int32_t job, int32_t index)
{
	if (index >= day->job_of_capacity) {
		day->job_of_capacity = index * 2 + 256;
		day->job_of =
		    xrealloc(day->job_of, (size_t)day->job_of_capacity *
					      sizeof(*day->job_of));
	}
	day->job_of[index] = job;
	day->index_of[job] = index;
}

static void add_jobs(struct day *day)
{
	for (int32_t i = 0; i < day->town->requests->count; i++) {
		const struct request *request = day->town->jobs[i].request;
		struct plan_need need;
		struct plan_window window;
		struct plan_due due;
		struct plan_job spec;
		struct err_detail detail = {0};
		int32_t index;

		day->index_of[i] = PLAN_NONE;
		if (!day_is_open(day, i))
			continue;
		spec = spec_of(day, i, &need, &window, &due);
		must(plan_problem_add_location(day->problem, request->lat,
					       request->lon, &spec.location,
					       &detail),
		     &detail);
		must(plan_problem_add_job(day->problem, &spec, &index, &detail),
		     &detail);
		know(day, i, index);
	}
}

/* --- The morning --- */

static void keep_routes(struct day *day)
{
	for (int32_t w = 0; w < day->worker_count; w++) {
		const struct plan_route *route = plan_route(day->plan, w);

		day->routes[w] = xcalloc((size_t)route->job_count + 1,
					 sizeof(**day->routes));
		day->route_counts[w] = 0;
		for (size_t i = 0; i < route->step_count; i++)
			if (route->steps[i].kind == PLAN_STEP_JOB)
				day->routes[w][day->route_counts[w]++] =
				    day->job_of[route->steps[i].job];
	}
}

void day_plan(struct day *day)
{
	const struct plan_settings how = {
	    .seed = day->town->seed,
	    .iterations = day->settings->plan_iterations,
	};
	struct err_detail detail = {0};

	day->problem = plan_problem_new();
	must(plan_problem_set_speed(day->problem, SPEED_KMH, DETOUR, &detail),
	     &detail);
	for (int32_t i = 0; i < day->worker_count; i++)
		add_worker(day, &day->workers[i]);
	add_jobs(day);
	must(plan_problem_finish(day->problem, &detail), &detail);
	must(plan_run(day->problem, &how, &day->plan, &detail), &detail);
	keep_routes(day);
	if (day->way == WAY_FOLLOW)
		day->live = plan_live_new(day->problem, day->plan);
}

void day_forget_plan(struct day *day)
{
	plan_live_free(day->live);
	plan_free(day->plan);
	plan_problem_free(day->problem);
	day->live = NULL;
	for (int32_t i = 0; i < day->worker_count; i++)
		free(day->routes[i]);
}

int32_t day_next(const struct day *day, const struct worker *worker)
{
	int32_t w = (int32_t)(worker - day->workers), count;
	const int32_t *route;

	if (day->way == WAY_MORNING)
		return worker->served < day->route_counts[w]
			   ? day->routes[w][worker->served]
			   : PLAN_NONE;
	route = plan_live_route(day->live, w, &count);
	return worker->served < count ? day->job_of[route[worker->served]]
				      : PLAN_NONE;
}

/* --- Repair --- */

static int64_t cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static void count_moves(struct day *day,
			const struct plan_repair_result *result)
{
	for (size_t i = 0; i < result->move_count; i++)
		day->figures->moves +=
		    result->moves[i].from_technician != PLAN_NONE;
}

static void repair(struct day *day, const int32_t *jobs, size_t job_count)
{
	const struct plan_repair_wish wish = {
	    .jobs = jobs,
	    .job_count = job_count,
	    .max_moves = day->settings->max_moves,
	    .move_cost = MOVE_COST,
	    .max_drops = DROPS_MAX,
	    .tolerance_s = TOLERANCE_S,
	    .iterations = day->settings->repair_iterations,
	    .seed = day->town->seed,
	};
	struct plan_repair_result result;
	struct arena *arena = arena_new();
	int64_t begun_us = cpu_us(), took_us;

	plan_live_set_clock(day->live, day->now_s);
	plan_repair(day->live, &wish, arena, &result);
	count_moves(day, &result);
	took_us = cpu_us() - begun_us;
	day->figures->events++;
	day->figures->repair_us += took_us;
	if (took_us > day->figures->repair_worst_us)
		day->figures->repair_worst_us = took_us;
	arena_free(arena);
}

struct filler {
	int32_t index;
	double worth;
};

static int by_worth(const void *a, const void *b)
{
	const struct filler *x = a, *y = b;

	if (x->worth != y->worth)
		return x->worth > y->worth ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* Somebody has time: jobs that nobody has and that she could take, the best
 * first. */
static void fill(struct day *day, int32_t w)
{
	int32_t count = plan_problem_job_count(plan_live_problem(day->live));
	struct filler *fillers = xcalloc((size_t)count + 1, sizeof(*fillers));
	int32_t jobs[FILL_MAX];
	size_t found = 0, taken = 0;

	plan_live_set_clock(day->live, day->now_s);
	for (int32_t i = 0; i < count; i++) {
		struct plan_evaluation evaluation;

		if (!plan_live_has_job(day->live, i) ||
		    !day_is_open(day, day->job_of[i]) ||
		    plan_live_technician_of(day->live, i, NULL) != PLAN_NONE)
			continue;
		plan_live_evaluate(day->live, i, w, PLAN_ANY_TIME, &evaluation);
		if (!evaluation.feasible)
			continue;
		fillers[found++] = (struct filler){
		    i, plan_problem_job(plan_live_problem(day->live), i)
			       ->priority /
			   (double)(evaluation.end_s - evaluation.begin_s +
				    evaluation.cost / PLAN_COST_SECOND + 600)};
	}
	qsort(fillers, found, sizeof(*fillers), by_worth);
	for (; taken < found && taken < FILL_MAX; taken++)
		jobs[taken] = fillers[taken].index;
	free(fillers);
	repair(day, jobs, taken);
}

/* --- News --- */

void day_sets_out(struct day *day, const struct worker *worker,
		  int64_t arrives_s)
{
	if (!is_live(day))
		return;
	plan_live_set_clock(day->live, day->now_s);
	plan_live_assign(day->live, day->index_of[worker->job],
			 (int32_t)(worker - day->workers), worker->served - 1,
			 arrives_s);
}

void day_arrives(struct day *day, const struct worker *worker)
{
	if (is_live(day))
		plan_live_assign(day->live, day->index_of[worker->job],
				 (int32_t)(worker - day->workers),
				 worker->served - 1, day->now_s);
}

static void absent(struct day *day, const struct worker *worker, int64_t from_s,
		   int64_t to_s)
{
	struct err_detail detail = {0};

	must(plan_live_absence(day->live, (int32_t)(worker - day->workers),
			       from_s, to_s, &detail),
	     &detail);
}

void day_has_break(struct day *day, const struct worker *worker)
{
	if (is_live(day))
		absent(day, worker, day->now_s, day->now_s + BREAK_S);
}

void day_is_absent(struct day *day, const struct worker *worker, int64_t from_s,
		   int64_t to_s)
{
	if (!is_live(day))
		return;
	absent(day, worker, from_s, to_s);
	repair(day, NULL, 0);
}

void day_opens(struct day *day, int32_t job)
{
	const struct request *request = day->town->jobs[job].request;
	struct plan_need need;
	struct plan_window window;
	struct plan_due due;
	struct plan_job spec;
	struct err_detail detail = {0};
	int32_t index;

	if (!is_live(day))
		return;
	spec = spec_of(day, job, &need, &window, &due);
	must(plan_live_add_location(day->live, request->lat, request->lon,
				    &spec.location, &detail),
	     &detail);
	must(plan_live_add_job(day->live, &spec, &index, &detail), &detail);
	know(day, job, index);
	repair(day, &index, 1);
}

void day_cancels(struct day *day, int32_t job)
{
	int32_t index = day->index_of[job], w;

	/* One that was visited today in vain stays: it is where she was. */
	if (!is_live(day) || index == PLAN_NONE ||
	    day->town->jobs[job].not_before_s >= day->midnight_s + DAY_S)
		return;
	w = plan_live_technician_of(day->live, index, NULL);
	plan_live_remove_job(day->live, index);
	if (w != PLAN_NONE)
		fill(day, w);
}

void day_has_time(struct day *day, const struct worker *worker)
{
	if (is_live(day))
		fill(day, (int32_t)(worker - day->workers));
}

void day_stays(struct day *day, const struct worker *worker, int64_t service_s,
	       bool is_over)
{
	const struct job *job = &day->town->jobs[worker->job];

	if (!is_live(day))
		return;
	plan_live_set_service(day->live, day->index_of[worker->job], service_s);
	if (!is_over)
		repair(day, NULL, 0);
	else if (service_s + EARLY_S < job->service_s || job->state == WAITS)
		fill(day, (int32_t)(worker - day->workers));
}
