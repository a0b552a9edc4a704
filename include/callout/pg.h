/* SPDX-License-Identifier: MIT */
/*
 * PostgreSQL for the daemons: asynchronous libpq on libevent.
 *
 * A pool keeps a few connections in two lanes. The read lane is pipelined: up
 * to `read_depth` calls are under way on each connection. The write lane has
 * one call at a time on each connection, because a write may wait on a lock
 * and must not hold up its neighbours. One call is one statement, one sync
 * point and therefore one transaction: it has taken effect exactly when its
 * completion says ERR_OK (deferred constraints and the commit are included).
 *
 * Promises to the caller:
 * - one completion per call, always from the event loop, never from inside
 *   pg_call(): also after a timeout, a lost connection, pg_pool_free();
 *   no completion at all after pg_call_cancel();
 * - a call has a deadline that the client itself keeps, so that a frozen
 *   server is noticed. A call that passes it costs its connection;
 * - a call whose connection is lost after it was sent is sent once more on
 *   another connection if its statement is idempotent, within its deadline.
 *   Otherwise it completes with ERR_UNAVAILABLE and the rule
 *   "outcome_unknown": it may or may not have been committed;
 * - serialization failures and deadlocks (40001, 40P01) were rolled back and
 *   are tried again up to five times, whatever the statement.
 *
 * A pool belongs to the thread of its event base. Nothing here is thread
 * safe; a process with several loops has a pool for each.
 *
 * A host name in the connection string is resolved by libpq, which blocks:
 * use an address (hostaddr), a socket directory or a name in /etc/hosts.
 *
 * The model is Citus' adaptive executor and pgbench's ConnectionStateEnum: see
 * common/pg/pg_internal.h for the states.
 */
#ifndef CALLOUT_PG_H
#define CALLOUT_PG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/err.h>

struct conf;
struct event_base;
struct pg_pool;
struct pg_call;
struct pg_result;

enum pg_lane { PG_READ, PG_WRITE, PG_LANE_COUNT };

/* One row of a static const table of statements. The address is the identity:
 * a row must live as long as the pool. */
struct pg_statement {
	const char *name; /* for logs; NULL: sent each time, never prepared */
	const char *sql;  /* one command; $1 ... are texts, cast in the SQL */
	int param_count;
	enum pg_lane lane;
	bool idempotent; /* may be sent again when its outcome is unknown */
};

/* Where the database is and how patient we are. Take pg_settings_default()
 * and change what differs. Texts are copied by those who take the struct. */
struct pg_settings {
	const char *conninfo;	      /* libpq's; several hosts are fine */
	const char *schema;	      /* search_path is this, then pg_temp;
				       * NULL leaves the server's */
	const char *application_name; /* unless conninfo has one */
	const char *default_user;     /* unless conninfo has one; or NULL */
	int read_connections;
	int read_depth; /* calls under way on one read connection */
	int write_connections;
	int queue_limit;	  /* waiting calls of one lane */
	int connect_timeout_ms;	  /* for one host */
	int call_timeout_ms;	  /* deadline of a call that names none */
	int statement_timeout_ms; /* the server's; keep it below the call's */
	int lock_timeout_ms;	  /* the server's */
	int idle_in_transaction_timeout_ms; /* the server's */
	int fail_fast_ms; /* away for longer: calls fail at once */
	uint64_t seed;	  /* of the jitter; 0: a random one */
};

struct pg_settings pg_settings_default(void);

/* Can the connection string be read? ERR_USAGE if not. Connects to nothing. */
enum err pg_settings_check(const struct pg_settings *settings,
			   struct err_detail *detail) ERR_MUST_CHECK;

/* The default, with what section [database] says. Texts belong to `conf`. */
struct pg_settings pg_settings_from_conf(const struct conf *conf,
					 const char *application_name);

/* Start to connect; returns at once. ERR_USAGE if the connection string cannot
 * be read. The database may be away: the pool goes on trying, with a back-off
 * of at most 5 s. */
enum err pg_pool_new(struct event_base *base,
		     const struct pg_settings *settings,
		     struct pg_pool **ret_pool,
		     struct err_detail *detail) ERR_MUST_CHECK;

/* Complete every call with ERR_UNAVAILABLE (rule "outcome_unknown" for writes
 * that were sent), then close. Not from inside a callback of this pool. NULL
 * is accepted. */
void pg_pool_free(struct pg_pool *pool);

/* Is there a connection that takes calls? For /readyz. */
bool pg_pool_ready(const struct pg_pool *pool);

/* Tell when pg_pool_ready() changes. One listener; NULL removes it. */
void pg_pool_on_state(struct pg_pool *pool,
		      void (*on_state)(bool ready, void *arg), void *arg);

/* For /metrics. Counters only grow. */
struct pg_pool_stats {
	int connections; /* that take calls now */
	int waiting;	 /* calls not sent yet, both lanes */
	int sent;	 /* calls under way */
	uint64_t calls;	 /* completed */
	uint64_t errors; /* of these, with an error */
	uint64_t retries;
	uint64_t connects; /* connections that were opened */
	uint64_t losses;   /* connections that were lost while open */
};
void pg_pool_stats(const struct pg_pool *pool, struct pg_pool_stats *ret_stats);

/* The completion of a call. `result` is valid until it returns. It may call
 * pg_call() and pg_call_cancel(), but not pg_pool_free(). */
typedef void pg_done_fn(const struct pg_result *result, void *arg);

/*
 * Queue one call. `params` are statement->param_count texts in UTF-8, NULL for
 * SQL's null; they are copied. `timeout_ms` 0 takes settings.call_timeout_ms.
 * Never NULL: an overfull queue or an absent database is a completion with
 * ERR_UNAVAILABLE in the next turn of the loop. The handle is good for
 * pg_call_cancel() until on_done was called.
 */
struct pg_call *pg_call(struct pg_pool *pool,
			const struct pg_statement *statement,
			const char *const *params, int timeout_ms,
			pg_done_fn *on_done, void *arg)
    __attribute__((returns_nonnull));

/* Forget a call: on_done will not be called. If it was sent, the server still
 * runs it (and commits it). NULL is accepted. */
void pg_call_cancel(struct pg_call *call);

/*
 * What came back. Rows and columns count from 0 and must be in range (they
 * are asserted); an error has no rows.
 */
enum err pg_result_error(const struct pg_result *result);

/*
 * Never NULL. Of an error that the database raised: `sqlstate`; `text` is its
 * MESSAGE and HINT; `rule` its CONSTRAINT; `pointer` its DETAIL, in our own
 * SQLSTATE class CO only. Of an error of the pool itself: `rule` is one of
 * "outcome_unknown", "database_away", "database_timeout", "queue_full",
 * "connection_lost", "shutting_down".
 */
const struct err_detail *pg_result_detail(const struct pg_result *result);

int pg_result_rows(const struct pg_result *result);
int pg_result_columns(const struct pg_result *result);
/* The column of that name, or -1. */
int pg_result_column(const struct pg_result *result, const char *name);
bool pg_result_is_null(const struct pg_result *result, int row, int column);
/* The text, NUL-terminated; NULL for SQL's null. */
const char *pg_result_text(const struct pg_result *result, int row, int column);
size_t pg_result_length(const struct pg_result *result, int row, int column);
/* An SQL integer, or 0 if the value is null or no integer. */
int64_t pg_result_int(const struct pg_result *result, int row, int column);
/* An SQL number, or 0 if the value is null or no number. */
double pg_result_double(const struct pg_result *result, int row, int column);
/* An SQL boolean; null is false. */
bool pg_result_bool(const struct pg_result *result, int row, int column);
/* Rows that an INSERT, UPDATE, DELETE, MERGE or COPY touched; else 0. */
int64_t pg_result_affected(const struct pg_result *result);

#endif
