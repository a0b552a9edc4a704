/* SPDX-License-Identifier: MIT */
/*
 * POSIX TZ rules ("EST5EDT,M3.2.0,M11.1.0"), as they stand in the footer of a
 * TZif file (RFC 9636, 3.3.1; IEEE 1003.1, 8.3), and the civil dates that they
 * need. Days are counted by the era method: 400 years have 146,097 days.
 */
#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "dispatchd/feed/caltext_internal.h"

int64_t caltext_floor_div(int64_t a, int64_t b)
{
	assert(b > 0);
	return a / b - (a % b < 0);
}

int64_t caltext_days_of(int year, int month, int day)
{
	/* Years begin in March here, so that the leap day is the last one. */
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = caltext_floor_div(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	assert(month >= 1 && month <= 12);
	return era * 146097 + year_of_era * 365 + year_of_era / 4 -
	       year_of_era / 100 + day_of_year - 719468;
}

struct civil caltext_civil_of(int64_t seconds)
{
	int64_t days = caltext_floor_div(seconds, DAY_S);
	int rest = (int)(seconds - days * DAY_S);
	int64_t shifted = days + 719468;
	int64_t era = caltext_floor_div(shifted, 146097);
	int64_t doe = shifted - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t march_month = (5 * doy + 2) / 153;
	struct civil civil;

	civil.month =
	    (int)(march_month < 10 ? march_month + 3 : march_month - 9);
	civil.year = (int)(yoe + era * 400 + (civil.month <= 2));
	civil.day = (int)(doy - (153 * march_month + 2) / 5 + 1);
	civil.hour = rest / 3600;
	civil.minute = rest / 60 % 60;
	civil.second = rest % 60;
	return civil;
}

int caltext_month_length(int year, int month)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30,
				      31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	assert(month >= 1 && month <= 12);
	return lengths[month - 1] + (month == 2 && leap);
}

int caltext_weekday_of(int64_t days)
{
	/* 1970-01-01 was a Thursday. */
	return (int)(days + 4 - caltext_floor_div(days + 4, 7) * 7);
}

/* --- reading a rule ------------------------------------------------------ */

/* A number from min to max at *p, which moves behind it. */
static bool read_number(const char **p, int min, int max, int *ret_number)
{
	int number = 0;

	if (!isdigit((unsigned char)**p))
		return false;
	for (; isdigit((unsigned char)**p); (*p)++) {
		number = number * 10 + (**p - '0');
		if (number > max)
			return false;
	}
	if (number < min)
		return false;
	*ret_number = number;
	return true;
}

/* "[+-]h[:mm[:ss]]" in seconds. */
static bool read_time(const char **p, int max_hours, int32_t *ret_seconds)
{
	int sign = 1;
	int hours, minutes = 0, seconds = 0;

	if (**p == '+' || **p == '-')
		sign = *(*p)++ == '-' ? -1 : 1;
	if (!read_number(p, 0, max_hours, &hours))
		return false;
	if (**p == ':') {
		(*p)++;
		if (!read_number(p, 0, 59, &minutes))
			return false;
		if (**p == ':') {
			(*p)++;
			if (!read_number(p, 0, 59, &seconds))
				return false;
		}
	}
	*ret_seconds = sign * (hours * 3600 + minutes * 60 + seconds);
	return true;
}

/* "EST", or "<+0330>" when the name has more than letters. */
static bool read_name(const char **p, char ret_name[RULE_NAME_MAX + 1])
{
	bool quoted = **p == '<';
	const char *start = *p + quoted;
	const char *end = start;
	size_t length;

	while (isalpha((unsigned char)*end) ||
	       (quoted &&
		(isdigit((unsigned char)*end) || *end == '+' || *end == '-')))
		end++;
	length = (size_t)(end - start);
	if (length < 3 || length > RULE_NAME_MAX || (quoted && *end != '>'))
		return false;
	memcpy(ret_name, start, length);
	ret_name[length] = '\0';
	*p = end + quoted;
	return true;
}

static bool read_day(const char **p, struct rule_day *ret_day)
{
	struct rule_day day = {.kind = RULE_DAY_ZERO_JULIAN};
	bool ok;

	if (**p == 'M') {
		(*p)++;
		day.kind = RULE_DAY_MONTH;
		ok = read_number(p, 1, 12, &day.month) && *(*p)++ == '.' &&
		     read_number(p, 1, 5, &day.week) && *(*p)++ == '.' &&
		     read_number(p, 0, 6, &day.weekday);
	} else if (**p == 'J') {
		(*p)++;
		day.kind = RULE_DAY_JULIAN;
		ok = read_number(p, 1, 365, &day.yearday);
	} else {
		ok = read_number(p, 0, 365, &day.yearday);
	}
	if (!ok)
		return false;
	day.time_s = 2 * 3600;
	if (**p == '/') {
		(*p)++;
		if (!read_time(p, 167, &day.time_s))
			return false;
	}
	*ret_day = day;
	return true;
}

bool caltext_rule_parse(const char *text, struct caltext_rule *ret_rule)
{
	struct caltext_rule rule = {0};
	const char *p = text;
	int32_t west_s;

	if (!read_name(&p, rule.std.name) || !read_time(&p, 24, &west_s))
		return false;
	rule.std.offset_s = -west_s;
	if (*p == '\0') {
		*ret_rule = rule;
		return true;
	}
	rule.has_dst = true;
	if (!read_name(&p, rule.dst.name))
		return false;
	rule.dst.offset_s = rule.std.offset_s + 3600;
	if (*p != ',') {
		if (!read_time(&p, 24, &west_s))
			return false;
		rule.dst.offset_s = -west_s;
	}
	/* POSIX allows to leave the days out; TZif never does. */
	if (*p++ != ',' || !read_day(&p, &rule.dst.onset) || *p++ != ',' ||
	    !read_day(&p, &rule.std.onset) || *p != '\0')
		return false;
	*ret_rule = rule;
	return true;
}

/* --- asking a rule ------------------------------------------------------- */

static int64_t day_of_onset(const struct rule_day *onset, int year)
{
	int64_t january = caltext_days_of(year, 1, 1);
	int64_t first;
	int day;

	switch (onset->kind) {
	case RULE_DAY_MONTH:
		first = caltext_days_of(year, onset->month, 1);
		day = (onset->weekday - caltext_weekday_of(first) + 7) % 7 +
		      (onset->week - 1) * 7;
		if (day >= caltext_month_length(year, onset->month))
			day -= 7;
		return first + day;
	case RULE_DAY_JULIAN:
		day = onset->yearday - 1;
		return january + day +
		       (day >= 59 && caltext_month_length(year, 2) == 29);
	case RULE_DAY_ZERO_JULIAN:
		break;
	}
	return january + onset->yearday;
}

int64_t caltext_rule_onset_s(const struct rule_day *onset, int year)
{
	return day_of_onset(onset, year) * DAY_S + onset->time_s;
}

int32_t caltext_rule_offset_s(const struct caltext_rule *rule, int64_t utc_s)
{
	int year = caltext_civil_of(utc_s + rule->std.offset_s).year;
	int64_t latest = INT64_MIN;
	int32_t offset = rule->std.offset_s;

	if (!rule->has_dst)
		return rule->std.offset_s;
	/* The latest onset decides. The neighbouring years matter: a zone of
	 * the south begins the year in summer time, and an hour of the rule
	 * can lie days off. */
	for (int y = year - 1; y <= year + 1; y++) {
		int64_t to_dst = caltext_rule_onset_s(&rule->dst.onset, y) -
				 rule->std.offset_s;
		int64_t to_std = caltext_rule_onset_s(&rule->std.onset, y) -
				 rule->dst.offset_s;

		if (to_dst <= utc_s && to_dst > latest) {
			latest = to_dst;
			offset = rule->dst.offset_s;
		}
		if (to_std <= utc_s && to_std > latest) {
			latest = to_std;
			offset = rule->std.offset_s;
		}
	}
	return offset;
}
