/* SPDX-License-Identifier: MIT */
/* The token is random, shown once, and kept by the database as its sha256. */
#include "mobile-sync/session/renew.h"

#include <callout/log.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/session/auth.h"
#include "mobile-sync/sheet/sheet.h"

struct renewal {
	struct loop *loop;
	const struct device *device;
	char token[AUTH_TOKEN_SIZE];
	struct err_detail refusal;
	renew_fn *on_done;
	void *arg;
};

/* Why it may not: revoked, or another token was used in between. */
static void on_device(const struct device *device,
		      const struct err_detail *error, void *arg)
{
	struct renewal *renewal = arg;

	(void)device;
	renewal->on_done(error ? error : &renewal->refusal, NULL, renewal->arg);
}

static void on_renewed(const struct err_detail *error, int64_t device,
		       const char *until, void *arg)
{
	struct renewal *renewal = arg;
	struct buf body = {0};

	if (error && error->code == ERR_UNAUTHENTICATED) {
		renewal->refusal = *error;
		auth_find_again(renewal->loop, renewal->device, AUTH_RENEW,
				on_device, renewal);
		return;
	}
	if (error) {
		renewal->on_done(error, NULL, renewal->arg);
		return;
	}
	renewal->loop->daemon->counters.renewed++;
	log_event(LOG_LEVEL_INFO, "token_renewed", LOG_NUM("device", device));
	sheet_add_token(&body, renewal->token, until);
	renewal->on_done(NULL, &body, renewal->arg);
	buf_free(&body);
}

void renew_start(struct loop *loop, const struct device *device,
		 const char *request_id, struct arena *arena, renew_fn *on_done,
		 void *arg)
{
	struct renewal *renewal = arena_alloc(arena, sizeof(*renewal));
	char hash[65];

	*renewal = (struct renewal){
	    .loop = loop, .device = device, .on_done = on_done, .arg = arg};
	auth_make_token(renewal->token);
	auth_hash(renewal->token, hash);
	device_store_renew(loop->store, device->token_hash, hash, request_id,
			   on_renewed, renewal);
}
