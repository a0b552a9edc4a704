/* SPDX-License-Identifier: MIT */
/*
 * Bring an organisation's schema up to date with the SQL that is embedded
 * here. Rerunnable; each migration is one transaction with its record, so a
 * run that was killed is taken up by the next one.
 */
#ifndef CLI_MIGRATE_H
#define CLI_MIGRATE_H

#include <stdbool.h>

#include <callout/err.h>
#include <callout/pg_sync.h>

/* How far a database is. */
struct migrate_status {
	int known;    /* the newest migration that this program has */
	int applied;  /* the newest one that the database has; 0 none */
	int pending;  /* migrations to apply */
	bool current; /* nothing to do: functions and grants, too */
};

/* The number of "migrations/0007_name.sql". */
int migrate_number(const char *name);

/* Compare. ERR_CONFLICT: an applied migration is not what it was, or one was
 * left out, or the database is newer than this program. Writes nothing. */
enum err migrate_check(struct pg_sync *sync, const char *schema,
		       struct migrate_status *ret_status,
		       struct err_detail *detail) ERR_MUST_CHECK;

/* The same through a function that the command line's role may call: the
 * schema must be there, and on the search_path. */
enum err migrate_check_as_admin(struct pg_sync *sync,
				struct migrate_status *ret_status,
				struct err_detail *detail) ERR_MUST_CHECK;

/* Keep others who change the schema out until the connection ends; waits for
 * them. It may be taken again. */
enum err migrate_lock(struct pg_sync *sync, void (*say)(const char *line),
		      struct err_detail *detail) ERR_MUST_CHECK;
/* Roles, the schema, the extension, the table of migrations: what is there
 * before the first migration, or a restored backup. */
enum err migrate_bootstrap(struct pg_sync *sync, const char *schema,
			   struct err_detail *detail) ERR_MUST_CHECK;

/* Apply what is missing, under an advisory lock. `organisation` NULL keeps
 * the name, or takes "Callout" at first. `say` (NULL: silent) is told of
 * each step. */
enum err migrate_run(struct pg_sync *sync, const char *schema,
		     const char *organisation, void (*say)(const char *line),
		     struct err_detail *detail) ERR_MUST_CHECK;

#endif
