/* SPDX-License-Identifier: MIT */
/* Routes, sign-in, refusals. docs/PROTOCOL.md describes each of them. */
#include "mobile-sync/api/api.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <callout/log.h>
#include <callout/text.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/session/auth.h"
#include "mobile-sync/session/enrol.h"
#include "mobile-sync/session/pull.h"
#include "mobile-sync/session/push.h"
#include "mobile-sync/session/tus.h"
#include "mobile-sync/session/upload.h"


#define TOKEN_PREFIX "cdt_"
#define TOKEN_LENGTH_MAX 128

static const struct http_route routes[] = {
    {HTTP_POST, "/enrol", enrol_post, API_ANYBODY, HTTP_ROUTE_NO_GZIP,
     ENROL_BYTES_MAX, "enrol", "A device comes in with a one-time code"},
    {HTTP_GET, "/sync", sync_get, API_DEVICE, 0, 0, "sync",
     "What changed since a cursor"},
    {HTTP_GET, "/events", events_get, API_DEVICE, 0, 0, "events",
     "A word whenever something changed"},
    {HTTP_POST, "/push", push_post, API_DEVICE, 0, PUSH_BYTES_MAX, "push",
     "What was done"},
    {HTTP_OPTIONS, "/blob", blob_options, API_ANYBODY, 0, 0, "upload_options",
     "What this tus server can"},
    {HTTP_POST, "/blob", blob_post, API_DEVICE, API_TUS, UPLOAD_PIECE_MAX,
     "upload_begin", "A photo or signature is announced"},
    {HTTP_OPTIONS, "/blob/{uid}", blob_options, API_ANYBODY, 0, 0,
     "blob_options", "What this tus server can"},
    {HTTP_GET, "/blob/{uid}", blob_get, API_DEVICE, API_TUS, 0, "blob",
     "How far an upload is (HEAD); a photo (GET)"},
    {HTTP_PATCH, "/blob/{uid}", blob_patch, API_DEVICE, API_TUS,
     UPLOAD_PIECE_MAX, "upload", "The next piece of an upload"},
    {HTTP_DELETE, "/blob/{uid}", blob_delete, API_DEVICE, API_TUS, 0,
     "upload_drop", "An upload is taken back"},
    {HTTP_GET, "/healthz", health_live, API_ANYBODY, HTTP_ROUTE_QUIET, 0,
     "live", "Is the daemon alive"},
    {HTTP_GET, "/readyz", health_ready, API_ANYBODY, HTTP_ROUTE_QUIET, 0,
     "ready", "Can it serve"},
    {HTTP_GET, "/metrics", health_metrics, API_ANYBODY, HTTP_ROUTE_QUIET, 0,
     "metrics", "Figures for Prometheus"},
};

const struct http_route *api_routes(size_t *ret_count)
{
	*ret_count = sizeof(routes) / sizeof(*routes);
	return routes;
}

/* --- replies ------------------------------------------------------------ */

void api_refuse(struct http_request *req, const struct err_detail *detail)
{
	if (detail->code == ERR_UNAVAILABLE)
		http_header_add(req, "Retry-After", "2");
	if (detail->code != ERR_INTERNAL) {
		http_reply_problem(req, detail);
		return;
	}
	log_event(LOG_LEVEL_ERROR, "request_failed",
		  LOG_TEXT("request", http_request_id(req)),
		  LOG_TEXT("route", http_route(req)->pattern),
		  LOG_TEXT("sqlstate", detail->sqlstate),
		  LOG_TEXT("detail", detail->text));
	/* What went wrong inside is for the log. */
	http_reply_error(req, ERR_INTERNAL, "",
			 "an internal error; the log has more under this "
			 "request id");
}

void api_refuse_revoked(struct http_request *req)
{
	struct err_detail detail;

	(void)err_set_rule(&detail, ERR_UNAUTHENTICATED, "", "revoked",
			   "this device was revoked: ask the dispatcher for a "
			   "new code");
	api_refuse(req, &detail);
}

bool api_body_is_xml(struct http_request *req)
{
	if (http_body_is(req, "application/xml") ||
	    http_body_is(req, "text/xml"))
		return true;
	http_reply_error(req, ERR_MEDIA_TYPE, "",
			 "send the document with Content-Type: "
			 "application/xml");
	return false;
}

void api_reply_xml(struct http_request *req, int status, struct buf *body)
{
	http_reply_buf(req, status, "application/xml; charset=utf-8", body);
}

/* --- sign-in ------------------------------------------------------------ */

/* The token of "Authorization: Bearer cdt_...", or NULL. */
static const char *bearer(struct http_request *req)
{
	const char *header = http_header(req, "Authorization");

	if (!header || strncasecmp(header, "Bearer ", 7) != 0)
		return NULL;
	header += 7;
	header += strspn(header, " ");
	return !strncmp(header, TOKEN_PREFIX, strlen(TOKEN_PREFIX)) &&
		       strlen(header) <= TOKEN_LENGTH_MAX
		   ? header
		   : NULL;
}

static void on_device(const struct device *device,
		      const struct err_detail *error, void *arg)
{
	struct http_request *req = arg;
	struct device *copy;

	if (error) {
		api_refuse(req, error);
		return;
	}
	copy = arena_alloc(http_arena(req), sizeof(*copy));
	*copy = *device;
	http_set_user(req, copy);
	http_request_continue(req);
}

int api_contract(struct http_request *req)
{
	const char *text = http_header(req, "Callout-Contract");
	int64_t contract = 1; /* which had no header */

	if (text && !text_parse_int(text, 1, INT32_MAX, &contract))
		return 0;
	/* A newer device reads what we write; what we do not know of what it
	 * writes is kept as it came. */
	return contract < PULL_CONTRACT ? (int)contract : PULL_CONTRACT;
}

/* Says ours, and whether the request may go on. */
static bool agree_on_contract(struct http_request *req)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", PULL_CONTRACT);
	http_header_add(req, "Callout-Contract", number);
	if (api_contract(req) > 0)
		return true;
	http_reply_error(req, ERR_INPUT, "/Callout-Contract",
			 "the header Callout-Contract must be a number, such "
			 "as %d",
			 PULL_CONTRACT);
	return false;
}

void api_authenticate(struct http_request *req)
{
	const char *token;
	char hash[65];

	/* Also on refusals. */
	if (http_route(req)->flags & API_TUS)
		http_header_add(req, "Tus-Resumable", TUS_VERSION);
	if (http_route(req)->flags & HTTP_ROUTE_QUIET) {
		http_request_continue(req); /* a machine that watches */
		return;
	}
	if (!agree_on_contract(req))
		return;
	if (http_route(req)->auth == API_ANYBODY) {
		http_request_continue(req);
		return;
	}
	token = bearer(req);
	if (!token) {
		http_reply_error(req, ERR_UNAUTHENTICATED, "",
				 "send the device's token: Authorization: "
				 "Bearer cdt_...");
		return;
	}
	auth_hash(token, hash);
	auth_find(http_loop_context(req), hash, false, on_device, req);
}
