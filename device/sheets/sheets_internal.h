/* SPDX-License-Identifier: MIT */
/* Inside the room: small questions about libxml2's nodes. */
#ifndef DEVICE_SHEETS_SHEETS_INTERNAL_H
#define DEVICE_SHEETS_SHEETS_INTERNAL_H

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "device/sheets/sheets.h"

#define SHEETS_NAMESPACE "urn:callout:sync:1"

/* The name, in our namespace or (a sheet that was kept) in none. */
bool sheets_is(const xmlNode *node, const char *name);
/* An attribute as a number; 0 if it is absent, or none. */
int64_t sheets_number(const xmlNode *node, const char *name);
/* An attribute, and all text within an element, copied; NULL if absent. */
const char *sheets_value(const xmlNode *node, const char *name,
			 struct arena *arena);
const char *sheets_words(const xmlNode *node, struct arena *arena);
/* The first child of that name (NULL: of any); and the next one after it. */
xmlNodePtr sheets_child(const xmlNode *node, const char *name);
xmlNodePtr sheets_next(const xmlNode *node, const char *name);
/* Parse a text of ours; NULL if it is none, or does not pass the gate. Free it
 * by xmlFreeDoc(). */
xmlDocPtr sheets_parse(const char *bytes, size_t length);

/* The gate in front of the parser: how many bytes may pass; less than `length`
 * if what follows is what no server of ours sends and a parser must not see.
 * The text may come in pieces; all zeros at first. Linear. */
struct sheets_gate {
	bool has_begun, in_tag, is_declaration;
	char before, quote; /* '\0': none */
	int attributes;
};
size_t sheets_gate(struct sheets_gate *gate, const char *bytes,
		   size_t length) ERR_MUST_CHECK;

/* Of both parsers: no network, no words on stderr; the encoding is UTF-8,
 * whatever the text declares. */
enum {
	SHEETS_PARSE_OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR |
			       XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC,
};

#endif
