/* SPDX-License-Identifier: MIT */
/*
 * Links between jobs: what hangs together is a group, and everything later
 * goes by groups. Inside one, jobs that begin together are a class; classes
 * stand in topological order, so that whoever places them one by one knows all
 * that a job depends on. What is counted as one job is a unit; what is served
 * as a whole a bundle.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planner/problem_internal.h"

/* Ties of one kind or another, as a mask over enum plan_link_kind. */
enum {
	MASK_CLASS = 1 << PLAN_LINK_TOGETHER,
	MASK_UNIT = 1 << PLAN_LINK_TOGETHER | 1 << PLAN_LINK_LATER_SHIFT,
	MASK_BUNDLE = MASK_UNIT | 1 << PLAN_LINK_SHIPMENT,
	MASK_ORDER = 1 << PLAN_LINK_AFTER | 1 << PLAN_LINK_LATER_SHIFT |
		     1 << PLAN_LINK_SHIPMENT,
	MASK_CLOCK = 1 << PLAN_LINK_TOGETHER | 1 << PLAN_LINK_AFTER,
	MASK_PERSON = 1 << PLAN_LINK_SAME_PERSON | 1 << PLAN_LINK_LATER_SHIFT,
	MASK_ALL = (1 << PLAN_LINK_COUNT) - 1,
};

static enum err complain(struct err_detail *detail, int32_t link,
			 const char *text)
{
	char pointer[32];

	(void)snprintf(pointer, sizeof(pointer), "/links/%" PRId32, link);
	return err_set(detail, ERR_INPUT, pointer, "%s", text);
}

enum err plan_problem_add_link(struct plan_problem *problem,
			       const struct plan_link *link,
			       struct err_detail *detail)
{
	int32_t index = problem->link_count;

	assert(!problem->finished);
	if ((int)link->kind < 0 || link->kind >= PLAN_LINK_COUNT)
		return complain(detail, index, "an unknown kind of link");
	if (link->job < 0 || link->job >= problem->job_count ||
	    link->other < 0 || link->other >= problem->job_count)
		return complain(detail, index, "names an unknown job");
	if (link->job == link->other)
		return complain(detail, index, "links a job with itself");
	if (link->kind == PLAN_LINK_AFTER &&
	    (link->min_s < 0 || link->max_s < link->min_s ||
	     link->max_s > PLAN_TIME_MAX))
		return complain(detail, index,
				"the gap is negative, too long or upside down");
	if (index >= 8 * PLAN_JOBS_MAX)
		return complain(detail, index, "there are too many links");
	if (index == problem->link_capacity) {
		problem->link_capacity = index == 0 ? 64 : index * 2;
		problem->links =
		    xrealloc(problem->links, (size_t)problem->link_capacity *
						 sizeof(*problem->links));
	}
	problem->links[problem->link_count++] = *link;
	return ERR_OK;
}

/* --- Sets that are joined --- */

static int32_t find(int32_t *parent, int32_t i)
{
	while (parent[i] != i) {
		parent[i] = parent[parent[i]];
		i = parent[i];
	}
	return i;
}

/* job -> the first job of its set, joined by links of these kinds. */
static int32_t *join(const struct plan_problem *problem, int mask)
{
	int32_t *parent =
	    xcalloc((size_t)problem->job_count + 1, sizeof(*parent));

	for (int32_t i = 0; i < problem->job_count; i++)
		parent[i] = i;
	for (int32_t i = 0; i < problem->link_count; i++) {
		const struct plan_link *link = &problem->links[i];
		int32_t a, b;

		if ((mask >> link->kind & 1) == 0)
			continue;
		a = find(parent, link->job);
		b = find(parent, link->other);
		parent[a > b ? a : b] = a > b ? b : a;
	}
	for (int32_t i = 0; i < problem->job_count; i++)
		parent[i] = find(parent, i);
	return parent;
}

/* --- Shipments --- */

static bool has_amounts(const struct plan_problem *problem,
			const int64_t *amounts)
{
	for (size_t d = 0; amounts != NULL && d < problem->amounts; d++)
		if (amounts[d] != 0)
			return true;
	return false;
}

static enum err pair_shipments(struct plan_problem *problem,
			       struct err_detail *detail)
{
	for (int32_t i = 0; i < problem->link_count; i++) {
		const struct plan_link *link = &problem->links[i];
		struct job *job = &problem->jobs[link->job];
		struct job *other = &problem->jobs[link->other];

		if (link->kind != PLAN_LINK_SHIPMENT)
			continue;
		if (job->partner != PLAN_NONE || other->partner != PLAN_NONE)
			return complain(detail, i,
					"a job is part of two shipments");
		if (has_amounts(problem, other->spec.delivery) ||
		    has_amounts(problem, other->spec.pickup))
			return complain(detail, i,
					"what is delivered is the pickup's; "
					"the other end has amounts too");
		job->partner = link->other;
		other->partner = link->job;
		other->drops = job->spec.pickup;
	}
	return ERR_OK;
}

/* --- The links of each job --- */

static void list_links(struct plan_problem *problem)
{
	int32_t *all = arena_calloc(
	    problem->arena, 2 * (size_t)problem->link_count + 1, sizeof(*all));
	int32_t *fill = xcalloc((size_t)problem->job_count + 1, sizeof(*fill));
	int32_t used = 0;

	for (int32_t i = 0; i < problem->link_count; i++) {
		const struct plan_link *link = &problem->links[i];
		bool clock = (MASK_CLOCK >> link->kind & 1) != 0;

		problem->jobs[link->job].link_count++;
		problem->jobs[link->other].link_count++;
		if (!clock)
			continue;
		problem->jobs[link->job].clocked = true;
		problem->jobs[link->other].clocked = true;
		problem->clocked = true;
	}
	for (int32_t i = 0; i < problem->job_count; i++) {
		problem->jobs[i].links = &all[used];
		fill[i] = used;
		used += problem->jobs[i].link_count;
	}
	for (int32_t i = 0; i < problem->link_count; i++) {
		all[fill[problem->links[i].job]++] = i;
		all[fill[problem->links[i].other]++] = i;
	}
	free(fill);
}

/* --- Groups --- */

struct draft {
	int32_t count;
	int32_t jobs[PLAN_LINKED_MAX]; /* as they come, by index */
	int32_t ordered[PLAN_LINKED_MAX];
	struct link_class classes[PLAN_LINKED_MAX];
	int32_t class_count;
	bool done[PLAN_LINKED_MAX]; /* by place in jobs */
};

static bool is_done(const struct draft *draft, int32_t job)
{
	for (int32_t i = 0; i < draft->count; i++)
		if (draft->jobs[i] == job)
			return draft->done[i];
	return true;
}

/* Does a job of this class wait for one that is not placed yet? */
static bool class_waits(const struct plan_problem *problem,
			const struct draft *draft, const int32_t *class_of,
			int32_t class)
{
	for (int32_t i = 0; i < draft->count; i++) {
		const struct job *job = &problem->jobs[draft->jobs[i]];

		if (class_of[draft->jobs[i]] != class)
			continue;
		for (int32_t k = 0; k < job->link_count; k++) {
			const struct plan_link *link =
			    &problem->links[job->links[k]];

			if ((MASK_ORDER >> link->kind & 1) != 0 &&
			    link->other == draft->jobs[i] &&
			    !is_done(draft, link->job))
				return true;
		}
	}
	return false;
}

static void take_class(struct draft *draft, const int32_t *class_of,
		       int32_t class, int32_t *used)
{
	struct link_class *taken = &draft->classes[draft->class_count++];

	taken->first = *used;
	for (int32_t i = 0; i < draft->count; i++)
		if (class_of[draft->jobs[i]] == class) {
			draft->done[i] = true;
			draft->ordered[(*used)++] = draft->jobs[i];
		}
	taken->count = *used - taken->first;
}

/* Topological order, of those that may come next the first by index. False:
 * they wait for one another. */
static bool order_group(const struct plan_problem *problem, struct draft *draft,
			const int32_t *class_of)
{
	int32_t used = 0;

	draft->class_count = 0;
	for (int32_t i = 0; i < draft->count; i++)
		draft->done[i] = false;
	while (used < draft->count) {
		int32_t before = used;

		for (int32_t i = 0; i < draft->count && used == before; i++) {
			int32_t class = class_of[draft->jobs[i]];

			if (!draft->done[i] &&
			    !class_waits(problem, draft, class_of, class))
				take_class(draft, class_of, class, &used);
		}
		if (used == before)
			return false;
	}
	return true;
}

/* Days of one person in a row: LATER_SHIFT from each job to the next. */
static bool is_chain(const struct plan_problem *problem,
		     const struct draft *draft)
{
	for (int32_t i = 0; i < draft->count; i++) {
		const struct job *job = &problem->jobs[draft->ordered[i]];

		for (int32_t k = 0; k < job->link_count; k++) {
			const struct plan_link *link =
			    &problem->links[job->links[k]];
			bool next = i + 1 < draft->count &&
				    link->other == draft->ordered[i + 1];

			if (link->kind != PLAN_LINK_LATER_SHIFT ||
			    (link->job == draft->ordered[i] && !next))
				return false;
		}
	}
	return true;
}

static bool same_list(const void *a, size_t a_count, const void *b,
		      size_t b_count, size_t size)
{
	return a_count == b_count &&
	       (a_count == 0 || memcmp(a, b, a_count * size) == 0);
}

static bool same_windows(const struct timewin *a, const struct timewin *b)
{
	return same_list(a->at, a->count, b->at, b->count, sizeof(*a->at));
}

/* Where, how long, when, by whom: all that the place of a visit depends on. Of
 * what few chains have, none is the same. */
static bool same_visits(const struct plan_problem *problem, const struct job *a,
			const struct job *b)
{
	const struct plan_job *x = &a->spec, *y = &b->spec;

	return x->location == y->location && x->setup_s == y->setup_s &&
	       x->service_s == y->service_s && x->territory == y->territory &&
	       x->current_technician == y->current_technician &&
	       x->move_cost == y->move_cost &&
	       same_windows(&a->open, &b->open) && !a->pinned && !b->pinned &&
	       !a->typed && !b->typed && !a->kit && !b->kit &&
	       problem->amounts == 0 && x->due_count + y->due_count == 0 &&
	       same_list(x->needs, x->need_count, y->needs, y->need_count,
			 sizeof(*x->needs)) &&
	       same_list(x->required, x->required_count, y->required,
			 y->required_count, sizeof(*x->required)) &&
	       same_list(x->excluded, x->excluded_count, y->excluded,
			 y->excluded_count, sizeof(*x->excluded)) &&
	       x->preferred_count + y->preferred_count == 0;
}

static bool is_uniform(const struct plan_problem *problem,
		       const struct group *group)
{
	for (int32_t i = 1; i < group->count; i++)
		if (!same_visits(problem, &problem->jobs[group->jobs[0]],
				 &problem->jobs[group->jobs[i]]))
			return false;
	return group->chain;
}

/* How many shifts must lie before and after, for the other days. */
static void count_shifts(struct plan_problem *problem,
			 const struct draft *draft)
{
	for (int32_t i = 0; i < draft->count; i++) {
		struct job *job = &problem->jobs[draft->ordered[i]];

		for (int32_t k = 0; k < job->link_count; k++) {
			const struct plan_link *link =
			    &problem->links[job->links[k]];
			int32_t before =
			    problem->jobs[link->job].shifts_before + 1;

			if (link->kind == PLAN_LINK_LATER_SHIFT &&
			    link->other == draft->ordered[i] &&
			    job->shifts_before < before)
				job->shifts_before = before;
		}
	}
	for (int32_t i = draft->count - 1; i >= 0; i--) {
		struct job *job = &problem->jobs[draft->ordered[i]];

		for (int32_t k = 0; k < job->link_count; k++) {
			const struct plan_link *link =
			    &problem->links[job->links[k]];
			int32_t after =
			    problem->jobs[link->other].shifts_after + 1;

			if (link->kind == PLAN_LINK_LATER_SHIFT &&
			    link->job == draft->ordered[i] &&
			    job->shifts_after < after)
				job->shifts_after = after;
		}
	}
}

static void keep_group(struct plan_problem *problem, const struct draft *draft,
		       struct group *group)
{
	size_t count = (size_t)draft->count;
	int32_t *jobs = arena_calloc(problem->arena, count, sizeof(*jobs));
	struct link_class *classes =
	    arena_calloc(problem->arena, count, sizeof(*classes));

	for (int32_t i = 0; i < draft->count; i++) {
		jobs[i] = draft->ordered[i];
		group->clocked =
		    group->clocked || problem->jobs[jobs[i]].clocked;
	}
	for (int32_t i = 0; i < draft->count; i++) {
		const struct job *job = &problem->jobs[jobs[i]];

		for (int32_t k = 0; k < job->link_count; k++)
			group->persons =
			    group->persons ||
			    (MASK_PERSON >> problem->links[job->links[k]].kind &
			     1) != 0;
	}
	for (int32_t i = 0; i < draft->class_count; i++) {
		classes[i] = draft->classes[i];
		for (int32_t k = 0; k < classes[i].count; k++)
			problem->jobs[jobs[classes[i].first + k]].class_index =
			    i;
	}
	group->jobs = jobs;
	group->count = draft->count;
	group->classes = classes;
	group->class_count = draft->class_count;
	group->chain = is_chain(problem, draft);
	group->uniform = is_uniform(problem, group);
}

/* `next` leads from each job to the next of its group. */
static enum err build_groups(struct plan_problem *problem,
			     const int32_t *group_of, const int32_t *class_of,
			     const int32_t *next, struct err_detail *detail)
{
	struct group *groups = arena_calloc(
	    problem->arena, (size_t)problem->link_count + 1, sizeof(*groups));

	for (int32_t i = 0; i < problem->job_count; i++) {
		struct draft draft = {0};

		if (group_of[i] != i || next[i] == PLAN_NONE)
			continue;
		for (int32_t k = i; k != PLAN_NONE; k = next[k]) {
			if (draft.count == PLAN_LINKED_MAX)
				return complain(
				    detail, problem->jobs[i].links[0],
				    "more than 64 jobs hang together");
			draft.jobs[draft.count++] = k;
			problem->jobs[k].group = problem->group_count;
		}
		if (!order_group(problem, &draft, class_of))
			return complain(detail, problem->jobs[i].links[0],
					"the links go round in a circle");
		count_shifts(problem, &draft);
		keep_group(problem, &draft, &groups[problem->group_count++]);
	}
	problem->groups = groups;
	return ERR_OK;
}

/* A unit's priority is that of the job which is never `other` in it, of several
 * or none the first: it stands for all. */
static void choose_heads(struct plan_problem *problem, const int32_t *unit_of)
{
	int32_t jobs = problem->job_count;
	bool *second = xcalloc((size_t)jobs + 1, sizeof(*second));
	int32_t *head = xcalloc((size_t)jobs + 1, sizeof(*head));

	for (int32_t i = 0; i < problem->link_count; i++)
		if ((MASK_UNIT >> problem->links[i].kind & 1) != 0)
			second[problem->links[i].other] = true;
	for (int32_t i = 0; i < jobs; i++)
		head[i] = i;
	for (int32_t i = jobs - 1; i >= 0; i--)
		if (!second[i])
			head[unit_of[i]] = i;
	for (int32_t i = 0; i < jobs; i++) {
		problem->jobs[i].unit = head[unit_of[i]];
		problem->unit_count -= unit_of[i] != i;
	}
	free(second);
	free(head);
}

static enum err find_groups(struct plan_problem *problem,
			    struct err_detail *detail)
{
	int32_t jobs = problem->job_count;
	int32_t *group_of = join(problem, MASK_ALL);
	int32_t *class_of = join(problem, MASK_CLASS);
	int32_t *unit_of = join(problem, MASK_UNIT);
	int32_t *bundle_of = join(problem, MASK_BUNDLE);
	int32_t *next = xcalloc((size_t)jobs + 1, sizeof(*next));
	int32_t *last = xcalloc((size_t)jobs + 1, sizeof(*last));
	enum err err;

	for (int32_t i = 0; i < jobs; i++) {
		next[i] = PLAN_NONE;
		last[i] = i;
		if (group_of[i] != i) {
			next[last[group_of[i]]] = i;
			last[group_of[i]] = i;
		}
		problem->jobs[i].bundle = bundle_of[i];
	}
	choose_heads(problem, unit_of);
	err = build_groups(problem, group_of, class_of, next, detail);
	free(group_of);
	free(class_of);
	free(unit_of);
	free(bundle_of);
	free(next);
	free(last);
	return err;
}

/* --- Shifts of one person --- */

struct shift {
	int32_t person, technician;
	int64_t start_s;
};

static int compare_shifts(const void *a, const void *b)
{
	const struct shift *x = a, *y = b;

	if (x->person != y->person)
		return x->person < y->person ? -1 : 1;
	if (x->start_s != y->start_s)
		return x->start_s < y->start_s ? -1 : 1;
	return (x->technician > y->technician) -
	       (x->technician < y->technician);
}

/* One person's shifts are listed; those that start at the same time have the
 * same rank, and none is later than the other. */
static void rank_shifts(struct plan_problem *problem,
			const struct shift *shifts, int32_t *list,
			int32_t count)
{
	for (int32_t i = 0; i < count; i++) {
		struct technician *own =
		    &problem->technicians[shifts[i].technician];

		list[i] = shifts[i].technician;
		own->shifts = list;
		own->shift_count = count;
		own->shift_rank = i;
		if (i > 0 && shifts[i].start_s == shifts[i - 1].start_s)
			own->shift_rank =
			    problem->technicians[list[i - 1]].shift_rank;
	}
}

static void list_shifts(struct plan_problem *problem)
{
	int32_t count = problem->technician_count;
	struct shift *shifts = xcalloc((size_t)count + 1, sizeof(*shifts));
	int32_t *list =
	    arena_calloc(problem->arena, (size_t)count + 1, sizeof(*list));
	int32_t used = 0;

	for (int32_t i = 0; i < count; i++) {
		const struct plan_technician *spec =
		    &problem->technicians[i].spec;

		if (spec->person != PLAN_NONE)
			shifts[used++] = (struct shift){spec->person, i,
							spec->shift_start_s};
	}
	if (used > 1)
		qsort(shifts, (size_t)used, sizeof(*shifts), compare_shifts);
	for (int32_t i = 0, end; i < used; i = end) {
		for (end = i + 1;
		     end < used && shifts[end].person == shifts[i].person;)
			end++;
		rank_shifts(problem, &shifts[i], &list[i], end - i);
	}
	free(shifts);
}

enum err links_prepare(struct plan_problem *problem, struct err_detail *detail)
{
	enum err err;

	problem->unit_count = problem->job_count;
	if (problem->link_count == 0)
		return ERR_OK;
	for (int32_t i = 0; i < problem->job_count; i++) {
		problem->jobs[i].partner = PLAN_NONE; /* tried once before */
		problem->jobs[i].link_count = 0;
	}
	if ((err = pair_shipments(problem, detail)) != ERR_OK)
		return err;
	list_links(problem);
	list_shifts(problem);
	return find_groups(problem, detail);
}
