/* SPDX-License-Identifier: MIT */
/*
 * Copies: in a small problem there are no areas to part, and each search has
 * all of it. They go different ways by their random numbers; at the end of a
 * round all go on from where the one that got furthest is.
 */
#include <string.h>

#include "planner/team.h"

static bool same_route(const struct route *a, const struct route *b)
{
	size_t count = (size_t)a->count;

	if (a->count != b->count)
		return false;
	if (count == 0)
		return true;
	if (memcmp(a->jobs, b->jobs, count * sizeof(*a->jobs)) != 0)
		return false;
	for (int32_t i = 0; a->holds != NULL && i < a->count; i++)
		if (a->holds[i].begin_s != b->holds[i].begin_s)
			return false;
	return true;
}

/* Routes that are the same already stay, and what is known of them. The others
 * are emptied first: a job may have moved from one to another. */
static void follow(struct search *search, const struct search *leader)
{
	struct solution *to = &search->solution;
	const struct solution *from = &leader->solution;

	for (int32_t i = 0; i < search->problem->technician_count; i++)
		if (!same_route(&from->routes[i], &to->routes[i])) {
			search->marked[i] = search->stamp + 1;
			solution_remove(to, i, 0, to->routes[i].count);
		}
	search->stamp++;
	for (int32_t i = 0; i < search->problem->technician_count; i++)
		if (search->marked[i] == search->stamp)
			solution_set_route(to, i, from->routes[i].jobs,
					   from->routes[i].holds,
					   from->routes[i].count);
	best_note(search);
	solution_keep(to);
}

const struct search *copies_leader(const struct team *team)
{
	const struct search *leader = &team->searches[0];

	for (int32_t i = 1; i < team->count; i++)
		if (solution_compare(&team->searches[i].solution.value,
				     &leader->solution.value) < 0)
			leader = &team->searches[i];
	return leader;
}

void copies_follow(struct team *team, const struct search *leader)
{
	for (int32_t i = 0; i < team->count; i++)
		if (&team->searches[i] != leader)
			follow(&team->searches[i], leader);
}

const struct search *copies_best(const struct team *team)
{
	const struct search *best = &team->searches[0];

	for (int32_t i = 1; i < team->count; i++)
		if (solution_compare(&team->searches[i].best_value,
				     &best->best_value) < 0)
			best = &team->searches[i];
	return best;
}
