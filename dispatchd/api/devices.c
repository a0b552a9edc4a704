/* SPDX-License-Identifier: MIT */
/*
 * What gives others access: calendar links, enrolment codes, devices. A secret
 * is made here, shown once in the answer, and stored as its sha256.
 */
#include "dispatchd/api/handlers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include <callout/log.h>
#include <callout/qr.h>
#include <callout/text.h>

#include "dispatchd/api/call.h"
#include "dispatchd/api/once.h"
#include "dispatchd/store/calendar_store.h"
#include "dispatchd/store/people_store.h"

/* 160 bits in base32 are 32 characters; a code that people type has 60. */
#define SECRET_BYTES 20
#define CODE_BYTES 8
#define CODE_CHARACTERS 12

struct secret {
	struct api_call *call;
	char text[48];
};

/* Lower case: it stands in an address. */
static void make_secret(struct secret *secret, const char *salt)
{
	unsigned char bytes[SECRET_BYTES];

	once_secret(secret->call, salt, bytes, sizeof(bytes));
	text_base32(bytes, sizeof(bytes), secret->text);
	for (char *c = secret->text; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
}

static void make_code(struct secret *secret, const char *salt)
{
	unsigned char bytes[CODE_BYTES];

	once_secret(secret->call, salt, bytes, sizeof(bytes));
	text_base32(bytes, sizeof(bytes), secret->text);
	secret->text[CODE_CHARACTERS] = '\0';
}

static struct secret *new_secret(struct api_call *call)
{
	struct secret *secret =
	    arena_alloc(http_arena(call->req), sizeof(*secret));

	secret->call = call;
	return secret;
}

/* Add what only now is known to the store's answer, and send it. */
static void reply_with(struct api_call *call, const struct store_reply *reply,
		       json_t *extra)
{
	json_t *json = NULL;

	if (!reply->error && reply->body)
		json = json_loadb(reply->body, reply->length, 0, NULL);
	if (json_is_object(json)) {
		char *text;

		json_object_update(json, extra);
		text = json_dumps(json, JSON_COMPACT);
		once_tell(call, reply);
		http_reply_json(call->req, api_success(call->operation), text,
				strlen(text));
		free(text);
	} else {
		api_reply(reply, call);
	}
	json_decref(json);
	json_decref(extra);
}

/* The address that a link begins with. */
static const char *base_url(struct api_call *call)
{
	const char *configured = call->loop->daemon->calendar_base_url;
	const char *host = http_header(call->req, "Host");

	if (configured && *configured)
		return configured;
	return arena_printf(http_arena(call->req), "%s://%s",
			    http_is_secure(call->req) ? "https" : "http",
			    host ? host : "localhost");
}

static void on_link(const struct store_reply *reply, void *arg)
{
	struct secret *secret = arg;
	struct arena *arena = http_arena(secret->call->req);
	const char *base = base_url(secret->call);
	size_t length = strlen(base);

	if (reply->replayed)
		make_secret(secret, reply->extra);
	while (length && base[length - 1] == '/')
		length--;

	const char *path =
	    arena_printf(arena, "/calendar/%s.ics", secret->text);
	const char *url =
	    arena_printf(arena, "%.*s%s", (int)length, base, path);

	reply_with(secret->call, reply,
		   json_pack("{s:s, s:s, s:s}", "secret", secret->text, "path",
			     path, "url", url));
	sodium_memzero(secret->text, sizeof(secret->text));
}

void calendar_links_create(struct api_call *call)
{
	struct secret *secret = new_secret(call);
	const char *detail = api_body_text(call, "detail");
	char hash[65];

	make_secret(secret, NULL);
	api_hash(secret->text, hash);
	calendar_store_create(
	    call->loop->store, &call->actor,
	    &(struct calendar_link_wish){
		.technician = call->id,
		.label = api_body_text(call, "label"),
		.secret_hash = hash,
		.detail = detail ? detail : "full",
		.show_cancelled = api_body_bool(call, "show_cancelled", true),
	    },
	    on_link, secret);
}

void calendar_links_replay(const struct store_reply *reply, void *call)
{
	on_link(reply, new_secret(call));
}

void calendar_links_list(struct api_call *call)
{
	calendar_store_list(call->loop->store, call->actor.user_id, call->id,
			    api_query_json(call), api_reply, call);
}

void calendar_links_revoke(struct api_call *call)
{
	calendar_store_revoke(call->loop->store, &call->actor, call->id,
			      api_reply, call);
}

/* What a device opens, or its camera. The code is in the fragment, which no
 * browser sends and no server logs. NULL: nobody said where devices go. */
static const char *enrolment_uri(struct api_call *call, const char *code)
{
	const char *base = call->loop->daemon->mobile_url;
	size_t length = base ? strlen(base) : 0;

	while (length && base[length - 1] == '/')
		length--;
	return length ? arena_printf(http_arena(call->req), "%.*s/#enrol=%s",
				     (int)length, base, code)
		      : NULL;
}

static void on_code(const struct store_reply *reply, void *arg)
{
	struct secret *secret = arg;
	const char *text = secret->text, *uri;
	char grouped[CODE_CHARACTERS + 3];
	struct err_detail detail = {0};
	struct buf svg = {0};

	if (reply->replayed)
		make_code(secret, reply->extra);
	snprintf(grouped, sizeof(grouped), "%.4s-%.4s-%.4s", text, text + 4,
		 text + 8);
	uri = enrolment_uri(secret->call, text);
	if (uri && qr_add_svg(&svg, uri, &detail) != ERR_OK)
		log_event(LOG_LEVEL_WARNING, "no_qr_code",
			  LOG_TEXT("detail", detail.text));
	reply_with(secret->call, reply,
		   json_pack("{s:s, s:s?, s:s?}", "code", grouped, "uri", uri,
			     "qr_svg", svg.length ? buf_text(&svg) : NULL));
	buf_free(&svg);
	sodium_memzero(secret->text, sizeof(secret->text));
}

void enrolment_codes_create(struct api_call *call)
{
	struct secret *secret = new_secret(call);
	char hash[65];

	make_code(secret, NULL);
	api_hash(secret->text, hash);
	device_store_code(call->loop->store, &call->actor, call->id, hash,
			  call->loop->daemon->tunables.enrol_code_s, on_code,
			  secret);
}

void enrolment_codes_replay(const struct store_reply *reply, void *call)
{
	on_code(reply, new_secret(call));
}

void devices_revoke(struct api_call *call)
{
	device_store_revoke(call->loop->store, &call->actor, call->id,
			    api_reply, call);
}
