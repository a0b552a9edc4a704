/* SPDX-License-Identifier: MIT */
/* Time windows: how a list from outside becomes sorted and disjoint. */
#include "planner/timewin.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int compare_windows(const void *a, const void *b)
{
	const struct plan_window *x = a, *y = b;

	if (x->start_s != y->start_s)
		return x->start_s < y->start_s ? -1 : 1;
	return x->end_s < y->end_s ? -1 : x->end_s > y->end_s;
}

long timewin_init(struct timewin *win, const struct plan_window *windows,
		  size_t count, struct arena *arena)
{
	struct plan_window *at;
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (windows[i].start_s > windows[i].end_s ||
		    windows[i].start_s < -PLAN_TIME_MAX ||
		    windows[i].end_s > PLAN_TIME_MAX)
			return (long)i;
	at = arena_calloc(arena, count > 0 ? count : 1, sizeof(*at));
	if (count == 0) {
		at[0].start_s = -PLAN_TIME_MAX;
		at[0].end_s = PLAN_TIME_MAX;
		kept = 1;
	} else {
		memcpy(at, windows, count * sizeof(*at));
		qsort(at, count, sizeof(*at), compare_windows);
	}
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && at[i].start_s <= at[kept - 1].end_s) {
			if (at[i].end_s > at[kept - 1].end_s)
				at[kept - 1].end_s = at[i].end_s;
		} else {
			at[kept++] = at[i];
		}
	}
	assert(kept > 0);
	win->at = at;
	win->count = kept;
	win->relief_s = -TIME_NEVER;
	return -1;
}
