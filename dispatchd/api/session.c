/* SPDX-License-Identifier: MIT */
/*
 * Log-in, log-out, the password. A log-in goes
 *
 *	look up -> (throttled? 429) -> hash on a thread
 *	        -> open the session (throttled meanwhile? 429)
 *	        -> or count the failure
 *
 * and takes the same steps, and the same time, whether or not the name is
 * known. The token has 256 random bits; the database gets its sha256.
 */
#include "dispatchd/api/handlers.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include <callout/text.h>

#include "dispatchd/api/auth.h"
#include "dispatchd/api/auth_cache.h"
#include "dispatchd/engine/password.h"
#include "dispatchd/store/user_store.h"

/* In the request's arena. */
struct log_in {
	struct api_call *call;
	char *login, *password;
	char *new_password; /* of a change; NULL: a log-in */
	int64_t user_id;
	bool allowed; /* known and not disabled */
	char token[65];
};

static void wipe(char *secret)
{
	if (secret)
		sodium_memzero(secret, strlen(secret));
}

static void forget(struct log_in *log_in)
{
	wipe(log_in->password);
	wipe(log_in->new_password);
}

static void fail_busy(struct log_in *log_in)
{
	forget(log_in);
	api_fail_now(log_in->call, ERR_UNAVAILABLE, "", "busy",
		     "too many log-ins at this moment; try again");
}

static void fail_throttled(struct log_in *log_in, int64_t retry_after_s)
{
	struct api_call *call = log_in->call;
	char text[24];

	forget(log_in);
	call->loop->daemon->counters.logins_throttled++;
	snprintf(text, sizeof(text), "%" PRId64, retry_after_s);
	http_header_add(call->req, "Retry-After", text);
	api_fail_now(call, ERR_RATE, "", "log_in_throttle",
		     "too many failed attempts; try again in %s s", text);
}

static void set_cookie(struct api_call *call, const char *token,
		       int64_t max_age_s)
{
	struct http_cookie_settings cookie = {
	    .name = auth_cookie_name(call->req),
	    .value = token,
	    .max_age_s = max_age_s,
	    .secure = http_is_secure(call->req),
	    .lax = true,
	};

	http_cookie_add(call->req, &cookie);
}

/* --- log-in ------------------------------------------------------------- */

static void on_nothing(const struct store_reply *reply, void *arg)
{
	(void)reply;
	(void)arg;
}

/* A log-in changes the token: the one that the browser had ends. */
static void end_old_session(struct api_call *call)
{
	const char *token = auth_cookie(call->req);
	char hash[65];

	if (!token)
		return;
	api_hash(token, hash);
	auth_cache_drop(call->loop->auth, hash);
	user_store_close(call->loop->store, hash, on_nothing, NULL);
}

static void on_opened(const struct store_reply *reply, void *arg)
{
	struct log_in *log_in = arg;
	struct api_call *call = log_in->call;

	/* Others failed meanwhile; the next try will say how long to wait. */
	if (reply->error && reply->error->code == ERR_RATE) {
		fail_throttled(log_in, 5);
		return;
	}
	if (!reply->error) {
		call->loop->daemon->counters.logins++;
		end_old_session(call);
		set_cookie(call, log_in->token,
			   call->loop->daemon->tunables.session_max_s);
	}
	api_reply(reply, call);
}

static void on_counted(const struct store_reply *reply, void *arg)
{
	struct log_in *log_in = arg;

	if (reply->error)
		api_fail(log_in->call, reply->error);
	else if (log_in->new_password)
		api_fail_now(log_in->call, ERR_FORBIDDEN, "/current",
			     "password", "is not your password");
	else
		api_fail_now(log_in->call, ERR_UNAUTHENTICATED, "", "log_in",
			     "the log-in name or the password is wrong");
}

static void count_failure(struct log_in *log_in)
{
	struct api_call *call = log_in->call;

	call->loop->daemon->counters.logins_failed++;
	user_store_failed(call->loop->store, log_in->login,
			  http_peer(call->req), on_counted, log_in);
}

static void on_checked(const struct password_result *result, void *arg)
{
	struct log_in *log_in = arg;
	struct api_call *call = log_in->call;
	struct tunables *tunables = &call->loop->daemon->tunables;
	unsigned char random[32];
	char hash[65];

	if (result->dropped) {
		fail_busy(log_in);
		return;
	}
	forget(log_in);
	if (!result->matches || !log_in->allowed) {
		count_failure(log_in);
		return;
	}
	assert(log_in->user_id > 0);
	randombytes_buf(random, sizeof(random));
	text_hex(random, sizeof(random), log_in->token);
	api_hash(log_in->token, hash);
	user_store_open(call->loop->store,
			&(struct user_session){
			    .user_id = log_in->user_id,
			    .token_hash = hash,
			    .idle_s = tunables->session_idle_s,
			    .max_s = tunables->session_max_s,
			    .request = http_request_id(call->req),
			    .address = http_peer(call->req),
			},
			on_opened, log_in);
}

static void on_found(const struct user_login *found, void *arg)
{
	struct log_in *log_in = arg;
	struct loop *loop = log_in->call->loop;

	if (found->error) {
		forget(log_in);
		api_fail(log_in->call, found->error);
		return;
	}
	if (found->retry_after_s > 0) {
		fail_throttled(log_in, found->retry_after_s);
		return;
	}
	log_in->user_id = found->user_id;
	log_in->allowed = found->user_id > 0 && !found->disabled;
	if (!password_check(loop->daemon->passwords, loop->box,
			    log_in->password, found->password_hash, on_checked,
			    log_in))
		fail_busy(log_in);
}

static char *copy_secret(struct api_call *call, const char *name)
{
	return (char *)api_body_text(call, name);
}

void session_log_in(struct api_call *call)
{
	struct log_in *log_in =
	    arena_alloc(http_arena(call->req), sizeof(*log_in));
	struct err_detail detail = {0};

	/* Without this another site could log a browser in as its own user. */
	if (http_check_same_origin(call->req, &detail) != ERR_OK) {
		api_fail(call, &detail);
		return;
	}
	log_in->call = call;
	log_in->login = copy_secret(call, "login");
	log_in->password = copy_secret(call, "password");
	for (char *c = log_in->login; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	user_store_find(call->loop->store, log_in->login, http_peer(call->req),
			on_found, log_in);
}

/* --- the session -------------------------------------------------------- */

void session_show(struct api_call *call)
{
	const struct user *user = call->user;
	struct buf out = {0};

	buf_printf(&out, "{\"id\":%" PRId64 ",\"login\":", user->id);
	buf_add_json_string(&out, user->login);
	buf_add_text(&out, ",\"name\":");
	buf_add_json_string(&out, user->name);
	buf_printf(&out,
		   ",\"role\":\"%s\",\"territories\":", role_name(user->role));
	if (user->territories)
		buf_printf(&out, "[%.*s]",
			   (int)strcspn(user->territories + 1, "}"),
			   user->territories + 1);
	else
		buf_add_text(&out, "null");
	buf_add_char(&out, '}');
	http_reply_buf(call->req, 200, "application/json", &out);
}

static void on_logged_out(const struct store_reply *reply, void *arg)
{
	struct api_call *call = arg;

	if (!reply->error)
		set_cookie(call, "", -1);
	api_reply(reply, call);
}

void session_log_out(struct api_call *call)
{
	auth_cache_drop(call->loop->auth, call->user->token_hash);
	user_store_close(call->loop->store, call->user->token_hash,
			 on_logged_out, call);
}

/* --- the password ------------------------------------------------------- */

static void on_changed(const struct store_reply *reply, void *arg)
{
	struct log_in *log_in = arg;
	struct api_call *call = log_in->call;

	auth_cache_drop_user(call->loop->auth, call->user->id);
	api_reply(reply, call);
}

static void on_made(const struct password_result *result, void *arg)
{
	struct log_in *log_in = arg;
	struct api_call *call = log_in->call;

	if (result->dropped || !result->hash) {
		fail_busy(log_in);
		return;
	}
	forget(log_in);
	user_store_password(call->loop->store, &call->actor, result->hash,
			    call->user->token_hash, on_changed, log_in);
}

static void on_current(const struct password_result *result, void *arg)
{
	struct log_in *log_in = arg;
	struct loop *loop = log_in->call->loop;

	if (result->dropped)
		fail_busy(log_in);
	else if (!result->matches)
		count_failure(log_in);
	else if (!password_make(loop->daemon->passwords, loop->box,
				log_in->new_password, on_made, log_in))
		fail_busy(log_in);
}

static void on_found_self(const struct user_login *found, void *arg)
{
	struct log_in *log_in = arg;
	struct loop *loop = log_in->call->loop;

	if (found->error) {
		forget(log_in);
		api_fail(log_in->call, found->error);
	} else if (found->retry_after_s > 0) {
		fail_throttled(log_in, found->retry_after_s);
	} else if (!password_check(loop->daemon->passwords, loop->box,
				   log_in->password, found->password_hash,
				   on_current, log_in)) {
		fail_busy(log_in);
	}
}

void password_put(struct api_call *call)
{
	struct log_in *log_in =
	    arena_alloc(http_arena(call->req), sizeof(*log_in));

	assert(!call->user->by_key); /* the row says so */
	log_in->call = call;
	log_in->login = (char *)call->user->login;
	log_in->password = copy_secret(call, "current");
	log_in->new_password = copy_secret(call, "new");
	user_store_find(call->loop->store, log_in->login, http_peer(call->req),
			on_found_self, log_in);
}
