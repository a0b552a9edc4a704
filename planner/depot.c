/* SPDX-License-Identifier: MIT */
/* Tools, spare parts and the depot; see depot.h. */
#include "planner/depot.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 1000 }; /* tools or parts of one technician or job */

/* --- What is added --- */

static enum err refuse(struct err_detail *detail, const char *list,
		       int32_t index, const char *key, const char *text)
{
	char pointer[64];

	(void)snprintf(pointer, sizeof(pointer), "/%s/%" PRId32 "/%s", list,
		       index, key);
	return err_set(detail, ERR_INPUT, pointer, "%s", text);
}

static int compare_tools(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int compare_parts(const void *a, const void *b)
{
	const struct plan_part *x = a, *y = b;

	return (x->part > y->part) - (x->part < y->part);
}

static uint64_t mask_of(int32_t tool)
{
	return UINT64_C(1) << ((uint32_t)tool & 63);
}

/* A sorted copy; a tool that is listed twice is one. */
static const int32_t *copy_tools(struct plan_problem *problem,
				 const int32_t *tools, size_t *count,
				 uint64_t *ret_mask)
{
	int32_t *own = arena_calloc(problem->arena, *count + 1, sizeof(*own));
	size_t kept = 0;

	if (*count > 0) {
		memcpy(own, tools, *count * sizeof(*own));
		qsort(own, *count, sizeof(*own), compare_tools);
	}
	*ret_mask = 0;
	for (size_t i = 0; i < *count; i++) {
		if (kept > 0 && own[kept - 1] == own[i])
			continue;
		own[kept++] = own[i];
		*ret_mask |= mask_of(own[i]);
	}
	*count = kept;
	return own;
}

/* Sorted; what is none is left out. NULL if one is listed twice or is no
 * amount. */
static const struct plan_part *copy_parts(struct plan_problem *problem,
					  const struct plan_part *parts,
					  size_t *count)
{
	struct plan_part *own =
	    arena_calloc(problem->arena, *count + 1, sizeof(*own));
	size_t kept = 0;

	if (*count > 0) {
		memcpy(own, parts, *count * sizeof(*own));
		qsort(own, *count, sizeof(*own), compare_parts);
	}
	for (size_t i = 0; i < *count; i++) {
		if (own[i].amount < 0 || own[i].amount > INT32_MAX ||
		    (i + 1 < *count && own[i].part == own[i + 1].part))
			return NULL;
	}
	for (size_t i = 0; i < *count; i++)
		if (own[i].amount > 0)
			own[kept++] = own[i];
	*count = kept;
	return own;
}

static const char *const bad_part =
    "a part is listed twice, or its amount is negative or too large";

enum err depot_take_technician(struct plan_problem *problem,
			       struct technician *technician,
			       struct err_detail *detail)
{
	struct plan_technician *spec = &technician->spec;
	int32_t index = problem->technician_count;

	if (spec->tool_count > LIST_MAX || spec->part_count > LIST_MAX)
		return refuse(detail, "technicians", index,
			      spec->tool_count > LIST_MAX ? "tools" : "parts",
			      "more than 1000");
	spec->tools = copy_tools(problem, spec->tools, &spec->tool_count,
				 &technician->tool_mask);
	spec->parts = copy_parts(problem, spec->parts, &spec->part_count);
	if (spec->parts == NULL)
		return refuse(detail, "technicians", index, "parts", bad_part);
	return ERR_OK;
}

enum err depot_take_job(struct plan_problem *problem, struct job *job,
			struct err_detail *detail)
{
	struct plan_job *spec = &job->spec;
	int32_t index = problem->job_count;

	if (spec->tool_count > LIST_MAX || spec->part_count > LIST_MAX)
		return refuse(detail, "jobs", index,
			      spec->tool_count > LIST_MAX ? "tools" : "parts",
			      "more than 1000");
	spec->tools = copy_tools(problem, spec->tools, &spec->tool_count,
				 &job->tool_mask);
	spec->parts = copy_parts(problem, spec->parts, &spec->part_count);
	if (spec->parts == NULL)
		return refuse(detail, "jobs", index, "parts", bad_part);
	job->kit = spec->tool_count > 0 || spec->part_count > 0;
	problem->kits = problem->kits || job->kit;
	return ERR_OK;
}

enum err plan_problem_set_depot(struct plan_problem *problem, int32_t location,
				struct err_detail *detail)
{
	assert(!problem->finished);
	if (location < 0 || location >= problem->travel.count)
		return err_set(detail, ERR_INPUT, "/depot",
			       "%" PRId32 " is not a location", location);
	problem->depot = location;
	return ERR_OK;
}

enum err plan_problem_set_balance(struct plan_problem *problem, int64_t rate,
				  struct err_detail *detail)
{
	assert(!problem->finished);
	if (rate < 0 || rate > PLAN_RATE_MAX)
		return err_set(detail, ERR_INPUT, "/balance",
			       "%" PRId64 " is not within 0..%d", rate,
			       PLAN_RATE_MAX);
	problem->balance_rate = rate;
	return ERR_OK;
}

/* --- The end of building --- */

static void share_work(struct plan_problem *problem)
{
	int64_t work = 0, shifts = 0;

	for (int32_t i = 0; i < problem->job_count; i++)
		work += problem->jobs[i].spec.setup_s +
			problem->jobs[i].spec.service_s;
	for (int32_t i = 0; i < problem->technician_count; i++)
		shifts += problem->technicians[i].spec.shift_end_s -
			  problem->technicians[i].spec.shift_start_s;
	for (int32_t i = 0; i < problem->technician_count; i++) {
		struct technician *own = &problem->technicians[i];
		int64_t shift = own->spec.shift_end_s - own->spec.shift_start_s;

		/* 200,000 jobs of 400 days times a shift is over 64 bits. */
		own->share_s = shifts == 0
				   ? 0
				   : (int64_t)((__int128)work * shift / shifts);
	}
}

void depot_prepare(struct plan_problem *problem)
{
	struct job *visit = &problem->jobs[problem->job_count];
	struct plan_job spec = PLAN_JOB_DEFAULTS;

	assert(problem->job_count < problem->job_capacity);
	*visit = (struct job){.spec = spec,
			      .group = PLAN_NONE,
			      .unit = problem->job_count,
			      .bundle = problem->job_count,
			      .partner = PLAN_NONE};
	visit->spec.location = problem->depot;
	(void)timewin_init(&visit->open, NULL, 0, problem->arena);
	visit->win = visit->open;
	for (int32_t i = 0; i < problem->technician_count; i++)
		problem->technicians[i].by_depot = problem->depot != PLAN_NONE;
	share_work(problem);
}

/* --- What is on board --- */

int64_t depot_missing_tools(const struct technician *technician,
			    const struct job *job, int32_t *ret_tool)
{
	const struct plan_technician *who = &technician->spec;
	int64_t missing = 0;
	size_t at = 0;

	if (job->spec.tool_count == 0)
		return 0;
	for (size_t i = 0; i < job->spec.tool_count; i++) {
		int32_t tool = job->spec.tools[i];

		while (at < who->tool_count && who->tools[at] < tool)
			at++;
		if (at < who->tool_count && who->tools[at] == tool)
			continue;
		if (missing++ == 0 && ret_tool != NULL)
			*ret_tool = tool;
	}
	return missing;
}

static int64_t amount_of(const struct plan_part *parts, size_t count,
			 int32_t part)
{
	for (size_t i = 0; i < count && parts[i].part <= part; i++)
		if (parts[i].part == part)
			return parts[i].amount;
	return 0;
}

static int64_t used_by(const struct plan_problem *problem, int32_t job,
		       int32_t part)
{
	const struct plan_job *spec = &problem->jobs[job].spec;

	return amount_of(spec->parts, spec->part_count, part);
}

/* What is there at the start; pinned jobs have what they use. */
static int64_t carried(const struct plan_problem *problem, int32_t index,
		       int32_t part, int32_t except)
{
	const struct technician *technician = &problem->technicians[index];
	int64_t amount = amount_of(technician->spec.parts,
				   technician->spec.part_count, part);
	int64_t pinned = 0;

	for (int32_t i = 0; i < technician->pinned_count; i++)
		if (technician->pinned[i] != except)
			pinned += used_by(problem, technician->pinned[i], part);
	return pinned > amount ? pinned : amount;
}

int64_t depot_missing_parts(const struct plan_problem *problem,
			    int32_t technician, const int32_t *jobs,
			    int32_t count, int32_t job, int32_t except,
			    int32_t *ret_part)
{
	const struct plan_job *spec = &problem->jobs[job].spec;
	int64_t missing = 0, worst = 0;

	for (size_t k = 0; k < spec->part_count; k++) {
		int32_t part = spec->parts[k].part;
		int64_t used = spec->parts[k].amount -
			       carried(problem, technician, part, except);

		for (int32_t i = 0; i < count; i++)
			used += used_by(problem, jobs[i], part);
		if (used <= 0)
			continue;
		missing += used;
		if (used > worst && ret_part != NULL)
			*ret_part = part;
		worst = used > worst ? used : worst;
	}
	return missing;
}

bool depot_can_do_without(const struct technician *technician,
			  const struct job *job)
{
	const struct plan_technician *who = &technician->spec;

	if (!job->kit || job->pinned)
		return true;
	if (depot_missing_tools(technician, job, NULL) > 0)
		return false;
	for (size_t i = 0; i < job->spec.part_count; i++)
		if (job->spec.parts[i].amount >
		    amount_of(who->parts, who->part_count,
			      job->spec.parts[i].part))
			return false;
	return true;
}

int32_t depot_lasts(const struct plan_problem *problem, int32_t index,
		    const int32_t *jobs, int32_t count)
{
	const struct technician *technician = &problem->technicians[index];

	for (int32_t i = 0; i < count; i++) {
		const struct job *job = &problem->jobs[jobs[i]];

		if (!job->kit)
			continue;
		if ((!job->pinned &&
		     depot_missing_tools(technician, job, NULL) > 0) ||
		    (job->spec.part_count > 0 &&
		     depot_missing_parts(problem, index, jobs, i, jobs[i],
					 PLAN_NONE, NULL) > 0))
			return i;
	}
	return count;
}

int32_t depot_lasts_without(const struct plan_problem *problem,
			    int32_t technician, const int32_t *jobs,
			    int32_t count)
{
	int32_t visit = depot_find(problem, jobs, count);
	int32_t lasts = depot_lasts(problem, technician, jobs, count);

	return visit != PLAN_NONE && lasts > visit ? lasts - 1 : lasts;
}

int32_t depot_lasts_ahead(const struct plan_problem *problem,
			  int32_t technician, const int32_t *jobs,
			  int32_t count, int32_t job, int32_t except,
			  int32_t lasts)
{
	const struct job *own = &problem->jobs[job];
	int32_t visit = depot_find(problem, jobs, count);

	if (depot_missing_tools(&problem->technicians[technician], own, NULL) >
	    0)
		return PLAN_NONE;
	if (own->spec.part_count == 0)
		return lasts;
	for (int32_t after = 0; after <= lasts; after++) {
		int32_t stops = after + (visit != PLAN_NONE && after > visit);

		if (depot_missing_parts(problem, technician, jobs, stops, job,
					except, NULL) > 0)
			return after - 1;
	}
	return lasts;
}
