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

/*
 * What came after contract 1, and with which: an older device would take it
 * for an error. The rest of the contract is the same in all.
 */
enum addition {
	PLAN_PINNED,
	JOB_DUE,
	ASSET,
	PAST,
	TASK,
	PART,
	SITENOTE,
	PHOTO,
	VAN,
};
static const int since[] = {
    [PLAN_PINNED] = 2, [JOB_DUE] = 2,  [ASSET] = 2, [PAST] = 2, [TASK] = 2,
    [PART] = 2,	       [SITENOTE] = 2, [PHOTO] = 2, [VAN] = 2,
};

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

/* An element with text, whose start tag is written but for its end. */
static void add_content(struct buf *out, const char *name, const char *text,
			size_t max)
{
	if (!text || !*text) {
		buf_add_text(out, "/>");
		return;
	}
	buf_add_char(out, '>');
	add_escaped(out, text, max, "\r");
	buf_printf(out, "</%s>", name);
}

/* --- the job sheet ------------------------------------------------------ */

static void add_plan(struct buf *out, const struct sheet_visit *visit,
		     int contract)
{
	buf_add_text(out, "<plan");
	add_text(out, "state", visit->state);
	add_text(out, "start", visit->start);
	add_text(out, "end", visit->end);
	add_int(out, "travel", visit->travel_s);
	add_optional(out, "from", visit->window_from);
	add_optional(out, "to", visit->window_to);
	add_optional(out, "outcome", visit->outcome);
	if (visit->pinned && contract >= since[PLAN_PINNED])
		add_int(out, "pinned", 1);
	buf_add_text(out, "/>");
}

static void add_job(struct buf *out, const struct sheet_visit *visit,
		    int contract)
{
	buf_add_text(out, "<job");
	add_int(out, "id", visit->job);
	add_text(out, "state", visit->job_state);
	add_int(out, "priority", visit->priority);
	add_text(out, "type", visit->job_type);
	add_int(out, "minutes", visit->duration_min);
	add_int(out, "crew", visit->crew_size);
	add_text(out, "opened", visit->opened);
	if (contract >= since[JOB_DUE])
		add_optional(out, "due", visit->due);
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

static void add_slas(struct buf *out, const struct sheet_visit *visit)
{
	for (size_t i = 0; i < visit->sla_count; i++) {
		buf_add_text(out, "<sla");
		add_text(out, "kind", visit->slas[i].kind);
		add_text(out, "state", visit->slas[i].state);
		add_optional(out, "due", visit->slas[i].due);
		buf_add_text(out, "/>");
	}
}

static void add_asset(struct buf *out, const struct sheet_visit *visit)
{
	const struct sheet_asset *asset = visit->asset;

	if (!asset)
		return;
	buf_add_text(out, "<asset");
	add_int(out, "id", asset->id);
	add_text(out, "name", asset->name);
	add_optional(out, "model", asset->model);
	add_optional(out, "serial", asset->serial);
	add_optional(out, "installed", asset->installed);
	add_optional(out, "warranty", asset->warranty);
	buf_add_text(out, "/>");
}

static void add_past(struct buf *out, const struct sheet_visit *visit)
{
	for (size_t i = 0; i < visit->past_count; i++) {
		const struct sheet_past *past = &visit->past[i];

		buf_add_text(out, "<past");
		add_text(out, "at", past->at);
		add_text(out, "by", past->by);
		add_text(out, "type", past->type);
		add_text(out, "outcome", past->outcome);
		add_content(out, "past", past->text, LONG);
	}
}

static void add_tasks(struct buf *out, const struct sheet_visit *visit)
{
	for (size_t i = 0; i < visit->task_count; i++) {
		const struct sheet_task *task = &visit->tasks[i];

		buf_add_text(out, "<task");
		add_int(out, "id", task->id);
		add_int(out, "position", task->position);
		add_text(out, "state", task->state);
		if (task->required)
			add_int(out, "required", 1);
		add_content(out, "task", task->text, SHORT);
	}
}

static void add_stock(struct buf *out, const struct sheet_part *parts,
		      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_add_text(out, "<part");
		add_text(out, "code", parts[i].code);
		add_text(out, "name", parts[i].name);
		add_int(out, "quantity", parts[i].quantity);
		buf_add_text(out, "/>");
	}
}

static void add_parts(struct buf *out, const struct sheet_visit *visit)
{
	add_stock(out, visit->parts, visit->part_count);
}

static void add_notes(struct buf *out, const struct sheet_visit *visit)
{
	for (size_t i = 0; i < visit->note_count; i++) {
		buf_add_text(out, "<sitenote");
		add_int(out, "id", visit->notes[i].id);
		add_text(out, "at", visit->notes[i].at);
		add_content(out, "sitenote", visit->notes[i].text, LONG);
	}
}

static void add_photos(struct buf *out, const struct sheet_visit *visit)
{
	for (size_t i = 0; i < visit->photo_count; i++) {
		buf_add_text(out, "<photo");
		add_text(out, "uid", visit->photos[i].uid);
		add_text(out, "type", visit->photos[i].type);
		add_int(out, "bytes", visit->photos[i].bytes);
		buf_add_text(out, "/>");
	}
}

/* What stands at the end of a sheet, in the order of the contract. */
static const struct {
	enum addition addition;
	void (*add)(struct buf *out, const struct sheet_visit *visit);
} lists[] = {
    {ASSET, add_asset}, {PAST, add_past},      {TASK, add_tasks},
    {PART, add_parts},	{SITENOTE, add_notes}, {PHOTO, add_photos},
};

void sheet_add_visit(struct buf *out, const struct sheet_visit *visit,
		     int contract)
{
	assert(visit->visit > 0 && visit->version > 0);
	assert(visit->job > 0 && visit->site > 0);
	buf_add_text(out, "<sheet");
	add_int(out, "visit", visit->visit);
	add_int(out, "version", visit->version);
	buf_add_char(out, '>');
	add_plan(out, visit, contract);
	add_job(out, visit, contract);
	add_site(out, visit);
	add_contact(out, visit);
	add_slas(out, visit);
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (contract >= since[lists[i].addition])
			lists[i].add(out, visit);
	buf_add_text(out, "</sheet>\n");
}

void sheet_add_van(struct buf *out, const struct sheet_van *van, int contract)
{
	assert(van->version > 0);
	if (contract < since[VAN])
		return;
	buf_add_text(out, "<van");
	add_int(out, "version", van->version);
	buf_add_char(out, '>');
	add_stock(out, van->parts, van->count);
	buf_add_text(out, "</van>\n");
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
	add_optional(out, "check", delta->check);
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

void sheet_add_token(struct buf *out, const char *token, const char *until)
{
	buf_add_text(out, ROOT("token"));
	add_text(out, "token", token);
	add_text(out, "until", until);
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
