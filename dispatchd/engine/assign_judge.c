/* SPDX-License-Identifier: MIT */
/*
 * On the desk's thread: what an assignment would break, whom it would push,
 * and whose drives would change. Only reads the model, but for the job's own
 * duration.
 *
 * Others are pushed as far as they may slide (desk_model.h) and no further.
 * One that would have to go further, or may not move at all, stays: if the
 * newcomer lies upon it, the database refuses and says whose it is; if only
 * the drive between them is too short, that is a rule that a reason overrules.
 */
#include "dispatchd/engine/assign_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/desk_model.h"

/* A shift that is further away from the visit's start has nothing to say. */
#define AROUND_S (INT64_C(14) * 3600)

/* The planner's rule, what the policy calls it, and what it is about. */
static const struct {
	const char *policy; /* NULL: as the planner does */
	const char *pointer;
} rows[PLAN_RULE_COUNT] = {
    [PLAN_RULE_REQUIRED] = {"required_technician", "/technician"},
    [PLAN_RULE_EXCLUDED] = {"excluded_technician", "/technician"},
    [PLAN_RULE_TERRITORY] = {NULL, "/technician"},
    [PLAN_RULE_SKILL] = {NULL, "/technician"},
    [PLAN_RULE_LEVEL] = {NULL, "/technician"},
    [PLAN_RULE_CERTIFICATE] = {NULL, "/technician"},
    [PLAN_RULE_MAX_JOBS] = {NULL, "/technician"},
    [PLAN_RULE_CAPACITY] = {"parts", "/technician"},
    [PLAN_RULE_MAX_TRAVEL] = {NULL, "/start"},
    [PLAN_RULE_TIME_WINDOW] = {NULL, "/start"},
    [PLAN_RULE_PINNED] = {"time_window", "/start"},
    [PLAN_RULE_BREAK] = {NULL, "/start"},
    [PLAN_RULE_SHIFT] = {NULL, "/start"},
    [PLAN_RULE_MAX_DISTANCE] = {"max_travel", "/start"},
    [PLAN_RULE_TOOLS] = {NULL, "/technician"},
    [PLAN_RULE_PARTS] = {NULL, "/technician"},
    [PLAN_RULE_CREW] = {NULL, "/start"},
    [PLAN_RULE_AFTER] = {NULL, "/start"},
    [PLAN_RULE_SAME_PERSON] = {"same_technician", "/technician"},
    [PLAN_RULE_LATER_SHIFT] = {"days", "/start"},
};

/* --- rules -------------------------------------------------------------- */

/* False: the policy does not care. */
static bool weigh(const struct assignment *assignment, const char *policy,
		  int64_t amount, struct assign_breach *breach)
{
	const json_t *rule = json_object_get(assignment->rules, policy);
	const char *mode = json_string_value(json_object_get(rule, "mode"));
	const char *unit = json_string_value(json_object_get(rule, "unit"));
	double count = (double)amount;

	if (mode && !strcmp(mode, "off"))
		return false;
	if (unit && !strcmp(unit, "minute"))
		count /= 60;
	else if (unit && !strcmp(unit, "visit"))
		count = 1;
	breach->amount = amount;
	breach->overridable = mode && !strcmp(mode, "soft");
	breach->cost =
	    count * json_number_value(json_object_get(rule, "weight"));
	return true;
}

static void add_breach(struct assignment *assignment, const char *pointer,
		       const char *rule, const char *policy, int64_t amount,
		       const char *unit, const char *text)
{
	struct assign_breach breach = {.unit = unit};

	if (assignment->breach_count == ASSIGN_BREACHES_MAX ||
	    !weigh(assignment, policy, amount, &breach))
		return;
	if (assignment->of)
		(void)err_set_rule(&breach.error, ERR_RULE, pointer, rule,
				   "%s: %s", assignment->of, text);
	else
		(void)err_set_rule(&breach.error, ERR_RULE, pointer, rule, "%s",
				   text);
	assignment->breaches[assignment->breach_count++] = breach;
}

/* The start that was asked for is no window of the customer's: who comes too
 * late for it has too far to drive. */
static void say(const struct assignment *assignment, struct desk_model *model,
		const struct plan_evaluation *found, enum plan_rule rule,
		char *text, size_t size)
{
	const struct plan_verdict *verdict = &found->verdicts[rule];
	const struct plan_words words = desk_model_words(model);
	char time[64];

	if (rule == PLAN_RULE_TIME_WINDOW && verdict->job == found->job &&
	    verdict->need == assignment->wish.start_us / 1000000)
		snprintf(text, size,
			 "can be there from %s on: %" PRId64
			 " min after the start",
			 words.time(words.arg, found->begin_s, time),
			 (verdict->amount + 59) / 60);
	else
		desk_model_say(model, found, rule, text, size);
}

/* Would a slot that was held for a customer be missed? */
static bool is_of_hold(const struct desk_model *model,
		       const struct plan_verdict *verdict)
{
	const struct desk_visit *visit =
	    verdict->job == PLAN_NONE
		? NULL
		: desk_model_visit_of(model, verdict->job);

	return visit && visit->state == DESK_VISIT_HOLD;
}

static void tell_verdicts(struct assignment *assignment,
			  struct desk_model *model,
			  const struct plan_evaluation *found)
{
	char text[256];

	for (int i = 0; i < PLAN_RULE_COUNT; i++) {
		const struct plan_verdict *verdict = &found->verdicts[i];
		const struct plan_rule_info *info =
		    plan_rule_info((enum plan_rule)i);

		if (!info->hard || verdict->amount <= 0)
			continue;
		/* The hand that moves a visit moves its pin. Whom it would lie
		 * upon, the database says; what that does to the day is of no
		 * interest. */
		if ((i == PLAN_RULE_PINNED && verdict->job == found->job) ||
		    is_of_hold(model, verdict) ||
		    (assignment->in_the_way &&
		     !strcmp(rows[i].pointer, "/start")))
			continue;
		say(assignment, model, found, (enum plan_rule)i, text,
		    sizeof(text));
		add_breach(assignment, rows[i].pointer, info->name,
			   rows[i].policy ? rows[i].policy : info->name,
			   verdict->amount, info->unit, text);
	}
}

/* A visit that stays at its time is not made worse by whoever takes it. */
static void tell_promise(struct assignment *assignment,
			 struct desk_model *model,
			 const struct desk_visit *visit, int64_t start_s)
{
	int64_t missed_s = desk_model_missed_s(model, visit, start_s);
	char text[256];

	if (missed_s == 0 || visit->start_s == start_s)
		return;
	desk_model_say_promise(model, visit, text, sizeof(text));
	add_breach(assignment, "/start", "promise", "promise", missed_s, "s",
		   text);
}

/* Nothing overrules a slot that is held: no policy, no reason. */
static void tell_hold(struct assignment *assignment)
{
	struct assign_breach breach = {.amount = assignment->hold_late_s,
				       .unit = "s"};

	if (breach.amount == 0 || assignment->in_the_way ||
	    assignment->breach_count == ASSIGN_BREACHES_MAX)
		return;
	(void)err_set_rule(&breach.error, ERR_RULE, "/start", "time_window",
			   "a slot that is held for a customer would begin "
			   "%" PRId64 " min too late",
			   (breach.amount + 59) / 60);
	assignment->breaches[assignment->breach_count++] = breach;
}

/* --- others ------------------------------------------------------------- */

/* One of p_others: what changes of a visit. `begin_s` PLAN_ANY_TIME: only the
 * drive to it. */
static void retime(struct assignment *assignment,
		   const struct desk_visit *visit, int64_t begin_s,
		   int64_t travel_s)
{
	struct buf *others = &assignment->others;

	for (size_t i = 0; i < assignment->told_count; i++)
		if (assignment->told[i].visit == visit)
			return;
	if (assignment->told_count == ASSIGN_TOLD_MAX)
		return;
	assignment->told[assignment->told_count++] = (struct assign_told){
	    visit, begin_s == PLAN_ANY_TIME ? visit->start_s : begin_s};
	buf_printf(others,
		   "%s{\"op\":\"retime\",\"visit\":%" PRId64
		   ",\"visit_version\":%" PRId64 ",\"travel_s\":%" PRId64,
		   others->length ? "," : "[", visit->id, visit->version,
		   travel_s);
	if (begin_s != PLAN_ANY_TIME) {
		buf_add_json_instant(others, "start", begin_s);
		buf_add_json_instant(others, "end",
				     begin_s + visit->end_s - visit->start_s);
	}
	buf_add_char(others, '}');
}

static bool may_slide(const struct desk_visit *visit, int64_t begin_s)
{
	return visit->state == DESK_VISIT_BOOKED && !visit->pinned &&
	       !visit->tied && begin_s <= visit->latest_s &&
	       begin_s <= visit->promise_to_s;
}

/* What becomes of one who stands there already. */
static void tell_effect(struct assignment *assignment,
			const struct desk_visit *visit,
			const struct plan_effect *effect)
{
	bool slides = effect->begin_after_s != effect->begin_before_s &&
		      may_slide(visit, effect->begin_after_s);
	int64_t later_s = effect->late_after_s - effect->late_before_s;

	if (visit->state == DESK_VISIT_HOLD &&
	    later_s > assignment->hold_late_s)
		assignment->hold_late_s = later_s;
	if (visit->state == DESK_VISIT_BOOKED &&
	    (slides || effect->travel_after_s != effect->travel_before_s))
		retime(assignment, visit,
		       slides ? effect->begin_after_s : PLAN_ANY_TIME,
		       effect->travel_after_s);
}

/* Does somebody's visit, where it will be, lie upon the newcomer? */
static bool is_in_the_way(const struct assignment *assignment,
			  const struct desk_visit *visit)
{
	int64_t begin_s = visit->start_s;

	for (size_t i = 0; i < assignment->told_count; i++)
		if (assignment->told[i].visit == visit)
			begin_s = assignment->told[i].begin_s;
	return begin_s < assignment->wish.end_us / 1000000 &&
	       begin_s + visit->end_s - visit->start_s >
		   assignment->wish.start_us / 1000000;
}

static void look_in_the_way(struct assignment *assignment,
			    struct desk_model *model, int32_t shift)
{
	int32_t count;
	const int32_t *route =
	    plan_live_route(desk_model_live(model), shift, &count);

	for (int32_t i = 0; i < count; i++) {
		const struct desk_visit *visit =
		    desk_model_visit_of(model, route[i]);

		if (visit && visit->state != DESK_VISIT_ENDED &&
		    is_in_the_way(assignment, visit))
			assignment->in_the_way = assignment->met = true;
	}
}

static void tell_effects(struct assignment *assignment,
			 struct desk_model *model,
			 const struct plan_evaluation *found, int64_t start_s)
{
	struct arena *arena = arena_new();
	const struct plan_effect *effects;
	size_t count;

	plan_live_effects(desk_model_live(model), found, start_s, arena,
			  &effects, &count);
	for (size_t i = 0; i < count; i++) {
		const struct desk_visit *visit =
		    desk_model_visit_of(model, effects[i].job);

		if (visit)
			tell_effect(assignment, visit, &effects[i]);
		else if (effects[i].job == found->job)
			assignment->travel_s = effects[i].travel_after_s;
	}
	arena_free(arena);
}

/* Where a visit was taken away, the drive to the next one begins elsewhere. */
static void tell_gap(struct assignment *assignment, struct desk_model *model,
		     const struct desk_visit *gone)
{
	struct plan_live *live = desk_model_live(model);
	const struct plan_problem *problem = plan_live_problem(live);
	const struct desk_visit *next = NULL;
	const int32_t *route;
	int32_t count, from;
	int64_t travel_s;

	if (gone->shift == PLAN_NONE)
		return;
	from = plan_problem_technician(problem, gone->shift)->start_location;
	route = plan_live_route(live, gone->shift, &count);
	for (int32_t i = 0; i < count && !next; i++) {
		const struct desk_visit *visit =
		    desk_model_visit_of(model, route[i]);

		if (!visit || visit == gone)
			continue;
		if (visit->start_s > gone->start_s)
			next = visit;
		else
			from = visit->location;
	}
	if (!next || next->state != DESK_VISIT_BOOKED)
		return;
	travel_s = plan_travel_s(problem, gone->shift, from, next->location);
	if (travel_s != next->travel_s)
		retime(assignment, next, PLAN_ANY_TIME, travel_s);
}

/* --- the answers -------------------------------------------------------- */

static void clear(struct assignment *assignment)
{
	assignment->breach_count = 0;
	assignment->told_count = 0;
	assignment->in_the_way = assignment->met = false;
	assignment->travel_s = 0;
	assignment->hold_late_s = 0;
	buf_clear(&assignment->others);
	buf_clear(&assignment->seen);
	buf_clear(&assignment->fence);
}

static void close_list(struct buf *list)
{
	if (list->length)
		buf_add_char(list, ']');
}

/* Her shift about then, or PLAN_NONE: there is nothing to judge by. */
static int32_t shift_about(struct assignment *assignment,
			   struct desk_model *model,
			   const struct desk_person *person, int64_t start_s)
{
	const struct plan_problem *problem =
	    plan_live_problem(desk_model_live(model));
	int32_t shift =
	    person ? desk_model_shift_at(model, person, start_s) : PLAN_NONE;
	const struct plan_technician *hours =
	    shift == PLAN_NONE ? NULL : plan_problem_technician(problem, shift);
	int64_t from_s, to_s;

	if (hours && start_s > hours->shift_start_s - AROUND_S &&
	    start_s < hours->shift_end_s + AROUND_S)
		return shift;
	desk_model_hours(model, &from_s, &to_s);
	add_breach(
	    assignment, "/start", "shift", "shift", 0, "s",
	    start_s < from_s || start_s >= to_s
		? "that is beyond the days that are planned now: whether "
		  "the technician is at work then is not known"
		: "the technician has no shift around that time");
	return PLAN_NONE;
}

static void tell_seen(struct assignment *assignment, struct desk_model *model,
		      const struct desk_person *person, int32_t shift)
{
	const struct plan_technician *hours = plan_problem_technician(
	    plan_live_problem(desk_model_live(model)), shift);
	int64_t from_s = assignment->wish.start_us / 1000000;
	int64_t to_s = assignment->wish.end_us / 1000000;

	if (hours->shift_start_s < from_s)
		from_s = hours->shift_start_s;
	if (hours->shift_end_s > to_s)
		to_s = hours->shift_end_s;
	buf_add_char(&assignment->seen, assignment->seen.length ? ',' : '[');
	desk_model_seen(model, person, from_s, to_s, &assignment->seen);
}

/* Of a crew, also that the first one's visit is to be made. Where somebody is
 * in the way the rest of the day was not judged: if SQL finds nobody there, it
 * has to be looked at again. */
static void tell_fence(struct assignment *assignment,
		       const struct desk_job *job)
{
	const struct desk_visit *visit = assignment->members[0].visit;

	buf_printf(&assignment->fence, "{\"job_version\":%" PRId64,
		   job->version);
	if (visit)
		buf_printf(&assignment->fence,
			   ",\"visit\":%" PRId64 ",\"visit_version\":%" PRId64,
			   visit->id, visit->version);
	else if (job->crew_size > 1 && job->days == 1)
		buf_add_text(&assignment->fence, ",\"visit\":null");
	if (assignment->met)
		buf_add_text(&assignment->fence, ",\"in_the_way\":true");
	buf_add_char(&assignment->fence, '}');
}

static void judge_member(struct assignment *assignment,
			 struct desk_model *model, const struct desk_job *job,
			 struct assign_member *member)
{
	const struct desk_person *person =
	    desk_model_person(model, member->technician);
	struct plan_live *live = desk_model_live(model);
	int64_t start_s = assignment->wish.start_us / 1000000;
	struct plan_evaluation found;
	int32_t shift;

	assignment->of = member == assignment->members ? NULL
			 : person		       ? person->name
						       : "the other";
	assignment->in_the_way = false;
	assignment->hold_late_s = 0;
	assignment->travel_s = 0;
	if (job && member->visit)
		tell_promise(assignment, model, member->visit, start_s);
	shift = shift_about(assignment, model, person, start_s);
	/* A job that is over, say: SQL has the words. */
	if (!job || shift == PLAN_NONE)
		return;
	plan_live_set_service(live, job->live,
			      assignment->wish.end_us / 1000000 - start_s);
	plan_live_evaluate(live, job->live, shift, start_s, &found);
	tell_effects(assignment, model, &found, start_s);
	look_in_the_way(assignment, model, shift);
	tell_verdicts(assignment, model, &found);
	tell_hold(assignment);
	tell_seen(assignment, model, person, shift);
	member->travel_s = assignment->travel_s;
}

enum err assign_judge(struct desk_question *question, struct desk_model *model,
		      struct err_detail *detail)
{
	struct assignment *assignment = (struct assignment *)question;
	const struct desk_job *job =
	    desk_model_job(model, assignment->wish.job);

	(void)detail;
	clear(assignment);
	assign_find_crew(assignment, model, job);
	for (size_t i = 0; i < assignment->member_count; i++)
		judge_member(assignment, model, job, &assignment->members[i]);
	if (!job || (assignment->member_count == 1 && !assignment->seen.length))
		return ERR_OK;
	assignment->travel_s = assignment->members[0].travel_s;
	for (size_t i = 0; i < assignment->member_count; i++)
		if (assignment->members[i].visit)
			tell_gap(assignment, model,
				 assignment->members[i].visit);
	assign_tell_crew(assignment);
	close_list(&assignment->others);
	close_list(&assignment->seen);
	tell_fence(assignment, job);
	return ERR_OK;
}

enum err assign_judge_gap(struct desk_question *question,
			  struct desk_model *model, struct err_detail *detail)
{
	struct assignment *assignment = (struct assignment *)question;
	const struct desk_visit *visit =
	    desk_model_visit(model, assignment->visit);

	(void)detail;
	clear(assignment);
	if (visit)
		tell_gap(assignment, model, visit);
	close_list(&assignment->others);
	return ERR_OK;
}
