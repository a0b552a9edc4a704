/* SPDX-License-Identifier: MIT */
/* What the reader keeps for the writer. */
#ifndef CLI_PLAN_VROOM_INTERNAL_H
#define CLI_PLAN_VROOM_INTERNAL_H

#include <jansson.h>

#include "cli/plan_vroom.h"

struct vroom_profile {
	const char *name; /* in the document */
	int32_t number;
};

struct vroom {
	struct plan_problem *problem;
	json_t *root; /* without its matrices */
	json_t *vehicles, *jobs;
	struct vroom_profile *profiles;
	size_t profile_count;
	bool has_matrix;
	size_t amounts; /* dimensions of capacity */
	/* While reading. */
	const struct vroom_settings *settings;
	struct arena *scratch;
	struct err_detail *detail;
	int64_t default_start_s, default_end_s; /* of a vehicle's time_window */
};

#endif
