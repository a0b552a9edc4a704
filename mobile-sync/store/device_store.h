/* SPDX-License-Identifier: MIT */
/* Devices: who they are, how they come in. Secrets travel as lower-case hex
 * of their sha256. */
#ifndef MOBILE_SYNC_STORE_DEVICE_STORE_H
#define MOBILE_SYNC_STORE_DEVICE_STORE_H

#include "mobile-sync/store/store.h"

struct device_row {
	const struct err_detail *error; /* NULL: none */
	int64_t device;			/* 0: nobody has this token */
	int64_t technician;
	bool revoked;
	int64_t acked_seq;
	int64_t epoch;
	int64_t version; /* of the device's scope of the feed */
};
typedef void device_row_fn(const struct device_row *row, void *arg);

void device_store_auth(struct store *store, const char *token_hash,
		       device_row_fn *on_row, void *arg);

struct enrolled_row {
	const struct err_detail *error; /* ERR_UNAUTHENTICATED: a bad code */
	int64_t device, technician, epoch;
	const char *technician_name, *zone;
};
typedef void enrolled_row_fn(const struct enrolled_row *row, void *arg);

/* Use a code up: the device gets the token. */
void device_store_enrol(struct store *store, const char *code_hash,
			const char *token_hash, const char *name,
			enrolled_row_fn *on_row, void *arg);

#endif
