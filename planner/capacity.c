/* SPDX-License-Identifier: MIT */
/*
 * Capacity: all deliveries are on board at the start, all pickups at the end.
 */
#include "planner/capacity.h"

#include <assert.h>

static int64_t amount(const int64_t *amounts, size_t dimension)
{
	return amounts == NULL ? 0 : amounts[dimension];
}

static int32_t job_at(const int32_t *jobs, int32_t insert_job,
		      int32_t insert_at, int32_t i)
{
	if (insert_job == PLAN_NONE || i < insert_at)
		return jobs[i];
	return i == insert_at ? insert_job : jobs[i - 1];
}

/* What a shipment brings here: only if it was picked up on this route, which a
 * pin alone does not know. */
static int64_t dropped(const struct plan_problem *problem, const int32_t *jobs,
		       int32_t insert_job, int32_t insert_at, int32_t at,
		       size_t dimension)
{
	const struct job *job =
	    &problem->jobs[job_at(jobs, insert_job, insert_at, at)];

	if (job->drops == NULL)
		return 0;
	for (int32_t i = 0; i < at; i++)
		if (job_at(jobs, insert_job, insert_at, i) == job->partner)
			return job->drops[dimension];
	return 0;
}

int64_t capacity_peak(const struct plan_problem *problem, const int32_t *jobs,
		      int32_t count, int32_t insert_job, int32_t insert_at,
		      size_t dimension)
{
	int32_t extra = insert_job != PLAN_NONE;
	int64_t load = 0, peak;

	assert(dimension < problem->amounts);
	assert(!extra || (insert_at >= 0 && insert_at <= count));
	for (int32_t i = 0; i < count; i++)
		load += amount(problem->jobs[jobs[i]].spec.delivery, dimension);
	if (extra)
		load +=
		    amount(problem->jobs[insert_job].spec.delivery, dimension);
	peak = load;
	for (int32_t i = 0; i < count + extra; i++) {
		const struct plan_job *spec =
		    &problem->jobs[job_at(jobs, insert_job, insert_at, i)].spec;

		load +=
		    amount(spec->pickup, dimension) -
		    amount(spec->delivery, dimension) -
		    dropped(problem, jobs, insert_job, insert_at, i, dimension);
		if (load > peak)
			peak = load;
	}
	return peak;
}

int64_t capacity_excess(const struct plan_problem *problem,
			const int64_t *limits, const int32_t *jobs,
			int32_t count, int32_t insert_job, int32_t insert_at)
{
	int64_t excess = 0;

	if (limits == NULL)
		return 0;
	for (size_t d = 0; d < problem->amounts; d++) {
		int64_t peak = capacity_peak(problem, jobs, count, insert_job,
					     insert_at, d);

		if (peak > limits[d])
			excess += peak - limits[d];
	}
	return excess;
}
