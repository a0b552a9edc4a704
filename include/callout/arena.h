/* SPDX-License-Identifier: MIT */
/*
 * Arena: memory that is freed all at once, one per request or planning run.
 * Allocation is a bump of a pointer; there is no free of a single piece.
 * Out of memory aborts the process with a log line (docs/ARCHITECTURE.md).
 * Not thread safe: one arena belongs to one conversation.
 */
#ifndef CALLOUT_ARENA_H
#define CALLOUT_ARENA_H

#include <stddef.h>

struct arena;

/* A new, empty arena. The caller frees it by arena_free(). */
struct arena *arena_new(void);

/* Free the arena and all that was allocated from it. NULL is accepted. */
void arena_free(struct arena *arena);

/* Forget all allocations, but keep the first block for reuse. */
void arena_reset(struct arena *arena);

/* `size` bytes, aligned for any type, zeroed. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size)
    __attribute__((returns_nonnull, malloc, alloc_size(2)));

/* `count * size` bytes, zeroed; an overflow aborts. */
void *arena_calloc(struct arena *arena, size_t count, size_t size)
    __attribute__((returns_nonnull, malloc, alloc_size(2, 3)));

/* Copies with a terminating NUL. `text` may be NULL: then NULL. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

/* Bytes handed out so far, for limits and benches. */
size_t arena_used(const struct arena *arena);

/* malloc family that aborts when memory is out: for what outlives an arena. */
void *xmalloc(size_t size) __attribute__((returns_nonnull, malloc));
void *xcalloc(size_t count, size_t size)
    __attribute__((returns_nonnull, malloc));
void *xrealloc(void *old, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *text) __attribute__((returns_nonnull));

#endif
