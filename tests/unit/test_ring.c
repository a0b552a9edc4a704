/* SPDX-License-Identifier: MIT */
/* What boards were told lately: what is kept, what is forgotten, ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "dispatchd/stream/ring.h"

struct heard {
	char text[200];
	uint64_t last;
};

static void on_news(const struct ring_news *news, void *arg)
{
	struct heard *heard = arg;
	size_t used = strlen(heard->text);

	assert_true(news->number > heard->last);
	heard->last = news->number;
	assert_int_equal(news->length, strlen(news->text));
	snprintf(heard->text + used, sizeof(heard->text) - used, "%d:%s ",
		 (int)news->territory, news->text);
}

static const char *hear(struct ring *ring, uint64_t after)
{
	static struct heard heard;
	bool whole;

	heard = (struct heard){.last = after};
	(void)ring_read(ring, after, on_news, &heard, &whole);
	return whole ? heard.text : "forgotten";
}

static void add(struct ring *ring, int territory, const char *text)
{
	ring_add(ring, territory, text, strlen(text));
}

static void test_what_is_kept(void **state)
{
	struct ring *ring = ring_new(3, 100);

	(void)state;
	ring_begin(ring);
	assert_int_equal(ring_last(ring), 1);
	assert_string_equal(hear(ring, 1), "");
	add(ring, 7, "a");
	add(ring, 8, "b");
	assert_string_equal(hear(ring, 1), "7:a 8:b ");
	assert_string_equal(hear(ring, 2), "8:b ");
	assert_string_equal(hear(ring, 3), "");
	assert_string_equal(hear(ring, 4), "forgotten"); /* not yet */
	add(ring, 7, "c");
	add(ring, 7, "d");
	assert_string_equal(hear(ring, 1), "forgotten");
	assert_string_equal(hear(ring, 2), "8:b 7:c 7:d ");
	ring_free(ring);
}

static void test_bytes(void **state)
{
	struct ring *ring = ring_new(10, 10);

	(void)state;
	ring_begin(ring);
	add(ring, 1, "12345");
	add(ring, 1, "67890");
	assert_string_equal(hear(ring, 1), "1:12345 1:67890 ");
	add(ring, 1, "x");
	assert_string_equal(hear(ring, 1), "forgotten");
	assert_string_equal(hear(ring, 2), "1:67890 1:x ");
	add(ring, 1, "more than all of it");
	assert_string_equal(hear(ring, 4), "1:more than all of it ");
	ring_free(ring);
}

static void test_before_the_beginning(void **state)
{
	struct ring *ring = ring_new(3, 100);
	char id[RING_ID_SIZE];
	uint64_t number = 99;

	(void)state;
	ring_id(ring, ring_last(ring), id);
	assert_false(ring_find(ring, id, &number));
	assert_string_equal(hear(ring, 0), "");
	ring_begin(ring);
	assert_false(ring_find(ring, id, &number));
	assert_string_equal(hear(ring, 0), "forgotten");
	assert_int_equal(number, 99);
	ring_free(ring);
	ring_free(NULL);
}

static void test_ids(void **state)
{
	struct ring *ring = ring_new(3, 100), *other = ring_new(3, 100);
	char id[RING_ID_SIZE], ahead[RING_ID_SIZE];
	uint64_t number;

	(void)state;
	ring_begin(ring);
	ring_begin(other);
	add(ring, 1, "a");
	ring_id(ring, ring_last(ring), id);
	assert_true(ring_find(ring, id, &number));
	assert_int_equal(number, 2);
	assert_false(ring_find(other, id, &number));
	assert_false(ring_find(ring, ring_id(ring, 3, ahead), &number));
	id[strlen(id) - 1] = 'x';
	assert_false(ring_find(ring, id, &number));
	for (int i = 0; i < 4; i++)
		add(ring, 1, "b");
	ring_id(ring, 2, id);
	assert_false(ring_find(ring, id, &number));
	assert_false(ring_find(ring, "", &number));
	assert_false(ring_find(ring, "0123456789abcdef.1", &number));
	ring_free(ring);
	ring_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_is_kept),
	    cmocka_unit_test(test_bytes),
	    cmocka_unit_test(test_before_the_beginning),
	    cmocka_unit_test(test_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
