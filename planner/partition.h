/* SPDX-License-Identifier: MIT */
/*
 * Set partitioning: of many columns choose some so that each row is in exactly
 * one, no more of a kind than its limit, at the least cost. Exact where the
 * effort suffices, else the best that was found.
 */
#ifndef PLANNER_PARTITION_H
#define PLANNER_PARTITION_H

#include <stdbool.h>
#include <stdint.h>

struct partition;

/* Kinds are 0 to kinds - 1; none may be chosen of one without a limit. */
struct partition *partition_new(int32_t rows, int32_t kinds);
void partition_free(struct partition *partition);
void partition_limit(struct partition *partition, int32_t kind, int32_t limit);
/* `id` is the caller's; rows are copied. */
void partition_add(struct partition *partition, int32_t id, int32_t kind,
		   const int32_t *rows, int32_t count, double cost);

/* Is there a choice that costs less (by 1 at least)? */
bool partition_solve(struct partition *partition, double below);
/* Its ids, once there is. */
const int32_t *partition_chosen(const struct partition *partition,
				int32_t *ret_count);

#endif
