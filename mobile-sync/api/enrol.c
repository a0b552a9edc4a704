/* SPDX-License-Identifier: MIT */
/* POST /enrol */
#include <stdio.h>

#include <callout/clk.h>
#include <callout/log.h>

#include "mobile-sync/api/api.h"
#include "mobile-sync/daemon.h"
#include "mobile-sync/session/enrol.h"
#include "mobile-sync/session/throttle.h"

static void on_enrolled(const struct err_detail *error, struct buf *body,
			void *arg)
{
	struct http_request *req = arg;
	const struct loop *loop = http_loop_context(req);

	if (!error || error->code != ERR_UNAUTHENTICATED)
		throttle_give_back(loop->daemon->enrol_throttle,
				   http_peer(req));
	if (error)
		api_refuse(req, error);
	else
		api_reply_xml(req, 201, body);
}

static void refuse_for(struct http_request *req, int wait_s)
{
	struct loop *loop = http_loop_context(req);
	char seconds[16];

	loop->daemon->counters.enrol_throttled++;
	log_event(LOG_LEVEL_WARNING, "enrol_throttled",
		  LOG_TEXT("request", http_request_id(req)),
		  LOG_TEXT("address", http_peer(req)));
	snprintf(seconds, sizeof(seconds), "%d", wait_s);
	http_header_add(req, "Retry-After", seconds);
	http_reply_error(req, ERR_RATE, "",
			 "too many wrong codes from this address: wait %d "
			 "seconds",
			 wait_s);
}

void enrol_post(struct http_request *req)
{
	struct loop *loop = http_loop_context(req);
	const char *bytes;
	size_t length;
	int wait_s;

	if (!api_body_is_xml(req))
		return;
	wait_s = throttle_take(loop->daemon->enrol_throttle, http_peer(req),
			       clk_monotonic_us());
	if (wait_s > 0) {
		refuse_for(req, wait_s);
		return;
	}
	bytes = http_body(req, &length);
	enrol_start(loop, bytes, length, api_contract(req), http_arena(req),
		    on_enrolled, req);
}
