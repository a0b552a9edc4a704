/* SPDX-License-Identifier: MIT */
/*
 * Jobs that depend on one another: crews, gaps, one person, several days,
 * shipments. Each link is judged by itself. And what is served: visits of a
 * crew or of several days are one job.
 */
#include "cli/plan_verify_internal.h"

#include <stdlib.h>

enum {
	MASK_ONE_JOB = 1u << PLAN_LINK_TOGETHER | 1u << PLAN_LINK_LATER_SHIFT,
	MASK_WHOLE = MASK_ONE_JOB | 1u << PLAN_LINK_SHIPMENT,
};

struct pair {
	struct verify *verify;
	const struct plan_link *link;
	const struct plan_job *job, *other;
	const struct visit *a, *b;	     /* of job, of other */
	const struct plan_technician *x, *y; /* who serve them; or NULL */
};

static void wrong(const struct pair *pair, enum verify_rule rule,
		  int64_t amount, bool timed, const char *text)
{
	struct verify *verify = pair->verify;

	verify_report(verify, rule,
		      pair->y != NULL ? pair->y->id : VERIFY_NOBODY,
		      pair->other->id, amount, text);
	verify->violations[verify->count - 1].timed = timed;
}

static bool same_person(const struct pair *pair)
{
	return pair->a->technician == pair->b->technician ||
	       (pair->x->person != PLAN_NONE &&
		pair->x->person == pair->y->person);
}

static void check_together(const struct pair *pair)
{
	int64_t apart = llabs(pair->a->begin_s - pair->b->begin_s);

	if (apart > 0)
		wrong(pair, VERIFY_CREW, apart, true,
		      "the crew does not begin at the same time");
}

static void check_after(const struct pair *pair)
{
	int64_t gap = pair->b->begin_s - pair->a->end_s;

	if (gap < pair->link->min_s)
		wrong(pair, VERIFY_AFTER, pair->link->min_s - gap, true,
		      "begins too soon after another job");
	if (gap > pair->link->max_s)
		wrong(pair, VERIFY_AFTER, gap - pair->link->max_s, true,
		      "begins too long after another job");
}

static void check_person(const struct pair *pair)
{
	if (!same_person(pair))
		wrong(pair, VERIFY_SAME_PERSON, 1, false,
		      "another vehicle has the job that it belongs to");
}

static void check_later(const struct pair *pair)
{
	if (!same_person(pair))
		wrong(pair, VERIFY_LATER_SHIFT, 1, false,
		      "its days are not of one vehicle");
	else if (pair->y->shift_start_s <= pair->x->shift_start_s)
		wrong(pair, VERIFY_LATER_SHIFT, 1, false,
		      "its days are not in different shifts, in order");
}

static void check_shipment(const struct pair *pair)
{
	if (pair->a->technician != pair->b->technician)
		wrong(pair, VERIFY_SHIPMENT, 1, false,
		      "is picked up on another route");
	else if (pair->a->order > pair->b->order)
		wrong(pair, VERIFY_SHIPMENT, 1, false,
		      "is delivered before it is picked up");
}

/* What must hold where both are served, and what if one is not. */
static const struct {
	void (*check)(const struct pair *pair);
	enum verify_rule rule;
	bool whole;	    /* neither without the other */
	bool only_after;    /* `other` not without `job` */
	const char *broken; /* says that */
} kinds[PLAN_LINK_COUNT] = {
    [PLAN_LINK_TOGETHER] = {check_together, VERIFY_CREW, true, false,
			    "the crew is not complete"},
    [PLAN_LINK_AFTER] = {check_after, VERIFY_AFTER, false, true,
			 "the job that it comes after is not served"},
    [PLAN_LINK_SAME_PERSON] = {check_person, VERIFY_SAME_PERSON, false, false,
			       ""},
    [PLAN_LINK_LATER_SHIFT] = {check_later, VERIFY_LATER_SHIFT, true, false,
			       "not all of its days are served"},
    [PLAN_LINK_SHIPMENT] = {check_shipment, VERIFY_SHIPMENT, true, false,
			    "only one end of the shipment is served"},
};

static const struct plan_technician *who(const struct verify *verify,
					 const struct visit *visit)
{
	return visit->technician == PLAN_NONE
		   ? NULL
		   : plan_problem_technician(verify->problem,
					     visit->technician);
}

/* Pins are facts, whatever they do to one another: two of them, or those that
 * are served of a whole whose rest fits nowhere. */
static void check_link(struct verify *verify, const struct plan_link *link,
		       bool fact)
{
	struct pair pair = {.verify = verify,
			    .link = link,
			    .a = &verify->visits[link->job],
			    .b = &verify->visits[link->other]};
	bool served, other_served;

	pair.job = plan_problem_job(verify->problem, link->job);
	pair.other = plan_problem_job(verify->problem, link->other);
	pair.x = who(verify, pair.a);
	pair.y = who(verify, pair.b);
	served = pair.x != NULL;
	other_served = pair.y != NULL;
	if (pair.job->pinned_technician != PLAN_NONE &&
	    pair.other->pinned_technician != PLAN_NONE)
		return;
	if (served && other_served)
		kinds[link->kind].check(&pair);
	else if ((kinds[link->kind].whole && served != other_served && !fact) ||
		 (kinds[link->kind].only_after && other_served &&
		  !verify_is_pinned(pair.other)))
		wrong(&pair, kinds[link->kind].rule, 1, false,
		      kinds[link->kind].broken);
}

static int32_t root(int32_t *parent, int32_t i)
{
	while (parent[i] != i)
		i = parent[i] = parent[parent[i]];
	return i;
}

/* job -> the first of those that hang together by links of these kinds (a mask
 * over enum plan_link_kind). */
static int32_t *join(const struct verify *verify, unsigned mask)
{
	int32_t count = plan_problem_job_count(verify->problem);
	int32_t *parent =
	    arena_calloc(verify->arena, (size_t)count + 1, sizeof(*parent));

	for (int32_t i = 0; i < count; i++)
		parent[i] = i;
	for (size_t i = 0; i < verify->common.link_count; i++) {
		const struct plan_link *link = &verify->common.links[i];

		if ((mask & 1u << link->kind) != 0)
			parent[root(parent, link->other)] =
			    root(parent, link->job);
	}
	return parent;
}

static void check_two_of_crew(struct verify *verify, int32_t i, int32_t k)
{
	struct pair pair = {.verify = verify,
			    .a = &verify->visits[i],
			    .b = &verify->visits[k],
			    .job = plan_problem_job(verify->problem, i),
			    .other = plan_problem_job(verify->problem, k)};

	pair.x = who(verify, pair.a);
	pair.y = who(verify, pair.b);
	if (pair.x != NULL && pair.y != NULL && same_person(&pair) &&
	    !(verify_is_pinned(pair.job) && verify_is_pinned(pair.other)))
		wrong(&pair, VERIFY_CREW, 1, false,
		      "one person stands for two of the crew");
}

/* Links from one to all, or from each to the next: it is one crew. */
static void check_crews(struct verify *verify)
{
	int32_t count = plan_problem_job_count(verify->problem);
	int32_t *parent = join(verify, 1u << PLAN_LINK_TOGETHER);
	int32_t *last =
	    arena_calloc(verify->arena, (size_t)count + 1, sizeof(*last));
	int32_t *before =
	    arena_calloc(verify->arena, (size_t)count + 1, sizeof(*before));

	for (int32_t i = 0; i < count; i++)
		last[i] = PLAN_NONE;
	for (int32_t i = 0; i < count; i++) {
		int32_t crew = root(parent, i);

		before[i] = last[crew];
		last[crew] = i;
		for (int32_t k = before[i]; k != PLAN_NONE; k = before[k])
			check_two_of_crew(verify, k, i);
	}
}

void verify_links(struct verify *verify)
{
	int32_t count = plan_problem_job_count(verify->problem);
	int32_t *parent = join(verify, MASK_WHOLE);
	bool *free =
	    arena_calloc(verify->arena, (size_t)count + 1, sizeof(*free));

	/* Is somebody served who is not pinned? */
	for (int32_t i = 0; i < count; i++)
		free[root(parent, i)] |=
		    verify->visits[i].technician != PLAN_NONE &&
		    !verify_is_pinned(plan_problem_job(verify->problem, i));
	check_crews(verify);
	for (size_t i = 0; i < verify->common.link_count; i++) {
		const struct plan_link *link = &verify->common.links[i];

		check_link(verify, link, !free[root(parent, link->job)]);
	}
}

/* --- What is served --- */

struct group {
	int32_t first; /* the visit that speaks for all */
	int32_t members, served;
};

/* The first of a group is the one that no link leads to. */
static void gather(const struct verify *verify, int32_t *parent,
		   struct group *groups, int32_t count)
{
	bool *led_to =
	    arena_calloc(verify->arena, (size_t)count + 1, sizeof(*led_to));

	for (size_t i = 0; i < verify->common.link_count; i++) {
		const struct plan_link *link = &verify->common.links[i];

		if ((MASK_ONE_JOB & 1u << link->kind) != 0)
			led_to[link->other] = true;
	}
	for (int32_t i = 0; i < count; i++)
		groups[i].first = PLAN_NONE;
	for (int32_t i = 0; i < count; i++) {
		struct group *group = &groups[root(parent, i)];

		group->members++;
		group->served += verify->visits[i].technician != PLAN_NONE;
		if (group->first == PLAN_NONE && !led_to[i])
			group->first = i;
	}
}

void verify_count(const struct verify *verify, struct verify_result *result)
{
	int32_t count = plan_problem_job_count(verify->problem);
	int32_t *parent = join(verify, MASK_ONE_JOB);
	struct group *groups =
	    arena_calloc(verify->arena, (size_t)count + 1, sizeof(*groups));

	gather(verify, parent, groups, count);
	for (int32_t i = 0; i < count; i++) {
		const struct group *group = &groups[i];
		int32_t first = group->first == PLAN_NONE ? i : group->first;

		if (group->members == 0)
			continue;
		if (group->served < group->members) {
			result->unassigned++;
			continue;
		}
		result->assigned++;
		result->priority +=
		    plan_problem_job(verify->problem, first)->priority;
	}
}
