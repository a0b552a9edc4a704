/* SPDX-License-Identifier: MIT */
/*
 * A row of the database as a job sheet. Its lists come as JSON that SQL made
 * (schema/internal/sheet_parts.sql): what were missing there would be our own
 * fault, and reads as nothing.
 */
#include "mobile-sync/session/pull_sheet.h"

#include <string.h>

#include <jansson.h>

#include "mobile-sync/sheet/sheet.h"

/* --- JSON objects as structs -------------------------------------------- */

/* A member of an object, and where its value goes. */
struct member {
	const char *name;
	enum { TEXT, NUMBER, BOOL } type; /* const char *, int64_t, bool */
	size_t offset;
};

#define MEMBER(type, struct_name, field, name)                  \
	{                                                       \
		name, type, offsetof(struct struct_name, field) \
	}
#define END                   \
	{                     \
		NULL, TEXT, 0 \
	}

static const struct member skill_members[] = {
    MEMBER(TEXT, sheet_skill, code, "code"),
    MEMBER(NUMBER, sheet_skill, level, "level"),
    END,
};
static const struct member sla_members[] = {
    MEMBER(TEXT, sheet_sla, kind, "kind"),
    MEMBER(TEXT, sheet_sla, state, "state"),
    MEMBER(TEXT, sheet_sla, due, "due_at"),
    END,
};
static const struct member asset_members[] = {
    MEMBER(NUMBER, sheet_asset, id, "id"),
    MEMBER(TEXT, sheet_asset, name, "name"),
    MEMBER(TEXT, sheet_asset, model, "model"),
    MEMBER(TEXT, sheet_asset, serial, "serial"),
    MEMBER(TEXT, sheet_asset, installed, "installed"),
    MEMBER(TEXT, sheet_asset, warranty, "warranty"),
    END,
};
static const struct member past_members[] = {
    MEMBER(TEXT, sheet_past, at, "at"),
    MEMBER(TEXT, sheet_past, by, "by"),
    MEMBER(TEXT, sheet_past, type, "type"),
    MEMBER(TEXT, sheet_past, outcome, "outcome"),
    MEMBER(TEXT, sheet_past, text, "text"),
    END,
};
static const struct member task_members[] = {
    MEMBER(NUMBER, sheet_task, id, "id"),
    MEMBER(NUMBER, sheet_task, position, "position"),
    MEMBER(TEXT, sheet_task, state, "state"),
    MEMBER(TEXT, sheet_task, text, "text"),
    MEMBER(BOOL, sheet_task, required, "required"),
    END,
};
static const struct member part_members[] = {
    MEMBER(TEXT, sheet_part, code, "code"),
    MEMBER(TEXT, sheet_part, name, "name"),
    MEMBER(NUMBER, sheet_part, quantity, "quantity"),
    END,
};
static const struct member note_members[] = {
    MEMBER(NUMBER, sheet_site_note, id, "id"),
    MEMBER(TEXT, sheet_site_note, at, "at"),
    MEMBER(TEXT, sheet_site_note, text, "text"),
    END,
};
static const struct member photo_members[] = {
    MEMBER(TEXT, sheet_photo, uid, "uid"),
    MEMBER(TEXT, sheet_photo, type, "type"),
    MEMBER(NUMBER, sheet_photo, bytes, "bytes"),
    END,
};

static void read_object(const json_t *object, const struct member *members,
			struct arena *arena, void *ret_struct)
{
	for (const struct member *m = members; m->name; m++) {
		const json_t *value = json_object_get(object, m->name);
		char *place = (char *)ret_struct + m->offset;

		if (m->type == TEXT)
			*(const char **)place =
			    arena_strdup(arena, json_string_value(value));
		else if (m->type == NUMBER)
			*(int64_t *)place = json_integer_value(value);
		else
			*(bool *)place = json_is_true(value);
	}
}

/* An array of objects, or one object; NULL for none. */
static void *read_list(const struct sync_rows *rows, int row,
		       enum sync_column column, const struct member *members,
		       size_t size, struct arena *arena, size_t *ret_count)
{
	const char *text = sync_text(rows, row, column);
	json_t *json = text ? json_loads(text, 0, NULL) : NULL;
	size_t count = json_is_object(json) ? 1 : json_array_size(json);
	char *items = count ? arena_calloc(arena, count, size) : NULL;

	for (size_t i = 0; i < count; i++)
		read_object(json_is_object(json) ? json
						 : json_array_get(json, i),
			    members, arena, items + i * size);
	json_decref(json);
	*ret_count = count;
	return items;
}

/* --- elements ----------------------------------------------------------- */

/* The lists of a sheet: column, pointer and count in the visit. */
#define LIST(column, name, field, count)                                   \
	visit->field = read_list(rows, row, SYNC_##column, name##_members, \
				 sizeof(*visit->field), arena, &visit->count)

static void read_lists(const struct sync_rows *rows, int row,
		       struct arena *arena, struct sheet_visit *visit)
{
	size_t assets;

	LIST(SKILLS, skill, skills, skill_count);
	LIST(SLAS, sla, slas, sla_count);
	LIST(PAST, past, past, past_count);
	LIST(TASKS, task, tasks, task_count);
	LIST(PARTS, part, parts, part_count);
	LIST(SITE_NOTES, note, notes, note_count);
	LIST(PHOTOS, photo, photos, photo_count);
	visit->asset = read_list(rows, row, SYNC_ASSET, asset_members,
				 sizeof(*visit->asset), arena, &assets);
}

void pull_add_sheet(const struct sync_rows *rows, int row, int contract,
		    struct arena *arena, struct buf *out)
{
#define TEXT_OF(column) sync_text(rows, row, SYNC_##column)
#define INT_OF(column) sync_int(rows, row, SYNC_##column)
	struct sheet_visit visit = {
	    .visit = INT_OF(VISIT),
	    .version = INT_OF(VERSION),
	    .state = TEXT_OF(STATE),
	    .start = TEXT_OF(START),
	    .end = TEXT_OF(END),
	    .travel_s = INT_OF(TRAVEL_S),
	    .pinned = !strcmp(TEXT_OF(PINNED), "t"),
	    .window_from = TEXT_OF(WINDOW_FROM),
	    .window_to = TEXT_OF(WINDOW_TO),
	    .outcome = TEXT_OF(OUTCOME),
	    .job = INT_OF(JOB),
	    .job_state = TEXT_OF(JOB_STATE),
	    .job_type = TEXT_OF(JOB_TYPE),
	    .opened = TEXT_OF(OPENED_AT),
	    .due = TEXT_OF(DUE_AT),
	    .title = TEXT_OF(TITLE),
	    .description = TEXT_OF(DESCRIPTION),
	    .priority = INT_OF(PRIORITY),
	    .duration_min = INT_OF(DURATION_MIN),
	    .crew_size = INT_OF(CREW_SIZE),
	    .site = INT_OF(SITE),
	    .lat = sync_double(rows, row, SYNC_LAT),
	    .lon = sync_double(rows, row, SYNC_LON),
	    .site_name = TEXT_OF(SITE_NAME),
	    .customer = TEXT_OF(CUSTOMER),
	    .address = TEXT_OF(ADDRESS),
	    .access_notes = TEXT_OF(ACCESS_NOTES),
	    .contact = TEXT_OF(CONTACT),
	    .phone = TEXT_OF(PHONE),
	    .email = TEXT_OF(EMAIL),
	};
#undef TEXT_OF
#undef INT_OF

	read_lists(rows, row, arena, &visit);
	sheet_add_visit(out, &visit, contract);
}

void pull_add_van(const struct sync_rows *rows, int row, int contract,
		  struct arena *arena, struct buf *out)
{
	struct sheet_van van = {.version = sync_int(rows, row, SYNC_VERSION)};

	van.parts = read_list(rows, row, SYNC_PARTS, part_members,
			      sizeof(*van.parts), arena, &van.count);
	sheet_add_van(out, &van, contract);
}
