/* SPDX-License-Identifier: MIT */
/* The rules as the planner's own files use them: one function a rule. */
#ifndef PLANNER_RULES_INTERNAL_H
#define PLANNER_RULES_INTERNAL_H

#include "planner/problem_internal.h"

/* Fill the static verdicts (amount, have, need, cost); the others stay. */
void rules_static(const struct plan_problem *problem,
		  const struct technician *technician, int32_t index,
		  const struct job *job,
		  struct plan_verdict verdicts[PLAN_RULE_COUNT]);

/* How many of these are broken, and no more. */
int32_t rules_unfit(const struct technician *technician, int32_t index,
		    const struct job *job);

/* Let the verdict tell of this, if it is worse than what it tells. */
void rules_raise(struct plan_verdict *verdict, int64_t amount, int64_t have,
		 int64_t need, int32_t job);

/* What the pair costs whenever and wherever on the route it is: the visit, that
 * it is moved (another shift of the same person costs nothing), less what a
 * preferred technician earns. Nothing for the visit at the depot. */
int64_t rules_pair_cost(const struct plan_problem *problem, int32_t index,
			int32_t job);

/* The cost of lateness; the worst lateness goes to *ret_late_s (may be NULL)
 * if it is more than what stands there. */
int64_t rules_due_cost(const struct job *job, int64_t begin_s, int64_t end_s,
		       int64_t *ret_late_s);

#endif
