/* SPDX-License-Identifier: MIT */
/*
 * Shifts become the planner's technicians, fixed visits its pinned jobs.
 *
 * A shift here is a piece of one: absences were cut out, so that skills, breaks
 * and visits must be laid over the pieces.
 */
#include <assert.h>
#include <stdlib.h>

#include "dispatchd/engine/plan_bridge_internal.h"

/* --- Technicians ---------------------------------------------------------- */

static int64_t overlap_s(int64_t a_from, int64_t a_to, int64_t b_from,
			 int64_t b_to)
{
	int64_t from = a_from > b_from ? a_from : b_from;
	int64_t to = a_to < b_to ? a_to : b_to;

	return to > from ? to - from : 0;
}

/* A certificate that was renewed is a second row of the same skill. The planner
 * knows one: where they follow each other without a gap, both, at the lower
 * level; else the one that covers more of the shift. */
static void take_skill(const struct row_shift *shift,
		       const struct row_skill *row, struct plan_skill *skill)
{
	int64_t old_s =
	    overlap_s(skill->from_s, skill->to_s, shift->start_s, shift->end_s);
	int64_t new_s =
	    overlap_s(row->from_s, row->to_s, shift->start_s, shift->end_s);

	if (old_s > 0 && new_s > 0 && skill->to_s == row->from_s) {
		skill->to_s = row->to_s;
		if (row->level < skill->level)
			skill->level = (int32_t)row->level;
	} else if (new_s > old_s) {
		skill->from_s = row->from_s;
		skill->to_s = row->to_s;
		skill->level = (int32_t)row->level;
	}
}

static int compare_skills(const void *a, const void *b)
{
	const struct row_skill *x = *(const struct row_skill *const *)a;
	const struct row_skill *y = *(const struct row_skill *const *)b;

	if (x->skill != y->skill)
		return x->skill < y->skill ? -1 : 1;
	return (x->from_s > y->from_s) - (x->from_s < y->from_s);
}

static const struct plan_skill *skills_of(struct plan_bridge *bridge,
					  const struct row_shift *shift,
					  size_t *ret_count)
{
	size_t row_count, count = 0;
	const struct row_skill *rows =
	    bridge_rows_of(bridge, OF_SKILLS, shift->technician, &row_count);
	const struct row_skill **sorted =
	    arena_calloc(bridge->arena, row_count, sizeof(*sorted));
	struct plan_skill *skills =
	    arena_calloc(bridge->arena, row_count, sizeof(*skills));

	for (size_t i = 0; i < row_count; i++)
		sorted[i] = &rows[i];
	if (row_count)
		qsort(sorted, row_count, sizeof(*sorted), compare_skills);
	for (size_t i = 0; i < row_count; i++) {
		const struct row_skill *row = sorted[i];

		if (count && skills[count - 1].skill == row->skill) {
			take_skill(shift, row, &skills[count - 1]);
			continue;
		}
		skills[count++] = (struct plan_skill){
		    .skill = (int32_t)row->skill,
		    .level = (int32_t)row->level,
		    .from_s = row->from_s,
		    .to_s = row->to_s,
		};
	}
	for (size_t i = 0; bridge->policy.off_certificate && i < count; i++) {
		skills[i].from_s = -PLAN_TIME_MAX;
		skills[i].to_s = PLAN_TIME_MAX;
	}
	*ret_count = count;
	return skills;
}

/* An absence may cut a shift in two while a break is due: the break belongs to
 * the piece that has most of its time, so that it is not taken twice. */
static bool has_break(const struct plan_bridge *bridge,
		      const struct row_shift *shift,
		      const struct row_break *rest)
{
	size_t count;
	const struct row_shift *all =
	    bridge_rows_of(bridge, OF_SHIFTS, shift->technician, &count);
	int64_t own_s =
	    overlap_s(rest->from_s, rest->to_s, shift->start_s, shift->end_s);

	for (size_t i = 0; i < count; i++) {
		int64_t other_s = overlap_s(rest->from_s, rest->to_s,
					    all[i].start_s, all[i].end_s);

		if (other_s > own_s ||
		    (other_s == own_s && all[i].start_s < shift->start_s))
			return false;
	}
	return own_s > 0;
}

/* Breaks that fit into the shift. The window of the planner is that of the
 * start, so it ends before the row's by the break's duration. */
static const struct plan_break *breaks_of(struct plan_bridge *bridge,
					  const struct row_shift *shift,
					  size_t *ret_count)
{
	size_t row_count, count = 0;
	const struct row_break *rows =
	    bridge_rows_of(bridge, OF_BREAKS, shift->technician, &row_count);
	struct plan_break *breaks =
	    arena_calloc(bridge->arena, row_count, sizeof(*breaks));

	for (size_t i = 0; i < row_count; i++) {
		const struct row_break *row = &rows[i];
		struct plan_window *window;
		int64_t first = row->from_s, last = row->to_s;

		if (first < shift->start_s)
			first = shift->start_s;
		if (last > shift->end_s)
			last = shift->end_s;
		last -= row->duration_s;
		if (last < first || bridge->policy.off_break ||
		    !has_break(bridge, shift, row))
			continue;
		window = arena_alloc(bridge->arena, sizeof(*window));
		*window = (struct plan_window){first, last};
		breaks[count] = (struct plan_break){
		    .id = (int64_t)count,
		    .duration_s = row->duration_s,
		    .windows = window,
		    .window_count = 1,
		};
		bridge->break_s += row->duration_s;
		count++;
	}
	*ret_count = count;
	return breaks;
}

static void goods_of(struct plan_bridge *bridge,
		     struct plan_technician *technician)
{
	size_t tool_count, part_count;
	const struct row_tool *tools =
	    bridge_rows_of(bridge, OF_TOOLS, technician->id, &tool_count);
	const struct row_part *parts =
	    bridge_rows_of(bridge, OF_PARTS, technician->id, &part_count);
	int32_t *own_tools =
	    arena_calloc(bridge->arena, tool_count, sizeof(*own_tools));
	struct plan_part *own_parts =
	    arena_calloc(bridge->arena, part_count, sizeof(*own_parts));

	for (size_t i = 0; i < tool_count; i++)
		own_tools[i] = BRIDGE_TOOL + (int32_t)tools[i].tool;
	for (size_t i = 0; i < part_count; i++)
		own_parts[i] = (struct plan_part){
		    BRIDGE_PART + (int32_t)parts[i].part, parts[i].amount};
	technician->tools = own_tools;
	technician->tool_count = tool_count;
	technician->parts = own_parts;
	technician->part_count = part_count;
}

enum err bridge_add_shift(struct plan_bridge *bridge,
			  const struct row_shift *shift,
			  struct err_detail *detail)
{
	struct plan_technician technician = PLAN_TECHNICIAN_DEFAULTS;
	size_t count;
	const struct row_technician *row =
	    bridge_rows_of(bridge, OF_TECHNICIANS, shift->technician, &count);
	int32_t index;
	enum err err;

	if (!row)
		return ERR_OK; /* employed elsewhere meanwhile */
	technician.id = shift->technician;
	technician.person =
	    (int32_t)(row - BRIDGE_ROWS(bridge, PLAN_BRIDGE_TECHNICIANS,
					row_technician));
	technician.shift_start_s = shift->start_s;
	technician.shift_end_s = shift->end_s;
	technician.skills = skills_of(bridge, shift, &technician.skill_count);
	technician.breaks = breaks_of(bridge, shift, &technician.break_count);
	goods_of(bridge, &technician);
	technician.overtime_max_s = bridge->policy.overtime_max_s;
	technician.overtime_rate = bridge_rate(bridge->policy.overtime_rate);
	/* Her visits at home are pinned: to them it is a sum that stays. */
	if (row->lent)
		technician.visit_cost =
		    bridge_cost(bridge->policy.neighbour_cost);
	if (bridge->policy.max_travel_s > 0)
		technician.max_travel_s = bridge->policy.max_travel_s;
	err = bridge_add_place(bridge, row->start_lat, row->start_lon,
			       &technician.start_location, detail);
	if (!err)
		err = bridge_add_place(bridge, row->end_lat, row->end_lon,
				       &technician.end_location, detail);
	if (!err)
		err = plan_problem_add_technician(bridge->problem, &technician,
						  &index, detail);
	if (err)
		return err;
	assert(index == bridge->shift_count);
	bridge->shifts[bridge->shift_count++] = shift;
	return ERR_OK;
}

/* --- Fixed visits --------------------------------------------------------- */

int32_t bridge_shifts_of(const struct plan_bridge *bridge, int64_t technician,
			 int32_t *ret_count)
{
	int32_t low = 0, high = bridge->shift_count, end;

	while (low < high) {
		int32_t middle = (low + high) / 2;

		if (bridge->shifts[middle]->technician < technician)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < bridge->shift_count; end++) {
		if (bridge->shifts[end]->technician != technician)
			break;
	}
	*ret_count = end - low;
	return low;
}

int32_t bridge_shift_at(const struct plan_bridge *bridge, int32_t first,
			int64_t technician, int64_t start_s, int64_t end_s)
{
	int32_t count, own = bridge_shifts_of(bridge, technician, &count);

	assert(first >= 0);
	for (int32_t i = first > own ? first : own; i < own + count; i++) {
		const struct row_shift *shift = bridge->shifts[i];

		if (start_s < shift->end_s && end_s > shift->start_s)
			return i;
	}
	return PLAN_NONE;
}

/* A visit that goes on over the hole in a day keeps the second shift busy, too:
 * there it begins with the shift. */
enum err bridge_add_fixed(struct plan_bridge *bridge, struct bridge_stay *stay,
			  struct err_detail *detail)
{
	const struct row_visit *visit = stay->visit;
	struct plan_job job = PLAN_JOB_DEFAULTS;
	int32_t index, shift;
	enum err err;

	shift = bridge_shift_at(bridge, 0, visit->technician, visit->start_s,
				visit->end_s);
	if (shift == PLAN_NONE)
		return ERR_OK;
	err = bridge_add_place(bridge, visit->lat, visit->lon, &job.location,
			       detail);
	job.id = visit->job;
	job.pinned_start_s = visit->start_s;
	while (!err && shift != PLAN_NONE) {
		job.pinned_technician = shift;
		job.service_s = visit->end_s - job.pinned_start_s;
		err =
		    plan_problem_add_job(bridge->problem, &job, &index, detail);
		if (err)
			break;
		bridge_keep_stay(bridge, stay, index);
		shift = bridge_shift_at(bridge, shift + 1, visit->technician,
					visit->start_s, visit->end_s);
		if (shift != PLAN_NONE)
			job.pinned_start_s = bridge->shifts[shift]->start_s;
	}
	if (!err)
		bridge->fixed_visits++;
	return err;
}
