/* SPDX-License-Identifier: MIT */
/* Files that belong to mutations. How far an upload is, the server knows. */
#include "device/store/store_internal.h"

enum err store_read_uploads(struct store *store, bool all, struct arena *arena,
			    struct store_uploads *ret_uploads,
			    struct err_detail *detail)
{
	struct store_uploads found = {0};
	sqlite3_stmt *s = NULL;
	int64_t count;
	bool row;
	enum err err = store_number(store, 0, &count, detail,
				    "SELECT count(*) FROM upload", "");

	if (!err)
		err = store_prepare(store, &s, detail,
				    "SELECT uid, sha256, type, path, bytes,"
				    " url, done FROM upload WHERE ? OR NOT done"
				    " ORDER BY rowid LIMIT ?",
				    "ii", (int64_t)all, count);
	if (!err)
		found.rows =
		    arena_calloc(arena, (size_t)count + 1, sizeof(*found.rows));
	while (!err && !(err = store_step(store, s, &row, detail)) && row)
		found.rows[found.count++] = (struct store_upload){
		    .uid = store_text(s, 0, arena),
		    .sha256 = store_text(s, 1, arena),
		    .type = store_text(s, 2, arena),
		    .path = store_text(s, 3, arena),
		    .bytes = sqlite3_column_int64(s, 4),
		    .url = store_text(s, 5, arena),
		    .is_done = sqlite3_column_int(s, 6) != 0,
		};
	sqlite3_finalize(s);
	if (!err)
		*ret_uploads = found;
	return err;
}

enum err store_set_upload(struct store *store, const char *uid, const char *url,
			  bool is_done, struct err_detail *detail)
{
	return store_run(store, detail,
			 "UPDATE upload SET url = ?, done = ? WHERE uid = ?",
			 "sis", url, (int64_t)is_done, uid);
}
