/* SPDX-License-Identifier: MIT */
/*
 * Slack of a route: forward earliest, backward latest; see slack.h.
 *
 * Each step of a day is a function from a time to a time that never falls: a
 * leg with breaks is reach(), a stop is depart(). Each has a partner that asks
 * backwards: leave_by() and arrive_by() give the last time that still leads to
 * a wanted one, so that reach(t) <= by exactly if t <= leave_by(by). Composed
 * from the start and from the end they meet at the place of insertion, and one
 * comparison there answers for the whole route.
 */
#include "planner/slack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/duration.h"
#include "planner/walk.h"

static int32_t location_before(const struct plan_problem *problem,
			       const struct technician *technician,
			       const struct route *route, int32_t at)
{
	return at == 0 ? technician->spec.start_location
		       : problem->stops[route->jobs[at - 1]].location;
}

static int32_t location_after(const struct plan_problem *problem,
			      const struct technician *technician,
			      const struct route *route, int32_t at)
{
	return at == route->count ? technician->spec.end_location
				  : problem->stops[route->jobs[at]].location;
}

static int64_t stay_s(const struct technician *technician,
		      const struct job *job, int32_t from)
{
	struct work work = job_work(technician, job);

	return work.service_s + (from == job->spec.location ? 0 : work.setup_s);
}

/* The same for a visit whose begin or end is held. */
static int64_t depart_held(const struct technician *technician,
			   const struct job *job, const struct hold *hold,
			   int64_t t, int64_t stay)
{
	int64_t from = -PLAN_TIME_MAX, to = hold->end_max_s;
	int64_t begin = hold->begin_s;

	if (technician->dated && !job->pinned) {
		rules_certified(technician, job, &from, &to);
		to = to < hold->end_max_s ? to : hold->end_max_s;
	}
	if (job->timed) {
		begin = job->win.at[0].start_s;
		if (timewin_earliest(&job->win, t) == TIME_NEVER)
			return TIME_NEVER;
	} else if (t > begin) {
		return TIME_NEVER;
	}
	return begin >= from && begin + stay >= hold->end_min_s &&
		       begin + stay <= to
		   ? begin + stay
		   : TIME_NEVER;
}

static bool is_held(const struct job *job, const struct hold *hold)
{
	return hold != NULL && (hold->begin_s != PLAN_ANY_TIME || job->timed);
}

/* When a job that is reached at t is done; TIME_NEVER if too late. */
static int64_t depart(const struct technician *technician,
		      const struct job *job, const struct hold *hold, int64_t t,
		      int64_t stay)
{
	int64_t from, to = PLAN_TIME_MAX, begin;

	if (is_held(job, hold))
		return depart_held(technician, job, hold, t, stay);
	if (technician->dated && !job->pinned) {
		rules_certified(technician, job, &from, &to);
		t = t < from ? from : t;
	}
	begin = timewin_earliest(&job->win, t);
	if (begin == TIME_NEVER)
		return TIME_NEVER;
	if (job->timed)
		begin = job->win.at[0].start_s;
	return begin + stay <= to ? begin + stay : TIME_NEVER;
}

/* The latest arrival from which the job is done by `by`; its inverse. */
static int64_t arrive_by(const struct technician *technician,
			 const struct job *job, const struct hold *hold,
			 int64_t by, int64_t stay)
{
	int64_t from, to, begin;

	if (is_held(job, hold)) {
		int64_t last = job->timed
				   ? timewin_latest(&job->win, TIME_NEVER)
				   : hold->begin_s;

		return depart_held(technician, job, hold, last, stay) <= by
			   ? last
			   : -TIME_NEVER;
	}
	if (job->timed)
		return job->win.at[0].start_s + stay <= by
			   ? timewin_latest(&job->win, TIME_NEVER)
			   : -TIME_NEVER;
	if (technician->dated && !job->pinned) {
		rules_certified(technician, job, &from, &to);
		by = by < to ? by : to;
		begin = timewin_latest(&job->win, by - stay);
		return begin < from ? -TIME_NEVER : begin;
	}
	return timewin_latest(&job->win, by - stay);
}

/* Drive a leg and keep every break's window; TIME_NEVER if one is missed. */
static int64_t reach(const struct technician *technician, int64_t t,
		     int64_t travel, int32_t first, int32_t count)
{
	int64_t broken = 0, ready;

	if (count == 0)
		return t + travel;
	ready = walk_leg(technician, (struct leg){t, travel}, first, count,
			 &broken, NULL);
	return broken > 0 ? TIME_NEVER : ready;
}

static int64_t not_frozen(const struct plan_problem *problem,
			  const struct job *job, int64_t t)
{
	if (job->pinned || t >= problem->frozen_until_s)
		return t;
	return problem->frozen_until_s;
}

static void reserve_legs(struct route *route)
{
	if (route->count < route->leg_capacity)
		return;
	route->leg_capacity = route->count * 3 / 2 + 8;
	route->leg_s = xrealloc(route->leg_s, (size_t)route->leg_capacity *
						  sizeof(*route->leg_s));
	route->gaps = xrealloc(route->gaps, ((size_t)route->leg_capacity + 1) *
						sizeof(*route->gaps));
}

static void reserve_holds(struct route *route, int32_t capacity)
{
	if (capacity <= route->hold_capacity)
		return;
	route->hold_capacity = capacity;
	route->holds =
	    xrealloc(route->holds, (size_t)capacity * sizeof(*route->holds));
}

static void reserve(struct route *route, size_t slots)
{
	if (slots <= route->slots)
		return;
	route->slots = slots * 3 / 2 + 8;
	route->ready_s =
	    xrealloc(route->ready_s, route->slots * sizeof(*route->ready_s));
	route->leave_by_s = xrealloc(route->leave_by_s,
				     route->slots * sizeof(*route->leave_by_s));
	route->arrive_by_s = xrealloc(
	    route->arrive_by_s, route->slots * sizeof(*route->arrive_by_s));
}

void slack_free(struct route *route)
{
	free(route->jobs);
	free(route->holds);
	free(route->ready_s);
	free(route->leave_by_s);
	free(route->arrive_by_s);
	free(route->leg_s);
	free(route->gaps);
	free(route->spans);
}

static void copy_spans(struct route *to, const struct route *from)
{
	size_t size = 2 * ((size_t)from->count + 1) * sizeof(*to->spans);

	to->simple = from->simple;
	if (!from->simple)
		return;
	if (from->span_capacity > to->span_capacity) {
		to->span_capacity = from->span_capacity;
		to->spans = xrealloc(to->spans, (size_t)from->span_capacity *
						    sizeof(*to->spans));
	}
	memcpy(to->spans, from->spans, size);
}

void slack_copy(struct route *to, const struct route *from, int32_t breaks)
{
	size_t slots = ((size_t)from->count + 1) * ((size_t)breaks + 1);
	size_t times = slots * sizeof(int64_t);
	struct route own = *to;

	if (from->count > own.capacity) {
		own.capacity = from->capacity;
		own.jobs = xrealloc(own.jobs,
				    (size_t)own.capacity * sizeof(*own.jobs));
	}
	own.count = from->count;
	reserve(&own, slots);
	reserve_legs(&own);
	if (from->count > 0)
		memcpy(own.jobs, from->jobs,
		       (size_t)from->count * sizeof(*own.jobs));
	if (from->holds != NULL) {
		reserve_holds(&own, own.capacity + 1);
		memcpy(own.holds, from->holds,
		       (size_t)from->count * sizeof(*own.holds));
	}
	memcpy(own.leg_s, from->leg_s,
	       ((size_t)from->count + 1) * sizeof(*own.leg_s));
	memcpy(own.gaps, from->gaps,
	       ((size_t)from->count + 2) * sizeof(*own.gaps));
	memcpy(own.ready_s, from->ready_s, times);
	memcpy(own.leave_by_s, from->leave_by_s, times);
	memcpy(own.arrive_by_s, from->arrive_by_s, times);
	own.version = from->version;
	own.soft_jobs = from->soft_jobs;
	own.travel_s = from->travel_s;
	own.travel_m = from->travel_m;
	own.way_cost = from->way_cost;
	own.soft_cost = from->soft_cost;
	own.cost = from->cost;
	own.work_s = from->work_s;
	own.duration_s = from->duration_s;
	copy_spans(&own, from);
	memcpy(own.delivery, from->delivery, sizeof(own.delivery));
	memcpy(own.pickup, from->pickup, sizeof(own.pickup));
	own.ships = from->ships;
	own.brief = from->brief;
	*to = own;
}

void slack_put(struct route *route, int32_t job, const struct hold *hold,
	       int32_t at)
{
	assert(at >= 0 && at <= route->count);
	if (route->count == route->capacity) {
		route->capacity = route->count * 3 / 2 + 8;
		route->jobs = xrealloc(route->jobs, (size_t)route->capacity *
							sizeof(*route->jobs));
	}
	memmove(&route->jobs[at + 1], &route->jobs[at],
		(size_t)(route->count - at) * sizeof(*route->jobs));
	route->jobs[at] = job;
	if (route->holds != NULL) {
		reserve_holds(route, route->capacity + 1);
		memmove(&route->holds[at + 1], &route->holds[at],
			(size_t)(route->count - at) * sizeof(*route->holds));
		route->holds[at] = *hold;
	}
	route->count++;
}

void slack_take(struct route *route, int32_t at)
{
	assert(at >= 0 && at < route->count);
	route->count--;
	memmove(&route->jobs[at], &route->jobs[at + 1],
		(size_t)(route->count - at) * sizeof(*route->jobs));
	if (route->holds != NULL)
		memmove(&route->holds[at], &route->holds[at + 1],
			(size_t)(route->count - at) * sizeof(*route->holds));
}

static int64_t leg_before(const struct plan_problem *problem, int32_t index,
			  const struct route *route, int32_t at)
{
	const struct technician *technician = &problem->technicians[index];

	return travel_between_s(problem, technician,
				location_before(problem, technician, route, at),
				location_after(problem, technician, route, at));
}

void slack_measure(const struct plan_problem *problem, int32_t technician,
		   struct route *route)
{
	reserve_legs(route);
	for (int32_t i = 0; i <= route->count; i++)
		route->leg_s[i] = leg_before(problem, technician, route, i);
}

void slack_inserted(const struct plan_problem *problem, int32_t technician,
		    struct route *route, int32_t at)
{
	const struct technician *own = &problem->technicians[technician];

	reserve_legs(route);
	memmove(&route->leg_s[at + 1], &route->leg_s[at],
		(size_t)(route->count - at) * sizeof(*route->leg_s));
	/* The job's own row of a matrix has just been read. */
	route->leg_s[at] =
	    problem->travel.symmetric
		? travel_between_s(problem, own,
				   problem->stops[route->jobs[at]].location,
				   location_before(problem, own, route, at))
		: leg_before(problem, technician, route, at);
	route->leg_s[at + 1] = leg_before(problem, technician, route, at + 1);
}

void slack_removed(const struct plan_problem *problem, int32_t technician,
		   struct route *route, int32_t at, int32_t count)
{
	memmove(&route->leg_s[at], &route->leg_s[at + count],
		(size_t)(route->count + 1 - at) * sizeof(*route->leg_s));
	route->leg_s[at] = leg_before(problem, technician, route, at);
}

static void update_forward(const struct plan_problem *problem,
			   const struct technician *technician,
			   struct route *route)
{
	int32_t row = technician->break_count + 1;
	int32_t from = technician->spec.start_location;

	for (int32_t taken = 0; taken < row; taken++)
		route->ready_s[taken] = TIME_NEVER;
	route->ready_s[0] = technician->spec.shift_start_s;
	route->travel_s = 0;
	for (int32_t i = 0; i < route->count; i++) {
		const struct job *job = &problem->jobs[route->jobs[i]];
		int64_t travel = route->leg_s[i];
		int64_t stay = stay_s(technician, job, from);
		int64_t *here = &route->ready_s[i * row], *next = here + row;

		for (int32_t taken = 0; taken < row; taken++)
			next[taken] = TIME_NEVER;
		for (int32_t taken = 0; taken < row; taken++) {
			int64_t t;

			if (here[taken] == TIME_NEVER)
				continue;
			t = not_frozen(problem, job, here[taken]);
			for (int32_t more = 0; taken + more < row; more++) {
				int64_t there =
				    reach(technician, t, travel, taken, more);
				int64_t done =
				    there == TIME_NEVER
					? TIME_NEVER
					: depart(technician, job,
						 route_hold(route, i), there,
						 stay);

				if (done < next[taken + more])
					next[taken + more] = done;
			}
		}
		route->travel_s += travel;
		from = job->spec.location;
	}
	if (route->count > 0) /* else nobody leaves home */
		route->travel_s += route->leg_s[route->count];
}

/* The latest arrival at the job after place `at` (or the end) when `taken`
 * breaks are behind, and the stop before is at `from`. */
static int64_t next_arrive_by(const struct plan_problem *problem,
			      const struct technician *technician,
			      const struct route *route, int32_t at,
			      int32_t taken, int32_t from)
{
	int32_t row = technician->break_count + 1;
	const struct job *job;
	struct work work;
	int64_t by;

	if (at == route->count)
		return route->arrive_by_s[at * row + taken];
	job = &problem->jobs[route->jobs[at]];
	work = job_work(technician, job);
	if (work.setup_s == 0 || from != job->spec.location)
		return route->arrive_by_s[at * row + taken];
	by = route->leave_by_s[(at + 1) * row + taken];
	if (by == -TIME_NEVER)
		return by;
	return arrive_by(technician, job, route_hold(route, at), by,
			 work.service_s);
}

int64_t slack_late_s(const struct plan_problem *problem, int32_t index,
		     const struct route *route, int32_t at)
{
	const struct technician *technician = &problem->technicians[index];
	int32_t row = technician->break_count + 1;
	int32_t there = location_after(problem, technician, route, at);
	int64_t latest = -TIME_NEVER;

	for (int32_t taken = 0; taken < row; taken++) {
		int64_t far = route->arrive_by_s[at * row + taken];
		int64_t same = next_arrive_by(problem, technician, route, at,
					      taken, there);

		latest = far > latest ? far : latest;
		latest = same > latest ? same : latest;
	}
	return latest;
}

/* arrive_by_s of one stage, from leave_by_s of the same. */
static void update_arrive_by(const struct plan_problem *problem,
			     const struct technician *technician,
			     struct route *route, int32_t at)
{
	int32_t row = technician->break_count + 1;
	int64_t *arrive = &route->arrive_by_s[at * row];
	const struct job *job;
	struct work work;

	if (at == route->count) {
		for (int32_t taken = 0; taken < row; taken++)
			arrive[taken] = taken == row - 1
					    ? technician->end_latest_s
					    : -TIME_NEVER;
		return;
	}
	job = &problem->jobs[route->jobs[at]];
	work = job_work(technician, job);
	for (int32_t taken = 0; taken < row; taken++) {
		int64_t by = route->leave_by_s[(at + 1) * row + taken];

		arrive[taken] =
		    by == -TIME_NEVER
			? by
			: arrive_by(technician, job, route_hold(route, at), by,
				    work.setup_s + work.service_s);
	}
}

/* The latest departure towards the job after place `at`. Nobody sets out for
 * it before frozen_until, so a latest departure before that is none. */
static int64_t next_leave_by(const struct plan_problem *problem,
			     const struct technician *technician,
			     const struct route *route, int32_t at,
			     int32_t taken, int32_t from, int64_t travel)
{
	int32_t row = technician->break_count + 1;
	int64_t best = -TIME_NEVER;

	for (int32_t more = 0; taken + more < row; more++) {
		int64_t by = next_arrive_by(problem, technician, route, at,
					    taken + more, from);
		int64_t t;

		if (by == -TIME_NEVER)
			continue;
		t = walk_leave_by(technician, by, travel, taken, more);
		if (at < route->count && t < problem->frozen_until_s &&
		    !problem->jobs[route->jobs[at]].pinned)
			t = -TIME_NEVER;
		best = t > best ? t : best;
	}
	return best;
}

static void update_backward(const struct plan_problem *problem,
			    const struct technician *technician,
			    struct route *route)
{
	int32_t row = technician->break_count + 1;

	for (int32_t at = route->count; at >= 0; at--) {
		int32_t from = location_before(problem, technician, route, at);

		update_arrive_by(problem, technician, route, at);
		for (int32_t taken = 0; taken < row; taken++)
			route->leave_by_s[at * row + taken] =
			    next_leave_by(problem, technician, route, at, taken,
					  from, route->leg_s[at]);
	}
}

static void update_gaps(const struct plan_problem *problem,
			const struct technician *technician,
			struct route *route)
{
	int32_t row = technician->break_count + 1;

	for (int32_t at = 0; at <= route->count; at++) {
		const int64_t *ready = &route->ready_s[at * row];
		const int64_t *leave_by = &route->leave_by_s[(at + 1) * row];
		struct gap *gap = &route->gaps[at];

		gap->from = location_before(problem, technician, route, at);
		gap->leg_s = route->count > 0 ? route->leg_s[at] : 0;
		gap->earliest_s = TIME_NEVER;
		gap->latest_s = at < route->count ? -TIME_NEVER : TIME_NEVER;
		for (int32_t taken = 0; taken < row; taken++) {
			if (ready[taken] < gap->earliest_s)
				gap->earliest_s = ready[taken];
			if (at < route->count &&
			    leave_by[taken] > gap->latest_s)
				gap->latest_s = leave_by[taken];
		}
	}
	route->gaps[route->count + 1].from = technician->spec.end_location;
}

bool slack_update(const struct plan_problem *problem, int32_t index,
		  struct route *route)
{
	const struct technician *technician = &problem->technicians[index];
	int32_t row = technician->break_count + 1;

	assert(index >= 0 && index < problem->technician_count);
	assert(route->count >= 0 && route->count <= route->capacity);
	reserve(route, ((size_t)route->count + 1) * (size_t)row);
	route->brief = slack_update_plain(problem, technician, route);
	if (!route->brief) {
		update_forward(problem, technician, route);
		update_backward(problem, technician, route);
		update_gaps(problem, technician, route);
	}
	return route->count == 0 ||
	       route->leave_by_s[0] >= technician->spec.shift_start_s;
}

int64_t slack_duration(const struct plan_problem *problem, int32_t index,
		       struct route *route)
{
	struct technician own = problem->technicians[index];
	int32_t row = own.break_count + 1;
	const int64_t *last = &route->ready_s[route->count * row];

	own.end_latest_s = TIME_NEVER;
	for (int32_t taken = 0; taken < row; taken++) {
		int64_t end = last[taken];

		if (end != TIME_NEVER)
			end = reach(&own, end, route->leg_s[route->count],
				    taken, row - 1 - taken);
		if (end < own.end_latest_s)
			own.end_latest_s = end;
	}
	assert(own.end_latest_s < TIME_NEVER);
	update_backward(problem, &own, route);
	assert(route->leave_by_s[0] >= own.spec.shift_start_s);
	return own.end_latest_s - route->leave_by_s[0];
}

struct place_travel slack_travel(const struct plan_problem *problem,
				 int32_t index, const struct route *route,
				 int32_t job, int32_t at,
				 const struct place_travel *before)
{
	const struct technician *technician = &problem->technicians[index];
	int32_t from = location_before(problem, technician, route, at);
	int32_t to = location_after(problem, technician, route, at);
	int32_t here = problem->jobs[job].spec.location;
	struct place_travel travel;

	/* Both from the job's row, which stays in the cache. */
	if (!problem->travel.symmetric)
		travel.to_s = travel_between_s(problem, technician, from, here);
	else if (before != NULL)
		travel.to_s = before->from_s;
	else
		travel.to_s = travel_between_s(problem, technician, here, from);
	travel.from_s = travel_between_s(problem, technician, here, to);
	travel.added_s = travel.to_s + travel.from_s;
	if (route->count > 0)
		travel.added_s -= route->leg_s[at];
	return travel;
}

bool slack_fits(const struct plan_problem *problem, int32_t index,
		const struct route *route, int32_t job, int32_t at,
		const struct place_travel *travel)
{
	const struct technician *technician = &problem->technicians[index];
	const struct job *insert = &problem->jobs[job];
	int32_t row = technician->break_count + 1;
	int64_t stay;

	assert(at >= 0 && at <= route->count);
	assert((size_t)(route->count + 1) * (size_t)row <= route->slots);
	if (slack_is_plain(problem, technician, route, job))
		return slack_fits_plain(technician, route, &problem->stops[job],
					at, travel);
	stay = stay_s(technician, insert,
		      location_before(problem, technician, route, at));
	for (int32_t taken = 0; taken < row; taken++) {
		int64_t t = route->ready_s[at * row + taken];

		if (t == TIME_NEVER)
			continue;
		t = not_frozen(problem, insert, t);
		for (int32_t more = 0; taken + more < row; more++) {
			int64_t there =
			    reach(technician, t, travel->to_s, taken, more);
			int64_t done =
			    there == TIME_NEVER
				? TIME_NEVER
				: depart(technician, insert, NULL, there, stay);

			if (done != TIME_NEVER &&
			    done <= next_leave_by(problem, technician, route,
						  at, taken + more,
						  insert->spec.location,
						  travel->from_s))
				return true;
		}
	}
	return false;
}

/* --- What is lacking --- */

/* ready_s of a stage, from that of the one before. */
static void pass(const struct plan_problem *problem,
		 const struct technician *technician, const struct job *job,
		 const struct hold *hold, int64_t travel, int64_t stay,
		 int64_t ready[BREAKS_MAX + 1])
{
	int32_t row = technician->break_count + 1;

	/* From behind: each one needs those before it only. */
	for (int32_t to = row - 1; to >= 0; to--) {
		int64_t least = TIME_NEVER;

		for (int32_t taken = to; taken >= 0; taken--) {
			int64_t there, done;

			if (ready[taken] == TIME_NEVER)
				continue;
			there = reach(technician,
				      not_frozen(problem, job, ready[taken]),
				      travel, taken, to - taken);
			if (there == TIME_NEVER)
				continue;
			done = depart(technician, job, hold, there, stay);
			least = done < least ? done : least;
		}
		ready[to] = least;
	}
}

/* The other way: leave_by_s of a stage, from that of the one behind. */
static void pass_back(const struct plan_problem *problem,
		      const struct technician *technician,
		      const struct job *job, const struct hold *hold,
		      int64_t travel, int64_t stay,
		      int64_t leave[BREAKS_MAX + 1])
{
	int32_t row = technician->break_count + 1;

	for (int32_t taken = 0; taken < row; taken++)
		if (leave[taken] != -TIME_NEVER)
			leave[taken] = arrive_by(technician, job, hold,
						 leave[taken], stay);
	for (int32_t taken = 0; taken < row; taken++) {
		int64_t best = -TIME_NEVER;

		for (int32_t to = taken; to < row; to++) {
			int64_t t;

			if (leave[to] == -TIME_NEVER)
				continue;
			t = walk_leave_by(technician, leave[to], travel, taken,
					  to - taken);
			if ((job->pinned || t >= problem->frozen_until_s) &&
			    t > best)
				best = t;
		}
		leave[taken] = best;
	}
}

/* The earliest end of the day, whenever the shift ends. `ready` is that of the
 * place. */
static int64_t end_with(const struct plan_problem *problem,
			const struct technician *technician,
			const struct route *route, int32_t job, int32_t at,
			const struct place_travel *travel, int64_t ready[])
{
	const struct job *insert = &problem->jobs[job];
	int32_t row = technician->break_count + 1;
	int32_t from = location_before(problem, technician, route, at);
	int64_t leg = travel->from_s, end = TIME_NEVER;

	pass(problem, technician, insert, NULL, travel->to_s,
	     stay_s(technician, insert, from), ready);
	from = insert->spec.location;
	for (int32_t i = at; i < route->count; i++) {
		const struct job *next = &problem->jobs[route->jobs[i]];

		pass(problem, technician, next, route_hold(route, i), leg,
		     stay_s(technician, next, from), ready);
		from = next->spec.location;
		leg = route->leg_s[i + 1];
	}
	for (int32_t taken = 0; taken < row; taken++) {
		int64_t t = ready[taken];

		if (t != TIME_NEVER)
			t = reach(technician, t, leg, taken, row - 1 - taken);
		end = t < end ? t : end;
	}
	return end;
}

/* The latest start of the day, whenever the shift begins. `leave` is that of
 * the job. */
static int64_t start_with(const struct plan_problem *problem,
			  const struct technician *technician,
			  const struct route *route, int32_t job, int32_t at,
			  const struct place_travel *travel, int64_t leave[])
{
	const struct job *insert = &problem->jobs[job];
	int32_t from = location_before(problem, technician, route, at);

	pass_back(problem, technician, insert, NULL, travel->to_s,
		  stay_s(technician, insert, from), leave);
	for (int32_t i = at - 1; i >= 0; i--) {
		const struct job *own = &problem->jobs[route->jobs[i]];

		from = location_before(problem, technician, route, i);
		pass_back(problem, technician, own, route_hold(route, i),
			  route->leg_s[i], stay_s(technician, own, from),
			  leave);
	}
	return leave[0];
}

/* It may begin from first to last, but for its windows. */
static void lack_windows(const struct timewin *win, int64_t first, int64_t last,
			 struct slack_lack *lack)
{
	for (size_t i = 0; i < win->count; i++) {
		int64_t before = first - win->at[i].end_s;
		int64_t behind = win->at[i].start_s - last;

		if (before < 0)
			before = behind > 0 ? TIME_NEVER : 0;
		if (behind < 0)
			behind = before > 0 ? TIME_NEVER : 0;
		if (before < lack->window_end_s)
			lack->window_end_s = before;
		if (behind < lack->window_start_s)
			lack->window_start_s = behind;
	}
}

static void lack_begins(const struct plan_problem *problem,
			const struct technician *technician,
			const struct job *insert, int64_t stay, int64_t to_s,
			const int64_t *ready, const int64_t *leave,
			struct slack_lack *lack)
{
	int32_t row = technician->break_count + 1;
	int64_t from = -PLAN_TIME_MAX, to = TIME_NEVER;

	if (technician->dated)
		rules_certified(technician, insert, &from, &to);
	for (int32_t taken = 0; taken < row; taken++) {
		int64_t t = ready[taken];

		if (t == TIME_NEVER)
			continue;
		t = not_frozen(problem, insert, t);
		for (int32_t more = 0; taken + more < row; more++) {
			int64_t last = leave[taken + more], first;

			if (last == -TIME_NEVER)
				continue;
			first = reach(technician, t, to_s, taken, more);
			first = first < from ? from : first;
			last = (last < to ? last : to) - stay;
			if (first <= last)
				lack_windows(&insert->win, first, last, lack);
		}
	}
}

struct slack_lack slack_lacks(const struct plan_problem *problem, int32_t index,
			      const struct route *route, int32_t job,
			      int32_t at, const struct place_travel *travel)
{
	struct slack_lack lack = {TIME_NEVER, TIME_NEVER, TIME_NEVER,
				  TIME_NEVER};
	const struct technician *technician = &problem->technicians[index];
	const struct job *insert = &problem->jobs[job];
	int32_t row = technician->break_count + 1;
	int64_t ready[BREAKS_MAX + 1], leave[BREAKS_MAX + 1], t;

	for (int32_t taken = 0; taken < row; taken++) {
		ready[taken] = route->ready_s[at * row + taken];
		leave[taken] =
		    next_leave_by(problem, technician, route, at, taken,
				  insert->spec.location, travel->from_s);
	}
	lack_begins(problem, technician, insert,
		    slack_stay_s(problem, index, route, job, at), travel->to_s,
		    ready, leave, &lack);
	t = end_with(problem, technician, route, job, at, travel, ready);
	if (t != TIME_NEVER)
		lack.shift_end_s = t > technician->end_latest_s
				       ? t - technician->end_latest_s
				       : 0;
	t = start_with(problem, technician, route, job, at, travel, leave);
	if (t != -TIME_NEVER)
		lack.shift_start_s = t < technician->spec.shift_start_s
					 ? technician->spec.shift_start_s - t
					 : 0;
	return lack;
}

/* --- When a visit may begin --- */

int64_t slack_stay_s(const struct plan_problem *problem, int32_t index,
		     const struct route *route, int32_t job, int32_t at)
{
	const struct technician *technician = &problem->technicians[index];

	return stay_s(technician, &problem->jobs[job],
		      location_before(problem, technician, route, at));
}

/* Cut the job's windows to `from`..`to`; a pin's relief is one more. */
static int32_t cut_windows(const struct timewin *win, int64_t from, int64_t to,
			   struct plan_window *ret_windows, int32_t room)
{
	int32_t count = 0;

	for (size_t i = 0; i <= win->count && count < room; i++) {
		struct plan_window own = {timewin_last(win), win->relief_s};

		if (i < win->count)
			own = win->at[i];
		if (own.start_s < from)
			own.start_s = from;
		if (own.end_s > to)
			own.end_s = to;
		if (own.start_s <= own.end_s)
			ret_windows[count++] = own;
	}
	return count;
}

int32_t slack_starts(const struct plan_problem *problem, int32_t index,
		     const struct route *route, int32_t job, int32_t at,
		     int32_t next, const struct place_travel *travel,
		     const struct start_range *range,
		     struct plan_window *ret_windows, int32_t room)
{
	const struct technician *technician = &problem->technicians[index];
	const struct job *own = &problem->jobs[job];
	int32_t row = technician->break_count + 1, count = 0;
	int64_t stay = slack_stay_s(problem, index, route, job, at);
	int64_t low = range->begin_min_s, high = range->begin_max_s;
	int64_t from = -PLAN_TIME_MAX, to = PLAN_TIME_MAX;

	assert(at >= 0 && next <= route->count && next - at <= 1);
	if (technician->dated && !own->pinned)
		rules_certified(technician, own, &from, &to);
	from = from > range->end_min_s - stay ? from : range->end_min_s - stay;
	to = to < range->end_max_s ? to : range->end_max_s;
	low = low > from ? low : from;
	high = high < to - stay ? high : to - stay;
	for (int32_t taken = 0; taken < row; taken++) {
		int64_t t = route->ready_s[at * row + taken];

		if (t == TIME_NEVER)
			continue;
		t = not_frozen(problem, own, t);
		for (int32_t more = 0; taken + more < row; more++) {
			int64_t there =
			    reach(technician, t, travel->to_s, taken, more);
			int64_t by = next_leave_by(
			    problem, technician, route, next, taken + more,
			    own->spec.location, travel->from_s);

			if (there == TIME_NEVER || by == -TIME_NEVER)
				continue;
			count +=
			    cut_windows(&own->win, there > low ? there : low,
					by - stay < high ? by - stay : high,
					&ret_windows[count], room - count);
		}
	}
	return count;
}
