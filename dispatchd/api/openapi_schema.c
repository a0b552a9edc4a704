/* SPDX-License-Identifier: MIT */
/* JSON schemas of the tables of fields. */
#include <stdio.h>
#include <string.h>

#include "dispatchd/api/openapi_internal.h"

json_t *openapi_refer(const struct field_schema *schema, json_t *schemas)
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
				    openapi_schema_of(field, schemas));
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
			    field->schema
				? openapi_refer(field->schema, schemas)
				: openapi_schema_of(&item, schemas));
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
	json_t *ref = openapi_refer(field->schema, schemas);

	if (field->type == FIELD_ID_OR_OBJECT)
		return json_pack("{s:[{s:s, s:i}, o]}", "oneOf", "type",
				 "integer", "minimum", 1, ref);
	if (field->flags & FIELD_NULLABLE)
		return json_pack("{s:[o, {s:s}]}", "anyOf", ref, "type",
				 "null");
	return ref;
}

json_t *openapi_schema_of(const struct field *field, json_t *schemas)
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
