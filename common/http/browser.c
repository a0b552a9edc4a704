/* SPDX-License-Identifier: MIT */
/* What only matters to browsers: cookies (RFC 6265bis) and whose page sent a
 * request (Fetch metadata, Origin). */
#include "http_internal.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

static bool is_cookie_text(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= 0x20 || *c >= 0x7f || strchr("\",;\\", *c) != NULL)
			return false;
	return true;
}

void http_cookie_add(struct http_request *req,
		     const struct http_cookie_settings *cookie)
{
	struct arena *arena = req->arena;
	bool secure = cookie->secure ||
		      strncmp(cookie->name, "__Host-", 7) == 0 ||
		      strncmp(cookie->name, "__Secure-", 9) == 0;
	const char *age = "";

	assert(http_is_token(cookie->name, strlen(cookie->name)));
	assert(is_cookie_text(cookie->value));
	if (cookie->max_age_s > 0)
		age = arena_printf(arena, "; Max-Age=%jd",
				   (intmax_t)cookie->max_age_s);
	else if (cookie->max_age_s < 0)
		age = "; Max-Age=0";
	http_header_add(
	    req, "Set-Cookie",
	    arena_printf(arena, "%s=%s; Path=%s%s; HttpOnly; SameSite=%s%s",
			 cookie->name, cookie->value,
			 cookie->path != NULL ? cookie->path : "/", age,
			 cookie->lax ? "Lax" : "Strict",
			 secure ? "; Secure" : ""));
}

/* "https://host:port" against our authority. The scheme is not compared: a
 * proxy may end the TLS, and the port tells the two apart. */
static bool is_our_origin(struct http_request *req, const char *origin)
{
	const char *host = req->target.authority;
	const char *theirs = strstr(origin, "://");

	if (host == NULL)
		host = http_header(req, "host");
	return theirs != NULL && host != NULL &&
	       strcasecmp(theirs + 3, host) == 0;
}

enum err http_check_same_origin(struct http_request *req,
				struct err_detail *detail)
{
	const char *site = http_header(req, "sec-fetch-site");
	const char *origin = http_header(req, "origin");

	if (req->method == HTTP_GET || req->method == HTTP_HEAD ||
	    req->method == HTTP_OPTIONS)
		return ERR_OK;
	/* "same-site" is a neighbour under the same domain: not us. */
	if (site != NULL && strcmp(site, "same-origin") != 0 &&
	    strcmp(site, "none") != 0)
		return err_set(detail, ERR_FORBIDDEN, "",
			       "a page of another site sent this request "
			       "(Sec-Fetch-Site)");
	if (origin != NULL && !is_our_origin(req, origin))
		return err_set(detail, ERR_FORBIDDEN, "",
			       "a page of another site sent this request "
			       "(Origin)");
	return ERR_OK;
}
