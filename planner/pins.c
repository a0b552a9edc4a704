/* SPDX-License-Identifier: MIT */
/*
 * Pinned jobs: put each technician's in driving order, and grant them relief
 * (relief.h) for what they break by themselves. Timed ones stand in the order
 * of their starts; an untimed one goes where it breaks least, while they are
 * few: the time grows with the cube.
 */
#include <assert.h>
#include <stdlib.h>

#include "planner/capacity.h"
#include "planner/relief.h"
#include "planner/tariff.h"

enum { PLACED_MOST = 64 }; /* on one route; untimed ones beyond: last */

struct timed {
	int64_t start_s;
	int32_t job;
};

static int compare_timed(const void *a, const void *b)
{
	const struct timed *x = a, *y = b;

	if (x->start_s != y->start_s)
		return x->start_s < y->start_s ? -1 : 1;
	return (x->job > y->job) - (x->job < y->job);
}

/* Pins at the same time stay in the order of jobs, so that the same board
 * always gives the same day. Timed pins by start; the array must have room for
 * the others too. */
static void order_timed(const struct plan_problem *problem, int32_t *jobs,
			int32_t count)
{
	struct timed *timed = xcalloc((size_t)count, sizeof(*timed));

	for (int32_t i = 0; i < count; i++)
		timed[i] = (struct timed){
		    problem->jobs[jobs[i]].spec.pinned_start_s, jobs[i]};
	qsort(timed, (size_t)count, sizeof(*timed), compare_timed);
	for (int32_t i = 0; i < count; i++)
		jobs[i] = timed[i].job;
	free(timed);
}

/* Put an untimed pin where it breaks least, then drives least. */
static void place_untimed(const struct plan_problem *problem, int32_t index,
			  struct walk *walk, int32_t job)
{
	struct technician *technician = &problem->technicians[index];
	int32_t best = 0;
	int64_t best_broken = INT64_MAX, best_travel = INT64_MAX;

	if (technician->pinned_count >= PLACED_MOST) {
		technician->pinned[technician->pinned_count++] = job;
		return;
	}
	/* The array was made for all of the technician's pins. The order of
	 * those that are placed already does not change. */
	technician->pinned_count++;
	for (int32_t at = technician->pinned_count - 1; at >= 0; at--) {
		struct drive_result result;
		int32_t *pinned = technician->pinned;
		int64_t travel;

		/* The job walks from the end to the front. */
		if (at < technician->pinned_count - 1)
			pinned[at + 1] = pinned[at];
		pinned[at] = job;
		if (!walk_drive(
			walk,
			&(struct drive){.problem = problem,
					.technician = index,
					.jobs = pinned,
					.count = technician->pinned_count,
					.insert_job = PLAN_NONE},
			&result))
			continue;
		travel = travel_route_s(problem, technician, pinned,
					technician->pinned_count);
		if (travel > technician->max_travel_s)
			result.broken_s += travel - technician->max_travel_s;
		if (technician->metered) {
			int64_t travel_m =
			    tariff_route(problem, technician, pinned,
					 technician->pinned_count)
				.travel_m;

			if (travel_m > technician->max_distance_m)
				result.broken_s +=
				    travel_m - technician->max_distance_m;
		}
		result.broken_s +=
		    capacity_excess(problem, technician->capacity, pinned,
				    technician->pinned_count, PLAN_NONE, 0);
		if (result.broken_s < best_broken ||
		    (result.broken_s == best_broken && travel <= best_travel)) {
			best_broken = result.broken_s;
			best_travel = travel;
			best = at;
		}
	}
	for (int32_t at = 0; at < best; at++)
		technician->pinned[at] = technician->pinned[at + 1];
	technician->pinned[best] = job;
}

static bool is_relieved(const struct plan_problem *problem,
			const struct technician *own, const int64_t *relief_s)
{
	const struct plan_technician *spec = &own->spec;
	bool moved =
	    own->slips || own->max_jobs != spec->max_jobs ||
	    own->max_travel_s != spec->max_travel_s ||
	    own->max_distance_m != spec->max_distance_m ||
	    own->end_latest_s != spec->shift_end_s + spec->overtime_max_s;

	for (int32_t i = 0; i < own->pinned_count; i++)
		moved |= relief_s[i] > -TIME_NEVER;
	for (int32_t i = 0; i < own->break_count; i++)
		moved |= own->breaks[i].win.relief_s > -TIME_NEVER;
	for (size_t d = 0; own->capacity != NULL && d < problem->amounts; d++)
		moved |= own->capacity[d] != spec->capacity[d];
	return moved;
}

/* The relief of pinned jobs is kept with them: the search reads it there. */
static void relieve(struct plan_problem *problem, int32_t index,
		    struct walk *walk)
{
	struct technician *technician = &problem->technicians[index];
	int32_t count = technician->pinned_count;
	int64_t *relief_s = xcalloc((size_t)count, sizeof(*relief_s));
	struct drive drive = {.problem = problem,
			      .technician = index,
			      .jobs = technician->pinned,
			      .count = count,
			      .insert_job = PLAN_NONE,
			      .strict = true};
	struct drive_result result;

	for (int32_t i = 0; i < count; i++)
		relief_s[i] = -TIME_NEVER;
	relief_grant(problem, index, technician, technician->pinned, count,
		     walk, relief_s);
	technician->relieved = is_relieved(problem, technician, relief_s);
	for (int32_t i = 0; i < count; i++)
		problem->jobs[technician->pinned[i]].win.relief_s = relief_s[i];
	if (!walk_drive(walk, &drive, &result))
		assert(!"relief is what the pinned jobs need");
	free(relief_s);
}

void pins_prepare(struct plan_problem *problem)
{
	struct walk *walk = walk_new();

	for (int32_t i = 0; i < problem->job_count; i++)
		if (problem->jobs[i].pinned)
			problem
			    ->technicians[problem->jobs[i]
					      .spec.pinned_technician]
			    .pinned_count++;
	for (int32_t i = 0; i < problem->technician_count; i++) {
		struct technician *technician = &problem->technicians[i];

		technician->pinned = arena_calloc(
		    problem->arena, (size_t)technician->pinned_count + 1,
		    sizeof(*technician->pinned));
		technician->pinned_count = 0;
	}
	for (int32_t i = 0; i < problem->job_count; i++) {
		const struct job *job = &problem->jobs[i];
		struct technician *technician;

		if (!job->timed)
			continue;
		technician = &problem->technicians[job->spec.pinned_technician];
		technician->pinned[technician->pinned_count++] = i;
	}
	for (int32_t i = 0; i < problem->technician_count; i++)
		if (problem->technicians[i].pinned_count > 1)
			order_timed(problem, problem->technicians[i].pinned,
				    problem->technicians[i].pinned_count);
	for (int32_t i = 0; i < problem->job_count; i++)
		if (problem->jobs[i].pinned && !problem->jobs[i].timed)
			place_untimed(problem,
				      problem->jobs[i].spec.pinned_technician,
				      walk, i);
	for (int32_t i = 0; i < problem->technician_count; i++)
		if (problem->technicians[i].pinned_count > 0)
			relieve(problem, i, walk);
	walk_free(walk);
}
