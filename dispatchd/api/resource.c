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

#include "dispatchd/api/call.h"

void resource_list(struct api_call *call)
{
	resource_store_list(call->loop->store, call->operation->resource,
			    call->actor.user_id, api_query_json(call),
			    api_reply, call);
}

void resource_get(struct api_call *call)
{
	resource_store_get(call->loop->store, call->operation->resource,
			   call->actor.user_id, call->id, api_reply, call);
}

void resource_audit(struct api_call *call)
{
	resource_store_audit(call->loop->store, call->operation->resource,
			     call->actor.user_id, call->id,
			     api_query_json(call), api_reply, call);
}

void resource_create(struct api_call *call)
{
	const char *body = call->body_text;

	if (call->operation->parent) {
		json_t *whole = json_copy((json_t *)call->body);

		api_add_parent(call, whole);
		body = api_json_text(call, whole);
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
