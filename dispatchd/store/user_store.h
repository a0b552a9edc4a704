/* SPDX-License-Identifier: MIT */
/*
 * Users: log-in, sessions, API keys, passwords. Tokens and keys come as the
 * sha256 in hex; the database never sees them.
 */
#ifndef DISPATCHD_STORE_USER_STORE_H
#define DISPATCHD_STORE_USER_STORE_H

#include "dispatchd/store/store.h"

/* What the database knows about a log-in name. */
struct user_login {
	const struct err_detail *error; /* NULL: none */
	int64_t user_id;		/* 0: nobody has that name */
	const char *name, *role, *password_hash;
	bool disabled;
	int64_t retry_after_s; /* > 0: too many attempts */
};
typedef void user_login_fn(const struct user_login *login, void *arg);
void user_store_find(struct store *store, const char *login,
		     const char *address, user_login_fn *on_login, void *arg);
/* Count a failed attempt. */
void user_store_failed(struct store *store, const char *login,
		       const char *address, store_reply_fn *on_reply,
		       void *arg);

struct user_session {
	int64_t user_id;
	const char *token_hash;
	int64_t idle_s, max_s;
	const char *request, *address;
};
/* Answers with the user. */
void user_store_open(struct store *store, const struct user_session *session,
		     store_reply_fn *on_reply, void *arg);
void user_store_close(struct store *store, const char *token_hash,
		      store_reply_fn *on_reply, void *arg);

/* Who a credential belongs to. */
struct user_row {
	const struct err_detail *error; /* NULL: none */
	int64_t user_id;		/* 0: unknown, expired or disabled */
	const char *login, *name, *role;
	const char *territories; /* "{1,2}"; NULL: all */
};
typedef void user_row_fn(const struct user_row *user, void *arg);
void user_store_by_session(struct store *store, const char *token_hash,
			   int64_t idle_s, user_row_fn *on_user, void *arg);
void user_store_by_key(struct store *store, const char *key_hash,
		       user_row_fn *on_user, void *arg);

/* Set the hash and close all other sessions of the user. */
void user_store_password(struct store *store, const struct store_actor *actor,
			 const char *new_hash, const char *keep_token_hash,
			 store_reply_fn *on_reply, void *arg);

#endif
