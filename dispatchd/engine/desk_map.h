/* SPDX-License-Identifier: MIT */
/* From ids to what a desk knows of them: open addressing. The values are not
 * the map's. */
#ifndef DISPATCHD_ENGINE_DESK_MAP_H
#define DISPATCHD_ENGINE_DESK_MAP_H

#include <stddef.h>
#include <stdint.h>

struct desk_map_slot {
	int64_t id;
	void *value; /* NULL: empty */
};

/* All zero is an empty map. */
struct desk_map {
	struct desk_map_slot *slots;
	size_t capacity; /* a power of two, or 0 */
	size_t count;
};

void desk_map_free(struct desk_map *map);
/* NULL: there is none. O(1). */
void *desk_map_get(const struct desk_map *map, int64_t id);
/* Puts or replaces; NULL takes it away. O(1) amortised. */
void desk_map_set(struct desk_map *map, int64_t id, void *value);
/* All of them, in no order: *at begins with 0; NULL after the last. The map
 * does not change meanwhile. */
void *desk_map_next(const struct desk_map *map, size_t *at);

#endif
