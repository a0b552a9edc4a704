/* SPDX-License-Identifier: MIT */
/*
 * Makes any bytes fit to stand in iCalendar. RFC 5545 forbids control
 * characters; clients moreover break lines wherever Unicode does (Python's
 * splitlines), so those become real line feeds, which are escaped later.
 */
#include <string.h>

#include "dispatchd/feed/caltext_internal.h"

#define REPLACEMENT 0xFFFDu
#define ELLIPSIS "\xE2\x80\xA6"

/* What may follow a lead byte: Unicode 15, table 3-7. */
static const struct lead {
	uint8_t first, last; /* lead bytes of this row */
	uint8_t low, high;   /* the second byte */
	uint8_t more;	     /* further bytes 80..BF behind that */
	uint8_t bits;	     /* mask of the lead's payload */
} leads[] = {
    {0xC2, 0xDF, 0x80, 0xBF, 0, 0x1F}, {0xE0, 0xE0, 0xA0, 0xBF, 1, 0x0F},
    {0xE1, 0xEC, 0x80, 0xBF, 1, 0x0F}, {0xED, 0xED, 0x80, 0x9F, 1, 0x0F},
    {0xEE, 0xEF, 0x80, 0xBF, 1, 0x0F}, {0xF0, 0xF0, 0x90, 0xBF, 2, 0x07},
    {0xF1, 0xF3, 0x80, 0xBF, 2, 0x07}, {0xF4, 0xF4, 0x80, 0x8F, 2, 0x07},
};

static const struct lead *lead_of(uint8_t byte)
{
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	}
	return NULL;
}

/* The character at `p`, and the bytes that it takes. A malformed one is
 * U+FFFD and takes its maximal subpart. The NUL at the end fits no range, so
 * nothing is read behind it. */
static uint32_t decode(const uint8_t *p, size_t *ret_size)
{
	const struct lead *lead;
	uint32_t code;
	size_t size = 1;

	*ret_size = 1;
	if (p[0] < 0x80)
		return p[0];
	lead = lead_of(p[0]);
	if (lead == NULL || p[1] < lead->low || p[1] > lead->high)
		return REPLACEMENT;
	code = (uint32_t)(p[0] & lead->bits) << 6 | (p[1] & 0x3F);
	for (size = 2; size < 2u + lead->more; size++) {
		if ((p[size] & 0xC0) != 0x80) {
			*ret_size = size;
			return REPLACEMENT;
		}
		code = code << 6 | (p[size] & 0x3F);
	}
	*ret_size = size;
	return code;
}

/* The table of caltext_clean_text(). */
static uint32_t make_safe(uint32_t code)
{
	switch (code) {
	case '\t':
		return ' ';
	case '\n':
	case '\v':
	case '\f':
	case '\r':
	case 0x85:
	case 0x2028:
	case 0x2029:
		return '\n';
	case 0x7F:
	case 0xFFFE:
	case 0xFFFF:
		return REPLACEMENT;
	default:
		/* C0 and C1 */
		return code < 0x20 || (code >= 0x80 && code < 0xA0)
			   ? REPLACEMENT
			   : code;
	}
}

/* Bytes that were read are copied; those that were replaced are one of these
 * two. */
static void add_replaced(uint32_t code, struct buf *out)
{
	if (code == REPLACEMENT)
		buf_add(out, "\xEF\xBF\xBD", 3);
	else
		buf_add_char(out, (char)code);
}

/* Cut what was written from `start` on to `limit` bytes. */
static void cut(struct buf *out, size_t start, size_t limit)
{
	size_t length = start + limit - (sizeof(ELLIPSIS) - 1);

	if (out->length - start <= limit)
		return;
	while (length > start && (out->data[length] & 0xC0) == 0x80)
		length--;
	out->length = length;
	buf_add(out, ELLIPSIS, sizeof(ELLIPSIS) - 1);
}

static bool is_blank(uint32_t code)
{
	return code == ' ' || code == '\n';
}

bool caltext_is_blank(const char *text)
{
	size_t size;

	for (; text != NULL && *text != '\0'; text += size) {
		if (!is_blank(make_safe(decode((const uint8_t *)text, &size))))
			return false;
	}
	return true;
}

void caltext_clean_text(const char *text, size_t limit, struct buf *out)
{
	const uint8_t *p = (const uint8_t *)text;
	size_t start = out->length;
	size_t size;

	for (; text != NULL && *p != '\0'; p += size) {
		uint32_t code = decode(p, &size);
		uint32_t safe = make_safe(code);

		if (p[0] == '\r' && p[1] == '\n')
			size = 2;
		if (is_blank(safe) && out->length == start)
			continue;
		if (safe == code && safe != REPLACEMENT)
			buf_add(out, p, size);
		else
			add_replaced(safe, out);
	}
	while (out->length > start &&
	       is_blank((uint8_t)out->data[out->length - 1]))
		out->length--;
	if (limit >= sizeof(ELLIPSIS))
		cut(out, start, limit);
	if (out->data != NULL)
		out->data[out->length] = '\0';
}

void caltext_clean_uri(const char *uri, struct buf *out)
{
	/* RFC 3986, 2.2 and 2.3, and the percent sign itself. */
	static const char allowed[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	    "-._~:/?#[]@!$&'()*+,;=%";

	for (const char *p = uri; p != NULL && *p != '\0'; p++) {
		if (strchr(allowed, *p) != NULL)
			buf_add_char(out, *p);
		else
			buf_printf(out, "%%%02X", (unsigned char)*p);
	}
}
