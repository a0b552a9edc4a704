/* SPDX-License-Identifier: MIT */
/* The dictionary: one, and no secret. */
#include "device/store/store_internal.h"

enum err store_read_dictionary(struct store *store, struct arena *arena,
			       const char **ret_hash, const char **ret_text,
			       struct err_detail *detail)
{
	sqlite3_stmt *s = NULL;
	bool row = false;
	enum err err = store_prepare(store, &s, detail,
				     "SELECT hash, text FROM dictionary", "");

	if (!err)
		err = store_step(store, s, &row, detail);
	if (!err) {
		*ret_hash = row ? store_text(s, 0, arena) : NULL;
		*ret_text = row ? store_text(s, 1, arena) : NULL;
	}
	sqlite3_finalize(s);
	return err;
}

enum err store_keep_dictionary(struct store *store, const char *hash,
			       const char *text, struct err_detail *detail)
{
	return store_run(store, detail,
			 "INSERT OR REPLACE INTO dictionary (one, hash, text)"
			 " VALUES (1, ?, ?)",
			 "ss", hash, text);
}
