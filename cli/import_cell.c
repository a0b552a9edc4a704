/* SPDX-License-Identifier: MIT */
/* How each type of cell is read: a table of readers. */
#include "config.h" /* first: strptime(3) */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <callout/text.h>

#include "cli/import.h"

typedef bool reader(const struct import_column *column,
		    const struct import_map *map, const char *text,
		    struct buf *buf);

static size_t characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static bool is_code(const char *text, size_t length)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789"
				      "_.:-";

	return length >= 1 && length <= 64 && strspn(text, allowed) >= length;
}

/* --- Plain ones
 * --------------------------------------------------------------- */

static bool read_text(const struct import_column *column,
		      const struct import_map *map, const char *text,
		      struct buf *buf)
{
	size_t length = characters(text);

	(void)map;
	buf_add_text(buf, text);
	return length >= (size_t)column->min && length <= (size_t)column->max;
}

static bool read_code(const struct import_column *column,
		      const struct import_map *map, const char *text,
		      struct buf *buf)
{
	(void)column;
	(void)map;
	buf_add_text(buf, text);
	return is_code(text, strlen(text));
}

static bool read_int(const struct import_column *column,
		     const struct import_map *map, const char *text,
		     struct buf *buf)
{
	int64_t value;

	(void)map;
	if (!text_parse_int(text, column->min, column->max, &value))
		return false;
	buf_printf(buf, "%lld", (long long)value);
	return true;
}

static bool read_degrees(double limit, const char *text, struct buf *buf)
{
	double value;

	if (!text_parse_double(text, -limit, limit, &value))
		return false;
	buf_add_text(buf, text);
	return true;
}

static bool read_lat(const struct import_column *column,
		     const struct import_map *map, const char *text,
		     struct buf *buf)
{
	(void)column;
	(void)map;
	return read_degrees(90, text, buf);
}

static bool read_lon(const struct import_column *column,
		     const struct import_map *map, const char *text,
		     struct buf *buf)
{
	(void)column;
	(void)map;
	return read_degrees(180, text, buf);
}

static bool is_one_of(const char *text, const char *const *choices)
{
	for (; *choices; choices++) {
		if (strcmp(text, *choices) == 0)
			return true;
	}
	return false;
}

static bool read_flag(const struct import_column *column,
		      const struct import_map *map, const char *text,
		      struct buf *buf)
{
	static const char *const choices[] = {"yes", "no", NULL};

	(void)column;
	(void)map;
	buf_add_text(buf, text);
	return is_one_of(text, choices);
}

static bool read_outcome(const struct import_column *column,
			 const struct import_map *map, const char *text,
			 struct buf *buf)
{
	static const char *const choices[] = {
	    "fixed", "partial", "no_access", "no_part", "not_done", NULL};

	(void)column;
	(void)map;
	buf_add_text(buf, text);
	return is_one_of(text, choices);
}

/* --- Days and times
 * -------------------------------------------------------------- */

static bool read_date(const struct import_column *column,
		      const struct import_map *map, const char *text,
		      struct buf *buf)
{
	int32_t days;

	(void)column;
	(void)map;
	buf_add_text(buf, text);
	return text_parse_date(text, &days);
}

/* "08:00" at `text`, or "24:00" where a day may end with it. */
static bool is_time(const char *text, size_t length, bool may_be_24)
{
	int hour, minute;

	if (length != 5 || text[2] != ':')
		return false;
	for (size_t i = 0; i < 5; i++) {
		if (i != 2 && (text[i] < '0' || text[i] > '9'))
			return false;
	}
	hour = (text[0] - '0') * 10 + text[1] - '0';
	minute = (text[3] - '0') * 10 + text[4] - '0';
	if (hour == 24)
		return may_be_24 && minute == 0;
	return hour < 24 && minute < 60;
}

static bool read_time(const struct import_column *column,
		      const struct import_map *map, const char *text,
		      struct buf *buf)
{
	(void)column;
	(void)map;
	buf_add_text(buf, text);
	return is_time(text, strlen(text), false);
}

/* A local time by strptime(3), which takes February 30: checked again. */
static bool read_by_format(const char *text, const char *format,
			   struct buf *buf)
{
	struct tm tm = {.tm_mday = 1};
	const char *end = strptime(text, format, &tm);
	char day[40];
	int32_t days;

	if (!end || *end)
		return false;
	snprintf(day, sizeof(day), "%04d-%02d-%02d", tm.tm_year + 1900,
		 tm.tm_mon + 1, tm.tm_mday);
	if (!text_parse_date(day, &days) || tm.tm_sec > 59)
		return false;
	buf_printf(buf, "%s %02d:%02d:%02d", day, tm.tm_hour, tm.tm_min,
		   tm.tm_sec);
	return true;
}

/* "2015-06-01 08:30:00" or "2015-06-01T08:30", without an offset. */
static bool read_local(const char *text, struct buf *buf)
{
	size_t length = strlen(text);
	char day[11];
	int32_t days;
	int64_t second = 0;

	if ((length != 16 && length != 19) ||
	    (text[10] != ' ' && text[10] != 'T'))
		return false;
	memcpy(day, text, 10);
	day[10] = '\0';
	if (!text_parse_date(day, &days) || !is_time(text + 11, 5, false))
		return false;
	if (length == 19 &&
	    (text[16] != ':' || strlen(text + 17) != 2 || text[17] < '0' ||
	     text[17] > '9' ||
	     !text_parse_int(text[17] == '0' ? text + 18 : text + 17, 0, 59,
			     &second)))
		return false;
	buf_printf(buf, "%s %.5s:%02d", day, text + 11, (int)second);
	return true;
}

static bool read_stamp(const struct import_column *column,
		       const struct import_map *map, const char *text,
		       struct buf *buf)
{
	int64_t us;
	char instant[32];

	(void)column;
	if (map->date_format)
		return map->zone && read_by_format(text, map->date_format, buf);
	if (text_parse_instant(text, &us)) {
		buf_add_text(buf, text_format_instant(us, instant));
		return true;
	}
	return map->zone && read_local(text, buf);
}

/* --- Lists
 * ---------------------------------------------------------------------- */

static const char *skip_spaces(const char *text)
{
	return text + strspn(text, " ");
}

static bool read_skills(const struct import_column *column,
			const struct import_map *map, const char *text,
			struct buf *buf)
{
	const char *separator = "";

	(void)column;
	(void)map;
	for (text = skip_spaces(text); *text; text = skip_spaces(text)) {
		size_t length = strcspn(text, " ");
		const char *colon = memchr(text, ':', length);
		size_t code = colon ? (size_t)(colon - text) : length;
		long level = colon ? strtol(colon + 1, NULL, 10) : 1;

		if (!is_code(text, code) || level < 1 || level > 10 ||
		    (colon &&
		     strspn(colon + 1, "0123456789") != length - code - 1))
			return false;
		buf_printf(buf, "%s%.*s:%ld", separator, (int)code, text,
			   level);
		separator = " ";
		text += length;
	}
	return *separator != '\0';
}

static bool is_weekdays(const char *text, size_t length)
{
	char last = '0';

	for (size_t i = 0; i < length; i++) {
		if (text[i] <= last || text[i] > '7')
			return false;
		last = text[i];
	}
	return length > 0;
}

static bool read_weekdays(const struct import_column *column,
			  const struct import_map *map, const char *text,
			  struct buf *buf)
{
	(void)column;
	(void)map;
	buf_add_text(buf, text);
	return is_weekdays(text, strlen(text));
}

/* To PostgreSQL's polygon, which is (x,y): (lon,lat). */
static bool read_boundary(const struct import_column *column,
			  const struct import_map *map, const char *text,
			  struct buf *buf)
{
	int corners = 0;

	(void)column;
	(void)map;
	buf_add_char(buf, '(');
	for (text = skip_spaces(text); *text; text = skip_spaces(text)) {
		size_t length = strcspn(text, " ");
		char corner[80], *comma;
		double lat, lon;

		if (length >= sizeof(corner))
			return false;
		memcpy(corner, text, length);
		corner[length] = '\0';
		comma = strchr(corner, ',');
		if (!comma)
			return false;
		*comma = '\0';
		if (!text_parse_double(corner, -90, 90, &lat) ||
		    !text_parse_double(comma + 1, -180, 180, &lon))
			return false;
		buf_printf(buf, "%s(%s,%s)", corners ? "," : "", comma + 1,
			   corner);
		corners++;
		text += length;
	}
	buf_add_char(buf, ')');
	return corners >= 3;
}

/* "1-5 08:00-17:00; 6 09:00-12:00" to "12345 08:00-17:00;6 09:00-12:00". */
static bool read_hours(const struct import_column *column,
		       const struct import_map *map, const char *text,
		       struct buf *buf)
{
	const char *separator = "";

	(void)column;
	(void)map;
	for (text = skip_spaces(text); *text; text = skip_spaces(text)) {
		size_t days = strcspn(text, " ");
		const char *hours = skip_spaces(text + days);

		if (strlen(hours) < 11 || hours[5] != '-' ||
		    !is_time(hours, 5, false) || !is_time(hours + 6, 5, true) ||
		    strncmp(hours, hours + 6, 5) >= 0)
			return false;
		buf_add_text(buf, separator);
		if (days == 3 && text[1] == '-' && text[0] >= '1' &&
		    text[0] < text[2] && text[2] <= '7') {
			for (char day = text[0]; day <= text[2]; day++)
				buf_add_char(buf, day);
		} else if (is_weekdays(text, days)) {
			buf_add(buf, text, days);
		} else {
			return false;
		}
		buf_printf(buf, " %.11s", hours);
		separator = ";";
		text = skip_spaces(hours + 11);
		if (*text == ';')
			text++;
		else if (*text)
			return false;
	}
	return *separator != '\0';
}

/* "2026-12-25 Christmas; 2027-01-01" to "2026-12-25 Christmas;2027-01-01 ". */
static bool read_holidays(const struct import_column *column,
			  const struct import_map *map, const char *text,
			  struct buf *buf)
{
	const char *separator = "";

	(void)column;
	(void)map;
	for (text = skip_spaces(text); *text; text = skip_spaces(text)) {
		char day[11] = "";
		size_t length = strcspn(text, ";");
		int32_t days;

		if (length < 10 || (length > 10 && text[10] != ' '))
			return false;
		memcpy(day, text, 10);
		if (!text_parse_date(day, &days))
			return false;
		buf_printf(buf, "%s%.*s%s", separator, (int)length, text,
			   length == 10 ? " " : "");
		separator = ";";
		text += length;
		if (*text == ';')
			text++;
	}
	return true;
}

/* --- The table
 * -------------------------------------------------------------------- */

static const struct {
	reader *read;
	const char *wrong; /* after the quoted cell */
	const char *right; /* NULL: made of min and max */
} types[] = {
    [IMPORT_TEXT] = {read_text, "is too short or too long", NULL},
    [IMPORT_CODE] = {read_code, "is no code",
		     "1 to 64 letters, digits, _ . : -"},
    [IMPORT_INT] = {read_int, "is no whole number in range", NULL},
    [IMPORT_LAT] = {read_lat, "is no latitude", "degrees from -90 to 90"},
    [IMPORT_LON] = {read_lon, "is no longitude", "degrees from -180 to 180"},
    [IMPORT_STAMP] = {read_stamp, "is no date and time", NULL},
    [IMPORT_DATE] = {read_date, "is no day that exists", "YYYY-MM-DD"},
    [IMPORT_TIME] = {read_time, "is no time of day", "HH:MM, 00:00 to 23:59"},
    [IMPORT_FLAG] = {read_flag, "is neither yes nor no", "yes or no"},
    [IMPORT_OUTCOME] = {read_outcome, "is no outcome",
			"fixed, partial, no_access, no_part or not_done"},
    [IMPORT_SKILLS] = {read_skills, "is no list of skills",
		       "codes with levels 1 to 10: GAS:2 WATER"},
    [IMPORT_WEEKDAYS] = {read_weekdays, "is no list of weekdays",
			 "digits in order, 1 is Monday: 12345"},
    [IMPORT_BOUNDARY] = {read_boundary, "is no boundary",
			 "three corners or more: lat,lon lat,lon lat,lon"},
    [IMPORT_HOURS] = {read_hours, "are no hours",
		      "1-5 08:00-17:00; 6 09:00-12:00"},
    [IMPORT_HOLIDAYS] = {read_holidays, "are no holidays",
			 "2026-12-25 Christmas; 2027-01-01 New Year"},
};

/* Cut at 60 bytes, not inside a character. */
static int shown_length(const char *text)
{
	size_t length = strlen(text);

	if (length <= 60)
		return (int)length;
	length = 60;
	while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
		length--;
	return (int)length;
}

static void say_right(const struct import_column *column,
		      const struct import_map *map, char ret_right[])
{
	const char *right = types[column->type].right;

	if (right)
		snprintf(ret_right, IMPORT_TEXT_SIZE, "%s", right);
	else if (column->type == IMPORT_TEXT)
		snprintf(ret_right, IMPORT_TEXT_SIZE, "%lld to %lld characters",
			 (long long)column->min, (long long)column->max);
	else if (column->type == IMPORT_INT)
		snprintf(ret_right, IMPORT_TEXT_SIZE, "%lld to %lld",
			 (long long)column->min, (long long)column->max);
	else if (map->date_format)
		snprintf(ret_right, IMPORT_TEXT_SIZE,
			 "a day that exists, written as %s%s", map->date_format,
			 map->zone ? "" : ", and --zone or a zone in the map");
	else
		snprintf(ret_right, IMPORT_TEXT_SIZE, "a day that exists: %s",
			 map->zone
			     ? "2026-11-21 08:00:00, or 2026-11-21T08:00:00Z"
			     : "2026-11-21T08:00:00Z; without an offset it "
			       "needs --zone or a zone in the map");
}

bool import_cell(const struct import_column *column,
		 const struct import_map *map, const char *text,
		 struct buf *buf, struct import_fault *ret_fault)
{
	size_t before = buf->length;
	int length;

	if (types[column->type].read(column, map, text, buf))
		return true;
	buf->length = before;
	length = shown_length(text);
	snprintf(ret_fault->wrong, sizeof(ret_fault->wrong), "'%.*s'%s %s",
		 length, text, text[length] ? "..." : "",
		 types[column->type].wrong);
	say_right(column, map, ret_fault->right);
	return false;
}
