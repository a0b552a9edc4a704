/* SPDX-License-Identifier: MIT */
/*
 * The documents of docs/PROTOCOL.md as a device reads and writes them. Pure:
 * no network, no store, no clock. What it does not know it keeps as it came
 * (a sheet is kept as text), or passes over: a later server says more.
 */
#ifndef DEVICE_SHEETS_SHEETS_H
#define DEVICE_SHEETS_SHEETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/err.h>

/* ---- A delta, as it comes in ----
 * Each change is told as soon as its last byte is there: what was cut is of
 * use up to the cut. */

struct sheets_change {
	int64_t visit; /* 0: the van */
	int64_t version;
	const char *xml; /* the sheet, or the van; NULL: gone */
};
/* The change is valid until it returns. */
typedef void sheets_change_fn(const struct sheets_change *change, void *arg);

struct sheets_delta {
	int64_t epoch, version;
	bool more;
	char check[17]; /* "" if it was not told */
	bool is_whole;	/* the end has come */
};

struct sheets_reader;
struct sheets_reader *sheets_reader_new(sheets_change_fn *on_change, void *arg);
/* NULL is accepted. */
void sheets_reader_free(struct sheets_reader *reader);
/* False: what comes is no delta, or is one no more, and the rest is of no use.
 */
bool sheets_reader_feed(struct sheets_reader *reader, const char *bytes,
			size_t length);
/* What the head said; nothing but zeros before it was there. ERR_UNAVAILABLE
 * if what came is no delta: somebody else's page, such as a hotel's. */
enum err sheets_reader_end(const struct sheets_reader *reader,
			   struct sheets_delta *ret_delta,
			   struct err_detail *detail) ERR_MUST_CHECK;

/* ---- Short documents, read as a whole ----
 * ERR_UNAVAILABLE if it is something else. */

struct sheets_enrolled {
	int64_t device, technician, epoch;
	const char *name, *zone, *token;
};
enum err sheets_read_enrolled(const char *bytes, size_t length,
			      struct arena *arena,
			      struct sheets_enrolled *ret_enrolled,
			      struct err_detail *detail) ERR_MUST_CHECK;

enum err sheets_read_token(const char *bytes, size_t length,
			   struct arena *arena, const char **ret_token,
			   struct err_detail *detail) ERR_MUST_CHECK;

struct sheets_verdict {
	int64_t seq;
	const char *verdict, *words;
};
struct sheets_pushed {
	int64_t acked, version;
	struct sheets_verdict *verdicts;
	size_t count;
};
enum err sheets_read_pushed(const char *bytes, size_t length,
			    struct arena *arena,
			    struct sheets_pushed *ret_pushed,
			    struct err_detail *detail) ERR_MUST_CHECK;

/* ---- Writing ---- */

/* `app` is this program's version. */
void sheets_add_enrol(struct buf *out, const char *code, const char *name,
		      const char *app);

/* `unsent` is what will still wait after this push. */
void sheets_add_push_start(struct buf *out, const char *sent, int64_t unsent);
struct sheets_mutation {
	int64_t seq;
	const char *uid, *at, *content;
	int64_t visit, base; /* 0: none */
};
void sheets_add_mutation(struct buf *out,
			 const struct sheets_mutation *mutation);
void sheets_add_push_end(struct buf *out);

/* The content of a mutation, piece by piece:
 * <name attribute="..." ...>text ...</name> */
void sheets_add_start(struct buf *out, const char *name);
void sheets_add_attribute(struct buf *out, const char *name, const char *value);
void sheets_add_text(struct buf *out, const char *text); /* once, after them */
void sheets_add_end(struct buf *out, const char *name);

/* Is it one element, well-formed? */
bool sheets_is_element(const char *xml);

/* ---- Showing a sheet that is kept ---- */

/* `done` (NULL: nothing) is the content of a status that the server does not
 * know yet. */
struct sheets_shown {
	int64_t visit, version;
	bool gone;
	const char *xml, *done;
};
/* All that stands in it, as a JSON object. */
void sheets_add_json(struct buf *out, const struct sheets_shown *sheet);
/* For a person: one line, or the whole of it. The caller says how an instant
 * of the documents reads on her clock. */
typedef void sheets_time_fn(struct buf *out, const char *instant);
void sheets_add_text_of(struct buf *out, const struct sheets_shown *sheet,
			bool whole, sheets_time_fn *add_time);

#endif
