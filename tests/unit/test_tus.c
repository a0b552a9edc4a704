/* SPDX-License-Identifier: MIT */
/* The headers of tus: what they may say, and what is refused how. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <callout/arena.h>
#include <callout/buf.h>

#include "mobile-sync/session/tus.h"

#define UID "00000000-0000-4000-8000-00000000000a"
#define UID_64 "MDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDBh"
#define SHA "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SHA_64                                                                 \
	"ZTNiMGM0NDI5OGZjMWMxNDlhZmJmNGM4OTk2ZmI5MjQyN2FlNDFlNDY0OWI5MzRjYTQ5" \
	"NTk5MWI3ODUyYjg1NQ=="
#define JPEG_64 "aW1hZ2UvanBlZw=="
#define GOOD "id " UID_64 ",sha256 " SHA_64 ",type " JPEG_64

static const struct {
	const char *header;
	enum err code;
	const char *rule;
} cases[] = {
    {GOOD, ERR_OK, ""},
    {"type " JPEG_64 ", sha256 " SHA_64 " , id " UID_64, ERR_OK, ""},
    {GOOD ",filename eA==,lonely", ERR_OK, ""},
    {GOOD ",", ERR_OK, ""},
    {NULL, ERR_INPUT, "required"},
    {"", ERR_INPUT, "required"},
    {",,,", ERR_INPUT, "required"},
    {"id " UID_64 ",sha256 " SHA_64, ERR_INPUT, "required"},
    {"id", ERR_INPUT, "format"},
    {"id ", ERR_INPUT, "format"},
    {"id  " UID_64, ERR_INPUT, "format"},
    {"id " UID_64 "=", ERR_INPUT, "format"},
    {"id AA==," GOOD, ERR_INPUT, "format"}, /* a NUL */
    {GOOD ",id " UID_64, ERR_INPUT, "duplicate"},
    {"id eA==,sha256 " SHA_64 ",type " JPEG_64, ERR_INPUT, "format"},
    {"id " UID_64 ",sha256 eA==,type " JPEG_64, ERR_INPUT, "format"},
    {"id " UID_64 ",sha256 " SHA_64 ",type dGV4dC9odG1s", ERR_MEDIA_TYPE,
     "type"},
    /* 256 bytes */
    {"id QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
     "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
     "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
     "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
     "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB",
     ERR_INPUT, "format"},
};

static void test_metadata(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct err_detail detail = {0};
		struct tus_metadata metadata = {0};
		enum err err = tus_read_metadata(cases[i].header, arena,
						 &metadata, &detail);

		if (err != cases[i].code ||
		    strcmp(detail.rule, cases[i].rule) != 0)
			print_error("case %zu: %s: %s\n", i, detail.rule,
				    detail.text);
		assert_int_equal(err, cases[i].code);
		assert_string_equal(detail.rule, cases[i].rule);
		if (err != ERR_OK)
			continue;
		assert_string_equal(metadata.id, UID);
		assert_string_equal(metadata.sha256, SHA);
		assert_int_equal(metadata.type, BLOB_JPEG);
	}
	arena_free(arena);
}

static void test_metadata_is_told(void **state)
{
	struct buf out = {0};

	(void)state;
	tus_add_metadata(&out, &(struct tus_metadata){UID, SHA, BLOB_JPEG});
	assert_string_equal(buf_text(&out), GOOD);
	buf_free(&out);
}

static void test_checksum(void **state)
{
	static const struct {
		const char *header;
		enum err code;
	} headers[] = {
	    {NULL, ERR_OK},
	    {"sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", ERR_OK},
	    {"sha256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", ERR_OK},
	    {"", ERR_INPUT},
	    {"sha256", ERR_INPUT},
	    {"sha256 ", ERR_INPUT},
	    {"sha256 AAAA", ERR_INPUT},
	    {"sha1 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", ERR_INPUT},
	    {"sha256 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", ERR_INPUT},
	    {"md5 1B2M2Y8AsgTpgAmY7PhCfg==", ERR_INPUT},
	    {"sha256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=x", ERR_INPUT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		struct tus_checksum checksum = {0};
		unsigned char empty[BLOB_SHA256_BYTES];

		assert_int_equal(
		    tus_read_checksum(headers[i].header, &checksum, NULL),
		    headers[i].code);
		assert_int_equal(checksum.given,
				 headers[i].header && !headers[i].code);
		if (checksum.given) /* all of them are of nothing */
			assert_memory_equal(
			    checksum.bytes, empty,
			    blob_digest(checksum.digest, "", 0, empty));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_metadata),
	    cmocka_unit_test(test_metadata_is_told),
	    cmocka_unit_test(test_checksum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
