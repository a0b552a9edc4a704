/* SPDX-License-Identifier: MIT */
/* A repair under way: mend.c changes the live plan, mend_tell.c says how. */
#ifndef DISPATCHD_ENGINE_MEND_INTERNAL_H
#define DISPATCHD_ENGINE_MEND_INTERNAL_H

#include "dispatchd/engine/mend.h"

struct mend_job {
	int32_t live; /* ours: with the windows of today */
	const struct desk_job *job;
	const char *name;
};

struct mend_service {
	int32_t live;
	int64_t service_s; /* that it had */
};

struct mend_note {
	int32_t live;
	struct plan_move move;
};

struct mend {
	struct desk_model *model;
	struct plan_live *live;
	struct mend_policy policy;
	struct arena *arena;
	int64_t now_s, end_s; /* the end of this day */
	int32_t *shifts;      /* of today */
	size_t shift_count;
	struct mend_job *jobs;
	size_t job_count;
	const struct desk_visit **homeless;
	size_t homeless_count;
	int32_t *pins;
	size_t pin_count;
	struct mend_service *services;
	size_t service_count;
	struct mend_note *notes;
	size_t note_count;
	struct plan_repair_result result; /* the last */
	bool *touched;			  /* by shift */
	/* Telling. */
	const struct desk_person **seen;
	size_t seen_count;
	struct buf *changes;
	struct mend_sum sum;
};

const struct plan_problem *mend_problem(const struct mend *mend);
/* NULL: a visit of the model. */
const struct mend_job *mend_job_of(const struct mend *mend, int32_t live);

#endif
