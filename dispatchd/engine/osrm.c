/* SPDX-License-Identifier: MIT */
/* The text of a question, and a strict reading of the answer. */
#include "dispatchd/engine/osrm.h"

#include <math.h>
#include <string.h>

#include <callout/plan_ways.h>
#include <jansson.h>

#define METRES_MAX 1e8

void osrm_path(struct buf *path, const char *profile, const int64_t *cells,
	       size_t count)
{
	buf_printf(path, "/table/v1/%s/", profile);
	for (size_t i = 0; i < count; i++) {
		double lat, lon;

		plan_ways_point(cells[i], &lat, &lon);
		buf_printf(path, "%s%.4f,%.4f", i ? ";" : "", lon, lat);
	}
	buf_add_text(path, "?annotations=duration,distance");
}

static enum err refuse(const char *why, struct err_detail *detail)
{
	return err_set(detail, ERR_UNAVAILABLE, "", "%s", why);
}

/* Of a matrix; false unless it is a number within bounds, or null. */
static bool read_cell(const json_t *cell, double max, uint32_t *ret_value)
{
	double value;

	if (json_is_null(cell)) {
		*ret_value = OSRM_NO_WAY;
		return true;
	}
	if (!json_is_number(cell))
		return false;
	value = json_number_value(cell);
	if (!isfinite(value) || value < 0 || value > max)
		return false;
	*ret_value = (uint32_t)(value + 0.5);
	return true;
}

static enum err check_matrix(const json_t *matrix, size_t count, double max,
			     struct err_detail *detail)
{
	uint32_t ignored;

	if (!json_is_array(matrix) || json_array_size(matrix) != count)
		return refuse("the answer has another number of rows", detail);
	for (size_t i = 0; i < count; i++) {
		const json_t *row = json_array_get(matrix, i);

		if (!json_is_array(row) || json_array_size(row) != count)
			return refuse("the answer has another number of "
				      "columns",
				      detail);
		for (size_t k = 0; k < count; k++)
			if (!read_cell(json_array_get(row, k), max, &ignored))
				return refuse("the answer has something else "
					      "than a number of seconds or "
					      "metres",
					      detail);
	}
	return ERR_OK;
}

/* It was checked; NULL: nothing is told. */
static void copy_matrix(const json_t *matrix, size_t count, double max,
			uint32_t *ret_cells)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++) {
			ret_cells[i * count + k] = OSRM_NO_WAY;
			if (matrix)
				(void)read_cell(
				    json_array_get(json_array_get(matrix, i),
						   k),
				    max, &ret_cells[i * count + k]);
		}
}

static enum err read_refusal(int status, const json_t *root,
			     struct err_detail *detail)
{
	const char *code = json_string_value(json_object_get(root, "code"));
	const char *text = json_string_value(json_object_get(root, "message"));
	bool nowhere = code && strcmp(code, "NoSegment") == 0;

	return err_set(detail, nowhere ? ERR_CONFLICT : ERR_UNAVAILABLE, "",
		       "HTTP %d %.40s: %.200s", status, code ? code : "",
		       text ? text : "no reason is told");
}

static enum err read_root(int status, const json_t *root, size_t count,
			  uint32_t *ret_seconds, uint32_t *ret_metres,
			  struct err_detail *detail)
{
	const char *code = json_string_value(json_object_get(root, "code"));
	const json_t *durations = json_object_get(root, "durations");
	const json_t *distances = json_object_get(root, "distances");
	enum err err;

	if (status != 200 || !code || strcmp(code, "Ok") != 0)
		return read_refusal(status, root, detail);
	err = check_matrix(durations, count, OSRM_WAY_MAX_S, detail);
	/* Services of an old version tell no distances. */
	if (err == ERR_OK && distances)
		err = check_matrix(distances, count, METRES_MAX, detail);
	if (err != ERR_OK)
		return err;
	copy_matrix(durations, count, OSRM_WAY_MAX_S, ret_seconds);
	copy_matrix(distances, count, METRES_MAX, ret_metres);
	return ERR_OK;
}

enum err osrm_read(int status, const char *body, size_t length, size_t count,
		   uint32_t *ret_seconds, uint32_t *ret_metres,
		   struct err_detail *detail)
{
	json_error_t error;
	json_t *root =
	    body ? json_loadb(body, length, JSON_REJECT_DUPLICATES, &error)
		 : NULL;
	enum err err;

	if (!json_is_object(root) && status != 200)
		err = err_set(detail, ERR_UNAVAILABLE, "", "HTTP %d", status);
	else if (!json_is_object(root))
		err = refuse("the answer is no JSON object", detail);
	else
		err = read_root(status, root, count, ret_seconds, ret_metres,
				detail);
	json_decref(root);
	return err;
}
