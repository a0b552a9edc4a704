/* SPDX-License-Identifier: MIT */
/* Travel times in the database: settings, turns, places, ways. */
#ifndef DISPATCHD_STORE_TRAVEL_STORE_H
#define DISPATCHD_STORE_TRAVEL_STORE_H

#include "dispatchd/store/store.h"

/* All daemons plan like that from now on. `id` is 1 where that is new. */
void travel_store_configure(struct store *store, const char *provider,
			    const char *profile, bool learn,
			    store_reply_fn *on_reply, void *arg);
/* `id` is the territory whose turn it is, 0: none; its next one is every_s
 * later. */
void travel_store_next(struct store *store, int64_t every_s,
		       store_reply_fn *on_reply, void *arg);

/* The places of a territory, as cells. They belong to the answer. */
struct travel_places {
	const struct err_detail *error; /* NULL: none */
	const void *result;
	int count;
};
typedef void travel_places_fn(const struct travel_places *places, void *arg);
void travel_store_places(struct store *store, int64_t territory,
			 travel_places_fn *on_places, void *arg);
int64_t travel_places_cell(const struct travel_places *places, int row);
bool travel_places_known(const struct travel_places *places, int row);

/* What was told: SQL's arrays, all of one length but the first. `id` says how
 * many ways. */
struct travel_told {
	const char *profile;
	const char *cells; /* that were asked about */
	const char *from, *to, *seconds, *metres;
};
void travel_store_keep(struct store *store, int64_t territory,
		       const struct travel_told *told, store_reply_fn *on_reply,
		       void *arg);
/* A look that brought news is over. */
void travel_store_done(struct store *store, int64_t territory,
		       store_reply_fn *on_reply, void *arg);
/* The provider is away, and why. `id` says for how many seconds. */
void travel_store_failing(struct store *store, const char *text,
			  store_reply_fn *on_reply, void *arg);

#endif
