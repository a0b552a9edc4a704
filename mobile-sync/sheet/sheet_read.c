/* SPDX-License-Identifier: MIT */
/* What a device sends: enrol and push, as plain structs. */
#include "mobile-sync/sheet/sheet_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/text.h>

enum { KIND_BYTES_MAX = 64 };

/* --- enrol -------------------------------------------------------------- */

enum err sheet_read_enrol(struct sheet_contract *contract, const char *bytes,
			  size_t length, struct arena *arena,
			  struct sheet_enrol *ret_enrol,
			  struct err_detail *detail)
{
	struct sheet_document document;
	const xmlNode *root;
	enum err err = sheet_document_open(contract, "enrol", bytes, length,
					   &document, detail);

	if (err == ERR_OK)
		err = sheet_document_validate(&document, detail);
	if (err == ERR_OK) {
		root = xmlDocGetRootElement(document.doc);
		ret_enrol->code = sheet_attribute(root, "code", arena);
		ret_enrol->name = sheet_attribute(root, "name", arena);
		ret_enrol->model = sheet_attribute(root, "model", arena);
		ret_enrol->app = sheet_attribute(root, "app", arena);
	}
	sheet_document_close(&document);
	return err;
}

/* --- the envelope ------------------------------------------------------- */

/* An attribute that the contract says is a positive number; 0 if absent. */
static int64_t read_id(const xmlNode *node, const char *name)
{
	xmlChar *text = xmlGetNoNsProp(node, BAD_CAST name);
	int64_t value = 0;

	/* xsd:long may have white space, zeros and a '+' in front. */
	if (text)
		value = strtoll((const char *)text, NULL, 10);
	xmlFree(text);
	return value;
}

static enum err fail_at(const xmlNode *node, const char *what,
			struct err_detail *detail)
{
	char place[32];

	snprintf(place, sizeof(place), "line %ld",
		 xmlGetLineNo((xmlNodePtr)node));
	return err_set(detail, ERR_INPUT, place, "%s, mutation %" PRId64 ": %s",
		       place, read_id(node, "seq"), what);
}

/* A whole number from `min` on; false if it is none. 0 if absent. */
static bool read_number(const xmlNode *m, const char *name, int64_t min,
			struct arena *arena, int64_t *ret_value)
{
	const char *text = sheet_token(m, name, arena);

	return !text || text_parse_int(text, min, INT64_MAX, ret_value);
}

/* What the schema lets pass, because it must not hold up the other mutations:
 * why this one is invalid, or NULL. */
static const char *read_envelope(const xmlNode *m, struct arena *arena,
				 struct sheet_mutation *mutation)
{
	static const char *const known[] = {"seq",   "uid", "job",
					    "visit", "at",  "base"};
	size_t count = sizeof(known) / sizeof(*known), i;

	mutation->at = sheet_instant(m, "at", arena);
	if (!mutation->at)
		return "at is no instant between 1900 and 9998, such as "
		       "2026-11-21T08:00:00Z";
	if (!read_number(m, "job", 1, arena, &mutation->job))
		return "job is no number of a job";
	if (!read_number(m, "visit", 1, arena, &mutation->visit))
		return "visit is no number of a visit";
	if (!read_number(m, "base", 0, arena, &mutation->base))
		return "base is no version";
	for (const xmlAttr *a = m->properties; a; a = a->next) {
		for (i = 0; i < count; i++)
			if (!a->ns && xmlStrEqual(a->name, BAD_CAST known[i]))
				break;
		if (i == count)
			return arena_printf(arena,
					    "the attribute %.64s is not known "
					    "to this server",
					    (const char *)a->name);
	}
	return NULL;
}

/* The one element in an m; NULL if it has none, several, or text. */
static xmlNodePtr only_element(const xmlNode *m)
{
	xmlNodePtr element = sheet_first_element(m);

	if (!element || sheet_next_element(element))
		return NULL;
	for (xmlNodePtr node = m->children; node; node = node->next)
		if (!xmlIsBlankNode(node) &&
		    (node->type == XML_TEXT_NODE ||
		     node->type == XML_CDATA_SECTION_NODE))
			return NULL;
	return element;
}

/* --- the content -------------------------------------------------------- */

/* The element as text that stands by itself: with the namespaces that were
 * declared around it. */
static const char *element_text(xmlNodePtr element, struct arena *arena)
{
	xmlDocPtr alone = xmlNewDoc(BAD_CAST "1.0");
	xmlBufferPtr buffer = xmlBufferCreate();
	const char *text = "";
	xmlNodePtr copy;

	copy = xmlDocCopyNode(element, alone, 1);
	if (copy && buffer) {
		xmlDocSetRootElement(alone, copy);
		xmlNodeDump(buffer, alone, copy, 0, 0);
		text =
		    arena_strdup(arena, (const char *)xmlBufferContent(buffer));
	}
	xmlBufferFree(buffer);
	xmlFreeDoc(alone);
	return text;
}

static const char *read_kind(struct sheet_document *document,
			     xmlNodePtr element, struct arena *arena,
			     struct sheet_mutation *mutation)
{
	const struct sheet_complaint *complaint = &document->complaint;
	const char *wrong;

	if (!sheet_kind_is_known(element))
		return arena_printf(arena,
				    "line %ld: <%s> is not known to this "
				    "server",
				    xmlGetLineNo(element), mutation->kind);
	wrong = sheet_kind_measure(element, arena);
	if (wrong)
		return wrong;
	if (!sheet_element_is_valid(document, element))
		return arena_printf(arena, "line %d: %s", complaint->line,
				    complaint->text);
	return sheet_kind_read(element, mutation->visit, arena,
			       &mutation->body);
}

/* The name of the content, not longer than a kind may be. */
static const char *kind_of(const xmlNode *element, struct arena *arena)
{
	const char *name = (const char *)element->name;
	size_t length = strlen(name);

	if (length > KIND_BYTES_MAX)
		length = KIND_BYTES_MAX;
	while (!text_is_utf8(name, length, NULL))
		length--;
	return arena_strndup(arena, name, length);
}

/* Of a mutation that breaks the contract, all is kept as it came. */
static void read_mutation(struct sheet_document *document, xmlNodePtr m,
			  struct arena *arena, struct sheet_mutation *mutation)
{
	xmlNodePtr element = only_element(m);

	mutation->invalid = read_envelope(m, arena, mutation);
	mutation->kind = element ? kind_of(element, arena) : "";
	if (!mutation->invalid && !element)
		mutation->invalid = "an m has one element, and no text";
	if (mutation->invalid) {
		mutation->xml = element_text(m, arena);
		return;
	}
	mutation->invalid = read_kind(document, element, arena, mutation);
	if (mutation->invalid)
		mutation->xml = element_text(element, arena);
}

/* --- push --------------------------------------------------------------- */

static enum err count_mutations(const xmlNode *root, size_t *ret_count,
				struct err_detail *detail)
{
	size_t count = 0;

	for (const xmlNode *m = sheet_first_element(root); m;
	     m = sheet_next_element(m))
		count++;
	if (count > SHEET_MUTATIONS_MAX)
		return err_set_rule(detail, ERR_TOO_LARGE, "", "mutations",
				    "%zu mutations are more than %d: send "
				    "them in several pushes",
				    count, SHEET_MUTATIONS_MAX);
	*ret_count = count;
	return ERR_OK;
}

static enum err read_mutations(struct sheet_document *document,
			       const xmlNode *root, struct arena *arena,
			       struct sheet_push *push,
			       struct err_detail *detail)
{
	struct sheet_mutation *mutation = push->mutations;
	int64_t last = 0;

	for (xmlNodePtr m = sheet_first_element(root); m;
	     m = sheet_next_element(m), mutation++) {
		mutation->seq = read_id(m, "seq");
		mutation->uid = sheet_attribute(m, "uid", arena);
		if (mutation->seq <= last)
			return fail_at(m,
				       "mutations must stand in ascending "
				       "order of seq, each once",
				       detail);
		last = mutation->seq;
		read_mutation(document, m, arena, mutation);
	}
	return ERR_OK;
}

enum err sheet_read_push(struct sheet_contract *contract, const char *bytes,
			 size_t length, struct arena *arena,
			 struct sheet_push *ret_push, struct err_detail *detail)
{
	struct sheet_document document;
	struct sheet_push push = {0};
	const xmlNode *root = NULL;
	enum err err = sheet_document_open(contract, "push", bytes, length,
					   &document, detail);

	if (err == ERR_OK) {
		root = xmlDocGetRootElement(document.doc);
		err = count_mutations(root, &push.count, detail);
	}
	if (err == ERR_OK)
		err = sheet_document_validate(&document, detail);
	if (err != ERR_OK)
		goto out;
	push.sent = sheet_instant(root, "sent", arena);
	if (!push.sent) {
		err = err_set(detail, ERR_INPUT, "line 1",
			      "sent is no instant between 1900 and 9998, such "
			      "as 2026-11-21T08:00:00Z");
		goto out;
	}
	push.unsent = -1;
	if (xmlHasProp(root, BAD_CAST "unsent"))
		push.unsent = read_id(root, "unsent");
	push.mutations =
	    arena_calloc(arena, push.count, sizeof(*push.mutations));
	err = read_mutations(&document, root, arena, &push, detail);
	if (err == ERR_OK)
		*ret_push = push;
out:
	sheet_document_close(&document);
	return err;
}
