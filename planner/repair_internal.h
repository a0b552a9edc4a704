/* SPDX-License-Identifier: MIT */
/* The state of one repair; see repair.c. */
#ifndef PLANNER_REPAIR_INTERNAL_H
#define PLANNER_REPAIR_INTERNAL_H

#include <callout/plan_repair.h>

#include "planner/live_internal.h"
#include "planner/rng.h"

/* A route as it was, to go back to or to compare with. */
struct kept_route {
	int32_t technician;
	int32_t *jobs;
	int64_t *begin_s;
	int32_t count;
	int64_t cost;
};

struct kept_routes {
	struct kept_route *all;
	int32_t count, capacity;
	uint32_t *stamp_of; /* technician -> stamp: is in the list */
	uint32_t stamp;
};

/* What is known of a job that was taken off its route, or is new. */
struct loose {
	int32_t job;
	int32_t from;	/* who had it at the start, or PLAN_NONE */
	bool displaced; /* it could not stay */
	/* Of one that left with those that it is linked to, or never came: the
	 * one of them that could not stay (it may be this one), and what links
	 * them. */
	bool away;
	int32_t because;
	enum plan_rule rule;
	int64_t held_s; /* was held there, or PLAN_ANY_TIME */
	/* Technicians to try, nearest first. */
	int32_t *near;
	int32_t near_count;
	/* As they were on the board. */
	int32_t current_technician;
	int64_t move_cost;
	const struct plan_promise *promise; /* that was given up, or NULL */
	struct timewin promised;
	struct plan_window *wider;
};

struct aims {
	int64_t lost;
	int32_t absent;
	int64_t cost;
};

/* What the changes so far take from those who could have stayed. */
struct toll {
	int32_t moved, dropped;
	bool fair; /* nobody was dropped for what is not more urgent */
};

struct repair {
	struct plan_live *live;
	const struct plan_repair_wish *wish;
	struct rng rng;
	struct arena *arena; /* of the repair */
	struct kept_routes start, step;
	struct loose *loose;
	int32_t loose_count, loose_capacity;
	int32_t *loose_of; /* job -> index, or PLAN_NONE */
	int32_t *bank;	   /* jobs on no route, to be put back */
	int32_t bank_count, bank_capacity;
	int32_t away_count; /* loose ones that are not put back */
	uint32_t *marked;   /* technician -> mark */
	uint32_t mark;
};

/* repair_days.c: what does not fit any more */
/* Take off the day what it cannot hold; each goes through repair_take(). */
void repair_clear_day(struct repair *repair, int32_t technician);

/* Does it break more than its pins alone do? */
bool repair_is_broken(struct plan_live *live, int32_t technician);

/* repair_links.c: what hangs together by links */
/* Takes the job off its day, with those that are nothing without it. Those of
 * other days are refreshed. */
void repair_take_linked(struct repair *repair, int32_t job);
/* A linked job that nobody has stays so. */
void repair_leave_linked(struct repair *repair, int32_t job);
/* As they were held. */
void repair_hold_again(struct repair *repair);

/* repair_push.c */
/* Less urgent visits make way for what is left over, as far as the wish allows.
 */
void repair_push(struct repair *repair);

/* repair.c */
struct toll repair_toll(const struct repair *repair);
/* From now on it is on no route, but told about. */
struct loose *repair_loosen(struct repair *repair, int32_t job, int32_t from,
			    bool displaced);
/* Put a job of the bank where it costs least; of all technicians, or near. */
bool repair_put(struct repair *repair, const struct loose *loose, bool all);
/* Take a job off its route, into the bank; the route is not refreshed. */
void repair_take(struct repair *repair, int32_t job, bool displaced);
/* Is the job where its customer was not told? */
bool repair_breaks_promise(const struct repair *repair,
			   const struct loose *loose);
/* Remember the route as it is, for what comes now may change it. */
void repair_keep(struct repair *repair, int32_t technician);
/* What the day costs as it stands. */
int64_t repair_day_cost(const struct plan_live *live, int32_t technician);

/* repair_near.c: whom to try for a job */
void repair_find_near(struct repair *repair, struct loose *loose);

/* repair_tell.c: moves, costs and what is left over, before anything is set
 * back. */
void repair_tell(const struct repair *repair, struct arena *arena,
		 struct plan_repair_result *result);

#endif
