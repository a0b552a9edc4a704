/* SPDX-License-Identifier: MIT */
/* Inside the room: statements. */
#ifndef DEVICE_STORE_STORE_INTERNAL_H
#define DEVICE_STORE_STORE_INTERNAL_H

#include <sqlite3.h>

#include "device/store/store.h"

struct store {
	sqlite3 *db;
};

/* A statement with its parameters: `types` has a letter for each, 'i' an
 * int64_t, 's' a text (NULL: null). ERR_INTERNAL, or ERR_UNAVAILABLE if
 * another process holds the file for too long. */
enum err store_prepare(struct store *store, sqlite3_stmt **ret_statement,
		       struct err_detail *detail, const char *sql,
		       const char *types, ...) ERR_MUST_CHECK;
/* The next row: *ret_row false after the last one. */
enum err store_step(struct store *store, sqlite3_stmt *statement, bool *ret_row,
		    struct err_detail *detail) ERR_MUST_CHECK;
/* A statement that gives no rows. */
enum err store_run(struct store *store, struct err_detail *detail,
		   const char *sql, const char *types, ...) ERR_MUST_CHECK;
/* The first column of the first row; `absent` if there is none, or null. */
enum err store_number(struct store *store, int64_t absent, int64_t *ret_number,
		      struct err_detail *detail, const char *sql,
		      const char *types, ...) ERR_MUST_CHECK;

/* A transaction that writes. store_end() commits if `err` is ERR_OK, else
 * rolls back; returns `err`, or why the commit failed. */
enum err store_begin(struct store *store,
		     struct err_detail *detail) ERR_MUST_CHECK;
enum err store_end(struct store *store, enum err err,
		   struct err_detail *detail) ERR_MUST_CHECK;

/* A column, copied into the arena; NULL for null. */
const char *store_text(sqlite3_stmt *statement, int column,
		       struct arena *arena);

/* After a restore of the server, within a transaction. */
enum err store_suspect(struct store *store,
		       struct err_detail *detail) ERR_MUST_CHECK;

#endif
