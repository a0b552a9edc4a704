/* SPDX-License-Identifier: MIT */
/*
 * Who may, should or must do a job: vehicles by their ids, each of which
 * stands for the technicians of all its shifts.
 */
#include "cli/plan_vroom_internal.h"

#include <inttypes.h>

static const struct vroom_key pinned_keys[] = {{"vehicle", VROOM_KEY_READ},
					       {"start", VROOM_KEY_READ},
					       {NULL, VROOM_KEY_READ}};

static enum err find_vehicle(const struct vroom *vroom, int64_t id,
			     const char *pointer,
			     const struct vroom_id **ret_vehicle)
{
	*ret_vehicle = vroom_ids_find(&vroom->vehicle_ids, id);
	return *ret_vehicle != NULL
		   ? ERR_OK
		   : vroom_refuse(vroom, pointer,
				  "there is no vehicle %" PRId64, id);
}

/* An array of ids; twice is once. */
static enum err read_list(const struct vroom *vroom, const json_t *object,
			  const char *key, const char *pointer,
			  const int32_t **ret_list, size_t *ret_count)
{
	const json_t *array;
	int32_t *list;
	size_t count = 0, used = 0;
	enum err err = vroom_get_array(vroom, object, key, pointer, &array);

	if (err != ERR_OK || json_array_size(array) == 0)
		return err;
	pointer = vroom_at(vroom, pointer, key);
	for (int pass = 0; pass < 2; pass++) {
		if (pass == 1)
			list =
			    arena_calloc(vroom->scratch, count, sizeof(*list));
		for (size_t i = 0; i < json_array_size(array); i++) {
			const struct vroom_id *vehicle;
			const char *at = vroom_at_index(vroom, pointer, i);
			int64_t id;

			if ((err = vroom_to_int(vroom, json_array_get(array, i),
						at, 0, INT64_MAX, &id)) !=
				ERR_OK ||
			    (err = find_vehicle(vroom, id, at, &vehicle)) !=
				ERR_OK)
				return err;
			count += (size_t)vehicle->count;
			for (int32_t k = 0; pass == 1 && k < vehicle->count;
			     k++)
				list[used++] = vehicle->first + k;
		}
	}
	*ret_list = list;
	*ret_count = used;
	return ERR_OK;
}

/* {"vehicle": bonus} */
static enum err read_preferred(const struct vroom *vroom, const json_t *object,
			       const char *pointer, struct plan_job *spec)
{
	const json_t *map, *value;
	struct plan_preference *list;
	const char *name;
	enum err err =
	    vroom_get_object(vroom, object, "preferred", pointer, &map);

	if (err != ERR_OK || json_object_size(map) == 0)
		return err;
	pointer = vroom_at(vroom, pointer, "preferred");
	list = arena_calloc(vroom->scratch,
			    json_object_size(map) * (size_t)vroom->most_shifts,
			    sizeof(*list));
	json_object_foreach((json_t *)map, name, value)
	{
		const char *at = vroom_at(vroom, pointer, name);
		const struct vroom_id *vehicle;
		int64_t id, bonus = 0;

		if ((err = vroom_to_number(vroom, name, at, INT64_MAX, &id)) !=
			ERR_OK ||
		    (err = find_vehicle(vroom, id, at, &vehicle)) != ERR_OK ||
		    (err = vroom_get_cost(vroom, map, name, pointer,
					  PLAN_TIME_MAX, &bonus)) != ERR_OK)
			return err;
		for (int32_t k = 0; k < vehicle->count; k++)
			list[spec->preferred_count++] =
			    (struct plan_preference){vehicle->first + k, bonus};
	}
	spec->preferred = list;
	return ERR_OK;
}

enum err vroom_read_who(const struct vroom *vroom, const json_t *object,
			const char *pointer, struct plan_job *spec)
{
	enum err err;

	if ((err = read_list(vroom, object, "required", pointer,
			     &spec->required, &spec->required_count)) !=
		ERR_OK ||
	    (err = read_list(vroom, object, "excluded", pointer,
			     &spec->excluded, &spec->excluded_count)) != ERR_OK)
		return err;
	return read_preferred(vroom, object, pointer, spec);
}

/* --- Pins --- */

/* A pin's technician is the shift that the start lies in. */
static enum err find_shift(const struct vroom *vroom,
			   const struct vroom_id *vehicle, int64_t start_s,
			   const char *pointer, int32_t *ret_technician)
{
	*ret_technician = vehicle->first;
	if (vehicle->count == 1)
		return ERR_OK;
	if (start_s == PLAN_ANY_TIME)
		return vroom_refuse(vroom, pointer,
				    "'start' is missing: vehicle %" PRId64
				    " has several shifts",
				    vehicle->id);
	for (int32_t k = 0; k < vehicle->count; k++) {
		const struct plan_technician *shift =
		    plan_problem_technician(vroom->problem, vehicle->first + k);

		if (start_s >= shift->shift_start_s &&
		    start_s <= shift->shift_end_s + shift->overtime_max_s) {
			*ret_technician = vehicle->first + k;
			return ERR_OK;
		}
	}
	return vroom_refuse(vroom, vroom_at(vroom, pointer, "start"),
			    "vehicle %" PRId64 " has no shift at %" PRId64,
			    vehicle->id, start_s);
}

static enum err read_pin(const struct vroom *vroom, const json_t *pin,
			 const char *pointer, struct plan_job *spec)
{
	const struct vroom_id *vehicle;
	int64_t id, start_s = PLAN_ANY_TIME;
	enum err err;

	if ((err = vroom_check_keys(vroom, pin, pointer, pinned_keys)) !=
	    ERR_OK)
		return err;
	if (json_object_get(pin, "vehicle") == NULL)
		return vroom_refuse(vroom, pointer, "'vehicle' is missing");
	if ((err = vroom_get_int(vroom, pin, "vehicle", pointer, 0, INT64_MAX,
				 &id)) != ERR_OK ||
	    (err = find_vehicle(vroom, id, vroom_at(vroom, pointer, "vehicle"),
				&vehicle)) != ERR_OK ||
	    (err = vroom_get_int(vroom, pin, "start", pointer, 0, PLAN_TIME_MAX,
				 &start_s)) != ERR_OK)
		return err;
	spec->pinned_start_s = start_s;
	return find_shift(vroom, vehicle, start_s, pointer,
			  &spec->pinned_technician);
}

enum err vroom_read_pinned(const struct vroom *vroom, const json_t *object,
			   const char *pointer, int32_t k, int32_t count,
			   struct plan_job *spec)
{
	const json_t *pinned = json_object_get(object, "pinned");

	if (pinned == NULL)
		return ERR_OK;
	pointer = vroom_at(vroom, pointer, "pinned");
	if (!json_is_array(pinned))
		return k > 0 ? ERR_OK : read_pin(vroom, pinned, pointer, spec);
	if (json_array_size(pinned) > (size_t)count)
		return vroom_refuse(vroom, pointer,
				    "%zu pins for %" PRId32 " visits",
				    json_array_size(pinned), count);
	if ((size_t)k >= json_array_size(pinned))
		return ERR_OK;
	return read_pin(vroom, json_array_get(pinned, (size_t)k),
			vroom_at_index(vroom, pointer, (size_t)k), spec);
}
