/* SPDX-License-Identifier: MIT */
/*
 * Passwords: argon2id (libsodium), two at a time on threads of their own.
 * One hash takes 64 MiB and a sixth of a second, so it must neither hold up a
 * loop nor be asked for without bound.
 */
#ifndef DISPATCHD_ENGINE_PASSWORD_H
#define DISPATCHD_ENGINE_PASSWORD_H

#include <stdbool.h>

#include <callout/work.h>


#define PASSWORD_MIN_CHARACTERS 12
#define PASSWORD_MAX_BYTES 1024

struct password_result {
	bool dropped; /* we are stopping: neither yes nor no */
	bool matches;
	const char *hash; /* of password_make(); NULL if memory is short */
};
typedef void password_fn(const struct password_result *result, void *arg);

/* Does `password` have that hash? `hash` NULL: nobody is known by that name;
 * it takes the same time and the answer is no. False: too many wait. */
bool password_check(struct work_pool *pool, struct work_box *box,
		    const char *password, const char *hash,
		    password_fn *on_result, void *arg) ERR_MUST_CHECK;
/* Make a hash of a new password. */
bool password_make(struct work_pool *pool, struct work_box *box,
		   const char *password, password_fn *on_result,
		   void *arg) ERR_MUST_CHECK;

#endif
