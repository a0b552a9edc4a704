/* SPDX-License-Identifier: MIT */
/* One question for slots: slots.c leads it, slots_find.c answers it on the
 * desk's thread. */
#ifndef DISPATCHD_ENGINE_SLOTS_INTERNAL_H
#define DISPATCHD_ENGINE_SLOTS_INTERNAL_H

#include <jansson.h>

#include <callout/buf.h>

#include "dispatchd/engine/desk.h"
#include "dispatchd/engine/slots.h"

struct plan_bridge;

#define SLOTS_WINDOWS_MAX 1000

struct slots {
	struct desk_question question; /* first */
	struct loop *loop;
	struct slots_wish wish;
	struct slot_choice choice;
	struct arena *arena;
	json_t *json;		  /* of slot_question() */
	struct plan_bridge *rows; /* of a job that is not there yet, or NULL */
	int64_t job;		  /* that there is, or 0 */
	struct plan_window *windows;
	int32_t window_count;
	struct slots_answer answer;
	struct buf seen;
	slots_fn *on_answer;
	void *arg;
};

/* The desk's `answer`. */
enum err slots_answer(struct desk_question *question, struct desk_model *model,
		      struct err_detail *detail);

#endif
