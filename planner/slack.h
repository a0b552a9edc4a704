/* SPDX-License-Identifier: MIT */
/*
 * Slack of a route: for every stop and number of breaks already taken, the
 * earliest time at which the technician can leave, and the latest at which she
 * must, for the rest of the day to hold. With both, whether one more job fits
 * at a place is answered without walking the route.
 *
 * Both are exact for every hard rule of time, because a later arrival never
 * gives an earlier departure (Savelsbergh 1992; with breaks as a dimension).
 */
#ifndef PLANNER_SLACK_H
#define PLANNER_SLACK_H

#include "planner/problem_internal.h"

struct span;
struct place_travel;

/* A place for one more job in a nutshell, which rules out most of them. */
struct gap {
	int64_t earliest_s; /* when the stop before can be left */
	int64_t latest_s;   /* when the stop after must be left */
	int64_t leg_s;	    /* between them; 0 if nobody drives it now */
	int32_t from;	    /* location of the stop before */
};

struct route {
	int32_t *jobs;
	uint64_t version; /* no other route ever had the same */
	/* Parallel to jobs; NULL where no link of the problem is about time. */
	struct hold *holds;
	int32_t hold_capacity;
	int32_t count, capacity;
	int32_t soft_jobs; /* that have a due time */
	int64_t travel_s;
	int64_t travel_m;  /* of the metered; else 0 */
	int64_t way_cost;  /* travel and distance */
	int64_t soft_cost; /* lateness, overtime */
	int64_t cost;	   /* all of it */
	/* On board at the start and at the end. */
	int64_t delivery[PLAN_AMOUNTS_MAX], pickup[PLAN_AMOUNTS_MAX];
	bool ships; /* has an end of a shipment: more may be on board between */
	bool brief; /* the short pass was enough: see slack_plain.c */
	/* [stage * (breaks + 1) + taken]; stage 0 is the start, stage i is job
	 * i - 1. */
	int64_t *ready_s, *leave_by_s;
	/* The latest arrival at stage i + 1, from another location. */
	int64_t *arrive_by_s;
	size_t slots;	  /* of the three */
	int64_t *leg_s;	  /* travel before job i; before the end */
	struct gap *gaps; /* one for each, and one more for its `from` */
	int32_t leg_capacity;
	int64_t work_s; /* service and setup: see balance */
	/* Where working time costs; see duration.h. */
	int64_t duration_s;
	struct span *spans;
	int32_t span_capacity;
	bool simple; /* the spans hold */
};

static inline const struct hold *route_hold(const struct route *route,
					    int32_t at)
{
	return route->holds == NULL ? NULL : &route->holds[at];
}

void slack_free(struct route *route);
/* As they are, so that a change can be taken back without working it out. */
void slack_copy(struct route *to, const struct route *from, int32_t breaks);

/* Only among `jobs`: nothing else is brought up to date. */
void slack_put(struct route *route, int32_t job, const struct hold *hold,
	       int32_t at);
void slack_take(struct route *route, int32_t at);

/* Bring leg_s up to date: of the whole route; after one more job, or `count`
 * fewer, at `at`. `jobs` was changed before. */
void slack_measure(const struct plan_problem *problem, int32_t technician,
		   struct route *route);
void slack_inserted(const struct plan_problem *problem, int32_t technician,
		    struct route *route, int32_t at);
void slack_removed(const struct plan_problem *problem, int32_t technician,
		   struct route *route, int32_t at, int32_t count);

/* Recompute the arrays and travel_s from `jobs` and leg_s. False if the route
 * breaks a hard rule of time. O(jobs * breaks^2). */
bool slack_update(const struct plan_problem *problem, int32_t technician,
		  struct route *route);

/* slack_plain.c: the same where nothing but windows, travel and one break
 * matters. False: more does, and nothing was done. O(jobs). */
bool slack_update_plain(const struct plan_problem *problem,
			const struct technician *technician,
			struct route *route);
/* Does slack_fits_plain() say for this job what slack_fits() does? And then:
 * does it fit? */
static inline bool slack_is_plain(const struct plan_problem *problem,
				  const struct technician *technician,
				  const struct route *route, int32_t job)
{
	return route->brief && problem->stops[job].plain &&
	       problem->frozen_until_s <= technician->spec.shift_start_s;
}
bool slack_fits_plain(const struct technician *technician,
		      const struct route *route, const struct stop *stop,
		      int32_t at, const struct place_travel *travel);

/* The time between the earliest end and the latest start that leads to it. Of a
 * feasible route that is up to date; afterwards the latest times are those of a
 * day that must end then, so it is asked of a copy. */
int64_t slack_duration(const struct plan_problem *problem, int32_t technician,
		       struct route *route);

/* Without looking at the road: is the job's window over before anybody can be
 * at this place of the route (and so at all later ones), or does it open after
 * the next stop must be left? */
enum slack_hope { SLACK_TOO_LATE, SLACK_TOO_EARLY, SLACK_PERHAPS };
static inline enum slack_hope slack_hope(const struct plan_problem *problem,
					 int32_t index,
					 const struct route *route,
					 const struct job *job, int32_t at)
{
	const struct technician *technician = &problem->technicians[index];
	const struct gap *gap = &route->gaps[at];

	/* A timed pin that is reached too late begins when it was pinned all
	 * the same: behind it the clock stands earlier than before it. */
	if (technician->slips)
		return SLACK_PERHAPS;
	if (timewin_late(&job->win, gap->earliest_s) > 0)
		return SLACK_TOO_LATE;
	return job->win.at[0].start_s + job_work(technician, job).service_s >
		       gap->latest_s
		   ? SLACK_TOO_EARLY
		   : SLACK_PERHAPS;
}

/* The latest arrival at the stop behind `at` jobs (or the end), wherever from,
 * for the rest of the day to hold. */
int64_t slack_late_s(const struct plan_problem *problem, int32_t technician,
		     const struct route *route, int32_t at);

/* A place for one more job: after `at` jobs of the route. `before` is the place
 * before this one, or NULL: half of the way is known from there. */
struct place_travel {
	int64_t to_s, from_s; /* travel to the job and on */
	int64_t added_s;
};
struct place_travel slack_travel(const struct plan_problem *problem,
				 int32_t technician, const struct route *route,
				 int32_t job, int32_t at,
				 const struct place_travel *before);

/* Does the job fit there in time? O(breaks^2). */
bool slack_fits(const struct plan_problem *problem, int32_t technician,
		const struct route *route, int32_t job, int32_t at,
		const struct place_travel *travel);

/* How far one limit alone would have to be wider for the job to fit there in
 * time; 0: it fits as it is, TIME_NEVER: no width of this one does. */
struct slack_lack {
	int64_t shift_end_s, shift_start_s;   /* the technician's */
	int64_t window_end_s, window_start_s; /* each of the job's */
};
/* O(jobs * breaks^2). */
struct slack_lack slack_lacks(const struct plan_problem *problem,
			      int32_t technician, const struct route *route,
			      int32_t job, int32_t at,
			      const struct place_travel *travel);

/* When a visit may begin and end. */
struct start_range {
	int64_t begin_min_s, begin_max_s, end_min_s, end_max_s;
};
#define START_ANY_TIME                                                       \
	{                                                                    \
		-PLAN_TIME_MAX, PLAN_TIME_MAX, -PLAN_TIME_MAX, PLAN_TIME_MAX \
	}

/* The begins within `range` that leave the rest of the route in time, as
 * windows that may overlap. The visit stands behind `at` others and before the
 * one at `next`: that is `at` for one more, at + 1 for the one that stands
 * there already. Of more than `room` windows the rest is dropped. Returns how
 * many there are. O(breaks^2 windows). */
int32_t slack_starts(const struct plan_problem *problem, int32_t technician,
		     const struct route *route, int32_t job, int32_t at,
		     int32_t next, const struct place_travel *travel,
		     const struct start_range *range,
		     struct plan_window *ret_windows, int32_t room);
/* How long the job would take behind `at` others. */
int64_t slack_stay_s(const struct plan_problem *problem, int32_t technician,
		     const struct route *route, int32_t job, int32_t at);

#endif
