/* SPDX-License-Identifier: MIT */
/* The start and the end of one loop: its store, box and caches. */
#ifndef DISPATCHD_LOOP_H
#define DISPATCHD_LOOP_H

struct event_base;
struct daemon;
struct daemon_process;
struct loop;

/* NULL if it cannot start (logged). On the loop's thread, as all here. */
struct loop *loop_new(struct daemon *daemon,
		      const struct daemon_process *process,
		      struct event_base *base, unsigned index);
/* End the workers, answer what is still open, free everything. */
void loop_free(struct loop *loop);

#endif
