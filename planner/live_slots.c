/* SPDX-License-Identifier: MIT */
/*
 * Arrival windows to offer. The job is put on the board as one that nobody has,
 * and asked about once for each window, as if that were its own; who has not
 * the time for it at all is asked once.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/live_internal.h"

/* The best for one window so far. */
struct offer {
	struct timewin win;
	int32_t technician;
	int64_t cost;
	bool strict;
	struct choice choice;
};

struct offers {
	struct live_question question;
	struct offer any; /* the job's own windows */
	struct offer *all;
	int32_t count;
};

/* What the job's own windows and this one have in common, if anything. */
static struct timewin intersect(struct arena *arena, const struct timewin *open,
				const struct plan_window *window)
{
	struct plan_window *at = arena_calloc(arena, open->count, sizeof(*at));
	size_t count = 0;

	for (size_t i = 0; i < open->count; i++) {
		struct plan_window next = open->at[i];

		if (next.start_s < window->start_s)
			next.start_s = window->start_s;
		if (next.end_s > window->end_s)
			next.end_s = window->end_s;
		if (next.start_s <= next.end_s)
			at[count++] = next;
	}
	return (struct timewin){at, count, -TIME_NEVER};
}

static void look_through(const struct offers *offers, const struct offer *offer)
{
	struct plan_problem *problem = &offers->question.live->problem;
	struct job *job = &problem->jobs[offers->question.job];

	job->open = job->win = offer->win;
	stop_prepare(problem, offers->question.job);
}

static void try_window(const struct offers *offers, struct offer *offer,
		       int32_t technician)
{
	struct plan_evaluation evaluation;
	struct choice choice;
	bool strict;

	look_through(offers, offer);
	if (live_by_slack(&offers->question, technician)) {
		if (live_find_in_gaps(&offers->question, technician,
				      offer->cost, &offer->choice,
				      &offer->cost)) {
			offer->technician = technician;
			offer->strict = true;
		}
		return;
	}
	live_evaluate(&offers->question, technician, &choice, &strict,
		      &evaluation);
	if (!evaluation.feasible || evaluation.cost >= offer->cost)
		return;
	offer->technician = technician;
	offer->choice = choice;
	offer->strict = strict;
	offer->cost = evaluation.cost;
}

static void try_technician(const struct offers *offers, int32_t technician)
{
	struct plan_live *live = offers->question.live;
	const struct plan_window *hours = &live->days[technician].hours;

	if (!live_allows(&offers->question, technician))
		return;
	if (live_by_slack(&offers->question, technician)) {
		look_through(offers, &offers->any);
		live_find_gaps(&offers->question, technician);
		if (live->gaps.count == 0)
			return;
	}
	for (int32_t i = 0; i < offers->count; i++) {
		struct offer *offer = &offers->all[i];

		if (offer->win.count > 0 &&
		    timewin_last(&offer->win) >= hours->start_s &&
		    offer->win.at[0].start_s <= hours->end_s)
			try_window(offers, offer, technician);
	}
}

static void describe(const struct offers *offers, int32_t window,
		     struct plan_slot *ret_slot)
{
	const struct offer *offer = &offers->all[window];
	struct plan_evaluation evaluation;

	*ret_slot =
	    (struct plan_slot){.window = window, .technician = PLAN_NONE};
	if (offer->technician == PLAN_NONE)
		return;
	look_through(offers, offer);
	live_judge(&offers->question, offer->technician, offer->strict,
		   offer->choice, &evaluation);
	*ret_slot = (struct plan_slot){
	    .window = window,
	    .feasible = true,
	    .technician = offer->technician,
	    .position = evaluation.position,
	    .arrival_s = evaluation.arrival_s,
	    .begin_s = evaluation.begin_s,
	    .end_s = evaluation.end_s,
	    .cost = evaluation.cost,
	};
}

static int compare_slots(const void *a, const void *b)
{
	const struct plan_slot *x = a, *y = b;

	if (x->feasible != y->feasible)
		return x->feasible ? -1 : 1;
	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return (x->window > y->window) - (x->window < y->window);
}

static void find_slots(struct plan_live *live, int32_t job,
		       const struct plan_window *windows, int32_t count,
		       const int32_t *technicians, size_t technician_count,
		       struct plan_slot *ret_slots)
{
	struct arena *arena = arena_new();
	struct offers offers = {.count = count};
	struct live_some some =
	    live_among(live, technicians, technician_count, arena);

	offers.all = arena_calloc(arena, (size_t)count, sizeof(*offers.all));
	live_question_open(&offers.question, live, job, PLAN_ANY_TIME);
	offers.any.win = offers.question.kept.open;
	for (int32_t i = 0; i < count; i++) {
		offers.all[i].win =
		    intersect(arena, &offers.question.kept.open, &windows[i]);
		offers.all[i].technician = PLAN_NONE;
		offers.all[i].cost = INT64_MAX;
	}
	for (int32_t i = 0; i < some.count; i++)
		try_technician(&offers, some.technicians[i]);
	for (int32_t i = 0; i < count; i++)
		describe(&offers, i, &ret_slots[i]);
	qsort(ret_slots, (size_t)count, sizeof(*ret_slots), compare_slots);
	live_question_close(&offers.question);
	arena_free(arena);
}

enum err plan_live_slots(struct plan_live *live, const struct plan_job *job,
			 const struct plan_window *windows, int32_t count,
			 struct plan_slot *ret_slots, struct err_detail *detail)
{
	return plan_live_slots_of(live, job, windows, count, NULL, 0, ret_slots,
				  detail);
}

void plan_live_keep_begins(struct plan_live *live, bool keep)
{
	live->keep = keep;
}

enum err plan_live_slots_of(struct plan_live *live, const struct plan_job *job,
			    const struct plan_window *windows, int32_t count,
			    const int32_t *technicians, size_t technician_count,
			    struct plan_slot *ret_slots,
			    struct err_detail *detail)
{
	int32_t index;
	enum err err;

	assert(count >= 0);
	for (int32_t i = 0; i < count; i++)
		if (windows[i].start_s > windows[i].end_s)
			return err_set(detail, ERR_INPUT, "/windows",
				       "window %d ends before it starts", i);
	if (job->pinned_technician != PLAN_NONE)
		return err_set(detail, ERR_INPUT, "/pinned",
			       "slots are for a job that nobody has");
	if ((err = plan_live_add_job(live, job, &index, detail)) != ERR_OK)
		return err;
	find_slots(live, index, windows, count, technicians, technician_count,
		   ret_slots);
	plan_live_remove_job(live, index);
	return ERR_OK;
}
