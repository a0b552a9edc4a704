/* SPDX-License-Identifier: MIT */
/*
 * One visit beside the rules of its job: who, with what skills, when, how long;
 * and what it costs to be late, or to give it to somebody else.
 */
#include "cli/plan_verify_internal.h"

#include <stdlib.h>

int64_t verify_outside(const struct plan_window *windows, size_t count,
		       int64_t t)
{
	int64_t nearest = count == 0 ? 0 : INT64_MAX;

	for (size_t i = 0; i < count; i++) {
		int64_t off = t < windows[i].start_s ? windows[i].start_s - t
			      : t > windows[i].end_s ? t - windows[i].end_s
						     : 0;

		nearest = off < nearest ? off : nearest;
	}
	return nearest;
}

void verify_duration(const struct plan_technician *who,
		     const struct plan_job *job, int64_t *ret_setup_s,
		     int64_t *ret_service_s)
{
	*ret_setup_s = job->setup_s;
	*ret_service_s = job->service_s;
	for (size_t i = 0; i < job->typed_service_count; i++)
		if (who->type != PLAN_NONE &&
		    job->typed_services[i].type == who->type) {
			*ret_setup_s = job->typed_services[i].setup_s;
			*ret_service_s = job->typed_services[i].service_s;
			return;
		}
}

/* --- Who --- */

static bool listed(const int32_t *list, size_t count, int32_t item)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == item)
			return true;
	return false;
}

static void check_who(const struct day *day, const struct plan_job *job)
{
	const struct plan_technician *who = day->who;

	if (job->required_count > 0 &&
	    !listed(job->required, job->required_count, day->technician))
		verify_wrong(day, VERIFY_REQUIRED, job->id, 1,
			     "is not one of the required vehicles");
	if (listed(job->excluded, job->excluded_count, day->technician))
		verify_wrong(day, VERIFY_EXCLUDED, job->id, 1,
			     "is an excluded vehicle");
	if (job->territory != PLAN_NONE && who->territory_count > 0 &&
	    !listed(who->territories, who->territory_count, job->territory))
		verify_wrong(day, VERIFY_TERRITORY, job->id, 1,
			     "is outside of its territories");
}

static const struct plan_skill *find_skill(const struct plan_technician *who,
					   int32_t skill)
{
	for (size_t i = 0; i < who->skill_count; i++)
		if (who->skills[i].skill == skill)
			return &who->skills[i];
	return NULL;
}

static void check_skills(const struct day *day, const struct plan_job *job,
			 int64_t begin, int64_t end)
{
	int64_t missing = 0, levels = 0, outside = 0;

	for (size_t i = 0; i < job->need_count; i++) {
		const struct plan_need *need = &job->needs[i];
		const struct plan_skill *has =
		    find_skill(day->who, need->skill);

		missing += has == NULL;
		if (has == NULL)
			continue;
		if (has->level < need->level)
			levels += need->level - has->level;
		if (begin < has->from_s)
			outside += has->from_s - begin;
		if (end > has->to_s)
			outside += end - has->to_s;
	}
	if (missing > 0)
		verify_wrong(day, VERIFY_SKILL, job->id, missing,
			     "the vehicle lacks a skill");
	if (levels > 0)
		verify_wrong(day, VERIFY_LEVEL, job->id, levels,
			     "the level of a skill is too low");
	if (outside > 0)
		verify_wrong(day, VERIFY_CERTIFICATE, job->id, outside,
			     "a skill is not certified for the whole stay");
}

/* --- When --- */

/* A pin is a fact: it begins then even if nobody can be there yet. But work
 * that is not pinned must not make it later. */
static void check_pin(const struct day *day, const struct told_step *step,
		      const struct plan_job *job, int64_t earliest_s)
{
	int64_t begin = step->arrival_s + step->waiting_s;
	int64_t excused = day->alone->arrival_s[day->at];

	if (job->pinned_technician != day->technician)
		verify_wrong_count(day, VERIFY_PINNED, job->id, 1,
				   "is pinned to another vehicle or shift");
	if (job->pinned_start_s == PLAN_ANY_TIME)
		return;
	if (begin != job->pinned_start_s)
		verify_wrong(day, VERIFY_PINNED, job->id,
			     llabs(begin - job->pinned_start_s),
			     "is pinned to another time");
	if (earliest_s <= begin)
		return;
	if (excused < begin)
		excused = begin;
	if (earliest_s > excused)
		verify_wrong(day, VERIFY_PINNED, job->id, earliest_s - excused,
			     "cannot be there at the pinned time");
}

static void check_times(const struct day *day, const struct told_step *step,
			const struct plan_job *job, int64_t earliest_s)
{
	bool pinned = job->pinned_technician != PLAN_NONE;
	bool timed = pinned && job->pinned_start_s != PLAN_ANY_TIME;
	int64_t begin = step->arrival_s + step->waiting_s;
	int64_t off = verify_outside(job->windows, job->window_count, begin);

	if (pinned)
		check_pin(day, step, job, earliest_s);
	if (step->arrival_s < earliest_s && !(timed && earliest_s > begin))
		verify_wrong(day, VERIFY_TRAVEL, job->id,
			     earliest_s - step->arrival_s,
			     "arrives before the road allows");
	if (off > 0 && !timed &&
	    !(pinned && begin <= day->alone->begin_s[day->at]))
		verify_wrong(day, VERIFY_TIME_WINDOW, job->id, off,
			     "begins outside of its time windows");
}

/* --- The visit --- */

static bool keeps(const struct day *day, const struct plan_job *job)
{
	const struct plan_technician *had;

	if (job->current_technician == PLAN_NONE ||
	    job->current_technician == day->technician)
		return true;
	had = plan_problem_technician(day->verify->problem,
				      job->current_technician);
	return had->person != PLAN_NONE && had->person == day->who->person;
}

static int64_t soft_cost(const struct day *day, const struct plan_job *job,
			 int64_t begin, int64_t end)
{
	int64_t cost =
	    day->who->visit_cost + (keeps(day, job) ? 0 : job->move_cost);

	for (size_t i = 0; i < job->due_count; i++) {
		int64_t at = job->dues[i].of == PLAN_DUE_START ? begin : end;

		if (at > job->dues[i].at_s)
			cost += (at - job->dues[i].at_s) * job->dues[i].rate;
	}
	for (size_t i = 0; i < job->preferred_count; i++)
		if (job->preferred[i].technician == day->technician)
			return cost - job->preferred[i].bonus;
	return cost;
}

void verify_job(struct day *day, const struct told_step *step,
		int64_t earliest_s, bool same_place)
{
	const struct plan_job *job = verify_job_at(day, day->at);
	int64_t begin = step->arrival_s + step->waiting_s;
	int64_t end = begin + step->setup_s + step->service_s;
	int64_t setup, service;

	verify_duration(day->who, job, &setup, &service);
	day->work_s += setup + service;
	if (same_place)
		setup = 0;
	if (step->setup_s != setup)
		verify_wrong(day, VERIFY_SETUP, job->id,
			     llabs(step->setup_s - setup),
			     "'setup' is not the job's");
	if (step->service_s != service)
		verify_wrong(day, VERIFY_SERVICE, job->id,
			     llabs(step->service_s - service),
			     "'service' is not the job's");
	check_times(day, step, job, earliest_s);
	if (job->pinned_technician == PLAN_NONE) {
		check_who(day, job);
		check_skills(day, job, begin, end);
	}
	day->soft_cost += soft_cost(day, job, begin, end);
}
