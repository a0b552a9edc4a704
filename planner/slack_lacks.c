/* SPDX-License-Identifier: MIT */
/*
 * By slack: how much is lacking at a place, and when a visit may begin there.
 */
#include "planner/slack_internal.h"

#include <assert.h>

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
			there = step_reach(
			    technician,
			    step_not_frozen(problem, job, ready[taken]), travel,
			    taken, to - taken);
			if (there == TIME_NEVER)
				continue;
			done = step_depart(technician, job, hold, there, stay);
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
			leave[taken] = step_arrive_by(technician, job, hold,
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
	int32_t from = step_location_before(problem, technician, route, at);
	int64_t leg = travel->from_s, end = TIME_NEVER;

	pass(problem, technician, insert, NULL, travel->to_s,
	     step_stay_s(technician, insert, from), ready);
	from = insert->spec.location;
	for (int32_t i = at; i < route->count; i++) {
		const struct job *next = &problem->jobs[route->jobs[i]];

		pass(problem, technician, next, route_hold(route, i), leg,
		     step_stay_s(technician, next, from), ready);
		from = next->spec.location;
		leg = route->leg_s[i + 1];
	}
	for (int32_t taken = 0; taken < row; taken++) {
		int64_t t = ready[taken];

		if (t != TIME_NEVER)
			t = step_reach(technician, t, leg, taken,
				       row - 1 - taken);
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
	int32_t from = step_location_before(problem, technician, route, at);

	pass_back(problem, technician, insert, NULL, travel->to_s,
		  step_stay_s(technician, insert, from), leave);
	for (int32_t i = at - 1; i >= 0; i--) {
		const struct job *own = &problem->jobs[route->jobs[i]];

		from = step_location_before(problem, technician, route, i);
		pass_back(problem, technician, own, route_hold(route, i),
			  route->leg_s[i], step_stay_s(technician, own, from),
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
		t = step_not_frozen(problem, insert, t);
		for (int32_t more = 0; taken + more < row; more++) {
			int64_t last = leave[taken + more], first;

			if (last == -TIME_NEVER)
				continue;
			first = step_reach(technician, t, to_s, taken, more);
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
		    slack_next_leave_by(problem, technician, route, at, taken,
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

	return step_stay_s(
	    technician, &problem->jobs[job],
	    step_location_before(problem, technician, route, at));
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
		t = step_not_frozen(problem, own, t);
		for (int32_t more = 0; taken + more < row; more++) {
			int64_t there = step_reach(technician, t, travel->to_s,
						   taken, more);
			int64_t by = slack_next_leave_by(
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
