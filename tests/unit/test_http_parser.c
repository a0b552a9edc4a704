/* SPDX-License-Identifier: MIT */
/*
 * The parser: a table of raw messages with what must come of them; each is
 * fed whole, byte by byte, and cut in two at every offset, with the same
 * result.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/http/parser_internal.h"

enum { MAX_HEAD = 16384, MAX_BODY = 1000 };

/* ---- Feeding ---- */

/* The whole result as one text, so that two runs compare at once. */
static void describe(const struct http_parser *p, size_t consumed,
		     struct buf *out)
{
	buf_printf(out, "state %d consumed %zu", (int)p->state, consumed);
	if (p->state == PARSER_FAILED) {
		buf_printf(out, " status %d (%s)", p->status, p->reason);
		return;
	}
	if (p->state == PARSER_HEAD)
		return;
	buf_printf(out, " %s %s 1.%d keep=%d expects=%d", http_parser_method(p),
		   http_parser_target(p), p->minor_version, p->keep_alive,
		   p->expects_continue);
	for (unsigned i = 0; i < p->field_count; i++)
		buf_printf(out, " %s=[%s]", p->head.data + p->fields[i].name,
			   http_parser_value(p, &p->fields[i]));
	buf_printf(out, " body %zu:", p->body.length);
	buf_add(out, p->body.data, p->body.length);
}

static size_t feed(struct http_parser *p, const char *bytes, size_t length)
{
	size_t at = 0, taken;

	do {
		/* Exactly sized, so that the sanitizer sees a read past it. */
		char *piece = malloc(length - at + (length == at));

		memcpy(piece, bytes + at, length - at);
		taken = http_parser_feed(p, piece, length - at);
		free(piece);
		at += taken;
		if (p->state == PARSER_HEAD_DONE) {
			http_parser_start_body(p, MAX_BODY);
			taken = 1;
		}
	} while (taken > 0 && at < length);
	return at;
}

/* Feed pieces that end at the cuts; stops where the parser does. */
static void run(const char *bytes, size_t length, size_t cut, size_t step,
		struct buf *out)
{
	struct http_parser parser;
	size_t at = 0;

	http_parser_init(&parser, MAX_HEAD);
	while (at < length && parser.state != PARSER_DONE &&
	       parser.state != PARSER_FAILED) {
		size_t end = step > 0 ? at + step : at < cut ? cut : length;

		if (end > length)
			end = length;
		at += feed(&parser, bytes + at, end - at);
	}
	/* A failed parser is not asked again, so how much of a piece it took
	 * is no part of the result. */
	describe(&parser, parser.state == PARSER_FAILED ? 0 : at, out);
	http_parser_free(&parser);
}

static void check_every_cut(const char *bytes, size_t length,
			    const char *expected)
{
	struct buf whole = {0}, part = {0};

	run(bytes, length, length, 0, &whole);
	if (expected != NULL && strstr(buf_text(&whole), expected) == NULL)
		fail_msg("`%s` gave `%s`, not `%s`", bytes, buf_text(&whole),
			 expected);
	run(bytes, length, 0, 1, &part);
	assert_string_equal(buf_text(&part), buf_text(&whole));
	for (size_t cut = 1; cut < length; cut++) {
		buf_clear(&part);
		run(bytes, length, cut, 0, &part);
		assert_string_equal(buf_text(&part), buf_text(&whole));
	}
	buf_free(&whole);
	buf_free(&part);
}

/* ---- The table ---- */

struct message {
	const char *name;
	const char *bytes;
	const char *expected;
	size_t length; /* 0: strlen(bytes) */
};

#define H "Host: a\r\n"
#define GET1 "GET / HTTP/1.1\r\n" H
#define POST1 "POST /x HTTP/1.1\r\n" H
#define CHUNKED POST1 "Transfer-Encoding: chunked\r\n\r\n"
#define RAW(text) .bytes = (text), .length = sizeof(text) - 1

static const struct message good[] = {
    {"the least", GET1 "\r\n", "state 7 consumed 27 GET / 1.1 keep=1", 0},
    {"HTTP/1.0 without Host", "GET /a HTTP/1.0\r\n\r\n", "GET /a 1.0 keep=0",
     0},
    {"1.0 ignores keep-alive",
     "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "1.0 keep=0", 0},
    {"close", GET1 "Connection: foo, CLOSE\r\n\r\n", "keep=0", 0},
    {"a longer word is not close", GET1 "Connection: closed\r\n\r\n", "keep=1",
     0},
    {"names are lowered, blanks trimmed", GET1 "X-Foo:\t  b a \t\r\nY:\r\n\r\n",
     "x-foo=[b a] y=[]", 0},
    {"obs-text in a value", GET1 "X: \xc3\xa9\r\n\r\n", "x=[\xc3\xa9]", 0},
    {"one empty line first", "\r\n" GET1 "\r\n", "GET / 1.1", 0},
    {"length", POST1 "Content-Length: 3\r\n\r\nabc", "state 7", 0},
    {"only its own bytes", POST1 "Content-Length: 3\r\n\r\nabcGET ",
     "consumed 51 POST /x 1.1 keep=1 expects=0 host=[a] "
     "content-length=[3] body 3:abc",
     0},
    {"length 0", POST1 "Content-Length: 0\r\n\r\n", "body 0:", 0},
    {"zeros in front", POST1 "Content-Length: 003\r\n\r\nabc", "body 3:abc", 0},
    {"NUL in a body", .expected = "body 3:a",
     RAW(POST1 "Content-Length: 3\r\n\r\na\0b")},
    {"chunks", CHUNKED "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "body 5:abcde", 0},
    {"chunk size in capitals", CHUNKED "A\r\n0123456789\r\n0\r\n\r\n",
     "body 10:", 0},
    {"chunk extension", CHUNKED "3;a=\"b c\"\r\nabc\r\n0;x\r\n\r\n",
     "body 3:abc", 0},
    {"trailer is dropped", CHUNKED "0\r\nX: y\r\nHost: evil\r\n\r\n", "state 7",
     0},
    {"chunked in any case", POST1 "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
     "state 7", 0},
    {"expect", POST1 "Expect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
     "expects=1", 0},
    {"1.0 cannot expect",
     "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
     "expects=0", 0},
    {"host with a port", "GET / HTTP/1.1\r\nHost: a.b-c:8420\r\n\r\n",
     "host=[a.b-c:8420]", 0},
    {"IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "host=[[::1]:80]",
     0},
    {"absolute target", "GET http://a/b?c HTTP/1.1\r\n" H "\r\n",
     "GET http://a/b?c", 0},
    {"repeated list fields", GET1 "Accept: a\r\nAccept: b\r\n\r\n",
     "accept=[a] accept=[b]", 0},
    {"an unfinished head is no error", GET1, "state 0", 0},
    {"an unfinished body is no error", POST1 "Content-Length: 3\r\n\r\nab",
     "state 2", 0},
};

static const struct message bad[] = {
    /* Framing: two parsers must never differ (RFC 9112, section 11.2). */
    {"two lengths", POST1 "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
     "status 400 (a field that may come once", 0},
    {"list of lengths", POST1 "Content-Length: 3, 3\r\n\r\nabc", "status 400",
     0},
    {"signed length", POST1 "Content-Length: +3\r\n\r\nabc", "status 400", 0},
    {"negative length", POST1 "Content-Length: -3\r\n\r\nabc", "status 400", 0},
    {"hexadecimal length", POST1 "Content-Length: 0x3\r\n\r\nabc", "status 400",
     0},
    {"empty length", POST1 "Content-Length:\r\n\r\n", "status 400", 0},
    {"length with a blank", POST1 "Content-Length: 1 1\r\n\r\n", "status 400",
     0},
    {"length over 64 bits",
     POST1 "Content-Length: 18446744073709551619\r\n\r\n", "status 400", 0},
    {"length and chunks",
     POST1 "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
     "status 400 (Content-Length beside", 0},
    {"chunks and length",
     POST1 "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
     "status 400 (Content-Length beside", 0},
    {"xchunked", POST1 "Transfer-Encoding: xchunked\r\n\r\n", "status 400", 0},
    {"gzip, chunked", POST1 "Transfer-Encoding: gzip, chunked\r\n\r\n",
     "status 400", 0},
    {"identity", POST1 "Transfer-Encoding: identity\r\n\r\n", "status 400", 0},
    {"chunked twice",
     POST1 "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
     "status 400", 0},
    {"chunked with a vertical tab",
     POST1 "Transfer-Encoding: \vchunked\r\n\r\n", "status 400", 0},
    {"chunks in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
     "status 400 (HTTP/1.0 has no", 0},
    {"blank before the colon", POST1 "Content-Length : 3\r\n\r\nabc",
     "status 400 (a field name", 0},
    {"tab before the colon", POST1 "Content-Length\t: 3\r\n\r\nabc",
     "status 400", 0},
    {"obs-fold", GET1 "X: a\r\n b\r\n\r\n", "status 400 (a field name", 0},
    {"folded by a tab", GET1 "X: a\r\n\tb\r\n\r\n", "status 400", 0},
    {"blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
     "status 400", 0},
    {"bare LF in the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n",
     "status 400 (a line does not end", 0},
    {"bare LF in a field", GET1 "X: a\nY: b\r\n\r\n", "status 400", 0},
    {"bare LF at the end", GET1 "\n", "status 400", 0},
    {"bare CR in a field", GET1 "X: a\rY: b\r\n\r\n", "status 400", 0},
    {"CR CR LF", GET1 "X: a\r\r\n\r\n", "status 400", 0},
    {"NUL in a value", .expected = "status 400", RAW(GET1 "X: a\0b\r\n\r\n")},
    {"NUL in a name", .expected = "status 400", RAW(GET1 "X\0: a\r\n\r\n")},
    {"NUL in the target", .expected = "status 400",
     RAW("GET /\0 HTTP/1.1\r\n" H "\r\n")},
    {"DEL in a value", GET1 "X: a\x7f\r\n\r\n", "status 400", 0},
    {"empty name", GET1 ": a\r\n\r\n", "status 400", 0},
    {"no colon", GET1 "foo\r\n\r\n", "status 400", 0},
    {"name with a bracket", GET1 "X[]: a\r\n\r\n", "status 400", 0},
    {"name beyond ASCII", GET1 "\xc3\xa9: a\r\n\r\n", "status 400", 0},
    /* Host. */
    {"two hosts", GET1 "Host: b\r\n\r\n", "status 400", 0},
    {"the same host twice", GET1 "host: a\r\n\r\n", "status 400", 0},
    {"no host", "GET / HTTP/1.1\r\n\r\n", "status 400 (HTTP/1.1 needs", 0},
    {"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "status 400", 0},
    {"host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", "status 400",
     0},
    {"host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "status 400",
     0},
    {"list of hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "status 400", 0},
    {"port that is none", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", "status 400",
     0},
    {"two colons", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", "status 400", 0},
    {"bracket left open", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", "status 400",
     0},
    {"text after the bracket", "GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n",
     "status 400", 0},
    /* Once only. */
    {"two credentials", GET1 "Authorization: a\r\nAuthorization: b\r\n\r\n",
     "status 400", 0},
    {"two types", GET1 "Content-Type: a/b\r\nContent-Type: a/c\r\n\r\n",
     "status 400", 0},
    /* The request line. */
    {"two blanks", "GET  / HTTP/1.1\r\n" H "\r\n", "status 400", 0},
    {"blank at the end", "GET / HTTP/1.1 \r\n" H "\r\n", "status 400", 0},
    {"tabs", "GET\t/\tHTTP/1.1\r\n" H "\r\n", "status 400", 0},
    {"HTTP/0.9", "GET /\r\n", "status 400", 0},
    {"no target", "GET HTTP/1.1\r\n" H "\r\n", "status 400", 0},
    {"lower-case version", "GET / http/1.1\r\n" H "\r\n", "status 400", 0},
    {"HTTP/1.2", "GET / HTTP/1.2\r\n" H "\r\n", "status 505", 0},
    {"HTTP/2.0", "GET / HTTP/2.0\r\n" H "\r\n", "status 505", 0},
    {"the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "status 505", 0},
    {"HTTP/1.10", "GET / HTTP/1.10\r\n" H "\r\n", "status 400", 0},
    {"method with a colon", "G:T / HTTP/1.1\r\n" H "\r\n", "status 400", 0},
    {"target beyond ASCII", "GET /\xc3\xa9 HTTP/1.1\r\n" H "\r\n", "status 400",
     0},
    {"fragment", "GET /#a HTTP/1.1\r\n" H "\r\n", "status 400", 0},
    {"a TLS hello", .expected = "status 400 (this is no HTTP",
     RAW("\x16\x03\x01\x02\x00\x01\x00")},
    {"blank first", " GET / HTTP/1.1\r\n", "status 400", 0},
    {"two empty lines first", "\r\n\r\n" GET1 "\r\n", "status 400", 0},
    {"other expectation", GET1 "Expect: tea\r\n\r\n", "status 417", 0},
    /* Chunks. */
    {"chunk size with 0x", CHUNKED "0x3\r\nabc\r\n0\r\n\r\n", "status 400", 0},
    {"chunk size signed", CHUNKED "+3\r\nabc\r\n0\r\n\r\n", "status 400", 0},
    {"blank before the size", CHUNKED " 3\r\nabc\r\n0\r\n\r\n", "status 400",
     0},
    {"blank after the size", CHUNKED "3 \r\nabc\r\n0\r\n\r\n", "status 400", 0},
    {"no size", CHUNKED "\r\nabc\r\n0\r\n\r\n", "status 400", 0},
    {"extension without a size", CHUNKED ";a\r\n\r\n", "status 400", 0},
    {"nine digits", CHUNKED "100000003\r\nabc\r\n0\r\n\r\n", "status 400", 0},
    {"zeros in front of a size", CHUNKED "000000003\r\nabc\r\n", "status 400",
     0},
    {"bare LF after the size", CHUNKED "3\nabc\r\n0\r\n\r\n", "status 400", 0},
    {"bare LF in an extension", CHUNKED "3;a\nb\r\nabc\r\n", "status 400", 0},
    {"CR in an extension", CHUNKED "3;a\rb\r\nabc\r\n", "status 400", 0},
    {"no CR LF after a chunk", CHUNKED "3\r\nabcX\r\n0\r\n\r\n", "status 400",
     0},
    {"a chunk of two bytes more", CHUNKED "3\r\nabcde\r\n", "status 400", 0},
    {"trailer without a colon", CHUNKED "0\r\nfoo\r\n\r\n", "status 400", 0},
    {"trailer folded", CHUNKED "0\r\nX: y\r\n z\r\n\r\n", "status 400", 0},
    {"bare LF in the trailer", CHUNKED "0\r\nX: y\n\r\n", "status 400", 0},
    /* Limits. */
    {"length over the limit", POST1 "Content-Length: 1001\r\n\r\n",
     "status 413", 0},
    {"chunk over the limit", CHUNKED "3e9\r\n", "status 413", 0},
    {"chunks over the limit together", CHUNKED "2\r\nab\r\n3e7\r\n",
     "status 413", 0},
};

static void run_table(const struct message *messages, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct message *m = &messages[i];
		size_t length = m->length ? m->length : strlen(m->bytes);

		print_message("# %s\n", m->name);
		check_every_cut(m->bytes, length, m->expected);
	}
}

static void test_good_messages(void **state)
{
	(void)state;
	run_table(good, sizeof(good) / sizeof(good[0]));
}

static void test_bad_messages(void **state)
{
	(void)state;
	run_table(bad, sizeof(bad) / sizeof(bad[0]));
}

/* ---- Limits that need made-up messages ---- */

/* `prefix`, then `count` times `unit`, then `suffix`. */
static char *repeat(const char *prefix, const char *unit, size_t count,
		    const char *suffix)
{
	struct buf out = {0};

	buf_add_text(&out, prefix);
	for (size_t i = 0; i < count; i++)
		buf_add_text(&out, unit);
	buf_add_text(&out, suffix);
	return buf_take(&out, NULL);
}

/* Long messages are cut at some offsets only. */
static void check_some_cuts(char *bytes, const char *expected)
{
	struct buf whole = {0}, part = {0};
	size_t length = strlen(bytes);

	run(bytes, length, length, 0, &whole);
	if (strstr(buf_text(&whole), expected) == NULL)
		fail_msg("gave `%.200s`, not `%s`", buf_text(&whole), expected);
	for (size_t step = 1; step < length; step = step * 3 + 1) {
		buf_clear(&part);
		run(bytes, length, 0, step, &part);
		assert_string_equal(buf_text(&part), buf_text(&whole));
	}
	buf_free(&whole);
	buf_free(&part);
	free(bytes);
}

static void test_limits(void **state)
{
	(void)state;
	/* 8,192 bytes with "GET /", " HTTP/1.1" and CR LF. */
	check_some_cuts(repeat("GET /", "a", 8176, " HTTP/1.1\r\n" H "\r\n"),
			"state 7");
	check_some_cuts(repeat("GET /", "a", 8177, " HTTP/1.1\r\n" H "\r\n"),
			"status 414");
	check_some_cuts(repeat("GET /", "a", 60000, ""), "status 414");
	check_some_cuts(repeat(GET1 "X: ", "a",
			       16384 - sizeof(GET1 "X: \r\n\r\n") + 1,
			       "\r\n\r\n"),
			"state 7");
	check_some_cuts(repeat(GET1 "X: ", "a",
			       16384 - sizeof(GET1 "X: \r\n\r\n") + 2,
			       "\r\n\r\n"),
			"status 431");
	check_some_cuts(repeat(GET1, "X: a\r\n", 99, "\r\n"), "state 7");
	check_some_cuts(repeat(GET1, "X: a\r\n", 100, "\r\n"), "status 431");
	check_some_cuts(repeat(CHUNKED "0;", "a", 252, "\r\n\r\n"), "state 7");
	check_some_cuts(repeat(CHUNKED "0;", "a", 253, "\r\n\r\n"),
			"status 400");
	check_some_cuts(repeat(CHUNKED "0\r\n", "X: abc\r\n", 511, "\r\n"),
			"state 7");
	check_some_cuts(repeat(CHUNKED "0\r\n", "X: abc\r\n", 513, "\r\n"),
			"status 431");
	check_some_cuts(repeat(CHUNKED, "1\r\na\r\n", 1000, "0\r\n\r\n"),
			"body 1000:");
	check_some_cuts(repeat(CHUNKED, "1\r\na\r\n", 1001, "0\r\n\r\n"),
			"status 413");
}

static void test_reset_makes_it_new(void **state)
{
	static const char first[] = CHUNKED "3\r\nabc\r\n0\r\n\r\n";
	static const char second[] = GET1 "\r\n";
	struct http_parser parser;

	(void)state;
	http_parser_init(&parser, MAX_HEAD);
	assert_false(http_parser_has_begun(&parser));
	feed(&parser, first, sizeof(first) - 1);
	assert_int_equal(parser.state, PARSER_DONE);
	assert_true(http_parser_has_begun(&parser));
	http_parser_reset(&parser);
	assert_false(http_parser_has_begun(&parser));
	feed(&parser, second, sizeof(second) - 1);
	assert_int_equal(parser.state, PARSER_DONE);
	assert_int_equal(parser.body.length, 0);
	assert_int_equal(parser.field_count, 1);
	assert_null(http_parser_find(&parser, "transfer-encoding", NULL));
	http_parser_free(&parser);
}

static void test_a_large_buffer_is_given_back(void **state)
{
	struct http_parser parser;
	char *bytes =
	    repeat(POST1 "Content-Length: 200000\r\n\r\n", "x", 200000, "");

	(void)state;
	http_parser_init(&parser, MAX_HEAD);
	http_parser_feed(&parser, bytes, strlen(bytes));
	http_parser_start_body(&parser, 200000);
	http_parser_feed(&parser, strstr(bytes, "\r\n\r\n") + 4, 200000);
	assert_int_equal(parser.state, PARSER_DONE);
	http_parser_reset(&parser);
	assert_int_equal(parser.body.capacity, 0);
	http_parser_free(&parser);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_good_messages),
	    cmocka_unit_test(test_bad_messages),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_reset_makes_it_new),
	    cmocka_unit_test(test_a_large_buffer_is_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
