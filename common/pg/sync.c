/* SPDX-License-Identifier: MIT */
/*
 * The blocking sibling for the command line: one connection, the same session,
 * statements, results and errors as the pool.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/pg_sync.h>

#include "pg_internal.h"

enum { COPY_BYTES = 65536 };

struct pg_sync {
	PGconn *pg;
	struct pg_prepared_set prepared;
	void (*on_notice)(const char *text, void *arg);
	void *on_notice_arg;
};

/* --- results --- */

/* Check and drop a result; a missing one is a lost connection. */
static enum err settle(struct pg_sync *sync, PGresult *pg,
		       struct err_detail *detail)
{
	char message[256];
	enum err err = ERR_OK;

	if (pg == NULL || (pg_is_error(pg) && pg_sqlstate(pg)[0] == '\0'))
		err = err_set_rule(
		    detail, ERR_UNAVAILABLE, "", "connection_lost",
		    "the connection to the database was lost "
		    "(%s)",
		    pg_connection_message(sync->pg, message, sizeof(message)));
	else if (pg_is_error(pg))
		err = pg_detail_from_result(pg, detail);
	PQclear(pg);
	return err;
}

static void on_notice(void *arg, const PGresult *notice)
{
	const struct pg_sync *sync = arg;
	const char *text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);

	if (sync->on_notice != NULL)
		sync->on_notice(text != NULL ? text : "", sync->on_notice_arg);
	else
		pg_log_notice(NULL, notice);
}

void pg_sync_on_notice(struct pg_sync *sync,
		       void (*callback)(const char *text, void *arg), void *arg)
{
	sync->on_notice = callback;
	sync->on_notice_arg = arg;
}

/* --- beginning and end --- */

static enum err set_up(struct pg_sync *sync, const struct pg_session *session,
		       struct err_detail *detail)
{
	const char *params[PG_SETUP_PARAMS];
	char message[256];

	if (PQstatus(sync->pg) != CONNECTION_OK)
		return err_set_rule(
		    detail, ERR_UNAVAILABLE, "", "database_away",
		    "cannot connect to the database: %s",
		    pg_connection_message(sync->pg, message, sizeof(message)));
	PQsetNoticeReceiver(sync->pg, on_notice, sync);
	pg_session_setup_params(session, params);
	return settle(sync,
		      PQexecParams(sync->pg, pg_setup_sql, PG_SETUP_PARAMS,
				   NULL, params, NULL, NULL, 0),
		      detail);
}

enum err pg_sync_open(const struct pg_settings *settings,
		      struct pg_sync **ret_sync, struct err_detail *detail)
{
	struct pg_session *session;
	struct pg_sync *sync;
	enum err err;

	err = pg_session_new(settings, &session, detail);
	if (err != ERR_OK)
		return err;
	sync = xcalloc(1, sizeof(*sync));
	sync->pg = pg_session_connect(session, 0, true);
	err = set_up(sync, session, detail);
	pg_session_free(session);
	if (err != ERR_OK)
		pg_sync_close(sync);
	else
		*ret_sync = sync;
	return err;
}

void pg_sync_close(struct pg_sync *sync)
{
	if (sync == NULL)
		return;
	PQfinish(sync->pg);
	pg_prepared_clear(&sync->prepared);
	free(sync);
}

int pg_sync_backend_pid(const struct pg_sync *sync)
{
	return PQbackendPID(sync->pg);
}

/* --- statements --- */

static PGresult *run_prepared(struct pg_sync *sync,
			      const struct pg_statement *statement,
			      const char *const *params)
{
	struct pg_prepared *prepared =
	    pg_prepared_find(&sync->prepared, statement);
	char name[PG_PREPARED_NAME_SIZE];
	PGresult *pg;

	pg_prepared_name(prepared, name);
	if (!prepared->sent) {
		pg = PQprepare(sync->pg, name, statement->sql,
			       statement->param_count, NULL);
		if (pg == NULL || pg_is_error(pg))
			return pg;
		PQclear(pg);
		prepared->sent = true;
	}
	pg = PQexecPrepared(sync->pg, name, statement->param_count, params,
			    NULL, NULL, 0);
	/* In a transaction it is too late to try again, but not for the next
	 * one. */
	if (pg != NULL && pg_is_error(pg) &&
	    (pg_is_void_plan(pg) || strcmp(pg_sqlstate(pg), "26000") == 0))
		pg_prepared_forget(&sync->prepared, statement,
				   prepared->generation);
	return pg;
}

static PGresult *run(struct pg_sync *sync, const struct pg_statement *statement,
		     const char *const *params)
{
	bool had_name = statement->name != NULL;
	bool was_idle = PQtransactionStatus(sync->pg) == PQTRANS_IDLE;
	PGresult *pg;

	if (!had_name)
		return PQexecParams(sync->pg, statement->sql,
				    statement->param_count, NULL, params, NULL,
				    NULL, 0);
	pg = run_prepared(sync, statement, params);
	if (pg != NULL && was_idle &&
	    !pg_prepared_find(&sync->prepared, statement)->sent &&
	    (pg_is_void_plan(pg) || strcmp(pg_sqlstate(pg), "26000") == 0)) {
		PQclear(pg);
		pg = run_prepared(sync, statement, params);
	}
	return pg;
}

enum err pg_sync_exec(struct pg_sync *sync,
		      const struct pg_statement *statement,
		      const char *const *params, struct pg_result **ret_result,
		      struct err_detail *detail)
{
	PGresult *pg = run(sync, statement, params);
	struct pg_result *result;

	if (pg == NULL || pg_is_error(pg) || ret_result == NULL)
		return settle(sync, pg, detail);
	result = xcalloc(1, sizeof(*result));
	result->pg = pg;
	result->detail = &pg_no_error;
	*ret_result = result;
	return ERR_OK;
}

void pg_result_free(struct pg_result *result)
{
	if (result == NULL)
		return;
	PQclear(result->pg);
	free(result);
}

enum err pg_sync_script(struct pg_sync *sync, const char *sql,
			struct err_detail *detail)
{
	return settle(sync, PQexec(sync->pg, sql), detail);
}

/* --- transactions --- */

enum err pg_sync_begin(struct pg_sync *sync, struct err_detail *detail)
{
	return pg_sync_script(sync, "BEGIN", detail);
}

enum err pg_sync_commit(struct pg_sync *sync, struct err_detail *detail)
{
	/* The server answers COMMIT of a failed transaction by a rollback and
	 * no error. */
	bool failed = PQtransactionStatus(sync->pg) == PQTRANS_INERROR;
	enum err err = pg_sync_script(sync, "COMMIT", detail);

	if (err == ERR_OK && failed)
		err = err_set(detail, ERR_INTERNAL, "",
			      "the transaction had failed before its commit");
	return err;
}

void pg_sync_rollback(struct pg_sync *sync)
{
	if (PQtransactionStatus(sync->pg) != PQTRANS_IDLE)
		(void)!pg_sync_script(sync, "ROLLBACK", NULL);
}

/* --- COPY --- */

/* Feed all bytes; 0 at the end, -1 if the source gave up or the server is
 * not there any more. */
static int feed(struct pg_sync *sync, pg_copy_fn *fill, void *arg)
{
	char *bytes = xmalloc(COPY_BYTES);
	ssize_t length;
	int status = 0;

	while ((length = fill(bytes, COPY_BYTES, arg)) > 0) {
		assert(length <= COPY_BYTES);
		if (PQputCopyData(sync->pg, bytes, (int)length) != 1) {
			status = -1;
			break;
		}
	}
	free(bytes);
	return length < 0 ? -1 : status;
}

enum err pg_sync_copy_in(struct pg_sync *sync, const char *sql,
			 pg_copy_fn *fill, void *arg, int64_t *ret_rows,
			 struct err_detail *detail)
{
	PGresult *pg = PQexec(sync->pg, sql);
	struct pg_result view = {.detail = &pg_no_error};
	enum err err;
	bool gave_up;
	int fed;

	if (PQresultStatus(pg) != PGRES_COPY_IN) {
		err = settle(sync, pg, detail);
		return err != ERR_OK ? err
				     : err_set(detail, ERR_INTERNAL, "",
					       "no COPY FROM STDIN: %s", sql);
	}
	PQclear(pg);
	fed = feed(sync, fill, arg);
	(void)PQputCopyEnd(sync->pg, fed == 0 ? NULL : "the source gave up");
	pg = PQgetResult(sync->pg);
	/* Our own CopyFail comes back as query_canceled. */
	gave_up = fed != 0 && pg != NULL && pg_is_error(pg) &&
		  strcmp(pg_sqlstate(pg), "57014") == 0;
	if (pg != NULL && !pg_is_error(pg) && ret_rows != NULL) {
		view.pg = pg;
		*ret_rows = pg_result_affected(&view);
	}
	err = settle(sync, pg, detail);
	while ((pg = PQgetResult(sync->pg)) != NULL)
		PQclear(pg);
	if (gave_up)
		err = err_set(detail, ERR_INPUT, "",
			      "the data could not be read to its end; nothing "
			      "of it was stored");
	return err;
}
