/* SPDX-License-Identifier: MIT */
/* Rows for the planner, set by set. */
#include "dispatchd/store/planning_store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>

#include "dispatchd/store/store_internal.h"

struct rows_question {
	planning_rows_fn *on_rows;
	void *arg;
	int set; /* how many */
};

const char *planning_store_field(const struct planning_rows *rows, int row,
				 int column)
{
	return pg_result_text(rows->result, rows->first_row + row,
			      rows->first_column + column);
}

/* --- all sets in one statement -------------------------------------------- */

/* Where the column ends that begins here: at a comma outside of brackets, or
 * at the end. */
static const char *column_end(const char *column, const char *end)
{
	int depth = 0;

	for (; column < end; column++) {
		if (*column == '(')
			depth++;
		else if (*column == ')')
			depth--;
		else if (*column == ',' && depth == 0)
			break;
	}
	return column;
}

static const char *columns_of(const char *query, const char **ret_end)
{
	static const char head[] = "SELECT ";

	assert(strncmp(query, head, sizeof(head) - 1) == 0);
	*ret_end = strstr(query, " FROM ");
	assert(*ret_end);
	return query + sizeof(head) - 1;
}

static int count_columns(const char *query)
{
	const char *end, *at = columns_of(query, &end);
	int count = 1;

	while ((at = column_end(at, end)) < end) {
		count++;
		at++;
	}
	return count;
}

/* The set's number and its columns as texts, as many as `width`. */
static void add_query(struct buf *sql, int set, const char *query, int width)
{
	const char *end, *at = columns_of(query, &end);
	int count = 0;

	buf_printf(sql, "%sSELECT %d", set ? " UNION ALL " : "", set);
	while (at < end) {
		const char *stop = column_end(at, end);

		buf_add_text(sql, ", (");
		buf_add(sql, at, (size_t)(stop - at));
		buf_add_text(sql, ")::text");
		count++;
		at = stop < end ? stop + 1 : end;
	}
	for (; count < width; count++)
		buf_add_text(sql, ", NULL");
	buf_add_text(sql, end);
}

static void make_snapshot(struct store *store, const char *const *queries,
			  int count)
{
	int width = 0;

	for (int i = 0; i < count; i++) {
		int columns = count_columns(queries[i]);

		width = columns > width ? columns : width;
	}
	for (int i = 0; i < count; i++)
		add_query(&store->snapshot_sql, i, queries[i], width);
	store->snapshot = (struct pg_statement){"planning_snapshot",
						buf_text(&store->snapshot_sql),
						3, PG_READ, true};
}

/* The rows of the sets follow each other. */
static void tell_sets(const struct pg_result *result,
		      const struct rows_question *question)
{
	int count = pg_result_rows(result), row = 0;

	for (int set = 0; set < question->set; set++) {
		struct planning_rows rows = {.set = set,
					     .result = result,
					     .first_row = row,
					     .first_column = 1};

		while (row < count && pg_result_int(result, row, 0) == set)
			row++;
		rows.count = row - rows.first_row;
		question->on_rows(&rows, question->arg);
	}
	assert(row == count);
}

static void on_snapshot(const struct pg_result *result, void *arg)
{
	struct rows_question *question = arg;

	if (pg_result_error(result) == ERR_OK) {
		tell_sets(result, question);
	} else {
		for (int set = 0; set < question->set; set++)
			question->on_rows(
			    &(struct planning_rows){
				.error = pg_result_detail(result), .set = set},
			    question->arg);
	}
	free(question);
}

void planning_store_snapshot(struct store *store, const char *const *queries,
			     int count, int64_t territory, const char *from,
			     const char *to, planning_rows_fn *on_rows,
			     void *arg)
{
	struct rows_question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	if (!store->snapshot.sql)
		make_snapshot(store, queries, count);
	*question = (struct rows_question){on_rows, arg, count};
	param_int(&params, territory);
	param_text(&params, from);
	param_text(&params, to);
	store_call(store, &store->snapshot, &params, on_snapshot, question);
}
