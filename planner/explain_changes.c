/* SPDX-License-Identifier: MIT */
/*
 * The changes that may make a job fit: what each costs and is called, how far
 * it may go, and what the problem is after it.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "planner/explain_internal.h"

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
    [PLAN_CHANGE_TOOLS] = {{"tools", PLAN_RULE_TOOLS, "tools"},
			   0,
			   3600,
			   0,
			   "%s more of the tools on board"},
    [PLAN_CHANGE_PARTS] = {{"parts", PLAN_RULE_PARTS, "parts"},
			   1800,
			   60,
			   0,
			   "%s more of the parts on board"},
    [PLAN_CHANGE_CREW] = {{"crew", PLAN_RULE_CREW, "technicians"},
			  0,
			  14400,
			  0,
			  "%s more for the crew who are free then"},
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
	case PLAN_CHANGE_TOOLS:
		/* She has all of them: as if none were needed. */
		job->spec.tool_count = 0;
		job->kit = job->spec.part_count > 0;
		break;
	case PLAN_CHANGE_PARTS:
		job->spec.part_count = 0;
		job->kit = job->spec.tool_count > 0;
		break;
	case PLAN_CHANGE_CREW: /* more people are no change of hers */
	case PLAN_CHANGE_NONE:
	case PLAN_CHANGE_COUNT:
		break;
	}
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

/* --- What it costs --- */

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

int64_t explain_base(enum plan_change change)
{
	return changes[change].base;
}

int64_t explain_each(enum plan_change change)
{
	return changes[change].each;
}
