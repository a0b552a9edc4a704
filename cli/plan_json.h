/* SPDX-License-Identifier: MIT */
/* Parsing a JSON document from outside. */
#ifndef CLI_PLAN_JSON_H
#define CLI_PLAN_JSON_H

#include <jansson.h>

#include <callout/err.h>

/* ERR_INPUT: `detail` has the line number and a text that is one line. The
 * caller releases the document by json_decref(). */
enum err plan_json_load(const char *text, size_t length, json_t **ret_root,
			struct err_detail *detail) ERR_MUST_CHECK;

#endif
