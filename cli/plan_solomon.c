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
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <callout/clk.h>
#include <callout/text.h>

#include "cli/plan_vroom_internal.h"

enum {
	LINE_BYTES = 240,
	CUSTOMER_FIELDS = 7,
	COORDINATE_MAX = 1000000,
	TIME_MAX = 3000000, /* in tenths still within PLAN_SPAN_MAX */
};

struct reader {
	const char *at, *end;
	int line;
	char text[LINE_BYTES + 1]; /* cut into fields */
	char *field[CUSTOMER_FIELDS + 1];
	int fields; /* one too many at most */
	struct err_detail *detail;
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

static enum err refuse(const struct reader *reader, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static enum err refuse(const struct reader *reader, const char *fmt, ...)
{
	char line[40], text[300];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	(void)snprintf(line, sizeof(line), "line %d",
		       reader->line > 0 ? reader->line : 1);
	return err_set(reader->detail, ERR_INPUT, line, "%s", text);
}

/* --- Lines and fields --- */

static void cut(struct reader *reader)
{
	char *rest = reader->text, *field;

	reader->fields = 0;
	while (reader->fields <= CUSTOMER_FIELDS &&
	       (field = strtok_r(rest, " \t\r\v\f", &rest)) != NULL)
		reader->field[reader->fields++] = field;
}

/* The next line that is not blank; no fields at the end of the text. */
static enum err next_line(struct reader *reader)
{
	reader->fields = 0;
	while (reader->at < reader->end && reader->fields == 0) {
		size_t left = (size_t)(reader->end - reader->at);
		const char *stop = memchr(reader->at, '\n', left);
		size_t length = stop ? (size_t)(stop - reader->at) : left;

		reader->line++;
		if (length > LINE_BYTES)
			return refuse(reader, "is longer than %d bytes",
				      LINE_BYTES);
		for (size_t i = 0; i < length; i++)
			if (iscntrl((unsigned char)reader->at[i]) &&
			    !isspace((unsigned char)reader->at[i]))
				return refuse(reader, "has a byte 0x%02x",
					      (unsigned char)reader->at[i]);
		memcpy(reader->text, reader->at, length);
		reader->text[length] = '\0';
		reader->at += length + (stop != NULL);
		cut(reader);
	}
	return ERR_OK;
}

/* A field as a number of 1/scale, which must come out whole. */
static enum err get_number(const struct reader *reader, int field,
			   const char *what, int64_t max, int64_t scale,
			   int64_t *ret_value)
{
	const char *text = reader->field[field];
	double value, scaled;

	if (!text_parse_double(text, 0, (double)max, &value))
		return refuse(reader,
			      "%s '%.40s': a number from 0 to %" PRId64
			      " is needed",
			      what, text, max);
	scaled = value * (double)scale;
	if (fabs(scaled - round(scaled)) > 1e-6)
		return refuse(reader, "%s '%.40s' has too many decimals", what,
			      text);
	*ret_value = (int64_t)llround(scaled);
	return ERR_OK;
}

static enum err get_coordinate(const struct reader *reader, int field,
			       double *ret_value)
{
	if (text_parse_double(reader->field[field], -COORDINATE_MAX,
			      COORDINATE_MAX, ret_value))
		return ERR_OK;
	return refuse(reader,
		      "coordinate '%.40s': a number within +-%d is needed",
		      reader->field[field], COORDINATE_MAX);
}

/* --- Sections --- */

/* A section's word, and the line of column names below it. */
static enum err read_heading(struct reader *reader, const char *word)
{
	enum err err;

	if (reader->fields != 1 || strcasecmp(reader->field[0], word) != 0)
		return refuse(reader, "the section %s is missing here", word);
	if ((err = next_line(reader)) != ERR_OK)
		return err;
	if (reader->fields == 0 || !isalpha((unsigned char)*reader->field[0]))
		return refuse(reader, "the names of %s's columns are missing",
			      word);
	return next_line(reader);
}

static enum err read_fleet(struct reader *reader, struct instance *instance)
{
	enum err err;

	if ((err = read_heading(reader, "VEHICLE")) != ERR_OK)
		return err;
	if (reader->fields != 2)
		return refuse(reader, "a number of vehicles and a capacity "
				      "are needed");
	if ((err = get_number(reader, 0, "number", PLAN_TECHNICIANS_MAX, 1,
			      &instance->vehicles)) != ERR_OK ||
	    (err = get_number(reader, 1, "capacity", INT32_MAX, 1,
			      &instance->capacity)) != ERR_OK)
		return err;
	if (instance->vehicles == 0)
		return refuse(reader, "there is no vehicle");
	return next_line(reader);
}

static enum err read_customer(const struct reader *reader,
			      struct customer *customer)
{
	enum err err;

	if (reader->fields != CUSTOMER_FIELDS)
		return refuse(
		    reader, "a customer has %d numbers%s", CUSTOMER_FIELDS,
		    reader->fields < CUSTOMER_FIELDS ? ", some are missing"
						     : ", there are more here");
	if ((err = get_number(reader, 0, "customer", INT32_MAX, 1,
			      &customer->id)) != ERR_OK ||
	    (err = get_coordinate(reader, 1, &customer->x)) != ERR_OK ||
	    (err = get_coordinate(reader, 2, &customer->y)) != ERR_OK ||
	    (err = get_number(reader, 3, "demand", INT32_MAX, 1,
			      &customer->demand)) != ERR_OK ||
	    (err = get_number(reader, 4, "ready time", TIME_MAX, SOLOMON_SCALE,
			      &customer->window.start_s)) != ERR_OK ||
	    (err = get_number(reader, 5, "due date", TIME_MAX, SOLOMON_SCALE,
			      &customer->window.end_s)) != ERR_OK ||
	    (err = get_number(reader, 6, "service time", TIME_MAX,
			      SOLOMON_SCALE, &customer->service)) != ERR_OK)
		return err;
	if (customer->window.start_s > customer->window.end_s)
		return refuse(reader, "is due before it is ready");
	customer->line = reader->line;
	return ERR_OK;
}

static enum err read_customers(struct reader *reader, struct instance *instance)
{
	enum err err = read_heading(reader, "CUSTOMER");

	while (err == ERR_OK && reader->fields > 0) {
		if (instance->count > SOLOMON_CUSTOMERS_MAX)
			return err_set(reader->detail, ERR_TOO_LARGE, "",
				       "%d customers are planned at most",
				       SOLOMON_CUSTOMERS_MAX);
		if (instance->count == instance->room) {
			instance->room = instance->room * 2 + 128;
			instance->customers = xrealloc(
			    instance->customers,
			    instance->room * sizeof(*instance->customers));
		}
		err = read_customer(reader,
				    &instance->customers[instance->count++]);
		if (err == ERR_OK)
			err = next_line(reader);
	}
	if (err == ERR_OK && instance->count == 0)
		return refuse(reader, "there is no depot: no customer at all");
	return err;
}

static int compare_customers(const void *a, const void *b)
{
	const struct customer *const *x = a, *const *y = b;

	if ((*x)->id != (*y)->id)
		return (*x)->id < (*y)->id ? -1 : 1;
	return ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

static enum err check_unique(struct reader *reader,
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
			reader->line = sorted[i]->line;
			err =
			    refuse(reader,
				   "customer %" PRId64 " is in line %d already",
				   sorted[i]->id, sorted[i - 1]->line);
		}
	free(sorted);
	return err;
}

static enum err read_text(struct reader *reader, struct instance *instance)
{
	enum err err = next_line(reader);

	/* The name may be missing. */
	if (err == ERR_OK && (reader->fields != 1 ||
			      strcasecmp(reader->field[0], "VEHICLE") != 0))
		err = next_line(reader);
	if (err != ERR_OK || (err = read_fleet(reader, instance)) != ERR_OK ||
	    (err = read_customers(reader, instance)) != ERR_OK)
		return err;
	return check_unique(reader, instance);
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
	struct reader reader = {
	    .at = text, .end = text + length, .detail = detail};
	struct instance instance = {0};
	struct vroom *vroom = NULL;
	enum err err = read_text(&reader, &instance);

	if (err == ERR_OK) {
		vroom = xcalloc(1, sizeof(*vroom));
		vroom->scratch = arena_new();
		vroom->problem = plan_problem_new();
		err = build(&instance, vroom, detail);
	}
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
	struct reader reader = {.at = text, .end = text + length};

	for (int i = 0; i < 2; i++) {
		if (next_line(&reader) != ERR_OK || reader.fields == 0)
			return false;
		if (reader.fields == 1 &&
		    strcasecmp(reader.field[0], "VEHICLE") == 0)
			return true;
	}
	return false;
}
