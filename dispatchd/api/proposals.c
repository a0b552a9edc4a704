/* SPDX-License-Identifier: MIT */
/* Proposals: begin a planning run, look at it, settle it. */
#include "dispatchd/api/handlers.h"

#include <inttypes.h>

#include <callout/text.h>

#include "dispatchd/api/call.h"
#include "dispatchd/engine/planning.h"
#include "dispatchd/store/people_store.h"
#include "dispatchd/store/proposal_store.h"

#define HORIZON_MAX_US (31 * INT64_C(86400000000))

/* A wish to plan, in the request's arena. */
struct wish {
	struct api_call *call;
	int64_t territory;
	const char *from, *to;
};

static void on_started(const struct store_reply *reply, void *arg)
{
	struct wish *wish = arg;
	struct loop *loop = wish->call->loop;

	if (!reply->error && !reply->replayed)
		planning_begin(loop->planning, reply->id, wish->territory,
			       wish->from, wish->to);
	api_reply(reply, wish->call);
}

static void start(struct wish *wish)
{
	struct api_call *call = wish->call;

	if (!planning_has_room(call->loop->planning)) {
		api_fail_now(call, ERR_UNAVAILABLE, "", "busy",
			     "too many planning runs at once; try again");
		return;
	}
	proposal_store_start(call->loop->store, &call->actor, wish->territory,
			     wish->from, wish->to, on_started, wish);
}

static void on_day(const struct territory_day *day, void *arg)
{
	struct wish *wish = arg;
	struct arena *arena = http_arena(wish->call->req);

	if (day->error) {
		api_fail(wish->call, day->error);
		return;
	}
	wish->from = arena_strdup(arena, day->starts);
	wish->to = arena_strdup(arena, day->ends);
	start(wish);
}

/* Either a day, or from and to. */
static bool horizon_is_good(struct wish *wish, const char *day)
{
	int64_t from_us = 0, to_us = 0;

	if (day ? wish->from || wish->to : !wish->from || !wish->to) {
		api_fail_now(wish->call, ERR_INPUT, "/day", "required",
			     "give either 'day', or 'from' and 'to'");
		return false;
	}
	if (day)
		return true;
	(void)text_parse_instant(wish->from, &from_us);
	(void)text_parse_instant(wish->to, &to_us);
	if (to_us > from_us && to_us - from_us <= HORIZON_MAX_US)
		return true;
	api_fail_now(wish->call, ERR_INPUT, "/to", "range",
		     "'to' must be after 'from', by at most 31 days");
	return false;
}

void proposals_start(struct api_call *call)
{
	struct wish *wish = arena_alloc(http_arena(call->req), sizeof(*wish));
	const char *day = api_body_text(call, "day");

	wish->call = call;
	wish->territory = api_body_int(call, "territory", 0);
	wish->from = api_body_text(call, "from");
	wish->to = api_body_text(call, "to");
	if (!horizon_is_good(wish, day))
		return;
	if (day)
		territory_store_day(call->loop->store, call->actor.user_id,
				    wish->territory, day, on_day, wish);
	else
		start(wish);
}

void proposals_get(struct api_call *call)
{
	proposal_store_get(call->loop->store, call->actor.user_id, call->id,
			   api_reply, call);
}

void proposals_accept(struct api_call *call)
{
	const json_t *list = json_object_get(call->body, "positions"), *item;
	struct buf array = {0};
	size_t index;

	buf_add_char(&array, '{');
	json_array_foreach((json_t *)list, index, item)
	{
		buf_printf(&array, "%s%" JSON_INTEGER_FORMAT, index ? "," : "",
			   json_integer_value(item));
	}
	buf_add_char(&array, '}');
	proposal_store_accept(call->loop->store, &call->actor, call->id,
			      list ? buf_text(&array) : NULL, api_reply, call);
	buf_free(&array);
}

void proposals_discard(struct api_call *call)
{
	proposal_store_discard(call->loop->store, &call->actor, call->id,
			       api_reply, call);
}

static void on_cancelled(const struct store_reply *reply, void *arg)
{
	struct api_call *call = arg;

	if (!reply->error)
		planning_stop(call->loop->planning, call->id);
	api_reply(reply, call);
}

void proposals_cancel(struct api_call *call)
{
	proposal_store_cancel(call->loop->store, &call->actor, call->id,
			      on_cancelled, call);
}
