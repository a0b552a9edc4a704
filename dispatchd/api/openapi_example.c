/* SPDX-License-Identifier: MIT */
/*
 * Examples of the API description: a small world of one leaking tap, by the
 * name of the field. What has no row here is made from its type and limits.
 * Tests check each example against its schema.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/api/openapi_internal.h"

#define DEPTH_MAX 6

/* JSON, by "schema.field" or "field"; the first row that fits. */
static const struct {
	const char *schema; /* NULL: any */
	const char *field, *json;
} examples[] = {
    {"log_in", "login", "\"dora\""},
    {"password", "new", "\"a new and longer one\""},
    {"job_new", "site", "12"},
    {"job_new", "type", "\"leak\""},
    {"job_new", "title", "\"Water in the cellar\""},
    {"job_new", "priority", "2"},
    {"job_new", "due_at", "\"2026-11-24T17:00:00Z\""},
    {"job_change", "priority", "1"},
    {"job_change", "description", "\"The key is with the neighbour.\""},
    {"assign", "technician", "7"},
    {"assign", "pinned", "true"},
    {"visit_change", "pinned", "true"},
    {"slot_ask", "type", "\"leak\""},
    {"slot_ask", "place", "{\"lat\": 42.36, \"lon\": -71.06}"},
    {"slot_ask", "per_day", "2"},
    {"slot_hold_new", "customer", "\"Mrs Hill\""},
    {"slot_book_new", "title", "\"Leak under the sink\""},
    {"proposal_new", "day", "\"2026-11-24\""},
    {"accept", "positions", "[1, 2, 5]"},
    {"unassign", "why", "\"wrong day\""},
    {"site_new", "territory", "1"},
    {"site_new", "access_hours",
     "[{\"weekday\": 1, \"from\": \"08:00\", \"to\": \"16:30\"}]"},
    {"customer_new", "external_id", "\"C-1017\""},
    {"contact_new", "phone", "\"+1 555 0100\""},
    {"territory_new", "neighbours", "[2, 3]"},
    {"job_type_new", "skills", "[{\"skill\": \"plumbing\", \"level\": 2}]"},
    {"calendar_new", "hours",
     "[{\"weekday\": 1, \"from\": \"09:00\", \"to\": \"17:00\"}]"},
    {"calendar_change", "holidays",
     "[{\"day\": \"2026-12-25\", \"name\": \"Christmas Day\"}]"},
    {"sla_policy_new", "targets",
     "[{\"priority\": 3, \"kind\": \"respond\", \"minutes\": 480}]"},
    {"sla_policy_change", "milestones",
     "[{\"kind\": \"respond\", \"percent\": 80, \"action\": \"notify\"}]"},
    {"sla_policy_change", "apply_to_running", "true"},
    {"sla_milestone", "level", "null"},
    {"clock_milestone", "level", "null"},
    {"query", "territory", "1"},
    {"query", "q", "\"elm st\""},
    {"query", "limit", "50"},
    {"query", "after", "0"},
    {"query", "sort", "\"-id\""},
    {"board_table", "columns", "[\"id\", \"job\", \"technician\"]"},
    {"board_table", "rows", "[[812, 40, 7]]"},
    {"board_pool", "columns", "[\"id\", \"title\"]"},
    {"board_pool", "rows", "[[41, \"No light in the hall\"]]"},
    {"user", "territories", "[1, 2]"},
    {"territory", "neighbours", "[2, 3]"},
    {"audit_entry", "before", "{\"priority\": 3}"},
    {"audit_entry", "after", "{\"priority\": 1}"},
    {NULL, "theirs",
     "{\"kind\": \"status\", \"at\": \"2026-11-23T14:02:00Z\", "
     "\"body\": {\"state\": \"on_site\"}}"},
    {NULL, "ours", "{\"state\": \"cancelled\"}"},
    {NULL, "decisions", "[\"technician\", \"dispatcher\"]"},
    {NULL, "decision", "\"technician\""},
    {NULL, "result", "{\"visit\": 812, \"state\": \"on_site\"}"},
    {"fact", "body", "{\"state\": \"on_site\"}"},
    {NULL, "id", "17"},
    {NULL, "version", "4"},
    {NULL, "name", "\"Ada Quincy\""},
    {NULL, "code", "\"plumbing\""},
    {NULL, "skill", "\"plumbing\""},
    {NULL, "login", "\"dora\""},
    {NULL, "password", "\"correct horse battery\""},
    {NULL, "title", "\"Water in the cellar\""},
    {NULL, "description", "\"Second floor, on the left.\""},
    {NULL, "address", "\"1 Elm St, Boston\""},
    {NULL, "phone", "\"+1 555 0100\""},
    {NULL, "email", "\"ada@example.org\""},
    {NULL, "zone", "\"America/New_York\""},
    {NULL, "calendar", "\"week\""},
    {NULL, "sla_policy", "\"gold\""},
    {NULL, "source", "\"crm\""},
    {NULL, "external_id", "\"C-1017\""},
    {NULL, "access_notes", "\"Ring twice.\""},
    {NULL, "why", "\"The customer called.\""},
    {NULL, "override_reason", "\"The customer insists.\""},
    {NULL, "hold_reason", "\"waits for a part\""},
    {NULL, "reason", "\"waits for a part\""},
    {NULL, "lat", "42.36"},
    {NULL, "lon", "-71.06"},
    {NULL, "duration_min", "60"},
    {NULL, "travel_s", "1140"},
    {NULL, "minutes", "480"},
    {NULL, "target_min", "480"},
    {NULL, "level", "2"},
    {NULL, "priority", "3"},
    {NULL, "percent", "80"},
    {NULL, "weekday", "1"},
    {NULL, "from", "\"2026-11-24T14:00:00Z\""},
    {NULL, "to", "\"2026-11-24T16:00:00Z\""},
    {NULL, "start", "\"2026-11-24T14:30:00Z\""},
    {NULL, "end", "\"2026-11-24T15:30:00Z\""},
    {NULL, "retired", "false"},
    {NULL, "next", "117"},
    {NULL, "state", "\"open\""},
    {NULL, "type", "\"leak\""},
    {NULL, "uid", "\"6f1c2c0e-52a1-4f0e-9d50-5d1f0a7d3c11\""},
    {NULL, "actor", "\"Dora\""},
    {NULL, "actor_kind", "\"user\""},
    {NULL, "request", "\"7c9e6a\""},
    {NULL, "request_id", "\"7c9e6a\""},
    {NULL, "action", "\"job.changed\""},
    {NULL, "object_kind", "\"job\""},
    {NULL, "detail", "\"what is wrong, in words\""},
    {NULL, "pointer", "\"/title\""},
    {NULL, "rule", "\"length\""},
    {NULL, "outcome", "null"},
    {NULL, "summary", "{}"},
};

/* The row's value if the field could be that: a list named like a text of
 * another shape must not get the text. */
static json_t *value_from(const char *json, const struct field *field)
{
	json_t *value = json_loads(json, JSON_DECODE_ANY, NULL);
	const struct field one[] = {*field, {.type = FIELD_END}};
	const struct field_schema schema = {"example", one, "", false};
	struct field_errors errors;
	json_t *body;
	bool fits;

	assert(value); /* a row above is no JSON */
	if (!field->name)
		return value;
	body = json_pack("{s:O}", field->name, value);
	fits = field->type == FIELD_ANY || field_check(&schema, body, &errors);
	json_decref(body);
	if (fits)
		return value;
	json_decref(value);
	return NULL;
}

/* NULL: no row. `own`: rows of that very schema only. */
static json_t *find(const char *schema, const struct field *field, bool own)
{
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		json_t *value;

		if (examples[i].schema ? strcmp(examples[i].schema, schema)
				       : own)
			continue;
		if (!field->name || strcmp(examples[i].field, field->name))
			continue;
		value = value_from(examples[i].json, field);
		if (value)
			return value;
	}
	return NULL;
}

static json_t *object_of(const struct field_schema *schema, bool sent,
			 int depth);

static json_t *text_of(const struct field *field)
{
	char text[64] = "";

	if (field->choices)
		return json_stringn(field->choices,
				    strcspn(field->choices, "|"));
	for (size_t i = 0; field->name && field->name[i] && i < 63; i++)
		text[i] = field->name[i] == '_' ? ' ' : field->name[i];
	if (!*text || (int64_t)strlen(text) < field->min)
		return json_string("some text");
	return json_string(text);
}

static json_t *list_of(const char *schema, const struct field *field, int depth)
{
	struct field item = {.type = field->items};

	if (depth >= DEPTH_MAX)
		return json_array();
	return json_pack("[o]",
			 field->schema
			     ? object_of(field->schema, false, depth + 1)
			     : openapi_example_of(schema, &item, depth + 1));
}

static json_t *value_of(const char *schema, const struct field *field,
			int depth)
{
	switch (field->type) {
	case FIELD_INT:
		return json_integer(field->min > 1 ? field->min : 1);
	case FIELD_NUMBER:
		return json_real(field->low > 0 ? field->low : 0.5);
	case FIELD_BOOL:
		return json_true();
	case FIELD_CODE:
		return json_string("week");
	case FIELD_INSTANT:
		return json_string("2026-11-24T14:00:00Z");
	case FIELD_DATE:
		return json_string("2026-11-24");
	case FIELD_TIME:
		return json_string(field->name && !strcmp(field->name, "to")
				       ? "17:00"
				       : "08:00");
	case FIELD_OBJECT:
		return object_of(field->schema, false, depth + 1);
	case FIELD_ID_OR_OBJECT:
		return json_integer(12);
	case FIELD_LIST:
		return list_of(schema, field, depth);
	case FIELD_ANY:
		return json_object();
	default:
		return text_of(field);
	}
}

json_t *openapi_example_of(const char *schema, const struct field *field,
			   int depth)
{
	json_t *known = find(schema, field, false);

	if (known)
		return known;
	if (depth >= DEPTH_MAX && (field->flags & FIELD_NULLABLE))
		return json_null();
	return value_of(schema, field, depth);
}

static json_t *object_of(const struct field_schema *schema, bool sent,
			 int depth)
{
	json_t *made = json_object();

	for (const struct field *field = schema->fields;
	     field->type != FIELD_END; field++) {
		json_t *own = find(schema->name, field, true);
		bool needed =
		    (field->flags & FIELD_REQUIRED) && !schema->partial;
		if (own)
			json_object_set_new(made, field->name, own);
		else if (!sent || needed)
			json_object_set_new(
			    made, field->name,
			    openapi_example_of(schema->name, field, depth));
	}
	return made;
}

json_t *openapi_example(const struct field_schema *schema, bool sent)
{
	json_t *made = object_of(schema, sent, 0);
	const struct field *first = schema->fields;

	/* Nothing is required and no row knows it: show how it begins. */
	if (sent && !json_object_size(made) && first->type != FIELD_END)
		json_object_set_new(made, first->name,
				    openapi_example_of(schema->name, first, 0));
	return made;
}

json_t *openapi_text_example(const struct api_operation *operation)
{
	static const struct {
		const char *operation, *text;
	} texts[] = {
	    {"streamChanges", "id: 6921c3.18\nevent: changes\n"
			      "data: {\"territory\": 1}\n\n"},
	    {"getCalendar", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
			    "END:VCALENDAR\r\n"},
	    {"getHealth", "ok\n"},
	    {"getReadiness", "ready\n"},
	    {"getMetrics", "callout_db_up 1\n"},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (!strcmp(texts[i].operation, operation->operation))
			return json_pack("{s:s}", "example", texts[i].text);
	if (!strncmp(operation->media_type, "image/", 6))
		return json_pack("{s:s}", "example", "(the bytes)");
	return json_pack("{s:{s:s}}", "example", "openapi", "3.1.0");
}
