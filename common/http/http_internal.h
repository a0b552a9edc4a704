/* SPDX-License-Identifier: MIT */
/*
 * What the files of this room share: the server, its loops, a connection and
 * the one request that it carries at a time.
 *
 *	server.c   settings, start, stop         loop.c     accept, tick, posts
 *	conn.c     a connection's states         request.c  what a handler asks
 *	reply.c    heads and bodies out          problem.c  errors as JSON
 */
#ifndef CALLOUT_HTTP_INTERNAL_H
#define CALLOUT_HTTP_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include <callout/http.h>

#include "dictionary_internal.h"
#include "gzip_internal.h"
#include "metrics_internal.h"
#include "parser_internal.h"
#include "proxy_internal.h"
#include "router_internal.h"
#include "target_internal.h"
#include "tls_internal.h"

struct bufferevent;
struct event;

enum {
	HTTP_TICK_MS = 100,	 /* deadlines are looked at this often */
	HTTP_AUTH_FIRST = 65536, /* larger bodies are read after the hook */
	HTTP_COPY_BYTES = 16384, /* smaller replies leave in one send() */
	HTTP_LINGER_MS = 2000,	 /* for a client that has all it sent read */
	HTTP_LINGER_BODY_MS = 10000, /* for one that is still sending */
	HTTP_IDLE_DRAIN_MS = 1000,   /* for one more request while draining */
	HTTP_STREAM_BYTES = 256
			    << 10, /* that a stream's reader may be behind */
	HTTP_SLACK = 64 /* connections over the limit that are told */
};

/* A header that a handler added. */
struct http_extra {
	const char *name;
	const char *value;
	struct http_extra *next;
};

struct http_request {
	struct arena *arena;
	struct http_target target;
	struct http_match match; /* .route NULL: refused before the search */
	enum http_method method; /* HTTP_METHOD_COUNT: unknown or unread */
	char id[24];
	char peer[PROXY_ADDRESS_SIZE];
	bool is_secure;
	bool authenticated; /* the hook has let it through */
	const char *body;
	size_t body_length;
	struct buf inflated; /* the body, if it came compressed */
	void *user;
	struct http_extra *extras, **extras_end;
	const char *etag;  /* opaque part, or NULL */
	const char *etag_suffix; /* the variant's that the 304 is of */
	const struct http_dictionary *dictionary; /* or NULL */
	const char *dictionary_path;
	http_stream_end_fn *on_stream_end; /* of a stream, until it is told */
	void *stream_argument;
	http_wait_fn *on_wait_end; /* of a handler that waits */
	void *wait_argument;
	int64_t begun_us; /* the first byte; 0 between requests */
	int64_t head_us;  /* the empty line after the head */
	int64_t read_us;  /* the last byte */
};

/* A connection. One state, changed by conn_set_state() alone. */
enum conn_state {
	/* Wants bytes of a head or a body; a whole message leads to
	 * AUTHENTICATING, a malformed one to a reply. Deadlines: idle, head,
	 * body. */
	CONN_READING,
	/* The hook has the request; http_request_continue() leads to READING
	 * (a large body) or HANDLING, a reply to WRITING. */
	CONN_AUTHENTICATING,
	/* The handler has the request; a reply leads to WRITING. Past the
	 * deadline the client gets 503 and the request is ORPHANED. */
	CONN_HANDLING,
	/* The reply waits for the socket; when it is out, the next request is
	 * READING, or LINGERING if this was the last. */
	CONN_WRITING,
	/* The reply has no end: the handler writes to it until it ends it, the
	 * client goes or falls behind, or the server drains; then LINGERING or
	 * nothing. Deadline: what was written must be read by then. */
	CONN_STREAMING,
	/* We have closed our side; what still comes is dropped until the client
	 * closes too, so that it can read our reply (RFC 9112, section 9.6). */
	CONN_LINGERING,
	/* Nobody waits for the answer any more, but a handler has the request:
	 * its reply frees the connection. */
	CONN_ORPHANED,
	CONN_STATE_COUNT
};

struct http_conn {
	LIST_ENTRY(http_conn) link;
	struct http_loop *loop;
	struct bufferevent *bev; /* NULL once the client is gone */
	int fd;
	enum conn_state state;
	bool running;	 /* http_conn_run() is on the stack */
	bool overdue;	 /* we answer in the handler's stead */
	bool dead;	 /* free it when http_conn_run() ends */
	bool saw_eof;	 /* the client sends no more */
	bool must_close; /* no request after this one */
	bool unread;	 /* closed while the client may still be sending */
	int64_t deadline_us;
	size_t unwritten; /* of the reply, when its deadline was set */
	char peer[PROXY_ADDRESS_SIZE];
	struct http_parser parser;
	struct http_request req;
};

struct http_post {
	STAILQ_ENTRY(http_post) link;
	struct http_request *req;
	void (*fn)(struct http_request *req, void *argument);
	void *argument;
};

struct http_loop {
	struct http_server *server;
	unsigned index;
	pthread_t thread;
	bool has_thread;
	struct event_base *base;
	void *context;
	int listen_fd; /* -1 when closed */
	struct event *listen_event;
	int wake_fd;
	struct event *wake_event;
	struct event *tick_event;
	pthread_mutex_t posts_lock;
	STAILQ_HEAD(, http_post) posts;
	LIST_HEAD(, http_conn) conns;
	bool accept_paused; /* out of descriptors until the next tick */
	bool draining;
	int64_t drain_deadline_us;
	struct http_gzip *gzip;
	struct http_dcz *dcz; /* NULL until one is needed */
	struct http_metrics *metrics;
	struct buf scratch; /* the head that is being written */
	int64_t date_s;
	char date[30]; /* IMF-fixdate of date_s */
};

struct http_server {
	struct http_server_settings settings;
	struct http_server_hooks hooks;
	const struct http_route *routes;
	size_t route_count;
	struct http_router *router;
	struct http_proxies *proxies;
	struct http_tls *tls; /* NULL without */
	uint16_t port;
	struct http_loop *loops;
	atomic_bool stopping;
	atomic_uint conn_count;
	/* The start of the loops: all, or none. */
	pthread_mutex_t start_lock;
	pthread_cond_t start_changed;
	unsigned started;
	bool start_failed;
};

/* ---- conn.c ---- */

/* Take over an accepted socket. `refused`: over the limit, say so. */
void http_conn_new(struct http_loop *loop, int fd, const char *peer,
		   bool refused);
/* The reply's bytes are in the bufferevent or already sent. */
void http_conn_reply_sent(struct http_conn *conn);
/* The head of a stream is; more has been written to it; it is over. */
void http_conn_stream_begun(struct http_conn *conn);
void http_conn_stream_written(struct http_conn *conn);
void http_conn_stream_over(struct http_conn *conn);
/* The tick: act on a deadline that has passed. */
void http_conn_check_deadline(struct http_conn *conn);
/* Go on with what has arrived; no recursion, not needed inside a handler. */
void http_conn_run(struct http_conn *conn);
/* The drain begins: an idle connection gets little time for one more. */
void http_conn_drain(struct http_conn *conn);
/* The hard end: close, also with a reply pending. */
void http_conn_abort(struct http_conn *conn);
/* The very end: free even what a handler still has. */
void http_conn_free(struct http_conn *conn);

/* ---- reply.c ---- */

struct http_conn *http_conn_of(struct http_request *req);
/* Has the handler added a field of this name? */
bool http_extra_is_set(const struct http_request *req, const char *name);

/* ---- problem.c ---- */

/* A problem with any status, also those that no enum err has. */
void http_refuse(struct http_request *req, int status, const char *detail);
/* The text of a problem; errors may be NULL when count is 0. */
void http_problem_print(struct buf *out, const char *type, const char *title,
			int status, const char *text, const char *request_id,
			const struct err_detail *errors, size_t count);
/* "Not Found"; "" for a status that the room does not know. */
const char *http_status_phrase(int status);

/* ---- loop.c ---- */

enum err http_loop_listen(struct http_loop *loop,
			  struct err_detail *detail) ERR_MUST_CHECK;
/* Make the base and its events; on the loop's own thread. */
bool http_loop_start(struct http_loop *loop);
void http_loop_run(struct http_loop *loop);
void http_loop_finish(struct http_loop *loop);
/* From any thread or a signal handler. */
void http_loop_wake(struct http_loop *loop);
/* The Date field's value, made once a second. */
const char *http_loop_date(struct http_loop *loop);

#endif
