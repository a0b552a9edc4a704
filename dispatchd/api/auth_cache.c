/* SPDX-License-Identifier: MIT */
/* A direct-mapped table: the hash is random, so its first digits will do. A
 * collision only costs a look-up. */
#include "dispatchd/api/auth_cache.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 1024

struct slot {
	struct user user; /* texts owned; user.id 0: empty */
	int64_t until_us;
};

struct auth_cache {
	struct slot slots[SLOTS];
};

struct auth_cache *auth_cache_new(void)
{
	return xcalloc(1, sizeof(struct auth_cache));
}

static void empty(struct slot *slot)
{
	free((char *)slot->user.login);
	free((char *)slot->user.name);
	free((char *)slot->user.territories);
	memset(slot, 0, sizeof(*slot));
}

void auth_cache_free(struct auth_cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		empty(&cache->slots[i]);
	free(cache);
}

static struct slot *slot_of(struct auth_cache *cache, const char *token_hash)
{
	char digits[5];

	memcpy(digits, token_hash, 4);
	digits[4] = '\0';
	return &cache->slots[strtoul(digits, NULL, 16) % SLOTS];
}

const struct user *auth_cache_find(struct auth_cache *cache,
				   const char token_hash[65], int64_t now_us)
{
	struct slot *slot = slot_of(cache, token_hash);

	if (!slot->user.id || strcmp(slot->user.token_hash, token_hash) != 0)
		return NULL;
	if (now_us >= slot->until_us) {
		empty(slot);
		return NULL;
	}
	return &slot->user;
}

void auth_cache_put(struct auth_cache *cache, const struct user *user,
		    int64_t now_us)
{
	struct slot *slot = slot_of(cache, user->token_hash);

	assert(user->id > 0 && strlen(user->token_hash) == 64);
	empty(slot);
	slot->user = *user;
	slot->user.login = xstrdup(user->login);
	slot->user.name = xstrdup(user->name);
	if (user->territories)
		slot->user.territories = xstrdup(user->territories);
	slot->until_us = now_us + AUTH_CACHE_TTL_US;
}

void auth_cache_drop(struct auth_cache *cache, const char token_hash[65])
{
	struct slot *slot = slot_of(cache, token_hash);

	if (!strcmp(slot->user.token_hash, token_hash))
		empty(slot);
}

void auth_cache_drop_user(struct auth_cache *cache, int64_t user_id)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (cache->slots[i].user.id == user_id)
			empty(&cache->slots[i]);
}
