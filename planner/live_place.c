/* SPDX-License-Identifier: MIT */
/*
 * The place of one job on a live day. plan_evaluate() walks the day for every
 * place; here slack says which places break nothing, and a walk is made where
 * lateness or overtime must be priced. Where nothing fits, the place that
 * breaks least is found by walks that share what lies before the place and stop
 * when they are worse than the best. Both find what day_choose_place() finds,
 * bit by bit: tests/unit/test_live.c.
 */
#include "planner/live_internal.h"

#include <assert.h>
#include <string.h>

#include "planner/capacity.h"
#include "planner/depot.h"
#include "planner/rules_internal.h"

void live_question_open(struct live_question *question, struct plan_live *live,
			int32_t job, int64_t begin_s)
{
	struct job *own = &live->problem.jobs[job];

	assert(job >= 0 && job < live->problem.job_count && !own->gone);
	memset(question, 0, sizeof(*question));
	question->live = live;
	question->job = job;
	question->begin_s = begin_s;
	question->kept = *own;
	question->plain = live_is_plain_job(&live->problem, job);
	question->home = live->route_of[job];
	if (question->home != PLAN_NONE)
		live_day_open(live, &question->without, question->home, job);
	own->pinned = own->timed = false;
	own->win = own->open;
	if (begin_s != PLAN_ANY_TIME) {
		question->asked = (struct plan_window){begin_s, begin_s};
		own->win = (struct timewin){&question->asked, 1, -TIME_NEVER};
	}
	stop_prepare(&live->problem, job);
}

void live_question_close(struct live_question *question)
{
	question->live->problem.jobs[question->job] = question->kept;
	stop_prepare(&question->live->problem, question->job);
	if (question->home != PLAN_NONE)
		live_day_close(&question->without);
}

const struct live_day *live_question_day(const struct live_question *question,
					 int32_t technician)
{
	return technician == question->home ? &question->without
					    : &question->live->days[technician];
}

/* An asked time must lie in a window of the job and in the shift, whatever the
 * route. */
static bool allows_asked(const struct live_question *question,
			 const struct plan_technician *spec)
{
	const struct timewin *open =
	    &question->live->problem.jobs[question->job].open;

	return question->begin_s == PLAN_ANY_TIME ||
	       (question->begin_s >= spec->shift_start_s &&
		timewin_latest(open, question->begin_s) == question->begin_s);
}

bool live_allows(const struct live_question *question, int32_t technician)
{
	const struct plan_problem *problem = &question->live->problem;
	const struct technician *own = &problem->technicians[technician];
	const struct day *day = &live_question_day(question, technician)->day;
	bool visit = depot_find(problem, day->jobs, day->count) != PLAN_NONE;

	return day->count - visit < own->spec.max_jobs &&
	       rules_compatible(own, technician,
				&problem->jobs[question->job]) &&
	       allows_asked(question, &own->spec);
}

bool live_is_plain_job(const struct plan_problem *problem, int32_t job)
{
	const struct job *own = &problem->jobs[job];

	return own->group == PLAN_NONE && !own->kit &&
	       problem->balance_rate == 0;
}

bool live_is_plain_day(const struct plan_problem *problem, int32_t technician,
		       const int32_t *jobs, int32_t count)
{
	return problem->technicians[technician].spec.duration_rate == 0 &&
	       depot_find(problem, jobs, count) == PLAN_NONE;
}

static struct work live_work(const struct live_question *question,
			     int32_t technician)
{
	const struct plan_problem *problem = &question->live->problem;

	return job_work(&problem->technicians[technician],
			&problem->jobs[question->job]);
}

/* What the pair costs whatever the place: fixed, visit, bonus, move. */
static int64_t pair_cost(const struct live_question *question,
			 int32_t technician, const struct live_day *day)
{
	const struct plan_problem *problem = &question->live->problem;
	const struct technician *own = &problem->technicians[technician];

	return (day->day.count == 0 ? own->spec.fixed_cost : 0) +
	       rules_pair_cost(problem, technician, question->job);
}

static struct drive drive_of(const struct live_question *question,
			     const struct day *day, bool strict)
{
	return (struct drive){.problem = day->problem,
			      .technician = day->technician,
			      .as = &day->own,
			      .relief_s = day->relief_s,
			      .jobs = day->jobs,
			      .leg_s = day->leg_s,
			      .count = day->count,
			      .insert_job = PLAN_NONE,
			      .begin_s = question->begin_s,
			      .strict = strict};
}

static int64_t over(int64_t value, int64_t limit)
{
	return value > limit ? value - limit : 0;
}

/* Way and load beyond the limits; what day_judge_place() adds to the time that
 * is broken. */
static int64_t excess(const struct live_question *question,
		      const struct day *day, const struct choice *choice)
{
	return over(day->tariff.travel_s + choice->added.travel_s,
		    day->own.max_travel_s) +
	       over(day->tariff.travel_m + choice->added.travel_m,
		    day->own.max_distance_m) +
	       capacity_excess(day->problem, day->own.capacity, day->jobs,
			       day->count, question->job, choice->at);
}

/* Can the walk cost anything? */
static bool is_soft(const struct live_question *question,
		    const struct live_day *day)
{
	const struct plan_problem *problem = day->day.problem;

	return day->route.soft_jobs > 0 ||
	       day->day.own.spec.overtime_rate > 0 ||
	       problem->jobs[question->job].spec.due_count > 0;
}

/* While the best of a route is looked for. */
struct probe {
	const struct live_question *question;
	const struct live_day *day;
	bool walked; /* the base walk was made */
};

static struct live_gap *next_gap(struct live_gaps *gaps)
{
	if (gaps->count == gaps->capacity) {
		gaps->capacity = gaps->capacity * 2 + 16;
		gaps->all = xrealloc(gaps->all, (size_t)gaps->capacity *
						    sizeof(*gaps->all));
	}
	return &gaps->all[gaps->count];
}

/* A job there must be done by then. Where the others keep their begins, the way
 * on must end before the next one begins. */
static int64_t gap_late_s(const struct live_question *question,
			  const struct live_day *day, int32_t at)
{
	const struct plan_problem *problem = day->day.problem;
	int64_t late_s = day->late_s[at], begin_s;

	if (!question->live->keep || at == day->day.count)
		return late_s;
	begin_s = day->early_s[at + 1] -
		  job_work(&problem->technicians[day->day.technician],
			   &problem->jobs[day->route.jobs[at]])
		      .service_s;
	return begin_s < late_s ? begin_s : late_s;
}

static void find_gaps(const struct live_question *question,
		      const struct live_day *day)
{
	int32_t technician = day->day.technician;
	const struct plan_problem *problem = day->day.problem;
	const struct job *job = &problem->jobs[question->job];
	int64_t service_s = live_work(question, technician).service_s;
	struct live_gaps *gaps = &question->live->gaps;
	int32_t last = PLAN_NONE; /* place of the gap before */

	gaps->count = 0;
	if (service_s > day->room_s)
		return;
	for (int32_t at = 0; at <= day->day.count; at++) {
		struct live_gap *gap = next_gap(gaps);
		int64_t begin = timewin_earliest(&job->win, day->early_s[at]);
		int64_t late_s = gap_late_s(question, day, at);

		/* Later places are no better where the window is over. */
		if (begin == TIME_NEVER && !day->day.own.slips)
			return;
		if (begin == TIME_NEVER || begin + service_s > late_s)
			continue;
		gap->at = at;
		gap->travel = slack_travel(
		    problem, technician, &day->route, question->job, at,
		    at > 0 && last == at - 1 ? &gap[-1].travel : NULL);
		gap->early_s = day->early_s[at] + gap->travel.to_s;
		gap->late_s = late_s - gap->travel.from_s - service_s;
		if (gap->early_s > gap->late_s)
			continue;
		last = at;
		gaps->count++;
	}
}

void live_find_gaps(const struct live_question *question, int32_t technician)
{
	find_gaps(question, live_question_day(question, technician));
}

bool live_day_could_hold(const struct plan_live *live, int32_t technician,
			 int32_t job)
{
	return job_work(&live->problem.technicians[technician],
			&live->problem.jobs[job])
		   .service_s <= live->days[technician].room_s;
}

int64_t live_short_of_s(const struct plan_live *live, int32_t technician,
			int32_t job, int64_t below)
{
	const struct plan_problem *problem = &live->problem;
	const struct live_day *day = &live->days[technician];
	int64_t service_s =
	    job_work(&problem->technicians[technician], &problem->jobs[job])
		.service_s;
	int64_t least = below;
	struct place_travel travel;
	int32_t last = PLAN_NONE;

	if (!day->steady)
		return 0;
	if (service_s - day->room_s >= below)
		return below;
	for (int32_t at = 0; at <= day->route.count; at++) {
		int64_t lacks = day->early_s[at] + service_s - day->late_s[at];

		/* The way only adds to it. */
		if (lacks >= least)
			continue;
		travel =
		    slack_travel(problem, technician, &day->route, job, at,
				 at > 0 && last == at - 1 ? &travel : NULL);
		last = at;
		lacks += travel.to_s + travel.from_s;
		least = lacks < least ? lacks : least;
	}
	return least > 0 ? least : 0;
}

static bool fits(const struct probe *probe, const struct live_gap *gap)
{
	const struct day *day = &probe->day->day;
	int32_t job = probe->question->job;
	int64_t begin =
	    timewin_earliest(&day->problem->jobs[job].win, gap->early_s);

	return begin <= gap->late_s &&
	       slack_fits(day->problem, day->technician, &probe->day->route,
			  job, gap->at, &gap->travel);
}

static int64_t walked_cost(struct probe *probe, const struct live_gap *gap)
{
	struct plan_live *live = probe->question->live;
	struct drive drive = drive_of(probe->question, &probe->day->day, true);
	struct drive_result result;
	bool walked;

	/* Who has no job yet may not get through a day without one; what comes
	 * before the first stop is there all the same. */
	if (!probe->walked)
		walked = walk_drive(live->base_walk, &drive, &result);
	probe->walked = true;
	drive.insert_job = probe->question->job;
	drive.insert_at = gap->at;
	walked = walk_drive_on(
	    live->walk, live->base_walk, &drive,
	    &(struct way){gap->travel.to_s, gap->travel.from_s}, 0, &result);
	assert(walked);
	(void)walked;
	return result.cost - probe->day->day.result.cost;
}

/* What a place adds; the way to the job and on is known. */
static struct tariff added_at(const struct live_question *question,
			      const struct live_day *day, int32_t at,
			      const struct way *way)
{
	const struct day *own = &day->day;
	int64_t added_s = way->to_s + way->from_s;

	if (own->own.metered)
		return tariff_place(own->problem, &own->own, own->jobs,
				    own->count, question->job, at);
	if (own->count > 0)
		added_s -= day->route.leg_s[at];
	return (struct tariff){.travel_s = added_s,
			       .travel_cost =
				   added_s * own->own.spec.travel_rate};
}

bool live_has_way(const struct live_question *question,
		  const struct live_day *day, int32_t at,
		  const struct place_travel *travel)
{
	struct choice choice = {.at = at};

	choice.added = added_at(question, day, at,
				&(struct way){travel->to_s, travel->from_s});
	return excess(question, &day->day, &choice) == 0;
}

bool live_fits_day(const struct live_question *question,
		   const struct live_day *day)
{
	const struct live_gaps *gaps = &question->live->gaps;
	struct probe probe = {.question = question, .day = day};

	find_gaps(question, day);
	for (int32_t i = 0; i < gaps->count; i++) {
		const struct live_gap *gap = &gaps->all[i];

		if (fits(&probe, gap) &&
		    live_has_way(question, day, gap->at, &gap->travel))
			return true;
	}
	return false;
}

static bool find_among_gaps(const struct live_question *question,
			    int32_t technician, int64_t limit,
			    struct choice *ret_choice)
{
	const struct live_day *day = live_question_day(question, technician);
	const struct live_gaps *gaps = &question->live->gaps;
	struct probe probe = {.question = question, .day = day};
	bool soft = is_soft(question, day), found = false;
	/* A matrix may break the triangle inequality: then a stop more can
	 * make less lateness, but never less than none. */
	int64_t most_saved = day->day.result.cost;

	for (int32_t i = 0; i < gaps->count; i++) {
		const struct live_gap *gap = &gaps->all[i];
		struct choice choice = {.at = gap->at};

		if (!fits(&probe, gap))
			continue;
		choice.added = added_at(
		    question, day, gap->at,
		    &(struct way){gap->travel.to_s, gap->travel.from_s});
		choice.cost = tariff_cost(&choice.added);
		if (choice.cost - most_saved >= limit ||
		    excess(question, &day->day, &choice) > 0)
			continue;
		if (soft)
			choice.cost += walked_cost(&probe, gap);
		if (choice.cost >= limit)
			continue;
		*ret_choice = choice;
		limit = choice.cost;
		found = true;
	}
	return found;
}

bool live_by_slack(const struct live_question *question, int32_t technician)
{
	return question->plain &&
	       live_question_day(question, technician)->slack;
}

bool live_find_in_gaps(const struct live_question *question, int32_t technician,
		       int64_t limit, struct choice *ret_choice,
		       int64_t *ret_cost)
{
	const struct live_day *day = live_question_day(question, technician);
	int64_t pair;

	if (question->live->gaps.count == 0)
		return false;
	pair = pair_cost(question, technician, day);
	if (limit != INT64_MAX)
		limit -= pair;
	if (!find_among_gaps(question, technician, limit, ret_choice))
		return false;
	*ret_cost = ret_choice->cost + pair;
	return true;
}

bool live_find_place(const struct live_question *question, int32_t technician,
		     int64_t limit, struct choice *ret_choice,
		     int64_t *ret_cost)
{
	const struct live_day *day = live_question_day(question, technician);
	struct choice choice;
	int64_t cost;

	if (live_by_slack(question, technician)) {
		live_find_gaps(question, technician);
		return live_find_in_gaps(question, technician, limit,
					 ret_choice, ret_cost);
	}
	choice = day_choose_place(&day->day, question->live->walk,
				  question->job, question->begin_s);
	cost = choice.cost + pair_cost(question, technician, day);
	if (choice.broken > 0 || cost >= limit)
		return false;
	*ret_choice = choice;
	*ret_cost = cost;
	return true;
}

/* By the ends of the place: too late for the job's window, or too late for what
 * comes after it. Other stops can only add to it. */
static int64_t broken_at_least_s(const struct live_question *question,
				 const struct live_day *day, int64_t service_s,
				 const struct live_gap *gap)
{
	const struct job *job = &day->day.problem->jobs[question->job];
	int64_t begin = day->early_s[gap->at] + gap->travel.to_s;
	int64_t own, beyond;

	own = timewin_late(&job->win, begin);
	if (question->begin_s != PLAN_ANY_TIME)
		begin = question->begin_s;
	else if (own == 0)
		begin = timewin_earliest(&job->win, begin);
	beyond = begin + service_s + gap->travel.from_s - day->late_s[gap->at];
	return own + (beyond > 0 ? beyond : 0);
}

/* All places, the one first that breaks least by its ends. */
static void order_places(const struct live_question *question,
			 const struct live_day *day)
{
	struct live_gaps *gaps = &question->live->gaps;
	int64_t service_s = live_work(question, day->day.technician).service_s;
	const struct place_travel *before = NULL;
	struct place_travel travel;

	gaps->count = 0;
	for (int32_t at = 0; at <= day->day.count; at++) {
		struct live_gap gap = {.at = at};
		int32_t i = gaps->count;

		(void)next_gap(gaps);
		gap.travel =
		    slack_travel(day->day.problem, day->day.technician,
				 &day->route, question->job, at, before);
		gap.broken_s =
		    broken_at_least_s(question, day, service_s, &gap);
		travel = gap.travel;
		before = &travel;
		for (; i > 0 && gaps->all[i - 1].broken_s > gap.broken_s; i--)
			gaps->all[i] = gaps->all[i - 1];
		gaps->all[i] = gap;
		gaps->count++;
	}
}

/* Less broken, then cheaper, then earlier on the route. */
static bool is_better(const struct choice *a, const struct choice *b)
{
	if (b->at == PLAN_NONE || a->broken != b->broken)
		return b->at == PLAN_NONE || a->broken < b->broken;
	return a->cost != b->cost ? a->cost < b->cost : a->at < b->at;
}

/* Leave the walk at the best place, where it may have been last. */
static void walk_again(const struct live_question *question,
		       struct drive *drive, const struct choice *best,
		       int32_t walked)
{
	struct plan_live *live = question->live;
	const struct live_day *day =
	    live_question_day(question, drive->technician);
	struct drive_result ignored;
	struct place_travel travel;

	if (walked != best->at) {
		drive->insert_at = best->at;
		travel =
		    slack_travel(drive->problem, drive->technician, &day->route,
				 question->job, best->at, NULL);
		if (!walk_drive_on(live->walk, live->base_walk, drive,
				   &(struct way){travel.to_s, travel.from_s},
				   best->broken, &ignored))
			assert(!"the best place was walked before");
	}
	walk_complete(live->walk, live->base_walk);
}

struct choice live_find_least_broken(const struct live_question *question,
				     int32_t technician)
{
	const struct live_day *own = live_question_day(question, technician);
	const struct day *day = &own->day;
	struct plan_live *live = question->live;
	struct drive drive = drive_of(question, day, false);
	struct choice best = {.at = PLAN_NONE, .broken = INT64_MAX};
	bool bound = own->steady && own->slack;
	int32_t walked = PLAN_NONE;
	struct drive_result result;

	if (!question->plain || !own->plain)
		return day_choose_place(day, live->walk, question->job,
					question->begin_s);
	if (!walk_drive(live->base_walk, &drive, &result))
		assert(!"a walk that is not strict gets through");
	drive.insert_job = question->job;
	order_places(question, own);
	for (int32_t i = 0; i < live->gaps.count; i++) {
		const struct live_gap *gap = &live->gaps.all[i];
		const struct way way = {gap->travel.to_s, gap->travel.from_s};
		struct choice choice = {.at = gap->at};
		int64_t beyond;

		if (bound && gap->broken_s > best.broken)
			break; /* and so are all that follow */
		choice.added = added_at(question, own, gap->at, &way);
		beyond = excess(question, day, &choice);
		drive.insert_at = gap->at;
		if (beyond > best.broken ||
		    (bound && gap->broken_s > best.broken - beyond))
			continue;
		walked = gap->at;
		if (!walk_drive_on(live->walk, live->base_walk, &drive, &way,
				   best.broken - beyond, &result))
			continue;
		choice.broken = result.broken_s + beyond;
		choice.cost =
		    tariff_cost(&choice.added) + result.cost - day->result.cost;
		if (is_better(&choice, &best))
			best = choice;
	}
	assert(best.at != PLAN_NONE);
	walk_again(question, &drive, &best, walked);
	return best;
}

void live_judge(const struct live_question *question, int32_t technician,
		bool strict, struct choice choice,
		struct plan_evaluation *ret_evaluation)
{
	const struct day *day = &live_question_day(question, technician)->day;
	struct walk *walk = question->live->walk;

	if (!day_judge_place(day, walk, question->job, question->begin_s,
			     strict, &choice))
		assert(!"the place was found by a walk or by slack");
	day_evaluate(day, walk, &choice, question->job, question->begin_s,
		     ret_evaluation);
}
