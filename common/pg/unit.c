/* SPDX-License-Identifier: MIT */
/*
 * A call on the wire. Its unit is [Parse] Bind Execute Sync: the sync point
 * ends its transaction, and an error aborts all up to it and nothing beyond.
 * Results come back in the order of the units:
 *
 *	[PGRES_COMMAND_OK NULL] rows-or-error NULL PGRES_PIPELINE_SYNC
 *
 * An error may still follow the rows (a deferred constraint, the commit), so
 * only the sync point completes a call. Where a unit ends in a broken
 * connection instead, nothing that it said before counts.
 */
#include <assert.h>
#include <string.h>

#include "pg_internal.h"

static bool send_prepared(struct conn *conn, struct pg_call *call)
{
	const struct pg_statement *statement = call->statement;
	struct pg_prepared *prepared =
	    pg_prepared_find(&conn->prepared, statement);
	char name[PG_PREPARED_NAME_SIZE];

	pg_prepared_name(prepared, name);
	call->generation = prepared->generation;
	call->awaits_parse = !prepared->sent;
	if (call->awaits_parse && !PQsendPrepare(conn->pg, name, statement->sql,
						 statement->param_count, NULL))
		return false;
	prepared->sent = true;
	return PQsendQueryPrepared(conn->pg, name, statement->param_count,
				   call->params, NULL, NULL, 0) == 1;
}

bool unit_send(struct conn *conn, struct pg_call *call)
{
	const struct pg_statement *statement = call->statement;
	bool sent;

	assert(conn->state == CONN_READY);
	if (statement->name != NULL) {
		sent = send_prepared(conn, call);
	} else {
		call->awaits_parse = false;
		sent = PQsendQueryParams(conn->pg, statement->sql,
					 statement->param_count, NULL,
					 call->params, NULL, NULL, 0) == 1;
	}
	/* Without its sync point the server rolls all of it back. */
	return sent && PQpipelineSync(conn->pg) == 1;
}

bool unit_send_setup(struct conn *conn)
{
	const char *params[PG_SETUP_PARAMS];

	pg_session_setup_params(conn->pool->session, params);
	return PQsendQueryParams(conn->pg, pg_setup_sql, PG_SETUP_PARAMS, NULL,
				 params, NULL, NULL, 0) == 1 &&
	       PQpipelineSync(conn->pg) == 1;
}

void unit_forget(struct conn *conn)
{
	PQclear(conn->kept);
	conn->kept = NULL;
}

/* The first error of a unit is what it has to say; else its last result. */
static void keep(struct conn *conn, PGresult *pg)
{
	struct pg_call *call = TAILQ_FIRST(&conn->in_flight);
	bool parsed = call != NULL && call->awaits_parse;

	if (parsed)
		call->awaits_parse = false;
	if (parsed && pg_is_error(pg)) {
		/* The name was not taken: the next call may try it. */
		pg_prepared_find(&conn->prepared, call->statement)->sent =
		    false;
	}
	if ((conn->kept != NULL && pg_is_error(conn->kept)) ||
	    (parsed && !pg_is_error(pg))) {
		PQclear(pg);
		return;
	}
	PQclear(conn->kept);
	conn->kept = pg;
}

/* What an error says of the connection itself. */
static void learn(struct conn *conn, const struct pg_call *call,
		  const PGresult *pg)
{
	const char *sqlstate = pg_sqlstate(pg);
	const char *standby;

	if (strcmp(sqlstate, "26000") == 0 || pg_is_void_plan(pg)) {
		if (call->statement->name != NULL)
			pg_prepared_forget(&conn->prepared, call->statement,
					   call->generation);
	} else if (strcmp(sqlstate, "25006") == 0) {
		/* Our primary became a standby: look for the new one. */
		standby = PQparameterStatus(conn->pg, "in_hot_standby");
		if (standby != NULL && strcmp(standby, "on") == 0)
			conn->retire = true;
	}
}

/* The first unit in flight is complete. */
static bool finish(struct conn *conn, const char **ret_reason)
{
	PGresult *pg = conn->kept;
	struct pg_call *call = TAILQ_FIRST(&conn->in_flight);

	conn->kept = NULL;
	if (pg == NULL) {
		*ret_reason = "a sync point without a result";
		return false;
	}
	if (conn->state == CONN_SETTING_UP) {
		bool failed = pg_is_error(pg);

		PQclear(pg);
		if (failed) {
			*ret_reason = "the session's settings were refused";
			return false;
		}
		conn_set_ready(conn);
		return true;
	}
	if (call == NULL) {
		PQclear(pg);
		*ret_reason = "a sync point that nobody asked for";
		return false;
	}
	if (pg_is_error(pg))
		learn(conn, call, pg);
	TAILQ_REMOVE(&conn->in_flight, call, link);
	conn->in_flight_count--;
	call_finished(call, pg);
	PQclear(pg);
	return true;
}

static bool take(struct conn *conn, PGresult *pg, const char **ret_reason)
{
	switch (PQresultStatus(pg)) {
	case PGRES_PIPELINE_SYNC:
		PQclear(pg);
		return finish(conn, ret_reason);
	case PGRES_COPY_IN:
	case PGRES_COPY_OUT:
	case PGRES_COPY_BOTH:
		PQclear(pg);
		*ret_reason = "COPY is not for the pool";
		return false;
	default:
		break;
	}
	/* libpq's own error: the connection broke. It would go on saying so. */
	if (pg_is_error(pg) && PQresultStatus(pg) != PGRES_PIPELINE_ABORTED &&
	    pg_sqlstate(pg)[0] == '\0') {
		PQclear(pg);
		*ret_reason = NULL;
		return false;
	}
	keep(conn, pg);
	return true;
}

bool unit_read(struct conn *conn, const char **ret_reason)
{
	int nulls = 0;
	PGresult *pg;

	*ret_reason = NULL;
	while ((conn->state == CONN_SETTING_UP || conn->in_flight_count > 0) &&
	       !PQisBusy(conn->pg)) {
		pg = PQgetResult(conn->pg);
		if (pg != NULL) {
			nulls = 0;
			if (!take(conn, pg, ret_reason))
				return false;
		} else if (++nulls > 2) {
			*ret_reason = "results out of step";
			return false;
		}
	}
	return true;
}
