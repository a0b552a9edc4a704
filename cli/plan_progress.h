/* SPDX-License-Identifier: MIT */
/* What a person sees of a planning run and does to it: a line of progress, and
 * Ctrl-C. */
#ifndef CLI_PLAN_PROGRESS_H
#define CLI_PLAN_PROGRESS_H

#include <callout/plan.h>

struct plan_progress_line {
	bool shown;
	bool rewrites; /* a terminal: one line, written again and again */
	bool dirty;    /* it has no end yet */
	int64_t next_us;
	int64_t scale;	     /* see vroom_scale() */
	uint64_t iterations; /* to be done; 0: until the time is up */
};

/* Shown if stderr is a terminal, or if it was asked for. */
void plan_progress_init(struct plan_progress_line *line, bool asked,
			int64_t scale, uint64_t iterations);
/* At most 10 times a second on a terminal, elsewhere once a second; `left_us`
 * is negative where there is no limit. */
void plan_progress_show(struct plan_progress_line *line, int64_t now_us,
			int64_t left_us, const struct plan_progress *progress);
/* End the line, so that others can be written. */
void plan_progress_end(struct plan_progress_line *line);

/* From now on the first SIGINT or SIGTERM is only remembered, the next ends the
 * process. One that is ignored (nohup) stays ignored. */
void plan_stop_on_signals(void);
bool plan_stop_wanted(void);

#endif
