/* SPDX-License-Identifier: MIT */
/* Who the device is, and what becomes of its outbox when that changes. */
#include "device/store/store_internal.h"

enum err store_read_device(struct store *store, struct arena *arena,
			   struct store_device *ret_device,
			   struct err_detail *detail)
{
	sqlite3_stmt *s = NULL;
	bool row = false;
	enum err err = store_prepare(
	    store, &s, detail,
	    "SELECT server, token, name, zone, device, technician, epoch,"
	    " version, acked, revoked, fetching, token_before FROM device",
	    "");

	if (!err)
		err = store_step(store, s, &row, detail);
	if (!err && !row)
		err = err_set(detail, ERR_UNAUTHENTICATED, "",
			      "this device is not enrolled: ask for a code, "
			      "then 'callout-device enrol SERVER CODE'");
	if (!err)
		*ret_device = (struct store_device){
		    .server = store_text(s, 0, arena),
		    .token = store_text(s, 1, arena),
		    .name = store_text(s, 2, arena),
		    .zone = store_text(s, 3, arena),
		    .device = sqlite3_column_int64(s, 4),
		    .technician = sqlite3_column_int64(s, 5),
		    .epoch = sqlite3_column_int64(s, 6),
		    .version = sqlite3_column_int64(s, 7),
		    .acked = sqlite3_column_int64(s, 8),
		    .revoked = sqlite3_column_int(s, 9) != 0,
		    .is_fetching = sqlite3_column_int(s, 10) != 0,
		    .token_before = store_text(s, 11, arena),
		};
	sqlite3_finalize(s);
	return err;
}

static enum err replace_device(struct store *store,
			       const struct store_device *device,
			       struct err_detail *detail)
{
	return store_run(
	    store, detail,
	    "INSERT OR REPLACE INTO device (one, server, token, name, zone,"
	    " device, technician, epoch) VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
	    "ssssiii", device->server, device->token, device->name,
	    device->zone, device->device, device->technician, device->epoch);
}

/* Two steps, because a number is unique at every moment. */
static enum err number_anew(struct store *store, int64_t technician,
			    struct err_detail *detail)
{
	enum err err = store_run(
	    store, detail, "UPDATE outbox SET seq = NULL, acked_us = NULL", "");

	if (!err)
		err = store_run(
		    store, detail,
		    "UPDATE outbox SET seq = n.number FROM (SELECT id,"
		    " row_number() OVER (ORDER BY id) AS number"
		    " FROM outbox WHERE technician = ?) n"
		    " WHERE n.id = outbox.id",
		    "i", technician);
	return err;
}

enum err store_enrol(struct store *store, const struct store_device *device,
		     struct err_detail *detail)
{
	enum err err = store_begin(store, detail);

	if (err)
		return err;
	err = replace_device(store, device, detail);
	if (!err)
		err = number_anew(store, device->technician, detail);
	/* Another scope, another server: none of it is ours to show. */
	if (!err)
		err = store_run(store, detail, "DELETE FROM sheet", "");
	if (!err)
		err = store_run(store, detail,
				"UPDATE upload SET url = NULL, done = 0", "");
	return store_end(store, err, detail);
}

enum err store_renew_token(struct store *store, const char *used,
			   const char *token, struct err_detail *detail)
{
	return store_run(store, detail,
			 "UPDATE device SET token = ?, token_before = ?"
			 " WHERE token = ?",
			 "sss", token, used, used);
}

enum err store_swap_tokens(struct store *store, const char *used,
			   struct err_detail *detail)
{
	return store_run(store, detail,
			 "UPDATE device SET token = token_before,"
			 " token_before = token"
			 " WHERE token = ? AND token_before IS NOT NULL",
			 "s", used);
}

enum err store_revoke(struct store *store, struct err_detail *detail)
{
	enum err err = store_begin(store, detail);

	if (err)
		return err;
	err = store_run(store, detail,
			"UPDATE device SET revoked = 1, version = -1", "");
	if (!err)
		err = store_run(store, detail, "DELETE FROM sheet", "");
	return store_end(store, err, detail);
}

/* The last mutation goes once more: it is a duplicate, or the answer is how
 * far back the server is. */
enum err store_suspect(struct store *store, struct err_detail *detail)
{
	enum err err =
	    store_run(store, detail,
		      "UPDATE device SET acked = acked - 1 WHERE acked IN"
		      " (SELECT seq FROM outbox)",
		      "");

	if (!err)
		err = store_run(store, detail,
				"UPDATE upload SET url = NULL, done = 0", "");
	return err;
}
