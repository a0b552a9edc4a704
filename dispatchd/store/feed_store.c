/* SPDX-License-Identifier: MIT */
/* The feed's news: one statement. */
#include "dispatchd/store/feed_store.h"

#include <stdlib.h>

#include <callout/arena.h>

#include "dispatchd/store/store_internal.h"

static const struct pg_statement feed_news = {
    "feed_news",
    "SELECT scope, version, territory, body FROM feed_news($1::bigint[], "
    "$2::bigint[])",
    2, PG_READ, true};

struct question {
	void (*on_news)(const struct feed_news *news, void *arg);
	void (*on_end)(const struct err_detail *error, void *arg);
	void *arg;
};

static void on_rows(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	const struct err_detail *error = NULL;

	if (pg_result_error(result) != ERR_OK)
		error = pg_result_detail(result);
	for (int row = 0; !error && row < pg_result_rows(result); row++) {
		int body = pg_result_column(result, "body");
		const struct feed_news news = {
		    .territory = row_int(result, row, "territory"),
		    .body = row_text(result, row, "body"),
		    .length = pg_result_length(result, row, body),
		    .scope = row_int(result, row, "scope"),
		    .version = row_int(result, row, "version"),
		};

		question->on_news(&news, question->arg);
	}
	question->on_end(error, question->arg);
	free(question);
}

void feed_store_news(struct store *store, const char *scopes,
		     const char *versions,
		     void (*on_news)(const struct feed_news *news, void *arg),
		     void (*on_end)(const struct err_detail *error, void *arg),
		     void *arg)
{
	struct question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	*question = (struct question){on_news, on_end, arg};
	param_text(&params, scopes);
	param_text(&params, versions);
	store_call(store, &feed_news, &params, on_rows, question);
}
