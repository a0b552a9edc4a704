/* SPDX-License-Identifier: MIT */
/* gzip (RFC 1952) for bodies, by zlib; bounded in both directions. */
#ifndef CALLOUT_HTTP_GZIP_INTERNAL_H
#define CALLOUT_HTTP_GZIP_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include <callout/buf.h>

enum { GZIP_WORTH_BYTES = 860 }; /* below, one packet either way */

/* A compressor's 256 kB of state, made once for each loop. */
struct http_gzip;

struct http_gzip *http_gzip_new(void);
void http_gzip_free(struct http_gzip *gzip);
/* Append to `out`; false (and nothing appended) if it would not shrink. */
bool http_gzip_deflate(struct http_gzip *gzip, const void *bytes, size_t length,
		       struct buf *out);

enum gzip_result { GZIP_OK, GZIP_MALFORMED, GZIP_TOO_LARGE };

/* Inflate exactly one member into `out`, `max` bytes at most. */
enum gzip_result http_gzip_inflate(const void *bytes, size_t length, size_t max,
				   struct buf *out);

#endif
