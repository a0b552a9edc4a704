/* SPDX-License-Identifier: MIT */
/* What time alone must bring about. Each answer's `id` is how many rows it
 * was about; any number of daemons may ask at once. */
#ifndef DISPATCHD_STORE_CHORE_STORE_H
#define DISPATCHD_STORE_CHORE_STORE_H

#include "dispatchd/store/store.h"

enum chore {
	CHORE_REAP_PROPOSALS,  /* fail runs that are older than `limit` seconds:
				* their daemon died */
	CHORE_MISS_VISITS,     /* whose day has ended without a report */
	CHORE_PURGE_FEED,      /* of tombstones that nobody can need */
	CHORE_FIRE_MILESTONES, /* of promises: each once */
	CHORE_REAP_HOLDS,      /* of slots that have run out */
	CHORE_PURGE_ANSWERS,   /* that were kept for retries */
	CHORE_MAKE_SHIFTS,     /* of the coming weeks, from the usual ones */
	CHORE_LEARN_TRAVEL,    /* times, from devices' reports */
	CHORE_PURGE_TRAVEL,    /* times that nobody asks for */
	CHORE_PURGE_POSITIONS, /* that are older than `limit` days */
	CHORE_COUNT
};

/* `limit`: how many rows at most; of proposals and
 * positions, the age. */
void chore_store_do(struct store *store, enum chore chore, int64_t limit,
		    store_reply_fn *on_reply, void *arg);

#endif
