/* SPDX-License-Identifier: MIT */
/* Proposals: plans that wait for a yes. Bodies are the proposal object. */
#ifndef DISPATCHD_STORE_PROPOSAL_STORE_H
#define DISPATCHD_STORE_PROPOSAL_STORE_H

#include "dispatchd/store/store.h"

/* `body` as the API takes it. The run may begin: the tag is its horizon, two
 * RFC 3339 instants with a space between. */
void proposal_store_ask(struct store *store, const struct store_actor *actor,
			const char *body, store_reply_fn *on_reply, void *arg);
/* A run under the epoch of its territory's lease. */
struct proposal_run {
	int64_t proposal, epoch;
};
/* The run goes on; JSON of how far. The reply's body is the proposal's state,
 * as a plain word, or "fenced": it is another run's now. */
void proposal_store_beat(struct store *store, const struct proposal_run *run,
			 const char *progress, store_reply_fn *on_reply,
			 void *arg);
/* The run's end: JSON, see schema/api/proposal_ready.sql; or an error. The
 * first is refused under an older epoch (rule "fenced"), the second is
 * dropped. */
struct proposal_result {
	const char *summary, *visits, *seen;
};
void proposal_store_ready(struct store *store, const struct proposal_run *run,
			  const struct proposal_result *result,
			  store_reply_fn *on_reply, void *arg);
void proposal_store_fail(struct store *store, const struct proposal_run *run,
			 const char *error, store_reply_fn *on_reply,
			 void *arg);

/* `query` is JSON (schema/api/proposal_list.sql). */
void proposal_store_list(struct store *store, int64_t user_id,
			 const char *query, store_reply_fn *on_reply,
			 void *arg);
void proposal_store_get(struct store *store, int64_t user_id, int64_t proposal,
			store_reply_fn *on_reply, void *arg);
/* `version` that the actor saw, or 0. `positions` as "{1,2}"; NULL: all. */
void proposal_store_accept(struct store *store, const struct store_actor *actor,
			   int64_t proposal, int64_t version,
			   const char *positions, store_reply_fn *on_reply,
			   void *arg);
void proposal_store_discard(struct store *store,
			    const struct store_actor *actor, int64_t proposal,
			    int64_t version, store_reply_fn *on_reply,
			    void *arg);
void proposal_store_cancel(struct store *store, const struct store_actor *actor,
			   int64_t proposal, int64_t version,
			   store_reply_fn *on_reply, void *arg);

/* `positions` as above; not `accept`: the inverse waits for a yes. */
struct proposal_reversion {
	const char *positions;
	bool accept;
	const char *why; /* or NULL */
};
void proposal_store_revert(struct store *store, const struct store_actor *actor,
			   int64_t proposal, int64_t version,
			   const struct proposal_reversion *reversion,
			   store_reply_fn *on_reply, void *arg);

#endif
