/* SPDX-License-Identifier: MIT */
/* The manifest of a backup, and the sums in it. */
#include "cli/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <sodium.h>

#include <callout/text.h>

#define READ_BYTES 65536

enum err backup_fail(const char *what, const char *path,
		     struct err_detail *detail)
{
	int saved = errno;

	return err_set_rule(detail, ERR_UNAVAILABLE, path,
			    saved == ENOSPC || saved == EDQUOT ? "disk_full"
							       : "disk",
			    "cannot %s: %s", what, strerror(saved));
}

char *backup_blobs_path(struct arena *arena, const char *dir)
{
	return arena_printf(arena, "%s/" BACKUP_BLOBS, dir);
}

void backup_bytes(const char sha256[BACKUP_SHA256_SIZE],
		  unsigned char ret_sha256[BLOB_SHA256_BYTES])
{
	(void)sodium_hex2bin(ret_sha256, BLOB_SHA256_BYTES, sha256,
			     strlen(sha256), NULL, NULL, NULL);
}

enum err backup_hash(int fd, char ret_sha256[BACKUP_SHA256_SIZE],
		     int64_t *ret_bytes, struct err_detail *detail)
{
	unsigned char digest[BLOB_SHA256_BYTES];
	crypto_hash_sha256_state state;
	char *buffer = xmalloc(READ_BYTES);
	int64_t bytes = 0;
	ssize_t got;

	crypto_hash_sha256_init(&state);
	while ((got = pread(fd, buffer, READ_BYTES, bytes)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		crypto_hash_sha256_update(&state, (unsigned char *)buffer,
					  (unsigned long long)got);
		bytes += got;
	}
	free(buffer);
	if (got < 0)
		return backup_fail("read", BACKUP_DUMP, detail);
	crypto_hash_sha256_final(&state, digest);
	text_hex(digest, sizeof(digest), ret_sha256);
	*ret_bytes = bytes;
	return ERR_OK;
}

/* --- write -------------------------------------------------------------- */

static json_t *to_json(const struct backup *backup)
{
	json_t *blobs = json_array(), *missing = json_array();

	for (size_t i = 0; i < backup->blob_count; i++) {
		const struct backup_blob *blob = &backup->blobs[i];

		json_array_append_new(blobs, json_pack("{s:s, s:I, s:s}", "uid",
						       blob->uid, "bytes",
						       (json_int_t)blob->bytes,
						       "sha256", blob->sha256));
	}
	for (size_t i = 0; i < backup->missing_count; i++)
		json_array_append_new(missing, json_string(backup->missing[i]));
	return json_pack(
	    "{s:i, s:s, s:s, s:s, s:s, s:s, s:i, s:I, s:{s:s, s:I, s:s}, "
	    "s:o, s:o}",
	    "format", BACKUP_FORMAT, "taken_at", backup->taken_at,
	    "organisation", backup->organisation, "schema", backup->schema,
	    "program", backup->program, "server", backup->server, "migration",
	    backup->migration, "epoch", (json_int_t)backup->epoch, "dump",
	    "file", BACKUP_DUMP, "bytes", (json_int_t)backup->dump_bytes,
	    "sha256", backup->dump_sha256, "blobs", blobs, "missing", missing);
}

enum err backup_write(int dir_fd, const struct backup *backup,
		      struct err_detail *detail)
{
	json_t *root = to_json(backup);
	enum err err = ERR_OK;
	int fd;

	if (!root)
		return err_set(detail, ERR_INTERNAL, "",
			       "the manifest cannot be made");
	fd = openat(dir_fd, BACKUP_MANIFEST,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 ||
	    json_dumpfd(root, fd, JSON_INDENT(1) | JSON_ENSURE_ASCII) != 0 ||
	    write(fd, "\n", 1) != 1 || fsync(fd) != 0)
		err = backup_fail("write", BACKUP_MANIFEST, detail);
	if (fd >= 0)
		close(fd);
	json_decref(root);
	return err;
}

/* --- read --------------------------------------------------------------- */

static bool read_sum(const char *text, char ret_sha256[BACKUP_SHA256_SIZE])
{
	if (!text || strlen(text) != BACKUP_SHA256_SIZE - 1 ||
	    strspn(text, "0123456789abcdef") != BACKUP_SHA256_SIZE - 1)
		return false;
	memcpy(ret_sha256, text, BACKUP_SHA256_SIZE);
	return true;
}

static bool read_blobs(const json_t *list, struct arena *arena,
		       struct backup *backup)
{
	size_t count = json_array_size(list);

	backup->blobs = arena_calloc(arena, count + 1, sizeof(*backup->blobs));
	for (size_t i = 0; i < count; i++) {
		const json_t *entry = json_array_get(list, i);
		struct backup_blob *blob = &backup->blobs[i];
		const char *uid =
		    json_string_value(json_object_get(entry, "uid"));

		/* It becomes a file's name. */
		if (!uid || !blob_is_uid(uid) ||
		    !read_sum(
			json_string_value(json_object_get(entry, "sha256")),
			blob->sha256))
			return false;
		blob->uid = arena_strdup(arena, uid);
		blob->bytes =
		    json_integer_value(json_object_get(entry, "bytes"));
	}
	backup->blob_count = count;
	return json_is_array(list);
}

static enum err from_json(json_t *root, struct arena *arena,
			  struct backup *backup, struct err_detail *detail)
{
	const char *taken, *organisation, *schema, *program, *server, *sum;
	json_int_t epoch, bytes;
	json_t *blobs, *missing;
	int format = 0;

	if (json_unpack(root, "{s:i}", "format", &format) != 0 ||
	    format != BACKUP_FORMAT)
		return err_set(detail, ERR_INPUT, BACKUP_MANIFEST,
			       "this is a backup of format %d, this program "
			       "reads format %d: use the Callout that made it",
			       format, BACKUP_FORMAT);
	if (json_unpack(root,
			"{s:s, s:s, s:s, s:s, s:s, s:i, s:I, s:{s:I, s:s}, "
			"s:o, s:o}",
			"taken_at", &taken, "organisation", &organisation,
			"schema", &schema, "program", &program, "server",
			&server, "migration", &backup->migration, "epoch",
			&epoch, "dump", "bytes", &bytes, "sha256", &sum,
			"blobs", &blobs, "missing", &missing) != 0 ||
	    !read_sum(sum, backup->dump_sha256) ||
	    !read_blobs(blobs, arena, backup))
		return err_set(detail, ERR_INPUT, BACKUP_MANIFEST,
			       "this is no manifest of a backup");
	backup->taken_at = arena_strdup(arena, taken);
	backup->organisation = arena_strdup(arena, organisation);
	backup->schema = arena_strdup(arena, schema);
	backup->program = arena_strdup(arena, program);
	backup->server = arena_strdup(arena, server);
	backup->epoch = epoch;
	backup->dump_bytes = bytes;
	backup->missing_count = json_array_size(missing);
	return ERR_OK;
}

enum err backup_read(int dir_fd, struct arena *arena, struct backup *ret_backup,
		     struct err_detail *detail)
{
	struct backup backup = {0};
	json_error_t error;
	json_t *root;
	enum err err;
	int fd = openat(dir_fd, BACKUP_MANIFEST, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_set(detail, ERR_INPUT, BACKUP_MANIFEST,
			       "cannot be read (%s): this is no backup, or "
			       "not a whole one",
			       strerror(errno));
	root = json_loadfd(fd, JSON_REJECT_DUPLICATES, &error);
	close(fd);
	if (!root)
		return err_set(detail, ERR_INPUT, BACKUP_MANIFEST,
			       "damaged, in line %d: %s", error.line,
			       error.text);
	err = from_json(root, arena, &backup, detail);
	json_decref(root);
	if (!err)
		*ret_backup = backup;
	return err;
}
