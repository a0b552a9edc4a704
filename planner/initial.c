/* SPDX-License-Identifier: MIT */
/*
 * Start from a given plan, a damaged one too: the day it was made for may have
 * changed. Pinned jobs stay where they are pinned. A technician keeps her jobs
 * as they were given if the day holds so; else those that still fit, one after
 * another and in the same order. Linked visits follow, to the technicians who
 * were given them. The others are absent, and the search finds them a place or
 * none.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "planner/search_internal.h"

static enum err check_order(const struct plan_problem *problem,
			    const struct plan_order *order, size_t index,
			    bool *seen_technician, bool *seen_job,
			    struct err_detail *detail)
{
	char pointer[64];

	snprintf(pointer, sizeof(pointer), "/initial/%zu", index);
	if (order->technician < 0 ||
	    order->technician >= problem->technician_count)
		return err_set(detail, ERR_INPUT, pointer,
			       "there is no technician %" PRId32,
			       order->technician);
	if (seen_technician[order->technician])
		return err_set(detail, ERR_INPUT, pointer,
			       "technician %" PRId32 " has a route already",
			       order->technician);
	seen_technician[order->technician] = true;
	for (int32_t i = 0; i < order->count; i++) {
		int32_t job = order->jobs[i];

		snprintf(pointer, sizeof(pointer), "/initial/%zu/jobs/%" PRId32,
			 index, i);
		if (job < 0 || job >= problem->job_count)
			return err_set(detail, ERR_INPUT, pointer,
				       "there is no job %" PRId32, job);
		if (seen_job[job])
			return err_set(detail, ERR_INPUT, pointer,
				       "job %" PRId32 " was given already",
				       job);
		seen_job[job] = true;
	}
	return ERR_OK;
}

enum err initial_check(const struct plan_problem *problem,
		       const struct plan_settings *settings,
		       struct err_detail *detail)
{
	bool *technicians =
	    xcalloc((size_t)problem->technician_count, sizeof(*technicians));
	bool *jobs = xcalloc((size_t)problem->job_count, sizeof(*jobs));
	enum err err = ERR_OK;

	for (size_t i = 0; i < settings->initial_count && err == ERR_OK; i++)
		err = check_order(problem, &settings->initial[i], i,
				  technicians, jobs, detail);
	free(technicians);
	free(jobs);
	return err;
}

/* The given jobs that may be hers: those that are pinned to others are on
 * their routes already. Returns how many. */
static int32_t choose_jobs(const struct solution *solution,
			   const struct plan_order *order, int32_t *ret_jobs)
{
	const struct plan_problem *problem = solution->problem;
	int32_t count = 0;

	for (int32_t i = 0; i < order->count; i++) {
		int32_t job = order->jobs[i], at = solution->route_of[job];

		if (problem->jobs[job].group != PLAN_NONE && at == PLAN_NONE)
			continue;
		if (at == order->technician ||
		    (at == PLAN_NONE &&
		     rules_compatible(&problem->technicians[order->technician],
				      order->technician, &problem->jobs[job])))
			ret_jobs[count++] = job;
	}
	return count;
}

static int32_t count_pinned(const struct plan_problem *problem,
			    const int32_t *jobs, int32_t count)
{
	int32_t pinned = 0;

	for (int32_t i = 0; i < count; i++)
		pinned += problem->jobs[jobs[i]].pinned;
	return pinned;
}

/* One after another, each behind those that were given before it. */
static void place_in_order(struct search *search, int32_t technician,
			   const int32_t *jobs, int32_t count)
{
	struct solution *solution = &search->solution;
	const struct route *route = &solution->routes[technician];
	int32_t at = 0;

	for (int32_t i = 0; i < count; i++) {
		if (solution->route_of[jobs[i]] == technician) {
			if (solution->position_of[jobs[i]] >= at)
				at = solution->position_of[jobs[i]] + 1;
			continue;
		}
		for (int32_t k = at; k <= route->count; k++)
			if (recreate_fits(search, technician, jobs[i], k)) {
				solution_insert(solution, technician, jobs[i],
						k);
				at = k + 1;
				break;
			}
	}
}

/* Who was given one of the group. */
static int32_t given_to(const struct group *group, const int32_t *given,
			int32_t *ret_technicians)
{
	int32_t count = 0;

	for (int32_t i = 0; i < group->count; i++) {
		int32_t technician = given[group->jobs[i]], k = 0;

		while (k < count && ret_technicians[k] != technician)
			k++;
		if (technician != PLAN_NONE && k == count)
			ret_technicians[count++] = technician;
	}
	return count;
}

static void place_groups(struct search *search,
			 const struct plan_settings *settings)
{
	const struct plan_problem *problem = search->problem;
	int32_t *given = xcalloc((size_t)problem->job_count, sizeof(*given));
	int32_t technicians[PLAN_LINKED_MAX];

	for (int32_t i = 0; i < problem->job_count; i++)
		given[i] = problem->jobs[i].spec.pinned_technician;
	for (size_t i = 0; i < settings->initial_count; i++) {
		const struct plan_order *order = &settings->initial[i];

		for (int32_t k = 0; k < order->count; k++)
			if (!problem->jobs[order->jobs[k]].pinned)
				given[order->jobs[k]] = order->technician;
	}
	together_begin_round(search->together);
	for (int32_t i = 0; i < problem->group_count; i++) {
		struct together_choice choice = {.technicians = technicians};

		choice.count =
		    given_to(&problem->groups[i], given, technicians);
		if (choice.count > 0)
			together_insert(search->together, &search->solution, i,
					&choice);
		solution_keep(&search->solution);
	}
	free(given);
}

void initial_apply(struct search *search, const struct plan_settings *settings)
{
	const struct plan_problem *problem = search->problem;
	struct solution *solution = &search->solution;
	int32_t *jobs = xcalloc((size_t)problem->job_count, sizeof(*jobs));

	for (size_t i = 0; i < settings->initial_count; i++) {
		const struct plan_order *order = &settings->initial[i];
		int32_t technician = order->technician;
		int32_t count = choose_jobs(solution, order, jobs);

		if (count_pinned(problem, jobs, count) !=
			problem->technicians[technician].pinned_count ||
		    !solution_try_route(solution, technician, jobs, count))
			place_in_order(search, technician, jobs, count);
		solution_keep(solution);
	}
	free(jobs);
	if (settings->initial_count > 0 && problem->group_count > 0)
		place_groups(search, settings);
}
