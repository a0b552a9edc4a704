/* SPDX-License-Identifier: MIT */
/*
 * main() of a daemon, in its order: words, clock, configuration, the daemon's
 * own start, listen, port file, serve until a signal, drain, end.
 */
#include <assert.h>
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>
#include <sodium.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/daemon.h>
#include <callout/log.h>

static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
#define SIGNAL_COUNT (sizeof(signals) / sizeof(*signals))

struct daemon_process {
	const struct daemon_program *program;
	int argc;
	char **argv;
	struct conf *conf;
	struct http_server_settings http;
	struct pg_settings pg;
	char *database_user;
	struct http_server *server;
	struct event *signals[SIGNAL_COUNT];
};

/* --- configuration ------------------------------------------------------ */

static void apply_database(struct daemon_process *process)
{
	const struct conf *conf = process->conf;
	const char *url = conf_text(conf, "database", "url");
	const char *schema = conf_text(conf, "database", "schema");
	struct pg_settings *pg = &process->pg;
	size_t size = strlen(schema) + strlen(process->program->role) + 2;

	*pg = pg_settings_default();
	pg->conninfo = url ? url : "";
	pg->schema = schema;
	pg->application_name = process->program->name;
	pg->read_connections = (int)conf_int(conf, "database", "pool_read");
	pg->write_connections = (int)conf_int(conf, "database", "pool_write");
	pg->statement_timeout_ms =
	    (int)conf_int(conf, "database", "statement_timeout_ms");
	pg->call_timeout_ms =
	    (int)conf_int(conf, "database", "call_timeout_ms");
	/* Without a connection string libpq's environment decides alone. */
	if (url) {
		process->database_user = xmalloc(size);
		snprintf(process->database_user, size, "%s_%s", schema,
			 process->program->role);
		pg->default_user = process->database_user;
	}
}

static void apply_http(struct daemon_process *process)
{
	const struct conf *conf = process->conf;
	const char *own = process->program->name;
	struct http_server_settings *http = &process->http;

	http_server_settings_init(http);
	http->address = conf_text(conf, own, "listen");
	http->port = (uint16_t)conf_int(conf, own, "port");
	http->loops = (unsigned)conf_int(conf, own, "loops");
	http->tls_certificate = conf_text(conf, own, "tls_certificate");
	http->tls_key = conf_text(conf, own, "tls_key");
	http->drain_ms = (unsigned)conf_int(conf, own, "drain_s") * 1000;
	http->max_header_bytes =
	    (size_t)conf_int(conf, "http", "max_header_bytes");
	http->max_body_bytes = (size_t)conf_int(conf, "http", "max_body_bytes");
	http->max_connections =
	    (unsigned)conf_int(conf, "http", "max_connections");
	http->header_ms =
	    (unsigned)conf_int(conf, "http", "header_timeout_s") * 1000;
	http->body_ms =
	    (unsigned)conf_int(conf, "http", "body_timeout_s") * 1000;
	http->request_ms =
	    (unsigned)conf_int(conf, "http", "request_timeout_s") * 1000;
	http->trusted_proxy = conf_text(conf, "http", "trusted_proxy");
}

/* What SIGHUP may change. */
static void apply_reloadable(const struct daemon_process *process,
			     const struct conf *conf)
{
	enum log_level level;

	if (log_level_parse(conf_text(conf, "log", "level"), &level))
		log_set_level(level);
	if (process->program->on_reload)
		process->program->on_reload(conf);
}

static void reload(struct daemon_process *process)
{
	struct err_detail detail = {0};
	struct conf *conf = NULL;

	if (conf_from_command_line(process->argc, process->argv,
				   process->program->conf, stdout, &conf,
				   &detail) != ERR_OK) {
		log_event(LOG_LEVEL_ERROR, "reload_failed",
			  LOG_TEXT("where", detail.pointer),
			  LOG_TEXT("detail", detail.text));
		return;
	}
	apply_reloadable(process, conf);
	conf_free(conf);
	log_event(LOG_LEVEL_INFO, "reloaded", LOG_NUM("pid", getpid()));
}

/* --- loops -------------------------------------------------------------- */

static void on_signal(evutil_socket_t number, short what, void *arg)
{
	struct daemon_process *process = arg;

	(void)what;
	if (number == SIGHUP) {
		reload(process);
		return;
	}
	log_event(LOG_LEVEL_INFO, "stopping",
		  LOG_TEXT("signal", number == SIGTERM ? "SIGTERM" : "SIGINT"));
	http_server_stop(process->server);
}

/* Only the first loop's thread takes our signals, and only while its handlers
 * are there: one that comes earlier or later waits, and never kills us. */
static void mask_signals(int how)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		sigaddset(&set, signals[i]);
	pthread_sigmask(how, &set, NULL);
}

static void catch_signals(struct daemon_process *process,
			  struct event_base *base)
{
	for (size_t i = 0; i < SIGNAL_COUNT; i++) {
		process->signals[i] =
		    evsignal_new(base, signals[i], on_signal, process);
		event_add(process->signals[i], NULL);
	}
	mask_signals(SIG_UNBLOCK);
}

static void release_signals(struct daemon_process *process)
{
	mask_signals(SIG_BLOCK);
	for (size_t i = 0; i < SIGNAL_COUNT; i++) {
		if (process->signals[i])
			event_free(process->signals[i]);
		process->signals[i] = NULL;
	}
}

static void *on_loop_start(struct event_base *base, unsigned loop, void *user)
{
	struct daemon_process *process = user;

	if (loop == 0)
		catch_signals(process, base);
	return process->program->on_loop_start(process, base, loop);
}

static void on_loop_stop(void *context, unsigned loop, void *user)
{
	struct daemon_process *process = user;

	if (context)
		process->program->on_loop_stop(context, loop);
	if (loop == 0)
		release_signals(process);
}

/* --- start and end ------------------------------------------------------ */

/* Whole or not at all: who waits for the file must not read half of it. */
static enum err write_port_file(const struct daemon_process *process,
				const char *path, struct err_detail *detail)
{
	size_t size = strlen(path) + sizeof(".new");
	char *temporary = xmalloc(size);
	FILE *file;
	bool good;

	snprintf(temporary, size, "%s.new", path);
	file = fopen(temporary, "w");
	good = file && fprintf(file, "%s %u\n", process->http.address,
			       http_server_port(process->server)) > 0;
	good = file && !fclose(file) && good && !rename(temporary, path);
	free(temporary);
	return good ? ERR_OK
		    : err_set(detail, ERR_USAGE, path,
			      "cannot write port_file: %s", strerror(errno));
}

static enum err listen_and_serve(struct daemon_process *process,
				 struct err_detail *detail)
{
	const struct http_server_settings *http = &process->http;
	const char *port_file =
	    conf_text(process->conf, process->program->name, "port_file");
	const struct http_server_hooks hooks = {
	    .on_loop_start = on_loop_start,
	    .on_loop_stop = on_loop_stop,
	    .authenticate = process->program->authenticate,
	    .user = process,
	};
	const struct http_route *routes;
	size_t count;
	enum err err;

	routes = process->program->routes(&count);
	err = http_server_new(http, routes, count, &hooks, &process->server,
			      detail);
	if (err == ERR_OK && port_file)
		err = write_port_file(process, port_file, detail);
	if (err != ERR_OK)
		return err;
	log_event(LOG_LEVEL_INFO, "listening",
		  LOG_TEXT("address", http->address),
		  LOG_NUM("port", http_server_port(process->server)),
		  LOG_NUM("loops", http->loops),
		  LOG_TEXT("tls", http->tls_certificate ? "yes" : "no"),
		  LOG_NUM("pid", getpid()));
	err = http_server_run(process->server, detail);
	if (port_file)
		unlink(port_file);
	return err;
}

static enum err run(struct daemon_process *process, struct err_detail *detail)
{
	const struct daemon_program *program = process->program;
	enum err err;

	apply_database(process);
	apply_http(process);
	apply_reloadable(process, process->conf);
	if (geteuid() == 0)
		log_event(LOG_LEVEL_WARNING, "running_as_root",
			  LOG_TEXT("advice", "no privilege is needed: run it "
					     "as a user of its own"));
	err = pg_settings_check(&process->pg, detail);
	if (err == ERR_OK && program->on_start)
		err = program->on_start(process, process->conf, detail);
	if (err == ERR_OK)
		err = listen_and_serve(process, detail);
	http_server_free(process->server);
	if (program->on_end)
		program->on_end(process);
	return err;
}

static enum err prepare(struct daemon_process *process,
			struct err_detail *detail)
{
	/* A client that goes away is an error of write(), not our end. */
	signal(SIGPIPE, SIG_IGN);
	mask_signals(SIG_BLOCK);
	setlocale(LC_CTYPE, "C.UTF-8");
	if (clk_init_from_environment() != 0)
		return err_set(detail, ERR_USAGE, "CALLOUT_NOW",
			       "is no instant such as 2026-11-21T08:00:00Z");
	if (sodium_init() < 0)
		return err_set(detail, ERR_INTERNAL, "",
			       "libsodium did not start");
	return conf_from_command_line(process->argc, process->argv,
				      process->program->conf, stdout,
				      &process->conf, detail);
}

int daemon_main(int argc, char **argv, const struct daemon_program *program)
{
	struct daemon_process process = {
	    .program = program,
	    .argc = argc,
	    .argv = argv,
	};
	struct err_detail detail = {0};
	enum err err = prepare(&process, &detail);

	if (err == ERR_OK && !process.conf)
		return 0; /* --help or --version */
	if (err == ERR_OK)
		err = run(&process, &detail);
	if (err != ERR_OK)
		fprintf(stderr, "%s: %s%s%s\n", program->name, detail.pointer,
			*detail.pointer ? ": " : "", detail.text);
	else
		log_event(LOG_LEVEL_INFO, "stopped", LOG_NUM("pid", getpid()));
	free(process.database_user);
	conf_free(process.conf);
	return err_info(err)->exit_code;
}

/* --- for the hooks ------------------------------------------------------ */

struct http_server *daemon_server(const struct daemon_process *process)
{
	assert(process->server);
	return process->server;
}

unsigned daemon_loop_count(const struct daemon_process *process)
{
	return process->http.loops;
}

const struct pg_settings *
daemon_pg_settings(const struct daemon_process *process)
{
	return &process->pg;
}
