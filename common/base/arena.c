/* SPDX-License-Identifier: MIT */
/*
 * Arena: a list of blocks, newest first; allocation bumps an offset. Blocks
 * double up to 1 MiB, and a request that is larger gets a block of its own.
 */
#include <callout/arena.h>

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_BLOCK = 1024, LARGEST_BLOCK = 1 << 20 };

struct block {
	struct block *older;
	size_t size; /* of data */
	size_t used;
	alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct block *newest;
	size_t used;
};

/* Stated once for the product: a daemon that has no memory left stops, and
 * its service manager starts it again; nothing acknowledged is lost. */
static _Noreturn void die_out_of_memory(void)
{
	static const char line[] = "level=error event=out_of_memory\n";
	ssize_t ignored = write(STDERR_FILENO, line, sizeof(line) - 1);

	(void)ignored;
	abort();
}

void *xmalloc(size_t size)
{
	void *memory = malloc(size > 0 ? size : 1);

	if (memory == NULL)
		die_out_of_memory();
	return memory;
}

void *xcalloc(size_t count, size_t size)
{
	void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (memory == NULL)
		die_out_of_memory();
	return memory;
}

void *xrealloc(void *old, size_t size)
{
	void *memory = realloc(old, size > 0 ? size : 1);

	if (memory == NULL)
		die_out_of_memory();
	return memory;
}

char *xstrdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(xmalloc(size), text, size);
}

static struct block *add_block(struct arena *arena, size_t at_least)
{
	size_t size = FIRST_BLOCK;
	struct block *block;

	if (arena->newest != NULL && arena->newest->size < LARGEST_BLOCK)
		size = arena->newest->size * 2;
	else if (arena->newest != NULL)
		size = LARGEST_BLOCK;
	if (size < at_least)
		size = at_least;
	block = xmalloc(sizeof(*block) + size);
	block->size = size;
	block->used = 0;
	block->older = arena->newest;
	arena->newest = block;
	return block;
}

struct arena *arena_new(void)
{
	return xcalloc(1, sizeof(struct arena));
}

static void free_blocks(struct block *block)
{
	while (block != NULL) {
		struct block *older = block->older;

		free(block);
		block = older;
	}
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	free_blocks(arena->newest);
	free(arena);
}

void arena_reset(struct arena *arena)
{
	struct block *first = arena->newest;

	arena->used = 0;
	if (first == NULL)
		return;
	free_blocks(first->older);
	first->older = NULL;
	first->used = 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct block *block = arena->newest;
	void *memory;

	if (size > SIZE_MAX / 2)
		die_out_of_memory();
	size = (size + align - 1) / align * align;
	if (block == NULL || block->size - block->used < size)
		block = add_block(arena, size);
	memory = block->data + block->used;
	block->used += size;
	arena->used += size;
	return memset(memory, 0, size);
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		die_out_of_memory();
	return arena_alloc(arena, total);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy;

	if (text == NULL)
		return NULL;
	copy = arena_alloc(arena, length + 1);
	memcpy(copy, text, length);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, fmt);
	length = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	assert(length >= 0);
	text = arena_alloc(arena, (size_t)length + 1);
	va_start(args, fmt);
	vsnprintf(text, (size_t)length + 1, fmt, args);
	va_end(args);
	return text;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}
