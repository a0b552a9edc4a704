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

struct vroom; /* a problem with the ids and texts that the answer repeats */

struct vroom_settings {
	double speed_kmh, detour; /* where no matrix is given */
	FILE *warnings;
};

/* Read a whole problem. ERR_INPUT, ERR_TOO_LARGE: `detail` has a JSON pointer,
 * or a line number where it is no JSON. The text is not kept. */
enum err vroom_read(const char *text, size_t length,
		    const struct vroom_settings *settings,
		    struct vroom **ret_vroom,
		    struct err_detail *detail) ERR_MUST_CHECK;
void vroom_free(struct vroom *vroom); /* NULL is accepted */

/* Belongs to the vroom; finished. */
const struct plan_problem *vroom_problem(const struct vroom *vroom);

/* How long it took to read all vehicles and jobs once they were parsed. What
 * goes over all of them again takes a multiple of it. */
int64_t vroom_lists_us(const struct vroom *vroom);

/* The solution as one line of JSON, appended. */
void vroom_write(const struct vroom *vroom, const struct plan *plan,
		 struct buf *buf);

#endif
