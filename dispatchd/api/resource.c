/* SPDX-License-Identifier: MIT */
/*
 * Master data: customers, sites, skills ... A resource is a row of
 * RESOURCE() in routes.c, its shapes, and its SQL functions
 * (store/resource_store.h); these handlers serve them all.
 *
 * Under another object ("/technicians/{id}/absences") that object's id joins
 * the query and the body by the name of `parent`.
 */
#include "dispatchd/api/handlers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/api/call.h"

/* A JSON object as a text in the request's arena; takes the object. */
static const char *text_of(struct api_call *call, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	const char *copy;

	assert(text);
	copy = arena_strdup(http_arena(call->req), text);
	free(text);
	json_decref(object);
	return copy;
}

static void add_parent(struct api_call *call, json_t *object)
{
	if (call->operation->parent)
		json_object_set_new(object, call->operation->parent,
				    json_integer(call->id));
}

/* The parameters were checked against the row: numbers are numbers. */
static const char *query_of(struct api_call *call)
{
	json_t *query = json_object();
	const char *name, *value;

	for (size_t i = 0; http_query_at(call->req, i, &name, &value); i++) {
		const struct field *field =
		    field_find(call->operation->query, name);
		json_t *member =
		    field->type == FIELD_INT
			? json_integer(api_query_int(call, name, 0))
			: json_string(value);

		/* NULL: what a query may hold and JSON may not. */
		if (member)
			json_object_set_new(query, name, member);
	}
	add_parent(call, query);
	return text_of(call, query);
}

void resource_list(struct api_call *call)
{
	resource_store_list(call->loop->store, call->operation->resource,
			    call->actor.user_id, query_of(call), api_reply,
			    call);
}

void resource_get(struct api_call *call)
{
	resource_store_get(call->loop->store, call->operation->resource,
			   call->actor.user_id, call->id, api_reply, call);
}

void resource_audit(struct api_call *call)
{
	resource_store_audit(call->loop->store, call->operation->resource,
			     call->actor.user_id, call->id, api_reply, call);
}

void resource_create(struct api_call *call)
{
	const char *body = call->body_text;

	if (call->operation->parent) {
		json_t *whole = json_copy((json_t *)call->body);

		add_parent(call, whole);
		body = text_of(call, whole);
	}
	resource_store_put(call->loop->store, call->operation->resource,
			   &call->actor, 0, 0, body, api_reply, call);
}

void resource_change(struct api_call *call)
{
	resource_store_put(call->loop->store, call->operation->resource,
			   &call->actor, call->id, call->if_match,
			   call->body_text, api_reply, call);
}

void resource_delete(struct api_call *call)
{
	resource_store_delete(call->loop->store, call->operation->resource,
			      &call->actor, call->id, call->if_match,
			      http_query(call->req, "why"), api_reply, call);
}
