/* SPDX-License-Identifier: MIT */
/* Set partitioning, beside all choices of a few columns. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "planner/partition.h"
#include "planner/rng.h"

enum { ROWS = 8, COLUMNS = 14, KINDS = 3, PROBLEMS = 300, NONE = 1000000 };

struct column {
	int32_t kind, cost;
	unsigned rows;
};

static void draw(struct rng *rng, struct column *columns)
{
	for (int i = 0; i < COLUMNS; i++) {
		columns[i].kind = rng_below(rng, KINDS);
		columns[i].cost = 10 + rng_below(rng, 90);
		columns[i].rows = 0;
		for (int k = rng_below(rng, 4); k >= 0; k--)
			columns[i].rows |= 1u << rng_below(rng, ROWS);
	}
}

/* What a choice costs; NONE: it is none. */
static int32_t cost_of(const struct column *columns, unsigned chosen,
		       const int32_t *limits)
{
	int32_t cost = 0, taken[KINDS] = {0};
	unsigned rows = 0;

	for (int i = 0; i < COLUMNS; i++) {
		if (!(chosen >> i & 1))
			continue;
		if (rows & columns[i].rows ||
		    ++taken[columns[i].kind] > limits[columns[i].kind])
			return NONE;
		rows |= columns[i].rows;
		cost += columns[i].cost;
	}
	return rows == (1u << ROWS) - 1 ? cost : NONE;
}

static int32_t brute_force(const struct column *columns, const int32_t *limits)
{
	int32_t best = NONE;

	for (unsigned chosen = 0; chosen < 1u << COLUMNS; chosen++) {
		int32_t cost = cost_of(columns, chosen, limits);

		best = cost < best ? cost : best;
	}
	return best;
}

static struct partition *build(const struct column *columns,
			       const int32_t *limits)
{
	struct partition *partition = partition_new(ROWS, KINDS);

	for (int i = 0; i < KINDS; i++)
		partition_limit(partition, i, limits[i]);
	for (int i = 0; i < COLUMNS; i++) {
		int32_t rows[ROWS], count = 0;

		for (int k = 0; k < ROWS; k++)
			if (columns[i].rows >> k & 1)
				rows[count++] = k;
		partition_add(partition, i, columns[i].kind, rows, count,
			      columns[i].cost);
	}
	return partition;
}

/* The best there is, if that is below; else nothing. */
static void check(const struct column *columns, const int32_t *limits,
		  int32_t best, int32_t below)
{
	struct partition *partition = build(columns, limits);
	bool found = partition_solve(partition, below);

	assert_int_equal(found, best < below);
	if (found) {
		unsigned chosen = 0;
		int32_t count;
		const int32_t *ids = partition_chosen(partition, &count);

		for (int32_t i = 0; i < count; i++)
			chosen |= 1u << ids[i];
		assert_int_equal(cost_of(columns, chosen, limits), best);
	}
	partition_free(partition);
}

static void test_as_brute_force(void **state)
{
	int solved = 0;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 1);
	for (int i = 0; i < PROBLEMS; i++) {
		struct column columns[COLUMNS];
		int32_t limits[KINDS], best;

		draw(&rng, columns);
		for (int k = 0; k < KINDS; k++)
			limits[k] = rng_below(&rng, 4);
		best = brute_force(columns, limits);
		solved += best < NONE;
		check(columns, limits, best, NONE);
		if (best < NONE) {
			check(columns, limits, best, best + 1);
			check(columns, limits, best, best);
		}
	}
	assert_true(solved > 20);
}

static void test_nothing(void **state)
{
	struct partition *partition = partition_new(2, 1);

	(void)state;
	partition_limit(partition, 0, 1);
	assert_false(partition_solve(partition, 10));
	partition_free(partition);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_as_brute_force),
	    cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests_name("partition", tests, NULL, NULL);
}
