/* SPDX-License-Identifier: MIT */
/* Fields as data: bodies and parameters against a table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dispatchd/api/field.h"

static const struct field_schema place = {"place",
					  (const struct field[]){
					      {.name = "lat",
					       .type = FIELD_NUMBER,
					       .flags = FIELD_REQUIRED,
					       .low = -90,
					       .high = 90},
					      {.type = FIELD_END},
					  },
					  "A place."};

static const struct field fields[] = {
    {.name = "title",
     .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED,
     .min = 1,
     .max = 5},
    {.name = "note", .type = FIELD_NOTE, .flags = FIELD_NULLABLE, .max = 20},
    {.name = "secret", .type = FIELD_SECRET, .min = 3},
    {.name = "count", .type = FIELD_INT, .min = -2, .max = 7},
    {.name = "any_int", .type = FIELD_INT},
    {.name = "share", .type = FIELD_NUMBER, .low = 0, .high = 1},
    {.name = "on", .type = FIELD_BOOL},
    {.name = "kind", .type = FIELD_TEXT, .choices = "full|no_personal|busy"},
    {.name = "at", .type = FIELD_INSTANT},
    {.name = "day", .type = FIELD_DATE, .flags = FIELD_NULLABLE},
    {.name = "code", .type = FIELD_CODE},
    {.name = "opens", .type = FIELD_TIME},
    {.name = "place", .type = FIELD_OBJECT, .schema = &place},
    {.name = "site", .type = FIELD_ID_OR_OBJECT, .schema = &place},
    {.name = "places", .type = FIELD_LIST, .max = 2, .schema = &place},
    {.name = "ids", .type = FIELD_LIST, .min = 1, .items = FIELD_INT, .max = 3},
    {.type = FIELD_END},
};
static const struct field_schema schema = {"thing", fields, "A thing."};

/* What is wrong with a body, as "pointer:rule pointer:rule". */
static const struct {
	const char *body, *wrong;
} bodies[] = {
    {"{\"title\":\"a\"}", ""},
    {"{}", "/title:required"},
    {"[]", ":type"},
    {"{\"title\":null}", "/title:type"},
    {"{\"title\":\"\"}", "/title:length"},
    {"{\"title\":\"\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xe2\x82\xac\"}", ""},
    {"{\"title\":\"123456\"}", "/title:length"},
    {"{\"title\":\"a\\nb\"}", "/title:format"},
    {"{\"title\":\"a\\u007f\"}", "/title:format"},
    {"{\"title\":\"a\",\"note\":\"x\\n\\ty\"}", ""},
    {"{\"title\":\"a\",\"note\":\"x\\u0001\"}", "/note:format"},
    {"{\"title\":\"a\",\"note\":null}", ""},
    {"{\"title\":\"a\",\"secret\":\"ab\"}", "/secret:length"},
    {"{\"title\":\"a\",\"secret\":\"a\\nb\"}", ""},
    {"{\"title\":\"a\",\"count\":-2}", ""},
    {"{\"title\":\"a\",\"count\":7}", ""},
    {"{\"title\":\"a\",\"count\":-3}", "/count:range"},
    {"{\"title\":\"a\",\"count\":8}", "/count:range"},
    {"{\"title\":\"a\",\"count\":1.0}", "/count:type"},
    {"{\"title\":\"a\",\"count\":\"1\"}", "/count:type"},
    {"{\"title\":\"a\",\"any_int\":-9223372036854775807}", ""},
    {"{\"title\":\"a\",\"share\":1}", ""},
    {"{\"title\":\"a\",\"share\":1.01}", "/share:range"},
    {"{\"title\":\"a\",\"on\":1}", "/on:type"},
    {"{\"title\":\"a\",\"kind\":\"busy\"}", ""},
    {"{\"title\":\"a\",\"code\":\"Ab_9.:-\"}", ""},
    {"{\"title\":\"a\",\"code\":\"\"}", "/code:length"},
    {"{\"title\":\"a\",\"code\":\"a b\"}", "/code:format"},
    {"{\"title\":\"a\",\"code\":\"\xc3\xa4\"}", "/code:format"},
    {"{\"title\":\"a\",\"opens\":\"00:00\"}", ""},
    {"{\"title\":\"a\",\"opens\":\"24:00\"}", ""},
    {"{\"title\":\"a\",\"opens\":\"24:01\"}", "/opens:format"},
    {"{\"title\":\"a\",\"opens\":\"12:60\"}", "/opens:format"},
    {"{\"title\":\"a\",\"opens\":\"8:00\"}", "/opens:format"},
    {"{\"title\":\"a\",\"opens\":\"12:3\"}", "/opens:format"},
    {"{\"title\":\"a\",\"opens\":\"12-30\"}", "/opens:format"},
    {"{\"title\":\"a\",\"kind\":\"bus\"}", "/kind:choice"},
    {"{\"title\":\"a\",\"kind\":\"full|busy\"}", "/kind:choice"},
    {"{\"title\":\"a\",\"kind\":\"\"}", "/kind:choice"},
    {"{\"title\":\"a\",\"at\":\"2026-11-21T08:00:00+01:00\"}", ""},
    {"{\"title\":\"a\",\"at\":\"2026-11-21\"}", "/at:format"},
    {"{\"title\":\"a\",\"day\":\"2028-02-29\"}", ""},
    {"{\"title\":\"a\",\"day\":\"2026-02-29\"}", "/day:format"},
    {"{\"title\":\"a\",\"day\":null}", ""},
    {"{\"title\":\"a\",\"day\":\"1899-12-31\"}", "/day:range"},
    {"{\"title\":\"a\",\"day\":\"1900-01-01\"}", ""},
    {"{\"title\":\"a\",\"day\":\"9998-12-31\"}", ""},
    {"{\"title\":\"a\",\"day\":\"9999-01-01\"}", "/day:range"},
    {"{\"title\":\"a\",\"at\":\"1900-01-01T00:00:00Z\"}", ""},
    {"{\"title\":\"a\",\"at\":\"1900-01-01T00:00:00+01:00\"}", "/at:range"},
    {"{\"title\":\"a\",\"at\":\"9998-12-31T23:59:59.999999Z\"}", ""},
    {"{\"title\":\"a\",\"at\":\"9998-12-31T23:59:59-01:00\"}", "/at:range"},
    {"{\"title\":\"a\",\"at\":\"0001-01-01T00:00:00+15:00\"}", "/at:range"},
    {"{\"title\":\"a\",\"place\":{}}", "/place/lat:required"},
    {"{\"title\":\"a\",\"place\":{\"lat\":90}}", ""},
    {"{\"title\":\"a\",\"place\":{\"lat\":91}}", "/place/lat:range"},
    {"{\"title\":\"a\",\"place\":{\"lat\":1,\"x\":1}}",
     "/place/x:unknown_field"},
    {"{\"title\":\"a\",\"site\":3}", ""},
    {"{\"title\":\"a\",\"site\":0}", "/site:range"},
    {"{\"title\":\"a\",\"site\":{\"lat\":0}}", ""},
    {"{\"title\":\"a\",\"site\":\"3\"}", "/site:type"},
    {"{\"title\":\"a\",\"places\":[{\"lat\":0},{}]}", "/places/1/lat:required"},
    {"{\"title\":\"a\",\"places\":[1]}", "/places/0:type"},
    {"{\"title\":\"a\",\"places\":[{},{},{}]}", "/places:length"},
    {"{\"title\":\"a\",\"ids\":[]}", "/ids:length"},
    {"{\"title\":\"a\",\"ids\":[1,2,\"3\"]}", "/ids/2:type"},
    {"{\"title\":\"\",\"count\":9,\"odd\":1}",
     "/title:length /count:range /odd:unknown_field"},
    {"{\"title\":\"a\",\"a/b~c\\u0001\":1}", "/a~1b~0c:unknown_field"},
};

static void tell(const struct field_errors *errors, char *ret, size_t size)
{
	size_t used = 0;

	ret[0] = '\0';
	for (size_t i = 0; i < errors->count; i++)
		used += (size_t)snprintf(ret + used, size - used, "%s%s:%s",
					 i ? " " : "", errors->at[i].pointer,
					 errors->at[i].rule);
}

static void bodies_are_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		struct field_errors errors;
		char wrong[400];
		json_t *json;

		assert_int_equal(field_parse_json(bodies[i].body,
						  strlen(bodies[i].body), &json,
						  NULL),
				 ERR_OK);
		assert_int_equal(field_check(&schema, json, &errors),
				 !*bodies[i].wrong);
		tell(&errors, wrong, sizeof(wrong));
		if (strcmp(wrong, bodies[i].wrong) != 0)
			print_error("%s\n", bodies[i].body);
		assert_string_equal(wrong, bodies[i].wrong);
		json_decref(json);
	}
}

static void errors_are_bounded(void **state)
{
	struct field_errors errors;
	json_t *json = json_object();
	char name[300];

	(void)state;
	for (int i = 0; i < 40; i++) {
		memset(name, 'x', sizeof(name));
		snprintf(name + sizeof(name) - 8, 8, "%d", i);
		json_object_set_new(json, name, json_null());
	}
	assert_false(field_check(&schema, json, &errors));
	assert_int_equal(errors.count, FIELD_ERRORS_MAX);
	json_decref(json);
}

static void texts_of_a_query_are_checked(void **state)
{
	static const struct {
		const char *name, *text, *wrong;
	} cases[] = {
	    {"count", "7", ""},
	    {"count", "8", "/count:range"},
	    {"count", "7x", "/count:type"},
	    {"count", "", "/count:type"},
	    {"count", "99999999999999999999", "/count:type"},
	    {"kind", "full", ""},
	    {"kind", "none", "/kind:choice"},
	    {"day", "2026-11-31", "/day:format"},
	    {"at", "now", "/at:format"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct field_errors errors = {.count = 0};
		char wrong[400];

		(void)field_check_text(field_find(fields, cases[i].name),
				       cases[i].text, &errors);
		tell(&errors, wrong, sizeof(wrong));
		assert_string_equal(wrong, cases[i].wrong);
	}
}

static void what_is_no_json_is_refused(void **state)
{
	static const char *const texts[] = {
	    "",
	    "{",
	    "{\"a\":1,}",
	    "{\"a\":1} x",
	    "{'a':1}",
	    "{\"a\":1,\"a\":2}",
	    "{\"a\":\"\xff\"}",
	    "{\"a\":\"\\u0000\"}",
	    "{\"a\":1e999}",
	    ("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
	     "1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"),
	};
	struct err_detail detail;
	json_t *json;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_int_equal(field_parse_json(texts[i], strlen(texts[i]),
						  &json, &detail),
				 ERR_INPUT);
		assert_string_equal(detail.rule, "json");
	}
	/* Brackets in a text are no depth. */
	static const char quoted[] =
	    "{\"a\":\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}";

	assert_int_equal(
	    field_parse_json(quoted, strlen(quoted), &json, &detail), ERR_OK);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bodies_are_checked),
	    cmocka_unit_test(errors_are_bounded),
	    cmocka_unit_test(texts_of_a_query_are_checked),
	    cmocka_unit_test(what_is_no_json_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
