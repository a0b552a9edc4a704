/* SPDX-License-Identifier: MIT */
/*
 * The state of one search: a route for every technician, the jobs that are on
 * none, and what they come to. Changes can be taken back: touch a route before
 * changing it, then keep or undo all changes since the last of either.
 */
#ifndef PLANNER_SOLUTION_H
#define PLANNER_SOLUTION_H

#include "planner/alike.h"
#include "planner/depot.h"
#include "planner/slack.h"
#include "planner/walk.h"

/* What is compared, one after the other; less is better. */
struct objective {
	int64_t lost;	/* priority of the jobs that nobody has */
	int32_t absent; /* what links tie to one job counts as one */
	int64_t cost;
};

struct saved_route {
	int32_t technician;
	struct route route; /* as it was; its arrays are used again */
};

struct solution {
	const struct plan_problem *problem;
	struct walk *walk;
	struct route *routes; /* one a technician */
	int32_t *route_of;    /* job -> technician or PLAN_NONE */
	int32_t *position_of; /* job -> index in its route */
	int32_t *absent;      /* jobs on no route, in no order */
	int32_t absent_count; /* visits; value.absent may be less */
	int32_t *absent_at;   /* job -> index in absent or PLAN_NONE */
	int32_t *missing;     /* unit -> visits absent; NULL without links */
	struct objective value;
	int32_t used; /* routes with a job */
	struct alike alike;
	uint64_t versions; /* given to routes so far */
	/* The log of what was touched. */
	struct objective value_before;
	struct saved_route *log;
	int32_t log_count, log_capacity;
	uint32_t *touched; /* technician -> round */
	uint32_t round;
	struct route variant, scratch;	/* with the depot elsewhere; a copy */
	struct depot_variant *variants; /* that were asked for last */
};

/* Every technician has her pinned jobs; all others are absent. */
void solution_init(struct solution *solution,
		   const struct plan_problem *problem);
/* Nothing at all: no technician, no job, until it is given some. */
void solution_init_empty(struct solution *solution,
			 const struct plan_problem *problem);
void solution_free(struct solution *solution);

/* Give a technician with her route, or an absent job, to another solution of
 * the same problem. What a solution does not have is neither on a route of it
 * nor absent. Both were kept or undone before. */
void solution_give_route(struct solution *from, struct solution *to,
			 int32_t technician);
void solution_give_absent(struct solution *from, struct solution *to,
			  int32_t job);

/* -1, 0, 1 as a is better, equal, worse. */
int solution_compare(const struct objective *a, const struct objective *b);

/* Take `count` jobs out from position `at`; they become absent. The route must
 * be brought up to date by solution_refresh() before it is asked anything;
 * false: what is left of it breaks a hard rule, and must be changed again. */
void solution_remove(struct solution *solution, int32_t technician, int32_t at,
		     int32_t count);
bool solution_refresh(struct solution *solution, int32_t technician);

/* Is there room on board, wherever the job goes? */
enum room { ROOM_NONE, ROOM_PERHAPS, ROOM_ENOUGH };
enum room solution_room(const struct solution *solution, int32_t technician,
			int32_t job);

/* The part of the price that is the same at every place of the route; the way
 * comes on top, and never less than nothing after that. */
int64_t solution_base_price(const struct plan_problem *problem,
			    int32_t technician, const struct route *route,
			    int32_t job);

/* What it would cost to insert an absent job after `at` jobs, with the travel
 * of that place; INT64_MAX where it does not fit, or where the cost is not
 * below `limit`. */
int64_t solution_price(struct solution *solution, int32_t technician,
		       int32_t job, int32_t at, enum room room,
		       const struct place_travel *travel, int64_t limit);
void solution_insert(struct solution *solution, int32_t technician, int32_t job,
		     int32_t at);

/* A place for a visit whose begin is fixed. */
struct held_place {
	/* Behind so many; PLAN_NONE: it is there already and gets a begin. */
	int32_t at;
	/* The visit at the depot comes behind so many of the others before that
	 * (PLAN_NONE: there is none, or it stays). */
	int32_t visit_at;
	int64_t begin_s;
};
/* What a place on a variant of the route costs, but for its time (see
 * slack_starts()); INT64_MAX where a limit is broken. */
int64_t solution_price_place(const struct solution *solution,
			     int32_t technician, const struct route *route,
			     int32_t job, int32_t at, enum room room,
			     const struct place_travel *travel);
/* Is it all one to the cost when the job begins? Else this is the cost of a
 * place with its time; INT64_MAX where it does not fit. O(stops). */
bool solution_begin_is_free(const struct solution *solution, int32_t technician,
			    int32_t job);
int64_t solution_price_held(struct solution *solution, int32_t technician,
			    int32_t job, const struct held_place *place);
void solution_insert_held(struct solution *solution, int32_t technician,
			  int32_t job, const struct held_place *place,
			  const struct hold *hold);
/* Change what holds a visit that is on a route, and refresh that. */
void solution_hold(struct solution *solution, int32_t job,
		   const struct hold *hold);
/* HOLD_NONE where nothing does. */
static inline struct hold solution_held(const struct solution *solution,
					int32_t job)
{
	const struct route *route = &solution->routes[solution->route_of[job]];

	return route->holds == NULL ? HOLD_NONE
				    : route->holds[solution->position_of[job]];
}

/* The same on a variant of the technician's route. And work out the variant
 * itself from `jobs` and leg_s, with what it costs; false: it breaks a rule. */
int64_t solution_price_on(struct solution *solution, int32_t technician,
			  const struct route *route, int32_t job, int32_t at,
			  enum room room, const struct place_travel *travel,
			  int64_t limit);
bool solution_cost_of(struct solution *solution, int32_t technician,
		      struct route *route);

/* Has the technician as many jobs as she takes? */
static inline bool solution_is_full(const struct solution *solution,
				    int32_t technician)
{
	const struct plan_problem *problem = solution->problem;
	const struct route *route = &solution->routes[technician];
	int32_t most = problem->technicians[technician].max_jobs;

	return route->count >= most &&
	       (!problem->kits || route->count > most ||
		depot_find(problem, route->jobs, route->count) == PLAN_NONE);
}

/* Are tools and parts for one more job on board? Where it is by the depot, its
 * places are those of solution_price_depot(). */
enum kit { KIT_NONE, KIT_BY_DEPOT, KIT_ENOUGH };
enum kit solution_kit(const struct solution *solution, int32_t technician,
		      int32_t job);
/* The best place for the job with the best one for the visit: what it costs,
 * INT64_MAX where it is not below `limit`. Given a place (PLAN_NONE: all), only
 * the visit's is looked for. O(stops^2) prices. */
struct depot_place {
	int32_t at;	   /* in the route as it is */
	int32_t visit_at;  /* once the visit that was there is gone */
	int32_t at_beside; /* once the visit is back */
};
int64_t solution_price_depot(struct solution *solution, int32_t technician,
			     int32_t job, int32_t at, enum room room,
			     int64_t limit, struct depot_place *ret_place);

void depot_variants_free(struct solution *solution);

/* Make solution->variant of the route with the visit after `at` of the other
 * jobs, and say behind how many jobs of it the new one may stand at least
 * (PLAN_NONE: that variant breaks a rule). False: something is missing before.
 */
bool solution_try_depot(struct solution *solution, int32_t technician,
			int32_t job, int32_t at, int32_t *ret_first);

/* Where two routes are cut: before their jobs number `at`. */
struct tails {
	int32_t technician[2];
	int32_t at[2];
};
/* Each gets the other's jobs behind the cut. False: that breaks a rule, and
 * must be undone. The two must be alike. */
bool solution_swap_tails(struct solution *solution, const struct tails *tails);

void solution_keep(struct solution *solution);
void solution_undo(struct solution *solution);

/* Make the route exactly this (used to return to the best). `holds` (parallel
 * to jobs) NULL: nothing is held. */
void solution_set_route(struct solution *solution, int32_t technician,
			const int32_t *jobs, const struct hold *holds,
			int32_t count);
/* The same for jobs that perhaps do not fit: then false, and the caller takes
 * the change back. */
bool solution_change_route(struct solution *solution, int32_t technician,
			   const int32_t *jobs, int32_t count);
/* Then false, and nothing changed. On success it is kept. */
bool solution_try_route(struct solution *solution, int32_t technician,
			const int32_t *jobs, int32_t count);

#endif
