/* SPDX-License-Identifier: MIT */
/*
 * A server with every kind of route, for tests/http/ and bench/http. Prints
 * "port N" when it listens, drains on SIGTERM. Options are name=value:
 * settings of the server, and quiet=1 for no access log.
 */
#include <callout/http.h>
#include <callout/log.h>
#include <callout/text.h>

#include <event2/event.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <unistd.h>

enum { AUTH_NONE, AUTH_NOW, AUTH_LATER };

static struct http_server *server;
static unsigned fail_loop = UINT_MAX; /* its hook refuses */
static struct event *signal_events[2];

/* 115 bytes, as the measurements in the notes used. */
static const char hello[] =
    "{\"visit\":4711,\"technician\":12,\"state\":\"en_route\",\"at\":"
    "\"2026-11-21T08:00:00Z\",\"note\":\"bring a ladder, and tape.\"}  \n";

static void reply_text(struct http_request *req, const char *text)
{
	http_reply(req, 200, "text/plain; charset=utf-8", text, strlen(text));
}

static void get_hello(struct http_request *req)
{
	http_reply_json(req, 200, hello, sizeof(hello) - 1);
}

static void get_job(struct http_request *req)
{
	const char *name, *value;
	struct buf out = {0};

	buf_printf(&out, "id=%s", http_path_param(req, "id"));
	for (size_t i = 0; http_query_at(req, i, &name, &value); i++)
		buf_printf(&out, " %s=%s", name, value);
	http_reply_buf(req, 200, "text/plain", &out);
}

static void get_param(struct http_request *req)
{
	reply_text(req, http_path_param(req, "name"));
}

static void get_page(struct http_request *req)
{
	http_reply(req, 200, "text/html", "<p>hi", 5);
}

static void get_peer(struct http_request *req)
{
	reply_text(req, arena_printf(http_arena(req), "%s %s", http_peer(req),
				     http_is_secure(req) ? "https" : "http"));
}

static void echo(struct http_request *req)
{
	size_t length;
	const char *body = http_body(req, &length);

	http_reply(req, 200, "application/octet-stream", body, length);
}

/* ?bytes=N of compressible text. */
static void get_big(struct http_request *req)
{
	struct buf out = {0};
	int64_t bytes = 0;

	if (http_reply_if_unchanged(req, "v17"))
		return;
	if (!text_parse_int(http_query(req, "bytes"), 0, 1 << 28, &bytes)) {
		http_reply_error(req, ERR_INPUT, "/bytes", "no number");
		return;
	}
	while ((int64_t)out.length < bytes)
		buf_printf(&out, "line %zu\n", out.length);
	out.length = (size_t)bytes;
	http_header_add(req, "Cache-Control", "no-cache");
	http_reply_buf(req, 200, "text/plain", &out);
}

static void put_item(struct http_request *req)
{
	static const char *const names[] = {"absent", "any", "tag", "invalid"};
	const char *opaque = "";
	enum http_if_match match = http_if_match(req, &opaque);

	reply_text(
	    req, arena_printf(http_arena(req), "%s %s", names[match], opaque));
}

static void get_problem(struct http_request *req)
{
	struct err_detail errors[2], summary;

	(void)err_set(&summary, ERR_RULE, "", "two rules are \"broken\"");
	(void)err_set_rule(&errors[0], ERR_RULE, "/visits/0", "overlap",
			   "overlaps visit 9");
	(void)err_set_rule(&errors[1], ERR_RULE, "/visits/1", "skill",
			   "needs gas level 2");
	http_reply_problems(req, &summary, errors, 2);
}

static void get_cookie(struct http_request *req)
{
	const char *cookie = http_cookie(req, "sid");

	http_cookie_add(req, &(struct http_cookie_settings){
				 .name = "__Host-sid",
				 .value = "abc",
				 .max_age_s = 60,
			     });
	reply_text(req, cookie != NULL ? cookie : "-");
}

static void post_form(struct http_request *req)
{
	struct err_detail detail;

	if (http_check_same_origin(req, &detail) != ERR_OK)
		http_reply_problem(req, &detail);
	else
		http_reply_empty(req, 204);
}

/* ---- Later ---- */

struct later {
	LIST_ENTRY(later) link;
	struct http_request *req;
	struct event *event;
};

struct reader {
	LIST_ENTRY(reader) link;
	struct http_request *req;
};

struct loop_context {
	const char *name;
	LIST_HEAD(, later) waiting;
	LIST_HEAD(, reader) readers;
};

static struct http_request *stop_waiting(struct later *later)
{
	LIST_REMOVE(later, link);
	event_free(later->event);
	return later->req;
}

static void on_later(evutil_socket_t fd, short what, void *user)
{
	struct http_request *req = stop_waiting(user);

	(void)fd;
	(void)what;
	reply_text(req, "later");
}

static void wait_ms(struct http_request *req, int64_t ms,
		    event_callback_fn callback)
{
	struct later *later = arena_alloc(http_arena(req), sizeof(*later));
	struct loop_context *context = http_loop_context(req);
	struct timeval wait = {ms / 1000, ms % 1000 * 1000};

	later->req = req;
	later->event = event_new(http_base(req), -1, 0, callback, later);
	event_add(later->event, &wait);
	LIST_INSERT_HEAD(&context->waiting, later, link);
}

static void get_slow(struct http_request *req)
{
	int64_t ms = 50;

	if (http_query(req, "ms") != NULL)
		(void)text_parse_int(http_query(req, "ms"), 0, 60000, &ms);
	wait_ms(req, ms, on_later);
}

static void on_posted(struct http_request *req, void *argument)
{
	reply_text(req, argument);
}

static void *work(void *user)
{
	static char done[] = "from a thread";

	usleep(20000);
	http_request_post(user, on_posted, done);
	return NULL;
}

static void get_worker(struct http_request *req)
{
	pthread_t thread;

	pthread_create(&thread, NULL, work, req);
	pthread_detach(thread);
}

static void get_loop(struct http_request *req)
{
	struct loop_context *context = http_loop_context(req);

	reply_text(req, context->name);
}

/* ---- Streams ---- */

static void on_stream_end(struct http_request *req, void *argument)
{
	struct reader *reader = argument;

	(void)req;
	LIST_REMOVE(reader, link);
}

static void get_stream(struct http_request *req)
{
	struct loop_context *context = http_loop_context(req);
	struct reader *reader = arena_alloc(http_arena(req), sizeof(*reader));

	reader->req = req;
	http_header_add(req, "Cache-Control", "no-cache");
	if (!http_stream_begin(req, "text/event-stream", on_stream_end, reader))
		return;
	LIST_INSERT_HEAD(&context->readers, reader, link);
	http_stream_write(req, ": here\n\n", 8);
}

/* The body to all readers; "end" ends their streams. */
static void post_publish(struct http_request *req)
{
	struct loop_context *context = http_loop_context(req);
	struct reader *reader, *next;
	int count = 0;
	size_t length;
	const char *body = http_body(req, &length);

	for (reader = LIST_FIRST(&context->readers); reader != NULL;
	     reader = next, count++) {
		struct http_request *stream = reader->req;

		next = LIST_NEXT(reader, link);
		http_stream_write(stream, body, length);
		if (length == 3 && memcmp(body, "end", 3) == 0) {
			LIST_REMOVE(reader, link);
			http_stream_end(stream);
		}
	}
	reply_text(req, arena_printf(http_arena(req), "%d", count));
}

static void get_metrics(struct http_request *req)
{
	struct buf out = {0};

	http_metrics_print(server, &out);
	http_reply_buf(req, 200, "text/plain; version=0.0.4", &out);
}

/* This program's own file: large enough that a socket does not take it all. */
static void get_file(struct http_request *req)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat stat;

	if (fd < 0 || fstat(fd, &stat) != 0)
		abort();
	http_reply_file(req, 200, "application/octet-stream", fd,
			(size_t)stat.st_size);
}

static void options_file(struct http_request *req)
{
	http_header_add(req, "Allow", "GET");
	http_reply_empty(req, 200);
}

static void get_user(struct http_request *req)
{
	reply_text(req, http_user(req));
}

static const struct http_route routes[] = {
    {.method = HTTP_GET,
     .pattern = "/",
     .handler = get_hello,
     .flags = HTTP_ROUTE_QUIET},
    {.method = HTTP_GET, .pattern = "/api/jobs/{id}", .handler = get_job},
    {.method = HTTP_PUT, .pattern = "/api/jobs/{id}", .handler = put_item},
    {.method = HTTP_GET,
     .pattern = "/calendar/{name}.ics",
     .handler = get_param},
    {.method = HTTP_GET, .pattern = "/assets/{name*}", .handler = get_param},
    {.method = HTTP_GET, .pattern = "/page", .handler = get_page},
    {.method = HTTP_GET, .pattern = "/peer", .handler = get_peer},
    {.method = HTTP_POST, .pattern = "/echo", .handler = echo},
    {.method = HTTP_POST,
     .pattern = "/small",
     .handler = echo,
     .max_body_bytes = 1000},
    {.method = HTTP_GET, .pattern = "/big", .handler = get_big},
    {.method = HTTP_GET, .pattern = "/file", .handler = get_file},
    {.method = HTTP_OPTIONS, .pattern = "/file", .handler = options_file},
    {.method = HTTP_GET, .pattern = "/problem", .handler = get_problem},
    {.method = HTTP_GET, .pattern = "/cookie", .handler = get_cookie},
    {.method = HTTP_POST, .pattern = "/form", .handler = post_form},
    {.method = HTTP_GET, .pattern = "/slow", .handler = get_slow},
    {.method = HTTP_GET, .pattern = "/worker", .handler = get_worker},
    {.method = HTTP_GET, .pattern = "/loop", .handler = get_loop},
    {.method = HTTP_GET, .pattern = "/stream", .handler = get_stream},
    {.method = HTTP_POST, .pattern = "/publish", .handler = post_publish},
    {.method = HTTP_GET, .pattern = "/metrics", .handler = get_metrics},
    {.method = HTTP_GET,
     .pattern = "/user",
     .handler = get_user,
     .auth = AUTH_NOW},
    {.method = HTTP_GET,
     .pattern = "/user-later",
     .handler = get_user,
     .auth = AUTH_LATER},
    {.method = HTTP_POST,
     .pattern = "/upload",
     .handler = echo,
     .auth = AUTH_LATER,
     .max_body_bytes = 64 << 20},
};

/* ---- Hooks ---- */

static void decide(struct http_request *req)
{
	const char *who = http_header(req, "Authorization");

	if (who == NULL) {
		http_reply_error(req, ERR_UNAUTHENTICATED, "", "who are you?");
		return;
	}
	http_set_user(req, arena_strdup(http_arena(req), who));
	http_request_continue(req);
}

static void on_decide(evutil_socket_t fd, short what, void *user)
{
	(void)fd;
	(void)what;
	decide(stop_waiting(user));
}

static void authenticate(struct http_request *req)
{
	unsigned auth = http_route(req)->auth;

	if (auth == AUTH_NONE)
		http_request_continue(req);
	else if (auth == AUTH_NOW)
		decide(req);
	else
		wait_ms(req, 10, on_decide);
}

static void on_signal(evutil_socket_t number, short what, void *user)
{
	(void)number;
	(void)what;
	(void)user;
	http_server_stop(server);
}

static void *on_loop_start(struct event_base *base, unsigned loop, void *user)
{
	static const int signals[] = {SIGTERM, SIGINT};
	struct loop_context *context;

	(void)user;
	if (loop == fail_loop)
		return NULL;
	context = xcalloc(1, sizeof(*context));
	for (int i = 0; loop == 0 && i < 2; i++) {
		signal_events[i] =
		    evsignal_new(base, signals[i], on_signal, NULL);
		event_add(signal_events[i], NULL);
	}
	/* Only now does SIGTERM mean what it should. */
	if (loop == 0) {
		printf("port %u\n", http_server_port(server));
		fflush(stdout);
	}
	context->name = loop == 0 ? "loop 0" : "loop 1";
	return context;
}

/* As a pool does that is closed: what waits is answered now. */
static void on_loop_stop(void *user_context, unsigned loop, void *user)
{
	struct loop_context *context = user_context;
	struct later *later;

	(void)user;
	while ((later = LIST_FIRST(&context->waiting)) != NULL)
		reply_text(stop_waiting(later), "stopping");
	free(context);
	for (int i = 0; loop == 0 && i < 2; i++)
		event_free(signal_events[i]);
}

/* ---- Options ---- */

static struct http_server_settings settings;

static unsigned number(const char *text)
{
	return (unsigned)strtoul(text, NULL, 10);
}

static void set_option(const char *name, const char *value)
{
	static const struct {
		const char *name;
		unsigned *value;
	} numbers[] = {
	    {"loops", &settings.loops},
	    {"max_connections", &settings.max_connections},
	    {"header_ms", &settings.header_ms},
	    {"body_ms", &settings.body_ms},
	    {"request_ms", &settings.request_ms},
	    {"idle_ms", &settings.idle_ms},
	    {"drain_ms", &settings.drain_ms},
	    {"fail_loop", &fail_loop},
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strcmp(name, numbers[i].name) == 0)
			*numbers[i].value = number(value);
	if (strcmp(name, "port") == 0)
		settings.port = (uint16_t)number(value);
	else if (strcmp(name, "address") == 0)
		settings.address = value;
	else if (strcmp(name, "cert") == 0)
		settings.tls_certificate = value;
	else if (strcmp(name, "key") == 0)
		settings.tls_key = value;
	else if (strcmp(name, "proxy") == 0)
		settings.trusted_proxy = value;
}

int main(int argc, char **argv)
{
	const struct http_server_hooks hooks = {
	    .on_loop_start = on_loop_start,
	    .on_loop_stop = on_loop_stop,
	    .authenticate = authenticate,
	};
	struct err_detail detail;

	http_server_settings_init(&settings);
	for (int i = 1; i < argc; i++) {
		char *equals = strchr(argv[i], '=');

		if (equals == NULL)
			return 2;
		*equals = '\0';
		set_option(argv[i], equals + 1);
	}
	if (http_server_new(&settings, routes,
			    sizeof(routes) / sizeof(routes[0]), &hooks, &server,
			    &detail) != ERR_OK) {
		fprintf(stderr, "%s\n", detail.text);
		return 2;
	}
	if (http_server_run(server, &detail) != ERR_OK) {
		fprintf(stderr, "%s\n", detail.text);
		http_server_free(server);
		return 1;
	}
	http_server_free(server);
	return 0;
}
