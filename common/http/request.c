/* SPDX-License-Identifier: MIT */
/* What a handler asks about its request. */
#include "http_internal.h"
#include "negotiate_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const method_names[HTTP_METHOD_COUNT] = {
    [HTTP_GET] = "GET",		[HTTP_HEAD] = "HEAD",
    [HTTP_POST] = "POST",	[HTTP_PUT] = "PUT",
    [HTTP_PATCH] = "PATCH",	[HTTP_DELETE] = "DELETE",
    [HTTP_OPTIONS] = "OPTIONS",
};

const char *http_method_name(enum http_method method)
{
	assert(method < HTTP_METHOD_COUNT);
	return method_names[method];
}

enum http_method http_method(const struct http_request *req)
{
	return req->method;
}

const char *http_path(const struct http_request *req)
{
	return req->target.path;
}

const struct http_route *http_route(const struct http_request *req)
{
	return req->match.route;
}

const char *http_path_param(const struct http_request *req, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < req->match.param_count; i++) {
		const struct http_param *param = &req->match.params[i];

		if (strncmp(param->name, name, length) == 0 &&
		    (param->name[length] == '}' || param->name[length] == '*'))
			return param->value;
	}
	assert(!"the pattern has no such parameter");
	return NULL;
}

const char *http_query(const struct http_request *req, const char *name)
{
	for (size_t i = 0; i < req->target.query_count; i++)
		if (strcmp(req->target.query[i].name, name) == 0)
			return req->target.query[i].value;
	return NULL;
}

bool http_query_at(const struct http_request *req, size_t index,
		   const char **ret_name, const char **ret_value)
{
	if (index >= req->target.query_count)
		return false;
	*ret_name = req->target.query[index].name;
	*ret_value = req->target.query[index].value;
	return true;
}

/* ---- Header fields ---- */

/* Repeated fields are one list (RFC 9110, section 5.3). */
static const char *join_fields(struct http_request *req, const char *name,
			       const struct parser_field *first)
{
	const struct http_parser *parser = &http_conn_of(req)->parser;
	const char *text = http_parser_value(parser, first);
	const struct parser_field *next = first;

	while ((next = http_parser_find(parser, name, next)) != NULL)
		text = arena_printf(req->arena, "%s, %s", text,
				    http_parser_value(parser, next));
	return text;
}

const char *http_header(struct http_request *req, const char *name)
{
	const struct http_parser *parser = &http_conn_of(req)->parser;
	const struct parser_field *field;
	char lower[64];
	size_t i;

	for (i = 0; name[i] != '\0'; i++) {
		assert(i + 1 < sizeof(lower));
		lower[i] = name[i];
		if (name[i] >= 'A' && name[i] <= 'Z')
			lower[i] = (char)(name[i] + 'a' - 'A');
	}
	lower[i] = '\0';
	field = http_parser_find(parser, lower, NULL);
	return field != NULL ? join_fields(req, lower, field) : NULL;
}

const char *http_cookie(struct http_request *req, const char *name)
{
	const struct http_parser *parser = &http_conn_of(req)->parser;
	const struct parser_field *field = NULL;
	size_t length = strlen(name);

	while ((field = http_parser_find(parser, "cookie", field)) != NULL) {
		const char *at = http_parser_value(parser, field);

		for (; *at != '\0'; at += strcspn(at, ";")) {
			at += strspn(at, "; \t");
			if (strncmp(at, name, length) == 0 &&
			    at[length] == '=') {
				at += length + 1;
				return arena_strndup(req->arena, at,
						     strcspn(at, "; \t"));
			}
		}
	}
	return NULL;
}

enum http_if_match http_if_match(struct http_request *req,
				 const char **ret_opaque)
{
	return http_if_match_parse(http_header(req, "if-match"), req->arena,
				   ret_opaque);
}

/* ---- The body ---- */

const char *http_body(const struct http_request *req, size_t *ret_length)
{
	if (ret_length != NULL)
		*ret_length = req->body_length;
	return req->body;
}

bool http_body_is(struct http_request *req, const char *media_type)
{
	return http_media_type_is(http_header(req, "content-type"), media_type);
}

/* ---- Around the message ---- */

struct arena *http_arena(struct http_request *req)
{
	return req->arena;
}

const char *http_request_id(const struct http_request *req)
{
	return req->id;
}

const char *http_peer(const struct http_request *req)
{
	return req->peer;
}

bool http_is_secure(const struct http_request *req)
{
	return req->is_secure;
}

static const struct http_conn *conn_of(const struct http_request *req)
{
	return http_conn_of((struct http_request *)req);
}

struct event_base *http_base(const struct http_request *req)
{
	return conn_of(req)->loop->base;
}

void *http_loop_context(const struct http_request *req)
{
	return conn_of(req)->loop->context;
}

void *http_hooks_user(const struct http_request *req)
{
	return conn_of(req)->loop->server->hooks.user;
}

void http_set_user(struct http_request *req, void *user)
{
	req->user = user;
}

void *http_user(const struct http_request *req)
{
	return req->user;
}

bool http_client_is_there(const struct http_request *req)
{
	const struct http_conn *conn = conn_of(req);

	return conn->state != CONN_ORPHANED && !conn->saw_eof;
}

void http_request_post(struct http_request *req,
		       void (*fn)(struct http_request *req, void *argument),
		       void *argument)
{
	struct http_loop *loop = http_conn_of(req)->loop;
	struct http_post *post = xcalloc(1, sizeof(*post));

	*post = (struct http_post){.req = req, .fn = fn, .argument = argument};
	pthread_mutex_lock(&loop->posts_lock);
	STAILQ_INSERT_TAIL(&loop->posts, post, link);
	pthread_mutex_unlock(&loop->posts_lock);
	http_loop_wake(loop);
}
