/* SPDX-License-Identifier: MIT */
/* Blobs: types by their first bytes, names, and the files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <callout/blob.h>

#define UID "00000000-0000-4000-8000-00000000000a"
#define PNG "\x89PNG\r\n\x1a\n"

static void test_sniff(void **state)
{
	static const struct {
		enum blob_type type;
		size_t length;
		const char *bytes;
	} cases[] = {
	    {BLOB_JPEG, 4, "\xff\xd8\xff\xe1"},
	    {BLOB_JPEG, 3, "\xff\xd8\xff"},
	    {BLOB_UNKNOWN, 2, "\xff\xd8"},
	    {BLOB_PNG, 8, PNG},
	    {BLOB_UNKNOWN, 7, PNG},
	    {BLOB_UNKNOWN, 8, "\x89PNG\n\x1a\n\n"},
	    {BLOB_WEBP, 16, "RIFF\x10\0\0\0WEBPVP8X"},
	    {BLOB_UNKNOWN, 16, "RIFF\x10\0\0\0WAVEfmt "},
	    {BLOB_UNKNOWN, 16, "RIFX\x10\0\0\0WEBPVP8X"},
	    {BLOB_UNKNOWN, 13, "RIFF\x10\0\0\0WEBPV"},
	    {BLOB_HEIC, 12,
	     "\0\0\0\x18"
	     "ftypheic"},
	    {BLOB_HEIC, 12,
	     "\0\0\0\x18"
	     "ftypmif1"},
	    {BLOB_UNKNOWN, 12,
	     "\0\0\0\x18"
	     "ftypisom"},
	    {BLOB_UNKNOWN, 11,
	     "\0\0\0\x18"
	     "ftyphei"},
	    {BLOB_UNKNOWN, 6, "GIF89a"},
	    {BLOB_UNKNOWN, 5, "<svg "},
	    {BLOB_UNKNOWN, 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(
		    blob_type_sniff(cases[i].bytes, cases[i].length),
		    cases[i].type);
	for (int i = BLOB_UNKNOWN + 1; i < BLOB_TYPE_COUNT; i++)
		assert_int_equal(blob_type_find(blob_type_name(i)), i);
	assert_int_equal(blob_type_find("image/jpeg "), BLOB_UNKNOWN);
	assert_int_equal(blob_type_find("application/octet-stream"),
			 BLOB_UNKNOWN);
}

static void test_uid(void **state)
{
	static const char *const bad[] = {
	    "",
	    "00000000-0000-4000-8000-00000000000",
	    UID "0",
	    "00000000-0000-4000-8000-00000000000A",
	    "00000000_0000-4000-8000-000000000000",
	    "../../../../../../../../etc/passwd..",
	    "00000000-0000-4000-8000-0000000000/0",
	};

	(void)state;
	assert_true(blob_is_uid(UID));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(blob_is_uid(bad[i]));
}

/* --- files -------------------------------------------------------------- */

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/test_blob.XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static bool is_there(const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return access(path, F_OK) == 0;
}

static void test_files(void **state)
{
	static const char whole[] = PNG "all of it";
	const int64_t bytes = sizeof(whole) - 1;
	unsigned char sha256[BLOB_SHA256_BYTES], other[BLOB_SHA256_BYTES] = {0};
	struct err_detail detail;
	struct blob_part part, second;
	struct blob_dir *dir;
	char read_back[32];
	size_t size;
	int fd;

	(void)state;
	assert_int_equal(blob_digest(BLOB_SHA256, whole, (size_t)bytes, sha256),
			 32);
	assert_int_equal(blob_dir_open(folder, true, &dir, NULL), ERR_OK);
	assert_int_equal(blob_open(dir, UID, &fd, &size, NULL), ERR_NOT_FOUND);

	/* Opened for nothing: nothing stays. */
	assert_int_equal(blob_part_open(dir, UID, &part, NULL), ERR_OK);
	assert_true(part.created);
	assert_int_equal(blob_part_open(dir, UID, &second, NULL), ERR_LOCKED);
	blob_part_close(dir, &part);
	assert_false(is_there("incoming/" UID ".part"));

	/* In two pieces, with rubbish behind the first. */
	assert_int_equal(blob_part_open(dir, UID, &part, NULL), ERR_OK);
	assert_int_equal(
	    blob_part_write(dir, &part, 0, "rubbish rubbish rubbish", 23, NULL),
	    ERR_OK);
	assert_int_equal(blob_part_write(dir, &part, 0, whole, 10, NULL),
			 ERR_OK);
	assert_int_equal(blob_part_write(dir, &part, 24, "x", 1, &detail),
			 ERR_GONE);
	assert_string_equal(detail.rule, "upload_lost");
	blob_part_close(dir, &part);
	assert_true(is_there("incoming/" UID ".part"));
	assert_int_equal(blob_part_open(dir, UID, &part, NULL), ERR_OK);
	assert_false(part.created);
	assert_int_equal(blob_part_write(dir, &part, 10, whole + 10,
					 (size_t)bytes - 10, NULL),
			 ERR_OK);
	assert_int_equal(
	    blob_part_finish(dir, &part, bytes, other, BLOB_PNG, NULL),
	    ERR_CHECKSUM);
	assert_int_equal(
	    blob_part_finish(dir, &part, bytes, sha256, BLOB_JPEG, NULL),
	    ERR_MEDIA_TYPE);
	assert_false(is_there("00/" UID));
	assert_int_equal(
	    blob_part_finish(dir, &part, bytes, sha256, BLOB_PNG, NULL),
	    ERR_OK);
	blob_part_close(dir, &part);
	assert_true(is_there("00/" UID));
	assert_false(is_there("incoming/" UID ".part"));

	/* Its row never heard of it: the same again. */
	assert_int_equal(blob_part_open(dir, UID, &part, NULL), ERR_OK);
	assert_int_equal(
	    blob_part_write(dir, &part, 0, whole, (size_t)bytes, NULL), ERR_OK);
	assert_int_equal(
	    blob_part_finish(dir, &part, bytes, sha256, BLOB_PNG, NULL),
	    ERR_OK);
	blob_part_close(dir, &part);
	assert_int_equal(blob_open(dir, UID, &fd, &size, NULL), ERR_OK);
	assert_int_equal(size, bytes);
	assert_int_equal(read(fd, read_back, sizeof(read_back)), bytes);
	assert_memory_equal(read_back, whole, size);
	close(fd);

	assert_int_equal(blob_remove(dir, UID, NULL), ERR_OK);
	assert_false(is_there("00/" UID));
	assert_int_equal(blob_remove(dir, UID, NULL), ERR_OK);
	blob_dir_free(dir);
	blob_dir_free(NULL);
}

/* Removed as expired while its last piece comes: not stored, whether or not
 * another request begins it anew. */
static void test_removed(void **state)
{
	static const char whole[] = PNG "all of it";
	const int64_t bytes = sizeof(whole) - 1;
	unsigned char sha256[BLOB_SHA256_BYTES];
	struct err_detail detail;
	struct blob_part part, anew;
	struct blob_dir *dir;

	(void)state;
	blob_digest(BLOB_SHA256, whole, (size_t)bytes, sha256);
	assert_int_equal(blob_dir_open(folder, true, &dir, NULL), ERR_OK);
	for (int begun = 0; begun < 2; begun++) {
		assert_int_equal(blob_part_open(dir, UID, &part, NULL), ERR_OK);
		assert_int_equal(
		    blob_part_write(dir, &part, 0, whole, (size_t)bytes, NULL),
		    ERR_OK);
		assert_int_equal(blob_remove(dir, UID, NULL), ERR_OK);
		if (begun) {
			assert_int_equal(blob_part_open(dir, UID, &anew, NULL),
					 ERR_OK);
			assert_int_equal(
			    blob_part_write(dir, &anew, 0, whole, 10, NULL),
			    ERR_OK);
		}
		assert_int_equal(blob_part_finish(dir, &part, bytes, sha256,
						  BLOB_PNG, &detail),
				 ERR_GONE);
		assert_string_equal(detail.rule, "upload_lost");
		blob_part_close(dir, &part);
		if (!begun)
			assert_false(is_there("00/" UID));
	}
	/* The other one goes on, wherever its file lies by now. */
	assert_int_equal(blob_part_write(dir, &anew, 10, whole + 10,
					 (size_t)bytes - 10, NULL),
			 ERR_OK);
	assert_int_equal(
	    blob_part_finish(dir, &anew, bytes, sha256, BLOB_PNG, NULL),
	    ERR_OK);
	blob_part_close(dir, &anew);
	assert_true(is_there("00/" UID));
	assert_false(is_there("incoming/" UID ".part"));
	blob_dir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sniff),
	    cmocka_unit_test(test_uid),
	    cmocka_unit_test_setup_teardown(test_files, make_folder,
					    remove_folder),
	    cmocka_unit_test_setup_teardown(test_removed, make_folder,
					    remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
