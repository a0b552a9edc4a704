/* SPDX-License-Identifier: MIT */
/*
 * The evaluator for people: one job, one technician, every rule by name. The
 * times come from the walk that the search uses too; what the day breaks
 * already, without the job, is taken off.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/capacity.h"
#include "planner/depot.h"
#include "planner/evaluate_internal.h"
#include "planner/evaluate_links.h"
#include "planner/plan_internal.h"
#include "planner/relief.h"
#include "planner/rules_internal.h"

/* The day's stops, or a variant of them. */
struct stops {
	const int32_t *jobs;
	const int64_t *relief_s;
	const struct hold *holds; /* or NULL */
	int32_t count;
};

/* With the visit at the depot as a choice has it. Valid until the next one of
 * the same day. */
static struct stops stops_of(const struct day *day, int32_t visit)
{
	const struct plan_problem *problem = day->problem;
	struct stops stops = {day->jobs, day->relief_s, day->holds, day->count};
	int32_t count = 0;

	if (visit == 0)
		return stops;
	for (int32_t i = 0; i <= day->count; i++) {
		if (count == visit - 1) {
			day->other_jobs[count] = problem->job_count;
			day->other_holds[count] = HOLD_NONE;
			day->other_relief_s[count++] = -TIME_NEVER;
		}
		if (i == day->count || is_depot(problem, day->jobs[i]))
			continue;
		day->other_jobs[count] = day->jobs[i];
		day->other_holds[count] =
		    day->holds == NULL ? HOLD_NONE : day->holds[i];
		day->other_relief_s[count++] = day->relief_s[i];
	}
	return (struct stops){day->other_jobs, day->other_relief_s,
			      day->other_holds, count};
}

/* A walk over the stops, with one more job (or PLAN_NONE) after `at` of them.
 */
static bool drive_stops(const struct day *day, const struct stops *stops,
			struct walk *walk, int32_t job, int32_t at,
			int64_t begin_s, bool strict,
			struct drive_result *ret_result)
{
	struct drive drive = {.problem = day->problem,
			      .technician = day->technician,
			      .as = &day->own,
			      .leg_s =
				  stops->jobs == day->jobs ? day->leg_s : NULL,
			      .relief_s = stops->relief_s,
			      .jobs = stops->jobs,
			      .count = stops->count,
			      .holds = stops->holds,
			      .insert_job = job,
			      .insert_at = at,
			      .begin_s = begin_s,
			      .from_s = day->from_s,
			      .strict = strict};

	return walk_drive(walk, &drive, ret_result);
}

/* The day as it is. */
static bool drive_day(const struct day *day, struct walk *walk, bool strict,
		      struct drive_result *ret_result)
{
	struct stops stops = stops_of(day, 0);

	return drive_stops(day, &stops, walk, PLAN_NONE, 0, 0, strict,
			   ret_result);
}

/* Limits that are the day's to change. */
static void own_limits(struct day *day)
{
	const struct technician *technician =
	    &day->problem->technicians[day->technician];

	assert(technician->break_count <= BREAKS_MAX);
	day->own = *technician;
	for (int32_t i = 0; i < technician->break_count; i++)
		day->breaks[i] = technician->breaks[i];
	day->own.breaks = day->breaks;
	if (technician->capacity == NULL)
		return;
	memcpy(day->capacity, technician->capacity,
	       day->problem->amounts * sizeof(*day->capacity));
	day->own.capacity = day->capacity;
}

/* A pinned job may itself be why the day needs relief: without it, the day is
 * granted what the others need. */
static void relieve_anew(struct day *day, struct walk *walk)
{
	day->relieved = true;
	relief_clear(day->problem, &day->own);
	for (int32_t i = 0; i < day->count; i++)
		day->relief_s[i] = -TIME_NEVER;
	relief_grant(day->problem, day->technician, &day->own, day->jobs,
		     day->count, walk, day->relief_s);
}

/* The day as it is. Where a matrix breaks the triangle inequality, it may be
 * broken only now that the job is out. */
static void walk_day(struct day *day, struct walk *walk)
{
	bool walked = drive_day(day, walk, true, &day->result);

	if (!walked) {
		day->relieved = true;
		relief_grant(day->problem, day->technician, &day->own,
			     day->jobs, day->count, walk, day->relief_s);
		walked = drive_day(day, walk, false, &day->result);
	}
	assert(walked);
	day->times = xcalloc((size_t)day->count + 1, sizeof(*day->times));
	memcpy(day->times, walk_times(walk),
	       ((size_t)day->count + 1) * sizeof(*day->times));
}

/* Without the job the visit at the depot may be for nothing. */
static void prepare_kits(struct day *day)
{
	const struct plan_problem *problem = day->problem;
	int32_t visit = depot_find(problem, day->jobs, day->count);
	size_t room = (size_t)day->count + 2;

	day->other_jobs = xcalloc(room, sizeof(*day->other_jobs));
	day->other_holds = xcalloc(room, sizeof(*day->other_holds));
	day->other_relief_s = xcalloc(room, sizeof(*day->other_relief_s));
	if (visit == PLAN_NONE ||
	    depot_lasts(problem, day->technician, day->jobs, day->count) <
		day->count)
		return;
	day->count--;
	for (int32_t i = visit; i < day->count; i++) {
		day->jobs[i] = day->jobs[i + 1];
		if (day->holds != NULL)
			day->holds[i] = day->holds[i + 1];
		day->relief_s[i] = day->relief_s[i + 1];
	}
}

void day_open(struct day *day, const struct plan_problem *problem,
	      int32_t technician, const int32_t *jobs, int32_t count,
	      int32_t without, struct walk *walk)
{
	day_open_held(day, problem, technician, jobs, NULL, count, without,
		      walk);
}

void day_open_held(struct day *day, const struct plan_problem *problem,
		   int32_t technician, const int32_t *jobs,
		   const struct hold *holds, int32_t count, int32_t without,
		   struct walk *walk)
{
	memset(day, 0, sizeof(*day));
	day->last_at = -1;
	day->problem = problem;
	day->technician = technician;
	own_limits(day);
	day->jobs = xcalloc((size_t)count, sizeof(*day->jobs));
	day->relief_s = xcalloc((size_t)count, sizeof(*day->relief_s));
	if (holds != NULL)
		day->holds = xcalloc((size_t)count, sizeof(*day->holds));
	for (int32_t i = 0; i < count; i++) {
		if (jobs[i] == without)
			continue;
		day->relief_s[day->count] = problem->jobs[jobs[i]].win.relief_s;
		if (holds != NULL)
			day->holds[day->count] = holds[i];
		day->jobs[day->count++] = jobs[i];
	}
	if (problem->kits)
		prepare_kits(day);
	day->tariff = tariff_route(problem, &day->own, day->jobs, day->count);
	if (without != PLAN_NONE &&
	    problem->jobs[without].spec.pinned_technician == technician)
		relieve_anew(day, walk);
	if (day->count > 0)
		walk_day(day, walk);
}

void day_close(struct day *day)
{
	free(day->jobs);
	free(day->relief_s);
	free(day->other_jobs);
	free(day->other_relief_s);
	free(day->other_holds);
	free(day->holds);
	free(day->times);
}

static int64_t over_limit(int64_t value, int64_t limit)
{
	return value > limit ? value - limit : 0;
}

/* What the visit at the depot adds where it is now. */
static void add_detour(const struct day *day, const struct stops *stops,
		       struct tariff *added)
{
	struct tariff now =
	    tariff_route(day->problem, &day->own, stops->jobs, stops->count);

	added->travel_s += now.travel_s - day->tariff.travel_s;
	added->travel_m += now.travel_m - day->tariff.travel_m;
	added->task_s += now.task_s - day->tariff.task_s;
	added->travel_cost += now.travel_cost - day->tariff.travel_cost;
	added->distance_cost += now.distance_cost - day->tariff.distance_cost;
	added->task_cost += now.task_cost - day->tariff.task_cost;
}

static int64_t day_duration_s(const struct day *day)
{
	return day->result.end_s - day->result.start_s;
}

bool day_judge_place(const struct day *day, struct walk *walk, int32_t job,
		     int64_t begin_s, bool strict, struct choice *choice)
{
	const struct technician *own = &day->own;
	struct stops stops = stops_of(day, choice->visit);
	struct drive_result result;

	if (!drive_stops(day, &stops, walk, job, choice->at, begin_s, strict,
			 &result))
		return false;
	choice->added = tariff_place(day->problem, own, stops.jobs, stops.count,
				     job, choice->at);
	if (choice->visit != 0)
		add_detour(day, &stops, &choice->added);
	choice->duration_s = result.end_s - result.start_s;
	choice->broken =
	    result.broken_s +
	    over_limit(day->tariff.travel_s + choice->added.travel_s,
		       own->max_travel_s) +
	    over_limit(day->tariff.travel_m + choice->added.travel_m,
		       own->max_distance_m) +
	    capacity_excess(day->problem, own->capacity, stops.jobs,
			    stops.count, job, choice->at);
	choice->cost = tariff_cost(&choice->added) + result.cost -
		       day->result.cost +
		       (choice->duration_s - day_duration_s(day)) *
			   own->spec.duration_rate;
	return true;
}

/* Does the job need the visit at the depot, or may it move one? */
static bool is_by_depot(const struct day *day, int32_t job)
{
	const struct plan_problem *problem = day->problem;

	if (!problem->kits || !day->own.by_depot)
		return false;
	return depot_find(problem, day->jobs, day->count) != PLAN_NONE ||
	       depot_missing_tools(&day->own, &problem->jobs[job], NULL) > 0 ||
	       depot_missing_parts(problem, day->technician, day->jobs,
				   day->count, job, job, NULL) > 0;
}

static void choose_among_stops(const struct day *day, struct walk *walk,
			       int32_t job, int64_t begin_s, bool strict,
			       int32_t visit, int32_t first,
			       struct choice *best)
{
	int32_t last = stops_of(day, visit).count;

	if (visit == 0 && day->last_at >= 0) {
		first = day->first_at;
		last = day->last_at;
	}
	for (int32_t at = first; at <= last; at++) {
		struct choice choice = {.visit = visit, .at = at};

		if (!day_judge_place(day, walk, job, begin_s, strict, &choice))
			continue;
		if (best->at == PLAN_NONE || choice.broken < best->broken ||
		    (choice.broken == best->broken && choice.cost < best->cost))
			*best = choice;
	}
}

static struct choice choose_among(const struct day *day, struct walk *walk,
				  int32_t job, int64_t begin_s, bool strict)
{
	struct choice best = {.at = PLAN_NONE};
	const struct plan_problem *problem = day->problem;
	int32_t lasts, ahead;

	if (!is_by_depot(day, job)) {
		choose_among_stops(day, walk, job, begin_s, strict, 0, 0,
				   &best);
		return best;
	}
	lasts = depot_lasts_without(problem, day->technician, day->jobs,
				    day->count);
	ahead = depot_lasts_ahead(problem, day->technician, day->jobs,
				  day->count, job, job, lasts);
	for (int32_t visit = 0; visit <= lasts; visit++)
		choose_among_stops(day, walk, job, begin_s, strict, visit + 1,
				   visit <= ahead ? 0 : visit + 1, &best);
	return best;
}

/* The walk that is not strict trades a break's lateness against a window's and
 * has a limit on labels; only the strict one knows for sure that a place is
 * good. The other tells how little is missing where none is. The walk is left
 * at the chosen place. */
struct choice day_choose_place(const struct day *day, struct walk *walk,
			       int32_t job, int64_t begin_s)
{
	struct choice best = choose_among(day, walk, job, begin_s, true);
	bool strict = best.at != PLAN_NONE && best.broken == 0;

	if (!strict)
		best = choose_among(day, walk, job, begin_s, false);
	assert(best.at != PLAN_NONE);
	if (!day_judge_place(day, walk, job, begin_s, strict, &best))
		assert(!"the chosen place was walked before");
	return best;
}

/* --- Verdicts of time --- */

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
	balance->amount = over_limit(work + more, own->share_s) -
			  over_limit(work, own->share_s);
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
		parts->have = over_limit(parts->need, missing);
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

static void judge_limits(const struct day *day, const struct stops *stops,
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
		    over_limit(travel, day->own.max_travel_s), travel,
		    spec->max_travel_s, PLAN_NONE);
	rules_raise(&verdicts[PLAN_RULE_MAX_DISTANCE],
		    over_limit(metres, day->own.max_distance_m), metres,
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
	struct stops stops = stops_of(day, choice->visit);
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

/* --- The plan as a board --- */

static bool find_planned(const struct board *board, int32_t job,
			 struct board_visit *ret_visit)
{
	const struct job *own = &board->problem->jobs[job];
	const struct plan_step *step;

	if (board->arg == NULL) {
		struct work work;

		if (!own->pinned)
			return false;
		*ret_visit = (struct board_visit){own->spec.pinned_technician,
						  PLAN_ANY_TIME, PLAN_ANY_TIME};
		if (!own->timed)
			return true;
		work = job_work(
		    &board->problem->technicians[ret_visit->technician], own);
		ret_visit->begin_s = own->spec.pinned_start_s;
		ret_visit->end_s =
		    ret_visit->begin_s + work.setup_s + work.service_s;
		return true;
	}
	step = plan_step_of(board->arg, job, &ret_visit->technician);
	if (step == NULL)
		return false;
	ret_visit->begin_s = step->arrival_s + step->waiting_s;
	ret_visit->end_s = ret_visit->begin_s + step->setup_s + step->service_s;
	return true;
}

static struct board_route route_planned(const struct board *board,
					int32_t technician)
{
	const struct technician *own = &board->problem->technicians[technician];
	const struct plan *plan = board->arg;

	if (plan == NULL)
		return (struct board_route){own->pinned, NULL,
					    own->pinned_count};
	return (struct board_route){plan->routes[technician].jobs,
				    plan->routes[technician].holds,
				    plan->routes[technician].stop_count};
}

static void evaluate_with(struct walk *walk, const struct plan_problem *problem,
			  const struct plan *plan, int32_t job,
			  int32_t technician, int64_t begin_s,
			  struct plan_evaluation *ret)
{
	struct board board = {problem, plan, find_planned, route_planned};
	struct board_route route = route_planned(&board, technician);
	struct choice choice;
	struct day day;

	if (problem->jobs[job].group != PLAN_NONE) {
		evaluate_linked(&board, walk, job, technician, begin_s, ret);
		return;
	}
	day_open_held(&day, problem, technician, route.jobs, route.holds,
		      route.count, job, walk);
	choice = day_choose_place(&day, walk, job, begin_s);
	day_evaluate(&day, walk, &choice, job, begin_s, ret);
	day_close(&day);
}

void plan_evaluate(const struct plan_problem *problem, const struct plan *plan,
		   int32_t job, int32_t technician, int64_t begin_s,
		   struct plan_evaluation *ret_evaluation)
{
	struct walk *walk = walk_new();

	assert(problem->finished);
	assert(job >= 0 && job < problem->job_count);
	assert(technician >= 0 && technician < problem->technician_count);
	evaluate_with(walk, problem, plan, job, technician, begin_s,
		      ret_evaluation);
	walk_free(walk);
}

/* --- All technicians --- */

static void count_broken(const struct plan_evaluation *evaluation,
			 int32_t *ret_rules, int64_t *ret_amount)
{
	*ret_rules = 0;
	*ret_amount = 0;
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		if (!plan_rule_info((enum plan_rule)rule)->hard ||
		    evaluation->verdicts[rule].amount <= 0)
			continue;
		++*ret_rules;
		*ret_amount += evaluation->verdicts[rule].amount;
	}
}

static int compare_cost(const struct plan_evaluation *x,
			const struct plan_evaluation *y)
{
	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return (x->technician > y->technician) -
	       (x->technician < y->technician);
}

int evaluations_compare(const struct plan_evaluation *x,
			const struct plan_evaluation *y)
{
	int32_t x_rules, y_rules;
	int64_t x_amount, y_amount;

	count_broken(x, &x_rules, &x_amount);
	count_broken(y, &y_rules, &y_amount);
	if (x_rules != y_rules)
		return x_rules < y_rules ? -1 : 1;
	if (x_amount != y_amount)
		return x_amount < y_amount ? -1 : 1;
	return compare_cost(x, y);
}

/* What evaluations_compare() looks at, so that a sort does not count rules
 * again and again, nor move what is large. */
struct standing {
	const struct plan_evaluation *evaluation;
	int32_t rules;
	int64_t amount;
};

static int compare_standings(const void *a, const void *b)
{
	const struct standing *x = a, *y = b;

	if (x->rules != y->rules)
		return x->rules < y->rules ? -1 : 1;
	if (x->amount != y->amount)
		return x->amount < y->amount ? -1 : 1;
	return compare_cost(x->evaluation, y->evaluation);
}

const struct plan_evaluation *
evaluations_sort(const struct plan_evaluation *all, size_t count,
		 struct arena *arena)
{
	struct standing *order = xcalloc(count, sizeof(*order));
	struct plan_evaluation *sorted =
	    arena_calloc(arena, count + 1, sizeof(*sorted));

	for (size_t i = 0; i < count; i++) {
		order[i].evaluation = &all[i];
		count_broken(&all[i], &order[i].rules, &order[i].amount);
	}
	qsort(order, count, sizeof(*order), compare_standings);
	for (size_t i = 0; i < count; i++)
		sorted[i] = *order[i].evaluation;
	free(order);
	return sorted;
}

void plan_candidates(const struct plan_problem *problem,
		     const struct plan *plan, int32_t job, int64_t begin_s,
		     struct arena *arena,
		     const struct plan_evaluation **ret_candidates,
		     size_t *ret_count)
{
	size_t count = (size_t)problem->technician_count;
	struct plan_evaluation *all = xcalloc(count, sizeof(*all));
	struct walk *walk = walk_new();

	assert(problem->finished);
	assert(job >= 0 && job < problem->job_count);
	for (int32_t i = 0; i < problem->technician_count; i++)
		evaluate_with(walk, problem, plan, job, i, begin_s, &all[i]);
	walk_free(walk);
	*ret_candidates = evaluations_sort(all, count, arena);
	free(all);
	*ret_count = count;
}

/* Who has the skills comes nearer than who has not, so the others are looked
 * at only where nobody has. */
bool plan_reason(const struct plan_problem *problem, const struct plan *plan,
		 int32_t job, int32_t *ret_technician,
		 struct plan_verdict *ret_verdict)
{
	struct walk *walk = walk_new();
	struct plan_evaluation best, next;
	bool found = false;

	assert(job >= 0 && job < problem->job_count);
	for (int pass = 0; pass < 2 && !found; pass++)
		for (int32_t i = 0; i < problem->technician_count; i++) {
			if (rules_compatible(&problem->technicians[i], i,
					     &problem->jobs[job]) !=
			    (pass == 0))
				continue;
			evaluate_with(walk, problem, plan, job, i,
				      PLAN_ANY_TIME, &next);
			if (!found || evaluations_compare(&next, &best) < 0)
				best = next;
			found = true;
		}
	walk_free(walk);
	if (!found || best.feasible)
		return false;
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++)
		if (plan_rule_info((enum plan_rule)rule)->hard &&
		    best.verdicts[rule].amount > 0) {
			*ret_technician = best.technician;
			*ret_verdict = best.verdicts[rule];
			return true;
		}
	return false;
}
