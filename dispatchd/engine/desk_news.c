/* SPDX-License-Identifier: MIT */
/* Rows of planning_news() become technicians and visits. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/engine/desk_internal.h"

static void take_scope(struct desk_model *model, const struct desk_rows *rows,
		       int row)
{
	int64_t id = desk_store_int(rows, row, NEWS_ID);
	int64_t version = desk_store_int(rows, row, NEWS_VERSION);
	struct desk_scope *scope = desk_map_get(&model->scopes, id);

	if (!scope) {
		scope = xcalloc(1, sizeof(*scope));
		scope->id = id;
		scope->means =
		    !strcmp(desk_store_field(rows, row, NEWS_STATE), "means");
		desk_map_set(&model->scopes, id, scope);
	} else if (scope->means && scope->version != version) {
		model->stale = true;
	}
	scope->version = version;
}

static int compare_people(const void *a, const void *b)
{
	const struct desk_person *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* The first news tell who there is. */
static void take_people(struct desk_model *model, const struct desk_rows *rows)
{
	model->people = xcalloc((size_t)rows->count, sizeof(*model->people));
	for (int row = 0; row < rows->count; row++) {
		int64_t id = desk_store_int(rows, row, NEWS_TECHNICIAN);

		if (strcmp(desk_store_field(rows, row, NEWS_KIND), "scope") !=
			0 ||
		    id == 0)
			continue;
		model->people[model->person_count++].is = (struct desk_person){
		    .id = id,
		    .version =
			desk_store_int(rows, row, NEWS_TECHNICIAN_VERSION),
		    .name = xstrdup(desk_store_field(rows, row, NEWS_TITLE)),
		    .lent = !strcmp(desk_store_field(rows, row, NEWS_STATE),
				    "lent"),
		};
	}
	model->people = xrealloc(model->people, (model->person_count + 1) *
						    sizeof(*model->people));
	if (model->person_count)
		qsort(model->people, model->person_count,
		      sizeof(*model->people), compare_people);
	for (size_t i = 0; i < model->person_count; i++)
		model->people[i].is.number = i;
	model->dirty = xcalloc(model->person_count, sizeof(*model->dirty));
}

static void unlink_of_job(struct desk_model *model,
			  struct desk_visit_own *visit)
{
	struct desk_visit_own *first =
	    desk_map_get(&model->by_job, visit->is.job);

	if (first == visit) {
		desk_map_set(&model->by_job, visit->is.job, visit->next_of_job);
		return;
	}
	while (first->next_of_job != visit)
		first = first->next_of_job;
	first->next_of_job = visit->next_of_job;
}

static void drop_visit(struct desk_model *model, int64_t id)
{
	struct desk_visit_own *visit = desk_map_get(&model->visits, id);
	struct desk_person_own *person;
	size_t at = 0;

	if (!visit)
		return;
	person = visit->person;
	while (person->visits[at] != visit)
		at++;
	person->visits[at] = person->visits[--person->visit_count];
	for (size_t i = model->made; i < model->fresh_count; i++)
		if (model->fresh[i] == visit)
			model->fresh[i] = NULL;
	desk_model_drop_live(model, visit);
	unlink_of_job(model, visit);
	desk_map_set(&model->visits, id, NULL);
	desk_model_mark(model, person);
	desk_model_free_visit(visit);
}

static enum desk_visit_state read_state(const char *text)
{
	static const struct {
		const char *text;
		enum desk_visit_state state;
	} states[] = {{"en_route", DESK_VISIT_EN_ROUTE},
		      {"on_site", DESK_VISIT_ON_SITE},
		      {"paused", DESK_VISIT_ON_SITE},
		      {"completed", DESK_VISIT_ENDED},
		      {"hold", DESK_VISIT_HOLD}};

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (!strcmp(text, states[i].text))
			return states[i].state;
	return DESK_VISIT_BOOKED;
}

static struct desk_visit read_visit(const struct desk_rows *rows, int row)
{
	const char *pinned = desk_store_field(rows, row, NEWS_PINNED);
	const char *tied = desk_store_field(rows, row, NEWS_TIED);

	return (struct desk_visit){
	    .id = desk_store_int(rows, row, NEWS_ID),
	    .version = desk_store_int(rows, row, NEWS_VERSION),
	    .job = desk_store_int(rows, row, NEWS_JOB),
	    .state = read_state(desk_store_field(rows, row, NEWS_STATE)),
	    .pinned = pinned && *pinned == 't',
	    .tied = tied && *tied == 't',
	    .start_s = desk_store_int(rows, row, NEWS_START_S),
	    .end_s = desk_store_int(rows, row, NEWS_END_S),
	    .travel_s = desk_store_int(rows, row, NEWS_TRAVEL_S),
	    .promise_from_s = desk_store_int_or(rows, row, NEWS_PROMISE_FROM_S,
						-PLAN_TIME_MAX),
	    .promise_to_s =
		desk_store_int_or(rows, row, NEWS_PROMISE_TO_S, PLAN_TIME_MAX),
	    .en_route_s = desk_store_int(rows, row, NEWS_EN_ROUTE_S),
	    .on_site_s = desk_store_int(rows, row, NEWS_ON_SITE_S),
	    .ended_s = desk_store_int(rows, row, NEWS_ENDED_S),
	    .location = PLAN_NONE,
	    .live = PLAN_NONE,
	    .shift = PLAN_NONE,
	};
}

static void add_fresh(struct desk_model *model, struct desk_visit_own *visit)
{
	if (model->fresh_count == model->fresh_capacity) {
		model->fresh_capacity = model->fresh_capacity * 2 + 16;
		model->fresh = xrealloc(model->fresh,
					model->fresh_capacity * sizeof(void *));
	}
	model->fresh[model->fresh_count++] = visit;
}

static void take_visit(struct desk_model *model, const struct desk_rows *rows,
		       int row)
{
	struct desk_visit_own *visit = xcalloc(1, sizeof(*visit));
	struct desk_person_own *person =
	    desk_model_find(model, desk_store_int(rows, row, NEWS_TECHNICIAN));

	visit->is = read_visit(rows, row);
	drop_visit(model, visit->is.id);
	if (!person) { /* came after the first news: means moved, too */
		model->stale = true;
		free(visit);
		return;
	}
	visit->is.title = xstrdup(desk_store_field(rows, row, NEWS_TITLE));
	visit->is.person = &person->is;
	visit->person = person;
	visit->lat = desk_store_double(rows, row, NEWS_LAT);
	visit->lon = desk_store_double(rows, row, NEWS_LON);
	visit->plain = visit->is.state != DESK_VISIT_BOOKED ||
		       visit->is.pinned || visit->is.tied;
	if (person->visit_count == person->visit_capacity) {
		person->visit_capacity = person->visit_capacity * 2 + 4;
		person->visits = xrealloc(
		    person->visits, person->visit_capacity * sizeof(void *));
	}
	person->visits[person->visit_count++] = visit;
	desk_map_set(&model->visits, visit->is.id, visit);
	visit->next_of_job = desk_map_get(&model->by_job, visit->is.job);
	desk_map_set(&model->by_job, visit->is.job, visit);
	desk_model_mark(model, person);
	add_fresh(model, visit);
}

void desk_model_take_news(struct desk_model *model,
			  const struct desk_rows *rows)
{
	if (!model->people)
		take_people(model, rows);
	for (int row = 0; row < rows->count; row++) {
		const char *kind = desk_store_field(rows, row, NEWS_KIND);

		if (!strcmp(kind, "scope"))
			take_scope(model, rows, row);
		else if (!strcmp(kind, "visit"))
			take_visit(model, rows, row);
		else if (!strcmp(kind, "gone"))
			drop_visit(model, desk_store_int(rows, row, NEWS_ID));
		else
			model->stale = true;
	}
}

void desk_model_scopes(const struct desk_model *model, struct buf *ids,
		       struct buf *versions)
{
	const struct desk_scope *scope;
	size_t at = 0;

	buf_clear(ids);
	buf_clear(versions);
	while ((scope = desk_map_next(&model->scopes, &at))) {
		buf_printf(ids, "%c%" PRId64, ids->length ? ',' : '{',
			   scope->id);
		buf_printf(versions, "%c%" PRId64, versions->length ? ',' : '{',
			   scope->version);
	}
	buf_add_text(ids, ids->length ? "}" : "{}");
	buf_add_text(versions, versions->length ? "}" : "{}");
}
