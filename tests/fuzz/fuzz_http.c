/* SPDX-License-Identifier: MIT */
/*
 * HTTP from a stranger. The first byte says how the rest is cut; the parser
 * must come to the same result whole and in pieces, and what it lets through
 * must keep the promises that the rest of the room relies on.
 */
#include "fuzz.h"

#include "common/http/gzip_internal.h"
#include "common/http/negotiate_internal.h"
#include "common/http/parser_internal.h"
#include "common/http/proxy_internal.h"
#include "common/http/target_internal.h"

#include <callout/text.h>

#include <stdlib.h>
#include <string.h>

enum { MAX_HEAD = 2048, MAX_BODY = 512, MAX_REQUESTS = 8 };

/* Read the message as a server does, in pieces of `step` bytes. */
static size_t read_message(struct http_parser *p, const char *bytes,
			   size_t length, size_t step)
{
	size_t at = 0;

	for (;;) {
		size_t piece = length - at < step ? length - at : step;
		size_t taken = http_parser_feed(p, bytes + at, piece);

		FUZZ_CHECK(taken <= piece);
		at += taken;
		if (p->state == PARSER_HEAD_DONE)
			http_parser_start_body(p, MAX_BODY);
		else if (p->state == PARSER_DONE || p->state == PARSER_FAILED ||
			 at == length)
			return at;
		else
			FUZZ_CHECK(taken == piece);
	}
}

static void check_same(const struct http_parser *a, const struct http_parser *b)
{
	FUZZ_CHECK(a->state == b->state && a->status == b->status);
	FUZZ_CHECK(a->body.length == b->body.length);
	if (a->body.length > 0)
		FUZZ_CHECK(memcmp(a->body.data, b->body.data, a->body.length) ==
			   0);
	if (a->state != PARSER_DONE)
		return;
	FUZZ_CHECK(a->field_count == b->field_count);
	FUZZ_CHECK(a->head.length == b->head.length);
	FUZZ_CHECK(memcmp(a->head.data, b->head.data, a->head.length) == 0);
}

/* A texts of the head has no control character and ends where it says. */
static void check_text(const char *text, size_t length)
{
	FUZZ_CHECK(strlen(text) == length);
	for (size_t i = 0; i < length; i++)
		FUZZ_CHECK((unsigned char)text[i] >= 0x20 || text[i] == '\t');
}

static void try_field(const char *value)
{
	struct arena *arena = arena_new();
	struct http_proxies *proxies = NULL;
	char client[PROXY_ADDRESS_SIZE];
	const char *opaque = NULL;

	(void)http_accepts_gzip(value);
	(void)http_etag_find(value, "v1");
	(void)http_media_type_is(value, "text/plain");
	if (http_if_match_parse(value, arena, &opaque) == HTTP_IF_MATCH_TAG)
		FUZZ_CHECK(strlen(opaque) < strlen(value));
	if (http_proxies_new("10.0.0.0/8", &proxies, NULL) == ERR_OK)
		http_proxies_client(proxies, "10.1.1.1", value, client);
	http_proxies_free(proxies);
	arena_free(arena);
}

static void try_target(const struct http_parser *p)
{
	struct arena *arena = arena_new();
	struct http_target target;

	if (http_target_parse(arena, http_parser_target(p), p->target_length,
			      &target) == NULL) {
		check_text(target.path, strlen(target.path));
		FUZZ_CHECK(
		    text_is_utf8(target.path, strlen(target.path), NULL));
		FUZZ_CHECK(strstr(target.path, "/../") == NULL);
		for (size_t i = 0; i < target.query_count; i++)
			FUZZ_CHECK(text_is_utf8(target.query[i].value,
						strlen(target.query[i].value),
						NULL));
	}
	arena_free(arena);
}

static void check_message(const struct http_parser *p)
{
	struct buf inflated = {0};

	FUZZ_CHECK(p->body.length <= MAX_BODY);
	FUZZ_CHECK(p->chunked || p->body.length == p->content_length);
	FUZZ_CHECK(p->minor_version == 0 ||
		   http_parser_find(p, "host", NULL) != NULL);
	for (unsigned i = 0; i < p->field_count; i++) {
		const char *name = p->head.data + p->fields[i].name;

		FUZZ_CHECK(http_is_token(name, strlen(name)));
		check_text(http_parser_value(p, &p->fields[i]),
			   p->fields[i].value_length);
		try_field(http_parser_value(p, &p->fields[i]));
	}
	try_target(p);
	if (p->body.length > 0)
		(void)http_gzip_inflate(p->body.data, p->body.length, MAX_BODY,
					&inflated);
	FUZZ_CHECK(inflated.length <= MAX_BODY);
	buf_free(&inflated);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_parser whole, pieces;
	const char *bytes = (const char *)data + 1;
	size_t step, length = size - 1;

	if (size < 2)
		return 0;
	step = data[0] % 32 + 1;
	http_parser_init(&whole, MAX_HEAD);
	http_parser_init(&pieces, MAX_HEAD);
	for (int i = 0; i < MAX_REQUESTS && length > 0; i++) {
		size_t taken = read_message(&whole, bytes, length, length);

		/* A failed parser stops somewhere in its piece. */
		if (read_message(&pieces, bytes, length, step) != taken)
			FUZZ_CHECK(whole.state == PARSER_FAILED);
		check_same(&whole, &pieces);
		if (whole.state != PARSER_DONE)
			break;
		check_message(&whole);
		http_parser_reset(&whole);
		http_parser_reset(&pieces);
		bytes += taken;
		length -= taken;
	}
	http_parser_free(&whole);
	http_parser_free(&pieces);
	return 0;
}
