/* SPDX-License-Identifier: MIT */
/*
 * Values of a VROOM document: numbers, windows, amounts, sets, each checked
 * where it stands, so that an error can point there.
 */
#include "cli/plan_vroom_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <callout/text.h>

#define REAL_EXACT_MAX (INT64_C(1) << 53)

/* --- Errors --- */

enum err vroom_refuse(const struct vroom *vroom, const char *pointer,
		      const char *fmt, ...)
{
	char text[400];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return err_set(vroom->detail, ERR_INPUT, pointer, "%s", text);
}

/* A JSON pointer (RFC 6901) on one line, whatever the key is. Each value has
 * one, and few are ever read: made by hand, as printf takes longer than all the
 * rest of reading a number. */
const char *vroom_at(const struct vroom *vroom, const char *parent,
		     const char *key)
{
	size_t used = strlen(parent);
	char *pointer = arena_alloc(vroom->scratch, used + strlen(key) * 2 + 2);

	memcpy(pointer, parent, used);
	pointer[used++] = '/';
	for (; *key != '\0'; key++) {
		unsigned char c = (unsigned char)*key;

		if (c == '~' || c == '/') {
			pointer[used++] = '~';
			pointer[used++] = c == '~' ? '0' : '1';
		} else {
			pointer[used++] = c < ' ' || c == 127 ? '?' : *key;
		}
	}
	pointer[used] = '\0';
	return pointer;
}

const char *vroom_at_index(const struct vroom *vroom, const char *parent,
			   size_t index)
{
	char digits[24];
	size_t at = sizeof(digits) - 1;

	digits[at] = '\0';
	do {
		digits[--at] = (char)('0' + index % 10);
		index /= 10;
	} while (index > 0);
	return vroom_at(vroom, parent, &digits[at]);
}

/* The library counts technicians; the document calls them vehicles. */
enum err vroom_library_refused(struct vroom *vroom, const char *pointer,
			       enum err err)
{
	struct err_detail *detail = vroom->detail;
	const char *rest = detail->pointer;
	char text[sizeof(detail->text)];

	for (int slashes = 0; *rest != '\0'; rest++)
		if (*rest == '/' && ++slashes == 3)
			break;
	memcpy(text, detail->text, sizeof(text));
	return err_set(detail, err,
		       arena_printf(vroom->scratch, "%s%s", pointer, rest),
		       "%s", text);
}

/* Where it is for the first time; the others are only counted: there may be one
 * in each of a hundred thousand jobs. */
static void note_unknown(const struct vroom *vroom, const char *pointer,
			 const struct vroom_key *keys, const char *name)
{
	const char *kind =
	    arena_printf(vroom->scratch, "%p %s", (const void *)keys, name);
	json_t *known = json_object_get(vroom->unknown, kind);

	if (known == NULL) {
		(void)json_object_set_new(
		    vroom->unknown, kind,
		    json_pack("[si]", vroom_at(vroom, pointer, name), 0));
		return;
	}
	known = json_array_get(known, 1);
	json_integer_set(known, json_integer_value(known) + 1);
}

void vroom_warn_of_unknown(const struct vroom *vroom)
{
	const char *kind;
	json_t *known;

	json_object_foreach(vroom->unknown, kind, known)
	{
		const char *at = json_string_value(json_array_get(known, 0));
		json_int_t others =
		    json_integer_value(json_array_get(known, 1));

		fprintf(vroom->settings->warnings,
			"callout %s: %s: unknown key, ignored",
			vroom->settings->command, at == NULL ? kind : at);
		if (others > 0)
			fprintf(vroom->settings->warnings,
				" (as in %" JSON_INTEGER_FORMAT
				" other places)",
				others);
		fputc('\n', vroom->settings->warnings);
	}
}

/* An object with keys from the table. Unknown ones are said once each. */
enum err vroom_check_keys(const struct vroom *vroom, const json_t *object,
			  const char *pointer, const struct vroom_key *keys)
{
	const char *name;
	const json_t *value;

	if (!json_is_object(object))
		return vroom_refuse(vroom, pointer, "must be an object");
	json_object_foreach((json_t *)object, name, value)
	{
		const struct vroom_key *key = keys;

		while (key->name != NULL && strcmp(key->name, name) != 0)
			key++;
		if (key->name == NULL)
			note_unknown(vroom, pointer, keys, name);
		else if (key->use == VROOM_KEY_REFUSE)
			return vroom_refuse(vroom,
					    vroom_at(vroom, pointer, name),
					    "'%s' is not supported yet", name);
	}
	return ERR_OK;
}

/* --- Values --- */

enum err vroom_to_int(const struct vroom *vroom, const json_t *value,
		      const char *pointer, int64_t min, int64_t max,
		      int64_t *ret_value)
{
	double real;

	if (json_is_integer(value)) {
		int64_t integer = json_integer_value(value);

		if (integer < min || integer > max)
			return vroom_refuse(vroom, pointer,
					    "%" PRId64 " is not within %" PRId64
					    "..%" PRId64,
					    integer, min, max);
		*ret_value = integer;
		return ERR_OK;
	}
	if (!json_is_real(value))
		return vroom_refuse(vroom, pointer, "must be a number");
	real = json_real_value(value);
	/* What a real number cannot hold exactly is an id, not a measure. */
	if (max > REAL_EXACT_MAX)
		return vroom_refuse(vroom, pointer, "must be a whole number");
	if (!(real >= (double)min && real <= (double)max))
		return vroom_refuse(vroom, pointer,
				    "%g is not within %" PRId64 "..%" PRId64,
				    real, min, max);
	*ret_value = (int64_t)llround(real);
	return ERR_OK;
}

enum err vroom_to_whole(const struct vroom *vroom, const json_t *value,
			const char *pointer, int64_t min, int64_t max,
			int64_t *ret_value)
{
	if (json_is_real(value) &&
	    json_real_value(value) != floor(json_real_value(value)))
		return vroom_refuse(vroom, pointer, "must be a whole number");
	return vroom_to_int(vroom, value, pointer, min, max, ret_value);
}

/* A number that may be absent: then *ret_value stays. */
enum err vroom_get_int(const struct vroom *vroom, const json_t *object,
		       const char *key, const char *pointer, int64_t min,
		       int64_t max, int64_t *ret_value)
{
	const json_t *value = json_object_get(object, key);

	if (value == NULL)
		return ERR_OK;
	return vroom_to_int(vroom, value, vroom_at(vroom, pointer, key), min,
			    max, ret_value);
}

enum err vroom_get_array(const struct vroom *vroom, const json_t *object,
			 const char *key, const char *pointer,
			 const json_t **ret_array)
{
	*ret_array = json_object_get(object, key);
	if (*ret_array != NULL && !json_is_array(*ret_array))
		return vroom_refuse(vroom, vroom_at(vroom, pointer, key),
				    "must be an array");
	return ERR_OK;
}

enum err vroom_get_id(const struct vroom *vroom, const json_t *object,
		      const char *pointer, int64_t *ret_id)
{
	if (json_object_get(object, "id") == NULL)
		return vroom_refuse(vroom, pointer, "'id' is missing");
	return vroom_get_int(vroom, object, "id", pointer, 0, INT64_MAX,
			     ret_id);
}

enum err vroom_to_window(const struct vroom *vroom, const json_t *value,
			 const char *pointer, struct plan_window *ret_window)
{
	struct plan_window window;
	enum err err;

	if (!json_is_array(value) || json_array_size(value) != 2)
		return vroom_refuse(vroom, pointer,
				    "a time window is [start, end]");
	if ((err = vroom_to_int(vroom, json_array_get(value, 0),
				vroom_at(vroom, pointer, "0"), 0, PLAN_TIME_MAX,
				&window.start_s)) != ERR_OK ||
	    (err = vroom_to_int(vroom, json_array_get(value, 1),
				vroom_at(vroom, pointer, "1"), 0, PLAN_TIME_MAX,
				&window.end_s)) != ERR_OK)
		return err;
	if (window.start_s > window.end_s)
		return vroom_refuse(vroom, pointer,
				    "ends at %" PRId64
				    ", before it starts at %" PRId64,
				    window.end_s, window.start_s);
	*ret_window = window;
	return ERR_OK;
}

enum err vroom_get_windows(const struct vroom *vroom, const json_t *object,
			   const char *pointer,
			   const struct plan_window **ret_windows,
			   size_t *ret_count)
{
	const json_t *array;
	struct plan_window *windows;
	enum err err;

	err = vroom_get_array(vroom, object, "time_windows", pointer, &array);
	if (err != ERR_OK || array == NULL)
		return err;
	pointer = vroom_at(vroom, pointer, "time_windows");
	if (json_array_size(array) == 0)
		return vroom_refuse(vroom, pointer,
				    "is empty: leave it out for any time");
	windows = arena_calloc(vroom->scratch, json_array_size(array),
			       sizeof(*windows));
	for (size_t i = 0; i < json_array_size(array); i++) {
		err = vroom_to_window(vroom, json_array_get(array, i),
				      vroom_at_index(vroom, pointer, i),
				      &windows[i]);
		if (err != ERR_OK)
			return err;
	}
	*ret_windows = windows;
	*ret_count = json_array_size(array);
	return ERR_OK;
}

/* Amounts must have as many numbers as all others. */
enum err vroom_get_amounts(const struct vroom *vroom, const json_t *object,
			   const char *key, const char *pointer,
			   const int64_t **ret_amounts)
{
	const json_t *array;
	int64_t *amounts;
	enum err err = vroom_get_array(vroom, object, key, pointer, &array);

	if (err != ERR_OK || array == NULL)
		return err;
	pointer = vroom_at(vroom, pointer, key);
	if (json_array_size(array) != vroom->amounts)
		return vroom_refuse(vroom, pointer,
				    "has %zu amounts where others have %zu",
				    json_array_size(array), vroom->amounts);
	amounts =
	    arena_calloc(vroom->scratch, vroom->amounts + 1, sizeof(*amounts));
	for (size_t i = 0; i < vroom->amounts; i++) {
		err = vroom_to_whole(vroom, json_array_get(array, i),
				     vroom_at_index(vroom, pointer, i), 0,
				     INT32_MAX, &amounts[i]);
		if (err != ERR_OK)
			return err;
	}
	*ret_amounts = amounts;
	return ERR_OK;
}

enum err vroom_get_cost(const struct vroom *vroom, const json_t *object,
			const char *key, const char *pointer, int64_t max,
			int64_t *ret_cost)
{
	const json_t *value = json_object_get(object, key);
	double cost;

	if (value == NULL)
		return ERR_OK;
	pointer = vroom_at(vroom, pointer, key);
	if (!json_is_number(value))
		return vroom_refuse(vroom, pointer, "must be a number");
	cost = json_number_value(value) * PLAN_COST_SECOND;
	if (!(cost >= 0 && cost <= (double)max))
		return vroom_refuse(
		    vroom, pointer, "%g is not within 0..%" PRId64,
		    json_number_value(value), max / PLAN_COST_SECOND);
	*ret_cost = (int64_t)llround(cost);
	return ERR_OK;
}

enum err vroom_get_object(const struct vroom *vroom, const json_t *object,
			  const char *key, const char *pointer,
			  const json_t **ret_object)
{
	*ret_object = json_object_get(object, key);
	if (*ret_object != NULL && !json_is_object(*ret_object))
		return vroom_refuse(vroom, vroom_at(vroom, pointer, key),
				    "must be an object");
	return ERR_OK;
}

enum err vroom_to_number(const struct vroom *vroom, const char *name,
			 const char *pointer, int64_t max, int64_t *ret_number)
{
	bool plain =
	    *name >= '0' && *name <= '9' && (*name != '0' || name[1] == '\0');

	if (!plain || !text_parse_int(name, 0, max, ret_number))
		return vroom_refuse(vroom, pointer,
				    "the name must be a number within "
				    "0..%" PRId64,
				    max);
	return ERR_OK;
}

static int compare_numbers(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

enum err vroom_get_set(const struct vroom *vroom, const json_t *object,
		       const char *key, const char *pointer, int32_t **ret_set,
		       size_t *ret_count)
{
	const json_t *array;
	int32_t *set;
	size_t count, kept = 0;
	enum err err = vroom_get_array(vroom, object, key, pointer, &array);

	*ret_set = NULL;
	*ret_count = 0;
	if (err != ERR_OK || array == NULL)
		return err;
	pointer = vroom_at(vroom, pointer, key);
	count = json_array_size(array);
	set = arena_calloc(vroom->scratch, count + 1, sizeof(*set));
	for (size_t i = 0; i < count; i++) {
		int64_t number;

		err = vroom_to_whole(vroom, json_array_get(array, i),
				     vroom_at_index(vroom, pointer, i), 0,
				     INT32_MAX, &number);
		if (err != ERR_OK)
			return err;
		set[i] = (int32_t)number;
	}
	qsort(set, count, sizeof(*set), compare_numbers);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || set[kept - 1] != set[i])
			set[kept++] = set[i];
	*ret_set = set;
	*ret_count = kept;
	return ERR_OK;
}
