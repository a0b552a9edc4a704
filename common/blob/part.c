/* SPDX-License-Identifier: MIT */
/*
 * A value that comes in. Whoever writes has the file's lock (flock), so two
 * processes never write to one; what a crash left behind the row's offset is
 * written over.
 */
#include "blob_internal.h"

#include <assert.h>
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
#define TRIES 3

/* --- open, close -------------------------------------------------------- */

/* Where the file lies: in `incoming`, or already in its place. */
static int open_somewhere(const struct blob_dir *dir, struct blob_part *part)
{
	char name[BLOB_NAME_SIZE], whole[BLOB_NAME_SIZE];
	const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
	int fd;

	blob_part_name(part->uid, name);
	blob_whole_name(part->uid, whole);
	part->created = false;
	fd = openat(dir->incoming_fd, name, flags);
	if (fd < 0 && errno == ENOENT)
		fd = openat(dir->fd, whole, flags);
	if (fd < 0 && errno == ENOENT) {
		fd = openat(dir->incoming_fd, name, flags | O_CREAT | O_EXCL,
			    FILE_MODE);
		part->created = fd >= 0;
	}
	return fd;
}

/* Is what we have locked still the file of that name? It may have been removed
 * between open and lock. */
static bool is_still_there(const struct blob_dir *dir,
			   const struct blob_part *part)
{
	char name[BLOB_NAME_SIZE], whole[BLOB_NAME_SIZE];
	struct stat mine, named;

	blob_part_name(part->uid, name);
	blob_whole_name(part->uid, whole);
	if (fstatat(dir->incoming_fd, name, &named, AT_SYMLINK_NOFOLLOW) != 0 &&
	    fstatat(dir->fd, whole, &named, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	return fstat(part->fd, &mine) == 0 && mine.st_dev == named.st_dev &&
	       mine.st_ino == named.st_ino;
}

enum err blob_part_open(const struct blob_dir *dir, const char *uid,
			struct blob_part *ret_part, struct err_detail *detail)
{
	struct blob_part part;

	snprintf(part.uid, sizeof(part.uid), "%s", uid);
	for (int i = 0; i < TRIES; i++) {
		part.fd = open_somewhere(dir, &part);
		if (part.fd < 0 && errno == EEXIST)
			continue;
		if (part.fd < 0)
			return blob_fail(detail, "open", uid);
		if (flock(part.fd, LOCK_EX | LOCK_NB) != 0) {
			close(part.fd);
			break;
		}
		if (is_still_there(dir, &part)) {
			*ret_part = part;
			return ERR_OK;
		}
		close(part.fd);
	}
	return err_set_rule(detail, ERR_LOCKED, "", "upload_busy",
			    "another request writes to this upload: ask for "
			    "its offset, then go on");
}

void blob_part_close(const struct blob_dir *dir, struct blob_part *part)
{
	char name[BLOB_NAME_SIZE];
	struct stat stat;

	if (part->fd < 0)
		return;
	if (part->created && fstat(part->fd, &stat) == 0 && stat.st_size == 0) {
		blob_part_name(part->uid, name);
		(void)unlinkat(dir->incoming_fd, name, 0);
	}
	close(part->fd);
	part->fd = -1;
}

/* --- write -------------------------------------------------------------- */

static bool write_all(int fd, off_t at, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = pwrite(fd, bytes, length, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		at += done;
		length -= (size_t)done;
	}
	return true;
}

static enum err fail_lost(struct err_detail *detail)
{
	return err_set_rule(detail, ERR_GONE, "", "upload_lost",
			    "the server has lost what it had of this upload: "
			    "begin anew");
}

enum err blob_part_write(const struct blob_dir *dir, struct blob_part *part,
			 int64_t offset, const void *bytes, size_t length,
			 struct err_detail *detail)
{
	struct stat stat;

	assert(offset >= 0);
	if (fstat(part->fd, &stat) != 0)
		return blob_fail(detail, "stat", part->uid);
	if (stat.st_size < offset)
		return fail_lost(detail);
	if (!write_all(part->fd, offset, bytes, length))
		return blob_fail(detail, "write", part->uid);
	if (fdatasync(part->fd) != 0 ||
	    (part->created && fsync(dir->incoming_fd) != 0))
		return blob_fail(detail, "sync", part->uid);
	return ERR_OK;
}

/* --- the end ------------------------------------------------------------ */

static enum err digest_file(const struct blob_part *part, int64_t bytes,
			    unsigned char ret_sha256[BLOB_SHA256_BYTES],
			    enum blob_type *ret_type, struct err_detail *detail)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	char *buffer = xmalloc(BLOB_BUFFER_BYTES);
	enum err err = ERR_OK;
	int64_t at = 0;

	EVP_DigestInit_ex(context, EVP_sha256(), NULL);
	while (at < bytes) {
		ssize_t got = pread(part->fd, buffer, BLOB_BUFFER_BYTES, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			err = blob_fail(detail, "read", part->uid);
			break;
		}
		if (at == 0)
			*ret_type = blob_type_sniff(buffer, (size_t)got);
		EVP_DigestUpdate(context, buffer, (size_t)got);
		at += got;
	}
	EVP_DigestFinal_ex(context, ret_sha256, NULL);
	EVP_MD_CTX_free(context);
	free(buffer);
	return err;
}

/* Not where it was: fine if it has its place already. But it may have been
 * removed as expired since it was opened, and begun anew by another request:
 * then what lies there is another file, or none. */
static bool is_placed(const struct blob_dir *dir, const struct blob_part *part,
		      const char *whole)
{
	struct stat mine, placed;

	return fstat(part->fd, &mine) == 0 &&
	       fstatat(dir->fd, whole, &placed, AT_SYMLINK_NOFOLLOW) == 0 &&
	       mine.st_dev == placed.st_dev && mine.st_ino == placed.st_ino;
}

/* The name and both directories last through a power cut. */
enum err blob_part_place(const struct blob_dir *dir,
			 const struct blob_part *part,
			 struct err_detail *detail)
{
	char name[BLOB_NAME_SIZE], whole[BLOB_NAME_SIZE];
	char place[3] = {part->uid[0], part->uid[1], '\0'};
	int place_fd = -1;
	enum err err = ERR_OK;

	blob_part_name(part->uid, name);
	blob_whole_name(part->uid, whole);
	if ((mkdirat(dir->fd, place, 0750) != 0 && errno != EEXIST) ||
	    (place_fd = openat(dir->fd, place,
			       O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return blob_fail(detail, "mkdir", part->uid);
	if (renameat(dir->incoming_fd, name, dir->fd, whole) != 0 &&
	    (errno != ENOENT || part->fd < 0))
		err = blob_fail(detail, "rename", part->uid);
	else if (part->fd >= 0 && !is_placed(dir, part, whole))
		err = fail_lost(detail);
	else if (fsync(place_fd) != 0 || fsync(dir->fd) != 0 ||
		 fsync(dir->incoming_fd) != 0)
		err = blob_fail(detail, "sync", part->uid);
	close(place_fd);
	return err;
}

enum err blob_part_finish(const struct blob_dir *dir, struct blob_part *part,
			  int64_t bytes,
			  const unsigned char sha256[BLOB_SHA256_BYTES],
			  enum blob_type type, struct err_detail *detail)
{
	unsigned char digest[BLOB_SHA256_BYTES];
	enum blob_type found = BLOB_UNKNOWN;
	struct stat stat;
	enum err err;

	if (fstat(part->fd, &stat) != 0 || stat.st_size < bytes ||
	    (stat.st_size > bytes && ftruncate(part->fd, bytes) != 0))
		return blob_fail(detail, "stat", part->uid);
	err = digest_file(part, bytes, digest, &found, detail);
	if (err != ERR_OK)
		return err;
	if (memcmp(digest, sha256, sizeof(digest)) != 0)
		return err_set_rule(detail, ERR_CHECKSUM, "", "sha256",
				    "these are not the bytes whose sha256 was "
				    "promised: begin anew");
	if (found != type)
		return err_set_rule(detail, ERR_MEDIA_TYPE, "", "type",
				    "this is no %s by its first bytes",
				    blob_type_name(type));
	return blob_part_place(dir, part, detail);
}
