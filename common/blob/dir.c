/* SPDX-License-Identifier: MIT */
/* The directory: its places, whole values, what is removed. */
#include "blob_internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <callout/arena.h>
#include <callout/log.h>

/* Photos of people's homes: nobody else on this machine reads them. */
#define DIR_MODE 0750

void blob_part_name(const char *uid, char ret_name[BLOB_NAME_SIZE])
{
	assert(blob_is_uid(uid)); /* so no slash and no dots get here */
	snprintf(ret_name, BLOB_NAME_SIZE, "%s.part", uid);
}

void blob_whole_name(const char *uid, char ret_name[BLOB_NAME_SIZE])
{
	assert(blob_is_uid(uid));
	snprintf(ret_name, BLOB_NAME_SIZE, "%.2s/%s", uid, uid);
}

enum err blob_fail(struct err_detail *detail, const char *what, const char *uid)
{
	int saved = errno;
	bool full = saved == ENOSPC || saved == EDQUOT || saved == EFBIG;

	log_event(LOG_LEVEL_ERROR, full ? "disk_full" : "disk_failed",
		  LOG_TEXT("what", what), LOG_TEXT("blob", uid),
		  LOG_TEXT("reason", strerror(saved)));
	return err_set_rule(detail, ERR_UNAVAILABLE, "",
			    full ? "disk_full" : "disk",
			    full ? "the server has no room left: try again "
				   "later"
				 : "the server's disk does not answer as it "
				   "should: try again later");
}

/* --- open --------------------------------------------------------------- */

static bool make_place(int at, const char *name)
{
	return mkdirat(at, name, DIR_MODE) == 0 || errno == EEXIST;
}

static int open_dir(int at, const char *path)
{
	return openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

enum err blob_dir_open(const char *path, bool writable,
		       struct blob_dir **ret_dir, struct err_detail *detail)
{
	struct blob_dir *dir = xcalloc(1, sizeof(*dir));
	enum err err = ERR_OK;

	dir->incoming_fd = -1;
	/* Whoever is first: the daemons start in any order. */
	(void)make_place(AT_FDCWD, path);
	dir->fd = open_dir(AT_FDCWD, path);
	if (dir->fd >= 0 && writable && make_place(dir->fd, "incoming"))
		dir->incoming_fd = open_dir(dir->fd, "incoming");
	if (dir->fd < 0 ||
	    (writable && (dir->incoming_fd < 0 ||
			  faccessat(dir->fd, "incoming", W_OK, 0) != 0 ||
			  faccessat(dir->fd, ".", W_OK, 0) != 0)))
		err = err_set(detail, ERR_USAGE, "", "blob dir `%s`: %s", path,
			      strerror(errno));
	if (err != ERR_OK)
		blob_dir_free(dir);
	else
		*ret_dir = dir;
	return err;
}

void blob_dir_free(struct blob_dir *dir)
{
	if (!dir)
		return;
	if (dir->fd >= 0)
		close(dir->fd);
	if (dir->incoming_fd >= 0)
		close(dir->incoming_fd);
	free(dir);
}

/* --- whole values ------------------------------------------------------- */

/* The loop sends it by sendfile(), which would wait for the disk there. */
static void read_once(int fd)
{
	char *buffer = xmalloc(BLOB_BUFFER_BYTES);
	off_t at = 0;
	ssize_t got;

	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED);
	while ((got = pread(fd, buffer, BLOB_BUFFER_BYTES, at)) > 0)
		at += got;
	free(buffer);
}

enum err blob_open(const struct blob_dir *dir, const char *uid, int *ret_fd,
		   size_t *ret_bytes, struct err_detail *detail)
{
	char name[BLOB_NAME_SIZE];
	struct stat stat;
	int fd;

	blob_whole_name(uid, name);
	fd = openat(dir->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ENOENT)
		return err_set(detail, ERR_NOT_FOUND, "",
			       "the file of %s is missing", uid);
	if (fd < 0)
		return blob_fail(detail, "open", uid);
	if (fstat(fd, &stat) != 0) {
		enum err err = blob_fail(detail, "stat", uid);

		close(fd);
		return err;
	}
	read_once(fd);
	*ret_fd = fd;
	*ret_bytes = (size_t)stat.st_size;
	return ERR_OK;
}

enum err blob_remove(const struct blob_dir *dir, const char *uid,
		     struct err_detail *detail)
{
	char part[BLOB_NAME_SIZE], whole[BLOB_NAME_SIZE];

	blob_part_name(uid, part);
	blob_whole_name(uid, whole);
	if ((unlinkat(dir->incoming_fd, part, 0) != 0 && errno != ENOENT) ||
	    (unlinkat(dir->fd, whole, 0) != 0 && errno != ENOENT))
		return blob_fail(detail, "remove", uid);
	return ERR_OK;
}
