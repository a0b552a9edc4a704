/* SPDX-License-Identifier: MIT */
/*
 * The pool against a real server: results, order, errors, deadlines, cancel.
 * What happens when connections die is in test_pool_faults.c.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/clk.h>
#include <callout/conf.h>

static const struct pg_statement echo = {
    .name = "echo",
    .sql = "SELECT $1::text, $2::bigint, $3::boolean, $4::double precision",
    .param_count = 4,
    .lane = PG_READ,
    .idempotent = true,
};
static const struct pg_statement number = {
    .name = "number",
    .sql = "SELECT $1::text::int",
    .param_count = 1,
    .lane = PG_READ,
    .idempotent = true,
};
static const struct pg_statement inverse = {
    .name = "inverse",
    .sql = "SELECT 100 / $1::int",
    .param_count = 1,
    .lane = PG_READ,
    .idempotent = true,
};
static const struct pg_statement sleep_read = {
    .name = "sleep_read",
    .sql = "SELECT pg_sleep($1::float8)",
    .param_count = 1,
    .lane = PG_READ,
    .idempotent = true,
};
static const struct pg_statement sleep_write = {
    .name = "sleep_write",
    .sql = "SELECT pg_sleep($1::float8)",
    .param_count = 1,
    .lane = PG_WRITE,
};
static const struct pg_statement insert_item = {
    .name = "insert_item",
    .sql = "INSERT INTO item (id) VALUES ($1::int) RETURNING id",
    .param_count = 1,
    .lane = PG_WRITE,
};

static int setup(void **state)
{
	static struct harness h;
	struct pg_settings settings = test_settings();

	harness_open_ready(&h, &settings);
	admin(&h, "DROP TABLE IF EXISTS item;"
		  "CREATE TABLE item (id int,"
		  " CONSTRAINT item_once UNIQUE (id) DEFERRABLE"
		  " INITIALLY DEFERRED)");
	*state = &h;
	return 0;
}

static int teardown(void **state)
{
	harness_close(*state);
	return 0;
}

/* --- results --- */

static void on_echo(const struct pg_result *result, void *arg)
{
	assert_int_equal(pg_result_error(result), ERR_OK);
	assert_int_equal(pg_result_rows(result), 1);
	assert_int_equal(pg_result_columns(result), 4);
	assert_int_equal(pg_result_column(result, "int8"), 1);
	assert_int_equal(pg_result_column(result, "no such"), -1);
	assert_string_equal(pg_result_text(result, 0, 0), "Äpfel; 'x'");
	assert_int_equal(pg_result_length(result, 0, 0), 11);
	assert_int_equal(pg_result_int(result, 0, 1), INT64_MIN);
	assert_int_equal(pg_result_int(result, 0, 0), 0);
	assert_true(pg_result_bool(result, 0, 2));
	assert_true(pg_result_is_null(result, 0, 3));
	assert_null(pg_result_text(result, 0, 3));
	assert_true(pg_result_double(result, 0, 3) == 0);
	*(bool *)arg = true;
	/* The loop of this test awaits nothing else. */
}

static void test_values_come_back(void **state)
{
	struct harness *h = *state;
	const char *params[] = {"Äpfel; 'x'", "-9223372036854775808", "true",
				NULL};
	bool done = false;

	pg_call(h->pool, &echo, params, 0, on_echo, &done);
	for (int i = 0; i < 100 && !done; i++)
		run_ms(h, 20);
	assert_true(done);
}

static void test_session_is_set_up(void **state)
{
	struct pg_settings settings = test_settings();
	static const struct pg_statement show = {
	    .sql = "SELECT concat_ws(' ', current_setting('search_path'),"
		   " current_setting('TimeZone'),"
		   " current_setting('statement_timeout'),"
		   " current_setting('lock_timeout'),"
		   " current_setting('callout.now_offset_us')::bigint > 0,"
		   " current_setting('application_name'))",
	    .lane = PG_READ,
	};
	struct harness h;
	struct reply reply;

	(void)state;
	settings.schema = "odd \"name\"";
	settings.statement_timeout_ms = 1234;
	settings.lock_timeout_ms = 567;
	setenv("CALLOUT_NOW", "2100-01-01T00:00:00Z", 1);
	assert_int_equal(clk_init_from_environment(), 0);
	harness_open(&h, &settings);
	call(&h, &reply, &show, NULL, 0);
	await(&h, &reply, 1);
	unsetenv("CALLOUT_NOW");
	assert_int_equal(clk_init_from_environment(), 0);
	assert_reply(&reply, ERR_OK, "");
	assert_string_equal(reply.text, "\"odd \"\"name\"\"\", pg_temp UTC "
					"1234ms 567ms t callout test");
	harness_close(&h);
}

static void test_settings_from_configuration(void **state)
{
	struct err_detail detail;
	struct pg_settings settings;
	struct conf *conf;

	(void)state;
	assert_int_equal(conf_load(NULL, CONF_DISPATCHD, &conf, &detail),
			 ERR_OK);
	assert_int_equal(
	    conf_apply_argument(conf, "--database-pool_read=7", &detail),
	    ERR_OK);
	assert_int_equal(
	    conf_apply_argument(conf, "--database-statement_timeout_ms=1000",
				&detail),
	    ERR_OK);
	settings = pg_settings_from_conf(conf, "dispatchd");
	assert_int_equal(settings.read_connections, 7);
	assert_int_equal(settings.statement_timeout_ms, 1000);
	assert_int_equal(settings.lock_timeout_ms, 800);
	assert_string_equal(settings.schema, "callout");
	assert_string_equal(settings.application_name, "dispatchd");
	conf_free(conf);
}

static void test_pipeline_keeps_order(void **state)
{
	struct harness *h = *state;
	static struct reply replies[200];
	char text[16];
	const char *params[] = {text};

	for (int i = 0; i < 200; i++) {
		snprintf(text, sizeof(text), "%d", i);
		call(h, &replies[i], &number, params, 0);
	}
	await(h, replies, 200);
	for (int i = 0; i < 200; i++) {
		assert_reply(&replies[i], ERR_OK, "");
		assert_int_equal(atoi(replies[i].text), i);
		assert_int_equal(replies[i].order, i + 1);
	}
}

static void test_big_values_pass(void **state)
{
	struct harness *h = *state;
	static const struct pg_statement twice = {
	    .name = "twice",
	    .sql = "SELECT length($1::text), $1::text || $1::text",
	    .param_count = 1,
	    .lane = PG_READ,
	    .idempotent = true,
	};
	static struct reply replies[40];
	size_t size = 1000000;
	char *text = malloc(size + 1);
	const char *params[] = {text};

	memset(text, 'x', size);
	text[size] = '\0';
	/* More than any socket buffers, both ways at once. */
	for (int i = 0; i < 40; i++)
		call(h, &replies[i], &twice, params, 0);
	free(text);
	await(h, replies, 40);
	for (int i = 0; i < 40; i++) {
		assert_reply(&replies[i], ERR_OK, "");
		assert_string_equal(replies[i].text, "1000000");
	}
}

/* --- errors --- */

static void test_error_spares_neighbours(void **state)
{
	struct harness *h = *state;
	static struct reply replies[30];
	static const char *const by[] = {"4", "0", "5"};

	for (int i = 0; i < 30; i++)
		call(h, &replies[i], &inverse, &by[i % 3], 0);
	await(h, replies, 30);
	for (int i = 0; i < 30; i++) {
		if (i % 3 == 1) {
			assert_reply(&replies[i], ERR_INPUT, "");
			assert_string_equal(replies[i].detail.sqlstate,
					    "22012");
			assert_int_equal(replies[i].rows, 0);
		} else {
			assert_reply(&replies[i], ERR_OK, "");
		}
	}
}

static void test_deferred_error_is_the_calls(void **state)
{
	struct harness *h = *state;
	static const struct pg_statement two = {
	    .name = "insert_two",
	    .sql = "INSERT INTO item (id) VALUES ($1::int), ($1::int)"
		   " RETURNING id",
	    .param_count = 1,
	    .lane = PG_WRITE,
	};
	const char *params[] = {"7"};
	struct reply replies[3];

	call(h, &replies[0], &insert_item, params, 0);
	call(h, &replies[1], &two, params, 0);
	params[0] = "8";
	call(h, &replies[2], &insert_item, params, 0);
	await(h, replies, 3);
	assert_reply(&replies[0], ERR_OK, "");
	assert_reply(&replies[1], ERR_CONFLICT, "item_once");
	assert_int_equal(replies[1].rows, 0);
	assert_reply(&replies[2], ERR_OK, "");
	assert_int_equal(admin_int(h, "SELECT count(*) FROM item"), 2);
}

static void test_deferred_error_in_read_pipeline(void **state)
{
	struct harness *h = *state;
	static const struct pg_statement insert_in_read_lane = {
	    .name = "insert_in_read_lane",
	    .sql = "INSERT INTO item (id) VALUES ($1::int)",
	    .param_count = 1,
	    .lane = PG_READ,
	};
	static struct reply replies[30];
	static const char *const ids[] = {"1", "1", "2"};

	for (int i = 0; i < 30; i++)
		call(h, &replies[i], i % 2 ? &number : &insert_in_read_lane,
		     &ids[i % 3], 0);
	await(h, replies, 30);
	for (int i = 0; i < 30; i++) {
		if (i % 2 == 1 || i == 0 || i == 2)
			assert_reply(&replies[i], ERR_OK, "");
		else
			assert_reply(&replies[i], ERR_CONFLICT, "item_once");
	}
	assert_int_equal(admin_int(h, "SELECT count(*) FROM item"), 2);
}

static void test_own_errors_are_mapped(void **state)
{
	struct harness *h = *state;
	static const struct pg_statement raise_ours = {
	    .name = "raise_ours",
	    .sql = "SELECT raise_test($1)",
	    .param_count = 1,
	    .lane = PG_WRITE,
	};
	static const struct {
		const char *sqlstate;
		enum err code;
		const char *pointer;
	} cases[] = {
	    {"CO422", ERR_RULE, "/visits/3"},
	    {"CO412", ERR_STALE, "/visits/3"},
	    {"CO404", ERR_NOT_FOUND, "/visits/3"},
	    {"23P01", ERR_CONFLICT, ""}, /* DETAIL is not ours here */
	    {"XX000", ERR_INTERNAL, ""},
	};

	admin(h, "CREATE OR REPLACE FUNCTION raise_test(code text) RETURNS void"
		 " LANGUAGE plpgsql AS $$ BEGIN"
		 " RAISE EXCEPTION 'the visit overlaps another'"
		 " USING ERRCODE = code, DETAIL = '/visits/3',"
		 " HINT = 'Choose another time.',"
		 " CONSTRAINT = 'visit_overlap'; END $$");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reply reply;

		call(h, &reply, &raise_ours, &cases[i].sqlstate, 0);
		await(h, &reply, 1);
		assert_reply(&reply, cases[i].code, "visit_overlap");
		assert_string_equal(reply.detail.sqlstate, cases[i].sqlstate);
		assert_string_equal(reply.detail.pointer, cases[i].pointer);
		assert_string_equal(
		    reply.detail.text,
		    "the visit overlaps another. Choose another time.");
	}
}

static void test_failed_prepare_is_tried_anew(void **state)
{
	struct harness *h = *state;
	static const struct pg_statement later = {
	    .name = "later",
	    .sql = "SELECT count(*) FROM later_table",
	    .lane = PG_READ,
	    .idempotent = true,
	};
	const char *params[] = {"1"};
	static struct reply replies[9];

	admin(h, "DROP TABLE IF EXISTS later_table");
	/* In one pipeline: who is sent behind the failing Parse finds no
	 * prepared statement. */
	for (int i = 0; i < 9; i++)
		call(h, &replies[i], i % 3 ? &later : &number, params, 0);
	await(h, replies, 9);
	for (int i = 0; i < 9; i++) {
		if (i % 3 == 0) {
			assert_reply(&replies[i], ERR_OK, "");
			continue;
		}
		assert_reply(&replies[i], ERR_INTERNAL, "");
		assert_string_equal(replies[i].detail.sqlstate, "42P01");
	}
	admin(h, "CREATE TABLE later_table ()");
	call(h, &replies[0], &later, NULL, 0);
	await(h, replies, 1);
	assert_reply(&replies[0], ERR_OK, "");
	admin(h, "DROP TABLE later_table");
}

static void test_void_plan_is_prepared_anew(void **state)
{
	struct harness *h = *state;
	static const struct pg_statement star = {
	    .name = "star",
	    .sql = "SELECT * FROM changing",
	    .lane = PG_READ,
	    .idempotent = true,
	};
	static const struct pg_statement discard = {
	    .sql = "DEALLOCATE ALL",
	    .lane = PG_READ,
	    .idempotent = true,
	};
	static struct reply replies[8];
	struct pg_pool_stats stats;

	admin(h, "DROP TABLE IF EXISTS changing;"
		 "CREATE TABLE changing AS SELECT 1 AS a");
	call(h, &replies[0], &star, NULL, 0);
	await(h, replies, 1);
	assert_reply(&replies[0], ERR_OK, "");
	admin(h, "ALTER TABLE changing ALTER a TYPE text USING 'one'");
	for (int i = 0; i < 8; i++)
		call(h, &replies[i], &star, NULL, 0);
	await(h, replies, 8);
	for (int i = 0; i < 8; i++) {
		assert_reply(&replies[i], ERR_OK, "");
		assert_string_equal(replies[i].text, "one");
	}
	call(h, &replies[0], &discard, NULL, 0);
	for (int i = 1; i < 8; i++)
		call(h, &replies[i], &star, NULL, 0);
	await(h, replies, 8);
	for (int i = 0; i < 8; i++)
		assert_reply(&replies[i], ERR_OK, "");
	pg_pool_stats(h->pool, &stats);
	assert_int_equal(stats.losses, 0);
}

static void test_serialization_failures_are_retried(void **state)
{
	struct harness *h = *state;
	static const struct pg_statement flaky = {
	    .name = "flaky",
	    .sql = "SELECT flaky($1::int)",
	    .param_count = 1,
	    .lane = PG_WRITE, /* not idempotent: it was rolled back */
	};
	const char *params[] = {"3"};
	struct reply reply;
	struct pg_pool_stats stats;

	admin(h, "CREATE SEQUENCE IF NOT EXISTS attempt;"
		 "CREATE OR REPLACE FUNCTION flaky(bad int) RETURNS bigint"
		 " LANGUAGE plpgsql AS $$ DECLARE n bigint := "
		 "nextval('attempt');"
		 " BEGIN IF n <= bad THEN RAISE EXCEPTION 'again'"
		 " USING ERRCODE = '40001'; END IF; RETURN n; END $$;"
		 "ALTER SEQUENCE attempt RESTART");
	call(h, &reply, &flaky, params, 0);
	await(h, &reply, 1);
	assert_reply(&reply, ERR_OK, "");
	assert_string_equal(reply.text, "4");
	pg_pool_stats(h->pool, &stats);
	assert_int_equal(stats.retries, 3);

	admin(h, "ALTER SEQUENCE attempt RESTART");
	params[0] = "1000";
	call(h, &reply, &flaky, params, 0);
	await(h, &reply, 1);
	assert_reply(&reply, ERR_CONFLICT, "");
	assert_string_equal(reply.detail.sqlstate, "40001");
	/* The first try and five more. */
	assert_int_equal(admin_int(h, "SELECT last_value FROM attempt"), 6);
}

static void test_copy_is_refused(void **state)
{
	struct harness *h = *state;
	static const struct pg_statement copy = {
	    .sql = "COPY item TO STDOUT",
	    .lane = PG_READ,
	};
	struct reply reply;

	call(h, &reply, &copy, NULL, 0);
	await(h, &reply, 1);
	assert_int_not_equal(reply.detail.code, ERR_OK);
	await_ready(h, 2);
}

/* --- deadlines, limits, cancel --- */

static void test_deadline_in_the_queue(void **state)
{
	struct harness *h = *state;
	const char *params[] = {"0.3"};
	struct reply replies[2];

	call(h, &replies[0], &sleep_write, params, 0);
	call(h, &replies[1], &sleep_write, params, 50);
	await(h, replies, 2);
	assert_reply(&replies[0], ERR_OK, "");
	assert_reply(&replies[1], ERR_UNAVAILABLE, "database_timeout");
	assert_int_equal(replies[1].order, 1);
}

static void test_deadline_on_the_wire(void **state)
{
	struct harness *h = *state;
	const char *params[] = {"5"};
	struct reply replies[3];

	call(h, &replies[0], &sleep_write, params, 100);
	call(h, &replies[1], &sleep_read, params, 100);
	await_sent(h, 2);
	params[0] = "0";
	call(h, &replies[2], &number, params, 0); /* behind sleep_read */
	await(h, replies, 3);
	assert_reply(&replies[0], ERR_UNAVAILABLE, "outcome_unknown");
	assert_reply(&replies[1], ERR_UNAVAILABLE, "database_timeout");
	assert_reply(&replies[2], ERR_OK, "");
	await_ready(h, 2);
}

static void test_servers_timeout_keeps_the_connection(void **state)
{
	struct pg_settings settings = test_settings();
	const char *params[] = {"5"};
	struct pg_pool_stats stats;
	struct harness h;
	struct reply reply;

	(void)state;
	settings.statement_timeout_ms = 50;
	harness_open_ready(&h, &settings);
	call(&h, &reply, &sleep_write, params, 0);
	await(&h, &reply, 1);
	assert_reply(&reply, ERR_UNAVAILABLE, "");
	assert_string_equal(reply.detail.sqlstate, "57014");
	pg_pool_stats(h.pool, &stats);
	assert_int_equal(stats.losses, 0);
	harness_close(&h);
}

static void test_queue_is_limited(void **state)
{
	struct pg_settings settings = test_settings();
	const char *params[] = {"0.01"};
	struct reply replies[10];
	struct harness h;

	(void)state;
	settings.queue_limit = 6;
	harness_open_ready(&h, &settings);
	for (int i = 0; i < 10; i++)
		call(&h, &replies[i], &sleep_write, params, 0);
	await(&h, replies, 10);
	for (int i = 0; i < 10; i++)
		if (i < 6)
			assert_reply(&replies[i], ERR_OK, "");
		else
			assert_reply(&replies[i], ERR_UNAVAILABLE,
				     "queue_full");
	harness_close(&h);
}

static void test_cancel_is_silent(void **state)
{
	struct harness *h = *state;
	const char *params[] = {"0.1"};
	const char *one[] = {"1"};
	struct reply replies[4];

	call(h, &replies[0], &sleep_write, params, 0);
	await_sent(h, 1);
	call(h, &replies[1], &sleep_write, params, 0);
	call(h, &replies[2], &insert_item, one, 0);
	pg_call_cancel(replies[0].call); /* sent */
	pg_call_cancel(replies[1].call); /* queued */
	pg_call_cancel(NULL);
	await(h, &replies[2], 1);
	assert_reply(&replies[2], ERR_OK, "");
	/* A cancelled call that was sent is still carried out. */
	call(h, &replies[3], &sleep_write, params, 0);
	pg_call_cancel(replies[3].call);
	one[0] = "2";
	call(h, &replies[2], &insert_item, one, 0);
	await_sent(h, 1);
	pg_call_cancel(replies[2].call);
	run_ms(h, 100);
	assert_int_equal(admin_int(h, "SELECT count(*) FROM item"), 2);
	assert_int_equal(replies[0].count, 0);
	assert_int_equal(replies[1].count, 0);
	assert_int_equal(replies[2].count, 0);
	assert_int_equal(replies[3].count, 0);
}

/* --- re-entrancy --- */

struct chain {
	struct harness *h;
	struct pg_call *victim;
	int left;
	int victims;
};

static void on_victim(const struct pg_result *result, void *arg)
{
	struct chain *chain = arg;

	(void)result;
	chain->victims++;
}

static void on_link(const struct pg_result *result, void *arg)
{
	struct chain *chain = arg;
	const char *params[] = {"1"};

	assert_int_equal(pg_result_error(result), ERR_OK);
	/* The victim is behind us in the same pipeline. */
	pg_call_cancel(chain->victim);
	chain->victim = NULL;
	if (--chain->left == 0)
		return;
	pg_call(chain->h->pool, &number, params, 0, on_link, chain);
	chain->victim =
	    pg_call(chain->h->pool, &number, params, 0, on_victim, chain);
}

static void test_completions_may_call_and_cancel(void **state)
{
	struct chain chain = {.h = *state, .left = 50};
	const char *params[] = {"1"};

	pg_call(chain.h->pool, &number, params, 0, on_link, &chain);
	chain.victim =
	    pg_call(chain.h->pool, &number, params, 0, on_victim, &chain);
	for (int i = 0; i < 250 && chain.left > 0; i++)
		run_ms(chain.h, 20);
	assert_int_equal(chain.left, 0);
	run_ms(chain.h, 20);
	assert_int_equal(chain.victims, 0);
}

int main(void)
{
#define POOL_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    POOL_TEST(test_values_come_back),
	    cmocka_unit_test(test_session_is_set_up),
	    cmocka_unit_test(test_settings_from_configuration),
	    POOL_TEST(test_pipeline_keeps_order),
	    POOL_TEST(test_big_values_pass),
	    POOL_TEST(test_error_spares_neighbours),
	    POOL_TEST(test_deferred_error_is_the_calls),
	    POOL_TEST(test_deferred_error_in_read_pipeline),
	    POOL_TEST(test_own_errors_are_mapped),
	    POOL_TEST(test_failed_prepare_is_tried_anew),
	    POOL_TEST(test_void_plan_is_prepared_anew),
	    POOL_TEST(test_serialization_failures_are_retried),
	    POOL_TEST(test_copy_is_refused),
	    POOL_TEST(test_deadline_in_the_queue),
	    POOL_TEST(test_deadline_on_the_wire),
	    cmocka_unit_test(test_servers_timeout_keeps_the_connection),
	    cmocka_unit_test(test_queue_is_limited),
	    POOL_TEST(test_cancel_is_silent),
	    POOL_TEST(test_completions_may_call_and_cancel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
