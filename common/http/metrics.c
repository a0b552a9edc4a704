/* SPDX-License-Identifier: MIT */
/* Metrics, in the Prometheus text format 0.0.4. */
#include "http_internal.h"

#include <stdlib.h>

/* Upper bounds of the latency buckets; one more counts the rest. */
static const struct {
	int64_t us;
	const char *label;
} buckets[] = {
    {1000, "0.001"},  {2500, "0.0025"}, {5000, "0.005"},  {10000, "0.01"},
    {25000, "0.025"}, {50000, "0.05"},	{100000, "0.1"},  {250000, "0.25"},
    {500000, "0.5"},  {1000000, "1"},	{2500000, "2.5"}, {5000000, "5"},
    {10000000, "10"},
};

enum { BUCKETS = sizeof(buckets) / sizeof(buckets[0]), CLASSES = 5 };

struct row {
	_Atomic uint64_t replies[CLASSES]; /* 1xx to 5xx */
	_Atomic uint64_t buckets[BUCKETS + 1];
	_Atomic uint64_t sum_us;
	_Atomic uint64_t bytes;
};

struct http_metrics {
	_Atomic uint64_t accepted;
	_Atomic uint64_t refused;
	struct row rows[];
};

/* One writer: a load and a store will do, no locked instruction. */
static void add(_Atomic uint64_t *counter, uint64_t n)
{
	uint64_t old = atomic_load_explicit(counter, memory_order_relaxed);

	atomic_store_explicit(counter, old + n, memory_order_relaxed);
}

static uint64_t get(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

struct http_metrics *http_metrics_new(size_t routes)
{
	return xcalloc(1, sizeof(struct http_metrics) +
			      (routes + 1) * sizeof(struct row));
}

void http_metrics_free(struct http_metrics *metrics)
{
	free(metrics);
}

void http_metrics_count_reply(struct http_metrics *metrics, size_t index,
			      int status, int64_t duration_us, size_t bytes)
{
	struct row *row = &metrics->rows[index];
	size_t bucket = 0;

	while (bucket < BUCKETS && duration_us > buckets[bucket].us)
		bucket++;
	add(&row->replies[status / 100 - 1], 1);
	add(&row->buckets[bucket], 1);
	add(&row->sum_us, (uint64_t)duration_us);
	add(&row->bytes, bytes);
}

void http_metrics_count_accept(struct http_metrics *metrics)
{
	add(&metrics->accepted, 1);
}

void http_metrics_count_refused(struct http_metrics *metrics)
{
	add(&metrics->refused, 1);
}

/* ---- Printing ---- */

/* A row's numbers of all loops together. */
struct sums {
	uint64_t replies[CLASSES];
	uint64_t buckets[BUCKETS + 1];
	uint64_t count, sum_us, bytes;
};

static struct sums sum_row(const struct http_server *server, size_t index)
{
	struct sums sums = {0};

	for (unsigned i = 0; i < server->settings.loops; i++) {
		const struct row *row = &server->loops[i].metrics->rows[index];

		for (size_t c = 0; c < CLASSES; c++)
			sums.replies[c] += get(&row->replies[c]);
		for (size_t b = 0; b <= BUCKETS; b++) {
			sums.buckets[b] += get(&row->buckets[b]);
			sums.count += get(&row->buckets[b]);
		}
		sums.sum_us += get(&row->sum_us);
		sums.bytes += get(&row->bytes);
	}
	return sums;
}

struct labels {
	const char *method;
	const char *route; /* patterns have no quote to escape */
};

static void print_replies(struct buf *out, struct labels labels,
			  const struct sums *sums)
{
	for (size_t c = 0; c < CLASSES; c++)
		if (sums->replies[c] != 0)
			buf_printf(out,
				   "callout_http_requests_total{method=\"%s\","
				   "route=\"%s\",status=\"%zuxx\"} %ju\n",
				   labels.method, labels.route, c + 1,
				   (uintmax_t)sums->replies[c]);
}

static void print_histogram(struct buf *out, struct labels labels,
			    const struct sums *sums)
{
	const char *name = "callout_http_request_duration_seconds";
	uint64_t so_far = 0;

	if (sums->count == 0)
		return;
	for (size_t b = 0; b <= BUCKETS; b++) {
		so_far += sums->buckets[b];
		buf_printf(out,
			   "%s_bucket{method=\"%s\",route=\"%s\",le=\"%s\"} "
			   "%ju\n",
			   name, labels.method, labels.route,
			   b < BUCKETS ? buckets[b].label : "+Inf",
			   (uintmax_t)so_far);
	}
	buf_printf(out, "%s_sum{method=\"%s\",route=\"%s\"} %ju.%06ju\n", name,
		   labels.method, labels.route,
		   (uintmax_t)(sums->sum_us / 1000000),
		   (uintmax_t)(sums->sum_us % 1000000));
	buf_printf(out, "%s_count{method=\"%s\",route=\"%s\"} %ju\n", name,
		   labels.method, labels.route, (uintmax_t)sums->count);
}

static void print_bytes(struct buf *out, struct labels labels,
			const struct sums *sums)
{
	if (sums->count != 0)
		buf_printf(out,
			   "callout_http_reply_bytes_total{method=\"%s\","
			   "route=\"%s\"} %ju\n",
			   labels.method, labels.route, (uintmax_t)sums->bytes);
}

/* The format wants all lines of one name together. */
static const struct {
	const char *head;
	void (*print)(struct buf *out, struct labels labels,
		      const struct sums *sums);
} families[] = {
    {"# HELP callout_http_requests_total Replies by route and status class.\n"
     "# TYPE callout_http_requests_total counter\n",
     print_replies},
    {"# HELP callout_http_request_duration_seconds From a request's last byte "
     "to its reply.\n"
     "# TYPE callout_http_request_duration_seconds histogram\n",
     print_histogram},
    {"# HELP callout_http_reply_bytes_total Bytes of bodies sent.\n"
     "# TYPE callout_http_reply_bytes_total counter\n",
     print_bytes},
};

static void print_connections(const struct http_server *server, struct buf *out)
{
	uint64_t accepted = 0, refused = 0;

	for (unsigned i = 0; i < server->settings.loops; i++) {
		accepted += get(&server->loops[i].metrics->accepted);
		refused += get(&server->loops[i].metrics->refused);
	}
	buf_printf(out,
		   "# HELP callout_http_connections Open connections.\n"
		   "# TYPE callout_http_connections gauge\n"
		   "callout_http_connections %u\n"
		   "# HELP callout_http_accepted_total Connections accepted.\n"
		   "# TYPE callout_http_accepted_total counter\n"
		   "callout_http_accepted_total %ju\n"
		   "# HELP callout_http_refused_total Connections over the "
		   "limit.\n"
		   "# TYPE callout_http_refused_total counter\n"
		   "callout_http_refused_total %ju\n",
		   atomic_load(&server->conn_count), (uintmax_t)accepted,
		   (uintmax_t)refused);
}

void http_metrics_print(const struct http_server *server, struct buf *out)
{
	struct sums *sums = xcalloc(server->route_count + 1, sizeof(*sums));

	for (size_t i = 0; i <= server->route_count; i++)
		sums[i] = sum_row(server, i);
	for (size_t f = 0; f < sizeof(families) / sizeof(families[0]); f++) {
		buf_add_text(out, families[f].head);
		for (size_t i = 0; i < server->route_count; i++) {
			const struct http_route *route = &server->routes[i];
			struct labels labels = {http_method_name(route->method),
						route->pattern};

			families[f].print(out, labels, &sums[i]);
		}
		families[f].print(out, (struct labels){"any", "none"},
				  &sums[server->route_count]);
	}
	print_connections(server, out);
	free(sums);
}
