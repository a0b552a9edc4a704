/* SPDX-License-Identifier: MIT */
/*
 * An HTTP client for one service that an administrator configured: GET only,
 * one request at a time on a connection that is kept, everything bounded (the
 * head, the body, the time from the request to the last byte). It follows no
 * redirect, so that what the service answers cannot lead it elsewhere.
 *
 * A client belongs to the thread of its loop.
 */
#ifndef CALLOUT_HTTP_CLIENT_H
#define CALLOUT_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/err.h>

struct event_base;
struct http_client;

struct http_client_settings {
	/* "http://host[:port][/path]": the path is put before each request's.
	 * Names are looked up without blocking the loop. */
	const char *url;
	int64_t timeout_ms;
	size_t max_body_bytes;
};

/* ERR_USAGE for a URL that is none, has a user, a query or a fragment in it, or
 * is not http. The caller frees it by http_client_free(). */
enum err http_client_new(struct event_base *base,
			 const struct http_client_settings *settings,
			 struct http_client **ret_client,
			 struct err_detail *detail) ERR_MUST_CHECK;
/* A request that is open is dropped, without an answer. NULL is accepted. */
void http_client_free(struct http_client *client);

struct http_answer {
	const struct err_detail *error; /* no whole answer; else NULL */
	int status;
	const char *body; /* until the callback returns; not terminated */
	size_t length;
};

typedef void http_answer_fn(const struct http_answer *answer, void *arg);

/* Ask for a path ("/table/v1/..."). There is exactly one answer, never from
 * inside this call; the client may be asked again in it, but not freed. No
 * other request is open. */
void http_client_get(struct http_client *client, const char *path,
		     http_answer_fn *on_answer, void *arg);
bool http_client_is_busy(const struct http_client *client);

#endif
