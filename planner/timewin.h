/* SPDX-License-Identifier: MIT */
/*
 * Time windows: a sorted list of closed, disjoint intervals in which something
 * may begin. The two questions that forward and backward passes over a route
 * ask are monotone in `t`, which is what makes both passes exact.
 */
#ifndef PLANNER_TIMEWIN_H
#define PLANNER_TIMEWIN_H

#include <callout/plan.h>

/* Later and earlier than any time; far enough from the ends of int64 that a
 * few durations can be added. */
#define TIME_NEVER (INT64_C(1) << 60)

struct timewin {
	const struct plan_window *at;
	size_t count;	  /* at least 1 */
	int64_t relief_s; /* may begin as late as this too; see relief.h */
};

/* Copy `windows` sorted, with those that touch or overlap merged; none means
 * always. Returns the index of one that is upside down or out of range, or -1
 * when all are well. */
long timewin_init(struct timewin *win, const struct plan_window *windows,
		  size_t count, struct arena *arena);

/* The end of the last window. */
static inline int64_t timewin_last(const struct timewin *win)
{
	return win->at[win->count - 1].end_s;
}

/* How late t is, by the last window and relief; 0 if it is not. */
static inline int64_t timewin_late(const struct timewin *win, int64_t t)
{
	int64_t last = timewin_last(win);

	last = win->relief_s > last ? win->relief_s : last;
	return t > last ? t - last : 0;
}

/* The first time at or after t in a window; TIME_NEVER if there is none. */
static inline int64_t timewin_earliest(const struct timewin *win, int64_t t)
{
	for (size_t i = 0; i < win->count; i++)
		if (t <= win->at[i].end_s)
			return t > win->at[i].start_s ? t : win->at[i].start_s;
	return t <= win->relief_s ? t : TIME_NEVER;
}

/* The last time at or before t in a window; -TIME_NEVER if there is none. */
static inline int64_t timewin_latest(const struct timewin *win, int64_t t)
{
	if (t > timewin_last(win) && win->relief_s > timewin_last(win))
		return t < win->relief_s ? t : win->relief_s;
	for (size_t i = win->count; i-- > 0;)
		if (t >= win->at[i].start_s)
			return t < win->at[i].end_s ? t : win->at[i].end_s;
	return -TIME_NEVER;
}

#endif
