/* SPDX-License-Identifier: MIT */
/*
 * The problem as the planner's own files see it: what was added, and what
 * plan_problem_finish() prepared. Read only after that.
 */
#ifndef PLANNER_PROBLEM_INTERNAL_H
#define PLANNER_PROBLEM_INTERNAL_H

#include <assert.h>

#include <callout/plan.h>

#include "planner/timewin.h"

#define BREAKS_MAX 16 /* of a technician: plan_problem_add_technician() */

/* A break that is planned. */
struct day_break {
	int32_t index; /* in the technician's breaks */
	int64_t duration_s;
	struct timewin win;
};

struct technician {
	struct plan_technician spec; /* lists are copies in the arena */
	uint64_t skill_mask;	     /* bit skill % 64 */
	bool masked; /* the mask says all: skills below 64, at level 1 */
	bool dated;  /* some skill ends or starts */
	/* Metres, costs of arcs or the time at jobs count too: tariff.h. */
	bool metered;
	bool plain;  /* has no breaks, nothing dated, nothing frozen */
	bool rested; /* the same but for one break with one window */
	bool quick;  /* travel_row() says all about the way and what it costs */
	bool relieved; /* pinned jobs in this order have moved some limit */
	bool slips; /* some timed pin is reached too late: see slack_hope() */
	struct day_break *breaks; /* in the order in which they are taken */
	int32_t break_count;
	/* The break of who is rested: begins in this window, with relief. */
	int64_t rest_open_s, rest_close_s, rest_s;
	/* These five with relief, see relief.h. */
	int64_t end_latest_s; /* of shift and overtime */
	int32_t max_jobs;
	int64_t max_travel_s;
	int64_t max_distance_m;
	int64_t *capacity; /* or NULL */
	/* The pinned jobs in the order in which they are driven. */
	int32_t *pinned;
	int32_t pinned_count;
	double seconds_per_metre;
	uint64_t tool_mask; /* bit tool % 64 */
	bool by_depot;	    /* may drive by it */
	int64_t share_s;    /* an even one of all work: see balance */
	/* Of the profile, or NULL. */
	const uint32_t *arc_metres, *arc_cost;
	/* Among the shifts of this person, by start: links_prepare(). */
	int32_t shift_rank, shift_count;
	const int32_t *shifts; /* shift_count technicians, or NULL: alone */
};

struct job {
	struct plan_job spec; /* lists are copies in the arena */
	struct timewin open;  /* of the begin, as if it were not pinned */
	struct timewin win;   /* of the begin; a timed pin: its start, and the
			       * relief is for the arrival */
	uint64_t skill_mask;
	bool masked; /* the same of its needs, to level 1 */
	bool pinned;
	bool timed; /* pinned at a start: it begins then, come what may */
	bool picky; /* has required, excluded or a territory */
	bool gone;  /* a live board's: its place in the list is free */
	bool held;  /* a live board's: pinned for the sake of its links only */
	bool typed; /* setup and service depend on who: job_work() */
	uint64_t tool_mask;
	bool kit; /* needs tools or parts */
	/* What links say; see links.c. */
	int32_t group;	 /* of the jobs it hangs together with; PLAN_NONE */
	int32_t unit;	 /* stands for all that count as one job with it */
	int32_t bundle;	 /* first of the jobs that are served only with it */
	int32_t partner; /* other end of its shipment, or PLAN_NONE */
	const int64_t *drops; /* what it delivers of its partner's pickup */
	const int32_t *links; /* of problem->links */
	int32_t link_count;
	/* Its time depends on others: it has a fixed begin on a route. */
	bool clocked;
	int32_t shifts_before, shifts_after; /* that its other days need */
	int32_t class_index;		     /* in the group's classes */
};

/* What links ask of one visit while it is on a route: its begin is fixed, and
 * where the setup depends on the stop before, so is the end, to a range. */
struct hold {
	int64_t begin_s; /* PLAN_ANY_TIME: free */
	int64_t end_min_s, end_max_s;
};

static const struct hold HOLD_NONE = {PLAN_ANY_TIME, -PLAN_TIME_MAX,
				      PLAN_TIME_MAX};

/* Jobs of a group that begin together; most are alone in theirs. */
struct link_class {
	int32_t first, count; /* in the group's jobs */
};

/* Jobs that hang together by links, each behind those it depends on. */
struct group {
	const int32_t *jobs;
	int32_t count;
	const struct link_class *classes; /* in the order of jobs */
	int32_t class_count;
	bool clocked; /* some job of it is */
	bool chain;   /* nothing but days of one person, in a row */
	bool uniform; /* a chain of days that are all the same */
	bool persons; /* some link is about who it is, in which shift */
};

struct work {
	int64_t setup_s, service_s;
};

/* What the search reads of a job all the time, close together: a job is ten
 * times as large. */
struct stop {
	int64_t open_s, close_s; /* of the begin: first and last, with relief */
	int64_t service_s;
	int32_t location;
	/* For the clock nothing else matters: one window, no setup, no type, no
	 * pin, nothing that depends on others. */
	bool plain;
};

struct point {
	double x, y, z; /* on the unit sphere */
};

/* Beside the seconds of a profile; or NULL. */
struct arcs {
	uint32_t *metres, *cost;
};

struct travel {
	struct point *points;
	int32_t count; /* of locations, by points or by rows */
	int32_t capacity;
	uint32_t **matrices; /* one a profile */
	struct arcs *arcs;   /* one a profile */
	int32_t matrix_count;
	uint32_t longest_s; /* of any leg in any of them */
	bool symmetric;	    /* all of them: a column can be read as a row */
	double speed_kmh, detour;
	/* What is known of ways between points, or NULL; and the place of each
	 * point in it. */
	struct plan_ways *ways;
	int32_t *places;
};

/* The largest sum of costs that can be, and what moves it; see magnitude.c. In
 * doubles, for it may be larger than any cost. */
struct magnitude {
	double most;
	double last_s;	  /* something may begin then, at the latest */
	double load_s;	  /* that a day may take after it, */
	double work_s;	  /* with the longest visit, */
	double pinned_s;  /* and with pins that were added later */
	double late_rate; /* cost of a second more of all of these */
	double way_cost;  /* of one way */
};

/* Of a job that was added later. */
struct magnitude_share {
	double cost, late_rate;
	double pinned_s; /* longer day of the technician */
};

struct plan_problem {
	struct arena *arena;
	bool finished;
	struct travel travel;
	struct technician *technicians;
	int32_t technician_count, technician_capacity;
	struct job *jobs;   /* one more than job_count: see is_depot() */
	struct stop *stops; /* parallel to them */
	int32_t job_count, job_capacity;
	size_t amounts;
	int64_t frozen_until_s;
	int32_t depot; /* location, or PLAN_NONE */
	int64_t balance_rate;
	struct plan_link *links;
	int32_t link_count, link_capacity;
	bool kits; /* some job needs tools or parts */
	/* near_jobs[job * near_job_count]: nearest first; the same for
	 * technicians, who are compatible too; PLAN_NONE fills up. */
	int32_t *near_jobs;
	int32_t near_job_count;
	int32_t *near_technicians;
	int32_t near_technician_count;
	const struct group *groups;
	int32_t group_count;
	int32_t unit_count; /* what is counted as a job */
	bool clocked;	    /* some group is */
	struct magnitude magnitude;
};

/* The visit at the depot stands among a route's jobs as one that is not there:
 * no window, no service, no priority, on any number of routes. */
static inline bool is_depot(const struct plan_problem *problem, int32_t job)
{
	return job == problem->job_count;
}

/* problem.c: check a job and copy its lists into problem->arena; unit and
 * bundle are the caller's to set. */
enum err problem_read_job(struct plan_problem *problem,
			  const struct plan_job *job, struct job *ret_job,
			  struct err_detail *detail) ERR_MUST_CHECK;
/* Which of spec.breaks are planned, and in what order. technician->breaks has
 * room for all of them. */
void problem_plan_breaks(const struct plan_problem *problem,
			 struct technician *technician);

/* problem.c: of the type, or the job's own. */
struct work job_typed_work(const struct job *job, int32_t type);

/* What a job takes with this technician: the only place that knows of types. */
static inline struct work job_work(const struct technician *technician,
				   const struct job *job)
{
	if (job->typed)
		return job_typed_work(job, technician->spec.type);
	return (struct work){job->spec.setup_s, job->spec.service_s};
}

/* magnitude.c: ERR_TOO_LARGE where a cost could leave int64. Before anything is
 * prepared. */
enum err magnitude_check(struct plan_problem *problem,
			 struct err_detail *detail) ERR_MUST_CHECK;
/* One job more, on a live board: ERR_INPUT where that is too much, and nothing
 * is changed. pinned_s: of each technician, what was added in pins. */
enum err magnitude_add(struct plan_problem *problem,
		       const struct plan_job *spec, double *pinned_s,
		       struct magnitude_share *ret_share,
		       struct err_detail *detail) ERR_MUST_CHECK;
void magnitude_remove(struct plan_problem *problem, int32_t pinned_technician,
		      double *pinned_s, const struct magnitude_share *share);

/* matrices.c: what one leg can cost, by its metres or by what was said of it.
 */
double matrices_longest_leg_cost(const struct travel *travel,
				 int64_t metre_rate);

/* travel.c */
int64_t travel_over_earth_s(const struct travel *travel,
			    double seconds_per_metre, int32_t from, int32_t to);

/* By what is known, or an estimate from that. */
int64_t travel_by_ways_s(const struct travel *travel,
			 const struct technician *technician, int32_t from,
			 int32_t to);
/* Of the great circle. */
double travel_apart_m(const struct point *a, const struct point *b);
/* problem.c, live_jobs.c: the point number travel->count, which has room. */
void travel_set_point(struct travel *travel, double lat, double lon);
/* Is no way shorter than the straight one's time? */
static inline bool travel_is_straight(const struct travel *travel)
{
	return travel->matrix_count == 0 && travel->ways == NULL;
}

/* Inline, because the search does little else. */
static inline int64_t travel_between_s(const struct plan_problem *problem,
				       const struct technician *technician,
				       int32_t from, int32_t to)
{
	const struct travel *travel = &problem->travel;
	uint32_t s;

	if (from < 0 || to < 0)
		return 0;
	assert(from < travel->count && to < travel->count);
	if (travel->matrix_count == 0) {
		if (from == to)
			return 0;
		if (travel->ways != NULL)
			return travel_by_ways_s(travel, technician, from, to);
		return travel_over_earth_s(
		    travel, technician->seconds_per_metre, from, to);
	}
	s = travel->matrices[technician->spec.profile]
			    [(size_t)from * (size_t)travel->count + (size_t)to];
	if (technician->spec.speed_factor == 1)
		return s;
	return (int64_t)(s / technician->spec.speed_factor + 0.5);
}
/* From each location to this one, and back. Of a technician who is quick. */
static inline const uint32_t *travel_row(const struct plan_problem *problem,
					 const struct technician *technician,
					 int32_t location)
{
	const struct travel *travel = &problem->travel;

	return &travel->matrices[technician->spec.profile]
				[(size_t)location * (size_t)travel->count];
}
/* Metres of the road; 0 where a matrix does not tell. No speed matters. */
int64_t travel_between_m(const struct plan_problem *problem,
			 const struct technician *technician, int32_t from,
			 int32_t to);
/* Of a technician who has arc_cost. */
int64_t travel_arc_cost(const struct plan_problem *problem,
			const struct technician *technician, int32_t from,
			int32_t to);
/* The whole way over these jobs; 0 if there are none: nobody sets out. */
int64_t travel_route_s(const struct plan_problem *problem,
		       const struct technician *technician, const int32_t *jobs,
		       int32_t count);
struct point travel_point(double lat, double lon);
/* For ranking only: monotone in the distance, no technician's speed. */
double travel_rank(const struct plan_problem *problem, int32_t a, int32_t b);

/* rules.c: the rules that need no clock: who may serve the job at all. */
bool rules_compatible(const struct technician *technician, int32_t index,
		      const struct job *job);
/* The hours between which the whole stay must lie, by certificates. */
void rules_certified(const struct technician *technician, const struct job *job,
		     int64_t *ret_from, int64_t *ret_to);

/* links.c: find the groups; ERR_INPUT for links that cannot be. */
enum err links_prepare(struct plan_problem *problem,
		       struct err_detail *detail) ERR_MUST_CHECK;
/* Are both technicians shifts of one person? */
static inline bool same_person(const struct plan_problem *problem, int32_t a,
			       int32_t b)
{
	int32_t person = problem->technicians[a].spec.person;

	return a == b || (person != PLAN_NONE &&
			  person == problem->technicians[b].spec.person);
}

/* stops.c */
void stops_prepare(struct plan_problem *problem);
/* Again, after one job was changed; and whether a technician is `plain` or
 * `rested`. */
void stop_prepare(struct plan_problem *problem, int32_t job);
void stops_prepare_technician(const struct plan_problem *problem,
			      struct technician *technician);

/* neighbours.c */
void neighbours_prepare(struct plan_problem *problem);

/* pins.c: order the pinned jobs and grant relief for what they break. */
void pins_prepare(struct plan_problem *problem);

#endif
