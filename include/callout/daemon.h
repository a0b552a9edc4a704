/* SPDX-License-Identifier: MIT */
/*
 * The process around a daemon's rooms, the same for dispatchd and mobile-sync:
 * command line, log, clock, signals, HTTP server, port file.
 *
 *	SIGTERM, SIGINT	drain, then exit 0
 *	SIGHUP		read the configuration again; a bad one changes nothing
 *	port file	"ADDRESS PORT\n" while the daemon listens
 */
#ifndef CALLOUT_DAEMON_H
#define CALLOUT_DAEMON_H

#include <callout/conf.h>
#include <callout/err.h>
#include <callout/http.h>
#include <callout/pg.h>

struct daemon_process;

/*
 * What is a daemon's own. `name` is also the section of its options: listen,
 * port, loops, drain_s, port_file, tls_certificate, tls_key. Hooks that a
 * daemon does not need are NULL, but it needs those of loops. All but the
 * loops' hooks and `authenticate` run on the first thread.
 */
struct daemon_program {
	const char *name;
	enum conf_program conf;
	const char *role; /* "mobile": <schema>_mobile is its database user */
	/* The table of routes, after on_start; it lives until on_end. */
	const struct http_route *(*routes)(size_t *ret_count);
	void (*authenticate)(struct http_request *req);
	/* Before anything is bound. `conf` lives until on_end has returned. */
	enum err (*on_start)(struct daemon_process *process,
			     const struct conf *conf,
			     struct err_detail *detail);
	/* At the start (before on_start) and at each good SIGHUP: take what is
	 * reloadable; `conf` may be gone after it. */
	void (*on_reload)(const struct conf *conf);
	/* As in http.h: the result is the loop's context, NULL refuses. */
	void *(*on_loop_start)(struct daemon_process *process,
			       struct event_base *base, unsigned loop);
	void (*on_loop_stop)(void *loop_context, unsigned loop);
	/* After the drain; also when the start failed. */
	void (*on_end)(struct daemon_process *process);
};

/* All of a daemon's main(). Returns the exit status: 0 after a drain, 2 for a
 * command line or configuration that will not do, 1 for all other failures. */
int daemon_main(int argc, char **argv, const struct daemon_program *program);

/* For the hooks of loops and handlers, not for on_start. */
struct http_server *daemon_server(const struct daemon_process *process);
/* How many loops there are or will be. */
unsigned daemon_loop_count(const struct daemon_process *process);
/* How to reach the database, as [database] says; good until on_end returns.
 * For on_start, too. */
const struct pg_settings *
daemon_pg_settings(const struct daemon_process *process);

#endif
