/* SPDX-License-Identifier: MIT */
/* Inside the room: refusals, and trying again. */
#ifndef DEVICE_SYNC_SYNC_INTERNAL_H
#define DEVICE_SYNC_SYNC_INTERNAL_H

#include "device/sync/sync.h"

/* Ask as this device: with its token, and, where the server says that this
 * one was exchanged, or that it does not know it, with the one that is right.
 * `who` is read anew then, into the arena. */
enum err sync_ask(struct device *device, struct arena *arena,
		  struct store_device *who, const struct link_request *request,
		  struct link_answer *ret_answer,
		  struct err_detail *detail) ERR_MUST_CHECK;

/* What an answer that is no success means: an error with the server's words.
 * `problem` may be NULL. A device that was revoked wipes its sheets here. */
enum err sync_refusal(struct device *device, const struct link_answer *answer,
		      struct link_problem *ret_problem,
		      struct err_detail *detail) ERR_MUST_CHECK;

/* Texts NULL: there is none. */
enum err sync_read_dictionary(struct device *device, struct arena *arena,
			      struct link_dictionary *ret_dictionary,
			      struct err_detail *detail) ERR_MUST_CHECK;
/* Keep the one that the server named; if that fails, it will name it again. */
void sync_fetch_dictionary(struct device *device, const char *server,
			   const char *hash);

/* After this error it is of no use to ask for anything else now. */
bool sync_is_hopeless(enum err err);

/* Is there something to tell of? */
bool sync_is_news(const struct sync_report *report);

/* Tries of one step; zeroed: none yet. */
struct sync_tries {
	int count;
	int64_t after_s; /* that the last answer asked for */
};
/* Is it worth while to try again after this error? Then it has waited: longer
 * each time, and not as long as others that failed at the same moment. */
bool sync_try_again(struct device *device, struct sync_tries *tries,
		    enum err err);
/* Only wait, as long as so many tries ask for. */
void sync_pause(struct device *device, struct sync_tries *tries);

#endif
