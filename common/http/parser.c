/* SPDX-License-Identifier: MIT */
/*
 * The strict HTTP/1.1 parser. Each line is checked when its LF arrives, and
 * limits count bytes from the start, so a message cut into other pieces fails
 * at the same byte with the same status.
 */
#include "parser_internal.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

enum byte_class {
	IS_TOKEN = 1,  /* RFC 9110, section 5.6.2 */
	IS_VALUE = 2,  /* field values: HTAB, SP, VCHAR, obs-text */
	IS_TARGET = 4, /* visible ASCII but '#' */
	IS_HOST = 8    /* what a host and its port are written with */
};

#define DIGIT_CLASS (IS_TOKEN | IS_VALUE | IS_TARGET | IS_HOST)
#define ALPHA_CLASS DIGIT_CLASS

/* One look-up a byte instead of chains of comparisons. */
static const unsigned char byte_classes[256] = {
    ['\t'] = IS_VALUE,
    [' '] = IS_VALUE,
    ['!'] = IS_TOKEN | IS_VALUE | IS_TARGET,
    ['"'] = IS_VALUE | IS_TARGET,
    ['#'] = IS_TOKEN | IS_VALUE,
    ['$'] = IS_TOKEN | IS_VALUE | IS_TARGET,
    ['%'] = IS_TOKEN | IS_VALUE | IS_TARGET,
    ['&'] = IS_TOKEN | IS_VALUE | IS_TARGET,
    ['\''] = IS_TOKEN | IS_VALUE | IS_TARGET,
    ['('] = IS_VALUE | IS_TARGET,
    [')'] = IS_VALUE | IS_TARGET,
    ['*'] = IS_TOKEN | IS_VALUE | IS_TARGET,
    ['+'] = IS_TOKEN | IS_VALUE | IS_TARGET,
    [','] = IS_VALUE | IS_TARGET,
    ['-'] = IS_TOKEN | IS_VALUE | IS_TARGET | IS_HOST,
    ['.'] = IS_TOKEN | IS_VALUE | IS_TARGET | IS_HOST,
    ['/'] = IS_VALUE | IS_TARGET,
    ['0' ... '9'] = DIGIT_CLASS,
    [':'] = IS_VALUE | IS_TARGET | IS_HOST,
    [';' ... '@'] = IS_VALUE | IS_TARGET,
    ['A' ... 'Z'] = ALPHA_CLASS,
    ['['] = IS_VALUE | IS_TARGET | IS_HOST,
    ['\\'] = IS_VALUE | IS_TARGET,
    [']'] = IS_VALUE | IS_TARGET | IS_HOST,
    ['^'] = IS_TOKEN | IS_VALUE | IS_TARGET,
    ['_'] = IS_TOKEN | IS_VALUE | IS_TARGET | IS_HOST,
    ['`'] = IS_TOKEN | IS_VALUE | IS_TARGET,
    ['a' ... 'z'] = ALPHA_CLASS,
    ['{'] = IS_VALUE | IS_TARGET,
    ['|'] = IS_TOKEN | IS_VALUE | IS_TARGET,
    ['}'] = IS_VALUE | IS_TARGET,
    ['~'] = IS_TOKEN | IS_VALUE | IS_TARGET | IS_HOST,
    [0x80 ... 0xff] = IS_VALUE,
};

/* How many leading bytes are of the class. */
static size_t span(const char *text, size_t length, enum byte_class class)
{
	size_t i = 0;

	while (i < length && (byte_classes[(unsigned char)text[i]] & class))
		i++;
	return i;
}

bool http_is_token(const char *text, size_t length)
{
	return length > 0 && span(text, length, IS_TOKEN) == length;
}

static void fail(struct http_parser *p, int status, const char *reason)
{
	assert(p->state != PARSER_FAILED);
	p->state = PARSER_FAILED;
	p->status = status;
	p->reason = reason;
}

void http_parser_init(struct http_parser *p, size_t max_head)
{
	assert(max_head > 0);
	memset(p, 0, sizeof(*p));
	p->max_head = max_head;
}

void http_parser_free(struct http_parser *p)
{
	buf_free(&p->head);
	buf_free(&p->line);
	buf_free(&p->body);
}

static void empty(struct buf *buf)
{
	if (buf->capacity > PARSER_KEEP_BYTES)
		buf_free(buf);
	else
		buf_clear(buf);
}

void http_parser_reset(struct http_parser *p)
{
	empty(&p->head);
	empty(&p->line);
	empty(&p->body);
	p->state = PARSER_HEAD;
	p->line_start = 0;
	p->skipped_line = false;
	p->trailer_bytes = 0;
	p->remaining = 0;
	p->seen = 0;
	p->field_count = 0;
	p->content_length = 0;
	p->chunked = false;
	p->wants_close = false;
	p->keep_alive = false;
	p->expects_continue = false;
	p->status = 0;
	p->reason = NULL;
}

void http_parser_forget_head(struct http_parser *p)
{
	p->field_count = 0;
	buf_free(&p->head);
}

/* ---- Lines ---- */

enum line_result { LINE_PARTIAL, LINE_COMPLETE, LINE_TOO_LONG, LINE_BARE_LF };

/* Append up to and with the next LF to `into`, which may grow to `limit`
 * bytes; `start` is where the line began in it. */
static enum line_result take_line(struct buf *into, size_t start, size_t limit,
				  const char *bytes, size_t length,
				  size_t *ret_consumed)
{
	const char *lf = memchr(bytes, '\n', length);
	size_t take = lf != NULL ? (size_t)(lf - bytes) + 1 : length;

	*ret_consumed = take;
	if (take > limit - into->length)
		return LINE_TOO_LONG;
	buf_add(into, bytes, take);
	if (lf == NULL)
		return LINE_PARTIAL;
	if (into->length - start < 2 || into->data[into->length - 2] != '\r')
		return LINE_BARE_LF;
	return LINE_COMPLETE;
}

/* ---- The request line ---- */

static void parse_version(struct http_parser *p, const char *version,
			  size_t length)
{
	if (length != 8 || memcmp(version, "HTTP/", 5) != 0 ||
	    version[5] < '0' || version[5] > '9' || version[6] != '.' ||
	    version[7] < '0' || version[7] > '9')
		fail(p, 400,
		     "the request line does not end in an HTTP version");
	else if (version[5] != '1' || version[7] > '1')
		fail(p, 505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
	else
		p->minor_version = version[7] - '0';
}

/* method SP target SP version (RFC 9112, section 3), single spaces only. */
static void parse_request_line(struct http_parser *p, char *line, size_t length)
{
	size_t method = span(line, length, IS_TOKEN);
	char *target = line + method + 1;
	size_t target_length;

	if (method == 0 || method == length || line[method] != ' ') {
		fail(p, 400, "the method is no token followed by one space");
		return;
	}
	target_length = span(target, length - method - 1, IS_TARGET);
	if (target_length == 0 || target + target_length == line + length ||
	    target[target_length] != ' ') {
		fail(p, 400,
		     "the target is empty or has a character that a URI "
		     "does not have");
		return;
	}
	line[method] = '\0';
	target[target_length] = '\0';
	p->method = (uint32_t)(line - p->head.data);
	p->target = (uint32_t)(target - p->head.data);
	p->target_length = (uint32_t)target_length;
	parse_version(p, target + target_length + 1,
		      length - method - target_length - 2);
}

/* ---- Fields that frame or route a message ---- */

static void read_content_length(struct http_parser *p, const char *value,
				size_t length)
{
	uint64_t total = 0;

	/* 1*DIGIT (RFC 9110, section 8.6): no sign, no list, no blank. */
	if (length == 0 || length > 18) {
		fail(p, 400, "Content-Length is not 1 to 18 digits");
		return;
	}
	for (size_t i = 0; i < length; i++) {
		if (value[i] < '0' || value[i] > '9') {
			fail(p, 400, "Content-Length is not 1 to 18 digits");
			return;
		}
		total = total * 10 + (uint64_t)(value[i] - '0');
	}
	p->content_length = total;
}

static void read_transfer_encoding(struct http_parser *p, const char *value,
				   size_t length)
{
	if (length != 7 || strcasecmp(value, "chunked") != 0)
		fail(p, 400, "Transfer-Encoding is not exactly `chunked`");
	p->chunked = true;
}

/* host [":" port], not empty (RFC 9110, section 7.2). */
static bool is_host(const char *value, size_t length)
{
	const char *port;

	if (span(value, length, IS_HOST) != length || length > 255)
		return false;
	if (*value == '[') {
		port = strchr(value, ']');
		if (port == NULL)
			return false;
		port++;
	} else {
		port = value + strcspn(value, ":");
		if (port == value || strpbrk(value, "[]") != NULL)
			return false;
	}
	if (*port == '\0')
		return true;
	return *port == ':' && port[1 + strspn(port + 1, "0123456789")] == '\0';
}

static void read_host(struct http_parser *p, const char *value, size_t length)
{
	if (!is_host(value, length))
		fail(p, 400, "Host is no host name with an optional port");
}

static void read_connection(struct http_parser *p, const char *value,
			    size_t length)
{
	const char *at = value, *end = value + length;

	while (at < end) {
		size_t token = span(at, (size_t)(end - at), IS_TOKEN);

		if (token == 5 && strncasecmp(at, "close", 5) == 0)
			p->wants_close = true;
		at += token != 0 ? token : 1;
	}
}

static void read_expect(struct http_parser *p, const char *value, size_t length)
{
	if (length != 12 || strcasecmp(value, "100-continue") != 0)
		fail(p, 417, "the only expectation met here is 100-continue");
	p->expects_continue = true;
}

/* Fields that we look at while reading, and fields that may come once only:
 * where a list makes no sense, a second one is an attempt to be read
 * differently by two parties. */
static const struct {
	const char *name;
	void (*read)(struct http_parser *p, const char *value, size_t length);
	bool may_repeat;
} watched_fields[] = {
    {"content-length", read_content_length, false},
    {"transfer-encoding", read_transfer_encoding, false},
    {"host", read_host, false},
    {"connection", read_connection, true},
    {"expect", read_expect, false},
    {"authorization", NULL, false},
    {"content-type", NULL, false},
    {"content-encoding", NULL, false},
    {"origin", NULL, false},
    {"sec-fetch-site", NULL, false},
};

enum { WATCHED_COUNT = sizeof(watched_fields) / sizeof(watched_fields[0]) };

static void watch_field(struct http_parser *p, const char *name,
			const char *value, size_t length)
{
	for (unsigned i = 0; i < WATCHED_COUNT; i++) {
		if (strcmp(watched_fields[i].name, name) != 0)
			continue;
		if ((p->seen & (1u << i)) && !watched_fields[i].may_repeat) {
			fail(p, 400, "a field that may come once came twice");
			return;
		}
		p->seen |= 1u << i;
		if (watched_fields[i].read != NULL)
			watched_fields[i].read(p, value, length);
		return;
	}
}

/* name ":" OWS value OWS (RFC 9112, section 5), in place. On false the parser
 * has failed. A line that begins with white space (obs-fold) or has some
 * before the colon fails as a name that is no token. */
static bool split_field(struct http_parser *p, char *line, size_t length,
			char **ret_value, size_t *ret_value_length)
{
	size_t name = span(line, length, IS_TOKEN);
	char *value = line + name + 1;
	size_t value_length;

	if (name == 0 || name == length || line[name] != ':') {
		fail(p, 400, "a field name is no token followed by a colon");
		return false;
	}
	value_length = length - name - 1;
	if (span(value, value_length, IS_VALUE) != value_length) {
		fail(p, 400, "a field value has a control character");
		return false;
	}
	while (value_length > 0 && (*value == ' ' || *value == '\t')) {
		value++;
		value_length--;
	}
	while (value_length > 0 && (value[value_length - 1] == ' ' ||
				    value[value_length - 1] == '\t'))
		value_length--;
	for (size_t i = 0; i < name; i++)
		if (line[i] >= 'A' && line[i] <= 'Z')
			line[i] += 'a' - 'A';
	line[name] = '\0';
	value[value_length] = '\0';
	*ret_value = value;
	*ret_value_length = value_length;
	return true;
}

static void parse_field(struct http_parser *p, char *line, size_t length)
{
	struct parser_field *field;
	size_t value_length;
	char *value;

	if (p->field_count == PARSER_MAX_FIELDS) {
		fail(p, 431, "more header fields than are read");
		return;
	}
	if (!split_field(p, line, length, &value, &value_length))
		return;
	field = &p->fields[p->field_count++];
	field->name = (uint32_t)(line - p->head.data);
	field->value = (uint32_t)(value - p->head.data);
	field->value_length = (uint32_t)value_length;
	watch_field(p, line, value, value_length);
}

static bool has(const struct http_parser *p, const char *name)
{
	return http_parser_find(p, name, NULL) != NULL;
}

/* What only the whole head can tell (RFC 9112, sections 3.2 and 6.1). */
static void finish_head(struct http_parser *p)
{
	bool has_length = has(p, "content-length");

	if (p->minor_version == 1 && !has(p, "host"))
		fail(p, 400, "HTTP/1.1 needs a Host field");
	else if (p->chunked && has_length)
		fail(p, 400, "Content-Length beside Transfer-Encoding");
	else if (p->chunked && p->minor_version == 0)
		fail(p, 400, "HTTP/1.0 has no Transfer-Encoding");
	if (p->state == PARSER_FAILED)
		return;
	p->keep_alive = p->minor_version == 1 && !p->wants_close;
	/* RFC 9110, section 10.1.1: an HTTP/1.0 client cannot wait for it. */
	p->expects_continue &= p->minor_version == 1;
	p->state = PARSER_HEAD_DONE;
}

static void head_line(struct http_parser *p)
{
	size_t start = p->line_start;
	size_t length = p->head.length - start - 2;
	char *line = p->head.data + start;

	line[length] = '\0';
	p->line_start = p->head.length;
	if (length > 0 && start == 0)
		parse_request_line(p, line, length);
	else if (length > 0)
		parse_field(p, line, length);
	else if (start > 0)
		finish_head(p);
	else if (p->skipped_line)
		fail(p, 400, "empty lines before the request");
	else {
		/* RFC 9112, section 2.2: one empty line is forgiven. */
		p->skipped_line = true;
		p->line_start = 0;
		buf_clear(&p->head);
	}
}

static size_t feed_head(struct http_parser *p, const char *bytes, size_t length)
{
	bool first = p->line_start == 0;
	size_t limit = p->max_head;
	size_t consumed;

	/* What speaks no HTTP at all (TLS on the plain port) is told so by its
	 * first byte, not by a deadline. */
	if (p->head.length == 0 && *bytes != '\r' &&
	    span(bytes, 1, IS_TOKEN) == 0) {
		fail(p, 400, "this is no HTTP request");
		return 0;
	}
	if (first && limit > PARSER_MAX_REQUEST_LINE)
		limit = PARSER_MAX_REQUEST_LINE;
	switch (take_line(&p->head, p->line_start, limit, bytes, length,
			  &consumed)) {
	case LINE_PARTIAL:
		break;
	case LINE_COMPLETE:
		head_line(p);
		break;
	case LINE_TOO_LONG:
		if (first)
			fail(p, 414, "the request line is over its limit");
		else
			fail(p, 431, "the header is over its limit");
		break;
	case LINE_BARE_LF:
		fail(p, 400, "a line does not end in CR LF");
		break;
	}
	return consumed;
}

/* ---- The body ---- */

void http_parser_start_body(struct http_parser *p, size_t max_body)
{
	assert(p->state == PARSER_HEAD_DONE);
	p->max_body = max_body;
	if (p->content_length > max_body) {
		fail(p, 413, "the body is over its limit");
		return;
	}
	p->remaining = p->content_length;
	if (p->chunked)
		p->state = PARSER_CHUNK_SIZE;
	else
		p->state = p->remaining > 0 ? PARSER_BODY : PARSER_DONE;
}

static size_t feed_data(struct http_parser *p, const char *bytes, size_t length)
{
	size_t take = length < p->remaining ? length : (size_t)p->remaining;

	buf_add(&p->body, bytes, take);
	p->remaining -= take;
	if (p->remaining == 0)
		p->state = p->chunked ? PARSER_CHUNK_END : PARSER_DONE;
	return take;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* chunk-size [";" extension] (RFC 9112, section 7.1). Blanks around the size
 * are refused, extensions read over. */
static void parse_chunk_size(struct http_parser *p, const char *line,
			     size_t length)
{
	uint64_t size = 0;
	size_t i = 0;

	while (i < length && i < 9 && hex_digit(line[i]) >= 0)
		size = size * 16 + (uint64_t)hex_digit(line[i++]);
	if (i == 0 || i == 9 || (i < length && line[i] != ';') ||
	    span(line + i, length - i, IS_VALUE) != length - i)
		fail(p, 400, "a chunk size is not 1 to 8 hexadecimal digits");
	else if (size > p->max_body - p->body.length)
		fail(p, 413, "the body is over its limit");
	else
		p->state = size > 0 ? PARSER_CHUNK_DATA : PARSER_TRAILER;
	p->remaining = size;
}

/* Trailer fields are checked and dropped: nothing here merges them. */
static void parse_trailer(struct http_parser *p, char *line, size_t length)
{
	size_t value_length;
	char *value;

	if (length == 0)
		p->state = PARSER_DONE;
	else
		(void)split_field(p, line, length, &value, &value_length);
}

static void body_line(struct http_parser *p)
{
	size_t length = p->line.length - 2;

	p->line.data[length] = '\0';
	if (p->state == PARSER_CHUNK_SIZE) {
		parse_chunk_size(p, p->line.data, length);
	} else if (p->state == PARSER_TRAILER) {
		p->trailer_bytes += length + 2;
		parse_trailer(p, p->line.data, length);
	} else if (length == 0) {
		p->state = PARSER_CHUNK_SIZE;
	} else {
		fail(p, 400, "a chunk is not followed by CR LF");
	}
	buf_clear(&p->line);
}

static size_t feed_body_line(struct http_parser *p, const char *bytes,
			     size_t length)
{
	size_t limit = PARSER_MAX_CHUNK_LINE;
	size_t consumed;

	if (p->state == PARSER_CHUNK_END)
		limit = 2;
	else if (p->state == PARSER_TRAILER)
		limit = PARSER_MAX_TRAILER - p->trailer_bytes;
	switch (take_line(&p->line, 0, limit, bytes, length, &consumed)) {
	case LINE_PARTIAL:
		break;
	case LINE_COMPLETE:
		body_line(p);
		break;
	case LINE_TOO_LONG:
		if (p->state == PARSER_TRAILER)
			fail(p, 431, "the trailer is over its limit");
		else
			fail(p, 400, "a chunk's line is over its limit");
		break;
	case LINE_BARE_LF:
		fail(p, 400, "a line does not end in CR LF");
		break;
	}
	return consumed;
}

size_t http_parser_feed(struct http_parser *p, const char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length) {
		switch (p->state) {
		case PARSER_HEAD:
			at += feed_head(p, bytes + at, length - at);
			break;
		case PARSER_BODY:
		case PARSER_CHUNK_DATA:
			at += feed_data(p, bytes + at, length - at);
			break;
		case PARSER_CHUNK_SIZE:
		case PARSER_CHUNK_END:
		case PARSER_TRAILER:
			at += feed_body_line(p, bytes + at, length - at);
			break;
		case PARSER_HEAD_DONE:
		case PARSER_DONE:
		case PARSER_FAILED:
			return at;
		}
	}
	return at;
}

/* ---- The result ---- */

bool http_parser_has_begun(const struct http_parser *p)
{
	return p->state != PARSER_HEAD || p->head.length > 0 || p->skipped_line;
}

const char *http_parser_method(const struct http_parser *p)
{
	return p->head.data + p->method;
}

const char *http_parser_target(const struct http_parser *p)
{
	return p->head.data + p->target;
}

const struct parser_field *http_parser_find(const struct http_parser *p,
					    const char *name,
					    const struct parser_field *after)
{
	const struct parser_field *end = p->fields + p->field_count;
	const struct parser_field *field = after ? after + 1 : p->fields;

	for (; field < end; field++)
		if (strcmp(p->head.data + field->name, name) == 0)
			return field;
	return NULL;
}

const char *http_parser_value(const struct http_parser *p,
			      const struct parser_field *field)
{
	return p->head.data + field->value;
}
