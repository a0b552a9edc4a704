/* SPDX-License-Identifier: MIT */
/*
 * VROOM's problem JSON becomes ours. Each kind of object is read in a file of
 * its own (plan_vroom_vehicle.c, ...) by a table of its keys: what is read,
 * what is told apart from typing errors, what is refused.
 */
#include "cli/plan_vroom_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <string.h>

#include <callout/clk.h>

#include "cli/plan_json.h"

static const struct vroom_key top_keys[] = {
    {"jobs", VROOM_KEY_READ},	      {"shipments", VROOM_KEY_READ},
    {"vehicles", VROOM_KEY_READ},     {"matrices", VROOM_KEY_READ},
    {"matrix", VROOM_KEY_READ},	      {"depot", VROOM_KEY_READ},
    {"frozen_until", VROOM_KEY_READ}, {"stability", VROOM_KEY_READ},
    {"balance", VROOM_KEY_READ},      {NULL, VROOM_KEY_READ}};

/* --- Surveys --- */

/* The end of a window, or its start where it goes on for ages: that is how
 * "any time" is said, too. */
static int64_t later(const json_t *window, int64_t last)
{
	double start = json_number_value(json_array_get(window, 0));
	double end = json_number_value(json_array_get(window, 1));
	double at = end - start > (double)VROOM_HORIZON_S ? start : end;

	return at > (double)last && at < (double)PLAN_TIME_MAX ? (int64_t)at
							       : last;
}

static int64_t last_of_all(const json_t *windows, int64_t last)
{
	for (size_t k = 0; k < json_array_size(windows); k++)
		last = later(json_array_get(windows, k), last);
	return last;
}

/* The latest time that any window of the object names. */
static int64_t last_of(const json_t *object, int64_t last)
{
	last = last_of_all(json_object_get(object, "time_windows"), last);
	last = last_of_all(json_object_get(object, "shifts"), last);
	return later(json_object_get(object, "time_window"), last);
}

static int64_t last_time(const json_t *array, int64_t last)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		last = last_of(json_array_get(array, i), last);
	return last;
}

/* A vehicle without a time window works from the day of the first times to
 * long after the last. */
static void choose_horizon(struct vroom *vroom)
{
	int64_t last = last_time(vroom->jobs, last_time(vroom->vehicles, 0));

	for (size_t i = 0; i < json_array_size(vroom->shipments); i++) {
		const json_t *one = json_array_get(vroom->shipments, i);

		last = last_of(json_object_get(one, "pickup"), last);
		last = last_of(json_object_get(one, "delivery"), last);
	}
	last = last < PLAN_TIME_MAX - VROOM_HORIZON_S
		   ? last
		   : PLAN_TIME_MAX - VROOM_HORIZON_S;
	vroom->default_start_s =
	    last < VROOM_HORIZON_S - 86400 ? 0 : last - VROOM_HORIZON_S + 86400;
	vroom->default_end_s = vroom->default_start_s + PLAN_SPAN_MAX - 86400;
}

static void count_amounts(struct vroom *vroom)
{
	static const char *const keys[] = {"capacity", "delivery", "pickup",
					   "amount"};
	const json_t *const lists[] = {vroom->vehicles, vroom->jobs,
				       vroom->shipments};

	for (int list = 0; list < 3; list++)
		for (size_t i = 0; i < json_array_size(lists[list]); i++)
			for (int k = 0; k < 4 && vroom->amounts == 0; k++)
				vroom->amounts =
				    json_array_size(json_object_get(
					json_array_get(lists[list], i),
					keys[k]));
}

/* --- The document --- */

typedef enum err read_one_fn(struct vroom *vroom, const json_t *object,
			     const char *pointer);

/* Each object by `read_one`; what it was given below /list/i is forgotten after
 * it. */
static enum err read_list(struct vroom *vroom, const json_t *array,
			  const char *list, read_one_fn *read_one)
{
	struct arena *document = vroom->scratch, *own = arena_new();
	enum err err = ERR_OK;

	vroom->scratch = own;
	for (size_t i = 0; i < json_array_size(array) && err == ERR_OK; i++) {
		arena_reset(own);
		err = read_one(vroom, json_array_get(array, i),
			       vroom_at_index(vroom, list, i));
	}
	vroom->scratch = document;
	arena_free(own);
	return err;
}

static enum err find_list(const struct vroom *vroom, const char *key,
			  size_t most, json_t **ret_array)
{
	json_t *array = json_object_get(vroom->root, key);
	const char *pointer = vroom_at(vroom, "", key);

	if (array != NULL && !json_is_array(array))
		return vroom_refuse(vroom, pointer, "must be an array");
	if (json_array_size(array) > most)
		return err_set(vroom->detail, ERR_TOO_LARGE, pointer,
			       "%zu entries: %zu are planned at most",
			       json_array_size(array), most);
	*ret_array = array;
	return ERR_OK;
}

static enum err find_lists(struct vroom *vroom)
{
	enum err err;

	if ((err = find_list(vroom, "vehicles", PLAN_TECHNICIANS_MAX,
			     &vroom->vehicles)) != ERR_OK ||
	    (err = find_list(vroom, "jobs", PLAN_JOBS_MAX, &vroom->jobs)) !=
		ERR_OK ||
	    (err = find_list(vroom, "shipments", PLAN_JOBS_MAX / 2,
			     &vroom->shipments)) != ERR_OK)
		return err;
	if (vroom->vehicles == NULL)
		return vroom_refuse(vroom, "", "'vehicles' is missing");
	if (vroom->jobs == NULL && vroom->shipments == NULL)
		return vroom_refuse(vroom, "", "'jobs' is missing");
	if (json_array_size(vroom->vehicles) == 0)
		return vroom_refuse(vroom, "/vehicles", "there is no vehicle");
	return ERR_OK;
}

/* What is said for the whole problem. */
static enum err read_common(struct vroom *vroom)
{
	int32_t depot = PLAN_NONE;
	int64_t frozen_s = -PLAN_TIME_MAX, balance = 0;
	enum err err;

	if ((err = vroom_get_depot(vroom, &depot)) != ERR_OK ||
	    (err = vroom_get_int(vroom, vroom->root, "frozen_until", "", 0,
				 PLAN_TIME_MAX, &frozen_s)) != ERR_OK ||
	    (err = vroom_get_cost(vroom, vroom->root, "balance", "",
				  PLAN_RATE_MAX, &balance)) != ERR_OK ||
	    (err = vroom_get_cost(vroom, vroom->root, "stability", "",
				  PLAN_TIME_MAX, &vroom->move_cost)) != ERR_OK)
		return err;
	if (frozen_s > -PLAN_TIME_MAX)
		plan_problem_set_frozen_until(vroom->problem, frozen_s);
	if (depot != PLAN_NONE &&
	    (err = plan_problem_set_depot(vroom->problem, depot,
					  vroom->detail)) != ERR_OK)
		return err;
	return plan_problem_set_balance(vroom->problem, balance, vroom->detail);
}

/* Lists in the order in which they name one another. */
static enum err read_lists(struct vroom *vroom)
{
	enum err err;

	if ((err = read_list(vroom, vroom->vehicles, "/vehicles",
			     vroom_read_vehicle)) != ERR_OK ||
	    (err = vroom_ids_of_vehicles(vroom)) != ERR_OK ||
	    (err = read_list(vroom, vroom->vehicles, "/vehicles",
			     vroom_read_steps)) != ERR_OK ||
	    (err = vroom_initial_open(vroom)) != ERR_OK ||
	    (err = read_list(vroom, vroom->jobs, "/jobs", vroom_read_job)) !=
		ERR_OK ||
	    (err = read_list(vroom, vroom->shipments, "/shipments",
			     vroom_read_shipment)) != ERR_OK ||
	    (err = vroom_ids_of_tasks(vroom)) != ERR_OK ||
	    (err = vroom_initial_close(vroom)) != ERR_OK)
		return err;
	return read_list(vroom, vroom->jobs, "/jobs", vroom_read_links);
}

static enum err read_document(struct vroom *vroom)
{
	int64_t begun_us;
	enum err err;

	if ((err = vroom_check_keys(vroom, vroom->root, "", top_keys)) !=
		ERR_OK ||
	    (err = find_lists(vroom)) != ERR_OK ||
	    (err = plan_problem_set_speed(
		 vroom->problem, vroom->settings->speed_kmh,
		 vroom->settings->detour, vroom->detail)) != ERR_OK ||
	    (err = vroom_read_matrices(vroom)) != ERR_OK)
		return err;
	choose_horizon(vroom);
	count_amounts(vroom);
	begun_us = clk_monotonic_us();
	if ((err = plan_problem_set_amounts(vroom->problem, vroom->amounts,
					    vroom->detail)) != ERR_OK ||
	    (err = read_common(vroom)) != ERR_OK ||
	    (err = read_lists(vroom)) != ERR_OK)
		return err;
	vroom->lists_us = clk_monotonic_us() - begun_us;
	vroom->depot = vroom_repeat_depot(vroom);
	/* It is many times as large as what it says, which was copied. */
	json_decref(vroom->root);
	vroom->root = vroom->vehicles = vroom->jobs = vroom->shipments = NULL;
#ifdef __GLIBC__
	malloc_trim(
	    0); /* its many small pieces are of no use to what follows */
#endif
	return vroom_blame_link(
	    vroom, plan_problem_finish(vroom->problem, vroom->detail));
}

struct vroom *vroom_new(void)
{
	struct vroom *vroom = xcalloc(1, sizeof(*vroom));

	vroom->scale = 1;
	vroom->scratch = vroom->keep = arena_new();
	vroom->problem = plan_problem_new();
	return vroom;
}

enum err vroom_read(const char *text, size_t length,
		    const struct vroom_settings *settings,
		    struct vroom **ret_vroom, struct err_detail *detail)
{
	struct vroom *vroom = vroom_new();
	enum err err;

	vroom->settings = settings;
	vroom->detail = detail;
	vroom->unknown = json_object();
	err = matrix_cut_out(text, length, &vroom->cuts, detail);
	if (err == ERR_OK)
		err = plan_json_load_around(text, length, &vroom->cuts,
					    &vroom->root, detail);
	if (err == ERR_OK)
		err = read_document(vroom);
	if (err != ERR_OK) {
		vroom_free(vroom);
		return err;
	}
	vroom_warn_of_unknown(vroom);
	vroom_warn_of_lost(vroom);
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
	json_decref(vroom->unknown);
	vroom_initial_free(vroom->initial);
	free(vroom->link_pointers);
	free(vroom->shifts);
	free(vroom->visits);
	free(vroom->vehicle_ids.at);
	for (int kind = 0; kind < TOLD_KIND_COUNT; kind++)
		free(vroom->task_ids[kind].at);
	json_decref(vroom->types);
	buf_free(&vroom->repeat);
	matrix_cuts_free(&vroom->cuts);
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
