/* SPDX-License-Identifier: MIT */
/*
 * The store: what the dispatcher daemon asks of its database, one file per
 * aggregate. Only this folder calls <callout/pg.h>; its callers see ids, JSON
 * texts and plain structs.
 *
 * Each question has one answer, from the loop of the store and never from
 * inside the question, also when the database is away. Texts of an answer are
 * valid until its callback returns. An actor is the id of a user (positive):
 * SQL checks the role and the territory of that user once more.
 *
 * A store belongs to the thread of its loop.
 */
#ifndef DISPATCHD_STORE_STORE_H
#define DISPATCHD_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/err.h>

struct event_base;
struct pg_settings;
struct store;
struct store_once;

/* Start to connect; the database may be away. ERR_USAGE for a connection
 * string that cannot be read. */
enum err store_new(struct event_base *base, const struct pg_settings *settings,
		   struct store **ret_store,
		   struct err_detail *detail) ERR_MUST_CHECK;
/* Answers what is open with ERR_UNAVAILABLE. NULL is accepted. */
void store_free(struct store *store);

/* Is there a connection that takes questions? */
bool store_is_ready(const struct store *store);

/* Tell when that changes; one listener. */
void store_on_state(struct store *store,
		    void (*on_state)(bool ready, void *arg), void *arg);

struct store_stats {
	int connections, waiting, sent;
	uint64_t calls, errors, retries, connects, losses;
};
void store_stats(const struct store *store, struct store_stats *ret_stats);

/* The usual answer: one JSON text that PostgreSQL built. */
struct store_reply {
	const struct err_detail *error; /* NULL: none */
	const char *body;		/* NULL: no row, or SQL's null */
	size_t length;
	int64_t version; /* 0 where the object has none */
	int64_t id;	 /* of a new object, else 0 */
	const char *tag; /* what an ETag needs, or NULL */
	/* The answer of an earlier request with the same key (once.h): what
	 * was to be done after it was done then. */
	bool replayed;
	const char *extra; /* that was kept with it, or NULL */
};

typedef void store_reply_fn(const struct store_reply *reply, void *arg);

/* Who asks, and under which request id: for the audit trail. */
struct store_actor {
	int64_t user_id;
	const char *request;
	const struct store_once *once; /* NULL: no key */
};

#endif
