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

static bool is_name(const char *at, size_t length, const char *name)
{
	return length == strlen(name) && strncasecmp(at, name, length) == 0;
}

/* Is the coding taken, at least as gladly as no coding? `by_star`: "*" names
 * it, too. */
static bool accepts(const char *accept_encoding, const char *coding,
		    const char *alias, bool by_star)
{
	int ours = -1, any = -1, identity = -1;
	const char *at = accept_encoding;

	while (at != NULL && *at != '\0') {
		size_t length;
		const char *end;
		int q;

		at += strspn(at, " \t,");
		length = strcspn(at, " \t;,");
		q = weight(at + length, &end);
		if (is_name(at, length, coding) || is_name(at, length, alias))
			ours = q;
		else if (is_name(at, length, "identity"))
			identity = q;
		else if (is_name(at, length, "*"))
			any = q;
		at = end;
	}
	if (ours < 0 && by_star)
		ours = any;
	return ours > 0 && ours >= identity;
}

bool http_accepts_gzip(const char *accept_encoding)
{
	return accepts(accept_encoding, "gzip", "x-gzip", true);
}

bool http_accepts_dcz(const char *accept_encoding)
{
	return accepts(accept_encoding, "dcz", "dcz", false);
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
	size_t length; /* without quotes and the variant's suffix */
	bool weak;
	enum etag_match variant;
};

const char *http_etag_suffix(enum etag_match match)
{
	static const char *const suffixes[] = {
	    [ETAG_NONE] = "",
	    [ETAG_PLAIN] = "",
	    [ETAG_GZIPPED] = "-gzip",
	    [ETAG_DCZ] = "-dcz",
	};

	return suffixes[match];
}

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
	ret_tag->variant = ETAG_PLAIN;
	for (enum etag_match v = ETAG_GZIPPED; v <= ETAG_DCZ; v++) {
		size_t length = strlen(http_etag_suffix(v));

		if (ret_tag->length < length ||
		    memcmp(close - length, http_etag_suffix(v), length) != 0)
			continue;
		ret_tag->variant = v;
		ret_tag->length -= length;
		break;
	}
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
			return tag.variant;
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
