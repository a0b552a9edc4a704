/* SPDX-License-Identifier: MIT */
/* Items in the order of a rank; equal ranks in the order of the items, so that
 * the same input always gives the same order. */
#ifndef PLANNER_RANKED_H
#define PLANNER_RANKED_H

#include <stdbool.h>
#include <stdint.h>

struct ranked {
	double rank;
	int32_t item;
};

static inline bool ranks_after(const struct ranked *a, const struct ranked *b)
{
	return a->rank != b->rank ? a->rank > b->rank : a->item > b->item;
}

/* For qsort(). */
static inline int ranked_compare(const void *a, const void *b)
{
	return ranks_after(a, b) ? 1 : ranks_after(b, a) ? -1 : 0;
}

#endif
