/* SPDX-License-Identifier: MIT */
/* The device's XML: deltas that were cut anywhere, and what is shown. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "device/sheets/sheets.h"

#define NS "xmlns=\"urn:callout:sync:1\""

/* Each change in a line of its own, and what must be told of it. */
static const char *const pieces[] = {
    "<delta " NS " epoch=\"3\" since=\"50\" version=\"60\" more=\"0\" "
    "check=\"0123456789abcdef\">\n",
    "<gone visit=\"88\" version=\"51\"/>",
    "\n<sheet visit=\"91\" version=\"52\"><plan state=\"&#100;one\"/>"
    "<job id=\"1\"><title>a &gt; b</title></job></sheet>",
    "\n <!-- > --> text <later version=\"53\"><sheet visit=\"9\" "
    "version=\"9\"/></later>",
    "<van version=\"54\"><part code=\"W>\" name=\"W\" quantity=\"-1\"/></van>",
    "<gone visit=\"89\" version=\"55\"></gone>",
    "<?later stage?><sheet visit=\"92\" version=\"60\"><plan "
    "state=\"x\"/></sheet>",
    "\n</delta>\n",
};
static const bool is_told[] = {false, true, true, false,
			       true,  true, true, false};

struct seen {
	int count;
	int64_t versions[16];
	char xml[16][200];
};

static void on_change(const struct sheets_change *change, void *arg)
{
	struct seen *seen = arg;

	assert_true(seen->count < 16);
	seen->versions[seen->count] = change->version;
	snprintf(seen->xml[seen->count++], 200, "%" PRId64 " %s", change->visit,
		 change->xml ? change->xml : "gone");
}

/* Feed the first `length` bytes in steps of `step`. */
static enum err feed(const char *text, size_t length, size_t step,
		     struct seen *seen, struct sheets_delta *ret_delta)
{
	struct sheets_reader *reader = sheets_reader_new(on_change, seen);
	struct err_detail detail;
	enum err err;

	memset(ret_delta, 0, sizeof(*ret_delta));
	for (size_t at = 0; at < length; at += step)
		sheets_reader_feed(reader, text + at,
				   step < length - at ? step : length - at);
	err = sheets_reader_end(reader, ret_delta, &detail);
	sheets_reader_free(reader);
	return err;
}

static void whole_text(struct buf *out)
{
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++)
		buf_add_text(out, pieces[i]);
}

/* How many changes have their last byte before `cut`. */
static int told_before(size_t cut)
{
	size_t end = 0;
	int count = 0;

	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		end += strlen(pieces[i]);
		count += is_told[i] && end <= cut;
	}
	return count;
}

static void test_whole(void **state)
{
	struct buf text = {0};
	struct seen seen = {0};
	struct sheets_delta delta;

	(void)state;
	whole_text(&text);
	assert_int_equal(feed(text.data, text.length, 4096, &seen, &delta),
			 ERR_OK);
	assert_true(delta.is_whole);
	assert_false(delta.more);
	assert_int_equal(delta.epoch, 3);
	assert_int_equal(delta.version, 60);
	assert_string_equal(delta.check, "0123456789abcdef");
	assert_int_equal(seen.count, 5);
	assert_string_equal(seen.xml[0], "88 gone");
	assert_string_equal(seen.xml[1],
			    "91 <sheet visit=\"91\" version=\"52\"><plan "
			    "state=\"done\"/><job id=\"1\"><title>a &gt; "
			    "b</title></job></sheet>");
	assert_string_equal(seen.xml[2],
			    "0 <van version=\"54\"><part code=\"W&gt;\" "
			    "name=\"W\" quantity=\"-1\"/></van>");
	buf_free(&text);
}

static void test_cut_at_each_byte(void **state)
{
	static const size_t steps[] = {1, 7, 4096};
	struct buf text = {0};
	struct sheets_delta delta;

	(void)state;
	whole_text(&text);
	for (size_t cut = 0; cut <= text.length; cut++) {
		for (size_t i = 0; i < 3; i++) {
			struct seen seen = {0};

			assert_int_equal(
			    feed(text.data, cut, steps[i], &seen, &delta),
			    ERR_OK);
			/* No byte later than its own. */
			assert_int_equal(seen.count, told_before(cut));
			assert_int_equal(delta.is_whole,
					 cut + 1 >= text.length);
			assert_int_equal(delta.epoch,
					 cut >= strlen(pieces[0]) - 1 ? 3 : 0);
		}
	}
	buf_free(&text);
}

/* --- a server that is none of ours --------------------------------------- */

static const char laughs[] =
    "<!DOCTYPE d [<!ENTITY a \"ha ha ha ha\">"
    "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
    "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>";

static void add_flood(struct buf *out, int count)
{
	buf_add_text(out, "<sheet visit=\"1\" version=\"1\"");
	for (int i = 0; i < count; i++)
		buf_printf(out, " a%d=''", i);
	buf_add_text(out, "/>");
}

/* Attributes without end would take minutes of a phone's battery. */
static void test_flood(void **state)
{
	static const struct {
		int attributes, count;
	} rows[] = {{62, 1}, {63, 0}, {200000, 0}};
	static const size_t steps[] = {1, 1000, 1 << 24};

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		struct sheets_delta delta;
		struct buf text = {0};
		struct seen seen = {0};

		buf_add_text(&text, "<delta " NS " epoch=\"1\" version=\"1\" "
				    "more=\"0\">");
		add_flood(&text, rows[i / 3].attributes);
		buf_add_text(&text, "</delta>");
		assert_int_equal(
		    feed(text.data, text.length, steps[i % 3], &seen, &delta),
		    ERR_OK);
		assert_int_equal(seen.count, rows[i / 3].count);
		assert_int_equal(delta.is_whole, rows[i / 3].count);
		buf_free(&text);
	}
}

/* Entities grow when a node is asked for its text. */
static void test_laughs(void **state)
{
	struct arena *arena = arena_new();
	struct sheets_enrolled enrolled;
	struct sheets_pushed pushed;
	struct err_detail detail;
	struct buf text = {0};
	const char *token;

	(void)state;
	buf_printf(&text, "%s<pushed acked=\"1\"><v seq=\"1\">&c;</v></pushed>",
		   laughs);
	assert_int_equal(
	    sheets_read_pushed(text.data, text.length, arena, &pushed, &detail),
	    ERR_UNAVAILABLE);
	buf_clear(&text);
	buf_printf(&text, "%s<token token=\"&c;\"/>", laughs);
	assert_int_equal(
	    sheets_read_token(text.data, text.length, arena, &token, &detail),
	    ERR_UNAVAILABLE);
	buf_clear(&text);
	buf_printf(&text, "%s<enrolled token=\"&c;\"/>", laughs);
	assert_int_equal(sheets_read_enrolled(text.data, text.length, arena,
					      &enrolled, &detail),
			 ERR_UNAVAILABLE);
	buf_free(&text);
	arena_free(arena);
}

/* What is no delta is never taken for one; what was told before it broke
 * stays told, and it does not become whole. */
static void test_strange(void **state)
{
	static const struct {
		const char *text;
		enum err err;
		int count;
	} rows[] = {
	    {"<html><body>Log in</body></html>", ERR_UNAVAILABLE, 0},
	    {"<delta epoch=\"1\" version=\"1\" more=\"0\"/>", ERR_UNAVAILABLE,
	     0},
	    {"<delta xmlns=\"urn:other\" epoch=\"1\"/>", ERR_UNAVAILABLE, 0},
	    {"<delta " NS "/>", ERR_UNAVAILABLE, 0},
	    {"<delta " NS " epoch=\"-1\"/>", ERR_UNAVAILABLE, 0},
	    {"<reset " NS " epoch=\"2\"/>", ERR_UNAVAILABLE, 0},
	    {"plain words, and many of them", ERR_UNAVAILABLE, 0},
	    {"\xFE\xFF", ERR_UNAVAILABLE, 0},
	    {"\x4C\x6F\xA7\x94 EBCDIC", ERR_UNAVAILABLE, 0},
	    {"<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-delta/>",
	     ERR_UNAVAILABLE, 0},
	    {"<!DOCTYPE delta [<!ENTITY a \"b\">]><delta " NS " epoch=\"1\" "
	     "version=\"1\" more=\"0\"><gone visit=\"1\" "
	     "version=\"1\"/></delta>",
	     ERR_UNAVAILABLE, 0},
	    {"<delta " NS " epoch=\"1\" version=\"2\" more=\"0\"><gone "
	     "visit=\"1\" version=\"1\"/><gone visit=\"2\" "
	     "version=\"2\"></wrong></delta>",
	     ERR_OK, 1},
	    {"<delta " NS " epoch=\"1\" version=\"2\" more=\"0\"><gone "
	     "visit=\"1\"/></delta>",
	     ERR_OK, 0},
	};
	struct sheets_delta delta;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct seen seen = {0};

		assert_int_equal(
		    feed(rows[i].text, strlen(rows[i].text), 16, &seen, &delta),
		    rows[i].err);
		assert_int_equal(seen.count, rows[i].count);
	}
}

static void test_pushed(void **state)
{
	static const char text[] =
	    "<pushed " NS " acked=\"5\" version=\"61\" later=\"1\">\n"
	    "<v seq=\"4\" verdict=\"duplicate\">applied</v>"
	    "<v seq=\"5\" verdict=\"invalid\">line 2: &lt;x&gt;</v></pushed>";
	struct arena *arena = arena_new();
	struct sheets_pushed pushed;
	struct err_detail detail;

	(void)state;
	assert_int_equal(
	    sheets_read_pushed(text, strlen(text), arena, &pushed, &detail),
	    ERR_OK);
	assert_int_equal(pushed.acked, 5);
	assert_int_equal(pushed.count, 2);
	assert_int_equal(pushed.verdicts[1].seq, 5);
	assert_string_equal(pushed.verdicts[1].verdict, "invalid");
	assert_string_equal(pushed.verdicts[1].words, "line 2: <x>");
	for (size_t cut = 0; cut < strlen(text); cut++)
		assert_int_equal(
		    sheets_read_pushed(text, cut, arena, &pushed, &detail),
		    ERR_UNAVAILABLE);
	arena_free(arena);
}

static void test_written(void **state)
{
	struct buf out = {0};

	(void)state;
	sheets_add_start(&out, "note");
	sheets_add_attribute(&out, "for", "a\t\"<\r\n&");
	sheets_add_text(&out, "x\r\n<\t>&");
	sheets_add_end(&out, "note");
	assert_string_equal(buf_text(&out),
			    "<note for=\"a&#9;&quot;&lt;&#13;&#10;&amp;\">"
			    "x&#13;\n&lt;\t&gt;&amp;</note>");
	assert_true(sheets_is_element(buf_text(&out)));
	buf_free(&out);
	assert_false(sheets_is_element("<a><b></a>"));
	assert_false(sheets_is_element("<a/><b/>"));
	assert_false(sheets_is_element("<?xml version=\"1.0\"?><a/>"));
	assert_false(sheets_is_element("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"));
	assert_false(sheets_is_element(""));
}

static void as_it_is(struct buf *out, const char *instant)
{
	buf_add_text(out, instant);
}

static void test_shown(void **state)
{
	static const struct sheets_shown sheet = {
	    .visit = 91,
	    .version = 57,
	    .gone = true,
	    .done = "<status state=\"completed\" outcome=\"fixed\"/>",
	    .xml = "<sheet visit=\"91\" version=\"57\"><plan state=\"on_site\" "
		   "start=\"S\" end=\"E\"/><job id=\"3\" priority=\"2\"><title>"
		   "No &lt;heat&gt;</title><skill code=\"A\" level=\"1\"/>"
		   "</job><site id=\"4\"><name>School</name></site>"
		   "<task id=\"7\" state=\"open\">Look</task>"
		   "<task id=\"8\" state=\"done\">Mend</task></sheet>",
	};
	struct buf out = {0};

	(void)state;
	sheets_add_json(&out, &sheet);
	assert_string_equal(
	    buf_text(&out),
	    "{\"visit\":91,\"version\":57,\"gone\":true,\"done\":{\"state\":"
	    "\"completed\",\"outcome\":\"fixed\"},\"plan\":{\"state\":"
	    "\"on_site\",\"start\":\"S\",\"end\":\"E\"},\"job\":{\"id\":\"3\","
	    "\"priority\":\"2\",\"title\":\"No <heat>\",\"skill\":[{\"code\":"
	    "\"A\",\"level\":\"1\"}]},\"site\":{\"id\":\"4\",\"name\":"
	    "\"School\"},\"task\":[{\"id\":\"7\",\"state\":\"open\",\"text\":"
	    "\"Look\"},{\"id\":\"8\",\"state\":\"done\",\"text\":\"Mend\"}]}");
	buf_clear(&out);
	sheets_add_text_of(&out, &sheet, false, as_it_is);
	assert_string_equal(buf_text(&out),
			    "91     S  completed, fixed (not sent yet) (TAKEN "
			    "AWAY)  No <heat>, School\n");
	sheets_add_text_of(&out, &sheet, true, as_it_is);
	assert_non_null(strstr(buf_text(&out), "task       8 done  Mend\n"));
	/* Gone before it was ever here. */
	buf_clear(&out);
	sheets_add_json(&out, &(struct sheets_shown){.visit = 1, .version = 2});
	assert_string_equal(buf_text(&out), "{\"visit\":1,\"version\":2}");
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_whole),
	    cmocka_unit_test(test_cut_at_each_byte),
	    cmocka_unit_test(test_flood),
	    cmocka_unit_test(test_laughs),
	    cmocka_unit_test(test_strange),
	    cmocka_unit_test(test_pushed),
	    cmocka_unit_test(test_written),
	    cmocka_unit_test(test_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
