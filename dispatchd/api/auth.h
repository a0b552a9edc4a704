/* SPDX-License-Identifier: MIT */
/* The session's cookie. */
#ifndef DISPATCHD_API_AUTH_H
#define DISPATCHD_API_AUTH_H

#include "dispatchd/api/call.h"

/* "__Host-callout_session" where the client came by TLS. */
const char *auth_cookie_name(struct http_request *req);
/* The request's session token, or NULL. */
const char *auth_cookie(struct http_request *req);

#endif
