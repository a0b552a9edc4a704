/* SPDX-License-Identifier: MIT */
/*
 * A Solomon file: a name, the section VEHICLE (how many, how much each
 * carries), the section CUSTOMER (one a line, the depot first). Blank lines
 * mean nothing, columns are found by white space.
 */
#include "cli/plan_solomon.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <callout/clk.h>

#include "cli/plan_lines.h"
#include "cli/plan_vroom_internal.h"

enum {
	LINE_BYTES = 240,
	CUSTOMER_FIELDS = 7,
	COORDINATE_MAX = 1000000,
	TIME_MAX = 3000000, /* in tenths still within PLAN_SPAN_MAX */
};

struct customer {
	int64_t id, demand;
	double x, y;
	struct plan_window window; /* tenths */
	int64_t service;	   /* tenths */
	int line;
};

struct instance {
	int64_t vehicles, capacity;
	struct customer *customers; /* the depot first */
	size_t count, room;
};

/* --- Sections --- */

/* A section's word, and the line of column names below it. */
static enum err read_heading(struct lines *lines, const char *word)
{
	enum err err;

	if (!lines_say(lines, word))
		return lines_refuse(lines, "the section %s is missing here",
				    word);
	if ((err = lines_next(lines)) != ERR_OK)
		return err;
	if (lines->fields == 0 || !isalpha((unsigned char)*lines->field[0]))
		return lines_refuse(
		    lines, "the names of %s's columns are missing", word);
	return lines_next(lines);
}

static enum err read_fleet(struct lines *lines, struct instance *instance)
{
	enum err err;

	if ((err = read_heading(lines, "VEHICLE")) != ERR_OK)
		return err;
	if (lines->fields != 2)
		return lines_refuse(lines,
				    "a number of vehicles and a capacity "
				    "are needed");
	if ((err = lines_number(lines, 0, "number", PLAN_TECHNICIANS_MAX, 1,
				true, &instance->vehicles)) != ERR_OK ||
	    (err = lines_number(lines, 1, "capacity", INT32_MAX, 1, true,
				&instance->capacity)) != ERR_OK)
		return err;
	if (instance->vehicles == 0)
		return lines_refuse(lines, "there is no vehicle");
	return lines_next(lines);
}

static enum err read_customer(const struct lines *lines,
			      struct customer *customer)
{
	enum err err;

	if (lines->fields != CUSTOMER_FIELDS)
		return lines_refuse(
		    lines, "a customer has %d numbers%s", CUSTOMER_FIELDS,
		    lines->fields < CUSTOMER_FIELDS ? ", some are missing"
						    : ", there are more here");
	if ((err = lines_number(lines, 0, "customer", INT32_MAX, 1, true,
				&customer->id)) != ERR_OK ||
	    (err = lines_coordinate(lines, 1, COORDINATE_MAX, &customer->x)) !=
		ERR_OK ||
	    (err = lines_coordinate(lines, 2, COORDINATE_MAX, &customer->y)) !=
		ERR_OK ||
	    (err = lines_number(lines, 3, "demand", INT32_MAX, 1, true,
				&customer->demand)) != ERR_OK ||
	    (err = lines_number(lines, 4, "ready time", TIME_MAX, SOLOMON_SCALE,
				true, &customer->window.start_s)) != ERR_OK ||
	    (err = lines_number(lines, 5, "due date", TIME_MAX, SOLOMON_SCALE,
				true, &customer->window.end_s)) != ERR_OK ||
	    (err = lines_number(lines, 6, "service time", TIME_MAX,
				SOLOMON_SCALE, true, &customer->service)) !=
		ERR_OK)
		return err;
	if (customer->window.start_s > customer->window.end_s)
		return lines_refuse(lines, "is due before it is ready");
	customer->line = lines->number;
	return ERR_OK;
}

static enum err read_customers(struct lines *lines, struct instance *instance)
{
	enum err err = read_heading(lines, "CUSTOMER");

	while (err == ERR_OK && lines->fields > 0) {
		if (instance->count > SOLOMON_CUSTOMERS_MAX)
			return err_set(lines->detail, ERR_TOO_LARGE, "",
				       "%d customers are planned at most",
				       SOLOMON_CUSTOMERS_MAX);
		if (instance->count == instance->room) {
			instance->room = instance->room * 2 + 128;
			instance->customers = xrealloc(
			    instance->customers,
			    instance->room * sizeof(*instance->customers));
		}
		err = read_customer(lines,
				    &instance->customers[instance->count++]);
		if (err == ERR_OK)
			err = lines_next(lines);
	}
	if (err == ERR_OK && instance->count == 0)
		return lines_refuse(lines,
				    "there is no depot: no customer at all");
	return err;
}

static int compare_customers(const void *a, const void *b)
{
	const struct customer *const *x = a, *const *y = b;

	if ((*x)->id != (*y)->id)
		return (*x)->id < (*y)->id ? -1 : 1;
	return ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

static enum err check_unique(struct lines *lines,
			     const struct instance *instance)
{
	const struct customer **sorted =
	    xcalloc(instance->count, sizeof(struct customer *));
	enum err err = ERR_OK;

	for (size_t i = 0; i < instance->count; i++)
		sorted[i] = &instance->customers[i];
	qsort(sorted, instance->count, sizeof(struct customer *),
	      compare_customers);
	for (size_t i = 1; i < instance->count && err == ERR_OK; i++)
		if (sorted[i]->id == sorted[i - 1]->id) {
			lines->number = sorted[i]->line;
			err = lines_refuse(
			    lines, "customer %" PRId64 " is in line %d already",
			    sorted[i]->id, sorted[i - 1]->line);
		}
	free(sorted);
	return err;
}

static enum err read_text(struct lines *lines, struct instance *instance)
{
	enum err err = lines_next(lines);

	/* The name may be missing. */
	if (err == ERR_OK && !lines_say(lines, "VEHICLE"))
		err = lines_next(lines);
	if (err != ERR_OK || (err = read_fleet(lines, instance)) != ERR_OK ||
	    (err = read_customers(lines, instance)) != ERR_OK)
		return err;
	return check_unique(lines, instance);
}

/* --- The problem --- */

/* Cut, not rounded. For whole coordinates the product is exact, and so is the
 * root of a square: no arc falls one tenth short. */
static uint32_t arc(const struct customer *from, const struct customer *to)
{
	double dx = from->x - to->x, dy = from->y - to->y;

	return (uint32_t)floor(
	    sqrt(SOLOMON_SCALE * SOLOMON_SCALE * (dx * dx + dy * dy)));
}

static enum err add_arcs(const struct instance *instance,
			 struct plan_problem *problem,
			 struct err_detail *detail)
{
	size_t size = instance->count;
	uint32_t *arcs = xmalloc(size * size * sizeof(*arcs));
	int32_t profile;
	enum err err;

	for (size_t i = 0; i < size; i++)
		for (size_t k = 0; k < size; k++)
			arcs[i * size + k] = arc(&instance->customers[i],
						 &instance->customers[k]);
	err = plan_problem_add_matrix(problem, size, arcs, &profile, detail);
	free(arcs);
	return err;
}

static enum err add_fleet(const struct instance *instance,
			  struct plan_problem *problem,
			  struct err_detail *detail)
{
	const struct customer *depot = &instance->customers[0];
	struct plan_technician spec = PLAN_TECHNICIAN_DEFAULTS;
	enum err err = ERR_OK;
	int32_t ignored;

	spec.start_location = spec.end_location = 0;
	spec.shift_start_s = depot->window.start_s;
	spec.shift_end_s = depot->window.end_s;
	spec.capacity = &instance->capacity;
	for (spec.id = 1; spec.id <= instance->vehicles && err == ERR_OK;
	     spec.id++)
		err = plan_problem_add_technician(problem, &spec, &ignored,
						  detail);
	return err;
}

static enum err add_customers(const struct instance *instance,
			      struct plan_problem *problem,
			      struct err_detail *detail)
{
	enum err err = ERR_OK;

	for (size_t i = 1; i < instance->count && err == ERR_OK; i++) {
		const struct customer *customer = &instance->customers[i];
		struct plan_job spec = PLAN_JOB_DEFAULTS;
		int32_t ignored;

		spec.id = customer->id;
		spec.location = (int32_t)i;
		spec.service_s = customer->service;
		spec.windows = &customer->window;
		spec.window_count = 1;
		spec.delivery = &customer->demand;
		err = plan_problem_add_job(problem, &spec, &ignored, detail);
	}
	return err;
}

static enum err build(const struct instance *instance, struct vroom *vroom,
		      struct err_detail *detail)
{
	int64_t begun_us;
	enum err err;

	vroom->scale = SOLOMON_SCALE;
	vroom->amounts = 1;
	vroom->has_matrix = true;
	if ((err = add_arcs(instance, vroom->problem, detail)) != ERR_OK)
		return err;
	begun_us = clk_monotonic_us();
	if ((err = plan_problem_set_amounts(vroom->problem, 1, detail)) !=
		ERR_OK ||
	    (err = add_fleet(instance, vroom->problem, detail)) != ERR_OK ||
	    (err = add_customers(instance, vroom->problem, detail)) != ERR_OK)
		return err;
	vroom->lists_us = clk_monotonic_us() - begun_us;
	return plan_problem_finish(vroom->problem, detail);
}

enum err solomon_read(const char *text, size_t length, struct vroom **ret_vroom,
		      struct err_detail *detail)
{
	struct lines lines;
	struct instance instance = {0};
	struct vroom *vroom = vroom_new();
	enum err err;

	lines_init(&lines, text, length, LINE_BYTES, detail);
	err = read_text(&lines, &instance);
	if (err == ERR_OK)
		err = build(&instance, vroom, detail);
	free(instance.customers);
	if (err != ERR_OK) {
		vroom_free(vroom);
		return err;
	}
	*ret_vroom = vroom;
	return ERR_OK;
}

/* Its first line that is one word alone and not the name says VEHICLE. */
bool solomon_is_text(const char *text, size_t length)
{
	return lines_begin_with(text, length, LINE_BYTES, "VEHICLE");
}
