/* SPDX-License-Identifier: MIT */
/* The key of a request, what it stands for, and the answer that it had. */
#include "dispatchd/api/once.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include <callout/text.h>

#include "dispatchd/store/once.h"

#define KEY_MAX 255
#define SALT_BYTES 20

bool once_applies(const struct api_operation *operation)
{
	return operation->roles && operation->method != HTTP_GET &&
	       !(operation->flags & API_NO_KEY);
}

/* A string of RFC 8941 (3.3.3), or, as many send it, the same without its
 * quotes. NULL: neither. */
static const char *read_key(struct arena *arena, const char *text)
{
	bool quoted = *text == '"';
	char *key = arena_strdup(arena, text), *to = key;
	const char *at = text + quoted;

	for (; *at && !(quoted && *at == '"'); at++) {
		if (*at < (quoted ? 0x20 : 0x21) || *at > 0x7e ||
		    (!quoted && strchr("\",;", *at)))
			return NULL;
		if (quoted && *at == '\\' && *++at != '"' && *at != '\\')
			return NULL;
		*to++ = *at;
	}
	if (quoted && (*at != '"' || at[1]))
		return NULL;
	*to = '\0';
	return to > key && to - key <= KEY_MAX ? key : NULL;
}

static void hash_part(crypto_hash_sha256_state *state, const char *text,
		      size_t length)
{
	crypto_hash_sha256_update(state, (const unsigned char *)text, length);
	crypto_hash_sha256_update(state, (const unsigned char *)"\n", 1);
}

/* What is asked for: operation, path, query, body. A body with a password is
 * left out: its quick hash is nothing to keep. */
static const char *hash_request(struct api_call *call)
{
	crypto_hash_sha256_state state;
	unsigned char hash[crypto_hash_sha256_BYTES];
	char *hex = arena_alloc(http_arena(call->req), 2 * sizeof(hash) + 1);
	const char *name, *value, *body;
	size_t length;

	crypto_hash_sha256_init(&state);
	hash_part(&state, call->operation->operation,
		  strlen(call->operation->operation));
	hash_part(&state, http_path(call->req), strlen(http_path(call->req)));
	for (size_t i = 0; http_query_at(call->req, i, &name, &value); i++) {
		hash_part(&state, name, strlen(name));
		hash_part(&state, value, strlen(value));
	}
	body = http_body(call->req, &length);
	if (!(call->operation->flags & API_SECRET_BODY))
		hash_part(&state, body, length);
	crypto_hash_sha256_final(&state, hash);
	text_hex(hash, sizeof(hash), hex);
	return hex;
}

void once_tell(struct api_call *call, const struct store_reply *reply)
{
	if (reply->replayed)
		http_header_add(call->req, "Idempotency-Replayed", "true");
}

void once_secret(struct api_call *call, const char *salt,
		 unsigned char *ret_bytes, size_t length)
{
	unsigned char random[SALT_BYTES], hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	char hex[2 * SALT_BYTES + 1];

	assert(length <= sizeof(hash));
	if (!call->key) {
		randombytes_buf(ret_bytes, length);
		return;
	}
	if (!salt) {
		randombytes_buf(random, sizeof(random));
		text_hex(random, sizeof(random), hex);
		salt = arena_strdup(http_arena(call->req), hex);
		call->once->extra = salt;
	}
	crypto_hash_sha256_init(&state);
	hash_part(&state, salt, strlen(salt));
	hash_part(&state, call->key, strlen(call->key));
	crypto_hash_sha256_final(&state, hash);
	memcpy(ret_bytes, hash, length);
	sodium_memzero(hash, sizeof(hash));
}

/* --- before the handler ------------------------------------------------- */

struct entry {
	struct api_call *call;
	json_t *body; /* for the handler */
};

static void on_found(const struct store_reply *reply, void *arg)
{
	/* The entry goes with the request. */
	struct api_call *call = ((struct entry *)arg)->call;
	json_t *body = ((struct entry *)arg)->body;
	const struct api_operation *operation = call->operation;

	if (reply->error)
		api_fail(call, reply->error);
	else if (!reply->replayed)
		operation->run(call);
	else if (operation->replay)
		operation->replay(reply, call);
	else
		api_reply(reply, call);
	json_decref(body);
}

bool once_enter(struct api_call *call, json_t *body, bool *ret_refused)
{
	struct arena *arena = http_arena(call->req);
	const char *text = http_header(call->req, "Idempotency-Key");
	struct entry *entry;
	char hex[65];

	*ret_refused = false;
	if (!text || !once_applies(call->operation))
		return false;
	call->key = read_key(arena, text);
	if (!call->key) {
		api_fail_now(call, ERR_INPUT, "", "idempotency_key",
			     "Idempotency-Key must be one string of 1 to %d "
			     "printable characters",
			     KEY_MAX);
		*ret_refused = true;
		return false;
	}
	api_hash(call->key, hex);
	call->once = arena_alloc(arena, sizeof(*call->once));
	call->once->key_hash = arena_strdup(arena, hex);
	call->once->request_hash = hash_request(call);
	call->once->extra = NULL;
	call->actor.once = call->once;
	entry = arena_alloc(arena, sizeof(*entry));
	*entry = (struct entry){call, json_incref(body)};
	store_once_find(call->loop->store, call->user->id, call->once, on_found,
			entry);
	return true;
}
