/* SPDX-License-Identifier: MIT */
/*
 * Who is that, and may they? A session's cookie or an API key, looked up in
 * the database (or two seconds long in the loop's cache), then the row's
 * roles. Whose territory it is, SQL decides.
 */
#include "dispatchd/api/auth.h"

#include <string.h>

#include <callout/clk.h>

#include "dispatchd/api/auth_cache.h"
#include "dispatchd/store/user_store.h"

#define TOKEN_MAX 128

/* One look-up under way, in the request's arena. */
struct look_up {
	struct http_request *req;
	struct user user;
};

const char *auth_cookie_name(struct http_request *req)
{
	/* Behind TLS the prefix binds it to this host and to Secure. */
	return http_is_secure(req) ? "__Host-callout_session"
				   : "callout_session";
}

const char *auth_cookie(struct http_request *req)
{
	const char *token = http_cookie(req, auth_cookie_name(req));

	return token && *token && strlen(token) <= TOKEN_MAX ? token : NULL;
}

/* The token of "Authorization: Bearer cak_...", or NULL. */
static const char *bearer(const char *header)
{
	if (strncasecmp(header, "Bearer ", 7) != 0)
		return NULL;
	header += 7;
	header += strspn(header, " ");
	return !strncmp(header, "cak_", 4) && strlen(header) <= TOKEN_MAX
		   ? header
		   : NULL;
}

static void refuse(struct http_request *req, enum err code, const char *text)
{
	struct err_detail detail;

	(void)err_set(&detail, code, "", "%s", text);
	api_refuse(req, &detail);
}

static void admit(struct http_request *req, const struct user *user)
{
	const struct api_operation *operation = api_operation_of(req);
	struct arena *arena = http_arena(req);
	struct err_detail detail = {0};
	struct user *copy;

	if (!user->by_key && http_check_same_origin(req, &detail) != ERR_OK) {
		api_refuse(req, &detail);
		return;
	}
	if (!(operation->roles & user->role)) {
		refuse(req, ERR_FORBIDDEN, "your role may not do this");
		return;
	}
	if (user->by_key && (operation->flags & API_SESSION_ONLY)) {
		refuse(req, ERR_FORBIDDEN,
		       "this needs a log-in, an API key will not do");
		return;
	}
	copy = arena_alloc(arena, sizeof(*copy));
	*copy = *user;
	copy->login = arena_strdup(arena, user->login);
	copy->name = arena_strdup(arena, user->name);
	copy->territories = arena_strdup(arena, user->territories);
	http_set_user(req, copy);
	http_request_continue(req);
}

static void on_user(const struct user_row *row, void *arg)
{
	struct look_up *look_up = arg;
	struct user *user = &look_up->user;
	struct loop *loop = http_loop_context(look_up->req);

	if (row->error) {
		api_refuse(look_up->req, row->error);
		return;
	}
	if (!row->user_id) {
		refuse(look_up->req, ERR_UNAUTHENTICATED,
		       user->by_key ? "the API key is not valid, or no longer"
				    : "the session is over: log in again");
		return;
	}
	user->id = row->user_id;
	user->login = row->login;
	user->name = row->name;
	user->role = role_parse(row->role);
	user->territories = row->territories;
	auth_cache_put(loop->auth, user, clk_monotonic_us());
	admit(look_up->req, user);
}

void api_authenticate(struct http_request *req)
{
	const struct api_operation *operation = api_operation_of(req);
	struct loop *loop = http_loop_context(req);
	const char *header = http_header(req, "Authorization");
	const char *token = header ? bearer(header) : auth_cookie(req);
	struct look_up *look_up;
	const struct user *known;

	if (!operation->roles) {
		http_request_continue(req);
		return;
	}
	if (!token) {
		refuse(req, ERR_UNAUTHENTICATED,
		       header ? "send an API key: Authorization: Bearer cak_..."
			      : "log in (POST /api/v1/session) or send an "
				"API key");
		return;
	}
	look_up = arena_alloc(http_arena(req), sizeof(*look_up));
	look_up->req = req;
	look_up->user.by_key = header != NULL;
	api_hash(token, look_up->user.token_hash);
	known = auth_cache_find(loop->auth, look_up->user.token_hash,
				clk_monotonic_us());
	if (known)
		admit(req, known);
	else if (header)
		user_store_by_key(loop->store, look_up->user.token_hash,
				  on_user, look_up);
	else
		user_store_by_session(loop->store, look_up->user.token_hash,
				      loop->daemon->tunables.session_idle_s,
				      on_user, look_up);
}
