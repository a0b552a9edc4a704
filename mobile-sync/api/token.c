/* SPDX-License-Identifier: MIT */
/* POST /token */
#include "mobile-sync/api/api.h"
#include "mobile-sync/daemon.h"
#include "mobile-sync/session/renew.h"

static void on_renewed(const struct err_detail *error, struct buf *body,
		       void *arg)
{
	struct http_request *req = arg;

	if (error) {
		api_refuse(req, error);
		return;
	}
	http_header_add(req, "Cache-Control", "no-store");
	api_reply_xml(req, 200, body);
}

void token_post(struct http_request *req)
{
	renew_start(http_loop_context(req), http_user(req),
		    http_request_id(req), http_arena(req), on_renewed, req);
}
