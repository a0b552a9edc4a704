/* SPDX-License-Identifier: MIT */
/*
 * What the daemon's rooms are wired to: the process (shared by all loops, and
 * after the start only read, but for what is atomic) and one loop.
 */
#ifndef MOBILE_SYNC_DAEMON_H
#define MOBILE_SYNC_DAEMON_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct auth_cache;
struct blob_dir;
struct event;
struct event_base;
struct http_dictionary;
struct http_server;
struct hub;
struct live;
struct out;
struct pg_settings;
struct reaper;
struct sheet_contract;
struct store;
struct throttle;
struct watch;
struct work_box;
struct work_pool;

#define LOOPS_MAX 64

/* For /metrics; they only grow. */
struct counters {
	_Atomic uint64_t enrolled, enrol_refused, enrol_throttled, renewed;
	_Atomic uint64_t pulls, pulls_unchanged, pulls_known, resets, sheets,
	    tombstones;
	_Atomic uint64_t pushes, pushes_refused, mutations, mutations_new,
	    mutations_invalid;
	_Atomic uint64_t tokens_refused, contracts_refused;
	_Atomic uint64_t uploads, upload_bytes;
};

/* One loop's view of its database pool, for other loops' /metrics. */
struct pool_gauge {
	_Atomic int ready, connections, waiting, sent;
	_Atomic uint64_t calls, errors, retries, connects, losses;
};

struct mobile_sync {
	struct http_server *server;
	struct throttle *enrol_throttle;
	struct hub *hub;
	struct http_dictionary *dictionary; /* of answers, and where */
	char dictionary_path[80];
	struct counters counters;
	struct pool_gauge pools[LOOPS_MAX];
	unsigned loop_count;
	int sync_limit; /* changes in one answer, at most */
	/* Uploads; both NULL where no directory is set. */
	struct blob_dir *blob_dir;
	struct work_pool *disk; /* threads that wait for it */
	int64_t blob_max_bytes;
	int blob_open_days, blob_orphan_days;
	/* Settings that SIGHUP changes. */
	_Atomic int contract_min; /* the oldest that is spoken */
	_Atomic int token_days;	  /* then a device is asked to renew it */
};

struct loop {
	struct mobile_sync *daemon;
	unsigned index;
	struct store *store;
	struct sheet_contract *contract; /* a schema belongs to one thread */
	struct auth_cache *auth;
	struct live *live;   /* requests that wait */
	struct watch *watch; /* of the first loop */
	struct out *out;
	struct event *gauge_timer;
	struct event_base *base;
	struct work_box *box;  /* what the disk's threads bring back */
	struct reaper *reaper; /* of the first loop */
};

/* NULL if it cannot start (logged). On the loop's thread, as the next. */
struct loop *loop_new(struct mobile_sync *daemon,
		      const struct pg_settings *settings,
		      struct event_base *base, unsigned index);
/* Answers what is still open, frees everything. */
void loop_free(struct loop *loop);

#endif
