/* SPDX-License-Identifier: MIT */
/* Health and counts. */
#include "dispatchd/store/health_store.h"

#include "dispatchd/store/store_internal.h"

static const struct pg_statement ready_check = {
    "ready_check", "SELECT ready_check() AS version", 0, PG_READ, true};
static const struct pg_statement metrics_row = {
    "metrics_row", "SELECT row_to_json(m)::text AS body FROM metrics_row() m",
    0, PG_READ, true};

void health_store_check(struct store *store, store_reply_fn *on_reply,
			void *arg)
{
	struct params params = {0};

	store_ask(store, &ready_check, &params, on_reply, arg);
}

void health_store_counts(struct store *store, store_reply_fn *on_reply,
			 void *arg)
{
	struct params params = {0};

	store_ask(store, &metrics_row, &params, on_reply, arg);
}
