/* SPDX-License-Identifier: MIT */
/*
 * What ties visits: a crew begins together, a job's days are of one person,
 * one job comes after another. Where one end of a tie lies outside of the
 * problem (it is done, or its day is not planned now), the tie becomes a limit
 * of the other end. A job that comes after one which is not planned waits.
 *
 * The planner refuses a problem with ties that go round in a circle, or groups
 * that are too large; one job must not stop the whole run, so such a tie makes
 * its job wait.
 */
#include "dispatchd/engine/plan_bridge_internal.h"

struct tie {
	const struct row_link *row;
	struct bridge_job *job, *after; /* or NULL */
};

static void leave_out(struct bridge_job *job, const char *rule,
		      const char *text)
{
	if (!job->row || job->rule)
		return;
	job->rule = rule;
	job->text = text;
}

/* Are there visits of that day in the problem, or will there be? */
static bool is_in(const struct bridge_job *job, int32_t day)
{
	if (!job)
		return false;
	for (int32_t i = 0; i < job->stay_count; i++) {
		const struct bridge_stay *stay = &job->stays[i];

		if (stay->day == day &&
		    (stay->fixed ? stay->index != PLAN_NONE : !job->rule))
			return true;
	}
	return false;
}

static bool begins_in(const struct bridge_job *job)
{
	return is_in(job, 0);
}

static bool ends_in(const struct bridge_job *job)
{
	return job && is_in(job, job->day_count - 1);
}

static struct tie tie_of(const struct plan_bridge *bridge,
			 const struct row_link *row)
{
	return (struct tie){.row = row,
			    .job = bridge_job_of(bridge, row->job),
			    .after = bridge_job_of(bridge, row->after)};
}

static int64_t later(int64_t a, int64_t b)
{
	return b == BRIDGE_NO_TIME || a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return b == BRIDGE_NO_TIME || a < b ? a : b;
}

/* The first is over, or planned outside. */
static void limit_second(const struct plan_bridge *bridge,
			 const struct tie *tie)
{
	struct bridge_job *job = tie->job;
	int64_t end_s = tie->row->after_end_s;

	if (!job || end_s == BRIDGE_NO_TIME ||
	    (ends_in(tie->after) && end_s < bridge->settings.to_s))
		return;
	job->earliest_s = later(end_s + tie->row->min_s, job->earliest_s);
	if (tie->row->max_s < PLAN_TIME_MAX)
		job->due_s = earlier(end_s + tie->row->max_s, job->due_s);
}

/* The second is planned outside; one that has begun waits no more. */
static void limit_first(const struct plan_bridge *bridge, const struct tie *tie)
{
	struct bridge_job *after = tie->after;
	int64_t start_s = tie->row->job_start_s;

	if (!after || start_s == BRIDGE_NO_TIME ||
	    start_s < bridge->settings.frozen_until_s ||
	    (begins_in(tie->job) && start_s < bridge->settings.to_s))
		return;
	after->end_by_s = earlier(start_s - tie->row->min_s, after->end_by_s);
	if (tie->row->max_s < PLAN_TIME_MAX)
		after->end_from_s =
		    later(start_s - tie->row->max_s, after->end_from_s);
}

/* Take the jobs that wait for nobody, again and again: what is left goes round
 * in a circle. Ties are few. */
static void leave_out_circles(struct tie *ties, size_t count)
{
	bool found = true;

	while (found && count) {
		size_t kept = 0;

		for (size_t i = 0; i < count; i++) {
			bool waits = false;

			for (size_t k = 0; !waits && k < count; k++)
				waits = ties[k].job == ties[i].after;
			if (waits)
				ties[kept++] = ties[i];
		}
		found = kept < count;
		count = kept;
	}
	for (size_t i = 0; i < count; i++)
		leave_out(ties[i].job, "after",
			  "waits for itself: its predecessors go round in a "
			  "circle");
}

/* --- Groups that are not too large --- */

static int32_t root_of(int32_t *parent, int32_t index)
{
	while (parent[index] != index) {
		parent[index] = parent[parent[index]];
		index = parent[index];
	}
	return index;
}

static void leave_out_large(struct plan_bridge *bridge, const struct tie *ties,
			    size_t count)
{
	size_t total = (size_t)bridge->job_count;
	int32_t *parent = arena_calloc(bridge->arena, total, sizeof(*parent));
	int32_t *size = arena_calloc(bridge->arena, total, sizeof(*size));

	for (int32_t i = 0; i < bridge->job_count; i++) {
		parent[i] = i;
		size[i] = bridge->jobs[i].stay_count;
		if (size[i] > PLAN_LINKED_MAX)
			leave_out(&bridge->jobs[i], "crew",
				  "has too many visits to plan them at once");
	}
	for (size_t i = 0; i < count; i++) {
		int32_t a = (int32_t)(ties[i].job - bridge->jobs);
		int32_t b = (int32_t)(ties[i].after - bridge->jobs);

		a = root_of(parent, a);
		b = root_of(parent, b);
		if (a == b || ties[i].job->rule)
			continue;
		if (size[a] + size[b] > PLAN_LINKED_MAX) {
			leave_out(ties[i].job, "after",
				  "too many jobs hang together");
			continue;
		}
		parent[b] = a;
		size[a] += size[b];
	}
}

/* --- Who waits for whom --- */

static bool waits(const struct tie *tie)
{
	if (!tie->job || !tie->job->row || tie->job->rule ||
	    ends_in(tie->after))
		return false;
	/* What it has outside of the problem will be taken back. */
	if (tie->after && tie->after->row)
		return true;
	return tie->row->after_end_s == BRIDGE_NO_TIME;
}

static bool leave_out_waiting(struct plan_bridge *bridge, const struct tie *tie)
{
	if (!waits(tie))
		return false;
	leave_out(tie->job, "after",
		  arena_printf(bridge->arena,
			       "waits for job %lld, which is not planned",
			       (long long)tie->row->after));
	return true;
}

void bridge_limit_jobs(struct plan_bridge *bridge)
{
	const struct row_link *rows =
	    BRIDGE_ROWS(bridge, PLAN_BRIDGE_LINKS, row_link);
	size_t count = bridge->sets[PLAN_BRIDGE_LINKS].count, both = 0;
	struct tie *ties = arena_calloc(bridge->arena, count, sizeof(*ties));
	bool changed = true;

	if (bridge->policy.off_after)
		count = 0;
	for (size_t i = 0; i < count; i++) {
		struct tie tie = tie_of(bridge, &rows[i]);

		if (tie.job && tie.after)
			ties[both++] = tie;
	}
	leave_out_large(bridge, ties, both);
	leave_out_circles(ties, both);
	while (changed) {
		changed = false;
		for (size_t i = 0; i < count; i++) {
			struct tie tie = tie_of(bridge, &rows[i]);

			changed |= leave_out_waiting(bridge, &tie);
		}
	}
	for (size_t i = 0; i < count; i++) {
		struct tie tie = tie_of(bridge, &rows[i]);

		limit_second(bridge, &tie);
		limit_first(bridge, &tie);
	}
}

void bridge_limit_later(struct plan_bridge *bridge, struct bridge_job *job)
{
	const struct row_link *rows =
	    BRIDGE_ROWS(bridge, PLAN_BRIDGE_LINKS, row_link);
	size_t count = bridge->sets[PLAN_BRIDGE_LINKS].count;

	for (size_t i = 0; !bridge->policy.off_after && i < count; i++) {
		struct tie tie = {.row = &rows[i]};

		if (rows[i].job == job->id) {
			tie.job = job;
			(void)leave_out_waiting(bridge, &tie);
			limit_second(bridge, &tie);
		} else if (rows[i].after == job->id) {
			tie.after = job;
			limit_first(bridge, &tie);
		}
	}
}

/* --- In the problem ------------------------------------------------------- */

static const struct bridge_stay *stay_at(const struct bridge_job *job,
					 int32_t member, int32_t day)
{
	for (int32_t i = 0; i < job->stay_count; i++) {
		const struct bridge_stay *stay = &job->stays[i];

		if ((member < 0 || stay->member == member) &&
		    stay->day == day && stay->index != PLAN_NONE)
			return stay;
	}
	return NULL;
}

/* The crew of a day, and this day to the next one of the same person. */
static enum err tie_job(struct plan_bridge *bridge,
			const struct bridge_job *job, struct err_detail *detail)
{
	const struct plan_bridge_policy *policy = &bridge->policy;
	enum err err = ERR_OK;

	for (int32_t i = 0; !err && i < job->stay_count; i++) {
		const struct bridge_stay *stay = &job->stays[i];
		const struct bridge_stay *head = stay_at(job, -1, stay->day);
		const struct bridge_stay *next =
		    stay_at(job, stay->member, stay->day + 1);

		if (stay->index == PLAN_NONE)
			continue;
		if (head != stay)
			err = plan_problem_add_link(
			    bridge->problem,
			    &(struct plan_link){.kind = PLAN_LINK_TOGETHER,
						.job = head->index,
						.other = stay->index},
			    detail);
		if (err || !next)
			continue;
		err = plan_problem_add_link(
		    bridge->problem,
		    &(struct plan_link){.kind = PLAN_LINK_LATER_SHIFT,
					.job = stay->index,
					.other = next->index},
		    detail);
		if (!err)
			err = plan_problem_add_link(
			    bridge->problem,
			    &(struct plan_link){.kind = PLAN_LINK_AFTER,
						.job = stay->index,
						.other = next->index,
						.min_s = policy->day_gap_min_s,
						.max_s = policy->day_gap_max_s},
			    detail);
	}
	return err;
}

static enum err tie_jobs(struct plan_bridge *bridge, const struct tie *tie,
			 struct err_detail *detail)
{
	const struct bridge_stay *first = stay_at(tie->job, -1, 0);
	enum err err = ERR_OK;

	for (int32_t i = 0; !err && first && i < tie->after->stay_count; i++) {
		const struct bridge_stay *last = &tie->after->stays[i];

		if (last->index == PLAN_NONE ||
		    last->day != tie->after->day_count - 1)
			continue;
		err = plan_problem_add_link(
		    bridge->problem,
		    &(struct plan_link){.kind = PLAN_LINK_AFTER,
					.job = last->index,
					.other = first->index,
					.min_s = tie->row->min_s,
					.max_s = tie->row->max_s},
		    detail);
	}
	return err;
}

enum err bridge_add_links(struct plan_bridge *bridge, struct err_detail *detail)
{
	const struct row_link *rows =
	    BRIDGE_ROWS(bridge, PLAN_BRIDGE_LINKS, row_link);
	enum err err = ERR_OK;

	for (int32_t i = 0; !err && i < bridge->job_count; i++) {
		if (bridge->jobs[i].row)
			err = tie_job(bridge, &bridge->jobs[i], detail);
	}
	for (size_t i = 0; !err && !bridge->policy.off_after &&
			   i < bridge->sets[PLAN_BRIDGE_LINKS].count;
	     i++) {
		struct tie tie = tie_of(bridge, &rows[i]);

		if (begins_in(tie.job) && ends_in(tie.after))
			err = tie_jobs(bridge, &tie, detail);
	}
	return err;
}
