/* SPDX-License-Identifier: MIT */
/* Proposals. */
#include "dispatchd/store/proposal_store.h"

#include "dispatchd/store/store_internal.h"

enum {
	PROPOSAL_START,
	PROPOSAL_READY,
	PROPOSAL_FAIL,
	PROPOSAL_GET,
	PROPOSAL_ACCEPT,
	PROPOSAL_DISCARD,
	PROPOSAL_CANCEL
};

static const struct pg_statement statements[] = {
    [PROPOSAL_START] = {"proposal_start",
			"SELECT id, body::text FROM proposal_start($1::bigint, "
			"$2::text, $3::bigint, $4::timestamptz, "
			"$5::timestamptz)",
			5, PG_WRITE, false},
    [PROPOSAL_READY] = {"proposal_ready",
			"SELECT proposal_ready($1::bigint, $2::jsonb, "
			"$3::jsonb)",
			3, PG_WRITE, false},
    [PROPOSAL_FAIL] = {"proposal_fail",
		       "SELECT proposal_fail($1::bigint, $2::text)", 2,
		       PG_WRITE, true},
    [PROPOSAL_GET] = {"proposal_get",
		      "SELECT body::text, version FROM "
		      "proposal_get($1::bigint, $2::bigint)",
		      2, PG_READ, true},
    [PROPOSAL_ACCEPT] = {"proposal_accept",
			 "SELECT proposal_accept($1::bigint, $2::text, "
			 "$3::bigint, $4::int[])::text AS body",
			 4, PG_WRITE, false},
    [PROPOSAL_DISCARD] = {"proposal_discard",
			  "SELECT proposal_discard($1::bigint, $2::text, "
			  "$3::bigint)::text AS body",
			  3, PG_WRITE, false},
    [PROPOSAL_CANCEL] = {"proposal_cancel",
			 "SELECT proposal_cancel($1::bigint, $2::text, "
			 "$3::bigint)::text AS body",
			 3, PG_WRITE, false},
};

void proposal_store_start(struct store *store, const struct store_actor *actor,
			  int64_t territory, const char *from, const char *to,
			  store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, territory);
	param_text(&params, from);
	param_text(&params, to);
	store_ask(store, &statements[PROPOSAL_START], &params, on_reply, arg);
}

void proposal_store_ready(struct store *store, int64_t proposal,
			  const char *summary, const char *visits,
			  store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_int(&params, proposal);
	param_text(&params, summary);
	param_text(&params, visits);
	store_ask(store, &statements[PROPOSAL_READY], &params, on_reply, arg);
}

void proposal_store_fail(struct store *store, int64_t proposal,
			 const char *error, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_int(&params, proposal);
	param_text(&params, error);
	store_ask(store, &statements[PROPOSAL_FAIL], &params, on_reply, arg);
}

void proposal_store_get(struct store *store, int64_t user_id, int64_t proposal,
			store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_int(&params, proposal);
	store_ask(store, &statements[PROPOSAL_GET], &params, on_reply, arg);
}

void proposal_store_accept(struct store *store, const struct store_actor *actor,
			   int64_t proposal, const char *positions,
			   store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, proposal);
	param_text(&params, positions);
	store_ask(store, &statements[PROPOSAL_ACCEPT], &params, on_reply, arg);
}

static void settle(struct store *store, int statement,
		   const struct store_actor *actor, int64_t proposal,
		   store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, proposal);
	store_ask(store, &statements[statement], &params, on_reply, arg);
}

void proposal_store_discard(struct store *store,
			    const struct store_actor *actor, int64_t proposal,
			    store_reply_fn *on_reply, void *arg)
{
	settle(store, PROPOSAL_DISCARD, actor, proposal, on_reply, arg);
}

void proposal_store_cancel(struct store *store, const struct store_actor *actor,
			   int64_t proposal, store_reply_fn *on_reply,
			   void *arg)
{
	settle(store, PROPOSAL_CANCEL, actor, proposal, on_reply, arg);
}
