/* SPDX-License-Identifier: MIT */
/*
 * iCalendar text (RFC 5545, RFC 7986) of a calendar feed. PURE: visits and a
 * zone in, bytes out; no socket, SQL, clock, file or random source.
 *
 * libical writes each VEVENT once; the caller keeps that text by (visit,
 * version, zone, detail) and assembles a feed from kept texts:
 *
 *	caltext_begin(feed, out, detail)    BEGIN:VCALENDAR, names, VTIMEZONE
 *	buf_add(out, kept text ...)         one per visit, in a stable order
 *	caltext_end(out)                    END:VCALENDAR
 *
 * What stands in the text comes from the row, never from the time of the
 * request: the same input gives the same bytes.
 *
 * All instants are microseconds since 1970-01-01 UTC, floored to the second,
 * which is all that iCalendar has. All days count from 1970-01-01. Texts are
 * UTF-8; NULL, "" and blanks mean absent. What iCalendar cannot carry is made
 * safe, always in the same way (caltext_clean_text()), never refused.
 *
 * Thread safe: no function changes anything but its output.
 */
#ifndef DISPATCHD_FEED_CALTEXT_H
#define DISPATCHD_FEED_CALTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/buf.h>
#include <callout/err.h>

/* Move it whenever the same input gives other bytes: it is in every ETag. */
#define CALTEXT_RENDERER_VERSION 1

/* --- zones (caltext_zone.c) --------------------------------------------- */

/* A loaded time zone: its transitions and its POSIX rule. Immutable, so any
 * number of threads may share it. zonefile.h reads one from the system. */
struct caltext_zone;

/* Has `tzid` the form of an IANA name: letters, digits, + - _ and single
 * slashes between, at most 64 bytes? Such a name is safe as a relative path
 * and in a TZID parameter. */
bool caltext_tzid_is_name(const char *tzid);
/* Read TZif data, version 2 or later (RFC 9636). `tzid` is the IANA name that
 * the feed will show. ERR_INPUT if that is no name, or the bytes no such
 * file. The caller
 * frees *ret_zone by caltext_zone_free(), after everything that uses it. */
enum err caltext_zone_parse(const char *tzid, const void *bytes, size_t length,
			    struct caltext_zone **ret_zone,
			    struct err_detail *detail) ERR_MUST_CHECK;
/* NULL is accepted. */
void caltext_zone_free(struct caltext_zone *zone);
const char *caltext_zone_tzid(const struct caltext_zone *zone);
/* Seconds east of Greenwich at an instant in seconds since 1970 UTC. */
int32_t caltext_zone_offset_s(const struct caltext_zone *zone, int64_t utc_s);
/* Does a feed in this zone have a VTIMEZONE? False for UTC, and for a rule
 * that has no compact form: then every event is written in UTC. */
bool caltext_zone_has_rule(const struct caltext_zone *zone);
/* May this instant be written as local time, so that every client reads the
 * same instant back? False where the VTIMEZONE's rule does not hold (old or
 * exceptional years) and in hours that the clock repeats. */
bool caltext_zone_is_plain(const struct caltext_zone *zone, int64_t utc_s);

/* --- the feed ----------------------------------------------------------- */

/* How much of a visit a feed shows. caltext_apply_detail() holds the table. */
enum caltext_detail {
	CALTEXT_FULL,
	CALTEXT_NO_PERSONAL, /* no customer, address, place, free text */
	CALTEXT_BUSY_ONLY,   /* when, and that it is taken */
	CALTEXT_DETAIL_COUNT
};

struct caltext_feed {
	const char *name;     /* NAME and X-WR-CALNAME */
	const char *color;    /* a CSS3 colour name ("teal"), or NULL */
	const char *page_url; /* URL: the page that hands the feed out; NULL */
	const char *source_url; /* SOURCE; holds the secret: NULL omits it */
	int64_t refresh_s;	/* REFRESH-INTERVAL, X-PUBLISHED-TTL; 0 omits */
	const struct caltext_zone *zone; /* never NULL */
	enum caltext_detail detail;
};

enum caltext_status {
	CALTEXT_TENTATIVE,
	CALTEXT_CONFIRMED,
	CALTEXT_CANCELLED,
	CALTEXT_STATUS_COUNT
};

/* One visit, absence or other entry. The texts stay the caller's. */
struct caltext_event {
	const char *uid;	/* stable and opaque: never person or time */
	int64_t sequence;	/* moves with every visible change; >= 0 */
	int64_t dtstamp_us_utc; /* last revision: from the row */
	int64_t last_modified_us_utc; /* 0 omits */
	int64_t created_us_utc;	      /* 0 omits */
	bool all_day;		      /* true: the days; false: the instants */
	int64_t start_us_utc;
	int64_t end_us_utc; /* exclusive; equal to start: no DTEND */
	int32_t start_day;
	int32_t end_day; /* exclusive: a one-day entry ends on start + 1 */
	enum caltext_status status;
	bool transparent;    /* does not block time; cancelled never does */
	const char *summary; /* may name the customer */
	const char
	    *summary_impersonal; /* "Boiler service", for the 2nd level */
	const char *location;	 /* the address */
	const char *area;	 /* district or town, for the 2nd level */
	bool has_place;
	double lat, lon;	       /* degrees */
	const char *description;       /* contact, instructions */
	const char *url;	       /* a page that asks for its own log-in */
	const char *const *categories; /* job type, priority: not personal */
	size_t category_count;
};

/*
 * What each level shows (the table is in caltext_detail.c):
 *
 *	property                          full    no personal      busy only
 *	UID DTSTAMP DTSTART DTEND         yes     yes              yes
 *	SEQUENCE LAST-MODIFIED STATUS     yes     yes              yes
 *	TRANSP                            yes     yes              yes
 *	CREATED URL CATEGORIES            yes     yes              -
 *	SUMMARY                           summary summary_impers.  "Busy"
 *	LOCATION                          location area            -
 *	GEO DESCRIPTION                   yes     -                -
 *
 * *ret_event borrows the texts of `event`. An absent summary is "Visit" at the
 * first two levels; the second one never falls back on a personal text.
 */
void caltext_apply_detail(const struct caltext_event *event,
			  enum caltext_detail level,
			  struct caltext_event *ret_event);

/* Append "BEGIN:VEVENT" to "END:VEVENT". Applies feed->detail itself. Of the
 * feed, the text depends on zone and detail only, so it can be kept for every
 * feed that has the same two. ERR_INPUT: no UID, end before start, a place or
 * an instant out of range; ERR_INTERNAL: libical refused a value. On failure
 * `out` is unchanged. */
enum err caltext_render_event(const struct caltext_feed *feed,
			      const struct caltext_event *event,
			      struct buf *out,
			      struct err_detail *detail) ERR_MUST_CHECK;
/* Append the head of the calendar and its VTIMEZONE. ERR_INPUT: a colour that
 * is no name. On failure `out` is unchanged. */
enum err caltext_begin(const struct caltext_feed *feed, struct buf *out,
		       struct err_detail *detail) ERR_MUST_CHECK;
void caltext_end(struct buf *out);

/* --- validators --------------------------------------------------------- */

struct caltext_etag_input {
	const struct caltext_feed *feed; /* all its fields, and the zone */
	int64_t scope_version; /* the technician's: moves with every change and
				* deletion */
	int32_t window_start_day; /* the rolling window, as days since 1970 */
	int32_t window_end_day;
	const char *salt;   /* whatever else the caller's text depends on */
	const char *coding; /* NULL or "identity"; "gzip": another ETag */
};

/* With quotes and NUL. */
#define CALTEXT_ETAG_SIZE 48

/* A strong ETag (RFC 9110, 8.8.3) over everything that the bytes depend on,
 * quotes included, without rendering anything. Returns ret_etag. */
char *caltext_etag(const struct caltext_etag_input *input,
		   char ret_etag[CALTEXT_ETAG_SIZE]);

/* --- texts -------------------------------------------------------------- */

/*
 * Append `text` as iCalendar can carry it, not yet escaped:
 *	malformed UTF-8             U+FFFD for each maximal subpart
 *	CR LF, CR, VT, FF, NEL,
 *	U+2028, U+2029              line feed
 *	tab                         space
 *	other C0 and C1, DEL,
 *	U+FFFE, U+FFFF              U+FFFD
 * Blanks and line feeds at both ends go: readers drop them. At most `limit`
 *bytes are written, cut before a character and marked by U+2026; 0: no limit.
 *Idempotent.
 */
void caltext_clean_text(const char *text, size_t limit, struct buf *out);

#endif
