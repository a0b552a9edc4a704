/* SPDX-License-Identifier: MIT */
/* Jobs and their visits. The bodies are the JSON objects of docs/API.md. */
#ifndef DISPATCHD_STORE_JOB_STORE_H
#define DISPATCHD_STORE_JOB_STORE_H

#include "dispatchd/store/store.h"

void job_store_get(struct store *store, int64_t user_id, int64_t job,
		   store_reply_fn *on_reply, void *arg);
/* `query` of a list is JSON: its limit and what it begins after. */
void job_store_audit(struct store *store, int64_t user_id, int64_t job,
		     const char *query, store_reply_fn *on_reply, void *arg);
void job_store_facts(struct store *store, int64_t user_id, int64_t job,
		     store_reply_fn *on_reply, void *arg);
void job_store_timeline(struct store *store, int64_t user_id, int64_t job,
			store_reply_fn *on_reply, void *arg);
void job_store_clocks(struct store *store, int64_t user_id, int64_t job,
		      store_reply_fn *on_reply, void *arg);
void job_store_photos(struct store *store, int64_t user_id, int64_t job,
		      store_reply_fn *on_reply, void *arg);
/* The body is the photo's media type, the tag its sha256. */
void photo_store_find(struct store *store, int64_t user_id, const char *uid,
		      store_reply_fn *on_reply, void *arg);
/* `json` is the body of the request, checked. */
void job_store_create(struct store *store, const struct store_actor *actor,
		      const char *json, store_reply_fn *on_reply, void *arg);
/* Versions: the one that the caller saw; another one: ERR_STALE. */
void job_store_update(struct store *store, const struct store_actor *actor,
		      int64_t job, int64_t version, const char *json,
		      store_reply_fn *on_reply, void *arg);
void job_store_cancel(struct store *store, const struct store_actor *actor,
		      int64_t job, int64_t version, const char *why,
		      store_reply_fn *on_reply, void *arg);

struct job_assignment {
	int64_t job;
	int64_t job_version; /* 0: whatever it is */
	int64_t technician;
	const char *start, *end; /* RFC 3339 */
	int64_t travel_s;
	const char *pinned; /* "true", "false"; NULL: as it was */
	const char *why;    /* NULL: no rule was overruled */
	/* JSON of job_assign.sql's p_others, p_seen, p_fence; ERR_CONFLICT
	 * with the rule "moved" says that they are not so any more. */
	const char *others, *seen, *fence;
};
/* The body is the visit. ERR_CONFLICT: somebody's visit is in the way. */
void job_store_assign(struct store *store, const struct store_actor *actor,
		      const struct job_assignment *assignment,
		      store_reply_fn *on_reply, void *arg);
void visit_store_get(struct store *store, int64_t user_id, int64_t visit,
		     store_reply_fn *on_reply, void *arg);
/* Pin it, let it go, or say what the customer was told. */
void visit_store_update(struct store *store, const struct store_actor *actor,
			int64_t visit, int64_t version, const char *json,
			store_reply_fn *on_reply, void *arg);
/* Back to the pool: the visit is cancelled, its job is open. `version` 0: any
 * one. */
void job_store_unassign(struct store *store, const struct store_actor *actor,
			int64_t visit, int64_t version, const char *why,
			const char *others, store_reply_fn *on_reply,
			void *arg);

/* What a desk's question needs (assign_question.sql). `job` 0: about the
 * visit. */
struct assign_ground {
	const struct err_detail *error; /* NULL: none */
	int64_t territory;
	int64_t version; /* of the job */
	int64_t duration_s;
	const char *rules; /* JSON: {rule: {mode, weight, unit}} */
};
typedef void assign_ground_fn(const struct assign_ground *ground, void *arg);
void job_store_ground(struct store *store, int64_t user_id, int64_t job,
		      int64_t technician, int64_t visit,
		      assign_ground_fn *on_ground, void *arg);

#endif
