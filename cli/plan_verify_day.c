/* SPDX-License-Identifier: MIT */
/*
 * One route, step by step: the road, the breaks, the shift, and what is limited
 * for a day as a whole.
 */
#include "cli/plan_verify_internal.h"

#include <stdlib.h>

const struct plan_job *verify_job_at(const struct day *day, size_t step)
{
	int32_t job = day->meant->jobs[step];

	return job == PLAN_NONE ? NULL
				: plan_problem_job(day->verify->problem, job);
}

/* --- The road --- */

/* Nobody sets out for a job before frozen_until unless it is pinned; for the
 * depot neither, unless it is for the sake of a pinned one. */
static bool is_frozen(const struct day *day, const struct told_step *step)
{
	size_t at = day->at;

	if (step->kind == TOLD_END)
		return false;
	while (step->kind == TOLD_DEPOT && at + 1 < day->route->step_count &&
	       day->meant->jobs[at] == PLAN_NONE)
		at++;
	return verify_job_at(day, at) == NULL ||
	       verify_job_at(day, at)->pinned_technician == PLAN_NONE;
}

static void check_told(const struct day *day, const struct told_step *step,
		       int64_t job)
{
	const struct verify_sums *sums = &day->sums;

	if (step->duration_s != TOLD_NOTHING &&
	    step->duration_s != sums->travel_s)
		verify_wrong(day, VERIFY_TOLD, job,
			     llabs(step->duration_s - sums->travel_s),
			     "'duration' is not the travel so far");
	if (step->distance_m != TOLD_NOTHING &&
	    step->distance_m != sums->travel_m)
		verify_wrong_count(day, VERIFY_TOLD, job,
				   llabs(step->distance_m - sums->travel_m),
				   "'distance' is not the way so far");
}

/* When one can be at the next stop, breaks taken off; what a break on the road
 * says to have driven before it counts as driven. */
static int64_t drive(struct day *day, const struct told_step *step, int64_t job,
		     int32_t location)
{
	const struct plan_problem *problem = day->verify->problem;
	int64_t frozen = day->verify->common.frozen_until_s;
	int64_t travel =
	    plan_travel_s(problem, day->technician, day->location, location);
	int64_t metres =
	    plan_distance_m(problem, day->technician, day->location, location);
	int64_t cost =
	    plan_arc_cost(problem, day->technician, day->location, location);
	int64_t earliest = day->left_s + day->rested_s + travel;

	if (day->free_s + travel - day->leg_s > earliest && day->leg_s > 0)
		earliest = day->free_s + travel - day->leg_s;
	if (earliest < day->free_s)
		earliest = day->free_s;
	if (day->leg_s > travel)
		verify_wrong(day, VERIFY_TRAVEL, job, day->leg_s - travel,
			     "a break says that more than the way was driven");
	if (is_frozen(day, step) && day->left_s < frozen) {
		int64_t thawed = frozen + day->rested_thawed_s + travel;

		if (step->arrival_s < thawed || day->leg_frozen_s > 0)
			verify_wrong(day, VERIFY_FROZEN, job,
				     step->arrival_s < thawed
					 ? thawed - step->arrival_s
					 : day->leg_frozen_s,
				     "sets out before frozen_until");
	}
	day->sums.travel_s += travel;
	day->sums.travel_m += metres;
	day->arcs_cost += cost >= 0 ? cost
				    : travel * day->who->travel_rate +
					  metres * day->who->distance_rate;
	check_told(day, step, job);
	day->location = location;
	day->rested_s = day->rested_thawed_s = day->leg_s = 0;
	day->leg_frozen_s = 0;
	return earliest;
}

static void check_arrival(const struct day *day, const struct told_step *step,
			  int64_t job, int64_t earliest_s)
{
	if (step->arrival_s < earliest_s)
		verify_wrong(day, VERIFY_TRAVEL, job,
			     earliest_s - step->arrival_s,
			     "arrives before the road allows");
}

/* --- Steps --- */

static void leave(struct day *day, const struct told_step *step)
{
	day->left_s = day->free_s =
	    step->arrival_s + step->waiting_s + step->setup_s + step->service_s;
	day->sums.waiting_s += step->waiting_s;
	day->sums.setup_s += step->setup_s;
	if (step->waiting_s < 0)
		verify_wrong(day, VERIFY_TRAVEL, VERIFY_NOBODY,
			     -step->waiting_s, "waits for a negative time");
}

static void visit(struct day *day, const struct told_step *step)
{
	int32_t index = day->meant->jobs[day->at];
	const struct plan_job *job = verify_job_at(day, day->at);
	bool same_place;
	int64_t earliest;

	if (job == NULL) /* reported already; nobody drives to it */
		return;
	same_place = day->location == job->location;
	day->verify->visits[index].technician = day->technician;
	day->verify->visits[index].order = day->jobs++;
	day->verify->visits[index].begin_s = step->arrival_s + step->waiting_s;
	verify_stock(day, job);
	earliest = drive(day, step, job->id, job->location);
	verify_job(day, step, earliest, same_place);
	leave(day, step);
	day->sums.service_s += step->service_s;
	day->verify->visits[index].end_s = day->free_s;
}

static void drive_by_depot(struct day *day, const struct told_step *step)
{
	verify_depot(day);
	check_arrival(
	    day, step, VERIFY_NOBODY,
	    drive(day, step, VERIFY_NOBODY, day->verify->common.depot));
	if (step->setup_s != 0 || step->service_s != 0)
		verify_wrong(day, VERIFY_SERVICE, VERIFY_NOBODY,
			     llabs(step->setup_s + step->service_s),
			     "the depot takes no time");
	leave(day, step);
}

/* What a break on the road says of the way before it. */
static void check_half_way(struct day *day, const struct told_step *step,
			   int64_t from_s)
{
	int64_t arrival =
	    step->arrival_s > day->free_s ? step->arrival_s : day->free_s;
	int64_t driven, hurry, thawed;

	if (step->duration_s == TOLD_NOTHING)
		return;
	driven = step->duration_s - day->sums.travel_s;
	hurry = driven - (arrival - day->left_s - day->rested_s);
	thawed = step->arrival_s - from_s - day->rested_thawed_s;
	if (driven < day->leg_s)
		verify_wrong(day, VERIFY_TOLD, VERIFY_NOBODY,
			     day->leg_s - driven,
			     "'duration' of a break is less than before");
	else if (hurry > 0)
		verify_wrong(day, VERIFY_TRAVEL, VERIFY_NOBODY, hurry,
			     "a break comes before the road allows");
	if (thawed < 0)
		thawed = 0;
	if (driven - thawed > day->leg_frozen_s)
		day->leg_frozen_s = driven - thawed;
	day->leg_s = driven;
}

static const struct plan_break *find_break(const struct day *day, int64_t id,
					   bool **ret_taken)
{
	for (size_t i = 0; i < day->who->break_count; i++)
		if (day->who->breaks[i].id == id && !day->rests[i]) {
			*ret_taken = &day->rests[i];
			return &day->who->breaks[i];
		}
	return NULL;
}

static void check_break(const struct day *day, const struct told_step *step,
			const struct plan_break *own)
{
	int64_t begin = step->arrival_s + step->waiting_s;
	int64_t off = verify_outside(own->windows, own->window_count, begin);

	if (off > 0 &&
	    (day->alone == NULL || begin > day->alone->begin_s[day->at]))
		verify_wrong(day, VERIFY_BREAK, VERIFY_NOBODY, off,
			     "a break begins outside of its time windows");
	if (step->service_s != own->duration_s)
		verify_wrong(day, VERIFY_BREAK, VERIFY_NOBODY,
			     llabs(step->service_s - own->duration_s),
			     "a break is not as long as it should be");
	if (step->arrival_s < day->free_s)
		verify_wrong(day, VERIFY_BREAK, VERIFY_NOBODY,
			     day->free_s - step->arrival_s,
			     "a break begins before the work is done");
	if (step->waiting_s < 0)
		verify_wrong(day, VERIFY_BREAK, VERIFY_NOBODY, -step->waiting_s,
			     "waits for a negative time");
}

static void rest(struct day *day, const struct told_step *step)
{
	int64_t frozen = day->verify->common.frozen_until_s;
	int64_t from = day->left_s > frozen ? day->left_s : frozen;
	int64_t end = step->arrival_s + step->waiting_s + step->service_s;
	bool *taken;
	const struct plan_break *own = find_break(day, step->id, &taken);

	if (own == NULL) {
		verify_wrong_count(
		    day, VERIFY_BREAK, VERIFY_NOBODY, 1,
		    "is none of the vehicle's breaks, or taken twice");
		return;
	}
	*taken = true;
	check_break(day, step, own);
	check_half_way(day, step, from);
	day->rested_s += end - step->arrival_s;
	if (end > from)
		day->rested_thawed_s +=
		    end - (step->arrival_s > from ? step->arrival_s : from);
	day->free_s = end;
	day->sums.waiting_s += step->waiting_s;
}

static void finish(struct day *day, const struct told_step *step)
{
	if (day->ended)
		return;
	check_arrival(day, step, VERIFY_NOBODY,
		      drive(day, step, VERIFY_NOBODY, day->who->end_location));
	day->free_s = step->arrival_s;
	day->ended = true;
}

static void take_step(struct day *day, const struct told_step *step)
{
	if (day->ended)
		verify_wrong(day, VERIFY_STEPS, VERIFY_NOBODY, 1,
			     "goes on after its step of type end");
	switch (step->kind) {
	case TOLD_START:
		if (day->at > 0)
			verify_wrong(day, VERIFY_STEPS, VERIFY_NOBODY, 1,
				     "starts in the middle");
		break;
	case TOLD_JOB:
	case TOLD_PICKUP:
	case TOLD_DELIVERY:
		visit(day, step);
		break;
	case TOLD_DEPOT:
		drive_by_depot(day, step);
		break;
	case TOLD_BREAK:
		rest(day, step);
		break;
	case TOLD_END:
		finish(day, step);
		break;
	case TOLD_KIND_COUNT:
		break;
	}
}

/* --- The day --- */

static void begin_day(struct day *day)
{
	const struct told_route *route = day->route;

	day->location = day->who->start_location;
	day->start_s = day->who->shift_start_s;
	if (route->step_count > 0 && route->steps[0].kind == TOLD_START)
		day->start_s = route->steps[0].arrival_s;
	else if (day->location != PLAN_NONE)
		verify_wrong(day, VERIFY_STEPS, VERIFY_NOBODY, 1,
			     "does not begin with a step of type start");
	else if (route->step_count > 0) /* it begins at the first door */
		day->start_s = route->steps[0].arrival_s;
	if (day->start_s < day->who->shift_start_s)
		verify_wrong(day, VERIFY_SHIFT, VERIFY_NOBODY,
			     day->who->shift_start_s - day->start_s,
			     "starts before the time window");
	day->left_s = day->free_s = day->start_s;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* As far as pinned jobs alone break a limit, it is moved. */
static void check_limits(const struct day *day)
{
	static const struct alone nothing = {.end_s = -PLAN_TIME_MAX};
	const struct plan_technician *who = day->who;
	const struct alone *alone = day->alone ? day->alone : &nothing;
	int64_t latest =
	    larger(who->shift_end_s + who->overtime_max_s, alone->end_s);
	int64_t jobs = larger(who->max_jobs, alone->jobs);
	int64_t travel = larger(who->max_travel_s, alone->travel_s);
	int64_t metres = larger(who->max_distance_m, alone->travel_m);

	if (!day->ended && who->end_location != PLAN_NONE)
		verify_wrong(day, VERIFY_STEPS, VERIFY_NOBODY, 1,
			     "does not finish with a step of type end");
	if (day->free_s > latest)
		verify_wrong(day, VERIFY_SHIFT, VERIFY_NOBODY,
			     day->free_s - latest,
			     "ends after the time window");
	if (day->jobs > jobs)
		verify_wrong(day, VERIFY_MAX_JOBS, VERIFY_NOBODY,
			     day->jobs - jobs, "has too many jobs");
	if (day->sums.travel_s > travel)
		verify_wrong(day, VERIFY_MAX_TRAVEL, VERIFY_NOBODY,
			     day->sums.travel_s - travel, "travels too much");
	if (day->sums.travel_m > metres)
		verify_wrong(day, VERIFY_MAX_DISTANCE, VERIFY_NOBODY,
			     day->sums.travel_m - metres, "drives too far");
	verify_capacity(day);
}

/* A break is not needed if it is past, or all of its windows lie outside of
 * the shift and its overtime; who has no job needs none. */
static void check_breaks(const struct day *day)
{
	const struct plan_technician *who = day->who;

	for (size_t i = 0; i < who->break_count && day->jobs > 0; i++) {
		const struct plan_break *own = &who->breaks[i];
		int64_t first = PLAN_TIME_MAX, last = -PLAN_TIME_MAX;

		for (size_t w = 0; w < own->window_count; w++) {
			if (own->windows[w].start_s < first)
				first = own->windows[w].start_s;
			if (own->windows[w].end_s > last)
				last = own->windows[w].end_s;
		}
		if (own->window_count == 0)
			first = who->shift_start_s, last = PLAN_TIME_MAX;
		if (!day->rests[i] && last >= who->shift_start_s &&
		    last >= day->verify->common.frozen_until_s &&
		    first <= who->shift_end_s + who->overtime_max_s)
			verify_wrong(day, VERIFY_BREAK, VERIFY_NOBODY,
				     own->duration_s, "a break is not taken");
	}
}

/* Each second beyond an even share of all the work costs. */
static int64_t imbalance(const struct day *day)
{
	const struct verify *verify = day->verify;
	__int128 share = verify->work_s;

	share *= day->who->shift_end_s - day->who->shift_start_s;
	if (verify->shifts_s > 0)
		share /= verify->shifts_s;
	return day->work_s > share ? (day->work_s - (int64_t)share) *
					 verify->common.balance_rate
				   : 0;
}

static void price(struct day *day)
{
	const struct plan_technician *who = day->who;
	int64_t cost = day->arcs_cost + day->soft_cost + imbalance(day);

	if (day->free_s > who->shift_end_s)
		day->sums.overtime_s = day->free_s - who->shift_end_s;
	cost += day->sums.overtime_s * who->overtime_rate;
	cost += (day->free_s - day->start_s) * who->duration_rate;
	cost += (day->sums.setup_s + day->sums.service_s) * who->task_rate;
	if (day->jobs > 0)
		cost += who->fixed_cost;
	day->sums.cost = cost;
	if (day->route->cost != TOLD_NOTHING &&
	    day->route->cost != verify_whole(cost))
		verify_wrong(day, VERIFY_TOLD, VERIFY_NOBODY,
			     llabs(day->route->cost - verify_whole(cost)),
			     "'cost' is not the route's");
}

void verify_day(struct verify *verify, const struct told_route *route,
		const struct meant *meant)
{
	struct day day = {.verify = verify,
			  .route = route,
			  .meant = meant,
			  .technician = meant->technician};

	day.who = plan_problem_technician(verify->problem, day.technician);
	day.rests = arena_calloc(verify->arena, day.who->break_count + 1,
				 sizeof(*day.rests));
	verify_load_parts(&day);
	day.alone = verify_pins_alone(&day);
	begin_day(&day);
	for (day.at = 0; day.at < route->step_count; day.at++)
		take_step(&day, &route->steps[day.at]);
	check_limits(&day);
	check_breaks(&day);
	price(&day);
	verify->days[day.technician] = day.sums;
}
