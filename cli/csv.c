/* SPDX-License-Identifier: MIT */
/*
 * The reader is a state machine over bytes, so that a piece may end anywhere:
 * inside a character, between CR and LF, between two quotes. The fields of a
 * row lie one after the other in one buffer, each with its NUL.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <callout/arena.h>
#include <callout/buf.h>

#include "cli/csv.h"

enum csv_state {
	CSV_FIELD_START, /* a field begins: -> any but AFTER_QUOTE */
	CSV_UNQUOTED,	 /* -> FIELD_START, AFTER_CR */
	CSV_QUOTED,	 /* inside quotes: -> AFTER_QUOTE */
	CSV_AFTER_QUOTE, /* a quote in a quoted field: its end, or one of two:
			  * -> QUOTED, FIELD_START, AFTER_CR */
	CSV_AFTER_CR	 /* awaits LF: -> FIELD_START */
};

struct csv {
	csv_row_fn *on_row;
	void *arg;
	char delimiter;
	enum csv_state state;
	struct buf bytes; /* of the row's fields */
	size_t offsets[CSV_FIELDS_MAX];
	size_t count;	  /* finished fields */
	bool row_quoted;  /* a quote was seen: "" alone is a row */
	int64_t row_line; /* where the row began */
	int64_t line, column;
	int64_t quote_line, quote_column; /* where the open quote is */
	/* UTF-8 (RFC 3629): how many continuation bytes are awaited, and in
	 * which range the next one must be. */
	int awaited;
	unsigned char low, high;
	int bom; /* bytes of it that were seen; -1: past the start */
};

struct csv *csv_new(char delimiter, csv_row_fn *on_row, void *arg)
{
	struct csv *csv = xcalloc(1, sizeof(*csv));

	csv->delimiter = delimiter;
	csv->on_row = on_row;
	csv->arg = arg;
	csv->line = csv->row_line = 1;
	return csv;
}

void csv_free(struct csv *csv)
{
	if (!csv)
		return;
	buf_free(&csv->bytes);
	free(csv);
}

static enum err fail_at(struct err_detail *detail, int64_t line, int64_t column,
			const char *text)
{
	char place[64];

	snprintf(place, sizeof(place), "line %lld, column %lld",
		 (long long)line, (long long)column);
	return err_set(detail, ERR_INPUT, place, "%s", text);
}

static enum err fail_here(const struct csv *csv, struct err_detail *detail,
			  const char *text)
{
	return fail_at(detail, csv->line, csv->column, text);
}

/* --- UTF-8 ------------------------------------------------------------------
 */

/* Ranges of the second byte by the first: RFC 3629, section 4. */
static bool utf8_lead(struct csv *csv, unsigned char byte)
{
	csv->low = 0x80;
	csv->high = 0xbf;
	if (byte < 0x80)
		return byte != 0;
	if (byte >= 0xc2 && byte <= 0xdf) {
		csv->awaited = 1;
	} else if (byte >= 0xe0 && byte <= 0xef) {
		csv->awaited = 2;
		if (byte == 0xe0)
			csv->low = 0xa0;
		if (byte == 0xed)
			csv->high = 0x9f;
	} else if (byte >= 0xf0 && byte <= 0xf4) {
		csv->awaited = 3;
		if (byte == 0xf0)
			csv->low = 0x90;
		if (byte == 0xf4)
			csv->high = 0x8f;
	} else {
		return false;
	}
	return true;
}

static enum err check_utf8(struct csv *csv, unsigned char byte,
			   struct err_detail *detail)
{
	if (csv->awaited) {
		if (byte < csv->low || byte > csv->high)
			return fail_here(csv, detail,
					 "this is not UTF-8: save the file "
					 "as UTF-8 and try again");
		csv->awaited--;
		csv->low = 0x80;
		csv->high = 0xbf;
		return ERR_OK;
	}
	csv->column++;
	if (byte == 0)
		return fail_here(csv, detail, "a NUL byte is no text");
	if (!utf8_lead(csv, byte))
		return fail_here(csv, detail,
				 "this is not UTF-8: save the file as UTF-8 "
				 "and try again");
	return ERR_OK;
}

/* --- Fields and rows
 * ---------------------------------------------------------- */

static enum err end_field(struct csv *csv, struct err_detail *detail)
{
	buf_add_char(&csv->bytes, '\0');
	if (++csv->count == CSV_FIELDS_MAX)
		return fail_here(csv, detail, "a row has too many fields");
	csv->offsets[csv->count] = csv->bytes.length;
	csv->state = CSV_FIELD_START;
	return ERR_OK;
}

static void next_line(struct csv *csv)
{
	csv->line++;
	csv->column = 0;
}

/* `csv->line` is still the line that ends. */
static enum err end_row(struct csv *csv, struct err_detail *detail)
{
	const char *fields[CSV_FIELDS_MAX];
	struct csv_row row = {.line = csv->row_line, .fields = fields};
	enum err err = ERR_OK;

	/* A line with nothing at all is no row. */
	if (csv->count > 0 || csv->bytes.length > 0 || csv->row_quoted) {
		err = end_field(csv, detail);
		if (err)
			return err;
		row.count = csv->count;
		for (size_t i = 0; i < row.count; i++)
			fields[i] = csv->bytes.data + csv->offsets[i];
		err = csv->on_row(&row, csv->arg, detail);
	}
	buf_clear(&csv->bytes);
	csv->count = 0;
	csv->row_quoted = false;
	csv->state = CSV_FIELD_START;
	return err;
}

static enum err add_byte(struct csv *csv, char byte, struct err_detail *detail)
{
	if (csv->bytes.length >= CSV_ROW_MAX)
		return fail_at(detail, csv->row_line, 1,
			       "a row is longer than 1 MB: is a closing quote "
			       "missing?");
	buf_add_char(&csv->bytes, byte);
	return ERR_OK;
}

/* A byte outside quotes that is no quote. */
static enum err take_plain(struct csv *csv, char byte,
			   struct err_detail *detail)
{
	enum err err;

	if (byte == csv->delimiter)
		return end_field(csv, detail);
	if (byte == '\n') {
		err = end_row(csv, detail);
		next_line(csv);
		csv->row_line = csv->line;
		return err;
	}
	if (byte == '\r') {
		csv->state = CSV_AFTER_CR;
		return ERR_OK;
	}
	if (csv->state == CSV_AFTER_QUOTE)
		return fail_here(csv, detail,
				 "only a delimiter may follow the closing "
				 "quote; a quote inside is written twice");
	csv->state = CSV_UNQUOTED;
	return add_byte(csv, byte, detail);
}

static enum err take_quote(struct csv *csv, struct err_detail *detail)
{
	if (csv->state == CSV_AFTER_QUOTE) {
		csv->state = CSV_QUOTED;
		return add_byte(csv, '"', detail);
	}
	if (csv->state == CSV_UNQUOTED)
		return fail_here(csv, detail,
				 "a quote inside an unquoted field: quote the "
				 "whole field and double its quotes");
	csv->state = CSV_QUOTED;
	csv->row_quoted = true;
	csv->quote_line = csv->line;
	csv->quote_column = csv->column;
	return ERR_OK;
}

static enum err take(struct csv *csv, char byte, struct err_detail *detail)
{
	if (csv->state == CSV_QUOTED) {
		if (byte == '"') {
			csv->state = CSV_AFTER_QUOTE;
			return ERR_OK;
		}
		if (byte == '\n')
			next_line(csv);
		return add_byte(csv, byte, detail);
	}
	if (csv->state == CSV_AFTER_CR) {
		if (byte != '\n')
			return fail_here(csv, detail,
					 "a carriage return without a line "
					 "feed: end lines with LF or CRLF");
		return take_plain(csv, byte, detail);
	}
	return byte == '"' ? take_quote(csv, detail)
			   : take_plain(csv, byte, detail);
}

/* The byte order mark EF BB BF at the very start; true if `byte` is of it. */
static bool take_bom(struct csv *csv, unsigned char byte)
{
	static const unsigned char mark[3] = {0xef, 0xbb, 0xbf};

	if (csv->bom < 0)
		return false;
	if (byte != mark[csv->bom])
		return false;
	csv->bom = csv->bom == 2 ? -1 : csv->bom + 1;
	return true;
}

static enum err feed_byte(struct csv *csv, char byte, struct err_detail *detail)
{
	static const char held[] = "\xef\xbb";
	int seen = csv->bom;
	enum err err = ERR_OK;

	if (seen >= 0) {
		if (take_bom(csv, (unsigned char)byte))
			return ERR_OK;
		/* It was none: these bytes are text. */
		csv->bom = -1;
		for (int i = 0; !err && i < seen; i++)
			err = feed_byte(csv, held[i], detail);
		if (err)
			return err;
	}
	err = check_utf8(csv, (unsigned char)byte, detail);
	return err ? err : take(csv, byte, detail);
}

enum err csv_feed(struct csv *csv, const char *bytes, size_t length,
		  struct err_detail *detail)
{
	for (size_t i = 0; i < length; i++) {
		enum err err = feed_byte(csv, bytes[i], detail);

		if (err)
			return err;
	}
	return ERR_OK;
}

enum err csv_end(struct csv *csv, struct err_detail *detail)
{
	if (csv->awaited || csv->bom > 0)
		return fail_here(csv, detail,
				 "the file ends inside a character");
	if (csv->state == CSV_QUOTED)
		return fail_at(detail, csv->quote_line, csv->quote_column,
			       "this quote is never closed");
	if (csv->state == CSV_AFTER_CR)
		return fail_here(csv, detail,
				 "a carriage return without a line feed: end "
				 "lines with LF or CRLF");
	return end_row(csv, detail);
}
