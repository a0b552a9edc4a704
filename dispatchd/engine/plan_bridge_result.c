/* SPDX-License-Identifier: MIT */
/* From a plan to the rows of a proposal: what changes, what it comes to, and
 * why the rest was left. */
#include <assert.h>
#include <stdio.h>

#include <callout/text.h>

#include "dispatchd/engine/plan_bridge_internal.h"

#define UNASSIGNED_LISTED 500

/* --- What changes --------------------------------------------------------- */

static void change_add(struct plan_bridge *bridge, const char *op,
		       const struct row_job *job, const struct plan_step *step,
		       int32_t shift, int64_t travel_s)
{
	struct bridge_change *change = &bridge->changes[bridge->change_count++];

	*change = (struct bridge_change){.op = op, .job = job};
	if (!step)
		return;
	change->technician = bridge->shifts[shift]->technician;
	change->start_s = step->arrival_s + step->waiting_s;
	change->end_s = change->start_s + step->setup_s + step->service_s;
	change->travel_s = travel_s;
}

static bool is_late(const struct plan_bridge *bridge, int32_t job,
		    const struct plan_step *step)
{
	const struct plan_job *of = plan_problem_job(bridge->problem, job);
	int64_t start = step->arrival_s + step->waiting_s;
	int64_t end = start + step->setup_s + step->service_s;

	for (size_t i = 0; i < of->due_count; i++) {
		int64_t at = of->dues[i].of == PLAN_DUE_START ? start : end;

		if (at > of->dues[i].at_s)
			return true;
	}
	return false;
}

static void take_job(struct plan_bridge *bridge, int32_t shift,
		     const struct plan_step *step, int64_t travel_s)
{
	struct plan_bridge_summary *summary = &bridge->summary;
	int32_t index = step->job - bridge->fixed_count;
	const struct row_job *job;
	bool same;

	if (index < 0)
		return;
	job = bridge->jobs[index];
	summary->planned++;
	summary->late += is_late(bridge, step->job, step);
	same = job->visit &&
	       job->visit_technician == bridge->shifts[shift]->technician &&
	       job->visit_start_s == step->arrival_s + step->waiting_s;
	if (same)
		summary->kept++;
	else if (job->visit)
		summary->moved++;
	else
		summary->added++;
	if (!same)
		change_add(bridge, job->visit ? "move" : "add", job, step,
			   shift, travel_s);
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
			take_job(bridge, shift, step,
				 step->travel_s - travelled);
			travelled = step->travel_s;
		}
		summary->travel_s += route->travel_s;
		summary->service_s += route->service_s + route->setup_s;
		summary->cost += route->cost;
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
	const struct bridge_rows *set = &bridge->sets[PLAN_BRIDGE_JOB_SKILLS];
	const struct row_job_skill *rows = set->rows;

	for (size_t i = 0; i < set->count; i++) {
		if (rows[i].skill == skill)
			return rows[i].code;
	}
	snprintf(ret_text, 64, "%d", (int)skill);
	return ret_text;
}

static void explain(struct plan_bridge *bridge, const struct plan *plan,
		    int32_t index, const struct row_job *job)
{
	struct bridge_unassigned *entry =
	    &bridge->unassigned[bridge->unassigned_count++];
	const struct plan_words words = {
	    .arg = bridge, .time = say_time, .skill = say_skill};
	struct plan_verdict verdict;
	int32_t technician;
	char text[200];

	*entry = (struct bridge_unassigned){
	    .job = job, .rule = "", .text = "no room was found"};
	/* Reasons cost an evaluation of every technician. */
	if (bridge->unassigned_count > UNASSIGNED_LISTED)
		return;
	if (!plan_reason(bridge->problem, plan, index, &technician, &verdict))
		return;
	entry->rule = plan_rule_info(verdict.rule)->name;
	if (technician != PLAN_NONE)
		entry->technician = bridge->shifts[technician]->technician;
	entry->text =
	    arena_strdup(bridge->arena, plan_verdict_text(&verdict, &words,
							  text, sizeof(text)));
}

static void take_unassigned(struct plan_bridge *bridge, const struct plan *plan)
{
	size_t count;
	const int32_t *unassigned = plan_unassigned(plan, &count);

	for (size_t i = 0; i < count; i++) {
		int32_t index = unassigned[i] - bridge->fixed_count;

		if (index < 0)
			continue;
		explain(bridge, plan, unassigned[i], bridge->jobs[index]);
	}
	for (size_t i = 0; i < bridge->unassigned_count; i++) {
		if (!bridge->unassigned[i].job->visit)
			continue;
		bridge->summary.removed++;
		change_add(bridge, "remove", bridge->unassigned[i].job, NULL,
			   PLAN_NONE, 0);
	}
	bridge->summary.unplanned = (int32_t)bridge->unassigned_count;
}

static int32_t people_on_shift(const struct plan_bridge *bridge)
{
	int32_t count = 0;

	for (int32_t i = 0; i < bridge->shift_count; i++) {
		bool seen = false;

		for (int32_t j = 0; j < i && !seen; j++)
			seen = bridge->shifts[j]->technician ==
			       bridge->shifts[i]->technician;
		count += !seen;
	}
	return count;
}

/* The jobs that the problem leaves out come first; they stay. */
static size_t left_out_count(const struct plan_bridge *bridge)
{
	return bridge->sets[PLAN_BRIDGE_JOBS].count - (size_t)bridge->job_count;
}

void plan_bridge_result(struct plan_bridge *bridge, const struct plan *plan,
			struct plan_bridge_summary *ret_summary)
{
	struct plan_bridge_summary *summary = &bridge->summary;
	size_t rows = bridge->sets[PLAN_BRIDGE_JOBS].count;
	int64_t shift_s = -bridge->break_s, busy_s;

	assert(bridge->problem);
	*summary = (struct plan_bridge_summary){.jobs = (int32_t)rows,
						.fixed = bridge->fixed_visits};
	bridge->changes =
	    arena_calloc(bridge->arena, rows, sizeof(*bridge->changes));
	bridge->change_count = 0;
	bridge->unassigned_count = left_out_count(bridge);
	take_routes(bridge, plan);
	take_unassigned(bridge, plan);
	for (int32_t i = 0; i < bridge->shift_count; i++)
		shift_s +=
		    bridge->shifts[i]->end_s - bridge->shifts[i]->start_s;
	summary->shift_s = shift_s > 0 ? shift_s : 0;
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

static void add_instant(struct buf *buf, const char *key, int64_t s)
{
	char text[32];

	buf_printf(buf, ",\"%s\":\"%s\"", key,
		   text_format_instant(s * 1000000, text));
}

void plan_bridge_visits_json(const struct plan_bridge *bridge, struct buf *buf)
{
	buf_add_char(buf, '[');
	for (size_t i = 0; i < bridge->change_count; i++) {
		const struct bridge_change *change = &bridge->changes[i];
		const struct row_job *job = change->job;

		buf_printf(buf, "%s{\"op\":\"%s\",\"job\":%lld", i ? "," : "",
			   change->op, (long long)job->id);
		buf_printf(buf, ",\"job_version\":%lld",
			   (long long)job->version);
		if (job->visit)
			buf_printf(buf,
				   ",\"visit\":%lld,\"visit_version\":%lld",
				   (long long)job->visit,
				   (long long)job->visit_version);
		if (change->technician) {
			buf_printf(buf, ",\"technician\":%lld",
				   (long long)change->technician);
			add_instant(buf, "start", change->start_s);
			add_instant(buf, "end", change->end_s);
			buf_printf(buf, ",\"travel_s\":%lld",
				   (long long)change->travel_s);
		}
		buf_add_char(buf, '}');
	}
	buf_add_char(buf, ']');
}

static void add_unassigned(const struct plan_bridge *bridge, struct buf *buf)
{
	size_t count = bridge->unassigned_count;

	if (count > UNASSIGNED_LISTED)
		count = UNASSIGNED_LISTED;
	buf_add_text(buf, ",\"unassigned\":[");
	for (size_t i = 0; i < count; i++) {
		const struct bridge_unassigned *entry = &bridge->unassigned[i];

		buf_printf(buf, "%s{\"job\":%lld,\"rule\":", i ? "," : "",
			   (long long)entry->job->id);
		buf_add_json_string(buf, entry->rule);
		if (entry->technician)
			buf_printf(buf, ",\"technician\":%lld",
				   (long long)entry->technician);
		buf_add_text(buf, ",\"text\":");
		buf_add_json_string(buf, entry->text);
		buf_add_char(buf, '}');
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
	add_unassigned(bridge, buf);
	buf_add_char(buf, '}');
}
