/* SPDX-License-Identifier: MIT */
/*
 * Parsers of small texts from outside. Each reads by hand, byte for byte,
 * because strtol() and friends skip white space, take a '+', and follow the
 * locale. Calendar arithmetic counts days from 0000-03-01, so that the leap
 * day is the last of its year.
 */
#include <callout/text.h>

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8_internal.h"

static const int64_t US_PER_S = 1000000;
static const int64_t S_PER_DAY = 86400;
static const int64_t DAYS_TO_1970 = 719468; /* from 0000-03-01 */

/* RFC 3629, section 4, as a table: the lead byte decides the length and the
 * range of the second byte; all others are 80..BF. */
static const struct lead {
	unsigned char first, last;
	unsigned char length;
	unsigned char second_min, second_max;
	unsigned char payload; /* bits of the lead byte that count */
} leads[] = {
    {0xc2, 0xdf, 2, 0x80, 0xbf, 0x1f}, {0xe0, 0xe0, 3, 0xa0, 0xbf, 0x0f},
    {0xe1, 0xec, 3, 0x80, 0xbf, 0x0f}, {0xed, 0xed, 3, 0x80, 0x9f, 0x0f},
    {0xee, 0xef, 3, 0x80, 0xbf, 0x0f}, {0xf0, 0xf0, 4, 0x90, 0xbf, 0x07},
    {0xf1, 0xf3, 4, 0x80, 0xbf, 0x07}, {0xf4, 0xf4, 4, 0x80, 0x8f, 0x07},
};

static const struct lead *find_lead(unsigned char byte)
{
	for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++) {
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	}
	return NULL;
}

size_t utf8_sequence(const char *bytes, size_t left, uint32_t *ret_code_point)
{
	const unsigned char *b = (const unsigned char *)bytes;
	const struct lead *lead;
	uint32_t code_point = b[0];
	size_t length = 1;

	assert(left > 0);
	if (b[0] >= 0x80) {
		lead = find_lead(b[0]);
		if (lead == NULL || left < lead->length ||
		    b[1] < lead->second_min || b[1] > lead->second_max)
			return 0;
		length = lead->length;
		code_point = b[0] & lead->payload;
		for (size_t i = 1; i < length; i++) {
			if ((b[i] & 0xc0) != 0x80)
				return 0;
			code_point = code_point << 6 | (b[i] & 0x3f);
		}
	}
	if (ret_code_point != NULL)
		*ret_code_point = code_point;
	return length;
}

bool text_is_utf8(const char *bytes, size_t length, size_t *ret_bad)
{
	size_t at = 0;

	while (at < length) {
		size_t step = utf8_sequence(bytes + at, length - at, NULL);

		if (step == 0) {
			if (ret_bad != NULL)
				*ret_bad = at;
			return false;
		}
		at += step;
	}
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool text_parse_int(const char *text, int64_t min, int64_t max,
		    int64_t *ret_value)
{
	bool negative = *text == '-';
	int64_t value = 0;

	assert(min <= max);
	text += negative;
	if (!is_digit(*text))
		return false;
	for (; is_digit(*text); text++) {
		int digit = *text - '0';

		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, negative ? -digit : digit,
					   &value))
			return false;
	}
	if (*text != '\0' || value < min || value > max)
		return false;
	*ret_value = value;
	return true;
}

/* -?digits(.digits)?([eE][+-]?digits)? and nothing after it: JSON's number,
 * but leading zeros are fine. */
static bool is_decimal(const char *text)
{
	text += *text == '-';
	if (!is_digit(*text))
		return false;
	text += strspn(text, "0123456789");
	if (*text == '.') {
		text++;
		if (!is_digit(*text))
			return false;
		text += strspn(text, "0123456789");
	}
	if (*text == 'e' || *text == 'E') {
		text++;
		text += *text == '-' || *text == '+';
		if (!is_digit(*text))
			return false;
		text += strspn(text, "0123456789");
	}
	return *text == '\0';
}

/* No program of ours calls setlocale(), so strtod() reads a '.'. */
bool text_parse_double(const char *text, double min, double max,
		       double *ret_value)
{
	double value;

	assert(min <= max);
	if (!is_decimal(text))
		return false;
	value = strtod(text, NULL);
	if (!isfinite(value) || value < min || value > max)
		return false;
	*ret_value = value;
	return true;
}

/* Days since 1970-01-01 of a date that exists. */
static int32_t days_of_civil(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t m = month > 2 ? month - 3 : month + 9;

	assert(y >= 0);
	assert(month >= 1 && month <= 12 && day >= 1 && day <= 31);
	return (int32_t)(y * 365 + y / 4 - y / 100 + y / 400 +
			 (m * 153 + 2) / 5 + day - 1 - DAYS_TO_1970);
}

struct civil {
	int64_t year;
	int month, day;
};

static struct civil civil_of_days(int64_t days)
{
	const int64_t days_per_era = 146097; /* 400 years */
	int64_t z = days + DAYS_TO_1970;
	int64_t era = (z >= 0 ? z : z - days_per_era + 1) / days_per_era;
	int64_t in_era = z - era * days_per_era;
	int64_t y =
	    (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (y * 365 + y / 4 - y / 100);
	int64_t m = (in_year * 5 + 2) / 153; /* 0 is March */
	int month = (int)(m < 10 ? m + 3 : m - 9);

	return (struct civil){
	    .year = era * 400 + y + (month <= 2),
	    .month = month,
	    .day = (int)(in_year - (m * 153 + 2) / 5 + 1),
	};
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30,
				   31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	assert(month >= 1 && month <= 12);
	return days[month - 1] + (month == 2 && leap);
}

/* Read exactly `count` digits at *cursor with a value in min..max. */
static bool read_digits(const char **cursor, int count, int min, int max,
			int *ret_value)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (!is_digit((*cursor)[i]))
			return false;
		value = value * 10 + ((*cursor)[i] - '0');
	}
	if (value < min || value > max)
		return false;
	*cursor += count;
	*ret_value = value;
	return true;
}

static bool read_char(const char **cursor, char wanted)
{
	if (**cursor != wanted)
		return false;
	(*cursor)++;
	return true;
}

static bool read_date(const char **cursor, int32_t *ret_days)
{
	int year, month, day;

	if (!read_digits(cursor, 4, 1, 9999, &year) ||
	    !read_char(cursor, '-') || !read_digits(cursor, 2, 1, 12, &month) ||
	    !read_char(cursor, '-') ||
	    !read_digits(cursor, 2, 1, days_in_month(year, month), &day))
		return false;
	*ret_days = days_of_civil(year, month, day);
	return true;
}

bool text_parse_date(const char *text, int32_t *ret_days)
{
	int32_t days;

	if (!read_date(&text, &days) || *text != '\0')
		return false;
	*ret_days = days;
	return true;
}

/* ".123" in microseconds; digits after the sixth are cut off. */
static bool read_fraction(const char **cursor, int *ret_us)
{
	int us = 0, unit = 100000;

	if (!read_char(cursor, '.')) {
		*ret_us = 0;
		return true;
	}
	if (!is_digit(**cursor))
		return false;
	for (; is_digit(**cursor); (*cursor)++, unit /= 10)
		us += (**cursor - '0') * unit;
	*ret_us = us;
	return true;
}

/* "Z" or "+hh:mm" in minutes east of UTC. */
static bool read_offset(const char **cursor, int *ret_minutes)
{
	int hours, minutes, sign;

	if (**cursor == 'Z' || **cursor == 'z') {
		(*cursor)++;
		*ret_minutes = 0;
		return true;
	}
	if (**cursor != '+' && **cursor != '-')
		return false;
	sign = **cursor == '-' ? -1 : 1;
	(*cursor)++;
	if (!read_digits(cursor, 2, 0, 23, &hours) || !read_char(cursor, ':') ||
	    !read_digits(cursor, 2, 0, 59, &minutes))
		return false;
	*ret_minutes = sign * (hours * 60 + minutes);
	return true;
}

/* RFC 3339, section 5.6. A leap second (only 23:59:60 UTC) is read as the
 * second after it, as POSIX time does. */
bool text_parse_instant(const char *text, int64_t *ret_us_utc)
{
	int32_t days;
	int hour, minute, second, us, offset;
	int64_t s;

	if (!read_date(&text, &days))
		return false;
	if (!read_char(&text, 'T') && !read_char(&text, 't'))
		return false;
	if (!read_digits(&text, 2, 0, 23, &hour) || !read_char(&text, ':') ||
	    !read_digits(&text, 2, 0, 59, &minute) || !read_char(&text, ':') ||
	    !read_digits(&text, 2, 0, 60, &second) ||
	    !read_fraction(&text, &us) || !read_offset(&text, &offset) ||
	    *text != '\0')
		return false;
	s = days * S_PER_DAY + (hour * 60 + minute - offset) * 60 + second;
	if (second == 60 && s % S_PER_DAY != 0)
		return false;
	*ret_us_utc = s * US_PER_S + us;
	return true;
}

/* Division that rounds down, so that instants before 1970 come out right. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

char *text_format_instant(int64_t us_utc, char ret_text[32])
{
	int64_t s = floor_div(us_utc, US_PER_S);
	int us = (int)((us_utc % US_PER_S + US_PER_S) % US_PER_S);
	int64_t days = floor_div(s, S_PER_DAY);
	int in_day = (int)(s - days * S_PER_DAY);
	struct civil civil = civil_of_days(days);
	int length;

	length = snprintf(ret_text, 32, "%04lld-%02d-%02dT%02d:%02d:%02d",
			  (long long)civil.year, civil.month, civil.day,
			  in_day / 3600, in_day / 60 % 60, in_day % 60);
	assert(length > 0 && length < 24);
	if (us != 0)
		snprintf(ret_text + length, 32 - (size_t)length, ".%06dZ", us);
	else
		snprintf(ret_text + length, 32 - (size_t)length, "Z");
	return ret_text;
}

void text_hex(const void *bytes, size_t length, char *ret_text)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = bytes;

	for (size_t i = 0; i < length; i++) {
		ret_text[2 * i] = digits[b[i] >> 4];
		ret_text[2 * i + 1] = digits[b[i] & 15];
	}
	ret_text[2 * length] = '\0';
}

/* Crockford's: no I, L, O (they look like digits) and no U. */
static const char base32_digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void text_base32(const void *bytes, size_t length, char *ret_text)
{
	const unsigned char *b = bytes;
	unsigned pending = 0; /* bits that are not written yet */
	int bits = 0;

	for (size_t i = 0; i < length; i++) {
		pending = (pending << 8 | b[i]) & 0xfff;
		for (bits += 8; bits >= 5; bits -= 5)
			*ret_text++ = base32_digits[pending >> (bits - 5) & 31];
	}
	if (bits > 0)
		*ret_text++ = base32_digits[pending << (5 - bits) & 31];
	*ret_text = '\0';
}

bool text_base32_normalise(const char *typed, char *ret_text, size_t size)
{
	size_t length = 0;

	assert(size > 0);
	for (; *typed != '\0'; typed++) {
		char c = *typed;

		if (c == '-' || c == ' ')
			continue;
		if (c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		if (c == 'O')
			c = '0';
		else if (c == 'I' || c == 'L')
			c = '1';
		if (strchr(base32_digits, c) == NULL || length + 1 >= size)
			return false;
		ret_text[length++] = c;
	}
	ret_text[length] = '\0';
	return true;
}
