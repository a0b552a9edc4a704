/* SPDX-License-Identifier: MIT */
/* One loop of the daemon. */
#include "dispatchd/loop.h"

#include <stdlib.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/daemon.h>
#include <callout/log.h>
#include <callout/work.h>

#include "dispatchd/api/auth_cache.h"
#include "dispatchd/daemon.h"
#include "dispatchd/engine/chores.h"
#include "dispatchd/engine/desk.h"
#include "dispatchd/engine/follow.h"
#include "dispatchd/engine/leases.h"
#include "dispatchd/engine/planning.h"
#include "dispatchd/engine/travel.h"
#include "dispatchd/feed/feed_cache.h"
#include "dispatchd/store/store.h"
#include "dispatchd/stream/listeners.h"
#include "dispatchd/stream/watch.h"

/* What the work of threads may take to come back, after the drain. */
#define LAST_WORDS_US 3000000

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

static void on_store_state(bool ready, void *arg)
{
	const struct loop *loop = arg;

	loop->daemon->pools[loop->index].ready = ready;
}

static void free_parts(struct loop *loop)
{
	if (loop->gauge_timer)
		event_free(loop->gauge_timer);
	chores_free(loop->chores);
	travel_free(loop->travel);
	watch_free(loop->watch);
	if (loop->index == 0)
		leases_stop(loop->daemon->leases);
	follow_free(loop->follow);
	listeners_free(loop->listeners);
	planning_free(loop->planning);
	work_box_free(loop->box);
	feed_cache_free(loop->feeds);
	auth_cache_free(loop->auth);
	free(loop);
}

struct loop *loop_new(struct daemon *daemon,
		      const struct daemon_process *process,
		      struct event_base *base, unsigned index)
{
	const struct timeval second = {.tv_sec = 1};
	struct loop *loop = xcalloc(1, sizeof(*loop));
	struct err_detail detail = {0};

	loop->daemon = daemon;
	loop->server = daemon_server(process);
	loop->index = index;
	loop->base = base;
	if (store_new(base, daemon_pg_settings(process), &loop->store,
		      &detail) != ERR_OK ||
	    work_box_new(base, &loop->box, &detail) != ERR_OK) {
		log_event(LOG_LEVEL_ERROR, "loop_not_started",
			  LOG_NUM("loop", index),
			  LOG_TEXT("detail", detail.text));
		store_free(loop->store);
		free_parts(loop);
		return NULL;
	}
	store_on_state(loop->store, on_store_state, loop);
	loop->auth = auth_cache_new();
	loop->feeds = feed_cache_new();
	loop->planning = planning_new(loop);
	loop->listeners = listeners_new(loop);
	if (index == 0) {
		loop->chores = chores_new(loop);
		loop->follow = follow_new(loop);
		loop->watch = watch_new(loop);
		loop->travel = travel_new(loop);
		if (leases_start(daemon->leases, loop,
				 daemon_pg_settings(process),
				 &detail) != ERR_OK)
			log_event(LOG_LEVEL_ERROR, "leases_not_started",
				  LOG_TEXT("detail", detail.text));
	}
	loop->gauge_timer = event_new(base, -1, EV_PERSIST, on_gauge, loop);
	event_add(loop->gauge_timer, &second);
	return loop;
}

/* Does a thread still work for this loop, or a run wait to be written? */
static bool has_open_work(const struct loop *loop)
{
	return work_box_open(loop->box) > 0 ||
	       (loop->index == 0 && leases_is_leaving(loop->daemon->leases)) ||
	       (planning_is_busy(loop->planning) &&
		store_is_ready(loop->store));
}

/* The drain is over for this loop, perhaps not for others, so the pools go on.
 * Planning runs end by themselves when the server stops; turn the loop until
 * all of its own work has come back. */
static void hear_last_words(struct loop *loop)
{
	struct daemon *daemon = loop->daemon;
	int64_t until_us = clk_monotonic_us() + LAST_WORDS_US;
	const struct timeval tick = {.tv_usec = 10000};

	if (loop->index == 0)
		leases_leave(daemon->leases);
	while (has_open_work(loop) && clk_monotonic_us() < until_us) {
		event_base_loopexit(loop->base, &tick);
		event_base_loop(loop->base, EVLOOP_ONCE);
	}
	if (work_box_open(loop->box) > 0) {
		desk_end(daemon->desk);
		work_pool_end(daemon->planners);
		work_pool_end(daemon->passwords);
		work_pool_end(daemon->disk);
	}
}

void loop_free(struct loop *loop)
{
	hear_last_words(loop);
	/* Tasks that came back end here; then the store's open questions. */
	work_box_free(loop->box);
	loop->box = NULL;
	store_on_state(loop->store, NULL, NULL);
	store_free(loop->store);
	loop->store = NULL;
	free_parts(loop);
}
