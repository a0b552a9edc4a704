/* SPDX-License-Identifier: MIT */
/*
 * XML from a device. Whatever it is, reading it ends quickly, in an error
 * that says where, or in structs that keep what the store relies on. The gate
 * must be as strict as it says: what passes has no more depth and no longer
 * tag than the parser may see.
 */
#include "fuzz.h"

#include <string.h>

#include <jansson.h>

#include <callout/text.h>

#include "mobile-sync/sheet/sheet.h"

static struct sheet_contract *contract;

static void check_text(const char *text)
{
	FUZZ_CHECK(text_is_utf8(text, strlen(text), NULL));
}

/* What the database is given: one JSON object. Its numbers are of any length,
 * which jansson's integers are not. */
static void check_body(const char *body)
{
	json_t *json = json_loads(
	    body, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, NULL);

	FUZZ_CHECK(json_is_object(json));
	json_decref(json);
}

static void check_mutation(const struct sheet_mutation *m, int64_t last)
{
	int64_t us;

	FUZZ_CHECK(m->seq > last && m->job >= 0 && m->visit >= 0);
	FUZZ_CHECK(strlen(m->uid) == 36);
	FUZZ_CHECK(m->at ? text_parse_instant(m->at, &us) : m->invalid != NULL);
	FUZZ_CHECK(strlen(m->kind) <= 64);
	check_text(m->kind);
	if (m->invalid) {
		FUZZ_CHECK(*m->invalid && m->xml && *m->xml && !m->body);
		check_text(m->invalid);
		check_text(m->xml);
		return;
	}
	FUZZ_CHECK(*m->kind && m->body);
	FUZZ_CHECK(strcmp(m->kind, "status") != 0 || m->visit > 0);
	check_body(m->body);
}

static void check_error(enum err err, const struct err_detail *detail)
{
	FUZZ_CHECK(err == ERR_INPUT || err == ERR_TOO_LARGE);
	FUZZ_CHECK(detail->code == err && *detail->text);
	check_text(detail->text);
	FUZZ_CHECK(err != ERR_INPUT || !strncmp(detail->pointer, "line ", 5));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err_detail detail = {0};
	struct sheet_enrol enrol;
	struct sheet_push push;
	struct arena *arena;
	enum err err;

	if (!contract) {
		sheet_init();
		FUZZ_CHECK(sheet_contract_new(&contract, &detail) == ERR_OK);
	}
	arena = arena_new();
	err = sheet_read_push(contract, (const char *)data, size, arena, &push,
			      &detail);
	if (err == ERR_OK) {
		FUZZ_CHECK(push.count > 0 && push.count <= SHEET_MUTATIONS_MAX);
		for (size_t i = 0; i < push.count; i++)
			check_mutation(&push.mutations[i],
				       i ? push.mutations[i - 1].seq : 0);
	} else {
		check_error(err, &detail);
	}
	err = sheet_read_enrol(contract, (const char *)data, size, arena,
			       &enrol, &detail);
	if (err != ERR_OK)
		check_error(err, &detail);
	arena_free(arena);
	return 0;
}
