/* SPDX-License-Identifier: MIT */
/* What ties jobs to one another: crews, days, `after`, `same_vehicle`. */
#include "cli/plan_vroom_internal.h"

#include <inttypes.h>
#include <string.h>

#include <callout/text.h>

static const struct vroom_key after_keys[] = {{"job", VROOM_KEY_READ},
					      {"min", VROOM_KEY_READ},
					      {"max", VROOM_KEY_READ},
					      {NULL, VROOM_KEY_READ}};

/* Links are remembered by where they come from: some are found wrong only when
 * all of them are known. */
enum err vroom_add_link(struct vroom *vroom, const char *pointer,
			const struct plan_link *link)
{
	enum err err =
	    plan_problem_add_link(vroom->problem, link, vroom->detail);

	if (vroom->link_count == vroom->link_capacity) {
		vroom->link_capacity =
		    vroom->link_capacity == 0 ? 64 : vroom->link_capacity * 2;
		vroom->link_pointers = xrealloc(
		    vroom->link_pointers,
		    vroom->link_capacity * sizeof(*vroom->link_pointers));
	}
	vroom->link_pointers[vroom->link_count++] =
	    arena_strdup(vroom->keep, pointer);
	return vroom_blame_link(vroom, err);
}

/* The library says "/links/3" of the fourth that was added. */
enum err vroom_blame_link(struct vroom *vroom, enum err err)
{
	static const char list[] = "/links/";
	struct err_detail told;
	int64_t index;

	if (err == ERR_OK ||
	    strncmp(vroom->detail->pointer, list, strlen(list)) != 0)
		return err;
	told = *vroom->detail;
	if (!text_parse_int(told.pointer + strlen(list), 0,
			    (int64_t)vroom->link_count - 1, &index))
		return err;
	return err_set(vroom->detail, err, vroom->link_pointers[index], "%s",
		       told.text);
}

/* Members of a crew are all tied to one another, for no two of them are the
 * same person; the days of each member form a chain. */
enum err vroom_link_visits(struct vroom *vroom, const char *pointer,
			   int32_t first, int32_t crew, int32_t days)
{
	for (int32_t k = 0; k < crew * days; k++) {
		const struct plan_link next = {.kind = PLAN_LINK_LATER_SHIFT,
					       .job = first + k - crew,
					       .other = first + k};
		enum err err = ERR_OK;

		for (int32_t mate = k + 1; mate % crew != 0 && err == ERR_OK;
		     mate++) {
			const struct plan_link both = {.kind =
							   PLAN_LINK_TOGETHER,
						       .job = first + k,
						       .other = first + mate};

			err = vroom_add_link(
			    vroom, vroom_at(vroom, pointer, "crew"), &both);
		}
		if (err == ERR_OK && k >= crew)
			err = vroom_add_link(
			    vroom, vroom_at(vroom, pointer, "days"), &next);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static enum err find_job(const struct vroom *vroom, const json_t *object,
			 const char *key, const char *pointer,
			 const struct vroom_id **ret_job)
{
	int64_t id = 0;
	enum err err =
	    vroom_get_int(vroom, object, key, pointer, 0, INT64_MAX, &id);

	if (err != ERR_OK)
		return err;
	*ret_job = vroom_ids_find(&vroom->task_ids[TOLD_JOB], id);
	if (*ret_job == NULL)
		return vroom_refuse(vroom, vroom_at(vroom, pointer, key),
				    "there is no job %" PRId64, id);
	return ERR_OK;
}

/* --- after --- */

/* From each visit of the earlier one's last day, for its last end; to the
 * first of this one, with which its crew begins. */
static enum err add_after(struct vroom *vroom, const char *pointer,
			  const struct vroom_id *earlier, int32_t later,
			  int64_t min_s, int64_t max_s)
{
	int32_t crew = vroom->visits[earlier->first].crew;

	for (int32_t k = earlier->count - crew; k < earlier->count; k++) {
		const struct plan_link link = {.kind = PLAN_LINK_AFTER,
					       .job = earlier->first + k,
					       .other = later,
					       .min_s = min_s,
					       .max_s = max_s};
		enum err err = vroom_add_link(vroom, pointer, &link);

		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static enum err read_one_after(struct vroom *vroom, const json_t *object,
			       const char *pointer, const struct vroom_id *own)
{
	const struct vroom_id *earlier;
	int64_t min_s = 0, max_s = PLAN_SPAN_MAX;
	enum err err = vroom_check_keys(vroom, object, pointer, after_keys);

	if (err != ERR_OK)
		return err;
	if (json_object_get(object, "job") == NULL)
		return vroom_refuse(vroom, pointer, "'job' is missing");
	if ((err = find_job(vroom, object, "job", pointer, &earlier)) !=
		ERR_OK ||
	    (err = vroom_get_int(vroom, object, "min", pointer, 0,
				 PLAN_SPAN_MAX, &min_s)) != ERR_OK ||
	    (err = vroom_get_int(vroom, object, "max", pointer, 0,
				 PLAN_SPAN_MAX, &max_s)) != ERR_OK)
		return err;
	if (earlier == own)
		return vroom_refuse(vroom, vroom_at(vroom, pointer, "job"),
				    "a job cannot come after itself");
	if (min_s > max_s)
		return vroom_refuse(vroom, pointer,
				    "min %" PRId64 " is above max %" PRId64,
				    min_s, max_s);
	return add_after(vroom, pointer, earlier, own->first, min_s, max_s);
}

static enum err read_after(struct vroom *vroom, const json_t *object,
			   const char *pointer, const struct vroom_id *own)
{
	const json_t *array;
	enum err err = vroom_get_array(vroom, object, "after", pointer, &array);

	pointer = vroom_at(vroom, pointer, "after");
	for (size_t i = 0; i < json_array_size(array) && err == ERR_OK; i++)
		err = read_one_after(vroom, json_array_get(array, i),
				     vroom_at_index(vroom, pointer, i), own);
	return err;
}

static enum err read_same_vehicle(struct vroom *vroom, const json_t *object,
				  const char *pointer,
				  const struct vroom_id *own)
{
	struct plan_link link = {.kind = PLAN_LINK_SAME_PERSON,
				 .other = own->first};
	const struct vroom_id *other;
	enum err err;

	if (json_object_get(object, "same_vehicle") == NULL)
		return ERR_OK;
	err = find_job(vroom, object, "same_vehicle", pointer, &other);
	if (err != ERR_OK)
		return err;
	pointer = vroom_at(vroom, pointer, "same_vehicle");
	if (other == own)
		return vroom_refuse(vroom, pointer, "is the job itself");
	link.job = other->first;
	return vroom_add_link(vroom, pointer, &link);
}

enum err vroom_read_links(struct vroom *vroom, const json_t *object,
			  const char *pointer)
{
	const struct vroom_id *own;
	enum err err;

	if (json_object_get(object, "after") == NULL &&
	    json_object_get(object, "same_vehicle") == NULL)
		return ERR_OK;
	own = vroom_ids_find(&vroom->task_ids[TOLD_JOB],
			     json_integer_value(json_object_get(object, "id")));
	err = read_after(vroom, object, pointer, own);
	return err != ERR_OK ? err
			     : read_same_vehicle(vroom, object, pointer, own);
}
