/* SPDX-License-Identifier: MIT */
/* Chores: one statement each. */
#include "dispatchd/store/chore_store.h"

#include <assert.h>

#include "dispatchd/store/store_internal.h"

static const struct pg_statement statements[CHORE_COUNT] = {
    [CHORE_REAP_PROPOSALS] = {"proposal_reap",
			      "SELECT proposal_reap($1::int) AS id", 1,
			      PG_WRITE, true},
    [CHORE_MISS_VISITS] = {"visits_miss", "SELECT visits_miss($1::int) AS id",
			   1, PG_WRITE, true},
    [CHORE_PURGE_FEED] = {"feed_purge", "SELECT feed_purge($1::int) AS id", 1,
			  PG_WRITE, true},
    [CHORE_FIRE_MILESTONES] = {"sla_fire", "SELECT sla_fire($1::int) AS id", 1,
			       PG_WRITE, true},
    [CHORE_REAP_HOLDS] = {"hold_reap", "SELECT hold_reap($1::int) AS id", 1,
			  PG_WRITE, true},
    [CHORE_PURGE_ANSWERS] = {"idempotency_purge",
			     "SELECT idempotency_purge($1::int) AS id", 1,
			     PG_WRITE, true},
    [CHORE_MAKE_SHIFTS] = {"shifts_ahead", "SELECT shifts_ahead($1::int) AS id",
			   1, PG_WRITE, true},
    [CHORE_LEARN_TRAVEL] = {"travel_learn",
			    "SELECT travel_learn($1::int) AS id", 1, PG_WRITE,
			    true},
    [CHORE_PURGE_TRAVEL] = {"travel_purge",
			    "SELECT travel_purge($1::int) AS id", 1, PG_WRITE,
			    true},
    [CHORE_PURGE_POSITIONS] = {"position_purge",
			       "SELECT position_purge($1::int) AS id", 1,
			       PG_WRITE, true},
};

void chore_store_do(struct store *store, enum chore chore, int64_t limit,
		    store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	assert((unsigned)chore < CHORE_COUNT);
	param_int(&params, limit);
	store_ask(store, &statements[chore], &params, on_reply, arg);
}
