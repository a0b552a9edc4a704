/* SPDX-License-Identifier: MIT */
/*
 * Questions that header fields answer: which encoding, which entity tag,
 * which media type (RFC 9110, sections 8, 12 and 13). Pure.
 */
#ifndef CALLOUT_HTTP_NEGOTIATE_INTERNAL_H
#define CALLOUT_HTTP_NEGOTIATE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include <callout/http.h>

/* Does this Accept-Encoding (NULL: none) take gzip, at least as gladly as
 * plain bytes? */
bool http_accepts_gzip(const char *accept_encoding);
/* ... and dcz, which must be named? */
bool http_accepts_dcz(const char *accept_encoding);

/* Does a Content-Type shrink under gzip? */
bool http_is_compressible(const char *content_type);

/* Does a Content-Type field name this type, parameters aside? */
bool http_media_type_is(const char *content_type, const char *media_type);

/* Which of If-None-Match's tags equals `opaque` by weak comparison? */
enum etag_match {
	ETAG_NONE,
	ETAG_PLAIN,   /* itself, or "*" */
	ETAG_GZIPPED, /* its variant with "-gzip" */
	ETAG_DCZ      /* ... with "-dcz" */
};
/* The suffix of the variant; "" of the plain one. */
const char *http_etag_suffix(enum etag_match match);
enum etag_match http_etag_find(const char *if_none_match, const char *opaque);

/* An If-Match field; *ret_opaque without quotes and "-gzip", in the arena. */
enum http_if_match http_if_match_parse(const char *if_match,
				       struct arena *arena,
				       const char **ret_opaque);

#endif
