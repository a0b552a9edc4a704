/* SPDX-License-Identifier: MIT */
/* What a refusal means, and when to try again. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "device/sync/sync_internal.h"

/* What is longer than this is for the one who calls us. */
enum { WAIT_MAX_MS = 60 * 1000 };

static const struct {
	int status;
	enum err err;
} meanings[] = {
    {401, ERR_UNAUTHENTICATED}, {404, ERR_NOT_FOUND}, {408, ERR_UNAVAILABLE},
    {409, ERR_CONFLICT},	{410, ERR_GONE},      {413, ERR_TOO_LARGE},
    {423, ERR_UNAVAILABLE},	{429, ERR_RATE},
};

static enum err meaning_of(int status)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
		if (meanings[i].status == status)
			return meanings[i].err;
	/* This program is wrong, or too old (426). Or it is a fault of the
	 * server's, or of something between us; a redirect is a network that
	 * wants a log-in. */
	return status >= 400 && status < 500 ? ERR_RULE : ERR_UNAVAILABLE;
}

enum err sync_refusal(struct device *device, const struct link_answer *answer,
		      struct link_problem *ret_problem,
		      struct err_detail *detail)
{
	struct link_problem problem;
	enum err err = ERR_OK;

	/* Its reason may be in what did not come. */
	if (answer->cut)
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "the answer %d was cut", answer->status);
	link_read_problem(answer, &problem);
	if (answer->status == 401 && !strcmp(problem.rule, "revoked"))
		err = store_revoke(device->store, detail);
	if (err)
		return err;
	if (ret_problem)
		*ret_problem = problem;
	return err_set_rule(detail, meaning_of(answer->status), "",
			    problem.rule, "the server answered %d%s%s",
			    answer->status, problem.text[0] ? ": " : "",
			    problem.text);
}

/* In pieces: a signal that comes just before a sleep does not end it. */
static void wait_ms(const struct device *device, int64_t ms)
{
	enum { PIECE_MS = 250 };

	for (; ms > 0 && !device_is_stopped(device); ms -= PIECE_MS) {
		int64_t piece_ms =
		    ms < PIECE_MS || !device->stop ? ms : PIECE_MS;
		struct timespec rest = {.tv_sec = (time_t)(piece_ms / 1000),
					.tv_nsec =
					    (long)(piece_ms % 1000) * 1000000};

		while (nanosleep(&rest, &rest) && errno == EINTR)
			;
		if (!device->stop)
			break;
	}
}

/* From half of it to all of it, or what the server asked for and a little. */
static int64_t next_wait_ms(struct device *device,
			    const struct sync_tries *tries)
{
	int64_t ms = device->backoff_ms;

	for (int i = 1; i < tries->count && ms < WAIT_MAX_MS; i++)
		ms *= 2;
	if (ms > WAIT_MAX_MS)
		ms = WAIT_MAX_MS;
	ms -= (int64_t)device_random(device, (uint64_t)(ms / 2 + 1));
	if (tries->after_s > 0)
		ms += tries->after_s * 1000;
	return ms;
}

void sync_pause(struct device *device, struct sync_tries *tries)
{
	wait_ms(device, next_wait_ms(device, tries));
	tries->after_s = 0;
}

bool sync_try_again(struct device *device, struct sync_tries *tries,
		    enum err err)
{
	if (err != ERR_UNAVAILABLE && err != ERR_RATE)
		return false;
	tries->count++;
	if (tries->count >= device->tries ||
	    tries->after_s > WAIT_MAX_MS / 1000)
		return false;
	sync_pause(device, tries);
	return !device_is_stopped(device);
}
