/* SPDX-License-Identifier: MIT */
/*
 * Writes that happen once, however often they are sent (Idempotency-Key).
 *
 * An actor with `once` makes each write that it asks for one statement that
 * also keeps its answer, under the key, in the same transaction: the answer
 * is there exactly when the change is, whatever breaks in between. Who asks
 * again gets that answer, with `replayed`.
 */
#ifndef DISPATCHD_STORE_ONCE_H
#define DISPATCHD_STORE_ONCE_H

#include "dispatchd/store/store.h"

/* All texts are borrowed; hashes are sha256 in hex. */
struct store_once {
	const char *key_hash;
	const char *request_hash; /* of what is asked for */
	const char *extra;	  /* kept beside the answer, or NULL */
};

/* What that request was answered: `replayed` is false if it is new. An error
 * while the first still runs, and where the key came with another request. */
void store_once_find(struct store *store, int64_t user_id,
		     const struct store_once *once, store_reply_fn *on_reply,
		     void *arg);

#endif
