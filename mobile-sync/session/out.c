/* SPDX-License-Identifier: MIT */
/*
 * The list is what the database said last: those of the last minute, and of as
 * long as it did not answer.
 */
#include "mobile-sync/session/out.h"

#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/clk.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/store/device_store.h"

enum { EVERY_MS = 1000, MEMORY_S = 60 };

struct out {
	struct loop *loop;
	struct event *timer;
	bool asking;
	int64_t answered_us; /* when the last good answer was asked for */
	int64_t asked_us;
	struct list {
		int64_t *devices; /* ascending */
		size_t count;
	} now, before;
	out_fn *on_out;
	void *arg;
};

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static bool has(const struct list *list, int64_t device)
{
	return list->count && bsearch(&device, list->devices, list->count,
				      sizeof(device), compare) != NULL;
}

bool out_is(const struct loop *loop, int64_t device)
{
	return has(&loop->out->now, device);
}

void out_on(struct loop *loop, out_fn *on_out, void *arg)
{
	loop->out->on_out = on_out;
	loop->out->arg = arg;
}

static void on_devices(const struct err_detail *error, const int64_t *devices,
		       size_t count, void *arg)
{
	struct out *out = arg;
	struct list older = out->before;

	out->asking = false;
	if (error)
		return; /* the next question reaches further back */
	out->answered_us = out->asked_us;
	out->before = out->now;
	out->now.devices = xcalloc(count + 1, sizeof(*devices));
	memcpy(out->now.devices, devices, count * sizeof(*devices));
	out->now.count = count;
	/* Twice: a sign-in that was under way at the first time has ended. */
	for (size_t i = 0; i < count && out->on_out; i++)
		if (!has(&older, devices[i]))
			out->on_out(devices[i], out->arg);
	free(older.devices);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct out *out = arg;
	int64_t silence_s;

	(void)fd;
	(void)what;
	if (out->asking)
		return;
	out->asking = true;
	out->asked_us = clk_monotonic_us();
	silence_s = (out->asked_us - out->answered_us) / 1000000;
	if (silence_s > 7 * 86400)
		silence_s = 7 * 86400;
	device_store_out(out->loop->store, MEMORY_S + (int)silence_s,
			 on_devices, out);
}

struct out *out_new(struct loop *loop, struct event_base *base)
{
	const struct timeval every = {.tv_usec = EVERY_MS % 1000 * 1000,
				      .tv_sec = EVERY_MS / 1000};
	struct out *out = xcalloc(1, sizeof(*out));

	out->loop = loop;
	out->answered_us = clk_monotonic_us();
	out->timer = event_new(base, -1, EV_PERSIST, on_timer, out);
	event_add(out->timer, &every);
	return out;
}

void out_stop(struct out *out)
{
	if (!out)
		return;
	event_free(out->timer);
	out->timer = NULL;
	out->on_out = NULL;
}

void out_free(struct out *out)
{
	if (!out)
		return;
	free(out->now.devices);
	free(out->before.devices);
	free(out);
}
