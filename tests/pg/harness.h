/* SPDX-License-Identifier: MIT */
/*
 * What the tests of the pool share: a pool on an event base, replies that
 * count their completions, and waiting with a deadline.
 */
#ifndef CALLOUT_TEST_PG_HARNESS_H
#define CALLOUT_TEST_PG_HARNESS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <event2/event.h>

#include <callout/pg.h>
#include <callout/pg_sync.h>

/* Nothing here takes that long; a hang is a failure and not a wait. */
enum { PATIENCE_MS = 20000 };

struct harness {
	struct event_base *base;
	struct pg_pool *pool;
	struct pg_sync *admin; /* outside the pool */
	int completions;
};

/* What a call came back with; `count` must end at 1. */
struct reply {
	struct harness *harness;
	struct pg_call *call; /* NULL after the completion */
	int count;
	int order; /* of the completions, from 1 */
	struct err_detail detail;
	int rows;
	char text[64]; /* row 0, column 0 */
};

/* The settings of most tests: one connection a lane, quick to give up. */
struct pg_settings test_settings(void);

void harness_open(struct harness *h, const struct pg_settings *settings);
/* The same, and wait for all connections. */
void harness_open_ready(struct harness *h, const struct pg_settings *settings);
void harness_close(struct harness *h);

void call(struct harness *h, struct reply *reply,
	  const struct pg_statement *statement, const char *const *params,
	  int timeout_ms);
/* Run the loop until `count` replies in a row are complete. */
void await(struct harness *h, struct reply *replies, int count);
/* Run the loop for a while, or until *flag. */
void run_ms(struct harness *h, int ms);
void await_ready(struct harness *h, int connections);
void await_sent(struct harness *h, int calls);

/* One statement outside the pool; it must succeed. */
void admin(struct harness *h, const char *sql);
int64_t admin_int(struct harness *h, const char *sql);
/* tools/cluster ACTION DIR [OPTION]; it must succeed. */
void cluster(const char *action, const char *option);

/* Complete once, with that error and that broken rule. */
#define assert_reply(reply, code, rule) \
	check_reply(reply, code, rule, __FILE__, __LINE__)
void check_reply(const struct reply *reply, enum err code, const char *rule,
		 const char *file, int line);

#endif
