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
#define PRINTABLE                                                      \
	" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
#define TOKEN_BYTES_MAX 16 /* there is no body to speak of */

static const struct http_route routes[] = {
    {HTTP_POST, "/enrol", enrol_post, API_ANYBODY, HTTP_ROUTE_NO_GZIP,
     ENROL_BYTES_MAX, "enrol", "A device comes in with a one-time code"},
    {HTTP_GET, "/sync", sync_get, API_DEVICE, HTTP_ROUTE_BARE_304, 0, "sync",
     "What changed since a cursor"},
    {HTTP_GET, "/events", events_get, API_DEVICE, 0, 0, "events",
     "A word whenever something changed"},
    {HTTP_POST, "/token", token_post, API_RENEWER, HTTP_ROUTE_NO_GZIP,
     TOKEN_BYTES_MAX, "token", "A device gets a new token for the one it has"},
    {HTTP_POST, "/push", push_post, API_TELLER, 0, PUSH_BYTES_MAX, "push",
     "What was done"},
    {HTTP_OPTIONS, "/blob", blob_options, API_ANYBODY, 0, 0, "upload_options",
     "What this tus server can"},
    {HTTP_POST, "/blob", blob_post, API_TELLER, API_TUS, UPLOAD_PIECE_MAX,
     "upload_begin", "A photo or signature is announced"},
    {HTTP_OPTIONS, "/blob/{uid}", blob_options, API_ANYBODY, 0, 0,
     "blob_options", "What this tus server can"},
    {HTTP_GET, "/blob/{uid}", blob_get, API_TELLER, API_TUS, 0, "blob",
     "How far an upload is (HEAD); a photo (GET)"},
    {HTTP_PATCH, "/blob/{uid}", blob_patch, API_TELLER, API_TUS,
     UPLOAD_PIECE_MAX, "upload", "The next piece of an upload"},
    {HTTP_DELETE, "/blob/{uid}", blob_delete, API_DEVICE, API_TUS, 0,
     "upload_drop", "An upload is taken back"},
    {HTTP_GET, "/dictionary/{hash}", dictionary_get, API_ANYBODY, 0, 0,
     "dictionary", "What answers are compressed with"},
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

/* A token does not expire by its age: nobody is locked out for having been
 * away. It is only time for another one. */
static bool wants_renewal(struct http_request *req, const struct device *device)
{
	const struct loop *loop = http_loop_context(req);
	int days = loop->daemon->token_days;

	return days > 0 && device->token_age_s / 86400 >= days;
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
	if (wants_renewal(req, device))
		http_header_add(req, "Callout-Token", "renew");
	http_set_user(req, copy);
	http_request_continue(req);
}

/* 0 if the header is no number. */
static int64_t asked_contract(struct http_request *req)
{
	const char *text = http_header(req, "Callout-Contract");
	int64_t contract = 1; /* which had no header */

	if (text && !text_parse_int(text, 1, INT32_MAX, &contract))
		return 0;
	return contract;
}

int api_contract(struct http_request *req)
{
	int64_t contract = asked_contract(req);

	/* A newer device reads what we write; what we do not know of what it
	 * writes is kept as it came. */
	return contract < PULL_CONTRACT ? (int)contract : PULL_CONTRACT;
}

static void refuse_contract(struct http_request *req, int contract_min)
{
	struct loop *loop = http_loop_context(req);
	struct err_detail detail;
	char name[32];

	loop->daemon->counters.contracts_refused++;
	snprintf(name, sizeof(name), "callout-sync/%d", PULL_CONTRACT);
	http_header_add(req, "Upgrade", name);
	(void)err_set_rule(&detail, ERR_UPGRADE, "/Callout-Contract",
			   "contract_min",
			   "contract %d or later is spoken here: update the "
			   "program and keep what it holds",
			   contract_min);
	api_refuse(req, &detail);
}

/* Says ours, and whether the request may go on. */
static bool agree_on_contract(struct http_request *req)
{
	const struct loop *loop = http_loop_context(req);
	int contract_min = loop->daemon->contract_min;
	int64_t contract = asked_contract(req);
	char number[16];

	snprintf(number, sizeof(number), "%d", PULL_CONTRACT);
	http_header_add(req, "Callout-Contract", number);
	if (contract >= contract_min && contract > 0)
		return true;
	if (contract > 0)
		refuse_contract(req, contract_min);
	else
		http_reply_error(req, ERR_INPUT, "/Callout-Contract",
				 "the header Callout-Contract must be a "
				 "number, such as %d",
				 PULL_CONTRACT);
	return false;
}

/* What the device says of itself; false: refused. */
static bool read_said(struct http_request *req, struct device_said *said)
{
	const char *app = http_header(req, "Callout-App");
	const char *unsent = http_query(req, "unsent");

	*said = (struct device_said){.contract = (int)asked_contract(req),
				     .unsent = -1};
	/* A number that is none is for the route to name. */
	if (unsent && !text_parse_int(unsent, 0, INT64_MAX, &said->unsent))
		said->unsent = -1;
	if (!app)
		return true;
	if (strlen(app) < sizeof(said->app) &&
	    strspn(app, PRINTABLE) == strlen(app)) {
		memcpy(said->app, app, strlen(app) + 1);
		return true;
	}
	http_reply_error(req, ERR_INPUT, "/Callout-App",
			 "the header Callout-App must be at most %zu printable "
			 "characters of ASCII",
			 sizeof(said->app) - 1);
	return false;
}

static enum auth_for purpose(enum api_auth auth)
{
	switch (auth) {
	case API_TELLER:
		return AUTH_TELL;
	case API_RENEWER:
		return AUTH_RENEW;
	case API_ANYBODY:
	case API_DEVICE:
		break;
	}
	return AUTH_ALL;
}

void api_authenticate(struct http_request *req)
{
	struct device_said said;
	const struct loop *loop = http_loop_context(req);
	const char *token;
	char hash[65];

	if (http_route(req)->auth != API_ANYBODY)
		http_use_dictionary(req, loop->daemon->dictionary,
				    loop->daemon->dictionary_path);
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
	if (!read_said(req, &said))
		return;
	auth_hash(token, hash);
	auth_find(http_loop_context(req), hash,
		  purpose((enum api_auth)http_route(req)->auth), &said,
		  on_device, req);
}
