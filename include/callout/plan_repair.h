/* SPDX-License-Identifier: MIT */
/*
 * Repair: put a live board right after something happened, and change it as
 * little as that takes. What happened is told to the board first (plan_live.h):
 * an absence, a visit that begins at another time or takes longer, a job that
 * was cancelled, the clock. Then plan_repair() takes off the days what does not
 * fit any more, finds it another place, together with the new jobs that it is
 * given, and makes room for what has none by moving a few others.
 *
 * Pinned visits never move: so neither do those that are past or under way,
 * once the clock was set. A day that breaks rules by its pins alone stays as it
 * is. Linked visits are not given to others either: where a day cannot hold one
 * any more, it goes off the board with all that is nothing without it (its
 * crew, its other days, what comes after it), each told as PLAN_MOVE_LEFT, for
 * the caller to plan the whole anew.
 */
#ifndef CALLOUT_PLAN_REPAIR_H
#define CALLOUT_PLAN_REPAIR_H

#include <callout/plan_live.h>

/* The windows of a job on the board are what its customer was told. If nobody
 * can come then, these hold instead (none: any time), at this cost. */
struct plan_promise {
	int32_t job;
	const struct plan_window *wider;
	size_t wider_count;
	int64_t cost;
};

struct plan_repair_wish {
	/* Whose days to put right; NULL: all that break rules. */
	const int32_t *technicians;
	size_t technician_count;
	/* Jobs of the board that nobody has, to be put on it too. */
	const int32_t *jobs;
	size_t job_count;
	/* How many visits may be given to somebody else that could stay where
	 * they are, and what each of them costs. Those that cannot stay are not
	 * counted. */
	int32_t max_moves;
	int64_t move_cost;
	/* How many visits that could stay may be left with nobody, for the sake
	 * of jobs of more priority each, which must be worth more than they are
	 * in sum. */
	int32_t max_drops;
	const struct plan_promise *promises;
	size_t promise_count;
	/* Visits of the changed routes that begin earlier or later by more than
	 * this are told too. */
	int64_t tolerance_s;
	/* How often to try something better, and the seed of the luck in it. */
	uint64_t iterations;
	uint64_t seed;
	/* Asked before each; false ends it. May be NULL. */
	bool (*keep_going)(void *arg, uint64_t iterations);
	void *arg;
	bool dry_run; /* leave the board as it was */
};

enum plan_move_why {
	PLAN_MOVE_NEW,	     /* nobody had it: one of the wished jobs */
	PLAN_MOVE_DISPLACED, /* the day could not hold it any more */
	PLAN_MOVE_MADE_ROOM, /* somebody else has it now, to make room */
	PLAN_MOVE_RETIMED,   /* the same technician at another time */
	PLAN_MOVE_LEFT	     /* nobody has it any more: see left[] too */
};

struct plan_move {
	int32_t job;
	enum plan_move_why why;
	int32_t from_technician, to_technician; /* PLAN_NONE: nobody */
	int64_t from_begin_s, to_begin_s;	/* PLAN_ANY_TIME with nobody */
	bool promise_broken;			/* begins in wider windows */
	/* Of one that could not stay, or was pushed off: what its old day would
	 * break with it now. amount 0: it could go back by now. Of one that
	 * went with those that it is linked to: the rule of the link, and in
	 * `job` the one of them that could not stay. */
	struct plan_verdict verdict;
	int32_t for_job; /* that pushed it off the day, or PLAN_NONE */
};

/* A job that nobody has in the end, and the technician who comes nearest of
 * those who live or work near it: the rule that is broken by least. */
struct plan_left {
	int32_t job;
	int32_t technician; /* PLAN_NONE: there is nobody at all */
	struct plan_verdict verdict;
};

struct plan_repair_result {
	const struct plan_move *moves; /* by job */
	size_t move_count;
	const struct plan_left *left; /* by job */
	size_t left_count;
	int32_t moved;	 /* of those that could have stayed */
	int32_t dropped; /* of those too: pushed off, and with nobody now */
	/* Of the routes that changed; after, with the costs of moves and broken
	 * promises. */
	int64_t cost_before, cost_after;
	uint64_t iterations; /* done */
};

/* Repair the board. The result's lists come from `arena`. The same board, wish
 * and iterations give the same result. Aims, one after the other: priority
 * served, jobs served, cost with that of moves and promises. O(n) for each job
 * that is put back, then for each iteration as many insertions as near routes:
 * about 0.2 ms. A wish that names a job that is not there, or that somebody
 * has, is the caller's fault (asserted). */
void plan_repair(struct plan_live *live, const struct plan_repair_wish *wish,
		 struct arena *arena, struct plan_repair_result *ret_result);

/* --- Somebody must go at once --- */

struct plan_emergency {
	int32_t job; /* of the board, that nobody has; not linked */
	/* Who may be sent; NULL: all who are at work. */
	const int32_t *technicians;
	size_t technician_count;
	int64_t begin_by_s; /* not who begins later; PLAN_TIME_MAX: any */
	size_t most;	    /* of the nearest are told; 0: 8 */
	/* What counts against whom: a second until it begins, a visit that
	 * nobody can do then, and its priority. */
	int64_t wait_rate, left_cost, priority_cost;
};

/* One who can go, and what that does to the others. Put it to work by
 * plan_live_assign() with this position and begin, and plan_repair() of this
 * technician. */
struct plan_rescue {
	int32_t technician, position;
	int64_t begin_s, end_s, travel_s; /* of the way to it */
	int32_t displaced; /* visits that somebody else would take over */
	int32_t left;	   /* visits that nobody could */
	int64_t left_priority;
	int64_t harm; /* added to all days, with what is left */
	int64_t cost; /* with the wait since the board's clock */
};

/* Who can be there first from the board's clock on: the next stop behind what
 * is begun or pinned, whatever that does to the others, of those who may do the
 * job; the nearest in time, by cost. Nothing is changed. From the arena. O(m^2)
 * for each who is at work; a repair without tries for each of the nearest. */
void plan_live_emergency(struct plan_live *live,
			 const struct plan_emergency *asked,
			 struct arena *arena,
			 const struct plan_rescue **ret_rescues,
			 size_t *ret_count);

#endif
