/* SPDX-License-Identifier: MIT */
/*
 * The evaluator in its parts, so that whoever holds a technician's day ready
 * (live.c) gets the same verdicts as plan_evaluate() without the work of
 * opening the day, or with a faster way to the same place.
 */
#ifndef PLANNER_EVALUATE_INTERNAL_H
#define PLANNER_EVALUATE_INTERNAL_H

#include "planner/tariff.h"
#include "planner/walk.h"

/* The technician's day without the job in question. `own` and relief_s hold
 * what the day breaks already, which is not held against the newcomer. */
struct day {
	const struct plan_problem *problem;
	int32_t technician;
	struct technician own;
	struct day_break breaks[BREAKS_MAX]; /* own.breaks */
	int64_t capacity[PLAN_AMOUNTS_MAX];  /* own.capacity, if changed */
	/* Its stops: jobs, and the visit at the depot if the jobs need it. */
	int32_t *jobs;
	int64_t *relief_s;  /* of jobs */
	struct hold *holds; /* of jobs, or NULL */
	int32_t count;
	/* Room for them with the visit elsewhere; NULL where nobody needs tools
	 * or parts. */
	int32_t *other_jobs;
	int64_t *other_relief_s;
	struct hold *other_holds;
	struct tariff tariff;
	struct drive_result result;
	const int64_t *leg_s;	 /* as in struct drive, for whoever knows it */
	struct stop_time *times; /* count + 1; NULL if there are no jobs */
	bool relieved; /* `own` or relief_s differ from the problem's */
	/* Of a linked job: its begin is not before this (NULL: any), and it
	 * stands behind so many (last_at below 0: anywhere). */
	const int64_t *from_s;
	int32_t first_at, last_at;
};

/* One place, as it is compared with others. */
struct choice {
	/* 0: the visit at the depot, if there is one, stays where it is; else
	 * it comes after `visit` - 1 of the jobs. And the job after `at` of the
	 * stops that are then. */
	int32_t visit;
	int32_t at;
	int64_t broken;	    /* seconds, and units that do not fit */
	int64_t duration_s; /* the day's, where it costs */
	struct tariff added;
	int64_t cost;
};

/* The day of these jobs but `without` (or PLAN_NONE), which was pinned there
 * perhaps. Heap; day_close() frees what it holds. */
void day_open(struct day *day, const struct plan_problem *problem,
	      int32_t technician, const int32_t *jobs, int32_t count,
	      int32_t without, struct walk *walk);
/* The same once the job has left for good: what the day was granted because of
 * it is not granted any more. */
void day_open_left(struct day *day, const struct plan_problem *problem,
		   int32_t technician, const int32_t *jobs, int32_t count,
		   int32_t left, struct walk *walk);
/* The same where some of the jobs are held (NULL: none is). */
void day_open_held(struct day *day, const struct plan_problem *problem,
		   int32_t technician, const int32_t *jobs,
		   const struct hold *holds, int32_t count, int32_t without,
		   struct walk *walk);
void day_close(struct day *day);

/* The day's stops, or a variant of them. */
struct day_stops {
	const int32_t *jobs;
	const int64_t *relief_s;
	const struct hold *holds; /* or NULL */
	int32_t count;
};
/* With the visit at the depot as a choice has it. Valid until the next one of
 * the same day. */
struct day_stops day_stops_of(const struct day *day, int32_t visit);

static inline int64_t day_over_limit(int64_t value, int64_t limit)
{
	return value > limit ? value - limit : 0;
}

static inline int64_t day_duration_s(const struct day *day)
{
	return day->result.end_s - day->result.start_s;
}

/* Walk choice->at and fill the rest. False if strict and a rule of time is
 * broken. The walk is left there. */
bool day_judge_place(const struct day *day, struct walk *walk, int32_t job,
		     int64_t begin_s, bool strict, struct choice *choice);

/* The best place: least broken, then least cost, then first. The walk is left
 * there. O(stops^2). */
struct choice day_choose_place(const struct day *day, struct walk *walk,
			       int32_t job, int64_t begin_s);

/* All verdicts of a place that was judged last by this walk. */
void day_evaluate(const struct day *day, struct walk *walk,
		  const struct choice *choice, int32_t job, int64_t begin_s,
		  struct plan_evaluation *ret);

/* The order of candidates: fewer broken rules, less broken, less cost, then by
 * index. */
int evaluations_compare(const struct plan_evaluation *x,
			const struct plan_evaluation *y);
/* A copy in this order, from the arena. */
const struct plan_evaluation *
evaluations_sort(const struct plan_evaluation *all, size_t count,
		 struct arena *arena);

#endif
