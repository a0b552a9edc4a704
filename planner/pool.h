/* SPDX-License-Identifier: MIT */
/*
 * A pool of good routes that the searches of a team have met, and their
 * recombination: which of them, together, serve what the best plan serves, each
 * job once, and cost least (set partitioning; Y. Rochat and E. Taillard,
 * "Probabilistic diversification and intensification in local search for
 * vehicle routing", J. Heuristics 1, 1995).
 */
#ifndef PLANNER_POOL_H
#define PLANNER_POOL_H

#include "planner/search_internal.h"

struct pool;

/* Is it of use here? Where there are few enough jobs, and nothing ties routes
 * to each other. */
bool pool_applies(const struct plan_problem *problem);
struct pool *pool_new(const struct plan_problem *problem);
void pool_free(struct pool *pool);

/* Note the routes that the solution's log has touched; or all of them. */
void pool_note(struct pool *pool, const struct solution *solution);
void pool_note_all(struct pool *pool, const struct solution *solution);
/* Add the routes that `from` has. */
void pool_merge(struct pool *pool, const struct pool *from);

/* Look for a plan of the pool's routes that is better than the search's best;
 * true: the search is there now, and it is its best. Deterministic; the effort
 * is bounded. */
bool pool_recombine(struct pool *pool, struct search *search);

#endif
