/* SPDX-License-Identifier: MIT */
/*
 * The live plan of one territory, from the start of its day (or of the shift
 * that still goes on) for 15 days, kept in step with the database by whoever
 * has it (desk.h), and the maps between our ids and the planner's indexes.
 *
 * What stands on it: the live visits of the territory's technicians, and of
 * each who has begun today where she was last.
 *
 *	begun		pinned at its actual times; one that takes longer than
 *			was planned goes on until now
 *	pinned, tied	(to a crew, to another job) pinned at its planned time;
 *			so is one for which she must have set out by now
 *	all others	anchored: begin between the planned start and so much
 *			later as the slide or the customer's window allow; where
 *			a break leaves the choice, as planned
 *
 * So a newcomer may push others a little, and the answer says so. Jobs that
 * nobody has are not on it: a question names its jobs, and these are there for
 * as long as it is answered, off their own visit (see desk_model_job()).
 *
 * A model belongs to its desk's thread, and is what `answer` of a question
 * gets. An answer may try changes on the live plan: it tells each technician
 * whose day it touches by desk_model_spoil(), and the desk puts that right
 * afterwards. Times are Unix seconds. Technicians of the planner are shifts.
 */
#ifndef DISPATCHD_ENGINE_DESK_MODEL_H
#define DISPATCHD_ENGINE_DESK_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/buf.h>
#include <callout/err.h>
#include <callout/plan_live.h>

/* What a second of sliding costs where it could be avoided: next to nothing. A
 * due of this rate is no target of the job's. */
#define DESK_KEEP_RATE 1

struct caltext_zone;
struct desk_model;
struct plan_bridge;

enum desk_visit_state {
	DESK_VISIT_BOOKED, /* planned, dispatched, accepted */
	DESK_VISIT_EN_ROUTE,
	DESK_VISIT_ON_SITE, /* or paused */
	DESK_VISIT_ENDED,
	DESK_VISIT_HOLD, /* a slot that is held: id is -(the hold's) */
};

/* A technician of ours. */
struct desk_person {
	int64_t id, version;
	const char *name;
	int32_t first_shift, shift_count; /* of the planner's, in order */
	size_t number;			  /* for desk_model_person_at() */
	bool lent; /* by a neighbouring territory: her jobs there stay */
};

/* What stands on the board (or ended lately). Only read it. */
struct desk_visit {
	int64_t id, version, job;
	const struct desk_person *person;
	enum desk_visit_state state;
	bool pinned, tied;
	int64_t start_s, end_s, travel_s;
	int64_t promise_from_s;
	int64_t promise_to_s; /* PLAN_TIME_MAX: nothing was promised */
	int64_t latest_s;     /* an anchored one begins by then */
	/* 0: not yet. Of a hold, ended_s is when it runs out. */
	int64_t en_route_s, on_site_s, ended_s;
	const char *title;
	int32_t location;
	int32_t live; /* the planner's job */
	/* Where it stands: PLAN_NONE, if no shift reaches there. */
	int32_t shift;
};

/* A job of the question. */
struct desk_job {
	int64_t id, version;
	int32_t live;		 /* the planner's job; on no route */
	int64_t crew_size, days; /* days: that are left */
	/* The technician whom it requires has no shift here: everybody is
	 * excluded. */
	bool absent;
	/* Technicians without whom its crew is none. */
	const int64_t *members;
	size_t member_count;
	/* Its visit that may still be moved; taken off the board. Or NULL. */
	const struct desk_visit *visit;
	double lat, lon;
};

/* --- reading ------------------------------------------------------------ */

struct plan_live *desk_model_live(struct desk_model *model);
int64_t desk_model_territory(const struct desk_model *model);
/* The minute that the model stands at. */
int64_t desk_model_now_s(const struct desk_model *model);
/* Its hours: [from, to). */
void desk_model_hours(const struct desk_model *model, int64_t *ret_from_s,
		      int64_t *ret_to_s);
/* Plans aim at so much before the targets of an SLA. */
int64_t desk_model_sla_margin_s(const struct desk_model *model);
/* Seconds east of Greenwich in the territory, at an instant. */
int32_t desk_model_offset_s(const struct desk_model *model, int64_t at_s);
/* The first instant of the local day after the one that holds at_s. */
int64_t desk_model_day_end_s(const struct desk_model *model, int64_t at_s);

/* All of them, by id. */
size_t desk_model_person_count(const struct desk_model *model);
const struct desk_person *desk_model_person_at(const struct desk_model *model,
					       size_t number);
/* NULL: none of ours. */
const struct desk_person *desk_model_person(const struct desk_model *model,
					    int64_t technician);
const struct desk_person *desk_model_person_of(const struct desk_model *model,
					       int32_t shift);
/* Her shift that holds at_s, or the nearest; PLAN_NONE: she has none. */
int32_t desk_model_shift_at(const struct desk_model *model,
			    const struct desk_person *person, int64_t at_s);
/* By id; NULL: does not stand on the board. */
const struct desk_visit *desk_model_visit(const struct desk_model *model,
					  int64_t visit);
/* By the planner's job; NULL: it is one of the question's. */
const struct desk_visit *desk_model_visit_of(const struct desk_model *model,
					     int32_t live_job);
/* Those of hers that are known: also what does not stand on the board, in no
 * order. */
size_t desk_model_visit_count(const struct desk_person *person);
const struct desk_visit *desk_model_visit_at(const struct desk_person *person,
					     size_t number);
/* The visits of a job, one after the other; NULL: the first, or no more. */
const struct desk_visit *desk_model_visit_for(const struct desk_model *model,
					      int64_t job,
					      const struct desk_visit *after);
/* One of the question's jobs; NULL: there is no such job. */
const struct desk_job *desk_model_job(const struct desk_model *model,
				      int64_t job);

/* A location of the live plan; the same place has the same one. */
enum err desk_model_place(struct desk_model *model, double lat, double lon,
			  int32_t *ret_location,
			  struct err_detail *detail) ERR_MUST_CHECK;

/* A job that is not in the database, of its rows (by plan_bridge_add_rows()),
 * as the live plan would have it. Its lists are those of `rows`. */
enum err desk_model_draft(struct desk_model *model, struct plan_bridge *rows,
			  int64_t job, struct plan_job *ret_spec,
			  struct err_detail *detail) ERR_MUST_CHECK;

/* --- telling ------------------------------------------------------------ */

/* How we say times, skills and jobs: for plan_verdict_text(). */
struct plan_words desk_model_words(struct desk_model *model);

/* What an evaluation says of one rule: "needs level 3 of gas, has 2", "already
 * engaged with job 812 (Leak) from 10:00 to 11:00, which would ...". Cut to
 * `size`. Returns ret_text. */
char *desk_model_say(struct desk_model *model,
		     const struct plan_evaluation *found, enum plan_rule rule,
		     char *ret_text, size_t size);

/* By how much a visit that begins then misses what its customer was told; 0: it
 * does not, or the policy does not care. */
int64_t desk_model_missed_s(const struct desk_model *model,
			    const struct desk_visit *visit, int64_t begin_s);
/* The customer's window, in words. Returns ret_text. */
char *desk_model_say_promise(struct desk_model *model,
			     const struct desk_visit *visit, char *ret_text,
			     size_t size);

/* What a verdict about [from_s, to_s) of her has seen, for seen_check():
 * {"technician", "technician_version", "from", "to", "visits": [[id, version],
 * ...]}, appended. */
void desk_model_seen(const struct desk_model *model,
		     const struct desk_person *person, int64_t from_s,
		     int64_t to_s, struct buf *buf);

/* --- trying ------------------------------------------------------------- */

/* The answer has changed the day of this shift: it is built anew after it. */
void desk_model_spoil(struct desk_model *model, int32_t shift);
/* A visit is off the board until the question is answered. */
void desk_model_take_off(struct desk_model *model,
			 const struct desk_visit *visit);

#endif
