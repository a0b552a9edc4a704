/* SPDX-License-Identifier: MIT */
/*
 * Cutting matrices out of a JSON text; see plan_matrix.h. Two scanners: a lax
 * one that follows strings and nesting to the arrays that are meant, and a
 * strict one for these. Where the lax one loses its way the text is no JSON,
 * and jansson, which gets it unchanged up to there, says so.
 */
#include "cli/plan_matrix.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/plan.h>

struct slice {
	const char *at; /* with its quotes */
	size_t length;
};

struct scan {
	const char *text, *at, *end;
	struct matrix_cuts cuts;
	size_t capacity;
	struct slice profile; /* under /matrices */
	const char *key;      /* of the matrix at hand */
	struct err_detail *detail;
	enum err err;
};

/* --- Strings and nesting --- */

static void skip_space(struct scan *scan)
{
	while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\n' ||
					*scan->at == '\r' || *scan->at == '\t'))
		scan->at++;
}

/* Is this the next character that counts? Then go behind it. */
static bool take(struct scan *scan, char c)
{
	skip_space(scan);
	if (scan->at == scan->end || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

static bool sees(struct scan *scan, char c)
{
	skip_space(scan);
	return scan->at < scan->end && *scan->at == c;
}

/* From quote to quote. */
static bool take_string(struct scan *scan, struct slice *ret_slice)
{
	const char *begin = scan->at;

	if (begin == scan->end || *begin != '"')
		return false;
	for (const char *at = begin + 1; at < scan->end; at++) {
		if (*at == '\\') {
			at++;
		} else if (*at == '"') {
			scan->at = at + 1;
			*ret_slice =
			    (struct slice){begin, (size_t)(at + 1 - begin)};
			return true;
		}
	}
	return false;
}

static bool is_end_of_word(char c)
{
	return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\n' ||
	       c == '\r' || c == '\t';
}

static bool skip_value(struct scan *scan)
{
	struct slice ignored;
	size_t depth = 0;

	skip_space(scan);
	while (scan->at < scan->end) {
		char c = *scan->at;

		if (c == '"') {
			if (!take_string(scan, &ignored))
				return false;
		} else if (c == '{' || c == '[') {
			depth++;
			scan->at++;
		} else if (depth > 0) {
			depth -= c == '}' || c == ']';
			scan->at++;
		} else {
			while (scan->at < scan->end &&
			       !is_end_of_word(*scan->at))
				scan->at++;
		}
		if (depth == 0)
			return true;
	}
	return false;
}

/* A key with escapes is told by jansson. NULL if it is no string. */
static json_t *decode(struct slice key)
{
	return json_loadb(key.at, key.length, JSON_DECODE_ANY, NULL);
}

static bool is_key(struct slice key, const char *name)
{
	json_t *text;
	bool same;

	if (memchr(key.at, '\\', key.length) == NULL)
		return key.length == strlen(name) + 2 &&
		       memcmp(key.at + 1, name, strlen(name)) == 0;
	text = decode(key);
	same = text != NULL && strcmp(json_string_value(text), name) == 0;
	json_decref(text);
	return same;
}

/* --- Errors --- */

/* As vroom_at() makes it: on one line, whatever the key is. */
static void add_escaped(struct buf *buf, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '~' || c == '/')
			buf_add_text(buf, c == '~' ? "~0" : "~1");
		else
			buf_add_char(buf, c < ' ' || c == 127 ? '?' : *text);
	}
}

/* At a row and a cell of it, or -1. */
static bool refuse(struct scan *scan, long row, long cell, const char *text)
{
	struct buf pointer = {0};
	json_t *name = NULL;

	if (scan->profile.at != NULL) {
		name = decode(scan->profile);
		buf_add_text(&pointer, "/matrices/");
		add_escaped(&pointer,
			    name == NULL ? "?" : json_string_value(name));
	}
	buf_printf(&pointer, "/%s", scan->key);
	if (row >= 0)
		buf_printf(&pointer, "/%ld", row);
	if (cell >= 0)
		buf_printf(&pointer, "/%ld", cell);
	scan->err = err_set(scan->detail, ERR_INPUT, pointer.data, "%s", text);
	json_decref(name);
	buf_free(&pointer);
	return false;
}

static size_t count_lines(const char *from, const char *to)
{
	size_t lines = 0;

	while ((from = memchr(from, '\n', (size_t)(to - from))) != NULL) {
		lines++;
		from++;
	}
	return lines;
}

/* Not even JSON. */
static bool complain(struct scan *scan, const char *text)
{
	char line[40];

	(void)snprintf(line, sizeof(line), "line %zu",
		       1 + count_lines(scan->text, scan->at));
	scan->err = err_set(scan->detail, ERR_INPUT, line, "no JSON: %s", text);
	return false;
}

/* --- Numbers --- */

static bool is_digit(const struct scan *scan, const char *at)
{
	return at < scan->end && *at >= '0' && *at <= '9';
}

static const char *skip_digits(const struct scan *scan, const char *at)
{
	while (is_digit(scan, at))
		at++;
	return at;
}

/* RFC 8259, section 6. NULL if there is no number. */
static const char *end_of_number(const struct scan *scan)
{
	const char *at = scan->at;

	at += at < scan->end && *at == '-';
	if (!is_digit(scan, at))
		return NULL;
	at = *at == '0' ? at + 1 : skip_digits(scan, at);
	if (at < scan->end && *at == '.') {
		if (!is_digit(scan, at + 1))
			return NULL;
		at = skip_digits(scan, at + 1);
	}
	if (at < scan->end && (*at == 'e' || *at == 'E')) {
		at++;
		at += at < scan->end && (*at == '-' || *at == '+');
		if (!is_digit(scan, at))
			return NULL;
		at = skip_digits(scan, at);
	}
	return at;
}

struct place {
	long row, cell;
	int64_t max;
};

/* Something else that JSON knows begins here: by its first byte. */
static bool sees_one_of(const struct scan *scan, const char *first)
{
	return scan->at < scan->end &&
	       memchr(first, *scan->at, strlen(first)) != NULL;
}

/* What is no short run of digits: rounded, refused, or no number at all. */
static bool take_odd_number(struct scan *scan, const struct place *place,
			    uint32_t *ret_value)
{
	const char *end = end_of_number(scan);
	char *digits, text[120];
	double value;

	if (end == NULL)
		return sees_one_of(scan, "\"[{tfn")
			   ? refuse(scan, place->row, place->cell,
				    "must be a number")
			   : complain(scan, "a number is expected in the "
					    "matrix");
	digits = xcalloc((size_t)(end - scan->at) + 1, 1);
	memcpy(digits, scan->at, (size_t)(end - scan->at));
	value = strtod(digits, NULL);
	(void)snprintf(text, sizeof(text), "%.20s is not within 0..%" PRId64,
		       digits, place->max);
	free(digits);
	if (!(value >= 0 && value <= (double)place->max))
		return refuse(scan, place->row, place->cell, text);
	*ret_value = (uint32_t)(value + 0.5);
	scan->at = end;
	return true;
}

static inline bool take_number(struct scan *scan, const struct place *place,
			       uint32_t *ret_value)
{
	const char *at;
	uint64_t value = 0;

	skip_space(scan);
	at = scan->at;
	while (at < scan->end && (unsigned char)(*at - '0') <= 9 &&
	       at - scan->at < 12)
		value = value * 10 + (uint64_t)(*at++ - '0');
	/* Nothing but a comma or a bracket follows what is not odd. */
	if (at == scan->at || at == scan->end ||
	    (*at != ',' && *at != ']' && *at != ' ' && *at != '\n') ||
	    value > (uint64_t)place->max ||
	    (*scan->at == '0' && at - scan->at > 1))
		return take_odd_number(scan, place, ret_value);
	scan->at = at;
	*ret_value = (uint32_t)value;
	return true;
}

/* --- A matrix --- */

/* The first row says how long the others are. Its own numbers are kept aside
 * until then. */
struct first_row {
	uint32_t *cells;
	size_t count, capacity;
};

static bool take_first_row(struct scan *scan, int64_t max,
			   struct first_row *row)
{
	struct place place = {0, 0, max};

	do {
		if (row->count == MATRIX_ROWS_MAX)
			return refuse(scan, 0, -1,
				      "more than 50000 numbers in a row");
		if (row->count == row->capacity) {
			row->capacity = row->capacity * 2 + 64;
			row->cells = xrealloc(
			    row->cells, row->capacity * sizeof(*row->cells));
		}
		place.cell = (long)row->count;
		if (!take_number(scan, &place, &row->cells[row->count]))
			return false;
		row->count++;
	} while (take(scan, ','));
	return take(scan, ']') ||
	       complain(scan, "a comma or ] is expected in the matrix");
}

static bool is_ragged(struct scan *scan, size_t row, size_t cells, size_t size)
{
	char text[120];

	(void)snprintf(text, sizeof(text),
		       "the matrix is not square: %zu numbers here, and %zu "
		       "in its first row",
		       cells, size);
	return refuse(scan, (long)row, -1, text);
}

/* `cells` NULL: the text is too short for all rows, look for what is wrong. */
static bool take_row(struct scan *scan, int64_t max, size_t row, size_t size,
		     uint32_t *cells)
{
	struct place place = {(long)row, 0, max};
	size_t count = 0;
	uint32_t ignored;

	do {
		place.cell = (long)count;
		if (count == size)
			return is_ragged(scan, row, size + 1, size);
		if (!take_number(scan, &place,
				 cells == NULL ? &ignored : &cells[count]))
			return false;
		count++;
	} while (take(scan, ','));
	if (!take(scan, ']'))
		return complain(scan, "a comma or ] is expected in the matrix");
	return count == size || is_ragged(scan, row, count, size);
}

/* `size` 0: it is the first row, and says how long the others are. */
static bool begin_row(struct scan *scan, size_t row, size_t size)
{
	if (!take(scan, '['))
		return sees_one_of(scan, "\"{tfn-0123456789")
			   ? refuse(scan, (long)row, -1,
				    "must be an array of numbers")
			   : complain(scan, "a row is expected in the matrix");
	if (!sees(scan, ']'))
		return true;
	return size == 0 ? refuse(scan, 0, -1, "there is no number in it")
			 : is_ragged(scan, row, 0, size);
}

/* A number takes two bytes at least: nobody gets memory for less. */
static uint32_t *make_room(const struct scan *scan, const struct first_row *row)
{
	size_t size = row->count;
	uint32_t *cells;

	if ((size - 1) * (2 * size + 1) > (size_t)(scan->end - scan->at))
		return NULL;
	cells = xmalloc(size * size * sizeof(*cells));
	memcpy(cells, row->cells, size * sizeof(*cells));
	return cells;
}

static bool take_rows(struct scan *scan, int64_t max,
		      const struct first_row *first, struct matrix_cut *cut)
{
	size_t size = first->count, row = 1;
	char text[120];

	cut->rows = size;
	cut->cells = make_room(scan, first);
	for (; take(scan, ','); row++) {
		if (row == size && sees(scan, '['))
			return refuse(scan, 0, -1,
				      "the matrix is not square: there are "
				      "more rows than numbers here");
		if (!begin_row(scan, row, size) ||
		    !take_row(scan, max, row, size,
			      cut->cells == NULL ? NULL
						 : &cut->cells[row * size]))
			return false;
	}
	if (!take(scan, ']'))
		return complain(scan, "a comma or ] is expected in the matrix");
	if (row == size && cut->cells != NULL)
		return true;
	(void)snprintf(text, sizeof(text),
		       "the matrix is not square: %zu rows, and %zu numbers "
		       "here",
		       row, size);
	return refuse(scan, 0, -1, text);
}

/* The array that begins here. */
static bool cut_array(struct scan *scan, const char *key, int64_t max)
{
	struct first_row first = {0};
	struct matrix_cut *cut;
	bool done = true;

	if (scan->cuts.count == scan->capacity) {
		scan->capacity = scan->capacity * 2 + 4;
		scan->cuts.at = xrealloc(
		    scan->cuts.at, scan->capacity * sizeof(*scan->cuts.at));
	}
	cut = &scan->cuts.at[scan->cuts.count++];
	*cut = (struct matrix_cut){.begin = (size_t)(scan->at - scan->text)};
	scan->key = key;
	scan->at++;
	if (!take(scan, ']')) {
		done = begin_row(scan, 0, 0) &&
		       take_first_row(scan, max, &first) &&
		       take_rows(scan, max, &first, cut);
		free(first.cells);
	}
	cut->end = (size_t)(scan->at - scan->text);
	cut->lines = count_lines(scan->text + cut->begin, scan->at);
	return done;
}

/* --- The way to them --- */

typedef bool member_fn(struct scan *scan, struct slice key);

/* Each member of an object; the function goes behind its value. False if it
 * is cut off or no object. */
static bool walk_object(struct scan *scan, member_fn *member)
{
	struct slice key;

	if (!take(scan, '{'))
		return false;
	if (take(scan, '}'))
		return true;
	do {
		skip_space(scan);
		if (!take_string(scan, &key) || !take(scan, ':'))
			return false;
		skip_space(scan);
		if (!member(scan, key))
			return false;
	} while (take(scan, ','));
	return take(scan, '}');
}

static bool member_of_profile(struct scan *scan, struct slice key)
{
	static const struct {
		const char *key;
		int64_t max;
	} matrices[] = {{"durations", PLAN_SPAN_MAX},
			{"distances", UINT32_MAX},
			{"costs", UINT32_MAX}};

	for (size_t i = 0; i < sizeof(matrices) / sizeof(*matrices); i++)
		if (sees(scan, '[') && is_key(key, matrices[i].key))
			return cut_array(scan, matrices[i].key,
					 matrices[i].max);
	return skip_value(scan);
}

static bool member_of_matrices(struct scan *scan, struct slice key)
{
	scan->profile = key;
	return sees(scan, '{') ? walk_object(scan, member_of_profile)
			       : skip_value(scan);
}

static bool member_of_document(struct scan *scan, struct slice key)
{
	scan->profile = (struct slice){NULL, 0};
	if (sees(scan, '{') && is_key(key, "matrices"))
		return walk_object(scan, member_of_matrices);
	if (sees(scan, '[') && is_key(key, "matrix"))
		return cut_array(scan, "matrix", PLAN_SPAN_MAX);
	return skip_value(scan);
}

enum err matrix_cut_out(const char *text, size_t length,
			struct matrix_cuts *ret_cuts, struct err_detail *detail)
{
	struct scan scan = {.text = text,
			    .at = text,
			    .end = text + length,
			    .detail = detail,
			    .err = ERR_OK};

	(void)walk_object(&scan, member_of_document);
	if (scan.err != ERR_OK) {
		matrix_cuts_free(&scan.cuts);
		return scan.err;
	}
	*ret_cuts = scan.cuts;
	return ERR_OK;
}

void matrix_cuts_free(struct matrix_cuts *cuts)
{
	for (size_t i = 0; i < cuts->count; i++)
		free(cuts->at[i].cells);
	free(cuts->at);
	*cuts = (struct matrix_cuts){NULL, 0};
}
