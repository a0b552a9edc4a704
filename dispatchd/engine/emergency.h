/* SPDX-License-Identifier: MIT */
/*
 * Somebody must go now: the nearest who is able, of those the one whose day it
 * harms least. What has to leave her day goes to others, or back to the pool,
 * in the same transaction.
 */
#ifndef DISPATCHD_ENGINE_EMERGENCY_H
#define DISPATCHD_ENGINE_EMERGENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dispatchd/store/store.h"

struct loop;

struct emergency_wish {
	int64_t job;
	int64_t job_version; /* If-Match; 0: whatever it is */
	int64_t begin_by_us; /* 0: any time */
	const char *why;     /* NULL: it says nothing */
	bool dry_run;
};

struct emergency_answer {
	const struct err_detail *error; /* it could not be asked; or NULL */
	const char *json;		/* of a dry run */
	size_t length;
	const struct store_reply *reply; /* else what the write answered */
};
typedef void emergency_fn(const struct emergency_answer *answer, void *arg);

/* The texts of wish and actor are borrowed until the answer. */
void emergency_begin(struct loop *loop, const struct store_actor *actor,
		     const struct emergency_wish *wish, emergency_fn *on_answer,
		     void *arg);

#endif
