/* SPDX-License-Identifier: MIT */
/*
 * Which devices were shut out just now? Each loop asks the database once a
 * second, so that whatever lasts longer than a request (a long-poll, a stream)
 * ends within two seconds of the dispatcher's word, without asking for each.
 */
#ifndef MOBILE_SYNC_SESSION_OUT_H
#define MOBILE_SYNC_SESSION_OUT_H

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct loop;
struct out;

/* Was this device revoked of late? Who asks at least once a minute misses
 * none; a request of its own meets auth_find(). */
bool out_is(const struct loop *loop, int64_t device);

/* Tell of each device that was revoked, twice, on the loop's thread.
 * There is one listener; NULL: nobody. */
typedef void out_fn(int64_t device, void *arg);
void out_on(struct loop *loop, out_fn *on_out, void *arg);

/* It begins to ask at once. */
struct out *out_new(struct loop *loop, struct event_base *base);
/* No more questions; before the store is freed. NULL is accepted, as by the
 * next. */
void out_stop(struct out *out);
void out_free(struct out *out);

#endif
