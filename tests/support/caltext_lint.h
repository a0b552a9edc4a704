/* SPDX-License-Identifier: MIT */
/*
 * What a calendar's text must be, whoever wrote it: RFC 5545 as clients read
 * it, and our own promises on top. Reads bytes only; shares no code with the
 * writer.
 */
#ifndef TESTS_SUPPORT_CALTEXT_LINT_H
#define TESTS_SUPPORT_CALTEXT_LINT_H

#include <stdbool.h>
#include <stddef.h>

#include <callout/buf.h>

#include "dispatchd/feed/caltext.h"

/* Is the calendar sound, and does it show no more than `level` allows? On
 * false `complaint` says why, and in which line. Checked: UTF-8; CRLF; lines
 * of at most 75 octets, folded between characters; no control character; TEXT
 * escapes; BEGIN and END; VERSION, PRODID; no METHOD; for each VEVENT one UID
 * (unique), DTSTAMP in UTC, DTSTART, SUMMARY; a VTIMEZONE for each TZID;
 * compact VTIMEZONEs; no X-LIC-ERROR; no property above the level. */
bool caltext_lint(const char *text, size_t length, enum caltext_detail level,
		  struct buf *complaint);

/* Append the text with its folds undone (RFC 5545, 3.1). */
void caltext_unfold(const char *text, size_t length, struct buf *out);

/* Append the value of the first content line that begins with `name` and a
 * colon or semicolon, after `from` (a text that was unfolded), parameters and
 * all, up to the line's end. False if there is none. */
bool caltext_find(const char *unfolded, const char *name, struct buf *out);

/* Append a TEXT value without its escapes. */
void caltext_unescape(const char *value, struct buf *out);

#endif
