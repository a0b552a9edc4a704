/* SPDX-License-Identifier: MIT */
/* What following a day reads and writes; see dispatchd/engine/follow.h. */
#ifndef DISPATCHD_STORE_FOLLOW_STORE_H
#define DISPATCHD_STORE_FOLLOW_STORE_H

#include "dispatchd/store/store.h"

/* body: a JSON list of ids. */
void follow_store_territories(struct store *store, store_reply_fn *on_reply,
			      void *arg);
/* body: {automatic, day, freeze_s, moves_max, move_cost_s, promise_s, jobs:
 * [[id, version, title, presses]], absent: [[technician, from_s, to_s, words]]}
 */
void follow_store_look(struct store *store, int64_t territory,
		       store_reply_fn *on_reply, void *arg);
/* Keep it for the dispatchers; `changes` "[]": nothing any more. */
void follow_store_suggest(struct store *store, int64_t territory, int64_t epoch,
			  const char *cause, const char *changes,
			  store_reply_fn *on_reply, void *arg);
/* `left`: [{job, visit, rule, text}]. */
void follow_store_tell(struct store *store, int64_t territory, int64_t epoch,
		       const char *left, store_reply_fn *on_reply, void *arg);

/* Visits that are written at once, all or nothing, and kept as a proposal that
 * is accepted. The texts are JSON; `actor` NULL: the daemon itself. */
struct follow_change {
	int64_t territory;
	const char *kind; /* "repair", "hand" */
	const char *cause;
	const char *summary;
	const char *changes; /* of visits_write() */
	const char *seen;
	int64_t epoch; /* of the lease; 0: of nobody */
};
void follow_store_write(struct store *store, const struct store_actor *actor,
			const struct follow_change *change,
			store_reply_fn *on_reply, void *arg);
/* Somebody goes to this job at once: the answer of the API. */
void follow_store_emergency(struct store *store,
			    const struct store_actor *actor, int64_t job,
			    const struct follow_change *change,
			    store_reply_fn *on_reply, void *arg);

#endif
