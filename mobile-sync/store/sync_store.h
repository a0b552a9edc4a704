/* SPDX-License-Identifier: MIT */
/* What a device pulls and pushes. */
#ifndef MOBILE_SYNC_STORE_SYNC_STORE_H
#define MOBILE_SYNC_STORE_SYNC_STORE_H

#include "mobile-sync/store/store.h"

/* The columns of a change. A visit has all but SYNC_DIGEST; of one that has
 * left the scope all but the first four are NULL. A van has SYNC_PARTS, the
 * check, which ends an answer, SYNC_DIGEST. */
enum sync_column {
	SYNC_VERSION, /* of the feed */
	SYNC_KIND,    /* "visit", "van", "check" */
	SYNC_OP,      /* "U": here it is; "D": gone */
	SYNC_VISIT,
	SYNC_STATE,
	SYNC_START,
	SYNC_END,
	SYNC_TRAVEL_S,
	SYNC_PINNED,
	SYNC_WINDOW_FROM,
	SYNC_WINDOW_TO,
	SYNC_OUTCOME,
	SYNC_JOB,
	SYNC_JOB_STATE,
	SYNC_PRIORITY,
	SYNC_JOB_TYPE,
	SYNC_DURATION_MIN,
	SYNC_CREW_SIZE,
	SYNC_OPENED_AT,
	SYNC_DUE_AT,
	SYNC_TITLE,
	SYNC_DESCRIPTION,
	SYNC_SKILLS, /* JSON: [{"code", "level"}] */
	SYNC_SITE,
	SYNC_LAT,
	SYNC_LON,
	SYNC_SITE_NAME,
	SYNC_ADDRESS,
	SYNC_ACCESS_NOTES,
	SYNC_CUSTOMER,
	SYNC_CONTACT,
	SYNC_PHONE,
	SYNC_EMAIL,
	SYNC_SLAS,  /* JSON: [{"kind", "state", "due_at"}] */
	SYNC_ASSET, /* JSON; this and the rest as schema/internal/
		     * sheet_parts.sql has it */
	SYNC_PAST,
	SYNC_TASKS,
	SYNC_PARTS,
	SYNC_SITE_NOTES,
	SYNC_PHOTOS,
	SYNC_DIGEST,
	SYNC_COLUMN_COUNT
};

/* Changes in order of version. */
struct sync_rows;

int sync_count(const struct sync_rows *rows);
const char *sync_text(const struct sync_rows *rows, int row,
		      enum sync_column column);
int64_t sync_int(const struct sync_rows *rows, int row,
		 enum sync_column column);
double sync_double(const struct sync_rows *rows, int row,
		   enum sync_column column);

/* `error` NULL, or why there are no rows; ERR_GONE: the cursor is of no use. */
typedef void sync_rows_fn(const struct err_detail *error,
			  const struct sync_rows *rows, void *arg);

/* At most `limit` changes after version `since` (0: from the start), with what
 * a device of `contract` knows. `all`: it knew nothing when it began, so the
 * tombstones that are gone do not matter. */
void sync_store_pull(struct store *store, int64_t device, int64_t since,
		     int limit, int contract, bool all, sync_rows_fn *on_rows,
		     void *arg);

/* Which technicians' scopes have moved. */
struct moved_rows;

int moved_count(const struct moved_rows *rows);
int64_t moved_technician(const struct moved_rows *rows, int row);
int64_t moved_version(const struct moved_rows *rows, int row);
int64_t moved_epoch(const struct moved_rows *rows);
/* What the next question goes on from. */
const char *moved_seen(const struct moved_rows *rows);

typedef void moved_rows_fn(const struct err_detail *error,
			   const struct moved_rows *rows, void *arg);

/* Since what `seen` was then; NULL: all of them. */
void sync_store_moved(struct store *store, const char *seen,
		      moved_rows_fn *on_rows, void *arg);

/* Verdicts in the order of the mutations. */
struct push_rows;

int push_count(const struct push_rows *rows);
int64_t push_seq(const struct push_rows *rows, int row);
const char *push_verdict(const struct push_rows *rows, int row);
const char *push_text(const struct push_rows *rows, int row);
/* Of the device: what is acknowledged now; of its scope: at least that. */
int64_t push_acked(const struct push_rows *rows);
int64_t push_version(const struct push_rows *rows);

/* ERR_CONFLICT: the batch does not follow on what was acknowledged. */
typedef void push_rows_fn(const struct err_detail *error,
			  const struct push_rows *rows, void *arg);

/* All or nothing. `mutations` is a JSON array of {seq, uid, kind, job?,
 * visit?, at, body, invalid?}; `sent` the device's clock, `unsent` how
 * many more wait on it (-1: not said). */
void sync_store_push(struct store *store, int64_t device, const char *mutations,
		     const char *sent, int64_t unsent, const char *request,
		     push_rows_fn *on_rows, void *arg);

#endif
