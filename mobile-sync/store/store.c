/* SPDX-License-Identifier: MIT */
/* The pool, and what all questions share. */
#include "mobile-sync/store/store_internal.h"

#include <stdlib.h>

#include <callout/arena.h>

static const struct pg_statement ready_check = {
    "ready_check", "SELECT ready_check() AS version", 0, PG_READ, true};

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
	free(store);
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

struct question *question_new(void (*answer)(void), void *arg)
{
	struct question *question = xmalloc(sizeof(*question));

	*question = (struct question){answer, arg};
	return question;
}

const char *row_text(const struct pg_result *result, int row,
		     const char *column)
{
	int index = pg_result_column(result, column);

	return index < 0 ? NULL : pg_result_text(result, row, index);
}

int64_t row_int(const struct pg_result *result, int row, const char *column)
{
	int index = pg_result_column(result, column);

	return index < 0 ? 0 : pg_result_int(result, row, index);
}

bool row_bool(const struct pg_result *result, int row, const char *column)
{
	int index = pg_result_column(result, column);

	return index >= 0 && pg_result_bool(result, row, index);
}

static void on_version_row(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	store_version_fn *on_version = (store_version_fn *)question->answer;

	if (pg_result_error(result) != ERR_OK)
		on_version(pg_result_detail(result), 0, question->arg);
	else
		on_version(NULL, row_int(result, 0, "version"), question->arg);
	free(question);
}

void store_version(struct store *store, store_version_fn *on_version, void *arg)
{
	pg_call(store->pool, &ready_check, NULL, 0, on_version_row,
		question_new((void (*)(void))on_version, arg));
}
