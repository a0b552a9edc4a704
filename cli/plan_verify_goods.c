/* SPDX-License-Identifier: MIT */
/* What is on board: goods by capacity, tools, parts, and the depot. */
#include "cli/plan_verify_internal.h"

/* --- Capacity --- */

/* The most that is on board of one dimension, of all jobs or the pinned. What
 * is delivered from home is on board from the start, what is picked up stays
 * to the end; a shipment is on board between its two stops. */
static int64_t peak(const struct day *day, size_t dimension, bool pinned_only)
{
	const struct verify *verify = day->verify;
	int64_t load = 0, most;

	for (int pass = 0; pass < 2; pass++) {
		most = load;
		for (size_t i = 0; i < day->route->step_count; i++) {
			const struct plan_job *job = verify_job_at(day, i);
			int32_t pickup;

			if (job == NULL ||
			    (pinned_only &&
			     job->pinned_technician == PLAN_NONE))
				continue;
			if (pass == 0) {
				load += job->delivery ? job->delivery[dimension]
						      : 0;
				continue;
			}
			load -= job->delivery ? job->delivery[dimension] : 0;
			load += job->pickup ? job->pickup[dimension] : 0;
			pickup = verify->shipped[day->meant->jobs[i]];
			if (pickup != PLAN_NONE) {
				job = plan_problem_job(verify->problem, pickup);
				load -=
				    job->pickup ? job->pickup[dimension] : 0;
			}
			most = load > most ? load : most;
		}
	}
	return most;
}

void verify_capacity(const struct day *day)
{
	const int64_t *capacity = day->who->capacity;

	for (size_t d = 0; capacity && d < day->verify->common.amounts; d++) {
		int64_t most = peak(day, d, false), limit = capacity[d];

		if (most > limit && day->alone != NULL) {
			int64_t alone = peak(day, d, true);

			limit = alone > limit ? alone : limit;
		}
		if (most > limit)
			verify_wrong(day, VERIFY_CAPACITY, VERIFY_NOBODY,
				     most - limit, "carries too much");
	}
}

/* --- Tools and parts --- */

static int64_t missing_tools(const struct day *day, const struct plan_job *job)
{
	int64_t missing = 0;

	for (size_t i = 0; i < job->tool_count; i++) {
		bool has = false;

		for (size_t k = 0; k < day->who->tool_count; k++)
			has |= day->who->tools[k] == job->tools[i];
		missing += !has;
	}
	return missing;
}

static struct plan_part *find_part(struct plan_part *parts, size_t count,
				   int32_t part)
{
	for (size_t i = 0; i < count; i++)
		if (parts[i].part == part)
			return &parts[i];
	return NULL;
}

/* What pinned jobs use is taken as carried: whoever pinned them has seen to
 * it. But nobody else may use it up before them. */
void verify_load_parts(struct day *day)
{
	const struct plan_technician *who = day->who;
	size_t pinned = 0, count = 0;
	struct plan_part *used;

	for (size_t i = 0; i < day->route->step_count; i++)
		if (verify_is_pinned(verify_job_at(day, i)))
			pinned += verify_job_at(day, i)->part_count;
	day->parts =
	    arena_calloc(day->verify->arena, who->part_count + pinned + 1,
			 sizeof(*day->parts));
	used = arena_calloc(day->verify->arena, pinned + 1, sizeof(*used));
	for (size_t i = 0; i < who->part_count; i++)
		day->parts[day->part_count++] = who->parts[i];
	for (size_t i = 0; i < day->route->step_count; i++) {
		const struct plan_job *job = verify_job_at(day, i);

		for (size_t k = 0; verify_is_pinned(job) && k < job->part_count;
		     k++) {
			struct plan_part *sum =
			    find_part(used, count, job->parts[k].part);

			if (sum == NULL)
				used[count++] = job->parts[k];
			else
				sum->amount += job->parts[k].amount;
		}
	}
	for (size_t i = 0; i < count; i++) {
		struct plan_part *own =
		    find_part(day->parts, day->part_count, used[i].part);

		if (own == NULL)
			day->parts[day->part_count++] = used[i];
		else if (own->amount < used[i].amount)
			own->amount = used[i].amount;
	}
}

/* A pinned job has its tools. */
void verify_stock(struct day *day, const struct plan_job *job)
{
	int64_t tools = verify_is_pinned(job) ? 0 : missing_tools(day, job);
	int64_t parts = 0;

	if (day->at_depot)
		return;
	for (size_t i = 0; i < job->part_count; i++) {
		struct plan_part *own =
		    find_part(day->parts, day->part_count, job->parts[i].part);
		int64_t left = own == NULL ? 0 : own->amount;
		int64_t need = job->parts[i].amount;

		if (need > left)
			parts += need - left;
		if (own != NULL)
			own->amount = need > left ? 0 : left - need;
	}
	if (tools > 0)
		verify_wrong(day, VERIFY_TOOLS, job->id, tools,
			     "a tool is not on board");
	if (parts > 0)
		verify_wrong(day, VERIFY_PARTS, job->id, parts,
			     "a part is not on board");
}

void verify_depot(struct day *day)
{
	if (day->verify->common.depot == PLAN_NONE)
		verify_wrong(day, VERIFY_DEPOT, VERIFY_NOBODY, 1,
			     "there is no depot");
	else if (day->at_depot)
		verify_wrong(day, VERIFY_DEPOT, VERIFY_NOBODY, 1,
			     "drives by the depot a second time");
	day->at_depot = day->verify->common.depot != PLAN_NONE;
}
