/* SPDX-License-Identifier: MIT */
/*
 * The gate in front of libxml2 2.9.14: who answers may be no server of ours.
 * It refuses what none of ours writes and what costs a parser time or memory
 * out of all proportion: many attributes on one element (worse than
 * quadratic), document types (their entities grow when they are read, long
 * after the parser), and encodings that would hide both from it.
 *
 * It may take more for a tag than a parser does, never less: a '<' always
 * begins one, since a parser ends at one that stands inside a tag.
 */
#include "device/sheets/sheets_internal.h"

/* Ours has 12 at most; a later contract may have more. */
enum { ATTRIBUTES_MAX = 64 };

static bool step(struct sheets_gate *gate, char c)
{
	char before = gate->before;

	gate->before = c;
	if (c == '<') {
		gate->in_tag = true;
		gate->quote = '\0';
		gate->attributes = 0;
	} else if (!gate->in_tag) {
		return c != '\0';
	} else if (before == '<' && c == '!') {
		gate->is_declaration = true;
		return true;
	} else if (gate->is_declaration && c != '-' && c != '[') {
		return false; /* neither a comment nor CDATA */
	} else if (gate->quote) {
		gate->quote = c == gate->quote ? '\0' : gate->quote;
	} else if (c == '"' || c == '\'') {
		gate->quote = c;
	} else if (c == '>') {
		gate->in_tag = false;
	} else if (c == '=') {
		gate->attributes++;
	}
	gate->is_declaration = false;
	return c != '\0' && gate->attributes <= ATTRIBUTES_MAX;
}

/* UTF-16 and EBCDIC are told by their first byte. */
static bool may_begin(char c)
{
	return c == '<' || c == ' ' || c == '\t' || c == '\r' || c == '\n' ||
	       c == '\xEF';
}

size_t sheets_gate(struct sheets_gate *gate, const char *bytes, size_t length)
{
	size_t passed = 0;

	if (length > 0 && !gate->has_begun && !may_begin(bytes[0]))
		return 0;
	gate->has_begun |= length > 0;
	while (passed < length && step(gate, bytes[passed]))
		passed++;
	return passed;
}
