/* SPDX-License-Identifier: MIT */
/* Two hash tables and the loops' boxes, behind one lock; see hub.h. */
#include "mobile-sync/session/hub.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <callout/arena.h>
#include <callout/clk.h>

#define SEAT_BUCKETS 4096

/* technician 0: empty */
struct scope {
	int64_t technician, version;
	int64_t doubt_us; /* what was asked before does not count */
};

/* Of one bucket, in the order in which they came. */
struct seat {
	int64_t device, technician;
	uint64_t number;
	unsigned loop;
	struct seat *next;
};

struct box {
	int fd;
	struct hub_news *news;
	size_t count, capacity;
};

struct hub {
	pthread_mutex_t lock;
	int64_t epoch; /* 0: nothing is known yet */
	int64_t asked_us;
	int64_t wanted_us; /* the last time that one wanted to know */
	struct scope *scopes;
	size_t scope_count, scope_size; /* a power of two, half of it empty */
	struct seat *seats[SEAT_BUCKETS];
	size_t seat_count;
	uint64_t last_seat;
	struct box *boxes;
	unsigned loops;
};

struct hub *hub_new(unsigned loops)
{
	struct hub *hub = xcalloc(1, sizeof(*hub));

	assert(loops > 0);
	pthread_mutex_init(&hub->lock, NULL);
	hub->scope_size = 256;
	hub->scopes = xcalloc(hub->scope_size, sizeof(*hub->scopes));
	hub->boxes = xcalloc(loops, sizeof(*hub->boxes));
	hub->loops = loops;
	for (unsigned i = 0; i < loops; i++)
		hub->boxes[i].fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	return hub;
}

void hub_free(struct hub *hub)
{
	if (!hub)
		return;
	for (unsigned i = 0; i < hub->loops; i++) {
		if (hub->boxes[i].fd >= 0)
			close(hub->boxes[i].fd);
		free(hub->boxes[i].news);
	}
	for (size_t i = 0; i < SEAT_BUCKETS; i++)
		while (hub->seats[i]) {
			struct seat *seat = hub->seats[i];

			hub->seats[i] = seat->next;
			free(seat);
		}
	free(hub->boxes);
	free(hub->scopes);
	pthread_mutex_destroy(&hub->lock);
	free(hub);
}

/* --- boxes -------------------------------------------------------------- */

static void tell(struct hub *hub, unsigned loop, const struct hub_news *news)
{
	struct box *box = &hub->boxes[loop];
	const uint64_t one = 1;

	if (box->count == box->capacity) {
		box->capacity = box->capacity * 2 + 16;
		box->news =
		    xrealloc(box->news, box->capacity * sizeof(*box->news));
	}
	box->news[box->count++] = *news;
	/* Full: then it is told already. */
	if (box->count == 1)
		(void)!write(box->fd, &one, sizeof(one));
}

static void tell_all(struct hub *hub, const struct hub_news *news)
{
	for (unsigned i = 0; i < hub->loops; i++)
		tell(hub, i, news);
}

int hub_fd(const struct hub *hub, unsigned loop)
{
	assert(loop < hub->loops);
	return hub->boxes[loop].fd;
}

struct hub_news *hub_take(struct hub *hub, unsigned loop, size_t *ret_count)
{
	struct box *box = &hub->boxes[loop];
	struct hub_news *news;
	uint64_t count;

	pthread_mutex_lock(&hub->lock);
	(void)!read(box->fd, &count, sizeof(count));
	news = box->news;
	*ret_count = box->count;
	box->news = NULL;
	box->count = box->capacity = 0;
	pthread_mutex_unlock(&hub->lock);
	return news;
}

/* --- scopes ------------------------------------------------------------- */

static size_t slot_of(int64_t id, size_t size)
{
	return (size_t)(((uint64_t)id * 0x9e3779b97f4a7c15u) >> 32) &
	       (size - 1);
}

/* The technician's, or the empty one where it would stand. */
static struct scope *find(const struct hub *hub, int64_t technician)
{
	size_t slot = slot_of(technician, hub->scope_size);

	while (hub->scopes[slot].technician &&
	       hub->scopes[slot].technician != technician)
		slot = (slot + 1) & (hub->scope_size - 1);
	return &hub->scopes[slot];
}

static void grow(struct hub *hub)
{
	struct scope *old = hub->scopes;
	size_t size = hub->scope_size;

	hub->scope_size *= 2;
	hub->scopes = xcalloc(hub->scope_size, sizeof(*hub->scopes));
	for (size_t i = 0; i < size; i++)
		if (old[i].technician)
			*find(hub, old[i].technician) = old[i];
	free(old);
}

static struct scope *find_or_add(struct hub *hub, int64_t technician)
{
	struct scope *scope = find(hub, technician);

	if (scope->technician)
		return scope;
	if (++hub->scope_count > hub->scope_size / 2) {
		grow(hub);
		scope = find(hub, technician);
	}
	*scope = (struct scope){.technician = technician, .version = -1};
	return scope;
}

bool hub_is_fresh(struct hub *hub, int64_t technician,
		  struct hub_place *ret_place)
{
	int64_t now_us = clk_monotonic_us();
	const struct scope *scope;
	bool fresh;

	pthread_mutex_lock(&hub->lock);
	hub->wanted_us = now_us;
	scope = find(hub, technician);
	fresh = hub->epoch && scope->technician && scope->version >= 0 &&
		now_us - hub->asked_us <= HUB_FRESH_US &&
		hub->asked_us > scope->doubt_us;
	if (fresh)
		*ret_place = (struct hub_place){hub->epoch, scope->version};
	pthread_mutex_unlock(&hub->lock);
	return fresh;
}

bool hub_last(struct hub *hub, int64_t technician, struct hub_place *ret_place)
{
	const struct scope *scope;
	bool known;

	pthread_mutex_lock(&hub->lock);
	scope = find(hub, technician);
	known = hub->epoch && scope->technician && scope->version >= 0;
	if (known)
		*ret_place = (struct hub_place){hub->epoch, scope->version};
	pthread_mutex_unlock(&hub->lock);
	return known;
}

void hub_doubt(struct hub *hub, int64_t technician)
{
	pthread_mutex_lock(&hub->lock);
	find_or_add(hub, technician)->doubt_us = clk_monotonic_us();
	pthread_mutex_unlock(&hub->lock);
}

/* What was known is of another database. */
static void begin_epoch(struct hub *hub, int64_t epoch)
{
	bool first = hub->epoch == 0;

	hub->epoch = epoch;
	memset(hub->scopes, 0, hub->scope_size * sizeof(*hub->scopes));
	hub->scope_count = 0;
	if (!first)
		tell_all(hub, &(struct hub_news){.kind = HUB_EPOCH,
						 .place = {.epoch = epoch}});
}

void hub_move(struct hub *hub, int64_t epoch, int64_t asked_us,
	      const struct hub_scope *scopes, size_t count)
{
	pthread_mutex_lock(&hub->lock);
	if (epoch != hub->epoch)
		begin_epoch(hub, epoch);
	for (size_t i = 0; i < count; i++) {
		struct scope *scope = find_or_add(hub, scopes[i].technician);

		if (scope->version == scopes[i].version)
			continue;
		scope->version = scopes[i].version;
		tell_all(hub,
			 &(struct hub_news){.kind = HUB_MOVED,
					    .technician = scope->technician,
					    .place = {epoch, scope->version}});
	}
	hub->asked_us = asked_us;
	pthread_mutex_unlock(&hub->lock);
}

bool hub_is_busy(struct hub *hub)
{
	bool busy;

	pthread_mutex_lock(&hub->lock);
	busy = !hub->epoch || hub->seat_count > 0 ||
	       clk_monotonic_us() - hub->wanted_us < HUB_FRESH_US;
	pthread_mutex_unlock(&hub->lock);
	return busy;
}

/* --- seats -------------------------------------------------------------- */

/* Its place in the chain; NULL: no such. */
static struct seat **find_seat(struct hub *hub, int64_t device, uint64_t number)
{
	struct seat **place = &hub->seats[slot_of(device, SEAT_BUCKETS)];

	while (*place && ((*place)->device != device ||
			  (number && (*place)->number != number)))
		place = &(*place)->next;
	return *place ? place : NULL;
}

static void take_seat(struct hub *hub, struct seat **place)
{
	struct seat *seat = *place;

	*place = seat->next;
	free(seat);
	hub->seat_count--;
}

uint64_t hub_sit(struct hub *hub, unsigned loop, int64_t device,
		 int64_t technician)
{
	struct seat *seat = xmalloc(sizeof(*seat)), **end, **first;
	unsigned taken = 0;
	uint64_t number;

	pthread_mutex_lock(&hub->lock);
	number = ++hub->last_seat;
	end = &hub->seats[slot_of(device, SEAT_BUCKETS)];
	for (; *end; end = &(*end)->next)
		taken += (*end)->device == device;
	*seat = (struct seat){device, technician, number, loop, NULL};
	*end = seat;
	hub->seat_count++;
	if (taken >= HUB_SEATS_MAX) {
		first = find_seat(hub, device, 0);
		tell(hub, (*first)->loop,
		     &(struct hub_news){.kind = HUB_GO,
					.technician = technician,
					.seat = (*first)->number});
		take_seat(hub, first);
	}
	pthread_mutex_unlock(&hub->lock);
	return number;
}

void hub_leave(struct hub *hub, int64_t device, uint64_t number)
{
	struct seat **place;

	pthread_mutex_lock(&hub->lock);
	place = find_seat(hub, device, number);
	if (place) /* else it was needed */
		take_seat(hub, place);
	pthread_mutex_unlock(&hub->lock);
}

size_t hub_seats(struct hub *hub)
{
	size_t count;

	pthread_mutex_lock(&hub->lock);
	count = hub->seat_count;
	pthread_mutex_unlock(&hub->lock);
	return count;
}
