/* SPDX-License-Identifier: MIT */
/*
 * From the database to the planner's bridge: all row sets of a territory and a
 * horizon. Each set is one statement, so a change may fall between two of
 * them; what is written from it is checked again under locks.
 */
#ifndef DISPATCHD_ENGINE_LOAD_H
#define DISPATCHD_ENGINE_LOAD_H

#include <stdint.h>

#include <callout/err.h>

struct plan_bridge;
struct store;

/* `bridge` is the callee's now, NULL if `error` is not. */
typedef void load_fn(struct plan_bridge *bridge, const struct err_detail *error,
		     void *arg);

void load_rows(struct store *store, int64_t territory, const char *from,
	       const char *to, load_fn *on_loaded, void *arg);

#endif
