/* SPDX-License-Identifier: MIT */
/* The start and the end of one loop: its store, contract and cache. */
#include <stdlib.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/log.h>
#include <callout/pg.h>
#include <callout/work.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/session/auth.h"
#include "mobile-sync/session/live.h"
#include "mobile-sync/session/reaper.h"
#include "mobile-sync/session/watch.h"
#include "mobile-sync/session/out.h"
#include "mobile-sync/sheet/sheet.h"
#include "mobile-sync/store/store.h"

/* What the disk may take to come back, after the drain. */
#define LAST_WORDS_US 3000000
/* Calls that wait, of a lane: two for each device. */
#define QUEUE_LIMIT 20000

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
	if (loop->watch)
		watch_forget(loop->watch);
}

/* A device was revoked: what waits for it ends. */
static void on_out(int64_t device, void *arg)
{
	struct loop *loop = arg;

	live_revoke(loop->live, device);
}

struct loop *loop_new(struct mobile_sync *daemon,
		      const struct pg_settings *settings,
		      struct event_base *base, unsigned index)
{
	const struct timeval second = {.tv_sec = 1};
	struct loop *loop = xcalloc(1, sizeof(*loop));
	struct pg_settings patient = *settings;
	struct err_detail detail = {0};

	/* All devices come at once when a network is back: they queue. */
	patient.queue_limit = QUEUE_LIMIT;
	loop->daemon = daemon;
	loop->index = index;
	loop->base = base;
	loop->auth = auth_cache_new();
	if (sheet_contract_new(&loop->contract, &detail) != ERR_OK ||
	    store_new(base, &patient, &loop->store, &detail) != ERR_OK ||
	    work_box_new(base, &loop->box, &detail) != ERR_OK) {
		log_event(LOG_LEVEL_ERROR, "loop_not_started",
			  LOG_NUM("loop", index),
			  LOG_TEXT("detail", detail.text));
		loop_free(loop);
		return NULL;
	}
	store_on_state(loop->store, on_database, loop);
	loop->out = out_new(loop, base);
	loop->gauge_timer = event_new(base, -1, EV_PERSIST, on_gauge, loop);
	event_add(loop->gauge_timer, &second);
	loop->live = live_new(loop);
	out_on(loop, on_out, loop);
	if (index == 0) {
		loop->reaper = reaper_new(loop, base);
		loop->watch = watch_new(loop);
	}
	return loop;
}

/* The drain is over for this loop, perhaps not for others: turn it until its
 * own work has come back. */
static void await_disk(struct loop *loop)
{
	const struct timeval tick = {.tv_usec = 10000};
	int64_t until_us = clk_monotonic_us() + LAST_WORDS_US;

	while (work_box_open(loop->box) > 0 && clk_monotonic_us() < until_us) {
		event_base_loopexit(loop->base, &tick);
		event_base_loop(loop->base, EVLOOP_ONCE);
	}
	if (work_box_open(loop->box) > 0)
		work_pool_end(loop->daemon->disk);
}

void loop_free(struct loop *loop)
{
	if (loop->box)
		await_disk(loop);
	work_box_free(loop->box);
	loop->box = NULL;
	if (loop->store)
		store_on_state(loop->store, NULL, NULL);
	watch_stop(loop->watch);
	out_stop(loop->out);
	/* Ends the open questions: their answers use the rest. */
	store_free(loop->store);
	reaper_free(loop->reaper);
	watch_free(loop->watch);
	live_free(loop->live);
	if (loop->gauge_timer)
		event_free(loop->gauge_timer);
	sheet_contract_free(loop->contract);
	auth_cache_free(loop->auth);
	out_free(loop->out);
	free(loop);
}
