/* SPDX-License-Identifier: MIT */
/*
 * Which territories this daemon plans. Several dispatchd may share a database:
 * each takes part by a row that it renews, and holds the leases of about as
 * many territories as the others (schema/api/lease_take.sql). What a lease
 * covers, planning runs and automatic repairs, is done by its holder alone, and
 * writes carry the lease's epoch, so that one who was away too long is refused
 * (CO409, rule `fenced`).
 *
 * A lease is believed for no longer than the database gave it, counted by our
 * own monotonic clock from before we asked: a daemon that cannot reach the
 * database stops acting by itself, before another may take over.
 */
#ifndef DISPATCHD_ENGINE_LEASES_H
#define DISPATCHD_ENGINE_LEASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/err.h>

#define LEASE_TTL_S 6
#define LEASE_RENEW_S 2

struct leases;
struct loop;
struct pg_settings;

/* One for the process; it holds nothing until leases_start(). `most`: how many
 * at once; 0: this daemon plans nothing. */
enum err leases_new(int64_t most, struct leases **ret_leases,
		    struct err_detail *detail) ERR_MUST_CHECK;
/* NULL is accepted. */
void leases_free(struct leases *leases);

/* Does this daemon hold that territory's lease now? Its epoch is for the
 * writes. Any thread, and cheap: ask again before each step that matters. */
bool leases_hold(const struct leases *leases, int64_t territory,
		 int64_t *ret_epoch);

/* A run waits in the database: look at once. Any thread. */
void leases_poke(struct leases *leases);

/* --- the loop that keeps them: the first --- */

/* With a connection of its own, so that no long write delays a renewal. */
enum err leases_start(struct leases *leases, struct loop *loop,
		      const struct pg_settings *pg,
		      struct err_detail *detail) ERR_MUST_CHECK;
/* The daemon ends: act no more, hand over. Any number of times. */
void leases_leave(struct leases *leases);
/* Is the database still to say that it knows? */
bool leases_is_leaving(const struct leases *leases);
/* After leases_leave(), or without: then the leases expire. */
void leases_stop(struct leases *leases);

struct leases_stats {
	uint64_t held, taken, lost; /* now; ever */
};
void leases_stats(const struct leases *leases, struct leases_stats *ret_stats);

#endif
