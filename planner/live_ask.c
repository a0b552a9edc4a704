/* SPDX-License-Identifier: MIT */
/*
 * What a live board is asked: one technician, all of them, the best, and the
 * best for each of many arrival windows.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/evaluate_links.h"
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

/* What hangs together by links is judged by the plain evaluator, which asks the
 * board where the others stand. */
static bool is_linked(const struct plan_live *live, int32_t job)
{
	return live->problem.jobs[job].group != PLAN_NONE;
}

static bool find_on_board(const struct board *board, int32_t job,
			  struct board_visit *ret_visit)
{
	const struct plan_live *live = board->arg;
	const struct stop_time *time;
	int32_t position = 0;
	int32_t technician = plan_live_technician_of(live, job, &position);

	if (technician == PLAN_NONE)
		return false;
	time = &live->days[technician].day.times[position];
	*ret_visit =
	    (struct board_visit){technician, time->begin_s, time->departure_s};
	return true;
}

static struct board_route route_on_board(const struct board *board,
					 int32_t technician)
{
	const struct plan_live *live = board->arg;
	const struct route *route = &live->days[technician].route;

	return (struct board_route){route->jobs, NULL, route->count};
}

static void evaluate_linked_job(struct plan_live *live, int32_t job,
				int32_t technician, int64_t begin_s,
				struct plan_evaluation *ret_evaluation)
{
	const struct board board = {&live->problem, live, find_on_board,
				    route_on_board};

	evaluate_linked(&board, live->walk, job, technician, begin_s,
			ret_evaluation);
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

/* --- Some of them --- */

static int compare_numbers(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static bool is_ascending(const int32_t *list, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (list[i - 1] >= list[i])
			return false;
	return true;
}

struct live_some live_among(const struct plan_live *live,
			    const int32_t *technicians, size_t count,
			    struct arena *arena)
{
	size_t all = (size_t)live->problem.technician_count, kept = 0;
	int32_t *list;

	if (technicians != NULL && is_ascending(technicians, count)) {
		assert(count == 0 || (technicians[0] >= 0 &&
				      (size_t)technicians[count - 1] < all));
		return (struct live_some){technicians, (int32_t)count};
	}
	if (technicians == NULL)
		count = all;
	list = arena_calloc(arena, count + 1, sizeof(*list));
	for (size_t i = 0; i < count; i++)
		list[i] = technicians == NULL ? (int32_t)i : technicians[i];
	if (technicians != NULL)
		qsort(list, count, sizeof(*list), compare_numbers);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || list[kept - 1] != list[i])
			list[kept++] = list[i];
	assert(kept == 0 || (list[0] >= 0 && (size_t)list[kept - 1] < all));
	return (struct live_some){list, (int32_t)kept};
}

/* --- All of them --- */

static void rank(struct plan_live *live, int32_t job, int64_t begin_s,
		 const struct live_some *some, struct arena *arena,
		 const struct plan_evaluation **ret_candidates,
		 size_t *ret_count)
{
	size_t count = (size_t)some->count;
	struct plan_evaluation *all = xcalloc(count, sizeof(*all));
	struct live_question question;

	if (is_linked(live, job)) {
		for (size_t i = 0; i < count; i++)
			evaluate_linked_job(live, job, some->technicians[i],
					    begin_s, &all[i]);
	} else {
		live_question_open(&question, live, job, begin_s);
		for (size_t i = 0; i < count; i++)
			evaluate(&question, some->technicians[i], &all[i]);
		live_question_close(&question);
	}
	*ret_candidates = evaluations_sort(all, count, arena);
	*ret_count = count;
	free(all);
}

void plan_live_candidates(struct plan_live *live, int32_t job, int64_t begin_s,
			  struct arena *arena,
			  const struct plan_evaluation **ret_candidates,
			  size_t *ret_count)
{
	plan_live_candidates_of(live, job, begin_s, NULL, 0, arena,
				ret_candidates, ret_count);
}

void plan_live_candidates_of(struct plan_live *live, int32_t job,
			     int64_t begin_s, const int32_t *technicians,
			     size_t technician_count, struct arena *arena,
			     const struct plan_evaluation **ret_candidates,
			     size_t *ret_count)
{
	struct arena *scratch = arena_new();
	struct live_some some =
	    live_among(live, technicians, technician_count, scratch);

	rank(live, job, begin_s, &some, arena, ret_candidates, ret_count);
	arena_free(scratch);
}

/* --- The best of each group --- */

/* A linked job opens no question: its plain evaluation asks the board. */
static void open_any(struct live_question *question, struct plan_live *live,
		     int32_t job, int64_t begin_s)
{
	if (is_linked(live, job))
		*question = (struct live_question){
		    .live = live, .job = job, .begin_s = begin_s};
	else
		live_question_open(question, live, job, begin_s);
}

static void close_any(struct live_question *question)
{
	if (!is_linked(question->live, question->job))
		live_question_close(question);
}

static void evaluate_any(const struct live_question *question,
			 int32_t technician,
			 struct plan_evaluation *ret_evaluation)
{
	if (is_linked(question->live, question->job))
		evaluate_linked_job(question->live, question->job, technician,
				    question->begin_s, ret_evaluation);
	else
		evaluate(question, technician, ret_evaluation);
}

/* Where a group has somebody who is able, only who is able for less counts:
 * that is told by slack, without verdicts. */
static bool beats(const struct live_question *question, int32_t technician,
		  const struct plan_evaluation *best,
		  struct plan_evaluation *ret_evaluation)
{
	struct choice choice;
	int64_t ignored;

	if (!best->feasible || !live_by_slack(question, technician)) {
		evaluate_any(question, technician, ret_evaluation);
		return evaluations_compare(ret_evaluation, best) < 0;
	}
	if (!live_allows(question, technician) ||
	    !live_find_place(question, technician, best->cost, &choice,
			     &ignored))
		return false;
	live_judge(question, technician, true, choice, ret_evaluation);
	return true;
}

void plan_live_candidates_by(struct plan_live *live, int32_t job,
			     int64_t begin_s, const int32_t *technicians,
			     size_t technician_count, const int32_t *groups,
			     size_t group_count, struct arena *arena,
			     const struct plan_evaluation **ret_candidates,
			     size_t *ret_count)
{
	struct plan_evaluation *all = xcalloc(group_count + 1, sizeof(*all));
	int32_t *of = xcalloc(group_count + 1, sizeof(*of)); /* 0: none yet */
	struct live_question question;
	struct plan_evaluation next;
	size_t count = 0;

	assert(is_ascending(technicians, technician_count));
	open_any(&question, live, job, begin_s);
	for (size_t i = 0; i < technician_count; i++) {
		int32_t group = groups ? groups[i] : 0;

		assert(group >= 0 && (size_t)group < group_count);
		if (!of[group]) {
			evaluate_any(&question, technicians[i], &all[count++]);
			of[group] = (int32_t)count;
		} else if (beats(&question, technicians[i], &all[of[group] - 1],
				 &next)) {
			all[of[group] - 1] = next;
		}
	}
	close_any(&question);
	*ret_candidates = evaluations_sort(all, count, arena);
	*ret_count = count;
	free(of);
	free(all);
}

/* --- The best --- */

static bool find_linked_best(struct plan_live *live, int32_t job,
			     int64_t begin_s, const struct live_some *some,
			     struct plan_evaluation *ret_evaluation)
{
	struct arena *arena = arena_new();
	const struct plan_evaluation *all;
	bool feasible;
	size_t count;

	rank(live, job, begin_s, some, arena, &all, &count);
	feasible = count > 0 && all[0].feasible;
	if (feasible)
		*ret_evaluation = all[0];
	arena_free(arena);
	return feasible;
}

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

static bool find_best(struct plan_live *live, int32_t job, int64_t begin_s,
		      const struct live_some *some,
		      struct plan_evaluation *ret_evaluation)
{
	struct plan_evaluation best = {.technician = PLAN_NONE,
				       .cost = INT64_MAX};
	struct live_question question;
	struct choice choice = {.at = PLAN_NONE};
	bool judged = true;

	live_question_open(&question, live, job, begin_s);
	for (int32_t i = 0; i < some->count; i++) {
		int32_t technician = some->technicians[i];

		if (!live_allows(&question, technician))
			continue;
		if (!live_by_slack(&question, technician)) {
			judged = try_evaluated(&question, technician, &best) ||
				 judged;
		} else if (live_find_place(&question, technician, best.cost,
					   &choice, &best.cost)) {
			best.technician = technician;
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

/* Who can begin within the hours of the job at all. */
static struct live_some can_begin(struct plan_live *live, int32_t job,
				  int64_t begin_s)
{
	const struct timewin *open = &live->problem.jobs[job].open;
	/* Without it, her day is another one. */
	int32_t home = live->route_of[job];

	if (begin_s != PLAN_ANY_TIME)
		return live_at_work(live, begin_s, begin_s, home);
	return live_at_work(live, open->at[0].start_s, timewin_last(open),
			    home);
}

bool plan_live_best(struct plan_live *live, int32_t job, int64_t begin_s,
		    struct plan_evaluation *ret_evaluation)
{
	struct live_some some = can_begin(live, job, begin_s);

	if (is_linked(live, job))
		return find_linked_best(live, job, begin_s, &some,
					ret_evaluation);
	return find_best(live, job, begin_s, &some, ret_evaluation);
}

bool plan_live_best_of(struct plan_live *live, int32_t job, int64_t begin_s,
		       const int32_t *technicians, size_t technician_count,
		       struct plan_evaluation *ret_evaluation)
{
	struct arena *arena;
	struct live_some some;
	bool found;

	if (technicians == NULL)
		return plan_live_best(live, job, begin_s, ret_evaluation);
	arena = arena_new();
	some = live_among(live, technicians, technician_count, arena);
	found =
	    is_linked(live, job)
		? find_linked_best(live, job, begin_s, &some, ret_evaluation)
		: find_best(live, job, begin_s, &some, ret_evaluation);
	arena_free(arena);
	return found;
}
