/* SPDX-License-Identifier: MIT */
/*
 * VROOM's JSON: its problem (https://github.com/VROOM-Project/vroom,
 * docs/API.md) becomes ours, and our plan becomes its solution. What we do not
 * plan by is refused with a JSON pointer; unknown keys are warned of and
 * skipped.
 */
#ifndef CLI_PLAN_VROOM_H
#define CLI_PLAN_VROOM_H

#include <stdio.h>

#include <callout/buf.h>
#include <callout/plan.h>

/* A problem, of VROOM's format or another, with what VROOM's answer repeats. */
struct vroom;

struct told_plan; /* plan_told.h */

struct vroom_settings {
	double speed_kmh, detour; /* where no matrix is given */
	FILE *warnings;
	const char *command; /* whose warnings they are */
	/* To start from, instead of the vehicles' `steps`, and its file's
	 * name; or NULL. Read with the problem's scale. */
	const struct told_plan *initial;
	const char *initial_name;
};

/* Read a whole problem. ERR_INPUT, ERR_TOO_LARGE: `detail` has a JSON pointer,
 * or a line number where it is no JSON. The text is not kept. */
enum err vroom_read(const char *text, size_t length,
		    const struct vroom_settings *settings,
		    struct vroom **ret_vroom,
		    struct err_detail *detail) ERR_MUST_CHECK;
void vroom_free(struct vroom *vroom); /* NULL is accepted */

/* Start from the settings' plan; for formats whose reader does not know it. */
enum err vroom_start_from(struct vroom *vroom,
			  const struct vroom_settings *settings,
			  struct err_detail *detail) ERR_MUST_CHECK;
/* What to start from, for plan_run(); it belongs to the vroom. */
void vroom_initial_orders(const struct vroom *vroom,
			  const struct plan_order **ret_orders,
			  size_t *ret_count);

/* Belongs to the vroom; finished. */
const struct plan_problem *vroom_problem(const struct vroom *vroom);

/* How long it took to read all vehicles and jobs once they were parsed. What
 * goes over all of them again takes a multiple of it. */
int64_t vroom_lists_us(const struct vroom *vroom);

/* How many of the problem's seconds the file's unit of time and cost has. */
int64_t vroom_scale(const struct vroom *vroom);
/* The dimensions of capacity. */
size_t vroom_amounts(const struct vroom *vroom);

struct vroom_times {
	int64_t loading_ms, solving_ms;
};

/* The solution as one line of JSON, appended. Times and costs are in the
 * file's unit: whole numbers, or with as many decimals as it has. `times`
 * NULL: none are told. */
void vroom_write(const struct vroom *vroom, const struct plan *plan,
		 const struct vroom_times *times, struct buf *buf);
/* The same as CVRPLIB's text: a line "Route #1: 7 3" for each, then the cost.
 * Times, breaks and what is unassigned have no place in it. */
void vroom_write_sol(const struct vroom *vroom, const struct plan *plan,
		     struct buf *buf);
/* A time or a cost of the problem in the file's unit, appended. */
void vroom_write_scaled(int64_t scale, int64_t value, struct buf *buf);

#endif
