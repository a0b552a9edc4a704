/* SPDX-License-Identifier: MIT */
/* The lines of a benchmark's text; see plan_lines.h. */
#include "cli/plan_lines.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <callout/text.h>

void lines_init(struct lines *lines, const char *text, size_t length,
		size_t bytes_max, struct err_detail *detail)
{
	assert(bytes_max <= LINES_BYTES);
	lines->at = text;
	lines->end = text + length;
	lines->bytes_max = bytes_max;
	lines->detail = detail;
	lines->number = lines->fields = 0;
}

enum err lines_refuse(const struct lines *lines, const char *fmt, ...)
{
	char line[40], text[300];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	(void)snprintf(line, sizeof(line), "line %d",
		       lines->number > 0 ? lines->number : 1);
	return err_set(lines->detail, ERR_INPUT, line, "%s", text);
}

static void cut(struct lines *lines)
{
	char *c = lines->text;

	lines->fields = 0;
	while (lines->fields <= LINES_FIELDS) {
		bool inside = false;

		while (isspace((unsigned char)*c))
			c++;
		if (*c == '\0')
			return;
		lines->field[lines->fields++] = c;
		for (; *c != '\0' && (inside || !isspace((unsigned char)*c));
		     c++)
			inside = (inside || *c == '[') && *c != ']';
		if (*c != '\0')
			*c++ = '\0';
	}
}

enum err lines_next(struct lines *lines)
{
	lines->fields = 0;
	while (lines->at < lines->end && lines->fields == 0) {
		size_t left = (size_t)(lines->end - lines->at);
		const char *stop = memchr(lines->at, '\n', left);
		size_t length = stop ? (size_t)(stop - lines->at) : left;

		lines->number++;
		if (length > lines->bytes_max)
			return lines_refuse(lines, "is longer than %zu bytes",
					    lines->bytes_max);
		for (size_t i = 0; i < length; i++)
			if (iscntrl((unsigned char)lines->at[i]) &&
			    !isspace((unsigned char)lines->at[i]))
				return lines_refuse(
				    lines, "has a byte 0x%02x",
				    (unsigned char)lines->at[i]);
		memcpy(lines->text, lines->at, length);
		lines->text[length] = '\0';
		lines->at += length + (stop != NULL);
		cut(lines);
	}
	return ERR_OK;
}

bool lines_say(const struct lines *lines, const char *words)
{
	for (int i = 0; i < lines->fields; i++) {
		size_t length = strcspn(words, " ");

		if (strlen(lines->field[i]) != length ||
		    strncasecmp(lines->field[i], words, length) != 0)
			return false;
		words += length + (words[length] == ' ');
	}
	return *words == '\0';
}

enum err lines_number(const struct lines *lines, int field, const char *what,
		      int64_t max, int64_t scale, bool whole,
		      int64_t *ret_value)
{
	const char *text = lines->field[field];
	double value, scaled;

	if (!text_parse_double(text, 0, (double)max, &value))
		return lines_refuse(lines,
				    "%s '%.40s': a number from 0 to %" PRId64
				    " is needed",
				    what, text, max);
	scaled = value * (double)scale;
	if (whole && fabs(scaled - round(scaled)) > 1e-6)
		return lines_refuse(lines, "%s '%.40s' has too many decimals",
				    what, text);
	*ret_value = (int64_t)llround(scaled);
	return ERR_OK;
}

enum err lines_coordinate(const struct lines *lines, int field, int max,
			  double *ret_value)
{
	if (text_parse_double(lines->field[field], -max, max, ret_value))
		return ERR_OK;
	return lines_refuse(lines,
			    "coordinate '%.40s': a number within +-%d is "
			    "needed",
			    lines->field[field], max);
}

bool lines_begin_with(const char *text, size_t length, size_t bytes_max,
		      const char *words)
{
	struct lines lines;

	lines_init(&lines, text, length, bytes_max, NULL);
	for (int i = 0; i < 2; i++) {
		if (lines_next(&lines) != ERR_OK || lines.fields == 0)
			return false;
		if (lines_say(&lines, words))
			return true;
	}
	return false;
}
