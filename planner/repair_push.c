/* SPDX-License-Identifier: MIT */
/*
 * An urgent job that finds no place may push less urgent visits off a day. For
 * each near technician a few visits in a row are thought away; of those rows
 * after which the job fits, that goes which is least urgent in all, then
 * shortest, then leaves the cheapest place. What was pushed off goes where it
 * still fits. The tries that come after may find better.
 */
#include <stdlib.h>
#include <string.h>

#include "planner/repair_internal.h"

enum { LONGEST_ROW = 3 };

/* Visits in a row on one route, and where the job goes without them. */
struct row {
	int32_t technician, first, count;
	int64_t priority; /* of all */
	int64_t cost;
	int32_t at;
};

static bool is_less(const struct row *a, const struct row *b)
{
	if (a->priority != b->priority)
		return a->priority < b->priority;
	if (a->count != b->count)
		return a->count < b->count;
	return a->cost < b->cost;
}

static bool can_be_dropped(const struct plan_problem *problem, int32_t job,
			   int32_t priority)
{
	const struct job *own = &problem->jobs[job];

	return !is_depot(problem, job) && !own->pinned &&
	       own->group == PLAN_NONE && own->spec.priority < priority;
}

/* Does the job fit without this row, and where? The question has nobody's day
 * of its own: it gets this one. */
static bool fits_without(struct live_question *question, struct row *row)
{
	struct plan_live *live = question->live;
	const struct route *route = &live->days[row->technician].route;
	int32_t *rest = xcalloc((size_t)route->count, sizeof(*rest));
	struct plan_evaluation evaluation;
	struct choice choice;
	int32_t count = 0;
	bool strict;

	for (int32_t i = 0; i < route->count; i++)
		if (i < row->first || i >= row->first + row->count)
			rest[count++] = route->jobs[i];
	live_day_open_of(live, &question->without, row->technician, rest,
			 count);
	question->home = row->technician;
	evaluation.feasible = false;
	if (live_allows(question, row->technician))
		live_evaluate(question, row->technician, &choice, &strict,
			      &evaluation);
	question->home = PLAN_NONE;
	live_day_close(&question->without);
	free(rest);
	if (!evaluation.feasible)
		return false;
	row->at = choice.at;
	row->cost = evaluation.cost;
	return true;
}

static void try_rows(struct live_question *question, int32_t technician,
		     int32_t longest, struct row *best)
{
	const struct plan_problem *problem = &question->live->problem;
	const struct route *route = &question->live->days[technician].route;
	int32_t priority = problem->jobs[question->job].spec.priority;

	for (int32_t first = 0; first < route->count; first++) {
		struct row row = {technician, first, 0, 0, 0, 0};

		for (int32_t i = first; i < route->count && row.count < longest;
		     i++) {
			int32_t job = route->jobs[i];

			if (!can_be_dropped(problem, job, priority))
				break;
			row.priority += problem->jobs[job].spec.priority;
			row.count++;
			if (row.priority >= priority ||
			    (best->count > 0 && row.priority > best->priority))
				break;
			if (fits_without(question, &row) &&
			    (best->count == 0 || is_less(&row, best)))
				*best = row;
		}
	}
}

/* Off with the row, in with the job. */
static void push(struct repair *repair, const struct loose *loose,
		 const struct row *row)
{
	struct plan_live *live = repair->live;
	const struct route *route = &live->days[row->technician].route;
	int32_t job = loose->job;

	for (int32_t i = 0; i < row->count; i++)
		repair_take(repair, route->jobs[row->first], false);
	live_refresh(live, row->technician);
	live_put(live, job, row->technician, row->at);
	live_refresh(live, row->technician);
}

static bool push_for(struct repair *repair, int32_t index, int32_t longest)
{
	const struct loose *loose = &repair->loose[index];
	struct live_question question;
	struct row best = {.technician = PLAN_NONE};

	live_question_open(&question, repair->live, loose->job, PLAN_ANY_TIME);
	for (int32_t i = 0; i < loose->near_count; i++)
		try_rows(&question, loose->near[i], longest, &best);
	live_question_close(&question);
	if (best.count == 0)
		return false;
	push(repair, loose, &best);
	return true;
}

/* What was pushed off, where there is still room. */
static void move_pushed(struct repair *repair)
{
	int32_t left = 0;

	for (int32_t i = 0; i < repair->bank_count; i++) {
		int32_t job = repair->bank[i];
		const struct loose *loose =
		    &repair->loose[repair->loose_of[job]];
		bool pushed = loose->from != PLAN_NONE && !loose->displaced;

		if (!pushed ||
		    repair_toll(repair).moved >= repair->wish->max_moves ||
		    !repair_put(repair, loose, true))
			repair->bank[left++] = job;
	}
	repair->bank_count = left;
}

/* The most urgent one that was not asked about yet; PLAN_NONE. */
static int32_t next_urgent(const struct repair *repair, const bool *asked)
{
	const struct plan_problem *problem = &repair->live->problem;
	int32_t best = PLAN_NONE;

	for (int32_t i = 0; i < repair->bank_count; i++) {
		int32_t job = repair->bank[i];
		const struct loose *loose =
		    &repair->loose[repair->loose_of[job]];

		if (asked[repair->loose_of[job]] ||
		    (loose->from != PLAN_NONE && !loose->displaced))
			continue;
		if (best == PLAN_NONE || problem->jobs[job].spec.priority >
					     problem->jobs[best].spec.priority)
			best = job;
	}
	return best;
}

static void forget_in_bank(struct repair *repair, int32_t job)
{
	int32_t left = 0;

	for (int32_t i = 0; i < repair->bank_count; i++)
		if (repair->bank[i] != job)
			repair->bank[left++] = repair->bank[i];
	repair->bank_count = left;
}

void repair_push(struct repair *repair)
{
	bool *asked =
	    xcalloc((size_t)repair->live->problem.job_count, sizeof(*asked));
	int32_t job;

	while ((job = next_urgent(repair, asked)) != PLAN_NONE) {
		int32_t index = repair->loose_of[job];
		int32_t left =
		    repair->wish->max_drops - repair_toll(repair).dropped;

		asked[index] = true;
		if (left <= 0)
			break;
		if (!push_for(repair, index,
			      left < LONGEST_ROW ? left : LONGEST_ROW))
			continue;
		forget_in_bank(repair, job);
		move_pushed(repair);
	}
	free(asked);
}
