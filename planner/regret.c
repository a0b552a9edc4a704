/* SPDX-License-Identifier: MIT */
/*
 * Regret insertion (J.-Y. Potvin and J.-M. Rousseau, "A parallel route building
 * algorithm for the vehicle routing and scheduling problem with time windows",
 * Eur. J. Oper. Res. 66, 1993): next comes the job that loses most if it does
 * not get its best technician now. Where technicians differ much (homes,
 * skills, what they carry) and their working time counts, every other recreate
 * goes so: mixed, both do better than either alone.
 */
#include <assert.h>
#include <string.h>

#include "planner/search_internal.h"

enum { BANK_MOST = 64, TECHNICIANS_MOST = 64 };
static const double BLINK_RATE = 0.02; /* pairs that are overlooked */
static const double NOISE = 0.3;       /* of the mean cost of a leg */

/* price[i][technician] of the bank's job i. */
struct table {
	int64_t price[BANK_MOST][TECHNICIANS_MOST];
};

bool regret_applies(const struct plan_problem *problem)
{
	bool timed = false;

	for (int32_t i = 0; i < problem->technician_count; i++)
		timed = timed || problem->technicians[i].spec.duration_rate > 0;
	return timed && problem->group_count == 0 &&
	       problem->technician_count <= TECHNICIANS_MOST;
}

static void price_pair(struct search *search, struct table *table, int32_t i,
		       int32_t technician)
{
	int32_t at;

	table->price[i][technician] =
	    !search->mine[technician] || rng_unit(&search->rng) < BLINK_RATE
		? INT64_MAX
		: recreate_price(search, search->bank[i], technician, &at);
}

/* The best technician of a job; PLAN_NONE if nobody can take it. A job with
 * one only comes before all that have two. */
static int32_t choose_best(const struct table *table, int32_t i, int32_t count,
			   double *ret_regret)
{
	const int64_t *price = table->price[i];
	int64_t first = INT64_MAX, second = INT64_MAX;
	int32_t best = PLAN_NONE;

	for (int32_t k = 0; k < count; k++) {
		if (price[k] < first) {
			second = first;
			first = price[k];
			best = k;
		} else if (price[k] < second) {
			second = price[k];
		}
	}
	*ret_regret = best == PLAN_NONE	    ? -1e18
		      : second == INT64_MAX ? 1e18 - (double)first
					    : (double)(second - first);
	return best;
}

static int32_t choose_job(struct search *search, const struct table *table,
			  int32_t left, int32_t *ret_technician)
{
	double most = -2e18;
	int32_t chosen = 0;

	for (int32_t i = 0; i < left; i++) {
		double regret;
		int32_t best = choose_best(
		    table, i, search->problem->technician_count, &regret);

		regret +=
		    NOISE * search->cost_unit * (rng_unit(&search->rng) - 0.5);
		if (regret <= most)
			continue;
		most = regret;
		chosen = i;
		*ret_technician = best;
	}
	return chosen;
}

bool regret_jobs(struct search *search)
{
	int32_t count = search->problem->technician_count;
	int32_t left = search->bank_count;
	struct table table;

	if (left > BANK_MOST || count > TECHNICIANS_MOST)
		return false;
	for (int32_t i = 0; i < left; i++)
		for (int32_t k = 0; k < count; k++)
			price_pair(search, &table, i, k);
	while (left > 0) {
		int32_t technician = PLAN_NONE, at;
		int32_t i = choose_job(search, &table, left, &technician);
		int32_t job = search->bank[i];

		/* What is chosen moves behind those that are left. */
		search->bank[i] = search->bank[--left];
		search->bank[left] = job;
		memcpy(table.price[i], table.price[left],
		       (size_t)count * sizeof(table.price[i][0]));
		if (technician == PLAN_NONE ||
		    recreate_price(search, job, technician, &at) == INT64_MAX)
			continue;
		solution_insert(&search->solution, technician, job, at);
		for (int32_t k = 0; k < left; k++)
			price_pair(search, &table, k, technician);
	}
	return true;
}
