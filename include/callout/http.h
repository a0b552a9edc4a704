/* SPDX-License-Identifier: MIT */
/*
 * The HTTP/1.1 server room: a table of routes in, requests to handlers,
 * replies out. Several loops, each a thread with its own event_base and its
 * own listener on the shared port (SO_REUSEPORT).
 *
 * A request's life: head read and checked, route found, body read, the
 * authenticate hook, the handler, one reply. All of it happens on one loop's
 * thread; every function that takes a request is called on that thread, except
 * http_request_post(). Each request gets exactly one reply, at once or later;
 * until then it stays valid, even when the client has gone (the reply is then
 * dropped). After the reply it must not be touched.
 *
 * What is malformed never reaches a handler: the parser is strict (RFC 9112),
 * and answers 400 and closes wherever two parsers could disagree.
 */
#ifndef CALLOUT_HTTP_H
#define CALLOUT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/err.h>

struct event_base;
struct http_server;
struct http_request;

enum http_method {
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_PATCH,
	HTTP_DELETE,
	HTTP_OPTIONS,
	HTTP_METHOD_COUNT
};

/* "GET"; never NULL. */
const char *http_method_name(enum http_method method);

/* ---- Routes ---- */

typedef void http_handler(struct http_request *req);

enum http_route_flags {
	/* Never compress: the body mixes secrets with what a stranger chose. */
	HTTP_ROUTE_NO_GZIP = 1 << 0,
	/* No access log line for a success (probes). */
	HTTP_ROUTE_QUIET = 1 << 1,
	/* A 304 has the fewest bytes: asked for often, by way of a phone.
	 * What it stands for must be too small to be compressed, so that it
	 * varies by nothing. */
	HTTP_ROUTE_BARE_304 = 1 << 2,
};

/*
 * One row of a daemon's const table. In `pattern` a segment is literal, or has
 * one parameter with literal text around it: "/calendar/{secret}.ics"; a last
 * segment "{path*}" takes the rest of the path. Where several patterns match a
 * path, the one with the longest literal start wins. GET answers HEAD too;
 * OPTIONS (where no row has it) and 405 are made from the table.
 */
struct http_route {
	enum http_method method;
	const char *pattern;
	http_handler *handler;
	unsigned auth;	       /* who may; for the authenticate hook only */
	unsigned flags;	       /* enum http_route_flags */
	size_t max_body_bytes; /* after inflating; 0 = the server's */
	const char *operation; /* OpenAPI operationId */
	const char *summary;   /* OpenAPI summary */
};

/* ---- The server ---- */

struct http_server_settings {
	const char *address;	     /* numeric, "127.0.0.1" or "::1" */
	uint16_t port;		     /* 0 = any free one */
	unsigned loops;		     /* threads, 1 to 64 */
	const char *tls_certificate; /* PEM chain; NULL = no TLS */
	const char *tls_key;	     /* PEM */
	size_t max_header_bytes;     /* request line and fields; over: 431 */
	size_t max_body_bytes;	     /* over: 413 */
	unsigned max_connections;    /* over: 503 and close */
	/* Deadlines are absolute: a byte now and then does not move them. */
	unsigned header_ms;  /* first byte or accept to end of head: 408 */
	unsigned body_ms;    /* end of head to end of body: 408 */
	unsigned request_ms; /* first byte to reply: 408, or 503 when the
			      * handler is what is slow */
	unsigned idle_ms;    /* between two requests: close */
	unsigned drain_ms;   /* http_server_stop() to the hard end */
	/* "10.0.0.5, 192.168.7.0/24": the only peers whose X-Forwarded-For
	 * and -Proto count. NULL or "" = nobody. */
	const char *trusted_proxy;
};

/* The defaults: 127.0.0.1, any port, 1 loop, no TLS, 16 kB of head, 1 MB of
 * body, 1,024 connections, 10 s, 60 s, 120 s, idle 75 s, drain 10 s. */
void http_server_settings_init(struct http_server_settings *ret_settings);

struct http_server_hooks {
	/* On each loop's thread before it accepts; the result is that loop's
	 * context (its pg pool, say). NULL as a result refuses the start.
	 * `loop` counts from 0; loop 0 is the thread of http_server_run(),
	 * the right one for signal events. */
	void *(*on_loop_start)(struct event_base *base, unsigned loop,
			       void *user);
	/* On the same thread after the last request was answered (or the
	 * drain ran out), before the base is freed. */
	void (*on_loop_stop)(void *loop_context, unsigned loop, void *user);
	/* Before each handler, also for routes with auth 0 (not for 404, 405,
	 * OPTIONS). Ends in http_request_continue() or a reply, at once or
	 * later. The body is there unless it is large or chunked: then it is
	 * read after this hook, so that strangers cannot make us keep it. */
	void (*authenticate)(struct http_request *req);
	void *user;
};

/*
 * Bind, listen, read the certificate. The tables and `hooks->user` must
 * outlive the server; settings and hooks are copied. ERR_USAGE with the
 * reason (address in use, unreadable certificate, a bad pattern).
 */
enum err http_server_new(const struct http_server_settings *settings,
			 const struct http_route *routes, size_t count,
			 const struct http_server_hooks *hooks,
			 struct http_server **ret_server,
			 struct err_detail *detail) ERR_MUST_CHECK;

/* Serve until http_server_stop() and the drain; once. Loop 0 runs on the
 * calling thread; the others block all signals. SIGPIPE is ignored from here.
 * ERR_INTERNAL when a loop could not start (then none goes on). */
enum err http_server_run(struct http_server *server,
			 struct err_detail *detail) ERR_MUST_CHECK;

/* Drain: stop accepting, answer what is in flight with `Connection: close`,
 * then let http_server_run() return, after drain_ms at the latest. From any
 * thread, any number of times; async-signal-safe. */
void http_server_stop(struct http_server *server);

/* Not while http_server_run() runs. NULL is accepted. */
void http_server_free(struct http_server *server);

/* The bound port. */
uint16_t http_server_port(const struct http_server *server);
/* Are we draining? /readyz answers 503 then. Any thread. */
bool http_server_is_stopping(const struct http_server *server);

/* Prometheus text: requests, latency histogram and bytes by route, open
 * connections, refused messages. Any thread. */
void http_metrics_print(const struct http_server *server, struct buf *out);

/* ---- The request ---- */

/* HTTP_HEAD for HEAD, though GET's handler runs. */
enum http_method http_method(const struct http_request *req);
/* The decoded path; never for the log (secrets): log the route's pattern. */
const char *http_path(const struct http_request *req);
const struct http_route *http_route(const struct http_request *req);
/* A parameter of the pattern, decoded: UTF-8, not empty, no control
 * characters, no '/' (but in "{path*}", which has no "." or ".." segment).
 * Asserts that the pattern has it. */
const char *http_path_param(const struct http_request *req, const char *name);
/* The first query parameter of that name, decoded, valid UTF-8; or NULL. */
const char *http_query(const struct http_request *req, const char *name);
/* The index-th query parameter in order; false past the end. */
bool http_query_at(const struct http_request *req, size_t index,
		   const char **ret_name, const char **ret_value);
/* A header field (any case), or NULL; repeated ones are joined by ", ". */
const char *http_header(struct http_request *req, const char *name);
/* A request cookie's value, or NULL; the first of that name. */
const char *http_cookie(struct http_request *req, const char *name);
/* The body, inflated, with a NUL after the last byte; never NULL. */
const char *http_body(const struct http_request *req, size_t *ret_length);
/* Does the body's Content-Type name this type (parameters ignored)? */
bool http_body_is(struct http_request *req, const char *media_type);
/* Freed after the reply. */
struct arena *http_arena(struct http_request *req);
/* For logs; the client gets it as X-Request-Id. */
const char *http_request_id(const struct http_request *req);
/* The client's address in text: the peer's, or what a trusted proxy says. */
const char *http_peer(const struct http_request *req);
/* Did the client come by TLS, to us or to a trusted proxy? */
bool http_is_secure(const struct http_request *req);
struct event_base *http_base(const struct http_request *req);
void *http_loop_context(const struct http_request *req);
void *http_hooks_user(const struct http_request *req);
/* One pointer from the authenticate hook to the handler; put it into the
 * request's arena. */
void http_set_user(struct http_request *req, void *user);
void *http_user(const struct http_request *req);

/* From the authenticate hook (or later): go on to the handler. */
void http_request_continue(struct http_request *req);
/* From any thread: run `fn(req, argument)` soon on the request's own thread.
 * For work that was done elsewhere (a password's hash) and ends in a reply. */
void http_request_post(struct http_request *req,
		       void (*fn)(struct http_request *req, void *argument),
		       void *argument);
/* ---- A handler that waits ---- */

enum http_wait_end {
	HTTP_WAIT_OVER,	 /* the time is up */
	HTTP_WAIT_DRAIN, /* the server is about to stop */
	HTTP_WAIT_GONE,	 /* the client sends no more, or is no longer there */
};
typedef void http_wait_fn(struct http_request *req, enum http_wait_end why,
			  void *argument);

/*
 * For a handler that answers when something happens (a long poll): its deadline
 * is put off, and `on_end` is called when it should no longer wait; then it has
 * the usual time. False: it must not begin to, for there is nobody to wait for
 * or the server stops.
 */
bool http_request_wait(struct http_request *req, int64_t wait_ms,
		       http_wait_fn *on_end, void *argument) ERR_MUST_CHECK;
/* What it waited for has come: the usual deadline from now on. on_end is not
 * called. */
void http_request_resume(struct http_request *req);

/* Is there still somebody to answer? False saves expensive work. */
bool http_client_is_there(const struct http_request *req);

/* ---- Replies: each ends the request ---- */

/* `bytes` are copied, gzipped when the client likes it and it pays. Without
 * an own Cache-Control the reply is `no-store`. */
void http_reply(struct http_request *req, int status, const char *content_type,
		const void *bytes, size_t length);
/* application/json */
void http_reply_json(struct http_request *req, int status, const char *json,
		     size_t length);
/* Takes the bytes out of `body`, which is empty then: no copy. */
void http_reply_buf(struct http_request *req, int status,
		    const char *content_type, struct buf *body);
/* The first `length` bytes of a file (at least one), never compressed. The
 * descriptor belongs to the room from here. They are read as the client takes
 * them, on the loop: let a worker read them once before, so that the kernel
 * has them. */
void http_reply_file(struct http_request *req, int status,
		     const char *content_type, int fd, size_t length);
/* No body: 204, 201 with Location, 304. */
void http_reply_empty(struct http_request *req, int status);
/* RFC 9457 application/problem+json: type, title, status, detail, request_id
 * and, if the error has a pointer or a rule, errors[] of {pointer, rule,
 * detail}. The status is err_info()'s. */
void http_reply_problem(struct http_request *req,
			const struct err_detail *detail);
/* One problem with several errors: code and text of `summary`. */
void http_reply_problems(struct http_request *req,
			 const struct err_detail *summary,
			 const struct err_detail *errors, size_t count);
/* The same with errors that have members of their own: a JSON array. */
void http_reply_problem_json(struct http_request *req,
			     const struct err_detail *summary,
			     const char *errors);
/* err_set() and http_reply_problem() in one. */
void http_reply_error(struct http_request *req, enum err code,
		      const char *pointer, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* ---- Streams: a reply that has no end (server-sent events) ---- */

/* The stream is over; the request must not be touched any more. Never called
 * from inside http_stream_begin() or http_stream_write(). */
typedef void http_stream_end_fn(struct http_request *req, void *argument);

/*
 * Send the head of a 200 and keep the request for http_stream_write(). It has
 * no deadline; HTTP/1.1's end of it is the connection's end, and nothing is
 * compressed. `on_end` is called once, on the loop's thread: when the client
 * has gone, when it is more than 256 kB or body_ms behind, when the server
 * drains. False: there is nobody to stream to (a HEAD, or the client has gone);
 * the request is over, and on_end is not called.
 */
bool http_stream_begin(struct http_request *req, const char *content_type,
		       http_stream_end_fn *on_end, void *argument);
/* Copies the bytes; whoever is too far behind is cut off soon. */
void http_stream_write(struct http_request *req, const void *bytes,
		       size_t length);
/* From our side: on_end is not called. */
void http_stream_end(struct http_request *req);

/* A header for the coming reply; copied. The room itself writes Date,
 * Content-Length, Connection, X-Request-Id, Vary, nosniff. Asserts that the
 * name is a token; a value with a control character is dropped and logged. */
void http_header_add(struct http_request *req, const char *name,
		     const char *value);

struct http_cookie_settings {
	const char *name; /* "__Host-" and "__Secure-" imply secure */
	const char *value;
	const char *path;  /* NULL = "/" */
	int64_t max_age_s; /* 0 = until the browser closes; < 0 = delete */
	bool secure;
	bool lax; /* SameSite=Lax; otherwise Strict. Always HttpOnly. */
};

/* Add a Set-Cookie header. Asserts that name and value need no quoting. */
void http_cookie_add(struct http_request *req,
		     const struct http_cookie_settings *cookie);

/* ---- Dictionaries (RFC 9842) ---- */

/* Text like what is sent; immutable, for all loops. */
struct http_dictionary;

struct http_dictionary *http_dictionary_new(const void *bytes, size_t length);
/* After the server; NULL is accepted. */
void http_dictionary_free(struct http_dictionary *dictionary);
/* Its SHA-256 in lower-case hex. */
const char *http_dictionary_hash(const struct http_dictionary *dictionary);
const char *http_dictionary_bytes(const struct http_dictionary *dictionary,
				  size_t *ret_length);

/* The coming reply is compressed with it ("dcz") for a client that takes that
 * and has it (Available-Dictionary), and by gzip for another. A client that
 * would take it is told where it is: `path`, "/dictionary/...". Both live as
 * long as the server. */
void http_use_dictionary(struct http_request *req,
			 const struct http_dictionary *dictionary,
			 const char *path);

/* ---- Conditional requests (RFC 9110, section 13) ---- */

/*
 * Set the coming reply's strong ETag: `opaque` is what stands between the
 * quotes. Where If-None-Match of a GET or HEAD names it (lists, W/, *, and
 * the variants' "-gzip" and "-dcz"), answer 304 and return true: the request is
 * then over.
 */
bool http_reply_if_unchanged(struct http_request *req, const char *opaque);

enum http_if_match {
	HTTP_IF_MATCH_ABSENT,
	HTTP_IF_MATCH_ANY,     /* "*" */
	HTTP_IF_MATCH_TAG,     /* one strong tag: *ret_opaque, in the arena */
	HTTP_IF_MATCH_INVALID, /* a list, weak or malformed: answer 412 */
};

/* The request's If-Match for a caller who compares versions. */
enum http_if_match http_if_match(struct http_request *req,
				 const char **ret_opaque);

/* ---- Cross-site requests ---- */

/* For a handler that trusts a cookie: ERR_FORBIDDEN if the method is unsafe
 * and Sec-Fetch-Site or Origin says that another site's page sent it. A
 * client that sends neither is no browser and passes. */
enum err http_check_same_origin(struct http_request *req,
				struct err_detail *detail) ERR_MUST_CHECK;

#endif
