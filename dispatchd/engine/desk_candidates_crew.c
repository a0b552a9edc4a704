/* SPDX-License-Identifier: MIT */
/*
 * Teams for a job of several people: those who were ranked one by one, at the
 * times at which enough of them can begin. On the desk's thread.
 *
 * Their days are apart from each other, so at one time a team's cost is the sum
 * of its members' costs, and the cheapest are the best team. That the job
 * itself is late counts once: all but the first are judged by a job without
 * dues.
 */
#include <stdlib.h>

#include "dispatchd/engine/desk_candidates_internal.h"

#define PEOPLE_MAX 24 /* the best of those who can come */
#define VARIANTS 3    /* at one time: the last place given to others */
/* Times that are tried, beside those that suit one of them best. */
#define STEP_S INT64_C(900)
#define DAY_S INT64_C(86400)

/* Who can begin at a time. */
struct one {
	int32_t shift;
	int64_t cost;
	bool member; /* the crew is none without her */
};

struct crew {
	struct look *look;
	const struct desk_person *people[PEOPLE_MAX];
	size_t count;
	size_t members; /* of those who must come, who are not there yet */
	size_t capacity;
};

/* --- who ---------------------------------------------------------------- */

/* The visits of those who are there already, one after the other. */
static const struct desk_visit *there(const struct look *look,
				      const struct desk_visit *after)
{
	do {
		after = desk_model_visit_for(look->model, look->job->id, after);
	} while (after && after->state == DESK_VISIT_ENDED);
	return after;
}

static bool is_there(const struct look *look, const struct desk_person *person)
{
	const struct desk_visit *visit = there(look, NULL);

	while (visit && visit->person != person)
		visit = there(look, visit);
	return visit;
}

static bool is_member(const struct look *look, const struct desk_person *person)
{
	for (size_t i = 0; i < look->job->member_count; i++)
		if (look->job->members[i] == person->id)
			return true;
	return false;
}

static size_t count_members(const struct look *look)
{
	size_t count = 0;

	for (size_t i = 0; i < look->job->member_count; i++) {
		const struct desk_person *person =
		    desk_model_person(look->model, look->job->members[i]);

		count += !person || !is_there(look, person);
	}
	return count;
}

static void find_people(struct crew *crew, bool members)
{
	struct look *look = crew->look;

	for (size_t i = 0; i < look->feasible && crew->count < PEOPLE_MAX;
	     i++) {
		const struct desk_person *person = desk_model_person_of(
		    look->model, look->best[i]->technician);

		if (is_member(look, person) == members &&
		    !is_there(look, person))
			crew->people[crew->count++] = person;
	}
}

/* --- at one time -------------------------------------------------------- */

static int compare_ones(const void *a, const void *b)
{
	const struct one *x = a, *y = b;

	if (x->member != y->member)
		return x->member ? -1 : 1;
	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return (x->shift > y->shift) - (x->shift < y->shift);
}

/* False: she cannot begin then. */
static bool judge(struct crew *crew, const struct desk_person *person,
		  int64_t begin_s, struct one *ret_one)
{
	struct look *look = crew->look;
	struct plan_live *live = desk_model_live(look->model);
	int32_t shift = desk_model_shift_at(look->model, person, begin_s);
	const struct plan_technician *hours;
	struct plan_evaluation found;

	if (shift == PLAN_NONE)
		return false;
	hours = plan_problem_technician(plan_live_problem(live), shift);
	if (begin_s < hours->shift_start_s ||
	    begin_s >= hours->shift_end_s + hours->overtime_max_s)
		return false;
	plan_live_evaluate(live, look->bare, shift, begin_s, &found);
	*ret_one = (struct one){shift, found.cost, is_member(look, person)};
	return found.feasible && found.begin_s == begin_s;
}

static void add_team(struct crew *crew, int64_t begin_s, const struct one *ones,
		     size_t last)
{
	struct look *look = crew->look;
	struct plan_evaluation first;
	struct team team = {.begin_s = begin_s};
	int32_t *shifts =
	    arena_calloc(look->arena, look->missing, sizeof(*shifts));

	for (size_t i = 0; i < look->missing; i++) {
		const struct one *one =
		    &ones[i + 1 == look->missing ? last : i];

		shifts[i] = one->shift;
		team.cost += one->cost;
	}
	plan_live_evaluate(desk_model_live(look->model), look->live, shifts[0],
			   begin_s, &first);
	team.cost += first.cost - ones[look->missing == 1 ? last : 0].cost;
	team.shifts = shifts;
	if (look->team_count == crew->capacity) {
		struct team *old = look->teams;

		crew->capacity = crew->capacity * 2 + 64;
		look->teams = arena_calloc(look->arena, crew->capacity,
					   sizeof(*look->teams));
		for (size_t i = 0; i < look->team_count; i++)
			look->teams[i] = old[i];
	}
	look->teams[look->team_count++] = team;
}

static void try_time(struct crew *crew, int64_t begin_s)
{
	struct look *look = crew->look;
	struct one ones[PEOPLE_MAX];
	size_t count = 0, members = 0;

	for (size_t i = 0; i < crew->count; i++)
		if (judge(crew, crew->people[i], begin_s, &ones[count]))
			members += ones[count++].member;
	if (members < crew->members || count < look->missing)
		return;
	qsort(ones, count, sizeof(*ones), compare_ones);
	for (size_t i = 0; i < VARIANTS; i++) {
		size_t last = look->missing - 1 + i;

		/* Who must come has no place to give. */
		if (last >= count || (i > 0 && look->missing == members))
			return;
		add_team(crew, begin_s, ones, last);
	}
}

/* --- all ---------------------------------------------------------------- */

static int compare_teams(const void *a, const void *b)
{
	const struct team *x = a, *y = b;

	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return (x->begin_s > y->begin_s) - (x->begin_s < y->begin_s);
}

static bool has(const struct look *look, const struct team *team, int32_t shift)
{
	const struct desk_person *person =
	    desk_model_person_of(look->model, shift);

	for (size_t i = 0; i < look->missing; i++)
		if (desk_model_person_of(look->model, team->shifts[i]) ==
		    person)
			return true;
	return false;
}

static bool same_people(const struct look *look, const struct team *a,
			const struct team *b)
{
	for (size_t i = 0; i < look->missing; i++)
		if (!has(look, b, a->shifts[i]))
			return false;
	return true;
}

/* The best time of each team. */
static void keep_best(struct look *look)
{
	size_t kept = 0;

	if (look->team_count)
		qsort(look->teams, look->team_count, sizeof(*look->teams),
		      compare_teams);
	for (size_t i = 0; i < look->team_count && kept < TEAMS_MAX; i++) {
		bool known = false;

		for (size_t k = 0; !known && k < kept; k++)
			known =
			    same_people(look, &look->teams[k], &look->teams[i]);
		if (!known)
			look->teams[kept++] = look->teams[i];
	}
	look->team_count = kept;
}

static void try_times(struct crew *crew)
{
	const struct look *look = crew->look;
	const struct asking *asking = look->asking;
	const struct desk_visit *first = there(look, NULL);
	int64_t span_s = asking->to_s - asking->from_s, step_s = STEP_S;

	if (first || asking->at_s != PLAN_ANY_TIME) {
		try_time(crew, first ? first->start_s : asking->at_s);
		return;
	}
	for (size_t i = 0; i < look->feasible && i < PEOPLE_MAX; i++)
		try_time(crew, look->best[i]->begin_s);
	while (span_s > step_s / STEP_S * DAY_S)
		step_s *= 2;
	for (int64_t at_s = (asking->from_s / step_s + 1) * step_s;
	     at_s <= asking->to_s; at_s += step_s)
		try_time(crew, at_s);
}

enum err candidates_team(struct look *look, struct err_detail *detail)
{
	struct plan_live *live = desk_model_live(look->model);
	struct plan_job spec;
	struct crew crew = {.look = look};
	int64_t missing = look->job->crew_size;
	enum err err;

	for (const struct desk_visit *visit = there(look, NULL); visit;
	     visit = there(look, visit))
		missing--;
	if (look->job->crew_size <= 1 || look->job->days > 1 || missing <= 0)
		return ERR_OK;
	spec = *plan_problem_job(plan_live_problem(live), look->live);
	spec.due_count = 0;
	err = plan_live_add_job(live, &spec, &look->bare, detail);
	if (err != ERR_OK)
		return err;
	look->missing = (size_t)missing;
	crew.members = count_members(look);
	find_people(&crew, true);
	find_people(&crew, false);
	if (crew.count >= look->missing && crew.members <= look->missing)
		try_times(&crew);
	keep_best(look);
	return ERR_OK;
}
