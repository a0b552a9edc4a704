/* SPDX-License-Identifier: MIT */
/* Pushes and enrolments as devices send them, good and bad. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mobile-sync/sheet/sheet.h"

#define NS "xmlns=\"urn:callout:sync:1\""
#define SENT "sent=\"2026-11-23T09:00:00-05:00\""
#define UID "uid=\"0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0001\""
#define AT "at=\"2026-11-23T08:00:00Z\""
#define PUSH(content) "<push " NS " " SENT ">" content "</push>"
#define M(seq, content) "<m seq=\"" seq "\" " UID " " AT ">" content "</m>"
#define V(seq, content) \
	"<m seq=\"" seq "\" " UID " visit=\"91\" " AT ">" content "</m>"

static struct sheet_contract *contract;

static int set_up(void **state)
{
	struct err_detail detail;

	(void)state;
	sheet_init();
	return sheet_contract_new(&contract, &detail) != ERR_OK;
}

static int tear_down(void **state)
{
	(void)state;
	sheet_contract_free(contract);
	return 0;
}

/* --- a good one --------------------------------------------------------- */

static void all_of_a_push_is_read(void **state)
{
	static const char text[] =
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<!-- by the phone -->\n"
	    "<p:push xmlns:p=\"urn:callout:sync:1\" " SENT ">\n"
	    "<p:m seq=\"7\" " UID " visit=\"91\" job=\"310\" "
	    "at=\"2026-11-23T08:31:00.25-05:00\">\n<!-- x --> "
	    "<p:status state=\" paused \" reason=\"lunch &amp; tea\">"
	    "<p:note>a<![CDATA[<b>]]>&#x1F600;</p:note></p:status></p:m>"
	    "<p:m seq=\"8\" " UID " " AT "><p:note>  n\r\n </p:note></p:m>"
	    "</p:push>";
	struct arena *arena = arena_new();
	struct err_detail detail = {0};
	struct sheet_push push;
	const struct sheet_mutation *m;

	(void)state;
	if (sheet_read_push(contract, text, sizeof(text) - 1, arena, &push,
			    &detail) != ERR_OK)
		fail_msg("%s", detail.text);
	assert_string_equal(push.sent, "2026-11-23T14:00:00Z");
	assert_int_equal(push.count, 2);
	m = &push.mutations[0];
	assert_null(m->invalid);
	assert_int_equal(m->seq, 7);
	assert_string_equal(m->uid, "0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0001");
	assert_int_equal(m->visit, 91);
	assert_int_equal(m->job, 310);
	assert_string_equal(m->at, "2026-11-23T13:31:00.250000Z");
	assert_string_equal(m->kind, "status");
	assert_string_equal(m->body,
			    "{\"state\":\"paused\",\"reason\":\"lunch & tea\","
			    "\"note\":\"a<b>\xF0\x9F\x98\x80\"}");
	m = &push.mutations[1];
	assert_int_equal(m->visit, 0);
	assert_string_equal(m->kind, "note");
	assert_string_equal(m->body, "{\"text\":\"  n\\n \"}");
	arena_free(arena);
}

/* --- every kind --------------------------------------------------------- */

#define BLOB                                                        \
	"blob='0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0009' "              \
	"sha256='0000000000000000000000000000000000000000000000000" \
	"00000000000000a' bytes='20' type='image/jpeg'"
#define BLOB_JSON                                                        \
	"\"blob\":\"0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0009\","             \
	"\"sha256\":\"0000000000000000000000000000000000000000000000000" \
	"00000000000000a\",\"bytes\":20,\"type\":\"image/jpeg\""

static const struct {
	const char *content, *kind;
	const char *body; /* or a part of why it is invalid */
	bool bad;
} of_kinds[] = {
    {"<note for='site'>Ring twice</note>", "note",
     "{\"for\":\"site\",\"text\":\"Ring twice\"}", false},
    {"<time kind='work' from='2026-11-23T08:00:00-05:00' "
     "to='2026-11-23T13:30:00Z'><note>hard</note></time>",
     "time",
     "{\"kind\":\"work\",\"from\":\"2026-11-23T13:00:00Z\","
     "\"to\":\"2026-11-23T13:30:00Z\",\"note\":\"hard\"}",
     false},
    {"<time kind='work' from='2026-11-23T24:00:00Z' "
     "to='2026-11-23T13:30:00Z'/>",
     "time", "from is no instant", true},
    {"<time kind='nap' from='2026-11-23T08:00:00Z' to='2026-11-23T13:30:00Z'/>",
     "time", "'kind'", true},
    {"<part code=' A &quot;1' quantity='+002' use='used'/>", "part",
     "{\"code\":\" A \\\"1\",\"quantity\":2,\"use\":\"used\"}", false},
    {"<part code='A' quantity='0' use='used'/>", "part", "'quantity'", true},
    {"<part code='A' quantity='100001' use='used'/>", "part", "'quantity'",
     true},
    {"<meter asset='7' name='gas' value='-0012.50' unit='m3'/>", "meter",
     "{\"asset\":7,\"name\":\"gas\",\"value\":-12.50,\"unit\":\"m3\"}", false},
    {"<meter name='gas' value='+.5'/>", "meter",
     "{\"name\":\"gas\",\"value\":0.5}", false},
    {"<meter name='gas' value='0005.'/>", "meter",
     "{\"name\":\"gas\",\"value\":5.0}", false},
    {"<meter name='gas' value='1e5'/>", "meter", "'value'", true},
    {"<meter name='gas' value='1111111111222222222233333333334444444444"
     "555555555566666666661'/>",
     "meter", "'value'", true},
    {"<task task='12' done='1'/>", "task", "{\"task\":12,\"done\":true}",
     false},
    {"<task task='12' done=' 0 '/>", "task", "{\"task\":12,\"done\":false}",
     false},
    {"<task task='12' done='2'/>", "task", "'done'", true},
    {"<contact name='Ida' phone=''/>", "contact",
     "{\"name\":\"Ida\",\"phone\":\"\"}", false},
    {"<contact/>", "contact", "{}", false},
    {"<address text='Rear' lat='40.7128' lon='-7.4006e1'/>", "address",
     "{\"text\":\"Rear\",\"lat\":40.7128,\"lon\":-74.006}", false},
    {"<address lat='NaN' lon='1'/>", "address", "", true},
    {"<address lat='INF' lon='1'/>", "address", "", true},
    {"<window start='2026-11-24T08:00:00Z' end='2026-11-24T10:00:00Z'>After "
     "eight</window>",
     "window",
     "{\"start\":\"2026-11-24T08:00:00Z\",\"end\":\"2026-11-24T10:00:00Z\","
     "\"text\":\"After eight\"}",
     false},
    {"<followup title='Flue' minutes='90' priority='2' type='boiler'>Rust"
     "</followup>",
     "followup",
     "{\"title\":\"Flue\",\"minutes\":90,\"priority\":2,"
     "\"type\":\"boiler\",\"text\":\"Rust\"}",
     false},
    {"<followup title='Flue' priority='6'/>", "followup", "'priority'", true},
    {"<photo " BLOB ">The pump</photo>", "photo",
     "{" BLOB_JSON ",\"text\":\"The pump\"}", false},
    {"<signature " BLOB " name='Ada L.'/>", "signature",
     "{" BLOB_JSON ",\"name\":\"Ada L.\"}", false},
    {"<positions><p at='2026-11-23T08:00:00Z' lat='1' lon='2' "
     "accuracy='5.5'/><p at='2026-11-23T08:01:00Z' lat='1.25' lon='2'/>"
     "</positions>",
     "positions",
     "{\"points\":[{\"at\":\"2026-11-23T08:00:00Z\",\"lat\":1,\"lon\":2,"
     "\"accuracy\":5.5},{\"at\":\"2026-11-23T08:01:00Z\",\"lat\":1.25,"
     "\"lon\":2}]}",
     false},
    {"<positions/>", "positions", "", true},
    {"<correction of='0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0009'>"
     "<part code='A' quantity='3' use='broken'/></correction>",
     "correction",
     "{\"of\":\"0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0009\",\"kind\":\"part\","
     "\"content\":{\"code\":\"A\",\"quantity\":3,\"use\":\"broken\"}}",
     false},
    {"<correction of='0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0009'/>", "correction",
     "{\"of\":\"0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0009\"}", false},
    {"<correction of='x'/>", "correction", "'of'", true},
    {"<correction of='0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0009'>"
     "<correction of='0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c0009'/></correction>",
     "correction", "", true},
    {"<p at='2026-11-23T08:00:00Z' lat='1' lon='2'/>", "p", "not known", true},
};

static void every_kind_becomes_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(of_kinds) / sizeof(*of_kinds); i++) {
		struct arena *arena = arena_new();
		struct err_detail detail = {0};
		struct buf text = {0};
		struct sheet_push push;
		const struct sheet_mutation *m;

		buf_printf(&text, PUSH("<m seq='1' " UID " " AT ">%s</m>"),
			   of_kinds[i].content);
		if (sheet_read_push(contract, buf_text(&text), text.length,
				    arena, &push, &detail) != ERR_OK)
			fail_msg("case %zu: %s", i, detail.text);
		m = &push.mutations[0];
		assert_string_equal(m->kind, of_kinds[i].kind);
		if (of_kinds[i].bad != (m->invalid != NULL))
			fail_msg("case %zu: %s: %s %s", i, of_kinds[i].content,
				 m->invalid ? m->invalid : "not invalid",
				 m->body ? m->body : "");
		if (!m->invalid)
			assert_string_equal(m->body, of_kinds[i].body);
		else if (!strstr(m->invalid, of_kinds[i].body) || m->body)
			fail_msg("case %zu: %s", i, m->invalid);
		buf_free(&text);
		arena_free(arena);
	}
}

static void places_are_counted(void **state)
{
	struct arena *arena = arena_new();
	struct err_detail detail = {0};
	struct sheet_push push;

	(void)state;
	for (int count = 500; count <= 501; count++) {
		struct buf text = {0};

		buf_add_text(&text, "<push " NS " " SENT "><m seq='1' " UID
				    " " AT "><positions>");
		for (int i = 0; i < count; i++)
			buf_add_text(&text, "<p at='2026-11-23T08:00:00Z' "
					    "lat='1' lon='2'/>");
		buf_add_text(&text, "</positions></m></push>");
		assert_int_equal(sheet_read_push(contract, buf_text(&text),
						 text.length, arena, &push,
						 &detail),
				 ERR_OK);
		assert_int_equal(push.mutations[0].invalid != NULL,
				 count > 500);
		buf_free(&text);
	}
	arena_free(arena);
}

/* --- refused as a whole ------------------------------------------------- */

static const struct {
	const char *text;
	const char *place, *error; /* pointer; part of the text */
} refused[] = {
    {"", "line 1", "empty"},
    {"<push " NS "/>", "line 1", "'sent' is required"},
    {"<push " NS " " SENT "/>", "line 1", "Missing child element"},
    {"<push " SENT ">" M("1", "<note/>") "</push>", "line 1", "must be <push"},
    {"<reset " NS " epoch='1'/>", "line 1", "must be <push"},
    {"<push " NS " sent='2026-11-23T09:00:00'>" M("1", "<note/>") "</push>",
     "line 1", "'sent'"},
    {"<push " NS " sent='2026-11-23T24:00:00Z'>" M("1", "<note/>") "</push>",
     "line 1", "sent is no instant"},
    {"<push " NS " sent='12026-11-23T09:00:00Z'>" M("1", "<note/>") "</push>",
     "line 1", "sent is no instant"},
    {PUSH("\n\ntext" M("1", "<note/>")), "line 1", "Character content"},
    {PUSH("\n\n" M("0", "<note/>")), "line 3", "'seq'"},
    {PUSH(M("99999999999999999999", "<note/>")), "line 1", "'seq'"},
    {PUSH("\n<m seq='5' " AT "><note/></m>"), "line 2",
     "line 2, mutation 5: Element 'm': The attribute 'uid' is required"},
    {PUSH("<m seq='5' uid='5' " AT "><note/></m>"), "line 1",
     "mutation 5: Element 'm', attribute 'uid'"},
    {PUSH(M("5", "<note/>") "\n" M("5", "<note/>")), "line 2", "ascending"},
    {PUSH(M("6", "<note/>") M("5", "<note/>")), "line 1",
     "mutation 5: mutations must stand in ascending order"},
    {PUSH(M("5", "<note>")), "line 1", "mismatch"},
    {PUSH(M("5", "<n:note/>")), "line 1", "Namespace prefix n"},
};

static void the_envelope_is_checked_as_a_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct arena *arena = arena_new();
		struct err_detail detail = {0};
		struct sheet_push push;
		enum err err = sheet_read_push(contract, refused[i].text,
					       strlen(refused[i].text), arena,
					       &push, &detail);

		if (err != ERR_INPUT ||
		    !strstr(detail.text, refused[i].error) ||
		    strcmp(detail.pointer, refused[i].place) != 0)
			fail_msg("case %zu: %s: got %d %s: %s", i,
				 refused[i].text, err, detail.pointer,
				 detail.text);
		arena_free(arena);
	}
}

/* --- one by one --------------------------------------------------------- */

static const struct {
	const char *content;
	const char *kind;
	const char *invalid; /* part of the reason; NULL: valid */
} contents[] = {
    {"<note>x</note>", "note", NULL},
    {"<note/>", "note", NULL},
    {"<note lang='en'>x</note>", "note", "'lang' is not allowed"},
    {"<note>a<b/></note>", "note", "line 1: Element"},
    {"<status state='on_site'/>", "status", NULL},
    {"<status state='completed' outcome='fixed'/>", "status", NULL},
    {"<status state='completed'/>", "status", "needs its outcome"},
    {"<status state='declined' reason='ill'><note>x</note></status>", "status",
     NULL},
    {"<status/>", "status", "'state' is required"},
    {"<status state='lost'/>", "status", "'lost'"},
    {"<status state='completed' outcome='done'/>", "status", "'done'"},
    {"<status state='on_site'>x</status>", "status", "Character content"},
    {"<status state='on_site'><note/><note/></status>", "status", "note"},
    {"<photo sha256='00'>x</photo>", "photo", "'sha256'"},
    {"<picture sha256='00'/>", "picture", "<picture> is not known"},
    {"<m seq='1'/>", "m", "<m> is not known"},
    {"<delta/>", "delta", "<delta> is not known"},
    {"<s:status xmlns:s='urn:x' state='on_site'/>", "status", "is not known"},
    {"<status xmlns='' state='on_site'/>", "status", "is not known"},
    {"<\xC3\xA9t\xC3\xA9/>", "\xC3\xA9t\xC3\xA9", "is not known"},
};

static void each_content_is_judged_by_itself(void **state)
{
	struct buf text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(contents) / sizeof(*contents); i++) {
		struct arena *arena = arena_new();
		struct err_detail detail = {0};
		const struct sheet_mutation *m;
		struct sheet_push push;

		buf_clear(&text);
		buf_printf(&text,
			   PUSH(V("1", "<note>good</note>") V("2", "%s")
				    V("3", "<note>good</note>")),
			   contents[i].content);
		if (sheet_read_push(contract, buf_text(&text), text.length,
				    arena, &push, &detail) != ERR_OK)
			fail_msg("case %zu: %s", i, detail.text);
		assert_null(push.mutations[0].invalid);
		assert_null(push.mutations[2].invalid);
		m = &push.mutations[1];
		assert_string_equal(m->kind, contents[i].kind);
		if (!contents[i].invalid != !m->invalid ||
		    (m->invalid && !strstr(m->invalid, contents[i].invalid)))
			fail_msg("case %zu: %s: %s", i, contents[i].content,
				 m->invalid ? m->invalid : "valid");
		if (m->invalid) {
			assert_null(m->body);
			assert_non_null(strstr(m->xml, m->kind));
		}
		arena_free(arena);
	}
	buf_free(&text);
}

/* Each m by itself: what is wrong with it, or NULL. */
static const struct {
	const char *m;
	const char *kind, *invalid;
} envelopes[] = {
    {"<m seq='5' " UID " " AT " visit=' 007 ' base='0'><note/></m>", "note",
     NULL},
    {"<m seq='5' " UID " " AT " base='57'> <!-- c --><note/>\n</m>", "note",
     NULL},
    {"<m seq='5' " UID "><note/></m>", "note", "at is no instant"},
    {"<m seq='5' " UID " at=''><note/></m>", "note", "at is no instant"},
    {"<m seq='5' " UID " at='1899-12-31T00:00:00Z'><note/></m>", "note",
     "at is no instant"},
    {"<m seq='5' " UID " at='9999-12-31T23:59:59Z'><note/></m>", "note",
     "at is no instant"},
    {"<m seq='5' " UID " " AT " visit='x'><note/></m>", "note", "visit"},
    {"<m seq='5' " UID " " AT " job='0'><note/></m>", "note", "job"},
    {"<m seq='5' " UID " " AT " base='-1'><note/></m>", "note", "base"},
    {"<m seq='5' " UID " " AT " mood='good'><note/></m>", "note", "mood"},
    {"<m seq='5' " UID " " AT " xmlns:x='urn:x' x:at='1'><note/></m>", "note",
     "attribute at"},
    {"<m seq='5' " UID " " AT "/>", "", "one element"},
    {"<m seq='5' " UID " " AT ">words</m>", "", "one element"},
    {"<m seq='5' " UID " " AT "><note/>words</m>", "", "one element"},
    {"<m seq='5' " UID " " AT "><note/><note/></m>", "", "one element"},
    {"<m seq='5' " UID " at='x'>words</m>", "", "at is no instant"},
};

static void a_bad_envelope_holds_up_no_other(void **state)
{
	struct buf text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(envelopes) / sizeof(*envelopes); i++) {
		struct arena *arena = arena_new();
		struct err_detail detail = {0};
		const struct sheet_mutation *m;
		struct sheet_push push;

		buf_clear(&text);
		buf_printf(&text, "<push " NS " " SENT ">%s%s%s</push>",
			   V("4", "<note>good</note>"), envelopes[i].m,
			   V("6", "<note>good</note>"));
		if (sheet_read_push(contract, buf_text(&text), text.length,
				    arena, &push, &detail) != ERR_OK)
			fail_msg("case %zu: %s", i, detail.text);
		assert_null(push.mutations[0].invalid);
		assert_null(push.mutations[2].invalid);
		m = &push.mutations[1];
		assert_int_equal(m->seq, 5);
		assert_string_equal(m->kind, envelopes[i].kind);
		if (!envelopes[i].invalid != !m->invalid ||
		    (m->invalid && !strstr(m->invalid, envelopes[i].invalid)))
			fail_msg("case %zu: %s: %s", i, envelopes[i].m,
				 m->invalid ? m->invalid : "valid");
		if (m->invalid)
			assert_non_null(strstr(m->xml, "<m "));
		arena_free(arena);
	}
	buf_free(&text);
}

static void a_status_needs_its_visit(void **state)
{
	static const char text[] = PUSH(M("1", "<status state='on_site'/>"));
	struct arena *arena = arena_new();
	struct err_detail detail = {0};
	struct sheet_push push;

	(void)state;
	assert_int_equal(sheet_read_push(contract, text, sizeof(text) - 1,
					 arena, &push, &detail),
			 ERR_OK);
	assert_non_null(strstr(push.mutations[0].invalid, "visit"));
	arena_free(arena);
}

static void what_is_kept_stands_by_itself(void **state)
{
	static const char text[] =
	    "<p:push xmlns:p=\"urn:callout:sync:1\" xmlns:q=\"urn:q\" " SENT
	    "><p:m seq=\"1\" " UID " " AT "><p:photo q:a=\"&lt;\">x"
	    "<!-- c --><q:b/>&amp;</p:photo></p:m></p:push>";
	struct arena *arena = arena_new();
	struct err_detail detail = {0};
	struct sheet_push push;
	const char *xml;

	(void)state;
	assert_int_equal(sheet_read_push(contract, text, sizeof(text) - 1,
					 arena, &push, &detail),
			 ERR_OK);
	xml = push.mutations[0].xml;
	assert_non_null(strstr(xml, "xmlns:p=\"urn:callout:sync:1\""));
	assert_non_null(strstr(xml, "xmlns:q=\"urn:q\""));
	assert_non_null(strstr(xml, "q:a=\"&lt;\">x<!-- c --><q:b/>&amp;<"));
	arena_free(arena);
}

static void long_names_are_cut(void **state)
{
	struct arena *arena = arena_new();
	struct err_detail detail = {0};
	struct sheet_push push;
	struct buf text = {0};

	(void)state;
	buf_add_text(&text,
		     "<push " NS " " SENT "><m seq=\"1\" " UID " " AT "><x");
	for (int i = 0; i < 300; i++)
		buf_add_text(&text, "\xC3\xA9");
	buf_add_text(&text, "/></m></push>");
	assert_int_equal(sheet_read_push(contract, buf_text(&text), text.length,
					 arena, &push, &detail),
			 ERR_OK);
	assert_int_equal(strlen(push.mutations[0].kind), 63);
	assert_true(strlen(push.mutations[0].xml) > 600);
	arena_free(arena);
	buf_free(&text);
}

static void limits(void **state)
{
	(void)state;
	for (int count = 200; count <= 201; count++) {
		struct arena *arena = arena_new();
		struct err_detail detail = {0};
		struct sheet_push push;
		struct buf text = {0};
		enum err err;

		buf_add_text(&text, "<push " NS " " SENT ">");
		for (int i = 1; i <= count; i++)
			buf_printf(&text,
				   "<m seq=\"%d\" " UID " " AT
				   "><note>x</note></m>",
				   i);
		buf_add_text(&text, "</push>");
		err = sheet_read_push(contract, buf_text(&text), text.length,
				      arena, &push, &detail);
		assert_int_equal(err, count == 200 ? ERR_OK : ERR_TOO_LARGE);
		arena_free(arena);
		buf_free(&text);
	}
}

/* --- enrol -------------------------------------------------------------- */

static void enrolments(void **state)
{
	static const struct {
		const char *text;
		const char *error; /* NULL: good */
	} cases[] = {
	    {"<enrol " NS " code='K7QM-2XVD-9HTB' name='Ana&apos;s'/>", NULL},
	    {"<enrol " NS " code='K7QM' name=''/>", NULL},
	    {"<enrol " NS " code='K7Q' name='x'/>", "'code'"},
	    {"<enrol " NS " code='K7QM'/>", "'name' is required"},
	    {"<enrol code='K7QM' name='x'/>", "must be <enrol"},
	    {"<enrol " NS " code='K7QM' name='x'>y</enrol>", "enrol"},
	    {"<enrol " NS " code='K7QM' name='x' z='y'/>", "'z'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = arena_new();
		struct err_detail detail = {0};
		struct sheet_enrol enrol = {0};
		enum err err = sheet_read_enrol(contract, cases[i].text,
						strlen(cases[i].text), arena,
						&enrol, &detail);

		if (!cases[i].error != (err == ERR_OK) ||
		    (cases[i].error && !strstr(detail.text, cases[i].error)))
			fail_msg("case %zu: %s", i, detail.text);
		if (i == 0)
			assert_string_equal(enrol.name, "Ana's");
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_of_a_push_is_read),
	    cmocka_unit_test(every_kind_becomes_json),
	    cmocka_unit_test(places_are_counted),
	    cmocka_unit_test(the_envelope_is_checked_as_a_whole),
	    cmocka_unit_test(each_content_is_judged_by_itself),
	    cmocka_unit_test(a_bad_envelope_holds_up_no_other),
	    cmocka_unit_test(a_status_needs_its_visit),
	    cmocka_unit_test(what_is_kept_stands_by_itself),
	    cmocka_unit_test(long_names_are_cut),
	    cmocka_unit_test(limits),
	    cmocka_unit_test(enrolments),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
