/* SPDX-License-Identifier: MIT */
/*
 * From the database to the planner's bridge: all row sets of a territory and a
 * horizon, in one statement and so as of one instant. What is written from it is
 * checked again under locks.
 */
#ifndef DISPATCHD_ENGINE_LOAD_H
#define DISPATCHD_ENGINE_LOAD_H

#include <stdint.h>

#include <callout/err.h>

struct loop;
struct plan_bridge;

struct loaded {
	const struct err_detail *error; /* NULL: none */
	struct plan_bridge *bridge; /* the callee's now; NULL with an error */
	int32_t utc_offset_s;	    /* of the territory, on the first day */
};
typedef void load_fn(const struct loaded *loaded, void *arg);

/* `from` and `to` are RFC 3339 instants. */
void load_rows(struct loop *loop, int64_t territory, const char *from,
	       const char *to, load_fn *on_loaded, void *arg);

#endif
