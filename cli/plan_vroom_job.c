/* SPDX-License-Identifier: MIT */
/*
 * A job of the document becomes one of ours, or several: each member of a crew
 * and each day of a long job is a visit of its own, tied to the others.
 */
#include "cli/plan_vroom_internal.h"

#include <inttypes.h>
#include <string.h>

static const struct vroom_key job_keys[] = {
    {"id", VROOM_KEY_READ},
    {"description", VROOM_KEY_SKIP},
    {"location", VROOM_KEY_READ},
    {"location_index", VROOM_KEY_READ},
    {"setup", VROOM_KEY_READ},
    {"service", VROOM_KEY_READ},
    {"delivery", VROOM_KEY_READ},
    {"pickup", VROOM_KEY_READ},
    {"amount", VROOM_KEY_READ},
    {"skills", VROOM_KEY_READ},
    {"priority", VROOM_KEY_READ},
    {"time_windows", VROOM_KEY_READ},
    {"setup_per_type", VROOM_KEY_READ},
    {"service_per_type", VROOM_KEY_READ},
    {"levels", VROOM_KEY_READ},
    {"tools", VROOM_KEY_READ},
    {"parts", VROOM_KEY_READ},
    {"due", VROOM_KEY_READ},
    {"required", VROOM_KEY_READ},
    {"preferred", VROOM_KEY_READ},
    {"excluded", VROOM_KEY_READ},
    {"pinned", VROOM_KEY_READ},
    {"crew", VROOM_KEY_READ},
    {"days", VROOM_KEY_READ},
    {"after", VROOM_KEY_READ},
    {"same_vehicle", VROOM_KEY_READ},
    {NULL, VROOM_KEY_READ}};
static const struct vroom_key due_keys[] = {{"at", VROOM_KEY_READ},
					    {"cost", VROOM_KEY_READ},
					    {"of", VROOM_KEY_READ},
					    {NULL, VROOM_KEY_READ}};

enum err vroom_read_task(const struct vroom *vroom, const json_t *object,
			 const char *pointer, struct plan_job *spec)
{
	enum err err;

	if ((err = vroom_get_id(vroom, object, pointer, &spec->id)) != ERR_OK ||
	    (err =
		 vroom_get_location(vroom, object, "location", "location_index",
				    pointer, &spec->location)) != ERR_OK)
		return err;
	if (spec->location == PLAN_NONE)
		return vroom_refuse(vroom, pointer, "'%s' is missing",
				    vroom->has_matrix ? "location_index"
						      : "location");
	if ((err = vroom_get_int(vroom, object, "setup", pointer, 0,
				 PLAN_SPAN_MAX, &spec->setup_s)) != ERR_OK ||
	    (err = vroom_get_int(vroom, object, "service", pointer, 0,
				 PLAN_SPAN_MAX, &spec->service_s)) != ERR_OK ||
	    (err = vroom_get_typed_services(vroom, object, pointer, spec)) !=
		ERR_OK)
		return err;
	return vroom_get_windows(vroom, object, pointer, &spec->windows,
				 &spec->window_count);
}

enum err vroom_get_priority(const struct vroom *vroom, const json_t *object,
			    const char *pointer, int32_t *ret_priority)
{
	int64_t priority = 0;
	enum err err = vroom_get_int(vroom, object, "priority", pointer, 0,
				     PLAN_PRIORITY_MAX, &priority);

	*ret_priority = (int32_t)priority;
	return err;
}

/* `amount`, of old, is a delivery where neither of the two is given. */
static enum err read_amounts(const struct vroom *vroom, const json_t *object,
			     const char *pointer, struct plan_job *spec)
{
	bool old = json_object_get(object, "delivery") == NULL &&
		   json_object_get(object, "pickup") == NULL;
	enum err err =
	    vroom_get_amounts(vroom, object, old ? "amount" : "delivery",
			      pointer, &spec->delivery);

	return err != ERR_OK ? err
			     : vroom_get_amounts(vroom, object, "pickup",
						 pointer, &spec->pickup);
}

/* --- Targets --- */

static enum err read_one_due(const struct vroom *vroom, const json_t *object,
			     const char *pointer, struct plan_due *due)
{
	const json_t *of;
	const char *name = "start";
	enum err err = vroom_check_keys(vroom, object, pointer, due_keys);

	if (err != ERR_OK)
		return err;
	if (json_object_get(object, "at") == NULL)
		return vroom_refuse(vroom, pointer, "'at' is missing");
	if (json_object_get(object, "cost") == NULL)
		return vroom_refuse(vroom, pointer, "'cost' is missing");
	if ((err = vroom_get_int(vroom, object, "at", pointer, 0, PLAN_TIME_MAX,
				 &due->at_s)) != ERR_OK ||
	    (err = vroom_get_cost(vroom, object, "cost", pointer, PLAN_RATE_MAX,
				  &due->rate)) != ERR_OK)
		return err;
	of = json_object_get(object, "of");
	if (of != NULL)
		name = json_string_value(of);
	if (name == NULL ||
	    (strcmp(name, "start") != 0 && strcmp(name, "end") != 0))
		return vroom_refuse(vroom, vroom_at(vroom, pointer, "of"),
				    "must be \"start\" or \"end\"");
	due->of = strcmp(name, "end") == 0 ? PLAN_DUE_END : PLAN_DUE_START;
	return ERR_OK;
}

static enum err read_dues(const struct vroom *vroom, const json_t *object,
			  const char *pointer, struct plan_job *spec)
{
	const json_t *array;
	struct plan_due *dues;
	enum err err = vroom_get_array(vroom, object, "due", pointer, &array);

	if (err != ERR_OK || array == NULL)
		return err;
	pointer = vroom_at(vroom, pointer, "due");
	dues = arena_calloc(vroom->scratch, json_array_size(array) + 1,
			    sizeof(*dues));
	for (size_t i = 0; i < json_array_size(array) && err == ERR_OK; i++)
		err = read_one_due(vroom, json_array_get(array, i),
				   vroom_at_index(vroom, pointer, i), &dues[i]);
	spec->dues = dues;
	spec->due_count = json_array_size(array);
	return err;
}

/* --- Visits --- */

/* A job's shape: visit `day * crew + member`. */
struct shape {
	int32_t crew, days, first;
};

static enum err get_count(const struct vroom *vroom, const json_t *object,
			  const char *key, const char *pointer,
			  int64_t *ret_count)
{
	const json_t *value = json_object_get(object, key);

	return value == NULL
		   ? ERR_OK
		   : vroom_to_whole(vroom, value, vroom_at(vroom, pointer, key),
				    1, PLAN_LINKED_MAX, ret_count);
}

static enum err read_shape(const struct vroom *vroom, const json_t *object,
			   const char *pointer, struct shape *ret_shape)
{
	int64_t crew = 1, days = 1;
	enum err err;

	if ((err = get_count(vroom, object, "crew", pointer, &crew)) !=
		ERR_OK ||
	    (err = get_count(vroom, object, "days", pointer, &days)) != ERR_OK)
		return err;
	if (crew * days > PLAN_LINKED_MAX)
		return vroom_refuse(vroom, vroom_at(vroom, pointer, "days"),
				    "%" PRId64 " days of a crew of %" PRId64
				    ": %d visits are planned at most",
				    days, crew, PLAN_LINKED_MAX);
	*ret_shape = (struct shape){(int32_t)crew, (int32_t)days,
				    plan_problem_job_count(vroom->problem)};
	return ERR_OK;
}

/* What is brought, taken or used up counts once, for the first of the crew on
 * the first day; so do targets, but for those of the end, which are the last
 * day's. Tools are the first member's, every day. */
static void take_share(const struct shape *shape, int32_t k,
		       struct plan_due *dues, struct plan_job *spec)
{
	int32_t member = k % shape->crew, day = k / shape->crew;
	size_t kept = 0;

	spec->service_s = (spec->service_s + shape->days - 1) / shape->days;
	if (k > 0) {
		spec->delivery = spec->pickup = NULL;
		spec->parts = NULL;
		spec->part_count = 0;
	}
	if (member > 0) {
		spec->tools = NULL;
		spec->tool_count = 0;
	}
	if (day > 0)
		spec->preferred_count = 0;
	for (size_t i = 0; i < spec->due_count; i++)
		if (member == 0 && day == (spec->dues[i].of == PLAN_DUE_START
					       ? 0
					       : shape->days - 1))
			dues[kept++] = spec->dues[i];
	spec->dues = dues;
	spec->due_count = kept;
}

/* Times by type are shared out over the days as `service` is. */
static void share_typed(const struct vroom *vroom, const struct shape *shape,
			struct plan_job *spec)
{
	size_t count = spec->typed_service_count;
	struct plan_typed_service *own =
	    arena_calloc(vroom->scratch, count + 1, sizeof(*own));

	for (size_t i = 0; i < count; i++) {
		own[i] = spec->typed_services[i];
		own[i].service_s =
		    (own[i].service_s + shape->days - 1) / shape->days;
	}
	spec->typed_services = own;
}

/* --- A job --- */

void vroom_set_current(const struct vroom *vroom, int32_t technician,
		       struct plan_job *spec)
{
	spec->current_technician = technician;
	spec->move_cost = technician == PLAN_NONE ? 0 : vroom->move_cost;
}

static enum err add_visits(struct vroom *vroom, const json_t *object,
			   const char *pointer, const struct plan_job *whole,
			   const struct shape *shape)
{
	int32_t count = shape->crew * shape->days;
	const char *text = vroom_repeat_task(vroom, object);
	int32_t now[PLAN_LINKED_MAX];
	enum err err = vroom_initial_take(vroom, TOLD_JOB, whole->id,
					  shape->first, count, now);
	struct plan_due *dues =
	    arena_calloc(vroom->scratch, whole->due_count + 1, sizeof(*dues));

	if (err != ERR_OK)
		return err;
	for (int32_t k = 0; k < count; k++) {
		const struct vroom_visit visit = {text, TOLD_JOB, shape->first,
						  count, shape->crew};
		struct plan_job spec = *whole;

		vroom_set_current(vroom, now[k], &spec);
		if (count > 1) {
			take_share(shape, k, dues, &spec);
			share_typed(vroom, shape, &spec);
		}
		if ((err = vroom_read_pinned(vroom, object, pointer, k, count,
					     &spec)) != ERR_OK ||
		    (err = vroom_add_visit(vroom, pointer, &spec, &visit)) !=
			ERR_OK)
			return err;
	}
	return count == 1 ? ERR_OK
			  : vroom_link_visits(vroom, pointer, shape->first,
					      shape->crew, shape->days);
}

enum err vroom_read_job(struct vroom *vroom, const json_t *object,
			const char *pointer)
{
	struct plan_job spec = PLAN_JOB_DEFAULTS;
	struct shape shape = {1, 1, 0};
	enum err err;

	if ((err = vroom_check_keys(vroom, object, pointer, job_keys)) !=
		ERR_OK ||
	    (err = vroom_read_task(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = vroom_get_priority(vroom, object, pointer,
				      &spec.priority)) != ERR_OK ||
	    (err = vroom_read_needs(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = read_amounts(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = read_dues(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = vroom_read_who(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = read_shape(vroom, object, pointer, &shape)) != ERR_OK)
		return err;
	return add_visits(vroom, object, pointer, &spec, &shape);
}
