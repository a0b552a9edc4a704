/* SPDX-License-Identifier: MIT */
/*
 * Parts: deal technicians and absent jobs to the searches of a team, by area.
 *
 * What is dealt are units: a technician with her route, and those who are tied
 * to her. Two random places give a direction; units are sorted by how much
 * nearer they are to the one than to the other, cut where both sides have the
 * work that is due to them, and each side is cut again. That needs distances
 * only, so it works for a matrix too, and the borders are others each time.
 * Who has no job yet goes by her home, in proportion to the absent jobs: where
 * all have one home, each side gets some.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/team.h"

enum { SAMPLES = 3 }; /* jobs that tell where a route is */

struct unit {
	double key;
	int32_t technician; /* PLAN_NONE: an absent job */
	int32_t job;	    /* one of hers, or the absent one */
	int32_t weight;	    /* jobs */
};

struct deal {
	struct team *team;
	const struct plan_problem *problem;
	int32_t *root;		 /* technician -> one of those tied to her */
	int32_t *weight;	 /* root -> jobs of all */
	int32_t *stands_for;	 /* root -> one with a job, if one has */
	int32_t *part;		 /* who stands for a unit -> search */
	int32_t *part_of_absent; /* job -> search */
	struct unit *units;
	int32_t unit_count;
};

static const struct route *route_of(const struct deal *deal, int32_t technician)
{
	const struct team *team = deal->team;

	return &team->searches[team->owner[technician]]
		    .solution.routes[technician];
}

/* PLAN_NONE: it is absent. */
static int32_t technician_of(const struct deal *deal, int32_t job)
{
	const struct team *team = deal->team;

	for (int32_t i = 0; i < team->count; i++)
		if (team->searches[i].solution.route_of[job] != PLAN_NONE)
			return team->searches[i].solution.route_of[job];
	return PLAN_NONE;
}

/* --- Ties --- */

static int32_t root_of(const struct deal *deal, int32_t technician)
{
	while (deal->root[technician] != technician)
		technician = deal->root[technician];
	return technician;
}

static void tie(struct deal *deal, int32_t a, int32_t b)
{
	a = root_of(deal, a);
	b = root_of(deal, b);
	if (a < b)
		deal->root[b] = a;
	else
		deal->root[a] = b;
}

struct shift {
	int32_t person, technician;
};

static int compare_shifts(const void *a, const void *b)
{
	const struct shift *x = a, *y = b;

	if (x->person != y->person)
		return x->person < y->person ? -1 : 1;
	return (x->technician > y->technician) -
	       (x->technician < y->technician);
}

/* The shifts of one person stay together. */
static void tie_persons(struct deal *deal)
{
	const struct plan_problem *problem = deal->problem;
	struct shift *shifts =
	    xcalloc((size_t)problem->technician_count, sizeof(*shifts));
	int32_t count = 0;

	for (int32_t i = 0; i < problem->technician_count; i++)
		if (problem->technicians[i].spec.person != PLAN_NONE)
			shifts[count++] = (struct shift){
			    problem->technicians[i].spec.person, i};
	qsort(shifts, (size_t)count, sizeof(*shifts), compare_shifts);
	for (int32_t i = 1; i < count; i++)
		if (shifts[i].person == shifts[i - 1].person)
			tie(deal, shifts[i - 1].technician,
			    shifts[i].technician);
	free(shifts);
}

/* So do all who have a visit of one group. */
static void tie_groups(struct deal *deal)
{
	for (int32_t i = 0; i < deal->problem->group_count; i++) {
		const struct group *group = &deal->problem->groups[i];
		int32_t first = PLAN_NONE;

		for (int32_t k = 0; k < group->count; k++) {
			int32_t technician =
			    technician_of(deal, group->jobs[k]);

			if (first != PLAN_NONE && technician != PLAN_NONE)
				tie(deal, first, technician);
			if (technician != PLAN_NONE)
				first = technician;
		}
	}
}

/* Where the rest of its group is; PLAN_NONE: nowhere, or there is none. */
static int32_t host_of(const struct deal *deal, int32_t job)
{
	int32_t index = deal->problem->jobs[job].group;
	const struct group *group = &deal->problem->groups[index];

	for (int32_t k = 0; index != PLAN_NONE && k < group->count; k++) {
		int32_t technician = technician_of(deal, group->jobs[k]);

		if (technician != PLAN_NONE)
			return technician;
	}
	return PLAN_NONE;
}

/* --- Cutting --- */

static int32_t location_of(const struct plan_problem *problem,
			   const struct unit *unit)
{
	const struct plan_technician *spec;

	if (unit->job != PLAN_NONE)
		return problem->jobs[unit->job].spec.location;
	spec = &problem->technicians[unit->technician].spec;
	return spec->start_location != PLAN_NONE ? spec->start_location
						 : spec->end_location;
}

static double nearer(const struct plan_problem *problem, int32_t location,
		     const int32_t pivot[2])
{
	return travel_rank(problem, location, pivot[0]) -
	       travel_rank(problem, location, pivot[1]);
}

static double key_of(const struct deal *deal, const struct unit *unit,
		     const int32_t pivot[2])
{
	const struct plan_problem *problem = deal->problem;
	const struct route *route;
	double sum = 0;

	if (unit->technician == PLAN_NONE || unit->job == PLAN_NONE)
		return nearer(problem, location_of(problem, unit), pivot);
	route = route_of(deal, unit->technician);
	for (int32_t i = 0; i < SAMPLES; i++) {
		int32_t at = (2 * i + 1) * route->count / (2 * SAMPLES);

		sum +=
		    nearer(problem,
			   problem->jobs[route->jobs[at]].spec.location, pivot);
	}
	return sum / SAMPLES;
}

static int compare_units(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->technician != y->technician)
		return x->technician < y->technician ? -1 : 1;
	return (x->job > y->job) - (x->job < y->job);
}

static void sort_units(const struct deal *deal, struct unit *units,
		       int32_t count, const int32_t pivot[2])
{
	for (int32_t i = 0; i < count; i++)
		units[i].key = key_of(deal, &units[i], pivot);
	qsort(units, (size_t)count, sizeof(*units), compare_units);
}

static void choose_pivots(struct deal *deal, const struct unit *units,
			  int32_t count, int32_t pivot[2])
{
	enum { TRIES = 8 };

	for (int i = 0; i < TRIES; i++) {
		for (int k = 0; k < 2; k++)
			pivot[k] = location_of(
			    deal->problem,
			    &units[rng_below(&deal->team->rng, count)]);
		if (pivot[0] != pivot[1])
			return;
	}
}

static void take_units(struct deal *deal, const struct unit *units,
		       int32_t count, int32_t part)
{
	for (int32_t i = 0; i < count; i++)
		if (units[i].technician == PLAN_NONE)
			deal->part_of_absent[units[i].job] = part;
		else
			deal->part[units[i].technician] = part;
}

/* Cut off the first so many searches' share of the work. */
static int32_t cut_busy(const struct unit *units, int32_t count, double share,
			double *ret_absent_share)
{
	double total = 0, sum = 0, absent = 0, left = 0;
	int32_t at = 0;

	for (int32_t i = 0; i < count; i++) {
		total += units[i].weight;
		absent += units[i].technician == PLAN_NONE;
	}
	for (; at < count && sum + units[at].weight * 0.5 < share * total;
	     at++) {
		sum += units[at].weight;
		left += units[at].technician == PLAN_NONE;
	}
	*ret_absent_share = absent > 0 ? left / absent : share;
	return at;
}

/* Deal `busy` units with jobs and `idle` ones after them in the array. */
static void cut(struct deal *deal, struct unit *units, int32_t busy,
		struct unit *idles, int32_t idle, int32_t first, int32_t parts)
{
	int32_t half = parts / 2, at, idle_at,
		pivot[2] = {PLAN_NONE, PLAN_NONE};
	double share = (double)half / parts, absent_share;

	if (parts == 1) {
		take_units(deal, units, busy, first);
		take_units(deal, idles, idle, first);
		return;
	}
	if (busy > 0)
		choose_pivots(deal, units, busy, pivot);
	sort_units(deal, units, busy, pivot);
	sort_units(deal, idles, idle, pivot);
	at = cut_busy(units, busy, share, &absent_share);
	idle_at = (int32_t)(idle * absent_share + 0.5);
	cut(deal, units, at, idles, idle_at, first, half);
	cut(deal, units + at, busy - at, idles + idle_at, idle - idle_at,
	    first + half, parts - half);
}

/* --- Dealing --- */

/* A tied technician with a job stands for the unit: where her route is, the
 * unit is. */
static void weigh(struct deal *deal)
{
	for (int32_t i = 0; i < deal->problem->technician_count; i++) {
		int32_t root = root_of(deal, i);
		int32_t count = route_of(deal, i)->count;

		if (count > 0 && deal->weight[root] == 0)
			deal->stands_for[root] = i;
		deal->weight[root] += count;
	}
}

/* Of absent jobs that hang together only the first is dealt, and none where
 * somebody has one of them: the others follow. */
static bool leads(const struct deal *deal, int32_t job)
{
	int32_t group = deal->problem->jobs[job].group;

	return group == PLAN_NONE ||
	       (deal->problem->groups[group].jobs[0] == job &&
		host_of(deal, job) == PLAN_NONE);
}

static int32_t part_of_absent(const struct deal *deal, int32_t job)
{
	int32_t group = deal->problem->jobs[job].group, host;

	if (group == PLAN_NONE)
		return deal->part_of_absent[job];
	host = host_of(deal, job);
	if (host != PLAN_NONE)
		return deal->part[deal->stands_for[root_of(deal, host)]];
	return deal->part_of_absent[deal->problem->groups[group].jobs[0]];
}

/* Busy ones from the front, absent jobs among them, idle ones from the end. */
static void list_units(struct deal *deal, int32_t *ret_busy, int32_t *ret_idle)
{
	struct team *team = deal->team;
	int32_t busy = 0, idle = deal->unit_count;

	for (int32_t i = 0; i < deal->problem->technician_count; i++) {
		int32_t stands = deal->stands_for[i];

		if (deal->root[i] != i)
			continue;
		if (deal->weight[i] == 0)
			deal->units[--idle] = (struct unit){0, i, PLAN_NONE, 0};
		else
			deal->units[busy++] = (struct unit){
			    0, stands, route_of(deal, stands)->jobs[0],
			    deal->weight[i]};
	}
	for (int32_t i = 0; i < team->count; i++) {
		const struct solution *solution = &team->searches[i].solution;

		for (int32_t k = 0; k < solution->absent_count; k++) {
			int32_t job = solution->absent[k];

			if (leads(deal, job))
				deal->units[busy++] =
				    (struct unit){0, PLAN_NONE, job, 1};
		}
	}
	assert(busy <= idle);
	*ret_busy = busy;
	*ret_idle = idle;
}

/* Before anything is given away. */
static void follow_groups(struct deal *deal)
{
	for (int32_t i = 0; i < deal->problem->job_count; i++)
		if (deal->problem->jobs[i].group != PLAN_NONE &&
		    technician_of(deal, i) == PLAN_NONE)
			deal->part_of_absent[i] = part_of_absent(deal, i);
}

static void give_route(struct team *team, int32_t technician, int32_t to)
{
	int32_t from = team->owner[technician];

	if (from == to)
		return;
	solution_give_route(&team->searches[from].solution,
			    &team->searches[to].solution, technician);
	team->searches[from].mine[technician] = false;
	team->searches[to].mine[technician] = true;
	team->owner[technician] = to;
}

/* From the end, because the last one comes to the place of what is given. */
static void give_absent(struct deal *deal, int32_t from)
{
	struct team *team = deal->team;
	struct solution *solution = &team->searches[from].solution;

	for (int32_t i = solution->absent_count - 1; i >= 0; i--) {
		int32_t job = solution->absent[i];
		int32_t to = deal->part_of_absent[job];

		if (to != from)
			solution_give_absent(solution,
					     &team->searches[to].solution, job);
	}
}

static void deal_init(struct deal *deal, struct team *team)
{
	const struct plan_problem *problem = team->problem;
	size_t technicians = (size_t)problem->technician_count;

	memset(deal, 0, sizeof(*deal));
	deal->team = team;
	deal->problem = problem;
	deal->root = xcalloc(technicians, sizeof(*deal->root));
	deal->stands_for = xcalloc(technicians, sizeof(*deal->stands_for));
	deal->part = xcalloc(technicians, sizeof(*deal->part));
	deal->weight = xcalloc(technicians, sizeof(*deal->weight));
	deal->part_of_absent =
	    xcalloc((size_t)problem->job_count, sizeof(*deal->part_of_absent));
	for (int32_t i = 0; i < problem->technician_count; i++)
		deal->root[i] = deal->stands_for[i] = i;
	deal->unit_count = problem->technician_count;
	for (int32_t i = 0; i < team->count; i++)
		deal->unit_count += team->searches[i].solution.absent_count;
	deal->units = xcalloc((size_t)deal->unit_count, sizeof(*deal->units));
}

static void deal_free(struct deal *deal)
{
	free(deal->root);
	free(deal->stands_for);
	free(deal->part);
	free(deal->weight);
	free(deal->part_of_absent);
	free(deal->units);
}

void parts_deal(struct team *team)
{
	struct deal deal;
	int32_t busy, idle;

	if (team->count == 1)
		return;
	deal_init(&deal, team);
	tie_persons(&deal);
	tie_groups(&deal);
	weigh(&deal);
	list_units(&deal, &busy, &idle);
	cut(&deal, deal.units, busy, deal.units + idle, deal.unit_count - idle,
	    0, team->count);
	follow_groups(&deal);
	for (int32_t i = 0; i < team->problem->technician_count; i++)
		give_route(team, i,
			   deal.part[deal.stands_for[root_of(&deal, i)]]);
	for (int32_t i = 0; i < team->count; i++)
		give_absent(&deal, i);
	deal_free(&deal);
}

void parts_gather(struct team *team)
{
	struct solution *first = &team->searches[0].solution;

	for (int32_t i = 0; i < team->problem->technician_count; i++)
		give_route(team, i, 0);
	for (int32_t i = 1; i < team->count; i++) {
		struct solution *solution = &team->searches[i].solution;

		for (int32_t k = solution->absent_count - 1; k >= 0; k--)
			solution_give_absent(solution, first,
					     solution->absent[k]);
	}
}

void parts_list(struct search *search)
{
	const struct solution *solution = &search->solution;

	search->own_count = 0;
	for (int32_t i = 0; i < search->problem->technician_count; i++) {
		const struct route *route = &solution->routes[i];

		if (!search->mine[i] || route->count == 0)
			continue;
		for (int32_t k = 0; k < route->count; k++)
			if (!is_depot(search->problem, route->jobs[k]))
				search->own[search->own_count++] =
				    route->jobs[k];
	}
	memcpy(&search->own[search->own_count], solution->absent,
	       (size_t)solution->absent_count * sizeof(*search->own));
	search->own_count += solution->absent_count;
}
