/* SPDX-License-Identifier: MIT */
/*
 * Linked visits in a repair. Nothing is found here for what must stand at one
 * time with others: a set that lost one of its visits is taken off the board
 * as a whole, as far as its links say that it is nothing without it, and told.
 * Who follows up plans it anew, or asks people.
 */
#include <assert.h>

#include "planner/repair_internal.h"

/* Is `other` nothing where `job` is not served? */
static bool depends(const struct plan_link *link, int32_t job, int32_t other)
{
	switch (link->kind) {
	case PLAN_LINK_TOGETHER:
	case PLAN_LINK_LATER_SHIFT:
	case PLAN_LINK_SHIPMENT:
		return true;
	case PLAN_LINK_AFTER:
		return link->job == job && link->other == other;
	case PLAN_LINK_SAME_PERSON:
	case PLAN_LINK_COUNT:
		break;
	}
	return false;
}

static enum plan_rule rule_of(enum plan_link_kind kind)
{
	static const enum plan_rule rules[PLAN_LINK_COUNT] = {
	    [PLAN_LINK_TOGETHER] = PLAN_RULE_CREW,
	    [PLAN_LINK_AFTER] = PLAN_RULE_AFTER,
	    [PLAN_LINK_SAME_PERSON] = PLAN_RULE_SAME_PERSON,
	    [PLAN_LINK_LATER_SHIFT] = PLAN_RULE_LATER_SHIFT,
	    [PLAN_LINK_SHIPMENT] = PLAN_RULE_SHIPMENT,
	};

	return rules[kind];
}

/* What was begun, or pinned by somebody, stays. */
static bool may_leave(const struct plan_live *live, int32_t job)
{
	const struct job *own = &live->problem.jobs[job];

	return live->route_of[job] != PLAN_NONE && (!own->pinned || own->held);
}

static void take_one(struct repair *repair, int32_t job, int32_t because,
		     enum plan_rule rule)
{
	struct plan_live *live = repair->live;
	struct job *own = &live->problem.jobs[job];
	int32_t technician = live->route_of[job];
	struct loose *loose;

	repair_keep(repair, technician);
	loose = repair_loosen(repair, job, technician, true);
	loose->away = true;
	loose->because = because;
	loose->rule = rule;
	repair->away_count++;
	if (own->held) {
		loose->held_s = own->spec.pinned_start_s;
		live_set_pin(live, job, PLAN_NONE, PLAN_ANY_TIME);
	}
	(void)live_take(live, job);
}

static void take_others(struct repair *repair, int32_t job, int32_t because,
			int32_t cleared);

static void take_and_go_on(struct repair *repair, int32_t job, int32_t because,
			   enum plan_rule rule, int32_t cleared)
{
	int32_t technician = repair->live->route_of[job];

	take_one(repair, job, because, rule);
	if (technician != cleared)
		live_refresh(repair->live, technician);
	take_others(repair, job, because, cleared);
}

/* At most PLAN_LINKED_MAX deep. */
static void take_others(struct repair *repair, int32_t job, int32_t because,
			int32_t cleared)
{
	const struct plan_problem *problem = &repair->live->problem;
	const struct job *own = &problem->jobs[job];

	for (int32_t i = 0; i < own->link_count; i++) {
		const struct plan_link *link = &problem->links[own->links[i]];
		int32_t other = link->job == job ? link->other : link->job;

		if (depends(link, job, other) && may_leave(repair->live, other))
			take_and_go_on(repair, other, because,
				       rule_of(link->kind), cleared);
	}
}

void repair_take_linked(struct repair *repair, int32_t job)
{
	int32_t cleared = repair->live->route_of[job];

	assert(may_leave(repair->live, job));
	take_and_go_on(repair, job, job, PLAN_RULE_CREW, cleared);
}

void repair_leave_linked(struct repair *repair, int32_t job)
{
	const struct plan_problem *problem = &repair->live->problem;
	const struct job *own = &problem->jobs[job];
	struct loose *loose = repair_loosen(repair, job, PLAN_NONE, false);
	const struct plan_link *link = &problem->links[own->links[0]];

	loose->away = true;
	loose->because = link->job == job ? link->other : link->job;
	loose->rule = rule_of(link->kind);
	repair->away_count++;
}

void repair_hold_again(struct repair *repair)
{
	for (int32_t i = 0; i < repair->loose_count; i++) {
		const struct loose *loose = &repair->loose[i];

		if (loose->held_s != PLAN_ANY_TIME)
			live_hold(repair->live, loose->job, loose->from,
				  loose->held_s);
	}
}
