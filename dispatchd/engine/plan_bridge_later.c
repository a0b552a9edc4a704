/* SPDX-License-Identifier: MIT */
/* Jobs that come later, for a plan that goes on: the same rows, the same job.
 */
#include <assert.h>
#include <string.h>

#include "dispatchd/engine/plan_bridge_internal.h"

/* Relations, windows and weights are those of the problem's shifts, settings
 * and policy. */
static void borrow(const struct plan_bridge *bridge, struct plan_bridge *later,
		   int64_t now_s)
{
	assert(bridge->problem && !later->problem);
	if (later->borrowed)
		return;
	later->borrowed = true;
	later->settings = bridge->settings;
	later->settings.frozen_until_s = now_s;
	later->policy = bridge->policy;
	later->shifts = bridge->shifts;
	later->shift_count = bridge->shift_count;
	bridge_sort_sets(later);
	bridge_draft_jobs(later);
	for (int32_t i = 0; i < later->job_count; i++) {
		bridge_check_people(later, &later->jobs[i]);
		bridge_limit_later(later, &later->jobs[i]);
	}
}

/* The visit that would be moved, or a new one. */
static struct bridge_stay stay_of(struct plan_bridge *later,
				  struct bridge_job *job)
{
	const struct row_job *row = job->row;
	struct bridge_stay stay = {.job = job, .index = PLAN_NONE};
	struct row_visit *visit;

	if (!row->visit)
		return stay;
	visit = arena_alloc(later->arena, sizeof(*visit));
	*visit = (struct row_visit){
	    .job = row->id,
	    .id = row->visit,
	    .version = row->visit_version,
	    .technician = row->visit_technician,
	    .start_s = row->visit_start_s,
	    .end_s = row->visit_end_s,
	    .promise_from_s = BRIDGE_NO_TIME,
	    .promise_to_s = BRIDGE_NO_TIME,
	    .lat = row->lat,
	    .lon = row->lon,
	};
	stay.visit = visit;
	return stay;
}

/* Who is required is not here: nobody else will do, and an empty list of those
 * who will would mean everybody. */
static void exclude_all(struct plan_bridge *later, struct plan_job *job)
{
	size_t count = (size_t)later->shift_count;
	int32_t *all = arena_calloc(later->arena, count, sizeof(*all));

	for (size_t i = 0; i < count; i++)
		all[i] = (int32_t)i;
	job->excluded = all;
	job->excluded_count = count;
}

void plan_bridge_take_crew(struct plan_bridge *later, bool whole)
{
	later->whole_crew = whole;
}

bool plan_bridge_job(const struct plan_bridge *bridge,
		     struct plan_bridge *later, int64_t job_id, int64_t now_s,
		     struct plan_job *ret_job,
		     struct plan_bridge_later *ret_more)
{
	struct bridge_job *job;
	struct bridge_stay stay;
	bool absent;

	borrow(bridge, later, now_s);
	job = bridge_job_of(later, job_id);
	if (!job || !job->row)
		return false;
	stay = stay_of(later, job);
	bridge_make_job(later, &stay, ret_job);
	absent = job->rule && strcmp(job->rule, "required") == 0;
	if (absent)
		exclude_all(later, ret_job);
	*ret_more = (struct plan_bridge_later){
	    .lat = job->row->lat,
	    .lon = job->row->lon,
	    .version = job->row->version,
	    .crew_size = job->row->crew_size,
	    .days = job->row->days,
	    .absent = absent,
	};
	ret_more->members = bridge_members(later, job, &ret_more->member_count);
	return true;
}

const char *plan_bridge_skill(const struct plan_bridge *bridge, int32_t skill)
{
	const struct bridge_rows *skills =
	    &bridge->sets[PLAN_BRIDGE_JOB_SKILLS];
	const struct bridge_rows *tools = &bridge->sets[PLAN_BRIDGE_JOB_TOOLS];
	const struct bridge_rows *parts = &bridge->sets[PLAN_BRIDGE_JOB_PARTS];
	const struct row_job_skill *skill_rows = skills->rows;
	const struct row_job_tool *tool_rows = tools->rows;
	const struct row_job_part *part_rows = parts->rows;

	for (size_t i = 0; i < skills->count; i++)
		if (skill_rows[i].skill == skill)
			return skill_rows[i].code;
	for (size_t i = 0; i < tools->count; i++)
		if (BRIDGE_TOOL + tool_rows[i].tool == skill)
			return tool_rows[i].code;
	for (size_t i = 0; i < parts->count; i++)
		if (BRIDGE_PART + part_rows[i].part == skill)
			return part_rows[i].code;
	return NULL;
}

const struct plan_bridge_policy *
plan_bridge_policy(const struct plan_bridge *bridge)
{
	return &bridge->policy;
}
