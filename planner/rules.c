/* SPDX-License-Identifier: MIT */
/*
 * The rules: one table with their names, and the static ones, which depend on
 * the technician and the job alone. Those that need a time are decided by the
 * walk over a route (walk.c), once for the search and for the verdicts.
 */
#include "planner/rules_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "planner/depot.h"

static const struct plan_skill *find_skill(const struct technician *technician,
					   int32_t skill)
{
	const struct plan_technician *spec = &technician->spec;

	for (size_t i = 0; i < spec->skill_count; i++)
		if (spec->skills[i].skill == skill)
			return &spec->skills[i];
	return NULL;
}

static int64_t check_required(const struct technician *technician,
			      int32_t index, const struct job *job,
			      struct plan_verdict *verdict)
{
	(void)technician;
	(void)verdict;
	for (size_t i = 0; i < job->spec.required_count; i++)
		if (job->spec.required[i] == index)
			return 0;
	return job->spec.required_count > 0;
}

static int64_t check_excluded(const struct technician *technician,
			      int32_t index, const struct job *job,
			      struct plan_verdict *verdict)
{
	(void)technician;
	(void)verdict;
	for (size_t i = 0; i < job->spec.excluded_count; i++)
		if (job->spec.excluded[i] == index)
			return 1;
	return 0;
}

static int64_t check_territory(const struct technician *technician,
			       int32_t index, const struct job *job,
			       struct plan_verdict *verdict)
{
	const struct plan_technician *spec = &technician->spec;

	(void)index;
	verdict->need = job->spec.territory;
	if (job->spec.territory == PLAN_NONE || spec->territory_count == 0)
		return 0;
	for (size_t i = 0; i < spec->territory_count; i++)
		if (spec->territories[i] == job->spec.territory)
			return 0;
	return 1;
}

static int64_t check_skill(const struct technician *technician, int32_t index,
			   const struct job *job, struct plan_verdict *verdict)
{
	int64_t missing = 0;

	(void)index;
	for (size_t i = 0; i < job->spec.need_count; i++)
		if (find_skill(technician, job->spec.needs[i].skill) == NULL) {
			verdict->skill = job->spec.needs[i].skill;
			missing++;
		}
	return missing;
}

/* The levels that are missing in all; the verdict names the worst skill. */
static int64_t check_level(const struct technician *technician, int32_t index,
			   const struct job *job, struct plan_verdict *verdict)
{
	int64_t missing = 0, worst = 0;

	(void)index;
	for (size_t i = 0; i < job->spec.need_count; i++) {
		const struct plan_need *need = &job->spec.needs[i];
		const struct plan_skill *has =
		    find_skill(technician, need->skill);
		int64_t lack = has == NULL ? 0 : need->level - has->level;

		if (lack <= 0)
			continue;
		missing += lack;
		if (lack > worst) {
			worst = lack;
			verdict->skill = need->skill;
			verdict->need = need->level;
			verdict->have = has->level;
		}
	}
	return missing;
}

typedef int64_t check_fn(const struct technician *technician, int32_t index,
			 const struct job *job, struct plan_verdict *verdict);

/* The table. `check` is there for the static rules. */
static const struct {
	struct plan_rule_info info;
	check_fn *check;
} rules[PLAN_RULE_COUNT] = {
    [PLAN_RULE_REQUIRED] = {{"required_technician", true, "",
			     "The job names who may do it."},
			    check_required},
    [PLAN_RULE_EXCLUDED] = {{"excluded_technician", true, "",
			     "The job names who may not do it."},
			    check_excluded},
    [PLAN_RULE_TERRITORY] = {{"territory", true, "",
			      "The technician works in the job's territory."},
			     check_territory},
    [PLAN_RULE_SKILL] = {{"skill", true, "skills",
			  "The technician has each needed skill."},
			 check_skill},
    [PLAN_RULE_LEVEL] = {{"level", true, "levels",
			  "Each skill has the needed level."},
			 check_level},
    [PLAN_RULE_CERTIFICATE] = {{"certificate", true, "s",
				"Each skill is certified for the whole stay."},
			       NULL},
    [PLAN_RULE_MAX_JOBS] = {{"max_jobs", true, "jobs",
			     "No more jobs than the technician takes."},
			    NULL},
    [PLAN_RULE_CAPACITY] = {{"capacity", true, "amount",
			     "What is carried fits at every stop."},
			    NULL},
    [PLAN_RULE_MAX_TRAVEL] = {{"max_travel", true, "s",
			       "The route's travel stays within the limit."},
			      NULL},
    [PLAN_RULE_TIME_WINDOW] = {{"time_window", true, "s",
				"Each job begins inside one of its windows."},
			       NULL},
    [PLAN_RULE_PINNED] = {{"pinned", true, "s",
			   "Pinned jobs begin when they were pinned."},
			  NULL},
    [PLAN_RULE_BREAK] = {{"break", true, "s",
			  "Each break begins inside one of its windows."},
			 NULL},
    [PLAN_RULE_SHIFT] = {{"shift", true, "s",
			  "The route ends within the shift and overtime."},
			 NULL},
    [PLAN_RULE_MAX_DISTANCE] = {{"max_distance", true, "m",
				 "The route stays within the distance."},
				NULL},
    [PLAN_RULE_TOOLS] = {{"tools", true, "tools",
			  "Each needed tool is on board, or at a depot."},
			 NULL},
    [PLAN_RULE_PARTS] = {{"parts", true, "parts",
			  "Each needed part is on board, or at a depot."},
			 NULL},
    [PLAN_RULE_CREW] = {{"crew", true, "technicians",
			 "Several technicians begin at the same time."},
			NULL},
    [PLAN_RULE_AFTER] = {{"after", true, "s",
			  "The gap to the job before is kept."},
			 NULL},
    [PLAN_RULE_SAME_PERSON] = {{"same_technician", true, "",
				"One technician does both jobs."},
			       NULL},
    [PLAN_RULE_LATER_SHIFT] = {{"days", true, "",
				"The next day's part comes in a later shift."},
			       NULL},
    [PLAN_RULE_SHIPMENT] = {{"shipment", true, "",
			     "What is delivered was picked up before."},
			    NULL},
    [PLAN_RULE_TRAVEL] = {{"travel", false, "s", "Driving costs."}, NULL},
    [PLAN_RULE_DISTANCE] = {{"distance", false, "m",
			     "Each metre of the road costs."},
			    NULL},
    [PLAN_RULE_TASK] = {{"task_time", false, "s", "Time at the job costs."},
			NULL},
    [PLAN_RULE_DURATION] = {{"working_time", false, "s",
			     "The time between leaving home and the end "
			     "costs."},
			    NULL},
    [PLAN_RULE_BALANCE] = {{"balance", false, "s",
			    "Work beyond an even share costs."},
			   NULL},
    [PLAN_RULE_DUE] = {{"due", false, "s",
			"Being later than the target costs."},
		       NULL},
    [PLAN_RULE_OVERTIME] = {{"overtime", false, "s",
			     "Working beyond the shift costs."},
			    NULL},
    [PLAN_RULE_FIXED] = {{"fixed", false, "",
			  "Sending a technician out at all costs."},
			 NULL},
    [PLAN_RULE_PREFERENCE] = {{"preference", false, "",
			       "A preferred technician earns a bonus."},
			      NULL},
    [PLAN_RULE_STABILITY] = {{"stability", false, "",
			      "Giving the job to somebody else costs."},
			     NULL},
};

const struct plan_rule_info *plan_rule_info(enum plan_rule rule)
{
	assert((int)rule >= 0 && rule < PLAN_RULE_COUNT);
	return &rules[rule].info;
}

static int64_t bonus(int32_t index, const struct job *job)
{
	for (size_t i = 0; i < job->spec.preferred_count; i++)
		if (job->spec.preferred[i].technician == index)
			return job->spec.preferred[i].bonus;
	return 0;
}

static int64_t move_cost(const struct plan_problem *problem, int32_t index,
			 const struct job *job)
{
	int32_t current = job->spec.current_technician;

	return current == PLAN_NONE || same_person(problem, current, index)
		   ? 0
		   : job->spec.move_cost;
}

void rules_static(const struct plan_problem *problem,
		  const struct technician *technician, int32_t index,
		  const struct job *job,
		  struct plan_verdict verdicts[PLAN_RULE_COUNT])
{
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++)
		if (rules[rule].check != NULL)
			verdicts[rule].amount = rules[rule].check(
			    technician, index, job, &verdicts[rule]);
	verdicts[PLAN_RULE_TERRITORY].cost = technician->spec.visit_cost;
	verdicts[PLAN_RULE_PREFERENCE].cost = -bonus(index, job);
	verdicts[PLAN_RULE_STABILITY].cost = move_cost(problem, index, job);
}

int32_t rules_unfit(const struct technician *technician, int32_t index,
		    const struct job *job)
{
	struct plan_verdict ignored;
	int32_t count = 0;

	for (int rule = PLAN_RULE_REQUIRED; rule <= PLAN_RULE_LEVEL; rule++)
		count +=
		    rules[rule].check(technician, index, job, &ignored) > 0;
	return count;
}

bool rules_compatible(const struct technician *technician, int32_t index,
		      const struct job *job)
{
	struct plan_verdict ignored;

	if ((job->skill_mask & ~technician->skill_mask) != 0)
		return false;
	if (job->picky && (check_required(technician, index, job, &ignored) ||
			   check_excluded(technician, index, job, &ignored) ||
			   check_territory(technician, index, job, &ignored)))
		return false;
	if (job->kit && !technician->by_depot &&
	    !depot_can_do_without(technician, job))
		return false;
	if (job->masked && technician->masked)
		return true;
	return job->spec.need_count == 0 ||
	       (check_skill(technician, index, job, &ignored) == 0 &&
		check_level(technician, index, job, &ignored) == 0);
}

void rules_certified(const struct technician *technician, const struct job *job,
		     int64_t *ret_from, int64_t *ret_to)
{
	*ret_from = -PLAN_TIME_MAX;
	*ret_to = PLAN_TIME_MAX;
	for (size_t i = 0; i < job->spec.need_count; i++) {
		const struct plan_skill *has =
		    find_skill(technician, job->spec.needs[i].skill);

		if (has == NULL)
			continue;
		if (has->from_s > *ret_from)
			*ret_from = has->from_s;
		if (has->to_s < *ret_to)
			*ret_to = has->to_s;
	}
}

void rules_raise(struct plan_verdict *verdict, int64_t amount, int64_t have,
		 int64_t need, int32_t job)
{
	if (amount <= verdict->amount)
		return;
	verdict->amount = amount;
	verdict->have = have;
	verdict->need = need;
	verdict->job = job;
}

int64_t rules_pair_cost(const struct plan_problem *problem, int32_t index,
			int32_t job)
{
	const struct job *own = &problem->jobs[job];

	if (is_depot(problem, job))
		return 0;
	return move_cost(problem, index, own) - bonus(index, own) +
	       problem->technicians[index].spec.visit_cost;
}

int64_t rules_due_cost(const struct job *job, int64_t begin_s, int64_t end_s,
		       int64_t *ret_late_s)
{
	int64_t cost = 0;

	for (size_t i = 0; i < job->spec.due_count; i++) {
		const struct plan_due *due = &job->spec.dues[i];
		int64_t late =
		    (due->of == PLAN_DUE_START ? begin_s : end_s) - due->at_s;

		if (late <= 0)
			continue;
		cost += late * due->rate;
		if (ret_late_s != NULL && late > *ret_late_s)
			*ret_late_s = late;
	}
	return cost;
}

/* --- Verdicts in words --- */

static const char *say_time(const struct plan_words *words, int64_t s,
			    char text[64])
{
	if (words != NULL && words->time != NULL)
		return words->time(words->arg, s, text);
	snprintf(text, 64, "%" PRId64 " s", s);
	return text;
}

static const char *say_skill(const struct plan_words *words, int32_t skill,
			     char text[64])
{
	if (words != NULL && words->skill != NULL)
		return words->skill(words->arg, skill, text);
	snprintf(text, 64, "skill %" PRId32, skill);
	return text;
}

static const char *say_job(const struct plan_words *words, int32_t job,
			   char text[64])
{
	if (job == PLAN_NONE)
		return "the day";
	if (words != NULL && words->job != NULL)
		return words->job(words->arg, job, text);
	snprintf(text, 64, "job %" PRId32, job);
	return text;
}

static const char *say_span(int64_t s, char text[64])
{
	int64_t minutes = (s + 59) / 60;

	if (minutes >= 60)
		snprintf(text, 64, "%" PRId64 " h %02" PRId64 " min",
			 minutes / 60, minutes % 60);
	else if (s >= 60)
		snprintf(text, 64, "%" PRId64 " min", minutes);
	else
		snprintf(text, 64, "%" PRId64 " s", s);
	return text;
}

/* How a broken rule reads. %h have, %n need, %a amount as a number, %s amount
 * as a span, %k skill, %i tool or part, %j job, %T have and %N need as times.
 */
static const char *const broken_text[PLAN_RULE_COUNT] = {
    [PLAN_RULE_REQUIRED] = "the job is for other technicians",
    [PLAN_RULE_EXCLUDED] = "the technician is excluded from the job",
    [PLAN_RULE_TERRITORY] = "does not work in the job's territory",
    [PLAN_RULE_SKILL] = "lacks %k",
    [PLAN_RULE_LEVEL] = "needs level %n of %k, has %h",
    [PLAN_RULE_CERTIFICATE] = "%k is not certified during %j (%s short)",
    [PLAN_RULE_MAX_JOBS] = "the limit of jobs is %n, would have %h",
    [PLAN_RULE_CAPACITY] = "carries %a more than there is room for",
    [PLAN_RULE_MAX_TRAVEL] = "would travel %s more than allowed",
    [PLAN_RULE_TIME_WINDOW] =
	"%j can begin until %N, would begin at %T (%s late)",
    [PLAN_RULE_PINNED] = "%j is pinned at %N, would begin at %T (%s late)",
    [PLAN_RULE_BREAK] = "a break would begin %s late",
    [PLAN_RULE_SHIFT] = "the shift ends at %N, would end at %T (%s over)",
    [PLAN_RULE_MAX_DISTANCE] = "would drive %a m more than allowed",
    [PLAN_RULE_TOOLS] = "has not got tool %i (%h of %n tools needed)",
    [PLAN_RULE_PARTS] = "has not got part %i (%a too few)",
    [PLAN_RULE_CREW] = "technicians missing at that time: %a",
    [PLAN_RULE_AFTER] = "%j would not keep its distance (%s off)",
    [PLAN_RULE_SAME_PERSON] = "another technician does %j",
    [PLAN_RULE_LATER_SHIFT] = "has no shifts in order for all days of %j",
    [PLAN_RULE_SHIPMENT] = "%j is not on the same route",
};

static const char *const soft_text[PLAN_RULE_COUNT] = {
    [PLAN_RULE_TRAVEL] = "%a s more travel",
    [PLAN_RULE_DISTANCE] = "%a m more to drive",
    [PLAN_RULE_TASK] = "%s at the job",
    [PLAN_RULE_DURATION] = "%s more working time",
    [PLAN_RULE_BALANCE] = "%s beyond an even share",
    [PLAN_RULE_DUE] = "%s later than the target",
    [PLAN_RULE_OVERTIME] = "%s of overtime",
    [PLAN_RULE_FIXED] = "sends one more technician out",
    [PLAN_RULE_PREFERENCE] = "is a preferred technician",
    [PLAN_RULE_STABILITY] = "moves the job to somebody else",
};

/* What is missing is taken on board under way. */
static const char by_depot_text[] = "drives by the depot";

static bool is_by_depot(const struct plan_verdict *verdict)
{
	return (verdict->rule == PLAN_RULE_TOOLS ||
		verdict->rule == PLAN_RULE_PARTS) &&
	       verdict->have < verdict->need;
}

static const char *expand(char what, const struct plan_verdict *verdict,
			  const struct plan_words *words, char text[64])
{
	switch (what) {
	case 'h':
		snprintf(text, 64, "%" PRId64, verdict->have);
		return text;
	case 'n':
		snprintf(text, 64, "%" PRId64, verdict->need);
		return text;
	case 'a':
		snprintf(text, 64, "%" PRId64, verdict->amount);
		return text;
	case 's':
		return say_span(verdict->amount, text);
	case 'i':
		snprintf(text, 64, "%" PRId32, verdict->skill);
		return text;
	case 'k':
		return say_skill(words, verdict->skill, text);
	case 'j':
		return say_job(words, verdict->job, text);
	case 'T':
		return say_time(words, verdict->have, text);
	case 'N':
		return say_time(words, verdict->need, text);
	default:
		return "";
	}
}

char *plan_verdict_text(const struct plan_verdict *verdict,
			const struct plan_words *words, char *ret_text,
			size_t size)
{
	const char *format = NULL;
	size_t used = 0;

	assert(size > 0);
	if (verdict->rule == PLAN_RULE_AFTER && verdict->amount > 0 &&
	    verdict->have == verdict->need) /* there is no gap to keep */
		format = "%j is not served";
	else if (rules[verdict->rule].info.hard)
		format = verdict->amount > 0	? broken_text[verdict->rule]
			 : is_by_depot(verdict) ? by_depot_text
						: NULL;
	else if (verdict->cost != 0 || verdict->amount != 0)
		format = soft_text[verdict->rule];
	ret_text[0] = '\0';
	for (const char *c = format == NULL ? "ok" : format; *c != '\0'; c++) {
		char piece[64];
		const char *add = piece;

		if (*c == '%')
			add = expand(*++c, verdict, words, piece);
		else
			snprintf(piece, sizeof(piece), "%c", *c);
		for (; *add != '\0' && used + 1 < size; add++)
			ret_text[used++] = *add;
		ret_text[used] = '\0';
	}
	return ret_text;
}
