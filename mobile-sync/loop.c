/* SPDX-License-Identifier: MIT */
/* The start and the end of one loop: its store, contract and cache. */
#include <stdlib.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/log.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/session/auth.h"
#include "mobile-sync/sheet/sheet.h"
#include "mobile-sync/store/store.h"

/* Other loops' /metrics read these figures. */
static void on_gauge(evutil_socket_t fd, short what, void *arg)
{
	const struct loop *loop = arg;
	struct pool_gauge *gauge = &loop->daemon->pools[loop->index];
	struct store_stats stats;

	(void)fd;
	(void)what;
	store_stats(loop->store, &stats);
	gauge->connections = stats.connections;
	gauge->waiting = stats.waiting;
	gauge->sent = stats.sent;
	gauge->calls = stats.calls;
	gauge->errors = stats.errors;
	gauge->retries = stats.retries;
	gauge->connects = stats.connects;
	gauge->losses = stats.losses;
}

/* A database that was away may be another one now. */
static void on_database(bool ready, void *arg)
{
	struct loop *loop = arg;

	loop->daemon->pools[loop->index].ready = ready;
	auth_forget(loop->auth);
}

struct loop *loop_new(struct mobile_sync *daemon,
		      const struct pg_settings *settings,
		      struct event_base *base, unsigned index)
{
	const struct timeval second = {.tv_sec = 1};
	struct loop *loop = xcalloc(1, sizeof(*loop));
	struct err_detail detail = {0};

	loop->daemon = daemon;
	loop->index = index;
	loop->auth = auth_cache_new();
	if (sheet_contract_new(&loop->contract, &detail) != ERR_OK ||
	    store_new(base, settings, &loop->store, &detail) != ERR_OK) {
		log_event(LOG_LEVEL_ERROR, "loop_not_started",
			  LOG_NUM("loop", index),
			  LOG_TEXT("detail", detail.text));
		loop_free(loop);
		return NULL;
	}
	store_on_state(loop->store, on_database, loop);
	loop->gauge_timer = event_new(base, -1, EV_PERSIST, on_gauge, loop);
	event_add(loop->gauge_timer, &second);
	return loop;
}

void loop_free(struct loop *loop)
{
	if (loop->store)
		store_on_state(loop->store, NULL, NULL);
	/* Ends the open questions: their answers use the rest. */
	store_free(loop->store);
	if (loop->gauge_timer)
		event_free(loop->gauge_timer);
	sheet_contract_free(loop->contract);
	auth_cache_free(loop->auth);
	free(loop);
}
