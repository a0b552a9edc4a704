/* SPDX-License-Identifier: MIT */
/* Which peers are our own proxies, and whom they speak for. Pure. */
#ifndef CALLOUT_HTTP_PROXY_INTERNAL_H
#define CALLOUT_HTTP_PROXY_INTERNAL_H

#include <stdbool.h>

#include <callout/arena.h>
#include <callout/err.h>

enum { PROXY_ADDRESS_SIZE = 46 }; /* INET6_ADDRSTRLEN */

struct http_proxies;

/* "10.0.0.5, 192.168.7.0/24, ::1"; NULL or "" trusts nobody. */
enum err http_proxies_new(const char *list, struct http_proxies **ret_proxies,
			  struct err_detail *detail) ERR_MUST_CHECK;
void http_proxies_free(struct http_proxies *proxies);
/* Is the numeric address one of them? */
bool http_proxies_trust(const struct http_proxies *proxies,
			const char *address);
/* The client's address: the last entry of X-Forwarded-For that is none of
 * ours. `peer` where the field is absent, malformed, or ours all through. */
void http_proxies_client(const struct http_proxies *proxies, const char *peer,
			 const char *forwarded_for,
			 char ret_client[PROXY_ADDRESS_SIZE]);

#endif
