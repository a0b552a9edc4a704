/* SPDX-License-Identifier: MIT */
/* Where things are and how far apart: matrices, profiles, places. */
#include "cli/plan_vroom_internal.h"

#include <stdlib.h>
#include <string.h>

static const struct vroom_key matrix_keys[] = {{"durations", VROOM_KEY_READ},
					       {"distances", VROOM_KEY_SKIP},
					       {"costs", VROOM_KEY_REFUSE},
					       {NULL, VROOM_KEY_READ}};

/* --- Matrices --- */

static enum err read_row(const struct vroom *vroom, const json_t *row,
			 const char *pointer, size_t size, uint32_t *seconds)
{
	if (!json_is_array(row) || json_array_size(row) != size)
		return vroom_refuse(
		    vroom, pointer,
		    "the matrix is not square: %zu rows, and %zu "
		    "numbers here",
		    size, json_array_size(row));
	for (size_t i = 0; i < size; i++) {
		const json_t *value = json_array_get(row, i);
		int64_t s;
		enum err err;

		/* The common case without making a pointer's text. */
		if (json_is_integer(value) && json_integer_value(value) >= 0 &&
		    json_integer_value(value) <= PLAN_SPAN_MAX) {
			seconds[i] = (uint32_t)json_integer_value(value);
			continue;
		}
		err = vroom_to_int(vroom, value,
				   vroom_at_index(vroom, pointer, i), 0,
				   PLAN_SPAN_MAX, &s);
		if (err != ERR_OK)
			return err;
		seconds[i] = (uint32_t)s;
	}
	return ERR_OK;
}

static enum err read_matrix(struct vroom *vroom, const char *name,
			    const json_t *matrix, const char *pointer)
{
	struct vroom_profile *profile = &vroom->profiles[vroom->profile_count];
	const json_t *durations;
	uint32_t *seconds;
	enum err err;
	size_t size;

	err = vroom_check_keys(vroom, matrix, pointer, matrix_keys);
	if (err != ERR_OK)
		return err;
	durations = json_object_get(matrix, "durations");
	pointer = vroom_at(vroom, pointer, "durations");
	if (!json_is_array(durations) || json_array_size(durations) == 0)
		return vroom_refuse(vroom, pointer, "must be an array of rows");
	size = json_array_size(durations);
	if (size > 50000)
		return vroom_refuse(vroom, pointer,
				    "%zu rows: 50000 are read at most", size);
	seconds = xmalloc(size * size * sizeof(*seconds));
	for (size_t i = 0; i < size && err == ERR_OK; i++)
		err = read_row(vroom, json_array_get(durations, i),
			       vroom_at_index(vroom, pointer, i), size,
			       &seconds[i * size]);
	if (err == ERR_OK) {
		err = plan_problem_add_matrix(vroom->problem, size, seconds,
					      &profile->number, vroom->detail);
		if (err != ERR_OK)
			err = vroom_library_refused(vroom, pointer, err);
	}
	free(seconds);
	if (err != ERR_OK)
		return err;
	profile->name = arena_strdup(vroom->scratch, name);
	vroom->profile_count++;
	vroom->rows = size;
	return ERR_OK;
}

enum err vroom_read_matrices(struct vroom *vroom)
{
	json_t *matrices = json_object_get(vroom->root, "matrices");
	const char *name;
	json_t *matrix;

	if (matrices == NULL)
		return ERR_OK;
	if (!json_is_object(matrices) || json_object_size(matrices) == 0)
		return vroom_refuse(vroom, "/matrices",
				    "must be an object of profiles");
	vroom->has_matrix = true;
	vroom->profiles =
	    arena_calloc(vroom->scratch, json_object_size(matrices),
			 sizeof(*vroom->profiles));
	json_object_foreach(matrices, name, matrix)
	{
		enum err err = read_matrix(vroom, name, matrix,
					   vroom_at(vroom, "/matrices", name));

		if (err != ERR_OK)
			return err;
	}
	/* The largest part of the document by far; it was copied. */
	json_object_del(vroom->root, "matrices");
	return ERR_OK;
}

/* --- Profiles and places --- */

enum err vroom_get_profile(const struct vroom *vroom, const json_t *object,
			   const char *pointer, int32_t *ret_profile)
{
	const json_t *value = json_object_get(object, "profile");
	const char *name = "car";

	if (value != NULL && !json_is_string(value))
		return vroom_refuse(vroom, vroom_at(vroom, pointer, "profile"),
				    "must be a string");
	if (value != NULL)
		name = json_string_value(value);
	if (!vroom->has_matrix)
		return ERR_OK;
	for (size_t i = 0; i < vroom->profile_count; i++)
		if (strcmp(vroom->profiles[i].name, name) == 0) {
			*ret_profile = vroom->profiles[i].number;
			return ERR_OK;
		}
	return vroom_refuse(vroom, vroom_at(vroom, pointer, "profile"),
			    "there is no matrix for profile '%s'", name);
}

static enum err get_point(const struct vroom *vroom, const json_t *value,
			  const char *pointer, int32_t *ret_location)
{
	const json_t *lon, *lat;
	enum err err;

	if (!json_is_array(value) || json_array_size(value) != 2)
		return vroom_refuse(vroom, pointer,
				    "a place is [longitude, latitude]");
	lon = json_array_get(value, 0);
	lat = json_array_get(value, 1);
	if (!json_is_number(lon) || !json_is_number(lat))
		return vroom_refuse(vroom, pointer,
				    "a place is [longitude, latitude]");
	err = plan_problem_add_location(vroom->problem, json_number_value(lat),
					json_number_value(lon), ret_location,
					vroom->detail);
	return err == ERR_OK
		   ? ERR_OK
		   : vroom_library_refused((struct vroom *)vroom, pointer, err);
}

/* A place by index (with matrices) or by coordinates; PLAN_NONE if neither. */
enum err vroom_get_location(const struct vroom *vroom, const json_t *object,
			    const char *key, const char *index_key,
			    const char *pointer, int32_t *ret_location)
{
	const json_t *value = json_object_get(object, key);
	int64_t index = PLAN_NONE;
	enum err err;

	if (!vroom->has_matrix) {
		if (value == NULL && json_object_get(object, index_key) != NULL)
			return vroom_refuse(
			    vroom, vroom_at(vroom, pointer, index_key),
			    "there is no matrix: give '%s'", key);
		if (value == NULL || json_is_null(value))
			return ERR_OK;
		return get_point(vroom, value, vroom_at(vroom, pointer, key),
				 ret_location);
	}
	if (value != NULL && json_object_get(object, index_key) == NULL)
		return vroom_refuse(vroom, pointer,
				    "with a matrix '%s' is needed beside '%s'",
				    index_key, key);
	err = vroom_get_int(vroom, object, index_key, pointer, 0,
			    (int64_t)vroom->rows - 1, &index);
	if (err == ERR_OK)
		*ret_location = (int32_t)index;
	return err;
}

enum err vroom_get_depot(const struct vroom *vroom, int32_t *ret_location)
{
	const json_t *depot = json_object_get(vroom->root, "depot");
	int64_t index;
	enum err err;

	if (depot == NULL)
		return ERR_OK;
	if (!vroom->has_matrix)
		return get_point(vroom, depot, "/depot", ret_location);
	if (!json_is_integer(depot))
		return vroom_refuse(vroom, "/depot",
				    "with a matrix it is one of its rows");
	err = vroom_to_int(vroom, depot, "/depot", 0, (int64_t)vroom->rows - 1,
			   &index);
	if (err == ERR_OK)
		*ret_location = (int32_t)index;
	return err;
}
