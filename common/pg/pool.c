/* SPDX-License-Identifier: MIT */
/*
 * The pool: two lanes of connections behind two queues. Its pump sends what
 * is queued to the connection with the least in flight; it runs as an event
 * of its own, after everybody who queued or completed in this turn.
 */
#include <assert.h>
#include <stdlib.h>

#include <event2/util.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/log.h>

#include "pg_internal.h"

struct timeval pg_timeval_from_us(int64_t us)
{
	return (struct timeval){.tv_sec = us / 1000000,
				.tv_usec = us % 1000000};
}

/* splitmix64 (Steele, Lea, Flood 2014): enough for a jitter. */
static uint64_t next_random(struct pg_pool *pool)
{
	uint64_t z = pool->random += 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

int pool_jitter_ms(struct pg_pool *pool, int base_ms, int step, int cap_ms)
{
	int delay_ms = base_ms;

	while (step-- > 0 && delay_ms < cap_ms)
		delay_ms *= 2;
	if (delay_ms > cap_ms)
		delay_ms = cap_ms;
	return delay_ms / 2 +
	       (int)(next_random(pool) % (uint64_t)(delay_ms - delay_ms / 2));
}

/* --- the pump --- */

void pool_wake(struct pg_pool *pool)
{
	event_active(pool->pump, EV_TIMEOUT, 0);
}

void pool_queue(struct pg_call *call, bool in_front)
{
	struct lane *lane = &call->pool->lanes[call->statement->lane];

	if (in_front)
		TAILQ_INSERT_HEAD(&lane->queue, call, link);
	else
		TAILQ_INSERT_TAIL(&lane->queue, call, link);
	lane->waiting++;
	pool_wake(call->pool);
}

static struct conn *least_loaded(struct lane *lane)
{
	struct conn *best = NULL;

	for (int i = 0; i < lane->conn_count; i++) {
		struct conn *conn = &lane->conns[i];

		if (conn->state != CONN_READY || conn->retire ||
		    conn->in_flight_count >= lane->depth)
			continue;
		if (best == NULL ||
		    conn->in_flight_count < best->in_flight_count)
			best = conn;
	}
	return best;
}

static void pump_lane(struct lane *lane)
{
	struct pg_call *call;
	struct conn *conn;

	while ((call = TAILQ_FIRST(&lane->queue)) != NULL &&
	       (conn = least_loaded(lane)) != NULL) {
		if (unit_send(conn, call))
			call_sent(call, conn);
		else
			conn_lose(conn, "cannot send");
	}
	for (int i = 0; i < lane->conn_count; i++)
		if (lane->conns[i].state == CONN_READY)
			conn_flush(&lane->conns[i]);
}

static void fail_queues(struct pg_pool *pool, enum pg_failure failure)
{
	struct pg_call *call;

	for (int i = 0; i < PG_LANE_COUNT; i++)
		while ((call = TAILQ_FIRST(&pool->lanes[i].queue)) != NULL)
			call_fail(call, failure);
}

static void on_pump(evutil_socket_t fd, short what, void *arg)
{
	struct pg_pool *pool = arg;

	(void)fd;
	(void)what;
	if (pool_is_away(pool)) {
		fail_queues(pool, PG_DATABASE_AWAY);
		return;
	}
	for (int i = 0; i < PG_LANE_COUNT; i++)
		pump_lane(&pool->lanes[i]);
}

/* Nothing new is queued while the database is away: fail what was before. */
static void on_away(evutil_socket_t fd, short what, void *arg)
{
	static const struct timeval soon = {.tv_usec = 1000};
	struct pg_pool *pool = arg;

	(void)fd;
	(void)what;
	if (pool_is_away(pool))
		fail_queues(pool, PG_DATABASE_AWAY);
	else if (pool->ready == 0) /* libevent counts from the turn's begin */
		event_add(pool->away, &soon);
}

static void on_refuse(evutil_socket_t fd, short what, void *arg)
{
	struct pg_pool *pool = arg;
	/* Who is refused by these completions waits for the next turn. */
	struct pg_call *last = TAILQ_LAST(&pool->refused, call_list);
	struct pg_call *call;

	(void)fd;
	(void)what;
	while (last != NULL && (call = TAILQ_FIRST(&pool->refused)) != NULL) {
		bool is_last = call == last;

		call_fail(call, call->refusal);
		if (is_last)
			break;
	}
}

/* --- is the database there? --- */

bool pool_is_away(const struct pg_pool *pool)
{
	return pool->ready == 0 &&
	       clk_monotonic_us() - pool->away_since_us >=
		   (int64_t)pool->settings.fail_fast_ms * 1000;
}

static void begin_away(struct pg_pool *pool)
{
	struct timeval delay =
	    pg_timeval_from_us((int64_t)pool->settings.fail_fast_ms * 1000);

	pool->away_since_us = clk_monotonic_us();
	event_add(pool->away, &delay);
}

void pool_count_ready(struct pg_pool *pool, int step)
{
	bool was_ready = pool->ready > 0;

	pool->ready += step;
	assert(pool->ready >= 0);
	pool_wake(pool);
	if (was_ready == (pool->ready > 0) || pool->closing)
		return;
	if (was_ready)
		begin_away(pool);
	else
		event_del(pool->away);
	log_event(was_ready ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
		  was_ready ? "database_away" : "database_ready",
		  LOG_NUM("connections", pool->ready));
	if (pool->on_state != NULL) {
		pool->in_callback++;
		pool->on_state(pool->ready > 0, pool->on_state_arg);
		pool->in_callback--;
	}
}

bool pg_pool_ready(const struct pg_pool *pool)
{
	return pool->ready > 0;
}

void pg_pool_on_state(struct pg_pool *pool,
		      void (*on_state)(bool ready, void *arg), void *arg)
{
	pool->on_state = on_state;
	pool->on_state_arg = arg;
}

void pg_pool_stats(const struct pg_pool *pool, struct pg_pool_stats *ret_stats)
{
	struct pg_pool_stats stats = pool->stats;
	const struct pg_call *call;

	stats.connections = pool->ready;
	for (int i = 0; i < PG_LANE_COUNT; i++) {
		stats.waiting += pool->lanes[i].waiting;
		for (int k = 0; k < pool->lanes[i].conn_count; k++)
			stats.sent += pool->lanes[i].conns[k].in_flight_count;
	}
	TAILQ_FOREACH(call, &pool->parked, link)
	stats.waiting++;
	*ret_stats = stats;
}

/* --- beginning and end --- */

static void init_lane(struct pg_pool *pool, enum pg_lane which, int count,
		      int depth)
{
	struct lane *lane = &pool->lanes[which];

	assert(count > 0 && depth > 0);
	TAILQ_INIT(&lane->queue);
	lane->depth = depth;
	lane->conn_count = count;
	lane->conns = xcalloc((size_t)count, sizeof(*lane->conns));
	for (int i = 0; i < count; i++)
		conn_init(&lane->conns[i], pool, which, i);
	for (int i = 0; i < count; i++)
		conn_start(&lane->conns[i]);
}

enum err pg_pool_new(struct event_base *base,
		     const struct pg_settings *settings,
		     struct pg_pool **ret_pool, struct err_detail *detail)
{
	struct pg_session *session;
	struct pg_pool *pool;
	enum err err;

	assert(settings->connect_timeout_ms > 0 && settings->queue_limit > 0);
	assert(settings->call_timeout_ms > 0 && settings->fail_fast_ms >= 0);
	err = pg_session_new(settings, &session, detail);
	if (err != ERR_OK)
		return err;
	pool = xcalloc(1, sizeof(*pool));
	pool->base = base;
	pool->session = session;
	pool->settings = *settings;
	pool->settings.conninfo = NULL;
	pool->settings.schema = NULL;
	pool->settings.application_name = NULL;
	pool->random = settings->seed;
	if (settings->seed == 0)
		evutil_secure_rng_get_bytes(&pool->random,
					    sizeof(pool->random));
	TAILQ_INIT(&pool->parked);
	TAILQ_INIT(&pool->refused);
	pool->pump = event_new(base, -1, 0, on_pump, pool);
	pool->refuse = evtimer_new(base, on_refuse, pool);
	pool->away = evtimer_new(base, on_away, pool);
	init_lane(pool, PG_READ, settings->read_connections,
		  settings->read_depth);
	/* A write may wait on a lock: nothing waits behind it. */
	init_lane(pool, PG_WRITE, settings->write_connections, 1);
	begin_away(pool);
	*ret_pool = pool;
	return ERR_OK;
}

void pg_pool_free(struct pg_pool *pool)
{
	struct pg_call *call;

	if (pool == NULL)
		return;
	assert(pool->in_callback == 0);
	pool->closing = true;
	for (int i = 0; i < PG_LANE_COUNT; i++)
		for (int k = 0; k < pool->lanes[i].conn_count; k++)
			conn_free(&pool->lanes[i].conns[k]);
	fail_queues(pool, PG_SHUTTING_DOWN);
	while ((call = TAILQ_FIRST(&pool->parked)) != NULL)
		call_fail(call, PG_SHUTTING_DOWN);
	/* Calls that these completions made were refused: they come last. */
	while ((call = TAILQ_FIRST(&pool->refused)) != NULL)
		call_fail(call, call->refusal);
	event_free(pool->pump);
	event_free(pool->refuse);
	event_free(pool->away);
	for (int i = 0; i < PG_LANE_COUNT; i++)
		free(pool->lanes[i].conns);
	pg_session_free(pool->session);
	free(pool);
}
