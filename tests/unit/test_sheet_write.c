/* SPDX-License-Identifier: MIT */
/* What we write keeps the contract, whatever the texts, and comes back from
 * a parser as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "mobile-sync/sheet/sheet.h"

extern const char sheet_xsd[];

static xmlSchemaPtr schema;

static int set_up(void **state)
{
	xmlSchemaParserCtxtPtr parser =
	    xmlSchemaNewMemParserCtxt(sheet_xsd, (int)strlen(sheet_xsd));

	(void)state;
	schema = xmlSchemaParse(parser);
	xmlSchemaFreeParserCtxt(parser);
	return schema == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	xmlSchemaFree(schema);
	xmlCleanupParser();
	return 0;
}

/* --- helpers ------------------------------------------------------------ */

/* Parse, validate, empty the buffer. */
static xmlDocPtr read_valid(struct buf *text)
{
	xmlDocPtr doc = xmlReadMemory(buf_text(text), (int)text->length, NULL,
				      "UTF-8", XML_PARSE_NONET);
	xmlSchemaValidCtxtPtr validator = xmlSchemaNewValidCtxt(schema);
	int status;

	if (!doc)
		fail_msg("malformed: %s", buf_text(text));
	status = xmlSchemaValidateDoc(validator, doc);
	if (status != 0)
		fail_msg("breaks the contract: %s", buf_text(text));
	xmlSchemaFreeValidCtxt(validator);
	buf_free(text);
	return doc;
}

static xmlNodePtr child(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = parent->children;

	while (node && !xmlStrEqual(node->name, BAD_CAST name))
		node = node->next;
	return node;
}

static void check_attribute(xmlNodePtr node, const char *name,
			    const char *wanted)
{
	xmlChar *got;

	assert_non_null(node);
	got = xmlGetNoNsProp(node, BAD_CAST name);
	if (wanted) {
		assert_non_null(got);
		assert_string_equal((char *)got, wanted);
	} else {
		assert_null(got);
	}
	xmlFree(got);
}

static void check_text(xmlNodePtr node, const char *wanted)
{
	xmlChar *got;

	if (!wanted) {
		assert_null(node);
		return;
	}
	assert_non_null(node);
	got = xmlNodeGetContent(node);
	assert_string_equal((char *)got, wanted);
	xmlFree(got);
}

static const struct sheet_visit plain = {
    .visit = 91,
    .version = 57,
    .state = "dispatched",
    .start = "2026-11-23T14:00:00Z",
    .end = "2026-11-23T15:00:00Z",
    .travel_s = 840,
    .job = 310,
    .job_state = "planned",
    .job_type = "HVAC",
    .opened = "2026-11-21T16:12:09.123456Z",
    .title = "No heat",
    .priority = 2,
    .duration_min = 60,
    .crew_size = 1,
    .site = 44,
    .lat = 42.36,
    .lon = -71.05,
    .site_name = "Harbor School",
    .customer = "City Schools",
};

static void write_delta(struct buf *out, const struct sheet_visit *visit,
			int contract)
{
	sheet_add_delta_start(out,
			      &(struct sheet_delta){.epoch = 1, .version = 57});
	sheet_add_visit(out, visit, contract);
	sheet_add_delta_end(out);
}

static xmlDocPtr write_one(const struct sheet_visit *visit)
{
	struct buf out = {0};

	write_delta(&out, visit, SHEET_CONTRACT);
	return read_valid(&out);
}

/* --- documents ---------------------------------------------------------- */

static void a_full_sheet(void **state)
{
	static const struct sheet_skill skills[] = {{"HVAC", 2}, {"GAS", 1}};
	static const struct sheet_sla slas[] = {
	    {"respond", "running", "2026-11-23T15:00:00Z"},
	    {"resolve", "paused", NULL}};
	struct sheet_visit visit = plain;
	xmlNodePtr sheet, job;
	xmlDocPtr doc;

	(void)state;
	visit.window_from = "2026-11-23T13:30:00Z";
	visit.window_to = "2026-11-23T15:30:00Z";
	visit.outcome = "fixed";
	visit.description = "two\nlines";
	visit.skills = skills;
	visit.skill_count = 2;
	visit.slas = slas;
	visit.sla_count = 2;
	visit.address = "12 Water St";
	visit.access_notes = "Gate B";
	visit.contact = "J. Byrne";
	visit.phone = "+1 617 555 0117";
	visit.email = "j@example.org";
	doc = write_one(&visit);
	sheet = child(xmlDocGetRootElement(doc), "sheet");
	job = child(sheet, "job");
	check_attribute(sheet, "visit", "91");
	check_attribute(child(sheet, "plan"), "from", "2026-11-23T13:30:00Z");
	check_attribute(child(sheet, "plan"), "outcome", "fixed");
	check_attribute(job, "minutes", "60");
	check_text(child(job, "description"), "two\nlines");
	check_attribute(child(job, "skill"), "code", "HVAC");
	check_attribute(child(sheet, "site"), "lat", "42.3600000");
	check_text(child(child(sheet, "site"), "access"), "Gate B");
	check_attribute(child(sheet, "contact"), "email", "j@example.org");
	check_attribute(child(sheet, "sla"), "due", "2026-11-23T15:00:00Z");
	check_attribute(child(sheet, "sla")->next, "due", NULL);
	xmlFreeDoc(doc);
}

/* All that came with contract 2. */
static const struct sheet_asset boiler = {
    .id = 12, .name = "Boiler", .model = "V200", .installed = "2019-05-01"};
static const struct sheet_past pasts[] = {
    {"2026-02-03T15:20:11Z", "Bo", "HVAC", "partial", "loud\r\npump"},
    {"2025-02-03T15:20:11Z", "Ana", "HVAC", "fixed", NULL}};
static const struct sheet_task tasks[] = {
    {.id = 7,
     .position = 1,
     .state = "open",
     .text = "<Gas>",
     .required = true},
    {.id = 8, .position = 2, .state = "done", .text = "Photo"}};
static const struct sheet_part parts[] = {{"P1", "Pump \"1\"", 2},
					  {"P2", "Seal", -1}};
static const struct sheet_site_note notes[] = {
    {6, "2026-02-03T15:20:11Z", "Dog"}};
static const struct sheet_photo photos[] = {
    {"0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0001", "image/jpeg", 184220}};

static struct sheet_visit whole(void)
{
	struct sheet_visit visit = plain;

	visit.pinned = true;
	visit.due = "2026-11-24T21:00:00Z";
	visit.asset = &boiler;
	visit.past = pasts;
	visit.past_count = 2;
	visit.tasks = tasks;
	visit.task_count = 2;
	visit.parts = parts;
	visit.part_count = 2;
	visit.notes = notes;
	visit.note_count = 1;
	visit.photos = photos;
	visit.photo_count = 1;
	return visit;
}

static void the_whole_sheet_of_contract_2(void **state)
{
	struct sheet_visit visit = whole();
	xmlDocPtr doc = write_one(&visit);
	xmlNodePtr sheet = child(xmlDocGetRootElement(doc), "sheet");
	xmlNodePtr node;

	(void)state;
	check_attribute(child(sheet, "plan"), "pinned", "1");
	check_attribute(child(sheet, "job"), "due", "2026-11-24T21:00:00Z");
	node = child(sheet, "asset");
	check_attribute(node, "model", "V200");
	check_attribute(node, "serial", NULL);
	check_attribute(node, "installed", "2019-05-01");
	node = child(sheet, "past");
	check_attribute(node, "by", "Bo");
	check_text(node, "loud\r\npump");
	check_text(node->next, "");
	node = child(sheet, "task");
	check_attribute(node, "required", "1");
	check_text(node, "<Gas>");
	check_attribute(node->next, "required", NULL);
	check_attribute(node->next, "state", "done");
	node = child(sheet, "part");
	check_attribute(node, "name", "Pump \"1\"");
	check_attribute(node->next, "quantity", "-1");
	check_text(child(sheet, "sitenote"), "Dog");
	check_attribute(child(sheet, "photo"), "bytes", "184220");
	xmlFreeDoc(doc);
}

/* To the byte what a device of contract 1 always got. */
static void an_older_contract_gets_nothing_new(void **state)
{
	struct sheet_visit visit = whole();
	struct buf older = {0}, newer = {0};

	(void)state;
	write_delta(&older, &visit, 1);
	write_delta(&newer, &plain, SHEET_CONTRACT);
	assert_string_equal(buf_text(&older), buf_text(&newer));
	buf_clear(&older);
	sheet_add_van(&older, &(struct sheet_van){.version = 1}, 1);
	assert_int_equal(older.length, 0);
	buf_free(&older);
	buf_free(&newer);
}

static void the_van_and_the_check(void **state)
{
	struct buf out = {0};
	xmlNodePtr van;
	xmlDocPtr doc;

	(void)state;
	sheet_add_delta_start(
	    &out, &(struct sheet_delta){
		      .epoch = 1, .version = 9, .check = "0123456789abcdef"});
	sheet_add_van(
	    &out, &(struct sheet_van){.version = 8, .parts = parts, .count = 2},
	    2);
	sheet_add_van(&out, &(struct sheet_van){.version = 9}, 2);
	sheet_add_delta_end(&out);
	doc = read_valid(&out);
	check_attribute(xmlDocGetRootElement(doc), "check", "0123456789abcdef");
	van = child(xmlDocGetRootElement(doc), "van");
	check_attribute(van, "version", "8");
	check_attribute(child(van, "part"), "code", "P1");
	assert_null(child(van->next->next, "part"));
	xmlFreeDoc(doc);
}

static void a_bare_sheet(void **state)
{
	struct sheet_visit visit = plain;
	xmlNodePtr sheet;
	xmlDocPtr doc;

	(void)state;
	visit.description = visit.address = visit.access_notes = "";
	doc = write_one(&visit);
	sheet = child(xmlDocGetRootElement(doc), "sheet");
	check_attribute(child(sheet, "plan"), "from", NULL);
	check_text(child(child(sheet, "job"), "description"), NULL);
	check_text(child(child(sheet, "site"), "address"), NULL);
	assert_null(child(sheet, "contact"));
	assert_null(child(sheet, "sla"));
	xmlFreeDoc(doc);
}

static void small_documents(void **state)
{
	struct buf out = {0};
	xmlDocPtr doc;

	(void)state;
	sheet_add_delta_start(
	    &out, &(struct sheet_delta){
		      .epoch = 3, .since = 5, .version = 9, .more = true});
	sheet_add_gone(&out, 88, 9);
	sheet_add_delta_end(&out);
	doc = read_valid(&out);
	check_attribute(xmlDocGetRootElement(doc), "more", "1");
	xmlFreeDoc(doc);

	sheet_add_reset(&out, 2);
	xmlFreeDoc(read_valid(&out));

	sheet_add_enrolled(&out, &(struct sheet_enrolled){
				     .device = 4,
				     .technician = 17,
				     .epoch = 1,
				     .name = "Ana \"A\" Ruiz",
				     .zone = "America/New_York",
				     .token = "cdt_00",
				 });
	doc = read_valid(&out);
	check_attribute(xmlDocGetRootElement(doc), "name", "Ana \"A\" Ruiz");
	xmlFreeDoc(doc);

	sheet_add_pushed_start(&out, 2, 61);
	sheet_add_verdict(&out, 1, "applied", NULL);
	sheet_add_verdict(&out, 2, "invalid", "<x> & \"y\"");
	sheet_add_pushed_end(&out);
	doc = read_valid(&out);
	check_text(child(xmlDocGetRootElement(doc), "v")->next->next,
		   "<x> & \"y\"");
	xmlFreeDoc(doc);
}

static void bounded_texts_are_cut_between_characters(void **state)
{
	struct sheet_visit visit = plain;
	struct buf title = {0}, description = {0};
	xmlNodePtr job;
	xmlDocPtr doc;
	xmlChar *got;

	(void)state;
	for (int i = 0; i < 9000; i++) {
		buf_add_text(&title, "\xF0\x9F\x98\x80");
		buf_add_text(&description, "\xC3\xA9");
	}
	visit.title = buf_text(&title);
	visit.description = buf_text(&description);
	visit.job_type = buf_text(&title);
	doc = write_one(&visit);
	job = child(child(xmlDocGetRootElement(doc), "sheet"), "job");
	got = xmlNodeGetContent(child(job, "title"));
	assert_int_equal(xmlUTF8Strlen(got), 200);
	xmlFree(got);
	got = xmlNodeGetContent(child(job, "description"));
	assert_int_equal(xmlUTF8Strlen(got), 8192);
	xmlFree(got);
	xmlFreeDoc(doc);
	buf_free(&title);
	buf_free(&description);
}

/* --- random texts ------------------------------------------------------- */

static uint64_t seed;

static uint64_t next_random(void)
{
	uint64_t z = seed += 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

/* Every kind of trouble that a text may carry and XML can say. */
static void make_text(struct buf *out)
{
	static const char *const pieces[] = {"&",
					     "<",
					     ">",
					     "\"",
					     "'",
					     "\t",
					     "\n",
					     "\r",
					     "]]>",
					     "&amp;",
					     "<!--",
					     "&#10;",
					     "  ",
					     "a",
					     "Z",
					     "0",
					     "\xC3\xA9",
					     "\xE6\xBC\xA2",
					     "\xF0\x9F\x98\x80",
					     "\xC2\x85",
					     "\xE2\x80\xA8",
					     "\x7F",
					     "\r\n"};
	size_t count = 1 + next_random() % 60;

	buf_clear(out);
	for (size_t i = 0; i < count; i++)
		buf_add_text(
		    out,
		    pieces[next_random() % (sizeof(pieces) / sizeof(*pieces))]);
}

static void random_texts_come_back(void **state)
{
	enum { FIELDS = 6 };
	struct buf texts[FIELDS] = {{0}};

	(void)state;
	seed = 20261121;
	for (int round = 0; round < 300; round++) {
		struct sheet_visit visit = plain;
		xmlNodePtr sheet, site;
		xmlDocPtr doc;

		for (int i = 0; i < FIELDS; i++)
			make_text(&texts[i]);
		visit.title = buf_text(&texts[0]);
		visit.site_name = buf_text(&texts[1]);
		visit.access_notes = buf_text(&texts[2]);
		visit.contact = buf_text(&texts[3]);
		visit.phone = buf_text(&texts[4]);
		visit.job_state = buf_text(&texts[5]);
		doc = write_one(&visit);
		sheet = child(xmlDocGetRootElement(doc), "sheet");
		site = child(sheet, "site");
		check_text(child(child(sheet, "job"), "title"), visit.title);
		check_text(child(site, "name"), visit.site_name);
		check_text(child(site, "access"), visit.access_notes);
		check_attribute(child(sheet, "contact"), "name", visit.contact);
		check_attribute(child(sheet, "contact"), "phone", visit.phone);
		check_attribute(child(sheet, "job"), "state", visit.job_state);
		xmlFreeDoc(doc);
	}
	for (int i = 0; i < FIELDS; i++)
		buf_free(&texts[i]);
}

static void what_xml_cannot_say_is_replaced(void **state)
{
	struct sheet_visit visit = plain;
	xmlNodePtr job;
	xmlDocPtr doc;

	(void)state;
	visit.title = "bell\x07 \xEF\xBF\xBF cut\xC3";
	doc = write_one(&visit);
	job = child(child(xmlDocGetRootElement(doc), "sheet"), "job");
	check_text(child(job, "title"),
		   "bell\xEF\xBF\xBD \xEF\xBF\xBD cut\xEF\xBF\xBD");
	xmlFreeDoc(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_full_sheet),
	    cmocka_unit_test(the_whole_sheet_of_contract_2),
	    cmocka_unit_test(an_older_contract_gets_nothing_new),
	    cmocka_unit_test(the_van_and_the_check),
	    cmocka_unit_test(a_bare_sheet),
	    cmocka_unit_test(small_documents),
	    cmocka_unit_test(bounded_texts_are_cut_between_characters),
	    cmocka_unit_test(random_texts_come_back),
	    cmocka_unit_test(what_xml_cannot_say_is_replaced),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
