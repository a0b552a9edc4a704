/* SPDX-License-Identifier: MIT */
/* Who can take a job, how well, and what keeps the others from it: asked of
 * the territory's desk, told as JSON. */
#ifndef DISPATCHD_ENGINE_DESK_CANDIDATES_H
#define DISPATCHD_ENGINE_DESK_CANDIDATES_H

#include <stddef.h>
#include <stdint.h>

#include <callout/err.h>

struct loop;

#define CANDIDATES_DAYS_MAX 14
#define CANDIDATES_MAX 1000

struct candidates_wish {
	int64_t user_id; /* who asks: must see the job */
	int64_t job;
	/* When it may begin. 0: from now, or the job's earliest start; to the
	 * end of that local day. */
	int64_t from_us, to_us;
	int64_t at_us; /* exactly then; 0: any time */
	size_t limit;  /* of technicians told */
};

struct candidates_answer {
	const struct err_detail *error; /* NULL: none */
	const char *json;		/* valid until the callback ends */
	size_t length;
};
typedef void candidates_fn(const struct candidates_answer *answer, void *arg);

void candidates_find(struct loop *loop, const struct candidates_wish *wish,
		     candidates_fn *on_answer, void *arg);

#endif
