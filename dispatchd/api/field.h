/* SPDX-License-Identifier: MIT */
/*
 * Fields as data. One table of fields checks a request's body or query, and
 * is the JSON schema of it in the API description; answers are described by
 * the same rows. PURE: no request, no database.
 */
#ifndef DISPATCHD_API_FIELD_H
#define DISPATCHD_API_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <callout/arena.h>
#include <callout/err.h>

enum field_type {
	FIELD_END, /* ends a table */
	FIELD_INT, /* min to max */
	FIELD_NUMBER,
	FIELD_BOOL,
	FIELD_TEXT,    /* one line, min to max characters */
	FIELD_NOTE,    /* as text, several lines */
	FIELD_SECRET,  /* as text, never shown nor quoted in an error */
	FIELD_CODE,    /* a short name that people choose: [A-Za-z0-9_.:-] */
	FIELD_INSTANT, /* RFC 3339 */
	FIELD_DATE,    /* YYYY-MM-DD */
	FIELD_TIME,    /* HH:MM of a day, to 24:00 */
	FIELD_OBJECT,  /* of `schema` */
	FIELD_ID_OR_OBJECT,
	FIELD_LIST, /* of objects of `schema`, or of `items`; min to max */
	FIELD_ANY,  /* answers only */
};

enum field_flags {
	FIELD_REQUIRED = 1 << 0,
	FIELD_NULLABLE = 1 << 1,
};

struct field_schema;

struct field {
	const char *name;
	enum field_type type;
	unsigned flags;
	int64_t min, max;    /* both 0: no limit but the type's own */
	double low, high;    /* FIELD_NUMBER; both 0: none */
	const char *choices; /* "one|two": texts that are allowed */
	const struct field_schema *schema;
	enum field_type items; /* of a FIELD_LIST without a schema */
	const char *help;
};

struct field_schema {
	const char *name;	    /* in the API description */
	const struct field *fields; /* up to FIELD_END */
	const char *help;
	bool partial; /* a merge patch (RFC 7396): nothing is required */
};

#define FIELD_CODE_MAX 64
#define FIELD_CODE_PATTERN "^[A-Za-z0-9_.:-]{1,64}$"
#define FIELD_TIME_PATTERN "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"

/* The errors of one body, in the order of its fields. */
#define FIELD_ERRORS_MAX 16

struct field_errors {
	struct err_detail at[FIELD_ERRORS_MAX];
	size_t count;
};

/* Parse strictly (RFC 8259, UTF-8, no duplicate names, at most 32 deep).
 * ERR_INPUT with line and column in the text. The caller owns *ret_json. */
enum err field_parse_json(const char *text, size_t length, json_t **ret_json,
			  struct err_detail *detail) ERR_MUST_CHECK;

/* Check an object against a schema: types, limits, required and unknown
 * fields. True if nothing is wrong. Errors have JSON pointers and rules
 * (required, unknown_field, type, range, length, choice, format). */
bool field_check(const struct field_schema *schema, const json_t *json,
		 struct field_errors *ret_errors);

/* Check one query parameter's text. */
bool field_check_text(const struct field *field, const char *text,
		      struct field_errors *ret_errors);

/* The row of that name, or NULL. */
const struct field *field_find(const struct field *fields, const char *name);

#endif
