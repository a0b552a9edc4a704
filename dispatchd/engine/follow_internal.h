/* SPDX-License-Identifier: MIT */
/* One look at a territory: asked on the loop, judged on the desk's thread. */
#ifndef DISPATCHD_ENGINE_FOLLOW_INTERNAL_H
#define DISPATCHD_ENGINE_FOLLOW_INTERNAL_H

#include <callout/arena.h>
#include <callout/buf.h>

#include "dispatchd/engine/desk.h"
#include "dispatchd/engine/mend.h"

#define FOLLOW_NEW_MAX 12  /* jobs that nobody has, in one look */
#define FOLLOW_WIDE_MAX 20 /* visits that need another time, likewise */

struct follow_territory;

struct follow_job {
	int64_t id, version;
	const char *name; /* "job 812 (Leak)" */
	bool presses;	  /* people want to hear of it, if nobody can */
};

/* What nobody can do. */
struct follow_left {
	int64_t job, version;
	int64_t visit; /* 0: it has none */
	const char *rule, *text;
	bool presses;
};

struct follow_look {
	struct desk_question question; /* first */
	struct follow_territory *of;
	struct arena *arena;
	struct mend_policy policy;
	bool suggest;
	struct follow_job jobs[FOLLOW_NEW_MAX];
	size_t job_count;
	/* Of the question: those, then visits that need another time. */
	int64_t ids[FOLLOW_NEW_MAX + FOLLOW_WIDE_MAX];
	/* --- what the desk found --- */
	struct buf changes, seen, cause; /* the first two JSON, or empty */
	struct mend_sum sum;
	struct follow_left *left;
	size_t left_count;
};

enum err follow_judge(struct desk_question *question, struct desk_model *model,
		      struct err_detail *detail);

#endif
