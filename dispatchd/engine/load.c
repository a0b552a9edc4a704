/* SPDX-License-Identifier: MIT */
/* Asks for all sets at once and gathers what comes. */
#include "dispatchd/engine/load.h"

#include <stdlib.h>

#include <callout/arena.h>

#include "dispatchd/engine/plan_bridge.h"
#include "dispatchd/store/planning_store.h"

_Static_assert(PLAN_BRIDGE_SET_COUNT <= PLANNING_SETS_MAX,
	       "the store has room for every set");

struct load {
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

static void on_rows(const struct planning_rows *rows, void *arg)
{
	struct load *load = arg;
	struct err_detail detail = {0};

	if (rows->error)
		detail = *rows->error;
	else if (load->error.code == ERR_OK)
		(void)!plan_bridge_add_rows(
		    load->bridge, (enum plan_bridge_set)rows->set, rows->count,
		    field, (void *)rows, &detail);
	if (load->error.code == ERR_OK)
		load->error = detail;
	if (--load->missing)
		return;
	if (load->error.code != ERR_OK) {
		plan_bridge_free(load->bridge);
		load->on_loaded(NULL, &load->error, load->arg);
	} else {
		load->on_loaded(load->bridge, NULL, load->arg);
	}
	free(load);
}

void load_rows(struct store *store, int64_t territory, const char *from,
	       const char *to, load_fn *on_loaded, void *arg)
{
	struct load *load = xcalloc(1, sizeof(*load));

	load->bridge = plan_bridge_new();
	load->missing = PLAN_BRIDGE_SET_COUNT;
	load->on_loaded = on_loaded;
	load->arg = arg;
	for (int set = 0; set < PLAN_BRIDGE_SET_COUNT; set++) {
		const struct plan_bridge_query *query =
		    plan_bridge_query((enum plan_bridge_set)set);

		planning_store_rows(store, set, query->name, query->sql,
				    territory, from, to, on_rows, load);
	}
}
