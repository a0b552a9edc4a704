/* SPDX-License-Identifier: MIT */
/* Linear probing; what is taken away pulls up what follows it. */
#include "dispatchd/engine/desk_map.h"

#include <stdlib.h>

#include <callout/arena.h>

static size_t place_of(const struct desk_map *map, int64_t id)
{
	uint64_t hash = (uint64_t)id * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)(hash >> 32) & (map->capacity - 1);
}

static size_t find(const struct desk_map *map, int64_t id)
{
	size_t at = place_of(map, id);

	while (map->slots[at].value && map->slots[at].id != id)
		at = (at + 1) & (map->capacity - 1);
	return at;
}

void desk_map_free(struct desk_map *map)
{
	free(map->slots);
	*map = (struct desk_map){0};
}

void *desk_map_get(const struct desk_map *map, int64_t id)
{
	return map->capacity ? map->slots[find(map, id)].value : NULL;
}

static void grow(struct desk_map *map)
{
	struct desk_map old = *map;

	map->capacity = old.capacity ? old.capacity * 2 : 64;
	map->slots = xcalloc(map->capacity, sizeof(*map->slots));
	for (size_t i = 0; i < old.capacity; i++)
		if (old.slots[i].value)
			map->slots[find(map, old.slots[i].id)] = old.slots[i];
	free(old.slots);
}

/* Whatever was put behind the hole because of it must be found again. */
static void close_hole(struct desk_map *map, size_t hole)
{
	size_t mask = map->capacity - 1;

	for (size_t at = (hole + 1) & mask; map->slots[at].value;
	     at = (at + 1) & mask) {
		size_t home = place_of(map, map->slots[at].id);

		if (((at - home) & mask) < ((at - hole) & mask))
			continue;
		map->slots[hole] = map->slots[at];
		hole = at;
	}
	map->slots[hole].value = NULL;
}

void desk_map_set(struct desk_map *map, int64_t id, void *value)
{
	size_t at;

	if (value && map->count * 2 >= map->capacity)
		grow(map);
	if (!map->capacity)
		return;
	at = find(map, id);
	map->count +=
	    (size_t)(value != NULL) - (size_t)(map->slots[at].value != NULL);
	if (value)
		map->slots[at] = (struct desk_map_slot){id, value};
	else if (map->slots[at].value)
		close_hole(map, at);
}

void *desk_map_next(const struct desk_map *map, size_t *at)
{
	while (*at < map->capacity) {
		void *value = map->slots[(*at)++].value;

		if (value)
			return value;
	}
	return NULL;
}
