/* SPDX-License-Identifier: MIT */
/*
 * The cache is a direct-mapped table: a hash is random, so its first digits
 * will do. A collision costs a look-up. Refusals are not kept.
 */
#include "mobile-sync/session/auth.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/text.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/store/device_store.h"

#define SLOTS 4096

struct auth_cache {
	struct {
		struct device device; /* id 0: empty */
		int64_t until_us;
	} slots[SLOTS];
};

struct auth_cache *auth_cache_new(void)
{
	return xcalloc(1, sizeof(struct auth_cache));
}

void auth_cache_free(struct auth_cache *cache)
{
	free(cache);
}

void auth_forget(struct auth_cache *cache)
{
	memset(cache, 0, sizeof(*cache));
}

void auth_hash(const char *secret, char ret_hex[65])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)secret, strlen(secret));
	text_hex(hash, sizeof(hash), ret_hex);
}

static size_t slot_of(const char *token_hash)
{
	char digits[5];

	memcpy(digits, token_hash, 4);
	digits[4] = '\0';
	return strtoul(digits, NULL, 16) % SLOTS;
}

/* --- one look-up -------------------------------------------------------- */

struct look_up {
	struct loop *loop;
	char token_hash[65];
	auth_fn *on_device;
	void *arg;
};

static void refuse(const struct look_up *look_up, const char *rule,
		   const char *text)
{
	size_t slot = slot_of(look_up->token_hash);
	struct err_detail detail;

	look_up->loop->auth->slots[slot].until_us = 0;
	look_up->loop->daemon->counters.tokens_refused++;
	(void)err_set_rule(&detail, ERR_UNAUTHENTICATED, "", rule, "%s", text);
	look_up->on_device(NULL, &detail, look_up->arg);
}

static void admit(const struct look_up *look_up, const struct device_row *row)
{
	struct auth_cache *cache = look_up->loop->auth;
	size_t slot = slot_of(look_up->token_hash);
	struct device device = {
	    .id = row->device,
	    .technician = row->technician,
	    .epoch = row->epoch,
	    .version = row->version,
	    .acked_seq = row->acked_seq,
	};

	memcpy(device.token_hash, look_up->token_hash,
	       sizeof(device.token_hash));
	cache->slots[slot].device = device;
	cache->slots[slot].until_us = clk_monotonic_us() + AUTH_CACHE_US;
	look_up->on_device(&device, NULL, look_up->arg);
}

static void on_row(const struct device_row *row, void *arg)
{
	struct look_up *look_up = arg;

	if (row->error)
		look_up->on_device(NULL, row->error, look_up->arg);
	else if (!row->device)
		refuse(look_up, "unknown_token",
		       "this token is not known: enrol the device with a code "
		       "from the dispatcher");
	else if (row->revoked)
		refuse(look_up, "revoked",
		       "this device was revoked: ask the dispatcher for a new "
		       "code");
	else
		admit(look_up, row);
	free(look_up);
}

void auth_find(struct loop *loop, const char token_hash[65], bool fresh,
	       auth_fn *on_device, void *arg)
{
	size_t slot = slot_of(token_hash);
	struct device known = loop->auth->slots[slot].device;
	struct look_up *look_up;

	if (!fresh && known.id && !strcmp(known.token_hash, token_hash) &&
	    clk_monotonic_us() < loop->auth->slots[slot].until_us) {
		on_device(&known, NULL, arg);
		return;
	}
	look_up = xcalloc(1, sizeof(*look_up));
	look_up->loop = loop;
	look_up->on_device = on_device;
	look_up->arg = arg;
	memcpy(look_up->token_hash, token_hash, sizeof(look_up->token_hash));
	device_store_auth(loop->store, token_hash, on_row, look_up);
}
