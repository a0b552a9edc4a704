/* SPDX-License-Identifier: MIT */
/*
 * Working time of a route, where it costs (duration_rate): from the latest
 * start that still leads to the earliest end. Where every stop has one window
 * and there are no breaks, a part of a route is known by three numbers that can
 * be joined, as in PyVRP's DurationSegment (doi:10.1287/ijoc.2023.0055); one
 * more job costs two joins then. Else slack_duration() is asked.
 */
#ifndef PLANNER_DURATION_H
#define PLANNER_DURATION_H

#include "planner/slack.h"

/* A part of a route that keeps its windows. Begun at early_s or before it ends
 * at early_s + length_s, begun up to late_s it takes length_s. */
struct span {
	int64_t length_s, early_s, late_s;
};

static inline struct span span_join(struct span a, int64_t travel_s,
				    struct span b)
{
	int64_t before_s = a.length_s + travel_s; /* b begins so much later */
	int64_t wait_s = b.early_s - before_s - a.late_s;
	struct span joined;

	wait_s = wait_s > 0 ? wait_s : 0;
	joined.length_s = before_s + b.length_s + wait_s;
	joined.early_s = b.early_s - before_s;
	joined.late_s = b.late_s - before_s;
	joined.early_s =
	    (joined.early_s > a.early_s ? joined.early_s : a.early_s) - wait_s;
	joined.late_s = joined.late_s < a.late_s ? joined.late_s : a.late_s;
	return joined;
}

/* Can a part of a route that holds it be told by a span? */
static inline bool duration_is_simple(const struct job *job)
{
	return job->win.count == 1 && job->win.relief_s == -TIME_NEVER;
}

/* One job, reached from a location; held: it begins then. */
static inline struct span duration_span(const struct technician *technician,
					const struct job *job,
					const struct hold *hold, int32_t from)
{
	struct work work = job_work(technician, job);
	struct span span = {work.service_s, job->win.at[0].start_s,
			    job->win.at[0].end_s};

	if (from != job->spec.location)
		span.length_s += work.setup_s;
	if (hold != NULL && hold->begin_s != PLAN_ANY_TIME && !job->timed)
		span.early_s = span.late_s = hold->begin_s;
	return span;
}

/* Bring route->duration_s up to date, and the spans where it has any; `scratch`
 * is overwritten where it has none. The route is feasible. */
void duration_update(const struct plan_problem *problem, int32_t technician,
		     struct route *route, struct route *scratch);

/* The working time with one more job, which fits there. */
int64_t duration_with(const struct plan_problem *problem, int32_t technician,
		      const struct route *route, int32_t job, int32_t at,
		      const struct place_travel *travel, struct route *scratch);

/* The spans of a simple route: before[i] is the start and i jobs, after[i] is
 * job i and what follows. */
static inline const struct span *duration_before(const struct route *route)
{
	return route->spans;
}

static inline const struct span *duration_after(const struct route *route)
{
	return route->spans + route->count + 1;
}

#endif
