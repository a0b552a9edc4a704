/* SPDX-License-Identifier: MIT */
/*
 * One question of candidates: the job on the loop (may this user see it?), then
 * the ranking and its words on the desk, then the answer on the loop again.
 *
 * A technician has one row: her best shift in the hours that are asked about.
 */
#include "dispatchd/engine/desk_candidates_internal.h"

#include <stdlib.h>
#include <string.h>

#include "dispatchd/daemon.h"
#include "dispatchd/store/desk_store.h"

static void finish(struct asking *asking, const struct err_detail *error)
{
	const struct candidates_answer answer = {
	    .error = error,
	    .json = buf_text(&asking->json),
	    .length = asking->json.length,
	};

	asking->on_answer(&answer, asking->arg);
	buf_free(&asking->json);
	free(asking);
}

/* --- ranking: on the desk ----------------------------------------------- */

/* The hours; of a visit that was promised, within what the customer was told,
 * unless these hours have nothing of that. */
static struct plan_window hours_of(const struct look *look)
{
	const struct asking *asking = look->asking;
	const struct desk_visit *visit = look->job->visit;
	struct plan_window hours = {asking->from_s, asking->to_s};

	if (asking->at_s != PLAN_ANY_TIME || !visit ||
	    !desk_model_missed_s(look->model, visit, PLAN_TIME_MAX))
		return hours;
	if (visit->promise_from_s <= hours.end_s &&
	    visit->promise_to_s >= hours.start_s)
		return (struct plan_window){
		    visit->promise_from_s > hours.start_s
			? visit->promise_from_s
			: hours.start_s,
		    visit->promise_to_s < hours.end_s ? visit->promise_to_s
						      : hours.end_s};
	return hours;
}

/* The job's windows within these hours; none of them: as they are, so that the
 * verdict says when the job can begin. */
static void narrow(const struct plan_window *hours, struct arena *arena,
		   struct plan_job *job)
{
	const struct plan_window always = {-PLAN_TIME_MAX, PLAN_TIME_MAX};
	const struct plan_window *old =
	    job->window_count ? job->windows : &always;
	size_t old_count = job->window_count ? job->window_count : 1, count = 0;
	struct plan_window *windows =
	    arena_calloc(arena, old_count, sizeof(*windows));

	for (size_t i = 0; i < old_count; i++) {
		struct plan_window window = old[i];

		if (window.start_s < hours->start_s)
			window.start_s = hours->start_s;
		if (window.end_s > hours->end_s)
			window.end_s = hours->end_s;
		if (window.start_s <= window.end_s)
			windows[count++] = window;
	}
	if (!count)
		return;
	job->windows = windows;
	job->window_count = count;
}

/* The shifts of technicians who are known, with whose they are. */
static size_t keep_known(struct look *look, const int32_t *at_work,
			 size_t count, int32_t *ret_shifts, int32_t *ret_people)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const struct desk_person *person =
		    desk_model_person_of(look->model, at_work[i]);

		if (!person)
			continue;
		ret_shifts[kept] = at_work[i];
		ret_people[kept++] = (int32_t)person->number;
	}
	return kept;
}

static void take_best(struct look *look, const struct plan_evaluation *all,
		      size_t count)
{
	size_t people = desk_model_person_count(look->model);
	bool *has = arena_calloc(look->arena, people + 1, sizeof(*has));

	look->best = arena_calloc(look->arena, people + 1, sizeof(*look->best));
	look->idle = arena_calloc(look->arena, people + 1, sizeof(*look->idle));
	for (size_t i = 0; i < count; i++) {
		const struct desk_person *person =
		    desk_model_person_of(look->model, all[i].technician);

		has[person->number] = true;
		look->best[look->count++] = &all[i];
		look->feasible += candidates_feasible(look, &all[i]);
	}
	for (size_t i = 0; i < people; i++)
		if (!has[i])
			look->idle[look->idle_count++] =
			    desk_model_person_at(look->model, i);
}

static enum err rank(struct look *look, struct err_detail *detail)
{
	const struct asking *asking = look->asking;
	const struct plan_window hours = hours_of(look);
	struct plan_live *live = desk_model_live(look->model);
	struct plan_job job =
	    *plan_problem_job(plan_live_problem(live), look->job->live);
	const struct plan_evaluation *all;
	const int32_t *at_work;
	int32_t *shifts, *people;
	size_t count, at_work_count;
	enum err err;

	narrow(&hours, look->arena, &job);
	err = plan_live_add_job(live, &job, &look->live, detail);
	if (err != ERR_OK)
		return err;
	plan_live_at_work(
	    live, asking->at_s == PLAN_ANY_TIME ? asking->from_s : asking->at_s,
	    asking->at_s == PLAN_ANY_TIME ? asking->to_s : asking->at_s,
	    look->arena, &at_work, &at_work_count);
	shifts = arena_calloc(look->arena, at_work_count + 1, sizeof(*shifts));
	people = arena_calloc(look->arena, at_work_count + 1, sizeof(*people));
	count = keep_known(look, at_work, at_work_count, shifts, people);
	plan_live_candidates_by(live, look->live, asking->at_s, shifts, count,
				people, desk_model_person_count(look->model),
				look->arena, &all, &count);
	take_best(look, all, count);
	err = candidates_team(look, detail);
	if (err != ERR_OK)
		plan_live_remove_job(live, look->live);
	return err;
}

/* The hours that are asked about, as far as the model goes. */
static enum err set_hours(struct asking *asking, const struct desk_model *model,
			  struct err_detail *detail)
{
	const struct candidates_wish *wish = &asking->wish;
	int64_t now_s = desk_model_now_s(model), first_s, last_s;

	desk_model_hours(model, &first_s, &last_s);
	asking->at_s = wish->at_us ? wish->at_us / 1000000 : PLAN_ANY_TIME;
	asking->from_s =
	    wish->from_us ? wish->from_us / 1000000 : asking->earliest_s;
	if (wish->at_us)
		asking->from_s = asking->at_s;
	if (asking->from_s < now_s && !wish->at_us)
		asking->from_s = now_s;
	asking->to_s = wish->to_us
			   ? wish->to_us / 1000000
			   : desk_model_day_end_s(model, asking->from_s);
	if (asking->from_s >= last_s || asking->from_s < first_s)
		return err_set_rule(detail, ERR_INPUT,
				    wish->at_us ? "/at" : "/from", "range",
				    "the plan knows the next days only");
	if (asking->to_s > last_s)
		asking->to_s = last_s;
	if (asking->to_s < asking->from_s)
		return err_set_rule(detail, ERR_INPUT, "/to", "range",
				    "this time is over");
	return ERR_OK;
}

static enum err on_desk(struct desk_question *question,
			struct desk_model *model, struct err_detail *detail)
{
	struct asking *asking = (struct asking *)question;
	struct look look = {
	    .asking = asking,
	    .model = model,
	    .job = desk_model_job(model, asking->wish.job),
	    .arena = NULL,
	};
	enum err err;

	if (!look.job)
		return err_set(detail, ERR_NOT_FOUND, "",
			       "there is no such job");
	err = set_hours(asking, model, detail);
	if (err != ERR_OK)
		return err;
	look.arena = arena_new();
	err = rank(&look, detail);
	if (err == ERR_OK) {
		candidates_tell(&look, &asking->json);
		plan_live_remove_job(desk_model_live(model), look.live);
		if (look.missing)
			plan_live_remove_job(desk_model_live(model), look.bare);
	}
	arena_free(look.arena);
	return err;
}

/* --- on the loop -------------------------------------------------------- */

static void on_done(struct desk_question *question,
		    const struct err_detail *error)
{
	finish((struct asking *)question, error);
}

static enum err read_job(struct asking *asking, const struct desk_asked *job,
			 struct err_detail *detail)
{
	if (!job->state)
		return err_set(detail, ERR_NOT_FOUND, "",
			       "there is no such job");
	if (!strcmp(job->state, "completed") ||
	    !strcmp(job->state, "cancelled"))
		return err_set_rule(detail, ERR_CONFLICT, "", "state",
				    "the job is %s", job->state);
	asking->question.territory = job->territory;
	asking->earliest_s = job->earliest_s;
	asking->respond_s = job->respond_due_s;
	asking->resolve_s = job->resolve_due_s;
	return ERR_OK;
}

static void on_job(const struct desk_asked *job, void *arg)
{
	struct asking *asking = arg;
	struct err_detail detail = {0};

	if (job->error) {
		finish(asking, job->error);
		return;
	}
	if (read_job(asking, job, &detail) != ERR_OK) {
		finish(asking, &detail);
		return;
	}
	asking->question.jobs = &asking->wish.job;
	asking->question.job_count = 1;
	asking->question.answer = on_desk;
	asking->question.done = on_done;
	if (desk_ask(asking->loop->daemon->desk, asking->loop->box,
		     &asking->question, &detail) != ERR_OK)
		finish(asking, &detail);
}

void candidates_find(struct loop *loop, const struct candidates_wish *wish,
		     candidates_fn *on_answer, void *arg)
{
	struct asking *asking = xcalloc(1, sizeof(*asking));

	asking->loop = loop;
	asking->wish = *wish;
	asking->on_answer = on_answer;
	asking->arg = arg;
	desk_store_asked(loop->store, wish->user_id, wish->job, on_job, asking);
}
