/* SPDX-License-Identifier: MIT */
/*
 * From rows to a problem.
 *
 * The planner's technician is one shift of ours: somebody who works on two
 * days, or whose day has a hole, is two of them. The planner's job is one stay:
 * a job of a crew or of several days is several of them, tied by links. Fixed
 * visits are jobs that are pinned to each shift that they reach into; who is on
 * the road outside of shifts is no concern of a plan, which stays inside them.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/engine/plan_bridge_internal.h"

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
	free(bridge->ways);
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
    [OF_JOBS] = {PLAN_BRIDGE_JOBS, sizeof(struct row_job)},
    [OF_JOB_SKILLS] = {PLAN_BRIDGE_JOB_SKILLS, sizeof(struct row_job_skill)},
    [OF_JOB_PEOPLE] = {PLAN_BRIDGE_JOB_TECHNICIANS,
		       sizeof(struct row_job_technician)},
    [OF_VISITS] = {PLAN_BRIDGE_VISITS, sizeof(struct row_visit)},
    [OF_LINKS] = {PLAN_BRIDGE_LINKS, sizeof(struct row_link)},
    [OF_TOOLS] = {PLAN_BRIDGE_TOOLS, sizeof(struct row_tool)},
    [OF_PARTS] = {PLAN_BRIDGE_PARTS, sizeof(struct row_part)},
    [OF_JOB_TOOLS] = {PLAN_BRIDGE_JOB_TOOLS, sizeof(struct row_job_tool)},
    [OF_JOB_PARTS] = {PLAN_BRIDGE_JOB_PARTS, sizeof(struct row_job_part)},
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

/* --- The whole ------------------------------------------------------------ */

void bridge_keep_stay(struct plan_bridge *bridge, struct bridge_stay *stay,
		      int32_t index)
{
	if (bridge->stay_count == bridge->stay_room) {
		size_t used = (size_t)bridge->stay_count;
		const struct bridge_stay **more =
		    arena_calloc(bridge->arena, 2 * used + 64, sizeof(*more));

		if (used)
			memcpy(more, bridge->stays, used * sizeof(*more));
		bridge->stays = more;
		bridge->stay_room = 2 * bridge->stay_room + 64;
	}
	assert(index == bridge->stay_count);
	bridge->stays[bridge->stay_count++] = stay;
	if (stay->index == PLAN_NONE)
		stay->index = index;
}

/* Pinned visits are facts: all of them come before what depends on them. */
static enum err add_stays(struct plan_bridge *bridge, struct err_detail *detail)
{
	enum err err = ERR_OK;

	for (int32_t i = 0; !err && i < bridge->job_count; i++) {
		struct bridge_job *job = &bridge->jobs[i];

		for (int32_t k = 0; !err && k < job->stay_count; k++) {
			if (job->stays[k].fixed)
				err = bridge_add_fixed(bridge, &job->stays[k],
						       detail);
		}
		bridge_check_people(bridge, job);
	}
	if (!err)
		bridge_limit_jobs(bridge);
	for (int32_t i = 0; !err && i < bridge->job_count; i++) {
		struct bridge_job *job = &bridge->jobs[i];

		for (int32_t k = 0; !err && k < job->stay_count; k++) {
			struct bridge_stay *stay = &job->stays[k];

			/* On the board as it is, what is there is there. */
			if (job->rule &&
			    !(bridge->settings.pin_visits && stay->visit))
				continue;
			if (!stay->fixed)
				err = bridge_add_stay(bridge, stay, detail);
		}
	}
	return err;
}

static enum err add_all(struct plan_bridge *bridge, struct err_detail *detail)
{
	const struct row_shift *shifts =
	    BRIDGE_ROWS(bridge, PLAN_BRIDGE_SHIFTS, row_shift);
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < bridge->sets[PLAN_BRIDGE_SHIFTS].count;
	     i++)
		err = bridge_add_shift(bridge, &shifts[i], detail);
	if (!err)
		err = add_stays(bridge, detail);
	if (!err)
		err = bridge_add_links(bridge, detail);
	return err;
}

enum err plan_bridge_build(struct plan_bridge *bridge,
			   const struct plan_bridge_settings *settings,
			   struct err_detail *detail)
{
	enum err err;

	assert(!bridge->problem);
	bridge->settings = *settings;
	bridge->shifts =
	    arena_calloc(bridge->arena, bridge->sets[PLAN_BRIDGE_SHIFTS].count,
			 sizeof(struct row_shift *));
	bridge_sort_sets(bridge);
	bridge_read_policy(bridge);
	bridge_draft_jobs(bridge);
	bridge->problem = plan_problem_new();
	err = plan_problem_set_speed(bridge->problem, settings->speed_kmh,
				     settings->detour, detail);
	if (!err)
		err = bridge_add_ways(bridge, detail);
	if (!err && bridge->policy.balance_rate > 0)
		err = plan_problem_set_balance(
		    bridge->problem, bridge_rate(bridge->policy.balance_rate),
		    detail);
	if (!err) {
		plan_problem_set_frozen_until(bridge->problem,
					      settings->frozen_until_s);
		err = add_all(bridge, detail);
	}
	if (!err)
		err = plan_problem_finish(bridge->problem, detail);
	return err;
}
