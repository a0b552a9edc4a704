/* SPDX-License-Identifier: MIT */
/* Files that belong to mutations. How far an upload is, the server knows. */
#include "device/store/store_internal.h"

#define COLUMNS "uid, sha256, type, path, bytes, url, done"

/* A statement that gives COLUMNS, at most `room` times. */
static enum err read_rows(struct store *store, sqlite3_stmt *s, size_t room,
			  struct arena *arena,
			  struct store_uploads *ret_uploads,
			  struct err_detail *detail)
{
	struct store_uploads found = {
	    .rows = arena_calloc(arena, room + 1, sizeof(*found.rows))};
	bool row;
	enum err err;

	while (!(err = store_step(store, s, &row, detail)) && row &&
	       found.count < room)
		found.rows[found.count++] = (struct store_upload){
		    .uid = store_text(s, 0, arena),
		    .sha256 = store_text(s, 1, arena),
		    .type = store_text(s, 2, arena),
		    .path = store_text(s, 3, arena),
		    .bytes = sqlite3_column_int64(s, 4),
		    .url = store_text(s, 5, arena),
		    .is_done = sqlite3_column_int(s, 6) != 0,
		};
	if (!err)
		*ret_uploads = found;
	return err;
}

static enum err count_uploads(struct store *store, int64_t *ret_count,
			      struct err_detail *detail)
{
	return store_number(store, 0, ret_count, detail,
			    "SELECT count(*) FROM upload", "");
}

enum err store_read_uploads(struct store *store, bool all, struct arena *arena,
			    struct store_uploads *ret_uploads,
			    struct err_detail *detail)
{
	sqlite3_stmt *s = NULL;
	int64_t count;
	enum err err = count_uploads(store, &count, detail);

	if (!err)
		err = store_prepare(store, &s, detail,
				    "SELECT " COLUMNS " FROM upload"
				    " WHERE ? OR NOT done AND technician ="
				    " (SELECT technician FROM device)"
				    " ORDER BY rowid LIMIT ?",
				    "ii", (int64_t)all, count);
	if (!err)
		err = read_rows(store, s, (size_t)count, arena, ret_uploads,
				detail);
	sqlite3_finalize(s);
	return err;
}

enum err store_forget_uploads(struct store *store, struct arena *arena,
			      struct store_uploads *ret_uploads,
			      struct err_detail *detail)
{
	sqlite3_stmt *s = NULL;
	int64_t count;
	enum err err = store_begin(store, detail);

	if (err)
		return err;
	err = count_uploads(store, &count, detail);
	if (!err)
		err = store_prepare(store, &s, detail,
				    "DELETE FROM upload WHERE done"
				    " AND NOT EXISTS (SELECT 1 FROM outbox"
				    " WHERE instr(content, upload.uid))"
				    " RETURNING " COLUMNS,
				    "");
	if (!err)
		err = read_rows(store, s, (size_t)count, arena, ret_uploads,
				detail);
	sqlite3_finalize(s);
	return store_end(store, err, detail);
}

enum err store_set_upload(struct store *store, const char *uid, const char *url,
			  bool is_done, struct err_detail *detail)
{
	return store_run(store, detail,
			 "UPDATE upload SET url = ?, done = ? WHERE uid = ?",
			 "sis", url, (int64_t)is_done, uid);
}
