/* SPDX-License-Identifier: MIT */
/* A verdict in the dispatcher's words: local times, names, what is in the way.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <callout/text.h>

#include "dispatchd/engine/desk_internal.h"

/* The wall clock of the territory: "15:00" today, else "2026-11-24 15:00". */
static const char *say_time(void *arg, int64_t s, char ret_text[64])
{
	const struct desk_model *model = arg;
	char instant[32];

	text_format_instant((s + desk_model_offset_s(model, s)) * 1000000,
			    instant);
	if (s >= model->day_s && s < model->day_end_s)
		snprintf(ret_text, 64, "%.5s", instant + 11);
	else
		snprintf(ret_text, 64, "%.10s %.5s", instant, instant + 11);
	return ret_text;
}

static const char *say_skill(void *arg, int32_t skill, char ret_text[64])
{
	const struct desk_model *model = arg;
	const char *code =
	    model->later ? plan_bridge_skill(model->later, skill) : NULL;

	if (code)
		snprintf(ret_text, 64, "%s", code);
	else
		snprintf(ret_text, 64, "skill %" PRId32, skill);
	return ret_text;
}

/* "job 812 (No heat)": cut so that no character is cut in two. */
static const char *say_job(void *arg, int32_t live, char ret_text[64])
{
	const struct desk_model *model = arg;
	const struct desk_visit *visit = desk_model_visit_of(model, live);
	int length;

	if (!visit) {
		snprintf(ret_text, 64, "the job");
		return ret_text;
	}
	if (visit->state == DESK_VISIT_HOLD) {
		snprintf(ret_text, 64, "a slot that is held");
		return ret_text;
	}
	length = 36;
	while (length > 0 && strlen(visit->title) > (size_t)length &&
	       ((unsigned char)visit->title[length] & 0xc0) == 0x80)
		length--;
	snprintf(ret_text, 64, "job %" PRId64 " (%.*s)", visit->job, length,
		 visit->title);
	return ret_text;
}

struct plan_words desk_model_words(struct desk_model *model)
{
	return (struct plan_words){
	    .arg = model, .time = say_time, .skill = say_skill, .job = say_job};
}

/* --- a verdict ---------------------------------------------------------- */

/* The certificate that ends first, or begins last, and is in the way. */
static bool say_certificate(struct desk_model *model,
			    const struct plan_evaluation *found, char *text,
			    size_t size)
{
	const struct plan_verdict *verdict =
	    &found->verdicts[PLAN_RULE_CERTIFICATE];
	const struct plan_technician *spec = plan_problem_technician(
	    plan_live_problem(model->live), found->technician);
	char code[64], time[64];

	for (size_t i = 0; i < spec->skill_count; i++) {
		const struct plan_skill *has = &spec->skills[i];
		bool ends = has->to_s < found->end_s;

		if (has->skill != verdict->skill ||
		    (!ends && has->from_s <= found->begin_s))
			continue;
		say_skill(model, has->skill, code);
		say_time(model, ends ? has->to_s : has->from_s, time);
		snprintf(text, size, "the certificate of %s %s %s",
			 code[0] ? code : "the skill", ends ? "ends" : "begins",
			 time);
		return true;
	}
	return false;
}

/* Somebody else's time would be missed. */
static bool say_engaged(struct desk_model *model,
			const struct plan_verdict *verdict, char *text,
			size_t size)
{
	const struct desk_visit *other =
	    verdict->job == PLAN_NONE
		? NULL
		: desk_model_visit_of(model, verdict->job);
	char job[64], from[64], to[64];

	if (!other)
		return false;
	say_job(model, verdict->job, job);
	say_time(model, other->start_s, from);
	say_time(model, other->end_s, to);
	snprintf(text, size,
		 "already engaged with %s from %s to %s, which would begin "
		 "%" PRId64 " min too late",
		 job, from, to, (verdict->amount + 59) / 60);
	return true;
}

char *desk_model_say(struct desk_model *model,
		     const struct plan_evaluation *found, enum plan_rule rule,
		     char *ret_text, size_t size)
{
	const struct plan_verdict *verdict = &found->verdicts[rule];
	const struct plan_words words = desk_model_words(model);

	assert(size > 0);
	if ((rule == PLAN_RULE_TIME_WINDOW || rule == PLAN_RULE_PINNED) &&
	    verdict->amount > 0 && say_engaged(model, verdict, ret_text, size))
		return ret_text;
	if (rule == PLAN_RULE_CERTIFICATE && verdict->amount > 0 &&
	    say_certificate(model, found, ret_text, size))
		return ret_text;
	return plan_verdict_text(verdict, &words, ret_text, size);
}

/* --- what a customer was told ------------------------------------------- */

int64_t desk_model_missed_s(const struct desk_model *model,
			    const struct desk_visit *visit, int64_t begin_s)
{
	const struct plan_bridge_policy *policy =
	    plan_bridge_policy(model->bridge);
	int64_t last_s = visit->promise_to_s;

	if (last_s == PLAN_TIME_MAX || !policy->hard_promise)
		return 0;
	last_s += policy->promise_slack_s;
	if (begin_s < visit->promise_from_s)
		return visit->promise_from_s - begin_s;
	return begin_s > last_s ? begin_s - last_s : 0;
}

char *desk_model_say_promise(struct desk_model *model,
			     const struct desk_visit *visit, char *ret_text,
			     size_t size)
{
	char from[64], to[64];

	say_time(model, visit->promise_from_s, from);
	say_time(model, visit->promise_to_s, to);
	snprintf(ret_text, size,
		 "the customer was told somebody comes from %s to %s", from,
		 to);
	return ret_text;
}
