/* SPDX-License-Identifier: MIT */
/* A table of chores, each with a timer; one that did all it may at once goes
 * on soon. */
#include "dispatchd/engine/chores.h"

#include <stdlib.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/log.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/planning.h"
#include "dispatchd/store/chore_store.h"

#define SOON_S 1
#define REAP_GRACE_S 60

static const struct {
	const char *event; /* of the log, when there was something to do */
	int every_s;
	int limit; /* rows at once; 0: see limit_of() */
} rows[CHORE_COUNT] = {
    [CHORE_REAP_PROPOSALS] = {"proposals_reaped", 2, 0},
    [CHORE_MISS_VISITS] = {"visits_missed", 60, 500},
    [CHORE_PURGE_FEED] = {"feed_purged", 300, 1000},
    [CHORE_FIRE_MILESTONES] = {"milestones_fired", 5, 200},
    [CHORE_REAP_HOLDS] = {"holds_reaped", 5, 200},
    [CHORE_PURGE_ANSWERS] = {"answers_purged", 300, 1000},
    [CHORE_MAKE_SHIFTS] = {"shifts_made", 600, 50},
    [CHORE_LEARN_TRAVEL] = {"travel_reports_read", 600, 500},
    [CHORE_PURGE_TRAVEL] = {"travel_times_purged", 3600, 1000},
    [CHORE_PURGE_POSITIONS] = {"positions_purged", 3600, 0},
};

struct timed_chore {
	struct chores *chores;
	enum chore chore;
	struct event *timer;
};

struct chores {
	struct loop *loop;
	struct timed_chore timed[CHORE_COUNT];
};

/* A run waits behind at most PLANNING_QUEUE_MAX others; one that is older
 * than that has lost its daemon. */
static int64_t limit_of(const struct timed_chore *timed)
{
	const struct daemon *daemon = timed->chores->loop->daemon;
	int64_t run_s = daemon->tunables.planner_time_ms / 1000 + 1;

	if (timed->chore == CHORE_PURGE_POSITIONS)
		return daemon->tunables.position_days;
	return rows[timed->chore].limit
		   ? rows[timed->chore].limit
		   : run_s * (PLANNING_QUEUE_MAX + 1) + REAP_GRACE_S;
}

static void arm(struct timed_chore *timed, int seconds)
{
	const struct timeval wait = {.tv_sec = seconds};

	event_add(timed->timer, &wait);
}

static void on_done(const struct store_reply *reply, void *arg)
{
	struct timed_chore *timed = arg;
	const char *event = rows[timed->chore].event;
	int limit = rows[timed->chore].limit;

	if (reply->error)
		log_event(LOG_LEVEL_WARNING, "chore_failed",
			  LOG_TEXT("chore", event),
			  LOG_TEXT("detail", reply->error->text));
	else if (reply->id > 0)
		log_event(LOG_LEVEL_INFO, event, LOG_NUM("rows", reply->id));
	arm(timed, !reply->error && limit && reply->id >= limit
		       ? SOON_S
		       : rows[timed->chore].every_s);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct timed_chore *timed = arg;
	struct store *store = timed->chores->loop->store;

	(void)fd;
	(void)what;
	if (store_is_ready(store))
		chore_store_do(store, timed->chore, limit_of(timed), on_done,
			       timed);
	else
		arm(timed, SOON_S);
}

struct chores *chores_new(struct loop *loop)
{
	struct chores *chores = xcalloc(1, sizeof(*chores));

	chores->loop = loop;
	for (int i = 0; i < CHORE_COUNT; i++) {
		struct timed_chore *timed = &chores->timed[i];

		timed->chores = chores;
		timed->chore = (enum chore)i;
		timed->timer = evtimer_new(loop->base, on_timer, timed);
		arm(timed, SOON_S);
	}
	return chores;
}

void chores_free(struct chores *chores)
{
	if (!chores)
		return;
	for (int i = 0; i < CHORE_COUNT; i++)
		event_free(chores->timed[i].timer);
	free(chores);
}
