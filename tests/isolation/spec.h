/* SPDX-License-Identifier: MIT */
/*
 * A race, written down: sessions with named steps, and the orders in which to
 * run them. The language is that of PostgreSQL's isolation tests:
 *
 *	# a comment
 *	setup { SQL }               before each permutation; may be repeated
 *	teardown { SQL }            after it
 *	session NAME
 *	setup { SQL }               in the session, before its first step
 *	step NAME { SQL }           one or more commands
 *	teardown { SQL }
 *	permutation STEP STEP ...   none: all that keep each session's order
 *
 * A block ends at the brace that closes it; braces inside must be balanced.
 */
#ifndef CALLOUT_TEST_ISOLATION_SPEC_H
#define CALLOUT_TEST_ISOLATION_SPEC_H

#include <callout/err.h>

enum {
	SPEC_SESSIONS_MAX = 8,
	SPEC_STEPS_MAX = 64,
	SPEC_SETUPS_MAX = 16,
	SPEC_PERMUTATIONS_MAX = 500
};

struct step {
	const char *name;
	const char *sql;
	int session; /* index */
};

struct session {
	const char *name;
	const char *setup, *teardown; /* NULL: none */
};

struct permutation {
	int count;
	int steps[SPEC_STEPS_MAX]; /* indexes */
};

struct spec {
	const char *setups[SPEC_SETUPS_MAX];
	const char *teardown;
	struct session sessions[SPEC_SESSIONS_MAX];
	struct step steps[SPEC_STEPS_MAX];
	struct permutation permutations[SPEC_PERMUTATIONS_MAX];
	int setup_count, session_count, step_count, permutation_count;
};

/* Read `text`, which is cut up and must outlive the spec. `detail` names the
 * line. */
enum err spec_parse(char *text, struct spec *ret_spec,
		    struct err_detail *detail) ERR_MUST_CHECK;

#endif
