/* SPDX-License-Identifier: MIT */
/* The token is random, shown once, and kept by the database as its sha256. */
#include "mobile-sync/session/enrol.h"

#include <callout/log.h>
#include <callout/text.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/session/auth.h"
#include "mobile-sync/sheet/sheet.h"
#include "mobile-sync/store/device_store.h"

#define CODE_LENGTH_MAX 40

struct enrolment {
	struct loop *loop;
	char token[AUTH_TOKEN_SIZE];
	enrol_fn *on_done;
	void *arg;
};

static void fail(const struct enrolment *enrolment,
		 const struct err_detail *error)
{
	enrolment->on_done(error, NULL, enrolment->arg);
}

/* One text, whatever was wrong with the code. */
static void refuse(const struct enrolment *enrolment)
{
	struct err_detail detail;

	enrolment->loop->daemon->counters.enrol_refused++;
	(void)err_set_rule(&detail, ERR_UNAUTHENTICATED, "/code", "enrol_code",
			   "this code is wrong, used or too old: ask the "
			   "dispatcher for a new one");
	fail(enrolment, &detail);
}

static void on_row(const struct enrolled_row *row, void *arg)
{
	struct enrolment *enrolment = arg;
	struct buf body = {0};

	if (row->error && row->error->code == ERR_UNAUTHENTICATED) {
		refuse(enrolment);
		return;
	}
	if (row->error) {
		fail(enrolment, row->error);
		return;
	}
	enrolment->loop->daemon->counters.enrolled++;
	log_event(LOG_LEVEL_INFO, "device_enrolled",
		  LOG_NUM("device", row->device),
		  LOG_NUM("technician", row->technician));
	sheet_add_enrolled(&body, &(struct sheet_enrolled){
				      .device = row->device,
				      .technician = row->technician,
				      .epoch = row->epoch,
				      .name = row->technician_name,
				      .zone = row->zone,
				      .token = enrolment->token,
				  });
	enrolment->on_done(NULL, &body, enrolment->arg);
	buf_free(&body);
}

void enrol_start(struct loop *loop, const char *bytes, size_t length,
		 int contract, struct arena *arena, enrol_fn *on_done,
		 void *arg)
{
	struct enrolment *enrolment = arena_alloc(arena, sizeof(*enrolment));
	char code[CODE_LENGTH_MAX + 1], code_hash[65], token_hash[65];
	struct err_detail detail = {0};
	struct sheet_enrol enrol;

	*enrolment =
	    (struct enrolment){.loop = loop, .on_done = on_done, .arg = arg};
	if (sheet_read_enrol(loop->contract, bytes, length, arena, &enrol,
			     &detail) != ERR_OK) {
		fail(enrolment, &detail);
		return;
	}
	if (!text_base32_normalise(enrol.code, code, sizeof(code))) {
		refuse(enrolment);
		return;
	}
	auth_make_token(enrolment->token);
	auth_hash(code, code_hash);
	auth_hash(enrolment->token, token_hash);
	device_store_enrol(loop->store,
			   &(struct device_enrolment){
			       .code_hash = code_hash,
			       .token_hash = token_hash,
			       .name = enrol.name,
			       .model = enrol.model,
			       .app = enrol.app,
			       .contract = contract,
			   },
			   on_row, enrolment);
}
