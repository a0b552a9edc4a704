/* SPDX-License-Identifier: MIT */
/* The jobs of a question: on the board while it is answered. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/engine/desk_internal.h"

/* --- open and close ----------------------------------------------------- */

/* The day of this shift is not what it was: nothing that stands there is
 * believed. */
void desk_model_spoil(struct desk_model *model, int32_t shift)
{
	int32_t index = model->person_of[shift];
	struct desk_person_own *person;

	if (index == PLAN_NONE)
		return;
	person = &model->people[index];
	for (size_t i = 0; i < person->place_count; i++)
		if (person->places[i].shift == shift)
			person->places[i].service_s = -1;
	desk_model_mark(model, person);
}

/* The one visit that a hand would move: not begun, of a job for one. */
static struct desk_visit_own *movable(const struct desk_model *model,
				      int64_t job)
{
	struct desk_visit_own *found = NULL;

	for (struct desk_visit_own *visit = desk_map_get(&model->by_job, job);
	     visit; visit = visit->next_of_job) {
		if (visit->is.state == DESK_VISIT_ENDED)
			continue;
		if (visit->is.state != DESK_VISIT_BOOKED || found)
			return NULL;
		found = visit;
	}
	return found;
}

static void take_off(struct desk_model *model, struct desk_visit_own *visit)
{
	for (size_t i = 0; i < visit->person->place_count; i++) {
		const struct desk_place *place = &visit->person->places[i];
		bool own = place->live == visit->is.live;

		for (int32_t k = 0; k < visit->piece_count; k++)
			own = own || place->live == visit->pieces[k];
		if (!own)
			continue;
		plan_live_unassign(model->live, place->live);
		desk_model_spoil(model, place->shift);
	}
}

void desk_model_take_off(struct desk_model *model,
			 const struct desk_visit *visit)
{
	take_off(model, desk_map_get(&model->visits, visit->id));
}

const struct desk_visit *desk_model_visit_for(const struct desk_model *model,
					      int64_t job,
					      const struct desk_visit *after)
{
	const struct desk_visit_own *own =
	    after ? ((const struct desk_visit_own *)after)->next_of_job
		  : desk_map_get(&model->by_job, job);

	return own ? &own->is : NULL;
}

static enum err open_job(struct desk_model *model, int64_t id,
			 struct err_detail *detail)
{
	struct desk_job *job = &model->jobs[model->job_count];
	struct desk_visit_own *visit = movable(model, id);
	struct plan_bridge_later more;
	struct plan_job spec;
	enum err err;

	plan_bridge_take_crew(model->later, model->whole_crew);
	if (!plan_bridge_job(model->bridge, model->later, id, model->now_s,
			     &spec, &more))
		return ERR_OK;
	if (more.crew_size > 1)
		visit = NULL;
	*job = (struct desk_job){
	    .id = id,
	    .version = more.version,
	    .crew_size = more.crew_size,
	    .days = more.days,
	    .absent = more.absent,
	    .members = more.members,
	    .member_count = more.member_count,
	    .visit = visit ? &visit->is : NULL,
	    .lat = more.lat,
	    .lon = more.lon,
	};
	spec.current_technician = visit ? visit->is.shift : PLAN_NONE;
	err =
	    desk_model_place(model, more.lat, more.lon, &spec.location, detail);
	if (err == ERR_OK)
		err = plan_live_add_job(model->live, &spec, &job->live, detail);
	if (err != ERR_OK)
		return err;
	desk_model_know(model, job->live, NULL);
	model->job_count++;
	if (visit)
		take_off(model, visit);
	return ERR_OK;
}

enum err desk_model_open(struct desk_model *model, const int64_t *jobs,
			 size_t count, struct plan_bridge *later,
			 struct err_detail *detail)
{
	enum err err = ERR_OK;

	assert(!model->later && !model->jobs);
	model->later = later;
	model->jobs = xcalloc(count + 1, sizeof(*model->jobs));
	for (size_t i = 0; !err && i < count; i++)
		if (!desk_model_job(model, jobs[i]))
			err = open_job(model, jobs[i], detail);
	return err;
}

void desk_model_close(struct desk_model *model)
{
	for (size_t i = 0; i < model->job_count; i++)
		plan_live_remove_job(model->live, model->jobs[i].live);
	free(model->jobs);
	model->jobs = NULL;
	model->job_count = 0;
	model->later = NULL;
	desk_model_settle(model, model->now_s);
}

const struct desk_job *desk_model_job(const struct desk_model *model,
				      int64_t job)
{
	for (size_t i = 0; i < model->job_count; i++)
		if (model->jobs[i].id == job)
			return &model->jobs[i];
	return NULL;
}

enum err desk_model_draft(struct desk_model *model, struct plan_bridge *rows,
			  int64_t job, struct plan_job *ret_spec,
			  struct err_detail *detail)
{
	struct plan_bridge_later more;

	if (!plan_bridge_job(model->bridge, rows, job, model->now_s, ret_spec,
			     &more))
		return err_set(detail, ERR_INTERNAL, "",
			       "there are no rows of the job");
	return desk_model_place(model, more.lat, more.lon, &ret_spec->location,
				detail);
}

/* --- what was seen ------------------------------------------------------ */

void desk_model_seen(const struct desk_model *model,
		     const struct desk_person *person, int64_t from_s,
		     int64_t to_s, struct buf *buf)
{
	const struct desk_person_own *own =
	    (const struct desk_person_own *)person;
	const char *separator = "";

	(void)model;
	buf_printf(
	    buf, "{\"technician\":%" PRId64 ",\"technician_version\":%" PRId64,
	    person->id, person->version);
	buf_add_json_instant(buf, "from", from_s);
	buf_add_json_instant(buf, "to", to_s);
	buf_add_text(buf, ",\"visits\":[");
	for (size_t i = 0; i < own->visit_count; i++) {
		const struct desk_visit *is = &own->visits[i]->is;

		if (is->state == DESK_VISIT_ENDED || is->start_s >= to_s ||
		    is->end_s <= from_s)
			continue;
		buf_printf(buf, "%s[%" PRId64 ",%" PRId64 "]", separator,
			   is->id, is->version);
		separator = ",";
	}
	buf_add_text(buf, "]}");
}
