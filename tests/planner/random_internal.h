/* SPDX-License-Identifier: MIT */
/* What the two halves of the maker of random problems share. */
#ifndef TESTS_PLANNER_RANDOM_INTERNAL_H
#define TESTS_PLANNER_RANDOM_INTERNAL_H

#include "planner/rng.h"
#include "tests/planner/random_problem.h"

enum { MINUTE = 60 };

static inline int32_t pick(struct rng *rng, int32_t low, int32_t high)
{
	return low + rng_below(rng, high - low + 1);
}

static inline bool chance(struct rng *rng, int32_t percent)
{
	return rng_below(rng, 100) < percent;
}

static inline int64_t minutes(struct rng *rng, int32_t low, int32_t high)
{
	return MINUTE * (int64_t)pick(rng, low, high);
}

/* random_more.c: the rules beyond plain routes. */
void random_add_more(struct rng *rng, struct random_problem *all, int rules);
/* Every time becomes a multiple of RANDOM_GRID_S. */
void random_to_grid(struct random_problem *all);

#endif
