/* SPDX-License-Identifier: MIT */
/* The job sheets and the cursor, which move together. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include <callout/text.h>

#include "device/store/store_internal.h"

/* --- taking a page ------------------------------------------------------ */

static enum err take_change(struct store *store,
			    const struct store_change *change, int64_t now_us,
			    struct err_detail *detail)
{
	if (change->xml)
		return store_run(
		    store, detail,
		    "INSERT INTO sheet (visit, version, xml) VALUES (?, ?, ?)"
		    " ON CONFLICT (visit) DO UPDATE SET version ="
		    " excluded.version, xml = excluded.xml, gone_us = NULL,"
		    " old = 0",
		    "iis", change->visit, change->version, change->xml);
	/* It may be the tombstone of a visit that was never here. */
	return store_run(store, detail,
			 "UPDATE sheet SET version = ?, old = 0,"
			 " gone_us = coalesce(gone_us, ?) WHERE visit = ?",
			 "iii", change->version, now_us, change->visit);
}

static enum err move_cursor(struct store *store, const struct store_page *page,
			    struct err_detail *detail)
{
	int64_t epoch;
	enum err err = store_number(store, 0, &epoch, detail,
				    "SELECT epoch FROM device", "");

	if (!err && epoch != page->epoch)
		err = store_suspect(store, detail);
	if (!err)
		err = store_run(store, detail,
				"UPDATE device SET epoch = ?, version = ?,"
				" revoked = 0, fetching = NOT ? AND (fetching"
				" OR version < 0)",
				"iii", page->epoch, page->version,
				(int64_t)page->last);
	return err;
}

/* What a fetch of all did not bring is not there any more. What was taken
 * away long ago need not be shown any longer. */
static enum err clean_up(struct store *store, const struct store_page *page,
			 struct err_detail *detail)
{
	if (!page->last)
		return ERR_OK;
	return store_run(store, detail,
			 "DELETE FROM sheet WHERE old OR gone_us < ?", "i",
			 page->now_us - STORE_KEEP_US);
}

/* The first page of a fetch of all: what is kept stays until it was brought
 * again, or the last page has come without it. */
static enum err mark_old(struct store *store, const struct store_page *page,
			 struct err_detail *detail)
{
	if (page->since >= 0)
		return ERR_OK;
	return store_run(store, detail, "UPDATE sheet SET old = 1", "");
}

static enum err is_where_we_asked_from(struct store *store,
				       const struct store_page *page,
				       bool *ret_is, struct err_detail *detail)
{
	int64_t same;
	enum err err = store_number(
	    store, 0, &same, detail,
	    "SELECT 1 FROM device WHERE version = ? AND (epoch = ? OR"
	    " version < 0)",
	    "ii", page->since, page->since_epoch);

	if (!err)
		*ret_is = same == 1;
	return err;
}

enum err store_apply(struct store *store, const struct store_page *page,
		     bool *ret_taken, struct err_detail *detail)
{
	bool ours = false;
	enum err err = store_begin(store, detail);

	if (err)
		return err;
	err = is_where_we_asked_from(store, page, &ours, detail);
	if (!err && ours)
		err = mark_old(store, page, detail);
	for (size_t i = 0; i < page->count && !err && ours; i++)
		err =
		    take_change(store, &page->changes[i], page->now_us, detail);
	if (!err && ours)
		err = move_cursor(store, page, detail);
	if (!err && ours)
		err = clean_up(store, page, detail);
	err = store_end(store, err, detail);
	if (!err)
		*ret_taken = ours;
	return err;
}

enum err store_fetch_all(struct store *store, struct err_detail *detail)
{
	return store_run(store, detail, "UPDATE device SET version = -1", "");
}

/* --- reading ------------------------------------------------------------ */

static enum err read_rows(struct store *store, sqlite3_stmt *s, size_t count,
			  struct arena *arena, struct store_sheets *ret_sheets,
			  struct err_detail *detail)
{
	struct store_sheets found = {
	    .rows = arena_calloc(arena, count + 1, sizeof(*found.rows))};
	bool row;
	enum err err;

	while (!(err = store_step(store, s, &row, detail)) && row)
		found.rows[found.count++] = (struct store_sheet){
		    .visit = sqlite3_column_int64(s, 0),
		    .version = sqlite3_column_int64(s, 1),
		    .gone = sqlite3_column_int(s, 2) != 0,
		    .xml = store_text(s, 3, arena),
		    .done = store_text(s, 4, arena),
		};
	if (!err)
		*ret_sheets = found;
	return err;
}

enum err store_read_sheets(struct store *store, int64_t visit,
			   struct arena *arena, struct store_sheets *ret_sheets,
			   struct err_detail *detail)
{
	sqlite3_stmt *s = NULL;
	int64_t count;
	enum err err = store_number(store, 0, &count, detail,
				    "SELECT count(*) FROM sheet", "");

	if (!err)
		err = store_prepare(
		    store, &s, detail,
		    "SELECT s.visit, s.version, s.gone_us IS NOT NULL, s.xml,"
		    " (SELECT o.content FROM outbox o, device d WHERE"
		    " o.visit = s.visit AND o.seq > d.acked AND o.content"
		    " LIKE '<status%' ORDER BY o.seq DESC LIMIT 1)"
		    " FROM sheet s WHERE ? IN (-1, s.visit) ORDER BY s.visit "
		    "LIMIT ?",
		    "ii", visit, count);
	if (!err)
		err = read_rows(store, s, (size_t)count, arena, ret_sheets,
				detail);
	sqlite3_finalize(s);
	return err;
}

enum err store_check(struct store *store, char ret_check[17],
		     struct err_detail *detail)
{
	crypto_hash_sha256_state state;
	unsigned char hash[crypto_hash_sha256_BYTES];
	sqlite3_stmt *s = NULL;
	char line[64];
	bool row;
	enum err err = store_prepare(
	    store, &s, detail,
	    "SELECT visit, version FROM sheet WHERE gone_us IS NULL"
	    " ORDER BY visit",
	    "");

	crypto_hash_sha256_init(&state);
	while (!err && !(err = store_step(store, s, &row, detail)) && row) {
		int length =
		    snprintf(line, sizeof(line), "%" PRId64 " %" PRId64 "\n",
			     (int64_t)sqlite3_column_int64(s, 0),
			     (int64_t)sqlite3_column_int64(s, 1));

		crypto_hash_sha256_update(&state, (const unsigned char *)line,
					  (unsigned long long)length);
	}
	sqlite3_finalize(s);
	crypto_hash_sha256_final(&state, hash);
	if (!err)
		text_hex(hash, 8, ret_check);
	return err;
}
