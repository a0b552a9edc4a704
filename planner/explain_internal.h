/* SPDX-License-Identifier: MIT */
/* The explainer as its own files see it. */
#ifndef PLANNER_EXPLAIN_INTERNAL_H
#define PLANNER_EXPLAIN_INTERNAL_H

#include <callout/plan_explain.h>

#include "planner/live_internal.h"

struct ranked {
	int32_t technician;
	int32_t broken; /* static rules */
	int64_t away_s;
};

/* Time that a technician is short of for a job, at least. */
struct short_of {
	int64_t time_s;
	int32_t technician;
};

/* A day from afar. */
struct reach {
	int64_t room_s;	  /* the longest of its gaps */
	int64_t radius_s; /* from its start to any of its stops; or TIME_NEVER:
			   * the road says nothing about that */
	bool steady;
};

struct plan_explainer {
	const struct plan_problem *problem;
	const struct plan *plan;
	int32_t limit;
	/* Where changes are tried: all as in `problem` but for what was
	 * changed since the last restore. */
	struct plan_problem trial;
	struct arena *scratch; /* of one change */
	struct ranked *ranked; /* of one job; limit of them */
	int32_t ranked_count;
	struct plan_evaluation *evaluations; /* as ranked */
	struct plan_rejection *rejections;   /* sorted */
	int32_t *evaluation_of;		     /* of rejections, the index */
	/* Static rules that each technician breaks for the job; those who were
	 * ranked are marked. */
	int16_t *unfit;
	struct short_of *shorts; /* of one job */
	struct reach *reaches;	 /* by technician, if live */
	/* The plan as a board, which answers much faster; NULL where links or
	 * the depot have a say. */
	struct plan_live *live;
	struct live_day light; /* scratch: a day with some limits changed */
	struct live_question question; /* of the job at hand, if live */
};

/* explain_changes.c */
void explain_apply(struct plan_problem *problem, struct arena *arena,
		   int32_t job, const struct plan_relaxation *by);
/* How far a change may go: 0 where it has nothing to widen. */
int64_t explain_most(const struct plan_explainer *explainer, int32_t job,
		     int32_t technician, enum plan_change change);
/* base + each * amount */
int64_t explain_price(const struct plan_relaxation *relaxation);
int64_t explain_base(enum plan_change change);
int64_t explain_each(enum plan_change change);
/* The least that a change of a static rule costs. */
int64_t explain_least_unfit(void);

/* explain.c */
/* The order of the caller's ids, which does not depend on that of addition. */
int explain_compare_ids(const struct plan_explainer *explainer, int32_t a,
			int32_t b);
/* The cheapest change of one technician, if that is cheaper than *best. */
void explain_relax(struct plan_explainer *explainer, int32_t job,
		   int32_t technician,
		   const struct plan_verdict verdicts[PLAN_RULE_COUNT],
		   struct plan_relaxation *best);
/* Of the changes from `first` on that widen a limit. The verdicts (or NULL) say
 * what is missing, perhaps. */
void explain_relax_from(struct plan_explainer *explainer, int32_t job,
			int32_t technician, enum plan_change first,
			const struct plan_verdict *verdicts,
			struct plan_relaxation *best);

/* explain_fast.c: by slack, without a walk */
void explain_fast_open(struct plan_explainer *explainer);
void explain_fast_close(struct plan_explainer *explainer);
/* The job at hand, from the one to the other. */
void explain_ask(struct plan_explainer *explainer, int32_t job);
void explain_asked(struct plan_explainer *explainer);
void explain_evaluate_fast(struct plan_explainer *explainer, int32_t technician,
			   struct plan_evaluation *ret_evaluation);
/* Does slack say all about the pair? */
bool explain_is_fast(const struct plan_explainer *explainer, int32_t job,
		     int32_t technician);
/* Does the job fit with these changes, all of one technician? */
bool explain_fits_fast(struct plan_explainer *explainer, int32_t job,
		       const struct plan_relaxation *by, size_t count);
/* explain_relax() for a fast pair that breaks no static rule. */
void explain_relax_fast(struct plan_explainer *explainer, int32_t job,
			int32_t technician, struct plan_relaxation *best);
/* All who were not ranked, against *best. */
void explain_relax_others(struct plan_explainer *explainer, int32_t job,
			  struct plan_relaxation *best);

/* plan_explain_assigned() on the board. */
bool explain_alternative(struct plan_explainer *explainer, int32_t job,
			 int32_t *ret_technician, int64_t *ret_extra_cost);

#endif
