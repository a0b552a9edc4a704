/* SPDX-License-Identifier: MIT */
/*
 * Linked visits are put into a solution as a group: a crew with the start that
 * suits all of it, what comes after it behind it, the days of one person into
 * her shifts, both ends of a shipment on one route. Who is on a route stays
 * there, and the rest is fitted to it.
 *
 * The classes of a group (see links.c) are placed one after the other, depth
 * first, the best few ways of each; what is worth most as a whole is kept.
 */
#ifndef PLANNER_TOGETHER_H
#define PLANNER_TOGETHER_H

#include "planner/linked.h"

/* Scratch of one search; not shared between threads. */
struct together;
struct together *together_new(const struct plan_problem *problem);
void together_free(struct together *together); /* NULL is accepted */

/* A group that was tried is not tried again before a new round. */
void together_begin_round(struct together *together);
bool together_was_tried(const struct together *together, int32_t group);

/* With whom a group is tried, and what is overlooked by chance. */
struct together_choice {
	const int32_t *technicians; /* each once */
	int32_t count;
	bool (*blink)(void *arg); /* NULL: never */
	void *arg;
};

/* Put the absent members of the group where that is best. False if nobody of
 * it found a place. The solution's log knows what changed. */
bool together_insert(struct together *together, struct solution *solution,
		     int32_t group, const struct together_choice *choice);

/* Let every held visit begin as early as its group and its routes allow, where
 * that does not cost more. */
void together_tighten(struct solution *solution);

#endif
