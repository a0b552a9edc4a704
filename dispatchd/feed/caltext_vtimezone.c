/* SPDX-License-Identifier: MIT */
/*
 * VTIMEZONE in its compact form (RFC 5545, 3.6.5): one STANDARD and at most
 * one DAYLIGHT that begin in 1970 and recur. Written here and not by libical,
 * whose zones carry a name of its own and reach back to 1880.
 *
 * Outlook reads nothing but such forms. It also expects DAYLIGHT to be the
 * side with the greater offset; Europe/Dublin's rule says the opposite
 * (winter is its "DST"), so the sides are named by their offsets here.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/feed/caltext_internal.h"

static const char *const weekday_names[] = {"SU", "MO", "TU", "WE",
					    "TH", "FR", "SA"};

/* The days of the month on which an onset can fall, once the hours beyond
 * [0:00, 24:00) have become days. */
struct day_range {
	int month, weekday;
	int first, last;
	int32_t time_s; /* in [0, DAY_S) */
	bool is_last;	/* the last such weekday of the month */
};

/* False if the range leaves its month, which no BYMONTHDAY can say. */
static bool range_of(const struct rule_day *onset, struct day_range *ret_range)
{
	struct day_range range;
	int shift = (int)caltext_floor_div(onset->time_s, DAY_S);
	int length;

	if (onset->kind != RULE_DAY_MONTH)
		return false;
	/* February's last week moves with the leap year. */
	length =
	    onset->month == 2 ? 28 : caltext_month_length(1970, onset->month);
	range.month = onset->month;
	range.weekday = ((onset->weekday + shift) % 7 + 7) % 7;
	range.is_last = onset->week == 5 && shift == 0;
	range.last = (onset->week == 5 ? length : onset->week * 7) + shift;
	range.first = range.last - 6;
	range.time_s = onset->time_s - shift * DAY_S;
	*ret_range = range;
	if (onset->month == 2 && onset->week == 5 && shift != 0)
		return false;
	return range.first >= 1 && range.last <= length;
}

static bool compact_day(struct rule_day *day)
{
	struct day_range range;

	if (day->kind == RULE_DAY_MONTH && !range_of(day, &range) &&
	    day->time_s == DAY_S) {
		/* Africa/Cairo's "last Thursday at 24:00" can be 1 November:
		 * say 23:59:59. The second between is written in UTC, because
		 * the rule and the transitions disagree about it. */
		day->time_s = DAY_S - 1;
	}
	return range_of(day, &range);
}

bool caltext_rule_compact(const struct caltext_rule *rule,
			  struct caltext_rule *ret_rule)
{
	struct caltext_rule compact = *rule;

	if (compact.has_dst && (!compact_day(&compact.std.onset) ||
				!compact_day(&compact.dst.onset)))
		return false;
	*ret_rule = compact;
	return true;
}

/* "+0100", "-033045". */
static void write_offset(const char *name, int32_t offset_s, struct buf *out)
{
	int32_t east_s = abs(offset_s);

	buf_printf(out, "%s:%c%02d%02d", name, offset_s < 0 ? '-' : '+',
		   east_s / 3600, east_s / 60 % 60);
	if (east_s % 60 != 0)
		buf_printf(out, "%02d", east_s % 60);
	buf_add_text(out, "\r\n");
}

static void write_recurrence(const struct rule_day *onset, struct buf *out)
{
	struct day_range range;
	const char *weekday;

	if (!range_of(onset, &range))
		return; /* not in a compact rule */
	weekday = weekday_names[range.weekday];
	buf_printf(out, "RRULE:FREQ=YEARLY;BYMONTH=%d;", range.month);
	if (range.is_last) {
		buf_printf(out, "BYDAY=-1%s\r\n", weekday);
	} else if (range.last % 7 == 0) {
		buf_printf(out, "BYDAY=%d%s\r\n", range.last / 7, weekday);
	} else {
		buf_add_text(out, "BYMONTHDAY=");
		for (int day = range.first; day <= range.last; day++)
			buf_printf(out, "%s%d", day > range.first ? "," : "",
				   day);
		buf_printf(out, ";BYDAY=%s\r\n", weekday);
	}
}

/* `side` begins where `before` held until then; recurs unless `before` is
 * NULL, which stands for the same offset all the year. */
static void write_side(const char *kind, const struct rule_side *side,
		       const struct rule_side *before, struct buf *out)
{
	int64_t onset_s =
	    before == NULL ? 0 : caltext_rule_onset_s(&side->onset, 1970);
	struct civil civil = caltext_civil_of(onset_s);

	buf_printf(out, "BEGIN:%s\r\n", kind);
	buf_printf(out, "DTSTART:%04d%02d%02dT%02d%02d%02d\r\n", civil.year,
		   civil.month, civil.day, civil.hour, civil.minute,
		   civil.second);
	if (before != NULL)
		write_recurrence(&side->onset, out);
	write_offset("TZOFFSETFROM",
		     before != NULL ? before->offset_s : side->offset_s, out);
	write_offset("TZOFFSETTO", side->offset_s, out);
	buf_printf(out, "TZNAME:%s\r\nEND:%s\r\n", side->name, kind);
}

void caltext_write_vtimezone(const struct caltext_zone *zone, struct buf *out)
{
	const struct caltext_rule *rule = &zone->compact;
	bool std_is_winter = rule->std.offset_s <= rule->dst.offset_s;
	const struct rule_side *winter =
	    std_is_winter ? &rule->std : &rule->dst;
	const struct rule_side *summer =
	    std_is_winter ? &rule->dst : &rule->std;

	assert(zone->has_compact);
	buf_printf(out, "BEGIN:VTIMEZONE\r\nTZID:%s\r\n", zone->tzid);
	if (rule->has_dst) {
		write_side("STANDARD", winter, summer, out);
		write_side("DAYLIGHT", summer, winter, out);
	} else {
		write_side("STANDARD", &rule->std, NULL, out);
	}
	buf_add_text(out, "END:VTIMEZONE\r\n");
}
