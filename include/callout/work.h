/* SPDX-License-Identifier: MIT */
/*
 * Work off the loop: a few threads with a bounded queue. A task runs on a
 * thread and then ends on the loop that sent it, by way of that loop's box.
 *
 *	loop: work_submit() -> thread: run(task) -> loop: done(task, false)
 */
#ifndef CALLOUT_WORK_H
#define CALLOUT_WORK_H

#include <stdatomic.h>
#include <stdbool.h>

#include <callout/err.h>

struct event_base;
struct work_pool;
struct work_box;

/* Embed it at the head of a struct with the task's data. */
struct work_task {
	void (*run)(struct work_task *task); /* on a thread */
	/* On the loop. `dropped`: the pool ended before the task ran. Frees
	 * the task. */
	void (*done)(struct work_task *task, bool dropped);
	struct work_box *box;
	struct work_task *next;
};

/* `queue_limit`: tasks that wait for a thread. */
enum err work_pool_new(unsigned threads, unsigned queue_limit,
		       struct work_pool **ret_pool,
		       struct err_detail *detail) ERR_MUST_CHECK;
/* Lets running tasks end (tell long ones by work_pool_is_ending()), drops the
 * waiting ones, joins the threads. Before the boxes are freed; from any
 * thread, any number of times. NULL is accepted. */
void work_pool_end(struct work_pool *pool);
void work_pool_free(struct work_pool *pool);
/* Any thread. */
bool work_pool_is_ending(const struct work_pool *pool);
/* Tasks that wait or run, for /metrics. Any thread. */
unsigned work_pool_load(const struct work_pool *pool);

/* False: the queue is full (or the pool ends); the task stays the caller's. */
bool work_submit(struct work_pool *pool, struct work_box *box,
		 struct work_task *task) ERR_MUST_CHECK;

/* For threads of other kinds: the task goes out (on the loop's thread) and
 * comes back (from any), to end as any other. A task without `run` was dropped.
 */
void work_lend(struct work_box *box, struct work_task *task);
void work_return(struct work_task *task);

/* A loop's box: where tasks come back to. On the loop's thread. */
enum err work_box_new(struct event_base *base, struct work_box **ret_box,
		      struct err_detail *detail) ERR_MUST_CHECK;
/* Tasks that are still out must have come back or the pool have ended; those
 * that lie in the box end here as dropped. NULL is accepted. */
void work_box_free(struct work_box *box);
/* Number of tasks that are out. */
unsigned work_box_open(const struct work_box *box);

#endif
