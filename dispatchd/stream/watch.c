/* SPDX-License-Identifier: MIT */
/* A timer, one question at a time, and the version of each scope. */
#include "dispatchd/stream/watch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/log.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/follow.h"
#include "dispatchd/store/feed_store.h"
#include "dispatchd/stream/ring.h"

#define BUSY_MS 50 /* what is found waits for the tick of listeners.c */
#define IDLE_MS 1000
#define HURRY_MS 10 /* between two looks, at least */

struct scope {
	int64_t id, version;
};

struct watch {
	struct loop *loop;
	struct event *timer;
	struct event *hurry; /* readers of the eventfd */
	bool asking, hurried;
	int64_t asked_us;
	struct scope *scopes; /* by id */
	size_t count, capacity;
	bool begun, failing;
	struct buf ids, versions; /* SQL's arrays of them */
};

/* Soon while somebody listens, or a territory is followed. */
static void arm(struct watch *watch)
{
	bool busy = !watch->begun || watch->loop->daemon->readers > 0 ||
		    follow_is_on(watch->loop->follow);
	int ms = watch->hurried ? HURRY_MS : busy ? BUSY_MS : IDLE_MS;
	const struct timeval wait = {ms / 1000, ms % 1000 * 1000};

	watch->hurried = false;
	event_add(watch->timer, &wait);
}

/* Scopes come in ascending order: a new one is nearly always the last. */
static void move_scope(struct watch *watch, int64_t id, int64_t version)
{
	size_t low = 0, high = watch->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (watch->scopes[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == watch->count || watch->scopes[low].id != id) {
		if (watch->count == watch->capacity) {
			watch->capacity = watch->capacity * 2 + 64;
			watch->scopes =
			    xrealloc(watch->scopes,
				     watch->capacity * sizeof(*watch->scopes));
		}
		for (size_t i = watch->count; i > low; i--)
			watch->scopes[i] = watch->scopes[i - 1];
		watch->count++;
	}
	watch->scopes[low] = (struct scope){id, version};
}

static void on_news(const struct feed_news *news, void *arg)
{
	struct watch *watch = arg;

	if (!news->body) {
		move_scope(watch, news->scope, news->version);
		return;
	}
	ring_add(watch->loop->daemon->ring, news->territory, news->body,
		 news->length);
	follow_moved(watch->loop->follow, news->territory);
}

static void on_asked(const struct err_detail *error, void *arg)
{
	struct watch *watch = arg;

	/* Once, not ten times a second. */
	if (error && !watch->failing)
		log_event(LOG_LEVEL_WARNING, "watch_failed",
			  LOG_TEXT("detail", error->text));
	watch->failing = error != NULL;
	/* The first answer says where the news begin. */
	if (!error && !watch->begun)
		ring_begin(watch->loop->daemon->ring);
	watch->begun = watch->begun || !error;
	watch->asking = false;
	arm(watch);
}

static void ask(struct watch *watch)
{
	watch->asking = true;
	watch->asked_us = clk_monotonic_us();
	buf_clear(&watch->ids);
	buf_clear(&watch->versions);
	for (size_t i = 0; i < watch->count; i++) {
		char separator = i == 0 ? '{' : ',';

		buf_printf(&watch->ids, "%c%" PRId64, separator,
			   watch->scopes[i].id);
		buf_printf(&watch->versions, "%c%" PRId64, separator,
			   watch->scopes[i].version);
	}
	buf_add_text(&watch->ids, watch->count ? "}" : "{}");
	buf_add_text(&watch->versions, watch->count ? "}" : "{}");
	feed_store_news(watch->loop->store, buf_text(&watch->ids),
			buf_text(&watch->versions), on_news, on_asked, watch);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct watch *watch = arg;

	(void)fd;
	(void)what;
	if (watch->asking)
		return;
	event_del(watch->timer);
	if (store_is_ready(watch->loop->store))
		ask(watch);
	else
		arm(watch);
}

static void on_hurry(evutil_socket_t fd, short what, void *arg)
{
	struct watch *watch = arg;
	int64_t since_us = clk_monotonic_us() - watch->asked_us;
	const struct timeval wait = {.tv_usec = HURRY_MS * 1000};
	uint64_t count;

	(void)what;
	(void)!read(fd, &count, sizeof(count));
	watch->hurried = watch->asking;
	if (watch->asking)
		return;
	if (since_us < HURRY_MS * 1000)
		event_add(watch->timer, &wait);
	else
		event_active(watch->timer, EV_TIMEOUT, 0);
}

void watch_hurry(const struct daemon *daemon)
{
	const uint64_t one = 1;

	/* Full: then it is told already. */
	(void)!write(daemon->news_fd, &one, sizeof(one));
}

struct watch *watch_new(struct loop *loop)
{
	struct watch *watch = xcalloc(1, sizeof(*watch));

	watch->loop = loop;
	watch->timer = evtimer_new(loop->base, on_timer, watch);
	event_active(watch->timer, EV_TIMEOUT, 0);
	watch->hurry = event_new(loop->base, loop->daemon->news_fd,
				 EV_READ | EV_PERSIST, on_hurry, watch);
	event_add(watch->hurry, NULL);
	return watch;
}

void watch_free(struct watch *watch)
{
	if (!watch)
		return;
	event_free(watch->timer);
	event_free(watch->hurry);
	buf_free(&watch->ids);
	buf_free(&watch->versions);
	free(watch->scopes);
	free(watch);
}
