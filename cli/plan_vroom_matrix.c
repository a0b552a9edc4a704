/* SPDX-License-Identifier: MIT */
/* Where things are and how far apart: matrices, profiles, places. */
#include "cli/plan_vroom_internal.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_PROFILE "car" /* of a vehicle that names none */

static const struct vroom_key matrix_keys[] = {{"durations", VROOM_KEY_READ},
					       {"distances", VROOM_KEY_READ},
					       {"costs", VROOM_KEY_READ},
					       {NULL, VROOM_KEY_READ}};

/* --- Matrices --- */

/* A square of whole numbers, on the heap: the array was cut out of the text,
 * its number stands there. All matrices have one size. */
static enum err take_square(struct vroom *vroom, const json_t *rows,
			    const char *pointer, uint32_t **ret_cells)
{
	size_t number = (size_t)json_integer_value(json_array_get(rows, 0));
	struct matrix_cut *cut;

	if (!json_is_array(rows) || number >= vroom->cuts.count ||
	    vroom->cuts.at[number].cells == NULL)
		return vroom_refuse(vroom, pointer, "must be an array of rows");
	cut = &vroom->cuts.at[number];
	if (vroom->rows != 0 && vroom->rows != cut->rows)
		return vroom_refuse(vroom, pointer,
				    "%zu rows: all matrices must have as many "
				    "as the first, %zu",
				    cut->rows, vroom->rows);
	vroom->rows = cut->rows;
	*ret_cells = cut->cells;
	cut->cells = NULL;
	return ERR_OK;
}

/* One of a profile's matrices; stays NULL where it is absent. */
static enum err get_square(struct vroom *vroom, const json_t *matrix,
			   const char *key, const char *pointer,
			   uint32_t **ret_cells)
{
	const json_t *rows = json_object_get(matrix, key);

	if (rows == NULL)
		return ERR_OK;
	return take_square(vroom, rows, vroom_at(vroom, pointer, key),
			   ret_cells);
}

static enum err add_profile(struct vroom *vroom, const char *name,
			    const char *pointer, uint32_t *seconds)
{
	struct vroom_profile *profile = &vroom->profiles[vroom->profile_count];
	enum err err =
	    plan_problem_take_matrix(vroom->problem, vroom->rows, seconds,
				     &profile->number, vroom->detail);

	if (err != ERR_OK)
		return vroom_library_refused(vroom, pointer, err);
	profile->name = arena_strdup(vroom->scratch, name);
	vroom->profile_count++;
	vroom->has_matrix = true;
	return ERR_OK;
}

static enum err read_matrix(struct vroom *vroom, const char *name,
			    const json_t *matrix, const char *pointer)
{
	struct vroom_profile *profile = &vroom->profiles[vroom->profile_count];
	uint32_t *seconds = NULL, *metres = NULL, *costs = NULL;
	enum err err;

	if ((err = vroom_check_keys(vroom, matrix, pointer, matrix_keys)) !=
		ERR_OK ||
	    (err = get_square(vroom, matrix, "durations", pointer, &seconds)) !=
		ERR_OK)
		return err;
	if (seconds == NULL)
		return vroom_refuse(vroom, pointer, "'durations' is missing");
	err = add_profile(vroom, name, pointer, seconds);
	if (err != ERR_OK)
		return err;
	if ((err = get_square(vroom, matrix, "distances", pointer, &metres)) !=
		ERR_OK ||
	    (err = get_square(vroom, matrix, "costs", pointer, &costs)) !=
		ERR_OK) {
		free(metres);
		return err;
	}
	profile->has_distances = metres != NULL;
	profile->has_costs = costs != NULL;
	vroom->has_distances |= profile->has_distances;
	return plan_problem_take_arcs(vroom->problem, profile->number, metres,
				      costs, vroom->detail);
}

/* The old name of the durations of the profile that is meant by default. */
static enum err read_old_matrix(struct vroom *vroom)
{
	const json_t *rows = json_object_get(vroom->root, "matrix");
	uint32_t *seconds;
	enum err err;

	if (rows == NULL)
		return ERR_OK;
	err = take_square(vroom, rows, "/matrix", &seconds);
	if (err != ERR_OK)
		return err;
	vroom->profiles =
	    arena_calloc(vroom->scratch, 1, sizeof(*vroom->profiles));
	return add_profile(vroom, DEFAULT_PROFILE, "/matrix", seconds);
}

enum err vroom_read_matrices(struct vroom *vroom)
{
	json_t *matrices = json_object_get(vroom->root, "matrices");
	const char *name;
	json_t *matrix;

	if (matrices == NULL)
		return read_old_matrix(vroom);
	if (json_object_get(vroom->root, "matrix") != NULL)
		fprintf(vroom->settings->warnings,
			"callout %s: /matrix: ignored beside 'matrices'\n",
			vroom->settings->command);
	if (!json_is_object(matrices) || json_object_size(matrices) == 0)
		return vroom_refuse(vroom, "/matrices",
				    "must be an object of profiles");
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
	return ERR_OK;
}

/* --- Profiles and places --- */

enum err vroom_get_profile(const struct vroom *vroom, const json_t *object,
			   const char *pointer,
			   const struct vroom_profile **ret_profile)
{
	const json_t *value = json_object_get(object, "profile");
	const char *name = DEFAULT_PROFILE;

	if (value != NULL && !json_is_string(value))
		return vroom_refuse(vroom, vroom_at(vroom, pointer, "profile"),
				    "must be a string");
	if (value != NULL)
		name = json_string_value(value);
	if (!vroom->has_matrix)
		return ERR_OK;
	for (size_t i = 0; i < vroom->profile_count; i++)
		if (strcmp(vroom->profiles[i].name, name) == 0) {
			*ret_profile = &vroom->profiles[i];
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

	if (!json_is_array(value) || json_array_size(value) < 2)
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
