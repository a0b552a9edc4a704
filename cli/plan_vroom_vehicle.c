/* SPDX-License-Identifier: MIT */
/* A vehicle of the document becomes a technician for each of its shifts. */
#include "cli/plan_vroom_internal.h"

#include <inttypes.h>
#include <string.h>

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
    {"type", VROOM_KEY_READ},
    {"max_distance", VROOM_KEY_READ},
    {"steps", VROOM_KEY_READ},
    {"levels", VROOM_KEY_READ},
    {"certified", VROOM_KEY_READ},
    {"tools", VROOM_KEY_READ},
    {"parts", VROOM_KEY_READ},
    {"shifts", VROOM_KEY_READ},
    {"overtime", VROOM_KEY_READ},
    {NULL, VROOM_KEY_READ}};
static const struct vroom_key cost_keys[] = {
    {"fixed", VROOM_KEY_READ},	  {"per_visit", VROOM_KEY_READ},
    {"per_hour", VROOM_KEY_READ}, {"per_task_hour", VROOM_KEY_READ},
    {"per_km", VROOM_KEY_READ},	  {NULL, VROOM_KEY_READ}};
static const struct vroom_key break_keys[] = {
    {"id", VROOM_KEY_READ},	    {"time_windows", VROOM_KEY_READ},
    {"service", VROOM_KEY_READ},    {"description", VROOM_KEY_SKIP},
    {"max_load", VROOM_KEY_REFUSE}, {NULL, VROOM_KEY_READ}};

static const struct vroom_key overtime_keys[] = {
    {"max", VROOM_KEY_READ}, {"cost", VROOM_KEY_READ}, {NULL, VROOM_KEY_READ}};

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
	return vroom_check_unique(vroom, array, pointer);
}

/* A cost by the hour, as a rate. */
static enum err get_hourly(const struct vroom *vroom, const json_t *costs,
			   const char *key, const char *pointer,
			   int64_t *ret_rate)
{
	const int64_t most = 3600 * (PLAN_RATE_MAX / PLAN_COST_SECOND);
	int64_t per_hour = *ret_rate / (PLAN_COST_SECOND / 3600);
	enum err err =
	    vroom_get_int(vroom, costs, key, pointer, 0, most, &per_hour);

	if (err == ERR_OK)
		*ret_rate = per_hour * (PLAN_COST_SECOND / 3600);
	return err;
}

/* `per_hour` (3600: one a second) and `per_km` are for travel, per_task_hour
 * is for setup and service, per_visit for each stop at a job. A matrix of costs
 * stands for the first two. */
static enum err read_costs(const struct vroom *vroom, const json_t *object,
			   const char *pointer,
			   const struct vroom_profile *profile,
			   struct plan_technician *spec)
{
	const json_t *costs = json_object_get(object, "costs");
	int64_t fixed = 0, per_visit = 0, per_km = 0;
	enum err err;

	if (costs == NULL)
		return ERR_OK;
	pointer = vroom_at(vroom, pointer, "costs");
	if ((err = vroom_check_keys(vroom, costs, pointer, cost_keys)) !=
		ERR_OK ||
	    (err = vroom_get_int(vroom, costs, "fixed", pointer, 0, INT32_MAX,
				 &fixed)) != ERR_OK ||
	    (err = vroom_get_int(vroom, costs, "per_visit", pointer, 0,
				 INT32_MAX, &per_visit)) != ERR_OK ||
	    (err = vroom_get_int(vroom, costs, "per_km", pointer, 0,
				 PLAN_RATE_MAX / (PLAN_COST_SECOND / 1000),
				 &per_km)) != ERR_OK ||
	    (err = get_hourly(vroom, costs, "per_hour", pointer,
			      &spec->travel_rate)) != ERR_OK ||
	    (err = get_hourly(vroom, costs, "per_task_hour", pointer,
			      &spec->task_rate)) != ERR_OK)
		return err;
	if (profile != NULL && profile->has_costs &&
	    spec->travel_rate != PLAN_COST_SECOND)
		return vroom_refuse(
		    vroom, vroom_at(vroom, pointer, "per_hour"),
		    "the matrix of profile '%s' has costs: give one of them",
		    profile->name);
	spec->fixed_cost = fixed * PLAN_COST_SECOND;
	spec->visit_cost = per_visit * PLAN_COST_SECOND;
	spec->distance_rate = per_km * (PLAN_COST_SECOND / 1000);
	return ERR_OK;
}

/* Metres are told by coordinates, or by a matrix of them. */
static enum err read_distances(struct vroom *vroom, const json_t *object,
			       const char *pointer,
			       const struct vroom_profile *profile,
			       struct plan_technician *spec)
{
	bool limited = json_object_get(object, "max_distance") != NULL;
	enum err err = vroom_get_int(vroom, object, "max_distance", pointer, 0,
				     PLAN_TIME_MAX, &spec->max_distance_m);

	if (err != ERR_OK)
		return err;
	if (!limited && spec->distance_rate == 0)
		return ERR_OK;
	vroom->has_distances = true;
	if (profile == NULL || profile->has_distances ||
	    (!limited && profile->has_costs))
		return ERR_OK;
	pointer = limited ? vroom_at(vroom, pointer, "max_distance")
			  : vroom_at(vroom, vroom_at(vroom, pointer, "costs"),
				     "per_km");
	return vroom_refuse(vroom, pointer,
			    "the matrix of profile '%s' has no distances",
			    profile->name);
}

/* --- Shifts --- */

static enum err read_several(const struct vroom *vroom, const json_t *array,
			     const char *pointer, struct plan_window *shifts)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *at = vroom_at_index(vroom, pointer, i);
		enum err err = vroom_to_window(vroom, json_array_get(array, i),
					       at, &shifts[i]);

		if (err != ERR_OK)
			return err;
		if (i > 0 && shifts[i].start_s < shifts[i - 1].end_s)
			return vroom_refuse(
			    vroom, at,
			    "starts at %" PRId64
			    ", before the one before it ends at %" PRId64,
			    shifts[i].start_s, shifts[i - 1].end_s);
	}
	return ERR_OK;
}

/* A window that goes on for ages is as good as none. */
static void cut(const struct vroom *vroom, struct plan_window *shift)
{
	if (shift->end_s - shift->start_s <= VROOM_HORIZON_S ||
	    shift->end_s < vroom->default_start_s ||
	    shift->start_s > vroom->default_end_s)
		return;
	if (shift->start_s < vroom->default_start_s)
		shift->start_s = vroom->default_start_s;
	if (shift->end_s > vroom->default_end_s)
		shift->end_s = vroom->default_end_s;
}

/* `shifts`, or `time_window`, or what a vehicle without either has. */
static enum err read_shifts(const struct vroom *vroom, const json_t *object,
			    const char *pointer,
			    const struct plan_window **ret_shifts,
			    size_t *ret_count)
{
	const json_t *one = json_object_get(object, "time_window"), *array;
	struct plan_window *shifts;
	enum err err =
	    vroom_get_array(vroom, object, "shifts", pointer, &array);

	if (err != ERR_OK)
		return err;
	shifts = arena_calloc(vroom->scratch, json_array_size(array) + 1,
			      sizeof(*shifts));
	shifts[0] =
	    (struct plan_window){vroom->default_start_s, vroom->default_end_s};
	*ret_shifts = shifts;
	*ret_count = array == NULL ? 1 : json_array_size(array);
	if (one != NULL)
		err = vroom_to_window(vroom, one,
				      vroom_at(vroom, pointer, "time_window"),
				      shifts);
	cut(vroom, shifts);
	if (err != ERR_OK || array == NULL)
		return err;
	pointer = vroom_at(vroom, pointer, "shifts");
	if (one != NULL)
		return vroom_refuse(vroom, pointer,
				    "give either 'shifts' or 'time_window'");
	if (json_array_size(array) == 0)
		return vroom_refuse(vroom, pointer,
				    "is empty: leave it out for any time");
	return read_several(vroom, array, pointer, shifts);
}

static enum err read_overtime(const struct vroom *vroom, const json_t *object,
			      const char *pointer, struct plan_technician *spec)
{
	const json_t *overtime = json_object_get(object, "overtime");
	enum err err;

	if (overtime == NULL)
		return ERR_OK;
	pointer = vroom_at(vroom, pointer, "overtime");
	if ((err = vroom_check_keys(vroom, overtime, pointer, overtime_keys)) !=
	    ERR_OK)
		return err;
	if (json_object_get(overtime, "max") == NULL)
		return vroom_refuse(vroom, pointer, "'max' is missing");
	if ((err = vroom_get_int(vroom, overtime, "max", pointer, 0,
				 PLAN_SPAN_MAX, &spec->overtime_max_s)) !=
	    ERR_OK)
		return err;
	return vroom_get_cost(vroom, overtime, "cost", pointer, PLAN_RATE_MAX,
			      &spec->overtime_rate);
}

/* --- A vehicle --- */

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

/* One technician a shift, all of them one person. */
static enum err add_shifts(struct vroom *vroom, const json_t *object,
			   const char *pointer, struct plan_technician *spec)
{
	const struct plan_window *shifts;
	size_t count;
	bool several = json_object_get(object, "shifts") != NULL;
	const struct vroom_vehicle *vehicle =
	    vroom_repeat_vehicle(vroom, object);
	enum err err = read_shifts(vroom, object, pointer, &shifts, &count);

	spec->person = plan_problem_technician_count(vroom->problem);
	for (size_t i = 0; i < count && err == ERR_OK; i++) {
		const struct vroom_shift shift = {vehicle, several ? (int32_t)i
								   : PLAN_NONE};

		spec->shift_start_s = shifts[i].start_s;
		spec->shift_end_s = shifts[i].end_s;
		err = vroom_add_technician(vroom, pointer, spec, &shift);
	}
	return err;
}

enum err vroom_read_vehicle(struct vroom *vroom, const json_t *object,
			    const char *pointer)
{
	struct plan_technician spec = PLAN_TECHNICIAN_DEFAULTS;
	const struct vroom_profile *profile = NULL;
	enum err err;

	if ((err = vroom_check_keys(vroom, object, pointer, vehicle_keys)) !=
		ERR_OK ||
	    (err = vroom_get_id(vroom, object, pointer, &spec.id)) != ERR_OK ||
	    (err = vroom_get_location(vroom, object, "start", "start_index",
				      pointer, &spec.start_location)) !=
		ERR_OK ||
	    (err = vroom_get_location(vroom, object, "end", "end_index",
				      pointer, &spec.end_location)) != ERR_OK ||
	    (err = read_overtime(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = read_breaks(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = vroom_read_means(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = read_numbers(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = vroom_get_profile(vroom, object, pointer, &profile)) !=
		ERR_OK ||
	    (err = read_costs(vroom, object, pointer, profile, &spec)) !=
		ERR_OK ||
	    (err = read_distances(vroom, object, pointer, profile, &spec)) !=
		ERR_OK ||
	    (err = vroom_get_type(vroom, object, pointer, &spec.type)) !=
		ERR_OK ||
	    (err = vroom_get_amounts(vroom, object, "capacity", pointer,
				     &spec.capacity)) != ERR_OK)
		return err;
	if (profile != NULL)
		spec.profile = profile->number;
	return add_shifts(vroom, object, pointer, &spec);
}
