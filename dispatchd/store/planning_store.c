/* SPDX-License-Identifier: MIT */
/* Rows for the planner, set by set. */
#include "dispatchd/store/planning_store.h"

#include <assert.h>
#include <stdlib.h>

#include <callout/arena.h>

#include "dispatchd/store/store_internal.h"

struct rows_question {
	planning_rows_fn *on_rows;
	void *arg;
	int set;
};

const char *planning_store_field(const struct planning_rows *rows, int row,
				 int column)
{
	return pg_result_text(rows->result, row, column);
}

static void on_result(const struct pg_result *result, void *arg)
{
	struct rows_question *question = arg;
	struct planning_rows rows = {.set = question->set, .result = result};

	if (pg_result_error(result) != ERR_OK)
		rows.error = pg_result_detail(result);
	else
		rows.count = pg_result_rows(result);
	question->on_rows(&rows, question->arg);
	free(question);
}

void planning_store_rows(struct store *store, int set, const char *name,
			 const char *sql, int64_t territory, const char *from,
			 const char *to, planning_rows_fn *on_rows, void *arg)
{
	struct rows_question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	assert(set >= 0 && set < PLANNING_SETS_MAX);
	/* A statement is known by its address: one of this store's a set. */
	store->planning[set] =
	    (struct pg_statement){name, sql, 3, PG_READ, true};
	*question = (struct rows_question){on_rows, arg, set};
	param_int(&params, territory);
	param_text(&params, from);
	param_text(&params, to);
	store_call(store, &store->planning[set], &params, on_result, question);
}
