/* SPDX-License-Identifier: MIT */
/* Small questions about libxml2's nodes, and the short documents. */
#include <limits.h>
#include <string.h>

#include <libxml/parser.h>

#include <callout/text.h>

#include "device/sheets/sheets_internal.h"

bool sheets_is(const xmlNode *node, const char *name)
{
	return node && node->type == XML_ELEMENT_NODE &&
	       xmlStrEqual(node->name, BAD_CAST name) &&
	       (!node->ns ||
		xmlStrEqual(node->ns->href, BAD_CAST SHEETS_NAMESPACE));
}

int64_t sheets_number(const xmlNode *node, const char *name)
{
	xmlChar *text = xmlGetNoNsProp(node, BAD_CAST name);
	int64_t number = 0;

	if (text && !text_parse_int((const char *)text, 0, INT64_MAX, &number))
		number = 0;
	xmlFree(text);
	return number;
}

static const char *take_text(xmlChar *text, struct arena *arena)
{
	const char *copy = arena_strdup(arena, (const char *)text);

	xmlFree(text);
	return copy;
}

const char *sheets_value(const xmlNode *node, const char *name,
			 struct arena *arena)
{
	return node ? take_text(xmlGetNoNsProp(node, BAD_CAST name), arena)
		    : NULL;
}

const char *sheets_words(const xmlNode *node, struct arena *arena)
{
	return node ? take_text(xmlNodeGetContent(node), arena) : NULL;
}

static xmlNodePtr at_or_after(xmlNodePtr node, const char *name)
{
	while (node && (node->type != XML_ELEMENT_NODE ||
			(name && !sheets_is(node, name))))
		node = node->next;
	return node;
}

xmlNodePtr sheets_child(const xmlNode *node, const char *name)
{
	return node ? at_or_after(node->children, name) : NULL;
}

xmlNodePtr sheets_next(const xmlNode *node, const char *name)
{
	return at_or_after(node->next, name);
}

xmlDocPtr sheets_parse(const char *bytes, size_t length)
{
	struct sheets_gate gate = {0};

	if (length > INT_MAX || sheets_gate(&gate, bytes, length) < length)
		return NULL;
	return xmlReadMemory(bytes, (int)length, NULL, "UTF-8",
			     SHEETS_PARSE_OPTIONS);
}

bool sheets_is_element(const char *xml)
{
	xmlDocPtr doc = sheets_parse(xml, strlen(xml));
	/* A declaration, or a document type, cannot stand in a push. */
	bool is = doc && !doc->intSubset && xml[0] == '<' && xml[1] != '?';

	xmlFreeDoc(doc);
	return is;
}

/* --- short documents ---------------------------------------------------- */

static enum err open_document(const char *bytes, size_t length,
			      const char *root, xmlDocPtr *ret_doc,
			      struct err_detail *detail)
{
	*ret_doc = sheets_parse(bytes, length);
	if (sheets_is(*ret_doc ? xmlDocGetRootElement(*ret_doc) : NULL, root))
		return ERR_OK;
	return err_set(detail, ERR_UNAVAILABLE, "",
		       "what came is no answer of mobile-sync: does this "
		       "network want a log-in?");
}

enum err sheets_read_enrolled(const char *bytes, size_t length,
			      struct arena *arena,
			      struct sheets_enrolled *ret_enrolled,
			      struct err_detail *detail)
{
	xmlDocPtr doc;
	const xmlNode *root;
	enum err err = open_document(bytes, length, "enrolled", &doc, detail);

	if (!err) {
		root = xmlDocGetRootElement(doc);
		*ret_enrolled = (struct sheets_enrolled){
		    .device = sheets_number(root, "device"),
		    .technician = sheets_number(root, "technician"),
		    .epoch = sheets_number(root, "epoch"),
		    .name = sheets_value(root, "name", arena),
		    .zone = sheets_value(root, "zone", arena),
		    .token = sheets_value(root, "token", arena),
		};
	}
	xmlFreeDoc(doc);
	return err;
}

enum err sheets_read_token(const char *bytes, size_t length,
			   struct arena *arena, const char **ret_token,
			   struct err_detail *detail)
{
	xmlDocPtr doc;
	const char *token = NULL;
	enum err err = open_document(bytes, length, "token", &doc, detail);

	if (!err)
		token = sheets_value(xmlDocGetRootElement(doc), "token", arena);
	if (!err && !token)
		err = err_set(detail, ERR_UNAVAILABLE, "",
			      "the answer has no token");
	if (!err)
		*ret_token = token;
	xmlFreeDoc(doc);
	return err;
}

static struct sheets_verdict read_verdict(const xmlNode *v, struct arena *arena)
{
	return (struct sheets_verdict){
	    .seq = sheets_number(v, "seq"),
	    .verdict = sheets_value(v, "verdict", arena),
	    .words = sheets_words(v, arena),
	};
}

enum err sheets_read_pushed(const char *bytes, size_t length,
			    struct arena *arena,
			    struct sheets_pushed *ret_pushed,
			    struct err_detail *detail)
{
	struct sheets_pushed pushed = {0};
	xmlDocPtr doc;
	xmlNodePtr root;
	enum err err = open_document(bytes, length, "pushed", &doc, detail);

	if (!err) {
		root = xmlDocGetRootElement(doc);
		pushed.acked = sheets_number(root, "acked");
		pushed.version = sheets_number(root, "version");
		pushed.verdicts =
		    arena_calloc(arena, xmlChildElementCount(root) + 1,
				 sizeof(*pushed.verdicts));
		for (xmlNodePtr v = sheets_child(root, "v"); v;
		     v = sheets_next(v, "v"))
			pushed.verdicts[pushed.count++] =
			    read_verdict(v, arena);
		*ret_pushed = pushed;
	}
	xmlFreeDoc(doc);
	return err;
}
