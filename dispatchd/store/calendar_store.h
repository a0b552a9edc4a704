/* SPDX-License-Identifier: MIT */
/* Calendar links, and the visits that a link shows. */
#ifndef DISPATCHD_STORE_CALENDAR_STORE_H
#define DISPATCHD_STORE_CALENDAR_STORE_H

#include "dispatchd/store/store.h"

struct calendar_link_wish {
	int64_t technician;
	const char *label;
	const char *secret_hash; /* sha256 in hex */
	const char *detail;	 /* full, no_personal, busy */
	bool show_cancelled;
};
void calendar_store_create(struct store *store, const struct store_actor *actor,
			   const struct calendar_link_wish *wish,
			   store_reply_fn *on_reply, void *arg);
void calendar_store_list(struct store *store, int64_t user_id,
			 int64_t technician, const char *query,
			 store_reply_fn *on_reply, void *arg);
void calendar_store_revoke(struct store *store, const struct store_actor *actor,
			   int64_t link, store_reply_fn *on_reply, void *arg);

/* One link as the feed needs it. Texts are valid until the callback ends. */
struct calendar_link {
	const struct err_detail *error; /* NULL: none */
	int64_t link_id;		/* 0: there is no such link */
	int64_t technician_id;
	const char *technician_name;
	const char *zone;
	int64_t scope_version;
	const char *detail;
	bool show_cancelled, revoked;
	const char *today; /* YYYY-MM-DD in the zone */
};
typedef void calendar_link_fn(const struct calendar_link *link, void *arg);
void calendar_store_find(struct store *store, const char *secret_hash,
			 calendar_link_fn *on_link, void *arg);

struct calendar_visit {
	int64_t visit_id, version, sequence;
	const char *uid;
	const char *created, *revised, *start, *end; /* RFC 3339 */
	const char *state, *title, *description, *job_type;
	int64_t priority;
	const char *site_name, *address, *territory;
	bool has_place;
	double lat, lon;
	const char *customer, *contact, *phone;
	const char *outcome, *outcome_note;
};

/* Hands over the rows one by one: at() may be called until on_visits ends. */
struct calendar_visits;
struct calendar_rows {
	const struct err_detail *error; /* NULL: none */
	int count;
	const struct calendar_visits *visits;
};
void calendar_visit_at(const struct calendar_visits *visits, int index,
		       struct calendar_visit *ret_visit);
typedef void calendar_rows_fn(const struct calendar_rows *rows, void *arg);
/* Days as YYYY-MM-DD: [from, to). */
void calendar_store_visits(struct store *store, int64_t link_id,
			   const char *from_day, const char *to_day,
			   calendar_rows_fn *on_rows, void *arg);

#endif
