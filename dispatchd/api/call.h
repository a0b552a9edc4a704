/* SPDX-License-Identifier: MIT */
/*
 * One request of the JSON API, from its row in the table of operations to its
 * reply. A row says all that can be said of an operation without running it:
 * who may, what it reads, what it answers. api_enter() checks that, so a
 * handler begins with what is valid; the API description is made from it.
 */
#ifndef DISPATCHD_API_CALL_H
#define DISPATCHD_API_CALL_H

#include <callout/http.h>

#include "dispatchd/api/field.h"
#include "dispatchd/daemon.h"
#include "dispatchd/store/resource_store.h"
#include "dispatchd/store/store.h"

enum role {
	ROLE_ADMIN = 1 << 0,
	ROLE_DISPATCHER = 1 << 1,
	ROLE_MANAGER = 1 << 2,
	ROLE_INTAKE = 1 << 3,
	ROLE_ALL = (1 << 4) - 1
};

/* The bit of a role's name, or 0; and back, for the description. */
unsigned role_parse(const char *name);
const char *role_name(unsigned role);

struct user {
	int64_t id;
	const char *login, *name;
	unsigned role;
	const char *territories; /* "{1,2}"; NULL: all */
	bool by_key;		 /* an API key; else a session's cookie */
	char token_hash[65];	 /* sha256 in hex */
};

enum api_flags {
	API_IF_MATCH = 1 << 0,	   /* may have If-Match */
	API_NEED_MATCH = 1 << 1,   /* must have it: 428 */
	API_ETAG = 1 << 2,	   /* the answer has an ETag */
	API_SESSION_ONLY = 1 << 3, /* not by an API key */
	API_ANY_QUERY = 1 << 4,	   /* unknown parameters are ignored */
	API_NO_BODY_OK = 1 << 5,   /* the body may be absent */
	API_NO_KEY = 1 << 6,	   /* Idempotency-Key means nothing here */
	API_SECRET_BODY = 1 << 7,  /* no hash of the body is kept */
};

struct api_call;

struct api_operation {
	enum http_method method;
	const char *pattern;
	void (*run)(struct api_call *call);
	/* Give the first answer again (once.h); NULL: api_reply(). */
	void (*replay)(const struct store_reply *reply, void *call);
	unsigned roles; /* enum role bits; 0: public */
	unsigned flags; /* enum api_flags */
	unsigned http_flags;
	const struct field *query;	   /* NULL: none */
	const struct field_schema *body;   /* NULL: none */
	const struct field_schema *answer; /* NULL: see media_type */
	bool answer_is_list;
	const char *media_type; /* of an answer that is no JSON object */
	int success;		/* its status; 0: 200 */
	const char *location;	/* of what was made: "/api/v1/jobs" */
	const char *refusals;	/* "404 409": beyond what the row implies */
	enum resource resource; /* master data: what it is about, */
	const char *parent;	/* and what {id} of its lists is */
	const char *tag, *operation, *summary;
};

struct api_call {
	struct http_request *req;
	const struct api_operation *operation;
	struct loop *loop;
	const struct user *user; /* NULL for the public */
	struct store_actor actor;
	int64_t id;		 /* {id} of the path */
	int64_t if_match;	 /* version; 0: none given, or any */
	const char *key;	 /* Idempotency-Key, or NULL */
	struct store_once *once; /* the same, as the actor has it */
	/* The checked body: the object lives until run() returns. */
	const json_t *body;
	const char *body_text;
};

/* The table, and the same as the HTTP room wants it. */
const struct api_operation *api_operations(size_t *ret_count);
struct http_route *api_routes(void); /* freed by free() */
/* `success`, but for its default. */
int api_success(const struct api_operation *operation);
/* The row of a request. */
const struct api_operation *api_operation_of(struct http_request *req);

/* The handler of every route: checks by the row, then runs. */
void api_enter(struct http_request *req);
/* The hook before it: who is that, and may they. */
void api_authenticate(struct http_request *req);

/* --- replies: each ends the call ---------------------------------------- */

/* A problem; with Retry-After where trying again later helps. */
void api_fail(struct api_call *call, const struct err_detail *detail);
void api_fail_now(struct api_call *call, enum err code, const char *pointer,
		  const char *rule, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
/* As api_fail() where there is no call yet. */
void api_refuse(struct http_request *req, const struct err_detail *detail);
/* Completion of most calls (`arg` is the call): the operation's status with
 * the store's JSON as it is, ETag and Location by the row; or a problem. */
void api_reply(const struct store_reply *reply, void *arg);

/* --- reading what was checked ------------------------------------------- */

/* Of the query; `absent` if it is not there. */
int64_t api_query_int(struct api_call *call, const char *name, int64_t absent);
/* The whole query as a JSON object, numbers as numbers, with the id of the
 * operation's parent; in the request's arena. */
const char *api_query_json(struct api_call *call);
/* A JSON object as a text in the request's arena; takes the object. */
const char *api_json_text(struct api_call *call, json_t *object);
/* The id of the operation's parent, if it has one, joins the object. */
void api_add_parent(struct api_call *call, json_t *object);
/* Of the body; copies in the request's arena. NULL, `absent`: not there. */
const char *api_body_text(struct api_call *call, const char *name);
int64_t api_body_int(struct api_call *call, const char *name, int64_t absent);
bool api_body_bool(struct api_call *call, const char *name, bool absent);

/* sha256 of a secret, in hex. */
void api_hash(const char *secret, char ret_hex[65]);

#endif
