/* SPDX-License-Identifier: MIT */
/* For machines that watch: is it alive, is it ready, what are its figures. */
#include <inttypes.h>

#include "mobile-sync/api/api.h"
#include "mobile-sync/daemon.h"
#include "mobile-sync/session/hub.h"
#include "mobile-sync/store/store.h"

#define PLAIN "text/plain; charset=utf-8"

void health_live(struct http_request *req)
{
	http_reply(req, 200, PLAIN, "ok\n", 3);
}

static void on_version(const struct err_detail *error, int64_t version,
		       void *arg)
{
	struct http_request *req = arg;
	struct err_detail detail = {0};

	if (error)
		(void)err_set_rule(&detail, ERR_UNAVAILABLE, "",
				   "database_away",
				   "the database does not answer as it "
				   "should: %.400s",
				   error->text);
	else if (version < STORE_SCHEMA_NEEDED)
		(void)err_set_rule(
		    &detail, ERR_UNAVAILABLE, "", "schema_old",
		    "the schema has version %" PRId64
		    ", version %d is needed: run `callout migrate`",
		    version, STORE_SCHEMA_NEEDED);
	if (detail.code != ERR_OK)
		api_refuse(req, &detail);
	else
		http_reply(req, 200, PLAIN, "ready\n", 6);
}

/* Each loop has connections of its own, and the next request may come to any
 * of them. */
static bool all_loops_are_ready(const struct mobile_sync *daemon)
{
	for (unsigned i = 0; i < daemon->loop_count; i++)
		if (!daemon->pools[i].ready)
			return false;
	return true;
}

void health_ready(struct http_request *req)
{
	const struct loop *loop = http_loop_context(req);
	struct err_detail detail;

	if (http_server_is_stopping(loop->daemon->server)) {
		(void)err_set_rule(&detail, ERR_UNAVAILABLE, "",
				   "shutting_down",
				   "the daemon is about to stop");
		api_refuse(req, &detail);
	} else if (!all_loops_are_ready(loop->daemon)) {
		(void)err_set_rule(&detail, ERR_UNAVAILABLE, "",
				   "database_away",
				   "not every loop has reached the database "
				   "yet");
		api_refuse(req, &detail);
	} else {
		store_version(loop->store, on_version, req);
	}
}

/* --- /metrics ----------------------------------------------------------- */

static void print_value(struct buf *out, const char *name, const char *type,
			uint64_t value)
{
	buf_printf(out, "# TYPE callout_%s %s\ncallout_%s %" PRIu64 "\n", name,
		   type, name, value);
}

static void print_pools(struct buf *out, const struct mobile_sync *daemon)
{
#define SUM(field)                                                \
	({                                                        \
		uint64_t sum = 0;                                 \
		for (unsigned i = 0; i < daemon->loop_count; i++) \
			sum += (uint64_t)daemon->pools[i].field;  \
		sum;                                              \
	})
	print_value(out, "db_loops_ready", "gauge", SUM(ready));
	print_value(out, "db_connections", "gauge", SUM(connections));
	print_value(out, "db_calls_waiting", "gauge", SUM(waiting));
	print_value(out, "db_calls_sent", "gauge", SUM(sent));
	print_value(out, "db_calls_total", "counter", SUM(calls));
	print_value(out, "db_errors_total", "counter", SUM(errors));
	print_value(out, "db_retries_total", "counter", SUM(retries));
	print_value(out, "db_connects_total", "counter", SUM(connects));
	print_value(out, "db_losses_total", "counter", SUM(losses));
#undef SUM
}

static void print_counters(struct buf *out, const struct counters *c)
{
	const struct {
		const char *name;
		uint64_t value;
	} rows[] = {
	    {"devices_enrolled_total", c->enrolled},
	    {"enrolments_refused_total", c->enrol_refused},
	    {"enrolments_throttled_total", c->enrol_throttled},
	    {"tokens_renewed_total", c->renewed},
	    {"tokens_refused_total", c->tokens_refused},
	    {"contracts_refused_total", c->contracts_refused},
	    {"pulls_total", c->pulls},
	    {"pulls_unchanged_total", c->pulls_unchanged},
	    {"pulls_known_total", c->pulls_known},
	    {"resets_total", c->resets},
	    {"sheets_sent_total", c->sheets},
	    {"tombstones_sent_total", c->tombstones},
	    {"pushes_total", c->pushes},
	    {"pushes_refused_total", c->pushes_refused},
	    {"mutations_total", c->mutations},
	    {"mutations_new_total", c->mutations_new},
	    {"mutations_invalid_total", c->mutations_invalid},
	    {"uploads_total", c->uploads},
	    {"upload_bytes_total", c->upload_bytes},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		print_value(out, rows[i].name, "counter", rows[i].value);
}

void health_metrics(struct http_request *req)
{
	const struct loop *loop = http_loop_context(req);
	struct buf out = {0};

	http_metrics_print(loop->daemon->server, &out);
	print_pools(&out, loop->daemon);
	print_value(&out, "devices_waiting", "gauge",
		    hub_seats(loop->daemon->hub));
	print_counters(&out, &loop->daemon->counters);
	http_reply_buf(req, 200, "text/plain; version=0.0.4", &out);
}
