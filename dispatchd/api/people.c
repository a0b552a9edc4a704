/* SPDX-License-Identifier: MIT */
/* Territories, technicians, the board: PostgreSQL's JSON passed through. */
#include "dispatchd/api/handlers.h"

#include <callout/text.h>

#include "dispatchd/api/call.h"
#include "dispatchd/store/people_store.h"

#define BOARD_DAYS_MAX 31

void territories_list(struct api_call *call)
{
	territory_store_list(call->loop->store, call->actor.user_id, api_reply,
			     call);
}

void technicians_list(struct api_call *call)
{
	technician_store_list(call->loop->store, call->actor.user_id,
			      api_query_int(call, "territory", 0),
			      api_query_int(call, "limit", 200),
			      api_query_int(call, "after", 0), api_reply, call);
}

void technicians_get(struct api_call *call)
{
	technician_store_get(call->loop->store, call->actor.user_id, call->id,
			     api_reply, call);
}

void board_get(struct api_call *call)
{
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
	board_store_get(call->loop->store, call->actor.user_id,
			api_query_int(call, "territory", 0), from, to,
			api_reply, call);
}
