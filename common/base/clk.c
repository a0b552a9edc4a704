/* SPDX-License-Identifier: MIT */
/*
 * The clock: the system's, plus an offset that CALLOUT_NOW gave at start;
 * or, in a test, a standing hand. Both are atomics: every thread asks.
 */
#include <callout/clk.h>

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include <callout/text.h>

static _Atomic int64_t offset_us;
static _Atomic int64_t standing_us = -1; /* negative: runs free */

static int64_t read_clock(clockid_t id)
{
	struct timespec t;
	int rc = clock_gettime(id, &t);

	assert(rc == 0);
	(void)rc;
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clk_now_us(void)
{
	int64_t standing = atomic_load(&standing_us);

	if (standing >= 0)
		return standing;
	return read_clock(CLOCK_REALTIME) + atomic_load(&offset_us);
}

int64_t clk_monotonic_us(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void clk_set_us(int64_t us_utc)
{
	atomic_store(&standing_us, us_utc);
}

int64_t clk_offset_us(void)
{
	return atomic_load(&offset_us);
}

int clk_init_from_environment(void)
{
	const char *text = getenv("CALLOUT_NOW");
	int64_t wanted;

	if (text == NULL || *text == '\0') {
		atomic_store(&offset_us, 0);
		return 0;
	}
	if (!text_parse_instant(text, &wanted))
		return -1;
	atomic_store(&offset_us, wanted - read_clock(CLOCK_REALTIME));
	return 0;
}
