/* SPDX-License-Identifier: MIT */
/* GET /sync?since=EPOCH.VERSION&limit=N&all=1 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <callout/text.h>

#include "mobile-sync/api/api.h"
#include "mobile-sync/daemon.h"
#include "mobile-sync/session/pull.h"

static void on_pulled(const struct pull_answer *answer, void *arg)
{
	struct http_request *req = arg;
	char tag[48];

	if (answer->error) {
		api_refuse(req, answer->error);
		return;
	}
	if (answer->reset) {
		api_reply_xml(req, 410, answer->body);
		return;
	}
	snprintf(tag, sizeof(tag), "%" PRId64 ".%" PRId64, answer->epoch,
		 answer->version);
	http_header_add(req, "Cache-Control", "private, no-cache");
	if (!http_reply_if_unchanged(req, tag))
		api_reply_xml(req, 200, answer->body);
}

/* --- the query ---------------------------------------------------------- */

static enum err fail(struct err_detail *detail, const char *name,
		     const char *rule, const char *text)
{
	char pointer[100];

	snprintf(pointer, sizeof(pointer), "/%.90s", name);
	return err_set_rule(detail, ERR_INPUT, pointer, rule, "%.90s %s", name,
			    text);
}

/* "EPOCH.VERSION", as the ETag has it. */
static bool read_since(struct http_request *req, const char *text,
		       struct pull_request *pull)
{
	const char *dot = strchr(text, '.');
	char *epoch;

	if (!dot)
		return false;
	epoch = arena_strndup(http_arena(req), text, (size_t)(dot - text));
	return text_parse_int(epoch, 1, INT64_MAX, &pull->epoch) &&
	       text_parse_int(dot + 1, 0, INT64_MAX, &pull->since);
}

static bool read_limit(struct http_request *req, const char *text,
		       struct pull_request *pull)
{
	const struct loop *loop = http_loop_context(req);
	int64_t limit;

	if (!text_parse_int(text, 1, loop->daemon->sync_limit, &limit))
		return false;
	pull->limit = (int)limit;
	return true;
}

static bool read_all(struct http_request *req, const char *text,
		     struct pull_request *pull)
{
	(void)req;
	pull->all = !strcmp(text, "1");
	return pull->all;
}

static const struct {
	const char *name;
	bool (*read)(struct http_request *req, const char *text,
		     struct pull_request *pull);
	const char *rule, *complaint; /* where `read` is false */
} parameters[] = {
    {"since", read_since, "format",
     "must be EPOCH.VERSION as the ETag had it, such as 1.57; leave it out to "
     "fetch everything"},
    {"limit", read_limit, "range",
     "must be a number from 1 to what the server allows, 200 at most"},
    {"all", read_all, "format",
     "must be 1, in a fetch of everything that goes on"},
};
enum { PARAMETERS = sizeof(parameters) / sizeof(*parameters) };

static enum err read_query(struct http_request *req, struct pull_request *pull,
			   struct err_detail *detail)
{
	bool seen[PARAMETERS] = {false};
	const char *name, *value;
	size_t p;

	for (size_t i = 0; http_query_at(req, i, &name, &value); i++) {
		for (p = 0; p < PARAMETERS; p++)
			if (!strcmp(parameters[p].name, name))
				break;
		if (p == PARAMETERS)
			return fail(detail, name, "unknown",
				    "is not a parameter of /sync: "
				    "docs/PROTOCOL.md has them");
		if (seen[p])
			return fail(detail, name, "twice", "stands twice");
		seen[p] = true;
		if (!parameters[p].read(req, value, pull))
			return fail(detail, name, parameters[p].rule,
				    parameters[p].complaint);
	}
	return ERR_OK;
}

void sync_get(struct http_request *req)
{
	struct loop *loop = http_loop_context(req);
	struct pull_request pull = {
	    .device = http_user(req),
	    .contract = api_contract(req),
	    .limit = loop->daemon->sync_limit,
	};
	struct err_detail detail = {0};

	if (read_query(req, &pull, &detail) != ERR_OK)
		api_refuse(req, &detail);
	else
		pull_start(loop, &pull, http_arena(req), on_pulled, req);
}
