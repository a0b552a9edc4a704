/* SPDX-License-Identifier: MIT */
/*
 * The store: what the sync daemon asks of its database. Only this folder
 * calls <callout/pg.h>; its callers see ids, texts and plain structs.
 *
 * Each question has one answer, from the loop of the store and never from
 * inside the question, also when the database is away. What an answer points
 * to is valid until its callback returns. A store belongs to its loop's
 * thread.
 */
#ifndef MOBILE_SYNC_STORE_STORE_H
#define MOBILE_SYNC_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include <callout/err.h>

struct event_base;
struct pg_settings;
struct store;

/* The migration that this program was written for. */
#define STORE_SCHEMA_NEEDED 25

/* Start to connect; the database may be away. ERR_USAGE for a connection
 * string that cannot be read. */
enum err store_new(struct event_base *base, const struct pg_settings *settings,
		   struct store **ret_store,
		   struct err_detail *detail) ERR_MUST_CHECK;
/* Answers what is open with ERR_UNAVAILABLE. NULL is accepted. */
void store_free(struct store *store);

/* Tell when the database comes and goes: what was learned of it before may
 * be of another one (a restored backup). */
void store_on_state(struct store *store,
		    void (*on_state)(bool ready, void *arg), void *arg);

struct store_stats {
	int connections, waiting, sent;
	uint64_t calls, errors, retries, connects, losses;
};
void store_stats(const struct store *store, struct store_stats *ret_stats);

/* The number of the schema's last migration. `error` is NULL or why not. */
typedef void store_version_fn(const struct err_detail *error, int64_t version,
			      void *arg);
void store_version(struct store *store, store_version_fn *on_version,
		   void *arg);

#endif
