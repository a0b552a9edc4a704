/* SPDX-License-Identifier: MIT */
/* Slots and holds: one statement each. */
#include "dispatchd/store/slot_store.h"

#include "dispatchd/store/store_internal.h"

enum {
	SLOT_QUESTION,
	SLOT_HOLD,
	SLOT_BOOK,
	HOLD_OF_OFFER,
	HOLD_GET,
	HOLD_BOOK,
	HOLD_RELEASE,
	STATEMENT_COUNT
};

static const struct pg_statement statements[STATEMENT_COUNT] = {
    [SLOT_QUESTION] = {"slot_question",
		       "SELECT slot_question($1::bigint, $2::jsonb) AS body", 2,
		       PG_READ, true},
    [SLOT_HOLD] = {"hold_make",
		   "SELECT body, version, (body ->> 'id')::bigint AS id "
		   "FROM hold_make($1::bigint, $2, $3::jsonb, $4::jsonb)",
		   4, PG_WRITE, false},
    [SLOT_BOOK] = {"slot_book",
		   "SELECT body, version, "
		   "(body -> 'job' ->> 'id')::bigint AS id "
		   "FROM slot_book($1::bigint, $2, $3::jsonb, $4::jsonb, "
		   "$5::jsonb)",
		   5, PG_WRITE, false},
    [HOLD_OF_OFFER] = {"hold_of_offer",
		       "SELECT body, version, (body ->> 'id')::bigint AS id "
		       "FROM hold_of_offer($1::bigint, $2)",
		       2, PG_READ, true},
    [HOLD_GET] = {"hold_get",
		  "SELECT body, version FROM hold_get($1::bigint, $2::bigint)",
		  2, PG_READ, true},
    [HOLD_BOOK] = {"hold_book",
		   "SELECT body, version, "
		   "(body -> 'job' ->> 'id')::bigint AS id "
		   "FROM hold_book($1::bigint, $2, $3::bigint, NULL, "
		   "$4::jsonb, $5::bigint)",
		   5, PG_WRITE, false},
    [HOLD_RELEASE] = {"hold_release",
		      "SELECT body, version "
		      "FROM hold_release($1::bigint, $2, $3::bigint, "
		      "$4::bigint)",
		      4, PG_WRITE, true},
};

void slot_store_question(struct store *store, int64_t user_id, const char *ask,
			 store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_text(&params, ask);
	store_ask(store, &statements[SLOT_QUESTION], &params, on_reply, arg);
}

void slot_store_hold(struct store *store, const struct store_actor *actor,
		     const char *slot, const char *seen,
		     store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_text(&params, slot);
	param_text(&params, seen);
	store_ask(store, &statements[SLOT_HOLD], &params, on_reply, arg);
}

void slot_store_book(struct store *store, const struct store_actor *actor,
		     const char *slot, const char *seen, const char *job,
		     store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_text(&params, slot);
	param_text(&params, seen);
	param_text(&params, job);
	store_ask(store, &statements[SLOT_BOOK], &params, on_reply, arg);
}

void hold_store_of_offer(struct store *store, int64_t user_id,
			 const char *offer, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_text(&params, offer);
	store_ask(store, &statements[HOLD_OF_OFFER], &params, on_reply, arg);
}

void hold_store_get(struct store *store, int64_t user_id, int64_t hold,
		    store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_int(&params, hold);
	store_ask(store, &statements[HOLD_GET], &params, on_reply, arg);
}

void hold_store_book(struct store *store, const struct store_actor *actor,
		     int64_t hold, int64_t version, const char *job,
		     store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, hold);
	param_text(&params, job);
	param_id(&params, version);
	store_ask(store, &statements[HOLD_BOOK], &params, on_reply, arg);
}

void hold_store_release(struct store *store, const struct store_actor *actor,
			int64_t hold, int64_t version, store_reply_fn *on_reply,
			void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, hold);
	param_id(&params, version);
	store_ask(store, &statements[HOLD_RELEASE], &params, on_reply, arg);
}
