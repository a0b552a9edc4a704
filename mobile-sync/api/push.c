/* SPDX-License-Identifier: MIT */
/* POST /push */
#include <inttypes.h>

#include "mobile-sync/api/api.h"
#include "mobile-sync/daemon.h"
#include "mobile-sync/session/auth.h"
#include "mobile-sync/session/hub.h"
#include "mobile-sync/session/push.h"

/* A problem document with one member more: `acked`, so that the device knows
 * which mutation comes next. */
static void refuse_gap(struct http_request *req,
		       const struct push_answer *answer)
{
	const struct err_detail *error = answer->error;
	const struct err_info *info = err_info(error->code);
	struct buf body = {0};

	buf_printf(&body, "{\"type\":\"urn:callout:problem:%s\",\"title\":",
		   info->name);
	buf_add_json_string(&body, info->title);
	buf_printf(&body, ",\"status\":%d,\"detail\":", info->http_status);
	buf_add_json_string(&body, error->text);
	buf_add_text(&body, ",\"request_id\":");
	buf_add_json_string(&body, http_request_id(req));
	buf_printf(&body, ",\"acked\":%" PRId64 ",\"errors\":[{\"pointer\":",
		   answer->acked);
	buf_add_json_string(&body, error->pointer);
	buf_add_text(&body, ",\"rule\":");
	buf_add_json_string(&body, error->rule);
	buf_add_text(&body, ",\"detail\":");
	buf_add_json_string(&body, error->text);
	buf_add_text(&body, "}]}");
	http_reply_buf(req, info->http_status, "application/problem+json",
		       &body);
}

static void on_pushed(const struct push_answer *answer, void *arg)
{
	struct http_request *req = arg;
	const struct loop *loop = http_loop_context(req);
	const struct device *device = http_user(req);

	/* It may have moved her scope: a poll that follows must see that. */
	hub_doubt(loop->daemon->hub, device->technician);
	if (answer->gap)
		refuse_gap(req, answer);
	else if (answer->error)
		api_refuse(req, answer->error);
	else
		api_reply_xml(req, 200, answer->body);
}

void push_post(struct http_request *req)
{
	const char *bytes;
	size_t length;

	if (!api_body_is_xml(req))
		return;
	bytes = http_body(req, &length);
	push_start(http_loop_context(req), http_user(req), bytes, length,
		   http_request_id(req), http_arena(req), on_pushed, req);
}
