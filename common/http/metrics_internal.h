/* SPDX-License-Identifier: MIT */
/*
 * Counters of one loop. Only the loop's thread writes; whoever prints sums
 * the loops up. Relaxed atomics, no lock, no shared cache line.
 */
#ifndef CALLOUT_HTTP_METRICS_INTERNAL_H
#define CALLOUT_HTTP_METRICS_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

struct http_metrics;

/* Rows 0 to routes - 1, and one more for what matched no route. */
struct http_metrics *http_metrics_new(size_t routes);
void http_metrics_free(struct http_metrics *metrics);
void http_metrics_count_reply(struct http_metrics *metrics, size_t row,
			      int status, int64_t duration_us, size_t bytes);
void http_metrics_count_accept(struct http_metrics *metrics);
/* Over max_connections. */
void http_metrics_count_refused(struct http_metrics *metrics);

#endif
