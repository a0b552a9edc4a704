/* SPDX-License-Identifier: MIT */
/*
 * Why a plan is as it is: what keeps a job from every technician, the cheapest
 * single change that would make it fit, who else could do a job that is served.
 * All of it is what plan_evaluate() says against the finished plan; nothing
 * else in the plan moves.
 */
#ifndef CALLOUT_PLAN_EXPLAIN_H
#define CALLOUT_PLAN_EXPLAIN_H

#include <callout/plan.h>

/* A technician who cannot take the job. */
struct plan_rejection {
	int32_t technician;
	int32_t broken; /* hard rules; 0: there is room after all */
	/* The one of them that is broken by least. */
	struct plan_verdict verdict;
};

/* One limit made wider, of one technician or of the job; or more people for a
 * crew. What waits for another job, or must be done by who does another one, or
 * on a later day, or is a shipment's end, has no change for that. */
enum plan_change {
	PLAN_CHANGE_NONE,      /* it fits as it is */
	PLAN_CHANGE_SHIFT_END, /* the technician's, in seconds */
	PLAN_CHANGE_SHIFT_START,
	PLAN_CHANGE_WINDOW_END,	  /* of each window of the job */
	PLAN_CHANGE_WINDOW_START, /* the same, earlier */
	PLAN_CHANGE_BREAK_END,	  /* of each window of the breaks */
	PLAN_CHANGE_MAX_TRAVEL,
	PLAN_CHANGE_MAX_DISTANCE, /* in metres */
	PLAN_CHANGE_MAX_JOBS,
	PLAN_CHANGE_CAPACITY,	 /* in each dimension */
	PLAN_CHANGE_CERTIFICATE, /* seconds, at both ends of each */
	PLAN_CHANGE_LEVEL,	 /* lower ones asked for, in all */
	PLAN_CHANGE_SKILL,	 /* more of them, at the level needed */
	PLAN_CHANGE_TERRITORY,	 /* the technician works there too */
	PLAN_CHANGE_EXCLUDED,	 /* the technician no longer is */
	PLAN_CHANGE_REQUIRED,	 /* the technician is on the list */
	PLAN_CHANGE_TOOLS,	 /* more of those that are needed, on board */
	PLAN_CHANGE_PARTS,	 /* the same, for what the day needs */
	PLAN_CHANGE_CREW,	 /* others who could be there then */
	PLAN_CHANGE_COUNT
};

struct plan_change_info {
	const char *name;    /* "shift_end": stable, documented */
	enum plan_rule rule; /* that it relaxes */
	const char *unit;    /* of amount, as in struct plan_rule_info */
};
const struct plan_change_info *plan_change_info(enum plan_change change);

struct plan_relaxation {
	int32_t technician; /* PLAN_NONE: no single change is enough */
	enum plan_change change;
	int64_t amount; /* the least that does */
};

/* "a shift that ends 20 min later". Cut to `size`. Returns ret_text. */
char *plan_relaxation_text(const struct plan_relaxation *relaxation,
			   char *ret_text, size_t size);

/* Explains the jobs of one plan, one at a time. `limit` > 0: of the
 * technicians, tell the reasons of so many for each job, those who break fewest
 * of the rules that need no clock, then the nearest; 0: of all. The cheapest
 * change is looked for among all of them either way, but where links or a depot
 * have a say: there among those whose reasons are told. Both problem and plan
 * outlive it. It holds a live board of the plan. */
struct plan_explainer;
struct plan_explainer *plan_explainer_new(const struct plan_problem *problem,
					  const struct plan *plan,
					  int32_t limit);
void plan_explainer_free(struct plan_explainer *explainer); /* or NULL */

/* Of an unassigned job: each technician once, who comes nearest first, and the
 * cheapest change (a second costs 1; the table is in explain.c). The array
 * belongs to the explainer until the next call. O(technicians): an
 * evaluation for each of those told, a look at each of the others, and O(stops)
 * for those places of theirs that could be cheaper; some 20 tries of O(stops)
 * more where other limits than shifts and windows matter. About 0.3 ms for
 * 1,000 technicians and 20 reasons. */
void plan_explain_unassigned(struct plan_explainer *explainer, int32_t job,
			     const struct plan_rejection **ret_rejections,
			     size_t *ret_count,
			     struct plan_relaxation *ret_relaxation);

/* Of an assigned job: who else could take it for least, and what that costs
 * more than its best place where it is. False if nobody else can, or if it is
 * pinned. Of all technicians, a look at their gaps: about 0.1 ms for 1,000;
 * where links or a depot have a say, an evaluation of each, or of the 16
 * nearest if there is a limit. */
bool plan_explain_assigned(struct plan_explainer *explainer, int32_t job,
			   int32_t *ret_technician, int64_t *ret_extra_cost);

#endif
