/* SPDX-License-Identifier: MIT */
/* What a fuzz target gives to libFuzzer, or to replay.c. */
#ifndef CALLOUT_TESTS_FUZZ_H
#define CALLOUT_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Not assert(): it holds with NDEBUG too. */
#define FUZZ_CHECK(condition)             \
	do {                              \
		if (!(condition))         \
			__builtin_trap(); \
	} while (0)

#endif
