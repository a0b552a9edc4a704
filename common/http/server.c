/* SPDX-License-Identifier: MIT */
/* The server: settings in, loops up, all of them or none; stop and end. */
#include "http_internal.h"

#include <callout/log.h>

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { MAX_LOOPS = 64 };

void http_server_settings_init(struct http_server_settings *ret_settings)
{
	*ret_settings = (struct http_server_settings){
	    .address = "127.0.0.1",
	    .loops = 1,
	    .max_header_bytes = 16384,
	    .max_body_bytes = 1 << 20,
	    .max_connections = 1024,
	    .header_ms = 10000,
	    .body_ms = 60000,
	    .request_ms = 120000,
	    .idle_ms = 75000,
	    .drain_ms = 10000,
	};
}

/* ---- Making ---- */

static void init_loop(struct http_server *server, unsigned index)
{
	struct http_loop *loop = &server->loops[index];

	loop->server = server;
	loop->index = index;
	loop->listen_fd = -1;
	loop->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	loop->metrics = http_metrics_new(server->route_count);
	pthread_mutex_init(&loop->posts_lock, NULL);
	STAILQ_INIT(&loop->posts);
	LIST_INIT(&loop->conns);
}

static enum err check_settings(const struct http_server_settings *settings,
			       struct err_detail *detail)
{
	if (settings->loops < 1 || settings->loops > MAX_LOOPS)
		return err_set(detail, ERR_USAGE, "",
			       "%u loops: 1 to %d are possible",
			       settings->loops, MAX_LOOPS);
	if (settings->max_header_bytes < 1024 || settings->max_connections < 1)
		return err_set(detail, ERR_USAGE, "",
			       "a header of 1024 bytes and one connection are "
			       "the least limits");
	if ((settings->tls_certificate == NULL) != (settings->tls_key == NULL))
		return err_set(detail, ERR_USAGE, "",
			       "TLS needs both a certificate and a key");
	return ERR_OK;
}

static enum err open_server(struct http_server *server,
			    struct err_detail *detail)
{
	const struct http_server_settings *settings = &server->settings;
	enum err result = http_router_new(server->routes, server->route_count,
					  &server->router, detail);

	if (result == ERR_OK)
		result = http_proxies_new(settings->trusted_proxy,
					  &server->proxies, detail);
	if (result == ERR_OK && settings->tls_certificate != NULL)
		result = http_tls_new(settings->tls_certificate,
				      settings->tls_key, &server->tls, detail);
	for (unsigned i = 0; result == ERR_OK && i < settings->loops; i++) {
		if (server->loops[i].wake_fd < 0)
			result = err_set(detail, ERR_INTERNAL, "",
					 "out of file descriptors");
		else
			result = http_loop_listen(&server->loops[i], detail);
	}
	return result;
}

static char *copy_text(const char *text)
{
	return text != NULL ? xstrdup(text) : NULL;
}

enum err http_server_new(const struct http_server_settings *settings,
			 const struct http_route *routes, size_t count,
			 const struct http_server_hooks *hooks,
			 struct http_server **ret_server,
			 struct err_detail *detail)
{
	struct http_server *server;
	enum err result = check_settings(settings, detail);

	if (result != ERR_OK)
		return result;
	server = xcalloc(1, sizeof(*server));
	server->settings = *settings;
	server->settings.address = xstrdup(settings->address);
	server->settings.tls_certificate = copy_text(settings->tls_certificate);
	server->settings.tls_key = copy_text(settings->tls_key);
	server->settings.trusted_proxy = copy_text(settings->trusted_proxy);
	if (hooks != NULL)
		server->hooks = *hooks;
	server->routes = routes;
	server->route_count = count;
	server->port = settings->port;
	server->loops = xcalloc(settings->loops, sizeof(*server->loops));
	pthread_mutex_init(&server->start_lock, NULL);
	pthread_cond_init(&server->start_changed, NULL);
	for (unsigned i = 0; i < settings->loops; i++)
		init_loop(server, i);
	result = open_server(server, detail);
	if (result == ERR_OK)
		*ret_server = server;
	else
		http_server_free(server);
	return result;
}

static void free_loop(struct http_loop *loop)
{
	assert(loop->base == NULL);
	if (loop->listen_fd >= 0)
		close(loop->listen_fd);
	if (loop->wake_fd >= 0)
		close(loop->wake_fd);
	http_metrics_free(loop->metrics);
	pthread_mutex_destroy(&loop->posts_lock);
}

void http_server_free(struct http_server *server)
{
	if (server == NULL)
		return;
	for (unsigned i = 0; i < server->settings.loops; i++)
		free_loop(&server->loops[i]);
	free(server->loops);
	http_router_free(server->router);
	http_proxies_free(server->proxies);
	http_tls_free(server->tls);
	pthread_mutex_destroy(&server->start_lock);
	pthread_cond_destroy(&server->start_changed);
	free((char *)server->settings.address);
	free((char *)server->settings.tls_certificate);
	free((char *)server->settings.tls_key);
	free((char *)server->settings.trusted_proxy);
	free(server);
}

/* ---- Running ---- */

/* Report how the start went, and wait for the others: all loops serve, or
 * none does. */
static bool meet_the_others(struct http_server *server, unsigned arrived,
			    bool ok)
{
	bool all_ok;

	pthread_mutex_lock(&server->start_lock);
	server->started += arrived;
	server->start_failed |= !ok;
	pthread_cond_broadcast(&server->start_changed);
	while (server->started < server->settings.loops)
		pthread_cond_wait(&server->start_changed, &server->start_lock);
	all_ok = !server->start_failed;
	pthread_mutex_unlock(&server->start_lock);
	return all_ok;
}

static void *run_loop(void *user)
{
	struct http_loop *loop = user;

	if (meet_the_others(loop->server, 1, http_loop_start(loop)))
		http_loop_run(loop);
	http_loop_finish(loop);
	return NULL;
}

/* Signals go to the thread of http_server_run(). Returns how many threads
 * could not be started. */
static unsigned start_threads(struct http_server *server)
{
	sigset_t all, old;
	unsigned missing = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	for (unsigned i = 1; i < server->settings.loops; i++) {
		struct http_loop *loop = &server->loops[i];

		loop->has_thread =
		    pthread_create(&loop->thread, NULL, run_loop, loop) == 0;
		missing += !loop->has_thread;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return missing;
}

enum err http_server_run(struct http_server *server, struct err_detail *detail)
{
	struct http_loop *first = &server->loops[0];
	unsigned missing;
	bool ok;

	/* OpenSSL writes without MSG_NOSIGNAL. */
	signal(SIGPIPE, SIG_IGN);
	missing = start_threads(server);
	ok = http_loop_start(first) && missing == 0;
	ok = meet_the_others(server, 1 + missing, ok);
	if (ok)
		http_loop_run(first);
	http_loop_finish(first);
	for (unsigned i = 1; i < server->settings.loops; i++)
		if (server->loops[i].has_thread)
			pthread_join(server->loops[i].thread, NULL);
	if (!ok)
		return err_set(detail, ERR_INTERNAL, "",
			       "a loop of the HTTP server could not start");
	return ERR_OK;
}

void http_server_stop(struct http_server *server)
{
	atomic_store(&server->stopping, true);
	for (unsigned i = 0; i < server->settings.loops; i++)
		http_loop_wake(&server->loops[i]);
}

uint16_t http_server_port(const struct http_server *server)
{
	return server->port;
}

bool http_server_is_stopping(const struct http_server *server)
{
	return atomic_load(&server->stopping);
}
