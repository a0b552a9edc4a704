/* SPDX-License-Identifier: MIT */
/* The maps between technicians, visits and the live plan; visits become jobs of
 * the planner. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/text.h>

#include "dispatchd/engine/desk_internal.h"
#include "dispatchd/feed/caltext.h"
#include "dispatchd/feed/zones.h"

enum err desk_model_new(int64_t territory, const struct desk_rows *horizon,
			struct zones *zones, struct desk_model **ret_model,
			struct err_detail *detail)
{
	struct desk_model *model;
	const struct caltext_zone *zone;
	enum err err;

	if (horizon->count != 1)
		return err_set(detail, ERR_NOT_FOUND, "",
			       "there is no territory %" PRId64, territory);
	err = zones_find(zones, desk_store_field(horizon, 0, HORIZON_ZONE),
			 &zone, detail);
	if (err != ERR_OK)
		return err;
	model = xcalloc(1, sizeof(*model));
	model->territory = territory;
	model->zone = zone;
	model->day_s = desk_store_int(horizon, 0, HORIZON_DAY_S);
	model->day_end_s = desk_store_int(horizon, 0, HORIZON_DAY_END_S);
	model->from_s = desk_store_int(horizon, 0, HORIZON_FROM_S);
	model->to_s = desk_store_int(horizon, 0, HORIZON_TO_S);
	model->now_s = model->from_s;
	snprintf(model->from, sizeof(model->from), "%s",
		 desk_store_field(horizon, 0, HORIZON_FROM));
	snprintf(model->to, sizeof(model->to), "%s",
		 desk_store_field(horizon, 0, HORIZON_TO));
	model->bridge = plan_bridge_new();
	*ret_model = model;
	return ERR_OK;
}

void desk_model_free_visit(struct desk_visit_own *visit)
{
	free((char *)visit->is.title);
	free(visit->pieces);
	free(visit);
}

static void free_all(struct desk_map *map)
{
	size_t at = 0;

	for (void *value; (value = desk_map_next(map, &at));)
		free(value);
	desk_map_free(map);
}

static void free_locations(struct desk_map *map)
{
	size_t at = 0;

	for (struct desk_location *place, *next;
	     (place = desk_map_next(map, &at));)
		for (; place; place = next) {
			next = place->next;
			free(place);
		}
	desk_map_free(map);
}

static void free_people(struct desk_model *model)
{
	for (size_t i = 0; i < model->person_count; i++) {
		free((char *)model->people[i].is.name);
		free(model->people[i].visits);
		free(model->people[i].places);
	}
	free(model->people);
	free(model->person_of);
}

void desk_model_free(struct desk_model *model)
{
	size_t at = 0;

	if (!model)
		return;
	for (struct desk_visit_own *visit;
	     (visit = desk_map_next(&model->visits, &at));)
		desk_model_free_visit(visit);
	desk_map_free(&model->visits);
	desk_map_free(&model->by_job);
	free_all(&model->scopes);
	free_locations(&model->locations);
	free_people(model);
	free(model->visit_of);
	free(model->fresh);
	free(model->dirty);
	free(model->jobs);
	plan_live_free(model->live);
	plan_bridge_free(model->bridge);
	free(model);
}

/* --- who is who --------------------------------------------------------- */

struct desk_person_own *desk_model_find(const struct desk_model *model,
					int64_t id)
{
	size_t low = 0, high = model->person_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (model->people[middle].is.id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < model->person_count && model->people[low].is.id == id
		   ? &model->people[low]
		   : NULL;
}

void desk_model_mark(struct desk_model *model, struct desk_person_own *person)
{
	if (person->dirty)
		return;
	person->dirty = true;
	/* Room for each of them was made with the people. */
	model->dirty[model->dirty_count++] = person;
}

void desk_model_know(struct desk_model *model, int32_t live,
		     struct desk_visit_own *visit)
{
	int32_t old = model->visit_of_count;

	if (live >= old) {
		model->visit_of_count = live * 3 / 2 + 64;
		model->visit_of =
		    xrealloc(model->visit_of, (size_t)model->visit_of_count *
						  sizeof(*model->visit_of));
		memset(&model->visit_of[old], 0,
		       (size_t)(model->visit_of_count - old) *
			   sizeof(*model->visit_of));
	}
	model->visit_of[live] = visit;
}

/* What stands there is no more: the day is not what it was. */
static void forget_live(struct desk_model *model,
			struct desk_person_own *person, int32_t live)
{
	plan_live_remove_job(model->live, live);
	model->visit_of[live] = NULL;
	for (size_t i = 0; i < person->place_count; i++)
		if (person->places[i].live == live)
			person->places[i].live = PLAN_NONE;
}

void desk_model_drop_live(struct desk_model *model,
			  struct desk_visit_own *visit)
{
	if (visit->is.live != PLAN_NONE)
		forget_live(model, visit->person, visit->is.live);
	visit->is.live = PLAN_NONE;
	for (int32_t i = 0; i < visit->piece_count; i++)
		forget_live(model, visit->person, visit->pieces[i]);
	visit->piece_count = 0;
}

/* --- building ----------------------------------------------------------- */

static const char *field(void *arg, int row, int column)
{
	return desk_store_field(arg, row, column);
}

enum err desk_model_take_set(struct desk_model *model,
			     const struct desk_rows *rows,
			     struct err_detail *detail)
{
	return plan_bridge_add_rows(model->bridge,
				    (enum plan_bridge_set)rows->set,
				    rows->count, field, (void *)rows, detail);
}

/* The planner's technicians are one person's shifts after the other's. */
static void find_shifts(struct desk_model *model)
{
	const struct plan_problem *problem = plan_bridge_problem(model->bridge);
	int32_t count = plan_problem_technician_count(problem);

	model->person_of =
	    xcalloc((size_t)count + 1, sizeof(*model->person_of));
	for (int32_t i = 0; i < count; i++) {
		struct desk_person_own *person = desk_model_find(
		    model, plan_problem_technician(problem, i)->id);

		if (!person) { /* hired between two questions */
			model->stale = true;
			model->person_of[i] = PLAN_NONE;
			continue;
		}
		if (!person->is.shift_count++)
			person->is.first_shift = i;
		assert(person->is.first_shift + person->is.shift_count ==
		       i + 1);
		model->person_of[i] = (int32_t)(person - model->people);
	}
}

enum err desk_model_build(struct desk_model *model, double speed_kmh,
			  double detour, struct err_detail *detail)
{
	const struct plan_bridge_settings settings = {
	    .from_s = model->from_s,
	    .to_s = model->to_s,
	    .frozen_until_s = model->from_s,
	    .speed_kmh = speed_kmh,
	    .detour = detour,
	};
	enum err err = plan_bridge_build(model->bridge, &settings, detail);

	if (err != ERR_OK)
		return err;
	model->slide_s = plan_bridge_policy(model->bridge)->slide_s;
	find_shifts(model);
	model->live = plan_live_new(plan_bridge_problem(model->bridge), NULL);
	return ERR_OK;
}

/* --- visits become the planner's jobs ----------------------------------- */

static int64_t place_hash(double lat, double lon)
{
	uint64_t bits[2];

	memcpy(&bits[0], &lat, sizeof(lat));
	memcpy(&bits[1], &lon, sizeof(lon));
	bits[0] = (bits[0] ^ bits[1] >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
	return (int64_t)(bits[0] ^ bits[1]);
}

enum err desk_model_place(struct desk_model *model, double lat, double lon,
			  int32_t *ret_location, struct err_detail *detail)
{
	int64_t hash = place_hash(lat, lon);
	struct desk_location *first = desk_map_get(&model->locations, hash);
	struct desk_location *place = first;
	int32_t location;
	enum err err;

	while (place && (place->lat != lat || place->lon != lon))
		place = place->next;
	if (!place) {
		err = plan_live_add_location(model->live, lat, lon, &location,
					     detail);
		if (err != ERR_OK)
			return err;
		place = xcalloc(1, sizeof(*place));
		*place = (struct desk_location){lat, lon, location, first};
		desk_map_set(&model->locations, hash, place);
	}
	*ret_location = place->location;
	return ERR_OK;
}

bool desk_model_wants(const struct desk_model *model, struct buf *ids)
{
	size_t count = 0;

	buf_clear(ids);
	for (size_t i = model->made;
	     i < model->fresh_count && i < model->made + DESK_CHUNK; i++) {
		const struct desk_visit_own *visit = model->fresh[i];

		if (!visit || visit->plain)
			continue;
		buf_printf(ids, "%c%" PRId64, count++ ? ',' : '{',
			   visit->is.job);
	}
	buf_add_text(ids, count ? "}" : "{}");
	return count > 0;
}

/* It begins in the job's own window, as planned or so much later. */
static struct plan_window anchor(const struct desk_model *model,
				 const struct desk_visit *visit,
				 const struct plan_job *job)
{
	int64_t last_s = visit->promise_to_s < PLAN_TIME_MAX
			     ? visit->promise_to_s
			     : visit->start_s + model->slide_s;

	for (size_t i = 0; i < job->window_count; i++)
		if (job->windows[i].start_s <= visit->start_s &&
		    job->windows[i].end_s >= visit->start_s &&
		    job->windows[i].end_s < last_s)
			last_s = job->windows[i].end_s;
	if (last_s < visit->start_s)
		last_s = visit->start_s;
	return (struct plan_window){visit->start_s, last_s};
}

/* Where there is a break, the walk that ends first may take it before a visit
 * that slides for it, though it could be taken later: then the day would not be
 * the one that is written, and what comes next would lean on a slide that
 * nobody wrote. So a slide costs a little: less than any way. */
static void keep_begin(const struct desk_model *model,
		       const struct desk_visit *visit, struct plan_job *job,
		       struct plan_due dues[DESK_DUES_MAX])
{
	const struct plan_problem *problem = plan_bridge_problem(model->bridge);
	int32_t shift = job->current_technician;

	if (shift == PLAN_NONE || job->due_count >= DESK_DUES_MAX ||
	    plan_problem_technician(problem, shift)->break_count == 0)
		return;
	for (size_t i = 0; i < job->due_count; i++)
		dues[i] = job->dues[i];
	dues[job->due_count++] =
	    (struct plan_due){PLAN_DUE_START, visit->start_s, DESK_KEEP_RATE};
	job->dues = dues;
}

static enum err make_full(struct desk_model *model,
			  struct desk_visit_own *visit, struct plan_job *job,
			  struct err_detail *detail)
{
	struct desk_visit *is = &visit->is;
	struct plan_window window = anchor(model, is, job);
	struct plan_due dues[DESK_DUES_MAX];
	enum err err;

	job->location = is->location;
	job->service_s = is->end_s - is->start_s;
	job->windows = &window;
	job->window_count = 1;
	job->current_technician =
	    desk_day_shift(model, is->person, is->start_s, is->end_s);
	keep_begin(model, is, job, dues);
	err = plan_live_add_job(model->live, job, &is->live, detail);
	if (err == ERR_OK) {
		is->latest_s = window.end_s;
		desk_model_know(model, is->live, visit);
	}
	return err;
}

enum err desk_model_add_plain(struct desk_model *model, int32_t location,
			      int64_t id, int32_t *ret_live,
			      struct err_detail *detail)
{
	struct plan_job job = PLAN_JOB_DEFAULTS;

	job.id = id;
	job.location = location;
	return plan_live_add_job(model->live, &job, ret_live, detail);
}

static enum err make_plain(struct desk_model *model,
			   struct desk_visit_own *visit,
			   struct err_detail *detail)
{
	enum err err = desk_model_add_plain(
	    model, visit->is.location, visit->is.job, &visit->is.live, detail);

	if (err == ERR_OK) {
		visit->plain = true;
		visit->is.latest_s = visit->is.start_s;
		desk_model_know(model, visit->is.live, visit);
	}
	return err;
}

static enum err make_live(struct desk_model *model,
			  struct desk_visit_own *visit,
			  struct plan_bridge *later, struct err_detail *detail)
{
	struct plan_job job;
	struct plan_bridge_later more;
	enum err err = desk_model_place(model, visit->lat, visit->lon,
					&visit->is.location, detail);

	if (err != ERR_OK)
		return err;
	if (visit->plain || !later ||
	    !plan_bridge_job(model->bridge, later, visit->is.job, model->day_s,
			     &job, &more))
		return make_plain(model, visit, detail);
	return make_full(model, visit, &job, detail);
}

enum err desk_model_take_jobs(struct desk_model *model,
			      struct plan_bridge *later,
			      struct err_detail *detail)
{
	size_t end = model->made + DESK_CHUNK;
	enum err err = ERR_OK;

	if (end > model->fresh_count)
		end = model->fresh_count;
	for (; !err && model->made < end; model->made++)
		if (model->fresh[model->made])
			err = make_live(model, model->fresh[model->made], later,
					detail);
	if (model->made == model->fresh_count)
		model->made = model->fresh_count = 0;
	return err;
}

void desk_model_settle(struct desk_model *model, int64_t now_s)
{
	assert(model->made == model->fresh_count);
	if (now_s / 60 != model->now_s / 60) {
		model->now_s = now_s - now_s % 60;
		plan_live_set_now(model->live, model->now_s);
		for (size_t i = 0; i < model->person_count; i++)
			if (model->people[i].next_change_s <= model->now_s)
				desk_model_mark(model, &model->people[i]);
	}
	while (model->dirty_count > 0) {
		struct desk_person_own *person =
		    model->dirty[--model->dirty_count];

		person->dirty = false;
		desk_day_settle(model, person);
	}
}

/* --- reading ------------------------------------------------------------ */

struct plan_live *desk_model_live(struct desk_model *model)
{
	return model->live;
}

int64_t desk_model_territory(const struct desk_model *model)
{
	return model->territory;
}

int64_t desk_model_now_s(const struct desk_model *model)
{
	return model->now_s;
}

void desk_model_hours(const struct desk_model *model, int64_t *ret_from_s,
		      int64_t *ret_to_s)
{
	*ret_from_s = model->from_s;
	*ret_to_s = model->to_s;
}

int64_t desk_model_sla_margin_s(const struct desk_model *model)
{
	return plan_bridge_policy(model->bridge)->sla_margin_s;
}

int32_t desk_model_offset_s(const struct desk_model *model, int64_t at_s)
{
	return caltext_zone_offset_s(model->zone, at_s);
}

int64_t desk_model_day_end_s(const struct desk_model *model, int64_t at_s)
{
	int64_t local_s = at_s + desk_model_offset_s(model, at_s);
	int64_t day = local_s / 86400 - (local_s % 86400 < 0);
	int64_t end_s = (day + 1) * 86400;

	/* By the clock that is on the wall then. */
	return end_s - desk_model_offset_s(
			   model, end_s - desk_model_offset_s(model, at_s));
}

size_t desk_model_person_count(const struct desk_model *model)
{
	return model->person_count;
}

const struct desk_person *desk_model_person_at(const struct desk_model *model,
					       size_t number)
{
	assert(number < model->person_count);
	return &model->people[number].is;
}

const struct desk_person *desk_model_person(const struct desk_model *model,
					    int64_t technician)
{
	const struct desk_person_own *person =
	    desk_model_find(model, technician);

	return person ? &person->is : NULL;
}

const struct desk_person *desk_model_person_of(const struct desk_model *model,
					       int32_t shift)
{
	int32_t person = model->person_of[shift];

	return person == PLAN_NONE ? NULL : &model->people[person].is;
}

static int64_t distance_s(const struct plan_technician *shift, int64_t at_s)
{
	if (at_s < shift->shift_start_s)
		return shift->shift_start_s - at_s;
	return at_s >= shift->shift_end_s ? at_s - shift->shift_end_s + 1 : 0;
}

int32_t desk_model_shift_at(const struct desk_model *model,
			    const struct desk_person *person, int64_t at_s)
{
	const struct plan_problem *problem = plan_bridge_problem(model->bridge);
	int32_t best = PLAN_NONE;
	int64_t nearest = INT64_MAX;

	for (int32_t i = 0; i < person->shift_count; i++) {
		int32_t shift = person->first_shift + i;
		int64_t distance =
		    distance_s(plan_problem_technician(problem, shift), at_s);

		if (distance < nearest) {
			nearest = distance;
			best = shift;
		}
	}
	return best;
}

const struct desk_visit *desk_model_visit(const struct desk_model *model,
					  int64_t visit)
{
	const struct desk_visit_own *own = desk_map_get(&model->visits, visit);

	return own ? &own->is : NULL;
}

size_t desk_model_visit_count(const struct desk_person *person)
{
	return ((const struct desk_person_own *)person)->visit_count;
}

const struct desk_visit *desk_model_visit_at(const struct desk_person *person,
					     size_t number)
{
	const struct desk_person_own *own =
	    (const struct desk_person_own *)person;

	assert(number < own->visit_count);
	return &own->visits[number]->is;
}

const struct desk_visit *desk_model_visit_of(const struct desk_model *model,
					     int32_t live_job)
{
	if (live_job < 0 || live_job >= model->visit_of_count ||
	    !model->visit_of[live_job])
		return NULL;
	return &model->visit_of[live_job]->is;
}
