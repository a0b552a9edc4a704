/* SPDX-License-Identifier: MIT */
/* A timer that renews and looks, and what was granted, under a mutex: other
 * threads only ask. */
#include "dispatchd/engine/leases.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <event2/event.h>
#include <sodium.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/http.h>
#include <callout/log.h>
#include <callout/pg.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/planning.h"
#include "dispatchd/store/lease_store.h"

#define TICK_US 250000
#define LOOK_US 500000 /* for runs that others were asked for */
#define CALL_TIMEOUT_MS                                      \
	2500 /* a renewal that hangs must leave time for one \
	      */

struct grant {
	int64_t territory, epoch, until_us; /* monotonic */
};

struct leases {
	char id[37], name[100];
	int64_t most;
	int poke_fd;
	/* The grants, by territory. */
	pthread_mutex_t *mutex;
	struct grant *grants;
	size_t count;
	_Atomic uint64_t taken, lost;
	/* Of the loop's thread. */
	struct loop *loop;
	struct store *store;
	struct event *tick, *poke;
	int64_t asked_us, looked_us;
	bool asking, looking, look_again, failing;
	bool leaving, left; /* gives up; the database has answered */
};

/* --- what others ask ----------------------------------------------------- */

static const struct grant *find(const struct leases *leases, int64_t territory)
{
	size_t low = 0, high = leases->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (leases->grants[middle].territory < territory)
			low = middle + 1;
		else
			high = middle;
	}
	return low < leases->count && leases->grants[low].territory == territory
		   ? &leases->grants[low]
		   : NULL;
}

bool leases_hold(const struct leases *leases, int64_t territory,
		 int64_t *ret_epoch)
{
	int64_t now_us = clk_monotonic_us();
	const struct grant *grant;
	bool held;

	pthread_mutex_lock(leases->mutex);
	grant = find(leases, territory);
	held = grant && grant->until_us > now_us;
	if (held)
		*ret_epoch = grant->epoch;
	pthread_mutex_unlock(leases->mutex);
	return held;
}

static uint64_t count_held(const struct leases *leases)
{
	int64_t now_us = clk_monotonic_us();
	uint64_t count = 0;

	pthread_mutex_lock(leases->mutex);
	for (size_t i = 0; i < leases->count; i++)
		count += leases->grants[i].until_us > now_us;
	pthread_mutex_unlock(leases->mutex);
	return count;
}

void leases_stats(const struct leases *leases, struct leases_stats *ret_stats)
{
	*ret_stats = (struct leases_stats){
	    .held = count_held(leases),
	    .taken = leases->taken,
	    .lost = leases->lost,
	};
}

void leases_poke(struct leases *leases)
{
	uint64_t one = 1;

	while (write(leases->poke_fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

/* --- what the database granted ------------------------------------------- */

static void tell(const struct leases *leases, const char *event,
		 const struct grant *grant)
{
	log_event(LOG_LEVEL_INFO, event, LOG_NUM("territory", grant->territory),
		  LOG_NUM("epoch", grant->epoch),
		  LOG_TEXT("holder", leases->name));
}

/* Swap in what is held now; say what came and what went. */
static void set_grants(struct leases *leases, struct grant *grants,
		       size_t count)
{
	struct leases before = {.grants = leases->grants,
				.count = leases->count};
	struct leases after = {.grants = grants, .count = count};

	for (size_t i = 0; i < count; i++) {
		const struct grant *old = find(&before, grants[i].territory);

		if (old && old->epoch == grants[i].epoch)
			continue;
		leases->taken++;
		tell(leases, "lease_taken", &grants[i]);
	}
	for (size_t i = 0; i < before.count; i++)
		if (!find(&after, before.grants[i].territory)) {
			leases->lost++;
			tell(leases, "lease_gone", &before.grants[i]);
		}
	pthread_mutex_lock(leases->mutex);
	leases->grants = grants;
	leases->count = count;
	pthread_mutex_unlock(leases->mutex);
	free(before.grants);
}

static void look(struct leases *leases);

static void on_taken(const struct lease *rows, size_t count,
		     const struct err_detail *error, void *arg)
{
	struct leases *leases = arg;
	uint64_t taken = leases->taken;
	struct grant *grants;

	leases->asking = false;
	if (error && !leases->failing && !leases->leaving)
		log_event(LOG_LEVEL_WARNING, "leases_not_renewed",
			  LOG_TEXT("detail", error->text));
	leases->failing = error != NULL;
	if (error)
		leases->asked_us = 0; /* with the next tick */
	if (error || leases->leaving)
		return; /* what was granted runs out by itself */
	grants = xcalloc(count + 1, sizeof(*grants));
	for (size_t i = 0; i < count; i++)
		grants[i] = (struct grant){
		    .territory = rows[i].territory,
		    .epoch = rows[i].epoch,
		    .until_us = leases->asked_us + rows[i].left_ms * 1000,
		};
	set_grants(leases, grants, count);
	if (leases->taken != taken)
		look(leases);
}

static void renew(struct leases *leases)
{
	leases->asking = true;
	leases->asked_us = clk_monotonic_us();
	lease_store_take(
	    leases->store,
	    &(struct lease_holder){leases->id, leases->name, leases->most},
	    LEASE_TTL_S, on_taken, leases);
}

/* --- runs ----------------------------------------------------------------- */

static const int64_t *read_ids(struct arena *arena, const char *text,
			       size_t *ret_count)
{
	int64_t *ids;
	size_t count = 0;
	char *end;

	if (!text)
		return NULL;
	ids = arena_calloc(arena, strlen(text) / 2 + 1, sizeof(*ids));
	for (; *text; text = *end ? end + 1 : end)
		ids[count++] = strtoll(text, &end, 10);
	*ret_count = count;
	return ids;
}

static void begin(struct leases *leases, const struct lease_run *run)
{
	struct arena *arena = arena_new();
	struct planning_wish wish = {
	    .proposal = run->proposal,
	    .territory = run->territory,
	    .epoch = run->epoch,
	    .from = run->from,
	    .to = run->to,
	    .time_ms = run->time_ms,
	    .move = run->move,
	};

	wish.jobs = read_ids(arena, run->jobs, &wish.job_count);
	wish.technicians =
	    read_ids(arena, run->technicians, &wish.technician_count);
	planning_begin(leases->loop->planning, &wish);
	arena_free(arena);
}

static void on_run(const struct lease_run *run, const struct err_detail *error,
		   void *arg)
{
	struct leases *leases = arg;

	if (run) {
		/* While leaving, the database has them wait for another. */
		if (!leases->leaving)
			begin(leases, run);
		return;
	}
	leases->looking = false;
	if (error && !leases->leaving)
		log_event(LOG_LEVEL_WARNING, "runs_not_claimed",
			  LOG_TEXT("detail", error->text));
	else if (!error && leases->look_again)
		look(leases);
}

static void look(struct leases *leases)
{
	int room = planning_room(leases->loop->planning);

	leases->look_again = leases->looking;
	if (leases->looking || leases->leaving || room == 0 ||
	    !store_is_ready(leases->store) || count_held(leases) == 0)
		return;
	leases->looking = true;
	leases->looked_us = clk_monotonic_us();
	lease_store_claim(leases->store, leases->id, room, on_run, leases);
}

/* --- the timer ------------------------------------------------------------ */

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct leases *leases = arg;
	int64_t now_us = clk_monotonic_us();

	(void)fd;
	(void)what;
	if (http_server_is_stopping(leases->loop->server))
		leases_leave(leases);
	if (leases->leaving || !store_is_ready(leases->store))
		return;
	if (!leases->asking &&
	    now_us - leases->asked_us >= LEASE_RENEW_S * 1000000 - TICK_US / 2)
		renew(leases);
	if (now_us - leases->looked_us >= LOOK_US - TICK_US / 2)
		look(leases);
}

static void on_poke(evutil_socket_t fd, short what, void *arg)
{
	uint64_t count;

	(void)what;
	while (read(fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
	look(arg);
}

/* The first leases are wanted at once. */
static void on_state(bool ready, void *arg)
{
	struct leases *leases = arg;

	if (ready && !leases->asking && !leases->leaving)
		renew(leases);
}

static void on_given_up(const struct store_reply *reply, void *arg)
{
	struct leases *leases = arg;

	leases->left = true;
	if (reply->error)
		log_event(LOG_LEVEL_WARNING, "leases_not_given_up",
			  LOG_TEXT("detail", reply->error->text));
	else
		log_event(LOG_LEVEL_INFO, "leases_given_up",
			  LOG_NUM("count", reply->id));
}

void leases_leave(struct leases *leases)
{
	if (!leases->store || leases->leaving)
		return;
	leases->leaving = true;
	set_grants(leases, NULL, 0);
	if (store_is_ready(leases->store))
		lease_store_give_up(leases->store, leases->id, on_given_up,
				    leases);
	else
		leases->left = true;
}

bool leases_is_leaving(const struct leases *leases)
{
	return leases->leaving && !leases->left;
}

/* --- start and end -------------------------------------------------------- */

static void make_id(struct leases *leases)
{
	unsigned char b[16];
	char host[64] = "";

	randombytes_buf(b, sizeof(b));
	snprintf(leases->id, sizeof(leases->id),
		 "%02x%02x%02x%02x-%02x%02x-4%01x%02x-8%01x%02x-"
		 "%02x%02x%02x%02x%02x%02x",
		 b[0], b[1], b[2], b[3], b[4], b[5], b[6] & 15, b[7], b[8] & 15,
		 b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
	(void)gethostname(host, sizeof(host) - 1);
	snprintf(leases->name, sizeof(leases->name), "%s/%ld", host,
		 (long)getpid());
}

enum err leases_new(int64_t most, struct leases **ret_leases,
		    struct err_detail *detail)
{
	struct leases *leases = xcalloc(1, sizeof(*leases));

	leases->most = most;
	leases->mutex = xmalloc(sizeof(*leases->mutex));
	pthread_mutex_init(leases->mutex, NULL);
	make_id(leases);
	leases->poke_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (leases->poke_fd < 0) {
		leases_free(leases);
		return err_set(detail, ERR_INTERNAL, "",
			       "cannot make an event: %s", strerror(errno));
	}
	*ret_leases = leases;
	return ERR_OK;
}

void leases_free(struct leases *leases)
{
	if (!leases)
		return;
	assert(!leases->store);
	if (leases->poke_fd >= 0)
		close(leases->poke_fd);
	pthread_mutex_destroy(leases->mutex);
	free(leases->mutex);
	free(leases->grants);
	free(leases);
}

enum err leases_start(struct leases *leases, struct loop *loop,
		      const struct pg_settings *pg, struct err_detail *detail)
{
	const struct timeval tick = {.tv_usec = TICK_US};
	struct pg_settings own = *pg;
	enum err err;

	own.read_connections = 1;
	own.write_connections = 1;
	own.call_timeout_ms = CALL_TIMEOUT_MS;
	if (own.statement_timeout_ms > CALL_TIMEOUT_MS - 500)
		own.statement_timeout_ms = CALL_TIMEOUT_MS - 500;
	if (own.lock_timeout_ms >= own.statement_timeout_ms)
		own.lock_timeout_ms =
		    own.statement_timeout_ms - own.statement_timeout_ms / 5;
	err = store_new(loop->base, &own, &leases->store, detail);
	if (err != ERR_OK)
		return err;
	leases->loop = loop;
	store_on_state(leases->store, on_state, leases);
	leases->tick = event_new(loop->base, -1, EV_PERSIST, on_tick, leases);
	leases->poke = event_new(loop->base, leases->poke_fd,
				 EV_READ | EV_PERSIST, on_poke, leases);
	event_add(leases->tick, &tick);
	event_add(leases->poke, NULL);
	return ERR_OK;
}

void leases_stop(struct leases *leases)
{
	if (!leases->store)
		return;
	leases->leaving = true;
	store_on_state(leases->store, NULL, NULL);
	store_free(leases->store);
	leases->store = NULL;
	event_free(leases->tick);
	event_free(leases->poke);
	set_grants(leases, NULL, 0);
}
