/* SPDX-License-Identifier: MIT */
/*
 * Explanations, see plan_explain.h. A change is tried on a copy of the problem
 * and judged by plan_evaluate(), so it cannot promise what the planner would
 * not do. The least amount is found by bisection: wider limits never forbid
 * what narrower ones allow. Only of a crew it is taken from the verdict how
 * many are missing.
 */
#include <callout/plan_explain.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/explain_internal.h"
#include "planner/plan_internal.h"
#include "planner/rules_internal.h"

struct plan_explainer *plan_explainer_new(const struct plan_problem *problem,
					  const struct plan *plan,
					  int32_t limit)
{
	struct plan_explainer *explainer = xcalloc(1, sizeof(*explainer));
	size_t technicians = (size_t)problem->technician_count;
	size_t jobs = (size_t)problem->job_count;
	size_t room;

	assert(problem->finished && limit >= 0);
	explainer->problem = problem;
	explainer->plan = plan;
	explainer->limit = limit > 0 && limit < problem->technician_count
			       ? limit
			       : problem->technician_count;
	room = (size_t)explainer->limit + 1;
	explainer->ranked = xcalloc(room, sizeof(*explainer->ranked));
	explainer->evaluations = xcalloc(room, sizeof(*explainer->evaluations));
	explainer->rejections = xcalloc(room, sizeof(*explainer->rejections));
	explainer->evaluation_of =
	    xcalloc(room, sizeof(*explainer->evaluation_of));
	explainer->trial = *problem;
	explainer->trial.technicians =
	    xcalloc(technicians + 1, sizeof(*problem->technicians));
	explainer->trial.jobs = xcalloc(jobs + 1, sizeof(*problem->jobs));
	if (technicians > 0)
		memcpy(explainer->trial.technicians, problem->technicians,
		       technicians * sizeof(*problem->technicians));
	if (jobs > 0)
		memcpy(explainer->trial.jobs, problem->jobs,
		       (jobs + 1) * sizeof(*problem->jobs));
	explain_fast_open(explainer);
	return explainer;
}

void plan_explainer_free(struct plan_explainer *explainer)
{
	if (explainer == NULL)
		return;
	explain_fast_close(explainer);
	free(explainer->ranked);
	free(explainer->evaluations);
	free(explainer->rejections);
	free(explainer->evaluation_of);
	free(explainer->trial.technicians);
	free(explainer->trial.jobs);
	free(explainer);
}

/* --- One change --- */

static void restore(struct plan_explainer *explainer, int32_t job,
		    int32_t technician)
{
	explainer->trial.technicians[technician] =
	    explainer->problem->technicians[technician];
	explainer->trial.jobs[job] = explainer->problem->jobs[job];
}

static bool fits(struct plan_explainer *explainer, int32_t job,
		 const struct plan_relaxation *by, size_t count)
{
	struct plan_evaluation evaluation;

	assert(count > 0);
	if (explain_is_fast(explainer, job, by->technician))
		return explain_fits_fast(explainer, job, by, count);
	arena_reset(explainer->scratch);
	for (size_t i = 0; i < count; i++)
		explain_apply(&explainer->trial, explainer->scratch, job,
			      &by[i]);
	plan_evaluate(&explainer->trial, explainer->plan, job, by->technician,
		      PLAN_ANY_TIME, &evaluation);
	restore(explainer, job, by->technician);
	return evaluation.feasible;
}

static bool is_enough(struct plan_explainer *explainer, int32_t job,
		      const struct plan_relaxation *by)
{
	return fits(explainer, job, by, 1);
}

/* --- The cheapest change --- */

static bool is_cheaper(const struct plan_relaxation *a,
		       const struct plan_relaxation *b)
{
	return b->technician == PLAN_NONE ||
	       explain_price(a) < explain_price(b);
}

/* How far it may go, and still be cheaper than *best. */
static int64_t most_below(const struct plan_explainer *explainer, int32_t job,
			  const struct plan_relaxation *next,
			  const struct plan_relaxation *best)
{
	int64_t most =
	    explain_most(explainer, job, next->technician, next->change);
	int64_t each = explain_each(next->change), less;

	if (best->technician == PLAN_NONE)
		return most;
	less = explain_price(best) - 1 - explain_base(next->change);
	if (less < 0)
		return 0;
	return each > 0 && less / each < most ? less / each : most;
}

/* Where all changes from `first` on together are not enough, none of them is.
 */
static bool is_hopeless(struct plan_explainer *explainer, int32_t job,
			int32_t technician, enum plan_change first,
			const struct plan_relaxation *best)
{
	struct plan_relaxation all[PLAN_CHANGE_COUNT];
	size_t count = 0;

	for (int i = (int)first; i < PLAN_CHANGE_LEVEL; i++) {
		struct plan_relaxation *next = &all[count];

		next->technician = technician;
		next->change = (enum plan_change)i;
		next->amount = most_below(explainer, job, next, best);
		count += next->amount > 0;
	}
	return count == 0 || !fits(explainer, job, all, count);
}

/* The least amount that is enough, if that is cheaper than *best. `guess` (or
 * 0) is what the rule lacks on the best place: mostly that is the answer. */
static void bisect(struct plan_explainer *explainer, int32_t job,
		   struct plan_relaxation next, int64_t guess,
		   struct plan_relaxation *best)
{
	int64_t low = 0;
	int64_t high = most_below(explainer, job, &next, best);

	next.amount = guess > 0 && guess < high ? guess : high;
	if (high <= 0)
		return;
	if (is_enough(explainer, job, &next)) {
		high = next.amount;
	} else {
		low = next.amount;
		next.amount = high;
		if (low == high || !is_enough(explainer, job, &next))
			return;
	}
	next.amount = high - 1;
	if (high - low > 1 && !is_enough(explainer, job, &next))
		low = high - 1;
	while (high - low > 1) {
		next.amount = low + (high - low) / 2;
		if (is_enough(explainer, job, &next))
			high = next.amount;
		else
			low = next.amount;
	}
	next.amount = high;
	*best = next;
}

void explain_relax_from(struct plan_explainer *explainer, int32_t job,
			int32_t technician, enum plan_change first,
			const struct plan_verdict *verdicts,
			struct plan_relaxation *best)
{
	struct plan_relaxation next = {.technician = technician};

	if (is_hopeless(explainer, job, technician, first, best))
		return;
	for (int i = (int)first; i < PLAN_CHANGE_LEVEL; i++) {
		next.change = (enum plan_change)i;
		bisect(
		    explainer, job, next,
		    verdicts == NULL
			? 0
			: verdicts[plan_change_info((enum plan_change)i)->rule]
			      .amount,
		    best);
	}
}

/* Is nobody of the crew on a route? Then it lacks people, not another hour. */
static bool is_crew_free(const struct plan_explainer *explainer, int32_t job)
{
	const struct plan_problem *problem = explainer->problem;
	const struct job *own = &problem->jobs[job];
	const struct link_class *class =
	    &problem->groups[own->group].classes[own->class_index];
	const int32_t *mates = &problem->groups[own->group].jobs[class->first];

	for (int32_t i = 0; i < class->count; i++)
		if (explainer->plan->places[mates[i]].technician != PLAN_NONE)
			return false;
	return true;
}

/* Where nothing else is broken, the rule has counted how many are missing: so
 * many more who can do it and are free are enough. */
static void relax_crew(const struct plan_explainer *explainer, int32_t job,
		       int32_t technician,
		       const struct plan_verdict verdicts[PLAN_RULE_COUNT],
		       struct plan_relaxation *best)
{
	struct plan_relaxation next = {technician, PLAN_CHANGE_CREW,
				       verdicts[PLAN_RULE_CREW].amount};

	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++)
		if (plan_rule_info((enum plan_rule)rule)->hard &&
		    (verdicts[rule].amount > 0) != (rule == PLAN_RULE_CREW))
			return;
	if (is_crew_free(explainer, job) && is_cheaper(&next, best))
		*best = next;
}

void explain_relax(struct plan_explainer *explainer, int32_t job,
		   int32_t technician,
		   const struct plan_verdict verdicts[PLAN_RULE_COUNT],
		   struct plan_relaxation *best)
{
	struct plan_relaxation next = {.technician = technician};
	int32_t broken = 0; /* rules that need no clock */

	for (int i = PLAN_CHANGE_LEVEL; i < PLAN_CHANGE_CREW; i++) {
		int64_t amount =
		    verdicts[plan_change_info((enum plan_change)i)->rule]
			.amount;

		if (amount <= 0)
			continue;
		broken++;
		next.change = (enum plan_change)i;
		next.amount = amount;
	}
	if (broken == 1 && is_cheaper(&next, best) &&
	    is_enough(explainer, job, &next))
		*best = next;
	if (broken > 0)
		return;
	relax_crew(explainer, job, technician, verdicts, best);
	if (explain_is_fast(explainer, job, technician))
		explain_relax_fast(explainer, job, technician, best);
	else
		explain_relax_from(explainer, job, technician,
				   PLAN_CHANGE_SHIFT_END, verdicts, best);
}

/* --- Technicians to look at --- */

int explain_compare_ids(const struct plan_explainer *explainer, int32_t a,
			int32_t b)
{
	int64_t x = explainer->problem->technicians[a].spec.id;
	int64_t y = explainer->problem->technicians[b].spec.id;

	if (x != y)
		return x < y ? -1 : 1;
	return (a > b) - (a < b);
}

static bool ranks_before(const struct plan_explainer *explainer,
			 const struct ranked *a, const struct ranked *b)
{
	if (a->broken != b->broken)
		return a->broken < b->broken;
	if (a->away_s != b->away_s)
		return a->away_s < b->away_s;
	return explain_compare_ids(explainer, a->technician, b->technician) < 0;
}

static struct ranked rank(const struct plan_problem *problem, int32_t job,
			  int32_t technician)
{
	const struct technician *own = &problem->technicians[technician];
	struct ranked ranked = {.technician = technician};

	if (!rules_compatible(own, technician, &problem->jobs[job]))
		ranked.broken =
		    rules_unfit(own, technician, &problem->jobs[job]);
	return ranked;
}

static int64_t away_s(const struct plan_problem *problem, int32_t job,
		      int32_t technician)
{
	const struct technician *own = &problem->technicians[technician];

	return travel_between_s(problem, own, own->spec.start_location,
				problem->jobs[job].spec.location);
}

/* The best `limit`, in order. O(technicians) and few moves. */
static void rank_all(struct plan_explainer *explainer, int32_t job)
{
	int32_t count = 0;

	for (int32_t i = 0; i < explainer->problem->technician_count; i++) {
		struct ranked next = rank(explainer->problem, job, i);
		int32_t at = count;

		explainer->unfit[i] = (int16_t)next.broken;
		if (count == explainer->limit &&
		    next.broken > explainer->ranked[count - 1].broken)
			continue;
		next.away_s = away_s(explainer->problem, job, i);
		while (at > 0 && ranks_before(explainer, &next,
					      &explainer->ranked[at - 1]))
			at--;
		if (at >= explainer->limit)
			continue;
		if (count < explainer->limit)
			count++;
		memmove(&explainer->ranked[at + 1], &explainer->ranked[at],
			(size_t)(count - at - 1) * sizeof(next));
		explainer->ranked[at] = next;
	}
	explainer->ranked_count = count;
	for (int32_t i = 0; i < count; i++)
		explainer->unfit[explainer->ranked[i].technician] = -1;
}

/* --- Explanations --- */

/* A day too few for the job is hardly ever the cause: where one part does not
 * fit, the others have no place. */
static bool comes_first(const struct plan_verdict *a,
			const struct plan_verdict *b)
{
	bool a_follows = a->rule == PLAN_RULE_LATER_SHIFT;
	bool b_follows = b->rule == PLAN_RULE_LATER_SHIFT;

	return a_follows != b_follows ? b_follows : a->amount < b->amount;
}

/* The hard rule that is broken by least; how many there are. */
static struct plan_rejection reject(const struct plan_evaluation *evaluation)
{
	struct plan_rejection rejection = {.technician =
					       evaluation->technician};

	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		const struct plan_verdict *verdict =
		    &evaluation->verdicts[rule];

		if (!plan_rule_info((enum plan_rule)rule)->hard ||
		    verdict->amount <= 0)
			continue;
		if (rejection.broken++ == 0 ||
		    comes_first(verdict, &rejection.verdict))
			rejection.verdict = *verdict;
	}
	return rejection;
}

static bool comes_before(const struct plan_explainer *explainer,
			 const struct plan_rejection *a,
			 const struct plan_rejection *b)
{
	if (a->broken != b->broken)
		return a->broken < b->broken;
	if (a->verdict.amount != b->verdict.amount)
		return a->verdict.amount < b->verdict.amount;
	return explain_compare_ids(explainer, a->technician, b->technician) < 0;
}

static void sort_in(struct plan_explainer *explainer, int32_t count)
{
	struct plan_rejection rejection =
	    reject(&explainer->evaluations[count]);
	int32_t at = count;

	while (at > 0 && comes_before(explainer, &rejection,
				      &explainer->rejections[at - 1])) {
		explainer->rejections[at] = explainer->rejections[at - 1];
		explainer->evaluation_of[at] = explainer->evaluation_of[at - 1];
		at--;
	}
	explainer->rejections[at] = rejection;
	explainer->evaluation_of[at] = count;
}

static void evaluate(struct plan_explainer *explainer, int32_t job,
		     int32_t technician, struct plan_evaluation *ret_evaluation)
{
	if (explainer->live != NULL)
		explain_evaluate_fast(explainer, technician, ret_evaluation);
	else
		plan_evaluate(explainer->problem, explainer->plan, job,
			      technician, PLAN_ANY_TIME, ret_evaluation);
}

static void relax_all(struct plan_explainer *explainer, int32_t job,
		      struct plan_relaxation *best)
{
	for (int32_t i = 0; i < explainer->ranked_count; i++) {
		const struct plan_evaluation *evaluation =
		    &explainer->evaluations[explainer->evaluation_of[i]];

		explain_relax(explainer, job, evaluation->technician,
			      evaluation->verdicts, best);
	}
	if (explainer->live != NULL &&
	    explainer->ranked_count < explainer->problem->technician_count)
		explain_relax_others(explainer, job, best);
}

void plan_explain_unassigned(struct plan_explainer *explainer, int32_t job,
			     const struct plan_rejection **ret_rejections,
			     size_t *ret_count,
			     struct plan_relaxation *ret_relaxation)
{
	struct plan_relaxation best = {.technician = PLAN_NONE};

	assert(job >= 0 && job < explainer->problem->job_count);
	rank_all(explainer, job);
	explain_ask(explainer, job);
	for (int32_t i = 0; i < explainer->ranked_count; i++) {
		evaluate(explainer, job, explainer->ranked[i].technician,
			 &explainer->evaluations[i]);
		sort_in(explainer, i);
	}
	/* Who comes nearest first: the others then have little to beat. */
	if (explainer->ranked_count > 0 && explainer->rejections[0].broken == 0)
		best.technician = explainer->rejections[0].technician;
	else
		relax_all(explainer, job, &best);
	explain_asked(explainer);
	*ret_rejections = explainer->rejections;
	*ret_count = (size_t)explainer->ranked_count;
	*ret_relaxation = best;
}

bool plan_explain_assigned(struct plan_explainer *explainer, int32_t job,
			   int32_t *ret_technician, int64_t *ret_extra_cost)
{
	const struct plan_problem *problem = explainer->problem;
	int32_t own = explainer->plan->places[job].technician;
	int32_t best = PLAN_NONE;
	int32_t count = problem->technician_count;
	const int32_t *near = NULL;
	struct plan_evaluation evaluation;
	int64_t cost = 0;

	assert(own != PLAN_NONE);
	if (problem->jobs[job].pinned)
		return false;
	if (explainer->live != NULL)
		return explain_alternative(explainer, job, ret_technician,
					   ret_extra_cost);
	if (explainer->limit < count) {
		count = problem->near_technician_count;
		near = problem->near_technicians + (size_t)job * (size_t)count;
	}
	for (int32_t i = 0; i < count; i++) {
		int32_t next = near == NULL ? i : near[i];

		if (next == PLAN_NONE || next == own ||
		    !rules_compatible(&problem->technicians[next], next,
				      &problem->jobs[job]))
			continue;
		evaluate(explainer, job, next, &evaluation);
		if (!evaluation.feasible ||
		    (best != PLAN_NONE &&
		     (evaluation.cost > cost ||
		      (evaluation.cost == cost &&
		       explain_compare_ids(explainer, next, best) > 0))))
			continue;
		best = next;
		cost = evaluation.cost;
	}
	if (best == PLAN_NONE)
		return false;
	evaluate(explainer, job, own, &evaluation);
	*ret_technician = best;
	*ret_extra_cost = cost - evaluation.cost;
	return true;
}
