/* SPDX-License-Identifier: MIT */
/* Who can take a job. */
#include "dispatchd/api/handlers.h"

#include <callout/text.h>

#include "dispatchd/api/call.h"
#include "dispatchd/engine/desk_candidates.h"

#define DAY_US (INT64_C(86400) * 1000000)
#define LIMIT 20

static void on_answer(const struct candidates_answer *answer, void *arg)
{
	struct api_call *call = arg;

	if (answer->error)
		api_fail(call, answer->error);
	else
		http_reply_json(call->req, api_success(call->operation),
				answer->json, answer->length);
}

static int64_t query_instant(struct api_call *call, const char *name)
{
	const char *text = http_query(call->req, name);
	int64_t us;

	return text && text_parse_instant(text, &us) ? us : 0;
}

void jobs_candidates(struct api_call *call)
{
	const struct candidates_wish wish = {
	    .user_id = call->actor.user_id,
	    .job = call->id,
	    .from_us = query_instant(call, "from"),
	    .to_us = query_instant(call, "to"),
	    .at_us = query_instant(call, "at"),
	    .limit = (size_t)api_query_int(call, "limit", LIMIT),
	};

	if (wish.at_us && (wish.from_us || wish.to_us))
		api_fail_now(call, ERR_INPUT, "/at", "range",
			     "give either 'at', or 'from' and 'to'");
	else if (wish.from_us && wish.to_us && wish.to_us <= wish.from_us)
		api_fail_now(call, ERR_INPUT, "/to", "range",
			     "must be after 'from'");
	else if (wish.from_us && wish.to_us &&
		 wish.to_us - wish.from_us > CANDIDATES_DAYS_MAX * DAY_US)
		api_fail_now(call, ERR_INPUT, "/to", "range",
			     "must be at most %d days after 'from'",
			     CANDIDATES_DAYS_MAX);
	else
		candidates_find(call->loop, &wish, on_answer, call);
}
