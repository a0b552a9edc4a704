/* SPDX-License-Identifier: MIT */
/* Travel times: one statement each. */
#include "dispatchd/store/travel_store.h"

#include <stdlib.h>

#include <callout/arena.h>

#include "dispatchd/store/store_internal.h"

static const struct pg_statement configure = {
    "travel_configure",
    "SELECT travel_configure($1::text, $2::text, $3::boolean)::int AS id", 3,
    PG_WRITE, true};
static const struct pg_statement next = {
    "travel_next", "SELECT coalesce(travel_next($1::int), 0) AS id", 1,
    PG_WRITE, true};
static const struct pg_statement places = {
    "travel_places", "SELECT cell, known FROM travel_places($1::bigint)", 1,
    PG_READ, true};
static const struct pg_statement keep = {
    "travel_store",
    "SELECT travel_store($1::bigint, $2::text, $3::bigint[], $4::bigint[], "
    "$5::bigint[], $6::integer[], $7::integer[]) AS id",
    7, PG_WRITE, true};
static const struct pg_statement done = {
    "travel_done", "SELECT 1 AS id FROM travel_done($1::bigint)", 1, PG_WRITE,
    true};
static const struct pg_statement failing = {
    "travel_failing", "SELECT travel_failing($1::text) AS id", 1, PG_WRITE,
    true};

void travel_store_configure(struct store *store, const char *provider,
			    const char *profile, bool learn,
			    store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_text(&params, provider);
	param_text(&params, profile);
	param_bool(&params, learn);
	store_ask(store, &configure, &params, on_reply, arg);
}

void travel_store_next(struct store *store, int64_t every_s,
		       store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_int(&params, every_s);
	store_ask(store, &next, &params, on_reply, arg);
}

struct places_question {
	travel_places_fn *on_places;
	void *arg;
};

static void on_result(const struct pg_result *result, void *arg)
{
	struct places_question *question = arg;
	struct travel_places answer = {.result = result};

	if (pg_result_error(result) != ERR_OK)
		answer.error = pg_result_detail(result);
	else
		answer.count = pg_result_rows(result);
	question->on_places(&answer, question->arg);
	free(question);
}

void travel_store_places(struct store *store, int64_t territory,
			 travel_places_fn *on_places, void *arg)
{
	struct places_question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	*question = (struct places_question){on_places, arg};
	param_int(&params, territory);
	store_call(store, &places, &params, on_result, question);
}

int64_t travel_places_cell(const struct travel_places *answer, int row)
{
	return pg_result_int(answer->result, row, 0);
}

bool travel_places_known(const struct travel_places *answer, int row)
{
	return pg_result_bool(answer->result, row, 1);
}

void travel_store_keep(struct store *store, int64_t territory,
		       const struct travel_told *told, store_reply_fn *on_reply,
		       void *arg)
{
	struct params params = {0};

	param_int(&params, territory);
	param_text(&params, told->profile);
	param_text(&params, told->cells);
	param_text(&params, told->from);
	param_text(&params, told->to);
	param_text(&params, told->seconds);
	param_text(&params, told->metres);
	store_ask(store, &keep, &params, on_reply, arg);
}

void travel_store_done(struct store *store, int64_t territory,
		       store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_int(&params, territory);
	store_ask(store, &done, &params, on_reply, arg);
}

void travel_store_failing(struct store *store, const char *text,
			  store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_text(&params, text);
	store_ask(store, &failing, &params, on_reply, arg);
}
