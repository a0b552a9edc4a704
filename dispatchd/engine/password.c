/* SPDX-License-Identifier: MIT */
/* argon2id on worker threads. Passwords are wiped where they end. */
#include "dispatchd/engine/password.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <callout/arena.h>

/* argon2id with t=3, m=64 MiB: what libsodium calls neither interactive nor
 * moderate, measured at 169 ms. */
#define OPSLIMIT 3
#define MEMLIMIT (64U << 20)

/* The hash of a random text that nobody knows. A name that does not exist is
 * checked against it, so that it takes as long as one that does. */
static const char nobody[] =
    "$argon2id$v=19$m=65536,t=3,p=1$q/PbegQyqYPFN8"
    "QKhYMnzA$eL9ldVQBdxZoPf0QU4zw3LYYZIXOnm97kgn93imHXyM";

struct password_task {
	struct work_task task;
	bool make;
	char *password;
	char hash[crypto_pwhash_STRBYTES];
	bool good;
	password_fn *on_result;
	void *arg;
};

static void run(struct work_task *task)
{
	struct password_task *work = (struct password_task *)task;
	size_t length = strlen(work->password);

	if (work->make)
		work->good = crypto_pwhash_str_alg(
				 work->hash, work->password, length, OPSLIMIT,
				 MEMLIMIT, crypto_pwhash_ALG_ARGON2ID13) == 0;
	else
		work->good = crypto_pwhash_str_verify(
				 work->hash, work->password, length) == 0;
}

static void done(struct work_task *task, bool dropped)
{
	struct password_task *work = (struct password_task *)task;
	struct password_result result = {
	    .dropped = dropped,
	    .matches = !work->make && work->good,
	    .hash = work->make && work->good ? work->hash : NULL,
	};

	work->on_result(&result, work->arg);
	sodium_memzero(work->password, strlen(work->password));
	free(work->password);
	free(work);
}

static bool submit(struct work_pool *pool, struct work_box *box,
		   struct password_task *work, const char *password)
{
	work->task.run = run;
	work->task.done = done;
	work->password = xstrdup(password);
	if (work_submit(pool, box, &work->task))
		return true;
	sodium_memzero(work->password, strlen(work->password));
	free(work->password);
	free(work);
	return false;
}

bool password_check(struct work_pool *pool, struct work_box *box,
		    const char *password, const char *hash,
		    password_fn *on_result, void *arg)
{
	struct password_task *work = xcalloc(1, sizeof(*work));

	assert(strlen(password) <= PASSWORD_MAX_BYTES * 4);
	work->on_result = on_result;
	work->arg = arg;
	if (!hash || strlen(hash) >= sizeof(work->hash))
		hash = nobody;
	strcpy(work->hash, hash);
	return submit(pool, box, work, password);
}

bool password_make(struct work_pool *pool, struct work_box *box,
		   const char *password, password_fn *on_result, void *arg)
{
	struct password_task *work = xcalloc(1, sizeof(*work));

	work->make = true;
	work->on_result = on_result;
	work->arg = arg;
	return submit(pool, box, work, password);
}
