/* SPDX-License-Identifier: MIT */
/* Somebody must go at once. */
#include "dispatchd/api/handlers.h"

#include <callout/text.h>

#include "dispatchd/api/call.h"
#include "dispatchd/engine/emergency.h"

static void on_answer(const struct emergency_answer *answer, void *arg)
{
	struct api_call *call = arg;

	if (answer->error)
		api_fail(call, answer->error);
	else if (answer->reply)
		api_reply(answer->reply, call);
	else
		http_reply_json(call->req, api_success(call->operation),
				answer->json, answer->length);
}

void jobs_emergency(struct api_call *call)
{
	struct emergency_wish wish = {
	    .job = call->id,
	    .job_version = call->if_match,
	    .why = api_body_text(call, "why"),
	    .dry_run = api_body_bool(call, "dry_run", false),
	};
	const char *begin_by = api_body_text(call, "begin_by");

	if (begin_by)
		(void)text_parse_instant(begin_by, &wish.begin_by_us);
	emergency_begin(call->loop, &call->actor, &wish, on_answer, call);
}
