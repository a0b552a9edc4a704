/* SPDX-License-Identifier: MIT */
/*
 * Somebody must go at once. Who can be there first is seen by days of which
 * nothing is left but what is begun or pinned; what that does to the others is
 * a repair that is not kept, for the nearest few.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/repair_internal.h"

enum { MOST_BY_DEFAULT = 8 };

struct emergency {
	const struct plan_emergency *asked;
	struct plan_live *live;
	struct live_question *question;
	struct plan_rescue *all;
	size_t count;
};

/* The pins of a day, and how many stops stand before each, and the end. */
static int32_t list_pins(const struct plan_live *live, int32_t technician,
			 int32_t *pins)
{
	const struct route *route = &live->days[technician].route;
	int32_t count = 0;

	for (int32_t i = 0; i < route->count; i++)
		if (live->problem.jobs[route->jobs[i]].pinned)
			pins[count++] = route->jobs[i];
	return count;
}

/* Behind so many pins: behind how many jobs of the whole day? */
static int32_t position_behind(const struct plan_live *live, int32_t technician,
			       int32_t pins)
{
	const struct plan_problem *problem = &live->problem;
	const struct route *route = &live->days[technician].route;
	int32_t position = 0, seen = 0;

	for (int32_t i = 0; i < route->count && seen < pins; i++) {
		seen += problem->jobs[route->jobs[i]].pinned;
		position += !is_depot(problem, route->jobs[i]);
	}
	return position;
}

/* The first place on the day of pins that keeps them all is the earliest. */
static bool find_first(const struct emergency *emergency, int32_t technician,
		       struct plan_rescue *ret_rescue)
{
	const struct live_question *question = emergency->question;
	struct plan_live *live = emergency->live;
	const struct day *day = &live_question_day(question, technician)->day;

	for (int32_t at = 0; at <= day->count; at++) {
		struct choice choice = {.at = at};
		const struct stop_time *time;

		if (!day_judge_place(day, live->walk, question->job,
				     PLAN_ANY_TIME, true, &choice) ||
		    choice.broken > 0)
			continue;
		time = &walk_times(live->walk)[at];
		if (time->begin_s > emergency->asked->begin_by_s)
			return false;
		*ret_rescue = (struct plan_rescue){
		    .technician = technician,
		    .position = position_behind(live, technician, at),
		    .begin_s = time->begin_s,
		    .end_s = time->departure_s,
		    .travel_s = time->travel_s,
		};
		return true;
	}
	return false;
}

static void try_technician(struct emergency *emergency, int32_t technician)
{
	struct live_question *question = emergency->question;
	struct plan_live *live = emergency->live;
	const struct plan_problem *problem = &live->problem;
	int32_t *pins, count;

	if (!rules_compatible(&problem->technicians[technician], technician,
			      &problem->jobs[question->job]))
		return;
	pins =
	    xcalloc((size_t)live->days[technician].route.count, sizeof(*pins));
	count = list_pins(live, technician, pins);
	live_day_open_of(live, &question->without, technician, pins, count);
	question->home = technician;
	if (live_allows(question, technician) &&
	    find_first(emergency, technician,
		       &emergency->all[emergency->count]))
		emergency->count++;
	question->home = PLAN_NONE;
	live_day_close(&question->without);
	free(pins);
}

static int compare_begins(const void *a, const void *b)
{
	const struct plan_rescue *x = a, *y = b;

	if (x->begin_s != y->begin_s)
		return x->begin_s < y->begin_s ? -1 : 1;
	return (x->technician > y->technician) -
	       (x->technician < y->technician);
}

static int compare_costs(const void *a, const void *b)
{
	const struct plan_rescue *x = a, *y = b;

	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return compare_begins(a, b);
}

/* What became of the others, by a repair that is not kept. */
static void tell_harm(const struct emergency *emergency,
		      struct plan_rescue *rescue)
{
	const struct plan_emergency *asked = emergency->asked;
	struct plan_live *live = emergency->live;
	struct plan_repair_wish wish = {.technicians = &rescue->technician,
					.technician_count = 1,
					.dry_run = true};
	int64_t cost = repair_day_cost(live, rescue->technician);
	struct arena *arena = arena_new();
	struct plan_repair_result result;

	plan_live_assign(live, asked->job, rescue->technician, rescue->position,
			 rescue->begin_s);
	cost = repair_day_cost(live, rescue->technician) - cost;
	plan_repair(live, &wish, arena, &result);
	for (size_t i = 0; i < result.move_count; i++) {
		const struct plan_move *move = &result.moves[i];

		rescue->displaced += move->why == PLAN_MOVE_DISPLACED;
		if (move->why != PLAN_MOVE_LEFT)
			continue;
		rescue->left++;
		rescue->left_priority +=
		    live->problem.jobs[move->job].spec.priority;
	}
	plan_live_unassign(live, asked->job);
	arena_free(arena);
	rescue->harm = cost + result.cost_after - result.cost_before +
		       rescue->left * asked->left_cost +
		       rescue->left_priority * asked->priority_cost;
}

static void look_for_rescue(struct emergency *emergency, struct arena *arena)
{
	const struct plan_emergency *asked = emergency->asked;
	struct plan_live *live = emergency->live;
	struct live_question question;
	struct live_some some =
	    asked->technicians != NULL
		? live_among(live, asked->technicians, asked->technician_count,
			     arena)
		: live_at_work(live, live->problem.frozen_until_s,
			       asked->begin_by_s, PLAN_NONE);

	emergency->all = arena_calloc(arena, (size_t)some.count + 1,
				      sizeof(*emergency->all));
	live_question_open(&question, live, asked->job, PLAN_ANY_TIME);
	emergency->question = &question;
	for (int32_t i = 0; i < some.count; i++)
		try_technician(emergency, some.technicians[i]);
	live_question_close(&question);
	qsort(emergency->all, emergency->count, sizeof(*emergency->all),
	      compare_begins);
}

void plan_live_emergency(struct plan_live *live,
			 const struct plan_emergency *asked,
			 struct arena *arena,
			 const struct plan_rescue **ret_rescues,
			 size_t *ret_count)
{
	struct emergency emergency = {.asked = asked, .live = live};
	size_t most = asked->most > 0 ? asked->most : MOST_BY_DEFAULT;
	int64_t now_s = live->problem.frozen_until_s;

	assert(plan_live_has_job(live, asked->job));
	assert(live->route_of[asked->job] == PLAN_NONE);
	assert(live->problem.jobs[asked->job].group == PLAN_NONE);
	look_for_rescue(&emergency, arena);
	if (emergency.count > most)
		emergency.count = most;
	for (size_t i = 0; i < emergency.count; i++) {
		struct plan_rescue *rescue = &emergency.all[i];

		/* The clock may never have been set. */
		if (now_s == -PLAN_TIME_MAX)
			now_s = emergency.all[0].begin_s;
		tell_harm(&emergency, rescue);
		rescue->cost =
		    rescue->harm + (rescue->begin_s - now_s) * asked->wait_rate;
	}
	qsort(emergency.all, emergency.count, sizeof(*emergency.all),
	      compare_costs);
	*ret_rescues = emergency.all;
	*ret_count = emergency.count;
}
