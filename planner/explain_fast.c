/* SPDX-License-Identifier: MIT */
/*
 * Explanations over all technicians in no time. Whether a job fits after a
 * change needs no verdicts, so slack is asked instead of a walk; and most
 * technicians are ruled out at once: for each of a few prices there is a copy
 * of the day in which every limit is as wide as that price can make it. Who has
 * no room in the copy for the price to beat has no cheaper change.
 */
#include "planner/explain_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/rules_internal.h"

/* The last is any price. */
static const int64_t level_price[EXPLAIN_LEVELS] = {
    60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 30720, 90000, INT64_MAX};

static bool has_simple_routes(const struct plan_problem *problem)
{
	return problem->link_count == 0 && !problem->kits;
}

void explain_fast_open(struct plan_explainer *explainer)
{
	const struct plan_problem *problem = explainer->problem;

	explainer->unfit = xcalloc((size_t)problem->technician_count,
				   sizeof(*explainer->unfit));
	explainer->shorts = xcalloc((size_t)problem->technician_count,
				    sizeof(*explainer->shorts));
	explainer->scratch = arena_new();
	if (!has_simple_routes(problem))
		return;
	explainer->live = plan_live_new(problem, explainer->plan);
	explainer->level_arena = arena_new();
	explainer->levels =
	    xcalloc((size_t)problem->technician_count * EXPLAIN_LEVELS,
		    sizeof(struct level_day *));
}

void explain_fast_close(struct plan_explainer *explainer)
{
	size_t count =
	    (size_t)explainer->problem->technician_count * EXPLAIN_LEVELS;

	for (size_t i = 0; explainer->levels != NULL && i < count; i++)
		if (explainer->levels[i] != NULL)
			live_light_close(&explainer->levels[i]->light);
	live_light_close(&explainer->light);
	free(explainer->levels);
	free(explainer->unfit);
	free(explainer->shorts);
	arena_free(explainer->level_arena);
	arena_free(explainer->scratch);
	plan_live_free(explainer->live);
}

bool explain_is_fast(const struct plan_explainer *explainer, int32_t job,
		     int32_t technician)
{
	return explainer->live != NULL &&
	       live_is_plain_job(&explainer->live->problem, job) &&
	       explainer->live->days[technician].slack;
}

/* --- One set of changes --- */

static bool changes_day(enum plan_change change)
{
	return change >= PLAN_CHANGE_SHIFT_END && change < PLAN_CHANGE_LEVEL &&
	       change != PLAN_CHANGE_WINDOW_END &&
	       change != PLAN_CHANGE_WINDOW_START;
}

bool explain_fits_fast(struct plan_explainer *explainer, int32_t job,
		       const struct plan_relaxation *by, size_t count)
{
	struct plan_live *live = explainer->live;
	struct plan_problem *problem = &live->problem;
	int32_t who = by->technician;
	struct technician own = problem->technicians[who];
	struct job kept = problem->jobs[job];
	const struct live_day *day = &live->days[who];
	struct live_question question;
	bool changed = false, sound = true;

	assert(count > 0 && explain_is_fast(explainer, job, who));
	arena_reset(explainer->scratch);
	for (size_t i = 0; i < count; i++) {
		explain_apply(problem, explainer->scratch, job, &by[i]);
		changed = changed || changes_day(by[i].change);
	}
	if (changed) {
		sound = live_light_open(live, &explainer->light, who);
		day = &explainer->light;
	}
	live_question_open(&question, live, job, PLAN_ANY_TIME);
	sound = sound && live_allows(&question, who) &&
		live_fits_day(&question, day);
	live_question_close(&question);
	problem->technicians[who] = own;
	problem->jobs[job] = kept;
	stop_prepare(problem, job);
	return sound;
}

/* --- Levels --- */

static const struct level_day *level_day(struct plan_explainer *explainer,
					 int32_t job, int32_t technician,
					 int level)
{
	struct plan_problem *problem = &explainer->live->problem;
	size_t at = (size_t)level * (size_t)problem->technician_count +
		    (size_t)technician;
	struct technician own = problem->technicians[technician];
	struct level_day *made = explainer->levels[at];

	if (made != NULL)
		return made;
	made = arena_calloc(explainer->level_arena, 1, sizeof(*made));
	for (int i = PLAN_CHANGE_SHIFT_END; i < PLAN_CHANGE_LEVEL; i++) {
		struct plan_relaxation by = {technician, (enum plan_change)i,
					     0};

		if (!changes_day(by.change))
			continue;
		by.amount = explain_most(explainer, job, technician, by.change,
					 level_price[level]);
		if (by.amount > 0)
			explain_apply(problem, explainer->level_arena, job,
				      &by);
	}
	if (!live_light_open(explainer->live, &made->light, technician))
		made->light.room_s = -TIME_NEVER; /* never: it is wider */
	made->own = problem->technicians[technician];
	problem->technicians[technician] = own;
	explainer->levels[at] = made;
	return made;
}

/* Look at the job with windows as wide as the price can make them. */
static void widen_question(struct plan_explainer *explainer,
			   struct live_question *question, int32_t job,
			   int level)
{
	struct plan_problem *problem = &explainer->live->problem;

	arena_reset(explainer->scratch);
	for (int i = 0; i < 2; i++) {
		struct plan_relaxation by = {0,
					     i == 0 ? PLAN_CHANGE_WINDOW_END
						    : PLAN_CHANGE_WINDOW_START,
					     0};

		by.amount = explain_most(explainer, job, 0, by.change,
					 level_price[level]);
		if (by.amount > 0)
			explain_apply(problem, explainer->scratch, job, &by);
	}
	live_question_open(question, explainer->live, job, PLAN_ANY_TIME);
}

static bool fits_level(struct plan_explainer *explainer,
		       const struct live_question *question, int32_t technician,
		       int level)
{
	struct plan_problem *problem = &explainer->live->problem;
	const struct level_day *wide =
	    level_day(explainer, question->job, technician, level);
	struct technician own;
	bool fits;

	if (!live_day_has_room(question, &wide->light))
		return false;
	own = problem->technicians[technician];
	problem->technicians[technician] = wide->own;
	fits = live_fits_day(question, &wide->light);
	problem->technicians[technician] = own;
	return fits;
}

static void close_question(struct plan_explainer *explainer,
			   struct live_question *question,
			   const struct job *kept)
{
	struct plan_problem *problem = &explainer->live->problem;
	int32_t job = question->job;

	live_question_close(question);
	problem->jobs[job] = *kept;
	stop_prepare(problem, job);
}

static void relax_one(struct plan_explainer *explainer, int32_t job,
		      int32_t technician, struct plan_relaxation *best)
{
	struct plan_verdict verdicts[PLAN_RULE_COUNT] = {0};
	struct plan_relaxation none = {technician, PLAN_CHANGE_NONE, 0};

	if (explain_fits_fast(explainer, job, &none, 1))
		*best = none;
	else
		explain_relax(explainer, job, technician, verdicts, best);
}

static bool is_settled(const struct plan_relaxation *best)
{
	return best->technician != PLAN_NONE &&
	       best->change == PLAN_CHANGE_NONE;
}

static int level_for(int64_t price)
{
	int level = 0;

	while (level_price[level] < price)
		level++;
	return level;
}

static int64_t price_to_beat(const struct plan_relaxation *best)
{
	return best->technician == PLAN_NONE ? INT64_MAX : explain_price(best);
}

static int compare_shorts(const void *a, const void *b)
{
	const struct short_of *x = a, *y = b;

	if (x->time_s != y->time_s)
		return x->time_s < y->time_s ? -1 : 1;
	return (x->technician > y->technician) -
	       (x->technician < y->technician);
}

/* Who breaks no static rule, and how much time she is short of at least: a
 * second of it costs 1, whichever change brings it. */
static int32_t find_shorts(struct plan_explainer *explainer, int32_t job,
			   int64_t below)
{
	int32_t count = 0;

	for (int32_t i = 0; i < explainer->problem->technician_count; i++) {
		int64_t time_s;

		if (explainer->unfit[i] != 0 ||
		    !explain_is_fast(explainer, job, i))
			continue;
		time_s = live_short_of_s(explainer->live, i, job, below);
		if (time_s < below)
			explainer->shorts[count++] =
			    (struct short_of){time_s, i};
	}
	qsort(explainer->shorts, (size_t)count, sizeof(*explainer->shorts),
	      compare_shorts);
	return count;
}

/* Does she fit with all that a cheaper change than the best could do? */
static bool has_chance(struct plan_explainer *explainer, int32_t job,
		       int32_t technician, int64_t price)
{
	int level =
	    price == INT64_MAX ? EXPLAIN_LEVELS - 1 : level_for(price - 1);
	const struct job kept = explainer->live->problem.jobs[job];
	struct live_question question;
	bool fits;

	widen_question(explainer, &question, job, level);
	fits = fits_level(explainer, &question, technician, level);
	close_question(explainer, &question, &kept);
	return fits;
}

/* Who is short of least comes first: what she needs makes most others
 * unnecessary. */
static void relax_fit(struct plan_explainer *explainer, int32_t job,
		      struct plan_relaxation *best)
{
	int32_t count = find_shorts(explainer, job, price_to_beat(best));

	for (int32_t i = 0; i < count && !is_settled(best); i++) {
		const struct short_of *next = &explainer->shorts[i];
		int64_t price = price_to_beat(best);

		if (next->time_s >= price)
			return;
		if (has_chance(explainer, job, next->technician, price))
			relax_one(explainer, job, next->technician, best);
	}
}

/* Of those who break some, and of those whom slack does not know. */
static void relax_unfit(struct plan_explainer *explainer, int32_t job,
			struct plan_relaxation *best)
{
	const struct plan_problem *problem = explainer->problem;

	bool dear = price_to_beat(best) <= explain_least_unfit();

	for (int32_t i = 0; i < problem->technician_count; i++) {
		struct plan_evaluation evaluation;
		bool fast = explain_is_fast(explainer, job, i);

		if (explainer->unfit[i] < 0 || explainer->unfit[i] > 1 ||
		    (fast && (dear || explainer->unfit[i] == 0)))
			continue;
		/* The day is as it is for them: it must have room. */
		if (fast && !live_day_could_hold(explainer->live, i, job))
			continue;
		if (!fast) {
			plan_live_evaluate(explainer->live, job, i,
					   PLAN_ANY_TIME, &evaluation);
		} else {
			memset(&evaluation, 0, sizeof(evaluation));
			rules_static(problem, &problem->technicians[i], i,
				     &problem->jobs[job], evaluation.verdicts);
		}
		explain_relax(explainer, job, i, evaluation.verdicts, best);
	}
}

void explain_relax_others(struct plan_explainer *explainer, int32_t job,
			  struct plan_relaxation *best)
{
	relax_fit(explainer, job, best);
	if (!is_settled(best))
		relax_unfit(explainer, job, best);
}

/* --- Who else --- */

/* False if she cannot, or not for `limit` or less. */
static bool try_other(const struct live_question *question, int32_t technician,
		      int64_t limit, int64_t *ret_cost)
{
	struct plan_evaluation evaluation;
	struct choice choice;
	bool strict;

	if (!live_allows(question, technician))
		return false;
	if (live_by_slack(question, technician))
		return live_find_place(question, technician,
				       limit == INT64_MAX ? limit : limit + 1,
				       &choice, ret_cost);
	live_evaluate(question, technician, &choice, &strict, &evaluation);
	*ret_cost = evaluation.cost;
	return evaluation.feasible && evaluation.cost <= limit;
}

bool explain_alternative(struct plan_explainer *explainer, int32_t job,
			 int32_t *ret_technician, int64_t *ret_extra_cost)
{
	struct live_question question;
	struct plan_evaluation own;
	int32_t best = PLAN_NONE;
	int64_t least = INT64_MAX, cost;
	struct choice ignored;
	bool strict;

	live_question_open(&question, explainer->live, job, PLAN_ANY_TIME);
	for (int32_t i = 0; i < explainer->problem->technician_count; i++) {
		if (i == question.home ||
		    !try_other(&question, i, least, &cost) ||
		    (best != PLAN_NONE && cost == least &&
		     explain_compare_ids(explainer, i, best) > 0))
			continue;
		best = i;
		least = cost;
	}
	if (best != PLAN_NONE) {
		live_evaluate(&question, question.home, &ignored, &strict,
			      &own);
		*ret_technician = best;
		*ret_extra_cost = least - own.cost;
	}
	live_question_close(&question);
	return best != PLAN_NONE;
}
