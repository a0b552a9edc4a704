/* SPDX-License-Identifier: MIT */
/*
 * The problem builder: copies what it is given, refuses what cannot be, and
 * prepares it once (plan_problem_finish) for any number of runs.
 */
#include "planner/depot.h"
#include "planner/relief.h"
#include "planner/ways.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct plan_problem *plan_problem_new(void)
{
	struct plan_problem *problem = xcalloc(1, sizeof(*problem));

	problem->arena = arena_new();
	problem->frozen_until_s = -PLAN_TIME_MAX;
	problem->depot = PLAN_NONE;
	problem->travel.speed_kmh = 40;
	problem->travel.detour = 1.3;
	return problem;
}

void plan_problem_free(struct plan_problem *problem)
{
	if (problem == NULL)
		return;
	arena_free(problem->arena);
	for (int32_t i = 0; i < problem->travel.matrix_count; i++) {
		free(problem->travel.matrices[i]);
		free(problem->travel.arcs[i].metres);
		free(problem->travel.arcs[i].cost);
	}
	free(problem->travel.arcs);
	free(problem->travel.matrices);
	free(problem->travel.points);
	free(problem->travel.places);
	plan_ways_free(problem->travel.ways);
	free(problem->technicians);
	free(problem->jobs);
	free(problem->links);
	free(problem);
}

/* Room for one more of `size` bytes in a heap array. */
static void *grow(void *array, int32_t count, int32_t *capacity, size_t size)
{
	if (count < *capacity)
		return array;
	*capacity = *capacity == 0 ? 64 : *capacity * 2;
	return xrealloc(array, (size_t)*capacity * size);
}

static void *copy(struct plan_problem *problem, const void *from, size_t count,
		  size_t size)
{
	if (count == 0 || from == NULL)
		return NULL;
	return memcpy(arena_calloc(problem->arena, count, size), from,
		      count * size);
}

/* --- Travel --- */

enum err plan_problem_set_speed(struct plan_problem *problem, double speed_kmh,
				double detour, struct err_detail *detail)
{
	assert(!problem->finished);
	if (!isfinite(speed_kmh) || speed_kmh < 0.001 || speed_kmh > 100000)
		return err_set(detail, ERR_INPUT, "",
			       "speed %g km/h: must be positive", speed_kmh);
	if (!isfinite(detour) || detour <= 0 || detour > 1000)
		return err_set(detail, ERR_INPUT, "",
			       "detour factor %g: must be positive", detour);
	problem->travel.speed_kmh = speed_kmh;
	problem->travel.detour = detour;
	return ERR_OK;
}

enum err plan_problem_add_location(struct plan_problem *problem, double lat,
				   double lon, int32_t *ret_location,
				   struct err_detail *detail)
{
	struct travel *travel = &problem->travel;

	assert(!problem->finished);
	if (travel->matrix_count > 0)
		return err_set(detail, ERR_INPUT, "",
			       "coordinates beside a matrix: give one of them");
	if (!isfinite(lat) || fabs(lat) > 90)
		return err_set(detail, ERR_INPUT, "",
			       "latitude %g is not within -90..90", lat);
	if (!isfinite(lon) || fabs(lon) > 180)
		return err_set(detail, ERR_INPUT, "",
			       "longitude %g is not within -180..180", lon);
	travel->points = grow(travel->points, travel->count, &travel->capacity,
			      sizeof(*travel->points));
	if (travel->ways != NULL)
		travel->places =
		    xrealloc(travel->places, (size_t)travel->capacity *
						 sizeof(*travel->places));
	travel_set_point(travel, lat, lon);
	*ret_location = travel->count++;
	return ERR_OK;
}

enum err plan_problem_set_amounts(struct plan_problem *problem, size_t count,
				  struct err_detail *detail)
{
	assert(!problem->finished && problem->technician_count == 0);
	if (count > PLAN_AMOUNTS_MAX)
		return err_set(detail, ERR_TOO_LARGE, "",
			       "%zu amounts: %d at most", count,
			       PLAN_AMOUNTS_MAX);
	problem->amounts = count;
	return ERR_OK;
}

void plan_problem_set_frozen_until(struct plan_problem *problem, int64_t s)
{
	assert(!problem->finished);
	assert(s >= -PLAN_TIME_MAX && s <= PLAN_TIME_MAX);
	problem->frozen_until_s = s;
}

/* --- Checks that technicians and jobs share --- */

/* Where we are, for pointers: "/jobs/3". */
struct place {
	const char *list;
	int32_t index;
	struct err_detail *detail;
};

static enum err complain(const struct place *place, const char *key,
			 const char *text)
{
	struct err_detail local;
	char pointer[sizeof(local.pointer)];

	(void)snprintf(pointer, sizeof(pointer), "/%s/%" PRId32 "/%s",
		       place->list, place->index, key);
	return err_set(place->detail, ERR_INPUT, pointer, "%s", text);
}

struct range {
	const char *key;
	int64_t value, min, max;
};

static enum err check_ranges(const struct place *place,
			     const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct range *range = &ranges[i];
		char text[120];

		if (range->value >= range->min && range->value <= range->max)
			continue;
		(void)snprintf(text, sizeof(text),
			       "%" PRId64 " is not within %" PRId64
			       "..%" PRId64,
			       range->value, range->min, range->max);
		return complain(place, range->key, text);
	}
	return ERR_OK;
}

static enum err check_windows(const struct place *place, const char *key,
			      long bad)
{
	char member[80];

	if (bad < 0)
		return ERR_OK;
	(void)snprintf(member, sizeof(member), "%s/%ld", key, bad);
	return complain(place, member,
			"the window ends before it starts, or is out of range");
}

static enum err check_amounts(const struct plan_problem *problem,
			      const struct place *place, const char *key,
			      const int64_t *amounts)
{
	for (size_t i = 0; amounts != NULL && i < problem->amounts; i++)
		if (amounts[i] < 0 || amounts[i] > INT32_MAX)
			return complain(place, key,
					"an amount is negative or too large");
	return ERR_OK;
}

/* --- Technicians --- */

/* Metres must be told by something; costs of arcs stand for them. */
static enum err check_distance(const struct travel *travel,
			       const struct place *place,
			       const struct plan_technician *spec)
{
	const struct arcs *arcs;

	if (travel->matrix_count == 0)
		return ERR_OK;
	arcs = &travel->arcs[spec->profile];
	if (arcs->metres != NULL)
		return ERR_OK;
	if (spec->max_distance_m < PLAN_TIME_MAX)
		return complain(place, "max_distance",
				"needs distances beside the durations");
	if (spec->distance_rate > 0 && arcs->cost == NULL)
		return complain(place, "costs",
				"needs distances beside the durations");
	return ERR_OK;
}

static enum err check_technician(const struct plan_problem *problem,
				 const struct place *place,
				 const struct plan_technician *spec)
{
	int64_t last = problem->travel.count - 1;
	int32_t profiles = problem->travel.matrix_count;
	const struct range ranges[] = {
	    {"start", spec->start_location, PLAN_NONE, last},
	    {"end", spec->end_location, PLAN_NONE, last},
	    {"time_window", spec->shift_start_s, -PLAN_TIME_MAX, PLAN_TIME_MAX},
	    {"time_window", spec->shift_end_s, spec->shift_start_s,
	     PLAN_TIME_MAX},
	    {"overtime", spec->overtime_max_s, 0, PLAN_SPAN_MAX},
	    {"overtime", spec->overtime_rate, 0, PLAN_RATE_MAX},
	    {"max_tasks", spec->max_jobs, 0, PLAN_NO_LIMIT},
	    {"max_travel_time", spec->max_travel_s, 0, PLAN_TIME_MAX},
	    {"max_distance", spec->max_distance_m, 0, PLAN_TIME_MAX},
	    {"costs", spec->distance_rate, 0, PLAN_RATE_MAX},
	    {"costs", spec->task_rate, 0, PLAN_RATE_MAX},
	    {"type", spec->type, PLAN_NONE, INT32_MAX},
	    {"costs", spec->fixed_cost, 0, PLAN_COST_MAX},
	    {"costs", spec->visit_cost, 0, PLAN_COST_MAX},
	    {"costs", spec->travel_rate, 0, PLAN_RATE_MAX},
	    {"costs", spec->duration_rate, 0, PLAN_RATE_MAX},
	    {"profile", spec->profile, 0, profiles > 0 ? profiles - 1 : 0},
	    {"breaks", (int64_t)spec->break_count, 0, BREAKS_MAX},
	    {"person", spec->person, PLAN_NONE, INT32_MAX},
	};
	enum err err;

	if (problem->technician_count >= PLAN_TECHNICIANS_MAX)
		return err_set(place->detail, ERR_TOO_LARGE, "",
			       "more than %d technicians",
			       PLAN_TECHNICIANS_MAX);
	if (!isfinite(spec->speed_factor) || spec->speed_factor < 0.01 ||
	    spec->speed_factor > 100)
		return complain(place, "speed_factor",
				"is not within 0.01..100");
	if ((err = check_ranges(place, ranges,
				sizeof(ranges) / sizeof(*ranges))) != ERR_OK ||
	    (err = check_distance(&problem->travel, place, spec)) != ERR_OK)
		return err;
	return check_amounts(problem, place, "capacity", spec->capacity);
}

static int compare_skills(const void *a, const void *b)
{
	const struct plan_skill *x = a, *y = b;

	return (x->skill > y->skill) - (x->skill < y->skill);
}

static enum err copy_skills(struct plan_problem *problem,
			    const struct place *place,
			    struct technician *technician)
{
	struct plan_technician *spec = &technician->spec;
	struct plan_skill *skills =
	    copy(problem, spec->skills, spec->skill_count, sizeof(*skills));

	spec->skills = skills;
	technician->masked = true;
	if (skills != NULL)
		qsort(skills, spec->skill_count, sizeof(*skills),
		      compare_skills);
	for (size_t i = 0; i < spec->skill_count; i++) {
		if (i > 0 && skills[i].skill == skills[i - 1].skill)
			return complain(place, "skills",
					"a skill is listed twice");
		if (skills[i].from_s > skills[i].to_s)
			return complain(place, "certified",
					"the end is before the start");
		technician->masked =
		    technician->masked && skills[i].skill >= 0 &&
		    skills[i].skill < 64 && skills[i].level >= 1;
		technician->skill_mask |= UINT64_C(1)
					  << ((uint32_t)skills[i].skill & 63);
		if (skills[i].from_s > -PLAN_TIME_MAX ||
		    skills[i].to_s < PLAN_TIME_MAX)
			technician->dated = true;
	}
	return ERR_OK;
}

/* Breaks that are past, or outside the shift, are left out. */
static bool break_is_planned(const struct plan_problem *problem,
			     const struct plan_technician *spec,
			     const struct timewin *win)
{
	return timewin_last(win) >= problem->frozen_until_s &&
	       timewin_last(win) >= spec->shift_start_s &&
	       win->at[0].start_s <= spec->shift_end_s + spec->overtime_max_s;
}

static int compare_breaks(const void *a, const void *b)
{
	const struct day_break *x = a, *y = b;
	int64_t x_end = timewin_last(&x->win), y_end = timewin_last(&y->win);

	if (x_end != y_end)
		return x_end < y_end ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static enum err copy_breaks(struct plan_problem *problem,
			    const struct place *place,
			    struct technician *technician)
{
	struct plan_technician *spec = &technician->spec;
	struct plan_break *breaks =
	    copy(problem, spec->breaks, spec->break_count, sizeof(*breaks));

	spec->breaks = breaks;
	technician->breaks = arena_calloc(problem->arena, spec->break_count + 1,
					  sizeof(*technician->breaks));
	for (size_t i = 0; i < spec->break_count; i++) {
		struct day_break *day = &technician->breaks[i];
		char key[60];
		long bad = timewin_init(&day->win, breaks[i].windows,
					breaks[i].window_count, problem->arena);

		(void)snprintf(key, sizeof(key), "breaks/%zu/time_windows", i);
		if (bad >= 0)
			return check_windows(place, key, bad);
		if (breaks[i].duration_s < 0 ||
		    breaks[i].duration_s > PLAN_SPAN_MAX) {
			(void)snprintf(key, sizeof(key), "breaks/%zu/service",
				       i);
			return complain(place, key, "is negative or too long");
		}
		day->index = (int32_t)i;
		day->duration_s = breaks[i].duration_s;
		breaks[i].windows = day->win.at;
		breaks[i].window_count = day->win.count;
	}
	return ERR_OK;
}

enum err plan_problem_add_technician(struct plan_problem *problem,
				     const struct plan_technician *technician,
				     int32_t *ret_technician,
				     struct err_detail *detail)
{
	struct place place = {"technicians", problem->technician_count, detail};
	struct technician own = {.spec = *technician};
	enum err err;

	assert(!problem->finished);
	if ((err = check_technician(problem, &place, technician)) != ERR_OK ||
	    (err = copy_skills(problem, &place, &own)) != ERR_OK ||
	    (err = copy_breaks(problem, &place, &own)) != ERR_OK ||
	    (err = depot_take_technician(problem, &own, detail)) != ERR_OK)
		return err;
	own.spec.territories =
	    copy(problem, technician->territories, technician->territory_count,
		 sizeof(*technician->territories));
	own.spec.capacity = copy(problem, technician->capacity,
				 problem->amounts, sizeof(int64_t));
	problem->technicians =
	    grow(problem->technicians, problem->technician_count,
		 &problem->technician_capacity, sizeof(own));
	problem->technicians[problem->technician_count] = own;
	*ret_technician = problem->technician_count++;
	return ERR_OK;
}

/* --- Jobs --- */

static enum err check_job(const struct plan_problem *problem,
			  const struct place *place,
			  const struct plan_job *spec)
{
	int64_t technicians = problem->technician_count - 1;
	const struct range ranges[] = {
	    {"location", spec->location, PLAN_NONE, problem->travel.count - 1},
	    {"setup", spec->setup_s, 0, PLAN_SPAN_MAX},
	    {"service", spec->service_s, 0, PLAN_SPAN_MAX},
	    {"priority", spec->priority, 0, PLAN_PRIORITY_MAX},
	    {"pinned/vehicle", spec->pinned_technician, PLAN_NONE, technicians},
	    {"current", spec->current_technician, PLAN_NONE, technicians},
	    {"move_cost", spec->move_cost, 0, PLAN_COST_MAX},
	    {"due", (int64_t)spec->due_count, 0, 64},
	    {"skills", (int64_t)spec->need_count, 0, 1000},
	};
	enum err err;

	if (problem->job_count >= PLAN_JOBS_MAX)
		return err_set(place->detail, ERR_TOO_LARGE, "",
			       "more than %d jobs", PLAN_JOBS_MAX);
	if (spec->pinned_start_s != PLAN_ANY_TIME &&
	    (spec->pinned_technician == PLAN_NONE ||
	     spec->pinned_start_s < -PLAN_TIME_MAX ||
	     spec->pinned_start_s > PLAN_TIME_MAX))
		return complain(place, "pinned/start",
				"a start needs a technician and a range");
	if ((err = check_ranges(place, ranges,
				sizeof(ranges) / sizeof(*ranges))) != ERR_OK ||
	    (err = check_amounts(problem, place, "delivery", spec->delivery)) !=
		ERR_OK)
		return err;
	return check_amounts(problem, place, "pickup", spec->pickup);
}

static int compare_types(const void *a, const void *b)
{
	const struct plan_typed_service *x = a, *y = b;

	return (x->type > y->type) - (x->type < y->type);
}

/* Sorted, for job_typed_work(). */
static enum err copy_typed_services(struct plan_problem *problem,
				    const struct place *place, struct job *job)
{
	size_t count = job->spec.typed_service_count;
	struct plan_typed_service *own =
	    copy(problem, job->spec.typed_services, count, sizeof(*own));

	job->spec.typed_services = own;
	job->typed = count > 0;
	if (count > 1)
		qsort(own, count, sizeof(*own), compare_types);
	for (size_t i = 0; i < count; i++) {
		const struct range ranges[] = {
		    {"service_per_type", own[i].type,
		     i > 0 ? (int64_t)own[i - 1].type + 1 : 0, INT32_MAX},
		    {"setup_per_type", own[i].setup_s, 0, PLAN_SPAN_MAX},
		    {"service_per_type", own[i].service_s, 0, PLAN_SPAN_MAX},
		};
		enum err err = check_ranges(place, ranges,
					    sizeof(ranges) / sizeof(*ranges));

		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

struct work job_typed_work(const struct job *job, int32_t type)
{
	size_t low = 0, high = job->spec.typed_service_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct plan_typed_service *at =
		    &job->spec.typed_services[middle];

		if (at->type == type)
			return (struct work){at->setup_s, at->service_s};
		if (at->type < type)
			low = middle + 1;
		else
			high = middle;
	}
	return (struct work){job->spec.setup_s, job->spec.service_s};
}

static enum err check_job_lists(const struct plan_problem *problem,
				const struct place *place,
				const struct plan_job *spec)
{
	int32_t technicians = problem->technician_count;

	for (size_t i = 0; i < spec->required_count; i++)
		if (spec->required[i] < 0 || spec->required[i] >= technicians)
			return complain(place, "required",
					"names an unknown technician");
	for (size_t i = 0; i < spec->excluded_count; i++)
		if (spec->excluded[i] < 0 || spec->excluded[i] >= technicians)
			return complain(place, "excluded",
					"names an unknown technician");
	for (size_t i = 0; i < spec->preferred_count; i++)
		if (spec->preferred[i].technician < 0 ||
		    spec->preferred[i].technician >= technicians ||
		    spec->preferred[i].bonus < 0 ||
		    spec->preferred[i].bonus > PLAN_COST_MAX)
			return complain(place, "preferred",
					"names an unknown technician, or a "
					"bonus out of range");
	for (size_t i = 0; i < spec->due_count; i++)
		if (spec->dues[i].rate < 0 ||
		    spec->dues[i].rate > PLAN_RATE_MAX ||
		    spec->dues[i].at_s < -PLAN_TIME_MAX ||
		    spec->dues[i].at_s > PLAN_TIME_MAX)
			return complain(place, "due",
					"a time or a cost is out of range");
	return ERR_OK;
}

static void copy_job_lists(struct plan_problem *problem, struct job *job)
{
	struct plan_job *spec = &job->spec;

	spec->needs =
	    copy(problem, spec->needs, spec->need_count, sizeof(*spec->needs));
	spec->dues =
	    copy(problem, spec->dues, spec->due_count, sizeof(*spec->dues));
	spec->required = copy(problem, spec->required, spec->required_count,
			      sizeof(*spec->required));
	spec->preferred = copy(problem, spec->preferred, spec->preferred_count,
			       sizeof(*spec->preferred));
	spec->excluded = copy(problem, spec->excluded, spec->excluded_count,
			      sizeof(*spec->excluded));
	spec->delivery = copy(problem, spec->delivery, problem->amounts,
			      sizeof(*spec->delivery));
	spec->pickup = copy(problem, spec->pickup, problem->amounts,
			    sizeof(*spec->pickup));
	spec->windows = job->open.at;
	spec->window_count = job->open.count;
	job->masked = true;
	for (size_t i = 0; i < spec->need_count; i++) {
		job->masked = job->masked && spec->needs[i].skill >= 0 &&
			      spec->needs[i].skill < 64 &&
			      spec->needs[i].level <= 1;
		job->skill_mask |= UINT64_C(1)
				   << ((uint32_t)spec->needs[i].skill & 63);
	}
	job->picky = spec->required_count > 0 || spec->excluded_count > 0 ||
		     spec->territory != PLAN_NONE;
}

/* A timed pin has one window, its start; untimed ones keep theirs. */
static void prepare_pin(struct plan_problem *problem, struct job *job)
{
	struct plan_window *at;

	job->win = job->open;
	job->pinned = job->spec.pinned_technician != PLAN_NONE;
	job->timed = job->pinned && job->spec.pinned_start_s != PLAN_ANY_TIME;
	if (!job->timed)
		return;
	at = arena_alloc(problem->arena, sizeof(*at));
	at->start_s = at->end_s = job->spec.pinned_start_s;
	job->win = (struct timewin){at, 1, -TIME_NEVER};
}

enum err problem_read_job(struct plan_problem *problem,
			  const struct plan_job *job, struct job *ret_job,
			  struct err_detail *detail)
{
	struct place place = {"jobs", problem->job_count, detail};
	struct job own = {.spec = *job};
	enum err err;

	if ((err = check_job(problem, &place, job)) != ERR_OK ||
	    (err = check_job_lists(problem, &place, job)) != ERR_OK ||
	    (err = check_windows(&place, "time_windows",
				 timewin_init(&own.open, job->windows,
					      job->window_count,
					      problem->arena))) != ERR_OK ||
	    (err = depot_take_job(problem, &own, detail)) != ERR_OK)
		return err;
	if ((err = copy_typed_services(problem, &place, &own)) != ERR_OK)
		return err;
	copy_job_lists(problem, &own);
	prepare_pin(problem, &own);
	own.group = own.partner = PLAN_NONE;
	*ret_job = own;
	return ERR_OK;
}

enum err plan_problem_add_job(struct plan_problem *problem,
			      const struct plan_job *job, int32_t *ret_job,
			      struct err_detail *detail)
{
	struct job own;
	enum err err;

	assert(!problem->finished);
	if ((err = problem_read_job(problem, job, &own, detail)) != ERR_OK)
		return err;
	own.unit = own.bundle = problem->job_count;
	problem->jobs = grow(problem->jobs, problem->job_count,
			     &problem->job_capacity, sizeof(own));
	problem->jobs[problem->job_count] = own;
	*ret_job = problem->job_count++;
	return ERR_OK;
}

/* --- The end of building --- */

void problem_plan_breaks(const struct plan_problem *problem,
			 struct technician *technician)
{
	const struct plan_technician *spec = &technician->spec;
	int32_t kept = 0;

	for (size_t i = 0; i < spec->break_count; i++) {
		const struct plan_break *rest = &spec->breaks[i];
		struct timewin win = {rest->windows, rest->window_count,
				      -TIME_NEVER};

		if (break_is_planned(problem, spec, &win))
			technician->breaks[kept++] = (struct day_break){
			    (int32_t)i, rest->duration_s, win};
	}
	technician->break_count = kept;
	if (kept > 1)
		qsort(technician->breaks, (size_t)kept,
		      sizeof(*technician->breaks), compare_breaks);
}

static void prepare_technician(struct plan_problem *problem,
			       struct technician *technician)
{
	const struct plan_technician *spec = &technician->spec;

	problem_plan_breaks(problem, technician);
	technician->capacity =
	    copy(problem, spec->capacity, problem->amounts, sizeof(int64_t));
	relief_clear(problem, technician);
	if (problem->travel.matrix_count > 0) {
		const struct arcs *arcs = &problem->travel.arcs[spec->profile];

		technician->arc_metres = arcs->metres;
		technician->arc_cost = arcs->cost;
	}
	technician->metered = spec->max_distance_m < PLAN_TIME_MAX ||
			      spec->distance_rate > 0 || spec->task_rate > 0 ||
			      technician->arc_cost != NULL;
	technician->seconds_per_metre = problem->travel.detour /
					(problem->travel.speed_kmh / 3.6) /
					spec->speed_factor;
}

enum err plan_problem_finish(struct plan_problem *problem,
			     struct err_detail *detail)
{
	enum err err;

	if (problem->finished)
		return ERR_OK;
	if ((err = magnitude_check(problem, detail)) != ERR_OK ||
	    (err = links_prepare(problem, detail)) != ERR_OK)
		return err;
	for (int32_t i = 0; i < problem->technician_count; i++)
		prepare_technician(problem, &problem->technicians[i]);
	problem->jobs = grow(problem->jobs, problem->job_count,
			     &problem->job_capacity, sizeof(*problem->jobs));
	depot_prepare(problem);
	pins_prepare(problem);
	neighbours_prepare(problem);
	stops_prepare(problem);
	problem->finished = true;
	return ERR_OK;
}

struct plan_common plan_problem_common(const struct plan_problem *problem)
{
	return (struct plan_common){.amounts = problem->amounts,
				    .frozen_until_s = problem->frozen_until_s,
				    .depot = problem->depot,
				    .balance_rate = problem->balance_rate,
				    .links = problem->links,
				    .link_count = (size_t)problem->link_count};
}

int32_t plan_problem_technician_count(const struct plan_problem *problem)
{
	return problem->technician_count;
}

int32_t plan_problem_job_count(const struct plan_problem *problem)
{
	return problem->job_count;
}

const struct plan_technician *
plan_problem_technician(const struct plan_problem *problem, int32_t technician)
{
	assert(technician >= 0 && technician < problem->technician_count);
	return &problem->technicians[technician].spec;
}

const struct plan_job *plan_problem_job(const struct plan_problem *problem,
					int32_t job)
{
	assert(job >= 0 && job < problem->job_count);
	return &problem->jobs[job].spec;
}
