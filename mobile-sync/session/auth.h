/* SPDX-License-Identifier: MIT */
/*
 * Which device is that? By its bearer token, in the database, or for two
 * seconds in the loop's cache: so a revoked device is out within that time.
 */
#ifndef MOBILE_SYNC_SESSION_AUTH_H
#define MOBILE_SYNC_SESSION_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include <callout/err.h>

struct auth_cache;
struct loop;

#define AUTH_CACHE_US 2000000

struct device {
	int64_t id, technician, epoch;
	/* As of when it was looked up: up to two seconds ago. */
	int64_t version, acked_seq;
	char token_hash[65];
};

/* The sha256 of a secret as lower-case hex, as the database knows it. */
void auth_hash(const char *secret, char ret_hex[65]);

/* `device` NULL: `error` says why; ERR_UNAUTHENTICATED with the rule
 * "unknown_token" or "revoked". Valid until it returns. */
typedef void auth_fn(const struct device *device,
		     const struct err_detail *error, void *arg);

/* Ends in on_device, perhaps at once. `fresh`: past the cache. */
void auth_find(struct loop *loop, const char token_hash[65], bool fresh,
	       auth_fn *on_device, void *arg);

struct auth_cache *auth_cache_new(void);
void auth_cache_free(struct auth_cache *cache);
/* All that it knows. */
void auth_forget(struct auth_cache *cache);

#endif
