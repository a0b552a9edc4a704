/* SPDX-License-Identifier: MIT */
/* Leases: which daemon plans which territory, and the runs that wait for it. */
#ifndef DISPATCHD_STORE_LEASE_STORE_H
#define DISPATCHD_STORE_LEASE_STORE_H

#include "dispatchd/store/store.h"

struct lease {
	int64_t territory, epoch;
	int64_t left_ms; /* from the database's answer on */
};

/* All leases that the holder has now, by territory; valid until it returns. */
typedef void lease_taken_fn(const struct lease *leases, size_t count,
			    const struct err_detail *error, void *arg);

/* Who holds: a uuid as text, a name for people, and how many at most. */
struct lease_holder {
	const char *id, *name;
	int64_t most;
};
/* Keep, give back and take: schema/api/lease_take.sql. */
void lease_store_take(struct store *store, const struct lease_holder *holder,
		      int ttl_s, lease_taken_fn *on_taken, void *arg);
/* The reply's id: how many there were. */
void lease_store_give_up(struct store *store, const char *holder,
			 store_reply_fn *on_reply, void *arg);

/* A run to begin. Lists are numbers with blanks between, or NULL. */
struct lease_run {
	int64_t proposal, territory, epoch, time_ms;
	const char *from, *to, *move, *jobs, *technicians;
};
/* One by one, then NULL: the end, perhaps with an error. */
typedef void lease_run_fn(const struct lease_run *run,
			  const struct err_detail *error, void *arg);
void lease_store_claim(struct store *store, const char *holder, int limit,
		       lease_run_fn *on_run, void *arg);

#endif
