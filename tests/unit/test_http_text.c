/* SPDX-License-Identifier: MIT */
/* The texts of HTTP: targets, routes, encodings, entity tags, proxies, gzip. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/http/gzip_internal.h"
#include "common/http/negotiate_internal.h"
#include "common/http/proxy_internal.h"
#include "common/http/router_internal.h"
#include "common/http/target_internal.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* ---- Targets ---- */

static const struct {
	const char *raw;
	const char *path;  /* NULL: refused */
	const char *query; /* "name=value;" for each pair */
} targets[] = {
    {"/", "/", ""},
    {"/a/b", "/a/b", ""},
    {"/a%20b", "/a b", ""},
    {"/a+b", "/a+b", ""},
    {"/caf%C3%A9", "/caf\xc3\xa9", ""},
    {"/a//b/", "/a//b/", ""},
    {"/.a/..b/c.", "/.a/..b/c.", ""},
    {"*", "*", ""},
    {"/?", "/", ""},
    {"/?a", "/", "a=;"},
    {"/?a=", "/", "a=;"},
    {"/?a=1&b=2", "/", "a=1;b=2;"},
    {"/?a=1&&b=2&", "/", "a=1;b=2;"},
    {"/?a=b=c", "/", "a=b=c;"},
    {"/?a=x+y%2Bz", "/", "a=x y+z;"},
    {"/?a=%2F%3F%26", "/", "a=/?&;"},
    {"/?a=1?2", "/", "a=1?2;"},
    {"/?=v", "/", "=v;"},
    {"/?a=%0A", "/", "a=\n;"},
    {"http://h:1/p?q=1", "/p", "q=1;"},
    {"HTTPS://h", "/", ""},
    {"http://h?q", "/", "q=;"},
    {"a", NULL, NULL},
    {"ftp://h/", NULL, NULL},
    {"/%", NULL, NULL},
    {"/%4", NULL, NULL},
    {"/%4g", NULL, NULL},
    {"/%00", NULL, NULL},
    {"/%0a", NULL, NULL},
    {"/%7f", NULL, NULL},
    {"/a%2fb", NULL, NULL},
    {"/%ff", NULL, NULL},
    {"/%C0%AF", NULL, NULL},
    {"/%ED%A0%80", NULL, NULL},
    {"/.", NULL, NULL},
    {"/..", NULL, NULL},
    {"/a/../b", NULL, NULL},
    {"/a/%2e%2E/b", NULL, NULL},
    {"/a/./b", NULL, NULL},
    {"/?a=%", NULL, NULL},
    {"/?a=%ff", NULL, NULL},
    {"/?a=%00", NULL, NULL},
    {"/?%f=1", NULL, NULL},
};

static void test_targets(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(targets); i++) {
		struct arena *arena = arena_new();
		struct http_target target = {0};
		struct buf query = {0};
		const char *reason = http_target_parse(
		    arena, targets[i].raw, strlen(targets[i].raw), &target);

		print_message("# %s\n", targets[i].raw);
		if (targets[i].path == NULL) {
			assert_non_null(reason);
		} else {
			assert_null(reason);
			assert_string_equal(target.path, targets[i].path);
			for (size_t q = 0; q < target.query_count; q++)
				buf_printf(&query, "%s=%s;",
					   target.query[q].name,
					   target.query[q].value);
			assert_string_equal(buf_text(&query), targets[i].query);
		}
		buf_free(&query);
		arena_free(arena);
	}
}

static void test_too_many_query_parameters(void **state)
{
	struct arena *arena = arena_new();
	struct http_target target = {0};
	struct buf raw = {0};

	(void)state;
	buf_add_text(&raw, "/?");
	for (int i = 0; i < TARGET_MAX_QUERY; i++)
		buf_add_text(&raw, "a&");
	assert_null(http_target_parse(arena, raw.data, raw.length, &target));
	assert_int_equal(target.query_count, TARGET_MAX_QUERY);
	buf_add_text(&raw, "a");
	assert_non_null(
	    http_target_parse(arena, raw.data, raw.length, &target));
	buf_free(&raw);
	arena_free(arena);
}

/* ---- Routes ---- */

static void nothing(struct http_request *req)
{
	(void)req;
}

#define ROUTE(m, p)                                               \
	{                                                         \
		.method = (m), .pattern = (p), .handler = nothing \
	}

static const struct http_route routes[] = {
    ROUTE(HTTP_GET, "/jobs/{id}"),
    ROUTE(HTTP_PUT, "/jobs/{id}"),
    ROUTE(HTTP_POST, "/jobs/search"),
    ROUTE(HTTP_GET, "/jobs/{id}/visits/{visit}"),
    ROUTE(HTTP_GET, "/jobs"),
    ROUTE(HTTP_GET, "/calendar/{secret}.ics"),
    ROUTE(HTTP_GET, "/assets/{path*}"),
};

static const struct {
	enum http_method method;
	const char *path;
	int index; /* -1: none */
	unsigned allowed;
	const char *values; /* "a;b;" */
} searches[] = {
    {HTTP_GET, "/jobs/7", 0, 0, "7;"},
    {HTTP_HEAD, "/jobs/7", 0, 0, "7;"},
    {HTTP_PUT, "/jobs/7", 1, 0, "7;"},
    {HTTP_DELETE, "/jobs/7", -1,
     1u << HTTP_GET | 1u << HTTP_PUT | 1u << HTTP_HEAD | 1u << HTTP_OPTIONS,
     "7;"},
    {HTTP_POST, "/jobs/search", 2, 0, ""},
    /* A literal path is a resource of its own, not an id. */
    {HTTP_GET, "/jobs/search", -1, 1u << HTTP_POST | 1u << HTTP_OPTIONS, ""},
    {HTTP_GET, "/jobs/7/visits/8", 3, 0, "7;8;"},
    {HTTP_GET, "/jobs", 4, 0, ""},
    {HTTP_GET, "/jobs/", -1, 0, ""},
    {HTTP_GET, "/jobs/7/", -1, 0, ""},
    {HTTP_GET, "/jobs//visits/8", -1, 0, ""},
    {HTTP_GET, "/calendar/x.y.ics", 5, 0, "x.y;"},
    {HTTP_GET, "/calendar/.ics", -1, 0, ""},
    {HTTP_GET, "/calendar/x", -1, 0, ""},
    {HTTP_GET, "/calendar/a/b.ics", -1, 0, ""},
    {HTTP_GET, "/assets/a/b.js", 6, 0, "a/b.js;"},
    {HTTP_GET, "/assets/", -1, 0, ""},
    {HTTP_GET, "*", -1, 0, ""},
};

static void test_routes_are_found(void **state)
{
	struct http_router *router = NULL;

	(void)state;
	assert_int_equal(http_router_new(routes, COUNT(routes), &router, NULL),
			 ERR_OK);
	for (size_t i = 0; i < COUNT(searches); i++) {
		struct arena *arena = arena_new();
		struct buf values = {0};
		struct http_match match;

		print_message("# %s\n", searches[i].path);
		http_router_find(router, searches[i].method, searches[i].path,
				 arena, &match);
		if (searches[i].index >= 0) {
			assert_ptr_equal(match.route,
					 &routes[searches[i].index]);
			assert_int_equal(match.index, searches[i].index);
			for (size_t p = 0; p < match.param_count; p++)
				buf_printf(&values, "%s;",
					   match.params[p].value);
			assert_string_equal(buf_text(&values),
					    searches[i].values);
		} else {
			assert_null(match.route);
			assert_int_equal(match.allowed, searches[i].allowed);
		}
		buf_free(&values);
		arena_free(arena);
	}
	http_router_free(router);
}

static void test_bad_patterns_are_refused(void **state)
{
	static const char *const patterns[] = {
	    "",
	    "jobs",
	    "/{id",
	    "/id}",
	    "/{}",
	    "/{Id}",
	    "/{a}{b}",
	    "/{a*}/b",
	    "/x{a*}",
	    "/{a b}",
	    "/{a}-{b}",
	    "/{*}",
	    "/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}",
	};
	const struct http_route twice[] = {ROUTE(HTTP_GET, "/a"),
					   ROUTE(HTTP_GET, "/a")};
	struct http_router *router = NULL;
	struct err_detail detail;

	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++) {
		const struct http_route route = ROUTE(HTTP_GET, patterns[i]);

		print_message("# %s\n", patterns[i]);
		assert_int_equal(http_router_new(&route, 1, &router, &detail),
				 ERR_USAGE);
	}
	assert_int_equal(http_router_new(twice, 2, &router, &detail),
			 ERR_USAGE);
	assert_null(router);
}

/* ---- Negotiation ---- */

static void test_accept_encoding(void **state)
{
	static const struct {
		const char *field;
		bool gzip;
	} cases[] = {
	    {NULL, false},
	    {"", false},
	    {"gzip", true},
	    {"GZip", true},
	    {"x-gzip", true},
	    {"gzip, deflate, br", true},
	    {"deflate,gzip", true},
	    {"br;q=1.0, gzip;q=0.8, *;q=0.1", true},
	    {"gzip;q=0", false},
	    {"gzip;q=0.000", false},
	    {"gzip;q=0.001", true},
	    {"gzip ; q=0.5", true},
	    {"*", true},
	    {"*;q=0", false},
	    {"gzip;q=0, *", false},
	    {"identity", false},
	    {"identity;q=1, gzip;q=0.5", false},
	    {"identity;q=0.5, gzip;q=1", true},
	    {"gzipped", false},
	    {"gzip;q=2", false},
	    {"gzip;q=x", false},
	    {"gzip;level=1", false},
	    {",,gzip", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		print_message("# %s\n", cases[i].field ? cases[i].field : "-");
		assert_int_equal(http_accepts_gzip(cases[i].field),
				 cases[i].gzip);
	}
}

static void test_accept_dcz(void **state)
{
	static const struct {
		const char *field;
		bool dcz;
	} cases[] = {
	    {NULL, false},	 {"dcz", true},
	    {"gzip, dcz", true}, {"gzip;q=0.5, DCZ;q=0.6", true},
	    {"*", false},	 {"dcz;q=0", false},
	    {"x-dcz", false},	 {"dcz;q=0.4, identity;q=0.5", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		print_message("# %s\n", cases[i].field ? cases[i].field : "-");
		assert_int_equal(http_accepts_dcz(cases[i].field),
				 cases[i].dcz);
	}
}

static void test_media_types(void **state)
{
	(void)state;
	assert_true(http_is_compressible("text/calendar; charset=utf-8"));
	assert_true(http_is_compressible("application/json"));
	assert_false(http_is_compressible("application/json-not"));
	assert_false(http_is_compressible("image/png"));
	assert_false(http_is_compressible(NULL));
	assert_true(
	    http_media_type_is("Application/JSON ; a=b", "application/json"));
	assert_false(http_media_type_is("application/jso", "application/json"));
	assert_false(http_media_type_is(NULL, "application/json"));
}

static void test_if_none_match(void **state)
{
	static const struct {
		const char *field;
		enum etag_match match; /* for "v1" */
	} cases[] = {
	    {NULL, ETAG_NONE},
	    {"", ETAG_NONE},
	    {"\"v1\"", ETAG_PLAIN},
	    {"W/\"v1\"", ETAG_PLAIN},
	    {"w/\"v1\"", ETAG_NONE},
	    {"v1", ETAG_NONE},
	    {"*", ETAG_PLAIN},
	    {"\"v1-gzip\"", ETAG_GZIPPED},
	    {"\"v1-dcz\"", ETAG_DCZ},
	    {"\"v1-gzip-dcz\"", ETAG_NONE},
	    {"\"v1-dc\", \"-dcz\", \"v1dcz\"", ETAG_NONE},
	    {"W/\"v1-gzip\"", ETAG_GZIPPED},
	    {"\"v10\"", ETAG_NONE},
	    {"\"v\"", ETAG_NONE},
	    {"\"a\", \"b,c\" ,W/\"v1\"", ETAG_PLAIN},
	    {"\"a\"\t,,\"v1-gzip\"", ETAG_GZIPPED},
	    {"\"a\", \"v1", ETAG_NONE},
	    {"\"a\", *", ETAG_NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		print_message("# %s\n", cases[i].field ? cases[i].field : "-");
		assert_int_equal(http_etag_find(cases[i].field, "v1"),
				 cases[i].match);
	}
}

static void test_if_match(void **state)
{
	static const struct {
		const char *field;
		enum http_if_match result;
		const char *opaque;
	} cases[] = {
	    {NULL, HTTP_IF_MATCH_ABSENT, NULL},
	    {"*", HTTP_IF_MATCH_ANY, NULL},
	    {"\"17\"", HTTP_IF_MATCH_TAG, "17"},
	    {"\"17-gzip\"", HTTP_IF_MATCH_TAG, "17"},
	    {"\"\"", HTTP_IF_MATCH_TAG, ""},
	    {"W/\"17\"", HTTP_IF_MATCH_INVALID, NULL},
	    {"\"17\", \"18\"", HTTP_IF_MATCH_INVALID, NULL},
	    {"17", HTTP_IF_MATCH_INVALID, NULL},
	    {"\"17", HTTP_IF_MATCH_INVALID, NULL},
	    {"", HTTP_IF_MATCH_INVALID, NULL},
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *opaque = NULL;

		print_message("# %s\n", cases[i].field ? cases[i].field : "-");
		assert_int_equal(
		    http_if_match_parse(cases[i].field, arena, &opaque),
		    cases[i].result);
		if (cases[i].opaque != NULL)
			assert_string_equal(opaque, cases[i].opaque);
		else
			assert_null(opaque);
	}
	arena_free(arena);
}

/* ---- Proxies ---- */

static void test_proxies(void **state)
{
	static const struct {
		const char *peer, *field, *client;
	} cases[] = {
	    {"10.0.0.5", "1.2.3.4", "1.2.3.4"},
	    {"10.0.0.5", "6.6.6.6, 1.2.3.4", "1.2.3.4"},
	    {"10.0.0.5", "1.2.3.4, 192.168.7.9", "1.2.3.4"},
	    {"10.0.0.5", "192.168.7.1,192.168.7.9", "10.0.0.5"},
	    {"10.0.0.5", "1.2.3.4, unknown", "10.0.0.5"},
	    {"10.0.0.5", "", "10.0.0.5"},
	    {"10.0.0.5", NULL, "10.0.0.5"},
	    {"10.0.0.5", " 2001:db8::1 ", "2001:db8::1"},
	    {"10.0.0.6", "1.2.3.4", "10.0.0.6"},
	    {"192.168.7.200", "1.2.3.4", "1.2.3.4"},
	    {"192.168.8.200", "1.2.3.4", "192.168.8.200"},
	    {"fd00::1", "1.2.3.4", "1.2.3.4"},
	    {"fe00::1", "1.2.3.4", "fe00::1"},
	    {"", "1.2.3.4", ""},
	};
	struct http_proxies *proxies = NULL;
	char client[PROXY_ADDRESS_SIZE];

	(void)state;
	assert_int_equal(http_proxies_new("10.0.0.5, 192.168.7.0/24,fd00::/9",
					  &proxies, NULL),
			 ERR_OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		print_message("# %s %s\n", cases[i].peer,
			      cases[i].field ? cases[i].field : "-");
		http_proxies_client(proxies, cases[i].peer, cases[i].field,
				    client);
		assert_string_equal(client, cases[i].client);
	}
	http_proxies_free(proxies);
}

static void test_bad_proxies(void **state)
{
	static const char *const lists[] = {"localhost", "10.0.0.1/33",
					    "10.0",	 "::1/129",
					    "10.0.0.1/", "1.2.3.4;"};
	struct http_proxies *proxies = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT(lists); i++)
		assert_int_equal(http_proxies_new(lists[i], &proxies, NULL),
				 ERR_USAGE);
	assert_null(proxies);
	assert_int_equal(http_proxies_new(NULL, &proxies, NULL), ERR_OK);
	assert_false(http_proxies_trust(proxies, "127.0.0.1"));
	http_proxies_free(proxies);
}

/* ---- gzip ---- */

static void test_gzip_there_and_back(void **state)
{
	struct http_gzip *gzip = http_gzip_new();
	struct buf text = {0}, packed = {0}, back = {0};

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "visit %d\n", i);
	for (int round = 0; round < 2; round++) {
		buf_clear(&packed);
		buf_clear(&back);
		assert_true(
		    http_gzip_deflate(gzip, text.data, text.length, &packed));
		assert_true(packed.length < text.length / 3);
		assert_int_equal(http_gzip_inflate(packed.data, packed.length,
						   text.length, &back),
				 GZIP_OK);
		assert_int_equal(back.length, text.length);
		assert_memory_equal(back.data, text.data, text.length);
	}
	buf_clear(&back);
	assert_int_equal(http_gzip_inflate(packed.data, packed.length,
					   text.length - 1, &back),
			 GZIP_TOO_LARGE);
	buf_clear(&back);
	assert_int_equal(http_gzip_inflate(packed.data, packed.length - 1,
					   text.length, &back),
			 GZIP_MALFORMED);
	buf_add_char(&packed, 'x');
	buf_clear(&back);
	assert_int_equal(
	    http_gzip_inflate(packed.data, packed.length, text.length, &back),
	    GZIP_MALFORMED);
	buf_clear(&back);
	assert_int_equal(http_gzip_inflate("plain", 5, 100, &back),
			 GZIP_MALFORMED);
	buf_free(&text);
	buf_free(&packed);
	buf_free(&back);
	http_gzip_free(gzip);
}

static void test_gzip_that_does_not_pay(void **state)
{
	struct http_gzip *gzip = http_gzip_new();
	struct buf packed = {0};
	unsigned char noise[2000];
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(noise); i++) {
		seed = seed * 1664525 + 1013904223;
		noise[i] = (unsigned char)(seed >> 24);
	}
	assert_false(http_gzip_deflate(gzip, noise, sizeof(noise), &packed));
	assert_int_equal(packed.length, 0);
	buf_free(&packed);
	http_gzip_free(gzip);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_targets),
	    cmocka_unit_test(test_too_many_query_parameters),
	    cmocka_unit_test(test_routes_are_found),
	    cmocka_unit_test(test_bad_patterns_are_refused),
	    cmocka_unit_test(test_accept_encoding),
	    cmocka_unit_test(test_accept_dcz),
	    cmocka_unit_test(test_media_types),
	    cmocka_unit_test(test_if_none_match),
	    cmocka_unit_test(test_if_match),
	    cmocka_unit_test(test_proxies),
	    cmocka_unit_test(test_bad_proxies),
	    cmocka_unit_test(test_gzip_there_and_back),
	    cmocka_unit_test(test_gzip_that_does_not_pay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
