/* SPDX-License-Identifier: MIT */
/*
 * The places of a territory, and which ways between them to ask for: of each
 * place those to the nearest ones and to a few far away, there and back; in
 * blocks of places that are near each other, each block one table. A territory
 * whose places all fit into one table is asked for as a whole. Pure.
 */
#ifndef DISPATCHD_ENGINE_TRAVEL_MAP_H
#define DISPATCHD_ENGINE_TRAVEL_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct travel_map;

/* Up to `max_table` places in a block, 10 at least. */
struct travel_map *travel_map_new(size_t max_table);
void travel_map_free(struct travel_map *map); /* NULL is accepted */

/* A place (callout/plan_ways.h); `known`: its ways were asked for. Each once,
 * before the first block. */
void travel_map_add(struct travel_map *map, int64_t cell, bool known);
size_t travel_map_unknown(const struct travel_map *map);

struct travel_block {
	const int64_t *cells; /* of all places in it */
	size_t count;
	const int64_t *sources; /* those that are asked about: known then */
	size_t source_count;
	const bool *wanted; /* [from * count + to] */
};

/* The next block, and its sources are known from now on; false: there is none.
 * Good until the next one. O(places * sources). */
bool travel_map_next(struct travel_map *map, struct travel_block *ret_block);

#endif
