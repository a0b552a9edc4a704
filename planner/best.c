/* SPDX-License-Identifier: MIT */
/*
 * The best plan so far: a copy of each technician's jobs. Only routes that
 * changed since the last copy are copied again: `stale` lists them.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/search_internal.h"

void best_note(struct search *search)
{
	const struct solution *solution = &search->solution;

	for (int32_t i = 0; i < solution->log_count; i++) {
		int32_t technician = solution->log[i].technician;

		if (search->is_stale[technician])
			continue;
		search->is_stale[technician] = true;
		search->stale[search->stale_count++] = technician;
	}
}

void best_copy_route(struct snapshot *copy, const int32_t *jobs,
		     const struct hold *holds, int32_t count)
{
	if (count > copy->capacity) {
		copy->capacity = count * 3 / 2 + 8;
		copy->jobs = xrealloc(copy->jobs, (size_t)copy->capacity *
						      sizeof(*copy->jobs));
		if (holds != NULL)
			copy->holds =
			    xrealloc(copy->holds, (size_t)copy->capacity *
						      sizeof(*copy->holds));
	}
	if (count > 0)
		memcpy(copy->jobs, jobs, (size_t)count * sizeof(*copy->jobs));
	if (count > 0 && holds != NULL)
		memcpy(copy->holds, holds,
		       (size_t)count * sizeof(*copy->holds));
	copy->count = count;
}

void best_free(struct snapshot *best, int32_t count)
{
	for (int32_t i = 0; best != NULL && i < count; i++) {
		free(best[i].jobs);
		free(best[i].holds);
	}
	free(best);
}

static void stamp_absent(struct search *search)
{
	const struct solution *solution = &search->solution;

	search->save_stamp++;
	for (int32_t i = 0; i < solution->absent_count; i++)
		search->absent_in_best[solution->absent[i]] =
		    search->save_stamp;
}

void best_save(struct search *search)
{
	assert(search->stale_count <= search->problem->technician_count);
	for (int32_t i = 0; i < search->stale_count; i++) {
		int32_t technician = search->stale[i];
		const struct route *route =
		    &search->solution.routes[technician];

		best_copy_route(&search->best[technician], route->jobs,
				route->holds, route->count);
		search->is_stale[technician] = false;
	}
	search->stale_count = 0;
	search->best_value = search->solution.value;
	if (search->closes)
		stamp_absent(search);
}

static bool same_as_best(const struct search *search, int32_t technician)
{
	const struct route *route = &search->solution.routes[technician];
	const struct snapshot *best = &search->best[technician];
	size_t count = (size_t)route->count;

	if (route->count != best->count)
		return false;
	if (count > 0 &&
	    memcmp(route->jobs, best->jobs, count * sizeof(*best->jobs)) != 0)
		return false;
	for (int32_t i = 0; route->holds != NULL && i < route->count; i++)
		if (route->holds[i].begin_s != best->holds[i].begin_s ||
		    route->holds[i].end_min_s != best->holds[i].end_min_s ||
		    route->holds[i].end_max_s != best->holds[i].end_max_s)
			return false;
	return true;
}

static void make_stale(struct search *search, bool all)
{
	search->stale_count = 0;
	for (int32_t i = 0; i < search->problem->technician_count; i++) {
		search->is_stale[i] =
		    search->mine[i] && (all || !same_as_best(search, i));
		if (search->is_stale[i])
			search->stale[search->stale_count++] = i;
	}
}

void best_forget(struct search *search)
{
	make_stale(search, false);
}

void best_start(struct search *search)
{
	make_stale(search, true);
	best_save(search);
}

void best_restore(struct search *search)
{
	struct solution *solution = &search->solution;

	for (int32_t i = 0; i < search->stale_count; i++) {
		int32_t technician = search->stale[i];

		solution_remove(solution, technician, 0,
				solution->routes[technician].count);
	}
	for (int32_t i = 0; i < search->stale_count; i++) {
		int32_t technician = search->stale[i];

		solution_set_route(solution, technician,
				   search->best[technician].jobs,
				   search->best[technician].holds,
				   search->best[technician].count);
		search->is_stale[technician] = false;
	}
	search->stale_count = 0;
	solution_keep(solution);
}
