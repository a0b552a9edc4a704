/* SPDX-License-Identifier: MIT */
/* Linked visits are put into a solution as a group; see together.h. */
#include "planner/together_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	STEPS = 160,   /* of the search for one group */
	MOST_FEW = 12, /* ways to place a class that others hang on */
	MOST = 4,
	RAISES = 8, /* later begins that are tried */
};

void *together_grow(void *array, int32_t count, int32_t *capacity, size_t size)
{
	if (count < *capacity)
		return array;
	*capacity = *capacity * 2 + 32;
	return xrealloc(array, (size_t)*capacity * size);
}

struct together *together_new(const struct plan_problem *problem)
{
	struct together *together = xcalloc(1, sizeof(*together));

	together->problem = problem;
	together->columns = xcalloc((size_t)problem->technician_count + 1,
				    sizeof(*together->columns));
	together->tried =
	    xcalloc((size_t)problem->group_count + 1, sizeof(*together->tried));
	together->round = 1;
	return together;
}

void together_begin_round(struct together *together)
{
	together->round++;
}

bool together_was_tried(const struct together *together, int32_t group)
{
	return together->tried[group] == together->round;
}

void together_free(struct together *together)
{
	if (together == NULL)
		return;
	free(together->options);
	free(together->picks);
	free(together->done);
	free(together->kept_jobs);
	free(together->kept_holds);
	free(together->entries);
	free(together->starts);
	free(together->times);
	free(together->columns);
	free(together->tried);
	free(together);
}

/* --- Do and take back --- */

static void keep_route(struct together *together, int32_t technician,
		       struct done *done)
{
	const struct route *route = &together->solution->routes[technician];

	done->kept_first = together->kept_count;
	done->kept_count = route->count;
	for (int32_t i = 0; i < route->count; i++) {
		together->kept_jobs = together_grow(
		    together->kept_jobs, together->kept_count,
		    &together->kept_capacity, sizeof(*together->kept_jobs));
		together->kept_holds =
		    together_grow(together->kept_holds, together->kept_count,
				  &together->kept_hold_capacity,
				  sizeof(*together->kept_holds));
		together->kept_jobs[together->kept_count] = route->jobs[i];
		together->kept_holds[together->kept_count++] =
		    route->holds == NULL ? HOLD_NONE : route->holds[i];
	}
}

static void push_done(struct together *together, const struct pick *pick,
		      bool inserted)
{
	const struct solution *solution = together->solution;
	struct done *done;

	together->done =
	    together_grow(together->done, together->done_count,
			  &together->done_capacity, sizeof(*together->done));
	done = &together->done[together->done_count++];
	*done = (struct done){
	    .pick = *pick,
	    .inserted = inserted,
	    .before = inserted ? HOLD_NONE : solution_held(solution, pick->job),
	    .version = solution->routes[pick->technician].version};
	if (inserted && together->problem->kits)
		keep_route(together, pick->technician, done);
}

static void hold_again(struct together *together, int32_t job, int64_t begin_s)
{
	struct pick pick = {
	    job,
	    together->solution->route_of[job],
	    {PLAN_NONE, PLAN_NONE, begin_s},
	};
	struct hold hold =
	    linked_hold(together->solution, job, pick.technician, begin_s);

	push_done(together, &pick, false);
	solution_hold(together->solution, job, &hold);
}

/* What a new visit comes after must not end later than that bears. */
static void hold_firsts(struct together *together, int32_t job)
{
	const struct solution *solution = together->solution;
	const struct job *own = &together->problem->jobs[job];

	for (int32_t i = 0; i < own->link_count; i++) {
		int32_t first = linked_first(solution, job, i);

		if (first != PLAN_NONE)
			hold_again(together, first,
				   linked_begin_s(solution, first));
	}
}

void together_do(struct together *together, const struct pick *pick)
{
	struct hold hold;

	if (pick->place.at == PLAN_NONE) {
		hold_again(together, pick->job, pick->place.begin_s);
		return;
	}
	hold = linked_hold(together->solution, pick->job, pick->technician,
			   pick->place.begin_s);
	push_done(together, pick, true);
	if (pick->place.begin_s == PLAN_ANY_TIME)
		solution_insert(together->solution, pick->technician, pick->job,
				pick->place.at);
	else
		solution_insert_held(together->solution, pick->technician,
				     pick->job, &pick->place, &hold);
}

/* False: the visit at the depot, which moved, changed the setup of what a job
 * comes after. To be taken back. */
static bool apply(struct together *together, const struct option *option)
{
	for (int32_t i = 0; i < option->count; i++) {
		struct pick pick = together->picks[option->first + i];

		together_do(together, &pick);
	}
	for (int32_t i = 0; i < option->count; i++) {
		int32_t job = together->picks[option->first + i].job;

		if (!linked_job_holds(together->solution, job))
			return false;
		hold_firsts(together, job);
	}
	return true;
}

static void take_out(struct together *together, const struct done *done)
{
	struct solution *solution = together->solution;
	int32_t technician = done->pick.technician;

	if (together->problem->kits) {
		/* Where nothing was kept yet there is no array. */
		bool any = done->kept_count > 0;

		solution_set_route(
		    solution, technician,
		    any ? &together->kept_jobs[done->kept_first] : NULL,
		    any ? &together->kept_holds[done->kept_first] : NULL,
		    done->kept_count);
		together->kept_count = done->kept_first;
		return;
	}
	solution_remove(solution, technician,
			solution->position_of[done->pick.job], 1);
	if (!solution_refresh(solution, technician))
		assert(!"the route was feasible before");
}

void together_take_back(struct together *together, int32_t count)
{
	struct solution *solution = together->solution;

	while (together->done_count > count) {
		const struct done *done =
		    &together->done[--together->done_count];

		if (done->inserted)
			take_out(together, done);
		else
			solution_hold(solution, done->pick.job, &done->before);
		solution->routes[done->pick.technician].version = done->version;
	}
}

/* --- Depth first --- */

static bool is_absent(const struct together *together, int32_t job)
{
	return together->solution->route_of[job] == PLAN_NONE;
}

static int32_t member(const struct together *together, int32_t class, int32_t i)
{
	const struct group *group = together->group;

	return group->jobs[group->classes[class].first + i];
}

/* Is somebody absent, or on a route without the begin that it should have? */
static bool class_is_open(const struct together *together, int32_t class)
{
	for (int32_t i = 0; i < together->group->classes[class].count; i++) {
		int32_t job = member(together, class, i);

		if (is_absent(together, job) ||
		    (together->problem->jobs[job].clocked &&
		     linked_begin_s(together->solution, job) == PLAN_ANY_TIME))
			return true;
	}
	return false;
}

/* What a job is served with only: was some of it passed over, or placed? */
static void look_at_bundle(const struct together *together, int32_t class,
			   bool *ret_passed, bool *ret_placed)
{
	const struct group *group = together->group;

	*ret_passed = *ret_placed = false;
	for (int32_t i = 0; i < group->classes[class].count; i++) {
		int32_t job = member(together, class, i);

		if (!is_absent(together, job))
			continue;
		for (int32_t k = 0; k < group->count; k++) {
			const struct job *mate =
			    &together->problem->jobs[group->jobs[k]];

			if (mate->bundle != together->problem->jobs[job].bundle)
				continue;
			if (!is_absent(together, group->jobs[k]))
				*ret_placed = *ret_placed || !mate->pinned;
			else if (mate->class_index < class)
				*ret_passed = true;
		}
	}
}

static void note_best(struct together *together)
{
	const struct solution *solution = together->solution;
	int better = solution_compare(&solution->value, &together->best);
	bool whole = true;

	for (int32_t i = 0; i < together->group->count; i++)
		whole = whole && !is_absent(together, together->group->jobs[i]);
	/* A pin gets a fixed begin for the sake of others only. */
	if (better > 0 || (better == 0 && (!whole || together->done_count <=
							 together->best_count)))
		return;
	/* A pin that got no begin may be in the way of what comes before. */
	if (!linked_holds(solution, together->group_index))
		return;
	together->best = solution->value;
	together->best_whole = whole;
	together->best_count = 0;
	for (int32_t i = 0; i < together->done_count; i++) {
		const struct done *done = &together->done[i];

		assert(together->best_count < 2 * PLAN_LINKED_MAX);
		/* What it holds besides follows from the picks. */
		if (done->inserted || done->before.begin_s == PLAN_ANY_TIME)
			together->best_picks[together->best_count++] =
			    done->pick;
	}
}

static void place_class(struct together *together, int32_t class);

/* Does nothing hang on how this class is placed? A pair's pickup brings the
 * delivery with it. */
static bool is_last(const struct together *together, int32_t class)
{
	const struct group *group = together->group;

	return class + 1 == group->class_count ||
	       (group->class_count == 2 && group->count == 2 &&
		together->problem->jobs[group->jobs[0]].partner ==
		    group->jobs[1] &&
		!group->clocked && !group->persons);
}

/* Returns the least begin that was tried. */
static int64_t explore(struct together *together, int32_t class, int64_t from_s)
{
	int32_t base = together->option_count;
	int32_t picks = together->pick_count;
	bool last = is_last(together, class);
	int64_t least = INT64_MAX;
	int32_t most = last ? 1
		       : together->problem->technician_count <= TOGETHER_FEW
			   ? MOST_FEW
			   : MOST;

	together_find_options(together, class, from_s, most);
	for (int32_t i = base; i < together->option_count; i++) {
		struct option option = together->options[i];
		int32_t done = together->done_count;

		if (option.begin_s < least)
			least = option.begin_s;
		if (apply(together, &option))
			place_class(together, class + 1);
		together_take_back(together, done);
	}
	together->option_count = base;
	together->pick_count = picks;
	return least;
}

/* Where a gap has a limit, beginning later may let the next one follow. */
static void explore_later(struct together *together, int32_t class,
			  int64_t after_s)
{
	int64_t raises[RAISES];
	int32_t count = 0;

	together_find_raises(together, class);
	for (int32_t i = 0; i < together->time_count && count < RAISES; i++)
		if (together->times[i] > after_s)
			raises[count++] = together->times[i];
	for (int32_t i = 0; i < count && !together->best_whole; i++)
		explore(together, class, raises[i]);
}

static bool class_has_range(const struct together *together, int32_t class)
{
	for (int32_t i = 0; i < together->group->classes[class].count; i++) {
		struct start_range range;

		if (!linked_range(together->solution,
				  member(together, class, i), &range))
			return false;
	}
	return true;
}

static void place_class(struct together *together, int32_t class)
{
	bool passed, placed;

	if (class == together->group->class_count) {
		note_best(together);
		return;
	}
	if (!class_is_open(together, class)) {
		place_class(together, class + 1);
		return;
	}
	if (together->budget-- <= 0)
		return;
	look_at_bundle(together, class, &passed, &placed);
	if (!passed && class_has_range(together, class)) {
		int64_t least = explore(together, class, -PLAN_TIME_MAX);

		if (!together->best_whole && least != INT64_MAX &&
		    together->group->clocked)
			explore_later(together, class, least);
	}
	if (!together->best_whole && !placed)
		place_class(together, class + 1);
}

/* --- Days of one person --- */

/* The cheapest way to have days 0..k in ascending shifts of which the last is
 * `shift`. */
struct day_cell {
	int64_t price;	  /* INT64_MAX: no way */
	struct pick pick; /* of day k there */
	int32_t from;	  /* shift of day k - 1 */
	int64_t own;	  /* price of day k alone */
	bool known;	  /* it was asked for */
};

/* Day k of `cells` from day k - 1: any shift that starts earlier. */
static void extend_days(const struct together *together, const int32_t *shifts,
			int32_t count, const struct day_cell *before,
			struct day_cell *cells)
{
	const struct technician *all = together->problem->technicians;

	for (int32_t s = 0; s < count; s++) {
		if (cells[s].own == INT64_MAX)
			continue;
		if (before == NULL) {
			cells[s].price = cells[s].own;
			continue;
		}
		for (int32_t r = 0; r < s; r++) {
			int64_t price = before[r].price;

			if (price == INT64_MAX || all[shifts[r]].shift_rank ==
						      all[shifts[s]].shift_rank)
				continue;
			price += cells[s].own;
			if (price < cells[s].price) {
				cells[s].price = price;
				cells[s].from = r;
			}
		}
	}
}

/* Every place of day k by itself. Where all days are the same it is the place
 * of an earlier one, if that could be there. */
static void price_days(struct together *together, const int32_t *shifts,
		       int32_t count, int32_t k, struct day_cell *row,
		       struct day_cell *same)
{
	const struct group *group = together->group;
	int32_t job = group->jobs[k];

	for (int32_t s = 0; s < count; s++) {
		struct day_cell *cell = group->uniform ? &same[s] : &row[s];

		row[s].price = row[s].own = INT64_MAX;
		if (group->uniform &&
		    !linked_allows(together->solution, job, shifts[s]))
			continue;
		if (!group->uniform || !cell->known) {
			cell->known = true;
			if (!together_place_free(together, job, shifts[s],
						 INT64_MAX, &cell->pick,
						 &cell->own))
				cell->own = INT64_MAX;
		}
		row[s].own = cell->own;
		row[s].pick = cell->pick;
		row[s].pick.job = job;
	}
}

/* All days of one person; the best way is noted if it beats the best. */
static void try_person(struct together *together, const int32_t *shifts,
		       int32_t count, int64_t *best_price)
{
	const struct group *group = together->group;
	struct day_cell *cells =
	    xcalloc((size_t)(group->count * count), sizeof(*cells));
	struct day_cell *same = xcalloc((size_t)count, sizeof(*same));
	int32_t last = PLAN_NONE;

	for (int32_t k = 0; k < group->count; k++) {
		struct day_cell *row = &cells[k * count];

		price_days(together, shifts, count, k, row, same);
		extend_days(together, shifts, count,
			    k == 0 ? NULL : row - count, row);
	}
	free(same);
	for (int32_t s = 0; s < count; s++)
		if (cells[(group->count - 1) * count + s].price < *best_price) {
			last = s;
			*best_price =
			    cells[(group->count - 1) * count + s].price;
		}
	if (last != PLAN_NONE) {
		together->best_count = group->count;
		for (int32_t k = group->count - 1; k >= 0; k--) {
			together->best_picks[k] = cells[k * count + last].pick;
			last = cells[k * count + last].from;
		}
	}
	free(cells);
}

static void place_chain(struct together *together)
{
	const struct plan_problem *problem = together->problem;
	int64_t best = INT64_MAX;

	for (int32_t i = 0; i < together->choice.count; i++) {
		const struct technician *own =
		    &problem->technicians[together->choice.technicians[i]];
		bool seen = false;

		if (own->shift_count < together->group->count)
			continue;
		for (int32_t k = 0; k < i && !seen; k++)
			seen = same_person(problem,
					   together->choice.technicians[k],
					   together->choice.technicians[i]);
		if (!seen)
			try_person(together, own->shifts, own->shift_count,
				   &best);
	}
}

/* --- All of it --- */

static int32_t count_absent(const struct together *together)
{
	int32_t count = 0;

	for (int32_t i = 0; i < together->group->count; i++)
		count += is_absent(together, together->group->jobs[i]);
	return count;
}

static void apply_best(struct together *together)
{
	struct option option = {.first = together->pick_count, .count = 1};

	for (int32_t i = 0; i < together->best_count; i++) {
		together->picks = together_grow(
		    together->picks, together->pick_count,
		    &together->pick_capacity, sizeof(*together->picks));
		together->picks[option.first] = together->best_picks[i];
		if (!apply(together, &option))
			assert(!"it was applied before");
	}
	together->done_count = together->kept_count = 0;
}

bool together_insert(struct together *together, struct solution *solution,
		     int32_t group, const struct together_choice *choice)
{
	int32_t absent;

	assert(group >= 0 && group < together->problem->group_count);
	if (together_was_tried(together, group))
		return false;
	together->tried[group] = together->round;
	together->solution = solution;
	together->group = &together->problem->groups[group];
	together->group_index = group;
	together->choice = *choice;
	together->option_count = together->pick_count = 0;
	together->done_count = together->best_count = 0;
	together->kept_count = 0;
	together->best = solution->value;
	together->best_whole = false;
	together->budget = STEPS;
	absent = count_absent(together);
	if (together->group->chain && absent == together->group->count)
		place_chain(together);
	else
		place_class(together, 0);
	assert(together->done_count == 0);
	apply_best(together);
	assert(linked_holds(solution, group));
	return count_absent(together) < absent;
}
