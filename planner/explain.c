/* SPDX-License-Identifier: MIT */
/*
 * Explanations, see plan_explain.h. A change is tried on a copy of the problem
 * and judged by plan_evaluate(), so it cannot promise what the planner would
 * not do. The least amount is found by bisection: wider limits never forbid
 * what narrower ones allow.
 */
#include <callout/plan_explain.h>

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planner/explain_internal.h"
#include "planner/plan_internal.h"
#include "planner/rules_internal.h"

enum { DAY_S = 86400 };

/* What a change costs: `base`, and `each` per unit. It is what a dispatcher
 * would rather do: minutes before people, people before the customer's word.
 * `most` is where it ends; 0: it is done as a whole, by the rule's amount. */
static const struct {
	struct plan_change_info info;
	int64_t base, each, most;
	const char *text; /* %s: the amount */
} changes[PLAN_CHANGE_COUNT] = {
    [PLAN_CHANGE_NONE] = {{"none", PLAN_RULE_COUNT, ""},
			  0,
			  0,
			  0,
			  "fits as it is: a longer search would serve it"},
    [PLAN_CHANGE_SHIFT_END] = {{"shift_end", PLAN_RULE_SHIFT, "s"},
			       0,
			       1,
			       DAY_S,
			       "a shift that ends %s later"},
    [PLAN_CHANGE_SHIFT_START] = {{"shift_start", PLAN_RULE_SHIFT, "s"},
				 0,
				 1,
				 DAY_S,
				 "a shift that begins %s earlier"},
    [PLAN_CHANGE_WINDOW_END] = {{"window_end", PLAN_RULE_TIME_WINDOW, "s"},
				0,
				1,
				DAY_S,
				"time windows that end %s later"},
    [PLAN_CHANGE_WINDOW_START] = {{"window_start", PLAN_RULE_TIME_WINDOW, "s"},
				  0,
				  1,
				  DAY_S,
				  "time windows that begin %s earlier"},
    [PLAN_CHANGE_BREAK_END] = {{"break_end", PLAN_RULE_BREAK, "s"},
			       0,
			       1,
			       DAY_S,
			       "breaks that may begin %s later"},
    [PLAN_CHANGE_MAX_TRAVEL] = {{"max_travel", PLAN_RULE_MAX_TRAVEL, "s"},
				0,
				1,
				DAY_S,
				"a limit of travel that is %s higher"},
    [PLAN_CHANGE_MAX_DISTANCE] = {{"max_distance", PLAN_RULE_MAX_DISTANCE, "m"},
				  0,
				  1,
				  1000000,
				  "a limit of distance that is %s m higher"},
    [PLAN_CHANGE_MAX_JOBS] = {{"max_jobs", PLAN_RULE_MAX_JOBS, "jobs"},
			      0,
			      900,
			      1000,
			      "a limit of jobs that is %s higher"},
    [PLAN_CHANGE_CAPACITY] = {{"capacity", PLAN_RULE_CAPACITY, "amount"},
			      900,
			      1,
			      1LL << 40,
			      "room for %s more"},
    [PLAN_CHANGE_CERTIFICATE] = {{"certificate", PLAN_RULE_CERTIFICATE, "s"},
				 5400,
				 0,
				 PLAN_SPAN_MAX,
				 "certificates that hold %s longer"},
    [PLAN_CHANGE_LEVEL] = {{"level", PLAN_RULE_LEVEL, "levels"},
			   0,
			   1800,
			   0,
			   "a level that is %s lower"},
    [PLAN_CHANGE_SKILL] = {{"skill", PLAN_RULE_SKILL, "skills"},
			   0,
			   7200,
			   0,
			   "a technician with %s more of the skills"},
    [PLAN_CHANGE_TERRITORY] = {{"territory", PLAN_RULE_TERRITORY, ""},
			       3600,
			       0,
			       0,
			       "a technician who works in the territory too"},
    [PLAN_CHANGE_EXCLUDED] = {{"excluded", PLAN_RULE_EXCLUDED, ""},
			      14400,
			      0,
			      0,
			      "a technician who is not excluded"},
    [PLAN_CHANGE_REQUIRED] = {{"required", PLAN_RULE_REQUIRED, ""},
			      14400,
			      0,
			      0,
			      "one more technician whom the job allows"},
};

const struct plan_change_info *plan_change_info(enum plan_change change)
{
	assert((int)change >= 0 && change < PLAN_CHANGE_COUNT);
	return &changes[change].info;
}

char *plan_relaxation_text(const struct plan_relaxation *relaxation,
			   char *ret_text, size_t size)
{
	int64_t amount = relaxation->amount, minutes = (amount + 59) / 60;
	char said[64];

	if (changes[relaxation->change].info.unit[0] != 's' ||
	    changes[relaxation->change].info.unit[1] != '\0' || amount < 60)
		snprintf(said, sizeof(said), "%" PRId64 "%s", amount,
			 strcmp(changes[relaxation->change].info.unit, "s") == 0
			     ? " s"
			     : "");
	else if (minutes >= 60)
		snprintf(said, sizeof(said), "%" PRId64 " h %02" PRId64 " min",
			 minutes / 60, minutes % 60);
	else
		snprintf(said, sizeof(said), "%" PRId64 " min", minutes);
	ret_text[0] = '\0';
	for (const char *c = changes[relaxation->change].text; *c != '\0';
	     c++) {
		size_t used = strlen(ret_text);

		if (c[0] == '%' && c[1] == 's')
			snprintf(ret_text + used, size - used, "%s", said), c++;
		else
			snprintf(ret_text + used, size - used, "%c", *c);
	}
	return ret_text;
}

struct plan_explainer *plan_explainer_new(const struct plan_problem *problem,
					  const struct plan *plan,
					  int32_t limit)
{
	struct plan_explainer *explainer = xcalloc(1, sizeof(*explainer));
	size_t technicians = (size_t)problem->technician_count;
	size_t jobs = (size_t)problem->job_count;
	size_t room;

	assert(problem->finished && limit >= 0);
	explainer->problem = problem;
	explainer->plan = plan;
	explainer->limit = limit > 0 && limit < problem->technician_count
			       ? limit
			       : problem->technician_count;
	room = (size_t)explainer->limit + 1;
	explainer->ranked = xcalloc(room, sizeof(*explainer->ranked));
	explainer->evaluations = xcalloc(room, sizeof(*explainer->evaluations));
	explainer->rejections = xcalloc(room, sizeof(*explainer->rejections));
	explainer->evaluation_of =
	    xcalloc(room, sizeof(*explainer->evaluation_of));
	explainer->trial = *problem;
	explainer->trial.technicians =
	    xcalloc(technicians + 1, sizeof(*problem->technicians));
	explainer->trial.jobs = xcalloc(jobs + 1, sizeof(*problem->jobs));
	if (technicians > 0)
		memcpy(explainer->trial.technicians, problem->technicians,
		       technicians * sizeof(*problem->technicians));
	if (jobs > 0)
		memcpy(explainer->trial.jobs, problem->jobs,
		       (jobs + 1) * sizeof(*problem->jobs));
	explain_fast_open(explainer);
	return explainer;
}

void plan_explainer_free(struct plan_explainer *explainer)
{
	if (explainer == NULL)
		return;
	explain_fast_close(explainer);
	free(explainer->ranked);
	free(explainer->evaluations);
	free(explainer->rejections);
	free(explainer->evaluation_of);
	free(explainer->trial.technicians);
	free(explainer->trial.jobs);
	free(explainer);
}

/* --- One change --- */

/* A copy of the windows, wider at one end, that is still sorted and disjoint.
 */
static struct timewin widen(struct arena *arena, const struct timewin *win,
			    int64_t earlier_s, int64_t later_s)
{
	struct plan_window *at = arena_calloc(arena, win->count, sizeof(*at));
	struct timewin wide = {at, 0, win->relief_s};

	for (size_t i = 0; i < win->count; i++) {
		struct plan_window next = {win->at[i].start_s - earlier_s,
					   win->at[i].end_s + later_s};

		if (next.start_s < -PLAN_TIME_MAX)
			next.start_s = -PLAN_TIME_MAX;
		if (next.end_s > PLAN_TIME_MAX)
			next.end_s = PLAN_TIME_MAX;
		if (wide.count > 0 && next.start_s <= at[wide.count - 1].end_s)
			at[wide.count - 1].end_s = next.end_s;
		else
			at[wide.count++] = next;
	}
	return wide;
}

static void widen_job(struct arena *arena, struct job *job, int64_t earlier_s,
		      int64_t later_s)
{
	job->open = widen(arena, &job->open, earlier_s, later_s);
	job->win = job->open;
	job->spec.windows = job->open.at;
	job->spec.window_count = job->open.count;
}

static void widen_breaks(struct arena *arena, struct technician *own,
			 int64_t later_s)
{
	struct day_break *breaks =
	    arena_calloc(arena, (size_t)own->break_count + 1, sizeof(*breaks));

	for (int32_t i = 0; i < own->break_count; i++) {
		breaks[i] = own->breaks[i];
		breaks[i].win = widen(arena, &breaks[i].win, 0, later_s);
	}
	own->breaks = breaks;
}

static void widen_capacity(const struct plan_problem *problem,
			   struct arena *arena, struct technician *own,
			   int64_t more)
{
	int64_t *wide =
	    arena_calloc(arena, problem->amounts + 1, sizeof(*wide));

	/* Where the pins need more already, relief has granted it. */
	for (size_t d = 0; d < problem->amounts; d++) {
		wide[d] = own->spec.capacity[d] + more;
		if (wide[d] < own->capacity[d])
			wide[d] = own->capacity[d];
	}
	own->spec.capacity = own->capacity = wide;
}

static void widen_certificates(struct arena *arena, struct technician *own,
			       int64_t more_s)
{
	struct plan_skill *skills =
	    arena_calloc(arena, own->spec.skill_count + 1, sizeof(*skills));

	for (size_t i = 0; i < own->spec.skill_count; i++) {
		skills[i] = own->spec.skills[i];
		skills[i].from_s -= more_s;
		skills[i].to_s += more_s;
	}
	own->spec.skills = skills;
}

/* Ask for no more than the technician has: either of skills or of levels. */
static void lower_needs(struct arena *arena, const struct technician *own,
			struct job *job, bool skills)
{
	struct plan_need *needs =
	    arena_calloc(arena, job->spec.need_count + 1, sizeof(*needs));
	size_t kept = 0;

	for (size_t i = 0; i < job->spec.need_count; i++) {
		struct plan_need need = job->spec.needs[i];
		bool has = false;

		for (size_t k = 0; k < own->spec.skill_count; k++)
			if (own->spec.skills[k].skill == need.skill) {
				if (!skills &&
				    own->spec.skills[k].level < need.level)
					need.level = own->spec.skills[k].level;
				has = true;
				break;
			}
		if (has || !skills)
			needs[kept++] = need;
	}
	job->spec.needs = needs;
	job->spec.need_count = kept;
	/* The masks are of all needs: now they say nothing. */
	job->skill_mask = 0;
	job->masked = false;
}

void explain_apply(struct plan_problem *problem, struct arena *arena,
		   int32_t job_index, const struct plan_relaxation *by)
{
	struct technician *own = &problem->technicians[by->technician];
	struct job *job = &problem->jobs[job_index];
	int64_t end_s = own->spec.shift_end_s + own->spec.overtime_max_s;

	switch (by->change) {
	case PLAN_CHANGE_SHIFT_END:
		own->spec.shift_end_s += by->amount;
		if (own->end_latest_s < end_s + by->amount)
			own->end_latest_s = end_s + by->amount;
		break;
	case PLAN_CHANGE_SHIFT_START:
		own->spec.shift_start_s -= by->amount;
		break;
	case PLAN_CHANGE_WINDOW_END:
		widen_job(arena, job, 0, by->amount);
		break;
	case PLAN_CHANGE_WINDOW_START:
		widen_job(arena, job, by->amount, 0);
		break;
	case PLAN_CHANGE_BREAK_END:
		widen_breaks(arena, own, by->amount);
		break;
	case PLAN_CHANGE_MAX_TRAVEL:
		own->spec.max_travel_s += by->amount;
		if (own->max_travel_s < own->spec.max_travel_s)
			own->max_travel_s = own->spec.max_travel_s;
		break;
	case PLAN_CHANGE_MAX_DISTANCE:
		own->spec.max_distance_m += by->amount;
		if (own->max_distance_m < own->spec.max_distance_m)
			own->max_distance_m = own->spec.max_distance_m;
		break;
	case PLAN_CHANGE_MAX_JOBS:
		own->spec.max_jobs += (int32_t)by->amount;
		if (own->max_jobs < own->spec.max_jobs)
			own->max_jobs = own->spec.max_jobs;
		break;
	case PLAN_CHANGE_CAPACITY:
		widen_capacity(problem, arena, own, by->amount);
		break;
	case PLAN_CHANGE_CERTIFICATE:
		widen_certificates(arena, own, by->amount);
		break;
	case PLAN_CHANGE_LEVEL:
		lower_needs(arena, own, job, false);
		break;
	case PLAN_CHANGE_SKILL:
		lower_needs(arena, own, job, true);
		break;
	case PLAN_CHANGE_TERRITORY:
		job->spec.territory = PLAN_NONE;
		break;
	case PLAN_CHANGE_EXCLUDED:
		job->spec.excluded_count = 0;
		break;
	case PLAN_CHANGE_REQUIRED:
		job->spec.required_count = 0;
		break;
	case PLAN_CHANGE_NONE:
	case PLAN_CHANGE_COUNT:
		break;
	}
}

static void restore(struct plan_explainer *explainer, int32_t job,
		    int32_t technician)
{
	explainer->trial.technicians[technician] =
	    explainer->problem->technicians[technician];
	explainer->trial.jobs[job] = explainer->problem->jobs[job];
}

static bool fits(struct plan_explainer *explainer, int32_t job,
		 const struct plan_relaxation *by, size_t count)
{
	struct plan_evaluation evaluation;

	assert(count > 0);
	if (explain_is_fast(explainer, job, by->technician))
		return explain_fits_fast(explainer, job, by, count);
	arena_reset(explainer->scratch);
	for (size_t i = 0; i < count; i++)
		explain_apply(&explainer->trial, explainer->scratch, job,
			      &by[i]);
	plan_evaluate(&explainer->trial, explainer->plan, job, by->technician,
		      PLAN_ANY_TIME, &evaluation);
	restore(explainer, job, by->technician);
	return evaluation.feasible;
}

static bool is_enough(struct plan_explainer *explainer, int32_t job,
		      const struct plan_relaxation *by)
{
	return fits(explainer, job, by, 1);
}

/* --- How far a change may go --- */

/* A break that is not planned, as it lies outside of the shift or is past,
 * must not come into the day by a wider limit. */
static int64_t before_next_break(const struct plan_explainer *explainer,
				 const struct plan_technician *spec,
				 enum plan_change change, int64_t most)
{
	int64_t end_s = spec->shift_end_s + spec->overtime_max_s;
	int64_t frozen_s = explainer->problem->frozen_until_s;

	for (size_t i = 0; i < spec->break_count; i++) {
		const struct plan_break *rest = &spec->breaks[i];
		int64_t first = rest->windows[0].start_s;
		int64_t last = rest->windows[rest->window_count - 1].end_s;
		int64_t past = spec->shift_start_s > frozen_s
				   ? spec->shift_start_s
				   : frozen_s;
		int64_t room = most;

		if (change == PLAN_CHANGE_SHIFT_END && first > end_s)
			room = first - end_s - 1;
		else if (change == PLAN_CHANGE_SHIFT_START &&
			 last < spec->shift_start_s)
			room = spec->shift_start_s - last - 1;
		else if (change == PLAN_CHANGE_BREAK_END && last < past)
			room = past - last - 1;
		if (room < most)
			most = room;
	}
	return most;
}

/* Pins that break the day's own limits are granted relief (relief.h). Other
 * limits would need another relief, which may be less than the rest of the day
 * has used by now: such a day's limits are left alone. */
static bool is_relieved(const struct plan_problem *problem,
			const struct technician *own)
{
	if (own->end_latest_s >
		own->spec.shift_end_s + own->spec.overtime_max_s ||
	    own->max_jobs > own->spec.max_jobs ||
	    own->max_travel_s > own->spec.max_travel_s ||
	    own->max_distance_m > own->spec.max_distance_m)
		return true;
	for (size_t d = 0; own->capacity != NULL && d < problem->amounts; d++)
		if (own->capacity[d] > own->spec.capacity[d])
			return true;
	for (int32_t i = 0; i < own->break_count; i++)
		if (own->breaks[i].win.relief_s != -TIME_NEVER)
			return true;
	for (int32_t i = 0; i < own->pinned_count; i++)
		if (problem->jobs[own->pinned[i]].win.relief_s != -TIME_NEVER)
			return true;
	return false;
}

/* 0: it has nothing to widen. */
int64_t explain_most(const struct plan_explainer *explainer, int32_t job,
		     int32_t technician, enum plan_change change)
{
	const struct technician *own =
	    &explainer->problem->technicians[technician];
	const struct plan_job *spec = &explainer->problem->jobs[job].spec;
	int64_t most = changes[change].most;
	int64_t span = own->spec.shift_end_s + own->spec.overtime_max_s -
		       own->spec.shift_start_s;

	if (change != PLAN_CHANGE_WINDOW_END &&
	    change != PLAN_CHANGE_WINDOW_START &&
	    is_relieved(explainer->problem, own))
		return 0;
	switch (change) {
	case PLAN_CHANGE_SHIFT_END:
	case PLAN_CHANGE_SHIFT_START:
		if (most > PLAN_SPAN_MAX - span)
			most = PLAN_SPAN_MAX > span ? PLAN_SPAN_MAX - span : 0;
		/* Nobody can write down a time before 0. */
		if (change == PLAN_CHANGE_SHIFT_START &&
		    own->spec.shift_start_s >= 0 &&
		    most > own->spec.shift_start_s)
			most = own->spec.shift_start_s;
		break;
	case PLAN_CHANGE_WINDOW_END:
	case PLAN_CHANGE_WINDOW_START:
		return spec->windows[0].start_s <= -PLAN_TIME_MAX ? 0 : most;
	case PLAN_CHANGE_BREAK_END:
		if (own->break_count == 0)
			return 0;
		break;
	case PLAN_CHANGE_MAX_TRAVEL:
		return own->spec.max_travel_s >= PLAN_TIME_MAX - most ? 0
								      : most;
	case PLAN_CHANGE_MAX_DISTANCE:
		return own->spec.max_distance_m >= PLAN_TIME_MAX - most ? 0
									: most;
	case PLAN_CHANGE_MAX_JOBS:
		return own->spec.max_jobs >= PLAN_NO_LIMIT - most ? 0 : most;
	case PLAN_CHANGE_CAPACITY:
		return own->spec.capacity == NULL ? 0 : most;
	case PLAN_CHANGE_CERTIFICATE:
		if (!own->dated)
			return 0;
		break;
	default:
		return most;
	}
	return before_next_break(explainer, &own->spec, change, most);
}

/* --- The cheapest change --- */

int64_t explain_price(const struct plan_relaxation *relaxation)
{
	return changes[relaxation->change].base +
	       changes[relaxation->change].each * relaxation->amount;
}

int64_t explain_least_unfit(void)
{
	int64_t least = INT64_MAX;

	for (int i = PLAN_CHANGE_LEVEL; i < PLAN_CHANGE_COUNT; i++)
		if (changes[i].base + changes[i].each < least)
			least = changes[i].base + changes[i].each;
	return least;
}

static bool is_cheaper(const struct plan_relaxation *a,
		       const struct plan_relaxation *b)
{
	return b->technician == PLAN_NONE ||
	       explain_price(a) < explain_price(b);
}

/* How far it may go, and still be cheaper than *best. */
static int64_t most_below(const struct plan_explainer *explainer, int32_t job,
			  const struct plan_relaxation *next,
			  const struct plan_relaxation *best)
{
	int64_t most =
	    explain_most(explainer, job, next->technician, next->change);
	int64_t each = changes[next->change].each, less;

	if (best->technician == PLAN_NONE)
		return most;
	less = explain_price(best) - 1 - changes[next->change].base;
	if (less < 0)
		return 0;
	return each > 0 && less / each < most ? less / each : most;
}

/* Where all changes from `first` on together are not enough, none of them is.
 */
static bool is_hopeless(struct plan_explainer *explainer, int32_t job,
			int32_t technician, enum plan_change first,
			const struct plan_relaxation *best)
{
	struct plan_relaxation all[PLAN_CHANGE_COUNT];
	size_t count = 0;

	for (int i = (int)first; i < PLAN_CHANGE_LEVEL; i++) {
		struct plan_relaxation *next = &all[count];

		next->technician = technician;
		next->change = (enum plan_change)i;
		next->amount = most_below(explainer, job, next, best);
		count += next->amount > 0;
	}
	return count == 0 || !fits(explainer, job, all, count);
}

/* The least amount that is enough, if that is cheaper than *best. `guess` (or
 * 0) is what the rule lacks on the best place: mostly that is the answer. */
static void bisect(struct plan_explainer *explainer, int32_t job,
		   struct plan_relaxation next, int64_t guess,
		   struct plan_relaxation *best)
{
	int64_t low = 0;
	int64_t high = most_below(explainer, job, &next, best);

	next.amount = guess > 0 && guess < high ? guess : high;
	if (high <= 0)
		return;
	if (is_enough(explainer, job, &next)) {
		high = next.amount;
	} else {
		low = next.amount;
		next.amount = high;
		if (low == high || !is_enough(explainer, job, &next))
			return;
	}
	next.amount = high - 1;
	if (high - low > 1 && !is_enough(explainer, job, &next))
		low = high - 1;
	while (high - low > 1) {
		next.amount = low + (high - low) / 2;
		if (is_enough(explainer, job, &next))
			high = next.amount;
		else
			low = next.amount;
	}
	next.amount = high;
	*best = next;
}

void explain_relax_from(struct plan_explainer *explainer, int32_t job,
			int32_t technician, enum plan_change first,
			const struct plan_verdict *verdicts,
			struct plan_relaxation *best)
{
	struct plan_relaxation next = {.technician = technician};

	if (is_hopeless(explainer, job, technician, first, best))
		return;
	for (int i = (int)first; i < PLAN_CHANGE_LEVEL; i++) {
		next.change = (enum plan_change)i;
		bisect(explainer, job, next,
		       verdicts == NULL ? 0
					: verdicts[changes[i].info.rule].amount,
		       best);
	}
}

void explain_relax(struct plan_explainer *explainer, int32_t job,
		   int32_t technician,
		   const struct plan_verdict verdicts[PLAN_RULE_COUNT],
		   struct plan_relaxation *best)
{
	struct plan_relaxation next = {.technician = technician};
	int32_t broken = 0; /* rules that need no clock */

	for (int i = PLAN_CHANGE_LEVEL; i < PLAN_CHANGE_COUNT; i++) {
		int64_t amount = verdicts[changes[i].info.rule].amount;

		if (amount <= 0)
			continue;
		broken++;
		next.change = (enum plan_change)i;
		next.amount = amount;
	}
	if (broken == 1 && is_cheaper(&next, best) &&
	    is_enough(explainer, job, &next))
		*best = next;
	if (broken > 0)
		return;
	if (explain_is_fast(explainer, job, technician))
		explain_relax_fast(explainer, job, technician, best);
	else
		explain_relax_from(explainer, job, technician,
				   PLAN_CHANGE_SHIFT_END, verdicts, best);
}

/* --- Technicians to look at --- */

int explain_compare_ids(const struct plan_explainer *explainer, int32_t a,
			int32_t b)
{
	int64_t x = explainer->problem->technicians[a].spec.id;
	int64_t y = explainer->problem->technicians[b].spec.id;

	if (x != y)
		return x < y ? -1 : 1;
	return (a > b) - (a < b);
}

static bool ranks_before(const struct plan_explainer *explainer,
			 const struct ranked *a, const struct ranked *b)
{
	if (a->broken != b->broken)
		return a->broken < b->broken;
	if (a->away_s != b->away_s)
		return a->away_s < b->away_s;
	return explain_compare_ids(explainer, a->technician, b->technician) < 0;
}

static struct ranked rank(const struct plan_problem *problem, int32_t job,
			  int32_t technician)
{
	const struct technician *own = &problem->technicians[technician];
	struct ranked ranked = {.technician = technician};

	if (!rules_compatible(own, technician, &problem->jobs[job]))
		ranked.broken =
		    rules_unfit(own, technician, &problem->jobs[job]);
	return ranked;
}

static int64_t away_s(const struct plan_problem *problem, int32_t job,
		      int32_t technician)
{
	const struct technician *own = &problem->technicians[technician];

	return travel_between_s(problem, own, own->spec.start_location,
				problem->jobs[job].spec.location);
}

/* The best `limit`, in order. O(technicians) and few moves. */
static void rank_all(struct plan_explainer *explainer, int32_t job)
{
	int32_t count = 0;

	for (int32_t i = 0; i < explainer->problem->technician_count; i++) {
		struct ranked next = rank(explainer->problem, job, i);
		int32_t at = count;

		explainer->unfit[i] = (int16_t)next.broken;
		if (count == explainer->limit &&
		    next.broken > explainer->ranked[count - 1].broken)
			continue;
		next.away_s = away_s(explainer->problem, job, i);
		while (at > 0 && ranks_before(explainer, &next,
					      &explainer->ranked[at - 1]))
			at--;
		if (at >= explainer->limit)
			continue;
		if (count < explainer->limit)
			count++;
		memmove(&explainer->ranked[at + 1], &explainer->ranked[at],
			(size_t)(count - at - 1) * sizeof(next));
		explainer->ranked[at] = next;
	}
	explainer->ranked_count = count;
	for (int32_t i = 0; i < count; i++)
		explainer->unfit[explainer->ranked[i].technician] = -1;
}

/* --- Explanations --- */

/* A day too few for the job is hardly ever the cause: where one part does not
 * fit, the others have no place. */
static bool comes_first(const struct plan_verdict *a,
			const struct plan_verdict *b)
{
	bool a_follows = a->rule == PLAN_RULE_LATER_SHIFT;
	bool b_follows = b->rule == PLAN_RULE_LATER_SHIFT;

	return a_follows != b_follows ? b_follows : a->amount < b->amount;
}

/* The hard rule that is broken by least; how many there are. */
static struct plan_rejection reject(const struct plan_evaluation *evaluation)
{
	struct plan_rejection rejection = {.technician =
					       evaluation->technician};

	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		const struct plan_verdict *verdict =
		    &evaluation->verdicts[rule];

		if (!plan_rule_info((enum plan_rule)rule)->hard ||
		    verdict->amount <= 0)
			continue;
		if (rejection.broken++ == 0 ||
		    comes_first(verdict, &rejection.verdict))
			rejection.verdict = *verdict;
	}
	return rejection;
}

static bool comes_before(const struct plan_explainer *explainer,
			 const struct plan_rejection *a,
			 const struct plan_rejection *b)
{
	if (a->broken != b->broken)
		return a->broken < b->broken;
	if (a->verdict.amount != b->verdict.amount)
		return a->verdict.amount < b->verdict.amount;
	return explain_compare_ids(explainer, a->technician, b->technician) < 0;
}

static void sort_in(struct plan_explainer *explainer, int32_t count)
{
	struct plan_rejection rejection =
	    reject(&explainer->evaluations[count]);
	int32_t at = count;

	while (at > 0 && comes_before(explainer, &rejection,
				      &explainer->rejections[at - 1])) {
		explainer->rejections[at] = explainer->rejections[at - 1];
		explainer->evaluation_of[at] = explainer->evaluation_of[at - 1];
		at--;
	}
	explainer->rejections[at] = rejection;
	explainer->evaluation_of[at] = count;
}

static void evaluate(struct plan_explainer *explainer, int32_t job,
		     int32_t technician, struct plan_evaluation *ret_evaluation)
{
	if (explainer->live != NULL)
		explain_evaluate_fast(explainer, technician, ret_evaluation);
	else
		plan_evaluate(explainer->problem, explainer->plan, job,
			      technician, PLAN_ANY_TIME, ret_evaluation);
}

static void relax_all(struct plan_explainer *explainer, int32_t job,
		      struct plan_relaxation *best)
{
	for (int32_t i = 0; i < explainer->ranked_count; i++) {
		const struct plan_evaluation *evaluation =
		    &explainer->evaluations[explainer->evaluation_of[i]];

		explain_relax(explainer, job, evaluation->technician,
			      evaluation->verdicts, best);
	}
	if (explainer->live != NULL &&
	    explainer->ranked_count < explainer->problem->technician_count)
		explain_relax_others(explainer, job, best);
}

void plan_explain_unassigned(struct plan_explainer *explainer, int32_t job,
			     const struct plan_rejection **ret_rejections,
			     size_t *ret_count,
			     struct plan_relaxation *ret_relaxation)
{
	struct plan_relaxation best = {.technician = PLAN_NONE};

	assert(job >= 0 && job < explainer->problem->job_count);
	rank_all(explainer, job);
	explain_ask(explainer, job);
	for (int32_t i = 0; i < explainer->ranked_count; i++) {
		evaluate(explainer, job, explainer->ranked[i].technician,
			 &explainer->evaluations[i]);
		sort_in(explainer, i);
	}
	/* Who comes nearest first: the others then have little to beat. */
	if (explainer->ranked_count > 0 && explainer->rejections[0].broken == 0)
		best.technician = explainer->rejections[0].technician;
	else
		relax_all(explainer, job, &best);
	explain_asked(explainer);
	*ret_rejections = explainer->rejections;
	*ret_count = (size_t)explainer->ranked_count;
	*ret_relaxation = best;
}

bool plan_explain_assigned(struct plan_explainer *explainer, int32_t job,
			   int32_t *ret_technician, int64_t *ret_extra_cost)
{
	const struct plan_problem *problem = explainer->problem;
	int32_t own = explainer->plan->places[job].technician;
	int32_t best = PLAN_NONE;
	int32_t count = problem->technician_count;
	const int32_t *near = NULL;
	struct plan_evaluation evaluation;
	int64_t cost = 0;

	assert(own != PLAN_NONE);
	if (problem->jobs[job].pinned)
		return false;
	if (explainer->live != NULL)
		return explain_alternative(explainer, job, ret_technician,
					   ret_extra_cost);
	if (explainer->limit < count) {
		count = problem->near_technician_count;
		near = problem->near_technicians + (size_t)job * (size_t)count;
	}
	for (int32_t i = 0; i < count; i++) {
		int32_t next = near == NULL ? i : near[i];

		if (next == PLAN_NONE || next == own ||
		    !rules_compatible(&problem->technicians[next], next,
				      &problem->jobs[job]))
			continue;
		evaluate(explainer, job, next, &evaluation);
		if (!evaluation.feasible ||
		    (best != PLAN_NONE &&
		     (evaluation.cost > cost ||
		      (evaluation.cost == cost &&
		       explain_compare_ids(explainer, next, best) > 0))))
			continue;
		best = next;
		cost = evaluation.cost;
	}
	if (best == PLAN_NONE)
		return false;
	evaluate(explainer, job, own, &evaluation);
	*ret_technician = best;
	*ret_extra_cost = cost - evaluation.cost;
	return true;
}
