/* SPDX-License-Identifier: MIT */
/*
 * Technicians who are alike: same places, hours, skills and limits, and no job
 * names one of them. Of those who stay at home it is enough to try one.
 */
#ifndef PLANNER_ALIKE_H
#define PLANNER_ALIKE_H

#include "planner/problem_internal.h"

struct alike {
	int32_t *order;	      /* technicians, those who are alike in a row */
	int32_t *place;	      /* technician -> index in order */
	int32_t *first, *end; /* technician -> range of her likes in order */
	uint64_t *idle;	      /* bit place: has no job */
};

void alike_init(struct alike *alike, const struct plan_problem *problem);
void alike_free(struct alike *alike);

static inline bool alike_others(const struct alike *alike, int32_t technician)
{
	return alike->end[technician] - alike->first[technician] > 1;
}

static inline bool alike_same(const struct alike *alike, int32_t a, int32_t b)
{
	return alike->first[a] == alike->first[b];
}

static inline void alike_set_idle(struct alike *alike, int32_t technician,
				  bool idle)
{
	int32_t place = alike->place[technician];
	uint64_t bit = UINT64_C(1) << (place % 64);

	if (idle)
		alike->idle[place / 64] |= bit;
	else
		alike->idle[place / 64] &= ~bit;
}

/* One of her likes who has no job; PLAN_NONE if all have. */
int32_t alike_idle(const struct alike *alike, int32_t technician);

#endif
