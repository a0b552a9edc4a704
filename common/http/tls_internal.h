/* SPDX-License-Identifier: MIT */
/* TLS in the process: OpenSSL behind libevent's bufferevents. */
#ifndef CALLOUT_HTTP_TLS_INTERNAL_H
#define CALLOUT_HTTP_TLS_INTERNAL_H

#include <callout/err.h>

struct bufferevent;
struct event_base;
struct http_tls;

/* Read a PEM chain and its key; TLS 1.2 or newer. */
enum err http_tls_new(const char *certificate, const char *key,
		      struct http_tls **ret_tls,
		      struct err_detail *detail) ERR_MUST_CHECK;
void http_tls_free(struct http_tls *tls);
/* A bufferevent that shakes hands on `fd` and owns it; NULL if short of
 * memory (`fd` is then the caller's). */
struct bufferevent *http_tls_accept(struct http_tls *tls,
				    struct event_base *base, int fd);
/* Send close_notify, as far as the socket takes it. */
void http_tls_close_notify(struct bufferevent *bev);

#endif
