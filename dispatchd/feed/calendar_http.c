/* SPDX-License-Identifier: MIT */
/*
 * GET /calendar/SECRET.ics: the HTTP face of a technician's calendar.
 *
 *	find the link -> 404, 410
 *	its ETag, which needs no rendering -> 304, or the bytes kept for it
 *	the visits -> texts, kept or made -> the feed
 *
 * The secret is never logged nor handed on: from here on a link is the sha256
 * of its secret. With the database away the last bytes are served again: an
 * error makes some clients drop the calendar.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include <callout/clk.h>
#include <callout/log.h>
#include <callout/text.h>

#include "dispatchd/api/call.h"
#include "dispatchd/api/handlers.h"
#include "dispatchd/feed/caltext.h"
#include "dispatchd/feed/feed_cache.h"
#include "dispatchd/feed/feed_event.h"
#include "dispatchd/feed/zones.h"
#include "dispatchd/store/calendar_store.h"

/* The rolling window around the technician's today. */
#define WINDOW_BACK_DAYS 30
#define WINDOW_AHEAD_DAYS 120
#define REFRESH_S 900
#define STALE_MAX_US (INT64_C(24) * 3600 * 1000000)

/* One request, in its arena. */
struct feed_request {
	struct api_call *call;
	char link[65];
	char etag[64];
	struct caltext_feed feed;
	bool show_cancelled;
	int32_t from_day, to_day;
};

static void send_bytes(struct feed_request *request,
		       const struct feed_kept *kept)
{
	struct http_request *req = request->call->req;

	http_header_add(req, "Cache-Control", "private, max-age=60");
	if (*kept->last_modified)
		http_header_add(req, "Last-Modified", kept->last_modified);
	if (http_reply_if_unchanged(req, kept->etag))
		return;
	http_reply(req, 200, "text/calendar; charset=utf-8", kept->bytes.data,
		   kept->bytes.length);
}

/* The database is away: what we have is better than an error. */
static void fail_or_serve_stale(struct feed_request *request,
				const struct err_detail *error)
{
	struct loop *loop = request->call->loop;
	const struct feed_kept *kept =
	    feed_cache_feed(loop->feeds, request->link);

	if (error->code != ERR_UNAVAILABLE || !kept ||
	    clk_monotonic_us() - kept->kept_us > STALE_MAX_US) {
		api_fail(request->call, error);
		return;
	}
	loop->daemon->counters.feeds_stale++;
	send_bytes(request, kept);
}

static const char *format_day(int32_t day, char ret_text[16])
{
	time_t seconds = (time_t)day * 86400;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(ret_text, 16, "%Y-%m-%d", &tm);
	return ret_text;
}

static void format_http_date(int64_t us, char *ret_text, size_t size)
{
	time_t seconds = (time_t)(us / 1000000);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(ret_text, size, "%a, %d %b %Y %H:%M:%S GMT", &tm);
}

/* Append one entry, from the kept texts if it was made before. */
static void add_entry(struct feed_request *request,
		      const struct feed_event *event, struct buf *out)
{
	struct loop *loop = request->call->loop;
	const struct buf *kept = feed_cache_text(loop->feeds, event->key);
	struct err_detail detail = {0};
	size_t before = out->length;

	if (kept) {
		loop->daemon->counters.feed_texts_kept++;
		buf_add(out, kept->data, kept->length);
	} else if (caltext_render_event(&request->feed, &event->event, out,
					&detail) == ERR_OK) {
		loop->daemon->counters.feed_texts_made++;
		feed_cache_keep_text(loop->feeds, event->key,
				     out->data + before, out->length - before);
	} else {
		/* One odd visit must not take the calendar away. */
		log_event(LOG_LEVEL_ERROR, "feed_entry_failed",
			  LOG_NUM("visit", event->visit_id),
			  LOG_TEXT("detail", detail.text));
	}
}

static enum err render(struct feed_request *request,
		       const struct calendar_rows *rows, struct feed_kept *kept,
		       struct err_detail *detail)
{
	struct arena *arena = http_arena(request->call->req);
	int64_t latest_us = 0;
	enum err err = caltext_begin(&request->feed, &kept->bytes, detail);

	if (err != ERR_OK)
		return err;
	for (int i = 0; i < rows->count; i++) {
		struct calendar_visit visit;
		struct feed_event event;

		calendar_visit_at(rows->visits, i, &visit);
		if (!feed_event_make(&visit, &request->feed, arena, &event) ||
		    (event.event.status == CALTEXT_CANCELLED &&
		     !request->show_cancelled))
			continue;
		add_entry(request, &event, &kept->bytes);
		if (event.event.dtstamp_us_utc > latest_us)
			latest_us = event.event.dtstamp_us_utc;
	}
	caltext_end(&kept->bytes);
	if (latest_us)
		format_http_date(latest_us, kept->last_modified,
				 sizeof(kept->last_modified));
	return ERR_OK;
}

static void on_rows(const struct calendar_rows *rows, void *arg)
{
	struct feed_request *request = arg;
	struct loop *loop = request->call->loop;
	struct feed_kept kept = {.kept_us = clk_monotonic_us()};
	struct err_detail detail = {0};

	if (rows->error) {
		fail_or_serve_stale(request, rows->error);
		return;
	}
	if (render(request, rows, &kept, &detail) != ERR_OK) {
		buf_free(&kept.bytes);
		api_fail(request->call, &detail);
		return;
	}
	memcpy(kept.link, request->link, sizeof(kept.link));
	memcpy(kept.etag, request->etag, sizeof(kept.etag));
	loop->daemon->counters.feeds_full++;
	send_bytes(request, &kept);
	feed_cache_keep_feed(loop->feeds, &kept);
}

/* Fill the feed's head, window and ETag from the link. */
static enum err describe(struct feed_request *request,
			 const struct calendar_link *link,
			 struct err_detail *detail)
{
	struct arena *arena = http_arena(request->call->req);
	char etag[CALTEXT_ETAG_SIZE];
	int32_t today = 0;
	enum err err;

	if (!text_parse_date(link->today, &today))
		return err_set(detail, ERR_INTERNAL, "", "today is no date");
	request->from_day = today - WINDOW_BACK_DAYS;
	request->to_day = today + WINDOW_AHEAD_DAYS;
	request->show_cancelled = link->show_cancelled;
	request->feed = (struct caltext_feed){
	    .name = arena_strdup(arena, link->technician_name),
	    .color = "teal",
	    .refresh_s = REFRESH_S,
	    .detail = feed_detail_parse(link->detail),
	};
	err = zones_find(request->call->loop->daemon->zones, link->zone,
			 &request->feed.zone, detail);
	if (err != ERR_OK)
		return err;
	caltext_etag(
	    &(struct caltext_etag_input){
		.feed = &request->feed,
		.scope_version = link->scope_version,
		.window_start_day = request->from_day,
		.window_end_day = request->to_day,
		.salt = arena_printf(arena, "%d.%lld.%d", FEED_EVENT_VERSION,
				     (long long)link->technician_id,
				     link->show_cancelled),
	    },
	    etag);
	assert(etag[0] == '"' && strlen(etag) > 2);
	/* The HTTP room puts the quotes on. */
	snprintf(request->etag, sizeof(request->etag), "%.*s",
		 (int)strlen(etag) - 2, etag + 1);
	return ERR_OK;
}

static void on_link(const struct calendar_link *link, void *arg)
{
	struct feed_request *request = arg;
	struct api_call *call = request->call;
	struct loop *loop = call->loop;
	const struct feed_kept *kept;
	struct err_detail detail = {0};
	char from[16], to[16];

	if (link->error) {
		fail_or_serve_stale(request, link->error);
		return;
	}
	if (!link->link_id || link->revoked) {
		feed_cache_drop_feed(loop->feeds, request->link);
		api_fail_now(call, link->link_id ? ERR_GONE : ERR_NOT_FOUND, "",
			     "",
			     link->link_id ? "this calendar was withdrawn"
					   : "there is no such calendar");
		return;
	}
	if (describe(request, link, &detail) != ERR_OK) {
		api_fail(call, &detail);
		return;
	}
	kept = feed_cache_feed(loop->feeds, request->link);
	if (kept && !strcmp(kept->etag, request->etag)) {
		loop->daemon->counters.feeds_unchanged++;
		send_bytes(request, kept);
		return;
	}
	calendar_store_visits(
	    loop->store, link->link_id, format_day(request->from_day, from),
	    format_day(request->to_day, to), on_rows, request);
}

void calendar_get(struct api_call *call)
{
	struct feed_request *request =
	    arena_alloc(http_arena(call->req), sizeof(*request));

	request->call = call;
	api_hash(http_path_param(call->req, "secret"), request->link);
	calendar_store_find(call->loop->store, request->link, on_link, request);
}
