/* SPDX-License-Identifier: MIT */
/* Bodies compressed with a dictionary: RFC 9842's "dcz", by libzstd. */
#ifndef CALLOUT_HTTP_DICTIONARY_INTERNAL_H
#define CALLOUT_HTTP_DICTIONARY_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include <callout/buf.h>
#include <callout/http.h>

/* Below, its 40 bytes of head and the fields cost what it saves. */
enum { DCZ_WORTH_BYTES = 256 };

/* A compressor's state, one for each loop. */
struct http_dcz;

struct http_dcz *http_dcz_new(void);
void http_dcz_free(struct http_dcz *dcz);
/* Append to `out`; false (and nothing appended) if it would not shrink. */
bool http_dcz_compress(struct http_dcz *dcz,
		       const struct http_dictionary *dictionary,
		       const void *bytes, size_t length, struct buf *out);
/* Does an Available-Dictionary field (NULL: none) name it? */
bool http_dictionary_is(const struct http_dictionary *dictionary,
			const char *available);

#endif
