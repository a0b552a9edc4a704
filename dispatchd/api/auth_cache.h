/* SPDX-License-Identifier: MIT */
/*
 * Who a credential belonged to a moment ago, so that a busy client does not
 * cost a look-up a request. An entry lives for two seconds: so long may a
 * disabled user or a revoked key go on. One per loop, of fixed size.
 */
#ifndef DISPATCHD_API_AUTH_CACHE_H
#define DISPATCHD_API_AUTH_CACHE_H

#include <stdint.h>

#include "dispatchd/api/call.h"

#define AUTH_CACHE_TTL_US 2000000

struct auth_cache;

struct auth_cache *auth_cache_new(void);
void auth_cache_free(struct auth_cache *cache);
/* NULL, or a user that is valid until the next change of the cache. Times are
 * clk_monotonic_us(). */
const struct user *auth_cache_find(struct auth_cache *cache,
				   const char token_hash[65], int64_t now_us);
/* Keeps a copy. */
void auth_cache_put(struct auth_cache *cache, const struct user *user,
		    int64_t now_us);
void auth_cache_drop(struct auth_cache *cache, const char token_hash[65]);
/* Forget all of a user: the password has changed. */
void auth_cache_drop_user(struct auth_cache *cache, int64_t user_id);

#endif
