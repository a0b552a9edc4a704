/* SPDX-License-Identifier: MIT */
/* The buffer: growth, formats, and escapes that stay well formed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <stdlib.h>

#include <callout/buf.h>
#include <callout/text.h>

static void test_an_empty_buffer_is_an_empty_text(void **state)
{
	struct buf buf = {0};
	size_t length = 7;
	char *taken;

	(void)state;
	assert_string_equal(buf_text(&buf), "");
	buf_clear(&buf);
	taken = buf_take(&buf, &length);
	assert_string_equal(taken, "");
	assert_int_equal(length, 0);
	free(taken);
	buf_free(&buf);
	buf_free(NULL);
}

static void test_it_grows_and_keeps_its_bytes(void **state)
{
	struct buf buf = {0};

	(void)state;
	for (int i = 0; i < 100000; i++) {
		buf_add_char(&buf, (char)('a' + i % 26));
		assert_int_equal(buf.data[buf.length], 0);
	}
	assert_int_equal(buf.length, 100000);
	for (int i = 0; i < 100000; i++)
		assert_int_equal(buf.data[i], 'a' + i % 26);
	buf_clear(&buf);
	assert_string_equal(buf_text(&buf), "");
	buf_add(&buf, "x\0y", 3);
	assert_int_equal(buf.length, 3);
	assert_memory_equal(buf.data, "x\0y", 4);
	buf_free(&buf);
}

/* Around the capacity, where the first attempt of printf does not fit. */
static void test_printf_at_every_length(void **state)
{
	(void)state;
	for (int width = 1; width < 300; width++) {
		struct buf buf = {0};

		buf_printf(&buf, "%0*d|", width, 7);
		buf_printf(&buf, "%s", "end");
		assert_int_equal(buf.length, (size_t)width + 4);
		assert_int_equal(strlen(buf.data), buf.length);
		assert_string_equal(buf.data + width - 1, "7|end");
		buf_free(&buf);
	}
}

static void test_take_hands_over(void **state)
{
	struct buf buf = {0};
	size_t length;
	char *taken;

	(void)state;
	buf_add_text(&buf, "mine");
	taken = buf_take(&buf, &length);
	buf_add_text(&buf, "next");
	assert_string_equal(taken, "mine");
	assert_int_equal(length, 4);
	assert_string_equal(buf_text(&buf), "next");
	free(taken);
	buf_free(&buf);
}

static const struct {
	const char *text, *json, *xml;
} escapes[] = {
    {"", "\"\"", ""},
    {"plain", "\"plain\"", "plain"},
    {"a\"b\\c", "\"a\\\"b\\\\c\"", "a&quot;b\\c"},
    {"<a & 'b'>", "\"<a & 'b'>\"", "&lt;a &amp; &#39;b&#39;&gt;"},
    {"l1\nl2\tt\rr", "\"l1\\nl2\\tt\\rr\"", "l1\nl2\tt&#13;r"},
    {"\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\"",
     "\xef\xbf\xbd\xef\xbf\xbd\x7f"},
    {"Z\xc3\xbcrich \xf0\x9f\x94\xa7", "\"Z\xc3\xbcrich \xf0\x9f\x94\xa7\"",
     "Z\xc3\xbcrich \xf0\x9f\x94\xa7"},
    {"\xef\xbf\xbf", "\"\xef\xbf\xbf\"", "\xef\xbf\xbd"},
    /* Not UTF-8: a bare byte, a cut sequence, a surrogate. */
    {"a\xff"
     "b",
     "\"a\xef\xbf\xbd"
     "b\"",
     "a\xef\xbf\xbd"
     "b"},
    {"a\xc3", "\"a\xef\xbf\xbd\"", "a\xef\xbf\xbd"},
};

static void test_escapes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++) {
		struct buf buf = {0};

		buf_add_json_string(&buf, escapes[i].text);
		assert_string_equal(buf_text(&buf), escapes[i].json);
		buf_clear(&buf);
		buf_add_xml_text(&buf, escapes[i].text);
		assert_string_equal(buf_text(&buf), escapes[i].xml);
		buf_free(&buf);
	}
}

/* Any two bytes: the result is UTF-8 without a bare quote or control. */
static void test_escapes_of_any_bytes_are_well_formed(void **state)
{
	(void)state;
	for (int a = 1; a < 256; a++) {
		for (int b = 1; b < 256; b += 3) {
			char text[] = {(char)a, (char)b, 0};
			struct buf buf = {0};

			buf_add_json_string(&buf, text);
			assert_true(text_is_utf8(buf.data, buf.length, NULL));
			for (size_t i = 0; i < buf.length; i++)
				assert_true((unsigned char)buf.data[i] >= 32);
			buf_clear(&buf);
			buf_add_xml_text(&buf, text);
			assert_true(text_is_utf8(buf.data, buf.length, NULL));
			assert_null(strpbrk(buf.data, "<>\"'"));
			buf_free(&buf);
		}
	}
}

static void test_instants_are_members(void **state)
{
	struct buf buf = {0};

	(void)state;
	buf_add_char(&buf, '{');
	buf_add_json_instant(&buf, "from", 0);
	buf_add_json_instant(&buf, "to", 951782400);
	buf_add_char(&buf, '}');
	assert_string_equal(buf_text(&buf),
			    "{\"from\":\"1970-01-01T00:00:00Z\","
			    "\"to\":\"2000-02-29T00:00:00Z\"}");
	buf_free(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_an_empty_buffer_is_an_empty_text),
	    cmocka_unit_test(test_it_grows_and_keeps_its_bytes),
	    cmocka_unit_test(test_printf_at_every_length),
	    cmocka_unit_test(test_take_hands_over),
	    cmocka_unit_test(test_escapes),
	    cmocka_unit_test(test_escapes_of_any_bytes_are_well_formed),
	    cmocka_unit_test(test_instants_are_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
