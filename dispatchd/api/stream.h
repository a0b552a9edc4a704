/* SPDX-License-Identifier: MIT */
/*
 * Those who listen on this loop: each gets the news of the territories that
 * she sees and asked for, as server-sent events.
 */
#ifndef DISPATCHD_API_STREAM_H
#define DISPATCHD_API_STREAM_H

struct listeners;
struct loop;

struct listeners *listeners_new(struct loop *loop);
/* After all streams have ended. NULL is accepted. */
void listeners_free(struct listeners *listeners);

#endif
