/* SPDX-License-Identifier: MIT */
/* TLS: one context for all loops; OpenSSL's contexts are thread safe. */
#include "tls_internal.h"

#include <callout/arena.h>

#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

struct http_tls {
	SSL_CTX *context;
};

/* We speak HTTP/1.1 only (RFC 7301): a client that offers but others is
 * refused in the handshake. */
static int on_select_alpn(SSL *ssl, const unsigned char **ret_out,
			  unsigned char *ret_length, const unsigned char *in,
			  unsigned int in_length, void *user)
{
	static const unsigned char ours[] = "\x08http/1.1";
	unsigned char *out;

	(void)ssl;
	(void)user;
	if (SSL_select_next_proto(&out, ret_length, ours, sizeof(ours) - 1, in,
				  in_length) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*ret_out = out;
	return SSL_TLSEXT_ERR_OK;
}

static enum err fail(struct err_detail *detail, const char *what,
		     const char *path)
{
	char reason[160];

	ERR_error_string_n(ERR_get_error(), reason, sizeof(reason));
	ERR_clear_error();
	return err_set(detail, ERR_USAGE, "", "cannot %s %s: %s", what, path,
		       reason);
}

enum err http_tls_new(const char *certificate, const char *key,
		      struct http_tls **ret_tls, struct err_detail *detail)
{
	struct http_tls *tls = xcalloc(1, sizeof(*tls));
	enum err result = ERR_OK;

	tls->context = SSL_CTX_new(TLS_server_method());
	if (tls->context == NULL) {
		result = fail(detail, "start", "TLS");
		goto out;
	}
	SSL_CTX_set_min_proto_version(tls->context, TLS1_2_VERSION);
	SSL_CTX_set_options(tls->context, SSL_OP_NO_RENEGOTIATION |
					      SSL_OP_NO_COMPRESSION |
					      SSL_OP_CIPHER_SERVER_PREFERENCE);
	/* An idle connection then costs no 34 kB of record buffers. */
	SSL_CTX_set_mode(tls->context, SSL_MODE_RELEASE_BUFFERS);
	/* Clients resume by tickets, which they keep themselves. */
	SSL_CTX_set_session_cache_mode(tls->context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_session_id_context(tls->context,
				       (const unsigned char *)"callout", 7);
	SSL_CTX_set_alpn_select_cb(tls->context, on_select_alpn, NULL);
	if (SSL_CTX_use_certificate_chain_file(tls->context, certificate) != 1)
		result = fail(detail, "read the TLS certificate", certificate);
	else if (SSL_CTX_use_PrivateKey_file(tls->context, key,
					     SSL_FILETYPE_PEM) != 1 ||
		 SSL_CTX_check_private_key(tls->context) != 1)
		result = fail(detail, "use the TLS key", key);
out:
	if (result == ERR_OK)
		*ret_tls = tls;
	else
		http_tls_free(tls);
	return result;
}

void http_tls_free(struct http_tls *tls)
{
	if (tls == NULL)
		return;
	SSL_CTX_free(tls->context);
	free(tls);
}

struct bufferevent *http_tls_accept(struct http_tls *tls,
				    struct event_base *base, int fd)
{
	struct bufferevent *bev;
	SSL *ssl = SSL_new(tls->context);

	if (ssl == NULL)
		return NULL;
	bev = bufferevent_openssl_socket_new(
	    base, fd, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
	if (bev == NULL) {
		SSL_free(ssl);
		return NULL;
	}
	/* Lengths and chunks say where a message ends; a client that closes
	 * without close_notify has told us nothing false. */
	bufferevent_openssl_set_allow_dirty_shutdown(bev, 1);
	return bev;
}

void http_tls_close_notify(struct bufferevent *bev)
{
	SSL *ssl = bufferevent_openssl_get_ssl(bev);

	if (ssl != NULL && SSL_is_init_finished(ssl))
		SSL_shutdown(ssl);
	ERR_clear_error();
}
