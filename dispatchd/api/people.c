/* SPDX-License-Identifier: MIT */
/* Territories, notices, the board: PostgreSQL's JSON passed through. */
#include "dispatchd/api/handlers.h"

#include <string.h>

#include <callout/text.h>

#include "dispatchd/api/call.h"
#include "dispatchd/store/people_store.h"
#include "dispatchd/stream/listeners.h"
#include "dispatchd/stream/ring.h"

#define BOARD_DAYS_MAX 31

void notices_seen(struct api_call *call)
{
	notice_store_seen(call->loop->store, &call->actor, call->id, api_reply,
			  call);
}

/* A board, and where the stream stood before it was read: what the stream
 * tells after that may be on the board already, but nothing is missed. */
struct board_call {
	struct api_call *call;
	uint64_t heard;
};

static void on_board(const struct store_reply *reply, void *arg)
{
	struct board_call *board = arg;
	struct api_call *call = board->call;
	struct store_reply told = *reply;
	char id[RING_ID_SIZE];

	if (reply->body) {
		/* PostgreSQL's object, with one more member in front. */
		told.body = arena_printf(
		    http_arena(call->req), "{\"id\" : \"%s\", %s",
		    ring_id(call->loop->daemon->ring, board->heard, id),
		    reply->body + 1);
		told.length = strlen(told.body);
	}
	api_reply(&told, call);
}

void board_get(struct api_call *call)
{
	struct board_call *board =
	    arena_alloc(http_arena(call->req), sizeof(*board));
	const char *from = http_query(call->req, "from");
	const char *to = http_query(call->req, "to");
	int32_t first = 0, last = 0;

	if (!to)
		to = from;
	/* Both were checked against the row's fields. */
	(void)text_parse_date(from, &first);
	(void)text_parse_date(to, &last);
	if (last < first || last - first >= BOARD_DAYS_MAX) {
		api_fail_now(call, ERR_INPUT, "/to", "range",
			     "a board has 1 to %d days, from 'from' to 'to'",
			     BOARD_DAYS_MAX);
		return;
	}
	board->call = call;
	board->heard = ring_last(call->loop->daemon->ring);
	board_store_get(call->loop->store, call->actor.user_id,
			api_query_int(call, "territory", 0), from, to, on_board,
			board);
}

void stream_get(struct api_call *call)
{
	const char *after = http_header(call->req, "Last-Event-ID");

	if (!after || !*after)
		after = http_query(call->req, "after");
	if (!listeners_add(call, http_query(call->req, "territory"), after))
		api_fail_now(call, ERR_INPUT, "/territory", "format",
			     "is a list of at most %d ids: 1,2",
			     LISTENERS_TERRITORIES_MAX);
}
