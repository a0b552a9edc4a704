/* SPDX-License-Identifier: MIT */
/*
 * A connection: reads a request, hands it to the hook and the handler, waits
 * for the reply to leave, and begins again; at most one request at a time, so
 * pipelined ones are answered in order. http_internal.h tells the states.
 *
 * A handler may reply inside http_conn_run() or much later; either way the loop
 * in http_conn_run() goes on from the state, never by recursion.
 */
#include "http_internal.h"

#include <callout/clk.h>
#include <callout/log.h>

#include <assert.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	INPUT_BYTES = 65536,  /* pipelined bytes that may wait */
	SLOWEST_BYTES_MS = 8, /* a reader slower than 8 kB/s is cut off */
	OVERDUE_FLUSH_MS = 5000
};

static const char *const state_names[CONN_STATE_COUNT] = {
    [CONN_READING] = "reading",	    [CONN_AUTHENTICATING] = "authenticating",
    [CONN_HANDLING] = "handling",   [CONN_WRITING] = "writing",
    [CONN_STREAMING] = "streaming", [CONN_LINGERING] = "lingering",
    [CONN_ORPHANED] = "orphaned",
};

#define STEP(state) (1u << (state))

static const unsigned legal_steps[CONN_STATE_COUNT] = {
    [CONN_READING] = STEP(CONN_AUTHENTICATING) | STEP(CONN_HANDLING) |
		     STEP(CONN_WRITING) | STEP(CONN_LINGERING),
    [CONN_AUTHENTICATING] = STEP(CONN_READING) | STEP(CONN_HANDLING) |
			    STEP(CONN_WRITING) | STEP(CONN_ORPHANED),
    [CONN_HANDLING] =
	STEP(CONN_WRITING) | STEP(CONN_STREAMING) | STEP(CONN_ORPHANED),
    [CONN_STREAMING] = STEP(CONN_WRITING),
    [CONN_WRITING] = STEP(CONN_READING) | STEP(CONN_LINGERING),
};

static void conn_set_state(struct http_conn *conn, enum conn_state state)
{
	assert(legal_steps[conn->state] & STEP(state));
	log_event(LOG_LEVEL_DEBUG, "connection_state",
		  LOG_TEXT("request", conn->req.id),
		  LOG_TEXT("from", state_names[conn->state]),
		  LOG_TEXT("to", state_names[state]));
	conn->state = state;
}

static void set_deadline(struct http_conn *conn, int64_t from_us,
			 int64_t after_ms)
{
	conn->deadline_us = from_us + after_ms * 1000;
}

static const struct http_server_settings *
settings_of(const struct http_conn *conn)
{
	return &conn->loop->server->settings;
}

/* ---- Birth and death ---- */

static void drop_client(struct http_conn *conn)
{
	if (conn->bev != NULL)
		bufferevent_free(conn->bev);
	conn->bev = NULL;
	conn->deadline_us = INT64_MAX;
}

/* Once: the handler lets go of its stream. */
static void tell_stream_end(struct http_conn *conn)
{
	http_stream_end_fn *on_end = conn->req.on_stream_end;

	conn->req.on_stream_end = NULL;
	if (on_end != NULL)
		on_end(&conn->req, conn->req.stream_argument);
}

void http_conn_free(struct http_conn *conn)
{
	struct http_loop *loop = conn->loop;

	tell_stream_end(conn);
	drop_client(conn);
	LIST_REMOVE(conn, link);
	http_parser_free(&conn->parser);
	buf_free(&conn->req.inflated);
	arena_free(conn->req.arena);
	free(conn);
	atomic_fetch_sub(&loop->server->conn_count, 1);
	if (loop->draining && LIST_EMPTY(&loop->conns))
		event_base_loopbreak(loop->base);
}

/* While a connection is at work below us on the stack, it is not freed. True
 * for the outermost. */
static bool enter(struct http_conn *conn)
{
	bool outermost = !conn->running;

	conn->running = true;
	return outermost;
}

static void leave(struct http_conn *conn, bool outermost)
{
	if (!outermost)
		return;
	conn->running = false;
	if (conn->dead)
		http_conn_free(conn);
	else
		http_conn_run(conn);
}

/* Now, or as soon as the outermost has left. */
static void kill_conn(struct http_conn *conn)
{
	conn->dead = true;
	if (!conn->running)
		http_conn_free(conn);
}

/* ---- Reading ---- */

/* No request has begun: wait for one, not long if we are leaving. */
static void await_request(struct http_conn *conn, int64_t wait_ms)
{
	if (conn->loop->draining && wait_ms > HTTP_IDLE_DRAIN_MS)
		wait_ms = HTTP_IDLE_DRAIN_MS;
	set_deadline(conn, clk_monotonic_us(), wait_ms);
}

static void begin_request(struct http_conn *conn)
{
	struct http_request *req = &conn->req;

	if (req->arena == NULL)
		req->arena = arena_new();
	req->begun_us = clk_monotonic_us();
	req->method = HTTP_METHOD_COUNT;
	req->extras = NULL;
	req->extras_end = &req->extras;
	req->is_secure = conn->loop->server->tls != NULL;
	memcpy(req->peer, conn->peer, sizeof(req->peer));
	log_request_id(req->id);
	set_deadline(conn, req->begun_us, settings_of(conn)->header_ms);
}

static void end_request(struct http_conn *conn)
{
	struct arena *arena = conn->req.arena;

	buf_free(&conn->req.inflated);
	if (arena_used(arena) > 0)
		arena_reset(arena);
	conn->req = (struct http_request){.arena = arena};
	http_parser_reset(&conn->parser);
}

/* Take what has arrived. False when there is nothing to take. */
static bool feed_parser(struct http_conn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	struct evbuffer_iovec piece;

	if (evbuffer_peek(input, -1, NULL, &piece, 1) < 1 ||
	    piece.iov_len == 0) {
		/* An end inside a message is nobody to answer. */
		if (conn->saw_eof)
			kill_conn(conn);
		return false;
	}
	if (conn->req.begun_us == 0)
		begin_request(conn);
	evbuffer_drain(input, http_parser_feed(&conn->parser, piece.iov_base,
					       piece.iov_len));
	return true;
}

/* ---- From head to handler ---- */

static void handle(struct http_conn *conn)
{
	conn_set_state(conn, CONN_HANDLING);
	conn->req.match.route->handler(&conn->req);
}

static void authenticate(struct http_conn *conn)
{
	const struct http_server_hooks *hooks = &conn->loop->server->hooks;

	set_deadline(conn, conn->req.begun_us, settings_of(conn)->request_ms);
	if (hooks->authenticate == NULL || conn->req.authenticated) {
		handle(conn);
		return;
	}
	conn_set_state(conn, CONN_AUTHENTICATING);
	hooks->authenticate(&conn->req);
}

/* The body comes next: say so to a client that waits (RFC 9110, 10.1.1). */
static void await_body(struct http_conn *conn)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	const struct http_server_settings *settings = settings_of(conn);
	int64_t body_us = conn->req.head_us + settings->body_ms * 1000LL;
	int64_t request_us = conn->req.begun_us + settings->request_ms * 1000LL;

	conn->deadline_us = body_us < request_us ? body_us : request_us;
	if (conn->parser.expects_continue &&
	    evbuffer_get_length(bufferevent_get_input(conn->bev)) == 0)
		bufferevent_write(conn->bev, go_on, sizeof(go_on) - 1);
}

void http_request_continue(struct http_request *req)
{
	struct http_conn *conn = http_conn_of(req);

	if (conn->state == CONN_ORPHANED) {
		http_conn_reply_sent(conn);
		return;
	}
	assert(conn->state == CONN_AUTHENTICATING && !req->authenticated);
	req->authenticated = true;
	if (req->read_us != 0) {
		handle(conn);
		return;
	}
	conn_set_state(conn, CONN_READING);
	await_body(conn);
	http_conn_run(conn);
}

static void refuse_method(struct http_request *req)
{
	struct err_detail detail;
	char allow[80] = "";

	for (unsigned m = 0; m < HTTP_METHOD_COUNT; m++)
		if (req->match.allowed & (1u << m))
			snprintf(allow + strlen(allow),
				 sizeof(allow) - strlen(allow), "%s%s",
				 *allow != '\0' ? ", " : "",
				 http_method_name(m));
	http_header_add(req, "Allow", allow);
	if (req->method == HTTP_OPTIONS) {
		http_reply_empty(req, 204);
		return;
	}
	(void)err_set(&detail, ERR_METHOD, "",
		      "this resource answers %s, not %s", allow,
		      http_method_name(req->method));
	http_reply_problem(req, &detail);
}

static bool find_method(struct http_conn *conn)
{
	const char *name = http_parser_method(&conn->parser);

	for (unsigned m = 0; m < HTTP_METHOD_COUNT; m++) {
		if (strcmp(name, http_method_name(m)) == 0) {
			conn->req.method = m;
			return true;
		}
	}
	http_refuse(&conn->req, 501, "this method is not known here");
	return false;
}

/* Target and route; false when it was answered. */
static bool find_route(struct http_conn *conn)
{
	struct http_parser *parser = &conn->parser;
	struct http_request *req = &conn->req;
	const char *reason =
	    http_target_parse(req->arena, http_parser_target(parser),
			      parser->target_length, &req->target);

	if (reason != NULL) {
		conn->must_close = true;
		http_refuse(req, 400, reason);
		return false;
	}
	if (!find_method(conn))
		return false;
	http_router_find(conn->loop->server->router, req->method,
			 req->target.path, req->arena, &req->match);
	if (strcmp(req->target.path, "*") == 0)
		req->match.allowed = (1u << HTTP_METHOD_COUNT) - 1;
	if (req->match.route != NULL)
		return true;
	if (req->match.allowed != 0)
		refuse_method(req);
	else
		http_reply_error(req, ERR_NOT_FOUND, "",
				 "there is nothing at this address");
	return false;
}

/* Whom does the message come from, if our proxy brought it? */
static void find_client(struct http_conn *conn)
{
	struct http_proxies *proxies = conn->loop->server->proxies;
	struct http_request *req = &conn->req;
	const char *scheme;

	if (!http_proxies_trust(proxies, conn->peer))
		return;
	http_proxies_client(proxies, conn->peer,
			    http_header(req, "x-forwarded-for"), req->peer);
	scheme = http_header(req, "x-forwarded-proto");
	if (scheme != NULL)
		req->is_secure = strcmp(scheme, "https") == 0;
}

/* "gzip" or nothing; false when it was answered. */
static bool check_encoding(struct http_conn *conn)
{
	const char *encoding = http_header(&conn->req, "content-encoding");

	if (encoding == NULL || strcmp(encoding, "gzip") == 0 ||
	    strcmp(encoding, "identity") == 0)
		return true;
	http_header_add(&conn->req, "Accept-Encoding", "gzip");
	http_reply_error(&conn->req, ERR_MEDIA_TYPE, "",
			 "a body may be gzipped or plain, nothing else");
	return false;
}

static void meet_head(struct http_conn *conn)
{
	struct http_parser *parser = &conn->parser;
	struct http_request *req = &conn->req;
	size_t limit = settings_of(conn)->max_body_bytes;

	req->head_us = clk_monotonic_us();
	find_client(conn);
	if (!find_route(conn) || !check_encoding(conn))
		return;
	if (req->match.route->max_body_bytes != 0)
		limit = req->match.route->max_body_bytes;
	http_parser_start_body(parser, limit);
	if (parser->state == PARSER_DONE || parser->state == PARSER_FAILED)
		return;
	if (conn->loop->server->hooks.authenticate != NULL &&
	    (parser->chunked || parser->content_length > HTTP_AUTH_FIRST))
		authenticate(conn);
	else
		await_body(conn);
}

/* Inflate if needed; false when it was answered. */
static bool take_body(struct http_conn *conn)
{
	const struct buf *body = &conn->parser.body;
	struct http_request *req = &conn->req;
	const char *encoding = http_header(req, "content-encoding");

	if (encoding != NULL && strcmp(encoding, "gzip") == 0 &&
	    body->length > 0) {
		switch (http_gzip_inflate(body->data, body->length,
					  conn->parser.max_body,
					  &req->inflated)) {
		case GZIP_OK:
			break;
		case GZIP_MALFORMED:
			http_reply_error(req, ERR_INPUT, "",
					 "the body is no gzip stream");
			return false;
		case GZIP_TOO_LARGE:
			http_reply_error(req, ERR_TOO_LARGE, "",
					 "the inflated body is over its limit "
					 "of %zu bytes",
					 conn->parser.max_body);
			return false;
		}
		body = &req->inflated;
	}
	req->body = buf_text(body);
	req->body_length = body->length;
	return true;
}

static void meet_body(struct http_conn *conn)
{
	conn->req.read_us = clk_monotonic_us();
	if (take_body(conn))
		authenticate(conn);
}

static void refuse_malformed(struct http_conn *conn)
{
	conn->must_close = true;
	http_refuse(&conn->req, conn->parser.status, conn->parser.reason);
}

void http_conn_run(struct http_conn *conn)
{
	bool more = true;

	if (!enter(conn))
		return;
	while (more && !conn->dead && conn->state == CONN_READING) {
		switch (conn->parser.state) {
		case PARSER_HEAD_DONE:
			meet_head(conn);
			break;
		case PARSER_DONE:
			meet_body(conn);
			break;
		case PARSER_FAILED:
			refuse_malformed(conn);
			break;
		default:
			more = feed_parser(conn);
			break;
		}
	}
	conn->running = false;
	if (conn->dead)
		http_conn_free(conn);
}

/* ---- After the reply ---- */

static size_t pending_output(const struct http_conn *conn)
{
	return evbuffer_get_length(bufferevent_get_output(conn->bev));
}

static void close_our_side(struct http_conn *conn)
{
	if (conn->loop->server->tls != NULL)
		http_tls_close_notify(conn->bev);
	shutdown(conn->fd, SHUT_WR);
}

static void discard_input(struct http_conn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);

	evbuffer_drain(input, evbuffer_get_length(input));
}

/* A close with bytes unread would reset the connection, and the client could
 * lose the reply that is still on its way (RFC 9112, section 9.6). */
static void linger(struct http_conn *conn)
{
	if (conn->saw_eof) {
		kill_conn(conn);
		return;
	}
	close_our_side(conn);
	conn_set_state(conn, CONN_LINGERING);
	set_deadline(conn, clk_monotonic_us(),
		     conn->unread ? HTTP_LINGER_BODY_MS : HTTP_LINGER_MS);
	discard_input(conn);
}

/* The reply is out. */
static void after_write(struct http_conn *conn)
{
	assert(conn->state == CONN_WRITING);
	if (conn->must_close) {
		linger(conn);
		return;
	}
	conn_set_state(conn, CONN_READING);
	await_request(conn, settings_of(conn)->idle_ms);
}

/* The handler's deadline: the client was told 503, the handler still has the
 * request. */
static void orphan_overdue(struct http_conn *conn)
{
	conn->overdue = false;
	conn_set_state(conn, CONN_ORPHANED);
	set_deadline(conn, clk_monotonic_us(), OVERDUE_FLUSH_MS);
	if (pending_output(conn) == 0)
		close_our_side(conn);
}

/* A reader has body_ms for each step of what the slowest one manages then. */
static void await_reader(struct http_conn *conn)
{
	conn->unwritten = pending_output(conn);
	set_deadline(conn, clk_monotonic_us(), settings_of(conn)->body_ms);
}

static bool reader_is_too_slow(const struct http_conn *conn)
{
	size_t step = (size_t)settings_of(conn)->body_ms * SLOWEST_BYTES_MS;

	return conn->unwritten - pending_output(conn) < step;
}

void http_conn_reply_sent(struct http_conn *conn)
{
	bool outermost = enter(conn);

	if (conn->state == CONN_ORPHANED) {
		kill_conn(conn);
	} else if (conn->overdue) {
		orphan_overdue(conn);
	} else {
		conn_set_state(conn, CONN_WRITING);
		end_request(conn);
		await_reader(conn);
		if (pending_output(conn) == 0)
			after_write(conn);
	}
	leave(conn, outermost);
}

/* ---- Streams ---- */

void http_conn_stream_begun(struct http_conn *conn)
{
	bool outermost = enter(conn);

	conn_set_state(conn, CONN_STREAMING);
	/* It may stay for hours: nobody asks for its fields any more. */
	http_parser_forget_head(&conn->parser);
	conn->deadline_us = INT64_MAX;
	if (pending_output(conn) > 0)
		await_reader(conn);
	leave(conn, outermost);
}

/* Who is too far behind is cut off by the next tick, not here: the writer goes
 * through a list of readers. */
void http_conn_stream_written(struct http_conn *conn)
{
	if (pending_output(conn) > HTTP_STREAM_BYTES)
		conn->deadline_us = 0;
	else if (conn->deadline_us == INT64_MAX)
		await_reader(conn);
}

void http_conn_stream_over(struct http_conn *conn)
{
	assert(conn->state == CONN_STREAMING);
	http_conn_reply_sent(conn);
}

/* ---- Handlers that wait ---- */

bool http_request_wait(struct http_request *req, int64_t wait_ms,
		       http_wait_fn *on_end, void *argument)
{
	struct http_conn *conn = http_conn_of(req);

	assert(on_end != NULL && req->on_wait_end == NULL);
	if (conn->state != CONN_HANDLING || conn->saw_eof ||
	    conn->loop->draining)
		return false;
	req->on_wait_end = on_end;
	req->wait_argument = argument;
	set_deadline(conn, clk_monotonic_us(), wait_ms);
	return true;
}

void http_request_resume(struct http_request *req)
{
	struct http_conn *conn = http_conn_of(req);

	req->on_wait_end = NULL;
	set_deadline(conn, clk_monotonic_us(), settings_of(conn)->request_ms);
}

/* False: the handler does not wait. Its reply may have freed the connection. */
static bool end_wait(struct http_conn *conn, enum http_wait_end why)
{
	http_wait_fn *on_end = conn->req.on_wait_end;

	if (on_end == NULL)
		return false;
	conn->req.on_wait_end = NULL;
	if (conn->state == CONN_HANDLING)
		set_deadline(conn, clk_monotonic_us(),
			     settings_of(conn)->request_ms);
	on_end(&conn->req, why, conn->req.wait_argument);
	return true;
}

/* ---- Events ---- */

static void on_read(struct bufferevent *bev, void *user)
{
	struct http_conn *conn = user;

	(void)bev;
	if (conn->state == CONN_LINGERING || conn->state == CONN_STREAMING)
		discard_input(conn);
	else
		http_conn_run(conn);
}

static void on_write(struct bufferevent *bev, void *user)
{
	struct http_conn *conn = user;

	/* Late news of an earlier write: more has been added since. */
	if (evbuffer_get_length(bufferevent_get_output(bev)) > 0)
		return;
	if (conn->state == CONN_ORPHANED) {
		close_our_side(conn);
	} else if (conn->state == CONN_STREAMING) {
		conn->deadline_us = INT64_MAX;
	} else if (conn->state == CONN_WRITING) {
		bool outermost = enter(conn);

		after_write(conn);
		leave(conn, outermost);
	}
}

/* The connection is lost; a handler that has the request may keep it. */
static void lose_client(struct http_conn *conn)
{
	if (conn->state == CONN_AUTHENTICATING || conn->state == CONN_HANDLING)
		conn_set_state(conn, CONN_ORPHANED);
	if (conn->state == CONN_ORPHANED) {
		drop_client(conn);
		end_wait(conn, HTTP_WAIT_GONE);
	} else {
		kill_conn(conn);
	}
}

static void on_end(struct bufferevent *bev, short what, void *user)
{
	struct http_conn *conn = user;

	(void)bev;
	if (what & (BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) {
		lose_client(conn);
	} else if (what & BEV_EVENT_EOF) {
		conn->saw_eof = true;
		if (conn->state == CONN_LINGERING ||
		    conn->state == CONN_STREAMING ||
		    conn->state == CONN_ORPHANED)
			lose_client(conn);
		else if (!end_wait(conn, HTTP_WAIT_GONE))
			http_conn_run(conn);
	}
}

/* ---- The loop's calls ---- */

static void tell_full(struct http_conn *conn)
{
	static const char full[] =
	    "HTTP/1.1 503 Service Unavailable\r\n"
	    "Content-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";

	conn->must_close = true;
	conn_set_state(conn, CONN_WRITING);
	(void)!send(conn->fd, full, sizeof(full) - 1, MSG_NOSIGNAL);
	linger(conn);
}

void http_conn_new(struct http_loop *loop, int fd, const char *peer,
		   bool refused)
{
	struct http_tls *tls = loop->server->tls;
	struct bufferevent *bev = NULL;
	struct http_conn *conn;

	/* Who is over the limit gets no handshake out of us. */
	if (tls == NULL)
		bev = bufferevent_socket_new(loop->base, fd,
					     BEV_OPT_CLOSE_ON_FREE);
	else if (!refused)
		bev = http_tls_accept(tls, loop->base, fd);
	if (bev == NULL) {
		close(fd);
		return;
	}
	conn = xcalloc(1, sizeof(*conn));
	conn->loop = loop;
	conn->bev = bev;
	conn->fd = fd;
	snprintf(conn->peer, sizeof(conn->peer), "%s", peer);
	http_parser_init(&conn->parser,
			 loop->server->settings.max_header_bytes);
	LIST_INSERT_HEAD(&loop->conns, conn, link);
	atomic_fetch_add(&loop->server->conn_count, 1);
	bufferevent_setcb(bev, on_read, on_write, on_end, conn);
	bufferevent_setwatermark(bev, EV_READ, 0, INPUT_BYTES);
	await_request(conn, loop->server->settings.header_ms);
	bufferevent_enable(bev, EV_READ | EV_WRITE);
	if (refused)
		tell_full(conn);
}

/* The handler is late: answer in its stead, with none of its headers. */
static void answer_overdue(struct http_conn *conn)
{
	conn->overdue = true;
	conn->must_close = true;
	conn->req.extras = NULL;
	conn->req.extras_end = &conn->req.extras;
	conn->req.etag = NULL;
	conn->req.dictionary = NULL;
	http_reply_error(&conn->req, ERR_UNAVAILABLE, "",
			 "the answer took too long; try again");
}

static void cut_off(struct http_conn *conn)
{
	log_event(LOG_LEVEL_INFO, "slow_reader", LOG_TEXT("peer", conn->peer));
	kill_conn(conn);
}

void http_conn_check_deadline(struct http_conn *conn)
{
	if (clk_monotonic_us() < conn->deadline_us)
		return;
	switch (conn->state) {
	case CONN_READING:
		if (conn->req.begun_us == 0) {
			kill_conn(conn);
			break;
		}
		conn->must_close = true;
		http_reply_error(&conn->req, ERR_TIMEOUT, "",
				 "the request took too long to arrive");
		break;
	case CONN_AUTHENTICATING:
	case CONN_HANDLING:
		if (!end_wait(conn, HTTP_WAIT_OVER))
			answer_overdue(conn);
		break;
	case CONN_WRITING:
		if (!reader_is_too_slow(conn)) {
			await_reader(conn);
			break;
		}
		cut_off(conn);
		break;
	case CONN_STREAMING:
		cut_off(conn);
		break;
	case CONN_LINGERING:
		kill_conn(conn);
		break;
	case CONN_ORPHANED:
		drop_client(conn);
		break;
	case CONN_STATE_COUNT:
		break;
	}
}

void http_conn_drain(struct http_conn *conn)
{
	if (conn->state == CONN_READING && conn->req.begun_us == 0)
		await_request(conn, HTTP_IDLE_DRAIN_MS);
	if (conn->state == CONN_HANDLING)
		end_wait(conn, HTTP_WAIT_DRAIN);
	else if (conn->state == CONN_STREAMING) {
		bool outermost = enter(conn);

		tell_stream_end(conn);
		http_conn_stream_over(conn);
		leave(conn, outermost);
	}
}

void http_conn_abort(struct http_conn *conn)
{
	lose_client(conn);
}
