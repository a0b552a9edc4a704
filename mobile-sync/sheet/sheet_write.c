/* SPDX-License-Identifier: MIT */
/*
 * Job sheets and answers as XML text. Written by hand into a buffer: the
 * documents are small and flat, and the tests hold each one against the
 * schema.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include <callout/text.h>

#include "mobile-sync/sheet/sheet.h"

#define ROOT(name) "<" name " xmlns=\"urn:callout:sync:1\""

/* xsd:string's maxLength counts characters. */
enum { SHORT = 200, LONG = 8192 };

/* --- pieces ------------------------------------------------------------- */

/* The bytes of the first `max` characters of a UTF-8 text. */
static size_t length_of_characters(const char *text, size_t max)
{
	const char *at = text;

	for (size_t count = 0; *at != '\0'; at++) {
		bool is_start = ((unsigned char)*at & 0xc0) != 0x80;

		if (is_start && count++ == max)
			break;
	}
	return (size_t)(at - text);
}

/*
 * Text that a parser gives back as it was: it reads CR as LF, and in an
 * attribute tab, CR and LF as a space, unless they are references (XML 1.0,
 * sections 2.11 and 3.3.3).
 */
static void add_escaped(struct buf *out, const char *text, size_t max,
			const char *references)
{
	size_t length = length_of_characters(text, max);
	struct buf part = {0};

	if (text[length] == '\0' && !strpbrk(text, references)) {
		buf_add_xml_text(out, text);
		return;
	}
	for (size_t at = 0; at < length;) {
		size_t run = strcspn(text + at, references);

		if (run > length - at)
			run = length - at;
		buf_clear(&part);
		buf_add(&part, text + at, run);
		buf_add_xml_text(out, buf_text(&part));
		at += run;
		if (at < length)
			buf_printf(out, "&#%d;", text[at++]);
	}
	buf_free(&part);
}

static void add_attribute(struct buf *out, const char *name, const char *value,
			  size_t max)
{
	buf_printf(out, " %s=\"", name);
	add_escaped(out, value, max, "\t\r\n");
	buf_add_char(out, '"');
}

static void add_text(struct buf *out, const char *name, const char *value)
{
	add_attribute(out, name, value ? value : "", SHORT);
}

/* An attribute that may be absent. */
static void add_optional(struct buf *out, const char *name, const char *value)
{
	if (value)
		add_attribute(out, name, value, SHORT);
}

static void add_int(struct buf *out, const char *name, int64_t value)
{
	buf_printf(out, " %s=\"%" PRId64 "\"", name, value);
}

static void add_element(struct buf *out, const char *name, const char *text,
			size_t max)
{
	buf_printf(out, "<%s>", name);
	add_escaped(out, text ? text : "", max, "\r");
	buf_printf(out, "</%s>", name);
}

static void add_element_unless_empty(struct buf *out, const char *name,
				     const char *text, size_t max)
{
	if (text && *text)
		add_element(out, name, text, max);
}

/* --- the job sheet ------------------------------------------------------ */

static void add_plan(struct buf *out, const struct sheet_visit *visit)
{
	buf_add_text(out, "<plan");
	add_text(out, "state", visit->state);
	add_text(out, "start", visit->start);
	add_text(out, "end", visit->end);
	add_int(out, "travel", visit->travel_s);
	add_optional(out, "from", visit->window_from);
	add_optional(out, "to", visit->window_to);
	add_optional(out, "outcome", visit->outcome);
	buf_add_text(out, "/>");
}

static void add_job(struct buf *out, const struct sheet_visit *visit)
{
	buf_add_text(out, "<job");
	add_int(out, "id", visit->job);
	add_text(out, "state", visit->job_state);
	add_int(out, "priority", visit->priority);
	add_text(out, "type", visit->job_type);
	add_int(out, "minutes", visit->duration_min);
	add_int(out, "crew", visit->crew_size);
	add_text(out, "opened", visit->opened);
	buf_add_char(out, '>');
	add_element(out, "title", visit->title, SHORT);
	add_element_unless_empty(out, "description", visit->description, LONG);
	for (size_t i = 0; i < visit->skill_count; i++) {
		buf_add_text(out, "<skill");
		add_text(out, "code", visit->skills[i].code);
		add_int(out, "level", visit->skills[i].level);
		buf_add_text(out, "/>");
	}
	buf_add_text(out, "</job>");
}

static void add_site(struct buf *out, const struct sheet_visit *visit)
{
	buf_add_text(out, "<site");
	add_int(out, "id", visit->site);
	/* Seven digits are a centimetre. */
	buf_printf(out, " lat=\"%.7f\" lon=\"%.7f\">", visit->lat, visit->lon);
	add_element(out, "name", visit->site_name, SIZE_MAX);
	add_element_unless_empty(out, "address", visit->address, SIZE_MAX);
	add_element_unless_empty(out, "access", visit->access_notes, SIZE_MAX);
	add_element(out, "customer", visit->customer, SIZE_MAX);
	buf_add_text(out, "</site>");
}

static void add_contact(struct buf *out, const struct sheet_visit *visit)
{
	if (!visit->contact)
		return;
	buf_add_text(out, "<contact");
	add_attribute(out, "name", visit->contact, SIZE_MAX);
	if (visit->phone)
		add_attribute(out, "phone", visit->phone, SIZE_MAX);
	if (visit->email)
		add_attribute(out, "email", visit->email, SIZE_MAX);
	buf_add_text(out, "/>");
}

void sheet_add_visit(struct buf *out, const struct sheet_visit *visit)
{
	assert(visit->visit > 0 && visit->version > 0);
	assert(visit->job > 0 && visit->site > 0);
	buf_add_text(out, "<sheet");
	add_int(out, "visit", visit->visit);
	add_int(out, "version", visit->version);
	buf_add_char(out, '>');
	add_plan(out, visit);
	add_job(out, visit);
	add_site(out, visit);
	add_contact(out, visit);
	for (size_t i = 0; i < visit->sla_count; i++) {
		buf_add_text(out, "<sla");
		add_text(out, "kind", visit->slas[i].kind);
		add_text(out, "state", visit->slas[i].state);
		add_optional(out, "due", visit->slas[i].due);
		buf_add_text(out, "/>");
	}
	buf_add_text(out, "</sheet>\n");
}

/* --- documents ---------------------------------------------------------- */

void sheet_add_delta_start(struct buf *out, const struct sheet_delta *delta)
{
	assert(delta->epoch > 0);
	assert(delta->since >= 0 && delta->version >= delta->since);
	buf_add_text(out, ROOT("delta"));
	add_int(out, "epoch", delta->epoch);
	add_int(out, "since", delta->since);
	add_int(out, "version", delta->version);
	add_int(out, "more", delta->more);
	buf_add_text(out, ">\n");
}

void sheet_add_gone(struct buf *out, int64_t visit, int64_t version)
{
	buf_add_text(out, "<gone");
	add_int(out, "visit", visit);
	add_int(out, "version", version);
	buf_add_text(out, "/>\n");
}

void sheet_add_delta_end(struct buf *out)
{
	buf_add_text(out, "</delta>\n");
}

void sheet_add_reset(struct buf *out, int64_t epoch)
{
	buf_add_text(out, ROOT("reset"));
	add_int(out, "epoch", epoch);
	buf_add_text(out, "/>\n");
}

void sheet_add_enrolled(struct buf *out, const struct sheet_enrolled *enrolled)
{
	buf_add_text(out, ROOT("enrolled"));
	add_int(out, "device", enrolled->device);
	add_int(out, "technician", enrolled->technician);
	add_text(out, "name", enrolled->name);
	add_text(out, "zone", enrolled->zone);
	add_text(out, "token", enrolled->token);
	add_int(out, "epoch", enrolled->epoch);
	buf_add_text(out, "/>\n");
}

void sheet_add_pushed_start(struct buf *out, int64_t acked, int64_t version)
{
	buf_add_text(out, ROOT("pushed"));
	add_int(out, "acked", acked);
	add_int(out, "version", version);
	buf_add_text(out, ">\n");
}

void sheet_add_verdict(struct buf *out, int64_t seq, const char *verdict,
		       const char *text)
{
	buf_add_text(out, "<v");
	add_int(out, "seq", seq);
	add_text(out, "verdict", verdict);
	buf_add_char(out, '>');
	add_escaped(out, text ? text : "", SIZE_MAX, "\r");
	buf_add_text(out, "</v>\n");
}

void sheet_add_pushed_end(struct buf *out)
{
	buf_add_text(out, "</pushed>\n");
}
