/* SPDX-License-Identifier: MIT */
/* A sheet for a person. */
#include <inttypes.h>
#include <string.h>

#include "device/sheets/sheets_internal.h"

struct page {
	struct buf *out;
	sheets_time_fn *add_time;
	struct arena *arena; /* of this sheet */
	const xmlNode *root;
};

/* --- pieces ------------------------------------------------------------- */

static const char *value(const struct page *page, const xmlNode *node,
			 const char *name)
{
	const char *text = sheets_value(node, name, page->arena);

	return text ? text : "";
}

static const char *words(const struct page *page, const xmlNode *parent,
			 const char *name)
{
	const char *text =
	    sheets_words(sheets_child(parent, name), page->arena);

	return text ? text : "";
}

static void add_time(const struct page *page, const char *before,
		     const xmlNode *node, const char *name)
{
	const char *text = value(page, node, name);

	if (!*text)
		return;
	buf_add_text(page->out, before);
	page->add_time(page->out, text);
}

/* "  heading: text", unless there is no text. */
static void add_row(const struct page *page, const char *heading,
		    const char *text)
{
	if (*text)
		buf_printf(page->out, "  %-10s %s\n", heading, text);
}

static void add_word(const struct page *page, const char *before,
		     const char *word)
{
	if (*word)
		buf_printf(page->out, "%s%s", before, word);
}

/* --- what stands at the top --------------------------------------------- */

/* What the technician did counts, and what the server says of it later. */
static void add_state(const struct page *page, const struct sheets_shown *sheet)
{
	const xmlNode *plan = sheets_child(page->root, "plan");
	const char *state = value(page, plan, "state");
	const char *outcome = value(page, plan, "outcome");
	xmlDocPtr doc =
	    sheet->done ? sheets_parse(sheet->done, strlen(sheet->done)) : NULL;

	if (doc) {
		state = value(page, xmlDocGetRootElement(doc), "state");
		outcome = value(page, xmlDocGetRootElement(doc), "outcome");
	}
	buf_add_text(page->out, state);
	add_word(page, ", ", outcome);
	if (doc)
		buf_add_text(page->out, " (not sent yet)");
	if (sheet->gone)
		buf_add_text(page->out, " (TAKEN AWAY)");
	xmlFreeDoc(doc);
}

static void add_head(const struct page *page, const struct sheets_shown *sheet)
{
	const xmlNode *plan = sheets_child(page->root, "plan");
	const xmlNode *job = sheets_child(page->root, "job");
	const xmlNode *site = sheets_child(page->root, "site");

	buf_printf(page->out, "%-6" PRId64 " ", sheet->visit);
	add_time(page, "", plan, "start");
	buf_add_text(page->out, "  ");
	add_state(page, sheet);
	add_word(page, "  ", words(page, job, "title"));
	add_word(page, ", ", words(page, site, "name"));
	buf_add_char(page->out, '\n');
}

/* --- the page ----------------------------------------------------------- */

static void add_plan(const struct page *page)
{
	const xmlNode *plan = sheets_child(page->root, "plan");
	const xmlNode *job = sheets_child(page->root, "job");

	buf_add_text(page->out, "  planned   ");
	add_time(page, " ", plan, "start");
	add_time(page, " to ", plan, "end");
	if (*value(page, plan, "pinned"))
		buf_add_text(page->out, ", pinned");
	add_time(page, "\n  promised   ", plan, "from");
	add_time(page, " to ", plan, "to");
	add_time(page, "\n  due        ", job, "due");
	buf_printf(page->out, "\n  job        %s, %s, priority %s, %s min\n",
		   value(page, job, "id"), value(page, job, "type"),
		   value(page, job, "priority"), value(page, job, "minutes"));
	add_row(page, "details", words(page, job, "description"));
}

static void add_place(const struct page *page)
{
	const xmlNode *site = sheets_child(page->root, "site");
	const xmlNode *contact = sheets_child(page->root, "contact");

	add_row(page, "customer", words(page, site, "customer"));
	add_row(page, "address", words(page, site, "address"));
	add_row(page, "access", words(page, site, "access"));
	buf_printf(page->out, "  place      %s, %s\n", value(page, site, "lat"),
		   value(page, site, "lon"));
	if (!contact)
		return;
	buf_printf(page->out, "  contact    %s", value(page, contact, "name"));
	add_word(page, ", ", value(page, contact, "phone"));
	add_word(page, ", ", value(page, contact, "email"));
	buf_add_char(page->out, '\n');
}

static void add_asset(const struct page *page)
{
	const xmlNode *asset = sheets_child(page->root, "asset");

	if (!asset)
		return;
	buf_printf(page->out, "  asset      %s %s", value(page, asset, "id"),
		   value(page, asset, "name"));
	add_word(page, ", ", value(page, asset, "model"));
	add_word(page, ", serial ", value(page, asset, "serial"));
	add_word(page, ", installed ", value(page, asset, "installed"));
	add_word(page, ", warranty to ", value(page, asset, "warranty"));
	buf_add_char(page->out, '\n');
}

/* Lists: a line for each element: its attributes as they are named here, with
 * what stands before them, then its text. */
struct column {
	const char *before, *name;
	bool is_time;
};
static const struct {
	const char *element, *heading;
	struct column columns[5];
} tables[] = {
    {"sla",
     "promise",
     {{"", "kind"}, {", ", "state"}, {", due ", "due", true}}},
    {"task", "task", {{"", "id"}, {" ", "state"}, {" required ", "required"}}},
    {"part", "part", {{"", "quantity"}, {" x ", "code"}, {" ", "name"}}},
    {"sitenote", "site note", {{"", "at", true}}},
    {"past",
     "before",
     {{"", "at", true}, {", ", "by"}, {", ", "type"}, {", ", "outcome"}}},
    {"photo", "photo", {{"", "uid"}, {", ", "type"}, {", bytes ", "bytes"}}},
};

static void add_columns(const struct page *page, const xmlNode *node,
			const struct column *column)
{
	for (; column->name; column++) {
		if (column->is_time)
			add_time(page, column->before, node, column->name);
		else
			add_word(page, column->before,
				 value(page, node, column->name));
	}
	add_word(page, "  ", sheets_words(node, page->arena));
}

static void add_lists(const struct page *page)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		const char *name = tables[i].element;
		xmlNodePtr node = sheets_child(page->root, name);

		for (; node; node = sheets_next(node, name)) {
			buf_printf(page->out, "  %-10s ", tables[i].heading);
			add_columns(page, node, tables[i].columns);
			buf_add_char(page->out, '\n');
		}
	}
}

void sheets_add_text_of(struct buf *out, const struct sheets_shown *sheet,
			bool whole, sheets_time_fn *add_time_fn)
{
	struct page page = {
	    .out = out, .add_time = add_time_fn, .arena = arena_new()};
	xmlDocPtr doc =
	    sheet->xml ? sheets_parse(sheet->xml, strlen(sheet->xml)) : NULL;

	page.root = doc ? xmlDocGetRootElement(doc) : NULL;
	if (sheet->visit)
		add_head(&page, sheet);
	else if (page.root)
		buf_add_text(out, "On the van\n");
	if (whole && page.root) {
		if (sheet->visit) {
			add_plan(&page);
			add_place(&page);
			add_asset(&page);
		}
		add_lists(&page);
	}
	xmlFreeDoc(doc);
	arena_free(page.arena);
}
