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

static void save_route(struct snapshot *copy, const struct route *route)
{
	if (route->count > copy->capacity) {
		copy->capacity = route->count * 3 / 2 + 8;
		copy->jobs = xrealloc(copy->jobs, (size_t)copy->capacity *
						      sizeof(*copy->jobs));
		if (route->holds != NULL)
			copy->holds =
			    xrealloc(copy->holds, (size_t)copy->capacity *
						      sizeof(*copy->holds));
	}
	if (route->count > 0)
		memcpy(copy->jobs, route->jobs,
		       (size_t)route->count * sizeof(*copy->jobs));
	if (route->holds != NULL && route->count > 0)
		memcpy(copy->holds, route->holds,
		       (size_t)route->count * sizeof(*copy->holds));
	copy->count = route->count;
}

void best_save(struct search *search)
{
	assert(search->stale_count <= search->problem->technician_count);
	for (int32_t i = 0; i < search->stale_count; i++) {
		int32_t technician = search->stale[i];

		save_route(&search->best[technician],
			   &search->solution.routes[technician]);
		search->is_stale[technician] = false;
	}
	search->stale_count = 0;
	search->best_value = search->solution.value;
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
	}
	solution_keep(solution);
}
