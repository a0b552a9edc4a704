/* SPDX-License-Identifier: MIT */
/*
 * The independent check: reads a plan step by step, as a suspicious person
 * would, and adds up what it costs. It shares the problem and the travel with
 * the search and nothing else; in particular no window function, no walk and
 * no rule of theirs. Simple and slow on purpose. The limits of a technician
 * with pinned jobs are those that relief.c grants.
 */
#include "planner/problem_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

struct check {
	const struct plan_problem *problem;
	const struct plan *plan;
	struct plan_violation *violations;
	size_t count, capacity;
	struct arena *arena;
	struct plan_totals totals;
	int32_t *seen; /* job -> times on a route */
};

static void report(struct check *check, enum plan_rule rule, int32_t technician,
		   int32_t job, int64_t amount, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

static void report(struct check *check, enum plan_rule rule, int32_t technician,
		   int32_t job, int64_t amount, const char *fmt, ...)
{
	struct plan_violation *violation;
	va_list args;

	if (check->count == check->capacity) {
		size_t capacity = check->capacity * 2 + 16;
		struct plan_violation *more =
		    arena_calloc(check->arena, capacity, sizeof(*more));

		for (size_t i = 0; i < check->count; i++)
			more[i] = check->violations[i];
		check->violations = more;
		check->capacity = capacity;
	}
	violation = &check->violations[check->count++];
	violation->rule = rule;
	violation->technician = technician;
	violation->job = job;
	violation->amount = amount;
	va_start(args, fmt);
	vsnprintf(violation->text, sizeof(violation->text), fmt, args);
	va_end(args);
}

/* One technician's day as it is read. */
struct day {
	struct check *check;
	const struct plan_technician *who;
	int32_t index;
	int32_t location;
	int64_t clock_s;  /* free since */
	int64_t driven_s; /* since the start */
	int64_t driven_m;
	int64_t leg_done_s; /* of the leg under way, before a break */
	int32_t jobs;
	int64_t cost;
};

static bool inside(const struct plan_window *windows, size_t count, int64_t t)
{
	for (size_t i = 0; i < count; i++)
		if (windows[i].start_s <= t && t <= windows[i].end_s)
			return true;
	return count == 0;
}

static bool contains(const int32_t *list, size_t count, int32_t item)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == item)
			return true;
	return false;
}

static void check_who(const struct day *day, const struct plan_job *job,
		      int32_t index)
{
	struct check *check = day->check;

	if (job->required_count > 0 &&
	    !contains(job->required, job->required_count, day->index))
		report(check, PLAN_RULE_REQUIRED, day->index, index, 1,
		       "not one of the required technicians");
	if (contains(job->excluded, job->excluded_count, day->index))
		report(check, PLAN_RULE_EXCLUDED, day->index, index, 1,
		       "an excluded technician");
	if (job->territory != PLAN_NONE && day->who->territory_count > 0 &&
	    !contains(day->who->territories, day->who->territory_count,
		      job->territory))
		report(check, PLAN_RULE_TERRITORY, day->index, index, 1,
		       "outside of the technician's territories");
}

static void check_skills(const struct day *day, const struct plan_job *job,
			 int32_t index, int64_t begin, int64_t end)
{
	for (size_t n = 0; n < job->need_count; n++) {
		const struct plan_skill *has = NULL;

		for (size_t s = 0; s < day->who->skill_count; s++)
			if (day->who->skills[s].skill == job->needs[n].skill)
				has = &day->who->skills[s];
		if (has == NULL)
			report(day->check, PLAN_RULE_SKILL, day->index, index,
			       1, "skill %" PRId32 " is missing",
			       job->needs[n].skill);
		else if (has->level < job->needs[n].level)
			report(day->check, PLAN_RULE_LEVEL, day->index, index,
			       job->needs[n].level - has->level,
			       "level %" PRId32 " of skill %" PRId32
			       ", needs %" PRId32,
			       has->level, has->skill, job->needs[n].level);
		else if (begin < has->from_s || end > has->to_s)
			report(day->check, PLAN_RULE_CERTIFICATE, day->index,
			       index,
			       begin < has->from_s ? has->from_s - begin
						   : end - has->to_s,
			       "skill %" PRId32 " is not certified then",
			       has->skill);
	}
}

/* The road: nobody arrives before the leg is driven. */
static void check_road(struct day *day, const struct plan_step *step,
		       bool pinned, bool timed)
{
	struct check *check = day->check;
	int64_t travel = plan_travel_s(check->problem, day->index,
				       day->location, step->location);
	int64_t metres = plan_distance_m(check->problem, day->index,
					 day->location, step->location);
	int64_t arc = plan_arc_cost(check->problem, day->index, day->location,
				    step->location);
	int64_t leave = day->clock_s;

	day->cost += arc >= 0 ? arc
			      : travel * day->who->travel_rate +
				    metres * day->who->distance_rate;
	if (step->travel_m != day->driven_m + metres)
		report(check, PLAN_RULE_DISTANCE, day->index, step->job,
		       step->travel_m - day->driven_m - metres,
		       "metres are not those of the road");
	day->driven_m += metres;
	if (!pinned && step->kind == PLAN_STEP_JOB &&
	    leave < check->problem->frozen_until_s)
		leave = check->problem->frozen_until_s;
	if (step->arrival_s < leave + travel - day->leg_done_s && !timed)
		report(check, PLAN_RULE_SHIFT, day->index, step->job,
		       leave + travel - day->leg_done_s - step->arrival_s,
		       "arrives before the road allows");
	if (step->travel_s != day->driven_s + travel)
		report(check, PLAN_RULE_TRAVEL, day->index, step->job,
		       step->travel_s - day->driven_s - travel,
		       "travel is not what the road takes");
	day->driven_s += travel;
	day->leg_done_s = 0;
	day->location = step->location;
}

static int64_t job_cost(const struct plan_job *job, int32_t technician,
			int64_t begin, int64_t end)
{
	int64_t cost = 0;

	for (size_t i = 0; i < job->due_count; i++) {
		int64_t at = job->dues[i].of == PLAN_DUE_START ? begin : end;

		if (at > job->dues[i].at_s)
			cost += (at - job->dues[i].at_s) * job->dues[i].rate;
	}
	for (size_t i = 0; i < job->preferred_count; i++)
		if (job->preferred[i].technician == technician) {
			cost -= job->preferred[i].bonus;
			break;
		}
	if (job->current_technician != PLAN_NONE &&
	    job->current_technician != technician)
		cost += job->move_cost;
	return cost;
}

static void check_job(struct day *day, const struct plan_step *step)
{
	struct check *check = day->check;
	const struct plan_job *job =
	    plan_problem_job(check->problem, step->job);
	bool pinned = job->pinned_technician != PLAN_NONE;
	bool timed = pinned && job->pinned_start_s != PLAN_ANY_TIME;
	int64_t begin = step->arrival_s + step->waiting_s;
	int64_t service = job->service_s;
	int64_t setup = job->setup_s;
	int64_t end = begin + step->setup_s + step->service_s;

	for (size_t i = 0; i < job->typed_service_count; i++)
		if (job->typed_services[i].type == day->who->type) {
			service = job->typed_services[i].service_s;
			setup = job->typed_services[i].setup_s;
		}
	if (day->location == job->location)
		setup = 0;
	day->cost += (setup + service) * day->who->task_rate;
	check_road(day, step, pinned, timed);
	if (step->location != job->location || step->setup_s != setup ||
	    step->service_s != service || step->waiting_s < 0)
		report(check, PLAN_RULE_TIME_WINDOW, day->index, step->job, 1,
		       "place, setup or service is not the job's");
	if (pinned && day->index != job->pinned_technician)
		report(check, PLAN_RULE_PINNED, day->index, step->job, 1,
		       "is pinned to another technician");
	if (timed && begin != job->pinned_start_s)
		report(check, PLAN_RULE_PINNED, day->index, step->job,
		       begin - job->pinned_start_s,
		       "is pinned to another time");
	if (!pinned) {
		check_who(day, job, step->job);
		check_skills(day, job, step->job, begin, end);
		if (!inside(job->windows, job->window_count, begin))
			report(check, PLAN_RULE_TIME_WINDOW, day->index,
			       step->job, 1, "begins outside of its windows");
	}
	day->clock_s = end;
	day->jobs++;
	day->cost += job_cost(job, day->index, begin, end);
	check->seen[step->job]++;
	check->totals.priority += job->priority;
	check->totals.served++;
	check->totals.service_s += step->service_s;
	check->totals.setup_s += step->setup_s;
}

/* A break on the road splits the leg; travel_s says how far it got. */
static void check_break(struct day *day, const struct plan_step *step)
{
	const struct plan_break *rest = &day->who->breaks[step->break_index];
	int64_t begin = step->arrival_s + step->waiting_s;
	int64_t done = step->travel_s - day->driven_s;

	if (done < day->leg_done_s || step->waiting_s < 0 ||
	    step->arrival_s < day->clock_s + done - day->leg_done_s)
		report(day->check, PLAN_RULE_BREAK, day->index, PLAN_NONE, 1,
		       "a break begins before the road allows");
	if (!inside(rest->windows, rest->window_count, begin) &&
	    day->check->problem->technicians[day->index].pinned_count == 0)
		report(day->check, PLAN_RULE_BREAK, day->index, PLAN_NONE, 1,
		       "a break begins outside of its windows");
	if (step->service_s != rest->duration_s)
		report(day->check, PLAN_RULE_BREAK, day->index, PLAN_NONE,
		       rest->duration_s - step->service_s,
		       "a break is not as long as it should be");
	day->leg_done_s = done;
	day->clock_s = begin + step->service_s;
}

static void check_end(struct day *day, const struct plan_step *step)
{
	const struct plan_technician *who = day->who;
	const struct technician *own =
	    &day->check->problem->technicians[day->index];
	int64_t over = step->arrival_s - who->shift_end_s;
	int64_t limit = own->pinned_count > 0
			    ? own->end_latest_s
			    : who->shift_end_s + who->overtime_max_s;

	check_road(day, step, true, false);
	if (step->arrival_s > limit)
		report(day->check, PLAN_RULE_SHIFT, day->index, PLAN_NONE,
		       step->arrival_s - limit, "ends after the shift");
	if (over > 0) {
		day->cost += over * who->overtime_rate;
		day->check->totals.overtime_s += over;
	}
}

static void check_amounts(const struct day *day, const struct plan_route *route)
{
	const struct plan_problem *problem = day->check->problem;
	const struct technician *own = &problem->technicians[day->index];

	for (size_t d = 0; own->capacity && d < problem->amounts; d++) {
		int64_t load = 0, most;

		for (size_t i = 0; i < route->step_count; i++)
			if (route->steps[i].kind == PLAN_STEP_JOB) {
				const struct plan_job *job = plan_problem_job(
				    problem, route->steps[i].job);

				load += job->delivery ? job->delivery[d] : 0;
			}
		most = load;
		for (size_t i = 0; i < route->step_count; i++)
			if (route->steps[i].kind == PLAN_STEP_JOB) {
				const struct plan_job *job = plan_problem_job(
				    problem, route->steps[i].job);

				load -= job->delivery ? job->delivery[d] : 0;
				load += job->pickup ? job->pickup[d] : 0;
				most = load > most ? load : most;
			}
		if (most > own->capacity[d])
			report(day->check, PLAN_RULE_CAPACITY, day->index,
			       PLAN_NONE, most - own->capacity[d],
			       "carries too much of amount %zu", d);
	}
}

static void check_steps(struct day *day, const struct plan_route *route)
{
	int32_t breaks = 0;

	for (size_t i = 1; i < route->step_count; i++) {
		const struct plan_step *step = &route->steps[i];

		switch (step->kind) {
		case PLAN_STEP_JOB:
			check_job(day, step);
			break;
		case PLAN_STEP_BREAK:
			check_break(day, step);
			breaks++;
			break;
		case PLAN_STEP_END:
			check_end(day, step);
			break;
		case PLAN_STEP_DEPOT:
			report(day->check, PLAN_RULE_TOOLS, day->index,
			       PLAN_NONE, 1, "there is no depot");
			break;
		case PLAN_STEP_START:
			report(day->check, PLAN_RULE_SHIFT, day->index,
			       PLAN_NONE, 1, "starts twice");
			break;
		}
		day->check->totals.waiting_s += step->waiting_s;
	}
	if (breaks != day->check->problem->technicians[day->index].break_count)
		report(day->check, PLAN_RULE_BREAK, day->index, PLAN_NONE, 1,
		       "%" PRId32 " breaks are planned", breaks);
}

static void check_route(struct check *check, int32_t index)
{
	const struct plan_route *route = plan_route(check->plan, index);
	const struct plan_technician *who =
	    plan_problem_technician(check->problem, index);
	const struct technician *own = &check->problem->technicians[index];
	const struct plan_step *start = route->steps;
	struct day day = {.check = check,
			  .who = who,
			  .index = index,
			  .location = who->start_location};

	if (route->step_count == 0)
		return;
	day.clock_s = start->arrival_s;
	if (start->kind != PLAN_STEP_START ||
	    route->steps[route->step_count - 1].kind != PLAN_STEP_END ||
	    start->arrival_s < who->shift_start_s ||
	    start->location != who->start_location)
		report(check, PLAN_RULE_SHIFT, index, PLAN_NONE, 1,
		       "does not start and end as the shift says");
	check_steps(&day, route);
	check_amounts(&day, route);
	if (day.jobs > own->max_jobs)
		report(check, PLAN_RULE_MAX_JOBS, index, PLAN_NONE,
		       day.jobs - own->max_jobs, "has too many jobs");
	if (day.driven_s > own->max_travel_s)
		report(check, PLAN_RULE_MAX_TRAVEL, index, PLAN_NONE,
		       day.driven_s - own->max_travel_s, "travels too much");
	if (day.driven_m > own->max_distance_m)
		report(check, PLAN_RULE_MAX_DISTANCE, index, PLAN_NONE,
		       day.driven_m - own->max_distance_m, "drives too far");
	day.cost += who->fixed_cost;
	check->totals.travel_s += day.driven_s;
	check->totals.travel_m += day.driven_m;
	check->totals.cost += day.cost;
	if (day.cost != route->cost)
		report(check, PLAN_RULE_TRAVEL, index, PLAN_NONE,
		       day.cost - route->cost,
		       "the route says that it costs something else");
}

static void check_jobs(struct check *check)
{
	size_t count, next = 0;
	const int32_t *unassigned = plan_unassigned(check->plan, &count);

	for (int32_t i = 0; i < check->problem->job_count; i++) {
		const struct plan_job *job =
		    plan_problem_job(check->problem, i);
		bool listed = next < count && unassigned[next] == i;

		next += listed;
		if (check->seen[i] + listed != 1)
			report(check, PLAN_RULE_REQUIRED, PLAN_NONE, i,
			       check->seen[i],
			       "must be on one route or unassigned");
		if (check->seen[i] == 0 && job->pinned_technician != PLAN_NONE)
			report(check, PLAN_RULE_PINNED, PLAN_NONE, i, 1,
			       "is pinned and was dropped");
		check->totals.unserved += listed;
	}
}

static void check_totals(struct check *check)
{
	struct plan_totals told = plan_totals(check->plan);
	const struct plan_totals *own = &check->totals;

	if (told.priority != own->priority || told.served != own->served ||
	    told.unserved != own->unserved || told.cost != own->cost ||
	    told.travel_s != own->travel_s ||
	    told.service_s != own->service_s || told.setup_s != own->setup_s ||
	    told.waiting_s != own->waiting_s ||
	    told.overtime_s != own->overtime_s ||
	    told.travel_m != own->travel_m)
		report(check, PLAN_RULE_TRAVEL, PLAN_NONE, PLAN_NONE,
		       told.cost - own->cost,
		       "the totals are not the sum of the steps");
}

void plan_check(const struct plan_problem *problem, const struct plan *plan,
		struct arena *arena, struct plan_check_result *ret_result)
{
	struct check check = {.problem = problem, .plan = plan, .arena = arena};

	assert(problem->finished);
	check.seen = arena_calloc(arena, (size_t)problem->job_count + 1,
				  sizeof(*check.seen));
	for (int32_t i = 0; i < problem->technician_count; i++)
		check_route(&check, i);
	check_jobs(&check);
	check_totals(&check);
	ret_result->valid = check.count == 0;
	ret_result->totals = check.totals;
	ret_result->violations = check.violations;
	ret_result->violation_count = check.count;
}
