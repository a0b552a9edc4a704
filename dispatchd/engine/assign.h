/* SPDX-License-Identifier: MIT */
/*
 * May this technician take that job then? The planner's evaluator answers,
 * with the board as it is: the same verdicts as in a planning run.
 */
#ifndef DISPATCHD_ENGINE_ASSIGN_H
#define DISPATCHD_ENGINE_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/err.h>

struct loop;

struct assign_question {
	int64_t user_id; /* who asks: must see the job */
	int64_t job, technician;
	int64_t start_us;
	int64_t end_us; /* 0: by the job's duration */
};

#define ASSIGN_ERRORS_MAX 16

struct assign_answer {
	const struct err_detail *error; /* could not be evaluated; or NULL */
	int64_t job_version;		/* that was evaluated */
	int64_t end_us;
	int64_t travel_s;
	/* The hard rules that it breaks: none is a yes. */
	struct err_detail broken[ASSIGN_ERRORS_MAX];
	size_t broken_count;
};
typedef void assign_fn(const struct assign_answer *answer, void *arg);

void assign_evaluate(struct loop *loop, const struct assign_question *question,
		     assign_fn *on_answer, void *arg);

#endif
