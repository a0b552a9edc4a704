/* SPDX-License-Identifier: MIT */
/*
 * Whom to try for a job in a repair: those who are at work near it, by the
 * problem's lists of near jobs or, for a job that came later, by a look at all
 * visits; then those who live near. Only who may do it by the static rules.
 */
#include <stdlib.h>

#include "planner/ranked.h"
#include "planner/repair_internal.h"

enum { NEAR_ROUTES = 24, NEAR_HOMES = 12, TRY_ALL_BELOW = 40 };

static void add(struct repair *repair, struct loose *loose, int32_t technician)
{
	const struct plan_problem *problem = &repair->live->problem;

	if (technician == PLAN_NONE ||
	    repair->marked[technician] == repair->mark ||
	    !rules_compatible(&problem->technicians[technician], technician,
			      &problem->jobs[loose->job]))
		return;
	repair->marked[technician] = repair->mark;
	loose->near[loose->near_count++] = technician;
}

/* How near the technician's home or nearest visit is. */
static double nearness(const struct plan_live *live, int32_t location,
		       int32_t technician)
{
	const struct plan_problem *problem = &live->problem;
	const struct route *route = &live->days[technician].route;
	double best =
	    travel_rank(problem, location,
			problem->technicians[technician].spec.start_location);

	for (int32_t i = 0; i < route->count; i++) {
		double rank =
		    travel_rank(problem, location,
				problem->jobs[route->jobs[i]].spec.location);

		best = rank < best ? rank : best;
	}
	return best;
}

/* A look at all visits, for a job that the lists do not know. */
static void rank_all(struct repair *repair, struct loose *loose)
{
	const struct plan_problem *problem = &repair->live->problem;
	int32_t count = problem->technician_count;
	struct ranked *all = xcalloc((size_t)count, sizeof(*all));

	for (int32_t i = 0; i < count; i++)
		all[i] = (struct ranked){
		    nearness(repair->live,
			     problem->jobs[loose->job].spec.location, i),
		    i};
	qsort(all, (size_t)count, sizeof(*all), ranked_compare);
	for (int32_t i = 0;
	     i < count && loose->near_count < NEAR_ROUTES + NEAR_HOMES; i++)
		add(repair, loose, all[i].item);
	free(all);
}

static void read_lists(struct repair *repair, struct loose *loose)
{
	const struct plan_live *live = repair->live;
	const struct plan_problem *base = live->base;
	const int32_t *jobs =
	    &base->near_jobs[(size_t)loose->job * (size_t)base->near_job_count];
	const int32_t *homes =
	    &base->near_technicians[(size_t)loose->job *
				    (size_t)base->near_technician_count];

	for (int32_t i = 0;
	     i < base->near_job_count && loose->near_count < NEAR_ROUTES; i++)
		if (jobs[i] != PLAN_NONE && !live->problem.jobs[jobs[i]].gone)
			add(repair, loose, live->route_of[jobs[i]]);
	for (int32_t i = 0; i < base->near_technician_count && i < NEAR_HOMES;
	     i++)
		add(repair, loose, homes[i]);
}

/* A job of the problem whose place another one took later has its index too;
 * then it is not the one that the lists speak of. */
static bool is_listed(const struct plan_live *live, int32_t job)
{
	return job < live->base->job_count && live->chunk_of[job] == NULL;
}

void repair_find_near(struct repair *repair, struct loose *loose)
{
	int32_t count = repair->live->problem.technician_count;
	int32_t most = NEAR_ROUTES + NEAR_HOMES;

	repair->mark++;
	loose->near_count = 0;
	loose->near = arena_calloc(
	    repair->arena, (size_t)(count < TRY_ALL_BELOW ? count : most) + 2,
	    sizeof(*loose->near));
	if (count < TRY_ALL_BELOW)
		for (int32_t i = 0; i < count; i++)
			add(repair, loose, i);
	else if (is_listed(repair->live, loose->job))
		read_lists(repair, loose);
	else
		rank_all(repair, loose);
	/* Where it came from is always worth a try. */
	if (count >= TRY_ALL_BELOW)
		add(repair, loose, loose->from);
}
