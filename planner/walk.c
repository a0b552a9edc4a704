/* SPDX-License-Identifier: MIT */
/*
 * The exact walk over one route; see walk.h.
 *
 * A dynamic programme: one cell for each stage (start, jobs, end) and number of
 * breaks taken so far. Any number of the next breaks may be taken on a leg, and
 * each choice makes a label. Without soft lateness the earliest label of a cell
 * is the best in every respect and the only one that stays; with it, being
 * early in one place (the break comes later) may cost in another, so a small
 * Pareto front stays. Whether a strict walk gets through does not depend on how
 * small: the earliest label is never dropped, and being earlier never hurts.
 */
#include "planner/walk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/rules_internal.h"

/* Labels kept for one stage and number of breaks. Only lateness that weighs
 * against time makes more than one; eight was never filled in the tests. */
enum { LABELS = 8 };

enum { UNKNOWN = -1 }; /* travel */

struct label {
	int64_t t_s;
	int64_t cost;
	int64_t broken_s;
	int64_t leave_s;   /* the stage before */
	int64_t arrival_s; /* at this one */
	int64_t begin_s;
	int16_t from;	/* label of the stage before */
	int16_t breaks; /* taken on the way here */
};

/* cell[stage * (breaks + 1) + taken] */
struct cell {
	int count;
	struct label labels[LABELS];
};

struct walk {
	struct cell *cells;
	struct stage *prepared; /* by number */
	struct stop_time *times;
	size_t cell_capacity, time_capacity;
	/* of the last walk */
	struct drive drive;
	const struct technician *technician; /* drive.as or the problem's */
	int32_t stages;			     /* jobs + 2 */
	int32_t breaks;
	int best;		   /* label of the last cell */
	int64_t start_s, end_by_s; /* not before, not after */
};

struct walk *walk_new(void)
{
	return xcalloc(1, sizeof(struct walk));
}

void walk_free(struct walk *walk)
{
	if (walk == NULL)
		return;
	free(walk->cells);
	free(walk->prepared);
	free(walk->times);
	free(walk);
}

static int32_t job_at(const struct drive *drive, int32_t i)
{
	if (drive->insert_job == PLAN_NONE || i < drive->insert_at)
		return drive->jobs[i];
	return i == drive->insert_at ? drive->insert_job : drive->jobs[i - 1];
}

static int32_t location_at(const struct walk *walk, int32_t stage)
{
	const struct drive *drive = &walk->drive;

	if (stage == 0)
		return walk->technician->spec.start_location;
	if (stage == walk->stages - 1)
		return walk->technician->spec.end_location;
	return drive->problem->jobs[job_at(drive, stage - 1)].spec.location;
}

/* A break may be taken on the road: when its window opens under way, the leg
 * is split there. Of several windows the first that is still open is best. */
int64_t walk_leg(const struct technician *technician, struct leg leg,
		 int32_t first, int32_t count, int64_t *broken_s,
		 struct break_time *ret_breaks)
{
	int64_t t = leg.t_s, left = leg.travel_s;

	assert(first >= 0 && count >= 0);
	assert(first + count <= technician->break_count);
	assert(leg.travel_s >= 0);
	for (int32_t i = 0; i < count; i++) {
		const struct day_break *rest = &technician->breaks[first + i];
		int64_t begin, moved, late = 0;

		begin = timewin_earliest(&rest->win, t);
		if (begin == TIME_NEVER) {
			late = timewin_late(&rest->win, t);
			begin = t;
		}
		moved = begin - t < left ? begin - t : left;
		if (ret_breaks != NULL)
			ret_breaks[i] = (struct break_time){
			    first + i, t + moved, begin,
			    leg.travel_s - left + moved, late};
		*broken_s += late;
		left -= moved;
		t = begin + rest->duration_s;
	}
	return t + left;
}

/* Add a label unless another is as good in every respect. In a full cell the
 * costliest gives way, but never the earliest: what is feasible stays so. */
static void add_label(struct cell *cell, const struct label *label)
{
	int kept = 0, worst, earliest = 0;

	for (int i = 0; i < cell->count; i++) {
		const struct label *old = &cell->labels[i];

		if (old->t_s <= label->t_s && old->cost <= label->cost &&
		    old->broken_s <= label->broken_s)
			return;
	}
	for (int i = 0; i < cell->count; i++) {
		const struct label *old = &cell->labels[i];

		if (old->t_s < label->t_s || old->cost < label->cost ||
		    old->broken_s < label->broken_s)
			cell->labels[kept++] = *old;
	}
	cell->count = kept;
	if (cell->count < LABELS) {
		cell->labels[cell->count++] = *label;
		return;
	}
	for (int i = 1; i < LABELS; i++)
		if (cell->labels[i].t_s < cell->labels[earliest].t_s)
			earliest = i;
	worst = earliest == 0;
	for (int i = 0; i < LABELS; i++) {
		const struct label *a = &cell->labels[i];
		const struct label *b = &cell->labels[worst];

		if (i != earliest &&
		    (a->broken_s > b->broken_s ||
		     (a->broken_s == b->broken_s && a->cost > b->cost)))
			worst = i;
	}
	cell->labels[worst] = *label;
}

/* What stays the same for all labels that come to one stage. */
struct stage {
	const struct job *job; /* NULL: the end */
	struct timewin win;
	int64_t begin_s;	      /* it begins then, or PLAN_ANY_TIME */
	int64_t end_min_s, end_max_s; /* asked by links */
	bool frozen; /* nobody sets out for it before frozen_until */
	int64_t travel_s, setup_s, service_s, stay_s;
	int64_t from_s, to_s; /* certified */
};

/* Which of drive->jobs it is; never asked for the inserted one. */
static int32_t own_index(const struct drive *drive, int32_t i)
{
	bool behind = drive->insert_job != PLAN_NONE && i > drive->insert_at;

	return behind ? i - 1 : i;
}

/* When a visit that was on the route begins and ends, if that is fixed. */
static void prepare_hold(const struct drive *drive, int32_t at,
			 struct stage *stage)
{
	const struct hold *hold =
	    drive->holds == NULL ? NULL : &drive->holds[own_index(drive, at)];

	if (stage->job->timed)
		stage->begin_s = stage->job->win.at[0].start_s;
	if (hold == NULL)
		return;
	if (!stage->job->timed && hold->begin_s != PLAN_ANY_TIME) {
		stage->begin_s = hold->begin_s;
		stage->win.relief_s = -TIME_NEVER;
	}
	stage->end_min_s = hold->end_min_s;
	stage->end_max_s = hold->end_max_s;
}

/* What was measured before; UNKNOWN to and from the inserted one. */
static int64_t known_leg_s(const struct drive *drive, int32_t number)
{
	int32_t i = number - 1;

	if (drive->leg_s == NULL)
		return UNKNOWN;
	if (drive->insert_job == PLAN_NONE || i < drive->insert_at)
		return drive->leg_s[i];
	return i <= drive->insert_at + 1 ? UNKNOWN : drive->leg_s[i - 1];
}

static void prepare_stage(const struct walk *walk, int32_t number,
			  int64_t travel_s, struct stage *ret_stage)
{
	const struct drive *drive = &walk->drive;
	const struct plan_problem *problem = drive->problem;
	const struct technician *technician = walk->technician;
	int32_t from = location_at(walk, number - 1);
	int32_t to = location_at(walk, number);
	bool inserted =
	    drive->insert_job != PLAN_NONE && number - 1 == drive->insert_at;
	const struct job *job;
	struct work work;

	*ret_stage = (struct stage){.from_s = -PLAN_TIME_MAX,
				    .to_s = PLAN_TIME_MAX,
				    .begin_s = PLAN_ANY_TIME,
				    .end_min_s = -PLAN_TIME_MAX,
				    .end_max_s = PLAN_TIME_MAX};
	if (travel_s == UNKNOWN)
		travel_s = known_leg_s(drive, number);
	ret_stage->travel_s =
	    travel_s != UNKNOWN
		? travel_s
		: travel_between_s(problem, technician, from, to);
	if (number == walk->stages - 1)
		return;
	job = &problem->jobs[job_at(drive, number - 1)];
	ret_stage->job = job;
	ret_stage->win = inserted ? job->open : job->win;
	if (inserted)
		ret_stage->begin_s = drive->begin_s;
	else if (drive->relief_s != NULL)
		ret_stage->win.relief_s =
		    drive->relief_s[own_index(drive, number - 1)];
	if (!inserted)
		prepare_hold(drive, number - 1, ret_stage);
	/* A pin is a fact: it may begin before frozen_until, and whoever pinned
	 * it has answered for the certificate. */
	ret_stage->frozen = inserted || !job->pinned;
	work = job_work(technician, job);
	ret_stage->setup_s = from == to ? 0 : work.setup_s;
	ret_stage->service_s = work.service_s;
	ret_stage->stay_s = ret_stage->setup_s + work.service_s;
	if (technician->dated && (inserted || !job->pinned))
		rules_certified(technician, job, &ret_stage->from_s,
				&ret_stage->to_s);
	if (inserted && drive->from_s != NULL &&
	    *drive->from_s > ret_stage->from_s)
		ret_stage->from_s = *drive->from_s;
}

/* A timed stop begins when it must; its relief is for the arrival. */
static int64_t pin_late_s(const struct stage *stage, int64_t begin_s,
			  int64_t arrival_s)
{
	int64_t limit = begin_s;

	if (stage->win.relief_s > limit)
		limit = stage->win.relief_s;
	return arrival_s > limit ? arrival_s - limit : 0;
}

/* Begin at a stop: fills begin, t and what is broken. */
static void begin_stop(const struct stage *stage, struct label *label)
{
	int64_t t = label->arrival_s, begin;

	if (stage->begin_s != PLAN_ANY_TIME) {
		begin = stage->begin_s;
		label->broken_s += pin_late_s(stage, begin, t);
	} else {
		if (t < stage->from_s)
			t = stage->from_s;
		begin = timewin_earliest(&stage->win, t);
		if (begin == TIME_NEVER) {
			label->broken_s += timewin_late(&stage->win, t);
			begin = t;
		}
	}
	if (begin < stage->from_s)
		label->broken_s += stage->from_s - begin;
	if (begin + stage->stay_s > stage->to_s)
		label->broken_s += begin + stage->stay_s - stage->to_s;
	if (begin + stage->stay_s < stage->end_min_s)
		label->broken_s += stage->end_min_s - begin - stage->stay_s;
	if (begin + stage->stay_s > stage->end_max_s)
		label->broken_s += begin + stage->stay_s - stage->end_max_s;
	label->begin_s = begin;
	label->t_s = begin + stage->stay_s;
	label->cost += rules_due_cost(stage->job, begin, label->t_s, NULL);
}

static void end_day(const struct walk *walk, struct label *label)
{
	const struct plan_technician *spec = &walk->technician->spec;
	int64_t over = label->arrival_s - spec->shift_end_s;
	int64_t limit = walk->end_by_s;

	label->begin_s = label->t_s = label->arrival_s;
	if (over > 0)
		label->cost += over * spec->overtime_rate;
	if (label->arrival_s > limit)
		label->broken_s += label->arrival_s - limit;
}

/* All labels of the cell in front come through here: take `more` breaks on the
 * leg, then begin at the stop. */
static void extend(struct walk *walk, int32_t number, const struct stage *stage,
		   int32_t taken, const struct label *old, int16_t from,
		   int32_t more)
{
	const struct drive *drive = &walk->drive;
	int32_t row = walk->breaks + 1;
	struct label label = {.cost = old->cost,
			      .broken_s = old->broken_s,
			      .leave_s = old->t_s,
			      .from = from,
			      .breaks = (int16_t)more};

	if (stage->frozen && label.leave_s < drive->problem->frozen_until_s)
		label.leave_s = drive->problem->frozen_until_s;
	label.arrival_s = walk_leg(walk->technician,
				   (struct leg){label.leave_s, stage->travel_s},
				   taken, more, &label.broken_s, NULL);
	if (stage->job != NULL)
		begin_stop(stage, &label);
	else
		end_day(walk, &label);
	if (!drive->strict || label.broken_s == 0)
		add_label(&walk->cells[number * row + taken + more], &label);
}

static void reserve(struct walk *walk)
{
	size_t cells = (size_t)walk->stages * (size_t)(walk->breaks + 1);

	if (cells > walk->cell_capacity) {
		walk->cell_capacity = cells * 2;
		free(walk->cells);
		walk->cells =
		    xmalloc(walk->cell_capacity * sizeof(*walk->cells));
	}
	if ((size_t)walk->stages > walk->time_capacity) {
		walk->time_capacity = (size_t)walk->stages * 2;
		free(walk->times);
		free(walk->prepared);
		walk->prepared =
		    xmalloc(walk->time_capacity * sizeof(*walk->prepared));
		walk->times =
		    xmalloc(walk->time_capacity * sizeof(*walk->times));
	}
	for (size_t i = 0; i < cells; i++)
		walk->cells[i].count = 0;
}

/* Of the labels at the end with all breaks taken. */
static void choose_best(struct walk *walk)
{
	const struct cell *last =
	    &walk->cells[(size_t)walk->stages * (size_t)(walk->breaks + 1) - 1];

	walk->best = -1;
	for (int i = 0; i < last->count; i++) {
		const struct label *a = &last->labels[i];
		const struct label *b =
		    walk->best < 0 ? NULL : &last->labels[walk->best];

		if (b == NULL || a->broken_s < b->broken_s ||
		    (a->broken_s == b->broken_s &&
		     (a->cost < b->cost ||
		      (a->cost == b->cost && a->t_s < b->t_s))))
			walk->best = i;
	}
}

/* Fill the cells of one stage from those in front of it. */
static void advance(struct walk *walk, const struct cell *before,
		    int32_t number, const struct stage *stage)
{
	int32_t row = walk->breaks + 1;

	for (int32_t taken = 0; taken < row; taken++)
		for (int16_t k = 0; k < before[taken].count; k++)
			for (int32_t more = 0; more < row - taken; more++)
				extend(walk, number, stage, taken,
				       &before[taken].labels[k], k, more);
}

/* All stages from start to end. False if nothing gets through. */
static bool walk_through(struct walk *walk)
{
	int32_t row = walk->breaks + 1;

	reserve(walk);
	walk->cells[0].count = 1;
	walk->cells[0].labels[0] = (struct label){.t_s = walk->start_s};
	for (int32_t i = 1; i < walk->stages; i++) {
		prepare_stage(walk, i, UNKNOWN, &walk->prepared[i]);
		advance(walk, &walk->cells[(i - 1) * row], i,
			&walk->prepared[i]);
	}
	choose_best(walk);
	return walk->best >= 0;
}

/* --- Working time --- */

static int64_t earliest_end(const struct walk *walk)
{
	const struct cell *last =
	    &walk->cells[(size_t)walk->stages * (size_t)(walk->breaks + 1) - 1];
	int64_t end = TIME_NEVER;

	for (int i = 0; i < last->count; i++)
		if (last->labels[i].t_s < end)
			end = last->labels[i].t_s;
	return end;
}

/* The latest arrival at a stage that is left by `by`. */
static int64_t arrive_by(const struct stage *stage, int64_t by)
{
	int64_t begin;

	if (stage->begin_s != PLAN_ANY_TIME) {
		begin = stage->begin_s;
		if (begin + stage->stay_s > by)
			return -TIME_NEVER;
		return stage->win.relief_s > begin ? stage->win.relief_s
						   : begin;
	}
	by = by < stage->to_s ? by : stage->to_s;
	begin = timewin_latest(&stage->win, by - stage->stay_s);
	return begin < stage->from_s ? -TIME_NEVER : begin;
}

/* Of all strict walks that end by `end_s`. Backwards, as slack.c does it. */
static int64_t latest_start(const struct walk *walk, int64_t end_s)
{
	const struct drive *drive = &walk->drive;
	int64_t leave[BREAKS_MAX + 1], arrive[BREAKS_MAX + 1];

	for (int32_t i = walk->stages - 1; i > 0; i--) {
		struct stage stage;

		prepare_stage(walk, i, UNKNOWN, &stage);
		for (int32_t taken = 0; taken <= walk->breaks; taken++) {
			if (stage.job == NULL)
				arrive[taken] =
				    taken == walk->breaks ? end_s : -TIME_NEVER;
			else
				arrive[taken] =
				    leave[taken] == -TIME_NEVER
					? -TIME_NEVER
					: arrive_by(&stage, leave[taken]);
		}
		for (int32_t taken = 0; taken <= walk->breaks; taken++) {
			int64_t best = -TIME_NEVER;

			for (int32_t to = taken; to <= walk->breaks; to++) {
				int64_t t;

				if (arrive[to] == -TIME_NEVER)
					continue;
				t = walk_leave_by(walk->technician, arrive[to],
						  stage.travel_s, taken,
						  to - taken);
				if (stage.frozen &&
				    t < drive->problem->frozen_until_s)
					continue;
				best = t > best ? t : best;
			}
			leave[taken] = best;
		}
	}
	return leave[0];
}

/* Where working time costs, the day ends as early as it can, begins as late as
 * it can for that, and is then walked once more between the two. */
static bool walk_closely(struct walk *walk)
{
	bool strict = walk->drive.strict;

	walk->drive.strict = true;
	if (walk_through(walk)) {
		walk->end_by_s = earliest_end(walk);
		walk->start_s = latest_start(walk, walk->end_by_s);
		assert(walk->start_s >= walk->technician->spec.shift_start_s);
		if (walk_through(walk))
			return true;
		assert(!"the latest start leads to the earliest end");
	}
	walk->drive.strict = strict;
	return !strict && walk_through(walk);
}

static void begin_walk(struct walk *walk, const struct drive *drive)
{
	const struct technician *technician = drive->as;

	if (technician == NULL)
		technician = &drive->problem->technicians[drive->technician];
	assert(drive->count >= 0);
	assert(drive->insert_at >= 0 && drive->insert_at <= drive->count);
	walk->drive = *drive;
	walk->technician = technician;
	walk->stages = drive->count + (drive->insert_job != PLAN_NONE) + 2;
	walk->breaks = technician->break_count;
	walk->start_s = technician->spec.shift_start_s;
	walk->end_by_s = technician->end_latest_s;
}

static struct drive_result result_of(const struct walk *walk)
{
	const struct label *best =
	    &walk->cells[walk->stages * (walk->breaks + 1) - 1]
		 .labels[walk->best];

	return (struct drive_result){.broken_s = best->broken_s,
				     .cost = best->cost,
				     .end_s = best->t_s,
				     .start_s = walk->start_s};
}

bool walk_drive(struct walk *walk, const struct drive *drive,
		struct drive_result *ret_result)
{
	begin_walk(walk, drive);
	if (!(walk->technician->spec.duration_rate > 0 ? walk_closely(walk)
						       : walk_through(walk)))
		return false;
	*ret_result = result_of(walk);
	return true;
}

/* Every label has more than that broken. */
static bool is_beyond(const struct cell *cells, int32_t row, int64_t bound_s)
{
	for (int32_t taken = 0; taken < row; taken++)
		for (int i = 0; i < cells[taken].count; i++)
			if (cells[taken].labels[i].broken_s <= bound_s)
				return false;
	return true;
}

bool walk_drive_on(struct walk *walk, const struct walk *base,
		   const struct drive *drive, const struct way *way,
		   int64_t bound_s, struct drive_result *ret_result)
{
	int32_t first = drive->insert_at + 1, row;

	assert(walk != base && drive->insert_job != PLAN_NONE);
	assert(base->drive.insert_job == PLAN_NONE);
	assert(base->drive.jobs == drive->jobs);
	begin_walk(walk, drive);
	assert(walk->technician->spec.duration_rate == 0);
	row = walk->breaks + 1;
	reserve(walk);
	for (int32_t i = first; i < walk->stages; i++) {
		const struct cell *before =
		    i == first ? base->cells : walk->cells;
		const struct stage *stage = &base->prepared[i - 1];

		if (i <= first + 1) {
			prepare_stage(walk, i,
				      i == first ? way->to_s : way->from_s,
				      &walk->prepared[i]);
			stage = &walk->prepared[i];
		}
		advance(walk, &before[(i - 1) * row], i, stage);
		if (is_beyond(&walk->cells[i * row], row, bound_s))
			return false;
	}
	choose_best(walk);
	if (walk->best < 0)
		return false;
	*ret_result = result_of(walk);
	return true;
}

void walk_complete(struct walk *walk, const struct walk *base)
{
	int32_t at = walk->drive.insert_at, row = walk->breaks + 1;

	assert(walk->best >= 0 && walk->drive.jobs == base->drive.jobs);
	for (int32_t i = 0; i <= at; i++) {
		walk->prepared[i] = base->prepared[i];
		for (int32_t k = i * row; k < (i + 1) * row; k++) {
			walk->cells[k].count = base->cells[k].count;
			for (int n = 0; n < base->cells[k].count; n++)
				walk->cells[k].labels[n] =
				    base->cells[k].labels[n];
		}
	}
	for (int32_t i = at + 3; i < walk->stages; i++)
		walk->prepared[i] = base->prepared[i - 1];
}

static void fill_time(const struct walk *walk, int32_t number,
		      const struct label *label, int32_t taken,
		      struct stop_time *ret_time)
{
	const struct stage *stage = &walk->prepared[number];
	int64_t late;

	*ret_time = (struct stop_time){
	    .job = PLAN_NONE,
	    .leave_s = label->leave_s,
	    .travel_s = stage->travel_s,
	    .first_break = taken - label->breaks,
	    .break_count = label->breaks,
	    .arrival_s = label->arrival_s,
	    .begin_s = label->begin_s,
	    .setup_s = stage->setup_s,
	    .service_s = stage->service_s,
	    .departure_s = label->t_s,
	};
	if (stage->job == NULL) {
		late = label->arrival_s - walk->technician->end_latest_s;
		ret_time->late_s = late > 0 ? late : 0;
		return;
	}
	ret_time->job = job_at(&walk->drive, number - 1);
	ret_time->late_s =
	    stage->begin_s != PLAN_ANY_TIME
		? pin_late_s(stage, label->begin_s, label->arrival_s)
		: timewin_late(&stage->win, label->begin_s);
	if (label->begin_s < stage->from_s)
		ret_time->uncertified_s += stage->from_s - label->begin_s;
	if (label->t_s > stage->to_s)
		ret_time->uncertified_s += label->t_s - stage->to_s;
}

const struct stop_time *walk_times(struct walk *walk)
{
	int32_t row = walk->breaks + 1, taken = walk->breaks;
	int from = walk->best;

	assert(from >= 0);
	for (int32_t i = walk->stages - 1; i > 0; i--) {
		const struct label *label =
		    &walk->cells[i * row + taken].labels[from];

		fill_time(walk, i, label, taken, &walk->times[i - 1]);
		taken -= label->breaks;
		from = label->from;
	}
	assert(taken == 0);
	return walk->times;
}
