/* SPDX-License-Identifier: MIT */
/*
 * Jobs and their stays. A job has crew_size visits a day on `days` days. Those
 * that are there take the first places of the crew and of the days, in the
 * order of their technicians and times; what is missing is to be made.
 */
#include <assert.h>
#include <stdlib.h>

#include "dispatchd/engine/plan_bridge_internal.h"

static int compare_ids(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

struct bridge_job *bridge_job_of(const struct plan_bridge *bridge, int64_t id)
{
	int32_t low = 0, high = bridge->job_count;

	while (low < high) {
		int32_t middle = (low + high) / 2;

		if (bridge->jobs[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == bridge->job_count || bridge->jobs[low].id != id)
		return NULL;
	return &bridge->jobs[low];
}

/* By technician, then by time: somebody's days are in a row. */
static int compare_visits(const void *a, const void *b)
{
	const struct row_visit *x = *(const struct row_visit *const *)a;
	const struct row_visit *y = *(const struct row_visit *const *)b;

	if (x->technician != y->technician)
		return x->technician < y->technician ? -1 : 1;
	if (x->start_s != y->start_s)
		return x->start_s < y->start_s ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static struct bridge_stay *stay_add(struct bridge_job *job, int32_t member,
				    int32_t day)
{
	struct bridge_stay *stay = &job->stays[job->stay_count++];

	*stay = (struct bridge_stay){
	    .job = job, .member = member, .day = day, .index = PLAN_NONE};
	if (day >= job->day_count)
		job->day_count = day + 1;
	return stay;
}

/* The visits that are there. Returns how many members they are of. */
static int32_t take_visits(struct plan_bridge *bridge, struct bridge_job *job,
			   const struct row_visit *visits, size_t count)
{
	const struct row_visit **sorted =
	    arena_calloc(bridge->arena, count, sizeof(*sorted));
	bool days = job->row && job->row->days > 1;
	int32_t member = 0, day = 0;

	for (size_t i = 0; i < count; i++)
		sorted[i] = &visits[i];
	if (count)
		qsort(sorted, count, sizeof(*sorted), compare_visits);
	for (size_t i = 0; i < count; i++) {
		struct bridge_stay *stay;

		if (i && (!days ||
			  sorted[i]->technician != sorted[i - 1]->technician)) {
			member++;
			day = 0;
		}
		stay = stay_add(job, member, day++);
		stay->visit = sorted[i];
		stay->fixed = !job->row || sorted[i]->fixed;
	}
	return count ? member + 1 : 0;
}

static int32_t days_of(const struct bridge_job *job, int32_t member)
{
	int32_t count = 0;

	for (int32_t i = 0; i < job->stay_count; i++)
		count += job->stays[i].member == member;
	return count;
}

static void add_missing(struct bridge_job *job, int32_t members)
{
	int64_t missing = job->row->missing;

	if (members < job->row->crew_size)
		members = (int32_t)job->row->crew_size;
	for (int32_t member = 0; missing > 0 && member < members; member++) {
		for (int64_t day = days_of(job, member);
		     missing > 0 && day < job->row->days; day++) {
			stay_add(job, member, (int32_t)day);
			missing--;
		}
	}
}

static void draft_job(struct plan_bridge *bridge, struct bridge_job *job)
{
	size_t count, rows;
	const struct row_visit *visits =
	    bridge_rows_of(bridge, OF_VISITS, job->id, &count);
	int32_t members;

	job->row = bridge_rows_of(bridge, OF_JOBS, job->id, &rows);
	job->stays = arena_calloc(
	    bridge->arena, count + (size_t)(job->row ? job->row->missing : 0),
	    sizeof(*job->stays));
	members = take_visits(bridge, job, visits, count);
	job->earliest_s = job->due_s = BRIDGE_NO_TIME;
	job->end_from_s = job->end_by_s = BRIDGE_NO_TIME;
	if (!job->row)
		return;
	add_missing(job, members);
	job->earliest_s = job->row->earliest_s;
	job->due_s = job->row->due_s;
	if (*job->row->waits) {
		job->rule = "parts";
		job->text = "waits for a part: say when it is expected";
	}
}

void bridge_draft_jobs(struct plan_bridge *bridge)
{
	const struct bridge_rows *jobs = &bridge->sets[PLAN_BRIDGE_JOBS];
	const struct bridge_rows *visits = &bridge->sets[PLAN_BRIDGE_VISITS];
	size_t count = 0, total = jobs->count + visits->count;
	int64_t *ids = arena_calloc(bridge->arena, total, sizeof(*ids));

	for (size_t i = 0; i < jobs->count; i++)
		ids[count++] = ((const struct row_job *)jobs->rows)[i].id;
	for (size_t i = 0; i < visits->count; i++)
		ids[count++] = ((const struct row_visit *)visits->rows)[i].job;
	if (count)
		qsort(ids, count, sizeof(*ids), compare_ids);
	bridge->jobs =
	    arena_calloc(bridge->arena, total, sizeof(*bridge->jobs));
	for (size_t i = 0; i < count; i++) {
		struct bridge_job *job = &bridge->jobs[bridge->job_count];

		if (i && ids[i] == ids[i - 1])
			continue;
		job->id = ids[i];
		draft_job(bridge, job);
		bridge->job_count++;
	}
}
