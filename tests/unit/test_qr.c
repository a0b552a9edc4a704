/* SPDX-License-Identifier: MIT */
/* QR codes: drawn as the library made them. A code of "A" at level M is
 * version 1, 21 modules wide; its three finders are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <callout/qr.h>

enum { SIDE = 21, QUIET = 4 };

/* The dark modules of the SVG, from its path: "Mx yhNv1h-Nz" each. */
static void read_svg(const char *svg, bool dark[SIDE][SIDE])
{
	const char *at = strstr(svg, "<path d=\"");
	int x, y, run, back, length;

	assert_non_null(at);
	at += strlen("<path d=\"");
	while (sscanf(at, "M%d %dh%dv1h-%dz%n", &x, &y, &run, &back, &length) ==
	       4) {
		assert_int_equal(run, back);
		for (int i = 0; i < run; i++) {
			assert_in_range(x + i - QUIET, 0, SIDE - 1);
			assert_in_range(y - QUIET, 0, SIDE - 1);
			dark[y - QUIET][x + i - QUIET] = true;
		}
		at += length;
	}
	assert_string_equal(at, "\"/></svg>");
}

/* Seven rings around a dark heart, in three corners and not in the fourth. */
static bool has_finder(bool dark[SIDE][SIDE], int left, int top)
{
	for (int y = 0; y < 7; y++)
		for (int x = 0; x < 7; x++) {
			int ring = x < y ? x : y;

			if (6 - x < ring)
				ring = 6 - x;
			if (6 - y < ring)
				ring = 6 - y;
			if (dark[top + y][left + x] != (ring != 1))
				return false;
		}
	return true;
}

static void svg_has_the_code_and_its_quiet_zone(void **state)
{
	bool dark[SIDE][SIDE] = {0};
	struct buf out = {0};

	(void)state;
	assert_int_equal(qr_add_svg(&out, "A", NULL), ERR_OK);
	assert_non_null(strstr(buf_text(&out), "viewBox=\"0 0 29 29\""));
	read_svg(buf_text(&out), dark);
	assert_true(has_finder(dark, 0, 0));
	assert_true(has_finder(dark, SIDE - 7, 0));
	assert_true(has_finder(dark, 0, SIDE - 7));
	assert_false(has_finder(dark, SIDE - 7, SIDE - 7));
	buf_free(&out);
}

/* One character of the text; how long it is. */
static int read_block(const char *at, bool *ret_upper, bool *ret_lower)
{
	static const struct {
		const char *text;
		bool upper, lower; /* dark */
	} known[] = {
	    {"\u2588", false, false},
	    {"\u2580", false, true},
	    {"\u2584", true, false},
	    {" ", true, true},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strncmp(at, known[i].text, strlen(known[i].text))) {
			*ret_upper = known[i].upper;
			*ret_lower = known[i].lower;
			return (int)strlen(known[i].text);
		}
	return 0;
}

static void blocks_are_the_same_code(void **state)
{
	bool wanted[SIDE][SIDE] = {0};
	struct buf svg = {0}, out = {0};
	const char *at;
	int length;

	(void)state;
	assert_int_equal(qr_add_svg(&svg, "A", NULL), ERR_OK);
	read_svg(buf_text(&svg), wanted);
	assert_int_equal(qr_add_blocks(&out, "A", false, NULL), ERR_OK);
	at = buf_text(&out);
	for (int y = -QUIET; y < SIDE + QUIET; y += 2) {
		for (int x = -QUIET; x < SIDE + QUIET; x++) {
			bool in = x >= 0 && x < SIDE;
			bool pair[2];

			length = read_block(at, &pair[0], &pair[1]);
			assert_int_not_equal(length, 0);
			at += length;
			for (int i = 0; i < 2; i++)
				assert_int_equal(pair[i], in && y + i >= 0 &&
							      y + i < SIDE &&
							      wanted[y + i][x]);
		}
		assert_int_equal(*at++, '\n');
	}
	assert_int_equal(*at, '\0');
	buf_free(&svg);
	buf_free(&out);
}

static void colours_end_with_each_line(void **state)
{
	struct buf out = {0};
	size_t on = 0, off = 0;

	(void)state;
	assert_int_equal(qr_add_blocks(&out, "A", true, NULL), ERR_OK);
	for (const char *at = buf_text(&out); (at = strstr(at, "\033["));
	     at++) {
		on += !strncmp(at, "\033[97;40m", 8);
		off += !strncmp(at, "\033[0m\n", 5);
	}
	assert_int_equal(on, (SIDE + 2 * QUIET + 1) / 2);
	assert_int_equal(off, on);
	buf_free(&out);
}

static void what_no_code_holds_is_refused(void **state)
{
	char text[3000];
	struct err_detail detail = {0};
	struct buf out = {0};

	(void)state;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(qr_add_svg(&out, text, &detail), ERR_TOO_LARGE);
	assert_int_equal(qr_add_blocks(&out, text, true, &detail),
			 ERR_TOO_LARGE);
	assert_int_equal(out.length, 0);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(svg_has_the_code_and_its_quiet_zone),
	    cmocka_unit_test(blocks_are_the_same_code),
	    cmocka_unit_test(colours_end_with_each_line),
	    cmocka_unit_test(what_no_code_holds_is_refused),
	};

	return cmocka_run_group_tests_name("qr", tests, NULL, NULL);
}
