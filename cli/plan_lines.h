/* SPDX-License-Identifier: MIT */
/*
 * The lines of a benchmark's text, cut into fields by white space; what stands
 * in brackets is one field. Blank lines mean nothing. Every complaint has the
 * number of the line.
 */
#ifndef CLI_PLAN_LINES_H
#define CLI_PLAN_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/err.h>

enum { LINES_BYTES = 4000, LINES_FIELDS = 10 };

struct lines {
	const char *at, *end;
	size_t bytes_max; /* of a line; up to LINES_BYTES */
	struct err_detail *detail;
	int number;		       /* of the line in hand, from 1 */
	char *field[LINES_FIELDS + 1]; /* into text */
	int fields;		       /* one too many at most */
	char text[LINES_BYTES + 1];
};

void lines_init(struct lines *lines, const char *text, size_t length,
		size_t bytes_max, struct err_detail *detail);

/* ERR_INPUT at the line in hand. */
enum err lines_refuse(const struct lines *lines, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The next line that is not blank; no fields at the end of the text. */
enum err lines_next(struct lines *lines) ERR_MUST_CHECK;

/* Is it these words, in any case? */
bool lines_say(const struct lines *lines, const char *words);

/* Does a text begin with these words, on its first line or behind one that is a
 * name? For readers that know their format by it. */
bool lines_begin_with(const char *text, size_t length, size_t bytes_max,
		      const char *words);

/* A field as a number from 0 to max, in units of 1/scale. With `whole` it must
 * come out whole, else it is rounded. */
enum err lines_number(const struct lines *lines, int field, const char *what,
		      int64_t max, int64_t scale, bool whole,
		      int64_t *ret_value) ERR_MUST_CHECK;
enum err lines_coordinate(const struct lines *lines, int field, int max,
			  double *ret_value) ERR_MUST_CHECK;

#endif
