/* SPDX-License-Identifier: MIT */
/*
 * The HTTP/1.1 message parser (RFC 9112): bytes in, one request out. Pure: no
 * socket, no clock. Line by line, so that the same bytes give the same result
 * however they are cut into pieces; what two parsers could read differently
 * is refused (request smuggling).
 */
#ifndef CALLOUT_HTTP_PARSER_INTERNAL_H
#define CALLOUT_HTTP_PARSER_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/buf.h>

enum {
	PARSER_MAX_FIELDS = 100,
	PARSER_MAX_REQUEST_LINE = 8192, /* over: 414 */
	PARSER_MAX_CHUNK_LINE = 256,	/* size, extensions, CRLF */
	PARSER_MAX_TRAILER = 4096,	/* all of it */
	PARSER_KEEP_BYTES = 65536	/* larger buffers are given back */
};

enum parser_state {
	PARSER_HEAD,	   /* wants bytes up to the empty line */
	PARSER_HEAD_DONE,  /* wants http_parser_start_body() */
	PARSER_BODY,	   /* wants `remaining` bytes, then DONE */
	PARSER_CHUNK_SIZE, /* wants a size line; 0 leads to TRAILER */
	PARSER_CHUNK_DATA, /* wants `remaining` bytes */
	PARSER_CHUNK_END,  /* wants the CRLF after them */
	PARSER_TRAILER,	   /* wants fields up to the empty line */
	PARSER_DONE,	   /* wants http_parser_reset() */
	PARSER_FAILED	   /* `status` and `reason` say why; no way back */
};

/* Offsets into `head`, whose texts end in NUL; names are in lower case. */
struct parser_field {
	uint32_t name;
	uint32_t value;
	uint32_t value_length;
};

struct http_parser {
	enum parser_state state;
	size_t max_head; /* bytes up to and with the empty line */
	size_t max_body;
	struct buf head;
	size_t line_start; /* of the line that is being read */
	bool skipped_line; /* one empty line before the request was met */
	struct buf line;   /* a chunk's size line, or a trailer field */
	size_t trailer_bytes;
	uint64_t remaining;
	struct buf body;

	/* From PARSER_HEAD_DONE on. */
	uint32_t method; /* offsets of texts in `head` */
	uint32_t target;
	uint32_t target_length;
	int minor_version; /* 0 or 1 */
	unsigned seen;	   /* singleton fields, by bit */
	unsigned field_count;
	struct parser_field fields[PARSER_MAX_FIELDS];
	uint64_t content_length; /* 0 without one */
	bool chunked;
	bool wants_close; /* Connection: close */
	bool keep_alive;  /* may another request follow? */
	bool expects_continue;

	int status; /* of the reply, in PARSER_FAILED */
	const char *reason;
};

/* `max_head` must be positive. */
void http_parser_init(struct http_parser *parser, size_t max_head);
void http_parser_free(struct http_parser *parser);
/* Forget the message, and give large buffers back. */
void http_parser_reset(struct http_parser *parser);
/* Give the head's memory back: there are no fields then. */
void http_parser_forget_head(struct http_parser *parser);
/* Consume some of the bytes and return how many: fewer than `length` only
 * when the state is HEAD_DONE, DONE or FAILED. */
size_t http_parser_feed(struct http_parser *parser, const char *bytes,
			size_t length);
/* In HEAD_DONE: the body may have this many bytes. */
void http_parser_start_body(struct http_parser *parser, size_t max_body);
/* Has the first byte of a message been read? */
bool http_parser_has_begun(const struct http_parser *parser);

const char *http_parser_method(const struct http_parser *parser);
const char *http_parser_target(const struct http_parser *parser);
/* The value of the first field after `after` (NULL = from the start) with
 * this name, in lower case; NULL if there is none. */
const struct parser_field *http_parser_find(const struct http_parser *parser,
					    const char *name,
					    const struct parser_field *after);
/* The text of a field's value. */
const char *http_parser_value(const struct http_parser *parser,
			      const struct parser_field *field);
/* Is this a token (RFC 9110, section 5.6.2)? */
bool http_is_token(const char *text, size_t length);

#endif
