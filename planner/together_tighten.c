/* SPDX-License-Identifier: MIT */
/*
 * Held visits begin when they were put in; what stood before them may have left
 * since. So at the end each class is moved to the least begin that its routes
 * and the rest of its group allow.
 */
#include "planner/together.h"

#include <assert.h>

enum {
	WINDOWS = 16,
	PASSES = 4, /* one group may make room for another */
};

/* The first begin at or after `from_s` that the visit's place allows, as if it
 * were not held; TIME_NEVER if there is none. */
static int64_t first_begin(const struct solution *solution, int32_t job,
			   const struct start_range *range, int64_t from_s)
{
	int32_t technician = solution->route_of[job];
	const struct route *route = &solution->routes[technician];
	int32_t at = solution->position_of[job];
	struct place_travel travel = {route->leg_s[at], route->leg_s[at + 1],
				      0};
	struct plan_window windows[WINDOWS];
	int32_t count =
	    slack_starts(solution->problem, technician, route, job, at, at + 1,
			 &travel, range, windows, WINDOWS);
	int64_t best = TIME_NEVER;

	for (int32_t i = 0; i < count; i++) {
		int64_t begin =
		    windows[i].start_s < from_s ? from_s : windows[i].start_s;

		if (begin <= windows[i].end_s && begin < best)
			best = begin;
	}
	return best;
}

/* The least begin that suits all members; TIME_NEVER: there is none, or the
 * class cannot move. */
static int64_t least_begin(struct solution *solution, const int32_t *jobs,
			   int32_t count)
{
	int64_t begin = -PLAN_TIME_MAX;

	for (int32_t settled = 0; settled < count;) {
		settled = 0;
		for (int32_t i = 0; i < count; i++) {
			struct start_range range;
			int64_t first;

			if (solution->route_of[jobs[i]] == PLAN_NONE ||
			    solution->problem->jobs[jobs[i]].timed ||
			    !linked_range_after(solution, jobs[i], &range))
				return TIME_NEVER;
			first = first_begin(solution, jobs[i], &range, begin);
			if (first == TIME_NEVER)
				return TIME_NEVER;
			settled += first == begin;
			begin = first;
		}
	}
	return begin;
}

static void hold_firsts(struct solution *solution, int32_t job)
{
	const struct job *own = &solution->problem->jobs[job];

	for (int32_t i = 0; i < own->link_count; i++) {
		int32_t first = linked_first(solution, job, i);
		struct hold hold;

		if (first == PLAN_NONE)
			continue;
		hold = linked_hold(solution, first, solution->route_of[first],
				   linked_begin_s(solution, first));
		solution_hold(solution, first, &hold);
	}
}

static void hold_all(struct solution *solution, const int32_t *jobs,
		     int32_t count, int64_t begin_s)
{
	for (int32_t i = 0; i < count; i++) {
		struct hold hold = linked_hold(
		    solution, jobs[i], solution->route_of[jobs[i]], begin_s);

		solution_hold(solution, jobs[i], &hold);
		hold_firsts(solution, jobs[i]);
	}
}

static bool tighten_class(struct solution *solution, const int32_t *jobs,
			  int32_t count)
{
	int64_t before = solution->value.cost, old, begin;

	if (solution->route_of[jobs[0]] == PLAN_NONE)
		return false;
	old = linked_begin_s(solution, jobs[0]);
	if (old == PLAN_ANY_TIME)
		return false;
	begin = least_begin(solution, jobs, count);
	if (begin >= old)
		return false;
	hold_all(solution, jobs, count, begin);
	if (solution->value.cost <= before)
		return true;
	hold_all(solution, jobs, count, old);
	return false;
}

void together_tighten(struct solution *solution)
{
	const struct plan_problem *problem = solution->problem;
	bool moved = true;

	for (int pass = 0; pass < PASSES && moved; pass++) {
		moved = false;
		for (int32_t i = 0; i < problem->group_count; i++) {
			const struct group *group = &problem->groups[i];

			for (int32_t k = 0;
			     group->clocked && k < group->class_count; k++) {
				const struct link_class *class =
				    &group->classes[k];

				if (problem->jobs[group->jobs[class->first]]
					.clocked)
					moved |= tighten_class(
					    solution,
					    &group->jobs[class->first],
					    class->count);
			}
			assert(linked_holds(solution, i));
		}
	}
}
