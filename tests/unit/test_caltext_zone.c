/* SPDX-License-Identifier: MIT */
/*
 * Zones: the POSIX rule, the TZif reader, the compact VTIMEZONE. The C library
 * is the oracle for each zone of the system: it reads the same files by code
 * of its own.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dispatchd/feed/caltext_internal.h"
#include "dispatchd/feed/zonefile.h"

#define SEED 20261121

static uint64_t random_state;

/* xorshift64*: the same numbers on each machine. */
static uint64_t next_random(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 2685821657736338717u;
}

static int64_t random_between(int64_t low, int64_t high)
{
	return low + (int64_t)(next_random() % (uint64_t)(high - low + 1));
}

static struct caltext_zone *load(const char *tzid)
{
	struct caltext_zone *zone;
	struct err_detail detail = {0};

	if (caltext_zone_load(tzid, &zone, &detail) != ERR_OK)
		fail_msg("%s", detail.text);
	return zone;
}

static int64_t utc(int year, int month, int day, int hour, int minute,
		   int second)
{
	return caltext_days_of(year, month, day) * DAY_S + hour * 3600 +
	       minute * 60 + second;
}

/* --- civil dates --------------------------------------------------------- */

static void test_civil_dates_agree_with_the_c_library(void **state)
{
	(void)state;
	random_state = SEED;
	for (int i = 0; i < 20000; i++) {
		int64_t at = random_between(utc(1600, 1, 1, 0, 0, 0),
					    utc(9999, 12, 31, 23, 59, 59));
		struct civil civil = caltext_civil_of(at);
		struct tm tm;
		time_t t = (time_t)at;

		assert_non_null(gmtime_r(&t, &tm));
		assert_int_equal(civil.year, tm.tm_year + 1900);
		assert_int_equal(civil.month, tm.tm_mon + 1);
		assert_int_equal(civil.day, tm.tm_mday);
		assert_int_equal(civil.hour, tm.tm_hour);
		assert_int_equal(civil.minute, tm.tm_min);
		assert_int_equal(civil.second, tm.tm_sec);
		assert_int_equal(
		    caltext_days_of(civil.year, civil.month, civil.day),
		    caltext_floor_div(at, DAY_S));
		assert_int_equal(
		    caltext_weekday_of(caltext_floor_div(at, DAY_S)),
		    tm.tm_wday);
	}
}

/* --- rules --------------------------------------------------------------- */

static void test_rule_reads_what_posix_allows(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int32_t std_s, dst_s;
	} cases[] = {
	    {"EST5EDT,M3.2.0,M11.1.0", true, -18000, -14400},
	    {"UTC0", true, 0, 0},
	    {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", true, 37800, 39600},
	    {"IST-1GMT0,M10.5.0,M3.5.0/1", true, 3600, 0},
	    {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true, -7200, -3600},
	    {"EET-2EEST,M3.4.4/50,M10.4.4/50", true, 7200, 10800},
	    {"XXX3EDT4,0/0,J365/23", true, -10800, -14400},
	    {"AAA-0:00:01", true, 1, 0},
	    {"", false, 0, 0},
	    {"EST", false, 0, 0},
	    {"ES5", false, 0, 0},
	    {"EST5EDT", false, 0, 0},
	    {"EST5EDT,M3.2.0", false, 0, 0},
	    {"EST5EDT,M13.2.0,M11.1.0", false, 0, 0},
	    {"EST5EDT,M3.6.0,M11.1.0", false, 0, 0},
	    {"EST5EDT,M3.2.7,M11.1.0", false, 0, 0},
	    {"EST5EDT,M3.2.0/168,M11.1.0", false, 0, 0},
	    {"EST5EDT,J0,J10", false, 0, 0},
	    {"EST5EDT,M3.2.0,M11.1.0x", false, 0, 0},
	    {"EST25", false, 0, 0},
	    {"EST5:60", false, 0, 0},
	    {"EST99999999999999999999", false, 0, 0},
	    {"<+03", false, 0, 0},
	    {"<ABCDEFGHIJKLMNOPQRST>1", false, 0, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caltext_rule rule = {0};

		if (caltext_rule_parse(cases[i].text, &rule) != cases[i].ok)
			fail_msg("\"%s\": %d expected", cases[i].text,
				 cases[i].ok);
		assert_int_equal(rule.std.offset_s, cases[i].std_s);
		assert_int_equal(rule.dst.offset_s, cases[i].dst_s);
	}
}

static void test_rule_onsets_fall_on_the_right_day(void **state)
{
	static const struct {
		const char *rule;
		int year, month, day, hour;
	} cases[] = {
	    {"AAA0BBB,M3.2.0,M11.1.0", 2026, 3, 8, 2},
	    {"AAA0BBB,M3.5.0,M11.1.0", 2026, 3, 29, 2},
	    {"AAA0BBB,M2.5.0,M11.1.0", 2032, 2, 29, 2},
	    {"AAA0BBB,M3.4.4/26,M11.1.0", 2026, 3, 27, 2},
	    {"AAA0BBB,M3.5.0/-1,M11.1.0", 2026, 3, 28, 23},
	    {"AAA0BBB,J60/0,M11.1.0", 2026, 3, 1, 0},
	    {"AAA0BBB,J60/0,M11.1.0", 2028, 3, 1, 0},
	    {"AAA0BBB,J59/0,M11.1.0", 2028, 2, 28, 0},
	    {"AAA0BBB,59/0,M11.1.0", 2028, 2, 29, 0},
	    {"AAA0BBB,59/0,M11.1.0", 2026, 3, 1, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caltext_rule rule;

		assert_true(caltext_rule_parse(cases[i].rule, &rule));
		assert_int_equal(
		    caltext_rule_onset_s(&rule.dst.onset, cases[i].year),
		    utc(cases[i].year, cases[i].month, cases[i].day,
			cases[i].hour, 0, 0));
	}
}

/* --- every zone of the system, beside the C library ----------------------- */

/* Names from tzdata.zi's neighbour, "zone1970.tab": country, place, name. */
static size_t read_zone_names(char names[][64], size_t max)
{
	FILE *file = fopen("/usr/share/zoneinfo/zone1970.tab", "r");
	size_t count = 0;
	char line[512];

	if (file == NULL)
		fail_msg("zone1970.tab is missing: install tzdata");
	while (count < max && fgets(line, sizeof(line), file) != NULL) {
		if (line[0] != '#' &&
		    sscanf(line, "%*s %*s %63s", names[count]) == 1)
			count++;
	}
	fclose(file);
	return count;
}

static void use_zone(const char *tzid)
{
	setenv("TZ", tzid, 1);
	tzset();
}

static void check_offsets(const struct caltext_zone *zone, int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm;

	assert_non_null(localtime_r(&t, &tm));
	if (tm.tm_gmtoff != caltext_zone_offset_s(zone, at))
		fail_msg("%s at %lld: %ld expected, not %d",
			 caltext_zone_tzid(zone), (long long)at, tm.tm_gmtoff,
			 caltext_zone_offset_s(zone, at));
}

/* A plain instant's wall clock leads back to it without a hint. */
static void check_plain(const struct caltext_zone *zone, int64_t at)
{
	struct civil civil =
	    caltext_civil_of(at + caltext_zone_offset_s(zone, at));
	struct tm tm;
	int64_t back;

	if (!caltext_zone_is_plain(zone, at))
		return;
	tm = (struct tm){.tm_year = civil.year - 1900,
			 .tm_mon = civil.month - 1,
			 .tm_mday = civil.day,
			 .tm_hour = civil.hour,
			 .tm_min = civil.minute,
			 .tm_sec = civil.second,
			 .tm_isdst = -1};
	back = mktime(&tm);
	if (back != at)
		fail_msg("%s at %lld: its wall clock is that of %lld",
			 caltext_zone_tzid(zone), (long long)at,
			 (long long)back);
}

static void test_offsets_agree_with_the_c_library(void **state)
{
	static char names[600][64];
	size_t count = read_zone_names(names, 600);
	size_t compact = 0;

	(void)state;
	random_state = SEED;
	assert_true(count > 300);
	for (size_t i = 0; i < count; i++) {
		struct caltext_zone *zone = load(names[i]);

		use_zone(names[i]);
		compact += caltext_zone_has_rule(zone);
		for (int k = 0; k < 200; k++) {
			int64_t at = random_between(utc(1902, 1, 1, 0, 0, 0),
						    utc(2490, 1, 1, 0, 0, 0));

			check_offsets(zone, at);
			check_plain(zone, at);
		}
		/* The edges of each transition since 1970. */
		for (size_t k = 0; k < zone->count; k++) {
			for (int64_t d = -7200; zone->at_s[k] > 0 && d <= 7200;
			     d += 1200) {
				check_offsets(zone, zone->at_s[k] + d);
				check_offsets(zone, zone->at_s[k] + d - 1);
				check_plain(zone, zone->at_s[k] + d);
				check_plain(zone, zone->at_s[k] + d - 1);
			}
		}
		caltext_zone_free(zone);
	}
	/* Each zone that tzdata has today can be said compactly. */
	assert_int_equal(compact, count);
	use_zone("UTC");
}

/* --- what may be written as local time ------------------------------------ */

static void test_doubtful_instants_are_not_plain(void **state)
{
	static const struct {
		const char *tzid;
		int year, month, day, hour, minute, second;
		bool plain;
	} cases[] = {
	    {"America/New_York", 2026, 7, 1, 12, 0, 0, true},
	    /* 2026-11-01: 01:00 to 02:00 comes twice, 05:00 to 07:00 UTC */
	    {"America/New_York", 2026, 11, 1, 4, 59, 59, true},
	    {"America/New_York", 2026, 11, 1, 5, 0, 0, false},
	    {"America/New_York", 2026, 11, 1, 6, 59, 59, false},
	    {"America/New_York", 2026, 11, 1, 7, 0, 0, true},
	    /* the gap of spring repeats nothing */
	    {"America/New_York", 2026, 3, 8, 6, 59, 59, true},
	    {"America/New_York", 2026, 3, 8, 7, 0, 0, true},
	    /* before 2007 the rule was another one */
	    {"America/New_York", 2006, 3, 20, 12, 0, 0, false},
	    {"America/New_York", 2006, 7, 1, 12, 0, 0, true},
	    /* in 2006 the hour of 29 October repeated, and the rule says
	     * 5 November */
	    {"America/New_York", 2006, 10, 29, 5, 30, 0, false},
	    {"America/New_York", 2006, 11, 5, 5, 30, 0, false},
	    /* half an hour */
	    {"Australia/Lord_Howe", 2026, 4, 4, 14, 29, 59, true},
	    {"Australia/Lord_Howe", 2026, 4, 4, 14, 30, 0, false},
	    {"Australia/Lord_Howe", 2026, 4, 4, 15, 29, 59, false},
	    {"Australia/Lord_Howe", 2026, 4, 4, 15, 30, 0, true},
	    /* summer time ended in Brazil in 2019 */
	    {"America/Sao_Paulo", 2018, 12, 20, 12, 0, 0, false},
	    {"America/Sao_Paulo", 2026, 12, 20, 12, 0, 0, true},
	    /* Ramadan has no rule: 18 February to 22 March 2026 */
	    {"Africa/Casablanca", 2026, 3, 1, 12, 0, 0, false},
	    {"Africa/Casablanca", 2026, 6, 1, 12, 0, 0, true},
	    {"Europe/Dublin", 2026, 1, 15, 12, 0, 0, true},
	    {"Europe/Dublin", 2026, 10, 25, 0, 30, 0, false},
	    {"Europe/Dublin", 2026, 10, 25, 1, 30, 0, false},
	    {"Europe/Dublin", 2026, 10, 25, 2, 0, 0, true},
	    /* Thursday 29 October 24:00 is said as 23:59:59, 20:59:59 UTC */
	    {"Africa/Cairo", 2026, 10, 29, 19, 59, 58, true},
	    {"Africa/Cairo", 2026, 10, 29, 20, 59, 59, false},
	    {"Africa/Cairo", 2026, 10, 29, 22, 0, 0, true},
	    {"Asia/Kolkata", 2026, 10, 29, 22, 0, 0, true},
	    {"Asia/Kolkata", 1970, 10, 29, 22, 0, 0, false},
	    {"UTC", 2026, 10, 29, 22, 0, 0, false},
	    {"Etc/UTC", 2026, 10, 29, 22, 0, 0, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caltext_zone *zone = load(cases[i].tzid);
		int64_t at =
		    utc(cases[i].year, cases[i].month, cases[i].day,
			cases[i].hour, cases[i].minute, cases[i].second);

		if (caltext_zone_is_plain(zone, at) != cases[i].plain)
			fail_msg("case %zu, %s: %d expected", i, cases[i].tzid,
				 cases[i].plain);
		caltext_zone_free(zone);
	}
}

/* --- the compact form ----------------------------------------------------- */

static void check_vtimezone(const char *tzid, const char *expected)
{
	struct caltext_zone *zone = load(tzid);
	struct buf text = {0};

	caltext_write_vtimezone(zone, &text);
	for (char *p = text.data; (p = strstr(p, "\r\n")) != NULL;)
		memmove(p, p + 1, strlen(p));
	assert_string_equal(text.data, expected);
	buf_free(&text);
	caltext_zone_free(zone);
}

static void test_vtimezone_is_compact(void **state)
{
	(void)state;
	check_vtimezone("America/New_York",
			"BEGIN:VTIMEZONE\nTZID:America/New_York\n"
			"BEGIN:STANDARD\nDTSTART:19701101T020000\n"
			"RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\n"
			"TZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nTZNAME:EST\n"
			"END:STANDARD\n"
			"BEGIN:DAYLIGHT\nDTSTART:19700308T020000\n"
			"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\n"
			"TZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nTZNAME:EDT\n"
			"END:DAYLIGHT\nEND:VTIMEZONE\n");
	check_vtimezone("Asia/Kolkata",
			"BEGIN:VTIMEZONE\nTZID:Asia/Kolkata\n"
			"BEGIN:STANDARD\nDTSTART:19700101T000000\n"
			"TZOFFSETFROM:+0530\nTZOFFSETTO:+0530\nTZNAME:IST\n"
			"END:STANDARD\nEND:VTIMEZONE\n");
}

static void test_dublin_summer_is_daylight(void **state)
{
	(void)state;
	check_vtimezone("Europe/Dublin",
			"BEGIN:VTIMEZONE\nTZID:Europe/Dublin\n"
			"BEGIN:STANDARD\nDTSTART:19701025T020000\n"
			"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n"
			"TZOFFSETFROM:+0100\nTZOFFSETTO:+0000\nTZNAME:GMT\n"
			"END:STANDARD\n"
			"BEGIN:DAYLIGHT\nDTSTART:19700329T010000\n"
			"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n"
			"TZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nTZNAME:IST\n"
			"END:DAYLIGHT\nEND:VTIMEZONE\n");
}

/* Hours outside of the day move the day: Jerusalem's Friday before the last
 * Sunday, Nuuk's Saturday before it, Santiago's Sunday after the first
 * Saturday. */
static void test_odd_hours_become_days_of_the_month(void **state)
{
	static const struct {
		const char *tzid;
		const char *line;
	} cases[] = {
	    {"Asia/Jerusalem", "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY="
			       "23,24,25,26,27,28,29;BYDAY=FR\r\n"},
	    {"America/Nuuk", "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY="
			     "24,25,26,27,28,29,30;BYDAY=SA\r\n"},
	    {"America/Santiago", "RRULE:FREQ=YEARLY;BYMONTH=9;BYMONTHDAY="
				 "2,3,4,5,6,7,8;BYDAY=SU\r\n"},
	    {"Africa/Cairo", "DTSTART:19701029T235959\r\n"
			     "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1TH\r\n"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caltext_zone *zone = load(cases[i].tzid);
		struct buf text = {0};

		caltext_write_vtimezone(zone, &text);
		if (strstr(text.data, cases[i].line) == NULL)
			fail_msg("%s lacks %s:\n%s", cases[i].tzid,
				 cases[i].line, text.data);
		buf_free(&text);
		caltext_zone_free(zone);
	}
}

static void test_rules_without_a_compact_form_are_refused(void **state)
{
	static const char *const texts[] = {
	    "AAA0BBB,J60,M11.1.0",	 /* no weekday */
	    "AAA0BBB,M3.1.0/-1,M11.1.0", /* 28 February to 6 March */
	    "AAA0BBB,M2.5.0/25,M11.1.0", /* moves with the leap year */
	    "AAA0BBB,M3.2.0,M10.5.0/25", /* into November */
	};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct caltext_rule rule, compact;

		assert_true(caltext_rule_parse(texts[i], &rule));
		if (caltext_rule_compact(&rule, &compact))
			fail_msg("%s has no compact form", texts[i]);
	}
}

/* --- bad input ------------------------------------------------------------ */

static void test_bad_names_are_refused(void **state)
{
	static const char *const names[] = {
	    "",
	    "/etc/passwd",
	    "../../../etc/passwd",
	    "A//B",
	    "A/",
	    "America/New York",
	    "A;B",
	    "A:B",
	    "A\r\nB",
	    "caf\xC3\xA9",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	};
	struct caltext_zone *zone = NULL;
	struct err_detail detail = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(caltext_zone_load(names[i], &zone, &detail),
				 ERR_INPUT);
	assert_int_equal(caltext_zone_load("Mars/Olympus", &zone, &detail),
			 ERR_NOT_FOUND);
	assert_int_equal(caltext_zone_load("zone1970.tab", &zone, &detail),
			 ERR_INPUT);
	assert_int_equal(caltext_zone_load("America", &zone, &detail),
			 ERR_INTERNAL);
	assert_null(zone);
}

/* Each file that is cut short or has a byte changed is refused or read, and
 * never read beyond its end (the sanitizer watches). */
static void test_broken_files_do_no_harm(void **state)
{
	unsigned char bytes[8192];
	FILE *file = fopen("/usr/share/zoneinfo/Europe/Berlin", "rb");
	size_t length;

	(void)state;
	random_state = SEED;
	assert_non_null(file);
	length = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	assert_in_range(length, 200, sizeof(bytes) - 1);
	for (size_t cut = 0; cut < length; cut++) {
		struct caltext_zone *zone = NULL;
		unsigned char *copy = malloc(cut + 1);

		memcpy(copy, bytes, cut);
		assert_int_equal(
		    caltext_zone_parse("X", copy, cut, &zone, NULL), ERR_INPUT);
		assert_null(zone);
		free(copy);
	}
	for (int i = 0; i < 3000; i++) {
		struct caltext_zone *zone = NULL;
		size_t at = (size_t)random_between(0, (int64_t)length - 1);
		unsigned char kept = bytes[at];
		unsigned char *copy = malloc(length);

		bytes[at] = (unsigned char)next_random();
		memcpy(copy, bytes, length);
		bytes[at] = kept;
		if (caltext_zone_parse("X", copy, length, &zone, NULL) ==
		    ERR_OK) {
			for (int k = 0; k < 10; k++)
				caltext_zone_is_plain(
				    zone,
				    random_between(-(1ll << 33), 1ll << 34));
			caltext_zone_free(zone);
		}
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_civil_dates_agree_with_the_c_library),
	    cmocka_unit_test(test_rule_reads_what_posix_allows),
	    cmocka_unit_test(test_rule_onsets_fall_on_the_right_day),
	    cmocka_unit_test(test_offsets_agree_with_the_c_library),
	    cmocka_unit_test(test_doubtful_instants_are_not_plain),
	    cmocka_unit_test(test_vtimezone_is_compact),
	    cmocka_unit_test(test_dublin_summer_is_daylight),
	    cmocka_unit_test(test_odd_hours_become_days_of_the_month),
	    cmocka_unit_test(test_rules_without_a_compact_form_are_refused),
	    cmocka_unit_test(test_bad_names_are_refused),
	    cmocka_unit_test(test_broken_files_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
