/* SPDX-License-Identifier: MIT */
/* A problem file of any format that we read, for the commands that take one. */
#ifndef CLI_PLAN_FILE_H
#define CLI_PLAN_FILE_H

#include "cli/command.h"
#include "cli/plan_vroom.h"

/* The help of --format. */
#define PLAN_FILE_FORMATS \
	"auto, vroom, solomon or trsp (default: auto, by content)"

/* A whole file, or standard input for "-"; the caller frees it by free().
 * ERR_INPUT, ERR_TOO_LARGE: the pointer is the name. */
enum err plan_file_load(const char *name, char **ret_text, size_t *ret_length,
			struct err_detail *detail) ERR_MUST_CHECK;

/* Load a problem in the format that --format says, with --speed-kmh and
 * --detour; the command's table must have the three. `initial`, or NULL: the
 * file of a plan to start from. Warnings go to stderr. ERR_USAGE, or what the
 * reader says, with the file's name before the pointer. */
enum err plan_file_read(const struct cli_call *call, const char *name,
			const char *initial, struct vroom **ret_vroom,
			struct err_detail *detail) ERR_MUST_CHECK;

/* Put the file's name before the pointer of what is wrong with its content,
 * unless it is there. */
enum err plan_file_blame(const char *name, enum err err,
			 struct err_detail *detail) ERR_MUST_CHECK;

/* An option's number within min..max; `absent` if it was not given. */
enum err plan_file_double(const struct cli_call *call, const char *name,
			  double min, double max, double absent,
			  double *ret_value,
			  struct err_detail *detail) ERR_MUST_CHECK;

#endif
