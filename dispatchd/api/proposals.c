/* SPDX-License-Identifier: MIT */
/* Proposals: begin a planning run, look at it, settle it. */
#include "dispatchd/api/handlers.h"

#include <string.h>

#include <inttypes.h>

#include <callout/text.h>

#include "dispatchd/api/call.h"
#include "dispatchd/daemon.h"
#include "dispatchd/engine/leases.h"
#include "dispatchd/engine/planning.h"
#include "dispatchd/store/proposal_store.h"

#define HORIZON_MAX_US (31 * INT64_C(86400000000))

/* Whoever holds the territory's lease plans it: perhaps this daemon. */
static void on_asked(const struct store_reply *reply, void *arg)
{
	struct api_call *call = arg;

	if (!reply->error && !reply->replayed)
		leases_poke(call->loop->daemon->leases);
	api_reply(reply, call);
}

/* A day, or from and to, or the rest of the day. SQL has the rest of the
 * rules. */
static bool horizon_is_good(struct api_call *call)
{
	const char *from = api_body_text(call, "from");
	const char *to = api_body_text(call, "to");
	bool rest = api_body_bool(call, "rest_of_day", false);
	bool day = api_body_text(call, "day") != NULL;
	int64_t from_us = 0, to_us = 0;

	if (rest + day + (from || to) != 1 || !from != !to) {
		api_fail_now(call, ERR_INPUT, "/day", "required",
			     "give either 'day', or 'from' and 'to', or "
			     "'rest_of_day'");
		return false;
	}
	if (!from)
		return true;
	(void)text_parse_instant(from, &from_us);
	(void)text_parse_instant(to, &to_us);
	if (to_us > from_us && to_us - from_us <= HORIZON_MAX_US)
		return true;
	api_fail_now(call, ERR_INPUT, "/to", "range",
		     "'to' must be after 'from', by at most 31 days");
	return false;
}

void proposals_start(struct api_call *call)
{
	if (!horizon_is_good(call))
		return;
	if (!planning_has_room(call->loop->planning)) {
		api_fail_now(call, ERR_UNAVAILABLE, "", "busy",
			     "too many planning runs at once; try again");
		return;
	}
	proposal_store_ask(call->loop->store, &call->actor, call->body_text,
			   on_asked, call);
}

void proposals_list(struct api_call *call)
{
	proposal_store_list(call->loop->store, call->actor.user_id,
			    api_query_json(call), api_reply, call);
}

void proposals_get(struct api_call *call)
{
	proposal_store_get(call->loop->store, call->actor.user_id, call->id,
			   api_reply, call);
}

/* "{1,2}", in the request's arena; NULL: not given. */
static const char *positions_of(struct api_call *call)
{
	const json_t *list = json_object_get(call->body, "positions"), *item;
	struct buf array = {0};
	const char *text;
	size_t index;

	if (!list)
		return NULL;
	buf_add_char(&array, '{');
	json_array_foreach((json_t *)list, index, item)
	{
		buf_printf(&array, "%s%" JSON_INTEGER_FORMAT, index ? "," : "",
			   json_integer_value(item));
	}
	buf_add_char(&array, '}');
	text = arena_strdup(http_arena(call->req), buf_text(&array));
	buf_free(&array);
	return text;
}

void proposals_accept(struct api_call *call)
{
	proposal_store_accept(call->loop->store, &call->actor, call->id,
			      call->if_match, positions_of(call), api_reply,
			      call);
}

void proposals_revert(struct api_call *call)
{
	const struct proposal_reversion reversion = {
	    .positions = positions_of(call),
	    .accept = api_body_bool(call, "accept", true),
	    .why = api_body_text(call, "why"),
	};

	proposal_store_revert(call->loop->store, &call->actor, call->id,
			      call->if_match, &reversion, api_reply, call);
}

void proposals_discard(struct api_call *call)
{
	proposal_store_discard(call->loop->store, &call->actor, call->id,
			       call->if_match, api_reply, call);
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
			      call->if_match, on_cancelled, call);
}
