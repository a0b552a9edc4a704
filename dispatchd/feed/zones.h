/* SPDX-License-Identifier: MIT */
/* The time zones that feeds need, loaded once and kept while the process
 * runs. Any thread. */
#ifndef DISPATCHD_FEED_ZONES_H
#define DISPATCHD_FEED_ZONES_H

#include <callout/err.h>

struct caltext_zone;
struct zones;

struct zones *zones_new(void);
/* After every loop has ended. NULL is accepted. */
void zones_free(struct zones *zones);

/* The zone of that name; the first time it is read from the disk (some kB).
 * Lives as long as `zones`. */
enum err zones_find(struct zones *zones, const char *tzid,
		    const struct caltext_zone **ret_zone,
		    struct err_detail *detail) ERR_MUST_CHECK;

#endif
