/* SPDX-License-Identifier: MIT */
/*
 * Large values on disk, named by UUIDs: what is too big for a row.
 *
 *	DIR/incoming/UID.part	while it comes in, piece by piece
 *	DIR/ab/UID		when it is whole ("ab" are the first two digits)
 *
 * How far a value has come is the business of the caller's row, not of the
 * file's size: what lies behind that offset may be left over from a crash.
 * All functions but the pure ones wait for the disk: call them on a worker. A
 * directory may be used by any number of threads and processes.
 */
#ifndef CALLOUT_BLOB_H
#define CALLOUT_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/err.h>

#define BLOB_SHA256_BYTES 32
#define BLOB_SNIFF_BYTES 32 /* are enough to tell a type */

/* ---- Pure ---- */

enum blob_type {
	BLOB_UNKNOWN,
	BLOB_JPEG,
	BLOB_PNG,
	BLOB_WEBP,
	BLOB_HEIC,
	BLOB_TYPE_COUNT
};

/* "image/jpeg"; "application/octet-stream" for BLOB_UNKNOWN. */
const char *blob_type_name(enum blob_type type);
/* By a media type's name; BLOB_UNKNOWN for all others. */
enum blob_type blob_type_find(const char *name);
/* By a file's first bytes (the WHATWG's MIME Sniffing Standard, section 6.1;
 * ISO/IEC 23008-12 for HEIC). */
enum blob_type blob_type_sniff(const void *bytes, size_t length);

/* Is this a UUID in lower case with its dashes? Others have no file. */
bool blob_is_uid(const char *text);

enum blob_digest { BLOB_SHA1, BLOB_SHA256 };
/* The digest of some bytes; its length: 20 or 32. */
size_t blob_digest(enum blob_digest digest, const void *bytes, size_t length,
		   unsigned char ret_digest[BLOB_SHA256_BYTES]);

/* ---- The directory ---- */

struct blob_dir;

/* Makes the directory; `writable`: and what belongs in it. ERR_USAGE where it
 * cannot be made or used so. */
enum err blob_dir_open(const char *path, bool writable,
		       struct blob_dir **ret_dir,
		       struct err_detail *detail) ERR_MUST_CHECK;
/* NULL is accepted. */
void blob_dir_free(struct blob_dir *dir);

/* A whole value, to be read; the caller closes `*ret_fd`. ERR_NOT_FOUND if
 * there is none. Its bytes have been read once: the kernel has them. */
enum err blob_open(const struct blob_dir *dir, const char *uid, int *ret_fd,
		   size_t *ret_bytes, struct err_detail *detail) ERR_MUST_CHECK;

/* No file of this name is left, whole or not, after ERR_OK. */
enum err blob_remove(const struct blob_dir *dir, const char *uid,
		     struct err_detail *detail) ERR_MUST_CHECK;

/* Has it the bytes that were promised? ERR_NOT_FOUND, ERR_CHECKSUM. */
enum err blob_check(const struct blob_dir *dir, const char *uid,
		    const unsigned char sha256[BLOB_SHA256_BYTES],
		    struct err_detail *detail) ERR_MUST_CHECK;
/* Copy a whole value, durably, if it has the bytes that were promised; what
 * `to` had under that name is replaced. ERR_LOCKED: it comes in right now. */
enum err blob_copy(const struct blob_dir *from, const struct blob_dir *to,
		   const char *uid,
		   const unsigned char sha256[BLOB_SHA256_BYTES],
		   struct err_detail *detail) ERR_MUST_CHECK;
/* The same by a hard link: only between directories that nobody writes to. */
enum err blob_link(const struct blob_dir *from, const struct blob_dir *to,
		   const char *uid,
		   const unsigned char sha256[BLOB_SHA256_BYTES],
		   struct err_detail *detail) ERR_MUST_CHECK;

/* ---- A value that comes in ---- */

/* The file, open and locked; the lock ends with blob_part_close(), or with the
 * process. */
struct blob_part {
	int fd;
	bool created; /* by this open: there was nothing */
	char uid[37];
};

/* ERR_LOCKED if somebody else has it. A file that was whole already though its
 * row does not say so (a crash between the two) is taken as it is. */
enum err blob_part_open(const struct blob_dir *dir, const char *uid,
			struct blob_part *ret_part,
			struct err_detail *detail) ERR_MUST_CHECK;
/* Removes the file if this open made it and nothing was written. */
void blob_part_close(const struct blob_dir *dir, struct blob_part *part);

/* Write at an offset, durably. ERR_GONE: the file has not even `offset` bytes
 * (it was lost), the value must begin anew. ERR_UNAVAILABLE with the rule
 * "disk_full", or "disk". */
enum err blob_part_write(const struct blob_dir *dir, struct blob_part *part,
			 int64_t offset, const void *bytes, size_t length,
			 struct err_detail *detail) ERR_MUST_CHECK;

/* All is there: look at it, and give it its place. ERR_CHECKSUM where it is
 * not what was promised; ERR_MEDIA_TYPE where it is not of that type; ERR_GONE
 * where it was removed meanwhile: the value must begin anew. */
enum err blob_part_finish(const struct blob_dir *dir, struct blob_part *part,
			  int64_t bytes,
			  const unsigned char sha256[BLOB_SHA256_BYTES],
			  enum blob_type type,
			  struct err_detail *detail) ERR_MUST_CHECK;

#endif
