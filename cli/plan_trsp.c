/* SPDX-License-Identifier: MIT */
/*
 * A TRSP file: a name, the section INFO (how many technicians, skills, tools,
 * kinds of spare parts), the section DEPOT TECHNICIANS AND REQUESTS (one a
 * line, in that order). Skills and tools are lists of numbers from 0, spare
 * parts one amount for each kind: [1,3] [] [0,2,0,0,1].
 */
#include "cli/plan_trsp.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/clk.h>

#include "cli/plan_lines.h"
#include "cli/plan_vroom_internal.h"

enum {
	FIELDS = 9,
	KINDS_MAX = 1000, /* of skills, tools, parts */
	AMOUNT_MAX = 1000000000,
	/* Times and distances stay within PLAN_SPAN_MAX. */
	TIME_MAX = 3450,
	COORDINATE_MAX = 1200,
};

/* A depot, technician or request. */
struct place {
	int64_t id;
	double x, y;
	struct plan_window window;
	int64_t service;
	int32_t *skills, *tools;
	struct plan_part *parts;
	size_t skill_count, tool_count, part_count;
	int line;
};

struct instance {
	int64_t technicians, skills, tools, parts;
	struct place *places; /* the depot, technicians, requests */
	size_t count, room;
	struct arena *arena;
};

/* --- Lists --- */

/* The whole numbers of a list in brackets: to `max`, `most` of them. */
static enum err get_list(const struct lines *lines, int field, const char *what,
			 int64_t max, size_t most, struct arena *arena,
			 int64_t **ret_values, size_t *ret_count)
{
	const char *c = lines->field[field];
	int64_t *values = arena_calloc(arena, most + 1, sizeof(*values));
	size_t count = 0;
	bool comma = false;

	if (*c++ != '[')
		return lines_refuse(lines, "%s '%.40s': a list in brackets",
				    what, c - 1);
	for (;;) {
		int64_t value = 0;

		while (*c == ' ' || *c == '\t')
			c++;
		if (*c == ']' && !comma)
			break;
		if (!isdigit((unsigned char)*c) || (count > 0 && !comma))
			return lines_refuse(
			    lines, "%s '%.40s': numbers and commas are needed",
			    what, lines->field[field]);
		for (; isdigit((unsigned char)*c) && value <= max; c++)
			value = value * 10 + (*c - '0');
		if (value > max)
			return lines_refuse(
			    lines, "%s '%.40s': numbers up to %" PRId64, what,
			    lines->field[field], max);
		if (count == most)
			return lines_refuse(lines, "%s '%.40s': more than %zu",
					    what, lines->field[field], most);
		values[count++] = value;
		while (*c == ' ' || *c == '\t')
			c++;
		comma = *c == ',';
		c += comma;
	}
	if (c[1] != '\0')
		return lines_refuse(lines, "%s '%.40s': goes on behind ]", what,
				    lines->field[field]);
	*ret_values = values;
	*ret_count = count;
	return ERR_OK;
}

/* Numbers of skills or tools, each once. */
static enum err get_set(const struct lines *lines, int field, const char *what,
			int64_t kinds, struct arena *arena, int32_t **ret_set,
			size_t *ret_count)
{
	int64_t *values;
	int32_t *set;
	size_t count;
	enum err err = get_list(lines, field, what, kinds - 1, (size_t)kinds,
				arena, &values, &count);

	if (err != ERR_OK)
		return err;
	set = arena_calloc(arena, count + 1, sizeof(*set));
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < i; k++)
			if (values[k] == values[i])
				return lines_refuse(
				    lines, "%s %" PRId64 " is there twice",
				    what, values[i]);
		set[i] = (int32_t)values[i];
	}
	*ret_set = set;
	*ret_count = count;
	return ERR_OK;
}

/* An amount for each kind of part; none at all is as good as zeros. */
static enum err get_parts(const struct lines *lines, int field, int64_t kinds,
			  struct arena *arena, struct place *place)
{
	int64_t *values;
	size_t count;
	enum err err = get_list(lines, field, "spare parts", AMOUNT_MAX,
				(size_t)kinds, arena, &values, &count);

	if (err != ERR_OK)
		return err;
	if (count > 0 && count != (size_t)kinds)
		return lines_refuse(
		    lines, "spare parts '%.40s': there are %" PRId64 " kinds",
		    lines->field[field], kinds);
	place->parts = arena_calloc(arena, count + 1, sizeof(*place->parts));
	for (size_t i = 0; i < count; i++)
		if (values[i] > 0)
			place->parts[place->part_count++] =
			    (struct plan_part){(int32_t)i, values[i]};
	return ERR_OK;
}

/* --- Sections --- */

static enum err read_heading(struct lines *lines, const char *words)
{
	enum err err;

	if (!lines_say(lines, words))
		return lines_refuse(lines, "the section %s is missing here",
				    words);
	if ((err = lines_next(lines)) != ERR_OK)
		return err;
	if (lines->fields == 0 || !isalpha((unsigned char)*lines->field[0]))
		return lines_refuse(lines,
				    "the names of %s's columns are "
				    "missing",
				    words);
	return lines_next(lines);
}

static enum err read_info(struct lines *lines, struct instance *instance)
{
	enum err err = read_heading(lines, "INFO");

	if (err != ERR_OK)
		return err;
	if (lines->fields != 4)
		return lines_refuse(lines, "numbers of technicians, skills, "
					   "tools and spare parts are needed");
	if ((err = lines_number(lines, 0, "crew count", TRSP_PLACES_MAX, 1,
				true, &instance->technicians)) != ERR_OK ||
	    (err = lines_number(lines, 1, "skills", KINDS_MAX, 1, true,
				&instance->skills)) != ERR_OK ||
	    (err = lines_number(lines, 2, "tools", KINDS_MAX, 1, true,
				&instance->tools)) != ERR_OK ||
	    (err = lines_number(lines, 3, "spare parts", KINDS_MAX, 1, true,
				&instance->parts)) != ERR_OK)
		return err;
	if (instance->technicians == 0)
		return lines_refuse(lines, "there is no technician");
	return lines_next(lines);
}

static enum err read_lists(const struct lines *lines,
			   const struct instance *instance, struct place *place)
{
	enum err err;

	if ((err = get_set(lines, 6, "skill", instance->skills, instance->arena,
			   &place->skills, &place->skill_count)) != ERR_OK ||
	    (err = get_set(lines, 7, "tool", instance->tools, instance->arena,
			   &place->tools, &place->tool_count)) != ERR_OK)
		return err;
	return get_parts(lines, 8, instance->parts, instance->arena, place);
}

static enum err read_place(const struct lines *lines,
			   const struct instance *instance, struct place *place)
{
	enum err err;

	*place = (struct place){.line = lines->number};
	if (lines->fields != FIELDS)
		return lines_refuse(lines, "has %d columns, not %d",
				    lines->fields, FIELDS);
	if ((err = lines_number(lines, 0, "id", INT32_MAX, 1, true,
				&place->id)) != ERR_OK ||
	    (err = lines_coordinate(lines, 1, COORDINATE_MAX, &place->x)) !=
		ERR_OK ||
	    (err = lines_coordinate(lines, 2, COORDINATE_MAX, &place->y)) !=
		ERR_OK ||
	    (err = lines_number(lines, 3, "start of the time window", TIME_MAX,
				TRSP_SCALE, true, &place->window.start_s)) !=
		ERR_OK ||
	    (err = lines_number(lines, 4, "end of the time window", TIME_MAX,
				TRSP_SCALE, true, &place->window.end_s)) !=
		ERR_OK ||
	    (err = lines_number(lines, 5, "service time", TIME_MAX, TRSP_SCALE,
				true, &place->service)) != ERR_OK)
		return err;
	if (place->window.start_s > place->window.end_s)
		return lines_refuse(lines,
				    "its time window ends before it starts");
	return read_lists(lines, instance, place);
}

static enum err read_places(struct lines *lines, struct instance *instance)
{
	enum err err = read_heading(lines, "DEPOT TECHNICIANS AND REQUESTS");
	struct place *place;

	while (err == ERR_OK && lines->fields > 0) {
		if (instance->count > TRSP_PLACES_MAX)
			return err_set(lines->detail, ERR_TOO_LARGE, "",
				       "%d places are planned at most",
				       TRSP_PLACES_MAX);
		if (instance->count == instance->room) {
			instance->room = instance->room * 2 + 128;
			instance->places = xrealloc(
			    instance->places,
			    instance->room * sizeof(*instance->places));
		}
		place = &instance->places[instance->count];
		err = read_place(lines, instance, place);
		if (err == ERR_OK && place->service > 0 &&
		    instance->count <= (size_t)instance->technicians)
			return lines_refuse(lines, "a depot or a technician "
						   "has no service time");
		instance->count++;
		if (err == ERR_OK)
			err = lines_next(lines);
	}
	if (err == ERR_OK && instance->count <= (size_t)instance->technicians)
		return lines_refuse(lines,
				    "a depot and %" PRId64 " technicians are "
				    "needed, the text ends before",
				    instance->technicians);
	return err;
}

static int compare_places(const void *a, const void *b)
{
	const struct place *const *x = a, *const *y = b;

	if ((*x)->id != (*y)->id)
		return (*x)->id < (*y)->id ? -1 : 1;
	return ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

static enum err check_unique(struct lines *lines,
			     const struct instance *instance)
{
	const struct place **sorted =
	    xcalloc(instance->count, sizeof(struct place *));
	enum err err = ERR_OK;

	for (size_t i = 0; i < instance->count; i++)
		sorted[i] = &instance->places[i];
	qsort(sorted, instance->count, sizeof(struct place *), compare_places);
	for (size_t i = 1; i < instance->count && err == ERR_OK; i++)
		if (sorted[i]->id == sorted[i - 1]->id) {
			lines->number = sorted[i]->line;
			err = lines_refuse(
			    lines, "id %" PRId64 " is in line %d already",
			    sorted[i]->id, sorted[i - 1]->line);
		}
	free(sorted);
	return err;
}

static enum err read_text(struct lines *lines, struct instance *instance)
{
	enum err err = lines_next(lines);

	/* The name may be missing. */
	if (err == ERR_OK && !lines_say(lines, "INFO"))
		err = lines_next(lines);
	if (err != ERR_OK || (err = read_info(lines, instance)) != ERR_OK ||
	    (err = read_places(lines, instance)) != ERR_OK)
		return err;
	return check_unique(lines, instance);
}

/* --- The problem --- */

static enum err add_distances(const struct instance *instance,
			      struct plan_problem *problem,
			      struct err_detail *detail)
{
	size_t size = instance->count;
	uint32_t *arcs = xmalloc(size * size * sizeof(*arcs));
	int32_t profile;
	enum err err;

	for (size_t i = 0; i < size; i++)
		for (size_t k = 0; k < size; k++) {
			const struct place *from = &instance->places[i];
			const struct place *to = &instance->places[k];

			arcs[i * size + k] = (uint32_t)llround(
			    TRSP_SCALE *
			    hypot(from->x - to->x, from->y - to->y));
		}
	err = plan_problem_add_matrix(problem, size, arcs, &profile, detail);
	free(arcs);
	return err;
}

static enum err add_technician(const struct instance *instance, size_t index,
			       struct plan_problem *problem,
			       struct err_detail *detail)
{
	const struct place *place = &instance->places[index];
	struct plan_technician spec = PLAN_TECHNICIAN_DEFAULTS;
	struct plan_skill *skills = arena_calloc(
	    instance->arena, place->skill_count + 1, sizeof(*skills));
	int32_t ignored;

	for (size_t i = 0; i < place->skill_count; i++)
		skills[i] = (struct plan_skill){place->skills[i], 1,
						-PLAN_TIME_MAX, PLAN_TIME_MAX};
	spec.id = place->id;
	spec.start_location = spec.end_location = (int32_t)index;
	spec.shift_start_s = place->window.start_s;
	spec.shift_end_s = place->window.end_s;
	spec.skills = skills;
	spec.skill_count = place->skill_count;
	spec.tools = place->tools;
	spec.tool_count = place->tool_count;
	spec.parts = place->parts;
	spec.part_count = place->part_count;
	spec.travel_rate = 0;
	spec.duration_rate = PLAN_COST_SECOND;
	return plan_problem_add_technician(problem, &spec, &ignored, detail);
}

static enum err add_request(const struct instance *instance, size_t index,
			    struct plan_problem *problem,
			    struct err_detail *detail)
{
	const struct place *place = &instance->places[index];
	struct plan_job spec = PLAN_JOB_DEFAULTS;
	struct plan_need *needs = arena_calloc(
	    instance->arena, place->skill_count + 1, sizeof(*needs));
	int32_t ignored;

	for (size_t i = 0; i < place->skill_count; i++)
		needs[i] = (struct plan_need){place->skills[i], 1};
	spec.id = place->id;
	spec.location = (int32_t)index;
	spec.service_s = place->service;
	spec.windows = &place->window;
	spec.window_count = 1;
	spec.needs = needs;
	spec.need_count = place->skill_count;
	spec.tools = place->tools;
	spec.tool_count = place->tool_count;
	spec.parts = place->parts;
	spec.part_count = place->part_count;
	return plan_problem_add_job(problem, &spec, &ignored, detail);
}

static enum err build(const struct instance *instance, struct vroom *vroom,
		      struct err_detail *detail)
{
	size_t first = (size_t)instance->technicians + 1;
	int64_t begun_us;
	enum err err;

	vroom->scale = TRSP_SCALE;
	vroom->has_matrix = true;
	if ((err = add_distances(instance, vroom->problem, detail)) != ERR_OK)
		return err;
	begun_us = clk_monotonic_us();
	err = plan_problem_set_depot(vroom->problem, 0, detail);
	for (size_t i = 1; i < first && err == ERR_OK; i++)
		err = add_technician(instance, i, vroom->problem, detail);
	for (size_t i = first; i < instance->count && err == ERR_OK; i++)
		err = add_request(instance, i, vroom->problem, detail);
	if (err != ERR_OK)
		return err;
	vroom->lists_us = clk_monotonic_us() - begun_us;
	return plan_problem_finish(vroom->problem, detail);
}

enum err trsp_read(const char *text, size_t length, struct vroom **ret_vroom,
		   struct err_detail *detail)
{
	struct lines lines;
	struct instance instance = {.arena = arena_new()};
	struct vroom *vroom = vroom_new();
	enum err err;

	lines_init(&lines, text, length, LINES_BYTES, detail);
	err = read_text(&lines, &instance);
	if (err == ERR_OK)
		err = build(&instance, vroom, detail);
	free(instance.places);
	arena_free(instance.arena);
	if (err != ERR_OK) {
		vroom_free(vroom);
		return err;
	}
	*ret_vroom = vroom;
	return ERR_OK;
}

/* Its first line, or the one behind a name, says INFO. */
bool trsp_is_text(const char *text, size_t length)
{
	return lines_begin_with(text, length, LINES_BYTES, "INFO");
}
