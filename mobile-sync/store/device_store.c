/* SPDX-License-Identifier: MIT */
/* Devices: sign-in and enrolment. */
#include "mobile-sync/store/device_store.h"

#include <stdlib.h>

#include "mobile-sync/store/store_internal.h"

/* It notes that the device was seen, but skips a locked row: so it waits for
 * nobody and may share a pipeline. */
static const struct pg_statement device_auth = {
    "device_auth",
    "SELECT device_id, technician_id, revoked, acked_seq, epoch, version "
    "FROM device_auth(decode($1, 'hex'))",
    1, PG_READ, true};
static const struct pg_statement device_enrol = {
    "device_enrol",
    "SELECT device_id, technician_id, technician_name, epoch, zone "
    "FROM device_enrol(decode($1, 'hex'), decode($2, 'hex'), $3::text)",
    3, PG_WRITE, false};

static void on_device(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	device_row_fn *on_row = (device_row_fn *)question->answer;
	struct device_row row = {0};

	if (pg_result_error(result) != ERR_OK) {
		row.error = pg_result_detail(result);
	} else if (pg_result_rows(result) > 0) {
		row.device = row_int(result, 0, "device_id");
		row.technician = row_int(result, 0, "technician_id");
		row.revoked = row_bool(result, 0, "revoked");
		row.acked_seq = row_int(result, 0, "acked_seq");
		row.epoch = row_int(result, 0, "epoch");
		row.version = row_int(result, 0, "version");
	}
	on_row(&row, question->arg);
	free(question);
}

void device_store_auth(struct store *store, const char *token_hash,
		       device_row_fn *on_row, void *arg)
{
	const char *params[] = {token_hash};

	pg_call(store->pool, &device_auth, params, 0, on_device,
		question_new((void (*)(void))on_row, arg));
}

static void on_enrolled(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	enrolled_row_fn *on_row = (enrolled_row_fn *)question->answer;
	struct enrolled_row row = {0};

	if (pg_result_error(result) != ERR_OK) {
		row.error = pg_result_detail(result);
	} else {
		row.device = row_int(result, 0, "device_id");
		row.technician = row_int(result, 0, "technician_id");
		row.epoch = row_int(result, 0, "epoch");
		row.technician_name = row_text(result, 0, "technician_name");
		row.zone = row_text(result, 0, "zone");
	}
	on_row(&row, question->arg);
	free(question);
}

void device_store_enrol(struct store *store, const char *code_hash,
			const char *token_hash, const char *name,
			enrolled_row_fn *on_row, void *arg)
{
	const char *params[] = {code_hash, token_hash, name};

	pg_call(store->pool, &device_enrol, params, 0, on_enrolled,
		question_new((void (*)(void))on_row, arg));
}
