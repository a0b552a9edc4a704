/* SPDX-License-Identifier: MIT */
/* What all aggregates share: parameters, the pool, the usual answer. */
#include "dispatchd/store/store_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <callout/arena.h>

/* One question under way. */
struct question {
	store_reply_fn *on_reply;
	void *arg;
};

enum err store_new(struct event_base *base, const struct pg_settings *settings,
		   struct store **ret_store, struct err_detail *detail)
{
	struct store *store = xcalloc(1, sizeof(*store));
	enum err err = pg_pool_new(base, settings, &store->pool, detail);

	if (err != ERR_OK) {
		free(store);
		return err;
	}
	*ret_store = store;
	return ERR_OK;
}

void store_free(struct store *store)
{
	if (!store)
		return;
	pg_pool_free(store->pool);
	once_free(store->siblings);
	buf_free(&store->snapshot_sql);
	free(store);
}

bool store_is_ready(const struct store *store)
{
	return pg_pool_ready(store->pool);
}

void store_on_state(struct store *store,
		    void (*on_state)(bool ready, void *arg), void *arg)
{
	pg_pool_on_state(store->pool, on_state, arg);
}

void store_stats(const struct store *store, struct store_stats *ret_stats)
{
	struct pg_pool_stats stats;

	pg_pool_stats(store->pool, &stats);
	*ret_stats = (struct store_stats){
	    .connections = stats.connections,
	    .waiting = stats.waiting,
	    .sent = stats.sent,
	    .calls = stats.calls,
	    .errors = stats.errors,
	    .retries = stats.retries,
	    .connects = stats.connects,
	    .losses = stats.losses,
	};
}

void param_text(struct params *params, const char *text)
{
	assert(params->count < PARAMS_MAX);
	params->values[params->count++] = text;
}

void param_int(struct params *params, int64_t number)
{
	assert(params->count < PARAMS_MAX);
	char *text = params->numbers[params->count];

	snprintf(text, sizeof(params->numbers[0]), "%" PRId64, number);
	param_text(params, text);
}

void param_id(struct params *params, int64_t id)
{
	if (id > 0)
		param_int(params, id);
	else
		param_text(params, NULL);
}

void param_bool(struct params *params, bool value)
{
	param_text(params, value ? "true" : "false");
}

void param_reader(struct params *params, int64_t user_id)
{
	/* To SQL a missing actor is the command line, which may do all. */
	assert(user_id > 0);
	param_int(params, user_id);
}

void param_actor(struct params *params, const struct store_actor *actor)
{
	param_reader(params, actor->user_id);
	param_text(params, actor->request);
	params->actor = actor;
}

const char *row_text(const struct pg_result *result, int row,
		     const char *column)
{
	int index = pg_result_column(result, column);

	if (index < 0 || row >= pg_result_rows(result))
		return NULL;
	return pg_result_text(result, row, index);
}

int64_t row_int(const struct pg_result *result, int row, const char *column)
{
	int index = pg_result_column(result, column);

	if (index < 0 || row >= pg_result_rows(result))
		return 0;
	return pg_result_int(result, row, index);
}

double row_double(const struct pg_result *result, int row, const char *column)
{
	int index = pg_result_column(result, column);

	if (index < 0 || row >= pg_result_rows(result))
		return 0;
	return pg_result_double(result, row, index);
}

bool row_bool(const struct pg_result *result, int row, const char *column)
{
	int index = pg_result_column(result, column);

	return index >= 0 && row < pg_result_rows(result) &&
	       pg_result_bool(result, row, index);
}

void store_read(const struct pg_result *result, struct store_reply *ret_reply)
{
	if (pg_result_error(result) != ERR_OK) {
		ret_reply->error = pg_result_detail(result);
	} else if (pg_result_rows(result) > 0) {
		int body = pg_result_column(result, "body");

		ret_reply->body = row_text(result, 0, "body");
		if (ret_reply->body)
			ret_reply->length = pg_result_length(result, 0, body);
		ret_reply->version = row_int(result, 0, "version");
		ret_reply->id = row_int(result, 0, "id");
		ret_reply->tag = row_text(result, 0, "tag");
	}
}

static void on_answer(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	struct store_reply reply = {0};

	store_read(result, &reply);
	question->on_reply(&reply, question->arg);
	free(question);
}

void store_ask(struct store *store, const struct pg_statement *statement,
	       const struct params *params, store_reply_fn *on_reply, void *arg)
{
	struct question *question;

	if (params->actor && params->actor->once) {
		once_ask(store, statement, params, on_reply, arg);
		return;
	}
	question = xmalloc(sizeof(*question));
	*question = (struct question){on_reply, arg};
	store_call(store, statement, params, on_answer, question);
}

void store_call(struct store *store, const struct pg_statement *statement,
		const struct params *params, pg_done_fn *on_done, void *arg)
{
	assert(statement->param_count == params->count);
	pg_call(store->pool, statement, params->values, 0, on_done, arg);
}
