/* SPDX-License-Identifier: MIT */
/*
 * Repairing on the live plan. Whatever is not to move is pinned for as long as
 * it lasts, and a visit that begins early keeps its planned time busy: that is
 * what the database holds.
 */
#include "dispatchd/engine/mend_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/clk.h>

#define ITERATIONS 60
#define EMERGENCY_S 43200 /* somebody goes within so long */
#define TRY_US 15000	  /* and not longer */

const struct plan_problem *mend_problem(const struct mend *mend)
{
	return plan_live_problem(mend->live);
}

/* --- what stays --------------------------------------------------------- */

static void *grow(struct mend *mend, void *list, size_t count, size_t size)
{
	void *copy;

	if (count & (count - 1)) /* room up to the next power of two */
		return list;
	copy = arena_calloc(mend->arena, count ? 2 * count : 1, size);
	if (count)
		memcpy(copy, list, count * size);
	return copy;
}

static void pin(struct mend *mend, const struct desk_visit *visit)
{
	const struct plan_job *job =
	    plan_problem_job(mend_problem(mend), visit->live);

	if (visit->live == PLAN_NONE || job->pinned_technician != PLAN_NONE ||
	    plan_live_technician_of(mend->live, visit->live, NULL) == PLAN_NONE)
		return;
	mend->pins = grow(mend, mend->pins, mend->pin_count, sizeof(int32_t));
	mend->pins[mend->pin_count++] = visit->live;
	plan_live_pin(mend->live, visit->live);
}

/* She was there early: until the planned end nothing else stands there in the
 * database. */
static void keep_busy(struct mend *mend, const struct desk_visit *visit)
{
	const struct plan_job *job =
	    plan_problem_job(mend_problem(mend), visit->live);
	int64_t begin_s = plan_live_begin_s(mend->live, visit->live);
	struct mend_service *service;

	if (begin_s == PLAN_ANY_TIME ||
	    begin_s + job->service_s >= visit->end_s)
		return;
	mend->services = grow(mend, mend->services, mend->service_count,
			      sizeof(*mend->services));
	service = &mend->services[mend->service_count++];
	*service = (struct mend_service){visit->live, job->service_s};
	plan_live_set_service(mend->live, visit->live, visit->end_s - begin_s);
}

static bool is_today(const struct mend *mend, const struct desk_visit *visit)
{
	return visit->start_s < mend->end_s &&
	       visit->end_s > mend->now_s - 86400;
}

static void hold_visit(struct mend *mend, const struct desk_visit *visit)
{
	if (!is_today(mend, visit) || visit->live == PLAN_NONE)
		return;
	if (visit->state == DESK_VISIT_EN_ROUTE ||
	    visit->state == DESK_VISIT_ON_SITE)
		keep_busy(mend, visit);
	else if (visit->state == DESK_VISIT_BOOKED &&
		 visit->start_s < mend->now_s + mend->policy.freeze_s)
		pin(mend, visit);
}

/* Nobody has it: no shift of hers reaches there (any more). */
static void call_homeless(struct mend *mend, const struct desk_visit *visit)
{
	if (visit->person->lent || visit->state != DESK_VISIT_BOOKED ||
	    visit->pinned || visit->tied || visit->shift != PLAN_NONE ||
	    visit->live == PLAN_NONE || !is_today(mend, visit) ||
	    visit->start_s < mend->now_s + mend->policy.freeze_s ||
	    plan_live_technician_of(mend->live, visit->live, NULL) != PLAN_NONE)
		return;
	mend->homeless = grow(mend, mend->homeless, mend->homeless_count,
			      sizeof(*mend->homeless));
	mend->homeless[mend->homeless_count++] = visit;
}

static void list_shifts(struct mend *mend, const struct desk_person *person)
{
	for (int32_t i = 0; i < person->shift_count; i++) {
		const struct plan_technician *shift = plan_problem_technician(
		    mend_problem(mend), person->first_shift + i);

		if (shift->shift_start_s < mend->end_s &&
		    shift->shift_end_s + shift->overtime_max_s > mend->now_s)
			mend->shifts[mend->shift_count++] =
			    person->first_shift + i;
	}
}

static void look_around(struct mend *mend)
{
	size_t people = desk_model_person_count(mend->model);
	size_t most = (size_t)plan_problem_technician_count(mend_problem(mend));

	mend->shifts =
	    arena_calloc(mend->arena, most + 1, sizeof(*mend->shifts));
	for (size_t i = 0; i < people; i++) {
		const struct desk_person *person =
		    desk_model_person_at(mend->model, i);
		size_t visits = desk_model_visit_count(person);

		list_shifts(mend, person);
		for (size_t k = 0; k < visits; k++) {
			const struct desk_visit *visit =
			    desk_model_visit_at(person, k);

			hold_visit(mend, visit);
			call_homeless(mend, visit);
		}
	}
}

struct mend *mend_new(struct desk_model *model,
		      const struct mend_policy *policy, struct arena *arena)
{
	struct mend *mend = arena_calloc(arena, 1, sizeof(*mend));

	mend->model = model;
	mend->live = desk_model_live(model);
	mend->policy = *policy;
	mend->arena = arena;
	mend->now_s = desk_model_now_s(model);
	mend->end_s = desk_model_day_end_s(model, mend->now_s);
	look_around(mend);
	mend->touched = arena_calloc(
	    arena,
	    (size_t)plan_problem_technician_count(mend_problem(mend)) + 1,
	    sizeof(*mend->touched));
	return mend;
}

/* --- jobs --------------------------------------------------------------- */

static bool cut(struct plan_window *window, int64_t from_s, int64_t to_s)
{
	if (window->start_s < from_s)
		window->start_s = from_s;
	if (window->end_s > to_s)
		window->end_s = to_s;
	return window->start_s <= window->end_s;
}

/* Its windows of today; what was told to the customer holds. */
static bool cut_windows(struct mend *mend, struct plan_job *spec,
			const struct desk_visit *visit)
{
	struct plan_window *windows =
	    arena_calloc(mend->arena, spec->window_count + 1, sizeof(*windows));
	int64_t from_s = mend->now_s, to_s = mend->end_s - 1;
	size_t count = 0;

	if (mend->policy.by_hand) { /* now, whatever was agreed */
		windows[0] = (struct plan_window){from_s, from_s + EMERGENCY_S};
		spec->windows = windows;
		spec->window_count = 1;
		return true;
	}

	if (visit && visit->promise_to_s < PLAN_TIME_MAX) {
		from_s = visit->start_s > from_s ? visit->start_s : from_s;
		to_s = visit->promise_to_s < to_s ? visit->promise_to_s : to_s;
	}
	for (size_t i = 0; i < spec->window_count; i++) {
		windows[count] = spec->windows[i];
		count += cut(&windows[count], from_s, to_s);
	}
	if (!spec->window_count) {
		windows[0] = (struct plan_window){from_s, to_s};
		count += from_s <= to_s;
	}
	spec->windows = windows;
	spec->window_count = count;
	return count > 0;
}

bool mend_add(struct mend *mend, const struct desk_job *job, const char *name,
	      int32_t *ret_live)
{
	struct plan_job spec = *plan_problem_job(mend_problem(mend), job->live);
	struct err_detail ignored;
	struct mend_job *own;
	int32_t live;

	if (job->crew_size > 1 || job->absent ||
	    !cut_windows(mend, &spec, job->visit) ||
	    plan_live_add_job(mend->live, &spec, &live, &ignored) != ERR_OK)
		return false;
	mend->jobs =
	    grow(mend, mend->jobs, mend->job_count, sizeof(*mend->jobs));
	own = &mend->jobs[mend->job_count++];
	*own = (struct mend_job){live, job, arena_strdup(mend->arena, name)};
	*ret_live = live;
	return true;
}

const struct mend_job *mend_job_of(const struct mend *mend, int32_t live)
{
	for (size_t i = 0; i < mend->job_count; i++)
		if (mend->jobs[i].live == live)
			return &mend->jobs[i];
	return NULL;
}

static void touch(struct mend *mend, int32_t shift)
{
	if (shift != PLAN_NONE)
		mend->touched[shift] = true;
}

void mend_assign(struct mend *mend, int32_t live, int32_t shift,
		 int32_t position, int64_t begin_s)
{
	touch(mend, shift);
	plan_live_assign(mend->live, live, shift, position, begin_s);
	/* The rest of the territory is not the question. */
	mend->shifts[0] = shift;
	mend->shift_count = 1;
	mend->homeless_count = 0;
}

/* --- repair ------------------------------------------------------------- */

static bool keep_going(void *arg, uint64_t iterations)
{
	const int64_t *until_us = arg;

	(void)iterations;
	return clk_monotonic_us() < *until_us;
}

/* The last word on a job is what counts. */
static void note(struct mend *mend, int32_t live, const struct plan_move *move)
{
	for (size_t i = 0; i < mend->note_count; i++)
		if (mend->notes[i].live == live) {
			/* Why it had to go is known from the first time. */
			if (mend->notes[i].move.why != PLAN_MOVE_DISPLACED &&
			    mend->notes[i].move.why != PLAN_MOVE_LEFT)
				mend->notes[i].move = *move;
			return;
		}
	mend->notes =
	    grow(mend, mend->notes, mend->note_count, sizeof(*mend->notes));
	mend->notes[mend->note_count++] = (struct mend_note){live, *move};
}

static void run(struct mend *mend, const struct plan_repair_wish *wish,
		struct plan_repair_result *ret_result)
{
	plan_repair(mend->live, wish, mend->arena, ret_result);
	for (size_t i = 0; i < ret_result->move_count; i++) {
		const struct plan_move *move = &ret_result->moves[i];

		touch(mend, move->from_technician);
		touch(mend, move->to_technician);
		note(mend, move->job, move);
	}
}

static int32_t *list_wishes(struct mend *mend, size_t *ret_count)
{
	int32_t *jobs = arena_calloc(mend->arena,
				     mend->job_count + mend->homeless_count + 1,
				     sizeof(*jobs));
	size_t count = 0;

	for (size_t i = 0; i < mend->job_count; i++)
		if (plan_live_technician_of(mend->live, mend->jobs[i].live,
					    NULL) == PLAN_NONE)
			jobs[count++] = mend->jobs[i].live;
	for (size_t i = 0; i < mend->homeless_count; i++)
		jobs[count++] = mend->homeless[i]->live;
	*ret_count = count;
	return jobs;
}

void mend_repair(struct mend *mend)
{
	int64_t until_us = clk_monotonic_us() + TRY_US;
	struct plan_repair_wish wish = {
	    .technicians = mend->shifts,
	    .technician_count = mend->shift_count,
	    .move_cost = mend->policy.move_cost_s * PLAN_COST_SECOND,
	    .tolerance_s = 0,
	    .seed = 1,
	    .keep_going = keep_going,
	    .arg = &until_us,
	};
	struct plan_repair_result result;
	int32_t *left;

	wish.jobs = list_wishes(mend, &wish.job_count);
	run(mend, &wish, &result);
	if (result.left_count > 0 && mend->policy.moves_max > 0) {
		left =
		    arena_calloc(mend->arena, result.left_count, sizeof(*left));
		for (size_t i = 0; i < result.left_count; i++)
			left[i] = result.left[i].job;
		wish.jobs = left;
		wish.job_count = result.left_count;
		wish.max_moves = mend->policy.moves_max;
		wish.max_drops = mend->policy.drops_max;
		wish.iterations = ITERATIONS;
		run(mend, &wish, &result);
	}
	mend->result = result;
}

/* --- the end ------------------------------------------------------------ */

/* All that stands on a touched day, or stood there, belongs to somebody whose
 * days are put right by the desk. */
void mend_free(struct mend *mend)
{
	int32_t shifts = plan_problem_technician_count(mend_problem(mend));

	for (size_t i = 0; i < mend->job_count; i++)
		plan_live_remove_job(mend->live, mend->jobs[i].live);
	for (size_t i = 0; i < mend->homeless_count; i++)
		plan_live_unassign(mend->live, mend->homeless[i]->live);
	for (size_t i = 0; i < mend->pin_count; i++)
		plan_live_unpin(mend->live, mend->pins[i]);
	for (size_t i = 0; i < mend->service_count; i++)
		plan_live_set_service(mend->live, mend->services[i].live,
				      mend->services[i].service_s);
	for (int32_t i = 0; i < shifts; i++)
		if (mend->touched[i])
			desk_model_spoil(mend->model, i);
}
