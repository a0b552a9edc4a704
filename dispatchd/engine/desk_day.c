/* SPDX-License-Identifier: MIT */
/*
 * Where a technician's visits stand. It depends on their rows and on the
 * minute alone, not on what stood there before: so a model that was kept in
 * step is the same as one that was loaded just now.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/engine/desk_internal.h"

/* A visit and the time that it takes, as far as it is known by now. */
struct stay {
	struct desk_visit_own *visit;
	int64_t from_s, to_s;
	bool fact;   /* happened, or happens */
	bool pinned; /* begins at from_s */
};

/* A hold gives way when it has run out. */
static bool has_expired(const struct desk_model *model,
			const struct desk_visit *is)
{
	return is->state == DESK_VISIT_HOLD && is->ended_s <= model->now_s;
}

/* --- what is known of each ---------------------------------------------- */

static int64_t later_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The clock alone changes what stands there at this time. */
static void change_at(struct desk_person_own *person, int64_t at_s)
{
	if (at_s < person->next_change_s)
		person->next_change_s = at_s;
}

/* Who is on the way or there, and longer than she should: until now. */
static struct stay stay_begun(const struct desk_model *model,
			      struct desk_visit_own *visit)
{
	const struct desk_visit *is = &visit->is;
	int64_t service_s = is->end_s - is->start_s, now_s = model->now_s;
	struct stay stay = {.visit = visit, .fact = true, .pinned = true};

	if (is->state == DESK_VISIT_EN_ROUTE) {
		stay.from_s = (is->en_route_s ? is->en_route_s : is->start_s) +
			      is->travel_s;
		change_at(visit->person,
			  stay.from_s > now_s ? stay.from_s : now_s + 60);
		stay.from_s = later_of(stay.from_s, now_s);
		stay.to_s = stay.from_s + service_s;
		return stay;
	}
	stay.from_s = is->on_site_s ? is->on_site_s : is->start_s;
	stay.to_s = stay.from_s + service_s;
	change_at(visit->person, stay.to_s > now_s ? stay.to_s : now_s + 60);
	stay.to_s = later_of(stay.to_s, now_s);
	return stay;
}

static struct stay stay_ended(struct desk_visit_own *visit)
{
	const struct desk_visit *is = &visit->is;
	struct stay stay = {
	    .visit = visit,
	    .from_s = is->on_site_s ? is->on_site_s : is->start_s,
	    .to_s = is->ended_s,
	    .fact = true,
	    .pinned = true,
	};

	if (stay.from_s > stay.to_s)
		stay.from_s = stay.to_s;
	return stay;
}

/* `busy_s`: she is still at a visit that was planned for then. */
static struct stay stay_booked(const struct desk_model *model,
			       struct desk_visit_own *visit, int64_t busy_s)
{
	const struct desk_visit *is = &visit->is;
	int64_t leave_s = is->start_s - is->travel_s;

	if (!visit->plain && leave_s > model->now_s)
		change_at(visit->person, leave_s);
	return (struct stay){
	    .visit = visit,
	    .from_s = is->start_s,
	    .to_s = is->end_s,
	    .pinned = visit->plain ||
		      (leave_s <= model->now_s && busy_s > is->start_s),
	};
}

static int compare_stays(const void *a, const void *b)
{
	const struct stay *x = a, *y = b;

	if (x->from_s != y->from_s)
		return x->from_s < y->from_s ? -1 : 1;
	if (x->to_s != y->to_s)
		return x->to_s < y->to_s ? -1 : 1;
	return (x->visit->is.id > y->visit->is.id) -
	       (x->visit->is.id < y->visit->is.id);
}

/* Of what has ended only the last matters: it is where she was. */
static const struct desk_visit_own *
last_ended(const struct desk_person_own *person)
{
	const struct desk_visit_own *last = NULL;

	for (size_t i = 0; i < person->visit_count; i++) {
		const struct desk_visit_own *visit = person->visits[i];

		if (visit->is.state == DESK_VISIT_ENDED &&
		    (!last || visit->is.ended_s > last->is.ended_s ||
		     (visit->is.ended_s == last->is.ended_s &&
		      visit->is.id > last->is.id)))
			last = visit;
	}
	return last;
}

/* When the first of the visits was planned that she is at; INT64_MAX: none. */
static int64_t busy_since(const struct desk_person_own *person)
{
	int64_t busy_s = INT64_MAX;

	for (size_t i = 0; i < person->visit_count; i++) {
		const struct desk_visit *is = &person->visits[i]->is;

		if ((is->state == DESK_VISIT_EN_ROUTE ||
		     is->state == DESK_VISIT_ON_SITE) &&
		    is->start_s < busy_s)
			busy_s = is->start_s;
	}
	return busy_s;
}

static size_t list_stays(const struct desk_model *model,
			 struct desk_person_own *person, struct stay *stays)
{
	const struct desk_visit_own *last = last_ended(person);
	int64_t busy_s = busy_since(person);
	size_t count = 0;

	person->next_change_s = INT64_MAX;
	for (size_t i = 0; i < person->visit_count; i++) {
		struct desk_visit_own *visit = person->visits[i];

		visit->is.shift = PLAN_NONE;
		switch (visit->is.state) {
		case DESK_VISIT_ENDED:
			if (visit == last)
				stays[count++] = stay_ended(visit);
			break;
		case DESK_VISIT_EN_ROUTE:
		case DESK_VISIT_ON_SITE:
			stays[count++] = stay_begun(model, visit);
			break;
		case DESK_VISIT_HOLD:
			if (has_expired(model, &visit->is))
				break;
			change_at(person, visit->is.ended_s);
			stays[count++] = stay_booked(model, visit, busy_s);
			break;
		case DESK_VISIT_BOOKED:
			stays[count++] = stay_booked(model, visit, busy_s);
			break;
		}
	}
	if (count)
		qsort(stays, count, sizeof(*stays), compare_stays);
	return count;
}

/* --- on which shifts ---------------------------------------------------- */

static const struct plan_technician *spec_of(const struct desk_model *model,
					     int32_t shift)
{
	return plan_problem_technician(plan_bridge_problem(model->bridge),
				       shift);
}

int32_t desk_day_shift(const struct desk_model *model,
		       const struct desk_person *person, int64_t from_s,
		       int64_t to_s)
{
	for (int32_t i = 0; i < person->shift_count; i++) {
		int32_t shift = person->first_shift + i;
		const struct plan_technician *spec = spec_of(model, shift);

		if (from_s < spec->shift_end_s && to_s > spec->shift_start_s)
			return shift;
	}
	return PLAN_NONE;
}

/* The planner's job for one more shift that the visit reaches into. */
static int32_t piece_of(struct desk_model *model, struct desk_visit_own *visit,
			int32_t number)
{
	struct err_detail ignored;

	if (number < visit->piece_count)
		return visit->pieces[number];
	visit->pieces = xrealloc(visit->pieces,
				 (size_t)(number + 1) * sizeof(*visit->pieces));
	if (desk_model_add_plain(model, visit->is.location, visit->is.job,
				 &visit->pieces[number], &ignored) != ERR_OK)
		return PLAN_NONE;
	visit->piece_count++;
	desk_model_know(model, visit->pieces[number], visit);
	return visit->pieces[number];
}

struct places {
	struct desk_place *all;
	size_t count;
};

/* A stay that goes on over the hole in a day keeps the second shift busy, too:
 * there it begins with the shift. */
static void place_pieces(struct desk_model *model, const struct stay *stay,
			 struct places *places)
{
	const struct desk_person *person = &stay->visit->person->is;
	int32_t number = 0;

	for (int32_t shift = stay->visit->is.shift + 1;
	     shift < person->first_shift + person->shift_count; shift++) {
		const struct plan_technician *spec = spec_of(model, shift);
		int32_t live;

		if (stay->from_s >= spec->shift_end_s ||
		    stay->to_s <= spec->shift_start_s)
			continue;
		live = piece_of(model, stay->visit, number++);
		if (live != PLAN_NONE)
			places->all[places->count++] = (struct desk_place){
			    shift, live, spec->shift_start_s,
			    stay->to_s - spec->shift_start_s};
	}
}

static void place_stay(struct desk_model *model, const struct stay *stay,
		       struct places *places)
{
	struct desk_visit *is = &stay->visit->is;
	struct desk_place *place = &places->all[places->count];
	size_t before = ++places->count;

	is->shift = desk_day_shift(model, is->person, stay->from_s, stay->to_s);
	/* What has not happened as planned still belongs to that day. */
	if (is->shift == PLAN_NONE)
		is->shift =
		    desk_day_shift(model, is->person, is->start_s, is->end_s);
	if (is->shift == PLAN_NONE) {
		places->count--;
		return;
	}
	*place = (struct desk_place){
	    .shift = is->shift,
	    .live = is->live,
	    .begin_s = stay->pinned ? stay->from_s : PLAN_ANY_TIME,
	    .service_s = stay->to_s - stay->from_s,
	};
	place_pieces(model, stay, places);
	if (places->count > before)
		place->begin_s = stay->from_s;
}

static int compare_places(const void *a, const void *b)
{
	const struct desk_place *x = a, *y = b;

	return (x->shift > y->shift) - (x->shift < y->shift);
}

/* By shift, in the order in which they came. */
static void sort_places(struct places *places)
{
	for (size_t i = 1; i < places->count; i++)
		for (size_t k = i; k > 0 && compare_places(&places->all[k - 1],
							   &places->all[k]) > 0;
		     k--) {
			struct desk_place swap = places->all[k];

			places->all[k] = places->all[k - 1];
			places->all[k - 1] = swap;
		}
}

/* --- what has happened -------------------------------------------------- */

/* The road takes as long as it took: who was there sooner than the planner
 * believes is there as soon as it believes, and leaves when she left. */
static void settle_facts(const struct desk_model *model,
			 struct desk_place *places, size_t count)
{
	const struct plan_problem *problem = plan_live_problem(model->live);
	const struct plan_technician *spec = spec_of(model, places[0].shift);
	int64_t free_s = spec->shift_start_s;
	int32_t at = spec->start_location;

	for (size_t i = 0; i < count; i++) {
		struct desk_place *place = &places[i];
		const struct desk_visit_own *visit =
		    model->visit_of[place->live];
		int64_t there_s, end_s;

		if (visit->is.state == DESK_VISIT_BOOKED ||
		    visit->is.state == DESK_VISIT_HOLD)
			return;
		there_s = free_s + plan_travel_s(problem, place->shift, at,
						 visit->is.location);
		end_s = place->begin_s + place->service_s;
		if (there_s > place->begin_s) {
			place->begin_s = there_s;
			place->service_s =
			    end_s > there_s ? end_s - there_s : 0;
		}
		free_s = place->begin_s + place->service_s;
		at = visit->is.location;
	}
}

/* --- on the board ------------------------------------------------------- */

static bool same_run(const struct desk_place *a, size_t a_count,
		     const struct desk_place *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++)
		if (a[i].live != b[i].live || a[i].begin_s != b[i].begin_s ||
		    a[i].service_s != b[i].service_s)
			return false;
	return true;
}

static size_t run_of(const struct desk_place *places, size_t count,
		     int32_t shift, const struct desk_place **ret_run)
{
	size_t first = 0, end;

	while (first < count && places[first].shift < shift)
		first++;
	for (end = first; end < count && places[end].shift == shift;)
		end++;
	*ret_run = places ? &places[first] : NULL;
	return end - first;
}

static void put(struct desk_model *model, const struct desk_place *place,
		int32_t position)
{
	const struct plan_job *job =
	    plan_problem_job(plan_live_problem(model->live), place->live);

	if (job->service_s != place->service_s)
		plan_live_set_service(model->live, place->live,
				      place->service_s);
	plan_live_assign(model->live, place->live, place->shift, position,
			 place->begin_s);
}

/* First all go whose shift is another day now, then all come. */
static void show(struct desk_model *model, struct desk_person_own *person,
		 const struct places *places)
{
	int32_t first = person->is.first_shift;
	int32_t end = first + person->is.shift_count;
	const struct desk_place *old, *new;

	for (int32_t shift = first; shift < end; shift++) {
		size_t old_count =
		    run_of(person->places, person->place_count, shift, &old);
		size_t new_count =
		    run_of(places->all, places->count, shift, &new);

		if (same_run(old, old_count, new, new_count))
			continue;
		for (size_t i = 0; i < old_count; i++)
			if (old[i].live != PLAN_NONE)
				plan_live_unassign(model->live, old[i].live);
	}
	for (int32_t shift = first; shift < end; shift++) {
		size_t old_count =
		    run_of(person->places, person->place_count, shift, &old);
		size_t new_count =
		    run_of(places->all, places->count, shift, &new);

		if (same_run(old, old_count, new, new_count))
			continue;
		for (size_t i = 0; i < new_count; i++)
			put(model, &new[i], (int32_t)i);
	}
}

static size_t most_places(const struct desk_person_own *person)
{
	/* Each stay reaches into few shifts; all of hers at the most. */
	return person->visit_count * (size_t)(person->is.shift_count + 1) + 1;
}

void desk_day_settle(struct desk_model *model, struct desk_person_own *person)
{
	struct stay *stays = xcalloc(person->visit_count + 1, sizeof(*stays));
	size_t count = list_stays(model, person, stays);
	struct places places = {
	    xcalloc(most_places(person), sizeof(*places.all)), 0};
	const struct desk_place *run;

	for (size_t i = 0; i < count; i++)
		place_stay(model, &stays[i], &places);
	sort_places(&places);
	for (int32_t i = 0; i < person->is.shift_count; i++) {
		size_t length = run_of(places.all, places.count,
				       person->is.first_shift + i, &run);

		if (length)
			settle_facts(model, (struct desk_place *)run, length);
	}
	show(model, person, &places);
	free(stays);
	free(person->places);
	person->places =
	    xrealloc(places.all, (places.count + 1) * sizeof(*places.all));
	person->place_count = places.count;
}
