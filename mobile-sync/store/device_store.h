/* SPDX-License-Identifier: MIT */
/* Devices: who they are, how they come in. Secrets travel as lower-case hex
 * of their sha256. */
#ifndef MOBILE_SYNC_STORE_DEVICE_STORE_H
#define MOBILE_SYNC_STORE_DEVICE_STORE_H

#include <stddef.h>

#include "mobile-sync/store/store.h"

/* What a device says of itself with a request. */
struct device_said {
	int contract;
	int64_t unsent; /* mutations that wait on it; -1: not said */
	char app[101];	/* its program; "": not said */
};

enum device_state {
	DEVICE_ACTIVE,
	DEVICE_EXCHANGED,  /* the token, for a newer one, a day ago */
	DEVICE_QUARANTINE, /* revoked, and may tell the rest */
	DEVICE_REVOKED,
};

struct device_row {
	const struct err_detail *error; /* NULL: none */
	int64_t device;			/* 0: nobody has this token */
	int64_t technician;
	enum device_state state;
	int64_t token_age_s;
	int64_t acked_seq;
	int64_t epoch;
	int64_t version; /* of the device's scope of the feed */
};
typedef void device_row_fn(const struct device_row *row, void *arg);

void device_store_auth(struct store *store, const char *token_hash,
		       const struct device_said *said, device_row_fn *on_row,
		       void *arg);

struct enrolled_row {
	const struct err_detail *error; /* ERR_UNAUTHENTICATED: a bad code */
	int64_t device, technician, epoch;
	const char *technician_name, *zone;
};
typedef void enrolled_row_fn(const struct enrolled_row *row, void *arg);

struct device_enrolment {
	const char *code_hash, *token_hash;
	const char *name, *model, *app; /* NULL: not said, but for the name */
	int contract;
};

/* Use a code up: the device gets the token. */
void device_store_enrol(struct store *store,
			const struct device_enrolment *enrolment,
			enrolled_row_fn *on_row, void *arg);

/* `error` NULL: the new token is good, the old one until then.
 * ERR_UNAUTHENTICATED: the old one is good for nothing. */
typedef void device_renewed_fn(const struct err_detail *error, int64_t device,
			       const char *until, void *arg);

void device_store_renew(struct store *store, const char *token_hash,
			const char *new_hash, const char *request,
			device_renewed_fn *on_renewed, void *arg);

/* Those that were revoked within so many seconds, in ascending order. */
typedef void devices_out_fn(const struct err_detail *error,
			    const int64_t *devices, size_t count, void *arg);

void device_store_out(struct store *store, int seconds, devices_out_fn *on_out,
		      void *arg);

#endif
