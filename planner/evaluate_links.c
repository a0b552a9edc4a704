/* SPDX-License-Identifier: MIT */
/* Verdicts on linked jobs; see evaluate_links.h. */
#include "planner/evaluate_links.h"

#include <assert.h>
#include <stdlib.h>

#include "planner/capacity.h"
#include "planner/rules_internal.h"

enum {
	ASKED = 24, /* technicians who could be the rest of a crew */
	RAISES = 3, /* later begins at which there are enough of them */
};

/* One question. */
struct inquiry {
	const struct board *board;
	const struct plan_problem *problem;
	struct walk *walk;
	int32_t job, technician;
	int64_t asked_s; /* begin, or PLAN_ANY_TIME */
	/* What links say about the begin: not before, and exactly. */
	int64_t from_s, at_s;
};

static const struct plan_link *link_of(const struct inquiry *inquiry, int32_t i)
{
	const struct job *job = &inquiry->problem->jobs[inquiry->job];

	return &inquiry->problem->links[job->links[i]];
}

static int32_t other_of(const struct plan_link *link, int32_t job)
{
	return link->job == job ? link->other : link->job;
}

/* --- Days --- */

static bool is_after(const struct plan_problem *problem, int32_t job,
		     int32_t other)
{
	const struct job *own = &problem->jobs[job];

	for (int32_t i = 0; i < own->link_count; i++) {
		const struct plan_link *link = &problem->links[own->links[i]];

		if (link->kind == PLAN_LINK_AFTER &&
		    (link->job == other || link->other == other))
			return true;
	}
	return false;
}

/* The technician's day without the job; what it was held by at its ends for
 * this job's sake is free. */
static void open_day(const struct inquiry *inquiry, int32_t technician,
		     int32_t job, struct day *day)
{
	struct board_route route =
	    inquiry->board->route(inquiry->board, technician);

	day_open_held(day, inquiry->problem, technician, route.jobs,
		      route.holds, route.count, job, inquiry->walk);
	for (int32_t i = 0; day->holds != NULL && i < day->count; i++)
		if (is_after(inquiry->problem, day->jobs[i], job)) {
			day->holds[i].end_min_s = -PLAN_TIME_MAX;
			day->holds[i].end_max_s = PLAN_TIME_MAX;
		}
}

/* Is the time of the day too little for the work of all, without any way? Pins
 * may stand outside of it. */
static bool is_full_day(const struct inquiry *inquiry, int32_t technician,
			int32_t job)
{
	const struct plan_problem *problem = inquiry->problem;
	const struct technician *own = &problem->technicians[technician];
	struct board_route route =
	    inquiry->board->route(inquiry->board, technician);
	int64_t left_s = own->end_latest_s - own->spec.shift_start_s -
			 job_work(own, &problem->jobs[job]).service_s;

	for (int32_t i = 0; i < route.count; i++) {
		const struct job *other = &problem->jobs[route.jobs[i]];

		if (other->pinned)
			return false;
		if (route.jobs[i] != job)
			left_s -= job_work(own, other).service_s;
	}
	return left_s < 0;
}

/* Could this technician begin the job then, or (PLAN_ANY_TIME) when at first
 * from from_s on? TIME_NEVER: not at all. */
static int64_t could_begin(const struct inquiry *inquiry, int32_t technician,
			   int32_t job, int64_t from_s, int64_t at_s)
{
	const struct plan_problem *problem = inquiry->problem;
	int64_t best = TIME_NEVER;
	struct day day;

	if (!rules_compatible(&problem->technicians[technician], technician,
			      &problem->jobs[job]) ||
	    is_full_day(inquiry, technician, job))
		return TIME_NEVER;
	open_day(inquiry, technician, job, &day);
	day.from_s = &from_s;
	for (int32_t at = 0; day.count < day.own.max_jobs && at <= day.count;
	     at++) {
		struct choice choice = {.at = at};
		const struct stop_time *time;

		if (!day_judge_place(&day, inquiry->walk, job, at_s, true,
				     &choice) ||
		    choice.broken > 0)
			continue;
		time = &walk_times(inquiry->walk)[at];
		if (time->begin_s < best)
			best = time->begin_s;
	}
	day_close(&day);
	return best;
}

/* --- What is planned --- */

/* The gap between `job`, which ends at end_s, and its follower. */
static void judge_gap(const struct plan_link *link, int64_t end_s,
		      int64_t begin_s, int32_t partner,
		      struct plan_verdict *verdict)
{
	int64_t gap = begin_s - end_s;

	if (gap < link->min_s)
		rules_raise(verdict, link->min_s - gap, gap, link->min_s,
			    partner);
	else if (gap > link->max_s)
		rules_raise(verdict, gap - link->max_s, gap, link->max_s,
			    partner);
}

static void judge_after(const struct inquiry *inquiry,
			const struct plan_link *link,
			struct plan_evaluation *ret)
{
	struct plan_verdict *verdict = &ret->verdicts[PLAN_RULE_AFTER];
	bool first = link->job == inquiry->job;
	int32_t partner = other_of(link, inquiry->job);
	struct board_visit visit;

	if (!inquiry->board->find(inquiry->board, partner, &visit)) {
		if (!first)
			rules_raise(verdict, 1, 0, 0, partner);
		return;
	}
	if (visit.begin_s == PLAN_ANY_TIME)
		return;
	if (first)
		judge_gap(link, ret->end_s, visit.begin_s, partner, verdict);
	else
		judge_gap(link, visit.end_s, ret->begin_s, partner, verdict);
}

/* Is there another shift of hers, before or after, that has room? */
static bool has_other_shift(const struct inquiry *inquiry, int32_t partner,
			    bool later)
{
	const struct plan_problem *problem = inquiry->problem;
	const struct technician *own =
	    &problem->technicians[inquiry->technician];

	for (int32_t i = 0; i < own->shift_count; i++) {
		const struct technician *other =
		    &problem->technicians[own->shifts[i]];

		if ((later ? other->shift_rank > own->shift_rank
			   : other->shift_rank < own->shift_rank) &&
		    could_begin(inquiry, own->shifts[i], partner,
				-PLAN_TIME_MAX, PLAN_ANY_TIME) != TIME_NEVER)
			return true;
	}
	return false;
}

static void judge_days(const struct inquiry *inquiry,
		       const struct plan_link *link,
		       struct plan_evaluation *ret)
{
	const struct plan_problem *problem = inquiry->problem;
	const struct technician *own =
	    &problem->technicians[inquiry->technician];
	bool first = link->job == inquiry->job;
	int32_t partner = other_of(link, inquiry->job);
	const struct job *job = &problem->jobs[inquiry->job];
	struct board_visit visit;
	bool kept;

	if (!inquiry->board->find(inquiry->board, partner, &visit)) {
		kept =
		    job->shifts_before <= own->shift_rank &&
		    (job->shifts_after == 0 ||
		     job->shifts_after < own->shift_count - own->shift_rank) &&
		    has_other_shift(inquiry, partner, first);
	} else {
		int64_t own_start = own->spec.shift_start_s;
		int64_t start =
		    problem->technicians[visit.technician].spec.shift_start_s;

		kept = same_person(problem, inquiry->technician,
				   visit.technician) &&
		       (first ? own_start < start : own_start > start);
	}
	if (!kept)
		rules_raise(&ret->verdicts[PLAN_RULE_LATER_SHIFT], 1, 0, 0,
			    partner);
}

static void judge_partners(const struct inquiry *inquiry,
			   struct plan_evaluation *ret)
{
	const struct job *job = &inquiry->problem->jobs[inquiry->job];

	for (int32_t i = 0; i < job->link_count; i++) {
		const struct plan_link *link = link_of(inquiry, i);
		int32_t partner = other_of(link, inquiry->job);
		struct board_visit visit;

		if (link->kind == PLAN_LINK_AFTER) {
			judge_after(inquiry, link, ret);
		} else if (link->kind == PLAN_LINK_LATER_SHIFT) {
			judge_days(inquiry, link, ret);
		} else if (link->kind == PLAN_LINK_TOGETHER ||
			   !inquiry->board->find(inquiry->board, partner,
						 &visit)) {
			continue;
		} else if (link->kind == PLAN_LINK_SHIPMENT) {
			if (visit.technician != inquiry->technician)
				rules_raise(&ret->verdicts[PLAN_RULE_SHIPMENT],
					    1, 0, 0, partner);
		} else if (!same_person(inquiry->problem, inquiry->technician,
					visit.technician)) {
			rules_raise(&ret->verdicts[PLAN_RULE_SAME_PERSON], 1, 0,
				    0, partner);
		}
	}
}

/* --- Crews --- */

struct crew {
	int32_t absent[PLAN_LINKED_MAX];
	int32_t absent_count;
	int32_t taken[PLAN_LINKED_MAX]; /* technicians who are in it */
	int32_t taken_count;
	int64_t begin_s; /* of the others, or PLAN_ANY_TIME */
};

static void find_crew(const struct inquiry *inquiry, struct crew *ret_crew)
{
	const struct plan_problem *problem = inquiry->problem;
	const struct job *own = &problem->jobs[inquiry->job];
	const struct group *group = &problem->groups[own->group];
	const struct link_class *class = &group->classes[own->class_index];

	ret_crew->absent_count = ret_crew->taken_count = 0;
	ret_crew->begin_s = PLAN_ANY_TIME;
	for (int32_t i = 0; i < class->count; i++) {
		int32_t mate = group->jobs[class->first + i];
		struct board_visit visit;

		if (mate == inquiry->job)
			continue;
		if (!inquiry->board->find(inquiry->board, mate, &visit)) {
			ret_crew->absent[ret_crew->absent_count++] = mate;
			continue;
		}
		ret_crew->taken[ret_crew->taken_count++] = visit.technician;
		if (ret_crew->begin_s == PLAN_ANY_TIME)
			ret_crew->begin_s = visit.begin_s;
	}
}

static bool is_taken(const struct inquiry *inquiry, const struct crew *crew,
		     const int32_t *more, int32_t more_count,
		     int32_t technician)
{
	const struct plan_problem *problem = inquiry->problem;

	for (int32_t i = 0; i < crew->taken_count; i++)
		if (same_person(problem, crew->taken[i], technician))
			return true;
	for (int32_t i = 0; i < more_count; i++)
		if (same_person(problem, more[i], technician))
			return true;
	return same_person(problem, inquiry->technician, technician);
}

/* Technician number i to ask: those near the job, or all if they are few. */
static int32_t asked_at(const struct inquiry *inquiry, int32_t i)
{
	const struct plan_problem *problem = inquiry->problem;
	size_t first =
	    (size_t)inquiry->job * (size_t)problem->near_technician_count;

	if (problem->technician_count <= ASKED)
		return i < problem->technician_count ? i : PLAN_NONE;
	return i < problem->near_technician_count
		   ? problem->near_technicians[first + (size_t)i]
		   : PLAN_NONE;
}

/* How many of the absent members nobody could be at this begin. When one more
 * could, at first, is the least of *ret_next_s (TIME_NEVER: nobody). */
static int32_t count_missing(const struct inquiry *inquiry,
			     const struct crew *crew, int64_t begin_s,
			     int64_t *ret_next_s)
{
	int32_t used[PLAN_LINKED_MAX], missing = 0;

	*ret_next_s = TIME_NEVER;
	for (int32_t m = 0; m < crew->absent_count; m++) {
		int32_t found = PLAN_NONE, technician;

		for (int32_t i = 0; found == PLAN_NONE &&
				    (technician = asked_at(inquiry, i)) >= 0;
		     i++) {
			int64_t first;

			if (is_taken(inquiry, crew, used, m - missing,
				     technician))
				continue;
			first =
			    could_begin(inquiry, technician, crew->absent[m],
					begin_s, PLAN_ANY_TIME);
			if (first == begin_s)
				found = technician;
			else if (first < *ret_next_s)
				*ret_next_s = first;
		}
		if (found == PLAN_NONE)
			missing++;
		else
			used[m - missing] = found;
	}
	return missing;
}

static void judge_crew(const struct inquiry *inquiry, const struct crew *crew,
		       int32_t missing, struct plan_evaluation *ret)
{
	int64_t size = 1 + crew->absent_count + crew->taken_count;
	int64_t lacking = missing;

	for (int32_t i = 0; i < crew->taken_count; i++)
		lacking += same_person(inquiry->problem, crew->taken[i],
				       inquiry->technician);
	if (crew->begin_s != PLAN_ANY_TIME && crew->begin_s != ret->begin_s)
		lacking += crew->taken_count;
	rules_raise(&ret->verdicts[PLAN_RULE_CREW], lacking, size - lacking,
		    size, inquiry->job);
}

/* --- Shipments --- */

/* A place for both ends, if there is one; the evaluated one's goes to *ret_at.
 */
static bool fits_as_pair(const struct inquiry *inquiry, const struct day *day,
			 int32_t partner, bool first, int32_t *ret_at)
{
	const struct plan_problem *problem = inquiry->problem;
	int32_t pickup = first ? inquiry->job : partner;
	int32_t delivery = first ? partner : inquiry->job;
	struct day both = *day;
	bool fits = false;

	if (!rules_compatible(&day->own, day->technician,
			      &problem->jobs[partner]) ||
	    day->count + 2 > day->own.max_jobs)
		return false;
	both.count = day->count + 1;
	both.jobs = xcalloc((size_t)both.count, sizeof(*both.jobs));
	both.relief_s = xcalloc((size_t)both.count, sizeof(*both.relief_s));
	both.holds = NULL;
	if (day->holds != NULL)
		both.holds = xcalloc((size_t)both.count, sizeof(*both.holds));
	for (int32_t at = 0; at <= day->count && !fits; at++) {
		for (int32_t i = 0; i < both.count; i++) {
			int32_t from = i - (i > at);

			both.jobs[i] = i == at ? pickup : day->jobs[from];
			both.relief_s[i] =
			    i == at ? -TIME_NEVER : day->relief_s[from];
			if (both.holds != NULL)
				both.holds[i] =
				    i == at ? HOLD_NONE : day->holds[from];
		}
		both.tariff =
		    tariff_route(problem, &day->own, both.jobs, both.count);
		for (int32_t k = at + 1; k <= both.count && !fits; k++) {
			struct choice choice = {.at = k};

			fits = day_judge_place(&both, inquiry->walk, delivery,
					       PLAN_ANY_TIME, true, &choice) &&
			       choice.broken == 0;
			if (fits)
				*ret_at = first ? at : k - 1;
		}
	}
	free(both.jobs);
	free(both.relief_s);
	free(both.holds);
	return fits;
}

/* Places before and behind the other end; where that is not planned, the place
 * that it has beside. */
static void limit_places(const struct inquiry *inquiry, struct day *day,
			 struct plan_verdict *verdict)
{
	const struct job *own = &inquiry->problem->jobs[inquiry->job];
	bool first = own->drops == NULL;
	struct board_visit visit;
	int32_t at;

	if (own->partner == PLAN_NONE)
		return;
	if (!inquiry->board->find(inquiry->board, own->partner, &visit)) {
		if (fits_as_pair(inquiry, day, own->partner, first, &at))
			day->first_at = day->last_at = at;
		else
			rules_raise(verdict, 1, 0, 0, own->partner);
		return;
	}
	for (int32_t i = 0; i < day->count; i++)
		if (day->jobs[i] == own->partner) {
			day->first_at = first ? 0 : i + 1;
			day->last_at = first ? i : day->count;
		}
}

/* --- All of it --- */

/* Not before what it comes after is over, nor so long before what comes after
 * it that this would be late. */
static void find_begin(struct inquiry *inquiry, const struct crew *crew)
{
	const struct plan_problem *problem = inquiry->problem;
	const struct job *job = &problem->jobs[inquiry->job];
	struct work work =
	    job_work(&problem->technicians[inquiry->technician], job);

	inquiry->from_s = -PLAN_TIME_MAX;
	inquiry->at_s = inquiry->asked_s != PLAN_ANY_TIME ? inquiry->asked_s
							  : crew->begin_s;
	for (int32_t i = 0; i < job->link_count; i++) {
		const struct plan_link *link = link_of(inquiry, i);
		struct board_visit visit;
		int64_t from;

		if (link->kind != PLAN_LINK_AFTER ||
		    !inquiry->board->find(
			inquiry->board, other_of(link, inquiry->job), &visit) ||
		    visit.begin_s == PLAN_ANY_TIME)
			continue;
		from = link->job == inquiry->job
			   ? visit.begin_s - link->max_s - work.service_s -
				 work.setup_s
			   : visit.end_s + link->min_s;
		if (from > inquiry->from_s)
			inquiry->from_s = from;
	}
}

/* The verdicts for the begin in question; a strict walk may find none, then the
 * least broken place counts. */
static void judge(struct inquiry *inquiry, struct day *day,
		  const struct plan_verdict *shipment,
		  struct plan_evaluation *ret)
{
	struct choice choice;

	day->from_s = inquiry->at_s == PLAN_ANY_TIME ? &inquiry->from_s : NULL;
	choice =
	    day_choose_place(day, inquiry->walk, inquiry->job, inquiry->at_s);
	day_evaluate(day, inquiry->walk, &choice, inquiry->job, inquiry->at_s,
		     ret);
	if (shipment->amount > 0)
		ret->verdicts[PLAN_RULE_SHIPMENT] = *shipment;
	else if (day->first_at == day->last_at && day->last_at >= 0)
		ret->verdicts[PLAN_RULE_CAPACITY].amount = 0;
	judge_partners(inquiry, ret);
}

/* A crew that is not planned: at the first begin, or later at one at which
 * there are more technicians. */
static void judge_with_crew(struct inquiry *inquiry, struct day *day,
			    const struct crew *crew,
			    const struct plan_verdict *shipment,
			    struct plan_evaluation *ret)
{
	int64_t next;
	int32_t missing;

	judge(inquiry, day, shipment, ret);
	if (crew->absent_count == 0 && crew->taken_count == 0)
		return;
	missing = count_missing(inquiry, crew, ret->begin_s, &next);
	for (int i = 0; i < RAISES && missing > 0 && next != TIME_NEVER &&
			inquiry->at_s == PLAN_ANY_TIME;
	     i++) {
		struct plan_evaluation later;
		int32_t still;

		inquiry->from_s = next;
		judge(inquiry, day, shipment, &later);
		still = count_missing(inquiry, crew, later.begin_s, &next);
		if (still >= missing || (ret->feasible && !later.feasible))
			continue;
		missing = still;
		*ret = later;
	}
	judge_crew(inquiry, crew, missing, ret);
}

void evaluate_linked(const struct board *board, struct walk *walk, int32_t job,
		     int32_t technician, int64_t begin_s,
		     struct plan_evaluation *ret)
{
	struct inquiry inquiry = {.board = board,
				  .problem = board->problem,
				  .walk = walk,
				  .job = job,
				  .technician = technician,
				  .asked_s = begin_s};
	struct plan_verdict shipment = {
	    .rule = PLAN_RULE_SHIPMENT, .job = job, .skill = -1};
	struct crew crew;
	struct day day;

	assert(board->problem->jobs[job].group != PLAN_NONE);
	find_crew(&inquiry, &crew);
	find_begin(&inquiry, &crew);
	open_day(&inquiry, technician, job, &day);
	limit_places(&inquiry, &day, &shipment);
	judge_with_crew(&inquiry, &day, &crew, &shipment, ret);
	day_close(&day);
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++)
		if (plan_rule_info((enum plan_rule)rule)->hard &&
		    ret->verdicts[rule].amount > 0)
			ret->feasible = false;
}
