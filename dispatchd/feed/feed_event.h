/* SPDX-License-Identifier: MIT */
/* From a visit's row to a calendar entry: what its title, its place and its
 * text say. */
#ifndef DISPATCHD_FEED_FEED_EVENT_H
#define DISPATCHD_FEED_FEED_EVENT_H

#include <stdbool.h>

#include <callout/arena.h>

#include "dispatchd/feed/caltext.h"
#include "dispatchd/feed/feed_cache.h"
#include "dispatchd/store/calendar_store.h"

/* Move it when the same row gives another entry: it is in every ETag. */
#define FEED_EVENT_VERSION 1

struct feed_event {
	int64_t visit_id;
	struct caltext_event event;
	const char *category[1];
	unsigned char key[FEED_KEY_BYTES]; /* over all that is rendered */
};

/* "full", "no_personal", "busy"; anything else shows the least. */
enum caltext_detail feed_detail_parse(const char *name);

/* Fill *ret_event, with texts from the row and the arena. False for a row
 * without times. */
bool feed_event_make(const struct calendar_visit *visit,
		     const struct caltext_feed *feed, struct arena *arena,
		     struct feed_event *ret_event);

#endif
