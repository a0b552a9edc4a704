/* SPDX-License-Identifier: MIT */
/*
 * Migrations. The table schema_migration has a row for each one that was
 * applied, with the checksum of its text, and row 0 for everything that is
 * repeatable, with the checksum of all of it together. All SQL runs as the
 * role <schema>_owner. The schema's name is a checked identifier here
 * (cli_schema()), so it may stand in SQL between quotes.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <callout/buf.h>
#include <callout/text.h>

#include "cli/migrate.h"
#include "cli/schema_sql.h"

#define SHA256_TEXT (crypto_hash_sha256_BYTES * 2 + 1)
#define REPEATABLE 0 /* its number in schema_migration */

int migrate_number(const char *name)
{
	const char *base = strrchr(name, '/');

	return atoi(base ? base + 1 : name);
}

static void checksum_of_text(const char *text, char ret_hex[SHA256_TEXT])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)text, strlen(text));
	text_hex(hash, sizeof(hash), ret_hex);
}

/* Names count, too: the order follows from them. */
static void checksum_of_repeatables(char ret_hex[SHA256_TEXT])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < schema_file_count; i++) {
		const struct schema_file *file = &schema_files[i];

		if (file->stage != SCHEMA_REPEATABLE)
			continue;
		crypto_hash_sha256_update(&state,
					  (const unsigned char *)file->name,
					  strlen(file->name) + 1);
		crypto_hash_sha256_update(&state,
					  (const unsigned char *)file->text,
					  strlen(file->text) + 1);
	}
	crypto_hash_sha256_final(&state, hash);
	text_hex(hash, sizeof(hash), ret_hex);
}

/* --- What the database has ---------------------------------------------- */

/* The rows of schema_migration; *ret_rows NULL if there is no such table. */
static enum err read_applied(struct pg_sync *sync, const char *schema,
			     struct pg_result **ret_rows,
			     struct err_detail *detail)
{
	static const struct pg_statement exists = {
	    .sql = "SELECT to_regclass(format('%I.schema_migration', "
		   "$1::text)) IS NOT NULL",
	    .param_count = 1,
	};
	struct pg_statement read = {0};
	struct pg_result *result;
	struct buf sql = {0};
	bool there;
	enum err err = pg_sync_exec(sync, &exists, &schema, &result, detail);

	if (err)
		return err;
	there = pg_result_bool(result, 0, 0);
	pg_result_free(result);
	*ret_rows = NULL;
	if (!there)
		return ERR_OK;
	buf_printf(&sql,
		   "SELECT number, name, sha256 FROM \"%s\".schema_migration "
		   "ORDER BY number",
		   schema);
	read.sql = buf_text(&sql);
	err = pg_sync_exec(sync, &read, NULL, ret_rows, detail);
	buf_free(&sql);
	return err;
}

/* The row with that number, or -1. */
static int find_row(const struct pg_result *rows, int number)
{
	for (int row = 0; rows && row < pg_result_rows(rows); row++) {
		if (pg_result_int(rows, row, 0) == number)
			return row;
	}
	return -1;
}

static enum err check_one(const struct schema_file *file,
			  const struct pg_result *rows, int applied,
			  int *ret_pending, struct err_detail *detail)
{
	char hex[SHA256_TEXT];
	int number = migrate_number(file->name);
	int row = find_row(rows, number);

	checksum_of_text(file->text, hex);
	if (row < 0 && number < applied)
		return err_set_rule(detail, ERR_CONFLICT, file->name,
				    "migration_left_out",
				    "this migration was never applied, but "
				    "%d was: the database was made by another "
				    "branch of the program",
				    applied);
	if (row < 0)
		(*ret_pending)++;
	else if (strcmp(pg_result_text(rows, row, 2), hex) != 0)
		return err_set_rule(detail, ERR_CONFLICT, file->name,
				    "migration_changed",
				    "this migration was applied with another "
				    "text (checksum %.12s, here %.12s): a "
				    "released migration must not change; "
				    "install the program that made this "
				    "database, or add a new migration",
				    pg_result_text(rows, row, 2), hex);
	return ERR_OK;
}

static enum err compare(const struct pg_result *rows,
			struct migrate_status *ret_status,
			struct err_detail *detail)
{
	struct migrate_status status = {0};
	int count = rows ? pg_result_rows(rows) : 0;
	char hex[SHA256_TEXT];
	int repeatable = find_row(rows, REPEATABLE);

	if (count)
		status.applied = (int)pg_result_int(rows, count - 1, 0);
	for (size_t i = 0; i < schema_file_count; i++) {
		enum err err;

		if (schema_files[i].stage != SCHEMA_MIGRATION)
			continue;
		status.known = migrate_number(schema_files[i].name);
		err = check_one(&schema_files[i], rows, status.applied,
				&status.pending, detail);
		if (err)
			return err;
	}
	if (status.applied > status.known)
		return err_set_rule(detail, ERR_CONFLICT, "", "database_newer",
				    "the database has migration %d, this "
				    "program knows them up to %d: install a "
				    "newer Callout",
				    status.applied, status.known);
	checksum_of_repeatables(hex);
	status.current = status.pending == 0 && repeatable >= 0 &&
			 strcmp(pg_result_text(rows, repeatable, 2), hex) == 0;
	*ret_status = status;
	return ERR_OK;
}

enum err migrate_check(struct pg_sync *sync, const char *schema,
		       struct migrate_status *ret_status,
		       struct err_detail *detail)
{
	struct pg_result *rows;
	enum err err = read_applied(sync, schema, &rows, detail);

	if (err)
		return err;
	err = compare(rows, ret_status, detail);
	pg_result_free(rows);
	return err;
}

enum err migrate_check_as_admin(struct pg_sync *sync,
				struct migrate_status *ret_status,
				struct err_detail *detail)
{
	static const struct pg_statement read = {
	    .sql = "SELECT number, name, sha256 FROM migrations_applied()",
	};
	struct pg_result *rows;
	enum err err = pg_sync_exec(sync, &read, NULL, &rows, detail);

	if (err)
		return err;
	err = compare(rows, ret_status, detail);
	pg_result_free(rows);
	return err;
}

/* --- Steps: one transaction each ------------------------------------------ */

enum err migrate_bootstrap(struct pg_sync *sync, const char *schema,
			   struct err_detail *detail)
{
	struct buf sql = {0};
	enum err err;

	/* One command string outside a transaction is one transaction. */
	buf_printf(&sql,
		   "SET LOCAL client_min_messages = warning;\n"
		   "SELECT set_config('callout.schema', '%s', true);\n",
		   schema);
	for (size_t i = 0; i < schema_file_count; i++) {
		if (schema_files[i].stage == SCHEMA_BOOTSTRAP)
			buf_add_text(&sql, schema_files[i].text);
	}
	err = pg_sync_script(sync, buf_text(&sql), detail);
	buf_free(&sql);
	return err;
}

/* BEGIN as the owner. Tables need the operators of btree_gist; functions do
 * not, and pin the path that they are made with. */
static enum err begin_as_owner(struct pg_sync *sync, const char *schema,
			       bool with_extension, struct err_detail *detail)
{
	struct buf sql = {0};
	enum err err = pg_sync_begin(sync, detail);

	if (err)
		return err;
	buf_printf(&sql,
		   "SET LOCAL ROLE \"%s_owner\";\n"
		   "SET LOCAL check_function_bodies = off;\n"
		   "SET LOCAL client_min_messages = warning;\n"
		   "SELECT set_config('search_path', '\"%s\", ' || "
		   "%s || 'pg_temp', true);\n",
		   schema, schema,
		   with_extension ? "(SELECT quote_ident(nspname) || ', ' "
				    "FROM pg_extension JOIN pg_namespace n "
				    "ON n.oid = extnamespace "
				    "WHERE extname = 'btree_gist')"
				  : "''");
	err = pg_sync_script(sync, buf_text(&sql), detail);
	buf_free(&sql);
	if (err)
		pg_sync_rollback(sync);
	return err;
}

static enum err record(struct pg_sync *sync, int number, const char *name,
		       const char *hex, struct err_detail *detail)
{
	static const struct pg_statement insert = {
	    .sql = "INSERT INTO schema_migration (number, name, sha256) "
		   "VALUES ($1::integer, $2, $3) "
		   "ON CONFLICT (number) DO UPDATE "
		   "SET sha256 = excluded.sha256, applied_at = now()",
	    .param_count = 3,
	};
	char text[16];

	snprintf(text, sizeof(text), "%d", number);
	return pg_sync_exec(sync, &insert,
			    (const char *const[]){text, name, hex}, NULL,
			    detail);
}

/* Say in which file the database stumbled. */
static enum err run_file(struct pg_sync *sync, const struct schema_file *file,
			 struct err_detail *detail)
{
	struct err_detail inner = {0};
	enum err err = pg_sync_script(sync, file->text, &inner);

	if (err && detail) {
		*detail = inner;
		snprintf(detail->pointer, sizeof(detail->pointer), "schema/%s",
			 file->name);
	}
	return err;
}

static enum err apply_migration(struct pg_sync *sync, const char *schema,
				const struct schema_file *file,
				struct err_detail *detail)
{
	char hex[SHA256_TEXT];
	enum err err = begin_as_owner(sync, schema, true, detail);

	if (err)
		return err;
	checksum_of_text(file->text, hex);
	err = run_file(sync, file, detail);
	if (!err)
		err = record(sync, migrate_number(file->name), file->name, hex,
			     detail);
	if (!err)
		return pg_sync_commit(sync, detail);
	pg_sync_rollback(sync);
	return err;
}

static enum err apply_repeatables(struct pg_sync *sync, const char *schema,
				  struct err_detail *detail)
{
	char hex[SHA256_TEXT];
	enum err err = begin_as_owner(sync, schema, false, detail);

	if (err)
		return err;
	for (size_t i = 0; !err && i < schema_file_count; i++) {
		if (schema_files[i].stage == SCHEMA_REPEATABLE)
			err = run_file(sync, &schema_files[i], detail);
	}
	checksum_of_repeatables(hex);
	if (!err)
		err = record(sync, REPEATABLE, "repeatable", hex, detail);
	if (!err)
		return pg_sync_commit(sync, detail);
	pg_sync_rollback(sync);
	return err;
}

/* The organisation's row. Its epoch tells devices of one life of the feeds
 * from those of another. */
static enum err name_organisation(struct pg_sync *sync, const char *schema,
				  const char *organisation,
				  struct err_detail *detail)
{
	static const struct pg_statement upsert = {
	    .sql = "INSERT INTO organisation (name, epoch) "
		   "SELECT coalesce($1, 'Callout'), extract(epoch FROM now()) "
		   "ON CONFLICT (one) DO UPDATE SET name = $1 "
		   "WHERE $1 IS NOT NULL AND organisation.name <> $1",
	    .param_count = 1,
	};
	enum err err = begin_as_owner(sync, schema, false, detail);

	if (err)
		return err;
	err = pg_sync_exec(sync, &upsert, &organisation, NULL, detail);
	if (!err)
		return pg_sync_commit(sync, detail);
	pg_sync_rollback(sync);
	return err;
}

/* --- The run ---------------------------------------------------------------
 */

/* One lock for the whole database: organisations share the extension. It is
 * the session's, and goes with the connection. */
enum err migrate_lock(struct pg_sync *sync, void (*say)(const char *line),
		      struct err_detail *detail)
{
	static const struct pg_statement try_lock = {
	    .sql = "SELECT pg_try_advisory_lock(hashtext('callout migrate'))",
	};
	static const struct pg_statement wait_lock = {
	    .sql = "SELECT pg_advisory_lock(hashtext('callout migrate'))",
	};
	struct pg_result *result;
	bool taken;
	enum err err = pg_sync_exec(sync, &try_lock, NULL, &result, detail);

	if (err)
		return err;
	taken = pg_result_bool(result, 0, 0);
	pg_result_free(result);
	if (taken)
		return ERR_OK;
	if (say)
		say("another migration is under way: waiting for it");
	return pg_sync_exec(sync, &wait_lock, NULL, NULL, detail);
}

static enum err apply_pending(struct pg_sync *sync, const char *schema,
			      int applied, void (*say)(const char *line),
			      struct err_detail *detail)
{
	for (size_t i = 0; i < schema_file_count; i++) {
		const struct schema_file *file = &schema_files[i];
		enum err err;

		if (file->stage != SCHEMA_MIGRATION ||
		    migrate_number(file->name) <= applied)
			continue;
		err = apply_migration(sync, schema, file, detail);
		if (err)
			return err;
		if (say)
			say(file->name);
	}
	return ERR_OK;
}

enum err migrate_run(struct pg_sync *sync, const char *schema,
		     const char *organisation, void (*say)(const char *line),
		     struct err_detail *detail)
{
	struct migrate_status status;
	enum err err = migrate_lock(sync, say, detail);

	if (err)
		return err;
	/* Refuse before the first change. */
	err = migrate_check(sync, schema, &status, detail);
	if (err)
		return err;
	if (!status.current) {
		err = migrate_bootstrap(sync, schema, detail);
		if (!err)
			err = apply_pending(sync, schema, status.applied, say,
					    detail);
		if (!err)
			err = apply_repeatables(sync, schema, detail);
		if (err)
			return err;
		if (say)
			say("functions, views and grants");
	}
	return name_organisation(sync, schema, organisation, detail);
}
