/* SPDX-License-Identifier: MIT */
/* Asks for all sets in one statement and takes them one by one. */
#include "dispatchd/engine/load.h"

#include <stdlib.h>

#include <callout/arena.h>

#include <callout/text.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/plan_bridge.h"
#include "dispatchd/feed/caltext.h"
#include "dispatchd/feed/zones.h"
#include "dispatchd/store/planning_store.h"

/* Beside the bridge's sets: the territory's zone, for times in texts. */
#define SET_TERRITORY PLAN_BRIDGE_SET_COUNT

struct load {
	struct loop *loop;
	int64_t noon_s; /* of the first day, about */
	int32_t utc_offset_s;
	struct plan_bridge *bridge;
	struct err_detail error; /* the first one; code ERR_OK: none */
	int missing;		 /* sets that have not come */
	load_fn *on_loaded;
	void *arg;
};

static const char *field(void *arg, int row, int column)
{
	return planning_store_field(arg, row, column);
}

/* Without the zone the texts are in UTC: no reason to fail. */
static void take_zone(struct load *load, const struct planning_rows *rows)
{
	const struct caltext_zone *zone;

	if (rows->count > 0 &&
	    zones_find(load->loop->daemon->zones,
		       planning_store_field(rows, 0, 0), &zone, NULL) == ERR_OK)
		load->utc_offset_s = caltext_zone_offset_s(zone, load->noon_s);
}

static void finish(struct load *load)
{
	struct loaded loaded = {
	    .bridge = load->bridge,
	    .utc_offset_s = load->utc_offset_s,
	};

	if (load->error.code != ERR_OK) {
		plan_bridge_free(load->bridge);
		loaded.bridge = NULL;
		loaded.error = &load->error;
	}
	load->on_loaded(&loaded, load->arg);
	free(load);
}

static void on_rows(const struct planning_rows *rows, void *arg)
{
	struct load *load = arg;
	struct err_detail detail = {0};

	if (rows->error)
		detail = *rows->error;
	else if (rows->set == SET_TERRITORY)
		take_zone(load, rows);
	else if (load->error.code == ERR_OK)
		(void)!plan_bridge_add_rows(
		    load->bridge, (enum plan_bridge_set)rows->set, rows->count,
		    field, (void *)rows, &detail);
	if (load->error.code == ERR_OK)
		load->error = detail;
	if (--load->missing == 0)
		finish(load);
}

void load_rows(struct loop *loop, int64_t territory, const char *from,
	       const char *to, load_fn *on_loaded, void *arg)
{
	struct load *load = xcalloc(1, sizeof(*load));
	const char *queries[SET_TERRITORY + 1];
	int64_t from_us = 0;

	load->loop = loop;
	load->bridge = plan_bridge_new();
	load->missing = PLAN_BRIDGE_SET_COUNT + 1;
	load->on_loaded = on_loaded;
	load->arg = arg;
	(void)text_parse_instant(from, &from_us);
	load->noon_s = from_us / 1000000 + 12 * 3600;
	for (int set = 0; set < PLAN_BRIDGE_SET_COUNT; set++)
		queries[set] =
		    plan_bridge_query((enum plan_bridge_set)set)->sql;
	queries[SET_TERRITORY] =
	    "SELECT zone FROM planning_territory($1::bigint, $2::timestamptz, "
	    "$3::timestamptz)";
	planning_store_snapshot(loop->store, queries, SET_TERRITORY + 1,
				territory, from, to, on_rows, load);
}
