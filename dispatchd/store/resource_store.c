/* SPDX-License-Identifier: MIT */
/* Master data: the statements of every resource, from its name. */
#include "dispatchd/store/resource_store.h"

#include <assert.h>

#include "dispatchd/store/store_internal.h"

enum { LIST, GET, AUDIT, PUT, DELETE, VERB_COUNT };

/* clang-format off */
#define LIST_OF(name)                                                          \
	{name "_list",                                                         \
	 "SELECT " name "_list($1::bigint, $2::jsonb)::text AS body",          \
	 2, PG_READ, true}
#define RESOURCE(name)                                                         \
	{[LIST] = LIST_OF(name),                                               \
	 [GET] = {name "_get",                                                 \
		  "SELECT body::text, version FROM " name                      \
		  "_get($1::bigint, $2::bigint)",                              \
		  2, PG_READ, true},                                           \
	 [AUDIT] = {name "_audit",                                             \
		    "SELECT object_audit('" name "', $2::bigint, "             \
		    "$3::jsonb)::text AS body FROM " name                      \
		    "_get($1::bigint, $2::bigint)",                            \
		    3, PG_READ, true},                                         \
	 [PUT] = {name "_put",                                                 \
		  "SELECT body::text, version, (body ->> 'id')::bigint AS "    \
		  "id FROM " name "_put($1::bigint, $2::text, $3::bigint, "    \
		  "$4::bigint, $5::jsonb)",                                    \
		  5, PG_WRITE, false},                                         \
	 [DELETE] = {name "_delete",                                           \
		     "SELECT " name "_delete($1::bigint, $2::text, "           \
		     "$3::bigint, $4::bigint, $5::text)::text AS body",        \
		     5, PG_WRITE, false}}
/* clang-format on */

static const struct pg_statement statements[RESOURCE_COUNT][VERB_COUNT] = {
    [RESOURCE_JOB] = {[LIST] = LIST_OF("job")},
    [RESOURCE_CUSTOMER] = RESOURCE("customer"),
    [RESOURCE_CONTACT] = RESOURCE("contact"),
    [RESOURCE_SITE] = RESOURCE("site"),
    [RESOURCE_TERRITORY] = RESOURCE("territory"),
    [RESOURCE_SKILL] = RESOURCE("skill"),
    [RESOURCE_JOB_TYPE] = RESOURCE("job_type"),
    [RESOURCE_CALENDAR] = RESOURCE("calendar"),
    [RESOURCE_SLA_POLICY] = RESOURCE("sla_policy"),
    [RESOURCE_TECHNICIAN] = RESOURCE("technician"),
    [RESOURCE_WEEK] = RESOURCE("week"),
    [RESOURCE_SHIFT] = RESOURCE("shift"),
    [RESOURCE_ABSENCE] = RESOURCE("absence"),
    [RESOURCE_TOOL] = RESOURCE("tool"),
    [RESOURCE_PART] = RESOURCE("part"),
    [RESOURCE_ASSET] = RESOURCE("asset"),
    [RESOURCE_SITE_NOTE] = RESOURCE("site_note"),
    [RESOURCE_POLICY] = RESOURCE("policy"),
    [RESOURCE_POLICY_WHOLE] =
	{[PUT] = {"policy_replace",
		  "SELECT body::text, version FROM policy_replace($1::bigint, "
		  "$2::text, $3::bigint, $4::bigint, $5::jsonb)",
		  5, PG_WRITE, false}},
    [RESOURCE_NOTICE] = RESOURCE("notice"),
    [RESOURCE_REVIEW] = RESOURCE("review"),
    [RESOURCE_DEVICE] = RESOURCE("device"),
};

static void ask(struct store *store, enum resource resource, int verb,
		const struct params *params, store_reply_fn *on_reply,
		void *arg)
{
	assert(resource > RESOURCE_NONE && resource < RESOURCE_COUNT);
	store_ask(store, &statements[resource][verb], params, on_reply, arg);
}

void resource_store_list(struct store *store, enum resource resource,
			 int64_t user_id, const char *query,
			 store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_text(&params, query);
	ask(store, resource, LIST, &params, on_reply, arg);
}

void resource_store_get(struct store *store, enum resource resource,
			int64_t user_id, int64_t id, store_reply_fn *on_reply,
			void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_int(&params, id);
	ask(store, resource, GET, &params, on_reply, arg);
}

void resource_store_audit(struct store *store, enum resource resource,
			  int64_t user_id, int64_t id, const char *query,
			  store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_int(&params, id);
	param_text(&params, query);
	ask(store, resource, AUDIT, &params, on_reply, arg);
}

void resource_store_put(struct store *store, enum resource resource,
			const struct store_actor *actor, int64_t id,
			int64_t version, const char *body,
			store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_id(&params, id);
	param_id(&params, version);
	param_text(&params, body);
	ask(store, resource, PUT, &params, on_reply, arg);
}

void resource_store_delete(struct store *store, enum resource resource,
			   const struct store_actor *actor, int64_t id,
			   int64_t version, const char *why,
			   store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, id);
	param_id(&params, version);
	param_text(&params, why);
	ask(store, resource, DELETE, &params, on_reply, arg);
}
