/* SPDX-License-Identifier: MIT */
/* One assignment under way: asked on the loop, judged on the desk's thread. */
#ifndef DISPATCHD_ENGINE_ASSIGN_INTERNAL_H
#define DISPATCHD_ENGINE_ASSIGN_INTERNAL_H

#include <jansson.h>

#include <callout/buf.h>

#include "dispatchd/engine/assign.h"
#include "dispatchd/engine/desk.h"
#include "dispatchd/engine/desk_model.h"

#define ASSIGN_TOLD_MAX 64

struct assign_told {
	const struct desk_visit *visit;
	int64_t begin_s;
};

/* One of the crew that comes together; most jobs have a crew of one. */
struct assign_member {
	int64_t technician;
	const struct desk_visit *visit; /* that she has, or takes over; NULL */
	int64_t travel_s;
};

struct assignment {
	struct desk_question question; /* first */
	struct loop *loop;
	struct store_actor actor;
	struct assign_wish wish;
	int64_t visit, visit_version; /* to take back; 0: an assignment */
	const char *why;	      /* of taking back */
	assign_fn *on_answer;
	void *arg;
	json_t *rules; /* {rule: {mode, weight, unit}} */
	int tries;     /* of writing */
	/* What the desk found. */
	struct assign_breach breaches[ASSIGN_BREACHES_MAX];
	size_t breach_count;
	bool in_the_way; /* somebody's visit: SQL says whose */
	bool met;	 /* so it was for one of the members */
	int64_t travel_s;
	struct assign_member members[ASSIGN_CREW_MAX]; /* first who is asked */
	size_t member_count;
	const char *of;	     /* whose rules these are; NULL: the first one's */
	int64_t hold_late_s; /* of the held slot that is pushed most */
	struct assign_told told[ASSIGN_TOLD_MAX]; /* in `others` */
	size_t told_count;
	struct buf others, seen, fence; /* JSON, as job_assign.sql takes it */
};

/* The answers of a desk. */
enum err assign_judge(struct desk_question *question, struct desk_model *model,
		      struct err_detail *detail);
enum err assign_judge_gap(struct desk_question *question,
			  struct desk_model *model, struct err_detail *detail);

/* assign_crew.c: who comes, with the visits that they have: these are off the
 * board afterwards. */
void assign_find_crew(struct assignment *assignment, struct desk_model *model,
		      const struct desk_job *job);
/* The changes of all but the first, to `others`. */
void assign_tell_crew(struct assignment *assignment);

#endif
