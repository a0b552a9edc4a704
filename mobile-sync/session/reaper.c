/* SPDX-License-Identifier: MIT */
/*
 * Rows first, files then, rows again: `removing` keeps anybody from beginning
 * the upload anew while its file goes. What a crash leaves half done is handed
 * out again ten minutes later.
 */
#include "mobile-sync/session/reaper.h"

#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/blob.h>
#include <callout/log.h>
#include <callout/work.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/store/blob_store.h"

#define LIMIT 100
#define EVERY_S 60
#define SOON_S 1

struct reaper {
	struct work_task task; /* first */
	struct loop *loop;
	struct event *timer;
	char uids[LIMIT][37];
	const char *gone[LIMIT];
	size_t count, gone_count;
};

static void arm(struct reaper *reaper, int seconds)
{
	const struct timeval wait = {.tv_sec = seconds};

	event_add(reaper->timer, &wait);
}

static void on_told(const struct err_detail *error, const char *const *uids,
		    size_t count, void *arg)
{
	struct reaper *reaper = arg;

	(void)uids;
	(void)count;
	if (error)
		log_event(LOG_LEVEL_WARNING, "chore_failed",
			  LOG_TEXT("chore", "blobs_removed"),
			  LOG_TEXT("detail", error->text));
	else
		log_event(LOG_LEVEL_INFO, "blobs_removed",
			  LOG_NUM("files", (int64_t)reaper->gone_count));
	arm(reaper, !error && reaper->count == LIMIT ? SOON_S : EVERY_S);
}

static void run_remove(struct work_task *task)
{
	struct reaper *reaper = (struct reaper *)task;

	reaper->gone_count = 0;
	for (size_t i = 0; i < reaper->count; i++)
		if (blob_remove(reaper->loop->daemon->blob_dir, reaper->uids[i],
				NULL) == ERR_OK)
			reaper->gone[reaper->gone_count++] = reaper->uids[i];
}

static void on_removed(struct work_task *task, bool dropped)
{
	struct reaper *reaper = (struct reaper *)task;

	if (dropped || reaper->gone_count == 0)
		arm(reaper, EVERY_S);
	else
		blob_store_reaped(reaper->loop->store, reaper->gone,
				  reaper->gone_count, on_told, reaper);
}

static void on_uids(const struct err_detail *error, const char *const *uids,
		    size_t count, void *arg)
{
	struct reaper *reaper = arg;

	if (error) {
		log_event(LOG_LEVEL_WARNING, "chore_failed",
			  LOG_TEXT("chore", "blobs_removed"),
			  LOG_TEXT("detail", error->text));
		arm(reaper, EVERY_S);
		return;
	}
	reaper->count = 0;
	for (size_t i = 0; i < count && i < LIMIT; i++)
		if (blob_is_uid(uids[i]))
			memcpy(reaper->uids[reaper->count++], uids[i], 37);
	reaper->task =
	    (struct work_task){.run = run_remove, .done = on_removed};
	if (!reaper->count || !work_submit(reaper->loop->daemon->disk,
					   reaper->loop->box, &reaper->task))
		arm(reaper, EVERY_S);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct reaper *reaper = arg;
	struct loop *loop = reaper->loop;

	(void)fd;
	(void)what;
	if (loop->daemon->pools[loop->index].ready)
		blob_store_reap(loop->store, loop->daemon->blob_orphan_days,
				LIMIT, on_uids, reaper);
	else
		arm(reaper, SOON_S);
}

struct reaper *reaper_new(struct loop *loop, struct event_base *base)
{
	struct reaper *reaper;

	if (!loop->daemon->blob_dir)
		return NULL;
	reaper = xcalloc(1, sizeof(*reaper));
	reaper->loop = loop;
	reaper->timer = evtimer_new(base, on_timer, reaper);
	arm(reaper, SOON_S);
	return reaper;
}

void reaper_free(struct reaper *reaper)
{
	if (!reaper)
		return;
	event_free(reaper->timer);
	free(reaper);
}
