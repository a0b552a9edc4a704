/* SPDX-License-Identifier: MIT */
/* One desk as its files see it: desk.c has the threads and their inboxes,
 * desk_load.c leads a territory from a question to its answer. */
#ifndef DISPATCHD_ENGINE_DESK_THREAD_H
#define DISPATCHD_ENGINE_DESK_THREAD_H

#include <pthread.h>
#include <stdatomic.h>

#include "dispatchd/engine/desk.h"
#include "dispatchd/engine/desk_map.h"

struct event;
struct event_base;
struct store;

struct desk_list {
	struct desk_question *first, **last;
};
void desk_list_add(struct desk_list *list, struct desk_question *question);
struct desk_question *desk_list_take(struct desk_list *list);

struct desk_thread {
	const struct daemon *daemon;
	pthread_t thread;
	bool started;
	pthread_mutex_t mutex;
	struct desk_list inbox; /* under the mutex, as `open` and `ending` */
	unsigned open;		/* questions that have not gone back */
	bool ending;
	int wake_fd;
	struct event_base *base;
	struct event *wake, *sweep, *last_call;
	struct store *store;
	struct desk_map territories; /* struct desk_territory */
	unsigned busy;		     /* territories with an open cycle */
	bool closing;		     /* the thread's own: takes no more */
	_Atomic uint64_t questions, errors, loads, answer_us;
	_Atomic unsigned models;
};

struct desk_territory;

/* desk.c: the question is over; error.code says how. */
void desk_thread_return(struct desk_thread *thread,
			struct desk_question *question);
/* The same: the desk closes. */
void desk_thread_refuse(struct desk_thread *thread,
			struct desk_question *question);
/* A territory has come to rest. */
void desk_thread_rest(struct desk_thread *thread);

/* desk_load.c */
struct desk_territory *desk_territory_new(struct desk_thread *thread,
					  int64_t id);
/* Its calls have all come back. */
void desk_territory_free(struct desk_territory *territory);
void desk_territory_ask(struct desk_territory *territory,
			struct desk_question *question);
/* Nobody has asked for long: the model goes. */
void desk_territory_sweep(struct desk_territory *territory, int64_t now_us);

#endif
