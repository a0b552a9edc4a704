/* SPDX-License-Identifier: MIT */
/*
 * The kinds of mutations: for each, which attribute of its element becomes
 * which member of a JSON object, and how. An element has been held against the
 * contract; what is refused here is what a schema of this kind cannot say.
 */
#include "mobile-sync/sheet/sheet_internal.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <callout/text.h>

enum { MEMBERS_MAX = 8 };

enum form {
	FORM_NONE, /* the end of the list */
	FORM_TEXT,
	FORM_TOKEN,   /* without white space around it */
	FORM_INTEGER, /* of the contract's own range */
	FORM_FLAG,    /* "1": true */
	FORM_DECIMAL,
	FORM_DOUBLE,
	FORM_INSTANT,
	FORM_CONTENT, /* the text of the element itself */
	FORM_NOTE,    /* that of its child <note> */
	FORM_PLACES,  /* its children <p>, an array */
	FORM_INSIDE,  /* the kind that it contains, in two members */
};

struct member {
	const char *name; /* of the attribute, and of the JSON member */
	enum form form;
};

struct kind {
	const char *name;
	struct member members[MEMBERS_MAX];
};

static const struct kind kinds[] = {
    {"status",
     {{"state", FORM_TOKEN},
      {"reason", FORM_TEXT},
      {"outcome", FORM_TOKEN},
      {"note", FORM_NOTE}}},
    {"note", {{"for", FORM_TOKEN}, {"text", FORM_CONTENT}}},
    {"time",
     {{"kind", FORM_TOKEN},
      {"from", FORM_INSTANT},
      {"to", FORM_INSTANT},
      {"note", FORM_NOTE}}},
    {"part",
     {{"code", FORM_TEXT},
      {"quantity", FORM_INTEGER},
      {"use", FORM_TOKEN},
      {"note", FORM_NOTE}}},
    {"meter",
     {{"asset", FORM_INTEGER},
      {"name", FORM_TEXT},
      {"value", FORM_DECIMAL},
      {"unit", FORM_TEXT}}},
    {"task", {{"task", FORM_INTEGER}, {"done", FORM_FLAG}}},
    {"contact",
     {{"name", FORM_TEXT}, {"phone", FORM_TEXT}, {"email", FORM_TEXT}}},
    {"address",
     {{"text", FORM_TEXT}, {"lat", FORM_DOUBLE}, {"lon", FORM_DOUBLE}}},
    {"window",
     {{"start", FORM_INSTANT}, {"end", FORM_INSTANT}, {"text", FORM_CONTENT}}},
    {"followup",
     {{"title", FORM_TEXT},
      {"minutes", FORM_INTEGER},
      {"priority", FORM_INTEGER},
      {"type", FORM_TEXT},
      {"text", FORM_CONTENT}}},
    {"photo",
     {{"blob", FORM_TOKEN},
      {"sha256", FORM_TOKEN},
      {"bytes", FORM_INTEGER},
      {"type", FORM_TEXT},
      {"text", FORM_CONTENT}}},
    {"signature",
     {{"blob", FORM_TOKEN},
      {"sha256", FORM_TOKEN},
      {"bytes", FORM_INTEGER},
      {"type", FORM_TEXT},
      {"name", FORM_TEXT}}},
    {"positions", {{"points", FORM_PLACES}}},
    {"correction", {{"of", FORM_TOKEN}, {"content", FORM_INSIDE}}},
};

static const struct kind place = {"p",
				  {{"at", FORM_INSTANT},
				   {"lat", FORM_DOUBLE},
				   {"lon", FORM_DOUBLE},
				   {"accuracy", FORM_DOUBLE}}};

static const struct kind *find_kind(const xmlNode *element)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (sheet_element_is(element, kinds[i].name))
			return &kinds[i];
	return NULL;
}

/* --- values -------------------------------------------------------------- */

static void add_string(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "\"%s\":", name);
	buf_add_json_string(out, text);
}

static void add_content(struct buf *out, const char *name,
			const xmlNode *element)
{
	xmlChar *text = xmlNodeGetContent(element);

	add_string(out, name, text ? (const char *)text : "");
	xmlFree(text);
}

/* xsd:int and xsd:long allow a '+' and zeros in front; the schema has seen to
 * the range. */
static const char *add_integer(struct buf *out, const char *name,
			       const char *text, struct arena *arena)
{
	int64_t value;

	text += *text == '+';
	if (!text_parse_int(text, INT64_MIN, INT64_MAX, &value))
		return arena_printf(arena, "%s is no number", name);
	buf_printf(out, "\"%s\":%" PRId64, name, value);
	return NULL;
}

/* xsd:decimal allows "+1", ".5" and "5.", which JSON does not. */
static void add_decimal(struct buf *out, const char *name, const char *text)
{
	bool minus = *text == '-';

	text += minus || *text == '+';
	while (text[0] == '0' && text[1] >= '0' && text[1] <= '9')
		text++;
	buf_printf(out, "\"%s\":%s%s%s", name, minus ? "-" : "",
		   *text == '.' ? "0" : "", text);
	if (text[strlen(text) - 1] == '.')
		buf_add_char(out, '0');
}

/* Neither NaN nor an infinity: xsd:double knows them. */
static const char *add_double(struct buf *out, const char *name,
			      const char *text, struct arena *arena)
{
	double value;

	text += *text == '+';
	if (!text_parse_double(text, -1e9, 1e9, &value) || !isfinite(value))
		return arena_printf(arena, "%s is no number that can be used",
				    name);
	buf_printf(out, "\"%s\":%.9g", name, value);
	return NULL;
}

/* --- members ------------------------------------------------------------- */

static const char *add_members(const struct kind *kind, const xmlNode *element,
			       struct arena *arena, struct buf *out);

static const char *add_places(const xmlNode *element, struct arena *arena,
			      struct buf *out)
{
	const char *wrong = NULL;
	bool is_first = true;

	buf_add_text(out, "\"points\":[");
	for (const xmlNode *p = sheet_first_element(element); p && !wrong;
	     p = sheet_next_element(p)) {
		if (!is_first)
			buf_add_char(out, ',');
		is_first = false;
		wrong = add_members(&place, p, arena, out);
	}
	buf_add_char(out, ']');
	return wrong;
}

/* What a correction puts instead: {"kind", "content"}. It has no correction
 * inside: the contract sees to that. */
static const char *add_inside(const xmlNode *element, struct arena *arena,
			      struct buf *out)
{
	const xmlNode *inside = sheet_first_element(element);
	const struct kind *kind = find_kind(inside);

	if (!kind)
		return "what it contains is not known to this server";
	add_string(out, "kind", kind->name);
	buf_add_text(out, ",\"content\":");
	return add_members(kind, inside, arena, out);
}

/* One that the element has: of an attribute, `text` is its value. */
static const char *add_member(const struct member *member, const char *text,
			      const xmlNode *element, struct arena *arena,
			      struct buf *out)
{
	switch (member->form) {
	case FORM_INTEGER:
		return add_integer(out, member->name, text, arena);
	case FORM_DECIMAL:
		add_decimal(out, member->name, text);
		return NULL;
	case FORM_DOUBLE:
		return add_double(out, member->name, text, arena);
	case FORM_FLAG:
		buf_printf(out, "\"%s\":%s", member->name,
			   *text == '1' ? "true" : "false");
		return NULL;
	case FORM_INSTANT:
		text = sheet_instant(element, member->name, arena);
		if (!text)
			return arena_printf(arena,
					    "%s is no instant between 1900 "
					    "and 9998",
					    member->name);
		add_string(out, member->name, text);
		return NULL;
	case FORM_CONTENT:
		add_content(out, member->name, element);
		return NULL;
	case FORM_NOTE:
		add_content(out, member->name, sheet_first_element(element));
		return NULL;
	case FORM_PLACES:
		return add_places(element, arena, out);
	case FORM_INSIDE:
		return add_inside(element, arena, out);
	case FORM_NONE:
	case FORM_TEXT:
	case FORM_TOKEN:
		break;
	}
	add_string(out, member->name, text);
	return NULL;
}

static bool is_attribute(enum form form)
{
	return form < FORM_CONTENT;
}

static const char *add_members(const struct kind *kind, const xmlNode *element,
			       struct arena *arena, struct buf *out)
{
	const char *wrong = NULL;
	char before = '{';

	for (const struct member *m = kind->members;
	     m->form != FORM_NONE && !wrong; m++) {
		const char *text = "";

		if (is_attribute(m->form))
			text = m->form == FORM_TEXT
				   ? sheet_attribute(element, m->name, arena)
				   : sheet_token(element, m->name, arena);
		else if ((m->form == FORM_NOTE || m->form == FORM_INSIDE) &&
			 !sheet_first_element(element))
			text = NULL;
		if (!text)
			continue;
		buf_add_char(out, before);
		before = ',';
		wrong = add_member(m, text, element, arena, out);
	}
	if (before == '{')
		buf_add_char(out, '{');
	buf_add_char(out, '}');
	return wrong;
}

/* --- a mutation's content ------------------------------------------------ */

/* What the contract cannot say of kinds that stand for themselves. */
static const char *look_whole(const xmlNode *element, int64_t visit,
			      struct arena *arena)
{
	const char *state;

	if (!sheet_element_is(element, "status"))
		return NULL;
	state = sheet_token(element, "state", arena);
	if (!visit)
		return "a status needs the visit that it belongs to";
	if (!strcmp(state, "completed") &&
	    !sheet_token(element, "outcome", arena))
		return "a completed visit needs its outcome";
	return NULL;
}

/* What would cost too much to hold against the contract. */
const char *sheet_kind_measure(const xmlNode *element, struct arena *arena)
{
	size_t count = 0;

	if (sheet_element_is(element, "correction"))
		element = sheet_first_element(element);
	if (!element || !sheet_element_is(element, "positions"))
		return NULL;
	for (const xmlNode *p = sheet_first_element(element); p;
	     p = sheet_next_element(p))
		count++;
	if (count <= SHEET_PLACES_MAX)
		return NULL;
	return arena_printf(arena, "%zu places are more than %d", count,
			    SHEET_PLACES_MAX);
}

bool sheet_kind_is_known(const xmlNode *element)
{
	return find_kind(element) != NULL;
}

const char *sheet_kind_read(const xmlNode *element, int64_t visit,
			    struct arena *arena, const char **ret_body)
{
	const char *wrong = look_whole(element, visit, arena);
	struct buf out = {0};

	if (!wrong)
		wrong = add_members(find_kind(element), element, arena, &out);
	if (!wrong)
		*ret_body = arena_strdup(arena, buf_text(&out));
	buf_free(&out);
	return wrong;
}
