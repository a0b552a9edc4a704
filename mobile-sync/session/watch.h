/* SPDX-License-Identifier: MIT */
/*
 * Asks the database how far the technicians' scopes are, and tells the hub: 20
 * times a second while somebody wants to know, else twice. The first loop has
 * it, for the whole process. Another epoch (a restored backup) is seen here,
 * too.
 */
#ifndef MOBILE_SYNC_SESSION_WATCH_H
#define MOBILE_SYNC_SESSION_WATCH_H

struct loop;
struct watch;

/* It begins to ask at once. */
struct watch *watch_new(struct loop *loop);
/* The database may be another one now: ask for everything. */
void watch_forget(struct watch *watch);
/* No more questions; before the store is freed. NULL is accepted, as by the
 * next. */
void watch_stop(struct watch *watch);
void watch_free(struct watch *watch);

#endif
