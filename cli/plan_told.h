/* SPDX-License-Identifier: MIT */
/*
 * A plan as somebody tells it: VROOM's solution JSON, ours or VROOM's own.
 * Nothing is believed but its shape; ids may be unknown, times impossible.
 */
#ifndef CLI_PLAN_TOLD_H
#define CLI_PLAN_TOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/err.h>

#define TOLD_NOTHING INT64_MIN /* a figure that the plan does not give */

#define TOLD_NO_PART (-1) /* not said which visit of a job */

enum told_kind {
	TOLD_START,
	TOLD_JOB,
	TOLD_PICKUP, /* of a shipment */
	TOLD_DELIVERY,
	TOLD_BREAK,
	TOLD_DEPOT, /* a pickup without an id: tools and parts */
	TOLD_END,
	TOLD_KIND_COUNT
};

/* Times are the problem's seconds: the file's unit times the scale. */
struct told_step {
	enum told_kind kind;
	int64_t id; /* of a task or a break */
	/* Which visit of a job that has several, from 0, in the order of their
	 * addition to the problem; or TOLD_NO_PART. */
	int32_t part;
	int64_t arrival_s, waiting_s, setup_s, service_s;
	/* Driven so far, or TOLD_NOTHING. */
	int64_t duration_s, distance_m;
};

struct told_route {
	int64_t vehicle;
	int32_t shift;	     /* the vehicle's, from 0 */
	const char *pointer; /* "/routes/3": for complaints */
	int64_t cost;	     /* as a time; or TOLD_NOTHING */
	const struct told_step *steps;
	size_t step_count;
};

struct told_absent {
	enum told_kind kind; /* job, pickup or delivery */
	int64_t id;
};

struct told_plan {
	const struct told_route *routes;
	size_t route_count;
	const struct told_absent *unassigned;
	size_t unassigned_count;
	/* Of the summary, or TOLD_NOTHING. */
	int64_t cost, priority, left_out;
};

#define TOLD_KIND_EXPECTED "must be start, job, pickup, delivery, break or end"
/* A step's `type`; false if it is none, or NULL. */
bool told_kind_of(const char *name, enum told_kind *ret_kind);
const char *told_kind_name(enum told_kind kind);

/* ERR_INPUT: `detail` has a JSON pointer, or a line number where it is no
 * JSON. Memory from `arena`. */
enum err told_read(const char *text, size_t length, int64_t scale,
		   struct arena *arena, struct told_plan *ret_plan,
		   struct err_detail *detail) ERR_MUST_CHECK;

#endif
