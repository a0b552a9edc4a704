/* SPDX-License-Identifier: MIT */
/* The file: its tables, its transactions, its statements. */
#include "device/store/store_internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* How long another process may hold the file. */
enum { BUSY_MS = 10000, STORE_FORMAT = 2 };

/*
 * outbox.id counts what was ever made here; seq is the number in the push,
 * of this enrolment; null while the file belongs to another technician. What
 * is acknowledged is known by device.acked alone, so that it can move back.
 */
static const char tables[] =
    "CREATE TABLE device ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1),"
    "  server TEXT NOT NULL,"
    "  token TEXT NOT NULL, token_before TEXT,"
    "  name TEXT NOT NULL, zone TEXT NOT NULL,"
    "  device INTEGER NOT NULL, technician INTEGER NOT NULL,"
    "  epoch INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT -1,"
    "  fetching INTEGER NOT NULL DEFAULT 0,"
    "  acked INTEGER NOT NULL DEFAULT 0,"
    "  revoked INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE outbox ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  technician INTEGER NOT NULL, seq INTEGER UNIQUE,"
    "  uid TEXT NOT NULL UNIQUE, visit INTEGER NOT NULL,"
    "  base INTEGER NOT NULL, at TEXT NOT NULL, content TEXT NOT NULL,"
    "  acked_us INTEGER, verdict TEXT, words TEXT) STRICT;"
    "CREATE TABLE sheet ("
    "  visit INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
    "  xml TEXT, gone_us INTEGER,"
    "  old INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE upload ("
    "  uid TEXT PRIMARY KEY, technician INTEGER NOT NULL,"
    "  sha256 TEXT NOT NULL, type TEXT NOT NULL,"
    "  path TEXT NOT NULL, bytes INTEGER NOT NULL, url TEXT,"
    "  done INTEGER NOT NULL DEFAULT 0) STRICT;";

/* Since format 2. */
static const char tables_2[] =
    "CREATE TABLE dictionary ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1),"
    "  hash TEXT NOT NULL, text TEXT NOT NULL) STRICT;"
    "PRAGMA user_version = 2";

/* --- statements --------------------------------------------------------- */

static enum err fail(struct store *store, struct err_detail *detail)
{
	int code = sqlite3_errcode(store->db) & 0xff;

	return err_set(detail,
		       code == SQLITE_BUSY ? ERR_UNAVAILABLE : ERR_INTERNAL, "",
		       "the device's store: %.400s", sqlite3_errmsg(store->db));
}

static void bind(sqlite3_stmt *statement, const char *types, va_list args)
{
	for (int i = 0; types[i]; i++) {
		assert(types[i] == 'i' || types[i] == 's');
		if (types[i] == 'i')
			sqlite3_bind_int64(statement, i + 1,
					   va_arg(args, int64_t));
		else
			sqlite3_bind_text(statement, i + 1,
					  va_arg(args, const char *), -1,
					  SQLITE_TRANSIENT);
	}
}

static enum err prepare(struct store *store, const char *sql, const char *types,
			va_list args, sqlite3_stmt **ret_statement,
			struct err_detail *detail)
{
	if (sqlite3_prepare_v2(store->db, sql, -1, ret_statement, NULL))
		return fail(store, detail);
	bind(*ret_statement, types, args);
	return ERR_OK;
}

enum err store_prepare(struct store *store, sqlite3_stmt **ret_statement,
		       struct err_detail *detail, const char *sql,
		       const char *types, ...)
{
	va_list args;
	enum err err;

	va_start(args, types);
	err = prepare(store, sql, types, args, ret_statement, detail);
	va_end(args);
	return err;
}

enum err store_step(struct store *store, sqlite3_stmt *statement, bool *ret_row,
		    struct err_detail *detail)
{
	int code = sqlite3_step(statement);

	if (code != SQLITE_ROW && code != SQLITE_DONE)
		return fail(store, detail);
	*ret_row = code == SQLITE_ROW;
	return ERR_OK;
}

enum err store_run(struct store *store, struct err_detail *detail,
		   const char *sql, const char *types, ...)
{
	sqlite3_stmt *statement = NULL;
	bool row;
	va_list args;
	enum err err;

	va_start(args, types);
	err = prepare(store, sql, types, args, &statement, detail);
	va_end(args);
	if (!err)
		err = store_step(store, statement, &row, detail);
	sqlite3_finalize(statement);
	return err;
}

enum err store_number(struct store *store, int64_t absent, int64_t *ret_number,
		      struct err_detail *detail, const char *sql,
		      const char *types, ...)
{
	sqlite3_stmt *statement = NULL;
	bool row = false;
	va_list args;
	enum err err;

	va_start(args, types);
	err = prepare(store, sql, types, args, &statement, detail);
	va_end(args);
	if (!err)
		err = store_step(store, statement, &row, detail);
	if (!err)
		*ret_number =
		    row && sqlite3_column_type(statement, 0) != SQLITE_NULL
			? sqlite3_column_int64(statement, 0)
			: absent;
	sqlite3_finalize(statement);
	return err;
}

const char *store_text(sqlite3_stmt *statement, int column, struct arena *arena)
{
	return arena_strdup(
	    arena, (const char *)sqlite3_column_text(statement, column));
}

/* --- transactions ------------------------------------------------------- */

/* IMMEDIATE: it waits for the other writer here, and not after it has read. */
enum err store_begin(struct store *store, struct err_detail *detail)
{
	return store_run(store, detail, "BEGIN IMMEDIATE", "");
}

enum err store_end(struct store *store, enum err err, struct err_detail *detail)
{
	if (!err)
		err = store_run(store, detail, "COMMIT", "");
	if (err && !sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return err;
}

/* --- the file ----------------------------------------------------------- */

static enum err make_tables(struct store *store, struct err_detail *detail)
{
	int64_t format;
	enum err err = store_begin(store, detail);

	if (err)
		return err;
	err =
	    store_number(store, 0, &format, detail, "PRAGMA user_version", "");
	if (!err && format > STORE_FORMAT)
		err = err_set(detail, ERR_INPUT, "",
			      "the device's store was made by a later version "
			      "of this program");
	if (!err && format == 0 &&
	    sqlite3_exec(store->db, tables, NULL, NULL, NULL))
		err = fail(store, detail);
	if (!err && format < 2 &&
	    sqlite3_exec(store->db, tables_2, NULL, NULL, NULL))
		err = fail(store, detail);
	return store_end(store, err, detail);
}

/* WAL, so that a reader never waits for a writer; FULL, so that what was
 * committed is on the disk and not only with the system. */
static enum err set_up(struct store *store, struct err_detail *detail)
{
	sqlite3_busy_timeout(store->db, BUSY_MS);
	if (sqlite3_exec(store->db,
			 "PRAGMA journal_mode = WAL;"
			 "PRAGMA synchronous = FULL",
			 NULL, NULL, NULL))
		return fail(store, detail);
	return make_tables(store, detail);
}

enum err store_open(const char *path, struct store **ret_store,
		    struct err_detail *detail)
{
	struct store *store = xcalloc(1, sizeof(*store));
	mode_t mask = umask(077); /* there is a token in it */
	int code = sqlite3_open_v2(
	    path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	enum err err;

	if (code)
		err = err_set(detail, ERR_INPUT, "", "%.200s: %.200s", path,
			      store->db ? sqlite3_errmsg(store->db)
					: "no memory");
	else
		err = set_up(store, detail);
	umask(mask);
	if (err)
		store_close(store);
	else
		*ret_store = store;
	return err;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	sqlite3_close(store->db);
	free(store);
}
