/* SPDX-License-Identifier: MIT */
/* The rows that a planning run reads. What to ask is the engine's business
 * (engine/plan_bridge.h has the statements); this room carries it. */
#ifndef DISPATCHD_STORE_PLANNING_STORE_H
#define DISPATCHD_STORE_PLANNING_STORE_H

#include "dispatchd/store/store.h"

#define PLANNING_SETS_MAX 20

/* One set of rows: fields are texts, valid until the callback ends. */
struct planning_rows {
	const struct err_detail *error; /* NULL: none */
	int set;
	int count;
	const void *result;	     /* for planning_store_field() */
	int first_row, first_column; /* of the set in it */
};
typedef void planning_rows_fn(const struct planning_rows *rows, void *arg);

const char *planning_store_field(const struct planning_rows *rows, int row,
				 int column);

/* Several sets in one statement, so in one snapshot; parameters: territory,
 * from, to (RFC 3339): `queries` are
 * constants, always the same ones of a store, each "SELECT column, ... FROM
 * ...". on_rows() is called for each set in turn, with no rows too, or once for
 * each with the error. */
void planning_store_snapshot(struct store *store, const char *const *queries,
			     int count, int64_t territory, const char *from,
			     const char *to, planning_rows_fn *on_rows,
			     void *arg);

#endif
