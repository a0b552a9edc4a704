/* SPDX-License-Identifier: MIT */
/* A photo or signature that a device sent, for a user who may see its job. */
#ifndef DISPATCHD_ENGINE_PHOTO_H
#define DISPATCHD_ENGINE_PHOTO_H

#include <stddef.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/err.h>

struct loop;

struct photo {
	int fd; /* the callback's to close */
	size_t bytes;
	const char *type, *sha256;
};
typedef void photo_fn(const struct err_detail *error, const struct photo *photo,
		      void *arg);

/* `uid` and what the answer points to live as long as the arena. A thread
 * reads the file once, so that the loop need not wait for the disk. */
void photo_open(struct loop *loop, int64_t user_id, const char *uid,
		struct arena *arena, photo_fn *on_done, void *arg);

#endif
