/* SPDX-License-Identifier: MIT */
/* A device reports what was done: a batch of mutations, once. */
#ifndef MOBILE_SYNC_SESSION_PUSH_H
#define MOBILE_SYNC_SESSION_PUSH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/err.h>

#include "mobile-sync/session/auth.h"

struct loop;

enum { PUSH_BYTES_MAX = 256 * 1024 };

struct push_answer {
	const struct err_detail *error; /* NULL: `body` is <pushed> */
	bool gap;      /* the batch does not follow on: push again from */
	int64_t acked; /* the one after this */
	struct buf *body;
};

typedef void push_fn(const struct push_answer *answer, void *arg);

/* `device` and `bytes` live as long as the arena. */
void push_start(struct loop *loop, const struct device *device,
		const char *bytes, size_t length, const char *request_id,
		struct arena *arena, push_fn *on_done, void *arg);

#endif
