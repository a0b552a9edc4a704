/* SPDX-License-Identifier: MIT */
/*
 * From texts to structs, by a table: one row a column, with the SQL that gives
 * it. The order of the columns is made here, so that the functions in SQL may
 * add some.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <callout/text.h>

#include "dispatchd/engine/plan_bridge_internal.h"

enum field_type {
	FIELD_INT,	/* never null */
	FIELD_OR_ZERO,	/* null is 0 */
	FIELD_OR_NEVER, /* null is BRIDGE_NO_TIME */
	FIELD_OR_FIRST, /* null is -PLAN_TIME_MAX */
	FIELD_OR_LAST,	/* null is PLAN_TIME_MAX */
	FIELD_DOUBLE,
	FIELD_TEXT,	/* never null */
	FIELD_OR_EMPTY, /* a text; null is "" */
	FIELD_BOOL,
	FIELD_RELATION,
	FIELD_WINDOWS /* int8[] of pairs */
};

struct field {
	enum field_type type;
	size_t offset;
};

struct set_info {
	struct plan_bridge_query query;
	size_t size; /* of a row */
	int field_count;
	struct field fields[23];
};

#define SELECT(columns, function) \
	"SELECT " columns " FROM " function "($1::bigint, $2::timestamptz, "
#define QUERY(columns, function)                                             \
	{                                                                    \
		function, SELECT(columns, function) "$3::timestamptz)", NULL \
	}
/* Of jobs: these, or all. */
#define JOBS_QUERY(columns, function)                                          \
	{                                                                      \
		function, SELECT(columns, function) "$3::timestamptz)",        \
		    SELECT(columns, function) "$3::timestamptz, $4::bigint[])" \
	}
#define AT(type, member) offsetof(struct type, member)

static const struct set_info infos[PLAN_BRIDGE_SET_COUNT] = {
    [PLAN_BRIDGE_TECHNICIANS] =
	{QUERY("id, start_lat, start_lon, end_lat, end_lon, lent",
	       "planning_technicians"),
	 sizeof(struct row_technician),
	 6,
	 {{FIELD_INT, AT(row_technician, id)},
	  {FIELD_DOUBLE, AT(row_technician, start_lat)},
	  {FIELD_DOUBLE, AT(row_technician, start_lon)},
	  {FIELD_DOUBLE, AT(row_technician, end_lat)},
	  {FIELD_DOUBLE, AT(row_technician, end_lon)},
	  {FIELD_BOOL, AT(row_technician, lent)}}},
    [PLAN_BRIDGE_SHIFTS] = {QUERY("technician, start_s, end_s",
				  "planning_shifts"),
			    sizeof(struct row_shift),
			    3,
			    {{FIELD_INT, AT(row_shift, technician)},
			     {FIELD_INT, AT(row_shift, start_s)},
			     {FIELD_INT, AT(row_shift, end_s)}}},
    [PLAN_BRIDGE_BREAKS] = {QUERY("technician, from_s, to_s, duration_s",
				  "planning_breaks"),
			    sizeof(struct row_break),
			    4,
			    {{FIELD_INT, AT(row_break, technician)},
			     {FIELD_INT, AT(row_break, from_s)},
			     {FIELD_INT, AT(row_break, to_s)},
			     {FIELD_INT, AT(row_break, duration_s)}}},
    [PLAN_BRIDGE_SKILLS] = {QUERY("technician, skill, level, from_s, to_s",
				  "planning_skills"),
			    sizeof(struct row_skill),
			    5,
			    {{FIELD_INT, AT(row_skill, technician)},
			     {FIELD_INT, AT(row_skill, skill)},
			     {FIELD_INT, AT(row_skill, level)},
			     {FIELD_OR_FIRST, AT(row_skill, from_s)},
			     {FIELD_OR_LAST, AT(row_skill, to_s)}}},
    [PLAN_BRIDGE_JOBS] =
	{JOBS_QUERY(
	     "id, version, lat, lon, duration_s, priority, earliest_s, "
	     "due_s, respond_due_s, resolve_due_s, crew_size, days, missing, "
	     "last_technician, again, together_s, waits, visit_id, "
	     "visit_version, "
	     "visit_technician, visit_start_s, visit_end_s, access",
	     "planning_jobs"),
	 sizeof(struct row_job),
	 23,
	 {{FIELD_INT, AT(row_job, id)},
	  {FIELD_INT, AT(row_job, version)},
	  {FIELD_DOUBLE, AT(row_job, lat)},
	  {FIELD_DOUBLE, AT(row_job, lon)},
	  {FIELD_INT, AT(row_job, duration_s)},
	  {FIELD_INT, AT(row_job, priority)},
	  {FIELD_OR_NEVER, AT(row_job, earliest_s)},
	  {FIELD_OR_NEVER, AT(row_job, due_s)},
	  {FIELD_OR_NEVER, AT(row_job, respond_due_s)},
	  {FIELD_OR_NEVER, AT(row_job, resolve_due_s)},
	  {FIELD_INT, AT(row_job, crew_size)},
	  {FIELD_INT, AT(row_job, days)},
	  {FIELD_INT, AT(row_job, missing)},
	  {FIELD_OR_ZERO, AT(row_job, last_technician)},
	  {FIELD_BOOL, AT(row_job, again)},
	  {FIELD_OR_NEVER, AT(row_job, together_s)},
	  {FIELD_OR_EMPTY, AT(row_job, waits)},
	  {FIELD_OR_ZERO, AT(row_job, visit)},
	  {FIELD_OR_ZERO, AT(row_job, visit_version)},
	  {FIELD_OR_ZERO, AT(row_job, visit_technician)},
	  {FIELD_OR_NEVER, AT(row_job, visit_start_s)},
	  {FIELD_OR_NEVER, AT(row_job, visit_end_s)},
	  {FIELD_WINDOWS, AT(row_job, access)}}},
    [PLAN_BRIDGE_JOB_SKILLS] = {JOBS_QUERY("job, skill, level, code",
					   "planning_job_skills"),
				sizeof(struct row_job_skill),
				4,
				{{FIELD_INT, AT(row_job_skill, job)},
				 {FIELD_INT, AT(row_job_skill, skill)},
				 {FIELD_INT, AT(row_job_skill, level)},
				 {FIELD_TEXT, AT(row_job_skill, code)}}},
    [PLAN_BRIDGE_JOB_TECHNICIANS] =
	{JOBS_QUERY("job, technician, relation", "planning_job_technicians"),
	 sizeof(struct row_job_technician),
	 3,
	 {{FIELD_INT, AT(row_job_technician, job)},
	  {FIELD_INT, AT(row_job_technician, technician)},
	  {FIELD_RELATION, AT(row_job_technician, relation)}}},
    [PLAN_BRIDGE_VISITS] =
	{QUERY("id, job, technician, start_s, end_s, lat, lon, fixed, version, "
	       "promise_from_s, promise_to_s",
	       "planning_visits"),
	 sizeof(struct row_visit),
	 11,
	 {{FIELD_INT, AT(row_visit, id)},
	  {FIELD_INT, AT(row_visit, job)},
	  {FIELD_INT, AT(row_visit, technician)},
	  {FIELD_INT, AT(row_visit, start_s)},
	  {FIELD_INT, AT(row_visit, end_s)},
	  {FIELD_DOUBLE, AT(row_visit, lat)},
	  {FIELD_DOUBLE, AT(row_visit, lon)},
	  {FIELD_BOOL, AT(row_visit, fixed)},
	  {FIELD_INT, AT(row_visit, version)},
	  {FIELD_OR_NEVER, AT(row_visit, promise_from_s)},
	  {FIELD_OR_NEVER, AT(row_visit, promise_to_s)}}},
    [PLAN_BRIDGE_LINKS] = {JOBS_QUERY(
			       "job, after_job, min_s, max_s, after_end_s, "
			       "job_start_s",
			       "planning_links"),
			   sizeof(struct row_link),
			   6,
			   {{FIELD_INT, AT(row_link, job)},
			    {FIELD_INT, AT(row_link, after)},
			    {FIELD_INT, AT(row_link, min_s)},
			    {FIELD_OR_LAST, AT(row_link, max_s)},
			    {FIELD_OR_NEVER, AT(row_link, after_end_s)},
			    {FIELD_OR_NEVER, AT(row_link, job_start_s)}}},
    [PLAN_BRIDGE_POLICY] = {QUERY("key, value", "planning_policy"),
			    sizeof(struct row_policy),
			    2,
			    {{FIELD_TEXT, AT(row_policy, key)},
			     {FIELD_DOUBLE, AT(row_policy, value)}}},
    [PLAN_BRIDGE_TOOLS] = {QUERY("technician, tool", "planning_tools"),
			   sizeof(struct row_tool),
			   2,
			   {{FIELD_INT, AT(row_tool, technician)},
			    {FIELD_INT, AT(row_tool, tool)}}},
    [PLAN_BRIDGE_PARTS] = {QUERY("technician, part, amount", "planning_parts"),
			   sizeof(struct row_part),
			   3,
			   {{FIELD_INT, AT(row_part, technician)},
			    {FIELD_INT, AT(row_part, part)},
			    {FIELD_INT, AT(row_part, amount)}}},
    [PLAN_BRIDGE_JOB_TOOLS] = {JOBS_QUERY("job, tool, code",
					  "planning_job_tools"),
			       sizeof(struct row_job_tool),
			       3,
			       {{FIELD_INT, AT(row_job_tool, job)},
				{FIELD_INT, AT(row_job_tool, tool)},
				{FIELD_TEXT, AT(row_job_tool, code)}}},
    [PLAN_BRIDGE_JOB_PARTS] = {JOBS_QUERY("job, part, amount, code",
					  "planning_job_parts"),
			       sizeof(struct row_job_part),
			       4,
			       {{FIELD_INT, AT(row_job_part, job)},
				{FIELD_INT, AT(row_job_part, part)},
				{FIELD_INT, AT(row_job_part, amount)},
				{FIELD_TEXT, AT(row_job_part, code)}}},
    [PLAN_BRIDGE_TRAVEL] = {QUERY("provider, failing", "planning_travel"),
			    sizeof(struct row_travel),
			    2,
			    {{FIELD_TEXT, AT(row_travel, provider)},
			     {FIELD_OR_EMPTY, AT(row_travel, failing)}}},
    /* See add_ways(). */
    [PLAN_BRIDGE_WAYS] = {QUERY("from_cell, ways", "planning_ways"),
			  0,
			  2,
			  {{FIELD_INT, 0}}},
};

const struct plan_bridge_query *plan_bridge_query(enum plan_bridge_set set)
{
	assert((unsigned)set < PLAN_BRIDGE_SET_COUNT);
	return &infos[set].query;
}

/* --- Values --------------------------------------------------------------- */

static bool read_int(const char *text, int64_t *ret_value)
{
	return text && text_parse_int(text, INT64_MIN, INT64_MAX, ret_value);
}

/* A site that is open over midnight has two windows that touch: a stay may go
 * from one to the other. They come in order. Returns how many are left. */
static size_t join_windows(struct plan_window *windows, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct plan_window *last = kept ? &windows[kept - 1] : NULL;

		if (last && windows[i].start_s <= last->end_s) {
			if (windows[i].end_s > last->end_s)
				last->end_s = windows[i].end_s;
		} else {
			windows[kept++] = windows[i];
		}
	}
	return kept;
}

/* "{0,3600,7200,9000}" */
static bool read_windows(struct arena *arena, const char *text,
			 struct row_job *job)
{
	struct plan_window *windows;
	size_t count = 1;
	char *end = NULL;

	if (!text)
		return true;
	if (strcmp(text, "{}") == 0) {
		/* Closed all the time: a window that nobody can reach. */
		windows = arena_alloc(arena, sizeof(*windows));
		windows->start_s = windows->end_s = -PLAN_TIME_MAX;
		job->access = windows;
		job->access_count = 1;
		return true;
	}
	for (const char *c = text; *c; c++)
		count += *c == ',';
	if (*text != '{' || count % 2)
		return false;
	windows = arena_calloc(arena, count / 2, sizeof(*windows));
	for (size_t i = 0; i < count; i++) {
		int64_t value = strtoll(text + 1, &end, 10);

		if (end == text + 1 || *end != (i + 1 < count ? ',' : '}'))
			return false;
		*(i % 2 ? &windows[i / 2].end_s : &windows[i / 2].start_s) =
		    value;
		text = end;
	}
	job->access = windows;
	job->access_count = join_windows(windows, count / 2);
	return true;
}

static bool read_relation(const char *text, enum bridge_relation *ret_relation)
{
	static const char *const names[] = {"required", "preferred",
					    "excluded"};

	for (size_t i = 0; text && i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(text, names[i]) == 0) {
			*ret_relation = (enum bridge_relation)i;
			return true;
		}
	}
	return false;
}

static bool read_field(struct arena *arena, enum field_type type,
		       const char *text, void *row, size_t offset)
{
	void *target = (char *)row + offset;
	int64_t absent = 0;

	switch (type) {
	case FIELD_INT:
		return read_int(text, target);
	case FIELD_DOUBLE:
		return text && text_parse_double(text, -1e9, 1e9, target);
	case FIELD_TEXT:
		*(const char **)target = arena_strdup(arena, text);
		return text != NULL;
	case FIELD_OR_EMPTY:
		*(const char **)target = arena_strdup(arena, text ? text : "");
		return true;
	case FIELD_BOOL:
		*(bool *)target = text && *text == 't';
		return text != NULL;
	case FIELD_RELATION:
		return read_relation(text, target);
	case FIELD_WINDOWS:
		return read_windows(arena, text, row);
	case FIELD_OR_ZERO:
		break;
	case FIELD_OR_NEVER:
		absent = BRIDGE_NO_TIME;
		break;
	case FIELD_OR_FIRST:
		absent = -PLAN_TIME_MAX;
		break;
	case FIELD_OR_LAST:
		absent = PLAN_TIME_MAX;
		break;
	}
	if (!text) {
		*(int64_t *)target = absent;
		return true;
	}
	return read_int(text, target);
}

/* A row is some dozens of ways: they are taken as they are read, for there may
 * be half a million. */
static enum err add_ways(struct plan_bridge *bridge, int row_count,
			 plan_bridge_field_fn *field, void *arg,
			 struct err_detail *detail)
{
	for (int row = 0; row < row_count; row++) {
		const char *ways = field(arg, row, 1);
		int64_t from;

		if (!read_int(field(arg, row, 0), &from) || !ways ||
		    !bridge_take_ways(bridge, from, ways))
			return err_set(detail, ERR_INTERNAL, "",
				       "planning_ways: row %d has an "
				       "unexpected value",
				       row);
	}
	return ERR_OK;
}

enum err plan_bridge_add_rows(struct plan_bridge *bridge,
			      enum plan_bridge_set set, int row_count,
			      plan_bridge_field_fn *field, void *arg,
			      struct err_detail *detail)
{
	const struct set_info *info = &infos[set];
	struct bridge_rows *rows = &bridge->sets[set];
	size_t total = rows->count + (size_t)row_count;

	assert((unsigned)set < PLAN_BRIDGE_SET_COUNT && !bridge->problem);
	if (set == PLAN_BRIDGE_WAYS)
		return add_ways(bridge, row_count, field, arg, detail);
	/* + 1: an empty set is an array, too. */
	rows->rows = xrealloc(rows->rows, (total + 1) * info->size);
	for (int row = 0; row < row_count; row++) {
		char *target = (char *)rows->rows + rows->count * info->size;

		memset(target, 0, info->size);
		for (int i = 0; i < info->field_count; i++) {
			if (!read_field(bridge->arena, info->fields[i].type,
					field(arg, row, i), target,
					info->fields[i].offset))
				return err_set(detail, ERR_INTERNAL, "",
					       "%s: row %d, column %d has an "
					       "unexpected value",
					       info->query.name, row, i);
		}
		rows->count++;
	}
	return ERR_OK;
}
