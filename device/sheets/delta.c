/* SPDX-License-Identifier: MIT */
/*
 * The delta, by libxml2's push parser: bytes go in as the network brings
 * them. The parser's own handlers build a tree; each time that a child of the
 * root is complete it is told, and taken out again, so that there is never
 * more than one change in memory.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>

#include "device/sheets/sheets_internal.h"

/* A page of a server's is far smaller. */
enum { ANSWER_BYTES_MAX = 64 << 20 };

struct sheets_reader {
	xmlParserCtxtPtr parser;
	struct sheets_gate gate;
	size_t bytes; /* that came */
	bool is_over; /* what comes is no answer any more */
	struct sheets_delta delta;
	sheets_change_fn *on_change;
	void *arg;
	bool is_delta; /* the root was there, and is one */
	bool is_other;
};

/* --- what is complete --------------------------------------------------- */

static bool is_child_of_root(const xmlNode *node)
{
	return node && node->parent && node->parent->parent &&
	       node->parent->parent->type == XML_DOCUMENT_NODE;
}

static void tell(const struct sheets_reader *reader, xmlNodePtr node,
		 const char *xml)
{
	struct sheets_change change = {
	    .visit = sheets_number(node, "visit"),
	    .version = sheets_number(node, "version"),
	    .xml = xml,
	};

	if (change.version > 0)
		reader->on_change(&change, reader->arg);
}

/* One that is not known is passed over: it is of a later contract. */
static void take(const struct sheets_reader *reader, xmlNodePtr node)
{
	xmlBufferPtr text;

	if (sheets_is(node, "gone")) {
		tell(reader, node, NULL);
	} else if (sheets_is(node, "sheet") || sheets_is(node, "van")) {
		text = xmlBufferCreate();
		if (text && xmlNodeDump(text, node->doc, node, 0, 0) >= 0)
			tell(reader, node,
			     (const char *)xmlBufferContent(text));
		xmlBufferFree(text);
	}
}

/* --- the parser's handlers ---------------------------------------------- */

static void on_root(struct sheets_reader *reader, xmlNodePtr root)
{
	struct sheets_delta *delta = &reader->delta;
	xmlChar *check = xmlGetNoNsProp(root, BAD_CAST "check");

	reader->is_delta = root->ns && sheets_is(root, "delta") &&
			   sheets_number(root, "epoch") > 0;
	reader->is_over = !reader->is_delta;
	if (reader->is_delta) {
		delta->epoch = sheets_number(root, "epoch");
		delta->version = sheets_number(root, "version");
		delta->more = sheets_number(root, "more") != 0;
		if (check)
			snprintf(delta->check, sizeof(delta->check), "%s",
				 (const char *)check);
	} else {
		reader->is_other = true;
	}
	xmlFree(check);
}

static void on_start(void *arg, const xmlChar *name, const xmlChar *prefix,
		     const xmlChar *uri, int namespace_count,
		     const xmlChar **namespaces, int attribute_count,
		     int default_count, const xmlChar **attributes)
{
	xmlParserCtxtPtr parser = arg;
	bool is_root = !parser->node;

	xmlSAX2StartElementNs(arg, name, prefix, uri, namespace_count,
			      namespaces, attribute_count, default_count,
			      attributes);
	if (is_root && parser->node)
		on_root(parser->_private, parser->node);
}

static void on_end(void *arg, const xmlChar *name, const xmlChar *prefix,
		   const xmlChar *uri)
{
	xmlParserCtxtPtr parser = arg;
	struct sheets_reader *reader = parser->_private;
	xmlNodePtr node = parser->node;

	xmlSAX2EndElementNs(arg, name, prefix, uri);
	if (!reader->is_delta || !node)
		return;
	if (is_child_of_root(node)) {
		take(reader, node);
		xmlUnlinkNode(node);
		xmlFreeNode(node);
	} else if (!parser->node) {
		reader->delta.is_whole = true;
	}
}

/* What stands between the changes is dropped: the parser would join it to
 * what stood before one that was taken out. */
static void on_text(void *arg, const xmlChar *text, int length)
{
	xmlParserCtxtPtr parser = arg;

	if (parser->node && parser->node->parent &&
	    parser->node->parent->type != XML_DOCUMENT_NODE)
		xmlSAX2Characters(arg, text, length);
}

/* There is none in a document of ours. */
static void on_doctype(void *arg, const xmlChar *name, const xmlChar *public_id,
		       const xmlChar *system_id)
{
	(void)name;
	(void)public_id;
	(void)system_id;
	xmlStopParser(arg);
}

/* --- the reader --------------------------------------------------------- */

struct sheets_reader *sheets_reader_new(sheets_change_fn *on_change, void *arg)
{
	struct sheets_reader *reader = xcalloc(1, sizeof(*reader));
	xmlParserCtxtPtr parser;

	reader->on_change = on_change;
	reader->arg = arg;
	parser = xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL);
	if (!parser)
		abort(); /* out of memory, as everywhere */
	xmlCtxtUseOptions(parser, SHEETS_PARSE_OPTIONS);
	parser->_private = reader;
	parser->sax->startElementNs = on_start;
	parser->sax->endElementNs = on_end;
	parser->sax->characters = on_text;
	parser->sax->ignorableWhitespace = on_text;
	parser->sax->internalSubset = on_doctype;
	reader->parser = parser;
	return reader;
}

void sheets_reader_free(struct sheets_reader *reader)
{
	if (!reader)
		return;
	xmlFreeDoc(reader->parser->myDoc);
	xmlFreeParserCtxt(reader->parser);
	free(reader);
}

/* What is refused ends the changes; those that were told stay told. */
static bool feed_piece(struct sheets_reader *reader, const char *bytes,
		       size_t length)
{
	size_t passed = sheets_gate(&reader->gate, bytes, length);
	int wrong = xmlParseChunk(reader->parser, bytes, (int)passed, 0);

	reader->bytes += length;
	return !wrong && passed == length && reader->bytes <= ANSWER_BYTES_MAX;
}

bool sheets_reader_feed(struct sheets_reader *reader, const char *bytes,
			size_t length)
{
	enum { PIECE = 64 * 1024 }; /* the parser counts in int */

	while (length > 0 && !reader->is_over) {
		size_t piece = length > PIECE ? PIECE : length;

		reader->is_over = !feed_piece(reader, bytes, piece);
		reader->is_other |= reader->is_over && !reader->is_delta;
		bytes += piece;
		length -= piece;
	}
	return !reader->is_over;
}

enum err sheets_reader_end(const struct sheets_reader *reader,
			   struct sheets_delta *ret_delta,
			   struct err_detail *detail)
{
	if (reader->is_other)
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "what came is no answer of mobile-sync: does "
			       "this network want a log-in?");
	*ret_delta = reader->delta;
	return ERR_OK;
}
