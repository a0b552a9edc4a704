/* SPDX-License-Identifier: MIT */
/* A block grows around the first place that is not known yet: its nearest
 * unknown ones join as long as their own near ones find room. */
#include "dispatchd/engine/travel_map.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/plan_ways.h>

#define NEAR_MOST 20
#define FAR_MOST 4

struct place {
	int64_t cell;
	double x, y; /* about 10 m each */
	bool known;
	int32_t member; /* of the block, or -1 */
};

struct travel_map {
	struct place *places;
	size_t count, room, cursor;
	size_t max_table, near_count, far_count;
	/* The block. */
	size_t *members;
	int64_t *cells, *sources;
	bool *wanted;
	size_t member_count, source_count;
};

struct near {
	size_t places[NEAR_MOST];
	double apart[NEAR_MOST];
	size_t count;
};

struct travel_map *travel_map_new(size_t max_table)
{
	struct travel_map *map = xcalloc(1, sizeof(*map));

	assert(max_table >= 10);
	map->max_table = max_table;
	map->far_count = max_table / 4 < FAR_MOST ? max_table / 4 : FAR_MOST;
	map->near_count = max_table - 1 - map->far_count < NEAR_MOST
			      ? max_table - 1 - map->far_count
			      : NEAR_MOST;
	map->members = xcalloc(max_table, sizeof(*map->members));
	map->cells = xcalloc(max_table, sizeof(*map->cells));
	map->sources = xcalloc(max_table, sizeof(*map->sources));
	map->wanted = xcalloc(max_table * max_table, sizeof(*map->wanted));
	return map;
}

void travel_map_free(struct travel_map *map)
{
	if (!map)
		return;
	free(map->places);
	free(map->members);
	free(map->cells);
	free(map->sources);
	free(map->wanted);
	free(map);
}

void travel_map_add(struct travel_map *map, int64_t cell, bool known)
{
	struct place *place;
	double lat, lon;

	if (map->count == map->room) {
		map->room = 2 * map->room + 64;
		map->places =
		    xrealloc(map->places, map->room * sizeof(*map->places));
	}
	plan_ways_point(cell, &lat, &lon);
	place = &map->places[map->count++];
	*place = (struct place){
	    .cell = cell,
	    .x = lon * cos(lat * 3.14159265358979323846 / 180) * 10000,
	    .y = lat * 10000,
	    .known = known,
	    .member = -1,
	};
}

size_t travel_map_unknown(const struct travel_map *map)
{
	size_t count = 0;

	for (size_t i = 0; i < map->count; i++)
		count += !map->places[i].known;
	return count;
}

/* --- who is near ---------------------------------------------------------- */

static void find_near(const struct travel_map *map, size_t of,
		      struct near *ret_near)
{
	const struct place *here = &map->places[of];

	ret_near->count = 0;
	for (size_t i = 0; i < map->count; i++) {
		double dx = map->places[i].x - here->x;
		double dy = map->places[i].y - here->y;
		double apart = dx * dx + dy * dy;
		size_t at = ret_near->count;

		if (i == of ||
		    (at == map->near_count && apart >= ret_near->apart[at - 1]))
			continue;
		if (at == map->near_count)
			at--;
		else
			ret_near->count++;
		for (; at > 0 && ret_near->apart[at - 1] > apart; at--) {
			ret_near->apart[at] = ret_near->apart[at - 1];
			ret_near->places[at] = ret_near->places[at - 1];
		}
		ret_near->apart[at] = apart;
		ret_near->places[at] = i;
	}
}

/* Some place, always the same one for a cell and a number. */
static size_t some_place(const struct travel_map *map, int64_t cell,
			 size_t number)
{
	uint64_t hash =
	    ((uint64_t)cell + number) * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)((hash >> 24) % map->count);
}

/* --- the block ------------------------------------------------------------ */

static void join(struct travel_map *map, size_t place)
{
	if (map->places[place].member >= 0)
		return;
	assert(map->member_count < map->max_table);
	map->places[place].member = (int32_t)map->member_count;
	map->members[map->member_count] = place;
	map->cells[map->member_count++] = map->places[place].cell;
}

static void make_source(struct travel_map *map, size_t place)
{
	map->places[place].known = true;
	map->sources[map->source_count++] = map->places[place].cell;
}

/* There and back. `wanted` is as wide as a table until the block is whole. */
static void want(struct travel_map *map, size_t a, size_t b)
{
	size_t from = (size_t)map->places[a].member;
	size_t to = (size_t)map->places[b].member;

	if (a == b)
		return;
	map->wanted[from * map->max_table + to] = true;
	map->wanted[to * map->max_table + from] = true;
}

static bool has_room(const struct travel_map *map, const struct near *near)
{
	size_t more = 0;

	for (size_t i = 0; i < near->count; i++)
		more += map->places[near->places[i]].member < 0;
	return map->member_count + more <= map->max_table;
}

static void take_source(struct travel_map *map, size_t place,
			const struct near *near)
{
	join(map, place);
	make_source(map, place);
	for (size_t i = 0; i < near->count; i++) {
		join(map, near->places[i]);
		want(map, place, near->places[i]);
	}
}

static void take_around(struct travel_map *map, size_t first)
{
	int64_t cell = map->places[first].cell;
	struct near around, near;
	size_t sources[NEAR_MOST + 1], count = 0;

	find_near(map, first, &around);
	take_source(map, first, &around);
	sources[count++] = first;
	for (size_t i = 0; i < map->far_count; i++)
		join(map, some_place(map, cell, i));
	for (size_t i = 0; i < around.count; i++) {
		size_t place = around.places[i];

		if (map->places[place].known)
			continue;
		find_near(map, place, &near);
		if (!has_room(map, &near))
			break;
		take_source(map, place, &near);
		sources[count++] = place;
	}
	/* The far ones are shared. */
	for (size_t k = 0; k < count; k++)
		for (size_t i = 0; i < map->far_count; i++)
			want(map, sources[k], some_place(map, cell, i));
}

static void take_whole(struct travel_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		join(map, i);
	for (size_t i = 0; i < map->count; i++) {
		if (map->places[i].known)
			continue;
		make_source(map, i);
		for (size_t k = 0; k < map->count; k++)
			want(map, i, k);
	}
}

static void empty_block(struct travel_map *map)
{
	for (size_t i = 0; i < map->member_count; i++)
		map->places[map->members[i]].member = -1;
	map->member_count = map->source_count = 0;
	memset(map->wanted, 0,
	       map->max_table * map->max_table * sizeof(*map->wanted));
}

/* As wide as the block is. */
static void tighten(struct travel_map *map)
{
	for (size_t i = 1; i < map->member_count; i++)
		memmove(&map->wanted[i * map->member_count],
			&map->wanted[i * map->max_table],
			map->member_count * sizeof(*map->wanted));
}

bool travel_map_next(struct travel_map *map, struct travel_block *ret_block)
{
	empty_block(map);
	while (map->cursor < map->count && map->places[map->cursor].known)
		map->cursor++;
	if (map->cursor == map->count || map->count < 2)
		return false;
	if (map->count <= map->max_table)
		take_whole(map);
	else
		take_around(map, map->cursor);
	tighten(map);
	*ret_block = (struct travel_block){
	    .cells = map->cells,
	    .count = map->member_count,
	    .sources = map->sources,
	    .source_count = map->source_count,
	    .wanted = map->wanted,
	};
	return true;
}
