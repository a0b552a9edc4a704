/* SPDX-License-Identifier: MIT */
/*
 * What the daemon's rooms are wired to: the process (shared by all loops, and
 * after the start only read, but for what is atomic) and one loop.
 */
#ifndef DISPATCHD_DAEMON_H
#define DISPATCHD_DAEMON_H

#include <stdatomic.h>
#include <stdint.h>

#include <callout/buf.h>

#include "dispatchd/engine/travel.h"

struct auth_cache;
struct blob_dir;
struct chores;
struct desk;
struct event_base;
struct feed_cache;
struct follow;
struct http_route;
struct http_server;
struct leases;
struct listeners;
struct planning;
struct ring;
struct stats_timer;
struct store;
struct watch;
struct work_box;
struct work_pool;
struct zones;

#define LOOPS_MAX 64

/* What SIGHUP may change: read it where it is used. */
struct tunables {
	_Atomic int64_t session_idle_s, session_max_s;
	_Atomic int64_t planner_time_ms;
	_Atomic int64_t position_days;
	_Atomic int64_t enrol_code_s;
};

/* For /metrics; they only grow. */
struct counters {
	_Atomic uint64_t logins, logins_failed, logins_throttled;
	_Atomic uint64_t runs, runs_failed, runs_cancelled, run_us;
	_Atomic uint64_t feeds_full, feeds_unchanged, feeds_stale;
	_Atomic uint64_t feed_texts_kept, feed_texts_made;
	_Atomic uint64_t follow_looks, follow_repairs, follow_suggestions;
	_Atomic uint64_t follow_moved, follow_left, follow_conflicts;
	_Atomic uint64_t follow_refused, follow_errors;
	_Atomic uint64_t travel_asked, travel_failed, travel_ways;
};

/* One loop's view of its database pool, for other loops' /metrics. */
struct pool_gauge {
	_Atomic int ready, connections, waiting, sent;
	_Atomic uint64_t calls, errors, retries, connects, losses;
};

/* Runs that were cancelled lately, told by their proposals' ids: any loop
 * writes, planning threads read. */
#define STOPPED_MAX 64

struct daemon {
	const struct http_route *routes; /* in the order of operations */
	struct work_pool *passwords, *planners, *disk;
	struct blob_dir *blob_dir; /* of photos; NULL: not set */
	struct desk *desk;
	struct leases *leases; /* kept by loop 0 */
	struct tunables tunables;
	struct counters counters;
	struct pool_gauge pools[LOOPS_MAX];
	_Atomic int64_t stopped[STOPPED_MAX];
	struct ring *ring;   /* what boards were told lately */
	_Atomic int readers; /* of streams, on all loops */
	int news_fd;	     /* an eventfd: see watch_hurry() */
	unsigned loop_count;
	struct zones *zones;
	double planner_speed_kmh, planner_detour;
	int64_t planner_seed;
	int planner_threads;
	struct {
		struct travel_settings settings;
		_Atomic bool failing;
		_Atomic int64_t unknown; /* places, of the last look */
	} travel;
	const char *calendar_base_url; /* NULL: from the request's Host */
	const char *mobile_url;	       /* NULL: not known */
	struct buf openapi;
};

struct loop {
	struct daemon *daemon;
	struct http_server *server;
	unsigned index;
	struct event_base *base;
	struct store *store;
	struct work_box *box;
	struct auth_cache *auth;
	struct feed_cache *feeds;
	struct planning *planning;
	struct listeners *listeners;
	struct chores *chores; /* of loop 0; else NULL */
	struct follow *follow; /* the same */
	struct watch *watch;   /* the same */
	struct travel *travel; /* the same */
	struct event *gauge_timer;
};

#endif
