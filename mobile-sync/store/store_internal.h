/* SPDX-License-Identifier: MIT */
/* Inside the store. */
#ifndef MOBILE_SYNC_STORE_STORE_INTERNAL_H
#define MOBILE_SYNC_STORE_STORE_INTERNAL_H

#include <callout/pg.h>

#include "mobile-sync/store/store.h"

struct store {
	struct pg_pool *pool;
};

/* For what a device asks first: it may have to queue behind all others, and
 * being late is better than coming again. */
#define STORE_QUEUE_MS 30000

/* A question under way: whom to answer. */
struct question {
	void (*answer)(void); /* cast back by the one who asked */
	void *arg;
};

struct question *question_new(void (*answer)(void), void *arg);

/* Values of a row by the column's name; NULL, 0 where there is none. */
const char *row_text(const struct pg_result *result, int row,
		     const char *column);
int64_t row_int(const struct pg_result *result, int row, const char *column);
bool row_bool(const struct pg_result *result, int row, const char *column);

#endif
