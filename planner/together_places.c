/* SPDX-License-Identifier: MIT */
/*
 * Places for one visit of a group that begins when others say: on each route
 * where it may stand, with the windows of the begins that it allows there.
 */
#include "planner/together_internal.h"

#include <assert.h>

#include "planner/rules_internal.h"

enum { WINDOWS = 16 }; /* of the begin, at one place */

bool together_may_have(const struct together *together, int32_t job,
		       int32_t technician, enum room *ret_room)
{
	const struct plan_problem *problem = together->problem;
	const struct solution *solution = together->solution;

	*ret_room = solution_room(solution, technician, job);
	return *ret_room != ROOM_NONE &&
	       !solution_is_full(solution, technician) &&
	       rules_compatible(&problem->technicians[technician], technician,
				&problem->jobs[job]) &&
	       linked_allows(solution, job, technician);
}

bool together_blinks(const struct together *together)
{
	return together->choice.blink != NULL &&
	       together->choice.blink(together->choice.arg);
}

static void push_entry(struct together *together, const struct entry *entry,
		       const struct plan_window *windows)
{
	together->entries = together_grow(
	    together->entries, together->entry_count, &together->entry_capacity,
	    sizeof(*together->entries));
	together->entries[together->entry_count] = *entry;
	together->entries[together->entry_count++].first =
	    together->start_count;
	for (int32_t i = 0; i < entry->count; i++) {
		together->starts = together_grow(
		    together->starts, together->start_count,
		    &together->start_capacity, sizeof(*together->starts));
		together->starts[together->start_count++] = windows[i];
	}
}

/* One place, unless it costs too much or leaves no begin. */
static void find_entry(struct together *together, const struct route *route,
		       struct entry *entry, int32_t job, enum room room,
		       const struct start_range *range)
{
	const struct solution *solution = together->solution;
	struct place_travel travel = slack_travel(
	    together->problem, entry->technician, route, job, entry->at, NULL);
	struct plan_window windows[WINDOWS];
	int64_t price = solution_price_place(solution, entry->technician, route,
					     job, entry->at, room, &travel);

	if (price == INT64_MAX)
		return;
	entry->price += price;
	if (entry->price > together->limit)
		return;
	entry->count = slack_starts(together->problem, entry->technician, route,
				    job, entry->at, entry->at, &travel, range,
				    windows, WINDOWS);
	if (entry->count == 0)
		return;
	push_entry(together, entry, windows);
	if (entry->exact && together->limit != INT64_MAX)
		together->limit = entry->price;
}

/* Is the range over before anybody can be there, or does it begin when the next
 * stop must be left for? */
static bool is_beyond(const struct together *together,
		      const struct route *route, const struct entry *entry,
		      int32_t at, const struct start_range *range)
{
	return !together->problem->technicians[entry->technician].slips &&
	       (route->gaps[at].earliest_s > range->begin_max_s ||
		route->gaps[at].latest_s < range->begin_min_s);
}

/* All places on a route, or on a variant with the visit at the depot elsewhere,
 * which costs `extra` more. */
static void find_on_route(struct together *together, const struct route *route,
			  const struct entry *model, int32_t job,
			  enum room room, int32_t first, int32_t last,
			  const struct start_range *range)
{
	for (int32_t at = first; at <= last; at++) {
		struct entry entry = *model;
		enum slack_hope hope =
		    slack_hope(together->problem, entry.technician, route,
			       &together->problem->jobs[job], at);

		if (hope == SLACK_TOO_LATE)
			break;
		if (hope == SLACK_TOO_EARLY ||
		    is_beyond(together, route, &entry, at, range) ||
		    together_blinks(together))
			continue;
		entry.at = at;
		find_entry(together, route, &entry, job, room, range);
	}
}

/* The variants with the visit at the depot before anything is missing. */
static void find_by_depot(struct together *together, struct entry *model,
			  int32_t job, enum room room,
			  const struct start_range *range)
{
	struct solution *solution = together->solution;
	const struct route *route = &solution->routes[model->technician];
	int64_t cost = route->cost;

	model->exact = false;
	for (int32_t i = 0;; i++) {
		int32_t first;

		if (!solution_try_depot(solution, model->technician, job, i,
					&first))
			return;
		if (first == PLAN_NONE)
			continue;
		model->visit_at = i;
		model->price = solution->variant.cost - cost;
		find_on_route(together, &solution->variant, model, job, room,
			      first, solution->variant.count, range);
	}
}

static void find_entries_of(struct together *together, int32_t row, int32_t job,
			    int32_t technician, const struct start_range *range)
{
	struct solution *solution = together->solution;
	const struct route *route = &solution->routes[technician];
	struct entry model = {
	    .row = row, .technician = technician, .visit_at = PLAN_NONE};
	int32_t first, last;
	enum room room;
	enum kit kit;

	if (!together_may_have(together, job, technician, &room))
		return;
	kit = solution_kit(solution, technician, job);
	model.exact = solution_begin_is_free(solution, technician, job);
	linked_places(solution, job, technician, &first, &last);
	if (kit == KIT_ENOUGH)
		find_on_route(together, route, &model, job, room, first, last,
			      range);
	else if (kit == KIT_BY_DEPOT && first == 0 && last == route->count)
		find_by_depot(together, &model, job, room, range);
}

/* A visit that is on a route stays at its place and gets a begin. */
static void find_fixed(struct together *together, int32_t row, int32_t job,
		       const struct start_range *range)
{
	const struct solution *solution = together->solution;
	int32_t technician = solution->route_of[job];
	const struct route *route = &solution->routes[technician];
	int32_t at = solution->position_of[job];
	struct place_travel travel = {route->leg_s[at], route->leg_s[at + 1],
				      0};
	struct plan_window windows[WINDOWS];
	struct entry entry = {
	    .row = row,
	    .technician = technician,
	    .at = PLAN_NONE,
	    .exact = solution_begin_is_free(solution, technician, job),
	    .visit_at = PLAN_NONE};

	entry.count =
	    slack_starts(together->problem, technician, route, job, at, at + 1,
			 &travel, range, windows, WINDOWS);
	if (entry.count > 0)
		push_entry(together, &entry, windows);
}

/* All places of one job with the technicians to choose from; its begin stays
 * in `range`. */
void together_find_places(struct together *together, int32_t row, int32_t job,
			  const struct start_range *range)
{
	if (together->solution->route_of[job] != PLAN_NONE) {
		find_fixed(together, row, job, range);
		return;
	}
	for (int32_t i = 0; i < together->choice.count; i++)
		find_entries_of(together, row, job,
				together->choice.technicians[i], range);
}

struct pick together_pick_of(const struct entry *entry, int32_t job,
			     int64_t begin_s)
{
	return (struct pick){
	    job, entry->technician, {entry->at, entry->visit_at, begin_s}};
}

/* What an entry costs when it begins then. */
int64_t together_price_place(const struct together *together,
			     const struct entry *entry, int32_t job,
			     int64_t begin_s)
{
	struct pick pick = together_pick_of(entry, job, begin_s);

	return entry->exact
		   ? entry->price
		   : solution_price_held(together->solution, entry->technician,
					 job, &pick.place);
}
