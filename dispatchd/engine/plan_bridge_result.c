/* SPDX-License-Identifier: MIT */
/* From a plan to the rows of a proposal: what changes, what it comes to, and
 * why the rest was left. */
#include <assert.h>
#include <stdio.h>

#include <callout/plan_explain.h>

#include "dispatchd/engine/plan_bridge_internal.h"

#define UNASSIGNED_LISTED 500
#define REASONS_LOOKED_AT 20 /* technicians for each of them */

/* --- What changes --------------------------------------------------------- */

static struct bridge_change *change_add(struct plan_bridge *bridge,
					const char *op,
					const struct bridge_stay *stay)
{
	struct bridge_change *change = &bridge->changes[bridge->change_count++];

	*change = (struct bridge_change){.op = op, .stay = stay};
	stay->job->changed = true;
	return change;
}

static bool is_past(int64_t at_s, int64_t due_s)
{
	return due_s != BRIDGE_NO_TIME && at_s > due_s;
}

/* Does the visit miss what the job or the visit was promised? */
static bool is_late(const struct bridge_stay *stay, int64_t start_s,
		    int64_t end_s)
{
	const struct row_job *row = stay->job->row;

	if (stay->visit && is_past(start_s, stay->visit->promise_to_s))
		return true;
	if (stay->day == 0 && (is_past(start_s, row->respond_due_s) ||
			       is_past(start_s, row->due_s)))
		return true;
	return stay->day == stay->job->day_count - 1 &&
	       is_past(end_s, row->resolve_due_s);
}

static void take_stay(struct plan_bridge *bridge, int32_t shift,
		      const struct plan_step *step, int64_t travel_s)
{
	struct plan_bridge_summary *summary = &bridge->summary;
	const struct bridge_stay *stay = bridge->stays[step->job];
	int64_t technician = bridge->shifts[shift]->technician;
	int64_t start_s = step->arrival_s + step->waiting_s;
	int64_t end_s = start_s + step->setup_s + step->service_s;
	const struct row_visit *visit = stay->visit;
	struct bridge_change *change;

	if (stay->fixed)
		return;
	stay->job->planned = true;
	stay->job->late |= is_late(stay, start_s, end_s);
	if (visit && visit->technician == technician &&
	    visit->start_s == start_s) {
		summary->kept++;
		return;
	}
	if (visit)
		summary->moved++;
	else
		summary->added++;
	change = change_add(bridge, visit ? "move" : "add", stay);
	change->technician = technician;
	change->start_s = start_s;
	change->end_s = end_s;
	change->travel_s = travel_s;
}

static void take_routes(struct plan_bridge *bridge, const struct plan *plan)
{
	struct plan_bridge_summary *summary = &bridge->summary;

	for (int32_t shift = 0; shift < bridge->shift_count; shift++) {
		const struct plan_route *route = plan_route(plan, shift);
		int64_t travelled = 0;

		for (size_t i = 0; i < route->step_count; i++) {
			const struct plan_step *step = &route->steps[i];

			if (step->kind != PLAN_STEP_JOB)
				continue;
			take_stay(bridge, shift, step,
				  step->travel_s - travelled);
			travelled = step->travel_s;
		}
		summary->travel_s += route->travel_s;
		summary->service_s += route->service_s + route->setup_s;
		summary->cost += route->cost;
	}
}

/* Jobs that links join: the first of each set, by number in bridge->jobs. */
static int32_t first_of(int32_t *first, int32_t job)
{
	while (first[job] != job)
		job = first[job] = first[first[job]];
	return job;
}

/* A crew is changed as a whole, and so are jobs that come one after another:
 * what a plan makes of one of them holds only with the others. */
static void number_sets(struct plan_bridge *bridge)
{
	size_t count = (size_t)bridge->job_count;
	const struct row_link *rows =
	    BRIDGE_ROWS(bridge, PLAN_BRIDGE_LINKS, row_link);
	int32_t *first = arena_calloc(bridge->arena, count, sizeof(*first));
	int32_t *changes = arena_calloc(bridge->arena, count, sizeof(*changes));
	int32_t *numbers = arena_calloc(bridge->arena, count, sizeof(*numbers));
	int32_t used = 0;

	for (int32_t i = 0; i < bridge->job_count; i++)
		first[i] = i;
	for (size_t i = 0; i < bridge->sets[PLAN_BRIDGE_LINKS].count; i++) {
		const struct bridge_job *job =
		    bridge_job_of(bridge, rows[i].job);
		const struct bridge_job *after =
		    bridge_job_of(bridge, rows[i].after);

		if (job && after && job->changed && after->changed)
			first[first_of(first, (int32_t)(job - bridge->jobs))] =
			    first_of(first, (int32_t)(after - bridge->jobs));
	}
	for (size_t i = 0; i < bridge->change_count; i++)
		changes[first_of(first, (int32_t)(bridge->changes[i].stay->job -
						  bridge->jobs))]++;
	for (size_t i = 0; i < bridge->change_count; i++) {
		struct bridge_change *change = &bridge->changes[i];
		int32_t set = first_of(
		    first, (int32_t)(change->stay->job - bridge->jobs));

		if (changes[set] > 1 && !numbers[set])
			numbers[set] = ++used;
		change->linked = numbers[set];
	}
}

/* --- What was left -------------------------------------------------------- */

/* The planner's numbers in a dispatcher's words: local time, a skill's code. */
static const char *say_time(void *arg, int64_t s, char ret_text[64])
{
	const struct plan_bridge *bridge = arg;
	int64_t local = s + bridge->settings.utc_offset_s;
	int64_t minute = ((local % 86400 + 86400) % 86400) / 60;

	snprintf(ret_text, 64, "%02d:%02d", (int)(minute / 60),
		 (int)(minute % 60));
	return ret_text;
}

static const char *say_skill(void *arg, int32_t skill, char ret_text[64])
{
	const struct plan_bridge *bridge = arg;
	const char *code = plan_bridge_skill(bridge, skill);

	if (code)
		return code;
	snprintf(ret_text, 64, "%d", (int)skill);
	return ret_text;
}

static const char *say_job(void *arg, int32_t job, char ret_text[64])
{
	const struct plan_bridge *bridge = arg;

	snprintf(ret_text, 64, "%lld", (long long)bridge->stays[job]->job->id);
	return ret_text;
}

struct plan_words plan_bridge_words(const struct plan_bridge *bridge)
{
	return (struct plan_words){.arg = (void *)bridge,
				   .time = say_time,
				   .skill = say_skill,
				   .job = say_job};
}

/* The cheapest single change that would do, as JSON; NULL: there is none. */
static const char *relaxation_of(struct plan_bridge *bridge,
				 const struct plan_relaxation *relaxation)
{
	const struct plan_change_info *info =
	    plan_change_info(relaxation->change);
	struct buf json = {0};
	const char *kept;
	char text[120];

	if (relaxation->technician == PLAN_NONE ||
	    relaxation->change == PLAN_CHANGE_NONE)
		return NULL;
	buf_printf(
	    &json, "{\"change\":\"%s\",\"technician\":%lld,", info->name,
	    (long long)bridge->shifts[relaxation->technician]->technician);
	buf_printf(&json, "\"amount\":%lld,\"unit\":\"%s\",\"text\":",
		   (long long)relaxation->amount, info->unit);
	buf_add_json_string(
	    &json, plan_relaxation_text(relaxation, text, sizeof(text)));
	buf_add_char(&json, '}');
	kept = arena_strdup(bridge->arena, buf_text(&json));
	buf_free(&json);
	return kept;
}

static void explain(struct plan_bridge *bridge,
		    struct plan_explainer *explainer, int32_t index)
{
	struct bridge_job *job = bridge->stays[index]->job;
	const struct plan_words words = plan_bridge_words(bridge);
	const struct plan_rejection *rejections;
	struct plan_relaxation relaxation;
	size_t count;
	char text[200];

	job->told_rule = "";
	job->told_text = "no room was found";
	/* Reasons cost an evaluation of many technicians. */
	if (++bridge->explained > UNASSIGNED_LISTED)
		return;
	plan_explain_unassigned(explainer, index, &rejections, &count,
				&relaxation);
	job->relaxation = relaxation_of(bridge, &relaxation);
	if (!count || !rejections[0].broken)
		return;
	job->told_rule = plan_rule_info(rejections[0].verdict.rule)->name;
	job->technician = bridge->shifts[rejections[0].technician]->technician;
	job->told_text = arena_strdup(
	    bridge->arena, plan_verdict_text(&rejections[0].verdict, &words,
					     text, sizeof(text)));
}

/* The visits of a job that finds no place are taken back; not those that a
 * customer was told a time for, which only a person takes back. */
static void take_back(struct plan_bridge *bridge, const struct bridge_job *job)
{
	for (int32_t i = 0; i < job->stay_count; i++) {
		const struct row_visit *visit = job->stays[i].visit;

		if (visit && visit->promise_to_s != BRIDGE_NO_TIME)
			return;
	}
	for (int32_t i = 0; i < job->stay_count; i++) {
		if (!job->stays[i].visit || job->stays[i].fixed)
			continue;
		bridge->summary.removed++;
		change_add(bridge, "remove", &job->stays[i]);
	}
}

static void take_unassigned(struct plan_bridge *bridge, const struct plan *plan,
			    struct plan_explainer *explainer)
{
	size_t count;
	const int32_t *unassigned = plan_unassigned(plan, &count);

	for (size_t i = 0; i < count; i++) {
		const struct bridge_stay *stay = bridge->stays[unassigned[i]];

		if (!stay->fixed && !stay->job->told_rule)
			explain(bridge, explainer, unassigned[i]);
	}
	for (int32_t i = 0; i < bridge->job_count; i++) {
		if (bridge->jobs[i].told_rule)
			take_back(bridge, &bridge->jobs[i]);
	}
}

static void count_jobs(struct plan_bridge *bridge)
{
	struct plan_bridge_summary *summary = &bridge->summary;

	for (int32_t i = 0; i < bridge->job_count; i++) {
		const struct bridge_job *job = &bridge->jobs[i];

		summary->jobs += job->row != NULL;
		summary->unplanned += job->told_rule != NULL;
		summary->planned += job->planned && !job->told_rule;
		summary->late += job->planned && job->late;
	}
}

static void forget_result(struct plan_bridge *bridge)
{
	bridge->change_count = 0;
	bridge->explained = 0;
	for (int32_t i = 0; i < bridge->job_count; i++) {
		struct bridge_job *job = &bridge->jobs[i];

		job->planned = job->late = job->changed = false;
		job->technician = 0;
		job->relaxation = NULL;
		job->told_rule = job->rule;
		job->told_text = job->text;
	}
}

static int32_t people_on_shift(const struct plan_bridge *bridge)
{
	int32_t count = 0;

	for (int32_t i = 0; i < bridge->shift_count; i++)
		count += i == 0 || bridge->shifts[i - 1]->technician !=
				       bridge->shifts[i]->technician;
	return count;
}

static size_t movable_count(const struct plan_bridge *bridge)
{
	size_t count = 0;

	for (int32_t i = 0; i < bridge->job_count; i++)
		count += (size_t)bridge->jobs[i].stay_count;
	return count;
}

void plan_bridge_result(struct plan_bridge *bridge, const struct plan *plan,
			struct plan_bridge_summary *ret_summary)
{
	struct plan_bridge_summary *summary = &bridge->summary;
	int64_t shift_s = -bridge->break_s, busy_s;
	struct bridge_places before, after;
	struct plan_explainer *explainer;

	assert(bridge->problem);
	explainer =
	    plan_explainer_new(bridge->problem, plan, REASONS_LOOKED_AT);
	*summary = (struct plan_bridge_summary){.fixed = bridge->fixed_visits};
	forget_result(bridge);
	bridge->changes = arena_calloc(bridge->arena, movable_count(bridge),
				       sizeof(*bridge->changes));
	take_routes(bridge, plan);
	take_unassigned(bridge, plan, explainer);
	count_jobs(bridge);
	number_sets(bridge);
	bridge_places_before(bridge, &before);
	bridge_places_after(bridge, plan, &after);
	bridge_tell_changes(bridge, plan, explainer, &before, &after);
	bridge_count_ways(bridge, plan);
	plan_explainer_free(explainer);
	for (int32_t i = 0; i < bridge->shift_count; i++)
		shift_s +=
		    bridge->shifts[i]->end_s - bridge->shifts[i]->start_s;
	summary->shift_s = shift_s > 0 ? shift_s : 0;
	bridge_count_totals(bridge, &before, shift_s, &summary->before);
	bridge_count_totals(bridge, &after, shift_s, &summary->after);
	summary->technicians = people_on_shift(bridge);
	busy_s = summary->service_s + summary->travel_s;
	if (summary->shift_s)
		summary->utilisation =
		    (double)busy_s / (double)summary->shift_s;
	if (busy_s)
		summary->travel_share =
		    (double)summary->travel_s / (double)busy_s;
	*ret_summary = *summary;
}

/* --- JSON ----------------------------------------------------------------- */

void plan_bridge_visits_json(const struct plan_bridge *bridge, struct buf *buf)
{
	buf_add_char(buf, '[');
	for (size_t i = 0; i < bridge->change_count; i++) {
		const struct bridge_change *change = &bridge->changes[i];
		const struct bridge_stay *stay = change->stay;

		buf_printf(buf, "%s{\"op\":\"%s\",\"job\":%lld", i ? "," : "",
			   change->op, (long long)stay->job->id);
		buf_printf(buf, ",\"job_version\":%lld",
			   (long long)stay->job->row->version);
		if (change->linked)
			buf_printf(buf, ",\"linked\":%d", (int)change->linked);
		if (stay->visit)
			buf_printf(buf,
				   ",\"visit\":%lld,\"visit_version\":%lld",
				   (long long)stay->visit->id,
				   (long long)stay->visit->version);
		if (change->technician) {
			buf_printf(buf, ",\"technician\":%lld",
				   (long long)change->technician);
			buf_add_json_instant(buf, "start", change->start_s);
			buf_add_json_instant(buf, "end", change->end_s);
			buf_printf(buf, ",\"travel_s\":%lld",
				   (long long)change->travel_s);
			buf_add_json_instant(buf, "shift_ends",
					     change->shift_end_s);
		}
		buf_printf(buf, ",\"saved_s\":%lld",
			   (long long)change->saved_s);
		if (change->why) {
			buf_add_text(buf, ",\"why\":");
			buf_add_json_string(buf, change->why);
		}
		buf_add_char(buf, '}');
	}
	buf_add_char(buf, ']');
}

static void add_unassigned(const struct plan_bridge *bridge, struct buf *buf)
{
	int listed = 0;

	buf_add_text(buf, ",\"unassigned\":[");
	for (int32_t i = 0; i < bridge->job_count && listed < UNASSIGNED_LISTED;
	     i++) {
		const struct bridge_job *job = &bridge->jobs[i];

		if (!job->told_rule)
			continue;
		buf_printf(buf,
			   "%s{\"job\":%lld,\"rule\":", listed++ ? "," : "",
			   (long long)job->id);
		buf_add_json_string(buf, job->told_rule);
		if (job->technician)
			buf_printf(buf, ",\"technician\":%lld",
				   (long long)job->technician);
		buf_add_text(buf, ",\"text\":");
		buf_add_json_string(buf, job->told_text);
		buf_printf(buf, ",\"relaxation\":%s}",
			   job->relaxation ? job->relaxation : "null");
	}
	buf_add_char(buf, ']');
}

void plan_bridge_summary_json(const struct plan_bridge *bridge, struct buf *buf)
{
	const struct plan_bridge_summary *s = &bridge->summary;
	const struct {
		const char *key;
		int64_t value;
	} numbers[] = {
	    {"jobs", s->jobs},
	    {"planned", s->planned},
	    {"unplanned", s->unplanned},
	    {"fixed", s->fixed},
	    {"technicians", s->technicians},
	    {"late", s->late},
	    {"added", s->added},
	    {"moved", s->moved},
	    {"removed", s->removed},
	    {"kept", s->kept},
	    {"shift_s", s->shift_s},
	    {"service_s", s->service_s},
	    {"travel_s", s->travel_s},
	    {"cost", s->cost},
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		buf_printf(buf, "%s\"%s\":%lld", i ? "," : "{", numbers[i].key,
			   (long long)numbers[i].value);
	buf_printf(buf, ",\"utilisation\":%.4f,\"travel_share\":%.4f",
		   s->utilisation, s->travel_share);
	buf_printf(buf, ",\"speed_kmh\":%.3f,\"detour\":%.3f",
		   bridge->settings.speed_kmh, bridge->settings.detour);
	buf_add_text(buf, ",\"travel\":");
	bridge_travel_json(bridge, buf);
	buf_add_text(buf, ",\"before\":");
	bridge_totals_json(&s->before, buf);
	buf_add_text(buf, ",\"after\":");
	bridge_totals_json(&s->after, buf);
	add_unassigned(bridge, buf);
	buf_add_char(buf, '}');
}

static bool is_changed(const struct plan_bridge *bridge,
		       const struct row_visit *visit)
{
	const struct bridge_job *job = bridge_job_of(bridge, visit->job);

	if (!job || !job->changed)
		return false;
	for (size_t i = 0; i < bridge->change_count; i++) {
		if (bridge->changes[i].stay->visit == visit)
			return true;
	}
	return false;
}

void plan_bridge_seen_json(const struct plan_bridge *bridge, struct buf *buf)
{
	const struct row_visit *visits =
	    BRIDGE_ROWS(bridge, PLAN_BRIDGE_VISITS, row_visit);
	const char *between = "";

	buf_add_char(buf, '[');
	for (size_t i = 0; i < bridge->sets[PLAN_BRIDGE_VISITS].count; i++) {
		const struct row_visit *visit = &visits[i];

		if (is_changed(bridge, visit))
			continue;
		buf_printf(buf, "%s[%lld,%lld,%lld,%lld]", between,
			   (long long)visit->id, (long long)visit->technician,
			   (long long)visit->start_s, (long long)visit->end_s);
		between = ",";
	}
	buf_add_char(buf, ']');
}
