/* SPDX-License-Identifier: MIT */
/*
 * GET /sync?since=EPOCH.VERSION&limit=N&all=1&wait=S&unsent=N
 *
 * A poll with If-None-Match that matches what the watch saw within the last
 * second is answered without the database. One with `wait` is kept until
 * something changes:
 *
 *	pull -> nothing new -> wait -> moved -> pull ... -> answer
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <callout/clk.h>
#include <callout/text.h>

#include "mobile-sync/api/api.h"
#include "mobile-sync/daemon.h"
#include "mobile-sync/session/hub.h"
#include "mobile-sync/session/live.h"
#include "mobile-sync/session/pull.h"

#define WAIT_MAX_S 55 /* proxies give up after a minute */

struct sync_call {
	struct http_request *req;
	struct loop *loop;
	struct pull_request pull;
	int64_t wait_s;
	int64_t until_us; /* it may wait so long; 0: not at all */
	struct live_seat seat;
};

static void on_pulled(const struct pull_answer *answer, void *arg);

static void pull(struct sync_call *call)
{
	pull_start(call->loop, &call->pull, http_arena(call->req), on_pulled,
		   call);
}

/* True: it was answered by 304. */
static bool is_unchanged(struct sync_call *call, const struct hub_place *place)
{
	char tag[48];

	snprintf(tag, sizeof(tag), "%" PRId64 ".%" PRId64, place->epoch,
		 place->version);
	return http_reply_if_unchanged(call->req, tag);
}

/* --- waiting ------------------------------------------------------------ */

/* Is what the device has all that there is, as the watch saw it just now? */
static bool is_known(const struct sync_call *call, struct hub_place *ret_place)
{
	return hub_is_fresh(call->loop->daemon->hub,
			    call->pull.device->technician, ret_place) &&
	       ret_place->epoch == call->pull.epoch &&
	       ret_place->version == call->pull.since;
}

/* From memory, if the client said what it has (RFC 9110, 13.1.2). */
static bool answer_known(struct sync_call *call)
{
	struct hub_place place;

	if (!http_header(call->req, "If-None-Match") ||
	    !is_known(call, &place) || !is_unchanged(call, &place))
		return false;
	call->loop->daemon->counters.pulls_known++;
	return true;
}

/* Nothing came: say what there is now. */
static void give_up(struct sync_call *call)
{
	call->until_us = 0;
	if (!http_client_is_there(call->req))
		http_reply_empty(call->req, 304);
	else if (!answer_known(call))
		pull(call);
}

static void on_wait_end(struct http_request *req, enum http_wait_end why,
			void *argument)
{
	struct sync_call *call = argument;

	(void)req;
	(void)why;
	live_leave(&call->seat);
	give_up(call);
}

static void on_live(struct live_seat *seat, enum live_news news)
{
	struct sync_call *call =
	    (struct sync_call *)((char *)seat -
				 offsetof(struct sync_call, seat));

	if (news == LIVE_BEAT)
		return;
	live_leave(seat);
	http_request_resume(call->req);
	if (news == LIVE_MOVED) {
		/* Perhaps of another epoch: then its cursor is of no use. */
		((struct device *)http_user(call->req))->epoch =
		    seat->place.epoch;
		pull(call);
	} else if (news == LIVE_REVOKED)
		api_refuse_revoked(call->req);
	else
		give_up(call);
}

/* False: it should not, or there is no time left. */
static bool wait_for_news(struct sync_call *call, const struct hub_place *place)
{
	int64_t left_us = call->until_us - clk_monotonic_us();
	struct hub_place last;

	if (left_us <= 0 || !http_request_wait(call->req, left_us / 1000 + 1,
					       on_wait_end, call))
		return false;
	call->seat = (struct live_seat){
	    .device = call->pull.device->id,
	    .technician = call->pull.device->technician,
	    .place = *place,
	    .on_news = on_live,
	};
	live_sit(call->loop->live, &call->seat);
	/* What the watch saw before this seat was taken is told to nobody. */
	if (hub_last(call->loop->daemon->hub, call->seat.technician, &last) &&
	    hub_is_ahead(&last, place)) {
		call->seat.place = last;
		on_live(&call->seat, LIVE_MOVED);
	}
	return true;
}

/* --- answers ------------------------------------------------------------ */

static void on_pulled(const struct pull_answer *answer, void *arg)
{
	struct sync_call *call = arg;
	struct hub_place place = {answer->epoch, answer->version};

	if (answer->error)
		api_refuse(call->req, answer->error);
	else if (answer->reset)
		api_reply_xml(call->req, 410, answer->body);
	else if (!(answer->empty && wait_for_news(call, &place)) &&
		 !is_unchanged(call, &place))
		api_reply_xml(call->req, 200, answer->body);
}

/* --- the query ---------------------------------------------------------- */

static enum err fail(struct err_detail *detail, const char *name,
		     const char *rule, const char *text)
{
	char pointer[100];

	snprintf(pointer, sizeof(pointer), "/%.90s", name);
	return err_set_rule(detail, ERR_INPUT, pointer, rule, "%.90s %s", name,
			    text);
}

/* "EPOCH.VERSION", as the ETag has it. */
static bool read_since(struct sync_call *call, const char *text)
{
	const char *dot = strchr(text, '.');
	char *epoch;

	if (!dot)
		return false;
	epoch =
	    arena_strndup(http_arena(call->req), text, (size_t)(dot - text));
	return text_parse_int(epoch, 1, INT64_MAX, &call->pull.epoch) &&
	       text_parse_int(dot + 1, 0, INT64_MAX, &call->pull.since);
}

static bool read_limit(struct sync_call *call, const char *text)
{
	int64_t limit;

	if (!text_parse_int(text, 1, call->loop->daemon->sync_limit, &limit))
		return false;
	call->pull.limit = (int)limit;
	return true;
}

static bool read_all(struct sync_call *call, const char *text)
{
	call->pull.all = !strcmp(text, "1");
	return call->pull.all;
}

static bool read_wait(struct sync_call *call, const char *text)
{
	return text_parse_int(text, 1, WAIT_MAX_S, &call->wait_s);
}

/* The sign-in has noted it. */
static bool read_unsent(struct sync_call *call, const char *text)
{
	int64_t unsent;

	(void)call;
	return text_parse_int(text, 0, INT64_MAX, &unsent);
}

static const struct {
	const char *name;
	bool (*read)(struct sync_call *call, const char *text);
	const char *rule, *complaint; /* where `read` is false */
} parameters[] = {
    {"since", read_since, "format",
     "must be EPOCH.VERSION as the ETag had it, such as 1.57; leave it out to "
     "fetch everything"},
    {"limit", read_limit, "range",
     "must be a number from 1 to what the server allows, 200 at most"},
    {"all", read_all, "format",
     "must be 1, in a fetch of everything that goes on"},
    {"wait", read_wait, "range", "must be a number of seconds from 1 to 55"},
    {"unsent", read_unsent, "range", "must be a number from 0 on"},
};
enum { PARAMETERS = sizeof(parameters) / sizeof(*parameters) };

static enum err read_query(struct sync_call *call, struct err_detail *detail)
{
	bool seen[PARAMETERS] = {false};
	const char *name, *value;
	size_t p;

	for (size_t i = 0; http_query_at(call->req, i, &name, &value); i++) {
		for (p = 0; p < PARAMETERS; p++)
			if (!strcmp(parameters[p].name, name))
				break;
		if (p == PARAMETERS)
			return fail(detail, name, "unknown",
				    "is not a parameter of /sync: "
				    "docs/PROTOCOL.md has them");
		if (seen[p])
			return fail(detail, name, "twice", "stands twice");
		seen[p] = true;
		if (!parameters[p].read(call, value))
			return fail(detail, name, parameters[p].rule,
				    parameters[p].complaint);
	}
	return ERR_OK;
}

/* What is known to be so needs no pull before it waits. */
static void begin(struct sync_call *call)
{
	struct hub_place place;

	if (call->wait_s > 0)
		call->until_us = clk_monotonic_us() + call->wait_s * 1000000;
	if (call->wait_s > 0
		? is_known(call, &place) && wait_for_news(call, &place)
		: answer_known(call))
		return;
	pull(call);
}

void sync_get(struct http_request *req)
{
	struct loop *loop = http_loop_context(req);
	struct sync_call *call =
	    arena_calloc(http_arena(req), 1, sizeof(*call));
	struct err_detail detail = {0};

	call->req = req;
	call->loop = loop;
	call->pull = (struct pull_request){
	    .device = http_user(req),
	    .contract = api_contract(req),
	    .limit = loop->daemon->sync_limit,
	};
	if (read_query(call, &detail) != ERR_OK) {
		api_refuse(req, &detail);
		return;
	}
	/* "private" is said by the request's Authorization (RFC 9111, 3.5). */
	http_header_add(req, "Cache-Control", "no-cache");
	begin(call);
}
