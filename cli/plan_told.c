/* SPDX-License-Identifier: MIT */
/* VROOM's solution JSON, as far as a check needs it. */
#include "cli/plan_told.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <callout/plan.h>

#include "cli/plan_json.h"

struct reader {
	int64_t scale;
	struct arena *arena;
	struct err_detail *detail;
};

/* A depot's is a pickup's. */
static const char *const kind_names[TOLD_KIND_COUNT] = {
    [TOLD_START] = "start",   [TOLD_JOB] = "job",
    [TOLD_PICKUP] = "pickup", [TOLD_DELIVERY] = "delivery",
    [TOLD_BREAK] = "break",   [TOLD_END] = "end",
};

static enum err refuse(const struct reader *reader, const char *pointer,
		       const char *key, const char *text)
{
	return err_set(reader->detail, ERR_INPUT,
		       key == NULL
			   ? pointer
			   : arena_printf(reader->arena, "%s/%s", pointer, key),
		       "%s", text);
}

/* --- Values --- */

/* A number of 0 and up that is whole once it is scaled; absent: `absent`, or
 * an error where that is -1. A cost may be negative: there are bonuses. */
static enum err get_number(const struct reader *reader, const json_t *object,
			   const char *key, const char *pointer, int64_t scale,
			   int64_t absent, int64_t *ret_value)
{
	const json_t *value = json_object_get(object, key);
	const double most = (double)PLAN_TIME_MAX;
	double scaled;

	if (value == NULL) {
		if (absent == -1)
			return refuse(reader, pointer, key, "is missing");
		*ret_value = absent;
		return ERR_OK;
	}
	if (!json_is_number(value))
		return refuse(reader, pointer, key, "must be a number");
	scaled = json_number_value(value) * (double)scale;
	if (!(scaled >= (strcmp(key, "cost") == 0 ? -most : 0) &&
	      scaled <= most))
		return refuse(reader, pointer, key, "is negative or too large");
	if (fabs(scaled - round(scaled)) > 1e-3)
		return refuse(reader, pointer, key,
			      "has more decimals than the problem");
	*ret_value = (int64_t)llround(scaled);
	return ERR_OK;
}

static enum err get_id(const struct reader *reader, const json_t *object,
		       const char *key, const char *pointer, int64_t *ret_id)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_integer(value))
		return refuse(reader, pointer, key,
			      value == NULL ? "is missing"
					    : "must be a whole number");
	*ret_id = json_integer_value(value);
	return ERR_OK;
}

static enum err get_array(const struct reader *reader, const json_t *object,
			  const char *key, const char *pointer,
			  const json_t **ret_array)
{
	*ret_array = json_object_get(object, key);
	if (!json_is_array(*ret_array))
		return refuse(reader, pointer, key, "must be an array");
	return ERR_OK;
}

/* --- Routes --- */

bool told_kind_of(const char *name, enum told_kind *ret_kind)
{
	for (int kind = 0; name != NULL && kind < TOLD_KIND_COUNT; kind++)
		if (kind_names[kind] != NULL &&
		    strcmp(kind_names[kind], name) == 0) {
			*ret_kind = (enum told_kind)kind;
			return true;
		}
	return false;
}

const char *told_kind_name(enum told_kind kind)
{
	return kind_names[kind == TOLD_DEPOT ? TOLD_PICKUP : kind];
}

static enum err get_kind(const struct reader *reader, const json_t *object,
			 const char *pointer, enum told_kind *ret_kind)
{
	const char *name = json_string_value(json_object_get(object, "type"));

	return told_kind_of(name, ret_kind)
		   ? ERR_OK
		   : refuse(reader, pointer, "type", TOLD_KIND_EXPECTED);
}

/* A number from 0 that may be absent: then *ret_value stays. */
static enum err get_index(const struct reader *reader, const json_t *object,
			  const char *key, const char *pointer,
			  int32_t *ret_value)
{
	const json_t *value = json_object_get(object, key);

	if (value == NULL)
		return ERR_OK;
	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
	    json_integer_value(value) > INT32_MAX)
		return refuse(reader, pointer, key,
			      "must be a whole number from 0");
	*ret_value = (int32_t)json_integer_value(value);
	return ERR_OK;
}

/* What a step is about. */
static enum err read_subject(const struct reader *reader, const json_t *object,
			     const char *pointer, struct told_step *step)
{
	enum err err = get_kind(reader, object, pointer, &step->kind);

	step->part = TOLD_NO_PART;
	if (err != ERR_OK || step->kind == TOLD_START || step->kind == TOLD_END)
		return err;
	if (step->kind == TOLD_PICKUP &&
	    json_object_get(object, "id") == NULL) {
		step->kind = TOLD_DEPOT;
		return ERR_OK;
	}
	if ((err = get_id(reader, object, "id", pointer, &step->id)) != ERR_OK)
		return err;
	return get_index(reader, object, "part", pointer, &step->part);
}

static enum err read_step(const struct reader *reader, const json_t *object,
			  const char *pointer, struct told_step *step)
{
	int64_t scale = reader->scale;
	enum err err;

	if (!json_is_object(object))
		return refuse(reader, pointer, NULL, "must be an object");
	if ((err = read_subject(reader, object, pointer, step)) != ERR_OK ||
	    (err = get_number(reader, object, "arrival", pointer, scale, -1,
			      &step->arrival_s)) != ERR_OK ||
	    (err = get_number(reader, object, "waiting_time", pointer, scale, 0,
			      &step->waiting_s)) != ERR_OK ||
	    (err = get_number(reader, object, "setup", pointer, scale, 0,
			      &step->setup_s)) != ERR_OK ||
	    (err = get_number(reader, object, "service", pointer, scale, 0,
			      &step->service_s)) != ERR_OK ||
	    (err = get_number(reader, object, "duration", pointer, scale,
			      TOLD_NOTHING, &step->duration_s)) != ERR_OK ||
	    (err = get_number(reader, object, "distance", pointer, 1,
			      TOLD_NOTHING, &step->distance_m)) != ERR_OK)
		return err;
	return ERR_OK;
}

static enum err read_route(const struct reader *reader, const json_t *object,
			   const char *pointer, struct told_route *route)
{
	struct told_step *steps;
	const json_t *array;
	enum err err;

	if (!json_is_object(object))
		return refuse(reader, pointer, NULL, "must be an object");
	route->pointer = pointer;
	if ((err = get_id(reader, object, "vehicle", pointer,
			  &route->vehicle)) != ERR_OK ||
	    (err = get_index(reader, object, "shift", pointer,
			     &route->shift)) != ERR_OK ||
	    (err = get_number(reader, object, "cost", pointer, reader->scale,
			      TOLD_NOTHING, &route->cost)) != ERR_OK ||
	    (err = get_array(reader, object, "steps", pointer, &array)) !=
		ERR_OK)
		return err;
	route->step_count = json_array_size(array);
	steps =
	    arena_calloc(reader->arena, route->step_count + 1, sizeof(*steps));
	route->steps = steps;
	for (size_t i = 0; i < route->step_count && err == ERR_OK; i++)
		err = read_step(
		    reader, json_array_get(array, i),
		    arena_printf(reader->arena, "%s/steps/%zu", pointer, i),
		    &steps[i]);
	return err;
}

static enum err read_routes(const struct reader *reader, const json_t *root,
			    struct told_plan *plan)
{
	struct told_route *routes;
	const json_t *array;
	enum err err = get_array(reader, root, "routes", "", &array);

	if (err != ERR_OK)
		return err;
	plan->route_count = json_array_size(array);
	routes =
	    arena_calloc(reader->arena, plan->route_count + 1, sizeof(*routes));
	plan->routes = routes;
	for (size_t i = 0; i < plan->route_count && err == ERR_OK; i++)
		err = read_route(reader, json_array_get(array, i),
				 arena_printf(reader->arena, "/routes/%zu", i),
				 &routes[i]);
	return err;
}

/* --- The rest --- */

static enum err read_absent(const struct reader *reader, const json_t *object,
			    const char *pointer, struct told_absent *absent)
{
	enum err err = ERR_OK;

	absent->kind = TOLD_JOB;
	if (json_object_get(object, "type") != NULL)
		err = get_kind(reader, object, pointer, &absent->kind);
	if (err == ERR_OK && absent->kind != TOLD_JOB &&
	    absent->kind != TOLD_PICKUP && absent->kind != TOLD_DELIVERY)
		err = refuse(reader, pointer, "type",
			     "must be job, pickup or delivery");
	return err != ERR_OK
		   ? err
		   : get_id(reader, object, "id", pointer, &absent->id);
}

static enum err read_unassigned(const struct reader *reader, const json_t *root,
				struct told_plan *plan)
{
	const json_t *array;
	struct told_absent *absent;
	enum err err;

	if (json_object_get(root, "unassigned") == NULL)
		return ERR_OK;
	if ((err = get_array(reader, root, "unassigned", "", &array)) != ERR_OK)
		return err;
	plan->unassigned_count = json_array_size(array);
	absent = arena_calloc(reader->arena, plan->unassigned_count + 1,
			      sizeof(*absent));
	plan->unassigned = absent;
	for (size_t i = 0; i < plan->unassigned_count && err == ERR_OK; i++)
		err = read_absent(
		    reader, json_array_get(array, i),
		    arena_printf(reader->arena, "/unassigned/%zu", i),
		    &absent[i]);
	return err;
}

static enum err read_summary(const struct reader *reader, const json_t *root,
			     struct told_plan *plan)
{
	const json_t *summary = json_object_get(root, "summary");
	enum err err;

	if ((err = get_number(reader, summary, "cost", "/summary",
			      reader->scale, TOLD_NOTHING, &plan->cost)) !=
		ERR_OK ||
	    (err = get_number(reader, summary, "priority", "/summary", 1,
			      TOLD_NOTHING, &plan->priority)) != ERR_OK)
		return err;
	return get_number(reader, summary, "unassigned", "/summary", 1,
			  TOLD_NOTHING, &plan->left_out);
}

enum err told_read(const char *text, size_t length, int64_t scale,
		   struct arena *arena, struct told_plan *ret_plan,
		   struct err_detail *detail)
{
	const struct reader reader = {scale, arena, detail};
	struct told_plan plan = {0};
	json_t *root;
	enum err err = plan_json_load(text, length, &root, detail);

	if (err != ERR_OK)
		return err;
	if (!json_is_object(root))
		err = refuse(&reader, "", NULL, "must be an object");
	else if ((err = read_routes(&reader, root, &plan)) == ERR_OK &&
		 (err = read_unassigned(&reader, root, &plan)) == ERR_OK)
		err = read_summary(&reader, root, &plan);
	json_decref(root);
	if (err == ERR_OK)
		*ret_plan = plan;
	return err;
}
