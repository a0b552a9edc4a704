/* SPDX-License-Identifier: MIT */
/* Territories, notices, devices, boards: what is not master data. */
#ifndef DISPATCHD_STORE_PEOPLE_STORE_H
#define DISPATCHD_STORE_PEOPLE_STORE_H

#include "dispatchd/store/store.h"

/* The first and the last instant of a day in the territory's zone. */
struct territory_day {
	const struct err_detail *error; /* NULL: none */
	const char *starts, *ends;	/* RFC 3339 */
};
typedef void territory_day_fn(const struct territory_day *day, void *arg);
void territory_store_day(struct store *store, int64_t user_id,
			 int64_t territory, const char *day,
			 territory_day_fn *on_day, void *arg);
void notice_store_seen(struct store *store, const struct store_actor *actor,
		       int64_t notice, store_reply_fn *on_reply, void *arg);
/* Days as YYYY-MM-DD, both included. Answers with a tag. */
void board_store_get(struct store *store, int64_t user_id, int64_t territory,
		     const char *from_day, const char *to_day,
		     store_reply_fn *on_reply, void *arg);

/* Codes and secrets come as the sha256 in hex. */
void device_store_code(struct store *store, const struct store_actor *actor,
		       int64_t technician, const char *code_hash, int64_t ttl_s,
		       store_reply_fn *on_reply, void *arg);
void device_store_revoke(struct store *store, const struct store_actor *actor,
			 int64_t device, store_reply_fn *on_reply, void *arg);

#endif
