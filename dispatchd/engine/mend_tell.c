/* SPDX-License-Identifier: MIT */
/* A repair in the words of the database and of the trail: the touched days as
 * they stand on the live plan, against the rows that the model has. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/engine/mend_internal.h"

#define WHY_MAX 400

/* --- words -------------------------------------------------------------- */

static const struct mend_absence *absence_at(const struct mend *mend,
					     const struct desk_visit *visit)
{
	for (size_t i = 0; i < mend->policy.absence_count; i++) {
		const struct mend_absence *absence = &mend->policy.absences[i];

		if (absence->technician == visit->person->id &&
		    absence->from_s < visit->end_s &&
		    absence->to_s > visit->start_s)
			return absence;
	}
	return NULL;
}

static const struct desk_visit *begun_of(const struct desk_person *person)
{
	size_t count = desk_model_visit_count(person);

	for (size_t i = 0; i < count; i++) {
		const struct desk_visit *visit = desk_model_visit_at(person, i);

		if (visit->state == DESK_VISIT_ON_SITE ||
		    visit->state == DESK_VISIT_EN_ROUTE)
			return visit;
	}
	return NULL;
}

/* "Ann is ill until 17:00", "Ann is late at job 9 (Leak)" */
static void say_person(struct mend *mend, const struct desk_visit *visit,
		       char *text, size_t size)
{
	const struct plan_words words = desk_model_words(mend->model);
	const struct mend_absence *absence = absence_at(mend, visit);
	const struct desk_visit *begun = begun_of(visit->person);
	char at[64];

	if (absence)
		snprintf(text, size, "%s %s until %s", visit->person->name,
			 absence->words,
			 words.time(words.arg, absence->to_s, at));
	else if (begun && begun->live != PLAN_NONE)
		snprintf(text, size, "%s is late at %s", visit->person->name,
			 words.job(words.arg, begun->live, at));
	else
		snprintf(text, size, "the day of %s cannot hold all of it",
			 visit->person->name);
}

static const struct plan_move *note_of(const struct mend *mend, int32_t live)
{
	for (size_t i = 0; i < mend->note_count; i++)
		if (mend->notes[i].live == live)
			return &mend->notes[i].move;
	return NULL;
}

/* Why a visit goes to somebody else. */
static void say_why(struct mend *mend, int32_t live,
		    const struct desk_visit *visit, char *text, size_t size)
{
	const struct plan_words words = desk_model_words(mend->model);
	const struct plan_move *move = note_of(mend, live);
	char person[160], verdict[160];

	if (move && move->why == PLAN_MOVE_MADE_ROOM) {
		snprintf(text, size, "makes room on the day of %s",
			 visit->person->name);
		return;
	}
	say_person(mend, visit, person, sizeof(person));
	if (!move || move->verdict.amount <= 0) {
		snprintf(text, size, "%s", person);
		return;
	}
	plan_verdict_text(&move->verdict, &words, verdict, sizeof(verdict));
	snprintf(text, size, "%s: %s", person, verdict);
}

/* --- days --------------------------------------------------------------- */

/* Does somebody stand on that day who was not there before? */
static bool has_newcomer(const struct mend *mend, int32_t shift)
{
	int32_t count;
	const int32_t *route = plan_live_route(mend->live, shift, &count);

	for (int32_t i = 0; i < count; i++) {
		const struct desk_visit *visit =
		    desk_model_visit_of(mend->model, route[i]);

		if (mend_job_of(mend, route[i]) ||
		    (visit && visit->live == route[i] && visit->shift != shift))
			return true;
	}
	return false;
}

/* Does it stand on another day than it did? */
static bool has_left(const struct mend *mend, int32_t live,
		     const struct desk_visit *visit, int32_t shift)
{
	int32_t now = plan_live_technician_of(mend->live, live, NULL);

	return visit && visit->shift == shift && now != PLAN_NONE &&
	       now != shift;
}

static bool has_leaver(const struct mend *mend, int32_t shift)
{
	for (size_t i = 0; i < mend->job_count; i++)
		if (has_left(mend, mend->jobs[i].live, mend->jobs[i].job->visit,
			     shift))
			return true;
	for (size_t i = 0; i < mend->note_count; i++)
		if (has_left(
			mend, mend->notes[i].live,
			desk_model_visit_of(mend->model, mend->notes[i].live),
			shift))
			return true;
	return false;
}

/* --- changes ------------------------------------------------------------ */

static void begin_change(struct mend *mend, const char *op)
{
	struct buf *changes = mend->changes;

	buf_add_text(changes, changes->length ? ",{\"op\":\"" : "[{\"op\":\"");
	buf_add_text(changes, op);
	buf_add_char(changes, '"');
	mend->sum.changes++;
}

static void end_change(struct mend *mend, const char *why)
{
	if (why) {
		buf_add_text(mend->changes, ",\"why\":");
		buf_add_json_string(mend->changes, why);
	}
	if (mend->policy.by_hand)
		buf_add_text(mend->changes, ",\"by_hand\":true");
	buf_add_char(mend->changes, '}');
}

static void name_visit(struct mend *mend, const struct desk_visit *visit)
{
	buf_printf(mend->changes,
		   ",\"visit\":%" PRId64 ",\"visit_version\":%" PRId64,
		   visit->id, visit->version);
}

/* A stop as it is on the live plan now. */
struct place {
	int32_t live;
	const struct desk_person *person;
	int64_t begin_s, service_s, travel_s;
	/* Nobody came to this day: it slides as it would without us. */
	bool only_way;
};

static void tell_where(struct mend *mend, const struct place *place)
{
	buf_printf(mend->changes,
		   ",\"technician\":%" PRId64 ",\"travel_s\":%" PRId64,
		   place->person->id, place->travel_s);
	buf_add_json_instant(mend->changes, "start", place->begin_s);
	buf_add_json_instant(mend->changes, "end",
			     place->begin_s + place->service_s);
}

static void tell_new(struct mend *mend, const struct mend_job *own,
		     const struct place *place)
{
	begin_change(mend, "add");
	buf_printf(mend->changes,
		   ",\"job\":%" PRId64 ",\"job_version\":%" PRId64,
		   own->job->id, own->job->version);
	tell_where(mend, place);
	end_change(mend, mend->policy.by_hand
			     ? own->name
			     : "nobody had it: planned where it costs least");
	mend->sum.added++;
}

static void tell_moved(struct mend *mend, const struct desk_visit *visit,
		       const struct place *place)
{
	const struct mend_job *own = mend_job_of(mend, place->live);
	char why[WHY_MAX];

	if (mend->policy.by_hand && own)
		snprintf(why, sizeof(why), "%s", own->name);
	else if (mend->policy.by_hand)
		snprintf(why, sizeof(why), "makes room for %s",
			 mend->jobs[0].name);
	else
		say_why(mend, place->live, visit, why, sizeof(why));
	begin_change(mend, "move");
	name_visit(mend, visit);
	tell_where(mend, place);
	end_change(mend, why);
	mend->sum.moved++;
}

static void tell_removed(struct mend *mend, const struct desk_visit *visit)
{
	begin_change(mend, "remove");
	name_visit(mend, visit);
	end_change(mend, "gives way to what is more urgent; nobody else has "
			 "the time");
	mend->sum.removed++;
}

/* The same technician: at another time, or with another way to it. */
static void tell_same(struct mend *mend, const struct desk_visit *visit,
		      const struct place *place)
{
	const struct plan_job *job =
	    plan_problem_job(mend_problem(mend), place->live);
	const struct mend_job *own = mend_job_of(mend, place->live);
	bool stays = place->only_way ||
		     ((visit->pinned || visit->tied) && !own) ||
		     (job->pinned_technician != PLAN_NONE && !own) ||
		     place->begin_s == visit->start_s;
	int64_t late_s = place->begin_s - visit->start_s;
	char why[WHY_MAX];

	if (stays && place->travel_s == visit->travel_s)
		return;
	begin_change(mend, "retime");
	name_visit(mend, visit);
	buf_printf(mend->changes, ",\"travel_s\":%" PRId64, place->travel_s);
	if (stays) {
		end_change(mend, "the way to it is another one");
		return;
	}
	buf_add_json_instant(mend->changes, "start", place->begin_s);
	buf_add_json_instant(mend->changes, "end",
			     place->begin_s + place->service_s);
	snprintf(why, sizeof(why),
		 "begins %" PRId64 " min %s, for the day has changed",
		 (late_s > 0 ? late_s : -late_s) / 60,
		 late_s > 0 ? "later" : "earlier");
	end_change(mend, why);
	mend->sum.retimed++;
}

static void tell_stop(struct mend *mend, struct place *place)
{
	const struct mend_job *own = mend_job_of(mend, place->live);
	const struct desk_visit *visit =
	    own ? own->job->visit
		: desk_model_visit_of(mend->model, place->live);

	if (own && !visit) {
		tell_new(mend, own, place);
		return;
	}
	/* A piece of a long one, something that happens, a slot that is held.
	 */
	if (!visit || (!own && visit->live != place->live) ||
	    visit->state != DESK_VISIT_BOOKED)
		return;
	place->service_s = visit->end_s - visit->start_s;
	if (visit->person == place->person)
		tell_same(mend, visit, place);
	else
		tell_moved(mend, visit, place);
}

static void tell_day(struct mend *mend, int32_t shift)
{
	const struct plan_problem *problem = mend_problem(mend);
	int32_t at = plan_problem_technician(problem, shift)->start_location;
	int32_t count;
	const int32_t *route = plan_live_route(mend->live, shift, &count);
	bool newcomer = has_newcomer(mend, shift);

	if (!newcomer && !has_leaver(mend, shift))
		return;
	for (int32_t i = 0; i < count; i++) {
		const struct plan_job *job =
		    plan_problem_job(problem, route[i]);
		struct place place = {
		    .live = route[i],
		    .person = desk_model_person_of(mend->model, shift),
		    .begin_s = plan_live_begin_s(mend->live, route[i]),
		    .service_s = job->service_s,
		    .travel_s =
			plan_travel_s(problem, shift, at, job->location),
		    .only_way = !newcomer,
		};

		at = job->location;
		tell_stop(mend, &place);
	}
}

/* It has no place, and its own was given to others. */
static void tell_if_gone(struct mend *mend, int32_t live,
			 const struct desk_visit *visit)
{
	if (visit && visit->state == DESK_VISIT_BOOKED &&
	    visit->shift != PLAN_NONE &&
	    plan_live_technician_of(mend->live, live, NULL) == PLAN_NONE &&
	    has_newcomer(mend, visit->shift))
		tell_removed(mend, visit);
}

static void tell_gone(struct mend *mend)
{
	for (size_t i = 0; i < mend->job_count; i++)
		tell_if_gone(mend, mend->jobs[i].live,
			     mend->jobs[i].job->visit);
	for (size_t i = 0; i < mend->note_count; i++)
		if (!mend_job_of(mend, mend->notes[i].live))
			tell_if_gone(mend, mend->notes[i].live,
				     desk_model_visit_of(mend->model,
							 mend->notes[i].live));
}

/* --- what was seen ------------------------------------------------------ */

static void see(struct mend *mend, const struct desk_person *person,
		struct buf *seen)
{
	int64_t from_s = mend->now_s, to_s = mend->end_s;

	if (!person)
		return;
	for (size_t i = 0; i < mend->seen_count; i++)
		if (mend->seen[i] == person)
			return;
	mend->seen[mend->seen_count++] = person;
	for (int32_t i = 0; i < person->shift_count; i++) {
		const struct plan_technician *shift = plan_problem_technician(
		    mend_problem(mend), person->first_shift + i);

		if (!mend->touched[person->first_shift + i])
			continue;
		if (shift->shift_start_s < from_s)
			from_s = shift->shift_start_s;
		if (shift->shift_end_s + shift->overtime_max_s > to_s)
			to_s = shift->shift_end_s + shift->overtime_max_s;
	}
	buf_add_char(seen, seen->length ? ',' : '[');
	desk_model_seen(mend->model, person, from_s, to_s, seen);
}

/* The days that visits with rows of their own were taken from. */
static void touch_old_days(struct mend *mend)
{
	for (size_t i = 0; i < mend->job_count; i++) {
		const struct desk_visit *visit = mend->jobs[i].job->visit;

		if (visit && visit->shift != PLAN_NONE &&
		    plan_live_technician_of(mend->live, mend->jobs[i].live,
					    NULL) != PLAN_NONE)
			mend->touched[visit->shift] = true;
	}
}

void mend_tell(struct mend *mend, struct buf *changes, struct buf *seen,
	       struct mend_sum *ret_sum)
{
	int32_t shifts = plan_problem_technician_count(mend_problem(mend));

	mend->changes = changes;
	mend->sum = (struct mend_sum){0};
	mend->seen =
	    arena_calloc(mend->arena, desk_model_person_count(mend->model) + 1,
			 sizeof(*mend->seen));
	touch_old_days(mend);
	tell_gone(mend);
	for (int32_t i = 0; i < shifts; i++)
		if (mend->touched[i])
			tell_day(mend, i);
	for (int32_t i = 0; i < shifts; i++)
		if (mend->touched[i])
			see(mend, desk_model_person_of(mend->model, i), seen);
	for (size_t i = 0; i < mend->homeless_count; i++)
		if (plan_live_technician_of(mend->live, mend->homeless[i]->live,
					    NULL) != PLAN_NONE)
			see(mend, mend->homeless[i]->person, seen);
	if (changes->length)
		buf_add_char(changes, ']');
	if (seen->length)
		buf_add_char(seen, ']');
	*ret_sum = mend->sum;
}

/* --- the cause ---------------------------------------------------------- */

static void add_count(struct buf *words, const char **separator, size_t count,
		      const char *what)
{
	if (!count)
		return;
	buf_printf(words, "%s%zu visit%s %s", *separator, count,
		   count == 1 ? "" : "s", what);
	*separator = ", ";
}

static const struct desk_visit *first_displaced(const struct mend *mend)
{
	for (size_t i = 0; i < mend->job_count; i++)
		if (mend->jobs[i].job->visit)
			return mend->jobs[i].job->visit;
	for (size_t i = 0; i < mend->homeless_count; i++)
		if (plan_live_technician_of(mend->live, mend->homeless[i]->live,
					    NULL) != PLAN_NONE)
			return mend->homeless[i];
	for (size_t i = 0; i < mend->note_count; i++)
		if (mend->notes[i].move.why == PLAN_MOVE_DISPLACED)
			return desk_model_visit_of(mend->model,
						   mend->notes[i].live);
	return NULL;
}

void mend_cause(struct mend *mend, const struct mend_sum *sum,
		struct buf *words)
{
	const struct desk_visit *displaced = first_displaced(mend);
	const char *separator = ": ";
	char text[200];

	if (displaced && (sum->moved || !sum->added)) {
		say_person(mend, displaced, text, sizeof(text));
		buf_add_text(words, text);
	} else if (mend->job_count && sum->added <= 1) {
		for (size_t i = 0; i < mend->job_count; i++)
			if (plan_live_technician_of(mend->live,
						    mend->jobs[i].live,
						    NULL) != PLAN_NONE) {
				buf_printf(words, "%s has come",
					   mend->jobs[i].name);
				break;
			}
		if (!words->length)
			buf_add_text(words, "the day has changed");
	} else {
		buf_printf(words, "%zu jobs that nobody had", sum->added);
	}
	add_count(words, &separator, sum->added, "planned");
	add_count(words, &separator, sum->moved, "moved");
	add_count(words, &separator, sum->retimed, "at another time");
	add_count(words, &separator, sum->removed, "taken back");
}

/* --- what is left ------------------------------------------------------- */

size_t mend_left(struct mend *mend, const struct mend_left **ret_left)
{
	const struct plan_words words = desk_model_words(mend->model);
	const struct plan_repair_result *result = &mend->result;
	struct mend_left *all =
	    arena_calloc(mend->arena, result->left_count + 1, sizeof(*all));
	size_t count = 0;

	for (size_t i = 0; i < result->left_count; i++) {
		const struct plan_left *left = &result->left[i];
		const struct mend_job *own = mend_job_of(mend, left->job);
		const struct desk_visit *visit =
		    own ? own->job->visit
			: desk_model_visit_of(mend->model, left->job);
		const struct desk_person *nearest =
		    left->technician == PLAN_NONE
			? NULL
			: desk_model_person_of(mend->model, left->technician);
		char *text = arena_calloc(mend->arena, WHY_MAX, 1);
		char verdict[160] = "nobody is at work";

		if (!own && !visit)
			continue;
		if (left->verdict.amount > 0)
			plan_verdict_text(&left->verdict, &words, verdict,
					  sizeof(verdict));
		snprintf(text, WHY_MAX, "nobody can take it today%s%s: %s",
			 nearest ? "; nearest is " : "",
			 nearest ? nearest->name : "", verdict);
		all[count++] = (struct mend_left){
		    .job = own ? own->job->id : visit->job,
		    .visit = visit,
		    .version = visit ? visit->version : own->job->version,
		    .rule = left->verdict.rule,
		    .text = text,
		};
	}
	*ret_left = all;
	return count;
}
