/* SPDX-License-Identifier: MIT */
/*
 * The text of Solomon's and of Gehring and Homberger's benchmarks (vehicle
 * routing with time windows) becomes our problem. The answer has VROOM's shape.
 *
 * The aim is distance, by the convention of the DIMACS challenge: an arc is
 * the Euclidean distance cut to one decimal, and takes as long. All times are
 * kept in tenths (SOLOMON_SCALE), so nothing is rounded after that.
 */
#ifndef CLI_PLAN_SOLOMON_H
#define CLI_PLAN_SOLOMON_H

#include "cli/plan_vroom.h"

#define SOLOMON_SCALE 10
/* The table of arcs grows with the square of it: 400 MB there. */
#define SOLOMON_CUSTOMERS_MAX 10000

/* Does the text look like it? */
bool solomon_is_text(const char *text, size_t length);

/* Read a whole file. ERR_INPUT, ERR_TOO_LARGE: `detail` has the line number.
 * The text is not kept. */
enum err solomon_read(const char *text, size_t length, struct vroom **ret_vroom,
		      struct err_detail *detail) ERR_MUST_CHECK;

#endif
