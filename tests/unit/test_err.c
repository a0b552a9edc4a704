/* SPDX-License-Identifier: MIT */
/* Errors: every code has a row, SQLSTATEs map as documented, details fit. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <callout/err.h>
#include <callout/log.h>
#include <callout/text.h>

static void test_every_code_has_a_row(void **state)
{
	(void)state;
	for (int code = 0; code < ERR_COUNT; code++) {
		const struct err_info *info = err_info((enum err)code);

		assert_non_null(info->name);
		assert_non_null(info->title);
		assert_in_range(info->http_status, 200, 599);
		assert_in_range(info->log_level, 0, LOG_LEVEL_COUNT - 1);
		assert_in_range(info->exit_code, code == ERR_OK ? 0 : 1, 2);
		for (int other = 0; other < code; other++)
			assert_string_not_equal(
			    info->name, err_info((enum err)other)->name);
	}
}

static void test_statuses_are_those_of_the_header(void **state)
{
	static const struct {
		enum err code;
		int http_status, exit_code;
	} cases[] = {
	    {ERR_OK, 200, 0},
	    {ERR_INPUT, 400, 2},
	    {ERR_UNAUTHENTICATED, 401, 1},
	    {ERR_FORBIDDEN, 403, 1},
	    {ERR_NOT_FOUND, 404, 1},
	    {ERR_METHOD, 405, 1},
	    {ERR_TIMEOUT, 408, 1},
	    {ERR_CONFLICT, 409, 1},
	    {ERR_GONE, 410, 1},
	    {ERR_STALE, 412, 1},
	    {ERR_TOO_LARGE, 413, 2},
	    {ERR_MEDIA_TYPE, 415, 2},
	    {ERR_RULE, 422, 1},
	    {ERR_RATE, 429, 1},
	    {ERR_INTERNAL, 500, 1},
	    {ERR_UNAVAILABLE, 503, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct err_info *info = err_info(cases[i].code);

		assert_int_equal(info->http_status, cases[i].http_status);
		assert_int_equal(info->exit_code, cases[i].exit_code);
	}
	assert_int_equal(err_info(ERR_USAGE)->exit_code, 2);
}

static void test_unknown_codes_are_internal(void **state)
{
	(void)state;
	assert_ptr_equal(err_info((enum err)ERR_COUNT), err_info(ERR_INTERNAL));
	assert_ptr_equal(err_info((enum err) - 1), err_info(ERR_INTERNAL));
}

static void test_sqlstates(void **state)
{
	static const struct {
		const char *sqlstate;
		enum err code;
	} cases[] = {
	    {"CO400", ERR_INPUT},	{"CO401", ERR_UNAUTHENTICATED},
	    {"CO403", ERR_FORBIDDEN},	{"CO404", ERR_NOT_FOUND},
	    {"CO409", ERR_CONFLICT},	{"CO410", ERR_GONE},
	    {"CO412", ERR_STALE},	{"CO422", ERR_RULE},
	    {"CO429", ERR_RATE},	{"CO999", ERR_INTERNAL},
	    {"23P01", ERR_CONFLICT},	{"23505", ERR_CONFLICT},
	    {"23503", ERR_RULE},	{"23514", ERR_INPUT},
	    {"23502", ERR_INPUT},	{"22P02", ERR_INPUT},
	    {"22003", ERR_INPUT},	{"40001", ERR_CONFLICT},
	    {"40P01", ERR_CONFLICT},	{"57014", ERR_UNAVAILABLE},
	    {"57P01", ERR_UNAVAILABLE}, {"57P03", ERR_UNAVAILABLE},
	    {"08006", ERR_UNAVAILABLE}, {"53300", ERR_UNAVAILABLE},
	    {"25006", ERR_UNAVAILABLE}, {"55P03", ERR_UNAVAILABLE},
	    {"42501", ERR_INTERNAL},	{"42P01", ERR_INTERNAL},
	    {"XX000", ERR_INTERNAL},	{"P0001", ERR_INTERNAL},
	    {"00000", ERR_OK},		{"", ERR_INTERNAL},
	    {"22", ERR_INTERNAL},	{"CO4000", ERR_INTERNAL},
	    {NULL, ERR_INTERNAL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(err_from_sqlstate(cases[i].sqlstate),
				 cases[i].code);
}

static void test_set_fills_the_detail(void **state)
{
	struct err_detail detail;

	(void)state;
	memset(&detail, 'x', sizeof(detail));
	assert_int_equal(err_set(&detail, ERR_INPUT, "/lat", "latitude %d", 97),
			 ERR_INPUT);
	assert_int_equal(detail.code, ERR_INPUT);
	assert_string_equal(detail.sqlstate, "");
	assert_string_equal(detail.pointer, "/lat");
	assert_string_equal(detail.rule, "");
	assert_string_equal(detail.text, "latitude 97");
	assert_int_equal(
	    err_set_rule(&detail, ERR_RULE, NULL, "skill", "no skill"),
	    ERR_RULE);
	assert_string_equal(detail.pointer, "");
	assert_string_equal(detail.rule, "skill");
	assert_int_equal(err_set(NULL, ERR_GONE, "", "nobody asks"), ERR_GONE);
}

static void test_a_detail_may_quote_itself(void **state)
{
	struct err_detail detail;

	(void)state;
	err_set(&detail, ERR_INPUT, "a.ini:3", "bad value");
	err_set(&detail, ERR_INPUT, detail.pointer, "again: %s", detail.text);
	assert_string_equal(detail.pointer, "a.ini:3");
	assert_string_equal(detail.text, "again: bad value");
}

static void test_long_texts_are_cut_between_characters(void **state)
{
	struct err_detail detail;
	char text[2000];

	(void)state;
	/* Each offset of the two-byte character against the cut. */
	for (size_t lead = 0; lead < 4; lead++) {
		memset(text, 'a', lead);
		for (size_t i = lead; i + 2 < sizeof(text); i += 2)
			memcpy(text + i, "\xc3\xa9", 3);
		err_set_rule(&detail, ERR_INPUT, text, text, "%s", text);
		assert_true(
		    text_is_utf8(detail.text, strlen(detail.text), NULL));
		assert_true(strlen(detail.text) >= sizeof(detail.text) - 2);
		assert_true(
		    text_is_utf8(detail.pointer, strlen(detail.pointer), NULL));
		assert_true(
		    text_is_utf8(detail.rule, strlen(detail.rule), NULL));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_code_has_a_row),
	    cmocka_unit_test(test_statuses_are_those_of_the_header),
	    cmocka_unit_test(test_unknown_codes_are_internal),
	    cmocka_unit_test(test_sqlstates),
	    cmocka_unit_test(test_set_fills_the_detail),
	    cmocka_unit_test(test_a_detail_may_quote_itself),
	    cmocka_unit_test(test_long_texts_are_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
