/* SPDX-License-Identifier: MIT */
/* The arena: alignment, zeroing, growth, reset. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <callout/arena.h>

static void test_pieces_are_aligned_and_zeroed(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t size = 0; size < 3000; size += 7) {
		unsigned char *piece = arena_alloc(arena, size);

		assert_int_equal((uintptr_t)piece % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(piece[i], 0);
		memset(piece, 0xff, size);
	}
	arena_free(arena);
}

static void test_a_piece_may_exceed_a_block(void **state)
{
	struct arena *arena = arena_new();
	unsigned char *large = arena_alloc(arena, 5 << 20);

	(void)state;
	large[(5 << 20) - 1] = 1;
	assert_true(arena_used(arena) >= 5 << 20);
	arena_free(arena);
}

static void test_reset_zeroes_again(void **state)
{
	struct arena *arena = arena_new();
	char *text = arena_strdup(arena, "first");

	(void)state;
	assert_string_equal(text, "first");
	arena_reset(arena);
	assert_int_equal(arena_used(arena), 0);
	assert_int_equal(((char *)arena_alloc(arena, 5))[0], 0);
	arena_free(arena);
}

static void test_texts(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_null(arena_strdup(arena, NULL));
	assert_string_equal(arena_strndup(arena, "abcdef", 3), "abc");
	assert_string_equal(arena_printf(arena, "%d-%s", 7, "x"), "7-x");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces_are_aligned_and_zeroed),
		cmocka_unit_test(test_a_piece_may_exceed_a_block),
		cmocka_unit_test(test_reset_zeroes_again),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
