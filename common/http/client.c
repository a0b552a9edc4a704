/* SPDX-License-Identifier: MIT */
/* The client: libevent's evhttp connection behind our own bounds. */
#include <callout/http_client.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>

#include <callout/arena.h>
#include <callout/buf.h>

#define HEAD_MAX_BYTES 16384
#define PORT_DEFAULT 80

struct http_client {
	struct event_base *base;
	struct evdns_base *dns; /* NULL: the host is an address */
	struct evhttp_connection *connection;
	char *host, *authority, *path;
	uint16_t port;
	size_t max_body_bytes;
	struct timeval timeout;
	/* Of the request that is open. */
	struct evhttp_request *request; /* evhttp has it; NULL: it is over */
	struct event *over;		/* it took too long, or never began */
	const char *trouble;
	http_answer_fn *on_answer; /* NULL: none is open */
	void *arg;
};

/* --- the answer ----------------------------------------------------------- */

static void answer(struct http_client *client, const struct http_answer *answer)
{
	http_answer_fn *on_answer = client->on_answer;

	event_del(client->over);
	client->on_answer = NULL;
	client->request = NULL;
	on_answer(answer, client->arg);
}

static void fail(struct http_client *client, const char *why)
{
	struct err_detail detail = {0};

	(void)err_set(&detail, ERR_UNAVAILABLE, "", "%s:%u: %s", client->host,
		      client->port, why);
	answer(client, &(struct http_answer){.error = &detail});
}

static const char *trouble_text(enum evhttp_request_error error)
{
	switch (error) {
	case EVREQ_HTTP_TIMEOUT:
		return "no answer in time";
	case EVREQ_HTTP_EOF:
		return "the connection was closed before the end of the answer";
	case EVREQ_HTTP_INVALID_HEADER:
		return "the head of the answer is no HTTP";
	case EVREQ_HTTP_DATA_TOO_LONG:
		return "the answer is too long";
	default:
		return "the connection broke";
	}
}

static void on_error(enum evhttp_request_error error, void *arg)
{
	struct http_client *client = arg;

	if (!client->trouble)
		client->trouble = trouble_text(error);
}

static void on_done(struct evhttp_request *request, void *arg)
{
	struct http_client *client = arg;
	struct evbuffer *body;

	if (!client->on_answer)
		return;
	client->request = NULL;
	if (!request || evhttp_request_get_response_code(request) == 0 ||
	    client->trouble) {
		fail(client,
		     client->trouble ? client->trouble : "cannot be reached");
		return;
	}
	body = evhttp_request_get_input_buffer(request);
	answer(client, &(struct http_answer){
			   .status = evhttp_request_get_response_code(request),
			   .body = (const char *)evbuffer_pullup(body, -1),
			   .length = evbuffer_get_length(body),
		       });
}

/* The whole took too long, however many bytes are still coming. Or it could
 * not even be begun. */
static void on_over(evutil_socket_t fd, short what, void *arg)
{
	struct http_client *client = arg;
	struct evhttp_request *request = client->request;

	(void)fd;
	(void)what;
	if (!client->on_answer)
		return;
	client->request = NULL;
	if (request)
		evhttp_cancel_request(request);
	fail(client, request ? "no answer in time" : "cannot be asked");
}

/* --- requests ------------------------------------------------------------- */

static void open_connection(struct http_client *client)
{
	if (client->connection)
		return;
	client->connection = evhttp_connection_base_new(
	    client->base, client->dns, client->host, client->port);
	if (!client->connection)
		return;
	evhttp_connection_set_timeout_tv(client->connection, &client->timeout);
	evhttp_connection_set_max_headers_size(client->connection,
					       HEAD_MAX_BYTES);
	evhttp_connection_set_max_body_size(client->connection,
					    (ev_ssize_t)client->max_body_bytes);
}

void http_client_get(struct http_client *client, const char *path,
		     http_answer_fn *on_answer, void *arg)
{
	struct evkeyvalq *headers;
	struct buf target = {0};
	const struct timeval now = {0};

	assert(!client->on_answer && *path == '/');
	client->on_answer = on_answer;
	client->arg = arg;
	client->trouble = NULL;
	open_connection(client);
	client->request = evhttp_request_new(on_done, client);
	if (!client->connection || !client->request) {
		event_add(client->over, &now);
		return;
	}
	evhttp_request_set_error_cb(client->request, on_error);
	headers = evhttp_request_get_output_headers(client->request);
	evhttp_add_header(headers, "Host", client->authority);
	evhttp_add_header(headers, "Accept", "application/json");
	evhttp_add_header(headers, "User-Agent", "callout");
	buf_add_text(&target, client->path);
	buf_add_text(&target, path);
	/* On failure the request is evhttp's all the same. */
	if (evhttp_make_request(client->connection, client->request,
				EVHTTP_REQ_GET, buf_text(&target)) != 0) {
		client->request = NULL;
		event_add(client->over, &now);
	} else if (client->request) {
		event_add(client->over, &client->timeout);
	}
	buf_free(&target);
}

bool http_client_is_busy(const struct http_client *client)
{
	return client->on_answer != NULL;
}

/* --- the life of a client ------------------------------------------------- */

static enum err bad_url(const char *url, const char *why,
			struct err_detail *detail)
{
	return err_set(detail, ERR_USAGE, "", "%s: %s", url, why);
}

static char *unbracketed(const char *host)
{
	size_t length = strlen(host);
	char *copy = xstrdup(*host == '[' ? host + 1 : host);

	if (*host == '[' && length > 1)
		copy[length - 2] = '\0';
	return copy;
}

static enum err take_url(struct http_client *client,
			 const struct evhttp_uri *uri, const char *url,
			 struct err_detail *detail)
{
	const char *scheme = evhttp_uri_get_scheme(uri);
	const char *host = evhttp_uri_get_host(uri);
	int port = evhttp_uri_get_port(uri);
	struct buf authority = {0};
	size_t length;

	if (!scheme || strcmp(scheme, "http") != 0)
		return bad_url(url, "http://host[:port] is what can be used",
			       detail);
	if (!host || !*host || evhttp_uri_get_userinfo(uri) ||
	    evhttp_uri_get_query(uri) || evhttp_uri_get_fragment(uri))
		return bad_url(url, "a host, a port and a path, no more",
			       detail);
	client->port = port > 0 ? (uint16_t)port : PORT_DEFAULT;
	client->host = unbracketed(host);
	buf_printf(&authority, "%s:%u", host, client->port);
	client->authority = xstrdup(buf_text(&authority));
	buf_free(&authority);
	client->path = xstrdup(evhttp_uri_get_path(uri));
	for (length = strlen(client->path);
	     length > 0 && client->path[length - 1] == '/';)
		client->path[--length] = '\0';
	return ERR_OK;
}

static bool is_address(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, bytes) == 1 ||
	       inet_pton(AF_INET6, host, bytes) == 1;
}

enum err http_client_new(struct event_base *base,
			 const struct http_client_settings *settings,
			 struct http_client **ret_client,
			 struct err_detail *detail)
{
	struct evhttp_uri *uri = evhttp_uri_parse(settings->url);
	struct http_client *client;
	enum err err;

	if (!uri)
		return bad_url(settings->url, "is no URL", detail);
	client = xcalloc(1, sizeof(*client));
	client->base = base;
	client->max_body_bytes = settings->max_body_bytes;
	client->timeout = (struct timeval){
	    .tv_sec = settings->timeout_ms / 1000,
	    .tv_usec = settings->timeout_ms % 1000 * 1000,
	};
	client->over = evtimer_new(base, on_over, client);
	err = take_url(client, uri, settings->url, detail);
	evhttp_uri_free(uri);
	if (err != ERR_OK) {
		http_client_free(client);
		return err;
	}
	if (!is_address(client->host))
		client->dns =
		    evdns_base_new(base, EVDNS_BASE_INITIALIZE_NAMESERVERS |
					     EVDNS_BASE_DISABLE_WHEN_INACTIVE);
	*ret_client = client;
	return ERR_OK;
}

void http_client_free(struct http_client *client)
{
	if (!client)
		return;
	client->on_answer = NULL;
	/* Its open request goes with it, and calls on_done(). */
	if (client->connection)
		evhttp_connection_free(client->connection);
	if (client->dns)
		evdns_base_free(client->dns, 0);
	event_free(client->over);
	free(client->host);
	free(client->authority);
	free(client->path);
	free(client);
}
