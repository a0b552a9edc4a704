/* SPDX-License-Identifier: MIT */
/*
 * A live board: the plan of the day as it stands, held ready to be asked and
 * changed while the day goes on. It starts from a finished problem and a plan
 * of it (or from the pinned visits alone), takes jobs that come in later, and
 * answers within a blink who can do what, where it fits best, and which arrival
 * windows can be offered. The verdicts are those of plan_evaluate(), bit by
 * bit: there is one evaluator.
 *
 * What stands on the board is a fact: visits may be put where they break a
 * rule, and days may break rules after a change (somebody is ill, a visit took
 * long). What a day breaks by itself is granted to it as relief and not held
 * against a newcomer, as in plan_evaluate(); limits that its pinned visits alone
 * would break are always as wide as those need them, as in a plan.
 *
 * Contract. Single-threaded: one caller at a time (several boards at once are
 * fine). The problem and the plan that it starts from are not changed; the
 * problem must outlive the board. Units are those of plan.h. Memory is in
 * proportion to jobs + technicians. Below, n is the number of technicians, m
 * the number of stops on one route (6 to 12).
 */
#ifndef CALLOUT_PLAN_LIVE_H
#define CALLOUT_PLAN_LIVE_H

#include <callout/plan.h>

struct plan_live; /* opaque; freed by plan_live_free() */

/* A board with the plan's routes; NULL: with the pinned jobs only. The plan is
 * not needed afterwards. O(jobs + n * m). */
struct plan_live *plan_live_new(const struct plan_problem *problem,
				const struct plan *plan);
void plan_live_free(struct plan_live *live); /* NULL is accepted */

/* The problem as the board sees it now: with the jobs that were added, and the
 * hours that were taken away. It belongs to the board and changes with it. For
 * plan_evaluate(), plan_explainer_new() and plan_problem_job(); not for
 * plan_run(). */
const struct plan_problem *plan_live_problem(const struct plan_live *live);

/* The board as a plan of plan_live_problem(). The caller frees it, before the
 * board is changed or freed. O(jobs + n * m). */
struct plan *plan_live_snapshot(const struct plan_live *live);

/* --- Changes ------------------------------------------------------------ */

/* A place for jobs that come in later; as plan_problem_add_location(). */
enum err plan_live_add_location(struct plan_live *live, double lat, double lon,
				int32_t *ret_location,
				struct err_detail *detail) ERR_MUST_CHECK;

/* Add a copy of a job. It is on no route, unless it is pinned: then at its
 * time, or where it breaks least. The index may be one that a removed job had.
 * ERR_INPUT as plan_problem_add_job(), and where a sum of costs might not fit
 * 64 bits any more. O(m) amortised. */
enum err plan_live_add_job(struct plan_live *live, const struct plan_job *job,
			   int32_t *ret_job,
			   struct err_detail *detail) ERR_MUST_CHECK;

/* Take a job off the board: cancelled. Its index is free then. One that is done
 * stays, pinned: it is where the technician was last. O(m). */
void plan_live_remove_job(struct plan_live *live, int32_t job);

/* Put a job on a route after `position` of its jobs (PLAN_NONE: at its best
 * place), also where that breaks a rule. If it is somewhere already, it moves.
 * With `begin_s` other than PLAN_ANY_TIME it is pinned there, to begin then; a
 * linked one is only held there, as those of the plan that the board starts
 * from are: plan_repair() may take it off. O(m^2). */
void plan_live_assign(struct plan_live *live, int32_t job, int32_t technician,
		      int32_t position, int64_t begin_s);

/* Take a job off its route; it stays on the board, unassigned and not pinned.
 * Nothing happens to one that is on none. O(m). */
void plan_live_unassign(struct plan_live *live, int32_t job);

/* Pin a job where it is, at the time at which it begins now; or let it go.
 * O(m).
 */
void plan_live_pin(struct plan_live *live, int32_t job);
void plan_live_unpin(struct plan_live *live, int32_t job);

/* A visit takes longer or shorter than was planned. O(m). */
void plan_live_set_service(struct plan_live *live, int32_t job,
			   int64_t service_s);

/* The technician is away from from_s to to_s (PLAN_TIME_MAX: for the rest of
 * the shift): the shift becomes shorter, or gets a hole, in which nothing is
 * driven or served. A break that the hole can hold is taken in it. Visits stay
 * on the route, even if they do not fit any more: plan_repair() moves them.
 * ERR_INPUT for hours upside down, or more breaks and holes than 16. O(m). */
enum err plan_live_absence(struct plan_live *live, int32_t technician,
			   int64_t from_s, int64_t to_s,
			   struct err_detail *detail) ERR_MUST_CHECK;
/* She is there after all: the hours of the problem. O(m). */
void plan_live_presence(struct plan_live *live, int32_t technician);

/* Move the clock: nobody sets out before now_s any more, and each visit is
 * pinned that is past, under way, or that must be set out for by now. Never
 * backwards. A break that is under way is not known to have begun: it is
 * planned from now on, which may leave less time than there is. O(n * m). */
void plan_live_set_clock(struct plan_live *live, int64_t now_s);

/* The same for a caller who says himself what stands where: nothing is pinned,
 * and only shifts that have begun are looked at. O(n + m * those). */
void plan_live_set_now(struct plan_live *live, int64_t now_s);

/* --- Questions ---------------------------------------------------------- */

/* Is there a job with this index, or is it free? */
bool plan_live_has_job(const struct plan_live *live, int32_t job);

/* Who has a job, and after how many others: PLAN_NONE if nobody. O(m). */
int32_t plan_live_technician_of(const struct plan_live *live, int32_t job,
				int32_t *ret_position);
/* When a job begins as the board stands; PLAN_ANY_TIME: it is on no route.
 * O(m). */
int64_t plan_live_begin_s(const struct plan_live *live, int32_t job);
/* The jobs of a technician in order; valid until the board changes. O(1). */
const int32_t *plan_live_route(const struct plan_live *live, int32_t technician,
			       int32_t *ret_count);

/* plan_evaluate(), plan_candidates() and plan_reason() for the board as it
 * stands. O(m) for what fits, O(m^2) at most otherwise; candidates: n times
 * that, and a sort. */
void plan_live_evaluate(struct plan_live *live, int32_t job, int32_t technician,
			int64_t begin_s,
			struct plan_evaluation *ret_evaluation);
void plan_live_candidates(struct plan_live *live, int32_t job, int64_t begin_s,
			  struct arena *arena,
			  const struct plan_evaluation **ret_candidates,
			  size_t *ret_count);

/* The first of the candidates, if that one is feasible; else false, and nothing
 * is written. O(m) for each who is at work in the hours of the job and has the
 * time. */
bool plan_live_best(struct plan_live *live, int32_t job, int64_t begin_s,
		    struct plan_evaluation *ret_evaluation);

/* The same among some of the technicians, in any order; NULL: all of them, and
 * the count is not read. A board of many days, each shift of which is one
 * technician, is asked about one day by plan_live_at_work(). */
void plan_live_candidates_of(struct plan_live *live, int32_t job,
			     int64_t begin_s, const int32_t *technicians,
			     size_t technician_count, struct arena *arena,
			     const struct plan_evaluation **ret_candidates,
			     size_t *ret_count);
/* The first of each group only, in the same order: a technician who has a shift
 * on each of many days is a group. groups[i], below group_count, is that of
 * technicians[i], which ascend; NULL: all are one. Who cannot beat the best of
 * the group is not judged in full. */
void plan_live_candidates_by(struct plan_live *live, int32_t job,
			     int64_t begin_s, const int32_t *technicians,
			     size_t technician_count, const int32_t *groups,
			     size_t group_count, struct arena *arena,
			     const struct plan_evaluation **ret_candidates,
			     size_t *ret_count);
bool plan_live_best_of(struct plan_live *live, int32_t job, int64_t begin_s,
		       const int32_t *technicians, size_t technician_count,
		       struct plan_evaluation *ret_evaluation);

/* On whose day a visit can begin from from_s to to_s as far as the shift with
 * overtime goes (and pins beyond it): ascending, from the arena. O(log n) and
 * O(1) for each of those who work about then. */
void plan_live_at_work(struct plan_live *live, int64_t from_s, int64_t to_s,
		       struct arena *arena, const int32_t **ret_technicians,
		       size_t *ret_count);

/* A visit and what becomes of it; PLAN_ANY_TIME: it was on no route. */
struct plan_effect {
	int32_t job, technician, position; /* where it is after all */
	int64_t begin_before_s, begin_after_s;
	int64_t end_before_s, end_after_s;	 /* of the service */
	int64_t travel_before_s, travel_after_s; /* of the way to it */
	/* Arrives too late for its window or pin: these do not move. */
	int64_t late_before_s, late_after_s;
};

/* What becomes of the board if the job goes where this evaluation of the board
 * as it stands says, which was asked for `begin_s`: the job first, then those
 * visits of the technician's day, and of the day that it leaves, whose begin,
 * end, lateness or way to them changes, in order. From the arena. O(m^2) at
 * most. */
void plan_live_effects(struct plan_live *live, const struct plan_evaluation *of,
		       int64_t begin_s, struct arena *arena,
		       const struct plan_effect **ret_effects,
		       size_t *ret_count);

/* evaluation->cost by what it is for; the sum of all is it. A bonus is less
 * than 0. `other`: fixed costs, those of each visit, working time, balance. */
struct plan_cost_parts {
	int64_t travel, lateness, overtime, preference, move, other;
};
struct plan_cost_parts
plan_evaluation_parts(const struct plan_evaluation *evaluation);

/* --- Arrival windows to offer ------------------------------------------- */

struct plan_slot {
	int32_t window; /* which of those that were asked for */
	bool feasible;
	/* Of the best technician, where feasible; else PLAN_NONE and 0. */
	int32_t technician, position;
	int64_t arrival_s, begin_s, end_s;
	int64_t cost; /* added to the board's */
};

/* What it would cost to promise that a job begins in each of these windows (and
 * in one of its own): the best technician of all, for each window by itself.
 * ret_slots has room for `count`; feasible ones by cost come first, then the
 * others, by number where equal. The job is not put on the board, and must not
 * be pinned; the windows may overlap. ERR_INPUT as plan_live_add_job(), or a
 * window that ends before it starts. O(n) and O(m) for each technician who has
 * the time and window within her shift. */
enum err plan_live_slots(struct plan_live *live, const struct plan_job *job,
			 const struct plan_window *windows, int32_t count,
			 struct plan_slot *ret_slots,
			 struct err_detail *detail) ERR_MUST_CHECK;
/* While this is on, plan_live_slots() leaves out places where the next visit
 * would begin later than now, as far as slack can tell: behind a break, or on a
 * day that is not plain, plan_live_effects() knows. Turn it off again before
 * other questions are asked. O(1). */
void plan_live_keep_begins(struct plan_live *live, bool keep);
/* Among some of the technicians, in any order; NULL: all of them. */
enum err plan_live_slots_of(struct plan_live *live, const struct plan_job *job,
			    const struct plan_window *windows, int32_t count,
			    const int32_t *technicians, size_t technician_count,
			    struct plan_slot *ret_slots,
			    struct err_detail *detail) ERR_MUST_CHECK;

#endif
