/* SPDX-License-Identifier: MIT */
/* Users: log-in, sessions, keys. */
#include "dispatchd/store/user_store.h"

#include <stdlib.h>

#include <callout/arena.h>

#include "dispatchd/store/store_internal.h"

/* Hashes travel as bytea in hex: the "\x" is put before them here. */
#define HASH(n) "decode($" #n ", 'hex')"

static const struct pg_statement login_find = {
    "login_find",
    "SELECT user_id, name, role, password_hash, disabled, retry_after_s FROM "
    "login_find($1::text, $2::text)",
    2, PG_READ, true};
static const struct pg_statement login_failed = {
    "login_failed", "SELECT login_failed($1::text, $2::text)", 2, PG_WRITE,
    false};
static const struct pg_statement session_open = {
    "session_open",
    "SELECT session_open($1::bigint, " HASH(
	2) ", $3::int, $4::int, "
	   "$5::text, $6::text)::text AS body",
    6, PG_WRITE, false};
static const struct pg_statement session_close = {
    "session_close", "SELECT session_close(" HASH(1) ")", 1, PG_WRITE, true};
/* Moves last_used_at now and then, of its own row only: it waits for nobody
 * and may share a pipeline. */
static const struct pg_statement auth_session = {
    "auth_session",
    "SELECT user_id, login, name, role, territories::text FROM "
    "auth_session(" HASH(1) ", $2::int)",
    2, PG_READ, true};
static const struct pg_statement auth_key = {
    "auth_key",
    "SELECT user_id, login, name, role, territories::text FROM "
    "auth_key(" HASH(1) ")",
    1, PG_READ, true};
static const struct pg_statement password_change = {
    "password_change",
    "SELECT password_change($1::bigint, $2::text, $3::text, " HASH(4) ")", 4,
    PG_WRITE, true};

struct login_question {
	user_login_fn *on_login;
	void *arg;
};

static void on_login_row(const struct pg_result *result, void *arg)
{
	struct login_question *question = arg;
	struct user_login login = {0};

	if (pg_result_error(result) != ERR_OK) {
		login.error = pg_result_detail(result);
	} else {
		login.user_id = row_int(result, 0, "user_id");
		login.name = row_text(result, 0, "name");
		login.role = row_text(result, 0, "role");
		login.password_hash = row_text(result, 0, "password_hash");
		login.disabled = row_bool(result, 0, "disabled");
		login.retry_after_s = row_int(result, 0, "retry_after_s");
	}
	question->on_login(&login, question->arg);
	free(question);
}

void user_store_find(struct store *store, const char *login,
		     const char *address, user_login_fn *on_login, void *arg)
{
	struct login_question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	*question = (struct login_question){on_login, arg};
	param_text(&params, login);
	param_text(&params, address);
	store_call(store, &login_find, &params, on_login_row, question);
}

void user_store_failed(struct store *store, const char *login,
		       const char *address, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_text(&params, login);
	param_text(&params, address);
	store_ask(store, &login_failed, &params, on_reply, arg);
}

void user_store_open(struct store *store, const struct user_session *session,
		     store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_int(&params, session->user_id);
	param_text(&params, session->token_hash);
	param_int(&params, session->idle_s);
	param_int(&params, session->max_s);
	param_text(&params, session->request);
	param_text(&params, session->address);
	store_ask(store, &session_open, &params, on_reply, arg);
}

void user_store_close(struct store *store, const char *token_hash,
		      store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_text(&params, token_hash);
	store_ask(store, &session_close, &params, on_reply, arg);
}

struct user_question {
	user_row_fn *on_user;
	void *arg;
};

static void on_user_row(const struct pg_result *result, void *arg)
{
	struct user_question *question = arg;
	struct user_row user = {0};

	if (pg_result_error(result) != ERR_OK) {
		user.error = pg_result_detail(result);
	} else if (pg_result_rows(result) > 0) {
		user.user_id = row_int(result, 0, "user_id");
		user.login = row_text(result, 0, "login");
		user.name = row_text(result, 0, "name");
		user.role = row_text(result, 0, "role");
		user.territories = row_text(result, 0, "territories");
	}
	question->on_user(&user, question->arg);
	free(question);
}

static void ask_user(struct store *store, const struct pg_statement *statement,
		     const struct params *params, user_row_fn *on_user,
		     void *arg)
{
	struct user_question *question = xmalloc(sizeof(*question));

	*question = (struct user_question){on_user, arg};
	store_call(store, statement, params, on_user_row, question);
}

void user_store_by_session(struct store *store, const char *token_hash,
			   int64_t idle_s, user_row_fn *on_user, void *arg)
{
	struct params params = {0};

	param_text(&params, token_hash);
	param_int(&params, idle_s);
	ask_user(store, &auth_session, &params, on_user, arg);
}

void user_store_by_key(struct store *store, const char *key_hash,
		       user_row_fn *on_user, void *arg)
{
	struct params params = {0};

	param_text(&params, key_hash);
	ask_user(store, &auth_key, &params, on_user, arg);
}

void user_store_password(struct store *store, const struct store_actor *actor,
			 const char *new_hash, const char *keep_token_hash,
			 store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_text(&params, new_hash);
	param_text(&params, keep_token_hash);
	store_ask(store, &password_change, &params, on_reply, arg);
}
