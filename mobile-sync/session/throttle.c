/* SPDX-License-Identifier: MIT */
/*
 * A leaky bucket per address, as one instant each: when it will be empty. A
 * table of fixed size; an address without a slot takes the one whose bucket
 * is empty first, so that memory is bounded and the worst offenders stay.
 */
#include "mobile-sync/session/throttle.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>

#define SLOTS 512
#define STEP_US (THROTTLE_STEP_S * INT64_C(1000000))

struct slot {
	unsigned char key[16];
	int64_t empty_us;
};

struct throttle {
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
};

struct throttle *throttle_new(void)
{
	struct throttle *throttle = xcalloc(1, sizeof(*throttle));

	pthread_mutex_init(&throttle->lock, NULL);
	return throttle;
}

void throttle_free(struct throttle *throttle)
{
	if (!throttle)
		return;
	pthread_mutex_destroy(&throttle->lock);
	free(throttle);
}

static void key_of(const char *address, unsigned char ret_key[16])
{
	memset(ret_key, 0, 16);
	if (inet_pton(AF_INET6, address, ret_key) == 1)
		memset(ret_key + 8, 0, 8);
	else
		memcpy(ret_key, address, strnlen(address, 16));
}

/* The slot with this key, else the one that is empty first. */
static struct slot *find(struct throttle *throttle, const unsigned char key[16])
{
	struct slot *best = &throttle->slots[0];

	for (size_t i = 0; i < SLOTS; i++) {
		struct slot *slot = &throttle->slots[i];

		if (slot->empty_us && !memcmp(slot->key, key, 16))
			return slot;
		if (slot->empty_us < best->empty_us)
			best = slot;
	}
	return best;
}

int throttle_take(struct throttle *throttle, const char *address,
		  int64_t now_us)
{
	unsigned char key[16];
	struct slot *slot;
	int64_t over_us;

	key_of(address, key);
	pthread_mutex_lock(&throttle->lock);
	slot = find(throttle, key);
	if (memcmp(slot->key, key, 16) != 0 || slot->empty_us < now_us)
		slot->empty_us = now_us;
	memcpy(slot->key, key, 16);
	over_us = slot->empty_us - now_us - (THROTTLE_BURST - 1) * STEP_US;
	if (over_us <= 0)
		slot->empty_us += STEP_US;
	pthread_mutex_unlock(&throttle->lock);
	return over_us <= 0 ? 0 : (int)(over_us / 1000000) + 1;
}

void throttle_give_back(struct throttle *throttle, const char *address)
{
	unsigned char key[16];
	struct slot *slot;

	key_of(address, key);
	pthread_mutex_lock(&throttle->lock);
	slot = find(throttle, key);
	if (!memcmp(slot->key, key, 16) && slot->empty_us > STEP_US)
		slot->empty_us -= STEP_US;
	pthread_mutex_unlock(&throttle->lock);
}
