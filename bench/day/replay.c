/* SPDX-License-Identifier: MIT */
/*
 * The month, event by event. A worker goes on as soon as she can: the next job
 * of her route, or of those that wait. What a plan is told here is what a
 * device would report.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>

#include "bench/day/replay_internal.h"

#define MORNING_S (6 * INT64_C(3600)) /* when the day is planned */
#define LATE_END_S INT64_C(1800)      /* who keeps to a plan stays so long */

int64_t day_way_s(double lat, double lon, double to_lat, double to_lon)
{
	const double rad = 3.14159265358979 / 180, earth_m = 6371008.8;
	double x = sin((to_lat - lat) * rad / 2);
	double y = sin((to_lon - lon) * rad / 2);
	double h = x * x + cos(lat * rad) * cos(to_lat * rad) * y * y;

	return (int64_t)(2 * earth_m * asin(sqrt(h)) * DETOUR /
			 (SPEED_KMH / 3.6));
}

/* --- Events: a heap, the earliest first --- */

static bool is_before(const struct event *a, const struct event *b)
{
	return a->at_s != b->at_s ? a->at_s < b->at_s : a->order < b->order;
}

void day_add_event(struct day *day, int64_t at_s, enum event_kind kind,
		   int32_t subject)
{
	size_t i = day->heap_count++;
	struct event event = {at_s, day->orders++, kind, subject};

	if (i == day->heap_capacity) {
		day->heap_capacity = day->heap_capacity * 2 + 256;
		day->heap = xrealloc(day->heap,
				     day->heap_capacity * sizeof(*day->heap));
	}
	for (; i > 0 && is_before(&event, &day->heap[(i - 1) / 2]);
	     i = (i - 1) / 2)
		day->heap[i] = day->heap[(i - 1) / 2];
	day->heap[i] = event;
}

static struct event take_event(struct day *day)
{
	struct event first = day->heap[0];
	struct event last = day->heap[--day->heap_count];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < day->heap_count) {
		if (child + 1 < day->heap_count &&
		    is_before(&day->heap[child + 1], &day->heap[child]))
			child++;
		if (!is_before(&day->heap[child], &last))
			break;
		day->heap[i] = day->heap[child];
		i = child;
	}
	day->heap[i] = last;
	return first;
}

/* --- People at work --- */

bool day_is_open(const struct day *day, int32_t job)
{
	const struct job *own = &day->town->jobs[job];

	return own->state == WAITS && own->request->opened_s <= day->now_s &&
	       own->not_before_s < day->midnight_s + DAY_S;
}

static void set_phase(struct day *day, struct worker *worker, enum phase phase,
		      int64_t until_s)
{
	worker->phase = phase;
	worker->until_s = until_s;
	if (until_s != NEVER)
		day_add_event(day, until_s, EVENT_FREE,
			      (int32_t)(worker - day->workers));
}

static bool can(const struct day *day, const struct worker *worker,
		const struct job *job)
{
	return day->town->technicians[worker->technician].skills >>
		   job->request->skill &
	       1;
}

/* Seconds to a job, on a map; NEVER if the shift has no time for it. */
static int64_t way_to(const struct day *day, const struct worker *worker,
		      const struct job *job, int64_t grace_s)
{
	int64_t way_s = day_way_s(worker->lat, worker->lon, job->request->lat,
				  job->request->lon);
	int64_t begins_s = day->now_s + way_s;

	if (begins_s < job->not_before_s)
		begins_s = job->not_before_s;
	return begins_s + job->service_s <= worker->ends_s + grace_s ? way_s
								     : NEVER;
}

static void set_out(struct day *day, struct worker *worker, int32_t job)
{
	struct job *own = &day->town->jobs[job];
	int64_t way_s = day_way_s(worker->lat, worker->lon, own->request->lat,
				  own->request->lon);
	int64_t true_s =
	    (int64_t)((double)way_s *
		      town_way(day->town, worker->technician, day->now_s));

	assert(own->state == WAITS);
	own->state = UNDER_WAY;
	worker->job = job;
	worker->served++;
	day->figures->travel_s += true_s;
	set_phase(day, worker, ON_THE_WAY, day->now_s + true_s);
	day_sets_out(day, worker, day->now_s + way_s);
}

static void arrive(struct day *day, struct worker *worker)
{
	struct job *job = &day->town->jobs[worker->job];
	bool nobody = job->no_access && job->visits == 0;
	int64_t stay_s = nobody ? NOBODY_S : job->true_service_s;

	worker->lat = job->request->lat;
	worker->lon = job->request->lon;
	worker->since_s = day->now_s;
	if (job->first_arrival_s == NEVER)
		job->first_arrival_s = day->now_s;
	job->visits++;
	day->figures->visits++;
	day->figures->service_s += stay_s;
	set_phase(day, worker, ON_SITE, day->now_s + stay_s);
	day_arrives(day, worker);
	if (stay_s > job->service_s)
		day_add_event(day, day->now_s + job->service_s, EVENT_OVERRUN,
			      (int32_t)(worker - day->workers));
}

/* Nobody at home: tomorrow again. A part that was missing comes in a day; what
 * is left to do then is half of it. */
static void end_stay(struct day *day, struct worker *worker)
{
	struct job *job = &day->town->jobs[worker->job];
	int64_t tomorrow_s = day->midnight_s + DAY_S + 8 * 3600;

	job->state = DONE;
	if (job->no_access && job->visits == 1) {
		job->state = WAITS;
		job->not_before_s = tomorrow_s;
	} else if (job->no_part) {
		job->state = WAITS;
		job->no_part = false;
		job->not_before_s = tomorrow_s + DAY_S;
		job->service_s = job->service_s / 2;
		job->true_service_s /= 2;
	}
	worker->phase = IDLE;
	day_stays(day, worker, day->now_s - worker->since_s, true);
}

static void go_home(struct day *day, struct worker *worker)
{
	const struct technician *own =
	    &day->town->technicians[worker->technician];

	day->figures->travel_s +=
	    day_way_s(worker->lat, worker->lon, own->lat, own->lon);
	if (day->now_s > worker->ends_s)
		day->figures->overtime_s += day->now_s - worker->ends_s;
	set_phase(day, worker, AWAY, NEVER);
	worker->has_left = true;
}

/* The next job by the route, as soon as it may begin. */
static void follow_route(struct day *day, struct worker *worker)
{
	int64_t grace_s = day->way == WAY_MORNING ? LATE_END_S : DAY_S;
	int32_t job = day_next(day, worker);
	const struct job *own;
	int64_t way_s;

	while (job != PLAN_NONE && day->way == WAY_MORNING &&
	       (!day_is_open(day, job) ||
		way_to(day, worker, &day->town->jobs[job], grace_s) == NEVER)) {
		worker->served++;
		job = day_next(day, worker);
	}
	if (job == PLAN_NONE) {
		set_phase(day, worker, IDLE, NEVER);
		return;
	}
	own = &day->town->jobs[job];
	way_s = day_way_s(worker->lat, worker->lon, own->request->lat,
			  own->request->lon);
	if (day->now_s + way_s < own->not_before_s)
		set_phase(day, worker, IDLE, own->not_before_s - way_s);
	else
		set_out(day, worker, job);
}

static void go_on(struct day *day, struct worker *worker)
{
	int64_t noon_s = day->midnight_s + BREAK_FROM_S;

	if (day->now_s >= worker->leaves_s) {
		go_home(day, worker);
	} else if (!worker->had_break && day->now_s >= noon_s) {
		worker->had_break = true;
		set_phase(day, worker, AT_BREAK, day->now_s + BREAK_S);
		day_has_break(day, worker);
	} else if (day->way == WAY_NEAREST) {
		set_phase(day, worker, IDLE, NEVER);
	} else {
		if (day_next(day, worker) == PLAN_NONE)
			day_has_time(day, worker);
		follow_route(day, worker);
	}
}

/* Each job that waits, the most urgent first and the oldest of those, to the
 * nearest of those who are free. */
static void send_nearest(struct day *day)
{
	for (int32_t priority = 1; priority <= PRIORITIES; priority++)
		for (int32_t i = 0; i < day->town->requests->count; i++) {
			const struct job *job = &day->town->jobs[i];
			struct worker *nearest = NULL;
			int64_t best_s = NEVER;

			if (job->request->opened_s > day->now_s)
				break;
			if (job->request->priority != priority ||
			    !day_is_open(day, i) ||
			    job->not_before_s > day->now_s)
				continue;
			for (int32_t w = 0; w < day->worker_count; w++) {
				struct worker *worker = &day->workers[w];
				int64_t way_s;

				if (worker->phase != IDLE ||
				    !can(day, worker, job))
					continue;
				way_s = way_to(day, worker, job, 0);
				if (way_s < best_s) {
					best_s = way_s;
					nearest = worker;
				}
			}
			if (nearest)
				set_out(day, nearest, i);
		}
}

/* Whoever waits looks again: the plan has changed. */
static void wake_all(struct day *day)
{
	if (day->way == WAY_NEAREST) {
		send_nearest(day);
		return;
	}
	for (int32_t i = 0; i < day->worker_count; i++)
		if (day->workers[i].phase == IDLE)
			follow_route(day, &day->workers[i]);
}

/* --- What happens --- */

static void start(struct day *day, struct worker *worker)
{
	int64_t lunch_s = day->midnight_s + BREAK_FROM_S;

	if (worker->leaves_s <= worker->starts_s) { /* ill */
		worker->has_left = true;
		day_is_absent(day, worker, day->now_s, PLAN_TIME_MAX);
		return;
	}
	if (day->now_s < worker->starts_s) {
		day_add_event(day, worker->starts_s, EVENT_STARTS,
			      (int32_t)(worker - day->workers));
		day_is_absent(day, worker, day->now_s, worker->starts_s);
		return;
	}
	day->figures->technician_days++;
	day->figures->shift_s += worker->leaves_s - worker->starts_s - BREAK_S;
	if (day->now_s < lunch_s) /* look at the clock at lunch time */
		day_add_event(day, lunch_s, EVENT_FREE,
			      (int32_t)(worker - day->workers));
	if (worker->leaves_s < worker->ends_s)
		day_add_event(day, worker->leaves_s, EVENT_LEAVES,
			      (int32_t)(worker - day->workers));
	day_add_event(day, worker->leaves_s, EVENT_FREE,
		      (int32_t)(worker - day->workers));
	go_on(day, worker);
}

static void become_free(struct day *day, struct worker *worker)
{
	if (worker->phase == ON_THE_WAY && day->now_s == worker->until_s)
		arrive(day, worker);
	else if (worker->phase == ON_SITE && day->now_s == worker->until_s) {
		end_stay(day, worker);
		go_on(day, worker);
	} else if (worker->phase == IDLE ||
		   (worker->phase == AT_BREAK && day->now_s == worker->until_s))
		go_on(day, worker);
}

static void happen(struct day *day, const struct event *event)
{
	struct worker *worker = &day->workers[event->subject];

	day->now_s = event->at_s;
	switch (event->kind) {
	case EVENT_OPENS:
		if (day_is_open(day, event->subject))
			day_opens(day, event->subject);
		break;
	case EVENT_CANCELS:
		if (day->town->jobs[event->subject].state != WAITS)
			break;
		day->town->jobs[event->subject].state = CANCELLED;
		day_cancels(day, event->subject);
		break;
	case EVENT_STARTS:
		start(day, worker);
		break;
	case EVENT_LEAVES:
		day_is_absent(day, worker, day->now_s, PLAN_TIME_MAX);
		break;
	case EVENT_FREE:
		become_free(day, worker);
		break;
	case EVENT_OVERRUN:
		if (worker->phase != ON_SITE || worker->until_s <= day->now_s)
			break;
		day_add_event(day, day->now_s + OVERRUN_S, EVENT_OVERRUN,
			      event->subject);
		day_stays(day, worker, day->now_s + OVERRUN_S - worker->since_s,
			  false);
		break;
	}
	wake_all(day);
}

static void muster(struct day *day, int32_t number)
{
	struct town *town = day->town;

	for (int32_t i = 0; i < town->technician_count; i++) {
		struct worker *worker = &day->workers[day->worker_count];
		int64_t starts_s, leaves_s;

		if (!town_works(town, i, number))
			continue;
		if (!town_shift(town, i, number, &starts_s, &leaves_s))
			leaves_s = starts_s;
		*worker = (struct worker){
		    .technician = i,
		    .phase = AWAY,
		    .lat = town->technicians[i].lat,
		    .lon = town->technicians[i].lon,
		    .starts_s = day->midnight_s + starts_s,
		    .leaves_s = day->midnight_s + leaves_s,
		    .ends_s = day->midnight_s + town->technicians[i].ends_s,
		};
		day_add_event(day,
			      day->midnight_s + town->technicians[i].starts_s,
			      EVENT_STARTS, day->worker_count++);
	}
}

/* Jobs of this day, and what happens to those that wait. */
static void expect(struct day *day)
{
	for (int32_t i = 0; i < day->town->requests->count; i++) {
		const struct job *job = &day->town->jobs[i];
		int64_t opened_s = job->request->opened_s;
		int64_t end_s = day->midnight_s + DAY_S;

		if (opened_s > day->now_s && opened_s < end_s)
			day_add_event(day, opened_s, EVENT_OPENS, i);
		if (job->state == WAITS && job->cancelled_s < end_s)
			day_add_event(day,
				      job->cancelled_s > day->now_s
					  ? job->cancelled_s
					  : day->now_s,
				      EVENT_CANCELS, i);
	}
}

static void replay_day(struct day *day, int32_t number)
{
	day->midnight_s = number * DAY_S;
	day->now_s = day->midnight_s + MORNING_S;
	day->worker_count = 0;
	expect(day);
	muster(day, number);
	if (day->way != WAY_NEAREST)
		day_plan(day);
	while (day->heap_count > 0 &&
	       day->heap[0].at_s < day->midnight_s + DAY_S) {
		struct event event = take_event(day);

		happen(day, &event);
	}
	/* Whoever is still at work at midnight ends there. */
	for (int32_t i = 0; i < day->worker_count; i++) {
		struct worker *worker = &day->workers[i];

		day->now_s = worker->until_s;
		if (worker->phase == ON_THE_WAY)
			arrive(day, worker);
		if (worker->phase == ON_SITE) {
			day->now_s = worker->until_s;
			end_stay(day, worker);
		}
	}
	day->heap_count = 0;
	if (day->way != WAY_NEAREST)
		day_forget_plan(day);
}

/* A promise counts if it was due in the month. */
static void count(const struct day *day, int64_t end_s)
{
	struct figures *figures = day->figures;

	for (int32_t i = 0; i < day->town->requests->count; i++) {
		const struct job *job = &day->town->jobs[i];
		bool met = job->first_arrival_s <= job->due_s;

		if (job->due_s > end_s || job->state == CANCELLED)
			continue;
		figures->jobs++;
		figures->met += met;
		figures->urgent += job->request->priority <= 2;
		figures->urgent_met += job->request->priority <= 2 && met;
	}
}

void replay(struct town *town, enum way way,
	    const struct replay_settings *settings, struct figures *ret_figures)
{
	struct day day = {
	    .town = town,
	    .way = way,
	    .settings = settings,
	    .figures = ret_figures,
	};

	memset(ret_figures, 0, sizeof(*ret_figures));
	day.workers =
	    xcalloc((size_t)town->technician_count + 1, sizeof(*day.workers));
	day.index_of =
	    xcalloc((size_t)town->requests->count, sizeof(*day.index_of));
	day.routes =
	    xcalloc((size_t)town->technician_count + 1, sizeof(*day.routes));
	day.route_counts = xcalloc((size_t)town->technician_count + 1,
				   sizeof(*day.route_counts));
	for (int32_t i = 0; i < settings->days; i++)
		replay_day(&day, i);
	count(&day, settings->days * DAY_S);
	free(day.workers);
	free(day.index_of);
	free(day.job_of);
	free(day.routes);
	free(day.route_counts);
	free(day.heap);
}
