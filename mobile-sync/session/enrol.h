/* SPDX-License-Identifier: MIT */
/* A device comes in: a one-time code against a token of its own. */
#ifndef MOBILE_SYNC_SESSION_ENROL_H
#define MOBILE_SYNC_SESSION_ENROL_H

#include <stddef.h>

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/err.h>

struct loop;

enum { ENROL_BYTES_MAX = 4 * 1024 };

/* `error` NULL: `body` is the <enrolled> document. A wrong, used or expired
 * code is ERR_UNAUTHENTICATED, always with the same text. */
typedef void enrol_fn(const struct err_detail *error, struct buf *body,
		      void *arg);

/* Read the <enrol> document and use its code up; ends in on_done, perhaps at
 * once. */
void enrol_start(struct loop *loop, const char *bytes, size_t length,
		 int contract, struct arena *arena, enrol_fn *on_done,
		 void *arg);

#endif
