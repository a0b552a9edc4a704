/* SPDX-License-Identifier: MIT */
/* Pull and push. A pull's columns are looked up once an answer. */
#include "mobile-sync/store/sync_store.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "mobile-sync/store/store_internal.h"

static const struct pg_statement sync_pull = {
    "sync_pull",
    "SELECT version, kind, op, visit_id, state, starts, ends, travel_s, "
    "pinned, window_from, window_to, outcome, job_id, job_state, priority, "
    "job_type, duration_min, crew_size, opened_at, due_at, title, "
    "description, skills, site_id, lat, lon, site_name, address, "
    "access_notes, customer_name, contact_name, contact_phone, "
    "contact_email, slas, asset, past, tasks, parts, site_notes, photos, "
    "digest FROM sync_pull($1::bigint, $2::bigint, $3::int, $4::int, "
    "$5::bool)",
    5, PG_READ, true};
/* Idempotent: a batch that was committed is answered as duplicates. */
static const struct pg_statement push_apply = {
    "push_apply",
    "SELECT seq, verdict, text, acked, version "
    "FROM push_apply($1::bigint, $2::jsonb, $3::timestamptz, $4::text, "
    "$5::bigint)",
    5, PG_WRITE, true};

static const struct pg_statement feed_moved = {
    "feed_moved",
    "SELECT technician_id, version, epoch, seen FROM feed_moved($1::text)", 1,
    PG_READ, true};

struct sync_rows {
	const struct pg_result *result;
};

/* The statement names its columns in the order of the enum. */
int sync_count(const struct sync_rows *rows)
{
	return pg_result_rows(rows->result);
}

const char *sync_text(const struct sync_rows *rows, int row,
		      enum sync_column column)
{
	return pg_result_text(rows->result, row, (int)column);
}

int64_t sync_int(const struct sync_rows *rows, int row, enum sync_column column)
{
	return pg_result_int(rows->result, row, (int)column);
}

double sync_double(const struct sync_rows *rows, int row,
		   enum sync_column column)
{
	return pg_result_double(rows->result, row, (int)column);
}

static void on_pulled(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	sync_rows_fn *on_rows = (sync_rows_fn *)question->answer;
	struct sync_rows rows = {result};

	if (pg_result_error(result) != ERR_OK) {
		on_rows(pg_result_detail(result), NULL, question->arg);
	} else {
		assert(pg_result_columns(result) == SYNC_COLUMN_COUNT);
		on_rows(NULL, &rows, question->arg);
	}
	free(question);
}

void sync_store_pull(struct store *store, int64_t device, int64_t since,
		     int limit, int contract, bool all, sync_rows_fn *on_rows,
		     void *arg)
{
	char numbers[4][24];
	const char *params[] = {numbers[0], numbers[1], numbers[2], numbers[3],
				all ? "t" : "f"};

	snprintf(numbers[0], sizeof(numbers[0]), "%" PRId64, device);
	snprintf(numbers[1], sizeof(numbers[1]), "%" PRId64, since);
	snprintf(numbers[2], sizeof(numbers[2]), "%d", limit);
	snprintf(numbers[3], sizeof(numbers[3]), "%d", contract);
	pg_call(store->pool, &sync_pull, params, STORE_QUEUE_MS, on_pulled,
		question_new((void (*)(void))on_rows, arg));
}

/* --- what moved --------------------------------------------------------- */

struct moved_rows {
	const struct pg_result *result;
};

enum moved_column { MOVED_TECHNICIAN, MOVED_VERSION, MOVED_EPOCH, MOVED_SEEN };

/* The first row is of no technician. */
int moved_count(const struct moved_rows *rows)
{
	return pg_result_rows(rows->result) - 1;
}

int64_t moved_technician(const struct moved_rows *rows, int row)
{
	return pg_result_int(rows->result, row + 1, MOVED_TECHNICIAN);
}

int64_t moved_version(const struct moved_rows *rows, int row)
{
	return pg_result_int(rows->result, row + 1, MOVED_VERSION);
}

int64_t moved_epoch(const struct moved_rows *rows)
{
	return pg_result_int(rows->result, 0, MOVED_EPOCH);
}

const char *moved_seen(const struct moved_rows *rows)
{
	return pg_result_text(rows->result, 0, MOVED_SEEN);
}

static void on_moved(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	moved_rows_fn *on_rows = (moved_rows_fn *)question->answer;
	struct moved_rows rows = {result};
	struct err_detail none = {0};

	if (pg_result_error(result) != ERR_OK) {
		on_rows(pg_result_detail(result), NULL, question->arg);
	} else if (pg_result_rows(result) == 0) {
		/* The schema is being made right now. */
		err_set(&none, ERR_UNAVAILABLE, "", "there is no organisation");
		on_rows(&none, NULL, question->arg);
	} else {
		on_rows(NULL, &rows, question->arg);
	}
	free(question);
}

void sync_store_moved(struct store *store, const char *seen,
		      moved_rows_fn *on_rows, void *arg)
{
	const char *params[] = {seen};

	pg_call(store->pool, &feed_moved, params, 0, on_moved,
		question_new((void (*)(void))on_rows, arg));
}

/* --- push --------------------------------------------------------------- */

struct push_rows {
	const struct pg_result *result;
};

enum push_column {
	PUSH_SEQ,
	PUSH_VERDICT,
	PUSH_TEXT,
	PUSH_ACKED,
	PUSH_VERSION
};

int push_count(const struct push_rows *rows)
{
	return pg_result_rows(rows->result);
}

int64_t push_seq(const struct push_rows *rows, int row)
{
	return pg_result_int(rows->result, row, PUSH_SEQ);
}

const char *push_verdict(const struct push_rows *rows, int row)
{
	return pg_result_text(rows->result, row, PUSH_VERDICT);
}

const char *push_text(const struct push_rows *rows, int row)
{
	return pg_result_text(rows->result, row, PUSH_TEXT);
}

int64_t push_acked(const struct push_rows *rows)
{
	return pg_result_int(rows->result, 0, PUSH_ACKED);
}

int64_t push_version(const struct push_rows *rows)
{
	return pg_result_int(rows->result, 0, PUSH_VERSION);
}

static void on_pushed(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	push_rows_fn *on_rows = (push_rows_fn *)question->answer;
	struct push_rows rows = {result};

	if (pg_result_error(result) != ERR_OK)
		on_rows(pg_result_detail(result), NULL, question->arg);
	else
		on_rows(NULL, &rows, question->arg);
	free(question);
}

void sync_store_push(struct store *store, int64_t device, const char *mutations,
		     const char *sent, int64_t unsent, const char *request,
		     push_rows_fn *on_rows, void *arg)
{
	char number[24], waiting[24];
	const char *params[] = {number, mutations, sent, request,
				unsent < 0 ? NULL : waiting};

	snprintf(number, sizeof(number), "%" PRId64, device);
	snprintf(waiting, sizeof(waiting), "%" PRId64, unsent);
	pg_call(store->pool, &push_apply, params, 0, on_pushed,
		question_new((void (*)(void))on_rows, arg));
}
