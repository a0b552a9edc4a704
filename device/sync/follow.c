/* SPDX-License-Identifier: MIT */
/* Stay in touch: rounds of sync_all(), whose pull waits for news. */
#include <string.h>
#include <time.h>

#include "device/sync/sync_internal.h"

enum {
	WAIT_S = 50,	 /* below what proxies keep open for a minute */
	HASTY_MS = 1000, /* nobody waited */
};

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool needs_a_person(enum err err, const struct err_detail *detail)
{
	return err == ERR_UNAUTHENTICATED ||
	       !strcmp(detail->rule, "contract_min");
}

/* A server that does not wait would be asked without end. */
static void rest(struct device *device, struct sync_tries *tries, enum err err,
		 bool is_news, int64_t took_ms)
{
	if (!err && (is_news || took_ms >= HASTY_MS)) {
		*tries = (struct sync_tries){0};
		return;
	}
	tries->count++;
	sync_pause(device, tries);
}

enum err sync_follow(struct device *device, sync_round_fn *on_round, void *arg,
		     struct err_detail *detail)
{
	const int wait_s = device->wait_s ? device->wait_s : WAIT_S;
	struct sync_tries tries = {0};
	bool is_first = true, goes_on = true;
	enum err err = ERR_OK;

	/* The first round says how it is now. */
	device->wait_s = 0;
	while (goes_on && !device_is_stopped(device)) {
		struct sync_report report = {0};
		struct err_detail own = {0};
		int64_t start_ms = clock_ms();

		err = sync_all(device, &report, &own);
		/* It was given up because we were told to end. */
		if (device_is_stopped(device))
			break;
		if (err && needs_a_person(err, &own)) {
			*detail = own;
			return err;
		}
		if (err || is_first || sync_is_news(&report))
			goes_on = on_round(&report, err, &own, arg);
		if (goes_on)
			rest(device, &tries, err,
			     is_first || sync_is_news(&report),
			     clock_ms() - start_ms);
		is_first = is_first && err;
		device->wait_s = is_first ? 0 : wait_s;
	}
	return ERR_OK;
}
