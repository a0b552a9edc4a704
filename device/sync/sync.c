/* SPDX-License-Identifier: MIT */
/* All of it, in the order that loses least when the network goes away. */
#include "device/sync/sync_internal.h"

static enum err round_of(struct device *device, struct sync_report *report,
			 struct err_detail *detail)
{
	enum err err = sync_push(device, report, detail);

	if (!err)
		err = sync_upload(device, report, detail);
	if (!err)
		err = sync_pull(device, report, detail);
	return err;
}

/* A pull may find that the server was restored: then there is something to
 * send again. */
enum err sync_all(struct device *device, struct sync_report *report,
		  struct err_detail *detail)
{
	int64_t waiting = 0;
	enum err err = round_of(device, report, detail);

	if (!err)
		err = store_count_waiting(device->store, &waiting, detail);
	if (!err && waiting > 0)
		err = round_of(device, report, detail);
	if (!err && device->wants_renewal) {
		err = sync_renew(device, report, detail);
		/* The present one is good for now. */
		if (err == ERR_UNAVAILABLE || err == ERR_RATE)
			err = ERR_OK;
	}
	return err;
}
