/* SPDX-License-Identifier: MIT */
/*
 * callout-device, a device without a screen: the reference client of
 * mobile-sync. Four rooms, and each knows only what stands left of it:
 *
 *	link (HTTP)    sheets (XML, pure)    store (SQLite)  <-  sync  <-  cmd_*
 *
 * sync/ is what to read first: the conversation that docs/PROTOCOL.md
 * describes, with all that may go wrong in it.
 */
#ifndef DEVICE_DEVICE_H
#define DEVICE_DEVICE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "device/link/link.h"
#include "device/store/store.h"

/* One process's device. */
struct device {
	struct store *store;
	struct link *link; /* NULL until it is needed */
	char *link_server; /* whom it speaks to */
	char *path;	   /* of the store's file */
	int timeout_s;	   /* of a request that stands still */
	int tries;	   /* of a request before it is given up */
	int backoff_ms;	   /* before the second try; doubled each time */
	int wait_s;	   /* for news, if there are none */
	int limit;	   /* changes in an answer; 0: as the server likes */
	bool gzip_only;	   /* no dictionaries */
	int64_t clock_offset_us;
	/* Set (to what is not 0) to end what it does; NULL: nobody does. */
	const volatile sig_atomic_t *stop;
	bool wants_renewal; /* the server wants to give another token */
	bool tried_before;  /* the token before this one */
	bool has_seed;	    /* a simulation: ids and waits can be replayed */
	uint64_t seed, draws;
};

/* The device's clock: it may be wrong, and jump. */
int64_t device_now_us(const struct device *device);
/* Is it to end? */
bool device_is_stopped(const struct device *device);
/* A number below `bound` (positive). */
uint64_t device_random(struct device *device, uint64_t bound);
/* A store_uuid_fn; `arg` is the device. With a seed, mutation number N of a
 * store always has the same id. */
void device_uuid(int64_t number, char ret_uuid[37], void *arg);
/* The link to this server. */
struct link *device_link(struct device *device, const char *server);
/* What it holds; not the struct itself. */
void device_close(struct device *device);

#endif
