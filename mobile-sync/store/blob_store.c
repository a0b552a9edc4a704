/* SPDX-License-Identifier: MIT */
/* Uploads: one statement each, all with the same columns. */
#include "mobile-sync/store/blob_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/buf.h>

#include "mobile-sync/store/store_internal.h"

#define COLUMNS                                                 \
	"SELECT bytes, received, type, sha256, "                \
	"extract(epoch FROM expires_at)::bigint AS expires_s, " \
	"state = 'stored' AS stored FROM "

static const struct pg_statement blob_make = {
    "blob_make",
    COLUMNS "blob_make($1::bigint, $2::uuid, $3::bigint, decode($4, 'hex'), "
	    "$5::text, $6::int)",
    6, PG_WRITE, true};
static const struct pg_statement blob_find = {
    "blob_find", COLUMNS "blob_find($1::bigint, $2::uuid)", 2, PG_READ, true};
/* Idempotent: from where it is to there is no move. */
static const struct pg_statement blob_move = {
    "blob_move",
    COLUMNS "blob_move($1::bigint, $2::uuid, $3::bigint, $4::bigint, $5::int)",
    5, PG_WRITE, true};
static const struct pg_statement blob_finish = {
    "blob_store", COLUMNS "blob_store($1::bigint, $2::uuid)", 2, PG_WRITE,
    true};
static const struct pg_statement blob_drop = {
    "blob_drop", COLUMNS "blob_drop($1::bigint, $2::uuid)", 2, PG_WRITE, false};
static const struct pg_statement blob_view = {
    "blob_view", COLUMNS "blob_view($1::bigint, $2::uuid)", 2, PG_READ, true};
static const struct pg_statement blob_reap = {
    "blob_reap", "SELECT uid FROM blob_reap($1::int, $2::int) uid", 2, PG_WRITE,
    false};
static const struct pg_statement blob_reaped = {
    "blob_reaped", "SELECT blob_reaped($1::uuid[])", 1, PG_WRITE, true};

static void on_blob(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	blob_row_fn *on_row = (blob_row_fn *)question->answer;
	struct blob_row row = {0};

	if (pg_result_error(result) != ERR_OK) {
		row.error = pg_result_detail(result);
	} else {
		row.bytes = row_int(result, 0, "bytes");
		row.received = row_int(result, 0, "received");
		row.type = row_text(result, 0, "type");
		row.sha256 = row_text(result, 0, "sha256");
		row.expires_s = row_int(result, 0, "expires_s");
		row.stored = row_bool(result, 0, "stored");
	}
	on_row(&row, question->arg);
	free(question);
}

static void ask(struct store *store, const struct pg_statement *statement,
		const char *const *params, blob_row_fn *on_row, void *arg)
{
	pg_call(store->pool, statement, params, 0, on_blob,
		question_new((void (*)(void))on_row, arg));
}

struct number {
	char text[24];
};

static const char *number(struct number *out, int64_t value)
{
	snprintf(out->text, sizeof(out->text), "%" PRId64, value);
	return out->text;
}

void blob_store_make(struct store *store, int64_t device,
		     const struct blob_promise *promise, int open_days,
		     blob_row_fn *on_row, void *arg)
{
	struct number numbers[3];
	const char *params[] = {number(&numbers[0], device),
				promise->uid,
				number(&numbers[1], promise->bytes),
				promise->sha256,
				promise->type,
				number(&numbers[2], open_days)};

	ask(store, &blob_make, params, on_row, arg);
}

/* The questions that have a device and a uid. */
static void ask_of(struct store *store, const struct pg_statement *statement,
		   int64_t device, const char *uid, blob_row_fn *on_row,
		   void *arg)
{
	struct number text;
	const char *params[] = {number(&text, device), uid};

	ask(store, statement, params, on_row, arg);
}

void blob_store_find(struct store *store, int64_t device, const char *uid,
		     blob_row_fn *on_row, void *arg)
{
	ask_of(store, &blob_find, device, uid, on_row, arg);
}

void blob_store_move(struct store *store, int64_t device, const char *uid,
		     int64_t from, int64_t to, int open_days,
		     blob_row_fn *on_row, void *arg)
{
	struct number numbers[4];
	const char *params[] = {
	    number(&numbers[0], device), uid, number(&numbers[1], from),
	    number(&numbers[2], to), number(&numbers[3], open_days)};

	ask(store, &blob_move, params, on_row, arg);
}

void blob_store_finish(struct store *store, int64_t device, const char *uid,
		       blob_row_fn *on_row, void *arg)
{
	ask_of(store, &blob_finish, device, uid, on_row, arg);
}

void blob_store_drop(struct store *store, int64_t device, const char *uid,
		     blob_row_fn *on_row, void *arg)
{
	ask_of(store, &blob_drop, device, uid, on_row, arg);
}

void blob_store_view(struct store *store, int64_t device, const char *uid,
		     blob_row_fn *on_row, void *arg)
{
	ask_of(store, &blob_view, device, uid, on_row, arg);
}

/* --- clean-up ----------------------------------------------------------- */

static void on_uids(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	blob_uids_fn *answer = (blob_uids_fn *)question->answer;
	size_t count = 0;
	const char **uids = NULL;

	if (pg_result_error(result) != ERR_OK) {
		answer(pg_result_detail(result), NULL, 0, question->arg);
		free(question);
		return;
	}
	if (pg_result_column(result, "uid") >= 0) {
		count = (size_t)pg_result_rows(result);
		uids = xcalloc(count + 1, sizeof(*uids));
		for (size_t i = 0; i < count; i++)
			uids[i] = row_text(result, (int)i, "uid");
	}
	answer(NULL, uids, count, question->arg);
	free(uids);
	free(question);
}

void blob_store_reap(struct store *store, int orphan_days, int limit,
		     blob_uids_fn *answer, void *arg)
{
	struct number numbers[2];
	const char *params[] = {number(&numbers[0], orphan_days),
				number(&numbers[1], limit)};

	pg_call(store->pool, &blob_reap, params, 0, on_uids,
		question_new((void (*)(void))answer, arg));
}

void blob_store_reaped(struct store *store, const char *const *uids,
		       size_t count, blob_uids_fn *answer, void *arg)
{
	struct buf list = {0};
	const char *params[1];

	buf_add_char(&list, '{');
	for (size_t i = 0; i < count; i++)
		buf_printf(&list, "%s%s", i ? "," : "", uids[i]);
	buf_add_char(&list, '}');
	params[0] = buf_text(&list);
	pg_call(store->pool, &blob_reaped, params, 0, on_uids,
		question_new((void (*)(void))answer, arg));
	buf_free(&list);
}
