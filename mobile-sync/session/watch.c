/* SPDX-License-Identifier: MIT */
/* A timer, and one question at a time. */
#include "mobile-sync/session/watch.h"

#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/log.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/session/hub.h"
#include "mobile-sync/store/sync_store.h"

#define BUSY_MS 50
#define IDLE_MS 500 /* well within HUB_FRESH_US */

struct watch {
	struct loop *loop;
	struct event *timer;
	bool asking, failing;
	bool forgot; /* while it asked: the answer is of no use */
	int64_t asked_us, epoch;
	char seen[24]; /* what the next question goes on from; "": all */
	struct hub_scope *scopes;
	size_t capacity;
};

static void arm(struct watch *watch)
{
	int ms = hub_is_busy(watch->loop->daemon->hub) ? BUSY_MS : IDLE_MS;
	const struct timeval wait = {.tv_usec = ms * 1000};

	if (watch->timer)
		event_add(watch->timer, &wait);
}

void watch_forget(struct watch *watch)
{
	watch->seen[0] = '\0';
	watch->forgot = watch->asking;
}

static void on_error(struct watch *watch, const struct err_detail *error)
{
	/* Once, not 20 times a second. */
	if (!watch->failing)
		log_event(LOG_LEVEL_WARNING, "watch_failed",
			  LOG_TEXT("detail", error->text));
	watch->failing = true;
	watch_forget(watch);
}

static void take(struct watch *watch, const struct moved_rows *rows)
{
	size_t count = (size_t)moved_count(rows);

	if (count > watch->capacity) {
		watch->capacity = count * 2;
		watch->scopes = xrealloc(
		    watch->scopes, watch->capacity * sizeof(*watch->scopes));
	}
	for (size_t i = 0; i < count; i++)
		watch->scopes[i] = (struct hub_scope){
		    moved_technician(rows, (int)i),
		    moved_version(rows, (int)i),
		};
	watch->epoch = moved_epoch(rows);
	hub_move(watch->loop->daemon->hub, watch->epoch, watch->asked_us,
		 watch->scopes, count);
	snprintf(watch->seen, sizeof(watch->seen), "%s", moved_seen(rows));
}

static void on_rows(const struct err_detail *error,
		    const struct moved_rows *rows, void *arg)
{
	struct watch *watch = arg;

	watch->asking = false;
	if (error) {
		on_error(watch, error);
	} else if (watch->forgot || (watch->seen[0] != '\0' &&
				     moved_epoch(rows) != watch->epoch)) {
		/* What moved in this database says nothing of the rest. */
		watch->seen[0] = '\0';
	} else {
		watch->failing = false;
		take(watch, rows);
	}
	watch->forgot = false;
	arm(watch);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct watch *watch = arg;

	(void)fd;
	(void)what;
	watch->asking = true;
	watch->asked_us = clk_monotonic_us();
	sync_store_moved(watch->loop->store,
			 watch->seen[0] != '\0' ? watch->seen : NULL, on_rows,
			 watch);
}

struct watch *watch_new(struct loop *loop)
{
	struct watch *watch = xcalloc(1, sizeof(*watch));

	watch->loop = loop;
	watch->timer = evtimer_new(loop->base, on_timer, watch);
	event_active(watch->timer, EV_TIMEOUT, 0);
	return watch;
}

void watch_stop(struct watch *watch)
{
	if (!watch)
		return;
	event_free(watch->timer);
	watch->timer = NULL;
}

void watch_free(struct watch *watch)
{
	if (!watch)
		return;
	free(watch->scopes);
	free(watch);
}
