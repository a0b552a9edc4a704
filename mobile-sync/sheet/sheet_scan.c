/* SPDX-License-Identifier: MIT */
/*
 * The gate in front of libxml2 2.9.14: one pass that refuses what costs a
 * parser time out of all proportion (many attributes on one element are
 * worse than quadratic, whatever the options) or makes it fetch and expand
 * things. It follows the same tokens as a parser, so that nothing hides in a
 * comment or a quoted value. What is merely malformed passes, because the
 * parser names it better; but libxml2 goes on after some errors, so no '<'
 * may pass that is a tag to it and none to us.
 */
#include "config.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <callout/text.h>

#include "mobile-sync/sheet/sheet.h"

struct scan {
	const char *start, *at, *end;
	int depth, nodes;
	int namespaces;			   /* declared around here */
	int declared[SHEET_DEPTH_MAX + 1]; /* by each open element */
	struct err_detail *detail;
};

static enum err refuse_as(const struct scan *scan, enum err err,
			  const char *rule, const char *text)
{
	char place[32];
	unsigned line = 1;

	for (const char *at = scan->start; at < scan->at; at++)
		line += *at == '\n';
	snprintf(place, sizeof(place), "line %u", line);
	return err_set_rule(scan->detail, err, place, rule, "%s: %s", place,
			    text);
}

static enum err refuse(const struct scan *scan, const char *text)
{
	return refuse_as(scan, ERR_INPUT, "", text);
}

static bool starts_with(const struct scan *scan, const char *text)
{
	size_t length = strlen(text);

	return (size_t)(scan->end - scan->at) >= length &&
	       memcmp(scan->at, text, length) == 0;
}

/* Go behind the next `text`; to the end if there is none: malformed. */
static void skip_past(struct scan *scan, const char *text)
{
	const char *found = memmem(scan->at, (size_t)(scan->end - scan->at),
				   text, strlen(text));

	scan->at = found ? found + strlen(text) : scan->end;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The bytes as such: UTF-8 and nothing else. */
static enum err scan_encoding(struct scan *scan)
{
	const char *nul =
	    memchr(scan->start, '\0', (size_t)(scan->end - scan->start));
	size_t bad;

	if (nul) {
		scan->at = nul;
		return refuse(scan, "a byte is zero: is this UTF-16? Send "
				    "UTF-8");
	}
	if (!text_is_utf8(scan->start, (size_t)(scan->end - scan->start),
			  &bad)) {
		scan->at = scan->start + bad;
		return refuse(scan, "this is not UTF-8: send UTF-8");
	}
	if (starts_with(scan, "\xEF\xBB\xBF"))
		scan->at += 3;
	return ERR_OK;
}

/* What stands behind `encoding =` in the XML declaration must be UTF-8. */
static enum err scan_declaration(struct scan *scan)
{
	const char *close, *name;

	if (!starts_with(scan, "<?xml") || scan->end - scan->at < 6 ||
	    !is_space(scan->at[5]))
		return ERR_OK;
	close = memmem(scan->at, (size_t)(scan->end - scan->at), "?>", 2);
	if (!close)
		close = scan->end;
	name = memmem(scan->at, (size_t)(close - scan->at), "encoding", 8);
	if (name) {
		name += strlen("encoding");
		while (name < close && (is_space(*name) || *name == '='))
			name++;
		if (close - name < 7 ||
		    strncasecmp(name + 1, "utf-8", 5) != 0 ||
		    name[6] != name[0])
			return refuse(scan, "the declared encoding is not "
					    "UTF-8: send UTF-8");
	}
	scan->at = close;
	return ERR_OK;
}

/* A name that declares a namespace: "xmlns" or "xmlns:...". */
static bool is_declaration(const char *name, const char *end)
{
	return end - name >= 5 && memcmp(name, "xmlns", 5) == 0;
}

/* What one start tag holds. */
struct tag {
	const char *close; /* its '>'; the limit or the end if it has none */
	int attributes, declarations;
};

/* From '<' to the closing '>', which is not one in quotes. */
static enum err measure_tag(const struct scan *scan, const char *limit,
			    struct tag *tag)
{
	const char *name = scan->at, *at;
	char quote = '\0';

	for (at = scan->at + 1; at < limit && (quote || *at != '>'); at++) {
		if (*at == '<')
			return refuse(scan, "'<' inside a tag: write &lt;");
		if (quote) {
			quote = *at == quote ? '\0' : quote;
		} else if (*at == '"' || *at == '\'') {
			quote = *at;
		} else if (is_space(*at)) {
			name = at + 1;
		} else if (*at == '=') {
			tag->attributes++;
			tag->declarations += is_declaration(name, limit);
		}
	}
	tag->close = at;
	return ERR_OK;
}

static enum err check_limits(const struct scan *scan, const struct tag *tag)
{
	if (tag->attributes > SHEET_TAG_ATTRIBUTES_MAX)
		return refuse(scan, "a tag has more than 32 attributes");
	if (scan->namespaces + tag->declarations > SHEET_NAMESPACES_MAX)
		return refuse(scan, "more than 16 namespaces are declared "
				    "around one element");
	/* Each mutation may be well below it: then fewer of them do it. */
	if (scan->nodes + 1 + tag->attributes > SHEET_NODES_MAX)
		return refuse_as(scan, ERR_TOO_LARGE, "elements",
				 "the document has more than 10000 elements "
				 "and attributes: send less at once");
	return ERR_OK;
}

/* A start tag, or an empty element's. */
static enum err scan_start_tag(struct scan *scan)
{
	const char *limit = scan->end;
	struct tag tag = {0};
	enum err err;

	if (limit - scan->at > SHEET_TAG_BYTES_MAX)
		limit = scan->at + SHEET_TAG_BYTES_MAX;
	err = measure_tag(scan, limit, &tag);
	if (err == ERR_OK && tag.close == limit && limit < scan->end)
		err = refuse(scan, "a tag is longer than 8 kB");
	if (err == ERR_OK)
		err = check_limits(scan, &tag);
	if (err != ERR_OK)
		return err;
	scan->nodes += 1 + tag.attributes;
	scan->at = tag.close < limit ? tag.close + 1 : scan->end;
	if (tag.close < limit && tag.close[-1] == '/')
		return ERR_OK; /* it has no inside */
	if (scan->depth == SHEET_DEPTH_MAX)
		return refuse(scan, "elements are nested deeper than 32");
	scan->declared[++scan->depth] = tag.declarations;
	scan->namespaces += tag.declarations;
	return ERR_OK;
}

static void scan_end_tag(struct scan *scan)
{
	assert(scan->depth >= 0 && scan->namespaces >= 0);
	skip_past(scan, ">");
	if (scan->depth > 0)
		scan->namespaces -= scan->declared[scan->depth--];
}

static enum err scan_markup(struct scan *scan)
{
	if (starts_with(scan, "<!--")) {
		scan->at += 4; /* "<!-->" does not end here */
		skip_past(scan, "-->");
	} else if (starts_with(scan, "<![CDATA[")) {
		skip_past(scan, "]]>");
	} else if (starts_with(scan, "<!")) {
		return refuse(scan, "a document type is not allowed: leave "
				    "<!DOCTYPE ...> out");
	} else if (starts_with(scan, "<?")) {
		scan->at += 2;
		skip_past(scan, "?>");
	} else if (starts_with(scan, "</")) {
		scan_end_tag(scan);
	} else {
		return scan_start_tag(scan);
	}
	return ERR_OK;
}

enum err sheet_scan(const char *bytes, size_t length, struct err_detail *detail)
{
	struct scan scan = {
	    .start = bytes,
	    .at = bytes,
	    .end = bytes + length,
	    .detail = detail,
	};
	enum err err = scan_encoding(&scan);

	if (err == ERR_OK)
		err = scan_declaration(&scan);
	while (err == ERR_OK && scan.at < scan.end) {
		scan.at = memchr(scan.at, '<', (size_t)(scan.end - scan.at));
		if (!scan.at)
			break;
		err = scan_markup(&scan);
	}
	return err;
}
