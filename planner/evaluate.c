/* SPDX-License-Identifier: MIT */
/*
 * The evaluator for people: one job and one technician of a plan, or all of
 * them, best first.
 */
#include <assert.h>
#include <stdlib.h>

#include "planner/evaluate_internal.h"
#include "planner/evaluate_links.h"
#include "planner/plan_internal.h"
#include "planner/rules_internal.h"

/* --- The plan as a board --- */

static bool find_planned(const struct board *board, int32_t job,
			 struct board_visit *ret_visit)
{
	const struct job *own = &board->problem->jobs[job];
	const struct plan_step *step;

	if (board->arg == NULL) {
		struct work work;

		if (!own->pinned)
			return false;
		*ret_visit = (struct board_visit){own->spec.pinned_technician,
						  PLAN_ANY_TIME, PLAN_ANY_TIME};
		if (!own->timed)
			return true;
		work = job_work(
		    &board->problem->technicians[ret_visit->technician], own);
		ret_visit->begin_s = own->spec.pinned_start_s;
		ret_visit->end_s =
		    ret_visit->begin_s + work.setup_s + work.service_s;
		return true;
	}
	step = plan_step_of(board->arg, job, &ret_visit->technician);
	if (step == NULL)
		return false;
	ret_visit->begin_s = step->arrival_s + step->waiting_s;
	ret_visit->end_s = ret_visit->begin_s + step->setup_s + step->service_s;
	return true;
}

static struct board_route route_planned(const struct board *board,
					int32_t technician)
{
	const struct technician *own = &board->problem->technicians[technician];
	const struct plan *plan = board->arg;

	if (plan == NULL)
		return (struct board_route){own->pinned, NULL,
					    own->pinned_count};
	return (struct board_route){plan->routes[technician].jobs,
				    plan->routes[technician].holds,
				    plan->routes[technician].stop_count};
}

static void evaluate_with(struct walk *walk, const struct plan_problem *problem,
			  const struct plan *plan, int32_t job,
			  int32_t technician, int64_t begin_s,
			  struct plan_evaluation *ret)
{
	struct board board = {problem, plan, find_planned, route_planned};
	struct board_route route = route_planned(&board, technician);
	struct choice choice;
	struct day day;

	if (problem->jobs[job].group != PLAN_NONE) {
		evaluate_linked(&board, walk, job, technician, begin_s, ret);
		return;
	}
	day_open_held(&day, problem, technician, route.jobs, route.holds,
		      route.count, job, walk);
	choice = day_choose_place(&day, walk, job, begin_s);
	day_evaluate(&day, walk, &choice, job, begin_s, ret);
	day_close(&day);
}

void plan_evaluate(const struct plan_problem *problem, const struct plan *plan,
		   int32_t job, int32_t technician, int64_t begin_s,
		   struct plan_evaluation *ret_evaluation)
{
	struct walk *walk = walk_new();

	assert(problem->finished);
	assert(job >= 0 && job < problem->job_count);
	assert(technician >= 0 && technician < problem->technician_count);
	evaluate_with(walk, problem, plan, job, technician, begin_s,
		      ret_evaluation);
	walk_free(walk);
}

/* --- All technicians --- */

static void count_broken(const struct plan_evaluation *evaluation,
			 int32_t *ret_rules, int64_t *ret_amount)
{
	*ret_rules = 0;
	*ret_amount = 0;
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		if (!plan_rule_info((enum plan_rule)rule)->hard ||
		    evaluation->verdicts[rule].amount <= 0)
			continue;
		++*ret_rules;
		*ret_amount += evaluation->verdicts[rule].amount;
	}
}

static int compare_cost(const struct plan_evaluation *x,
			const struct plan_evaluation *y)
{
	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return (x->technician > y->technician) -
	       (x->technician < y->technician);
}

int evaluations_compare(const struct plan_evaluation *x,
			const struct plan_evaluation *y)
{
	int32_t x_rules, y_rules;
	int64_t x_amount, y_amount;

	count_broken(x, &x_rules, &x_amount);
	count_broken(y, &y_rules, &y_amount);
	if (x_rules != y_rules)
		return x_rules < y_rules ? -1 : 1;
	if (x_amount != y_amount)
		return x_amount < y_amount ? -1 : 1;
	return compare_cost(x, y);
}

/* What evaluations_compare() looks at, so that a sort does not count rules
 * again and again, nor move what is large. */
struct standing {
	const struct plan_evaluation *evaluation;
	int32_t rules;
	int64_t amount;
};

static int compare_standings(const void *a, const void *b)
{
	const struct standing *x = a, *y = b;

	if (x->rules != y->rules)
		return x->rules < y->rules ? -1 : 1;
	if (x->amount != y->amount)
		return x->amount < y->amount ? -1 : 1;
	return compare_cost(x->evaluation, y->evaluation);
}

const struct plan_evaluation *
evaluations_sort(const struct plan_evaluation *all, size_t count,
		 struct arena *arena)
{
	struct standing *order = xcalloc(count, sizeof(*order));
	struct plan_evaluation *sorted =
	    arena_calloc(arena, count + 1, sizeof(*sorted));

	for (size_t i = 0; i < count; i++) {
		order[i].evaluation = &all[i];
		count_broken(&all[i], &order[i].rules, &order[i].amount);
	}
	qsort(order, count, sizeof(*order), compare_standings);
	for (size_t i = 0; i < count; i++)
		sorted[i] = *order[i].evaluation;
	free(order);
	return sorted;
}

void plan_candidates(const struct plan_problem *problem,
		     const struct plan *plan, int32_t job, int64_t begin_s,
		     struct arena *arena,
		     const struct plan_evaluation **ret_candidates,
		     size_t *ret_count)
{
	size_t count = (size_t)problem->technician_count;
	struct plan_evaluation *all = xcalloc(count, sizeof(*all));
	struct walk *walk = walk_new();

	assert(problem->finished);
	assert(job >= 0 && job < problem->job_count);
	for (int32_t i = 0; i < problem->technician_count; i++)
		evaluate_with(walk, problem, plan, job, i, begin_s, &all[i]);
	walk_free(walk);
	*ret_candidates = evaluations_sort(all, count, arena);
	free(all);
	*ret_count = count;
}

/* Who has the skills comes nearer than who has not, so the others are looked
 * at only where nobody has. */
bool plan_reason(const struct plan_problem *problem, const struct plan *plan,
		 int32_t job, int32_t *ret_technician,
		 struct plan_verdict *ret_verdict)
{
	struct walk *walk = walk_new();
	struct plan_evaluation best, next;
	bool found = false;

	assert(job >= 0 && job < problem->job_count);
	for (int pass = 0; pass < 2 && !found; pass++)
		for (int32_t i = 0; i < problem->technician_count; i++) {
			if (rules_compatible(&problem->technicians[i], i,
					     &problem->jobs[job]) !=
			    (pass == 0))
				continue;
			evaluate_with(walk, problem, plan, job, i,
				      PLAN_ANY_TIME, &next);
			if (!found || evaluations_compare(&next, &best) < 0)
				best = next;
			found = true;
		}
	walk_free(walk);
	if (!found || best.feasible)
		return false;
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++)
		if (plan_rule_info((enum plan_rule)rule)->hard &&
		    best.verdicts[rule].amount > 0) {
			*ret_technician = best.technician;
			*ret_verdict = best.verdicts[rule];
			return true;
		}
	return false;
}
