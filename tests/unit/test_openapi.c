/* SPDX-License-Identifier: MIT */
/* The API's description agrees with the table of operations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dispatchd/api/openapi.h"

static json_t *build(void)
{
	const struct api_operation *operations;
	struct buf text = {0};
	json_t *document;
	size_t count;

	operations = api_operations(&count);
	openapi_build(operations, count, "1.2.3", &text);
	document =
	    json_loadb(text.data, text.length, JSON_REJECT_DUPLICATES, NULL);
	buf_free(&text);
	assert_non_null(document);
	return document;
}

static json_t *at(json_t *json, const char *name)
{
	json_t *found = json_object_get(json, name);

	if (!found)
		print_error("no %s\n", name);
	assert_non_null(found);
	return found;
}

static void every_operation_is_described(void **state)
{
	json_t *document = build(), *paths = at(document, "paths"), *path;
	const struct api_operation *operations;
	size_t count, described = 0;
	const char *pattern;

	(void)state;
	operations = api_operations(&count);
	for (size_t i = 0; i < count; i++) {
		char method[16] = {0};
		json_t *row;

		strncpy(method, http_method_name(operations[i].method), 15);
		for (char *c = method; *c; c++)
			*c |= 0x20;
		row = at(at(paths, operations[i].pattern), method);
		assert_string_equal(json_string_value(at(row, "operationId")),
				    operations[i].operation);
		assert_non_null(operations[i].summary);
		assert_non_null(operations[i].tag);
		assert_non_null(operations[i].run);
	}
	json_object_foreach(paths, pattern, path)
	{
		described += json_object_size(path);
	}
	assert_int_equal(described, count);
	json_decref(document);
}

static void operation_ids_are_unique(void **state)
{
	const struct api_operation *operations;
	json_t *seen = json_object();
	size_t count;

	(void)state;
	operations = api_operations(&count);
	for (size_t i = 0; i < count; i++) {
		assert_null(json_object_get(seen, operations[i].operation));
		json_object_set_new(seen, operations[i].operation, json_true());
	}
	json_decref(seen);
}

/* Each $ref leads somewhere: "#/components/schemas/job". */
static void check_refs(json_t *node, json_t *components)
{
	static const char prefix[] = "#/components/";
	const char *name;
	json_t *value;
	size_t index;

	json_array_foreach(node, index, value)
	{
		check_refs(value, components);
	}
	json_object_foreach(node, name, value)
	{
		if (strcmp(name, "$ref") == 0) {
			const char *ref = json_string_value(value);
			char *kind;

			assert_int_equal(strncmp(ref, prefix, strlen(prefix)),
					 0);
			kind = strndup(ref + strlen(prefix),
				       strcspn(ref + strlen(prefix), "/"));
			(void)at(at(components, kind),
				 ref + strlen(prefix) + strlen(kind) + 1);
			free(kind);
		} else {
			check_refs(value, components);
		}
	}
}

static void references_lead_somewhere(void **state)
{
	json_t *document = build();

	(void)state;
	check_refs(document, at(document, "components"));
	json_decref(document);
}

static void what_changes_something_is_guarded(void **state)
{
	const struct api_operation *operations;
	size_t count;

	(void)state;
	operations = api_operations(&count);
	for (size_t i = 0; i < count; i++) {
		const struct api_operation *row = &operations[i];
		bool is_log_in = strcmp(row->operation, "logIn") == 0;

		if (row->method != HTTP_GET && !is_log_in)
			assert_int_not_equal(row->roles, 0);
		/* An admin may do all that anybody may. */
		if (row->roles)
			assert_true(row->roles & ROLE_ADMIN);
		/* What answers JSON says its shape. */
		assert_true(row->answer || row->media_type ||
			    row->success == 204);
	}
}

static void a_body_is_described_with_its_limits(void **state)
{
	json_t *document = build();
	json_t *schemas = at(at(document, "components"), "schemas");
	json_t *job = at(schemas, "job_new");
	json_t *title = at(at(job, "properties"), "title");

	(void)state;
	assert_int_equal(json_integer_value(at(title, "maxLength")), 200);
	assert_int_equal(json_array_size(at(job, "required")), 3);
	assert_int_equal(
	    json_array_size(at(at(at(job, "properties"), "due_at"), "type")),
	    2);
	json_decref(document);
}

static void roles_have_names(void **state)
{
	static const char *const names[] = {"admin", "dispatcher", "manager",
					    "intake"};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(role_name(role_parse(names[i])), names[i]);
	assert_int_equal(role_parse("root"), 0);
	assert_int_equal(role_parse(NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_operation_is_described),
	    cmocka_unit_test(operation_ids_are_unique),
	    cmocka_unit_test(references_lead_somewhere),
	    cmocka_unit_test(what_changes_something_is_guarded),
	    cmocka_unit_test(a_body_is_described_with_its_limits),
	    cmocka_unit_test(roles_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
