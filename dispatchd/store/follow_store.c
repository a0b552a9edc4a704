/* SPDX-License-Identifier: MIT */
/* Following: one statement each. */
#include "dispatchd/store/follow_store.h"

#include "dispatchd/store/store_internal.h"

enum {
	FOLLOW_TERRITORIES,
	FOLLOW_LOOK,
	FOLLOW_SUGGEST,
	FOLLOW_TELL,
	FOLLOW_WRITE,
	FOLLOW_EMERGENCY,
	STATEMENT_COUNT
};

static const struct pg_statement statements[STATEMENT_COUNT] = {
    [FOLLOW_TERRITORIES] = {"follow_territories",
			    "SELECT follow_territories()::text AS body", 0,
			    PG_READ, true},
    [FOLLOW_LOOK] = {"follow_look",
		     "SELECT follow_look($1::bigint)::text AS body", 1, PG_READ,
		     true},
    [FOLLOW_SUGGEST] = {"follow_suggest",
			"SELECT follow_suggest($1::bigint, $2, $3::jsonb, "
			"$4::bigint) AS id",
			4, PG_WRITE, true},
    [FOLLOW_TELL] = {"follow_tell",
		     "SELECT follow_tell($1::bigint, $2::jsonb, "
		     "$3::bigint) AS id",
		     3, PG_WRITE, true},
    [FOLLOW_WRITE] = {"proposal_apply_now",
		      "SELECT b::text AS body, (b ->> 'id')::bigint AS id "
		      "FROM proposal_apply_now($1::bigint, $2::text, "
		      "$3::bigint, $4::text, $5::text, $6::jsonb, $7::jsonb, "
		      "$8::jsonb, $9::bigint) b",
		      9, PG_WRITE, false},
    [FOLLOW_EMERGENCY] = {"emergency_apply",
			  "SELECT id, body FROM emergency_apply($1::bigint, "
			  "$2::text, $3::bigint, $4::text, $5::jsonb, "
			  "$6::jsonb)",
			  6, PG_WRITE, false},
};

void follow_store_territories(struct store *store, store_reply_fn *on_reply,
			      void *arg)
{
	const struct params params = {0};

	store_ask(store, &statements[FOLLOW_TERRITORIES], &params, on_reply,
		  arg);
}

void follow_store_look(struct store *store, int64_t territory,
		       store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_int(&params, territory);
	store_ask(store, &statements[FOLLOW_LOOK], &params, on_reply, arg);
}

void follow_store_suggest(struct store *store, int64_t territory, int64_t epoch,
			  const char *cause, const char *changes,
			  store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_int(&params, territory);
	param_text(&params, cause);
	param_text(&params, changes);
	param_id(&params, epoch);
	store_ask(store, &statements[FOLLOW_SUGGEST], &params, on_reply, arg);
}

void follow_store_tell(struct store *store, int64_t territory, int64_t epoch,
		       const char *left, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_int(&params, territory);
	param_text(&params, left);
	param_id(&params, epoch);
	store_ask(store, &statements[FOLLOW_TELL], &params, on_reply, arg);
}

void follow_store_write(struct store *store, const struct store_actor *actor,
			const struct follow_change *change,
			store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	if (actor) {
		param_actor(&params, actor);
	} else {
		param_text(&params, NULL);
		param_text(&params, NULL);
	}
	param_int(&params, change->territory);
	param_text(&params, change->kind);
	param_text(&params, change->cause);
	param_text(&params, change->summary);
	param_text(&params, change->changes);
	param_text(&params, change->seen);
	param_id(&params, change->epoch);
	store_ask(store, &statements[FOLLOW_WRITE], &params, on_reply, arg);
}

void follow_store_emergency(struct store *store,
			    const struct store_actor *actor, int64_t job,
			    const struct follow_change *change,
			    store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, job);
	param_text(&params, change->cause);
	param_text(&params, change->changes);
	param_text(&params, change->seen);
	store_ask(store, &statements[FOLLOW_EMERGENCY], &params, on_reply, arg);
}
