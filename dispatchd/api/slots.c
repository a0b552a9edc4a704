/* SPDX-License-Identifier: MIT */
/*
 * Slots: offer, hold, book. An offer's id holds all that it says (base64url of
 * JSON: the question, who, when, the window), so any daemon can look at it
 * once more; nothing is believed of it but that it was asked for. A hold has a
 * number, and either may be booked.
 */
#include "dispatchd/api/handlers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <callout/buf.h>
#include <callout/text.h>

#include "dispatchd/api/call.h"
#include "dispatchd/engine/slots.h"
#include "dispatchd/store/slot_store.h"

#define OFFER_PREFIX "s1-"
#define OFFER_MAX 4000
/* Looks at a place that others take in the meantime. */
#define TRIES_MAX 3
#define FRESH_OFFERS 5
#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

struct slot_call {
	struct api_call *call;
	const char *ask;   /* JSON for slot_question() */
	const char *offer; /* its id, or NULL: offers are asked for */
	const char *body;  /* of the request: JSON, an object */
	const char *customer, *note;
	struct slot_choice choice;
	bool book;
	int tries;
};

/* --- ids ---------------------------------------------------------------- */

static const char *dump(struct arena *arena, const json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);
	const char *copy = arena_strdup(arena, text ? text : "null");

	free(text);
	return copy;
}

static const char *offer_id(struct arena *arena, const char *ask,
			    const struct slot_offer *offer)
{
	const char *text = arena_printf(
	    arena, "[%s,%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 "]", ask,
	    offer->technician, offer->start_s, offer->from_s, offer->to_s);
	size_t length = strlen(text);
	size_t size = sodium_base64_encoded_len(length, BASE64);
	char *id = arena_alloc(arena, sizeof(OFFER_PREFIX) + size);

	memcpy(id, OFFER_PREFIX, sizeof(OFFER_PREFIX));
	sodium_bin2base64(id + strlen(OFFER_PREFIX), size,
			  (const unsigned char *)text, length, BASE64);
	return id;
}

static bool read_offer(struct slot_call *slot, const char *id)
{
	struct arena *arena = http_arena(slot->call->req);
	char text[OFFER_MAX];
	struct err_detail ignored;
	size_t length;
	json_t *json = NULL, *ask = NULL;
	json_int_t technician, start_s, from_s, to_s;
	bool good;

	if (strncmp(id, OFFER_PREFIX, strlen(OFFER_PREFIX)) != 0 ||
	    sodium_base642bin((unsigned char *)text, sizeof(text),
			      id + strlen(OFFER_PREFIX),
			      strlen(id) - strlen(OFFER_PREFIX), NULL, &length,
			      NULL, BASE64) != 0 ||
	    field_parse_json(text, length, &json, &ignored) != ERR_OK)
		return false;
	good = json_unpack(json, "[oIIII!]", &ask, &technician, &start_s,
			   &from_s, &to_s) == 0 &&
	       json_is_object(ask) && technician > 0 && start_s >= from_s &&
	       start_s <= to_s && from_s < to_s &&
	       to_s - from_s <= INT64_C(10) * 86400 && from_s > 0 &&
	       to_s < INT64_C(1) << 40;
	if (good) {
		slot->ask = dump(arena, ask);
		slot->offer = arena_strdup(arena, id);
		slot->choice =
		    (struct slot_choice){technician, start_s, from_s, to_s};
	}
	json_decref(json);
	return good;
}

/* The question as it is asked again of an offer: not its limits. */
static const char *ask_of(struct api_call *call)
{
	static const char *const limits[] = {"from",	 "to",	  "window_min",
					     "grid_min", "limit", "per_day",
					     "rejected"};
	json_t *ask = json_copy((json_t *)call->body);
	const char *text;

	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		json_object_del(ask, limits[i]);
	text = dump(http_arena(call->req), ask);
	json_decref(ask);
	return text;
}

/* --- telling ------------------------------------------------------------ */

static void add_offer(struct buf *buf, struct arena *arena, const char *ask,
		      const struct slot_offer *offer)
{
	buf_printf(buf, "{\"id\":\"%s\"", offer_id(arena, ask, offer));
	buf_add_json_instant(buf, "from", offer->from_s);
	buf_add_json_instant(buf, "to", offer->to_s);
	buf_add_json_instant(buf, "start", offer->start_s);
	buf_add_json_instant(buf, "end", offer->end_s);
	buf_printf(buf, ",\"technician\":{\"id\":%" PRId64 ",\"name\":",
		   offer->technician);
	buf_add_json_string(buf, offer->name);
	buf_printf(buf,
		   "},\"travel_s\":%" PRId64 ",\"cost_s\":%" PRId64
		   ",\"extra_travel_s\":%" PRId64 ",\"grade\":\"%s\",\"why\":",
		   offer->travel_s, offer->cost_s, offer->extra_travel_s,
		   slot_grade_name(offer->grade));
	buf_add_json_string(buf, offer->why);
	buf_add_char(buf, '}');
}

static void add_offers(struct buf *buf, const struct slot_call *slot,
		       const struct slots_answer *answer)
{
	buf_add_char(buf, '[');
	for (size_t i = 0; i < answer->offer_count; i++) {
		if (i > 0)
			buf_add_char(buf, ',');
		add_offer(buf, http_arena(slot->call->req), slot->ask,
			  &answer->offers[i]);
	}
	buf_add_char(buf, ']');
}

static void add_rejections(struct buf *buf, const struct slots_answer *answer)
{
	buf_add_text(buf, ",\"not_possible\":[");
	for (size_t i = 0; i < answer->rejection_count; i++) {
		const struct slot_rejection *rejection = &answer->rejections[i];

		buf_add_text(buf, i > 0 ? ",{" : "{");
		buf_add_json_instant(buf, "from", rejection->from_s);
		buf_add_json_instant(buf, "to", rejection->to_s);
		buf_add_text(buf, ",\"why\":");
		buf_add_json_string(buf, rejection->why);
		buf_add_char(buf, '}');
	}
	buf_add_char(buf, ']');
}

/* The slot is gone: a conflict, with what can be offered instead. */
static void reply_gone(struct slot_call *slot,
		       const struct slots_answer *answer)
{
	struct http_request *req = slot->call->req;
	struct buf body = {0};

	buf_add_text(&body,
		     "{\"type\":\"urn:callout:problem:conflict\","
		     "\"title\":\"Conflict\",\"status\":409,\"detail\":"
		     "\"this slot is gone: somebody else has taken it, or the "
		     "day has changed\",\"request_id\":");
	buf_add_json_string(&body, http_request_id(req));
	buf_add_text(&body, ",\"errors\":[{\"pointer\":\"\",\"rule\":"
			    "\"slot_gone\",\"detail\":\"choose another one\"}],"
			    "\"slots\":");
	add_offers(&body, slot, answer);
	buf_add_char(&body, '}');
	http_reply_buf(req, 409, "application/problem+json", &body);
}

/* --- asking for offers -------------------------------------------------- */

static void on_offers(const struct slots_answer *answer, void *arg)
{
	struct slot_call *slot = arg;
	struct buf body = {0};

	if (answer->error) {
		api_fail(slot->call, answer->error);
		return;
	}
	buf_add_text(&body, "{\"items\":");
	add_offers(&body, slot, answer);
	buf_printf(&body, ",\"asked\":%" PRId64 ",\"possible\":%" PRId64,
		   answer->asked, answer->possible);
	add_rejections(&body, answer);
	buf_add_char(&body, '}');
	http_reply_buf(slot->call->req, 200, "application/json", &body);
}

void slots_offer(struct api_call *call)
{
	struct slot_call *slot =
	    arena_alloc(http_arena(call->req), sizeof(*slot));

	*slot = (struct slot_call){.call = call, .ask = ask_of(call)};
	slots_ask(call->loop,
		  &(struct slots_wish){
		      .user_id = call->actor.user_id,
		      .ask = call->body_text,
		      .limit = api_body_int(call, "limit", 50),
		      .per_day = api_body_int(call, "per_day", 0),
		      .rejected = api_body_bool(call, "rejected", false),
		  },
		  on_offers, slot);
}

/* --- holding and booking an offer --------------------------------------- */

static void look(struct slot_call *slot);

/* What somebody did in the meantime is looked at anew; what is wrong with the
 * request is not. */
static void on_taken(const struct store_reply *reply, void *arg)
{
	struct slot_call *slot = arg;

	if (reply->error && reply->error->code == ERR_CONFLICT &&
	    strcmp(reply->error->rule, "unique") != 0 &&
	    ++slot->tries < TRIES_MAX)
		look(slot);
	else
		api_reply(reply, slot->call);
}

static const char *slot_json(const struct slot_call *slot,
			     const struct slots_answer *answer)
{
	struct arena *arena = http_arena(slot->call->req);
	const struct slot_offer *offer = &answer->offers[0];
	json_t *json = json_loads(answer->hold, 0, NULL);
	char start[32], end[32], from[32], to[32];
	const char *text;

	json_object_update_new(
	    json,
	    json_pack(
		"{s:I, s:s, s:s, s:I, s:{s:s, s:s}, s:s, s:s?, s:s?}",
		"technician", (json_int_t)offer->technician, "start",
		text_format_instant(offer->start_s * 1000000, start), "end",
		text_format_instant(offer->end_s * 1000000, end), "travel_s",
		(json_int_t)offer->travel_s, "arrival_window", "from",
		text_format_instant(offer->from_s * 1000000, from), "to",
		text_format_instant(offer->to_s * 1000000, to), "offer",
		slot->offer, "customer", slot->customer, "note", slot->note));
	text = dump(arena, json);
	json_decref(json);
	return text;
}

static void on_looked(const struct slots_answer *answer, void *arg)
{
	struct slot_call *slot = arg;
	struct api_call *call = slot->call;
	const char *json, *seen;

	if (answer->error) {
		api_fail(call, answer->error);
		return;
	}
	if (!answer->good) {
		reply_gone(slot, answer);
		return;
	}
	json = slot_json(slot, answer);
	seen = arena_strdup(http_arena(call->req), answer->seen);
	if (slot->book)
		slot_store_book(call->loop->store, &call->actor, json, seen,
				slot->body, on_taken, slot);
	else
		slot_store_hold(call->loop->store, &call->actor, json, seen,
				on_taken, slot);
}

static void look(struct slot_call *slot)
{
	slots_ask(slot->call->loop,
		  &(struct slots_wish){
		      .user_id = slot->call->actor.user_id,
		      .ask = slot->ask,
		      .limit = FRESH_OFFERS,
		      .choice = &slot->choice,
		  },
		  on_looked, slot);
}

/* An offer that is held already is that hold. */
static void on_hold(const struct store_reply *reply, void *arg)
{
	struct slot_call *slot = arg;
	struct api_call *call = slot->call;

	if (reply->error)
		api_fail(call, reply->error);
	else if (!reply->body && call->if_match)
		api_fail_now(call, ERR_STALE, "", "version",
			     "nobody holds this slot (any more)");
	else if (!reply->body)
		look(slot);
	else if (slot->book)
		hold_store_book(call->loop->store, &call->actor, reply->id,
				call->if_match, slot->body, api_reply, call);
	else
		api_reply(reply, call);
}

static void take(struct api_call *call, bool book)
{
	struct slot_call *slot =
	    arena_alloc(http_arena(call->req), sizeof(*slot));
	const char *id = http_path_param(call->req, "slot");
	int64_t hold;

	*slot = (struct slot_call){
	    .call = call,
	    .book = book,
	    .body = call->body_text ? call->body_text : "{}",
	    .customer = book ? NULL : api_body_text(call, "customer"),
	    .note = book ? NULL : api_body_text(call, "note"),
	};
	if (read_offer(slot, id))
		hold_store_of_offer(call->loop->store, call->actor.user_id,
				    slot->offer, on_hold, slot);
	else if (book && text_parse_int(id, 1, INT64_MAX, &hold))
		hold_store_book(call->loop->store, &call->actor, hold,
				call->if_match, slot->body, api_reply, call);
	else
		api_fail_now(call, ERR_NOT_FOUND, "", "",
			     "there is no such slot: take an id of POST "
			     "/slots%s",
			     book ? ", or a hold's number" : "");
}

void slots_hold(struct api_call *call)
{
	take(call, false);
}

void slots_book(struct api_call *call)
{
	take(call, true);
}

void holds_get(struct api_call *call)
{
	hold_store_get(call->loop->store, call->actor.user_id, call->id,
		       api_reply, call);
}

void holds_release(struct api_call *call)
{
	hold_store_release(call->loop->store, &call->actor, call->id,
			   call->if_match, api_reply, call);
}
