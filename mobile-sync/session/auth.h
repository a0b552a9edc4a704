/* SPDX-License-Identifier: MIT */
/*
 * Which device is that? By its bearer token, in the database, or for two
 * seconds in the loop's cache: so a revoked device is out within that time.
 * What waits longer than a request listens to session/out.h.
 */
#ifndef MOBILE_SYNC_SESSION_AUTH_H
#define MOBILE_SYNC_SESSION_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include <callout/err.h>

#include "mobile-sync/store/device_store.h"

struct auth_cache;
struct loop;

#define AUTH_CACHE_US 2000000

/* What the device is to be admitted for. */
enum auth_for {
	AUTH_ALL,   /* as long as it is one of ours */
	AUTH_TELL,  /* ... or was until a week ago: what it did is kept */
	AUTH_RENEW, /* also with a token that was exchanged, perhaps in vain */
};

struct device {
	int64_t id, technician, epoch;
	/* As of when it was looked up: up to two seconds ago. */
	int64_t version, acked_seq;
	int64_t token_age_s;
	struct device_said said;
	char token_hash[65];
};

/* The sha256 of a secret as lower-case hex, as the database knows it. */
void auth_hash(const char *secret, char ret_hex[65]);

enum { AUTH_TOKEN_SIZE = 4 + 2 * 32 + 1 };
/* A new token: "cdt_" and 256 random bits as hex. */
void auth_make_token(char ret_token[AUTH_TOKEN_SIZE]);

/* `device` NULL: `error` says why; ERR_UNAUTHENTICATED with the rule
 * "unknown_token", "token_exchanged" or "revoked". Valid until it returns. */
typedef void auth_fn(const struct device *device,
		     const struct err_detail *error, void *arg);

/* Ends in on_device, perhaps at once; what is said is noted. */
void auth_find(struct loop *loop, const char token_hash[65], enum auth_for why,
	       const struct device_said *said, auth_fn *on_device, void *arg);
/* Again, past the cache. */
void auth_find_again(struct loop *loop, const struct device *device,
		     enum auth_for why, auth_fn *on_device, void *arg);

struct auth_cache *auth_cache_new(void);
void auth_cache_free(struct auth_cache *cache);
/* All that it knows. */
void auth_forget(struct auth_cache *cache);

#endif
