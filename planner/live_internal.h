/* SPDX-License-Identifier: MIT */
/* The live board as its own files see it. */
#ifndef PLANNER_LIVE_INTERNAL_H
#define PLANNER_LIVE_INTERNAL_H

#include <callout/plan_live.h>

#include "planner/evaluate_internal.h"
#include "planner/slack.h"

/* One technician's day, ready to be asked. `route` has the order of jobs and
 * the slack; `day` is what the evaluator makes of it. */
struct live_day {
	struct day day;
	struct route route;
	/* For each place: no job can begin earlier, or be done later, because
	 * of the others; without looking at the road. */
	int64_t *early_s, *late_s;
	int32_t place_capacity;
	int64_t room_s; /* the most of late - early */
	bool plain;	/* live_is_plain_day() */
	/* One window each, no certificates: a second more at an end of the day
	 * is at most a second more anywhere. */
	bool steady;
	bool slack;		  /* and the route's slack holds for the day */
	struct plan_window hours; /* in which its visits can begin */
};

/* See live_hours.c. */
struct live_hours {
	int32_t *technicians; /* by the start of their shift in the problem */
	int64_t *start_s;     /* of these */
	int64_t most_before_s, most_after_s; /* the hours of a day reach */
	int32_t *found;
	uint64_t *marks; /* a bit a technician; none is set between calls */
};

/* Technicians in ascending order. */
struct live_some {
	const int32_t *technicians;
	int32_t count;
};

/* The lists of some added jobs, freed with the last of them. */
struct live_chunk {
	struct arena *arena;
	int32_t added, alive;
};

/* A place that has the time for a job, as far as can be seen by its ends: it
 * cannot begin before early_s or after late_s. Where none has, broken_s: so
 * much will be broken at least, if the day is steady. */
struct live_gap {
	int32_t at;
	struct place_travel travel;
	union {
		struct {
			int64_t early_s, late_s;
		};
		int64_t broken_s;
	};
};

struct live_gaps {
	struct live_gap *all;
	int32_t count, capacity;
};

/* What an added job may cost at most, as one that is pinned as it came. */
struct live_share {
	struct magnitude_share sum;
	int32_t pinned_technician;
};

struct plan_live {
	const struct plan_problem *base;
	/* The base with what changed; all but the lists are own copies. */
	struct plan_problem problem;
	struct arena *arena; /* limits and breaks of the technicians */
	struct live_day *days;
	int32_t *route_of;	      /* job -> technician or PLAN_NONE */
	struct live_chunk **chunk_of; /* job -> its lists; NULL: the base's */
	struct live_chunk *chunk;     /* being filled */
	struct plan_window **pin_of;  /* job -> the window of a timed pin */
	struct live_share *share_of;  /* of those with a chunk */
	double *pinned_s;	      /* technician -> see magnitude_add() */
	int32_t *gone;		      /* free places in problem.jobs */
	int32_t gone_count;
	int32_t known; /* places that have all of these */
	bool keep;     /* plan_live_keep_begins() */
	struct live_hours hours;
	/* Scratch. */
	struct walk *walk, *base_walk;
	struct live_gaps gaps;
};

/* A job that is asked about, with its own way of looking at it: while it is
 * open, the job counts as one that nobody pinned, and that begins at begin_s if
 * that is given. */
struct live_question {
	struct plan_live *live;
	int32_t job;
	int64_t begin_s;
	struct job kept;	  /* the job as it was */
	struct plan_window asked; /* begin_s */
	bool plain;		  /* live_is_plain_job() */
	int32_t home;		  /* who has the job; PLAN_NONE */
	struct live_day without;  /* her day without it */
};

enum { LIVE_CHUNK_JOBS = 64 };

/* live.c: all places for jobs up to `room` are there, most of them free. The
 * visit at the depot, which is the job behind the last, moves on. */
void live_make_room(struct plan_live *live, int32_t room);
/* One job less in it; NULL is accepted. */
void live_drop_chunk(struct plan_live *live, struct live_chunk *chunk);

/* live_day.c: the day of these jobs but `without`; the order is copied. It may
 * have been open, and is closed. */
void live_open_day(struct plan_live *live, struct live_day *day,
		   int32_t technician, const int32_t *jobs, int32_t count,
		   int32_t without);
/* As it stands on the board, without a look at relief. */
void live_reopen(struct plan_live *live, int32_t technician);
void live_day_open(struct plan_live *live, struct live_day *day,
		   int32_t technician, int32_t without);
/* A day of hers with these jobs. */
void live_day_open_of(struct plan_live *live, struct live_day *day,
		      int32_t technician, const int32_t *jobs, int32_t count);
void live_day_close(struct live_day *day);
/* The day as it would be if the technician in live->problem is changed, enough
 * for live_fits_day(): only slack and limits. It may be opened again, and is
 * zeroed at first. False: it breaks a rule. What is not light must stay. */
bool live_light_open(struct plan_live *live, struct live_day *light,
		     int32_t technician);
void live_light_close(struct live_day *light);
/* Grant anew what the day breaks by itself, and open it. */
void live_refresh(struct plan_live *live, int32_t technician);

/* live_jobs.c: only what the job is: nobody's pin, or a timed one; a held one
 * is pinned for the sake of its links. */
void live_set_pin(struct plan_live *live, int32_t job, int32_t technician,
		  int64_t begin_s);
void live_hold(struct plan_live *live, int32_t job, int32_t technician,
	       int64_t begin_s);

/* Only the order of a route: the day must be refreshed before it is asked. */
void live_put(struct plan_live *live, int32_t job, int32_t technician,
	      int32_t at);
void live_take_at(struct plan_live *live, int32_t technician, int32_t at);
/* Returns who had it. */
int32_t live_take(struct plan_live *live, int32_t job);

/* live_hours.c */
void live_hours_open(struct plan_live *live);
void live_hours_close(struct live_hours *hours);
/* The technician's day was opened anew. */
void live_hours_note(struct plan_live *live, int32_t technician);
/* On whose day something can begin within these hours, and one more (or
 * PLAN_NONE); valid until the next call. O(log n), and O(1) for each of those
 * who work about then. */
struct live_some live_at_work(struct plan_live *live, int64_t from_s,
			      int64_t to_s, int32_t also);

/* live_place.c */
void live_question_open(struct live_question *question, struct plan_live *live,
			int32_t job, int64_t begin_s);
void live_question_close(struct live_question *question);
const struct live_day *live_question_day(const struct live_question *question,
					 int32_t technician);

/* May the technician take it by the rules that need no route? */
bool live_allows(const struct live_question *question, int32_t technician);

/* Do slack and travel say all about the job, and about the day? If not, the
 * evaluator looks at every place. */
bool live_is_plain_job(const struct plan_problem *problem, int32_t job);
bool live_is_plain_day(const struct plan_problem *problem, int32_t technician,
		       const int32_t *jobs, int32_t count);

/* Does slack say all about this pair? */
bool live_by_slack(const struct live_question *question, int32_t technician);

/* Where slack says all: the places that have the time, into live->gaps; then
 * the best of them, for the window that the job has now, which may be narrower.
 * live_find_place() is both. */
void live_find_gaps(const struct live_question *question, int32_t technician);
bool live_find_in_gaps(const struct live_question *question, int32_t technician,
		       int64_t limit, struct choice *ret_choice,
		       int64_t *ret_cost);

/* Is there a place on this day, which may be a light one? Of a plain job. */
bool live_fits_day(const struct live_question *question,
		   const struct live_day *day);
/* Does the place keep the limits of way and load? */
bool live_has_way(const struct live_question *question,
		  const struct live_day *day, int32_t at,
		  const struct place_travel *travel);
/* False: certainly not; by a look at its longest gap, without a question. */
bool live_day_could_hold(const struct plan_live *live, int32_t technician,
			 int32_t job);
/* How much longer a gap of the day must be at least, for a job that has no
 * windows; 0 where that cannot be said. Not told any better where it is not
 * below `below`. */
int64_t live_short_of_s(const struct plan_live *live, int32_t technician,
			int32_t job, int64_t below);

/* The cheapest place that breaks nothing; false if there is none whose cost,
 * with what the pair itself costs, is below `limit`. The same as
 * day_choose_place() finds. */
bool live_find_place(const struct live_question *question, int32_t technician,
		     int64_t limit, struct choice *ret_choice,
		     int64_t *ret_cost);

/* The place that breaks least, as day_choose_place() finds it where none breaks
 * nothing. The walk is left there. */
struct choice live_find_least_broken(const struct live_question *question,
				     int32_t technician);

/* Verdicts of what one of the two found. */
void live_judge(const struct live_question *question, int32_t technician,
		bool strict, struct choice choice,
		struct plan_evaluation *ret_evaluation);

/* live_ask.c: the verdicts, as plan_evaluate() has them, and their place. */
void live_evaluate(const struct live_question *question, int32_t technician,
		   struct choice *ret_choice, bool *ret_strict,
		   struct plan_evaluation *ret_evaluation);
/* The list in ascending order, each once; NULL: all. In the arena or as it is.
 */
struct live_some live_among(const struct plan_live *live,
			    const int32_t *technicians, size_t count,
			    struct arena *arena);

#endif
