/* SPDX-License-Identifier: MIT */
/*
 * The plan to start from: --initial, or the vehicles' `steps`. It is read
 * before the jobs, so that each of them knows who has it now, and becomes the
 * planner's orders once all jobs have their numbers.
 */
#include "cli/plan_vroom_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A task of a route, in the routes' order. */
struct entry {
	enum told_kind kind;
	int32_t part;
	int64_t id;
	int64_t begin_s; /* or PLAN_ANY_TIME */
	int32_t technician;
	int32_t job;	     /* PLAN_NONE until it is found */
	const char *pointer; /* of the route */
	size_t step;
};

struct vroom_initial {
	struct arena *arena;
	const char *name; /* of the plan's file; NULL: the problem itself */
	struct entry *at;
	size_t count, capacity;
	struct entry **by_id; /* sorted: see compare_ids() */
	struct plan_order *orders;
	size_t order_count;
	const char *lost; /* what is in the plan, but no more in the problem */
	size_t lost_count;
};

static const struct vroom_key step_keys[] = {
    {"type", VROOM_KEY_READ},		{"id", VROOM_KEY_READ},
    {"shift", VROOM_KEY_READ},		{"part", VROOM_KEY_READ},
    {"service_at", VROOM_KEY_SKIP},	{"service_after", VROOM_KEY_SKIP},
    {"service_before", VROOM_KEY_SKIP}, {NULL, VROOM_KEY_READ}};

static struct vroom_initial *initial_new(const char *name)
{
	struct vroom_initial *initial = xcalloc(1, sizeof(*initial));

	initial->arena = arena_new();
	if (name != NULL)
		initial->name = arena_strdup(initial->arena, name);
	return initial;
}

void vroom_initial_free(struct vroom_initial *initial)
{
	if (initial == NULL)
		return;
	arena_free(initial->arena);
	free(initial->at);
	free(initial->by_id);
	free(initial);
}

static struct entry *push(struct vroom_initial *initial)
{
	if (initial->count == initial->capacity) {
		initial->capacity =
		    initial->capacity == 0 ? 64 : initial->capacity * 2;
		initial->at = xrealloc(initial->at, initial->capacity *
							sizeof(*initial->at));
	}
	return &initial->at[initial->count++];
}

/* The pointer goes into the file that the plan is in. */
static enum err blame(const struct vroom *vroom, const char *pointer,
		      const char *text)
{
	const char *name = vroom->initial->name;

	return err_set(vroom->detail, ERR_INPUT,
		       name == NULL ? pointer
				    : arena_printf(vroom->scratch, "%s: %s",
						   name, pointer),
		       "%s", text);
}

static enum err blame_entry(const struct vroom *vroom,
			    const struct entry *entry, const char *key,
			    const char *text)
{
	return blame(vroom,
		     arena_printf(vroom->scratch, "%s/steps/%zu/%s",
				  entry->pointer, entry->step, key),
		     text);
}

/*
 * Vehicles and jobs come and go between a plan and the next. The problem's own
 * steps, though, are wrong if they name what is not there.
 */
static enum err lose(struct vroom *vroom, const char *pointer, const char *text)
{
	struct vroom_initial *initial = vroom->initial;

	if (initial->name == NULL)
		return blame(vroom, pointer, text);
	if (initial->lost_count++ == 0)
		initial->lost = arena_printf(initial->arena, "%s: %s: %s",
					     initial->name, pointer, text);
	return ERR_OK;
}

void vroom_warn_of_lost(const struct vroom *vroom)
{
	const struct vroom_initial *initial = vroom->initial;
	FILE *file = vroom->settings->warnings;

	if (initial == NULL || initial->lost_count == 0)
		return;
	fprintf(file, "callout %s: %s, left out", vroom->settings->command,
		initial->lost);
	if (initial->lost_count > 1)
		fprintf(file, " (as in %zu other places)",
			initial->lost_count - 1);
	fputc('\n', file);
}

static bool is_task(enum told_kind kind)
{
	return kind == TOLD_JOB || kind == TOLD_PICKUP || kind == TOLD_DELIVERY;
}

/* --- From a vehicle's steps --- */

static enum err read_step(struct vroom *vroom, const json_t *object,
			  const char *pointer, const struct vroom_id *vehicle,
			  struct entry *entry)
{
	int64_t shift = 0, part = TOLD_NO_PART;
	const char *type;
	enum err err = vroom_check_keys(vroom, object, pointer, step_keys);

	if (err != ERR_OK)
		return err;
	type = json_string_value(json_object_get(object, "type"));
	if (!told_kind_of(type, &entry->kind))
		return vroom_refuse(vroom, vroom_at(vroom, pointer, "type"),
				    TOLD_KIND_EXPECTED);
	if (!is_task(entry->kind))
		return ERR_OK;
	if ((err = vroom_get_id(vroom, object, pointer, &entry->id)) !=
		ERR_OK ||
	    (err = vroom_get_int(vroom, object, "shift", pointer, 0,
				 vehicle->count - 1, &shift)) != ERR_OK ||
	    (err = vroom_get_int(vroom, object, "part", pointer, 0,
				 PLAN_LINKED_MAX, &part)) != ERR_OK)
		return err;
	entry->technician = vehicle->first + (int32_t)shift;
	entry->part = (int32_t)part;
	return ERR_OK;
}

enum err vroom_read_steps(struct vroom *vroom, const json_t *object,
			  const char *pointer)
{
	const struct vroom_id *vehicle;
	const json_t *array;
	enum err err = vroom_get_array(vroom, object, "steps", pointer, &array);

	if (err != ERR_OK || array == NULL || vroom->settings->initial != NULL)
		return err;
	if (vroom->initial == NULL)
		vroom->initial = initial_new(NULL);
	vehicle =
	    vroom_ids_find(&vroom->vehicle_ids,
			   json_integer_value(json_object_get(object, "id")));
	for (size_t i = 0; i < json_array_size(array); i++) {
		struct entry entry = {
		    .job = PLAN_NONE,
		    .begin_s = PLAN_ANY_TIME,
		    .step = i,
		    .pointer = arena_strdup(vroom->initial->arena, pointer)};

		err = read_step(
		    vroom, json_array_get(array, i),
		    vroom_at_index(vroom, vroom_at(vroom, pointer, "steps"), i),
		    vehicle, &entry);
		if (err != ERR_OK)
			return err;
		if (is_task(entry.kind))
			*push(vroom->initial) = entry;
	}
	return ERR_OK;
}

/* --- From a plan --- */

/* PLAN_NONE: the vehicle is not there any more. */
static enum err find_technician(struct vroom *vroom,
				const struct told_route *route, bool *seen,
				int32_t *ret_technician)
{
	const struct vroom_id *vehicle =
	    vroom_ids_find(&vroom->vehicle_ids, route->vehicle);
	const char *at =
	    arena_printf(vroom->scratch, "%s/vehicle", route->pointer);

	if (vehicle == NULL)
		return lose(vroom, at,
			    arena_printf(vroom->scratch,
					 "there is no vehicle %" PRId64,
					 route->vehicle));
	if (route->shift >= vehicle->count)
		return blame(
		    vroom,
		    arena_printf(vroom->scratch, "%s/shift", route->pointer),
		    arena_printf(vroom->scratch,
				 "the vehicle has %" PRId32 " shifts",
				 vehicle->count));
	*ret_technician = vehicle->first + route->shift;
	if (seen[*ret_technician])
		return blame(vroom, at, "the vehicle has two routes");
	seen[*ret_technician] = true;
	return ERR_OK;
}

static enum err take_route(struct vroom *vroom, const struct told_route *route,
			   bool *seen)
{
	struct vroom_initial *initial = vroom->initial;
	const char *pointer = arena_strdup(initial->arena, route->pointer);
	int32_t technician = PLAN_NONE;
	enum err err = find_technician(vroom, route, seen, &technician);

	if (err != ERR_OK || technician == PLAN_NONE)
		return err;
	for (size_t i = 0; i < route->step_count; i++) {
		const struct told_step *step = &route->steps[i];

		if (is_task(step->kind))
			*push(initial) = (struct entry){
			    .kind = step->kind,
			    .part = step->part,
			    .id = step->id,
			    .begin_s = step->arrival_s + step->waiting_s,
			    .technician = technician,
			    .job = PLAN_NONE,
			    .pointer = pointer,
			    .step = i};
	}
	return ERR_OK;
}

static int compare_ids(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a;
	const struct entry *y = *(struct entry *const *)b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return (x > y) - (x < y);
}

static void sort_entries(struct vroom_initial *initial)
{
	initial->by_id = xcalloc(initial->count + 1, sizeof(*initial->by_id));
	for (size_t i = 0; i < initial->count; i++)
		initial->by_id[i] = &initial->at[i];
	if (initial->count > 1)
		qsort(initial->by_id, initial->count, sizeof(*initial->by_id),
		      compare_ids);
}

enum err vroom_initial_open(struct vroom *vroom)
{
	const struct told_plan *told = vroom->settings->initial;
	bool *seen;
	enum err err = ERR_OK;

	if (told != NULL) {
		vroom->initial = initial_new(vroom->settings->initial_name);
		seen = xcalloc(
		    (size_t)plan_problem_technician_count(vroom->problem) + 1,
		    sizeof(*seen));
		for (size_t i = 0; i < told->route_count && err == ERR_OK; i++)
			err = take_route(vroom, &told->routes[i], seen);
		free(seen);
	}
	if (vroom->initial != NULL)
		sort_entries(vroom->initial);
	return err;
}

/* --- Jobs --- */

/* The first of the task's entries. */
static size_t find_entries(const struct vroom_initial *initial,
			   enum told_kind kind, int64_t id)
{
	size_t low = 0, high = initial->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct entry *entry = initial->by_id[middle];

		if (entry->kind < kind ||
		    (entry->kind == kind && entry->id < id))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The visit that the entry says, or the next one that nobody has. */
static enum err place_entry(const struct vroom *vroom, struct entry *entry,
			    int32_t first, int32_t count, int32_t *technicians)
{
	int32_t k = entry->part == TOLD_NO_PART ? 0 : entry->part;

	if (k >= count)
		return blame_entry(vroom, entry, "part",
				   "the job has not so many visits");
	while (entry->part == TOLD_NO_PART && k < count &&
	       technicians[k] != PLAN_NONE)
		k++;
	if (k == count || technicians[k] != PLAN_NONE)
		return blame_entry(vroom, entry, "id",
				   "is in the plan more often than it has "
				   "visits");
	technicians[k] = entry->technician;
	entry->job = first + k;
	return ERR_OK;
}

enum err vroom_initial_take(const struct vroom *vroom, enum told_kind kind,
			    int64_t id, int32_t first, int32_t count,
			    int32_t *technicians)
{
	const struct vroom_initial *initial = vroom->initial;
	enum err err = ERR_OK;

	for (int32_t k = 0; k < count; k++)
		technicians[k] = PLAN_NONE;
	if (initial == NULL)
		return ERR_OK;
	for (size_t i = find_entries(initial, kind, id);
	     i < initial->count && err == ERR_OK; i++) {
		struct entry *entry = initial->by_id[i];

		if (entry->kind != kind || entry->id != id)
			break;
		err = place_entry(vroom, entry, first, count, technicians);
	}
	return err;
}

/* --- Orders --- */

/* By technician; a route's own order stays. */
static int compare_technicians(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a;
	const struct entry *y = *(struct entry *const *)b;

	if (x->technician != y->technician)
		return x->technician < y->technician ? -1 : 1;
	return (x > y) - (x < y);
}

static void make_orders(struct vroom_initial *initial)
{
	size_t count = initial->count;
	struct entry **sorted = xcalloc(count + 1, sizeof(*sorted));
	int32_t *jobs = arena_calloc(initial->arena, count + 1, sizeof(*jobs));
	int64_t *begins =
	    arena_calloc(initial->arena, count + 1, sizeof(*begins));

	memcpy(sorted, initial->by_id, count * sizeof(*sorted));
	if (count > 1)
		qsort(sorted, count, sizeof(*sorted), compare_technicians);
	initial->orders =
	    arena_calloc(initial->arena, count + 1, sizeof(*initial->orders));
	for (size_t i = 0; i < count; i++) {
		struct plan_order *order;

		jobs[i] = sorted[i]->job;
		begins[i] = sorted[i]->begin_s;
		if (i == 0 ||
		    sorted[i]->technician != sorted[i - 1]->technician)
			initial->orders[initial->order_count++] =
			    (struct plan_order){
				.technician = sorted[i]->technician,
				.jobs = &jobs[i],
				.begin_s = sorted[i]->begin_s == PLAN_ANY_TIME
					       ? NULL
					       : &begins[i]};
		order = &initial->orders[initial->order_count - 1];
		order->count++;
	}
	free(sorted);
}

static enum err lose_entry(struct vroom *vroom, const struct entry *entry)
{
	return lose(vroom,
		    arena_printf(vroom->scratch, "%s/steps/%zu/id",
				 entry->pointer, entry->step),
		    arena_printf(vroom->scratch, "there is no %s %" PRId64,
				 told_kind_name(entry->kind), entry->id));
}

enum err vroom_initial_close(struct vroom *vroom)
{
	struct vroom_initial *initial = vroom->initial;
	size_t kept = 0;

	if (initial == NULL)
		return ERR_OK;
	for (size_t i = 0; i < initial->count; i++) {
		enum err err = initial->at[i].job == PLAN_NONE
				   ? lose_entry(vroom, &initial->at[i])
				   : ERR_OK;

		if (err != ERR_OK)
			return err;
	}
	for (size_t i = 0; i < initial->count; i++)
		if (initial->by_id[i]->job != PLAN_NONE)
			initial->by_id[kept++] = initial->by_id[i];
	initial->count = kept;
	make_orders(initial);
	return ERR_OK;
}

void vroom_initial_orders(const struct vroom *vroom,
			  const struct plan_order **ret_orders,
			  size_t *ret_count)
{
	const struct vroom_initial *initial = vroom->initial;

	*ret_orders = initial == NULL ? NULL : initial->orders;
	*ret_count = initial == NULL ? 0 : initial->order_count;
}

enum err vroom_start_from(struct vroom *vroom,
			  const struct vroom_settings *settings,
			  struct err_detail *detail)
{
	enum err err;

	vroom->settings = settings;
	vroom->detail = detail;
	if ((err = vroom_ids_of_vehicles(vroom)) != ERR_OK ||
	    (err = vroom_initial_open(vroom)) != ERR_OK)
		goto out;
	for (int32_t i = 0; i < plan_problem_job_count(vroom->problem); i++) {
		int32_t ignored;

		err = vroom_initial_take(
		    vroom, TOLD_JOB, plan_problem_job(vroom->problem, i)->id, i,
		    1, &ignored);
		if (err != ERR_OK)
			goto out;
	}
	if ((err = vroom_initial_close(vroom)) == ERR_OK)
		vroom_warn_of_lost(vroom);
out:
	vroom->settings = NULL;
	return err;
}

/* --- What moved --- */

static int64_t vehicle_of(const struct vroom *vroom, int32_t technician)
{
	return plan_problem_technician(vroom->problem, technician)->id;
}

/* Does one of the job's visits belong to the vehicle still? */
static bool is_kept(const struct vroom *vroom, const struct plan *plan,
		    const struct entry *entry)
{
	struct vroom_visit visit = vroom_visit_of(vroom, entry->job);

	for (int32_t k = 0; k < visit.count; k++) {
		int32_t now;

		if (plan_step_of(plan, visit.first + k, &now) != NULL &&
		    vehicle_of(vroom, now) ==
			vehicle_of(vroom, entry->technician))
			return true;
	}
	return false;
}

/* A vehicle is told once for a job, however many days it had of it. */
static bool is_repeated(const struct vroom *vroom, size_t i)
{
	struct entry *const *by_id = vroom->initial->by_id;

	for (size_t k = i; k-- > 0 && by_id[k]->kind == by_id[i]->kind &&
			   by_id[k]->id == by_id[i]->id;)
		if (vehicle_of(vroom, by_id[k]->technician) ==
		    vehicle_of(vroom, by_id[i]->technician))
			return true;
	return false;
}

void vroom_write_moved(const struct vroom *vroom, const struct plan *plan,
		       struct buf *buf)
{
	const struct vroom_initial *initial = vroom->initial;
	bool first = true;

	if (initial == NULL)
		return;
	buf_add_text(buf, ",\"moved\":[");
	for (size_t i = 0; i < initial->count; i++) {
		const struct entry *entry = initial->by_id[i];
		int32_t now;

		if (is_kept(vroom, plan, entry) || is_repeated(vroom, i))
			continue;
		buf_printf(buf,
			   "%s{\"id\":%" PRId64
			   ",\"type\":\"%s\",\"from\":%" PRId64 ",\"to\":",
			   first ? "" : ",", entry->id,
			   told_kind_name(entry->kind),
			   vehicle_of(vroom, entry->technician));
		first = false;
		if (plan_step_of(plan, entry->job, &now) == NULL)
			buf_add_text(buf, "null}");
		else
			buf_printf(buf, "%" PRId64 "}", vehicle_of(vroom, now));
	}
	buf_add_char(buf, ']');
}
