/* SPDX-License-Identifier: MIT */
/* The plan as the planner's own files build it. */
#ifndef PLANNER_PLAN_INTERNAL_H
#define PLANNER_PLAN_INTERNAL_H

#include "planner/problem_internal.h"

struct walk;

struct own_route {
	struct plan_route told;	  /* what plan_route() shows */
	const int32_t *jobs;	  /* in order, and the visit at the depot */
	const struct hold *holds; /* parallel to jobs; NULL: none */
	int32_t stop_count;	  /* of both */
};

struct place_of_job {
	int32_t technician;
	int32_t step;
};

struct plan {
	const struct plan_problem *problem;
	struct arena *arena;
	struct own_route *routes;
	struct place_of_job *places; /* by job */
	int32_t *unassigned;
	size_t unassigned_count;
	struct plan_totals totals;
};

/* An empty plan; every job is unassigned until it is on a route. */
struct plan *plan_new(const struct plan_problem *problem);
/* Give the technician these stops in this order: jobs, and the visit at the
 * depot where it is needed. The route must be feasible. `holds` is parallel to
 * jobs, or NULL. */
void plan_set_route(struct plan *plan, struct walk *walk, int32_t technician,
		    const int32_t *jobs, const struct hold *holds,
		    int32_t count);
/* The same for a board's route, which may break rules. */
void plan_set_broken_route(struct plan *plan, struct walk *walk,
			   int32_t technician, const int32_t *jobs,
			   int32_t count);
/* Count the totals and the unassigned jobs. */
void plan_finish(struct plan *plan);

#endif
