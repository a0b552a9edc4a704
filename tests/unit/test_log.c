/* SPDX-License-Identifier: MIT */
/* The log: one line an event, readable whatever a stranger put into it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <callout/clk.h>
#include <callout/log.h>
#include <callout/text.h>

#define START "ts=1970-01-01T00:00:01Z level=info event=e"

static int pipe_out, real_stderr;
static char seen[PIPE_BUF + 1];

/* stderr becomes a pipe that the test reads. */
static int redirect(void **state)
{
	int ends[2];

	(void)state;
	clk_set_us(1000000);
	if (pipe(ends) != 0)
		return -1;
	pipe_out = ends[0];
	real_stderr = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	return 0;
}

static int restore(void **state)
{
	(void)state;
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	close(pipe_out);
	log_set_level(LOG_LEVEL_INFO);
	return 0;
}

/* One read() gets what one write() gave. */
static const char *read_line(void)
{
	ssize_t n = read(pipe_out, seen, PIPE_BUF);

	seen[n > 0 ? n : 0] = '\0';
	return seen;
}

static void test_a_line(void **state)
{
	(void)state;
	log_event(LOG_LEVEL_WARNING, "visit_accepted", LOG_NUM("visit", 12),
		  LOG_TEXT("device", "d-4"), LOG_NUM("left", -3));
	assert_string_equal(read_line(),
			    "ts=1970-01-01T00:00:01Z level=warning "
			    "event=visit_accepted visit=12 device=d-4 "
			    "left=-3\n");
	log_write(LOG_LEVEL_INFO, "e", NULL, 0);
	assert_string_equal(read_line(), START "\n");
}

static void test_values_are_quoted(void **state)
{
	static const struct {
		const char *value, *expected;
	} cases[] = {
	    {"bare:/.-_+", " v=bare:/.-_+\n"},
	    {"", " v=\"\"\n"},
	    {NULL, " v=\"\"\n"},
	    {"two words", " v=\"two words\"\n"},
	    {"a=b", " v=\"a=b\"\n"},
	    {"say \"hi\" \\o/", " v=\"say \\\"hi\\\" \\\\o/\"\n"},
	    {"x\nlevel=error", " v=\"x\\nlevel=error\"\n"},
	    {"\x1b[31m\x7f", " v=\"\\u001b[31m\\u007f\"\n"},
	    {"\xc2\x9b", " v=\"\\u009b\"\n"}, /* a C1 control */
	    {"Z\xc3\xbcrich", " v=\"Z\xc3\xbcrich\"\n"},
	    {"bad\xff", " v=\"bad\\xff\"\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		log_event(LOG_LEVEL_INFO, "e", LOG_TEXT("v", cases[i].value));
		read_line();
		assert_memory_equal(seen, START, strlen(START));
		assert_string_equal(seen + strlen(START), cases[i].expected);
	}
}

static void test_long_lines_stay_readable(void **state)
{
	char *value = calloc(1, 10000);

	(void)state;
	for (size_t i = 0; i < 9998; i += 2)
		memcpy(value + i, "\xc3\xa9", 2);
	log_event(LOG_LEVEL_INFO, "e", LOG_TEXT("v", value));
	read_line();
	assert_true(strlen(seen) < 1200);
	assert_non_null(strstr(seen, "...\"\n"));
	assert_true(text_is_utf8(seen, strlen(seen), NULL));

	/* More than a line holds: whole fields go, and the line says so. */
	log_event(LOG_LEVEL_INFO, "e", LOG_TEXT("a", value),
		  LOG_TEXT("b", value), LOG_TEXT("c", value),
		  LOG_TEXT("d", value), LOG_NUM("f", 1));
	read_line();
	assert_true(strlen(seen) <= PIPE_BUF);
	assert_string_equal(seen + strlen(seen) - 8, "\" cut=1\n");
	assert_null(strstr(seen, " f=1"));
	assert_true(text_is_utf8(seen, strlen(seen), NULL));
	free(value);
}

static void test_levels(void **state)
{
	enum log_level level = LOG_LEVEL_ERROR;

	(void)state;
	log_event(LOG_LEVEL_DEBUG, "dropped", LOG_NUM("n", 1));
	log_write(LOG_LEVEL_INFO, "e", NULL, 0);
	assert_string_equal(read_line(), START "\n");
	log_set_level(LOG_LEVEL_ERROR);
	log_event(LOG_LEVEL_WARNING, "dropped", LOG_NUM("n", 1));
	log_set_level(LOG_LEVEL_DEBUG);
	log_write(LOG_LEVEL_DEBUG, "d", NULL, 0);
	assert_string_equal(read_line(),
			    "ts=1970-01-01T00:00:01Z level=debug event=d\n");

	assert_true(log_level_parse("debug", &level));
	assert_int_equal(level, LOG_LEVEL_DEBUG);
	assert_true(log_level_parse("warning", &level));
	assert_int_equal(level, LOG_LEVEL_WARNING);
	assert_false(log_level_parse("Warning", &level));
	assert_false(log_level_parse("", &level));
	assert_int_equal(level, LOG_LEVEL_WARNING);
}

static void test_errno_survives(void **state)
{
	(void)state;
	errno = EXDEV;
	log_write(LOG_LEVEL_INFO, "e", NULL, 0);
	assert_int_equal(errno, EXDEV);
	read_line();
}

static void test_request_ids_differ(void **state)
{
	char a[24], b[24];

	(void)state;
	log_request_id(a);
	log_request_id(b);
	assert_memory_equal(a, b, 9);
	assert_int_equal(a[8], '-');
	assert_string_not_equal(a, b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_a_line, redirect, restore),
	    cmocka_unit_test_setup_teardown(test_values_are_quoted, redirect,
					    restore),
	    cmocka_unit_test_setup_teardown(test_long_lines_stay_readable,
					    redirect, restore),
	    cmocka_unit_test_setup_teardown(test_levels, redirect, restore),
	    cmocka_unit_test_setup_teardown(test_errno_survives, redirect,
					    restore),
	    cmocka_unit_test(test_request_ids_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
