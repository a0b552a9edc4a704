/* SPDX-License-Identifier: MIT */
/* What is done every now and then, by the first loop of each daemon: runs
 * without a daemon, visits without a report, the feed's old tombstones, the
 * milestones of promises. */
#ifndef DISPATCHD_ENGINE_CHORES_H
#define DISPATCHD_ENGINE_CHORES_H

struct chores;
struct loop;

/* Begins a second later. */
struct chores *chores_new(struct loop *loop);
/* After the store has ended. NULL is accepted. */
void chores_free(struct chores *chores);

#endif
