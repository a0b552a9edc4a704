/* SPDX-License-Identifier: MIT */
/*
 * From a job's row to the planner's job, one for each of its stays.
 *
 * Jobs that are dropped first when not all fit: by priority, those without a
 * target in the horizon before those with one.
 */
#include "dispatchd/engine/plan_bridge_internal.h"

#define PROMISED_WEIGHT 1000
#define FEW_MOVE_COST 3600

/* --- Windows and targets -------------------------------------------------- */

static bool is_first(const struct bridge_stay *stay)
{
	return stay->day == 0;
}

static bool is_last(const struct bridge_stay *stay)
{
	return stay->day == stay->job->day_count - 1;
}

static int64_t service_of(const struct bridge_stay *stay)
{
	return stay->visit ? stay->visit->end_s - stay->visit->start_s
			   : stay->job->row->duration_s;
}

static void narrow(struct plan_window *window, int64_t from_s, int64_t to_s)
{
	if (from_s != BRIDGE_NO_TIME && from_s > window->start_s)
		window->start_s = from_s;
	if (to_s != BRIDGE_NO_TIME && to_s < window->end_s)
		window->end_s = to_s;
}

/* A deadline that has passed binds nobody: it is a target then. */
static bool has_passed(const struct plan_bridge *bridge, int64_t at_s)
{
	return at_s != BRIDGE_NO_TIME && at_s < bridge->settings.frozen_until_s;
}

static int64_t unless_passed(const struct plan_bridge *bridge, int64_t at_s)
{
	return has_passed(bridge, at_s) ? BRIDGE_NO_TIME : at_s;
}

/* A promise that the visit keeps as it is planned is a limit; one that is lost
 * already is a target. */
static bool keeps_promise(const struct plan_bridge *bridge,
			  const struct row_visit *visit)
{
	return bridge->policy.hard_promise && !bridge->policy.off_window &&
	       visit->start_s >= visit->promise_from_s &&
	       visit->start_s <= visit->promise_to_s &&
	       !has_passed(bridge, visit->promise_to_s);
}

/* A fixed visit of the crew that no shift has room for is not in the problem;
 * the others begin with it all the same. */
static void narrow_to_crew(const struct bridge_stay *stay,
			   struct plan_window *window)
{
	const struct bridge_job *job = stay->job;

	for (int32_t i = 0; i < job->stay_count; i++) {
		const struct bridge_stay *other = &job->stays[i];

		if (other->fixed && other->index == PLAN_NONE &&
		    other->day == stay->day)
			narrow(window, other->visit->start_s,
			       other->visit->start_s);
	}
}

/* What limits the begin, apart from the hours of the site: the customer's
 * window, the visit's promise, the crew's others, and what comes after. */
static struct plan_window limits_of(const struct plan_bridge *bridge,
				    const struct bridge_stay *stay)
{
	const struct bridge_job *job = stay->job;
	const struct row_visit *visit = stay->visit;
	int64_t service_s = service_of(stay);
	struct plan_window window = {-PLAN_TIME_MAX, PLAN_TIME_MAX};

	narrow(&window, job->earliest_s,
	       is_first(stay) && !bridge->policy.off_window
		   ? unless_passed(bridge, job->due_s)
		   : BRIDGE_NO_TIME);
	if (is_first(stay) && !bridge->whole_crew)
		narrow(&window, job->row->together_s, job->row->together_s);
	if (is_last(stay) && job->end_from_s != BRIDGE_NO_TIME)
		narrow(&window, job->end_from_s - service_s, BRIDGE_NO_TIME);
	if (is_last(stay) && job->end_by_s != BRIDGE_NO_TIME)
		narrow(&window, BRIDGE_NO_TIME, job->end_by_s - service_s);
	narrow_to_crew(stay, &window);
	if (visit && bridge->settings.move == PLAN_BRIDGE_MOVE_FEW)
		narrow(&window, visit->start_s, BRIDGE_NO_TIME);
	if (visit && visit->promise_from_s != BRIDGE_NO_TIME)
		narrow(&window, visit->promise_from_s,
		       keeps_promise(bridge, visit)
			   ? visit->promise_to_s +
				 bridge->policy.promise_slack_s
			   : BRIDGE_NO_TIME);
	return window;
}

/* Access hours cut to those limits, as windows of the start. */
static void windows_of(struct plan_bridge *bridge,
		       const struct bridge_stay *stay, struct plan_job *job)
{
	const struct row_job *row = stay->job->row;
	struct plan_window limits = limits_of(bridge, stay);
	size_t count = bridge->policy.off_access ? 0 : row->access_count;
	struct plan_window *windows =
	    arena_calloc(bridge->arena, count + 1, sizeof(*windows));

	if (!count && limits.start_s == -PLAN_TIME_MAX &&
	    limits.end_s == PLAN_TIME_MAX)
		return;
	for (size_t i = 0; i < count; i++) {
		struct plan_window window = limits;

		/* The stay must end before the site closes. */
		narrow(&window, row->access[i].start_s,
		       row->access[i].end_s - job->service_s);
		if (window.start_s <= window.end_s)
			windows[job->window_count++] = window;
	}
	if (!count) {
		narrow(&limits, bridge->settings.from_s, bridge->settings.to_s);
		if (limits.start_s <= limits.end_s)
			windows[job->window_count++] = limits;
	}
	/* None is left: one that no shift reaches, so that the reason why the
	 * job is unassigned will be its window. */
	if (!job->window_count)
		windows[job->window_count++] =
		    (struct plan_window){-PLAN_TIME_MAX, -PLAN_TIME_MAX};
	job->windows = windows;
}

/* A visit of the next hours has been sent and is waited for; of a plan that
 * moves few, each. */
static bool is_frozen(const struct plan_bridge *bridge,
		      const struct bridge_stay *stay)
{
	if (stay->visit && bridge->settings.move == PLAN_BRIDGE_MOVE_FEW)
		return true;
	return stay->visit &&
	       stay->visit->start_s <
		   bridge->settings.frozen_until_s + bridge->policy.frozen_s;
}

/* What plans aim at: ways and stays differ from what was planned. */
static int64_t aim_of(const struct plan_bridge *bridge, int64_t due_s)
{
	return due_s == BRIDGE_NO_TIME ? due_s
				       : due_s - bridge->policy.sla_margin_s;
}

/* A crew is late once: its first member has the targets. */
static void dues_of(struct plan_bridge *bridge, const struct bridge_stay *stay,
		    struct plan_job *job)
{
	const struct plan_bridge_policy *policy = &bridge->policy;
	const struct bridge_job *of = stay->job;
	const struct row_visit *visit = stay->visit;
	bool first = is_first(stay) && stay->member == 0;
	bool last = is_last(stay) && stay->member == 0;
	const struct {
		bool counts;
		struct plan_due due;
		double rate;
	} all[] = {
	    {first,
	     {PLAN_DUE_START, aim_of(bridge, of->row->respond_due_s), 0},
	     policy->respond_rate},
	    {last,
	     {PLAN_DUE_END, aim_of(bridge, of->row->resolve_due_s), 0},
	     policy->resolve_rate},
	    {first && has_passed(bridge, of->due_s),
	     {PLAN_DUE_START, of->due_s, 0},
	     policy->window_rate},
	    {visit != NULL,
	     {PLAN_DUE_START, visit ? visit->promise_to_s : BRIDGE_NO_TIME, 0},
	     policy->promise_rate},
	    {is_frozen(bridge, stay),
	     {PLAN_DUE_START, visit ? visit->start_s + policy->slide_s : 0, 0},
	     policy->slide_rate},
	};
	size_t count = sizeof(all) / sizeof(*all);
	struct plan_due *dues =
	    arena_calloc(bridge->arena, count, sizeof(*dues));

	for (size_t i = 0; i < count; i++) {
		struct plan_due *due = &dues[job->due_count];

		if (!all[i].counts || all[i].due.at_s == BRIDGE_NO_TIME)
			continue;
		*due = all[i].due;
		due->rate = bridge_rate(all[i].rate);
		job->due_count++;
	}
	job->dues = dues;
}

static bool is_due(const struct plan_bridge *bridge, int64_t at_s)
{
	return at_s != BRIDGE_NO_TIME && at_s < bridge->settings.to_s;
}

static bool is_promised(const struct bridge_job *job)
{
	for (int32_t i = 0; i < job->stay_count; i++) {
		const struct row_visit *visit = job->stays[i].visit;

		if (visit && visit->promise_to_s != BRIDGE_NO_TIME)
			return true;
	}
	return false;
}

/* 1..5 to 32..2, doubled when a target falls into the horizon. What a customer
 * was told a time for comes before all others. */
static int32_t weight_of(const struct plan_bridge *bridge,
			 const struct bridge_job *job)
{
	const struct row_job *row = job->row;
	int64_t priority = row->priority;
	int32_t weight;

	if (priority < 1)
		priority = 1;
	if (priority > 5)
		priority = 5;
	weight = 1 << (6 - priority);
	if (is_due(bridge, row->due_s) || is_due(bridge, row->respond_due_s) ||
	    is_due(bridge, row->resolve_due_s))
		weight *= 2;
	return is_promised(job) ? weight + PROMISED_WEIGHT : weight;
}

/* --- Who ------------------------------------------------------------------ */

/* Every member of a crew has the skills of the job. Whoever wants a leader with
 * more: this is the place, `stay->member` says which one it is. */
static void needs_of(struct plan_bridge *bridge, const struct bridge_stay *stay,
		     struct plan_job *job)
{
	size_t count;
	const struct row_job_skill *rows =
	    bridge_rows_of(bridge, OF_JOB_SKILLS, stay->job->id, &count);
	struct plan_need *needs =
	    arena_calloc(bridge->arena, count, sizeof(*needs));

	if (bridge->policy.off_skill)
		return;
	for (size_t i = 0; i < count; i++)
		needs[i] = (struct plan_need){
		    (int32_t)rows[i].skill,
		    bridge->policy.off_level ? 0 : (int32_t)rows[i].level};
	job->needs = needs;
	job->need_count = count;
}

/* What it takes from the van. Each member brings the tools; the parts are used
 * up once. */
static void goods_of(struct plan_bridge *bridge, const struct bridge_stay *stay,
		     struct plan_job *job)
{
	const struct plan_bridge_policy *policy = &bridge->policy;
	size_t tool_count, part_count;
	const struct row_job_tool *tools =
	    bridge_rows_of(bridge, OF_JOB_TOOLS, stay->job->id, &tool_count);
	const struct row_job_part *parts =
	    bridge_rows_of(bridge, OF_JOB_PARTS, stay->job->id, &part_count);
	int32_t *own_tools =
	    arena_calloc(bridge->arena, tool_count, sizeof(*own_tools));
	struct plan_part *own_parts =
	    arena_calloc(bridge->arena, part_count, sizeof(*own_parts));

	for (size_t i = 0; i < tool_count; i++)
		own_tools[i] = BRIDGE_TOOL + (int32_t)tools[i].tool;
	for (size_t i = 0; i < part_count; i++)
		own_parts[i] = (struct plan_part){
		    BRIDGE_PART + (int32_t)parts[i].part, parts[i].amount};
	job->tools = own_tools;
	job->tool_count = policy->off_tools ? 0 : tool_count;
	job->parts = own_parts;
	if (!policy->off_parts && stay->member == 0 && is_first(stay))
		job->part_count = part_count;
}

/* A list of shifts that grows by all those of a technician. */
struct shift_list {
	int32_t *shifts;
	size_t count;
};

static void list_add(struct plan_bridge *bridge, struct shift_list *list,
		     int64_t technician)
{
	int32_t count, first = bridge_shifts_of(bridge, technician, &count);
	size_t total = list->count + (size_t)count;
	int32_t *shifts = arena_calloc(bridge->arena, total, sizeof(*shifts));

	for (size_t i = 0; i < list->count; i++)
		shifts[i] = list->shifts[i];
	for (int32_t i = 0; i < count; i++)
		shifts[list->count + (size_t)i] = first + i;
	list->shifts = shifts;
	list->count = total;
}

static bool is_related(const struct row_job_technician *rows, size_t count,
		       enum bridge_relation relation, int64_t technician)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].relation == relation &&
		    rows[i].technician == technician)
			return true;
	}
	return false;
}

static void prefer(struct plan_bridge *bridge, struct plan_job *job,
		   struct plan_preference *preferred, int64_t technician,
		   int64_t bonus_s)
{
	int32_t count, first = bridge_shifts_of(bridge, technician, &count);

	for (int32_t i = 0; i < count; i++)
		preferred[job->preferred_count++] =
		    (struct plan_preference){first + i, bridge_cost(bonus_s)};
}

/* Who has seen this very trouble before is worth as much as who is wished for.
 */
static int64_t continuity_of(const struct plan_bridge_policy *policy,
			     const struct row_job *row)
{
	return row->again && policy->continuity_bonus < policy->preferred_bonus
		   ? policy->preferred_bonus
		   : policy->continuity_bonus;
}

/* Preferred technicians, and whoever was there last. */
static void preferred_of(struct plan_bridge *bridge, const struct row_job *row,
			 const struct row_job_technician *rows, size_t count,
			 struct plan_job *job)
{
	const struct plan_bridge_policy *policy = &bridge->policy;
	int64_t last = row->last_technician;
	struct shift_list all = {0};
	struct plan_preference *preferred;

	if (last && is_related(rows, count, BRIDGE_EXCLUDED, last))
		last = 0;
	if (last)
		list_add(bridge, &all, last);
	for (size_t i = 0; i < count; i++) {
		if (rows[i].relation == BRIDGE_PREFERRED &&
		    rows[i].technician != last)
			list_add(bridge, &all, rows[i].technician);
	}
	if (!all.count)
		return;
	preferred = arena_calloc(bridge->arena, all.count, sizeof(*preferred));
	if (last)
		prefer(bridge, job, preferred, last,
		       continuity_of(policy, row) +
			   (is_related(rows, count, BRIDGE_PREFERRED, last)
				? policy->preferred_bonus
				: 0));
	for (size_t i = 0; i < count; i++) {
		if (rows[i].relation == BRIDGE_PREFERRED &&
		    rows[i].technician != last)
			prefer(bridge, job, preferred, rows[i].technician,
			       policy->preferred_bonus);
	}
	job->preferred = preferred;
}

/* A relation to a technician is one to each of the shifts. */
static void people_of(struct plan_bridge *bridge,
		      const struct bridge_stay *stay, struct plan_job *job)
{
	const struct plan_bridge_policy *policy = &bridge->policy;
	size_t count;
	const struct row_job_technician *rows =
	    bridge_rows_of(bridge, OF_JOB_PEOPLE, stay->job->id, &count);
	bool whole = stay->job->row->crew_size <= 1;
	struct shift_list required = {0}, excluded = {0};
	int64_t required_people = 0;

	preferred_of(bridge, stay->job->row, rows, count, job);
	for (size_t i = 0; i < count; i++)
		required_people += rows[i].relation == BRIDGE_REQUIRED;
	whole = whole || required_people >= stay->job->row->crew_size;
	for (size_t i = 0; i < count; i++) {
		int64_t technician = rows[i].technician;

		if (rows[i].relation == BRIDGE_EXCLUDED &&
		    !policy->off_excluded)
			list_add(bridge, &excluded, technician);
		if (rows[i].relation == BRIDGE_REQUIRED &&
		    !policy->off_required &&
		    (whole || stay->only == technician))
			list_add(bridge, &required, technician);
	}
	job->required = required.shifts;
	job->required_count = required.count;
	job->excluded = excluded.shifts;
	job->excluded_count = excluded.count;
}

/* Of a crew that is larger than the list of whom it requires, each of those is
 * a member of it: who is there already stays in the place. */
static void give_place(struct bridge_job *job, int64_t technician)
{
	struct bridge_stay *found = NULL;
	bool own = false;

	for (int32_t i = 0; i < job->stay_count; i++) {
		struct bridge_stay *stay = &job->stays[i];

		if (stay->visit && stay->visit->technician == technician) {
			found = stay;
			own = true;
			break;
		}
		if (!stay->only && !stay->fixed &&
		    (!found || (found->visit && !stay->visit)))
			found = stay;
	}
	if (!found || (own && found->fixed))
		return;
	for (int32_t i = 0; i < job->stay_count; i++) {
		if (job->stays[i].member == found->member)
			job->stays[i].only = technician;
	}
}

const int64_t *bridge_members(struct plan_bridge *bridge,
			      const struct bridge_job *job, size_t *ret_count)
{
	size_t count;
	const struct row_job_technician *rows =
	    bridge_rows_of(bridge, OF_JOB_PEOPLE, job->id, &count);
	int64_t *members =
	    arena_calloc(bridge->arena, count + 1, sizeof(*members));

	*ret_count = 0;
	for (size_t i = 0; i < count && !bridge->policy.off_required; i++)
		if (rows[i].relation == BRIDGE_REQUIRED)
			members[(*ret_count)++] = rows[i].technician;
	if (*ret_count >= (size_t)job->row->crew_size)
		*ret_count = 0;
	return members;
}

void bridge_check_people(struct plan_bridge *bridge, struct bridge_job *job)
{
	size_t count;
	const struct row_job_technician *rows =
	    bridge_rows_of(bridge, OF_JOB_PEOPLE, job->id, &count);
	int64_t required = 0, present = 0;

	if (!job->row || job->rule || bridge->policy.off_required)
		return;
	for (size_t i = 0; i < count; i++) {
		int32_t shifts;

		if (rows[i].relation != BRIDGE_REQUIRED)
			continue;
		(void)bridge_shifts_of(bridge, rows[i].technician, &shifts);
		required++;
		present += shifts > 0;
	}
	if (required && (!present || (required < job->row->crew_size &&
				      present < required))) {
		job->rule = "required";
		job->text = "the required technician has no shift";
	}
	if (required >= job->row->crew_size)
		return;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].relation == BRIDGE_REQUIRED)
			give_place(job, rows[i].technician);
	}
}

/* --- The whole ------------------------------------------------------------ */

/* Where it is now: to give it to somebody else costs. */
static void current_of(struct plan_bridge *bridge,
		       const struct bridge_stay *stay, struct plan_job *job)
{
	const struct plan_bridge_policy *policy = &bridge->policy;
	const struct row_visit *visit = stay->visit;
	int64_t cost_s = policy->move_cost;

	if (!visit)
		return;
	if (bridge->settings.move == PLAN_BRIDGE_MOVE_FEW &&
	    cost_s < FEW_MOVE_COST)
		cost_s = FEW_MOVE_COST;
	job->current_technician = bridge_shift_at(bridge, 0, visit->technician,
						  visit->start_s, visit->end_s);
	if (visit->promise_to_s != BRIDGE_NO_TIME)
		cost_s += policy->move_promised_cost;
	if (is_frozen(bridge, stay))
		cost_s += policy->move_frozen_cost;
	job->move_cost = bridge_cost(cost_s);
}

void bridge_make_job(struct plan_bridge *bridge, const struct bridge_stay *stay,
		     struct plan_job *ret_job)
{
	*ret_job = (struct plan_job)PLAN_JOB_DEFAULTS;
	ret_job->id = stay->job->id;
	ret_job->service_s = service_of(stay);
	ret_job->priority = weight_of(bridge, stay->job);
	needs_of(bridge, stay, ret_job);
	goods_of(bridge, stay, ret_job);
	people_of(bridge, stay, ret_job);
	windows_of(bridge, stay, ret_job);
	dues_of(bridge, stay, ret_job);
	current_of(bridge, stay, ret_job);
}

enum err bridge_add_stay(struct plan_bridge *bridge, struct bridge_stay *stay,
			 struct err_detail *detail)
{
	const struct row_job *row = stay->job->row;
	struct plan_job job;
	int32_t index;
	enum err err;

	bridge_make_job(bridge, stay, &job);
	if (bridge->settings.pin_visits && stay->visit &&
	    job.current_technician != PLAN_NONE) {
		job.pinned_technician = job.current_technician;
		job.pinned_start_s = stay->visit->start_s;
	}
	err =
	    bridge_add_place(bridge, row->lat, row->lon, &job.location, detail);
	if (!err)
		err =
		    plan_problem_add_job(bridge->problem, &job, &index, detail);
	if (!err)
		bridge_keep_stay(bridge, stay, index);
	return err;
}
