/* SPDX-License-Identifier: MIT */
/*
 * What a server, or whoever plays one, sends to a device. The first byte says
 * in what pieces it comes. However it was cut, the same changes are told; each
 * is told as text that the device can show; and nothing of it is large for
 * what came in, so that no entity was expanded.
 */
#include "fuzz.h"

#include <string.h>

#include <jansson.h>

#include <callout/text.h>

#include "device/sheets/sheets.h"

struct told {
	int64_t count, visits, versions;
	size_t bytes;
};

static void add_time(struct buf *out, const char *instant)
{
	buf_add_text(out, instant);
}

/* As `show` does it, in its three ways. */
static void show(const struct sheets_shown *sheet, size_t size)
{
	struct buf out = {0};
	json_t *json;

	sheets_add_json(&out, sheet);
	json = json_loadb(out.data, out.length, 0, NULL);
	FUZZ_CHECK(json_is_object(json));
	json_decref(json);
	FUZZ_CHECK(out.length <= 16 * size + 1000);
	buf_clear(&out);
	sheets_add_text_of(&out, sheet, false, add_time);
	sheets_add_text_of(&out, sheet, true, add_time);
	FUZZ_CHECK(out.length <= 32 * size + 1000);
	buf_free(&out);
}

static void on_change(const struct sheets_change *change, void *arg)
{
	struct told *told = arg;

	FUZZ_CHECK(change->visit >= 0 && change->version > 0);
	told->count++;
	told->visits ^= change->visit;
	told->versions ^= change->version;
	if (!change->xml)
		return;
	told->bytes += strlen(change->xml);
	FUZZ_CHECK(text_is_utf8(change->xml, strlen(change->xml), NULL));
	FUZZ_CHECK(change->xml[0] == '<');
}

static void on_shown(const struct sheets_change *change, void *arg)
{
	struct sheets_shown sheet = {
	    .visit = change->visit,
	    .version = change->version,
	    .gone = !change->xml,
	    .xml = change->xml,
	    .done = "<status state=\"completed\" outcome=\"fixed\"/>",
	};

	on_change(change, arg);
	show(&sheet, change->xml ? strlen(change->xml) : 0);
}

static enum err feed(const char *bytes, size_t size, size_t step,
		     sheets_change_fn *fn, struct told *told,
		     struct sheets_delta *ret_delta)
{
	struct sheets_reader *reader = sheets_reader_new(fn, told);
	struct err_detail detail;
	enum err err;

	for (size_t at = 0; at < size; at += step)
		(void)sheets_reader_feed(reader, bytes + at,
					 step < size - at ? step : size - at);
	err = sheets_reader_end(reader, ret_delta, &detail);
	sheets_reader_free(reader);
	return err;
}

static void check_delta(const char *bytes, size_t size, size_t step)
{
	struct told whole = {0}, pieces = {0};
	struct sheets_delta a = {0}, b = {0};
	enum err err = feed(bytes, size, size + 1, on_shown, &whole, &a);

	FUZZ_CHECK(!err || err == ERR_UNAVAILABLE);
	FUZZ_CHECK(whole.count == 0 || whole.bytes <= 200 * size);
	err = feed(bytes, size, step, on_change, &pieces, &b);
	FUZZ_CHECK(!err || err == ERR_UNAVAILABLE);
	if (a.is_whole && b.is_whole)
		FUZZ_CHECK(whole.count == pieces.count &&
			   whole.visits == pieces.visits &&
			   whole.versions == pieces.versions &&
			   a.version == b.version && !strcmp(a.check, b.check));
}

static void check_short(const char *bytes, size_t size)
{
	struct arena *arena = arena_new();
	struct sheets_enrolled enrolled;
	struct sheets_pushed pushed;
	struct err_detail detail;
	const char *token;

	if (!sheets_read_enrolled(bytes, size, arena, &enrolled, &detail))
		FUZZ_CHECK(!enrolled.token || strlen(enrolled.token) <= size);
	if (!sheets_read_token(bytes, size, arena, &token, &detail))
		FUZZ_CHECK(token && strlen(token) <= size);
	if (!sheets_read_pushed(bytes, size, arena, &pushed, &detail)) {
		FUZZ_CHECK(pushed.acked >= 0 && pushed.count <= size);
		for (size_t i = 0; i < pushed.count; i++) {
			const struct sheets_verdict *v = &pushed.verdicts[i];

			FUZZ_CHECK(v->seq >= 0 && v->words &&
				   strlen(v->words) <= size);
		}
	}
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data + 1;
	char *text;

	if (size == 0)
		return 0;
	check_delta(bytes, size - 1, (size_t)data[0] % 61 + 1);
	check_short(bytes, size - 1);
	text = xmalloc(size);
	memcpy(text, bytes, size - 1);
	text[size - 1] = '\0';
	(void)sheets_is_element(text);
	free(text);
	return 0;
}
