/* SPDX-License-Identifier: MIT */
/*
 * The inside of the database room. Three machines, one file each:
 *
 *	pool.c	owns the lanes: queues of calls in front of connections
 *	call.c	one statement on its way: enum call_state
 *	conn.c	one connection's life: enum conn_state
 *
 * and their helpers: unit.c (a call on the wire: what is sent, what comes
 * back), settings.c, session.c (how a connection is opened), prepared.c (what
 * a server knows by name), result.c (PGresult to our words), sync.c (the
 * blocking sibling, which shares session, prepared and result).
 *
 * Re-entrancy, the one rule: a completion may call pg_call() and
 * pg_call_cancel(), and these never touch a connection. They queue and mark;
 * the pump, an event of its own, sends. So whoever walks a connection's calls
 * may complete them on the way.
 */
#ifndef CALLOUT_PG_INTERNAL_H
#define CALLOUT_PG_INTERNAL_H

#include <sys/queue.h>

#include <event2/event.h>
#include <event2/event_struct.h>
#include <libpq-fe.h>

#include <callout/pg.h>

/* --- result.c --- */

struct pg_result {
	PGresult *pg;			 /* NULL for the pool's own errors */
	const struct err_detail *detail; /* never NULL */
};

extern const struct err_detail pg_no_error;

/* The pool's own errors; the table in result.c has their rules and texts. */
enum pg_failure {
	PG_OUTCOME_UNKNOWN,
	PG_DATABASE_AWAY,
	PG_DATABASE_TIMEOUT,
	PG_QUEUE_FULL,
	PG_CONNECTION_LOST,
	PG_SHUTTING_DOWN,
	PG_FAILURE_COUNT
};

bool pg_is_error(const PGresult *pg);
/* "cached plan must not change result type": a migration came between. */
bool pg_is_void_plan(const PGresult *pg);
/* "" for what libpq itself says. */
const char *pg_sqlstate(const PGresult *pg);
/* Fill *ret_detail from an error result; returns its code. */
enum err pg_detail_from_result(const PGresult *pg,
			       struct err_detail *ret_detail);
enum err pg_detail_from_failure(enum pg_failure failure,
				struct err_detail *ret_detail);
/* PQerrorMessage() on one line, in `ret_text` of `size` bytes. */
const char *pg_connection_message(const PGconn *pg, char *ret_text,
				  size_t size);
/* Notices go to the log. For PQsetNoticeReceiver(). */
void pg_log_notice(void *arg, const PGresult *notice);

/* --- session.c --- */

struct pg_session;

enum err pg_session_new(const struct pg_settings *settings,
			struct pg_session **ret_session,
			struct err_detail *detail) ERR_MUST_CHECK;
void pg_session_free(struct pg_session *session);
/* Open by PQconnectStartParams(), or by PQconnectdbParams() if `blocking`.
 * The list of hosts is rotated by `first_host`. NULL when memory is out. */
PGconn *pg_session_connect(const struct pg_session *session, int first_host,
			   bool blocking);

/* The statement that sets a new connection up, and its parameters. */
#define PG_SETUP_PARAMS 5
extern const char pg_setup_sql[];
void pg_session_setup_params(const struct pg_session *session,
			     const char *ret_params[PG_SETUP_PARAMS]);

/* --- prepared.c --- */

/* What one connection's server knows by name. */
struct pg_prepared {
	const struct pg_statement *statement; /* NULL: an empty slot */
	unsigned generation; /* part of the name; grows when a plan is void */
	bool sent;	     /* its Parse was sent on this connection */
};

struct pg_prepared_set {
	struct pg_prepared *slots;
	size_t capacity; /* 0 or a power of two */
	size_t count;
};

/* The row of that statement, made if missing. Good until the next find. */
struct pg_prepared *pg_prepared_find(struct pg_prepared_set *set,
				     const struct pg_statement *statement);
void pg_prepared_clear(struct pg_prepared_set *set);
/* Forget this generation, so that the next use prepares a new name. */
void pg_prepared_forget(struct pg_prepared_set *set,
			const struct pg_statement *statement,
			unsigned generation);
#define PG_PREPARED_NAME_SIZE 64
void pg_prepared_name(const struct pg_prepared *prepared,
		      char ret_name[PG_PREPARED_NAME_SIZE]);

/* --- call.c --- */

/* Each state names the list that the call is in. */
enum call_state {
	CALL_NEW,     /* in none; -> QUEUED, REFUSED */
	CALL_QUEUED,  /* lane's queue; awaits a free connection or its
		       * deadline; -> SENT, DONE */
	CALL_SENT,    /* connection's in_flight; awaits its sync point, the
		       * connection's loss or its deadline; -> DONE, BACKOFF
		       * (may be tried again), QUEUED (connection lost) */
	CALL_BACKOFF, /* pool's parked; awaits its timer; -> QUEUED, DONE */
	CALL_REFUSED, /* pool's refused; awaits the next turn; -> DONE */
	CALL_DONE,    /* in none; its completion runs or is over */
	CALL_STATE_COUNT
};

TAILQ_HEAD(call_list, pg_call);

struct pg_call {
	TAILQ_ENTRY(pg_call) link;
	struct pg_pool *pool;
	struct conn *conn; /* while SENT */
	const struct pg_statement *statement;
	pg_done_fn *on_done; /* NULL: cancelled while SENT */
	void *arg;
	enum call_state state;
	enum pg_failure refusal; /* while REFUSED */
	int64_t deadline_us;	 /* of clk_monotonic_us() */
	struct event timer;	 /* the deadline; while BACKOFF its end */
	int tries;		 /* times that it was rolled back */
	bool lost_once;		 /* sent, and the connection was lost */
	bool timed_out;		 /* sent, and the deadline passed */
	bool awaits_parse;	 /* sent, and a Parse goes before it */
	unsigned generation;	 /* of the prepared statement it used */
	const char *params[];	 /* param_count; texts behind them */
};

/* Queued -> sent on `conn`; sent -> what its unit's result makes of it, and
 * the connection's loss. They take care of lists, timers, completions. */
void call_sent(struct pg_call *call, struct conn *conn);
void call_finished(struct pg_call *call, const PGresult *pg);
void call_lost(struct pg_call *call);
/* Complete with an error of the pool's own. */
void call_fail(struct pg_call *call, enum pg_failure failure);

/* --- conn.c --- */

enum conn_state {
	CONN_CLOSED,	 /* no PGconn; before the start and after the end;
			  * -> WAITING */
	CONN_WAITING,	 /* no PGconn; awaits the back-off's timer;
			  * -> CONNECTING, CLOSED */
	CONN_CONNECTING, /* awaits the socket as PQconnectPoll() asked, or the
			  * connect timeout; -> SETTING_UP, WAITING, CLOSED */
	CONN_SETTING_UP, /* pipeline mode, pg_setup_sql sent; awaits its sync
			  * point or the timeout; -> READY, WAITING, CLOSED */
	CONN_READY,	 /* takes calls while in_flight_count < depth; awaits
			  * their results; -> WAITING, CLOSED */
	CONN_STATE_COUNT
};

struct conn {
	struct pg_pool *pool;
	enum pg_lane lane;
	int index; /* in its lane, for the log */
	enum conn_state state;
	PGconn *pg;
	struct event *read_event;  /* READY: persistent; earlier: one shot */
	struct event *write_event; /* while PQflush() has more */
	struct event *timer;	   /* back-off or connect timeout */
	int failures;		   /* to connect, in a row */
	int first_host;		   /* where the next attempt starts */
	bool retire;		   /* lose it when its results are read */
	struct call_list in_flight;
	int in_flight_count;
	PGresult *kept; /* of the first unit in flight: its error or rows */
	struct pg_prepared_set prepared;
};

void conn_init(struct conn *conn, struct pg_pool *pool, enum pg_lane lane,
	       int index);
/* The session is set up: take calls. */
void conn_set_ready(struct conn *conn);
/* Start to connect, at once. */
void conn_start(struct conn *conn);
/* Give the connection up: its calls are lost; connect again after a while. */
void conn_lose(struct conn *conn, const char *reason);
/* End: the calls in flight are lost, events and memory go. */
void conn_free(struct conn *conn);
/* Send what is buffered; ask for the write event while there is more. */
void conn_flush(struct conn *conn);

/* --- unit.c --- */

/* Put one call (the head of its queue) on the wire up to its sync point. On
 * false nothing of it can take effect and the connection is of no use. */
bool unit_send(struct conn *conn, struct pg_call *call);
bool unit_send_setup(struct conn *conn);
/* Take all results that are there. On false the connection is of no use and
 * *ret_reason says why. Completes calls. */
bool unit_read(struct conn *conn, const char **ret_reason);
/* Drop what was kept of a unit that never reached its sync point. */
void unit_forget(struct conn *conn);

/* --- pool.c --- */

struct lane {
	struct conn *conns;
	int conn_count;
	int depth;
	struct call_list queue;
	int waiting; /* length of queue */
};

struct pg_pool {
	struct event_base *base;
	struct pg_settings settings; /* its texts are in `session` only */
	struct pg_session *session;
	struct lane lanes[PG_LANE_COUNT];
	struct call_list parked;
	struct call_list refused;
	struct event *pump;	    /* send what is queued */
	struct event *refuse;	    /* complete what was refused */
	struct event *away;	    /* the database is away for too long */
	int ready;		    /* connections in CONN_READY */
	int64_t away_since_us;	    /* while ready == 0 */
	bool closing;		    /* in pg_pool_free() */
	int in_callback;	    /* depth of completions */
	uint64_t random;	    /* state of the jitter */
	struct pg_pool_stats stats; /* its counters */
	void (*on_state)(bool ready, void *arg);
	void *on_state_arg;
};

/* Put a call to its lane's queue: at the end, or in front of all. */
void pool_queue(struct pg_call *call, bool in_front);
/* Have the pump run in this turn of the loop. */
void pool_wake(struct pg_pool *pool);
/* A connection became, or is no longer, ready. */
void pool_count_ready(struct pg_pool *pool, int step);
/* No connection for longer than fail_fast_ms? */
bool pool_is_away(const struct pg_pool *pool);
/* A back-off: base_ms doubled `step` times, at most cap_ms, of which the
 * upper half is random. */
int pool_jitter_ms(struct pg_pool *pool, int base_ms, int step, int cap_ms);
struct timeval pg_timeval_from_us(int64_t us);

#endif
