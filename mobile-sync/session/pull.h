/* SPDX-License-Identifier: MIT */
/* A device asks what changed since its cursor. */
#ifndef MOBILE_SYNC_SESSION_PULL_H
#define MOBILE_SYNC_SESSION_PULL_H

#include <stdbool.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/err.h>

#include "mobile-sync/session/auth.h"

struct loop;

/* The newest contract that we speak (it comes in Callout-Contract). */
enum { PULL_CONTRACT = 2 };

struct pull_request {
	const struct device *device; /* lives as long as the arena */
	int64_t epoch, since;	     /* the cursor; epoch 0: none yet */
	int limit;
	int contract; /* that the device knows */
	bool all;     /* goes on with a fetch of everything */
};

struct pull_answer {
	const struct err_detail *error; /* NULL: none */
	bool reset;		/* the cursor is of no use: `body` is <reset> */
	bool empty;		/* nothing has changed */
	int64_t epoch, version; /* the cursor after this answer */
	struct buf *body;
};

typedef void pull_fn(const struct pull_answer *answer, void *arg);

void pull_start(struct loop *loop, const struct pull_request *request,
		struct arena *arena, pull_fn *on_done, void *arg);

#endif
