/* SPDX-License-Identifier: MIT */
/*
 * Buffer: capacity doubles, one byte is kept for the NUL. The escapers copy
 * runs of harmless bytes at once; what is no UTF-8 becomes U+FFFD, so that
 * what leaves us is well formed whatever came in.
 */
#include <callout/buf.h>

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/text.h>

#include "common/base/utf8_internal.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Room for `more` bytes and the NUL. */
static void reserve(struct buf *buf, size_t more)
{
	size_t wanted, capacity = buf->capacity > 0 ? buf->capacity : 64;

	assert(buf->length <= buf->capacity);
	if (__builtin_add_overflow(buf->length, more, &wanted) ||
	    wanted > SIZE_MAX / 4)
		wanted = SIZE_MAX / 4; /* xrealloc aborts on it */
	while (capacity <= wanted)
		capacity *= 2;
	assert(capacity > wanted);
	if (capacity != buf->capacity) {
		buf->data = xrealloc(buf->data, capacity);
		buf->capacity = capacity;
	}
}

void buf_free(struct buf *buf)
{
	if (buf == NULL)
		return;
	free(buf->data);
	*buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
	buf->length = 0;
	if (buf->data != NULL)
		buf->data[0] = '\0';
}

void buf_add(struct buf *buf, const void *bytes, size_t length)
{
	assert(bytes != NULL || length == 0);
	reserve(buf, length);
	if (length > 0)
		memcpy(buf->data + buf->length, bytes, length);
	buf->length += length;
	buf->data[buf->length] = '\0';
}

void buf_add_text(struct buf *buf, const char *text)
{
	assert(text != NULL);
	buf_add(buf, text, strlen(text));
}

void buf_add_char(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_vprintf(struct buf *buf, const char *fmt, va_list args)
{
	va_list again;
	size_t room;
	int length;

	assert(fmt != NULL);
	reserve(buf, 64);
	room = buf->capacity - buf->length;
	va_copy(again, args);
	length = vsnprintf(buf->data + buf->length, room, fmt, args);
	assert(length >= 0);
	if ((size_t)length >= room) {
		reserve(buf, (size_t)length);
		vsnprintf(buf->data + buf->length, (size_t)length + 1, fmt,
			  again);
	}
	va_end(again);
	buf->length += (size_t)length;
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	buf_vprintf(buf, fmt, args);
	va_end(args);
}

const char *buf_text(const struct buf *buf)
{
	return buf->data != NULL ? buf->data : "";
}

char *buf_take(struct buf *buf, size_t *ret_length)
{
	char *data;

	reserve(buf, 0);
	data = buf->data;
	data[buf->length] = '\0';
	if (ret_length != NULL)
		*ret_length = buf->length;
	assert(data != NULL);
	*buf = (struct buf){0};
	return data;
}

/* What stands for one code point, or NULL if it may stand for itself.
 * `scratch` is memory for an answer that is no literal. */
typedef const char *escape_fn(uint32_t code_point, char scratch[8]);

static const char *escape_json(uint32_t code_point, char scratch[8])
{
	switch (code_point) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	}
	if (code_point >= 0x20 && code_point != 0x7f)
		return NULL;
	snprintf(scratch, 8, "\\u%04x", (unsigned)code_point & 0xffff);
	return scratch;
}

/* XML 1.0, production 2 (Char). A CR must be a reference, or the reader turns
 * it into LF (section 2.11). */
static const char *escape_xml(uint32_t code_point, char scratch[8])
{
	(void)scratch;
	switch (code_point) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\r':
		return "&#13;";
	case '\n':
	case '\t':
		return NULL;
	case 0xfffe:
	case 0xffff:
		return REPLACEMENT;
	}
	return code_point < 0x20 ? REPLACEMENT : NULL;
}

static void add_escaped(struct buf *buf, const char *text, escape_fn *escape)
{
	size_t left = strlen(text);
	const char *run = text; /* start of what needs no change */

	reserve(buf, left);
	while (left > 0) {
		uint32_t code_point;
		size_t step = utf8_sequence(text, left, &code_point);
		char scratch[8];
		const char *instead = REPLACEMENT;

		if (step > 0)
			instead = escape(code_point, scratch);
		else
			step = 1;
		if (instead != NULL) {
			buf_add(buf, run, (size_t)(text - run));
			buf_add_text(buf, instead);
			run = text + step;
		}
		text += step;
		left -= step;
	}
	buf_add(buf, run, (size_t)(text - run));
}

void buf_add_json_string(struct buf *buf, const char *text)
{
	buf_add_char(buf, '"');
	add_escaped(buf, text, escape_json);
	buf_add_char(buf, '"');
}

void buf_add_json_instant(struct buf *buf, const char *key, int64_t s_utc)
{
	char text[32];

	if (buf->length > 0 && buf->data[buf->length - 1] != '{')
		buf_add_char(buf, ',');
	buf_printf(buf, "\"%s\":\"%s\"", key,
		   text_format_instant(s_utc * 1000000, text));
}

void buf_add_xml_text(struct buf *buf, const char *text)
{
	add_escaped(buf, text, escape_xml);
}
