/* SPDX-License-Identifier: MIT */
/*
 * A device's uploads: begin one, add a piece, ask, take it back; and a
 * technician reads one. The offset that counts is the row's: a piece is
 * written and synced by a worker under the file's lock, then the row moves.
 */
#ifndef MOBILE_SYNC_SESSION_UPLOAD_H
#define MOBILE_SYNC_SESSION_UPLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/blob.h>
#include <callout/err.h>

#include "mobile-sync/session/auth.h"
#include "mobile-sync/session/tus.h"

struct loop;

enum { UPLOAD_PIECE_MAX = 1024 * 1024 };

/* Where an upload stands; texts are valid until the callback returns. */
struct upload_state {
	int64_t bytes, received;
	const char *type, *sha256;
	int64_t expires_s; /* since 1970 */
	bool stored;
};

/* `error` NULL: `state` tells. With an error that moved the offset back (or
 * found it elsewhere), `state` may be there as well. */
typedef void upload_fn(const struct err_detail *error,
		       const struct upload_state *state, void *arg);

struct upload_piece {
	const char *uid;
	int64_t offset;
	const char *bytes;
	size_t length;
	struct tus_checksum checksum;
};

/* Are uploads set up ([blob] dir)? ERR_UNAVAILABLE otherwise. */
enum err upload_check(const struct loop *loop,
		      struct err_detail *detail) ERR_MUST_CHECK;

/* `device` and all texts live as long as the arena. */
void upload_begin(struct loop *loop, const struct device *device,
		  const struct tus_metadata *metadata, int64_t bytes,
		  struct arena *arena, upload_fn *on_done, void *arg);
void upload_ask(struct loop *loop, const struct device *device, const char *uid,
		struct arena *arena, upload_fn *on_done, void *arg);
void upload_drop(struct loop *loop, const struct device *device,
		 const char *uid, struct arena *arena, upload_fn *on_done,
		 void *arg);
void upload_add(struct loop *loop, const struct device *device,
		const struct upload_piece *piece, struct arena *arena,
		upload_fn *on_done, void *arg);

struct upload_file {
	int fd; /* the callback's to close */
	size_t bytes;
	const char *type, *sha256;
};
typedef void upload_file_fn(const struct err_detail *error,
			    const struct upload_file *file, void *arg);

/* A stored one. */
void upload_read(struct loop *loop, const struct device *device,
		 const char *uid, struct arena *arena, upload_file_fn *on_done,
		 void *arg);

#endif
