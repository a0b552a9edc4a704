/* SPDX-License-Identifier: MIT */
/* Technicians who are alike; see alike.h. */
#include "planner/alike.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	const struct plan_problem *problem;
	int32_t technician;
	bool named; /* by a job */
};

#define COMPARE(a, b)                              \
	do {                                       \
		if ((a) != (b))                    \
			return (a) < (b) ? -1 : 1; \
	} while (0)

static int compare_limits(const struct plan_technician *a,
			  const struct plan_technician *b, size_t amounts)
{
	COMPARE(a->start_location, b->start_location);
	COMPARE(a->end_location, b->end_location);
	COMPARE(a->shift_start_s, b->shift_start_s);
	COMPARE(a->shift_end_s, b->shift_end_s);
	COMPARE(a->overtime_max_s, b->overtime_max_s);
	COMPARE(a->overtime_rate, b->overtime_rate);
	COMPARE(a->max_jobs, b->max_jobs);
	COMPARE(a->max_travel_s, b->max_travel_s);
	COMPARE(a->max_distance_m, b->max_distance_m);
	COMPARE(a->distance_rate, b->distance_rate);
	COMPARE(a->task_rate, b->task_rate);
	COMPARE(a->type, b->type);
	COMPARE(a->fixed_cost, b->fixed_cost);
	COMPARE(a->visit_cost, b->visit_cost);
	COMPARE(a->travel_rate, b->travel_rate);
	COMPARE(a->speed_factor, b->speed_factor);
	COMPARE(a->duration_rate, b->duration_rate);
	COMPARE(a->profile, b->profile);
	COMPARE(a->capacity != NULL, b->capacity != NULL);
	for (size_t d = 0; a->capacity != NULL && d < amounts; d++)
		COMPARE(a->capacity[d], b->capacity[d]);
	return 0;
}

static int compare_lists(const struct plan_technician *a,
			 const struct plan_technician *b)
{
	COMPARE(a->skill_count, b->skill_count);
	for (size_t i = 0; i < a->skill_count; i++) {
		COMPARE(a->skills[i].skill, b->skills[i].skill);
		COMPARE(a->skills[i].level, b->skills[i].level);
		COMPARE(a->skills[i].from_s, b->skills[i].from_s);
		COMPARE(a->skills[i].to_s, b->skills[i].to_s);
	}
	COMPARE(a->territory_count, b->territory_count);
	for (size_t i = 0; i < a->territory_count; i++)
		COMPARE(a->territories[i], b->territories[i]);
	COMPARE(a->break_count, b->break_count);
	for (size_t i = 0; i < a->break_count; i++) {
		const struct plan_break *x = &a->breaks[i], *y = &b->breaks[i];

		COMPARE(x->duration_s, y->duration_s);
		COMPARE(x->window_count, y->window_count);
		for (size_t k = 0; k < x->window_count; k++) {
			COMPARE(x->windows[k].start_s, y->windows[k].start_s);
			COMPARE(x->windows[k].end_s, y->windows[k].end_s);
		}
	}
	return 0;
}

static int compare_kits(const struct plan_technician *a,
			const struct plan_technician *b)
{
	COMPARE(a->tool_count, b->tool_count);
	for (size_t i = 0; i < a->tool_count; i++)
		COMPARE(a->tools[i], b->tools[i]);
	COMPARE(a->part_count, b->part_count);
	for (size_t i = 0; i < a->part_count; i++) {
		COMPARE(a->parts[i].part, b->parts[i].part);
		COMPARE(a->parts[i].amount, b->parts[i].amount);
	}
	return 0;
}

/* 0: alike. */
static int compare(const struct entry *a, const struct entry *b)
{
	const struct technician *x = &a->problem->technicians[a->technician];
	const struct technician *y = &a->problem->technicians[b->technician];
	int result = compare_limits(&x->spec, &y->spec, a->problem->amounts);

	if (result == 0)
		result = compare_lists(&x->spec, &y->spec);
	if (result == 0)
		result = compare_kits(&x->spec, &y->spec);
	if (result != 0 || (!a->named && !b->named))
		return result;
	COMPARE(a->named, b->named);
	COMPARE(a->technician, b->technician);
	return 0;
}

static int compare_in_order(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int result = compare(x, y);

	return result != 0 ? result
			   : (x->technician > y->technician) -
				 (x->technician < y->technician);
}

static void name_technicians(const struct plan_problem *problem,
			     struct entry *entries)
{
	for (int32_t i = 0; i < problem->technician_count; i++)
		entries[i] = (struct entry){
		    problem, i, problem->technicians[i].pinned_count > 0};
	for (int32_t i = 0; i < problem->job_count; i++) {
		const struct plan_job *job = &problem->jobs[i].spec;

		for (size_t k = 0; k < job->required_count; k++)
			entries[job->required[k]].named = true;
		for (size_t k = 0; k < job->preferred_count; k++)
			entries[job->preferred[k].technician].named = true;
		for (size_t k = 0; k < job->excluded_count; k++)
			entries[job->excluded[k]].named = true;
		if (job->current_technician != PLAN_NONE)
			entries[job->current_technician].named = true;
	}
}

void alike_init(struct alike *alike, const struct plan_problem *problem)
{
	size_t count = (size_t)problem->technician_count;
	struct entry *entries = xcalloc(count, sizeof(*entries));
	int32_t first = 0;

	alike->order = xcalloc(count, sizeof(*alike->order));
	alike->place = xcalloc(count, sizeof(*alike->place));
	alike->first = xcalloc(count, sizeof(*alike->first));
	alike->end = xcalloc(count, sizeof(*alike->end));
	alike->idle = xcalloc(count / 64 + 1, sizeof(*alike->idle));
	name_technicians(problem, entries);
	qsort(entries, count, sizeof(*entries), compare_in_order);
	for (int32_t i = 0; i < problem->technician_count; i++) {
		int32_t technician = entries[i].technician;

		if (i > 0 && compare(&entries[i - 1], &entries[i]) != 0)
			first = i;
		alike->order[i] = technician;
		alike->place[technician] = i;
		alike->first[technician] = first;
	}
	for (int32_t i = problem->technician_count - 1, end = i + 1; i >= 0;
	     i--) {
		alike->end[alike->order[i]] = end;
		if (alike->first[alike->order[i]] == i)
			end = i;
	}
	free(entries);
}

void alike_free(struct alike *alike)
{
	free(alike->order);
	free(alike->place);
	free(alike->first);
	free(alike->end);
	free(alike->idle);
}

int32_t alike_idle(const struct alike *alike, int32_t technician)
{
	int32_t end = alike->end[technician];

	for (int32_t i = alike->first[technician]; i < end;
	     i = (i / 64 + 1) * 64) {
		uint64_t bits = alike->idle[i / 64] >> (i % 64);

		if (bits == 0)
			continue;
		i += __builtin_ctzll(bits);
		return i < end ? alike->order[i] : PLAN_NONE;
	}
	return PLAN_NONE;
}
