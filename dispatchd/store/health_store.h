/* SPDX-License-Identifier: MIT */
/* Is the database there and of the right shape; counts for /metrics. */
#ifndef DISPATCHD_STORE_HEALTH_STORE_H
#define DISPATCHD_STORE_HEALTH_STORE_H

#include "dispatchd/store/store.h"

/* The migration that this program needs at least. */
#define STORE_SCHEMA_NEEDED 25

/* `version` of the reply is the schema's. */
void health_store_check(struct store *store, store_reply_fn *on_reply,
			void *arg);
/* The body is an object of counts. */
void health_store_counts(struct store *store, store_reply_fn *on_reply,
			 void *arg);

#endif
