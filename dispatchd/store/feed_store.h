/* SPDX-License-Identifier: MIT */
/* The feed's news for boards. */
#ifndef DISPATCHD_STORE_FEED_STORE_H
#define DISPATCHD_STORE_FEED_STORE_H

#include "dispatchd/store/store.h"

/* Either what a territory should hear (body, a JSON object), or where a scope
 * of the feed is now. */
struct feed_news {
	int64_t territory;
	const char *body; /* NULL: a scope */
	size_t length;
	int64_t scope, version;
};

/* What has changed since the scopes had these versions ("{1,2}", "{17,4}").
 * on_news for each row, then on_end once; `error` NULL: all was told. */
void feed_store_news(struct store *store, const char *scopes,
		     const char *versions,
		     void (*on_news)(const struct feed_news *news, void *arg),
		     void (*on_end)(const struct err_detail *error, void *arg),
		     void *arg);

#endif
