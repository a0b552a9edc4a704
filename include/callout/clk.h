/* SPDX-License-Identifier: MIT */
/*
 * The clock that everything asks. Real by default; tests set it. Pure rooms
 * never ask it: they get time as an argument.
 *
 * The database has its own (`app_now()` in SQL, which honours the setting
 * callout.now); the environment variable CALLOUT_NOW (RFC 3339) sets the start
 * of both for tests and for demos of another day: time then runs on from there.
 */
#ifndef CALLOUT_CLK_H
#define CALLOUT_CLK_H

#include <stdint.h>

/* Microseconds since 1970-01-01 UTC (wall clock, may jump). */
int64_t clk_now_us(void);
/* Microseconds of a clock that never jumps: for deadlines and durations. */
int64_t clk_monotonic_us(void);
/* Set the wall clock for this process, or let it run free again (negative).
 * Tests only. */
void clk_set_us(int64_t us_utc);
/* The offset that CALLOUT_NOW gave at start, in microseconds; 0 if none. */
int64_t clk_offset_us(void);
/* Read CALLOUT_NOW. Returns 0, or -1 if it is set but is no instant. */
int clk_init_from_environment(void);

#endif
