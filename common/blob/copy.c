/* SPDX-License-Identifier: MIT */
/* A whole value from one directory to another, for backups: what is not the
 * bytes that were promised gets nowhere. */
#include "blob_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <callout/arena.h>

#include <openssl/evp.h>

#define FILE_MODE 0640

static int open_whole(const struct blob_dir *dir, const char *uid)
{
	char name[BLOB_NAME_SIZE];

	blob_whole_name(uid, name);
	return openat(dir->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

static bool write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = write(fd, bytes, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		length -= (size_t)done;
	}
	return true;
}

/* Read all of it, and write it to `to` unless that is -1. */
static enum err pour(int from, int to, const char *uid,
		     const unsigned char sha256[BLOB_SHA256_BYTES],
		     struct err_detail *detail)
{
	unsigned char digest[BLOB_SHA256_BYTES];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	char *buffer = xmalloc(BLOB_BUFFER_BYTES);
	enum err err = ERR_OK;
	ssize_t got;

	EVP_DigestInit_ex(context, EVP_sha256(), NULL);
	while (!err && (got = read(from, buffer, BLOB_BUFFER_BYTES)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			err = blob_fail(detail, "read", uid);
		else if (to >= 0 && !write_all(to, buffer, (size_t)got))
			err = blob_fail(detail, "write", uid);
		else
			EVP_DigestUpdate(context, buffer, (size_t)got);
	}
	EVP_DigestFinal_ex(context, digest, NULL);
	EVP_MD_CTX_free(context);
	free(buffer);
	if (!err && memcmp(digest, sha256, sizeof(digest)) != 0)
		err = err_set_rule(detail, ERR_CHECKSUM, "", "sha256",
				   "the file of %s is damaged: it has not the "
				   "sha256 that it should have",
				   uid);
	return err;
}

enum err blob_check(const struct blob_dir *dir, const char *uid,
		    const unsigned char sha256[BLOB_SHA256_BYTES],
		    struct err_detail *detail)
{
	int fd = open_whole(dir, uid);
	enum err err;

	if (fd < 0 && errno == ENOENT)
		return err_set(detail, ERR_NOT_FOUND, "",
			       "the file of %s is missing", uid);
	if (fd < 0)
		return blob_fail(detail, "open", uid);
	err = pour(fd, -1, uid, sha256, detail);
	close(fd);
	return err;
}

enum err blob_link(const struct blob_dir *from, const struct blob_dir *to,
		   const char *uid,
		   const unsigned char sha256[BLOB_SHA256_BYTES],
		   struct err_detail *detail)
{
	struct blob_part part = {.fd = -1};
	char name[BLOB_NAME_SIZE], whole[BLOB_NAME_SIZE];
	enum err err = blob_check(from, uid, sha256, detail);

	if (err)
		return err;
	snprintf(part.uid, sizeof(part.uid), "%s", uid);
	blob_part_name(uid, name);
	blob_whole_name(uid, whole);
	if (linkat(from->fd, whole, to->incoming_fd, name, 0) != 0)
		return blob_fail(detail, "link", uid);
	return blob_part_place(to, &part, detail);
}

/* Whoever uploads the very same value right now has its lock. */
static enum err open_part(const struct blob_dir *to, struct blob_part *part,
			  struct err_detail *detail)
{
	char name[BLOB_NAME_SIZE];
	struct stat place;

	blob_part_name(part->uid, name);
	part->fd =
	    openat(to->incoming_fd, name,
		   O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
	if (part->fd < 0)
		return blob_fail(detail, "open", part->uid);
	if (flock(part->fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(detail, ERR_LOCKED, "",
			       "%s is being uploaded right now", part->uid);
	/* Root copies for the daemons: what is theirs stays theirs. */
	if (geteuid() == 0 && fstat(to->fd, &place) == 0 &&
	    fchown(part->fd, place.st_uid, place.st_gid) != 0)
		return blob_fail(detail, "chown", part->uid);
	return ftruncate(part->fd, 0) == 0
		   ? ERR_OK
		   : blob_fail(detail, "truncate", part->uid);
}

static void remove_part(const struct blob_dir *to, const char *uid)
{
	char name[BLOB_NAME_SIZE];

	blob_part_name(uid, name);
	(void)unlinkat(to->incoming_fd, name, 0);
}

enum err blob_copy(const struct blob_dir *from, const struct blob_dir *to,
		   const char *uid,
		   const unsigned char sha256[BLOB_SHA256_BYTES],
		   struct err_detail *detail)
{
	struct blob_part part = {.fd = -1};
	int fd = open_whole(from, uid);
	enum err err;

	if (fd < 0 && errno == ENOENT)
		return err_set(detail, ERR_NOT_FOUND, "",
			       "the file of %s is missing", uid);
	if (fd < 0)
		return blob_fail(detail, "open", uid);
	snprintf(part.uid, sizeof(part.uid), "%s", uid);
	err = open_part(to, &part, detail);
	if (!err)
		err = pour(fd, part.fd, uid, sha256, detail);
	if (!err && fdatasync(part.fd) != 0)
		err = blob_fail(detail, "sync", uid);
	if (!err)
		err = blob_part_place(to, &part, detail);
	close(fd);
	if (part.fd >= 0 && err && err != ERR_LOCKED)
		remove_part(to, uid);
	if (part.fd >= 0)
		close(part.fd);
	return err;
}
