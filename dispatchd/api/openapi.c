/* SPDX-License-Identifier: MIT */
/*
 * OpenAPI 3.1 from the tables: paths of the operations, schemas of the fields.
 * A schema is written once, under components, when the first row refers to it.
 */
#include "dispatchd/api/openapi.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/api/once.h"
#include "dispatchd/api/shapes.h"

static json_t *schema_of(const struct field *field, json_t *schemas);

/* {"$ref": ...}; the schema joins `schemas` at its first mention. */
static json_t *refer(const struct field_schema *schema, json_t *schemas)
{
	json_t *properties, *required, *made;
	char ref[100];

	snprintf(ref, sizeof(ref), "#/components/schemas/%s", schema->name);
	if (json_object_get(schemas, schema->name))
		return json_pack("{s:s}", "$ref", ref);
	/* Known by name before its fields are walked: it may hold itself. */
	made = json_pack("{s:s, s:s}", "type", "object", "description",
			 schema->help);
	json_object_set_new(schemas, schema->name, made);
	properties = json_object();
	required = json_array();
	for (const struct field *field = schema->fields;
	     field->type != FIELD_END; field++) {
		json_object_set_new(properties, field->name,
				    schema_of(field, schemas));
		if ((field->flags & FIELD_REQUIRED) && !schema->partial)
			json_array_append_new(required,
					      json_string(field->name));
	}
	json_object_set_new(made, "properties", properties);
	json_object_set_new(made, "required", required);
	return json_pack("{s:s}", "$ref", ref);
}

static json_t *choices_of(const struct field *field)
{
	json_t *list = json_array();

	for (const char *at = field->choices; *at;) {
		size_t length = strcspn(at, "|");

		json_array_append_new(list, json_stringn(at, length));
		at += length + (at[length] == '|');
	}
	if (field->flags & FIELD_NULLABLE)
		json_array_append_new(list, json_null());
	return list;
}

static void set_int(json_t *schema, const char *name, int64_t value)
{
	json_object_set_new(schema, name, json_integer(value));
}

static void add_text_limits(json_t *schema, const struct field *field)
{
	if (field->choices)
		json_object_set_new(schema, "enum", choices_of(field));
	if (field->min)
		set_int(schema, "minLength", field->min);
	if (field->max)
		set_int(schema, "maxLength", field->max);
	if (field->type == FIELD_INSTANT)
		json_object_set_new(schema, "format", json_string("date-time"));
	if (field->type == FIELD_DATE)
		json_object_set_new(schema, "format", json_string("date"));
	if (field->type == FIELD_CODE)
		json_object_set_new(schema, "pattern",
				    json_string(FIELD_CODE_PATTERN));
	if (field->type == FIELD_TIME)
		json_object_set_new(schema, "pattern",
				    json_string(FIELD_TIME_PATTERN));
	if (field->type == FIELD_SECRET)
		json_object_set_new(schema, "format", json_string("password"));
}

static void add_int_limits(json_t *schema, const struct field *field)
{
	json_object_set_new(schema, "format", json_string("int64"));
	if (!field->min && !field->max)
		return;
	set_int(schema, "minimum", field->min);
	if (field->max != INT64_MAX)
		set_int(schema, "maximum", field->max);
}

static void add_list_limits(json_t *schema, const struct field *field,
			    json_t *schemas)
{
	struct field item = {.type = field->items};

	json_object_set_new(schema, "items",
			    field->schema ? refer(field->schema, schemas)
					  : schema_of(&item, schemas));
	if (field->min)
		set_int(schema, "minItems", field->min);
	if (field->max)
		set_int(schema, "maxItems", field->max);
}

static const char *schema_type(enum field_type type)
{
	switch (type) {
	case FIELD_INT:
		return "integer";
	case FIELD_NUMBER:
		return "number";
	case FIELD_BOOL:
		return "boolean";
	case FIELD_LIST:
		return "array";
	default:
		return "string";
	}
}

/* Objects are references, so "or null" needs anyOf there. */
static json_t *object_schema(const struct field *field, json_t *schemas)
{
	json_t *ref = refer(field->schema, schemas);

	if (field->type == FIELD_ID_OR_OBJECT)
		return json_pack("{s:[{s:s, s:i}, o]}", "oneOf", "type",
				 "integer", "minimum", 1, ref);
	if (field->flags & FIELD_NULLABLE)
		return json_pack("{s:[o, {s:s}]}", "anyOf", ref, "type",
				 "null");
	return ref;
}

static json_t *schema_of(const struct field *field, json_t *schemas)
{
	const char *type = schema_type(field->type);
	json_t *schema;

	if (field->type == FIELD_ANY)
		return json_object();
	if (field->type == FIELD_OBJECT || field->type == FIELD_ID_OR_OBJECT)
		return object_schema(field, schemas);
	if (field->flags & FIELD_NULLABLE)
		schema = json_pack("{s:[s, s]}", "type", type, "null");
	else
		schema = json_pack("{s:s}", "type", type);
	if (field->help)
		json_object_set_new(schema, "description",
				    json_string(field->help));
	if (field->type == FIELD_INT)
		add_int_limits(schema, field);
	else if (field->type == FIELD_LIST)
		add_list_limits(schema, field, schemas);
	else if (field->type == FIELD_NUMBER && field->low < field->high)
		json_object_update_new(
		    schema, json_pack("{s:f, s:f}", "minimum", field->low,
				      "maximum", field->high));
	else if (!strcmp(type, "string"))
		add_text_limits(schema, field);
	return schema;
}

/* --- an operation ------------------------------------------------------- */

static void add_path_parameters(json_t *list, const char *pattern)
{
	const char *open, *close;

	for (; (open = strchr(pattern, '{')); pattern = close) {
		json_t *schema;
		size_t length;

		close = strchr(open, '}');
		length = (size_t)(close - open - 1);
		schema = length == 2 && !memcmp(open + 1, "id", 2)
			     ? json_pack("{s:s, s:i}", "type", "integer",
					 "minimum", 1)
			     : json_pack("{s:s}", "type", "string");
		json_array_append_new(
		    list, json_pack("{s:o, s:s, s:b, s:o}", "name",
				    json_stringn(open + 1, length), "in",
				    "path", "required", 1, "schema", schema));
	}
}

static json_t *parameters(const struct api_operation *operation,
			  json_t *schemas)
{
	json_t *list = json_array();
	bool needed = operation->flags & API_NEED_MATCH;

	add_path_parameters(list, operation->pattern);
	for (const struct field *field = operation->query;
	     field && field->type != FIELD_END; field++)
		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:b, s:o}", "name", field->name,
				    "in", "query", "required",
				    field->flags & FIELD_REQUIRED, "schema",
				    schema_of(field, schemas)));
	if (operation->flags & (API_NEED_MATCH | API_IF_MATCH))
		json_array_append_new(
		    list,
		    json_pack("{s:s, s:s, s:b, s:{s:s}, s:s}", "name",
			      "If-Match", "in", "header", "required", needed,
			      "schema", "type", "string", "description",
			      "The ETag of the object that you saw."));
	if (once_applies(operation))
		json_array_append_new(
		    list,
		    json_pack("{s:s, s:s, s:b, s:{s:s, s:i, s:i}, s:s}", "name",
			      "Idempotency-Key", "in", "header", "required", 0,
			      "schema", "type", "string", "minLength", 1,
			      "maxLength", 257, "description",
			      "New for each write, the same when it is sent "
			      "again: it is done once, and answered as the "
			      "first time, for 24 hours."));
	return list;
}

static const char *status_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} texts[] = {
	    {200, "Done"},
	    {201, "Made"},
	    {202, "Begun"},
	    {204, "Done, nothing to say"},
	    {304, "Not modified"},
	    {400, "Malformed, or a field is wrong"},
	    {401, "No credential, or one that is not valid"},
	    {403, "Not allowed to this user, or sent by another site"},
	    {404, "Not there, or not visible to this user"},
	    {409, "Another object is in the way"},
	    {410, "Revoked"},
	    {412, "The object has changed since you saw it"},
	    {413, "The body is too large"},
	    {415, "The body is no application/json"},
	    {422, "Well formed, but a rule forbids it"},
	    {428, "If-Match is missing"},
	    {429, "Too many attempts: see Retry-After"},
	    {503, "The database is away, or too much at once: see "
		  "Retry-After"},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i].status == status)
			return texts[i].text;
	return "An error";
}

static void add_answer(json_t *responses, int status, json_t *content)
{
	char name[16];
	json_t *response;

	snprintf(name, sizeof(name), "%d", status);
	response = json_pack("{s:s}", "description", status_text(status));
	if (content)
		json_object_set_new(response, "content", content);
	json_object_set_new(responses, name, response);
}

static void add_problem(json_t *responses, int status, json_t *schemas)
{
	add_answer(responses, status,
		   json_pack("{s:{s:o}}", "application/problem+json", "schema",
			     refer(&shape_problem, schemas)));
}

static void add_problems(json_t *responses,
			 const struct api_operation *operation, json_t *schemas)
{
	const struct {
		bool applies;
		int status;
	} rows[] = {
	    {operation->body || operation->query || once_applies(operation),
	     400},
	    {operation->roles, 401},
	    {operation->roles, 403},
	    {strstr(operation->pattern, "{id}"), 404},
	    {operation->flags & (API_IF_MATCH | API_NEED_MATCH), 412},
	    {operation->flags & API_NEED_MATCH, 428},
	    {once_applies(operation), 409},
	    {once_applies(operation), 422},
	    {operation->body, 413},
	    {operation->body, 415},
	    {strcmp(operation->tag, "service") ||
		 strstr(operation->pattern, "readyz"),
	     503},
	};
	const char *at = operation->refusals ? operation->refusals : "";

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].applies)
			add_problem(responses, rows[i].status, schemas);
	for (char *end; *at; at = end) {
		add_problem(responses, (int)strtol(at, &end, 10), schemas);
		end += *end == ' ';
	}
}

static json_t *responses(const struct api_operation *operation, json_t *schemas)
{
	json_t *all = json_object(), *content = NULL;

	if (operation->answer)
		content = json_pack("{s:{s:o}}", "application/json", "schema",
				    refer(operation->answer, schemas));
	else if (operation->media_type)
		content = json_pack("{s:{}}", operation->media_type);
	add_answer(all, api_success(operation), content);
	if ((operation->flags & API_ETAG) && operation->method == HTTP_GET)
		add_answer(all, 304, NULL);
	add_problems(all, operation, schemas);
	return all;
}

static json_t *describe(const struct api_operation *operation, json_t *schemas)
{
	json_t *made = json_pack("{s:s, s:s, s:[s], s:o, s:o}", "operationId",
				 operation->operation, "summary",
				 operation->summary, "tags", operation->tag,
				 "parameters", parameters(operation, schemas),
				 "responses", responses(operation, schemas));
	json_t *roles = json_array();

	assert(made);
	if (operation->body)
		json_object_set_new(
		    made, "requestBody",
		    json_pack("{s:b, s:{s:{s:o}}}", "required",
			      !(operation->flags & API_NO_BODY_OK), "content",
			      "application/json", "schema",
			      refer(operation->body, schemas)));
	if (!operation->roles)
		json_object_set_new(made, "security", json_array());
	else if (operation->flags & API_SESSION_ONLY)
		json_object_set_new(made, "security",
				    json_pack("[{s:[]}]", "session"));
	for (unsigned role = 1; role < ROLE_ALL; role <<= 1)
		if (operation->roles & role)
			json_array_append_new(roles,
					      json_string(role_name(role)));
	json_object_set_new(made, "x-roles", roles);
	return made;
}

void openapi_build(const struct api_operation *operations, size_t count,
		   const char *version, struct buf *out)
{
	json_t *schemas = json_object(), *paths = json_object(), *document;
	char method[16], *text;

	for (size_t i = 0; i < count; i++) {
		const struct api_operation *operation = &operations[i];
		json_t *path = json_object_get(paths, operation->pattern);

		if (!path) {
			path = json_object();
			json_object_set_new(paths, operation->pattern, path);
		}
		snprintf(method, sizeof(method), "%s",
			 http_method_name(operation->method));
		for (char *c = method; *c; c++)
			*c |= 0x20;
		json_object_set_new(path, method, describe(operation, schemas));
	}
	document = json_pack(
	    "{s:s, s:{s:s, s:s, s:s}, s:o, s:{s:o, s:{s:{s:s, s:s, s:s}, "
	    "s:{s:s, s:s}}}, s:[{s:[]}, {s:[]}]}",
	    "openapi", "3.1.0", "info", "title", "Callout", "version", version,
	    "description",
	    "Field service dispatch: jobs, technicians, plans. Errors are "
	    "RFC 9457 problems.",
	    "paths", paths, "components", "schemas", schemas, "securitySchemes",
	    "session", "type", "apiKey", "in", "cookie", "name",
	    "callout_session", "key", "type", "http", "scheme", "bearer",
	    "security", "session", "key");
	assert(document); /* a format above is wrong otherwise */
	text = json_dumps(document, JSON_COMPACT);
	buf_add_text(out, text);
	free(text);
	json_decref(document);
}
