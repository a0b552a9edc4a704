/* SPDX-License-Identifier: MIT */
/*
 * VROOM's problem JSON becomes ours. Each kind of object is read in a file of
 * its own (plan_vroom_vehicle.c, ...) by a table of its keys: what is read,
 * what is told apart from typing errors, what is refused.
 */
#include "cli/plan_vroom_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <callout/clk.h>

#include "cli/plan_json.h"

#define HORIZON_S (200 * INT64_C(86400)) /* where no time window ends it */

static const struct vroom_key top_keys[] = {
    {"jobs", VROOM_KEY_READ},	  {"vehicles", VROOM_KEY_READ},
    {"matrices", VROOM_KEY_READ}, {"shipments", VROOM_KEY_REFUSE},
    {"matrix", VROOM_KEY_REFUSE}, {NULL, VROOM_KEY_READ}};

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

enum err vroom_check_unique(const struct vroom *vroom, const json_t *array,
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
			     const char *pointer);

static enum err read_list(struct vroom *vroom, const json_t *array,
			  const char *list, read_one_fn *read_one)
{
	/* Pointers and lists of one object are forgotten after it. */
	struct arena *document = vroom->scratch, *own = arena_new();
	enum err err = ERR_OK;

	vroom->scratch = own;
	for (size_t i = 0; i < json_array_size(array) && err == ERR_OK; i++) {
		arena_reset(own);
		err = read_one(vroom, json_array_get(array, i),
			       arena_printf(own, "/%s/%zu", list, i));
	}
	vroom->scratch = document;
	arena_free(own);
	return err != ERR_OK ? err : vroom_check_unique(vroom, array, list);
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
	    (err = vroom_read_matrices(vroom)) != ERR_OK)
		return err;
	if (json_array_size(vroom->vehicles) == 0)
		return vroom_refuse(vroom, "/vehicles", "there is no vehicle");
	choose_horizon(vroom);
	count_amounts(vroom);
	begun_us = clk_monotonic_us();
	if ((err = plan_problem_set_amounts(vroom->problem, vroom->amounts,
					    vroom->detail)) != ERR_OK ||
	    (err = read_list(vroom, vroom->vehicles, "vehicles",
			     vroom_read_vehicle)) != ERR_OK ||
	    (err = read_list(vroom, vroom->jobs, "jobs", vroom_read_job)) !=
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
