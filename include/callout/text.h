/* SPDX-License-Identifier: MIT */
/*
 * Small questions about texts from outside: is it UTF-8, a number, a date.
 * All parsers take the whole string or refuse it; none accepts trailing junk,
 * a leading '+' or white space.
 */
#ifndef CALLOUT_TEXT_H
#define CALLOUT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Well-formed UTF-8 by RFC 3629 (no surrogates, no overlong form)? On false
 * *ret_bad (may be NULL) is the offset of the first bad byte. */
bool text_is_utf8(const char *bytes, size_t length, size_t *ret_bad);

bool text_parse_int(const char *text, int64_t min, int64_t max,
		    int64_t *ret_value);
/* Finite decimal numbers only: no nan, inf, hex. */
bool text_parse_double(const char *text, double min, double max,
		       double *ret_value);
/* "YYYY-MM-DD" that exists in the proleptic Gregorian calendar, years 1 to
 * 9999. *ret_days counts from 1970-01-01. */
bool text_parse_date(const char *text, int32_t *ret_days);
/* RFC 3339 date-time with an offset or Z; microseconds since the epoch, UTC. */
bool text_parse_instant(const char *text, int64_t *ret_us_utc);
/* "2026-11-21T08:00:00Z", with ".123456" only when it is not whole seconds.
 * `ret_text` has room for 32 bytes. Returns ret_text. */
char *text_format_instant(int64_t us_utc, char ret_text[32]);

/* Lower-case hex; `ret_text` has room for 2 * length + 1. */
void text_hex(const void *bytes, size_t length, char *ret_text);
/* Crockford base32 without padding, for codes that people type; `ret_text`
 * has room for (length * 8 + 4) / 5 + 1. */
void text_base32(const void *bytes, size_t length, char *ret_text);
/* Upper-case, drop '-' and spaces, read O as 0 and I, L as 1. False if a
 * character is outside the alphabet or the result does not fit. */
bool text_base32_normalise(const char *typed, char *ret_text, size_t size);

#endif
