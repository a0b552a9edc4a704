/* SPDX-License-Identifier: MIT */
/*
 * A loop: one thread, one event_base, one listener on the shared port. Other
 * threads reach it through its eventfd only: posts, and the order to stop.
 */
#include "config.h" /* _GNU_SOURCE */

#include "http_internal.h"

#include <callout/clk.h>
#include <callout/log.h>

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ACCEPT_AT_ONCE = 64, LISTEN_BACKLOG = 1024 };

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* ---- Listening ---- */

static socklen_t parse_bind_address(const char *text, uint16_t port,
				    union address *ret_address)
{
	memset(ret_address, 0, sizeof(*ret_address));
	if (inet_pton(AF_INET, text, &ret_address->v4.sin_addr) == 1) {
		ret_address->v4.sin_family = AF_INET;
		ret_address->v4.sin_port = htons(port);
		return sizeof(ret_address->v4);
	}
	if (inet_pton(AF_INET6, text, &ret_address->v6.sin6_addr) == 1) {
		ret_address->v6.sin6_family = AF_INET6;
		ret_address->v6.sin6_port = htons(port);
		return sizeof(ret_address->v6);
	}
	return 0;
}

static int open_listener(const union address *address, socklen_t length,
			 bool share_port)
{
	int fd = socket(address->any.sa_family,
			SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		return -1;
	/* TCP_NODELAY is inherited by what is accepted. */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0 ||
	    (share_port &&
	     setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0) ||
	    bind(fd, &address->any, length) != 0 ||
	    listen(fd, LISTEN_BACKLOG) != 0) {
		int saved = errno;

		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static uint16_t bound_port(int fd)
{
	union address address = {0};
	socklen_t length = sizeof(address);

	if (getsockname(fd, &address.any, &length) != 0)
		return 0;
	return ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port
						      : address.v6.sin6_port);
}

enum err http_loop_listen(struct http_loop *loop, struct err_detail *detail)
{
	struct http_server *server = loop->server;
	const struct http_server_settings *settings = &server->settings;
	bool share = settings->loops > 1;
	union address address;
	socklen_t length =
	    parse_bind_address(settings->address, server->port, &address);

	if (length == 0)
		return err_set(detail, ERR_USAGE, "",
			       "address `%s` is no numeric IPv4 or IPv6 "
			       "address",
			       settings->address);
	/* SO_REUSEPORT would let a second daemon of the same user share the
	 * port in silence; without it the kernel tells us. */
	if (share && loop->index == 0 && server->port != 0) {
		int probe = open_listener(&address, length, false);

		if (probe >= 0)
			close(probe);
		else
			share = false;
	}
	loop->listen_fd = open_listener(&address, length, share);
	if (loop->listen_fd < 0)
		return err_set(
		    detail, ERR_USAGE, "", "cannot listen on %s port %u: %s",
		    settings->address, (unsigned)server->port, strerror(errno));
	server->port = bound_port(loop->listen_fd);
	return ERR_OK;
}

/* ---- Accepting ---- */

static void format_peer(const union address *address,
			char ret_text[PROXY_ADDRESS_SIZE])
{
	const struct in6_addr *v6 = &address->v6.sin6_addr;

	*ret_text = '\0';
	if (address->any.sa_family == AF_INET)
		inet_ntop(AF_INET, &address->v4.sin_addr, ret_text,
			  PROXY_ADDRESS_SIZE);
	else if (IN6_IS_ADDR_V4MAPPED(v6))
		inet_ntop(AF_INET, &v6->s6_addr[12], ret_text,
			  PROXY_ADDRESS_SIZE);
	else
		inet_ntop(AF_INET6, v6, ret_text, PROXY_ADDRESS_SIZE);
}

/* False when there was nobody, or no descriptor left. */
static bool accept_one(struct http_loop *loop)
{
	struct http_server *server = loop->server;
	unsigned limit = server->settings.max_connections;
	unsigned count = atomic_load(&server->conn_count);
	char peer[PROXY_ADDRESS_SIZE];
	union address address = {0};
	socklen_t length = sizeof(address);
	int fd = accept4(loop->listen_fd, &address.any, &length,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		    errno == ENOMEM) {
			/* The listener stays readable: without a pause this
			 * would spin. */
			log_event(LOG_LEVEL_ERROR, "accept_failed",
				  LOG_TEXT("reason", strerror(errno)));
			event_del(loop->listen_event);
			loop->accept_paused = true;
			return false;
		}
		return errno != EAGAIN && errno != EWOULDBLOCK;
	}
	http_metrics_count_accept(loop->metrics);
	if (count >= limit)
		http_metrics_count_refused(loop->metrics);
	format_peer(&address, peer);
	if (count >= limit + HTTP_SLACK)
		close(fd);
	else
		http_conn_new(loop, fd, peer, count >= limit);
	return true;
}

static void on_listen(evutil_socket_t fd, short what, void *user)
{
	struct http_loop *loop = user;

	(void)fd;
	(void)what;
	for (int i = 0; i < ACCEPT_AT_ONCE; i++)
		if (!accept_one(loop))
			return;
}

/* `act` may free its connection, but no other. */
static void for_each_conn(struct http_loop *loop,
			  void (*act)(struct http_conn *conn))
{
	struct http_conn *conn, *next;

	for (conn = LIST_FIRST(&loop->conns); conn != NULL; conn = next) {
		next = LIST_NEXT(conn, link);
		act(conn);
	}
}

/* ---- Stopping ---- */

static void start_drain(struct http_loop *loop)
{

	loop->draining = true;
	loop->drain_deadline_us =
	    clk_monotonic_us() + loop->server->settings.drain_ms * 1000LL;
	/* Whom the kernel has already shaken hands with is in flight. */
	if (!loop->accept_paused)
		while (accept_one(loop))
			;
	event_free(loop->listen_event);
	loop->listen_event = NULL;
	close(loop->listen_fd);
	loop->listen_fd = -1;
	for_each_conn(loop, http_conn_drain);
	if (LIST_EMPTY(&loop->conns))
		event_base_loopbreak(loop->base);
}

static void end_drain(struct http_loop *loop)
{

	log_event(LOG_LEVEL_WARNING, "drain_expired",
		  LOG_NUM("loop", loop->index));
	for_each_conn(loop, http_conn_abort);
	event_base_loopbreak(loop->base);
}

/* ---- From other threads ---- */

void http_loop_wake(struct http_loop *loop)
{
	uint64_t one = 1;

	/* Fails only when the counter is full: then it is awake anyway. */
	(void)!write(loop->wake_fd, &one, sizeof(one));
}

static void run_posts(struct http_loop *loop)
{
	STAILQ_HEAD(, http_post) posts = STAILQ_HEAD_INITIALIZER(posts);
	struct http_post *post;

	pthread_mutex_lock(&loop->posts_lock);
	STAILQ_CONCAT(&posts, &loop->posts);
	pthread_mutex_unlock(&loop->posts_lock);
	while ((post = STAILQ_FIRST(&posts)) != NULL) {
		STAILQ_REMOVE_HEAD(&posts, link);
		post->fn(post->req, post->argument);
		free(post);
	}
}

static void on_wake(evutil_socket_t fd, short what, void *user)
{
	struct http_loop *loop = user;
	uint64_t count;

	(void)what;
	(void)!read(fd, &count, sizeof(count));
	run_posts(loop);
	if (atomic_load(&loop->server->stopping) && !loop->draining)
		start_drain(loop);
}

static void on_tick(evutil_socket_t fd, short what, void *user)
{
	struct http_loop *loop = user;

	(void)fd;
	(void)what;
	for_each_conn(loop, http_conn_check_deadline);
	if (loop->accept_paused && !loop->draining) {
		loop->accept_paused = false;
		event_add(loop->listen_event, NULL);
	}
	if (loop->draining && clk_monotonic_us() >= loop->drain_deadline_us)
		end_drain(loop);
}

const char *http_loop_date(struct http_loop *loop)
{
	time_t now_s = time(NULL);
	struct tm parts;

	if (now_s != loop->date_s) {
		gmtime_r(&now_s, &parts);
		/* No daemon sets a locale, so these are English names. */
		strftime(loop->date, sizeof(loop->date),
			 "%a, %d %b %Y %H:%M:%S GMT", &parts);
		loop->date_s = now_s;
	}
	return loop->date;
}

/* ---- Life ---- */

static struct event_base *new_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	if (config == NULL)
		return NULL;
	/* One thread per base; others come by the eventfd. */
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

bool http_loop_start(struct http_loop *loop)
{
	const struct http_server_hooks *hooks = &loop->server->hooks;
	struct timeval tick = {.tv_usec = HTTP_TICK_MS * 1000};

	loop->base = new_base();
	if (loop->base == NULL)
		return false;
	loop->listen_event = event_new(loop->base, loop->listen_fd,
				       EV_READ | EV_PERSIST, on_listen, loop);
	loop->wake_event = event_new(loop->base, loop->wake_fd,
				     EV_READ | EV_PERSIST, on_wake, loop);
	loop->tick_event = event_new(loop->base, -1, EV_PERSIST, on_tick, loop);
	if (loop->listen_event == NULL || loop->wake_event == NULL ||
	    loop->tick_event == NULL)
		return false;
	loop->gzip = http_gzip_new();
	if (hooks->on_loop_start != NULL) {
		loop->context =
		    hooks->on_loop_start(loop->base, loop->index, hooks->user);
		if (loop->context == NULL)
			return false;
	}
	event_add(loop->wake_event, NULL);
	event_add(loop->tick_event, &tick);
	return true;
}

void http_loop_run(struct http_loop *loop)
{
	event_add(loop->listen_event, NULL);
	event_base_loop(loop->base, EVLOOP_NO_EXIT_ON_EMPTY);
}

static void free_event(struct event **event)
{
	if (*event != NULL)
		event_free(*event);
	*event = NULL;
}

void http_loop_finish(struct http_loop *loop)
{
	const struct http_server_hooks *hooks = &loop->server->hooks;
	struct http_conn *conn;

	/* The hook ends what handlers wait for; their replies free orphans.
	 * Whom nobody answers even now is freed here. */
	if (loop->context != NULL && hooks->on_loop_stop != NULL)
		hooks->on_loop_stop(loop->context, loop->index, hooks->user);
	loop->context = NULL;
	run_posts(loop);
	while ((conn = LIST_FIRST(&loop->conns)) != NULL)
		http_conn_free(conn);
	free_event(&loop->listen_event);
	free_event(&loop->wake_event);
	free_event(&loop->tick_event);
	http_gzip_free(loop->gzip);
	loop->gzip = NULL;
	http_dcz_free(loop->dcz);
	loop->dcz = NULL;
	buf_free(&loop->scratch);
	if (loop->base != NULL)
		event_base_free(loop->base);
	loop->base = NULL;
}
