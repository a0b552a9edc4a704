/* SPDX-License-Identifier: MIT */
/* The rows of uploads. What a technician may not see is ERR_NOT_FOUND, what
 * expired or was removed ERR_GONE. */
#ifndef MOBILE_SYNC_STORE_BLOB_STORE_H
#define MOBILE_SYNC_STORE_BLOB_STORE_H

#include <stddef.h>

#include "mobile-sync/store/store.h"

struct blob_row {
	const struct err_detail *error; /* NULL: none */
	int64_t bytes, received;
	const char *type, *sha256; /* lower-case hex */
	int64_t expires_s;	   /* since 1970; while it is not stored */
	bool stored;
};
typedef void blob_row_fn(const struct blob_row *row, void *arg);

/* What a device says of a blob before it comes. */
struct blob_promise {
	const char *uid;
	int64_t bytes;
	const char *type, *sha256;
};

/* Begin; the same again is the same upload. */
void blob_store_make(struct store *store, int64_t device,
		     const struct blob_promise *promise, int open_days,
		     blob_row_fn *on_row, void *arg);
void blob_store_find(struct store *store, int64_t device, const char *uid,
		     blob_row_fn *on_row, void *arg);
/* The offset moves; ERR_CONFLICT (rule "offset") if it stands elsewhere. */
void blob_store_move(struct store *store, int64_t device, const char *uid,
		     int64_t from, int64_t to, int open_days,
		     blob_row_fn *on_row, void *arg);
/* It is whole, and in its place. */
void blob_store_finish(struct store *store, int64_t device, const char *uid,
		       blob_row_fn *on_row, void *arg);
void blob_store_drop(struct store *store, int64_t device, const char *uid,
		     blob_row_fn *on_row, void *arg);
/* A stored one, for a reader. */
void blob_store_view(struct store *store, int64_t device, const char *uid,
		     blob_row_fn *on_row, void *arg);

/* Whose files are to go now; valid until the callback returns. */
typedef void blob_uids_fn(const struct err_detail *error,
			  const char *const *uids, size_t count, void *arg);
void blob_store_reap(struct store *store, int orphan_days, int limit,
		     blob_uids_fn *on_uids, void *arg);
/* They are gone. `on_uids` gets none. */
void blob_store_reaped(struct store *store, const char *const *uids,
		       size_t count, blob_uids_fn *on_uids, void *arg);

#endif
