/* SPDX-License-Identifier: MIT */
/* Parsing a JSON document from outside. */
#ifndef CLI_PLAN_JSON_H
#define CLI_PLAN_JSON_H

#include <jansson.h>

#include <callout/err.h>

#include "cli/plan_matrix.h"

/* ERR_INPUT: `detail` has the line number and a text that is one line. The
 * caller releases the document by json_decref(). */
enum err plan_json_load(const char *text, size_t length, json_t **ret_root,
			struct err_detail *detail) ERR_MUST_CHECK;
/* The same, with [k] in place of the k-th of these parts of the text. */
enum err plan_json_load_around(const char *text, size_t length,
			       const struct matrix_cuts *cuts,
			       json_t **ret_root,
			       struct err_detail *detail) ERR_MUST_CHECK;

#endif
