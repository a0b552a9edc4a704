/* SPDX-License-Identifier: MIT */
/* The brute-force oracle: all sets of jobs for all; see oracle.h. */
#include "tests/planner/oracle_internal.h"

#include <assert.h>
#include <stdlib.h>

static bool listed(const int32_t *list, size_t count, int32_t item)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == item)
			return true;
	return false;
}

static bool may_serve(const struct oracle *oracle, int32_t index)
{
	const struct plan_technician *spec = who(oracle);
	const struct plan_job *job = job_of(oracle, index);

	if (job->pinned_technician != PLAN_NONE)
		return job->pinned_technician == oracle->technician;
	if (job->required_count > 0 &&
	    !listed(job->required, job->required_count, oracle->technician))
		return false;
	if (listed(job->excluded, job->excluded_count, oracle->technician))
		return false;
	if (job->territory != PLAN_NONE && spec->territory_count > 0 &&
	    !listed(spec->territories, spec->territory_count, job->territory))
		return false;
	for (size_t i = 0; i < job->need_count; i++) {
		bool found = false;

		for (size_t k = 0; k < spec->skill_count; k++)
			if (spec->skills[k].skill == job->needs[i].skill &&
			    spec->skills[k].level >= job->needs[i].level)
				found = true;
		if (!found)
			return false;
	}
	return true;
}

/* --- Begins of linked jobs --- */

/* Crews share a begin. */
static void find_clocks(struct oracle *oracle)
{
	const struct random_problem *random = oracle->random;

	oracle->clock_count = 0;
	for (int32_t i = 0; i < random->job_count; i++)
		oracle->clock_of[i] = oracle->shipped[i] = PLAN_NONE;
	for (int round = 0; round < 2; round++)
		for (int32_t i = 0; i < random->link_count; i++) {
			const struct plan_link *link = &random->links[i];
			int *a = &oracle->clock_of[link->job];
			int *b = &oracle->clock_of[link->other];

			if (link->kind == PLAN_LINK_SHIPMENT)
				oracle->shipped[link->other] = link->job;
			if (link->kind !=
			    (round == 0 ? PLAN_LINK_TOGETHER : PLAN_LINK_AFTER))
				continue;
			if (*a == PLAN_NONE)
				*a = round == 0 && *b != PLAN_NONE
					 ? *b
					 : oracle->clock_count++;
			if (*b == PLAN_NONE)
				*b = round == 0 ? *a : oracle->clock_count++;
		}
	assert(oracle->clock_count <= CLOCKS);
}

/* Which clocks a set has, as a mask. */
static int clocks_in(const struct oracle *oracle, uint32_t set)
{
	int mask = 0;

	for (int32_t i = 0; i < oracle->random->job_count; i++)
		if ((set & (1u << i)) != 0 && oracle->clock_of[i] != PLAN_NONE)
			mask |= 1 << oracle->clock_of[i];
	return mask;
}

static int32_t slots(int mask)
{
	return (mask & 1 ? GRID : 1) * (mask & 2 ? GRID : 1);
}

/* Where the cost of a set is kept for these begins. */
static int32_t slot(int mask, const int32_t *at)
{
	int32_t index = 0;

	for (int clock = 0; clock < CLOCKS; clock++)
		if ((mask & 1 << clock) != 0)
			index = index * GRID + at[clock];
	return index;
}

/* --- Routes --- */

static void price_all_begins(struct oracle *oracle, const int32_t *jobs,
			     int32_t count, uint32_t set)
{
	int64_t **list = &oracle->cheapest[oracle->technician][set];
	int mask = clocks_in(oracle, set);
	int32_t at[CLOCKS];

	if (*list == NULL) {
		*list = malloc((size_t)slots(mask) * sizeof(**list));
		assert(*list != NULL);
		for (int32_t i = 0; i < slots(mask); i++)
			(*list)[i] = NEVER;
	}
	for (at[0] = 0; at[0] < (mask & 1 ? GRID : 1); at[0]++)
		for (at[1] = 0; at[1] < (mask & 2 ? GRID : 1); at[1]++) {
			int64_t *best = &(*list)[slot(mask, at)], cost;

			for (int clock = 0; clock < CLOCKS; clock++)
				oracle->clock_s[clock] =
				    (int64_t)at[clock] * RANDOM_GRID_S;
			cost = oracle_price(oracle, jobs, count);
			*best = cost < *best ? cost : *best;
		}
}

/* All orders of all sets, depth first. */
static void try_orders(struct oracle *oracle, int32_t *jobs, int32_t count,
		       uint32_t set)
{
	price_all_begins(oracle, jobs, count, set);
	for (int32_t i = 0; i < oracle->random->job_count; i++) {
		if ((set & (1u << i)) != 0 || !may_serve(oracle, i))
			continue;
		jobs[count] = i;
		try_orders(oracle, jobs, count + 1, set | 1u << i);
	}
}

/* --- Who serves what --- */

struct choice {
	const struct oracle *oracle;
	uint32_t sets[MOST_TECHNICIANS];
	int32_t server[MOST_JOBS]; /* or PLAN_NONE */
	struct oracle_value best;
};

static bool same_person(const struct random_problem *random, int32_t a,
			int32_t b)
{
	int32_t person = random->technicians[a].spec.person;

	return a == b || (person != PLAN_NONE &&
			  person == random->technicians[b].spec.person);
}

/* What links say of who and whether; begins come later. */
static bool link_holds(const struct choice *choice,
		       const struct plan_link *link)
{
	const struct random_problem *random = choice->oracle->random;
	int32_t a = choice->server[link->job];
	int32_t b = choice->server[link->other];
	bool both = a != PLAN_NONE && b != PLAN_NONE;
	bool neither = a == PLAN_NONE && b == PLAN_NONE;

	switch (link->kind) {
	case PLAN_LINK_TOGETHER:
		return neither || (both && !same_person(random, a, b));
	case PLAN_LINK_AFTER:
		return a != PLAN_NONE || b == PLAN_NONE;
	case PLAN_LINK_SAME_PERSON:
		return !both || same_person(random, a, b);
	case PLAN_LINK_LATER_SHIFT:
		return neither ||
		       (both && same_person(random, a, b) &&
			random->technicians[a].spec.shift_start_s <
			    random->technicians[b].spec.shift_start_s);
	default: /* the order of a shipment is the route's business */
		return neither || (both && a == b);
	}
}

static bool begins_hold(struct choice *choice, const int32_t *at)
{
	struct oracle oracle = {.random = choice->oracle->random};

	for (int32_t i = 0; i < oracle.random->link_count; i++) {
		const struct plan_link *link = &oracle.random->links[i];
		int64_t setup, service, gap;

		if (link->kind != PLAN_LINK_AFTER ||
		    choice->server[link->other] == PLAN_NONE)
			continue;
		oracle.technician = choice->server[link->job];
		oracle_work(&oracle, link->job, &setup, &service);
		gap = (at[choice->oracle->clock_of[link->other]] -
		       at[choice->oracle->clock_of[link->job]]) *
			  (int64_t)RANDOM_GRID_S -
		      setup - service;
		if (gap < link->min_s || gap > link->max_s)
			return false;
	}
	return true;
}

static int64_t cost_at(const struct choice *choice, const int32_t *at)
{
	const struct oracle *oracle = choice->oracle;
	int64_t cost = 0;

	for (int32_t i = 0; i < oracle->random->technician_count; i++) {
		const int64_t *list = oracle->cheapest[i][choice->sets[i]];
		int mask = clocks_in(oracle, choice->sets[i]);

		if (list == NULL || list[slot(mask, at)] >= NEVER)
			return NEVER;
		cost += list[slot(mask, at)];
	}
	return cost;
}

static int64_t least_cost(struct choice *choice)
{
	uint32_t served = 0;
	int64_t best = NEVER;
	int32_t at[CLOCKS];
	int mask;

	for (int32_t i = 0; i < choice->oracle->random->technician_count; i++) {
		if (choice->oracle->cheapest[i][choice->sets[i]] == NULL)
			return NEVER;
		served |= choice->sets[i];
	}
	mask = clocks_in(choice->oracle, served);
	for (at[0] = 0; at[0] < (mask & 1 ? GRID : 1); at[0]++)
		for (at[1] = 0; at[1] < (mask & 2 ? GRID : 1); at[1]++) {
			int64_t cost;

			if (mask != 0 && !begins_hold(choice, at))
				continue;
			cost = cost_at(choice, at);
			best = cost < best ? cost : best;
		}
	return best;
}

/* Visits of a crew or of several days are one job, of the first's priority. */
static bool is_counted(const struct random_problem *random, int32_t job)
{
	for (int32_t i = 0; i < random->link_count; i++)
		if (random->links[i].other == job &&
		    (random->links[i].kind == PLAN_LINK_TOGETHER ||
		     random->links[i].kind == PLAN_LINK_LATER_SHIFT))
			return false;
	return true;
}

/* Links from one to all make one crew: no two are of one person. */
static bool crews_hold(const struct choice *choice)
{
	const struct random_problem *random = choice->oracle->random;
	bool crew[MOST_JOBS] = {false};

	for (int32_t i = 0; i < random->link_count; i++)
		if (random->links[i].kind == PLAN_LINK_TOGETHER)
			crew[random->links[i].job] =
			    crew[random->links[i].other] = true;
	for (int32_t i = 0; i < random->job_count; i++)
		for (int32_t k = 0; k < i; k++)
			if (crew[i] && crew[k] &&
			    choice->oracle->clock_of[i] ==
				choice->oracle->clock_of[k] &&
			    choice->server[i] != PLAN_NONE &&
			    choice->server[k] != PLAN_NONE &&
			    same_person(random, choice->server[i],
					choice->server[k]))
				return false;
	return true;
}

static void judge(struct choice *choice)
{
	const struct random_problem *random = choice->oracle->random;
	struct oracle_value value = {.feasible = true}, *best = &choice->best;

	for (int32_t i = 0; i < random->link_count; i++)
		if (!link_holds(choice, &random->links[i]))
			return;
	if (!crews_hold(choice))
		return;
	for (int32_t i = 0; i < random->job_count; i++) {
		const struct plan_job *job = &random->jobs[i].spec;

		if (choice->server[i] == PLAN_NONE) {
			if (job->pinned_technician != PLAN_NONE)
				return;
		} else if (is_counted(random, i)) {
			value.priority += job->priority;
			value.served++;
		}
	}
	if (best->feasible &&
	    (value.priority < best->priority ||
	     (value.priority == best->priority && value.served < best->served)))
		return;
	value.cost = least_cost(choice);
	if (value.cost < NEVER &&
	    (!best->feasible || value.priority > best->priority ||
	     value.served > best->served || value.cost < best->cost))
		*best = value;
}

static void try_splits(struct choice *choice, int32_t job)
{
	if (job == choice->oracle->random->job_count) {
		judge(choice);
		return;
	}
	choice->server[job] = PLAN_NONE;
	try_splits(choice, job + 1);
	for (int32_t i = 0; i < choice->oracle->random->technician_count; i++) {
		choice->sets[i] |= 1u << job;
		choice->server[job] = i;
		try_splits(choice, job + 1);
		choice->sets[i] &= ~(1u << job);
	}
	choice->server[job] = PLAN_NONE;
}

/* Pins that break a rule alone are granted relief, and the oracle has none. */
static bool pins_hold(const struct oracle *oracle)
{
	uint32_t set = 0;
	const int64_t *list;

	for (int32_t i = 0; i < oracle->random->job_count; i++)
		if (job_of(oracle, i)->pinned_technician == oracle->technician)
			set |= 1u << i;
	list = oracle->cheapest[oracle->technician][set];
	return list != NULL && list[0] < NEVER;
}

struct oracle_value oracle_solve(const struct random_problem *random,
				 const struct plan_problem *problem)
{
	static struct oracle oracle; /* large; the tests have one thread */
	struct choice choice = {.oracle = &oracle};
	int32_t jobs[MOST_JOBS];
	bool hold = true;

	assert(random->job_count <= MOST_JOBS &&
	       random->technician_count <= MOST_TECHNICIANS);
	oracle.random = random;
	oracle.problem = problem;
	find_clocks(&oracle);
	for (int32_t i = 0; i < random->technician_count; i++) {
		oracle.technician = i;
		oracle_choose_breaks(&oracle);
		try_orders(&oracle, jobs, 0, 0);
		hold = hold && pins_hold(&oracle);
	}
	try_splits(&choice, 0);
	choice.best.feasible = choice.best.feasible && hold;
	for (int i = 0; i < MOST_TECHNICIANS; i++)
		for (int set = 0; set < 1 << MOST_JOBS; set++) {
			free(oracle.cheapest[i][set]);
			oracle.cheapest[i][set] = NULL;
		}
	return choice.best;
}
