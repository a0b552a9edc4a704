/* SPDX-License-Identifier: MIT */
/*
 * What a newcomer does to the others, to be shown and to be written: the stops
 * of her day and of the one that the job leaves, before and after.
 */
#include <assert.h>
#include <stdlib.h>

#include "planner/depot.h"
#include "planner/live_internal.h"

struct effects {
	const struct live_question *question;
	struct plan_effect *all;
	size_t count;
};

/* NULL: the job is not on this day. The last stage is the end. */
static const struct stop_time *find_time(const struct stop_time *times,
					 int32_t job)
{
	for (; times != NULL && times->job != PLAN_NONE; times++)
		if (times->job == job)
			return times;
	return NULL;
}

static void add(struct effects *effects, int32_t technician, int32_t position,
		const struct stop_time *before, const struct stop_time *after)
{
	struct plan_effect effect = {.job = after->job,
				     .technician = technician,
				     .position = position,
				     .begin_before_s = PLAN_ANY_TIME,
				     .begin_after_s = after->begin_s,
				     .end_before_s = PLAN_ANY_TIME,
				     .end_after_s = after->departure_s,
				     .travel_before_s = PLAN_ANY_TIME,
				     .travel_after_s = after->travel_s,
				     .late_after_s = after->late_s};

	if (before != NULL) {
		effect.begin_before_s = before->begin_s;
		effect.end_before_s = before->departure_s;
		effect.travel_before_s = before->travel_s;
		effect.late_before_s = before->late_s;
	}
	effects->all[effects->count++] = effect;
}

static bool is_same(const struct stop_time *a, const struct stop_time *b)
{
	return a->begin_s == b->begin_s && a->departure_s == b->departure_s &&
	       a->travel_s == b->travel_s && a->late_s == b->late_s;
}

/* The stops of one day that change: `job` first, then the others. */
static void compare_day(struct effects *effects, int32_t technician,
			const struct stop_time *before,
			const struct stop_time *after)
{
	const struct plan_live *live = effects->question->live;
	int32_t job = effects->question->job;

	for (int pass = 0; pass < 2; pass++) {
		int32_t position = 0;

		for (int32_t i = 0; after[i].job != PLAN_NONE; i++) {
			const struct stop_time *was =
			    find_time(before, after[i].job);

			if (is_depot(&live->problem, after[i].job))
				continue;
			if (pass == 0 ? after[i].job == job
				      : after[i].job != job &&
					    !is_same(was, &after[i]))
				add(effects, technician, position, was,
				    &after[i]);
			position++;
		}
	}
}

static const struct stop_time *times_of(const struct live_day *day)
{
	return day->day.count == 0 ? NULL : day->day.times;
}

/* The day that the job leaves. */
static void compare_home(struct effects *effects, int32_t home)
{
	struct plan_live *live = effects->question->live;
	const struct route *route = &live->days[home].route;
	struct day left;

	day_open_left(&left, &live->problem, home, route->jobs, route->count,
		      effects->question->job, live->walk);
	if (left.count > 0)
		compare_day(effects, home, times_of(&live->days[home]),
			    left.times);
	day_close(&left);
}

/* The day once the job stands there, pinned where a time was asked for: what it
 * breaks is granted anew, as plan_live_assign() does. Not judged yet. */
static void open_after(const struct effects *effects, int32_t technician,
		       const struct choice *choice, struct day *ret_after)
{
	const struct live_question *question = effects->question;
	struct plan_live *live = question->live;
	struct job *own = &live->problem.jobs[question->job];
	struct day_stops stops = day_stops_of(
	    &live_question_day(question, technician)->day, choice->visit);
	int32_t *jobs = xcalloc((size_t)stops.count + 1, sizeof(*jobs));

	for (int32_t i = 0; i <= stops.count; i++)
		jobs[i] = i == choice->at ? question->job
					  : stops.jobs[i - (i > choice->at)];
	/* Until the question is closed. */
	own->pinned = own->timed = question->begin_s != PLAN_ANY_TIME;
	own->held = own->pinned && own->group != PLAN_NONE;
	day_open_left(ret_after, &live->problem, technician, jobs,
		      stops.count + 1, PLAN_NONE, live->base_walk);
	free(jobs);
}

/* What is granted to the day afterwards is late all the same. */
static void keep_lateness(const struct day *after,
			  const struct stop_time *judged)
{
	for (int32_t i = 0; i < after->count; i++) {
		const struct stop_time *own =
		    find_time(judged, after->times[i].job);

		if (own != NULL)
			after->times[i].late_s = own->late_s;
	}
}

static void find_effects(struct effects *effects, int32_t technician)
{
	const struct live_question *question = effects->question;
	struct plan_live *live = question->live;
	int32_t home = question->home;
	struct plan_evaluation ignored;
	struct choice choice;
	struct day after;
	bool strict;

	/* The walk is left at the place. */
	live_evaluate(question, technician, &choice, &strict, &ignored);
	open_after(effects, technician, &choice, &after);
	keep_lateness(&after, walk_times(live->walk));
	compare_day(effects, technician, times_of(&live->days[technician]),
		    after.times);
	day_close(&after);
	if (home != PLAN_NONE && home != technician)
		compare_home(effects, home);
}

static void note_move(const struct live_question *question,
		      struct plan_effect *own)
{
	const struct stop_time *was;

	if (question->home == PLAN_NONE)
		return;
	was = find_time(times_of(&question->live->days[question->home]),
			question->job);
	assert(was != NULL);
	own->begin_before_s = was->begin_s;
	own->end_before_s = was->departure_s;
	own->travel_before_s = was->travel_s;
}

void plan_live_effects(struct plan_live *live, const struct plan_evaluation *of,
		       int64_t begin_s, struct arena *arena,
		       const struct plan_effect **ret_effects,
		       size_t *ret_count)
{
	struct live_question question;
	struct effects effects = {.question = &question};
	int32_t technician = of->technician, home;

	assert(technician >= 0 && technician < live->problem.technician_count);
	/* What is linked is judged elsewhere, at a time that the others allow.
	 */
	if (live->problem.jobs[of->job].group != PLAN_NONE)
		begin_s = of->begin_s;
	live_question_open(&question, live, of->job, begin_s);
	home = question.home == PLAN_NONE ? technician : question.home;
	effects.all = arena_calloc(arena,
				   (size_t)live->days[technician].day.count +
				       (size_t)live->days[home].day.count + 1,
				   sizeof(*effects.all));
	find_effects(&effects, technician);
	note_move(&question, &effects.all[0]);
	live_question_close(&question);
	*ret_effects = effects.all;
	*ret_count = effects.count;
}

/* --- The cost in parts --- */

struct plan_cost_parts
plan_evaluation_parts(const struct plan_evaluation *evaluation)
{
	const struct plan_verdict *verdicts = evaluation->verdicts;
	struct plan_cost_parts parts = {
	    .travel = verdicts[PLAN_RULE_TRAVEL].cost +
		      verdicts[PLAN_RULE_DISTANCE].cost,
	    .lateness = verdicts[PLAN_RULE_DUE].cost,
	    .overtime = verdicts[PLAN_RULE_OVERTIME].cost,
	    .preference = verdicts[PLAN_RULE_PREFERENCE].cost,
	    .move = verdicts[PLAN_RULE_STABILITY].cost,
	};

	parts.other = evaluation->cost - parts.travel - parts.lateness -
		      parts.overtime - parts.preference - parts.move;
	return parts;
}
