/* SPDX-License-Identifier: MIT */
/* Two passes: how wide is each column, then the rows. */
#include <stdio.h>
#include <string.h>

#include <callout/buf.h>

#include "cli/table.h"

#define COLUMNS_MAX 16

static const char *plain_name(const char *name)
{
	return name + (*name == '#');
}

/* Characters, not bytes. */
static int width_of(const char *text)
{
	int width = 0;

	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

static const char *cell(const struct pg_result *result, int row, int column)
{
	const char *text = pg_result_text(result, row, column);

	return text && *text ? text : "-";
}

static void print_cell(const char *text, int width, bool last)
{
	fputs(text, stdout);
	if (last)
		putchar('\n');
	else
		printf("%*s", width - width_of(text) + 2, "");
}

static void print_text(const struct pg_result *result, const char *const *names,
		       int columns)
{
	int widths[COLUMNS_MAX];
	int rows = pg_result_rows(result);

	for (int c = 0; c < columns; c++) {
		widths[c] = width_of(plain_name(names[c]));
		for (int r = 0; r < rows; r++) {
			int width = width_of(cell(result, r, c));

			if (width > widths[c])
				widths[c] = width;
		}
	}
	for (int c = 0; c < columns; c++)
		print_cell(plain_name(names[c]), widths[c], c == columns - 1);
	for (int r = 0; r < rows; r++) {
		for (int c = 0; c < columns; c++)
			print_cell(cell(result, r, c), widths[c],
				   c == columns - 1);
	}
}

static void print_json(const struct pg_result *result, const char *const *names,
		       int columns)
{
	struct buf buf = {0};

	buf_add_char(&buf, '[');
	for (int r = 0; r < pg_result_rows(result); r++) {
		buf_add_text(&buf, r ? ",\n{" : "{");
		for (int c = 0; c < columns; c++) {
			const char *text = pg_result_text(result, r, c);

			buf_printf(&buf, "%s\"%s\":", c ? "," : "",
				   plain_name(names[c]));
			if (!text)
				buf_add_text(&buf, "null");
			else if (*names[c] == '#')
				buf_add_text(&buf, text);
			else
				buf_add_json_string(&buf, text);
		}
		buf_add_char(&buf, '}');
	}
	buf_add_text(&buf, "]\n");
	fputs(buf_text(&buf), stdout);
	buf_free(&buf);
}

void table_print(const struct pg_result *result, const char *const *names,
		 bool json)
{
	int columns = 0;

	while (columns < COLUMNS_MAX && names[columns])
		columns++;
	if (json)
		print_json(result, names, columns);
	else
		print_text(result, names, columns);
}
