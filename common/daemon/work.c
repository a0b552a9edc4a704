/* SPDX-License-Identifier: MIT */
/*
 * Threads for what would hold up a loop. One mutex for the queue of a pool,
 * one for the list of a box; an eventfd wakes the loop.
 */
#include <callout/work.h>

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <event2/event.h>

#include <callout/arena.h>

struct list {
	struct work_task *first, **last;
	unsigned count;
};

struct work_pool {
	pthread_mutex_t ending_mutex; /* several loops may end it at once */
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	struct list waiting;
	unsigned queue_limit;
	unsigned running; /* under the mutex, as the list */
	atomic_bool ending;
	pthread_t *threads;
	unsigned thread_count;
};

struct work_box {
	pthread_mutex_t mutex;
	struct list back;
	unsigned open; /* loop's thread only */
	int wake_fd;
	struct event *event;
};

static void list_add(struct list *list, struct work_task *task)
{
	task->next = NULL;
	if (!list->count++)
		list->first = task;
	else
		*list->last = task;
	list->last = &task->next;
}

static struct work_task *list_take(struct list *list)
{
	struct work_task *task = list->first;

	if (task) {
		list->first = task->next;
		list->count--;
	}
	return task;
}

void work_return(struct work_task *task)
{
	struct work_box *box = task->box;
	uint64_t one = 1;

	pthread_mutex_lock(&box->mutex);
	list_add(&box->back, task);
	pthread_mutex_unlock(&box->mutex);
	while (write(box->wake_fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

static void *work(void *arg)
{
	struct work_pool *pool = arg;

	pthread_mutex_lock(&pool->mutex);
	for (;;) {
		while (!pool->ending && !pool->waiting.count)
			pthread_cond_wait(&pool->wake, &pool->mutex);
		if (pool->ending)
			break;
		struct work_task *task = list_take(&pool->waiting);

		pool->running++;
		pthread_mutex_unlock(&pool->mutex);
		task->run(task);
		work_return(task);
		pthread_mutex_lock(&pool->mutex);
		pool->running--;
	}
	pthread_mutex_unlock(&pool->mutex);
	return NULL;
}

enum err work_pool_new(unsigned threads, unsigned queue_limit,
		       struct work_pool **ret_pool, struct err_detail *detail)
{
	assert(threads > 0);

	struct work_pool *pool = xcalloc(1, sizeof(*pool));
	sigset_t all, before;
	int failed = 0;

	pthread_mutex_init(&pool->ending_mutex, NULL);
	pthread_mutex_init(&pool->mutex, NULL);
	pthread_cond_init(&pool->wake, NULL);
	pool->queue_limit = queue_limit;
	pool->threads = xcalloc(threads, sizeof(*pool->threads));
	/* Signals are the main thread's business. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (pool->thread_count < threads && !failed) {
		failed = pthread_create(&pool->threads[pool->thread_count],
					NULL, work, pool);
		pool->thread_count += !failed;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (failed) {
		work_pool_end(pool);
		work_pool_free(pool);
		return err_set(detail, ERR_INTERNAL, "",
			       "cannot start a worker thread: %s",
			       strerror(failed));
	}
	*ret_pool = pool;
	return ERR_OK;
}

static void join_threads(struct work_pool *pool)
{
	pthread_mutex_lock(&pool->mutex);
	pool->ending = true;
	pthread_cond_broadcast(&pool->wake);
	pthread_mutex_unlock(&pool->mutex);
	for (unsigned i = 0; i < pool->thread_count; i++)
		pthread_join(pool->threads[i], NULL);
	free(pool->threads);
	pool->threads = NULL;
	for (struct work_task *task; (task = list_take(&pool->waiting));) {
		task->run = NULL; /* says that it was dropped */
		work_return(task);
	}
}

void work_pool_end(struct work_pool *pool)
{
	if (!pool)
		return;
	pthread_mutex_lock(&pool->ending_mutex);
	if (pool->threads)
		join_threads(pool);
	pthread_mutex_unlock(&pool->ending_mutex);
}

void work_pool_free(struct work_pool *pool)
{
	if (!pool)
		return;
	work_pool_end(pool);
	pthread_cond_destroy(&pool->wake);
	pthread_mutex_destroy(&pool->mutex);
	pthread_mutex_destroy(&pool->ending_mutex);
	free(pool);
}

bool work_pool_is_ending(const struct work_pool *pool)
{
	return pool->ending;
}

unsigned work_pool_load(const struct work_pool *pool)
{
	pthread_mutex_t *mutex = (pthread_mutex_t *)&pool->mutex;
	unsigned load;

	pthread_mutex_lock(mutex);
	load = pool->waiting.count + pool->running;
	pthread_mutex_unlock(mutex);
	return load;
}

void work_lend(struct work_box *box, struct work_task *task)
{
	task->box = box;
	box->open++;
}

bool work_submit(struct work_pool *pool, struct work_box *box,
		 struct work_task *task)
{
	bool fits;

	assert(task->run && task->done);
	task->box = box;
	pthread_mutex_lock(&pool->mutex);
	fits = !pool->ending && pool->waiting.count < pool->queue_limit;
	if (fits) {
		list_add(&pool->waiting, task);
		pthread_cond_signal(&pool->wake);
	}
	pthread_mutex_unlock(&pool->mutex);
	box->open += fits;
	return fits;
}

static void empty_box(struct work_box *box)
{
	for (;;) {
		struct work_task *task;

		pthread_mutex_lock(&box->mutex);
		task = list_take(&box->back);
		pthread_mutex_unlock(&box->mutex);
		if (!task)
			return;
		box->open--;
		task->done(task, !task->run);
	}
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
	uint64_t count;

	(void)what;
	while (read(fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
	empty_box(arg);
}

enum err work_box_new(struct event_base *base, struct work_box **ret_box,
		      struct err_detail *detail)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (fd < 0)
		return err_set(detail, ERR_INTERNAL, "", "eventfd: %s",
			       strerror(errno));

	struct work_box *box = xcalloc(1, sizeof(*box));

	pthread_mutex_init(&box->mutex, NULL);
	box->wake_fd = fd;
	box->event = event_new(base, fd, EV_READ | EV_PERSIST, on_wake, box);
	event_add(box->event, NULL);
	*ret_box = box;
	return ERR_OK;
}

void work_box_free(struct work_box *box)
{
	if (!box)
		return;
	empty_box(box);
	assert(box->open == 0); /* the pools have ended, or all came back */
	event_free(box->event);
	close(box->wake_fd);
	pthread_mutex_destroy(&box->mutex);
	free(box);
}

unsigned work_box_open(const struct work_box *box)
{
	return box->open;
}
