/* SPDX-License-Identifier: MIT */
/*
 * libxml2's side of reading: parse a scanned document, hold it against the
 * contract, and say in plain words where it breaks it. Only the first
 * complaint is kept.
 */
#include "mobile-sync/sheet/sheet_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemastypes.h>

#include <callout/text.h>

struct sheet_contract {
	xmlSchemaPtr schema;
};

/* Never NOENT, DTDLOAD, HUGE or RECOVER. */
#define PARSE_OPTIONS                                                \
	(XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | \
	 XML_PARSE_BIG_LINES)

/* --- the contract ------------------------------------------------------- */

static xmlParserInputPtr load_nothing(const char *url, const char *id,
				      xmlParserCtxtPtr parser)
{
	(void)url;
	(void)id;
	(void)parser;
	return NULL;
}

void sheet_init(void)
{
	xmlInitParser();
	xmlSchemaInitTypes(); /* not safe on several threads, later */
	xmlSetExternalEntityLoader(load_nothing);
}

static void on_schema_error(void *arg, xmlErrorPtr error)
{
	struct err_detail *detail = arg;

	(void)err_set(detail, ERR_INTERNAL, "", "callout-sync.xsd, line %d: %s",
		      error->line, error->message);
}

enum err sheet_contract_new(struct sheet_contract **ret_contract,
			    struct err_detail *detail)
{
	struct err_detail unused;
	xmlSchemaParserCtxtPtr parser;
	xmlSchemaPtr schema = NULL;

	(void)err_set(detail, ERR_INTERNAL, "", "callout-sync.xsd: no memory");
	parser = xmlSchemaNewMemParserCtxt(sheet_xsd, (int)strlen(sheet_xsd));
	if (parser) {
		xmlSchemaSetParserStructuredErrors(parser, on_schema_error,
						   detail ? detail : &unused);
		schema = xmlSchemaParse(parser);
	}
	xmlSchemaFreeParserCtxt(parser);
	if (!schema)
		return ERR_INTERNAL;
	*ret_contract = xmalloc(sizeof(**ret_contract));
	(*ret_contract)->schema = schema;
	return ERR_OK;
}

void sheet_contract_free(struct sheet_contract *contract)
{
	if (!contract)
		return;
	xmlSchemaFree(contract->schema);
	free(contract);
}

/* --- the tree ----------------------------------------------------------- */

bool sheet_element_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->ns &&
	       xmlStrEqual(node->ns->href, BAD_CAST SHEET_NAMESPACE) &&
	       xmlStrEqual(node->name, BAD_CAST name);
}

static xmlNodePtr element_at_or_after(xmlNodePtr node)
{
	while (node && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

xmlNodePtr sheet_first_element(const xmlNode *parent)
{
	return element_at_or_after(parent->children);
}

xmlNodePtr sheet_next_element(const xmlNode *node)
{
	return element_at_or_after(node->next);
}

const char *sheet_attribute(const xmlNode *node, const char *name,
			    struct arena *arena)
{
	xmlChar *value = xmlGetNoNsProp(node, BAD_CAST name);
	const char *copy = arena_strdup(arena, (const char *)value);

	xmlFree(value);
	return copy;
}

/* What PostgreSQL and every calendar can hold: 1900 to 9998, in UTC. */
#define INSTANT_MIN_US (-2208988800LL * 1000000)
#define INSTANT_MAX_US (253370764800LL * 1000000)

/* An attribute whose type collapses white space, which libxml2 does in its
 * own eyes only. */
const char *sheet_token(const xmlNode *node, const char *name,
			struct arena *arena)
{
	const char *text = sheet_attribute(node, name, arena);

	if (!text)
		return NULL;
	text += strspn(text, " \t\r\n");
	return arena_strndup(arena, text, strcspn(text, " \t\r\n"));
}

/* XSD lets more pass than an instant: 24:00, the year 12345. */
const char *sheet_instant(const xmlNode *node, const char *name,
			  struct arena *arena)
{
	const char *text = sheet_token(node, name, arena);
	char normal[32];
	int64_t us;

	if (!text || !text_parse_instant(text, &us) || us < INSTANT_MIN_US ||
	    us > INSTANT_MAX_US)
		return NULL;
	return arena_strdup(arena, text_format_instant(us, normal));
}

/* --- complaints --------------------------------------------------------- */

/* The seq of the mutation around a node, or 0. */
static int64_t mutation_around(const xmlNode *node)
{
	xmlChar *text;
	int64_t seq = 0;

	while (node && !sheet_element_is(node, "m"))
		node = node->type == XML_ELEMENT_NODE ? node->parent : NULL;
	if (!node)
		return 0;
	text = xmlGetNoNsProp(node, BAD_CAST "seq");
	if (!text || !text_parse_int((const char *)text, 1, INT64_MAX, &seq))
		seq = 0;
	xmlFree(text);
	return seq;
}

/* libxml2's message on one line, without the namespace that all names have. */
static void copy_message(const char *message, char *ret_text, size_t size)
{
	static const char noise[] = "{" SHEET_NAMESPACE "}";
	size_t length = 0;

	while (*message && length + 1 < size) {
		if (!strncmp(message, noise, sizeof(noise) - 1))
			message += sizeof(noise) - 1;
		else
			ret_text[length++] = *message == '\n' ? ' ' : *message,
			message++;
	}
	/* Neither half a character nor white space at the end. */
	while (length > 0 && (ret_text[length - 1] == ' ' ||
			      !text_is_utf8(ret_text, length, NULL)))
		length--;
	ret_text[length] = '\0';
}

static void complain(struct sheet_complaint *complaint, const xmlError *error)
{
	const xmlNode *node = error->node;

	if (complaint->line)
		return;
	complaint->line = error->line > 0 ? error->line : 1;
	if (node && node->type == XML_ELEMENT_NODE)
		complaint->mutation = mutation_around(node);
	copy_message(error->message ? error->message : "malformed",
		     complaint->text, sizeof(complaint->text));
}

static void on_complaint(void *arg, xmlErrorPtr error)
{
	struct sheet_document *document = arg;

	if (error->level > XML_ERR_WARNING)
		complain(&document->complaint, error);
}

/* The parser's own argument must stay; ours is beside it. */
static void on_malformed(void *arg, xmlErrorPtr error)
{
	const xmlParserCtxt *parser = arg;

	on_complaint(parser->_private, error);
}

static enum err fail(const struct sheet_complaint *complaint,
		     struct err_detail *detail)
{
	char place[32], mutation[40] = "";

	snprintf(place, sizeof(place), "line %d", complaint->line);
	if (complaint->mutation)
		snprintf(mutation, sizeof(mutation), ", mutation %" PRId64,
			 complaint->mutation);
	return err_set(detail, ERR_INPUT, place, "%s%s: %s", place, mutation,
		       complaint->text);
}

/* The next node in the order of the document. */
static xmlNodePtr next_in_order(xmlNodePtr node)
{
	if (node->children && node->type == XML_ELEMENT_NODE)
		return node->children;
	while (node && !node->next)
		node = node->parent;
	return node ? node->next : NULL;
}

/* xsi:schemaLocation makes libxml2's validator load files, xsi:type makes it
 * take another type: nothing that a device may ask for. */
static enum err refuse_instance_namespace(xmlNodePtr root,
					  struct err_detail *detail)
{
	static const char uri[] = "http://www.w3.org/2001/XMLSchema-instance";
	char place[32];

	for (xmlNodePtr node = root; node; node = next_in_order(node)) {
		const xmlNs *ns =
		    node->type == XML_ELEMENT_NODE ? node->nsDef : NULL;

		for (; ns; ns = ns->next) {
			if (!xmlStrEqual(ns->href, BAD_CAST uri))
				continue;
			snprintf(place, sizeof(place), "line %ld",
				 xmlGetLineNo(node));
			return err_set(detail, ERR_INPUT, place,
				       "%s: attributes of XMLSchema-instance "
				       "are not allowed: leave them out",
				       place);
		}
	}
	return ERR_OK;
}

/* --- the document ------------------------------------------------------- */

static enum err parse(struct sheet_document *document, const char *bytes,
		      size_t length, struct err_detail *detail)
{
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	enum err err = ERR_OK;

	if (!parser)
		return err_set(detail, ERR_INTERNAL, "", "no XML parser");
	parser->_private = document;
	parser->sax->serror = on_malformed;
	document->doc = xmlCtxtReadMemory(parser, bytes, (int)length, NULL,
					  "UTF-8", PARSE_OPTIONS);
	/* A prefix that nobody declared is an error, but no fatal one. */
	if (!document->doc || !parser->nsWellFormed) {
		if (!document->complaint.line)
			document->complaint = (struct sheet_complaint){
			    .line = 1, .text = "the document is empty"};
		err = fail(&document->complaint, detail);
	}
	xmlFreeParserCtxt(parser);
	return err;
}

enum err sheet_document_open(struct sheet_contract *contract, const char *root,
			     const char *bytes, size_t length,
			     struct sheet_document *document,
			     struct err_detail *detail)
{
	xmlNodePtr element;
	enum err err;

	memset(document, 0, sizeof(*document));
	if (length > INT32_MAX / 2)
		return err_set(detail, ERR_TOO_LARGE, "", "too large");
	err = sheet_scan(bytes, length, detail);
	if (err == ERR_OK)
		err = parse(document, bytes, length, detail);
	if (err != ERR_OK)
		return err;
	element = xmlDocGetRootElement(document->doc);
	if (!sheet_element_is(element, root))
		return err_set(detail, ERR_INPUT, "line 1",
			       "line 1: the document must be <%s xmlns=\"%s\">",
			       root, SHEET_NAMESPACE);
	err = refuse_instance_namespace(element, detail);
	if (err != ERR_OK)
		return err;
	document->validator = xmlSchemaNewValidCtxt(contract->schema);
	if (!document->validator)
		return err_set(detail, ERR_INTERNAL, "", "no XML validator");
	xmlSchemaSetValidStructuredErrors(document->validator, on_complaint,
					  document);
	return ERR_OK;
}

void sheet_document_close(struct sheet_document *document)
{
	xmlSchemaFreeValidCtxt(document->validator);
	xmlFreeDoc(document->doc);
}

enum err sheet_document_validate(struct sheet_document *document,
				 struct err_detail *detail)
{
	if (xmlSchemaValidateDoc(document->validator, document->doc) == 0)
		return ERR_OK;
	if (!document->complaint.line)
		return err_set(detail, ERR_INTERNAL, "",
			       "the XML validator failed");
	return fail(&document->complaint, detail);
}

bool sheet_element_is_valid(struct sheet_document *document, xmlNodePtr element)
{
	document->complaint.line = 0;
	if (xmlSchemaValidateOneElement(document->validator, element) == 0)
		return true;
	if (!document->complaint.line)
		document->complaint = (struct sheet_complaint){
		    .line = 1, .text = "it does not keep the contract"};
	return false;
}
