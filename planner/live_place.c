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
	const struct live_day *day = live_question_day(question, technician);

	return day->day.count < own->spec.max_jobs &&
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

/* What the pair costs whatever the place: fixed, bonus, move. */
static int64_t pair_cost(const struct live_question *question,
			 int32_t technician, const struct live_day *day)
{
	const struct plan_problem *problem = &question->live->problem;
	const struct technician *own = &problem->technicians[technician];
	const struct job *job = &problem->jobs[question->job];

	return (day->day.count == 0 ? own->spec.fixed_cost : 0) +
	       rules_move_cost(problem, technician, job) -
	       rules_bonus(own, technician, job);
}

static struct drive drive_of(const struct live_question *question,
			     const struct day *day, bool strict)
{
	return (struct drive){.problem = day->problem,
			      .technician = day->technician,
			      .as = &day->own,
			      .relief_s = day->relief_s,
			      .jobs = day->jobs,
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

/* One place while the best of a route is looked for. */
struct probe {
	const struct live_question *question;
	const struct live_day *day;
	int32_t technician;
	struct work work;
	bool soft, walked; /* the base walk was made */
	struct place_travel travel;
	int32_t travel_at;
};

/* Is there time, as far as can be seen without the road? Later places are no
 * better where the window is over: then *ret_over. */
static bool has_hope(const struct probe *probe, int32_t at, bool *ret_over)
{
	const struct job *job =
	    &probe->day->day.problem->jobs[probe->question->job];
	int64_t begin = timewin_earliest(&job->win, probe->day->early_s[at]);

	if (begin == TIME_NEVER) {
		*ret_over = !probe->day->day.own.slips;
		return false;
	}
	return begin + probe->work.service_s <= probe->day->late_s[at];
}

static bool fits(struct probe *probe, int32_t at)
{
	const struct plan_problem *problem = probe->day->day.problem;
	int32_t job = probe->question->job;
	const struct job *own = &problem->jobs[job];
	int64_t begin;

	probe->travel = slack_travel(
	    problem, probe->technician, &probe->day->route, job, at,
	    at > 0 && probe->travel_at == at - 1 ? &probe->travel : NULL);
	probe->travel_at = at;
	begin = timewin_earliest(&own->win,
				 probe->day->early_s[at] + probe->travel.to_s);
	if (begin == TIME_NEVER ||
	    begin + probe->work.service_s + probe->travel.from_s >
		probe->day->late_s[at])
		return false;
	return slack_fits(problem, probe->technician, &probe->day->route, job,
			  at, &probe->travel);
}

static int64_t walked_cost(struct probe *probe, int32_t at)
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
	drive.insert_at = at;
	walked = walk_drive_on(
	    live->walk, live->base_walk, &drive,
	    &(struct way){probe->travel.to_s, probe->travel.from_s}, 0,
	    &result);
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

static bool find_by_slack(const struct live_question *question,
			  int32_t technician, int64_t limit,
			  struct choice *ret_choice)
{
	const struct live_day *day = live_question_day(question, technician);
	struct probe probe = {.question = question,
			      .day = day,
			      .technician = technician,
			      .work = live_work(question, technician),
			      .soft = is_soft(question, day),
			      .travel_at = PLAN_NONE};
	/* A matrix may break the triangle inequality: then a stop more can
	 * make less lateness, but never less than none. */
	int64_t most_saved = day->day.result.cost;
	bool found = false, late = false;

	for (int32_t at = 0; at <= day->day.count && !late; at++) {
		struct choice choice = {.at = at};

		if (!has_hope(&probe, at, &late) || !fits(&probe, at))
			continue;
		choice.added = added_at(
		    question, day, at,
		    &(struct way){probe.travel.to_s, probe.travel.from_s});
		choice.cost = tariff_cost(&choice.added);
		if (choice.cost - most_saved >= limit ||
		    excess(question, &day->day, &choice) > 0)
			continue;
		if (probe.soft)
			choice.cost += walked_cost(&probe, at);
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

bool live_find_place(const struct live_question *question, int32_t technician,
		     int64_t limit, struct choice *ret_choice,
		     int64_t *ret_cost)
{
	const struct live_day *day = live_question_day(question, technician);
	bool by_slack = live_by_slack(question, technician);
	struct choice choice;
	int64_t pair;

	if (by_slack && live_work(question, technician).service_s > day->room_s)
		return false;
	pair = pair_cost(question, technician, day);
	if (limit != INT64_MAX)
		limit -= pair;
	if (by_slack) {
		if (!find_by_slack(question, technician, limit, &choice))
			return false;
	} else {
		choice = day_choose_place(&day->day, question->live->walk,
					  question->job, question->begin_s);
		if (choice.broken > 0 || choice.cost >= limit)
			return false;
	}
	*ret_choice = choice;
	*ret_cost = choice.cost + pair;
	return true;
}

/* The way to the job after `at` jobs, where the one on from the place before is
 * known. */
static struct way way_at(const struct live_question *question,
			 const struct live_day *day, int32_t at,
			 const struct way *before)
{
	struct place_travel travel, last;

	if (before != NULL)
		last = (struct place_travel){before->to_s, before->from_s, 0};
	travel =
	    slack_travel(day->day.problem, day->day.technician, &day->route,
			 question->job, at, before == NULL ? NULL : &last);
	return (struct way){travel.to_s, travel.from_s};
}

struct choice live_find_least_broken(const struct live_question *question,
				     int32_t technician)
{
	const struct live_day *own = live_question_day(question, technician);
	const struct day *day = &own->day;
	struct plan_live *live = question->live;
	struct drive drive = drive_of(question, day, false);
	struct choice best = {.at = PLAN_NONE, .broken = INT64_MAX};
	struct drive_result result;
	struct way way;

	if (!question->plain || !own->plain)
		return day_choose_place(day, live->walk, question->job,
					question->begin_s);
	if (!walk_drive(live->base_walk, &drive, &result))
		assert(!"a walk that is not strict gets through");
	drive.insert_job = question->job;
	for (int32_t at = 0; at <= day->count; at++) {
		struct choice choice = {.at = at};
		int64_t beyond;

		way = way_at(question, own, at, at == 0 ? NULL : &way);
		choice.added = added_at(question, own, at, &way);
		beyond = excess(question, day, &choice);
		drive.insert_at = at;
		if (beyond > best.broken ||
		    !walk_drive_on(live->walk, live->base_walk, &drive, &way,
				   best.broken - beyond, &result))
			continue;
		choice.broken = result.broken_s + beyond;
		choice.cost =
		    tariff_cost(&choice.added) + result.cost - day->result.cost;
		if (best.at == PLAN_NONE || choice.broken < best.broken ||
		    (choice.broken == best.broken && choice.cost < best.cost))
			best = choice;
	}
	assert(best.at != PLAN_NONE);
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
