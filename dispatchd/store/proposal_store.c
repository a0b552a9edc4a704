/* SPDX-License-Identifier: MIT */
/* Proposals. */
#include "dispatchd/store/proposal_store.h"

#include "dispatchd/store/store_internal.h"

enum {
	PROPOSAL_ASK,
	PROPOSAL_BEAT,
	PROPOSAL_READY,
	PROPOSAL_FAIL,
	PROPOSAL_LIST,
	PROPOSAL_GET,
	PROPOSAL_ACCEPT,
	PROPOSAL_DISCARD,
	PROPOSAL_CANCEL,
	PROPOSAL_REVERT
};

static const struct pg_statement statements[] = {
    [PROPOSAL_ASK] = {"proposal_ask",
		      "SELECT id, body::text, tag FROM "
		      "proposal_ask($1::bigint, $2::text, $3::jsonb)",
		      3, PG_WRITE, false},
    [PROPOSAL_BEAT] = {"proposal_beat",
		       "SELECT proposal_beat($1::bigint, $2::jsonb, "
		       "$3::bigint) AS body",
		       3, PG_WRITE, true},
    [PROPOSAL_READY] = {"proposal_ready",
			"SELECT proposal_ready($1::bigint, $2::jsonb, "
			"$3::jsonb, $4::jsonb, $5::bigint)",
			5, PG_WRITE, false},
    [PROPOSAL_FAIL] = {"proposal_fail",
		       "SELECT proposal_fail($1::bigint, $2::text, $3::bigint)",
		       3, PG_WRITE, true},
    [PROPOSAL_LIST] = {"proposal_list",
		       "SELECT proposal_list($1::bigint, $2::jsonb)::text "
		       "AS body",
		       2, PG_READ, true},
    [PROPOSAL_GET] = {"proposal_get",
		      "SELECT body::text, version FROM "
		      "proposal_get($1::bigint, $2::bigint)",
		      2, PG_READ, true},
    [PROPOSAL_ACCEPT] =
	{"proposal_accept",
	 "SELECT proposal_accept($1::bigint, $2::text, "
	 "$3::bigint, $4::int[], true, $5::bigint)::text AS body",
	 5, PG_WRITE, false},
    [PROPOSAL_DISCARD] = {"proposal_discard",
			  "SELECT proposal_discard($1::bigint, $2::text, "
			  "$3::bigint, $4::bigint)::text AS body",
			  4, PG_WRITE, false},
    [PROPOSAL_CANCEL] = {"proposal_cancel",
			 "SELECT proposal_cancel($1::bigint, $2::text, "
			 "$3::bigint, $4::bigint)::text AS body",
			 4, PG_WRITE, false},
    [PROPOSAL_REVERT] = {"proposal_revert",
			 "SELECT id, body::text, version FROM "
			 "proposal_revert($1::bigint, $2::text, $3::bigint, "
			 "$4::int[], $5::boolean, $6::text, $7::bigint)",
			 7, PG_WRITE, false},
};

void proposal_store_ask(struct store *store, const struct store_actor *actor,
			const char *body, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_text(&params, body);
	store_ask(store, &statements[PROPOSAL_ASK], &params, on_reply, arg);
}

void proposal_store_beat(struct store *store, const struct proposal_run *run,
			 const char *progress, store_reply_fn *on_reply,
			 void *arg)
{
	struct params params = {0};

	param_int(&params, run->proposal);
	param_text(&params, progress);
	param_int(&params, run->epoch);
	store_ask(store, &statements[PROPOSAL_BEAT], &params, on_reply, arg);
}

void proposal_store_ready(struct store *store, const struct proposal_run *run,
			  const struct proposal_result *result,
			  store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_int(&params, run->proposal);
	param_text(&params, result->summary);
	param_text(&params, result->visits);
	param_text(&params, result->seen);
	param_int(&params, run->epoch);
	store_ask(store, &statements[PROPOSAL_READY], &params, on_reply, arg);
}

void proposal_store_fail(struct store *store, const struct proposal_run *run,
			 const char *error, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_int(&params, run->proposal);
	param_text(&params, error);
	param_int(&params, run->epoch);
	store_ask(store, &statements[PROPOSAL_FAIL], &params, on_reply, arg);
}

void proposal_store_list(struct store *store, int64_t user_id,
			 const char *query, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_text(&params, query);
	store_ask(store, &statements[PROPOSAL_LIST], &params, on_reply, arg);
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
			   int64_t proposal, int64_t version,
			   const char *positions, store_reply_fn *on_reply,
			   void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, proposal);
	param_text(&params, positions);
	param_id(&params, version);
	store_ask(store, &statements[PROPOSAL_ACCEPT], &params, on_reply, arg);
}

static void settle(struct store *store, int statement,
		   const struct store_actor *actor, int64_t proposal,
		   int64_t version, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, proposal);
	param_id(&params, version);
	store_ask(store, &statements[statement], &params, on_reply, arg);
}

void proposal_store_discard(struct store *store,
			    const struct store_actor *actor, int64_t proposal,
			    int64_t version, store_reply_fn *on_reply,
			    void *arg)
{
	settle(store, PROPOSAL_DISCARD, actor, proposal, version, on_reply,
	       arg);
}

void proposal_store_cancel(struct store *store, const struct store_actor *actor,
			   int64_t proposal, int64_t version,
			   store_reply_fn *on_reply, void *arg)
{
	settle(store, PROPOSAL_CANCEL, actor, proposal, version, on_reply, arg);
}

void proposal_store_revert(struct store *store, const struct store_actor *actor,
			   int64_t proposal, int64_t version,
			   const struct proposal_reversion *reversion,
			   store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, proposal);
	param_text(&params, reversion->positions);
	param_bool(&params, reversion->accept);
	param_text(&params, reversion->why);
	param_id(&params, version);
	store_ask(store, &statements[PROPOSAL_REVERT], &params, on_reply, arg);
}
