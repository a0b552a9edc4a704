/* SPDX-License-Identifier: MIT */
/* Devices: sign-in, enrolment, new tokens. */
#include "mobile-sync/store/device_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>

#include "mobile-sync/store/store_internal.h"

/* It notes that the device was seen, but skips a locked row: so it waits for
 * nobody and may share a pipeline. */
static const struct pg_statement device_auth = {
    "device_auth",
    "SELECT device_id, technician_id, state, token_age_s, acked_seq, epoch, "
    "version FROM device_auth(decode($1, 'hex'), $2::int, $3::text, "
    "$4::bigint)",
    4, PG_READ, true};
static const struct pg_statement device_enrol = {
    "device_enrol",
    "SELECT device_id, technician_id, technician_name, epoch, zone "
    "FROM device_enrol(decode($1, 'hex'), decode($2, 'hex'), $3::text, "
    "$4::text, $5::text, $6::int)",
    6, PG_WRITE, false};
static const struct pg_statement device_renew = {
    "device_renew",
    "SELECT device_id, until FROM device_renew(decode($1, 'hex'), "
    "decode($2, 'hex'), $3::text)",
    3, PG_WRITE, false};
static const struct pg_statement devices_out = {
    "devices_out", "SELECT d AS device_id FROM devices_out($1::int) d", 1,
    PG_READ, true};

/* --- sign-in ------------------------------------------------------------ */

static enum device_state read_state(const char *text)
{
	static const char *const names[] = {
	    [DEVICE_ACTIVE] = "active",
	    [DEVICE_EXCHANGED] = "exchanged",
	    [DEVICE_QUARANTINE] = "quarantine",
	    [DEVICE_REVOKED] = "revoked",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (text && !strcmp(text, names[i]))
			return (enum device_state)i;
	return DEVICE_REVOKED; /* what we do not know is not let in */
}

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
		row.state = read_state(row_text(result, 0, "state"));
		row.token_age_s = row_int(result, 0, "token_age_s");
		row.acked_seq = row_int(result, 0, "acked_seq");
		row.epoch = row_int(result, 0, "epoch");
		row.version = row_int(result, 0, "version");
	}
	on_row(&row, question->arg);
	free(question);
}

void device_store_auth(struct store *store, const char *token_hash,
		       const struct device_said *said, device_row_fn *on_row,
		       void *arg)
{
	char contract[16], unsent[24];
	const char *params[] = {token_hash, contract,
				*said->app ? said->app : NULL,
				said->unsent < 0 ? NULL : unsent};

	snprintf(contract, sizeof(contract), "%d", said->contract);
	snprintf(unsent, sizeof(unsent), "%" PRId64, said->unsent);
	pg_call(store->pool, &device_auth, params, STORE_QUEUE_MS, on_device,
		question_new((void (*)(void))on_row, arg));
}

/* --- coming in ---------------------------------------------------------- */

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

void device_store_enrol(struct store *store,
			const struct device_enrolment *enrolment,
			enrolled_row_fn *on_row, void *arg)
{
	char contract[16];
	const char *params[] = {enrolment->code_hash, enrolment->token_hash,
				enrolment->name,      enrolment->model,
				enrolment->app,	      contract};

	snprintf(contract, sizeof(contract), "%d", enrolment->contract);
	pg_call(store->pool, &device_enrol, params, 0, on_enrolled,
		question_new((void (*)(void))on_row, arg));
}

/* --- a new token -------------------------------------------------------- */

static void on_renewed(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	device_renewed_fn *answer = (device_renewed_fn *)question->answer;

	if (pg_result_error(result) != ERR_OK)
		answer(pg_result_detail(result), 0, NULL, question->arg);
	else
		answer(NULL, row_int(result, 0, "device_id"),
		       row_text(result, 0, "until"), question->arg);
	free(question);
}

void device_store_renew(struct store *store, const char *token_hash,
			const char *new_hash, const char *request,
			device_renewed_fn *answer, void *arg)
{
	const char *params[] = {token_hash, new_hash, request};

	pg_call(store->pool, &device_renew, params, 0, on_renewed,
		question_new((void (*)(void))answer, arg));
}

/* --- shut out ----------------------------------------------------------- */

static void on_devices(const struct pg_result *result, void *arg)
{
	struct question *question = arg;
	devices_out_fn *on_out = (devices_out_fn *)question->answer;
	bool failed = pg_result_error(result) != ERR_OK;
	size_t count = failed ? 0 : (size_t)pg_result_rows(result);
	int64_t *devices = xcalloc(count + 1, sizeof(*devices));

	for (size_t i = 0; i < count; i++)
		devices[i] = row_int(result, (int)i, "device_id");
	on_out(failed ? pg_result_detail(result) : NULL, devices, count,
	       question->arg);
	free(devices);
	free(question);
}

void device_store_out(struct store *store, int seconds, devices_out_fn *on_out,
		      void *arg)
{
	char number[16];
	const char *params[] = {number};

	snprintf(number, sizeof(number), "%d", seconds);
	pg_call(store->pool, &devices_out, params, 0, on_devices,
		question_new((void (*)(void))on_out, arg));
}
