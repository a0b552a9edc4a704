/* SPDX-License-Identifier: MIT */
/*
 * Who and what a plan means. A vehicle's shifts share its id, and a route says
 * which one it drives. The visits of a crew, or of a job of several days, share
 * the job's id; jobs, pickups and deliveries number for themselves. Among
 * visits that are alike, a pinned one is meant where it is pinned, and one that
 * somebody has already is meant where she keeps it: who swaps them moves
 * nothing.
 */
#include "cli/plan_verify_internal.h"

#include <stdlib.h>

struct known {
	int kind; /* of a job's step */
	int64_t id;
	int32_t index;
};

static int compare_ids(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind - y->kind;
	return (x->id > y->id) - (x->id < y->id);
}

static int compare_known(const void *a, const void *b)
{
	const struct known *x = a, *y = b;
	int order = compare_ids(a, b);

	return order != 0 ? order
			  : (x->index > y->index) - (x->index < y->index);
}

/* All that have this id: a run of the sorted list. */
struct range {
	const struct known *at;
	int32_t count;
};

static struct range find(const struct known *list, int32_t count, int kind,
			 int64_t id)
{
	const struct known key = {.kind = kind, .id = id};
	const struct known *at =
	    bsearch(&key, list, (size_t)count, sizeof(*list), compare_ids);
	struct range range = {at, 0};

	if (at == NULL)
		return range;
	while (range.at > list && compare_ids(range.at - 1, &key) == 0)
		range.at--;
	while (range.at + range.count < list + count &&
	       compare_ids(range.at + range.count, &key) == 0)
		range.count++;
	return range;
}

struct ids {
	struct known *vehicles, *jobs;
	int32_t vehicle_count, job_count;
	bool *taken; /* job -> some step means it */
};

static void sort_ids(const struct verify *verify, struct ids *ids)
{
	ids->vehicle_count = plan_problem_technician_count(verify->problem);
	ids->job_count = plan_problem_job_count(verify->problem);
	ids->vehicles =
	    arena_calloc(verify->arena, (size_t)ids->vehicle_count + 1,
			 sizeof(*ids->vehicles));
	ids->jobs = arena_calloc(verify->arena, (size_t)ids->job_count + 1,
				 sizeof(*ids->jobs));
	ids->taken = arena_calloc(verify->arena, (size_t)ids->job_count + 1,
				  sizeof(*ids->taken));
	for (int32_t i = 0; i < ids->vehicle_count; i++)
		ids->vehicles[i] = (struct known){
		    0, plan_problem_technician(verify->problem, i)->id, i};
	for (int32_t i = 0; i < ids->job_count; i++)
		ids->jobs[i] = (struct known){
		    TOLD_JOB, plan_problem_job(verify->problem, i)->id, i};
	for (size_t i = 0; i < verify->common.link_count; i++) {
		const struct plan_link *link = &verify->common.links[i];

		if (link->kind != PLAN_LINK_SHIPMENT)
			continue;
		ids->jobs[link->job].kind = TOLD_PICKUP;
		ids->jobs[link->other].kind = TOLD_DELIVERY;
	}
	qsort(ids->vehicles, (size_t)ids->vehicle_count, sizeof(*ids->vehicles),
	      compare_known);
	qsort(ids->jobs, (size_t)ids->job_count, sizeof(*ids->jobs),
	      compare_known);
}

/* --- Routes --- */

static void find_technicians(struct verify *verify, const struct ids *ids)
{
	bool *driven = arena_calloc(
	    verify->arena, (size_t)ids->vehicle_count + 1, sizeof(*driven));

	for (size_t i = 0; i < verify->plan->route_count; i++) {
		const struct told_route *route = &verify->plan->routes[i];
		struct range range =
		    find(ids->vehicles, ids->vehicle_count, 0, route->vehicle);
		int32_t index;

		verify->meant[i].technician = PLAN_NONE;
		if (route->shift < 0 || route->shift >= range.count) {
			verify_report(verify, VERIFY_UNKNOWN, route->vehicle,
				      VERIFY_NOBODY, 1,
				      range.count == 0
					  ? "there is no such vehicle"
					  : "the vehicle has no such shift");
			continue;
		}
		index = range.at[route->shift].index;
		if (driven[index])
			verify_report(verify, VERIFY_STEPS, route->vehicle,
				      VERIFY_NOBODY, 1,
				      "the vehicle has another route");
		else
			verify->meant[i].technician = index;
		driven[index] = true;
	}
}

/* --- Jobs --- */

static bool is_visit(const struct told_step *step)
{
	return step->kind == TOLD_JOB || step->kind == TOLD_PICKUP ||
	       step->kind == TOLD_DELIVERY;
}

static bool same_person(const struct plan_problem *problem, int32_t a,
			int32_t b)
{
	int32_t person;

	if (a == PLAN_NONE || b == PLAN_NONE)
		return false;
	person = plan_problem_technician(problem, a)->person;
	return a == b ||
	       (person != PLAN_NONE &&
		person == plan_problem_technician(problem, b)->person);
}

/* How sure must it be that this visit is meant? From round to round less. */
enum round { BY_PART, BY_PIN, BY_CURRENT, BY_ORDER, ROUNDS };

static bool may_mean(const struct verify *verify, const struct told_step *step,
		     int32_t technician, const struct range *range, int32_t k,
		     enum round round)
{
	const struct plan_job *job =
	    plan_problem_job(verify->problem, range->at[k].index);

	if (step->part != TOLD_NO_PART)
		return step->part == k;
	switch (round) {
	case BY_PART:
		return false;
	case BY_PIN:
		return job->pinned_technician == technician;
	case BY_CURRENT:
		return job->pinned_technician == PLAN_NONE &&
		       same_person(verify->problem, job->current_technician,
				   technician);
	default:
		return true;
	}
}

static void find_job(const struct verify *verify, struct ids *ids,
		     const struct meant *meant, const struct told_step *step,
		     int32_t *job, enum round round)
{
	struct range range;

	if (!is_visit(step) || *job != PLAN_NONE)
		return;
	range = find(ids->jobs, ids->job_count, (int)step->kind, step->id);
	for (int32_t k = 0; k < range.count && *job == PLAN_NONE; k++)
		if (!ids->taken[range.at[k].index] &&
		    may_mean(verify, step, meant->technician, &range, k,
			     round)) {
			*job = range.at[k].index;
			ids->taken[*job] = true;
		}
}

static void find_jobs(struct verify *verify, struct ids *ids)
{
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < verify->plan->route_count; i++) {
			const struct told_route *route =
			    &verify->plan->routes[i];
			struct meant *meant = &verify->meant[i];

			if (meant->technician == PLAN_NONE)
				continue;
			for (size_t k = 0; k < route->step_count; k++)
				find_job(verify, ids, meant, &route->steps[k],
					 &meant->jobs[k], (enum round)round);
		}
}

/* A step that means nothing was not driven to. */
static void report_nameless(struct verify *verify, const struct ids *ids)
{
	for (size_t i = 0; i < verify->plan->route_count; i++) {
		const struct told_route *route = &verify->plan->routes[i];

		for (size_t k = 0; k < route->step_count; k++) {
			const struct told_step *step = &route->steps[k];
			struct range range;

			if (!is_visit(step) ||
			    verify->meant[i].technician == PLAN_NONE ||
			    verify->meant[i].jobs[k] != PLAN_NONE)
				continue;
			range = find(ids->jobs, ids->job_count, (int)step->kind,
				     step->id);
			if (range.count == 0)
				verify_report(verify, VERIFY_UNKNOWN,
					      route->vehicle, step->id, 1,
					      "there is no such job");
			else
				verify_report(verify, VERIFY_ASSIGNED,
					      route->vehicle, step->id, 1,
					      "is visited more than once");
		}
	}
}

static bool is_pinned(const struct verify *verify, int32_t job)
{
	return plan_problem_job(verify->problem, job)->pinned_technician !=
	       PLAN_NONE;
}

static void find_absent(struct verify *verify, const struct ids *ids)
{
	for (size_t i = 0; i < verify->plan->unassigned_count; i++) {
		const struct told_absent *told = &verify->plan->unassigned[i];
		struct range range =
		    find(ids->jobs, ids->job_count, (int)told->kind, told->id);
		bool twice = false, missing = range.count == 0;

		if (range.count == 0)
			verify_report(verify, VERIFY_UNKNOWN, VERIFY_NOBODY,
				      told->id, 1, "there is no such job");
		for (int32_t k = 0; k < range.count; k++) {
			int32_t job = range.at[k].index;
			struct visit *visit = &verify->visits[job];

			/* A pinned visit stays where the others find none. */
			twice = twice || visit->absent ||
				(ids->taken[job] && !is_pinned(verify, job));
			missing = missing || !ids->taken[job];
			visit->absent = true;
		}
		if (twice || !missing)
			verify_report(
			    verify, VERIFY_ASSIGNED, VERIFY_NOBODY, told->id, 1,
			    "is unassigned and on a route, or listed twice");
	}
}

void verify_find_meant(struct verify *verify)
{
	struct ids ids;
	size_t count = verify->plan->route_count;

	sort_ids(verify, &ids);
	verify->meant =
	    arena_calloc(verify->arena, count + 1, sizeof(*verify->meant));
	for (size_t i = 0; i < count; i++) {
		size_t steps = verify->plan->routes[i].step_count;
		int32_t *jobs =
		    arena_calloc(verify->arena, steps + 1, sizeof(*jobs));

		for (size_t k = 0; k < steps; k++)
			jobs[k] = PLAN_NONE;
		verify->meant[i].jobs = jobs;
	}
	find_technicians(verify, &ids);
	find_jobs(verify, &ids);
	report_nameless(verify, &ids);
	find_absent(verify, &ids);
}

/* --- What is nowhere --- */

void verify_unassigned(struct verify *verify)
{
	int32_t count = plan_problem_job_count(verify->problem);

	for (int32_t i = 0; i < count; i++) {
		const struct plan_job *job =
		    plan_problem_job(verify->problem, i);
		const struct visit *visit = &verify->visits[i];

		if (visit->technician != PLAN_NONE)
			continue;
		if (!visit->absent)
			verify_report(verify, VERIFY_ASSIGNED, VERIFY_NOBODY,
				      job->id, 1,
				      "is neither on a route nor unassigned");
		if (job->pinned_technician != PLAN_NONE) {
			verify_report(verify, VERIFY_PINNED, VERIFY_NOBODY,
				      job->id, 1,
				      "is pinned and not on a route");
			verify->violations[verify->count - 1].timed = false;
		}
	}
}
