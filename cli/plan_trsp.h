/* SPDX-License-Identifier: MIT */
/*
 * The text of the Technician Routing and Scheduling Problem (Pillac, Gueret,
 * Medaglia, doi:10.1007/s11590-012-0567-4) becomes our problem. The answer has
 * VROOM's shape.
 *
 * The aim is the working time: the sum over technicians of the end less the
 * start, which is chosen freely. Each technician starts and ends at her own
 * home, carries tools and spare parts, and may drive by the depot once for
 * whatever tools and parts. Distances are Euclidean, take as long, and are
 * rounded to a ten-thousandth (TRSP_SCALE), in which all times are kept.
 */
#ifndef CLI_PLAN_TRSP_H
#define CLI_PLAN_TRSP_H

#include "cli/plan_vroom.h"

#define TRSP_SCALE 10000
/* The table of distances grows with the square of it: 400 MB there. */
#define TRSP_PLACES_MAX 10000

/* Does the text look like it? */
bool trsp_is_text(const char *text, size_t length);

/* Read a whole file. ERR_INPUT, ERR_TOO_LARGE: `detail` has the line number.
 * The text is not kept. */
enum err trsp_read(const char *text, size_t length, struct vroom **ret_vroom,
		   struct err_detail *detail) ERR_MUST_CHECK;

#endif
