/* SPDX-License-Identifier: MIT */
/*
 * Pinned jobs: put each technician's in driving order, and grant relief.
 *
 * A pin stays even where it breaks a rule: a board of live visits is full of
 * such days. What the pinned jobs break by themselves must not forbid every
 * further job, so each limit that they break is moved to what they need and no
 * further. With that, a route is feasible exactly if nothing gets worse.
 */
#include <assert.h>
#include <stdlib.h>

#include "planner/capacity.h"
#include "planner/walk.h"

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

/* Timed pins by start; the array must have room for the others too. */
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

static int64_t route_travel_s(const struct plan_problem *problem,
			      const struct technician *technician)
{
	int32_t at = technician->spec.start_location;
	int64_t sum = 0;

	for (int32_t i = 0; i < technician->pinned_count; i++) {
		int32_t to = problem->jobs[technician->pinned[i]].spec.location;

		sum += travel_between_s(problem, technician, at, to);
		at = to;
	}
	return sum + travel_between_s(problem, technician, at,
				      technician->spec.end_location);
}

/* Put an untimed pin where it breaks least, then drives least. */
static void place_untimed(const struct plan_problem *problem, int32_t index,
			  struct walk *walk, int32_t job)
{
	struct technician *technician = &problem->technicians[index];
	int32_t best = 0;
	int64_t best_broken = INT64_MAX, best_travel = INT64_MAX;

	technician->pinned_count++;
	for (int32_t at = technician->pinned_count - 1; at >= 0; at--) {
		struct drive_result result;
		int32_t *pinned = technician->pinned;
		int64_t travel;

		/* The job walks from the end to the front. */
		if (at < technician->pinned_count - 1)
			pinned[at + 1] = pinned[at];
		pinned[at] = job;
		if (!walk_drive(walk,
				&(struct drive){problem, index, pinned,
						technician->pinned_count,
						PLAN_NONE, 0, 0, false},
				&result))
			continue;
		travel = route_travel_s(problem, technician);
		if (travel > technician->max_travel_s)
			result.broken_s += travel - technician->max_travel_s;
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

static void relieve_breaks(struct technician *technician,
			   const struct stop_time *time)
{
	struct break_time breaks[16];
	int64_t broken = 0;

	walk_leg(technician, (struct leg){time->leave_s, time->travel_s},
		 time->first_break, time->break_count, false, &broken, breaks);
	for (int32_t i = 0; i < time->break_count; i++)
		if (breaks[i].late_s > 0)
			technician->breaks[breaks[i].index].win.relief_s =
			    breaks[i].begin_s;
}

static void relieve_times(struct plan_problem *problem, int32_t index,
			  struct walk *walk)
{
	struct technician *technician = &problem->technicians[index];
	struct drive drive = {problem,
			      index,
			      technician->pinned,
			      technician->pinned_count,
			      PLAN_NONE,
			      0,
			      0,
			      false};
	struct drive_result result;
	const struct stop_time *times;

	if (!walk_drive(walk, &drive, &result))
		return;
	times = walk_times(walk);
	for (int32_t i = 0; i <= technician->pinned_count; i++) {
		struct job *job;

		relieve_breaks(technician, &times[i]);
		if (times[i].job == PLAN_NONE || times[i].late_s == 0)
			continue;
		job = &problem->jobs[times[i].job];
		job->win.relief_s =
		    job->timed ? times[i].arrival_s : times[i].begin_s;
	}
	if (result.end_s > technician->end_latest_s)
		technician->end_latest_s = result.end_s;
	drive.strict = true;
	if (!walk_drive(walk, &drive, &result))
		assert(!"relief is what the pinned jobs need");
}

static void relieve_limits(struct plan_problem *problem, int32_t index)
{
	struct technician *technician = &problem->technicians[index];
	int64_t travel = route_travel_s(problem, technician);

	if (technician->pinned_count > technician->max_jobs)
		technician->max_jobs = technician->pinned_count;
	if (travel > technician->max_travel_s)
		technician->max_travel_s = travel;
	for (size_t d = 0; technician->capacity && d < problem->amounts; d++) {
		int64_t peak =
		    capacity_peak(problem, technician->pinned,
				  technician->pinned_count, PLAN_NONE, 0, d);

		if (peak > technician->capacity[d])
			technician->capacity[d] = peak;
	}
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
		if (problem->technicians[i].pinned_count > 0) {
			relieve_times(problem, i, walk);
			relieve_limits(problem, i);
		}
	walk_free(walk);
}
