/* SPDX-License-Identifier: MIT */
/* Random problems; see random_problem.h. Times are minutes of a short day. */
#include "tests/planner/random_problem.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include <callout/plan_ways.h>

#include "tests/planner/random_internal.h"

enum { DAY_MINUTES = 480 };

/* Which rules this problem has at all. */
struct coins {
	bool windows, breaks, skills, dates, lists, dues, overtime, limits,
	    territories, setup, fixed, moves, same_place, tight;
};

static void add_breaks(struct rng *rng, struct random_technician *own)
{
	struct plan_technician *spec = &own->spec;
	int64_t from = spec->shift_start_s;

	spec->breaks = own->breaks;
	spec->break_count = (size_t)pick(rng, 1, 2);
	for (size_t i = 0; i < spec->break_count; i++) {
		int64_t start = from + minutes(rng, 0, 150);

		own->windows[i][0] =
		    (struct plan_window){start, start + minutes(rng, 0, 60)};
		own->windows[i][1].start_s =
		    own->windows[i][0].end_s + minutes(rng, 10, 60);
		own->windows[i][1].end_s =
		    own->windows[i][1].start_s + minutes(rng, 0, 30);
		own->breaks[i] = (struct plan_break){
		    (int64_t)i, minutes(rng, 5, 40), own->windows[i],
		    (size_t)pick(rng, 1, 2)};
		from = own->windows[i][own->breaks[i].window_count - 1].end_s;
	}
}

static void make_technician(struct rng *rng, const struct coins *coins,
			    struct random_technician *own, int32_t index,
			    int32_t locations, size_t amounts)
{
	struct plan_technician spec = PLAN_TECHNICIAN_DEFAULTS;
	size_t skills = coins->skills ? (size_t)pick(rng, 1, 3) : 0;

	spec.id = 100 + index;
	spec.start_location =
	    chance(rng, 85) ? rng_below(rng, locations) : PLAN_NONE;
	spec.end_location = chance(rng, 70) ? spec.start_location
					    : pick(rng, -1, locations - 1);
	spec.shift_start_s = minutes(rng, 0, 60);
	spec.shift_end_s = spec.shift_start_s +
			   minutes(rng, coins->tight ? 100 : 240, DAY_MINUTES);
	if (coins->overtime) {
		spec.overtime_max_s = minutes(rng, 0, 90);
		spec.overtime_rate = pick(rng, 0, 54000);
	}
	if (coins->limits) {
		spec.max_jobs = pick(rng, 1, 5);
		spec.max_travel_s = minutes(rng, 30, 200);
	}
	if (coins->fixed)
		spec.fixed_cost = minutes(rng, 0, 60) * PLAN_COST_SECOND;
	spec.travel_rate =
	    chance(rng, 70) ? PLAN_COST_SECOND : pick(rng, 0, 54000);
	spec.speed_factor = chance(rng, 70) ? 1 : 0.5 + rng_unit(rng);
	for (size_t i = 0; i < skills; i++) {
		own->skills[i] = (struct plan_skill){
		    (int32_t)i + pick(rng, 0, 1) * 64, pick(rng, 1, 3),
		    -PLAN_TIME_MAX, PLAN_TIME_MAX};
		if (coins->dates && chance(rng, 50))
			own->skills[i].from_s = minutes(rng, 0, 200);
		if (coins->dates && chance(rng, 50))
			own->skills[i].to_s = minutes(rng, 200, 500);
	}
	own->spec = spec;
	own->spec.skills = own->skills;
	own->spec.skill_count = skills;
	if (coins->territories) {
		own->territories[0] = pick(rng, 1, 3);
		own->territories[1] = pick(rng, 1, 3);
		own->spec.territories = own->territories;
		own->spec.territory_count = (size_t)pick(rng, 0, 2);
	}
	if (coins->breaks && chance(rng, 80))
		add_breaks(rng, own);
	for (size_t d = 0; d < amounts; d++)
		own->capacity[d] = pick(rng, 3, 10);
	if (amounts > 0 && chance(rng, 80))
		own->spec.capacity = own->capacity;
}

static void add_windows(struct rng *rng, struct random_job *own)
{
	int64_t from = 0;

	own->spec.windows = own->windows;
	own->spec.window_count = (size_t)pick(rng, 1, 3);
	for (size_t i = 0; i < own->spec.window_count; i++) {
		own->windows[i].start_s = from + minutes(rng, 0, 200);
		own->windows[i].end_s =
		    own->windows[i].start_s + minutes(rng, 0, 120);
		from = own->windows[i].end_s;
	}
}

static void add_lists(struct rng *rng, struct random_job *own,
		      int32_t technicians)
{
	struct plan_job *spec = &own->spec;

	for (int i = 0; i < 2; i++)
		for (int k = 0; k < 2; k++)
			own->lists[i][k] = rng_below(rng, technicians);
	spec->required = own->lists[0];
	spec->required_count = chance(rng, 20) ? (size_t)pick(rng, 1, 2) : 0;
	spec->excluded = own->lists[1];
	spec->excluded_count = chance(rng, 20) ? 1 : 0;
	own->preferred[0] = (struct plan_preference){
	    rng_below(rng, technicians), pick(rng, 0, 36000000)};
	spec->preferred = own->preferred;
	spec->preferred_count = chance(rng, 40);
}

static void make_job(struct rng *rng, const struct coins *coins,
		     struct random_job *own, const struct random_problem *all,
		     int32_t index)
{
	struct plan_job spec = PLAN_JOB_DEFAULTS;

	spec.id = 1000 + index;
	spec.location = all->technician_count + index;
	if (coins->same_place && chance(rng, 40))
		spec.location = rng_below(rng, all->location_count);
	spec.service_s = minutes(rng, 0, 80);
	if (coins->setup)
		spec.setup_s = minutes(rng, 0, 20);
	spec.priority = chance(rng, 50) ? pick(rng, 0, 100) : 0;
	own->spec = spec;
	if (coins->windows && chance(rng, 60))
		add_windows(rng, own);
	if (coins->skills && chance(rng, 60)) {
		own->needs[0] =
		    (struct plan_need){pick(rng, 0, 2), pick(rng, 1, 3)};
		own->spec.needs = own->needs;
		own->spec.need_count = 1;
	}
	if (coins->lists)
		add_lists(rng, own, all->technician_count);
	if (coins->territories)
		own->spec.territory = pick(rng, -1, 3);
	if (coins->dues && chance(rng, 60)) {
		for (int i = 0; i < 2; i++)
			own->dues[i] = (struct plan_due){(enum plan_due_of)i,
							 minutes(rng, 30, 400),
							 pick(rng, 0, 72000)};
		own->spec.dues = own->dues;
		own->spec.due_count = (size_t)pick(rng, 1, 2);
	}
	if (coins->moves && chance(rng, 60)) {
		own->spec.current_technician =
		    rng_below(rng, all->technician_count);
		own->spec.move_cost = pick(rng, 0, 27000000);
	}
	for (int i = 0; i < 2; i++)
		for (size_t d = 0; d < all->amounts; d++)
			own->amounts[i][d] = pick(rng, 0, 4);
	if (all->amounts > 0 && chance(rng, 60))
		own->spec.delivery = own->amounts[0];
	if (all->amounts > 0 && chance(rng, 60))
		own->spec.pickup = own->amounts[1];
}

/* At most one pin without a time, so that the order of pins is plain. */
static void add_pins(struct rng *rng, struct random_problem *all)
{
	bool untimed = true;

	for (int32_t i = 0; i < all->job_count; i++) {
		struct plan_job *spec = &all->jobs[i].spec;

		if (!chance(rng, 25) || all->linked[i])
			continue;
		spec->pinned_technician = rng_below(rng, all->technician_count);
		if (untimed && chance(rng, 30))
			untimed = false;
		else
			spec->pinned_start_s = minutes(rng, 0, 400);
	}
}

static void make_travel(struct rng *rng, struct random_problem *all)
{
	int32_t n = all->location_count;

	for (int32_t i = 0; i < n; i++) {
		all->lat[i] = 52 + 0.1 * rng_unit(rng);
		all->lon[i] = 13 + 0.15 * rng_unit(rng);
	}
	if (!chance(rng, 40))
		return;
	all->matrix = malloc((size_t)(n * n) * sizeof(*all->matrix));
	assert(all->matrix != NULL);
	/* Not symmetric, and not always the shortest way. */
	for (int32_t i = 0; i < n * n; i++)
		all->matrix[i] =
		    i % (n + 1) == 0 ? 0 : (uint32_t)pick(rng, 60, 3000);
}

struct random_problem *random_problem_new(uint64_t seed, int32_t technicians,
					  int32_t jobs, bool pins)
{
	return random_problem_rich(seed, technicians, jobs,
				   pins ? RANDOM_PINS : 0);
}

struct random_problem *random_problem_rich(uint64_t seed, int32_t technicians,
					   int32_t jobs, int rules)
{
	struct random_problem *all = calloc(1, sizeof(*all));
	struct coins coins;
	struct rng rng;
	bool *coin = (bool *)&coins;

	assert(all != NULL && technicians <= RANDOM_TECHNICIANS &&
	       jobs <= RANDOM_JOBS);
	rng_seed(&rng, seed);
	for (size_t i = 0; i < sizeof(coins) / sizeof(bool); i++)
		coin[i] = chance(&rng, 45);
	all->technician_count = technicians;
	all->job_count = jobs;
	all->location_count = technicians + jobs;
	all->amounts = chance(&rng, 25) ? (size_t)pick(&rng, 1, 2) : 0;
	all->frozen_until_s =
	    chance(&rng, 20) ? minutes(&rng, 0, 200) : -PLAN_TIME_MAX;
	make_travel(&rng, all);
	for (int32_t i = 0; i < technicians; i++)
		make_technician(&rng, &coins, &all->technicians[i], i,
				all->location_count, all->amounts);
	for (int32_t i = 0; i < jobs; i++)
		make_job(&rng, &coins, &all->jobs[i], all, i);
	all->depot = PLAN_NONE;
	if ((rules & ~RANDOM_PINS) != 0)
		random_add_more(&rng, all, rules);
	if ((rules & RANDOM_PINS) != 0 && chance(&rng, 40))
		add_pins(&rng, all);
	if ((rules & RANDOM_TIMED_LINKS) != 0)
		random_to_grid(all);
	return all;
}

void random_problem_free(struct random_problem *all)
{
	free(all->matrix);
	free(all->metres);
	free(all->arcs);
	free(all);
}

/* Whoever made the problem has made a mistake. */
static void refused(const struct err_detail *detail)
{
	fprintf(stderr, "%s: %s\n", detail->pointer, detail->text);
	abort();
}

static bool has_way(const struct plan_way *ways, size_t count, int64_t from,
		    int64_t to)
{
	for (size_t i = 0; i < count; i++)
		if (ways[i].from == from && ways[i].to == to)
			return true;
	return false;
}

/* In one of three: some ways are known, as long as they please, and differ
 * there and back. By dice of their own, so that the rest stays as it is. */
static void add_ways(struct plan_problem *problem,
		     const struct random_problem *all)
{
	int32_t n = all->location_count;
	struct plan_way *ways = calloc((size_t)(n * n), sizeof(*ways));
	struct err_detail detail = {0};
	struct plan_ways *made;
	struct rng rng;
	size_t count = 0;

	assert(ways != NULL);
	rng_seed(&rng, (uint64_t)((all->lat[0] - 52) * 1e9));
	if (!chance(&rng, 33))
		n = 0;
	for (int32_t i = 0; i < n * n; i++) {
		int32_t a = i / n, b = i % n;
		int64_t from = plan_ways_cell(all->lat[a], all->lon[a]);
		int64_t to = plan_ways_cell(all->lat[b], all->lon[b]);

		/* Several locations may be one cell. */
		if (from == to || !chance(&rng, 50) ||
		    has_way(ways, count, from, to))
			continue;
		ways[count++] = (struct plan_way){
		    from, to, (uint32_t)pick(&rng, 60, 3000),
		    chance(&rng, 20) ? PLAN_WAY_NO_METRES
				     : (uint32_t)pick(&rng, 500, 40000)};
	}
	if (count > 0) {
		if (plan_ways_new(ways, count, &made, &detail))
			refused(&detail);
		plan_problem_take_ways(problem, made);
	}
	free(ways);
}

static void add_travel(struct plan_problem *problem,
		       const struct random_problem *all)
{
	struct err_detail detail = {0};
	int32_t ignored;

	if (all->matrix != NULL &&
	    plan_problem_add_matrix(problem, (size_t)all->location_count,
				    all->matrix, &ignored, &detail))
		refused(&detail);
	if (all->matrix != NULL && (all->metres != NULL || all->arcs != NULL) &&
	    plan_problem_set_arcs(problem, 0, all->metres, all->arcs, &detail))
		refused(&detail);
	if (all->matrix == NULL)
		add_ways(problem, all);
	for (int32_t i = 0; !all->matrix && i < all->location_count; i++)
		if (plan_problem_add_location(problem, all->lat[i], all->lon[i],
					      &ignored, &detail))
			refused(&detail);
}

/* The links name jobs by their place in `all`. */
static void add_links(struct plan_problem *problem,
		      const struct random_problem *all, const int32_t *order)
{
	int32_t place[RANDOM_JOBS];
	struct err_detail detail = {0};

	for (int32_t i = 0; i < all->job_count; i++)
		place[order ? order[i] : i] = i;
	for (int32_t i = 0; i < all->link_count; i++) {
		struct plan_link link = all->links[i];

		link.job = place[link.job];
		link.other = place[link.other];
		if (plan_problem_add_link(problem, &link, &detail))
			refused(&detail);
	}
}

struct plan_problem *random_problem_build(const struct random_problem *all,
					  const int32_t *order)
{
	struct plan_problem *problem = plan_problem_new();
	struct err_detail detail = {0};
	int32_t ignored;

	add_travel(problem, all);
	if (plan_problem_set_amounts(problem, all->amounts, &detail))
		refused(&detail);
	plan_problem_set_frozen_until(problem, all->frozen_until_s);
	for (int32_t i = 0; i < all->technician_count; i++)
		if (plan_problem_add_technician(
			problem, &all->technicians[i].spec, &ignored, &detail))
			refused(&detail);
	for (int32_t i = 0; i < all->job_count; i++)
		if (plan_problem_add_job(problem,
					 &all->jobs[order ? order[i] : i].spec,
					 &ignored, &detail))
			refused(&detail);
	if (all->depot != PLAN_NONE &&
	    plan_problem_set_depot(problem, all->depot, &detail))
		refused(&detail);
	if (plan_problem_set_balance(problem, all->balance_rate, &detail))
		refused(&detail);
	add_links(problem, all, order);
	if (plan_problem_finish(problem, &detail))
		refused(&detail);
	return problem;
}

int random_count(int modest, int full)
{
	const char *value = getenv("CALLOUT_FULL");

	return value != NULL && *value != '\0' ? full : modest;
}
