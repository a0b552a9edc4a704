/* SPDX-License-Identifier: MIT */
/* Mutations, in the order in which they were made. */
#include <string.h>

#include "device/store/store_internal.h"

#define COLUMNS                                                            \
	"coalesce(seq, 0), uid, visit, base, at, content, verdict, words," \
	" coalesce(seq <= (SELECT acked FROM device), 0)"

static struct store_mutation read_row(sqlite3_stmt *s, struct arena *arena)
{
	return (struct store_mutation){
	    .seq = sqlite3_column_int64(s, 0),
	    .uid = store_text(s, 1, arena),
	    .visit = sqlite3_column_int64(s, 2),
	    .base = sqlite3_column_int64(s, 3),
	    .at = store_text(s, 4, arena),
	    .content = store_text(s, 5, arena),
	    .verdict = store_text(s, 6, arena),
	    .words = store_text(s, 7, arena),
	    .is_acked = sqlite3_column_int(s, 8) != 0,
	};
}

/* --- adding ------------------------------------------------------------- */

static enum err insert(struct store *store,
		       const struct store_mutation *mutation,
		       struct err_detail *detail)
{
	/* Numbers go on after what the server has, even if that is more than
	 * we keep. */
	return store_run(
	    store, detail,
	    "INSERT INTO outbox (technician, seq, uid, visit, base, at,"
	    " content) SELECT d.technician, max(d.acked, coalesce((SELECT"
	    " max(seq) FROM outbox), 0)) + 1, ?, ?, coalesce((SELECT version"
	    " FROM sheet WHERE visit = ?), 0), ?, ? FROM device d",
	    "siiss", mutation->uid, mutation->visit, mutation->visit,
	    mutation->at, mutation->content);
}

static enum err insert_upload(struct store *store,
			      const struct store_upload *upload,
			      struct err_detail *detail)
{
	return store_run(store, detail,
			 "INSERT INTO upload (uid, technician, sha256, type,"
			 " path, bytes) SELECT ?, technician, ?, ?, ?, ?"
			 " FROM device",
			 "ssssi", upload->uid, upload->sha256, upload->type,
			 upload->path, upload->bytes);
}

static enum err read_last(struct store *store, struct arena *arena,
			  struct store_mutation *ret_mutation,
			  struct err_detail *detail)
{
	sqlite3_stmt *s = NULL;
	bool row = false;
	enum err err = store_prepare(store, &s, detail,
				     "SELECT " COLUMNS " FROM outbox"
				     " WHERE id = last_insert_rowid()",
				     "");

	if (!err)
		err = store_step(store, s, &row, detail);
	if (!err && row)
		*ret_mutation = read_row(s, arena);
	sqlite3_finalize(s);
	return err;
}

enum err store_last_number(struct store *store, int64_t *ret_number,
			   struct err_detail *detail)
{
	return store_number(store, 0, ret_number, detail,
			    "SELECT seq FROM sqlite_sequence"
			    " WHERE name = 'outbox'",
			    "");
}

enum err store_add_mutation(struct store *store,
			    const struct store_mutation *mutation,
			    const struct store_upload *upload,
			    store_uuid_fn *make_uuid, void *arg,
			    struct arena *arena,
			    struct store_mutation *ret_mutation,
			    struct err_detail *detail)
{
	struct store_mutation own = *mutation;
	char uid[37];
	int64_t number;
	enum err err = store_begin(store, detail);

	if (err)
		return err;
	err = store_last_number(store, &number, detail);
	if (!err) {
		make_uuid(number + 1, uid, arg);
		own.uid = uid;
		if (upload)
			err = insert_upload(store, upload, detail);
	}
	if (!err)
		err = insert(store, &own, detail);
	if (!err)
		err = read_last(store, arena, ret_mutation, detail);
	return store_end(store, err, detail);
}

/* --- reading ------------------------------------------------------------ */

static enum err read_rows(struct store *store, sqlite3_stmt *s,
			  size_t bytes_max, struct arena *arena,
			  struct store_mutations *ret_mutations,
			  struct err_detail *detail)
{
	struct store_mutations found = {0};
	size_t room = 0, bytes = 0;
	bool row;
	enum err err;

	while (!(err = store_step(store, s, &row, detail)) && row) {
		struct store_mutation next = read_row(s, arena);

		bytes += strlen(next.content);
		if (found.count > 0 && bytes > bytes_max)
			break;
		if (found.count == room) {
			struct store_mutation *more;

			room = room ? 2 * room : 16;
			more = arena_calloc(arena, room, sizeof(*more));
			if (found.count)
				memcpy(more, found.rows,
				       found.count * sizeof(*more));
			found.rows = more;
		}
		found.rows[found.count++] = next;
	}
	if (!err)
		*ret_mutations = found;
	return err;
}

enum err store_read_waiting(struct store *store, int count_max,
			    size_t bytes_max, struct arena *arena,
			    struct store_mutations *ret_mutations,
			    struct err_detail *detail)
{
	sqlite3_stmt *s = NULL;
	enum err err = store_prepare(store, &s, detail,
				     "SELECT " COLUMNS
				     " FROM outbox WHERE seq > (SELECT acked"
				     " FROM device) ORDER BY seq LIMIT ?",
				     "i", (int64_t)count_max);

	if (!err)
		err = read_rows(store, s, bytes_max, arena, ret_mutations,
				detail);
	sqlite3_finalize(s);
	return err;
}

enum err store_read_outbox(struct store *store, struct arena *arena,
			   struct store_mutations *ret_mutations,
			   struct err_detail *detail)
{
	sqlite3_stmt *s = NULL;
	enum err err =
	    store_prepare(store, &s, detail,
			  "SELECT " COLUMNS " FROM outbox ORDER BY id", "");

	if (!err)
		err =
		    read_rows(store, s, SIZE_MAX, arena, ret_mutations, detail);
	sqlite3_finalize(s);
	return err;
}

enum err store_count_waiting(struct store *store, int64_t *ret_count,
			     struct err_detail *detail)
{
	return store_number(store, 0, ret_count, detail,
			    "SELECT count(*) FROM outbox, device"
			    " WHERE seq > acked",
			    "");
}

/* --- what the server said ----------------------------------------------- */

/* Of the front only: numbers that are kept have no gap between them. */
static enum err forget_old(struct store *store, int64_t server_us,
			   struct err_detail *detail)
{
	return store_run(
	    store, detail,
	    "DELETE FROM outbox WHERE seq < coalesce((SELECT min(seq)"
	    " FROM outbox WHERE acked_us IS NULL OR acked_us > ?),"
	    " (SELECT acked FROM device) + 1)",
	    "i", server_us - STORE_KEEP_US);
}

/* A later answer about the same number is a duplicate, and says less. */
static enum err keep_verdict(struct store *store,
			     const struct store_verdict *verdict,
			     struct err_detail *detail)
{
	return store_run(store, detail,
			 "UPDATE outbox SET verdict = ?, words = ?"
			 " WHERE seq = ? AND (verdict IS NULL OR ? <>"
			 " 'duplicate')",
			 "ssis", verdict->verdict, verdict->words, verdict->seq,
			 verdict->verdict);
}

enum err store_acknowledge(struct store *store, int64_t acked, const char *uid,
			   const struct store_verdict *verdicts, size_t count,
			   int64_t server_us, struct err_detail *detail)
{
	int64_t is_it;
	enum err err = store_begin(store, detail);

	if (err)
		return err;
	err = store_number(store, 0, &is_it, detail,
			   "SELECT 1 FROM outbox WHERE seq = ? AND uid = ?",
			   "is", acked, uid);
	if (err || !is_it)
		return store_end(store, err, detail);
	for (size_t i = 0; i < count && !err; i++)
		err = keep_verdict(store, &verdicts[i], detail);
	if (!err)
		err = store_run(store, detail,
				"UPDATE device SET acked = max(acked, ?)", "i",
				acked);
	if (!err)
		err = store_run(store, detail,
				"UPDATE outbox SET acked_us = ?"
				" WHERE seq <= ? AND acked_us IS NULL",
				"ii", server_us, acked);
	if (!err)
		err = forget_old(store, server_us, detail);
	return store_end(store, err, detail);
}

/* What is kept follows on `acked`. The server knows it by the uids: should it
 * have one of them all the same, that is a duplicate. Two steps, because a
 * number is unique at every moment; they are as large in between as no number
 * ever is. */
static enum err close_gap(struct store *store, int64_t acked,
			  struct err_detail *detail)
{
	static const int64_t apart = 1LL << 61;
	enum err err = store_run(store, detail,
				 "UPDATE outbox SET seq = n.number + ?,"
				 " acked_us = NULL FROM (SELECT id,"
				 " row_number() OVER (ORDER BY seq) AS number"
				 " FROM outbox WHERE seq > ?) n"
				 " WHERE n.id = outbox.id",
				 "ii", apart, acked);

	if (!err)
		err = store_run(store, detail,
				"UPDATE outbox SET seq = seq - ? + ?"
				" WHERE seq > ?",
				"iii", apart, acked, apart);
	return err;
}

enum err store_go_back(struct store *store, int64_t acked, int64_t *ret_lost,
		       struct err_detail *detail)
{
	int64_t first, last;
	enum err err = store_begin(store, detail);

	if (err)
		return err;
	err = store_number(store, 0, &first, detail,
			   "SELECT min(seq) FROM outbox WHERE seq > ?", "i",
			   acked);
	if (!err)
		err = store_number(store, 0, &last, detail,
				   "SELECT acked FROM device", "");
	if (!err && first > acked + 1)
		err = close_gap(store, acked, detail);
	if (!err)
		err = store_run(store, detail, "UPDATE device SET acked = ?",
				"i", acked);
	err = store_end(store, err, detail);
	if (!err)
		*ret_lost = first	   ? first - acked - 1
			    : last > acked ? last - acked
					   : 0;
	return err;
}
