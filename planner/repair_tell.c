/* SPDX-License-Identifier: MIT */
/* What a repair did, and why: the routes that changed against what they were.
 */
#include <assert.h>
#include <stdlib.h>

#include "planner/repair_internal.h"
#include "planner/rules_internal.h"

enum { REASONS_OF = 12 }; /* technicians near a job that is left over */

/* The hard rule that is broken by least; false: none is. */
static bool pick_verdict(const struct plan_evaluation *evaluation,
			 struct plan_verdict *ret_verdict)
{
	bool found = false;

	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		const struct plan_verdict *verdict =
		    &evaluation->verdicts[rule];

		if (!plan_rule_info((enum plan_rule)rule)->hard ||
		    verdict->amount <= 0 ||
		    (found && verdict->amount >= ret_verdict->amount))
			continue;
		*ret_verdict = *verdict;
		found = true;
	}
	return found;
}

static int64_t begin_now(const struct plan_live *live, int32_t job,
			 int32_t *ret_technician)
{
	int32_t position = 0;

	*ret_technician = plan_live_technician_of(live, job, &position);
	return *ret_technician == PLAN_NONE
		   ? PLAN_ANY_TIME
		   : live->days[*ret_technician].day.times[position].begin_s;
}

/* Why it is told at all; false: it is where it was. */
static bool explain_move(const struct repair *repair, struct plan_move *move)
{
	const struct loose *loose =
	    repair->loose_of[move->job] == PLAN_NONE
		? NULL
		: &repair->loose[repair->loose_of[move->job]];
	int64_t later_s;

	if (move->to_technician == PLAN_NONE) {
		move->why = PLAN_MOVE_LEFT;
		return true;
	}
	if (move->from_technician != move->to_technician) {
		assert(loose != NULL);
		move->why = move->from_technician == PLAN_NONE ? PLAN_MOVE_NEW
			    : loose->displaced ? PLAN_MOVE_DISPLACED
					       : PLAN_MOVE_MADE_ROOM;
		return true;
	}
	/* Only now have both a begin. */
	later_s = move->to_begin_s - move->from_begin_s;
	move->why = PLAN_MOVE_RETIMED;
	return later_s > repair->wish->tolerance_s ||
	       -later_s > repair->wish->tolerance_s;
}

/* Of one that was pushed off: the most urgent of those that came to its day, or
 * else to any day, if it is more urgent. */
static int32_t who_pushed(const struct repair *repair,
			  const struct loose *pushed)
{
	const struct plan_live *live = repair->live;
	const struct job *jobs = live->problem.jobs;
	int32_t least = jobs[pushed->job].spec.priority;
	int32_t best = PLAN_NONE;
	bool best_here = false;

	for (int32_t i = 0; i < repair->loose_count; i++) {
		const struct loose *loose = &repair->loose[i];
		int32_t priority = jobs[loose->job].spec.priority;
		int32_t now = live->route_of[loose->job];
		bool here = now == pushed->from;

		if ((loose->from != PLAN_NONE && !loose->displaced) ||
		    now == PLAN_NONE || priority <= least)
			continue;
		if (best == PLAN_NONE || (here && !best_here) ||
		    (here == best_here &&
		     priority > jobs[best].spec.priority)) {
			best = loose->job;
			best_here = here;
		}
	}
	return best;
}

/* What the day of who had it would break with it now. */
static struct plan_verdict why_away(const struct repair *repair,
				    const struct loose *loose)
{
	struct plan_verdict verdict = {.rule = loose->rule,
				       .amount = 1,
				       .job = loose->because,
				       .skill = -1};
	struct plan_evaluation evaluation;
	struct live_question question;
	struct choice choice;
	bool strict;

	if (loose->because != loose->job)
		return verdict;
	/* By itself, for what it was linked to is not there any more. */
	live_question_open(&question, repair->live, loose->job, loose->held_s);
	live_evaluate(&question, loose->from, &choice, &strict, &evaluation);
	live_question_close(&question);
	verdict = (struct plan_verdict){0};
	(void)pick_verdict(&evaluation, &verdict);
	return verdict;
}

static void tell_why(const struct repair *repair, const struct loose *loose,
		     struct plan_move *move)
{
	struct plan_evaluation evaluation;

	if (loose->away) {
		move->verdict = why_away(repair, loose);
		return;
	}
	if (!loose->displaced && move->why == PLAN_MOVE_LEFT)
		move->for_job = who_pushed(repair, loose);
	else if (!loose->displaced)
		return;
	plan_live_evaluate(repair->live, loose->job, loose->from, PLAN_ANY_TIME,
			   &evaluation);
	(void)pick_verdict(&evaluation, &move->verdict);
}

static void add_move(const struct repair *repair, int32_t job,
		     int32_t technician, int64_t begin_s,
		     struct plan_move *moves, size_t *count)
{
	struct plan_live *live = repair->live;
	int32_t number = repair->loose_of[job];
	struct plan_move move = {.job = job,
				 .from_technician = technician,
				 .from_begin_s = begin_s,
				 .for_job = PLAN_NONE};

	move.to_begin_s = begin_now(live, job, &move.to_technician);
	if (!explain_move(repair, &move))
		return;
	if (number != PLAN_NONE)
		move.promise_broken =
		    repair_breaks_promise(repair, &repair->loose[number]);
	if (technician != PLAN_NONE && number != PLAN_NONE)
		tell_why(repair, &repair->loose[number], &move);
	moves[(*count)++] = move;
}

static int compare_moves(const void *a, const void *b)
{
	const struct plan_move *x = a, *y = b;

	return (x->job > y->job) - (x->job < y->job);
}

static void tell_moves(const struct repair *repair, struct arena *arena,
		       struct plan_repair_result *result)
{
	struct plan_move *moves;
	size_t most = repair->wish->job_count + 1, count = 0;

	for (int32_t i = 0; i < repair->start.count; i++)
		most += (size_t)repair->start.all[i].count;
	moves = arena_calloc(arena, most, sizeof(*moves));
	for (int32_t i = 0; i < repair->start.count; i++) {
		const struct kept_route *kept = &repair->start.all[i];

		for (int32_t k = 0; k < kept->count; k++)
			if (!is_depot(&repair->live->problem, kept->jobs[k]))
				add_move(repair, kept->jobs[k],
					 kept->technician, kept->begin_s[k],
					 moves, &count);
		result->cost_before += kept->cost;
		result->cost_after +=
		    repair_day_cost(repair->live, kept->technician);
	}
	for (size_t i = 0; i < repair->wish->job_count; i++)
		if (repair->live->route_of[repair->wish->jobs[i]] != PLAN_NONE)
			add_move(repair, repair->wish->jobs[i], PLAN_NONE,
				 PLAN_ANY_TIME, moves, &count);
	qsort(moves, count, sizeof(*moves), compare_moves);
	result->moves = moves;
	result->move_count = count;
}

/* Where nobody may do it: who breaks fewest rules of those that need no clock.
 */
static int32_t least_unfit(const struct plan_problem *problem, int32_t job)
{
	int32_t best = PLAN_NONE, least = INT32_MAX;

	for (int32_t i = 0; i < problem->technician_count; i++) {
		struct plan_verdict verdicts[PLAN_RULE_COUNT] = {0};
		int32_t broken = 0;

		rules_static(problem, &problem->technicians[i], i,
			     &problem->jobs[job], verdicts);
		for (int rule = 0; rule < PLAN_RULE_COUNT; rule++)
			broken += verdicts[rule].amount > 0;
		if (broken < least) {
			least = broken;
			best = i;
		}
	}
	return best;
}

static struct plan_left why_left(const struct repair *repair,
				 const struct loose *loose)
{
	struct plan_live *live = repair->live;
	struct plan_left left = {.job = loose->job, .technician = PLAN_NONE};
	struct plan_evaluation best, next;
	int32_t unfit;

	if (loose->away) {
		left.technician = loose->from;
		left.verdict =
		    loose->from == PLAN_NONE
			? (struct plan_verdict){.rule = loose->rule,
						.amount = 1,
						.job = loose->because,
						.skill = -1}
			: why_away(repair, loose);
		return left;
	}
	for (int32_t i = 0; i < loose->near_count && i < REASONS_OF; i++) {
		plan_live_evaluate(live, loose->job, loose->near[i],
				   PLAN_ANY_TIME, &next);
		if (left.technician != PLAN_NONE &&
		    evaluations_compare(&next, &best) >= 0)
			continue;
		best = next;
		left.technician = loose->near[i];
	}
	unfit = left.technician == PLAN_NONE
		    ? least_unfit(&live->problem, loose->job)
		    : PLAN_NONE;
	if (unfit != PLAN_NONE) {
		plan_live_evaluate(live, loose->job, unfit, PLAN_ANY_TIME,
				   &best);
		left.technician = unfit;
	}
	if (left.technician != PLAN_NONE)
		(void)pick_verdict(&best, &left.verdict);
	return left;
}

static int compare_left(const void *a, const void *b)
{
	const struct plan_left *x = a, *y = b;

	return (x->job > y->job) - (x->job < y->job);
}

void repair_tell(const struct repair *repair, struct arena *arena,
		 struct plan_repair_result *result)
{
	size_t count = (size_t)repair->bank_count;
	struct plan_left *left = arena_calloc(
	    arena, count + (size_t)repair->away_count + 1, sizeof(*left));

	tell_moves(repair, arena, result);
	for (size_t i = 0; i < count; i++)
		left[i] = why_left(
		    repair, &repair->loose[repair->loose_of[repair->bank[i]]]);
	for (int32_t i = 0; i < repair->loose_count; i++)
		if (repair->loose[i].away)
			left[count++] = why_left(repair, &repair->loose[i]);
	qsort(left, count, sizeof(*left), compare_left);
	for (int32_t i = 0; i < repair->loose_count; i++)
		if (repair_breaks_promise(repair, &repair->loose[i]))
			result->cost_after += repair->loose[i].promise->cost;
	result->left = left;
	result->left_count = count;
}
