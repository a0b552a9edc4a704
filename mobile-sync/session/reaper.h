/* SPDX-License-Identifier: MIT */
/* The daemon's chore: the files of uploads that nobody wants any more go. */
#ifndef MOBILE_SYNC_SESSION_REAPER_H
#define MOBILE_SYNC_SESSION_REAPER_H

struct event_base;
struct loop;
struct reaper;

/* Begins a second later; only where there is a blob directory. */
struct reaper *reaper_new(struct loop *loop, struct event_base *base);
/* After the store has ended and the loop's work has come back. NULL is
 * accepted. */
void reaper_free(struct reaper *reaper);

#endif
