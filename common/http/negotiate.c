/* SPDX-License-Identifier: MIT */
/* Accept-Encoding, entity tags, media types: small scanners over one field
 * value each. What is malformed counts as not said. */
#include "negotiate_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* ---- Accept-Encoding ---- */

/* A weight in thousandths (RFC 9110, section 12.4.2), 0 if malformed. `at`
 * stands behind a coding's name; *ret_end is the next comma or the end. */
static int weight(const char *at, const char **ret_end)
{
	int thousandths = 1000;

	*ret_end = at + strcspn(at, ",");
	at = skip_blanks(at);
	if (*at != ';')
		return at == *ret_end ? 1000 : 0;
	at = skip_blanks(at + 1);
	if (strncasecmp(at, "q=", 2) != 0)
		return 0;
	at += 2;
	if (*at != '0' && *at != '1')
		return 0;
	thousandths = (*at++ - '0') * 1000;
	if (*at == '.') {
		at++;
		for (int unit = 100; *at >= '0' && *at <= '9'; at++) {
			thousandths += (*at - '0') * unit;
			unit /= 10;
		}
	}
	return skip_blanks(at) == *ret_end && thousandths <= 1000 ? thousandths
								  : 0;
}

bool http_accepts_gzip(const char *accept_encoding)
{
	int gzip = -1, any = -1, identity = -1;
	const char *at = accept_encoding;

	while (at != NULL && *at != '\0') {
		size_t length;
		const char *end;
		int q;

		at += strspn(at, " \t,");
		length = strcspn(at, " \t;,");
		q = weight(at + length, &end);
		if ((length == 4 && strncasecmp(at, "gzip", 4) == 0) ||
		    (length == 6 && strncasecmp(at, "x-gzip", 6) == 0))
			gzip = q;
		else if (length == 8 && strncasecmp(at, "identity", 8) == 0)
			identity = q;
		else if (length == 1 && *at == '*')
			any = q;
		at = end;
	}
	if (gzip < 0)
		gzip = any;
	return gzip > 0 && gzip >= identity;
}

/* ---- Media types ---- */

bool http_media_type_is(const char *content_type, const char *media_type)
{
	size_t length;

	if (content_type == NULL)
		return false;
	length = strcspn(content_type, " \t;");
	return length == strlen(media_type) &&
	       strncasecmp(content_type, media_type, length) == 0;
}

bool http_is_compressible(const char *content_type)
{
	static const char *const types[] = {
	    "application/json",
	    "application/problem+json",
	    "application/xml",
	    "application/javascript",
	    "application/manifest+json",
	    "application/geo+json",
	    "application/relax-ng-compact-syntax",
	    "image/svg+xml",
	};

	if (content_type == NULL)
		return false;
	if (strncmp(content_type, "text/", 5) == 0)
		return true;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (http_media_type_is(content_type, types[i]))
			return true;
	return false;
}

/* ---- Entity tags ---- */

struct etag {
	const char *opaque;
	size_t length; /* without quotes and "-gzip" */
	bool weak;
	bool gzipped;
};

/* Read one tag; NULL if there is none, else behind it. */
static const char *read_etag(const char *at, struct etag *ret_tag)
{
	const char *close;

	ret_tag->weak = strncmp(at, "W/", 2) == 0;
	at += ret_tag->weak ? 2 : 0;
	close = *at == '"' ? strchr(at + 1, '"') : NULL;
	if (close == NULL)
		return NULL;
	ret_tag->opaque = at + 1;
	ret_tag->length = (size_t)(close - at) - 1;
	ret_tag->gzipped =
	    ret_tag->length >= 5 && memcmp(close - 5, "-gzip", 5) == 0;
	if (ret_tag->gzipped)
		ret_tag->length -= 5;
	return close + 1;
}

enum etag_match http_etag_find(const char *if_none_match, const char *opaque)
{
	const char *at = if_none_match;
	struct etag tag;

	if (at == NULL)
		return ETAG_NONE;
	if (strcmp(at, "*") == 0)
		return ETAG_PLAIN;
	for (;;) {
		at += strspn(at, " \t,");
		at = read_etag(at, &tag);
		if (at == NULL)
			return ETAG_NONE;
		if (tag.length == strlen(opaque) &&
		    memcmp(tag.opaque, opaque, tag.length) == 0)
			return tag.gzipped ? ETAG_GZIPPED : ETAG_PLAIN;
	}
}

enum http_if_match http_if_match_parse(const char *if_match,
				       struct arena *arena,
				       const char **ret_opaque)
{
	struct etag tag;
	const char *end;

	if (if_match == NULL)
		return HTTP_IF_MATCH_ABSENT;
	if (strcmp(if_match, "*") == 0)
		return HTTP_IF_MATCH_ANY;
	end = read_etag(if_match, &tag);
	/* Strong comparison: a weak tag never matches (section 13.1.1). */
	if (end == NULL || *end != '\0' || tag.weak)
		return HTTP_IF_MATCH_INVALID;
	*ret_opaque = arena_strndup(arena, tag.opaque, tag.length);
	return HTTP_IF_MATCH_TAG;
}
