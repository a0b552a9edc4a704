/* SPDX-License-Identifier: MIT */
/* The CSV reader: a table of texts, each fed whole and at every split. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <callout/buf.h>

#include "cli/csv.h"

/* Rows as "line:[a][b]". */
static enum err on_row(const struct csv_row *row, void *arg,
		       struct err_detail *detail)
{
	struct buf *out = arg;

	(void)detail;
	buf_printf(out, "%lld:", (long long)row->line);
	for (size_t i = 0; i < row->count; i++)
		buf_printf(out, "[%s]", row->fields[i]);
	return ERR_OK;
}

static const struct csv_case {
	const char *text;
	size_t length;	  /* 0: strlen */
	const char *rows; /* before an error, if there is one */
	const char *place, *message;
} cases[] = {
    {"a,b\nc,d\n", 0, "1:[a][b]2:[c][d]", NULL, NULL},
    {"a,b\r\nc,d", 0, "1:[a][b]2:[c][d]", NULL, NULL},
    {"", 0, "", NULL, NULL},
    {"\n\r\n\n", 0, "", NULL, NULL},
    {"a\n\n\nb\n", 0, "1:[a]4:[b]", NULL, NULL},
    {",\n", 0, "1:[][]", NULL, NULL},
    {"a,", 0, "1:[a][]", NULL, NULL},
    {"\"\"\n\"\"\r\n\"\"", 0, "1:[]2:[]3:[]", NULL, NULL},
    {"\"a\nb\",c\nd,e\n", 0, "1:[a\nb][c]3:[d][e]", NULL, NULL},
    {"\"a\r\nb\"\r\nd", 0, "1:[a\r\nb]3:[d]", NULL, NULL},
    {"\"say \"\"hi\"\"\",\",\"\n", 0, "1:[say \"hi\"][,]", NULL, NULL},
    {"\"\"\"\"\n", 0, "1:[\"]", NULL, NULL},
    {" a , b \n", 0, "1:[ a ][ b ]", NULL, NULL},
    {"\xef\xbb\xbf"
     "a,b\n",
     0, "1:[a][b]", NULL, NULL},
    {"\xef\xbb\xbf\"a\"\n", 0, "1:[a]", NULL, NULL},
    {"\xef\xbb\xb0\n", 0, "1:[\xef\xbb\xb0]", NULL, NULL},
    {"\xc3\xa9,\xe2\x82\xac,\xf0\x9f\x98\x80\n", 0,
     "1:[\xc3\xa9][\xe2\x82\xac][\xf0\x9f\x98\x80]", NULL, NULL},
    /* What is refused, and where. */
    {"a,b\nc\"d\n", 0, "1:[a][b]", "line 2, column 2", "unquoted"},
    {"\xc3\xa9\xc3\xa9,\"x\"y\n", 0, "", "line 1, column 7", "closing quote"},
    {"a\n\"b\n\nc", 0, "1:[a]", "line 2, column 1", "never closed"},
    {"a\rb\n", 0, "", "line 1, column 3", "carriage return"},
    {"a\r", 0, "", "line 1, column 2", "carriage return"},
    {"a\nb\xff\n", 0, "1:[a]", "line 2, column 2", "UTF-8"},
    {"\xc0\x80\n", 0, "", "line 1, column 1", "UTF-8"},
    {"\xe0\x80\x80\n", 0, "", "line 1, column 1", "UTF-8"},
    {"\xed\xa0\x80\n", 0, "", "line 1, column 1", "UTF-8"},
    {"\xf4\x90\x80\x80\n", 0, "", "line 1, column 1", "UTF-8"},
    {"ab\xc3\n", 0, "", "line 1, column 3", "UTF-8"},
    {"ab\xc3", 0, "", "line 1, column 3", "inside a character"},
    {"\xef\xbb", 0, "", "line 1, column 0", "inside a character"},
    {"a\0b\n", 4, "", "line 1, column 2", "NUL"},
    {"\"a\"\"", 0, "", "line 1, column 1", "never closed"},
};

static void check(const struct csv_case *c, size_t first, size_t second)
{
	size_t length = c->length ? c->length : strlen(c->text);
	struct err_detail detail = {0};
	struct buf rows = {0};
	struct csv *csv = csv_new(',', on_row, &rows);
	enum err err = csv_feed(csv, c->text, first, &detail);

	if (!err)
		err = csv_feed(csv, c->text + first, second - first, &detail);
	if (!err)
		err = csv_feed(csv, c->text + second, length - second, &detail);
	if (!err)
		err = csv_end(csv, &detail);
	assert_string_equal(buf_text(&rows), c->rows);
	if (c->place) {
		assert_int_equal(err, ERR_INPUT);
		assert_string_equal(detail.pointer, c->place);
		assert_non_null(strstr(detail.text, c->message));
	} else {
		assert_int_equal(err, ERR_OK);
	}
	csv_free(csv);
	buf_free(&rows);
}

static void test_texts_at_every_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		size_t length =
		    cases[i].length ? cases[i].length : strlen(cases[i].text);

		for (size_t first = 0; first <= length; first++) {
			for (size_t second = first; second <= length; second++)
				check(&cases[i], first, second);
		}
	}
}

static void test_other_delimiter(void **state)
{
	struct buf rows = {0};
	struct csv *csv = csv_new(';', on_row, &rows);

	(void)state;
	assert_int_equal(csv_feed(csv, "a,b;c\n", 6, NULL), ERR_OK);
	assert_int_equal(csv_end(csv, NULL), ERR_OK);
	assert_string_equal(buf_text(&rows), "1:[a,b][c]");
	csv_free(csv);
	buf_free(&rows);
}

static void test_limits(void **state)
{
	struct err_detail detail = {0};
	struct buf rows = {0};
	struct csv *csv = csv_new(',', on_row, &rows);
	enum err err = csv_feed(csv, "\"", 1, &detail);
	static char block[4096];

	(void)state;
	memset(block, 'x', sizeof(block));
	for (int i = 0; !err && i < 1000; i++)
		err = csv_feed(csv, block, sizeof(block), &detail);
	assert_int_equal(err, ERR_INPUT);
	assert_non_null(strstr(detail.text, "1 MB"));
	csv_free(csv);

	csv = csv_new(',', on_row, &rows);
	memset(block, ',', sizeof(block));
	err = csv_feed(csv, block, sizeof(block), &detail);
	assert_int_equal(err, ERR_INPUT);
	assert_non_null(strstr(detail.text, "too many fields"));
	csv_free(csv);
	buf_free(&rows);
}

static enum err refuse(const struct csv_row *row, void *arg,
		       struct err_detail *detail)
{
	(void)arg;
	return row->line == 2 ? err_set(detail, ERR_RULE, "", "enough")
			      : ERR_OK;
}

static void test_an_error_of_the_reader_ends_it(void **state)
{
	struct csv *csv = csv_new(',', refuse, NULL);

	(void)state;
	assert_int_equal(csv_feed(csv, "a\nb\nc\n", 6, NULL), ERR_RULE);
	csv_free(csv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_texts_at_every_split),
	    cmocka_unit_test(test_other_delimiter),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_an_error_of_the_reader_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
