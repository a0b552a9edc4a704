/* SPDX-License-Identifier: MIT */
/*
 * The check walks each route as a person with a watch would, and writes down
 * what is not as it should be. Simple on purpose.
 */
#include "cli/plan_verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct verify_rule_info infos[VERIFY_RULE_COUNT] = {
    [VERIFY_UNKNOWN] = {"unknown", false},
    [VERIFY_ASSIGNED] = {"assigned", false},
    [VERIFY_STEPS] = {"steps", false},
    [VERIFY_TRAVEL] = {"travel", true},
    [VERIFY_SETUP] = {"setup", true},
    [VERIFY_SERVICE] = {"service", true},
    [VERIFY_TIME_WINDOW] = {"time_window", true},
    [VERIFY_SKILL] = {"skill", false},
    [VERIFY_CAPACITY] = {"capacity", false},
    [VERIFY_MAX_JOBS] = {"max_jobs", false},
    [VERIFY_MAX_TRAVEL] = {"max_travel", true},
    [VERIFY_SHIFT] = {"shift", true},
    [VERIFY_BREAK] = {"break", true},
    [VERIFY_TOLD] = {"told", true},
};

const struct verify_rule_info *verify_rule_info(enum verify_rule rule)
{
	return &infos[rule];
}

struct known {
	int64_t id;
	int32_t index;
};

struct verify {
	const struct plan_problem *problem;
	size_t amounts; /* dimensions of capacity */
	const struct told_plan *plan;
	struct arena *arena;
	struct known *vehicles, *jobs; /* by id */
	bool *driven;		       /* technician -> has a route */
	int32_t *visits;	       /* job -> how many */
	int64_t cost;		       /* as in plan.h */
	struct verify_violation *violations;
	size_t count, room;
	struct verify_result result;
};

/* A route under way. */
struct day {
	struct verify *verify;
	const struct plan_technician *who;
	int32_t technician;
	int32_t location; /* of the last stop */
	int64_t left_s;	  /* that stop */
	int64_t rested_s; /* in breaks since then */
	int64_t free_s;	  /* end of the last step */
	int64_t driven_s;
	int32_t jobs;
	bool ended;
	bool *rests; /* which of the breaks were taken */
	int64_t load[PLAN_AMOUNTS_MAX], most[PLAN_AMOUNTS_MAX];
};

static void report(struct verify *verify, enum verify_rule rule,
		   int64_t vehicle, int64_t job, int64_t amount,
		   const char *text)
{
	if (verify->count == verify->room) {
		size_t room = verify->room * 2 + 16;
		struct verify_violation *more =
		    arena_calloc(verify->arena, room, sizeof(*more));

		if (verify->count > 0)
			memcpy(more, verify->violations,
			       verify->count * sizeof(*more));
		verify->violations = more;
		verify->room = room;
	}
	verify->violations[verify->count++] = (struct verify_violation){
	    rule, vehicle, job, amount, infos[rule].timed, text};
}

static void wrong(const struct day *day, enum verify_rule rule, int64_t job,
		  int64_t amount, const char *text)
{
	report(day->verify, rule, day->who->id, job, amount, text);
}

/* A plain number where the rule's amounts are times otherwise. */
static void wrong_count(const struct day *day, enum verify_rule rule,
			int64_t job, const char *text)
{
	wrong(day, rule, job, 1, text);
	day->verify->violations[day->verify->count - 1].timed = false;
}

/* --- Ids --- */

static int compare_known(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int32_t find(const struct known *list, int32_t count, int64_t id)
{
	const struct known key = {.id = id};
	const struct known *found =
	    bsearch(&key, list, (size_t)count, sizeof(*list), compare_known);

	return found == NULL ? PLAN_NONE : found->index;
}

static void index_ids(struct verify *verify)
{
	int32_t technicians = plan_problem_technician_count(verify->problem);
	int32_t jobs = plan_problem_job_count(verify->problem);

	verify->vehicles = arena_calloc(verify->arena, (size_t)technicians + 1,
					sizeof(*verify->vehicles));
	verify->jobs = arena_calloc(verify->arena, (size_t)jobs + 1,
				    sizeof(*verify->jobs));
	for (int32_t i = 0; i < technicians; i++)
		verify->vehicles[i] = (struct known){
		    plan_problem_technician(verify->problem, i)->id, i};
	for (int32_t i = 0; i < jobs; i++)
		verify->jobs[i] =
		    (struct known){plan_problem_job(verify->problem, i)->id, i};
	qsort(verify->vehicles, (size_t)technicians, sizeof(*verify->vehicles),
	      compare_known);
	qsort(verify->jobs, (size_t)jobs, sizeof(*verify->jobs), compare_known);
	verify->driven = arena_calloc(verify->arena, (size_t)technicians + 1,
				      sizeof(*verify->driven));
	verify->visits = arena_calloc(verify->arena, (size_t)jobs + 1,
				      sizeof(*verify->visits));
}

/* --- Steps --- */

/* How far `t` is from the nearest window; 0 inside, or where there is none. */
static int64_t outside(const struct plan_window *windows, size_t count,
		       int64_t t)
{
	int64_t nearest = count == 0 ? 0 : INT64_MAX;

	for (size_t i = 0; i < count; i++) {
		int64_t off = t < windows[i].start_s ? windows[i].start_s - t
			      : t > windows[i].end_s ? t - windows[i].end_s
						     : 0;

		nearest = off < nearest ? off : nearest;
	}
	return nearest;
}

/* Nobody is there before the way was driven, breaks on it taken off. */
static void drive(struct day *day, const struct told_step *step, int64_t job,
		  int32_t location)
{
	int64_t travel = plan_travel_s(day->verify->problem, day->technician,
				       day->location, location);
	int64_t earliest = day->left_s + day->rested_s + travel;

	if (earliest < day->free_s)
		earliest = day->free_s;
	if (step->arrival_s < earliest)
		wrong(day, VERIFY_TRAVEL, job, earliest - step->arrival_s,
		      "arrives before the road allows");
	day->driven_s += travel;
	if (step->duration_s != TOLD_NOTHING &&
	    step->duration_s != day->driven_s)
		wrong(day, VERIFY_TOLD, job,
		      llabs(step->duration_s - day->driven_s),
		      "'duration' is not the travel so far");
	day->location = location;
	day->rested_s = 0;
}

static void check_skills(const struct day *day, const struct plan_job *job)
{
	int64_t missing = 0;

	for (size_t n = 0; n < job->need_count; n++) {
		bool has = false;

		for (size_t s = 0; s < day->who->skill_count; s++)
			has |=
			    day->who->skills[s].skill == job->needs[n].skill &&
			    day->who->skills[s].level >= job->needs[n].level;
		missing += !has;
	}
	if (missing > 0)
		wrong(day, VERIFY_SKILL, job->id, missing,
		      "the vehicle lacks a skill");
}

static void carry(struct day *day, const struct plan_job *job)
{
	for (size_t d = 0; d < day->verify->amounts && day->who->capacity;
	     d++) {
		day->load[d] -= job->delivery ? job->delivery[d] : 0;
		day->load[d] += job->pickup ? job->pickup[d] : 0;
		if (day->load[d] > day->most[d])
			day->most[d] = day->load[d];
	}
}

static void check_job(struct day *day, const struct told_step *step,
		      int32_t index)
{
	const struct plan_job *job =
	    plan_problem_job(day->verify->problem, index);
	int64_t setup = day->location == job->location ? 0 : job->setup_s;
	int64_t begin = step->arrival_s + step->waiting_s;
	int64_t off = outside(job->windows, job->window_count, begin);

	drive(day, step, job->id, job->location);
	if (off > 0)
		wrong(day, VERIFY_TIME_WINDOW, job->id, off,
		      "begins outside of its time windows");
	if (step->setup_s != setup)
		wrong(day, VERIFY_SETUP, job->id, llabs(step->setup_s - setup),
		      "'setup' is not the job's");
	if (step->service_s != job->service_s)
		wrong(day, VERIFY_SERVICE, job->id,
		      llabs(step->service_s - job->service_s),
		      "'service' is not the job's");
	check_skills(day, job);
	carry(day, job);
	day->jobs++;
	day->left_s = day->free_s = begin + step->setup_s + step->service_s;
	day->verify->result.priority += job->priority;
	day->verify->result.assigned++;
}

/* The first visit counts; another one is told and not driven to. */
static void visit(struct day *day, const struct told_step *step)
{
	struct verify *verify = day->verify;
	int32_t index = find(verify->jobs,
			     plan_problem_job_count(verify->problem), step->id);

	if (index == PLAN_NONE)
		wrong(day, VERIFY_UNKNOWN, step->id, 1, "there is no such job");
	else if (verify->visits[index]++ > 0)
		wrong(day, VERIFY_ASSIGNED, step->id, verify->visits[index] - 1,
		      "is visited more than once");
	else
		check_job(day, step, index);
}

static void rest(struct day *day, const struct told_step *step)
{
	int64_t begin = step->arrival_s + step->waiting_s;
	const struct plan_break *own;
	size_t i = 0;
	int64_t off;

	while (i < day->who->break_count && day->who->breaks[i].id != step->id)
		i++;
	if (i == day->who->break_count || day->rests[i]) {
		wrong_count(day, VERIFY_BREAK, VERIFY_NOBODY,
			    "is none of the vehicle's breaks, or taken twice");
		return;
	}
	own = &day->who->breaks[i];
	day->rests[i] = true;
	off = outside(own->windows, own->window_count, begin);
	if (off > 0)
		wrong(day, VERIFY_BREAK, VERIFY_NOBODY, off,
		      "a break begins outside of its time windows");
	if (step->service_s != own->duration_s)
		wrong(day, VERIFY_BREAK, VERIFY_NOBODY,
		      llabs(step->service_s - own->duration_s),
		      "a break is not as long as it should be");
	if (step->arrival_s < day->free_s)
		wrong(day, VERIFY_BREAK, VERIFY_NOBODY,
		      day->free_s - step->arrival_s,
		      "a break begins before the work is done");
	day->rested_s += step->waiting_s + step->service_s;
	day->free_s = begin + step->service_s;
}

/* --- A route --- */

static void begin_day(struct day *day, const struct told_route *route)
{
	bool starts =
	    route->step_count > 0 && route->steps[0].kind == TOLD_START;

	day->location = day->who->start_location;
	day->free_s = day->who->shift_start_s;
	if (starts)
		day->free_s = route->steps[0].arrival_s;
	else if (day->location != PLAN_NONE)
		wrong(day, VERIFY_STEPS, VERIFY_NOBODY, 1,
		      "does not begin with a step of type start");
	if (day->free_s < day->who->shift_start_s)
		wrong(day, VERIFY_SHIFT, VERIFY_NOBODY,
		      day->who->shift_start_s - day->free_s,
		      "starts before the time window");
	day->left_s = day->free_s;
}

static void load_up(struct day *day, const struct told_route *route)
{
	struct verify *verify = day->verify;

	for (size_t i = 0; i < route->step_count && day->who->capacity; i++) {
		const struct told_step *step = &route->steps[i];
		int32_t index = PLAN_NONE;
		const struct plan_job *job;

		if (step->kind == TOLD_JOB)
			index = find(verify->jobs,
				     plan_problem_job_count(verify->problem),
				     step->id);
		if (index == PLAN_NONE || verify->visits[index] > 0)
			continue;
		job = plan_problem_job(verify->problem, index);
		for (size_t d = 0; job->delivery && d < verify->amounts; d++)
			day->load[d] += job->delivery[d];
	}
	memcpy(day->most, day->load, sizeof(day->most));
}

static void take_step(struct day *day, const struct told_step *step, bool first)
{
	if (day->ended)
		wrong(day, VERIFY_STEPS, VERIFY_NOBODY, 1,
		      "goes on after its step of type end");
	switch (step->kind) {
	case TOLD_START:
		if (!first)
			wrong(day, VERIFY_STEPS, VERIFY_NOBODY, 1,
			      "starts in the middle");
		break;
	case TOLD_JOB:
		visit(day, step);
		break;
	case TOLD_PICKUP:
	case TOLD_DELIVERY:
	case TOLD_DEPOT:
	case TOLD_KIND_COUNT:
		wrong(day, VERIFY_UNKNOWN, step->id, 1,
		      "there is no such task");
		break;
	case TOLD_BREAK:
		rest(day, step);
		break;
	case TOLD_END:
		if (!day->ended)
			drive(day, step, VERIFY_NOBODY, day->who->end_location);
		day->free_s = step->arrival_s;
		day->ended = true;
		break;
	}
}

static void check_limits(const struct day *day)
{
	const struct plan_technician *who = day->who;
	int64_t latest = who->shift_end_s + who->overtime_max_s;

	if (!day->ended && who->end_location != PLAN_NONE)
		wrong(day, VERIFY_STEPS, VERIFY_NOBODY, 1,
		      "does not finish with a step of type end");
	if (day->free_s > latest)
		wrong(day, VERIFY_SHIFT, VERIFY_NOBODY, day->free_s - latest,
		      "ends after the time window");
	if (day->jobs > who->max_jobs)
		wrong(day, VERIFY_MAX_JOBS, VERIFY_NOBODY,
		      day->jobs - who->max_jobs, "has too many jobs");
	if (day->driven_s > who->max_travel_s)
		wrong(day, VERIFY_MAX_TRAVEL, VERIFY_NOBODY,
		      day->driven_s - who->max_travel_s, "travels too much");
	for (size_t d = 0; d < day->verify->amounts && who->capacity; d++)
		if (day->most[d] > who->capacity[d])
			wrong(day, VERIFY_CAPACITY, VERIFY_NOBODY,
			      day->most[d] - who->capacity[d],
			      "carries too much");
}

/* A break all of whose windows lie outside of the shift is not needed. */
static void check_breaks(const struct day *day)
{
	for (size_t i = 0; i < day->who->break_count; i++) {
		const struct plan_break *own = &day->who->breaks[i];
		bool needed = own->window_count == 0;

		for (size_t w = 0; w < own->window_count; w++)
			needed |=
			    own->windows[w].end_s >= day->who->shift_start_s &&
			    own->windows[w].start_s <= day->who->shift_end_s;
		if (needed && !day->rests[i])
			wrong(day, VERIFY_BREAK, VERIFY_NOBODY, own->duration_s,
			      "a break is not taken");
	}
}

static int64_t whole(int64_t cost)
{
	return (cost + PLAN_COST_SECOND / 2) / PLAN_COST_SECOND;
}

static void check_route(struct verify *verify, const struct told_route *route)
{
	int32_t index = find(verify->vehicles,
			     plan_problem_technician_count(verify->problem),
			     route->vehicle);
	struct day day = {.verify = verify, .technician = index};
	int64_t cost;

	if (index == PLAN_NONE || verify->driven[index]) {
		report(verify,
		       index == PLAN_NONE ? VERIFY_UNKNOWN : VERIFY_STEPS,
		       route->vehicle, VERIFY_NOBODY, 1,
		       index == PLAN_NONE ? "there is no such vehicle"
					  : "the vehicle has another route");
		return;
	}
	verify->driven[index] = true;
	day.who = plan_problem_technician(verify->problem, index);
	day.rests = arena_calloc(verify->arena, day.who->break_count + 1,
				 sizeof(*day.rests));
	begin_day(&day, route);
	load_up(&day, route);
	for (size_t i = 0; i < route->step_count; i++)
		take_step(&day, &route->steps[i], i == 0);
	check_limits(&day);
	check_breaks(&day);
	cost = day.who->fixed_cost + day.driven_s * day.who->travel_rate;
	verify->cost += cost;
	if (route->cost != TOLD_NOTHING && route->cost != whole(cost))
		wrong(&day, VERIFY_TOLD, VERIFY_NOBODY,
		      llabs(route->cost - whole(cost)),
		      "'cost' is not the route's");
}

/* --- The whole --- */

static void check_unassigned(struct verify *verify)
{
	int32_t count = plan_problem_job_count(verify->problem);

	for (size_t i = 0; i < verify->plan->unassigned_count; i++) {
		int64_t id = verify->plan->unassigned[i].id;
		int32_t index = find(verify->jobs, count, id);

		if (index == PLAN_NONE)
			report(verify, VERIFY_UNKNOWN, VERIFY_NOBODY, id, 1,
			       "there is no such job");
		else if (verify->visits[index]++ > 0)
			report(verify, VERIFY_ASSIGNED, VERIFY_NOBODY, id, 1,
			       "is unassigned and on a route, or listed twice");
	}
	for (int32_t i = 0; i < count; i++)
		if (verify->visits[i] == 0)
			report(verify, VERIFY_ASSIGNED, VERIFY_NOBODY,
			       plan_problem_job(verify->problem, i)->id, 1,
			       "is neither on a route nor unassigned");
	verify->result.unassigned = count - verify->result.assigned;
}

static void check_figure(struct verify *verify, int64_t told, int64_t own,
			 bool timed, const char *text)
{
	if (told == TOLD_NOTHING || told == own)
		return;
	report(verify, VERIFY_TOLD, VERIFY_NOBODY, VERIFY_NOBODY,
	       llabs(told - own), text);
	verify->violations[verify->count - 1].timed = timed;
}

void plan_verify(const struct plan_problem *problem, size_t amounts,
		 const struct told_plan *plan, struct arena *arena,
		 struct verify_result *ret_result)
{
	struct verify verify = {.problem = problem,
				.amounts = amounts,
				.plan = plan,
				.arena = arena};
	struct verify_result *own = &verify.result;

	index_ids(&verify);
	for (size_t i = 0; i < plan->route_count; i++)
		check_route(&verify, &plan->routes[i]);
	check_unassigned(&verify);
	own->cost = whole(verify.cost);
	check_figure(&verify, plan->cost, own->cost, true,
		     "'cost' of the summary is not the sum of the routes");
	check_figure(&verify, plan->priority, own->priority, false,
		     "'priority' of the summary is not what is served");
	check_figure(&verify, plan->left_out, own->unassigned, false,
		     "'unassigned' of the summary is another number");
	own->violations = verify.violations;
	own->violation_count = verify.count;
	*ret_result = *own;
}
