/* SPDX-License-Identifier: MIT */
/*
 * A write under a key. Each statement has a sibling, made when it is first
 * needed, that has the statement as a subquery:
 *
 *	SELECT x.*, idempotency_keep(..., to_json(x)) FROM (statement) x
 *	WHERE (SELECT idempotency_begin(...))
 *
 * The condition has no column of x: it is evaluated once, before the subquery,
 * and refuses what was done already. So the sibling may be sent again when its
 * outcome is unknown, whatever the statement is.
 */
#include "dispatchd/store/once.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/buf.h>

#include "dispatchd/store/store_internal.h"

#define DONE "idempotency_done" /* schema/api/idempotency_begin.sql */

static const struct pg_statement find = {
    "idempotency_find",
    "SELECT body, version, id, tag, extra, request FROM "
    "idempotency_find($1::bigint, decode($2, 'hex'), decode($3, 'hex'))",
    3, PG_READ, true}; /* waits for nobody */

/* --- siblings ----------------------------------------------------------- */

struct once_sibling {
	struct once_sibling *next;
	const struct pg_statement *of;
	struct pg_statement statement;
};

static struct once_sibling *make_sibling(const struct pg_statement *of)
{
	struct once_sibling *sibling = xcalloc(1, sizeof(*sibling));
	struct buf sql = {0}, name = {0};
	int n = of->param_count;

	/* $1 is the user: param_actor() comes first, $2 the request. */
	buf_printf(&sql,
		   "SELECT x.*, idempotency_keep($1::bigint, "
		   "decode($%d, 'hex'), decode($%d, 'hex'), $2::text, "
		   "$%d::text, to_json(x)) AS kept FROM (%s) x WHERE "
		   "(SELECT idempotency_begin($1::bigint, "
		   "decode($%d, 'hex'), decode($%d, 'hex')))",
		   n + 1, n + 2, n + 3, of->sql, n + 1, n + 2);
	buf_printf(&name, "once_%s", of->name);
	sibling->of = of;
	sibling->statement = (struct pg_statement){
	    buf_take(&name, NULL), buf_take(&sql, NULL), n + 3, of->lane, true};
	return sibling;
}

static const struct pg_statement *sibling_of(struct store *store,
					     const struct pg_statement *of)
{
	struct once_sibling *sibling = store->siblings;

	while (sibling && sibling->of != of)
		sibling = sibling->next;
	if (!sibling) {
		sibling = make_sibling(of);
		sibling->next = store->siblings;
		store->siblings = sibling;
	}
	return &sibling->statement;
}

void once_free(struct once_sibling *sibling)
{
	struct once_sibling *next;

	for (; sibling; sibling = next) {
		next = sibling->next;
		free((char *)sibling->statement.name);
		free((char *)sibling->statement.sql);
		free(sibling);
	}
}

/* --- asking ------------------------------------------------------------- */

struct question {
	struct store *store;
	store_reply_fn *on_reply;
	void *arg;
	int64_t user_id;
	char key_hash[65], request_hash[65];
	char *request; /* whose answer is no replay; or NULL */
};

static void end(struct question *question, const struct store_reply *reply)
{
	question->on_reply(reply, question->arg);
	free(question->request);
	free(question);
}

static void on_found(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	struct store_reply reply = {0};
	const char *request = row_text(result, 0, "request");

	store_read(result, &reply);
	reply.extra = row_text(result, 0, "extra");
	/* Our own, whose outcome we did not learn at first, is no replay. */
	reply.replayed = !reply.error && pg_result_rows(result) > 0 &&
			 !(question->request && request &&
			   !strcmp(question->request, request));
	end(question, &reply);
}

static void ask(struct question *question)
{
	struct params params = {0};

	param_reader(&params, question->user_id);
	param_text(&params, question->key_hash);
	param_text(&params, question->request_hash);
	store_call(question->store, &find, &params, on_found, question);
}

static void on_written(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	struct store_reply reply = {0};

	store_read(result, &reply);
	if (reply.error && !strcmp(reply.error->rule, DONE))
		ask(question);
	else
		end(question, &reply);
}

static struct question *new_question(struct store *store, int64_t user_id,
				     const struct store_once *once,
				     store_reply_fn *on_reply, void *arg)
{
	struct question *question = xcalloc(1, sizeof(*question));

	question->store = store;
	question->on_reply = on_reply;
	question->arg = arg;
	question->user_id = user_id;
	snprintf(question->key_hash, sizeof(question->key_hash), "%s",
		 once->key_hash);
	snprintf(question->request_hash, sizeof(question->request_hash), "%s",
		 once->request_hash);
	return question;
}

void store_once_find(struct store *store, int64_t user_id,
		     const struct store_once *once, store_reply_fn *on_reply,
		     void *arg)
{
	ask(new_question(store, user_id, once, on_reply, arg));
}

void once_ask(struct store *store, const struct pg_statement *statement,
	      const struct params *params, store_reply_fn *on_reply, void *arg)
{
	const struct store_actor *actor = params->actor;
	const struct store_once *once = actor->once;
	struct question *question =
	    new_question(store, actor->user_id, once, on_reply, arg);
	struct params more = *params;

	/* Numbers are texts inside the params: they moved along. */
	for (int i = 0; i < more.count; i++)
		if (params->values[i] == params->numbers[i])
			more.values[i] = more.numbers[i];
	question->request = xstrdup(actor->request);
	param_text(&more, once->key_hash);
	param_text(&more, once->request_hash);
	param_text(&more, once->extra);
	store_call(store, sibling_of(store, statement), &more, on_written,
		   question);
}
