/* SPDX-License-Identifier: MIT */
/* Inside the room: what its readers share. */
#ifndef MOBILE_SYNC_SHEET_SHEET_INTERNAL_H
#define MOBILE_SYNC_SHEET_SHEET_INTERNAL_H

#include <libxml/tree.h>
#include <libxml/xmlschemas.h>

#include "mobile-sync/sheet/sheet.h"

#define SHEET_NAMESPACE "urn:callout:sync:1"

/* callout-sync.xsd, made by build-aux/embed-text. */
extern const char sheet_xsd[];

/* The first complaint of libxml2 about one document or element. */
struct sheet_complaint {
	int line;	  /* 0: nothing to complain about */
	int64_t mutation; /* the seq around it; 0: none, or not readable */
	char text[320];
};

/* One document under one validation context. */
struct sheet_document {
	xmlDocPtr doc;
	xmlSchemaValidCtxtPtr validator;
	struct sheet_complaint complaint;
};

/* Gates one and two, and the name of the root: its local name in our
 * namespace is `root`. Free it by sheet_document_close(), also on failure. */
enum err sheet_document_open(struct sheet_contract *contract, const char *root,
			     const char *bytes, size_t length,
			     struct sheet_document *document,
			     struct err_detail *detail) ERR_MUST_CHECK;
void sheet_document_close(struct sheet_document *document);

/* Gate three for the whole document. */
enum err sheet_document_validate(struct sheet_document *document,
				 struct err_detail *detail) ERR_MUST_CHECK;
/* Gate three for one element: false leaves the complaint in the document. */
bool sheet_element_is_valid(struct sheet_document *document,
			    xmlNodePtr element);

/* The element's name in our namespace? */
bool sheet_element_is(const xmlNode *node, const char *name);
/* The first element among the children; NULL if there is none. */
xmlNodePtr sheet_first_element(const xmlNode *parent);
xmlNodePtr sheet_next_element(const xmlNode *node);
/* An attribute without a namespace, copied into the arena; NULL if absent. */
const char *sheet_attribute(const xmlNode *node, const char *name,
			    struct arena *arena);
/* The same of a type that collapses white space, which libxml2 does in its own
 * eyes only. */
const char *sheet_token(const xmlNode *node, const char *name,
			struct arena *arena);
/* An instant, normalised to UTC; NULL if absent or none. XSD lets more pass:
 * 24:00, the year 12345. */
const char *sheet_instant(const xmlNode *node, const char *name,
			  struct arena *arena);

/* Does the element name a kind of mutation? */
bool sheet_kind_is_known(const xmlNode *element);
/* Before it is held against the contract: NULL, or why it is too large. */
const char *sheet_kind_measure(const xmlNode *element, struct arena *arena);
/* The content of a mutation that keeps the contract, as a JSON object: NULL,
 * or why it breaks a rule. `visit`: the mutation's, 0 if none. */
const char *sheet_kind_read(const xmlNode *element, int64_t visit,
			    struct arena *arena, const char **ret_body);

#endif
