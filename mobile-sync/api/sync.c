/* SPDX-License-Identifier: MIT */
/* GET /sync?since=EPOCH.VERSION&limit=N */
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
static bool read_cursor(struct http_request *req, const char *text,
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

static enum err read_query(struct http_request *req, int limit_max,
			   struct pull_request *pull, struct err_detail *detail)
{
	const char *name, *value;
	bool has_since = false, has_limit = false;
	int64_t limit = limit_max;
	char text[80];

	for (size_t i = 0; http_query_at(req, i, &name, &value); i++) {
		bool *seen = !strcmp(name, "since")   ? &has_since
			     : !strcmp(name, "limit") ? &has_limit
						      : NULL;

		if (!seen)
			return fail(detail, name, "unknown",
				    "is not a parameter of /sync: since and "
				    "limit are");
		if (*seen)
			return fail(detail, name, "twice", "stands twice");
		*seen = true;
		if (seen == &has_since && !read_cursor(req, value, pull))
			return fail(detail, name, "format",
				    "must be EPOCH.VERSION as the ETag had "
				    "it, such as 1.57; leave it out to fetch "
				    "everything");
		if (seen == &has_limit &&
		    !text_parse_int(value, 1, limit_max, &limit)) {
			snprintf(text, sizeof(text),
				 "must be a number from 1 to %d", limit_max);
			return fail(detail, name, "range", text);
		}
	}
	pull->limit = (int)limit;
	return ERR_OK;
}

void sync_get(struct http_request *req)
{
	struct loop *loop = http_loop_context(req);
	struct pull_request pull = {.device = http_user(req),
				    .contract = api_contract(req)};
	struct err_detail detail = {0};

	if (read_query(req, loop->daemon->sync_limit, &pull, &detail) != ERR_OK)
		api_refuse(req, &detail);
	else
		pull_start(loop, &pull, http_arena(req), on_pulled, req);
}
