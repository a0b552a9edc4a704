/* SPDX-License-Identifier: MIT */
/*
 * Why a plan changes what it changes, in words: from the evaluator's verdicts
 * on the finished plan. Of a visit that moves: what would be if it stayed. Of
 * one that is new: who else could come, and what that would cost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/plan_explain.h>
#include <callout/plan_live.h>

#include "dispatchd/engine/plan_bridge_internal.h"

/* Words cost an evaluation or more: for so many changes of a plan. */
#define TOLD_MAX 2000

struct telling {
	struct plan_bridge *bridge;
	const struct plan *plan;
	const struct bridge_places *before, *after;
	struct plan_words words;
	char text[400];
};

static int64_t minutes(int64_t seconds)
{
	return (seconds + 59) / 60;
}

static void say(struct telling *telling, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Add a part of the sentence. */
static void say(struct telling *telling, const char *fmt, ...)
{
	size_t used = strlen(telling->text);
	va_list args;

	if (used && used + 3 < sizeof(telling->text)) {
		strcat(telling->text, "; ");
		used += 2;
	}
	va_start(args, fmt);
	vsnprintf(telling->text + used, sizeof(telling->text) - used, fmt,
		  args);
	va_end(args);
}

static void say_verdict(struct telling *telling,
			const struct plan_verdict *verdict)
{
	char text[200];

	say(telling, "%s",
	    plan_verdict_text(verdict, &telling->words, text, sizeof(text)));
}

/* --- a visit that moves -----------------------------------------------------
 */

/* Another job that is now where this one was. */
static const struct bridge_stay *taker_of(const struct telling *telling,
					  const struct bridge_place *old)
{
	const struct bridge_places *after = telling->after;

	for (int32_t i = 0; i < after->count; i++) {
		const struct bridge_place *place = &after->all[i];
		const struct bridge_place *was =
		    bridge_place_of(telling->before, place->index);

		if (place->shift != old->shift || place->index == old->index ||
		    place->start_s >= old->end_s ||
		    place->end_s <= old->start_s)
			continue;
		if (!was || was->shift != place->shift ||
		    was->start_s != place->start_s)
			return telling->bridge->stays[place->index];
	}
	return NULL;
}

static void say_taker(struct telling *telling, const struct bridge_stay *taker)
{
	if (taker->job->row)
		say(telling, "makes room for job %lld of priority %lld",
		    (long long)taker->job->id,
		    (long long)taker->job->row->priority);
	else
		say(telling, "makes room for job %lld",
		    (long long)taker->job->id);
}

/* What is better than at the old place, the largest part first said. */
static void say_gain(struct telling *telling, const struct plan_evaluation *old,
		     const struct plan_evaluation *new, int64_t saved_s)
{
	const struct plan_cost_parts was = plan_evaluation_parts(old);
	const struct plan_cost_parts is = plan_evaluation_parts(new);
	const struct {
		int64_t gain;
		const char *words;
	} parts[] = {
	    {was.lateness - is.lateness, "less late for what was promised"},
	    {was.overtime - is.overtime, "less overtime"},
	    {was.preference - is.preference,
	     "to somebody whom the job prefers"},
	};
	size_t best = 0;

	for (size_t i = 1; i < sizeof(parts) / sizeof(*parts); i++) {
		if (parts[i].gain > parts[best].gain)
			best = i;
	}
	if (parts[best].gain > 0)
		say(telling, "%s", parts[best].words);
	if (saved_s >= 60)
		say(telling, "saves %lld min of travel",
		    (long long)(saved_s / 60));
}

static void tell_move(struct telling *telling, struct bridge_change *change,
		      const struct bridge_place *old,
		      const struct bridge_place *new)
{
	const struct plan_problem *problem = telling->bridge->problem;
	const struct bridge_stay *taker = taker_of(telling, old);
	struct plan_evaluation stay, go;
	int32_t worst = PLAN_NONE;

	plan_evaluate(problem, telling->plan, old->index, old->shift,
		      old->start_s, &stay);
	if (taker)
		say_taker(telling, taker);
	for (int32_t rule = 0; !stay.feasible && rule < PLAN_RULE_COUNT;
	     rule++) {
		if (plan_rule_info((enum plan_rule)rule)->hard &&
		    stay.verdicts[rule].amount > 0 && worst == PLAN_NONE)
			worst = rule;
	}
	if (worst != PLAN_NONE && !taker) {
		say_verdict(telling, &stay.verdicts[worst]);
	} else if (stay.feasible) {
		plan_evaluate(problem, telling->plan, new->index, new->shift,
			      new->start_s, &go);
		say_gain(telling, &stay, &go, change->saved_s);
	}
	if (!*telling->text && change->saved_s >= 60)
		say(telling, "saves %lld min of travel",
		    (long long)(change->saved_s / 60));
	if (!*telling->text)
		say(telling, new->shift == old->shift
				 ? "follows the others of that day"
				 : "balances the days of the others");
}

/* Nobody has it any more. */
static void tell_removal(struct telling *telling,
			 const struct bridge_change *change,
			 const struct bridge_place *old)
{
	const struct bridge_stay *taker = old ? taker_of(telling, old) : NULL;

	if (taker)
		say_taker(telling, taker);
	say(telling, "%s", change->stay->job->told_text);
}

/* --- a visit that is new ----------------------------------------------------
 */

static void say_target(struct telling *telling, const char *what, int64_t at_s,
		       int64_t due_s)
{
	if (due_s == BRIDGE_NO_TIME)
		return;
	if (at_s > due_s)
		say(telling, "%s is missed by %lld min", what,
		    (long long)minutes(at_s - due_s));
	else if (at_s > due_s - 4 * 3600)
		say(telling, "%s is kept by %lld min", what,
		    (long long)((due_s - at_s) / 60));
}

static void tell_add(struct telling *telling, struct plan_explainer *explainer,
		     const struct bridge_change *change,
		     const struct bridge_place *new)
{
	const struct row_job *row = change->stay->job->row;
	int64_t extra;
	int32_t other;

	if (new->detour_s >= 60)
		say(telling, "%lld min more travel",
		    (long long)minutes(new->detour_s));
	else
		say(telling, "lies on the way");
	say_target(telling, "the target for arriving", new->start_s,
		   row->respond_due_s);
	say_target(telling, "the target for solving", new->end_s,
		   row->resolve_due_s);
	if (!explainer)
		return;
	if (!plan_explain_assigned(explainer, new->index, &other, &extra))
		say(telling, "nobody else can");
	else if (extra >= 60 * PLAN_COST_SECOND)
		say(telling,
		    "anybody else would cost as much as %lld min of "
		    "driving more",
		    (long long)(extra / PLAN_COST_SECOND / 60));
}

/* --- all --------------------------------------------------------------------
 */

static int64_t detour_of(const struct bridge_place *place)
{
	return place ? place->detour_s : 0;
}

void bridge_tell_changes(struct plan_bridge *bridge, const struct plan *plan,
			 struct plan_explainer *explainer,
			 const struct bridge_places *before,
			 const struct bridge_places *after)
{
	struct telling telling = {.bridge = bridge,
				  .plan = plan,
				  .before = before,
				  .after = after,
				  .words = plan_bridge_words(bridge)};

	for (size_t i = 0; i < bridge->change_count; i++) {
		struct bridge_change *change = &bridge->changes[i];
		const struct bridge_place *old =
		    bridge_place_of(before, change->stay->index);
		const struct bridge_place *new =
		    bridge_place_of(after, change->stay->index);

		*telling.text = '\0';
		change->saved_s = detour_of(old) - detour_of(new);
		if (new)
			change->shift_end_s = bridge->shifts[new->shift]->end_s;
		if (i >= TOLD_MAX)
			continue;
		if (!new)
			tell_removal(&telling, change, old);
		else if (old)
			tell_move(&telling, change, old, new);
		else if (change->stay->visit)
			say(&telling, "no shift reaches there any more");
		else
			tell_add(&telling, explainer, change, new);
		change->why = arena_strdup(bridge->arena, telling.text);
	}
}
