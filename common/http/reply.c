/* SPDX-License-Identifier: MIT */
/*
 * Replies: the head is made in the loop's scratch buffer; a small body joins
 * it and both leave by one send(), a large one goes by reference.
 */
#include "http_internal.h"
#include "negotiate_internal.h"

#include <callout/clk.h>
#include <callout/log.h>

#include <assert.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

struct reply {
	int status;
	const char *content_type; /* NULL: no body */
	const char *bytes;
	size_t length;
	struct buf *take; /* owns the bytes, or NULL: they are the caller's */
	struct buf deflated; /* or here */
	bool varies;	     /* another client might get it compressed */
	const char *coding;  /* NULL: as it is */
	bool endless;
	bool has_file; /* the bytes are those of `fd`, from its start */
	int fd;
};

struct http_conn *http_conn_of(struct http_request *req)
{
	return (struct http_conn *)((char *)req -
				    offsetof(struct http_conn, req));
}

/* ---- Encoding ---- */

bool http_extra_is_set(const struct http_request *req, const char *name)
{
	for (const struct http_extra *e = req->extras; e != NULL; e = e->next)
		if (strcasecmp(e->name, name) == 0)
			return true;
	return false;
}

static void take_compressed(struct reply *reply, const char *coding)
{
	reply->coding = coding;
	reply->take = &reply->deflated;
	reply->bytes = reply->deflated.data;
	reply->length = reply->deflated.length;
}

/* With the dictionary; false: not for this client or this body. */
static bool maybe_dcz(struct http_request *req, struct reply *reply)
{
	struct http_loop *loop = http_conn_of(req)->loop;

	if (req->dictionary == NULL || reply->length < DCZ_WORTH_BYTES ||
	    !http_is_compressible(reply->content_type) ||
	    (req->match.route != NULL &&
	     (req->match.route->flags & HTTP_ROUTE_NO_GZIP)) ||
	    http_extra_is_set(req, "Content-Encoding"))
		return false;
	reply->varies = true;
	if (!http_accepts_dcz(http_header(req, "accept-encoding")))
		return false;
	if (!http_dictionary_is(req->dictionary,
				http_header(req, "available-dictionary"))) {
		/* Where it can have it for the next time. */
		http_header_add(req, "Link",
				arena_printf(req->arena,
					     "<%s>; "
					     "rel=\"compression-dictionary\"",
					     req->dictionary_path));
		return false;
	}
	if (loop->dcz == NULL)
		loop->dcz = http_dcz_new();
	if (!http_dcz_compress(loop->dcz, req->dictionary, reply->bytes,
			       reply->length, &reply->deflated))
		return false;
	take_compressed(reply, "dcz");
	return true;
}

static void maybe_compress(struct http_request *req, struct reply *reply)
{
	const struct http_route *route = req->match.route;

	if (maybe_dcz(req, reply))
		return;
	if (reply->length < GZIP_WORTH_BYTES ||
	    !http_is_compressible(reply->content_type) ||
	    (route != NULL && (route->flags & HTTP_ROUTE_NO_GZIP)) ||
	    http_extra_is_set(req, "Content-Encoding"))
		return;
	reply->varies = true;
	if (!http_accepts_gzip(http_header(req, "accept-encoding")) ||
	    !http_gzip_deflate(http_conn_of(req)->loop->gzip, reply->bytes,
			       reply->length, &reply->deflated))
		return;
	take_compressed(reply, "gzip");
}

/* ---- The head ---- */

static void add_field(struct buf *head, const char *name, const char *value)
{
	buf_add_text(head, name);
	buf_add(head, ": ", 2);
	buf_add_text(head, value);
	buf_add(head, "\r\n", 2);
}

/* Unless the handler has its own. */
static void add_default(struct buf *head, const struct http_request *req,
			const char *name, const char *value)
{
	if (req->extras == NULL || !http_extra_is_set(req, name))
		add_field(head, name, value);
}

/* A 304 with only what RFC 9110, section 15.4.5, wants. */
static bool is_bare(const struct http_request *req, const struct reply *reply)
{
	const struct http_route *route = req->match.route;

	return reply->status == 304 && route != NULL &&
	       (route->flags & HTTP_ROUTE_BARE_304);
}

static void add_validators(struct buf *head, const struct http_request *req,
			   const struct reply *reply)
{
	if (req->etag != NULL && reply->coding != NULL)
		buf_printf(head, "ETag: \"%s-%s\"\r\n", req->etag,
			   reply->coding);
	else if (req->etag != NULL)
		buf_printf(head, "ETag: \"%s%s\"\r\n", req->etag,
			   req->etag_suffix ? req->etag_suffix : "");
	if (reply->varies || (reply->status == 304 && !is_bare(req, reply)))
		add_field(head, "Vary",
			  req->dictionary == NULL
			      ? "Accept-Encoding"
			      : "Accept-Encoding, Available-Dictionary");
	if (reply->coding != NULL)
		add_field(head, "Content-Encoding", reply->coding);
}

static void add_security(struct buf *head, const struct http_request *req,
			 const struct reply *reply)
{
	if (!is_bare(req, reply))
		add_field(head, "X-Content-Type-Options", "nosniff");
	add_default(head, req, "Cache-Control", "no-store");
	if (!http_media_type_is(reply->content_type, "text/html"))
		return;
	add_default(head, req, "Content-Security-Policy",
		    "default-src 'self'; base-uri 'none'; form-action 'self'; "
		    "frame-ancestors 'none'");
	add_default(head, req, "Referrer-Policy", "no-referrer");
}

static void make_head(struct buf *head, struct http_request *req,
		      const struct reply *reply)
{
	struct http_conn *conn = http_conn_of(req);

	buf_clear(head);
	buf_printf(head, "HTTP/1.1 %d ", reply->status);
	buf_add_text(head, http_status_phrase(reply->status));
	buf_add(head, "\r\n", 2);
	add_field(head, "Date", http_loop_date(conn->loop));
	if (reply->content_type != NULL)
		add_field(head, "Content-Type", reply->content_type);
	/* RFC 9110, section 8.6: none on 204, and ours on 304 would be a
	 * guess at the length of what is not sent. */
	if (reply->status != 204 && reply->status != 304 && !reply->endless)
		buf_printf(head, "Content-Length: %zu\r\n", reply->length);
	add_validators(head, req, reply);
	add_security(head, req, reply);
	if (!is_bare(req, reply))
		add_field(head, "X-Request-Id", req->id);
	for (const struct http_extra *e = req->extras; e != NULL; e = e->next)
		add_field(head, e->name, e->value);
	if (conn->must_close)
		add_field(head, "Connection", "close");
	buf_add(head, "\r\n", 2);
}

/* ---- Out ---- */

static void on_bytes_sent(const void *bytes, size_t length, void *user)
{
	(void)length;
	(void)user;
	free((void *)bytes);
}

static void write_out(struct http_conn *conn, struct buf *head,
		      struct reply *reply)
{
	struct evbuffer *output = bufferevent_get_output(conn->bev);
	size_t length = reply->length;
	ssize_t sent = 0;

	if (length <= HTTP_COPY_BYTES && !reply->has_file) {
		buf_add(head, reply->bytes, length);
		length = 0;
	}
	/* The socket nearly always has room: saves two system calls and a
	 * turn of the loop. An error comes back to the bufferevent. */
	if (conn->loop->server->tls == NULL && evbuffer_get_length(output) == 0)
		sent = send(conn->fd, head->data, head->length,
			    MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent < 0)
		sent = 0;
	if ((size_t)sent < head->length)
		evbuffer_add(output, head->data + sent,
			     head->length - (size_t)sent);
	if (length > 0 && reply->has_file) {
		/* sendfile(), or a mapping for TLS; closes it at the end. */
		if (evbuffer_add_file(output, reply->fd, 0, (off_t)length) == 0)
			reply->has_file = false;
	} else if (length > 0 && reply->take != NULL) {
		evbuffer_add_reference(output, buf_take(reply->take, NULL),
				       length, on_bytes_sent, NULL);
	} else if (length > 0) {
		evbuffer_add(output, reply->bytes, length);
	}
}

/* The route's pattern stands for the path, which may hold a secret. */
static void record(struct http_request *req, const struct reply *reply)
{
	struct http_conn *conn = http_conn_of(req);
	const struct http_route *route = req->match.route;
	struct http_server *server = conn->loop->server;
	int64_t since_us = req->read_us ? req->read_us : req->begun_us;
	int64_t took_us = clk_monotonic_us() - since_us;

	http_metrics_count_reply(conn->loop->metrics,
				 route != NULL ? req->match.index
					       : server->route_count,
				 reply->status, took_us, reply->length);
	if (route != NULL && (route->flags & HTTP_ROUTE_QUIET) &&
	    reply->status < 400)
		return;
	log_event(reply->status >= 500 ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
		  "request",
		  LOG_TEXT("method", req->method < HTTP_METHOD_COUNT
					 ? http_method_name(req->method)
					 : "-"),
		  LOG_TEXT("route", route != NULL ? route->pattern : "-"),
		  LOG_NUM("status", reply->status),
		  LOG_NUM("ms", took_us / 1000),
		  LOG_NUM("bytes", (int64_t)reply->length),
		  LOG_TEXT("request", req->id), LOG_TEXT("peer", req->peer));
}

/* Is there a part of the body that the client may still be sending? */
static bool is_unread(const struct http_parser *parser)
{
	if (parser->state == PARSER_HEAD_DONE)
		return parser->chunked || parser->content_length > 0;
	return parser->state != PARSER_DONE;
}

static void send_reply(struct http_request *req, struct reply *reply)
{
	struct http_conn *conn = http_conn_of(req);
	struct buf *head = &conn->loop->scratch;

	assert(reply->status >= 200 && reply->status < 600);
	assert(req->begun_us != 0);
	/* An orphan's client has gone, or was told 503 in our name. */
	if (conn->state != CONN_ORPHANED) {
		conn->unread = is_unread(&conn->parser);
		conn->must_close |= conn->unread || !conn->parser.keep_alive ||
				    conn->loop->draining;
		if (reply->content_type != NULL && !reply->has_file)
			maybe_compress(req, reply);
		make_head(head, req, reply);
		if (req->method == HTTP_HEAD)
			reply->length = 0;
		write_out(conn, head, reply);
		record(req, reply);
	}
	buf_free(&reply->deflated);
	if (reply->has_file)
		close(reply->fd);
	http_conn_reply_sent(conn);
}

void http_reply(struct http_request *req, int status, const char *content_type,
		const void *bytes, size_t length)
{
	struct reply reply = {
	    .status = status,
	    .content_type = content_type,
	    .bytes = bytes,
	    .length = length,
	};

	assert(content_type != NULL);
	send_reply(req, &reply);
}

void http_reply_json(struct http_request *req, int status, const char *json,
		     size_t length)
{
	http_reply(req, status, "application/json", json, length);
}

void http_reply_buf(struct http_request *req, int status,
		    const char *content_type, struct buf *body)
{
	struct buf mine = *body;
	struct reply reply = {
	    .status = status,
	    .content_type = content_type,
	    .bytes = mine.data,
	    .length = mine.length,
	    .take = &mine,
	};

	/* The caller's struct may lie in the arena, which ends with the
	 * request: empty it first. */
	*body = (struct buf){0};
	assert(content_type != NULL);
	send_reply(req, &reply);
	buf_free(&mine);
}

void http_reply_file(struct http_request *req, int status,
		     const char *content_type, int fd, size_t length)
{
	struct reply reply = {
	    .status = status,
	    .content_type = content_type,
	    .length = length,
	    .has_file = true,
	    .fd = fd,
	};

	assert(content_type != NULL && fd >= 0);
	send_reply(req, &reply);
}

void http_reply_empty(struct http_request *req, int status)
{
	struct reply reply = {.status = status};

	send_reply(req, &reply);
}

/* ---- Streams ---- */

bool http_stream_begin(struct http_request *req, const char *content_type,
		       http_stream_end_fn *on_end, void *argument)
{
	struct http_conn *conn = http_conn_of(req);
	struct buf *head = &conn->loop->scratch;
	struct reply reply = {
	    .status = 200,
	    .content_type = content_type,
	    .endless = true,
	};

	assert(content_type != NULL && on_end != NULL);
	assert(req->begun_us != 0);
	if (conn->state == CONN_ORPHANED) {
		http_conn_reply_sent(conn);
		return false;
	}
	conn->unread = is_unread(&conn->parser);
	conn->must_close = true;
	make_head(head, req, &reply);
	write_out(conn, head, &reply);
	record(req, &reply);
	if (req->method == HTTP_HEAD || conn->loop->draining) {
		http_conn_reply_sent(conn);
		return false;
	}
	req->on_stream_end = on_end;
	req->stream_argument = argument;
	http_conn_stream_begun(conn);
	return true;
}

void http_stream_write(struct http_request *req, const void *bytes,
		       size_t length)
{
	struct http_conn *conn = http_conn_of(req);

	assert(conn->state == CONN_STREAMING);
	evbuffer_add(bufferevent_get_output(conn->bev), bytes, length);
	http_conn_stream_written(conn);
}

void http_stream_end(struct http_request *req)
{
	req->on_stream_end = NULL;
	http_conn_stream_over(http_conn_of(req));
}

/* ---- Headers of the coming reply ---- */

void http_header_add(struct http_request *req, const char *name,
		     const char *value)
{
	struct http_extra *extra;

	assert(http_is_token(name, strlen(name)));
	for (const char *c = value; *c != '\0'; c++) {
		if ((unsigned char)*c >= 0x20 && *c != 0x7f)
			continue;
		log_event(LOG_LEVEL_ERROR, "header_dropped",
			  LOG_TEXT("name", name), LOG_TEXT("request", req->id));
		return;
	}
	extra = arena_alloc(req->arena, sizeof(*extra));
	extra->name = arena_strdup(req->arena, name);
	extra->value = arena_strdup(req->arena, value);
	*req->extras_end = extra;
	req->extras_end = &extra->next;
}

void http_use_dictionary(struct http_request *req,
			 const struct http_dictionary *dictionary,
			 const char *path)
{
	req->dictionary = dictionary;
	req->dictionary_path = path;
}

bool http_reply_if_unchanged(struct http_request *req, const char *opaque)
{
	enum etag_match match = ETAG_NONE;

	for (const char *c = opaque; *c != '\0'; c++)
		assert(*c > 0x20 && *c < 0x7f && *c != '"');
	req->etag = arena_strdup(req->arena, opaque);
	if (req->method == HTTP_GET || req->method == HTTP_HEAD)
		match =
		    http_etag_find(http_header(req, "if-none-match"), opaque);
	if (match == ETAG_NONE)
		return false;
	req->etag_suffix = http_etag_suffix(match);
	http_reply_empty(req, 304);
	return true;
}
