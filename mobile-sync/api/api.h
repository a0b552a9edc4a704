/* SPDX-License-Identifier: MIT */
/* The HTTP face: the table of routes, and what its handlers share. */
#ifndef MOBILE_SYNC_API_API_H
#define MOBILE_SYNC_API_API_H

#include <callout/http.h>

/* Who may call a route: http_route.auth. */
enum api_auth {
	API_ANYBODY,
	API_DEVICE,
	API_TELLER,  /* also a device that was revoked of late */
	API_RENEWER, /* also a token that was exchanged */
};

/* A flag of a route, beside enum http_route_flags: it speaks tus. */
enum { API_TUS = 1 << 8 };

const struct http_route *api_routes(size_t *ret_count);

/* The hook: for devices, http_user() is then the struct device. */
void api_authenticate(struct http_request *req);

/* The contract that the request speaks, at most ours; 0 if its header is no
 * number. */
int api_contract(struct http_request *req);

/* Answer an error as problem+json, with the headers that belong to it; what
 * is our own fault goes to the log. */
void api_refuse(struct http_request *req, const struct err_detail *detail);

/* The device was shut out while it waited. */
void api_refuse_revoked(struct http_request *req);

/* Is the body XML? If not, it is refused (415) and the answer is false. */
bool api_body_is_xml(struct http_request *req);

/* application/xml */
void api_reply_xml(struct http_request *req, int status, struct buf *body);

void enrol_post(struct http_request *req);
void token_post(struct http_request *req);
void sync_get(struct http_request *req);
void dictionary_get(struct http_request *req);
void events_get(struct http_request *req);
void push_post(struct http_request *req);
void blob_options(struct http_request *req);
void blob_post(struct http_request *req);
void blob_get(struct http_request *req);
void blob_patch(struct http_request *req);
void blob_delete(struct http_request *req);
void health_live(struct http_request *req);
void health_ready(struct http_request *req);
void health_metrics(struct http_request *req);

#endif
