/* SPDX-License-Identifier: MIT */
/*
 * A backup is a directory:
 *
 *	manifest.json	what is in it, with the sha256 of each file; written
 *last callout.dump	the organisation's schema, in pg_dump's custom format
 *	blobs/ab/UID	the photos that the dump knows, as <callout/blob.h> has
 *			them
 *
 * It is made as DIR.part and gets its name when all of it is on the disk.
 */
#ifndef CLI_BACKUP_H
#define CLI_BACKUP_H

#include <stddef.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/blob.h>
#include <callout/err.h>

#define BACKUP_FORMAT 1
#define BACKUP_MANIFEST "manifest.json"
#define BACKUP_DUMP "callout.dump"
#define BACKUP_BLOBS "blobs"
#define BACKUP_SHA256_SIZE (2 * BLOB_SHA256_BYTES + 1) /* as hex */

struct backup_blob {
	const char *uid;
	int64_t bytes;
	char sha256[BACKUP_SHA256_SIZE];
};

struct backup {
	const char *program;	  /* that made it, with its version */
	const char *organisation; /* its name */
	const char *schema;
	const char *server;   /* PostgreSQL's version */
	const char *taken_at; /* RFC 3339: the instant of all of it */
	int migration;
	int64_t epoch;
	int64_t dump_bytes;
	char dump_sha256[BACKUP_SHA256_SIZE];
	struct backup_blob *blobs;
	size_t blob_count;
	/* Rows whose file was not there, or damaged: not in `blobs`. */
	const char **missing;
	size_t missing_count;
};

/* Durably. */
enum err backup_write(int dir_fd, const struct backup *backup,
		      struct err_detail *detail) ERR_MUST_CHECK;
/* What a manifest says; all texts are the arena's. ERR_INPUT where it is none
 * that we can read. */
enum err backup_read(int dir_fd, struct arena *arena, struct backup *ret_backup,
		     struct err_detail *detail) ERR_MUST_CHECK;

/* The sha256 of an open file, from its beginning, and its length. */
enum err backup_hash(int fd, char ret_sha256[BACKUP_SHA256_SIZE],
		     int64_t *ret_bytes,
		     struct err_detail *detail) ERR_MUST_CHECK;
/* The bytes of a checked hex text. */
void backup_bytes(const char sha256[BACKUP_SHA256_SIZE],
		  unsigned char ret_sha256[BLOB_SHA256_BYTES]);
/* "/dir/blobs". */
char *backup_blobs_path(struct arena *arena, const char *dir);

/* By errno: what could not be done with which file. */
enum err backup_fail(const char *what, const char *path,
		     struct err_detail *detail);

#endif
