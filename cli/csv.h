/* SPDX-License-Identifier: MIT */
/*
 * A streaming reader of CSV (RFC 4180): bytes in, in pieces of any size, rows
 * out. Fields may be quoted, with doubled quotes and line breaks inside;
 * lines end with LF or CRLF; a byte order mark at the start is skipped, and
 * so are empty lines. Strict: only UTF-8, no NUL, no quote in the middle of an
 * unquoted field, nothing after a closing quote, no carriage return alone.
 */
#ifndef CLI_CSV_H
#define CLI_CSV_H

#include <stddef.h>
#include <stdint.h>

#include <callout/err.h>

#define CSV_FIELDS_MAX 512
#define CSV_ROW_MAX 1048576 /* bytes */

struct csv_row {
	int64_t line; /* of the file, where the row begins; from 1 */
	size_t count;
	const char *const *fields; /* NUL-terminated UTF-8 */
};

/* What to do with a row; an error ends the reading. The row is valid until it
 * returns. */
typedef enum err csv_row_fn(const struct csv_row *row, void *arg,
			    struct err_detail *detail);

struct csv;

struct csv *csv_new(char delimiter, csv_row_fn *on_row, void *arg);
void csv_free(struct csv *csv); /* NULL is accepted */
/* ERR_INPUT: the pointer is "line 3, column 14" (characters, from 1). After an
 * error only csv_free() is allowed. */
enum err csv_feed(struct csv *csv, const char *bytes, size_t length,
		  struct err_detail *detail) ERR_MUST_CHECK;
/* The input ends here: the last row may lack its line's end. */
enum err csv_end(struct csv *csv, struct err_detail *detail) ERR_MUST_CHECK;

#endif
