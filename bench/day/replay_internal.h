/* SPDX-License-Identifier: MIT */
/* One day of the replay: events, the people at work, and for two of the ways
 * to dispatch a plan. */
#ifndef BENCH_DAY_REPLAY_INTERNAL_H
#define BENCH_DAY_REPLAY_INTERNAL_H

#include <callout/plan_live.h>

#include "bench/day/day.h"

#define BREAK_FROM_S (INT64_C(41400)) /* 11:30 */
#define BREAK_TO_S (INT64_C(48600))   /* 13:30: begun by then */
#define BREAK_S INT64_C(1800)
#define NOBODY_S INT64_C(600)  /* a stay where nobody opens */
#define OVERRUN_S INT64_C(600) /* "another ten minutes" */
#define EARLY_S INT64_C(600)   /* worth to do something about */
#define SPEED_KMH 25.0	       /* in a city */
#define DETOUR 1.3

enum event_kind {
	EVENT_OPENS,   /* a job comes in */
	EVENT_CANCELS, /* the customer does not want it any more */
	EVENT_STARTS,  /* a shift, as planned: is she there? */
	EVENT_LEAVES,  /* earlier than planned */
	EVENT_FREE,    /* a break, a way, a stay, or waiting is over */
	EVENT_OVERRUN  /* the stay should be over by now */
};

struct event {
	int64_t at_s;
	int64_t order; /* of those at the same time */
	enum event_kind kind;
	int32_t subject; /* job or worker */
};

enum phase { AWAY, IDLE, ON_THE_WAY, ON_SITE, AT_BREAK };

struct worker {
	int32_t technician;
	enum phase phase;
	double lat, lon;
	int32_t job;		    /* on the way to, or at */
	int64_t since_s;	    /* on site */
	int64_t until_s;	    /* this phase; an older event is void */
	int64_t starts_s, leaves_s; /* really; from midnight 0 */
	int64_t ends_s;		    /* as planned */
	bool had_break, has_left;
	int32_t served; /* of the route, with the one under way */
};

struct day {
	struct town *town;
	enum way way;
	const struct replay_settings *settings;
	struct figures *figures;
	int64_t midnight_s, now_s;
	struct worker *workers;
	int32_t worker_count;
	struct event *heap;
	size_t heap_count, heap_capacity;
	int64_t orders;
	/* The plan: planner's indices are workers', and these. */
	struct plan_problem *problem;
	struct plan *plan;
	struct plan_live *live;
	int32_t *index_of; /* by job; PLAN_NONE */
	int32_t *job_of;   /* by index */
	int32_t job_of_capacity;
	/* WAY_MORNING: routes as lists of jobs. */
	int32_t **routes;
	int32_t *route_counts;
};

int64_t day_way_s(double lat, double lon, double to_lat, double to_lon);
void day_add_event(struct day *day, int64_t at_s, enum event_kind kind,
		   int32_t subject);
/* May this job be given to somebody now? */
bool day_is_open(const struct day *day, int32_t job);

/* plan.c */
void day_plan(struct day *day);
void day_forget_plan(struct day *day);
/* The next job of a worker's route, or PLAN_NONE. */
int32_t day_next(const struct day *day, const struct worker *worker);
/* Tell the plan; the last two then put it right. */
void day_sets_out(struct day *day, const struct worker *worker,
		  int64_t arrives_s);
void day_arrives(struct day *day, const struct worker *worker);
void day_has_break(struct day *day, const struct worker *worker);
void day_opens(struct day *day, int32_t job);
void day_cancels(struct day *day, int32_t job);
void day_is_absent(struct day *day, const struct worker *worker, int64_t from_s,
		   int64_t to_s);
/* Her route is done. */
void day_has_time(struct day *day, const struct worker *worker);
/* The stay lasts, or lasted, so long. */
void day_stays(struct day *day, const struct worker *worker, int64_t service_s,
	       bool is_over);

#endif
