/* SPDX-License-Identifier: MIT */
/* Texts from outside: UTF-8, numbers, dates, instants, codes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <callout/text.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void test_utf8(void **state)
{
	static const struct {
		const char *bytes;
		int bad; /* offset of the first bad byte, -1: none */
	} cases[] = {
	    {"", -1},
	    {"ascii", -1},
	    {"\xc2\x80 \xdf\xbf \xe0\xa0\x80 \xef\xbf\xbf", -1},
	    {"\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf", -1},
	    {"\xed\x9f\xbf\xee\x80\x80", -1},
	    {"a\x80", 1},	     /* lone continuation */
	    {"\xc0\xaf", 0},	     /* overlong */
	    {"\xc1\xbf", 0},	     /* overlong */
	    {"ab\xe0\x9f\xbf", 2},   /* overlong */
	    {"\xf0\x8f\xbf\xbf", 0}, /* overlong */
	    {"\xed\xa0\x80", 0},     /* surrogate */
	    {"\xf4\x90\x80\x80", 0}, /* above U+10FFFF */
	    {"\xf5\x80\x80\x80", 0},
	    {"\xff", 0},
	    {"x\xe2\x82", 1}, /* cut */
	    {"\xe2\x82x", 0},
	    {"\xf0\x90\x80x", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t length = strlen(cases[i].bytes), bad = 99;
		bool fine = text_is_utf8(cases[i].bytes, length, &bad);

		assert_int_equal(fine, cases[i].bad < 0);
		assert_int_equal(bad, fine ? 99 : cases[i].bad);
	}
	assert_false(text_is_utf8("\xc3", 1, NULL));
	assert_true(text_is_utf8("a\0b", 3, NULL));
}

static void test_ints(void **state)
{
	static const struct {
		const char *text;
		bool fine;
		int64_t value;
	} cases[] = {
	    {"0", true, 0},
	    {"-0", true, 0},
	    {"007", true, 7},
	    {"-12", true, -12},
	    {"9223372036854775807", true, INT64_MAX},
	    {"-9223372036854775808", true, INT64_MIN},
	    {"9223372036854775808", false, 0},
	    {"-9223372036854775809", false, 0},
	    {"99999999999999999999", false, 0},
	    {"", false, 0},
	    {"-", false, 0},
	    {"+1", false, 0},
	    {" 1", false, 0},
	    {"1 ", false, 0},
	    {"1x", false, 0},
	    {"0x10", false, 0},
	    {"1.0", false, 0},
	    {"--1", false, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t value = 4711;

		assert_int_equal(
		    text_parse_int(cases[i].text, INT64_MIN, INT64_MAX, &value),
		    cases[i].fine);
		assert_true(value == (cases[i].fine ? cases[i].value : 4711));
	}
}

static void test_ints_keep_their_limits(void **state)
{
	int64_t value;

	(void)state;
	assert_true(text_parse_int("1", 1, 3, &value));
	assert_true(text_parse_int("3", 1, 3, &value));
	assert_false(text_parse_int("0", 1, 3, &value));
	assert_false(text_parse_int("4", 1, 3, &value));
}

static void test_doubles(void **state)
{
	static const struct {
		const char *text;
		bool fine;
		double value;
	} cases[] = {
	    {"0", true, 0},	  {"-71.0589", true, -71.0589},
	    {"1e3", true, 1000},  {"2.5E-1", true, 0.25},
	    {"1e+2", true, 100},  {"", false, 0},
	    {".5", false, 0},	  {"5.", false, 0},
	    {"+1", false, 0},	  {"nan", false, 0},
	    {"inf", false, 0},	  {"-inf", false, 0},
	    {"0x1p3", false, 0},  {"1e", false, 0},
	    {"1e999", false, 0},  {" 1", false, 0},
	    {"1 ", false, 0},	  {"1,5", false, 0},
	    {"1e5x", false, 0},	  {"-", false, 0},
	    {"2001", false, 0},	  {"-2001", false, 0},
	    {"2000", true, 2000},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		double value = 4711;

		assert_int_equal(
		    text_parse_double(cases[i].text, -2000, 2000, &value),
		    cases[i].fine);
		assert_true(value == (cases[i].fine ? cases[i].value : 4711));
	}
}

static void test_dates(void **state)
{
	static const struct {
		const char *text;
		bool fine;
		int32_t days;
	} cases[] = {
	    {"1970-01-01", true, 0},
	    {"1969-12-31", true, -1},
	    {"2000-02-29", true, 11016},
	    {"2026-11-21", true, 20778},
	    {"0001-01-01", true, -719162},
	    {"9999-12-31", true, 2932896},
	    {"1900-02-29", false, 0},
	    {"2023-02-29", false, 0},
	    {"2024-02-30", false, 0},
	    {"2024-04-31", false, 0},
	    {"2024-13-01", false, 0},
	    {"2024-00-01", false, 0},
	    {"2024-01-00", false, 0},
	    {"0000-01-01", false, 0},
	    {"24-01-01", false, 0},
	    {"2024-1-01", false, 0},
	    {"2024-01-1", false, 0},
	    {"2024/01/01", false, 0},
	    {"2024-01-01 ", false, 0},
	    {"+2024-01-01", false, 0},
	    {"", false, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int32_t days = 4711;

		assert_int_equal(text_parse_date(cases[i].text, &days),
				 cases[i].fine);
		assert_int_equal(days, cases[i].fine ? cases[i].days : 4711);
	}
}

static void test_instants(void **state)
{
	static const struct {
		const char *text;
		bool fine;
		int64_t us;
		const char *again; /* as we write it */
	} cases[] = {
	    {"1970-01-01T00:00:00Z", true, 0, "1970-01-01T00:00:00Z"},
	    {"1969-12-31T23:59:59.999999Z", true, -1,
	     "1969-12-31T23:59:59.999999Z"},
	    {"2015-06-01T08:30:00-04:00", true, 1433161800000000,
	     "2015-06-01T12:30:00Z"},
	    {"2015-06-01t08:30:00.5z", true, 1433147400500000,
	     "2015-06-01T08:30:00.500000Z"},
	    {"2015-06-01T08:30:00.1234567899Z", true, 1433147400123456,
	     "2015-06-01T08:30:00.123456Z"},
	    {"2016-12-31T23:59:60Z", true, 1483228800000000,
	     "2017-01-01T00:00:00Z"},
	    {"2016-12-31T18:59:60-05:00", true, 1483228800000000,
	     "2017-01-01T00:00:00Z"},
	    {"2016-12-31T12:00:60Z", false, 0, NULL},
	    {"2015-06-01T24:00:00Z", false, 0, NULL},
	    {"2015-06-01T08:60:00Z", false, 0, NULL},
	    {"2015-06-01T08:30:61Z", false, 0, NULL},
	    {"2015-06-01T08:30:00", false, 0, NULL},
	    {"2015-06-01T08:30:00.Z", false, 0, NULL},
	    {"2015-06-01T08:30Z", false, 0, NULL},
	    {"2015-06-01 08:30:00Z", false, 0, NULL},
	    {"2015-06-01T08:30:00+24:00", false, 0, NULL},
	    {"2015-06-01T08:30:00+0400", false, 0, NULL},
	    {"2015-06-01T08:30:00Zz", false, 0, NULL},
	    {"2015-02-29T08:30:00Z", false, 0, NULL},
	    {"2015-06-01", false, 0, NULL},
	    {"", false, 0, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t us = 4711;
		char again[32];

		assert_int_equal(text_parse_instant(cases[i].text, &us),
				 cases[i].fine);
		if (cases[i].fine) {
			assert_true(us == cases[i].us);
			assert_string_equal(text_format_instant(us, again),
					    cases[i].again);
		} else {
			assert_int_equal(us, 4711);
		}
	}
}

/* Every day of 1 to 9999 comes back, and the next one is one more. */
static void test_every_day_comes_back(void **state)
{
	int32_t days = 0;
	char text[32];

	(void)state;
	for (int32_t day = -719162; day <= 2932896; day++) {
		text_format_instant(day * INT64_C(86400000000), text);
		text[10] = '\0';
		assert_true(text_parse_date(text, &days));
		assert_int_equal(days, day);
	}
}

static void test_extreme_instants_fit(void **state)
{
	char text[32];

	(void)state;
	assert_string_equal(text_format_instant(INT64_MIN, text),
			    "-290308-12-21T19:59:05.224192Z");
	assert_string_equal(text_format_instant(INT64_MAX, text),
			    "294247-01-10T04:00:54.775807Z");
}

static void test_hex_and_base32(void **state)
{
	/* RFC 4648's vectors in Crockford's digits. */
	static const struct {
		const char *bytes, *text;
	} cases[] = {
	    {"", ""},
	    {"f", "CR"},
	    {"fo", "CSQG"},
	    {"foo", "CSQPY"},
	    {"foob", "CSQPYRG"},
	    {"fooba", "CSQPYRK1"},
	    {"foobar", "CSQPYRK1E8"},
	};
	char text[32];

	(void)state;
	text_hex("\x00\x7f\xff", 3, text);
	assert_string_equal(text, "007fff");
	for (size_t i = 0; i < COUNT(cases); i++) {
		text_base32(cases[i].bytes, strlen(cases[i].bytes), text);
		assert_string_equal(text, cases[i].text);
	}
}

static void test_typed_codes(void **state)
{
	char text[9];

	(void)state;
	assert_true(text_base32_normalise("csqp-yrk 1", text, sizeof(text)));
	assert_string_equal(text, "CSQPYRK1");
	assert_true(text_base32_normalise("oOiIlL", text, sizeof(text)));
	assert_string_equal(text, "001111");
	assert_true(text_base32_normalise("", text, sizeof(text)));
	assert_string_equal(text, "");
	assert_true(text_base32_normalise("1-2-3-4-5-6-7-8", text, 9));
	assert_false(text_base32_normalise("123456789", text, 9));
	assert_false(text_base32_normalise("u", text, sizeof(text)));
	assert_false(text_base32_normalise("a_b", text, sizeof(text)));
	assert_false(text_base32_normalise("\xc3\xbc", text, sizeof(text)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_utf8),
	    cmocka_unit_test(test_ints),
	    cmocka_unit_test(test_ints_keep_their_limits),
	    cmocka_unit_test(test_doubles),
	    cmocka_unit_test(test_dates),
	    cmocka_unit_test(test_instants),
	    cmocka_unit_test(test_every_day_comes_back),
	    cmocka_unit_test(test_extreme_instants_fit),
	    cmocka_unit_test(test_hex_and_base32),
	    cmocka_unit_test(test_typed_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
