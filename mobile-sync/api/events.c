/* SPDX-License-Identifier: MIT */
/*
 * GET /events: server-sent events, for a device that wants to know at once.
 * They say how far its scope is, never what changed: it pulls then.
 *
 *	event: version
 *	data: EPOCH.VERSION
 *
 * The first one says how it is now, so a Last-Event-ID has nothing to add.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#include "mobile-sync/api/api.h"
#include "mobile-sync/daemon.h"
#include "mobile-sync/session/auth.h"
#include "mobile-sync/session/hub.h"
#include "mobile-sync/session/live.h"

struct listener {
	struct http_request *req;
	struct live_seat seat;
};

static void say_version(struct listener *listener)
{
	const struct hub_place *place = &listener->seat.place;
	char text[80];
	int length =
	    snprintf(text, sizeof(text),
		     "event: version\ndata: %" PRId64 ".%" PRId64 "\n\n",
		     place->epoch, place->version);

	http_stream_write(listener->req, text, (size_t)length);
}

static void on_live(struct live_seat *seat, enum live_news news)
{
	struct listener *listener =
	    (struct listener *)((char *)seat - offsetof(struct listener, seat));

	switch (news) {
	case LIVE_MOVED:
		say_version(listener);
		break;
	case LIVE_BEAT:
		http_stream_write(listener->req, ":\n\n", 3);
		break;
	case LIVE_GO:
	case LIVE_REVOKED: /* it is told when it comes again */
		live_leave(seat);
		http_stream_end(listener->req);
		break;
	}
}

static void on_stream_end(struct http_request *req, void *argument)
{
	struct listener *listener = argument;

	(void)req;
	live_leave(&listener->seat);
}

void events_get(struct http_request *req)
{
	struct loop *loop = http_loop_context(req);
	const struct device *device = http_user(req);
	struct listener *listener =
	    arena_calloc(http_arena(req), 1, sizeof(*listener));
	struct hub_place last;
	static const char hello[] = "retry: 3000\n";

	http_header_add(req, "Cache-Control", "no-store");
	/* A proxy that gathers replies would hold the news back. */
	http_header_add(req, "X-Accel-Buffering", "no");
	if (!http_stream_begin(req, "text/event-stream", on_stream_end,
			       listener))
		return;
	listener->req = req;
	listener->seat = (struct live_seat){
	    .device = device->id,
	    .technician = device->technician,
	    .place = {device->epoch, device->version},
	    .on_news = on_live,
	    .wants_beats = true,
	};
	live_sit(loop->live, &listener->seat);
	/* The watch may know better than a sign-in of two seconds ago. */
	if (hub_last(loop->daemon->hub, device->technician, &last) &&
	    hub_is_ahead(&last, &listener->seat.place))
		listener->seat.place = last;
	http_stream_write(req, hello, sizeof(hello) - 1);
	say_version(listener);
}
