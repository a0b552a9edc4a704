/* SPDX-License-Identifier: MIT */
/* Candidates in the dispatcher's words. On the desk's thread. */
#include <inttypes.h>

#include "dispatchd/engine/desk_candidates_internal.h"

#define REASONS_MAX 5

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

		if (due->rate != DESK_KEEP_RATE && at_s - due_s > worst_s)
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
			const struct plan_evaluation *found, int64_t begin_s)
{
	const struct plan_effect *effects;
	size_t count;

	plan_live_effects(desk_model_live(look->model), found, begin_s,
			  look->arena, &effects, &count);
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

bool candidates_feasible(const struct look *look,
			 const struct plan_evaluation *found)
{
	return found->feasible && missed_s(look, found) == 0;
}

static void add_candidate(struct look *look, struct buf *buf,
			  const struct plan_evaluation *found)
{
	add_person(buf, desk_model_person_of(look->model, found->technician));
	buf_printf(buf, ",\"feasible\":%s",
		   candidates_feasible(look, found) ? "true" : "false");
	buf_add_json_instant(buf, "start", found->begin_s);
	buf_add_json_instant(buf, "arrival", found->arrival_s);
	buf_add_json_instant(buf, "end", found->end_s);
	add_effects(look, buf, found, look->asking->at_s);
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

/* --- a crew ------------------------------------------------------------- */

static void add_teammate(struct look *look, struct buf *buf,
			 const struct team *team, size_t number)
{
	struct plan_evaluation found;

	plan_live_evaluate(desk_model_live(look->model),
			   number ? look->bare : look->live,
			   team->shifts[number], team->begin_s, &found);
	add_person(buf, desk_model_person_of(look->model, found.technician));
	buf_add_json_instant(buf, "arrival", found.arrival_s);
	add_effects(look, buf, &found, team->begin_s);
	add_cost(buf, "cost", found.cost);
	buf_add_char(buf, '}');
}

static void add_team(struct look *look, struct buf *buf,
		     const struct team *team)
{
	const struct plan_job *job = plan_problem_job(
	    plan_live_problem(desk_model_live(look->model)), look->live);

	buf_add_char(buf, '{');
	buf_add_json_instant(buf, "start", team->begin_s);
	buf_add_json_instant(buf, "end", team->begin_s + job->service_s);
	add_cost(buf, "cost", team->cost);
	buf_add_text(buf, ",\"members\":[");
	for (size_t i = 0; i < look->missing; i++) {
		buf_add_text(buf, i ? "," : "");
		add_teammate(look, buf, team, i);
	}
	buf_add_text(buf, "]}");
}

static void add_crew(struct look *look, struct buf *buf)
{
	size_t limit = look->asking->wish.limit;

	if (!look->missing) {
		buf_add_text(buf, ",\"crew\":null");
		return;
	}
	buf_printf(
	    buf, ",\"crew\":{\"size\":%" PRId64 ",\"missing\":%zu,\"teams\":[",
	    look->job->crew_size, look->missing);
	for (size_t i = 0; i < look->team_count && i < limit; i++) {
		buf_add_text(buf, i ? "," : "");
		add_team(look, buf, &look->teams[i]);
	}
	buf_add_text(buf, "]}");
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

void candidates_tell(struct look *look, struct buf *buf)
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
	add_crew(look, buf);
	add_unplanned(look, buf);
	buf_add_char(buf, '}');
}
