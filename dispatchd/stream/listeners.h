/* SPDX-License-Identifier: MIT */
/*
 * Those who listen on this loop: each gets the news of the territories that
 * she sees and asked for, as server-sent events.
 */
#ifndef DISPATCHD_STREAM_LISTENERS_H
#define DISPATCHD_STREAM_LISTENERS_H

#include <stdbool.h>

struct api_call;
struct listeners;
struct loop;

#define LISTENERS_TERRITORIES_MAX 100 /* that one can ask for */

struct listeners *listeners_new(struct loop *loop);
/* Make the call a stream. `wants`: the territories, "1,2", or NULL for all;
 * `after`: the id to go on after, or NULL for now. False: `wants` is no such
 * list, and the call has not been answered. */
bool listeners_add(struct api_call *call, const char *wants, const char *after);

/* After all streams have ended. NULL is accepted. */
void listeners_free(struct listeners *listeners);

#endif
