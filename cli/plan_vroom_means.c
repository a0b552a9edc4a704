/* SPDX-License-Identifier: MIT */
/*
 * What a vehicle has and what a job needs: skills with their levels and
 * certificates, tools, spare parts. A skill is named by `skills` (level 1), by
 * `levels`, or by `certified`; any of them is enough.
 */
#include "cli/plan_vroom_internal.h"

#include <stdlib.h>

/* As plan_skill, and of a job as plan_need. */
struct degree {
	int32_t skill, level;
	struct plan_window held;
};

#define LEVEL_UNSAID (-1) /* 1, unless another key says */

struct degrees {
	struct degree *at;
	size_t count;
};

static int compare_degrees(const void *a, const void *b)
{
	const struct degree *x = a, *y = b;

	return (x->skill > y->skill) - (x->skill < y->skill);
}

/* The same skill from several keys becomes one: the highest level, and where
 * any of them is dated, that date. */
static void merge(struct degrees *degrees)
{
	size_t kept = 0;

	if (degrees->count > 1)
		qsort(degrees->at, degrees->count, sizeof(*degrees->at),
		      compare_degrees);
	for (size_t i = 0; i < degrees->count; i++) {
		struct degree *one = &degrees->at[i], *last;

		if (kept == 0 || degrees->at[kept - 1].skill != one->skill) {
			degrees->at[kept++] = *one;
			continue;
		}
		last = &degrees->at[kept - 1];
		last->level =
		    one->level > last->level ? one->level : last->level;
		if (one->held.start_s > last->held.start_s)
			last->held.start_s = one->held.start_s;
		if (one->held.end_s < last->held.end_s)
			last->held.end_s = one->held.end_s;
	}
	degrees->count = kept;
	for (size_t i = 0; i < kept; i++)
		if (degrees->at[i].level == LEVEL_UNSAID)
			degrees->at[i].level = 1;
}

static struct degree *add(struct degrees *degrees, int64_t skill)
{
	struct degree *one = &degrees->at[degrees->count++];

	*one =
	    (struct degree){(int32_t)skill, 1, {-PLAN_TIME_MAX, PLAN_TIME_MAX}};
	return one;
}

static enum err read_levels(const struct vroom *vroom, const json_t *levels,
			    const char *pointer, struct degrees *degrees)
{
	const char *name;
	const json_t *value;

	json_object_foreach((json_t *)levels, name, value)
	{
		const char *at = vroom_at(vroom, pointer, name);
		int64_t skill, level;
		enum err err =
		    vroom_to_number(vroom, name, at, INT32_MAX, &skill);

		if (err != ERR_OK ||
		    (err = vroom_to_whole(vroom, value, at, 0, 1000000,
					  &level)) != ERR_OK)
			return err;
		add(degrees, skill)->level = (int32_t)level;
	}
	return ERR_OK;
}

static enum err read_certified(const struct vroom *vroom,
			       const json_t *certified, const char *pointer,
			       struct degrees *degrees)
{
	const char *name;
	const json_t *value;

	json_object_foreach((json_t *)certified, name, value)
	{
		const char *at = vroom_at(vroom, pointer, name);
		struct plan_window held;
		struct degree *one;
		int64_t skill;
		enum err err =
		    vroom_to_number(vroom, name, at, INT32_MAX, &skill);

		if (err != ERR_OK ||
		    (err = vroom_to_window(vroom, value, at, &held)) != ERR_OK)
			return err;
		one = add(degrees, skill);
		one->held = held;
		one->level = LEVEL_UNSAID;
	}
	return ERR_OK;
}

static enum err read_degrees(const struct vroom *vroom, const json_t *object,
			     const char *pointer, bool dated,
			     struct degrees *ret_degrees)
{
	struct degrees degrees = {0};
	const json_t *levels, *certified = NULL;
	int32_t *skills;
	size_t count;
	enum err err;

	if ((err = vroom_get_set(vroom, object, "skills", pointer, &skills,
				 &count)) != ERR_OK ||
	    (err = vroom_get_object(vroom, object, "levels", pointer,
				    &levels)) != ERR_OK ||
	    (dated && (err = vroom_get_object(vroom, object, "certified",
					      pointer, &certified)) != ERR_OK))
		return err;
	degrees.at = arena_calloc(vroom->scratch,
				  count + json_object_size(levels) +
				      json_object_size(certified) + 1,
				  sizeof(*degrees.at));
	for (size_t i = 0; i < count; i++)
		(void)add(&degrees, skills[i]);
	if ((err = read_levels(vroom, levels,
			       vroom_at(vroom, pointer, "levels"), &degrees)) !=
		ERR_OK ||
	    (err = read_certified(vroom, certified,
				  vroom_at(vroom, pointer, "certified"),
				  &degrees)) != ERR_OK)
		return err;
	merge(&degrees);
	*ret_degrees = degrees;
	return ERR_OK;
}

/* [tool] */
static enum err read_tools(const struct vroom *vroom, const json_t *object,
			   const char *pointer, const int32_t **ret_tools,
			   size_t *ret_count)
{
	int32_t *tools;
	enum err err =
	    vroom_get_set(vroom, object, "tools", pointer, &tools, ret_count);

	if (err == ERR_OK)
		*ret_tools = *ret_count > 0 ? tools : NULL;
	return err;
}

/* {"part": n} */
static enum err read_parts(const struct vroom *vroom, const json_t *object,
			   const char *pointer,
			   const struct plan_part **ret_parts,
			   size_t *ret_count)
{
	const json_t *map, *value;
	struct plan_part *parts;
	const char *name;
	enum err err = vroom_get_object(vroom, object, "parts", pointer, &map);

	if (err != ERR_OK || map == NULL)
		return err;
	pointer = vroom_at(vroom, pointer, "parts");
	parts = arena_calloc(vroom->scratch, json_object_size(map) + 1,
			     sizeof(*parts));
	json_object_foreach((json_t *)map, name, value)
	{
		const char *at = vroom_at(vroom, pointer, name);
		int64_t part, amount;

		if ((err = vroom_to_number(vroom, name, at, INT32_MAX,
					   &part)) != ERR_OK ||
		    (err = vroom_to_whole(vroom, value, at, 0, INT32_MAX,
					  &amount)) != ERR_OK)
			return err;
		if (amount > 0)
			parts[(*ret_count)++] =
			    (struct plan_part){(int32_t)part, amount};
	}
	*ret_parts = parts;
	return ERR_OK;
}

enum err vroom_read_means(const struct vroom *vroom, const json_t *object,
			  const char *pointer, struct plan_technician *spec)
{
	struct degrees degrees;
	struct plan_skill *skills;
	enum err err = read_degrees(vroom, object, pointer, true, &degrees);

	if (err != ERR_OK)
		return err;
	skills =
	    arena_calloc(vroom->scratch, degrees.count + 1, sizeof(*skills));
	for (size_t i = 0; i < degrees.count; i++)
		skills[i] = (struct plan_skill){
		    degrees.at[i].skill, degrees.at[i].level,
		    degrees.at[i].held.start_s, degrees.at[i].held.end_s};
	spec->skills = skills;
	spec->skill_count = degrees.count;
	if ((err = read_tools(vroom, object, pointer, &spec->tools,
			      &spec->tool_count)) != ERR_OK)
		return err;
	return read_parts(vroom, object, pointer, &spec->parts,
			  &spec->part_count);
}

enum err vroom_read_needs(const struct vroom *vroom, const json_t *object,
			  const char *pointer, struct plan_job *spec)
{
	struct degrees degrees;
	struct plan_need *needs;
	enum err err = read_degrees(vroom, object, pointer, false, &degrees);

	if (err != ERR_OK)
		return err;
	needs = arena_calloc(vroom->scratch, degrees.count + 1, sizeof(*needs));
	for (size_t i = 0; i < degrees.count; i++)
		needs[i] = (struct plan_need){degrees.at[i].skill,
					      degrees.at[i].level};
	spec->needs = needs;
	spec->need_count = degrees.count;
	if ((err = read_tools(vroom, object, pointer, &spec->tools,
			      &spec->tool_count)) != ERR_OK)
		return err;
	return read_parts(vroom, object, pointer, &spec->parts,
			  &spec->part_count);
}
