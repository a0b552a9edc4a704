/* SPDX-License-Identifier: MIT */
/*
 * Master data: one row a resource. A resource NAME is four SQL functions of
 * the same shape (schema/api):
 *
 *	NAME_list(actor, query jsonb) -> json {items, next}
 *	NAME_get(actor, id) -> (body json, version)
 *	NAME_put(actor, request, id, version, body jsonb) -> (body, version)
 *		id NULL: a new one; else a merge patch of that one
 *	NAME_delete(actor, request, id, version, why)
 *
 * and the trail, object_audit() of what NAME_get() lets the actor see.
 */
#ifndef DISPATCHD_STORE_RESOURCE_STORE_H
#define DISPATCHD_STORE_RESOURCE_STORE_H

#include "dispatchd/store/store.h"

enum resource {
	RESOURCE_NONE,
	RESOURCE_JOB, /* its list alone */
	RESOURCE_CUSTOMER,
	RESOURCE_CONTACT,
	RESOURCE_SITE,
	RESOURCE_TERRITORY,
	RESOURCE_SKILL,
	RESOURCE_JOB_TYPE,
	RESOURCE_CALENDAR,
	RESOURCE_SLA_POLICY,
	RESOURCE_TECHNICIAN,
	RESOURCE_WEEK, /* of a technician, by her id: read and put */
	RESOURCE_SHIFT,
	RESOURCE_ABSENCE,
	RESOURCE_TOOL,
	RESOURCE_PART,
	RESOURCE_ASSET,
	RESOURCE_SITE_NOTE,
	RESOURCE_POLICY,       /* of a territory, by its id: read and put */
	RESOURCE_POLICY_WHOLE, /* the same: what is not put is the default */
	RESOURCE_NOTICE,       /* listed only */
	RESOURCE_REVIEW,       /* listed, read; put: settled */
	RESOURCE_DEVICE,       /* listed, read, renamed */
	RESOURCE_COUNT
};

/* `query`: the parameters that were given, as a JSON object. */
void resource_store_list(struct store *store, enum resource resource,
			 int64_t user_id, const char *query,
			 store_reply_fn *on_reply, void *arg);
void resource_store_get(struct store *store, enum resource resource,
			int64_t user_id, int64_t id, store_reply_fn *on_reply,
			void *arg);
void resource_store_audit(struct store *store, enum resource resource,
			  int64_t user_id, int64_t id, const char *query,
			  store_reply_fn *on_reply, void *arg);
/* `id`: 0 for a new one. `version`: what the actor saw, or 0 for any. */
void resource_store_put(struct store *store, enum resource resource,
			const struct store_actor *actor, int64_t id,
			int64_t version, const char *body,
			store_reply_fn *on_reply, void *arg);
void resource_store_delete(struct store *store, enum resource resource,
			   const struct store_actor *actor, int64_t id,
			   int64_t version, const char *why,
			   store_reply_fn *on_reply, void *arg);

#endif
