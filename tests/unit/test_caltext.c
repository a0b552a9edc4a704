/* SPDX-License-Identifier: MIT */
/*
 * The calendar's text: cleaning, levels of detail, the bytes of an entry and
 * of a feed, ETags. Random texts go through libical's own reader as well.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <libical/ical.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <callout/text.h>

#include "dispatchd/feed/caltext_internal.h"
#include "dispatchd/feed/zonefile.h"
#include "tests/support/caltext_lint.h"

#define SEED 20261121
#define ROUNDS 2000

static uint64_t random_state;

static uint64_t next_random(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 2685821657736338717u;
}

static struct caltext_zone *new_york;

static int load_zone(void **state)
{
	struct err_detail detail = {0};

	(void)state;
	return caltext_zone_load("America/New_York", &new_york, &detail);
}

static int free_zone(void **state)
{
	(void)state;
	caltext_zone_free(new_york);
	return 0;
}

static int64_t instant(const char *text)
{
	int64_t us_utc;

	if (!text_parse_instant(text, &us_utc))
		fail_msg("%s is no instant", text);
	return us_utc;
}

static struct caltext_feed feed_of(enum caltext_detail level)
{
	return (struct caltext_feed){
	    .name = "Ana; visits",
	    .color = "teal",
	    .page_url = "https://callout.example/calendars",
	    .source_url = "https://callout.example/calendar/x.ics",
	    .refresh_s = 1800,
	    .zone = new_york,
	    .detail = level,
	};
}

static const char *const categories[] = {"Boiler, gas", "P1"};

static struct caltext_event visit(void)
{
	return (struct caltext_event){
	    .uid = "visit-12@callout",
	    .sequence = 3,
	    .dtstamp_us_utc = instant("2026-07-01T10:00:00.999999Z"),
	    .last_modified_us_utc = instant("2026-07-01T10:00:01Z"),
	    .created_us_utc = instant("2026-06-30T08:00:00Z"),
	    .start_us_utc = instant("2026-07-02T13:00:00Z"),
	    .end_us_utc = instant("2026-07-02T14:30:00Z"),
	    .status = CALTEXT_CONFIRMED,
	    .summary = "Boiler service, Mrs Jones",
	    .summary_impersonal = "Boiler service",
	    .location = "12 Elm St; Boston",
	    .area = "Dorchester",
	    .has_place = true,
	    .lat = 42.3,
	    .lon = -71.05,
	    .description = "Call first.\nDog \\ cat",
	    .url = "https://callout.example/visits/12",
	    .categories = categories,
	    .category_count = 2,
	};
}

/* The entry's text with "\n" for "\r\n". */
static void render(const struct caltext_feed *feed,
		   const struct caltext_event *event, struct buf *out)
{
	struct err_detail detail = {0};
	struct buf text = {0};

	if (caltext_render_event(feed, event, &text, &detail) != ERR_OK)
		fail_msg("%s", detail.text);
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] != '\r')
			buf_add_char(out, text.data[i]);
	}
	buf_free(&text);
}

/* --- threads -------------------------------------------------------------- */

#define THREADS 8

static void *render_often(void *out)
{
	struct caltext_feed feed = feed_of(CALTEXT_FULL);
	struct caltext_event event = visit();

	for (int i = 0; i < 100; i++) {
		buf_clear(out);
		if (caltext_begin(&feed, out, NULL) != ERR_OK ||
		    caltext_render_event(&feed, &event, out, NULL) != ERR_OK)
			abort();
		caltext_end(out);
	}
	return NULL;
}

/* The first test: libical sets itself up under the threads' feet. */
static void test_threads_write_the_same_bytes(void **state)
{
	struct buf texts[THREADS] = {{0}};
	pthread_t threads[THREADS];

	(void)state;
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, render_often, &texts[i]),
		    0);
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	for (size_t i = 0; i < THREADS; i++) {
		assert_true(texts[i].length > 500);
		assert_string_equal(texts[i].data, texts[0].data);
	}
	for (size_t i = 0; i < THREADS; i++)
		buf_free(&texts[i]);
}

/* --- cleaning ------------------------------------------------------------- */

#define BAD "\xEF\xBF\xBD"

static void test_clean_text(void **state)
{
	static const struct {
		const char *text;
		size_t limit;
		const char *clean;
	} cases[] = {
	    {NULL, 0, ""},
	    {"", 0, ""},
	    {"plain", 0, "plain"},
	    {"a\tb", 0, "a b"},
	    {"a\r\nb\rc\nd", 0, "a\nb\nc\nd"},
	    {"a\v\f\xC2\x85\xE2\x80\xA8\xE2\x80\xA9"
	     "b",
	     0, "a\n\n\n\n\nb"},
	    {"\n \tnone around \n\r\n", 0, "none around"},
	    {"\n\n", 0, ""},
	    {"bell\a esc\x1B del\x7F", 0, "bell" BAD " esc" BAD " del" BAD},
	    {"c1 \xC2\x9F nbsp \xC2\xA0", 0, "c1 " BAD " nbsp \xC2\xA0"},
	    {"\xEF\xBF\xBE\xEF\xBF\xBF", 0, BAD BAD},
	    {"\xEF\xBF\xBD", 0, BAD},
	    {"\xEF\xBB\xBF"
	     "bom",
	     0,
	     "\xEF\xBB\xBF"
	     "bom"},
	    {"\xF0\x9F\x98\x80", 0, "\xF0\x9F\x98\x80"},
	    /* malformed: Unicode's own example of maximal subparts */
	    {"a\xF1\x80\x80\xE1\x80\xC2"
	     "b\x80"
	     "c\x80\xBF"
	     "d",
	     0, "a" BAD BAD BAD "b" BAD "c" BAD BAD "d"},
	    {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", 0,
	     BAD BAD BAD BAD BAD BAD BAD BAD "A"},
	    {"\xED\xA0\x80", 0, BAD BAD BAD},
	    {"\xF4\x91\x92\x93\xFF\x41", 0, BAD BAD BAD BAD BAD "A"},
	    {"caf\xE9", 0, "caf" BAD},
	    {"cut\xF0\x9F\x98", 0, "cut" BAD},
	    /* cut before a character */
	    {"123456789", 9, "123456789"},
	    {"1234567890", 9, "123456\xE2\x80\xA6"},
	    {"12345\xF0\x9F\x98\x80xx", 9, "12345\xE2\x80\xA6"},
	    {"12345\xF0\x9F\x98\x80", 9, "12345\xF0\x9F\x98\x80"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf once = {0}, twice = {0};

		caltext_clean_text(cases[i].text, cases[i].limit, &once);
		if (strcmp(buf_text(&once), cases[i].clean) != 0)
			fail_msg("case %zu: \"%s\"", i, buf_text(&once));
		caltext_clean_text(buf_text(&once), cases[i].limit, &twice);
		assert_string_equal(buf_text(&once), buf_text(&twice));
		buf_free(&once);
		buf_free(&twice);
	}
}

static void test_clean_uri(void **state)
{
	static const char *const cases[][2] = {
	    {"https://a.example/b?c=1&d=%20#e", "https://a.example/b?c=1&d="
						"%20#e"},
	    {"https://a/b c\r\nATTACH:x", "https://a/b%20c%0D%0AATTACH:x"},
	    {"https://a/\xC3\xA9\"<>\\^`{|}",
	     "https://a/%C3%A9%22%3C%3E%5C%5E%60%7B%7C%7D"},
	    {"", ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf clean = {0};

		caltext_clean_uri(cases[i][0], &clean);
		assert_string_equal(buf_text(&clean), cases[i][1]);
		buf_free(&clean);
	}
}

/* --- an entry ------------------------------------------------------------- */

static void test_full_entry(void **state)
{
	struct caltext_feed feed = feed_of(CALTEXT_FULL);
	struct caltext_event event = visit();
	struct buf text = {0};

	(void)state;
	render(&feed, &event, &text);
	assert_string_equal(
	    text.data,
	    "BEGIN:VEVENT\nUID:visit-12@callout\nDTSTAMP:20260701T100000Z\n"
	    "DTSTART;TZID=America/New_York:20260702T090000\n"
	    "DTEND;TZID=America/New_York:20260702T103000\n"
	    "LAST-MODIFIED:20260701T100001Z\nCREATED:20260630T080000Z\n"
	    "SEQUENCE:3\nSTATUS:CONFIRMED\nTRANSP:OPAQUE\n"
	    "SUMMARY:Boiler service\\, Mrs Jones\n"
	    "LOCATION:12 Elm St\\; Boston\nGEO:42.300000;-71.050000\n"
	    "DESCRIPTION:Call first.\\nDog \\\\ cat\n"
	    "URL:https://callout.example/visits/12\n"
	    "CATEGORIES:Boiler\\, gas\nCATEGORIES:P1\nEND:VEVENT\n");
	buf_free(&text);
}

static void test_levels_of_detail(void **state)
{
	static const char *const tails[CALTEXT_DETAIL_COUNT] = {
	    [CALTEXT_NO_PERSONAL] =
		"LAST-MODIFIED:20260701T100001Z\nCREATED:20260630T080000Z\n"
		"SEQUENCE:3\nSTATUS:CONFIRMED\nTRANSP:OPAQUE\n"
		"SUMMARY:Boiler service\nLOCATION:Dorchester\n"
		"URL:https://callout.example/visits/12\n"
		"CATEGORIES:Boiler\\, gas\nCATEGORIES:P1\nEND:VEVENT\n",
	    [CALTEXT_BUSY_ONLY] =
		"LAST-MODIFIED:20260701T100001Z\nSEQUENCE:3\n"
		"STATUS:CONFIRMED\nTRANSP:OPAQUE\nSUMMARY:Busy\nEND:VEVENT\n",
	};
	(void)state;
	for (int level = CALTEXT_NO_PERSONAL; level < CALTEXT_DETAIL_COUNT;
	     level++) {
		struct caltext_feed feed = feed_of(level);
		struct caltext_event event = visit();
		struct buf text = {0};

		render(&feed, &event, &text);
		assert_string_equal(strstr(text.data, "LAST-MODIFIED"),
				    tails[level]);
		buf_free(&text);
	}
}

static void test_absent_texts_are_absent(void **state)
{
	static const char *const summaries[] = {"Visit", "Visit", "Busy"};

	(void)state;
	for (int level = 0; level < CALTEXT_DETAIL_COUNT; level++) {
		struct caltext_event event = {.uid = "u", .summary = " \t\n"};
		struct caltext_event shown;

		if (level == CALTEXT_NO_PERSONAL) {
			event.summary = "Mrs Jones";
			event.location = "12 Elm St";
		}
		caltext_apply_detail(&event, level, &shown);
		assert_string_equal(shown.summary, summaries[level]);
		assert_null(shown.location);
		assert_null(shown.description);
		assert_null(shown.summary_impersonal);
		assert_null(shown.area);
	}
}

static void test_cancelled_blocks_no_time(void **state)
{
	struct caltext_feed feed = feed_of(CALTEXT_BUSY_ONLY);
	struct caltext_event event = visit();
	struct buf text = {0};

	(void)state;
	event.status = CALTEXT_CANCELLED;
	render(&feed, &event, &text);
	assert_non_null(strstr(text.data, "STATUS:CANCELLED\n"));
	assert_non_null(strstr(text.data, "TRANSP:TRANSPARENT\n"));
	buf_clear(&text);
	event.status = CALTEXT_TENTATIVE;
	render(&feed, &event, &text);
	assert_non_null(strstr(text.data, "STATUS:TENTATIVE\n"));
	assert_non_null(strstr(text.data, "TRANSP:OPAQUE\n"));
	buf_free(&text);
}

static void test_how_times_are_written(void **state)
{
	static const struct {
		const char *start, *end;
		const char *written;
	} cases[] = {
	    {"2026-01-15T13:00:00Z", "2026-01-15T14:00:00Z",
	     "DTSTART;TZID=America/New_York:20260115T080000\n"
	     "DTEND;TZID=America/New_York:20260115T090000\n"},
	    /* microseconds are floored */
	    {"2026-01-15T13:00:00.999999Z", "2026-01-15T14:00:00.5Z",
	     "DTSTART;TZID=America/New_York:20260115T080000\n"
	     "DTEND;TZID=America/New_York:20260115T090000\n"},
	    /* over the day that has 23 hours */
	    {"2026-03-08T04:00:00Z", "2026-03-08T12:00:00Z",
	     "DTSTART;TZID=America/New_York:20260307T230000\n"
	     "DTEND;TZID=America/New_York:20260308T080000\n"},
	    /* ends in the repeated hour: both in UTC */
	    {"2026-11-01T03:00:00Z", "2026-11-01T06:30:00Z",
	     "DTSTART:20261101T030000Z\nDTEND:20261101T063000Z\n"},
	    {"2026-11-01T05:30:00Z", "2026-11-01T12:00:00Z",
	     "DTSTART:20261101T053000Z\nDTEND:20261101T120000Z\n"},
	    /* spans it */
	    {"2026-11-01T04:30:00Z", "2026-11-01T07:00:00Z",
	     "DTSTART;TZID=America/New_York:20261101T003000\n"
	     "DTEND;TZID=America/New_York:20261101T020000\n"},
	    /* before the rule of 2007 */
	    {"2006-03-20T13:00:00Z", "2006-03-20T14:00:00Z",
	     "DTSTART:20060320T130000Z\nDTEND:20060320T140000Z\n"},
	    /* no duration: no DTEND */
	    {"2026-01-15T13:00:00Z", "2026-01-15T13:00:00.9Z",
	     "DTSTART;TZID=America/New_York:20260115T080000\n"},
	    {"2026-11-01T05:30:00Z", "2026-11-01T05:30:00Z",
	     "DTSTART:20261101T053000Z\n"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caltext_feed feed = feed_of(CALTEXT_FULL);
		struct caltext_event event = visit();
		struct buf text = {0};
		const char *start, *stop;

		event.start_us_utc = instant(cases[i].start);
		event.end_us_utc = instant(cases[i].end);
		render(&feed, &event, &text);
		start = strstr(text.data, "DTSTART");
		stop = strstr(text.data, "LAST-MODIFIED");
		assert_non_null(start);
		assert_non_null(stop);
		text.data[stop - text.data] = '\0';
		assert_string_equal(start, cases[i].written);
		buf_free(&text);
	}
}

static void test_all_day_end_is_exclusive(void **state)
{
	struct caltext_feed feed = feed_of(CALTEXT_FULL);
	struct caltext_event event = visit();
	struct buf text = {0};

	(void)state;
	event.all_day = true;
	assert_true(text_parse_date("2028-02-28", &event.start_day));
	event.end_day = event.start_day + 2;
	render(&feed, &event, &text);
	assert_non_null(strstr(text.data, "\nDTSTART;VALUE=DATE:20280228\n"
					  "DTEND;VALUE=DATE:20280301\n"));
	buf_free(&text);
}

static void test_bad_entries_are_refused(void **state)
{
	enum {
		NO_UID,
		SEQUENCE,
		BACKWARDS,
		NO_DAY,
		NORTH,
		NAN_PLACE,
		FAR,
		STAMP,
		CASES
	};
	static const char *const pointers[CASES] = {"/uid", "/sequence", "/end",
						    "/end", "/lat",	 "/lat",
						    "/end", "/dtstamp"};

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct caltext_feed feed = feed_of(CALTEXT_FULL);
		struct caltext_event event = visit();
		struct err_detail detail = {0};
		struct buf text = {0};

		event.uid = i == NO_UID ? "" : event.uid;
		event.sequence = i == SEQUENCE ? -1 : 0;
		if (i == BACKWARDS)
			event.end_us_utc = event.start_us_utc - 1;
		event.all_day = i == NO_DAY;
		event.lat = i == NORTH ? 90.1 : i == NAN_PLACE ? NAN : 0;
		if (i == FAR)
			event.end_us_utc = INT64_MAX / 2;
		if (i == STAMP)
			event.dtstamp_us_utc = INT64_MIN;
		assert_int_equal(
		    caltext_render_event(&feed, &event, &text, &detail),
		    ERR_INPUT);
		assert_string_equal(detail.pointer, pointers[i]);
		assert_int_equal(text.length, 0);
		buf_free(&text);
	}
}

/* --- the feed ------------------------------------------------------------- */

static void test_head_of_the_feed(void **state)
{
	struct caltext_feed feed = feed_of(CALTEXT_FULL);
	struct buf text = {0};
	char *start;

	(void)state;
	assert_int_equal(caltext_begin(&feed, &text, NULL), ERR_OK);
	start = strstr(text.data, "BEGIN:VTIMEZONE");
	assert_non_null(start);
	*start = '\0';
	assert_string_equal(
	    text.data,
	    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
	    "PRODID:-//Callout//Calendar feed//EN\r\nCALSCALE:GREGORIAN\r\n"
	    "NAME:Ana\\; visits\r\nCOLOR:teal\r\n"
	    "REFRESH-INTERVAL;VALUE=DURATION:PT30M\r\n"
	    "URL:https://callout.example/calendars\r\n"
	    "SOURCE;VALUE=URI:https://callout.example/calendar/x.ics\r\n"
	    "X-WR-CALNAME:Ana\\; visits\r\nX-PUBLISHED-TTL:PT30M\r\n");
	buf_free(&text);
}

static void test_a_bare_feed_has_what_rfc_5545_demands(void **state)
{
	struct caltext_feed feed = {.zone = new_york};
	struct buf text = {0}, complaint = {0};

	(void)state;
	assert_int_equal(caltext_begin(&feed, &text, NULL), ERR_OK);
	caltext_end(&text);
	assert_true(
	    caltext_lint(text.data, text.length, CALTEXT_FULL, &complaint));
	assert_null(strstr(text.data, "\nNAME"));
	assert_null(strstr(text.data, "X-"));
	assert_null(strstr(text.data, "SOURCE"));
	assert_null(strstr(text.data, "REFRESH"));
	assert_non_null(strstr(text.data, "BEGIN:VTIMEZONE\r\n"));
	buf_free(&text);
	buf_free(&complaint);
}

static void test_a_colour_is_a_name(void **state)
{
	static const char *const colours[] = {"#ff0000", "teal\r\nMETHOD:X",
					      "rgb(1,2,3)"};

	(void)state;
	for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++) {
		struct caltext_feed feed = feed_of(CALTEXT_FULL);
		struct buf text = {0};

		feed.color = colours[i];
		assert_int_equal(caltext_begin(&feed, &text, NULL), ERR_INPUT);
		assert_int_equal(text.length, 0);
	}
}

/* --- folding -------------------------------------------------------------- */

/* libical folds between CR and LF at some of these lengths. */
static void test_every_length_folds_well(void **state)
{
	struct caltext_feed feed = feed_of(CALTEXT_FULL);
	char words[401];

	(void)state;
	for (size_t length = 1; length < sizeof(words) - 1; length++) {
		struct caltext_event event = visit();
		struct buf text = {0}, unfolded = {0}, complaint = {0};
		struct buf read = {0};

		memset(words, 'a', length);
		words[length] = '\0';
		event.summary = words;
		event.url = words;
		event.categories = (const char *const[]){words};
		event.category_count = 1;
		assert_int_equal(caltext_begin(&feed, &text, NULL), ERR_OK);
		assert_int_equal(
		    caltext_render_event(&feed, &event, &text, NULL), ERR_OK);
		caltext_end(&text);
		if (!caltext_lint(text.data, text.length, CALTEXT_FULL,
				  &complaint))
			fail_msg("length %zu: %s", length, complaint.data);
		caltext_unfold(text.data, text.length, &unfolded);
		assert_true(caltext_find(unfolded.data, "SUMMARY", &read));
		assert_string_equal(read.data, words);
		buf_free(&text);
		buf_free(&unfolded);
		buf_free(&read);
	}
}

/* --- random texts --------------------------------------------------------- */

static void add_utf8(uint32_t code, struct buf *out)
{
	char bytes[4];
	size_t size = code < 0x80      ? 1
		      : code < 0x800   ? 2
		      : code < 0x10000 ? 3
				       : 4;

	for (size_t i = size; i-- > 1; code >>= 6)
		bytes[i] = (char)(0x80 | (code & 0x3F));
	bytes[0] = (char)(size == 1 ? code : 0xF00u >> size | code);
	buf_add(out, bytes, size);
}

/* Letters, syntax, control characters, all of Unicode, broken bytes. */
static void add_random_text(struct buf *out)
{
	size_t count = next_random() % 200;

	for (size_t i = 0; i < count; i++) {
		uint64_t kind = next_random() % 16;
		uint64_t pick = next_random();

		if (kind < 6)
			buf_add_char(out, (char)('a' + pick % 26));
		else if (kind < 9)
			buf_add_char(out, " ;,\\:\"\n\r="[pick % 9]);
		else if (kind == 9)
			buf_add_char(out, (char)(1 + pick % 0x20));
		else if (kind == 10)
			buf_add_char(out, (char)(0x80 + pick % 0x80));
		else if (kind < 13)
			add_utf8(0xA0 + (uint32_t)(pick % 0x700), out);
		else if (kind < 15)
			add_utf8(0x900 + (uint32_t)(pick % 0xC000), out);
		else
			add_utf8(0x10000 + (uint32_t)(pick % 0x100000), out);
	}
}

/* What our own reader finds in a line of the unfolded text. */
static void expect_line(const char *unfolded, const char *name,
			const char *clean, int round)
{
	struct buf value = {0}, plain = {0};

	assert_int_equal(caltext_find(unfolded, name, &value), *clean != '\0');
	caltext_unescape(buf_text(&value), &plain);
	if (strcmp(buf_text(&plain), clean) != 0)
		fail_msg("round %d, %s:\n%s\n%s", round, name, clean,
			 buf_text(&plain));
	buf_free(&value);
	buf_free(&plain);
}

/* libical reads back what it wrote, without an error. */
static void expect_libical(const char *text, const char *summary,
			   const char *description, int round)
{
	icalcomponent *calendar = icalparser_parse_string(text);
	icalcomponent *event;
	const char *read;

	assert_non_null(calendar);
	assert_true(icalrestriction_check(calendar));
	assert_int_equal(icalcomponent_count_errors(calendar), 0);
	event =
	    icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
	assert_non_null(event);
	read = icalcomponent_get_summary(event);
	if (strcmp(read, summary) != 0)
		fail_msg("round %d: libical reads another summary", round);
	read = icalcomponent_get_description(event);
	assert_string_equal(read != NULL ? read : "", description);
	icalcomponent_free(calendar);
}

static void check_round(struct caltext_feed *feed, int round)
{
	struct buf words[3] = {{0}}, clean[3] = {{0}};
	struct buf text = {0}, unfolded = {0}, complaint = {0};
	struct caltext_event event = visit();

	for (size_t i = 0; i < 3; i++) {
		add_random_text(&words[i]);
		caltext_clean_text(buf_text(&words[i]), i < 2 ? 1024 : 16384,
				   &clean[i]);
	}
	event.summary = buf_text(&words[0]);
	event.location = buf_text(&words[1]);
	event.description = buf_text(&words[2]);
	event.url = buf_text(&words[1]);
	event.categories = (const char *const[]){buf_text(&words[0])};
	event.category_count = 1;
	feed->name = buf_text(&words[1]);
	assert_int_equal(caltext_begin(feed, &text, NULL), ERR_OK);
	assert_int_equal(caltext_render_event(feed, &event, &text, NULL),
			 ERR_OK);
	caltext_end(&text);

	if (!caltext_lint(text.data, text.length, feed->detail, &complaint))
		fail_msg("round %d: %s\n%s", round, complaint.data, text.data);
	caltext_unfold(text.data, text.length, &unfolded);
	if (clean[0].length == 0)
		buf_add_text(&clean[0], "Visit");
	expect_line(unfolded.data, "SUMMARY", buf_text(&clean[0]), round);
	expect_line(unfolded.data, "LOCATION", buf_text(&clean[1]), round);
	expect_line(unfolded.data, "DESCRIPTION", buf_text(&clean[2]), round);
	expect_libical(text.data, buf_text(&clean[0]), buf_text(&clean[2]),
		       round);
	for (size_t i = 0; i < 3; i++) {
		buf_free(&words[i]);
		buf_free(&clean[i]);
	}
	buf_free(&text);
	buf_free(&unfolded);
	buf_free(&complaint);
}

static void test_random_texts_survive(void **state)
{
	struct caltext_feed feed = feed_of(CALTEXT_FULL);

	(void)state;
	random_state = SEED;
	for (int round = 0; round < ROUNDS; round++)
		check_round(&feed, round);
}

/* The same input, the same bytes. */
static void test_rendering_is_a_function(void **state)
{
	struct caltext_feed feed = feed_of(CALTEXT_FULL);
	struct caltext_event event = visit();
	struct buf first = {0}, second = {0};

	(void)state;
	render(&feed, &event, &first);
	feed.name = "another";
	feed.color = NULL;
	feed.refresh_s = 0;
	render(&feed, &event, &second);
	assert_string_equal(first.data, second.data);
	buf_free(&first);
	buf_free(&second);
}

/* --- the lint itself ------------------------------------------------------ */

static void test_lint_finds_what_is_wrong(void **state)
{
	/* One line of a sound feed and what replaces it. */
	static const char *const cases[][2] = {
	    {"VERSION:2.0\r\n", ""},
	    {"VERSION:2.0\r\n", "VERSION:2.0\n"},
	    {"VERSION:2.0\r\n", "VERSION:2.0\r\nMETHOD:PUBLISH\r\n"},
	    {"UID:visit-12@callout\r\n", ""},
	    {"UID:visit-12@callout\r\n", "UID:a\r\nUID:b\r\n"},
	    {"BEGIN:VTIMEZONE\r\nTZID:America/New_York",
	     "BEGIN:VTIMEZONE\r\nTZID:America/New York"},
	    {"DTSTAMP:20260701T100000Z", "DTSTAMP:20260701T100000"},
	    {"SUMMARY:Boiler service\\, Mrs Jones",
	     "SUMMARY:Boiler service, Mrs Jones"},
	    {"SUMMARY:Boiler", "SUMMARY:\\tBoiler"},
	    {"SUMMARY:Boiler", "SUMMARY:\tBoiler"},
	    {"SUMMARY:Boiler", "SUMMARY:\xC3"},
	    {"SUMMARY:Boiler", "SUMMARY:\xC3\r\n \xA9"},
	    {"SUMMARY:Boiler",
	     "SUMMARY:123456789 123456789 123456789 123456789 123456789 "},
	    {"SEQUENCE:3", "X-LIC-ERROR:3"},
	    {"END:VEVENT\r\n", ""},
	    {"END:STANDARD\r\n", "RDATE:20260101T000000\r\nEND:STANDARD\r\n"},
	};
	struct caltext_feed feed = feed_of(CALTEXT_FULL);
	struct caltext_event event = visit();
	struct buf sound = {0}, complaint = {0};

	(void)state;
	assert_int_equal(caltext_begin(&feed, &sound, NULL), ERR_OK);
	assert_int_equal(caltext_render_event(&feed, &event, &sound, NULL),
			 ERR_OK);
	caltext_end(&sound);
	assert_true(
	    caltext_lint(sound.data, sound.length, CALTEXT_FULL, &complaint));
	/* More than the other levels may see. */
	assert_false(caltext_lint(sound.data, sound.length, CALTEXT_NO_PERSONAL,
				  &complaint));
	assert_false(caltext_lint(sound.data, sound.length, CALTEXT_BUSY_ONLY,
				  &complaint));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *at = strstr(sound.data, cases[i][0]);
		struct buf wrong = {0};

		assert_non_null(at);
		buf_add(&wrong, sound.data, (size_t)(at - sound.data));
		buf_add_text(&wrong, cases[i][1]);
		buf_add_text(&wrong, at + strlen(cases[i][0]));
		buf_clear(&complaint);
		if (caltext_lint(wrong.data, wrong.length, CALTEXT_FULL,
				 &complaint))
			fail_msg("case %zu passes", i);
		assert_int_not_equal(complaint.length, 0);
		buf_free(&wrong);
	}
	buf_free(&sound);
	buf_free(&complaint);
}

/* --- ETags ---------------------------------------------------------------- */

static void test_etag_moves_with_each_part(void **state)
{
	enum { PARTS = 14 };
	char etags[PARTS][CALTEXT_ETAG_SIZE];
	struct caltext_zone *berlin;
	struct err_detail detail;

	(void)state;
	assert_int_equal(caltext_zone_load("Europe/Berlin", &berlin, &detail),
			 ERR_OK);
	for (int i = 0; i < PARTS; i++) {
		struct caltext_feed feed = feed_of(CALTEXT_FULL);
		struct caltext_etag_input input = {.feed = &feed,
						   .scope_version = 7};
		char again[CALTEXT_ETAG_SIZE];

		feed.name = i == 1 ? "B" : i == 2 ? NULL : feed.name;
		feed.color = i == 3 ? "red" : feed.color;
		feed.page_url = i == 4 ? NULL : feed.page_url;
		feed.source_url = i == 5 ? NULL : feed.source_url;
		feed.refresh_s += i == 6;
		feed.zone = i == 7 ? berlin : feed.zone;
		feed.detail = i == 8 ? CALTEXT_BUSY_ONLY : feed.detail;
		input.scope_version += i == 9;
		input.window_start_day += i == 10;
		input.window_end_day += i == 11;
		input.salt = i == 12 ? "s" : NULL;
		input.coding = i == 13 ? "gzip" : NULL;
		caltext_etag(&input, etags[i]);
		assert_int_equal(strlen(etags[i]), 34);
		assert_int_equal(etags[i][0], '"');
		assert_int_equal(etags[i][33], '"');
		assert_string_equal(caltext_etag(&input, again), etags[i]);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(etags[k], etags[i]);
	}
	caltext_zone_free(berlin);
}

/* Parts that touch are not one text. */
static void test_etag_keeps_parts_apart(void **state)
{
	struct caltext_feed one = {
	    .name = "ab", .color = "c", .zone = new_york};
	struct caltext_feed two = {
	    .name = "a", .color = "bc", .zone = new_york};
	struct caltext_etag_input input = {.feed = &one};
	char first[CALTEXT_ETAG_SIZE], second[CALTEXT_ETAG_SIZE];

	(void)state;
	caltext_etag(&input, first);
	input.feed = &two;
	caltext_etag(&input, second);
	assert_string_not_equal(first, second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_threads_write_the_same_bytes),
	    cmocka_unit_test(test_clean_text),
	    cmocka_unit_test(test_clean_uri),
	    cmocka_unit_test(test_full_entry),
	    cmocka_unit_test(test_levels_of_detail),
	    cmocka_unit_test(test_absent_texts_are_absent),
	    cmocka_unit_test(test_cancelled_blocks_no_time),
	    cmocka_unit_test(test_how_times_are_written),
	    cmocka_unit_test(test_all_day_end_is_exclusive),
	    cmocka_unit_test(test_bad_entries_are_refused),
	    cmocka_unit_test(test_head_of_the_feed),
	    cmocka_unit_test(test_a_bare_feed_has_what_rfc_5545_demands),
	    cmocka_unit_test(test_a_colour_is_a_name),
	    cmocka_unit_test(test_every_length_folds_well),
	    cmocka_unit_test(test_random_texts_survive),
	    cmocka_unit_test(test_rendering_is_a_function),
	    cmocka_unit_test(test_lint_finds_what_is_wrong),
	    cmocka_unit_test(test_etag_moves_with_each_part),
	    cmocka_unit_test(test_etag_keeps_parts_apart),
	};

	return cmocka_run_group_tests(tests, load_zone, free_zone);
}
