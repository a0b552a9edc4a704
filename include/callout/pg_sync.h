/* SPDX-License-Identifier: MIT */
/*
 * PostgreSQL for the command line: one connection, plain blocking calls, with
 * the same settings, statements, results and errors as <callout/pg.h>. Never
 * in an event loop.
 */
#ifndef CALLOUT_PG_SYNC_H
#define CALLOUT_PG_SYNC_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <callout/err.h>
#include <callout/pg.h>

struct pg_sync;

/* Connect and set the session up. Of the settings the conninfo, the schema,
 * the name, the connect timeout and the server's timeouts count; a timeout of
 * 0 is none. ERR_USAGE for a string that cannot be read, else ERR_UNAVAILABLE.
 */
enum err pg_sync_open(const struct pg_settings *settings,
		      struct pg_sync **ret_sync,
		      struct err_detail *detail) ERR_MUST_CHECK;
/* Rolls back what is open. NULL is accepted. */
void pg_sync_close(struct pg_sync *sync);

/* Run one statement, prepared at its first use when it has a name. The caller
 * frees *ret_result by pg_result_free(); `ret_result` may be NULL. On failure
 * there is none. */
enum err pg_sync_exec(struct pg_sync *sync,
		      const struct pg_statement *statement,
		      const char *const *params, struct pg_result **ret_result,
		      struct err_detail *detail) ERR_MUST_CHECK;
void pg_result_free(struct pg_result *result);

/* Run a text of one or more commands without parameters; results are dropped.
 * Outside a transaction it is one transaction by itself. */
enum err pg_sync_script(struct pg_sync *sync, const char *sql,
			struct err_detail *detail) ERR_MUST_CHECK;

/* BEGIN, COMMIT, ROLLBACK. A commit of a failed transaction is an error. */
enum err pg_sync_begin(struct pg_sync *sync,
		       struct err_detail *detail) ERR_MUST_CHECK;
enum err pg_sync_commit(struct pg_sync *sync,
			struct err_detail *detail) ERR_MUST_CHECK;
void pg_sync_rollback(struct pg_sync *sync);

/* Gives the next bytes of a COPY: fills at most `size` bytes and returns how
 * many, 0 at the end, -1 to give up (the COPY is then undone and answered with
 * ERR_INPUT). Bytes need not end at a row. */
typedef ssize_t pg_copy_fn(char *bytes, size_t size, void *arg);

/* Run "COPY ... FROM STDIN". `ret_rows` may be NULL. */
enum err pg_sync_copy_in(struct pg_sync *sync, const char *sql,
			 pg_copy_fn *fill, void *arg, int64_t *ret_rows,
			 struct err_detail *detail) ERR_MUST_CHECK;

/* Notices (RAISE NOTICE) go to the log at level info; or here. */
void pg_sync_on_notice(struct pg_sync *sync,
		       void (*on_notice)(const char *text, void *arg),
		       void *arg);

/* The environment, NULL-ended, in which PostgreSQL's own programs (pg_dump,
 * psql) connect as the connection string says: so a password stands on nobody's
 * command line. What libpq's own programs cannot take from there is left out
 * (keepalives) or refused (sslpassword). */
struct arena;
enum err pg_environment(struct arena *arena, const char *conninfo,
			char ***ret_environment,
			struct err_detail *detail) ERR_MUST_CHECK;

/* The connection's backend, for doctor and tests. */
int pg_sync_backend_pid(const struct pg_sync *sync);

#endif
