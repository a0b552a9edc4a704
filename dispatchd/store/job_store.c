/* SPDX-License-Identifier: MIT */
/* Jobs and visits: one statement a question. */
#include "dispatchd/store/job_store.h"

#include <assert.h>
#include <stdlib.h>

#include <callout/arena.h>

#include "dispatchd/store/store_internal.h"

enum {
	JOB_GET,
	JOB_AUDIT,
	JOB_FACTS,
	JOB_TIMELINE,
	JOB_CLOCKS,
	JOB_PHOTOS,
	PHOTO_FIND,
	JOB_CREATE,
	JOB_UPDATE,
	JOB_CANCEL,
	JOB_ASSIGN,
	ASSIGN_GROUND,
	VISIT_GET,
	VISIT_UPDATE,
	VISIT_UNASSIGN
};

static const struct pg_statement statements[] = {
    [JOB_GET] = {"job_get",
		 "SELECT body::text, version FROM job_get($1::bigint, "
		 "$2::bigint)",
		 2, PG_READ, true},
    [JOB_AUDIT] = {"job_audit",
		   "SELECT job_audit($1::bigint, $2::bigint, $3::jsonb)::text "
		   "AS body",
		   3, PG_READ, true},
    [JOB_FACTS] = {"job_facts",
		   "SELECT job_facts($1::bigint, $2::bigint)::text AS body", 2,
		   PG_READ, true},
    [JOB_TIMELINE] = {"job_timeline",
		      "SELECT job_timeline($1::bigint, $2::bigint)::text AS "
		      "body",
		      2, PG_READ, true},
    [JOB_CLOCKS] = {"job_clocks",
		    "SELECT job_clocks($1::bigint, $2::bigint)::text AS body",
		    2, PG_READ, true},
    [JOB_PHOTOS] = {"job_photos",
		    "SELECT job_photos($1::bigint, $2::bigint)::text AS body",
		    2, PG_READ, true},
    [PHOTO_FIND] = {"photo_get",
		    "SELECT type AS body, sha256 AS tag "
		    "FROM photo_get($1::bigint, $2::text)",
		    2, PG_READ, true},
    [JOB_CREATE] = {"job_create",
		    "SELECT body::text, version, (body ->> 'id')::bigint AS id "
		    "FROM job_create($1::bigint, $2::text, $3::jsonb)",
		    3, PG_WRITE, false},
    [JOB_UPDATE] = {"job_update",
		    "SELECT body::text, version FROM job_update($1::bigint, "
		    "$2::text, $3::bigint, $4::bigint, $5::jsonb)",
		    5, PG_WRITE, false},
    [JOB_CANCEL] = {"job_cancel",
		    "SELECT body::text, version FROM job_cancel($1::bigint, "
		    "$2::text, $3::bigint, $4::bigint, $5::text)",
		    5, PG_WRITE, false},
    [JOB_ASSIGN] = {"job_assign",
		    "SELECT body::text, version FROM job_assign($1::bigint, "
		    "$2::text, $3::bigint, $4::bigint, $5::timestamptz, "
		    "$6::timestamptz, $7::int, $8::bool, $9::bigint, "
		    "$10::text, coalesce($11::jsonb, '[]'), $12::jsonb, "
		    "coalesce($13::jsonb, '{}'))",
		    13, PG_WRITE, false},
    [ASSIGN_GROUND] = {"assign_question",
		       "SELECT territory, version, duration_s, rules FROM "
		       "assign_question($1::bigint, $2::bigint, $3::bigint, "
		       "$4::bigint)",
		       4, PG_READ, true},
    [VISIT_GET] = {"visit_get",
		   "SELECT body::text, version FROM visit_get($1::bigint, "
		   "$2::bigint)",
		   2, PG_READ, true},
    [VISIT_UPDATE] =
	{"visit_update",
	 "SELECT body::text, version FROM visit_update($1::bigint, "
	 "$2::text, $3::bigint, $4::bigint, $5::jsonb)",
	 5, PG_WRITE, false},
    [VISIT_UNASSIGN] = {"visit_unassign",
			"SELECT body::text, version FROM visit_unassign("
			"$1::bigint, $2::text, $3::bigint, $4::bigint, "
			"$5::text, coalesce($6::jsonb, '[]'))",
			6, PG_WRITE, false},
};

static void ask_about(struct store *store, int statement, int64_t user_id,
		      int64_t job, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_int(&params, job);
	store_ask(store, &statements[statement], &params, on_reply, arg);
}

void job_store_get(struct store *store, int64_t user_id, int64_t job,
		   store_reply_fn *on_reply, void *arg)
{
	ask_about(store, JOB_GET, user_id, job, on_reply, arg);
}

void job_store_audit(struct store *store, int64_t user_id, int64_t job,
		     const char *query, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_int(&params, job);
	param_text(&params, query);
	store_ask(store, &statements[JOB_AUDIT], &params, on_reply, arg);
}

void job_store_facts(struct store *store, int64_t user_id, int64_t job,
		     store_reply_fn *on_reply, void *arg)
{
	ask_about(store, JOB_FACTS, user_id, job, on_reply, arg);
}

void job_store_timeline(struct store *store, int64_t user_id, int64_t job,
			store_reply_fn *on_reply, void *arg)
{
	ask_about(store, JOB_TIMELINE, user_id, job, on_reply, arg);
}

void job_store_clocks(struct store *store, int64_t user_id, int64_t job,
		      store_reply_fn *on_reply, void *arg)
{
	ask_about(store, JOB_CLOCKS, user_id, job, on_reply, arg);
}

void job_store_photos(struct store *store, int64_t user_id, int64_t job,
		      store_reply_fn *on_reply, void *arg)
{
	ask_about(store, JOB_PHOTOS, user_id, job, on_reply, arg);
}

void photo_store_find(struct store *store, int64_t user_id, const char *uid,
		      store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_text(&params, uid);
	store_ask(store, &statements[PHOTO_FIND], &params, on_reply, arg);
}

void job_store_create(struct store *store, const struct store_actor *actor,
		      const char *json, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_text(&params, json);
	store_ask(store, &statements[JOB_CREATE], &params, on_reply, arg);
}

void job_store_update(struct store *store, const struct store_actor *actor,
		      int64_t job, int64_t version, const char *json,
		      store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	assert(json);
	param_int(&params, job);
	param_id(&params, version);
	param_text(&params, json);
	store_ask(store, &statements[JOB_UPDATE], &params, on_reply, arg);
}

void job_store_cancel(struct store *store, const struct store_actor *actor,
		      int64_t job, int64_t version, const char *why,
		      store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, job);
	param_id(&params, version);
	param_text(&params, why);
	store_ask(store, &statements[JOB_CANCEL], &params, on_reply, arg);
}

void job_store_assign(struct store *store, const struct store_actor *actor,
		      const struct job_assignment *assignment,
		      store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, assignment->job);
	param_int(&params, assignment->technician);
	param_text(&params, assignment->start);
	param_text(&params, assignment->end);
	param_int(&params, assignment->travel_s);
	param_text(&params, assignment->pinned);
	param_id(&params, assignment->job_version);
	param_text(&params, assignment->why);
	param_text(&params, assignment->others);
	param_text(&params, assignment->seen);
	param_text(&params, assignment->fence);
	store_ask(store, &statements[JOB_ASSIGN], &params, on_reply, arg);
}

void visit_store_get(struct store *store, int64_t user_id, int64_t visit,
		     store_reply_fn *on_reply, void *arg)
{
	ask_about(store, VISIT_GET, user_id, visit, on_reply, arg);
}

void visit_store_update(struct store *store, const struct store_actor *actor,
			int64_t visit, int64_t version, const char *json,
			store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, visit);
	param_id(&params, version);
	param_text(&params, json);
	store_ask(store, &statements[VISIT_UPDATE], &params, on_reply, arg);
}

void job_store_unassign(struct store *store, const struct store_actor *actor,
			int64_t visit, int64_t version, const char *why,
			const char *others, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, visit);
	param_id(&params, version);
	param_text(&params, why);
	param_text(&params, others);
	store_ask(store, &statements[VISIT_UNASSIGN], &params, on_reply, arg);
}

struct ground_question {
	assign_ground_fn *on_ground;
	void *arg;
};

static void on_ground_row(const struct pg_result *result, void *arg)
{
	struct ground_question *question = arg;
	struct assign_ground ground = {0};

	if (pg_result_error(result) != ERR_OK) {
		ground.error = pg_result_detail(result);
	} else {
		ground.territory = row_int(result, 0, "territory");
		ground.version = row_int(result, 0, "version");
		ground.duration_s = row_int(result, 0, "duration_s");
		ground.rules = row_text(result, 0, "rules");
	}
	question->on_ground(&ground, question->arg);
	free(question);
}

void job_store_ground(struct store *store, int64_t user_id, int64_t job,
		      int64_t technician, int64_t visit,
		      assign_ground_fn *on_ground, void *arg)
{
	struct ground_question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	*question = (struct ground_question){on_ground, arg};
	param_reader(&params, user_id);
	param_id(&params, job);
	param_id(&params, technician);
	param_id(&params, visit);
	store_call(store, &statements[ASSIGN_GROUND], &params, on_ground_row,
		   question);
}
