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
#include "mobile-sync/session/out.h"

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

void auth_make_token(char ret_token[AUTH_TOKEN_SIZE])
{
	unsigned char random[32];

	randombytes_buf(random, sizeof(random));
	memcpy(ret_token, "cdt_", 4);
	text_hex(random, sizeof(random), ret_token + 4);
	sodium_memzero(random, sizeof(random));
}

/* --- one look-up -------------------------------------------------------- */

struct look_up {
	struct loop *loop;
	char token_hash[65];
	enum auth_for why;
	struct device_said said;
	auth_fn *on_device;
	void *arg;
};

static void refuse(const struct look_up *look_up, const char *rule,
		   const char *text)
{
	struct err_detail detail;

	look_up->loop->daemon->counters.tokens_refused++;
	(void)err_set_rule(&detail, ERR_UNAUTHENTICATED, "", rule, "%s", text);
	look_up->on_device(NULL, &detail, look_up->arg);
}

/* Only one that may do all is remembered. */
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
	    .token_age_s = row->token_age_s,
	    .said = look_up->said,
	};

	memcpy(device.token_hash, look_up->token_hash,
	       sizeof(device.token_hash));
	if (row->state == DEVICE_ACTIVE) {
		cache->slots[slot].device = device;
		cache->slots[slot].until_us =
		    clk_monotonic_us() + AUTH_CACHE_US;
	}
	look_up->on_device(&device, NULL, look_up->arg);
}

static void answer(const struct look_up *look_up, const struct device_row *row)
{
	bool admitted =
	    row->state == DEVICE_ACTIVE ||
	    (row->state == DEVICE_EXCHANGED && look_up->why == AUTH_RENEW) ||
	    (row->state == DEVICE_QUARANTINE && look_up->why == AUTH_TELL);

	if (!row->device)
		refuse(look_up, "unknown_token",
		       "this token is not known: enrol the device with a code "
		       "from the dispatcher");
	else if (admitted)
		admit(look_up, row);
	else if (row->state == DEVICE_EXCHANGED)
		refuse(look_up, "token_exchanged",
		       "this token was exchanged for another one, a day ago: "
		       "if that never came, POST /token gives another");
	else
		refuse(look_up, "revoked",
		       "this device was revoked: ask the dispatcher for a new "
		       "code");
}

static void on_row(const struct device_row *row, void *arg)
{
	struct look_up *look_up = arg;
	size_t slot = slot_of(look_up->token_hash);

	if (row->error) {
		look_up->on_device(NULL, row->error, look_up->arg);
	} else {
		if (!strcmp(look_up->loop->auth->slots[slot].device.token_hash,
			    look_up->token_hash))
			look_up->loop->auth->slots[slot].until_us = 0;
		answer(look_up, row);
	}
	free(look_up);
}

static void look_up(struct loop *loop, const char token_hash[65],
		    enum auth_for why, const struct device_said *said,
		    auth_fn *on_device, void *arg)
{
	struct look_up *look_up = xcalloc(1, sizeof(*look_up));

	look_up->loop = loop;
	look_up->why = why;
	look_up->said = *said;
	look_up->on_device = on_device;
	look_up->arg = arg;
	memcpy(look_up->token_hash, token_hash, sizeof(look_up->token_hash));
	device_store_auth(loop->store, token_hash, said, on_row, look_up);
}

/* Nothing that the database should hear? */
static bool is_old_news(const struct device_said *known,
			const struct device_said *said)
{
	return known->contract == said->contract &&
	       (said->unsent < 0 || known->unsent == said->unsent) &&
	       (!*said->app || !strcmp(known->app, said->app));
}

void auth_find(struct loop *loop, const char token_hash[65], enum auth_for why,
	       const struct device_said *said, auth_fn *on_device, void *arg)
{
	size_t slot = slot_of(token_hash);
	struct device known = loop->auth->slots[slot].device;

	if (known.id && !strcmp(known.token_hash, token_hash) &&
	    clk_monotonic_us() < loop->auth->slots[slot].until_us &&
	    !out_is(loop, known.id) && is_old_news(&known.said, said))
		on_device(&known, NULL, arg);
	else
		look_up(loop, token_hash, why, said, on_device, arg);
}

void auth_find_again(struct loop *loop, const struct device *device,
		     enum auth_for why, auth_fn *on_device, void *arg)
{
	look_up(loop, device->token_hash, why, &device->said, on_device, arg);
}
