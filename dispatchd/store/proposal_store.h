/* SPDX-License-Identifier: MIT */
/* Proposals: plans that wait for a yes. Bodies are the proposal object. */
#ifndef DISPATCHD_STORE_PROPOSAL_STORE_H
#define DISPATCHD_STORE_PROPOSAL_STORE_H

#include "dispatchd/store/store.h"

/* From and to are RFC 3339 instants. Answers with id and body. */
void proposal_store_start(struct store *store, const struct store_actor *actor,
			  int64_t territory, const char *from, const char *to,
			  store_reply_fn *on_reply, void *arg);
/* The run's end: JSON of the summary and of the visits, or an error. */
void proposal_store_ready(struct store *store, int64_t proposal,
			  const char *summary, const char *visits,
			  store_reply_fn *on_reply, void *arg);
void proposal_store_fail(struct store *store, int64_t proposal,
			 const char *error, store_reply_fn *on_reply,
			 void *arg);

void proposal_store_get(struct store *store, int64_t user_id, int64_t proposal,
			store_reply_fn *on_reply, void *arg);
/* `positions` as "{1,2}"; NULL: all. */
void proposal_store_accept(struct store *store, const struct store_actor *actor,
			   int64_t proposal, const char *positions,
			   store_reply_fn *on_reply, void *arg);
void proposal_store_discard(struct store *store,
			    const struct store_actor *actor, int64_t proposal,
			    store_reply_fn *on_reply, void *arg);
void proposal_store_cancel(struct store *store, const struct store_actor *actor,
			   int64_t proposal, store_reply_fn *on_reply,
			   void *arg);

#endif
