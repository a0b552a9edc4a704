/* SPDX-License-Identifier: MIT */
/*
 * The pool when connections, backends and the server itself die, freeze or
 * were never there. The promise under test: one completion per call, and
 * ERR_OK exactly for what is in the database.
 */
#include "harness.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <callout/clk.h>

static const struct pg_statement sleep_read = {
    .name = "sleep_read",
    .sql = "SELECT pg_sleep($1::float8) /* read */",
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
static const struct pg_statement number = {
    .name = "number",
    .sql = "SELECT $1::text::int",
    .param_count = 1,
    .lane = PG_READ,
    .idempotent = true,
};
static const struct pg_statement note = {
    .name = "note",
    .sql = "INSERT INTO note (id) VALUES ($1::int)",
    .param_count = 1,
    .lane = PG_WRITE,
};
static const struct pg_statement serialize = {
    .name = "serialize",
    .sql = "SELECT never_serial()",
    .lane = PG_WRITE,
};

#define OTHERS                                                        \
	"FROM pg_stat_activity WHERE backend_type = 'client backend'" \
	" AND pid <> pg_backend_pid()"

static void open_tables(struct harness *h, const struct pg_settings *settings)
{
	harness_open_ready(h, settings);
	admin(h, "DROP TABLE IF EXISTS note; CREATE TABLE note (id int);"
		 "CREATE OR REPLACE FUNCTION never_serial() RETURNS void"
		 " LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'again'"
		 " USING ERRCODE = '40001'; END $$");
}

static void reopen_admin(struct harness *h)
{
	struct pg_settings settings = test_settings();
	int64_t end_us = clk_monotonic_us() + PATIENCE_MS * INT64_C(1000);

	pg_sync_close(h->admin);
	h->admin = NULL;
	while (pg_sync_open(&settings, &h->admin, NULL) != ERR_OK) {
		assert_true(clk_monotonic_us() < end_us);
		usleep(20000);
	}
}

/* Returns its process id. */
static pid_t kill_backend_of(struct harness *h, const char *statement, int sig)
{
	char sql[256];
	int64_t pid;

	snprintf(sql, sizeof(sql),
		 "SELECT pid " OTHERS
		 " AND state = 'active' AND query LIKE '%%%s%%'",
		 statement);
	pid = admin_int(h, sql);
	assert_true(pid > 0);
	assert_int_equal(kill((pid_t)pid, sig), 0);
	return (pid_t)pid;
}

/* --- one backend --- */

static void test_terminated_backends(void **state)
{
	struct pg_settings settings = test_settings();
	const char *params[] = {"0.4"};
	struct reply replies[3];
	struct pg_pool_stats stats;
	struct harness h;

	(void)state;
	open_tables(&h, &settings);
	call(&h, &replies[0], &sleep_read, params, 0);
	call(&h, &replies[1], &number, (const char *[]){"5"}, 0);
	call(&h, &replies[2], &sleep_write, params, 0);
	await_sent(&h, 3);
	run_ms(&h, 50);
	admin(&h, "SELECT pg_terminate_backend(pid) " OTHERS);
	await(&h, replies, 3);
	/* Sent again, both of them, and in their order. */
	assert_reply(&replies[0], ERR_OK, "");
	assert_reply(&replies[1], ERR_OK, "");
	assert_string_equal(replies[1].text, "5");
	assert_int_equal(replies[1].order, 3);
	assert_reply(&replies[2], ERR_UNAVAILABLE, "outcome_unknown");
	pg_pool_stats(h.pool, &stats);
	assert_int_equal(stats.losses, 2);
	assert_int_equal(stats.retries, 2);
	await_ready(&h, 2);
	harness_close(&h);
}

static void test_answer_before_the_end_counts(void **state)
{
	struct pg_settings settings = test_settings();
	struct reply reply;
	struct harness h;

	(void)state;
	open_tables(&h, &settings);
	call(&h, &reply, &note, (const char *[]){"1"}, 0);
	await_sent(&h, 1);
	/* While our loop sleeps, the answer comes, and then the end. */
	for (int i = 0; admin_int(&h, "SELECT count(*) FROM note") == 0; i++) {
		assert_true(i < 2000);
		usleep(1000);
	}
	usleep(20000);
	admin(&h, "SELECT pg_terminate_backend(pid, 5000) " OTHERS);
	await(&h, &reply, 1);
	assert_reply(&reply, ERR_OK, "");
	harness_close(&h);
}

static void test_lost_twice_is_enough(void **state)
{
	struct pg_settings settings = test_settings();
	const char *params[] = {"3"};
	struct reply reply;
	struct harness h;

	(void)state;
	open_tables(&h, &settings);
	call(&h, &reply, &sleep_read, params, 0);
	for (int i = 0; i < 2; i++) {
		await_ready(&h, 2);
		await_sent(&h, 1);
		run_ms(&h, 50);
		admin(&h, "SELECT pg_terminate_backend(pid) " OTHERS);
		run_ms(&h, 30);
	}
	await(&h, &reply, 1);
	assert_reply(&reply, ERR_UNAVAILABLE, "connection_lost");
	harness_close(&h);
}

static void test_idle_connections_come_back(void **state)
{
	struct pg_settings settings = test_settings();
	struct pg_pool_stats stats;
	struct harness h;

	(void)state;
	settings.read_connections = 3;
	open_tables(&h, &settings);
	admin(&h, "SELECT pg_terminate_backend(pid) " OTHERS);
	await_ready(&h, 0);
	await_ready(&h, 4);
	pg_pool_stats(h.pool, &stats);
	assert_int_equal(stats.connects, 8);
	assert_int_equal(stats.losses, 4);
	harness_close(&h);
}

static void test_frozen_backend_costs_its_connection(void **state)
{
	struct pg_settings settings = test_settings();
	const char *params[] = {"0.2"};
	struct reply replies[2];
	struct pg_pool_stats stats;
	struct harness h;
	pid_t frozen;

	(void)state;
	open_tables(&h, &settings);
	call(&h, &replies[0], &sleep_read, params, 500);
	/* Behind the frozen one, but with more patience. */
	call(&h, &replies[1], &number, (const char *[]){"6"}, 5000);
	await_sent(&h, 2);
	run_ms(&h, 50);
	frozen = kill_backend_of(&h, "read", SIGSTOP);
	await(&h, replies, 2);
	assert_reply(&replies[0], ERR_UNAVAILABLE, "database_timeout");
	assert_reply(&replies[1], ERR_OK, "");
	pg_pool_stats(h.pool, &stats);
	assert_int_equal(stats.losses, 1);
	assert_int_equal(kill(frozen, SIGCONT), 0);
	harness_close(&h);
}

/* --- the server --- */

struct watch {
	int ups, downs;
};

static void on_state(bool ready, void *arg)
{
	struct watch *watch = arg;

	if (ready)
		watch->ups++;
	else
		watch->downs++;
}

static void test_killed_backend_restarts_the_server(void **state)
{
	struct pg_settings settings = test_settings();
	const char *params[] = {"0.2"};
	struct watch watch = {0};
	struct reply replies[3];
	struct harness h;

	(void)state;
	open_tables(&h, &settings);
	pg_pool_on_state(h.pool, on_state, &watch);
	call(&h, &replies[0], &sleep_read, params, 0);
	call(&h, &replies[1], &sleep_write, params, 0);
	await_sent(&h, 2);
	run_ms(&h, 50);
	(void)kill_backend_of(&h, "read", SIGKILL);
	await(&h, replies, 2);
	assert_reply(&replies[0], ERR_OK, "");
	assert_reply(&replies[1], ERR_UNAVAILABLE, "outcome_unknown");
	await_ready(&h, 2);
	assert_true(watch.downs >= 1);
	assert_int_equal(watch.ups, watch.downs);
	reopen_admin(&h);
	harness_close(&h);
}

static void test_stop_and_start(void **state)
{
	struct pg_settings settings = test_settings();
	struct watch watch = {0};
	struct reply replies[3];
	struct harness h;
	int64_t begin_us;

	(void)state;
	settings.fail_fast_ms = 300;
	open_tables(&h, &settings);
	pg_pool_on_state(h.pool, on_state, &watch);
	cluster("stop", "--immediate");
	await_ready(&h, 0);
	assert_false(pg_pool_ready(h.pool));
	/* Soon after, calls wait; they fail when it takes too long. */
	begin_us = clk_monotonic_us();
	call(&h, &replies[0], &number, (const char *[]){"1"}, 0);
	call(&h, &replies[1], &note, (const char *[]){"1"}, 0);
	await(&h, replies, 2);
	assert_reply(&replies[0], ERR_UNAVAILABLE, "database_away");
	assert_reply(&replies[1], ERR_UNAVAILABLE, "database_away");
	assert_in_range(clk_monotonic_us() - begin_us, 200000, 2000000);
	/* From then on they fail at once. */
	begin_us = clk_monotonic_us();
	call(&h, &replies[2], &number, (const char *[]){"1"}, 0);
	await(&h, &replies[2], 1);
	assert_reply(&replies[2], ERR_UNAVAILABLE, "database_away");
	assert_in_range(clk_monotonic_us() - begin_us, 0, 150000);

	cluster("start", "");
	await_ready(&h, 2);
	assert_int_equal(watch.downs, 1);
	assert_int_equal(watch.ups, 1);
	call(&h, &replies[0], &number, (const char *[]){"2"}, 0);
	await(&h, replies, 1);
	assert_reply(&replies[0], ERR_OK, "");
	reopen_admin(&h);
	harness_close(&h);
}

/* The next start is that of a standby: without a primary, which is enough. */
static void make_standby(void)
{
	const char *url = getenv("CALLOUT_TEST_URL");
	const char *home = url + strlen("host=");
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%.*s/data/standby.signal",
		 (int)strcspn(home, " "), home);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0666), 0);
}

static void test_standby_is_left(void **state)
{
	struct pg_settings settings = test_settings();
	struct reply replies[2];
	struct pg_pool_stats stats;
	struct harness h;

	(void)state;
	open_tables(&h, &settings);
	cluster("stop", "");
	await_ready(&h, 0);
	make_standby();
	cluster("start", "");
	await_ready(&h, 2);
	/* Each try on a new connection: the primary may be behind the next. */
	call(&h, &replies[0], &note, (const char *[]){"1"}, 0);
	await(&h, replies, 1);
	assert_reply(&replies[0], ERR_UNAVAILABLE, "");
	assert_string_equal(replies[0].detail.sqlstate, "25006");
	run_ms(&h, 1);
	pg_pool_stats(h.pool, &stats);
	assert_int_equal(stats.losses, 2 + 6);
	reopen_admin(&h);
	admin(&h, "SELECT pg_promote()");
	call(&h, &replies[1], &note, (const char *[]){"2"}, 0);
	await(&h, replies, 2);
	assert_reply(&replies[1], ERR_OK, "");
	harness_close(&h);
}

static void test_absent_from_the_start(void **state)
{
	struct pg_settings settings = test_settings();
	struct err_detail detail;
	struct pg_pool *pool;
	struct reply replies[2];
	struct harness h;

	(void)state;
	settings.conninfo = "host=/nonexistent user=nobody";
	settings.fail_fast_ms = 200;
	harness_open(&h, &settings);
	call(&h, &replies[0], &number, (const char *[]){"1"}, 50);
	call(&h, &replies[1], &number, (const char *[]){"1"}, 0);
	await(&h, replies, 2);
	assert_reply(&replies[0], ERR_UNAVAILABLE, "database_timeout");
	assert_reply(&replies[1], ERR_UNAVAILABLE, "database_away");
	settings.conninfo = "host=/tmp nonsense=1";
	assert_int_equal(pg_pool_new(h.base, &settings, &pool, &detail),
			 ERR_USAGE);
	assert_non_null(strstr(detail.text, "nonsense"));
	harness_close(&h);
}

/* A server that accepts and then says nothing. */
static int listen_silently(const char *dir)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(mkdir(dir, 0700), 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/.s.PGSQL.5432",
		 dir);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	assert_int_equal(listen(fd, 16), 0);
	return fd;
}

static void test_frozen_first_host(void **state)
{
	struct pg_settings settings = test_settings();
	const char *rest = strchr(settings.conninfo, ' ');
	const char *real = settings.conninfo + strlen("host=");
	char dir[] = "/var/tmp/callout-frozen-XXXXXX";
	char frozen[64], conninfo[512], path[128];
	struct reply reply;
	struct harness h;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(frozen, sizeof(frozen), "%s/a", dir);
	fd = listen_silently(frozen);
	snprintf(conninfo, sizeof(conninfo), "host=%s/none,%s,%.*s%s", dir,
		 frozen, (int)(rest - real), real, rest);
	settings.conninfo = conninfo;
	settings.connect_timeout_ms = 200;
	harness_open(&h, &settings);
	call(&h, &reply, &number, (const char *[]){"1"}, 0);
	await(&h, &reply, 1);
	assert_reply(&reply, ERR_OK, "");
	harness_close(&h);
	close(fd);
	snprintf(path, sizeof(path), "%s/.s.PGSQL.5432", frozen);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(frozen), 0);
	assert_int_equal(rmdir(dir), 0);
}

/* --- the end of the pool --- */

static void on_again(const struct pg_result *result, void *arg)
{
	struct reply *reply = arg;

	assert_int_equal(pg_result_error(result), ERR_UNAVAILABLE);
	call(reply->harness, reply, &note, (const char *[]){"1"}, 0);
}

static void test_free_completes_all(void **state)
{
	struct pg_settings settings = test_settings();
	const char *params[] = {"5"};
	static struct reply replies[8];
	struct reply again = {0}, cancelled = {0};
	struct harness h;

	(void)state;
	settings.write_connections = 2;
	settings.queue_limit = 4;
	open_tables(&h, &settings);
	call(&h, &replies[0], &serialize, NULL, 0);
	call(&h, &replies[1], &sleep_write, params, 0);
	call(&h, &replies[2], &sleep_read, params, 0);
	call(&h, &cancelled, &sleep_read, params, 0);
	await_sent(&h, 4);
	pg_call_cancel(cancelled.call);
	await_sent(&h, 3); /* the first one is in its back-off */
	again.harness = &h;
	pg_call(h.pool, &sleep_write, params, 0, on_again, &again);
	for (int i = 3; i < 7; i++)
		call(&h, &replies[i], &sleep_write, params, 0);
	call(&h, &replies[7], &sleep_write, params, 0);
	pg_pool_free(h.pool);
	h.pool = NULL;
	/* The server may have answered its last try before. */
	assert_int_equal(replies[0].count, 1);
	assert_reply(&replies[2], ERR_UNAVAILABLE, "shutting_down");
	assert_reply(&again, ERR_UNAVAILABLE, "shutting_down");
	assert_reply(&replies[7], ERR_UNAVAILABLE, "queue_full");
	for (int i = 1; i < 7; i++)
		if (i != 2)
			assert_int_equal(replies[i].count, 1);
	assert_reply(&replies[1], ERR_UNAVAILABLE, "outcome_unknown");
	assert_int_equal(cancelled.count, 0);
	harness_close(&h);
}

/* --- many calls, many deaths --- */

enum { STORM_CALLS = 1000 };

static uint32_t storm_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 16;
}

static void storm_call(struct harness *h, struct reply *reply, int i,
		       uint32_t kind)
{
	char text[16];
	const char *params[] = {text};

	snprintf(text, sizeof(text), "%d", i);
	if (kind % 3 == 0)
		call(h, reply, &note, params, 0);
	else if (kind % 17 == 1)
		call(h, reply, &sleep_read, (const char *[]){"0.005"}, 0);
	else
		call(h, reply, &number, params, 0);
}

static void check_note(struct harness *h, const struct reply *reply, int i)
{
	char sql[64];
	int64_t stored;

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM note WHERE id = %d",
		 i);
	stored = admin_int(h, sql);
	assert_in_range(stored, 0, 1);
	if (reply->detail.code == ERR_OK)
		assert_int_equal(stored, 1);
	else if (strcmp(reply->detail.rule, "outcome_unknown") != 0)
		assert_int_equal(stored, 0);
}

static void test_storm_completes_each_once(void **state)
{
	struct pg_settings settings = test_settings();
	static struct reply replies[STORM_CALLS];
	static uint32_t kinds[STORM_CALLS];
	uint32_t random = 42;
	int notes = 0, fine = 0;
	struct pg_pool_stats stats;
	struct harness h;

	(void)state;
	settings.read_connections = 2;
	settings.write_connections = 2;
	open_tables(&h, &settings);
	for (int i = 0; i < STORM_CALLS; i++) {
		kinds[i] = storm_random(&random);
		storm_call(&h, &replies[i], i, kinds[i]);
		if (storm_random(&random) % 20 == 0)
			run_ms(&h, 1);
		if (storm_random(&random) % 40 == 0)
			admin(&h, "SELECT pg_terminate_backend(pid) " OTHERS
				  " ORDER BY random() LIMIT 2");
	}
	await(&h, replies, STORM_CALLS);
	run_ms(&h, 100);
	for (int i = 0; i < STORM_CALLS; i++) {
		assert_int_equal(replies[i].count, 1);
		fine += replies[i].detail.code == ERR_OK;
		if (kinds[i] % 3 != 0)
			continue;
		notes++;
		check_note(&h, &replies[i], i);
	}
	pg_pool_stats(h.pool, &stats);
	assert_int_equal(stats.calls, STORM_CALLS);
	assert_int_equal(stats.errors, STORM_CALLS - fine);
	assert_int_equal(stats.waiting + stats.sent, 0);
	assert_true(stats.losses > 5);
	assert_true(notes > 100 && fine > STORM_CALLS / 2);
	harness_close(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_terminated_backends),
	    cmocka_unit_test(test_answer_before_the_end_counts),
	    cmocka_unit_test(test_lost_twice_is_enough),
	    cmocka_unit_test(test_idle_connections_come_back),
	    cmocka_unit_test(test_frozen_backend_costs_its_connection),
	    cmocka_unit_test(test_killed_backend_restarts_the_server),
	    cmocka_unit_test(test_stop_and_start),
	    cmocka_unit_test(test_standby_is_left),
	    cmocka_unit_test(test_absent_from_the_start),
	    cmocka_unit_test(test_frozen_first_host),
	    cmocka_unit_test(test_free_completes_all),
	    cmocka_unit_test(test_storm_completes_each_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
