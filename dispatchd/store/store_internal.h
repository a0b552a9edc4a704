/* SPDX-License-Identifier: MIT */
/* Inside the store: parameters as texts, and the usual answer. */
#ifndef DISPATCHD_STORE_STORE_INTERNAL_H
#define DISPATCHD_STORE_STORE_INTERNAL_H

#include <callout/buf.h>
#include <callout/pg.h>

#include "dispatchd/store/planning_store.h"
#include "dispatchd/store/store.h"

struct once_sibling;

struct store {
	struct pg_pool *pool;
	struct pg_statement desk[PLANNING_SETS_MAX];
	struct once_sibling *siblings;
	struct pg_statement snapshot; /* all of them in one */
	struct buf snapshot_sql;
};

#define PARAMS_MAX 20

/* The parameters of one statement, filled from left to right. Texts are
 * borrowed until the call was queued. */
struct params {
	const char *values[PARAMS_MAX];
	char numbers[PARAMS_MAX][24];
	int count;
	const struct store_actor *actor; /* of a write; borrowed */
};

void param_text(struct params *params, const char *text); /* NULL: null */
void param_int(struct params *params, int64_t number);
/* 0 or less is SQL's null: ids and versions are positive. */
void param_id(struct params *params, int64_t id);
void param_bool(struct params *params, bool value);
/* user and request: the first two parameters of every write. */
void param_actor(struct params *params, const struct store_actor *actor);
/* The user alone: the first parameter of every read. */
void param_reader(struct params *params, int64_t user_id);

/* Queue a statement whose answer is a row with columns among body, version,
 * id, tag. */
void store_ask(struct store *store, const struct pg_statement *statement,
	       const struct params *params, store_reply_fn *on_reply,
	       void *arg);

/* Read such a row, or the error. */
void store_read(const struct pg_result *result, struct store_reply *ret_reply);

/* store_ask() for an actor with a key (once.h). */
void once_ask(struct store *store, const struct pg_statement *statement,
	      const struct params *params, store_reply_fn *on_reply, void *arg);
void once_free(struct once_sibling *siblings);

/* Queue a statement with an answer of its own. */
void store_call(struct store *store, const struct pg_statement *statement,
		const struct params *params, pg_done_fn *on_done, void *arg);

/* The text of a column by name, or NULL (also where there is no row). */
const char *row_text(const struct pg_result *result, int row,
		     const char *column);
int64_t row_int(const struct pg_result *result, int row, const char *column);
double row_double(const struct pg_result *result, int row, const char *column);
bool row_bool(const struct pg_result *result, int row, const char *column);

#endif
