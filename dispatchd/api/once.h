/* SPDX-License-Identifier: MIT */
/*
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): a write that
 * is sent again, with the same key, by the same user, within a day, is not
 * done again but gets the first answer again. A refusal has changed nothing
 * and is not kept: the key is still good.
 */
#ifndef DISPATCHD_API_ONCE_H
#define DISPATCHD_API_ONCE_H

#include <stdbool.h>

#include <jansson.h>

#include "dispatchd/api/call.h"

/* May requests of this operation have a key? */
bool once_applies(const struct api_operation *operation);

/* Has the request a key? Then it is looked up first, and run or answered
 * later, with a reference of the body. False also where the key is refused;
 * *ret_refused says so: the call is over. */
bool once_enter(struct api_call *call, json_t *body, bool *ret_refused);

/* Say that an answer is not the first, before it is sent. */
void once_tell(struct api_call *call, const struct store_reply *reply);

/* `length` bytes (32 at most) of a secret that the answer shows: random, or
 * made of the key and of a salt that is kept with the answer, so that the
 * answer can be given again though the secret is stored nowhere. NULL: a new
 * salt. */
void once_secret(struct api_call *call, const char *salt,
		 unsigned char *ret_bytes, size_t length);

#endif
