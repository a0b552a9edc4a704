/* SPDX-License-Identifier: MIT */
/*
 * The verdicts on a place that was walked: every rule by name, what it is
 * broken by and what it costs; what the day breaks already, without the job, is
 * taken off.
 */
#include <assert.h>

#include "planner/capacity.h"
#include "planner/depot.h"
#include "planner/evaluate_internal.h"
#include "planner/rules_internal.h"

/* A stop of the day, now and before the job came in (NULL: it is the job).
 * Relief is taken off lateness already; certificates have none. */
static void judge_stop(const struct day *day, const struct stop_time *now,
		       const struct stop_time *before,
		       struct plan_verdict *verdicts)
{
	const struct job *job = &day->problem->jobs[now->job];
	int64_t late = now->late_s;
	int64_t uncertified =
	    now->uncertified_s - (before == NULL ? 0 : before->uncertified_s);

	rules_raise(&verdicts[PLAN_RULE_CERTIFICATE], uncertified, now->begin_s,
		    0, now->job);
	if (before != NULL && job->timed)
		rules_raise(&verdicts[PLAN_RULE_PINNED], late, now->arrival_s,
			    now->begin_s, now->job);
	else
		rules_raise(&verdicts[PLAN_RULE_TIME_WINDOW], late,
			    now->arrival_s, now->arrival_s - now->late_s,
			    now->job);
}

/* The asked time itself must lie in a window and in the shift. */
static void judge_asked_time(const struct day *day, int32_t job,
			     int64_t begin_s, struct plan_verdict *verdicts)
{
	const struct timewin *win = &day->problem->jobs[job].open;
	const struct plan_technician *spec =
	    &day->problem->technicians[day->technician].spec;
	int64_t before = timewin_latest(win, begin_s);
	int64_t after = timewin_earliest(win, begin_s);
	int64_t need = before;

	if (spec->shift_start_s > begin_s)
		rules_raise(&verdicts[PLAN_RULE_SHIFT],
			    spec->shift_start_s - begin_s, begin_s,
			    spec->shift_start_s, job);
	if (before == begin_s)
		return;
	if (before == -TIME_NEVER ||
	    (after != TIME_NEVER && after - begin_s < begin_s - before))
		need = after;
	rules_raise(&verdicts[PLAN_RULE_TIME_WINDOW],
		    need > begin_s ? need - begin_s : begin_s - need, begin_s,
		    need, job);
}

static int64_t late_breaks(const struct day *day, const struct stop_time *times,
			   int32_t count)
{
	int64_t late = 0;

	for (int32_t i = 0; i < count; i++)
		walk_leg(&day->own,
			 (struct leg){times[i].leave_s, times[i].travel_s},
			 times[i].first_break, times[i].break_count, &late,
			 NULL);
	return late;
}

static int64_t due_cost(const struct day *day, const struct stop_time *times,
			int32_t count, int64_t *ret_late_s)
{
	int64_t cost = 0;

	for (int32_t i = 0; i < count; i++)
		if (times[i].job != PLAN_NONE)
			cost += rules_due_cost(
			    &day->problem->jobs[times[i].job], times[i].begin_s,
			    times[i].departure_s, ret_late_s);
	return cost;
}

static int64_t overtime(const struct plan_technician *spec, int64_t end_s,
			int32_t jobs)
{
	return jobs > 0 && end_s > spec->shift_end_s ? end_s - spec->shift_end_s
						     : 0;
}

static void judge_end(const struct day *day, const struct stop_time *times,
		      int32_t count, struct plan_verdict *verdicts)
{
	const struct plan_technician *spec =
	    &day->problem->technicians[day->technician].spec;
	const struct stop_time *end = &times[count + 1];
	int64_t breaks = late_breaks(day, times, count + 2);

	rules_raise(&verdicts[PLAN_RULE_SHIFT], end->late_s, end->arrival_s,
		    spec->shift_end_s + spec->overtime_max_s, PLAN_NONE);
	rules_raise(&verdicts[PLAN_RULE_BREAK], breaks, breaks, 0, PLAN_NONE);
}

static void judge_way(const struct tariff *added, struct plan_verdict *verdicts)
{
	verdicts[PLAN_RULE_TRAVEL].amount = added->travel_s;
	verdicts[PLAN_RULE_TRAVEL].cost = added->travel_cost;
	verdicts[PLAN_RULE_DISTANCE].amount = added->travel_m;
	verdicts[PLAN_RULE_DISTANCE].cost = added->distance_cost;
	verdicts[PLAN_RULE_TASK].amount = added->task_s;
	verdicts[PLAN_RULE_TASK].cost = added->task_cost;
}

static void judge_work(const struct day *day, int32_t job,
		       const struct choice *choice,
		       struct plan_verdict *verdicts)
{
	const struct plan_problem *problem = day->problem;
	const struct technician *own = &day->own;
	struct plan_verdict *balance = &verdicts[PLAN_RULE_BALANCE];
	int64_t work = 0, more = balance_work_s(own, &problem->jobs[job]);

	if (own->spec.duration_rate > 0) {
		verdicts[PLAN_RULE_DURATION].amount =
		    choice->duration_s - day_duration_s(day);
		verdicts[PLAN_RULE_DURATION].cost =
		    verdicts[PLAN_RULE_DURATION].amount *
		    own->spec.duration_rate;
	}
	if (problem->balance_rate == 0)
		return;
	for (int32_t i = 0; i < day->count; i++)
		work += balance_work_s(own, &problem->jobs[day->jobs[i]]);
	balance->have = work + more;
	balance->need = own->share_s;
	balance->amount = day_over_limit(work + more, own->share_s) -
			  day_over_limit(work, own->share_s);
	balance->cost = balance->amount * problem->balance_rate;
}

/* Where the depot has what is missing nothing is broken, and `need` says that
 * something was. */
static void judge_kit(const struct day *day, int32_t job,
		      struct plan_verdict *verdicts)
{
	const struct plan_problem *problem = day->problem;
	const struct job *own = &problem->jobs[job];
	struct plan_verdict *tools = &verdicts[PLAN_RULE_TOOLS];
	struct plan_verdict *parts = &verdicts[PLAN_RULE_PARTS];
	int64_t missing;

	if (!own->kit)
		return;
	missing = depot_missing_tools(&day->own, own, &tools->skill);
	if (missing > 0) {
		tools->need = (int64_t)own->spec.tool_count;
		tools->have = tools->need - missing;
		tools->amount = day->own.by_depot ? 0 : missing;
	}
	missing = depot_missing_parts(problem, day->technician, day->jobs,
				      day->count, job, job, &parts->skill);
	if (missing > 0) {
		for (size_t i = 0; i < own->spec.part_count; i++)
			parts->need += own->spec.parts[i].amount;
		parts->have = day_over_limit(parts->need, missing);
		parts->amount = day->own.by_depot ? 0 : missing;
	}
}

static void judge_soft(const struct day *day, const struct stop_time *times,
		       int32_t count, const struct choice *choice,
		       struct plan_verdict *verdicts)
{
	const struct plan_technician *spec =
	    &day->problem->technicians[day->technician].spec;
	int64_t over_before = overtime(spec, day->result.end_s, day->count);
	int64_t over =
	    overtime(spec, times[count + 1].arrival_s, day->count + 1);
	struct plan_verdict *due = &verdicts[PLAN_RULE_DUE];

	judge_way(&choice->added, verdicts);
	due->cost = due_cost(day, times, count + 2, &due->amount) -
		    due_cost(day, day->times, day->count, NULL);
	if (due->cost == 0)
		due->amount = 0;
	verdicts[PLAN_RULE_OVERTIME].amount = over - over_before;
	verdicts[PLAN_RULE_OVERTIME].cost =
	    (over - over_before) * spec->overtime_rate;
	if (day->count == 0)
		verdicts[PLAN_RULE_FIXED].cost = spec->fixed_cost;
}

static void judge_limits(const struct day *day, const struct day_stops *stops,
			 int32_t job, const struct choice *choice,
			 struct plan_verdict *verdicts)
{
	const struct plan_technician *spec =
	    &day->problem->technicians[day->technician].spec;
	int64_t travel = day->tariff.travel_s + choice->added.travel_s;
	int64_t metres = day->tariff.travel_m + choice->added.travel_m;
	int64_t jobs = day->count + 1;

	if (depot_find(day->problem, day->jobs, day->count) != PLAN_NONE)
		jobs--;
	rules_raise(&verdicts[PLAN_RULE_MAX_JOBS],
		    jobs > spec->max_jobs ? jobs - spec->max_jobs : 0, jobs,
		    spec->max_jobs, PLAN_NONE);
	rules_raise(&verdicts[PLAN_RULE_MAX_TRAVEL],
		    day_over_limit(travel, day->own.max_travel_s), travel,
		    spec->max_travel_s, PLAN_NONE);
	rules_raise(&verdicts[PLAN_RULE_MAX_DISTANCE],
		    day_over_limit(metres, day->own.max_distance_m), metres,
		    spec->max_distance_m, PLAN_NONE);
	rules_raise(&verdicts[PLAN_RULE_CAPACITY],
		    capacity_excess(day->problem, day->own.capacity,
				    stops->jobs, stops->count, job, choice->at),
		    0, 0, PLAN_NONE);
}

/* The first needed skill whose certificate does not cover the stay: at the job,
 * or at one that it puts off. */
static void name_certificate(const struct day *day,
			     const struct stop_time *times,
			     struct plan_verdict *verdict)
{
	const struct plan_technician *who =
	    &day->problem->technicians[day->technician].spec;
	const struct plan_job *spec = &day->problem->jobs[verdict->job].spec;
	const struct stop_time *stay = times;

	if (verdict->amount <= 0)
		return;
	while (stay->job != verdict->job)
		stay++;
	for (size_t i = 0; i < spec->need_count; i++)
		for (size_t k = 0; k < who->skill_count; k++)
			if (who->skills[k].skill == spec->needs[i].skill &&
			    (who->skills[k].from_s > stay->begin_s ||
			     who->skills[k].to_s < stay->departure_s)) {
				verdict->skill = who->skills[k].skill;
				return;
			}
}

/* The time of a job before the other one came in. Only the visit at the depot
 * changes its place among the others. */
static const struct stop_time *time_before(const struct day *day, int32_t job,
					   int32_t place)
{
	if (place < day->count && day->jobs[place] == job)
		return &day->times[place];
	for (int32_t i = 0; i < day->count; i++)
		if (day->jobs[i] == job)
			return &day->times[i];
	assert(!"the job was there before");
	return NULL;
}

void day_evaluate(const struct day *day, struct walk *walk,
		  const struct choice *choice, int32_t job, int64_t begin_s,
		  struct plan_evaluation *ret)
{
	const struct plan_problem *problem = day->problem;
	const struct stop_time *times = walk_times(walk), *own;
	struct plan_verdict *verdicts = ret->verdicts;
	struct day_stops stops = day_stops_of(day, choice->visit);
	int32_t visit = depot_find(problem, stops.jobs, stops.count);

	*ret = (struct plan_evaluation){
	    .job = job, .technician = day->technician, .feasible = true};
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++)
		verdicts[rule] = (struct plan_verdict){
		    .rule = (enum plan_rule)rule, .job = job, .skill = -1};
	rules_static(problem, &problem->technicians[day->technician],
		     day->technician, &problem->jobs[job], verdicts);
	for (int32_t i = 0; i <= stops.count; i++)
		if (!is_depot(problem, times[i].job))
			judge_stop(day, &times[i],
				   i == choice->at
				       ? NULL
				       : time_before(day, times[i].job,
						     i - (i > choice->at)),
				   verdicts);
	judge_end(day, times, stops.count, verdicts);
	judge_soft(day, times, stops.count, choice, verdicts);
	judge_work(day, job, choice, verdicts);
	judge_kit(day, job, verdicts);
	judge_limits(day, &stops, job, choice, verdicts);
	if (begin_s != PLAN_ANY_TIME)
		judge_asked_time(day, job, begin_s, verdicts);
	own = &times[choice->at];
	ret->position = choice->at - (visit != PLAN_NONE && visit < choice->at);
	ret->arrival_s =
	    own->arrival_s < own->begin_s ? own->arrival_s : own->begin_s;
	ret->begin_s = own->begin_s;
	ret->end_s = own->departure_s;
	name_certificate(day, times, &verdicts[PLAN_RULE_CERTIFICATE]);
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		ret->cost += verdicts[rule].cost;
		if (plan_rule_info((enum plan_rule)rule)->hard &&
		    verdicts[rule].amount > 0)
			ret->feasible = false;
	}
}
