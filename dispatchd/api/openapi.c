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
#include "dispatchd/api/openapi_internal.h"

#define PHOTO "5d3c7a52-10f2-4b0e-9d3a-8b1d0c6f2e11"

/* --- an operation ------------------------------------------------------- */

static void add_path_parameters(json_t *list, const char *pattern)
{
	const char *open, *close;

	/* {id} is a number, {uid} a UUID, all others are secrets. */
	for (; (open = strchr(pattern, '{')); pattern = close) {
		json_t *schema;
		size_t length;

		close = strchr(open, '}');
		length = (size_t)(close - open - 1);
		schema = length == 2 && !memcmp(open + 1, "id", 2)
			     ? json_pack("{s:s, s:i, s:i}", "type", "integer",
					 "minimum", 1, "example", 1)
			 : length == 3 && !memcmp(open + 1, "uid", 3)
			     ? json_pack("{s:s, s:s, s:s}", "type", "string",
					 "format", "uuid", "example", PHOTO)
			     : json_pack("{s:s, s:s}", "type", "string",
					 "example", "cal_0f3k");
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
		    list,
		    json_pack("{s:s, s:s, s:b, s:o, s:o}", "name", field->name,
			      "in", "query", "required",
			      field->flags & FIELD_REQUIRED, "schema",
			      openapi_schema_of(field, schemas), "example",
			      openapi_example_of("query", field, 0)));
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

static const char *success_text(int status)
{
	switch (status) {
	case 201:
		return "Made";
	case 202:
		return "Begun";
	case 204:
		return "Done, nothing to say";
	case 304:
		return "Not modified";
	default:
		return "Done";
	}
}

static json_t *header_of(const char *text)
{
	return json_pack("{s:s, s:{s:s}}", "description", text, "schema",
			 "type", "string");
}

/* What comes with an answer beside its body. */
static json_t *headers_of(const struct api_operation *operation, int status)
{
	json_t *headers = json_object();

	if (operation->flags & API_ETAG)
		json_object_set_new(headers, "ETag",
				    header_of("For If-None-Match, and for "
					      "If-Match of a change."));
	if ((operation->location && status == 201) || status == 202)
		json_object_set_new(headers, "Location",
				    header_of("The path of what was made."));
	if (once_applies(operation))
		json_object_set_new(
		    headers, "Idempotency-Replayed",
		    header_of("true: the answer of the first time, to a "
			      "request that was sent again."));
	return headers;
}

static void add_answer(json_t *responses, const struct api_operation *operation,
		       int status, json_t *content)
{
	char name[16];
	json_t *response;

	snprintf(name, sizeof(name), "%d", status);
	response = json_pack("{s:s, s:o}", "description", success_text(status),
			     "headers", headers_of(operation, status));
	if (content)
		json_object_set_new(response, "content", content);
	json_object_set_new(responses, name, response);
}

/* By reference: what a status means is the same for all. */
static void add_problem(json_t *responses, int status)
{
	char name[16], ref[64];

	snprintf(name, sizeof(name), "%d", status);
	snprintf(ref, sizeof(ref), "#/components/responses/%d", status);
	json_object_set_new(responses, name, json_pack("{s:s}", "$ref", ref));
}

static void add_problems(json_t *responses,
			 const struct api_operation *operation)
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
			add_problem(responses, rows[i].status);
	for (char *end; *at; at = end) {
		add_problem(responses, (int)strtol(at, &end, 10));
		end += *end == ' ';
	}
}

static json_t *json_content(const struct field_schema *schema, bool sent,
			    json_t *schemas)
{
	return json_pack("{s:{s:o, s:o}}", "application/json", "schema",
			 openapi_refer(schema, schemas), "example",
			 openapi_example(schema, sent));
}

static json_t *responses(const struct api_operation *operation, json_t *schemas)
{
	json_t *all = json_object(), *content = NULL;

	if (operation->answer)
		content = json_content(operation->answer, false, schemas);
	else if (operation->media_type)
		content = json_pack("{s:o}", operation->media_type,
				    openapi_text_example(operation));
	add_answer(all, operation, api_success(operation), content);
	if ((operation->flags & API_ETAG) && operation->method == HTTP_GET)
		add_answer(all, operation, 304, NULL);
	add_problems(all, operation);
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
		    json_pack("{s:b, s:o}", "required",
			      !(operation->flags & API_NO_BODY_OK), "content",
			      json_content(operation->body, true, schemas)));
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
	json_t *problems;
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
	problems = openapi_problems(schemas);
	document = json_pack(
	    "{s:s, s:{s:s, s:s, s:s}, s:o, s:{s:o, s:o, s:{s:{s:s, s:s, s:s}, "
	    "s:{s:s, s:s}}}, s:[{s:[]}, {s:[]}]}",
	    "openapi", "3.1.0", "info", "title", "Callout", "version", version,
	    "description",
	    "Field service dispatch: jobs, technicians, plans. Errors are "
	    "RFC 9457 problems.",
	    "paths", paths, "components", "schemas", schemas, "responses",
	    problems, "securitySchemes", "session", "type", "apiKey", "in",
	    "cookie", "name", "callout_session", "key", "type", "http",
	    "scheme", "bearer", "security", "session", "key");
	assert(document); /* a format above is wrong otherwise */
	text = json_dumps(document, JSON_COMPACT);
	buf_add_text(out, text);
	free(text);
	json_decref(document);
}
