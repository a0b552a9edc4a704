/* SPDX-License-Identifier: MIT */
/* For machines that watch: is it alive, is it ready, what are its figures. */
#include "dispatchd/api/handlers.h"

#include <inttypes.h>
#include <string.h>

#include <jansson.h>

#include <callout/work.h>

#include "dispatchd/api/call.h"
#include "dispatchd/engine/desk.h"
#include "dispatchd/engine/leases.h"
#include "dispatchd/store/health_store.h"

void health_live(struct api_call *call)
{
	http_reply(call->req, 200, "text/plain; charset=utf-8", "ok\n", 3);
}

/* Each loop has connections of its own. */
static bool all_loops_are_ready(const struct daemon *daemon)
{
	for (unsigned i = 0; i < daemon->loop_count; i++)
		if (!daemon->pools[i].ready)
			return false;
	return true;
}

static void on_ready(const struct store_reply *reply, void *arg)
{
	struct api_call *call = arg;

	if (reply->error)
		api_fail_now(call, ERR_UNAVAILABLE, "", "database_away",
			     "the database does not answer as it should: %s",
			     reply->error->text);
	else if (reply->version < STORE_SCHEMA_NEEDED)
		api_fail_now(call, ERR_UNAVAILABLE, "", "schema_old",
			     "the schema has version %" PRId64
			     ", version %d is needed: run `callout migrate`",
			     reply->version, STORE_SCHEMA_NEEDED);
	else
		http_reply(call->req, 200, "text/plain; charset=utf-8",
			   "ready\n", 6);
}

void health_ready(struct api_call *call)
{
	if (http_server_is_stopping(call->loop->server))
		api_fail_now(call, ERR_UNAVAILABLE, "", "shutting_down",
			     "the daemon is about to stop");
	else if (store_is_ready(call->loop->store) &&
		 !all_loops_are_ready(call->loop->daemon))
		api_fail_now(call, ERR_UNAVAILABLE, "", "database_away",
			     "not every loop has reached the database yet");
	else
		health_store_check(call->loop->store, on_ready, call);
}

/* --- /metrics ----------------------------------------------------------- */

static void print_value(struct buf *out, const char *name, const char *type,
			uint64_t value)
{
	buf_printf(out, "# TYPE callout_%s %s\ncallout_%s %" PRIu64 "\n", name,
		   type, name, value);
}

static void print_pools(struct buf *out, const struct daemon *daemon)
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

static void print_counters(struct buf *out, const struct daemon *daemon)
{
	const struct counters *c = &daemon->counters;

	print_value(out, "logins_total", "counter", c->logins);
	print_value(out, "logins_failed_total", "counter", c->logins_failed);
	print_value(out, "logins_throttled_total", "counter",
		    c->logins_throttled);
	print_value(out, "password_hashes_pending", "gauge",
		    work_pool_load(daemon->passwords));
	print_value(out, "planning_runs_total", "counter", c->runs);
	print_value(out, "planning_runs_failed_total", "counter",
		    c->runs_failed);
	print_value(out, "planning_runs_cancelled_total", "counter",
		    c->runs_cancelled);
	buf_printf(out,
		   "# TYPE callout_planning_seconds_total counter\n"
		   "callout_planning_seconds_total %.6f\n",
		   (double)c->run_us / 1e6);
	print_value(out, "planning_runs_pending", "gauge",
		    work_pool_load(daemon->planners));
	print_value(out, "feeds_full_total", "counter", c->feeds_full);
	print_value(out, "feeds_unchanged_total", "counter",
		    c->feeds_unchanged);
	print_value(out, "feeds_stale_total", "counter", c->feeds_stale);
	print_value(out, "feed_texts_kept_total", "counter",
		    c->feed_texts_kept);
	print_value(out, "feed_texts_made_total", "counter",
		    c->feed_texts_made);
}

static void print_follow(struct buf *out, const struct counters *counters)
{
	print_value(out, "follow_looks_total", "counter",
		    counters->follow_looks);
	print_value(out, "follow_repairs_total", "counter",
		    counters->follow_repairs);
	print_value(out, "follow_suggestions_total", "counter",
		    counters->follow_suggestions);
	print_value(out, "follow_moved_visits_total", "counter",
		    counters->follow_moved);
	print_value(out, "follow_left_total", "counter", counters->follow_left);
	print_value(out, "follow_conflicts_total", "counter",
		    counters->follow_conflicts);
	print_value(out, "follow_refused_total", "counter",
		    counters->follow_refused);
	print_value(out, "follow_errors_total", "counter",
		    counters->follow_errors);
}

static void print_desks(struct buf *out, const struct daemon *daemon)
{
	struct desk_stats stats;

	desk_stats(daemon->desk, &stats);
	print_value(out, "desk_questions_total", "counter", stats.questions);
	print_value(out, "desk_errors_total", "counter", stats.errors);
	print_value(out, "desk_loads_total", "counter", stats.loads);
	buf_printf(out,
		   "# TYPE callout_desk_answer_seconds_total counter\n"
		   "callout_desk_answer_seconds_total %.6f\n",
		   (double)stats.answer_us / 1e6);
	print_value(out, "desk_questions_pending", "gauge", stats.waiting);
	print_value(out, "desk_plans", "gauge", stats.models);
}

static void print_leases(struct buf *out, const struct daemon *daemon)
{
	struct leases_stats stats;

	leases_stats(daemon->leases, &stats);
	print_value(out, "leases", "gauge", stats.held);
	print_value(out, "leases_taken_total", "counter", stats.taken);
	print_value(out, "leases_lost_total", "counter", stats.lost);
}

static void print_travel(struct buf *out, const struct daemon *daemon)
{
	const struct counters *c = &daemon->counters;

	print_value(out, "travel_requests_total", "counter", c->travel_asked);
	print_value(out, "travel_failures_total", "counter", c->travel_failed);
	print_value(out, "travel_ways_total", "counter", c->travel_ways);
	print_value(out, "travel_failing", "gauge", daemon->travel.failing);
	print_value(out, "travel_places_unknown", "gauge",
		    (uint64_t)daemon->travel.unknown);
}

/* What the database counts (jobs, proposals by state ...), if it is there. */
static void print_counts(struct buf *out, const struct store_reply *reply)
{
	json_t *json = NULL, *value;
	const char *name;

	print_value(out, "db_up", "gauge", !reply->error);
	if (!reply->error && reply->body)
		json = json_loadb(reply->body, reply->length, 0, NULL);
	json_object_foreach(json, name, value)
	{
		if (json_is_integer(value))
			print_value(out, name, "gauge",
				    (uint64_t)json_integer_value(value));
	}
	json_decref(json);
}

static void on_counts(const struct store_reply *reply, void *arg)
{
	struct api_call *call = arg;
	const struct daemon *daemon = call->loop->daemon;
	struct buf out = {0};

	http_metrics_print(call->loop->server, &out);
	print_pools(&out, daemon);
	print_counters(&out, daemon);
	print_desks(&out, daemon);
	print_travel(&out, daemon);
	print_leases(&out, daemon);
	print_follow(&out, &daemon->counters);
	print_counts(&out, reply);
	http_reply_buf(call->req, 200, "text/plain; version=0.0.4", &out);
}

void health_metrics(struct api_call *call)
{
	health_store_counts(call->loop->store, on_counts, call);
}

void openapi_get(struct api_call *call)
{
	const struct buf *text = &call->loop->daemon->openapi;

	http_header_add(call->req, "Cache-Control", "public, max-age=300");
	http_reply(call->req, 200, "application/json", text->data,
		   text->length);
}
