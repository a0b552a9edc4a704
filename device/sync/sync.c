/* SPDX-License-Identifier: MIT */
/* All of it, in the order that loses least when the network goes away. */
#include "device/sync/sync_internal.h"

bool sync_is_hopeless(enum err err)
{
	return err == ERR_UNAVAILABLE || err == ERR_RATE ||
	       err == ERR_UNAUTHENTICATED;
}

bool sync_is_news(const struct sync_report *report)
{
	return report->pushed + report->changes + report->fetches +
		   report->replays + report->uploaded >
	       0;
}

typedef enum err step_fn(struct device *, struct sync_report *,
			 struct err_detail *);

/* What fails for a reason of its own, such as a photo whose file is gone,
 * does not hold up the rest; the first such error is told in the end. */
static enum err round_of(struct device *device, struct sync_report *report,
			 struct err_detail *detail)
{
	step_fn *const steps[] = {sync_push, sync_upload, sync_pull};
	enum err first = ERR_OK;

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct err_detail own = {0};
		enum err err = steps[i](device, report, &own);

		if (err && (!first || sync_is_hopeless(err))) {
			first = err;
			*detail = own;
		}
		if (sync_is_hopeless(err))
			break;
	}
	return first;
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
