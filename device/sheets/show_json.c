/* SPDX-License-Identifier: MIT */
/*
 * A sheet as JSON: attributes and elements become members, by one rule for
 * all of them, so that what a later contract adds is there at once.
 */
#include <inttypes.h>
#include <string.h>

#include "device/sheets/sheets_internal.h"

/* These are arrays, also when there is one only. */
static const char *const lists[] = {"skill", "sla",	 "past", "task",
				    "part",  "sitenote", "photo"};

static bool is_list(const xmlNode *node)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (sheets_is(node, lists[i]))
			return true;
	return false;
}

static void add_string(struct buf *out, xmlChar *text)
{
	buf_add_json_string(out, text ? (const char *)text : "");
	xmlFree(text);
}

static void add_name(struct buf *out, const char *name)
{
	if (out->data[out->length - 1] != '{')
		buf_add_char(out, ',');
	buf_add_json_string(out, name);
	buf_add_char(out, ':');
}

static void add_node(struct buf *out, xmlNodePtr node);

static void add_list(struct buf *out, xmlNodePtr node)
{
	const char *name = (const char *)node->name;

	buf_add_char(out, '[');
	for (; node; node = sheets_next(node, name)) {
		if (out->data[out->length - 1] != '[')
			buf_add_char(out, ',');
		add_node(out, node);
	}
	buf_add_char(out, ']');
}

static bool is_first_of_name(const xmlNode *node)
{
	return sheets_child(node->parent, (const char *)node->name) == node;
}

static void add_children(struct buf *out, xmlNodePtr parent)
{
	for (xmlNodePtr node = sheets_child(parent, NULL); node;
	     node = sheets_next(node, NULL)) {
		if (is_list(node) && !is_first_of_name(node))
			continue;
		add_name(out, (const char *)node->name);
		if (is_list(node))
			add_list(out, node);
		else
			add_node(out, node);
	}
}

static void add_attributes(struct buf *out, const xmlNode *node)
{
	for (xmlAttrPtr a = node->properties; a; a = a->next) {
		add_name(out, (const char *)a->name);
		add_string(out,
			   xmlNodeListGetString(node->doc, a->children, 1));
	}
}

/* A string if it is nothing but text, else an object. */
static void add_node(struct buf *out, xmlNodePtr node)
{
	bool has_children = sheets_child(node, NULL) != NULL;

	if (!node->properties && !has_children) {
		add_string(out, xmlNodeGetContent(node));
		return;
	}
	buf_add_char(out, '{');
	add_attributes(out, node);
	if (has_children) {
		add_children(out, node);
	} else if (node->children) {
		add_name(out, "text");
		add_string(out, xmlNodeGetContent(node));
	}
	buf_add_char(out, '}');
}

static void add_done(struct buf *out, const char *done)
{
	xmlDocPtr doc = done ? sheets_parse(done, strlen(done)) : NULL;

	if (doc) {
		buf_add_text(out, ",\"done\":");
		add_node(out, xmlDocGetRootElement(doc));
	}
	xmlFreeDoc(doc);
}

void sheets_add_json(struct buf *out, const struct sheets_shown *sheet)
{
	xmlDocPtr doc =
	    sheet->xml ? sheets_parse(sheet->xml, strlen(sheet->xml)) : NULL;

	buf_printf(out, "{\"visit\":%" PRId64 ",\"version\":%" PRId64,
		   sheet->visit, sheet->version);
	if (sheet->gone)
		buf_add_text(out, ",\"gone\":true");
	add_done(out, sheet->done);
	if (doc)
		add_children(out, xmlDocGetRootElement(doc));
	buf_add_char(out, '}');
	xmlFreeDoc(doc);
}
