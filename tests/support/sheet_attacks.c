/* SPDX-License-Identifier: MIT */
/*
 * Documents that hurt XML parsers. Each is as large as a push may be, unless
 * its point needs more: then HTTP would have refused it before.
 */
#include "tests/support/sheet_attacks.h"

#define PUSH "<push xmlns=\"urn:callout:sync:1\" sent=\"2026-11-23T09:00:00Z\">"
#define M                                                            \
	"<m seq=\"1\" uid=\"0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0001\" " \
	"at=\"2026-11-23T08:00:00Z\">"
#define END "</m></push>"
#define SIZE 250000

static void repeat(struct buf *out, const char *text, size_t until)
{
	while (out->length < until)
		buf_add_text(out, text);
}

static void laughs(struct buf *out)
{
	buf_add_text(out, "<?xml version=\"1.0\"?>\n<!DOCTYPE push [\n"
			  "<!ENTITY a \"ha ha ha ha ha ha\">\n");
	for (int i = 1; i < 12; i++) {
		buf_printf(out, "<!ENTITY %c \"", 'a' + i);
		for (int n = 0; n < 10; n++)
			buf_printf(out, "&%c;", 'a' + i - 1);
		buf_add_text(out, "\">\n");
	}
	buf_add_text(out, "]>\n" PUSH M "<note>&l;</note>" END);
}

static void external_entity(struct buf *out)
{
	buf_add_text(out,
		     "<!DOCTYPE push [<!ENTITY x SYSTEM "
		     "\"file:///etc/passwd\">]>" PUSH M "<note>&x;</note>" END);
}

static void external_dtd(struct buf *out)
{
	buf_add_text(out, "<!DOCTYPE push SYSTEM "
			  "\"http://127.0.0.1:9/evil.dtd\">" PUSH M
			  "<note>x</note>" END);
}

static void undefined_entity(struct buf *out)
{
	buf_add_text(out, PUSH M "<note>&x;</note>" END);
}

static void attributes(struct buf *out, size_t count)
{
	buf_add_text(out, PUSH M "<x");
	for (size_t i = 0; i < count; i++)
		buf_printf(out, " a%zu=\"\"", i);
	buf_add_text(out, "/>" END);
}

static void flood(struct buf *out)
{
	attributes(out, 40000);
}

static void flood_of_one_tag(struct buf *out)
{
	attributes(out, 800); /* 8 kB would do */
}

static void flood_without_end(struct buf *out)
{
	buf_add_text(out, PUSH M "<x");
	for (int i = 0; out->length < SIZE; i++)
		buf_printf(out, " a%d=''", i);
}

static void flood_of_tags(struct buf *out)
{
	buf_add_text(out, PUSH M "<x>");
	while (out->length < SIZE) {
		buf_add_text(out, "<x");
		for (int i = 0; i < 33; i++)
			buf_printf(out, " a%d=''", i);
		buf_add_text(out, "/>");
	}
	buf_add_text(out, "</x>" END);
}

/* After such an error libxml2 goes on, and takes what was quoted for tags. */
static void flood_in_quotes(struct buf *out)
{
	buf_add_text(out, PUSH M);
	while (out->length < SIZE - 8200) {
		size_t until = out->length + 8100;

		buf_add_text(out, "<x b=\"<y");
		for (int i = 0; out->length < until; i++)
			buf_printf(out, " a%d=''", i);
		buf_add_text(out, "/>\"/>");
	}
	buf_add_text(out, END);
}

static void depth(struct buf *out)
{
	buf_add_text(out, PUSH M);
	repeat(out, "<x>", SIZE / 2);
	repeat(out, "</x>", SIZE);
	buf_add_text(out, END);
}

static void namespaces(struct buf *out)
{
	buf_add_text(out, PUSH M);
	for (int i = 0; i < 30; i++) {
		buf_add_text(out, "<x");
		for (int n = 0; n < 30; n++)
			buf_printf(out, " xmlns:n%d_%d='u'", i, n);
		buf_add_text(out, ">");
	}
	repeat(out, "<n0_0:a/>", SIZE);
}

static void unknown_attributes(struct buf *out)
{
	buf_add_text(out, PUSH);
	for (int m = 0; m < 200; m++) {
		buf_add_text(out, "<m");
		for (int i = 0; i < 32; i++)
			buf_printf(out, " %c%d=''", 'a' + i % 26, i);
		buf_add_text(out, "/>");
	}
	buf_add_text(out, "</push>");
}

static void wrong_children(struct buf *out)
{
	buf_add_text(out, PUSH);
	repeat(out, "<x/>", SIZE);
	buf_add_text(out, "</push>");
}

static void some_wrong_children(struct buf *out)
{
	buf_add_text(out, PUSH);
	for (int i = 0; i < 2400; i++)
		buf_add_text(out, "<x a='' b='' c=''/>");
	buf_add_text(out, "</push>");
}

static void crowd(struct buf *out, const char *name)
{
	buf_printf(out, PUSH M "<%s>", name);
	for (int i = 0; i < 2400; i++)
		buf_add_text(out, "<x a='' b='' c=''/>");
	buf_printf(out, "</%s>" END, name);
}

static void crowded_status(struct buf *out)
{
	crowd(out, "status");
}

static void crowded_note(struct buf *out)
{
	crowd(out, "note");
}

static void prefixed(struct buf *out)
{
	buf_add_text(out, PUSH M "<x");
	for (int i = 0; i < 15; i++)
		buf_printf(out, " xmlns:n%d='u%d'", i, i);
	buf_add_char(out, '>');
	for (int i = 0; i < 2400; i++)
		buf_add_text(out, "<n0:a n1:b='' n0:c=''/>");
	buf_add_text(out, "</x>" END);
}

/* Each as long as a tag may be, and wrong at its last byte only. */
static void long_values(struct buf *out)
{
	buf_add_text(out, PUSH);
	for (int i = 0; out->length < SIZE - 8200; i++) {
		size_t until = out->length + 8000;

		buf_printf(out,
			   "<m seq='%d' at='2026-11-23T08:00:00Z' "
			   "uid='0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0001'>"
			   "<status state='",
			   i + 1);
		repeat(out, "2026-11-23T08:00:00", until);
		buf_add_text(out, "'/></m>");
	}
	buf_add_text(out, "</push>");
}

/* Four times as many as a document may have, and what one may have. */
static void places(struct buf *out, int count, const char *p)
{
	buf_add_text(out, PUSH M "<positions>");
	for (int i = 0; i < count; i++)
		buf_add_text(out, p);
	buf_add_text(out, "</positions>" END);
}

static void places_without_end(struct buf *out)
{
	places(out, 100000, "<p at='2026-11-23T08:00:00Z' lat='1' lon='2'/>");
}

static void too_many_places(struct buf *out)
{
	places(out, 2400, "<p at='2026-11-23T08:00:00Z' lat='1' lon='2'/>");
}

static void many_wrong_places(struct buf *out)
{
	places(out, 1900, "<p at='x' lat='NaN' lon='1e999' accuracy='y'/>");
}

static void wrong_places(struct buf *out)
{
	buf_add_text(out, PUSH);
	for (int m = 1; m <= 3; m++) {
		buf_printf(out,
			   "<m seq='%d' at='2026-11-23T08:00:00Z' "
			   "uid='0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0001'>"
			   "<positions>",
			   m);
		for (int i = 0; i < 500; i++)
			buf_add_text(out, "<p at='2026-11-23T08:00:00Z' "
					  "lat='190' lon='x' accuracy='y'/>");
		buf_add_text(out, "</positions></m>");
	}
	buf_add_text(out, "</push>");
}

static void corrections(struct buf *out)
{
	enum { DEEP = 29 };

	buf_add_text(out, PUSH);
	for (int m = 1; m <= 150; m++) {
		buf_printf(out,
			   "<m seq='%d' at='2026-11-23T08:00:00Z' "
			   "uid='0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0001'>",
			   m);
		for (int i = 0; i < DEEP; i++)
			buf_add_text(out, "<correction of='x'>");
		for (int i = 0; i < DEEP; i++)
			buf_add_text(out, "</correction>");
		buf_add_text(out, "</m>");
	}
	buf_add_text(out, "</push>");
}

/* Digits, for whoever makes a number of them. */
static void long_numbers(struct buf *out)
{
	buf_add_text(out, PUSH);
	for (int i = 1; out->length < SIZE - 8200; i++) {
		size_t until = out->length + 7900;

		buf_printf(out,
			   "<m seq='%d' at='2026-11-23T08:00:00Z' "
			   "uid='0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0001' "
			   "visit='1'><meter name='m' value='",
			   i);
		repeat(out, "9876543210", until);
		buf_add_text(out, "'/></m>");
	}
	buf_add_text(out, "</push>");
}

static void wrong_roots(struct buf *out)
{
	buf_add_text(out, PUSH M "<note>x</note>" END);
	repeat(out, "<x/>", 9000);
}

static void schema_location(struct buf *out)
{
	buf_add_text(out,
		     "<push xmlns=\"urn:callout:sync:1\" "
		     "xmlns:i=\"http://www.w3.org/2001/XMLSchema&#45;"
		     "instance\" i:schemaLocation=\"urn:x "
		     "file:///etc/passwd\" "
		     "sent=\"2026-11-23T09:00:00Z\">" M "<note>x</note>" END);
}

static void schema_location_inside(struct buf *out)
{
	buf_add_text(out,
		     PUSH M "<note xmlns:i=\"http://www.w3.org/2001/"
			    "XMLSchema-instance\" i:type=\"x\">x</note>" END);
}

static void comments(struct buf *out)
{
	repeat(out, "<!---->", SIZE);
	buf_add_text(out, "<!DOCTYPE push>" PUSH M "<note>x</note>" END);
}

static void hidden_doctype(struct buf *out)
{
	buf_add_text(out, "<!--><!DOCTYPE push []> -->" PUSH M
			  "<note>&x;</note>" END);
}

static void latin1(struct buf *out)
{
	buf_add_text(out,
		     "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" PUSH M
		     "<note>caf\xE9</note>" END);
}

static void declared_latin1(struct buf *out)
{
	buf_add_text(out,
		     "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" PUSH M
		     "<note>cafe</note>" END);
}

static void declared_utf7(struct buf *out)
{
	buf_add_text(out, "<?xml version='1.0' encoding='UTF-7'?>" PUSH M
			  "<note>+ADwAIQ-</note>" END);
}

static void utf16(struct buf *out)
{
	static const char text[] = PUSH M "<note>x</note>" END;

	buf_add(out, "\xFF\xFE", 2);
	for (const char *c = text; *c; c++)
		buf_add(out, (char[]){*c, 0}, 2);
}

static void ebcdic(struct buf *out)
{
	buf_add_text(out, "\x4C\x6F\xA7\x94\x93\x40");
}

static void zero_byte(struct buf *out)
{
	buf_add(out, PUSH M "<note>a\0b</note>" END,
		sizeof(PUSH M "<note>a\0b</note>" END) - 1);
}

static void overlong(struct buf *out)
{
	buf_add_text(out, PUSH M "<note>\xC0\xBCscript></note>" END);
}

static void truncated(struct buf *out)
{
	buf_add_text(out, PUSH M "<note>half");
}

static void empty(struct buf *out)
{
	buf_add_text(out, "");
}

static void spaces(struct buf *out)
{
	repeat(out, "\n", SIZE);
}

static void json(struct buf *out)
{
	buf_add_text(out, "{\"push\": []}");
}

static void control_reference(struct buf *out)
{
	buf_add_text(out, PUSH M "<note>&#1;</note>" END);
}

static void include(struct buf *out)
{
	buf_add_text(out, PUSH "<xi:include xmlns:xi=\"http://www.w3.org/2001/"
			       "XInclude\" href=\"/etc/passwd\"/></push>");
}

static void references(struct buf *out)
{
	buf_add_text(out, PUSH M "<y>");
	repeat(out, "&#x26;&lt;", SIZE);
	buf_add_text(out, "</x>" END);
}

const struct sheet_attack sheet_attacks[] = {
    {"billion laughs", laughs, "document type"},
    {"external entity", external_entity, "document type"},
    {"external DTD", external_dtd, "document type"},
    {"undefined entity", undefined_entity, "Entity 'x' not defined"},
    {"40,000 attributes", flood, "8 kB"},
    {"attributes in one long tag", flood_of_one_tag, "32 attributes"},
    {"attributes without an end", flood_without_end, "8 kB"},
    {"attributes on many tags", flood_of_tags, "32 attributes"},
    {"attributes in quotes", flood_in_quotes, "inside a tag"},
    {"deep nesting", depth, "nested"},
    {"many namespaces", namespaces, "namespaces"},
    {"unknown attributes", unknown_attributes, ""},
    {"60,000 wrong children", wrong_children, "10000 elements"},
    {"2,400 wrong children", some_wrong_children, "mutations"},
    {"a status with much inside", crowded_status, NULL},
    {"a note with much inside", crowded_note, NULL},
    {"elements in many namespaces", prefixed, NULL},
    {"a long value", long_values, NULL},
    {"100,000 places", places_without_end, "10000 elements"},
    {"2,400 places", too_many_places, NULL},
    {"1,900 wrong places", many_wrong_places, NULL},
    {"3 times 500 wrong places", wrong_places, NULL},
    {"150 nests of corrections", corrections, NULL},
    {"long numbers", long_numbers, NULL},
    {"many roots", wrong_roots, "Extra content"},
    {"schema location", schema_location, "XMLSchema-instance"},
    {"type inside", schema_location_inside, "XMLSchema-instance"},
    {"comments, then a DOCTYPE", comments, "document type"},
    {"a DOCTYPE in an odd comment", hidden_doctype, ""},
    {"Latin-1", latin1, "not UTF-8"},
    {"declared Latin-1", declared_latin1, "encoding is not UTF-8"},
    {"declared UTF-7", declared_utf7, "encoding is not UTF-8"},
    {"UTF-16", utf16, "UTF-16"},
    {"EBCDIC", ebcdic, "not UTF-8"},
    {"a zero byte", zero_byte, "a byte is zero"},
    {"overlong UTF-8", overlong, "not UTF-8"},
    {"truncated", truncated, "line 1"},
    {"empty", empty, "empty"},
    {"white space only", spaces, ""},
    {"JSON", json, "Start tag expected"},
    {"a control character", control_reference, "invalid xmlChar"},
    {"XInclude", include, ""},
    {"references", references, "mismatch"},
};
const unsigned sheet_attack_count =
    sizeof(sheet_attacks) / sizeof(*sheet_attacks);
