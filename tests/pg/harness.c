/* SPDX-License-Identifier: MIT */
/* See harness.h. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/clk.h>
#include <callout/log.h>

struct pg_settings test_settings(void)
{
	struct pg_settings settings = pg_settings_default();

	settings.conninfo = getenv("CALLOUT_TEST_URL");
	settings.application_name = "callout test";
	settings.read_connections = 1;
	settings.write_connections = 1;
	settings.call_timeout_ms = 10000;
	settings.statement_timeout_ms = 8000;
	settings.fail_fast_ms = 5000;
	settings.seed = 1;
	return settings;
}

void harness_open(struct harness *h, const struct pg_settings *settings)
{
	struct pg_settings plain = test_settings();
	struct err_detail detail;

	if (getenv("CALLOUT_TEST_DEBUG") != NULL)
		log_set_level(LOG_LEVEL_DEBUG);
	else
		log_set_level(LOG_LEVEL_ERROR);
	*h = (struct harness){.base = event_base_new()};
	assert_int_equal(pg_sync_open(&plain, &h->admin, &detail), ERR_OK);
	assert_int_equal(pg_pool_new(h->base, settings, &h->pool, &detail),
			 ERR_OK);
}

void harness_open_ready(struct harness *h, const struct pg_settings *settings)
{
	harness_open(h, settings);
	await_ready(h,
		    settings->read_connections + settings->write_connections);
}

void harness_close(struct harness *h)
{
	pg_pool_free(h->pool);
	pg_sync_close(h->admin);
	event_base_free(h->base);
}

static void on_reply(const struct pg_result *result, void *arg)
{
	struct reply *reply = arg;

	reply->count++;
	reply->call = NULL;
	reply->order = ++reply->harness->completions;
	reply->detail = *pg_result_detail(result);
	reply->rows = pg_result_rows(result);
	if (reply->rows > 0 && pg_result_text(result, 0, 0) != NULL)
		snprintf(reply->text, sizeof(reply->text), "%s",
			 pg_result_text(result, 0, 0));
}

void call(struct harness *h, struct reply *reply,
	  const struct pg_statement *statement, const char *const *params,
	  int timeout_ms)
{
	*reply = (struct reply){.harness = h};
	reply->call =
	    pg_call(h->pool, statement, params, timeout_ms, on_reply, reply);
	assert_int_equal(reply->count, 0);
}

void check_reply(const struct reply *reply, enum err code, const char *rule,
		 const char *file, int line)
{
	_assert_int_equal((LargestIntegralType)reply->count, 1, file, line);
	if (reply->detail.code != code)
		print_message("%s: %s\n", reply->detail.sqlstate,
			      reply->detail.text);
	_assert_string_equal(err_info(reply->detail.code)->name,
			     err_info(code)->name, file, line);
	_assert_string_equal(reply->detail.rule, rule, file, line);
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	event_base_loopbreak(arg);
}

static void turn(struct harness *h)
{
	struct timeval tick = {.tv_usec = 20000};
	struct event *timer = evtimer_new(h->base, on_tick, h->base);

	evtimer_add(timer, &tick);
	event_base_loop(h->base, EVLOOP_ONCE);
	event_free(timer);
}

void run_ms(struct harness *h, int ms)
{
	int64_t end_us = clk_monotonic_us() + (int64_t)ms * 1000;

	while (clk_monotonic_us() < end_us)
		turn(h);
}

static void turn_before(struct harness *h, int64_t end_us, const char *what)
{
	if (clk_monotonic_us() > end_us)
		fail_msg("waited too long for %s", what);
	turn(h);
}

void await(struct harness *h, struct reply *replies, int count)
{
	int64_t end_us = clk_monotonic_us() + PATIENCE_MS * INT64_C(1000);

	for (int i = 0; i < count; i++)
		while (replies[i].count == 0)
			turn_before(h, end_us, "a completion");
}

void await_ready(struct harness *h, int connections)
{
	int64_t end_us = clk_monotonic_us() + PATIENCE_MS * INT64_C(1000);
	struct pg_pool_stats stats;

	for (;;) {
		pg_pool_stats(h->pool, &stats);
		if (stats.connections == connections)
			return;
		turn_before(h, end_us, "connections");
	}
}

void await_sent(struct harness *h, int calls)
{
	int64_t end_us = clk_monotonic_us() + PATIENCE_MS * INT64_C(1000);
	struct pg_pool_stats stats;

	for (;;) {
		pg_pool_stats(h->pool, &stats);
		if (stats.sent == calls)
			return;
		turn_before(h, end_us, "calls to be sent");
	}
}

void admin(struct harness *h, const char *sql)
{
	struct err_detail detail = {0};

	if (pg_sync_script(h->admin, sql, &detail) != ERR_OK)
		fail_msg("%s: %s", sql, detail.text);
}

int64_t admin_int(struct harness *h, const char *sql)
{
	struct pg_statement statement = {.sql = sql};
	struct pg_result *result = NULL;
	struct err_detail detail = {0};
	int64_t value;

	if (pg_sync_exec(h->admin, &statement, NULL, &result, &detail) !=
	    ERR_OK)
		fail_msg("%s: %s", sql, detail.text);
	value = pg_result_rows(result) > 0 ? pg_result_int(result, 0, 0) : 0;
	pg_result_free(result);
	return value;
}

void cluster(const char *action, const char *option)
{
	char command[1024];

	snprintf(command, sizeof(command), "'%s' %s '%s' %s >/dev/null",
		 getenv("CALLOUT_TEST_TOOL"), action,
		 getenv("CALLOUT_TEST_DIR"), option);
	assert_int_equal(system(command), 0);
}
