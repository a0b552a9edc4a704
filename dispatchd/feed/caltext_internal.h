/* SPDX-License-Identifier: MIT */
/*
 * What the files of the calendar text room share: civil dates, the POSIX rule
 * of a zone, and the body of a zone.
 */
#ifndef DISPATCHD_FEED_CALTEXT_INTERNAL_H
#define DISPATCHD_FEED_CALTEXT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dispatchd/feed/caltext.h"

#define DAY_S 86400
#define US_PER_S 1000000

/* --- civil dates (caltext_rule.c), proleptic Gregorian ------------------- */

struct civil {
	int year, month, day; /* month 1-12, day 1-31 */
	int hour, minute, second;
};

int64_t caltext_days_of(int year, int month, int day);
int caltext_month_length(int year, int month);
/* Fields of a count of seconds since 1970-01-01T00:00:00 of the same clock. */
struct civil caltext_civil_of(int64_t seconds);
/* 0 is Sunday. */
int caltext_weekday_of(int64_t days);
/* Division that rounds down, also below zero. */
int64_t caltext_floor_div(int64_t a, int64_t b);

/* --- POSIX TZ rules (caltext_rule.c) ------------------------------------ */

#define RULE_NAME_MAX 15

enum rule_day_kind {
	RULE_DAY_MONTH,	     /* Mm.w.d: the w-th weekday d of month m */
	RULE_DAY_JULIAN,     /* Jn: 1-365, 29 February is never counted */
	RULE_DAY_ZERO_JULIAN /* n: 0-365, it is counted */
};

struct rule_day {
	enum rule_day_kind kind;
	int month, week, weekday; /* week 5 is the last one */
	int yearday;
	int32_t time_s; /* wall clock; may be negative or over a day */
};

/* One side of a zone's year: what holds from an onset on. */
struct rule_side {
	char name[RULE_NAME_MAX + 1];
	int32_t offset_s; /* east of Greenwich */
	struct rule_day onset;
};

struct caltext_rule {
	bool has_dst;
	struct rule_side std, dst; /* as the rule names them */
};

/* Read a whole POSIX TZ string with the extensions of RFC 9636, 3.3.1. */
bool caltext_rule_parse(const char *text, struct caltext_rule *ret_rule);
int32_t caltext_rule_offset_s(const struct caltext_rule *rule, int64_t utc_s);
/* When `onset` happens in `year`, in seconds of the wall clock before it. */
int64_t caltext_rule_onset_s(const struct rule_day *onset, int year);

/* --- zones (caltext_zone.c, caltext_vtimezone.c) ------------------------- */

struct caltext_zone {
	char *tzid;
	int64_t *at_s;	   /* transitions, ascending, in UTC */
	int32_t *offset_s; /* offset from at_s[i] on */
	size_t count;
	int32_t first_offset_s; /* before the first transition */
	bool has_footer;
	struct caltext_rule footer; /* after the last one */
	bool has_compact;
	struct caltext_rule compact; /* what the VTIMEZONE says */
	bool is_utc;
	uint64_t digest[2]; /* of the bytes: part of every ETag */
};

/* The nearest rule that BYMONTH, BYMONTHDAY and BYDAY can say; false if there
 * is none. */
bool caltext_rule_compact(const struct caltext_rule *rule,
			  struct caltext_rule *ret_rule);
void caltext_write_vtimezone(const struct caltext_zone *zone, struct buf *out);

/* --- texts (caltext_clean.c) --------------------------------------------- */

/* Absent, or nothing is left of it once it is clean? */
bool caltext_is_blank(const char *text);
/* Append a URI with what RFC 3986 does not allow percent-encoded. */
void caltext_clean_uri(const char *uri, struct buf *out);
/* --- content lines (caltext_fold.c) --------------------------------------- */

/* Append a whole content line of type TEXT, cleaned, escaped (RFC 5545,
 * 3.3.11) and folded; nothing if `text` is absent. For properties that libical
 * cannot write: it leaves commas in CATEGORIES and all X- properties. */
void caltext_write_text(const char *name, const char *text, size_t limit,
			struct buf *out);

/* Append libical's lines, folded as they should be. Destroys `text`. */
void caltext_refold(char *text, struct buf *out);

#endif
