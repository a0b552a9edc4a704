/* SPDX-License-Identifier: MIT */
/* Seats by technician; the hub's box says what happened, a timer when a sign
 * of life is due. */
#include "mobile-sync/session/live.h"

#include <assert.h>
#include <stdlib.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/clk.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/session/auth.h"

#define BUCKETS 1024
/* Networks forget a silent connection after a minute or more. */
#define BEAT_US 45000000

struct live {
	struct loop *loop;
	struct event *news, *timer;
	LIST_HEAD(, live_seat) seats[BUCKETS];
};

static size_t bucket_of(int64_t technician)
{
	return (size_t)technician % BUCKETS;
}

/* A callback may leave its seat, and others may sit down: at the head. */
#define EACH_SEAT(seat, next, head)                            \
	for ((seat) = LIST_FIRST(head);                        \
	     (seat) && ((next) = LIST_NEXT(seat, link), true); \
	     (seat) = (next))

/* The watch may be behind what the seat knows. */
static void tell(struct live_seat *seat, const struct hub_place *place)
{
	if (!hub_is_ahead(place, &seat->place))
		return;
	seat->place = *place;
	seat->beat_us = clk_monotonic_us();
	seat->on_news(seat, LIVE_MOVED);
}

static void on_moved(struct live *live, const struct hub_news *news)
{
	struct live_seat *seat, *next;

	EACH_SEAT(seat, next, &live->seats[bucket_of(news->technician)])
	if (seat->technician == news->technician)
		tell(seat, &news->place);
}

static void on_epoch(struct live *live, const struct hub_news *news)
{
	struct live_seat *seat, *next;

	/* Or the cache would go on naming the old one. */
	auth_forget(live->loop->auth);
	for (size_t i = 0; i < BUCKETS; i++)
		EACH_SEAT(seat, next, &live->seats[i])
	tell(seat, &news->place);
}

static void on_go(struct live *live, const struct hub_news *news)
{
	struct live_seat *seat, *next;

	EACH_SEAT(seat, next, &live->seats[bucket_of(news->technician)])
	if (seat->number == news->seat) {
		seat->on_news(seat, LIVE_GO);
		return;
	}
}

static void on_news(evutil_socket_t fd, short what, void *arg)
{
	static void (*const on[])(struct live *, const struct hub_news *) = {
	    [HUB_MOVED] = on_moved,
	    [HUB_EPOCH] = on_epoch,
	    [HUB_GO] = on_go,
	};
	struct live *live = arg;
	size_t count;
	struct hub_news *news =
	    hub_take(live->loop->daemon->hub, live->loop->index, &count);

	(void)fd;
	(void)what;
	for (size_t i = 0; i < count; i++)
		on[news[i].kind](live, &news[i]);
	free(news);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct live *live = arg;
	int64_t now_us = clk_monotonic_us();
	struct live_seat *seat, *next;

	(void)fd;
	(void)what;
	for (size_t i = 0; i < BUCKETS; i++)
		EACH_SEAT(seat, next, &live->seats[i])
	if (seat->wants_beats && now_us - seat->beat_us >= BEAT_US) {
		seat->beat_us = now_us;
		seat->on_news(seat, LIVE_BEAT);
	}
}

void live_sit(struct live *live, struct live_seat *seat)
{
	assert(!seat->live && seat->on_news);
	seat->live = live;
	seat->beat_us = clk_monotonic_us();
	seat->number = hub_sit(live->loop->daemon->hub, live->loop->index,
			       seat->device, seat->technician);
	LIST_INSERT_HEAD(&live->seats[bucket_of(seat->technician)], seat, link);
}

void live_leave(struct live_seat *seat)
{
	if (!seat->live)
		return;
	LIST_REMOVE(seat, link);
	hub_leave(seat->live->loop->daemon->hub, seat->device, seat->number);
	seat->live = NULL;
}

void live_revoke(struct live *live, int64_t device)
{
	struct live_seat *seat, *next;

	for (size_t i = 0; i < BUCKETS; i++)
		EACH_SEAT(seat, next, &live->seats[i])
	if (seat->device == device)
		seat->on_news(seat, LIVE_REVOKED);
}

struct live *live_new(struct loop *loop)
{
	const struct timeval second = {.tv_sec = 1};
	struct live *live = xcalloc(1, sizeof(*live));

	live->loop = loop;
	live->news =
	    event_new(loop->base, hub_fd(loop->daemon->hub, loop->index),
		      EV_READ | EV_PERSIST, on_news, live);
	live->timer = event_new(loop->base, -1, EV_PERSIST, on_timer, live);
	event_add(live->news, NULL);
	event_add(live->timer, &second);
	return live;
}

void live_free(struct live *live)
{
	if (!live)
		return;
	event_free(live->news);
	event_free(live->timer);
	free(live);
}
