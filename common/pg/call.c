/* SPDX-License-Identifier: MIT */
/*
 * A call's way from pg_call() to its one completion. Each state is a list
 * (pg_internal.h); complete() is the only place that runs a completion, and
 * the only other end is release() of a call that was cancelled.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/log.h>

#include "pg_internal.h"

enum { MAX_TRIES = 5, RETRY_MS = 10, RETRY_CAP_MS = 200 };

#define TO(state) (1u << (state))
static const unsigned legal_steps[CALL_STATE_COUNT] = {
    [CALL_NEW] = TO(CALL_QUEUED) | TO(CALL_REFUSED),
    [CALL_QUEUED] = TO(CALL_SENT) | TO(CALL_DONE),
    [CALL_SENT] = TO(CALL_DONE) | TO(CALL_BACKOFF) | TO(CALL_QUEUED),
    [CALL_BACKOFF] = TO(CALL_QUEUED) | TO(CALL_DONE),
    [CALL_REFUSED] = TO(CALL_DONE),
    [CALL_DONE] = 0,
};

/* Steps of a call are too many for the log, even at debug. */
static void set_state(struct pg_call *call, enum call_state state)
{
	assert(legal_steps[call->state] & TO(state));
	call->state = state;
}

/* --- the end --- */

static void release(struct pg_call *call)
{
	event_del(&call->timer);
	free(call);
}

/* `call` is in no list any more. */
static void complete(struct pg_call *call, const struct pg_result *result)
{
	struct pg_pool *pool = call->pool;

	set_state(call, CALL_DONE);
	if (call->on_done != NULL) {
		pool->stats.calls++;
		if (result->detail->code != ERR_OK)
			pool->stats.errors++;
		pool->in_callback++;
		call->on_done(result, call->arg);
		pool->in_callback--;
	}
	release(call);
}

/* Out of the list that its state names; not for calls that are in flight,
 * which the connection's owner takes out. */
static void take_out(struct pg_call *call)
{
	struct pg_pool *pool = call->pool;
	struct lane *lane = &pool->lanes[call->statement->lane];

	switch (call->state) {
	case CALL_QUEUED:
		TAILQ_REMOVE(&lane->queue, call, link);
		lane->waiting--;
		break;
	case CALL_BACKOFF:
		TAILQ_REMOVE(&pool->parked, call, link);
		break;
	case CALL_REFUSED:
		TAILQ_REMOVE(&pool->refused, call, link);
		break;
	default:
		break;
	}
}

void call_fail(struct pg_call *call, enum pg_failure failure)
{
	struct err_detail detail;
	struct pg_result result = {.detail = &detail};

	take_out(call);
	(void)pg_detail_from_failure(failure, &detail);
	complete(call, &result);
}

/* --- queue and deadline --- */

static void await_deadline(struct pg_call *call)
{
	int64_t left_us = call->deadline_us - clk_monotonic_us();
	struct timeval left = pg_timeval_from_us(left_us > 0 ? left_us : 0);

	evtimer_add(&call->timer, &left);
}

static void queue(struct pg_call *call, bool in_front)
{
	set_state(call, CALL_QUEUED);
	pool_queue(call, in_front);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct pg_call *call = arg;

	(void)fd;
	(void)what;
	switch (call->state) {
	case CALL_QUEUED:
		call_fail(call, PG_DATABASE_TIMEOUT);
		break;
	case CALL_SENT:
		/* The server's own timeouts come earlier: it is frozen, or
		 * cannot be reached, or hopelessly late. */
		call->timed_out = true;
		conn_lose(call->conn, "a call passed its deadline");
		break;
	case CALL_BACKOFF:
		take_out(call);
		await_deadline(call);
		queue(call, false);
		break;
	default:
		assert(!"a timer in a state that has none");
	}
}

/* Pointers first, then the texts, all in the call's own memory. */
static struct pg_call *copy_call(const struct pg_statement *statement,
				 const char *const *params)
{
	size_t count = (size_t)statement->param_count;
	size_t size = 0;
	struct pg_call *call;
	char *at;

	for (size_t i = 0; i < count; i++)
		if (params[i] != NULL)
			size += strlen(params[i]) + 1;
	call = xcalloc(1, sizeof(*call) + count * sizeof(char *) + size);
	at = (char *)&call->params[count];
	for (size_t i = 0; i < count; i++) {
		if (params[i] == NULL)
			continue;
		size = strlen(params[i]) + 1;
		call->params[i] = memcpy(at, params[i], size);
		at += size;
	}
	call->statement = statement;
	return call;
}

static void refuse(struct pg_call *call, enum pg_failure failure)
{
	static const struct timeval at_once = {0};

	call->refusal = failure;
	set_state(call, CALL_REFUSED);
	TAILQ_INSERT_TAIL(&call->pool->refused, call, link);
	evtimer_add(call->pool->refuse, &at_once);
}

struct pg_call *pg_call(struct pg_pool *pool,
			const struct pg_statement *statement,
			const char *const *params, int timeout_ms,
			pg_done_fn *on_done, void *arg)
{
	struct lane *lane = &pool->lanes[statement->lane];
	struct pg_call *call;

	assert(statement->lane < PG_LANE_COUNT && statement->param_count >= 0);
	assert(on_done != NULL && timeout_ms >= 0);
	assert(params != NULL || statement->param_count == 0);
	call = copy_call(statement, params);
	call->pool = pool;
	call->on_done = on_done;
	call->arg = arg;
	if (timeout_ms == 0)
		timeout_ms = pool->settings.call_timeout_ms;
	call->deadline_us = clk_monotonic_us() + (int64_t)timeout_ms * 1000;
	evtimer_assign(&call->timer, pool->base, on_timer, call);
	if (pool->closing) {
		refuse(call, PG_SHUTTING_DOWN);
	} else if (pool_is_away(pool)) {
		refuse(call, PG_DATABASE_AWAY);
	} else if (lane->waiting >= pool->settings.queue_limit) {
		refuse(call, PG_QUEUE_FULL);
	} else {
		await_deadline(call);
		queue(call, false);
	}
	return call;
}

void pg_call_cancel(struct pg_call *call)
{
	if (call == NULL || call->state == CALL_DONE)
		return;
	if (call->state == CALL_SENT) {
		/* Its results still have to be read. The deadline stays. */
		call->on_done = NULL;
		return;
	}
	take_out(call);
	release(call);
}

/* --- on the wire and back --- */

void call_sent(struct pg_call *call, struct conn *conn)
{
	take_out(call);
	call->conn = conn;
	set_state(call, CALL_SENT);
	TAILQ_INSERT_TAIL(&conn->in_flight, call, link);
	conn->in_flight_count++;
}

/* Was it rolled back for a reason that another try may not meet? */
static bool is_transient(const PGresult *pg)
{
	static const char *const sqlstates[] = {
	    "40001", /* serialization failure */
	    "40P01", /* deadlock */
	    "26000", /* the prepared statement is gone: it is made again */
	    "25006", /* read-only: the primary became a standby */
	};
	const char *sqlstate = pg_sqlstate(pg);

	for (size_t i = 0; i < sizeof(sqlstates) / sizeof(*sqlstates); i++)
		if (strcmp(sqlstate, sqlstates[i]) == 0)
			return true;
	return pg_is_void_plan(pg);
}

/* Wait a little and go to the queue again, unless that is hopeless. */
static bool try_again(struct pg_call *call)
{
	struct pg_pool *pool = call->pool;
	struct timeval delay;
	int delay_ms;

	if (call->tries >= MAX_TRIES || call->on_done == NULL)
		return false;
	delay_ms = pool_jitter_ms(pool, RETRY_MS, call->tries, RETRY_CAP_MS);
	if (clk_monotonic_us() + (int64_t)delay_ms * 1000 >= call->deadline_us)
		return false;
	call->tries++;
	pool->stats.retries++;
	set_state(call, CALL_BACKOFF);
	call->conn = NULL;
	TAILQ_INSERT_TAIL(&pool->parked, call, link);
	delay = pg_timeval_from_us((int64_t)delay_ms * 1000);
	evtimer_add(&call->timer, &delay);
	return true;
}

void call_finished(struct pg_call *call, const PGresult *pg)
{
	struct err_detail detail;
	struct pg_result result = {.detail = &pg_no_error};

	assert(call->state == CALL_SENT);
	if (pg_is_error(pg)) {
		if (is_transient(pg) && try_again(call))
			return;
		if (call->on_done != NULL)
			(void)pg_detail_from_result(pg, &detail);
		else
			detail = pg_no_error;
		result.detail = &detail;
	} else {
		/* Nobody but result.c reads it, and it only reads. */
		result.pg = (PGresult *)pg;
	}
	complete(call, &result);
}

void call_lost(struct pg_call *call)
{
	bool idempotent = call->statement->idempotent;

	assert(call->state == CALL_SENT);
	call->conn = NULL;
	if (call->on_done == NULL) {
		release(call);
	} else if (idempotent && !call->lost_once && !call->timed_out &&
		   !call->pool->closing) {
		call->lost_once = true;
		call->pool->stats.retries++;
		queue(call, true);
	} else if (!idempotent) {
		call_fail(call, PG_OUTCOME_UNKNOWN);
	} else if (call->timed_out) {
		call_fail(call, PG_DATABASE_TIMEOUT);
	} else if (call->pool->closing) {
		call_fail(call, PG_SHUTTING_DOWN);
	} else {
		call_fail(call, PG_CONNECTION_LOST);
	}
}
