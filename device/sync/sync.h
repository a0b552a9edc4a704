/* SPDX-License-Identifier: MIT */
/*
 * The conversation with mobile-sync (docs/PROTOCOL.md). Each of these may be
 * broken off at any point, and begun again: what was done stays done, and
 * nothing is done twice. None of them loses an entry of the outbox.
 *
 * ERR_UNAVAILABLE and ERR_RATE: no network, or a server that asks for time;
 * all that was tried is kept, call again later. ERR_UNAUTHENTICATED: enrol.
 * Everything else needs a person.
 */
#ifndef DEVICE_SYNC_SYNC_H
#define DEVICE_SYNC_SYNC_H

#include "device/device.h"

/* What was done; the functions add to it. */
struct sync_report {
	int64_t pushed;	  /* mutations that were acknowledged */
	int64_t changes;  /* sheets that came, or were gone */
	int64_t fetches;  /* of everything, because the cursor was of no use */
	int64_t replays;  /* how often the server had forgotten something */
	int64_t lost;	  /* reports that it and we have forgotten */
	int64_t uploaded; /* files */
	int64_t bytes;	  /* of files, as sent */
	char check[17];	  /* of the sheets, if the server told its own */
};

/* Come in with a code. The technician's name and zone are in the store. */
enum err sync_enrol(struct device *device, const char *server, const char *code,
		    const char *name, struct err_detail *detail) ERR_MUST_CHECK;
/* Empty the outbox. */
enum err sync_push(struct device *device, struct sync_report *report,
		   struct err_detail *detail) ERR_MUST_CHECK;
/* Fetch what changed, to the end. */
enum err sync_pull(struct device *device, struct sync_report *report,
		   struct err_detail *detail) ERR_MUST_CHECK;
/* Send the files that belong to mutations. */
enum err sync_upload(struct device *device, struct sync_report *report,
		     struct err_detail *detail) ERR_MUST_CHECK;
/* Fetch a picture that a sheet names, into a file. */
enum err sync_fetch(struct device *device, const char *uid, const char *path,
		    struct err_detail *detail) ERR_MUST_CHECK;
/* Exchange the token for another one. */
enum err sync_renew(struct device *device, struct sync_report *report,
		    struct err_detail *detail) ERR_MUST_CHECK;
/* All of it: push, upload, pull; and what the pull makes necessary. */
enum err sync_all(struct device *device, struct sync_report *report,
		  struct err_detail *detail) ERR_MUST_CHECK;

/* What one round of sync_follow() came to. False: end here. */
typedef bool sync_round_fn(const struct sync_report *report, enum err err,
			   const struct err_detail *detail, void *arg);
/* All of it again and again, at once when there is news here or there, and
 * with growing pauses while that fails. Ends with ERR_OK when the device is
 * stopped, with an error when a person is needed: to enrol it, or to update
 * this program. */
enum err sync_follow(struct device *device, sync_round_fn *on_round, void *arg,
		     struct err_detail *detail) ERR_MUST_CHECK;

#endif
