/* SPDX-License-Identifier: MIT */
/*
 * Ids of the document, and what of the problem they stand for. VROOM has one
 * set of ids for vehicles, one for jobs, one each for pickups and deliveries.
 */
#include "cli/plan_vroom_internal.h"

#include <inttypes.h>
#include <stdlib.h>

static int compare_ids(const void *a, const void *b)
{
	const struct vroom_id *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

enum err vroom_ids_sort(const struct vroom *vroom, struct vroom_ids *ids,
			const char *list, const char *path)
{
	if (ids->count > 1)
		qsort(ids->at, ids->count, sizeof(*ids->at), compare_ids);
	for (size_t i = 1; i < ids->count; i++)
		if (ids->at[i].id == ids->at[i - 1].id)
			return vroom_refuse(
			    vroom,
			    arena_printf(vroom->scratch, "%s/%zu/%s", list,
					 ids->at[i].index, path),
			    "id %" PRId64 " is also at %s/%zu: each must be "
			    "its own",
			    ids->at[i].id, list, ids->at[i - 1].index);
	return ERR_OK;
}

const struct vroom_id *vroom_ids_find(const struct vroom_ids *ids, int64_t id)
{
	size_t low = 0, high = ids->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ids->at[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ids->count && ids->at[low].id == id ? &ids->at[low] : NULL;
}

enum err vroom_check_unique(const struct vroom *vroom, const json_t *array,
			    const char *list)
{
	size_t count = json_array_size(array);
	struct vroom_ids ids = {
	    arena_calloc(vroom->scratch, count + 1, sizeof(*ids.at)), count};

	for (size_t i = 0; i < count; i++)
		ids.at[i] =
		    (struct vroom_id){.id = json_integer_value(json_object_get(
					  json_array_get(array, i), "id")),
				      .index = i};
	return vroom_ids_sort(vroom, &ids, list, "id");
}

/* --- What was added --- */

static void *grow(void *array, size_t used, size_t *capacity, size_t size)
{
	if (used < *capacity)
		return array;
	*capacity = *capacity == 0 ? 64 : *capacity * 2;
	return xrealloc(array, *capacity * size);
}

enum err vroom_add_technician(struct vroom *vroom, const char *pointer,
			      const struct plan_technician *spec,
			      const struct vroom_shift *shift)
{
	int32_t technician;
	enum err err = plan_problem_add_technician(vroom->problem, spec,
						   &technician, vroom->detail);

	if (err != ERR_OK)
		return vroom_library_refused(vroom, pointer, err);
	vroom->shifts = grow(vroom->shifts, (size_t)technician,
			     &vroom->shift_capacity, sizeof(*shift));
	vroom->shifts[technician] = *shift;
	return ERR_OK;
}

enum err vroom_add_visit(struct vroom *vroom, const char *pointer,
			 const struct plan_job *spec,
			 const struct vroom_visit *visit)
{
	int32_t job;
	enum err err =
	    plan_problem_add_job(vroom->problem, spec, &job, vroom->detail);

	if (err != ERR_OK)
		return vroom_library_refused(vroom, pointer, err);
	vroom->visits = grow(vroom->visits, (size_t)job, &vroom->visit_capacity,
			     sizeof(*visit));
	vroom->visits[job] = *visit;
	return ERR_OK;
}

/* A file that is no JSON has jobs only, one visit each, and no objects. */
struct vroom_visit vroom_visit_of(const struct vroom *vroom, int32_t job)
{
	return vroom->visits != NULL
		   ? vroom->visits[job]
		   : (struct vroom_visit){"", TOLD_JOB, job, 1, 1};
}

struct vroom_shift vroom_shift_of(const struct vroom *vroom, int32_t technician)
{
	static const struct vroom_vehicle nothing = {"", "", "", "", NULL, 0};

	return vroom->shifts != NULL
		   ? vroom->shifts[technician]
		   : (struct vroom_shift){&nothing, PLAN_NONE};
}

/* --- Tables of ids --- */

static void note(struct vroom_ids *ids, int64_t id, size_t index, int32_t first,
		 int32_t count)
{
	ids->at[ids->count++] = (struct vroom_id){id, index, first, count};
}

/* A vehicle's technicians follow one another, as do a task's visits. */
enum err vroom_ids_of_vehicles(struct vroom *vroom)
{
	struct vroom_ids *ids = &vroom->vehicle_ids;
	int32_t count = plan_problem_technician_count(vroom->problem);

	ids->at = xcalloc((size_t)count + 1, sizeof(*ids->at));
	for (int32_t i = 0; i < count; i++) {
		if (vroom_shift_of(vroom, i).number > 0)
			ids->at[ids->count - 1].count++;
		else
			note(ids,
			     plan_problem_technician(vroom->problem, i)->id,
			     ids->count, i, 1);
	}
	vroom->most_shifts = 1;
	for (size_t i = 0; i < ids->count; i++)
		if (ids->at[i].count > vroom->most_shifts)
			vroom->most_shifts = ids->at[i].count;
	return vroom_ids_sort(vroom, ids, "/vehicles", "id");
}

enum err vroom_ids_of_tasks(struct vroom *vroom)
{
	static const enum told_kind kinds[] = {TOLD_JOB, TOLD_PICKUP,
					       TOLD_DELIVERY};
	static const char *const lists[] = {"/jobs", "/shipments",
					    "/shipments"};
	static const char *const paths[] = {"id", "pickup/id", "delivery/id"};
	int32_t count = plan_problem_job_count(vroom->problem);

	for (int k = 0; k < 3; k++)
		vroom->task_ids[kinds[k]].at =
		    xcalloc((size_t)count + 1, sizeof(*vroom->task_ids[0].at));
	for (int32_t i = 0; i < count; i++) {
		struct vroom_visit visit = vroom_visit_of(vroom, i);
		struct vroom_ids *ids = &vroom->task_ids[visit.kind];

		if (visit.first == i)
			note(ids, plan_problem_job(vroom->problem, i)->id,
			     ids->count, i, visit.count);
	}
	for (int k = 0; k < 3; k++) {
		enum err err = vroom_ids_sort(vroom, &vroom->task_ids[kinds[k]],
					      lists[k], paths[k]);

		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}
