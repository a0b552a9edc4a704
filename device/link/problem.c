/* SPDX-License-Identifier: MIT */
/* Problem documents (RFC 9457), as far as a device acts on them. */
#include <stdio.h>

#include <jansson.h>

#include "device/link/link.h"

static void copy(const json_t *object, const char *member, char *ret_text,
		 size_t size)
{
	const char *text = json_string_value(json_object_get(object, member));

	snprintf(ret_text, size, "%s", text ? text : "");
}

void link_read_problem(const struct link_answer *answer,
		       struct link_problem *ret_problem)
{
	json_t *problem =
	    json_loadb(buf_text(&answer->body), answer->body.length, 0, NULL);
	const json_t *first =
	    json_array_get(json_object_get(problem, "errors"), 0);
	const json_t *acked = json_object_get(problem, "acked");

	copy(first, "rule", ret_problem->rule, sizeof(ret_problem->rule));
	copy(problem, "detail", ret_problem->text, sizeof(ret_problem->text));
	ret_problem->acked =
	    json_is_integer(acked) ? json_integer_value(acked) : -1;
	json_decref(problem);
}
