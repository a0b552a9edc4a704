/* SPDX-License-Identifier: MIT */
/*
 * A plan of a part: which jobs may be placed or moved, and whose days be
 * changed. Before the problem is made the rows of other jobs are dropped, so
 * that their visits are fixed, and so are other people's shifts. And the plan
 * that is there, for a search to start from.
 */
#include <assert.h>
#include <stdlib.h>

#include "dispatchd/engine/plan_bridge_internal.h"

static int compare_ids(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

/* No list: everybody. */
static bool is_listed(const int64_t *ids, size_t count, int64_t id)
{
	return count == 0 ||
	       bsearch(&id, ids, count, sizeof(*ids), compare_ids);
}

static void fix_visits(struct plan_bridge *bridge,
		       const struct plan_bridge_limits *limits)
{
	struct bridge_rows *set = &bridge->sets[PLAN_BRIDGE_VISITS];
	struct row_visit *rows = set->rows;

	for (size_t i = 0; i < set->count; i++) {
		if (limits->keep_visits ||
		    !is_listed(limits->technicians, limits->technician_count,
			       rows[i].technician))
			rows[i].fixed = true;
	}
}

/* The jobs of visits that may move, by id. */
static int64_t *movable_jobs(const struct plan_bridge *bridge,
			     size_t *ret_count)
{
	const struct bridge_rows *set = &bridge->sets[PLAN_BRIDGE_VISITS];
	const struct row_visit *rows = set->rows;
	int64_t *ids = arena_calloc(bridge->arena, set->count, sizeof(*ids));
	size_t count = 0;

	for (size_t i = 0; i < set->count; i++) {
		if (!rows[i].fixed)
			ids[count++] = rows[i].job;
	}
	if (count)
		qsort(ids, count, sizeof(*ids), compare_ids);
	*ret_count = count;
	return ids;
}

static void drop_jobs(struct plan_bridge *bridge,
		      const struct plan_bridge_limits *limits)
{
	struct bridge_rows *set = &bridge->sets[PLAN_BRIDGE_JOBS];
	struct row_job *rows = set->rows;
	size_t kept = 0, count;
	const int64_t *movable = movable_jobs(bridge, &count);

	for (size_t i = 0; i < set->count; i++) {
		if (!is_listed(limits->jobs, limits->job_count, rows[i].id))
			continue;
		if (rows[i].missing > 0 ||
		    (count > 0 && is_listed(movable, count, rows[i].id)))
			rows[kept++] = rows[i];
	}
	set->count = kept;
}

static void drop_shifts(struct plan_bridge *bridge,
			const struct plan_bridge_limits *limits)
{
	struct bridge_rows *set = &bridge->sets[PLAN_BRIDGE_SHIFTS];
	struct row_shift *rows = set->rows;
	size_t kept = 0;

	for (size_t i = 0; i < set->count; i++) {
		if (is_listed(limits->technicians, limits->technician_count,
			      rows[i].technician))
			rows[kept++] = rows[i];
	}
	set->count = kept;
}

void plan_bridge_limit(struct plan_bridge *bridge,
		       const struct plan_bridge_limits *limits)
{
	assert(!bridge->problem);
	fix_visits(bridge, limits);
	drop_jobs(bridge, limits);
	drop_shifts(bridge, limits);
}

/* --- the plan that is there ----------------------------------------------- */

/* By shift, then by time. */
static int compare_stays(const void *a, const void *b)
{
	const struct bridge_place *x = a, *y = b;

	if (x->shift != y->shift)
		return x->shift < y->shift ? -1 : 1;
	if (x->start_s != y->start_s)
		return x->start_s < y->start_s ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

void plan_bridge_initial(struct plan_bridge *bridge,
			 const struct plan_order **ret_orders,
			 size_t *ret_count)
{
	size_t room = (size_t)bridge->stay_count;
	struct bridge_place *places =
	    arena_calloc(bridge->arena, room, sizeof(*places));
	struct plan_order *orders =
	    arena_calloc(bridge->arena, room, sizeof(*orders));
	int32_t *jobs = arena_calloc(bridge->arena, room, sizeof(*jobs));
	int64_t *begins = arena_calloc(bridge->arena, room, sizeof(*begins));
	size_t count = 0, orders_count = 0;

	for (int32_t i = 0; i < bridge->stay_count; i++) {
		const struct bridge_stay *stay = bridge->stays[i];
		int32_t shift =
		    plan_problem_job(bridge->problem, i)->current_technician;

		if (!stay->fixed && stay->visit && shift != PLAN_NONE)
			places[count++] = (struct bridge_place){
			    .index = i,
			    .shift = shift,
			    .start_s = stay->visit->start_s};
	}
	if (count)
		qsort(places, count, sizeof(*places), compare_stays);
	for (size_t i = 0; i < count; i++) {
		jobs[i] = places[i].index;
		begins[i] = places[i].start_s;
		if (i == 0 || places[i].shift != places[i - 1].shift)
			orders[orders_count++] =
			    (struct plan_order){.technician = places[i].shift,
						.jobs = &jobs[i],
						.begin_s = &begins[i]};
		orders[orders_count - 1].count++;
	}
	*ret_orders = orders;
	*ret_count = orders_count;
}
