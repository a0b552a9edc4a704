/* SPDX-License-Identifier: MIT */
/* Slots that are offered to customers, and the holds on them. */
#ifndef DISPATCHD_STORE_SLOT_STORE_H
#define DISPATCHD_STORE_SLOT_STORE_H

#include "dispatchd/store/store.h"

/* A question for slots, made complete (schema/api/slot_question.sql). */
void slot_store_question(struct store *store, int64_t user_id, const char *ask,
			 store_reply_fn *on_reply, void *arg);
/* Hold a place. `slot` is JSON, `seen` what its verdict was based on.
 * ERR_CONFLICT with rule "moved": look again. */
void slot_store_hold(struct store *store, const struct store_actor *actor,
		     const char *slot, const char *seen,
		     store_reply_fn *on_reply, void *arg);
/* The same and book it at once; `job` is the body of the request. */
void slot_store_book(struct store *store, const struct store_actor *actor,
		     const char *slot, const char *seen, const char *job,
		     store_reply_fn *on_reply, void *arg);

/* The body is the hold; NULL: nobody holds that offer. */
void hold_store_of_offer(struct store *store, int64_t user_id,
			 const char *offer, store_reply_fn *on_reply,
			 void *arg);
void hold_store_get(struct store *store, int64_t user_id, int64_t hold,
		    store_reply_fn *on_reply, void *arg);
/* `version`: what the caller saw; 0: any. */
void hold_store_book(struct store *store, const struct store_actor *actor,
		     int64_t hold, int64_t version, const char *job,
		     store_reply_fn *on_reply, void *arg);
void hold_store_release(struct store *store, const struct store_actor *actor,
			int64_t hold, int64_t version, store_reply_fn *on_reply,
			void *arg);

#endif
