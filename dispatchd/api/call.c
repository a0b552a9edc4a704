/* SPDX-License-Identifier: MIT */
/* From a row of the table to a checked call, and from the store's answer to a
 * reply. */
#include "dispatchd/api/call.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <callout/clk.h>
#include <callout/log.h>
#include <callout/text.h>

#include "dispatchd/api/once.h"
#include "dispatchd/daemon.h"
#include "dispatchd/stream/watch.h"

static const char *const roles[] = {"admin", "dispatcher", "manager", "intake"};
#define ROLE_COUNT (sizeof(roles) / sizeof(*roles))

unsigned role_parse(const char *name)
{
	for (unsigned i = 0; name && i < ROLE_COUNT; i++)
		if (!strcmp(roles[i], name))
			return 1U << i;
	return 0;
}

const char *role_name(unsigned role)
{
	for (unsigned i = 0; i < ROLE_COUNT; i++)
		if (role == 1U << i)
			return roles[i];
	return "none";
}

void api_hash(const char *secret, char ret_hex[65])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)secret, strlen(secret));
	text_hex(hash, sizeof(hash), ret_hex);
}

int api_success(const struct api_operation *operation)
{
	return operation->success ? operation->success : 200;
}

/* --- replies ------------------------------------------------------------ */

void api_refuse(struct http_request *req, const struct err_detail *detail)
{
	switch (detail->code) {
	case ERR_UNAVAILABLE:
		http_header_add(req, "Retry-After", "2");
		break;
	case ERR_UNAUTHENTICATED:
		http_header_add(req, "WWW-Authenticate",
				"Bearer realm=\"callout\"");
		break;
	case ERR_INTERNAL:
		log_event(LOG_LEVEL_ERROR, "request_failed",
			  LOG_TEXT("request", http_request_id(req)),
			  LOG_TEXT("route", http_route(req)->pattern),
			  LOG_TEXT("sqlstate", detail->sqlstate),
			  LOG_TEXT("detail", detail->text));
		/* What went wrong inside is for the log. */
		http_reply_error(req, ERR_INTERNAL, "",
				 "an internal error; the log has more under "
				 "this request id");
		return;
	default:
		break;
	}
	http_reply_problem(req, detail);
}

void api_fail(struct api_call *call, const struct err_detail *detail)
{
	api_refuse(call->req, detail);
}

void api_fail_now(struct api_call *call, enum err code, const char *pointer,
		  const char *rule, const char *fmt, ...)
{
	struct err_detail detail = {0};
	char text[400];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	(void)err_set_rule(&detail, code, pointer, rule, "%s", text);
	api_fail(call, &detail);
}

/* The strong tag of an answer: "version.hash". The version is what If-Match
 * compares; the hash stands for what the answer shows beside the object. */
static const char *make_tag(struct api_call *call,
			    const struct store_reply *reply)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES] = "callout";
	unsigned char hash[crypto_shorthash_BYTES];
	char hex[2 * sizeof(hash) + 1];

	if (reply->tag)
		return reply->tag;
	crypto_shorthash(hash, (const unsigned char *)reply->body,
			 reply->length, key);
	text_hex(hash, sizeof(hash), hex);
	return arena_printf(http_arena(call->req), "%" PRId64 ".%s",
			    reply->version, hex);
}

void api_reply(const struct store_reply *reply, void *arg)
{
	struct api_call *call = arg;
	const struct api_operation *operation = call->operation;
	char location[128];

	assert(operation->answer || operation->success == 204);
	if (reply->error) {
		api_fail(call, reply->error);
		return;
	}
	once_tell(call, reply);
	if (operation->method != HTTP_GET && call->user)
		watch_hurry(call->loop->daemon);
	if (operation->success == 204) {
		http_reply_empty(call->req, 204);
		return;
	}
	if (!reply->body) {
		api_fail_now(call, ERR_NOT_FOUND, "", "",
			     "there is no such object");
		return;
	}
	if (operation->location && reply->id) {
		snprintf(location, sizeof(location), "%s/%" PRId64,
			 operation->location, reply->id);
		http_header_add(call->req, "Location", location);
	}
	if (operation->flags & API_ETAG) {
		http_header_add(call->req, "Cache-Control",
				"private, no-cache");
		if (http_reply_if_unchanged(call->req, make_tag(call, reply)))
			return;
	}
	http_reply_json(call->req, api_success(operation), reply->body,
			reply->length);
}

/* --- checks ------------------------------------------------------------- */

static bool refuse_errors(struct api_call *call,
			  const struct field_errors *errors, const char *what)
{
	struct err_detail summary;

	if (!errors->count)
		return false;
	(void)err_set(&summary, ERR_INPUT, "", "%s: %s %s%s", what,
		      errors->at[0].pointer, errors->at[0].text,
		      errors->count > 1 ? ", and more" : "");
	http_reply_problems(call->req, &summary, errors->at, errors->count);
	return true;
}

static bool read_id(struct api_call *call)
{
	if (!strstr(call->operation->pattern, "{id}"))
		return true;
	if (text_parse_int(http_path_param(call->req, "id"), 1, INT64_MAX,
			   &call->id))
		return true;
	api_fail_now(call, ERR_NOT_FOUND, "", "",
		     "there is no such object: an id is a positive number");
	return false;
}

static void add_error(struct field_errors *errors, const char *name,
		      const char *rule, const char *text)
{
	char pointer[100];

	if (errors->count == FIELD_ERRORS_MAX)
		return;
	snprintf(pointer, sizeof(pointer), "/%s", name);
	(void)err_set_rule(&errors->at[errors->count++], ERR_INPUT, pointer,
			   rule, "%s", text);
}

static bool read_query(struct api_call *call)
{
	const struct api_operation *operation = call->operation;
	struct field_errors errors = {.count = 0};
	const char *name, *value;

	if (operation->flags & API_ANY_QUERY)
		return true;
	for (size_t i = 0; http_query_at(call->req, i, &name, &value); i++) {
		const struct field *field = field_find(operation->query, name);

		if (!field)
			add_error(&errors, name, "unknown_parameter",
				  "is not a parameter of this operation");
		else if (http_query(call->req, name) != value)
			add_error(&errors, name, "duplicate",
				  "is given more than once");
		else
			(void)field_check_text(field, value, &errors);
	}
	for (const struct field *field = operation->query;
	     field && field->type != FIELD_END; field++)
		if ((field->flags & FIELD_REQUIRED) &&
		    !http_query(call->req, field->name))
			add_error(&errors, field->name, "required",
				  "is missing");
	return !refuse_errors(call, &errors, "query");
}

static bool read_if_match(struct api_call *call)
{
	const char *tag;
	char *version;

	if (!(call->operation->flags & (API_IF_MATCH | API_NEED_MATCH)))
		return true;
	switch (http_if_match(call->req, &tag)) {
	case HTTP_IF_MATCH_ABSENT:
		if (!(call->operation->flags & API_NEED_MATCH))
			return true;
		api_fail_now(call, ERR_PRECONDITION, "", "if_match",
			     "send If-Match with the ETag of the object that "
			     "you saw");
		return false;
	case HTTP_IF_MATCH_ANY:
		return true;
	case HTTP_IF_MATCH_TAG:
		version = arena_strndup(http_arena(call->req), tag,
					strcspn(tag, "."));
		if (text_parse_int(version, 1, INT64_MAX, &call->if_match))
			return true;
		break;
	case HTTP_IF_MATCH_INVALID:
		break;
	}
	api_fail_now(call, ERR_STALE, "", "if_match",
		     "If-Match is not an ETag of this object");
	return false;
}

static bool read_body(struct api_call *call, json_t **ret_body)
{
	const struct field_schema *schema = call->operation->body;
	struct field_errors errors;
	struct err_detail detail = {0};
	size_t length;
	const char *text = http_body(call->req, &length);

	if (!length && (!schema || (call->operation->flags & API_NO_BODY_OK)))
		return true;
	if (!schema) {
		api_fail_now(call, ERR_INPUT, "", "no_body",
			     "this operation takes no body");
		return false;
	}
	if (!http_body_is(call->req, "application/json") &&
	    !(call->operation->method == HTTP_PATCH &&
	      http_body_is(call->req, "application/merge-patch+json"))) {
		api_fail_now(call, ERR_MEDIA_TYPE, "", "media_type",
			     "send the body as application/json");
		return false;
	}
	if (field_parse_json(text, length, ret_body, &detail) != ERR_OK) {
		api_fail(call, &detail);
		return false;
	}
	call->body = *ret_body;
	call->body_text = text;
	(void)field_check(schema, *ret_body, &errors);
	return !refuse_errors(call, &errors, "body");
}

void api_enter(struct http_request *req)
{
	struct api_call *call = arena_alloc(http_arena(req), sizeof(*call));
	json_t *body = NULL;
	bool refused;

	call->req = req;
	call->operation = api_operation_of(req);
	call->loop = http_loop_context(req);
	call->user = http_user(req);
	call->actor.request = http_request_id(req);
	assert(call->user || !call->operation->roles);
	if (call->user)
		call->actor.user_id = call->user->id;
	if (read_id(call) && read_query(call) && read_if_match(call) &&
	    read_body(call, &body) && !once_enter(call, body, &refused) &&
	    !refused)
		call->operation->run(call);
	/* The call may be over and freed by now; the body is ours. */
	json_decref(body);
}

/* --- reading ------------------------------------------------------------ */

int64_t api_query_int(struct api_call *call, const char *name, int64_t absent)
{
	const char *text = http_query(call->req, name);
	int64_t value;

	return text && text_parse_int(text, INT64_MIN, INT64_MAX, &value)
		   ? value
		   : absent;
}

const char *api_json_text(struct api_call *call, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	const char *copy;

	assert(text);
	copy = arena_strdup(http_arena(call->req), text);
	free(text);
	json_decref(object);
	return copy;
}

void api_add_parent(struct api_call *call, json_t *object)
{
	if (call->operation->parent)
		json_object_set_new(object, call->operation->parent,
				    json_integer(call->id));
}

/* The parameters were checked against the row: numbers are numbers. */
const char *api_query_json(struct api_call *call)
{
	json_t *query = json_object();
	const char *name, *value;

	for (size_t i = 0; http_query_at(call->req, i, &name, &value); i++) {
		const struct field *field =
		    field_find(call->operation->query, name);
		json_t *member =
		    field->type == FIELD_INT
			? json_integer(api_query_int(call, name, 0))
			: json_string(value);

		/* NULL: what a query may hold and JSON may not. */
		if (member)
			json_object_set_new(query, name, member);
	}
	api_add_parent(call, query);
	return api_json_text(call, query);
}

const char *api_body_text(struct api_call *call, const char *name)
{
	const json_t *value = json_object_get(call->body, name);

	return arena_strdup(http_arena(call->req), json_string_value(value));
}

int64_t api_body_int(struct api_call *call, const char *name, int64_t absent)
{
	const json_t *value = json_object_get(call->body, name);

	return json_is_integer(value) ? json_integer_value(value) : absent;
}

bool api_body_bool(struct api_call *call, const char *name, bool absent)
{
	const json_t *value = json_object_get(call->body, name);

	return json_is_boolean(value) ? json_is_true(value) : absent;
}
