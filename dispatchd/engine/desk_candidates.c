/* SPDX-License-Identifier: MIT */
/*
 * One question of candidates: the job on the loop (may this user see it?), then
 * the ranking and its words on the desk, then the answer on the loop again.
 *
 * A technician has one row: her best shift in the hours that are asked about.
 */
#include "dispatchd/engine/desk_candidates.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/desk.h"
#include "dispatchd/engine/desk_model.h"
#include "dispatchd/store/desk_store.h"

#define REASONS_MAX 5

struct asking {
	struct desk_question question; /* first */
	struct loop *loop;
	struct candidates_wish wish;
	candidates_fn *on_answer;
	void *arg;
	/* Of the job, by its row. */
	int64_t earliest_s;
	int64_t respond_s, resolve_s; /* 0: nothing promised */
	/* On the desk. */
	int64_t from_s, to_s, at_s; /* at_s may be PLAN_ANY_TIME */
	struct buf json;
};

/* A look at the board, for one answer. */
struct look {
	const struct asking *asking;
	struct desk_model *model;
	const struct desk_job *job;
	struct arena *arena;
	int32_t live; /* the job, within the hours that are asked about */
	/* The best of each technician, best first. */
	const struct plan_evaluation **best;
	size_t count, feasible;
	const struct desk_person **idle; /* work in none of these hours */
	size_t idle_count;
};

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

/* --- telling: on the desk ----------------------------------------------- */

static void add_key(struct buf *buf, const char *key)
{
	buf_printf(buf, ",\"%s\":", key);
}

/* A cost, in minutes of driving. */
static void add_cost(struct buf *buf, const char *key, int64_t cost)
{
	add_key(buf, key);
	buf_printf(buf, "%.2f", (double)cost / (60.0 * PLAN_COST_SECOND));
}

static void add_costs(struct buf *buf, const struct plan_evaluation *found)
{
	struct plan_cost_parts parts = plan_evaluation_parts(found);
	int64_t neighbour = found->verdicts[PLAN_RULE_TERRITORY].cost;

	add_cost(buf, "cost", found->cost);
	buf_add_text(buf, ",\"costs\":{\"unit\":\"minutes of driving\"");
	add_cost(buf, "travel", parts.travel);
	add_cost(buf, "lateness", parts.lateness);
	add_cost(buf, "overtime", parts.overtime);
	add_cost(buf, "preference", parts.preference);
	add_cost(buf, "move", parts.move);
	add_cost(buf, "neighbour", neighbour);
	add_cost(buf, "other", parts.other - neighbour);
	buf_add_char(buf, '}');
}

static void add_promise(struct buf *buf, const char *kind, int64_t due_s,
			int64_t at_s)
{
	int64_t late_s = at_s - due_s;

	if (!due_s)
		return;
	buf_printf(buf, "%s{\"kind\":\"%s\"",
		   buf->data[buf->length - 1] == '[' ? "" : ",", kind);
	buf_add_json_instant(buf, "due_at", due_s);
	buf_printf(buf, ",\"met\":%s,\"late_s\":%" PRId64 "}",
		   late_s > 0 ? "false" : "true", late_s > 0 ? late_s : 0);
}

static void add_sla(struct look *look, struct buf *buf,
		    const struct plan_evaluation *found)
{
	buf_add_text(buf, ",\"sla\":[");
	add_promise(buf, "respond", look->asking->respond_s, found->begin_s);
	add_promise(buf, "resolve", look->asking->resolve_s, found->end_s);
	buf_add_char(buf, ']');
}

/* How late a visit would be for the worst of its targets. */
static int64_t late_s(struct look *look, int32_t live, int64_t begin_s,
		      int64_t end_s)
{
	const struct plan_job *job = plan_problem_job(
	    plan_live_problem(desk_model_live(look->model)), live);
	const struct desk_visit *visit = desk_model_visit_of(look->model, live);
	int64_t margin_s = desk_model_sla_margin_s(look->model), worst_s = 0;

	for (size_t i = 0; i < job->due_count; i++) {
		const struct plan_due *due = &job->dues[i];
		int64_t at_s = due->of == PLAN_DUE_START ? begin_s : end_s;
		/* Plans aim at a time before an SLA's own. */
		int64_t due_s = visit && visit->promise_to_s == due->at_s
				    ? due->at_s
				    : due->at_s + margin_s;

		if (at_s - due_s > worst_s)
			worst_s = at_s - due_s;
	}
	return worst_s;
}

static void add_move(struct look *look, struct buf *buf,
		     const struct plan_effect *effect)
{
	const struct desk_visit *visit =
	    desk_model_visit_of(look->model, effect->job);
	int64_t before_s, after_s;

	if (!visit || effect->begin_before_s == PLAN_ANY_TIME ||
	    effect->begin_before_s == effect->begin_after_s)
		return;
	before_s = late_s(look, effect->job, effect->begin_before_s,
			  effect->end_before_s);
	after_s = late_s(look, effect->job, effect->begin_after_s,
			 effect->end_after_s);
	buf_printf(buf,
		   "%s{\"visit\":%" PRId64 ",\"visit_version\":%" PRId64
		   ",\"job\":%" PRId64 ",\"technician\":%" PRId64 ",\"title\":",
		   buf->data[buf->length - 1] == '[' ? "" : ",", visit->id,
		   visit->version, visit->job, visit->person->id);
	buf_add_json_string(buf, visit->title);
	buf_add_json_instant(buf, "start", effect->begin_before_s);
	buf_add_json_instant(buf, "begins", effect->begin_after_s);
	buf_printf(buf,
		   ",\"later_s\":%" PRId64 ",\"late_s\":%" PRId64
		   ",\"more_late_s\":%" PRId64 "}",
		   effect->begin_after_s - effect->begin_before_s, after_s,
		   after_s - before_s);
}

/* What becomes of the others, and the way to the job. */
static void add_effects(struct look *look, struct buf *buf,
			const struct plan_evaluation *found)
{
	const struct plan_effect *effects;
	size_t count;

	plan_live_effects(desk_model_live(look->model), found,
			  look->asking->at_s, look->arena, &effects, &count);
	buf_printf(buf, ",\"travel_s\":%" PRId64 ",\"extra_travel_s\":%" PRId64,
		   count ? effects[0].travel_after_s : 0,
		   found->verdicts[PLAN_RULE_TRAVEL].amount);
	buf_add_text(buf, ",\"moves\":[");
	for (size_t i = 1; i < count; i++)
		add_move(look, buf, &effects[i]);
	buf_add_char(buf, ']');
}

static void add_rule(struct look *look, struct buf *buf,
		     const struct plan_evaluation *found, enum plan_rule rule)
{
	const struct plan_verdict *verdict = &found->verdicts[rule];
	const struct plan_rule_info *info = plan_rule_info(rule);
	char text[300];

	desk_model_say(look->model, found, rule, text, sizeof(text));
	/* Everybody is excluded because somebody is required who is away. */
	if (rule == PLAN_RULE_EXCLUDED && look->job->absent)
		info = plan_rule_info(PLAN_RULE_REQUIRED);
	buf_add_text(buf, "{\"rule\":");
	buf_add_json_string(buf, info->name);
	add_key(buf, "detail");
	buf_add_json_string(buf, look->job->absent && rule == PLAN_RULE_EXCLUDED
				     ? "the required technician has no shift "
				       "in these days"
				     : text);
	buf_printf(buf, ",\"amount\":%" PRId64 ",\"unit\":", verdict->amount);
	buf_add_json_string(buf, info->unit);
	buf_add_char(buf, '}');
}

static bool is_broken(const struct plan_evaluation *found, int rule)
{
	return plan_rule_info((enum plan_rule)rule)->hard &&
	       found->verdicts[rule].amount > 0;
}

/* By how much it misses what the customer was told. */
static int64_t missed_s(const struct look *look,
			const struct plan_evaluation *found)
{
	const struct desk_visit *visit = look->job->visit;

	return !visit || visit->start_s == found->begin_s
		   ? 0
		   : desk_model_missed_s(look->model, visit, found->begin_s);
}

static void add_missed(struct look *look, struct buf *buf, int64_t amount_s)
{
	char text[300];

	desk_model_say_promise(look->model, look->job->visit, text,
			       sizeof(text));
	buf_add_text(buf, "{\"rule\":\"promise\"");
	add_key(buf, "detail");
	buf_add_json_string(buf, text);
	buf_printf(buf, ",\"amount\":%" PRId64 ",\"unit\":\"s\"}", amount_s);
}

static void add_broken(struct look *look, struct buf *buf,
		       const struct plan_evaluation *found)
{
	const char *separator = "";

	buf_add_text(buf, ",\"broken\":[");
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		if (!is_broken(found, rule))
			continue;
		buf_add_text(buf, separator);
		add_rule(look, buf, found, (enum plan_rule)rule);
		separator = ",";
	}
	if (missed_s(look, found)) {
		buf_add_text(buf, separator);
		add_missed(look, buf, missed_s(look, found));
	}
	buf_add_char(buf, ']');
}

static void add_person(struct buf *buf, const struct desk_person *person)
{
	buf_printf(buf, "{\"technician\":%" PRId64 ",\"name\":", person->id);
	buf_add_json_string(buf, person->name);
	buf_printf(buf, ",\"lent\":%s", person->lent ? "true" : "false");
}

static bool is_feasible(const struct look *look,
			const struct plan_evaluation *found)
{
	return found->feasible && missed_s(look, found) == 0;
}

static void add_candidate(struct look *look, struct buf *buf,
			  const struct plan_evaluation *found)
{
	add_person(buf, desk_model_person_of(look->model, found->technician));
	buf_printf(buf, ",\"feasible\":%s",
		   is_feasible(look, found) ? "true" : "false");
	buf_add_json_instant(buf, "start", found->begin_s);
	buf_add_json_instant(buf, "arrival", found->arrival_s);
	buf_add_json_instant(buf, "end", found->end_s);
	add_effects(look, buf, found);
	add_costs(buf, found);
	add_sla(look, buf, found);
	add_broken(look, buf, found);
	buf_add_char(buf, '}');
}

static void add_idle(struct buf *buf, const struct desk_person *person)
{
	add_person(buf, person);
	buf_add_text(
	    buf, ",\"feasible\":false,\"start\":null,\"arrival\":null,"
		 "\"end\":null,\"travel_s\":null,\"extra_travel_s\":null,"
		 "\"moves\":[],\"cost\":null,\"costs\":null,\"sla\":[],"
		 "\"broken\":[{\"rule\":\"shift\",\"detail\":\"has no shift in "
		 "these hours\",\"amount\":1,\"unit\":\"\"}]}");
}

/* --- why nobody --------------------------------------------------------- */

/* What a change of one unit is worth, to find the smallest: a second more of a
 * shift is as good as one of a window; a level is two hours, a skill four. */
static int64_t weight_of(int rule)
{
	switch (rule) {
	case PLAN_RULE_LEVEL:
		return 7200;
	case PLAN_RULE_SKILL:
		return 14400;
	case PLAN_RULE_TERRITORY:
	case PLAN_RULE_REQUIRED:
	case PLAN_RULE_EXCLUDED:
	case PLAN_RULE_TOOLS:
	case PLAN_RULE_PARTS:
	case PLAN_RULE_MAX_JOBS:
		return 28800;
	default:
		return 1;
	}
}

/* The one rule that is broken; PLAN_RULE_COUNT if there are several. */
static int only_broken(const struct plan_evaluation *found)
{
	int only = PLAN_RULE_COUNT;

	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		if (!is_broken(found, rule))
			continue;
		if (only != PLAN_RULE_COUNT)
			return PLAN_RULE_COUNT;
		only = rule;
	}
	return only;
}

/* The technician whom the least single change would do for. */
static const struct plan_evaluation *nearest(const struct look *look,
					     int *ret_rule)
{
	const struct plan_evaluation *best = NULL;
	int64_t least = INT64_MAX;

	for (size_t i = look->feasible; i < look->count; i++) {
		int rule = only_broken(look->best[i]);
		int64_t size;

		if (rule == PLAN_RULE_COUNT)
			continue;
		size = look->best[i]->verdicts[rule].amount * weight_of(rule);
		if (size < least) {
			least = size;
			best = look->best[i];
			*ret_rule = rule;
		}
	}
	return best;
}

static void add_relaxation(struct look *look, struct buf *buf)
{
	int rule = PLAN_RULE_COUNT;
	const struct plan_evaluation *found = nearest(look, &rule);

	add_key(buf, "relaxation");
	if (!found) {
		buf_add_text(buf, "null");
		return;
	}
	add_person(buf, desk_model_person_of(look->model, found->technician));
	buf_add_json_instant(buf, "start", found->begin_s);
	add_key(buf, "change");
	add_rule(look, buf, found, (enum plan_rule)rule);
	buf_add_char(buf, '}');
}

/* The best on the first day after these hours on which somebody can. */
static bool find_later(struct look *look, struct plan_evaluation *ret_found)
{
	struct plan_live *live = desk_model_live(look->model);
	int64_t from_s, to_s, day_s = look->asking->to_s, end_s;
	const int32_t *shifts;
	size_t count;

	desk_model_hours(look->model, &from_s, &to_s);
	for (; day_s < to_s; day_s = end_s) {
		end_s = desk_model_day_end_s(look->model, day_s);
		plan_live_at_work(live, day_s, end_s, look->arena, &shifts,
				  &count);
		if (count &&
		    plan_live_best_of(live, look->job->live, PLAN_ANY_TIME,
				      shifts, count, ret_found))
			return true;
	}
	return false;
}

static void add_later(struct look *look, struct buf *buf)
{
	struct plan_evaluation found;

	add_key(buf, "later");
	if (!find_later(look, &found)) {
		buf_add_text(buf, "null");
		return;
	}
	add_person(buf, desk_model_person_of(look->model, found.technician));
	buf_add_json_instant(buf, "start", found.begin_s);
	buf_add_char(buf, '}');
}

/* Of the technicians who come nearest, what is in their way. */
static void add_reasons(struct look *look, struct buf *buf)
{
	const char *separator = "";

	buf_add_text(buf, "{\"reasons\":[");
	for (size_t i = look->feasible;
	     i < look->count && i < look->feasible + REASONS_MAX; i++) {
		buf_add_text(buf, separator);
		add_person(buf, desk_model_person_of(
				    look->model, look->best[i]->technician));
		add_broken(look, buf, look->best[i]);
		buf_add_char(buf, '}');
		separator = ",";
	}
	buf_add_char(buf, ']');
	add_relaxation(look, buf);
	add_later(look, buf);
	buf_add_char(buf, '}');
}

static void add_unplanned(struct look *look, struct buf *buf)
{
	add_key(buf, "unplanned");
	if (look->job->visit)
		buf_add_text(buf, "null");
	else if (look->feasible)
		buf_add_text(buf, "{\"reasons\":[],\"relaxation\":null,"
				  "\"later\":null}");
	else
		add_reasons(look, buf);
}

/* --- the whole ---------------------------------------------------------- */

static void add_head(struct look *look, struct buf *buf)
{
	const struct asking *asking = look->asking;
	const struct desk_visit *visit = look->job->visit;

	buf_printf(buf,
		   "{\"job\":%" PRId64 ",\"job_version\":%" PRId64
		   ",\"territory\":%" PRId64,
		   look->job->id, look->job->version,
		   desk_model_territory(look->model));
	buf_add_json_instant(buf, "as_of", desk_model_now_s(look->model));
	buf_add_json_instant(buf, "from", asking->from_s);
	buf_add_json_instant(buf, "to", asking->to_s);
	if (asking->at_s == PLAN_ANY_TIME)
		buf_add_text(buf, ",\"at\":null");
	else
		buf_add_json_instant(buf, "at", asking->at_s);
	if (visit) {
		buf_printf(buf,
			   ",\"visit\":{\"id\":%" PRId64 ",\"version\":%" PRId64
			   ",\"technician\":%" PRId64,
			   visit->id, visit->version, visit->person->id);
		buf_add_json_instant(buf, "start", visit->start_s);
		buf_add_char(buf, '}');
	} else {
		buf_add_text(buf, ",\"visit\":null");
	}
	buf_printf(buf, ",\"feasible\":%zu,\"rejected\":%zu", look->feasible,
		   look->count + look->idle_count - look->feasible);
}

static void tell(struct look *look, struct buf *buf)
{
	size_t limit = look->asking->wish.limit, told = 0;

	add_head(look, buf);
	buf_add_text(buf, ",\"candidates\":[");
	for (size_t i = 0; i < look->count && told < limit; i++) {
		buf_add_text(buf, told++ ? "," : "");
		add_candidate(look, buf, look->best[i]);
	}
	for (size_t i = 0; i < look->idle_count && told < limit; i++) {
		buf_add_text(buf, told++ ? "," : "");
		add_idle(buf, look->idle[i]);
	}
	buf_add_char(buf, ']');
	add_unplanned(look, buf);
	buf_add_char(buf, '}');
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
		look->feasible += is_feasible(look, &all[i]);
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
	return ERR_OK;
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
		tell(&look, &asking->json);
		plan_live_remove_job(desk_model_live(model), look.live);
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
