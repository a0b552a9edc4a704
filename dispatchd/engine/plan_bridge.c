/* SPDX-License-Identifier: MIT */
/*
 * From rows to a problem.
 *
 * The planner's technician is one shift of ours: somebody who works on two
 * days, or whose day has a hole, is two of them. Fixed visits are jobs that
 * are pinned to each shift that they reach into; who is on the road outside of
 * shifts is no concern of a plan, which stays inside them.
 *
 * Jobs that are dropped first when not all fit: by priority, those without a
 * target in the horizon before those with one.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/engine/plan_bridge_internal.h"

/* A second too late costs as much as so many of travel: lateness leads, but
 * nobody drives an hour to save a minute. Arrival (respond) first. */
#define RESPOND_RATE (4 * PLAN_COST_SECOND)
#define RESOLVE_RATE (2 * PLAN_COST_SECOND)
#define WINDOW_RATE (8 * PLAN_COST_SECOND)
/* To give a promised visit to somebody else is worth ten minutes' drive. */
#define MOVE_COST (600LL * PLAN_COST_SECOND)
#define PREFERRED_BONUS (600LL * PLAN_COST_SECOND)

struct plan_bridge *plan_bridge_new(void)
{
	struct plan_bridge *bridge = xcalloc(1, sizeof(*bridge));

	bridge->arena = arena_new();
	return bridge;
}

void plan_bridge_free(struct plan_bridge *bridge)
{
	if (!bridge)
		return;
	plan_problem_free(bridge->problem);
	for (size_t i = 0; i < PLAN_BRIDGE_SET_COUNT; i++)
		free(bridge->sets[i].rows);
	arena_free(bridge->arena);
	free(bridge);
}

const struct plan_problem *plan_bridge_problem(const struct plan_bridge *bridge)
{
	assert(bridge->problem);
	return bridge->problem;
}

/* --- Order and ranges ----------------------------------------------------- */

/* Rows begin with what they belong to, an int64. */
static int compare_key(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

static const struct {
	enum plan_bridge_set set;
	size_t size;
} sorted_sets[] = {
    [OF_TECHNICIANS] = {PLAN_BRIDGE_TECHNICIANS, sizeof(struct row_technician)},
    [OF_SHIFTS] = {PLAN_BRIDGE_SHIFTS, sizeof(struct row_shift)},
    [OF_BREAKS] = {PLAN_BRIDGE_BREAKS, sizeof(struct row_break)},
    [OF_SKILLS] = {PLAN_BRIDGE_SKILLS, sizeof(struct row_skill)},
    [OF_JOB_SKILLS] = {PLAN_BRIDGE_JOB_SKILLS, sizeof(struct row_job_skill)},
    [OF_JOB_PEOPLE] = {PLAN_BRIDGE_JOB_TECHNICIANS,
		       sizeof(struct row_job_technician)},
    [OF_JOBS] = {PLAN_BRIDGE_JOBS, sizeof(struct row_job)},
};

void bridge_sort_sets(struct plan_bridge *bridge)
{
	for (size_t i = 0; i < sizeof(sorted_sets) / sizeof(*sorted_sets);
	     i++) {
		struct bridge_rows *rows = &bridge->sets[sorted_sets[i].set];

		if (rows->count)
			qsort(rows->rows, rows->count, sorted_sets[i].size,
			      compare_key);
	}
}

const void *bridge_rows_of(const struct plan_bridge *bridge,
			   enum bridge_index index, int64_t key,
			   size_t *ret_count)
{
	const struct bridge_rows *rows = &bridge->sets[sorted_sets[index].set];
	size_t size = sorted_sets[index].size;
	size_t low = 0, high = rows->count;
	const char *base = rows->rows;
	size_t end;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (compare_key(base + middle * size, &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < rows->count; end++) {
		if (compare_key(base + end * size, &key) != 0)
			break;
	}
	*ret_count = end - low;
	return *ret_count ? base + low * size : NULL;
}

enum err bridge_add_place(struct plan_bridge *bridge, double lat, double lon,
			  int32_t *ret_location, struct err_detail *detail)
{
	return plan_problem_add_location(bridge->problem, lat, lon,
					 ret_location, detail);
}

/* --- Jobs ----------------------------------------------------------------- */

/* Access hours cut to the customer's window, as windows of the start. A
 * deadline that has passed binds nobody: it is a target then. */
static void windows_of(struct plan_bridge *bridge, const struct row_job *row,
		       struct plan_job *job)
{
	const struct plan_bridge_settings *settings = &bridge->settings;
	struct plan_window always = {settings->from_s, settings->to_s};
	bool restricted = row->access_count || row->earliest_s > BRIDGE_NO_TIME;
	const struct plan_window *access =
	    row->access_count ? row->access : &always;
	size_t count = row->access_count ? row->access_count : 1;
	int64_t first = row->earliest_s;
	int64_t last = INT64_MAX;
	struct plan_window *windows =
	    arena_calloc(bridge->arena, count, sizeof(*windows));

	if (row->due_s != BRIDGE_NO_TIME &&
	    row->due_s >= settings->frozen_until_s) {
		last = row->due_s;
		restricted = true;
	}
	if (!restricted)
		return;
	for (size_t i = 0; i < count; i++) {
		/* The stay must end before the site closes. */
		int64_t start = access[i].start_s, end = access[i].end_s;

		if (row->access_count)
			end -= row->duration_s;
		if (first > start)
			start = first;
		if (last < end)
			end = last;
		if (start <= end)
			windows[job->window_count++] =
			    (struct plan_window){start, end};
	}
	/* None is left: one that no shift reaches, so that the reason why the
	 * job is unassigned will be its window. */
	if (!job->window_count)
		windows[job->window_count++] =
		    (struct plan_window){-PLAN_TIME_MAX, -PLAN_TIME_MAX};
	job->windows = windows;
}

static void dues_of(struct plan_bridge *bridge, const struct row_job *row,
		    struct plan_job *job)
{
	struct plan_due *dues = arena_calloc(bridge->arena, 3, sizeof(*dues));
	bool window_passed = row->due_s != BRIDGE_NO_TIME &&
			     row->due_s < bridge->settings.frozen_until_s;
	const struct plan_due all[] = {
	    {PLAN_DUE_START, row->respond_due_s, RESPOND_RATE},
	    {PLAN_DUE_END, row->resolve_due_s, RESOLVE_RATE},
	    {PLAN_DUE_START, window_passed ? row->due_s : BRIDGE_NO_TIME,
	     WINDOW_RATE},
	};

	for (size_t i = 0; i < 3; i++) {
		if (all[i].at_s != BRIDGE_NO_TIME)
			dues[job->due_count++] = all[i];
	}
	job->dues = dues;
}

static bool is_due(const struct plan_bridge *bridge, int64_t at_s)
{
	return at_s != BRIDGE_NO_TIME && at_s < bridge->settings.to_s;
}

/* 1..5 to 32..2, doubled when a target falls into the horizon. */
static int32_t weight_of(const struct plan_bridge *bridge,
			 const struct row_job *row)
{
	int64_t priority = row->priority;
	int32_t weight;

	if (priority < 1)
		priority = 1;
	if (priority > 5)
		priority = 5;
	weight = 1 << (6 - priority);
	if (is_due(bridge, row->due_s) || is_due(bridge, row->respond_due_s) ||
	    is_due(bridge, row->resolve_due_s))
		weight *= 2;
	return weight;
}

static void needs_of(struct plan_bridge *bridge, int64_t id,
		     struct plan_job *job)
{
	const struct row_job_skill *rows =
	    bridge_rows_of(bridge, OF_JOB_SKILLS, id, &job->need_count);
	struct plan_need *needs =
	    arena_calloc(bridge->arena, job->need_count, sizeof(*needs));

	for (size_t i = 0; i < job->need_count; i++)
		needs[i] = (struct plan_need){(int32_t)rows[i].skill,
					      (int32_t)rows[i].level};
	job->needs = needs;
}

/* A relation to a technician is one to each of the shifts. A required
 * technician without a shift here leaves the job to nobody else: *ret_absent.
 */
static void people_of(struct plan_bridge *bridge, int64_t id,
		      struct plan_job *job, bool *ret_absent)
{
	size_t count, shifts = (size_t)bridge->shift_count;
	const struct row_job_technician *rows =
	    bridge_rows_of(bridge, OF_JOB_PEOPLE, id, &count);
	bool required = false;
	int32_t *lists[3];
	size_t counts[3] = {0};
	struct plan_preference *preferred;

	*ret_absent = false;
	if (!count)
		return;
	for (size_t i = 0; i < 3; i++)
		lists[i] = arena_calloc(bridge->arena, count * shifts,
					sizeof(**lists));
	for (size_t i = 0; i < count; i++) {
		required |= rows[i].relation == BRIDGE_REQUIRED;
		for (int32_t s = 0; s < bridge->shift_count; s++) {
			if (bridge->shifts[s]->technician == rows[i].technician)
				lists[rows[i].relation]
				     [counts[rows[i].relation]++] = s;
		}
	}
	preferred = arena_calloc(bridge->arena, counts[BRIDGE_PREFERRED],
				 sizeof(*preferred));
	for (size_t i = 0; i < counts[BRIDGE_PREFERRED]; i++)
		preferred[i] = (struct plan_preference){
		    lists[BRIDGE_PREFERRED][i], PREFERRED_BONUS};
	job->required = lists[BRIDGE_REQUIRED];
	job->required_count = counts[BRIDGE_REQUIRED];
	job->preferred = preferred;
	job->preferred_count = counts[BRIDGE_PREFERRED];
	job->excluded = lists[BRIDGE_EXCLUDED];
	job->excluded_count = counts[BRIDGE_EXCLUDED];
	*ret_absent = required && job->required_count == 0;
}

static void unassigned_add(struct plan_bridge *bridge,
			   const struct row_job *row, const char *rule,
			   const char *text)
{
	bridge->unassigned[bridge->unassigned_count++] =
	    (struct bridge_unassigned){.job = row, .rule = rule, .text = text};
}

void bridge_make_job(struct plan_bridge *bridge, const struct row_job *row,
		     struct plan_job *job, bool *ret_absent)
{
	*job = (struct plan_job)PLAN_JOB_DEFAULTS;
	people_of(bridge, row->id, job, ret_absent);
	job->id = row->id;
	job->service_s = row->duration_s;
	job->priority = weight_of(bridge, row);
	needs_of(bridge, row->id, job);
	windows_of(bridge, row, job);
	dues_of(bridge, row, job);
	if (row->visit) {
		job->current_technician = bridge_shift_at(
		    bridge, 0, row->visit_technician, row->visit_start_s,
		    row->visit_start_s + row->duration_s);
		job->move_cost = MOVE_COST;
	}
}

static enum err add_job(struct plan_bridge *bridge, const struct row_job *row,
			struct err_detail *detail)
{
	struct plan_job job;
	bool absent;
	int32_t index;
	enum err err;

	bridge_make_job(bridge, row, &job, &absent);
	if (absent || row->crew_size > 1) {
		unassigned_add(bridge, row, absent ? "required" : "crew",
			       absent ? "the required technician has no shift"
				      : "crews are not planned yet: assign "
					"this job by hand");
		return ERR_OK;
	}
	if (bridge->settings.pin_visits &&
	    job.current_technician != PLAN_NONE) {
		job.pinned_technician = job.current_technician;
		job.pinned_start_s = row->visit_start_s;
	}
	err =
	    bridge_add_place(bridge, row->lat, row->lon, &job.location, detail);
	if (!err)
		err =
		    plan_problem_add_job(bridge->problem, &job, &index, detail);
	if (!err)
		bridge->jobs[bridge->job_count++] = row;
	return err;
}

/* --- The whole ------------------------------------------------------------ */

static enum err add_all(struct plan_bridge *bridge, struct err_detail *detail)
{
	const struct row_shift *shifts =
	    BRIDGE_ROWS(bridge, PLAN_BRIDGE_SHIFTS, row_shift);
	const struct row_visit *visits =
	    BRIDGE_ROWS(bridge, PLAN_BRIDGE_VISITS, row_visit);
	const struct row_job *jobs =
	    BRIDGE_ROWS(bridge, PLAN_BRIDGE_JOBS, row_job);
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < bridge->sets[PLAN_BRIDGE_SHIFTS].count;
	     i++)
		err = bridge_add_shift(bridge, &shifts[i], detail);
	for (size_t i = 0; !err && i < bridge->sets[PLAN_BRIDGE_VISITS].count;
	     i++) {
		if (visits[i].fixed)
			err = bridge_add_fixed(bridge, &visits[i], detail);
	}
	for (size_t i = 0; !err && i < bridge->sets[PLAN_BRIDGE_JOBS].count;
	     i++)
		err = add_job(bridge, &jobs[i], detail);
	return err;
}

enum err plan_bridge_build(struct plan_bridge *bridge,
			   const struct plan_bridge_settings *settings,
			   struct err_detail *detail)
{
	size_t job_count = bridge->sets[PLAN_BRIDGE_JOBS].count;
	enum err err;

	assert(!bridge->problem);
	bridge->settings = *settings;
	bridge->shifts =
	    arena_calloc(bridge->arena, bridge->sets[PLAN_BRIDGE_SHIFTS].count,
			 sizeof(struct row_shift *));
	bridge->jobs =
	    arena_calloc(bridge->arena, job_count, sizeof(struct row_job *));
	bridge->unassigned =
	    arena_calloc(bridge->arena, job_count, sizeof(*bridge->unassigned));
	bridge_sort_sets(bridge);
	bridge->problem = plan_problem_new();
	err = plan_problem_set_speed(bridge->problem, settings->speed_kmh,
				     settings->detour, detail);
	if (!err) {
		plan_problem_set_frozen_until(bridge->problem,
					      settings->frozen_until_s);
		err = add_all(bridge, detail);
	}
	if (!err)
		err = plan_problem_finish(bridge->problem, detail);
	return err;
}
