/* SPDX-License-Identifier: MIT */
/*
 * select_by_key CONNINFO SECONDS [CONNECTIONS CALLS]: look rows up by their
 * key through the pool, with so many CALLS under way on so many read
 * CONNECTIONS. Prints calls per second, and the CPU time of this process for
 * one call. bench/pg/run puts pgbench beside it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <event2/event.h>

#include <callout/clk.h>
#include <callout/log.h>
#include <callout/pg.h>

enum { ROWS = 100000 }; /* as bench/pg/run makes them */

static const struct pg_statement select_by_key = {
    .name = "select_by_key",
    .sql = "SELECT text FROM bench_pair WHERE id = $1::int",
    .param_count = 1,
    .lane = PG_READ,
    .idempotent = true,
};

struct bench {
	struct event_base *base;
	struct pg_pool *pool;
	uint32_t random;
	int64_t done, wrong;
	int under_way;
	bool over;
};

static void on_row(const struct pg_result *result, void *arg);

static void look_up(struct bench *bench)
{
	char key[16];
	const char *params[] = {key};

	bench->random = bench->random * 1664525u + 1013904223u;
	snprintf(key, sizeof(key), "%u", (bench->random >> 8) % ROWS + 1);
	pg_call(bench->pool, &select_by_key, params, 0, on_row, bench);
}

static void on_row(const struct pg_result *result, void *arg)
{
	struct bench *bench = arg;

	bench->done++;
	if (pg_result_rows(result) != 1)
		bench->wrong++;
	if (!bench->over)
		look_up(bench);
	else if (--bench->under_way == 0)
		event_base_loopbreak(bench->base);
}

static void on_time(evutil_socket_t fd, short what, void *arg)
{
	struct bench *bench = arg;

	(void)fd;
	(void)what;
	bench->over = true;
}

static int64_t cpu_us(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
	       usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void await_connections(struct bench *bench, int count)
{
	struct pg_pool_stats stats;

	do {
		event_base_loop(bench->base, EVLOOP_ONCE);
		pg_pool_stats(bench->pool, &stats);
	} while (stats.connections < count);
}

static void measure(struct bench *bench, int seconds, int calls)
{
	struct timeval span = {.tv_sec = seconds};
	struct event *timer = evtimer_new(bench->base, on_time, bench);
	int64_t begin_us = clk_monotonic_us(), cpu_begin_us = cpu_us();
	double elapsed_s;

	evtimer_add(timer, &span);
	bench->under_way = calls;
	for (int i = 0; i < calls; i++)
		look_up(bench);
	event_base_dispatch(bench->base);
	elapsed_s = (double)(clk_monotonic_us() - begin_us) / 1e6;
	printf("%.0f %.2f\n", (double)bench->done / elapsed_s,
	       (double)(cpu_us() - cpu_begin_us) / (double)bench->done);
	event_free(timer);
}

int main(int argc, char **argv)
{
	struct pg_settings settings = pg_settings_default();
	struct bench bench = {.random = 1};
	struct err_detail detail;
	int seconds, calls = 32;

	if (argc != 3 && argc != 5) {
		fprintf(stderr, "usage: select_by_key CONNINFO SECONDS "
				"[CONNECTIONS CALLS]\n");
		return 2;
	}
	settings.conninfo = argv[1];
	seconds = atoi(argv[2]);
	if (argc == 5) {
		settings.read_connections = atoi(argv[3]);
		calls = atoi(argv[4]);
	}
	if (seconds < 1 || settings.read_connections < 1 || calls < 1) {
		fprintf(stderr, "select_by_key: numbers from 1\n");
		return 2;
	}
	settings.read_depth =
	    (calls + settings.read_connections - 1) / settings.read_connections;
	settings.queue_limit = calls;
	settings.write_connections = 1;
	log_set_level(LOG_LEVEL_ERROR);
	bench.base = event_base_new();
	if (pg_pool_new(bench.base, &settings, &bench.pool, &detail) !=
	    ERR_OK) {
		fprintf(stderr, "select_by_key: %s\n", detail.text);
		return 2;
	}
	await_connections(&bench, settings.read_connections + 1);
	measure(&bench, seconds, calls);
	pg_pool_free(bench.pool);
	event_base_free(bench.base);
	if (bench.wrong != 0)
		fprintf(stderr, "select_by_key: %" PRId64 " wrong answers\n",
			bench.wrong);
	return bench.wrong != 0;
}
