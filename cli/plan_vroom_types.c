/* SPDX-License-Identifier: MIT */
/*
 * Types of vehicles, and what a job takes with each. A type is a name; the
 * library wants a number, which is the name's place among those that vehicles
 * have. Types that no vehicle has are read and forgotten.
 */
#include "cli/plan_vroom_internal.h"

#include <string.h>

enum err vroom_get_type(struct vroom *vroom, const json_t *object,
			const char *pointer, int32_t *ret_type)
{
	const json_t *value = json_object_get(object, "type"), *known;
	const char *name;

	if (value == NULL)
		return ERR_OK;
	if (!json_is_string(value))
		return vroom_refuse(vroom, vroom_at(vroom, pointer, "type"),
				    "must be a string");
	name = json_string_value(value);
	if (vroom->types == NULL)
		vroom->types = json_object();
	known = json_object_get(vroom->types, name);
	if (known == NULL) {
		size_t number = json_object_size(vroom->types);

		(void)json_object_set_new(vroom->types, name,
					  json_integer((json_int_t)number));
		known = json_object_get(vroom->types, name);
	}
	*ret_type = (int32_t)json_integer_value(known);
	return ERR_OK;
}

/* The entry of a type, made from the job's own times if it is not there. */
static struct plan_typed_service *entry_of(const struct plan_job *spec,
					   struct plan_typed_service *own,
					   size_t *count, int32_t type)
{
	for (size_t i = 0; i < *count; i++)
		if (own[i].type == type)
			return &own[i];
	own[*count] =
	    (struct plan_typed_service){type, spec->setup_s, spec->service_s};
	return &own[(*count)++];
}

/* One of the two objects. */
static enum err read_times(const struct vroom *vroom, const json_t *object,
			   const char *key, const char *pointer,
			   const struct plan_job *spec,
			   struct plan_typed_service *own, size_t *count)
{
	const json_t *times = json_object_get(object, key), *value;
	const char *name;

	if (times == NULL)
		return ERR_OK;
	pointer = vroom_at(vroom, pointer, key);
	if (!json_is_object(times))
		return vroom_refuse(vroom, pointer,
				    "must be an object of types");
	json_object_foreach((json_t *)times, name, value)
	{
		const json_t *known = json_object_get(vroom->types, name);
		struct plan_typed_service *entry;
		int64_t s;
		enum err err =
		    vroom_to_int(vroom, value, vroom_at(vroom, pointer, name),
				 0, PLAN_SPAN_MAX, &s);

		if (err != ERR_OK)
			return err;
		if (known == NULL)
			continue;
		entry = entry_of(spec, own, count,
				 (int32_t)json_integer_value(known));
		if (strcmp(key, "setup_per_type") == 0)
			entry->setup_s = s;
		else
			entry->service_s = s;
	}
	return ERR_OK;
}

enum err vroom_get_typed_services(const struct vroom *vroom,
				  const json_t *object, const char *pointer,
				  struct plan_job *spec)
{
	size_t most =
	    json_object_size(json_object_get(object, "setup_per_type")) +
	    json_object_size(json_object_get(object, "service_per_type"));
	struct plan_typed_service *own =
	    arena_calloc(vroom->scratch, most + 1, sizeof(*own));
	size_t count = 0;
	enum err err;

	if ((err = read_times(vroom, object, "setup_per_type", pointer, spec,
			      own, &count)) != ERR_OK ||
	    (err = read_times(vroom, object, "service_per_type", pointer, spec,
			      own, &count)) != ERR_OK)
		return err;
	spec->typed_services = own;
	spec->typed_service_count = count;
	return ERR_OK;
}
