/* SPDX-License-Identifier: MIT */
/* Documents that hurt XML parsers, for the tests of the reader. */
#ifndef TESTS_SUPPORT_SHEET_ATTACKS_H
#define TESTS_SUPPORT_SHEET_ATTACKS_H

#include <callout/buf.h>

struct sheet_attack {
	const char *name;
	void (*make)(struct buf *out);
	/* Part of the error's text; NULL: each mutation is stored as invalid.
	 */
	const char *answer;
};

extern const struct sheet_attack sheet_attacks[];
extern const unsigned sheet_attack_count;

#endif
