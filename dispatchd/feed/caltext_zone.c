/* SPDX-License-Identifier: MIT */
/*
 * A zone: the transitions and the footer of a TZif file (RFC 9636), and the
 * questions of the feed: which offset holds at an instant, and can that
 * instant be written as local time without doubt.
 */
#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>

#include "dispatchd/feed/caltext_internal.h"

#define HEADER_SIZE 44
#define TIME_SIZE 8
#define TYPE_SIZE 6
#define LEAP_SIZE 12
/* Above what any zone has; keeps sizes far from overflow. */
#define COUNT_MAX 100000
/* "TZID:" and a name stay on one line. */
#define TZID_MAX 64

/* The six counts of a header, in the order of the file. */
struct tzif_header {
	uint32_t isutc, isstd, leap, time, type, chars;
};

struct reader {
	const uint8_t *bytes;
	size_t length;
	size_t at;
};

static int64_t read_signed(const uint8_t *bytes, size_t size)
{
	uint64_t value = bytes[0] & 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 | bytes[i];
	return (int64_t)value;
}

/* `size` bytes, or NULL at the end of the file. */
static const uint8_t *take(struct reader *reader, size_t size)
{
	const uint8_t *bytes = reader->bytes + reader->at;

	if (size > reader->length - reader->at)
		return NULL;
	reader->at += size;
	return bytes;
}

static bool take_header(struct reader *reader, struct tzif_header *ret_header)
{
	const uint8_t *bytes = take(reader, HEADER_SIZE);
	uint32_t counts[6];

	if (bytes == NULL || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2')
		return false;
	for (size_t i = 0; i < 6; i++) {
		counts[i] = (uint32_t)read_signed(bytes + 20 + 4 * i, 4);
		if (counts[i] > COUNT_MAX)
			return false;
	}
	*ret_header = (struct tzif_header){counts[0], counts[1], counts[2],
					   counts[3], counts[4], counts[5]};
	return true;
}

static size_t block_size(const struct tzif_header *header, size_t time_size)
{
	return header->time * (time_size + 1) + header->type * TYPE_SIZE +
	       header->chars + header->leap * (time_size + 4) + header->isstd +
	       header->isutc;
}

/* The transitions and types of the 64-bit block. */
static bool read_transitions(struct caltext_zone *zone, const uint8_t *block,
			     const struct tzif_header *header)
{
	const uint8_t *index = block + (size_t)header->time * TIME_SIZE;
	const uint8_t *types = index + header->time;

	zone->at_s = xcalloc(header->time + 1, sizeof(*zone->at_s));
	zone->offset_s = xcalloc(header->time + 1, sizeof(*zone->offset_s));
	zone->first_offset_s = (int32_t)read_signed(types, 4);
	for (size_t i = 0; i < header->time; i++) {
		zone->at_s[i] = read_signed(block + i * TIME_SIZE, TIME_SIZE);
		if (index[i] >= header->type ||
		    (i > 0 && zone->at_s[i] <= zone->at_s[i - 1]))
			return false;
		zone->offset_s[i] = (int32_t)read_signed(
		    types + (size_t)index[i] * TYPE_SIZE, 4);
		if (abs(zone->offset_s[i]) > 26 * 3600)
			return false;
	}
	zone->count = header->time;
	return abs(zone->first_offset_s) <= 26 * 3600;
}

/* "\n" rule "\n" ends the file; an empty rule says that nothing is known. */
static bool read_footer(struct caltext_zone *zone, struct reader *reader)
{
	const char *start = (const char *)reader->bytes + reader->at;
	size_t length = reader->length - reader->at;
	char text[128];

	if (length < 2 || length - 2 >= sizeof(text) || start[0] != '\n' ||
	    start[length - 1] != '\n')
		return false;
	memcpy(text, start + 1, length - 2);
	text[length - 2] = '\0';
	if (text[0] == '\0')
		return true;
	zone->has_footer = caltext_rule_parse(text, &zone->footer);
	return zone->has_footer;
}

static bool read_file(struct caltext_zone *zone, struct reader *reader)
{
	struct tzif_header header;
	const uint8_t *block;

	if (!take_header(reader, &header) ||
	    take(reader, block_size(&header, 4)) == NULL ||
	    !take_header(reader, &header) || header.type == 0)
		return false;
	/* Leap seconds ("right/") would shift every instant. */
	if (header.leap != 0)
		return false;
	block = take(reader, block_size(&header, TIME_SIZE));
	return block != NULL && read_transitions(zone, block, &header) &&
	       read_footer(zone, reader);
}

bool caltext_tzid_is_name(const char *tzid)
{
	size_t length = strlen(tzid);

	if (length == 0 || length > TZID_MAX || tzid[length - 1] == '/')
		return false;
	for (size_t i = 0; i < length; i++) {
		bool slash = tzid[i] == '/';

		if (slash ? i == 0 || tzid[i - 1] == '/'
			  : !isalnum((unsigned char)tzid[i]) &&
				strchr("+-_", tzid[i]) == NULL)
			return false;
	}
	return true;
}

enum err caltext_zone_parse(const char *tzid, const void *bytes, size_t length,
			    struct caltext_zone **ret_zone,
			    struct err_detail *detail)
{
	struct reader reader = {.bytes = bytes, .length = length};
	struct caltext_zone *zone;

	if (!caltext_tzid_is_name(tzid))
		return err_set(detail, ERR_INPUT, "",
			       "\"%.64s\" is no name of a time zone; say "
			       "\"Area/City\"",
			       tzid);
	zone = xcalloc(1, sizeof(*zone));
	zone->tzid = xstrdup(tzid);
	if (!read_file(zone, &reader)) {
		caltext_zone_free(zone);
		return err_set(detail, ERR_INPUT, "",
			       "time zone %.64s: its file is no TZif data of "
			       "version 2 or later; reinstall tzdata",
			       tzid);
	}
	zone->has_compact = zone->has_footer &&
			    caltext_rule_compact(&zone->footer, &zone->compact);
	zone->is_utc = zone->count == 0 && zone->has_footer &&
		       strcmp(zone->footer.std.name, "UTC") == 0;
	crypto_generichash((unsigned char *)zone->digest, sizeof(zone->digest),
			   bytes, length, NULL, 0);
	*ret_zone = zone;
	return ERR_OK;
}

void caltext_zone_free(struct caltext_zone *zone)
{
	if (zone == NULL)
		return;
	free(zone->tzid);
	free(zone->at_s);
	free(zone->offset_s);
	free(zone);
}

const char *caltext_zone_tzid(const struct caltext_zone *zone)
{
	return zone->tzid;
}

bool caltext_zone_has_rule(const struct caltext_zone *zone)
{
	return zone->has_compact;
}

int32_t caltext_zone_offset_s(const struct caltext_zone *zone, int64_t utc_s)
{
	size_t low = 0, high = zone->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->at_s[middle] <= utc_s)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == zone->count && zone->has_footer)
		return caltext_rule_offset_s(&zone->footer, utc_s);
	return low == 0 ? zone->first_offset_s : zone->offset_s[low - 1];
}

/* A clock's offset at an instant: by the transitions or by the compact rule. */
typedef int32_t offset_at(const struct caltext_zone *zone, int64_t utc_s);

static int32_t compact_offset_s(const struct caltext_zone *zone, int64_t utc_s)
{
	return caltext_rule_offset_s(&zone->compact, utc_s);
}

/* Is the wall clock of `utc_s` shown twice? A second instant has another
 * offset, so it is one of those in force shortly before or after. */
static bool is_repeated(const struct caltext_zone *zone, offset_at *offset,
			int64_t utc_s)
{
	static const int64_t nearby_s[] = {-DAY_S, DAY_S};
	int32_t here = offset(zone, utc_s);

	for (size_t i = 0; i < 2; i++) {
		int32_t other = offset(zone, utc_s + nearby_s[i]);

		if (other != here &&
		    offset(zone, utc_s + here - other) == other)
			return true;
	}
	return false;
}

bool caltext_zone_is_plain(const struct caltext_zone *zone, int64_t utc_s)
{
	/* The VTIMEZONE begins in the course of 1970. */
	static const int64_t year_1971_s = 365 * (int64_t)DAY_S;

	if (!zone->has_compact || zone->is_utc || utc_s < year_1971_s)
		return false;
	/* Clients that know the zone by its name follow the transitions, the
	 * others the VTIMEZONE: both must agree. */
	return compact_offset_s(zone, utc_s) ==
		   caltext_zone_offset_s(zone, utc_s) &&
	       !is_repeated(zone, caltext_zone_offset_s, utc_s) &&
	       !is_repeated(zone, compact_offset_s, utc_s);
}
