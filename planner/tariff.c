/* SPDX-License-Identifier: MIT */
/* What the way of a route costs; see tariff.h. */
#include "planner/tariff.h"

#include <assert.h>

/* `sign` -1: the leg is no longer driven. */
static void add_leg(const struct plan_problem *problem,
		    const struct technician *technician, int32_t from,
		    int32_t to, int sign, struct tariff *tariff)
{
	tariff->travel_s +=
	    sign * travel_between_s(problem, technician, from, to);
	if (!technician->metered)
		return;
	tariff->travel_m +=
	    sign * travel_between_m(problem, technician, from, to);
	if (technician->arc_cost != NULL)
		tariff->travel_cost +=
		    sign * travel_arc_cost(problem, technician, from, to);
}

/* Nobody sets up twice in one place. */
static void add_task(const struct technician *technician, const struct job *job,
		     int32_t from, int sign, struct tariff *tariff)
{
	struct work work;

	if (!technician->metered)
		return;
	work = job_work(technician, job);
	tariff->task_s += sign * work.service_s;
	if (from != job->spec.location)
		tariff->task_s += sign * work.setup_s;
}

/* Rates come last: sums of whole seconds and metres are exact. */
static void apply_rates(const struct technician *technician,
			struct tariff *tariff)
{
	const struct plan_technician *spec = &technician->spec;

	if (technician->arc_cost == NULL) {
		tariff->travel_cost = tariff->travel_s * spec->travel_rate;
		tariff->distance_cost = tariff->travel_m * spec->distance_rate;
	}
	tariff->task_cost = tariff->task_s * spec->task_rate;
}

struct tariff tariff_route(const struct plan_problem *problem,
			   const struct technician *technician,
			   const int32_t *jobs, int32_t count)
{
	int32_t from = technician->spec.start_location;
	struct tariff tariff = {0};

	if (count == 0)
		return tariff;
	for (int32_t i = 0; i < count; i++) {
		const struct job *job = &problem->jobs[jobs[i]];

		add_leg(problem, technician, from, job->spec.location, 1,
			&tariff);
		add_task(technician, job, from, 1, &tariff);
		from = job->spec.location;
	}
	add_leg(problem, technician, from, technician->spec.end_location, 1,
		&tariff);
	apply_rates(technician, &tariff);
	return tariff;
}

struct tariff tariff_place(const struct plan_problem *problem,
			   const struct technician *technician,
			   const int32_t *jobs, int32_t count, int32_t job,
			   int32_t at)
{
	const struct job *own = &problem->jobs[job];
	const struct job *next = at < count ? &problem->jobs[jobs[at]] : NULL;
	int32_t from = at == 0 ? technician->spec.start_location
			       : problem->jobs[jobs[at - 1]].spec.location;
	int32_t to =
	    next != NULL ? next->spec.location : technician->spec.end_location;
	struct tariff tariff = {0};

	assert(at >= 0 && at <= count);
	add_leg(problem, technician, from, own->spec.location, 1, &tariff);
	add_task(technician, own, from, 1, &tariff);
	add_leg(problem, technician, own->spec.location, to, 1, &tariff);
	if (count > 0)
		add_leg(problem, technician, from, to, -1, &tariff);
	if (next != NULL) {
		add_task(technician, next, from, -1, &tariff);
		add_task(technician, next, own->spec.location, 1, &tariff);
	}
	apply_rates(technician, &tariff);
	return tariff;
}
