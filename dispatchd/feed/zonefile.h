/* SPDX-License-Identifier: MIT */
/*
 * Time zones from the system's files: the impure edge of the calendar text.
 * Called at start, before threads and before the first feed; the zones live
 * as long as the process.
 */
#ifndef DISPATCHD_FEED_ZONEFILE_H
#define DISPATCHD_FEED_ZONEFILE_H

#include <callout/err.h>

struct caltext_zone;

/* Read the IANA zone `tzid` below /usr/share/zoneinfo. ERR_INPUT: no name of a
 * zone, or a file that is none; ERR_NOT_FOUND: there is no such zone (or
 * tzdata is not installed); ERR_INTERNAL: it cannot be read. Blocks on the
 * disk. The caller frees *ret_zone by caltext_zone_free(). */
enum err caltext_zone_load(const char *tzid, struct caltext_zone **ret_zone,
			   struct err_detail *detail) ERR_MUST_CHECK;

#endif
