/* SPDX-License-Identifier: MIT */
/*
 * A device gets a new token for the one that it has, which holds until the new
 * one is first used (schema/api/device_renew.sql).
 */
#ifndef MOBILE_SYNC_SESSION_RENEW_H
#define MOBILE_SYNC_SESSION_RENEW_H

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/err.h>

struct device;
struct loop;

/* `error` NULL: `body` is the <token> document. */
typedef void renew_fn(const struct err_detail *error, struct buf *body,
		      void *arg);

void renew_start(struct loop *loop, const struct device *device,
		 const char *request_id, struct arena *arena, renew_fn *on_done,
		 void *arg);

#endif
