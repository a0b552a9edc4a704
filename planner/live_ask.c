/* SPDX-License-Identifier: MIT */
/*
 * What a live board is asked: one technician, all of them, the best, and the
 * best for each of many arrival windows.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/live_internal.h"

void live_evaluate(const struct live_question *question, int32_t technician,
		   struct choice *ret_choice, bool *ret_strict,
		   struct plan_evaluation *ret_evaluation)
{
	struct choice choice;
	int64_t ignored;

	*ret_strict =
	    live_find_place(question, technician, INT64_MAX, &choice, &ignored);
	if (*ret_strict) {
		live_judge(question, technician, true, choice, ret_evaluation);
	} else {
		choice = live_find_least_broken(question, technician);
		day_evaluate(&live_question_day(question, technician)->day,
			     question->live->walk, &choice, question->job,
			     question->begin_s, ret_evaluation);
	}
	*ret_choice = choice;
}

static void evaluate(const struct live_question *question, int32_t technician,
		     struct plan_evaluation *ret_evaluation)
{
	struct choice choice;
	bool strict;

	live_evaluate(question, technician, &choice, &strict, ret_evaluation);
}

/* What hangs together by links is judged with all of the board in sight: by the
 * plain evaluator, on a snapshot. */
static bool is_linked(const struct plan_live *live, int32_t job)
{
	return live->problem.jobs[job].group != PLAN_NONE;
}

static void evaluate_linked_job(struct plan_live *live, int32_t job,
				int32_t technician, int64_t begin_s,
				struct plan_evaluation *ret_evaluation)
{
	struct plan *plan = plan_live_snapshot(live);

	plan_evaluate(&live->problem, plan, job, technician, begin_s,
		      ret_evaluation);
	plan_free(plan);
}

static void rank_linked_job(struct plan_live *live, int32_t job,
			    int64_t begin_s, struct arena *arena,
			    const struct plan_evaluation **ret_candidates,
			    size_t *ret_count)
{
	struct plan *plan = plan_live_snapshot(live);

	plan_candidates(&live->problem, plan, job, begin_s, arena,
			ret_candidates, ret_count);
	plan_free(plan);
}

static bool find_linked_best(struct plan_live *live, int32_t job,
			     int64_t begin_s,
			     struct plan_evaluation *ret_evaluation)
{
	struct arena *arena = arena_new();
	const struct plan_evaluation *all;
	bool feasible;
	size_t count;

	rank_linked_job(live, job, begin_s, arena, &all, &count);
	feasible = count > 0 && all[0].feasible;
	if (feasible)
		*ret_evaluation = all[0];
	arena_free(arena);
	return feasible;
}

void plan_live_evaluate(struct plan_live *live, int32_t job, int32_t technician,
			int64_t begin_s, struct plan_evaluation *ret_evaluation)
{
	struct live_question question;

	assert(technician >= 0 && technician < live->problem.technician_count);
	if (is_linked(live, job)) {
		evaluate_linked_job(live, job, technician, begin_s,
				    ret_evaluation);
		return;
	}
	live_question_open(&question, live, job, begin_s);
	evaluate(&question, technician, ret_evaluation);
	live_question_close(&question);
}

/* --- All of them --- */

void plan_live_candidates(struct plan_live *live, int32_t job, int64_t begin_s,
			  struct arena *arena,
			  const struct plan_evaluation **ret_candidates,
			  size_t *ret_count)
{
	size_t count = (size_t)live->problem.technician_count;
	struct plan_evaluation *all;
	struct live_question question;

	if (is_linked(live, job)) {
		rank_linked_job(live, job, begin_s, arena, ret_candidates,
				ret_count);
		return;
	}
	all = xcalloc(count, sizeof(*all));
	live_question_open(&question, live, job, begin_s);
	for (size_t i = 0; i < count; i++)
		evaluate(&question, (int32_t)i, &all[i]);
	live_question_close(&question);
	*ret_candidates = evaluations_sort(all, count, arena);
	free(all);
	*ret_count = count;
}

/* --- The best --- */

/* Where slack does not say all, only the verdicts do: a day that breaks rules
 * for good may have room for what breaks no more. */
static bool try_evaluated(const struct live_question *question,
			  int32_t technician, struct plan_evaluation *best)
{
	struct plan_evaluation next;

	evaluate(question, technician, &next);
	if (!next.feasible || next.cost >= best->cost)
		return false;
	*best = next;
	return true;
}

bool plan_live_best(struct plan_live *live, int32_t job, int64_t begin_s,
		    struct plan_evaluation *ret_evaluation)
{
	struct plan_evaluation best = {.technician = PLAN_NONE,
				       .cost = INT64_MAX};
	struct live_question question;
	struct choice choice = {.at = PLAN_NONE};
	bool judged = true;

	if (is_linked(live, job))
		return find_linked_best(live, job, begin_s, ret_evaluation);
	live_question_open(&question, live, job, begin_s);
	for (int32_t i = 0; i < live->problem.technician_count; i++) {
		if (!live_allows(&question, i))
			continue;
		if (!live_by_slack(&question, i)) {
			judged = try_evaluated(&question, i, &best) || judged;
		} else if (live_find_place(&question, i, best.cost, &choice,
					   &best.cost)) {
			best.technician = i;
			judged = false;
		}
	}
	if (!judged)
		live_judge(&question, best.technician, true, choice, &best);
	live_question_close(&question);
	if (best.technician == PLAN_NONE)
		return false;
	*ret_evaluation = best;
	return true;
}
