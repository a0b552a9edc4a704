/* SPDX-License-Identifier: MIT */
/*
 * Verdicts on linked jobs: where and when the others stand is taken as it is,
 * and for what is not planned at all it is asked whether it could be beside.
 */
#ifndef PLANNER_EVALUATE_LINKS_H
#define PLANNER_EVALUATE_LINKS_H

#include "planner/evaluate_internal.h"

/* Where a job stands; begin and end are PLAN_ANY_TIME where they may move. */
struct board_visit {
	int32_t technician;
	int64_t begin_s, end_s;
};

struct board_route {
	const int32_t *jobs;
	const struct hold *holds; /* or NULL */
	int32_t count;
};

/* A plan, or a board of live visits, as the verdicts ask it. */
struct board {
	const struct plan_problem *problem;
	const void *arg;
	bool (*find)(const struct board *board, int32_t job,
		     struct board_visit *ret_visit); /* false: on no route */
	struct board_route (*route)(const struct board *board,
				    int32_t technician);
};

/* As plan_evaluate(), for a job of a group. */
void evaluate_linked(const struct board *board, struct walk *walk, int32_t job,
		     int32_t technician, int64_t begin_s,
		     struct plan_evaluation *ret);

#endif
