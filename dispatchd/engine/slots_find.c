/* SPDX-License-Identifier: MIT */
/*
 * On the desk's thread: which windows can be offered, and by whom. The live
 * plan gives the best place of each window; what slack cannot tell (a break, a
 * day that is not plain) is looked at by what becomes of the others: a place
 * that pushes one of them is nobody's, the next technician is asked.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/engine/desk_model.h"
#include "dispatchd/engine/slots_internal.h"

/* Technicians who are asked for one window, after the best would push. */
#define TRIES_MAX 6
/* Windows that are told to be impossible, with a reason each. */
#define REJECTIONS_MAX 100
/* Dearer than the best by so much driving at most. */
#define IDEAL_S 300
#define GOOD_S 1200

const char *slot_grade_name(enum slot_grade grade)
{
	static const char *const names[] = {"ideal", "good", "possible"};

	return names[grade];
}

struct finder {
	struct slots *slots;
	struct desk_model *model;
	struct plan_live *live;
	struct arena *arena;
	struct plan_job spec;
	int32_t job; /* on the board, on no route */
	struct slot_offer *offers;
	size_t offer_count;
};

static int64_t seconds(int64_t cost)
{
	return cost / PLAN_COST_SECOND;
}

/* --- one place ---------------------------------------------------------- */

static void add_part(struct buf *why, int64_t s, const char *text)
{
	if (s >= 60 || s <= -60)
		buf_printf(why, "%s%" PRId64 " min %s", why->length ? ", " : "",
			   (s < 0 ? -s : s) / 60, text);
}

static const char *tell_why(struct finder *finder,
			    const struct plan_cost_parts *parts)
{
	struct buf why = {0};
	const char *text;

	if (seconds(parts->travel) < 60)
		buf_add_text(&why, "no more driving");
	else
		add_part(&why, seconds(parts->travel), "more driving");
	add_part(&why, seconds(parts->lateness), "worth of lateness");
	add_part(&why, seconds(parts->overtime), "worth of overtime");
	add_part(&why, seconds(parts->move + parts->other),
		 "worth of other costs");
	if (parts->preference < 0)
		buf_add_text(&why, ", a technician who is preferred");
	text = arena_strdup(finder->arena, buf_text(&why));
	buf_free(&why);
	return text;
}

/* Does a place stand, and push nobody? Then it becomes an offer. */
static bool take_place(struct finder *finder, int32_t shift, int64_t begin_s,
		       const struct plan_window *window)
{
	const struct desk_person *person =
	    desk_model_person_of(finder->model, shift);
	struct plan_evaluation found;
	const struct plan_effect *effects;
	struct plan_cost_parts parts;
	size_t count;

	plan_live_evaluate(finder->live, finder->job, shift, begin_s, &found);
	if (!found.feasible || !person)
		return false;
	plan_live_effects(finder->live, &found, begin_s, finder->arena,
			  &effects, &count);
	for (size_t i = 1; i < count; i++)
		if (effects[i].begin_after_s > effects[i].begin_before_s ||
		    effects[i].end_after_s > effects[i].end_before_s)
			return false;
	parts = plan_evaluation_parts(&found);
	finder->offers[finder->offer_count++] = (struct slot_offer){
	    .technician = person->id,
	    .name = arena_strdup(finder->arena, person->name),
	    .from_s = window->start_s,
	    .to_s = window->end_s,
	    .start_s = found.begin_s,
	    .end_s = found.end_s,
	    .travel_s = count ? effects[0].travel_after_s : 0,
	    .cost_s = seconds(found.cost),
	    .extra_travel_s = seconds(parts.travel),
	    .why = tell_why(finder, &parts),
	};
	return true;
}

static enum err ask_live(struct finder *finder,
			 const struct plan_window *windows, int32_t count,
			 const int32_t *shifts, size_t shift_count,
			 struct plan_slot *slots, struct err_detail *detail)
{
	enum err err;

	plan_live_keep_begins(finder->live, true);
	err = plan_live_slots_of(finder->live, &finder->spec, windows, count,
				 shifts, shift_count, slots, detail);
	plan_live_keep_begins(finder->live, false);
	return err;
}

/* The best one pushes somebody: among the others who are at work then. */
static enum err try_others(struct finder *finder, int32_t shift,
			   const struct plan_window *window,
			   struct err_detail *detail)
{
	const int32_t *at_work;
	int32_t *others;
	size_t count, kept = 0;
	struct plan_slot slot;

	plan_live_at_work(finder->live, window->start_s, window->end_s,
			  finder->arena, &at_work, &count);
	others = arena_calloc(finder->arena, count + 1, sizeof(*others));
	for (size_t i = 0; i < count; i++)
		others[kept++] = at_work[i];
	for (int tries = 0; tries < TRIES_MAX; tries++) {
		enum err err;
		size_t left = 0;

		for (size_t i = 0; i < kept; i++)
			if (others[i] != shift)
				others[left++] = others[i];
		kept = left;
		err = ask_live(finder, window, 1, others, kept, &slot, detail);
		if (err != ERR_OK || !slot.feasible)
			return err;
		if (take_place(finder, slot.technician, slot.begin_s, window))
			return ERR_OK;
		shift = slot.technician;
	}
	return ERR_OK;
}

/* --- all windows -------------------------------------------------------- */

static int compare_offers(const void *a, const void *b)
{
	const struct slot_offer *x = a, *y = b;

	if (x->cost_s != y->cost_s)
		return x->cost_s < y->cost_s ? -1 : 1;
	return (x->from_s > y->from_s) - (x->from_s < y->from_s);
}

static void grade(struct finder *finder)
{
	for (size_t i = 0; i < finder->offer_count; i++) {
		struct slot_offer *offer = &finder->offers[i];
		int64_t more_s = offer->cost_s - finder->offers[0].cost_s;

		offer->grade = more_s <= IDEAL_S  ? SLOT_IDEAL
			       : more_s <= GOOD_S ? SLOT_GOOD
						  : SLOT_POSSIBLE;
	}
}

/* The best of each day, and of all. */
static void cut(struct finder *finder)
{
	const struct slots_wish *wish = &finder->slots->wish;
	size_t kept = 0;

	for (size_t i = 0; i < finder->offer_count; i++) {
		int64_t day_s = desk_model_day_end_s(finder->model,
						     finder->offers[i].from_s);
		int64_t of_day = 0;

		for (size_t k = 0; k < kept; k++)
			of_day += desk_model_day_end_s(
				      finder->model,
				      finder->offers[k].from_s) == day_s;
		if ((wish->limit && (int64_t)kept >= wish->limit) ||
		    (wish->per_day && of_day >= wish->per_day))
			continue;
		finder->offers[kept++] = finder->offers[i];
	}
	finder->offer_count = kept;
}

static const char *reason(struct finder *finder,
			  const struct plan_window *window)
{
	const struct plan_words words = desk_model_words(finder->model);
	const struct plan_evaluation *best;
	const int32_t *shifts;
	size_t count;
	char text[256];
	int64_t begin_s = window->start_s;

	plan_live_at_work(finder->live, window->start_s, window->end_s,
			  finder->arena, &shifts, &count);
	if (count == 0)
		return "nobody has a shift then";
	plan_live_candidates_by(finder->live, finder->job, begin_s, shifts,
				count, NULL, 1, finder->arena, &best, &count);
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++)
		if (plan_rule_info((enum plan_rule)rule)->hard &&
		    best->verdicts[rule].amount > 0) {
			plan_verdict_text(&best->verdicts[rule], &words, text,
					  sizeof(text));
			return arena_printf(finder->arena, "nearest is %s: %s",
					    desk_model_person_of(
						finder->model, best->technician)
						->name,
					    text);
		}
	return "somebody's visit would have to begin later";
}

/* Those windows of which nothing was taken. */
static void reject(struct finder *finder)
{
	struct slots *slots = finder->slots;
	size_t count = 0, most = (size_t)slots->window_count;
	struct slot_rejection *rejections;

	if (most > REJECTIONS_MAX)
		most = REJECTIONS_MAX;
	rejections = arena_calloc(finder->arena, most + 1, sizeof(*rejections));
	for (int32_t i = 0; i < slots->window_count && count < most; i++) {
		const struct plan_window *window = &slots->windows[i];
		bool offered = false;

		for (size_t k = 0; !offered && k < finder->offer_count; k++)
			offered = finder->offers[k].from_s == window->start_s &&
				  finder->offers[k].to_s == window->end_s;
		if (!offered)
			rejections[count++] = (struct slot_rejection){
			    window->start_s, window->end_s,
			    reason(finder, window)};
	}
	slots->answer.rejections = rejections;
	slots->answer.rejection_count = count;
}

static enum err find_all(struct finder *finder, struct err_detail *detail)
{
	struct slots *slots = finder->slots;
	int32_t count = slots->window_count;
	struct plan_slot *found =
	    arena_calloc(finder->arena, (size_t)count + 1, sizeof(*found));
	enum err err =
	    ask_live(finder, slots->windows, count, NULL, 0, found, detail);

	for (int32_t i = 0; !err && i < count && found[i].feasible; i++) {
		const struct plan_window *window =
		    &slots->windows[found[i].window];

		if (!take_place(finder, found[i].technician, found[i].begin_s,
				window))
			err = try_others(finder, found[i].technician, window,
					 detail);
	}
	if (err != ERR_OK)
		return err;
	if (finder->offer_count)
		qsort(finder->offers, finder->offer_count,
		      sizeof(*finder->offers), compare_offers);
	grade(finder);
	slots->answer.asked = count;
	slots->answer.possible = (int64_t)finder->offer_count;
	if (slots->wish.rejected)
		reject(finder);
	cut(finder);
	return ERR_OK;
}

/* --- one that was offered ----------------------------------------------- */

static void tell_seen(struct finder *finder)
{
	const struct slot_offer *offer = &finder->offers[0];
	const struct desk_person *person =
	    desk_model_person(finder->model, offer->technician);
	int32_t shift =
	    desk_model_shift_at(finder->model, person, offer->start_s);
	const struct plan_technician *spec =
	    plan_problem_technician(plan_live_problem(finder->live), shift);
	int64_t from_s = spec->shift_start_s, to_s = spec->shift_end_s;

	if (offer->start_s < from_s)
		from_s = offer->start_s;
	if (offer->end_s > to_s)
		to_s = offer->end_s;
	buf_add_char(&finder->slots->seen, '[');
	desk_model_seen(finder->model, person, from_s, to_s,
			&finder->slots->seen);
	buf_add_char(&finder->slots->seen, ']');
}

/* Exactly it, or else another place in the window that was told. */
static enum err find_choice(struct finder *finder, struct err_detail *detail)
{
	const struct slot_choice *choice = &finder->slots->choice;
	const struct plan_window window = {choice->from_s, choice->to_s};
	const struct desk_person *person =
	    desk_model_person(finder->model, choice->technician);
	struct plan_slot slot;
	int32_t shift =
	    person ? desk_model_shift_at(finder->model, person, choice->start_s)
		   : PLAN_NONE;
	enum err err = ERR_OK;

	if (shift == PLAN_NONE ||
	    !take_place(finder, shift, choice->start_s, &window)) {
		err = ask_live(finder, &window, 1, NULL, 0, &slot, detail);
		if (err == ERR_OK && slot.feasible &&
		    !take_place(finder, slot.technician, slot.begin_s, &window))
			err = try_others(finder, slot.technician, &window,
					 detail);
	}
	if (err == ERR_OK && finder->offer_count) {
		finder->slots->answer.good = true;
		tell_seen(finder);
		return ERR_OK;
	}
	return err ? err : find_all(finder, detail);
}

/* --- the whole ---------------------------------------------------------- */

static enum err open_job(struct finder *finder, struct err_detail *detail)
{
	struct slots *slots = finder->slots;
	const struct desk_job *job;
	enum err err;

	if (!slots->job) {
		err = desk_model_draft(finder->model, slots->rows, 0,
				       &finder->spec, detail);
		return err ? err
			   : plan_live_add_job(finder->live, &finder->spec,
					       &finder->job, detail);
	}
	job = desk_model_job(finder->model, slots->job);
	if (!job)
		return err_set(detail, ERR_NOT_FOUND, "/job",
			       "there is no job %" PRId64, slots->job);
	finder->job = job->live;
	finder->spec =
	    *plan_problem_job(plan_live_problem(finder->live), job->live);
	return ERR_OK;
}

enum err slots_answer(struct desk_question *question, struct desk_model *model,
		      struct err_detail *detail)
{
	struct slots *slots = (struct slots *)question;
	struct finder finder = {
	    .slots = slots,
	    .model = model,
	    .live = desk_model_live(model),
	    .arena = slots->arena,
	};
	enum err err = open_job(&finder, detail);

	if (err != ERR_OK)
		return err;
	finder.offers =
	    arena_calloc(slots->arena, (size_t)slots->window_count + 2,
			 sizeof(*finder.offers));
	err = slots->wish.choice ? find_choice(&finder, detail)
				 : find_all(&finder, detail);
	if (!slots->job)
		plan_live_remove_job(finder.live, finder.job);
	slots->answer.offers = finder.offers;
	slots->answer.offer_count = finder.offer_count;
	return err;
}
