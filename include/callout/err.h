/* SPDX-License-Identifier: MIT */
/*
 * Errors: one enum for the whole product, and one table that says what each
 * one means to the three audiences: an HTTP client, the log, a shell.
 *
 * A function that can fail returns `enum err` (must be checked) and fills a
 * `struct err_detail`, which the caller owns and which may be NULL.
 */
#ifndef CALLOUT_ERR_H
#define CALLOUT_ERR_H

#include <stdarg.h>
#include <stddef.h>

enum err {
	ERR_OK = 0,
	ERR_USAGE,	     /* wrong command line: exit 2 */
	ERR_INPUT,	     /* malformed input: 400 */
	ERR_UNAUTHENTICATED, /* no credential, or a wrong one: 401 */
	ERR_FORBIDDEN,	     /* known, but not allowed: 403 */
	ERR_NOT_FOUND,	     /* or not visible to this caller: 404 */
	ERR_METHOD,	     /* the path exists, the method does not: 405 */
	ERR_TIMEOUT,	     /* the client was too slow: 408 */
	ERR_CONFLICT,	     /* another object is in the way: 409 */
	ERR_GONE,	     /* was there, was revoked: 410 */
	ERR_STALE,	     /* If-Match does not match the version: 412 */
	ERR_TOO_LARGE,	     /* over a stated limit: 413 */
	ERR_MEDIA_TYPE,	     /* Content-Type that we do not read: 415 */
	ERR_RULE,	     /* well formed, but a rule forbids it: 422 */
	ERR_LOCKED,	     /* somebody else is at it right now: 423 */
	ERR_UPGRADE,	     /* the client's program is too old: 426 */
	ERR_PRECONDITION,    /* If-Match is missing: 428 */
	ERR_RATE,	     /* too many attempts: 429 */
	ERR_CHECKSUM,	     /* not the bytes that were promised: 460 */
	ERR_INTERNAL,	     /* our own fault: 500 */
	ERR_UNAVAILABLE,     /* the database is away, or we drain: 503 */
	ERR_COUNT
};

#define ERR_MUST_CHECK __attribute__((warn_unused_result))

/* Where an error lies and what to do about it. Fixed size: it can be filled
 * when memory is short, and copied by assignment. */
struct err_detail {
	enum err code;
	char sqlstate[6];  /* "" unless the database said it */
	char pointer[160]; /* JSON pointer, "file:line", column; "" = whole */
	char rule[48];	   /* machine-readable name of the broken rule, or "" */
	char text[512];	   /* for a person: what, where, what to do */
};

/* What the table says of one error. `name` is stable and documented. */
struct err_info {
	const char *name;  /* "not_found" */
	const char *title; /* "Not found" */
	int http_status;
	int log_level; /* enum log_level */
	int exit_code; /* 1 failed, 2 bad usage or input */
};

/* Never NULL; an unknown code answers as ERR_INTERNAL. */
const struct err_info *err_info(enum err code);

/* Fill `detail` (may be NULL) and return `code`, so that a caller can write
 * `return err_set(detail, ERR_INPUT, "/jobs/3/lat", "latitude 97 ...")`. */
enum err err_set(struct err_detail *detail, enum err code, const char *pointer,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The same with a rule's name. */
enum err err_set_rule(struct err_detail *detail, enum err code,
		      const char *pointer, const char *rule, const char *fmt,
		      ...) __attribute__((format(printf, 5, 6)));

/* Map an SQLSTATE to our code. Ours are class "CO" (schema/ERRORS.md lists
 * them); unknown ones are ERR_INTERNAL. Never looks at message texts. */
enum err err_from_sqlstate(const char *sqlstate);

#endif
