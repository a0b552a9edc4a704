/* SPDX-License-Identifier: MIT */
/*
 * One connection's life: wait, connect, set up, serve, be lost, wait again.
 * The states and what each awaits are in pg_internal.h.
 *
 * libpq's traps that shape this file: the socket may be another one after
 * each PQconnectPoll(); a connection is made non-blocking before it enters
 * pipeline mode; PQflush() has to be called again while it returns 1, and
 * reading must go on meanwhile; results that came in before the end of the
 * connection are still good, so they are read before it is given up.
 */
#include <assert.h>
#include <string.h>

#include <openssl/ssl.h>

#include <callout/log.h>

#include "pg_internal.h"

enum { BACKOFF_MS = 100, BACKOFF_CAP_MS = 5000, REASON_SIZE = 256 };

static const char *const state_names[CONN_STATE_COUNT] = {
    [CONN_CLOSED] = "closed",	      [CONN_WAITING] = "waiting",
    [CONN_CONNECTING] = "connecting", [CONN_SETTING_UP] = "setting_up",
    [CONN_READY] = "ready",
};

#define TO(state) (1u << (state))
static const unsigned legal_steps[CONN_STATE_COUNT] = {
    [CONN_CLOSED] = TO(CONN_WAITING),
    [CONN_WAITING] = TO(CONN_CONNECTING) | TO(CONN_CLOSED),
    [CONN_CONNECTING] =
	TO(CONN_SETTING_UP) | TO(CONN_WAITING) | TO(CONN_CLOSED),
    [CONN_SETTING_UP] = TO(CONN_READY) | TO(CONN_WAITING) | TO(CONN_CLOSED),
    [CONN_READY] = TO(CONN_WAITING) | TO(CONN_CLOSED),
};

static const char *const lane_names[PG_LANE_COUNT] = {
    [PG_READ] = "read",
    [PG_WRITE] = "write",
};

static void set_state(struct conn *conn, enum conn_state state)
{
	enum conn_state old = conn->state;

	assert(legal_steps[old] & TO(state));
	conn->state = state;
	log_event(LOG_LEVEL_DEBUG, "pg_connection",
		  LOG_TEXT("lane", lane_names[conn->lane]),
		  LOG_NUM("index", conn->index),
		  LOG_TEXT("from", state_names[old]),
		  LOG_TEXT("to", state_names[state]));
	if (old == CONN_READY)
		pool_count_ready(conn->pool, -1);
	if (state == CONN_READY)
		pool_count_ready(conn->pool, +1);
}

static void set_timer(struct conn *conn, int delay_ms)
{
	struct timeval delay = pg_timeval_from_us((int64_t)delay_ms * 1000);

	event_add(conn->timer, &delay);
}

/* --- serving --- */

void conn_flush(struct conn *conn)
{
	char reason[REASON_SIZE];

	switch (PQflush(conn->pg)) {
	case 0:
		event_del(conn->write_event);
		break;
	case 1:
		event_add(conn->write_event, NULL);
		break;
	default:
		conn_lose(conn, pg_connection_message(conn->pg, reason,
						      sizeof(reason)));
		break;
	}
}

/* A TLS record may be larger than what libpq has room for. The rest is then
 * in OpenSSL's buffer, and no event of the socket would tell. */
static bool consume_input(PGconn *pg)
{
	SSL *ssl = PQsslStruct(pg, "OpenSSL");

	do {
		if (PQconsumeInput(pg) != 1)
			return false;
	} while (ssl != NULL && SSL_pending(ssl) > 0);
	return true;
}

static void read_input(struct conn *conn)
{
	bool alive = consume_input(conn->pg);
	char message[REASON_SIZE];
	const char *reason;
	bool sound = unit_read(conn, &reason);
	PGnotify *notify;

	while ((notify = PQnotifies(conn->pg)) != NULL)
		PQfreemem(notify);
	if (!alive || !sound) {
		if (reason == NULL)
			reason = pg_connection_message(conn->pg, message,
						       sizeof(message));
		conn_lose(conn, reason);
	} else if (conn->retire) {
		conn_lose(conn, "the server is a standby now");
	} else {
		/* Reading may have made room to write. */
		conn_flush(conn);
		pool_wake(conn->pool);
	}
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	read_input(arg);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	conn_flush(arg);
}

void conn_set_ready(struct conn *conn)
{
	event_del(conn->timer);
	conn->failures = 0;
	conn->first_host = 0;
	conn->retire = false;
	conn->pool->stats.connects++;
	set_state(conn, CONN_READY);
}

/* --- connecting --- */

static void assign_socket(struct conn *conn)
{
	struct event_base *base = conn->pool->base;
	int fd = PQsocket(conn->pg);

	event_assign(conn->read_event, base, fd, EV_READ | EV_PERSIST,
		     on_readable, conn);
	event_assign(conn->write_event, base, fd, EV_WRITE, on_writable, conn);
}

static void set_up(struct conn *conn)
{
	char reason[REASON_SIZE];

	assign_socket(conn);
	set_state(conn, CONN_SETTING_UP);
	event_add(conn->read_event, NULL);
	if (PQsetnonblocking(conn->pg, 1) != 0 ||
	    !PQenterPipelineMode(conn->pg) || !unit_send_setup(conn))
		conn_lose(conn, pg_connection_message(conn->pg, reason,
						      sizeof(reason)));
	else
		conn_flush(conn);
}

static void on_connecting(evutil_socket_t fd, short what, void *arg);

static void await_socket(struct conn *conn, short what)
{
	event_assign(conn->read_event, conn->pool->base, PQsocket(conn->pg),
		     what, on_connecting, conn);
	event_add(conn->read_event, NULL);
}

static void poll_connection(struct conn *conn)
{
	char reason[REASON_SIZE];

	switch (PQconnectPoll(conn->pg)) {
	case PGRES_POLLING_READING:
		await_socket(conn, EV_READ);
		break;
	case PGRES_POLLING_WRITING:
		await_socket(conn, EV_WRITE);
		break;
	case PGRES_POLLING_OK:
		set_up(conn);
		break;
	default:
		conn_lose(conn, pg_connection_message(conn->pg, reason,
						      sizeof(reason)));
		break;
	}
}

static void on_connecting(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	poll_connection(arg);
}

static void open_connection(struct conn *conn)
{
	struct pg_pool *pool = conn->pool;
	char reason[REASON_SIZE];

	set_state(conn, CONN_CONNECTING);
	conn->pg = pg_session_connect(pool->session, conn->first_host, false);
	set_timer(conn, pool->settings.connect_timeout_ms);
	if (conn->pg == NULL) {
		conn_lose(conn, "out of memory");
		return;
	}
	if (PQstatus(conn->pg) == CONNECTION_BAD) {
		conn_lose(conn, pg_connection_message(conn->pg, reason,
						      sizeof(reason)));
		return;
	}
	PQsetNoticeReceiver(conn->pg, pg_log_notice, NULL);
	/* libpq: begin as if PQconnectPoll() had asked to write. */
	await_socket(conn, EV_WRITE);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct conn *conn = arg;

	(void)fd;
	(void)what;
	if (conn->state == CONN_WAITING) {
		open_connection(conn);
	} else {
		conn->first_host++;
		conn_lose(conn, "it took too long to connect");
	}
}

/* --- beginning and end --- */

void conn_init(struct conn *conn, struct pg_pool *pool, enum pg_lane lane,
	       int index)
{
	*conn = (struct conn){.pool = pool, .lane = lane, .index = index};
	TAILQ_INIT(&conn->in_flight);
	conn->timer = evtimer_new(pool->base, on_timer, conn);
	conn->read_event = event_new(pool->base, -1, 0, on_readable, conn);
	conn->write_event = event_new(pool->base, -1, 0, on_writable, conn);
}

void conn_start(struct conn *conn)
{
	set_state(conn, CONN_WAITING);
	set_timer(conn, 0);
}

static void close_connection(struct conn *conn)
{
	/* Before PQfinish(): it closes the socket that they watch. */
	event_del(conn->read_event);
	event_del(conn->write_event);
	event_del(conn->timer);
	unit_forget(conn);
	pg_prepared_clear(&conn->prepared);
	PQfinish(conn->pg);
	conn->pg = NULL;
}

/* Complete or queue again what was in flight. Completions may run: the
 * connection is detached from its calls first. */
static void lose_calls(struct conn *conn)
{
	struct call_list lost = TAILQ_HEAD_INITIALIZER(lost);
	struct pg_call *call;

	TAILQ_CONCAT(&lost, &conn->in_flight, link);
	conn->in_flight_count = 0;
	/* From the last to the first: each that goes back goes to the front. */
	while ((call = TAILQ_LAST(&lost, call_list)) != NULL) {
		TAILQ_REMOVE(&lost, call, link);
		call_lost(call);
	}
}

static void log_loss(const struct conn *conn, const char *reason)
{
	bool open = conn->state == CONN_READY;
	/* One line when it begins to fail, not one for each attempt. */
	bool news = open || conn->failures == 0;

	log_event(news ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG,
		  open ? "pg_connection_lost" : "pg_connect_failed",
		  LOG_TEXT("lane", lane_names[conn->lane]),
		  LOG_NUM("index", conn->index),
		  LOG_NUM("calls", conn->in_flight_count),
		  LOG_TEXT("reason", reason));
}

void conn_lose(struct conn *conn, const char *reason)
{
	bool open = conn->state == CONN_READY;

	log_loss(conn, reason);
	close_connection(conn);
	if (open)
		conn->pool->stats.losses++;
	set_state(conn, CONN_WAITING);
	set_timer(conn, pool_jitter_ms(conn->pool, BACKOFF_MS, conn->failures,
				       BACKOFF_CAP_MS));
	conn->failures++;
	lose_calls(conn);
}

void conn_free(struct conn *conn)
{
	close_connection(conn);
	set_state(conn, CONN_CLOSED);
	lose_calls(conn);
	event_free(conn->read_event);
	event_free(conn->write_event);
	event_free(conn->timer);
}
