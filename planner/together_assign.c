/* SPDX-License-Identifier: MIT */
/*
 * The assignment problem by shortest augmenting paths with potentials (H. W.
 * Kuhn 1955; J. Munkres 1957): who of a crew is who, when each member may be
 * somebody else's to play at another price.
 */
#include <assert.h>
#include <stdlib.h>

#include "planner/together_internal.h"

/* Dearer than any price, and small enough to be added up. */
#define NEVER (INT64_C(1) << 56)

struct matching {
	const int64_t *cost;
	int32_t rows, columns;
	int64_t *row_potential, *column_potential; /* index 0 is nobody */
	int32_t *row_of;			   /* column -> row */
	int32_t *way;
	int64_t *least;
	bool *used;
};

static int64_t price(const struct matching *m, int32_t row, int32_t column)
{
	int64_t cost = m->cost[(row - 1) * m->columns + column - 1];

	return cost == INT64_MAX ? NEVER : cost;
}

/* From column `at` the cheapest way on; returns where it leads. */
static int32_t step(struct matching *m, int32_t at)
{
	int32_t row = m->row_of[at], next = 0;
	int64_t delta = INT64_MAX;

	m->used[at] = true;
	for (int32_t k = 1; k <= m->columns; k++) {
		int64_t cost;

		if (m->used[k])
			continue;
		cost = price(m, row, k) - m->row_potential[row] -
		       m->column_potential[k];
		if (cost < m->least[k]) {
			m->least[k] = cost;
			m->way[k] = at;
		}
		if (m->least[k] < delta) {
			delta = m->least[k];
			next = k;
		}
	}
	for (int32_t k = 0; k <= m->columns; k++)
		if (m->used[k]) {
			m->row_potential[m->row_of[k]] += delta;
			m->column_potential[k] -= delta;
		} else {
			m->least[k] -= delta;
		}
	return next;
}

static void match_row(struct matching *m, int32_t row)
{
	int32_t at = 0;

	m->row_of[0] = row;
	for (int32_t k = 0; k <= m->columns; k++) {
		m->least[k] = INT64_MAX / 2;
		m->used[k] = false;
	}
	while (m->row_of[at] != 0)
		at = step(m, at);
	while (at != 0) {
		m->row_of[at] = m->row_of[m->way[at]];
		at = m->way[at];
	}
}

bool together_assign(const int64_t *cost, int32_t rows, int32_t columns,
		     int32_t *ret_column, int64_t *ret_sum)
{
	size_t size = (size_t)(rows > columns ? rows : columns) + 1;
	struct matching m = {.cost = cost, .rows = rows, .columns = columns};
	int64_t sum = 0;

	if (rows > columns)
		return false;
	m.row_potential = xcalloc(3 * size, sizeof(*m.row_potential));
	m.column_potential = m.row_potential + size;
	m.least = m.column_potential + size;
	m.row_of = xcalloc(2 * size, sizeof(*m.row_of));
	m.way = m.row_of + size;
	m.used = xcalloc(size, sizeof(*m.used));
	for (int32_t row = 1; row <= rows; row++)
		match_row(&m, row);
	for (int32_t k = 1; k <= columns; k++)
		if (m.row_of[k] != 0) {
			ret_column[m.row_of[k] - 1] = k - 1;
			sum += price(&m, m.row_of[k], k);
		}
	free(m.row_potential);
	free(m.row_of);
	free(m.used);
	*ret_sum = sum;
	return sum < NEVER / 2;
}
