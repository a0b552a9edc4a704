/* SPDX-License-Identifier: MIT */
/* Checks a JSON object against a table of fields. */
#include "dispatchd/api/field.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <callout/text.h>

#define DEPTH_MAX 32

/* Instants and dates from 1900 to 9998 (UTC), as mobile-sync takes them:
 * whatever the zone, their years have four digits everywhere. */
#define DAY_MIN (-25567)
#define DAY_MAX 2932531
#define DAY_US INT64_C(86400000000)

/* Where we are: a pointer that grows and shrinks with the walk. */
struct walk {
	struct field_errors *errors;
	char pointer[sizeof(((struct err_detail *)0)->pointer)];
};

static void check_object(struct walk *walk, const struct field_schema *schema,
			 const json_t *json);

static void complain(struct walk *walk, const char *rule, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void complain(struct walk *walk, const char *rule, const char *fmt, ...)
{
	struct field_errors *errors = walk->errors;
	char text[400];
	va_list args;

	if (errors->count == FIELD_ERRORS_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	(void)err_set_rule(&errors->at[errors->count++], ERR_INPUT,
			   walk->pointer, rule, "%s", text);
}

/* Append "/name", escaped by RFC 6901; returns the length to go back to. */
static size_t enter(struct walk *walk, const char *name)
{
	size_t before = strlen(walk->pointer), at = before;

	if (at + 1 < sizeof(walk->pointer))
		walk->pointer[at++] = '/';
	for (; *name && at + 3 < sizeof(walk->pointer); name++) {
		if (*name == '~' || *name == '/') {
			walk->pointer[at++] = '~';
			walk->pointer[at++] = *name == '~' ? '0' : '1';
		} else if ((unsigned char)*name >= ' ') {
			walk->pointer[at++] = *name;
		}
	}
	walk->pointer[at] = '\0';
	return before;
}

static void leave(struct walk *walk, size_t before)
{
	walk->pointer[before] = '\0';
}

static size_t count_characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xC0) != 0x80;
	return count;
}

static bool is_choice(const char *choices, const char *text)
{
	size_t length = strlen(text);

	for (const char *at = choices; at; at = strchr(at, '|')) {
		at += *at == '|';
		size_t own = strcspn(at, "|");

		if (own == length && !memcmp(at, text, length))
			return true;
	}
	return false;
}

static bool has_control(const char *text, bool lines)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c < ' ' &&
		     !(lines && (c == '\n' || c == '\t' || c == '\r'))) ||
		    c == 0x7F)
			return true;
	}
	return false;
}

static void check_text(struct walk *walk, const struct field *field,
		       const char *text)
{
	size_t count = count_characters(text);

	if (field->choices && !is_choice(field->choices, text))
		complain(walk, "choice", "must be one of: %s", field->choices);
	else if ((int64_t)count < field->min)
		complain(walk, "length",
			 "has %zu characters, needs at least %" PRId64, count,
			 field->min);
	else if (field->max && (int64_t)count > field->max)
		complain(walk, "length",
			 "has %zu characters, may have at most %" PRId64, count,
			 field->max);
	else if (field->type != FIELD_SECRET &&
		 has_control(text, field->type == FIELD_NOTE))
		complain(walk, "format", "has a control character%s",
			 field->type == FIELD_NOTE ? ""
						   : " or more than one line");
}

static void check_int(struct walk *walk, const struct field *field,
		      int64_t value)
{
	bool limited = field->min || field->max;

	if (limited && (value < field->min || value > field->max))
		complain(walk, "range",
			 "is %" PRId64 ", must be between %" PRId64
			 " and %" PRId64,
			 value, field->min, field->max);
}

static void check_number(struct walk *walk, const struct field *field,
			 double value)
{
	if ((field->low != 0 || field->high != 0) &&
	    !(value >= field->low && value <= field->high))
		complain(walk, "range", "is %.15g, must be between %g and %g",
			 value, field->low, field->high);
}

static void check_time(struct walk *walk, const struct field *field,
		       const char *text)
{
	int64_t us = 0;
	int32_t day = 0;

	if (field->type == FIELD_DATE && !text_parse_date(text, &day))
		complain(walk, "format",
			 "is no date that exists; write YYYY-MM-DD");
	else if (field->type == FIELD_INSTANT && !text_parse_instant(text, &us))
		complain(walk, "format",
			 "is no instant; write RFC 3339 with a zone, as in "
			 "2026-11-21T08:00:00Z");
	else if (field->type == FIELD_DATE
		     ? day < DAY_MIN || day > DAY_MAX
		     : us < DAY_MIN * DAY_US || us >= (DAY_MAX + 1) * DAY_US)
		complain(walk, "range", "must lie between 1900 and 9998");
}

/* FIELD_CODE_PATTERN */
static void check_code(struct walk *walk, const char *text)
{
	size_t length = strlen(text);

	if (!length || length > FIELD_CODE_MAX)
		complain(walk, "length", "must have 1 to %d characters",
			 FIELD_CODE_MAX);
	else if (strspn(text,
			"abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:-") != length)
		complain(walk, "format",
			 "is no code: letters of ASCII, digits and _.:- only");
}

/* FIELD_TIME_PATTERN */
static void check_clock(struct walk *walk, const char *text)
{
	static const char digits[] = "0123456789";
	bool fits = strlen(text) == 5 && text[2] == ':';

	for (int i = 0; fits && i < 5; i++)
		fits = i == 2 || (text[i] && strchr(digits, text[i]));
	if (!fits || text[3] > '5' || strcmp(text, "24:00") > 0)
		complain(walk, "format",
			 "is no time of day; write HH:MM, from 00:00 to 24:00");
}

static const char *type_name(enum field_type type)
{
	switch (type) {
	case FIELD_INT:
		return "a whole number";
	case FIELD_NUMBER:
		return "a number";
	case FIELD_BOOL:
		return "true or false";
	case FIELD_OBJECT:
		return "an object";
	case FIELD_ID_OR_OBJECT:
		return "an id or an object";
	case FIELD_LIST:
		return "a list";
	default:
		return "a text";
	}
}

static bool type_fits(enum field_type type, const json_t *json)
{
	switch (type) {
	case FIELD_INT:
		return json_is_integer(json);
	case FIELD_NUMBER:
		return json_is_number(json);
	case FIELD_BOOL:
		return json_is_boolean(json);
	case FIELD_OBJECT:
		return json_is_object(json);
	case FIELD_ID_OR_OBJECT:
		return json_is_object(json) || json_is_integer(json);
	case FIELD_LIST:
		return json_is_array(json);
	case FIELD_ANY:
		return true;
	default:
		return json_is_string(json);
	}
}

static void check_value(struct walk *walk, const struct field *field,
			const json_t *json);

static void check_list(struct walk *walk, const struct field *field,
		       const json_t *json)
{
	size_t count = json_array_size(json);

	assert(field->schema || field->items != FIELD_END);

	struct field item = {.type = field->items};

	if ((int64_t)count < field->min ||
	    (field->max && (int64_t)count > field->max)) {
		complain(walk, "length",
			 "has %zu entries, must have %" PRId64 " to %" PRId64,
			 count, field->min, field->max);
		return;
	}
	if (field->schema)
		item = (struct field){.type = FIELD_OBJECT,
				      .schema = field->schema};
	for (size_t i = 0; i < count; i++) {
		char index[24];
		size_t before;

		snprintf(index, sizeof(index), "%zu", i);
		before = enter(walk, index);
		check_value(walk, &item, json_array_get(json, i));
		leave(walk, before);
	}
}

static void check_value(struct walk *walk, const struct field *field,
			const json_t *json)
{
	if (json_is_null(json) && (field->flags & FIELD_NULLABLE))
		return;
	if (!type_fits(field->type, json)) {
		complain(walk, "type", "must be %s%s", type_name(field->type),
			 field->flags & FIELD_NULLABLE ? " or null" : "");
		return;
	}
	switch (field->type) {
	case FIELD_INT:
		check_int(walk, field, json_integer_value(json));
		break;
	case FIELD_NUMBER:
		check_number(walk, field, json_number_value(json));
		break;
	case FIELD_TEXT:
	case FIELD_NOTE:
	case FIELD_SECRET:
		check_text(walk, field, json_string_value(json));
		break;
	case FIELD_CODE:
		check_code(walk, json_string_value(json));
		break;
	case FIELD_TIME:
		check_clock(walk, json_string_value(json));
		break;
	case FIELD_INSTANT:
	case FIELD_DATE:
		check_time(walk, field, json_string_value(json));
		break;
	case FIELD_OBJECT:
		check_object(walk, field->schema, json);
		break;
	case FIELD_ID_OR_OBJECT:
		if (json_is_object(json))
			check_object(walk, field->schema, json);
		else
			check_int(walk,
				  &(struct field){.min = 1, .max = INT64_MAX},
				  json_integer_value(json));
		break;
	case FIELD_LIST:
		check_list(walk, field, json);
		break;
	default:
		break;
	}
}

static void check_object(struct walk *walk, const struct field_schema *schema,
			 const json_t *json)
{
	const struct field *field;
	const char *name;
	json_t *value;
	size_t before;

	for (field = schema->fields; field->type != FIELD_END; field++) {
		value = json_object_get(json, field->name);
		before = enter(walk, field->name);
		if (value)
			check_value(walk, field, value);
		else if ((field->flags & FIELD_REQUIRED) && !schema->partial)
			complain(walk, "required", "is missing");
		leave(walk, before);
	}
	json_object_foreach((json_t *)json, name, value)
	{
		if (field_find(schema->fields, name))
			continue;
		before = enter(walk, name);
		complain(walk, "unknown_field", "is not a field of this body");
		leave(walk, before);
	}
}

const struct field *field_find(const struct field *fields, const char *name)
{
	for (; fields && fields->type != FIELD_END; fields++)
		if (!strcmp(fields->name, name))
			return fields;
	return NULL;
}

bool field_check(const struct field_schema *schema, const json_t *json,
		 struct field_errors *ret_errors)
{
	struct walk walk = {.errors = ret_errors};

	ret_errors->count = 0;
	if (json_is_object(json))
		check_object(&walk, schema, json);
	else
		complain(&walk, "type", "the body must be an object");
	return ret_errors->count == 0;
}

bool field_check_text(const struct field *field, const char *text,
		      struct field_errors *ret_errors)
{
	struct walk walk = {.errors = ret_errors};
	size_t before = ret_errors->count;
	int64_t value;

	enter(&walk, field->name);
	switch (field->type) {
	case FIELD_INT:
		if (text_parse_int(text, INT64_MIN, INT64_MAX, &value))
			check_int(&walk, field, value);
		else
			complain(&walk, "type", "must be a whole number");
		break;
	case FIELD_CODE:
		check_code(&walk, text);
		break;
	case FIELD_INSTANT:
	case FIELD_DATE:
		check_time(&walk, field, text);
		break;
	default:
		check_text(&walk, field, text);
	}
	return ret_errors->count == before;
}

/* jansson has no option for the depth; its own limit is 2,048. */
static size_t depth_of(const char *text, size_t length)
{
	size_t depth = 0, deepest = 0;
	bool quoted = false;

	for (size_t i = 0; i < length; i++) {
		char c = text[i];

		if (quoted) {
			i += c == '\\';
			quoted = c != '"';
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			deepest = ++depth > deepest ? depth : deepest;
		} else if ((c == '}' || c == ']') && depth) {
			depth--;
		}
	}
	return deepest;
}

enum err field_parse_json(const char *text, size_t length, json_t **ret_json,
			  struct err_detail *detail)
{
	json_error_t error;
	json_t *json;

	if (depth_of(text, length) > DEPTH_MAX)
		return err_set_rule(detail, ERR_INPUT, "", "json",
				    "the body is nested more than %d deep",
				    DEPTH_MAX);
	json = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	if (!json)
		return err_set_rule(detail, ERR_INPUT, "", "json",
				    "the body is no JSON (line %d, column %d): "
				    "%s",
				    error.line, error.column, error.text);
	*ret_json = json;
	return ERR_OK;
}
