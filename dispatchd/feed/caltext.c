/* SPDX-License-Identifier: MIT */
/*
 * Writes VEVENTs and the head of a calendar by libical. libical's types do
 * not leave this file.
 *
 * Not left to libical: folding, the TZID parameter (its own zones carry a
 * prefix), the VTIMEZONE, and texts whose commas it does not escape
 * (CATEGORIES, X-WR-CALNAME). What it cannot write it turns into an
 * X-LIC-ERROR without a word: that is looked for, and is ERR_INTERNAL.
 */
#include <assert.h>
#include <limits.h>
#include <libical/ical.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/feed/caltext_internal.h"

#define PRODUCT_ID "-//Callout//Calendar feed//EN"
#define EVENT_END "END:VEVENT\r\n"
#define CALENDAR_END "END:VCALENDAR\r\n"

/* Bytes that a text may have before it is cut. */
enum {
	LIMIT_UID = 255,
	LIMIT_NAME = 255,
	LIMIT_LINE = 1024,
	LIMIT_DESCRIPTION = 16384
};

/* 1900-01-01 and 9999-12-31: what every client can read. */
#define EARLIEST_DAY (-25567)
#define LATEST_DAY 2932896

/* Once per process, and before libical is used by several threads. */
static void set_up(void)
{
	icalerror_set_errors_are_fatal(0);
	icaltimezone_get_utc_timezone();
}

static void ensure_set_up(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, set_up);
}

/* --- values -------------------------------------------------------------- */

static struct icaltimetype time_of(const struct civil *civil)
{
	struct icaltimetype time = icaltime_null_time();

	time.year = civil->year;
	time.month = civil->month;
	time.day = civil->day;
	time.hour = civil->hour;
	time.minute = civil->minute;
	time.second = civil->second;
	return time;
}

static struct icaltimetype utc_time(int64_t us_utc)
{
	struct civil civil =
	    caltext_civil_of(caltext_floor_div(us_utc, US_PER_S));
	struct icaltimetype time = time_of(&civil);

	time.zone = icaltimezone_get_utc_timezone();
	return time;
}

static struct icaltimetype date_of(int32_t day)
{
	struct civil civil = caltext_civil_of((int64_t)day * DAY_S);
	struct icaltimetype time = time_of(&civil);

	time.is_date = 1;
	return time;
}

/* --- properties: each adds one, or none for an absent text --------------- */

static void add_text(icalcomponent *component, icalproperty_kind kind,
		     const char *text, size_t limit)
{
	struct buf clean = {0};
	icalproperty *property;

	caltext_clean_text(text, limit, &clean);
	if (clean.length > 0) {
		property = icalproperty_new(kind);
		icalproperty_set_value(property,
				       icalvalue_new_text(buf_text(&clean)));
		icalcomponent_add_property(component, property);
	}
	buf_free(&clean);
}

static void add_uri(icalcomponent *component,
		    icalproperty *(*new_property)(const char *),
		    const char *uri)
{
	struct buf clean = {0};

	caltext_clean_uri(uri, &clean);
	if (clean.length > 0)
		icalcomponent_add_property(component,
					   new_property(buf_text(&clean)));
	buf_free(&clean);
}

static void add_stamp(icalcomponent *component,
		      icalproperty *(*new_property)(struct icaltimetype),
		      int64_t us_utc)
{
	if (us_utc != 0)
		icalcomponent_add_property(component,
					   new_property(utc_time(us_utc)));
}

/* --- when ---------------------------------------------------------------- */

typedef icalproperty *new_time(struct icaltimetype);

static void add_local(icalcomponent *component, new_time *new_property,
		      const struct caltext_zone *zone, int64_t utc_s)
{
	struct civil civil =
	    caltext_civil_of(utc_s + caltext_zone_offset_s(zone, utc_s));
	icalproperty *property = new_property(time_of(&civil));

	icalproperty_add_parameter(property,
				   icalparameter_new_tzid(zone->tzid));
	icalcomponent_add_property(component, property);
}

static void add_range(icalcomponent *component, const struct caltext_zone *zone,
		      const struct caltext_event *event)
{
	int64_t start_s = caltext_floor_div(event->start_us_utc, US_PER_S);
	int64_t end_s = caltext_floor_div(event->end_us_utc, US_PER_S);
	/* Both in one form: clients stumble over a mixture. */
	bool local = caltext_zone_is_plain(zone, start_s) &&
		     caltext_zone_is_plain(zone, end_s);

	if (event->all_day) {
		icalcomponent_add_property(
		    component,
		    icalproperty_new_dtstart(date_of(event->start_day)));
		icalcomponent_add_property(
		    component, icalproperty_new_dtend(date_of(event->end_day)));
	} else if (local) {
		add_local(component, icalproperty_new_dtstart, zone, start_s);
		if (end_s > start_s)
			add_local(component, icalproperty_new_dtend, zone,
				  end_s);
	} else {
		icalcomponent_add_property(
		    component,
		    icalproperty_new_dtstart(utc_time(event->start_us_utc)));
		/* RFC 5545, 3.8.2.2: DTEND is later, never equal. */
		if (end_s > start_s)
			icalcomponent_add_property(
			    component, icalproperty_new_dtend(
					   utc_time(event->end_us_utc)));
	}
}

/* --- an event ------------------------------------------------------------ */

static bool day_is_writable(int64_t day)
{
	return day >= EARLIEST_DAY && day <= LATEST_DAY;
}

static bool instant_is_writable(int64_t us_utc)
{
	return day_is_writable(
	    caltext_floor_div(us_utc, (int64_t)DAY_S * US_PER_S));
}

static bool stamps_are_writable(const struct caltext_event *event)
{
	return instant_is_writable(event->dtstamp_us_utc) &&
	       instant_is_writable(event->last_modified_us_utc) &&
	       instant_is_writable(event->created_us_utc);
}

/* start and end exist, in this order. A day and a bit is left at both ends of
 * the calendar for the zone's offset. */
static bool range_is_writable(const struct caltext_event *event)
{
	if (event->all_day)
		return day_is_writable(event->start_day) &&
		       day_is_writable(event->end_day) &&
		       event->end_day > event->start_day;
	return instant_is_writable(event->start_us_utc -
				   2 * (int64_t)DAY_S * US_PER_S) &&
	       instant_is_writable(event->end_us_utc +
				   2 * (int64_t)DAY_S * US_PER_S) &&
	       event->end_us_utc >= event->start_us_utc;
}

static enum err check_event(const struct caltext_event *event,
			    struct err_detail *detail)
{
	if (caltext_is_blank(event->uid))
		return err_set(detail, ERR_INPUT, "/uid",
			       "a calendar entry needs a UID");
	if (event->sequence < 0 || event->sequence > INT_MAX)
		return err_set(detail, ERR_INPUT, "/sequence",
			       "the sequence must be in [0, %d]", INT_MAX);
	if (!stamps_are_writable(event))
		return err_set(detail, ERR_INPUT, "/dtstamp",
			       "a stamp lies outside the years 1900 to 9999");
	if (!range_is_writable(event))
		return err_set(detail, ERR_INPUT, "/end",
			       "the entry ends before it starts, or lies "
			       "outside the years 1900 to 9999");
	if (event->has_place &&
	    !(fabs(event->lat) <= 90 && fabs(event->lon) <= 180))
		return err_set(detail, ERR_INPUT, "/lat",
			       "there is no place at %g;%g", event->lat,
			       event->lon);
	return ERR_OK;
}

static void add_state(icalcomponent *component,
		      const struct caltext_event *event)
{
	static const icalproperty_status statuses[CALTEXT_STATUS_COUNT] = {
	    [CALTEXT_TENTATIVE] = ICAL_STATUS_TENTATIVE,
	    [CALTEXT_CONFIRMED] = ICAL_STATUS_CONFIRMED,
	    [CALTEXT_CANCELLED] = ICAL_STATUS_CANCELLED,
	};

	assert(event->status >= 0 && event->status < CALTEXT_STATUS_COUNT);
	icalcomponent_add_property(
	    component, icalproperty_new_sequence((int)event->sequence));
	icalcomponent_add_property(
	    component, icalproperty_new_status(statuses[event->status]));
	icalcomponent_add_property(
	    component,
	    icalproperty_new_transp(event->transparent ? ICAL_TRANSP_TRANSPARENT
						       : ICAL_TRANSP_OPAQUE));
}

static void add_words(icalcomponent *component,
		      const struct caltext_event *event)
{
	add_text(component, ICAL_SUMMARY_PROPERTY, event->summary, LIMIT_LINE);
	add_text(component, ICAL_LOCATION_PROPERTY, event->location,
		 LIMIT_LINE);
	if (event->has_place)
		icalcomponent_add_property(
		    component, icalproperty_new_geo((struct icalgeotype){
				   .lat = event->lat, .lon = event->lon}));
	add_text(component, ICAL_DESCRIPTION_PROPERTY, event->description,
		 LIMIT_DESCRIPTION);
	add_uri(component, icalproperty_new_url, event->url);
}

/* Append the component's text without its `end`, so that more can follow.
 * ERR_INTERNAL if libical found an error in it. */
static enum err write_open(icalcomponent *component, const char *end,
			   struct buf *out, struct err_detail *detail)
{
	char *text = NULL;
	enum err err = ERR_OK;

	if (icalcomponent_count_errors(component) == 0)
		text = icalcomponent_as_ical_string_r(component);
	if (text != NULL) {
		assert(strlen(text) > strlen(end));
		text[strlen(text) - strlen(end)] = '\0';
		caltext_refold(text, out);
	} else {
		err = err_set(detail, ERR_INTERNAL, "",
			      "libical cannot write what ends in %s", end);
	}
	free(text);
	return err;
}

enum err caltext_render_event(const struct caltext_feed *feed,
			      const struct caltext_event *event,
			      struct buf *out, struct err_detail *detail)
{
	enum err err = check_event(event, detail);
	struct caltext_event shown;
	icalcomponent *component;

	assert(feed->zone != NULL);
	if (err != ERR_OK)
		return err;
	ensure_set_up();
	caltext_apply_detail(event, feed->detail, &shown);
	component = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	add_text(component, ICAL_UID_PROPERTY, shown.uid, LIMIT_UID);
	icalcomponent_add_property(component, icalproperty_new_dtstamp(utc_time(
						  shown.dtstamp_us_utc)));
	add_range(component, feed->zone, &shown);
	add_stamp(component, icalproperty_new_lastmodified,
		  shown.last_modified_us_utc);
	add_stamp(component, icalproperty_new_created, shown.created_us_utc);
	add_state(component, &shown);
	add_words(component, &shown);
	err = write_open(component, EVENT_END, out, detail);
	icalcomponent_free(component);
	if (err != ERR_OK)
		return err;
	/* One property for each: readers split a list at its commas. */
	for (size_t i = 0; i < shown.category_count; i++)
		caltext_write_text("CATEGORIES", shown.categories[i],
				   LIMIT_LINE, out);
	buf_add_text(out, EVENT_END);
	return ERR_OK;
}

/* --- the calendar -------------------------------------------------------- */

/* A name of CSS has letters only; whether it is a known one, clients say. */
static bool is_color_name(const char *color)
{
	return strspn(color, "abcdefghijklmnopqrstuvwxyz"
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(color);
}

static struct icaldurationtype refresh_of(const struct caltext_feed *feed)
{
	return icaldurationtype_from_int(
	    (int)(feed->refresh_s < INT_MAX ? feed->refresh_s : INT_MAX));
}

static icalcomponent *new_calendar(const struct caltext_feed *feed)
{
	icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);

	icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
	icalcomponent_add_property(calendar,
				   icalproperty_new_prodid(PRODUCT_ID));
	icalcomponent_add_property(calendar,
				   icalproperty_new_calscale("GREGORIAN"));
	add_text(calendar, ICAL_NAME_PROPERTY, feed->name, LIMIT_NAME);
	if (feed->color != NULL && *feed->color != '\0')
		icalcomponent_add_property(calendar,
					   icalproperty_new_color(feed->color));
	if (feed->refresh_s > 0)
		icalcomponent_add_property(
		    calendar,
		    icalproperty_new_refreshinterval(refresh_of(feed)));
	add_uri(calendar, icalproperty_new_url, feed->page_url);
	add_uri(calendar, icalproperty_new_source, feed->source_url);
	return calendar;
}

/* What clients read that are older than RFC 7986. */
static void write_old_names(const struct caltext_feed *feed, struct buf *out)
{
	char *text;

	caltext_write_text("X-WR-CALNAME", feed->name, LIMIT_NAME, out);
	if (feed->refresh_s > 0) {
		text = icaldurationtype_as_ical_string_r(refresh_of(feed));
		caltext_write_text("X-PUBLISHED-TTL", text, 0, out);
		free(text);
	}
}

enum err caltext_begin(const struct caltext_feed *feed, struct buf *out,
		       struct err_detail *detail)
{
	icalcomponent *calendar;
	enum err err;

	assert(feed->zone != NULL);
	if (feed->color != NULL && !is_color_name(feed->color))
		return err_set(detail, ERR_INPUT, "/color",
			       "\"%.32s\" is no name of a CSS colour; write "
			       "\"teal\", for example",
			       feed->color);
	ensure_set_up();
	calendar = new_calendar(feed);
	err = write_open(calendar, CALENDAR_END, out, detail);
	icalcomponent_free(calendar);
	if (err != ERR_OK)
		return err;
	write_old_names(feed, out);
	if (feed->zone->has_compact)
		caltext_write_vtimezone(feed->zone, out);
	return ERR_OK;
}

void caltext_end(struct buf *out)
{
	buf_add_text(out, CALENDAR_END);
}
