/* SPDX-License-Identifier: MIT */
/*
 * Explanations over all technicians in no time. Whether a job fits after a
 * change needs no verdicts, so slack is asked instead of a walk. How far a
 * shift or a window has to move follows from the ends of each place; other
 * changes move neither end, so they are tried only where the ends leave the
 * time for the job.
 */
#include "planner/explain_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/rules_internal.h"

static bool has_simple_routes(const struct plan_problem *problem)
{
	return problem->link_count == 0 && !problem->kits;
}

/* Over the earth the straight way is the shortest, but for rounding; a matrix
 * and known ways need not keep to that. */
static struct reach reach_of(const struct plan_live *live, int32_t technician)
{
	const struct plan_problem *problem = &live->problem;
	const struct technician *own = &problem->technicians[technician];
	const struct live_day *day = &live->days[technician];
	int32_t start = own->spec.start_location, end = own->spec.end_location;
	struct reach reach = {day->room_s, TIME_NEVER, day->steady};

	if (!travel_is_straight(&problem->travel) || start < 0 || end < 0)
		return reach;
	reach.radius_s = travel_between_s(problem, own, start, end);
	for (int32_t i = 0; i < day->route.count; i++) {
		int32_t stop = problem->jobs[day->route.jobs[i]].spec.location;
		int64_t away_s = travel_between_s(problem, own, start, stop);

		if (away_s > reach.radius_s)
			reach.radius_s = away_s;
	}
	return reach;
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
	explainer->reaches = xcalloc((size_t)problem->technician_count,
				     sizeof(*explainer->reaches));
	for (int32_t i = 0; i < problem->technician_count; i++)
		explainer->reaches[i] = reach_of(explainer->live, i);
}

void explain_fast_close(struct plan_explainer *explainer)
{
	live_light_close(&explainer->light);
	free(explainer->unfit);
	free(explainer->shorts);
	free(explainer->reaches);
	arena_free(explainer->scratch);
	plan_live_free(explainer->live);
}

void explain_ask(struct plan_explainer *explainer, int32_t job)
{
	if (explainer->live != NULL)
		live_question_open(&explainer->question, explainer->live, job,
				   PLAN_ANY_TIME);
}

void explain_asked(struct plan_explainer *explainer)
{
	if (explainer->live != NULL)
		live_question_close(&explainer->question);
}

void explain_evaluate_fast(struct plan_explainer *explainer, int32_t technician,
			   struct plan_evaluation *ret_evaluation)
{
	struct choice ignored;
	bool strict;

	live_evaluate(&explainer->question, technician, &ignored, &strict,
		      ret_evaluation);
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

/* --- What is lacking --- */

static bool is_settled(const struct plan_relaxation *best)
{
	return best->technician != PLAN_NONE &&
	       best->change == PLAN_CHANGE_NONE;
}

static int64_t price_to_beat(const struct plan_relaxation *best)
{
	return best->technician == PLAN_NONE ? INT64_MAX : explain_price(best);
}

static void offer(const struct plan_explainer *explainer, int32_t job,
		  int32_t technician, enum plan_change change, int64_t amount,
		  struct plan_relaxation *best)
{
	struct plan_relaxation next = {technician, change, amount};

	if (is_settled(best))
		return;
	if (amount == 0)
		*best =
		    (struct plan_relaxation){technician, PLAN_CHANGE_NONE, 0};
	else if (amount < TIME_NEVER &&
		 explain_price(&next) < price_to_beat(best) &&
		 amount <= explain_most(explainer, job, technician, change))
		*best = next;
}

static int64_t lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void take_lesser(struct slack_lack *least, struct slack_lack lack)
{
	least->shift_end_s = lesser(least->shift_end_s, lack.shift_end_s);
	least->shift_start_s = lesser(least->shift_start_s, lack.shift_start_s);
	least->window_end_s = lesser(least->window_end_s, lack.window_end_s);
	least->window_start_s =
	    lesser(least->window_start_s, lack.window_start_s);
}

/* Not by a shift for less than `price`: the job's windows open too late for
 * what comes after it, and close too early for what comes before. A second of
 * the shift is a second here at most, as the day is steady. */
static bool is_shut(const struct live_day *day, const struct job *job,
		    int64_t service_s, int32_t at,
		    const struct place_travel *travel, int64_t price)
{
	int64_t early_s = day->early_s[at] + travel->to_s;
	int64_t late_s = day->late_s[at] - travel->from_s - service_s;

	return timewin_earliest(&job->win, early_s) - late_s >= price &&
	       early_s - timewin_latest(&job->win, late_s) >= price;
}

/* The least of all places where nothing but time is lacking, as far as they may
 * be cheaper than `price`. False: none of them has the time between its ends.
 */
static bool find_lacks(const struct live_question *question,
		       const struct live_day *day, int64_t price,
		       struct slack_lack *least)
{
	const struct plan_problem *problem = day->day.problem;
	int32_t technician = day->day.technician;
	const struct technician *own = &problem->technicians[technician];
	int64_t service_s =
	    job_work(own, &problem->jobs[question->job]).service_s;
	bool full = day->day.count >= own->spec.max_jobs, room = false;

	for (int32_t at = 0; at <= day->day.count; at++) {
		int64_t lacks_s =
		    day->early_s[at] + service_s - day->late_s[at];
		struct place_travel travel;

		if (day->steady && lacks_s >= price)
			continue;
		travel = slack_travel(problem, technician, &day->route,
				      question->job, at, NULL);
		lacks_s += travel.to_s + travel.from_s;
		if (day->steady && lacks_s >= price)
			continue;
		room = room || lacks_s <= 0;
		/* Wider windows help only where there is the time. */
		if (day->steady && lacks_s > 0 &&
		    is_shut(day, &problem->jobs[question->job], service_s, at,
			    &travel, price))
			continue;
		if (!full && live_has_way(question, day, at, &travel))
			take_lesser(
			    least, slack_lacks(problem, technician, &day->route,
					       question->job, at, &travel));
	}
	return room;
}

void explain_relax_fast(struct plan_explainer *explainer, int32_t job,
			int32_t technician, struct plan_relaxation *best)
{
	const struct live_day *day = &explainer->live->days[technician];
	struct slack_lack lack = {TIME_NEVER, TIME_NEVER, TIME_NEVER,
				  TIME_NEVER};
	bool room =
	    find_lacks(&explainer->question, day, price_to_beat(best), &lack);

	offer(explainer, job, technician, PLAN_CHANGE_SHIFT_END,
	      lack.shift_end_s, best);
	offer(explainer, job, technician, PLAN_CHANGE_SHIFT_START,
	      lack.shift_start_s, best);
	offer(explainer, job, technician, PLAN_CHANGE_WINDOW_END,
	      lack.window_end_s, best);
	offer(explainer, job, technician, PLAN_CHANGE_WINDOW_START,
	      lack.window_start_s, best);
	/* Certificates move the ends too. */
	if (!is_settled(best) && (room || day->day.own.dated))
		explain_relax_from(explainer, job, technician,
				   PLAN_CHANGE_BREAK_END, NULL, best);
}

/* --- All the others --- */

static int compare_shorts(const void *a, const void *b)
{
	const struct short_of *x = a, *y = b;

	if (x->time_s != y->time_s)
		return x->time_s < y->time_s ? -1 : 1;
	return (x->technician > y->technician) -
	       (x->technician < y->technician);
}

/* Is she short of `below` or more, as seen from afar? From any of her stops it
 * is at least so far to the job as from the start, less the way to the stop. */
static bool is_afar(const struct plan_explainer *explainer, int32_t job,
		    int32_t technician, int64_t below)
{
	enum { ROUNDING_S = 4 };
	const struct plan_problem *problem = explainer->problem;
	const struct technician *own = &problem->technicians[technician];
	const struct reach *reach = &explainer->reaches[technician];
	const struct job *asked = &problem->jobs[job];
	int64_t lacks_s, way_s;

	if (!reach->steady)
		return false;
	lacks_s = job_work(own, asked).service_s - reach->room_s;
	if (lacks_s >= below || reach->radius_s == TIME_NEVER ||
	    asked->spec.location < 0)
		return lacks_s >= below;
	way_s = travel_between_s(problem, own, own->spec.start_location,
				 asked->spec.location) -
		reach->radius_s;
	return way_s > 0 && lacks_s + 2 * way_s - ROUNDING_S >= below;
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
		    !explain_is_fast(explainer, job, i) ||
		    is_afar(explainer, job, i, below))
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

/* Who is short of least comes first: what she needs makes most others
 * unnecessary. */
static void relax_fit(struct plan_explainer *explainer, int32_t job,
		      struct plan_relaxation *best)
{
	int32_t count = find_shorts(explainer, job, price_to_beat(best));

	for (int32_t i = 0; i < count && !is_settled(best); i++) {
		const struct short_of *next = &explainer->shorts[i];

		if (next->time_s >= price_to_beat(best))
			return;
		explain_relax_fast(explainer, job, next->technician, best);
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
			explain_evaluate_fast(explainer, i, &evaluation);
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
