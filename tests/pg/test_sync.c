/* SPDX-License-Identifier: MIT */
/* The blocking connection of the command line, against a real server. */
#include "harness.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <callout/log.h>

static const struct pg_statement add = {
    .name = "add",
    .sql = "SELECT $1::int + $2::int, NULL",
    .param_count = 2,
};
static const struct pg_statement count_rows = {
    .name = "count_rows",
    .sql = "SELECT count(*) FROM row",
};

static int setup(void **state)
{
	struct pg_settings settings = pg_settings_default();
	struct pg_sync *sync;
	struct err_detail detail;

	log_set_level(LOG_LEVEL_ERROR);
	settings.conninfo = getenv("CALLOUT_TEST_URL");
	settings.statement_timeout_ms = 0;
	assert_int_equal(pg_sync_open(&settings, &sync, &detail), ERR_OK);
	assert_int_equal(pg_sync_script(sync,
					"DROP TABLE IF EXISTS row;"
					"CREATE TABLE row (id int PRIMARY KEY"
					" DEFERRABLE INITIALLY DEFERRED,"
					" name text)",
					&detail),
			 ERR_OK);
	*state = sync;
	return 0;
}

static int teardown(void **state)
{
	pg_sync_close(*state);
	return 0;
}

static int64_t rows(struct pg_sync *sync)
{
	struct pg_result *result = NULL;
	int64_t count;

	assert_int_equal(pg_sync_exec(sync, &count_rows, NULL, &result, NULL),
			 ERR_OK);
	count = pg_result_int(result, 0, 0);
	pg_result_free(result);
	return count;
}

static void test_exec(void **state)
{
	struct pg_sync *sync = *state;
	const char *params[] = {"40", "2"};
	struct err_detail detail;
	struct pg_result *result = NULL;

	for (int i = 0; i < 2; i++) { /* prepared, then known */
		assert_int_equal(
		    pg_sync_exec(sync, &add, params, &result, &detail), ERR_OK);
		assert_int_equal(pg_result_int(result, 0, 0), 42);
		assert_true(pg_result_is_null(result, 0, 1));
		pg_result_free(result);
	}
	result = NULL;
	params[0] = "x";
	assert_int_equal(pg_sync_exec(sync, &add, params, &result, &detail),
			 ERR_INPUT);
	assert_string_equal(detail.sqlstate, "22P02");
	assert_null(result);
	assert_int_equal(pg_sync_exec(sync, &add, params, NULL, NULL),
			 ERR_INPUT);
	pg_result_free(NULL);
}

static void test_void_plan(void **state)
{
	struct pg_sync *sync = *state;
	static const struct pg_statement star = {
	    .name = "star",
	    .sql = "SELECT * FROM row",
	};

	assert_int_equal(pg_sync_exec(sync, &star, NULL, NULL, NULL), ERR_OK);
	assert_int_equal(
	    pg_sync_script(sync, "ALTER TABLE row ADD more text", NULL),
	    ERR_OK);
	assert_int_equal(pg_sync_exec(sync, &star, NULL, NULL, NULL), ERR_OK);
	assert_int_equal(pg_sync_script(sync, "DISCARD ALL", NULL), ERR_OK);
	assert_int_equal(pg_sync_exec(sync, &star, NULL, NULL, NULL), ERR_OK);
}

static void test_scripts_are_all_or_nothing(void **state)
{
	struct pg_sync *sync = *state;
	struct err_detail detail;

	assert_int_equal(pg_sync_script(sync,
					"INSERT INTO row VALUES (1, 'a');"
					"SELECT 1 / 0",
					&detail),
			 ERR_INPUT);
	assert_int_equal(rows(sync), 0);
}

static void test_transactions(void **state)
{
	struct pg_sync *sync = *state;
	static const char insert[] = "INSERT INTO row VALUES (1, 'a')";
	struct err_detail detail;

	assert_int_equal(pg_sync_begin(sync, &detail), ERR_OK);
	assert_int_equal(pg_sync_script(sync, insert, &detail), ERR_OK);
	pg_sync_rollback(sync);
	pg_sync_rollback(sync); /* nothing to do: no warning, no harm */
	assert_int_equal(rows(sync), 0);

	/* The deferred key is broken at the commit only. */
	assert_int_equal(pg_sync_begin(sync, &detail), ERR_OK);
	assert_int_equal(pg_sync_script(sync, insert, &detail), ERR_OK);
	assert_int_equal(pg_sync_script(sync, insert, &detail), ERR_OK);
	assert_int_equal(pg_sync_commit(sync, &detail), ERR_CONFLICT);
	assert_string_equal(detail.rule, "row_pkey");
	assert_int_equal(rows(sync), 0);

	/* A failed transaction cannot be committed by accident. */
	assert_int_equal(pg_sync_begin(sync, &detail), ERR_OK);
	assert_int_equal(pg_sync_script(sync, insert, &detail), ERR_OK);
	assert_int_equal(pg_sync_script(sync, "SELECT 1 / 0", &detail),
			 ERR_INPUT);
	assert_int_equal(pg_sync_commit(sync, &detail), ERR_INTERNAL);
	assert_int_equal(rows(sync), 0);

	assert_int_equal(pg_sync_begin(sync, &detail), ERR_OK);
	assert_int_equal(pg_sync_script(sync, insert, &detail), ERR_OK);
	assert_int_equal(pg_sync_commit(sync, &detail), ERR_OK);
	assert_int_equal(rows(sync), 1);
}

/* --- COPY --- */

struct source {
	const char *at;
	size_t step;  /* bytes a call, whatever the rows */
	bool give_up; /* at the end */
};

static ssize_t fill(char *bytes, size_t size, void *arg)
{
	struct source *source = arg;
	size_t length = strlen(source->at);

	if (length == 0)
		return source->give_up ? -1 : 0;
	if (length > source->step)
		length = source->step;
	assert_true(length <= size);
	memcpy(bytes, source->at, length);
	source->at += length;
	return (ssize_t)length;
}

static void test_copy(void **state)
{
	static const char copy[] =
	    "COPY row (id, name) FROM STDIN (FORMAT csv)";
	static const struct {
		struct source source;
		const char *sql;
		enum err err;
		int64_t copied;
		const char *sqlstate;
	} cases[] = {
	    {{"1,a\n2,\"b\n c\"\n3,d\n", 1, false}, copy, ERR_OK, 3, ""},
	    {{"1,a\n2,b\n", 100, false}, copy, ERR_OK, 2, ""},
	    {{"", 100, false}, copy, ERR_OK, 0, ""},
	    {{"1,a\n2,b\n", 3, true}, copy, ERR_INPUT, 0, ""},
	    {{"1,a\nx,b\n", 3, false}, copy, ERR_INPUT, 0, "22P02"},
	    {{"1,a\n1,b\n", 3, false}, copy, ERR_CONFLICT, 0, "23505"},
	    {{"1\n", 3, false}, "SELECT 1", ERR_INTERNAL, 0, ""},
	    {{"1\n", 3, false},
	     "COPY nil FROM STDIN",
	     ERR_INTERNAL,
	     0,
	     "42P01"},
	};
	struct pg_sync *sync = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct source source = cases[i].source;
		struct err_detail detail = {0};
		int64_t copied = -1;

		assert_int_equal(pg_sync_script(sync, "TRUNCATE row", &detail),
				 ERR_OK);
		assert_int_equal(pg_sync_copy_in(sync, cases[i].sql, fill,
						 &source, &copied, &detail),
				 cases[i].err);
		assert_string_equal(detail.sqlstate, cases[i].sqlstate);
		assert_int_equal(rows(sync), cases[i].copied);
		assert_int_equal(copied,
				 cases[i].err == ERR_OK ? cases[i].copied : -1);
	}
}

/* --- connections --- */

static void test_bad_addresses(void **state)
{
	struct pg_settings settings = pg_settings_default();
	struct pg_sync *sync = NULL;
	struct err_detail detail;

	(void)state;
	settings.conninfo = "host=/nonexistent";
	assert_int_equal(pg_sync_open(&settings, &sync, &detail),
			 ERR_UNAVAILABLE);
	assert_string_equal(detail.rule, "database_away");
	assert_non_null(strstr(detail.text, "/nonexistent"));
	assert_null(strchr(detail.text, '\n'));
	settings.conninfo = "what is this";
	assert_int_equal(pg_sync_open(&settings, &sync, &detail), ERR_USAGE);
	assert_non_null(strstr(detail.text, "what"));
	settings.conninfo = "host=/nonexistent password=correct horse";
	assert_int_equal(pg_sync_open(&settings, &sync, &detail), ERR_USAGE);
	assert_null(strstr(detail.text, "horse"));
	settings.conninfo = "postgres://me:horse%zz@host/name";
	assert_int_equal(pg_sync_open(&settings, &sync, &detail), ERR_USAGE);
	assert_null(strstr(detail.text, "horse"));
	assert_null(sync);
	pg_sync_close(NULL);
}

static void test_lost_connection(void **state)
{
	struct pg_sync *sync = *state;
	struct err_detail detail;

	assert_true(pg_sync_backend_pid(sync) > 0);
	/* It ends itself: the answer is its last words, or none. */
	assert_int_equal(
	    pg_sync_script(
		sync, "SELECT pg_terminate_backend(pg_backend_pid())", &detail),
	    ERR_UNAVAILABLE);
	assert_int_equal(pg_sync_script(sync, "SELECT 1", &detail),
			 ERR_UNAVAILABLE);
	assert_string_equal(detail.rule, "connection_lost");
	assert_int_equal(pg_sync_commit(sync, &detail), ERR_UNAVAILABLE);
	pg_sync_rollback(sync);
}

static void on_notice(const char *text, void *arg)
{
	*(bool *)arg = strcmp(text, "hello") == 0;
}

static void test_notices(void **state)
{
	struct pg_sync *sync = *state;
	bool heard = false;

	pg_sync_on_notice(sync, on_notice, &heard);
	assert_int_equal(pg_sync_script(sync,
					"DO $$ BEGIN RAISE NOTICE 'hello';"
					" END $$",
					NULL),
			 ERR_OK);
	assert_true(heard);
}

int main(void)
{
#define SYNC_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    SYNC_TEST(test_exec),
	    SYNC_TEST(test_void_plan),
	    SYNC_TEST(test_scripts_are_all_or_nothing),
	    SYNC_TEST(test_transactions),
	    SYNC_TEST(test_copy),
	    cmocka_unit_test(test_bad_addresses),
	    SYNC_TEST(test_lost_connection),
	    SYNC_TEST(test_notices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
