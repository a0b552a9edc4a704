/* SPDX-License-Identifier: MIT */
/*
 * A listener is a request that stays: a timer of the loop looks
 * into the ring ten times a second and writes what is new for each. Whether
 * she may still listen is asked anew every few seconds, as her session may be
 * over; so a log-out ends her streams.
 *
 *	event: change	data: {"territory", "visits", "visits_gone",
 *			"unplanned", "unplanned_gone", "holds", "holds_gone",
 *			"notices", "notices_gone", "reviews", "reviews_gone",
 *			"proposals", "means"}: rows as GET /board has them;
 *			or {"territory", "reload": true}: read it again
 *	event: reset	what came after the id is not known: read the boards
 */
#include "dispatchd/stream/listeners.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include <event2/event.h>

#include <callout/clk.h>
#include <callout/text.h>

#include "dispatchd/api/call.h"
#include "dispatchd/store/user_store.h"
#include "dispatchd/stream/ring.h"

#define TICK_MS 100
#define BEAT_US 15000000   /* something is sent at least as often */
#define CHECK_US 10000000  /* the credential is looked up as often */
#define BACKLOG_MAX 131072 /* bytes at once: more is a reset */

/* One look-up of a credential; the listener may go meanwhile. */
struct check {
	struct listener *listener; /* NULL: gone */
};

struct listener {
	LIST_ENTRY(listener) link;
	struct api_call *call;
	struct listeners *all;
	uint64_t heard; /* the last number */
	int64_t sent_us, checked_us;
	struct check *check; /* under way, or NULL */
	/* What she may see, what she asked for; count 0: all. */
	int64_t may[LISTENERS_TERRITORIES_MAX],
	    wants[LISTENERS_TERRITORIES_MAX];
	size_t may_count, want_count;
	bool may_all;
};

struct listeners {
	struct loop *loop;
	struct event *timer;
	LIST_HEAD(, listener) list;
	struct buf text; /* what is being written */
};

/* --- which territories -------------------------------------------------- */

static bool is_among(const int64_t *list, size_t count, int64_t item)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == item)
			return true;
	return false;
}

static bool hears(const struct listener *listener, int64_t territory)
{
	return (listener->may_all ||
		is_among(listener->may, listener->may_count, territory)) &&
	       (listener->want_count == 0 ||
		is_among(listener->wants, listener->want_count, territory));
}

/* Numbers with commas between, perhaps in braces; false: something else. */
static bool read_list(const char *text, int64_t list[LISTENERS_TERRITORIES_MAX],
		      size_t *ret_count)
{
	*ret_count = 0;
	text += *text == '{';
	while (*text != '\0' && *text != '}') {
		char number[24];
		size_t length = strcspn(text, ",}");

		if (*ret_count == LISTENERS_TERRITORIES_MAX ||
		    length >= sizeof(number))
			return false;
		memcpy(number, text, length);
		number[length] = '\0';
		if (!text_parse_int(number, 1, INT64_MAX, &list[*ret_count]))
			return false;
		++*ret_count;
		text += length + (text[length] == ',');
	}
	return true;
}

/* --- writing ------------------------------------------------------------ */

static void add_event(struct buf *out, const struct listener *listener,
		      uint64_t number, const char *event, const char *data)
{
	char id[RING_ID_SIZE];

	buf_printf(out, "id: %s\n",
		   ring_id(listener->all->loop->daemon->ring, number, id));
	if (event)
		buf_printf(out, "event: %s\ndata: ", event);
	buf_add_text(out, data);
	buf_add_text(out, "\n\n");
}

static void on_news(const struct ring_news *news, void *arg)
{
	struct listener *listener = arg;
	struct buf *out = &listener->all->text;

	if (hears(listener, news->territory) && out->length <= BACKLOG_MAX)
		add_event(out, listener, news->number, "change", news->text);
}

static void write_news(struct listener *listener, int64_t now_us)
{
	struct listeners *all = listener->all;
	struct ring *ring = all->loop->daemon->ring;
	bool whole;
	uint64_t last;

	buf_clear(&all->text);
	last = ring_read(ring, listener->heard, on_news, listener, &whole);
	if (!whole || all->text.length > BACKLOG_MAX) {
		buf_clear(&all->text);
		add_event(&all->text, listener, last, "reset", "{}");
	} else if (all->text.length == 0 &&
		   now_us - listener->sent_us >= BEAT_US) {
		/* An id alone: where to go on from, and a sign of life. */
		add_event(&all->text, listener, last, NULL, ": here");
	}
	listener->heard = last;
	if (all->text.length == 0)
		return;
	http_stream_write(listener->call->req, all->text.data,
			  all->text.length);
	listener->sent_us = now_us;
}

/* --- may she still? ----------------------------------------------------- */

static void let_go(struct listener *listener)
{
	LIST_REMOVE(listener, link);
	if (listener->check)
		listener->check->listener = NULL;
	listener->all->loop->daemon->readers--;
}

static void on_user(const struct user_row *row, void *arg)
{
	struct check *check = arg;
	struct listener *listener = check->listener;
	size_t count;

	free(check);
	if (!listener)
		return;
	listener->check = NULL;
	if (row->error)
		return; /* the database is away: asked again */
	if (row->user_id &&
	    (role_parse(row->role) & listener->call->operation->roles)) {
		listener->may_all = row->territories == NULL;
		if (row->territories &&
		    read_list(row->territories, listener->may, &count))
			listener->may_count = count;
		return;
	}
	let_go(listener);
	http_stream_end(listener->call->req);
}

static void check_user(struct listener *listener, int64_t now_us)
{
	struct loop *loop = listener->all->loop;
	const struct user *user = listener->call->user;
	struct check *check;

	if (listener->check || now_us - listener->checked_us < CHECK_US)
		return;
	check = xcalloc(1, sizeof(*check));
	check->listener = listener;
	listener->check = check;
	listener->checked_us = now_us;
	if (user->by_key)
		user_store_by_key(loop->store, user->token_hash, on_user,
				  check);
	else
		user_store_by_session(loop->store, user->token_hash,
				      loop->daemon->tunables.session_idle_s,
				      on_user, check);
}

static void arm(struct listeners *all)
{
	const struct timeval wait = {.tv_usec = TICK_MS * 1000};

	if (!LIST_EMPTY(&all->list) && !evtimer_pending(all->timer, NULL))
		event_add(all->timer, &wait);
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct listeners *all = arg;
	struct listener *listener;
	int64_t now_us = clk_monotonic_us();

	(void)fd;
	(void)what;
	LIST_FOREACH(listener, &all->list, link)
	{
		write_news(listener, now_us);
		check_user(listener, now_us);
	}
	arm(all);
}

/* --- coming and going --------------------------------------------------- */

static void on_stream_end(struct http_request *req, void *argument)
{
	(void)req;
	let_go(argument);
}

/* Where she left off: what her last connection heard, or the board that she
 * has read. False: nobody knows what came after that. */
static bool find_start(struct ring *ring, const char *after,
		       uint64_t *ret_number)
{
	*ret_number = ring_last(ring);
	return !after || ring_find(ring, after, ret_number);
}

static void begin(struct listener *listener, bool known)
{
	struct api_call *call = listener->call;
	struct listeners *all = call->loop->listeners;
	static const char hello[] = "retry: 1000\n\n";

	http_header_add(call->req, "Cache-Control", "no-store");
	/* A proxy that gathers replies would hold the news back. */
	http_header_add(call->req, "X-Accel-Buffering", "no");
	if (!http_stream_begin(call->req, "text/event-stream", on_stream_end,
			       listener))
		return;
	LIST_INSERT_HEAD(&all->list, listener, link);
	call->loop->daemon->readers++;
	buf_clear(&all->text);
	buf_add(&all->text, hello, sizeof(hello) - 1);
	if (!known)
		add_event(&all->text, listener, listener->heard, "reset", "{}");
	http_stream_write(call->req, all->text.data, all->text.length);
	write_news(listener, listener->sent_us);
	arm(all);
}

bool listeners_add(struct api_call *call, const char *wants, const char *after)
{
	struct listener *listener =
	    arena_calloc(http_arena(call->req), 1, sizeof(*listener));
	const char *may = call->user->territories;

	listener->call = call;
	listener->all = call->loop->listeners;
	listener->sent_us = listener->checked_us = clk_monotonic_us();
	listener->may_all = may == NULL;
	if (may)
		(void)read_list(may, listener->may, &listener->may_count);
	if (wants &&
	    (strpbrk(wants, "{}") ||
	     !read_list(wants, listener->wants, &listener->want_count)))
		return false;
	begin(listener,
	      find_start(call->loop->daemon->ring, after, &listener->heard));
	return true;
}

struct listeners *listeners_new(struct loop *loop)
{
	struct listeners *all = xcalloc(1, sizeof(*all));

	all->loop = loop;
	all->timer = evtimer_new(loop->base, on_tick, all);
	LIST_INIT(&all->list);
	return all;
}

void listeners_free(struct listeners *listeners)
{
	if (!listeners)
		return;
	event_free(listeners->timer);
	buf_free(&listeners->text);
	free(listeners);
}
