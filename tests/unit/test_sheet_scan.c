/* SPDX-License-Identifier: MIT */
/* The gate in front of the XML parser, and what attacks cost behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "mobile-sync/sheet/sheet.h"
#include "tests/support/sheet_attacks.h"

#ifdef CALLOUT_SANITIZED
#define CPU_MAX_US 200000
#else
#define CPU_MAX_US 10000
#endif

static struct sheet_contract *contract;

static int set_up(void **state)
{
	struct err_detail detail;

	(void)state;
	sheet_init();
	return sheet_contract_new(&contract, &detail) != ERR_OK;
}

static int tear_down(void **state)
{
	(void)state;
	sheet_contract_free(contract);
	return 0;
}

/* --- what passes and what does not -------------------------------------- */

static const struct {
	const char *text;
	const char *error; /* NULL: passes the gate */
} cases[] = {
    {"", NULL},
    {"no markup", NULL},
    {"<a/>", NULL},
    {"\xEF\xBB\xBF<a/>", NULL},
    {"<?xml version=\"1.0\"?><a/>", NULL},
    {"<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>", NULL},
    {"<?xml version=\"1.0\" encoding = 'utf-8' standalone='yes'?><a/>", NULL},
    {"<?xml version=\"1.0\" encoding=\"UTF-8x\"?><a/>", "line 1: the declared"},
    {"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", "the declared"},
    {"<?xml version=\"1.0\" encoding=?><a/>", "the declared"},
    {"\xEF\xBB\xBF<?xml version='1.0' encoding='latin1'?><a/>", "the declared"},
    {"<?xml-stylesheet encoding='latin1'?><a/>", NULL},
    {"<a><!-- <!DOCTYPE x> --></a>", NULL},
    {"<a><![CDATA[ <!DOCTYPE x> ]]></a>", NULL},
    {"<a b=\"<!DOCTYPE x>\"/>", "'<' inside a tag"},
    {"<a <b/>", "'<' inside a tag"},
    {"<a b='>' c='\">'/>", NULL},
    {"<?p <!DOCTYPE x> ?><a/>", NULL},
    {"\n\n<!DOCTYPE x><a/>", "line 3: a document type"},
    {"<!doctype x><a/>", "a document type"},
    {"<a><!ENTITY x 'y'></a>", "a document type"},
    {"<!-- a -- ><!DOCTYPE x> -->", NULL},
    {"<!--><!DOCTYPE x>", NULL}, /* an open comment: the parser's to say */
    {"<![CDATA[ ]]><!DOCTYPE x>", "a document type"},
    {"</a></a></a><b/>", NULL},
    {"<a", NULL},
    {"<a>\xC3\x28</a>", "not UTF-8"},
    {"\xFF\xFE<", "not UTF-8"},
};

static void passes_and_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct err_detail detail = {0};
		enum err err =
		    sheet_scan(cases[i].text, strlen(cases[i].text), &detail);

		if (!cases[i].error && err == ERR_OK)
			continue;
		if (cases[i].error && err == ERR_INPUT &&
		    strstr(detail.text, cases[i].error))
			continue;
		fail_msg("case %zu: %s: got '%s'", i, cases[i].text,
			 detail.text);
	}
}

/* --- limits, on both sides ---------------------------------------------- */

static enum err scan_nested(int depth)
{
	struct buf text = {0};
	enum err err;

	for (int i = 0; i < depth; i++)
		buf_add_text(&text, "<a>");
	for (int i = 0; i < depth; i++)
		buf_add_text(&text, "</a>");
	err = sheet_scan(buf_text(&text), text.length, NULL);
	buf_free(&text);
	return err;
}

static void depth_has_a_limit(void **state)
{
	(void)state;
	assert_int_equal(scan_nested(SHEET_DEPTH_MAX), ERR_OK);
	assert_int_equal(scan_nested(SHEET_DEPTH_MAX + 1), ERR_INPUT);
}

static enum err scan_attributes(int count)
{
	struct buf text = {0};
	enum err err;

	buf_add_text(&text, "<a");
	for (int i = 0; i < count; i++)
		buf_printf(&text, " b%d = '='", i);
	buf_add_text(&text, "></a>");
	err = sheet_scan(buf_text(&text), text.length, NULL);
	buf_free(&text);
	return err;
}

static void attributes_have_a_limit(void **state)
{
	(void)state;
	assert_int_equal(scan_attributes(SHEET_TAG_ATTRIBUTES_MAX), ERR_OK);
	assert_int_equal(scan_attributes(SHEET_TAG_ATTRIBUTES_MAX + 1),
			 ERR_INPUT);
}

static enum err scan_tag(size_t length)
{
	struct buf text = {0};
	enum err err;

	buf_add_text(&text, "<a b='");
	while (text.length + 3 < length)
		buf_add_char(&text, 'x');
	buf_add_text(&text, "'/>");
	assert_int_equal(text.length, length);
	buf_add_text(&text, "<b/>");
	err = sheet_scan(buf_text(&text), text.length, NULL);
	buf_free(&text);
	return err;
}

static void tags_have_a_limit(void **state)
{
	(void)state;
	assert_int_equal(scan_tag(SHEET_TAG_BYTES_MAX), ERR_OK);
	assert_int_equal(scan_tag(SHEET_TAG_BYTES_MAX + 1), ERR_INPUT);
}

static void namespaces_count_while_open(void **state)
{
	struct buf text = {0};

	(void)state;
	buf_add_text(&text, "<a>");
	for (int i = 0; i < 200; i++) /* as some serialisers write them */
		buf_add_text(&text, "<m xmlns='u'><n xmlns='u'/></m>");
	buf_add_text(&text, "</a>");
	assert_int_equal(sheet_scan(buf_text(&text), text.length, NULL),
			 ERR_OK);
	buf_clear(&text);
	for (int i = 0; i < SHEET_NAMESPACES_MAX + 1; i++)
		buf_printf(&text, "<a xmlns:n%d='u'>", i);
	assert_int_equal(sheet_scan(buf_text(&text), text.length, NULL),
			 ERR_INPUT);
	buf_free(&text);
}

/* A device that comes to it sends fewer mutations; 400 would stop it. */
static void nodes_have_a_limit(void **state)
{
	struct err_detail detail = {0};
	struct buf text = {0};

	(void)state;
	buf_add_text(&text, "<a>");
	for (int i = 1; i < SHEET_NODES_MAX; i += 3)
		buf_add_text(&text, "<p b='' c=''/>");
	assert_int_equal(sheet_scan(buf_text(&text), text.length, &detail),
			 ERR_OK);
	buf_add_text(&text, "<p/></a>");
	assert_int_equal(sheet_scan(buf_text(&text), text.length, &detail),
			 ERR_TOO_LARGE);
	assert_string_equal(detail.rule, "elements");
	buf_free(&text);
}

/* --- attacks ------------------------------------------------------------ */

static int64_t cpu_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The best of three: other processes disturb caches. */
static int64_t attack(const struct buf *text, bool stored,
		      struct err_detail *detail)
{
	int64_t best_us = INT64_MAX;

	for (int i = 0; i < 3; i++) {
		struct arena *arena = arena_new();
		int64_t start_us = cpu_us();
		struct sheet_push push;
		enum err err =
		    sheet_read_push(contract, buf_text(text), text->length,
				    arena, &push, detail);
		int64_t took_us = cpu_us() - start_us;

		assert_int_equal(err == ERR_OK, stored);
		for (size_t m = 0; stored && m < push.count; m++)
			assert_non_null(push.mutations[m].invalid);
		if (took_us < best_us)
			best_us = took_us;
		arena_free(arena);
	}
	return best_us;
}

static void attacks_are_refused_quickly(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sheet_attack_count; i++) {
		const struct sheet_attack *a = &sheet_attacks[i];
		struct err_detail detail = {0};
		struct buf text = {0};
		int64_t took_us;

		a->make(&text);
		took_us = attack(&text, !a->answer, &detail);
		print_message("# %6lld us  %s: %s\n", (long long)took_us,
			      a->name, detail.text);
		if (a->answer) {
			assert_true(detail.code == ERR_INPUT ||
				    detail.code == ERR_TOO_LARGE);
			assert_non_null(strstr(detail.text, a->answer));
		}
		assert_true(took_us < CPU_MAX_US);
		buf_free(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(passes_and_refuses),
	    cmocka_unit_test(depth_has_a_limit),
	    cmocka_unit_test(attributes_have_a_limit),
	    cmocka_unit_test(tags_have_a_limit),
	    cmocka_unit_test(namespaces_count_while_open),
	    cmocka_unit_test(nodes_have_a_limit),
	    cmocka_unit_test(attacks_are_refused_quickly),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
