/* SPDX-License-Identifier: MIT */
/* The line of progress of a planning run, and its end by a signal. */
#include "cli/plan_progress.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <callout/buf.h>

#include "cli/plan_vroom.h"

enum { TERMINAL_EVERY_US = 100000, FILE_EVERY_US = 1000000 };

void plan_progress_init(struct plan_progress_line *line, bool asked,
			int64_t scale, uint64_t iterations)
{
	bool terminal = isatty(STDERR_FILENO) != 0;

	*line = (struct plan_progress_line){
	    .shown = asked || terminal,
	    .rewrites = terminal,
	    .scale = scale,
	    .iterations = iterations,
	};
}

static void add_text(const struct plan_progress_line *line, int64_t left_us,
		     const struct plan_progress *progress, struct buf *buf)
{
	const struct plan_totals *best = &progress->best;

	buf_add_text(buf, "cost ");
	vroom_write_scaled(
	    line->scale, (best->cost + PLAN_COST_SECOND / 2) / PLAN_COST_SECOND,
	    buf);
	buf_printf(buf, ", %" PRId32 " unassigned, %" PRIu64, best->unserved,
		   progress->iterations);
	if (line->iterations > 0)
		buf_printf(buf, " of %" PRIu64, line->iterations);
	buf_add_text(buf, " iterations");
	if (left_us >= 0)
		buf_printf(buf, ", %.1f s left", (double)left_us / 1e6);
}

void plan_progress_show(struct plan_progress_line *line, int64_t now_us,
			int64_t left_us, const struct plan_progress *progress)
{
	struct buf buf = {0};

	if (!line->shown || now_us < line->next_us)
		return;
	line->next_us =
	    now_us + (line->rewrites ? TERMINAL_EVERY_US : FILE_EVERY_US);
	if (line->rewrites)
		buf_add_char(&buf, '\r');
	add_text(line, left_us, progress, &buf);
	/* What is left of a longer line is erased (ECMA-48, EL). */
	buf_add_text(&buf, line->rewrites ? "\033[K" : "\n");
	line->dirty = line->rewrites;
	(void)fwrite(buf.data, 1, buf.length, stderr);
	(void)fflush(stderr);
	buf_free(&buf);
}

void plan_progress_end(struct plan_progress_line *line)
{
	if (line->dirty)
		fputc('\n', stderr);
	line->dirty = false;
}

/* --- Signals --- */

static const int stops[] = {SIGINT, SIGTERM};
enum { STOP_COUNT = sizeof(stops) / sizeof(*stops) };

static volatile sig_atomic_t stop_wanted;

static void on_stop(int number)
{
	(void)number;
	stop_wanted = 1;
	for (int i = 0; i < STOP_COUNT; i++)
		(void)signal(stops[i], SIG_DFL);
}

void plan_stop_on_signals(void)
{
	for (int i = 0; i < STOP_COUNT; i++) {
		struct sigaction now,
		    action = {.sa_handler = on_stop, .sa_flags = SA_RESTART};

		(void)sigemptyset(&action.sa_mask);
		if (sigaction(stops[i], NULL, &now) == 0 &&
		    now.sa_handler != SIG_IGN)
			(void)sigaction(stops[i], &action, NULL);
	}
}

bool plan_stop_wanted(void)
{
	return stop_wanted != 0;
}
