/* SPDX-License-Identifier: MIT */
/*
 * One evaluation: the job, then the rows around its time, then the evaluator
 * on a thread (it builds a problem of the whole territory).
 */
#include "dispatchd/engine/assign.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <callout/arena.h>
#include <callout/text.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/load.h"
#include "dispatchd/engine/plan_bridge.h"
#include "dispatchd/engine/work.h"
#include "dispatchd/store/job_store.h"

/* Around the start: long enough for the shift that it lies in. */
#define AROUND_US (INT64_C(14) * 3600 * 1000000)

struct evaluation {
	struct work_task task; /* first */
	struct loop *loop;
	struct assign_question question;
	struct assign_answer answer;
	struct err_detail error; /* code ERR_OK: none */
	struct plan_bridge *bridge;
	int64_t from_us, to_us;
	int64_t duration_us;
	int32_t utc_offset_s; /* of the territory */
	assign_fn *on_answer;
	void *arg;
};

static void end(struct evaluation *evaluation)
{
	if (evaluation->error.code != ERR_OK)
		evaluation->answer.error = &evaluation->error;
	evaluation->on_answer(&evaluation->answer, evaluation->arg);
	plan_bridge_free(evaluation->bridge);
	free(evaluation);
}

/* --- on the thread ------------------------------------------------------ */

static const char *say_time(void *arg, int64_t s, char ret_text[64])
{
	const struct evaluation *evaluation = arg;
	char instant[32];

	/* The wall clock of the territory: "2026-11-24 15:00". */
	text_format_instant((s + evaluation->utc_offset_s) * 1000000, instant);
	snprintf(ret_text, 64, "%.10s %.5s", instant, instant + 11);
	return ret_text;
}

static void break_rule(struct evaluation *evaluation, const char *pointer,
		       const char *rule, const char *text)
{
	struct assign_answer *answer = &evaluation->answer;

	if (answer->broken_count < ASSIGN_ERRORS_MAX)
		(void)err_set_rule(&answer->broken[answer->broken_count++],
				   ERR_RULE, pointer, rule, "%s", text);
}

/* Is a rule about when rather than about who? */
static bool is_of_time(enum plan_rule rule)
{
	return rule == PLAN_RULE_TIME_WINDOW || rule == PLAN_RULE_PINNED ||
	       rule == PLAN_RULE_BREAK || rule == PLAN_RULE_SHIFT ||
	       rule == PLAN_RULE_MAX_TRAVEL;
}

static void tell_verdicts(struct evaluation *evaluation,
			  const struct plan_evaluation *found)
{
	const struct plan_words words = {.arg = evaluation, .time = say_time};
	char text[256];

	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		const struct plan_verdict *verdict = &found->verdicts[rule];
		const struct plan_rule_info *info =
		    plan_rule_info((enum plan_rule)rule);

		/* The hand that moves a visit moves its pin. */
		if (!info->hard || verdict->amount <= 0 ||
		    (rule == PLAN_RULE_PINNED && verdict->job == found->job))
			continue;
		plan_verdict_text(verdict, &words, text, sizeof(text));
		break_rule(evaluation,
			   is_of_time((enum plan_rule)rule) ? "/start"
							    : "/technician",
			   info->name, text);
	}
}

/* The drive to the job: from the stop before it, or from where the day
 * begins. The board's stops are the pinned jobs. */
static int64_t travel_to(const struct plan_problem *problem,
			 const struct plan_evaluation *found)
{
	const struct plan_job *job = plan_problem_job(problem, found->job);
	int32_t from =
	    plan_problem_technician(problem, found->technician)->start_location;
	int64_t latest_s = INT64_MIN;

	for (int32_t i = 0; i < plan_problem_job_count(problem); i++) {
		const struct plan_job *other = plan_problem_job(problem, i);

		if (i == found->job ||
		    other->pinned_technician != found->technician ||
		    other->pinned_start_s == PLAN_ANY_TIME ||
		    other->pinned_start_s >= found->begin_s ||
		    other->pinned_start_s <= latest_s)
			continue;
		latest_s = other->pinned_start_s;
		from = other->location;
	}
	return plan_travel_s(problem, found->technician, from, job->location);
}

static void on_thread(struct work_task *task)
{
	struct evaluation *evaluation = (struct evaluation *)task;
	const struct assign_question *question = &evaluation->question;
	const struct daemon *daemon = evaluation->loop->daemon;
	const struct plan_bridge_settings settings = {
	    .from_s = evaluation->from_us / 1000000,
	    .to_s = evaluation->to_us / 1000000,
	    .frozen_until_s = evaluation->from_us / 1000000,
	    .speed_kmh = daemon->planner_speed_kmh,
	    .detour = daemon->planner_detour,
	    .utc_offset_s = evaluation->utc_offset_s,
	    .pin_visits = true,
	};
	const struct plan_problem *problem;
	struct plan_evaluation found;
	int32_t job, technician;

	if (plan_bridge_build(evaluation->bridge, &settings,
			      &evaluation->error) != ERR_OK)
		return;
	problem = plan_bridge_problem(evaluation->bridge);
	if (!plan_bridge_find(
		evaluation->bridge, question->job, question->technician,
		question->start_us / 1000000, &job, &technician)) {
		break_rule(evaluation, "/start", "shift",
			   "the technician has no shift around that time in "
			   "this territory, or the job cannot be planned now");
		return;
	}
	plan_evaluate(problem, NULL, job, technician,
		      question->start_us / 1000000, &found);
	tell_verdicts(evaluation, &found);
	evaluation->answer.travel_s = travel_to(problem, &found);
}

/* --- on the loop -------------------------------------------------------- */

static void on_evaluated(struct work_task *task, bool dropped)
{
	struct evaluation *evaluation = (struct evaluation *)task;

	if (dropped)
		(void)err_set(&evaluation->error, ERR_UNAVAILABLE, "",
			      "the daemon is about to stop");
	end(evaluation);
}

static void on_loaded(const struct loaded *loaded, void *arg)
{
	struct evaluation *evaluation = arg;
	struct loop *loop = evaluation->loop;

	evaluation->bridge = loaded->bridge;
	evaluation->utc_offset_s = loaded->utc_offset_s;
	evaluation->task.run = on_thread;
	evaluation->task.done = on_evaluated;
	if (loaded->error) {
		evaluation->error = *loaded->error;
		end(evaluation);
	} else if (!work_submit(loop->daemon->evaluators, loop->box,
				&evaluation->task)) {
		(void)err_set(&evaluation->error, ERR_UNAVAILABLE, "",
			      "too much at once; try again");
		end(evaluation);
	}
}

/* The horizon holds the start, and where the job's visit is now. */
static void read_job(struct evaluation *evaluation, const json_t *job)
{
	static const char *const live[] = {"planned", "dispatched", "accepted"};
	const json_t *visits = json_object_get(job, "visits"), *visit;
	struct assign_question *question = &evaluation->question;
	int64_t first_us = question->start_us, last_us = first_us, us;
	size_t index;

	evaluation->duration_us =
	    json_integer_value(json_object_get(job, "duration_min")) *
	    INT64_C(60000000);
	json_array_foreach((json_t *)visits, index, visit)
	{
		const char *state =
		    json_string_value(json_object_get(visit, "state"));
		const char *start =
		    json_string_value(json_object_get(visit, "start"));

		for (size_t i = 0; state && i < 3; i++)
			if (!strcmp(state, live[i]) && start &&
			    text_parse_instant(start, &us)) {
				first_us = us < first_us ? us : first_us;
				last_us = us > last_us ? us : last_us;
			}
	}
	evaluation->answer.end_us =
	    question->end_us ? question->end_us
			     : question->start_us + evaluation->duration_us;
	evaluation->from_us = first_us - AROUND_US;
	evaluation->to_us = last_us + evaluation->duration_us + AROUND_US;
}

static void on_job(const struct store_reply *reply, void *arg)
{
	struct evaluation *evaluation = arg;
	json_t *job = NULL;
	char from[32], to[32];
	int64_t territory;

	if (reply->error)
		evaluation->error = *reply->error;
	else if (!reply->body ||
		 !(job = json_loadb(reply->body, reply->length, 0, NULL)))
		(void)err_set(&evaluation->error, ERR_INTERNAL, "",
			      "the job is no JSON");
	if (evaluation->error.code != ERR_OK) {
		end(evaluation);
		return;
	}
	evaluation->answer.job_version = reply->version;
	read_job(evaluation, job);
	territory = json_integer_value(json_object_get(job, "territory"));
	json_decref(job);
	load_rows(evaluation->loop, territory,
		  text_format_instant(evaluation->from_us, from),
		  text_format_instant(evaluation->to_us, to), on_loaded,
		  evaluation);
}

void assign_evaluate(struct loop *loop, const struct assign_question *question,
		     assign_fn *on_answer, void *arg)
{
	struct evaluation *evaluation = xcalloc(1, sizeof(*evaluation));

	evaluation->loop = loop;
	evaluation->question = *question;
	evaluation->on_answer = on_answer;
	evaluation->arg = arg;
	job_store_get(loop->store, question->user_id, question->job, on_job,
		      evaluation);
}
