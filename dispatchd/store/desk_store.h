/* SPDX-License-Identifier: MIT */
/* What a desk reads: the hours that it looks at, what has changed on the board
 * since it last asked, and the planner's sets of rows. */
#ifndef DISPATCHD_STORE_DESK_STORE_H
#define DISPATCHD_STORE_DESK_STORE_H

#include "dispatchd/store/store.h"

/* Fields are texts (NULL: SQL's null), valid until the callback ends. */
struct desk_rows {
	const struct err_detail *error; /* NULL: none */
	int set;			/* as asked */
	int count;
	const void *result; /* for desk_store_field() */
};
typedef void desk_rows_fn(const struct desk_rows *rows, void *arg);

const char *desk_store_field(const struct desk_rows *rows, int row, int column);
/* 0 for null. */
int64_t desk_store_int(const struct desk_rows *rows, int row, int column);
/* `absent` for null. */
int64_t desk_store_int_or(const struct desk_rows *rows, int row, int column,
			  int64_t absent);
double desk_store_double(const struct desk_rows *rows, int row, int column);

/* Where a job is and what is promised; an error if this user may not see it. */
struct desk_asked {
	const struct err_detail *error; /* NULL: none */
	int64_t territory, version;
	const char *state;
	/* 0: none. */
	int64_t earliest_s, respond_due_s, resolve_due_s;
};
typedef void desk_asked_fn(const struct desk_asked *asked, void *arg);
void desk_store_asked(struct store *store, int64_t user_id, int64_t job,
		      desk_asked_fn *on_asked, void *arg);

/* One row, in this order. Its shifts are made if they are not there. */
enum desk_horizon_column {
	HORIZON_ZONE,
	HORIZON_DAY_S,
	HORIZON_DAY_END_S,
	HORIZON_FROM_S,
	HORIZON_TO_S,
	HORIZON_FROM,
	HORIZON_TO
};
void desk_store_horizon(struct store *store, int64_t territory, int days,
			desk_rows_fn *on_rows, void *arg);

enum desk_news_column {
	NEWS_KIND,
	NEWS_ID,
	NEWS_VERSION,
	NEWS_TECHNICIAN,
	NEWS_TECHNICIAN_VERSION,
	NEWS_TITLE,
	NEWS_STATE,
	NEWS_JOB,
	NEWS_START_S,
	NEWS_END_S,
	NEWS_TRAVEL_S,
	NEWS_LAT,
	NEWS_LON,
	NEWS_PINNED,
	NEWS_TIED,
	NEWS_PROMISE_TO_S,
	NEWS_EN_ROUTE_S,
	NEWS_ON_SITE_S,
	NEWS_ENDED_S,
	NEWS_PROMISE_FROM_S
};
struct desk_span {
	int64_t territory;
	const char *from, *to; /* RFC 3339 */
};
/* `scopes` and `versions` are SQL's arrays; empty ones: everything. */
void desk_store_news(struct store *store, const struct desk_span *span,
		     const char *scopes, const char *versions,
		     desk_rows_fn *on_rows, void *arg);

/* A set of rows for the planner. `name` and `sql` are constants, always the
 * same for one `set`. `jobs` (SQL's array) or NULL: $4. */
void desk_store_set(struct store *store, int set, const char *name,
		    const char *sql, const struct desk_span *span,
		    const char *jobs, desk_rows_fn *on_rows, void *arg);

#endif
