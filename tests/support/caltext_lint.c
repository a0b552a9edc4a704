/* SPDX-License-Identifier: MIT */
/* The lint of caltext_lint.h: bytes first, then lines, then components. */
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/text.h>

#include "tests/support/caltext_lint.h"

#define NAMES_MAX 4096
#define DEPTH_MAX 4

#define ANY_LEVEL 7u
#define FULL_ONLY (1u << CALTEXT_FULL)
#define NOT_BUSY (1u << CALTEXT_FULL | 1u << CALTEXT_NO_PERSONAL)

/* What may stand in a VEVENT: at which levels, whether it is TEXT, how often
 * it must. A property that is not here is a complaint. */
static const struct property_rule {
	const char *name;
	unsigned levels;
	bool is_text;
	bool once; /* exactly */
} event_rules[] = {
    {"UID", ANY_LEVEL, true, true},
    {"DTSTAMP", ANY_LEVEL, false, true},
    {"DTSTART", ANY_LEVEL, false, true},
    {"DTEND", ANY_LEVEL, false, false},
    {"SEQUENCE", ANY_LEVEL, false, true},
    {"LAST-MODIFIED", ANY_LEVEL, false, false},
    {"CREATED", NOT_BUSY, false, false},
    {"STATUS", ANY_LEVEL, false, true},
    {"TRANSP", ANY_LEVEL, false, true},
    {"SUMMARY", ANY_LEVEL, true, true},
    {"LOCATION", NOT_BUSY, true, false},
    {"GEO", FULL_ONLY, false, false},
    {"DESCRIPTION", FULL_ONLY, true, false},
    {"URL", NOT_BUSY, false, false},
    {"CATEGORIES", NOT_BUSY, true, false},
};
#define RULE_COUNT (sizeof(event_rules) / sizeof(event_rules[0]))

static const char *const calendar_texts[] = {"NAME", "X-WR-CALNAME", "PRODID"};

struct names {
	char *items[NAMES_MAX];
	size_t count;
};

struct lint {
	enum caltext_detail level;
	struct buf *complaint;
	size_t line;
	const char *open[DEPTH_MAX]; /* components, outermost first */
	size_t depth;
	unsigned seen[RULE_COUNT]; /* in the open VEVENT */
	bool has_version, has_product;
	unsigned recurrences; /* in the open STANDARD or DAYLIGHT */
	struct names uids, zones, used_zones;
};

static bool fail(struct lint *lint, const char *why)
{
	buf_printf(lint->complaint, "line %zu: %s", lint->line, why);
	return false;
}

static bool has_name(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (strcmp(names->items[i], name) == 0)
			return true;
	}
	return false;
}

static void keep_name(struct names *names, const char *name)
{
	if (names->count == NAMES_MAX)
		abort();
	names->items[names->count++] = xstrdup(name);
}

static void free_names(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
}

/* --- bytes: what the folded text must be --------------------------------- */

static bool check_line_bytes(struct lint *lint, const char *line, size_t length)
{
	if (length > 75)
		return fail(lint, "longer than 75 octets");
	if (length == 0)
		return fail(lint, "empty line");
	if (((unsigned char)line[0] & 0xC0) == 0x80 ||
	    (line[0] == ' ' && length > 1 &&
	     ((unsigned char)line[1] & 0xC0) == 0x80))
		return fail(lint, "folded inside a character");
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)line[i];

		if (c < 0x20 || c == 0x7F)
			return fail(lint, "control character");
	}
	return true;
}

static bool check_bytes(struct lint *lint, const char *text, size_t length)
{
	const char *line = text;
	const char *end = text + length;
	size_t bad;

	if (!text_is_utf8(text, length, &bad))
		return fail(lint, "not UTF-8");
	while (line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		lint->line++;
		if (stop == NULL || stop == line || stop[-1] != '\r')
			return fail(lint, "does not end in CRLF");
		if (!check_line_bytes(lint, line, (size_t)(stop - line - 1)))
			return false;
		line = stop + 1;
	}
	return true;
}

void caltext_unfold(const char *text, size_t length, struct buf *out)
{
	for (size_t i = 0; i < length; i++) {
		if (length - i >= 3 && memcmp(text + i, "\r\n ", 3) == 0)
			i += 2;
		else
			buf_add_char(out, text[i]);
	}
}

bool caltext_find(const char *unfolded, const char *name, struct buf *out)
{
	size_t length = strlen(name);

	for (const char *p = unfolded; p != NULL && *p != '\0';) {
		const char *stop = strstr(p, "\r\n");

		if (stop == NULL)
			return false;
		if (strncmp(p, name, length) == 0 &&
		    (p[length] == ':' || p[length] == ';')) {
			p += length + 1;
			buf_add(out, p, (size_t)(stop - p));
			return true;
		}
		p = stop + 2;
	}
	return false;
}

void caltext_unescape(const char *value, struct buf *out)
{
	for (const char *p = value; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0') {
			p++;
			buf_add_char(out, *p == 'n' || *p == 'N' ? '\n' : *p);
		} else {
			buf_add_char(out, *p);
		}
	}
}

/* --- content lines ------------------------------------------------------- */

static bool check_text_value(struct lint *lint, const char *value)
{
	for (const char *p = value; *p != '\0'; p++) {
		if (*p == ';' || *p == ',')
			return fail(lint, "; or , without a backslash");
		if (*p != '\\')
			continue;
		p++;
		if (*p == '\0' || strchr("\\;,nN", *p) == NULL)
			return fail(lint, "escape that RFC 5545 lacks");
	}
	return true;
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

static bool check_zone_parameter(struct lint *lint, const char *parameters,
				 const char *value)
{
	static const char tag[] = "TZID=";
	char name[128];
	size_t length;

	if (strncmp(parameters, tag, strlen(tag)) != 0)
		return true;
	parameters += strlen(tag);
	length = strcspn(parameters, ";:");
	if (length >= sizeof(name))
		return fail(lint, "endless TZID");
	memcpy(name, parameters, length);
	name[length] = '\0';
	if (!has_name(&lint->used_zones, name))
		keep_name(&lint->used_zones, name);
	return !ends_with(value, "Z") || fail(lint, "TZID on an UTC time");
}

static bool in_component(const struct lint *lint, const char *name)
{
	return lint->depth > 0 &&
	       strcmp(lint->open[lint->depth - 1], name) == 0;
}

static bool check_event_property(struct lint *lint, const char *name,
				 const char *parameters, const char *value)
{
	const struct property_rule *rule = NULL;

	for (size_t i = 0; i < RULE_COUNT && rule == NULL; i++) {
		if (strcmp(event_rules[i].name, name) == 0) {
			rule = &event_rules[i];
			lint->seen[i]++;
		}
	}
	if (rule == NULL)
		return fail(lint, "property that no entry of ours has");
	if (!(rule->levels & 1u << lint->level))
		return fail(lint, "shows more than its level of detail");
	if (lint->level == CALTEXT_BUSY_ONLY && strcmp(name, "SUMMARY") == 0 &&
	    strcmp(value, "Busy") != 0)
		return fail(lint, "a summary at the level of busy only");
	if (strcmp(name, "DTSTAMP") == 0 && !ends_with(value, "Z"))
		return fail(lint, "DTSTAMP is not in UTC");
	if (strcmp(name, "UID") == 0) {
		if (has_name(&lint->uids, value))
			return fail(lint, "UID seen before");
		keep_name(&lint->uids, value);
	}
	if (rule->is_text && !check_text_value(lint, value))
		return false;
	return check_zone_parameter(lint, parameters, value);
}

static bool check_calendar_property(struct lint *lint, const char *name,
				    const char *value)
{
	if (strcmp(name, "METHOD") == 0)
		return fail(lint, "METHOD in a feed");
	if (strcmp(name, "VERSION") == 0)
		lint->has_version = strcmp(value, "2.0") == 0;
	if (strcmp(name, "PRODID") == 0)
		lint->has_product = true;
	for (size_t i = 0;
	     i < sizeof(calendar_texts) / sizeof(calendar_texts[0]); i++) {
		if (strcmp(name, calendar_texts[i]) == 0)
			return check_text_value(lint, value);
	}
	return true;
}

static bool check_property(struct lint *lint, const char *name,
			   const char *parameters, const char *value)
{
	if (strncmp(name, "X-LIC-", 6) == 0)
		return fail(lint, "an error of libical");
	if (in_component(lint, "VEVENT"))
		return check_event_property(lint, name, parameters, value);
	if (in_component(lint, "VCALENDAR"))
		return check_calendar_property(lint, name, value);
	if (in_component(lint, "VTIMEZONE")) {
		if (strcmp(name, "TZID") == 0)
			keep_name(&lint->zones, value);
		return true;
	}
	if (lint->depth == 0)
		return fail(lint, "outside of any component");
	if (strcmp(name, "RDATE") == 0)
		return fail(lint, "RDATE in a VTIMEZONE");
	if (strcmp(name, "RRULE") == 0 && ++lint->recurrences > 1)
		return fail(lint, "two rules in one observance");
	return true;
}

/* --- components ---------------------------------------------------------- */

static bool open_component(struct lint *lint, const char *name)
{
	/* Who may stand in whom. */
	static const char *const nesting[][2] = {
	    {"VCALENDAR", NULL},       {"VTIMEZONE", "VCALENDAR"},
	    {"VEVENT", "VCALENDAR"},   {"STANDARD", "VTIMEZONE"},
	    {"DAYLIGHT", "VTIMEZONE"},
	};

	for (size_t i = 0; i < sizeof(nesting) / sizeof(nesting[0]); i++) {
		const char *outer = nesting[i][1];

		if (strcmp(name, nesting[i][0]) != 0)
			continue;
		if (outer == NULL ? lint->depth != 0
				  : !in_component(lint, outer))
			return fail(lint, "component in a wrong place");
		lint->open[lint->depth++] = nesting[i][0];
		lint->recurrences = 0;
		memset(lint->seen, 0, sizeof(lint->seen));
		return true;
	}
	return fail(lint, "component that no feed of ours has");
}

static bool close_component(struct lint *lint, const char *name)
{
	if (!in_component(lint, name))
		return fail(lint, "END without its BEGIN");
	for (size_t i = 0; in_component(lint, "VEVENT") && i < RULE_COUNT;
	     i++) {
		if (event_rules[i].once && lint->seen[i] != 1) {
			buf_printf(lint->complaint,
				   "%s: ", event_rules[i].name);
			return fail(lint, "must stand once in an entry");
		}
	}
	lint->depth--;
	return true;
}

/* One content line, which this cuts into pieces. */
static bool check_content_line(struct lint *lint, char *line)
{
	size_t name_length = strcspn(line, ":;");
	char *parameters = line + name_length;
	char *value;

	lint->line++;
	if (name_length == 0 || *parameters == '\0')
		return fail(lint, "no property");
	/* No parameter of ours is quoted. */
	value = strchr(line, ':');
	if (value == NULL)
		return fail(lint, "property without a value");
	*value++ = '\0';
	if (*parameters == ';')
		*parameters++ = '\0';
	if (strcmp(line, "BEGIN") == 0)
		return open_component(lint, value);
	if (strcmp(line, "END") == 0)
		return close_component(lint, value);
	return check_property(lint, line, parameters, value);
}

static bool check_whole(struct lint *lint)
{
	if (lint->depth != 0)
		return fail(lint, "component without its END");
	if (!lint->has_version || !lint->has_product)
		return fail(lint, "VERSION:2.0 or PRODID is missing");
	for (size_t i = 0; i < lint->used_zones.count; i++) {
		if (!has_name(&lint->zones, lint->used_zones.items[i])) {
			buf_printf(lint->complaint,
				   "%s: ", lint->used_zones.items[i]);
			return fail(lint, "TZID without a VTIMEZONE");
		}
	}
	return true;
}

bool caltext_lint(const char *text, size_t length, enum caltext_detail level,
		  struct buf *complaint)
{
	struct lint *lint = xcalloc(1, sizeof(*lint));
	struct buf unfolded = {0};
	char *line, *stop;
	bool ok;

	lint->level = level;
	lint->complaint = complaint;
	ok = check_bytes(lint, text, length);
	lint->line = 0; /* from here on, content lines */
	if (ok) {
		caltext_unfold(text, length, &unfolded);
		buf_add_char(&unfolded, '\0');
		line = unfolded.data;
		while (ok && (stop = strstr(line, "\r\n")) != NULL) {
			*stop = '\0';
			ok = check_content_line(lint, line);
			line = stop + 2;
		}
		ok = ok && check_whole(lint);
	}
	buf_free(&unfolded);
	free_names(&lint->uids);
	free_names(&lint->zones);
	free_names(&lint->used_zones);
	free(lint);
	return ok;
}
