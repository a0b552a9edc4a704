/* SPDX-License-Identifier: MIT */
/*
 * The first plan: every job is inserted once, the most priority for its time
 * first. The same closes a plan: nobody stays unassigned who fits. Where it is
 * cheap enough, each new best plan is closed when it is found, so that a run
 * has nothing left to do at its end that a longer one would have done to
 * another plan.
 */
#include <stdlib.h>
#include <string.h>

#include "planner/ranked.h"
#include "planner/team.h"

enum {
	ASK_EVERY = 32,	    /* insertions: keep_going(); linked ones: each */
	FILL_JOBS = 3000,   /* tried once more at the end */
	FILL_MOST = 500000, /* pairs that are tried at the end */
};

/* The most priority per second first. */
static void sort_bank_by_density(struct search *search)
{
	struct ranked *jobs =
	    xcalloc((size_t)search->bank_count, sizeof(*jobs));

	for (int32_t i = 0; i < search->bank_count; i++) {
		jobs[i].item = search->bank[i];
		jobs[i].rank =
		    recreate_key(search, ORDER_DENSITY, search->bank[i]);
	}
	qsort(jobs, (size_t)search->bank_count, sizeof(*jobs), ranked_compare);
	for (int32_t i = 0; i < search->bank_count; i++)
		search->bank[i] = jobs[i].item;
	free(jobs);
}

static void call_all_absent(struct search *search)
{
	const struct solution *solution = &search->solution;

	search->bank_count = solution->absent_count;
	memcpy(search->bank, solution->absent,
	       (size_t)search->bank_count * sizeof(*search->bank));
	sort_bank_by_density(search);
}

/* Pinned visits of one group, which nothing else brings together. */
static void give_begins(struct search *search)
{
	const struct plan_problem *problem = search->problem;

	for (int32_t i = 0; i < problem->group_count; i++) {
		const struct group *group = &problem->groups[i];
		int32_t there = 0;

		for (int32_t k = 0; k < group->count; k++)
			there += search->solution.route_of[group->jobs[k]] !=
				 PLAN_NONE;
		if (group->clocked && there == group->count)
			recreate_group(search, group->jobs[0]);
	}
}

/* Of a large problem even this may be more than there is time for. */
bool construct_plan(struct search *search)
{
	int32_t every = search->together != NULL ? 1 : ASK_EVERY;
	bool more = true;

	call_all_absent(search);
	if (search->together != NULL)
		together_begin_round(search->together);
	for (int32_t i = 0; i < search->bank_count && more; i++) {
		recreate_insert(search, search->bank[i]);
		if (i % every == every - 1)
			more = team_may_construct(search);
	}
	give_begins(search);
	solution_keep(&search->solution);
	return more;
}

/* Each absent job is tried once more, without blinks. */
static void fill(struct search *search)
{
	int32_t until_blink = search->until_blink;

	if (search->solution.absent_count == 0)
		return;
	call_all_absent(search);
	search->try_all =
	    (int64_t)search->bank_count * search->problem->technician_count <
	    FILL_MOST;
	search->ruin_stamp = 0;
	search->until_blink = INT32_MAX;
	if (search->together != NULL)
		together_begin_round(search->together);
	for (int32_t i = 0; i < search->bank_count; i++)
		recreate_insert(search, search->bank[i]);
	search->try_all = false;
	search->until_blink = until_blink;
	best_note(search);
	solution_keep(&search->solution);
}

void construct_close(struct search *search)
{
	if (!search->closes)
		return;
	search->closing = true;
	fill(search);
	search->closing = false;
	if (!search->problem->clocked)
		return;
	together_tighten(&search->solution);
	best_note(search);
	solution_keep(&search->solution);
}

/* The time is over: so many that this would take long are left as they are. */
void construct_fill(struct search *search)
{
	if (search->best_value.absent > FILL_JOBS)
		return;
	best_restore(search);
	fill(search);
	best_save(search);
}

void construct_tighten(struct search *search)
{
	if (!search->problem->clocked)
		return;
	best_restore(search);
	together_tighten(&search->solution);
	best_note(search);
	solution_keep(&search->solution);
	best_save(search);
}
