/* SPDX-License-Identifier: MIT */
/* What the files of this room share. */
#ifndef CALLOUT_BLOB_INTERNAL_H
#define CALLOUT_BLOB_INTERNAL_H

#include <callout/blob.h>

struct blob_dir {
	int fd;		 /* of the directory */
	int incoming_fd; /* -1: not writable */
};

enum { BLOB_NAME_SIZE = 48, BLOB_BUFFER_BYTES = 65536 };

/* "UID.part" in `incoming`; "ab/UID" in the directory. */
void blob_part_name(const char *uid, char ret_name[BLOB_NAME_SIZE]);
void blob_whole_name(const char *uid, char ret_name[BLOB_NAME_SIZE]);

/* Give what is in `incoming` its place. */
enum err blob_part_place(const struct blob_dir *dir,
			 const struct blob_part *part,
			 struct err_detail *detail) ERR_MUST_CHECK;

/* By errno: ERR_UNAVAILABLE with the rule "disk_full" or "disk"; logged. */
enum err blob_fail(struct err_detail *detail, const char *what,
		   const char *uid);

#endif
