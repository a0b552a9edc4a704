/* SPDX-License-Identifier: MIT */
/* The threads: an inbox each, and what comes back by the askers' boxes. */
#include "dispatchd/engine/desk.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/pg.h>

#include "dispatchd/engine/desk_thread.h"
#include "dispatchd/store/store.h"

#define OPEN_MAX 256 /* questions of one desk */
#define SWEEP_S 300
#define TRIES_MAX 3   /* of one write */
#define LAST_CALL_S 3 /* what is under way when it ends has so long */

struct desk {
	pthread_mutex_t ending_mutex; /* several loops may end it at once */
	bool ended;
	struct desk_thread *threads;
	unsigned count;
};

void desk_list_add(struct desk_list *list, struct desk_question *question)
{
	question->next = NULL;
	if (list->first)
		*list->last = question;
	else
		list->first = question;
	list->last = &question->next;
}

struct desk_question *desk_list_take(struct desk_list *list)
{
	struct desk_question *question = list->first;

	if (question)
		list->first = question->next;
	return question;
}

/* --- back to the asker -------------------------------------------------- */

/* The box tells tasks that were dropped by a run that is not there. */
static void is_back(struct work_task *task)
{
	(void)task;
}

static void on_back(struct work_task *task, bool dropped)
{
	struct desk_question *question = (struct desk_question *)task;

	(void)dropped;
	question->done(
	    question, question->error.code == ERR_OK ? NULL : &question->error);
}

void desk_thread_return(struct desk_thread *thread,
			struct desk_question *question)
{
	thread->questions++;
	thread->errors += question->error.code != ERR_OK;
	pthread_mutex_lock(&thread->mutex);
	thread->open--;
	pthread_mutex_unlock(&thread->mutex);
	work_return(&question->task);
}

void desk_thread_refuse(struct desk_thread *thread,
			struct desk_question *question)
{
	(void)err_set(&question->error, ERR_UNAVAILABLE, "",
		      "the daemon is about to stop");
	desk_thread_return(thread, question);
}

/* --- the thread --------------------------------------------------------- */

static void take(struct desk_thread *thread, struct desk_question *question)
{
	struct desk_territory *territory =
	    desk_map_get(&thread->territories, question->territory);

	if (thread->closing) {
		desk_thread_refuse(thread, question);
		return;
	}
	if (!territory) {
		territory = desk_territory_new(thread, question->territory);
		desk_map_set(&thread->territories, question->territory,
			     territory);
	}
	desk_territory_ask(territory, question);
}

void desk_thread_rest(struct desk_thread *thread)
{
	if (thread->closing && thread->busy == 0)
		event_base_loopexit(thread->base, NULL);
}

static void close_down(struct desk_thread *thread)
{
	const struct timeval wait = {.tv_sec = LAST_CALL_S};

	thread->closing = true;
	event_add(thread->last_call, &wait);
	desk_thread_rest(thread);
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
	struct desk_thread *thread = arg;
	struct desk_question *question;
	uint64_t count;
	bool ending;

	(void)what;
	while (read(fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
	do {
		pthread_mutex_lock(&thread->mutex);
		question = desk_list_take(&thread->inbox);
		ending = thread->ending;
		pthread_mutex_unlock(&thread->mutex);
		if (question)
			take(thread, question);
	} while (question);
	if (ending && !thread->closing)
		close_down(thread);
}

static void on_last_call(evutil_socket_t fd, short what, void *arg)
{
	struct desk_thread *thread = arg;

	(void)fd;
	(void)what;
	event_base_loopexit(thread->base, NULL);
}

static void on_sweep(evutil_socket_t fd, short what, void *arg)
{
	struct desk_thread *thread = arg;
	size_t at = 0;

	(void)fd;
	(void)what;
	for (struct desk_territory *territory;
	     (territory = desk_map_next(&thread->territories, &at));)
		desk_territory_sweep(territory, clk_monotonic_us());
}

static void free_territories(struct desk_thread *thread)
{
	size_t at = 0;

	for (struct desk_territory *territory;
	     (territory = desk_map_next(&thread->territories, &at));)
		desk_territory_free(territory);
	desk_map_free(&thread->territories);
}

static void *serve(void *arg)
{
	struct desk_thread *thread = arg;

	event_base_loop(thread->base, EVLOOP_NO_EXIT_ON_EMPTY);
	/* Calls that are open end by an error, and so do their questions. */
	thread->closing = true;
	store_free(thread->store);
	thread->store = NULL;
	for (struct desk_question *question;
	     (question = desk_list_take(&thread->inbox));)
		desk_thread_refuse(thread, question);
	free_territories(thread);
	return NULL;
}

/* --- start and end ------------------------------------------------------ */

static void free_thread(struct desk_thread *thread)
{
	store_free(thread->store);
	if (thread->wake)
		event_free(thread->wake);
	if (thread->sweep)
		event_free(thread->sweep);
	if (thread->last_call)
		event_free(thread->last_call);
	if (thread->base)
		event_base_free(thread->base);
	if (thread->wake_fd >= 0)
		close(thread->wake_fd);
	pthread_mutex_destroy(&thread->mutex);
}

static enum err start_thread(struct desk_thread *thread,
			     const struct pg_settings *pg,
			     struct err_detail *detail)
{
	const struct timeval often = {.tv_sec = SWEEP_S};
	sigset_t all, before;
	int failed;
	enum err err;

	thread->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	thread->base = event_base_new();
	if (thread->wake_fd < 0 || !thread->base)
		return err_set(detail, ERR_INTERNAL, "",
			       "cannot make a desk's loop: %s",
			       strerror(errno));
	thread->wake = event_new(thread->base, thread->wake_fd,
				 EV_READ | EV_PERSIST, on_wake, thread);
	thread->sweep =
	    event_new(thread->base, -1, EV_PERSIST, on_sweep, thread);
	thread->last_call = evtimer_new(thread->base, on_last_call, thread);
	event_add(thread->wake, NULL);
	event_add(thread->sweep, &often);
	err = store_new(thread->base, pg, &thread->store, detail);
	if (err != ERR_OK)
		return err;
	/* Signals are the main thread's business. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&thread->thread, NULL, serve, thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	thread->started = !failed;
	return failed ? err_set(detail, ERR_INTERNAL, "",
				"cannot start a desk's thread: %s",
				strerror(failed))
		      : ERR_OK;
}

enum err desk_new(const struct daemon *daemon, const struct pg_settings *pg,
		  unsigned threads, struct desk **ret_desk,
		  struct err_detail *detail)
{
	struct desk *desk = xcalloc(1, sizeof(*desk));
	struct pg_settings own = *pg;
	enum err err = ERR_OK;

	assert(threads > 0);
	own.read_connections = 1;
	own.write_connections = 1;
	pthread_mutex_init(&desk->ending_mutex, NULL);
	desk->threads = xcalloc(threads, sizeof(*desk->threads));
	while (!err && desk->count < threads) {
		struct desk_thread *thread = &desk->threads[desk->count++];

		thread->daemon = daemon;
		thread->wake_fd = -1;
		pthread_mutex_init(&thread->mutex, NULL);
		err = start_thread(thread, &own, detail);
	}
	if (err != ERR_OK) {
		desk_free(desk);
		return err;
	}
	*ret_desk = desk;
	return ERR_OK;
}

static void wake(struct desk_thread *thread)
{
	uint64_t one = 1;

	while (write(thread->wake_fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

static void end_threads(struct desk *desk)
{
	for (unsigned i = 0; i < desk->count; i++) {
		struct desk_thread *thread = &desk->threads[i];

		pthread_mutex_lock(&thread->mutex);
		thread->ending = true;
		pthread_mutex_unlock(&thread->mutex);
		if (thread->started)
			wake(thread);
	}
	for (unsigned i = 0; i < desk->count; i++)
		if (desk->threads[i].started)
			pthread_join(desk->threads[i].thread, NULL);
}

void desk_end(struct desk *desk)
{
	if (!desk)
		return;
	pthread_mutex_lock(&desk->ending_mutex);
	if (!desk->ended)
		end_threads(desk);
	desk->ended = true;
	pthread_mutex_unlock(&desk->ending_mutex);
}

void desk_free(struct desk *desk)
{
	if (!desk)
		return;
	desk_end(desk);
	for (unsigned i = 0; i < desk->count; i++)
		free_thread(&desk->threads[i]);
	pthread_mutex_destroy(&desk->ending_mutex);
	free(desk->threads);
	free(desk);
}

enum err desk_ask(struct desk *desk, struct work_box *box,
		  struct desk_question *question, struct err_detail *detail)
{
	struct desk_thread *thread =
	    &desk->threads[(uint64_t)question->territory % desk->count];
	bool fits;

	assert(question->answer && question->done);
	assert(question->job_count <= DESK_JOBS_MAX);
	question->task.run = is_back;
	question->task.done = on_back;
	question->error = (struct err_detail){0};
	pthread_mutex_lock(&thread->mutex);
	fits = !thread->ending && thread->open < OPEN_MAX;
	if (fits) {
		thread->open++;
		work_lend(box, &question->task);
		desk_list_add(&thread->inbox, question);
	}
	pthread_mutex_unlock(&thread->mutex);
	if (!fits)
		return err_set_rule(detail, ERR_UNAVAILABLE, "", "busy",
				    "too much at once; try again");
	wake(thread);
	return ERR_OK;
}

bool desk_ask_again(const struct store_reply *reply, int *tries)
{
	return reply->error && !strcmp(reply->error->rule, "moved") &&
	       ++*tries < TRIES_MAX;
}

void desk_stats(const struct desk *desk, struct desk_stats *ret_stats)
{
	*ret_stats = (struct desk_stats){0};
	for (unsigned i = 0; i < desk->count; i++) {
		struct desk_thread *thread = &desk->threads[i];

		ret_stats->questions += thread->questions;
		ret_stats->errors += thread->errors;
		ret_stats->loads += thread->loads;
		ret_stats->answer_us += thread->answer_us;
		ret_stats->models += thread->models;
		pthread_mutex_lock(&thread->mutex);
		ret_stats->waiting += thread->open;
		pthread_mutex_unlock(&thread->mutex);
	}
}
