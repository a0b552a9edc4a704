/* SPDX-License-Identifier: MIT */
/* Rows for the desks. */
#include "dispatchd/store/desk_store.h"

#include <assert.h>
#include <stdlib.h>

#include <callout/arena.h>

#include "dispatchd/store/store_internal.h"

static const struct pg_statement horizon = {
    "planning_horizon",
    "SELECT zone, day_s, day_end_s, from_s, to_s, from_at, to_at "
    "FROM planning_horizon($1::bigint, $2::int)",
    2, PG_WRITE, true};

static const struct pg_statement news = {
    "planning_news",
    "SELECT kind, id, version, technician, technician_version, title, state, "
    "job, start_s, end_s, travel_s, lat, lon, pinned, tied, promise_to_s, "
    "en_route_s, on_site_s, ended_s, promise_from_s FROM "
    "planning_news($1::bigint, "
    "$2::timestamptz, $3::timestamptz, $4::bigint[], $5::bigint[])",
    5, PG_READ, true};

static const struct pg_statement asked = {
    "job_asked",
    "SELECT territory, version, state, earliest_s, respond_due_s, "
    "resolve_due_s FROM job_asked($1::bigint, $2::bigint)",
    2, PG_READ, true};

struct rows_question {
	desk_rows_fn *on_rows;
	void *arg;
	int set;
};

struct asked_question {
	desk_asked_fn *on_asked;
	void *arg;
};

static void on_asked_row(const struct pg_result *result, void *arg)
{
	struct asked_question *question = arg;
	struct desk_asked row = {0};

	if (pg_result_error(result) != ERR_OK)
		row.error = pg_result_detail(result);
	else
		row = (struct desk_asked){
		    .territory = row_int(result, 0, "territory"),
		    .version = row_int(result, 0, "version"),
		    .state = row_text(result, 0, "state"),
		    .earliest_s = row_int(result, 0, "earliest_s"),
		    .respond_due_s = row_int(result, 0, "respond_due_s"),
		    .resolve_due_s = row_int(result, 0, "resolve_due_s"),
		};
	question->on_asked(&row, question->arg);
	free(question);
}

void desk_store_asked(struct store *store, int64_t user_id, int64_t job,
		      desk_asked_fn *on_asked, void *arg)
{
	struct asked_question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	*question = (struct asked_question){on_asked, arg};
	param_reader(&params, user_id);
	param_int(&params, job);
	store_call(store, &asked, &params, on_asked_row, question);
}

const char *desk_store_field(const struct desk_rows *rows, int row, int column)
{
	return pg_result_text(rows->result, row, column);
}

int64_t desk_store_int(const struct desk_rows *rows, int row, int column)
{
	return pg_result_int(rows->result, row, column);
}

int64_t desk_store_int_or(const struct desk_rows *rows, int row, int column,
			  int64_t absent)
{
	return pg_result_is_null(rows->result, row, column)
		   ? absent
		   : pg_result_int(rows->result, row, column);
}

double desk_store_double(const struct desk_rows *rows, int row, int column)
{
	return pg_result_double(rows->result, row, column);
}

static void on_result(const struct pg_result *result, void *arg)
{
	struct rows_question *question = arg;
	struct desk_rows rows = {.set = question->set, .result = result};

	if (pg_result_error(result) != ERR_OK)
		rows.error = pg_result_detail(result);
	else
		rows.count = pg_result_rows(result);
	question->on_rows(&rows, question->arg);
	free(question);
}

static void ask(struct store *store, const struct pg_statement *statement,
		const struct params *params, struct rows_question question)
{
	struct rows_question *own = xmalloc(sizeof(*own));

	*own = question;
	store_call(store, statement, params, on_result, own);
}

static void param_span(struct params *params, const struct desk_span *span)
{
	param_int(params, span->territory);
	param_text(params, span->from);
	param_text(params, span->to);
}

void desk_store_horizon(struct store *store, int64_t territory, int days,
			desk_rows_fn *on_rows, void *arg)
{
	struct params params = {0};

	param_int(&params, territory);
	param_int(&params, days);
	ask(store, &horizon, &params,
	    (struct rows_question){.on_rows = on_rows, .arg = arg});
}

void desk_store_news(struct store *store, const struct desk_span *span,
		     const char *scopes, const char *versions,
		     desk_rows_fn *on_rows, void *arg)
{
	struct params params = {0};

	param_span(&params, span);
	param_text(&params, scopes);
	param_text(&params, versions);
	ask(store, &news, &params,
	    (struct rows_question){.on_rows = on_rows, .arg = arg});
}

void desk_store_set(struct store *store, int set, const char *name,
		    const char *sql, const struct desk_span *span,
		    const char *jobs, desk_rows_fn *on_rows, void *arg)
{
	struct params params = {0};

	assert(set >= 0 && set < PLANNING_SETS_MAX);
	/* A statement is known by its address: one of this store's a set. */
	store->desk[set] =
	    (struct pg_statement){name, sql, jobs ? 4 : 3, PG_READ, true};
	param_span(&params, span);
	if (jobs)
		param_text(&params, jobs);
	ask(store, &store->desk[set], &params,
	    (struct rows_question){.on_rows = on_rows, .arg = arg, .set = set});
}
