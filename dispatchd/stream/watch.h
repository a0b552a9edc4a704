/* SPDX-License-Identifier: MIT */
/*
 * The watch: one loop of the daemon asks the database what has changed, ten
 * times a second while somebody listens, and adds it to the ring. Whoever
 * wrote it (this daemon, another, mobile-sync, the command line) makes no
 * difference, and no writer has to tell anybody.
 */
#ifndef DISPATCHD_STREAM_WATCH_H
#define DISPATCHD_STREAM_WATCH_H

struct daemon;
struct loop;
struct watch;

struct watch *watch_new(struct loop *loop);
/* After the store has ended. NULL is accepted. */
void watch_free(struct watch *watch);

/* This daemon has written something: look at once. Any thread. */
void watch_hurry(const struct daemon *daemon);

#endif
