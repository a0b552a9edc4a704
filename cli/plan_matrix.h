/* SPDX-License-Identifier: MIT */
/*
 * The matrices of a VROOM document, cut out of its text before it is parsed:
 * a document of millions of numbers would be twenty times as large in memory
 * as they are. The text around the cuts is left to jansson, with [k] where cut
 * k was and as many line ends, so that lines keep their numbers.
 */
#ifndef CLI_PLAN_MATRIX_H
#define CLI_PLAN_MATRIX_H

#include <stddef.h>
#include <stdint.h>

#include <callout/err.h>

#define MATRIX_ROWS_MAX 50000

struct matrix_cut {
	size_t begin, end; /* of the array in the text */
	size_t lines;	   /* that end in it */
	size_t rows;	   /* and columns; 0: an empty array */
	uint32_t *cells;   /* NULL once somebody took it */
};

struct matrix_cuts {
	struct matrix_cut *at; /* in the order of the text */
	size_t count;
};

/* Cut each array of /matrices/.../durations, distances, costs and of /matrix:
 * squares of numbers from 0 to what the library takes, real ones rounded.
 * ERR_INPUT where one is no such thing: `detail` has a JSON pointer, or a line
 * where it is no JSON. What is wrong elsewhere is not this function's to say.
 * On success the caller frees by matrix_cuts_free(). */
enum err matrix_cut_out(const char *text, size_t length,
			struct matrix_cuts *ret_cuts,
			struct err_detail *detail) ERR_MUST_CHECK;
void matrix_cuts_free(struct matrix_cuts *cuts);

#endif
