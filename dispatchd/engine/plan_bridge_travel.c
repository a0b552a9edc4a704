/* SPDX-License-Identifier: MIT */
/* Ways that are known: rows become the planner's, and what a plan relies on. */
#include <assert.h>
#include <stdlib.h>

#include <callout/plan_ways.h>

#include "dispatchd/engine/plan_bridge_internal.h"

#define WAY_MAX_S 604800

/* A number without a sign, up to `stop`; false if there is none. */
static bool read_number(const char **at, char stop, int64_t *ret_value)
{
	int64_t value = 0;
	const char *c = *at;

	for (; *c >= '0' && *c <= '9' && value < INT64_MAX / 20; c++)
		value = 10 * value + (*c - '0');
	if (c == *at || *c != stop)
		return false;
	*at = c + 1;
	*ret_value = value;
	return true;
}

static void add_way(struct plan_bridge *bridge, const struct plan_way *way)
{
	if (bridge->way_count == bridge->way_room) {
		bridge->way_room = 2 * bridge->way_room + 1024;
		bridge->ways = xrealloc(
		    bridge->ways, bridge->way_room * sizeof(*bridge->ways));
	}
	bridge->ways[bridge->way_count++] = *way;
}

/* "to,seconds,metres;to,seconds,;..." */
bool bridge_take_ways(struct plan_bridge *bridge, int64_t from,
		      const char *text)
{
	while (*text) {
		int64_t to, seconds, metres = PLAN_WAY_NO_METRES;
		bool last;
		const char *c;

		if (!read_number(&text, ',', &to))
			return false;
		if (!read_number(&text, ',', &seconds) || seconds > WAY_MAX_S)
			return false;
		for (c = text; *c >= '0' && *c <= '9';)
			c++;
		last = *c == '\0';
		if (c > text && (!read_number(&text, *c, &metres) ||
				 metres >= PLAN_WAY_NO_METRES))
			return false;
		if (!last && *c != ';')
			return false;
		text = last ? c : c + 1;
		add_way(bridge, &(struct plan_way){from, to, (uint32_t)seconds,
						   (uint32_t)metres});
	}
	return true;
}

enum err bridge_add_ways(struct plan_bridge *bridge, struct err_detail *detail)
{
	struct plan_ways *ways = NULL;
	enum err err = ERR_OK;

	if (bridge->way_count > 0)
		err = plan_ways_new(bridge->ways, bridge->way_count, &ways,
				    detail);
	if (err == ERR_OK)
		plan_problem_take_ways(bridge->problem, ways);
	free(bridge->ways);
	bridge->ways = NULL;
	bridge->way_count = bridge->way_room = 0;
	return err;
}

/* --- what a plan relies on ------------------------------------------------ */

static void count_route(struct plan_bridge *bridge,
			const struct plan_route *route)
{
	int32_t at = PLAN_NONE;

	for (size_t i = 0; i < route->step_count; i++) {
		int32_t next = route->steps[i].location;

		if (next == PLAN_NONE)
			continue;
		if (at != PLAN_NONE && at != next) {
			if (plan_way_is_known(bridge->problem, at, next))
				bridge->ways_known++;
			else
				bridge->ways_estimated++;
		}
		at = next;
	}
}

void bridge_count_ways(struct plan_bridge *bridge, const struct plan *plan)
{
	bridge->ways_known = bridge->ways_estimated = 0;
	for (int32_t i = 0; i < bridge->shift_count; i++)
		count_route(bridge, plan_route(plan, i));
}

void bridge_travel_json(const struct plan_bridge *bridge, struct buf *buf)
{
	const struct row_travel *row =
	    BRIDGE_ROWS(bridge, PLAN_BRIDGE_TRAVEL, row_travel);
	bool told = bridge->sets[PLAN_BRIDGE_TRAVEL].count > 0;

	buf_add_text(buf, "{\"provider\":");
	buf_add_json_string(buf, told ? row->provider : "crow");
	buf_printf(buf, ",\"known\":%lld,\"estimated\":%lld,\"failing\":",
		   (long long)bridge->ways_known,
		   (long long)bridge->ways_estimated);
	if (told && *row->failing)
		buf_add_json_string(buf, row->failing);
	else
		buf_add_text(buf, "null");
	buf_add_char(buf, '}');
}
