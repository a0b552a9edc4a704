/* SPDX-License-Identifier: MIT */
/*
 * A growable byte buffer, for building texts (JSON, XML, iCalendar, logs).
 * Always NUL-terminated after the last byte. Embed it by value; a zeroed
 * struct is an empty buffer.
 */
#ifndef CALLOUT_BUF_H
#define CALLOUT_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data; /* NULL while nothing was added */
	size_t length;
	size_t capacity;
};

/* Free the bytes and make the buffer empty again. NULL is accepted. */
void buf_free(struct buf *buf);
/* Length 0, memory kept. */
void buf_clear(struct buf *buf);
void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));
/* The text, "" for an empty buffer; valid until the next change. */
const char *buf_text(const struct buf *buf);
/* Hand the bytes to the caller, who frees them by free(); buf is empty then. */
char *buf_take(struct buf *buf, size_t *ret_length);
/* A JSON string literal with its quotes, escaped by RFC 8259, section 7. */
void buf_add_json_string(struct buf *buf, const char *text);
/* One more member of an object that is open: "key":"2026-11-21T08:00:00Z",
 * behind a comma if it is not the first. The key is not escaped. */
void buf_add_json_instant(struct buf *buf, const char *key, int64_t s_utc);
/* XML character data: & < > and quotes escaped; control characters that XML
 * 1.0 forbids become U+FFFD. */
void buf_add_xml_text(struct buf *buf, const char *text);

#endif
