/* SPDX-License-Identifier: MIT */
/*
 * Content lines (RFC 5545, 3.1): at most 75 octets, folded between characters.
 *
 * libical 3.0.16 folds a line together with its CRLF and, at some lengths,
 * between the two: "...\r" "\r\n " "\n". Hence its text is folded anew.
 */
#include <string.h>

#include "dispatchd/feed/caltext_internal.h"

#define LINE_OCTETS 75

static void add_escaped(const char *clean, struct buf *out)
{
	for (const char *p = clean; *p != '\0'; p++) {
		if (*p == '\n') {
			buf_add_text(out, "\\n");
			continue;
		}
		if (*p == '\\' || *p == ';' || *p == ',')
			buf_add_char(out, '\\');
		buf_add_char(out, *p);
	}
}

/* The blank of a continuation counts (RFC 5545, 3.1). */
static void add_folded(const char *line, size_t length, struct buf *out)
{
	size_t room = LINE_OCTETS;

	while (length > room) {
		size_t stop = room;

		while (((unsigned char)line[stop] & 0xC0) == 0x80)
			stop--;
		buf_add(out, line, stop);
		buf_add_text(out, "\r\n ");
		line += stop;
		length -= stop;
		room = LINE_OCTETS - 1;
	}
	buf_add(out, line, length);
	buf_add_text(out, "\r\n");
}

/* Undo the folds of `text`, in place. */
static void unfold(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0';) {
		if (strncmp(from, "\r\n ", 3) == 0)
			from += 3;
		else
			*to++ = *from++;
	}
	*to = '\0';
}

void caltext_refold(char *text, struct buf *out)
{
	const char *line = text;
	const char *stop;

	unfold(text);
	while ((stop = strstr(line, "\r\n")) != NULL) {
		add_folded(line, (size_t)(stop - line), out);
		line = stop + 2;
	}
}

void caltext_write_text(const char *name, const char *text, size_t limit,
			struct buf *out)
{
	struct buf clean = {0};
	struct buf line = {0};

	caltext_clean_text(text, limit, &clean);
	if (clean.length > 0) {
		buf_printf(&line, "%s:", name);
		add_escaped(buf_text(&clean), &line);
		add_folded(line.data, line.length, out);
	}
	buf_free(&line);
	buf_free(&clean);
}
