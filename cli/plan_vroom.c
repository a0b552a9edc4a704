/* SPDX-License-Identifier: MIT */
/*
 * VROOM's problem JSON becomes ours. Each object is read by a table of its
 * keys: what is read, what is told apart from typing errors, what is refused.
 */
#include "cli/plan_vroom_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <callout/clk.h>

#include "cli/plan_json.h"

#define HORIZON_S (200 * INT64_C(86400)) /* where no time window ends it */

/* --- Keys --- */

static const struct vroom_key top_keys[] = {
    {"jobs", VROOM_KEY_READ},	  {"vehicles", VROOM_KEY_READ},
    {"matrices", VROOM_KEY_READ}, {"shipments", VROOM_KEY_REFUSE},
    {"matrix", VROOM_KEY_REFUSE}, {NULL, VROOM_KEY_READ}};
static const struct vroom_key vehicle_keys[] = {
    {"id", VROOM_KEY_READ},
    {"description", VROOM_KEY_SKIP},
    {"profile", VROOM_KEY_READ},
    {"start", VROOM_KEY_READ},
    {"start_index", VROOM_KEY_READ},
    {"end", VROOM_KEY_READ},
    {"end_index", VROOM_KEY_READ},
    {"capacity", VROOM_KEY_READ},
    {"skills", VROOM_KEY_READ},
    {"time_window", VROOM_KEY_READ},
    {"breaks", VROOM_KEY_READ},
    {"speed_factor", VROOM_KEY_READ},
    {"max_tasks", VROOM_KEY_READ},
    {"max_travel_time", VROOM_KEY_READ},
    {"costs", VROOM_KEY_READ},
    {"type", VROOM_KEY_SKIP},
    {"max_distance", VROOM_KEY_REFUSE},
    {"steps", VROOM_KEY_REFUSE},
    {NULL, VROOM_KEY_READ}};
static const struct vroom_key cost_keys[] = {{"fixed", VROOM_KEY_READ},
					     {"per_hour", VROOM_KEY_READ},
					     {"per_km", VROOM_KEY_READ},
					     {NULL, VROOM_KEY_READ}};
static const struct vroom_key break_keys[] = {
    {"id", VROOM_KEY_READ},	    {"time_windows", VROOM_KEY_READ},
    {"service", VROOM_KEY_READ},    {"description", VROOM_KEY_SKIP},
    {"max_load", VROOM_KEY_REFUSE}, {NULL, VROOM_KEY_READ}};
static const struct vroom_key job_keys[] = {
    {"id", VROOM_KEY_READ},
    {"description", VROOM_KEY_SKIP},
    {"location", VROOM_KEY_READ},
    {"location_index", VROOM_KEY_READ},
    {"setup", VROOM_KEY_READ},
    {"service", VROOM_KEY_READ},
    {"delivery", VROOM_KEY_READ},
    {"pickup", VROOM_KEY_READ},
    {"skills", VROOM_KEY_READ},
    {"priority", VROOM_KEY_READ},
    {"time_windows", VROOM_KEY_READ},
    {"setup_per_type", VROOM_KEY_REFUSE},
    {"service_per_type", VROOM_KEY_REFUSE},
    {"amount", VROOM_KEY_REFUSE},
    {NULL, VROOM_KEY_READ}};
static const struct vroom_key matrix_keys[] = {{"durations", VROOM_KEY_READ},
					       {"distances", VROOM_KEY_SKIP},
					       {"costs", VROOM_KEY_REFUSE},
					       {NULL, VROOM_KEY_READ}};

/* --- Ids --- */

struct known_id {
	int64_t id;
	size_t index;
};

static int compare_ids(const void *a, const void *b)
{
	const struct known_id *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static enum err check_unique(const struct vroom *vroom, const json_t *array,
			     const char *list)
{
	size_t count = json_array_size(array);
	struct known_id *ids = xcalloc(count, sizeof(*ids));
	enum err err = ERR_OK;

	for (size_t i = 0; i < count; i++)
		ids[i] = (struct known_id){json_integer_value(json_object_get(
					       json_array_get(array, i), "id")),
					   i};
	qsort(ids, count, sizeof(*ids), compare_ids);
	for (size_t i = 1; i < count && err == ERR_OK; i++)
		if (ids[i].id == ids[i - 1].id)
			err = vroom_refuse(
			    vroom,
			    arena_printf(vroom->scratch, "/%s/%zu/id", list,
					 ids[i].index),
			    "id %" PRId64
			    " is also at /%s/%zu: each must be its "
			    "own",
			    ids[i].id, list, ids[i - 1].index);
	free(ids);
	return err;
}

/* --- Places --- */

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
static enum err get_location(const struct vroom *vroom, const json_t *object,
			     const char *key, const char *index_key,
			     const char *pointer, size_t rows,
			     int32_t *ret_location)
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
			    (int64_t)rows - 1, &index);
	if (err == ERR_OK)
		*ret_location = (int32_t)index;
	return err;
}

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
			    const json_t *matrix, const char *pointer,
			    size_t *ret_size)
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
	*ret_size = size;
	return ERR_OK;
}

static enum err read_matrices(struct vroom *vroom, size_t *ret_size)
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
		enum err err =
		    read_matrix(vroom, name, matrix,
				vroom_at(vroom, "/matrices", name), ret_size);

		if (err != ERR_OK)
			return err;
	}
	/* The largest part of the document by far; it was copied. */
	json_object_del(vroom->root, "matrices");
	return ERR_OK;
}

/* --- Vehicles --- */

static enum err read_break(const struct vroom *vroom, const json_t *object,
			   const char *pointer, struct plan_break *ret_break)
{
	enum err err;

	if ((err = vroom_check_keys(vroom, object, pointer, break_keys)) !=
		ERR_OK ||
	    (err = vroom_get_id(vroom, object, pointer, &ret_break->id)) !=
		ERR_OK ||
	    (err = vroom_get_int(vroom, object, "service", pointer, 0,
				 PLAN_SPAN_MAX, &ret_break->duration_s)) !=
		ERR_OK)
		return err;
	return vroom_get_windows(vroom, object, pointer, &ret_break->windows,
				 &ret_break->window_count);
}

static enum err read_breaks(const struct vroom *vroom, const json_t *object,
			    const char *pointer, struct plan_technician *spec)
{
	const json_t *array;
	struct plan_break *breaks;
	enum err err =
	    vroom_get_array(vroom, object, "breaks", pointer, &array);

	if (err != ERR_OK || array == NULL)
		return err;
	pointer = vroom_at(vroom, pointer, "breaks");
	breaks = arena_calloc(vroom->scratch, json_array_size(array) + 1,
			      sizeof(*breaks));
	for (size_t i = 0; i < json_array_size(array); i++) {
		err = read_break(vroom, json_array_get(array, i),
				 vroom_at_index(vroom, pointer, i), &breaks[i]);
		if (err != ERR_OK)
			return err;
	}
	spec->breaks = breaks;
	spec->break_count = json_array_size(array);
	return check_unique(vroom, array, pointer + 1);
}

/* VROOM's costs: `fixed`, and `per_hour` of travel (3600: one a second). */
static enum err read_costs(const struct vroom *vroom, const json_t *object,
			   const char *pointer, struct plan_technician *spec)
{
	const json_t *costs = json_object_get(object, "costs");
	int64_t fixed = 0, per_hour = 3600, per_km = 0;
	enum err err;

	if (costs == NULL)
		return ERR_OK;
	pointer = vroom_at(vroom, pointer, "costs");
	if ((err = vroom_check_keys(vroom, costs, pointer, cost_keys)) !=
		ERR_OK ||
	    (err = vroom_get_int(vroom, costs, "fixed", pointer, 0, INT32_MAX,
				 &fixed)) != ERR_OK ||
	    (err = vroom_get_int(vroom, costs, "per_hour", pointer, 0,
				 3600 * (PLAN_RATE_MAX / PLAN_COST_SECOND),
				 &per_hour)) != ERR_OK ||
	    (err = vroom_get_int(vroom, costs, "per_km", pointer, 0, INT32_MAX,
				 &per_km)) != ERR_OK)
		return err;
	if (per_km != 0)
		return vroom_refuse(vroom, vroom_at(vroom, pointer, "per_km"),
				    "costs by distance are not supported yet");
	spec->fixed_cost = fixed * PLAN_COST_SECOND;
	spec->travel_rate = (per_hour * PLAN_COST_SECOND + 1800) / 3600;
	return ERR_OK;
}

static enum err read_profile(const struct vroom *vroom, const json_t *object,
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

static enum err read_vehicle_skills(const struct vroom *vroom,
				    const json_t *object, const char *pointer,
				    struct plan_technician *spec)
{
	struct plan_skill *skills;
	int64_t *ids;
	enum err err =
	    vroom_get_skills(vroom, object, pointer, &ids, &spec->skill_count);

	if (err != ERR_OK || spec->skill_count == 0)
		return err;
	skills =
	    arena_calloc(vroom->scratch, spec->skill_count, sizeof(*skills));
	for (size_t i = 0; i < spec->skill_count; i++)
		skills[i] = (struct plan_skill){(int32_t)ids[i], 1,
						-PLAN_TIME_MAX, PLAN_TIME_MAX};
	spec->skills = skills;
	return ERR_OK;
}

static enum err read_shift(const struct vroom *vroom, const json_t *object,
			   const char *pointer, struct plan_technician *spec)
{
	const json_t *value = json_object_get(object, "time_window");
	struct plan_window shift = {vroom->default_start_s,
				    vroom->default_end_s};
	enum err err = ERR_OK;

	if (value != NULL)
		err = vroom_to_window(vroom, value,
				      vroom_at(vroom, pointer, "time_window"),
				      &shift);
	spec->shift_start_s = shift.start_s;
	spec->shift_end_s = shift.end_s;
	return err;
}

static enum err read_numbers(const struct vroom *vroom, const json_t *object,
			     const char *pointer, struct plan_technician *spec)
{
	const json_t *speed = json_object_get(object, "speed_factor");
	int64_t max_jobs = PLAN_NO_LIMIT;
	enum err err;

	if (speed != NULL && !json_is_number(speed))
		return vroom_refuse(vroom,
				    vroom_at(vroom, pointer, "speed_factor"),
				    "must be a number");
	if (speed != NULL)
		spec->speed_factor = json_number_value(speed);
	if ((err = vroom_get_int(vroom, object, "max_tasks", pointer, 0,
				 PLAN_NO_LIMIT, &max_jobs)) != ERR_OK)
		return err;
	spec->max_jobs = (int32_t)max_jobs;
	return vroom_get_int(vroom, object, "max_travel_time", pointer, 0,
			     PLAN_TIME_MAX, &spec->max_travel_s);
}

static enum err read_vehicle(struct vroom *vroom, const json_t *object,
			     const char *pointer, size_t rows)
{
	struct plan_technician spec = PLAN_TECHNICIAN_DEFAULTS;
	int32_t ignored;
	enum err err;

	if ((err = vroom_check_keys(vroom, object, pointer, vehicle_keys)) !=
		ERR_OK ||
	    (err = vroom_get_id(vroom, object, pointer, &spec.id)) != ERR_OK ||
	    (err = get_location(vroom, object, "start", "start_index", pointer,
				rows, &spec.start_location)) != ERR_OK ||
	    (err = get_location(vroom, object, "end", "end_index", pointer,
				rows, &spec.end_location)) != ERR_OK ||
	    (err = read_shift(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = read_breaks(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = read_vehicle_skills(vroom, object, pointer, &spec)) !=
		ERR_OK ||
	    (err = read_numbers(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = read_costs(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = read_profile(vroom, object, pointer, &spec.profile)) !=
		ERR_OK ||
	    (err = vroom_get_amounts(vroom, object, "capacity", pointer,
				     &spec.capacity)) != ERR_OK)
		return err;
	err = plan_problem_add_technician(vroom->problem, &spec, &ignored,
					  vroom->detail);
	return err == ERR_OK ? ERR_OK
			     : vroom_library_refused(vroom, pointer, err);
}

/* --- Jobs --- */

static enum err read_needs(const struct vroom *vroom, const json_t *object,
			   const char *pointer, struct plan_job *spec)
{
	struct plan_need *needs;
	int64_t *ids;
	enum err err =
	    vroom_get_skills(vroom, object, pointer, &ids, &spec->need_count);

	if (err != ERR_OK || spec->need_count == 0)
		return err;
	needs = arena_calloc(vroom->scratch, spec->need_count, sizeof(*needs));
	for (size_t i = 0; i < spec->need_count; i++)
		needs[i] = (struct plan_need){(int32_t)ids[i], 1};
	spec->needs = needs;
	return ERR_OK;
}

static enum err read_job(struct vroom *vroom, const json_t *object,
			 const char *pointer, size_t rows)
{
	struct plan_job spec = PLAN_JOB_DEFAULTS;
	int64_t priority = 0;
	int32_t ignored;
	enum err err;

	if ((err = vroom_check_keys(vroom, object, pointer, job_keys)) !=
		ERR_OK ||
	    (err = vroom_get_id(vroom, object, pointer, &spec.id)) != ERR_OK ||
	    (err = get_location(vroom, object, "location", "location_index",
				pointer, rows, &spec.location)) != ERR_OK)
		return err;
	if (spec.location == PLAN_NONE)
		return vroom_refuse(vroom, pointer, "'%s' is missing",
				    vroom->has_matrix ? "location_index"
						      : "location");
	if ((err = vroom_get_int(vroom, object, "setup", pointer, 0,
				 PLAN_SPAN_MAX, &spec.setup_s)) != ERR_OK ||
	    (err = vroom_get_int(vroom, object, "service", pointer, 0,
				 PLAN_SPAN_MAX, &spec.service_s)) != ERR_OK ||
	    (err = vroom_get_int(vroom, object, "priority", pointer, 0,
				 PLAN_PRIORITY_MAX, &priority)) != ERR_OK ||
	    (err = read_needs(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = vroom_get_windows(vroom, object, pointer, &spec.windows,
				     &spec.window_count)) != ERR_OK ||
	    (err = vroom_get_amounts(vroom, object, "delivery", pointer,
				     &spec.delivery)) != ERR_OK ||
	    (err = vroom_get_amounts(vroom, object, "pickup", pointer,
				     &spec.pickup)) != ERR_OK)
		return err;
	spec.priority = (int32_t)priority;
	err = plan_problem_add_job(vroom->problem, &spec, &ignored,
				   vroom->detail);
	return err == ERR_OK ? ERR_OK
			     : vroom_library_refused(vroom, pointer, err);
}

/* --- The document --- */

/* The latest time that any window of the list names. */
static int64_t last_time(const json_t *array, int64_t last)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *object = json_array_get(array, i);
		const json_t *windows = json_object_get(object, "time_windows");
		const json_t *shift = json_object_get(object, "time_window");

		for (size_t k = 0; k < json_array_size(windows); k++) {
			int64_t end = json_integer_value(
			    json_array_get(json_array_get(windows, k), 1));

			last = end > last ? end : last;
		}
		if (shift != NULL) {
			int64_t end =
			    json_integer_value(json_array_get(shift, 1));

			last = end > last ? end : last;
		}
	}
	return last;
}

/* A vehicle without a time window works from the day of the first times to
 * long after the last. */
static void choose_horizon(struct vroom *vroom)
{
	int64_t last = last_time(vroom->jobs, last_time(vroom->vehicles, 0));

	last =
	    last < PLAN_TIME_MAX - HORIZON_S ? last : PLAN_TIME_MAX - HORIZON_S;
	vroom->default_start_s =
	    last < HORIZON_S - 86400 ? 0 : last - HORIZON_S + 86400;
	vroom->default_end_s = vroom->default_start_s + PLAN_SPAN_MAX - 86400;
}

static void count_amounts(struct vroom *vroom)
{
	static const char *const keys[] = {"capacity", "delivery", "pickup"};

	for (int list = 0; list < 2; list++) {
		const json_t *array = list == 0 ? vroom->vehicles : vroom->jobs;

		for (size_t i = 0; i < json_array_size(array); i++)
			for (int k = 0; k < 3; k++) {
				const json_t *value = json_object_get(
				    json_array_get(array, i), keys[k]);

				if (vroom->amounts == 0)
					vroom->amounts = json_array_size(value);
			}
	}
}

typedef enum err read_one_fn(struct vroom *vroom, const json_t *object,
			     const char *pointer, size_t rows);

static enum err read_list(struct vroom *vroom, const json_t *array,
			  const char *list, size_t rows, read_one_fn *read_one)
{
	/* Pointers and lists of one object are forgotten after it. */
	struct arena *document = vroom->scratch, *own = arena_new();
	enum err err = ERR_OK;

	vroom->scratch = own;
	for (size_t i = 0; i < json_array_size(array) && err == ERR_OK; i++) {
		arena_reset(own);
		err = read_one(vroom, json_array_get(array, i),
			       arena_printf(own, "/%s/%zu", list, i), rows);
	}
	vroom->scratch = document;
	arena_free(own);
	return err != ERR_OK ? err : check_unique(vroom, array, list);
}

static enum err find_list(const struct vroom *vroom, const char *key,
			  size_t most, json_t **ret_array)
{
	json_t *array = json_object_get(vroom->root, key);
	const char *pointer = vroom_at(vroom, "", key);

	if (array == NULL)
		return vroom_refuse(vroom, "", "'%s' is missing", key);
	if (!json_is_array(array))
		return vroom_refuse(vroom, pointer, "must be an array");
	if (json_array_size(array) > most)
		return err_set(vroom->detail, ERR_TOO_LARGE, pointer,
			       "%zu entries: %zu are planned at most",
			       json_array_size(array), most);
	*ret_array = array;
	return ERR_OK;
}

static enum err read_document(struct vroom *vroom)
{
	int64_t begun_us;
	size_t rows = 0;
	enum err err;

	if ((err = vroom_check_keys(vroom, vroom->root, "", top_keys)) !=
		ERR_OK ||
	    (err = find_list(vroom, "vehicles", PLAN_TECHNICIANS_MAX,
			     &vroom->vehicles)) != ERR_OK ||
	    (err = find_list(vroom, "jobs", PLAN_JOBS_MAX, &vroom->jobs)) !=
		ERR_OK ||
	    (err = plan_problem_set_speed(
		 vroom->problem, vroom->settings->speed_kmh,
		 vroom->settings->detour, vroom->detail)) != ERR_OK ||
	    (err = read_matrices(vroom, &rows)) != ERR_OK)
		return err;
	if (json_array_size(vroom->vehicles) == 0)
		return vroom_refuse(vroom, "/vehicles", "there is no vehicle");
	choose_horizon(vroom);
	count_amounts(vroom);
	begun_us = clk_monotonic_us();
	if ((err = plan_problem_set_amounts(vroom->problem, vroom->amounts,
					    vroom->detail)) != ERR_OK ||
	    (err = read_list(vroom, vroom->vehicles, "vehicles", rows,
			     read_vehicle)) != ERR_OK ||
	    (err = read_list(vroom, vroom->jobs, "jobs", rows, read_job)) !=
		ERR_OK)
		return err;
	vroom->lists_us = clk_monotonic_us() - begun_us;
	return plan_problem_finish(vroom->problem, vroom->detail);
}

enum err vroom_read(const char *text, size_t length,
		    const struct vroom_settings *settings,
		    struct vroom **ret_vroom, struct err_detail *detail)
{
	struct vroom *vroom = xcalloc(1, sizeof(*vroom));
	enum err err;

	vroom->scale = 1;
	vroom->settings = settings;
	vroom->detail = detail;
	vroom->scratch = arena_new();
	vroom->problem = plan_problem_new();
	err = plan_json_load(text, length, &vroom->root, detail);
	if (err == ERR_OK)
		err = read_document(vroom);
	if (err != ERR_OK) {
		vroom_free(vroom);
		return err;
	}
	*ret_vroom = vroom;
	return ERR_OK;
}

void vroom_free(struct vroom *vroom)
{
	if (vroom == NULL)
		return;
	plan_problem_free(vroom->problem);
	arena_free(vroom->scratch);
	json_decref(vroom->root);
	free(vroom);
}

int64_t vroom_lists_us(const struct vroom *vroom)
{
	return vroom->lists_us;
}

int64_t vroom_scale(const struct vroom *vroom)
{
	return vroom->scale;
}

size_t vroom_amounts(const struct vroom *vroom)
{
	return vroom->amounts;
}

const struct plan_problem *vroom_problem(const struct vroom *vroom)
{
	return vroom->problem;
}
