/* SPDX-License-Identifier: MIT */
/*
 * A made-up town: enough technicians of each department that work takes the
 * wanted share of their shifts, and what will happen. All figures here are
 * assumptions, and what prints results says so.
 */
#include <math.h>
#include <stdlib.h>

#include <callout/arena.h>

#include "bench/day/day.h"
#include "planner/rng.h"

/* Business minutes from opening to arrival, by priority 1..5. */
static const int32_t promised_min[PRIORITIES + 1] = {0,	   120,	 480,
						     1080, 1620, 2700};

#define OPENS_S (8 * INT64_C(3600))
#define CLOSES_S (17 * INT64_C(3600))

/* The way to a job, about; only to find how many technicians it takes. */
#define TRAVEL_S 660.0
#define NET_SHIFT_S (8 * 3600.0) /* without the break */

/* Shares of jobs, and of technician-days. */
#define NO_ACCESS 0.04
#define NO_PART 0.03
#define CANCELLED_BY_CUSTOMER 0.02
#define ILL 0.03
#define LEAVES_EARLY 0.015
#define COMES_LATE 0.05

/* Luck that is asked for by name: the same question, the same answer. */
static struct rng luck(const struct town *town, uint64_t what, uint64_t a,
		       uint64_t b)
{
	struct rng rng;

	rng_seed(&rng, town->seed * 1000003 + what);
	rng_seed(&rng, rng_next(&rng) ^ (a * 0x9e3779b97f4a7c15u));
	rng_seed(&rng, rng_next(&rng) ^ (b * 0xc2b2ae3d27d4eb4fu));
	return rng;
}

enum { LUCK_TOWN, LUCK_JOB, LUCK_SHIFT, LUCK_WAY };

/* Standard normal, by Box and Muller. */
static double normal(struct rng *rng)
{
	double radius = sqrt(-2 * log(rng_unit(rng)));

	return radius * cos(2 * 3.14159265358979 * rng_unit(rng));
}

/* Around 1, never far from it: log-normal with mean 1. */
static double factor(struct rng *rng, double sigma)
{
	return exp(sigma * normal(rng) - sigma * sigma / 2);
}

static bool is_business_day(const struct town *town, int64_t at_s)
{
	return (town->requests->first_weekday + at_s / DAY_S) % 7 < 5;
}

int64_t town_business_add(const struct town *town, int64_t from_s,
			  int64_t minutes)
{
	int64_t at_s = from_s, left_s = minutes * 60;

	for (;;) {
		int64_t midnight_s = at_s - at_s % DAY_S;
		int64_t opens_s = midnight_s + OPENS_S;
		int64_t closes_s = midnight_s + CLOSES_S;

		if (at_s < opens_s)
			at_s = opens_s;
		if (is_business_day(town, at_s) && at_s < closes_s) {
			if (at_s + left_s <= closes_s)
				return at_s + left_s;
			left_s -= closes_s - at_s;
		}
		at_s = midnight_s + DAY_S;
	}
}

static void make_job(struct town *town, int32_t i)
{
	const struct request *request = &town->requests->all[i];
	struct rng rng = luck(town, LUCK_JOB, (uint64_t)i, 0);
	struct job *job = &town->jobs[i];

	*job = (struct job){
	    .request = request,
	    .due_s = town_business_add(town, request->opened_s,
				       promised_min[request->priority]),
	    /* 25 to 70 minutes, the same for each of a kind. */
	    .service_s = 300 * (5 + request->kind % 10),
	    .not_before_s = request->opened_s,
	    .cancelled_s = NEVER,
	    .first_arrival_s = NEVER,
	};
	job->true_service_s =
	    (int64_t)((double)job->service_s * factor(&rng, 0.3));
	job->no_access = rng_unit(&rng) < NO_ACCESS;
	job->no_part = rng_unit(&rng) < NO_PART;
	if (rng_unit(&rng) < CANCELLED_BY_CUSTOMER)
		job->cancelled_s =
		    request->opened_s + 3600 + rng_below(&rng, 23 * 3600);
}

/* Early, usual and late shifts; one in four works at week-ends, too, and is
 * off on two other days. */
static void make_technician(struct town *town, int32_t skill, struct rng *rng)
{
	static const int64_t starts_s[] = {25200, 28800, 28800, 28800, 34200};
	const struct requests *requests = town->requests;
	const struct request *home =
	    &requests->all[rng_below(rng, requests->count)];
	int32_t n = town->technician_count++;
	struct technician *technician = &town->technicians[n];

	technician->lat = home->lat;
	technician->lon = home->lon;
	technician->skills = 1u << skill;
	if (rng_unit(rng) < 0.4)
		technician->skills |= 1u
				      << rng_below(rng, requests->skill_count);
	technician->starts_s = starts_s[rng_below(rng, 5)];
	technician->ends_s = technician->starts_s + 8 * 3600 + 1800;
	technician->weekdays = n % 4 ? 0x1f : 0x1f ^ (1u << n / 4 % 5);
	if (n % 4 == 0)
		technician->weekdays ^= (1u << (n / 4 + 2) % 5) | 0x60;
}

void town_make(struct town *town, const struct requests *requests,
	       uint64_t seed, double load)
{
	double work_s[SKILLS_MAX] = {0};
	double days =
	    (double)requests->all[requests->count - 1].opened_s / (double)DAY_S;
	struct rng rng;

	*town = (struct town){.requests = requests, .seed = seed};
	rng = luck(town, LUCK_TOWN, 0, 0);
	town->jobs = xcalloc((size_t)requests->count, sizeof(*town->jobs));
	for (int32_t i = 0; i < requests->count; i++) {
		make_job(town, i);
		work_s[requests->all[i].skill] +=
		    (double)town->jobs[i].service_s + TRAVEL_S;
	}
	for (int32_t skill = 0; skill < requests->skill_count; skill++) {
		/* Five shifts a week each. */
		double wanted =
		    work_s[skill] / (days * 5 / 7) / (NET_SHIFT_S * load);
		int32_t count = (int32_t)(wanted + 0.5);

		town->technicians =
		    xrealloc(town->technicians,
			     (size_t)(town->technician_count + count + 1) *
				 sizeof(*town->technicians));
		for (int32_t i = 0; i < (count ? count : 1); i++)
			make_technician(town, skill, &rng);
	}
}

void town_free(struct town *town)
{
	free(town->jobs);
	free(town->technicians);
}

bool town_works(const struct town *town, int32_t technician, int32_t day)
{
	int32_t weekday = (town->requests->first_weekday + day) % 7;

	return town->technicians[technician].weekdays >> weekday & 1;
}

bool town_shift(const struct town *town, int32_t technician, int32_t day,
		int64_t *ret_starts_s, int64_t *ret_leaves_s)
{
	const struct technician *own = &town->technicians[technician];
	struct rng rng =
	    luck(town, LUCK_SHIFT, (uint64_t)technician, (uint64_t)day);
	double fate = rng_unit(&rng);

	*ret_starts_s = own->starts_s;
	*ret_leaves_s = own->ends_s;
	if (!town_works(town, technician, day) || fate < ILL)
		return false;
	if (fate < ILL + LEAVES_EARLY)
		*ret_leaves_s = own->starts_s + 7200 + rng_below(&rng, 14400);
	else if (fate < ILL + LEAVES_EARLY + COMES_LATE)
		*ret_starts_s += 600 + rng_below(&rng, 2400);
	return true;
}

double town_way(const struct town *town, int32_t technician, int64_t now_s)
{
	struct rng rng =
	    luck(town, LUCK_WAY, (uint64_t)technician, (uint64_t)now_s);

	return factor(&rng, 0.2);
}
